/* Finding entities: by id, by name, by the beginning of a name. */
#include <stdlib.h>
#include <string.h>

#include "lookup/kb.h"
#include "store/name_key.h"

enum { PREFIX_TEXT = 128, COMPLETIONS_MAX = 1000 };

static size_t read_ids(gaz_db *db, sqlite3_stmt *rows, int64_t *ids, size_t limit) {
  size_t count = 0;
  while (count < limit && gaz_db_next(db, rows)) ids[count++] = sqlite3_column_int64(rows, 0);
  gaz_db_end(rows);
  return count;
}

/* "Foreign Minister Havel": those called by the last words who hold an office that the first ones name. */
static size_t find_by_office(gaz_db *db, const gaz_name_fold *fold, int64_t *ids, size_t limit) {
  for (const char *space = strchr(fold->text, ' '); space; space = strchr(space + 1, ' ')) {
    sqlite3_stmt *rows = gaz_db_query(
        db,
        "SELECT e.id FROM entity_name n JOIN entity e ON e.id = n.entity WHERE n.fold = ?1 AND EXISTS("
        "SELECT 1 FROM entity_role r WHERE r.entity = e.id AND lower(replace(r.title, '.', '')) = ?2) "
        "GROUP BY e.id ORDER BY e.mentions DESC, e.id LIMIT ?3",
        "tsi", space + 1, fold->text, (size_t)(space - fold->text), (int64_t)limit);
    size_t count = read_ids(db, rows, ids, limit);
    if (count) return count;
  }
  return 0;
}

size_t gaz_kb_find_entities(gaz_kb *kb, const char *query, size_t size, int64_t *ids,
                            size_t limit) {
  gaz_db *db = &kb->db;
  bool digits = size > 0 && size <= 10;
  int64_t id = 0;
  for (size_t i = 0; i < size && digits; i++) {
    digits = query[i] >= '0' && query[i] <= '9';
    id = id * 10 + (query[i] - '0');
  }
  if (digits) {
    id = gaz_db_integer(db, "SELECT id FROM entity WHERE id = ?", 0, "i", id);
    if (id && limit) {
      ids[0] = id;
      return 1;
    }
  }
  gaz_name_fold fold;
  gaz_name_fold_text(query, size, &fold);
  if (!fold.size) return 0;
  sqlite3_stmt *rows = gaz_db_query(
      db,
      "SELECT e.id FROM entity_name n JOIN entity e ON e.id = n.entity WHERE n.fold = ? GROUP BY e.id "
      "ORDER BY CASE WHEN max(n.text = e.name) THEN e.mentions ELSE sum(n.count) END DESC, "
      "max(n.text = ?) DESC, e.mentions DESC, e.id LIMIT ?",
      "ssi", fold.text, (size_t)fold.size, query, size, (int64_t)limit);
  size_t count = read_ids(db, rows, ids, limit);
  if (count) return count;
  rows = gaz_db_query(db,
                      "SELECT entity FROM entity_word WHERE fold >= ?1 AND fold < ?1 || x'ff' "
                      "GROUP BY entity ORDER BY max(mentions) DESC, entity LIMIT ?2",
                      "si", fold.text, (size_t)fold.size, (int64_t)limit);
  count = read_ids(db, rows, ids, limit);
  return count ? count : find_by_office(db, &fold, ids, limit);
}

int64_t gaz_kb_find_entity(gaz_kb *kb, const char *query, size_t size) {
  int64_t id = 0;
  gaz_kb_find_entities(kb, query, size, &id, 1);
  return id;
}

gaz_status gaz_kb_nobody(const gaz_kb *kb, const char *query, size_t size, gaz_error *error) {
  if (!kb->generation) {
    return gaz_fail(error, GAZ_ERROR_NOT_FOUND, kb->dir, 0,
                    "nothing is published yet; run `gazette index`, or let it finish");
  }
  return gaz_fail(error, GAZ_ERROR_NOT_FOUND, NULL, 0,
                  "the archive knows nobody and nothing called \"%.*s\"; try `gazette search`",
                  (int)(size > 200 ? 200 : size), query);
}

static void print_completion(gaz_buffer *out, sqlite3_stmt *row) {
  if (out->size > 1) gaz_buffer_byte(out, ',');
  gaz_buffer_printf(
      out, "{\"id\":%lld,\"type\":\"%s\",\"name\":", (long long)sqlite3_column_int64(row, 0),
      gaz_entity_type_name((gaz_entity_type)sqlite3_column_int(row, 1)));
  gaz_print_json(out, gaz_db_string(row, 2));
  gaz_buffer_printf(out, ",\"mentions\":%lld}", (long long)sqlite3_column_int64(row, 3));
}

/* A prefix of one or two letters has an index that is already in the order of mentions. Several words
 * of one entity may begin alike, so more rows are read than entities wanted. */
static sqlite3_stmt *completions_of(gaz_db *db, const gaz_name_fold *fold, int64_t limit) {
  if (fold->size == 0) {
    return gaz_db_query(
        db, "SELECT id, type, name, mentions FROM entity ORDER BY mentions DESC, id LIMIT ?", "i",
        limit);
  }
  if (fold->size == 1 && (unsigned char)fold->text[0] < 0x80) {
    return gaz_db_query(
        db,
        "SELECT e.id, e.type, e.name, e.mentions FROM (SELECT entity, mentions FROM entity_word WHERE "
        "substr(fold, 1, 1) = ?1 ORDER BY mentions DESC LIMIT ?2 * 16) w JOIN entity e ON e.id = w.entity "
        "GROUP BY e.id ORDER BY e.mentions DESC, e.id LIMIT ?2",
        "si", fold->text, (size_t)fold->size, limit);
  }
  if (fold->size == 2 && (unsigned char)fold->text[0] < 0x80 &&
      (unsigned char)fold->text[1] < 0x80) {
    return gaz_db_query(
        db,
        "SELECT e.id, e.type, e.name, e.mentions FROM (SELECT entity, mentions FROM entity_word WHERE "
        "substr(fold, 1, 2) = ?1 ORDER BY mentions DESC LIMIT ?2 * 16) w JOIN entity e ON e.id = w.entity "
        "GROUP BY e.id ORDER BY e.mentions DESC, e.id LIMIT ?2",
        "si", fold->text, (size_t)fold->size, limit);
  }
  return gaz_db_query(
      db,
      "SELECT e.id, e.type, e.name, e.mentions FROM (SELECT entity, max(mentions) AS mentions FROM "
      "entity_word WHERE fold >= ?1 AND fold < ?1 || x'ff' GROUP BY entity ORDER BY 2 DESC, 1 LIMIT ?2) w "
      "JOIN entity e ON e.id = w.entity ORDER BY e.mentions DESC, e.id",
      "si", fold->text, (size_t)fold->size, limit);
}

gaz_status gaz_kb_complete(gaz_kb *kb, const char *prefix, size_t limit, gaz_string *json,
                           gaz_error *error) {
  *json = (gaz_string){0};
  gaz_name_fold fold;
  gaz_name_fold_text(prefix ? prefix : "", prefix ? strlen(prefix) : 0, &fold);
  if (limit > COMPLETIONS_MAX) limit = COMPLETIONS_MAX;
  gaz_kb_enter(kb);
  gaz_buffer out = {0};
  gaz_buffer_byte(&out, '[');
  bool nothing = prefix && prefix[0] && !fold.size; /* no name begins with punctuation */
  sqlite3_stmt *rows = nothing ? NULL : completions_of(&kb->db, &fold, (int64_t)limit);
  while (gaz_db_next(&kb->db, rows)) print_completion(&out, rows);
  gaz_buffer_byte(&out, ']');
  return gaz_kb_leave(kb, &out, json, error);
}
