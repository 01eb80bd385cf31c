/* lexicon/kernel_x86.h - what the three paths for x86-64 have in common: a bucket's bytes, sixteen at
 * a time. */
#ifndef GAZ_LEXICON_KERNEL_X86_H
#define GAZ_LEXICON_KERNEL_X86_H

#include <emmintrin.h>
#include <stdint.h>

static inline unsigned kernel_same(const unsigned char *at, uint8_t byte) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)at);
  return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)byte)));
}

static inline unsigned kernel_sum(const unsigned char *at, unsigned count) {
  static const unsigned char kept[32] = {255, 255, 255, 255, 255, 255, 255, 255,
                                         255, 255, 255, 255, 255, 255, 255, 255};
  __m128i mask = _mm_loadu_si128((const __m128i *)(kept + 16 - count));
  __m128i bytes = _mm_and_si128(_mm_loadu_si128((const __m128i *)at), mask);
  __m128i sums = _mm_sad_epu8(bytes, _mm_setzero_si128());
  return (unsigned)_mm_cvtsi128_si32(_mm_add_epi64(sums, _mm_unpackhi_epi64(sums, sums)));
}

#endif
