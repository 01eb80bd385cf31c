/* train_parser CORPORA DATA TAGS OUTPUT - learns dependencies from the train portions of EWT and GUM,
 * with the tags that `train_tagger --folds` predicted for them.
 *
 * The oracle is dynamic: in every state, also those reached by mistakes, it knows which actions lose no
 * further arc, so that the parser learns to make the best of its own errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "english/parse_state.h"
#include "english/parser.h"
#include "trainer.h"

enum { ROUNDS = 10, EXPLORE_FROM = 1 };
static const float margin = 4;

static char label_names[GAZ_MODEL_LABELS_MAX][40];
static int label_action[GAZ_MODEL_LABELS_MAX];
static uint8_t label_deprel[GAZ_MODEL_LABELS_MAX];
static uint32_t label_count;

static void add_label(int action, uint8_t deprel) {
  for (uint32_t i = 0; i < label_count; i++)
    if (label_action[i] == action && label_deprel[i] == deprel) return;
  char *name = label_names[label_count];
  if (action == GAZ_PARSE_SHIFT)
    strcpy(name, "shift");
  else
    snprintf(name, sizeof label_names[0], "%s %s", action == GAZ_PARSE_LEFT ? "left" : "right",
             gaz_deprel_name(deprel));
  label_action[label_count] = action;
  label_deprel[label_count++] = deprel;
}

/* The gold head of every word, the root's being `count`. */
static void gold_heads(const conllu_sentence *s, int32_t *heads) {
  for (size_t i = 0; i < s->count; i++)
    heads[i] = s->words[i].head < 0 ? (int32_t)s->count : s->words[i].head;
}

/* How many gold arcs an action loses for good. */
static int cost_of(const gaz_parse_state *s, const int32_t *gold, int action) {
  int32_t b = (int32_t)s->next, n = (int32_t)s->count;
  int32_t s0 = s->depth > 0 ? s->stack[s->depth - 1] : -1;
  int32_t s1 = s->depth > 1 ? s->stack[s->depth - 2] : -1;
  int cost = 0;
  if (action == GAZ_PARSE_SHIFT) { /* b can no longer be linked with the stack but below s0 */
    for (size_t i = 0; i + 1 < s->depth; i++) cost += gold[b] == s->stack[i];
    for (size_t i = 0; i < s->depth; i++) cost += gold[s->stack[i]] == b;
    return cost;
  }
  for (int32_t d = b; d < n; d++) cost += gold[d] == s0; /* its dependants to come */
  if (action == GAZ_PARSE_LEFT) {
    cost += gold[s0] == s1 && s1 >= 0;
    cost += gold[s0] > b;
  } else {
    cost += gold[s0] >= b;
  }
  return cost;
}

static bool right_arc(const gaz_parse_state *s, const int32_t *gold, const conllu_sentence *sentence,
                      uint32_t label, bool *is_gold) {
  int action = label_action[label];
  *is_gold = false;
  if (action == GAZ_PARSE_SHIFT) return true;
  int32_t s0 = s->stack[s->depth - 1];
  int32_t head = action == GAZ_PARSE_LEFT ? (int32_t)s->next : s->stack[s->depth - 2];
  *is_gold = gold[s0] == head;
  return !*is_gold || sentence->words[s0].deprel == label_deprel[label];
}

typedef struct totals {
  size_t words, heads, labelled;
} totals;

static void learn_sentence(trainer *t, const conllu_sentence *sentence, const gaz_word_info *infos,
                           const gaz_token *tokens, gaz_parse_state *s, bool explore, totals *sum) {
  int32_t gold[4096];
  gold_heads(sentence, gold);
  gaz_parse_start(s, infos, tokens, sentence->count);
  while (!gaz_parse_done(s)) {
    uint64_t features[GAZ_PARSE_FEATURES];
    float scores[GAZ_MODEL_LABELS_MAX];
    size_t n = gaz_parse_features(s, features);
    trainer_score(t, features, n, scores);
    int costs[3], least = 1 << 20;
    for (int action = 0; action < 3; action++) {
      costs[action] = gaz_parse_allowed(s, action) ? cost_of(s, gold, action) : 1 << 20;
      if (costs[action] < least) least = costs[action];
    }
    int best = -1, good = -1, bad = -1;
    for (uint32_t i = 0; i < label_count; i++) {
      int action = label_action[i];
      bool is_gold;
      if (!gaz_parse_allowed(s, action)) continue;
      if (best < 0 || scores[i] > scores[best]) best = (int)i;
      if (costs[action] == least && right_arc(s, gold, sentence, i, &is_gold)) {
        if (good < 0 || scores[i] > scores[good]) good = (int)i;
      } else if (bad < 0 || scores[i] > scores[bad]) {
        bad = (int)i;
      }
    }
    if (good < 0) { /* the gold relation was never seen in this direction */
      good = best;
    } else if (bad >= 0 && scores[bad] + margin > scores[good]) {
      trainer_update(t, features, n, (uint32_t)good, 1);
      trainer_update(t, features, n, (uint32_t)bad, -1);
    }
    trainer_tick(t);
    int taken = explore || best == good ? best : good;
    gaz_parse_apply(s, label_action[taken], label_deprel[taken]);
  }
  for (size_t i = 0; i < sentence->count; i++) {
    bool head = s->nodes[i].head == gold[i];
    bool root = gold[i] == (int32_t)sentence->count;
    sum->words++;
    sum->heads += head;
    sum->labelled += head && (root || s->nodes[i].label == sentence->words[i].deprel);
  }
}

static void read_tags(const char *path, gaz_tokens *tokens) {
  FILE *file = fopen(path, "r");
  char upos[32], xpos[32];
  for (size_t i = 0; i < tokens->token_count; i++) {
    if (!file || fscanf(file, "%31s %31s", upos, xpos) != 2) {
      fprintf(stderr, "%s: not the tags of these words\n", path);
      exit(2);
    }
    tokens->tokens[i].upos = gaz_upos_parse(upos, strlen(upos));
    tokens->tokens[i].xpos = gaz_xpos_parse(xpos, strlen(xpos));
  }
  fclose(file);
}

int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: train_parser CORPORA DATA TAGS OUTPUT\n");
    return 2;
  }
  int rounds = argc > 5 ? atoi(argv[5]) : ROUNDS;
  gaz_word_lexicons *lexicons;
  gaz_error error;
  if (gaz_word_lexicons_load(argv[2], &lexicons, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  conllu corpus = {0};
  char path[4096];
  snprintf(path, sizeof path, "%s/ewt/en_ewt-ud-train.conllu", argv[1]);
  conllu_read(&corpus, path, NULL, NULL);
  snprintf(path, sizeof path, "%s/gum/train", argv[1]);
  conllu_read(&corpus, path, NULL, "reddit");
  gaz_arena arena = {0};
  gaz_tokens tokens;
  size_t size, longest = 0;
  char *text = conllu_given_tokens(&corpus, 0, corpus.count, &arena, &tokens, &size);
  read_tags(argv[3], &tokens);
  gaz_word_info *infos = malloc(tokens.token_count * sizeof *infos);
  uint32_t *order = malloc(corpus.count * sizeof *order);
  if (!infos || !order) return 3;
  add_label(GAZ_PARSE_SHIFT, 0);
  for (size_t s = 0; s < corpus.count; s++) {
    const gaz_sentence *sentence = &tokens.sentences[s];
    gaz_token *first = &tokens.tokens[sentence->first];
    order[s] = (uint32_t)s;
    if (sentence->count > longest) longest = sentence->count;
    for (uint32_t w = 0; w < sentence->count; w++) {
      const conllu_word *word = &corpus.sentences[s].words[w];
      first[w].shape = gaz_token_shape(text, first[w].start, first[w].end);
      add_label(word->head < 0 || word->head > (int32_t)w ? GAZ_PARSE_LEFT : GAZ_PARSE_RIGHT,
                word->deprel);
    }
    gaz_word_info_fill(lexicons, text, first, sentence->count, infos + sentence->first);
  }
  const char *names[GAZ_MODEL_LABELS_MAX];
  for (uint32_t i = 0; i < label_count; i++) names[i] = label_names[i];
  trainer *t = trainer_new(names, label_count);
  gaz_parse_state *state = gaz_parse_state_new(longest, &arena);
  fprintf(stderr, "%zu sentences, %zu words, %u labels\n", corpus.count, corpus.word_count, label_count);
  for (int round = 0; round < rounds; round++) {
    totals sum = {0};
    trainer_shuffle(order, corpus.count, (uint64_t)round + 100);
    for (size_t k = 0; k < corpus.count; k++) {
      uint32_t first = tokens.sentences[order[k]].first;
      learn_sentence(t, &corpus.sentences[order[k]], infos + first, tokens.tokens + first, state,
                     round >= EXPLORE_FROM, &sum);
    }
    fprintf(stderr, "round %d: UAS %.2f LAS %.2f, %zu features\n", round + 1,
            100.0 * (double)sum.heads / (double)sum.words,
            100.0 * (double)sum.labelled / (double)sum.words, trainer_feature_count(t));
  }
  trainer_save(t, argv[4], &(trainer_options){.min_updates = 16, .max_weight = 30, .min_steps = 2});
  return 0;
}
