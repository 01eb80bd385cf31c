/* Tags, lemmas and dependencies of sentences no model can miss; tokens from outside; hostile texts. */
#include "check.h"
#include "english/engine.h"
#include "english/labels.h"
#include "english/parse_rows.h"
#include "english/parser.h"

static gaz_engine *engine;

static const struct {
  const char *text, *upos, *lemmas, *deprels;
} cases[] = {
    {"The minister visited Ankara.", "DET NOUN VERB PROPN PUNCT", "the minister visit Ankara .",
     "det nsubj root obj punct"},
    {"She was arrested in Paris on Monday.", "PRON AUX VERB ADP PROPN ADP PROPN PUNCT",
     "she be arrest in Paris on Monday .", "nsubj:pass aux:pass root case obl case obl punct"},
    {"He didn't buy the houses.", "PRON AUX PART VERB DET NOUN PUNCT", "he do not buy the house .",
     "nsubj aux advmod root det obj punct"},
    {"Three men were killed.", "NUM NOUN AUX VERB PUNCT", "three man be kill .",
     "nummod nsubj:pass aux:pass root punct"},
    {"The army freed the man.", "DET NOUN VERB DET NOUN PUNCT", "the army free the man .",
     "det nsubj root det obj punct"},
    {"The man saw a saw.", "DET NOUN VERB DET NOUN PUNCT", "the man see a saw .",
     "det nsubj root det obj punct"},
    {"Turkey Kills Rebels Near Its Border", /* a headline */
     "PROPN VERB NOUN ADP PRON NOUN", "Turkey kill rebel near its border",
     "nsubj root obj case nmod:poss obl"},
    {"Bank of England", "PROPN ADP PROPN", "Bank of England", "root case nmod"}, /* none */
    {"The president's wife went home.", "DET NOUN PART NOUN VERB ADV PUNCT",
     "the president 's wife go home .", "det nmod:poss case nsubj root advmod punct"},
};

static const char *join(const gaz_analysis *analysis, int what, gaz_arena *arena) {
  char *out = gaz_arena_alloc(arena, analysis->tokens.token_count * 64 + 1), *at = out;
  for (size_t i = 0; i < analysis->tokens.token_count; i++) {
    const gaz_token *token = &analysis->tokens.tokens[i];
    at += sprintf(at, "%s%s", i ? " " : "",
                  what == 0   ? gaz_upos_name(token->upos)
                  : what == 1 ? token->lemma
                              : gaz_deprel_name(token->deprel));
  }
  *at = '\0';
  return out;
}

static void check_cases(void) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    gaz_arena arena = {0};
    gaz_analysis analysis;
    check_case = cases[i].text;
    REQUIRE(!gaz_english_analyze(engine, cases[i].text, strlen(cases[i].text), NULL, 0,
                                 GAZ_STAGE_TAGS | GAZ_STAGE_PARSE, NULL, &arena, &analysis));
    CHECK_STR(join(&analysis, 0, &arena), cases[i].upos);
    CHECK_STR(join(&analysis, 1, &arena), cases[i].lemmas);
    CHECK_STR(join(&analysis, 2, &arena), cases[i].deprels);
    gaz_arena_free(&arena);
  }
  check_case = NULL;
}

/* Every sentence is one tree: a single root, heads inside the sentence, no cycles. */
static bool is_forest(const gaz_tokens *tokens) {
  for (size_t s = 0; s < tokens->sentence_count; s++) {
    int32_t first = (int32_t)tokens->sentences[s].first,
            count = (int32_t)tokens->sentences[s].count;
    int roots = 0;
    for (int32_t i = first; i < first + count; i++) {
      const gaz_token *token = &tokens->tokens[i];
      if (token->deprel == 0 || token->xpos == 0) return false;
      if (token->head < 0) {
        roots++;
        continue;
      }
      if (token->head < first || token->head >= first + count) return false;
      int32_t at = i, steps = 0;
      while (at >= 0 && steps <= count) at = tokens->tokens[at].head, steps++;
      if (at >= 0) return false;
    }
    if (roots != 1) return false;
  }
  return true;
}

static void check_given_tokens(void) {
  const char *text = "re-elected it can't";
  gaz_token tokens[] = {
      {.start = 0, .end = 10}, {.start = 11, .end = 13}, {.start = 14, .end = 19}};
  gaz_sentence sentence = {.start = 0, .end = 19, .first = 0, .count = 3};
  gaz_tokens given = {
      .tokens = tokens, .token_count = 3, .sentences = &sentence, .sentence_count = 1};
  gaz_arena arena = {0};
  gaz_analysis analysis;
  REQUIRE(!gaz_english_analyze_tokens(engine, text, strlen(text), &given, GAZ_STAGE_ALL, NULL,
                                      &arena, &analysis));
  CHECK_INT(analysis.tokens.token_count, ==, 3);
  CHECK(is_forest(&analysis.tokens));
  tokens[2].end = 20;
  CHECK_INT(gaz_english_analyze_tokens(engine, text, strlen(text), &given, GAZ_STAGE_ALL, NULL,
                                       &arena, &analysis),
            ==, GAZ_ERROR_ARGUMENT);
  gaz_arena_free(&arena);
}

/* One sentence of more commas than are counted, with a word on either side. */
static void check_given_commas(void) {
  enum { COUNT = 70002 };
  char *text = malloc(COUNT);
  gaz_token *tokens = calloc(COUNT, sizeof *tokens);
  REQUIRE(text && tokens);
  memset(text, ',', COUNT);
  text[0] = text[COUNT - 1] = 'I';
  for (uint32_t i = 0; i < COUNT; i++) tokens[i] = (gaz_token){.start = i, .end = i + 1};
  gaz_sentence sentence = {.end = COUNT, .count = COUNT};
  gaz_tokens given = {
      .tokens = tokens, .token_count = COUNT, .sentences = &sentence, .sentence_count = 1};
  gaz_arena arena = {0};
  gaz_analysis analysis;
  CHECK_OK(gaz_english_analyze_tokens(engine, text, COUNT, &given, GAZ_STAGE_PARSE, NULL, &arena,
                                      &analysis));
  uint32_t roots = 0;
  for (uint32_t i = 0; i < COUNT; i++) roots += tokens[i].head < 0;
  CHECK_INT(roots, ==, 1);
  gaz_arena_free(&arena);
  free(tokens);
  free(text);
}

/* A word whose classes are of larger tables than the parser's net has rows for is told as one of no class. */
static void check_foreign_classes(void) {
  const gaz_word_info info = {.cluster = {60000, 60000, 60000},
                              .classes = {60000, 60000, 60000, 60000}};
  const gaz_token token = {.upos = GAZ_UPOS_NOUN, .xpos = GAZ_XPOS_NN, .end = 1};
  uint32_t rows[GAZ_PARSE_WORD_ROWS_MAX];
  gaz_arena arena = {0};
  gaz_parse_state *state = gaz_parse_state_new(1, &arena);
  REQUIRE(state);
  gaz_parse_start(state, NULL, &info, &token, 1);
  size_t count = gaz_parse_word_rows(&state->nodes[0], rows);
  for (size_t i = 0; i < count; i++) CHECK(rows[i] + GAZ_PARSE_PLACES <= GAZ_PARSE_WIDE);
  CHECK_INT(count, ==, 4);
  CHECK_INT(rows[1], ==, GAZ_ROW_CLASS);
  CHECK_INT(rows[2], ==, GAZ_ROW_CLUSTER);
  gaz_arena_free(&arena);
}

static void check_hostile(const char *piece, size_t length, size_t size) {
  char *text = malloc(size);
  for (size_t i = 0; i < size; i++) text[i] = piece[i % length];
  gaz_arena arena = {0};
  gaz_analysis analysis;
  check_case = piece;
  REQUIRE(
      !gaz_english_analyze(engine, text, size, NULL, 0, GAZ_STAGE_ALL, NULL, &arena, &analysis));
  CHECK(is_forest(&analysis.tokens));
  check_case = NULL;
  gaz_arena_free(&arena);
  free(text);
}

static void analyze(const char *text, gaz_arena *arena, gaz_analysis *out) {
  REQUIRE(
      !gaz_english_analyze(engine, text, strlen(text), NULL, 0, GAZ_STAGE_ALL, NULL, arena, out));
}

/* What is remembered of the words of one text says nothing about the next: "may", "May" and "MAY" meet. */
static void check_memory(void) {
  const char *text =
      "May went to Leeds, and the May sun may shine. \"WE MAY LEAVE\", Ms. May said.";
  gaz_arena arena = {0};
  gaz_analysis before, other, after;
  analyze(text, &arena, &before);
  analyze("may MAY may Leave sun SUN leeds SAID Said went WENT the The And AND.", &arena, &other);
  analyze(text, &arena, &after);
  REQUIRE(before.tokens.token_count == after.tokens.token_count);
  for (size_t i = 0; i < before.tokens.token_count; i++) {
    const gaz_token *a = &before.tokens.tokens[i], *b = &after.tokens.tokens[i];
    CHECK_STR(a->lemma, b->lemma);
    CHECK_INT(a->xpos, ==, b->xpos);
    CHECK_INT(a->head, ==, b->head);
    CHECK_INT(a->deprel, ==, b->deprel);
  }
  CHECK_INT(before.name_count, ==, after.name_count);
  CHECK_INT(before.name_count, >, 0);
  gaz_arena_free(&arena);
}

static void check_cancel(void) {
  gaz_cancel *cancel;
  gaz_arena arena = {0};
  gaz_analysis analysis;
  REQUIRE(!gaz_cancel_new(&cancel));
  gaz_cancel_set(cancel);
  CHECK_INT(
      gaz_english_analyze(engine, "A b.", 4, NULL, 0, GAZ_STAGE_ALL, cancel, &arena, &analysis), ==,
      GAZ_ERROR_CANCELLED);
  gaz_cancel_release(cancel);
  gaz_arena_free(&arena);
}

/* The tagger alone takes "forced" for a participle; the tree says it has a subject. */
static void check_second_look(void) {
  const char *text = "Floods forced many to flee.";
  gaz_arena arena = {0};
  gaz_analysis analysis;
  REQUIRE(!gaz_english_analyze(engine, text, strlen(text), NULL, 0, GAZ_STAGE_TAGS, NULL, &arena,
                               &analysis));
  CHECK_STR(gaz_xpos_name(analysis.tokens.tokens[1].xpos), "VBN");
  analyze(text, &arena, &analysis);
  CHECK_STR(gaz_xpos_name(analysis.tokens.tokens[1].xpos), "VBD");
  CHECK_STR(analysis.tokens.tokens[1].lemma, "force");
  gaz_arena_free(&arena);
}

int main(void) {
  gaz_error error;
  gaz_engine *none;
  CHECK_INT(gaz_engine_open("/nonexistent", &none, &error), ==, GAZ_ERROR_NOT_FOUND);
  CHECK(none == NULL);
  REQUIRE(!gaz_engine_open(NULL, &engine, &error));
  CHECK_STR(gaz_xpos_name(gaz_xpos_parse("NNP", 3)), "NNP");
  CHECK_STR(gaz_deprel_name(GAZ_DEPREL_NSUBJ_PASS), "nsubj:pass");
  CHECK_STR(gaz_upos_name(GAZ_UPOS_PROPN), "PROPN");
  check_cases();
  check_given_tokens();
  check_given_commas();
  check_foreign_classes();
  check_cancel();
  check_memory();
  check_second_look();
  check_hostile("Word ", 5, 50000);
  check_hostile("a", 1, 50000);
  check_hostile("( ", 2, 20000);
  check_hostile("\0\xff. A", 5, 20000);
  check_hostile("the of to and ", 14, 20000);
  gaz_engine_release(gaz_engine_retain(engine));
  gaz_engine_release(engine);
  return check_report();
}
