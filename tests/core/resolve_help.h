/* resolve_help.h - a knowledge base made of fixtures and read back as JSON, for the tests of resolving. */
#ifndef GAZ_TEST_RESOLVE_HELP_H
#define GAZ_TEST_RESOLVE_HELP_H

#include <jansson.h>

#include "kb_fixture.h"

static char dir[512];
static gaz_store *store;

__attribute__((unused)) static void begin(const char *name) {
  gaz_error error = {0};
  fixture_folder(name, dir);
  REQUIRE(gaz_store_open(dir, NULL, &store, &error) == GAZ_OK);
  check_case = name;
}

/* ---- the KB as JSON ---------------------------------------------------------------------------------- */

static json_t *lines;

__attribute__((unused)) static void publish(void) {
  fixture_publish(store);
  json_decref(lines);
  lines = json_array();
  char *text = fixture_export(dir);
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
    json_t *object = json_loads(line, 0, NULL);
    CHECK(object != NULL);
    json_array_append_new(lines, object);
  }
  free(text);
}

__attribute__((unused)) static void end(void) {
  gaz_store_close(store);
  json_decref(lines);
  lines = NULL;
  check_case = NULL;
}

__attribute__((unused)) static const char *text_of(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  return text ? text : "";
}

__attribute__((unused)) static json_int_t number_of(const json_t *object, const char *name) {
  return json_integer_value(json_object_get(object, name));
}

__attribute__((unused)) static json_t *find(const char *kind, const char *member,
                                            const char *value) {
  size_t i;
  json_t *line;
  json_array_foreach(lines, i, line) {
    if (strcmp(text_of(line, "kind"), kind) == 0 &&
        (!member || strcmp(text_of(line, member), value) == 0))
      return line;
  }
  return NULL;
}

__attribute__((unused)) static size_t count(const char *kind, const char *member,
                                            const char *value) {
  size_t i, found = 0;
  json_t *line;
  json_array_foreach(lines, i, line) {
    found += strcmp(text_of(line, "kind"), kind) == 0 &&
             (!member || strcmp(text_of(line, member), value) == 0);
  }
  return found;
}

__attribute__((unused)) static json_int_t entity(const char *name) {
  return number_of(find("entity", "name", name), "id");
}
__attribute__((unused)) static json_int_t article(const char *path) {
  return number_of(find("article", "path", path), "id");
}

__attribute__((unused)) static bool is_in(json_int_t entity_id, const char *path) {
  size_t i, k;
  json_t *line, *id;
  json_array_foreach(lines, i, line) {
    if (strcmp(text_of(line, "kind"), "entity") != 0 || number_of(line, "id") != entity_id)
      continue;
    json_array_foreach(json_object_get(line, "articles"), k, id) {
      if (json_integer_value(id) == article(path)) return true;
    }
  }
  return false;
}

/* Words enough in common to make two articles one story. */
#define HARBOUR \
  "harbour tugboats herrings quay sailors customs pilot breakwater lighthouse stevedores\n"
#define CHESS "chess endgames pawns bishops gambit tournament arbiter castling clocks zugzwang\n"
#define BAKERY "bakery flour sourdough ovens yeast crumpets apprentice millers glaze marzipan\n"

#endif
