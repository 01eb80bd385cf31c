/* Ids from keys.
 *
 * An id follows from its key and the id before it. So where a key came or went, only ids behind it can
 * be wrong, up to the first that is right and is no new one's; when very many came, all are looked at
 * in one pass. */
#include "resolve/public_id.h"

#include <stdlib.h>

enum { TOUCHED_ONE_BY_ONE = 20000 };

static const struct {
  const char *note, *fill, *list, *before, *from, *set;
} statements[] = {
    {"INSERT OR IGNORE INTO touched_key SELECT 0, a.key FROM touched_article t CROSS JOIN article a ON "
     "a.row = t.article WHERE a.id IS NULL",
     "UPDATE article SET id = max(1, key >> 32) WHERE id IS NULL AND row IN (SELECT article FROM "
     "touched_article)",
     "SELECT key, id FROM article ORDER BY key",
     "SELECT id FROM article WHERE key < ? ORDER BY key DESC LIMIT 1",
     "SELECT key, id FROM article WHERE key >= ? ORDER BY key",
     "UPDATE article SET id = ? WHERE key = ?"},
    {"INSERT OR IGNORE INTO touched_key SELECT 1, q.key FROM touched_article t CROSS JOIN quote q ON "
     "q.article = t.article WHERE q.id IS NULL",
     "UPDATE quote SET id = max(1, key >> 32) WHERE id IS NULL AND article IN (SELECT article FROM "
     "touched_article)",
     "SELECT key, id FROM quote ORDER BY key",
     "SELECT id FROM quote WHERE key < ? ORDER BY key DESC LIMIT 1",
     "SELECT key, id FROM quote WHERE key >= ? ORDER BY key",
     "UPDATE quote SET id = ? WHERE key = ?"},
    {"INSERT OR IGNORE INTO touched_key SELECT 2, e.key FROM touched_story t CROSS JOIN event e ON "
     "e.story = t.story",
     NULL, "SELECT key, id FROM event ORDER BY key",
     "SELECT id FROM event WHERE key < ? ORDER BY key DESC LIMIT 1",
     "SELECT key, id FROM event WHERE key >= ? ORDER BY key",
     "UPDATE event SET id = ? WHERE key = ?"},
};

typedef struct change {
  int64_t key, id;
} change;

typedef struct changes {
  change *items;
  size_t count, capacity;
} changes;

static bool add_change(changes *to, int64_t key, int64_t id) {
  if (to->count == to->capacity) {
    size_t capacity = to->capacity ? to->capacity * 2 : 64;
    change *bigger = realloc(to->items, capacity * sizeof *bigger);
    if (!bigger) return false;
    to->items = bigger;
    to->capacity = capacity;
  }
  to->items[to->count++] = (change){key, id};
  return true;
}

/* Writes and empties the changes: never while the index they are in is read. */
static void write_changes(gaz_db *db, gaz_public_table table, changes *from) {
  for (size_t i = 0; i < from->count; i++) {
    /* A story is called by its first article's id. */
    if (table == GAZ_PUBLIC_ARTICLES)
      gaz_db_run(db, "INSERT OR IGNORE INTO touched_day SELECT day FROM article WHERE key = ?", "i",
                 from->items[i].key);
    gaz_db_run(db, statements[table].set, "ii", from->items[i].id, from->items[i].key);
  }
  from->count = 0;
}

/* Goes through rows by key and notes the wrong ids: to the end, or to the first right one behind the
 * key `stop`. `last` is the id before them. */
static bool check_rows(gaz_db *db, sqlite3_stmt *rows, int64_t last, bool to_the_end, int64_t stop,
                       changes *wrong) {
  bool ok = true;
  while (ok && gaz_db_next(db, rows)) {
    int64_t key = sqlite3_column_int64(rows, 0);
    last = gaz_public_id_next(key, last);
    if (sqlite3_column_int64(rows, 1) != last) {
      ok = add_change(wrong, key, last);
    } else if (!to_the_end && key > stop) {
      break;
    }
  }
  gaz_db_end(rows);
  return ok;
}

static bool check_touched(gaz_db *db, gaz_public_table table, changes *wrong) {
  bool ok = true;
  sqlite3_stmt *touched = gaz_db_query(
      db, "SELECT key FROM touched_key WHERE kind = ? ORDER BY key", "i", (int64_t)table);
  while (ok && gaz_db_next(db, touched)) {
    int64_t key = sqlite3_column_int64(touched, 0);
    int64_t last = gaz_db_integer(db, statements[table].before, 0, "i", key);
    ok =
        check_rows(db, gaz_db_query(db, statements[table].from, "i", key), last, false, key, wrong);
    write_changes(db, table, wrong);
  }
  gaz_db_end(touched);
  return ok;
}

gaz_status gaz_public_ids_assign(gaz_db *db, gaz_public_table table) {
  changes wrong = {0};
  gaz_db_run(db, statements[table].note, "");
  if (statements[table].fill) gaz_db_run(db, statements[table].fill, "");
  int64_t touched =
      gaz_db_integer(db, "SELECT count(*) FROM touched_key WHERE kind = ?", 0, "i", (int64_t)table);
  bool ok = touched < TOUCHED_ONE_BY_ONE
                ? check_touched(db, table, &wrong)
                : check_rows(db, gaz_db_query(db, statements[table].list, ""), 0, true, 0, &wrong);
  if (ok) write_changes(db, table, &wrong);
  free(wrong.items);
  if (!ok) gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  return db->failure.status;
}
