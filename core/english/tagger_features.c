/* What the tagger looks at, in parts: most words are plain after the first, and only the others are looked at
 * again. Which features are in the first was found by adding, one at a time, what brings the answer of some
 * nearest to that of all. */
#include "english/model.h"
#include "english/tagger.h"

/* A word, those around it and the labels before it. */
typedef struct view {
  const gaz_word_info *w, *p, *pp, *n, *nn;
  uint64_t t, tt, cases;
} view;

static const gaz_word_info edge = {.form = 1, .lower = 1, .case_class = 4};

static const gaz_word_info *word(const gaz_word_info *infos, size_t count, size_t at, int offset) {
  size_t position = at + (size_t)(ptrdiff_t)offset; /* wraps below 0, which is beyond count */
  return position < count ? &infos[position] : &edge;
}

/* Each line begins with the parts its feature belongs to: of words the treebanks use often, which are known by
 * themselves, and of others, which are known by how they are spelt. */
#define F(often, seldom, value) \
  if (part == (frequent ? (often) : (seldom)) || part == GAZ_TAGGER_ALL) *f++ = (value)

/* In the order in which the tagger was learnt: the learner hides features by chance, one after the other. */
static inline __attribute__((always_inline)) size_t features_of(const view *v, bool frequent,
                                                                int part, uint64_t *features) {
  uint64_t *f = features;
  F(2, 2, gaz_feature(0, 0));
  F(2, 2, gaz_feature(1, v->w->form));
  F(0, 2, gaz_feature(2, v->w->lower));
  F(0, 2, gaz_feature(3, v->p->lower));
  F(2, 0, gaz_feature(4, v->n->lower));
  if (frequent) {
    F(2, 0, gaz_feature2(23, v->p->lower, v->w->lower));
    F(1, 0, gaz_feature2(24, v->w->lower, v->n->lower));
    F(2, 0, gaz_feature2(64, v->w->lower, v->n->kinds));
    F(2, 0, gaz_feature2(65, v->w->lower, v->n->suffix[2]));
  } else {
    for (uint32_t i = 0; i < 5; i++) /* 10 to 14 */
      if (v->w->suffix[i]) F(0, i < 2 ? 0 : i == 4 ? 1 : 2, gaz_feature(10 + i, v->w->suffix[i]));
    F(0, 0, gaz_feature(20, v->w->pattern));
    F(0, 1, gaz_feature2(21, v->w->case_class, v->w->suffix[2]));
    F(0, 2, gaz_feature2(29, v->w->suffix[2], v->n->suffix[2]));
    F(0, 1, gaz_feature2(31, v->w->kinds, v->w->suffix[1]));
    F(0, 0, gaz_feature2(77, v->w->classes[1], v->w->suffix[1]));
  }
  F(2, 1, gaz_feature(28, v->n->suffix[1]));
  F(0, 0, gaz_feature2(30, v->w->kinds, v->w->case_class));
  F(0, 1, gaz_feature2(33, v->w->kinds, v->n->kinds));
  F(1, 2, gaz_feature(35, v->n->kinds));
  F(1, 1, gaz_feature2(71, v->w->classes[2], v->w->case_class));
  F(2, 2, gaz_feature2(72, v->w->classes[3], v->w->case_class));
  F(2, 1, gaz_feature(75, v->n->classes[2]));
  F(0, 2, gaz_feature2(78, v->w->kinds, v->w->classes[1]));
  F(2, 0, gaz_feature(40, v->t));
  F(0, 0, gaz_feature2(41, v->tt, v->t));
  F(2, 2, gaz_feature2(42, v->t, v->w->lower));
  F(0, 0, gaz_feature2(47, v->t, v->w->kinds));
  F(2, 2, gaz_feature3(48, v->t, v->w->kinds, v->n->kinds));
  F(1, 2, gaz_feature2(80, v->t, v->w->classes[2]));
  F(0, 0, gaz_feature3(82, v->t, v->w->case_class, v->n->case_class));
  F(1, 2, gaz_feature(5, v->pp->lower));
  F(1, 2, gaz_feature(6, v->nn->lower));
  if (frequent) {
    F(2, 0, gaz_feature2(66, v->w->lower, v->nn->kinds));
    F(1, 0, gaz_feature2(67, v->w->lower, v->n->classes[1]));
    F(1, 0, gaz_feature2(68, v->w->lower, v->p->classes[1]));
    F(1, 0, gaz_feature3(69, v->w->lower, v->p->case_class, v->n->case_class));
    F(2, 0, gaz_feature3(45, v->tt, v->t, v->w->lower));
    F(2, 0, gaz_feature3(50, v->t, v->w->lower, v->n->kinds));
  } else {
    for (uint32_t i = 0; i < 4; i++) /* 15 to 18 */
      if (v->w->prefix[i]) F(0, i == 0 ? 0 : i == 1 ? 1 : 2, gaz_feature(15 + i, v->w->prefix[i]));
    F(0, 2, gaz_feature2(44, v->t, v->w->suffix[2]));
  }
  F(1, 1, gaz_feature(22, v->cases));
  F(2, 2, gaz_feature2(25, v->p->lower, v->n->lower));
  F(2, 2, gaz_feature(26, v->p->suffix[2]));
  F(2, 2, gaz_feature(27, v->n->suffix[2]));
  F(1, 1, gaz_feature2(32, v->p->kinds, v->w->kinds));
  F(2, 2, gaz_feature3(34, v->w->kinds, v->n->kinds, v->nn->kinds));
  F(2, 2, gaz_feature2(39, v->cases, v->w->kinds));
  F(1, 1, gaz_feature3(36, v->cases, v->pp->case_class, v->nn->case_class));
  F(2, 1, gaz_feature3(59, v->w->case_class, v->w->classes[1], v->w->mode));
  F(2, 0, gaz_feature3(37, v->w->mode, v->w->case_class, v->w->kinds));
  F(2, 2, gaz_feature2(38, v->cases, v->w->classes[1]));
  F(1, 2, gaz_feature3(60, v->p->classes[0], v->w->kinds, v->n->classes[0]));
  F(2, 2, gaz_feature2(61, v->pp->lower, v->p->lower));
  F(2, 2, gaz_feature2(62, v->n->lower, v->nn->lower));
  F(2, 2, gaz_feature2(63, v->n->kinds, v->nn->kinds));
  F(0, 0, gaz_feature(51, v->w->cluster[1]));
  F(0, 2, gaz_feature(52, v->w->cluster[2]));
  F(0, 0, gaz_feature2(53, v->w->cluster[0], v->n->cluster[0]));
  F(0, 1, gaz_feature2(54, v->p->cluster[0], v->w->cluster[0]));
  F(0, 1, gaz_feature(55, v->n->cluster[1]));
  F(2, 2, gaz_feature(56, v->p->cluster[1]));
  F(1, 0, gaz_feature2(57, v->w->kinds, v->n->cluster[0]));
  F(2, 2, gaz_feature2(73, v->w->classes[0], v->n->classes[0]));
  F(2, 2, gaz_feature2(74, v->p->classes[0], v->w->classes[0]));
  F(2, 1, gaz_feature(76, v->p->classes[2]));
  F(2, 2, gaz_feature2(43, v->t, v->n->lower));
  F(1, 1, gaz_feature3(49, v->t, v->w->classes[0], v->n->classes[0]));
  F(1, 2, gaz_feature2(81, v->t, v->w->classes[1]));
  F(0, 0, gaz_feature3(46, v->t, v->w->case_class, v->n->suffix[1]));
  return (size_t)(f - features);
}

/* A function for each part, so that none asks what it is. */
static size_t frequent_features(const view *v, int part, uint64_t *features) {
  switch (part) {
    case 0: return features_of(v, true, 0, features);
    case 1: return features_of(v, true, 1, features);
    case 2: return features_of(v, true, 2, features);
    default: return features_of(v, true, GAZ_TAGGER_ALL, features);
  }
}

static size_t rare_features(const view *v, int part, uint64_t *features) {
  switch (part) {
    case 0: return features_of(v, false, 0, features);
    case 1: return features_of(v, false, 1, features);
    case 2: return features_of(v, false, 2, features);
    default: return features_of(v, false, GAZ_TAGGER_ALL, features);
  }
}

void gaz_tagger_keys(const gaz_word_info *infos, size_t count, size_t at, const gaz_token *previous,
                     uint64_t keys[GAZ_TAGGER_KEYS]) {
  const gaz_word_info *w = &infos[at];
  const gaz_word_info *next = word(infos, count, at, 1);
  uint64_t kinds = next->kinds;
  uint64_t tag = previous ? (uint64_t)previous->upos << 8 | previous->xpos : 0;
  keys[0] = gaz_word_alone(w, w->case_class);
  keys[1] = gaz_feature3(2, w->lower, w->case_class, tag);
  keys[2] = gaz_feature3(3, w->lower, w->case_class, kinds << 16 | tag);
  uint64_t around =
      (uint64_t)w->case_class << 32 | tag << 8 | next->case_class; /* of words seldom seen */
  keys[3] = gaz_feature3(4, around, w->kinds, w->classes[2]);
  keys[4] = gaz_feature3(5, around, w->kinds, w->cluster[2]);
  keys[5] = gaz_feature3(6, around, w->kinds, kinds);
}

size_t gaz_tagger_features(const gaz_word_info *infos, size_t count, size_t at, int previous,
                           int before_previous, int part, uint64_t *features) {
  view v = {&infos[at], word(infos, count, at, -1), word(infos, count, at, -2),
            word(infos, count, at, 1), word(infos, count, at, 2)};
  v.t = (uint64_t)(previous + 1);
  v.tt = (uint64_t)(before_previous + 1);
  v.cases = (uint64_t)v.p->case_class << 16 | (uint64_t)v.w->case_class << 8 | v.n->case_class;
  bool frequent = v.w->kinds >> GAZ_KIND_UPOS_SHIFT;
  return frequent ? frequent_features(&v, part, features) : rare_features(&v, part, features);
}
