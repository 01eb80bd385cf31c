/* lexicon/build.h - an image being built: what reading the names gathers, and what writing needs. */
#ifndef GAZ_LEXICON_BUILD_H
#define GAZ_LEXICON_BUILD_H

#include "base/buffer.h"
#include "lexicon/group.h"
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
  gaz_named *names; /* those that can match */
  size_t name_count;
  uint64_t *word_hashes; /* of all names, one after the other */
  size_t word_count, word_capacity;
  gaz_buffer texts;   /* of all names, squeezed */
  char *records;      /* by partition */
  size_t *partitions; /* where each begins in `records`, and where the last ends */
  size_t partition_count;
  unsigned partition_shift; /* bucket >> this is the partition */
  size_t weighted, heavy;   /* names with a weight, and with one of more than a byte */
  uint32_t largest_id;
  gaz_key_counter capital_keys, small_keys, pair_keys;
  uint64_t *first, *pair; /* the filters */
  uint64_t capital_count, small_count, pair_count, bucket_count;
  uint32_t *directory;
  gaz_buffer lists;
  unsigned char *image; /* the file; the buckets are written where they belong in it */
  size_t image_size, blocks_at, blocks_size;
  gaz_squeezer *squeezer;
  unsigned max_words, id_width, weight_width;
  uint32_t written;           /* names in buckets */
  unsigned char initials[16]; /* see gaz_is_initial */
  bool has_leading;
} gaz_image_builder;

/* As malloc; a large block is asked for in large pages, because much of the time to build a large
 * image went into pages that are new, and into finding the small ones again. NULL when memory is out.
 */
void *gaz_large_alloc(size_t size);

/* Reads the list: `names`, their hashes and squeezed texts, how many keys the filters have. */
gaz_status gaz_read_names(gaz_image_builder *builder, gaz_error *error);

/* Makes the filters, and gives the words' hashes back. */
gaz_status gaz_fill_filters(gaz_image_builder *builder, gaz_error *error);

#endif
