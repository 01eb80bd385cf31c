/* Which vector instructions this machine has, asked of the processor when an image is opened. */
#include "lexicon/words.h"

size_t gaz_words_paths(gaz_words_path paths[8]) {
  size_t count = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
#if defined(GAZ_HAVE_AVX512)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("bmi2")) {
    paths[count++] = (gaz_words_path){"avx512", gaz_words_avx512};
  }
#endif
#if defined(GAZ_HAVE_AVX2)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
    paths[count++] = (gaz_words_path){"avx2", gaz_words_avx2};
  }
#endif
  paths[count++] = (gaz_words_path){"sse2", gaz_words_sse2};
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  paths[count++] = (gaz_words_path){"neon", gaz_words_neon};
#endif
  paths[count++] = (gaz_words_path){"scalar", gaz_words_scalar};
  return count;
}
