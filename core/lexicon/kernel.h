/* lexicon/kernel.h - the vector paths: one body, compiled once for each instruction set.
 *
 * The including file defines two functions over 64 bytes that are safe to read:
 *
 *   static inline uint64_t kernel_word(const unsigned char *at)   ASCII letters and digits, and all
 *                                                                bytes from 0x80
 *   static inline uint64_t kernel_high(const unsigned char *at)   bytes from 0x80
 *
 * and, if it wants, KERNEL_LANES and kernel_hash_vectors: see kernel_avx2.c.
 *
 * A run of such bytes is a word, or holds words in it. Runs of at most 16 ASCII bytes are hashed
 * here; the others go through gaz_words_exact, which knows Unicode. General punctuation (U+2000 to
 * U+203F: curly quotes, dashes, the ellipsis) divides runs already here, because half of all news
 * text has it after every other word. Nothing carries over from one chunk to the next: a chunk
 * starts where a run starts or between two.
 */
#include <string.h>

#include "lexicon/words.h"

#define GAZ_KERNEL /* there is one on this machine */
#define KERNEL_LIKELY(x) __builtin_expect(!!(x), 1)
#ifdef __BMI__
#define KERNEL_LOWEST(bits) _tzcnt_u64(bits) /* any value for 0, and no branch */
#else
#define KERNEL_LOWEST(bits) ((bits) ? (unsigned)__builtin_ctzll(bits) : 0)
#endif

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
static inline size_t kernel_edges(const unsigned char *text, size_t size, size_t start, size_t stop,
                                  uint16_t *edges) {
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
    /* Eight at a time: writing past `more` is cheaper than not to. */
    uint16_t *out = edges + count;
    unsigned base = (unsigned)(at - start);
#define KERNEL_EDGE(k)                             \
  out[k] = (uint16_t)(base + KERNEL_LOWEST(edge)); \
  edge &= edge - 1
    for (size_t i = 0; i < more; i += 8, out += 8) {
      KERNEL_EDGE(0);
      KERNEL_EDGE(1);
      KERNEL_EDGE(2);
      KERNEL_EDGE(3);
      KERNEL_EDGE(4);
      KERNEL_EDGE(5);
      KERNEL_EDGE(6);
      KERNEL_EDGE(7);
    }
    count += more;
  }
  if (open && stop == size) edges[count++] = (uint16_t)(stop - start);
  return count;
}

/* The 16 bytes at `at`, as many as there are. `safe`: there are 16. */
static inline void kernel_load(const unsigned char *text, size_t size, size_t at, bool safe,
                               uint64_t *low, uint64_t *high) {
  if (safe || size - at >= 16) {
    *low = gaz_read_u64(text + at);
    *high = gaz_read_u64(text + at + 8);
  } else {
    unsigned char padded[16] = {0};
    memcpy(padded, text + at, size - at);
    *low = gaz_read_u64(padded);
    *high = gaz_read_u64(padded + 8);
  }
}

/* Hashes the runs between `edges` and keeps those that can start a name. `safe` is a constant at
 * each call: every load of 16 bytes stays inside the text. */
static inline __attribute__((always_inline)) void kernel_hash(const gaz_lexicon *lexicon,
                                                              const char *chars, size_t size,
                                                              size_t start, const uint16_t *edges,
                                                              size_t count, bool safe,
                                                              gaz_word_batch *batch) {
  const unsigned char *text = (const unsigned char *)chars;
  const gaz_hash_keys keys = lexicon->keys;
  size_t words = batch->count;
  uint16_t *anchor = batch->anchors + batch->anchor_count;
  for (const uint16_t *end = edges + count; edges != end; edges += 2) {
    size_t from = start + edges[0], length = (size_t)edges[1] - edges[0];
    uint64_t low = 0, high = 0;
    if (KERNEL_LIKELY(length <= 16)) {
      kernel_load(text, size, from, safe, &low, &high);
      low &= gaz_length_masks[length][0];
      high &= gaz_length_masks[length][1];
    }
    if (!KERNEL_LIKELY(length <= 16 && !((low | high) & 0x8080808080808080u))) {
      batch->count = (uint32_t)words;
      batch->anchor_count = (uint32_t)(anchor - batch->anchors);
      batch->at = from;
      gaz_words_append(lexicon, chars, size, from + length, batch);
      words = batch->count;
      anchor = batch->anchors + batch->anchor_count;
      continue;
    }
    bool small = low & 0x20;
    uint64_t hash = gaz_hash_piece(&keys, 0, low | 0x2020202020202020u, high | 0x2020202020202020u);
    uint64_t block = gaz_first_block(lexicon, small, hash);
    batch->words[words] = (gaz_word){(uint32_t)from, (uint32_t)(from + length)};
    batch->hashes[words] = hash;
    *anchor = (uint16_t)words++;
    anchor += gaz_two_bits(block, hash, 0);
  }
  batch->count = (uint32_t)words;
  batch->anchor_count = (uint32_t)(anchor - batch->anchors);
}

/* Appends the words of a chunk of text[batch->at, size) and moves batch->at behind them. */
static inline void kernel_words(const gaz_lexicon *lexicon, const char *text, size_t size,
                                gaz_word_batch *batch) {
  uint16_t edges[GAZ_CHUNK + 80];
  size_t start = batch->at;
  if (start >= size) return;
  size_t stop = size - start > GAZ_CHUNK ? start + GAZ_CHUNK : size;
  size_t count = kernel_edges((const unsigned char *)text, size, start, stop, edges);
  size_t next = stop;
  if (count & 1) next = start + edges[--count];
  if (!count && next == start) { /* one run longer than a chunk */
    gaz_words_append(lexicon, text, size, stop, batch);
    return;
  }
  const uint16_t *rest = edges;
  if (size - stop < 16) {
    kernel_hash(lexicon, text, size, start, edges, count, false, batch);
  } else {
#ifdef KERNEL_LANES
    /* As many words at a time as a vector holds; the scalar loop takes a vector's words one by one
     * where one of them needs it, and what is left at the end. */
    const uint16_t *end = edges + count;
    while (end - rest >= 2 * KERNEL_LANES) {
      rest = kernel_hash_vectors(lexicon, (const unsigned char *)text, start, rest, end, batch);
      size_t some = (size_t)(end - rest);
      if (some > 2 * KERNEL_LANES) some = 2 * KERNEL_LANES;
      kernel_hash(lexicon, text, size, start, rest, some, true, batch);
      rest += some;
    }
#endif
    kernel_hash(lexicon, text, size, start, rest, (size_t)(edges + count - rest), true, batch);
  }
  batch->at = next;
}
