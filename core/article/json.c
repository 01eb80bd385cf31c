/* JSON articles: one object, an array of objects, or an object whose "articles", "items", "docs",
 * "results" or "data" is such an array; JSON Lines is the first, line by line. The same field names
 * as in front matter, and JSON-LD's nested ones ({"author": {"name": ...}}). */
#include <jansson.h>
#include <string.h>
#include <strings.h>

#include "article/json_ld.h"
#include "article/read.h"

static const char *const body_keys[] = {
    "body",     "text",      "content",  "articleBody",  "article_body", "body_text",
    "maintext", "full_text", "fulltext", "content_text", "content_html", "body_html"};

/* The name inside {"name": ...} or the first of a list; NULL when there is none. */
static const char *name_of(const json_t *value, int depth) {
  if (!value || depth > 4) return NULL;
  if (json_is_string(value)) return json_string_value(value);
  if (json_is_array(value)) return name_of(json_array_get(value, 0), depth + 1);
  if (json_is_object(value)) return name_of(json_object_get(value, "name"), depth + 1);
  return NULL;
}

/* "Ann Example, Bo Example" from a list of authors. */
static const char *joined_names(gaz_reading *reading, const json_t *value) {
  if (!json_is_array(value) || json_array_size(value) < 2) return name_of(value, 0);
  char joined[512] = "";
  size_t length = 0;
  for (size_t i = 0; i < json_array_size(value) && i < 8; i++) {
    const char *name = name_of(json_array_get(value, i), 0);
    size_t size = name ? strlen(name) : 0;
    if (!size || length + size + 3 > sizeof joined) continue;
    if (length) {
      memcpy(joined + length, ", ", 2);
      length += 2;
    }
    memcpy(joined + length, name, size + 1);
    length += size;
  }
  return gaz_arena_copy(reading->arena, joined, length);
}

void gaz_json_fields(gaz_reading *reading, gaz_article *article, const json_t *object) {
  const char *key;
  json_t *value;
  json_object_foreach((json_t *)object, key, value) {
    bool author = strncasecmp(key, "author", 6) == 0 || strcasecmp(key, "byline") == 0;
    const char *string = author ? joined_names(reading, value) : name_of(value, 0);
    if (string) gaz_article_field(reading, article, key, strlen(key), string, strlen(string));
  }
}

static const char *body_of(const json_t *object) {
  for (size_t i = 0; i < GAZ_COUNT(body_keys); i++) {
    const char *body = json_string_value(json_object_get(object, body_keys[i]));
    if (body && *body) return body;
  }
  return NULL;
}

/* Paragraph or line-break tags mean that the string is HTML. */
static bool is_html(const char *text) {
  return strstr(text, "<p>") || strstr(text, "<p ") || strstr(text, "</p>") ||
         strstr(text, "<br") || strstr(text, "<div");
}

static gaz_status read_object(gaz_reading *reading, const json_t *object) {
  const char *body = body_of(object);
  if (!body) return GAZ_OK;
  size_t size = strlen(body);
  gaz_article *article = gaz_reading_add(reading);
  char *copy = gaz_arena_copy(reading->arena, body, size);
  if (!article || !copy) return GAZ_ERROR_MEMORY;
  gaz_json_fields(reading, article, object);
  return is_html(copy) ? gaz_read_html_into(reading, article, copy, size)
                       : gaz_read_plain(reading, article, copy, size);
}

static gaz_status read_value(gaz_reading *reading, const json_t *value) {
  static const char *const lists[] = {"articles", "items", "docs", "results", "data", "@graph"};
  if (json_is_object(value)) {
    for (size_t i = 0; i < GAZ_COUNT(lists); i++) {
      const json_t *list = json_object_get(value, lists[i]);
      if (json_is_array(list) && !body_of(value)) return read_value(reading, list);
    }
    return read_object(reading, value);
  }
  gaz_status status = GAZ_OK;
  for (size_t i = 0; i < json_array_size(value) && status == GAZ_OK; i++) {
    const json_t *item = json_array_get(value, i);
    if (json_is_object(item)) status = read_object(reading, item);
  }
  return status;
}

static gaz_status read_text(gaz_reading *reading, const char *data, size_t size, uint32_t number) {
  json_error_t wrong;
  json_t *value = json_loadb(data, size, 0, &wrong);
  if (!value) {
    return gaz_fail(reading->error, GAZ_ERROR_FORMAT, reading->path,
                    number ? number : (uint32_t)(wrong.line > 0 ? wrong.line : 1),
                    "not JSON: %s; mend it or take it out", wrong.text);
  }
  gaz_status status = read_value(reading, value);
  json_decref(value);
  return status;
}

static void skip_mark(const char **data, size_t *size) {
  if (*size >= 3 && memcmp(*data, "\xEF\xBB\xBF", 3) == 0) {
    *data += 3;
    *size -= 3;
  }
}

gaz_status gaz_read_json(gaz_reading *reading, const char *data, size_t size) {
  skip_mark(&data, &size);
  return read_text(reading, data, size, 0);
}

/* A bad line refuses the file only when no line is good: an export cut short keeps its articles. */
gaz_status gaz_read_jsonl(gaz_reading *reading, const char *data, size_t size) {
  skip_mark(&data, &size);
  gaz_status first_failure = GAZ_OK;
  uint32_t number = 0;
  for (size_t at = 0; at < size;) {
    const char *newline = memchr(data + at, '\n', size - at);
    size_t end = newline ? (size_t)(newline - data) : size;
    number++;
    size_t start = at;
    while (start < end && (unsigned char)data[start] <= ' ') start++;
    if (start < end) {
      gaz_status status = read_text(reading, data + start, end - start, number);
      if (status == GAZ_ERROR_MEMORY) return status;
      if (status != GAZ_OK && first_failure == GAZ_OK) first_failure = status;
    }
    at = end + 1;
  }
  return reading->out->count ? GAZ_OK : first_failure;
}
