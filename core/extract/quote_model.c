/* The two models of quotes, and the best path of labels through a window. */
#include "extract/quote_model.h"

#include <stdio.h>
#include <string.h>

const char *const gaz_quote_label_names[GAZ_LABEL_COUNT] = {"none", "source", "cue", "content"};

uint64_t gaz_quote_transition_feature(unsigned boundary, unsigned from, unsigned part) {
  enum { TRANSITION = 200 }; /* no number of a kind in quote_features.c */
  return gaz_feature3(TRANSITION, boundary, from, part);
}

static gaz_status load(const char *folder, const char *name, uint32_t labels, gaz_model **out,
                       gaz_error *error) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, folder, 0, "the path is too long");
  gaz_status status = gaz_model_open(path, out, error);
  if (status || (*out)->label_count == labels) return status;
  gaz_model_close(*out);
  *out = NULL;
  return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "no model of quotes; install it again");
}

gaz_status gaz_quote_model_load(const char *folder, gaz_quote_model *out, gaz_error *error) {
  *out = (gaz_quote_model){0};
  gaz_status status = load(folder, "quote_cues.model", 1, &out->cues, error);
  if (!status) status = load(folder, "quotes.model", GAZ_LABEL_COUNT, &out->units, error);
  if (status) {
    gaz_quote_model_free(out);
    return status;
  }
  for (unsigned b = 0; b < GAZ_BOUNDARY_COUNT; b++)
    for (unsigned from = 0; from < GAZ_LABEL_COUNT; from++) {
      uint64_t parts[GAZ_TRANSITION_PARTS];
      for (unsigned i = 0; i < GAZ_TRANSITION_PARTS; i++)
        parts[i] = gaz_quote_transition_feature(b, from, i);
      int16_t scores[GAZ_MODEL_SCORES] = {0};
      gaz_model_score(out->units, parts, GAZ_TRANSITION_PARTS, scores);
      for (unsigned to = 0; to < GAZ_LABEL_COUNT; to++) out->transitions[b][from][to] = scores[to];
    }
  return GAZ_OK;
}

void gaz_quote_model_free(gaz_quote_model *model) {
  if (!model) return;
  gaz_model_close(model->cues);
  gaz_model_close(model->units);
  *model = (gaz_quote_model){0};
}

int32_t gaz_quote_model_cue(const gaz_quote_model *model, const gaz_quote_view *view,
                            uint32_t token) {
  uint64_t features[GAZ_CUE_FEATURES_MAX];
  unsigned count = gaz_quote_cue_features(view, token, features);
  int16_t score = 0;
  gaz_model_score(model->cues, features, count, &score);
  return score;
}

/* Asks for what the unit scores, which comes while the features of the next are made. */
static void ask(const gaz_quote_model *model, const gaz_cue_frame *frame, unsigned unit,
                gaz_model_places *places) {
  uint64_t features[GAZ_UNIT_FEATURES_MAX];
  places->count = 0;
  if (unit >= frame->count) return;
  unsigned count = gaz_quote_unit_features(frame, unit, features);
  gaz_model_locate(model->units, features, count, places);
}

/* The best way to each label of a unit, and from which of the unit before it comes: all four at once. */
static inline void step(const int32_t *best, const int32_t transitions[][GAZ_LABEL_COUNT],
                        int32_t *next, int32_t *from) {
  for (int to = 0; to < GAZ_LABEL_COUNT; to++) {
    next[to] = best[0] + transitions[0][to];
    from[to] = 0;
  }
  for (int label = 1; label < GAZ_LABEL_COUNT; label++)
    for (int to = 0; to < GAZ_LABEL_COUNT; to++) {
      int32_t score = best[label] + transitions[label][to];
      int32_t better = -(score > next[to]);
      next[to] = (score & better) | (next[to] & ~better);
      from[to] = (label & better) | (from[to] & ~better);
    }
}

void gaz_quote_model_label(const gaz_quote_model *model, const gaz_cue_frame *frame,
                           uint8_t *labels) {
  static const int32_t none[GAZ_LABEL_COUNT][GAZ_LABEL_COUNT] = {{0}};
  int32_t back[GAZ_WINDOW_MAX][GAZ_LABEL_COUNT];
  int32_t best[GAZ_LABEL_COUNT] = {0}, next[GAZ_LABEL_COUNT];
  gaz_model_places asked[2];
  ask(model, frame, 0, &asked[0]);
  for (unsigned u = 0; u < frame->count; u++) {
    int16_t here[GAZ_MODEL_SCORES];
    ask(model, frame, u + 1, &asked[(u + 1) % 2]);
    memset(here, 0, GAZ_LABEL_COUNT * sizeof *here);
    gaz_model_add(model->units, &asked[u % 2], here);
    step(best, u ? model->transitions[gaz_quote_boundary(frame, u)] : none, next, back[u]);
    for (unsigned to = 0; to < GAZ_LABEL_COUNT; to++) best[to] = next[to] + here[to];
    /* The head of the cue is a cue, and nothing else can start the search over. */
    for (unsigned to = 0; u == frame->at && to < GAZ_LABEL_COUNT; to++)
      if (to != GAZ_LABEL_CUE) best[to] = INT32_MIN / 2;
  }
  unsigned label = 0;
  for (unsigned l = 1; l < GAZ_LABEL_COUNT; l++)
    if (best[l] > best[label]) label = l;
  for (unsigned u = frame->count; u-- > 0;) {
    labels[u] = (uint8_t)label;
    label = (unsigned)back[u][label];
  }
}
