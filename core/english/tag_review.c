/* The tagger reads from left to right with a linear model: what the tag to the right is, who has a subject, and what two
 * things mean together that nobody made a feature of, it does not know. So where another tag was nearly chosen, a small
 * net judges that tag and the first again. Each thing that is true of the word, of those around it and of its place in the
 * tree has a row of a table, a weight for each hidden unit; the rows are added, a unit gives its sum but no less than
 * nothing, and a tag scores the weighed sum of the units. All in integers: every machine gives the same answers. The
 * tree stays. */
#include "english/tag_review.h"

#include <stdlib.h>
#include <string.h>

#include "base/weights.h"

enum { H = GAZ_REVIEW_HIDDEN };

struct gaz_tag_review {
  gaz_weights weights;
  const gaz_tagger *tagger;
  uint8_t labels[GAZ_UPOS_COUNT][GAZ_XPOS_COUNT]; /* of the tagger */
};

static const char model_name[] = "GAZREVIE";

gaz_status gaz_tag_review_open(const char *data_dir, const gaz_tagger *tagger, gaz_tag_review **out,
                               gaz_error *error) {
  gaz_weights weights;
  *out = NULL;
  if (gaz_tagger_label_count(tagger) > GAZ_REVIEW_LABELS)
    return gaz_fail(error, GAZ_ERROR_CORRUPT, data_dir, 0,
                    "english/tagger.model has too many tags; install it again");
  gaz_status status =
      gaz_weights_open(data_dir, "tag_review", model_name, GAZ_REVIEW_WEIGHTS, &weights, error);
  if (status || !weights.at) return status;
  gaz_tag_review *review = malloc(sizeof *review);
  if (!review) {
    gaz_weights_close(&weights);
    return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
  }
  *review = (gaz_tag_review){weights, tagger, {{0}}};
  for (uint32_t label = 0; label < gaz_tagger_label_count(tagger); label++) {
    uint8_t upos, xpos;
    gaz_tagger_tags(tagger, (uint8_t)(label + 1), &upos, &xpos);
    review->labels[upos][xpos] = (uint8_t)label;
  }
  *out = review;
  return GAZ_OK;
}

void gaz_tag_review_close(gaz_tag_review *review) {
  if (!review) return;
  gaz_weights_close(&review->weights);
  free(review);
}

gaz_status gaz_tag_review_write(const char *path, const int8_t weights[GAZ_REVIEW_WEIGHTS],
                                gaz_error *error) {
  return gaz_weights_write(path, model_name, weights, GAZ_REVIEW_WEIGHTS, error);
}

/* ---- Rows ---- */

/* Sentences of ours are shorter; of a longer one, given from outside, what is far away is not looked at. */
enum { MOST_CHILDREN = 8, CHILD_REACH = 512 };

/* How many rows each kind of thing has: a row a class, tag or kind of word; spellings share rows as they fall. */
enum {
  FINE = 1025, /* classes of word_classes.h */
  COARSE = 257,
  CLUSTER = 321, /* of clusters.h */
  KINDS = 32,
  CASES = 8,
  CAPITALS = 32, /* of the word and the sentence */
  TAGS = 64,
  LAST = 128, /* letters of the word */
  LAST_TWO = 512,
  LAST_MORE = 512,
  FIRST_THREE = 512,
  PATTERN = 128,
  WORD = 1024,
  NEXT_LAST_TWO = 256, /* of the words beside it */
  NEXT_WORD = 256,
  FAR_WORD = 128, /* two words away */
  TWO_TAGS = 512,
  KINDS_TAG = 256, /* all kinds of the word with the tag beside it */
  SIDES = 3,       /* before, behind, nowhere */
  BEFORE = TAGS - 2,
  BEHIND = TAGS - 1, /* the ends of the sentence instead of tags */
};
_Static_assert((int)GAZ_XPOS_COUNT < (int)BEFORE && (int)GAZ_DEPREL_COUNT <= (int)TAGS,
               "tags and relations are rows");

/* Rows are handed out one kind after the other, always in the same order. */
typedef struct writer {
  uint16_t *next;
  uint32_t base;
} writer;

static inline void put(writer *w, uint32_t size, uint64_t value) {
  *w->next++ = (uint16_t)(w->base + (uint32_t)(value % size));
  w->base += size;
}

static inline void put_kinds(writer *w, uint32_t kinds) {
  for (; kinds; kinds &= kinds - 1)
    *w->next++ = (uint16_t)(w->base + (uint32_t)__builtin_ctz(kinds));
  w->base += KINDS;
}

typedef struct sentence {
  const gaz_word_info *infos;
  const gaz_token *tokens;
  size_t count;
  uint32_t base;
} sentence;

static const gaz_word_info edge = {.form = 1, .lower = 1, .case_class = 4};

static const gaz_word_info *word(const sentence *s, size_t at, int offset) {
  size_t place = at + (size_t)(ptrdiff_t)offset; /* wraps below 0, which is beyond count */
  return place < s->count ? &s->infos[place] : &edge;
}

static uint32_t tag(const sentence *s, size_t at, int offset) {
  size_t place = at + (size_t)(ptrdiff_t)offset;
  if (place >= s->count) return offset < 0 ? BEFORE : BEHIND;
  return s->tokens[place].xpos;
}

static void put_word(writer *w, const gaz_word_info *info) {
  put(w, 1, 0); /* is true of all */
  put(w, FINE, info->classes[2]);
  put(w, COARSE, info->classes[1]);
  put(w, CLUSTER, info->cluster[1]);
  put(w, LAST, info->suffix[0]);
  put(w, LAST_TWO, info->suffix[1]);
  put(w, LAST_MORE, info->suffix[2]);
  put(w, LAST_MORE, info->suffix[3]);
  put(w, FIRST_THREE, info->prefix[2]);
  put(w, WORD, info->lower);
  put_kinds(w, info->kinds);
  put(w, CAPITALS, (uint64_t)info->case_class * 4 + info->mode);
  put(w, PATTERN, info->pattern);
}

static void put_neighbour(writer *w, const sentence *s, size_t at, int offset) {
  const gaz_word_info *info = word(s, at, offset);
  put(w, COARSE, info->classes[1]);
  put(w, CLUSTER, info->cluster[1]);
  put(w, NEXT_LAST_TWO, info->suffix[1]);
  put(w, NEXT_WORD, info->lower);
  put_kinds(w, info->kinds);
  put(w, CASES, info->case_class);
  put(w, TAGS, tag(s, at, offset));
}

static void put_far(writer *w, const sentence *s, size_t at, int offset) {
  const gaz_word_info *info = word(s, at, offset);
  put(w, COARSE, info->classes[1]);
  put(w, FAR_WORD, info->lower);
  put_kinds(w, info->kinds);
  put(w, TAGS, tag(s, at, offset));
}

static uint64_t mixed(uint64_t one, uint64_t other) {
  return gaz_feature_mix(one << 8 | other) >> 32;
}

static void put_tags(writer *w, const sentence *s, size_t at) {
  uint32_t a = tag(s, at, -1), b = tag(s, at, 1), aa = tag(s, at, -2), bb = tag(s, at, 2);
  put(w, TAGS, tag(s, at, -3));
  put(w, TAGS, tag(s, at, 3));
  put(w, TWO_TAGS, mixed(a, b));
  put(w, TWO_TAGS, mixed(aa, a));
  put(w, TWO_TAGS, mixed(b, bb));
  put(w, KINDS_TAG, mixed(s->infos[at].kinds, a));
  put(w, KINDS_TAG, mixed(s->infos[at].kinds, b));
}

/* What the word hangs on. */
static void put_head(writer *w, const sentence *s, size_t at) {
  int32_t head = s->tokens[at].head < 0 ? -1 : s->tokens[at].head - (int32_t)s->base;
  bool root = head < 0 || (size_t)head >= s->count;
  int offset = root ? 0 : head - (int)at;
  uint32_t side = root ? 2 : offset < 0;
  const gaz_word_info *info = root ? &edge : &s->infos[head];
  put(w, TAGS * SIDES, s->tokens[at].deprel * SIDES + side);
  put(w, TAGS * SIDES, (root ? BEFORE : tag(s, at, offset)) * SIDES + side);
  put(w, COARSE, info->classes[1]);
  put(w, NEXT_WORD, info->lower);
}

/* What hangs on it. */
static void put_children(writer *w, const sentence *s, size_t at) {
  int32_t self = (int32_t)(s->base + at);
  size_t left = MOST_CHILDREN, end = s->count - at > CHILD_REACH ? at + CHILD_REACH : s->count;
  for (size_t i = at > CHILD_REACH ? at - CHILD_REACH : 0; i < end && left; i++) {
    const gaz_token *child = &s->tokens[i];
    if (child->head != self || child->deprel == GAZ_DEPREL_PUNCT) continue;
    *w->next++ = (uint16_t)(w->base + child->deprel * 2u + (i > at));
    *w->next++ = (uint16_t)(w->base + TAGS * 2 + child->xpos * 2u + (i > at));
    left--;
  }
  w->base += TAGS * 4;
}

size_t gaz_review_rows(const gaz_word_info *infos, const gaz_token *tokens, size_t count,
                       uint32_t base, size_t at, uint16_t rows[GAZ_REVIEW_ROWS]) {
  enum {
    OWN_ROWS = 1 + FINE + COARSE + CLUSTER + LAST + LAST_TWO + 2 * LAST_MORE + FIRST_THREE + WORD +
               KINDS + CAPITALS + PATTERN,
    NEXT_ROWS = COARSE + CLUSTER + NEXT_LAST_TWO + NEXT_WORD + KINDS + CASES + TAGS,
    FAR_ROWS = COARSE + FAR_WORD + KINDS + TAGS,
    TAG_ROWS = 2 * TAGS + 3 * TWO_TAGS + 2 * KINDS_TAG,
    TREE_ROWS = 2 * TAGS * SIDES + COARSE + NEXT_WORD + 4 * TAGS,
  };
  _Static_assert(OWN_ROWS + 2 * NEXT_ROWS + 2 * FAR_ROWS + TAG_ROWS + TREE_ROWS == GAZ_REVIEW_TABLE,
                 "each row is of one kind");
  _Static_assert(13 + 2 * 6 + 2 * 3 + 7 + 4 + 2 * MOST_CHILDREN + 5 * KINDS <= GAZ_REVIEW_ROWS,
                 "all kinds at once");
  _Static_assert(GAZ_REVIEW_ROWS * 127 <= INT16_MAX, "sums do not overflow");
  const sentence s = {infos, tokens, count, base};
  writer w = {rows, 0};
  put_word(&w, &infos[at]);
  put_neighbour(&w, &s, at, -1);
  put_neighbour(&w, &s, at, 1);
  put_far(&w, &s, at, -2);
  put_far(&w, &s, at, 2);
  put_tags(&w, &s, at);
  put_head(&w, &s, at);
  put_children(&w, &s, at);
  return (size_t)(w.next - rows);
}

/* ---- */

static void fill_units(const int8_t *table, const uint16_t *rows, size_t count, int16_t units[H]) {
  int16_t sums[H] = {0};
  for (size_t i = 0; i < count; i++) {
    const int8_t *row = table + (size_t)rows[i] * H;
    for (int k = 0; k < H; k++) sums[k] = (int16_t)(sums[k] + row[k]);
  }
  for (int k = 0; k < H; k++) units[k] = sums[k] > 0 ? sums[k] : 0;
}

static int32_t score(const int8_t *weights, uint8_t label, const int16_t units[H]) {
  const int8_t *output = weights + GAZ_REVIEW_OUTPUTS + label * H;
  int32_t sum = weights[GAZ_REVIEW_BIASES + label] *
                (int32_t)(GAZ_REVIEW_BIAS / (GAZ_REVIEW_WEIGHT * GAZ_REVIEW_WEIGHT));
  for (int k = 0; k < H; k++) sum += units[k] * output[k];
  return sum;
}

static bool fits_better(const gaz_tag_review *review, const gaz_word_info *infos,
                        const gaz_token *tokens, size_t count, uint32_t base, size_t at) {
  uint16_t rows[GAZ_REVIEW_ROWS];
  int16_t units[H];
  const gaz_token *token = &tokens[at];
  const int8_t *weights = review->weights.at;
  const float step = GAZ_REVIEW_WEIGHT * GAZ_REVIEW_WEIGHT;
  fill_units(weights, rows, gaz_review_rows(infos, tokens, count, base, at, rows), units);
  int32_t better = score(weights, (uint8_t)(token->other - 1), units) -
                   score(weights, review->labels[token->upos][token->xpos], units);
  return better >
         (int32_t)(GAZ_REVIEW_LEAST / step) + token->lead * (int32_t)(GAZ_REVIEW_LEAD_COST / step);
}

void gaz_review_tags(const gaz_tag_review *review, const gaz_word_info *infos, gaz_token *tokens,
                     size_t count, uint32_t base) {
  for (size_t at = 0; at < count; at++) /* all are judged by the tags there were */
    if (tokens[at].other && !fits_better(review, infos, tokens, count, base, at))
      tokens[at].other = 0;
  for (size_t at = 0; at < count; at++)
    if (tokens[at].other)
      gaz_tagger_tags(review->tagger, tokens[at].other, &tokens[at].upos, &tokens[at].xpos);
}
