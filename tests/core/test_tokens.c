/* Tokens and sentences: a text, and how it must be cut. */
#include <string.h>

#include "check.h"
#include "english/engine.h"

static gaz_engine *engine;

/* "to|ken to|ken || next sentence": tokens of a sentence apart by ' ', sentences by " || ". */
static const char *cut(const char *text, gaz_arena *arena) {
  gaz_tokens tokens;
  size_t size = strlen(text);
  if (gaz_tokenize(engine->tokenizer, text, size, NULL, 0, NULL, arena, &tokens)) return "failed";
  char *out = gaz_arena_alloc(arena, size * 2 + tokens.sentence_count * 8 + 16), *at = out;
  for (size_t s = 0; s < tokens.sentence_count; s++) {
    if (s) at += sprintf(at, " || ");
    for (uint32_t i = 0; i < tokens.sentences[s].count; i++) {
      const gaz_token *token = &tokens.tokens[tokens.sentences[s].first + i];
      at +=
          sprintf(at, i ? " %.*s" : "%.*s", (int)(token->end - token->start), text + token->start);
    }
  }
  *at = '\0';
  return out;
}

static const struct {
  const char *text, *cut;
} cases[] = {
    /* clitics and contractions */
    {"He didn't say it's Lena's.", "He did n't say it 's Lena 's ."},
    {"The workers\xe2\x80\x99 union can\xe2\x80\x99t meet.",
     "The workers \xe2\x80\x99 union ca n\xe2\x80\x99t meet ."},
    {"We cannot go.", "We can not go ."},
    {"Mr. O'Brien met d'Arcy.", "Mr. O'Brien met d'Arcy ."},
    {"the 1990's and the '90s", "the 1990's and the '90s"},
    /* hyphens: codes and prefixes whole, other compounds in three */
    {"A Su-24 and an F-16.", "A Su-24 and an F-16 ."},
    {"a long-term, pre-war non-profit", "a long - term , pre-war non-profit"},
    {"the 15-year-old", "the 15 - year - old"},
    {"Call 555-0199 or 1-555-555-0199.", "Call 555-0199 or 1-555-555-0199 ."},
    /* numbers */
    {"1,200 people, 3.5 percent, 5:30", "1,200 people , 3.5 percent , 5:30"},
    {"$5m and US$40", "$ 5 m and US$ 40"},
    {"In 2014,500 left.", "In 2014,500 left ."},
    {"at 5pm on 9/11", "at 5 pm on 9/11"},
    {"It fell 5%.", "It fell 5 % ."},
    /* periods */
    {"He left the U.S. on Nov. 17.", "He left the U.S. on Nov. 17 ."},
    {"J. R. Moss and Dr. A. Lind spoke.", "J. R. Moss and Dr. A. Lind spoke ."},
    {"She lives in the U.S. He does not.", "She lives in the U.S. || He does not ."},
    {"The U.S. Navy and the U.N. Security Council met.",
     "The U.S. Navy and the U.N. Security Council met ."},
    {"Acme Inc. sued Bolt Ltd. The case goes on.",
     "Acme Inc. sued Bolt Ltd. || The case goes on ."},
    {"Sen. Lund and Gen. Holt met at 5 p.m. Friday.",
     "Sen. Lund and Gen. Holt met at 5 p.m. Friday ."},
    {"They met at 5 p.m. Others came later.", "They met at 5 p.m. || Others came later ."},
    {"No. 5 won. No. It lost.", "No. 5 won . || No . || It lost ."},
    {"You and I. Did you see Ann I. Moss?", "You and I . || Did you see Ann I. Moss ?"},
    {"Sales fell, e.g. Hats sold less.", "Sales fell , e.g. Hats sold less ."},
    {"See example.com or write to ann@example.com.",
     "See example.com or write to ann@example.com ."},
    {"It is at https://example.com/a-b?c=d. Read it.",
     "It is at https://example.com/a-b?c=d . || Read it ."},
    /* quotes, brackets, ellipses */
    {"\"We won.\" He smiled.", "\" We won . \" || He smiled ."},
    {"\"Did we win?\" he asked.", "\" Did we win ? \" he asked ."},
    {"\xe2\x80\x9cWe won.\xe2\x80\x9d Then he left.",
     "\xe2\x80\x9c We won . \xe2\x80\x9d || Then he left ."},
    {"He came (she did not.) and left.", "He came ( she did not . ) and left ."},
    {"Well... it rained. Wait... Who is it?", "Well ... it rained . || Wait ... || Who is it ?"},
    {"What?! No!!", "What ?! || No !!"},
    {"He said [...] that.", "He said [...] that ."},
    {"ANKARA \xe2\x80\x94 Two men \xe2\x80\x93 both armed \xe2\x80\x93 fled.",
     "ANKARA \xe2\x80\x94 Two men \xe2\x80\x93 both armed \xe2\x80\x93 fled ."},
    {"No! -- he shouted -- no.", "No ! -- he shouted -- no ."},
    {"see you there. call me later", "see you there . || call me later"},
    {"He came . . . I think . . . late. . . . Then it ended.",
     "He came . . . I think . . . late . || . . . Then it ended ."},
    {"It was cut . . . . Nobody knew.", "It was cut . . . . || Nobody knew ."},
    {"At 5 a.m. Mr. Moss left. He came at 6 P.M. Mr. Moss was late.",
     "At 5 a.m. Mr. Moss left . || He came at 6 P.M. || Mr. Moss was late ."},
    {"I see Mt. Arda from here. That is Tom Lind Jr.'s car.",
     "I see Mt. Arda from here . || That is Tom Lind Jr. 's car ."},
    {"Ask Ann and co. They know. I live in the E.U. What of you?",
     "Ask Ann and co. || They know . || I live in the E.U. || What of you ?"},
    {"She works at Whoop! in sales.", "She works at Whoop ! in sales ."},
    {"He said, \"It is late.\" She left.", "He said , \" It is late . \" || She left ."},
    {"Sea of 5 sq. km near Ft. Lind.", "Sea of 5 sq. km near Ft. Lind ."},
    /* paragraphs and lines */
    {"A headline\n\nThe first line\ngoes on.", "A headline || The first line goes on ."},
    {"Points:\n(a) one thing\n(b) another", "Points : || ( a ) one thing || ( b ) another"},
    /* letters beyond ASCII; bad bytes separate */
    {"Erdo\xc4\x9f"
     "an met Mar\xc3\xad"
     "a Pe\xc3\xb1"
     "a.",
     "Erdo\xc4\x9f"
     "an met Mar\xc3\xad"
     "a Pe\xc3\xb1"
     "a ."},
    {"bad\xff"
     "bytes",
     "bad bytes"},
    {"", ""},
    {" \n\t ", ""},
};

static void check_cases(void) {
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    gaz_arena arena = {0};
    check_case = cases[i].text;
    CHECK_STR(cut(cases[i].text, &arena), cases[i].cut);
    gaz_arena_free(&arena);
  }
  check_case = NULL;
}

static void check_offsets(void) {
  const char *text = "One two.\n\nThree (four) don't.";
  gaz_arena arena = {0};
  gaz_tokens tokens;
  REQUIRE(!gaz_tokenize(engine->tokenizer, text, strlen(text), NULL, 0, NULL, &arena, &tokens));
  REQUIRE(tokens.sentence_count == 2);
  CHECK_INT(tokens.sentences[1].start, ==, 10);
  CHECK_INT(tokens.sentences[1].end, ==, 29);
  CHECK_INT(tokens.sentences[1].first, ==, 3);
  CHECK_INT(tokens.tokens[3].sentence, ==, 1);
  CHECK(tokens.tokens[3].shape & GAZ_SHAPE_CAPITAL);
  CHECK(tokens.tokens[4].shape & GAZ_SHAPE_SPACE_BEFORE);
  CHECK(!(tokens.tokens[5].shape & GAZ_SHAPE_SPACE_BEFORE));
  CHECK(tokens.tokens[2].shape & GAZ_SHAPE_PUNCT);
  gaz_arena_free(&arena);
}

static void check_blocks(void) {
  const char *text = "Title here\nBuy now\nBody text.";
  const gaz_block blocks[] = {
      {0, 10, GAZ_BLOCK_TITLE}, {11, 18, GAZ_BLOCK_FURNITURE}, {19, 29, GAZ_BLOCK_BODY}};
  gaz_arena arena = {0};
  gaz_tokens tokens;
  REQUIRE(!gaz_tokenize(engine->tokenizer, text, strlen(text), blocks, 3, NULL, &arena, &tokens));
  CHECK_INT(tokens.sentence_count, ==, 2);
  CHECK_INT(tokens.sentences[1].block, ==, 2);
  CHECK_INT(tokens.sentences[1].start, ==, 19);
  const gaz_block wrong = {5, 100, GAZ_BLOCK_BODY};
  CHECK_INT(gaz_tokenize(engine->tokenizer, text, strlen(text), &wrong, 1, NULL, &arena, &tokens),
            ==, GAZ_ERROR_ARGUMENT);
  gaz_arena_free(&arena);
}

/* Texts made to hurt: every one must be cut, in order, and into bounded pieces. */
static void check_hostile(const char *piece, size_t size) {
  char *text = malloc(size);
  size_t length = strlen(piece) ? strlen(piece) : 1; /* "" stands for NUL bytes */
  for (size_t i = 0; i < size; i++) text[i] = piece[i % length];
  gaz_arena arena = {0};
  gaz_tokens tokens;
  check_case = piece;
  REQUIRE(!gaz_tokenize(engine->tokenizer, text, size, NULL, 0, NULL, &arena, &tokens));
  bool ordered = true;
  uint32_t at = 0, counted = 0;
  for (size_t i = 0; i < tokens.token_count; i++) {
    const gaz_token *token = &tokens.tokens[i];
    ordered &= token->start >= at && token->end > token->start && token->end <= size &&
               token->end - token->start <= 1100;
    at = token->end;
  }
  for (size_t i = 0; i < tokens.sentence_count; i++) {
    ordered &= tokens.sentences[i].first == counted && tokens.sentences[i].count <= 300;
    counted += tokens.sentences[i].count;
  }
  CHECK(ordered);
  CHECK_INT(counted, ==, tokens.token_count);
  check_case = NULL;
  gaz_arena_free(&arena);
  free(text);
}

int main(void) {
  gaz_error error;
  REQUIRE(!gaz_engine_open(NULL, &engine, &error));
  check_cases();
  check_offsets();
  check_blocks();
  const char *hostile[] = {
      "a",        "A ",   "Zed ",  "",    "\xff", "a.",          "1-",     "a-",
      "((((",     "\"",   "'",     "...", "a'b",  "http://a.b/", "x@y.z ", "\xe2\x80\x99",
      "\xcc\x81", "Mr. ", "U.S. ", "\n",  "5",    "a\n"};
  for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) check_hostile(hostile[i], 1 << 20);
  gaz_engine_release(engine);
  return check_report();
}
