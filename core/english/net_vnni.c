/* Scores of a net with the instructions of 2019 that multiply and add bytes in one go; of 256 bits, for which no processor
 * lowers its clock. */
#if defined(__AVX512VNNI__) && defined(__AVX512VL__)
#include <immintrin.h>

#include "english/net_layout.h"

enum { H = GAZ_NET_HIDDEN };

static inline __m256i multiply_add(__m256i sum, __m256i bytes, __m256i weights) {
  return _mm256_dpbusd_epi32(sum, bytes, weights);
}

#define SCORE gaz_net_score_vnni
#include "english/net_score_body.h"
#else
typedef int gaz_net_vnni_is_for_other_machines;
#endif
