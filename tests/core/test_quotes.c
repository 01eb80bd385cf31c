/* Quotation marks: paired over sentences and paragraphs, whatever their kind, and never too far. And
 * the plainest quotes, which the model must always find. */
#include <sys/stat.h>

#include "engine_help.h"
#include "extract/quote_marks.h"
#include "extract/facts.h"
#include "extract/quotes.h"

/* The spans of a text as "first..last" words joined by '|'; '~' marks a missing closing mark and
 * '+' one that goes on in the next paragraph. */
static const char *spans_of(const char *text) {
  static char shown[1024];
  gaz_arena arena = {0};
  gaz_analysis analysis;
  gaz_quote_marks marks;
  shown[0] = '\0';
  REQUIRE(gaz_english_analyze(engine, text, strlen(text), NULL, 0, GAZ_STAGE_TOKENS, NULL, &arena,
                              &analysis) == GAZ_OK);
  CHECK_OK(gaz_quote_marks_find(&analysis, &arena, &marks));
  size_t size = 0;
  for (size_t i = 0; i < marks.count; i++) {
    const gaz_token *tokens = analysis.tokens.tokens;
    uint32_t start = tokens[marks.spans[i].first].start, end = tokens[marks.spans[i].last].end;
    size += (size_t)snprintf(shown + size, sizeof shown - size, "%s%.*s%s", i ? "|" : "",
                             (int)(end - start), text + start,
                             marks.spans[i].continues ? "+"
                             : marks.spans[i].closed  ? ""
                                                      : "~");
    for (uint32_t t = marks.spans[i].first; t <= marks.spans[i].last; t++)
      CHECK_INT(marks.span_of[t], ==, i);
  }
  gaz_arena_free(&arena);
  return shown;
}

static void test_marks(void) {
  static const struct {
    const char *text, *spans;
  } cases[] = {
      {"\"We won,\" he said.", "\"We won,\""},
      {"“We won,” he said.", "“We won,”"},
      {"He said: \"We won. They lost.\" Nobody cheered.", "\"We won. They lost.\""},
      {"“We won,\" he said. “They lost.\"", "“We won,\"|“They lost.\""},
      {"\"We won,\" he said. \"They lost.\"", "\"We won,\"|\"They lost.\""},
      {"He called it “a ‘fine’ mess” twice.", "“a ‘fine’ mess”"},
      {"“He said “no” to me,” she said.", "“He said “no” to me,”"},
      {"The ‘new era’ didn’t come.", "‘new era’"},
      {"It's the boys' house, isn't it?", ""},
      {"A 5'10\" man left.", ""},
      {"“One.\n\n“Two,” he said.", "“One.+|“Two,”"},
      {"\"One.\n\n\"Two,\" he said.", "\"One.+|\"Two,\""},
      {"“One sentence. Another one.\n\nNobody spoke.", "“One sentence.~"},
      {"He said (\"maybe\") so.", "\"maybe\""},
      {"«We won», he said.", "«We won»"},
      {"", ""},
      {"\"", "\"~"},
      {"Yes\" \"no", "\"no~"},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    check_case = cases[i].text;
    CHECK_STR(spans_of(cases[i].text), cases[i].spans);
  }
  check_case = NULL;
}

/* The quotes of a text as `source>content|...`, sources and contents as printed. */
static const char *quotes_of(const char *text) {
  static char shown[2048];
  gaz_arena arena = {0};
  gaz_analysis analysis;
  gaz_facts facts;
  size_t size = 0;
  shown[0] = '\0';
  REQUIRE(gaz_english_analyze(engine, text, strlen(text), NULL, 0, GAZ_STAGE_ALL, NULL, &arena,
                              &analysis) == GAZ_OK);
  CHECK_OK(gaz_extract(engine, &analysis, NULL, NULL, &arena, &facts));
  for (size_t i = 0; i < facts.quote_count; i++) {
    const gaz_quote *quote = &facts.quotes[i];
    size += (size_t)snprintf(shown + size, sizeof shown - size, "%s%.*s>", i ? "|" : "",
                             (int)(quote->source.end - quote->source.start),
                             text + quote->source.start);
    for (uint32_t c = 0; c < quote->content_count; c++) {
      size += (size_t)snprintf(shown + size, sizeof shown - size, "%s%.*s", c ? "+" : "",
                               (int)(quote->content[c].end - quote->content[c].start),
                               text + quote->content[c].start);
      CHECK_INT(quote->content[c].end, <=, strlen(text));
      if (c) CHECK_INT(quote->content[c].start, >=, quote->content[c - 1].end);
    }
  }
  gaz_arena_free(&arena);
  return shown;
}

static void test_quotes(void) {
  static const struct {
    const char *text, *quotes;
  } cases[] = {
      {"\"We have no fuel,\" Anna Keller said on Monday.", "Anna Keller>\"We have no fuel,\""},
      {"\"We have no fuel,\" Keller said. \"We never had any.\"",
       "Keller>\"We have no fuel,\"+\"We never had any.\""},
      {"\"We have no fuel,\" Keller was quoted as saying by the agency.",
       "Keller>\"We have no fuel,\""},
      {"“The harbour was a disgrace.” ― Anna Keller\n“I liked it.” — Otto Brandt, Kaldi",
       "Anna Keller>“The harbour was a disgrace.”|Otto Brandt>“I liked it.”"},
      {"The harbour is old.", ""},
      {"Support our paper!", ""},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    check_case = cases[i].text;
    CHECK_STR(quotes_of(cases[i].text), cases[i].quotes);
  }
  check_case = NULL;
}

/* Many marks without pairs must not take quadratic time; the test's time limit is the check. */
static void test_hostile(void) {
  enum { SIZE = 1 << 20 };
  char *text = malloc(SIZE);
  static const char *const patterns[] = {"\" ", "“ ", "said \"", "‘“", "\"a\" "};
  for (size_t p = 0; p < GAZ_COUNT(patterns); p++) {
    size_t length = strlen(patterns[p]);
    for (size_t i = 0; i < SIZE; i++) text[i] = patterns[p][i % length];
    gaz_arena arena = {0};
    gaz_analysis analysis;
    gaz_quote_marks marks;
    CHECK_OK(gaz_english_analyze(engine, text, SIZE, NULL, 0, GAZ_STAGE_TOKENS, NULL, &arena,
                                 &analysis));
    CHECK_OK(gaz_quote_marks_find(&analysis, &arena, &marks));
    gaz_arena_free(&arena);
  }
  free(text);
}

static void write_table(const char *name, const char *content) {
  char path[4096];
  snprintf(path, sizeof path, GAZ_TEST_BINARY_DIR "/test_quotes/english/%s", name);
  FILE *file = fopen(path, "wb");
  REQUIRE(file != NULL);
  fputs(content, file);
  fclose(file);
}

/* A class that there is not is no medium by mistake. */
static void test_bad_tables(void) {
  struct gaz_quote_tables *tables;
  gaz_error error;
  mkdir(GAZ_TEST_BINARY_DIR "/test_quotes", 0755);
  mkdir(GAZ_TEST_BINARY_DIR "/test_quotes/english", 0755);
  write_table("reporting_cues.tsv", "say\tsay\n");
  write_table("speech_media.tsv", "interview\nreferring\tasides\n");
  CHECK_INT(gaz_quote_tables_load(GAZ_TEST_BINARY_DIR "/test_quotes", &tables, &error), ==,
            GAZ_ERROR_CORRUPT);
  CHECK_INT(error.line, ==, 2);
  CHECK(tables == NULL);
}

int main(void) {
  static void (*const tests[])(void) = {test_marks, test_quotes, test_hostile, test_bad_tables};
  return run_with_engine(tests, GAZ_COUNT(tests));
}
