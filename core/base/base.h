/* base/base.h - what every module stands on: errors, cancel flags, hashing and small helpers. */
#ifndef GAZ_BASE_H
#define GAZ_BASE_H

#include <stdarg.h>
#include <stdatomic.h>

#include "base/endian.h"
#include "gazette.h"

#if defined(__GNUC__)
#define GAZ_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define GAZ_PRINTF(at, first)
#endif

#define GAZ_COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct gaz_cancel {
  atomic_int references;
  atomic_bool set;
};

/* Whether the call should stop. NULL never stops. Cheap enough for every sentence or 64 KiB. */
static inline bool gaz_cancelled(const gaz_cancel *cancel) {
  return cancel && atomic_load_explicit(&cancel->set, memory_order_relaxed);
}

/* Fills `error` (may be NULL) and returns `status`, so that a function can end with it. `path` may
 * be NULL. The message says what is wrong and what to do, in one line. */
gaz_status gaz_fail(gaz_error *error, gaz_status status, const char *path, uint32_t line,
                    const char *format, ...) GAZ_PRINTF(5, 6);

/* 64-bit hash of bytes (good mixing, not cryptographic; the same on every machine, so it may be
 * stored in files). `seed` separates uses. */
uint64_t gaz_hash(const void *data, size_t size, uint64_t seed);

/* gaz_hash of the bytes with ASCII letters in lower case. */
uint64_t gaz_hash_folded(const void *data, size_t size, uint64_t seed);

/* The same as gaz_hash for whole files: several times as quick, for its steps do not wait for each other. */
uint64_t gaz_hash_file(const void *data, size_t size, uint64_t seed);

/* Finaliser that spreads an integer over 64 bits. */
static inline uint64_t gaz_mix(uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93u;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93u;
  x ^= x >> 32;
  return x;
}

/* Fewer than eight bytes as gaz_read_u64 would read them with zeros behind. */
static inline uint64_t gaz_read_tail(const unsigned char *bytes, size_t size) {
  if (size >= 4)
    return gaz_read_u32(bytes) | (uint64_t)gaz_read_u32(bytes + size - 4) << (8 * (size - 4));
  if (!size) return 0;
  return bytes[0] | (uint64_t)bytes[size / 2] << (8 * (size / 2)) |
         (uint64_t)bytes[size - 1] << (8 * (size - 1));
}

/* Bit 7 of each of eight bytes that is at least `low` and at most `high`, both below 128. */
static inline uint64_t gaz_bytes_within(uint64_t bytes, unsigned low, unsigned high) {
  const uint64_t every = 0x0101010101010101u;
  uint64_t seven = bytes & every * 0x7f;
  return (seven + every * (128 - low)) & ~(seven + every * (127 - high)) & ~bytes & every * 0x80;
}

/* Eight bytes with ASCII letters in lower case. */
static inline uint64_t gaz_fold_bytes(uint64_t bytes) {
  return bytes | gaz_bytes_within(bytes, 'A', 'Z') >> 2;
}

/* How many of the first bytes are ASCII letters and digits in a row. */
static inline size_t gaz_word_run(const char *text, size_t size) {
  size_t at = 0;
  while (at < size) {
    size_t left = size - at < 8 ? size - at : 8;
    uint64_t bytes =
        left == 8 ? gaz_read_u64(text + at) : gaz_read_tail((const unsigned char *)text + at, left);
    uint64_t others = (gaz_bytes_within(bytes | 0x2020202020202020u, 'a', 'z') |
                       gaz_bytes_within(bytes, '0', '9')) ^
                      0x8080808080808080u;
    if (others) return at + (size_t)__builtin_ctzll(others) / 8;
    at += 8;
  }
  return size;
}

/* A view of bytes that somebody else owns. */
typedef struct gaz_slice {
  const char *data;
  size_t size;
} gaz_slice;

static inline gaz_slice gaz_slice_of(const char *text, uint32_t start, uint32_t end) {
  return (gaz_slice){text + start, (size_t)(end - start)};
}

#endif
