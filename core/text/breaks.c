/* The model is a table of weights in signed bytes, a bucket a feature, so small that it stays in the processor's cache;
 * features share buckets as they fall. Words are known by hashes of their spelling, the rest by what they look like. */
#include "text/breaks.h"

#include <stdlib.h>
#include <string.h>

#include "base/weights.h"

enum { WORD_BYTES = 24, AHEAD = 12 };

struct gaz_breaks {
  gaz_weights weights; /* in steps of GAZ_BREAK_STEP */
};

/* Where what is looked at first says less, the rest is not asked: that loses one end in twenty of letters, none in
 * news, and spares eight questions in ten. */
static const int32_t hopeless = (int32_t)(-1.5 / GAZ_BREAK_STEP);
/* An end the rules found is one no more when its score is below: the logarithm of 0.3 to 0.7. */
static const int32_t taken_back = (int32_t)(-0.85 / GAZ_BREAK_STEP);

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

int32_t gaz_break_opens(const char *text, const gaz_token *token) {
  kind mark = kind_of(text, token);
  return (mark == OPENER) - (mark == CLOSER);
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
  if (ruled) return is_odd_end(next, mark, follows);
  bool strong = mark == SHOUT || mark == TWO_DOTS || mark == DOTS;
  if (!reader->said || (!(next->shape & GAZ_SHAPE_SPACE_BEFORE) && !strong)) return false;
  if (mark == PERIOD && at > reader->first && token[-1].end < token->start)
    return false; /* ". ." */
  if (at < reader->first + 2 &&
      (mark == PERIOD || mark == ABBREVIATION || mark == SMALL_ABBREVIATION))
    return false; /* "a.": the mark of a list */
  switch (follows) {
    case COMMA:
    case PERIOD:
    case COLON:
    case SHOUT:
    case TWO_DOTS:
    case SEMICOLON:
    case CLOSER:
    case GREATER: return false;
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

static uint16_t bucket_of(uint64_t template, uint64_t a, uint64_t b) {
  uint64_t x = (a + template) * 0x9e3779b97f4a7c15u + template + b * 0xc2b2ae3d27d4eb4fu;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93u;
  return (uint16_t)(x >> 40 & (GAZ_BREAK_BUCKETS - 1));
}

/* What the two tokens look like, and the sentence around them: decides nearly all. */
static uint16_t *first_features(const gaz_break_reader *r, size_t at, bool ruled, uint16_t *f) {
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
static uint16_t *other_features(const gaz_break_reader *r, size_t at, bool ruled, uint16_t *f) {
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

size_t gaz_break_features(const gaz_break_reader *reader, size_t at, bool ruled,
                          uint16_t features[GAZ_BREAK_FEATURES]) {
  uint16_t *end = first_features(reader, at, ruled, features);
  return (size_t)(other_features(reader, at, ruled, end) - features);
}

static int32_t sum_of(const gaz_breaks *breaks, const uint16_t *features, const uint16_t *end) {
  int32_t sum = 0;
  while (features < end) sum += breaks->weights.at[*features++];
  return sum;
}

bool gaz_break_ends(const gaz_breaks *breaks, const gaz_break_reader *reader, size_t at,
                    bool ruled) {
  uint16_t features[GAZ_BREAK_FEATURES];
  uint16_t *end = first_features(reader, at, ruled, features);
  int32_t score = sum_of(breaks, features, end);
  if (!ruled && score < hopeless) return false;
  end = other_features(reader, at, ruled, features);
  score += sum_of(breaks, features, end);
  return score > (ruled ? taken_back : 0);
}

/* ---- The file ---- */

static const char model_name[] = "GAZBREAK";

gaz_status gaz_breaks_open(const char *data_dir, gaz_breaks **out, gaz_error *error) {
  gaz_weights weights;
  *out = NULL;
  gaz_status status =
      gaz_weights_open(data_dir, "breaks", model_name, GAZ_BREAK_BUCKETS, &weights, error);
  if (status || !weights.at) return status;
  gaz_breaks *breaks = malloc(sizeof *breaks);
  if (!breaks) {
    gaz_weights_close(&weights);
    return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
  }
  breaks->weights = weights;
  *out = breaks;
  return GAZ_OK;
}

void gaz_breaks_close(gaz_breaks *breaks) {
  if (!breaks) return;
  gaz_weights_close(&breaks->weights);
  free(breaks);
}

gaz_status gaz_breaks_write(const char *path, const int8_t weights[GAZ_BREAK_BUCKETS],
                            gaz_error *error) {
  return gaz_weights_write(path, model_name, weights, GAZ_BREAK_BUCKETS, error);
}
