/* The recogniser labels each sentence with the best path of a linear-chain model (names_decode.h)
 * over the features of names_features.h, and turns the training scheme's classes into entity types.
 *
 * It reads an article twice. A small model labels it first; the second knows in addition what the
 * first made of the same words elsewhere in the article, so that a clear case decides a doubtful
 * one. Words of which the first model is sure that they are no part of a name are not read again, and
 * both best path and probabilities (forward-backward over the second model's scores) are worked out
 * only for the stretches between them. Articles all in lower case or all in capitals have a model of
 * their own, which reads once. */
#include "english/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/names_article.h"
#include "english/names_decode.h"
#include "english/names_types.h"

typedef struct pass {
  gaz_model *model;
  gaz_name_transitions transitions, transitions_exp;
} pass;

struct gaz_recogniser {
  pass passes[2];
  pass caseless; /* for articles all in lower case or all in capitals */
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
  gaz_name_transitions_arrange(&p->transitions);
  gaz_name_transitions_exp(&p->transitions, &p->transitions_exp);
}

static gaz_status open_pass(const char *data_dir, const char *name, pass *p, gaz_error *error) {
  char path[4096 + 64];
  snprintf(path, sizeof path, "%s/english/%s", data_dir, name);
  gaz_status status = gaz_model_open(path, &p->model, error);
  if (!status && p->model->label_count != GAZ_NAME_LABELS)
    status =
        gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the model has other labels; install it again");
  if (!status) read_transitions(p);
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
  if (!status) status = open_pass(data_dir, "names.model", &recogniser->passes[1], error);
  if (!status) status = open_pass(data_dir, "names_caseless.model", &recogniser->caseless, error);
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
  if (!recogniser) return;
  gaz_model_close(recogniser->passes[0].model);
  gaz_model_close(recogniser->passes[1].model);
  gaz_model_close(recogniser->caseless.model);
  gaz_name_lists_free(recogniser->lists);
  free(recogniser);
}

/* ---- Sentences ----------------------------------------------------------------------------------- */

/* A sentence longer than this is labelled in pieces: memory stays bounded whatever the text. */
enum { PIECE_MAX = 256 };
/* A token is plain, "outside" for sure, when the first pass scores every other label so far behind:
 * more than any transition can make up for. */
static const float PLAIN_MARGIN = 4;

typedef struct work {
  float scores[PIECE_MAX * GAZ_NAME_STRIDE];
  float forward[PIECE_MAX * GAZ_NAME_STRIDE], backward[PIECE_MAX * GAZ_NAME_STRIDE];
  float probabilities[PIECE_MAX * GAZ_NAME_STRIDE];
} work;

/* One article on its way through both passes; arrays have one entry a token. */
typedef struct reading {
  const pass *first, *second;
  gaz_name_article article;
  uint8_t *plain;
  uint8_t *guess, *labels; /* of the first and the second pass */
  float *sure;             /* probability of the second's label */
  work *w;
} reading;

static void score(const pass *p, const gaz_name_article *article, size_t sentence, size_t first,
                  size_t count, float *scores) {
  uint64_t features[GAZ_NAME_FEATURES_MAX];
  size_t identity;
  for (size_t i = 0; i < count; i++) {
    int32_t sums[GAZ_NAME_STRIDE] = {0};
    size_t n = gaz_name_features(article, sentence, first + i, features, &identity);
    gaz_model_score(p->model, features, n, sums);
    for (size_t label = 0; label < GAZ_NAME_STRIDE; label++)
      scores[i * GAZ_NAME_STRIDE + label] = (float)sums[label] * p->model->scale;
  }
}

static bool is_plain(const float *row) {
  float other = row[1];
  for (unsigned label = 2; label < GAZ_NAME_LABELS; label++)
    other = row[label] > other ? row[label] : other;
  return row[GAZ_NAME_OUTSIDE] > other + PLAIN_MARGIN;
}

/* The next stretch of [at, count) with tokens that are not plain, and one plain token on each side
 * so that the steps into and out of it count; false when there is none. */
static bool next_stretch(const uint8_t *plain, size_t at, size_t count, size_t *from, size_t *to) {
  while (at < count && plain[at]) at++;
  if (at == count) return false;
  *from = at ? at - 1 : 0;
  while (at < count && !plain[at]) at++;
  *to = at < count ? at + 1 : count;
  return true;
}

static void guess_piece(reading *r, size_t sentence, size_t first, size_t count) {
  const pass *p = r->first;
  score(p, &r->article, sentence, first, count, r->w->scores);
  for (size_t i = 0; i < count; i++)
    r->plain[first + i] = is_plain(r->w->scores + i * GAZ_NAME_STRIDE);
  for (size_t at = 0, from; next_stretch(r->plain + first, at, count, &from, &at);)
    gaz_name_best(r->w->scores + from * GAZ_NAME_STRIDE, at - from, &p->transitions, r->w->forward,
                  r->guess + first + from);
}

static void label_piece(reading *r, size_t sentence, size_t first, size_t count) {
  const pass *p = r->second;
  work *w = r->w;
  for (size_t at = 0, from; next_stretch(r->plain + first, at, count, &from, &at);) {
    uint8_t *labels = r->labels + first + from;
    size_t size = at - from;
    bool any = false;
    score(p, &r->article, sentence, first + from, size, w->scores);
    gaz_name_best(w->scores, size, &p->transitions, w->forward, labels);
    for (size_t i = 0; i < size; i++) any |= labels[i] != GAZ_NAME_OUTSIDE;
    if (!any) continue;
    gaz_name_marginals(w->scores, size, &p->transitions_exp, w->forward, w->backward,
                       w->probabilities);
    for (size_t i = 0; i < size; i++)
      r->sure[first + from + i] = w->probabilities[i * GAZ_NAME_STRIDE + labels[i]];
  }
}

static gaz_status read_article(reading *r, void (*piece)(reading *, size_t, size_t, size_t),
                               const gaz_cancel *cancel) {
  const gaz_tokens *tokens = r->article.tokens;
  for (size_t s = 0; s < tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &tokens->sentences[s];
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    for (size_t at = 0; at < sentence->count; at += PIECE_MAX) {
      size_t left = sentence->count - at;
      piece(r, s, sentence->first + at, left < PIECE_MAX ? left : PIECE_MAX);
    }
  }
  return GAZ_OK;
}

/* Whether most of the article stands in sentences without a difference of case. */
static bool is_caseless(const gaz_name_article *article) {
  size_t all = 0, without = 0;
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    uint32_t count = article->tokens->sentences[s].count;
    all += count;
    if (article->sentence_case[s] == GAZ_NAME_CASE_LOWER ||
        article->sentence_case[s] == GAZ_NAME_CASE_CAPITALS)
      without += count;
  }
  return without > 20 && without * 3 > all * 2;
}

/* ---- Names --------------------------------------------------------------------------------------- */

static gaz_status collect(const gaz_name_article *article, const uint8_t *labels, const float *sure,
                          gaz_arena *arena, gaz_name **out, size_t *out_count) {
  const gaz_tokens *tokens = article->tokens;
  gaz_name *names = NULL;
  size_t count = 0, capacity = 0;
  for (size_t i = 0; i < tokens->token_count; i++) {
    /* Sentences made by others may overlap and cut a name's beginning off. */
    if (!labels[i] || (!count && (labels[i] - 1u) % 4 % 3)) continue;
    unsigned class = (labels[i] - 1u) / 4, part = (labels[i] - 1u) % 4;
    if (part == GAZ_NAME_BEGIN || part == GAZ_NAME_UNIT) {
      names = gaz_arena_grow(arena, names, count, &capacity, sizeof *names);
      if (!names) return GAZ_ERROR_MEMORY;
      names[count++] = (gaz_name){.start = tokens->tokens[i].start,
                                  .first = (uint32_t)i,
                                  .confidence = 1,
                                  .type = (uint8_t) class};
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
  if (!tokens->token_count) return GAZ_OK;
  reading *r = gaz_arena_zeroed(arena, 1, sizeof *r);
  if (!r) return GAZ_ERROR_MEMORY;
  r->first = &recogniser->passes[0];
  r->second = &recogniser->passes[1];
  r->w = gaz_arena_alloc(arena, sizeof *r->w);
  r->plain = gaz_arena_zeroed(arena, tokens->token_count, 1);
  r->guess = gaz_arena_zeroed(arena, tokens->token_count, 1);
  r->labels = gaz_arena_zeroed(arena, tokens->token_count, 1);
  r->sure = gaz_arena_zeroed(arena, tokens->token_count, sizeof *r->sure);
  if (!r->w || !r->plain || !r->guess || !r->labels || !r->sure) return GAZ_ERROR_MEMORY;
  gaz_status status = gaz_name_article_prepare(text, tokens, recogniser->lists,
                                               recogniser->clusters, arena, &r->article);
  bool caseless = !status && is_caseless(&r->article);
  if (caseless) r->second = &recogniser->caseless; /* and nothing is plain */
  if (!status && !caseless) status = read_article(r, guess_piece, cancel);
  if (!status && !caseless) status = gaz_name_article_revise(&r->article, r->guess, arena);
  if (!status) status = read_article(r, label_piece, cancel);
  return status ? status : collect(&r->article, r->labels, r->sure, arena, names, count);
}
