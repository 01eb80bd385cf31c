/* What a word is and what its hash is: the definition, character by character. */
#include "lexicon/words.h"

#include <string.h>

#include "text/utf8.h"

gaz_hash_keys gaz_hash_keys_of(uint64_t seed) {
  gaz_hash_keys keys;
  uint64_t *all[] = {&keys.low,      &keys.high,    &keys.spread_a,
                     &keys.spread_b, &keys.chain_a, &keys.chain_b};
  for (size_t i = 0; i < GAZ_COUNT(all); i++) {
    *all[i] = gaz_mix(seed + (i + 1) * 0x9e3779b97f4a7c15u) | 1;
  }
  keys.spread_a = (uint32_t)keys.spread_a | 0x80000000u;
  keys.spread_b = (uint32_t)keys.spread_b | 0x80000000u;
  return keys;
}

/* The hash of a folded word as its bytes come along, 16 at a time. */
typedef struct word_hasher {
  const gaz_hash_keys *keys;
  uint64_t hash;
  uint32_t filled;
  unsigned char piece[16];
} word_hasher;

static void hash_piece(word_hasher *hasher) {
  memset(hasher->piece + hasher->filled, 0x20, sizeof hasher->piece - hasher->filled);
  hasher->hash = gaz_hash_piece(hasher->keys, hasher->hash, gaz_read_u64(hasher->piece),
                                gaz_read_u64(hasher->piece + 8));
  hasher->filled = 0;
}

static inline void hash_byte(word_hasher *hasher, unsigned char byte) {
  if (hasher->filled == sizeof hasher->piece) hash_piece(hasher);
  hasher->piece[hasher->filled++] = byte;
}

static void hash_code(word_hasher *hasher, uint32_t code) {
  uint32_t folded[GAZ_FOLD_MAX];
  size_t count = gaz_fold_code(code, GAZ_FOLD_CASE | GAZ_FOLD_DIACRITICS, folded);
  for (size_t i = 0; i < count; i++) {
    char bytes[4];
    size_t length = gaz_utf8_encode(folded[i], bytes);
    for (size_t k = 0; k < length; k++) hash_byte(hasher, (unsigned char)bytes[k]);
  }
}

size_t gaz_line_join(const char *text, size_t size, size_t at) {
  unsigned char first = (unsigned char)text[at];
  size_t hyphen = first == '-' ? 1 : first == 0xC2 ? 2 : first == 0xE2 ? 3 : 0;
  if (!hyphen || size - at <= hyphen || (text[at + hyphen] != '\n' && text[at + hyphen] != '\r') ||
      (hyphen == 2 && memcmp(text + at, "\xC2\xAD", 2) != 0) ||
      (hyphen == 3 && memcmp(text + at, "\xE2\x80\x90", 3) != 0)) {
    return 0;
  }
  for (at += hyphen; at < size; at++) {
    if (text[at] != ' ' && text[at] != '\t' && text[at] != '\n' && text[at] != '\r') break;
  }
  size_t length;
  if (at == size) return 0;
  return gaz_char_traits(gaz_utf8_decode(text + at, size - at, &length)) & GAZ_CHAR_LOWER ? at : 0;
}

size_t gaz_words_exact(const gaz_hash_keys *keys, const char *text, size_t size, bool join,
                       size_t *at, gaz_word *words, uint64_t *hashes, size_t capacity) {
  size_t here = *at, count = 0, start = 0, end = 0, next;
  bool inside = false, broken = false;
  word_hasher hasher = {.keys = keys};
  while (here < size && (inside || count < capacity)) {
    size_t length;
    /* A run of ASCII letters and digits needs no looking at each. */
    while (inside && here < size && (unsigned char)text[here] < 128 &&
           (gaz_ascii_traits[(unsigned char)text[here]] & (GAZ_CHAR_LETTER | GAZ_CHAR_DIGIT))) {
      hash_byte(&hasher, (unsigned char)(text[here++] | 0x20));
      end = here;
    }
    if (here == size) break;
    uint32_t code = gaz_utf8_decode(text + here, size - here, &length);
    unsigned traits = gaz_char_traits(code);
    if ((traits & (GAZ_CHAR_LETTER | GAZ_CHAR_DIGIT)) || (inside && (traits & GAZ_CHAR_MARK))) {
      if (!inside) {
        inside = true;
        start = here;
        hasher.hash = 0;
        hasher.filled = 0;
      }
      if (code < 128) {
        hash_byte(&hasher, (unsigned char)(code | 0x20));
      } else {
        hash_code(&hasher, code);
      }
      end = here + length;
    } else if (inside) {
      if ((traits & (GAZ_CHAR_HYPHEN | GAZ_CHAR_IGNORABLE)) &&
          (next = gaz_line_join(text, size, here))) {
        broken = true;
        if (join) {
          here = next;
          continue;
        }
      }
      if (!(traits & GAZ_CHAR_IGNORABLE)) {
        hash_piece(&hasher);
        hashes[count] = hasher.hash;
        words[count++] = (gaz_word){(uint32_t)start, (uint32_t)end, broken};
        inside = broken = false;
      }
    }
    here += length;
  }
  if (inside) {
    hash_piece(&hasher);
    hashes[count] = hasher.hash;
    words[count++] = (gaz_word){(uint32_t)start, (uint32_t)end, broken};
  }
  *at = here;
  return count;
}

/* Which of eight bytes, all below 0x80, are letters or digits: one bit each. */
static inline uint64_t word_bits(uint64_t bytes) {
  const uint64_t each = 0x0101010101010101u;
  uint64_t small = bytes | 0x20 * each;
  uint64_t letters = (small + (0x80 - 'a') * each) & ~(small + (0x7F - 'z') * each);
  uint64_t digits = (bytes + (0x80 - '0') * each) & ~(bytes + (0x7F - '9') * each);
  return (((letters | digits) & 0x80 * each) >> 7) * 0x0102040810204080u >> 56;
}

bool gaz_words_plain(const gaz_hash_keys *keys, const char *text, size_t size, gaz_word *words,
                     uint64_t *hashes, size_t capacity, size_t *count) {
  const uint64_t spaces = 0x2020202020202020u;
  uint64_t any = 0, bits = 0;
  if (size > 63) return false;
  for (size_t at = 0; at < size; at += 8) {
    uint64_t bytes = gaz_read_u64(text + at);
    any |= bytes;
    bits |= word_bits(bytes) << at;
  }
  if (any & 0x8080808080808080u) return false;
  size_t found = 0;
  /* The edges of words are, in turn, where one starts and where it ends. */
  for (uint64_t edges = bits ^ bits << 1; edges && found < capacity; edges &= edges - 1) {
    size_t start = (size_t)__builtin_ctzll(edges);
    edges &= edges - 1;
    size_t end = (size_t)__builtin_ctzll(edges);
    if (end - start > 16) return false;
    const uint64_t *masks = gaz_length_masks[end - start];
    uint64_t low = gaz_read_u64(text + start) & masks[0];
    uint64_t high = gaz_read_u64(text + start + 8) & masks[1];
    hashes[found] = gaz_hash_piece(keys, 0, low | spaces, high | spaces);
    words[found++] = (gaz_word){(uint32_t)start, (uint32_t)end, false};
  }
  *count = found;
  return true;
}

#define ALL UINT64_MAX
#define LOW(n) ((UINT64_C(1) << (8 * (n))) - 1)
const uint64_t gaz_length_masks[17][2] = {
    {0, 0},        {LOW(1), 0},   {LOW(2), 0},   {LOW(3), 0},   {LOW(4), 0},   {LOW(5), 0},
    {LOW(6), 0},   {LOW(7), 0},   {ALL, 0},      {ALL, LOW(1)}, {ALL, LOW(2)}, {ALL, LOW(3)},
    {ALL, LOW(4)}, {ALL, LOW(5)}, {ALL, LOW(6)}, {ALL, LOW(7)}, {ALL, ALL},
};
