/* lexicon/words.h - the words of a text, hashed.
 *
 * A word is a run of letters and digits with their combining marks; soft hyphens and zero-width
 * characters inside it do not count. Everything else separates words, bytes that are not UTF-8 too.
 * The hash is of the folded word (case and diacritics), so one hash stands for every spelling.
 */
#ifndef GAZ_LEXICON_WORDS_H
#define GAZ_LEXICON_WORDS_H

#include "lexicon/image.h"
#include "text/utf8.h"

typedef struct gaz_word {
  uint32_t start, end; /* bytes of the text */
  bool broken;         /* a line break with a hyphen follows, see gaz_line_join */
} gaz_word;

/* The constants of a seed. */
gaz_hash_keys gaz_hash_keys_of(uint64_t seed);

/* Bytes of the two halves that belong to a word of that length. */
extern const uint64_t gaz_length_masks[17][2];

static inline uint64_t gaz_hash_spread(const gaz_hash_keys *keys, uint64_t sum) {
  uint64_t first = (uint32_t)sum * keys->spread_a, second = (sum >> 32) * keys->spread_b;
  return first ^ (second >> 32 | second << 32);
}

/* 16 bytes of a folded word, padded with spaces, as two halves; `before` is the hash of the bytes
 * before, 0 for the first. Products of 32 bits, because vector instructions have no wider ones:
 * the halves of each half are multiplied with each other, the sum is spread over 64 bits. */
static inline uint64_t gaz_hash_piece(const gaz_hash_keys *keys, uint64_t before, uint64_t low,
                                      uint64_t high) {
  /* Both 32-bit halves have their key added without a carry between them. */
  uint32_t a = (uint32_t)low + (uint32_t)keys->low;
  uint32_t b = (uint32_t)(low >> 32) + (uint32_t)(keys->low >> 32);
  uint32_t c = (uint32_t)high + (uint32_t)keys->high;
  uint32_t d = (uint32_t)(high >> 32) + (uint32_t)(keys->high >> 32);
  return gaz_hash_spread(keys, (uint64_t)a * b + (uint64_t)c * d + before);
}

/* The hash of `before` followed by a word, by the same means. */
static inline uint64_t gaz_hash_chain(const gaz_hash_keys *keys, uint64_t before, uint64_t word) {
  uint32_t a = (uint32_t)before + (uint32_t)keys->chain_a;
  uint32_t b = (uint32_t)(before >> 32) + (uint32_t)(keys->chain_a >> 32);
  uint32_t c = (uint32_t)word + (uint32_t)keys->chain_b;
  uint32_t d = (uint32_t)(word >> 32) + (uint32_t)(keys->chain_b >> 32);
  return gaz_hash_spread(keys, (uint64_t)a * d + (uint64_t)b * c);
}

/* Whether a word does not start with a capital. (For ASCII that is bit 5 of its first byte.) */
static inline bool gaz_is_small(const char *text, size_t size) {
  size_t length;
  if ((unsigned char)*text < 128) return *text & 0x20;
  return !(gaz_char_traits(gaz_utf8_decode(text, size, &length)) & GAZ_CHAR_UPPER);
}

/* Where the word goes on that text[at] breaks: a hyphen or soft hyphen at the end of a line, white
 * space, and a small letter (whose offset it returns); else 0. */
size_t gaz_line_join(const char *text, size_t size, size_t at);

/* Splits text[*at, size) into at most `capacity` words and their hashes, character by character;
 * moves *at behind the last and returns how many. With `join`, both halves of a word that is broken
 * at the end of a line are one word. This is what defines a word; the vector paths (kernel.h) call
 * it for all that is not plain ASCII. */
size_t gaz_words_exact(const gaz_hash_keys *keys, const char *text, size_t size, bool join,
                       size_t *at, gaz_word *words, uint64_t *hashes, size_t capacity);

/* As gaz_words_exact for a text below 64 bytes of nothing but plain words: ASCII, none over 16 bytes.
 * False when it is not. `text` is followed by 16 more bytes, the first 8 of them 0. */
bool gaz_words_plain(const gaz_hash_keys *keys, const char *text, size_t size, gaz_word *words,
                     uint64_t *hashes, size_t capacity, size_t *count);

#endif
