/* A linear chain over 37 labels, of which most pairs cannot follow each other: inside a name only
 * the same class goes on, and after a name, or outside, only a new name or none can begin. So a
 * step costs 19 x 19 for the second kind and 2 x 2 a class for the first, not 37 x 37.
 *
 * At work the labels of a token are sorted by what may follow them: outside, the units, the begins; and in
 * the second half of the row the insides and the lasts. A step is then a few operations on whole halves,
 * loops of a length that the compiler knows and takes in vectors. */
#define BEST gaz_name_best_plain
#define MARGINALS gaz_name_marginals_plain
#include "english/names_decode_body.h"

/* Whether this machine has the instructions of names_decode_avx2.c. */
static bool is_wide(void) {
#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
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

unsigned gaz_name_place(unsigned label) {
  static const uint8_t parts[] = {BEGINS, INSIDES, LASTS, UNITS};
  return label ? parts[(label - 1) % 4] + (label - 1) / 4 : GAZ_NAME_OUTSIDE;
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
  transitions->wide = is_wide();
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
    transitions->from_outside[label] = transitions->score[label][GAZ_NAME_OUTSIDE];
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

void gaz_name_transitions_exp(const gaz_name_transitions *transitions, gaz_name_transitions *out) {
  for (unsigned a = 0; a < GAZ_NAME_LABELS; a++)
    for (unsigned b = 0; b < GAZ_NAME_LABELS; b++)
      out->score[a][b] = expf(transitions->score[a][b]);
  gaz_name_transitions_arrange(out);
}

#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
#define HERE(transitions, what) ((transitions)->wide ? what##_avx2 : what##_plain)
#else
#define HERE(transitions, what) what##_plain
#endif

void gaz_name_best(const float *scores, size_t count, const gaz_name_transitions *transitions,
                   float *paths, uint8_t *labels) {
  HERE(transitions, gaz_name_best)(scores, count, transitions, paths, labels);
}

double gaz_name_marginals(const float *scores, size_t count,
                          const gaz_name_transitions *transitions, float *forward, float *backward,
                          float *probabilities) {
  return HERE(transitions, gaz_name_marginals)(scores, count, transitions, forward, backward,
                                               probabilities);
}

/* ---- Names, not paths ---- */

typedef struct choice {
  size_t first;
  unsigned class;
  float sure, worth;
} choice;

/* Of the paths with a name that goes on at `token`, by class, takes those where it begins there. A label's share of the paths
 * that lead to the next is known from what led there. */
static void take_begins(const float *forward, const gaz_name_transitions *steps, unsigned next_part,
                        float going_on[CLASSES], float begins[CLASSES]) {
  for (unsigned class = 0; class < CLASSES; class ++) {
    unsigned begin = gaz_name_label(class, GAZ_NAME_BEGIN), next = begin + next_part;
    float from_begin = forward[BEGINS + class] * steps->score[next][begin];
    float from_inside = forward[INSIDES + class] * steps->score[next][begin + GAZ_NAME_INSIDE];
    float sum = from_begin + from_inside;
    begins[class] = sum > 0 ? going_on[class] * from_begin / sum : 0;
    going_on[class] = sum > 0 ? going_on[class] - begins[class] : 0;
  }
}

/* Takes the likeliest class of a name that begins at `first` if it is worth more than the best so far. */
static void compare(const float likely[CLASSES], size_t first, float other_class, choice *best) {
  float all = 0;
  for (unsigned class = 0; class < CLASSES; class ++) all += likely[class];
  for (unsigned class = 0; class < CLASSES; class ++) {
    float worth = likely[class] + other_class * (all - likely[class]);
    if (worth > best->worth) *best = (choice){first, class, likely[class], worth};
  }
}

/* The name that ends at a token and is worth most, and more than `least`. */
static choice best_name(const float *probabilities, const float *forward, size_t last,
                        const gaz_name_transitions *steps, float least, float other_class) {
  choice best = {.worth = least, .class = CLASSES};
  const float *here = probabilities + last * STRIDE;
  float begins[CLASSES], going_on[CLASSES], left = 0;
  for (unsigned class = 0; class < CLASSES; class ++) {
    begins[class] = here[gaz_name_label(class, GAZ_NAME_UNIT)];
    left += going_on[class] = here[gaz_name_label(class, GAZ_NAME_LAST)];
  }
  compare(begins, last, other_class, &best);
  unsigned next_part = GAZ_NAME_LAST;
  for (size_t first = last; first-- > 0 && left > best.worth; next_part = GAZ_NAME_INSIDE) {
    take_begins(forward + first * STRIDE, steps, next_part, going_on, begins);
    compare(begins, first, other_class, &best);
    left = 0;
    for (unsigned class = 0; class < CLASSES; class ++) left += going_on[class];
  }
  return best;
}

static bool goes_on(unsigned label) {
  return label && (label - 1) % 4 != GAZ_NAME_BEGIN && (label - 1) % 4 != GAZ_NAME_UNIT;
}

/* Puts the name in place of less sure ones that it overlaps, or leaves them; names so far end before `end`. Returns whether
 * it stands. */
static bool put_name(const choice *name, size_t last, size_t end, uint8_t *labels, float *sure) {
  size_t first = name->first;
  for (size_t i = first; i < end; i++)
    if (sure[i] >= name->sure) return false;
  while (first < end && goes_on(labels[first])) first--;
  for (size_t i = first; i < end; i++) labels[i] = GAZ_NAME_OUTSIDE, sure[i] = 0;
  for (size_t i = name->first; i <= last; i++) {
    unsigned part = name->first == last ? GAZ_NAME_UNIT
                    : i == name->first  ? GAZ_NAME_BEGIN
                    : i == last         ? GAZ_NAME_LAST
                                        : GAZ_NAME_INSIDE;
    labels[i] = (uint8_t)gaz_name_label(name->class, part);
    sure[i] = name->sure;
  }
  return true;
}

void gaz_name_choose(const float *probabilities, const float *forward, size_t count,
                     const gaz_name_transitions *transitions_exp, const gaz_name_stakes *stakes,
                     uint8_t *labels, float *sure) {
  memset(labels, GAZ_NAME_OUTSIDE, count);
  memset(sure, 0, count * sizeof *sure);
  for (size_t last = 0, end = 0; last < count; last++) {
    float named = 1 - probabilities[last * STRIDE + GAZ_NAME_OUTSIDE];
    float enough = (stakes->least - stakes->other_name * named) / (1 - stakes->other_name);
    choice name =
        best_name(probabilities, forward, last, transitions_exp, enough, stakes->other_class);
    if (name.class < CLASSES && put_name(&name, last, end, labels, sure)) end = last + 1;
  }
}
