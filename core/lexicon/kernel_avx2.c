/* x86-64 with AVX2 and BMI, since 2013; the list file compiles this one file for them. */
#if defined(__AVX2__) && defined(__BMI2__)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "lexicon/words.h"

/* Two shuffles classify a byte by its nibbles: it is in the class when the two have a bit in
 * common. */
static inline __m256i by_nibbles(__m256i bytes, __m256i by_low, __m256i by_high) {
  const __m256i nibble = _mm256_set1_epi8(15);
  __m256i low = _mm256_shuffle_epi8(by_low, _mm256_and_si256(bytes, nibble));
  __m256i high =
      _mm256_shuffle_epi8(by_high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
  return _mm256_and_si256(low, high);
}

static inline __m256i not_zero(__m256i bytes) {
  return _mm256_xor_si256(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()), _mm256_set1_epi8(-1));
}

/* Bit 0: 3x and 0-9; bit 1: 4x or 6x and 1-F; bit 2: 5x or 7x and 0-A. A byte from 0x80 is found
 * by its sign. */
static inline __m256i is_word(__m256i bytes) {
  const __m256i by_low =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 2, 2, 2, 2, 2));
  const __m256i by_high =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 0, 1, 2, 4, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0));
  return _mm256_or_si256(not_zero(by_nibbles(bytes, by_low, by_high)), bytes);
}

static inline __m256i is_initial(__m256i bytes, const unsigned char table[16]) {
  const __m256i by_high = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0));
  __m256i by_low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
  return not_zero(by_nibbles(bytes, by_low, by_high));
}

static inline uint64_t mask_of(__m256i first, __m256i second) {
  return (uint32_t)_mm256_movemask_epi8(first) | (uint64_t)(uint32_t)_mm256_movemask_epi8(second)
                                                     << 32;
}

static inline __m256i load(const unsigned char *at) {
  return _mm256_loadu_si256((const __m256i *)at);
}

static inline uint64_t kernel_word(const unsigned char *at) {
  return mask_of(is_word(load(at)), is_word(load(at + 32)));
}

static inline uint64_t kernel_high(const unsigned char *at) {
  return mask_of(load(at), load(at + 32));
}

static inline uint64_t kernel_lead(const unsigned char *at) {
  const __m256i lead = _mm256_set1_epi8((char)0xE2);
  return mask_of(_mm256_cmpeq_epi8(load(at), lead), _mm256_cmpeq_epi8(load(at + 32), lead));
}

static inline __m256i is_broken(const unsigned char *at) {
  __m256i hyphen = _mm256_cmpeq_epi8(load(at), _mm256_set1_epi8('-'));
  __m256i after = _mm256_and_si256(load(at + 1), _mm256_set1_epi8(-8));
  return _mm256_and_si256(hyphen, _mm256_cmpeq_epi8(after, _mm256_set1_epi8(8)));
}

static inline uint64_t kernel_broken(const unsigned char *at) {
  return mask_of(is_broken(at), is_broken(at + 32));
}

static inline uint64_t kernel_initial(const unsigned char *at, const unsigned char table[16]) {
  return mask_of(is_initial(load(at), table), is_initial(load(at + 32), table));
}

#include "lexicon/kernel.h"
#include "lexicon/kernel_x86.h"

#define KERNEL_LANES 4
typedef uint64_t lanes __attribute__((vector_size(32)));
typedef uint32_t lanes_halves __attribute__((vector_size(32)));

static inline lanes lanes_of_u16(const uint16_t *at) {
  return (lanes)_mm256_cvtepu16_epi64(_mm_loadl_epi64((const __m128i *)at));
}

static inline void lanes_to_u32(uint32_t *at, lanes a) {
  const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
  _mm_storeu_si128((__m128i *)at,
                   _mm256_castsi256_si128(_mm256_permutevar8x32_epi32((__m256i)a, even)));
}

static inline lanes lanes_of_all(uint64_t value) {
  return (lanes)_mm256_set1_epi64x((long long)value);
}

#define lanes_of_each(f) ((lanes){f(0), f(1), f(2), f(3)})

static inline lanes lanes_left(lanes a, lanes by) {
  return (lanes)_mm256_sllv_epi64((__m256i)a, (__m256i)by);
}

static inline lanes lanes_right(lanes a, lanes by) {
  return (lanes)_mm256_srlv_epi64((__m256i)a, (__m256i)by);
}

static inline lanes lanes_multiply(lanes a, lanes b) {
  return (lanes)_mm256_mul_epu32((__m256i)a, (__m256i)b);
}

static inline lanes lanes_turn(lanes a) {
  return (lanes)_mm256_shuffle_epi32((__m256i)a, _MM_SHUFFLE(2, 3, 0, 1));
}

static inline lanes lanes_choose(lanes which, lanes a, lanes b) {
  return (lanes)_mm256_blendv_pd((__m256d)a, (__m256d)b, (__m256d)which);
}

static inline unsigned lanes_highest(lanes a) { return (unsigned)_mm256_movemask_pd((__m256d)a); }

#include "lexicon/kernel_lanes.h"

#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_avx2
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_avx2;
#endif
