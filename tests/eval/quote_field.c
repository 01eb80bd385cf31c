// A linear-chain conditional random field over the units of a cue's window.
#include "quote_field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { UNIT_EPOCHS = 10 };

static const double unit_rate = 0.02;

void quote_shuffle(uint32_t *order, size_t count, uint64_t *state) {
  for (size_t i = count; i > 1; i--) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    size_t j = (*state >> 33) % i;
    uint32_t other = order[i - 1];
    order[i - 1] = order[j];
    order[j] = other;
  }
}

double quote_step(double gradient, double rate, float *squares) {
  *squares += (float)(gradient * gradient);
  return rate * gradient / (sqrt(*squares) + 0.02);
}

double *quote_field_weights(double *weights, uint32_t feature) {
  return weights + (size_t)feature * GAZ_LABEL_COUNT;
}

void quote_field_label(const quote_field *p, const quote_window *w, uint8_t *labels) {
  uint8_t back[GAZ_WINDOW_MAX][GAZ_LABEL_COUNT];
  double best[GAZ_LABEL_COUNT] = {0};
  for (uint32_t u = 0; u < w->count; u++) {
    double next[GAZ_LABEL_COUNT], here[GAZ_LABEL_COUNT] = {0};
    for (uint32_t f = w->starts[u]; f < w->starts[u + 1]; f++) {
      const double *weights = quote_field_weights(p->weights, w->features[f]);
      for (int l = 0; l < GAZ_LABEL_COUNT; l++) here[l] += weights[l];
    }
    for (int to = 0; to < GAZ_LABEL_COUNT; to++) {
      double top = -1e300;
      for (int from = 0; from < GAZ_LABEL_COUNT; from++) {
        double score = best[from] + (u ? p->transitions[w->boundaries[u]][from][to] : 0);
        if (score <= top) continue;
        top = score;
        back[u][to] = (uint8_t)from;
      }
      next[to] = top + here[to];
      if (u == w->at && to != GAZ_LABEL_CUE) next[to] = -1e200;
    }
    memcpy(best, next, sizeof best);
  }
  int label = 0;
  for (int l = 1; l < GAZ_LABEL_COUNT; l++)
    if (best[l] > best[label]) label = l;
  for (uint32_t u = w->count; u-- > 0;) {
    labels[u] = (uint8_t)label;
    label = back[u][label];
  }
}

static double add_logs(double a, double b) {
  double large = a > b ? a : b, small = a > b ? b : a;
  return large < -1e100 ? large : large + log1p(exp(small - large));
}

typedef double lattice[GAZ_WINDOW_MAX][GAZ_LABEL_COUNT];

// What each label of each unit weighs, and all ways to get to it (forward) and on from it (backward).
static double fill_lattice(const quote_field *p, const quote_window *w, lattice here,
                           lattice forward, lattice backward) {
  for (uint32_t u = 0; u < w->count; u++) {
    for (int l = 0; l < GAZ_LABEL_COUNT; l++)
      here[u][l] = u == w->at && l != GAZ_LABEL_CUE ? -1e200 : 0;
    for (uint32_t f = w->starts[u]; f < w->starts[u + 1]; f++) {
      const double *weights = quote_field_weights(p->weights, w->features[f]);
      for (int l = 0; l < GAZ_LABEL_COUNT; l++) here[u][l] += weights[l];
    }
  }
  for (uint32_t u = 0; u < w->count; u++)
    for (int to = 0; to < GAZ_LABEL_COUNT; to++) {
      double sum = u ? -1e300 : 0;
      for (int from = 0; u && from < GAZ_LABEL_COUNT; from++)
        sum = add_logs(sum, forward[u - 1][from] + p->transitions[w->boundaries[u]][from][to]);
      forward[u][to] = sum + here[u][to];
    }
  double total = -1e300;
  for (int l = 0; l < GAZ_LABEL_COUNT; l++) {
    total = add_logs(total, forward[w->count - 1][l]);
    backward[w->count - 1][l] = 0;
  }
  for (uint32_t u = w->count - 1; u-- > 0;)
    for (int from = 0; from < GAZ_LABEL_COUNT; from++) {
      double sum = -1e300;
      for (int to = 0; to < GAZ_LABEL_COUNT; to++)
        sum = add_logs(sum, backward[u + 1][to] + here[u + 1][to] +
                                p->transitions[w->boundaries[u + 1]][from][to]);
      backward[u][from] = sum;
    }
  return total;
}

static double likelihood(double log_of_it) { return log_of_it < -60 ? 0 : exp(log_of_it); }

// A step towards what is annotated, from what the model expects.
static void learn(quote_field *p, const quote_window *w) {
  static lattice here, forward, backward;
  double total = fill_lattice(p, w, here, forward, backward);
  double expected[GAZ_BOUNDARY_COUNT][GAZ_LABEL_COUNT][GAZ_LABEL_COUNT] = {0};
  for (uint32_t u = 0; u < w->count; u++) {
    double gradient[GAZ_LABEL_COUNT];
    bool certain = true;
    for (int l = 0; l < GAZ_LABEL_COUNT; l++) {
      gradient[l] = likelihood(forward[u][l] + backward[u][l] - total) - (l == w->labels[u]);
      certain &= fabs(gradient[l]) < 1e-4;
    }
    uint8_t b = w->boundaries[u];
    for (int from = 0; u && from < GAZ_LABEL_COUNT; from++)
      for (int to = 0; to < GAZ_LABEL_COUNT; to++)
        expected[b][from][to] += likelihood(forward[u - 1][from] + p->transitions[b][from][to] +
                                            here[u][to] + backward[u][to] - total) -
                                 (from == w->labels[u - 1] && to == w->labels[u]);
    for (uint32_t f = w->starts[u]; !certain && f < w->starts[u + 1]; f++) {
      double *weights = quote_field_weights(p->weights, w->features[f]);
      float *squares = p->squares + (weights - p->weights);
      for (int l = 0; l < GAZ_LABEL_COUNT; l++)
        weights[l] -= quote_step(gradient[l], unit_rate, &squares[l]);
    }
  }
  double *transitions = &p->transitions[0][0][0], *gradient = &expected[0][0][0];
  float *squares = &p->transition_squares[0][0][0];
  for (size_t i = 0; i < sizeof p->transitions / sizeof *transitions; i++)
    if (gradient[i] != 0) transitions[i] -= quote_step(gradient[i], unit_rate, &squares[i]);
}

static void learn_units(const quote_corpus *c, bool all, uint64_t seed, quote_field *p) {
  size_t size = (size_t)c->unit_features.count * GAZ_LABEL_COUNT;
  *p = (quote_field){.weights = calloc(size, sizeof(double)),
                     .squares = calloc(size, sizeof(float))};
  double *sums = calloc(size, sizeof *sums);
  uint32_t *order = calloc(c->window_count, sizeof *order);
  uint64_t state = seed;
  size_t count = 0;
  for (uint32_t i = 0; i < c->window_count; i++)
    if (all || !quote_held_out(c->windows[i].article)) order[count++] = i;
  for (int epoch = 0; epoch < UNIT_EPOCHS; epoch++) {
    quote_shuffle(order, count, &state);
    for (size_t i = 0; i < count; i++) {
      learn(p, &c->windows[order[i]]);
    }
    for (size_t w = 0; epoch >= UNIT_EPOCHS / 2 && w < size; w++) sums[w] += p->weights[w];
  }
  for (size_t w = 0; w < size; w++) p->weights[w] = sums[w] / (UNIT_EPOCHS - UNIT_EPOCHS / 2);
  free(sums);
  free(order);
  free(p->squares);
  p->squares = NULL;
}

void quote_field_train(const quote_corpus *c, bool all, quote_field *mean) {
  size_t size = (size_t)c->unit_features.count * GAZ_LABEL_COUNT;
  *mean = (quote_field){.weights = calloc(size, sizeof(double))};
  double *transitions = &mean->transitions[0][0][0];
  for (uint64_t seed = 1; seed <= QUOTE_MEMBERS; seed++) {
    quote_field p;
    learn_units(c, all, seed, &p);
    for (size_t w = 0; w < size; w++) mean->weights[w] += p.weights[w] / QUOTE_MEMBERS;
    for (size_t i = 0; i < sizeof p.transitions / sizeof *transitions; i++)
      transitions[i] += (&p.transitions[0][0][0])[i] / QUOTE_MEMBERS;
    free(p.weights);
  }
}
