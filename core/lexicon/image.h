/* lexicon/image.h - the file a lexicon is, and the handle on one that is mapped.
 *
 * All integers are little-endian. Offsets are from the start of the file.
 *
 *   header      160 bytes, see GAZ_AT_*; hashed, and so checked whole at open
 *   words       Bloom filters over single words, uint64 blocks: over words that names begin with,
 *               first those with a capital, then all others; then over words that names go on
 *               with. There are far fewer different words than names, so that these stay in the
 *               cache however many names there are, and keep most words away from what does not
 *   lines       the names, by hash of their words, and which sequences of words names go on after
 *   rest        the names that have no room in their line
 *   lists       candidates of names that have several, or one with a large weight
 *   symbols     what the name texts are squeezed with (squeeze.h)
 *
 * In a large lexicon each cache line looked at is waited for, and so a name is, if it can be, in just
 * one. (A line of zeros, which knows of nothing, stands before all others, where sequences are looked
 * for that no name has.)
 *
 *   counts                 1 byte: how many names are here, and from bit 4 on, how many tags;
 *                          GAZ_LINE_CROWDED: all names are in the rest, and no tag is here
 *   goes_on                uint16, a Bloom filter over sequences of words, one bit each
 *   tag[tags]              8 further bits of the hash: of names that are here, and then of those that
 *                          have no room and are in the rest, where they have the same order
 *   length[names]          bytes of the squeezed text
 *   form[names]            GAZ_FORM_*, and the type of a single candidate
 *   id[names]              id_width bytes each: the id, or where the list begins in `lists`
 *   weight[names]          weight_width bytes each
 *   texts                  one after the other
 *   rest                   uint32 that ends a line of which there are names in the rest: where
 *
 * There, they are one run of bytes: their count (1 byte), tags, lengths, forms, ids, weights, texts.
 *
 * A name is called by `line << 8 | position`, from GAZ_REST_POSITION on in the rest: stable for one
 * image, and not dense.
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
  GAZ_IMAGE_VERSION = 5,
  GAZ_IMAGE_HEADER = 160,
  GAZ_LINE_SIZE = 64,
  GAZ_LINE_GOES_ON = 1, /* offsets in a line */
  GAZ_LINE_TAGS = 3,
  GAZ_LINE_REST = GAZ_LINE_SIZE - 4,
  GAZ_LINE_TAGS_MAX = 15,
  GAZ_LINE_CROWDED = 0x0F,
  GAZ_LINES_MAX = (1 << 24) - 1, /* a line's number and a position share 32 bits */
  GAZ_REST_POSITION = 16,
  GAZ_REST_MAX = 256 - GAZ_REST_POSITION, /* names of one line */
  GAZ_NAME_BYTES_MAX = 255,               /* longer names are left out when an image is built */
  GAZ_NAME_WORDS_MAX = 32,
  GAZ_AFFIX_MAX = 16, /* punctuation before the first or after the last word */
  GAZ_SYMBOLS_SIZE = 255 * 9,
  GAZ_REST_SLACK = 512, /* bytes of an image behind lines and rest, for reading ahead */
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
  GAZ_AT_LINES = 64,
  GAZ_AT_REST = 80,
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
  const unsigned char *words, *lines, *rest, *lists;
  const unsigned char *initials;
  uint64_t capital_count, small_count, later_count; /* blocks of `words` */
  uint64_t line_count;                              /* without that of zeros */
  uint64_t rest_size, lists_size;
  uint64_t generation;
  uint32_t count;
  uint8_t id_width, weight_width, max_words, flags;
  uint8_t name_width;           /* bytes of a name but for its tag and its text */
  bool has_slack;               /* GAZ_REST_SLACK; only an image of another maker has not */
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
 * one of these on: of first words GAZ_GOES_ON and GAZ_IS_NAME; of the words that names go on with
 * GAZ_IS_SECOND and GAZ_IS_LATER (third, or behind that). */
enum { GAZ_GOES_ON = 0, GAZ_IS_NAME = 12, GAZ_IS_SECOND = 0, GAZ_IS_LATER = 12 };

static inline bool gaz_two_bits(uint64_t block, uint64_t hash, unsigned shift) {
  return (block >> ((hash >> shift) & 63)) & (block >> ((hash >> (shift + 6)) & 63)) & 1;
}

/* The line of a name, or of a sequence of words, counted from that of zeros. */
static inline uint32_t gaz_line_place(const gaz_lexicon *lexicon, uint64_t hash) {
  return (uint32_t)gaz_reduce(hash, lexicon->line_count) + 1;
}

static inline const unsigned char *gaz_line(const gaz_lexicon *lexicon, uint32_t place) {
  return lexicon->lines + (size_t)GAZ_LINE_SIZE * place;
}

/* Whether names go on after a sequence of words, by the line of that. */
static inline bool gaz_line_goes_on(const unsigned char *line, uint64_t hash) {
  unsigned bits = line[GAZ_LINE_GOES_ON] | (unsigned)line[GAZ_LINE_GOES_ON + 1] << 8;
  return bits >> (hash & 15) & 1;
}

/* Whether a line may have names of that tag. */
static inline bool gaz_line_may_have(const unsigned char *line, uint8_t tag) {
  if (*line == GAZ_LINE_CROWDED) return true;
  for (unsigned i = 0; i < *line >> 4; i++) {
    if (line[GAZ_LINE_TAGS + i] == tag) return true;
  }
  return false;
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
