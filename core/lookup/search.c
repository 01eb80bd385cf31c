/* Sentences by their words.
 *
 * What a person types is not a query language: words are looked for as words whatever characters
 * surround them, "in quotes" as phrases, -word excludes, word* continues. Nothing else has a meaning,
 * so no input is a syntax error. All words must be in the sentence; when no sentence has them all,
 * any. */
#include <string.h>

#include "lookup/kb.h"

enum { TERMS_MAX = 32, QUERY_MAX = 2000, LIMIT_MAX = 10000 };

/* Writes one term as an FTS5 string: nothing in it can be an operator. */
static void put_term(gaz_buffer *out, const char *text, size_t size, bool prefix) {
  gaz_buffer_byte(out, '"');
  for (size_t i = 0; i < size; i++) {
    if (text[i] == '"' || text[i] == '\0') continue;
    gaz_buffer_byte(out, text[i]);
  }
  gaz_buffer_string(out, prefix ? "\"*" : "\"");
}

static bool has_word(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z')) return true;
  }
  return false;
}

/* The FTS5 expression; empty when there is nothing to look for. */
static void make_expression(const char *query, size_t size, const char *joint, gaz_buffer *out) {
  gaz_buffer excluded = {0};
  size_t count = 0;
  for (size_t i = 0; i < size && count < TERMS_MAX;) {
    while (i < size && (unsigned char)query[i] <= ' ') i++;
    bool without = i < size && query[i] == '-';
    if (without) i++;
    bool phrase = i < size && query[i] == '"';
    if (phrase) i++;
    size_t start = i;
    while (i < size && (phrase ? query[i] != '"' : (unsigned char)query[i] > ' ')) i++;
    size_t end = i;
    if (phrase && i < size) i++;
    bool prefix = !phrase && end > start && query[end - 1] == '*';
    if (!has_word(query + start, end - start)) continue;
    count++;
    gaz_buffer *to = without ? &excluded : out;
    if (to->size) gaz_buffer_string(to, without ? " OR " : joint);
    put_term(to, query + start, end - start, prefix);
  }
  if (out->size && excluded.size) {
    gaz_buffer whole = {0};
    gaz_buffer_printf(&whole, "(%.*s) NOT (%.*s)", (int)out->size, out->data, (int)excluded.size,
                      excluded.data);
    gaz_buffer_free(out);
    *out = whole;
  }
  gaz_buffer_free(&excluded);
}

typedef struct printer {
  gaz_kb *kb;
  gaz_buffer *out;
  gaz_format format;
  gaz_opened opened;
  size_t count;
} printer;

static void print_hit(printer *to, int64_t article, uint32_t start, uint32_t end, double rank) {
  gaz_buffer *out = to->out;
  if (!gaz_kb_turn_to(to->kb, &to->opened, article)) return;
  const gaz_opened *opened = &to->opened;
  gaz_place place = gaz_kb_place(to->kb, opened, start, end);
  if (to->format == GAZ_FORMAT_TEXT || to->format == GAZ_FORMAT_MARKDOWN) {
    bool markdown = to->format == GAZ_FORMAT_MARKDOWN;
    gaz_buffer_string(out, markdown ? "- `" : "");
    gaz_print_plain(out, opened->path, strlen(opened->path));
    gaz_buffer_printf(out, markdown ? ":%u` " : ":%u: ", place.line);
    gaz_buffer line = {0};
    gaz_kb_print_sentence(&line, opened, &place, false);
    if (markdown) {
      gaz_print_markdown(out, line.data ? line.data : "", line.size);
    } else {
      gaz_buffer_append(out, line.data ? line.data : "", line.size);
    }
    gaz_buffer_free(&line);
    gaz_buffer_byte(out, '\n');
  } else {
    if (to->format == GAZ_FORMAT_JSON && to->count) gaz_buffer_byte(out, ',');
    gaz_buffer_printf(out, "{\"article\":%lld,\"path\":", (long long)opened->id);
    gaz_print_json(out, opened->path);
    gaz_buffer_printf(
        out,
        ",\"start\":%u,\"end\":%u,\"line\":%u,\"column\":%u,\"score\":%.4f,\"title\":", place.start,
        place.end, place.line, place.column, -rank);
    gaz_print_json(out, opened->title);
    gaz_buffer_string(out, ",\"outlet\":");
    gaz_print_json(out, opened->outlet);
    gaz_buffer_string(out, ",\"published\":");
    gaz_print_json(out, opened->published);
    gaz_buffer_string(out, ",\"sentence\":");
    gaz_kb_print_sentence(out, opened, &place, true);
    gaz_buffer_string(out, to->format == GAZ_FORMAT_JSON ? "}" : "}\n");
  }
  to->count++;
}

static void run(printer *to, const gaz_buffer *expression, size_t limit) {
  gaz_db *db = &to->kb->db;
  sqlite3_stmt *rows = gaz_db_query(
      db,
      "SELECT s.article, s.start, s.stop, f.rank FROM (SELECT rowid, rank FROM sentence_text WHERE sentence_text MATCH ? "
      "ORDER BY rank LIMIT ? + 50) f JOIN sentence s ON s.row = f.rowid JOIN article a ON a.row = s.article WHERE a.live = 1 "
      "ORDER BY round(f.rank, 6), a.day DESC, a.path, s.start LIMIT ?",
      "sii", expression->data, expression->size, (int64_t)limit, (int64_t)limit);
  while (gaz_db_next(db, rows)) {
    print_hit(to, sqlite3_column_int64(rows, 0), (uint32_t)sqlite3_column_int64(rows, 1),
              (uint32_t)sqlite3_column_int64(rows, 2), sqlite3_column_double(rows, 3));
  }
}

gaz_status gaz_kb_search(gaz_kb *kb, const char *query, size_t limit, gaz_format format,
                         gaz_string *out, gaz_error *error) {
  *out = (gaz_string){0};
  size_t size = query ? strlen(query) : 0;
  if (size > QUERY_MAX) size = QUERY_MAX;
  if (limit > LIMIT_MAX) limit = LIMIT_MAX;
  gaz_kb_enter(kb);
  gaz_buffer buffer = {0};
  printer to = {.kb = kb, .out = &buffer, .format = format};
  if (format == GAZ_FORMAT_JSON) gaz_buffer_byte(&buffer, '[');
  static const char *const joints[] = {" AND ", " OR "};
  for (int i = 0; i < 2 && !to.count && limit; i++) {
    gaz_buffer expression = {0};
    make_expression(query, size, joints[i], &expression);
    if (expression.size) run(&to, &expression, limit);
    buffer.failed |= expression.failed;
    gaz_buffer_free(&expression);
  }
  if (format == GAZ_FORMAT_JSON) gaz_buffer_string(&buffer, "]\n");
  gaz_kb_close_article(&to.opened);
  return gaz_kb_leave(kb, &buffer, out, error);
}
