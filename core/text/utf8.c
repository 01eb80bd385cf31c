/* Decoding is ours (strict and without tables); categories, decomposition and case folding are
 * utf8proc's. A short table adds the letters that Unicode does not decompose but that readers and
 * keyboards do: ø ł đ ı æ þ. */
#include "text/utf8.h"

#include <utf8proc.h>

#define UP (GAZ_CHAR_LETTER | GAZ_CHAR_UPPER)
#define LO (GAZ_CHAR_LETTER | GAZ_CHAR_LOWER)
#define DI GAZ_CHAR_DIGIT
#define SP GAZ_CHAR_SPACE
#define NL (GAZ_CHAR_SPACE | GAZ_CHAR_NEWLINE)

const uint16_t gaz_ascii_traits[128] = {
    ['\t'] = SP,
    ['\n'] = NL,
    ['\v'] = NL,
    ['\f'] = NL,
    ['\r'] = NL,
    [' '] = SP,
    ['"'] = GAZ_CHAR_QUOTE,
    ['\''] = GAZ_CHAR_APOSTROPHE,
    ['`'] = GAZ_CHAR_APOSTROPHE,
    ['-'] = GAZ_CHAR_HYPHEN,
    ['0'] = DI,
    DI,
    DI,
    DI,
    DI,
    DI,
    DI,
    DI,
    DI,
    DI,
    ['A'] = UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    UP,
    ['a'] = LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
    LO,
};

uint32_t gaz_utf8_decode_slow(const unsigned char *text, size_t size, size_t *length) {
  unsigned char first = text[0];
  *length = 1;
  if (first < 0x80) return first;
  size_t need = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  if (first < 0xC2 || first > 0xF4 || size <= need) return GAZ_UTF8_BAD;
  uint32_t code = first & (0x3Fu >> need);
  for (size_t i = 1; i <= need; i++) {
    if ((text[i] & 0xC0) != 0x80) return GAZ_UTF8_BAD;
    code = code << 6 | (text[i] & 0x3Fu);
  }
  static const uint32_t least[4] = {0, 0x80, 0x800, 0x10000};
  if (code < least[need] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
    return GAZ_UTF8_BAD;
  }
  *length = need + 1;
  return code;
}

uint32_t gaz_utf8_decode_before(const char *text, size_t at, size_t *length) {
  for (size_t back = 1; back <= 4 && back <= at; back++) {
    if (((unsigned char)text[at - back] & 0xC0) == 0x80) continue;
    uint32_t code = gaz_utf8_decode(text + at - back, back, length);
    if (code != GAZ_UTF8_BAD && *length == back) return code;
    break;
  }
  *length = 1;
  return GAZ_UTF8_BAD;
}

size_t gaz_utf8_encode(uint32_t code, char out[4]) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  static const unsigned char lead[4] = {0, 0xC0, 0xE0, 0xF0};
  for (size_t i = more; i > 0; i--, code >>= 6) out[i] = (char)(0x80 | (code & 0x3F));
  out[0] = (char)(lead[more] | code);
  return more + 1;
}

bool gaz_utf8_valid(const char *text, size_t size) {
  size_t at = 0;
  while (at < size) {
    if (size - at >= 8) { /* eight ASCII bytes at once */
      uint64_t eight;
      __builtin_memcpy(&eight, text + at, 8);
      if (!(eight & 0x8080808080808080u)) {
        at += 8;
        continue;
      }
    }
    size_t length;
    if (gaz_utf8_decode(text + at, size - at, &length) == GAZ_UTF8_BAD) return false;
    at += length;
  }
  return true;
}

uint16_t gaz_char_traits_slow(uint32_t code) {
  if (code < 128) return gaz_ascii_traits[code];
  if (code > 0x10FFFF) return 0;
  switch (code) {
    case 0x00AD:
    case 0x034F:
    case 0x061C:
    case 0x180E:
    case 0xFEFF:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x200E:
    case 0x200F:
    case 0x202A:
    case 0x202B:
    case 0x202C:
    case 0x202D:
    case 0x202E:
    case 0x2060:
    case 0x2066:
    case 0x2067:
    case 0x2068:
    case 0x2069: return GAZ_CHAR_IGNORABLE;
    case 0x0085:
    case 0x2028:
    case 0x2029: return NL;
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2043:
    case 0x2212:
    case 0xFE63:
    case 0xFF0D: return GAZ_CHAR_HYPHEN;
    case 0x00B4:
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0x2039:
    case 0x203A:
    case 0xFF07: return GAZ_CHAR_APOSTROPHE;
    case 0x00AB:
    case 0x00BB:
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x300C:
    case 0x300D:
    case 0xFF02: return GAZ_CHAR_QUOTE;
    default: break;
  }
  if ((code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0100 && code <= 0xE01EF)) {
    return GAZ_CHAR_IGNORABLE; /* variation selectors */
  }
  switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT: return UP;
    case UTF8PROC_CATEGORY_LL: return LO;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return GAZ_CHAR_LETTER;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL: return GAZ_CHAR_DIGIT;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME: return GAZ_CHAR_MARK;
    case UTF8PROC_CATEGORY_ZS: return SP;
    default: return 0;
  }
}

/* Sorted by code point. Lower-case forms only: the upper-case ones fold their case first, and are
 * listed for when case is kept. */
static const struct {
  uint16_t code;
  char base[3];
} plain_letters[] = {
    {0x00C6, "AE"}, {0x00D0, "D"},  {0x00D8, "O"},  {0x00DE, "Th"}, {0x00DF, "ss"}, {0x00E6, "ae"},
    {0x00F0, "d"},  {0x00F8, "o"},  {0x00FE, "th"}, {0x0110, "D"},  {0x0111, "d"},  {0x0126, "H"},
    {0x0127, "h"},  {0x0131, "i"},  {0x0141, "L"},  {0x0142, "l"},  {0x014A, "N"},  {0x014B, "n"},
    {0x0152, "OE"}, {0x0153, "oe"}, {0x0166, "T"},  {0x0167, "t"},  {0x1E9E, "SS"},
};

static const char *plain_letter(uint32_t code) {
  size_t low = 0, high = GAZ_COUNT(plain_letters);
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (plain_letters[middle].code == code) return plain_letters[middle].base;
    if (plain_letters[middle].code < code)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* The marks that writers leave out: Latin, Greek and Cyrillic diacritics, Hebrew points, Arabic
 * vowel signs. Not the vowel signs of Indic scripts, which are letters to their readers. */
static bool is_diacritic(uint32_t code) {
  return (code >= 0x0300 && code <= 0x036F) || (code >= 0x0483 && code <= 0x0487) ||
         (code >= 0x0591 && code <= 0x05C7 && code != 0x05BE && code != 0x05C0 && code != 0x05C3 &&
          code != 0x05C6) ||
         (code >= 0x064B && code <= 0x065F) || code == 0x0670 ||
         (code >= 0x1AB0 && code <= 0x1AFF) || (code >= 0x1DC0 && code <= 0x1DFF) ||
         (code >= 0x20D0 && code <= 0x20F0) || (code >= 0xFE20 && code <= 0xFE2F);
}

size_t gaz_fold_code(uint32_t code, unsigned fold, uint32_t out[GAZ_FOLD_MAX]) {
  if (code < 128) {
    out[0] = (fold & GAZ_FOLD_CASE) && code >= 'A' && code <= 'Z' ? code | 0x20 : code;
    return 1;
  }
  utf8proc_option_t options = UTF8PROC_DECOMPOSE;
  if (fold & GAZ_FOLD_CASE) options |= UTF8PROC_CASEFOLD;
  if ((code >= 0xFB00 && code <= 0xFB06) || (code >= 0xFF01 && code <= 0xFF5E)) {
    options |= UTF8PROC_COMPAT;
  }
  utf8proc_int32_t parts[32];
  utf8proc_ssize_t count = -1;
  int boundary = 0;
  if (code <= 0x10FFFF) {
    count = utf8proc_decompose_char((utf8proc_int32_t)code, parts, GAZ_COUNT(parts), options,
                                    &boundary);
  }
  if (count < 0 || count > GAZ_FOLD_MAX / 2) { /* every part may become two */
    out[0] = code;
    return 1;
  }
  size_t written = 0;
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    uint32_t part = (uint32_t)parts[i];
    const char *base = NULL;
    if (fold & GAZ_FOLD_DIACRITICS) {
      if (is_diacritic(part)) continue;
      base = plain_letter(part);
    }
    if (!base) {
      out[written++] = part;
    } else {
      for (; *base; base++) {
        bool lower = (fold & GAZ_FOLD_CASE) && *base < 'a';
        out[written++] = (uint32_t)(unsigned char)*base | (lower ? 0x20u : 0u);
      }
    }
  }
  return written;
}
