/* Every vector path gives what a slow and simple matcher gives, on random and adversarial text, at
 * every alignment, and reads nothing outside the text (which lies between unreadable pages). */
#define LEXICON_TEST "test_lexicon_paths"
#include <sys/mman.h>
#include <unistd.h>

#include "lexicon_help.h"
#include "lexicon/scan.h"
#include "lexicon/words.h"
#include "text/utf8.h"

/* ---- The reference: no words, no hashes; every name is tried at every place -------------------- */

/* One code point of the text after folding. A letter that folds to two is two units. */
typedef struct unit {
  uint32_t any, exact; /* without and with case; separators are the same in both */
  uint32_t start, end;
  bool word, lower, letter;
  bool broken; /* a line was broken after the hyphen before it */
} unit;

/* Where the word goes on that a hyphen at the end of a line breaks: at a small letter; else 0. */
static size_t joined_at(const char *text, size_t size, size_t at, uint32_t code, size_t length) {
  if (code != '-' && code != 0x2010 && code != 0xAD) return 0;
  at += length;
  if (at == size || !strchr("\n\r", text[at]) || !text[at]) return 0;
  while (at < size && text[at] && strchr(" \t\r\n", text[at])) at++;
  size_t ignored;
  return at < size &&
                 gaz_char_traits(gaz_utf8_decode(text + at, size - at, &ignored)) & GAZ_CHAR_LOWER
             ? at
             : 0;
}

/* With `join`, words broken at the end of a line are one word. */
static size_t fold_units(const char *text, size_t size, bool join, unit *units) {
  size_t count = 0;
  bool after_hyphen = false, inside = false, broken = false;
  for (size_t at = 0, length; at < size; at += length) {
    uint32_t code = gaz_utf8_decode(text + at, size - at, &length);
    unsigned traits = gaz_char_traits(code);
    unit one = {.start = (uint32_t)at, .end = (uint32_t)(at + length)};
    size_t next = join && inside ? joined_at(text, size, at, code, length) : 0;
    if (next) {
      length = next - at;
      continue;
    }
    if (traits & GAZ_CHAR_IGNORABLE) continue;
    if (traits & GAZ_CHAR_WORD) {
      uint32_t any[GAZ_FOLD_MAX], exact[GAZ_FOLD_MAX];
      size_t n = gaz_fold_code(code, GAZ_FOLD_CASE | GAZ_FOLD_DIACRITICS, any);
      size_t m = gaz_fold_code(code, GAZ_FOLD_DIACRITICS, exact);
      if (n == 0 && inside) units[count - 1].end = one.end;
      one.word = !(traits & GAZ_CHAR_MARK) || inside;
      one.letter = traits & GAZ_CHAR_LETTER;
      one.lower = traits & GAZ_CHAR_LOWER;
      one.broken = broken;
      broken = false;
      for (size_t i = 0; i < n; i++) {
        one.any = any[i];
        one.exact = i < m ? exact[i] : 0;
        units[count++] = one;
      }
      inside |= one.word;
      after_hyphen = false;
      continue;
    }
    inside = false;
    one.broken = broken;
    if (traits & GAZ_CHAR_SPACE) {
      bool newline = false;
      size_t end = at;
      while (end < size) {
        size_t step;
        unsigned here = gaz_char_traits(gaz_utf8_decode(text + end, size - end, &step));
        if (!(here & (GAZ_CHAR_SPACE | GAZ_CHAR_IGNORABLE))) break;
        newline |= (here & GAZ_CHAR_NEWLINE) != 0;
        end += step;
      }
      length = end - at;
      if (newline && after_hyphen) {
        broken = true;
        continue;
      }
      one.any = ' ';
    } else if (traits & GAZ_CHAR_HYPHEN) {
      one.any = '-';
    } else if (traits & GAZ_CHAR_APOSTROPHE) {
      one.any = '\'';
    } else if (traits & GAZ_CHAR_QUOTE) {
      one.any = '"';
    } else {
      one.any = code == GAZ_UTF8_BAD ? 0x110000u + (unsigned char)text[at] : code;
    }
    after_hyphen = one.any == '-';
    one.end = (uint32_t)(at + length);
    one.exact = one.any;
    broken = false;
    units[count++] = one;
  }
  return count;
}

enum { EXACT, CAPITAL, ANY };

typedef struct pattern {
  unit units[80];
  size_t count;
  int rule;
} pattern;

/* Leaves away what white space divides from the words. */
static void make_pattern(const test_name *name, pattern *out) {
  unit units[320];
  size_t count = fold_units(name->text, strlen(name->text), false, units), first = count, last = 0;
  for (size_t i = 0; i < count; i++) {
    if (units[i].word && first == count) first = i;
    if (units[i].word) last = i;
  }
  out->count = 0;
  if (first == count || !gaz_utf8_valid(name->text, strlen(name->text))) return;
  size_t start = first, end = last + 1;
  while (start > 0 && units[start - 1].any != ' ') start--;
  while (end < count && units[end].any != ' ') end++;
  out->count = end - start;
  memcpy(out->units, units + start, out->count * sizeof *units);
  out->rule = name->rules & GAZ_NAME_EXACT_CASE         ? EXACT
              : name->rules & GAZ_NAME_CAPITAL_REQUIRED ? CAPITAL
              : name->rules & GAZ_NAME_ANY_CASE         ? ANY
                                                        : -1;
  for (size_t i = 0; i < count && out->rule < 0; i++) {
    if (units[i].letter) out->rule = units[i].lower ? ANY : CAPITAL;
  }
  if (out->rule < 0) out->rule = ANY;
}

static bool is_clitic(const unit *units, size_t count) {
  char word[4] = "";
  for (size_t i = 0; i < 3 && i < count && units[i].word; i++) {
    word[i] = units[i].any < 128 ? (char)units[i].any : '?';
    word[i + 1] = '\0';
  }
  return !strcmp(word, "s") || !strcmp(word, "d") || !strcmp(word, "m") || !strcmp(word, "ll") ||
         !strcmp(word, "re") || !strcmp(word, "ve");
}

static bool pattern_at(const pattern *name, const unit *units, size_t count, size_t at) {
  size_t end = at + name->count;
  if (!name->count || end > count) return false;
  size_t first = 0, last = name->count - 1; /* the words, without punctuation around */
  while (!name->units[first].word) first++;
  while (!name->units[last].word) last--;
  for (size_t i = 0; i < name->count; i++) {
    const unit *a = &name->units[i], *b = &units[at + i];
    if (b->broken && i > 0 && (i <= first || i > last)) return false;
    if (name->rule == EXACT ? a->exact != b->exact : a->any != b->any) return false;
    if (a->word != b->word) return false;
  }
  for (size_t i = at; i < end && name->rule == CAPITAL; i++) {
    if (units[i].letter && units[i].lower) return false;
    if (units[i].letter) break;
  }
  /* Not in the middle of a code point or a word. */
  if (at > 0 && (units[at - 1].start == units[at].start || units[at - 1].word)) return false;
  if (end < count &&
      (units[end].start == units[end - 1].start || (units[end].word && !units[end].broken))) {
    return false;
  }
  if (units[at].word && at > 1 && units[at - 1].any == '\'' && units[at - 2].word) {
    return false;
  }
  if (units[end - 1].word && end + 1 < count && units[end].any == '\'' && units[end + 1].word) {
    return is_clitic(units + end + 1, count - end - 1);
  }
  return true;
}

/* The end of the longest name at one unit; 0 for none. */
static uint32_t longest_at(const pattern *names, size_t name_count, const unit *units, size_t count,
                           size_t at) {
  size_t longest = 0;
  for (size_t i = 0; i < name_count; i++) {
    if (names[i].count > longest && pattern_at(&names[i], units, count, at)) {
      longest = names[i].count;
    }
  }
  return longest ? units[at + longest - 1].end : 0;
}

static size_t reference(const pattern *names, size_t name_count, const char *text, size_t size,
                        gaz_match *matches) {
  static unit units[4096], joined[4096];
  size_t count = fold_units(text, size, false, units), found = 0;
  size_t joined_count = fold_units(text, size, true, joined), there = 0;
  for (size_t at = 0; at < count;) {
    uint32_t start = units[at].start, end = longest_at(names, name_count, units, count, at);
    while (there < joined_count && joined[there].start < start) there++;
    if (there < joined_count && joined[there].start == start) {
      uint32_t other = longest_at(names, name_count, joined, joined_count, there);
      if (other > end) end = other;
    }
    if (end) matches[found++] = (gaz_match){start, end, 0, 0};
    for (at++; at < count && units[at].start < end; at++) {
    }
  }
  return found;
}

/* ---- Random text ------------------------------------------------------------------------------ */

static uint64_t random_state = 0x2545F4914F6CDD1Du;

static uint32_t random_below(uint32_t bound) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (uint32_t)((random_state >> 33) % bound);
}

/* Few letters, so that names are met often; every kind of separator; broken bytes. */
static const char *const pieces[] = {
    "a",
    "A",
    "b",
    "B",
    "a",
    "b",
    "A",
    "S",
    "s",
    "d",
    "ll",
    "t",
    "1",
    "2",
    "ab",
    "Ba",
    "é",
    "É",
    "e\xCC\x81",
    "E",
    "e",
    "ß",
    "SS",
    "ss",
    "ø",
    "o",
    "я",
    "Я",
    "ﬁ",
    "fi",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "  ",
    "\r\n",
    "\t",
    "\xC2\xA0",
    "\xE2\x80\xAF",
    "-",
    "\xE2\x80\x91",
    "–",
    "-\n",
    "-\n",
    "-\r\n \t",
    "\xC2\xAD\n",
    "\xE2\x80\x90\n",
    "—",
    ".",
    ".",
    ",",
    "…",
    "'",
    "’",
    "\"",
    "“",
    "”",
    "&",
    "+",
    "\xC2\xAD",
    "\xE2\x80\x8B",
    "\xE2\x80\x8D",
    "\xCC\x81",
    "\xCE\x91",
    "²",
    "€",
    "中",
    "、",
    "\xFF",
    "\x80",
    "\xE2",
    "\xE2\x80",
    "\xC2",
    "\xF0\x9F\x98\x80",
    "abcdefgh",
    "abcdefghijklmnop",
    "abcdefghijklmnopq",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ",
};

static size_t random_text(char *out, size_t most, bool simple) {
  size_t size = 0;
  while (size < most) {
    const char *piece = pieces[random_below(simple ? 36 : (uint32_t)GAZ_COUNT(pieces))];
    size_t length = strlen(piece);
    if (size + length > most) break;
    memcpy(out + size, piece, length);
    size += length;
  }
  return size;
}

static const char *describe(const char *path, const char *text, size_t size) {
  static char line[4096];
  size_t used = (size_t)snprintf(line, sizeof line, "%s: ", path);
  for (size_t i = 0; i < size && used < sizeof line - 8; i++) {
    unsigned char c = (unsigned char)text[i];
    used += (size_t)snprintf(line + used, sizeof line - used,
                             c < 32 || c > 126 || c == '\\' ? "\\x%02x" : "%c", c);
  }
  return line;
}

/* A page of text with nothing readable before and after. */
static char *guarded;
static size_t page;

static void make_guarded(void) {
  page = (size_t)sysconf(_SC_PAGESIZE) * 2;
  char *all = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(all != MAP_FAILED);
  REQUIRE(mprotect(all + page, page, PROT_READ | PROT_WRITE) == 0);
  guarded = all + page;
}

static gaz_scan_path paths[8];
static size_t path_count;

/* Scans with every path; all must give what is expected. */
static void check_paths(gaz_lexicon *lexicon, const char *text, size_t size,
                        const gaz_match *expected, size_t count) {
  static gaz_match found[8192];
  for (size_t p = 0; p < path_count; p++) {
    lexicon->scan = paths[p].function;
    size_t got = gaz_lexicon_scan(lexicon, text, size, found, GAZ_COUNT(found), NULL);
    bool same = got == count;
    for (size_t i = 0; same && i < count; i++) {
      same = found[i].start == expected[i].start && found[i].end == expected[i].end;
    }
    if (!same) {
      /* The first that differs, with what stands around it. */
      size_t i = 0;
      while (i < count && i < got && found[i].start == expected[i].start &&
             found[i].end == expected[i].end) {
        i++;
      }
      gaz_match none = {(uint32_t)size, (uint32_t)size, 0, 0};
      gaz_match want = i < count ? expected[i] : none, have = i < got ? found[i] : none;
      size_t from = want.start < have.start ? want.start : have.start;
      from = from > 12 ? from - 12 : 0;
      check_case = describe(paths[p].name, text + from, size - from < 48 ? size - from : 48);
      CHECK_INT(have.start - from, ==, want.start - from);
      CHECK_INT(have.end - from, ==, want.end - from);
      check_case = NULL;
    } else {
      check_passed++;
    }
  }
}

enum { NAMES = 60 };

static gaz_lexicon *random_lexicon(pattern *patterns, char (*texts)[64]) {
  static const unsigned rules[] = {0, 0, GAZ_NAME_EXACT_CASE, GAZ_NAME_CAPITAL_REQUIRED,
                                   GAZ_NAME_ANY_CASE};
  test_name names[NAMES];
  for (size_t i = 0; i < NAMES; i++) {
    size_t size = random_text(texts[i], 1 + random_below(i % 3 ? 6 : 24), i % 2);
    texts[i][size] = '\0';
    for (char *c = texts[i]; *c; c++) { /* a name is one line */
      if (*c == '\n' || *c == '\r') *c = ' ';
    }
    size_t start = 0;
    names[i] = (test_name){texts[i] + start, (uint32_t)i, rules[random_below(5)], 0};
    make_pattern(&names[i], &patterns[i]);
  }
  return lexicon_of(names, NAMES);
}

static void random_against_reference(void) {
  static pattern patterns[NAMES];
  static char texts[NAMES][64];
  static gaz_match expected[4096];
  long met = 0;
  for (int round = 0; round < 60; round++) {
    gaz_lexicon *lexicon = random_lexicon(patterns, texts);
    for (int k = 0; k < 100; k++) {
      char text[400];
      size_t size = random_text(text, random_below(sizeof text), k % 2);
      size_t count = reference(patterns, NAMES, text, size, expected);
      met += (long)count;
      char *at = k % 4 < 2 ? guarded + page - size : guarded;
      memcpy(at, text, size);
      check_paths(lexicon, at, size, expected, count);
    }
    gaz_lexicon_release(lexicon);
  }
  CHECK_INT(met, >, 10000); /* the test would mean little without matches */
}

/* One text at every alignment, ending at the edge of a page, and longer than several chunks. */
static void alignments(void) {
  static pattern patterns[NAMES];
  static char texts[NAMES][64], text[8192];
  static gaz_match expected[8192], scalar[8192];
  gaz_lexicon *lexicon = random_lexicon(patterns, texts);
  size_t size = random_text(text, 3000, false);
  size_t count = reference(patterns, NAMES, text, size, expected);
  for (size_t shift = 0; shift < 130; shift++) {
    memcpy(guarded + shift, text, size);
    check_paths(lexicon, guarded + shift, size, expected, count);
  }
  for (size_t length = 0; length < 200; length++) {
    count = reference(patterns, NAMES, text, length, expected);
    memcpy(guarded + page - length, text, length);
    check_paths(lexicon, guarded + page - length, length, expected, count);
    memcpy(guarded, text, length);
    check_paths(lexicon, guarded, length, expected, count);
  }
  /* Long texts: the paths against each other. */
  for (int k = 0; k < 30; k++) {
    size = random_text(text, sizeof text, k % 2);
    memcpy(guarded + page - size, text, size);
    lexicon->scan = gaz_scan_scalar;
    count = gaz_lexicon_scan(lexicon, text, size, scalar, GAZ_COUNT(scalar), NULL);
    check_paths(lexicon, guarded + page - size, size, scalar, count);
  }
  gaz_lexicon_release(lexicon);
}

/* Runs across chunk ends: one word of 10,000 letters, dashes only, names at every offset. */
static void adversarial(void) {
  static char text[40000];
  gaz_lexicon *lexicon = lexicon_of(
      (const test_name[]){{"Ada Byron", 1}, {"Ada", 2}, {"Zoë", 3}, {"a a a a a a a b", 4}}, 4);
  gaz_match expected[2] = {{0}};
  for (size_t at = 1800; at < 2300; at++) {
    static const char *const names[] = {"Ada", "Zoë", "Ada Byron", "Ada\n\n\nByron", "Z\xC2\xADoe"};
    const char *name = names[at % GAZ_COUNT(names)];
    for (int fill = 0; fill < 3; fill++) {
      size_t size = 4200;
      if (fill == 0) memset(text, ' ', size);
      if (fill == 1) memset(text, 'x', size);
      for (size_t i = 0; fill == 2 && i < size; i += 3) memcpy(text + i, "—", 3);
      if (fill == 2) at += (3 - at % 3) % 3;
      text[at - 1] = fill == 1 ? ' ' : text[at - 1];
      memcpy(text + at, name, strlen(name));
      size_t end = at + strlen(name);
      if (fill == 2) {
        while (end % 3) text[end++] = ' ';
      } else {
        text[end] = ' ';
      }
      expected[0] = (gaz_match){(uint32_t)at, (uint32_t)(at + strlen(name)), 0, 0};
      check_paths(lexicon, text, size, expected, 1);
    }
  }
  /* Prefixes that never become a name. */
  for (size_t i = 0; i < sizeof text; i++) text[i] = i % 2 ? ' ' : 'a';
  check_paths(lexicon, text, sizeof text, expected, 0);
  /* Nothing but continuation bytes, nothing but combining marks, one endless letter run. */
  memset(text, 0x80, sizeof text);
  check_paths(lexicon, text, sizeof text, expected, 0);
  for (size_t i = 0; i + 2 <= sizeof text; i += 2) memcpy(text + i, "\xCC\x81", 2);
  check_paths(lexicon, text, sizeof text, expected, 0);
  for (size_t i = 0; i + 2 <= sizeof text; i += 2) memcpy(text + i, "\xD1\x8F", 2);
  check_paths(lexicon, text, sizeof text, expected, 0);
  gaz_lexicon_release(lexicon);
}

int main(void) {
  path_count = gaz_scan_paths(paths);
  for (size_t i = 0; i < path_count; i++) printf("%s ", paths[i].name);
  printf("\n");
  make_guarded();
  random_against_reference();
  alignments();
  adversarial();
  remove(IMAGE);
  return check_report();
}
