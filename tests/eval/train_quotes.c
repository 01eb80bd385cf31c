// Trains data/english/quotes.model on the training part of PolNeAR.
//
//   train_quotes CORPORA/polnear/train data/english/quotes.model [--held-out|--blank]
//
// Cues: logistic regression over the candidate tokens. Units: a linear-chain conditional random field
// over the windows of the annotated cues. Step sizes are AdaGrad's, the weights a mean over the last
// passes. Both are trained twice: first without every
// eighth article, on which figures are printed and the threshold of a cue is chosen, then on all.
// With --held-out the second run is left out and no model is written.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/engine.h"
#include "english/labels.h"
#include "extract/quote_internal.h"
#include "extract/quotes.h"
#include "extract/tables_internal.h"
#include "polnear.h"

enum {
  CUE_BITS = 22,
  UNIT_BITS = 21,  // while learning: next to no two features share a weight
  CUE_ROWS = 17,
  UNIT_ROWS = 17,  // bits, in the model: the features with the largest weights
  CUE_EPOCHS = 6,
  UNIT_EPOCHS = 10,
  RARE = 2,  // features seen less often are left out
  HELD_OUT = 8,
  CUE_SCALE = 48
};

static const double cue_rate = 0.012, unit_rate = 0.02, decay = 1e-5;

typedef struct cue_example {
  uint32_t article;
  bool is_cue;
  uint32_t count;
  uint32_t *features;
} cue_example;

typedef struct window_example {
  uint32_t article;
  uint32_t count, at;
  uint8_t *labels, *boundaries;
  uint32_t *starts, *features;  // of unit u: features[starts[u]] up to features[starts[u + 1]]
} window_example;

typedef struct corpus {
  gaz_arena arena;
  cue_example *cues;
  size_t cue_count, cue_capacity;
  window_example *windows;
  size_t window_count, window_capacity;
  unsigned long gold_cues, missed_cues;
} corpus;

static void *keep(gaz_arena *arena, const void *data, size_t size) {
  return memcpy(gaz_arena_alloc(arena, size), data, size);
}

// ---- Examples from annotations ----

// For every token: 1 + its attribution and its kind, or 0.
typedef struct gold {
  uint32_t *attribution;
  uint8_t *kind;
} gold;

static gold gold_labels(const gaz_tokens *tokens, const polnear_article *article,
                        gaz_arena *arena) {
  gold g = {gaz_arena_zeroed(arena, tokens->token_count, sizeof *g.attribution),
            gaz_arena_zeroed(arena, tokens->token_count, sizeof *g.kind)};
  for (uint32_t a = 0; a < article->attribution_count; a++)
    for (int k = 0; k < POLNEAR_KINDS; k++) {
      const polnear_spans *spans = &article->attributions[a].spans[k];
      for (uint32_t s = 0; s < spans->count; s++) {
        // The first token that ends after the span's start.
        size_t low = 0, high = tokens->token_count;
        while (low < high) {
          size_t middle = (low + high) / 2;
          if (tokens->tokens[middle].end <= spans->ranges[s].start)
            low = middle + 1;
          else
            high = middle;
        }
        for (; low < tokens->token_count && tokens->tokens[low].start < spans->ranges[s].end;
             low++) {
          if (g.attribution[low]) continue;
          g.attribution[low] = a + 1;
          g.kind[low] = (uint8_t)k;
        }
      }
    }
  return g;
}

static bool in_cue(const gold *g, int64_t token, uint32_t attribution) {
  return token >= 0 && g->attribution[token] == attribution && g->kind[token] == POLNEAR_CUE;
}

// The head of a cue: the candidate with the best claim to it.
static int64_t cue_head(const gaz_quote_view *view, const gold *g, uint32_t first,
                        uint32_t attribution) {
  const gaz_tokens *tokens = &view->analysis->tokens;
  int64_t best = -1;
  int best_score = -1;
  for (uint32_t t = first; t < tokens->token_count && t < first + 30; t++) {
    if (!in_cue(g, t, attribution) || !gaz_quote_cue_candidate(view, t)) continue;
    const gaz_token *token = &tokens->tokens[t];
    int score = (token->upos == GAZ_UPOS_VERB) * 2 + (view->tokens[t].listed > 0) * 2 +
                (!in_cue(g, token->head, attribution)) * 3;
    if (score > best_score) {
      best_score = score;
      best = t;
    }
  }
  return best;
}

static void add_window(corpus *c, uint32_t article, const gaz_quote_view *view, const gold *g,
                       uint32_t cue, uint32_t attribution) {
  static const uint8_t label_of[] = {GAZ_LABEL_SOURCE, GAZ_LABEL_CUE, GAZ_LABEL_CONTENT};
  gaz_quote_unit units[GAZ_WINDOW_MAX];
  static gaz_cue_frame frame;
  uint32_t features[GAZ_UNIT_FEATURES_MAX], starts[GAZ_WINDOW_MAX + 1];
  static uint32_t all[GAZ_WINDOW_MAX * GAZ_UNIT_FEATURES_MAX];
  uint8_t labels[GAZ_WINDOW_MAX], boundaries[GAZ_WINDOW_MAX];
  unsigned at, count = gaz_quote_window(view, cue, units, &at);
  gaz_cue_frame_make(view, cue, units, count, at, &frame);
  uint32_t used = 0;
  for (unsigned u = 0; u < count; u++) {
    uint32_t token =
        units[u].quoted && units[u].first < units[u].last ? units[u].first + 1 : units[u].token;
    labels[u] = g->attribution[token] == attribution ? label_of[g->kind[token]] : GAZ_LABEL_NONE;
    boundaries[u] = (uint8_t)gaz_quote_boundary(&frame, u);
    starts[u] = used;
    unsigned n = gaz_quote_unit_features(&frame, u, features);
    memcpy(all + used, features, n * sizeof *all);
    used += n;
  }
  starts[count] = used;
  labels[at] = GAZ_LABEL_CUE;
  c->windows = gaz_arena_grow(&c->arena, c->windows, c->window_count, &c->window_capacity,
                              sizeof *c->windows);
  c->windows[c->window_count++] =
      (window_example){.article = article,
                       .count = count,
                       .at = at,
                       .labels = keep(&c->arena, labels, count),
                       .boundaries = keep(&c->arena, boundaries, count),
                       .starts = keep(&c->arena, starts, (count + 1) * sizeof *starts),
                       .features = keep(&c->arena, all, used * sizeof *all)};
}

static void add_article(corpus *c, uint32_t index, const gaz_quote_view *view, const gold *g,
                        uint32_t attributions, gaz_arena *scratch) {
  const gaz_tokens *tokens = &view->analysis->tokens;
  bool *is_head = gaz_arena_zeroed(scratch, tokens->token_count, sizeof *is_head);
  bool *seen = gaz_arena_zeroed(scratch, attributions + 1, sizeof *seen);
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    uint32_t a = g->attribution[t];
    if (!a || g->kind[t] != POLNEAR_CUE || seen[a]) continue;
    seen[a] = true;
    c->gold_cues++;
    int64_t head = cue_head(view, g, t, a);
    if (head < 0) {
      c->missed_cues++;
      if (getenv("SHOW_MISSED"))
        printf("missed\t%.*s\n", (int)(tokens->tokens[t].end - tokens->tokens[t].start),
               view->analysis->text + tokens->tokens[t].start);
      continue;
    }
    is_head[head] = true;
    add_window(c, index, view, g, (uint32_t)head, a);
  }
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    if (!gaz_quote_cue_candidate(view, t)) continue;
    // A word of a cue that is not its head is neither an example nor a counter-example.
    if (g->attribution[t] && g->kind[t] == POLNEAR_CUE && !is_head[t]) continue;
    uint32_t features[GAZ_CUE_FEATURES_MAX];
    unsigned count = gaz_quote_cue_features(view, t, features);
    c->cues = gaz_arena_grow(&c->arena, c->cues, c->cue_count, &c->cue_capacity, sizeof *c->cues);
    c->cues[c->cue_count++] =
        (cue_example){.article = index,
                      .is_cue = is_head[t],
                      .count = count,
                      .features = keep(&c->arena, features, count * sizeof *features)};
  }
}

static bool read_corpus(const gaz_engine *engine, const polnear *articles, corpus *c) {
  gaz_arena arena = {0};
  for (uint32_t i = 0; i < articles->count; i++) {
    const polnear_article *article = &articles->articles[i];
    gaz_analysis analysis;
    gaz_facts facts;
    gaz_quote_view view;
    if (gaz_english_analyze(engine, article->text, article->size, NULL, 0, GAZ_STAGE_ALL, NULL,
                            &arena, &analysis) ||
        gaz_extract(engine, &analysis, NULL, NULL, &arena, &facts) ||
        gaz_quote_view_make(engine, &analysis, &facts, &arena, &view)) {
      fprintf(stderr, "%s: cannot be analysed\n", article->name);
      return false;
    }
    gold g = gold_labels(&analysis.tokens, article, &arena);
    add_article(c, i, &view, &g, (uint32_t)article->attribution_count, &arena);
    gaz_arena_reset(&arena);
  }
  gaz_arena_free(&arena);
  return true;
}

// Leaves out features that occur less than RARE times: they would be learnt by heart.
static void drop_rare(corpus *c) {
  uint8_t *seen = calloc((size_t)1 << 26, 1);
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < c->cue_count; i++) {
      cue_example *e = &c->cues[i];
      uint32_t kept = 0;
      for (uint32_t f = 0; f < e->count; f++) {
        uint8_t *times = &seen[e->features[f] >> 6];
        if (!pass && *times < 255) ++*times;
        if (!pass || *times >= RARE) e->features[kept++] = e->features[f];
      }
      e->count = kept;
    }
  }
  memset(seen, 0, (size_t)1 << 26);
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < c->window_count; i++) {
      window_example *w = &c->windows[i];
      uint32_t kept = 0, end;
      for (uint32_t u = 0, f = 0; u < w->count; u++) {
        end = w->starts[u + 1];
        w->starts[u] = pass ? kept : w->starts[u];
        for (; f < end; f++) {
          uint8_t *times = &seen[w->features[f] >> 6];
          if (!pass && *times < 255) ++*times;
          if (pass && *times >= RARE) w->features[kept++] = w->features[f];
        }
      }
      if (pass) w->starts[w->count] = kept;
    }
  }
  free(seen);
}

// ---- Cues ----

static double cue_score(const float *weights, const cue_example *e) {
  double score = 0;
  for (uint32_t f = 0; f < e->count; f++) score += weights[e->features[f] & ((1u << CUE_BITS) - 1)];
  return score;
}

static void shuffle(uint32_t *order, size_t count, uint64_t *state) {
  for (size_t i = count; i > 1; i--) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    size_t j = (*state >> 33) % i;
    uint32_t other = order[i - 1];
    order[i - 1] = order[j];
    order[j] = other;
  }
}

static bool held_out(uint32_t article) { return article % HELD_OUT == 3; }

// One step of AdaGrad against the gradient.
static double step(double gradient, double rate, float *squares) {
  *squares += (float)(gradient * gradient);
  return rate * gradient / (sqrt(*squares) + 0.02);
}

static float *train_cues(const corpus *c, bool all) {
  size_t size = (size_t)1 << CUE_BITS;
  float *weights = calloc(size, sizeof *weights), *squares = calloc(size, sizeof *squares);
  double *sums = calloc(size, sizeof *sums);
  uint32_t *order = calloc(c->cue_count, sizeof *order);
  uint64_t state = 1;
  size_t count = 0;
  for (uint32_t i = 0; i < c->cue_count; i++)
    if (all || !held_out(c->cues[i].article)) order[count++] = i;
  for (int epoch = 0; epoch < CUE_EPOCHS; epoch++) {
    shuffle(order, count, &state);
    for (size_t i = 0; i < count; i++) {
      const cue_example *e = &c->cues[order[i]];
      double p = 1 / (1 + exp(-cue_score(weights, e)));
      for (uint32_t f = 0; f < e->count; f++) {
        uint32_t at = e->features[f] & (uint32_t)(size - 1);
        weights[at] -= (float)step(p - e->is_cue + decay * weights[at], cue_rate, &squares[at]);
      }
    }
    for (size_t w = 0; epoch >= CUE_EPOCHS / 2 && w < size; w++) sums[w] += weights[w];
  }
  for (size_t w = 0; w < size; w++) weights[w] = (float)(sums[w] / (CUE_EPOCHS - CUE_EPOCHS / 2));
  free(squares);
  free(sums);
  free(order);
  return weights;
}

static int by_value(const void *a, const void *b) {
  const double *x = a, *y = b;
  return x[0] < y[0] ? 1 : x[0] > y[0] ? -1 : 0;
}

// Prints the best F1 that the held-out articles allow.
static void best_threshold(const corpus *c, const float *weights) {
  double(*scores)[2] = calloc(c->cue_count, sizeof *scores);
  size_t count = 0, positives = 0;
  for (size_t i = 0; i < c->cue_count; i++) {
    if (!held_out(c->cues[i].article)) continue;
    scores[count][0] = cue_score(weights, &c->cues[i]);
    scores[count++][1] = c->cues[i].is_cue;
    positives += c->cues[i].is_cue;
  }
  qsort(scores, count, sizeof *scores, by_value);
  double best = 0, threshold = 0;
  size_t right = 0;
  for (size_t i = 0; i < count; i++) {
    right += scores[i][1] > 0;
    double f1 = 2.0 * (double)right / (double)(i + 1 + positives);
    if (f1 <= best) continue;
    best = f1;
    threshold = scores[i][0];
  }
  printf("cues, held-out: F1 %.2f of %zu at %.3f\n", 100 * best, positives, threshold);
  free(scores);
}

// ---- Units ----

typedef struct field {
  double *weights;
  double transitions[GAZ_BOUNDARY_COUNT][GAZ_LABEL_COUNT][GAZ_LABEL_COUNT];
  float *squares, transition_squares[GAZ_BOUNDARY_COUNT][GAZ_LABEL_COUNT][GAZ_LABEL_COUNT];
} field;

static double *weights_of(double *weights, uint32_t feature) {
  return weights + (size_t)(feature & ((1u << UNIT_BITS) - 1)) * GAZ_LABEL_COUNT;
}

static void best_labels(const field *p, const window_example *w, uint8_t *labels) {
  uint8_t back[GAZ_WINDOW_MAX][GAZ_LABEL_COUNT];
  double best[GAZ_LABEL_COUNT] = {0};
  for (uint32_t u = 0; u < w->count; u++) {
    double next[GAZ_LABEL_COUNT], here[GAZ_LABEL_COUNT] = {0};
    for (uint32_t f = w->starts[u]; f < w->starts[u + 1]; f++) {
      const double *weights = weights_of(p->weights, w->features[f]);
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
static double fill_lattice(const field *p, const window_example *w, lattice here, lattice forward,
                           lattice backward) {
  for (uint32_t u = 0; u < w->count; u++) {
    for (int l = 0; l < GAZ_LABEL_COUNT; l++)
      here[u][l] = u == w->at && l != GAZ_LABEL_CUE ? -1e200 : 0;
    for (uint32_t f = w->starts[u]; f < w->starts[u + 1]; f++) {
      const double *weights = weights_of(p->weights, w->features[f]);
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
static void learn(field *p, const window_example *w) {
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
      double *weights = weights_of(p->weights, w->features[f]);
      float *squares = p->squares + (weights - p->weights);
      for (int l = 0; l < GAZ_LABEL_COUNT; l++)
        weights[l] -= step(gradient[l], unit_rate, &squares[l]);
    }
  }
  double *transitions = &p->transitions[0][0][0], *gradient = &expected[0][0][0];
  float *squares = &p->transition_squares[0][0][0];
  for (size_t i = 0; i < sizeof p->transitions / sizeof *transitions; i++)
    if (gradient[i] != 0) transitions[i] -= step(gradient[i], unit_rate, &squares[i]);
}

static void train_units(const corpus *c, bool all, field *p) {
  size_t size = ((size_t)1 << UNIT_BITS) * GAZ_LABEL_COUNT;
  *p = (field){.weights = calloc(size, sizeof(double)), .squares = calloc(size, sizeof(float))};
  double *sums = calloc(size, sizeof *sums);
  uint32_t *order = calloc(c->window_count, sizeof *order);
  uint64_t state = 2;
  size_t count = 0;
  for (uint32_t i = 0; i < c->window_count; i++)
    if (all || !held_out(c->windows[i].article)) order[count++] = i;
  for (int epoch = 0; epoch < UNIT_EPOCHS; epoch++) {
    shuffle(order, count, &state);
    for (size_t i = 0; i < count; i++) learn(p, &c->windows[order[i]]);
    for (size_t w = 0; epoch >= UNIT_EPOCHS / 2 && w < size; w++) sums[w] += p->weights[w];
  }
  for (size_t w = 0; w < size; w++) p->weights[w] = sums[w] / (UNIT_EPOCHS - UNIT_EPOCHS / 2);
  free(sums);
  free(order);
  free(p->squares);
  p->squares = NULL;
}

static void score_units(const corpus *c, const field *p) {
  unsigned long right[GAZ_LABEL_COUNT] = {0}, found[GAZ_LABEL_COUNT] = {0},
                there[GAZ_LABEL_COUNT] = {0};
  unsigned long exact[GAZ_LABEL_COUNT] = {0}, windows = 0;
  for (size_t i = 0; i < c->window_count; i++) {
    const window_example *w = &c->windows[i];
    uint8_t labels[GAZ_WINDOW_MAX];
    bool same[GAZ_LABEL_COUNT] = {true, true, true, true};
    if (!held_out(w->article)) continue;
    best_labels(p, w, labels);
    windows++;
    for (uint32_t u = 0; u < w->count; u++) {
      found[labels[u]]++;
      there[w->labels[u]]++;
      right[labels[u]] += labels[u] == w->labels[u];
      if (labels[u] != w->labels[u]) same[labels[u]] = same[w->labels[u]] = false;
    }
    for (int l = 0; l < GAZ_LABEL_COUNT; l++) exact[l] += same[l];
  }
  static const char *const names[] = {"none", "source", "cue", "content"};
  for (int l = 1; l < GAZ_LABEL_COUNT; l++)
    printf("units, held-out, given cues: %s F1 %.2f, whole windows %.2f %%\n", names[l],
           200.0 * (double)right[l] / (double)(found[l] + there[l]),
           100.0 * (double)exact[l] / (double)windows);
}

// ---- The model ----

static int to_weight(double value, double scale, int most) {
  double scaled = value * scale;
  return (int)(scaled > most ? most : scaled < -most ? -most : lrint(scaled));
}

typedef struct weighed {
  uint32_t feature;
  float size;
} weighed;

static int by_size(const void *a, const void *b) {
  const weighed *x = a, *y = b;
  if (x->size != y->size) return x->size < y->size ? 1 : -1;
  return (x->feature > y->feature) - (x->feature < y->feature);
}

static double unit_size(const field *p, uint32_t feature) {
  const double *w = weights_of(p->weights, feature);
  double most = 0;
  for (int l = 0; l < GAZ_LABEL_COUNT; l++) most = fmax(most, fabs(w[l]));
  return most;
}

// How often each feature occurs, by the upper bits of its hash.
static uint32_t *count_features(const corpus *c, const field *p) {
  uint32_t *times = calloc((size_t)1 << 26, sizeof *times);
  for (size_t i = 0; i < (p ? c->window_count : c->cue_count); i++) {
    const uint32_t *features = p ? c->windows[i].features : c->cues[i].features;
    uint32_t n = p ? c->windows[i].starts[c->windows[i].count] : c->cues[i].count;
    for (uint32_t f = 0; f < n; f++) times[features[f] >> 6]++;
  }
  return times;
}

// The distinct features of the examples, those first that decide most: large weights, often met. `seen`
// is a bit for each hash.
static weighed *order_features(const corpus *c, const float *cues, const field *p, size_t *count) {
  uint32_t *times = count_features(c, p);
  uint8_t *seen = calloc((size_t)1 << 29, 1);
  size_t capacity = 1 << 16;
  weighed *list = malloc(capacity * sizeof *list);
  *count = 0;
  for (size_t i = 0; i < (p ? c->window_count : c->cue_count); i++) {
    const uint32_t *features = p ? c->windows[i].features : c->cues[i].features;
    uint32_t n = p ? c->windows[i].starts[c->windows[i].count] : c->cues[i].count;
    for (uint32_t f = 0; f < n; f++) {
      if (seen[features[f] >> 3] >> (features[f] & 7) & 1) continue;
      seen[features[f] >> 3] |= (uint8_t)(1u << (features[f] & 7));
      double size =
          p ? unit_size(p, features[f]) : fabs(cues[features[f] & ((1u << CUE_BITS) - 1)]);
      if (size <= 0) continue;
      size *= pow(times[features[f] >> 6], 0.3);
      if (*count == capacity) list = realloc(list, (capacity *= 2) * sizeof *list);
      list[(*count)++] = (weighed){features[f], (float)size};
    }
  }
  free(seen);
  free(times);
  qsort(list, *count, sizeof *list, by_size);
  return list;
}

static int downwards(const void *a, const void *b) {
  const float *x = a, *y = b;
  return x[0] < y[0] ? 1 : x[0] > y[0] ? -1 : 0;
}

// What makes bytes of the weights; the few largest are cut.
static double unit_scale(const field *p) {
  size_t size = ((size_t)1 << UNIT_BITS) * GAZ_LABEL_COUNT, count = 0;
  float *sizes = malloc(size * sizeof *sizes);
  for (size_t i = 0; i < size; i++)
    if (p->weights[i] != 0) sizes[count++] = (float)fabs(p->weights[i]);
  qsort(sizes, count, sizeof *sizes, downwards);
  double scale = 127 / sizes[count / 40000];
  free(sizes);
  return scale;
}

static gaz_quote_model make_model(const corpus *c, const float *cues, double threshold,
                                  const field *p) {
  gaz_cue_row *cue_rows = calloc((size_t)1 << CUE_ROWS, sizeof *cue_rows);
  gaz_unit_row *unit_rows = calloc((size_t)1 << UNIT_ROWS, sizeof *unit_rows);
  size_t count, kept = 0;
  weighed *list = order_features(c, cues, NULL, &count);
  for (size_t i = 0; i < count; i++) {
    uint32_t row = list[i].feature & ((1u << CUE_ROWS) - 1);
    int weight = to_weight(cues[list[i].feature & ((1u << CUE_BITS) - 1)], CUE_SCALE, 127);
    if (cue_rows[row].tag) row ^= 1;
    if (cue_rows[row].tag || !weight) continue;
    cue_rows[row] = (gaz_cue_row){gaz_quote_tag(list[i].feature), (int8_t)weight};
    kept++;
  }
  printf("cue features: %zu, kept %zu\n", count, kept);
  free(list);
  kept = 0;
  list = order_features(c, cues, p, &count);
  double scale = unit_scale(p);
  for (size_t i = 0; i < count; i++) {
    uint32_t row = list[i].feature & ((1u << UNIT_ROWS) - 1);
    const double *w = weights_of(p->weights, list[i].feature);
    if (unit_rows[row].tag) row ^= 1;
    if (unit_rows[row].tag) continue;
    unit_rows[row].tag = gaz_quote_tag(list[i].feature);
    for (int l = 0; l < GAZ_LABEL_COUNT; l++)
      unit_rows[row].weights[l] = (int8_t)to_weight(w[l], scale, 127);
    kept++;
  }
  printf("unit features: %zu, kept %zu\n", count, kept);
  free(list);
  gaz_quote_model model = {.cue_bits = CUE_ROWS,
                           .unit_bits = UNIT_ROWS,
                           .threshold = (int32_t)lrint(threshold * CUE_SCALE),
                           .cues = cue_rows,
                           .units = unit_rows};
  const double *t = &p->transitions[0][0][0];
  int16_t *transitions = &model.transitions[0][0][0];
  for (size_t i = 0; i < sizeof p->transitions / sizeof *t; i++)
    transitions[i] = (int16_t)to_weight(t[i], scale, 32767);
  return model;
}

// ---- The threshold ----

static unsigned long exact_spans(const polnear_article *article, const gaz_facts *facts, int kind) {
  unsigned long right = 0;
  for (size_t q = 0; q < facts->quote_count; q++) {
    gaz_range r = kind == POLNEAR_CUE ? facts->quotes[q].cue : facts->quotes[q].source;
    bool same = false;
    for (size_t a = 0; a < article->attribution_count && r.end > r.start && !same; a++) {
      const polnear_spans *spans = &article->attributions[a].spans[kind];
      for (uint32_t i = 0; i < spans->count; i++)
        same |= spans->ranges[i].start == r.start && spans->ranges[i].end == r.end;
    }
    right += same;
  }
  return right;
}

// Marks the bytes of content, found (1) and annotated (2).
static void mark_bytes(const polnear_article *article, const gaz_facts *facts, uint8_t *marks) {
  for (size_t q = 0; q < facts->quote_count; q++)
    for (uint32_t c = 0; c < facts->quotes[q].content_count; c++)
      for (uint32_t i = facts->quotes[q].content[c].start; i < facts->quotes[q].content[c].end; i++)
        marks[i] |= 1;
  for (size_t a = 0; a < article->attribution_count; a++) {
    const polnear_spans *spans = &article->attributions[a].spans[POLNEAR_CONTENT];
    for (uint32_t k = 0; k < spans->count; k++)
      for (uint32_t i = spans->ranges[k].start; i < spans->ranges[k].end && i < article->size; i++)
        marks[i] |= 2;
  }
}

// The mean of the exact F1 of cues and sources and of what is found of the content, on the held-out
// articles, through the whole stage.
static double whole_stage(const gaz_engine *engine, const polnear *articles) {
  gaz_arena arena = {0};
  unsigned long right[3] = {0}, found[3] = {0}, there[3] = {0};
  for (uint32_t i = 0; i < articles->count; i++) {
    const polnear_article *article = &articles->articles[i];
    gaz_analysis analysis;
    gaz_facts facts;
    if (!held_out(i)) continue;
    if (gaz_english_analyze(engine, article->text, article->size, NULL, 0, GAZ_STAGE_ALL, NULL,
                            &arena, &analysis) ||
        gaz_extract(engine, &analysis, NULL, NULL, &arena, &facts))
      return 0;
    for (int k = POLNEAR_SOURCE; k <= POLNEAR_CUE; k++) {
      right[k] += exact_spans(article, &facts, k);
      for (size_t a = 0; a < article->attribution_count; a++)
        there[k] += article->attributions[a].spans[k].count;
      for (size_t q = 0; q < facts.quote_count; q++)
        found[k] += k == POLNEAR_CUE || facts.quotes[q].source.end > facts.quotes[q].source.start;
    }
    uint8_t *marks = gaz_arena_zeroed(&arena, article->size + 1, 1);
    mark_bytes(article, &facts, marks);
    for (size_t b = 0; b < article->size; b++) {
      found[2] += marks[b] & 1;
      there[2] += marks[b] >> 1;
      right[2] += marks[b] == 3;
    }
    gaz_arena_reset(&arena);
  }
  gaz_arena_free(&arena);
  double f1[3];
  for (int k = 0; k < 3; k++) f1[k] = 200.0 * (double)right[k] / (double)(found[k] + there[k] + 1);
  printf("  source exact F1 %.2f, cue exact F1 %.2f, content bytes F1 %.2f\n", f1[POLNEAR_SOURCE],
         f1[POLNEAR_CUE], f1[2]);
  return (2 * f1[0] + 2 * f1[1] + f1[2]) / 5;
}

// What is found at a threshold depends on the stages after it; so it is chosen with them.
static double best_for_stage(gaz_engine *engine, const polnear *articles, gaz_quote_model model) {
  struct gaz_quote_tables *tables = engine->extract->quotes;
  gaz_quote_model before = tables->model;
  enum { TRIES = 6 };
  double scores[TRIES], best = 0, sum = 0;
  int near = 0;
  for (int i = 0; i < TRIES; i++) {
    double threshold = -1 + 0.2 * i;
    model.threshold = (int32_t)lrint(threshold * CUE_SCALE);
    tables->model = model;
    printf("threshold %.2f:", threshold);
    scores[i] = whole_stage(engine, articles);
    if (scores[i] > best) best = scores[i];
  }
  tables->model = before;
  for (int i = 0; i < TRIES; i++)
    if (scores[i] > best - 0.15) sum += -1 + 0.2 * i, near++;
  printf("threshold %.2f is best\n", sum / near);
  return sum / near;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: %s POLNEAR_TRAIN MODEL [--held-out|--blank]\n", argv[0]);
    return 2;
  }
  bool only_measure = argc > 3 && !strcmp(argv[3], "--held-out");
  gaz_engine *engine;
  gaz_error error;
  gaz_arena arena = {0};
  polnear articles;
  static corpus c;
  static field p;
  static const gaz_cue_row no_cues[2];
  static const gaz_unit_row no_units[2];
  if (argc > 3 && !strcmp(argv[3], "--blank")) {  // a model that finds nothing, to begin with
    gaz_quote_model blank = {
        .cue_bits = 1, .unit_bits = 1, .threshold = INT32_MAX, .cues = no_cues, .units = no_units};
    return gaz_quote_model_save(&blank, argv[2], &error) ? 3 : 0;
  }
  if (gaz_engine_open(NULL, &engine, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  if (!polnear_read(argv[1], &arena, &articles) || !read_corpus(engine, &articles, &c)) return 3;
  printf("%zu articles, %zu candidates, %lu cues (%lu without a candidate), %zu windows\n",
         articles.count, c.cue_count, c.gold_cues, c.missed_cues, c.window_count);
  drop_rare(&c);
  float *cues = train_cues(&c, false);
  best_threshold(&c, cues);
  train_units(&c, false, &p);
  score_units(&c, &p);
  gaz_quote_model model = make_model(&c, cues, 0, &p);
  double threshold = best_for_stage(engine, &articles, model);
  if (only_measure) return 0;
  free(cues);
  free(p.weights);
  cues = train_cues(&c, true);
  train_units(&c, true, &p);
  model = make_model(&c, cues, threshold, &p);
  gaz_status status = gaz_quote_model_save(&model, argv[2], &error);
  if (status) fprintf(stderr, "%s: %s\n", argv[2], error.message);
  free(cues);
  free(p.weights);
  gaz_arena_free(&c.arena);
  gaz_arena_free(&arena);
  gaz_engine_release(engine);
  return status ? 3 : 0;
}
