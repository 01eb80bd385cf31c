/* train_review CORPORA DATA TAGS TREES OUTPUT - learns when a tag that was nearly chosen is the right one, from the
 * tags `train_tagger --folds` and the trees `train_parser --folds` wrote of the train portions of EWT and GUM. A
 * logistic regression between the two tags by AdaGrad; only features used often are learnt. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/tag_review.h"
#include "trainer.h"
#include "treebank.h"

enum { ROUNDS = 6, USES_MIN = 30, PLACES = 1 << 22, FEATURES_MAX = GAZ_REVIEW_FEATURES };
static const float rate = 0.1f, hidden = 0.4f, decay = 0.01f, patience = 0.1f;
static const float least = 0.15f, step = 1.0f / 32; /* of the weights in the file */

/* The weight of a feature for a label. */
typedef struct weight {
  uint64_t feature; /* mixed */
  uint32_t label, uses;
  float now, squares;
  double sum;
  uint32_t since;
} weight;

typedef struct choice {
  size_t sentence, at;
  bool other; /* is the right one */
} choice;

typedef struct learning {
  treebank bank;
  uint32_t *others; /* a label a token, 0 none */
  char names[GAZ_MODEL_LABELS_MAX][32];
  uint32_t label_count;
  weight *weights; /* open addressing; a free place has no uses */
  uint32_t time;
  uint64_t random;
} learning;

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("train_review: out of memory\n", stderr);
  exit(3);
}

static void stop(const gaz_error *error) {
  fprintf(stderr, "%s: %s\n", error->path, error->message);
  exit(3);
}

static uint32_t label_of(learning *l, uint8_t upos, uint8_t xpos) {
  char name[32];
  snprintf(name, sizeof name, "%s/%s", gaz_upos_name(upos), gaz_xpos_name(xpos));
  for (uint32_t i = 0; i < l->label_count; i++)
    if (!strcmp(l->names[i], name)) return i;
  if (l->label_count == GAZ_MODEL_LABELS_MAX) exit(3);
  strcpy(l->names[l->label_count], name);
  return l->label_count++;
}

static void read_answers(learning *l, const char *tags_path, const char *trees_path) {
  FILE *tags = fopen(tags_path, "r"), *trees = fopen(trees_path, "r");
  if (!tags || !trees) {
    perror(tags ? trees_path : tags_path);
    exit(3);
  }
  gaz_tokens *tokens = &l->bank.tokens;
  l->others = checked(calloc(tokens->token_count, sizeof *l->others));
  for (size_t i = 0; i < tokens->token_count; i++) {
    char upos[32], xpos[32], relation[32], line[128];
    float lead;
    int head;
    gaz_token *token = &tokens->tokens[i];
    if (!fgets(line, sizeof line, tags) || fscanf(trees, "%d %31s", &head, relation) != 2) {
      fprintf(stderr, "%s or %s: not of these words\n", tags_path, trees_path);
      exit(2);
    }
    token->head = head < 0 ? -1 : (int32_t)tokens->sentences[token->sentence].first + head;
    token->deprel = gaz_deprel_parse(relation, strlen(relation));
    if (sscanf(line, "%*s %*s %*s %31s %31s %f", upos, xpos, &lead) != 3) continue;
    if (lead >= GAZ_REVIEW_DOUBT) continue;
    token->lead = (uint8_t)(lead / GAZ_REVIEW_STEP);
    l->others[i] =
        (uint32_t)gaz_upos_parse(upos, strlen(upos)) << 8 | gaz_xpos_parse(xpos, strlen(xpos));
  }
  fclose(tags);
  fclose(trees);
}

/* The doubtful words one of whose two tags is right. */
static choice *choices_of(const learning *l, size_t *count) {
  choice *choices = checked(calloc(l->bank.tokens.token_count, sizeof *choices));
  *count = 0;
  for (size_t k = 0; k < l->bank.corpus.count; k++) {
    const gaz_sentence *s = &l->bank.tokens.sentences[k];
    for (size_t at = 0; at < s->count; at++) {
      const conllu_word *gold = &l->bank.corpus.sentences[k].words[at];
      const gaz_token *token = &l->bank.tokens.tokens[s->first + at];
      uint32_t other = l->others[s->first + at], right = (uint32_t)gold->upos << 8 | gold->xpos;
      bool own = right == ((uint32_t)token->upos << 8 | token->xpos);
      if (other && (own || other == right)) choices[(*count)++] = (choice){k, at, !own};
    }
  }
  return choices;
}

static weight *weight_of(const learning *l, uint64_t feature, uint32_t label) {
  size_t at = (size_t)(feature ^ feature >> 24 ^ label * 0x9e3779b9u) & (PLACES - 1);
  while (l->weights[at].uses &&
         (l->weights[at].feature != feature || l->weights[at].label != label))
    at = (at + 1) & (PLACES - 1);
  return &l->weights[at];
}

/* The weights of a choice for its own tag [0] and the other one [1]; returns how many features it has. */
static size_t weights_of(learning *l, const choice *c, weight *found[2][FEATURES_MAX],
                         bool count_uses) {
  uint64_t features[GAZ_REVIEW_FEATURES];
  const gaz_sentence *s = &l->bank.tokens.sentences[c->sentence];
  const gaz_token *tokens = l->bank.tokens.tokens + s->first, *token = &tokens[c->at];
  uint32_t other = l->others[s->first + c->at];
  uint8_t upos = (uint8_t)(other >> 8), xpos = (uint8_t)other;
  const uint32_t labels[2] = {label_of(l, token->upos, token->xpos), label_of(l, upos, xpos)};
  size_t n = gaz_review_features(l->bank.infos + s->first, tokens, s->count, s->first, c->at, upos,
                                 xpos, features);
  for (size_t i = 0; i < n; i++)
    for (int k = 0; k < 2; k++) {
      uint64_t feature = gaz_feature_mix(features[i]);
      weight *w = found[k][i] = weight_of(l, feature, labels[k]);
      if (!count_uses) continue;
      w->feature = feature, w->label = labels[k], w->uses++;
    }
  return n;
}

static void move(learning *l, weight *w, float slope) {
  slope += decay * w->now;
  w->sum += (double)w->now * (l->time - w->since);
  w->since = l->time;
  w->squares += slope * slope;
  w->now -= rate * slope / sqrtf(w->squares + patience);
}

/* Returns minus the logarithm of what the right tag was given. */
static double learn(learning *l, const choice *c) {
  weight *found[2][FEATURES_MAX];
  size_t count = weights_of(l, c, found, false), kept = 0;
  float score = 0; /* of the other tag against its own */
  for (size_t i = 0; i < count; i++) {
    if ((float)(trainer_random(&l->random) >> 40) / (float)(1 << 24) < hidden) continue;
    for (int k = 0; k < 2; k++) found[k][kept] = found[k][i];
    kept++;
  }
  for (size_t i = 0; i < kept; i++) score += found[1][i]->now - found[0][i]->now;
  float chance = 1 / (1 + expf(-score)), slope = chance - (float)c->other;
  l->time++;
  for (size_t i = 0; i < kept; i++)
    for (int k = 0; k < 2; k++)
      if (found[k][i]->uses >= USES_MIN) move(l, found[k][i], k ? slope : -slope);
  return -log(c->other ? chance : 1 - chance);
}

static int by_feature(const void *a, const void *b) {
  const weight *x = a, *y = b;
  if (x->feature != y->feature) return x->feature < y->feature ? -1 : 1;
  return (x->label > y->label) - (x->label < y->label);
}

static void save(learning *l, const char *path) {
  size_t used = 0, count = 0;
  for (size_t i = 0; i < PLACES; i++) {
    weight *w = &l->weights[i];
    if (w->uses < USES_MIN) continue;
    w->sum = (w->sum + (double)w->now * (l->time - w->since)) / l->time;
    if (fabs(w->sum) >= least) l->weights[used++] = *w;
  }
  qsort(l->weights, used, sizeof *l->weights, by_feature);
  gaz_model_entry *entries = checked(calloc(used + 1, sizeof *entries));
  uint8_t *labels = checked(malloc(used + 1));
  int8_t *values = checked(malloc(used + 1));
  for (size_t i = 0; i < used; i++) {
    const weight *w = &l->weights[i];
    labels[i] = (uint8_t)w->label;
    values[i] = (int8_t)lround(fmax(-127, fmin(127, w->sum / step)));
    if (!i || w[-1].feature != w->feature)
      entries[count++] = (gaz_model_entry){w->feature, labels + i, values + i, 0};
    entries[count - 1].count++;
  }
  const char *names[GAZ_MODEL_LABELS_MAX];
  for (uint32_t i = 0; i < l->label_count; i++) names[i] = l->names[i];
  gaz_error error;
  if (gaz_model_write(path, names, l->label_count, step, entries, count, &error)) stop(&error);
  fprintf(stderr, "%s: %zu features, %zu weights\n", path, count, used);
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: train_review CORPORA DATA TAGS TREES OUTPUT\n");
    return 2;
  }
  gaz_word_lexicons *lexicons;
  gaz_error error;
  if (gaz_word_lexicons_load(argv[2], NULL, &lexicons, &error)) stop(&error);
  static learning l = {.random = 88172645463325252u};
  treebank_read(&l.bank, argv[1], argv[3], NULL, 0, NULL, lexicons);
  read_answers(&l, argv[3], argv[4]);
  size_t count;
  choice *choices = choices_of(&l, &count);
  l.weights = checked(calloc(PLACES, sizeof *l.weights));
  weight *found[2][FEATURES_MAX];
  for (size_t i = 0; i < count; i++) weights_of(&l, &choices[i], found, true);
  uint32_t *order = checked(malloc(count * sizeof *order));
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
  for (int round = 0; round < ROUNDS; round++) {
    double loss = 0;
    trainer_shuffle(order, count, (uint64_t)round);
    if (round == 1) { /* the first is no part of the means */
      for (size_t i = 0; i < PLACES; i++) l.weights[i].sum = 0, l.weights[i].since = 0;
      l.time = 0;
    }
    for (size_t i = 0; i < count; i++) loss += learn(&l, &choices[order[i]]);
    fprintf(stderr, "round %d: loss %.4f\n", round + 1, loss / (double)count);
  }
  save(&l, argv[5]);
  return 0;
}
