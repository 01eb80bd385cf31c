/* eval.h - the one table of tests/eval: each row is a figure, the data it was measured on and what
 * must be reached. */
#ifndef GAZ_EVAL_H
#define GAZ_EVAL_H

#include "english/engine.h"

typedef struct eval {
  const gaz_engine *engine;
  const char *corpora; /* folder with ewt/, gum/, ... */
  bool verbose;        /* print errors, for development */
} eval;

/* Prints a row. `target` <= 0: no figure was asked for. */
void eval_row(const char *task, const char *data, const char *metric, double value, double target);

/* One function a topic; each prints its rows. Add yours to the list in eval.c. */
void eval_text(const eval *context);           /* tokens, sentences, golden rules */
void eval_english(const eval *context);        /* tags, lemmas, dependencies */
void eval_newswire_names(const eval *context); /* names by span and type, with the confusion */
void eval_samples(const eval *context);        /* the project's own archive; needs no corpora */
void eval_marks(const eval *context);          /* the same: what is marked in the drafts */

void eval_polnear(const eval *context);          /* sources, cues, content, speakers */
void eval_time_expressions(const eval *context); /* time expressions */

void eval_coreference(const eval *context); /* who is who */
void eval_archive(const eval *context);     /* the same across articles */

void eval_events(const eval *context); /* triggers; who did what to whom */

#endif
