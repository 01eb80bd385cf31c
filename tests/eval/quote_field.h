// quote_field.h - the chain that labels the units of a cue's window, as train_quotes learns it, and the
// steps by which both of its models learn.
#ifndef QUOTE_FIELD_H
#define QUOTE_FIELD_H

#include "extract/quote_internal.h"
#include "quote_examples.h"

enum { QUOTE_MEMBERS = 4 };  // that learn in different orders; a model is their mean

typedef struct quote_field {
  double *weights;
  double transitions[GAZ_BOUNDARY_COUNT][GAZ_LABEL_COUNT][GAZ_LABEL_COUNT];
  float *squares, transition_squares[GAZ_BOUNDARY_COUNT][GAZ_LABEL_COUNT][GAZ_LABEL_COUNT];
} quote_field;  // weights: GAZ_LABEL_COUNT a feature

void quote_shuffle(uint32_t *order, size_t count, uint64_t *state);
// One step of AdaGrad against the gradient.
double quote_step(double gradient, double rate, float *squares);
double *quote_field_weights(double *weights, uint32_t feature);
// Learns from all windows, or from those that are not held out.
void quote_field_train(const quote_corpus *corpus, bool all, quote_field *mean);
void quote_field_label(const quote_field *field, const quote_window *window, uint8_t *labels);

#endif
