/* lexicon/image.h - the file a lexicon is, and the handle on one that is mapped.
 *
 * All integers are little-endian. Offsets are from the start of the file.
 *
 *   header      160 bytes, see GAZ_AT_*; hashed, and so checked whole at open
 *   words       Bloom filters over single words, uint64 blocks: over words that names begin with,
 *               first those with a capital, then all others; then over words that names go on
 *               with. There are far fewer different words than names, so that these stay in the
 *               cache however many names there are, and keep most words away from what does not
 *   guide       which sequences of two or more words may be names, and where the buckets are
 *   blocks      the names, by hash of their words; a bucket holds at most about GAZ_BUCKET_LOAD
 *   lists       candidates of names that have several, or one with a large weight
 *   symbols     what the name texts are squeezed with (squeeze.h)
 *
 * The guide is made of cache lines, because in a large lexicon each line looked at is waited for. A
 * line serves GAZ_LINE_BUCKETS buckets that are neighbours (and one of zeros, which knows of nothing,
 * stands before all others, where sequences are looked for that no name has):
 *
 *   offset         uint16[GAZ_LINE_BUCKETS + 1], where each begins behind `base`, and the last ends
 *   base           uint32, where the first begins in `blocks`
 *   filter         uint64[GAZ_LINE_BLOCKS], blocks of a Bloom filter over the sequences whose bucket
 *                  is among these
 *
 * A bucket is one run of bytes so that a look-up costs one or two more:
 *
 *   count                  1 byte
 *   tag[count]             8 further bits of the hash
 *   length[count]          bytes of the squeezed text
 *   form[count]            GAZ_FORM_*, and the type of a single candidate
 *   id[count]              id_width bytes each: the id, or where the list begins in `lists`
 *   weight[count]          weight_width bytes each
 *   texts                  one after the other
 *
 * A name is called by `bucket << 8 | position`: stable for one image, and not dense.
 *
 * Only the header is checked when an image is opened, which therefore takes the same time whatever
 * its size. Everything else is bounds-checked where it is read: a damaged image gives wrong or no
 * matches, never a read outside the mapping. gaz_lexicon_check reads it all.
 */
#ifndef GAZ_LEXICON_IMAGE_H
#define GAZ_LEXICON_IMAGE_H

#include "base/base.h"
#include "base/endian.h"
#include "base/file.h"
#include "lexicon/squeeze.h"

#define GAZ_IMAGE_MAGIC "\x89GZL\r\n\x1a\n"
enum {
  GAZ_IMAGE_VERSION = 4,
  GAZ_IMAGE_HEADER = 160,
  GAZ_BUCKET_LOAD = 2, /* names a bucket, on average at most */
  GAZ_BUCKET_MAX = 255,
  GAZ_LINE_SIZE = 64,
  GAZ_LINE_BUCKETS = 13,
  GAZ_LINE_BLOCKS = 4,
  GAZ_LINE_BASE = 2 * (GAZ_LINE_BUCKETS + 1),
  GAZ_LINE_FILTER = GAZ_LINE_SIZE - 8 * GAZ_LINE_BLOCKS,
  GAZ_GUIDE_FILTER = (GAZ_LINE_SIZE + GAZ_LINE_FILTER) / 8, /* of the first line, in blocks */
  GAZ_LINES_MAX = (1 << 24) / GAZ_LINE_BUCKETS, /* a bucket number and a position share 32 bits */
  GAZ_NAME_BYTES_MAX = 255, /* longer names are left out when an image is built */
  GAZ_NAME_WORDS_MAX = 32,
  GAZ_AFFIX_MAX = 16, /* punctuation before the first or after the last word */
  GAZ_SYMBOLS_SIZE = 255 * 9,
  GAZ_BLOCKS_SLACK = 512, /* bytes of an image behind its blocks, for reading ahead */
};

/* Offsets of the header's fields. */
enum {
  GAZ_AT_VERSION = 8,
  GAZ_AT_HEADER_SIZE = 12,
  GAZ_AT_FILE_SIZE = 16,
  GAZ_AT_GENERATION = 24,
  GAZ_AT_SEED = 32,
  GAZ_AT_PAYLOAD_HASH = 40,
  GAZ_AT_WORDS = 48, /* each section: offset, then count (of elements) */
  GAZ_AT_GUIDE = 64,
  GAZ_AT_BLOCKS = 80,
  GAZ_AT_LISTS = 96,
  GAZ_AT_SYMBOLS = 112, /* offset only */
  GAZ_AT_COUNT = 120,   /* uint32 */
  GAZ_AT_ID_WIDTH = 124,
  GAZ_AT_WEIGHT_WIDTH = 125,
  GAZ_AT_MAX_WORDS = 126,
  GAZ_AT_FLAGS = 127,
  GAZ_AT_SMALL = 128,       /* uint32: how many blocks of `words` are for small first letters */
  GAZ_AT_LATER = 132,       /* uint32: how many for the words that names go on with */
  GAZ_AT_INITIALS = 136,    /* 16 bytes: see gaz_is_initial */
  GAZ_AT_HEADER_HASH = 152, /* of everything before it */
};

enum { GAZ_IMAGE_HAS_LEADING = 1u << 0 }; /* some name starts with punctuation */

/* form: rule in the low two bits */
enum {
  GAZ_FORM_EXACT = 0,
  GAZ_FORM_CAPITAL = 1,
  GAZ_FORM_ANY = 2,
  GAZ_FORM_RULE = 3,
  GAZ_FORM_LIST = 1u << 2, /* id is an offset into the lists */
  GAZ_FORM_RAW = 1u << 3,  /* the text is not squeezed */
  GAZ_FORM_TYPE_SHIFT = 4,
  GAZ_FORM_TYPE_MAX = 15,
};

typedef size_t (*gaz_scan_function)(const gaz_lexicon *, const char *, size_t, gaz_match *, size_t,
                                    size_t *);

/* Constants of the word hash, all from the image's seed: an adversary who does not know the image
 * cannot make words collide. */
typedef struct gaz_hash_keys {
  uint64_t low, high;          /* added to the two halves of a 16-byte piece of a word */
  uint64_t spread_a, spread_b; /* odd 32-bit multipliers */
  uint64_t chain_a, chain_b;   /* joining words */
} gaz_hash_keys;

struct gaz_lexicon {
  atomic_int references;
  gaz_mapping map;
  bool borrowed; /* the bytes are somebody else's */
  gaz_hash_keys keys;
  const unsigned char *words, *guide, *blocks, *lists;
  const unsigned char *initials;
  uint64_t capital_count, small_count, later_count; /* blocks of `words` */
  uint64_t line_count, bucket_count, blocks_size, lists_size;
  uint64_t generation;
  uint32_t count;
  uint8_t id_width, weight_width, max_words, flags;
  uint8_t name_width;           /* bytes of a name in its bucket but for the text */
  bool has_slack;               /* GAZ_BLOCKS_SLACK; only an image of another maker has not */
  uint32_t id_mask;             /* the bits of 32 that id_width covers */
  gaz_scan_function scan;       /* the fastest path this machine has, see scan.h */
  gaz_scan_function scan_short; /* the fastest without instructions that slow down what follows */
  gaz_symbols symbols;
};

/* Where a 64-bit hash falls in a table of `count` (below 2^32) elements. */
static inline uint64_t gaz_reduce(uint64_t hash, uint64_t count) {
  return ((hash >> 32) * count) >> 32;
}

static inline uint8_t gaz_tag(uint64_t hash) { return (uint8_t)(hash >> 24); }

/* Bits of a filter block. A key sets two bits a kind, whose places are six bits of the hash each, from
 * one of these on: of first words, and of the guide's sequences, GAZ_GOES_ON and GAZ_IS_NAME; of the
 * words that names go on with, GAZ_IS_SECOND and GAZ_IS_LATER (third, or behind that). */
enum { GAZ_GOES_ON = 0, GAZ_IS_NAME = 12, GAZ_IS_SECOND = 0, GAZ_IS_LATER = 12 };

static inline bool gaz_two_bits(uint64_t block, uint64_t hash, unsigned shift) {
  return (block >> ((hash >> shift) & 63)) & (block >> ((hash >> (shift + 6)) & 63)) & 1;
}

/* The guide's block for a sequence of words, counted in blocks from the guide's start. (The line is
 * also that of the sequence's bucket, as there are so many buckets to a line.) */
static inline uint64_t gaz_guide_place(uint64_t hash, uint64_t lines) {
  return gaz_reduce(hash, lines) * (GAZ_LINE_SIZE / 8) + GAZ_GUIDE_FILTER +
         (hash >> 30 & (GAZ_LINE_BLOCKS - 1));
}

/* The line, counted from 1, of a bucket. */
static inline const unsigned char *gaz_guide_line(const gaz_lexicon *lexicon, uint32_t bucket) {
  return lexicon->guide + (size_t)GAZ_LINE_SIZE * (bucket / GAZ_LINE_BUCKETS + 1);
}

static inline uint64_t gaz_guide_block(const gaz_lexicon *lexicon, uint64_t hash) {
  return gaz_read_u64(lexicon->guide + 8 * gaz_guide_place(hash, lexicon->line_count));
}

/* Where a bucket begins in `blocks`, and from bit 32 on, where it ends. Nothing is checked. */
static inline uint64_t gaz_bucket_bounds(const gaz_lexicon *lexicon, uint32_t bucket) {
  const unsigned char *line = gaz_guide_line(lexicon, bucket);
  uint32_t offsets = gaz_read_u32(line + 2 * (bucket % GAZ_LINE_BUCKETS));
  uint32_t base = gaz_read_u32(line + GAZ_LINE_BASE);
  return (base + (offsets & 0xFFFF)) | (uint64_t)(base + (offsets >> 16)) << 32;
}

/* The block that says whether a word can start a name. `small`: it does not start with a capital. */
static inline uint32_t gaz_first_place(const gaz_lexicon *lexicon, bool small, uint64_t hash) {
  uint64_t count = small ? lexicon->small_count : lexicon->capital_count;
  uint64_t before = small ? lexicon->capital_count : 0;
  return (uint32_t)(before + gaz_reduce(hash, count));
}

static inline uint64_t gaz_first_block(const gaz_lexicon *lexicon, bool small, uint64_t hash) {
  return gaz_read_u64(lexicon->words + 8 * (size_t)gaz_first_place(lexicon, small, hash));
}

/* The block that says whether a name can go on with a word. */
static inline uint32_t gaz_later_place(const gaz_lexicon *lexicon, uint64_t hash) {
  uint64_t before = lexicon->capital_count + lexicon->small_count;
  return (uint32_t)(before + gaz_reduce(hash, lexicon->later_count));
}

static inline uint64_t gaz_later_block(const gaz_lexicon *lexicon, uint64_t hash) {
  return gaz_read_u64(lexicon->words + 8 * (size_t)gaz_later_place(lexicon, hash));
}

/* Whether a word that starts with that byte can start a name. Bytes from 0x80 always can; for the
 * others byte & 15 selects a byte of the table and byte >> 4 a bit of it, which is how vector paths
 * look up 64 of them at once. */
static inline bool gaz_is_initial(const gaz_lexicon *lexicon, unsigned char byte) {
  return byte & 128 || (lexicon->initials[byte & 15] >> (byte >> 4) & 1);
}

/* As gaz_lexicon_open, over bytes that stay the caller's and must outlive the handle. */
gaz_status gaz_lexicon_open_memory(const void *data, size_t size, gaz_lexicon **out,
                                   gaz_error *error);

/* Checks all of an image: `gazette verify`. GAZ_ERROR_CORRUPT says what is wrong. */
gaz_status gaz_lexicon_check(const gaz_lexicon *lexicon, gaz_error *error);

#endif
