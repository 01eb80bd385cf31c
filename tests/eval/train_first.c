/* train_first DATA TEXT - learns, from what DATA's tagger says of a plain text (one sentence a line, words apart by
 * spaces), the small model that is asked before it: first_tags.
 *
 * Nobody's annotation is needed, so there is as much to learn from as there is text. It holds what was always the answer
 * under a few keys. Each twentieth sentence is kept apart, to print how much is answered and how much of that
 * differently. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "treebank.h"

enum {
  USES_MIN = 16,     /* a key that was used less often is not trusted */
  EXCEPTIONS = 1000, /* one in so many uses is allowed */
  UNSURE = 100,      /* and one in so many of which another answer came near */
  ANSWERS_MIN = 32,  /* a key that answers fewer, after those before it, is not worth its room */
  APART = 20,
  KEYS_MAX = 8,
};
/* Margin within which another answer came near, in units of the tagger's training. */
static const float near_tag = GAZ_TAGGER_DOUBT * GAZ_TAGGER_MEMBERS;

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
  gaz_model *tags = open_model(argv[1], "tagger");
  static questions of_tags;
  ask_tagger(&text, tags, &of_tags);
  learn_habits(&of_tags, GAZ_TAGGER_KEYS, tags->labels, tags->label_count,
               path_of(argv[1], "first_tags"));
  return 0;
}
