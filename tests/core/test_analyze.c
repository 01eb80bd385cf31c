/* gaz_analyze: one text in, one JSON object out, in the form programs were promised. */
#include <jansson.h>

#include "base/buffer.h"
#include "check.h"
#include "extract/facts_json.h"

static gaz_engine *engine;

static json_t *analyze(const char *text, const char *date) {
  gaz_string json;
  gaz_error error;
  if (!CHECK(gaz_analyze(engine, text, strlen(text), date, NULL, &json, &error) == GAZ_OK)) {
    fprintf(stderr, "  %s\n", error.message);
    return NULL;
  }
  json_error_t where;
  json_t *value = json_loadb(json.data, json.size, 0, &where);
  CHECK(value != NULL);
  gaz_string_free(&json);
  return value;
}

/* Every element has exactly these members. */
static void check_members(json_t *list, const char *const *keys, size_t count) {
  size_t i;
  json_t *element;
  CHECK(json_is_array(list));
  json_array_foreach(list, i, element) {
    CHECK_INT(json_object_size(element), ==, count);
    for (size_t k = 0; k < count; k++) CHECK(json_object_get(element, keys[k]) != NULL);
  }
}

static const char *const token_keys[] = {"start", "end",  "text", "lemma",
                                         "upos",  "xpos", "head", "deprel"};
static const char *const mention_keys[] = {"start", "end", "text", "type", "chain"};
static const char *const time_keys[] = {"start", "end", "text", "type", "value"};
static const char *const event_keys[] = {"start", "end",      "text", "lemma",
                                         "type",  "modality", "args"};
static const char *const quote_keys[] = {"form", "source", "cue", "content", "speaker_chain"};

#define CHECK_MEMBERS(list, keys) check_members(list, keys, GAZ_COUNT(keys))

static void test_form(void) {
  json_t *value = analyze(
      "Anna Keller met the mayor on Tuesday. \"We are ready,\" Keller said.\n\n"
      "The mayor said 40 people were arrested.",
      "2019-05-03");
  json_t *sentences, *mentions, *times, *events, *quotes;
  REQUIRE(!json_unpack(value, "{s:o,s:o,s:o,s:o,s:o!}", "sentences", &sentences, "mentions",
                       &mentions, "times", &times, "events", &events, "quotes", &quotes));
  CHECK_INT(json_array_size(sentences), ==, 3);
  size_t i;
  json_t *sentence;
  json_array_foreach(sentences, i, sentence) {
    CHECK_INT(json_object_size(sentence), ==, 3);
    CHECK_MEMBERS(json_object_get(sentence, "tokens"), token_keys);
  }
  CHECK_MEMBERS(mentions, mention_keys);
  CHECK_MEMBERS(times, time_keys);
  CHECK_MEMBERS(events, event_keys);
  CHECK_MEMBERS(quotes, quote_keys);
  json_decref(value);
}

static void test_limits(void) {
  gaz_string json;
  gaz_error error;
  CHECK_INT(gaz_analyze(engine, "x", 1, "2019-13-01", NULL, &json, &error), ==, GAZ_ERROR_ARGUMENT);
  CHECK_INT(gaz_analyze(engine, "x", 1, "May 2019", NULL, &json, &error), ==, GAZ_ERROR_ARGUMENT);
  CHECK_INT(gaz_analyze(NULL, "x", 1, NULL, NULL, &json, &error), ==, GAZ_ERROR_ARGUMENT);
  CHECK_INT(gaz_analyze(engine, NULL, 3, NULL, NULL, &json, &error), ==, GAZ_ERROR_ARGUMENT);
  gaz_cancel *cancel;
  REQUIRE(gaz_cancel_new(&cancel) == GAZ_OK);
  gaz_cancel_set(cancel);
  CHECK_INT(gaz_analyze(engine, "A word.", 7, NULL, cancel, &json, &error), ==,
            GAZ_ERROR_CANCELLED);
  CHECK(json.data == NULL);
  gaz_cancel_release(cancel);
  json_decref(analyze("", NULL));
  json_decref(analyze("\xff\xfe \xc3( \"", NULL));
}

static void test_conll(void) {
  static const char text[] = "Keller left. She won.";
  gaz_arena arena = {0};
  gaz_analysis analysis;
  gaz_buffer buffer = {0};
  REQUIRE(gaz_english_analyze(engine, text, sizeof text - 1, NULL, 0, GAZ_STAGE_ALL, NULL, &arena,
                              &analysis) == GAZ_OK);
  gaz_analysis_print_conll(&buffer, &analysis);
  gaz_buffer_byte(&buffer, '\0');
  unsigned lines = 0, tabs = 0, empty = 0;
  for (const char *at = buffer.data; *at; at++) {
    lines += *at == '\n';
    tabs += *at == '\t';
    empty += *at == '\n' && at[1] == '\n';
  }
  CHECK_INT(lines, ==, 8);
  CHECK_INT(tabs, ==, 6 * 6);
  CHECK_INT(empty, ==, 2);
  gaz_buffer_free(&buffer);
  gaz_arena_free(&arena);
}

int main(void) {
  gaz_error error;
  if (gaz_engine_open(NULL, &engine, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 1;
  }
  test_form();
  test_limits();
  test_conll();
  gaz_engine_release(engine);
  return check_report();
}
