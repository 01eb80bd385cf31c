/* What mutation breaks and would hide all behind it, put right before the parser sees it. */
#ifndef FUZZ_REPAIR_H
#define FUZZ_REPAIR_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A copy in a block of its own size, so that a sanitizer sees a read past the end. */
static inline uint8_t *fuzz_copy(const uint8_t *data, size_t size) {
  uint8_t *copy = malloc(size ? size : 1);
  return copy && size ? memcpy(copy, data, size) : copy;
}

static inline void fuzz_put_u64(uint8_t *at, uint64_t value) {
  for (int i = 0; i < 8; i++) at[i] = (uint8_t)(value >> (8 * i));
}

#endif
