/* base/search.h - finding a place in a sorted array. */
#ifndef GAZ_BASE_SEARCH_H
#define GAZ_BASE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

/* The index of the first of `count` structures, sorted by `field` (a uint32_t), in which that is `least` or more;
 * `count` when there is none:
 *
 *   size_t i = GAZ_FIRST_FROM(facts->times, facts->time_count, start, byte); */
#define GAZ_FIRST_FROM(items, count, field, least) \
  gaz_first_from((count) ? &(items)->field : NULL, (count), sizeof *(items), (least))

static inline size_t gaz_first_from(const uint32_t *field, size_t count, size_t stride,
                                    uint32_t least) {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const void *at = (const char *)field + middle * stride;
    if (*(const uint32_t *)at < least)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

#endif
