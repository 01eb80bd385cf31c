/* From byte offsets to what a person can jump to, and printing text of the archive safely. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "lookup/kb.h"

enum { SOURCE_MAX = 32 << 20, SNIPPET_LEAST = 12, SNIPPET_MAX = 48, SENTENCE_SHOWN = 2000 };

static char *copy_column(sqlite3_stmt *row, int i) {
  gaz_slice text = gaz_db_text(row, i);
  return text.data ? strndup(text.data, text.size) : NULL;
}

bool gaz_kb_open_article(gaz_kb *kb, int64_t row, gaz_opened *out) {
  *out = (gaz_opened){.row = row};
  sqlite3_stmt *found = gaz_db_query(
      &kb->db,
      "SELECT a.id, a.path, a.title, a.outlet, a.published, a.is_file, a.line, a.first_sentence, a.sentences, b.text "
      "FROM article a JOIN body b ON b.article = a.row WHERE a.row = ?",
      "i", row);
  if (!gaz_db_next(&kb->db, found)) return false; /* the rest of *out is zero: nothing to close */
  out->id = sqlite3_column_int64(found, 0);
  out->path = copy_column(found, 1);
  out->title = copy_column(found, 2);
  out->outlet = copy_column(found, 3);
  out->published = copy_column(found, 4);
  out->is_file = sqlite3_column_int(found, 5) != 0;
  out->line = (uint32_t)sqlite3_column_int64(found, 6);
  out->first_sentence = sqlite3_column_int64(found, 7);
  out->sentences = sqlite3_column_int64(found, 8);
  const void *text = sqlite3_column_blob(found, 9);
  out->size = text ? (size_t)sqlite3_column_bytes(found, 9) : 0;
  out->text = malloc(out->size + 1);
  if (out->text && out->size) memcpy(out->text, text, out->size);
  gaz_db_end(found);
  if (out->path && out->text) return true;
  gaz_kb_close_article(out);
  gaz_db_fail(&kb->db, GAZ_ERROR_CORRUPT,
              "an article without path or text, or out of memory; run `gazette verify`");
  return false;
}

bool gaz_kb_turn_to(gaz_kb *kb, gaz_opened *opened, int64_t row) {
  if (opened->path && opened->row == row) return true;
  gaz_kb_close_article(opened);
  return gaz_kb_open_article(kb, row, opened);
}

void gaz_kb_close_article(gaz_opened *opened) {
  free(opened->path);
  free(opened->title);
  free(opened->outlet);
  free(opened->published);
  free(opened->text);
  *opened = (gaz_opened){0};
}

/* ---- lines -------------------------------------------------------------------------------------------- */

static void line_of(const char *text, size_t size, size_t at, gaz_place *place) {
  uint32_t line = 1;
  size_t begin = 0;
  if (at > size) at = size;
  for (const char *newline; (newline = memchr(text + begin, '\n', at - begin)); line++)
    begin = (size_t)(newline - text) + 1;
  place->line = line;
  place->column = (uint32_t)(at - begin) + 1;
}

/* "dir/feed.jsonl#3" is in "dir/feed.jsonl". */
static char *source_path(const gaz_kb *kb, const char *article) {
  size_t size = strlen(article);
  const char *number = strrchr(article, '#');
  if (number && number[1] && strspn(number + 1, "0123456789") == strlen(number + 1))
    size = (size_t)(number - article);
  char *path = malloc(strlen(kb->root ? kb->root : "") + size + 2);
  if (path) sprintf(path, "%s/%.*s", kb->root ? kb->root : "", (int)size, article);
  return path;
}

static const gaz_string *open_source(gaz_kb *kb, const char *article) {
  char *path = source_path(kb, article);
  if (!path) return NULL;
  if (kb->source_path && strcmp(kb->source_path, path) == 0) {
    free(path);
    return &kb->source;
  }
  gaz_string_free(&kb->source);
  free(kb->source_path);
  kb->source_path = path;
  if (gaz_read_file(path, SOURCE_MAX, &kb->source, NULL) != GAZ_OK) kb->source = (gaz_string){0};
  return &kb->source;
}

static bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' ||
         c == ',' || c == '.' || c == '-';
}

/* A source whose text is not the article's (markup, escapes, another encoding) is searched for the
 * first run of plain characters of the sentence. */
static bool find_in_source(const gaz_string *source, const char *text, size_t size,
                           gaz_place *place) {
  if (!source->data) return false;
  for (size_t i = 0; i < size;) {
    size_t end = i;
    while (end < size && end - i < SNIPPET_MAX && is_plain(text[end])) end++;
    if (end - i >= SNIPPET_LEAST) {
      const char *found = memmem(source->data, source->size, text + i, end - i);
      if (found) {
        line_of(source->data, source->size, (size_t)(found - source->data), place);
        return true;
      }
    }
    i = end + 1;
  }
  return false;
}

static bool has_lines_of_file(const gaz_opened *opened) {
  if (opened->is_file) return true;
  const char *dot = strrchr(opened->path, '.');
  return dot && (strcmp(dot, ".txt") == 0 ||
                 strcmp(dot, ".md") == 0); /* another encoding, the same lines */
}

static void find_sentence(gaz_kb *kb, const gaz_opened *opened, gaz_place *place) {
  place->sentence_start = place->start;
  place->sentence_end = place->end;
  sqlite3_stmt *row =
      gaz_db_query(&kb->db,
                   "SELECT start, stop FROM sentence WHERE row BETWEEN ? AND ? AND start <= ? "
                   "ORDER BY row DESC LIMIT 1",
                   "iii", opened->first_sentence, opened->first_sentence + opened->sentences - 1,
                   (int64_t)place->start);
  if (!gaz_db_next(&kb->db, row)) return;
  int64_t start = sqlite3_column_int64(row, 0), stop = sqlite3_column_int64(row, 1);
  gaz_db_end(row);
  if (start < 0 || stop > (int64_t)opened->size || stop <= (int64_t)place->start) return;
  place->sentence_start = (uint32_t)start;
  place->sentence_end = (uint32_t)(stop > place->end ? stop : place->end);
}

gaz_place gaz_kb_place(gaz_kb *kb, const gaz_opened *opened, uint32_t start, uint32_t end) {
  if (end > opened->size) end = (uint32_t)opened->size;
  if (start > end) start = end;
  gaz_place place = {.article = opened->row, .start = start, .end = end};
  find_sentence(kb, opened, &place);
  if (has_lines_of_file(opened)) {
    line_of(opened->text, opened->size, start, &place);
    return place;
  }
  const gaz_string *source = open_source(kb, opened->path);
  if (!source || !find_in_source(source, opened->text + place.sentence_start,
                                 place.sentence_end - place.sentence_start, &place)) {
    place.line = opened->line;
    place.column = 1;
  }
  return place;
}

/* ---- printing ------------------------------------------------------------------------------------------ */

/* Whether bytes from `at` are a C1 control character (U+0080..U+009F), which terminals obey too. */
static bool is_c1(const char *text, size_t size, size_t at) {
  return (unsigned char)text[at] == 0xC2 && at + 1 < size && (unsigned char)text[at + 1] >= 0x80 &&
         (unsigned char)text[at + 1] < 0xA0;
}

static void print_line(gaz_buffer *out, const char *text, size_t size, const char *escaped) {
  bool space = false, begun = false;
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c <= ' ' || c == 127 || is_c1(text, size, i)) {
      i += c == 0xC2;
      space = begun;
      continue;
    }
    if (space) gaz_buffer_byte(out, ' ');
    space = false;
    begun = true;
    if (escaped && strchr(escaped, (char)c)) gaz_buffer_byte(out, '\\');
    gaz_buffer_byte(out, (char)c);
  }
}

void gaz_print_plain(gaz_buffer *out, const char *text, size_t size) {
  print_line(out, text, size, NULL);
}

void gaz_print_markdown(gaz_buffer *out, const char *text, size_t size) {
  print_line(out, text, size, "\\`*_[]<>#|");
}

void gaz_print_json(gaz_buffer *out, const char *text) {
  if (text) {
    gaz_buffer_json(out, text, strlen(text));
  } else {
    gaz_buffer_string(out, "null");
  }
}

void gaz_print_json_line(gaz_buffer *out, const char *text, size_t size) {
  gaz_buffer line = {0};
  gaz_print_plain(&line, text, size);
  if (line.failed) out->failed = true;
  gaz_buffer_json(out, line.data ? line.data : "", line.size);
  gaz_buffer_free(&line);
}

void gaz_kb_print_sentence(gaz_buffer *out, const gaz_opened *opened, const gaz_place *place,
                           bool json) {
  const char *text = opened->text + place->sentence_start;
  size_t size = place->sentence_end - place->sentence_start;
  if (size > SENTENCE_SHOWN) {
    size = SENTENCE_SHOWN;
    while (size && ((unsigned char)text[size] & 0xC0) == 0x80) size--;
  }
  if (json) {
    gaz_print_json_line(out, text, size);
  } else {
    gaz_print_plain(out, text, size);
  }
}
