/* trainer.h - an averaged perceptron that writes models for english/model.h.
 *
 *   trainer *t = trainer_new(names, count);
 *   for each example, several times over, in an order from trainer_shuffle:
 *     trainer_score(t, features, n, scores);       scores of all labels so far
 *     if (best != right) {
 *       trainer_update(t, features, n, right, +1);
 *       trainer_update(t, features, n, best, -1);
 *     }
 *     trainer_tick(t);                              one step of time, for the average
 *   trainer_save(t, "x.model", &(trainer_options){...});
 *
 * A structured learner (Viterbi, beam) does the same for every position where its best sequence and the
 * right one differ. Deterministic: the same examples in the same order give the same file. Allocation
 * failures end the program; this is not part of the core. */
#ifndef GAZ_EVAL_TRAINER_H
#define GAZ_EVAL_TRAINER_H

#include "english/model.h"

typedef struct trainer trainer;

/* Names are copied; `seed` decides what trainer_hide hides. */
trainer *trainer_new(const char *const *labels, uint32_t count, uint64_t seed);
void trainer_free(trainer *t);

/* Sets scores[0, label count) to the sums of the present weights. */
void trainer_score(const trainer *t, const uint64_t *features, size_t count, float *scores);
/* The same with the weights averaged up to now: what the model will say. */
void trainer_score_average(const trainer *t, const uint64_t *features, size_t count, float *scores);
void trainer_update(trainer *t, const uint64_t *features, size_t count, uint32_t label,
                    float delta);
/* Takes `part` of the features out, chosen at random; returns how many are left. What is hidden now and
 * then does not explain everything alone, which is what a learner otherwise makes of rare features. */
size_t trainer_hide(trainer *t, uint64_t *features, size_t count, double part);
void trainer_tick(trainer *t);
/* Adds the averaged weights of another trainer: several that learnt in different orders make one model. */
void trainer_add(trainer *t, const trainer *other);
/* Forgets the features updated less often than `min_updates` and learns no new ones from now on. What is
 * left then makes up for what is gone, which costs far less accuracy than leaving it out at the end. */
void trainer_close(trainer *t, uint32_t min_updates);
size_t trainer_feature_count(const trainer *t);

typedef struct trainer_options {
  uint32_t min_updates; /* features updated less often are left out; 0 keeps all */
  float max_weight;     /* averaged weights are clipped to this; 0: the largest there is */
  float min_steps;      /* weights below so many steps of quantisation are left out; 0: 0.5 */
} trainer_options;

/* Has trainer_save write `feature` with one weight, the largest, for `label`, whatever was learned: for
 * answers the caller looks up before it asks for scores. */
void trainer_certain(trainer *t, uint64_t feature, uint32_t label);

/* Averages, quantises to signed bytes and writes. Ends the program on failure. The trainer can go on
 * learning afterwards. */
void trainer_save(const trainer *t, const char *path, const trainer_options *options);

/* The next of a row of random numbers; the state is never 0. */
uint64_t trainer_random(uint64_t *state);
/* Shuffles `order` (a permutation) with a generator seeded by `seed`. */
void trainer_shuffle(uint32_t *order, size_t count, uint64_t seed);

#endif
