// Trains quote_cues.model and quotes.model of data/english on the training part of PolNeAR.
//
//   train_quotes CORPORA/polnear/train data/english [--held-out]
//   train_quotes --blank data/english
//
// Cues: logistic regression over the candidate tokens. Units: a linear-chain conditional random quote_field
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
#include "quote_examples.h"
#include "quote_field.h"

enum {
  CUE_FEATURES = 60000,  // in the model: those with the largest weights
  UNIT_FEATURES = 85000,
  CUE_EPOCHS = 6,
  CUE_SCALE = 48
};

static const double cue_rate = 0.012, decay = 1e-5;

// ---- Cues ----

static double cue_score(const double *weights, const quote_cue *e) {
  double score = 0;
  for (uint32_t f = 0; f < e->count; f++) score += weights[e->features[f]];
  return score;
}

static double *learn_cues(const quote_corpus *c, bool all, uint64_t seed) {
  size_t size = c->cue_features.count;
  double *weights = calloc(size, sizeof *weights), *sums = calloc(size, sizeof *sums);
  float *squares = calloc(size, sizeof *squares);
  uint32_t *order = calloc(c->cue_count, sizeof *order);
  uint64_t state = seed;
  size_t count = 0;
  for (uint32_t i = 0; i < c->cue_count; i++)
    if (all || !quote_held_out(c->cues[i].article)) order[count++] = i;
  for (int epoch = 0; epoch < CUE_EPOCHS; epoch++) {
    quote_shuffle(order, count, &state);
    for (size_t i = 0; i < count; i++) {
      const quote_cue *e = &c->cues[order[i]];
      double p = 1 / (1 + exp(-cue_score(weights, e)));
      for (uint32_t f = 0; f < e->count; f++) {
        uint32_t at = e->features[f];
        weights[at] -= quote_step(p - e->is_cue + decay * weights[at], cue_rate, &squares[at]);
      }
    }
    for (size_t w = 0; epoch >= CUE_EPOCHS / 2 && w < size; w++) sums[w] += weights[w];
  }
  for (size_t w = 0; w < size; w++) weights[w] = sums[w] / (CUE_EPOCHS - CUE_EPOCHS / 2);
  free(squares);
  free(sums);
  free(order);
  return weights;
}

// The mean of several that learnt in different orders.
static double *train_cues(const quote_corpus *c, bool all) {
  double *mean = calloc(c->cue_features.count, sizeof *mean);
  for (uint64_t seed = 1; seed <= QUOTE_MEMBERS; seed++) {
    double *weights = learn_cues(c, all, seed);
    for (size_t w = 0; w < c->cue_features.count; w++) mean[w] += weights[w] / QUOTE_MEMBERS;
    free(weights);
  }
  return mean;
}

static int by_value(const void *a, const void *b) {
  const double *x = a, *y = b;
  return x[0] < y[0] ? 1 : x[0] > y[0] ? -1 : 0;
}

// Prints the best F1 that the held-out articles allow.
static void best_threshold(const quote_corpus *c, const double *weights) {
  double(*scores)[2] = calloc(c->cue_count, sizeof *scores);
  size_t count = 0, positives = 0;
  for (size_t i = 0; i < c->cue_count; i++) {
    if (!quote_held_out(c->cues[i].article)) continue;
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

static void score_units(const quote_corpus *c, const quote_field *p) {
  unsigned long right[GAZ_LABEL_COUNT] = {0}, found[GAZ_LABEL_COUNT] = {0},
                there[GAZ_LABEL_COUNT] = {0};
  unsigned long exact[GAZ_LABEL_COUNT] = {0}, windows = 0;
  for (size_t i = 0; i < c->window_count; i++) {
    const quote_window *w = &c->windows[i];
    uint8_t labels[GAZ_WINDOW_MAX];
    bool same[GAZ_LABEL_COUNT] = {true, true, true, true};
    if (!quote_held_out(w->article)) continue;
    quote_field_label(p, w, labels);
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

static int8_t to_weight(double value) {
  return (int8_t)(value > 127 ? 127 : value < -127 ? -127 : lrint(value));
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

// The features, those first that decide most: large weights, often met. `labels` weights each.
static weighed *order_features(const quote_feature_list *features, const double *weights,
                               uint32_t labels, size_t *count) {
  weighed *list = malloc((features->count + 1) * sizeof *list);
  *count = 0;
  for (uint32_t f = 0; f < features->count; f++) {
    double most = 0;
    for (uint32_t l = 0; l < labels; l++) most = fmax(most, fabs(weights[f * labels + l]));
    if (features->uses[f] < QUOTE_LEAST_USES || most <= 0) continue;
    list[(*count)++] = (weighed){f, (float)(most * pow(features->uses[f], 0.3))};
  }
  qsort(list, *count, sizeof *list, by_size);
  return list;
}

// Leaves the `most` features that decide most.
static void keep_best(quote_feature_list *features, const double *weights, uint32_t labels,
                      size_t most) {
  size_t count;
  weighed *list = order_features(features, weights, labels, &count);
  printf("of %zu features %zu are kept\n", count, count < most ? count : most);
  for (size_t i = most; i < count; i++) features->uses[list[i].feature] = 0;
  free(list);
}

typedef struct entries {
  gaz_model_entry *items;
  size_t count;
  uint8_t (*labels)[GAZ_LABEL_COUNT];
  int8_t (*weights)[GAZ_LABEL_COUNT];
} entries;

static entries entries_new(size_t most) {
  return (entries){malloc(most * sizeof(gaz_model_entry)), 0,
                   malloc(most * sizeof(uint8_t[GAZ_LABEL_COUNT])),
                   malloc(most * sizeof(int8_t[GAZ_LABEL_COUNT]))};
}

static void entries_free(entries *e) {
  free(e->items);
  free(e->labels);
  free(e->weights);
}

static void add_entry(entries *e, uint64_t feature, const double *weights, uint32_t labels) {
  uint32_t count = 0;
  for (uint32_t l = 0; l < labels; l++) {
    int8_t weight = to_weight(weights[l]);
    if (!weight) continue;
    e->labels[e->count][count] = (uint8_t)l;
    e->weights[e->count][count++] = weight;
  }
  if (!count) return;
  e->items[e->count] = (gaz_model_entry){feature, e->labels[e->count], e->weights[e->count], count};
  e->count++;
}

// `threshold` is taken from the biases, so that a cue scores above 0.
static gaz_status save_cues(const quote_corpus *c, const double *weights, double threshold,
                            const char *path, gaz_error *error) {
  static const char *const names[] = {"cue"};
  size_t count;
  weighed *list = order_features(&c->cue_features, weights, 1, &count);
  entries e = entries_new(CUE_FEATURES);
  for (size_t i = 0; i < count && e.count < CUE_FEATURES; i++) {
    uint32_t f = list[i].feature;
    double weight = weights[f];
    if (f < GAZ_CUE_BIASES)
      weight -= threshold / GAZ_CUE_BIASES; /* the first of the first example */
    weight *= CUE_SCALE;
    add_entry(&e, c->cue_features.features[f], &weight, 1);
  }
  gaz_status status = gaz_model_write(path, names, 1, 1.0f / CUE_SCALE, e.items, e.count, error);
  entries_free(&e);
  free(list);
  return status;
}

static int downwards(const void *a, const void *b) {
  const float *x = a, *y = b;
  return x[0] < y[0] ? 1 : x[0] > y[0] ? -1 : 0;
}

// What makes bytes of the weights; the few largest are cut.
static double unit_scale(const quote_corpus *c, const quote_field *p) {
  size_t size = (size_t)c->unit_features.count * GAZ_LABEL_COUNT, count = 0;
  float *sizes = malloc(size * sizeof *sizes);
  for (size_t i = 0; i < size; i++)
    if (p->weights[i] != 0) sizes[count++] = (float)fabs(p->weights[i]);
  qsort(sizes, count, sizeof *sizes, downwards);
  double scale = count ? 127 / sizes[count / 40000] : 1;
  free(sizes);
  return scale;
}

static void add_transitions(entries *e, const quote_field *p, double scale) {
  for (unsigned b = 0; b < GAZ_BOUNDARY_COUNT; b++)
    for (unsigned from = 0; from < GAZ_LABEL_COUNT; from++) {
      double left[GAZ_LABEL_COUNT];
      for (unsigned to = 0; to < GAZ_LABEL_COUNT; to++)
        left[to] = p->transitions[b][from][to] * scale;
      for (unsigned part = 0; part < GAZ_TRANSITION_PARTS; part++) {
        add_entry(e, gaz_feature_mix(gaz_quote_transition_feature(b, from, part)), left,
                  GAZ_LABEL_COUNT);
        for (unsigned to = 0; to < GAZ_LABEL_COUNT; to++) left[to] -= to_weight(left[to]);
      }
    }
}

static gaz_status save_units(const quote_corpus *c, const quote_field *p, const char *path,
                             gaz_error *error) {
  size_t count;
  weighed *list = order_features(&c->unit_features, p->weights, GAZ_LABEL_COUNT, &count);
  double scale = unit_scale(c, p), weights[GAZ_LABEL_COUNT];
  entries e =
      entries_new(UNIT_FEATURES + GAZ_BOUNDARY_COUNT * GAZ_LABEL_COUNT * GAZ_TRANSITION_PARTS);
  add_transitions(&e, p, scale);
  for (size_t i = 0; i < count && i < UNIT_FEATURES; i++) {
    for (int l = 0; l < GAZ_LABEL_COUNT; l++)
      weights[l] = quote_field_weights(p->weights, list[i].feature)[l] * scale;
    add_entry(&e, c->unit_features.features[list[i].feature], weights, GAZ_LABEL_COUNT);
  }
  gaz_status status = gaz_model_write(path, gaz_quote_label_names, GAZ_LABEL_COUNT,
                                      (float)(1 / scale), e.items, e.count, error);
  entries_free(&e);
  free(list);
  return status;
}

// Writes both models to `folder`.
static gaz_status save(const quote_corpus *c, const double *cues, double threshold,
                       const quote_field *p, const char *folder, gaz_error *error) {
  char path[4096];
  snprintf(path, sizeof path, "%s/quote_cues.model", folder);
  gaz_status status = save_cues(c, cues, threshold, path, error);
  snprintf(path, sizeof path, "%s/quotes.model", folder);
  return status ? status : save_units(c, p, path, error);
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
    if (!quote_held_out(i)) continue;
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
static double best_for_stage(gaz_engine *engine, const polnear *articles,
                             const gaz_quote_model *model) {
  struct gaz_quote_tables *tables = engine->extract->quotes;
  gaz_quote_model before = tables->model;
  enum { TRIES = 6 };
  double scores[TRIES], best = 0, sum = 0;
  int near = 0;
  tables->model = *model;
  for (int i = 0; i < TRIES; i++) {
    double threshold = -1 + 0.2 * i;
    tables->model.threshold = (int32_t)lrint(threshold * CUE_SCALE);
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

// Models that find nothing, for the engine to open before there are any.
static gaz_status save_blank(const char *folder, gaz_error *error) {
  static quote_corpus none;
  static quote_field p;
  none.unit_features.features = calloc(1, sizeof *none.unit_features.features);
  p.weights = calloc(GAZ_LABEL_COUNT, sizeof *p.weights);
  double nothing = 0;
  return save(&none, &nothing, 0, &p, folder, error);
}

int main(int argc, char **argv) {
  gaz_error error = {0};
  if (argc == 3 && !strcmp(argv[1], "--blank")) return save_blank(argv[2], &error) ? 3 : 0;
  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: %s POLNEAR_TRAIN FOLDER [--held-out] | --blank FOLDER\n", argv[0]);
    return 2;
  }
  gaz_engine *engine;
  gaz_arena arena = {0};
  polnear articles;
  static quote_corpus c;
  static quote_field p;
  if (gaz_engine_open(NULL, &engine, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  if (!polnear_read(argv[1], &arena, &articles) || !quote_corpus_read(engine, &articles, &c))
    return 3;
  printf("%zu articles, %zu candidates, %lu cues (%lu without a candidate), %zu windows\n",
         articles.count, c.cue_count, c.gold_cues, c.missed_cues, c.window_count);
  // Once with all features to choose the best, and again with these: those left make up for the others, which
  // costs far less than leaving them out at the end.
  double *cues = train_cues(&c, false);
  quote_field_train(&c, false, &p);
  best_threshold(&c, cues);
  score_units(&c, &p);
  keep_best(&c.cue_features, cues, 1, CUE_FEATURES);
  keep_best(&c.unit_features, p.weights, GAZ_LABEL_COUNT, UNIT_FEATURES);
  quote_corpus_filter(&c);
  free(cues);
  free(p.weights);
  cues = train_cues(&c, false);
  quote_field_train(&c, false, &p);
  best_threshold(&c, cues);
  score_units(&c, &p);
  char folder[] = "/tmp/gazette-quotes-XXXXXX", path[4096];
  gaz_quote_model model;
  if (!mkdtemp(folder) || save(&c, cues, 0, &p, folder, &error) ||
      gaz_quote_model_load(folder, &model, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  double threshold = best_for_stage(engine, &articles, &model);
  gaz_quote_model_free(&model);
  for (int i = 0; i < 2; i++) {
    snprintf(path, sizeof path, "%s/%s", folder, i ? "quotes.model" : "quote_cues.model");
    remove(path);
  }
  remove(folder);
  free(cues);
  free(p.weights);
  gaz_status status = GAZ_OK;
  if (argc == 3) {
    cues = train_cues(&c, true);
    quote_field_train(&c, true, &p);
    status = save(&c, cues, threshold, &p, argv[2], &error);
    if (status) fprintf(stderr, "%s: %s\n", error.path, error.message);
    free(cues);
    free(p.weights);
  }
  gaz_arena_free(&c.arena);
  gaz_arena_free(&arena);
  gaz_engine_release(engine);
  return status ? 3 : 0;
}
