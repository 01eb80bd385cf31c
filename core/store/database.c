/* One SQLite connection, its kept statements and its first failure.
 *
 * Statements are found by the address of their SQL literal: the program has a few dozen, so a small
 * open-addressed table finds one in a few nanoseconds, and no caller has to name or own one. */
#include "store/database.h"

#include <stdlib.h>
#include <string.h>

#include "extract/facts.h"

enum { BUSY_MILLISECONDS = 10000, FIRST_STATEMENTS = 128 };

static gaz_status status_of(int code) {
  switch (code & 0xff) {
    case SQLITE_NOMEM: return GAZ_ERROR_MEMORY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return GAZ_ERROR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return GAZ_ERROR_CORRUPT;
    default: return GAZ_ERROR_IO;
  }
}

static const char *advice_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return "free space on the disk and index again";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH: return "make the folder writable, or give another one with --kb";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "delete kb.sqlite3 and index again; corrections.jsonl is not affected";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program holds it; try again";
    case SQLITE_NOMEM: return "close other programs";
    default: return "check the disk";
  }
}

static gaz_status remember(gaz_db *db, int code) {
  if (db->failure.status != GAZ_OK) return db->failure.status;
  return gaz_fail(&db->failure, status_of(code), db->path, 0, "%s; %s",
                  db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code), advice_of(code));
}

gaz_status gaz_db_status(const gaz_db *db, gaz_error *error) {
  if (error && db->failure.status != GAZ_OK) *error = db->failure;
  return db->failure.status;
}

gaz_status gaz_db_fail(gaz_db *db, gaz_status status, const char *message) {
  if (db->failure.status != GAZ_OK) return db->failure.status;
  return gaz_fail(&db->failure, status, db->path, 0, "%s", message);
}

void gaz_db_clear(gaz_db *db) { db->failure = (gaz_error){0}; }

gaz_status gaz_db_open(gaz_db *db, const char *path, int flags, gaz_error *error) {
  *db = (gaz_db){0};
  db->path = strdup(path);
  db->capacity = FIRST_STATEMENTS;
  db->statements = calloc(db->capacity, sizeof *db->statements);
  if (!db->path || !db->statements) {
    gaz_db_close(db);
    return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory; close other programs");
  }
  int code = sqlite3_open_v2(path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
  if (code == SQLITE_OK) code = sqlite3_busy_timeout(db->handle, BUSY_MILLISECONDS);
  if (code != SQLITE_OK) {
    gaz_status status = remember(db, code);
    gaz_db_status(db, error);
    gaz_db_close(db);
    return status;
  }
  /* The file may come from anybody: its schema must not be able to run functions. */
  sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  return GAZ_OK;
}

void gaz_db_close(gaz_db *db) {
  for (size_t i = 0; i < db->capacity && db->statements; i++) {
    sqlite3_finalize(db->statements[i].handle);
  }
  if (db->handle) sqlite3_close(db->handle);
  free(db->statements);
  free(db->path);
  *db = (gaz_db){0};
}

gaz_status gaz_db_script(gaz_db *db, const char *sql) {
  if (db->failure.status != GAZ_OK) return db->failure.status;
  int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
  return code == SQLITE_OK ? GAZ_OK : remember(db, code);
}

static gaz_db_statement *slot_of(gaz_db_statement *slots, size_t capacity, const char *sql) {
  size_t at = (size_t)gaz_mix((uintptr_t)sql) & (capacity - 1);
  while (slots[at].sql && slots[at].sql != sql) at = (at + 1) & (capacity - 1);
  return &slots[at];
}

static bool grow_statements(gaz_db *db) {
  size_t capacity = db->capacity * 2;
  gaz_db_statement *slots = calloc(capacity, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < db->capacity; i++) {
    if (db->statements[i].sql) *slot_of(slots, capacity, db->statements[i].sql) = db->statements[i];
  }
  free(db->statements);
  db->statements = slots;
  db->capacity = capacity;
  return true;
}

static sqlite3_stmt *prepare(gaz_db *db, const char *sql) {
  if (db->failure.status != GAZ_OK) return NULL;
  gaz_db_statement *slot = slot_of(db->statements, db->capacity, sql);
  if (slot->sql) {
    sqlite3_reset(slot->handle);
    return slot->handle;
  }
  if (db->count * 2 >= db->capacity) {
    if (!grow_statements(db)) {
      remember(db, SQLITE_NOMEM);
      return NULL;
    }
    slot = slot_of(db->statements, db->capacity, sql);
  }
  sqlite3_stmt *handle = NULL;
  int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (code != SQLITE_OK) {
    remember(db, code);
    return NULL;
  }
  *slot = (gaz_db_statement){sql, handle};
  db->count++;
  return handle;
}

static int bind_one(sqlite3_stmt *statement, int at, char type, va_list *arguments) {
  switch (type) {
    case 'i': return sqlite3_bind_int64(statement, at, va_arg(*arguments, int64_t));
    case 'd': return sqlite3_bind_double(statement, at, va_arg(*arguments, double));
    case 'u': {
      uint32_t value = va_arg(*arguments, uint32_t);
      if (value == GAZ_NONE) return sqlite3_bind_null(statement, at);
      return sqlite3_bind_int64(statement, at, value);
    }
    case 't': {
      const char *text = va_arg(*arguments, const char *);
      return sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
    }
    case 's':
    case 'b': {
      const char *data = va_arg(*arguments, const char *);
      size_t size = va_arg(*arguments, size_t);
      if (!data) data = "";
      if (type == 's')
        return sqlite3_bind_text64(statement, at, data, size, SQLITE_STATIC, SQLITE_UTF8);
      return sqlite3_bind_blob64(statement, at, data, size, SQLITE_STATIC);
    }
    default: return sqlite3_bind_null(statement, at);
  }
}

static sqlite3_stmt *query_list(gaz_db *db, const char *sql, const char *types,
                                va_list *arguments) {
  sqlite3_stmt *statement = prepare(db, sql);
  if (!statement) return NULL;
  for (int i = 0; types[i]; i++) {
    int code = bind_one(statement, i + 1, types[i], arguments);
    if (code != SQLITE_OK) {
      remember(db, code);
      return NULL;
    }
  }
  return statement;
}

sqlite3_stmt *gaz_db_query(gaz_db *db, const char *sql, const char *types, ...) {
  va_list arguments;
  va_start(arguments, types);
  sqlite3_stmt *statement = query_list(db, sql, types, &arguments);
  va_end(arguments);
  return statement;
}

bool gaz_db_next(gaz_db *db, sqlite3_stmt *statement) {
  if (!statement || db->failure.status != GAZ_OK) return false;
  int code = sqlite3_step(statement);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) remember(db, code);
  sqlite3_reset(statement);
  return false;
}

void gaz_db_end(sqlite3_stmt *statement) { sqlite3_reset(statement); }

gaz_status gaz_db_run(gaz_db *db, const char *sql, const char *types, ...) {
  va_list arguments;
  va_start(arguments, types);
  sqlite3_stmt *statement = query_list(db, sql, types, &arguments);
  va_end(arguments);
  while (gaz_db_next(db, statement)) {
  }
  return db->failure.status;
}

int64_t gaz_db_integer(gaz_db *db, const char *sql, int64_t otherwise, const char *types, ...) {
  va_list arguments;
  va_start(arguments, types);
  sqlite3_stmt *statement = query_list(db, sql, types, &arguments);
  va_end(arguments);
  if (!gaz_db_next(db, statement)) return otherwise;
  int64_t value = sqlite3_column_type(statement, 0) == SQLITE_NULL
                      ? otherwise
                      : sqlite3_column_int64(statement, 0);
  gaz_db_end(statement);
  return value;
}

gaz_slice gaz_db_text(sqlite3_stmt *statement, int i) {
  const char *data = (const char *)sqlite3_column_text(statement, i);
  return (gaz_slice){data, data ? (size_t)sqlite3_column_bytes(statement, i) : 0};
}

const char *gaz_db_string(sqlite3_stmt *statement, int i) {
  return (const char *)sqlite3_column_text(statement, i);
}
