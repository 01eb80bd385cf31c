/* english/net_score_body.h - scores of a net in vectors of 256 bits, for the including file's SCORE and
 * multiply_add(sum, bytes, weights), which adds four products to each of eight sums. */
enum { GROUPS = 4 }; /* at a time: each sum waits for the one before */

static inline __attribute__((always_inline)) void score_some(const int8_t *weights,
                                                             const int32_t *bias,
                                                             const uint8_t *hidden, int groups,
                                                             int32_t *scores) {
  __m256i sums[GROUPS];
#pragma GCC unroll 4
  for (int g = 0; g < groups; g++) sums[g] = _mm256_loadu_si256((const void *)(bias + 8 * g));
  for (int k = 0; k < H / 4; k++) {
    int four;
    __builtin_memcpy(&four, hidden + 4 * k, 4);
    __m256i bytes = _mm256_set1_epi32(four);
    const int8_t *at = weights + 32 * k;
#pragma GCC unroll 4
    for (int g = 0; g < groups; g++)
      sums[g] = multiply_add(sums[g], bytes, _mm256_loadu_si256((const void *)(at + 8 * g * H)));
  }
#pragma GCC unroll 4
  for (int g = 0; g < groups; g++) _mm256_storeu_si256((void *)(scores + 8 * g), sums[g]);
}

void SCORE(const int8_t *weights, const int32_t *bias, const uint8_t *hidden, uint32_t groups,
           int32_t *scores) {
  for (uint32_t g = 0; g < groups; g += GROUPS) {
    const int8_t *at = weights + (size_t)g * 8 * H;
    switch (groups - g) {
      case 1: score_some(at, bias + 8 * g, hidden, 1, scores + 8 * g); break;
      case 2: score_some(at, bias + 8 * g, hidden, 2, scores + 8 * g); break;
      case 3: score_some(at, bias + 8 * g, hidden, 3, scores + 8 * g); break;
      default: score_some(at, bias + 8 * g, hidden, 4, scores + 8 * g); break;
    }
  }
}
