/* The writer: opening, batches, files, and the exchange of generations. Articles are written in
 * put_article.c. */
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "store/lock.h"
#include "store/schema.h"

enum {
  BATCH_BYTES = 16 << 20, /* of article text in one transaction: bounds the write-ahead log */
  UNFINISHED = -1,        /* size of a file of which not all is written */
  WAIT_STEP_NANOSECONDS = 50 * 1000 * 1000,
};

static const char settings[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;" /* a crash of the machine may lose the last commit, never the file */
    "PRAGMA cache_size = -32768;"
    "PRAGMA wal_autocheckpoint = 4000;"
    "PRAGMA journal_size_limit = 67108864;"
    "PRAGMA temp_store = FILE;";

static const char temporary_tables[] =
    "CREATE TEMP TABLE touched_story(story INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE touched_entity(entity INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE touched_article(article INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE touched_sketch(which INTEGER, sketch INTEGER, PRIMARY KEY(which, sketch)) WITHOUT ROWID;"
    "CREATE TEMP TABLE touched_key(kind INTEGER, key INTEGER, PRIMARY KEY(kind, key)) WITHOUT ROWID;"
    "CREATE TEMP TABLE touched_day(day INTEGER PRIMARY KEY);"
    "CREATE TEMP TABLE identity(entity INTEGER PRIMARY KEY, key INTEGER);"; /* filled by core/resolve */

static gaz_status make_folder(const char *dir, gaz_error *error) {
  char path[4096];
  size_t size = strlen(dir);
  if (size >= sizeof path)
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, dir, 0, "the path is too long");
  memcpy(path, dir, size + 1);
  for (size_t i = 1; i <= size; i++) {
    if (path[i] != '/' && path[i] != '\0') continue;
    char kept = path[i];
    path[i] = '\0';
    if (mkdir(path, 0755) != 0 && errno != EEXIST && (i == size || errno != EROFS)) {
      return gaz_fail(error, GAZ_ERROR_IO, path, 0,
                      "cannot make the folder: %s; give another one with --kb", strerror(errno));
    }
    path[i] = kept;
  }
  return GAZ_OK;
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

gaz_status gaz_store_lock(gaz_store *store, const gaz_store_waiting *waiting, gaz_error *error) {
  if (store->lock >= 0) return GAZ_OK;
  char path[4096], holder[256];
  snprintf(path, sizeof path, "%s/lock", store->dir);
  double begun = seconds_now();
  bool told = false;
  for (;;) {
    gaz_status status = gaz_lock_take(path, &store->lock, holder, error);
    if (status != GAZ_ERROR_BUSY) return status;
    if (!waiting || seconds_now() - begun >= waiting->seconds || gaz_cancelled(waiting->cancel))
      return status;
    if (waiting->waiting) waiting->waiting(waiting->context, holder, !told);
    told = true;
    nanosleep(&(struct timespec){0, WAIT_STEP_NANOSECONDS}, NULL);
  }
}

void gaz_store_unlock(gaz_store *store) {
  gaz_lock_give(store->lock);
  store->lock = -1;
}

static gaz_status open_database(gaz_store *store, gaz_error *error) {
  char path[4096];
  snprintf(path, sizeof path, "%s/kb.sqlite3", store->dir);
  gaz_status status =
      gaz_db_open(&store->db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
  if (status != GAZ_OK) return status;
  gaz_db_script(&store->db, settings);
  gaz_schema_prepare(&store->db, true, &store->rebuilt);
  gaz_db_script(&store->db, temporary_tables);
  /* What an interrupted run had found to be leaving is found again by the next. */
  gaz_db_script(&store->db, "DELETE FROM leaving");
  return gaz_db_status(&store->db, error);
}

gaz_status gaz_store_open(const char *dir, const gaz_store_waiting *waiting, gaz_store **out,
                          gaz_error *error) {
  *out = NULL;
  gaz_status status = make_folder(dir, error);
  if (status != GAZ_OK) return status;
  gaz_store *store = calloc(1, sizeof *store);
  char *copy = strdup(dir);
  if (!store || !copy) {
    free(store);
    free(copy);
    return gaz_fail(error, GAZ_ERROR_MEMORY, dir, 0, "out of memory; close other programs");
  }
  store->dir = copy;
  store->lock = -1;
  status = gaz_store_lock(store, waiting, error);
  if (status == GAZ_OK) status = open_database(store, error);
  if (status != GAZ_OK) {
    gaz_store_close(store);
    return status;
  }
  *out = store;
  return GAZ_OK;
}

void gaz_store_close(gaz_store *store) {
  if (!store) return;
  if (store->db.handle) {
    gaz_db_clear(&store->db);
    if (!sqlite3_get_autocommit(store->db.handle)) gaz_db_script(&store->db, "ROLLBACK");
    gaz_db_close(&store->db);
  }
  gaz_store_unlock(store);
  free(store->dir);
  free(store);
}

/* ---- values -------------------------------------------------------------------------------------- */

int64_t gaz_store_number(gaz_store *store, const char *key) {
  return gaz_db_integer(&store->db, "SELECT value FROM meta WHERE key = ?", 0, "t", key);
}

void gaz_store_set_number(gaz_store *store, const char *key, int64_t value) {
  gaz_db_run(&store->db, "INSERT OR REPLACE INTO meta VALUES(?, ?)", "ti", key, value);
}

void gaz_store_set_text(gaz_store *store, const char *key, const char *value) {
  gaz_db_run(&store->db, "INSERT OR REPLACE INTO meta VALUES(?, ?)", "tt", key, value);
}

/* ---- batches -------------------------------------------------------------------------------------- */

void gaz_store_begin(gaz_store *store) {
  if (store->in_batch) return;
  gaz_db_script(&store->db, "BEGIN IMMEDIATE");
  store->in_batch = store->db.failure.status == GAZ_OK;
}

gaz_status gaz_store_commit(gaz_store *store, bool in_any_case) {
  if (!store->in_batch || (!in_any_case && store->batched < BATCH_BYTES))
    return store->db.failure.status;
  gaz_db_script(&store->db, "COMMIT");
  store->in_batch = false;
  store->batched = 0;
  return store->db.failure.status;
}

/* ---- removing the ground floor of a file ------------------------------------------------------------ */

/* A contentless full-text table forgets a row only when told what was in it. */
static void delete_sentences(gaz_store *store, int64_t article, int64_t first, int64_t count) {
  gaz_db *db = &store->db;
  sqlite3_stmt *body = gaz_db_query(db, "SELECT text FROM body WHERE article = ?", "i", article);
  if (gaz_db_next(db, body)) {
    const char *text = sqlite3_column_blob(body, 0);
    int64_t size = sqlite3_column_bytes(body, 0);
    sqlite3_stmt *rows =
        gaz_db_query(db, "SELECT row, start, stop FROM sentence WHERE row BETWEEN ? AND ?", "ii",
                     first, first + count - 1);
    while (gaz_db_next(db, rows)) {
      int64_t start = sqlite3_column_int64(rows, 1), stop = sqlite3_column_int64(rows, 2);
      if (start < 0 || stop < start || stop > size) continue;
      gaz_db_run(db, "INSERT INTO sentence_text(sentence_text, rowid, text) VALUES('delete', ?, ?)",
                 "is", sqlite3_column_int64(rows, 0), text + start, (size_t)(stop - start));
    }
    gaz_db_end(body);
  }
  gaz_db_run(db, "DELETE FROM sentence WHERE row BETWEEN ? AND ?", "ii", first, first + count - 1);
}

static void delete_article(gaz_store *store, int64_t article) {
  gaz_db *db = &store->db;
  int64_t first =
      gaz_db_integer(db, "SELECT first_sentence FROM article WHERE row = ?", 0, "i", article);
  int64_t count =
      gaz_db_integer(db, "SELECT sentences FROM article WHERE row = ?", 0, "i", article);
  if (count) delete_sentences(store, article, first, count);
  static const char *const statements[] = {
      "INSERT OR IGNORE INTO touched_entity SELECT entity FROM chain WHERE article = ? AND entity IS NOT NULL",
      "INSERT OR IGNORE INTO touched_story SELECT story FROM article WHERE row = ? AND story IS NOT NULL",
      "INSERT OR IGNORE INTO touched_day SELECT day FROM article WHERE row = ?",
      "INSERT OR IGNORE INTO touched_sketch SELECT 1, sketch1 FROM quote WHERE article = ? AND sketch1 IS NOT NULL",
      "INSERT OR IGNORE INTO touched_sketch SELECT 2, sketch2 FROM quote WHERE article = ? AND sketch2 IS NOT NULL",
      "INSERT OR IGNORE INTO touched_key SELECT 0, key FROM article WHERE row = ?",
      "INSERT OR IGNORE INTO touched_key SELECT 1, key FROM quote WHERE article = ?",
      "DELETE FROM body WHERE article = ?",
      "DELETE FROM terms WHERE article = ?",
      "DELETE FROM chain WHERE article = ?",
      "DELETE FROM name WHERE article = ?",
      "DELETE FROM names WHERE article = ?",
      "DELETE FROM assigned WHERE article = ?",
      "DELETE FROM mention WHERE article = ?",
      "DELETE FROM role WHERE article = ?",
      "DELETE FROM quote WHERE article = ?",
      "DELETE FROM occurrence WHERE article = ?",
      "DELETE FROM argument WHERE article = ?",
      "DELETE FROM figure WHERE article = ?",
      "DELETE FROM article WHERE row = ?",
  };
  for (size_t i = 0; i < GAZ_COUNT(statements); i++) gaz_db_run(db, statements[i], "i", article);
}

static void delete_file(gaz_store *store, int64_t file) {
  gaz_db *db = &store->db;
  for (;;) {
    int64_t article =
        gaz_db_integer(db, "SELECT row FROM article WHERE file = ? LIMIT 1", 0, "i", file);
    if (!article) break;
    delete_article(store, article);
  }
  gaz_db_run(db, "DELETE FROM file WHERE row = ?", "i", file);
}

/* ---- files ------------------------------------------------------------------------------------------ */

gaz_file_state gaz_store_state(gaz_store *store, const char *path, const gaz_file_stamp *stamp) {
  gaz_file_state state = {0};
  sqlite3_stmt *query = gaz_db_query(
      &store->db,
      "SELECT row, size, mtime, hash, refused FROM file WHERE path = ? ORDER BY live LIMIT 1", "t",
      path);
  if (!gaz_db_next(&store->db, query)) return state;
  state.known = true;
  state.row = sqlite3_column_int64(query, 0);
  int64_t mtime = sqlite3_column_int64(query, 2);
  state.unchanged =
      sqlite3_column_int64(query, 1) == stamp->size && mtime == stamp->mtime && mtime != -1;
  state.hash = sqlite3_column_int64(query, 3);
  const char *refused = gaz_db_string(query, 4);
  snprintf(state.refused, sizeof state.refused, "%s", refused ? refused : "");
  gaz_db_end(query);
  return state;
}

void gaz_store_touch(gaz_store *store, int64_t row, const gaz_file_stamp *stamp) {
  gaz_store_begin(store);
  gaz_db_run(&store->db, "UPDATE file SET size = ?, mtime = ? WHERE row = ?", "iii", stamp->size,
             stamp->mtime, row);
}

int64_t gaz_store_put_file(gaz_store *store, const char *path, const gaz_file_stamp *stamp,
                           size_t articles, const char *refused) {
  gaz_store_begin(store);
  gaz_db *db = &store->db;
  int64_t pending =
      gaz_db_integer(db, "SELECT row FROM file WHERE path = ? AND live = 0", 0, "t", path);
  if (pending) delete_file(store, pending);
  gaz_db_run(
      db,
      "INSERT INTO file(path, live, size, mtime, hash, articles, refused) VALUES(?, 0, ?, ?, ?, ?, ?)",
      "tiiiit", path, stamp->size, stamp->mtime, stamp->hash, (int64_t)articles, refused);
  return db->failure.status == GAZ_OK ? sqlite3_last_insert_rowid(db->handle) : 0;
}

int64_t gaz_store_begin_file(gaz_store *store, const char *path) {
  return gaz_store_put_file(store, path, &(gaz_file_stamp){.size = UNFINISHED, .mtime = -1}, 0,
                            NULL);
}

void gaz_store_finish_file(gaz_store *store, int64_t file, const gaz_file_stamp *stamp,
                           size_t articles, const char *refused) {
  gaz_store_begin(store);
  gaz_db_run(
      &store->db,
      "UPDATE file SET size = ?, mtime = ?, hash = ?, articles = ?, refused = ? WHERE row = ?",
      "iiiiti", stamp->size, stamp->mtime, stamp->hash, (int64_t)articles, refused, file);
}

void gaz_store_leave(gaz_store *store, const char *path) {
  gaz_store_begin(store);
  gaz_db *db = &store->db;
  int64_t pending =
      gaz_db_integer(db, "SELECT row FROM file WHERE path = ? AND live = 0", 0, "t", path);
  if (pending) delete_file(store, pending);
  gaz_db_run(db, "INSERT OR IGNORE INTO leaving SELECT row FROM file WHERE path = ? AND live = 1",
             "t", path);
}

bool gaz_store_has_changes(gaz_store *store) {
  return gaz_db_integer(
             &store->db,
             "SELECT EXISTS(SELECT 1 FROM leaving) OR EXISTS(SELECT 1 FROM file WHERE live = 0)", 0,
             "") != 0;
}

/* What an interrupted run left of files that come in parts. */
static void drop_unfinished(gaz_store *store) {
  for (;;) {
    int64_t file =
        gaz_db_integer(&store->db, "SELECT row FROM file WHERE live = 0 AND size = ? LIMIT 1", 0,
                       "i", (int64_t)UNFINISHED);
    if (!file) break;
    delete_file(store, file);
  }
}

void gaz_store_replace_generation(gaz_store *store) {
  gaz_db *db = &store->db;
  drop_unfinished(store);
  gaz_db_script(
      db,
      "INSERT OR IGNORE INTO leaving SELECT old.row FROM file old JOIN file new ON new.path = old.path "
      "AND new.live = 0 WHERE old.live = 1");
  for (;;) {
    int64_t file = gaz_db_integer(db, "SELECT file FROM leaving LIMIT 1", 0, "");
    if (!file) break;
    delete_file(store, file);
    gaz_db_run(db, "DELETE FROM leaving WHERE file = ?", "i", file);
  }
  gaz_db_script(db,
                "INSERT OR IGNORE INTO touched_article SELECT row FROM article WHERE live = 0;"
                "INSERT OR IGNORE INTO touched_day SELECT day FROM article WHERE live = 0");
  gaz_db_script(db, "UPDATE article SET live = 1 WHERE live = 0");
  gaz_db_script(db, "UPDATE file SET live = 1 WHERE live = 0");
}
