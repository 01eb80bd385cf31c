/* Nets with the instructions of 2013. */
#if defined(__AVX2__)
#include <immintrin.h>

#include "english/net_layout.h"

enum { H = GAZ_NET_HIDDEN, VECTORS = H / 16 };
_Static_assert(H == 128, "the loops below are unrolled by hand");

static inline __m256i load(const void *at) { return _mm256_loadu_si256(at); }

void gaz_net_add_avx2(const int8_t *table, const uint32_t *rows, size_t count, int16_t *sums) {
  __m256i total[VECTORS];
#pragma GCC unroll 8
  for (int k = 0; k < VECTORS; k++) total[k] = _mm256_setzero_si256();
  for (size_t i = 0; i < count; i++) {
    const __m128i *row = (const __m128i *)(const void *)(table + (size_t)rows[i] * H);
#pragma GCC unroll 8
    for (int k = 0; k < VECTORS; k++)
      total[k] = _mm256_add_epi16(total[k], _mm256_cvtepi8_epi16(_mm_loadu_si128(row + k)));
  }
#pragma GCC unroll 8
  for (int k = 0; k < VECTORS; k++) _mm256_storeu_si256((void *)(sums + 16 * k), total[k]);
}

static inline void add_bytes(__m256i bytes, __m256i total[2]) {
  total[0] = _mm256_add_epi16(total[0], _mm256_cvtepu8_epi16(_mm256_castsi256_si128(bytes)));
  total[1] = _mm256_add_epi16(total[1], _mm256_cvtepu8_epi16(_mm256_extracti128_si256(bytes, 1)));
}

/* Sixteen narrow rows are added in bytes before those are added to the sums. */
void gaz_net_look_avx2(const int8_t *table, const int16_t *bias, const int16_t *const *sums,
                       size_t sum_count, const uint32_t *rows, size_t count, uint8_t *hidden) {
  __m256i total[VECTORS], more = _mm256_set1_epi16((short)(GAZ_NET_NARROW * count));
#pragma GCC unroll 8
  for (int k = 0; k < VECTORS; k++) total[k] = _mm256_sub_epi16(load(bias + 16 * k), more);
  for (size_t i = 0; i < sum_count; i++) {
#pragma GCC unroll 8
    for (int k = 0; k < VECTORS; k++) total[k] = _mm256_add_epi16(total[k], load(sums[i] + 16 * k));
  }
  for (size_t i = 0; i < count;) {
    size_t end = i + 16 < count ? i + 16 : count;
    const int8_t *row = table + (size_t)rows[i] * H;
    __m256i a = load(row), b = load(row + 32), c = load(row + 64), d = load(row + 96);
    while (++i < end) {
      row = table + (size_t)rows[i] * H;
      a = _mm256_add_epi8(a, load(row));
      b = _mm256_add_epi8(b, load(row + 32));
      c = _mm256_add_epi8(c, load(row + 64));
      d = _mm256_add_epi8(d, load(row + 96));
    }
    add_bytes(a, total);
    add_bytes(b, total + 2);
    add_bytes(c, total + 4);
    add_bytes(d, total + 6);
  }
#pragma GCC unroll 4
  for (int k = 0; k < VECTORS; k += 2) {
    __m256i units = _mm256_packs_epi16(total[k], total[k + 1]);
    units = _mm256_permute4x64_epi64(_mm256_max_epi8(units, _mm256_setzero_si256()), 0xd8);
    _mm256_storeu_si256((void *)(hidden + 16 * k), units);
  }
}

/* Products of bytes are added in pairs, of 16 bits: 2 * 127 * 128 fits. */
static inline __m256i multiply_add(__m256i sum, __m256i bytes, __m256i weights) {
  __m256i pairs = _mm256_maddubs_epi16(bytes, weights);
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

#define SCORE gaz_net_score_avx2
#include "english/net_score_body.h"

static inline int32_t highest_of(__m256i eight) {
  __m128i four = _mm_max_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
  four = _mm_max_epi32(four, _mm_shuffle_epi32(four, 0x4e));
  return _mm_cvtsi128_si32(_mm_max_epi32(four, _mm_shuffle_epi32(four, 0xb1)));
}

/* The highest and the second highest of each eighth score, then of all. */
uint32_t gaz_net_best_avx2(const int32_t *scores, uint32_t groups, int32_t *margin) {
  const __m256i *at = (const __m256i *)(const void *)scores;
  __m256i first = _mm256_set1_epi32(INT32_MIN), second = first;
  for (uint32_t g = 0; g < groups; g++) {
    __m256i some = _mm256_loadu_si256(at + g);
    second = _mm256_max_epi32(second, _mm256_min_epi32(first, some));
    first = _mm256_max_epi32(first, some);
  }
  int32_t high = highest_of(first);
  __m256i wanted = _mm256_set1_epi32(high), is_high = _mm256_cmpeq_epi32(first, wanted);
  uint32_t which = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(is_high));
  *margin = which & (which - 1) ? 0 : high - highest_of(_mm256_blendv_epi8(first, second, is_high));
  for (uint32_t g = 0;; g++) {
    __m256i here = _mm256_cmpeq_epi32(_mm256_loadu_si256(at + g), wanted);
    which = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(here));
    if (which) return 8 * g + (uint32_t)__builtin_ctz(which);
  }
}
#else
typedef int gaz_net_avx2_is_for_other_machines;
#endif
