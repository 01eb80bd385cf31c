#define KERNEL_ONLY
#define HASH_ONLY hash_only_avx2
#include "hash_only.h"
#include "lexicon/kernel_avx2.c"
#ifdef GAZ_KERNEL
#include "hash_only_body.h"
#endif
