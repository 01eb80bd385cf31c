/* One generation to the next, in one transaction.
 *
 * The lexicon is a file beside the database, so the two cannot change at the same instant. It is
 * written aside first; then, just before the commit, the present lexicon.gzl stays reachable as
 * lexicon.previous.gzl and the new one takes its name. Whichever generation of the database a reader
 * then sees, before or after the commit, before or after a crash, one of the two files is its own
 * (core/lookup looks at both). */
#include "resolve/resolve.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "resolve/public_id.h"
#include "store/name_key.h"
#include "store/schema.h"

enum { PATH_BYTES = 4096 };

typedef struct lexicon_names {
  gaz_arena arena;
  gaz_name_entry *items;
  size_t count, capacity;
  bool failed;
} lexicon_names;

/* "US", "IS", "AP" are words too when not written so. */
static uint8_t rules_of(gaz_slice text) {
  bool letter = false;
  for (size_t i = 0; i < text.size; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if ((c >= 'a' && c <= 'z') || c >= 0x80) return 0;
    letter |= c >= 'A' && c <= 'Z';
  }
  return letter && text.size <= 6 ? GAZ_NAME_EXACT_CASE : 0;
}

static void read_names(gaz_db *db, lexicon_names *names) {
  sqlite3_stmt *rows =
      gaz_db_query(db,
                   "SELECT n.text, n.entity, n.count, e.type FROM entity_name n JOIN entity e ON "
                   "e.id = n.entity ORDER BY n.entity, n.text",
                   "");
  while (!names->failed && gaz_db_next(db, rows)) {
    gaz_slice text = gaz_db_text(rows, 0);
    if (text.size < 2 || text.size > UINT16_MAX) continue;
    if (names->count == names->capacity) {
      size_t capacity = names->capacity ? names->capacity * 2 : 1024;
      gaz_name_entry *bigger = realloc(names->items, capacity * sizeof *bigger);
      if (!bigger) break;
      names->items = bigger;
      names->capacity = capacity;
    }
    const char *copy = gaz_arena_copy(&names->arena, text.data, text.size);
    names->failed = !copy;
    int64_t count = sqlite3_column_int64(rows, 2);
    names->items[names->count++] =
        (gaz_name_entry){.text = copy,
                         .size = (uint32_t)text.size,
                         .id = (uint32_t)sqlite3_column_int64(rows, 1),
                         .weight = count < 1            ? 1
                                   : count > UINT32_MAX ? UINT32_MAX
                                                        : (uint32_t)count,
                         .type = (uint8_t)sqlite3_column_int(rows, 3),
                         .rules = rules_of(text)};
  }
  names->failed |= names->count == names->capacity && sqlite3_stmt_busy(rows);
  gaz_db_end(rows);
}

static gaz_status build_lexicon(gaz_store *store, const char *path, uint64_t generation,
                                gaz_error *error) {
  lexicon_names names = {0};
  read_names(&store->db, &names);
  gaz_status status = gaz_db_status(&store->db, error);
  if (status == GAZ_OK && names.failed) {
    status = gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory; close other programs");
  }
  if (status == GAZ_OK)
    status = gaz_lexicon_build(path, names.items, names.count, generation, error);
  free(names.items);
  gaz_arena_free(&names.arena);
  return status;
}

/* `next` takes the name lexicon.gzl; what had it stays as lexicon.previous.gzl. */
static gaz_status exchange_lexicon(const char *dir, const char *next, gaz_error *error) {
  char current[PATH_BYTES], previous[PATH_BYTES], aside[PATH_BYTES];
  snprintf(current, sizeof current, "%s/lexicon.gzl", dir);
  snprintf(previous, sizeof previous, "%s/lexicon.previous.gzl", dir);
  snprintf(aside, sizeof aside, "%s/lexicon.aside.gzl", dir);
  unlink(aside);
  if (link(current, aside) == 0) {
    if (rename(aside, previous) != 0)
      return gaz_fail(error, GAZ_ERROR_IO, previous, 0, "%s; check the folder", strerror(errno));
  } else if (errno != ENOENT && rename(current, previous) != 0) { /* a file system without links */
    return gaz_fail(error, GAZ_ERROR_IO, previous, 0, "%s; check the folder", strerror(errno));
  }
  if (rename(next, current) != 0)
    return gaz_fail(error, GAZ_ERROR_IO, current, 0, "%s; check the folder", strerror(errno));
  return GAZ_OK;
}

static gaz_status run_stages(gaz_db *db, const gaz_corrections *corrections,
                             const gaz_publish_options *options) {
  const gaz_cancel *cancel = options->cancel;
  gaz_public_ids_assign(db, GAZ_PUBLIC_ARTICLES);
  gaz_resolve_stories(db, options->block_articles);
  if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
  gaz_resolve_entities(db, corrections);
  if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
  gaz_resolve_dossiers(db, corrections);
  gaz_resolve_quotes(db);
  if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
  gaz_resolve_events(db);
  gaz_public_ids_assign(db, GAZ_PUBLIC_QUOTES);
  gaz_public_ids_assign(db, GAZ_PUBLIC_EVENTS);
  return db->failure.status;
}

static gaz_status resolve(gaz_store *store, const gaz_corrections *corrections,
                          const gaz_publish_options *options) {
  gaz_db *db = &store->db;
  gaz_buffer indices = {0}; /* what makes them again */
  bool first = !gaz_db_integer(db, "SELECT 1 FROM entity LIMIT 1", 0, "");
  gaz_status status = first ? gaz_schema_lift_indices(db, &indices) : GAZ_OK;
  if (!status) status = run_stages(db, corrections, options);
  if (!status && first) status = gaz_db_script(db, indices.data);
  gaz_buffer_free(&indices);
  if (status) return status;
  return gaz_db_script(
      db,
      "DELETE FROM touched_story; DELETE FROM touched_entity; DELETE FROM touched_article; DELETE FROM touched_day; DELETE FROM touched_sketch; DELETE FROM touched_key");
}

/* Resolving reads and writes all over a database that is gone through in order otherwise: with a small
 * cache, pages of a large one go out to the log and come back many times. */
static void keep_pages(gaz_db *db, bool many) {
  sqlite3_exec(
      db->handle,
      many ? "PRAGMA cache_size = -131072" : "PRAGMA cache_size = -32768; PRAGMA shrink_memory",
      NULL, NULL, NULL);
}

static gaz_status publish(gaz_store *store, const gaz_corrections *corrections,
                          const gaz_publish_options *options, gaz_error *error) {
  gaz_db *db = &store->db;
  char next[PATH_BYTES];
  snprintf(next, sizeof next, "%s/lexicon.next.gzl", store->dir);
  gaz_db_script(db, "BEGIN IMMEDIATE");
  gaz_store_replace_generation(store);
  if (gaz_store_number(store, "resolve") != GAZ_RESOLVE_VERSION) {
    gaz_db_script(db,
                  "INSERT OR IGNORE INTO touched_article SELECT row FROM article;"
                  "INSERT OR IGNORE INTO touched_day SELECT day FROM article");
  }
  gaz_status status = resolve(store, corrections, options);
  uint64_t generation = (uint64_t)gaz_store_number(store, "generation") + 1;
  gaz_store_set_number(store, "generation", (int64_t)generation);
  gaz_store_set_number(store, "corrections", corrections->hash);
  gaz_store_set_number(store, "resolve", GAZ_RESOLVE_VERSION);
  if (db->failure.status != GAZ_OK) status = gaz_db_status(db, error);
  if (status == GAZ_ERROR_CANCELLED)
    gaz_fail(error, status, store->dir, 0, "cancelled; the previous generation stays");
  if (status == GAZ_OK) status = build_lexicon(store, next, generation, error);
  if (status == GAZ_OK) status = exchange_lexicon(store->dir, next, error);
  if (status == GAZ_OK && gaz_db_script(db, "COMMIT") != GAZ_OK) status = gaz_db_status(db, error);
  if (status != GAZ_OK && !sqlite3_get_autocommit(db->handle))
    sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
  return status;
}

/* Whether the image is there, whole, and of the generation in the database; else it is built anew. */
static bool lexicon_is_current(gaz_store *store) {
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/lexicon.gzl", store->dir);
  gaz_lexicon *lexicon;
  if (gaz_lexicon_open(path, &lexicon, NULL) != GAZ_OK) return false;
  bool current = gaz_lexicon_generation(lexicon) == (uint64_t)gaz_store_number(store, "generation");
  gaz_lexicon_release(lexicon);
  return current;
}

gaz_status gaz_kb_publish(gaz_store *store, const gaz_publish_options *options, bool *published,
                          gaz_error *error) {
  if (published) *published = false;
  gaz_arena arena = {0};
  gaz_corrections corrections;
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/corrections.jsonl", store->dir);
  gaz_status status = gaz_corrections_read(path, &arena, &options->report, &corrections, error);
  if (status == GAZ_OK)
    status = gaz_store_commit(store, true) == GAZ_OK ? GAZ_OK : gaz_db_status(&store->db, error);
  if (status == GAZ_OK) {
    bool due = options->force || gaz_store_has_changes(store) || !lexicon_is_current(store) ||
               gaz_store_number(store, "corrections") != corrections.hash ||
               gaz_store_number(store, "resolve") != GAZ_RESOLVE_VERSION;
    if (due) {
      keep_pages(&store->db, true);
      status = publish(store, &corrections, options, error);
      keep_pages(&store->db, false);
      if (published) *published = status == GAZ_OK;
    }
  }
  gaz_arena_free(&arena);
  if (status == GAZ_OK) status = gaz_db_status(&store->db, error);
  return status;
}
