/* Open addressing with the hash kept beside the key; keys lie in one growing block of bytes. */
#include "extract/word_map.h"

#include <stdlib.h>
#include <string.h>

typedef struct slot {
  uint32_t hash; /* low bits of gaz_hash */
  uint32_t at;   /* of the key in `bytes` */
  uint32_t size; /* of the key */
  uint32_t value;
} slot;

struct gaz_word_map {
  slot *slots;     /* a key of at == UINT32_MAX is a free slot */
  size_t capacity; /* power of two */
  size_t count;
  char *bytes;
  size_t bytes_size, bytes_capacity;
};

static bool allocate_slots(gaz_word_map *map, size_t capacity) {
  map->slots = malloc(capacity * sizeof *map->slots);
  if (!map->slots) return false;
  for (size_t i = 0; i < capacity; i++) map->slots[i].at = UINT32_MAX;
  map->capacity = capacity;
  return true;
}

gaz_status gaz_word_map_new(gaz_word_map **out) {
  *out = NULL;
  gaz_word_map *map = calloc(1, sizeof *map);
  if (!map || !allocate_slots(map, 64)) {
    free(map);
    return GAZ_ERROR_MEMORY;
  }
  *out = map;
  return GAZ_OK;
}

void gaz_word_map_free(gaz_word_map *map) {
  if (!map) return;
  free(map->slots);
  free(map->bytes);
  free(map);
}

/* The slot of the key, or the free slot where it belongs. */
static slot *find_slot(const gaz_word_map *map, uint32_t hash, const char *word, size_t size) {
  size_t mask = map->capacity - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    slot *at = &map->slots[i];
    if (at->at == UINT32_MAX) return at;
    if (at->hash == hash && at->size == size && !memcmp(map->bytes + at->at, word, size)) return at;
  }
}

static bool grow_slots(gaz_word_map *map) {
  slot *old = map->slots;
  size_t old_capacity = map->capacity;
  if (!allocate_slots(map, old_capacity * 2)) {
    map->slots = old;
    return false;
  }
  for (size_t i = 0; i < old_capacity; i++) {
    if (old[i].at == UINT32_MAX) continue;
    *find_slot(map, old[i].hash, map->bytes + old[i].at, old[i].size) = old[i];
  }
  free(old);
  return true;
}

static bool keep_key(gaz_word_map *map, const char *word, size_t size) {
  size_t wanted = map->bytes_capacity ? map->bytes_capacity : 1024;
  while (wanted - map->bytes_size < size) wanted *= 2;
  if (wanted != map->bytes_capacity) {
    char *bytes = realloc(map->bytes, wanted);
    if (!bytes) return false;
    map->bytes = bytes;
    map->bytes_capacity = wanted;
  }
  memcpy(map->bytes + map->bytes_size, word, size);
  map->bytes_size += size;
  return true;
}

gaz_status gaz_word_map_set(gaz_word_map *map, const char *word, size_t size, uint32_t value) {
  if (size > UINT16_MAX || map->bytes_size > UINT32_MAX / 2) return GAZ_ERROR_TOO_LARGE;
  if (map->count * 4 >= map->capacity * 3 && !grow_slots(map)) return GAZ_ERROR_MEMORY;
  uint32_t hash = (uint32_t)gaz_hash(word, size, 0);
  if (!map->bytes && !keep_key(map, "", 0)) return GAZ_ERROR_MEMORY;
  slot *at = find_slot(map, hash, word, size);
  if (at->at == UINT32_MAX) {
    uint32_t start = (uint32_t)map->bytes_size;
    if (!keep_key(map, word, size)) return GAZ_ERROR_MEMORY;
    *at = (slot){.hash = hash, .at = start, .size = (uint32_t)size};
    map->count++;
  }
  at->value = value;
  return GAZ_OK;
}

uint32_t gaz_word_map_find(const gaz_word_map *map, const char *word, size_t size) {
  if (!map || !map->count) return GAZ_WORD_UNKNOWN;
  const slot *at = find_slot(map, (uint32_t)gaz_hash(word, size, 0), word, size);
  return at->at == UINT32_MAX ? GAZ_WORD_UNKNOWN : at->value;
}

uint32_t gaz_word_map_find_folded(const gaz_word_map *map, const char *word, size_t size) {
  char folded[64];
  if (size > sizeof folded) return GAZ_WORD_UNKNOWN;
  for (size_t i = 0; i < size; i++) {
    char c = word[i];
    folded[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
  }
  return gaz_word_map_find(map, folded, size);
}
