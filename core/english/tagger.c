/* A greedy tagger: words are tagged from left to right, each with the tags of the two before it. A label
 * is a pair of UPOS and XPOS, so that the two never contradict each other. */
#include "english/tagger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* By how much (in the units of training) the features so far must prefer one label for the others not to be
 * asked: then they would change about one label in three thousand. After the last part nothing is asked. */
static const float plain_margins[GAZ_TAGGER_PARTS] = {90, 75, 0};

struct gaz_tagger {
  gaz_model *model;
  gaz_model *first;                      /* small, asked before; NULL where it is not to be had */
  int first_label[GAZ_MODEL_LABELS_MAX]; /* what its labels are in the other */
  uint8_t upos[GAZ_MODEL_LABELS_MAX], xpos[GAZ_MODEL_LABELS_MAX]; /* of each label */
  int32_t plain[GAZ_TAGGER_PARTS], doubt; /* the margins in units of the model */
};

static bool labels_fit(gaz_tagger *tagger) {
  for (uint32_t i = 0; i < tagger->first->label_count; i++) {
    tagger->first_label[i] = gaz_model_label(tagger->model, tagger->first->labels[i]);
    if (tagger->first_label[i] < 0) return false;
  }
  return true;
}

gaz_status gaz_tagger_open(const char *data_dir, gaz_tagger **out, gaz_error *error) {
  char path[4200];
  *out = NULL;
  snprintf(path, sizeof path, "%s/english/tagger.model", data_dir);
  gaz_tagger *tagger = calloc(1, sizeof *tagger);
  if (!tagger) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = gaz_model_open(path, &tagger->model, error);
  if (!status) status = gaz_model_open_first(data_dir, "first_tags", &tagger->first, error);
  if (!status && tagger->first && !labels_fit(tagger))
    status = gaz_fail(error, GAZ_ERROR_CORRUPT, data_dir, 0,
                      "english/first_tags.model is of another tagger; install it again");
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
  for (int part = 0; part < GAZ_TAGGER_PARTS; part++)
    tagger->plain[part] = (int32_t)(plain_margins[part] / tagger->model->scale);
  tagger->doubt = (int32_t)(GAZ_TAGGER_DOUBT * GAZ_TAGGER_MEMBERS / tagger->model->scale);
  *out = tagger;
  return GAZ_OK;
}

void gaz_tagger_close(gaz_tagger *tagger) {
  if (!tagger) return;
  gaz_model_close(tagger->model);
  gaz_model_close(tagger->first);
  free(tagger);
}

const gaz_model *gaz_tagger_first(const gaz_tagger *tagger) { return tagger->first; }

/* Only plain spellings: what is written in capitals may be anything. */
uint64_t gaz_tagger_certain(const gaz_word_info *info) {
  return gaz_feature2(99, info->lower, info->case_class == 5 ? 0 : info->case_class);
}

void gaz_tagger_tags(const gaz_tagger *tagger, uint8_t other, uint8_t *upos, uint8_t *xpos) {
  *upos = tagger->upos[other - 1];
  *xpos = tagger->xpos[other - 1];
}

uint32_t gaz_tagger_label_count(const gaz_tagger *tagger) { return tagger->model->label_count; }

/* Notes what is nearly as good as label `best`: the next tag, and where that is near enough the next label. */
static void note_doubt(const gaz_tagger *tagger, const int16_t *scores, uint32_t best,
                       int32_t margin, gaz_token *token) {
  int32_t high = scores[best] - tagger->doubt, highest = INT32_MIN;
  uint32_t other = 0;
  for (uint32_t i = 0; i < tagger->model->label_count; i++) {
    if (i == best) continue;
    if (scores[i] > highest) highest = scores[i], other = i;
    if (scores[i] > high && tagger->xpos[i] != tagger->xpos[best])
      high = scores[i], token->second = tagger->xpos[i];
  }
  float lead = (float)margin * tagger->model->scale / GAZ_TAGGER_MEMBERS;
  if (lead >= GAZ_REVIEW_DOUBT) return;
  token->other = (uint8_t)(other + 1);
  token->lead = (uint8_t)(lead / GAZ_REVIEW_STEP);
}

static int best_label(const gaz_tagger *tagger, const gaz_word_info *infos, size_t count, size_t at,
                      int previous, int before, gaz_token *token) {
  uint64_t features[GAZ_TAGGER_FEATURES];
  int16_t scores[GAZ_MODEL_SCORES];
  int32_t margin = 0;
  uint32_t labels = tagger->model->label_count;
  memset(scores, 0, labels * sizeof *scores);
  uint32_t best = 0;
  for (int part = 0; part < GAZ_TAGGER_PARTS; part++) {
    size_t n = gaz_tagger_features(infos, count, at, previous, before, part, features);
    gaz_model_score(tagger->model, features, n, scores);
    best = gaz_model_best(scores, labels, &margin);
    if (margin >= tagger->plain[part]) break;
  }
  if (margin < tagger->doubt) note_doubt(tagger, scores, best, margin, token);
  return (int)best;
}

/* Of a word that has the same tag wherever it stands, or wherever it stands like this; else -1. */
static int plain_label(const gaz_tagger *tagger, const gaz_word_info *infos, size_t count,
                       size_t at, const gaz_token *previous) {
  if (tagger->first) {
    if (infos[at].always >= 0) return tagger->first_label[infos[at].always];
    uint64_t keys[GAZ_TAGGER_KEYS];
    gaz_tagger_keys(infos, count, at, previous, keys);
    int known = gaz_model_only_label(tagger->first, keys, GAZ_TAGGER_KEYS);
    if (known >= 0) return tagger->first_label[known];
  }
  uint64_t certain = gaz_tagger_certain(&infos[at]);
  return gaz_model_only_label(tagger->model, &certain, 1);
}

void gaz_tag_sentence(const gaz_tagger *tagger, const gaz_word_info *infos, gaz_token *tokens,
                      size_t count) {
  int previous = -1, before = -1;
  for (size_t at = 0; at < count; at++) {
    int best = plain_label(tagger, infos, count, at, at ? &tokens[at - 1] : NULL);
    tokens[at].second = GAZ_XPOS_NONE;
    tokens[at].other = 0;
    if (best < 0) best = best_label(tagger, infos, count, at, previous, before, &tokens[at]);
    tokens[at].upos = tagger->upos[best];
    tokens[at].xpos = tagger->xpos[best];
    before = previous;
    previous = best;
  }
}
