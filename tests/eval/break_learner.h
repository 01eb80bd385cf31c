/* break_learner.h - learns what text/breaks.h is asked: a logistic regression for the first look; for the second a sum of
 * single weights and of hidden units, by stochastic gradient descent with AdaGrad's steps, features hidden at random. The
 * weights are means over the later rounds; half of the hidden units learn from one order of the examples, half from
 * another.
 *
 *   break_learner *l = break_learner_new(seed);
 *   for each place, several times over: break_learner_see(l, &features, domain, ruled, ends);
 *   break_learner_tick(l);                      now and then in the later rounds: counts for the mean
 *   break_learner_add(l, member, count, sums);  at the end, for each of `count` learners
 *   break_learner_round(sums, weights);
 *
 * Deterministic. Allocation failures end the program; this is not part of the core. */
#ifndef GAZ_EVAL_BREAK_LEARNER_H
#define GAZ_EVAL_BREAK_LEARNER_H

#include "text/breaks.h"

enum { BREAK_MEMBERS = 4, BREAK_MEMBER_UNITS = GAZ_BREAK_UNITS / BREAK_MEMBERS };

typedef struct break_learner break_learner;

break_learner *break_learner_new(uint64_t seed);
void break_learner_free(break_learner *l);

/* One place. Ends are more frequent in made texts (`made`) than in real ones; that is learnt apart, and forgotten. */
void break_learner_see(break_learner *l, const gaz_break_features *features, bool made, bool ruled,
                       bool ends);
void break_learner_tick(break_learner *l);

/* Adds the means of the `member`th of BREAK_MEMBERS to weights in natural units, laid out as the model's. */
void break_learner_add(const break_learner *l, size_t member, float sums[GAZ_BREAK_WEIGHTS]);
void break_learner_round(const float sums[GAZ_BREAK_WEIGHTS], int8_t weights[GAZ_BREAK_WEIGHTS]);

#endif
