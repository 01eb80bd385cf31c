/* One decision of a person: written down by name, then applied. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lookup/kb.h"
#include "resolve/resolve.h"

enum { WAIT_SECONDS = 10, PATH_BYTES = 4096 };

/* An entity given by its id (or by a name alone) becomes {"name":...,"type":...}: ids are not for
 * ever, names are. */
static bool name_entity(gaz_kb *kb, json_t *line, const char *member) {
  json_t *given = json_object_get(line, member);
  if (!given || json_is_object(given)) return true;
  char query[256] = "";
  if (json_is_integer(given)) {
    snprintf(query, sizeof query, "%lld", (long long)json_integer_value(given));
  } else if (json_is_string(given)) {
    snprintf(query, sizeof query, "%s", json_string_value(given));
  }
  gaz_kb_enter(kb);
  int64_t id = gaz_kb_find_entity(kb, query, strlen(query));
  sqlite3_stmt *row = gaz_db_query(&kb->db, "SELECT name, type FROM entity WHERE id = ?", "i", id);
  bool found = gaz_db_next(&kb->db, row);
  if (found) {
    json_object_set_new(
        line, member,
        json_pack("{s:s, s:s}", "name", gaz_db_string(row, 0), "type",
                  gaz_entity_type_name((gaz_entity_type)sqlite3_column_int(row, 1))));
    gaz_db_end(row);
  }
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return found;
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

static gaz_status append_and_publish(gaz_kb *kb, const char *json, gaz_error *error) {
  gaz_store *store;
  gaz_store_waiting waiting = {.seconds = WAIT_SECONDS};
  gaz_status status = gaz_store_open(kb->dir, &waiting, &store, error);
  if (status != GAZ_OK) return status;
  char path[PATH_BYTES];
  snprintf(path, sizeof path, "%s/corrections.jsonl", kb->dir);
  status = gaz_corrections_append(path, json, strlen(json), error);
  if (status == GAZ_OK) status = gaz_kb_publish(store, &(gaz_publish_options){0}, NULL, error);
  gaz_store_close(store);
  return status;
}

gaz_status gaz_kb_correct(gaz_kb *kb, const char *json, size_t size, gaz_error *error) {
  json_t *line = json_loadb(json ? json : "", json ? size : 0, JSON_REJECT_DUPLICATES, NULL);
  if (!json_is_object(line)) {
    json_decref(line);
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0,
                    "a correction is one JSON object; see :help gazette-corrections");
  }
  gaz_status status = GAZ_OK;
  static const char *const members[] = {"entity", "other"};
  for (size_t i = 0; i < GAZ_COUNT(members) && status == GAZ_OK; i++) {
    if (!name_entity(kb, line, members[i])) {
      status = gaz_fail(error, GAZ_ERROR_NOT_FOUND, NULL, 0,
                        "\"%s\" is no entity of this archive; look it up with `gazette lookup`",
                        members[i]);
    }
  }
  add_time(line);
  char *text = status == GAZ_OK ? json_dumps(line, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
  json_decref(line);
  if (status != GAZ_OK) return status;
  if (!text)
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory; close other programs");
  gaz_arena arena = {0};
  gaz_correction parsed;
  status = gaz_correction_parse(text, strlen(text), &arena, &parsed, error);
  gaz_arena_free(&arena);
  if (status == GAZ_OK) status = append_and_publish(kb, text, error);
  free(text);
  if (status == GAZ_OK) gaz_kb_refresh(kb);
  return status;
}
