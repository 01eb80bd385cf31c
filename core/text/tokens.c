/* From bytes to tokens, in one pass that never looks back further than the word at hand.
 *
 * A word is a run of letters and digits held together by the few connectors that English puts inside
 * a token ("O'Brien", "1,200", "5:30", "U.S.", "AT&T", "Su-24"); whether a connector holds is decided
 * by the characters on both sides of it. Then the word gives up what the treebanks write as tokens of
 * its own: clitics ("do|n't", "Putin|'s") and the parts of most hyphenated words ("long|-|term").
 * Everything bounded: words are cut at GAZ_TOKEN_MAX, and no look-ahead goes further than that. */
#include <string.h>

#include "text/character.h"
#include "text/tokenizer.h"

typedef struct scanner {
  const gaz_tokenizer *tokenizer;
  const char *text;
  uint32_t at, end;
  uint32_t chunk_end; /* of the white-space-delimited chunk already tried as an address */
  gaz_token_list *list;
} scanner;

static bool is_apostrophe(uint32_t code) { return code == '\'' || code == 0x2019; }

static bool is_hyphen(uint32_t code) { return code == '-' || code == 0x2010 || code == 0x2011; }

static bool is_quote(uint32_t code) {
  return code == '"' || code == '\'' || code == '`' || (code >= 0x2018 && code <= 0x201f) ||
         code == 0xab || code == 0xbb;
}

static gaz_character peek(const scanner *s, uint32_t at) {
  if (at >= s->end) return (gaz_character){0, 1, GAZ_CHARACTER_SPACE};
  return gaz_character_at(s->text, at, s->end);
}

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
static bool is_ascii_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static const uint64_t every_top = 0x8080808080808080u;

static bool all_lower(const char *text, size_t size) {
  const unsigned char *bytes = (const unsigned char *)text;
  for (; size >= 8; bytes += 8, size -= 8)
    if (gaz_bytes_within(gaz_read_u64(bytes), 'a', 'z') != every_top) return false;
  uint64_t wanted = every_top & (((uint64_t)1 << 8 * size) - 1);
  return gaz_bytes_within(gaz_read_tail(bytes, size), 'a', 'z') == wanted;
}

uint16_t gaz_token_shape(const char *text, uint32_t start, uint32_t end) {
  if (start < end && is_ascii_letter(text[start]) && all_lower(text + start + 1, end - start - 1)) {
    if (text[start] >= 'a') return GAZ_SHAPE_LETTER;
    return GAZ_SHAPE_LETTER | GAZ_SHAPE_CAPITAL | (end - start == 1 ? GAZ_SHAPE_UPPER : 0);
  }
  unsigned shape = 0, uppers = 0, letters = 0, digits = 0, others = 0;
  bool lower_seen = false;
  for (uint32_t at = start; at < end;) {
    gaz_character c = gaz_character_at(text, at, end);
    if (c.code >= 128) shape |= GAZ_SHAPE_NON_ASCII;
    switch (c.class) {
      case GAZ_CHARACTER_UPPER:
        if (!letters) shape |= GAZ_SHAPE_CAPITAL;
        if (lower_seen) shape |= GAZ_SHAPE_MIXED;
        uppers++, letters++;
        break;
      case GAZ_CHARACTER_LOWER:
        lower_seen = true;
        letters++;
        break;
      case GAZ_CHARACTER_LETTER: letters++; break;
      case GAZ_CHARACTER_MARK: break;
      case GAZ_CHARACTER_DIGIT: digits++; break;
      default:
        if (is_hyphen(c.code) && at > start)
          shape |= GAZ_SHAPE_HYPHEN;
        else if (c.code == '.')
          shape |= GAZ_SHAPE_PERIOD;
        if (is_quote(c.code)) shape |= GAZ_SHAPE_QUOTE;
        if (c.code != '.' && c.code != ',' && c.code != ':' && c.code != '/' && !is_hyphen(c.code))
          others++;
    }
    at += c.size;
  }
  if (letters) {
    shape |= GAZ_SHAPE_LETTER;
    if (uppers == letters) shape |= GAZ_SHAPE_UPPER;
  }
  if (digits) shape |= GAZ_SHAPE_DIGIT;
  if (digits && !letters && !others) shape |= GAZ_SHAPE_NUMBER;
  if (!digits && !letters) shape |= GAZ_SHAPE_PUNCT;
  if (letters || digits) shape &= ~(unsigned)GAZ_SHAPE_QUOTE; /* the apostrophe of a clitic */
  return (uint16_t)shape;
}

static bool append(scanner *s, uint32_t start, uint32_t end, unsigned shape) {
  gaz_token_list *list = s->list;
  if (list->count == list->capacity) {
    gaz_token *items =
        gaz_arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *items);
    if (!items) return false;
    list->items = items;
  }
  list->items[list->count++] =
      (gaz_token){.start = start, .end = end, .shape = (uint16_t)shape, .head = -1, .lemma = ""};
  return true;
}

static bool emit(scanner *s, uint32_t start, uint32_t end) {
  unsigned shape = gaz_token_shape(s->text, start, end);
  if (start == 0 || gaz_character_at(s->text, start - 1, start).class == GAZ_CHARACTER_SPACE) {
    /* A byte of a longer character is no SPACE unless that character is one. */
    bool inside = start > 0 && (unsigned char)s->text[start - 1] >= 128;
    if (!inside) {
      shape |= GAZ_SHAPE_SPACE_BEFORE;
    } else {
      uint32_t back = start - 1;
      while (back > 0 && start - back < 4 && ((unsigned char)s->text[back] & 0xc0) == 0x80) back--;
      gaz_character before = gaz_character_at(s->text, back, start);
      if (before.class == GAZ_CHARACTER_SPACE || back + before.size != start)
        shape |= GAZ_SHAPE_SPACE_BEFORE;
    }
  }
  return append(s, start, end, shape);
}

/* ---- Addresses ---- */

static bool starts_with(const scanner *s, uint32_t at, uint32_t end, const char *prefix) {
  size_t size = strlen(prefix);
  return end - at >= size && memcmp(s->text + at, prefix, size) == 0;
}

/* An e-mail address: one '@' between characters that addresses are made of, a period after it. */
static bool is_mail_address(const char *text, uint32_t start, uint32_t end) {
  const char *at = memchr(text + start, '@', end - start);
  if (!at || at == text + start || memchr(at + 1, '@', (size_t)(text + end - at - 1))) return false;
  if (!memchr(at, '.', (size_t)(text + end - at))) return false;
  for (uint32_t i = start; i < end; i++)
    if (!is_ascii_letter(text[i]) && !is_digit(text[i]) && !memchr("@._-+%", text[i], 6))
      return false;
  return true;
}

/* The end of the run of printable ASCII at s->at, and whether an '@' is in it. */
static uint32_t chunk_end(const scanner *s, bool *sign) {
  uint32_t at = s->at, limit = s->end - at > GAZ_TOKEN_MAX ? at + GAZ_TOKEN_MAX : s->end;
  *sign = false;
  for (; limit - at >= 8; at += 8) {
    uint64_t bytes = gaz_read_u64((const unsigned char *)s->text + at);
    if (gaz_bytes_within(bytes, '!', '~') != every_top) break;
    *sign |= gaz_bytes_within(bytes, '@', '@') != 0;
  }
  for (; at < limit && s->text[at] > ' ' && s->text[at] < 127; at++) *sign |= s->text[at] == '@';
  return at;
}

/* Where an address that fills the chunk at s->at ends, or 0. Each chunk is measured once. */
static uint32_t address_end(scanner *s) {
  if (s->at < s->chunk_end) return 0;
  bool sign;
  uint32_t end = chunk_end(s, &sign);
  char first = s->text[s->at];
  s->chunk_end = end;
  if (!sign && first != 'w' && first != 'h' && first != 'f') return 0;
  while (end > s->at && memchr(".,;:!?)]}>\"'", s->text[end - 1], 11)) end--;
  uint32_t size = end - s->at;
  if (size > 4 && (starts_with(s, s->at, end, "www.") || starts_with(s, s->at, end, "http://") ||
                   starts_with(s, s->at, end, "https://") || starts_with(s, s->at, end, "ftp://")))
    return end;
  return size > 4 && is_mail_address(s->text, s->at, end) ? end : 0;
}

/* ---- Words ---- */

/* Where a run of digits and hyphens that is a telephone number or a numeric date ends, or 0. */
static uint32_t digit_group_end(const scanner *s, uint32_t start) {
  uint32_t at = start, hyphens = 0, group = 0, previous = 0;
  while (at < s->end && at - start < 32) {
    if (is_digit(s->text[at])) {
      group++;
    } else if (s->text[at] == '-' && group && at + 1 < s->end && is_digit(s->text[at + 1])) {
      hyphens++;
      previous = group;
      group = 0;
    } else {
      break;
    }
    at++;
  }
  if (hyphens > 1 || (hyphens == 1 && previous == 3 && group == 4)) return at;
  return 0;
}

/* Whether the hyphen at `at` stays inside the word that began at `start`. */
static bool hyphen_joins(const scanner *s, uint32_t start, uint32_t at, gaz_character next) {
  uint32_t size = at - start;
  bool letters = true;
  for (uint32_t i = start; i < at && letters; i++)
    letters = is_ascii_letter(s->text[i]) || (unsigned char)s->text[i] >= 128;
  if (!letters) return false;
  bool capital = peek(s, start).class == GAZ_CHARACTER_UPPER;
  if (next.class == GAZ_CHARACTER_DIGIT) return capital && size <= 5; /* Su-24 */
  return (gaz_tokenizer_classes(s->tokenizer, s->text + start, size) & GAZ_WORD_PREFIX) != 0;
}

/* Letters with a period after each but the last: "U.S", "a.m", "Ph.D". */
static bool is_acronym(const char *text, uint32_t start, uint32_t end) {
  if (!memchr(text + start, '.', end - start)) return false;
  uint32_t run = 0;
  for (uint32_t i = start; i < end; i++) {
    if (text[i] == '.') {
      run = 0;
    } else {
      if (!is_ascii_letter(text[i]) || ++run > 2) return false;
    }
  }
  return true;
}

/* Whether the period at `at` holds the word that began at `start` to what follows. */
static bool period_joins(const scanner *s, uint32_t start, uint32_t at, gaz_character before,
                         gaz_character next) {
  if (next.class == GAZ_CHARACTER_DIGIT) return before.class == GAZ_CHARACTER_DIGIT;
  if (before.class == GAZ_CHARACTER_DIGIT) return false;
  /* "U.S.A": the piece before the period is one letter, or the word is an acronym so far. */
  if (at - start == before.size || is_acronym(s->text, start, at)) return true;
  if (next.class != GAZ_CHARACTER_LOWER) return at - start == 2 && next.code < 128; /* Ph.D */
  return before.class == GAZ_CHARACTER_LOWER || before.class == GAZ_CHARACTER_UPPER;
}

static bool three_digits(const scanner *s, uint32_t at) {
  return at + 3 <= s->end && is_digit(s->text[at]) && is_digit(s->text[at + 1]) &&
         is_digit(s->text[at + 2]) && (at + 3 == s->end || !is_digit(s->text[at + 3]));
}

static bool is_letter_class(uint8_t class) {
  return class >= GAZ_CHARACTER_UPPER && class <= GAZ_CHARACTER_LETTER;
}

static bool connector_joins(const scanner *s, uint32_t start, uint32_t at, gaz_character before,
                            gaz_character c, gaz_character next) {
  bool digits = before.class == GAZ_CHARACTER_DIGIT && next.class == GAZ_CHARACTER_DIGIT;
  if (is_apostrophe(c.code)) return is_letter_class(next.class);
  if (is_hyphen(c.code)) return hyphen_joins(s, start, at, next);
  switch (c.code) {
    case '.': return period_joins(s, start, at, before, next);
    case ',': return digits && three_digits(s, at + 1);
    case ':':
    case '/': return digits;
    case '&': return before.class == GAZ_CHARACTER_UPPER && next.class == GAZ_CHARACTER_UPPER;
    case '_': return true;
    default: return false;
  }
}

/* The end of the word at `start`. */
static uint32_t word_end(const scanner *s, uint32_t start) {
  if (is_digit(s->text[start])) {
    uint32_t group = digit_group_end(s, start);
    if (group) return group;
  }
  gaz_character before = peek(s, start);
  uint32_t at = start + before.size;
  while (at < s->end && at - start < GAZ_TOKEN_MAX - 8) {
    gaz_character c = gaz_character_at(s->text, at, s->end);
    if (!gaz_character_is_word(c)) {
      gaz_character next = peek(s, at + c.size);
      if (!gaz_character_is_word(next) || next.class == GAZ_CHARACTER_MARK ||
          !connector_joins(s, start, at, before, c, next))
        break;
    }
    at += c.size;
    if (c.class != GAZ_CHARACTER_MARK) before = c;
  }
  return at;
}

/* "35mm", "5pm", "$3m": a number and its unit are two tokens; ordinals and decades are one. */
static uint32_t unit_start(const char *text, uint32_t start, uint32_t end) {
  uint32_t at = start;
  while (at < end && (is_digit(text[at]) ||
                      ((text[at] == '.' || text[at] == ',' || text[at] == ':') && at > start)))
    at++;
  uint32_t letters = end - at;
  if (at == start || !letters || letters > 3) return 0;
  for (uint32_t i = at; i < end; i++)
    if (!is_ascii_letter(text[i])) return 0;
  static const char units[][4] = {"am", "pm", "AM", "PM", "km",  "kg", "mm",  "cm", "ft", "m",
                                  "k",  "K",  "bn", "tn", "mph", "lb", "lbs", "M",  "B"};
  for (size_t i = 0; i < GAZ_COUNT(units); i++)
    if (strlen(units[i]) == letters && memcmp(units[i], text + at, letters) == 0) return at;
  return 0;
}

/* Whether the period at `end` belongs to the word [start, end). */
static bool takes_period(const scanner *s, uint32_t start, uint32_t end) {
  if (end >= s->end || s->text[end] != '.') return false;
  gaz_character after = peek(s, end + 1);
  if (after.code == '.') return false;
  gaz_character first = peek(s, start);
  uint32_t next = end + 1;
  while (next < s->end && next - end < 16 && peek(s, next).class == GAZ_CHARACTER_SPACE)
    next += peek(s, next).size;
  bool last = next >= s->end || next - end >= 16;
  gaz_character following = peek(s, next);
  if (first.class == GAZ_CHARACTER_UPPER && end - start == first.size) {
    if (first.code != 'I') return !last;
    /* "you and I. Did" against "Albert I. Jones": an initial stands after a capital. */
    const gaz_token_list *list = s->list;
    return !last && list->count && (list->items[list->count - 1].shape & GAZ_SHAPE_CAPITAL) != 0;
  }
  if (is_acronym(s->text, start, end)) return true;
  if (last) return false;
  uint32_t classes = gaz_tokenizer_classes(s->tokenizer, s->text + start, end - start);
  if (!(classes & GAZ_WORD_ABBREVIATION)) return false;
  if (classes & (GAZ_WORD_COMPANY | GAZ_WORD_NEVER | GAZ_WORD_OTHER)) return true;
  bool capital = first.class == GAZ_CHARACTER_UPPER;
  if (classes & GAZ_WORD_NUMBER &&
      (following.class == GAZ_CHARACTER_DIGIT || following.code == '#'))
    return true;
  if (classes & GAZ_WORD_DATE && capital)
    return following.class == GAZ_CHARACTER_DIGIT || following.code == ',' ||
           following.class == GAZ_CHARACTER_LOWER;
  if (classes & (GAZ_WORD_TITLE | GAZ_WORD_PLACE | GAZ_WORD_NAME))
    return capital || following.class == GAZ_CHARACTER_LOWER;
  return false;
}

/* The last byte of ' or ` or U+2019, or of something else. */
static bool may_end_mark(char byte) { return byte == '\'' || byte == '`' || byte == (char)0x99; }

/* Bytes of the clitic at the end of a word ("n't", "'s"), or 0. */
static uint32_t clitic_size(const char *text, uint32_t start, uint32_t end) {
  uint32_t size = end - start;
  if (size < 3 || (!may_end_mark(text[end - 2]) && !may_end_mark(text[end - 3]))) return 0;
  for (uint32_t letters = 1; letters <= 2; letters++) {
    for (uint32_t mark = 1; mark <= 3; mark += 2) { /* ' or U+2019 */
      if (size <= letters + mark) continue;
      const char *apostrophe = text + end - letters - mark;
      if (mark == 1 ? *apostrophe != '\'' && *apostrophe != '`'
                    : memcmp(apostrophe, "\xe2\x80\x99", 3) != 0)
        continue;
      char a = text[end - letters] | 32, b = text[end - 1] | 32;
      if (letters == 2)
        return (a == 'l' && b == 'l') || (a == 'r' && b == 'e') || (a == 'v' && b == 'e')
                   ? letters + mark
                   : 0;
      if (a == 't' && size > mark + 2 && (apostrophe[-1] | 32) == 'n') return mark + 2;
      if (a == 's') { /* "the 1930's" and "80's" stay whole */
        bool decade = apostrophe > text + start && apostrophe[-1] == '0';
        for (const char *c = text + start; c < apostrophe && decade; c++) decade = is_digit(*c);
        return decade ? 0 : letters + mark;
      }
      return a == 'm' || a == 'd' ? letters + mark : 0;
    }
  }
  return 0;
}

static bool emit_word(scanner *s, uint32_t start, uint32_t end) {
  uint32_t size = clitic_size(s->text, start, end);
  if (size) return emit_word(s, start, end - size) && emit(s, end - size, end);
  uint32_t split = gaz_tokenizer_split(s->tokenizer, s->text + start, end - start);
  if (!split && is_digit(s->text[start])) {
    uint32_t unit = unit_start(s->text, start, end);
    if (unit) split = unit - start;
  }
  if (split && split < end - start)
    return emit(s, start, start + split) && emit(s, start + split, end);
  return emit(s, start, end);
}

static bool scan_word(scanner *s) {
  uint32_t start = s->at, end = word_end(s, start);
  bool period = takes_period(s, start, end);
  s->at = end + period;
  return period ? emit(s, start, s->at) : emit_word(s, start, end);
}

enum { PLAIN_MAX = 64 };

/* The end of the letters of ASCII at s->at, or 0 where there are none, or many, or the text ends with them. Whether
 * all but the first are in lower case. */
static uint32_t letters_end(const scanner *s, bool *lower) {
  const unsigned char *text = (const unsigned char *)s->text + s->at;
  uint32_t room = s->end - s->at, at = 0;
  uint64_t small = every_top;
  for (; room - at >= 8 && at < PLAIN_MAX; at += 8) {
    uint64_t bytes = gaz_read_u64(text + at), every_case = every_top / 0x80 * 0x20;
    uint64_t others = ~gaz_bytes_within(bytes | every_case, 'a', 'z') & every_top;
    uint64_t capitals = gaz_bytes_within(bytes, 'A', 'Z') & (at ? every_top : every_top << 8);
    if (others) {
      unsigned bit = (unsigned)__builtin_ctzll(others);
      *lower = small == every_top && !(capitals & (((uint64_t)1 << bit) - 1));
      return at || bit > 7 ? s->at + at + bit / 8 : 0;
    }
    if (capitals) small = 0;
  }
  return 0;
}

/* Most words are letters with a space behind them and before: no address, mark or clitic. Sets *fine when it was one
 * of these; false leaves everything as it is. */
static bool scan_plain_word(scanner *s, bool *fine) {
  bool lower;
  uint32_t start = s->at, end = letters_end(s, &lower);
  if (!end || s->text[end] != ' ' || !lower || !start || s->text[start - 1] != ' ' ||
      gaz_tokenizer_split(s->tokenizer, s->text + start, end - start))
    return false;
  unsigned shape = GAZ_SHAPE_LETTER | GAZ_SHAPE_SPACE_BEFORE;
  if (s->text[start] < 'a') shape |= GAZ_SHAPE_CAPITAL | (end - start == 1 ? GAZ_SHAPE_UPPER : 0);
  *fine = append(s, start, end, shape);
  s->at = end + 1;
  return true;
}

/* ---- Punctuation ---- */

/* "'s" on its own, "'em", "'90s": the end of a word that begins with an apostrophe, or 0. */
static uint32_t apostrophe_word_end(const scanner *s, gaz_character c) {
  uint32_t start = s->at, at = start + c.size, digits = 0;
  while (at < s->end && is_digit(s->text[at]) && digits < 3) at++, digits++;
  if (digits == 2) {
    if (at < s->end && s->text[at] == 's') at++;
    return gaz_character_is_word(peek(s, at)) ? 0 : at;
  }
  if (digits) return 0;
  uint32_t end = at;
  while (end < s->end && end - at < 8 && is_ascii_letter(s->text[end])) end++;
  if (end == at || gaz_character_is_word(peek(s, end))) return 0;
  if (gaz_tokenizer_classes(s->tokenizer, s->text + at, end - at) & GAZ_WORD_APOSTROPHE) return end;
  /* A clitic after an abbreviation, or apart, as in text already split into tokens. */
  static const char clitics[][3] = {"s", "m", "d", "re", "ve", "ll"};
  uint32_t before = s->list->count ? s->list->items[s->list->count - 1].end : start;
  bool apart = before < start || (before == start && start > 0 && s->text[start - 1] == '.' &&
                                  (s->list->items[s->list->count - 1].shape & GAZ_SHAPE_LETTER));
  if (!s->list->count) apart = false;
  for (size_t i = 0; apart && i < GAZ_COUNT(clitics); i++)
    if (strlen(clitics[i]) == end - at && memcmp(clitics[i], s->text + at, end - at) == 0)
      return end;
  return 0;
}

static uint32_t punctuation_end(const scanner *s, gaz_character c) {
  uint32_t at = s->at + c.size, limit = s->at + GAZ_TOKEN_MAX - 8;
  if (limit > s->end) limit = s->end;
  const char *text = s->text;
  if (memchr(".!?", (int)c.code, 3) && c.code < 128) {
    while (at < limit && memchr(".!?", text[at], 3)) at++;
    return at;
  }
  if (c.code < 128 && memchr("-=*_~#+<>", (int)c.code, 9)) {
    while (at < limit && text[at] == (char)c.code) at++;
    return at;
  }
  if (c.code == '\'' || c.code == '`') return at + (at < limit && text[at] == (char)c.code);
  if (c.code == '[' && limit - s->at >= 5 && memcmp(text + s->at, "[...]", 5) == 0)
    return s->at + 5;
  if ((c.code == ':' || c.code == ';') && at < limit) { /* :) ;-) */
    uint32_t mouth = at + (text[at] == '-');
    if (mouth < limit && memchr(")(D", text[mouth], 3) &&
        peek(s, mouth + 1).class == GAZ_CHARACTER_SPACE)
      return mouth + 1;
  }
  while (at < limit && peek(s, at).class == GAZ_CHARACTER_MARK) at += peek(s, at).size;
  return at;
}

static bool scan_punctuation(scanner *s, gaz_character c) {
  uint32_t start = s->at, end = 0;
  if (is_apostrophe(c.code)) end = apostrophe_word_end(s, c);
  if (!end) end = punctuation_end(s, c);
  s->at = end;
  return emit(s, start, end);
}

/* "US$" and "C$" are one token, the number after them another. */
static uint32_t currency_end(const scanner *s) {
  uint32_t at = s->at;
  while (at < s->end && at - s->at < 3 && s->text[at] >= 'A' && s->text[at] <= 'Z') at++;
  return at > s->at && at < s->end && s->text[at] == '$' && at + 1 < s->end &&
                 is_digit(s->text[at + 1])
             ? at + 1
             : 0;
}

gaz_status gaz_split_tokens(const gaz_tokenizer *tokenizer, const char *text, uint32_t start,
                            uint32_t end, const gaz_cancel *cancel, gaz_token_list *list) {
  scanner s = {tokenizer, text, start, end, 0, list};
  uint32_t poll = start;
  while (s.at < s.end) {
    if (s.at - poll > 1u << 16) {
      if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
      poll = s.at;
    }
    gaz_character c = gaz_character_at(text, s.at, end);
    if (c.class == GAZ_CHARACTER_SPACE) {
      s.at += c.size;
      continue;
    }
    bool fine;
    if (c.class <= GAZ_CHARACTER_LOWER && scan_plain_word(&s, &fine)) {
      if (!fine) return GAZ_ERROR_MEMORY;
      continue;
    }
    uint32_t whole = gaz_character_is_word(c) ? address_end(&s) : 0;
    if (!whole && c.class == GAZ_CHARACTER_UPPER) whole = currency_end(&s);
    if (whole) {
      fine = emit(&s, s.at, whole);
      s.at = whole;
    } else if (gaz_character_is_word(c)) {
      fine = scan_word(&s);
    } else {
      fine = scan_punctuation(&s, c);
    }
    if (!fine) return GAZ_ERROR_MEMORY;
  }
  return GAZ_OK;
}
