/* What a paragraph is depends on its own words and look (article_cues.tsv weighs both) and on its
 * neighbours: furniture comes in runs, a headline stands before the first paragraph of prose, a
 * donation box after the last. So the kinds are chosen together, as the best path through all
 * paragraphs (Viterbi over five kinds), not one by one. */
#include "article/paragraph.h"

#include <string.h>

#include "article/date.h"

bool gaz_paragraphs_add(gaz_paragraphs *paragraphs, gaz_arena *arena, uint32_t start, uint32_t end,
                        gaz_block_kind kind) {
  gaz_block *blocks = gaz_arena_grow(arena, paragraphs->blocks, paragraphs->count,
                                     &paragraphs->capacity, sizeof *blocks);
  if (!blocks) return false;
  paragraphs->blocks = blocks;
  blocks[paragraphs->count++] = (gaz_block){start, end, kind};
  return true;
}

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static bool ends_sentence(const char *text, size_t size) {
  while (size && (text[size - 1] == '"' || text[size - 1] == '\'' || text[size - 1] == ')' ||
                  (size >= 3 && memcmp(text + size - 3, "\xE2\x80\x9D", 3) == 0) ||
                  (size >= 3 && memcmp(text + size - 3, "\xE2\x80\x99", 3) == 0))) {
    size -= (unsigned char)text[size - 1] >= 0x80 ? 3 : 1;
  }
  if (size >= 3 && memcmp(text + size - 3, "\xE2\x80\xA6", 3) == 0) return true;
  return size && (text[size - 1] == '.' || text[size - 1] == '!' || text[size - 1] == '?');
}

typedef struct line {
  uint32_t start, end; /* without surrounding white space */
} line;

/* A comma, or a small word in lower case ("by", "the"): more has to follow. */
static bool breaks_off(const char *text, const line *one) {
  enum { SMALL_WORD = 3 };
  uint32_t at = one->end;
  if (at > one->start && text[at - 1] == ',') return true;
  while (at > one->start && text[at - 1] >= 'a' && text[at - 1] <= 'z') at--;
  return at > one->start && text[at - 1] == ' ' && at < one->end && one->end - at <= SMALL_WORD;
}

/* No more than a few words and a full stop ("Elodie Brun."): the end of what stands before it. */
static bool is_rest(const char *text, const line *one) {
  enum { REST_WORDS = 4 };
  size_t words = 1;
  for (uint32_t at = one->start; at < one->end; at++) words += text[at] == ' ';
  return words <= REST_WORDS && text[one->end - 1] == '.';
}

/* Whether a line goes on with the sentence of the one before it, of which it is no heading. */
static bool is_resumed(const char *text, const line *one, const line *next) {
  char first = text[next->start];
  if (first >= 'a' && first <= 'z') return true;
  return breaks_off(text, one) ||
         (!ends_sentence(text + one->start, one->end - one->start) && is_rest(text, next));
}

/* Hard-wrapped prose: lines of about one length, most of them ending inside a sentence. */
static bool looks_wrapped(const char *text, const line *lines, size_t count) {
  if (count < 2) return false;
  size_t open = 0, resumed = 0, longest = 0, shortest = SIZE_MAX;
  for (size_t i = 0; i + 1 < count; i++) {
    size_t length = lines[i].end - lines[i].start;
    if (length > longest) longest = length;
    if (length < shortest) shortest = length;
    if (!ends_sentence(text + lines[i].start, length)) open++;
    if (is_resumed(text, &lines[i], &lines[i + 1])) resumed++;
  }
  return longest <= 120 && shortest >= 40 && longest - shortest <= 35 &&
         open * 3 >= (count - 1) * 2 && resumed * 3 >= count - 1 &&
         lines[count - 1].end - lines[count - 1].start <= longest + 10;
}

static bool add_run(const char *text, const line *lines, size_t count, gaz_arena *arena,
                    gaz_paragraphs *out) {
  if (!count) return true;
  if (looks_wrapped(text, lines, count)) {
    return gaz_paragraphs_add(out, arena, lines[0].start, lines[count - 1].end, GAZ_BLOCK_BODY);
  }
  for (size_t i = 0; i < count; i++) {
    if (!gaz_paragraphs_add(out, arena, lines[i].start, lines[i].end, GAZ_BLOCK_BODY)) return false;
  }
  return true;
}

gaz_status gaz_paragraphs_split(const char *text, uint32_t start, uint32_t end, gaz_arena *arena,
                                gaz_paragraphs *out) {
  line *run = NULL;
  size_t count = 0, capacity = 0;
  for (uint32_t at = start; at < end;) {
    const char *newline = memchr(text + at, '\n', end - at);
    uint32_t stop = newline ? (uint32_t)(newline - text) : end;
    uint32_t next = newline ? stop + 1 : end;
    while (at < stop && is_space(text[at])) at++;
    while (stop > at && is_space(text[stop - 1])) stop--;
    if (at < stop) {
      line *bigger = gaz_arena_grow(arena, run, count, &capacity, sizeof *run);
      if (!bigger) return GAZ_ERROR_MEMORY;
      run = bigger;
      run[count++] = (line){at, stop};
    } else {
      if (!add_run(text, run, count, arena, out)) return GAZ_ERROR_MEMORY;
      count = 0;
    }
    at = next;
  }
  return add_run(text, run, count, arena, out) ? GAZ_OK : GAZ_ERROR_MEMORY;
}

/* ---- What a paragraph looks like ------------------------------------------------------------- */

typedef struct look {
  size_t words, capitals, letters;
  uint32_t bits;
} look;

typedef struct marks {
  bool quoted, quotation; /* now; and anywhere */
  bool bars, address;
} marks;

/* Takes a mark or another byte that no word begins with. Returns its size, or 0 where a word begins. */
static size_t take_mark(const char *text, size_t left, marks *out) {
  unsigned char c = (unsigned char)text[0], d = left > 1 ? (unsigned char)text[1] : 0,
                e = left > 2 ? (unsigned char)text[2] : 0;
  switch (c) {
    case '"':
      out->quoted = !out->quoted;
      out->quotation = true;
      return 1;
    case 0xE2:
      if (left < 3 || d != 0x80) return 0;
      if (e == 0x9C) out->quoted = out->quotation = true;
      if (e == 0x9D) out->quoted = false;
      if (e == 0xA2) out->bars = true;
      return 3;
    case '|': out->bars = true; return 1;
    case 0xC2: out->bars |= d == 0xA9 || d == 0xB7; return 1;
    case 0xC3: return d == 0x97 || d == 0xB7; /* × ÷ */
    case ':': out->address |= d == '/' && e == '/'; return 1;
    case '@': out->address = true; return 1;
    case 'w': out->address |= left > 4 && memcmp(text, "www.", 4) == 0; return 0;
    default: return c < 0xC3;
  }
}

/* Where the word at text[at] ends, with apostrophes, hyphens and letters of any script inside. */
static size_t look_end(const char *text, size_t size, size_t at) {
  for (size_t start = at;; at++) {
    at += gaz_word_run(text + at, size - at);
    if (at == size || (text[at] != '\'' && text[at] != '-' &&
                       ((unsigned char)text[at] < 0x80 || (unsigned char)text[at] == 0xE2)))
      return at + (at == start);
  }
}

/* The look of a word that speaks to the reader, or of those who write; else 0. */
static uint32_t look_of_word(const char *word, size_t size) {
#define LETTERS(a, b, c, d) \
  ((uint64_t)(a) | (uint64_t)(b) << 8 | (uint64_t)(c) << 16 | (uint64_t)(d) << 24)
  if (size < 2 || size > 4) return 0;
  switch (gaz_fold_bytes(gaz_read_tail((const unsigned char *)word, size))) {
    case LETTERS('u', 's', 0, 0): /* "US" is a country */
      return memcmp(word, "US", 2) == 0 ? 0 : 1u << GAZ_LOOK_WE;
    case LETTERS('w', 'e', 0, 0):
    case LETTERS('o', 'u', 'r', 0): return 1u << GAZ_LOOK_WE;
    case LETTERS('y', 'o', 'u', 0):
    case LETTERS('y', 'o', 'u', 'r'): return 1u << GAZ_LOOK_YOU;
    default: return 0;
  }
#undef LETTERS
}

/* Counts words, capitals and the persons addressed outside quotation marks. */
static look look_at(const char *text, size_t size) {
  look result = {0};
  marks seen = {0};
  for (size_t i = 0; i < size;) {
    unsigned char c = (unsigned char)text[i], lower = c | 32;
    if (c == ' ') {
      i++;
      continue;
    }
    bool digit = c >= '0' && c <= '9', plain = (lower >= 'a' && lower <= 'z' && c != 'w') || digit;
    size_t mark = plain ? 0 : take_mark(text + i, size - i, &seen);
    if (mark) {
      i += mark;
      continue;
    }
    size_t end = look_end(text, size, i);
    result.words++;
    result.letters += !digit;
    result.capitals += c >= 'A' && c <= 'Z';
    if (!seen.quoted) result.bits |= look_of_word(text + i, end - i);
    i = end;
  }
  if (seen.quotation) result.bits |= 1u << GAZ_LOOK_QUOTATION;
  if (seen.bars) result.bits |= 1u << GAZ_LOOK_BARS;
  if (seen.address) result.bits |= 1u << GAZ_LOOK_ADDRESS;
  return result;
}

uint32_t gaz_paragraph_looks(const char *text, size_t size) {
  look l = look_at(text, size);
  uint32_t bits = l.bits;
  bool end = ends_sentence(text, size);
  if (l.words <= 3) bits |= 1u << GAZ_LOOK_TINY;
  if (l.words <= 9) bits |= 1u << GAZ_LOOK_SHORT;
  if (l.words >= 25) bits |= 1u << GAZ_LOOK_LONG;
  if (l.words >= 5 && end) bits |= 1u << GAZ_LOOK_SENTENCE;
  if (!end) bits |= 1u << GAZ_LOOK_NO_END;
  if (size && text[size - 1] == '!') bits |= 1u << GAZ_LOOK_EXCLAMATION;
  if (size && text[size - 1] == '?') bits |= 1u << GAZ_LOOK_QUESTION;
  if (!l.letters) bits |= 1u << GAZ_LOOK_NO_LETTER;
  if (l.words >= 3 && l.capitals * 2 >= l.words) bits |= 1u << GAZ_LOOK_CAPITALS;
  char edtf[GAZ_EDTF_SIZE];
  gaz_range date;
  size_t from = 0;
  while (from < size && gaz_date_find(text + from, size - from, edtf, &date)) {
    bits |= 1u << GAZ_LOOK_DATE;
    from += date.end;
    if (from + 2 >= size) bits |= 1u << GAZ_LOOK_END_DATE;
    if (l.words <= 6) bits |= 1u << GAZ_LOOK_DATE_LINE;
  }
  return bits;
}

/* ---- The best path ---------------------------------------------------------------------------- */

static const gaz_block_kind kind_of_cue[GAZ_CUE_KINDS] = {
    [GAZ_CUE_BODY] = GAZ_BLOCK_BODY,       [GAZ_CUE_FURNITURE] = GAZ_BLOCK_FURNITURE,
    [GAZ_CUE_HEADING] = GAZ_BLOCK_HEADING, [GAZ_CUE_CAPTION] = GAZ_BLOCK_CAPTION,
    [GAZ_CUE_BYLINE] = GAZ_BLOCK_BYLINE,
};

/* What it costs to go from one kind (row) to the next (column): prose and furniture each stay what
 * they are, and prose is not resumed lightly once furniture has begun. */
static const float transition[GAZ_CUE_KINDS][GAZ_CUE_KINDS] = {
    [GAZ_CUE_BODY] = {0.6f, -0.8f, -0.6f, -0.8f, -1.0f},
    [GAZ_CUE_FURNITURE] = {-1.0f, 0.9f, 0.0f, -0.4f, -0.4f},
    [GAZ_CUE_HEADING] = {0.2f, -0.5f, -0.6f, 0.2f, 0.3f},
    [GAZ_CUE_CAPTION] = {0.2f, -0.3f, -0.3f, 0.2f, 0.0f},
    [GAZ_CUE_BYLINE] = {0.3f, -0.2f, -0.4f, 0.1f, 0.0f},
};

typedef struct step {
  float score[GAZ_CUE_KINDS];
  uint8_t from[GAZ_CUE_KINDS];
} step;

static void choose_path(const step *steps, gaz_block *blocks, const uint8_t *fixed, size_t count) {
  int kind = 0;
  for (int k = 1; k < GAZ_CUE_KINDS; k++) {
    if (steps[count - 1].score[k] > steps[count - 1].score[kind]) kind = k;
  }
  for (size_t i = count; i-- > 0;) {
    if (!fixed[i]) blocks[i].kind = kind_of_cue[kind];
    kind = steps[i].from[kind];
  }
}

static int cue_of_kind(gaz_block_kind kind) {
  if (kind == GAZ_BLOCK_TITLE) return GAZ_CUE_HEADING;
  for (int k = 0; k < GAZ_CUE_KINDS; k++) {
    if (kind_of_cue[k] == kind) return k;
  }
  return GAZ_CUE_BODY;
}

/* Where the word at text[at] ends: a run of letters of any script and digits. */
static size_t word_end(const char *text, size_t size, size_t at) {
  for (;;) {
    at += gaz_word_run(text + at, size - at);
    if (at == size || (unsigned char)text[at] < 0xC3) return at;
    at++;
  }
}

static uint64_t hash_words(const char *text, size_t size, bool numbers) {
  enum { WORD_MAX = 64 };
  uint64_t hash = 0;
  for (size_t i = 0, end; i < size; i = end + (end == i)) {
    end = word_end(text, size, i);
    bool taken = numbers && end > i;
    for (size_t k = i; k < end && !taken; k++) taken = text[k] < '0' || text[k] > '9';
    if (taken) hash = gaz_hash_folded(text + i, end - i < WORD_MAX ? end - i : WORD_MAX, hash);
  }
  return hash;
}

/* 0 when there is no word. */
static uint64_t words_hash(const char *text, size_t size) { return hash_words(text, size, true); }

static uint64_t block_hash(const char *text, const gaz_block *block) {
  return words_hash(text + block->start, block->end - block->start);
}

/* The same of the first words only; few paragraphs begin alike. */
static uint64_t first_words_hash(const char *text, size_t size) {
  size_t end = 0;
  for (int words = 0; words < 4 && end < size;) {
    size_t next = word_end(text, size, end);
    words += next > end;
    end = next + (next == end);
  }
  return words_hash(text, end);
}

uint64_t gaz_paragraph_words(const char *text, size_t size) {
  return hash_words(text, size, false);
}

/* Of two paragraphs with the same words one stays: the later when the earlier stands before the
 * prose begins (a standfirst or caption repeats a sentence of the body), else the earlier. */
static void mark_repeated(const char *text, const gaz_block *blocks, size_t count, size_t lead,
                          uint64_t *hashes, uint8_t *repeated) {
  uint64_t *whole = hashes + count; /* 0 where it is not known yet */
  for (size_t i = 0; i < count; i++)
    hashes[i] = first_words_hash(text + blocks[i].start, blocks[i].end - blocks[i].start);
  /* Quadratic only in equal neighbourhoods: an article has hundreds of paragraphs at most, longer
   * texts are compared within a window. */
  enum { WINDOW = 256 };
  for (size_t i = 0; i < count; i++) {
    if (!hashes[i]) continue;
    for (size_t j = i + 1; j < count && j <= i + WINDOW; j++) {
      if (hashes[j] != hashes[i]) continue;
      if (!whole[i]) whole[i] = block_hash(text, &blocks[i]);
      if (!whole[j]) whole[j] = block_hash(text, &blocks[j]);
      if (whole[i] != whole[j]) continue;
      repeated[i <= lead ? i : j] = 1;
      if (i <= lead) break;
    }
  }
}

static void find_title(const char *text, const char *title, gaz_block *blocks, size_t count) {
  size_t body = 0;
  while (body < count && blocks[body].kind != GAZ_BLOCK_BODY) body++;
  if (title) {
    uint64_t wanted = words_hash(title, strlen(title));
    for (size_t i = 0; i < count; i++) {
      if (i <= body && block_hash(text, &blocks[i]) == wanted) {
        blocks[i].kind = GAZ_BLOCK_TITLE;
        return;
      }
    }
    return;
  }
  for (size_t i = 0; i < body; i++) {
    if (blocks[i].kind == GAZ_BLOCK_TITLE) return;
  }
  /* A kicker ("World", "Analysis"), the newspaper's own name or an appeal may stand above, a
   * standfirst below: the first heading that is a phrase of some length and no sentence wins. */
  size_t found = count;
  for (int strict = 1; strict >= 0 && found == count; strict--) {
    for (size_t i = 0; i < body && found == count; i++) {
      const char *at = text + blocks[i].start;
      size_t size = blocks[i].end - blocks[i].start, words = 1;
      for (size_t k = 0; k < size; k++) words += at[k] == ' ';
      bool phrase = words >= 4 && at[size - 1] != '.' && at[size - 1] != '!';
      if (blocks[i].kind == GAZ_BLOCK_HEADING && (phrase || !strict)) found = i;
    }
  }
  if (found < count) blocks[found].kind = GAZ_BLOCK_TITLE;
}

gaz_status gaz_paragraphs_classify(const gaz_article_cues *cues, const char *text,
                                   const char *title, gaz_arena *arena, gaz_block *blocks,
                                   size_t count) {
  if (!count) return GAZ_OK;
  uint32_t *looks = gaz_arena_alloc(arena, count * sizeof *looks);
  step *steps = gaz_arena_alloc(arena, count * sizeof *steps);
  uint64_t *hashes = gaz_arena_zeroed(arena, count, 2 * sizeof *hashes);
  uint8_t *flags = gaz_arena_zeroed(arena, count, 2);
  if (!looks || !steps || !hashes || !flags) return GAZ_ERROR_MEMORY;
  uint8_t *fixed = flags, *repeated = flags + count;
  size_t lead = count, last = 0; /* first and last paragraph that is surely long enough for prose */
  for (size_t i = 0; i < count; i++) {
    fixed[i] = blocks[i].kind != GAZ_BLOCK_BODY;
    looks[i] = gaz_paragraph_looks(text + blocks[i].start, blocks[i].end - blocks[i].start);
    bool prose = (looks[i] >> GAZ_LOOK_SENTENCE & 1) &&
                 !(looks[i] & (1u << GAZ_LOOK_YOU | 1u << GAZ_LOOK_WE | 1u << GAZ_LOOK_ADDRESS));
    if (prose && (looks[i] >> GAZ_LOOK_LONG & 1)) {
      if (lead == count) lead = i;
      last = i;
    }
  }
  mark_repeated(text, blocks, count, lead, hashes, repeated);
  for (size_t i = 0; i < count; i++) {
    uint32_t bits = looks[i];
    if (i == 0) bits |= 1u << GAZ_LOOK_FIRST;
    if (i < lead && lead < count) bits |= 1u << GAZ_LOOK_BEFORE_BODY;
    if (i > last && lead < count) bits |= 1u << GAZ_LOOK_AFTER_BODY;
    if (repeated[i]) bits |= 1u << GAZ_LOOK_REPEATED;
    float own[GAZ_CUE_KINDS];
    gaz_article_cues_score(cues, text + blocks[i].start, blocks[i].end - blocks[i].start, bits,
                           own);
    if (fixed[i]) own[cue_of_kind(blocks[i].kind)] += 100;
    for (int to = 0; to < GAZ_CUE_KINDS; to++) {
      int best = to;
      float score = 0;
      if (i) {
        best = 0;
        for (int from = 0; from < GAZ_CUE_KINDS; from++) {
          float candidate = steps[i - 1].score[from] + transition[from][to];
          if (from == 0 || candidate > score) {
            score = candidate;
            best = from;
          }
        }
      }
      steps[i].score[to] = score + own[to];
      steps[i].from[to] = (uint8_t)best;
    }
  }
  choose_path(steps, blocks, fixed, count);
  for (size_t i = 0; i < count; i++) {
    if (repeated[i] && !fixed[i]) blocks[i].kind = GAZ_BLOCK_FURNITURE;
  }
  find_title(text, title, blocks, count);
  return GAZ_OK;
}
