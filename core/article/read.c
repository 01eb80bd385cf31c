/* One file in, articles out: the extension names the format, the reader of that format does the
 * rest. Everything a reader learns goes through gaz_reading, so the formats stay independent. */
#include "article/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "article/date.h"
#include "article/decode.h"
#include "base/calendar.h"

typedef gaz_status (*reader)(gaz_reading *reading, const char *data, size_t size);

typedef struct format {
  const char *extension;
  reader read;
  bool raw; /* the reader decodes by itself */
} format;

static const format formats[] = {
    {"txt", gaz_read_text, false},    {"text", gaz_read_text, false},
    {"md", gaz_read_markdown, false}, {"markdown", gaz_read_markdown, false},
    {"html", gaz_read_html, true},    {"htm", gaz_read_html, true},
    {"xhtml", gaz_read_html, true},   {"json", gaz_read_json, false},
    {"jsonl", gaz_read_jsonl, false}, {"ndjson", gaz_read_jsonl, false},
    {"eml", gaz_read_mail, true},     {"xml", gaz_read_xml, true},
    {"nitf", gaz_read_xml, true},     {"rss", gaz_read_xml, true},
};

static const format *format_of(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *dot = strrchr(slash ? slash : path, '.');
  if (!dot) return NULL;
  for (size_t i = 0; i < GAZ_COUNT(formats); i++) {
    if (strcasecmp(dot + 1, formats[i].extension) == 0) return &formats[i];
  }
  return NULL;
}

bool gaz_article_readable(const char *path) { return format_of(path) != NULL; }

gaz_article *gaz_reading_add(gaz_reading *reading) {
  gaz_articles *out = reading->out;
  gaz_article *items =
      gaz_arena_grow(reading->arena, out->items, out->count, &reading->capacity, sizeof *items);
  if (!items) return NULL;
  out->items = items;
  gaz_article *article = &items[out->count];
  *article = (gaz_article){.path = reading->path};
  if (out->count > 0) {
    char number[24];
    int length = snprintf(number, sizeof number, "#%zu", out->count + 1);
    size_t path = strlen(reading->path);
    char *numbered = gaz_arena_alloc(reading->arena, path + (size_t)length + 1);
    if (!numbered) return NULL;
    memcpy(numbered, reading->path, path);
    memcpy(numbered + path, number, (size_t)length + 1);
    article->path = numbered;
  }
  out->count++;
  return article;
}

const char *gaz_reading_tidy(gaz_reading *reading, const char *text, size_t size) {
  char *copy = text ? gaz_arena_copy(reading->arena, text, size) : NULL;
  if (!copy) return NULL;
  size_t length = 0;
  bool space = false;
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)copy[i];
    bool no_break = c == 0xC2 && i + 1 < size && (unsigned char)copy[i + 1] == 0xA0;
    if (no_break) i++;
    if (no_break || c <= ' ' || c == 0x7F) {
      space = true;
      continue;
    }
    if (space && length) copy[length++] = ' ';
    space = false;
    copy[length++] = (char)c;
  }
  copy[length] = '\0';
  return length ? copy : NULL;
}

/* A day that has not come is no day of publication, whatever the metadata says; time zones may put
 * an article one day ahead. */
static bool is_ahead(const char *edtf) {
  gaz_day day = {atoi(edtf), atoi(edtf + 5), edtf[7] ? atoi(edtf + 8) : 1};
  return gaz_day_number(day) > time(NULL) / 86400 + 1;
}

void gaz_reading_date(gaz_reading *reading, gaz_article *article, const char *text, size_t size) {
  char edtf[GAZ_EDTF_SIZE];
  if (article->published || !text || !gaz_date_parse(text, size, edtf) || is_ahead(edtf)) return;
  article->published = gaz_arena_copy(reading->arena, edtf, strlen(edtf));
  if (article->published) article->published_basis = GAZ_DATE_METADATA;
}

/* What address and name of an undated article say, the only one of its file. */
static void date_by_path(gaz_reading *reading, gaz_article *article) {
  const char *paths[] = {article->url, article->path};
  char edtf[GAZ_EDTF_SIZE];
  for (size_t i = 0; i < GAZ_COUNT(paths) && !article->published; i++)
    if (paths[i] && gaz_date_in_path(paths[i], strlen(paths[i]), edtf))
      gaz_reading_date(reading, article, edtf, strlen(edtf));
}

static bool has_text(const char *data, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if ((unsigned char)data[i] > ' ') return true;
  }
  return false;
}

gaz_status gaz_article_read(const gaz_engine *engine, const char *path, const char *data,
                            size_t size, gaz_arena *arena, gaz_articles *out, gaz_error *error) {
  *out = (gaz_articles){0};
  const format *f = format_of(path);
  if (!f) {
    return gaz_fail(error, GAZ_ERROR_FORMAT, path, 0,
                    "not a kind of file that is read; see --help");
  }
  if (!has_text(data, size)) {
    return gaz_fail(error, GAZ_ERROR_NOT_FOUND, path, 0, "empty; nothing to read");
  }
  if (size > GAZ_ARTICLE_FILE_MAX && f->read != gaz_read_jsonl) {
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, path, 0, "larger than %zu MiB; split it",
                    GAZ_ARTICLE_FILE_MAX >> 20);
  }
  gaz_reading reading = {.cues = engine ? engine->article : NULL,
                         .path = path,
                         .arena = arena,
                         .error = error,
                         .out = out};
  gaz_status status;
  if (f->raw) {
    status = f->read(&reading, data, size);
  } else {
    gaz_decoded decoded;
    status = gaz_decode(path, data, size, NULL, arena, &decoded, error);
    if (status == GAZ_OK) {
      status = f->read(&reading, decoded.text, decoded.size);
      if (decoded.as_is && (f->read == gaz_read_text || f->read == gaz_read_markdown)) {
        for (size_t i = 0; i < out->count; i++) out->items[i].text_is_file = true;
      }
    }
  }
  if (status == GAZ_OK && out->count == 1) date_by_path(&reading, &out->items[0]);
  if (status == GAZ_OK && out->count == 0) {
    status = gaz_fail(error, GAZ_ERROR_NOT_FOUND, path, 0, "holds no article text");
  }
  if (status != GAZ_OK) {
    *out = (gaz_articles){0};
    if (error && status == GAZ_ERROR_MEMORY) gaz_fail(error, status, path, 0, "out of memory");
  }
  return status;
}
