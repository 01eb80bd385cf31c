/* english/names_decode_body.h - the best path and the probabilities, for the instructions the including file is
 * compiled for: BEST and MARGINALS are what it calls them. All sums are made in the same order everywhere, so
 * the answers do not depend on the machine. */
#include <math.h>
#include <string.h>

#include "english/names_places.h"

#if defined(__AVX2__)
#include <immintrin.h>
#endif

/* Numbers that are worked out at once. */
#if defined(__AVX2__)
enum { WIDTH = 8 };
#else
enum { WIDTH = 4 };
#endif
typedef float some __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias));
typedef int32_t some_bits __attribute__((vector_size(4 * WIDTH)));
typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

static const float never = -1e30f; /* the score of what cannot be */

/* Sorts a token's labels; the padding gets `padding`. */
static inline void sort(const float *labels, float padding, float *row) {
#if defined(__AVX2__)
  static const int32_t from[STRIDE] = {0,  4,  8,  12, 16, 20, 24, 28, 32, 36, 1,  5,  9,  13,
                                       17, 21, 25, 29, 33, 0,  2,  6,  10, 14, 18, 22, 26, 30,
                                       34, 3,  7,  11, 15, 19, 23, 27, 31, 35, 0,  0};
  _Static_assert(CLASSES == 9, "the table is of nine classes");
  for (unsigned i = 0; i < STRIDE; i += 8) {
    __m256i places = _mm256_loadu_si256((const __m256i *)(from + i));
    _mm256_storeu_ps(row + i, _mm256_i32gather_ps(labels, places, 4));
  }
#else
  row[GAZ_NAME_OUTSIDE] = labels[GAZ_NAME_OUTSIDE];
  for (unsigned class = 0; class < CLASSES; class ++) {
    const float *parts = labels + gaz_name_label(class, 0);
    row[UNITS + class] = parts[GAZ_NAME_UNIT];
    row[BEGINS + class] = parts[GAZ_NAME_BEGIN];
    row[INSIDES + class] = parts[GAZ_NAME_INSIDE];
    row[LASTS + class] = parts[GAZ_NAME_LAST];
  }
#endif
  row[BEGINS + CLASSES] = row[LASTS + CLASSES] = row[LASTS + CLASSES + 1] = padding;
}

static inline void unsort(const float *row, float *labels) {
  labels[GAZ_NAME_OUTSIDE] = row[GAZ_NAME_OUTSIDE];
  for (unsigned class = 0; class < CLASSES; class ++) {
    float *parts = labels + gaz_name_label(class, 0);
    parts[GAZ_NAME_UNIT] = row[UNITS + class];
    parts[GAZ_NAME_BEGIN] = row[BEGINS + class];
    parts[GAZ_NAME_INSIDE] = row[INSIDES + class];
    parts[GAZ_NAME_LAST] = row[LASTS + class];
  }
}

/* Outside, the units and the lasts: where a name is over. */
static inline void take_closed(const float *row, float *closed) {
  memcpy(closed, row, BEGINS * sizeof *row);
  memcpy(closed + BEGINS, row + LASTS, CLASSES * sizeof *row);
  closed[CLOSED] = 0;
}

/* The same of each class for its inside and its last. */
static inline void take_twice(const float *classes, float *half) {
  memcpy(half, classes, CLASSES * sizeof *half);
  memcpy(half + CLASSES, classes, CLASSES * sizeof *half);
  half[2 * CLASSES] = half[2 * CLASSES + 1] = 0;
}

/* ---- The best path ---- */

/* From the scores of the paths up to a token, `before`, to those up to the next: in `now`, which has the
 * scores of its labels. */
static void best_step(const gaz_name_transitions *transitions, const float *before, float *now) {
  float closed[HALF], best[HALF], begun[HALF], inside[HALF];
  take_closed(before, closed);
  for (unsigned b = 0; b < HALF; b++) best[b] = closed[0] + transitions->steps[0][b];
  for (unsigned a = 1; a < CLOSED; a++) {
    const float *row = transitions->steps[a];
    float value = closed[a];
    for (unsigned b = 0; b < HALF; b++) {
      float sum = value + row[b];
      best[b] = sum > best[b] ? sum : best[b];
    }
  }
  for (unsigned b = 0; b < HALF; b++) now[b] = best[b] + now[b];
  take_twice(before + BEGINS, begun);
  take_twice(before + INSIDES, inside);
  for (unsigned b = 0; b < HALF; b++) {
    float x = begun[b] + transitions->from_begin[b], y = inside[b] + transitions->from_inside[b];
    now[HALF + b] = (x > y ? x : y) + now[HALF + b];
  }
}

/* A closed label of the best score. Of equals the first, as labels are numbered: that is in order of
 * their classes, and of a class the last before the unit. */
static unsigned best_closed(const float *row, const float *steps) {
  unsigned best = GAZ_NAME_OUTSIDE;
  float highest = row[GAZ_NAME_OUTSIDE] + steps[GAZ_NAME_OUTSIDE];
  for (unsigned class = 0; class < CLASSES; class ++) {
    float last = row[LASTS + class] + steps[BEGINS + class];
    float unit = row[UNITS + class] + steps[UNITS + class];
    if (last > highest) {
      highest = last;
      best = gaz_name_label(class, GAZ_NAME_LAST);
    }
    if (unit > highest) {
      highest = unit;
      best = gaz_name_label(class, GAZ_NAME_UNIT);
    }
  }
  return best;
}

/* The label before `next` on the best path, from the scores of the paths up to there. */
static unsigned best_before(const float *row, unsigned next,
                            const gaz_name_transitions *transitions) {
  unsigned place = gaz_name_place(next);
  if (place < HALF) return best_closed(row, transitions->steps_back[place]);
  unsigned class = (next - 1) / 4, begin = gaz_name_label(class, GAZ_NAME_BEGIN);
  bool begun = row[BEGINS + class] + transitions->from_begin[place - HALF] >=
               row[INSIDES + class] + transitions->from_inside[place - HALF];
  return begun ? begin : begin + 1;
}

void BEST(const float *scores, size_t count, const gaz_name_transitions *transitions, float *paths,
          uint8_t *labels) {
  static const float nothing[HALF] = {0};
  if (!count) return;
  sort(scores, never, paths);
  for (unsigned place = INSIDES; place < STRIDE; place++) paths[place] = never;
  for (size_t t = 1; t < count; t++) {
    float *now = paths + t * STRIDE;
    sort(scores + t * STRIDE, never, now);
    best_step(transitions, now - STRIDE, now);
  }
  unsigned label = best_closed(paths + (count - 1) * STRIDE, nothing);
  for (size_t t = count; t-- > 0;) {
    labels[t] = (uint8_t)label;
    if (t) label = best_before(paths + (t - 1) * STRIDE, label, transitions);
  }
}

/* ---- Probabilities ---- */

/* The same as expf but for the last bits, of a whole row at once; no number is above 0, and what is under
 * -80 becomes about nothing. */
static void exp_row(float *row) {
  for (unsigned i = 0; i < STRIDE; i += WIDTH) {
    some *at = (some *)(row + i), x = *at;
    some_bits low = x > -80;
    x = (some)((low & (some_bits)x) | (~low & (some_bits)((some){0} - 80)));
    some_bits halvings = __builtin_convertvector(x * 1.44269504f - 0.5f, some_bits); /* nearest */
    some whole = __builtin_convertvector(halvings, some);
    some rest = (x - whole * 0.693359375f) + whole * 2.12194440e-4f;
    some factor =
        1 + rest * (1 + rest * (0.5f +
                                rest * (0.166666672f +
                                        rest * (0.0416664853f +
                                                rest * (0.00833336823f + rest * 0.00139304355f)))));
    *at = factor * (some)((halvings + 127) * (1 << 23));
  }
}

static inline four larger(four a, four b) {
  typedef int32_t mask __attribute__((vector_size(16)));
  mask which = a > b;
  return (four)((which & (mask)a) | (~which & (mask)b));
}

/* exp(score - highest) of a token, in `out`; returns the highest. */
static float emissions(const float *scores, float *out) {
  sort(scores, never, out);
  const four *row = (const four *)out;
  four parts = row[0];
#pragma GCC unroll 9
  for (unsigned i = 1; i < STRIDE / 4; i++) parts = larger(row[i], parts);
  float left = parts[0] > parts[1] ? parts[0] : parts[1];
  float right = parts[2] > parts[3] ? parts[2] : parts[3], highest = left > right ? left : right;
  for (unsigned i = 0; i < STRIDE; i++) out[i] -= highest;
  exp_row(out);
  return highest;
}

/* Divides a row by its sum, which it returns. */
static float scale(float *row) {
  const four *quarters = (const four *)row;
  four parts = {0}; /* four sums, so that they need not wait for each other */
#pragma GCC unroll 10
  for (unsigned i = 0; i < STRIDE / 4; i++) parts += quarters[i];
  float sum = (parts[0] + parts[1]) + (parts[2] + parts[3]);
  if (!(sum > 1e-30f)) sum = 1e-30f;
  float by = 1 / sum;
  for (unsigned i = 0; i < STRIDE; i++) row[i] *= by;
  return sum;
}

/* out[b] = the sum of values[a] * rows[a][b]; the sums stay in registers. */
static void multiply(const float *values, const float rows[CLOSED][HALF], float *out) {
  some sums[HALF / WIDTH] = {0};
  four rest = {0};
  for (unsigned a = 0; a < CLOSED; a++) {
    const some *row = (const some *)rows[a];
#pragma GCC unroll 5
    for (unsigned b = 0; b < HALF / WIDTH; b++) sums[b] += values[a] * row[b];
    if (HALF % WIDTH) rest += values[a] * *(const four *)(rows[a] + HALF / WIDTH * WIDTH);
  }
  memcpy(out, sums, sizeof sums);
  if (HALF % WIDTH) memcpy(out + HALF / WIDTH * WIDTH, &rest, sizeof rest);
}

static void step_forward(const gaz_name_transitions *transitions, const float *before,
                         const float *emission, float *now) {
  float closed[HALF], begun[HALF], inside[HALF];
  take_closed(before, closed);
  take_twice(before + BEGINS, begun);
  take_twice(before + INSIDES, inside);
  multiply(closed, transitions->steps, now);
  for (unsigned b = 0; b < HALF; b++) now[b] *= emission[b];
  for (unsigned b = 0; b < HALF; b++)
    now[HALF + b] =
        (begun[b] * transitions->from_begin[b] + inside[b] * transitions->from_inside[b]) *
        emission[HALF + b];
}

static void step_backward(const gaz_name_transitions *transitions, const float *after,
                          const float *emission, float *now) {
  float row[STRIDE], closed[HALF], begun[HALF], inside[HALF];
  for (unsigned i = 0; i < STRIDE; i++) row[i] = emission[i] * after[i];
  multiply(row, transitions->steps_back, closed);
  for (unsigned b = 0; b < HALF; b++) begun[b] = row[HALF + b] * transitions->from_begin[b];
  for (unsigned b = 0; b < HALF; b++) inside[b] = row[HALF + b] * transitions->from_inside[b];
  memcpy(now, closed, BEGINS * sizeof *now);
  memcpy(now + LASTS, closed + BEGINS, CLASSES * sizeof *now);
  for (unsigned class = 0; class < CLASSES; class ++) {
    now[BEGINS + class] = begun[class] + begun[CLASSES + class];
    now[INSIDES + class] = inside[class] + inside[CLASSES + class];
  }
  now[BEGINS + CLASSES] = now[LASTS + CLASSES] = now[LASTS + CLASSES + 1] = 0;
}

/* A sentence cannot end inside a name. */
static void close(float *row) {
  for (unsigned class = 0; class < CLASSES; class ++)
    row[BEGINS + class] = row[INSIDES + class] = 0;
}

double MARGINALS(const float *scores, size_t count, const gaz_name_transitions *transitions,
                 float *forward, float *backward, float *probabilities) {
  double total = 0;
  for (size_t t = 0; t < count; t++) {
    float *emission = probabilities + t * STRIDE; /* kept here until the end */
    float *now = forward + t * STRIDE;
    total += emissions(scores + t * STRIDE, emission);
    if (t) {
      step_forward(transitions, now - STRIDE, emission, now);
    } else {
      memcpy(now, emission, HALF * sizeof *now);
      memset(now + HALF, 0, HALF * sizeof *now);
    }
    if (t + 1 == count) close(now);
    total += log((double)scale(now));
  }
  for (size_t t = count; t-- > 0;) {
    float *now = backward + t * STRIDE;
    if (t + 1 < count) {
      step_backward(transitions, now + STRIDE, probabilities + (t + 1) * STRIDE, now);
      scale(now);
    } else {
      for (unsigned i = 0; i < STRIDE; i++) now[i] = 1;
      close(now);
    }
  }
  for (size_t t = 0; t < count; t++) {
    float product[STRIDE];
    for (unsigned i = 0; i < STRIDE; i++)
      product[i] = forward[t * STRIDE + i] * backward[t * STRIDE + i];
    scale(product);
    unsort(product, probabilities + t * STRIDE);
  }
  return total;
}
