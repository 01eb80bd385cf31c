#include "net_learner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { H = GAZ_NET_HIDDEN };

struct net_learner {
  net_learner_options options;
  /* Weights of the rows, of the outputs, of the hidden units' biases, and the outputs' biases; sums of their squared
   * gradients; and sums of them for the mean. */
  float *weights, *squares, *sums;
  float *slopes,
      *moments; /* of batches: what they ask for so far, and the mean of what the last ones did */
  size_t count;
  double ticks; /* or batches */
  uint64_t random;
  uint32_t rows[GAZ_NET_ROWS_MAX];
  size_t row_count;
  uint32_t blend; /* the first of the rows that are added in part */
  const float *values;
  size_t value_count;
  float sum[H], hidden[H], gain[H], back[H]; /* `back`: of the loss by each hidden unit */
};

static const float ceiling = 127 * GAZ_NET_STEP; /* of a hidden unit */
static const float smallest = 1e-4f;             /* squared gradient that steps are divided by */

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("net_learner: out of memory\n", stderr);
  exit(3);
}

static uint32_t next_random(net_learner *l) {
  l->random ^= l->random << 13;
  l->random ^= l->random >> 7;
  l->random ^= l->random << 17;
  return (uint32_t)(l->random >> 32);
}

static size_t row_at(uint32_t row) { return (size_t)row * H; }
static size_t output_at(const net_learner *l, uint32_t output) {
  return ((size_t)l->options.rows + output) * H;
}
static size_t bias_at(const net_learner *l) { return output_at(l, l->options.outputs); }
static size_t output_bias_at(const net_learner *l, uint32_t output) {
  return bias_at(l) + H + output;
}

static size_t numbers_at(const net_learner *l) { return output_bias_at(l, l->options.outputs); }

static void fill(net_learner *l, size_t from, size_t to, float size) {
  for (size_t i = from; i < to; i++)
    l->weights[i] = size * ((float)(next_random(l) >> 8) / (float)(1 << 23) - 1);
}

net_learner *net_learner_new(const net_learner_options *options) {
  net_learner *l = checked(calloc(1, sizeof *l));
  l->options = *options;
  l->random = 0x9e3779b97f4a7c15u * (2 * options->seed + 1);
  l->count = numbers_at(l) + options->numbers;
  l->weights = checked(calloc(l->count, sizeof *l->weights));
  l->squares = checked(calloc(l->count, sizeof *l->squares));
  l->sums = checked(calloc(l->count, sizeof *l->sums));
  if (options->batches) {
    l->slopes = checked(calloc(l->count, sizeof *l->slopes));
    l->moments = checked(calloc(l->count, sizeof *l->moments));
  }
  fill(l, 0, output_at(l, 0), 0.08f);
  fill(l, output_at(l, 0), bias_at(l), options->spread > 0 ? options->spread : 0.2f);
  for (size_t k = 0; k < H; k++) l->weights[bias_at(l) + k] = 0.1f;
  return l;
}

void net_learner_free(net_learner *l) {
  free(l->weights);
  free(l->squares);
  free(l->sums);
  free(l->slopes);
  free(l->moments);
  free(l);
}

void net_learner_leave_out(net_learner *l, uint32_t first, uint32_t count) {
  for (uint32_t i = first; i < first + count; i++) {
    memset(l->weights + output_at(l, i), 0, H * sizeof *l->weights);
    l->weights[output_bias_at(l, i)] = -1000;
  }
}

static void excite(net_learner *l) {
  for (int k = 0; k < H; k++) {
    l->hidden[k] = fminf(fmaxf(l->sum[k], 0), ceiling);
    l->back[k] = 0;
    l->gain[k] = 1;
  }
}

void net_learner_begin(net_learner *l, const uint32_t *rows, size_t count, bool learning) {
  uint32_t drop = learning ? (uint32_t)(l->options.drop * 4294967295.0) : 0;
  float gain = learning && l->options.gain > 0 ? l->options.gain : 1;
  l->row_count = 0;
  memcpy(l->sum, l->weights + bias_at(l), sizeof l->sum);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < H; k += 16) __builtin_prefetch(l->weights + row_at(rows[i]) + k);
  for (size_t i = 0; i < count; i++) {
    if (drop && next_random(l) < drop) continue;
    l->rows[l->row_count++] = rows[i];
    const float *row = l->weights + row_at(rows[i]);
    for (int k = 0; k < H; k++) l->sum[k] += gain * row[k];
  }
  l->value_count = 0;
  excite(l);
}

void net_learner_blend(net_learner *l, uint32_t first, const float *values, size_t count) {
  l->blend = first, l->values = values, l->value_count = count;
  const float *restrict row = l->weights + row_at(first);
  for (size_t i = 0; i < count; i++, row += H)
    for (int k = 0; k < H && values[i] != 0; k++) l->sum[k] += values[i] * row[k];
  excite(l);
}

void net_learner_mask(net_learner *l, const uint8_t hide[H], float part) {
  for (int k = 0; k < H; k++) {
    l->gain[k] = hide[k] ? 0 : 1 / (1 - part);
    l->hidden[k] *= l->gain[k];
  }
}

void net_learner_scores(const net_learner *l, uint32_t first, uint32_t count, float *scores) {
  for (uint32_t i = 0; i < count; i++) {
    const float *weights = l->weights + output_at(l, first + i);
    float sum = l->weights[output_bias_at(l, first + i)];
    for (int k = 0; k < H; k++) sum += l->hidden[k] * weights[k];
    scores[i] = sum;
  }
}

static void take_step(net_learner *l, size_t at, const float *restrict gradient) {
  if (l->slopes) {
    float *restrict slopes = l->slopes + at;
    for (int k = 0; k < H; k++) slopes[k] += gradient[k];
    return;
  }
  float *restrict weights = l->weights + at, *restrict squares = l->squares + at;
  float rate = l->options.rate;
  for (int k = 0; k < H; k++) {
    squares[k] += gradient[k] * gradient[k];
    weights[k] -= rate * gradient[k] / sqrtf(squares[k] + smallest);
  }
}

void net_learner_gradient(net_learner *l, uint32_t first, uint32_t count, const float *gradient) {
  for (uint32_t i = 0; i < count; i++) {
    if (fabsf(gradient[i]) < smallest) continue;
    const float *weights = l->weights + output_at(l, first + i);
    float by_weight[H];
    for (int k = 0; k < H; k++) {
      l->back[k] += gradient[i] * weights[k];
      by_weight[k] = gradient[i] * l->hidden[k];
    }
    take_step(l, output_at(l, first + i), by_weight);
    size_t bias = output_bias_at(l, first + i);
    if (l->slopes) {
      l->slopes[bias] += gradient[i];
      continue;
    }
    l->squares[bias] += gradient[i] * gradient[i];
    l->weights[bias] -= l->options.rate * gradient[i] / sqrtf(l->squares[bias] + smallest);
  }
}

void net_learner_step(net_learner *l) {
  float most = 0;
  for (int k = 0; k < H; k++) {
    if (l->sum[k] <= 0 || l->sum[k] >= ceiling) l->back[k] = 0;
    l->back[k] *= l->gain[k];
    most = fmaxf(most, fabsf(l->back[k]));
  }
  if (most < smallest / 100) return;
  for (size_t i = 0; i < l->row_count; i++)
    for (size_t k = 0; k < H; k += 16) __builtin_prefetch(l->squares + row_at(l->rows[i]) + k);
  for (size_t i = 0; i < l->row_count; i++) take_step(l, row_at(l->rows[i]), l->back);
  take_step(l, bias_at(l), l->back);
  for (size_t i = 0; i < l->value_count; i++) {
    float part[H];
    if (l->values[i] == 0) continue;
    for (int k = 0; k < H; k++) part[k] = l->values[i] * l->back[k];
    take_step(l, row_at(l->blend + (uint32_t)i), part);
  }
}

float *net_learner_numbers(net_learner *l) { return l->weights + numbers_at(l); }
float *net_learner_number_slopes(net_learner *l) { return l->slopes + numbers_at(l); }

__attribute__((target_clones("default", "arch=haswell"))) static void adam(
    float *restrict weights, float *restrict slopes, float *restrict moments,
    float *restrict squares, float *restrict means, size_t count, float rate, float unbias,
    float mean_part) {
  const float first = 0.9f, second = 0.999f, least = 1e-8f;
  for (size_t i = 0; i < count; i++) {
    float slope = slopes[i];
    slopes[i] = 0;
    moments[i] = first * moments[i] + (1 - first) * slope;
    squares[i] = second * squares[i] + (1 - second) * slope * slope;
    weights[i] -= rate * moments[i] / (sqrtf(squares[i] * unbias) + least);
    means[i] += mean_part * (weights[i] - means[i]);
  }
}

void net_learner_update(net_learner *l, float rate) {
  l->ticks++;
  double unbias_first = 1 - pow(0.9, l->ticks), unbias_second = 1 - pow(0.999, l->ticks);
  double kept = fmin(0.999, (1 + l->ticks) / (10 + l->ticks));
  adam(l->weights, l->slopes, l->moments, l->squares, l->sums, l->count,
       l->options.rate * rate / (float)unbias_first, (float)(1 / unbias_second), (float)(1 - kept));
}

void net_learner_tick(net_learner *l) {
  for (size_t i = 0; i < l->count; i++) l->sums[i] += l->weights[i];
  l->ticks++;
}

void net_learner_take_mean(net_learner *l) {
  float ticks = l->options.batches ? 1 : (float)l->ticks;
  for (size_t i = 0; i < l->count && l->ticks > 0; i++) l->weights[i] = l->sums[i] / ticks;
}

void net_learner_fold(net_learner *l, uint32_t row, uint32_t into) {
  for (size_t k = 0; k < H; k++) l->weights[row_at(into) + k] += l->weights[row_at(row) + k];
}

void net_learner_compose(net_learner *l, uint32_t row, uint32_t first, const float *values,
                         size_t count) {
  float *to = l->weights + row_at(row);
  memset(to, 0, H * sizeof *to);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < H; k++) to[k] += values[i] * l->weights[row_at(first + (uint32_t)i) + k];
}

/* Rounds to steps of `step`, at most `most`; returns how many are clipped. */
static size_t quantise(const float *weights, size_t count, float step, int most, int8_t *out) {
  size_t clipped = 0;
  for (size_t i = 0; i < count; i++) {
    float value = roundf(weights[i] / step);
    clipped += fabsf(value) > (float)most;
    out[i] = (int8_t)fmaxf((float)-most, fminf((float)most, value));
  }
  return clipped;
}

/* With the power of two that loses least. */
static size_t quantise_wide(const float *row, int8_t *out, uint8_t *power) {
  float least = INFINITY;
  size_t clipped = 0;
  int8_t tried[H];
  for (int p = 0; p <= GAZ_NET_POWER; p++) {
    float step = GAZ_NET_STEP * (float)(1 << p), lost = 0;
    size_t clips = quantise(row, H, step, GAZ_NET_NARROW, tried);
    for (int k = 0; k < H; k++)
      lost += (row[k] - step * (float)tried[k]) * (row[k] - step * (float)tried[k]);
    if (lost >= least) continue;
    least = lost, clipped = clips, *power = (uint8_t)p;
    memcpy(out, tried, sizeof tried);
  }
  return clipped;
}

void net_learner_narrow(net_learner *l, uint32_t wide, float scale) {
  const float most = GAZ_NET_NARROW * GAZ_NET_STEP;
  for (size_t i = 0; i < row_at(wide); i++) l->weights[i] *= scale;
  for (size_t i = row_at(wide); i < output_at(l, 0); i++) {
    float value = GAZ_NET_STEP * roundf(l->weights[i] * scale / GAZ_NET_STEP);
    l->weights[i] = fmaxf(-most, fminf(most, value));
  }
  for (size_t i = output_at(l, 0); i < bias_at(l); i++) l->weights[i] /= scale;
  for (size_t k = 0; k < H; k++) l->weights[bias_at(l) + k] *= scale;
}

void net_learner_save(const net_learner *l, const gaz_net_shape *shape, const uint64_t *words,
                      const char *path) {
  size_t wide = (size_t)shape->wide * H, narrow = (size_t)shape->narrow * H;
  size_t outputs = (size_t)shape->outputs * H, wide_clips = 0;
  const float *output = l->weights + output_at(l, 0);
  double spread = 0;
  for (size_t i = 0; i < outputs; i++) spread += (double)output[i] * (double)output[i];
  float largest = 6 * (float)sqrt(spread / (double)outputs); /* hardly any is larger */
  float step = largest / 127, nats = step * GAZ_NET_STEP;
  int8_t *bytes = checked(malloc(wide + narrow + outputs));
  uint8_t *powers = checked(malloc(shape->wide + 1));
  for (size_t i = 0; i < shape->wide; i++)
    wide_clips += quantise_wide(l->weights + i * H, bytes + i * H, &powers[i]);
  size_t narrow_clips =
      quantise(l->weights + wide, narrow, GAZ_NET_STEP, GAZ_NET_NARROW, bytes + wide);
  size_t output_clips = quantise(output, outputs, step, 127, bytes + wide + narrow);
  int16_t bias[H];
  int32_t *output_bias = checked(malloc(shape->outputs * sizeof *output_bias));
  for (int k = 0; k < H; k++)
    bias[k] = (int16_t)lroundf(l->weights[bias_at(l) + (size_t)k] / GAZ_NET_STEP);
  for (uint32_t i = 0; i < shape->outputs; i++)
    output_bias[i] = (int32_t)lroundf(l->weights[output_bias_at(l, i)] / nats);
  gaz_net_weights weights = {*shape, bytes,       powers, bytes + wide + narrow,
                             bias,   output_bias, words,  l->weights + numbers_at(l),
                             nats};
  gaz_error error;
  if (gaz_net_write(path, &weights, &error)) {
    fprintf(stderr, "net_learner: %s: %s\n", error.path, error.message);
    exit(3);
  }
  fprintf(stderr,
          "%s: clipped are %zu weights of %zu wide rows, %zu of %zu narrow ones, %zu of outputs\n",
          path, wide_clips, wide / H, narrow_clips, narrow / H, output_clips);
  free(bytes);
  free(powers);
  free(output_bias);
}
