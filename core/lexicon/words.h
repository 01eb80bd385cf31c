/* lexicon/words.h - the words of a text, hashed, and which of them can start a name.
 *
 * A word is a run of letters and digits with their combining marks; soft hyphens and zero-width
 * characters inside it do not count. Everything else separates words, bytes that are not UTF-8 too.
 * The hash is of the folded word (case and diacritics), so one hash stands for every spelling.
 */
#ifndef GAZ_LEXICON_WORDS_H
#define GAZ_LEXICON_WORDS_H

#include "lexicon/image.h"

typedef struct gaz_word {
  uint32_t start, end; /* bytes of the text */
  uint64_t hash;
} gaz_word;

enum {
  GAZ_CHUNK = 2048, /* bytes of text split at a time */
  GAZ_BATCH_WORDS = GAZ_CHUNK / 2 + 2 * GAZ_NAME_WORDS_MAX + 64,
};

/* Words from `at` on. A words function appends to it and moves `at`. */
typedef struct gaz_word_batch {
  size_t at;     /* next byte to read; never inside a word */
  uint32_t count; /* words held */
  uint32_t anchor_count;
  gaz_word words[GAZ_BATCH_WORDS];
  uint16_t anchors[GAZ_BATCH_WORDS]; /* words that pass the first filter, ascending */
} gaz_word_batch;

/* The constants of a seed. */
gaz_hash_keys gaz_hash_keys_of(uint64_t seed);

static inline uint64_t gaz_multiply(uint64_t a, uint64_t b) {
  unsigned __int128 product = (unsigned __int128)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* A word of at most 16 bytes, zero-padded to two halves. */
static inline uint64_t gaz_hash_short(const gaz_hash_keys *keys, uint64_t low, uint64_t high) {
  return gaz_multiply(low ^ keys->low, high ^ keys->high);
}

/* The hash of `before` followed by a word. */
static inline uint64_t gaz_hash_chain(const gaz_hash_keys *keys, uint64_t before, uint64_t word) {
  return gaz_multiply(before ^ keys->chain_a, word ^ keys->chain_b);
}

/* Whether a word that starts like this is looked up with the small-letter key. */
bool gaz_starts_lower(const char *text, size_t size);

/* Splits text[*at, size) into words, character by character, until the first separator at or after
 * `until`, or until `capacity` words are written; moves *at there and returns the words written.
 * This is what defines a word; the vector paths call it for all that is not plain ASCII. */
size_t gaz_words_exact(const gaz_hash_keys *keys, const char *text, size_t size, size_t *at,
                       size_t until, gaz_word *words, size_t capacity);

/* The same, appended to a batch together with those that pass the first filter. */
void gaz_words_append(const gaz_lexicon *lexicon, const char *text, size_t size, size_t until,
                      gaz_word_batch *batch);

/* Appends words of text[batch->at, size): at least one chunk's unless the text ends or the batch is
 * full. All functions give the same words and anchors, whatever the machine. */
void gaz_words_scalar(const gaz_lexicon *, const char *text, size_t size, gaz_word_batch *);
void gaz_words_sse2(const gaz_lexicon *, const char *text, size_t size, gaz_word_batch *);
void gaz_words_avx2(const gaz_lexicon *, const char *text, size_t size, gaz_word_batch *);
void gaz_words_avx512(const gaz_lexicon *, const char *text, size_t size, gaz_word_batch *);
void gaz_words_neon(const gaz_lexicon *, const char *text, size_t size, gaz_word_batch *);

/* The ways this machine can run, fastest first. */
typedef struct gaz_words_path {
  const char *name;
  gaz_words_function function;
} gaz_words_path;
size_t gaz_words_paths(gaz_words_path paths[8]);

#endif
