/* The model is tables of weights in signed bytes, a bucket or row a feature, so small that they stay in the processor's
 * cache; features share them as they fall. The answer is the sum of one weight each of what is known of the words, and of
 * what 32 hidden units make of the rest: what the tokens around look like, the sentence so far, how the paragraph is
 * written, how the sentences before began. Words are known by hashes of their spelling. */
#include "text/breaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/weights.h"

enum { WORD_BYTES = 24, AHEAD = 12 };

struct gaz_breaks {
  gaz_weights weights; /* all of them, which the others point into */
  const int8_t *first, *added, *rows, *units;
};

/* Where the first look says less, or more, nothing else is asked: that changes one end in some thousands, and spares two
 * questions in three. */
static const int32_t hopeless = -5 * GAZ_BREAK_SCALE, certain = 6 * GAZ_BREAK_SCALE;
/* An end the rules found is one no more when its score is below: the logarithm of 0.3 to 0.7. */
static const int32_t taken_back = (int32_t)(-0.85 * GAZ_BREAK_SCALE);

/* ---- Words ---- */

/* What a token looks like. */
typedef enum kind {
  NOTHING, /* beyond the sentence */
  ADDRESS,
  LINK,
  PERIOD,
  TWO_DOTS,
  DOTS,
  SHOUT, /* exclamation and question marks */
  COMMA,
  COLON,
  SEMICOLON,
  DASH,
  OPENER,
  CLOSER,
  QUOTE,
  STAR,
  LESS,
  GREATER,
  LINE,  /* what lines are drawn with */
  MARKS, /* several together, such as smileys */
  OTHER_MARK,
  CLOCK,
  DATE,
  NUMBER,
  DIGITS,
  CODE, /* letters and digits */
  ABBREVIATION,
  SMALL_ABBREVIATION,
  UPPER,
  MIXED,
  LETTER, /* one capital */
  CAPITAL,
  SMALL,
  OTHER,
} kind;

static kind kind_of_marks(const char *word, uint32_t size, uint16_t shape) {
  switch (*word) {
    case '.': return size == 1 ? PERIOD : size == 2 ? TWO_DOTS : DOTS;
    case '!':
    case '?': return SHOUT;
    case ',': return COMMA;
    case ':': return size == 1 ? COLON : MARKS;
    case ';': return size == 1 ? SEMICOLON : MARKS;
    case '-': return DASH;
    case '(':
    case '[':
    case '{': return OPENER;
    case ')':
    case ']':
    case '}': return size == 1 ? CLOSER : MARKS;
    case '"':
    case '\'':
    case '`': return QUOTE;
    case '*': return STAR;
    case '<': return LESS;
    case '>': return GREATER;
    case '_':
    case '=':
    case '~':
    case '#': return LINE;
    default: return shape & GAZ_SHAPE_QUOTE ? QUOTE : OTHER_MARK;
  }
}

static kind kind_of_digits(const char *word, uint32_t size, uint16_t shape) {
  if (shape & GAZ_SHAPE_LETTER) return CODE;
  if (memchr(word, ':', size)) return CLOCK;
  if (memchr(word, '/', size)) return DATE;
  return shape & GAZ_SHAPE_NUMBER ? NUMBER : DIGITS;
}

static kind kind_of(const char *text, const gaz_token *token) {
  enum { ADDRESS_MIN = 7 };
  const char *word = text + token->start;
  uint32_t size = token->end - token->start;
  uint16_t shape = token->shape;
  if (size >= ADDRESS_MIN && memchr(word, '@', size)) return ADDRESS;
  if (size >= ADDRESS_MIN && (!memcmp(word, "http", 4) || !memcmp(word, "www.", 4))) return LINK;
  if (shape & GAZ_SHAPE_PUNCT) return kind_of_marks(word, size, shape);
  if (shape & GAZ_SHAPE_DIGIT) return kind_of_digits(word, size, shape);
  if (shape & GAZ_SHAPE_PERIOD)
    return shape & GAZ_SHAPE_CAPITAL ? ABBREVIATION : SMALL_ABBREVIATION;
  if (shape & GAZ_SHAPE_UPPER && size > 1) return UPPER;
  if (shape & GAZ_SHAPE_MIXED) return MIXED;
  if (shape & GAZ_SHAPE_CAPITAL) return size == 1 ? LETTER : CAPITAL;
  return shape & GAZ_SHAPE_LETTER ? SMALL : OTHER;
}

/* A hash of the spelling in small letters, all digits alike. */
static uint64_t hash_of(const char *text, const gaz_token *token) {
  uint64_t hash = 14695981039346656037u;
  uint32_t end = token->end - token->start > WORD_BYTES ? token->start + WORD_BYTES : token->end;
  for (uint32_t i = token->start; i < end; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c >= 'A' && c <= 'Z') c |= 32;
    if (c >= '0' && c <= '9') c = '0';
    hash = (hash ^ c) * 1099511628211u;
  }
  return hash;
}

/* ---- Places ---- */

static inline bool is_small(const gaz_token *token) { return gaz_break_is_small(token); }

gaz_break_reader gaz_break_open(const char *text, const gaz_token *tokens, size_t first,
                                size_t last) {
  return (gaz_break_reader){.text = text,
                            .tokens = tokens,
                            .begin = first,
                            .last = last,
                            .first = first,
                            .end = first,
                            .before = first};
}

static uint16_t kinds_of_two(const gaz_break_reader *r, size_t at) {
  kind next = at + 1 < r->last ? kind_of(r->text, &r->tokens[at + 1]) : NOTHING;
  return (uint16_t)(kind_of(r->text, &r->tokens[at]) << 8 | next);
}

void gaz_break_start(gaz_break_reader *r, size_t at, bool ruled) {
  uint32_t place = r->sentences++ % GAZ_BREAK_STARTS;
  r->starts[place] = hash_of(r->text, &r->tokens[at]);
  r->start_kinds[place] = kinds_of_two(r, at);
  if (at > r->begin) {
    r->unruled += !ruled;
    r->ruled_before = ruled;
    r->before = r->first;
  }
  r->first = at;
  r->said = false;
  r->small_words = r->words = r->capitals = r->commas = r->quotes = 0;
  r->open = 0;
}

void gaz_break_mark(gaz_break_reader *r, const gaz_token *token) {
  kind mark = kind_of(r->text, token);
  r->open += (mark == OPENER) - (mark == CLOSER);
  r->commas += mark == COMMA;
  r->quotes += mark == QUOTE;
}

/* An end that is no matter of course, and not at the end of a line. The rules know better where an abbreviation ends a
 * sentence, a dash begins one, or a quotation ends with a full stop; not with "!" or "?", behind which "she said" may stand. */
static bool is_doubtful_end(const gaz_break_reader *r, const gaz_token *token, kind mark,
                            kind next) {
  if (mark == ABBREVIATION || mark == SMALL_ABBREVIATION || next == DASH) return false;
  bool later = token > r->tokens + r->first;
  kind before = later ? kind_of(r->text, token - 1) : NOTHING;
  if (mark == QUOTE && before != SHOUT) return false;
  if (mark == PERIOD && before == PERIOD) return false; /* ". . . ." */
  uint32_t gap = token[1].start - token->end;
  return !(gap && memchr(r->text + token->end, '\n', gap));
}

/* An end before a smiley or what else is no start of a sentence, in the name of a file, or before a list's mark. */
static bool is_odd_end(const gaz_token *behind, kind mark, kind next) {
  if (!(behind->shape & GAZ_SHAPE_SPACE_BEFORE)) return true;
  if (mark == PERIOD && (next == STAR || next == DASH || next == OPENER || next == QUOTE ||
                         next == LESS || next == GREATER || next == LINE))
    return true;
  if (mark != PERIOD && mark != TWO_DOTS && mark != DOTS && mark != SHOUT) return false;
  return next == OTHER_MARK || next == MARKS || next == OTHER || next == COLON ||
         next == SEMICOLON || next == CLOSER;
}

/* Whether a sentence may begin in small letters behind that. */
static bool frees_small(kind mark) {
  switch (mark) {
    case SHOUT:
    case TWO_DOTS:
    case DOTS:
    case PERIOD:
    case ADDRESS:
    case LINK:
    case MARKS:
    case CLOSER:
    case DIGITS:
    case CODE:
    case UPPER:
    case NUMBER:
    case CLOCK:
    case STAR:
    case LINE:
    case COLON:
    case DASH:
    case QUOTE: return true;
    default: return false;
  }
}

bool gaz_break_is_odd(const gaz_break_reader *reader, size_t at, bool ruled) {
  const gaz_token *token = &reader->tokens[at], *next = token + 1;
  if (at + 1 >= reader->last) return false;
  kind mark = kind_of(reader->text, token), follows = kind_of(reader->text, next);
  if (ruled)
    return is_doubtful_end(reader, token, mark, follows) || is_odd_end(next, mark, follows);
  bool strong = mark == SHOUT || mark == TWO_DOTS || mark == DOTS;
  if (!reader->said || (!(next->shape & GAZ_SHAPE_SPACE_BEFORE) && !strong)) return false;
  if (mark == PERIOD && at > reader->first && token[-1].end < token->start)
    return false; /* ". ." */
  if (at < reader->first + 2 &&
      (mark == PERIOD || mark == ABBREVIATION || mark == SMALL_ABBREVIATION))
    return false;                                             /* "a.": the mark of a list */
  if (at < reader->first + 3 && mark == CLOSER) return false; /* "(a)" */
  switch (follows) {
    case COMMA:
    case PERIOD:
    case COLON:
    case SHOUT:
    case TWO_DOTS:
    case SEMICOLON:
    case CLOSER:
    case GREATER: return false;
    case ABBREVIATION:
    case SMALL_ABBREVIATION: return !(token->shape & GAZ_SHAPE_LETTER); /* "Bolt Ltd." */
    case NUMBER: return mark != SMALL && mark != PERIOD;
    case SMALL: return frees_small(mark);
    default: return true;
  }
}

/* How far away something is, in six steps. */
static uint64_t step_of(size_t distance) {
  return distance > 20 ? 6 : distance > 10 ? 5 : distance > 5 ? 4 : distance > 3 ? 3 : distance;
}

static uint64_t few_of(uint32_t count) { return count == 0 ? 0 : count < 3 ? 1 : 2; }

/* The small words of the AHEAD tokens behind `at`. */
static uint32_t small_words_ahead(const gaz_break_reader *r, size_t at) {
  uint32_t count = 0;
  for (size_t i = at + 1; i < r->end && i < at + AHEAD; i++) count += is_small(&r->tokens[i]);
  return count;
}

/* The same in more steps. */
static uint64_t wide_step_of(size_t distance) {
  return distance > 40   ? 8
         : distance > 20 ? 7
         : distance > 12 ? 6
         : distance > 8  ? 5
         : distance > 5  ? 4
         : distance > 3  ? 3
                         : distance;
}

static uint64_t mix(uint64_t template, uint64_t a, uint64_t b) {
  uint64_t x = (a + template) * 0x9e3779b97f4a7c15u + template + b * 0xc2b2ae3d27d4eb4fu;
  x ^= x >> 32;
  return x * 0xd6e8feb86659fd93u >> 40;
}

static uint16_t bucket_of(uint64_t template, uint64_t a, uint64_t b) {
  return (uint16_t)(mix(template, a, b) & (GAZ_BREAK_BUCKETS - 1));
}

static uint16_t row_of(uint64_t template, uint64_t a, uint64_t b) {
  return (uint16_t)(mix(template, a, b) & (GAZ_BREAK_ROWS - 1));
}

/* What the two tokens look like, and the sentence around them: decides nearly all. */
static uint16_t *plain_features(const gaz_break_reader *r, size_t at, bool ruled, uint16_t *f) {
  uint64_t behind = kind_of(r->text, &r->tokens[at + 1]);
  uint64_t pair = (uint64_t)kind_of(r->text, &r->tokens[at]) << 8 | behind;
  uint64_t length = step_of(at + 1 - r->first), rest = step_of(r->end - at - 1);
  uint64_t small = few_of(r->small_words), small_ahead = few_of(small_words_ahead(r, at));
  *f++ = bucket_of(1, ruled, 0);
  *f++ = bucket_of(2, pair, ruled);
  *f++ = bucket_of(3, pair, length);
  *f++ = bucket_of(4, pair, rest);
  *f++ = bucket_of(5, behind, length << 4 | rest);
  *f++ = bucket_of(6, pair, small);
  *f++ = bucket_of(7, pair, small << 4 | length);
  *f++ = bucket_of(8, pair, small_ahead);
  *f++ = bucket_of(9, pair, small << 4 | small_ahead);
  *f++ = bucket_of(10, pair, r->open > 0);
  return f;
}

/* The words, and what stands further away. */
static uint16_t *word_features(const gaz_break_reader *r, size_t at, bool ruled, uint16_t *f) {
  enum { BACK = 2, WIDTH = 6 }; /* two before the token, three behind it */
  uint64_t words[WIDTH], kinds[WIDTH];
  for (size_t i = 0; i < WIDTH; i++) {
    size_t place = at + i - BACK; /* wraps below 0, which is beyond the end */
    bool inside = at + i >= r->first + BACK && place < r->end;
    words[i] = inside ? hash_of(r->text, &r->tokens[place]) : i < BACK;
    kinds[i] = inside ? kind_of(r->text, &r->tokens[place]) : NOTHING;
  }
  const uint64_t *w = words + BACK, *k = kinds + BACK; /* of the token itself at 0 */
  uint64_t previous = words[BACK - 1], before = k[0] << 8 | kinds[BACK - 1];
  uint64_t pair = k[0] << 8 | k[1], after = k[1] << 8 | k[2];
  const gaz_token *first = &r->tokens[r->first], *last = &r->tokens[r->end - 1];
  *f++ = bucket_of(20, w[0], ruled);
  *f++ = bucket_of(21, w[1], ruled);
  *f++ = bucket_of(22, previous, 0);
  *f++ = bucket_of(23, w[2], 0);
  *f++ = bucket_of(24, words[0], 0);
  *f++ = bucket_of(25, w[3], 0);
  *f++ = bucket_of(26, w[0], w[1]);
  *f++ = bucket_of(27, w[1], w[2]);
  *f++ = bucket_of(28, previous, w[0]);
  *f++ = bucket_of(29, before, k[1]);
  *f++ = bucket_of(30, k[0], after);
  *f++ = bucket_of(31, before, after);
  *f++ = bucket_of(32, before << 8 | kinds[0], after << 8 | k[3]);
  *f++ = bucket_of(33, after, k[3]);
  *f++ = bucket_of(34, before, kinds[0]);
  *f++ = bucket_of(35, k[0], w[1]);
  *f++ = bucket_of(36, w[0], k[1]);
  *f++ = bucket_of(37, pair, w[2]);
  *f++ = bucket_of(38, pair, previous);
  *f++ = bucket_of(39, after, w[1]);
  *f++ = bucket_of(40, pair, kind_of(r->text, last));
  *f++ = bucket_of(41, pair, kind_of(r->text, first));
  *f++ = bucket_of(42, k[1], hash_of(r->text, first));
  return f;
}

/* ---- What hidden units see ---- */

/* Kinds of the four tokens to the end that is asked about and of the five behind it. */
static uint16_t *window_rows(const gaz_break_reader *r, size_t at, uint16_t *f) {
  enum { BACK = 3, WIDTH = 9, STEP = 4 };
  for (size_t i = 0; i < WIDTH; i++) {
    size_t place = at + i - BACK; /* wraps below 0, which is beyond the end */
    bool before = at + i < r->first + BACK;
    if (before || place >= r->last) {
      *f++ = row_of(100 + STEP * i, before, before && at + i >= r->begin + BACK);
      continue;
    }
    const gaz_token *token = &r->tokens[place];
    bool space = (token->shape & GAZ_SHAPE_SPACE_BEFORE) != 0;
    *f++ = row_of(101 + STEP * i, kind_of(r->text, token), space);
  }
  return f;
}

/* The part of words that begin with a capital, in `parts` and one step more; 0: there are no words. */
static uint64_t share_of(uint32_t capitals, uint32_t words, uint32_t parts) {
  return words ? 1 + (uint64_t)capitals * parts / words : 0;
}

/* The sentence so far, and what the rules make the rest of it. */
static uint16_t *sentence_rows(const gaz_break_reader *r, size_t at, bool ruled, uint16_t *f) {
  enum { AHEAD_MAX = 30 };
  uint32_t words = 0, capitals = 0;
  for (size_t i = at + 1; i < r->end && i <= at + AHEAD_MAX; i++) {
    if (!(r->tokens[i].shape & GAZ_SHAPE_LETTER)) continue;
    words++;
    capitals += (r->tokens[i].shape & GAZ_SHAPE_CAPITAL) != 0;
  }
  *f++ = row_of(1, wide_step_of(at + 1 - r->first), 0);
  *f++ = row_of(2, wide_step_of(r->end - at - 1), 0);
  *f++ = row_of(3, ruled, 0);
  *f++ = row_of(4, share_of(capitals, words, 4), 0);
  *f++ = row_of(5, share_of(r->capitals, r->words, 4), 0);
  *f++ = row_of(6, wide_step_of(r->commas), 0);
  *f++ = row_of(7, r->quotes & 1, r->open > 0);
  *f++ = row_of(8, wide_step_of(at - r->begin), 0);
  *f++ = row_of(9, wide_step_of(r->last - at), 0);
  *f++ = row_of(10, kind_of(r->text, &r->tokens[r->end - 1]), 0);
  *f++ = row_of(11, kind_of(r->text, &r->tokens[r->first]), 0);
  return f;
}

/* Looks once at the paragraph, or at the first part of a long one. */
static void learn_habits(gaz_break_reader *r) {
  enum { ENOUGH = 400 };
  gaz_break_habits *h = &r->habits;
  if (h->known) return;
  h->known = true;
  for (size_t i = r->begin; i < r->last && i < r->begin + ENOUGH; i++) {
    const gaz_token *token = &r->tokens[i];
    if (token->shape & GAZ_SHAPE_LETTER) {
      h->words++;
      h->capitals += (token->shape & GAZ_SHAPE_CAPITAL) != 0;
    }
    if (!(token->shape & GAZ_SHAPE_PUNCT)) continue;
    kind mark = kind_of(r->text, token);
    if (mark != PERIOD && mark != SHOUT && mark != DOTS && mark != TWO_DOTS) continue;
    h->marks++;
    if (i + 1 == r->last || !(token[1].shape & GAZ_SHAPE_LETTER)) continue;
    if (token[1].shape & GAZ_SHAPE_CAPITAL)
      h->capitals_after++;
    else
      h->smalls_after++;
  }
}

/* The paragraph and the sentences before. */
static uint16_t *paragraph_rows(gaz_break_reader *r, uint16_t *f) {
  learn_habits(r);
  const gaz_break_habits *h = &r->habits;
  bool later = r->first > r->begin;
  uint64_t smalls = h->smalls_after > h->capitals_after ? 2 : h->smalls_after > 0;
  uint64_t mark = later ? kind_of(r->text, &r->tokens[r->first - 1]) + 1u : 0;
  *f++ = row_of(20, mark, later && r->ruled_before);
  *f++ = row_of(21, wide_step_of(r->sentences), 0);
  *f++ = row_of(22, wide_step_of(r->first - r->before), 0);
  *f++ = row_of(23, wide_step_of(h->marks), wide_step_of(h->words / 10));
  *f++ = row_of(24, smalls, wide_step_of(h->capitals_after));
  *f++ = row_of(25, share_of(h->capitals, h->words, 8), 0);
  *f++ = row_of(26, wide_step_of(r->unruled), 0);
  *f++ = row_of(27, kind_of(r->text, &r->tokens[r->begin]), 0);
  *f++ = row_of(28, hash_of(r->text, &r->tokens[r->first]), 0);
  return f;
}

/* Whether the next sentence would begin as others did: the items of a list. */
static void like_features(const gaz_break_reader *r, size_t at, gaz_break_features *out) {
  uint32_t count = r->sentences < GAZ_BREAK_STARTS ? r->sentences : GAZ_BREAK_STARTS;
  uint64_t next = hash_of(r->text, &r->tokens[at + 1]), words = 0, alike = 0;
  uint16_t kinds = kinds_of_two(r, at + 1), pair = kinds_of_two(r, at);
  for (uint32_t i = 0; i < count; i++) {
    words += r->starts[i] == next;
    alike += r->start_kinds[i] == kinds;
  }
  const gaz_token *first = &r->tokens[r->first];
  bool same_kind = kind_of(r->text, first) == kinds >> 8;
  out->rows[out->row_count++] = row_of(40, wide_step_of(words), 0);
  out->rows[out->row_count++] = row_of(41, wide_step_of(alike), count);
  out->rows[out->row_count++] = row_of(42, same_kind, hash_of(r->text, first) == next);
  out->weights[out->weight_count++] = bucket_of(50, words > 0, pair);
  out->weights[out->weight_count++] = bucket_of(51, wide_step_of(alike), pair);
}

/* ---- Asking ---- */

void gaz_break_look_first(const gaz_break_reader *reader, size_t at, bool ruled,
                          gaz_break_features *out) {
  *out = (gaz_break_features){0};
  uint16_t *end = plain_features(reader, at, ruled, out->weights);
  out->weight_count = out->first_count = (uint32_t)(end - out->weights);
  for (uint32_t i = 0; i < out->first_count; i++)
    out->first[i] = out->weights[i] & (GAZ_BREAK_FIRST - 1);
}

void gaz_break_look_again(gaz_break_reader *reader, size_t at, bool ruled,
                          gaz_break_features *out) {
  uint16_t *end = word_features(reader, at, ruled, out->weights + out->weight_count);
  out->weight_count = (uint32_t)(end - out->weights);
  end = window_rows(reader, at, out->rows);
  end = sentence_rows(reader, at, ruled, end);
  end = paragraph_rows(reader, end);
  out->row_count = (uint32_t)(end - out->rows);
  like_features(reader, at, out);
}

static int32_t sum_of(const int8_t *table, const uint16_t *features, uint32_t count) {
  int32_t sum = 0;
  for (uint32_t i = 0; i < count; i++) sum += table[features[i]];
  return sum;
}

/* In units of GAZ_BREAK_ROW_SCALE times itself. */
static int32_t score_of_units(const gaz_breaks *breaks, const uint16_t *rows, uint32_t count) {
  int16_t sums[GAZ_BREAK_UNITS] = {0};
  for (uint32_t i = 0; i < count; i++) {
    const int8_t *row = breaks->rows + (size_t)rows[i] * GAZ_BREAK_UNITS;
    for (int unit = 0; unit < GAZ_BREAK_UNITS; unit++) sums[unit] += row[unit];
  }
  int32_t score = 0;
  for (int unit = 0; unit < GAZ_BREAK_UNITS; unit++)
    score += (sums[unit] > 0 ? sums[unit] : 0) * breaks->units[unit];
  return score;
}

bool gaz_break_ends(const gaz_breaks *breaks, gaz_break_reader *reader, size_t at, bool ruled) {
  enum { UNITS_PER_STEP = GAZ_BREAK_ROW_SCALE * GAZ_BREAK_ROW_SCALE / GAZ_BREAK_SCALE };
  gaz_break_features features;
  gaz_break_look_first(reader, at, ruled, &features);
  int32_t first = sum_of(breaks->first, features.first, features.first_count);
  if (first < hopeless) return false;
  if (first > certain) return true;
  gaz_break_look_again(reader, at, ruled, &features);
  int32_t score = UNITS_PER_STEP * sum_of(breaks->added, features.weights, features.weight_count) +
                  score_of_units(breaks, features.rows, features.row_count);
  return score > UNITS_PER_STEP * (ruled ? taken_back : 0);
}

/* ---- The file ---- */

static const char model_name[] = "GAZBREAK";

static gaz_breaks *breaks_of(gaz_weights weights) {
  gaz_breaks *breaks = malloc(sizeof *breaks);
  if (!breaks) return NULL;
  breaks->weights = weights;
  breaks->first = weights.at;
  breaks->added = breaks->first + GAZ_BREAK_FIRST;
  breaks->rows = breaks->added + GAZ_BREAK_BUCKETS;
  breaks->units = breaks->rows + GAZ_BREAK_ROWS * GAZ_BREAK_UNITS;
  return breaks;
}

gaz_breaks *gaz_breaks_of(const int8_t weights[GAZ_BREAK_WEIGHTS]) {
  return breaks_of((gaz_weights){.at = weights});
}

gaz_status gaz_breaks_open(const char *data_dir, gaz_breaks **out, gaz_error *error) {
  gaz_weights weights;
  *out = NULL;
  gaz_status status =
      gaz_weights_open(data_dir, "breaks", model_name, GAZ_BREAK_WEIGHTS, &weights, error);
  if (status || !weights.at) return status;
  *out = breaks_of(weights);
  if (*out) return GAZ_OK;
  gaz_weights_close(&weights);
  return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
}

void gaz_breaks_close(gaz_breaks *breaks) {
  if (!breaks) return;
  gaz_weights_close(&breaks->weights);
  free(breaks);
}

gaz_status gaz_breaks_write(const char *path, const int8_t weights[GAZ_BREAK_WEIGHTS],
                            gaz_error *error) {
  return gaz_weights_write(path, model_name, weights, GAZ_BREAK_WEIGHTS, error);
}
