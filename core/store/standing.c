/* Which paragraphs stand in many articles (article/standing.h), counted over the whole archive.
 *
 * The files of a run are read twice: first only for the keys of their paragraphs. Then it is known
 * which stand in many, and the files are analysed with that. A file that was analysed when fewer or
 * more stood is stale and analysed again. So what an article's furniture is depends on the archive
 * alone, not on the order in which files came. What a run that is interrupted leaves in these tables
 * the next one finishes. */
#include <string.h>

#include "article/standing.h"
#include "store/store.h"

static int64_t number_of(const char *path) {
  return (int64_t)(gaz_hash(path, strlen(path), 53) >> 1) | 1;
}

void gaz_store_put_paragraphs(gaz_store *store, const char *path, const int64_t *keys,
                              size_t count) {
  gaz_store_begin(store);
  gaz_db *db = &store->db;
  int64_t file = number_of(path);
  gaz_db_run(db, "INSERT OR IGNORE INTO changed_paragraph SELECT key FROM paragraph WHERE file = ?",
             "i", file);
  gaz_db_run(db, "DELETE FROM paragraph WHERE file = ?", "i", file);
  gaz_db_run(db, "DELETE FROM scanned WHERE file = ?", "i", file);
  if (!count) return;
  gaz_db_run(db, "INSERT INTO scanned VALUES(?, ?)", "it", file, path);
  for (size_t i = 0; i < count; i++) {
    gaz_db_run(db,
               "INSERT INTO paragraph VALUES(?, ?, 1) ON CONFLICT(key, file) DO UPDATE SET "
               "articles = articles + 1",
               "ii", keys[i], file);
    gaz_db_run(db, "INSERT OR IGNORE INTO changed_paragraph VALUES(?)", "i", keys[i]);
  }
}

/* One key that may stand now and did not, or the other way round. */
static void settle_key(gaz_db *db, int64_t key) {
  int64_t count =
      gaz_db_integer(db, "SELECT sum(articles) FROM paragraph WHERE key = ?", 0, "i", key);
  bool stands = count >= gaz_article_standing_least(key);
  bool stood = gaz_db_integer(db, "SELECT count(*) FROM standing WHERE key = ?", 0, "i", key) > 0;
  if (stands == stood) return;
  gaz_db_run(db, stands ? "INSERT INTO standing VALUES(?)" : "DELETE FROM standing WHERE key = ?",
             "i", key);
  gaz_db_run(db, "INSERT OR IGNORE INTO stale SELECT file FROM paragraph WHERE key = ?", "i", key);
}

gaz_status gaz_store_settle_paragraphs(gaz_store *store, void (*stands)(void *context, int64_t key),
                                       void *context) {
  gaz_store_begin(store);
  gaz_db *db = &store->db;
  sqlite3_stmt *changed = gaz_db_query(db, "SELECT key FROM changed_paragraph ORDER BY key", "");
  while (gaz_db_next(db, changed)) settle_key(db, sqlite3_column_int64(changed, 0));
  gaz_db_script(db, "DELETE FROM changed_paragraph");
  sqlite3_stmt *rows = gaz_db_query(db, "SELECT key FROM standing", "");
  while (gaz_db_next(db, rows)) stands(context, sqlite3_column_int64(rows, 0));
  return gaz_store_commit(store, true);
}

void gaz_store_stale_files(gaz_store *store, gaz_buffer *paths) {
  sqlite3_stmt *rows = gaz_db_query(
      &store->db, "SELECT s.path FROM stale t JOIN scanned s ON s.file = t.file ORDER BY s.path",
      "");
  while (gaz_db_next(&store->db, rows)) {
    gaz_slice path = gaz_db_text(rows, 0);
    gaz_buffer_append(paths, path.data, path.size + 1);
  }
}

void gaz_store_is_fresh(gaz_store *store, const char *path) {
  gaz_store_begin(store);
  gaz_db_run(&store->db, "DELETE FROM stale WHERE file = ?", "i", number_of(path));
}
