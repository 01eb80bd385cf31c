/* Where an entity is mentioned. */
#include "extract/facts.h"
#include "lookup/kb.h"

static const char *kind_name(int kind) {
  return kind == GAZ_MENTION_NAME ? "name" : kind == GAZ_MENTION_NOMINAL ? "nominal" : "pronoun";
}

static void print_mention(gaz_kb *kb, gaz_buffer *out, const gaz_opened *opened, uint32_t start,
                          uint32_t end, int kind) {
  gaz_place place = gaz_kb_place(kb, opened, start, end);
  if (out->size && out->data[out->size - 1] == '}') gaz_buffer_byte(out, ',');
  gaz_buffer_printf(out, "{\"article\":%lld,\"path\":", (long long)opened->id);
  gaz_print_json(out, opened->path);
  gaz_buffer_printf(out,
                    ",\"start\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"kind\":\"%s\",\"text\":",
                    place.start, place.end, place.line, place.column, kind_name(kind));
  gaz_print_json_line(out, opened->text + place.start, place.end - place.start);
  gaz_buffer_string(out, ",\"title\":");
  gaz_print_json(out, opened->title);
  gaz_buffer_string(out, ",\"published\":");
  gaz_print_json(out, opened->published);
  gaz_buffer_string(out, ",\"sentence\":");
  gaz_kb_print_sentence(out, opened, &place, true);
  gaz_buffer_byte(out, '}');
}

gaz_status gaz_kb_mentions(gaz_kb *kb, uint32_t entity, size_t limit, gaz_string *json,
                           gaz_error *error) {
  *json = (gaz_string){0};
  gaz_kb_enter(kb);
  gaz_buffer out = {0};
  gaz_opened opened = {0};
  gaz_buffer_printf(&out, "{\"entity\":%u,\"root\":", entity);
  gaz_print_json(&out, kb->root);
  gaz_buffer_string(&out, ",\"mentions\":[");
  /* The newest articles first, each from its beginning. */
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db,
      "SELECT m.article, m.start, m.stop, m.kind FROM (SELECT article, n, day FROM chain WHERE entity = ? ORDER BY day DESC "
      "LIMIT ?) c JOIN mention m ON m.article = c.article AND m.chain = c.n JOIN article a ON a.row = c.article "
      "ORDER BY c.day DESC, a.path, m.start LIMIT ?",
      "iii", (int64_t)entity, (int64_t)limit, (int64_t)limit);
  while (gaz_db_next(&kb->db, rows)) {
    if (!gaz_kb_turn_to(kb, &opened, sqlite3_column_int64(rows, 0))) break;
    print_mention(kb, &out, &opened, (uint32_t)sqlite3_column_int64(rows, 1),
                  (uint32_t)sqlite3_column_int64(rows, 2), sqlite3_column_int(rows, 3));
  }
  gaz_db_end(rows);
  gaz_kb_close_article(&opened);
  gaz_buffer_string(&out, "]}\n");
  return gaz_kb_leave(kb, &out, json, error);
}
