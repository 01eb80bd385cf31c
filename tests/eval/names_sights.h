/* names_sights.h - what the second reader of names sees of articles, for its trainer. */
#ifndef GAZ_NAMES_SIGHTS_H
#define GAZ_NAMES_SIGHTS_H

#include "english/names_decode.h"
#include "english/names_reader.h"
#include "names_corpus.h"

enum { SIGHT_MAX = 256 }; /* tokens of a stretch */

/* Transitions of a field, and their exp. */
typedef struct sight_transitions {
  gaz_name_transitions score, exp;
} sight_transitions;

/* A stretch of tokens that is looked at again. */
typedef struct sight {
  uint32_t article, first, count;
  size_t at; /* its first token in the arrays of all */
  const sight_transitions *transitions;
} sight;

typedef struct sights {
  sight *list;
  size_t count, capacity;
  /* Of each token: GAZ_NAME_STRIDE scores of the field; the right label; where its rows begin (one more at the end) and how
   * many of them say which word it is. */
  float *scores;
  uint8_t *labels;
  size_t *rows_at, *identity;
  uint32_t *rows;
  size_t tokens, token_room, row_count, row_room;
} sights;

/* Adds what the field of `model` makes of the articles of a part (names_corpus.h), or of all if `parts` is 1: the stretches
 * that it looks at again; and to `lessons`, unless it is NULL, all sentences, without scores. Exits on errors. */
void look_at(const labelled_corpus *corpus, const char *data_dir, const char *model, int part,
             int parts, sights *out, sights *lessons);
/* The labels of the articles of a part by that field and second reader; `labels` has one for each token of each article. */
void name_articles(const labelled_corpus *corpus, const char *data_dir, const char *model,
                   const char *reader, int part, int parts, uint8_t *const *labels);

#endif
