/* text/utf8.h - code points of a text: decoding, what kind of character, folding.
 *
 * Everything is a table look-up for ASCII (inline) and goes through utf8proc otherwise. Nothing
 * allocates and nothing fails: bytes that are not UTF-8 decode to GAZ_UTF8_BAD, one byte at a time.
 */
#ifndef GAZ_TEXT_UTF8_H
#define GAZ_TEXT_UTF8_H

#include "base/base.h"

#define GAZ_UTF8_BAD 0xFFFFFFFFu

/* What a code point is; bits of gaz_char_traits. */
enum {
  GAZ_CHAR_LETTER = 1u << 0,     /* L*, except the modifier apostrophes */
  GAZ_CHAR_UPPER = 1u << 1,      /* Lu and Lt */
  GAZ_CHAR_LOWER = 1u << 2,      /* Ll */
  GAZ_CHAR_DIGIT = 1u << 3,      /* Nd and Nl; not superscripts and fractions */
  GAZ_CHAR_MARK = 1u << 4,       /* combining marks */
  GAZ_CHAR_SPACE = 1u << 5,      /* white space of any width, NBSP and line ends included */
  GAZ_CHAR_NEWLINE = 1u << 6,    /* LF, VT, FF, CR, NEL, LS, PS; also GAZ_CHAR_SPACE */
  GAZ_CHAR_HYPHEN = 1u << 7,     /* - and its variants up to the en dash; minus */
  GAZ_CHAR_APOSTROPHE = 1u << 8, /* ' and what is typed or set for it */
  GAZ_CHAR_QUOTE = 1u << 9,      /* " and its curly, low and angle variants */
  GAZ_CHAR_IGNORABLE = 1u << 10, /* soft hyphen, zero-width and bidi controls, BOM */
  GAZ_CHAR_WORD = GAZ_CHAR_LETTER | GAZ_CHAR_DIGIT | GAZ_CHAR_MARK,
};

extern const uint16_t gaz_ascii_traits[128];
uint16_t gaz_char_traits_slow(uint32_t code);
uint32_t gaz_utf8_decode_slow(const unsigned char *text, size_t size, size_t *length);

/* GAZ_CHAR_* of a code point; 0 for other punctuation, symbols, controls and GAZ_UTF8_BAD. */
static inline uint16_t gaz_char_traits(uint32_t code) {
  return code < 128 ? gaz_ascii_traits[code] : gaz_char_traits_slow(code);
}

/* The code point at text[0] and its length in bytes. `size` must not be 0. Strict: overlong forms,
 * surrogates and truncated sequences are GAZ_UTF8_BAD of length 1. */
static inline uint32_t gaz_utf8_decode(const char *text, size_t size, size_t *length) {
  unsigned char first = (unsigned char)*text;
  if (first < 128) {
    *length = 1;
    return first;
  }
  return gaz_utf8_decode_slow((const unsigned char *)text, size, length);
}

/* The code point that ends right before text[at]; `at` must not be 0. */
uint32_t gaz_utf8_decode_before(const char *text, size_t at, size_t *length);

/* Writes a code point; returns 1 to 4. */
size_t gaz_utf8_encode(uint32_t code, char out[4]);

/* Whether all of it is UTF-8. */
bool gaz_utf8_valid(const char *text, size_t size);

enum {
  GAZ_FOLD_CASE = 1u << 0,       /* full case folding: ß is ss */
  GAZ_FOLD_DIACRITICS = 1u << 1, /* é is e, ø is o, æ is ae; a mark by itself folds to nothing */
};
#define GAZ_FOLD_MAX 8

/* Folds one code point, after canonical decomposition (so NFC and NFD fold alike); returns how
 * many code points were written, 0 to GAZ_FOLD_MAX. Ligatures and full-width forms are resolved. */
size_t gaz_fold_code(uint32_t code, unsigned fold, uint32_t out[GAZ_FOLD_MAX]);

#endif
