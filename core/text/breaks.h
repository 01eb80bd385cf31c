/* text/breaks.h - ends of sentences that no mark tells: lines that were joined, greetings and signatures, addresses,
 * smileys; and ends the rules found that are none. Asked are the places that may be such an end, and ends of the rules
 * that are no matter of course. A first look at what the two tokens look like settles most of them; where that is in doubt,
 * a small net decides. In edited news it changes one sentence in a hundred and fifty. */
#ifndef GAZ_TEXT_BREAKS_H
#define GAZ_TEXT_BREAKS_H

#include "text/token.h"

typedef struct gaz_breaks gaz_breaks;

/* Reads `data_dir`/english/breaks.model; where there is none *out is NULL, and the rules alone decide. */
gaz_status gaz_breaks_open(const char *data_dir, gaz_breaks **out, gaz_error *error);
void gaz_breaks_close(gaz_breaks *breaks);

enum { GAZ_BREAK_STARTS = 8 };

/* How a paragraph is written. */
typedef struct gaz_break_habits {
  bool known;
  uint32_t marks, words, capitals;       /* that end sentences; with letters; with a capital */
  uint32_t capitals_after, smalls_after; /* first letters behind such marks */
} gaz_break_habits;

/* A reader of one paragraph, from its first token to its last. */
typedef struct gaz_break_reader {
  const char *text;
  const gaz_token *tokens;
  size_t begin, last; /* of the paragraph; one past it */
  size_t first;       /* of the sentence that is being read */
  size_t end;         /* one past where the rules next end a sentence */
  bool said;          /* that sentence has a word so far */
  /* What it has so far. */
  uint32_t small_words, words, capitals, commas, quotes;
  int32_t open; /* brackets */
  /* The sentences before it. */
  uint32_t sentences, unruled; /* how many, and how many of them end where the rules see no end */
  size_t before;               /* first token of the one before */
  bool ruled_before;           /* the rules ended that one */
  /* The latest sentences by the words they begin with, and by what their first two tokens look like. */
  uint64_t starts[GAZ_BREAK_STARTS];
  uint16_t start_kinds[GAZ_BREAK_STARTS];
  gaz_break_habits habits;
} gaz_break_reader;

/* A reader of tokens[first, last). */
gaz_break_reader gaz_break_open(const char *text, const gaz_token *tokens, size_t first,
                                size_t last);

static inline bool gaz_break_is_small(const gaz_token *token) {
  return (token->shape & (GAZ_SHAPE_LETTER | GAZ_SHAPE_CAPITAL | GAZ_SHAPE_DIGIT)) ==
         GAZ_SHAPE_LETTER;
}

/* Of tokens[at], which begins a sentence; `ruled`: the one before it ended by the rules. */
void gaz_break_start(gaz_break_reader *reader, size_t at, bool ruled);
/* Of one that is a mark. */
void gaz_break_mark(gaz_break_reader *reader, const gaz_token *token);

/* Has the reader take tokens[at]; to be called for each in order. `ends`: whether a sentence has ended before it,
 * `ruled`: whether the rules said so. */
static inline void gaz_break_read(gaz_break_reader *reader, size_t at, bool ends, bool ruled) {
  const gaz_token *token = &reader->tokens[at];
  if (ends) gaz_break_start(reader, at, ruled);
  bool letter = (token->shape & GAZ_SHAPE_LETTER) != 0;
  reader->said |= letter;
  reader->words += letter;
  reader->capitals += letter && token->shape & GAZ_SHAPE_CAPITAL;
  reader->small_words += gaz_break_is_small(token);
  if (token->shape & GAZ_SHAPE_PUNCT) gaz_break_mark(reader, token);
}

/* Whether the place behind tokens[at], the one that was read last, is worth a question; `ruled`: the rules end a
 * sentence there. Between two words in small letters, that is nearly everywhere, it is not. */
bool gaz_break_is_odd(const gaz_break_reader *reader, size_t at, bool ruled);
static inline bool gaz_break_is_asked(const gaz_break_reader *reader, size_t at, bool ruled) {
  const gaz_token *token = &reader->tokens[at];
  if (at + 1 >= reader->last) return false;
  return !(gaz_break_is_small(token) && gaz_break_is_small(token + 1)) &&
         gaz_break_is_odd(reader, at, ruled);
}

/* Whether a sentence ends there. reader->end must be set, behind `at` + 1. */
bool gaz_break_ends(const gaz_breaks *breaks, gaz_break_reader *reader, size_t at, bool ruled);

/* ---- Shared with the trainer ---- */

enum {
  GAZ_BREAK_FIRST = 1 << 12,   /* buckets of the first look */
  GAZ_BREAK_BUCKETS = 1 << 15, /* of the second look: weights that are added */
  GAZ_BREAK_ROWS = 1 << 12,    /* and rows of weights that hidden units add */
  GAZ_BREAK_UNITS = 32,
  GAZ_BREAK_WEIGHTS =
      GAZ_BREAK_FIRST + GAZ_BREAK_BUCKETS + GAZ_BREAK_ROWS * GAZ_BREAK_UNITS + GAZ_BREAK_UNITS,
  GAZ_BREAK_SCALE = 32,     /* weights that are added, in units of log odds */
  GAZ_BREAK_ROW_SCALE = 64, /* weights of hidden units, and theirs */
  GAZ_BREAK_FIRST_COUNT = 10,
  GAZ_BREAK_WEIGHT_COUNT = 40,
  GAZ_BREAK_ROW_COUNT = 64,
};

/* The buckets of a place. */
typedef struct gaz_break_features {
  uint32_t first_count, weight_count, row_count;
  uint16_t first[GAZ_BREAK_FIRST_COUNT], weights[GAZ_BREAK_WEIGHT_COUNT], rows[GAZ_BREAK_ROW_COUNT];
} gaz_break_features;

void gaz_break_look_first(const gaz_break_reader *reader, size_t at, bool ruled,
                          gaz_break_features *out);
/* After the first look. */
void gaz_break_look_again(gaz_break_reader *reader, size_t at, bool ruled, gaz_break_features *out);

/* A model of weights that outlive it; NULL: there is no memory. Closed with gaz_breaks_close. */
gaz_breaks *gaz_breaks_of(const int8_t weights[GAZ_BREAK_WEIGHTS]);
/* Those of the first look, those that are added, the rows, the weights of the hidden units. */
gaz_status gaz_breaks_write(const char *path, const int8_t weights[GAZ_BREAK_WEIGHTS],
                            gaz_error *error);

#endif
