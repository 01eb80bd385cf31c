#include "base/word_map.h"

#include <stdlib.h>

enum { CAPACITY_MIN = 64, CAPACITY_MAX = 1 << 28, FOLDED_MAX = 64 };

/* A map is at most three fifths full: a word that is absent then costs three or four probes, all in
 * one or two lines of the processor's cache. */
static uint64_t room_for(uint64_t count) { return count * 5 / 3 + 1; }

gaz_status gaz_word_map_new(gaz_word_map **out) {
  *out = calloc(1, sizeof **out);
  return *out ? GAZ_OK : GAZ_ERROR_MEMORY;
}

void gaz_word_map_clear(gaz_word_map *map) {
  free(map->owned);
  *map = (gaz_word_map){0};
}

void gaz_word_map_free(gaz_word_map *map) {
  if (!map) return;
  gaz_word_map_clear(map);
  free(map);
}

bool gaz_word_map_view(gaz_slice bytes, gaz_word_map *out) {
  size_t capacity = bytes.size / sizeof(gaz_word_entry);
  *out = (gaz_word_map){0};
  if (bytes.size % sizeof(gaz_word_entry) || capacity > CAPACITY_MAX ||
      (uintptr_t)bytes.data % _Alignof(gaz_word_entry))
    return false;
  out->entries = (const gaz_word_entry *)(const void *)bytes.data;
  out->capacity = (uint32_t)capacity;
  return true;
}

/* The entry of the key, or the free one where it belongs. There is one. */
static gaz_word_entry *place_of(gaz_word_map *map, uint64_t key) {
  size_t at = (size_t)((key >> 32) * map->capacity >> 32);
  while (map->owned[at].key && map->owned[at].key != key)
    if (++at == map->capacity) at = 0;
  return &map->owned[at];
}

static gaz_status resize(gaz_word_map *map, uint64_t capacity) {
  if (!capacity || capacity > CAPACITY_MAX) return GAZ_ERROR_TOO_LARGE;
  gaz_word_map grown = {.capacity = (uint32_t)capacity, .count = map->count};
  grown.owned = calloc(grown.capacity, sizeof *grown.owned);
  if (!grown.owned) return GAZ_ERROR_MEMORY;
  grown.entries = grown.owned;
  for (uint32_t i = 0; i < map->capacity; i++)
    if (map->owned[i].key) *place_of(&grown, map->owned[i].key) = map->owned[i];
  free(map->owned);
  map->entries = map->owned = grown.owned;
  map->capacity = grown.capacity;
  return GAZ_OK;
}

gaz_status gaz_word_map_pack(gaz_word_map *map) {
  return map->owned ? resize(map, room_for(map->count)) : GAZ_OK;
}

gaz_status gaz_word_map_put(gaz_word_map *map, uint64_t key, gaz_word_entry **out) {
  *out = NULL;
  if (!map->owned) *map = (gaz_word_map){0}; /* a view is given up, not written to */
  if (room_for((uint64_t)map->count + 1) > map->capacity) {
    uint64_t capacity = map->capacity ? (uint64_t)map->capacity * 2 : CAPACITY_MIN;
    gaz_status status = resize(map, capacity);
    if (status) return status;
  }
  gaz_word_entry *entry = place_of(map, key);
  if (!entry->key) {
    entry->key = key;
    map->count++;
  }
  *out = entry;
  return GAZ_OK;
}

static uint64_t key_of(const char *word, size_t size) {
  uint64_t key = gaz_hash(word, size, 0);
  return key ? key : 1;
}

static uint64_t folded_key_of(const char *word, size_t size) {
  uint64_t key = gaz_hash_folded(word, size, 0);
  return key ? key : 1;
}

gaz_status gaz_word_map_set(gaz_word_map *map, const char *word, size_t size, uint64_t value) {
  gaz_word_entry *entry;
  gaz_status status = gaz_word_map_put(map, key_of(word, size), &entry);
  if (!status) entry->value = value;
  return status;
}

gaz_status gaz_word_map_add(gaz_word_map *map, const char *word, size_t size, uint64_t bits) {
  gaz_word_entry *entry;
  gaz_status status = gaz_word_map_put(map, key_of(word, size), &entry);
  if (!status) entry->value |= bits;
  return status;
}

uint32_t gaz_word_map_find(const gaz_word_map *map, const char *word, size_t size) {
  const gaz_word_entry *entry = map ? gaz_word_map_at(map, key_of(word, size)) : NULL;
  return entry ? (uint32_t)entry->value : GAZ_WORD_UNKNOWN;
}

bool gaz_word_map_get_folded(const gaz_word_map *map, const char *word, size_t size,
                             uint64_t *value) {
  if (!map || size > FOLDED_MAX) return false;
  const gaz_word_entry *entry = gaz_word_map_at(map, folded_key_of(word, size));
  if (entry) *value = entry->value;
  return entry != NULL;
}

uint32_t gaz_word_map_find_folded(const gaz_word_map *map, const char *word, size_t size) {
  uint64_t value;
  return gaz_word_map_get_folded(map, word, size, &value) ? (uint32_t)value : GAZ_WORD_UNKNOWN;
}

uint64_t gaz_word_map_bits(const gaz_word_map *map, const char *word, size_t size) {
  const gaz_word_entry *entry = gaz_word_map_at(map, key_of(word, size));
  return entry ? entry->value : 0;
}
