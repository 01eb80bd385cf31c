/* train_names_review WORLDWIDE OUTPUT DATA... - learns how likely a name is right that the field had in doubt. Each DATA is a
 * data folder whose names.model has not seen one fold of the training articles (train_names --without); the engine
 * reads that fold with it. Boosted trees under the log loss: each tree mends what those before it left, from a part of
 * the rows and of the numbers. With "-" for OUTPUT each fold is judged by what was learnt from the others. Deterministic. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/engine.h"
#include "english/names.h"
#include "english/names_review.h"
#include "names_corpus.h"
#include "trainer.h"

enum { TREES_MAX = 1000, NODES_MAX = 1 << (GAZ_FOREST_DEPTH + 1), VALUES = GAZ_FOREST_VALUES };
enum { NUMBERS = GAZ_REVIEW_NUMBERS, CLASSES = GAZ_NAME_CLASS_COUNT, FOLDS_MAX = 16 };

static struct {
  float rate, stiff, rows, numbers,
      smooth;              /* stiff: pulls leaves to 0; smooth: the order of sorts to the middle */
  int trees, depth, least; /* rows in a leaf at least */
} options = {0.12f, 8, 0.7f, 0.3f, 150, 80, 4, 80};

/* An option of a doubt: a row of numbers, and whether it is right. */
typedef struct example {
  uint8_t row[NUMBERS];
  uint8_t class;
  bool right;
  int fold;
  float share_odds, odds;
} example;

typedef struct choice {
  size_t first; /* example */
  int fold;
  gaz_name_options options;
} choice;

typedef struct tally {
  long right[CLASSES + 1], found[CLASSES + 1], gold[CLASSES + 1]; /* the last is all */
} tally;

typedef struct learning {
  example *examples;
  choice *choices;
  size_t example_count, example_room, choice_count, choice_room;
  uint64_t random;
  tally field;
  const labelled_article *article; /* at hand */
  int fold;
  gaz_forest forest;
} learning;

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("train_names_review: out of memory\n", stderr);
  exit(3);
}

static void *grown(void *array, size_t count, size_t *room, size_t size) {
  if (count < *room) return array;
  *room = *room ? *room * 2 : 1024;
  return checked(realloc(array, *room * size));
}

static double uniform(learning *l) {
  return (double)(trainer_random(&l->random) >> 40) / (double)(1 << 24);
}

static bool is_right(const labelled_article *article, size_t a, size_t b, unsigned class) {
  for (size_t i = a; i <= b; i++) {
    unsigned part = a == b   ? GAZ_NAME_UNIT
                    : i == a ? GAZ_NAME_BEGIN
                    : i == b ? GAZ_NAME_LAST
                             : GAZ_NAME_INSIDE;
    if (article->labels[i] != gaz_name_label(class, part)) return false;
  }
  return true;
}

/* ---- Examples ---- */

static void take_doubt(void *watcher, const gaz_name_evidence *evidence,
                       const gaz_name_doubt *doubt) {
  learning *l = watcher;
  gaz_review_rows rows;
  l->choices = grown(l->choices, l->choice_count, &l->choice_room, sizeof *l->choices);
  choice *c = &l->choices[l->choice_count++];
  c->first = l->example_count;
  c->fold = l->fold;
  gaz_name_options_find(evidence->article, doubt, &c->options);
  gaz_name_review_rows(evidence, doubt, &c->options, &rows);
  for (size_t k = 0; k < c->options.count; k++) {
    const gaz_name_option *option = &c->options.list[k];
    if (rows.count != NUMBERS) {
      fprintf(stderr, "train_names_review: %zu numbers in a row\n", rows.count);
      exit(3);
    }
    l->examples = grown(l->examples, l->example_count, &l->example_room, sizeof *l->examples);
    example *e = &l->examples[l->example_count++];
    memcpy(e->row, rows.rows[k], NUMBERS);
    e->class = option->class;
    e->right = is_right(l->article, evidence->base + option->first, evidence->base + option->last,
                        option->class);
    e->fold = l->fold;
    e->odds = e->share_odds = gaz_name_share_odds(option->share);
  }
}

static unsigned class_of_type(uint8_t type) {
  switch (type) {
    case GAZ_TYPE_PERSON: return GAZ_NAME_CLASS_PERSON;
    case GAZ_TYPE_NORP: return GAZ_NAME_CLASS_NORP;
    case GAZ_TYPE_FAC: return GAZ_NAME_CLASS_FACILITY;
    case GAZ_TYPE_ORG: return GAZ_NAME_CLASS_ORGANIZATION;
    case GAZ_TYPE_GPE:
    case GAZ_TYPE_LOC: return GAZ_NAME_CLASS_LOCATION;
    case GAZ_TYPE_PRODUCT: return GAZ_NAME_CLASS_PRODUCT;
    case GAZ_NAME_DATE: return GAZ_NAME_CLASS_DATE;
    case GAZ_NAME_MONEY: return GAZ_NAME_CLASS_MONEY;
    default: return GAZ_NAME_CLASS_MISC;
  }
}

static void count_article(tally *t, const labelled_article *article, const gaz_analysis *found) {
  for (size_t i = 0; i < found->name_count; i++) {
    const gaz_name *name = &found->names[i];
    unsigned class = class_of_type(name->type);
    bool right = is_right(article, name->first, name->first + name->count - 1, class);
    t->found[class]++, t->found[CLASSES]++;
    t->right[class] += right, t->right[CLASSES] += right;
  }
  labelled_name *gold = checked(malloc((article->tokens.token_count + 1) * sizeof *gold));
  size_t count = names_of_labels(article->labels, article->tokens.token_count, gold);
  for (size_t i = 0; i < count; i++) t->gold[gold[i].class]++, t->gold[CLASSES]++;
  free(gold);
}

/* As in train_names.c. */
static int fold_of(const labelled_article *article, int folds) {
  return (int)(gaz_hash(article->name, strcspn(article->name, "."), 1) % (uint64_t)folds);
}

static void read_fold(learning *l, const char *data_dir, labelled_corpus *corpus, int folds) {
  gaz_engine *engine;
  gaz_error error;
  gaz_arena arena = {0};
  if (gaz_engine_open(data_dir, &engine, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    exit(3);
  }
  gaz_recogniser_watch(engine->recogniser, take_doubt, l);
  for (size_t a = 0; a < corpus->count; a++) {
    labelled_article *article = &corpus->articles[a];
    gaz_analysis found;
    if (fold_of(article, folds) != l->fold) continue;
    l->article = article;
    gaz_arena_reset(&arena);
    if (gaz_english_analyze_tokens(engine, article->text.data, article->text.size, &article->tokens,
                                   GAZ_STAGE_TAGS | GAZ_STAGE_NAMES, NULL, &arena, &found))
      exit(3);
    count_article(&l->field, article, &found);
  }
  gaz_arena_free(&arena);
  gaz_engine_release(engine);
}

/* ---- Trees ---- */

typedef struct slopes {
  float slope, bend, count;
} slopes;

/* One tree being grown. */
typedef struct sapling {
  learning *l;
  const float *slope, *bend; /* of each example */
  uint8_t numbers[NUMBERS];  /* those it may ask for */
  size_t number_count;
} sapling;

typedef struct ordered {
  float key;
  int value;
} ordered;

static int by_key(const void *a, const void *b) {
  const ordered *x = a, *y = b;
  if (x->key != y->key) return x->key < y->key ? -1 : 1;
  return x->value - y->value;
}

static double worth_of(double slope, double bend) { return slope * slope / (bend + options.stiff); }

/* The best way to part the rows by one number, where it is better than `best`. */
static void part_by(unsigned number, const slopes bins[VALUES], const slopes *all, double *best,
                    gaz_forest_node *node) {
  ordered order[VALUES];
  int count = 0;
  for (int v = 0; v < VALUES; v++)
    if (bins[v].count > 0)
      order[count++] = (ordered){
          number < GAZ_REVIEW_SORTS ? bins[v].slope / (bins[v].bend + options.smooth) : (float)v,
          v};
  qsort(order, (size_t)count, sizeof *order, by_key);
  slopes left = {0, 0, 0};
  uint64_t set = 0;
  for (int k = 0; k + 1 < count; k++) {
    const slopes *bin = &bins[order[k].value];
    left = (slopes){left.slope + bin->slope, left.bend + bin->bend, left.count + bin->count};
    /* Of quantities all below go left, whether they were seen here or not. */
    set |= number < GAZ_REVIEW_SORTS ? (uint64_t)1 << order[k].value
                                     : ((uint64_t)2 << order[k].value) - 1;
    if (left.count < (float)options.least || all->count - left.count < (float)options.least)
      continue;
    double gain = worth_of(left.slope, left.bend) +
                  worth_of(all->slope - left.slope, all->bend - left.bend) -
                  worth_of(all->slope, all->bend);
    if (gain <= *best) continue;
    *best = gain;
    node->left = set;
    node->number = (uint8_t)number;
  }
}

/* Appends a node for some rows and all below it. */
static void grow(sapling *s, uint32_t *rows, size_t count, int depth) {
  static slopes bins[NUMBERS][VALUES];
  learning *l = s->l;
  gaz_forest_node *node = &l->forest.nodes[l->forest.node_count++];
  slopes all = {0, 0, (float)count};
  for (size_t i = 0; i < count; i++) {
    all.slope += s->slope[rows[i]];
    all.bend += s->bend[rows[i]];
  }
  *node = (gaz_forest_node){.value = -all.slope / (all.bend + options.stiff) * options.rate};
  if (!depth || count < 2 * (size_t)options.least) return;
  for (size_t k = 0; k < s->number_count; k++) memset(bins[s->numbers[k]], 0, sizeof bins[0]);
  for (size_t i = 0; i < count; i++) {
    const uint8_t *row = l->examples[rows[i]].row;
    for (size_t k = 0; k < s->number_count; k++) {
      slopes *bin = &bins[s->numbers[k]][row[s->numbers[k]]];
      bin->slope += s->slope[rows[i]], bin->bend += s->bend[rows[i]], bin->count += 1;
    }
  }
  double best = 0.5;
  for (size_t k = 0; k < s->number_count; k++)
    part_by(s->numbers[k], bins[s->numbers[k]], &all, &best, node);
  if (!node->left) return; /* no way to part them is better */
  size_t left = 0;
  for (size_t i = 0; i < count; i++)
    if (node->left >> l->examples[rows[i]].row[node->number] & 1) {
      uint32_t swap = rows[left];
      rows[left++] = rows[i];
      rows[i] = swap;
    }
  uint32_t here = (uint32_t)(node - l->forest.nodes);
  grow(s, rows, left, depth - 1);
  node->right = (uint16_t)(l->forest.node_count - here);
  grow(s, rows + left, count - left, depth - 1);
}

/* Learns from all examples but those of fold `but`, whose odds are set. */
static void learn(learning *l, int but) {
  float *slope = checked(calloc(l->example_count, sizeof *slope));
  float *bend = checked(calloc(l->example_count, sizeof *bend));
  float *odds = checked(calloc(l->example_count, sizeof *odds));
  uint32_t *rows = checked(calloc(l->example_count, sizeof *rows));
  sapling s = {.l = l, .slope = slope, .bend = bend};
  l->random = 88172645463325252u + (uint64_t)(but + 1);
  l->forest.tree_count = l->forest.node_count = 0;
  for (size_t i = 0; i < l->example_count; i++) odds[i] = l->examples[i].share_odds;
  for (int t = 0; t < options.trees; t++) {
    size_t count = 0;
    s.number_count = 0;
    for (unsigned k = 0; k < NUMBERS; k++)
      if (uniform(l) < options.numbers) s.numbers[s.number_count++] = (uint8_t)k;
    for (size_t i = 0; i < l->example_count; i++) {
      if (l->examples[i].fold == but || uniform(l) > options.rows) continue;
      float likely = 1 / (1 + expf(-odds[i]));
      slope[i] = likely - (float)l->examples[i].right;
      bend[i] = likely * (1 - likely);
      rows[count++] = (uint32_t)i;
    }
    const gaz_forest one = {l->forest.nodes, &l->forest.trees[t],    1, 0,
                            NUMBERS,         (uint32_t)options.depth};
    l->forest.trees[l->forest.tree_count++] = l->forest.node_count;
    grow(&s, rows, count, options.depth);
    for (size_t i = 0; i < l->example_count; i++)
      odds[i] += gaz_forest_sum(&one, l->examples[i].row);
  }
  for (size_t i = 0; i < l->example_count; i++)
    if (l->examples[i].fold == but) l->examples[i].odds = odds[i];
  free(slope), free(bend), free(odds), free(rows);
}

/* ---- Judging ---- */

static double f1(const tally *t, int class) {
  long all = t->found[class] + t->gold[class];
  return all ? 200.0 * (double)t->right[class] / (double)all : 0;
}

static void count_path(tally *t, const learning *l, const choice *c, size_t path, int sign) {
  for (size_t k = 0; k < c->options.path_names[path]; k++) {
    const example *e = &l->examples[c->first + c->options.of_path[path][k]];
    t->found[e->class] += sign, t->found[CLASSES] += sign;
    if (e->right) t->right[e->class] += sign, t->right[CLASSES] += sign;
  }
}

static void judge(const learning *l, int folds) {
  tally after = l->field;
  double loss[2] = {0};
  size_t changed = 0;
  for (size_t i = 0; i < l->example_count; i++) {
    const example *e = &l->examples[i];
    loss[0] += log(1 + exp(e->right ? -e->share_odds : e->share_odds));
    loss[1] += log(1 + exp(e->right ? -e->odds : e->odds));
  }
  long gains[FOLDS_MAX] = {0};
  for (size_t i = 0; i < l->choice_count; i++) {
    const choice *c = &l->choices[i];
    float likely[GAZ_DOUBT_OPTIONS];
    for (size_t k = 0; k < c->options.count; k++)
      likely[k] = 1 / (1 + expf(-l->examples[c->first + k].odds));
    size_t best = gaz_name_best_path(&c->options, likely);
    if (!best) continue;
    long was = 2 * after.right[CLASSES] - after.found[CLASSES];
    count_path(&after, l, c, 0, -1);
    count_path(&after, l, c, best, 1);
    gains[c->fold] += 2 * after.right[CLASSES] - after.found[CLASSES] - was;
    changed++;
  }
  fprintf(stderr, "loss %.4f -> %.4f, F1 %.2f %+.2f (%zu changed, right %+ld, found %+ld)",
          loss[0] / (double)l->example_count, loss[1] / (double)l->example_count,
          f1(&l->field, CLASSES), f1(&after, CLASSES) - f1(&l->field, CLASSES), changed,
          after.right[CLASSES] - l->field.right[CLASSES],
          after.found[CLASSES] - l->field.found[CLASSES]);
  for (int k = 0; k < CLASSES; k++)
    fprintf(stderr, " %.4s %+.1f", class_names[k], f1(&after, k) - f1(&l->field, k));
  fprintf(stderr, "; gains by fold");
  for (int fold = 0; fold < folds; fold++) fprintf(stderr, " %ld", gains[fold]);
  fprintf(stderr, "\n");
}

int main(int argc, char **argv) {
  static learning l;
  for (; argc > 2 && argv[1][0] == '-' && argv[1][1]; argc -= 2, argv += 2) {
    float value = (float)atof(argv[2]);
    if (!strcmp(argv[1], "--rate")) options.rate = value;
    if (!strcmp(argv[1], "--stiff")) options.stiff = value;
    if (!strcmp(argv[1], "--numbers")) options.numbers = value;
    if (!strcmp(argv[1], "--smooth")) options.smooth = value;
    if (!strcmp(argv[1], "--trees")) options.trees = (int)value;
    if (!strcmp(argv[1], "--depth")) options.depth = (int)value;
    if (!strcmp(argv[1], "--least")) options.least = (int)value;
  }
  int folds = argc - 3;
  if (folds < 2 || folds > FOLDS_MAX || options.trees > TREES_MAX ||
      options.depth > GAZ_FOREST_DEPTH) {
    fprintf(stderr, "usage: train_names_review WORLDWIDE OUTPUT DATA DATA...\n");
    return 2;
  }
  char path[4096];
  labelled_corpus corpus = {0};
  snprintf(path, sizeof path, "%s/train", argv[1]);
  read_labelled_folder(path, CASE_AS_WRITTEN, 1, 0, &corpus);
  for (l.fold = 0; l.fold < folds; l.fold++) read_fold(&l, argv[3 + l.fold], &corpus, folds);
  fprintf(stderr, "%zu doubts, %zu options\n", l.choice_count, l.example_count);
  l.forest.numbers = NUMBERS;
  l.forest.nodes = checked(calloc((size_t)TREES_MAX * NODES_MAX, sizeof *l.forest.nodes));
  l.forest.trees = checked(calloc(TREES_MAX, sizeof *l.forest.trees));
  if (!strcmp(argv[2], "-")) {
    for (int fold = 0; fold < folds; fold++) learn(&l, fold);
    judge(&l, folds);
    return 0;
  }
  gaz_error error;
  learn(&l, -1);
  if (gaz_forest_write(argv[2], &l.forest, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  fprintf(stderr, "%s: %u trees, %u nodes\n", argv[2], l.forest.tree_count, l.forest.node_count);
  return 0;
}
