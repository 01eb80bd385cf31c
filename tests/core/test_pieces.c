/* Long texts are read in pieces: where they end, that their names are where they belong, and that the memory
 * at work does not grow with the text. And what is remembered from one text to the next changes no scores. */
#include "base/buffer.h"
#include "engine_help.h"
#include "english/names_article.h"
#include "english/pieces.h"
#include "english/word_info.h"
#include "english/workspace.h"

enum { SENTENCES_MAX = 64 };

typedef struct made {
  gaz_sentence sentences[SENTENCES_MAX];
  gaz_tokens tokens;
} made;

/* A text of sentences that stand 2 bytes apart, of so many tokens each. */
static void make(made *out, const uint32_t *counts, size_t count) {
  uint32_t first = 0;
  *out = (made){0};
  for (size_t s = 0; s < count; s++, first += counts[s - 1])
    out->sentences[s] = (gaz_sentence){(uint32_t)s * 10, (uint32_t)s * 10 + 8, first, counts[s], 0};
  out->tokens =
      (gaz_tokens){.token_count = first, .sentences = out->sentences, .sentence_count = count};
}

/* "first+tokens/sentences" of each piece. */
static const char *pieces_of(const char *text, const gaz_tokens *tokens, char *out) {
  gaz_arena arena = {0};
  gaz_pieces pieces = {text, tokens, 0, 0};
  char *at = out;
  uint32_t next = 0;
  for (*at = '\0';;) {
    bool found;
    uint32_t first;
    gaz_tokens piece;
    REQUIRE(gaz_piece_next(&pieces, &arena, &found, &piece, &first) == GAZ_OK);
    if (!found) break;
    CHECK_INT(first, ==, next);
    next = first + (uint32_t)piece.token_count;
    for (size_t s = 0; s < piece.sentence_count; s++)
      CHECK(piece.sentences[s].first + piece.sentences[s].count <= piece.token_count);
    at += sprintf(at, "%s%u+%zu/%zu", at > out ? " " : "", first, piece.token_count,
                  piece.sentence_count);
  }
  CHECK_INT(next, ==, tokens->token_count);
  gaz_arena_free(&arena);
  return out;
}

static void test_where_pieces_end(void) {
  char text[SENTENCES_MAX * 10 + 1], out[512];
  made m;
  memset(text, ' ', sizeof text);
  make(&m, (const uint32_t[]){20000, 12768}, 2); /* as much as a piece may have */
  CHECK_STR(pieces_of(text, &m.tokens, out), "0+32768/2");
  make(&m, (const uint32_t[]){20000, 12769, 5}, 3); /* at a sentence */
  CHECK_STR(pieces_of(text, &m.tokens, out), "0+20000/1 20000+12774/2");
  make(&m, (const uint32_t[]){25000, 3000, 3000, 3000}, 4);
  CHECK_STR(pieces_of(text, &m.tokens, out), "0+31000/3 31000+3000/1");
  text[18] = text[19] = '\n'; /* at a paragraph, after the second sentence */
  CHECK_STR(pieces_of(text, &m.tokens, out), "0+28000/2 28000+6000/2");
  m.sentences[1].block = m.sentences[2].block = m.sentences[3].block = 1; /* the last that fits */
  CHECK_STR(pieces_of(text, &m.tokens, out), "0+28000/2 28000+6000/2");
  make(&m, (const uint32_t[]){10, 80000, 10}, 3); /* a sentence longer than a piece */
  CHECK_STR(pieces_of(text, &m.tokens, out), "0+10/1 10+32768/1 32778+32768/1 65546+14474/2");
  make(&m, (const uint32_t[]){40000, 10}, 2);
  m.sentences[1].first = 0; /* overlapping, as only others make them */
  CHECK_STR(pieces_of(text, &m.tokens, out), "0+40010/2");
}

/* ---- Names ---- */

static const char *const paragraphs[] = {
    "Anna Lindqvist, the interior minister, met Omar Haddad in Ankara on Tuesday.\n\n",
    "The Northern Front attacked the town of Tal Amar, the Defense Ministry said. Nobody was hurt.\n\n",
    "Lindqvist told reporters that Germany and the United Nations would send help to Tal Amar.\n\n",
    "A spokesman for Northgate Shipping said that its ships stay in the harbour of Port Said.\n\n",
};

static size_t write_text(gaz_buffer *text, size_t count) {
  for (size_t i = 0; i < count; i++)
    gaz_buffer_string(text, paragraphs[i * 7 % 13 % GAZ_COUNT(paragraphs)]);
  return text->size;
}

static gaz_analysis analyse(const char *text, size_t size, gaz_arena *arena) {
  gaz_analysis analysis;
  REQUIRE(gaz_english_analyze(engine, text, size, NULL, 0, GAZ_STAGE_NAMES, NULL, arena,
                              &analysis) == GAZ_OK);
  return analysis;
}

/* The names of a text of three pieces are those of its pieces, each read by itself. */
static void test_names_of_pieces(void) {
  gaz_arena arena = {0}, part_arena = {0};
  gaz_buffer text = {0};
  size_t size = write_text(&text, 4500), at = 0, pieces_seen = 0;
  gaz_analysis whole = analyse(text.data, size, &arena);
  gaz_pieces pieces = {text.data, &whole.tokens, 0, 0};
  CHECK_INT(whole.tokens.token_count, >, 2 * GAZ_PIECE_MAX);
  for (bool found = true; found;) {
    gaz_tokens piece;
    uint32_t first;
    REQUIRE(gaz_piece_next(&pieces, &arena, &found, &piece, &first) == GAZ_OK);
    if (!found) break;
    size_t start = piece.tokens[0].start, end = piece.tokens[piece.token_count - 1].end;
    gaz_analysis part = analyse(text.data + start, end - start, &part_arena);
    CHECK(text.data[end] == '\n' && text.data[end + 1] == '\n');
    CHECK_INT(part.tokens.token_count, ==, piece.token_count);
    REQUIRE(at + part.name_count <= whole.name_count);
    for (size_t i = 0; i < part.name_count; i++, at++) {
      const gaz_name *name = &whole.names[at], *same = &part.names[i];
      CHECK(name->start == same->start + start && name->end == same->end + start);
      CHECK(name->first == same->first + first && name->count == same->count);
      CHECK(name->type == same->type && name->confidence == same->confidence);
      CHECK_INT(whole.tokens.tokens[name->first].start, ==, name->start);
      CHECK_INT(whole.tokens.tokens[name->first + name->count - 1].end, ==, name->end);
    }
    pieces_seen++;
    gaz_arena_reset(&part_arena);
  }
  CHECK_INT(at, ==, whole.name_count);
  CHECK_INT(pieces_seen, ==, 3);
  gaz_arena_free(&arena);
  gaz_arena_free(&part_arena);
  gaz_buffer_free(&text);
}

/* What the engine needs beside the results is bounded: three times the text, no more memory. */
static void test_bounded_memory(void) {
  enum { BOUND = 24 << 20 };
  size_t most[2];
  for (size_t i = 0; i < 2; i++) {
    gaz_arena arena = {0};
    gaz_buffer text = {0};
    gaz_engine *own;
    REQUIRE(gaz_engine_open(NULL, &own, NULL) == GAZ_OK);
    size_t size = write_text(&text, i ? 9000 : 3000);
    gaz_analysis analysis;
    REQUIRE(gaz_english_analyze(own, text.data, size, NULL, 0, GAZ_STAGE_NAMES, NULL, &arena,
                                &analysis) == GAZ_OK);
    CHECK_INT(analysis.tokens.token_count, >, GAZ_PIECE_MAX);
    most[i] = gaz_workspaces_most(own->workspaces);
    gaz_buffer_free(&text);
    gaz_arena_free(&arena);
    gaz_engine_release(own);
  }
  CHECK_INT(most[1], <, BOUND);
  CHECK_INT(most[1], <, most[0] + most[0] / 8);
}

/* ---- What is remembered ---- */

/* Scores that were put together from sums of earlier texts are those of all features at once. */
static void test_kept_sums(void) {
  static const char *const texts[] = {
      "Haddad met Anna Lindqvist of the United Nations in Port Said, he said.",
      "UN CHIEF LINDQVIST IN PORT SAID", "haddad and lindqvist in port said",
      "Anna Haddad, Omar Lindqvist and the Port Said Herald said: Lindqvist!"};
  gaz_model *model;
  char path[4300];
  gaz_name_lists *lists;
  gaz_name_sum *sums = calloc(GAZ_NAME_SUMS, sizeof *sums);
  snprintf(path, sizeof path, "%s/english/names.model", engine->data_dir);
  REQUIRE(sums && gaz_model_open(path, &model, NULL) == GAZ_OK);
  snprintf(path, sizeof path, "%s/english", engine->data_dir);
  REQUIRE(gaz_name_lists_open(path, engine->image, &lists, NULL) == GAZ_OK);
  gaz_name_sources sources = {lists, engine->words->clusters, engine->words->classes, NULL};
  for (size_t round = 0; round < 2 * GAZ_COUNT(texts); round++) {
    const char *text = texts[round % GAZ_COUNT(texts)];
    gaz_arena arena = {0};
    gaz_tokens tokens;
    gaz_name_article article;
    check_case = text;
    REQUIRE(gaz_tokenize(engine->tokenizer, text, strlen(text), NULL, 0, NULL, &arena, &tokens) ==
            GAZ_OK);
    REQUIRE(gaz_name_article_prepare(text, &tokens, &sources, &arena, &article) == GAZ_OK);
    for (uint32_t s = 0; s < tokens.sentence_count; s++) {
      const gaz_sentence *sentence = &tokens.sentences[s];
      gaz_name_stretch stretch = {s, sentence->first, sentence->count, 0, false};
      gaz_name_scorer scorer = {model, 1, sums};
      int16_t *rows = gaz_arena_zeroed(&arena, sentence->count, GAZ_NAME_STRIDE * sizeof *rows);
      gaz_name_score(&article, &scorer, &stretch, 1, rows);
      for (uint32_t i = 0; i < sentence->count; i++) {
        uint64_t features[GAZ_NAME_FEATURES_MAX];
        int16_t scores[GAZ_MODEL_SCORES] = {0};
        size_t identity;
        size_t n = gaz_name_features(&article, s, sentence->first + i, features, &identity);
        gaz_model_score(model, features, n, scores);
        CHECK(memcmp(scores, rows + i * GAZ_NAME_STRIDE, GAZ_NAME_LABELS * sizeof *rows) == 0);
      }
    }
    gaz_arena_free(&arena);
  }
  check_case = NULL;
  free(sums);
  gaz_name_lists_free(lists);
  gaz_model_close(model);
}

int main(void) {
  static void (*const tests[])(void) = {test_where_pieces_end, test_names_of_pieces,
                                        test_bounded_memory, test_kept_sums};
  return run_with_engine(tests, GAZ_COUNT(tests));
}
