/* train_review CORPORA DATA OUTPUT TAGS TREES... - learns which tags fit what stands around a word
 * (english/tag_review.h), from the tags `train_tagger --folds` and the trees `train_parser --folds` wrote of the train
 * portions of EWT and GUM; in each round with other TREES, the last of them last.
 * train_review CORPORA DATA --held-out TAGS TREES... - only says how many tags of these portions are right before and
 * after, every part looked at by a net that learnt from the others, and what the constants of tag_review.h should be.
 *
 * The net learns from all words but those that always have the same tag, though it is asked about few: by gradient
 * descent with AdaGrad's steps, rows hidden at random; it is the mean over the later half of the way. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/tag_review.h"
#include "failure.h"
#include "trainer.h"
#include "treebank.h"

enum {
  H = GAZ_REVIEW_HIDDEN,
  LABELS = GAZ_REVIEW_LABELS,
  ROUNDS = 4,
  FOLDS = 5,
  STRETCH = 200,
  TREES_MAX = 4,
  SUM_EVERY = 5000
};
static const float first_rate = 0.03f, last_rate = 0.01f, hidden = 0.1f, smallest = 1e-4f;

typedef struct label {
  uint8_t upos, xpos;
} label;

/* What the tagger said of a word. */
typedef struct answer {
  label own, other;
  bool has_other;
  float lead;
} answer;

typedef struct branch {
  int32_t head;
  uint8_t relation;
} branch;

typedef struct data {
  treebank bank;
  answer *answers;
  branch *trees[TREES_MAX];
  int tree_count;
  label labels[LABELS]; /* of the tagger */
  int label_count;
  uint8_t *gold; /* labels */
} data;

typedef struct net {
  float weights[GAZ_REVIEW_WEIGHTS], squares[GAZ_REVIEW_WEIGHTS], sums[GAZ_REVIEW_WEIGHTS];
  float summed; /* so many times */
  uint64_t random;
  float rate;
} net;

static label label_named(const char *upos, const char *xpos) {
  return (label){gaz_upos_parse(upos, strlen(upos)), gaz_xpos_parse(xpos, strlen(xpos))};
}

static void read_answers(data *d, const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(3);
  }
  size_t words = d->bank.tokens.token_count;
  d->answers = checked(calloc(words, sizeof *d->answers));
  for (size_t i = 0; i < words; i++) {
    char line[128], upos[16], xpos[16], other_upos[16], other_xpos[16];
    answer *a = &d->answers[i];
    if (!fgets(line, sizeof line, file) || sscanf(line, "%15s %15s %*s %15s %15s %f", upos, xpos,
                                                  other_upos, other_xpos, &a->lead) != 5) {
      fprintf(stderr, "%s: not of these words\n", path);
      exit(2);
    }
    a->own = label_named(upos, xpos);
    a->has_other = *other_upos != '-';
    if (a->has_other) a->other = label_named(other_upos, other_xpos);
  }
  fclose(file);
}

static branch *read_trees(const data *d, const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(3);
  }
  size_t words = d->bank.tokens.token_count;
  branch *tree = checked(calloc(words, sizeof *tree));
  for (size_t i = 0; i < words; i++) {
    char relation[32];
    int head;
    if (fscanf(file, "%d %31s", &head, relation) != 2) {
      fprintf(stderr, "%s: not of these words\n", path);
      exit(2);
    }
    const gaz_token *token = &d->bank.tokens.tokens[i];
    tree[i].head = head < 0 ? -1 : (int32_t)d->bank.tokens.sentences[token->sentence].first + head;
    tree[i].relation = gaz_deprel_parse(relation, strlen(relation));
  }
  fclose(file);
  return tree;
}

static void set_trees(const data *d, int trees) {
  for (size_t i = 0; i < d->bank.tokens.token_count; i++) {
    d->bank.tokens.tokens[i].head = d->trees[trees][i].head;
    d->bank.tokens.tokens[i].deprel = d->trees[trees][i].relation;
  }
}

static uint8_t number_of(const data *d, label wanted) {
  for (int i = 0; i < d->label_count; i++)
    if (d->labels[i].upos == wanted.upos && d->labels[i].xpos == wanted.xpos) return (uint8_t)i;
  fputs("train_review: the tagger does not know a tag\n", stderr);
  exit(2);
}

static void read_gold(data *d, const gaz_tagger *tagger) {
  d->gold = checked(malloc(d->bank.tokens.token_count));
  d->label_count = (int)gaz_tagger_label_count(tagger);
  if (d->label_count > LABELS) exit(3);
  for (int i = 0; i < d->label_count; i++)
    gaz_tagger_tags(tagger, (uint8_t)(i + 1), &d->labels[i].upos, &d->labels[i].xpos);
  for (size_t k = 0; k < d->bank.corpus.count; k++) {
    const gaz_sentence *s = &d->bank.tokens.sentences[k];
    const conllu_word *words = d->bank.corpus.sentences[k].words;
    for (size_t at = 0; at < s->count; at++)
      d->gold[s->first + at] = number_of(d, (label){words[at].upos, words[at].xpos});
  }
}

/* ---- Learning ---- */

static float chance(net *n) { return (float)(trainer_random(&n->random) >> 40) / (float)(1 << 24); }

static net *net_new(uint64_t seed) {
  net *n = checked(calloc(1, sizeof *n));
  n->random = 88172645463325252u + seed;
  for (size_t i = 0; i < GAZ_REVIEW_BIASES; i++)
    n->weights[i] = (i < GAZ_REVIEW_OUTPUTS ? 0.05f : 0.25f) * (2 * chance(n) - 1);
  return n;
}

static size_t output_at(int l) { return GAZ_REVIEW_OUTPUTS + (size_t)l * H; }
static size_t bias_at(int l) { return GAZ_REVIEW_BIASES + (size_t)l; }

static void fill_units(const net *n, const uint16_t *rows, size_t count, float units[H]) {
  memset(units, 0, H * sizeof *units);
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < H; k++) units[k] += n->weights[rows[i] * (size_t)H + k];
  for (size_t k = 0; k < H; k++) units[k] = fmaxf(units[k], 0);
}

static float score(const net *n, int l, const float units[H]) {
  const float *output = n->weights + output_at(l);
  float sum = n->weights[bias_at(l)];
  for (size_t k = 0; k < H; k++) sum += units[k] * output[k];
  return sum;
}

static void take_step(net *n, size_t at, const float *gradient, size_t count) {
  float *weights = n->weights + at, *squares = n->squares + at;
  for (size_t k = 0; k < count; k++) {
    squares[k] += gradient[k] * gradient[k];
    weights[k] -= n->rate * gradient[k] / sqrtf(squares[k] + smallest);
  }
}

/* Returns minus the logarithm of what the right label was given. */
static double learn_word(net *n, const data *d, const gaz_sentence *s, size_t at) {
  uint16_t rows[GAZ_REVIEW_ROWS];
  float units[H], back[H] = {0}, scores[LABELS] = {0}, most = -1e9f, sum = 0;
  size_t count = gaz_review_rows(d->bank.infos + s->first, d->bank.tokens.tokens + s->first,
                                 s->count, s->first, at, rows);
  size_t kept = 1; /* the first is never hidden */
  for (size_t i = 1; i < count; i++)
    if (chance(n) >= hidden) rows[kept++] = rows[i];
  fill_units(n, rows, kept, units);
  int gold = d->gold[s->first + at];
  for (int l = 0; l < d->label_count; l++) {
    scores[l] = score(n, l, units);
    most = fmaxf(most, scores[l]);
  }
  for (int l = 0; l < d->label_count; l++) sum += scores[l] = expf(scores[l] - most);
  double loss = -log((double)(scores[gold] / sum) + 1e-9);
  for (int l = 0; l < d->label_count; l++) {
    float slope = scores[l] / sum - (float)(l == gold);
    if (fabsf(slope) < 1e-4f) continue;
    float gradient[H];
    const float *output = n->weights + output_at(l);
    for (size_t k = 0; k < H; k++) {
      back[k] += slope * output[k];
      gradient[k] = slope * units[k];
    }
    take_step(n, output_at(l), gradient, H);
    take_step(n, bias_at(l), &slope, 1);
  }
  for (size_t k = 0; k < H; k++)
    if (units[k] <= 0) back[k] = 0;
  for (size_t i = 0; i < kept; i++) take_step(n, rows[i] * (size_t)H, back, H);
  return loss;
}

static void add_sums(net *n) {
  for (size_t i = 0; i < GAZ_REVIEW_WEIGHTS; i++) n->sums[i] += n->weights[i];
  n->summed++;
}

static int fold_of(size_t sentence) { return (int)(sentence / STRETCH % FOLDS); }

/* From all sentences but those of `fold` (-1: from all). */
static net *learn(const data *d, int fold) {
  net *n = net_new((uint64_t)(fold + 1));
  uint32_t *order = checked(malloc(d->bank.tokens.token_count * sizeof *order));
  size_t count = 0;
  for (size_t k = 0; k < d->bank.corpus.count; k++) {
    const gaz_sentence *s = &d->bank.tokens.sentences[k];
    for (uint32_t i = s->first; i < s->first + s->count && fold_of(k) != fold; i++)
      if (d->answers[i].has_other) order[count++] = i;
  }
  for (int round = 0; round < ROUNDS; round++) {
    double loss = 0;
    set_trees(d, (d->tree_count * ROUNDS - ROUNDS + round) % d->tree_count);
    trainer_shuffle(order, count, (uint64_t)round + 1);
    n->rate = first_rate + (last_rate - first_rate) * (float)round / (ROUNDS - 1);
    for (size_t i = 0; i < count; i++) {
      const gaz_token *token = &d->bank.tokens.tokens[order[i]];
      const gaz_sentence *s = &d->bank.tokens.sentences[token->sentence];
      loss += learn_word(n, d, s, order[i] - s->first);
      if (round >= ROUNDS / 2 && i % SUM_EVERY == 0) add_sums(n);
    }
    fprintf(stderr, "round %d: loss %.4f\n", round + 1, loss / (double)count);
  }
  for (size_t i = 0; i < GAZ_REVIEW_WEIGHTS; i++) n->weights[i] = n->sums[i] / n->summed;
  free(order);
  return n;
}

/* In the steps of the file. */
static int8_t *steps_of(const net *n) {
  int8_t *steps = checked(malloc(GAZ_REVIEW_WEIGHTS));
  size_t clipped = 0;
  for (size_t i = 0; i < GAZ_REVIEW_WEIGHTS; i++) {
    float step =
        roundf(n->weights[i] / (i < GAZ_REVIEW_BIASES ? GAZ_REVIEW_WEIGHT : GAZ_REVIEW_BIAS));
    clipped += fabsf(step) > 127;
    steps[i] = (int8_t)fmaxf(-127, fminf(127, step));
  }
  fprintf(stderr, "%zu weights clipped\n", clipped);
  return steps;
}

/* ---- Held-out sentences ---- */

/* How much better the other tag fits. */
static float evidence(const net *n, const data *d, const gaz_sentence *s, size_t at) {
  uint16_t rows[GAZ_REVIEW_ROWS];
  float units[H];
  const answer *a = &d->answers[s->first + at];
  size_t count = gaz_review_rows(d->bank.infos + s->first, d->bank.tokens.tokens + s->first,
                                 s->count, s->first, at, rows);
  fill_units(n, rows, count, units);
  return score(n, number_of(d, a->other), units) - score(n, number_of(d, a->own), units);
}

static bool due(const answer *a) { return a->has_other && a->lead < GAZ_REVIEW_DOUBT; }

/* By logistic regression over the words in doubt one of whose tags is right: what evidence and lead are worth. */
static void weigh_opinions(const data *d, const float *found) {
  double worth = 0.4, cost = 0, least = 0, rate = 0.0005;
  for (int round = 0; round < 10; round++)
    for (size_t i = 0; i < d->bank.tokens.token_count; i++) {
      const answer *a = &d->answers[i];
      label right = d->labels[d->gold[i]];
      bool other = !memcmp(&right, &a->other, sizeof right);
      if (!due(a) || (!other && memcmp(&right, &a->own, sizeof right) != 0)) continue;
      double steps = floor((double)(a->lead / GAZ_REVIEW_STEP));
      double given = worth * (double)found[i] - cost * steps / 8 - least;
      double slope = 1 / (1 + exp(-given)) - other;
      worth -= rate * slope * (double)found[i];
      cost += rate * slope * steps / 8;
      least += rate * slope;
    }
  printf("evidence is worth %.3f; must be %.3f and %.3f for each step of lead\n", worth,
         least / worth, cost / 8 / worth);
}

static void print_right(const data *d, const answer *answers, const char *what) {
  size_t words[2] = {0}, right[2] = {0}, ewt = 12544;
  for (size_t k = 0; k < d->bank.corpus.count; k++) {
    const gaz_sentence *s = &d->bank.tokens.sentences[k];
    for (size_t i = s->first; i < s->first + s->count; i++) {
      words[k >= ewt]++;
      right[k >= ewt] += answers[i].own.upos == d->labels[d->gold[i]].upos;
    }
  }
  printf("%s: UPOS EWT %.3f GUM %.3f\n", what, 100.0 * (double)right[0] / (double)words[0],
         100.0 * (double)right[1] / (double)words[1]);
}

static void review_folds(data *d) {
  size_t words = d->bank.tokens.token_count, asked = 0;
  float *found = checked(calloc(words, sizeof *found));
  for (int fold = 0; fold < FOLDS; fold++) {
    net *n = learn(d, fold);
    for (size_t k = 0; k < d->bank.corpus.count; k++) {
      const gaz_sentence *s = &d->bank.tokens.sentences[k];
      for (size_t at = 0; at < s->count && fold_of(k) == fold; at++) {
        if (!due(&d->answers[s->first + at])) continue;
        found[s->first + at] = evidence(n, d, s, at);
        asked++;
      }
    }
    free(n);
  }
  print_right(d, d->answers, "before");
  weigh_opinions(d, found);
  for (size_t i = 0; i < words; i++) {
    answer *a = &d->answers[i];
    float steps = floorf(a->lead / GAZ_REVIEW_STEP);
    if (due(a) && found[i] > GAZ_REVIEW_LEAST + steps * GAZ_REVIEW_LEAD_COST) a->own = a->other;
  }
  print_right(d, d->answers, "after");
  printf("%.1f %% of the words were looked at\n", 100.0 * (double)asked / (double)words);
  free(found);
}

int main(int argc, char **argv) {
  if (argc < 6 || argc > 5 + TREES_MAX) {
    fprintf(stderr, "usage: train_review CORPORA DATA OUTPUT|--held-out TAGS TREES...\n");
    return 2;
  }
  gaz_word_lexicons *lexicons;
  gaz_tagger *tagger;
  gaz_error error;
  if (gaz_word_lexicons_load(argv[2], NULL, &lexicons, &error)) stop(&error);
  if (gaz_tagger_open(argv[2], &tagger, &error)) stop(&error);
  static data d;
  treebank_read(&d.bank, argv[1], argv[4], NULL, 0, NULL, lexicons);
  read_answers(&d, argv[4]);
  read_gold(&d, tagger);
  for (int i = 5; i < argc; i++) d.trees[d.tree_count++] = read_trees(&d, argv[i]);
  if (!strcmp(argv[3], "--held-out")) {
    review_folds(&d);
    return 0;
  }
  if (gaz_tag_review_write(argv[3], steps_of(learn(&d, -1)), &error)) stop(&error);
  return 0;
}
