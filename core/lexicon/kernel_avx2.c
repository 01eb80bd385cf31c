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

#define KERNEL_LANES 4

/* Stage 1 of a scan, four words at a time: each 64-bit lane holds one word, first its bounds, then
 * its bytes, then its hash. The hash of an odd word is not looked at. Returns how many were done. */
static inline size_t kernel_hash_vectors(const gaz_lexicon *lexicon, const kernel_chunk *chunk,
                                         const uint16_t *starts, const uint16_t *ends, size_t count,
                                         uint64_t *hashes, uint32_t *places) {
  const __m256i ones = _mm256_set1_epi64x(-1), zero = _mm256_setzero_si256();
  const __m256i spaces = _mm256_set1_epi8(0x20), bit_5 = _mm256_set1_epi64x(0x20);
  const __m256i key_low = _mm256_set1_epi64x((long long)lexicon->keys.low);
  const __m256i key_high = _mm256_set1_epi64x((long long)lexicon->keys.high);
  const __m256i spread_a = _mm256_set1_epi64x((long long)lexicon->keys.spread_a);
  const __m256i spread_b = _mm256_set1_epi64x((long long)lexicon->keys.spread_b);
  const __m256i capital_blocks = _mm256_set1_epi64x((long long)lexicon->capital_count);
  const __m256i small_blocks = _mm256_set1_epi64x((long long)lexicon->small_count);
  const __m256i even = _mm256_setr_epi32(0, 2, 4, 6, 0, 2, 4, 6);
  const long long *low_bytes = (const long long *)chunk->bytes;
  const long long *high_bytes = (const long long *)(chunk->bytes + 8);
  size_t i = 0;
  for (; i + KERNEL_LANES <= count; i += KERNEL_LANES) {
    __m256i from = _mm256_cvtepu16_epi64(_mm_loadl_epi64((const __m128i *)(starts + i)));
    __m256i to = _mm256_cvtepu16_epi64(_mm_loadl_epi64((const __m128i *)(ends + i)));
    __m256i bits = _mm256_slli_epi64(_mm256_sub_epi64(to, from), 3);
    /* Shifts by 64 and more give 0; a negative number of bits to clear must become 0. */
    __m256i clear = _mm256_max_epi32(_mm256_sub_epi64(_mm256_set1_epi64x(64), bits), zero);
    __m256i clear_high = _mm256_sub_epi64(_mm256_set1_epi64x(128), bits);
    __m256i low = _mm256_and_si256(_mm256_i64gather_epi64(low_bytes, from, 1),
                                   _mm256_srlv_epi64(ones, clear));
    __m256i high = _mm256_and_si256(_mm256_i64gather_epi64(high_bytes, from, 1),
                                    _mm256_srlv_epi64(ones, clear_high));
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
    _mm256_storeu_si256((__m256i *)(hashes + i), hash);
    _mm_storeu_si128((__m128i *)(places + i),
                     _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(place, even)));
    for (size_t k = 0; k < KERNEL_LANES; k++) {
      __builtin_prefetch(lexicon->first + 8 * (size_t)places[i + k]);
    }
  }
  return i;
}

/* Stage 2, for chunks with nothing odd. Writes which of the words pass, and adds how many. */
static inline size_t kernel_pass_vectors(const gaz_lexicon *lexicon, const uint64_t *hashes,
                                         const uint32_t *places, const uint16_t *starts,
                                         const uint16_t *ends, size_t count, uint16_t *passed,
                                         size_t *passed_count) {
  /* Which of four words pass, as their places. */
  static const uint64_t of_four[16] = {
      0, 0,       1,       0x10000,     2,       0x20000,     0x20001,     0x200010000,
      3, 0x30000, 0x30001, 0x300010000, 0x30002, 0x300020000, 0x300020001, 0x3000200010000,
  };
  const __m256i sixty_three = _mm256_set1_epi64x(63), plain = _mm256_set1_epi64x(KERNEL_PLAIN);
  const long long *filter = (const long long *)lexicon->first;
  size_t i = 0, found = *passed_count;
  for (; i + KERNEL_LANES <= count; i += KERNEL_LANES) {
    __m256i hash = _mm256_loadu_si256((const __m256i *)(hashes + i));
    __m256i place = _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(places + i)));
    __m256i from = _mm256_cvtepu16_epi64(_mm_loadl_epi64((const __m128i *)(starts + i)));
    __m256i to = _mm256_cvtepu16_epi64(_mm_loadl_epi64((const __m128i *)(ends + i)));
    __m256i block = _mm256_i64gather_epi64(filter, place, 8);
    __m256i first = _mm256_srlv_epi64(block, _mm256_and_si256(hash, sixty_three));
    __m256i other =
        _mm256_srlv_epi64(block, _mm256_and_si256(_mm256_srli_epi64(hash, 6), sixty_three));
    __m256i both = _mm256_slli_epi64(_mm256_and_si256(first, other), 63);
    __m256i odd = _mm256_cmpgt_epi64(_mm256_sub_epi64(to, from), plain);
    unsigned pass = (unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(_mm256_or_si256(both, odd)));
    uint64_t four = of_four[pass] + i * 0x0001000100010001u;
    memcpy(passed + found, &four, 8);
    found += (unsigned)__builtin_popcount(pass);
  }
  *passed_count = found;
  return i;
}

#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_avx2
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_avx2;
#endif
