/* lexicon/partition.h - names on their way from the list to their buckets.
 *
 * Names are read in the list's order and written in the order of their hashes. In between they are
 * kept by partition: the names whose hashes are neighbours, few enough that they are sorted within
 * the cache. A partition is a chain of chunks, so that a name is put there as soon as it is read,
 * and not copied before it is in the image. */
#ifndef GAZ_LEXICON_PARTITION_H
#define GAZ_LEXICON_PARTITION_H

#include "lexicon/group.h"
#include "lexicon/image.h"

typedef struct gaz_chunk gaz_chunk;

typedef struct gaz_partition {
  char *at, *end; /* room in the last chunk */
  gaz_chunk *first, *last;
  size_t count; /* names */
} gaz_partition;

typedef struct gaz_partitions {
  gaz_partition *items;
  size_t count;
  struct gaz_slab *slabs; /* where the chunks are */
  size_t slab_size;
} gaz_partitions;

/* Where a name is (a gaz_named, and then its squeezed text), and what it is sorted by. */
typedef struct gaz_named_key {
  uint64_t hash;
  const char *at;
} gaz_named_key;

/* Names of one partition in the order of their hashes, those of one hash in the list's order. */
typedef struct gaz_ordered_names {
  gaz_named_key *keys;
  size_t count;
  gaz_named_key *unordered; /* memory for putting them into order */
  uint32_t *starts;
  size_t capacity, bucket_capacity;
} gaz_ordered_names;

enum { GAZ_NAMED_SLACK = 16 }; /* bytes behind a text that may be read */

/* As malloc; a large block is asked for in large pages, because much of the time to build a large
 * image went into pages that are new, and into finding the small ones again. NULL when memory is out.
 */
void *gaz_large_alloc(size_t size);

/* Zero-initialise before. `names` is about how many there will be; false when memory is out. */
bool gaz_partitions_start(gaz_partitions *partitions, size_t names);
void gaz_partitions_free(gaz_partitions *partitions);

static inline gaz_partition *gaz_partition_of(const gaz_partitions *partitions, uint64_t hash) {
  return &partitions->items[gaz_reduce(hash, partitions->count)];
}

/* Gives the partition another chunk. False when memory is out. */
bool gaz_partition_grow(gaz_partitions *partitions, gaz_partition *partition);

/* Room for a name with at most `size` (to 2 * GAZ_NAME_BYTES_MAX) bytes of text; NULL when memory is
 * out. Whoever filled it moves partition->at behind it and counts it. */
static inline char *gaz_partition_room(gaz_partitions *partitions, gaz_partition *partition,
                                       size_t size) {
  if ((size_t)(partition->end - partition->at) < sizeof(gaz_named) + size &&
      !gaz_partition_grow(partitions, partition)) {
    return NULL;
  }
  return partition->at;
}

static inline gaz_named gaz_named_read(const char *at) {
  gaz_named name;
  __builtin_memcpy(&name, at, sizeof name);
  return name;
}

/* Orders the names of a partition. `buckets` is what the image has. False when memory is out; `out`
 * is used again from one partition to the next. */
bool gaz_partition_order(const gaz_partitions *partitions, size_t partition, uint64_t buckets,
                         gaz_ordered_names *out);
void gaz_ordered_names_free(gaz_ordered_names *names);

#endif
