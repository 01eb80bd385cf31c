/* train_parser CORPORA DATA TAGS FOLDER - learns dependencies from the train portions of EWT and GUM,
 * with the tags that `train_tagger --folds` predicted for them; writes parser.model and relations.model.
 * train_parser CORPORA DATA TAGS --teach TEXT SILVER - learns several larger parsers, two of them from the last
 * word to the first, and writes which trees they vote for in a plain text.
 * train_parser CORPORA DATA TAGS FOLDER --silver SILVER - the first again, with those trees too.
 * train_parser CORPORA DATA TAGS --folds TREES - parses those portions themselves, each half with a small parser that
 * learnt from the other: head (-1 the root) and relation of each word.
 *
 * The oracle is dynamic: in every state, also those reached by mistakes, it knows which actions lose no
 * further arc, so that the parser learns to make the best of its own errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/parse_features.h"
#include "english/parser.h"
#include "learner.h"
#include "trainer.h"
#include "treebank.h"
#include <math.h>

enum {
  ROUNDS = 9,
  MEAN_ROUNDS = 5,  /* the last, whose weights are averaged */
  EXPLORE_FROM = 1, /* rounds of the oracle's own actions */
  CLOSE_ACTIONS_AFTER = 2,
  ACTION_FEATURES = 320000,
  CLOSE_RELATIONS_AFTER = 2,
  RELATION_UPDATES = 4,
  SILVER_SHARE = 10, /* one in so many voted sentences is learnt from in a round */
  GRAFTS = 3000,     /* sentences made of two, see treebank.h */
  MEMBERS = 2,       /* the models are the means of so many */
  TEACHERS = 4,
  TEACHER_ROUNDS = 5,
  TEACHER_MEAN_ROUNDS = 3,
  FOLDS = 2,
  FOLD_ROUNDS = 3,
  FOLD_MEAN_ROUNDS = 1,
  FOLD_STRETCH = 200, /* neighbouring sentences go together: documents mostly stay whole */
};
static const float rate = 0.03f, drop = 0.15f; /* of actions, see learner.h */
static const float LARGEST_WEIGHT = 2.5f;      /* of an action; more are clipped */
static const double hidden = 0.15;             /* part of a relation's features, see trainer_hide */
static const float margin = 4;
static const float least_steps = 5.5f; /* of a relation's weights: smaller ones are left out */

static const char *const action_names[2] = {"left", "right"}; /* against shift, which scores 0 */
static uint32_t relation_of[GAZ_DEPREL_COUNT];                /* label of a relation */

/* What learns, or knows, while a parser goes through sentences. */
typedef struct learning {
  learner *actions;
  trainer *relations; /* NULL: the model below names them */
  gaz_model *known;   /* relations.model */
  bool mirrored;      /* sentences are turned round */
  bool counting;      /* features are only counted */
  bool unnamed;       /* the sentence at hand has no relations to learn from */
  bool explore;       /* go where the model leads */
  int left_out;       /* fold not learnt from, -1 none */
  uint64_t random;
  gaz_parse_state *state;
} learning;

/* The gold head of every word, the root's being `count`; -1 where teachers were at odds, which costs nothing. */
static void gold_heads(const conllu_sentence *s, int32_t *heads) {
  for (size_t i = 0; i < s->count; i++)
    heads[i] = s->words[i].unsure     ? -1
               : s->words[i].head < 0 ? (int32_t)s->count
                                      : s->words[i].head;
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

/* relations.model knows sentences the right way round. */
static void turn_view_round(const gaz_parse_state *s, gaz_relation_view *v) {
  const gaz_parse_node *before = v->before;
  v->before = v->after;
  v->after = before;
  v->dl = &s->nodes[v->d->right], v->dr = &s->nodes[v->d->left], v->dl2 = &s->nodes[v->d->right2];
  v->hl = &s->nodes[v->h->right], v->hl2 = &s->nodes[v->h->right2];
  v->hr = &s->nodes[v->h->left], v->hr2 = &s->nodes[v->h->left2];
  v->side ^= 1, v->tags ^= 1, v->h_tag ^= 1, v->d_tag ^= 1;
}

static uint8_t known_relation(const learning *l, const gaz_relation_view *view) {
  uint64_t features[GAZ_PARSE_FEATURES];
  int16_t scores[GAZ_MODEL_SCORES] = {0};
  size_t n = gaz_relation_features(view, features);
  gaz_model_score(l->known, features, n, scores);
  uint32_t best = 0;
  for (uint32_t i = 1; i < l->known->label_count; i++)
    if (scores[i] > scores[best]) best = i;
  return gaz_deprel_parse(l->known->labels[best], strlen(l->known->labels[best]));
}

static bool is_of_fold(size_t sentence, int fold) {
  return fold >= 0 && (int)(sentence / FOLD_STRETCH % FOLDS) == fold;
}

static uint8_t averaged_relation(const trainer *t, const gaz_relation_view *view) {
  uint64_t features[GAZ_PARSE_FEATURES];
  float scores[GAZ_DEPREL_COUNT];
  size_t n = gaz_relation_features(view, features);
  trainer_score_average(t, features, n, scores);
  uint32_t best = 0;
  for (uint32_t i = 1; i < GAZ_DEPREL_COUNT - 1; i++)
    if (scores[i] > scores[best]) best = i;
  return (uint8_t)(best + 1);
}

static uint8_t learnt_relation(trainer *t, const gaz_relation_view *view, bool right,
                               uint8_t gold) {
  uint64_t features[GAZ_PARSE_FEATURES];
  float scores[GAZ_DEPREL_COUNT];
  size_t n = gaz_relation_features(view, features);
  trainer_score(t, features, n, scores);
  uint32_t best = 0, count = GAZ_DEPREL_COUNT - 1;
  for (uint32_t i = 1; i < count; i++)
    if (scores[i] > scores[best]) best = i;
  if (right) {
    n = trainer_hide(t, features, n, hidden);
    trainer_score(t, features, n, scores);
    uint32_t want = relation_of[gold], rival = want ? 0 : 1;
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

/* Names the relation of the arc about to be made; learns from it when the arc is right. */
static uint8_t relation(const learning *l, const conllu_sentence *sentence, const int32_t *gold,
                        int action) {
  int32_t head, dependant;
  gaz_parse_arc(l->state, action, &head, &dependant);
  if (l->counting) return sentence->words[dependant].deprel;
  if (head == (int32_t)l->state->count) return GAZ_DEPREL_ROOT;
  gaz_relation_view view;
  gaz_relation_view_fill(l->state, head, dependant, &view);
  if (l->relations && !gold) return averaged_relation(l->relations, &view);
  if (l->relations)
    return learnt_relation(l->relations, &view, !l->unnamed && gold[dependant] == head,
                           sentence->words[dependant].deprel);
  if (l->mirrored) turn_view_round(l->state, &view);
  return known_relation(l, &view);
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

/* An action drawn by the model's own probabilities. Always the best one would, once the sentences are known
 * by heart, show too few of the mistakes that are made in others. */
static int drawn_action(const float *scores, const int *costs, uint64_t *random) {
  float highest = -1e30f, all = 0, p[3];
  int last = 0;
  for (int a = 0; a < 3; a++)
    if (costs[a] < FORBIDDEN && scores[a] > highest) highest = scores[a];
  for (int a = 0; a < 3; a++) all += p[a] = costs[a] < FORBIDDEN ? expf(scores[a] - highest) : 0;
  float at = (float)(trainer_random(random) >> 40) / (float)(1 << 24) * all;
  for (int a = 0; a < 3; a++) {
    if (p[a] <= 0) continue;
    last = a;
    if (at < p[a]) break;
    at -= p[a];
  }
  return last;
}

/* Goes through a sentence and learns; without `sum` only features are counted. */
static void learn_sentence(learning *l, const conllu_sentence *sentence, const gaz_word_info *infos,
                           const gaz_token *tokens, totals *sum) {
  int32_t gold[4096];
  gaz_parse_state *s = l->state;
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
      if (l->counting)
        learner_count(l->actions, features, n);
      else
        learner_score(l->actions, features, n, scores);
    }
    int taken = -1;
    for (int action = 0; action < 3; action++)
      if (costs[action] == least && (taken < 0 || scores[action] > scores[taken])) taken = action;
    if (l->explore) taken = drawn_action(scores, costs, &l->random);
    if (choices > 1 && !l->counting) {
      gradient_of(scores, costs, least, gradient);
      learner_update(l->actions, gradient);
    }
    uint8_t label = taken == GAZ_PARSE_SHIFT ? 0 : relation(l, sentence, gold, taken);
    gaz_parse_apply(s, taken, label);
  }
  for (size_t i = 0; i < sentence->count && sum; i++) {
    bool head = s->nodes[i].head == gold[i];
    sum->words++;
    sum->heads += head;
    sum->labelled += head && s->nodes[i].label == sentence->words[i].deprel;
  }
}

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("train_parser: out of memory\n", stderr);
  exit(3);
}

static void learn_from(learning *l, const treebank *bank, size_t k, totals *sum) {
  uint32_t first = bank->tokens.sentences[k].first;
  l->unnamed = k >= bank->gold;
  learn_sentence(l, &bank->corpus.sentences[k], bank->infos + first, bank->tokens.tokens + first,
                 sum);
}

/* Learns in an order of that `seed`; keeps so many features of actions (0: all). */
static void learn(learning *l, const treebank *bank, int rounds, int mean_rounds, size_t features,
                  uint64_t seed) {
  size_t count = bank->corpus.count;
  uint32_t *order = checked(malloc(count * sizeof *order));
  for (size_t k = 0; k < count; k++) order[k] = (uint32_t)k;
  l->random = 88172645463325252u + seed;
  l->explore = false;
  bool first = !learner_feature_count(l->actions);
  l->counting = true;
  for (size_t k = 0; k < count && first; k++) learn_from(l, bank, k, NULL);
  l->counting = false;
  for (int round = 0; round < rounds; round++) {
    if (round == rounds - mean_rounds) learner_average(l->actions, true);
    l->explore = round >= EXPLORE_FROM;
    totals sum = {0};
    trainer_shuffle(order, count, (uint64_t)round + 100 + 1000 * seed);
    for (size_t k = 0; k < count; k++)
      if (is_of_fold(order[k], l->left_out))
        continue;
      else if (order[k] < bank->gold || order[k] % SILVER_SHARE == (uint32_t)round % SILVER_SHARE)
        learn_from(l, bank, order[k], &sum);
    if (round == CLOSE_ACTIONS_AFTER && features && first) learner_close(l->actions, features);
    if (round == CLOSE_RELATIONS_AFTER && l->relations)
      trainer_close(l->relations, RELATION_UPDATES);
    fprintf(stderr, "round %d: UAS %.2f LAS %.2f, %zu features\n", round + 1,
            100.0 * (double)sum.heads / (double)sum.words,
            100.0 * (double)sum.labelled / (double)sum.words, learner_feature_count(l->actions));
  }
  free(order);
}

/* Parses all sentences, or those of the fold that was left out; `relations` may be NULL. */
static void parse_text(learning *l, const treebank *text, int16_t *heads, uint8_t *relations) {
  gaz_parse_state *s = l->state;
  for (size_t k = 0; k < text->corpus.count; k++) {
    if (l->left_out >= 0 && !is_of_fold(k, l->left_out)) continue;
    const gaz_sentence *sentence = &text->tokens.sentences[k];
    int32_t count = (int32_t)sentence->count;
    gaz_parse_start(s, text->infos + sentence->first, text->tokens.tokens + sentence->first,
                    sentence->count);
    while (!gaz_parse_done(s)) {
      uint64_t features[GAZ_PARSE_FEATURES];
      float scores[3];
      gaz_parse_view view;
      gaz_parse_view_fill(s, &view);
      size_t n = gaz_parse_features(&view, GAZ_PARTS_ALL, features);
      learner_score_mean(l->actions, features, n, scores);
      int best = -1;
      for (int action = 0; action < 3; action++)
        if (gaz_parse_allowed(s, action) && (best < 0 || scores[action] > scores[best]))
          best = action;
      gaz_parse_apply(s, best, best == GAZ_PARSE_SHIFT ? 0 : relation(l, NULL, NULL, best));
    }
    for (int32_t i = 0; i < count; i++) {
      int32_t at = l->mirrored ? count - 1 - i : i, head = s->nodes[at].head;
      if (head == count)
        head = -1;
      else if (l->mirrored)
        head = count - 1 - head;
      heads[sentence->first + (uint32_t)i] = (int16_t)head;
      if (relations) relations[sentence->first + (uint32_t)i] = (uint8_t)s->nodes[at].label;
    }
  }
}

/* Every other teacher reads backwards: its mistakes are others. */
static void teach(learning *l, treebank *bank, treebank *text, const char *path) {
  int16_t *heads[TEACHERS];
  for (int teacher = 0; teacher < TEACHERS; teacher++) {
    heads[teacher] = checked(calloc(text->tokens.token_count, sizeof **heads));
    l->mirrored = teacher % 2;
    if (l->mirrored) treebank_mirror(bank), treebank_mirror(text);
    l->actions = learner_new(&(learner_options){2, rate, drop, (uint64_t)teacher});
    learn(l, bank, TEACHER_ROUNDS, TEACHER_MEAN_ROUNDS, 0, (uint64_t)teacher);
    parse_text(l, text, heads[teacher], NULL);
    learner_free(l->actions);
    if (l->mirrored) treebank_mirror(bank), treebank_mirror(text);
  }
  treebank_vote(text, heads, TEACHERS, path);
}

static void parse_folds(learning *l, const treebank *bank, const char *const *names,
                        const char *path) {
  size_t count = bank->tokens.token_count;
  int16_t *heads = checked(calloc(count, sizeof *heads));
  uint8_t *relations = checked(calloc(count, sizeof *relations));
  for (l->left_out = 0; l->left_out < FOLDS; l->left_out++) {
    l->actions = learner_new(&(learner_options){2, rate, drop, 1});
    l->relations = trainer_new(names, GAZ_DEPREL_COUNT - 1, 0);
    learn(l, bank, FOLD_ROUNDS, FOLD_MEAN_ROUNDS, 0, 1);
    parse_text(l, bank, heads, relations);
    learner_free(l->actions);
    trainer_free(l->relations);
  }
  FILE *out = fopen(path, "w");
  if (!out) {
    perror(path);
    exit(3);
  }
  for (size_t i = 0; i < count; i++)
    fprintf(out, "%d %s\n", heads[i], gaz_deprel_name(relations[i]));
  if (fclose(out)) exit(3);
}

static void stop(const gaz_error *error) {
  fprintf(stderr, "%s: %s\n", error->path, error->message);
  exit(3);
}

static void open_known(learning *l, const char *data) {
  char path[4096];
  gaz_error error;
  snprintf(path, sizeof path, "%s/english/relations.model", data);
  if (gaz_model_open(path, &l->known, &error)) stop(&error);
}

int main(int argc, char **argv) {
  bool teaching = argc == 7 && !strcmp(argv[4], "--teach");
  bool folding = argc == 6 && !strcmp(argv[4], "--folds");
  const char *silver = argc == 7 && !strcmp(argv[5], "--silver") ? argv[6] : NULL;
  if (argc != 5 && !teaching && !silver && !folding) {
    fprintf(
        stderr,
        "usage: train_parser CORPORA DATA TAGS FOLDER [--silver SILVER] | --teach TEXT SILVER | "
        "--folds TREES\n");
    return 2;
  }
  gaz_word_lexicons *lexicons;
  gaz_error error;
  char path[4096];
  if (gaz_word_lexicons_load(argv[2], NULL, &lexicons, &error)) stop(&error);
  static treebank bank, text;
  gaz_tagger *tagger;
  if (gaz_tagger_open(argv[2], &tagger, &error)) stop(&error);
  treebank_read(&bank, argv[1], argv[3], silver, folding ? 0 : GRAFTS, tagger, lexicons);
  fprintf(stderr, "%zu sentences, %zu words\n", bank.corpus.count, bank.corpus.word_count);
  const char *names[GAZ_DEPREL_COUNT];
  for (uint32_t i = 1; i < GAZ_DEPREL_COUNT; i++) {
    relation_of[i] = i - 1;
    names[i - 1] = gaz_deprel_name((uint8_t)i);
  }
  gaz_arena arena = {0};
  learning l = {.left_out = -1, .state = gaz_parse_state_new(bank.longest + 100, &arena)};
  if (!l.state) return 3;
  if (folding) {
    parse_folds(&l, &bank, names, argv[5]);
    return 0;
  }
  if (teaching) {
    open_known(&l, argv[2]);
    treebank_read_text(&text, argv[5], tagger, lexicons);
    teach(&l, &bank, &text, argv[6]);
    return 0;
  }
  trainer *relations = trainer_new(names, GAZ_DEPREL_COUNT - 1, 0);
  l.actions = learner_new(&(learner_options){2, rate, drop, 0});
  for (uint64_t member = 0; member < MEMBERS; member++) {
    if (member) learner_again(l.actions, member);
    l.relations = trainer_new(names, GAZ_DEPREL_COUNT - 1, member);
    learn(&l, &bank, ROUNDS, MEAN_ROUNDS, ACTION_FEATURES, member);
    trainer_add(relations, l.relations);
    trainer_free(l.relations);
  }
  snprintf(path, sizeof path, "%s/parser.model", argv[4]);
  learner_save(l.actions, path, action_names, LARGEST_WEIGHT, 1);
  snprintf(path, sizeof path, "%s/relations.model", argv[4]);
  trainer_save(relations, path, &(trainer_options){.min_steps = least_steps});
  return 0;
}
