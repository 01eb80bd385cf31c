/* The recogniser labels each sentence with the best path of a linear-chain model (names_decode.h)
 * over the features of names_features.h, and turns the training scheme's classes into entity types.
 * Probabilities come from forward-backward over the same scores; they are worked out only for
 * sentences in which a name was found. */
#include "english/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/names_decode.h"
#include "english/names_types.h"

struct gaz_recogniser {
  gaz_model *model;
  gaz_name_lists *lists;
  gaz_clusters *clusters;
  gaz_name_transitions transitions, transitions_exp;
};

static void read_transitions(gaz_recogniser *recogniser) {
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
    int32_t scores[GAZ_MODEL_LABELS_MAX] = {0};
    uint64_t feature = gaz_name_transition_feature(label);
    gaz_model_score(recogniser->model, &feature, 1, scores);
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++)
      recogniser->transitions.score[next][label] = (float)scores[next] * recogniser->model->scale;
  }
  gaz_name_transitions_exp(&recogniser->transitions, &recogniser->transitions_exp);
}

gaz_status gaz_recogniser_open(const char *data_dir, gaz_recogniser **out, gaz_error *error) {
  char path[4096 + 64];
  *out = NULL;
  gaz_recogniser *recogniser = calloc(1, sizeof *recogniser);
  if (!recogniser)
    return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "not enough memory for the recogniser");
  snprintf(path, sizeof path, "%s/english/names.model", data_dir);
  gaz_status status = gaz_model_open(path, &recogniser->model, error);
  if (!status && recogniser->model->label_count != GAZ_NAME_LABELS)
    status = gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0,
                      "the model has other labels; install it again");
  if (!status) {
    snprintf(path, sizeof path, "%s/english/clusters.tsv", data_dir);
    status = gaz_clusters_open(path, &recogniser->clusters, error);
  }
  if (!status) {
    snprintf(path, sizeof path, "%s/english", data_dir);
    status = gaz_name_lists_open(path, &recogniser->lists, error);
  }
  if (status) {
    gaz_recogniser_close(recogniser);
    return status;
  }
  read_transitions(recogniser);
  *out = recogniser;
  return GAZ_OK;
}

void gaz_recogniser_close(gaz_recogniser *recogniser) {
  if (!recogniser)
    return;
  gaz_model_close(recogniser->model);
  gaz_clusters_free(recogniser->clusters);
  gaz_name_lists_free(recogniser->lists);
  free(recogniser);
}

/* ---- Sentences ----------------------------------------------------------------------------------- */

/* A sentence longer than this is labelled in pieces: memory stays bounded whatever the text. */
enum { PIECE_MAX = 256 };

typedef struct work {
  float scores[PIECE_MAX * GAZ_NAME_STRIDE];
  float forward[PIECE_MAX * GAZ_NAME_STRIDE], backward[PIECE_MAX * GAZ_NAME_STRIDE];
  float probabilities[PIECE_MAX * GAZ_NAME_STRIDE];
  uint8_t back[PIECE_MAX * GAZ_NAME_STRIDE];
} work;

static void score(const gaz_recogniser *recogniser, const gaz_name_article *article,
                  size_t sentence, size_t first, size_t count, float *scores) {
  uint64_t features[GAZ_NAME_FEATURES_MAX];
  for (size_t i = 0; i < count; i++) {
    int32_t sums[GAZ_NAME_STRIDE] = {0};
    size_t n = gaz_name_features(article, sentence, first + i, features);
    gaz_model_score(recogniser->model, features, n, sums);
    for (size_t label = 0; label < GAZ_NAME_LABELS; label++)
      scores[i * GAZ_NAME_STRIDE + label] = (float)sums[label] * recogniser->model->scale;
  }
}

/* Labels tokens [first, first + count) and says how likely each label is. */
static void label_piece(const gaz_recogniser *recogniser, const gaz_name_article *article,
                        size_t sentence, size_t first, size_t count, work *w, uint8_t *labels,
                        float *sure) {
  score(recogniser, article, sentence, first, count, w->scores);
  gaz_name_best(w->scores, count, &recogniser->transitions, w->back, labels + first);
  bool any = false;
  for (size_t i = first; i < first + count; i++)
    any |= labels[i] != GAZ_NAME_OUTSIDE;
  if (!any)
    return;
  gaz_name_marginals(w->scores, count, &recogniser->transitions_exp, w->forward, w->backward,
                     w->probabilities);
  for (size_t i = 0; i < count; i++)
    sure[first + i] = w->probabilities[i * GAZ_NAME_STRIDE + labels[first + i]];
}

static gaz_status label_article(const gaz_recogniser *recogniser, const gaz_name_article *article,
                                const gaz_cancel *cancel, work *w, uint8_t *labels, float *sure) {
  const gaz_tokens *tokens = article->tokens;
  for (size_t s = 0; s < tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &tokens->sentences[s];
    if (gaz_cancelled(cancel))
      return GAZ_ERROR_CANCELLED;
    for (size_t at = 0; at < sentence->count; at += PIECE_MAX) {
      size_t count = sentence->count - at < PIECE_MAX ? sentence->count - at : PIECE_MAX;
      label_piece(recogniser, article, s, sentence->first + at, count, w, labels, sure);
    }
  }
  return GAZ_OK;
}

/* ---- Names --------------------------------------------------------------------------------------- */

static gaz_status collect(const gaz_name_article *article, const uint8_t *labels, const float *sure,
                          gaz_arena *arena, gaz_name **out, size_t *out_count) {
  const gaz_tokens *tokens = article->tokens;
  gaz_name *names = NULL;
  size_t count = 0, capacity = 0;
  for (size_t i = 0; i < tokens->token_count; i++) {
    /* Sentences made by others may overlap and cut a name's beginning off. */
    if (!labels[i] || (!count && (labels[i] - 1u) % 4 % 3))
      continue;
    unsigned class = (labels[i] - 1u) / 4, part = (labels[i] - 1u) % 4;
    if (part == GAZ_NAME_BEGIN || part == GAZ_NAME_UNIT) {
      names = gaz_arena_grow(arena, names, count, &capacity, sizeof *names);
      if (!names)
        return GAZ_ERROR_MEMORY;
      names[count++] = (gaz_name){.start = tokens->tokens[i].start, .first = (uint32_t)i,
                                  .confidence = 1, .type = (uint8_t)class};
    }
    gaz_name *name = &names[count - 1];
    name->end = tokens->tokens[i].end;
    name->count = (uint32_t)i - name->first + 1;
    name->confidence = sure[i] < name->confidence ? sure[i] : name->confidence;
  }
  for (size_t i = 0; i < count; i++)
    names[i].type = gaz_name_type(article, names[i].first, names[i].count, names[i].type);
  *out = names;
  *out_count = count;
  return GAZ_OK;
}

gaz_status gaz_recognise(const gaz_recogniser *recogniser, const char *text,
                         const gaz_tokens *tokens, const gaz_cancel *cancel, gaz_arena *arena,
                         gaz_name **names, size_t *count) {
  *names = NULL;
  *count = 0;
  if (!tokens->token_count)
    return GAZ_OK;
  gaz_name_article article;
  gaz_status status = gaz_name_article_prepare(text, tokens, recogniser->lists,
                                               recogniser->clusters, arena, &article);
  if (status)
    return status;
  work *w = gaz_arena_alloc(arena, sizeof *w);
  uint8_t *labels = gaz_arena_zeroed(arena, tokens->token_count, 1);
  float *sure = gaz_arena_zeroed(arena, tokens->token_count, sizeof *sure);
  if (!w || !labels || !sure)
    return GAZ_ERROR_MEMORY;
  status = label_article(recogniser, &article, cancel, w, labels, sure);
  return status ? status : collect(&article, labels, sure, arena, names, count);
}
