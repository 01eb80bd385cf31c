/* The chain with the instructions of 2013. */
#if defined(__AVX2__)
#define BEST gaz_name_best_avx2
#define MARGINALS gaz_name_marginals_avx2
#include "english/names_decode_body.h"
#else
typedef int gaz_name_best_avx2_is_for_other_machines;
#endif
