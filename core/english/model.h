/* english/model.h - linear models: sums of small weights, one for each feature and label.
 *
 * Most learned tasks of the engine (tags, names, quotes, events) ask the same question: which label
 * scores highest for these features; dependencies are the matter of a net (net.h). A feature is a 64-bit hash
 * (gaz_feature below); a model maps it to a short list of (label, weight). Weights are signed bytes, learned
 * by the averaged perceptron of tests/eval/trainer.h and others there.
 *
 *   uint64_t features[GAZ_MODEL_FEATURES_MAX]; size_t count = 0;
 *   features[count++] = gaz_feature(1, word);            template 1: the word
 *   features[count++] = gaz_feature2(2, previous, word); template 2: a pair
 *   int16_t scores[GAZ_MODEL_SCORES] = {0};
 *   gaz_model_score(model, features, count, scores);
 *
 * Constant feature `gaz_feature(0, 0)` serves as bias. Labels that depend on the label before them
 * are features too: gaz_feature2(7, previous_label, ...); for Viterbi read them once into a matrix.
 */
#ifndef GAZ_ENGLISH_MODEL_H
#define GAZ_ENGLISH_MODEL_H

#include "base/file.h"

enum {
  GAZ_MODEL_VERSION = 2,
  GAZ_MODEL_FEATURES_MAX = 128, /* in one call of gaz_model_score */
  GAZ_MODEL_LABELS_MAX = 255,
  GAZ_MODEL_SCORES = 256, /* room for the scores of any model */
};

typedef struct gaz_model gaz_model;
typedef void gaz_model_scorer(const gaz_model *model, const uint64_t *features, size_t count,
                              int16_t *scores);

/* Where features stand in a model: of each its bucket's place in the table, in bytes, and its fingerprint in the lowest
 * 16 bits. */
typedef struct gaz_model_places {
  uint64_t bucket[GAZ_MODEL_FEATURES_MAX];
  uint64_t fingerprint[GAZ_MODEL_FEATURES_MAX];
  size_t count;
} gaz_model_places;
typedef void gaz_model_locator(const gaz_model *model, const uint64_t *features, size_t count,
                               gaz_model_places *places);
typedef void gaz_model_adder(const gaz_model *model, gaz_model_places *places, int16_t *scores);
typedef int gaz_model_labeller(const gaz_model *model, const uint64_t *features, size_t count);

/* Immutable; threads share it. */
struct gaz_model {
  gaz_mapping file;
  uint32_t label_count;
  uint32_t bucket_count;
  uint8_t layout; /* gaz_model_layout, see model_layout.h */
  const unsigned char *buckets;
  const unsigned char *rows, *weights; /* of lists */
  const char **labels;                 /* label_count names */
  void *laid;                          /* what gaz_model_lay_lists laid, or NULL */
  size_t laid_size;
  float scale;             /* a score times this is in units of the perceptron's updates */
  gaz_model_scorer *score; /* this and the next three for the instructions this machine has */
  gaz_model_locator *locate;
  gaz_model_adder *add;
  gaz_model_labeller *label_of_key;
};

/* Maps the model at `path`. Damaged, truncated, of another version or foreign: GAZ_ERROR_CORRUPT.
 * After gaz_model_open no score can read outside the file, whatever the file held. */
gaz_status gaz_model_open(const char *path, gaz_model **out, gaz_error *error);
/* The same for `data_dir`/english/`name`.model, one of the small models that answer what is plain before a large one
 * is asked. Where there is none *out is NULL: all is asked of the large one, which takes longer. */
gaz_status gaz_model_open_first(const char *data_dir, const char *name, gaz_model **out,
                                gaz_error *error);
void gaz_model_close(gaz_model *model);

/* The same for bytes in memory that outlive the model (tests, fuzzing). `path` is for messages. */
gaz_status gaz_model_read(const void *data, size_t size, const char *path, gaz_model **out,
                          gaz_error *error);

/* Adds the weights of `features` to scores[0, label_count); 256 features cannot overflow them. In a model
 * of more than two labels the array has room for their number rounded up to eight. */
static inline void gaz_model_score(const gaz_model *model, const uint64_t *features, size_t count,
                                   int16_t *scores) {
  model->score(model, features, count, scores);
}

/* The same in two steps, for a model of pairs, quads or lists: the memory of features is asked for, and comes while the
 * caller makes others; then the weights of all that `places` holds are added, and it is empty again. */
static inline void gaz_model_locate(const gaz_model *model, const uint64_t *features, size_t count,
                                    gaz_model_places *places) {
  model->locate(model, features, count, places);
}
static inline void gaz_model_add(const gaz_model *model, gaz_model_places *places,
                                 int16_t *scores) {
  model->add(model, places, scores);
}

/* The first label with the highest score, and by how much it is ahead of the next. */
uint32_t gaz_model_best(const int16_t *scores, uint32_t labels, int32_t *margin);

/* The label of the first of `features` (as many as for a score) that is known: in a model of keys, or in one of lists
 * with a weight for that label only; else -1. */
int gaz_model_only_label(const gaz_model *model, const uint64_t *features, size_t count);

/* The label of that name, or -1. */
int gaz_model_label(const gaz_model *model, const char *name);

/* What gaz_model_write stores for one feature: `count` labels (ascending) with their weights. */
typedef struct gaz_model_entry {
  uint64_t feature; /* mixed */
  const uint8_t *labels;
  const int8_t *weights;
  uint32_t count; /* 1..255 */
} gaz_model_entry;

/* Writes a model file (used by the trainer). Sorts `entries`. The same entries give the same bytes. */
gaz_status gaz_model_write(const char *path, const char *const *labels, uint32_t label_count,
                           float scale, gaz_model_entry *entries, size_t count, gaz_error *error);

/* Writes a model of keys, each entry with one label; where a bucket has too many the ones with the least weight are
 * left out. */
gaz_status gaz_model_write_keys(const char *path, const char *const *labels, uint32_t label_count,
                                gaz_model_entry *entries, size_t count, gaz_error *error);
/* Features: template number and up to three values, each well mixed already or a small integer. The sum is not
 * mixed yet: gaz_model_score does that, for several at once. Who keeps features in a table of his own, as
 * trainers do, mixes them first. */
static inline uint64_t gaz_feature_mix(uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93u;
  return x ^ x >> 29;
}
/* (a + template) * constant + template, so that features of one value multiply it once. */
static inline uint64_t gaz_feature(uint32_t template, uint64_t a) {
  return a * 0x9e3779b97f4a7c15u + template * (0x9e3779b97f4a7c15u + 1);
}
static inline uint64_t gaz_feature2(uint32_t template, uint64_t a, uint64_t b) {
  return gaz_feature(template, a) + b * 0xc2b2ae3d27d4eb4fu;
}
static inline uint64_t gaz_feature3(uint32_t template, uint64_t a, uint64_t b, uint64_t c) {
  return gaz_feature2(template, a, b) + c * 0x165667b19e3779f9u;
}

#endif
