/* A linear chain over 37 labels, of which most pairs cannot follow each other: inside a name only
 * the same class goes on, and after a name, or outside, only a new name or none can begin. So a
 * step costs 19 x 19 for the second kind and 2 x 2 a class for the first, not 37 x 37.
 *
 * At work the labels of a token are sorted by what may follow them: outside, the units, the begins; and in
 * the second half of the row the insides and the lasts. A step is then a few operations on whole halves,
 * loops of a length that the compiler knows and takes in vectors. */
#include "english/names_decode.h"

#include <math.h>
#include <string.h>

enum {
  CLASSES = GAZ_NAME_CLASS_COUNT,
  CLOSED = GAZ_NAME_CLOSED,
  STRIDE = GAZ_NAME_STRIDE,
  HALF = GAZ_NAME_HALF,
  /* Places in a row; the others, one in the first half and two in the second, are padding. */
  UNITS = 1,
  BEGINS = UNITS + CLASSES,
  INSIDES = HALF,
  LASTS = INSIDES + CLASSES,
};

static const float never = -1e30f; /* the score of what cannot be */

static bool is_open(unsigned label) { return label && (label - 1) % 4 <= GAZ_NAME_INSIDE; }

void gaz_name_outside_scores(float *scores) {
  scores[GAZ_NAME_OUTSIDE] = 0;
  for (unsigned label = 1; label < GAZ_NAME_STRIDE; label++) scores[label] = -1e4f;
}

bool gaz_name_may_follow(unsigned label, unsigned next) {
  unsigned part = next ? (next - 1) % 4 : GAZ_NAME_UNIT;
  bool continues = part == GAZ_NAME_INSIDE || part == GAZ_NAME_LAST;
  if (is_open(label)) return continues && (label - 1) / 4 == (next - 1) / 4;
  return !continues;
}

unsigned gaz_name_place(unsigned label) {
  static const uint8_t parts[] = {BEGINS, INSIDES, LASTS, UNITS};
  return label ? parts[(label - 1) % 4] + (label - 1) / 4 : GAZ_NAME_OUTSIDE;
}

/* Sorts a token's labels; the padding gets `padding`. */
static void sort(const float *labels, float padding, float *row) {
  row[GAZ_NAME_OUTSIDE] = labels[GAZ_NAME_OUTSIDE];
  for (unsigned class = 0; class < CLASSES; class ++) {
    const float *parts = labels + gaz_name_label(class, 0);
    row[UNITS + class] = parts[GAZ_NAME_UNIT];
    row[BEGINS + class] = parts[GAZ_NAME_BEGIN];
    row[INSIDES + class] = parts[GAZ_NAME_INSIDE];
    row[LASTS + class] = parts[GAZ_NAME_LAST];
  }
  row[BEGINS + CLASSES] = row[LASTS + CLASSES] = row[LASTS + CLASSES + 1] = padding;
}

static void unsort(const float *row, float *labels) {
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

/* The label of a closed place, by its number among them, and of an opening one. */
static inline unsigned closing(unsigned n) {
  return !n           ? GAZ_NAME_OUTSIDE
         : n < BEGINS ? gaz_name_label(n - UNITS, GAZ_NAME_UNIT)
                      : gaz_name_label(n - BEGINS, GAZ_NAME_LAST);
}

static inline unsigned opening(unsigned n) {
  return n < BEGINS ? closing(n) : gaz_name_label(n - BEGINS, GAZ_NAME_BEGIN);
}

void gaz_name_transitions_arrange(gaz_name_transitions *transitions) {
  memset(transitions->steps, 0, sizeof transitions->steps);
  memset(transitions->steps_back, 0, sizeof transitions->steps_back);
  for (unsigned a = 0; a < CLOSED; a++)
    for (unsigned b = 0; b < CLOSED; b++)
      transitions->steps[a][b] = transitions->steps_back[b][a] =
          transitions->score[opening(b)][closing(a)];
  memset(transitions->from_begin, 0, sizeof transitions->from_begin);
  memset(transitions->from_inside, 0, sizeof transitions->from_inside);
  for (unsigned class = 0; class < CLASSES; class ++) {
    unsigned begin = gaz_name_label(class, GAZ_NAME_BEGIN), inside = begin + 1, last = begin + 2;
    transitions->from_begin[class] = transitions->score[inside][begin];
    transitions->from_begin[CLASSES + class] = transitions->score[last][begin];
    transitions->from_inside[class] = transitions->score[inside][inside];
    transitions->from_inside[CLASSES + class] = transitions->score[last][inside];
  }
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

void gaz_name_best(const float *scores, size_t count, const gaz_name_transitions *transitions,
                   float *paths, uint8_t *labels) {
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

void gaz_name_transitions_exp(const gaz_name_transitions *transitions, gaz_name_transitions *out) {
  for (unsigned a = 0; a < GAZ_NAME_LABELS; a++)
    for (unsigned b = 0; b < GAZ_NAME_LABELS; b++)
      out->score[a][b] = expf(transitions->score[a][b]);
  gaz_name_transitions_arrange(out);
}

/* The same as expf but for the last bits, of a whole row at once; no number is above 0, and what is under
 * -80 becomes about nothing. */
static void exp_row(float *row) {
  float factors[STRIDE];
  int32_t bits[STRIDE];
  for (unsigned i = 0; i < STRIDE; i++) {
    float x = row[i] > -80 ? row[i] : -80;
    int32_t halvings = (int32_t)(x * 1.44269504f - 0.5f); /* to the nearest whole number */
    float rest = (x - (float)halvings * 0.693359375f) + (float)halvings * 2.12194440e-4f;
    bits[i] = (halvings + 127) * (1 << 23);
    row[i] =
        1 + rest * (1 + rest * (0.5f +
                                rest * (0.166666672f +
                                        rest * (0.0416664853f +
                                                rest * (0.00833336823f + rest * 0.00139304355f)))));
  }
  memcpy(factors, bits, sizeof factors);
  for (unsigned i = 0; i < STRIDE; i++) row[i] *= factors[i];
}

/* exp(score - highest) of a token, in `out`; returns the highest. */
static float emissions(const float *scores, float *out) {
  float parts[4];
  sort(scores, never, out);
  memcpy(parts, out, sizeof parts);
  for (unsigned i = 4; i < STRIDE; i += 4)
    for (unsigned k = 0; k < 4; k++) parts[k] = out[i + k] > parts[k] ? out[i + k] : parts[k];
  float left = parts[0] > parts[1] ? parts[0] : parts[1];
  float right = parts[2] > parts[3] ? parts[2] : parts[3], highest = left > right ? left : right;
  for (unsigned i = 0; i < STRIDE; i++) out[i] -= highest;
  exp_row(out);
  return highest;
}

/* Divides a row by its sum, which it returns. */
static float scale(float *row) {
  float parts[4] = {0}; /* four sums, so that they need not wait for each other */
  for (unsigned i = 0; i < STRIDE; i += 4)
    for (unsigned k = 0; k < 4; k++) parts[k] += row[i + k];
  float sum = (parts[0] + parts[1]) + (parts[2] + parts[3]);
  if (!(sum > 1e-30f)) sum = 1e-30f;
  float by = 1 / sum;
  for (unsigned i = 0; i < STRIDE; i++) row[i] *= by;
  return sum;
}

/* out[b] = the sum of values[a] * rows[a][b]; the sums stay in registers. */
static void multiply(const float *values, const float rows[CLOSED][HALF], float *out) {
  typedef float four __attribute__((vector_size(16), aligned(4), may_alias));
  four sums[HALF / 4] = {0};
  for (unsigned a = 0; a < CLOSED; a++) {
    const four *row = (const four *)rows[a];
#pragma GCC unroll 5
    for (unsigned b = 0; b < HALF / 4; b++) sums[b] += values[a] * row[b];
  }
  memcpy(out, sums, sizeof sums);
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

double gaz_name_marginals(const float *scores, size_t count,
                          const gaz_name_transitions *transitions, float *forward, float *backward,
                          float *probabilities) {
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
