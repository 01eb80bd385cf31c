/* A linear-chain conditional random field, learnt by stochastic gradient descent with a step size for each
 * weight (AdaGrad). Features are dropped at random while learning, so that no word's weight leans on
 * another's being there. */
#include "names_field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/model.h"

uint64_t field_random_state = 88172645463325252u;
uint32_t field_random(void) {
  field_random_state ^= field_random_state << 13;
  field_random_state ^= field_random_state >> 7;
  field_random_state ^= field_random_state << 17;
  return (uint32_t)(field_random_state >> 32);
}

static size_t slot_of(const feature_index *index, uint64_t key) {
  size_t at = (size_t)(key >> 20) & index->mask;
  while (index->keys[at] && index->keys[at] != key) at = (at + 1) & index->mask;
  return at;
}

static void count_feature(feature_index *index, uint64_t key) {
  if (index->used * 2 >= index->mask) {
    feature_index larger = {.mask = index->mask ? index->mask * 2 + 1 : (1 << 20) - 1,
                            .used = index->used};
    larger.keys = calloc(larger.mask + 1, sizeof *larger.keys);
    larger.numbers = calloc(larger.mask + 1, sizeof *larger.numbers);
    for (size_t i = 0; index->mask && i <= index->mask; i++)
      if (index->keys[i]) {
        size_t at = slot_of(&larger, index->keys[i]);
        larger.keys[at] = index->keys[i];
        larger.numbers[at] = index->numbers[i];
      }
    free(index->keys), free(index->numbers);
    *index = larger;
  }
  size_t at = slot_of(index, key);
  if (!index->keys[at]) {
    index->keys[at] = key;
    index->used++;
  }
  index->numbers[at]++;
}

void field_number(field *f, const examples *data, uint32_t minimum, const uint8_t *use) {
  for (size_t s = 0; s < data->count; s++) {
    if (use && !use[s]) continue;
    size_t first = data->list[s].first;
    for (size_t i = data->rows[first]; i < data->rows[first + data->list[s].count]; i++)
      count_feature(&f->index, data->hashes[i]);
  }
  for (size_t i = 0; i <= f->index.mask; i++)
    f->index.numbers[i] = f->index.numbers[i] >= minimum ? (uint32_t)++f->features : 0;
  f->weights = calloc((f->features + 1) * GAZ_NAME_STRIDE, sizeof *f->weights);
  f->squares = calloc((f->features + 1) * GAZ_NAME_STRIDE, sizeof *f->squares);
}

uint32_t field_number_of(const field *f, uint64_t hash) {
  size_t at = slot_of(&f->index, hash);
  return f->index.keys[at] ? f->index.numbers[at] : 0;
}

/* Scores of a token; 0 numbers are features the model does not have. */
static void score_token(const field *f, const uint32_t *numbers, size_t count, float *out) {
  memset(out, 0, GAZ_NAME_STRIDE * sizeof *out);
  for (size_t i = 0; i < count; i++) {
    const float *row = f->weights + (size_t)numbers[i] * GAZ_NAME_STRIDE;
    for (int label = 0; label < GAZ_NAME_STRIDE; label++) out[label] += row[label];
  }
}

static void step(float *weight, float *square, float gradient, float rate) {
  *square += gradient * gradient;
  *weight -= rate * gradient / sqrtf(*square + 1e-6f);
}

/* ---- Learning ----------------------------------------------------------------------------------- */

enum { SENTENCE_MAX = 1024 };

/* Room for one example; rows of GAZ_NAME_STRIDE a token. */
typedef struct workspace {
  float scores[SENTENCE_MAX * GAZ_NAME_STRIDE], p[SENTENCE_MAX * GAZ_NAME_STRIDE];
  float forward[SENTENCE_MAX * GAZ_NAME_STRIDE], backward[SENTENCE_MAX * GAZ_NAME_STRIDE];
  uint32_t kept[SENTENCE_MAX * GAZ_NAME_FEATURES_MAX]; /* features that were not dropped */
  size_t kept_rows[SENTENCE_MAX + 1];
  gaz_name_transitions exps;
} workspace;

static void draw_features(workspace *w, const field *f, const examples *data,
                          const uint32_t *numbers, const example *at, const field_options *o) {
  size_t used = 0;
  uint32_t cut = (uint32_t)(o->drop * 4294967295.0), blind = (uint32_t)(o->blind * 4294967295.0);
  /* As in the first pass, every other time: the same weights serve both. */
  bool first_pass = field_random() < (uint32_t)(o->alone * 4294967295.0);
  for (size_t t = 0; t < at->count; t++) {
    w->kept_rows[t] = used;
    size_t from = data->rows[at->first + t], to = data->rows[at->first + t + 1];
    if (from == to) {
      gaz_name_outside_scores(w->scores + t * GAZ_NAME_STRIDE);
      continue;
    }
    /* Sometimes the word itself is not looked at: as for a name never seen before. */
    if (field_random() < blind) from += data->identity[at->first + t];
    if (first_pass) to -= data->revision[at->first + t];
    for (size_t i = from; i < to; i++)
      if (numbers[i] && field_random() >= cut) w->kept[used++] = numbers[i];
    score_token(f, w->kept + w->kept_rows[t], used - w->kept_rows[t],
                w->scores + t * GAZ_NAME_STRIDE);
  }
  w->kept_rows[at->count] = used;
}

/* The log score of the right path, and a step for the transitions: from the expected pair counts, only
 * around tokens that may be names. */
static double learn_path(field *f, workspace *w, const uint8_t *labels, size_t count, float rate) {
  double gold = 0;
  unsigned before = 0;
  for (size_t t = 0; t < count; t++) {
    unsigned here = labels[t];
    gold += w->scores[t * GAZ_NAME_STRIDE + here];
    if (t) gold += f->transitions.score[here][before];
    before = here;
  }
  for (size_t t = 1; t < count; t++) {
    const float *a = w->forward + (t - 1) * GAZ_NAME_STRIDE, *b = w->backward + t * GAZ_NAME_STRIDE;
    const float *score = w->scores + t * GAZ_NAME_STRIDE;
    unsigned here = labels[t];
    before = labels[t - 1];
    if (w->p[t * GAZ_NAME_STRIDE] > 0.999f && w->p[(t - 1) * GAZ_NAME_STRIDE] > 0.999f && !here &&
        !before)
      continue;
    float highest = score[0];
    for (int l = 1; l < GAZ_NAME_LABELS; l++) highest = score[l] > highest ? score[l] : highest;
    float pair[GAZ_NAME_LABELS][GAZ_NAME_LABELS];
    float sum = 0;
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++) {
      float right = b[gaz_name_place(next)] * expf(score[next] - highest);
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
        pair[next][label] = gaz_name_may_follow(label, next)
                                ? a[gaz_name_place(label)] * w->exps.score[next][label] * right
                                : 0;
        sum += pair[next][label];
      }
    }
    if (sum <= 0) continue;
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++)
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
        float gradient = pair[next][label] / sum - (next == here && label == before);
        if (fabsf(gradient) > 1e-4f)
          step(&f->transitions.score[next][label], &f->transition_squares.score[next][label],
               gradient, rate);
      }
  }
  return gold;
}

static void learn_token(field *f, const uint32_t *kept, size_t count, const float *gradient,
                        const field_options *o) {
  float rate = o->rate, decay = o->decay, sparse = o->sparse;
  for (size_t i = 0; i < count; i++) {
    float *restrict weight = f->weights + (size_t)kept[i] * GAZ_NAME_STRIDE;
    float *restrict square = f->squares + (size_t)kept[i] * GAZ_NAME_STRIDE;
    for (int label = 0; label < GAZ_NAME_STRIDE; label++) {
      float g = gradient[label] + decay * weight[label];
      square[label] += g * g;
      float step_size = rate / sqrtf(square[label] + 1e-6f), shrink = step_size * sparse;
      float moved = weight[label] - step_size * g;
      /* Towards zero by `shrink`, and no further (L1). */
      weight[label] = fmaxf(0, moved - shrink) + fminf(0, moved + shrink);
    }
  }
}

double field_learn(field *f, const examples *data, const uint32_t *numbers, size_t s, float weight,
                   const field_options *o) {
  static workspace room;
  workspace *w = &room;
  const example *at = &data->list[s];
  const uint8_t *labels = data->labels + at->first;
  if (at->count > SENTENCE_MAX) return 0;
  draw_features(w, f, data, numbers, at, o);
  gaz_name_transitions_exp(&f->transitions, &w->exps);
  double all = gaz_name_marginals(w->scores, at->count, &w->exps, w->forward, w->backward, w->p);
  double gold = learn_path(f, w, labels, at->count, o->rate);
  for (size_t t = 0; t < at->count; t++) {
    float *gradient = w->p + t * GAZ_NAME_STRIDE;
    float largest = 0;
    gradient[labels[t]] -= 1;
    for (int label = 0; label < GAZ_NAME_LABELS; label++) {
      gradient[label] *= weight;
      largest = fmaxf(largest, fabsf(gradient[label]));
    }
    if (largest < 2e-3f) continue;
    for (int label = GAZ_NAME_LABELS; label < GAZ_NAME_STRIDE; label++) gradient[label] = 0;
    learn_token(f, w->kept + w->kept_rows[t], w->kept_rows[t + 1] - w->kept_rows[t], gradient, o);
  }
  return all - gold;
}

/* ---- Scoring an article ------------------------------------------------------------------------- */

void field_predict(const field *f, const labelled_article *article, const gaz_name_sources *sources,
                   const uint8_t *first_pass, uint8_t *labels) {
  static float scores[SENTENCE_MAX * GAZ_NAME_STRIDE];
  static float paths[SENTENCE_MAX * GAZ_NAME_STRIDE];
  gaz_arena arena = {0};
  gaz_name_article prepared;
  if (gaz_name_article_prepare(article->text.data, &article->tokens, sources, &arena, &prepared))
    exit(3);
  if (first_pass && gaz_name_article_revise(&prepared, first_pass, &arena)) exit(3);
  for (size_t s = 0; s < article->tokens.sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens.sentences[s];
    uint32_t count = sentence->count < SENTENCE_MAX ? sentence->count : SENTENCE_MAX;
    memset(labels + sentence->first, 0, sentence->count);
    for (uint32_t i = 0; i < count; i++) {
      uint64_t features[2 * GAZ_NAME_FEATURES_MAX];
      uint32_t numbers[2 * GAZ_NAME_FEATURES_MAX];
      size_t identity, token = sentence->first + i;
      if (!prepared.open[token]) {
        gaz_name_outside_scores(scores + i * GAZ_NAME_STRIDE);
        continue;
      }
      size_t n = gaz_name_features(&prepared, s, token, features, &identity);
      float *row = scores + i * GAZ_NAME_STRIDE;
      if (first_pass) n += gaz_name_revision_features(&prepared, s, token, features + n);
      for (size_t j = 0; j < n; j++) numbers[j] = field_number_of(f, gaz_feature_mix(features[j]));
      score_token(f, numbers, n, row);
      for (int l = 0; l < GAZ_NAME_STRIDE; l++) row[l] *= f->keep;
    }
    gaz_name_best(scores, count, &f->transitions, paths, labels + sentence->first);
  }
  gaz_arena_free(&arena);
}
