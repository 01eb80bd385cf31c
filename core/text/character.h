/* text/character.h - one character of a text and its class. */
#ifndef GAZ_TEXT_CHARACTER_H
#define GAZ_TEXT_CHARACTER_H

#include "base/base.h"

typedef enum gaz_character_class {
  GAZ_CHARACTER_SPACE = 0, /* white space, controls, bytes that are no UTF-8 */
  GAZ_CHARACTER_UPPER,
  GAZ_CHARACTER_LOWER,
  GAZ_CHARACTER_LETTER, /* without case */
  GAZ_CHARACTER_MARK,   /* combining: belongs to the letter before it */
  GAZ_CHARACTER_DIGIT,
  GAZ_CHARACTER_PUNCT,
  GAZ_CHARACTER_SYMBOL,
} gaz_character_class;

typedef struct gaz_character {
  uint32_t code;
  uint8_t size;  /* bytes, at least 1 */
  uint8_t class; /* gaz_character_class */
} gaz_character;

extern const uint8_t gaz_ascii_classes[128];
gaz_character gaz_character_beyond_ascii(const char *text, uint32_t at, uint32_t end);

/* The character at text[at]; at < end. */
static inline gaz_character gaz_character_at(const char *text, uint32_t at, uint32_t end) {
  unsigned char byte = (unsigned char)text[at];
  if (byte < 128) return (gaz_character){byte, 1, gaz_ascii_classes[byte]};
  return gaz_character_beyond_ascii(text, at, end);
}

static inline bool gaz_character_is_word(gaz_character c) {
  return c.class >= GAZ_CHARACTER_UPPER && c.class <= GAZ_CHARACTER_DIGIT;
}

#endif
