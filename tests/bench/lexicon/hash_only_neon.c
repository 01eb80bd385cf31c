#define KERNEL_ONLY
#define HASH_ONLY hash_only_neon
#include "hash_only.h"
#include "lexicon/kernel_neon.c"
#ifdef GAZ_KERNEL
#include "hash_only_body.h"
#endif
