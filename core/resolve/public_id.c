/* Ids from keys: one pass over the covering index (key, id). */
#include "resolve/public_id.h"

#include <stdlib.h>

static const struct {
  const char *fill, *list, *set;
} statements[] = {
    {"UPDATE article SET id = max(1, key >> 32) WHERE id IS NULL",
     "SELECT key, id FROM article ORDER BY key", "UPDATE article SET id = ? WHERE key = ?"},
    {"UPDATE quote SET id = max(1, key >> 32) WHERE id IS NULL",
     "SELECT key, id FROM quote ORDER BY key", "UPDATE quote SET id = ? WHERE key = ?"},
    {"UPDATE event SET id = max(1, key >> 32) WHERE id IS NULL",
     "SELECT key, id FROM event ORDER BY key", "UPDATE event SET id = ? WHERE key = ?"},
};

typedef struct change {
  int64_t key, id;
} change;

gaz_status gaz_public_ids_assign(gaz_db *db, gaz_public_table table) {
  gaz_db_run(db, statements[table].fill, "");
  change *changes = NULL;
  size_t count = 0, capacity = 0;
  int64_t last = 0;
  sqlite3_stmt *rows = gaz_db_query(db, statements[table].list, "");
  while (gaz_db_next(db, rows)) {
    int64_t key = sqlite3_column_int64(rows, 0);
    last = gaz_public_id_next(key, last);
    if (sqlite3_column_int64(rows, 1) == last) continue;
    if (count == capacity) {
      capacity = capacity ? capacity * 2 : 64;
      change *bigger = realloc(changes, capacity * sizeof *bigger);
      if (!bigger) {
        gaz_db_end(rows);
        free(changes);
        return gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
      }
      changes = bigger;
    }
    changes[count++] = (change){key, last};
  }
  for (size_t i = 0; i < count; i++) {
    /* A story is called by its first article's id. */
    if (table == GAZ_PUBLIC_ARTICLES)
      gaz_db_run(db, "INSERT OR IGNORE INTO touched_day SELECT day FROM article WHERE key = ?", "i",
                 changes[i].key);
    gaz_db_run(db, statements[table].set, "ii", changes[i].id, changes[i].key);
  }
  free(changes);
  return db->failure.status;
}
