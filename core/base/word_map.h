/* base/word_map.h - from words to numbers: what every table of words becomes. */
#ifndef GAZ_BASE_WORD_MAP_H
#define GAZ_BASE_WORD_MAP_H

#include "base/base.h"

/* Open addressing over 64-bit hashes; the words themselves are not kept, for two of a million words
 * share a hash once in 10^7 such tables. All zeros is an empty map. Filled once, then immutable and
 * shared by threads; or a view of the same entries in a mapped file, which may hold anything: no
 * look-up leaves the entries or goes on for ever. */
typedef struct gaz_word_entry {
  uint64_t key; /* 0 marks a free place */
  union {
    uint64_t value;
    uint16_t parts[4]; /* for those who keep several small numbers */
  };
} gaz_word_entry;

typedef struct gaz_word_map {
  const gaz_word_entry *entries;
  gaz_word_entry *owned; /* NULL in a view */
  uint32_t capacity, count;
} gaz_word_map;

enum { GAZ_WORD_UNKNOWN = UINT32_MAX };

/* A map on the heap; gaz_word_map_free accepts NULL, gaz_word_map_clear only empties. */
gaz_status gaz_word_map_new(gaz_word_map **out);
void gaz_word_map_free(gaz_word_map *map);
void gaz_word_map_clear(gaz_word_map *map);

/* A view of entries that outlive it; false when `bytes` cannot be such. */
bool gaz_word_map_view(gaz_slice bytes, gaz_word_map *out);
/* Moves the entries into as little room as look-ups allow. */
gaz_status gaz_word_map_pack(gaz_word_map *map);

/* ---- By words ---- */

/* Adds or replaces. */
gaz_status gaz_word_map_set(gaz_word_map *map, const char *word, size_t size, uint64_t value);
/* Sets bits: the value becomes (old | bits), 0 where the word was absent. */
gaz_status gaz_word_map_add(gaz_word_map *map, const char *word, size_t size, uint64_t bits);

/* The value's lower half, or GAZ_WORD_UNKNOWN. `map` may be NULL: nothing is known. */
uint32_t gaz_word_map_find(const gaz_word_map *map, const char *word, size_t size);
/* The same with ASCII letters of `word` folded to lower case; words over 64 bytes are unknown. */
uint32_t gaz_word_map_find_folded(const gaz_word_map *map, const char *word, size_t size);
/* The whole value; false where there is none. */
bool gaz_word_map_get_folded(const gaz_word_map *map, const char *word, size_t size,
                             uint64_t *value);
/* The bits of a word, 0 where it is absent. */
uint64_t gaz_word_map_bits(const gaz_word_map *map, const char *word, size_t size);

/* ---- By hashes of their own, which must be well mixed ---- */

gaz_status gaz_word_map_put(gaz_word_map *map, uint64_t key, gaz_word_entry **out);

/* Asks for the memory of a key that is soon to be looked for. */
static inline void gaz_word_map_fetch(const gaz_word_map *map, uint64_t key) {
  __builtin_prefetch(map->entries + ((key >> 32) * map->capacity >> 32));
}

static inline const gaz_word_entry *gaz_word_map_at(const gaz_word_map *map, uint64_t key) {
  size_t at = (size_t)((key >> 32) * map->capacity >> 32);
  for (uint32_t tries = 0; tries < map->capacity; tries++) {
    const gaz_word_entry *entry = &map->entries[at];
    if (entry->key == key) return key ? entry : NULL;
    if (!entry->key) return NULL;
    if (++at == map->capacity) at = 0;
  }
  return NULL;
}

#endif
