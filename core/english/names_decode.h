/* english/names_decode.h - the best labels of a sentence, and how sure they are. */
#ifndef GAZ_ENGLISH_NAMES_DECODE_H
#define GAZ_ENGLISH_NAMES_DECODE_H

#include "english/model.h"
#include "english/names_features.h"

enum {
  GAZ_NAME_CLOSED = 1 + 2 * GAZ_NAME_CLASS_COUNT, /* outside; last and unit of each class */
  GAZ_NAME_CLOSED_PADDED = 20,
};

/* Scores of one label after another; only pairs that may follow each other are looked at. */
typedef struct gaz_name_transitions {
  float score[GAZ_NAME_LABELS][GAZ_NAME_LABELS]; /* [what follows][label] */
  /* The steps from labels after which a name is over to those that may then come, in rows that the
   * compiler can take in vectors. */
  float steps[GAZ_NAME_CLOSED][GAZ_NAME_CLOSED_PADDED];
} gaz_name_transitions;

/* Fills `steps` from `score`: to be called after every change. */
void gaz_name_transitions_arrange(gaz_name_transitions *transitions);

/* Whether label `next` may follow `label` (both below GAZ_NAME_LABELS); a sentence begins as after
 * GAZ_NAME_OUTSIDE and must end so that it may follow. */
bool gaz_name_may_follow(unsigned label, unsigned next);

/* A model keeps them as features: the weights of this one are for what follows `label`. */
static inline uint64_t gaz_name_transition_feature(unsigned label) {
  return gaz_feature2(1, 0x7a4, label);
}

/* The scores of a token that is outside for sure. */
void gaz_name_outside_scores(float *scores);

/* Viterbi over `count` tokens; `scores` has GAZ_NAME_STRIDE a token, and `paths` the same room. */
void gaz_name_best(const float *scores, size_t count, const gaz_name_transitions *transitions,
                   float *paths, uint8_t *labels);

/* Forward-backward: probabilities of every label at every token, in place of the scores' layout.
 * `transitions_exp` holds exp(score). Returns the log of the partition function. */
double gaz_name_marginals(const float *scores, size_t count,
                          const gaz_name_transitions *transitions_exp, float *forward,
                          float *backward, float *probabilities);

/* exp of every score, arranged. */
void gaz_name_transitions_exp(const gaz_name_transitions *transitions, gaz_name_transitions *out);

#endif
