/* Which vector instructions this machine has, asked of the processor when an image is opened. */
#include "lexicon/scan.h"

size_t gaz_scan_paths(gaz_scan_path paths[8]) {
  size_t count = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
#if defined(GAZ_HAVE_AVX512)
  const gaz_scan_path widest = {"avx512", gaz_scan_avx512, true};
  bool wide = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
              __builtin_cpu_supports("bmi2");
  /* Processors that had 512 bits first clock so much lower with them that AVX2 is an eighth faster. */
  bool wide_first = __builtin_cpu_supports("avx512vbmi2");
  if (wide && wide_first) paths[count++] = widest;
#endif
#if defined(GAZ_HAVE_AVX2)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) {
    paths[count++] = (gaz_scan_path){"avx2", gaz_scan_avx2, false};
  }
#endif
#if defined(GAZ_HAVE_AVX512)
  if (wide && !wide_first) paths[count++] = widest;
#endif
  paths[count++] = (gaz_scan_path){"sse2", gaz_scan_sse2, false};
#elif defined(__aarch64__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  paths[count++] = (gaz_scan_path){"neon", gaz_scan_neon, false};
#endif
  paths[count++] = (gaz_scan_path){"scalar", gaz_scan_scalar, false};
  return count;
}
