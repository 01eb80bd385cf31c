/* names_field.h - the conditional random field of the name trainer: weights, one step of learning, the
 * labels of an article, and the file. */
#ifndef GAZ_NAMES_FIELD_H
#define GAZ_NAMES_FIELD_H

#include "english/names_decode.h"
#include "names_examples.h"

/* Feature hashes numbered as they come. */
typedef struct feature_index {
  uint64_t *keys;    /* 0 marks a free slot */
  uint32_t *numbers; /* first a count, later the number plus one, 0 for dropped */
  size_t mask, used;
} feature_index;

typedef struct field {
  feature_index index;
  size_t features;
  float *weights, *squares; /* GAZ_NAME_STRIDE a feature */
  gaz_name_transitions transitions, transition_squares;
  float keep; /* the share of the features that is not dropped */
} field;

/* How a field learns. */
typedef struct field_options {
  float rate, decay, sparse; /* size of a step; L2 and L1 terms */
  float drop;                /* the share of features dropped at random */
  float blind;               /* how often a token's own word is not looked at */
  float alone;               /* how often a stretch is learnt as in the first pass */
} field_options;

/* The generator of everything random; set before learning. */
extern uint64_t field_random_state;
uint32_t field_random(void);

/* Numbers the features that occur at least `minimum` times in the examples marked in `use` (NULL all). */
void field_number(field *f, const examples *data, uint32_t minimum, const uint8_t *use);
uint32_t field_number_of(const field *f, uint64_t hash);

/* One step for example `s`, its features given by number; the step counts `weight`. Returns the loss. */
double field_learn(field *f, const examples *data, const uint32_t *numbers, size_t s, float weight,
                   const field_options *o);

/* The labels of an article; `first_pass` are those of the first pass, or NULL. */
void field_predict(const field *f, const labelled_article *article, const gaz_name_sources *sources,
                   const uint8_t *first_pass, uint8_t *labels);

/* Writes the model: features whose largest weight is below `prune` are left out, and weights below a third
 * of it; `clip` is the largest weight that can be written. Exits when it cannot. */
void field_save(const field *f, const char *path, float prune, float clip);

#endif
