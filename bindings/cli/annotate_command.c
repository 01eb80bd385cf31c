/* gazette annotate: a text with what the archive knows about it. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* One annotation as it is drawn. */
typedef struct mark {
  size_t start, end;
  const char *layer, *type, *title;
} mark;

typedef struct marks {
  json_t **lines; /* own the strings */
  mark *items;
  size_t count, capacity;
} marks;

static bool add_mark(marks *all, json_t *line) {
  if (all->count == all->capacity) {
    size_t capacity = all->capacity ? all->capacity * 2 : 64;
    mark *items = realloc(all->items, capacity * sizeof *items);
    if (items) all->items = items;
    json_t **lines = realloc(all->lines, capacity * sizeof *lines);
    if (lines) all->lines = lines;
    if (!items || !lines) return false;
    all->capacity = capacity;
  }
  const char *layer = json_string_value(json_object_get(line, "layer")),
             *type = json_string_value(json_object_get(line, "type"));
  const char *name = json_string_value(json_object_get(line, "name"));
  all->lines[all->count] = line;
  all->items[all->count++] = (mark){(size_t)json_integer_value(json_object_get(line, "start")),
                                    (size_t)json_integer_value(json_object_get(line, "end")),
                                    layer ? layer : "", type ? type : "", name ? name : ""};
  return true;
}

static int by_start(const void *left, const void *right) {
  const mark *a = left, *b = right;
  if (a->start != b->start) return a->start < b->start ? -1 : 1;
  return (a->end < b->end) - (a->end > b->end); /* the longer outside */
}

static void read_marks(const gaz_string *jsonl, marks *all) {
  for (size_t at = 0; at < jsonl->size;) {
    const char *newline = memchr(jsonl->data + at, '\n', jsonl->size - at);
    size_t size = newline ? (size_t)(newline - jsonl->data) - at : jsonl->size - at;
    json_t *line = size ? json_loadb(jsonl->data + at, size, 0, NULL) : NULL;
    if (line && !add_mark(all, line)) json_decref(line);
    at += size + 1;
  }
  qsort(all->items, all->count, sizeof *all->items, by_start);
}

static void free_marks(marks *all) {
  for (size_t i = 0; i < all->count; i++) json_decref(all->lines[i]);
  free(all->lines);
  free(all->items);
}

/* Colours by layer; entities by kind of thing. */
static const char *colour_of(const mark *one) {
  if (strcmp(one->layer, "event") == 0) return "4;33";
  if (strcmp(one->layer, "quote") == 0) return "3";
  if (strcmp(one->layer, "time") == 0) return "35";
  if (strcmp(one->layer, "check") == 0) return "7;31";
  if (strcmp(one->type, "PERSON") == 0) return "1;36";
  if (strcmp(one->type, "GPE") == 0 || strcmp(one->type, "LOC") == 0) return "32";
  return "34";
}

static void put_ansi(gaz_buffer *out, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    bool harmless =
        c == '\n' || c == '\t' ||
        (c >= ' ' && c != 127 && !(c == 0xC2 && i + 1 < size && (unsigned char)text[i + 1] < 0xA0));
    gaz_buffer_byte(out, harmless ? (char)c : '?');
    if (!harmless && c == 0xC2) i++;
  }
}

static void put_html(gaz_buffer *out, const char *text, size_t size) {
  for (size_t i = 0; i < size; i++) {
    switch (text[i]) {
      case '&': gaz_buffer_string(out, "&amp;"); break;
      case '<': gaz_buffer_string(out, "&lt;"); break;
      case '>': gaz_buffer_string(out, "&gt;"); break;
      case '"': gaz_buffer_string(out, "&quot;"); break;
      default: gaz_buffer_byte(out, text[i]);
    }
  }
}

static void open_mark(gaz_buffer *out, const mark *one, bool html) {
  if (!html) {
    gaz_buffer_printf(out, "\x1b[%sm", colour_of(one));
    return;
  }
  gaz_buffer_string(out, "<mark class=\"gazette-");
  put_html(out, one->layer, strlen(one->layer));
  gaz_buffer_string(out, " gazette-");
  put_html(out, one->type, strlen(one->type));
  gaz_buffer_string(out, "\" title=\"");
  put_html(out, one->title, strlen(one->title));
  gaz_buffer_string(out, "\">");
}

/* Marks may nest but not cross: one that crosses is cut where the outer ends. */
static void draw(gaz_buffer *out, const char *text, size_t size, const marks *all, bool html) {
  enum { DEPTH = 16 };
  const mark *open[DEPTH];
  size_t ends[DEPTH], depth = 0, next = 0, at = 0;
  void (*put)(gaz_buffer *, const char *, size_t) = html ? put_html : put_ansi;
  while (at < size || depth) {
    while (depth && ends[depth - 1] <= at) {
      depth--;
      gaz_buffer_string(out, html ? "</mark>" : "\x1b[0m");
      for (size_t i = 0; !html && i < depth; i++) open_mark(out, open[i], false);
    }
    while (next < all->count && all->items[next].start <= at) {
      const mark *one = &all->items[next++];
      size_t end = one->end < size ? one->end : size;
      if (depth && end > ends[depth - 1]) end = ends[depth - 1];
      if (one->start < at || end <= at || depth == DEPTH) continue;
      open[depth] = one;
      ends[depth++] = end;
      open_mark(out, one, html);
    }
    size_t until = depth ? ends[depth - 1] : size;
    if (next < all->count && all->items[next].start < until) until = all->items[next].start;
    put(out, text + at, until - at);
    at = until;
    if (at >= size && !depth) break;
  }
}

static const char html_head[] =
    "<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<style>pre{white-space:pre-wrap}mark{background:none;color:inherit}"
    ".gazette-entity{border-bottom:2px solid #58a}.gazette-PERSON{border-color:#a58}.gazette-GPE,.gazette-LOC{border-color:#5a8}"
    ".gazette-event{background:#fec}.gazette-quote{font-style:italic}.gazette-time{border-bottom:1px dotted}"
    ".gazette-check{background:#fbb}</style>\n<pre>";

static int print_annotated(const gaz_string *text, const gaz_string *jsonl, int form) {
  if (form == 0) return end_output(write_output(jsonl->data, jsonl->size) ? DONE : CANNOT);
  marks all = {0};
  gaz_buffer out = {0};
  read_marks(jsonl, &all);
  if (form == 2) gaz_buffer_string(&out, html_head);
  draw(&out, text->data, text->size, &all, form == 2);
  if (form == 2) gaz_buffer_string(&out, "</pre>\n");
  /* Not write_output: the colours are ours, the text was made harmless above. */
  bool written = !out.failed && write_as_is(out.data ? out.data : "", out.size);
  gaz_buffer_free(&out);
  free_marks(&all);
  return end_output(written ? DONE : CANNOT);
}

static const char *language_of(const char *path) {
  const char *dot = strrchr(path, '.');
  if (!dot) return "text";
  if (strcmp(dot, ".md") == 0 || strcmp(dot, ".markdown") == 0) return "markdown";
  if (strcmp(dot, ".html") == 0 || strcmp(dot, ".htm") == 0) return "html";
  if (strcmp(dot, ".tex") == 0) return "latex";
  return "text";
}

int run_annotate(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL, *format = NULL, *language = NULL;
  bool names_only = false;
  const option options[] = {
      {"language", "L", "text, markdown, html...; else by the file's name", NULL, &language},
      {"format", "F", "jsonl, ansi (for a terminal) or html", NULL, &format},
      {"names", NULL, "only names of the archive, no analysis", &names_only, NULL},
      {"kb", "DIR", "the knowledge base; else .gazette by the file or above", NULL, &kb_dir}};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  static const char *const names[] = {"jsonl", "ansi", "html", NULL};
  int chosen = read_choice("format", format, names);
  if (chosen < 0) return USAGE;
  if (count > 1) return usage_error(self, "annotate takes one file");
  const char *path = count ? argv[0] : "-";
  gaz_error error = {0};
  gaz_string text = {0}, jsonl = {0};
  gaz_engine *engine = NULL;
  gaz_kb *kb = NULL;
  gaz_status result = read_input(path, GAZ_TEXT_MAX, &text, &error);
  if (result == GAZ_OK) {
    result = open_kb(kb_dir, strcmp(path, "-") == 0 ? "." : path, &kb, &error);
    if (result == GAZ_ERROR_NOT_FOUND && !kb_dir) result = GAZ_OK; /* works without one */
  }
  if (result == GAZ_OK && !names_only) result = gaz_engine_open(NULL, &engine, &error);
  if (result == GAZ_OK) {
    result = gaz_annotate(engine, kb, language ? language : language_of(path), text.data, text.size,
                          NULL, &jsonl, &error);
  }
  int exit_status = result == GAZ_OK ? print_annotated(&text, &jsonl, chosen) : print_error(&error);
  gaz_string_free(&text);
  gaz_string_free(&jsonl);
  gaz_engine_release(engine);
  gaz_kb_release(kb);
  return exit_status;
}
