#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

const char *samples_string(const json_t *line, const char *member) {
  const char *value = json_string_value(json_object_get(line, member));
  return value ? value : "";
}

static void stop(const char *path, const char *message) {
  fprintf(stderr, "eval: %s: %s\n", path, message);
  exit(3);
}

static size_t space_at(const char *text, size_t size, size_t at) {
  if (at < size && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t'))
    return 1;
  return at + 1 < size && memcmp(text + at, "\xC2\xA0", 2) == 0 ? 2 : 0;
}

/* Letters beyond ASCII count as parts of words, except the general punctuation block. */
static bool word_byte(const char *text, size_t size, size_t at) {
  if (at >= size) return false;
  unsigned char c = (unsigned char)text[at];
  if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  while (at && ((unsigned char)text[at] & 0xC0) == 0x80) at--;
  return (unsigned char)text[at] != 0xE2 && (unsigned char)text[at] != 0xC2;
}

static size_t match_at(const char *text, size_t size, size_t at, const char *words) {
  size_t from = at;
  for (const char *w = words; *w; w++) {
    size_t space = space_at(text, size, at);
    if (*w == ' ') {
      if (!space) return 0;
      while ((space = space_at(text, size, at)) != 0) at += space;
    } else {
      if (at >= size || text[at] != *w) return 0;
      at++;
    }
  }
  return at - from;
}

bool samples_find_words(const char *text, size_t size, size_t from, const char *words,
                        gaz_range *out) {
  size_t length = strlen(words);
  if (!length) return false;
  for (size_t at = from; at < size; at++) {
    const char *next = memchr(text + at, words[0], size - at);
    if (!next) return false;
    at = (size_t)(next - text);
    size_t matched = match_at(text, size, at, words);
    if (!matched) continue;
    bool inside_before = at && word_byte(text, size, at - 1) && word_byte(text, size, at);
    bool inside_after = word_byte(text, size, at + matched) && word_byte(words, length, length - 1);
    if (inside_before || inside_after) continue;
    *out = (gaz_range){(uint32_t)at, (uint32_t)(at + matched)};
    return true;
  }
  return false;
}

static json_t *read_lines(const char *path) {
  gaz_string file;
  gaz_error error = {0};
  if (gaz_read_file(path, (size_t)64 << 20, &file, &error)) stop(path, error.message);
  json_t *lines = json_array();
  for (const char *at = file.data; at && *at;) {
    const char *end = strchr(at, '\n');
    size_t size = end ? (size_t)(end - at) : strlen(at);
    json_t *line = size ? json_loadb(at, size, 0, NULL) : NULL;
    if (size && !line) stop(path, "a line is not JSON");
    if (line) json_array_append_new(lines, line);
    at = end ? end + 1 : NULL;
  }
  gaz_string_free(&file);
  return lines;
}

static bool known(const samples *set, const char *path) { return samples_find(set, path) != NULL; }

/* A file is read once, with all the articles in it. */
static void add_file(samples *set, const gaz_engine *engine, const char *folder, const char *path) {
  char file[4096];
  const char *name = gaz_arena_copy(&set->arena, path, strcspn(path, "#")); /* articles keep it */
  if (!name) stop(path, "out of memory");
  snprintf(file, sizeof file, "%s/archive/%s", folder, name);
  gaz_string data;
  gaz_error error = {0};
  if (gaz_read_file(file, GAZ_ARTICLE_FILE_MAX, &data, &error)) stop(file, error.message);
  char *kept = gaz_arena_copy(&set->arena, data.data, data.size);
  size_t size = data.size;
  gaz_string_free(&data);
  gaz_articles articles;
  if (!kept || gaz_article_read(engine, name, kept, size, &set->arena, &articles, &error)) {
    fprintf(stderr, "eval: %s: %s\n", file, error.message);
    return;
  }
  for (size_t i = 0; i < articles.count; i++) {
    sample *s = &set->items[set->count++];
    *s = (sample){.path = articles.items[i].path, .article = articles.items[i]};
    gaz_article *a = &s->article;
    if (gaz_english_analyze(engine, a->text, a->size, a->blocks, a->block_count, GAZ_STAGE_ALL,
                            NULL, &set->arena, &s->analysis) ||
        gaz_extract(engine, &s->analysis, a->published, NULL, &set->arena, &s->facts))
      stop(file, "cannot be analysed");
  }
}

void samples_load(samples *set, const gaz_engine *engine, const char *folder) {
  *set = (samples){0};
  char path[4096];
  snprintf(path, sizeof path, "%s/expected.jsonl", folder);
  set->lines = read_lines(path);
  /* No file holds more articles than the archive has lines that speak of them. */
  size_t most = json_array_size(set->lines);
  set->items = gaz_arena_zeroed(&set->arena, most, sizeof *set->items);
  if (!set->items) stop(path, "out of memory");
  size_t i;
  json_t *line;
  json_array_foreach(set->lines, i, line) {
    const char *article = samples_string(line, "path");
    if (!strcmp(samples_string(line, "kind"), "article") && !known(set, article))
      add_file(set, engine, folder, article);
  }
}

void samples_free(samples *set) {
  json_decref(set->lines);
  gaz_arena_free(&set->arena);
}

sample *samples_find(const samples *set, const char *path) {
  for (size_t i = 0; i < set->count; i++)
    if (!strcmp(set->items[i].path, path)) return &set->items[i];
  return NULL;
}
