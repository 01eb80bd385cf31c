/* A feature is one line of the processor's cache. Uses are counted in a table of bytes without the features
 * themselves: two that share a byte are merely learnt a little too early. */
#include "learner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct feature {
  uint64_t key; /* 0 is free */
  float weight[LEARNER_LABELS];
  double sum[LEARNER_LABELS];   /* of the weights over time, up to `stamp` */
  float before[LEARNER_LABELS]; /* sums of what was learnt before learner_again */
  uint32_t stamp;
} feature;

enum { COUNT_BITS = 26 };

struct learner {
  learner_options options;
  uint8_t *uses;
  feature *features; /* open addressing */
  size_t capacity, used;
  feature *present[GAZ_MODEL_FEATURES_MAX]; /* of the example being learnt */
  uint64_t missing[GAZ_MODEL_FEATURES_MAX];
  size_t present_count, missing_count;
  uint32_t time;
  bool averaging, closed;
  uint32_t times; /* learnt before */
  uint64_t random;
};

static void *checked(void *memory) {
  if (!memory) {
    fputs("learner: out of memory\n", stderr);
    exit(3);
  }
  return memory;
}

learner *learner_new(const learner_options *options) {
  learner *l = checked(calloc(1, sizeof *l));
  l->options = *options;
  l->uses = checked(calloc((size_t)1 << COUNT_BITS, 1));
  l->capacity = (size_t)1 << 20;
  l->features = checked(calloc(l->capacity, sizeof *l->features));
  l->random = 0x9e3779b97f4a7c15u * (2 * options->seed + 1);
  return l;
}

void learner_free(learner *l) {
  free(l->uses);
  free(l->features);
  free(l);
}

/* Feature 0, the bias, is kept as 1. */
static uint64_t key_of(uint64_t raw) {
  uint64_t key = gaz_feature_mix(raw);
  return key ? key : 1;
}
static size_t use_of(uint64_t raw) { return (size_t)(gaz_feature_mix(raw) >> (64 - COUNT_BITS)); }

void learner_count(learner *l, const uint64_t *features, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint8_t *use = &l->uses[use_of(features[i])];
    if (*use < 255) ++*use;
  }
}

static size_t slot_of(const learner *l, uint64_t key) {
  return (size_t)(key ^ key >> 32) & (l->capacity - 1);
}

static feature *find(const learner *l, uint64_t key) {
  size_t at = slot_of(l, key);
  while (l->features[at].key && l->features[at].key != key) at = (at + 1) & (l->capacity - 1);
  return &l->features[at];
}

static void grow(learner *l) {
  feature *old = l->features;
  size_t old_capacity = l->capacity;
  l->capacity *= 2;
  l->features = checked(calloc(l->capacity, sizeof *l->features));
  for (size_t i = 0; i < old_capacity; i++)
    if (old[i].key) *find(l, old[i].key) = old[i];
  free(old);
}

static uint32_t next_random(learner *l) {
  l->random ^= l->random << 13;
  l->random ^= l->random >> 7;
  l->random ^= l->random << 17;
  return (uint32_t)(l->random >> 32);
}

void learner_score(learner *l, const uint64_t *features, size_t count, float *scores) {
  uint32_t drop = (uint32_t)(l->options.drop * 4294967295.0);
  if (!l->closed && (l->used + count) * 2 > l->capacity) grow(l);
  l->present_count = l->missing_count = 0;
  memset(scores, 0, LEARNER_LABELS * sizeof *scores);
  for (size_t i = 0; i < count; i++) {
    __builtin_prefetch(&l->features[slot_of(l, key_of(features[i]))]);
    __builtin_prefetch(&l->uses[use_of(features[i])]);
  }
  for (size_t i = 0; i < count; i++) {
    if (l->uses[use_of(features[i])] < l->options.least_uses) continue;
    if (drop && next_random(l) < drop) continue;
    feature *f = find(l, key_of(features[i]));
    if (!f->key) {
      if (l->closed) continue;
      l->missing[l->missing_count++] = key_of(features[i]);
      continue;
    }
    l->present[l->present_count++] = f;
    for (int k = 0; k < LEARNER_LABELS; k++) scores[k] += f->weight[k];
  }
}

static void step(learner *l, feature *f, const float *gradient) {
  if (l->averaging)
    for (int k = 0; k < LEARNER_LABELS; k++)
      f->sum[k] += (double)f->weight[k] * (double)(l->time - f->stamp);
  f->stamp = l->time;
  for (int k = 0; k < LEARNER_LABELS; k++) f->weight[k] -= l->options.rate * gradient[k];
}

void learner_update(learner *l, const float *gradient) {
  for (size_t i = 0; i < l->present_count; i++) step(l, l->present[i], gradient);
  for (size_t i = 0; i < l->missing_count;
       i++) { /* a feature given twice is there the second time */
    feature *f = find(l, l->missing[i]);
    l->used += !f->key;
    f->key = l->missing[i];
    step(l, f, gradient);
  }
  l->time++;
}

void learner_average(learner *l, bool on) {
  if (l->averaging == on) return;
  l->averaging = on;
  l->time = 0;
  for (size_t i = 0; i < l->capacity; i++) l->features[i].stamp = 0;
}

static float size_of(const feature *f) {
  float size = 0;
  for (int k = 1; k < LEARNER_LABELS; k++) size = fmaxf(size, fabsf(f->weight[k] - f->weight[0]));
  return size;
}

static int larger_first(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return (x < y) - (x > y);
}

void learner_close(learner *l, size_t most) {
  feature *old = l->features;
  size_t capacity = l->capacity, count = 0;
  float *sizes = checked(malloc((l->used + 1) * sizeof *sizes));
  for (size_t i = 0; i < capacity; i++)
    if (old[i].key) sizes[count++] = size_of(&old[i]);
  qsort(sizes, count, sizeof *sizes, larger_first);
  float least = most < count ? sizes[most] : -1;
  free(sizes);
  l->closed = true;
  l->used = 0;
  for (l->capacity = 1024; l->capacity < most * 3;) l->capacity *= 2;
  l->features = checked(calloc(l->capacity, sizeof *l->features));
  for (size_t i = 0; i < capacity; i++) {
    if (!old[i].key || size_of(&old[i]) <= least) continue;
    *find(l, old[i].key) = old[i];
    l->used++;
  }
  free(old);
}

static double mean(const learner *l, const feature *f, int k) {
  if (!l->averaging || !l->time) return f->weight[k];
  return (f->sum[k] + (double)f->weight[k] * (double)(l->time - f->stamp)) / l->time;
}

void learner_again(learner *l, uint64_t seed) {
  for (size_t i = 0; i < l->capacity; i++) {
    feature *f = &l->features[i];
    for (int k = 0; k < LEARNER_LABELS && f->key; k++) {
      f->before[k] += (float)mean(l, f, k);
      f->weight[k] = 0;
      f->sum[k] = 0;
    }
    f->stamp = 0;
  }
  l->times++;
  l->averaging = false;
  l->time = 0;
  l->random = 0x9e3779b97f4a7c15u * (2 * seed + 1);
}

size_t learner_feature_count(const learner *l) { return l->used; }

void learner_score_mean(const learner *l, const uint64_t *features, size_t count, float *scores) {
  memset(scores, 0, LEARNER_LABELS * sizeof *scores);
  for (size_t i = 0; i < count; i++)
    __builtin_prefetch(&l->features[slot_of(l, key_of(features[i]))]);
  for (size_t i = 0; i < count; i++) {
    const feature *f = find(l, key_of(features[i]));
    for (int k = 0; k < LEARNER_LABELS && f->key; k++) scores[k] += (float)mean(l, f, k);
  }
}

void learner_save(const learner *l, const char *path, const char *const *names, float largest,
                  float least_steps) {
  double step_size = largest / 127;
  static const uint8_t labels[LEARNER_LABELS - 1] = {0, 1};
  gaz_model_entry *entries = checked(calloc(l->used + 1, sizeof *entries));
  int8_t *values = checked(calloc(l->used + 1, LEARNER_LABELS - 1)), *at = values;
  size_t count = 0, clipped = 0;
  for (size_t i = 0; i < l->capacity; i++) {
    const feature *f = &l->features[i];
    if (!f->key) continue;
    double most = 0;
    for (int k = 1; k < LEARNER_LABELS; k++) {
      double value = (mean(l, f, k) - mean(l, f, 0) + f->before[k] - f->before[0]) /
                     (l->times + 1) / step_size;
      most = fmax(most, fabs(value));
      clipped += fabs(value) > 127;
      at[k - 1] = (int8_t)lround(fmax(-127, fmin(127, value)));
    }
    if (most < least_steps) continue;
    entries[count++] = (gaz_model_entry){f->key == 1 ? 0 : f->key, labels, at, LEARNER_LABELS - 1};
    at += LEARNER_LABELS - 1;
  }
  gaz_error error;
  if (gaz_model_write(path, names, LEARNER_LABELS - 1, (float)step_size, entries, count, &error)) {
    fprintf(stderr, "learner: %s: %s\n", error.path, error.message);
    exit(3);
  }
  fprintf(stderr, "%s: %zu of %zu features, %zu weights clipped\n", path, count, l->used, clipped);
  free(entries);
  free(values);
}
