/* event_corpora.h - texts with their events marked: ECB+ and TimeBank. */
#ifndef GAZ_EVAL_EVENT_CORPORA_H
#define GAZ_EVAL_EVENT_CORPORA_H

#include "english/engine.h"
#include "extract/facts.h"

typedef struct event_document {
  const char *name;
  int topic; /* of ECB+, 0 else */
  gaz_analysis analysis;
  gaz_facts facts;
  uint32_t *gold; /* for each token 1 + its mention, or 0 */
  uint32_t gold_count;
  bool *listed; /* for each sentence: its annotation is complete */
} event_document;

typedef struct event_corpus {
  gaz_arena arena;
  event_document *documents;
  size_t count, capacity;
} event_corpus;

/* Whether a topic of ECB+ is for development. */
bool ecb_is_dev(int topic);

/* Append the documents of CORPORA/ecbplus (dev topics, or the others) and of CORPORA/timebank, read
 * by the engine up to and with extraction. Print what cannot be read and end the program. */
void event_corpus_add_ecb(event_corpus *corpus, const gaz_engine *engine, const char *corpora,
                          bool dev);
void event_corpus_add_timebank(event_corpus *corpus, const gaz_engine *engine, const char *corpora);

/* The token that stands for gold mention `mention` (1 + index): the one whose head is outside it. */
uint32_t event_gold_head(const event_document *document, uint32_t mention);

#endif
