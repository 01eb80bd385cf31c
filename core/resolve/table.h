/* resolve/table.h - a hash table from 64-bit keys to 32-bit numbers, for resolving. */
#ifndef GAZ_RESOLVE_TABLE_H
#define GAZ_RESOLVE_TABLE_H

#include <stdlib.h>
#include <string.h>

#include "base/base.h"

/* Open addressing; key 0 is an empty slot and is never stored. */
typedef struct gaz_table {
  uint64_t *keys;
  uint32_t *values;
  size_t count, capacity; /* capacity is 0 or a power of two */
} gaz_table;

enum { GAZ_TABLE_NONE = UINT32_MAX };

static inline void gaz_table_free(gaz_table *table) {
  free(table->keys);
  free(table->values);
  *table = (gaz_table){0};
}

static inline size_t gaz_table_slot(const gaz_table *table, uint64_t key) {
  size_t at = (size_t)gaz_mix(key) & (table->capacity - 1);
  while (table->keys[at] && table->keys[at] != key) at = (at + 1) & (table->capacity - 1);
  return at;
}

static inline uint32_t gaz_table_find(const gaz_table *table, uint64_t key) {
  if (!table->capacity || !key) return GAZ_TABLE_NONE;
  size_t at = gaz_table_slot(table, key);
  return table->keys[at] ? table->values[at] : GAZ_TABLE_NONE;
}

static inline bool gaz_table_grow(gaz_table *table) {
  gaz_table bigger = {.capacity = table->capacity ? table->capacity * 2 : 1024,
                      .count = table->count};
  bigger.keys = calloc(bigger.capacity, sizeof *bigger.keys);
  bigger.values = malloc(bigger.capacity * sizeof *bigger.values);
  if (!bigger.keys || !bigger.values) {
    gaz_table_free(&bigger);
    return false;
  }
  for (size_t i = 0; i < table->capacity; i++) {
    if (!table->keys[i]) continue;
    size_t at = gaz_table_slot(&bigger, table->keys[i]);
    bigger.keys[at] = table->keys[i];
    bigger.values[at] = table->values[i];
  }
  gaz_table_free(table);
  *table = bigger;
  return true;
}

/* The value of `key`, put there as `value` when it was missing; NULL when memory is out. The pointer
 * is valid until the next put. */
static inline uint32_t *gaz_table_put(gaz_table *table, uint64_t key, uint32_t value) {
  if (table->count * 4 >= table->capacity * 3 && !gaz_table_grow(table)) return NULL;
  size_t at = gaz_table_slot(table, key);
  if (!table->keys[at]) {
    table->keys[at] = key;
    table->values[at] = value;
    table->count++;
  }
  return &table->values[at];
}

#endif
