/* The tagger reads from left to right and knows no clause: "accused" in "Its leader, Peter Vance, accused the army"
 * looks like "a man accused of theft" to it. The tree says which one has a subject. So where another tag was
 * nearly chosen, that tag and the first are judged again by what hangs on the word, what it hangs on, and
 * the tags on both sides. The tree stays. */
#include "english/tag_review.h"

#include <stdlib.h>
#include <string.h>

#include "base/weights.h"

struct gaz_tag_review {
  gaz_weights weights; /* a bucket a feature with a tag, which share buckets as they fall */
  const gaz_tagger *tagger;
};

static const char model_name[] = "GAZREVIE";

gaz_status gaz_tag_review_open(const char *data_dir, const gaz_tagger *tagger, gaz_tag_review **out,
                               gaz_error *error) {
  gaz_weights weights;
  *out = NULL;
  gaz_status status =
      gaz_weights_open(data_dir, "tag_review", model_name, GAZ_REVIEW_BUCKETS, &weights, error);
  if (status || !weights.at) return status;
  gaz_tag_review *review = malloc(sizeof *review);
  if (!review) {
    gaz_weights_close(&weights);
    return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "out of memory");
  }
  *review = (gaz_tag_review){weights, tagger};
  *out = review;
  return GAZ_OK;
}

void gaz_tag_review_close(gaz_tag_review *review) {
  if (!review) return;
  gaz_weights_close(&review->weights);
  free(review);
}

gaz_status gaz_tag_review_write(const char *path, const int8_t weights[GAZ_REVIEW_BUCKETS],
                                gaz_error *error) {
  return gaz_weights_write(path, model_name, weights, GAZ_REVIEW_BUCKETS, error);
}

/* ---- Features ---- */

typedef struct sentence {
  const gaz_word_info *infos;
  const gaz_token *tokens;
  size_t count;
  uint32_t base;
} sentence;

static const gaz_word_info edge = {.form = 1, .lower = 1, .case_class = 4};
enum { BEFORE = 250, BEHIND = 251, NO_HEAD = 999, CHILDREN = 8 };

static const gaz_word_info *word(const sentence *s, size_t at, int offset) {
  size_t place = at + (size_t)(ptrdiff_t)offset; /* wraps below 0, which is beyond count */
  return place < s->count ? &s->infos[place] : &edge;
}

static uint64_t tag(const sentence *s, size_t at, int offset) {
  size_t place = at + (size_t)(ptrdiff_t)offset;
  if (place >= s->count) return offset < 0 ? BEFORE : BEHIND;
  return (uint64_t)s->tokens[place].upos << 8 | s->tokens[place].xpos;
}

static bool is_finite(uint8_t xpos) {
  return xpos == GAZ_XPOS_VBD || xpos == GAZ_XPOS_VBZ || xpos == GAZ_XPOS_VBP ||
         xpos == GAZ_XPOS_MD;
}

static uint64_t up_to(uint64_t value, uint64_t most) { return value < most ? value : most; }

static uint64_t *word_features(const sentence *s, size_t at, uint64_t *f) {
  const gaz_word_info *w = word(s, at, 0), *p = word(s, at, -1), *n = word(s, at, 1);
  *f++ = gaz_feature(1, 0);
  *f++ = gaz_feature(2, w->lower);
  *f++ = gaz_feature2(3, w->suffix[1], w->kinds);
  *f++ = gaz_feature(4, w->suffix[2]);
  *f++ = gaz_feature(5, w->kinds);
  *f++ = gaz_feature(6, w->classes[1]);
  *f++ = gaz_feature(7, w->classes[2]);
  *f++ = gaz_feature2(8, w->case_class, w->mode);
  *f++ = gaz_feature(9, w->cluster[1]);
  *f++ = gaz_feature3(81, w->case_class, p->case_class, n->case_class);
  *f++ = gaz_feature2(82, w->case_class, w->kinds);
  *f++ = gaz_feature2(83, w->lower, w->case_class);
  return f;
}

/* Of the tags and words on both sides. */
static uint64_t *side_features(const sentence *s, size_t at, uint64_t *f) {
  const gaz_word_info *w = word(s, at, 0), *p = word(s, at, -1), *n = word(s, at, 1);
  uint64_t a = tag(s, at, -1), b = tag(s, at, 1), aa = tag(s, at, -2), bb = tag(s, at, 2);
  *f++ = gaz_feature(10, a);
  *f++ = gaz_feature(11, b);
  *f++ = gaz_feature2(12, a, b);
  *f++ = gaz_feature2(13, aa, a);
  *f++ = gaz_feature2(14, b, bb);
  *f++ = gaz_feature2(15, b, w->lower);
  *f++ = gaz_feature2(16, a, w->lower);
  *f++ = gaz_feature(17, p->lower);
  *f++ = gaz_feature(18, n->lower);
  *f++ = gaz_feature3(19, b, bb, tag(s, at, 3));
  *f++ = gaz_feature2(20, a, n->lower);
  *f++ = gaz_feature2(21, b, p->lower);
  *f++ = gaz_feature(22, word(s, at, 2)->lower);
  *f++ = gaz_feature(23, word(s, at, -2)->lower);
  *f++ = gaz_feature3(24, a, b, bb);
  *f++ = gaz_feature3(25, aa, a, b);
  *f++ = gaz_feature2(26, w->classes[1], b);
  *f++ = gaz_feature2(27, w->classes[1], a);
  *f++ = gaz_feature3(28, w->kinds, a, b);
  *f++ = gaz_feature2(29, p->lower, w->suffix[1]);
  *f++ = gaz_feature2(30, n->lower, w->suffix[1]);
  uint64_t before = 0, behind = 0;
  for (size_t i = 0; i < s->count; i++)
    if (i != at && is_finite(s->tokens[i].xpos)) *(i < at ? &before : &behind) += 1;
  *f++ = gaz_feature2(31, up_to(before, 2), up_to(behind, 2));
  return f;
}

/* Of what the word hangs on. */
static uint64_t *head_features(const sentence *s, size_t at, uint64_t *f) {
  const gaz_word_info *w = word(s, at, 0);
  uint64_t relation = s->tokens[at].deprel;
  int32_t head = s->tokens[at].head < 0 ? -1 : s->tokens[at].head - (int32_t)s->base;
  bool root = head < 0 || (size_t)head >= s->count;
  int offset = root ? 0 : head - (int)at;
  uint64_t side = root ? 2 : offset < 0, distance = up_to((uint64_t)abs(offset), 4);
  uint64_t head_tag = root ? NO_HEAD : tag(s, at, offset);
  uint64_t lower = root ? 1 : s->infos[head].lower, class = root ? 0 : s->infos[head].classes[0];
  *f++ = gaz_feature2(40, relation, side);
  *f++ = gaz_feature2(41, head_tag, side);
  *f++ = gaz_feature3(42, relation, head_tag, side);
  *f++ = gaz_feature2(43, lower, side);
  *f++ = gaz_feature2(44, lower, relation);
  *f++ = gaz_feature2(45, relation, w->suffix[1]);
  *f++ = gaz_feature2(46, relation, w->kinds);
  *f++ = gaz_feature2(47, relation, w->lower);
  *f++ = gaz_feature3(48, relation, distance, side);
  *f++ = gaz_feature2(49, head_tag, w->lower);
  *f++ = gaz_feature2(50, class, w->classes[1]);
  *f++ = gaz_feature2(51, relation, root ? 99 : s->tokens[head].deprel);
  uint64_t siblings = 0; /* a bit for each relation */
  for (size_t i = 0; i < s->count && !root; i++)
    if (i != at && s->tokens[i].head == s->tokens[at].head)
      siblings |= (uint64_t)1 << s->tokens[i].deprel;
  const uint64_t clause = (uint64_t)1 << GAZ_DEPREL_NSUBJ | (uint64_t)1 << GAZ_DEPREL_NSUBJ_PASS |
                          (uint64_t)1 << GAZ_DEPREL_AUX | (uint64_t)1 << GAZ_DEPREL_AUX_PASS |
                          (uint64_t)1 << GAZ_DEPREL_COP;
  *f++ = gaz_feature2(59, relation, siblings);
  *f++ = gaz_feature3(64, relation, head_tag, siblings & clause);
  return f;
}

/* Of what hangs on the word. */
static uint64_t *child_features(const sentence *s, size_t at, uint64_t *f) {
  const gaz_word_info *w = word(s, at, 0);
  uint64_t relation = s->tokens[at].deprel, relations[2] = {0, 0}, counts[2] = {0, 0};
  int32_t self = (int32_t)(s->base + at);
  for (size_t i = 0; i < s->count; i++) {
    const gaz_token *child = &s->tokens[i];
    if (child->head != self || child->deprel == GAZ_DEPREL_PUNCT) continue;
    bool right = i > at;
    relations[right] |= (uint64_t)1 << child->deprel;
    if (++counts[right] > CHILDREN) continue;
    *f++ = gaz_feature2(right ? 53 : 52, child->deprel, tag(s, i, 0));
    *f++ = gaz_feature2(right ? 61 : 60, child->deprel, s->infos[i].lower);
  }
  *f++ = gaz_feature2(54, relations[0], relations[1]);
  *f++ = gaz_feature2(55, up_to(counts[0], 3), up_to(counts[1], 3));
  *f++ = gaz_feature3(56, relations[0], relations[1], relation);
  *f++ = gaz_feature2(57, relations[0], relation);
  *f++ = gaz_feature2(58, relations[1], relation);
  *f++ = gaz_feature2(62, relations[0], w->suffix[1]);
  *f++ = gaz_feature2(63, relations[1], w->suffix[1]);
  return f;
}

static uint32_t bucket_of(uint64_t feature, uint64_t tags) {
  return (uint32_t)(gaz_feature_mix(feature + tags * 0x9e3779b97f4a7c15u) >> 16) &
         (GAZ_REVIEW_BUCKETS - 1);
}

size_t gaz_review_features(const gaz_word_info *infos, const gaz_token *tokens, size_t count,
                           uint32_t base, size_t at, uint8_t upos, uint8_t xpos,
                           gaz_review_feature features[GAZ_REVIEW_FEATURES]) {
  _Static_assert(GAZ_DEPREL_COUNT <= 64, "relations are bits");
  const uint64_t change = 1 << 16; /* no tag */
  const sentence s = {infos, tokens, count, base};
  uint64_t hashes[GAZ_REVIEW_FEATURES], own = tag(&s, at, 0), other = (uint64_t)upos << 8 | xpos;
  uint64_t both = (uint64_t)tokens[at].upos << 8 | upos | change;
  uint64_t *f = word_features(&s, at, hashes);
  f = side_features(&s, at, f);
  f = head_features(&s, at, f);
  f = child_features(&s, at, f);
  *f++ = gaz_feature(100, tokens[at].lead);
  *f++ = gaz_feature(101, own << 16 | other);
  *f++ = gaz_feature2(102, own << 16 | other, tokens[at].lead / 2);
  size_t n = (size_t)(f - hashes);
  for (size_t i = 0; i < n; i++)
    features[i] = (gaz_review_feature){bucket_of(hashes[i], own), bucket_of(hashes[i], other),
                                       bucket_of(hashes[i], both)};
  return n;
}

/* ---- */

/* Whether the pair `upos`, `xpos` fits tokens[at] better than its own. */
static bool fits_better(const gaz_tag_review *review, const gaz_word_info *infos,
                        const gaz_token *tokens, size_t count, uint32_t base, size_t at,
                        uint8_t upos, uint8_t xpos) {
  gaz_review_feature features[GAZ_REVIEW_FEATURES];
  const int8_t *weights = review->weights.at;
  int32_t score = 0;
  size_t n = gaz_review_features(infos, tokens, count, base, at, upos, xpos, features);
  for (size_t i = 0; i < n; i++)
    score += weights[features[i].other] + weights[features[i].both] - weights[features[i].own];
  return score > 0;
}

void gaz_review_tags(const gaz_tag_review *review, const gaz_word_info *infos, gaz_token *tokens,
                     size_t count, uint32_t base) {
  uint8_t upos, xpos;
  for (size_t at = 0; at < count; at++) { /* all are judged by the tags there were */
    if (!tokens[at].other) continue;
    gaz_tagger_tags(review->tagger, tokens[at].other, &upos, &xpos);
    if (!fits_better(review, infos, tokens, count, base, at, upos, xpos)) tokens[at].other = 0;
  }
  for (size_t at = 0; at < count; at++)
    if (tokens[at].other)
      gaz_tagger_tags(review->tagger, tokens[at].other, &tokens[at].upos, &tokens[at].xpos);
}
