/* Trains the name recogniser: a linear-chain conditional random field (names_field.h). Deterministic: the
 * order of sentences and the features left out come from a fixed generator.
 *
 *   train_names [options] WORLDWIDE DATA_ENGLISH MODEL
 *   train_names --open NAMES_OPEN WORLDWIDE DATA_ENGLISH
 *
 * A model of two passes is learnt as one field for both; the second sees what the first, trained on
 * other articles, said of the whole article. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "names_corpus.h"
#include "names_examples.h"
#include "names_field.h"
#include "names_marked.h"
#include "names_open.h"
#include "names_templates.h"
#include "text/tokenizer.h"

typedef struct options {
  field_options field;
  int epochs, members, minimum, folds, fold_epochs, average;
  float clip, prune;
  float rare; /* how much what holds a facility or a product counts */
  float marked_weight;
  int lower, upper;               /* one article in so many is also learnt in that case; 0 none */
  int raw, marked_raw;            /* likewise on the engine's own tokens */
  const char *templates, *marked; /* more to learn from; may be NULL */
  int times;
  bool caseless;    /* not as written */
  const char *open; /* only write this file */
  int apart;        /* learn so many fields, each without one of as many parts of the articles */
} options;

typedef struct tally {
  size_t right[GAZ_NAME_CLASS_COUNT + 1], found[GAZ_NAME_CLASS_COUNT + 1],
      gold[GAZ_NAME_CLASS_COUNT + 1];
} tally;

static void count_names(const uint8_t *labels, const uint8_t *gold, size_t count, tally *t) {
  labelled_name *a = malloc((count + 1) * sizeof *a), *b = malloc((count + 1) * sizeof *b);
  size_t na = names_of_labels(labels, count, a), nb = names_of_labels(gold, count, b);
  for (size_t i = 0; i < na; i++) t->found[a[i].class]++, t->found[GAZ_NAME_CLASS_COUNT]++;
  for (size_t i = 0; i < nb; i++) t->gold[b[i].class]++, t->gold[GAZ_NAME_CLASS_COUNT]++;
  for (size_t i = 0, j = 0; i < na && j < nb;) {
    if (a[i].first == b[j].first && a[i].last == b[j].last && a[i].class == b[j].class)
      t->right[a[i].class]++, t->right[GAZ_NAME_CLASS_COUNT]++;
    if (a[i].first <= b[j].first)
      i++;
    else
      j++;
  }
  free(a), free(b);
}

static double f1(const tally *t, int class) {
  return t->found[class] + t->gold[class]
             ? 200.0 * (double)t->right[class] / (double)(t->found[class] + t->gold[class])
             : 0;
}

static void report(const char *what, const tally *t) {
  fprintf(stderr, "%s P %.2f R %.2f F1 %.2f |", what,
          100.0 * (double)t->right[GAZ_NAME_CLASS_COUNT] /
              (double)(t->found[GAZ_NAME_CLASS_COUNT] + !t->found[GAZ_NAME_CLASS_COUNT]),
          100.0 * (double)t->right[GAZ_NAME_CLASS_COUNT] /
              (double)(t->gold[GAZ_NAME_CLASS_COUNT] + !t->gold[GAZ_NAME_CLASS_COUNT]),
          f1(t, GAZ_NAME_CLASS_COUNT));
  for (int class = 0; class < GAZ_NAME_CLASS_COUNT; class ++)
    fprintf(stderr, " %.4s %.1f", class_names[class], f1(t, class));
  fprintf(stderr, "\n");
}

static void check(const field *f, bool twice, const labelled_corpus *corpus,
                  const gaz_name_sources *sources, const char *what) {
  tally t = {0};
  for (size_t a = 0; a < corpus->count; a++) {
    const labelled_article *article = &corpus->articles[a];
    uint8_t *labels = calloc(article->tokens.token_count + 1, 1),
            *again = calloc(article->tokens.token_count + 1, 1);
    field_predict(f, article, sources, NULL, labels);
    if (twice) field_predict(f, article, sources, labels, again);
    count_names(twice ? again : labels, article->labels, article->tokens.token_count, &t);
    free(labels), free(again);
  }
  report(what, &t);
}

static bool holds_rare(const examples *data, size_t at) {
  const uint8_t *labels = data->labels + data->list[at].first;
  for (size_t i = 0; i < data->list[at].count; i++) {
    unsigned class = (labels[i] - 1u) / 4;
    if (labels[i] && (class == GAZ_NAME_CLASS_FACILITY || class == GAZ_NAME_CLASS_PRODUCT))
      return true;
  }
  return false;
}

static double learn_epoch(field *f, const examples *data, const uint32_t *numbers, uint32_t *order,
                          size_t count, uint8_t *easy, int epoch, int epochs,
                          const labelled_corpus *corpus, const options *o) {
  field_options now = o->field;
  double loss = 0;
  for (size_t i = count; i > 1; i--) {
    size_t j = field_random() % i;
    uint32_t swap = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swap;
  }
  now.rate *= (epoch < epochs / 2 ? 1.0f : epoch < epochs * 3 / 4 ? 0.5f : 0.25f);
  for (size_t i = 0; i < count; i++) {
    /* A sentence that was no trouble the last time is looked at every fourth time. */
    if (epoch && easy[order[i]] && field_random() % 4) continue;
    /* The last round is for the articles of the corpus as they were written, and the templates. */
    if (epoch + 1 == epochs && data->list[order[i]].article >= corpus->written) continue;
    float weight = corpus->articles[data->list[order[i]].article].weight;
    if (!(weight > 0)) weight = holds_rare(data, order[i]) ? o->rare : 1;
    double one = field_learn(f, data, numbers, order[i], weight, &now);
    easy[order[i]] = one < 0.05;
    loss += one;
  }
  gaz_name_transitions_arrange(&f->transitions);
  return loss;
}

static void train(field *f, const examples *data, const uint8_t *use, const options *o, int epochs,
                  int members, const labelled_corpus *corpus, const labelled_corpus *dev,
                  const gaz_name_sources *sources) {
  field_number(f, data, (uint32_t)o->minimum, use);
  f->keep = 1 - o->field.drop;
  uint32_t *numbers = malloc((data->rows[data->tokens] + 1) * sizeof *numbers);
  for (size_t i = 0; i < data->rows[data->tokens]; i++)
    numbers[i] = field_number_of(f, data->hashes[i]);
  uint32_t *order = malloc((data->count + 1) * sizeof *order);
  size_t count = 0;
  for (size_t s = 0; s < data->count; s++)
    if (!use || use[s]) order[count++] = (uint32_t)s;
  size_t size = (f->features + 1) * GAZ_NAME_STRIDE;
  float *sum = calloc(size, sizeof *sum);
  gaz_name_transitions transition_sum = {0};
  int summed = 0;
  uint8_t *easy = malloc(data->count + 1);
  /* The mean over the last epochs of several fields, learnt in different orders, wanders less. */
  for (int member = 0; member < members; member++) {
    memset(f->weights, 0, size * sizeof *f->weights);
    memset(f->squares, 0, size * sizeof *f->squares);
    f->transitions = f->transition_squares = (gaz_name_transitions){0};
    memset(easy, 0, data->count);
    for (int epoch = 0; epoch < epochs; epoch++) {
      double loss = learn_epoch(f, data, numbers, order, count, easy, epoch, epochs, corpus, o);
      if (member == 0) fprintf(stderr, "  epoch %d loss %.0f\n", epoch + 1, loss);
      if (epoch + o->average < epochs) continue;
      for (size_t i = 0; i < size; i++) sum[i] += f->weights[i];
      for (int a = 0; a < GAZ_NAME_LABELS; a++)
        for (int b = 0; b < GAZ_NAME_LABELS; b++)
          transition_sum.score[a][b] += f->transitions.score[a][b];
      summed++;
    }
    if (dev && member == 0) check(f, false, dev, sources, "  dev, one field");
  }
  for (size_t i = 0; i < size; i++) f->weights[i] = sum[i] / (float)summed;
  for (int a = 0; a < GAZ_NAME_LABELS; a++)
    for (int b = 0; b < GAZ_NAME_LABELS; b++)
      f->transitions.score[a][b] = transition_sum.score[a][b] / (float)summed;
  gaz_name_transitions_arrange(&f->transitions);
  fprintf(stderr, "  %zu features\n", f->features);
  if (dev) check(f, false, dev, sources, "  dev");
  free(numbers), free(order), free(sum), free(easy);
}

/* First-pass labels for every training article, each from a field that has not seen it. Copies of an
 * article in another case or by other tokens are of the same fold: folds go by name. The folds learn
 * side by side, each in a process of its own that leaves its labels in shared memory. */
static void start_folds(const labelled_corpus *corpus, const examples *data, const options *o,
                        const gaz_name_sources *sources, uint8_t **guessed) {
  uint8_t *use = calloc(data->count + 1, 1);
  uint8_t *shared =
      mmap(NULL, corpus->tokens + 1, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) exit(3);
  for (size_t a = 0, at = 0; a < corpus->count; at += corpus->articles[a++].tokens.token_count)
    guessed[a] = shared + at;
  for (int fold = 0; fold < o->folds; fold++) {
    pid_t child = fork();
    if (child < 0) exit(3);
    if (child) continue;
    static field f;
    field_random_state += (uint64_t)fold + 1;
    for (size_t s = 0; s < data->count; s++)
      use[s] = part_of_article(&corpus->articles[data->list[s].article], o->folds) != fold;
    train(&f, data, use, o, o->fold_epochs, 1, corpus, NULL, sources);
    for (size_t a = 0; a < corpus->count; a++)
      if (part_of_article(&corpus->articles[a], o->folds) == fold)
        field_predict(&f, &corpus->articles[a], sources, NULL, guessed[a]);
    _exit(0);
  }
  free(use);
}

/* Fields that have not seen a part of the articles, for those who learn from what fields say of articles
 * (train_reader.c): MODEL.0 has not seen those of part 0, and so on. One after the other: each takes much room. */
static void learn_apart(const labelled_corpus *corpus, const examples *data, const options *o,
                        const gaz_name_sources *sources, const char *model) {
  uint8_t *use = calloc(data->count + 1, 1);
  for (int part = 0; part < o->apart; part++) {
    pid_t child = fork();
    if (child < 0) exit(3);
    if (!child) {
      static field f;
      char path[4096];
      snprintf(path, sizeof path, "%s.%d", model, part);
      for (size_t s = 0; s < data->count; s++)
        use[s] = part_of_article(&corpus->articles[data->list[s].article], o->apart) != part;
      train(&f, data, use, o, o->epochs, o->members, corpus, NULL, sources);
      field_save(&f, path, o->prune, o->clip);
      _exit(0);
    }
    int status;
    if (wait(&status) < 0 || status != 0) {
      fprintf(stderr, "part %d was not learnt\n", part);
      exit(3);
    }
  }
  free(use);
}

static void wait_for_folds(int folds) {
  for (int fold = 0; fold < folds; fold++) {
    int status;
    if (wait(&status) < 0 || status != 0) {
      fprintf(stderr, "a fold was not learnt\n");
      exit(3);
    }
  }
}

int main(int argc, char **argv) {
  options o = {.times = 8,
               .epochs = 12,
               .members = 1,
               .minimum = 2,
               .folds = 0,
               .fold_epochs = 4,
               .field = {.rate = 0.1f, .decay = 1e-4f, .drop = 0.3f, .alone = 0.5f},
               .clip = 4,
               .rare = 1,
               .marked_weight = 0.5f,
               .prune = 0.15f};
  const char *paths[3] = {0};
  int path_count = 0;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--lower") == 0)
      o.lower = atoi(argv[++i]);
    else if (strcmp(argv[i], "--upper") == 0)
      o.upper = atoi(argv[++i]);
    else if (strcmp(argv[i], "--epochs") == 0)
      o.epochs = atoi(argv[++i]);
    else if (strcmp(argv[i], "--alone") == 0)
      o.field.alone = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--caseless") == 0)
      o.caseless = true;
    else if (strcmp(argv[i], "--members") == 0)
      o.members = atoi(argv[++i]);
    else if (strcmp(argv[i], "--minimum") == 0)
      o.minimum = atoi(argv[++i]);
    else if (strcmp(argv[i], "--folds") == 0)
      o.folds = atoi(argv[++i]);
    else if (strcmp(argv[i], "--fold-epochs") == 0)
      o.fold_epochs = atoi(argv[++i]);
    else if (strcmp(argv[i], "--rate") == 0)
      o.field.rate = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--decay") == 0)
      o.field.decay = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--blind") == 0)
      o.field.blind = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--average") == 0)
      o.average = atoi(argv[++i]);
    else if (strcmp(argv[i], "--seed") == 0)
      field_random_state ^= (uint64_t)atoi(argv[++i]) * 0x9e3779b97f4a7c15u;
    else if (strcmp(argv[i], "--sparse") == 0)
      o.field.sparse = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--clip") == 0)
      o.clip = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--prune") == 0)
      o.prune = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--templates") == 0)
      o.templates = argv[++i];
    else if (strcmp(argv[i], "--marked") == 0)
      o.marked = argv[++i];
    else if (strcmp(argv[i], "--marked-weight") == 0)
      o.marked_weight = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--marked-raw") == 0)
      o.marked_raw = atoi(argv[++i]);
    else if (strcmp(argv[i], "--times") == 0)
      o.times = atoi(argv[++i]);
    else if (strcmp(argv[i], "--apart") == 0)
      o.apart = atoi(argv[++i]);
    else if (strcmp(argv[i], "--open") == 0)
      o.open = argv[++i];
    else if (strcmp(argv[i], "--rare") == 0)
      o.rare = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--raw") == 0)
      o.raw = atoi(argv[++i]);
    else if (strcmp(argv[i], "--drop") == 0)
      o.field.drop = (float)atof(argv[++i]);
    else if (path_count < 3)
      paths[path_count++] = argv[i];
  }
  if (path_count < 2) {
    fprintf(stderr, "usage: train_names [options] WORLDWIDE DATA_ENGLISH MODEL\n");
    return 2;
  }
  if (o.caseless && o.marked) {
    fprintf(stderr, "train_names: --marked is for text of ordinary case, not for --caseless\n");
    return 2;
  }
  char path[4096];
  gaz_error error;
  labelled_corpus corpus = {0}, dev = {0};
  snprintf(path, sizeof path, "%s/train", paths[0]);
  if (!o.caseless) read_labelled_folder(path, CASE_AS_WRITTEN, 1, 0, &corpus);
  if (o.open) {
    write_open_words(&corpus, o.open);
    return 0;
  }
  gaz_name_lists *lists;
  gaz_clusters *clusters;
  gaz_word_classes *classes;
  snprintf(path, sizeof path, "%s/clusters.tsv", paths[1]);
  if (gaz_name_lists_open(paths[1], NULL, &lists, &error) ||
      gaz_clusters_open(path, NULL, &clusters, &error)) {
    fprintf(stderr, "%s:%u: %s\n", error.path, error.line, error.message);
    return 3;
  }
  snprintf(path, sizeof path, "%s/word_classes.model", paths[1]);
  if (gaz_word_classes_open(path, &classes, &error)) return 3;
  gaz_name_sources words = {lists, clusters, classes}, *sources = &words;
  snprintf(path, sizeof path, "%s/dev", paths[0]);
  read_labelled_folder(path, CASE_AS_WRITTEN, 1, 0, &dev);
  if (o.templates) read_templates(o.templates, paths[1], o.times, &corpus);
  corpus.written = o.caseless ? SIZE_MAX : corpus.count;
  char data_dir[4096];
  snprintf(data_dir, sizeof data_dir, "%s/..", paths[1]);
  if (o.marked) read_marked_folder(o.marked, o.marked_weight, data_dir, o.marked_raw, &corpus);
  snprintf(path, sizeof path, "%s/train", paths[0]);
  if (o.lower) read_labelled_folder(path, CASE_ALL_LOWER, o.lower, 0, &corpus);
  if (o.upper) read_labelled_folder(path, CASE_ALL_UPPER, o.upper, 1, &corpus);
  if (o.raw) {
    gaz_tokenizer *tokenizer;
    if (gaz_tokenizer_load(data_dir, &tokenizer, &error)) return 3;
    read_raw_folder(path, tokenizer, CASE_AS_WRITTEN, o.raw, &corpus);
  }
  fprintf(stderr, "%zu articles, %zu tokens\n", corpus.count, corpus.tokens);
  examples data;
  clock_t start = clock();
  examples_extract(&corpus, sources, NULL, &data);
  fprintf(stderr, "%zu tokens, %.1f features each, extracted in %.1fs\n", data.tokens,
          (double)data.rows[data.tokens] / (double)data.tokens,
          (double)(clock() - start) / CLOCKS_PER_SEC);
  static field learnt;
  uint8_t **guessed = calloc(corpus.count + 1, sizeof *guessed);
  if (o.folds) {
    start_folds(&corpus, &data, &o, sources, guessed);
    wait_for_folds(o.folds);
    examples_free(&data);
    examples_extract(&corpus, sources, guessed, &data);
  }
  if (!paths[2]) return 0;
  if (o.apart) {
    learn_apart(&corpus, &data, &o, sources, paths[2]);
    return 0;
  }
  train(&learnt, &data, NULL, &o, o.epochs, o.members, &corpus, &dev, sources);
  if (o.folds) check(&learnt, true, &dev, sources, "  dev, both passes");
  examples_free(&data);
  field_save(&learnt, paths[2], o.prune, o.clip);
  return 0;
}
