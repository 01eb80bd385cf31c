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
