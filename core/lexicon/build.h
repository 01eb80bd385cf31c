/* lexicon/build.h - an image being built: what reading the names gathers, and what writing needs. */
#ifndef GAZ_LEXICON_BUILD_H
#define GAZ_LEXICON_BUILD_H

#include "base/buffer.h"
#include "lexicon/partition.h"
#include "lexicon/squeeze.h"
#include "lexicon/words.h"

/* Counts different 64-bit keys roughly: the share of bits still clear tells. */
typedef struct gaz_key_counter {
  uint64_t *bits;
  uint64_t size;   /* bits, a power of two */
  uint64_t one_in; /* a power of two: so many keys stand for each that is counted */
} gaz_key_counter;

typedef struct gaz_image_builder {
  const gaz_name_entry *entries;
  size_t entry_count;
  gaz_hash_keys keys;
  uint64_t seed;
  size_t name_count; /* those that can match */
  gaz_partitions partitions;
  size_t text_bytes; /* of their squeezed texts */
  /* What the filters will hold: for each name its gaz_filter_kind, the hash of its first word, and
   * those of its first two words and of the second, of its first three and of the third, and so on. */
  uint8_t *kinds;
  uint64_t *hashes;
  size_t hash_count, hash_capacity;
  size_t weighted, heavy; /* names with a weight, and with one of more than a byte */
  uint32_t largest_id;
  gaz_key_counter capital_keys, small_keys, later_keys, pair_keys;
  uint64_t capital_count, small_count, later_count, line_count, bucket_count;
  gaz_buffer lists;
  unsigned char *image; /* the file, in which all but lists and symbols is put at once */
  size_t image_size, words_at, guide_at, blocks_at, blocks_size;
  gaz_squeezer *squeezer;
  unsigned max_words, id_width, weight_width;
  uint32_t written;           /* names in buckets */
  unsigned char initials[16]; /* see gaz_is_initial */
  bool has_leading;
} gaz_image_builder;

/* How a name is found by its first word: its number of words, and these. */
typedef enum gaz_filter_kind {
  GAZ_FILTER_WORDS = 63,
  GAZ_FILTER_SMALL = 64,  /* under the key of a word without a capital */
  GAZ_FILTER_LARGE = 128, /* under that of a word with one */
} gaz_filter_kind;

/* Reads the list: its names by partition, and the filters' keys with how many there are of each. */
gaz_status gaz_read_names(gaz_image_builder *builder, gaz_error *error);

/* How large the filters must be, and so how many buckets there are: the counts. */
void gaz_size_filters(gaz_image_builder *builder);

/* Makes the filters in the image, and gives their keys back. */
void gaz_fill_filters(gaz_image_builder *builder);

static inline void gaz_put_u32(unsigned char *at, uint32_t value) {
  at[0] = (unsigned char)value;
  at[1] = (unsigned char)(value >> 8);
  at[2] = (unsigned char)(value >> 16);
  at[3] = (unsigned char)(value >> 24);
}

static inline void gaz_put_u64(unsigned char *at, uint64_t value) {
  gaz_put_u32(at, (uint32_t)value);
  gaz_put_u32(at + 4, (uint32_t)(value >> 32));
}

#endif
