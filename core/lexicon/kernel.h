/* lexicon/kernel.h - the vector paths: one body, compiled once for each instruction set.
 *
 * The including file defines KERNEL_NAME and two functions over 64 bytes that are safe to read:
 *
 *   static inline uint64_t kernel_word(const unsigned char *at)   ASCII letters and digits, and all
 *                                                                bytes from 0x80
 *   static inline uint64_t kernel_high(const unsigned char *at)   bytes from 0x80
 *
 * A run of such bytes is a word, or holds words in it. Runs of at most 16 ASCII bytes are hashed
 * here; the others go through gaz_words_exact, which knows Unicode. General punctuation (U+2000 to
 * U+203F: curly quotes, dashes, the ellipsis) divides runs already here, because half of all news
 * text has it after every other word. Nothing carries over from one chunk to the next: a chunk
 * starts where a run starts or between two.
 */
#include <string.h>

#include "lexicon/words.h"

#define KERNEL_LIKELY(x) __builtin_expect(!!(x), 1)

/* Where E2 80 xx stands for punctuation that no word can have inside. at[0, 66) is readable. */
static inline uint64_t kernel_punctuation(const unsigned char *at, uint64_t high) {
  /* Third bytes 80-BF but the zero-width and bidi controls 8B-8F and AA-AE. */
  const uint64_t divides = ~(UINT64_C(0x1F) << 0x0B | UINT64_C(0x1F) << 0x2A);
  uint64_t found = 0;
  for (; high; high &= high - 1) {
    unsigned i = (unsigned)__builtin_ctzll(high);
    if (at[i] == 0xE2 && at[i + 1] == 0x80 && (at[i + 2] & 0xC0) == 0x80) {
      found |= (divides >> (at[i + 2] & 63) & 1) << i;
    }
  }
  return found;
}

/* The bounds of the runs in text[start, stop), start and end of each in turn, as offsets from
 * `start`. Returns how many; odd when the last run is still open. */
static inline size_t kernel_edges(const unsigned char *text, size_t size, size_t start,
                                  size_t stop, uint16_t *edges) {
  size_t count = 0;
  uint64_t open = 0, punctuation = 0; /* what the 64 bytes before hand on */
  for (size_t at = start; at < stop; at += 64) {
    unsigned char padded[72];
    const unsigned char *bytes = text + at;
    if (size - at < 66) {
      memset(padded, 0, sizeof padded);
      memcpy(padded, bytes, size - at);
      bytes = padded;
    }
    uint64_t word = kernel_word(bytes), high = kernel_high(bytes);
    if (high) {
      uint64_t found = kernel_punctuation(bytes, high);
      word &= ~(punctuation | found | found << 1 | found << 2);
      punctuation = found >> 63 | found >> 62;
    }
    uint64_t edge = word ^ (word << 1 | open);
    open = word >> 63;
    size_t more = (size_t)__builtin_popcountll(edge);
    uint16_t *out = edges + count, base = (uint16_t)(at - start);
    for (size_t i = 0; i < more; i += 8) {
      for (size_t k = 0; k < 8; k++) { /* writing past `more` is cheaper than not to */
        out[i + k] = (uint16_t)(base + (unsigned)(edge ? __builtin_ctzll(edge) : 0));
        edge &= edge - 1;
      }
    }
    count += more;
  }
  if (open && stop == size) edges[count++] = (uint16_t)(stop - start);
  return count;
}

/* The 16 bytes at `at`, as many as there are. */
static inline void kernel_load(const unsigned char *text, size_t size, size_t at, uint64_t *low,
                               uint64_t *high) {
  if (KERNEL_LIKELY(size - at >= 16)) {
    *low = gaz_read_u64(text + at);
    *high = gaz_read_u64(text + at + 8);
  } else {
    unsigned char padded[16] = {0};
    memcpy(padded, text + at, size - at);
    *low = gaz_read_u64(padded);
    *high = gaz_read_u64(padded + 8);
  }
}

/* Bytes of the two halves that belong to a word of that length. */
extern const uint64_t gaz_length_masks[17][2];

void KERNEL_NAME(const gaz_lexicon *lexicon, const char *chars, size_t size,
                 gaz_word_batch *batch) {
  const unsigned char *text = (const unsigned char *)chars;
  const gaz_hash_keys keys = lexicon->keys;
  const unsigned char *filter = lexicon->first;
  const uint64_t filter_count = lexicon->first_count;
  uint16_t edges[GAZ_CHUNK + 80];
  size_t start = batch->at, stop = size - start > GAZ_CHUNK ? start + GAZ_CHUNK : size;
  if (start >= size) return;
  size_t count = kernel_edges(text, size, start, stop, edges);
  size_t next = stop;
  if (count & 1) next = start + edges[--count];
  if (!count && next == start) { /* one run longer than a chunk */
    gaz_words_append(lexicon, chars, size, stop, batch);
    return;
  }
  uint32_t words = batch->count, anchors = batch->anchor_count;
  for (size_t i = 0; i < count; i += 2) {
    size_t from = start + edges[i], length = (size_t)(edges[i + 1] - edges[i]);
    uint64_t low, high;
    kernel_load(text, size, from, &low, &high);
    const uint64_t *masks = gaz_length_masks[length < 16 ? length : 16];
    low &= masks[0];
    high &= masks[1];
    if (!KERNEL_LIKELY(length <= 16 && !((low | high) & 0x8080808080808080u))) {
      batch->count = words;
      batch->anchor_count = anchors;
      batch->at = from;
      gaz_words_append(lexicon, chars, size, from + length, batch);
      words = batch->count;
      anchors = batch->anchor_count;
      continue;
    }
    unsigned first = (unsigned)(low & 0xFF);
    low |= masks[0] & 0x2020202020202020u;
    high |= masks[1] & 0x2020202020202020u;
    uint64_t hash = gaz_hash_short(&keys, low, high);
    uint64_t key = hash ^ (first - 'a' < 26 ? keys.lower : 0);
    uint64_t block = gaz_filter_block(filter, filter_count, key);
    batch->words[words] = (gaz_word){(uint32_t)from, (uint32_t)(from + length), hash};
    batch->anchors[anchors] = (uint16_t)words++;
    anchors += gaz_two_bits(block, key, 0);
  }
  batch->count = words;
  batch->anchor_count = anchors;
  batch->at = next;
}
