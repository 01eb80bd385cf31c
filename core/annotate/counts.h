/* annotate/counts.h - how often each entity is named in a document: a small open-addressing map. */
#ifndef GAZ_ANNOTATE_COUNTS_H
#define GAZ_ANNOTATE_COUNTS_H

#include "base/base.h"

typedef struct gaz_counts {
  uint32_t *ids; /* 0 is free: entity ids start at 1 */
  uint32_t *values;
  size_t used, capacity; /* capacity is a power of two or 0 */
} gaz_counts;

/* Adds `amount` (may be negative; never below 0). Out of memory loses the count, not the map. */
void gaz_counts_add(gaz_counts *counts, uint32_t id, int amount);
uint32_t gaz_counts_get(const gaz_counts *counts, uint32_t id);
void gaz_counts_clear(gaz_counts *counts);
void gaz_counts_free(gaz_counts *counts);

#endif
