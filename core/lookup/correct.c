/* One decision of a person: written down by name, then applied. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lookup/kb.h"
#include "resolve/resolve.h"

enum { WAIT_SECONDS = 10, PATH_BYTES = 4096 };

/* The entity of exactly that name and type. */
static int64_t named(gaz_kb *kb, const json_t *selector) {
  const char *name = json_string_value(json_object_get(selector, "name")),
             *type = json_string_value(json_object_get(selector, "type"));
  gaz_kb_enter(kb);
  int64_t id = gaz_db_integer(&kb->db, "SELECT id FROM entity WHERE name = ? AND type = ?", 0, "ti",
                              name ? name : "",
                              (int64_t)gaz_entity_type_parse(type, type ? strlen(type) : 0));
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return id;
}

/* An entity given by its id (or by a name alone) becomes {"name":...,"type":...}: ids are not for
 * ever, names are. `out` gets the id. */
static gaz_status name_entity(gaz_kb *kb, json_t *line, const char *member, int64_t *out,
                              gaz_error *error) {
  json_t *given = json_object_get(line, member);
  if (!given || json_is_object(given)) {
    *out = given ? named(kb, given) : 0;
    return GAZ_OK;
  }
  char number[24] = "";
  const char *query = json_string_value(given);
  if (json_is_integer(given))
    snprintf(number, sizeof number, "%lld", (long long)json_integer_value(given));
  if (!query) query = number;
  gaz_kb_enter(kb);
  int64_t id = *out = gaz_kb_find_entity(kb, query, strlen(query));
  sqlite3_stmt *row = gaz_db_query(&kb->db, "SELECT name, type FROM entity WHERE id = ?", "i", id);
  bool found = gaz_db_next(&kb->db, row);
  if (found) {
    json_object_set_new(
        line, member,
        json_pack("{s:s, s:s}", "name", gaz_db_string(row, 0), "type",
                  gaz_entity_type_name((gaz_entity_type)sqlite3_column_int(row, 1))));
    gaz_db_end(row);
  }
  gaz_status status = gaz_kb_leave(kb, NULL, NULL, error);
  if (status != GAZ_OK || found) return status;
  return gaz_kb_nobody(kb, query, strlen(query), error);
}

static gaz_status name_entities(gaz_kb *kb, json_t *line, gaz_error *error) {
  int64_t entity = 0, other = 0;
  gaz_status status = name_entity(kb, line, "entity", &entity, error);
  if (status == GAZ_OK) status = name_entity(kb, line, "other", &other, error);
  if (status != GAZ_OK || !entity || entity != other) return status;
  return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0,
                  "both are \"%.200s\" already; give the id of another entity",
                  json_string_value(json_object_get(json_object_get(line, "entity"), "name")));
}

/* A split by an article that is not there would never come true. */
static gaz_status find_articles(gaz_kb *kb, const gaz_correction *correction, gaz_error *error) {
  const char *missing = NULL;
  gaz_kb_enter(kb);
  for (size_t i = 0; i < correction->article_count && !missing; i++) {
    if (!gaz_db_integer(&kb->db, "SELECT 1 FROM article WHERE path = ?", 0, "t",
                        correction->articles[i]))
      missing = correction->articles[i];
  }
  gaz_status status = gaz_kb_leave(kb, NULL, NULL, error);
  if (status != GAZ_OK || !missing) return status;
  return gaz_fail(
      error, GAZ_ERROR_NOT_FOUND, NULL, 0,
      "\"%.400s\" is no article of this archive; give its path as `gazette lookup` does", missing);
}

static void add_time(json_t *line) {
  if (json_object_get(line, "at")) return;
  char text[32];
  time_t now = time(NULL);
  struct tm utc;
  if (gmtime_r(&now, &utc) && strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)) {
    json_object_set_new(line, "at", json_string(text));
  }
}

static gaz_status append_and_publish(gaz_kb *kb, const char *json, const gaz_cancel *cancel,
                                     gaz_error *error) {
  gaz_store *store;
  gaz_store_waiting waiting = {.seconds = WAIT_SECONDS, .cancel = cancel};
  gaz_status status = gaz_store_open(kb->dir, &waiting, &store, error);
  if (status != GAZ_OK) return status;
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/corrections.jsonl", kb->dir);
  status = gaz_corrections_append(path, json, strlen(json), error);
  gaz_publish_options options = {.cancel = cancel};
  if (status == GAZ_OK) status = gaz_kb_publish(store, &options, NULL, error);
  gaz_store_close(store);
  return status;
}

gaz_status gaz_kb_correct(gaz_kb *kb, const char *json, size_t size, gaz_error *error) {
  return gaz_kb_correct_until(kb, json, size, NULL, error);
}

gaz_status gaz_kb_correct_until(gaz_kb *kb, const char *json, size_t size, const gaz_cancel *cancel,
                                gaz_error *error) {
  json_t *line = json_loadb(json ? json : "", json ? size : 0, JSON_REJECT_DUPLICATES, NULL);
  if (!json_is_object(line)) {
    json_decref(line);
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0,
                    "a correction is one JSON object; see :help gazette-corrections");
  }
  gaz_status status = name_entities(kb, line, error);
  add_time(line);
  char *text = status == GAZ_OK ? json_dumps(line, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
  json_decref(line);
  if (status != GAZ_OK) return status;
  if (!text)
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory; close other programs");
  gaz_arena arena = {0};
  gaz_correction parsed;
  status = gaz_correction_parse(text, strlen(text), &arena, &parsed, error);
  if (status == GAZ_OK) status = find_articles(kb, &parsed, error);
  gaz_arena_free(&arena);
  if (status == GAZ_OK) status = append_and_publish(kb, text, cancel, error);
  free(text);
  if (status == GAZ_OK) gaz_kb_refresh(kb);
  return status;
}
