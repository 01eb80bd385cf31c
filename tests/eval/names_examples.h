/* names_examples.h - what the name trainer learns from: the features of every token of a corpus. */
#ifndef GAZ_NAMES_EXAMPLES_H
#define GAZ_NAMES_EXAMPLES_H

#include "names_corpus.h"

/* What is learnt from at a time: a stretch of open tokens and the tokens outside at its ends, which have
 * no features. */
typedef struct example {
  uint32_t first, count; /* tokens of the whole training set */
  uint32_t article;
} example;

/* Hashes of every token of a corpus, one row after another. */
typedef struct examples {
  uint64_t *hashes;
  size_t *rows; /* of each token; one more at the end */
  size_t tokens, room;
  example *list;
  size_t count;
  /* Of each token: its label, how many features come first that name the word, and how many last that are
   * of the second pass. */
  uint8_t *labels, *identity, *revision;
} examples;

/* `first_pass` holds the labels of a first pass for each article, or is NULL. */
void examples_extract(const labelled_corpus *corpus, const gaz_name_sources *sources,
                      uint8_t *const *first_pass, examples *out);
void examples_free(examples *data);

#endif
