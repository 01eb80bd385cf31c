/* lexicon/scan.h - the matcher's paths, one for each instruction set; all give the same matches. */
#ifndef GAZ_LEXICON_SCAN_H
#define GAZ_LEXICON_SCAN_H

#include "lexicon/image.h"

/* As gaz_lexicon_scan, with `capacity` and `resume` not 0 and at most 2 GiB of text. */
size_t gaz_scan_scalar(const gaz_lexicon *, const char *, size_t, gaz_match *, size_t, size_t *);
size_t gaz_scan_sse2(const gaz_lexicon *, const char *, size_t, gaz_match *, size_t, size_t *);
size_t gaz_scan_avx2(const gaz_lexicon *, const char *, size_t, gaz_match *, size_t, size_t *);
size_t gaz_scan_avx512(const gaz_lexicon *, const char *, size_t, gaz_match *, size_t, size_t *);
size_t gaz_scan_neon(const gaz_lexicon *, const char *, size_t, gaz_match *, size_t, size_t *);

/* The paths this machine can run, fastest first; returns how many. */
typedef struct gaz_scan_path {
  const char *name;
  gaz_scan_function function;
  bool wide; /* 512 bits: the processor clocks lower for a while once they were used */
} gaz_scan_path;
size_t gaz_scan_paths(gaz_scan_path paths[8]);

/* Where to go on behind a match that ends at `end` so that the rest, scanned by itself, gives what
 * a single scan would. The rest cannot see that a word stands before it: so not at the punctuation
 * right behind the word, which could begin a name, nor at what an apostrophe joins to it. */
size_t gaz_resume_after(const char *text, size_t size, size_t end);

#endif
