/* Code points: decoding hostile bytes, classes, folding. */
#include <string.h>

#include "check.h"
#include "text/utf8.h"

static void check_decode(const char *bytes, size_t size, uint32_t code, size_t length) {
  size_t got = 0;
  CHECK_INT(gaz_utf8_decode(bytes, size, &got), ==, code);
  CHECK_INT(got, ==, length);
}

/* Folds a whole text to compare it as a string. */
static const char *folded(const char *text, unsigned fold) {
  static char out[256];
  size_t at = 0, size = strlen(text), written = 0;
  while (at < size) {
    size_t length;
    uint32_t codes[GAZ_FOLD_MAX];
    size_t count = gaz_fold_code(gaz_utf8_decode(text + at, size - at, &length), fold, codes);
    for (size_t i = 0; i < count; i++) written += gaz_utf8_encode(codes[i], out + written);
    at += length;
  }
  out[written] = '\0';
  return out;
}

int main(void) {
  check_decode("A", 1, 'A', 1);
  check_decode("\xC3\xA9", 2, 0xE9, 2);
  check_decode("\xE2\x80\x99", 3, 0x2019, 3);
  check_decode("\xF0\x9F\x98\x80", 4, 0x1F600, 4);
  check_decode("\xE2\x80", 2, GAZ_UTF8_BAD, 1);         /* cut short */
  check_decode("\xC0\x80", 2, GAZ_UTF8_BAD, 1);         /* overlong */
  check_decode("\xE0\x80\x80", 3, GAZ_UTF8_BAD, 1);     /* overlong */
  check_decode("\xED\xA0\x80", 3, GAZ_UTF8_BAD, 1);     /* surrogate */
  check_decode("\xF4\x90\x80\x80", 4, GAZ_UTF8_BAD, 1); /* past U+10FFFF */
  check_decode("\x80", 1, GAZ_UTF8_BAD, 1);
  check_decode("\xFF", 1, GAZ_UTF8_BAD, 1);

  /* Every code point survives encoding and decoding, forwards and backwards. */
  for (uint32_t code = 0; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 37) {
    if (code >= 0xD800 && code < 0xE000) continue;
    char bytes[4];
    size_t size = gaz_utf8_encode(code, bytes), length = 0, before = 0;
    if (gaz_utf8_decode(bytes, size, &length) != code || length != size ||
        gaz_utf8_decode_before(bytes, size, &before) != code || before != size) {
      CHECK_INT(code, ==, -1);
    }
  }
  size_t length;
  CHECK_INT(gaz_utf8_decode_before("a\x80", 2, &length), ==, GAZ_UTF8_BAD);
  CHECK_INT(length, ==, 1);

  CHECK(gaz_utf8_valid("plain text, long enough", 23));
  CHECK(gaz_utf8_valid("", 0));
  CHECK(!gaz_utf8_valid("plain text, long \xFFnough", 23));

  CHECK_INT(gaz_char_traits('Q'), ==, GAZ_CHAR_LETTER | GAZ_CHAR_UPPER);
  CHECK_INT(gaz_char_traits('7'), ==, GAZ_CHAR_DIGIT);
  CHECK_INT(gaz_char_traits('_'), ==, 0);
  CHECK_INT(gaz_char_traits(0x131), ==, GAZ_CHAR_LETTER | GAZ_CHAR_LOWER);
  CHECK_INT(gaz_char_traits(0x2019), ==, GAZ_CHAR_APOSTROPHE);
  CHECK_INT(gaz_char_traits(0x2BC), ==, GAZ_CHAR_APOSTROPHE);
  CHECK_INT(gaz_char_traits(0xA0), ==, GAZ_CHAR_SPACE);
  CHECK_INT(gaz_char_traits(0xAD), ==, GAZ_CHAR_IGNORABLE);
  CHECK_INT(gaz_char_traits(0x2011), ==, GAZ_CHAR_HYPHEN);
  CHECK_INT(gaz_char_traits(0x301), ==, GAZ_CHAR_MARK);
  CHECK_INT(gaz_char_traits(0xB2), ==, 0); /* a footnote mark is not part of a word */
  CHECK_INT(gaz_char_traits(GAZ_UTF8_BAD), ==, 0);

  enum { BOTH = GAZ_FOLD_CASE | GAZ_FOLD_DIACRITICS };
  CHECK_STR(folded("FRANÇOIS", BOTH), "francois");
  CHECK_STR(folded("Franc\xCC\xA7ois", BOTH), "francois");
  CHECK_STR(folded("Straße", BOTH), "strasse");
  CHECK_STR(folded("Yıldırım İnönü", BOTH), "yildirim inonu");
  CHECK_STR(folded("Sørensen Łódź Æsir ŒUVRE Þór", BOTH), "sorensen lodz aesir oeuvre thor");
  CHECK_STR(folded("ØRSTED Ærø", GAZ_FOLD_DIACRITICS), "ORSTED AEro");
  CHECK_STR(folded("o\xEF\xAC\x83"
                   "ce",
                   BOTH),
            "office"); /* ligature ffi */
  CHECK_STR(folded("Ελλάς", BOTH), "ελλασ");
  CHECK_STR(folded("Й", GAZ_FOLD_CASE), folded("и\xCC\x86", GAZ_FOLD_CASE));
  CHECK_STR(folded("한", GAZ_FOLD_CASE), folded("한", GAZ_FOLD_CASE));
  return check_report();
}
