/* 64-bit ARM, all of them. */
#if defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#include <arm_neon.h>
#include <stdint.h>

/* One bit a byte from four vectors of 0x00 or 0xFF: keep a different bit in each of eight lanes,
 * then add neighbours three times. */
static inline uint64_t mask_of(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  static const uint8_t bit_values[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t bits = vld1q_u8(bit_values);
  uint8x16_t first = vpaddq_u8(vandq_u8(a, bits), vandq_u8(b, bits));
  uint8x16_t second = vpaddq_u8(vandq_u8(c, bits), vandq_u8(d, bits));
  uint8x16_t sum = vpaddq_u8(first, second);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

static inline uint8x16_t is_high(uint8x16_t bytes) { return vcgeq_u8(bytes, vdupq_n_u8(0x80)); }

static inline uint8x16_t is_word(uint8x16_t bytes) {
  uint8x16_t small = vorrq_u8(bytes, vdupq_n_u8(0x20));
  uint8x16_t letter = vcltq_u8(vsubq_u8(small, vdupq_n_u8('a')), vdupq_n_u8(26));
  uint8x16_t digit = vcltq_u8(vsubq_u8(bytes, vdupq_n_u8('0')), vdupq_n_u8(10));
  return vorrq_u8(vorrq_u8(letter, digit), is_high(bytes));
}

static inline uint64_t kernel_word(const unsigned char *at) {
  return mask_of(is_word(vld1q_u8(at)), is_word(vld1q_u8(at + 16)), is_word(vld1q_u8(at + 32)),
                 is_word(vld1q_u8(at + 48)));
}

static inline uint64_t kernel_high(const unsigned char *at) {
  return mask_of(is_high(vld1q_u8(at)), is_high(vld1q_u8(at + 16)), is_high(vld1q_u8(at + 32)),
                 is_high(vld1q_u8(at + 48)));
}

static inline uint8x16_t is_lead(const unsigned char *at) {
  return vceqq_u8(vld1q_u8(at), vdupq_n_u8(0xE2));
}

static inline uint64_t kernel_lead(const unsigned char *at) {
  return mask_of(is_lead(at), is_lead(at + 16), is_lead(at + 32), is_lead(at + 48));
}

static inline uint8x16_t is_broken(const unsigned char *at) {
  uint8x16_t hyphen = vceqq_u8(vld1q_u8(at), vdupq_n_u8('-'));
  uint8x16_t after = vandq_u8(vld1q_u8(at + 1), vdupq_n_u8(0xF8));
  return vandq_u8(hyphen, vceqq_u8(after, vdupq_n_u8(8)));
}

static inline uint64_t kernel_broken(const unsigned char *at) {
  return mask_of(is_broken(at), is_broken(at + 16), is_broken(at + 32), is_broken(at + 48));
}

/* Two table look-ups, as in kernel_avx2.c; an index past a table gives 0. */
static inline uint8x16_t is_initial(uint8x16_t bytes, uint8x16_t by_low, uint8x16_t by_high) {
  uint8x16_t low = vqtbl1q_u8(by_low, vandq_u8(bytes, vdupq_n_u8(15)));
  return vtstq_u8(low, vqtbl1q_u8(by_high, vshrq_n_u8(bytes, 4)));
}

static inline uint64_t kernel_initial(const unsigned char *at, const unsigned char table[16]) {
  static const uint8_t bit_values[16] = {1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t by_low = vld1q_u8(table), by_high = vld1q_u8(bit_values);
  return mask_of(is_initial(vld1q_u8(at), by_low, by_high),
                 is_initial(vld1q_u8(at + 16), by_low, by_high),
                 is_initial(vld1q_u8(at + 32), by_low, by_high),
                 is_initial(vld1q_u8(at + 48), by_low, by_high));
}

static inline unsigned kernel_same(const unsigned char *at, uint8_t byte) {
  static const uint8_t bit_values[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  uint8x16_t sum = vandq_u8(vceqq_u8(vld1q_u8(at), vdupq_n_u8(byte)), vld1q_u8(bit_values));
  for (int i = 0; i < 3; i++) sum = vpaddq_u8(sum, sum);
  return vgetq_lane_u16(vreinterpretq_u16_u8(sum), 0);
}

static inline unsigned kernel_sum(const unsigned char *at, unsigned count) {
  static const uint8_t kept[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                   255, 255, 255, 255, 255, 255, 255, 255};
  return vaddlvq_u8(vandq_u8(vld1q_u8(at), vld1q_u8(kept + 16 - count)));
}

#include "lexicon/kernel.h"
#include "lexicon/kernel_each.h"
#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_neon
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_neon;
#endif
