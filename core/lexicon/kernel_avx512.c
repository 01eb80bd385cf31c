/* x86-64 with AVX-512 BW and VL, since 2017; the list file compiles this one file for them. */
#if defined(__AVX512BW__) && defined(__BMI2__)
#include <immintrin.h>
#include <stdint.h>

/* As kernel_avx2.c, 64 bytes at once. */
static inline uint64_t kernel_word(const unsigned char *at) {
  const __m512i by_low = _mm512_broadcast_i32x4(
      _mm_setr_epi8(5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 2, 2, 2, 2, 2));
  const __m512i by_high = _mm512_broadcast_i32x4(
      _mm_setr_epi8(0, 0, 0, 1, 2, 4, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m512i nibble = _mm512_set1_epi8(15);
  __m512i bytes = _mm512_loadu_si512(at);
  __m512i low = _mm512_shuffle_epi8(by_low, _mm512_and_si512(bytes, nibble));
  __m512i high = _mm512_shuffle_epi8(by_high,
                                     _mm512_and_si512(_mm512_srli_epi16(bytes, 4), nibble));
  return _mm512_test_epi8_mask(low, high) | _mm512_movepi8_mask(bytes);
}

static inline uint64_t kernel_high(const unsigned char *at) {
  return _mm512_movepi8_mask(_mm512_loadu_si512(at));
}

#define KERNEL_NAME gaz_words_avx512
#include "lexicon/kernel.h"
#else
typedef int gaz_no_avx512;
#endif
