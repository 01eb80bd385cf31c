/* train_parser CORPORA DATA TAGS FOLDER - learns dependencies from the train portions of EWT and GUM,
 * with the tags that `train_tagger --folds` predicted for them.
 *
 * The oracle is dynamic: in every state, also those reached by mistakes, it knows which actions lose no
 * further arc, so that the parser learns to make the best of its own errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "english/parse_features.h"
#include "english/parser.h"
#include "learner.h"
#include "trainer.h"
#include <math.h>

enum {
  ROUNDS = 10,
  MEAN_ROUNDS = 5,  /* the last, whose weights are averaged */
  EXPLORE_FROM = 1, /* rounds of the oracle's own actions */
  CLOSE_ACTIONS_BEFORE = 3,
  ACTION_FEATURES = 390000,
  CLOSE_RELATIONS_AFTER = 2,
  RELATION_UPDATES = 4,
};
static const learner_options action_options = {.least_uses = 2, .rate = 0.03f, .drop = 0.15f};
static const float LARGEST_WEIGHT = 2.5f; /* of an action; more are clipped */
static const double hidden = 0.15;        /* part of a relation's features, see trainer_hide */
static const float margin = 4;

static const char *const action_names[2] = {"left", "right"}; /* against shift, which scores 0 */
static uint32_t relation_of[GAZ_DEPREL_COUNT];                /* label of a relation */

/* The gold head of every word, the root's being `count`. */
static void gold_heads(const conllu_sentence *s, int32_t *heads) {
  for (size_t i = 0; i < s->count; i++)
    heads[i] = s->words[i].head < 0 ? (int32_t)s->count : s->words[i].head;
}

enum { FORBIDDEN = 1 << 20 }; /* the cost of what is not allowed */

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

typedef struct totals {
  size_t words, heads, labelled;
} totals;

/* Names the relation of the arc about to be made; learns from it when the arc is right. */
static uint8_t relation(trainer *t, const gaz_parse_state *s, const conllu_sentence *sentence,
                        const int32_t *gold, int action) {
  int32_t head, dependant;
  gaz_parse_arc(s, action, &head, &dependant);
  if (head == (int32_t)s->count) return GAZ_DEPREL_ROOT;
  uint64_t features[GAZ_PARSE_FEATURES];
  float scores[GAZ_DEPREL_COUNT];
  gaz_relation_view view;
  gaz_relation_view_fill(s, head, dependant, &view);
  size_t n = gaz_relation_features(&view, GAZ_PARTS_ALL, features);
  trainer_score(t, features, n, scores);
  uint32_t best = 0, count = GAZ_DEPREL_COUNT - 1;
  for (uint32_t i = 1; i < count; i++)
    if (scores[i] > scores[best]) best = i;
  if (gold[dependant] == head) {
    n = trainer_hide(t, features, n, hidden);
    trainer_score(t, features, n, scores);
    uint32_t want = relation_of[sentence->words[dependant].deprel], rival = want ? 0 : 1;
    for (uint32_t i = 0; i < count; i++)
      if (i != want && scores[i] > scores[rival]) rival = i;
    if (scores[rival] + margin > scores[want]) {
      trainer_update(t, features, n, want, 1);
      trainer_update(t, features, n, rival, -1);
    }
    trainer_tick(t);
  }
  return (uint8_t)(best + 1);
}

/* The gradient of -log p(any of the actions that cost least). */
static void gradient_of(const float *scores, const int *costs, int least, float *gradient) {
  float highest = -1e30f, all = 0, good = 0, p[3];
  for (int a = 0; a < 3; a++)
    if (costs[a] < FORBIDDEN && scores[a] > highest) highest = scores[a];
  for (int a = 0; a < 3; a++) {
    p[a] = costs[a] < FORBIDDEN ? expf(scores[a] - highest) : 0;
    all += p[a];
    if (costs[a] == least) good += p[a];
  }
  for (int a = 0; a < 3; a++)
    gradient[a] = p[a] / all - (costs[a] == least ? p[a] / (good > 1e-20f ? good : 1e-20f) : 0);
}

/* Goes through a sentence; `actions` learns, or only counts features when `relations` is NULL. */
static void learn_sentence(learner *actions, trainer *relations, const conllu_sentence *sentence,
                           const gaz_word_info *infos, const gaz_token *tokens, gaz_parse_state *s,
                           bool explore, totals *sum) {
  int32_t gold[4096];
  gold_heads(sentence, gold);
  gaz_parse_start(s, infos, tokens, sentence->count);
  while (!gaz_parse_done(s)) {
    int costs[3], least = FORBIDDEN, choices = 0;
    for (int action = 0; action < 3; action++) {
      bool allowed = gaz_parse_allowed(s, action);
      costs[action] = allowed ? cost_of(s, gold, action) : FORBIDDEN;
      choices += allowed;
      if (costs[action] < least) least = costs[action];
    }
    float scores[3] = {0}, gradient[3];
    if (choices > 1) {
      uint64_t features[GAZ_PARSE_FEATURES];
      gaz_parse_view view;
      gaz_parse_view_fill(s, &view);
      size_t n = gaz_parse_features(&view, GAZ_PARTS_ALL, features);
      if (relations)
        learner_score(actions, features, n, scores);
      else
        learner_count(actions, features, n);
    }
    int best = -1, good = -1;
    for (int action = 0; action < 3; action++) {
      if (costs[action] == FORBIDDEN) continue;
      if (best < 0 || scores[action] > scores[best]) best = action;
      if (costs[action] == least && (good < 0 || scores[action] > scores[good])) good = action;
    }
    if (choices > 1 && relations) {
      gradient_of(scores, costs, least, gradient);
      learner_update(actions, gradient);
    }
    int taken = explore ? best : good;
    uint8_t label = 0;
    if (taken != GAZ_PARSE_SHIFT)
      label = relations ? relation(relations, s, sentence, gold, taken)
                        : sentence->words[s->stack[s->depth - 1]].deprel;
    gaz_parse_apply(s, taken, label);
  }
  if (!relations) return;
  for (size_t i = 0; i < sentence->count; i++) {
    bool head = s->nodes[i].head == gold[i];
    sum->words++;
    sum->heads += head;
    sum->labelled += head && s->nodes[i].label == sentence->words[i].deprel;
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
    fprintf(stderr, "usage: train_parser CORPORA DATA TAGS FOLDER\n");
    return 2;
  }
  int rounds = argc > 5 ? atoi(argv[5]) : ROUNDS;
  gaz_word_lexicons *lexicons;
  gaz_error error;
  if (gaz_word_lexicons_load(argv[2], NULL, &lexicons, &error)) {
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
  for (uint32_t i = 1; i < GAZ_DEPREL_COUNT; i++) relation_of[i] = i - 1;
  for (size_t s = 0; s < corpus.count; s++) {
    const gaz_sentence *sentence = &tokens.sentences[s];
    gaz_token *first = &tokens.tokens[sentence->first];
    order[s] = (uint32_t)s;
    if (sentence->count > longest) longest = sentence->count;
    for (uint32_t w = 0; w < sentence->count; w++) {
      first[w].shape = gaz_token_shape(text, first[w].start, first[w].end);
    }
    gaz_word_info_fill(lexicons, text, first, sentence->count, NULL, infos + sentence->first);
  }
  const char *names[GAZ_DEPREL_COUNT];
  for (uint32_t i = 1; i < GAZ_DEPREL_COUNT; i++) names[i - 1] = gaz_deprel_name((uint8_t)i);
  learner *actions = learner_new(&action_options);
  trainer *relations = trainer_new(names, GAZ_DEPREL_COUNT - 1, 0);
  gaz_parse_state *state = gaz_parse_state_new(longest, &arena);
  fprintf(stderr, "%zu sentences, %zu words\n", corpus.count, corpus.word_count);
  for (size_t k = 0; k < corpus.count; k++)
    learn_sentence(actions, NULL, &corpus.sentences[k], infos + tokens.sentences[k].first,
                   tokens.tokens + tokens.sentences[k].first, state, false, NULL);
  for (int round = 0; round < rounds; round++) {
    if (round == rounds - MEAN_ROUNDS) learner_average(actions, true);
    totals sum = {0};
    trainer_shuffle(order, corpus.count, (uint64_t)round + 100);
    for (size_t k = 0; k < corpus.count; k++) {
      uint32_t first = tokens.sentences[order[k]].first;
      learn_sentence(actions, relations, &corpus.sentences[order[k]], infos + first,
                     tokens.tokens + first, state, round >= EXPLORE_FROM, &sum);
    }
    if (round == CLOSE_ACTIONS_BEFORE) learner_close(actions, ACTION_FEATURES);
    if (round == CLOSE_RELATIONS_AFTER) trainer_close(relations, RELATION_UPDATES);
    fprintf(stderr, "round %d: UAS %.2f LAS %.2f, %zu + %zu features\n", round + 1,
            100.0 * (double)sum.heads / (double)sum.words,
            100.0 * (double)sum.labelled / (double)sum.words, learner_feature_count(actions),
            trainer_feature_count(relations));
  }
  snprintf(path, sizeof path, "%s/parser.model", argv[4]);
  learner_save(actions, path, action_names, LARGEST_WEIGHT, 1);
  snprintf(path, sizeof path, "%s/relations.model", argv[4]);
  trainer_save(relations, path, &(trainer_options){.min_steps = 5.5f});
  return 0;
}
