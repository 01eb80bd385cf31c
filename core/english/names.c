/* The recogniser labels each sentence with the best path of a linear-chain model (names_decode.h)
 * over the features of names_features.h, and turns the training scheme's classes into entity types.
 *
 * It reads an article twice. A small model labels it first; the second knows in addition what the
 * first made of the same words elsewhere in the article, so that a clear case decides a doubtful
 * one. Sentences in which the first model is sure that there is no name are not read again.
 * Probabilities come from forward-backward over the second model's scores; they are worked out only
 * for sentences in which a name was found. */
#include "english/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/names_decode.h"
#include "english/names_types.h"

typedef struct pass {
  gaz_model *model;
  gaz_name_transitions transitions, transitions_exp;
} pass;

struct gaz_recogniser {
  pass passes[2];
  gaz_name_lists *lists;
  const gaz_clusters *clusters; /* the engine's */
};

static void read_transitions(pass *p) {
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
    int32_t scores[GAZ_MODEL_LABELS_MAX] = {0};
    uint64_t feature = gaz_name_transition_feature(label);
    gaz_model_score(p->model, &feature, 1, scores);
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++)
      p->transitions.score[next][label] = (float)scores[next] * p->model->scale;
  }
  gaz_name_transitions_exp(&p->transitions, &p->transitions_exp);
}

static gaz_status open_pass(const char *data_dir, const char *name, pass *p, gaz_error *error) {
  char path[4096 + 64];
  snprintf(path, sizeof path, "%s/english/%s", data_dir, name);
  gaz_status status = gaz_model_open(path, &p->model, error);
  if (!status && p->model->label_count != GAZ_NAME_LABELS)
    status = gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0,
                      "the model has other labels; install it again");
  if (!status)
    read_transitions(p);
  return status;
}

gaz_status gaz_recogniser_open(const char *data_dir, const gaz_clusters *clusters,
                               gaz_recogniser **out, gaz_error *error) {
  char path[4096 + 64];
  *out = NULL;
  gaz_recogniser *recogniser = calloc(1, sizeof *recogniser);
  if (!recogniser)
    return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "not enough memory for the recogniser");
  gaz_status status = open_pass(data_dir, "names_first.model", &recogniser->passes[0], error);
  if (!status)
    status = open_pass(data_dir, "names.model", &recogniser->passes[1], error);
  if (!status) {
    snprintf(path, sizeof path, "%s/english", data_dir);
    status = gaz_name_lists_open(path, &recogniser->lists, error);
  }
  if (status) {
    gaz_recogniser_close(recogniser);
    return status;
  }
  recogniser->clusters = clusters;
  *out = recogniser;
  return GAZ_OK;
}

void gaz_recogniser_close(gaz_recogniser *recogniser) {
  if (!recogniser)
    return;
  gaz_model_close(recogniser->passes[0].model);
  gaz_model_close(recogniser->passes[1].model);
  gaz_name_lists_free(recogniser->lists);
  free(recogniser);
}

/* ---- Sentences ----------------------------------------------------------------------------------- */

/* A sentence longer than this is labelled in pieces: memory stays bounded whatever the text. */
enum { PIECE_MAX = 256 };
/* How far behind "outside" all other labels must score for the first pass to settle a token. */
static const float SURE_MARGIN = 5;

typedef struct work {
  float scores[PIECE_MAX * GAZ_NAME_STRIDE];
  float forward[PIECE_MAX * GAZ_NAME_STRIDE], backward[PIECE_MAX * GAZ_NAME_STRIDE];
  float probabilities[PIECE_MAX * GAZ_NAME_STRIDE];
  uint8_t back[PIECE_MAX * GAZ_NAME_STRIDE];
} work;

static void score(const pass *p, const gaz_name_article *article, size_t sentence, size_t first,
                  size_t count, float *scores) {
  uint64_t features[GAZ_NAME_FEATURES_MAX];
  size_t identity;
  for (size_t i = 0; i < count; i++) {
    int32_t sums[GAZ_NAME_STRIDE] = {0};
    size_t n = gaz_name_features(article, sentence, first + i, features, &identity);
    gaz_model_score(p->model, features, n, sums);
    for (size_t label = 0; label < GAZ_NAME_LABELS; label++)
      scores[i * GAZ_NAME_STRIDE + label] = (float)sums[label] * p->model->scale;
  }
}

/* Whether every label of `count` tokens is "outside", and every other far behind. */
static bool nothing_there(const float *scores, const uint8_t *labels, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const float *row = scores + i * GAZ_NAME_STRIDE;
    if (labels[i] != GAZ_NAME_OUTSIDE)
      return false;
    for (unsigned label = 1; label < GAZ_NAME_LABELS; label++)
      if (row[label] + SURE_MARGIN > row[GAZ_NAME_OUTSIDE])
        return false;
  }
  return true;
}

/* A sentence longer than PIECE_MAX is taken in pieces. `sure` NULL is the first pass, which marks
 * in `settled` the sentences without names. */
static gaz_status label_article(const pass *p, const gaz_name_article *article,
                                const gaz_cancel *cancel, work *w, uint8_t *settled,
                                uint8_t *labels, float *sure) {
  const gaz_tokens *tokens = article->tokens;
  for (size_t s = 0; s < tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &tokens->sentences[s];
    if (gaz_cancelled(cancel))
      return GAZ_ERROR_CANCELLED;
    if (sure && settled[s])
      continue;
    settled[s] = !sure;
    for (size_t at = 0; at < sentence->count; at += PIECE_MAX) {
      size_t first = sentence->first + at;
      size_t count = sentence->count - at < PIECE_MAX ? sentence->count - at : PIECE_MAX;
      score(p, article, s, first, count, w->scores);
      gaz_name_best(w->scores, count, &p->transitions, w->back, labels + first);
      if (!sure) {
        settled[s] &= nothing_there(w->scores, labels + first, count);
        continue;
      }
      gaz_name_marginals(w->scores, count, &p->transitions_exp, w->forward, w->backward,
                         w->probabilities);
      for (size_t i = 0; i < count; i++)
        sure[first + i] = w->probabilities[i * GAZ_NAME_STRIDE + labels[first + i]];
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
  uint8_t *guess = gaz_arena_zeroed(arena, tokens->token_count, 1);
  uint8_t *labels = gaz_arena_zeroed(arena, tokens->token_count, 1);
  uint8_t *settled = gaz_arena_zeroed(arena, tokens->sentence_count, 1);
  float *sure = gaz_arena_zeroed(arena, tokens->token_count, sizeof *sure);
  if (!w || !guess || !labels || !settled || !sure)
    return GAZ_ERROR_MEMORY;
  status = label_article(&recogniser->passes[0], &article, cancel, w, settled, guess, NULL);
  if (!status)
    status = gaz_name_article_revise(&article, guess, arena);
  if (status)
    return status;
  status = label_article(&recogniser->passes[1], &article, cancel, w, settled, labels, sure);
  return status ? status : collect(&article, labels, sure, arena, names, count);
}
