/* Names: what news text holds and where recognisers stumble. Each case is a text in which the names
 * to be found are marked, [TYPE text]; names of types DATE and MONEY are not looked at. */
#include "english/names.h"
#include "english/names_lists.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "check.h"

static gaz_engine *engine;

static const char *type_name(uint8_t type) {
  return type == GAZ_NAME_DATE    ? "DATE"
         : type == GAZ_NAME_MONEY ? "MONEY"
                                  : gaz_entity_type_name(type);
}

/* The text with the names that were found marked. */
static void annotate(const char *text, gaz_buffer *out) {
  gaz_arena arena = {0};
  gaz_analysis analysis;
  size_t at = 0;
  REQUIRE(gaz_english_analyze(engine, text, strlen(text), NULL, 0, GAZ_STAGE_TAGS | GAZ_STAGE_NAMES,
                              NULL, &arena, &analysis) == GAZ_OK);
  for (size_t i = 0; i < analysis.name_count; i++) {
    const gaz_name *name = &analysis.names[i];
    CHECK(name->start >= at && name->end > name->start && name->end <= strlen(text));
    CHECK(name->confidence > 0 && name->confidence <= 1);
    CHECK(name->count > 0 && name->first + name->count <= analysis.tokens.token_count);
    if (name->type >= GAZ_NAME_DATE) continue;
    gaz_buffer_append(out, text + at, name->start - at);
    gaz_buffer_printf(out, "[%s %.*s]", type_name(name->type), (int)(name->end - name->start),
                      text + name->start);
    at = name->end;
  }
  gaz_buffer_string(out, text + at);
  gaz_buffer_byte(out, '\0');
  gaz_arena_free(&arena);
}

/* Removes the marks: "[ORG IS] fled" becomes "IS fled". */
static void strip(const char *marked, char *text) {
  for (; *marked; marked++) {
    if (*marked == '[') {
      while (*marked != ' ') marked++;
    } else if (*marked != ']') {
      *text++ = *marked;
    }
  }
  *text = '\0';
}

static void check_marked(const char *marked) {
  char text[4096];
  gaz_buffer found = {0};
  REQUIRE(strlen(marked) < sizeof text);
  strip(marked, text);
  annotate(text, &found);
  CHECK_STR(found.data, marked);
  gaz_buffer_free(&found);
}

static const char *const cases[] = {
#include "test_names_cases.h"
};

static void test_hostile(void) {
  static char text[100000];
  gaz_buffer found = {0};
  memset(text, 0, sizeof text);
  for (size_t i = 0; i + 1 < sizeof text; i++) text[i] = i % 2 ? ' ' : 'A';
  annotate(text, &found); /* 50,000 capitals, one sentence */
  gaz_buffer_free(&found);
  found = (gaz_buffer){0};
  for (size_t i = 0; i + 1 < sizeof text; i++) text[i] = (char)(i * 7919 % 255 + 1); /* not UTF-8 */
  annotate(text, &found);
  gaz_buffer_free(&found);
  found = (gaz_buffer){0};
  annotate("", &found);
  CHECK_STR(found.data, "");
  gaz_buffer_free(&found);
}

/* Tokens made by others: empty ones, overlapping sentences, none at all. */
static void test_given_tokens(void) {
  const char *text = "Angela Merkel met Barack Obama in Berlin .";
  gaz_token tokens[] = {{0, 6, 0},   {7, 13, 0},  {14, 17, 0}, {18, 24, 0}, {25, 30, 0},
                        {31, 33, 0}, {34, 40, 9}, {41, 42, 7}, {42, 42, 0}};
  gaz_sentence sentences[] = {{0, 42, 0, 9}, {0, 42, 1, 3}, {0, 42, 8, 1}, {0, 0, 0, 0}};
  gaz_tokens given = {
      .tokens = tokens, .token_count = 9, .sentences = sentences, .sentence_count = 1};
  gaz_arena arena = {0};
  gaz_analysis analysis;
  CHECK_OK(gaz_english_analyze_tokens(engine, text, 42, &given, GAZ_STAGE_TAGS | GAZ_STAGE_NAMES,
                                      NULL, &arena, &analysis));
  CHECK_INT(analysis.name_count, ==, 3);
  given.sentence_count = 4;
  CHECK_OK(gaz_english_analyze_tokens(engine, text, 42, &given, GAZ_STAGE_TAGS | GAZ_STAGE_NAMES,
                                      NULL, &arena, &analysis));
  given.token_count = given.sentence_count = 0;
  CHECK_OK(gaz_english_analyze_tokens(engine, text, 42, &given, GAZ_STAGE_TAGS | GAZ_STAGE_NAMES,
                                      NULL, &arena, &analysis));
  CHECK_INT(analysis.name_count, ==, 0);
  gaz_arena_free(&arena);
}

/* A name goes on behind a hyphen that is a token of its own; "Seoul - based" ends before it. */
static void test_given_hyphens(void) {
  const char *text = "The minister , Hong Sung - gul , met Seoul - based traders in Busan .";
  static gaz_token tokens[32];
  size_t count = 0, size = strlen(text);
  for (size_t at = 0; at < size; at += strcspn(text + at, " ") + 1)
    tokens[count++] =
        (gaz_token){.start = (uint32_t)at, .end = (uint32_t)(at + strcspn(text + at, " "))};
  gaz_sentence sentence = {.start = 0, .end = (uint32_t)size, .first = 0, .count = (uint32_t)count};
  gaz_tokens given = {
      .tokens = tokens, .token_count = count, .sentences = &sentence, .sentence_count = 1};
  gaz_arena arena = {0};
  gaz_analysis analysis;
  CHECK_OK(gaz_english_analyze_tokens(engine, text, size, &given, GAZ_STAGE_TAGS | GAZ_STAGE_NAMES,
                                      NULL, &arena, &analysis));
  REQUIRE(analysis.name_count == 3);
  CHECK_INT(analysis.names[0].count, ==, 4);
  CHECK_INT(analysis.names[1].count, ==, 1);
  gaz_arena_free(&arena);
}

static void test_lists(void) {
  gaz_name_lists *lists;
  gaz_error error;
  char folded[64];
  uint64_t pieces[4], classes;
  CHECK_OK(gaz_name_lists_open(GAZ_TEST_SOURCE_DIR "/data/english", NULL, &lists, &error));
  REQUIRE(lists);
  size_t size = gaz_name_fold("S\xc3\xa3o", 4, folded, sizeof folded);
  CHECK_MEM(folded, size, "sao");
  size = gaz_name_fold("Nguy\xe1\xbb\x85n", 8, folded, sizeof folded);
  CHECK_MEM(folded, size, "nguyen");
  CHECK_INT(gaz_name_pieces("su-24", 5, pieces, 4), ==, 2);
  CHECK_INT(gaz_name_pieces("u.s.", 4, pieces, 4), ==, 1);
  gaz_name_pieces("us", 2, pieces, 4);
  gaz_name_lists_step(lists, GAZ_LIST_START_UPPER, pieces[0], &classes);
  CHECK(classes & GAZ_LIST_BIT(GAZ_LIST_COUNTRY));
  gaz_name_lists_step(lists, GAZ_LIST_START, pieces[0], &classes);
  CHECK(!(classes & GAZ_LIST_BIT(GAZ_LIST_COUNTRY)));
  gaz_name_lists_free(lists);
  CHECK_INT(gaz_name_lists_open("/nonexistent", NULL, &lists, &error), !=, GAZ_OK);
  CHECK(lists == NULL);
}

int main(void) {
  gaz_error error;
  if (!CHECK(gaz_engine_open(NULL, &engine, &error) == GAZ_OK)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return check_report();
  }
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) check_marked(cases[i]);
  test_hostile();
  test_given_tokens();
  test_given_hyphens();
  test_lists();
  gaz_engine_release(engine);
  return check_report();
}
