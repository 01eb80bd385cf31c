/* english/names_places.h - where a label stands in a row at work, see names_decode.c. */
#ifndef GAZ_ENGLISH_NAMES_PLACES_H
#define GAZ_ENGLISH_NAMES_PLACES_H

#include "english/names_decode.h"

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

/* For one set of instructions each; what they do is told in names_decode.h. */
typedef void gaz_name_best_path(const float *scores, size_t count,
                                const gaz_name_transitions *transitions, float *paths,
                                uint8_t *labels);
typedef double gaz_name_probabilities(const float *scores, size_t count,
                                      const gaz_name_transitions *transitions_exp, float *forward,
                                      float *backward, float *probabilities);
gaz_name_best_path gaz_name_best_plain, gaz_name_best_avx2;
gaz_name_probabilities gaz_name_marginals_plain, gaz_name_marginals_avx2;

#endif
