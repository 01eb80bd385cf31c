/* The yardstick: splitting a text and hashing every word, and nothing else. */
#ifndef BENCH_HASH_ONLY_H
#define BENCH_HASH_ONLY_H

#include "lexicon/words.h"

/* Returns the words, adds their hashes to *sum. `path` names the instruction set. */
size_t hash_only(const char *path, const gaz_hash_keys *keys, const char *text, size_t size,
                 uint64_t *sum);
size_t hash_only_sse2(const gaz_hash_keys *, const char *, size_t, uint64_t *);
size_t hash_only_avx2(const gaz_hash_keys *, const char *, size_t, uint64_t *);
size_t hash_only_avx512(const gaz_hash_keys *, const char *, size_t, uint64_t *);
size_t hash_only_neon(const gaz_hash_keys *, const char *, size_t, uint64_t *);

#endif
