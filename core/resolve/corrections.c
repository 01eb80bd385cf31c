/* Reading and appending corrections.jsonl. */
#include "resolve/corrections.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/edtf.h"

enum { FILE_MAX = 256 << 20 };

static const char *const kind_names[GAZ_CORRECT_COUNT] = {"merge", "split",  "rename", "retype",
                                                          "alias", "ignore", "role"};

static gaz_status bad(gaz_error *error, const char *message) {
  return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0, "%s", message);
}

static const char *copy_string(gaz_arena *arena, const json_t *value) {
  const char *text = json_string_value(value);
  return text && text[0] ? gaz_arena_copy(arena, text, strlen(text)) : NULL;
}

/* Whether somebody can be called so. */
static bool is_name(const char *text) {
  bool word = false;
  size_t size = strlen(text);
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c < ' ' || c == 127) return false;
    word |= c >= 0x80 || isalnum(c);
  }
  return word && size <= GAZ_NAME_MAX;
}

static gaz_status read_articles(const json_t *value, gaz_arena *arena, const char ***out,
                                size_t *count) {
  *out = NULL;
  *count = 0;
  size_t size = json_array_size(value);
  if (!size) return GAZ_OK;
  *out = gaz_arena_zeroed(arena, size, sizeof **out);
  if (!*out) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < size; i++) {
    const char *path = copy_string(arena, json_array_get(value, i));
    if (path) (*out)[(*count)++] = path;
  }
  return GAZ_OK;
}

static gaz_status read_selector(const json_t *value, gaz_arena *arena, const char *member,
                                gaz_selector *out, gaz_error *error) {
  *out = (gaz_selector){0};
  out->name = copy_string(arena, json_is_string(value) ? value : json_object_get(value, "name"));
  if (!out->name) {
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0,
                    "\"%s\" must be {\"name\":...,\"type\":...}; correct the line", member);
  }
  const char *type = json_string_value(json_object_get(value, "type"));
  if (type) {
    out->type = gaz_entity_type_parse(type, strlen(type));
    if (out->type == GAZ_TYPE_NONE)
      return bad(error, "\"type\" is no entity type; use PERSON, ORG, GPE...");
  }
  return read_articles(json_object_get(value, "articles"), arena, &out->articles,
                       &out->article_count);
}

static gaz_status read_date(const json_t *value, gaz_arena *arena, const char **out,
                            gaz_error *error) {
  gaz_days days;
  *out = copy_string(arena, value);
  if (*out && !gaz_edtf_days(*out, &days))
    return bad(error, "\"from\" and \"to\" must be dates like 2015-11-24, 2015-11 or 2015");
  return GAZ_OK;
}

static gaz_status check_order(const gaz_correction *role, gaz_error *error) {
  gaz_days from, to;
  bool wrong = role->from && role->to && gaz_edtf_days(role->from, &from) &&
               gaz_edtf_days(role->to, &to) && from.first > to.last;
  return wrong ? bad(error, "\"from\" is after \"to\"; give the earlier date first") : GAZ_OK;
}

static gaz_status read_rest(const json_t *line, gaz_arena *arena, gaz_correction *out,
                            gaz_error *error) {
  static const char *const text_member[GAZ_CORRECT_COUNT] = {NULL,    "name", "to",   NULL,
                                                             "alias", NULL,   "title"};
  if (text_member[out->kind]) {
    out->text = copy_string(arena, json_object_get(line, text_member[out->kind]));
    if (!out->text && out->kind != GAZ_CORRECT_SPLIT) {
      return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0, "\"%s\" is missing; correct the line",
                      text_member[out->kind]);
    }
    if (out->text && !is_name(out->text)) {
      return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0,
                      "\"%s\" must be one line of at most %d bytes with a word in it; correct it",
                      text_member[out->kind], GAZ_NAME_MAX);
    }
  }
  gaz_status status = GAZ_OK;
  switch (out->kind) {
    case GAZ_CORRECT_MERGE:
      return read_selector(json_object_get(line, "other"), arena, "other", &out->other, error);
    case GAZ_CORRECT_SPLIT:
      status = read_articles(json_object_get(line, "articles"), arena, &out->articles,
                             &out->article_count);
      if (status == GAZ_OK && !out->article_count)
        return bad(error, "\"articles\" must list the articles where another is meant");
      return status;
    case GAZ_CORRECT_RETYPE: {
      const char *type = json_string_value(json_object_get(line, "to"));
      out->type = type ? gaz_entity_type_parse(type, strlen(type)) : GAZ_TYPE_NONE;
      return out->type ? GAZ_OK : bad(error, "\"to\" is no entity type; use PERSON, ORG, GPE...");
    }
    case GAZ_CORRECT_ROLE:
      out->of = copy_string(arena, json_object_get(line, "of"));
      status = read_date(json_object_get(line, "from"), arena, &out->from, error);
      if (status == GAZ_OK) status = read_date(json_object_get(line, "to"), arena, &out->to, error);
      return status == GAZ_OK ? check_order(out, error) : status;
    default: return GAZ_OK;
  }
}

gaz_status gaz_correction_parse(const char *json, size_t size, gaz_arena *arena,
                                gaz_correction *out, gaz_error *error) {
  *out = (gaz_correction){0};
  json_error_t where;
  json_t *line = json_loadb(json, size, JSON_REJECT_DUPLICATES, &where);
  if (!json_is_object(line)) {
    json_decref(line);
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0,
                    "not a JSON object; correct or delete the line");
  }
  const char *name = json_string_value(json_object_get(line, "do"));
  int kind = 0;
  while (kind < GAZ_CORRECT_COUNT && (!name || strcmp(name, kind_names[kind]) != 0)) kind++;
  gaz_status status = GAZ_OK;
  if (kind == GAZ_CORRECT_COUNT) {
    status = bad(error, "\"do\" must be merge, split, rename, retype, alias, ignore or role");
  }
  out->kind = (gaz_correction_kind)kind;
  if (status == GAZ_OK)
    status = read_selector(json_object_get(line, "entity"), arena, "entity", &out->entity, error);
  if (status == GAZ_OK) status = read_rest(line, arena, out, error);
  json_decref(line);
  return status;
}

gaz_status gaz_corrections_read(const char *path, gaz_arena *arena, const gaz_report *report,
                                gaz_corrections *out, gaz_error *error) {
  *out = (gaz_corrections){0};
  gaz_string file;
  gaz_status status = gaz_read_file(path, FILE_MAX, &file, error);
  if (status == GAZ_ERROR_NOT_FOUND) return GAZ_OK;
  if (status != GAZ_OK) return status;
  out->hash = (int64_t)(gaz_hash(file.data, file.size, 13) >> 1) | 1;
  size_t capacity = 0;
  uint32_t number = 0;
  for (size_t at = 0; at < file.size && status == GAZ_OK;) {
    const char *newline = memchr(file.data + at, '\n', file.size - at);
    size_t size = newline ? (size_t)(newline - file.data) - at : file.size - at;
    const char *line = file.data + at;
    at += size + 1;
    number++;
    size_t blank = 0;
    while (blank < size && strchr(" \t\r", line[blank])) blank++;
    if (blank == size) continue;
    gaz_correction *items = gaz_arena_grow(arena, out->items, out->count, &capacity, sizeof *items);
    if (!items) {
      status =
          gaz_fail(error, GAZ_ERROR_MEMORY, path, number, "out of memory; close other programs");
      break;
    }
    out->items = items;
    gaz_error wrong = {0};
    status = gaz_correction_parse(line, size, arena, &items[out->count], &wrong);
    if (status == GAZ_OK) {
      items[out->count++].line = number;
    } else if (status == GAZ_ERROR_FORMAT) {
      status = GAZ_OK;
      char message[sizeof wrong.message];
      memcpy(message, wrong.message, sizeof message);
      gaz_fail(&wrong, GAZ_ERROR_FORMAT, path, number, "%s", message);
      if (report && report->report) report->report(report->context, &wrong);
    }
  }
  gaz_string_free(&file);
  return status;
}

gaz_status gaz_corrections_append(const char *path, const char *json, size_t size,
                                  gaz_error *error) {
  int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0)
    return gaz_fail(error, GAZ_ERROR_IO, path, 0, "%s; make it writable", strerror(errno));
  gaz_buffer line = {0};
  off_t end = lseek(file, 0, SEEK_END);
  char last = '\n';
  if (end > 0 && pread(file, &last, 1, end - 1) == 1 && last != '\n') gaz_buffer_byte(&line, '\n');
  gaz_buffer_append(&line, json, size);
  gaz_buffer_byte(&line, '\n');
  gaz_status status = line.failed ? gaz_fail(error, GAZ_ERROR_MEMORY, path, 0,
                                             "out of memory; close other programs")
                                  : GAZ_OK;
  if (status == GAZ_OK) {
    /* One write, so that two appenders never mix; what a full disk cut off is taken back. */
    ssize_t wrote = write(file, line.data, line.size);
    if (wrote != (ssize_t)line.size || fsync(file) != 0) {
      int code = wrote >= 0 && wrote != (ssize_t)line.size ? ENOSPC : errno;
      if (end >= 0 && wrote > 0 && ftruncate(file, end) != 0) code = errno;
      status = gaz_fail(error, GAZ_ERROR_IO, path, 0, "%s; nothing was changed", strerror(code));
    }
  }
  gaz_buffer_free(&line);
  close(file);
  return status;
}
