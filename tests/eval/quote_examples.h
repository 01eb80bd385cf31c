// quote_examples.h - what the trainer of quotes learns from: annotated articles as examples of features.
#ifndef GAZ_EVAL_QUOTE_EXAMPLES_H
#define GAZ_EVAL_QUOTE_EXAMPLES_H

#include "extract/quote_features.h"
#include "polnear.h"

// The distinct features, numbered as they come.
typedef struct quote_feature_list {
  uint64_t *features;
  uint32_t *uses;
  uint32_t count;
  uint32_t *slots;  // of a hash table: a number + 1, or 0
  uint32_t slot_count;
} quote_feature_list;

// A token that may be the head of a cue. Features are numbers in cue_features.
typedef struct quote_cue {
  uint32_t article;
  bool is_cue;
  uint32_t count;
  uint32_t *features;
} quote_cue;

// The window of an annotated cue. Features are numbers in unit_features.
typedef struct quote_window {
  uint32_t article;
  uint32_t count, at;
  uint8_t *labels, *boundaries;
  uint32_t *starts, *features;  // of unit u: features[starts[u]] up to features[starts[u + 1]]
} quote_window;

typedef struct quote_corpus {
  gaz_arena arena;
  quote_feature_list cue_features, unit_features;
  quote_cue *cues;
  size_t cue_count, cue_capacity;
  quote_window *windows;
  size_t window_count, window_capacity;
  unsigned long gold_cues, missed_cues;
} quote_corpus;

// Analyses the articles and makes examples of them, without the features that occur once. Prints what is
// wrong and returns false on failure. Lives until the program ends.
bool quote_corpus_read(const gaz_engine *engine, const polnear *articles, quote_corpus *out);

// Takes features with fewer uses than QUOTE_LEAST_USES out of the examples: they would be learnt by heart.
// To be rid of one, set its uses to 0.
enum { QUOTE_LEAST_USES = 2 };
void quote_corpus_filter(quote_corpus *corpus);

// Whether an article is not learnt from while figures are taken.
bool quote_held_out(uint32_t article);

#endif
