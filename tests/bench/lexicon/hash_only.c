#include "hash_only.h"

#include <string.h>

size_t hash_only(const char *path, const gaz_hash_keys *keys, const char *text, size_t size,
                 uint64_t *sum) {
#if defined(__x86_64__)
#if defined(GAZ_HAVE_AVX512)
  if (!strcmp(path, "avx512")) return hash_only_avx512(keys, text, size, sum);
#endif
#if defined(GAZ_HAVE_AVX2)
  if (!strcmp(path, "avx2")) return hash_only_avx2(keys, text, size, sum);
#endif
  if (!strcmp(path, "sse2")) return hash_only_sse2(keys, text, size, sum);
#elif defined(__aarch64__)
  if (!strcmp(path, "neon")) return hash_only_neon(keys, text, size, sum);
#endif
  (void)path, (void)keys, (void)text, (void)sum;
  return size;
}
