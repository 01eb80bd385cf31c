/* train_tagger CORPORA OUTPUT - learns parts of speech from the train portions of EWT and GUM. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "english/tagger.h"
#include "trainer.h"

enum { ROUNDS = 8 };

static char label_names[GAZ_MODEL_LABELS_MAX][32];
static uint32_t label_count;

static int label_of(uint8_t upos, uint8_t xpos) {
  char name[32];
  snprintf(name, sizeof name, "%s/%s", gaz_upos_name(upos), gaz_xpos_name(xpos));
  for (uint32_t i = 0; i < label_count; i++)
    if (!strcmp(label_names[i], name)) return (int)i;
  if (label_count == GAZ_MODEL_LABELS_MAX) return 0;
  strcpy(label_names[label_count], name);
  return (int)label_count++;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: train_tagger CORPORA OUTPUT\n");
    return 2;
  }
  int rounds = argc > 3 ? atoi(argv[3]) : ROUNDS;
  conllu corpus = {0};
  char path[4096];
  snprintf(path, sizeof path, "%s/ewt/en_ewt-ud-train.conllu", argv[1]);
  conllu_read(&corpus, path, NULL, NULL);
  snprintf(path, sizeof path, "%s/gum/train", argv[1]);
  conllu_read(&corpus, path, NULL, "reddit");
  gaz_arena arena = {0};
  gaz_tokens tokens;
  size_t size;
  char *text = conllu_given_tokens(&corpus, 0, corpus.count, &arena, &tokens, &size);
  int *gold = malloc(tokens.token_count * sizeof *gold);
  uint32_t *order = malloc(corpus.count * sizeof *order);
  gaz_word_info *infos = malloc(tokens.token_count * sizeof *infos);
  for (size_t s = 0; s < corpus.count; s++) {
    order[s] = (uint32_t)s;
    gaz_sentence *sentence = &tokens.sentences[s];
    gaz_token *first = &tokens.tokens[sentence->first];
    for (uint32_t w = 0; w < sentence->count; w++) {
      first[w].shape = gaz_token_shape(text, first[w].start, first[w].end);
      gold[sentence->first + w] =
          label_of(corpus.sentences[s].words[w].upos, corpus.sentences[s].words[w].xpos);
    }
    gaz_word_info_fill(text, first, sentence->count, infos + sentence->first);
  }
  const char *names[GAZ_MODEL_LABELS_MAX];
  for (uint32_t i = 0; i < label_count; i++) names[i] = label_names[i];
  trainer *t = trainer_new(names, label_count);
  fprintf(stderr, "%zu sentences, %zu words, %u labels\n", corpus.count, corpus.word_count,
          label_count);
  for (int round = 0; round < rounds; round++) {
    size_t right = 0;
    trainer_shuffle(order, corpus.count, (uint64_t)round);
    for (size_t k = 0; k < corpus.count; k++) {
      const gaz_sentence *s = &tokens.sentences[order[k]];
      int previous = -1, before = -1;
      for (size_t at = 0; at < s->count; at++) {
        uint64_t features[GAZ_TAGGER_FEATURES];
        float scores[GAZ_MODEL_LABELS_MAX];
        size_t n = gaz_tagger_word_features(infos + s->first, s->count, at, features);
        n += gaz_tagger_tag_features(infos + s->first, s->count, at, previous, before, features + n);
        trainer_score(t, features, n, scores);
        int best = 0, want = gold[s->first + at];
        for (uint32_t i = 1; i < label_count; i++)
          if (scores[i] > scores[best]) best = (int)i;
        if (best != want) {
          trainer_update(t, features, n, (uint32_t)want, 1);
          trainer_update(t, features, n, (uint32_t)best, -1);
        } else {
          right++;
        }
        trainer_tick(t);
        before = previous;
        previous = best;
      }
    }
    fprintf(stderr, "round %d: %.2f %% right\n", round + 1,
            100.0 * (double)right / (double)tokens.token_count);
  }
  trainer_save(t, argv[2], &(trainer_options){.min_updates = 3, .max_weight = 0, .min_steps = 0.7f});
  trainer_free(t);
  return 0;
}
