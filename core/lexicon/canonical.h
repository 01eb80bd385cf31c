/* lexicon/canonical.h - when a stretch of text is a name: comparison of canonical forms.
 *
 * The canonical form is a sequence of code points: letters folded as asked; any run of white space
 * one space (none when it breaks a line after a hyphen); apostrophes, quotes and hyphens each one
 * character; soft hyphens and zero-width characters nothing.
 */
#ifndef GAZ_LEXICON_CANONICAL_H
#define GAZ_LEXICON_CANONICAL_H

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

#endif
