/* english/model_score.h - scoring, compiled once for each instruction set.
 *
 * A score is a few short passes over the features: where their buckets are, which place in it, what weights.
 * So the memory of all of them is fetched at once and not one after another, and no pass has a branch that
 * depends on what is found but for the ends of lists. */
#ifndef GAZ_ENGLISH_MODEL_SCORE_H
#define GAZ_ENGLISH_MODEL_SCORE_H

#include "english/model.h"

/* Lays the lists of a model that was just read as they are scored (model_rows.c); false when there is no memory. Its
 * buckets, rows and weights are these then. */
bool gaz_model_lay_lists(gaz_model *model);

/* Gives the model the functions that are best for this machine. */
void gaz_model_choose_functions(gaz_model *model);

gaz_model_scorer gaz_model_score_plain; /* SSE2 where there is no more, or no vectors at all */
gaz_model_scorer gaz_model_score_avx2;
gaz_model_locator gaz_model_locate_plain, gaz_model_locate_avx2;
gaz_model_adder gaz_model_add_plain, gaz_model_add_avx2;
gaz_model_labeller gaz_model_label_of_key_plain, gaz_model_label_of_key_avx2;

/* gaz_model_best for each. */
uint32_t gaz_model_best_plain(const int16_t *scores, uint32_t labels, int32_t *margin);
uint32_t gaz_model_best_avx2(const int16_t *scores, uint32_t labels, int32_t *margin);

#endif
