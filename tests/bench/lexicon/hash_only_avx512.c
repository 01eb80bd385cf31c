#define KERNEL_ONLY
#define HASH_ONLY hash_only_avx512
#include "hash_only.h"
#include "lexicon/kernel_avx512.c"
#ifdef GAZ_KERNEL
#include "hash_only_body.h"
#endif
