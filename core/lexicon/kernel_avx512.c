/* x86-64 with AVX-512 BW and VL, since 2017; the list file compiles this one file for them. */
#if defined(__AVX512BW__) && defined(__BMI2__)
#include <immintrin.h>
#include <stdint.h>

#include "lexicon/words.h"

/* As kernel_avx2.c, 64 bytes at once. */
static inline uint64_t kernel_word(const unsigned char *at) {
  const __m512i by_low =
      _mm512_broadcast_i32x4(_mm_setr_epi8(5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 2, 2, 2, 2, 2));
  const __m512i by_high =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 0, 0, 1, 2, 4, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m512i nibble = _mm512_set1_epi8(15);
  __m512i bytes = _mm512_loadu_si512(at);
  __m512i low = _mm512_shuffle_epi8(by_low, _mm512_and_si512(bytes, nibble));
  __m512i high =
      _mm512_shuffle_epi8(by_high, _mm512_and_si512(_mm512_srli_epi16(bytes, 4), nibble));
  return _mm512_test_epi8_mask(low, high) | _mm512_movepi8_mask(bytes);
}

static inline uint64_t kernel_high(const unsigned char *at) {
  return _mm512_movepi8_mask(_mm512_loadu_si512(at));
}

#define KERNEL_LANES 8

/* As kernel_avx2.c, eight words at a time. */
static inline const uint16_t *kernel_hash_vectors(const gaz_lexicon *lexicon,
                                                  const unsigned char *text, size_t start,
                                                  const uint16_t *edges, const uint16_t *end,
                                                  gaz_word_batch *batch) {
  const __m512i lower_half = _mm512_set1_epi64(UINT32_MAX), ones = _mm512_set1_epi64(-1);
  const __m512i spaces = _mm512_set1_epi8(0x20), bit_5 = _mm512_set1_epi64(0x20);
  const __m512i sixty_three = _mm512_set1_epi64(63);
  const __m512i base = _mm512_set1_epi32((int)(uint32_t)start);
  const __m512i key_low = _mm512_set1_epi64((long long)lexicon->keys.low);
  const __m512i key_high = _mm512_set1_epi64((long long)lexicon->keys.high);
  const __m512i spread_a = _mm512_set1_epi64((long long)lexicon->keys.spread_a);
  const __m512i spread_b = _mm512_set1_epi64((long long)lexicon->keys.spread_b);
  const __m512i capital_blocks = _mm512_set1_epi64((long long)lexicon->capital_count);
  const __m512i small_blocks = _mm512_set1_epi64((long long)lexicon->small_count);
  const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  size_t words = batch->count, anchors = batch->anchor_count;
  for (; end - edges >= 2 * KERNEL_LANES; edges += 2 * KERNEL_LANES) {
    __m512i bounds =
        _mm512_add_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)edges)), base);
    __m512i from = _mm512_and_si512(bounds, lower_half);
    __m512i length = _mm512_sub_epi64(_mm512_srli_epi64(bounds, 32), from);
    __m512i bits = _mm512_slli_epi64(length, 3);
    __m512i clear =
        _mm512_max_epi64(_mm512_sub_epi64(_mm512_set1_epi64(64), bits), _mm512_setzero_si512());
    __m512i clear_high = _mm512_sub_epi64(_mm512_set1_epi64(128), bits);
    __m512i low =
        _mm512_and_si512(_mm512_i64gather_epi64(from, text, 1), _mm512_srlv_epi64(ones, clear));
    __m512i high = _mm512_and_si512(_mm512_i64gather_epi64(from, text + 8, 1),
                                    _mm512_srlv_epi64(ones, clear_high));
    if (_mm512_test_epi64_mask(_mm512_or_si512(low, high), _mm512_set1_epi8(-128)) |
        _mm512_cmpgt_epi64_mask(length, _mm512_set1_epi64(16))) {
      break;
    }

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
    __m512i block = _mm512_i64gather_epi64(place, lexicon->first, 8);
    __m512i first = _mm512_srlv_epi64(block, _mm512_and_si512(hash, sixty_three));
    __m512i other =
        _mm512_srlv_epi64(block, _mm512_and_si512(_mm512_srli_epi64(hash, 6), sixty_three));
    __mmask8 pass = _mm512_test_epi64_mask(_mm512_and_si512(first, other), _mm512_set1_epi64(1));

    _mm512_storeu_si512(batch->words + words, bounds);
    _mm512_storeu_si512(batch->hashes + words, hash);
    __m256i passed =
        _mm256_maskz_compress_epi32(pass, _mm256_add_epi32(lanes, _mm256_set1_epi32((int)words)));
    _mm_storeu_si128((__m128i *)(batch->anchors + anchors), _mm256_cvtepi32_epi16(passed));
    words += KERNEL_LANES;
    anchors += (unsigned)__builtin_popcount(pass);
  }
  batch->count = (uint32_t)words;
  batch->anchor_count = (uint32_t)anchors;
  return edges;
}

#include "lexicon/kernel.h"
#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_avx512
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_avx512;
#endif
