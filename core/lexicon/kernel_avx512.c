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

#define KERNEL_LANES 8

static inline size_t kernel_hash_vectors(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                         const uint16_t *starts, const uint16_t *ends, size_t count,
                                         uint64_t *hashes, uint32_t *places) {
  const __m512i ones = _mm512_set1_epi64(-1), zero = _mm512_setzero_si512();
  const __m512i spaces = _mm512_set1_epi8(0x20), bit_5 = _mm512_set1_epi64(0x20);
  const __m512i key_low = _mm512_set1_epi64((long long)lexicon->keys.low);
  const __m512i key_high = _mm512_set1_epi64((long long)lexicon->keys.high);
  const __m512i spread_a = _mm512_set1_epi64((long long)lexicon->keys.spread_a);
  const __m512i spread_b = _mm512_set1_epi64((long long)lexicon->keys.spread_b);
  const __m512i capital_blocks = _mm512_set1_epi64((long long)lexicon->capital_count);
  const __m512i small_blocks = _mm512_set1_epi64((long long)lexicon->small_count);
  size_t i = 0;
  for (; i + KERNEL_LANES <= count; i += KERNEL_LANES) {
    __m512i from = _mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(starts + i)));
    __m512i to = _mm512_cvtepu16_epi64(_mm_loadu_si128((const __m128i *)(ends + i)));
    __m512i bits = _mm512_slli_epi64(_mm512_sub_epi64(to, from), 3);
    __m512i clear = _mm512_max_epi64(_mm512_sub_epi64(_mm512_set1_epi64(64), bits), zero);
    __m512i clear_high = _mm512_sub_epi64(_mm512_set1_epi64(128), bits);
    __m512i low = _mm512_and_si512(_mm512_i64gather_epi64(from, chunk->bytes, 1),
                                   _mm512_srlv_epi64(ones, clear));
    __m512i high = _mm512_and_si512(_mm512_i64gather_epi64(from, chunk->bytes + 8, 1),
                                    _mm512_srlv_epi64(ones, clear_high));
    __mmask8 small = _mm512_test_epi64_mask(low, bit_5);
    low = _mm512_add_epi32(_mm512_or_si512(low, spaces), key_low);
    high = _mm512_add_epi32(_mm512_or_si512(high, spaces), key_high);
    __m512i sum = _mm512_add_epi64(_mm512_mul_epu32(low, _mm512_srli_epi64(low, 32)),
                                   _mm512_mul_epu32(high, _mm512_srli_epi64(high, 32)));
    __m512i second = _mm512_mul_epu32(_mm512_srli_epi64(sum, 32), spread_b);
    __m512i hash = _mm512_xor_si512(_mm512_mul_epu32(sum, spread_a), _mm512_rol_epi64(second, 32));
    __m512i blocks = _mm512_mask_mov_epi64(capital_blocks, small, small_blocks);
    __m512i place = _mm512_srli_epi64(_mm512_mul_epu32(_mm512_srli_epi64(hash, 32), blocks), 32);
    place = _mm512_mask_add_epi64(place, small, place, capital_blocks);
    _mm512_storeu_si512(hashes + i, hash);
    _mm256_storeu_si256((__m256i *)(places + i), _mm512_cvtepi64_epi32(place));
    for (size_t k = 0; k < KERNEL_LANES; k++) {
      __builtin_prefetch(lexicon->first + 8 * (size_t)places[i + k]);
    }
  }
  return i;
}

static inline size_t kernel_pass_vectors(const gaz_lexicon *lexicon, const uint64_t *hashes,
                                         const uint32_t *places, const uint16_t *starts,
                                         const uint16_t *ends, size_t count, uint16_t *passed,
                                         size_t *passed_count) {
  const __m512i sixty_three = _mm512_set1_epi64(63), one = _mm512_set1_epi64(1);
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  size_t i = 0, found = *passed_count;
  for (; i + KERNEL_LANES <= count; i += KERNEL_LANES) {
    __m512i hash = _mm512_loadu_si512(hashes + i);
    __m128i length = _mm_sub_epi16(_mm_loadu_si128((const __m128i *)(ends + i)),
                                   _mm_loadu_si128((const __m128i *)(starts + i)));
    __m512i block = _mm512_i32gather_epi64(_mm256_loadu_si256((const __m256i *)(places + i)),
                                           lexicon->first, 8);
    __m512i first = _mm512_srlv_epi64(block, _mm512_and_si512(hash, sixty_three));
    __m512i other =
        _mm512_srlv_epi64(block, _mm512_and_si512(_mm512_srli_epi64(hash, 6), sixty_three));
    __mmask8 pass = _mm512_test_epi64_mask(_mm512_and_si512(first, other), one) |
                    _mm_cmpgt_epi16_mask(length, _mm_set1_epi16(KERNEL_PLAIN));
    __m256i passing =
        _mm256_maskz_compress_epi32(pass, _mm256_add_epi32(lanes, _mm256_set1_epi32((int)i)));
    _mm_storeu_si128((__m128i *)(passed + found), _mm256_cvtepi32_epi16(passing));
    found += (unsigned)__builtin_popcount(pass);
  }
  *passed_count = found;
  return i;
}

#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_avx512
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_avx512;
#endif
