/* The file of a field. */
#include "names_field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/model.h"

/* The label names are those of BILOU tags, "B-Person", so that a model says what it knows. */
/* A feature costs about 7 bytes and a weight 2: features whose largest weight is below `prune` go as a
 * whole, and of the others the weights below a third of it. */
typedef struct entry_list {
  gaz_model_entry *entries;
  size_t count, weights;
} entry_list;

static void add_entry(entry_list *list, uint64_t hash, const float *row, float keep, float prune,
                      float unit) {
  float largest = 0;
  for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) largest = fmaxf(largest, fabsf(row[l]) * keep);
  if (largest < prune) return;
  uint8_t which[GAZ_NAME_LABELS];
  int8_t steps[GAZ_NAME_LABELS];
  uint32_t n = 0;
  for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) {
    float value = row[l] * keep;
    if (fabsf(value) < prune / 3) continue;
    float scaled = roundf(value / unit);
    steps[n] = (int8_t)fmaxf(-127, fminf(127, scaled));
    which[n] = (uint8_t)l;
    n += steps[n] != 0;
  }
  if (!n) return;
  uint8_t *copy = malloc(2 * n);
  memcpy(copy, which, n);
  memcpy(copy + n, steps, n);
  list->entries[list->count++] = (gaz_model_entry){hash, copy, (const int8_t *)(copy + n), n};
  list->weights += n;
}

static void add_field(entry_list *list, const field *f, float prune, float unit) {
  for (size_t i = 0; i <= f->index.mask; i++)
    if (f->index.keys[i] && f->index.numbers[i])
      add_entry(list, f->index.keys[i], f->weights + (size_t)f->index.numbers[i] * GAZ_NAME_STRIDE,
                f->keep, prune, unit);
}

void field_save(const field *f, const char *path, float prune, float clip) {
  char names[GAZ_NAME_LABELS][32];
  const char *labels[GAZ_NAME_LABELS];
  for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) {
    if (l)
      snprintf(names[l], sizeof names[l], "%c-%s", "BILU"[(l - 1) % 4], class_names[(l - 1) / 4]);
    else
      strcpy(names[l], "O");
    labels[l] = names[l];
  }
  size_t capacity = f->features + GAZ_NAME_LABELS;
  entry_list list = {.entries = calloc(capacity, sizeof *list.entries)};
  float unit = clip / 127;
  add_field(&list, f, prune, unit);
  for (unsigned before = 0; before < GAZ_NAME_LABELS; before++) {
    float transition[GAZ_NAME_LABELS];
    for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) transition[l] = f->transitions.score[l][before];
    add_entry(&list, gaz_feature_mix(gaz_name_transition_feature(before)), transition, 1, prune,
              unit);
  }
  gaz_error error;
  if (gaz_model_write(path, labels, GAZ_NAME_LABELS, unit, list.entries, list.count, &error)) {
    fprintf(stderr, "%s: %s\n", path, error.message);
    exit(3);
  }
  fprintf(stderr, "%s: %zu features, %zu weights\n", path, list.count, list.weights);
}
