/* gazette correct: one decision becomes one line of corrections.jsonl. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

typedef struct arguments {
  int count;
  char **words;
  const char *name, *of, *from, *to;
} arguments;

static json_t *string_or_null(const char *text) { return text ? json_string(text) : json_null(); }

/* Members after "do" and "entity"; false when the words do not fit. */
static bool fill(json_t *line, const char *what, const arguments *given) {
  const char *second = given->count > 1 ? given->words[1] : NULL;
  static const char *const one_word[][2] = {
      {"merge", "other"}, {"rename", "to"}, {"retype", "to"}, {"alias", "alias"}};
  for (size_t i = 0; i < GAZ_COUNT(one_word); i++) {
    if (strcmp(what, one_word[i][0]) != 0) continue;
    return given->count == 2 && json_object_set_new(line, one_word[i][1], json_string(second)) == 0;
  }
  if (strcmp(what, "ignore") == 0) return given->count == 1;
  if (strcmp(what, "role") == 0) {
    return given->count == 2 && json_object_set_new(line, "title", json_string(second)) == 0 &&
           json_object_set_new(line, "of", string_or_null(given->of)) == 0 &&
           json_object_set_new(line, "from", string_or_null(given->from)) == 0 &&
           json_object_set_new(line, "to", string_or_null(given->to)) == 0;
  }
  if (strcmp(what, "split") != 0 || given->count < 2) return false;
  json_t *articles = json_array();
  for (int i = 1; i < given->count; i++)
    json_array_append_new(articles, json_string(given->words[i]));
  return json_object_set_new(line, "articles", articles) == 0 &&
         (!given->name || json_object_set_new(line, "name", json_string(given->name)) == 0);
}

static int wrong_words(const command *self, const char *what) {
  static const char *const forms[][2] = {{"merge", "ENTITY OTHER"},
                                         {"split", "ENTITY ARTICLE... [--name NAME]"},
                                         {"rename", "ENTITY NAME"},
                                         {"retype", "ENTITY TYPE"},
                                         {"alias", "ENTITY NAME"},
                                         {"ignore", "ENTITY"},
                                         {"role", "ENTITY TITLE [--of NAME] [--from D] [--to D]"}};
  for (size_t i = 0; i < GAZ_COUNT(forms); i++) {
    if (strcmp(what, forms[i][0]) == 0) return usage_error(self, "%s takes %s", what, forms[i][1]);
  }
  return usage_error(self, "no correction \"%s\"", what);
}

int run_correct(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL;
  arguments given = {0};
  const option options[] = {
      {"name", "NAME", "split: what the new one is called", NULL, &given.name},
      {"of", "NAME", "role: of which state or organisation", NULL, &given.of},
      {"from", "D", "role: since", NULL, &given.from},
      {"to", "D", "role: until", NULL, &given.to},
      {"kb", "DIR", "the knowledge base; else .gazette here or above", NULL, &kb_dir}};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  if (count < 2) return usage_error(self, "correct needs what to do and an entity");
  given.count = count - 1;
  given.words = argv + 1;
  json_t *line = json_pack("{s:s, s:s}", "do", argv[0], "entity", argv[1]);
  if (!line || !fill(line, argv[0], &given)) {
    json_decref(line);
    return wrong_words(self, argv[0]);
  }
  char *json = json_dumps(line, JSON_COMPACT);
  json_decref(line);
  gaz_error error = {0};
  gaz_kb *kb = NULL;
  if (open_kb(kb_dir, NULL, &kb, &error) != GAZ_OK) {
    free(json);
    return print_error(&error);
  }
  gaz_status result = gaz_kb_correct(kb, json ? json : "", json ? strlen(json) : 0, &error);
  gaz_kb_release(kb);
  free(json);
  if (result == GAZ_OK) return DONE;
  print_error(&error);
  return result == GAZ_ERROR_NOT_FOUND                                ? FINDINGS
         : result == GAZ_ERROR_FORMAT || result == GAZ_ERROR_ARGUMENT ? USAGE
                                                                      : CANNOT;
}
