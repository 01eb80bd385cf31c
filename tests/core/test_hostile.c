/* No kind of text takes time out of proportion to its size: eight times the text may take eight times
 * as long, and with what a busy machine adds three times that; what is quadratic takes sixty-four. The
 * thread's own processor time is taken. Each row is repeated. */
#include <time.h>

#include "engine_help.h"
#include "store/record.h"

static const char *const kinds[] = {
    "Tomas Vale said on Monday that Korvia had attacked the ferry, and the minister resigned ",
    "Tomas Vale said that Korvia had sunk it. \"We will act,\" he told reporters on 3 May.\n\n",
    "\"Yes,\" said Vale. ",
    "\xe2\x80\x9cVale \xe2\x80\x98said ",
    "\"",
    "(",
    "(Vale [said ",
    "said ",
    "Aaaa Bbb Cccc Ddd ",
    "on Tuesday 24 November 2015, ",
    "He left on Tuesday. ",
    "Tomas Vale met Ada Brandt. ",
    "Tomas Vale, ",
    "He said he knew him. ",
    "The minister told the president that the country attacked. ",
    "Police killed 3 people on Monday in Korvia. ",
    "attacked, killed, arrested, ",
    ", ",
    "Go. ",
    "Vale\n\n",
    "By Vale\n\n",
    "Share this article\nRead more: Vale\n",
    "who the man which ",
    "Bank of ",
    "President ",
    "U.S. Mr. ",
    "1,",
    "a-",
    "> ",
};

static double cost(const char *path, const char *text, size_t size) {
  gaz_arena arena = {0};
  gaz_articles articles;
  gaz_error error;
  struct timespec begun, ended;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
  gaz_article_read(engine, path, text, size, &arena, &articles, &error);
  for (size_t i = 0; i < articles.count; i++) {
    gaz_record record;
    CHECK_OK(gaz_record_build(engine, &articles.items[i], NULL, &arena, &record, &error));
  }
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
  gaz_arena_free(&arena);
  return (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) * 1e-9;
}

/* Different names, as many as there is room for: "Banov", "Banok"... */
static void put_names(char *text, size_t size) {
  size_t at = 0;
  for (unsigned i = 0; at + 32 < size; i++) {
    char tail[8];
    unsigned left = i, length = 0;
    do tail[length++] = (char)('a' + left % 26);
    while ((left /= 26) && length < sizeof tail);
    at += (size_t)sprintf(text + at, "Ban%.*sov met Mr. Kor%.*s. ", (int)length, tail, (int)length,
                          tail);
  }
  memset(text + at, ' ', size - at);
}

static void check_linear(const char *path, const char *text, size_t small, size_t large) {
  double one = 0, eight = 0;
  for (int i = 0; i < 3; i++) { /* once, but when the machine was busy */
    one = cost(path, text, small);
    eight = cost(path, text, large);
    if (eight <= 24 * one + 0.05) return;
  }
  fprintf(stderr, "%s \"%.40s\": %.3f s and %.3f s\n", path, text, one, eight);
  CHECK(false);
}

static void test_linear(void) {
  enum { SMALL = 8000, LARGE = 8 * SMALL };
  char *text = malloc(LARGE + 1);
  REQUIRE(text != NULL);
  for (size_t i = 0; i < GAZ_COUNT(kinds); i++) {
    size_t length = strlen(kinds[i]);
    for (size_t at = 0; at < LARGE; at++) text[at] = kinds[i][at % length];
    check_linear(kinds[i][0] == '>' ? "a.md" : "a.txt", text, SMALL, LARGE);
  }
  put_names(text, LARGE + 1);
  check_linear("a.txt", text, SMALL, LARGE);
  free(text);
}

/* Tokens given from outside may be one sentence, however many. */
static double given_cost(size_t count) {
  static const char text[] = "left said ships who war ";
  gaz_arena arena = {0};
  gaz_analysis analysis;
  struct timespec begun, ended;
  gaz_token *tokens = calloc(count, sizeof *tokens);
  REQUIRE(tokens);
  for (size_t i = 0, at = 0; i < count; i++) {
    if (!text[at]) at = 0;
    tokens[i].start = (uint32_t)at;
    while (text[at] != ' ') at++;
    tokens[i].end = (uint32_t)at++;
  }
  gaz_sentence sentence = {.end = sizeof text - 1, .count = (uint32_t)count};
  gaz_tokens given = {
      .tokens = tokens, .token_count = count, .sentences = &sentence, .sentence_count = 1};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
  CHECK_OK(gaz_english_analyze_tokens(engine, text, sizeof text - 1, &given, GAZ_STAGE_ALL, NULL,
                                      &arena, &analysis));
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
  gaz_arena_free(&arena);
  free(tokens);
  return (double)(ended.tv_sec - begun.tv_sec) + (double)(ended.tv_nsec - begun.tv_nsec) * 1e-9;
}

static void test_given_sentence(void) {
  enum { SMALL = 8000 };
  double one = 0, eight = 0;
  for (int i = 0; i < 3; i++) {
    one = given_cost(SMALL);
    eight = given_cost(8 * SMALL);
    if (eight <= 24 * one) return;
  }
  fprintf(stderr, "a sentence given: %.3f s and %.3f s\n", one, eight);
  CHECK(false);
}

int main(void) {
  static void (*const tests[])(void) = {test_linear, test_given_sentence};
  return run_with_engine(tests, GAZ_COUNT(tests));
}
