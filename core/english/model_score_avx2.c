/* Scores with the instructions of 2013. */
#if defined(__AVX2__)
#define SCORE gaz_model_score_avx2
#define LOCATE gaz_model_locate_avx2
#define ADD gaz_model_add_avx2
#define LABEL_OF_KEY gaz_model_label_of_key_avx2
#define BEST gaz_model_best_avx2
#include "english/model_score_body.h"
#else
typedef int gaz_model_score_avx2_is_for_other_machines;
#endif
