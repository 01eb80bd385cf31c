/* A greedy tagger: words are tagged from left to right, each with the tags of the two before it. A label
 * is a pair of UPOS and XPOS, so that the two never contradict each other. */
#include "english/tagger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the features that decide most prefer one label by so much (in the units of training), the others
 * have changed nothing in all of the development text. */
static const float plain_margin = 84;

struct gaz_tagger {
  gaz_model *model;
  uint8_t upos[GAZ_MODEL_LABELS_MAX], xpos[GAZ_MODEL_LABELS_MAX]; /* of each label */
  int32_t plain; /* the margin in units of the model */
};

gaz_status gaz_tagger_open(const char *data_dir, gaz_tagger **out, gaz_error *error) {
  char path[4200];
  *out = NULL;
  snprintf(path, sizeof path, "%s/english/tagger.model", data_dir);
  gaz_tagger *tagger = calloc(1, sizeof *tagger);
  if (!tagger) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = gaz_model_open(path, &tagger->model, error);
  if (status) {
    gaz_tagger_close(tagger);
    return status;
  }
  for (uint32_t i = 0; i < tagger->model->label_count; i++) {
    const char *name = tagger->model->labels[i], *slash = strchr(name, '/');
    if (!slash) continue;
    tagger->upos[i] = gaz_upos_parse(name, (size_t)(slash - name));
    tagger->xpos[i] = gaz_xpos_parse(slash + 1, strlen(slash + 1));
  }
  tagger->plain = (int32_t)(plain_margin / tagger->model->scale);
  *out = tagger;
  return GAZ_OK;
}

void gaz_tagger_close(gaz_tagger *tagger) {
  if (!tagger) return;
  gaz_model_close(tagger->model);
  free(tagger);
}

static const gaz_word_info edge = {.form = 1, .lower = 1, .case_class = 4};

static const gaz_word_info *word(const gaz_word_info *infos, size_t count, size_t at, int offset) {
  size_t position = at + (size_t)(ptrdiff_t)offset; /* wraps below 0, which is beyond count */
  return position < count ? &infos[position] : &edge;
}

/* Only plain spellings: what is written in capitals may be anything. */
uint64_t gaz_tagger_certain(const gaz_word_info *info) {
  return gaz_feature2(99, info->lower, info->case_class == 5 ? 0 : info->case_class);
}

/* Words the treebanks use often are known by themselves; others by how they are spelt. */
static bool is_frequent(const gaz_word_info *w) { return w->kinds >> GAZ_KIND_UPOS_SHIFT; }

static uint64_t *spelling_features(const gaz_word_info *w, const gaz_word_info *n, uint64_t *f) {
  for (uint32_t i = 0; i < 5; i++)
    if (w->suffix[i]) *f++ = gaz_feature(10 + i, w->suffix[i]);
  *f++ = gaz_feature(20, w->pattern);
  *f++ = gaz_feature2(21, w->case_class, w->suffix[2]);
  *f++ = gaz_feature2(29, w->suffix[2], n->suffix[2]);
  *f++ = gaz_feature2(31, w->kinds, w->suffix[1]);
  *f++ = gaz_feature2(77, w->class[1], w -> suffix[1]);
  return f;
}

static uint64_t *frequent_features(const gaz_word_info *w, const gaz_word_info *p,
                                   const gaz_word_info *n, uint64_t *f) {
  *f++ = gaz_feature2(23, p->lower, w->lower);
  *f++ = gaz_feature2(24, w->lower, n->lower);
  *f++ = gaz_feature2(64, w->lower, n->kinds);
  *f++ = gaz_feature2(65, w->lower, n->suffix[2]);
  return f;
}

size_t gaz_tagger_features(const gaz_word_info *infos, size_t count, size_t at, int previous,
                           int before_previous, uint64_t *features) {
  const gaz_word_info *w = &infos[at], *p = word(infos, count, at, -1),
                      *n = word(infos, count, at, 1);
  uint64_t t = (uint64_t)(previous + 1), tt = (uint64_t)(before_previous + 1);
  uint64_t *f = features;
  *f++ = gaz_feature(0, 0);
  *f++ = gaz_feature(1, w->form);
  *f++ = gaz_feature(2, w->lower);
  *f++ = gaz_feature(3, p->lower);
  *f++ = gaz_feature(4, n->lower);
  f = is_frequent(w) ? frequent_features(w, p, n, f) : spelling_features(w, n, f);
  *f++ = gaz_feature(28, n->suffix[1]);
  *f++ = gaz_feature2(30, w->kinds, w->case_class);
  *f++ = gaz_feature2(33, w->kinds, n->kinds);
  *f++ = gaz_feature(35, n->kinds);
  *f++ = gaz_feature2(71, w->class[2], w -> case_class);
  *f++ = gaz_feature2(72, w->class[3], w -> case_class);
  *f++ = gaz_feature(75, n->class[2]);
  *f++ = gaz_feature2(78, w->kinds, w->class[1]);
  *f++ = gaz_feature(40, t);
  *f++ = gaz_feature2(41, tt, t);
  *f++ = gaz_feature2(42, t, w->lower);
  *f++ = gaz_feature2(47, t, w->kinds);
  *f++ = gaz_feature3(48, t, w->kinds, n->kinds);
  *f++ = gaz_feature2(80, t, w->class[2]);
  *f++ = gaz_feature3(82, t, w->case_class, n->case_class);
  return (size_t)(f - features);
}

size_t gaz_tagger_features_more(const gaz_word_info *infos, size_t count, size_t at, int previous,
                                int before_previous, uint64_t *features) {
  const gaz_word_info *w = &infos[at], *p = word(infos, count, at, -1),
                      *pp = word(infos, count, at, -2), *n = word(infos, count, at, 1),
                      *nn = word(infos, count, at, 2);
  uint64_t t = (uint64_t)(previous + 1), tt = (uint64_t)(before_previous + 1);
  uint64_t cases = (uint64_t)p->case_class << 16 | (uint64_t)w->case_class << 8 | n->case_class;
  uint64_t *f = features;
  *f++ = gaz_feature(5, pp->lower);
  *f++ = gaz_feature(6, nn->lower);
  if (is_frequent(w)) {
    *f++ = gaz_feature2(66, w->lower, nn->kinds);
    *f++ = gaz_feature2(67, w->lower, n->class[1]);
    *f++ = gaz_feature2(68, w->lower, p->class[1]);
    *f++ = gaz_feature3(69, w->lower, p->case_class, n->case_class);
    *f++ = gaz_feature3(45, tt, t, w->lower);
    *f++ = gaz_feature3(50, t, w->lower, n->kinds);
  } else {
    for (uint32_t i = 0; i < 4; i++)
      if (w->prefix[i]) *f++ = gaz_feature(15 + i, w->prefix[i]);
    *f++ = gaz_feature2(44, t, w->suffix[2]);
  }
  *f++ = gaz_feature(22, cases);
  *f++ = gaz_feature2(25, p->lower, n->lower);
  *f++ = gaz_feature(26, p->suffix[2]);
  *f++ = gaz_feature(27, n->suffix[2]);
  *f++ = gaz_feature2(32, p->kinds, w->kinds);
  *f++ = gaz_feature3(34, w->kinds, n->kinds, nn->kinds);
  *f++ = gaz_feature2(39, cases, w->kinds);
  *f++ = gaz_feature3(36, cases, pp->case_class, nn->case_class);
  *f++ = gaz_feature3(59, w->case_class, w->class[1], w -> mode);
  *f++ = gaz_feature3(37, w->mode, w->case_class, w->kinds);
  *f++ = gaz_feature2(38, cases, w->class[1]);
  *f++ = gaz_feature3(60, p->class[0], w -> kinds, n -> class[0]);
  *f++ = gaz_feature2(61, pp->lower, p->lower);
  *f++ = gaz_feature2(62, n->lower, nn->lower);
  *f++ = gaz_feature2(63, n->kinds, nn->kinds);
  *f++ = gaz_feature(51, w->cluster[1]);
  *f++ = gaz_feature(52, w->cluster[2]);
  *f++ = gaz_feature2(53, w->cluster[0], n->cluster[0]);
  *f++ = gaz_feature2(54, p->cluster[0], w->cluster[0]);
  *f++ = gaz_feature(55, n->cluster[1]);
  *f++ = gaz_feature(56, p->cluster[1]);
  *f++ = gaz_feature2(57, w->kinds, n->cluster[0]);
  *f++ = gaz_feature2(73, w->class[0], n -> class[0]);
  *f++ = gaz_feature2(74, p->class[0], w -> class[0]);
  *f++ = gaz_feature(76, p->class[2]);
  *f++ = gaz_feature2(43, t, n->lower);
  *f++ = gaz_feature3(49, t, w->class[0], n -> class[0]);
  *f++ = gaz_feature2(81, t, w->class[1]);
  *f++ = gaz_feature3(46, t, w->case_class, n->suffix[1]);
  return (size_t)(f - features);
}

static int best_of(const int32_t *scores, uint32_t labels, int32_t *margin) {
  int best = 0;
  int32_t second = INT32_MIN / 2;
  for (uint32_t i = 1; i < labels; i++) {
    if (scores[i] > scores[best])
      second = scores[best], best = (int)i;
    else if (scores[i] > second)
      second = scores[i];
  }
  *margin = scores[best] - second;
  return best;
}

static int best_label(const gaz_tagger *tagger, const gaz_word_info *infos, size_t count, size_t at,
                      int previous, int before) {
  uint64_t features[GAZ_TAGGER_FEATURES];
  int32_t scores[GAZ_MODEL_LABELS_MAX], margin;
  uint32_t labels = tagger->model->label_count;
  memset(scores, 0, labels * sizeof *scores);
  size_t n = gaz_tagger_features(infos, count, at, previous, before, features);
  gaz_model_score(tagger->model, features, n, scores);
  int best = best_of(scores, labels, &margin);
  if (margin >= tagger->plain) return best;
  n = gaz_tagger_features_more(infos, count, at, previous, before, features);
  gaz_model_score(tagger->model, features, n, scores);
  return best_of(scores, labels, &margin);
}

void gaz_tag_sentence(const gaz_tagger *tagger, const gaz_word_info *infos, gaz_token *tokens,
                      size_t count) {
  int previous = -1, before = -1;
  for (size_t at = 0; at < count; at++) {
    int best = gaz_model_only_label(tagger->model, gaz_tagger_certain(&infos[at]));
    if (best < 0) best = best_label(tagger, infos, count, at, previous, before);
    tokens[at].upos = tagger->upos[best];
    tokens[at].xpos = tagger->xpos[best];
    before = previous;
    previous = best;
  }
}
