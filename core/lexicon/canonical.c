/* Comparison of a name with a stretch of text. The usual case, an ASCII name printed as it is, is
 * a comparison of bytes; everything else walks both canonical forms in step. */
#include "lexicon/canonical.h"

#include "lexicon/words.h"

/* One code point for all variants of a separator. */
static uint32_t separator_of(uint32_t code, unsigned traits) {
  if (traits & GAZ_CHAR_HYPHEN) return '-';
  if (traits & GAZ_CHAR_APOSTROPHE) return '\'';
  if (traits & GAZ_CHAR_QUOTE) return '"';
  return code;
}

/* Skips white space and what is ignorable in it; says whether a line ended. */
static bool skip_spaces(gaz_canonical *canonical) {
  bool newline = false;
  while (canonical->at < canonical->size) {
    size_t length;
    unsigned traits = gaz_char_traits(
        gaz_utf8_decode(canonical->text + canonical->at, canonical->size - canonical->at, &length));
    if (!(traits & (GAZ_CHAR_SPACE | GAZ_CHAR_IGNORABLE))) break;
    newline |= (traits & GAZ_CHAR_NEWLINE) != 0;
    canonical->at += length;
  }
  return newline;
}

uint32_t gaz_canonical_next(gaz_canonical *canonical) {
  for (;;) {
    if (canonical->next < canonical->count) return canonical->pending[canonical->next++];
    if (canonical->at >= canonical->size) return GAZ_CANONICAL_END;
    size_t length;
    uint32_t code =
        gaz_utf8_decode(canonical->text + canonical->at, canonical->size - canonical->at, &length);
    unsigned traits = gaz_char_traits(code);
    if (traits & GAZ_CHAR_SPACE) {
      if (skip_spaces(canonical) && canonical->after_hyphen) continue;
      return ' ';
    }
    uint32_t bad = 0x110000u + (unsigned char)canonical->text[canonical->at];
    canonical->at += length;
    if (traits & GAZ_CHAR_IGNORABLE) continue;
    canonical->after_hyphen = (traits & GAZ_CHAR_HYPHEN) != 0;
    if (traits & GAZ_CHAR_WORD) {
      canonical->next = 0;
      canonical->count = (uint8_t)gaz_fold_code(code, canonical->fold, canonical->pending);
      continue;
    }
    return code == GAZ_UTF8_BAD ? bad : separator_of(code, traits);
  }
}

gaz_name_parts gaz_name_parts_of(const char *name, size_t size) {
  gaz_name_parts parts = {0, 0, 0, 0};
  size_t at = 0;
  bool found = false, inside = false, tail_open = false;
  while (at < size) {
    size_t length;
    unsigned traits = gaz_char_traits(gaz_utf8_decode(name + at, size - at, &length));
    if (traits & (GAZ_CHAR_LETTER | GAZ_CHAR_DIGIT) || (inside && traits & GAZ_CHAR_MARK)) {
      if (!found) parts.core_start = at;
      found = inside = tail_open = true;
      parts.core_end = parts.tail_end = at + length;
    } else if (traits & GAZ_CHAR_SPACE) {
      if (!found) parts.lead_start = at + length;
      inside = tail_open = false;
    } else if (!(traits & GAZ_CHAR_IGNORABLE)) {
      inside = false;
      if (found && tail_open) parts.tail_end = at + length;
    }
    at += length;
  }
  if (!found) parts.core_start = parts.core_end = parts.tail_end = parts.lead_start;
  return parts;
}

/* The code point that counts at text[*at]: marks and ignorable characters are passed over. Moves
 * *at behind it; 0 at the end of the text. */
static uint32_t code_after(const char *text, size_t size, size_t *at) {
  while (*at < size) {
    size_t length;
    uint32_t code = gaz_utf8_decode(text + *at, size - *at, &length);
    *at += length;
    if (!(gaz_char_traits(code) & (GAZ_CHAR_MARK | GAZ_CHAR_IGNORABLE))) return code;
  }
  return 0;
}

static bool is_word_at(const char *text, size_t size, size_t at) {
  return (gaz_char_traits(code_after(text, size, &at)) & GAZ_CHAR_WORD) != 0;
}

/* The code point that counts before text[*at]: marks and ignorable characters are passed over.
 * Moves *at to it; 0 at the start of the text. */
static uint32_t code_before(const char *text, size_t *at) {
  while (*at > 0) {
    size_t length;
    uint32_t code = gaz_utf8_decode_before(text, *at, &length);
    *at -= length;
    if (!(gaz_char_traits(code) & (GAZ_CHAR_MARK | GAZ_CHAR_IGNORABLE))) return code;
  }
  return 0;
}

static bool is_word_before(const char *text, size_t at) {
  return (gaz_char_traits(code_before(text, &at)) & GAZ_CHAR_WORD) != 0;
}

/* A quick look at a neighbour: an ASCII character shows at once what it is. */
static inline bool may_be_apostrophe(char byte) {
  return (byte & 128) || (gaz_ascii_traits[byte & 127] & GAZ_CHAR_APOSTROPHE);
}

/* An apostrophe between letters makes one word of both sides: no name starts at the Brien of
 * O'Brien or ends at the Don of Don't. */
static bool starts_inside_word(const char *text, size_t start) {
  if (start == 0 || !may_be_apostrophe(text[start - 1])) return false;
  return (gaz_char_traits(code_before(text, &start)) & GAZ_CHAR_APOSTROPHE) &&
         is_word_before(text, start);
}

/* The endings that English hangs on a name with an apostrophe, and that are not part of it. */
static bool is_clitic(const char *text, size_t size) {
  static const char endings[][3] = {"s", "d", "m", "ll", "re", "ve"};
  char word[4];
  size_t length = 0;
  for (size_t at = 0; length < sizeof word; length++) {
    uint32_t code = code_after(text, size, &at);
    if (!(gaz_char_traits(code) & GAZ_CHAR_WORD)) break;
    word[length] = code < 128 ? (char)(code | 0x20) : 0;
  }
  for (size_t i = 0; i < GAZ_COUNT(endings); i++) {
    if (length == strlen(endings[i]) && memcmp(word, endings[i], length) == 0) return true;
  }
  return false;
}

static bool ends_inside_word(const char *text, size_t size, size_t end) {
  if (end >= size || !may_be_apostrophe(text[end])) return false;
  uint32_t code = code_after(text, size, &end);
  return (gaz_char_traits(code) & GAZ_CHAR_APOSTROPHE) && is_word_at(text, size, end) &&
         !is_clitic(text + end, size - end);
}

/* "Capital required" looks at the first letter; one that has no case will do. */
static bool first_letter_fits(const char *text, size_t start, size_t end) {
  if (text[start] >= 'A' && text[start] <= 'Z') return true;
  for (size_t at = start, length; at < end; at += length) {
    unsigned traits = gaz_char_traits(gaz_utf8_decode(text + at, end - at, &length));
    if (traits & GAZ_CHAR_LETTER) return !(traits & GAZ_CHAR_LOWER);
  }
  return true;
}

/* Whether the bytes are equal but for the case of ASCII letters. */
static bool equal_plain(const char *name, const char *text, size_t size, bool exact) {
  if (memcmp(name, text, size) == 0) return true;
  if (exact) return false;
  for (size_t i = 0; i < size; i++) {
    unsigned char a = (unsigned char)name[i], b = (unsigned char)text[i];
    if (a != b && ((a ^ b) != 0x20 || (unsigned char)((a | 0x20) - 'a') >= 26)) return false;
  }
  return true;
}

static bool equal_canonical(const char *name, size_t name_size, const char *text, size_t size,
                            unsigned fold) {
  gaz_canonical a = gaz_canonical_of(name, name_size, fold);
  gaz_canonical b = gaz_canonical_of(text, size, fold);
  for (;;) {
    uint32_t code = gaz_canonical_next(&a);
    /* A word broken at the end of a line may be the name's whole word, or two of its words. */
    if (code != '-' && code != ' ' && b.next == b.count && b.at < size) {
      size_t joined = gaz_line_join(text, size, b.at);
      if (joined) b.at = joined;
    }
    if (code != gaz_canonical_next(&b)) return false;
    if (code == GAZ_CANONICAL_END) return true;
  }
}

/* Moves over name[from, to) (punctuation only) after text[at, size). */
static bool match_tail(const char *name, size_t from, size_t to, const char *text, size_t size,
                       size_t *at) {
  gaz_canonical tail = gaz_canonical_of(name + from, to - from, GAZ_FOLD_DIACRITICS);
  for (uint32_t code; (code = gaz_canonical_next(&tail)) != GAZ_CANONICAL_END;) {
    gaz_canonical here = gaz_canonical_of(text + *at, size - *at, GAZ_FOLD_DIACRITICS);
    /* One character: never a run of white space, which no tail has. */
    size_t length;
    if (here.size == 0 ||
        (gaz_char_traits(gaz_utf8_decode(here.text, here.size, &length)) & GAZ_CHAR_SPACE) ||
        gaz_canonical_next(&here) != code) {
      return false;
    }
    *at += here.at;
  }
  return true;
}

/* Moves backwards over name[from, to) before text[*at]. */
static bool match_lead(const char *name, size_t from, size_t to, const char *text, size_t floor,
                       size_t *at) {
  while (to > from) {
    size_t length;
    uint32_t code = gaz_utf8_decode_before(name + from, to - from, &length);
    unsigned traits = gaz_char_traits(code);
    to -= length;
    if (traits & (GAZ_CHAR_IGNORABLE | GAZ_CHAR_MARK)) continue;
    uint32_t other = code_before(text, at);
    if (*at < floor || separator_of(code, traits) != separator_of(other, gaz_char_traits(other))) {
      return false;
    }
  }
  return true;
}

/* The usual name: starts and ends with ASCII letters or digits, and is printed just so. */
static bool matches_plainly(const char *name, size_t name_size, unsigned rule, const char *text,
                            size_t start, size_t end) {
  return name_size == end - start &&
         equal_plain(name, text + start, name_size, rule == GAZ_FORM_EXACT);
}

bool gaz_name_matches(const char *name, size_t name_size, unsigned rule, const char *text,
                      size_t size, size_t floor, size_t start, size_t end, uint32_t *match_start,
                      uint32_t *match_end) {
  bool plain = matches_plainly(name, name_size, rule, text, start, end);
  size_t from = start, to = end;
  if (!plain) {
    gaz_name_parts parts = gaz_name_parts_of(name, name_size);
    unsigned fold = GAZ_FOLD_DIACRITICS | (rule == GAZ_FORM_EXACT ? 0 : GAZ_FOLD_CASE);
    if (!equal_canonical(name + parts.core_start, parts.core_end - parts.core_start, text + start,
                         end - start, fold) ||
        !match_tail(name, parts.core_end, parts.tail_end, text, size, &to) ||
        !match_lead(name, parts.lead_start, parts.core_start, text, floor, &from)) {
      return false;
    }
  }
  if (rule == GAZ_FORM_CAPITAL && !first_letter_fits(text, start, end)) return false;
  if (from < start ? is_word_before(text, from) : starts_inside_word(text, start)) return false;
  if (to > end ? is_word_at(text, size, to) : ends_inside_word(text, size, to)) return false;
  *match_start = (uint32_t)from;
  *match_end = (uint32_t)to;
  return true;
}
