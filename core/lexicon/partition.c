/* Chunks are cut from slabs, large blocks of memory that are only given back all together. */
#include "lexicon/partition.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
  NAMES = 2048, /* in a partition, on average, while there are not too many partitions */
  PARTITIONS_MAX = 1024,
  CHUNK = 1 << 14, /* bytes */
  SLAB_MAX = 1 << 25,
  NAME_BYTES = 48, /* more than a name takes on average */
  LARGE_PAGE = 2 << 20,
  INSERTED = 64, /* names of a bucket that are sorted by insertion */
};

struct gaz_chunk {
  gaz_chunk *next;
  char *end; /* of what is in it; of a partition's last chunk that is partition->at */
  char bytes[CHUNK - 2 * sizeof(void *)];
};

typedef struct gaz_slab {
  struct gaz_slab *next;
  size_t count, capacity;
  gaz_chunk chunks[];
} gaz_slab;

void *gaz_large_alloc(size_t size) {
  if (size < 2 * (size_t)LARGE_PAGE || size > SIZE_MAX - LARGE_PAGE) return malloc(size);
  void *block = aligned_alloc(LARGE_PAGE, (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE);
#ifdef MADV_HUGEPAGE
  if (block) madvise(block, size, MADV_HUGEPAGE); /* no matter if there are none */
#endif
  return block;
}

bool gaz_partitions_start(gaz_partitions *partitions, size_t names) {
  size_t full = names / NAMES;
  partitions->count = full < PARTITIONS_MAX ? full + 1 : PARTITIONS_MAX;
  partitions->items = calloc(partitions->count, sizeof *partitions->items);
  partitions->slab_size = names < SLAB_MAX / NAME_BYTES ? names * NAME_BYTES : SLAB_MAX;
  return partitions->items != NULL;
}

void gaz_partitions_free(gaz_partitions *partitions) {
  for (gaz_slab *slab = partitions->slabs, *next; slab; slab = next) {
    next = slab->next;
    free(slab);
  }
  free(partitions->items);
  *partitions = (gaz_partitions){0};
}

static gaz_chunk *new_chunk(gaz_partitions *partitions) {
  gaz_slab *slab = partitions->slabs;
  if (!slab || slab->count == slab->capacity) {
    size_t chunks = partitions->slab_size / CHUNK + 1;
    slab = gaz_large_alloc(sizeof *slab + chunks * sizeof *slab->chunks);
    if (!slab) return NULL;
    *slab = (gaz_slab){.next = partitions->slabs, .capacity = chunks};
    partitions->slabs = slab;
  }
  return &slab->chunks[slab->count++];
}

bool gaz_partition_grow(gaz_partitions *partitions, gaz_partition *partition) {
  gaz_chunk *chunk = new_chunk(partitions);
  if (!chunk) return false;
  chunk->next = NULL;
  if (partition->last) {
    partition->last->end = partition->at;
    partition->last->next = chunk;
  } else {
    partition->first = chunk;
  }
  partition->last = chunk;
  partition->at = chunk->bytes;
  partition->end = chunk->bytes + sizeof chunk->bytes - GAZ_NAMED_SLACK;
  return true;
}

/* ---- Order ---------------------------------------------------------------------------------- */

static int by_hash(const void *left, const void *right) {
  const gaz_named_key *a = left, *b = right;
  if (a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
  uint32_t first = gaz_named_read(a->at).entry, second = gaz_named_read(b->at).entry;
  return (first > second) - (first < second);
}

/* Keys of one bucket, which come in the list's order. */
static void sort_keys(gaz_named_key *keys, size_t count) {
  if (count > INSERTED) {
    qsort(keys, count, sizeof *keys, by_hash);
    return;
  }
  for (size_t i = 1; i < count; i++) {
    gaz_named_key one = keys[i];
    size_t at = i;
    for (; at > 0 && one.hash < keys[at - 1].hash; at--) keys[at] = keys[at - 1];
    keys[at] = one;
  }
}

static bool make_room(gaz_ordered_names *names, size_t count, size_t buckets) {
  if (count > names->capacity) {
    free(names->keys);
    free(names->unordered);
    names->keys = malloc(count * sizeof *names->keys);
    names->unordered = malloc(count * sizeof *names->unordered);
    names->capacity = count;
  }
  if (buckets > names->bucket_capacity || !names->starts) {
    free(names->starts);
    names->starts = malloc((buckets + 1) * sizeof *names->starts);
    names->bucket_capacity = buckets;
  }
  return names->keys && names->unordered && names->starts;
}

/* The first bucket that names of a partition can be in. */
static uint64_t first_bucket(const gaz_partitions *partitions, size_t partition, uint64_t buckets) {
  uint64_t lowest = (((uint64_t)partition << 32) + partitions->count - 1) / partitions->count;
  return lowest * buckets >> 32;
}

bool gaz_partition_order(const gaz_partitions *partitions, size_t partition, uint64_t buckets,
                         gaz_ordered_names *out) {
  const gaz_partition *from = &partitions->items[partition];
  uint64_t base = first_bucket(partitions, partition, buckets);
  /* The last bucket may be the next partition's first. */
  size_t here = (size_t)(first_bucket(partitions, partition + 1, buckets) - base + 1);
  out->count = from->count;
  if (!from->count) return true;
  if (!make_room(out, from->count, here)) return false;
  uint32_t *starts = out->starts;
  memset(starts, 0, (here + 1) * sizeof *starts);
  gaz_named_key *next = out->unordered;
  for (const gaz_chunk *chunk = from->first; chunk; chunk = chunk->next) {
    const char *end = chunk == from->last ? from->at : chunk->end;
    for (const char *at = chunk->bytes; at < end;) {
      gaz_named name = gaz_named_read(at);
      *next++ = (gaz_named_key){name.hash, at};
      starts[gaz_reduce(name.hash, buckets) - base + 1]++;
      at += sizeof name + name.size;
    }
  }
  for (size_t i = 1; i <= here; i++) starts[i] += starts[i - 1];
  for (const gaz_named_key *one = out->unordered; one < next;
       one++) /* starts[i] moves to where bucket i ends */
    out->keys[starts[gaz_reduce(one->hash, buckets) - base]++] = *one;
  for (size_t i = 0, start = 0; i < here; start = starts[i++]) {
    sort_keys(out->keys + start, starts[i] - start);
  }
  return true;
}

void gaz_ordered_names_free(gaz_ordered_names *names) {
  free(names->keys);
  free(names->unordered);
  free(names->starts);
  *names = (gaz_ordered_names){0};
}
