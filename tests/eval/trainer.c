/* Features are created when first updated. Each keeps a short list of the labels it has weights for,
 * with the sum of the weight over time brought up to date only when the weight changes. */
#include "trainer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

typedef struct weight {
  double total; /* sum of the value over time, up to `stamp`: more than a float can add up */
  float value;
  uint32_t stamp;
  uint8_t label;
} weight;

typedef struct feature {
  uint64_t key; /* 0 is free */
  weight *weights;
  uint32_t updates;
  uint16_t count, capacity;
} feature;

struct trainer {
  feature *features; /* open addressing */
  size_t capacity, used;
  uint32_t time;
  uint32_t label_count;
  bool closed;
  uint64_t random;
  struct certain {
    uint64_t feature;
    uint8_t label;
    int8_t weight;
  } * certain;
  size_t certain_count;
  char **labels;
};

trainer *trainer_new(const char *const *labels, uint32_t count, uint64_t seed) {
  trainer *t = checked(calloc(1, sizeof *t));
  t->capacity = (size_t)1 << 20;
  t->features = checked(calloc(t->capacity, sizeof *t->features));
  t->label_count = count;
  t->random = 0x9e3779b97f4a7c15u * (2 * seed + 1);
  t->labels = checked(calloc(count, sizeof *t->labels));
  for (uint32_t i = 0; i < count; i++) t->labels[i] = checked(strdup(labels[i]));
  return t;
}

void trainer_free(trainer *t) {
  if (!t) return;
  for (size_t i = 0; i < t->capacity; i++) free(t->features[i].weights);
  for (uint32_t i = 0; i < t->label_count; i++) free(t->labels[i]);
  free(t->labels);
  free(t->certain);
  free(t->features);
  free(t);
}

static feature *find(const trainer *t, uint64_t key) {
  size_t mask = t->capacity - 1, at = (key ^ key >> 32) & mask;
  while (t->features[at].key && t->features[at].key != key) at = (at + 1) & mask;
  return &t->features[at];
}

static void grow(trainer *t) {
  feature *old = t->features;
  size_t old_capacity = t->capacity;
  t->capacity *= 2;
  t->features = checked(calloc(t->capacity, sizeof *t->features));
  for (size_t i = 0; i < old_capacity; i++)
    if (old[i].key) *find(t, old[i].key) = old[i];
  free(old);
}

/* Feature 0, the bias, is a key like any other; in the table 0 means free, so it is kept as 1. */
static uint64_t key_of(uint64_t raw) {
  uint64_t key = gaz_feature_mix(raw);
  return key ? key : 1;
}
static uint64_t feature_of(uint64_t key) { return key == 1 ? 0 : key; }

void trainer_score(const trainer *t, const uint64_t *features, size_t count, float *scores) {
  memset(scores, 0, t->label_count * sizeof *scores);
  size_t mask = t->capacity - 1;
  for (size_t i = 0; i < count; i++)
    __builtin_prefetch(&t->features[(key_of(features[i]) ^ key_of(features[i]) >> 32) & mask]);
  for (size_t i = 0; i < count; i++) {
    const feature *f = find(t, key_of(features[i]));
    for (uint32_t w = 0; w < f->count; w++) scores[f->weights[w].label] += f->weights[w].value;
  }
}

static double average(const trainer *t, const weight *w) {
  if (!t->time) return w->value; /* of a sum of others */
  return ((double)w->total + (double)(t->time - w->stamp) * w->value) / t->time;
}

void trainer_score_average(const trainer *t, const uint64_t *features, size_t count,
                           float *scores) {
  memset(scores, 0, t->label_count * sizeof *scores);
  for (size_t i = 0; i < count; i++) {
    const feature *f = find(t, key_of(features[i]));
    for (uint32_t w = 0; w < f->count; w++)
      scores[f->weights[w].label] += (float)average(t, &f->weights[w]);
  }
}

static weight *weight_of(feature *f, uint32_t label, uint32_t time) {
  for (uint32_t i = 0; i < f->count; i++)
    if (f->weights[i].label == label) return &f->weights[i];
  if (f->count == f->capacity) {
    f->capacity = f->capacity ? (uint16_t)(f->capacity * 2) : 2;
    f->weights = checked(realloc(f->weights, f->capacity * sizeof *f->weights));
  }
  weight *w = &f->weights[f->count++];
  *w = (weight){.stamp = time, .label = (uint8_t)label};
  return w;
}

void trainer_update(trainer *t, const uint64_t *features, size_t count, uint32_t label,
                    float delta) {
  for (size_t i = 0; i < count; i++) {
    feature *f = find(t, key_of(features[i]));
    if (!f->key) {
      if (t->closed) continue;
      if (t->used * 3 > t->capacity * 2) {
        grow(t);
        f = find(t, key_of(features[i]));
      }
      f->key = key_of(features[i]);
      t->used++;
    }
    f->updates++;
    weight *w = weight_of(f, label, t->time);
    w->total += (double)(t->time - w->stamp) * w->value;
    w->stamp = t->time;
    w->value += delta;
  }
}

uint64_t trainer_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

size_t trainer_hide(trainer *t, uint64_t *features, size_t count, double part) {
  uint32_t limit = (uint32_t)(part * UINT32_MAX);
  size_t left = 0;
  for (size_t i = 0; i < count; i++) {
    if ((uint32_t)(trainer_random(&t->random) >> 32) >= limit) features[left++] = features[i];
  }
  return left;
}

void trainer_add(trainer *t, const trainer *other) {
  for (size_t i = 0; i < other->capacity; i++) {
    const feature *from = &other->features[i];
    if (!from->key) continue;
    while (t->used * 3 > t->capacity * 2) grow(t);
    feature *f = find(t, from->key);
    t->used += !f->key;
    f->key = from->key;
    f->updates += from->updates;
    for (uint32_t w = 0; w < from->count; w++)
      weight_of(f, from->weights[w].label, 0)->value += (float)average(other, &from->weights[w]);
  }
}

void trainer_tick(trainer *t) { t->time++; }

void trainer_close(trainer *t, uint32_t min_updates) {
  feature *old = t->features;
  size_t capacity = t->capacity;
  t->used = 0;
  for (size_t i = 0; i < capacity; i++) t->used += old[i].key && old[i].updates >= min_updates;
  for (t->capacity = 1024; t->used * 2 > t->capacity;) t->capacity *= 2;
  t->features = checked(calloc(t->capacity, sizeof *t->features));
  for (size_t i = 0; i < capacity; i++) {
    if (!old[i].key) continue;
    if (old[i].updates >= min_updates)
      *find(t, old[i].key) = old[i];
    else
      free(old[i].weights);
  }
  free(old);
  t->closed = true;
}

size_t trainer_feature_count(const trainer *t) { return t->used; }

void trainer_certain(trainer *t, uint64_t raw, uint32_t label) {
  t->certain = checked(realloc(t->certain, (t->certain_count + 1) * sizeof *t->certain));
  t->certain[t->certain_count++] = (struct certain){gaz_feature_mix(raw), (uint8_t)label, 127};
}

static double largest_average(const trainer *t) {
  double largest = 0;
  for (size_t i = 0; i < t->capacity; i++)
    for (uint32_t w = 0; w < t->features[i].count; w++)
      largest = fmax(largest, fabs(average(t, &t->features[i].weights[w])));
  return largest;
}

static int by_label(const void *a, const void *b) {
  return ((const weight *)a)->label - ((const weight *)b)->label;
}

void trainer_save(const trainer *t, const char *path, const trainer_options *options) {
  double largest = options->max_weight > 0 ? options->max_weight : largest_average(t);
  double step = largest > 0 ? largest / 127 : 1;
  double least = (options->min_steps > 0 ? options->min_steps : 0.5) * step;
  size_t weights = 0, count = 0;
  for (size_t i = 0; i < t->capacity; i++) weights += t->features[i].count;
  gaz_model_entry *entries = checked(calloc(t->used + t->certain_count + 1, sizeof *entries));
  uint8_t *labels = checked(malloc(weights + 1));
  int8_t *values = checked(malloc(weights + 1));
  size_t at = 0;
  for (size_t i = 0; i < t->capacity; i++) {
    feature *f = &t->features[i];
    if (!f->key || f->updates < options->min_updates) continue;
    qsort(f->weights, f->count, sizeof *f->weights, by_label);
    size_t start = at;
    for (uint32_t w = 0; w < f->count && at - start < 255; w++) {
      double value = average(t, &f->weights[w]);
      if (fabs(value) < least) continue;
      long steps = lround(fmax(-127, fmin(127, value / step)));
      if (!steps) continue;
      labels[at] = f->weights[w].label;
      values[at++] = (int8_t)steps;
    }
    if (at > start)
      entries[count++] = (gaz_model_entry){feature_of(f->key), labels + start, values + start,
                                           (uint32_t)(at - start)};
  }
  for (size_t i = 0; i < t->certain_count; i++)
    entries[count++] =
        (gaz_model_entry){t->certain[i].feature, &t->certain[i].label, &t->certain[i].weight, 1};
  gaz_error error;
  if (gaz_model_write(path, (const char *const *)t->labels, t->label_count, (float)step, entries,
                      count, &error)) {
    fprintf(stderr, "trainer: %s: %s\n", error.path, error.message);
    exit(3);
  }
  fprintf(stderr, "%s: %zu of %zu features, %zu weights, largest %.1f\n", path, count, t->used, at,
          largest);
  free(entries);
  free(labels);
  free(values);
}

void trainer_shuffle(uint32_t *order, size_t count, uint64_t seed) {
  uint64_t state = gaz_mix(seed + 0x9e3779b97f4a7c15u) | 1;
  for (size_t i = count; i > 1; i--) {
    size_t j = (size_t)(trainer_random(&state) % i);
    uint32_t kept = order[i - 1];
    order[i - 1] = order[j];
    order[j] = kept;
  }
}
