/* Trains data/english/events.model: which words are events.
 *
 *   train_events CORPORA data/english/events.model [--held-out]
 *   train_events --blank data/english/events.model     an empty model, so that the engine opens
 *
 * Logistic regression, its weights averaged over time, over the candidate words of ECB+ (not its
 * development topics; listed sentences only) and TimeBank, whose idea of an event is a little
 * different: it counts half and has some features of its own. --held-out trains without every third
 * topic and prints the F1 there. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event_corpora.h"
#include "extract/events_internal.h"
#include "extract/tables_internal.h"
#include "trainer.h"

enum { EPOCHS = 6 };
static const float rate = 0.05f, timebank_weight = 0.5f;

typedef struct example {
  uint64_t *features;
  uint16_t count;
  bool event, ecb, held;
} example;

typedef struct set {
  gaz_arena arena;
  example *items;
  size_t count, capacity;
  unsigned long missed, held_missed; /* gold that is no candidate */
} set;

static void add_document(set *s, const gaz_engine *engine, const event_document *document,
                         bool held) {
  gaz_event_view view;
  gaz_arena scratch = {0};
  const gaz_tokens *tokens = &document->analysis.tokens;
  if (gaz_event_view_make(engine, &document->analysis, &document->facts, &scratch, &view)) exit(3);
  bool *head = gaz_arena_zeroed(&scratch, tokens->token_count + 1, 1);
  for (uint32_t m = 1; m <= document->gold_count; m++) {
    uint32_t token = event_gold_head(document, m);
    if (token == UINT32_MAX || !document->listed[tokens->tokens[token].sentence]) continue;
    head[token] = true;
    if (!gaz_event_candidate(&view, token)) {
      s->missed++;
      s->held_missed += held;
    }
  }
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    if (!document->listed[tokens->tokens[t].sentence] || !gaz_event_candidate(&view, t)) continue;
    uint64_t features[GAZ_EVENT_FEATURES_MAX];
    size_t count = gaz_event_word_features(&view, t, features);
    count += gaz_event_place_features(&view, t, features + count);
    s->items = gaz_arena_grow(&s->arena, s->items, s->count, &s->capacity, sizeof *s->items);
    example *e = &s->items[s->count++];
    *e = (example){.features = gaz_arena_alloc(&s->arena, count * sizeof *features),
                   .count = (uint16_t)count,
                   .event = head[t],
                   .ecb = document->topic > 0,
                   .held = held};
    memcpy(e->features, features, count * sizeof *features);
  }
  gaz_arena_free(&scratch);
}

/* TimeBank has features of its own: what is only true there is learnt there. */
static size_t features_of(const example *e, uint64_t *out) {
  memcpy(out, e->features, e->count * sizeof *out);
  if (e->ecb) return e->count;
  for (size_t i = 0; i < 4 && i < e->count; i++) out[e->count + i] = e->features[i] ^ 0x5bd1e995u;
  return e->count + (e->count < 4 ? e->count : 4u);
}

typedef struct scored {
  float score;
  bool event;
} scored;

static int by_score(const void *a, const void *b) {
  float x = ((const scored *)a)->score, y = ((const scored *)b)->score;
  return x > y ? -1 : x < y;
}

/* The best F1 there is for some threshold, and that threshold. */
static void print_best(const set *s, const trainer *t) {
  scored *all = malloc((s->count + 1) * sizeof *all);
  size_t count = 0;
  unsigned long gold = s->held_missed, right = 0;
  for (size_t i = 0; i < s->count; i++) {
    const example *e = &s->items[i];
    uint64_t features[2 * GAZ_EVENT_FEATURES_MAX];
    if (!e->held) continue;
    trainer_score_average(t, features, features_of(e, features), &all[count].score);
    all[count++].event = e->event;
    gold += e->event;
  }
  qsort(all, count, sizeof *all, by_score);
  double best = 0, at = 0;
  for (size_t i = 0; i < count; i++) {
    right += all[i].event;
    double f1 = 200.0 * (double)right / (double)(i + 1 + gold);
    if (f1 > best) {
      best = f1;
      at = all[i].score;
    }
  }
  printf("          best F1 %.2f above %.2f\n", best, at);
  free(all);
}

static void print_held(const set *s, const trainer *t) {
  unsigned long right = 0, found = 0, gold = s->held_missed;
  for (size_t i = 0; i < s->count; i++) {
    const example *e = &s->items[i];
    if (!e->held) continue;
    float score;
    uint64_t features[2 * GAZ_EVENT_FEATURES_MAX];
    trainer_score_average(t, features, features_of(e, features), &score);
    found += score > 0;
    gold += e->event;
    right += score > 0 && e->event;
  }
  printf("held out: P %.2f R %.2f F1 %.2f\n", 100.0 * (double)right / (double)(found + !found),
         100.0 * (double)right / (double)(gold + !gold),
         200.0 * (double)right / (double)(found + gold + !gold));
}

int main(int argc, char **argv) {
  static const char *const labels[] = {"event"};
  gaz_error error = {0};
  if (argc == 3 && !strcmp(argv[1], "--blank")) {
    gaz_model_entry none = {.count = 0};
    return gaz_model_write(argv[2], labels, 1, 1, &none, 0, &error) ? 3 : 0;
  }
  bool hold = argc == 4 && !strcmp(argv[3], "--held-out");
  if (argc != 3 && !hold) {
    fprintf(stderr, "usage: train_events CORPORA MODEL [--held-out] | --blank MODEL\n");
    return 2;
  }
  gaz_engine *engine;
  if (gaz_engine_open(NULL, &engine, &error)) {
    fprintf(stderr, "train_events: %s: %s\n", error.path, error.message);
    return 3;
  }
  event_corpus corpus = {0};
  event_corpus_add_ecb(&corpus, engine, argv[1], false);
  event_corpus_add_timebank(&corpus, engine, argv[1]);
  set s = {0};
  for (size_t i = 0; i < corpus.count; i++)
    add_document(&s, engine, &corpus.documents[i],
                 hold && corpus.documents[i].topic > 0 && corpus.documents[i].topic % 3 == 0);
  printf("%zu documents, %zu candidates, %lu events are none\n", corpus.count, s.count, s.missed);
  uint32_t *order = malloc((s.count + 1) * sizeof *order);
  for (size_t i = 0; i < s.count; i++) order[i] = (uint32_t)i;
  trainer *t = trainer_new(labels, 1, 0);
  for (uint64_t epoch = 0; epoch < EPOCHS; epoch++) {
    unsigned long wrong = 0;
    trainer_shuffle(order, s.count, epoch + 1);
    for (size_t i = 0; i < s.count; i++) {
      const example *e = &s.items[order[i]];
      uint64_t features[2 * GAZ_EVENT_FEATURES_MAX];
      float score;
      if (e->held) continue;
      size_t count = features_of(e, features);
      trainer_score(t, features, count, &score);
      float slope = (float)e->event - 1 / (1 + expf(-score));
      if (fabsf(slope) > 0.02f)
        trainer_update(t, features, count, 0, rate * (e->ecb ? 1 : timebank_weight) * slope);
      wrong += (score > 0) != e->event;
      trainer_tick(t);
    }
    printf("epoch %u: %lu wrong\n", (unsigned)epoch + 1, wrong);
    if (hold) print_held(&s, t), print_best(&s, t);
  }
  if (!hold) trainer_save(t, argv[2], &(trainer_options){.min_updates = 2, .min_steps = 1});
  trainer_free(t);
  free(order);
  gaz_arena_free(&s.arena);
  gaz_arena_free(&corpus.arena);
  gaz_engine_release(engine);
  return 0;
}
