/* english/names_decode.h - the best labels of a sentence, and how sure they are. */
#ifndef GAZ_ENGLISH_NAMES_DECODE_H
#define GAZ_ENGLISH_NAMES_DECODE_H

#include "english/model.h"
#include "english/names_features.h"

enum {
  GAZ_NAME_CLOSED = 1 + 2 * GAZ_NAME_CLASS_COUNT, /* outside; unit and last of each class */
  GAZ_NAME_HALF = GAZ_NAME_STRIDE / 2,
};

/* Scores of one label after another; only pairs that may follow each other are looked at. */
typedef struct gaz_name_transitions {
  float score[GAZ_NAME_LABELS][GAZ_NAME_LABELS]; /* [what follows][label] */
  /* The same in rows that the compiler can take in vectors: the steps from where a name is over to where
   * one may begin, and backwards; and those inside of a name, to all insides and lasts, from the begin and
   * from the inside of their class. See names_decode.c. */
  float steps[GAZ_NAME_CLOSED][GAZ_NAME_HALF], steps_back[GAZ_NAME_CLOSED][GAZ_NAME_HALF];
  float from_begin[GAZ_NAME_HALF], from_inside[GAZ_NAME_HALF];
  float from_outside[GAZ_NAME_LABELS]; /* the same as score[][GAZ_NAME_OUTSIDE] */
  bool wide;                           /* whether this machine has vectors of eight numbers */
} gaz_name_transitions;

/* Fills the rows from `score`: to be called after every change. */
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

/* Forward-backward: probabilities of every label at every token, in place of the scores' layout; `forward` and
 * `backward` have a label at gaz_name_place. `transitions_exp` holds exp(score). Returns the log of the
 * partition function. */
unsigned gaz_name_place(unsigned label);
double gaz_name_marginals(const float *scores, size_t count,
                          const gaz_name_transitions *transitions_exp, float *forward,
                          float *backward, float *probabilities);

/* What a name must be worth to stand. It is worth how sure it is; where a name may be of several classes, `other_class` of how
 * sure the others are, too: with the wrong class it still is a name. And `other_name` of how sure it is that some name is
 * there, a word longer or shorter, which is better than none. */
typedef struct gaz_name_stakes {
  float least, other_class, other_name;
} gaz_name_stakes;

/* The names that are worth enough, from what gaz_name_marginals found. Of names that overlap the surer stays. Sets the label of
 * each token, and how sure the name is that it is part of. With `least` at half the F1 that can be had, and no other stakes, no
 * other names have a higher one to be expected; the best path is the likeliest as a whole, but may hold names that nobody
 * would bet on. */
void gaz_name_choose(const float *probabilities, const float *forward, size_t count,
                     const gaz_name_transitions *transitions_exp, const gaz_name_stakes *stakes,
                     uint8_t *labels, float *sure);

/* exp of every score, arranged. */
void gaz_name_transitions_exp(const gaz_name_transitions *transitions, gaz_name_transitions *out);

#endif
