/* x86-64 of any age. */
#if defined(__x86_64__)
#include <emmintrin.h>
#include <stdint.h>

static inline uint64_t mask_of(__m128i a, __m128i b, __m128i c, __m128i d) {
  return (uint64_t)(uint32_t)_mm_movemask_epi8(a) | (uint64_t)(uint32_t)_mm_movemask_epi8(b) << 16 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(c) << 32 |
         (uint64_t)(uint32_t)_mm_movemask_epi8(d) << 48;
}

static inline __m128i load(const unsigned char *at) { return _mm_loadu_si128((const __m128i *)at); }

/* Signed comparisons: bytes from 0x80 are negative and come in by their own sign bit. */
static inline __m128i is_word(__m128i bytes) {
  __m128i small = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  __m128i letter = _mm_and_si128(_mm_cmpgt_epi8(small, _mm_set1_epi8('a' - 1)),
                                 _mm_cmplt_epi8(small, _mm_set1_epi8('z' + 1)));
  __m128i digit = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)),
                                _mm_cmplt_epi8(bytes, _mm_set1_epi8('9' + 1)));
  return _mm_or_si128(_mm_or_si128(letter, digit), bytes);
}

static inline uint64_t kernel_word(const unsigned char *at) {
  return mask_of(is_word(load(at)), is_word(load(at + 16)), is_word(load(at + 32)),
                 is_word(load(at + 48)));
}

static inline uint64_t kernel_high(const unsigned char *at) {
  return mask_of(load(at), load(at + 16), load(at + 32), load(at + 48));
}

static inline __m128i is_lead(const unsigned char *at) {
  return _mm_cmpeq_epi8(load(at), _mm_set1_epi8((char)0xE2));
}

static inline uint64_t kernel_lead(const unsigned char *at) {
  return mask_of(is_lead(at), is_lead(at + 16), is_lead(at + 32), is_lead(at + 48));
}

static inline __m128i is_broken(const unsigned char *at) {
  __m128i hyphen = _mm_cmpeq_epi8(load(at), _mm_set1_epi8('-'));
  __m128i after = _mm_and_si128(load(at + 1), _mm_set1_epi8(-8));
  return _mm_and_si128(hyphen, _mm_cmpeq_epi8(after, _mm_set1_epi8(8)));
}

static inline uint64_t kernel_broken(const unsigned char *at) {
  return mask_of(is_broken(at), is_broken(at + 16), is_broken(at + 32), is_broken(at + 48));
}

/* There is no shuffle: capitals when any is in the table, and so for digits and small letters. */
#define KERNEL_INITIALS_ROUGH
static inline uint64_t kernel_initial(const unsigned char *at, const unsigned char table[16]) {
  unsigned char any = 0;
  for (int i = 0; i < 16; i++) any |= table[i];
  const __m128i digits = _mm_set1_epi8(any & 0x08 ? '9' + 1 : 0);
  const __m128i capitals = _mm_set1_epi8(any & 0x30 ? 'Z' + 1 : 0);
  const __m128i small = _mm_set1_epi8(any & 0xC0 ? 'z' + 1 : 0);
  uint64_t found = 0;
  for (unsigned i = 0; i < 64; i += 16) {
    __m128i bytes = load(at + i);
    __m128i digit =
        _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)), _mm_cmplt_epi8(bytes, digits));
    __m128i capital = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('A' - 1)),
                                    _mm_cmplt_epi8(bytes, capitals));
    __m128i letter =
        _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('a' - 1)), _mm_cmplt_epi8(bytes, small));
    __m128i all = _mm_or_si128(_mm_or_si128(digit, capital), letter);
    found |= (uint64_t)(uint32_t)_mm_movemask_epi8(all) << i;
  }
  return found;
}

#include "lexicon/kernel.h"
#include "lexicon/kernel_x86.h"
#include "lexicon/kernel_each.h"
#ifndef KERNEL_ONLY /* the benchmark wants no more */
#define SCAN_NAME gaz_scan_sse2
#include "lexicon/scan_body.h"
#endif
#else
typedef int gaz_no_sse2;
#endif
