/* extract/quote_model.h - the trained part of quote extraction: two linear models. */
#ifndef GAZ_EXTRACT_QUOTE_MODEL_H
#define GAZ_EXTRACT_QUOTE_MODEL_H

#include "english/model.h"
#include "extract/quote_features.h"

typedef struct gaz_quote_model {
  gaz_model *cues;   /* quote_cues.model: one label; above 0 a token is the head of a cue */
  gaz_model *units;  /* quotes.model: GAZ_LABEL_COUNT labels, a chain over the units of a window */
  int32_t threshold; /* instead of 0, for the trainer */
  int32_t transitions[GAZ_BOUNDARY_COUNT][GAZ_LABEL_COUNT][GAZ_LABEL_COUNT]; /* from, to */
} gaz_quote_model;

/* A transition's weights are the sum of so many features: one byte would not hold the largest. */
enum { GAZ_TRANSITION_PARTS = 8 };
uint64_t gaz_quote_transition_feature(unsigned boundary, unsigned from, unsigned part);

/* The names of the labels of the units' model. */
extern const char *const gaz_quote_label_names[GAZ_LABEL_COUNT];

/* Maps the two models of `folder`. A damaged or foreign file is GAZ_ERROR_CORRUPT. */
gaz_status gaz_quote_model_load(const char *folder, gaz_quote_model *out, gaz_error *error);
void gaz_quote_model_free(gaz_quote_model *model);

/* How much a token looks like the head of a cue; compare with `threshold`. */
int32_t gaz_quote_model_cue(const gaz_quote_model *model, const gaz_quote_view *view,
                            uint32_t token);

/* The best labelling of a cue's window; labels has frame->count elements. */
void gaz_quote_model_label(const gaz_quote_model *model, const gaz_cue_frame *frame,
                           uint8_t *labels);

#endif
