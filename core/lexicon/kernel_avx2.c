/* x86-64 with AVX2 and BMI, since 2013; the list file compiles this one file for them. */
#if defined(__AVX2__) && defined(__BMI2__)
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "lexicon/words.h"

/* Two shuffles classify a byte by its nibbles: it is in the class when the two have a bit in
 * common. Bit 0: 3x and 0-9; bit 1: 4x or 6x and 1-F; bit 2: 5x or 7x and 0-A. A byte from 0x80 is
 * found by its sign. */
static inline __m256i is_word(__m256i bytes) {
  const __m256i by_low =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(5, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 2, 2, 2, 2, 2));
  const __m256i by_high =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 0, 0, 1, 2, 4, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i nibble = _mm256_set1_epi8(15);
  __m256i low = _mm256_shuffle_epi8(by_low, _mm256_and_si256(bytes, nibble));
  __m256i high =
      _mm256_shuffle_epi8(by_high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble));
  __m256i none = _mm256_cmpeq_epi8(_mm256_and_si256(low, high), _mm256_setzero_si256());
  return _mm256_or_si256(_mm256_xor_si256(none, _mm256_set1_epi8(-1)), bytes);
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

#define KERNEL_LANES 4

/* The loop of kernel_hash, four words at a time and for as long as all four are plain: each 64-bit
 * lane holds one word, first its bounds, then its bytes, then its hash. Returns the first edge not
 * taken. */
static inline const uint16_t *kernel_hash_vectors(const gaz_lexicon *lexicon,
                                                  const unsigned char *text, size_t start,
                                                  const uint16_t *edges, const uint16_t *end,
                                                  gaz_word_batch *batch) {
  /* Which of four words pass, as their places. */
  static const uint64_t places[16] = {
      0, 0,       1,       0x10000,     2,       0x20000,     0x20001,     0x200010000,
      3, 0x30000, 0x30001, 0x300010000, 0x30002, 0x300020000, 0x300020001, 0x3000200010000,
  };
  const __m256i lower_half = _mm256_set1_epi64x(UINT32_MAX), ones = _mm256_set1_epi64x(-1);
  const __m256i spaces = _mm256_set1_epi8(0x20), bit_5 = _mm256_set1_epi64x(0x20);
  const __m256i sixty_three = _mm256_set1_epi64x(63), sixteen = _mm256_set1_epi32(16);
  const __m256i base = _mm256_set1_epi32((int)(uint32_t)start);
  const __m256i key_low = _mm256_set1_epi64x((long long)lexicon->keys.low);
  const __m256i key_high = _mm256_set1_epi64x((long long)lexicon->keys.high);
  const __m256i spread_a = _mm256_set1_epi64x((long long)lexicon->keys.spread_a);
  const __m256i spread_b = _mm256_set1_epi64x((long long)lexicon->keys.spread_b);
  const __m256i capital_blocks = _mm256_set1_epi64x((long long)lexicon->capital_count);
  const __m256i small_blocks = _mm256_set1_epi64x((long long)lexicon->small_count);
  const long long *low_bytes = (const long long *)text, *high_bytes = (const long long *)(text + 8);
  const long long *filter = (const long long *)lexicon->first;
  size_t words = batch->count, anchors = batch->anchor_count;
  for (; end - edges >= 2 * KERNEL_LANES; edges += 2 * KERNEL_LANES) {
    __m256i bounds =
        _mm256_add_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)edges)), base);
    __m256i from = _mm256_and_si256(bounds, lower_half);
    __m256i length = _mm256_sub_epi64(_mm256_srli_epi64(bounds, 32), from);
    __m256i bits = _mm256_slli_epi64(length, 3);
    /* Shifts by 64 and more give 0; a negative number of bits to clear must become 0. */
    __m256i clear =
        _mm256_max_epi32(_mm256_sub_epi64(_mm256_set1_epi64x(64), bits), _mm256_setzero_si256());
    __m256i clear_high = _mm256_sub_epi64(_mm256_set1_epi64x(128), bits);
    __m256i low = _mm256_and_si256(_mm256_i64gather_epi64(low_bytes, from, 1),
                                   _mm256_srlv_epi64(ones, clear));
    __m256i high = _mm256_and_si256(_mm256_i64gather_epi64(high_bytes, from, 1),
                                    _mm256_srlv_epi64(ones, clear_high));
    __m256i odd = _mm256_or_si256(_mm256_or_si256(low, high), _mm256_cmpgt_epi32(length, sixteen));
    if (!_mm256_testz_si256(odd, _mm256_set1_epi8(-128))) break;

    __m256i small = _mm256_cmpeq_epi64(_mm256_and_si256(low, bit_5), bit_5);
    low = _mm256_add_epi32(_mm256_or_si256(low, spaces), key_low);
    high = _mm256_add_epi32(_mm256_or_si256(high, spaces), key_high);
    __m256i sum = _mm256_add_epi64(_mm256_mul_epu32(low, _mm256_srli_epi64(low, 32)),
                                   _mm256_mul_epu32(high, _mm256_srli_epi64(high, 32)));
    __m256i second = _mm256_mul_epu32(_mm256_srli_epi64(sum, 32), spread_b);
    __m256i hash = _mm256_xor_si256(_mm256_mul_epu32(sum, spread_a),
                                    _mm256_shuffle_epi32(second, _MM_SHUFFLE(2, 3, 0, 1)));
    __m256i blocks = _mm256_blendv_epi8(capital_blocks, small_blocks, small);
    __m256i place = _mm256_srli_epi64(_mm256_mul_epu32(_mm256_srli_epi64(hash, 32), blocks), 32);
    place = _mm256_add_epi64(place, _mm256_and_si256(capital_blocks, small));
    __m256i block = _mm256_i64gather_epi64(filter, place, 8);
    __m256i first = _mm256_srlv_epi64(block, _mm256_and_si256(hash, sixty_three));
    __m256i other =
        _mm256_srlv_epi64(block, _mm256_and_si256(_mm256_srli_epi64(hash, 6), sixty_three));
    unsigned pass = (unsigned)_mm256_movemask_pd(
        _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_and_si256(first, other), 63)));

    _mm256_storeu_si256((__m256i *)(batch->words + words), bounds);
    _mm256_storeu_si256((__m256i *)(batch->hashes + words), hash);
    uint64_t passed = places[pass] + words * 0x0001000100010001u;
    memcpy(batch->anchors + anchors, &passed, 8);
    words += KERNEL_LANES;
    anchors += (unsigned)__builtin_popcount(pass);
  }
  batch->count = (uint32_t)words;
  batch->anchor_count = (uint32_t)anchors;
  return edges;
}

#include "lexicon/kernel.h"
#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_avx2
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_avx2;
#endif
