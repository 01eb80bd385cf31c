/* Names and news-like text made by rule, the same on every machine: the benchmark needs no data.
 *
 * Words are syllables strung together, with the lengths of English words; 120 real function words
 * make up the half of a text that they make up in English. A mention of a listed name comes about
 * every ninth word, by Zipf's law over the list; besides there are capitalised words that no list
 * has, sentence starts, possessives, curly quotes, dashes, figures and short paragraphs. */
#ifndef BENCH_LEXICON_CORPUS_H
#define BENCH_LEXICON_CORPUS_H

#include <stddef.h>
#include <stdint.h>

typedef struct corpus {
  char *names;      /* one after the other, no separators */
  uint32_t *starts; /* name_count + 1 */
  size_t name_count;
} corpus;

/* `count` different names. The first million are the same whatever the count. */
corpus *corpus_new(size_t count);
void corpus_free(corpus *list);

/* A text of about `size` bytes that mentions the first `among` names; malloc'ed. */
char *corpus_text(const corpus *list, size_t among, size_t size, size_t *out_size);

#endif
