/* lexicon/canonical.h - when a stretch of text is a name: comparison of canonical forms.
 *
 * The canonical form is a sequence of code points: letters folded as asked; any run of white space
 * one space (none when it breaks a line after a hyphen); apostrophes, quotes and hyphens each one
 * character; soft hyphens and zero-width characters nothing.
 */
#ifndef GAZ_LEXICON_CANONICAL_H
#define GAZ_LEXICON_CANONICAL_H

#include <string.h>

#include "text/utf8.h"

#define GAZ_CANONICAL_END 0xFFFFFFFEu

typedef struct gaz_canonical {
  const char *text;
  size_t size, at;
  uint32_t pending[GAZ_FOLD_MAX];
  uint8_t next, count; /* pending[next, count) is still to be returned */
  uint8_t fold;        /* GAZ_FOLD_* */
  bool after_hyphen;
} gaz_canonical;

static inline gaz_canonical gaz_canonical_of(const char *text, size_t size, unsigned fold) {
  return (gaz_canonical){.text = text, .size = size, .fold = (uint8_t)fold};
}

/* The next code point of the canonical form, GAZ_CANONICAL_END after the last. */
uint32_t gaz_canonical_next(gaz_canonical *canonical);

/* The parts of a name: punctuation before the first word, the words, punctuation after the last.
 * What is divided from the words by white space is left away. core_start == core_end when there is
 * no word. */
typedef struct gaz_name_parts {
  size_t lead_start, core_start, core_end, tail_end;
} gaz_name_parts;
gaz_name_parts gaz_name_parts_of(const char *name, size_t size);

/* Compares a name with the words text[start, end) and the punctuation around them. `rule` is a
 * GAZ_FORM_ rule. Returns whether they agree as whole words, and where the match is. `floor` is
 * where the previous match ended. */
bool gaz_name_matches(const char *name, size_t name_size, unsigned rule, const char *text,
                      size_t size, size_t floor, size_t start, size_t end, uint32_t *match_start,
                      uint32_t *match_end);

/* Whether E2 80 xx is a dash, a double quote or the like, which says no more about its neighbours
 * than a space does; of 80 to BF, not the zero-width characters and the apostrophes. */
static inline bool gaz_is_bland(const char *three) {
  const uint64_t others = UINT64_C(0x1F) << 0x0B | UINT64_C(0x1F) << 0x2A | UINT64_C(0x0F) << 0x18 |
                          UINT64_C(1) << 0x32 | UINT64_C(1) << 0x35 | UINT64_C(3) << 0x39;
  return (unsigned char)three[0] == 0xE2 && (unsigned char)three[1] == 0x80 &&
         ((unsigned char)three[2] & 0xC0) == 0x80 && !(others >> (three[2] & 63) & 1);
}

/* As gaz_name_matches for a name that is known to be just text[start, end), where a look at the
 * neighbours decides: true yes, false ask there. */
static inline bool gaz_plain_name_matches(unsigned rule, const char *text, size_t size,
                                          size_t start, size_t end) {
  unsigned before = start > 0 ? (unsigned char)text[start - 1] : ' ';
  unsigned after = end < size ? (unsigned char)text[end] : ' ';
  if (rule == 1 /* GAZ_FORM_CAPITAL */ && (unsigned char)(text[start] - 'A') >= 26) return false;
  if (before & 128 ? start < 3 || !gaz_is_bland(text + start - 3)
                   : gaz_ascii_traits[before] & GAZ_CHAR_APOSTROPHE) {
    return false;
  }
  if (!(after & 128)) {
    if (!(gaz_ascii_traits[after] & GAZ_CHAR_APOSTROPHE)) return true;
    end += 1;
  } else {
    if (size - end < 3) return false;
    if (gaz_is_bland(text + end)) return true;
    if (memcmp(text + end, "\xE2\x80\x99", 3) != 0) return false;
    end += 3;
  }
  /* An apostrophe: 's and nothing more, or no letter at all. */
  if (size - end < 2 || (text[end] & 128)) return false;
  if (!(gaz_ascii_traits[(unsigned char)text[end]] & GAZ_CHAR_WORD)) return true;
  return (text[end] | 0x20) == 's' && !(text[end + 1] & 128) &&
         !(gaz_ascii_traits[(unsigned char)text[end + 1]] & GAZ_CHAR_WORD);
}

#endif
