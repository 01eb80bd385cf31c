/* lexicon/kernel.h - where words are in a chunk of text; one body, compiled once for each
 * instruction set.
 *
 * The including file defines functions over 64 bytes that are safe to read, and answer one bit a
 * byte:
 *
 *   uint64_t kernel_word(const unsigned char *at)     ASCII letters and digits, bytes from 0x80
 *   uint64_t kernel_high(const unsigned char *at)     bytes from 0x80
 *   uint64_t kernel_lead(const unsigned char *at)     E2, which begins U+2000 to U+2FFF
 *   uint64_t kernel_broken(const unsigned char *at)   a hyphen, and then one of 08 to 0F, the line
 *                                                     ends among them; reads 65 bytes
 *   uint64_t kernel_initial(const unsigned char *at, const unsigned char table[16])
 *                                                     ASCII characters that are initials (image.h);
 *                                                     with KERNEL_INITIALS_ROUGH, more than those
 *
 * and, for a bucket's bytes,
 *
 *   unsigned kernel_same(const unsigned char *at, uint8_t byte)    which of 16 are `byte`
 *   unsigned kernel_sum(const unsigned char *at, unsigned count)   of the first, at most 15 of 16
 *
 * and includes kernel_lanes.h or kernel_each.h after this file.
 *
 * A run of such bytes is a word, or holds words in it. General punctuation (U+2000 to U+203F: curly
 * quotes, dashes, the ellipsis) divides runs already here, because half of all news text has it
 * after every other word. A run is odd, and left to gaz_words_exact, when it has other bytes from
 * 0x80 or stands before a hyphen and a line end; so is one too long to be hashed at once.
 *
 * All is kept as bits: most words of a text never become more than that. */
#include <string.h>

#include "lexicon/words.h"

#define GAZ_KERNEL /* there is one on this machine */
#ifdef __BMI__
#define KERNEL_LOWEST(bits) (unsigned)_tzcnt_u64(bits) /* 64 for 0, and no branch */
#else
#define KERNEL_LOWEST(bits) ((bits) ? (unsigned)__builtin_ctzll(bits) : 64u)
#endif

/* What a filter says of a word or a sequence of words. */
enum { SAYS_NAME = 1, SAYS_GOES_ON = 2 };

enum {
  KERNEL_CHUNK = 2048,                     /* bytes looked at together */
  KERNEL_BLOCKS = KERNEL_CHUNK / 64,       /* of 64 bytes */
  KERNEL_PADDING = 80,                     /* bytes readable behind a chunk */
  KERNEL_PLAIN = 16,                       /* bytes of a word that are hashed at once */
  KERNEL_WINDOW = 57,                      /* bits that kernel_window can see */
  KERNEL_WORDS_MAX = KERNEL_CHUNK / 2 + 16 /* vector paths write a little past the last */
};

/* A chunk; positions are relative to it. Two words of zeros end each row of bits. */
typedef struct kernel_chunk {
  const unsigned char *bytes; /* KERNEL_PADDING more than `size` are readable */
  unsigned size;
  uint64_t word[KERNEL_BLOCKS + 2];  /* runs */
  uint64_t odd[KERNEL_BLOCKS + 2];   /* what makes the run odd in which, or before which, it is */
  uint64_t start[KERNEL_BLOCKS + 2]; /* of the runs in which a name can start */
  bool has_odd;                      /* there are such */
} kernel_chunk;

/* At least KERNEL_WINDOW bits from `position` on. */
static inline uint64_t kernel_window(const uint64_t *bits, size_t position) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#error "rows of bits are read at byte offsets"
#endif
  uint64_t window;
  memcpy(&window, (const unsigned char *)bits + position / 8, sizeof window);
  return window >> (position & 7);
}

/* Where E2 80 xx stands for punctuation that no word can have inside. at[0, 66) is readable. */
static inline uint64_t kernel_punctuation(const unsigned char *at) {
  /* Third bytes 80-BF but the zero-width and bidi controls 8B-8F and AA-AE, and the hyphen 90,
   * which may break a line. */
  const uint64_t divides = ~(UINT64_C(0x3F) << 0x0B | UINT64_C(0x1F) << 0x2A);
  uint64_t found = 0;
  for (uint64_t leads = kernel_lead(at); leads; leads &= leads - 1) {
    unsigned i = KERNEL_LOWEST(leads);
    uint64_t is = (at[i + 1] == 0x80) & ((at[i + 2] & 0xC0) == 0x80);
    found |= (divides >> (at[i + 2] & 63) & is) << i;
  }
  return found;
}

/* Marks the starts of the runs of block `block` that have one of the bytes `odd` in them. */
static inline void kernel_mark_odd(kernel_chunk *chunk, size_t block, uint64_t odd) {
  while (odd) {
    size_t at = block;
    unsigned i = KERNEL_LOWEST(odd);
    uint64_t run = chunk->word[block] >> i;
    /* The first bit of a run is above the nearest clear bit below. */
    uint64_t clear = ~chunk->word[at] & ((UINT64_C(1) << i) - 1);
    while (!clear && at > 0) clear = ~chunk->word[--at];
    size_t start = clear ? at * 64 + 64 - (size_t)__builtin_clzll(clear) : 0;
    chunk->start[start / 64] |= UINT64_C(1) << (start & 63);
    odd &= (run + 1) << i; /* nothing more of this run */
  }
}

static inline void kernel_read(const gaz_lexicon *lexicon, kernel_chunk *chunk) {
  uint64_t open = 0, punctuation = 0; /* what the 64 bytes before hand on */
  uint64_t any = 0;
  size_t blocks = (chunk->size + 63) / 64;
  for (size_t block = 0; block < blocks; block++) {
    const unsigned char *at = chunk->bytes + 64 * block;
    __builtin_prefetch(at + KERNEL_CHUNK); /* faults nowhere */
    uint64_t word = kernel_word(at), high = kernel_high(at), odd = kernel_broken(at);
    uint64_t initial = kernel_initial(at, lexicon->initials);
    if (high) {
      uint64_t found = kernel_punctuation(at);
      uint64_t divided = punctuation | found | found << 1 | found << 2;
      word &= ~divided;
      high &= ~divided;
      odd |= high;
      punctuation = found >> 63 | found >> 62;
    } else {
      word &= ~punctuation;
      punctuation = 0;
    }
    chunk->word[block] = word;
    chunk->odd[block] = odd;
    any |= odd;
    chunk->start[block] = word & ~(word << 1 | open) & initial;
    open = word >> 63;
    if (high) kernel_mark_odd(chunk, block, high);
  }
  for (size_t i = 0; i < 2; i++) {
    chunk->word[blocks + i] = chunk->odd[blocks + i] = chunk->start[blocks + i] = 0;
  }
  chunk->has_odd = any != 0;
}

/* Takes the last run away if it touches the end of the chunk; returns where the chunk now ends. */
static inline unsigned kernel_close(kernel_chunk *chunk) {
  unsigned at = chunk->size;
  for (size_t i = KERNEL_BLOCKS; i-- > 0;) {
    uint64_t clear = ~chunk->word[i];
    if (clear) at = (unsigned)(64 * i + 64) - (unsigned)__builtin_clzll(clear);
    uint64_t kept = clear ? ~(~UINT64_C(0) << (63 - __builtin_clzll(clear))) : 0;
    chunk->word[i] &= kept;
    chunk->start[i] &= kept;
    if (clear) return at;
  }
  return 0;
}

/* The places of the bits, four a time. Returns how many. */
static inline size_t kernel_positions(const uint64_t *bits, size_t blocks, uint16_t *positions) {
  size_t count = 0;
  for (size_t block = 0; block < blocks; block++) {
    uint64_t rest = bits[block];
    size_t more = (size_t)__builtin_popcountll(rest);
    uint16_t *out = positions + count;
    unsigned base = 64 * (unsigned)block;
    for (size_t i = 0; i == 0 || i < more; i += 4, out += 4) {
      /* Writing past `more` is cheaper than not to. */
#pragma GCC unroll 4
      for (int k = 0; k < 4; k++) {
        out[k] = (uint16_t)(base + KERNEL_LOWEST(rest));
        rest &= rest - 1;
      }
    }
    count += more;
  }
  return count;
}

/* The end of the run at `start`. */
static inline unsigned kernel_run_end(const kernel_chunk *chunk, unsigned start) {
  uint64_t rest;
  while (!(rest = ~kernel_window(chunk->word, start) << (64 - KERNEL_WINDOW))) {
    start += KERNEL_WINDOW;
  }
  return start + KERNEL_LOWEST(rest) - (64 - KERNEL_WINDOW);
}

/* Where the next run starts at or after `at`; chunk->size when there is none. */
static inline unsigned kernel_next_run(const kernel_chunk *chunk, unsigned at) {
  while (at < chunk->size) {
    uint64_t rest = kernel_window(chunk->word, at) << (64 - KERNEL_WINDOW);
    if (rest) return at + KERNEL_LOWEST(rest) - (64 - KERNEL_WINDOW);
    at += KERNEL_WINDOW;
  }
  return chunk->size;
}

/* The length of the run at `start`; if that is not a plain word, something above KERNEL_PLAIN. */
static inline unsigned kernel_length(const kernel_chunk *chunk, unsigned start) {
  unsigned length = KERNEL_LOWEST(~kernel_window(chunk->word, start));
  if (chunk->has_odd && length <= KERNEL_PLAIN) {
    uint64_t odd = kernel_window(chunk->odd, start); /* the byte behind it counts too */
    if (odd & ((UINT64_C(2) << length) - 1)) length = KERNEL_PLAIN + 1;
  }
  return length;
}

/* The end of the run after `end`, and where it starts; 0 and 0 when it is not a plain word, or none
 * is near. */
static inline unsigned kernel_next_plain(const kernel_chunk *chunk, unsigned end,
                                         unsigned *next_start) {
  uint64_t window = kernel_window(chunk->word, end);
  unsigned gap = KERNEL_LOWEST(window), length = KERNEL_LOWEST(~(window >> (gap & 63)));
  bool plain = (length - 1 < KERNEL_PLAIN) & (gap + length < KERNEL_WINDOW);
  if (chunk->has_odd) {
    uint64_t odd = kernel_window(chunk->odd, end) >> (gap & 63);
    plain &= !(odd & ((UINT64_C(2) << (length & 31)) - 1));
  }
  *next_start = (end + gap) & -(unsigned)plain;
  return (end + gap + length) & -(unsigned)plain;
}

/* The hash of a word; of one that is not plain it means nothing. */
static inline uint64_t kernel_hash(const gaz_hash_keys *keys, const kernel_chunk *chunk,
                                   unsigned start, unsigned length) {
  length = length < KERNEL_PLAIN ? length : KERNEL_PLAIN;
  uint64_t low = gaz_read_u64(chunk->bytes + start) & gaz_length_masks[length][0];
  uint64_t high = gaz_read_u64(chunk->bytes + start + 8) & gaz_length_masks[length][1];
  return gaz_hash_piece(keys, 0, low | 0x2020202020202020u, high | 0x2020202020202020u);
}
