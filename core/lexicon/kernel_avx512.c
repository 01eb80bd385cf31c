/* x86-64 with AVX-512 BW and VL, since 2017; the list file compiles this one file for them. */
#if defined(__AVX512BW__) && defined(__BMI2__)
#include <immintrin.h>
#include <stdint.h>

/* As kernel_avx2.c, 64 bytes at once. */
static inline uint64_t by_nibbles(__m512i bytes, __m512i by_low, __m512i by_high) {
  const __m512i nibble = _mm512_set1_epi8(15);
  __m512i low = _mm512_shuffle_epi8(by_low, _mm512_and_si512(bytes, nibble));
  __m512i high =
      _mm512_shuffle_epi8(by_high, _mm512_and_si512(_mm512_srli_epi16(bytes, 4), nibble));
  return _mm512_test_epi8_mask(low, high);
}

static inline uint64_t kernel_high(const unsigned char *at) {
  return _mm512_movepi8_mask(_mm512_loadu_si512(at));
}

static inline uint64_t kernel_word(const unsigned char *at) {
  const __m512i by_low =
      _mm512_broadcast_i32x4(_mm_setr_epi8(5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 2, 2, 2, 2, 2));
  const __m512i by_high =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 1, 2, 4, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0));
  return by_nibbles(_mm512_loadu_si512(at), by_low, by_high) | kernel_high(at);
}

static inline uint64_t kernel_lead(const unsigned char *at) {
  return _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at), _mm512_set1_epi8((char)0xE2));
}

static inline uint64_t kernel_broken(const unsigned char *at) {
  __mmask64 hyphen = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(at), _mm512_set1_epi8('-'));
  __m512i after = _mm512_and_si512(_mm512_loadu_si512(at + 1), _mm512_set1_epi8(-8));
  return _mm512_mask_cmpeq_epi8_mask(hyphen, after, _mm512_set1_epi8(8));
}

static inline uint64_t kernel_initial(const unsigned char *at, const unsigned char table[16]) {
  const __m512i by_high =
      _mm512_broadcast_i32x4(_mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
  __m512i by_low = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)table));
  return by_nibbles(_mm512_loadu_si512(at), by_low, by_high);
}

#include "lexicon/kernel.h"
#include "lexicon/kernel_x86.h"

#define KERNEL_LANES 8
typedef uint64_t lanes __attribute__((vector_size(64)));
typedef uint32_t lanes_halves __attribute__((vector_size(64)));

static inline lanes lanes_of_u16(const uint16_t *at) {
  return (lanes)_mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)at));
}

static inline void lanes_to_u32(uint32_t *at, lanes a) {
  _mm256_storeu_si256((__m256i *)at, _mm512_cvtepi64_epi32((__m512i)a));
}

static inline lanes lanes_of_all(uint64_t value) {
  return (lanes)_mm512_set1_epi64((long long)value);
}

#define lanes_of_each(f) ((lanes){f(0), f(1), f(2), f(3), f(4), f(5), f(6), f(7)})

static inline lanes lanes_left(lanes a, lanes by) {
  return (lanes)_mm512_sllv_epi64((__m512i)a, (__m512i)by);
}

static inline lanes lanes_right(lanes a, lanes by) {
  return (lanes)_mm512_srlv_epi64((__m512i)a, (__m512i)by);
}

static inline lanes lanes_multiply(lanes a, lanes b) {
  return (lanes)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}

static inline lanes lanes_turn(lanes a) { return (lanes)_mm512_rol_epi64((__m512i)a, 32); }

static inline lanes lanes_choose(lanes which, lanes a, lanes b) {
  return (lanes)_mm512_mask_mov_epi64((__m512i)a, _mm512_movepi64_mask((__m512i)which), (__m512i)b);
}

static inline unsigned lanes_highest(lanes a) { return _mm512_movepi64_mask((__m512i)a); }

#include "lexicon/kernel_lanes.h"

#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_avx512
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_avx512;
#endif
