/* store/database.h - a thin layer over one SQLite connection.
 *
 * Statements are prepared once and kept; the first failure is remembered, later calls then do
 * nothing and return it, so that code which writes twenty rows checks once. Not thread-safe: each
 * thread that reads has its own, or its owner holds a lock. */
#ifndef GAZ_STORE_DATABASE_H
#define GAZ_STORE_DATABASE_H

#include <sqlite3.h>

#include "base/base.h"

typedef struct gaz_db_statement {
  const char *sql; /* a string literal: compared by address */
  sqlite3_stmt *handle;
} gaz_db_statement;

typedef struct gaz_db {
  sqlite3 *handle;
  char *path;
  gaz_error failure;            /* the first; status GAZ_OK while there is none */
  gaz_db_statement *statements; /* open addressing by the literal's address */
  size_t count, capacity;       /* capacity is a power of two */
} gaz_db;

/* Opens the file `path`. `flags` are SQLite's. On failure everything is released. */
gaz_status gaz_db_open(gaz_db *db, const char *path, int flags, gaz_error *error);
void gaz_db_close(gaz_db *db);

/* Runs statements that return nothing and take nothing. */
gaz_status gaz_db_script(gaz_db *db, const char *sql);

/* Prepares `sql` (a string literal), or takes it from the kept ones, and binds the arguments:
 *   i int64_t   d double   t const char * (NULL binds NULL)   s const char *, size_t (text)
 *   b const void *, size_t (blob)   n nothing (NULL)   u uint32_t, GAZ_NONE binds NULL
 * Text and blobs must stay until the statement is reset. NULL after a failure. */
sqlite3_stmt *gaz_db_query(gaz_db *db, const char *sql, const char *types, ...);
/* Moves to the next row; false at the end (the statement is reset then) and after a failure. */
bool gaz_db_next(gaz_db *db, sqlite3_stmt *statement);
/* Ends a query early. Accepts NULL. */
void gaz_db_end(sqlite3_stmt *statement);
/* Query and step in one, for statements without rows. */
gaz_status gaz_db_run(gaz_db *db, const char *sql, const char *types, ...);
/* First column of the first row, or `otherwise` when there is none. */
int64_t gaz_db_integer(gaz_db *db, const char *sql, int64_t otherwise, const char *types, ...);

/* The remembered failure; copies it to `error`. */
gaz_status gaz_db_status(const gaz_db *db, gaz_error *error);
/* Remembers a failure that did not come from SQLite. */
gaz_status gaz_db_fail(gaz_db *db, gaz_status status, const char *message);
/* Forgets it (after a rollback). */
void gaz_db_clear(gaz_db *db);

/* Column `i` as text; NULL columns give data NULL, size 0. Valid until the next step. */
gaz_slice gaz_db_text(sqlite3_stmt *statement, int i);
/* Column `i` as a C string, NULL for NULL. */
const char *gaz_db_string(sqlite3_stmt *statement, int i);

#endif
