/* base/endian.h - little-endian integers at any alignment, for hashes and files. */
#ifndef GAZ_BASE_ENDIAN_H
#define GAZ_BASE_ENDIAN_H

#include <stdint.h>
#include <string.h>

static inline uint32_t gaz_read_u32(const void *at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap32(value);
#endif
  return value;
}

static inline uint64_t gaz_read_u64(const void *at) {
  uint64_t value;
  memcpy(&value, at, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

#endif
