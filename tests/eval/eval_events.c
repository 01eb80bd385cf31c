/* Events: which words are triggers (ECB+), and who did what to whom (PETRARCH, in eval_petrarch.c). */
#include <stdio.h>
#include <string.h>

#include "eval.h"
#include "event_corpora.h"

typedef struct counts {
  unsigned long gold, found, right;
} counts;

static void count_document(const event_document *document, const eval *context, counts *n) {
  const gaz_tokens *tokens = &document->analysis.tokens;
  gaz_arena scratch = {0};
  bool *hit = gaz_arena_zeroed(&scratch, document->gold_count + 2, 1);
  uint32_t *head = gaz_arena_zeroed(&scratch, document->gold_count + 2, sizeof *head);
  for (uint32_t m = 1; m <= document->gold_count; m++) {
    head[m] = event_gold_head(document, m);
    if (head[m] != UINT32_MAX && document->listed[tokens->tokens[head[m]].sentence]) n->gold++;
  }
  for (size_t e = 0; e < document->facts.event_count; e++) {
    const gaz_event *event = &document->facts.events[e];
    if (!document->listed[event->sentence]) continue;
    uint32_t m = document->gold[event->head];
    n->found++;
    if (m && head[m] == event->head && !hit[m]) {
      hit[m] = true;
      n->right++;
    } else if (context->verbose) {
      printf("EXTRA %s %.*s (%s)\n", document->name, (int)(event->end - event->start),
             document->analysis.text + event->start,
             gaz_upos_name(tokens->tokens[event->head].upos));
    }
  }
  for (uint32_t m = 1; context->verbose && m <= document->gold_count; m++)
    if (head[m] != UINT32_MAX && document->listed[tokens->tokens[head[m]].sentence] && !hit[m]) {
      const gaz_token *t = &tokens->tokens[head[m]];
      printf("MISSED %s %.*s (%s)\n", document->name, (int)(t->end - t->start),
             document->analysis.text + t->start, gaz_upos_name(t->upos));
    }
  gaz_arena_free(&scratch);
}

void eval_petrarch(const eval *context);

void eval_events(const eval *context) {
  event_corpus corpus = {0};
  counts n = {0};
  event_corpus_add_ecb(&corpus, context->engine, context->corpora, true);
  for (size_t i = 0; i < corpus.count; i++) count_document(&corpus.documents[i], context, &n);
  double precision = n.found ? 100.0 * (double)n.right / (double)n.found : 0;
  double recall = n.gold ? 100.0 * (double)n.right / (double)n.gold : 0;
  double sum = precision + recall;
  eval_row("events", "ECB+ dev", "trigger head precision", precision, 0);
  eval_row("events", "ECB+ dev", "trigger head recall", recall, 0);
  eval_row("events", "ECB+ dev", "trigger head F1", sum > 0 ? 2 * precision * recall / sum : 0, 72);
  gaz_arena_free(&corpus.arena);
  eval_petrarch(context);
}
