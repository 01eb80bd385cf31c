/* net_learner.h - learns nets (english/net.h) by stochastic gradient descent on the loss of their answers, with AdaGrad's
 * steps, rows hidden at random, and the mean of the weights over the last rounds.
 *
 *   net_learner *l = net_learner_new(&(net_learner_options){...});
 *   for each example, several times over:
 *     net_learner_begin(l, rows, count, true);              hides rows, fills the hidden layer
 *     net_learner_scores(l, first, count, scores);          of some outputs
 *     net_learner_gradient(l, first, count, gradient);      of the loss by each of those scores
 *     net_learner_step(l);
 *   net_learner_tick(l);                                    now and then in the last rounds: counts for the mean
 *   net_learner_update(l, rate);                            instead, after a batch of examples, where it learns in batches
 *   net_learner_take_mean(l);                               in the end
 *   net_learner_save(l, words, word_count, path);
 *
 * Deterministic. Allocation failures end the program; this is not part of the core. */
#ifndef GAZ_EVAL_NET_LEARNER_H
#define GAZ_EVAL_NET_LEARNER_H

#include "english/net.h"

typedef struct net_learner net_learner;

typedef struct net_learner_options {
  uint32_t rows, outputs, numbers;
  float rate;   /* of the first step */
  float drop;   /* which part of the rows is hidden */
  float spread; /* of the outputs' first weights; 0: the usual */
  float gain;   /* of the rows while learning, where the caller hides some; 0: 1 */
  /* Steps are taken in net_learner_update only, by Adam (Kingma and Ba 2015), and the mean is that of all weights so far, the
   * latest counting most; not now and then by net_learner_tick. */
  bool batches;
  uint64_t seed;
} net_learner_options;

net_learner *net_learner_new(const net_learner_options *options);
void net_learner_free(net_learner *l);
/* Outputs that stand for nothing: they score less than any other. */
void net_learner_leave_out(net_learner *l, uint32_t first, uint32_t count);
void net_learner_begin(net_learner *l, const uint32_t *rows, size_t count, bool learning);
/* Adds `count` rows from `first` on, each `values` times, of which the learner keeps the address until _step. Between _begin
 * and _mask. */
void net_learner_blend(net_learner *l, uint32_t first, const float *values, size_t count);
/* Hidden units that are left out this time, between _begin and _scores; the others give more instead. */
void net_learner_mask(net_learner *l, const uint8_t hide[GAZ_NET_HIDDEN], float part);
void net_learner_scores(const net_learner *l, uint32_t first, uint32_t count, float *scores);
void net_learner_gradient(net_learner *l, uint32_t first, uint32_t count, const float *gradient);
void net_learner_step(net_learner *l);
/* Takes the step that all examples since the last one ask for; `rate` is this time's part of the first one's. */
void net_learner_update(net_learner *l, float rate);
/* The numbers that are learnt with the net, from 0, and the slopes of the loss by them, to be added to. */
float *net_learner_numbers(net_learner *l);
float *net_learner_number_slopes(net_learner *l);
void net_learner_tick(net_learner *l);
void net_learner_take_mean(net_learner *l);

/* Adds one row to another: what always goes with a thing becomes part of its row. */
void net_learner_fold(net_learner *l, uint32_t row, uint32_t into);

/* Makes a row the sum of `count` others from `first` on, each `values` times. */
void net_learner_compose(net_learner *l, uint32_t row, uint32_t first, const float *values,
                         size_t count);

/* Rounds the rows but the first `wide` to what narrow ones of a file can be, and makes all `scale` times as large as they are;
 * the outputs' weights make up for that. Large scales round less and clip more. */
void net_learner_narrow(net_learner *l, uint32_t wide, float scale);

/* Quantises and writes a net of that shape, the first of the rows; `words` are the hashes of those it knows by number. */
void net_learner_save(const net_learner *l, const gaz_net_shape *shape, const uint64_t *words,
                      const char *path);

#endif
