/* A linear chain over 37 labels, of which most pairs cannot follow each other: inside a name only
 * the same class goes on, and after a name, or outside, only a new name or none can begin. So a
 * step costs 19 x 19 for the second kind and 2 x 2 a class for the first, not 37 x 37. */
#include "english/names_decode.h"

#include <math.h>
#include <string.h>

enum { CLASSES = GAZ_NAME_CLASS_COUNT, CLOSED = GAZ_NAME_CLOSED, PADDED = GAZ_NAME_CLOSED_PADDED };

static const float never = -1e30f; /* the score of what cannot be */

/* Labels after which a name is over (outside, last, unit), and labels that may then come (outside,
 * begin, unit). */
static inline unsigned closing(unsigned n) {
  return n == 0 ? GAZ_NAME_OUTSIDE
                : gaz_name_label((n - 1) / 2, (n - 1) % 2 ? GAZ_NAME_UNIT : GAZ_NAME_LAST);
}

static inline unsigned opening(unsigned n) {
  return n == 0 ? GAZ_NAME_OUTSIDE
                : gaz_name_label((n - 1) / 2, (n - 1) % 2 ? GAZ_NAME_UNIT : GAZ_NAME_BEGIN);
}

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

void gaz_name_transitions_arrange(gaz_name_transitions *transitions) {
  memset(transitions->steps, 0, sizeof transitions->steps);
  for (unsigned a = 0; a < CLOSED; a++)
    for (unsigned b = 0; b < CLOSED; b++)
      transitions->steps[a][b] = transitions->score[opening(b)][closing(a)];
}

/* The best score that leads to each opening label. */
static void best_steps(const gaz_name_transitions *transitions, const float *closed, float *best) {
  for (unsigned b = 0; b < PADDED; b++) best[b] = closed[0] + transitions->steps[0][b];
  for (unsigned a = 1; a < CLOSED; a++) {
    const float *row = transitions->steps[a];
    float value = closed[a];
    for (unsigned b = 0; b < PADDED; b++) {
      float sum = value + row[b];
      best[b] = sum > best[b] ? sum : best[b];
    }
  }
}

/* The label before `next` on the best path, from the scores of the paths up to there. */
static unsigned best_before(const float *row, unsigned next,
                            const gaz_name_transitions *transitions) {
  unsigned best = 0;
  float highest = 2 * never;
  unsigned part = next ? (next - 1) % 4 : GAZ_NAME_UNIT;
  if (part == GAZ_NAME_INSIDE || part == GAZ_NAME_LAST) {
    unsigned begin = gaz_name_label((next - 1) / 4, GAZ_NAME_BEGIN), inside = begin + 1;
    return row[begin] + transitions->score[next][begin] >=
                   row[inside] + transitions->score[next][inside]
               ? begin
               : inside;
  }
  for (unsigned a = 0; a < CLOSED; a++) {
    float value = row[closing(a)] + transitions->score[next][closing(a)];
    if (value > highest) {
      highest = value;
      best = closing(a);
    }
  }
  return best;
}

void gaz_name_best(const float *scores, size_t count, const gaz_name_transitions *transitions,
                   float *paths, uint8_t *labels) {
  float closed[CLOSED], best[PADDED];
  if (!count) return;
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
    paths[label] = gaz_name_may_follow(GAZ_NAME_OUTSIDE, label) ? scores[label] : never;
  for (size_t t = 1; t < count; t++) {
    const float *score = scores + t * GAZ_NAME_STRIDE;
    float *now = paths + t * GAZ_NAME_STRIDE;
    const float *before = now - GAZ_NAME_STRIDE;
    for (unsigned a = 0; a < CLOSED; a++) closed[a] = before[closing(a)];
    best_steps(transitions, closed, best);
    for (unsigned b = 0; b < CLOSED; b++) now[opening(b)] = best[b] + score[opening(b)];
    for (unsigned class = 0; class < CLASSES; class ++) {
      unsigned begin = gaz_name_label(class, GAZ_NAME_BEGIN), inside = begin + 1, last = begin + 2;
      for (unsigned next = inside; next <= last; next++) {
        float x = before[begin] + transitions->score[next][begin];
        float y = before[inside] + transitions->score[next][inside];
        now[next] = (x >= y ? x : y) + score[next];
      }
    }
  }
  const float *now = paths + (count - 1) * GAZ_NAME_STRIDE;
  unsigned label = GAZ_NAME_OUTSIDE;
  for (unsigned a = 0; a < CLOSED; a++)
    if (now[closing(a)] > now[label]) label = closing(a);
  for (size_t t = count; t-- > 0;) {
    labels[t] = (uint8_t)label;
    if (t) label = best_before(paths + (t - 1) * GAZ_NAME_STRIDE, label, transitions);
  }
}

void gaz_name_transitions_exp(const gaz_name_transitions *transitions, gaz_name_transitions *out) {
  for (unsigned a = 0; a < GAZ_NAME_LABELS; a++)
    for (unsigned b = 0; b < GAZ_NAME_LABELS; b++)
      out->score[a][b] = expf(transitions->score[a][b]);
  gaz_name_transitions_arrange(out);
}

static double scale(float *row) {
  float sum = 0;
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) sum += row[label];
  float by = 1 / (sum > 1e-30f ? sum : 1e-30f);
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) row[label] *= by;
  return log((double)(sum > 1e-30f ? sum : 1e-30f));
}

/* exp(score - highest) of a token, in `out`; returns the highest. */
static float emissions(const float *score, float *out) {
  float highest = score[0];
  for (unsigned label = 1; label < GAZ_NAME_LABELS; label++)
    highest = score[label] > highest ? score[label] : highest;
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
    out[label] = expf(score[label] - highest);
  return highest;
}

double gaz_name_marginals(const float *scores, size_t count,
                          const gaz_name_transitions *transitions, float *forward, float *backward,
                          float *probabilities) {
  double total = 0;
  float row[GAZ_NAME_STRIDE];
  for (size_t t = 0; t < count; t++) {
    float *emission = probabilities + t * GAZ_NAME_STRIDE; /* kept here until the end */
    float *now = forward + t * GAZ_NAME_STRIDE, *before = now - GAZ_NAME_STRIDE;
    total += emissions(scores + t * GAZ_NAME_STRIDE, emission);
    memset(now, 0, GAZ_NAME_STRIDE * sizeof *now);
    if (t == 0) {
      for (unsigned b = 0; b < CLOSED; b++) now[opening(b)] = emission[opening(b)];
    } else {
      float sums[PADDED] = {0};
      for (unsigned a = 0; a < CLOSED; a++) {
        float value = before[closing(a)];
        for (unsigned b = 0; b < PADDED; b++) sums[b] += value * transitions->steps[a][b];
      }
      for (unsigned b = 0; b < CLOSED; b++) now[opening(b)] = sums[b] * emission[opening(b)];
      for (unsigned class = 0; class < CLASSES; class ++)
        for (unsigned part = GAZ_NAME_INSIDE; part <= GAZ_NAME_LAST; part++) {
          unsigned next = gaz_name_label(class, part),
                   begin = gaz_name_label(class, GAZ_NAME_BEGIN),
                   inside = gaz_name_label(class, GAZ_NAME_INSIDE);
          now[next] = (before[begin] * transitions->score[next][begin] +
                       before[inside] * transitions->score[next][inside]) *
                      emission[next];
        }
    }
    if (t + 1 == count) /* a sentence cannot end inside a name */
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
        if (is_open(label)) now[label] = 0;
    total += scale(now);
  }
  for (size_t t = count; t-- > 0;) {
    float *now = backward + t * GAZ_NAME_STRIDE;
    if (t + 1 == count) {
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
        now[label] = is_open(label) ? 0 : 1;
    } else {
      const float *emission = probabilities + (t + 1) * GAZ_NAME_STRIDE;
      const float *after = now + GAZ_NAME_STRIDE;
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
        row[label] = emission[label] * after[label];
      memset(now, 0, GAZ_NAME_STRIDE * sizeof *now);
      float opened[PADDED] = {0};
      for (unsigned b = 0; b < CLOSED; b++) opened[b] = row[opening(b)];
      for (unsigned a = 0; a < CLOSED; a++) {
        float parts[4] = {0}; /* four sums, so that they need not wait for each other */
        for (unsigned b = 0; b < PADDED; b += 4)
          for (unsigned k = 0; k < 4; k++) parts[k] += opened[b + k] * transitions->steps[a][b + k];
        now[closing(a)] = parts[0] + parts[1] + parts[2] + parts[3];
      }
      for (unsigned class = 0; class < CLASSES; class ++)
        for (unsigned part = GAZ_NAME_BEGIN; part <= GAZ_NAME_INSIDE; part++) {
          unsigned label = gaz_name_label(class, part), last = gaz_name_label(class, GAZ_NAME_LAST),
                   inside = gaz_name_label(class, GAZ_NAME_INSIDE);
          now[label] = row[inside] * transitions->score[inside][label] +
                       row[last] * transitions->score[last][label];
        }
      scale(now);
    }
  }
  for (size_t t = 0; t < count; t++) {
    float *p = probabilities + t * GAZ_NAME_STRIDE;
    for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
      p[label] = forward[t * GAZ_NAME_STRIDE + label] * backward[t * GAZ_NAME_STRIDE + label];
    scale(p);
  }
  return total;
}
