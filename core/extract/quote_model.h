/* extract/quote_model.h - the trained part of quote extraction: two linear models in one file. */
#ifndef GAZ_EXTRACT_QUOTE_MODEL_H
#define GAZ_EXTRACT_QUOTE_MODEL_H

#include "extract/quote_features.h"

/* Weights are a byte each. A row holds the high byte of its feature's hash as a tag, so that the many
 * features the model does not know meet an empty or foreign row and count nothing; a feature lies in
 * the row of its hash's low bits or in that row's neighbour. See data/english/MODELS.md. */
typedef struct gaz_cue_row {
  uint8_t tag; /* 0: empty */
  int8_t weight;
} gaz_cue_row;

typedef struct gaz_unit_row {
  uint8_t tag;
  int8_t weights[GAZ_LABEL_COUNT];
} gaz_unit_row;

typedef struct gaz_quote_model {
  uint32_t cue_bits, unit_bits;
  int32_t threshold;         /* a cue scores above it */
  const gaz_cue_row *cues;   /* 1 << cue_bits */
  const gaz_unit_row *units; /* 1 << unit_bits */
  int16_t transitions[GAZ_BOUNDARY_COUNT][GAZ_LABEL_COUNT][GAZ_LABEL_COUNT]; /* from, to */
  gaz_string bytes; /* the file; cues and units point into it */
} gaz_quote_model;

static inline uint8_t gaz_quote_tag(uint32_t feature) {
  uint8_t tag = (uint8_t)(feature >> 24);
  return tag ? tag : 1;
}

/* Reads a model. A damaged or foreign file is GAZ_ERROR_CORRUPT. */
gaz_status gaz_quote_model_load(const char *path, gaz_quote_model *out, gaz_error *error);
void gaz_quote_model_free(gaz_quote_model *model);
/* For the trainer: writes what load reads. */
gaz_status gaz_quote_model_save(const gaz_quote_model *model, const char *path, gaz_error *error);

/* How much a token looks like the head of a cue; compare with `threshold`. */
int32_t gaz_quote_model_cue(const gaz_quote_model *model, const gaz_quote_view *view,
                            uint32_t token);

/* The best labelling of a cue's window; labels has frame->count elements. */
void gaz_quote_model_label(const gaz_quote_model *model, const gaz_cue_frame *frame,
                           uint8_t *labels);

#endif
