#include "text/character.h"

#include <utf8proc.h>

enum {
  S = GAZ_CHARACTER_SPACE,
  U = GAZ_CHARACTER_UPPER,
  L = GAZ_CHARACTER_LOWER,
  D = GAZ_CHARACTER_DIGIT,
  P = GAZ_CHARACTER_PUNCT,
  Y = GAZ_CHARACTER_SYMBOL,
};

/* ASCII, which is nearly all of English text, without asking Unicode. */
const uint8_t gaz_ascii_classes[128] = {
    S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
    S, P, P, P, Y, P, P, P, P, P, P, Y, P, P, P, P, D, D, D, D, D, D, D, D, D, D, P, P, Y, Y, Y, P,
    P, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, P, P, P, Y, P,
    Y, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, P, Y, P, Y, S,
};

static uint8_t class_of(utf8proc_int32_t code) {
  if (code == 0x200b || code == 0xfeff) return GAZ_CHARACTER_SPACE;
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT: return GAZ_CHARACTER_UPPER;
    case UTF8PROC_CATEGORY_LL: return GAZ_CHARACTER_LOWER;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return GAZ_CHARACTER_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_CF: return GAZ_CHARACTER_MARK;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return GAZ_CHARACTER_DIGIT;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CS: return GAZ_CHARACTER_SPACE;
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SK:
    case UTF8PROC_CATEGORY_SO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO: return GAZ_CHARACTER_SYMBOL;
    default: return GAZ_CHARACTER_PUNCT;
  }
}

gaz_character gaz_character_beyond_ascii(const char *text, uint32_t at, uint32_t end) {
  utf8proc_int32_t code;
  utf8proc_ssize_t size =
      utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(end - at), &code);
  if (size < 1) return (gaz_character){0xfffd, 1, GAZ_CHARACTER_SPACE};
  return (gaz_character){(uint32_t)code, (uint8_t)size, class_of(code)};
}
