/* learner.h - learns models of a few labels by stochastic gradient descent on the log loss, with small
 * steps of one size (larger ones for what is rare, as AdaGrad takes, generalise worse here), features dropped
 * at random, and the mean of the weights over the last rounds.
 *
 *   learner *l = learner_new(&(learner_options){...});
 *   learner_count(l, features, n);            once for all examples: rare features are never learnt
 *   learner_score(l, features, n, scores);    drops features at random until the next learner_update
 *   learner_update(l, gradient);              of the loss by each score
 *   learner_average(l, true);                 from here on weights count for the mean
 *   learner_save(l, path, names, options);
 *
 * Deterministic. The first label always scores 0 in the model and is not among its labels. Allocation
 * failures end the program; this is not part of the core. */
#ifndef GAZ_EVAL_LEARNER_H
#define GAZ_EVAL_LEARNER_H

#include "english/model.h"

enum { LEARNER_LABELS = 3 };

typedef struct learner learner;

typedef struct learner_options {
  uint32_t least_uses; /* features counted less often are not learnt */
  float rate;          /* size of a step */
  float drop;          /* which part of the features is dropped at random */
  uint64_t seed;       /* which ones */
} learner_options;

learner *learner_new(const learner_options *options);
void learner_free(learner *l);
void learner_count(learner *l, const uint64_t *features, size_t count);
void learner_score(learner *l, const uint64_t *features, size_t count, float *scores);
/* With the mean weights: what the model will say. Drops nothing, learns nothing. */
void learner_score_mean(const learner *l, const uint64_t *features, size_t count, float *scores);
void learner_update(learner *l, const float *gradient);
/* Keeps the `most` features with the largest weights and learns no new ones from now on: those left make
 * up for the others, which costs far less accuracy than leaving them out at the end. */
void learner_close(learner *l, size_t most);
void learner_average(learner *l, bool on);
/* Begins anew with the same features, closed or not; what is saved is the mean of all times. */
void learner_again(learner *l, uint64_t seed);
size_t learner_feature_count(const learner *l);

/* Quantises to signed bytes, leaves out features whose largest weight is below `least_steps` and writes. */
void learner_save(const learner *l, const char *path, const char *const *names, float largest,
                  float least_steps);

#endif
