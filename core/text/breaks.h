/* text/breaks.h - ends of sentences that no mark tells: lines that were joined, greetings and signatures, addresses,
 * smileys. A small logistic regression looks at the few places that may be such an end, and at ends the rules found
 * before odd marks. In edited news it changes one sentence in some hundreds. */
#ifndef GAZ_TEXT_BREAKS_H
#define GAZ_TEXT_BREAKS_H

#include "text/token.h"

typedef struct gaz_breaks gaz_breaks;

/* Reads `data_dir`/english/breaks.model; where there is none *out is NULL, and the rules alone decide. */
gaz_status gaz_breaks_open(const char *data_dir, gaz_breaks **out, gaz_error *error);
void gaz_breaks_close(gaz_breaks *breaks);

/* A reader of one paragraph, from its first token to its last. */
typedef struct gaz_break_reader {
  const char *text;
  const gaz_token *tokens;
  size_t first;         /* of the sentence that is being read */
  size_t last;          /* one past the paragraph */
  size_t end;           /* one past where the rules next end a sentence */
  bool said;            /* that sentence has a word so far */
  uint32_t small_words; /* in the sentence so far */
  int32_t open;         /* brackets */
} gaz_break_reader;

static inline bool gaz_break_is_small(const gaz_token *token) {
  return (token->shape & (GAZ_SHAPE_LETTER | GAZ_SHAPE_CAPITAL | GAZ_SHAPE_DIGIT)) ==
         GAZ_SHAPE_LETTER;
}

/* 1 of a bracket that opens, -1 of one that closes. */
int32_t gaz_break_opens(const char *text, const gaz_token *token);

/* Has the reader take tokens[at]; to be called for each in order. `ends`: whether a sentence has ended before it. */
static inline void gaz_break_read(gaz_break_reader *reader, size_t at, bool ends) {
  const gaz_token *token = &reader->tokens[at];
  if (ends) reader->first = at, reader->said = false, reader->small_words = 0, reader->open = 0;
  reader->said |= (token->shape & GAZ_SHAPE_LETTER) != 0;
  reader->small_words += gaz_break_is_small(token);
  if (token->shape & GAZ_SHAPE_PUNCT) reader->open += gaz_break_opens(reader->text, token);
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
bool gaz_break_ends(const gaz_breaks *breaks, const gaz_break_reader *reader, size_t at,
                    bool ruled);

/* ---- Shared with the trainer ---- */

enum { GAZ_BREAK_FEATURES = 40, GAZ_BREAK_BUCKETS = 1 << 15 };
#define GAZ_BREAK_STEP (1.0 / 32) /* of the weights, in units of log odds */
/* Buckets of the features of a place; returns how many. */
size_t gaz_break_features(const gaz_break_reader *reader, size_t at, bool ruled,
                          uint16_t features[GAZ_BREAK_FEATURES]);
gaz_status gaz_breaks_write(const char *path, const int8_t weights[GAZ_BREAK_BUCKETS],
                            gaz_error *error);

#endif
