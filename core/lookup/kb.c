/* Opening, snapshots, refreshing.
 *
 * A read transaction stays open between refreshes: SQLite then shows one generation whatever is
 * committed meanwhile. The lexicon of the same generation is lexicon.gzl or, when a writer is just
 * exchanging the two or died doing so, lexicon.previous.gzl. */
#include "lookup/kb.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "store/schema.h"

enum { PATH_BYTES = 4096, TRIES = 50, TRY_NANOSECONDS = 2 * 1000 * 1000 };

static bool has_kb(const char *dir, char *out) {
  struct stat info;
  char file[PATH_BYTES + 32];
  if (snprintf(out, PATH_BYTES, "%s/.gazette", dir) >= PATH_BYTES) return false;
  snprintf(file, sizeof file, "%s/kb.sqlite3", out);
  if (stat(file, &info) == 0) return true;
  /* A folder with nothing but corrections is a KB that was lost: it is found, and re-indexed. */
  snprintf(file, sizeof file, "%s/corrections.jsonl", out);
  return stat(file, &info) == 0;
}

static gaz_status give_string(const char *text, gaz_string *out, gaz_error *error) {
  out->data = strdup(text);
  out->size = out->data ? strlen(text) : 0;
  return out->data
             ? GAZ_OK
             : gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory; close other programs");
}

gaz_status gaz_kb_find(const char *path, gaz_string *dir, gaz_error *error) {
  *dir = (gaz_string){0};
  char at[PATH_BYTES], found[PATH_BYTES], real[PATH_MAX];
  const char *start = path && path[0] ? path : ".";
  /* A file that does not exist yet (a new draft) is looked for from its folder. */
  snprintf(at, sizeof at, "%s", start);
  while (!realpath(at, real)) {
    char *slash = strrchr(at, '/');
    if (!slash) {
      if (!realpath(".", real)) real[0] = '\0';
      break;
    }
    *(slash == at ? slash + 1 : slash) = '\0';
    if (slash == at && !realpath(at, real)) break;
  }
  while (real[0]) {
    if (has_kb(real, found)) return give_string(found, dir, error);
    char *slash = strrchr(real, '/');
    if (!slash || real[1] == '\0') break;
    *(slash == real ? slash + 1 : slash) = '\0';
  }
  const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
  struct stat info;
  if (data && data[0] == '/') {
    snprintf(found, sizeof found, "%s/gazette/default", data);
  } else {
    snprintf(found, sizeof found, "%s/.local/share/gazette/default", home ? home : "");
  }
  if (stat(found, &info) == 0) return give_string(found, dir, error);
  return gaz_fail(
      error, GAZ_ERROR_NOT_FOUND, start, 0,
      "no knowledge base here or above; run `gazette index FOLDER` or give one with --kb");
}

/* ---- snapshots ------------------------------------------------------------------------------------ */

static gaz_lexicon *open_lexicon(const char *dir, uint64_t generation) {
  static const char *const names[] = {"lexicon.gzl", "lexicon.previous.gzl"};
  for (size_t i = 0; i < GAZ_COUNT(names); i++) {
    char path[PATH_BYTES];
    gaz_lexicon *lexicon = NULL;
    snprintf(path, sizeof path, "%s/%s", dir, names[i]);
    if (gaz_lexicon_open(path, &lexicon, NULL) != GAZ_OK) continue;
    if (gaz_lexicon_generation(lexicon) == generation) return lexicon;
    gaz_lexicon_release(lexicon);
  }
  return NULL;
}

static uint64_t begin_snapshot(gaz_kb *kb) {
  if (!sqlite3_get_autocommit(kb->db.handle)) gaz_db_script(&kb->db, "COMMIT");
  gaz_db_script(&kb->db, "BEGIN");
  return (uint64_t)gaz_db_integer(&kb->db, "SELECT value FROM meta WHERE key = 'generation'", 0,
                                  "");
}

/* Moves to the newest generation and its lexicon. A lexicon that is neither present nor previous is
 * two generations behind a fast writer: look again. One that stays missing is lost; names are then
 * not matched, everything else works. */
static void take_snapshot(gaz_kb *kb) {
  gaz_lexicon *lexicon = NULL;
  for (int i = 0; i < TRIES; i++) {
    kb->generation = begin_snapshot(kb);
    if (kb->db.failure.status != GAZ_OK || !kb->generation) break;
    lexicon = open_lexicon(kb->dir, kb->generation);
    char path[PATH_BYTES];
    struct stat info;
    snprintf(path, sizeof path, "%s/lexicon.gzl", kb->dir);
    if (lexicon || stat(path, &info) != 0) break;
    nanosleep(&(struct timespec){0, TRY_NANOSECONDS}, NULL);
  }
  gaz_lexicon_release(kb->lexicon);
  kb->lexicon = lexicon;
}

static void read_root(gaz_kb *kb) {
  char path[PATH_BYTES * 2], real[PATH_MAX];
  sqlite3_stmt *query = gaz_db_query(&kb->db, "SELECT value FROM meta WHERE key = 'root'", "");
  const char *root = gaz_db_next(&kb->db, query) ? gaz_db_string(query, 0) : NULL;
  if (!root || root[0] != '/') {
    snprintf(path, sizeof path, "%s/%s", kb->dir, root ? root : "..");
  } else {
    snprintf(path, sizeof path, "%s", root);
  }
  gaz_db_end(query);
  kb->root = strdup(realpath(path, real) ? real : path);
}

/* A folder nobody may write to has no place for the files WAL shares between processes; nobody can
 * change the database there either, so it may be read as it is. */
static gaz_status open_database(gaz_kb *kb, const char *path, gaz_error *error) {
  gaz_status status = gaz_db_open(&kb->db, path, SQLITE_OPEN_READONLY, error);
  if (status != GAZ_OK) return status;
  gaz_db_integer(&kb->db, "SELECT count(*) FROM sqlite_schema", 0, "");
  if (kb->db.failure.status != GAZ_ERROR_IO) return GAZ_OK;
  gaz_db_close(&kb->db);
  char *uri = sqlite3_mprintf("file:%s?immutable=1", path);
  if (!uri || strpbrk(path, "?#%")) {
    sqlite3_free(uri);
    return gaz_fail(error, GAZ_ERROR_IO, path, 0,
                    "the folder cannot be written and its name has ? # or %%; rename it");
  }
  status = gaz_db_open(&kb->db, uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
  sqlite3_free(uri);
  return status;
}

static bool file_of(const char *dir, char path[PATH_BYTES], uint64_t file[2]) {
  struct stat info;
  snprintf(path, PATH_BYTES, "%s/kb.sqlite3", dir);
  if (stat(path, &info) != 0) return false;
  file[0] = (uint64_t)info.st_dev;
  file[1] = (uint64_t)info.st_ino;
  return true;
}

/* Opens what is in kb->dir now. */
static gaz_status open_in(gaz_kb *kb, gaz_error *error) {
  char path[PATH_BYTES];
  if (!file_of(kb->dir, path, kb->file)) {
    gaz_status status = errno == ENOENT || errno == ENOTDIR ? GAZ_ERROR_NOT_FOUND : GAZ_ERROR_IO;
    return gaz_fail(error, status, path, 0, "%s; run `gazette index FOLDER`", strerror(errno));
  }
  gaz_status status = open_database(kb, path, error);
  if (status != GAZ_OK) return status;
  bool rebuilt;
  gaz_schema_prepare(&kb->db, false, &rebuilt);
  if (kb->db.failure.status == GAZ_OK) take_snapshot(kb);
  if (kb->db.failure.status == GAZ_OK) read_root(kb);
  return gaz_db_status(&kb->db, error);
}

gaz_status gaz_kb_open(const char *dir, gaz_kb **out, gaz_error *error) {
  *out = NULL;
  if (!dir || strlen(dir) >= PATH_BYTES - 32) {
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, dir, 0, "no folder, or its path is too long");
  }
  gaz_kb *kb = calloc(1, sizeof *kb);
  char *copy = kb ? strdup(dir) : NULL;
  if (!copy) {
    free(kb);
    return gaz_fail(error, GAZ_ERROR_MEMORY, dir, 0, "out of memory; close other programs");
  }
  atomic_init(&kb->references, 1);
  pthread_mutex_init(&kb->mutex, NULL);
  kb->dir = copy;
  gaz_status status = open_in(kb, error);
  if (status != GAZ_OK) {
    gaz_kb_release(kb);
    return status;
  }
  *out = kb;
  return GAZ_OK;
}

gaz_kb *gaz_kb_retain(gaz_kb *kb) {
  if (kb) atomic_fetch_add_explicit(&kb->references, 1, memory_order_relaxed);
  return kb;
}

void gaz_kb_release(gaz_kb *kb) {
  if (!kb || atomic_fetch_sub_explicit(&kb->references, 1, memory_order_acq_rel) != 1) return;
  gaz_lexicon_release(kb->lexicon);
  gaz_db_close(&kb->db);
  pthread_mutex_destroy(&kb->mutex);
  gaz_string_free(&kb->source);
  free(kb->source_path);
  free(kb->dir);
  free(kb->root);
  free(kb);
}

uint64_t gaz_kb_generation(gaz_kb *kb) {
  gaz_kb_enter(kb);
  uint64_t generation = kb->generation;
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return generation;
}

/* The folder was removed and indexed again, or another one put in its place: what is open is a file
 * that nobody else has. False, and everything as before, until the new one can be read. */
static bool take_replacement(gaz_kb *kb) {
  char path[PATH_BYTES];
  uint64_t file[2];
  if (!file_of(kb->dir, path, file) || memcmp(file, kb->file, sizeof file) == 0) return false;
  gaz_kb fresh = {.dir = kb->dir};
  bool taken = open_in(&fresh, NULL) == GAZ_OK && fresh.generation;
  gaz_kb old = *kb;
  if (taken) {
    memcpy(kb->file, fresh.file, sizeof kb->file);
    kb->db = fresh.db;
    kb->root = fresh.root;
    kb->generation = fresh.generation;
    kb->lexicon = fresh.lexicon;
  }
  gaz_kb *gone = taken ? &old : &fresh;
  gaz_lexicon_release(gone->lexicon);
  gaz_db_close(&gone->db);
  free(gone->root);
  return taken;
}

bool gaz_kb_refresh(gaz_kb *kb) {
  gaz_kb_enter(kb);
  uint64_t before = kb->generation;
  bool moved = take_replacement(kb);
  if (!moved) {
    if (begin_snapshot(kb) != before || !kb->lexicon) take_snapshot(kb);
    moved = kb->generation != before && kb->db.failure.status == GAZ_OK;
  }
  if (moved) { /* the sources may have changed with the articles */
    free(kb->source_path);
    kb->source_path = NULL;
  }
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return moved;
}

gaz_lexicon *gaz_kb_lexicon(gaz_kb *kb) {
  gaz_kb_enter(kb);
  gaz_lexicon *lexicon = kb->lexicon ? gaz_lexicon_retain(kb->lexicon) : NULL;
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return lexicon;
}

void gaz_kb_enter(gaz_kb *kb) {
  pthread_mutex_lock(&kb->mutex);
  gaz_db_clear(&kb->db);
}

gaz_status gaz_kb_leave(gaz_kb *kb, gaz_buffer *buffer, gaz_string *out, gaz_error *error) {
  gaz_status status = gaz_db_status(&kb->db, error);
  pthread_mutex_unlock(&kb->mutex);
  if (!buffer) return status;
  if (status != GAZ_OK) {
    gaz_buffer_free(buffer);
    return status;
  }
  status = gaz_buffer_take(buffer, out);
  if (status != GAZ_OK) gaz_fail(error, status, NULL, 0, "out of memory; close other programs");
  return status;
}
