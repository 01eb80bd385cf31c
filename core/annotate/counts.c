#include "annotate/counts.h"

#include <stdlib.h>
#include <string.h>

static size_t slot_of(const gaz_counts *counts, uint32_t id) {
  size_t mask = counts->capacity - 1;
  size_t slot = (size_t)gaz_mix(id) & mask;
  while (counts->ids[slot] && counts->ids[slot] != id) slot = (slot + 1) & mask;
  return slot;
}

static bool grow(gaz_counts *counts) {
  gaz_counts larger = {0};
  larger.capacity = counts->capacity ? counts->capacity * 2 : 64;
  larger.ids = calloc(larger.capacity, sizeof *larger.ids);
  larger.values = calloc(larger.capacity, sizeof *larger.values);
  if (!larger.ids || !larger.values) {
    gaz_counts_free(&larger);
    return false;
  }
  for (size_t i = 0; i < counts->capacity; i++) {
    if (!counts->ids[i] || !counts->values[i]) continue; /* forgets those that fell to 0 */
    size_t slot = slot_of(&larger, counts->ids[i]);
    larger.ids[slot] = counts->ids[i];
    larger.values[slot] = counts->values[i];
    larger.used++;
  }
  gaz_counts_free(counts);
  *counts = larger;
  return true;
}

void gaz_counts_add(gaz_counts *counts, uint32_t id, int amount) {
  if (!id) return;
  if (counts->used * 4 >= counts->capacity * 3 && !grow(counts)) return;
  size_t slot = slot_of(counts, id);
  if (!counts->ids[slot]) {
    if (amount < 0) return;
    counts->ids[slot] = id;
    counts->used++;
  }
  uint32_t *value = &counts->values[slot];
  if (amount < 0 && *value < (uint32_t)-amount)
    *value = 0;
  else
    *value += (uint32_t)amount;
}

uint32_t gaz_counts_get(const gaz_counts *counts, uint32_t id) {
  if (!counts->capacity || !id) return 0;
  size_t slot = slot_of(counts, id);
  return counts->ids[slot] ? counts->values[slot] : 0;
}

void gaz_counts_clear(gaz_counts *counts) {
  if (counts->capacity) {
    memset(counts->ids, 0, counts->capacity * sizeof *counts->ids);
    memset(counts->values, 0, counts->capacity * sizeof *counts->values);
  }
  counts->used = 0;
}

void gaz_counts_free(gaz_counts *counts) {
  free(counts->ids);
  free(counts->values);
  memset(counts, 0, sizeof *counts);
}
