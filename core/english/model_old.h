/* english/model_old.h - models of version 1, until all are trained again. */
#ifndef GAZ_ENGLISH_MODEL_OLD_H
#define GAZ_ENGLISH_MODEL_OLD_H

#include "english/model.h"

bool gaz_model_read_old(gaz_model *model, const unsigned char *bytes, size_t size);
void gaz_model_score_old(const gaz_model *model, const uint64_t *features, size_t count,
                         int32_t *scores);
int gaz_model_only_label_old(const gaz_model *model, uint64_t feature);

#endif
