/* train_first DATA TEXT - learns, from what DATA's tagger and parser say of a plain text (one sentence a line, words
 * apart by spaces), the small models that are asked before them: first_tags, first_relations, plain_actions, first_actions.
 *
 * Nobody's annotation is needed, so there is as much to learn from as there is text. Of tags, relations
 * and actions they hold what was always the answer under a few keys; of the other actions two weights for each bucket
 * of a small table, a logistic regression over features that share buckets as they fall. Each twentieth sentence is kept
 * apart, to print how much is answered and how much of that differently. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/parse_features.h"
#include "english/parser.h"
#include "treebank.h"

enum {
  USES_MIN = 16,      /* a key that was used less often is not trusted */
  EXCEPTIONS = 1000,  /* one in so many uses is allowed */
  UNSURE = 100,       /* and one in so many of which another answer came near */
  ANSWERS_MIN = 32,   /* a key that answers fewer, after those before it, is not worth its room */
  BUCKETS = 88 << 10, /* of actions */
  EPOCHS = 5,
  APART = 20,
  KEYS_MAX = 8,
  FEATURES_MAX = 36,
};
static const float rate = 0.1f, LARGEST_WEIGHT = 6;
/* Margins within which another answer came near, in units of the models' training. */
static const float near_tag = GAZ_TAGGER_DOUBT * GAZ_TAGGER_MEMBERS, near_relation = 25,
                   near_action = 2;

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("train_first: out of memory\n", stderr);
  exit(3);
}

static void stop(const gaz_error *error) {
  fprintf(stderr, "%s: %s\n", error->path, error->message);
  exit(3);
}

/* ---- Keys that always go with one answer ---- */

typedef struct question {
  uint64_t keys[KEYS_MAX];
  uint8_t answer;
  bool sure; /* no other answer came near */
  bool apart, answered;
} question;

typedef struct questions {
  question *items;
  size_t count, capacity;
} questions;

static question *add_question(questions *all, bool apart) {
  if (all->count == all->capacity) {
    all->capacity = all->capacity ? 2 * all->capacity : 1 << 16;
    all->items = checked(realloc(all->items, all->capacity * sizeof *all->items));
  }
  question *added = &all->items[all->count++];
  *added = (question){.apart = apart};
  return added;
}

typedef struct habit {
  uint64_t key; /* 0 is free */
  uint32_t uses, right, unsure, answers;
  uint8_t answer;
} habit;

typedef struct habits {
  habit *places; /* open addressing */
  size_t mask;
} habits;

static habit *habit_of(const habits *table, uint64_t key) {
  size_t at = (size_t)(gaz_feature_mix(key) & table->mask);
  while (table->places[at].key && table->places[at].key != key) at = (at + 1) & table->mask;
  return &table->places[at];
}

static bool is_firm(const habit *h) {
  return h->uses >= USES_MIN && (uint64_t)(h->uses - h->right) * EXCEPTIONS <= h->uses &&
         (uint64_t)h->unsure * UNSURE <= h->uses;
}

/* The answer of a key is the one that more than half of its uses have, if any. */
static void count_habits(const questions *all, int k, habits *table) {
  for (size_t i = 0; i < all->count; i++) {
    const question *q = &all->items[i];
    if (q->apart) continue;
    habit *h = habit_of(table, q->keys[k]);
    h->key = q->keys[k];
    h->uses++;
    h->unsure += !q->sure;
    if (!h->right) h->answer = q->answer;
    h->right += q->answer == h->answer ? 1 : (uint32_t)-1;
  }
  for (size_t i = 0; i <= table->mask; i++) table->places[i].right = 0;
  for (size_t i = 0; i < all->count; i++) {
    const question *q = &all->items[i];
    habit *h = habit_of(table, q->keys[k]);
    if (!q->apart) h->right += q->answer == h->answer;
  }
}

/* Writes the habits, those of the first key first. */
static void learn_habits(questions *all, int keys, const char *const *labels, uint32_t label_count,
                         const char *path) {
  habits table = {.mask = 1 << 16};
  while (table.mask < 2 * all->count) table.mask *= 2;
  table.places = checked(malloc(table.mask * sizeof *table.places));
  table.mask--;
  gaz_model_entry *entries = NULL;
  size_t count = 0, apart = 0, answered = 0, wrong = 0;
  static uint8_t label_of[256];
  static int8_t worth[128]; /* where a bucket is full those that answer most stay */
  for (int i = 0; i < 256; i++) label_of[i] = (uint8_t)i, worth[i / 2] = (int8_t)(i / 2);
  for (int k = 0; k < keys; k++) {
    memset(table.places, 0, (table.mask + 1) * sizeof *table.places);
    count_habits(all, k, &table);
    for (size_t i = 0; i < all->count; i++) {
      habit *h = habit_of(&table, all->items[i].keys[k]);
      h->answers += !all->items[i].apart && !all->items[i].answered;
    }
    for (size_t i = 0; i < all->count; i++) {
      question *q = &all->items[i];
      habit *h = habit_of(&table, q->keys[k]);
      if (q->answered || !is_firm(h) || h->answers < ANSWERS_MIN) continue;
      q->answered = true;
      answered += q->apart;
      wrong += q->apart && h->answer != q->answer;
    }
    entries = checked(realloc(entries, (count + table.mask / 8 + 1) * sizeof *entries));
    for (size_t i = 0; i <= table.mask; i++) {
      const habit *h = &table.places[i];
      if (h->key && is_firm(h) && h->answers >= ANSWERS_MIN)
        entries[count++] =
            (gaz_model_entry){gaz_feature_mix(h->key), &label_of[h->answer],
                              &worth[h->answers < 127 * 32 ? h->answers / 32 : 127], 1};
    }
  }
  for (size_t i = 0; i < all->count; i++) apart += all->items[i].apart;
  gaz_error error;
  if (gaz_model_write_keys(path, labels, label_count, entries, count, &error)) stop(&error);
  printf("%s: %zu keys; of %zu apart %.2f %% answered, %.3f %% differently\n", path, count, apart,
         100.0 * (double)answered / (double)apart, 100.0 * (double)wrong / (double)apart);
  free(entries);
  free(table.places);
}

/* ---- Actions ---- */

typedef struct decision {
  uint32_t buckets[FEATURES_MAX];
  size_t features;         /* so many buckets */
  uint8_t allowed, action; /* a bit for each; the large model's */
  bool apart, plain;       /* plain: some key answers it */
} decision;

typedef struct decisions {
  decision *items;
  size_t count, capacity;
} decisions;

static void add_decision(decisions *all, const gaz_parse_view *view, const bool *allowed,
                         int action, bool apart) {
  uint64_t features[GAZ_PARSE_FEATURES];
  if (all->count == all->capacity) {
    all->capacity = all->capacity ? 2 * all->capacity : 1 << 16;
    all->items = checked(realloc(all->items, all->capacity * sizeof *all->items));
  }
  decision *d = &all->items[all->count++];
  d->features = gaz_parse_features(view, 0, features);
  if (d->features > FEATURES_MAX) {
    fputs("train_first: FEATURES_MAX is too small\n", stderr);
    exit(3);
  }
  for (size_t i = 0; i < d->features; i++)
    d->buckets[i] = gaz_model_direct_bucket(features[i], BUCKETS);
  d->allowed = (uint8_t)(allowed[0] | allowed[1] << 1 | allowed[2] << 2);
  d->action = (uint8_t)action;
  d->apart = apart;
}

typedef struct weights {
  float value[2], squares[2]; /* of left and right; of their gradients */
} weights;

static void score(const decision *d, const weights *table, float *scores) {
  scores[0] = scores[1] = scores[2] = 0;
  for (size_t i = 0; i < d->features; i++)
    for (int k = 0; k < 2; k++) scores[k + 1] += table[d->buckets[i]].value[k];
}

static void learn_decision(const decision *d, weights *table) {
  float scores[3], p[3], highest = -1e30f, all = 0;
  score(d, table, scores);
  for (int a = 0; a < 3; a++)
    if (d->allowed >> a & 1 && scores[a] > highest) highest = scores[a];
  for (int a = 0; a < 3; a++) all += p[a] = d->allowed >> a & 1 ? expf(scores[a] - highest) : 0;
  for (int k = 0; k < 2; k++) {
    float gradient = p[k + 1] / all - (d->action == k + 1);
    if (fabsf(gradient) < 1e-4f) continue;
    for (size_t i = 0; i < d->features; i++) {
      weights *w = &table[d->buckets[i]];
      w->squares[k] += gradient * gradient;
      w->value[k] -= rate * gradient / (sqrtf(w->squares[k]) + 1e-3f);
    }
  }
}

/* How many of those apart the model answers at some margins, and how many of them differently. */
static void report(const decisions *all, const weights *table) {
  static const float margins[] = {2.8f, 3.2f, 3.6f, 4, 4.4f};
  size_t apart = 0, answered[GAZ_COUNT(margins)] = {0}, wrong[GAZ_COUNT(margins)] = {0};
  for (size_t i = 0; i < all->count; i++) {
    const decision *d = &all->items[i];
    if (!d->apart) continue;
    float scores[3], high = -1e30f, low = -1e30f;
    int best = 0;
    score(d, table, scores);
    for (int a = 0; a < 3; a++) {
      if (!(d->allowed >> a & 1)) continue;
      if (scores[a] > high)
        low = high, high = scores[a], best = a;
      else if (scores[a] > low)
        low = scores[a];
    }
    apart++;
    if (d->plain) continue;
    for (size_t m = 0; m < GAZ_COUNT(margins); m++) {
      answered[m] += high - low >= margins[m];
      wrong[m] += high - low >= margins[m] && best != d->action;
    }
  }
  printf("%zu actions apart\n", apart);
  for (size_t m = 0; m < GAZ_COUNT(margins); m++)
    printf("  margin %.1f: %.2f %% answered, %.3f %% differently\n", margins[m],
           100.0 * (double)answered[m] / (double)apart, 100.0 * (double)wrong[m] / (double)apart);
}

static void learn_actions(const decisions *all, const char *path) {
  weights *table = checked(calloc(BUCKETS, sizeof *table));
  int8_t *bytes = checked(malloc(2 * BUCKETS));
  uint32_t *order = checked(malloc(all->count * sizeof *order));
  uint64_t random = 88172645463325252u;
  for (size_t i = 0; i < all->count; i++) order[i] = (uint32_t)i;
  for (int epoch = 0; epoch < EPOCHS; epoch++) {
    for (size_t i = all->count; i > 1; i--) {
      random ^= random << 13, random ^= random >> 7, random ^= random << 17;
      size_t j = (size_t)(random % i);
      uint32_t kept = order[i - 1];
      order[i - 1] = order[j], order[j] = kept;
    }
    for (size_t i = 0; i < all->count; i++)
      if (!all->items[order[i]].apart && !all->items[order[i]].plain)
        learn_decision(&all->items[order[i]], table);
  }
  for (size_t i = 0; i < BUCKETS; i++)
    for (int k = 0; k < 2; k++) {
      float *w = &table[i].value[k];
      *w = fmaxf(-LARGEST_WEIGHT, fminf(LARGEST_WEIGHT, *w)) * 127 / LARGEST_WEIGHT;
      bytes[2 * i + (size_t)k] = (int8_t)lroundf(*w);
      *w = (float)bytes[2 * i + (size_t)k] * LARGEST_WEIGHT / 127;
    }
  static const char *const labels[2] = {"left", "right"};
  gaz_error error;
  if (gaz_model_write_direct(path, labels, LARGEST_WEIGHT / 127, bytes, BUCKETS, &error))
    stop(&error);
  report(all, table);
  free(table);
  free(bytes);
  free(order);
}

/* ---- What is to be learnt ---- */

static bool is_sure_tag(const gaz_model *tagger, const gaz_word_info *infos, size_t count,
                        size_t at, int previous, int before) {
  uint64_t features[GAZ_TAGGER_FEATURES], certain = gaz_tagger_certain(&infos[at]);
  int16_t scores[GAZ_MODEL_SCORES] = {0};
  int32_t margin;
  if (gaz_model_only_label(tagger, &certain, 1) >= 0) return true;
  size_t n = gaz_tagger_features(infos, count, at, previous, before, GAZ_TAGGER_ALL, features);
  gaz_model_score(tagger, features, n, scores);
  gaz_model_best(scores, tagger->label_count, &margin);
  return (float)margin * tagger->scale >= near_tag;
}

static void ask_tagger(const treebank *text, const gaz_model *tagger, questions *all) {
  static uint8_t label_of[256][256];
  for (uint32_t i = 0; i < tagger->label_count; i++) {
    const char *name = tagger->labels[i], *slash = strchr(name, '/');
    if (slash)
      label_of[gaz_upos_parse(name, (size_t)(slash - name))]
              [gaz_xpos_parse(slash + 1, strlen(slash + 1))] = (uint8_t)i;
  }
  for (size_t s = 0; s < text->tokens.sentence_count; s++) {
    const gaz_sentence *sentence = &text->tokens.sentences[s];
    const gaz_token *tokens = text->tokens.tokens + sentence->first;
    int previous = -1, before = -1;
    for (uint32_t i = 0; i < sentence->count; i++) {
      question *q = add_question(all, s % APART == 0);
      gaz_tagger_keys(text->infos + sentence->first, sentence->count, i, i ? &tokens[i - 1] : NULL,
                      q->keys);
      int label = label_of[tokens[i].upos][tokens[i].xpos];
      q->answer = (uint8_t)label;
      q->sure =
          is_sure_tag(tagger, text->infos + sentence->first, sentence->count, i, previous, before);
      before = previous;
      previous = label;
    }
  }
}

static int best_action(const gaz_model *actions, const gaz_parse_view *view, const bool *allowed,
                       bool *sure) {
  uint64_t features[GAZ_PARSE_FEATURES];
  int16_t scores[3] = {0};
  size_t n = gaz_parse_features(view, GAZ_PARTS_ALL, features);
  gaz_model_score(actions, features, n, scores + 1);
  int best = -1;
  for (int a = 0; a < 3; a++)
    if (allowed[a] && (best < 0 || scores[a] > scores[best])) best = a;
  *sure = true;
  for (int a = 0; a < 3; a++)
    if (allowed[a] && a != best && (float)(scores[best] - scores[a]) * actions->scale < near_action)
      *sure = false;
  return best;
}

static uint8_t best_relation(const gaz_model *relations, const gaz_relation_view *view,
                             question *q) {
  uint64_t features[GAZ_PARSE_FEATURES];
  int16_t scores[GAZ_MODEL_SCORES] = {0};
  int32_t margin;
  size_t n = gaz_relation_features(view, features);
  gaz_model_score(relations, features, n, scores);
  q->answer = (uint8_t)gaz_model_best(scores, relations->label_count, &margin);
  q->sure = (float)margin * relations->scale >= near_relation;
  gaz_relation_keys(view, q->keys);
  return gaz_deprel_parse(relations->labels[q->answer], strlen(relations->labels[q->answer]));
}

static void ask_parser(const treebank *text, const gaz_model *actions, const gaz_model *relations,
                       decisions *all_actions, questions *all_steps, questions *all_relations) {
  gaz_arena arena = {0};
  gaz_parse_state *state = checked(gaz_parse_state_new(text->longest, &arena));
  for (size_t s = 0; s < text->tokens.sentence_count; s++) {
    const gaz_sentence *sentence = &text->tokens.sentences[s];
    bool apart = s % APART == 0;
    gaz_parse_start(state, text->infos + sentence->first, text->tokens.tokens + sentence->first,
                    sentence->count);
    while (!gaz_parse_done(state)) {
      bool allowed[3], sure;
      for (int a = 0; a < 3; a++) allowed[a] = gaz_parse_allowed(state, a);
      gaz_parse_view view;
      gaz_parse_view_fill(state, &view);
      int action = best_action(actions, &view, allowed, &sure);
      if (allowed[0] + allowed[1] + allowed[2] > 1) {
        add_decision(all_actions, &view, allowed, action, apart);
        question *q = add_question(all_steps, apart);
        gaz_action_keys(state, all_actions->items[all_actions->count - 1].allowed, q->keys);
        q->answer = (uint8_t)action;
        q->sure = sure;
      }
      uint8_t label = 0;
      int32_t head, dependant;
      if (action != GAZ_PARSE_SHIFT) {
        gaz_parse_arc(state, action, &head, &dependant);
        gaz_relation_view arc;
        gaz_relation_view_fill(state, head, dependant, &arc);
        label = head == (int32_t)state->count
                    ? GAZ_DEPREL_ROOT
                    : best_relation(relations, &arc, add_question(all_relations, apart));
      }
      gaz_parse_apply(state, action, label);
    }
  }
  gaz_arena_free(&arena);
}

static gaz_model *open_model(const char *data, const char *name) {
  char path[4096];
  gaz_error error;
  gaz_model *model;
  snprintf(path, sizeof path, "%s/english/%s.model", data, name);
  if (gaz_model_open(path, &model, &error)) stop(&error);
  return model;
}

static const char *path_of(const char *data, const char *name) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/english/%s.model", data, name);
  return path;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: train_first DATA TEXT\n");
    return 2;
  }
  gaz_word_lexicons *lexicons;
  gaz_tagger *tagger;
  gaz_error error;
  static treebank text;
  remove(path_of(argv[1], "first_tags")); /* what is learnt is what the large models say */
  if (gaz_word_lexicons_load(argv[1], NULL, &lexicons, &error)) stop(&error);
  if (gaz_tagger_open(argv[1], &tagger, &error)) stop(&error);
  treebank_read_text(&text, argv[2], tagger, lexicons);
  gaz_model *tags = open_model(argv[1], "tagger"), *actions = open_model(argv[1], "parser");
  gaz_model *relations = open_model(argv[1], "relations");
  static const char *const action_names[] = {"shift", "left", "right"};
  static questions of_tags, of_relations, of_steps;
  static decisions of_actions;
  ask_tagger(&text, tags, &of_tags);
  learn_habits(&of_tags, GAZ_TAGGER_KEYS, tags->labels, tags->label_count,
               path_of(argv[1], "first_tags"));
  ask_parser(&text, actions, relations, &of_actions, &of_steps, &of_relations);
  learn_habits(&of_relations, GAZ_RELATION_KEYS, relations->labels, relations->label_count,
               path_of(argv[1], "first_relations"));
  learn_habits(&of_steps, GAZ_ACTION_KEYS, action_names, 3, path_of(argv[1], "plain_actions"));
  for (size_t i = 0; i < of_actions.count; i++)
    of_actions.items[i].plain = of_steps.items[i].answered;
  learn_actions(&of_actions, path_of(argv[1], "first_actions"));
  return 0;
}
