// The three measures of coreference and their mean (CoNLL F1), over any number of documents.
#ifndef GAZ_EVAL_COREFERENCE_SCORES_H
#define GAZ_EVAL_COREFERENCE_SCORES_H

#include <stddef.h>
#include <stdint.h>

// A mention is a span; two are one when both ends agree. `chain` numbers are of any order.
typedef struct scored_mention {
  uint32_t start, end, chain;
} scored_mention;

typedef struct ratio {
  double above, below;
} ratio;

typedef struct coreference_scores {
  ratio muc_recall, muc_precision, cubed_recall, cubed_precision, ceaf_recall, ceaf_precision;
  ratio mention_recall, mention_precision;
} coreference_scores;

// Adds one document. A span that occurs twice on one side counts once. With `singletons` 0, chains of
// one mention are left out of both sides.
void coreference_add(coreference_scores *scores, const scored_mention *gold, size_t gold_count,
                     const scored_mention *found, size_t found_count, int singletons);

double ratio_f1(ratio recall, ratio precision);  // in percent
double coreference_conll(const coreference_scores *scores);

#endif
