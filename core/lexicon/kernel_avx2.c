/* x86-64 with AVX2 and BMI, since 2013; the list file compiles this one file for them. */
#if defined(__AVX2__) && defined(__BMI2__)
#include <immintrin.h>
#include <stdint.h>

/* Two shuffles classify a byte by its nibbles: it is in the class when the two have a bit in
 * common. Bit 0: 3x and 0-9; bit 1: 4x or 6x and 1-F; bit 2: 5x or 7x and 0-A. A byte from 0x80 is
 * found by its sign. */
static inline __m256i is_word(__m256i bytes) {
  const __m256i by_low = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 2, 2, 2, 2, 2));
  const __m256i by_high = _mm256_broadcastsi128_si256(
      _mm_setr_epi8(0, 0, 0, 1, 2, 4, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i nibble = _mm256_set1_epi8(15);
  __m256i low = _mm256_shuffle_epi8(by_low, _mm256_and_si256(bytes, nibble));
  __m256i high = _mm256_shuffle_epi8(by_high,
                                     _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
  __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(low, high), _mm256_setzero_si256());
  return _mm256_or_si256(_mm256_xor_si256(none, _mm256_set1_epi8(-1)), bytes);
}

static inline uint64_t mask_of(__m256i first, __m256i second) {
  return (uint32_t)_mm256_movemask_epi8(first) |
         (uint64_t)(uint32_t)_mm256_movemask_epi8(second) << 32;
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

#define KERNEL_NAME gaz_words_avx2
#include "lexicon/kernel.h"
#else
typedef int gaz_no_avx2;
#endif
