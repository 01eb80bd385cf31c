/* Trains the name recogniser: a linear-chain conditional random field, by stochastic gradient
 * descent with a step size for each weight (AdaGrad). Deterministic: the order of sentences and the
 * features left out come from a fixed generator.
 *
 *   train_names [options] WORLDWIDE DATA_ENGLISH MODEL
 *   train_names --open NAMES_OPEN WORLDWIDE DATA_ENGLISH
 *
 * Features are dropped at random while learning, so that no word's weight leans on another's being
 * there. A model of two passes is learnt as two fields; the second sees what the first, trained on
 * other articles, said of the whole article. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "english/model.h"
#include "english/names_decode.h"
#include "names_corpus.h"
#include "names_open.h"
#include "names_templates.h"
#include "text/tokenizer.h"

typedef struct options {
  int epochs, members, minimum, folds, fold_epochs, average;
  float rate, decay, sparse, blind, drop, alone, clip, prune;
  int lower, upper; /* one article in so many is also learnt in that case; 0 none */

  int raw; /* likewise on the engine's own tokens */
  const char *templates;
  bool caseless;    /* not as written */
  const char *open; /* only write this file */
  int times;
} options;

/* Feature hashes numbered as they come. */
typedef struct feature_index {
  uint64_t *keys;    /* 0 marks a free slot */
  uint32_t *numbers; /* first a count, later the number plus one, 0 for dropped */
  size_t mask, used;
} feature_index;

/* What is learnt from at a time: a stretch of open tokens and the tokens outside at its ends, which have
 * no features. */
typedef struct sentence_data {
  uint32_t first, count; /* tokens of the whole training set */
  uint32_t article;
} sentence_data;

typedef struct field {
  feature_index index;
  size_t features;
  float *weights, *squares; /* GAZ_NAME_STRIDE a feature */
  gaz_name_transitions transitions, transition_squares;
  float keep;
} field;

static uint64_t random_state = 88172645463325252u;
static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (uint32_t)(random_state >> 32);
}

static size_t slot_of(const feature_index *index, uint64_t key) {
  size_t at = (size_t)(key >> 20) & index->mask;
  while (index->keys[at] && index->keys[at] != key) at = (at + 1) & index->mask;
  return at;
}

static void count_feature(feature_index *index, uint64_t key) {
  if (index->used * 2 >= index->mask) {
    feature_index larger = {.mask = index->mask ? index->mask * 2 + 1 : (1 << 20) - 1,
                            .used = index->used};
    larger.keys = calloc(larger.mask + 1, sizeof *larger.keys);
    larger.numbers = calloc(larger.mask + 1, sizeof *larger.numbers);
    for (size_t i = 0; index->mask && i <= index->mask; i++)
      if (index->keys[i]) {
        size_t at = slot_of(&larger, index->keys[i]);
        larger.keys[at] = index->keys[i];
        larger.numbers[at] = index->numbers[i];
      }
    free(index->keys), free(index->numbers);
    *index = larger;
  }
  size_t at = slot_of(index, key);
  if (!index->keys[at]) {
    index->keys[at] = key;
    index->used++;
  }
  index->numbers[at]++;
}

/* Hashes of every token of a corpus, one row after another. */
typedef struct extracted {
  uint64_t *hashes;
  size_t *rows; /* of each token; one more at the end */
  size_t tokens, room;
  sentence_data *sentences;
  size_t sentence_count;
  uint8_t *labels, *identity; /* of each token; how many features come first that name the word */
  uint8_t *revision;          /* and how many come last that are of the second pass */
} extracted;

static void extract_token(const gaz_name_article *article, size_t s, size_t i, unsigned label,
                          extracted *out) {
  size_t used = out->rows[out->tokens], identity = 0, revision = 0;
  if (used + 2 * GAZ_NAME_FEATURES_MAX > out->room) {
    out->room = out->room ? out->room * 2 : 1 << 22;
    out->hashes = realloc(out->hashes, out->room * sizeof *out->hashes);
  }
  /* A name that the recogniser does not look at is still one. */
  if (article->open[i] || label) {
    used += gaz_name_features(article, s, i, out->hashes + used, &identity);
    if (article->labels) revision = gaz_name_revision_features(article, s, i, out->hashes + used);
  }
  out->labels[out->tokens] = (uint8_t)label;
  out->identity[out->tokens] = (uint8_t)identity;
  out->revision[out->tokens++] = (uint8_t)revision;
  out->rows[out->tokens] = used + revision;
}

static void extract(const labelled_corpus *corpus, const gaz_name_sources *sources,
                    uint8_t *const *first_pass, extracted *out) {
  size_t room = corpus->tokens * 2 + 2;
  *out = (extracted){.rows = malloc((room + 1) * sizeof *out->rows),
                     .sentences = malloc(room * sizeof *out->sentences),
                     .labels = malloc(room),
                     .identity = malloc(room),
                     .revision = malloc(room)};
  out->rows[0] = 0;
  for (size_t a = 0; a < corpus->count; a++) {
    const labelled_article *article = &corpus->articles[a];
    gaz_arena arena = {0};
    gaz_name_article prepared;
    if (gaz_name_article_prepare(article->text.data, &article->tokens, sources, &arena, &prepared))
      exit(3);
    if (first_pass && gaz_name_article_revise(&prepared, first_pass[a], &arena)) exit(3);
    for (size_t s = 0; s < article->tokens.sentence_count; s++) {
      const gaz_sentence *sentence = &article->tokens.sentences[s];
      uint32_t end = sentence->first + sentence->count;
      for (uint32_t i = sentence->first, to; i < end; i = to) {
        to = i + 1;
        if (!prepared.open[i] && !article->labels[i]) continue;
        while (to < end && (prepared.open[to] || article->labels[to])) to++;
        sentence_data *stretch = &out->sentences[out->sentence_count++];
        *stretch = (sentence_data){(uint32_t)out->tokens, to - i + 2, (uint32_t)a};
        for (uint32_t k = 0; k < stretch->count; k++) {
          if (k && k + 1 < stretch->count) {
            extract_token(&prepared, s, i + k - 1, article->labels[i + k - 1], out);
            continue;
          }
          out->labels[out->tokens] = out->identity[out->tokens] = out->revision[out->tokens] = 0;
          out->tokens++;
          out->rows[out->tokens] = out->rows[out->tokens - 1];
        }
      }
    }
    gaz_arena_free(&arena);
  }
}

static void free_extracted(extracted *data) {
  free(data->hashes), free(data->rows), free(data->sentences), free(data->labels),
      free(data->identity), free(data->revision);
}

static void number_features(field *f, const extracted *data, uint32_t minimum, const uint8_t *use) {
  for (size_t s = 0; s < data->sentence_count; s++) {
    if (use && !use[s]) continue;
    size_t first = data->sentences[s].first;
    for (size_t i = data->rows[first]; i < data->rows[first + data->sentences[s].count]; i++)
      count_feature(&f->index, data->hashes[i]);
  }
  for (size_t i = 0; i <= f->index.mask; i++)
    f->index.numbers[i] = f->index.numbers[i] >= minimum ? (uint32_t)++f->features : 0;
  f->weights = calloc((f->features + 1) * GAZ_NAME_STRIDE, sizeof *f->weights);
  f->squares = calloc((f->features + 1) * GAZ_NAME_STRIDE, sizeof *f->squares);
}

static uint32_t number_of(const field *f, uint64_t hash) {
  size_t at = slot_of(&f->index, hash);
  return f->index.keys[at] ? f->index.numbers[at] : 0;
}

/* Scores of a token; 0 numbers are features the model does not have. */
static void score_token(const field *f, const uint32_t *numbers, size_t count, float *out) {
  memset(out, 0, GAZ_NAME_STRIDE * sizeof *out);
  for (size_t i = 0; i < count; i++) {
    const float *row = f->weights + (size_t)numbers[i] * GAZ_NAME_STRIDE;
    for (int label = 0; label < GAZ_NAME_STRIDE; label++) out[label] += row[label];
  }
}

static void step(float *weight, float *square, float gradient, float rate) {
  *square += gradient * gradient;
  *weight -= rate * gradient / sqrtf(*square + 1e-6f);
}

enum { SENTENCE_MAX = 1024 };

static double learn_sentence(field *f, const extracted *data, const uint32_t *numbers, size_t s,
                             const options *o) {
  static float scores[SENTENCE_MAX * GAZ_NAME_STRIDE], forward[SENTENCE_MAX * GAZ_NAME_STRIDE],
      backward[SENTENCE_MAX * GAZ_NAME_STRIDE], p[SENTENCE_MAX * GAZ_NAME_STRIDE];
  static uint32_t kept[SENTENCE_MAX * GAZ_NAME_FEATURES_MAX];
  static size_t kept_rows[SENTENCE_MAX + 1];
  static gaz_name_transitions exps;
  size_t first = data->sentences[s].first, count = data->sentences[s].count, used = 0;
  if (count > SENTENCE_MAX) return 0;
  uint32_t cut = (uint32_t)(o->drop * 4294967295.0), blind = (uint32_t)(o->blind * 4294967295.0);
  /* As in the first pass, every other time: the same weights serve both. */
  bool first_pass = next_random() < (uint32_t)(o->alone * 4294967295.0);
  for (size_t t = 0; t < count; t++) {
    kept_rows[t] = used;
    if (data->rows[first + t] == data->rows[first + t + 1]) {
      gaz_name_outside_scores(scores + t * GAZ_NAME_STRIDE);
      continue;
    }
    /* Sometimes the word itself is not looked at: as for a name never seen before. */
    size_t from = data->rows[first + t], to = data->rows[first + t + 1];
    if (next_random() < blind) from += data->identity[first + t];
    if (first_pass) to -= data->revision[first + t];
    for (size_t i = from; i < to; i++)
      if (numbers[i] && next_random() >= cut) kept[used++] = numbers[i];
    score_token(f, kept + kept_rows[t], used - kept_rows[t], scores + t * GAZ_NAME_STRIDE);
  }
  kept_rows[count] = used;
  gaz_name_transitions_exp(&f->transitions, &exps);
  double log_z = gaz_name_marginals(scores, count, &exps, forward, backward, p), gold = 0;
  const uint8_t *labels = data->labels + first;
  for (size_t t = 0; t < count; t++) {
    gold += scores[t * GAZ_NAME_STRIDE + labels[t]];
    if (t) gold += f->transitions.score[labels[t]][labels[t - 1]];
  }
  /* Transitions, from the expected pair counts: only around tokens that may be names. */
  for (size_t t = 1; t < count; t++) {
    const float *a = forward + (t - 1) * GAZ_NAME_STRIDE, *b = backward + t * GAZ_NAME_STRIDE;
    const float *score = scores + t * GAZ_NAME_STRIDE;
    if (p[t * GAZ_NAME_STRIDE] > 0.999f && p[(t - 1) * GAZ_NAME_STRIDE] > 0.999f && !labels[t] &&
        !labels[t - 1])
      continue;
    float highest = score[0];
    for (int l = 1; l < GAZ_NAME_LABELS; l++) highest = score[l] > highest ? score[l] : highest;
    static float pair[GAZ_NAME_LABELS][GAZ_NAME_LABELS];
    float sum = 0;
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++) {
      float right = b[next] * expf(score[next] - highest);
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
        pair[next][label] =
            gaz_name_may_follow(label, next) ? a[label] * exps.score[next][label] * right : 0;
        sum += pair[next][label];
      }
    }
    if (sum <= 0) continue;
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++)
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
        float gradient = pair[next][label] / sum - (next == labels[t] && label == labels[t - 1]);
        if (fabsf(gradient) > 1e-4f)
          step(&f->transitions.score[next][label], &f->transition_squares.score[next][label],
               gradient, o->rate);
      }
  }
  for (size_t t = 0; t < count; t++) {
    float *gradient = p + t * GAZ_NAME_STRIDE;
    gradient[labels[t]] -= 1;
    float largest = 0;
    for (int label = 0; label < GAZ_NAME_LABELS; label++)
      largest = fmaxf(largest, fabsf(gradient[label]));
    if (largest < 2e-3f) continue;
    for (int label = GAZ_NAME_LABELS; label < GAZ_NAME_STRIDE; label++) gradient[label] = 0;
    float rate = o->rate, decay = o->decay, sparse = o->sparse;
    for (size_t i = kept_rows[t]; i < kept_rows[t + 1]; i++) {
      float *restrict weight = f->weights + (size_t)kept[i] * GAZ_NAME_STRIDE;
      float *restrict square = f->squares + (size_t)kept[i] * GAZ_NAME_STRIDE;
      for (int label = 0; label < GAZ_NAME_STRIDE; label++) {
        float g = gradient[label] + decay * weight[label];
        square[label] += g * g;
        float step_size = rate / sqrtf(square[label] + 1e-6f), shrink = step_size * sparse;
        float moved = weight[label] - step_size * g;
        /* Towards zero by `shrink`, and no further (L1). */
        weight[label] = fmaxf(0, moved - shrink) + fminf(0, moved + shrink);
      }
    }
  }
  return log_z - gold;
}

/* ---- Scoring an article ------------------------------------------------------------------------- */

static void predict(const field *f, const labelled_article *article,
                    const gaz_name_sources *sources, const uint8_t *first_pass, uint8_t *labels) {
  static float scores[SENTENCE_MAX * GAZ_NAME_STRIDE];
  static float paths[SENTENCE_MAX * GAZ_NAME_STRIDE];
  gaz_arena arena = {0};
  gaz_name_article prepared;
  if (gaz_name_article_prepare(article->text.data, &article->tokens, sources, &arena, &prepared))
    exit(3);
  if (first_pass && gaz_name_article_revise(&prepared, first_pass, &arena)) exit(3);
  for (size_t s = 0; s < article->tokens.sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens.sentences[s];
    uint32_t count = sentence->count < SENTENCE_MAX ? sentence->count : SENTENCE_MAX;
    memset(labels + sentence->first, 0, sentence->count);
    for (uint32_t i = 0; i < count; i++) {
      uint64_t features[2 * GAZ_NAME_FEATURES_MAX];
      uint32_t numbers[2 * GAZ_NAME_FEATURES_MAX];
      size_t identity, token = sentence->first + i;
      if (!prepared.open[token]) {
        gaz_name_outside_scores(scores + i * GAZ_NAME_STRIDE);
        continue;
      }
      size_t n = gaz_name_features(&prepared, s, token, features, &identity);
      float *row = scores + i * GAZ_NAME_STRIDE;
      if (first_pass) n += gaz_name_revision_features(&prepared, s, token, features + n);
      for (size_t j = 0; j < n; j++) numbers[j] = number_of(f, features[j]);
      score_token(f, numbers, n, row);
      for (int l = 0; l < GAZ_NAME_STRIDE; l++) row[l] *= f->keep;
    }
    gaz_name_best(scores, count, &f->transitions, paths, labels + sentence->first);
  }
  gaz_arena_free(&arena);
}

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

static void print_errors(const labelled_article *article, const uint8_t *labels, FILE *file);
static FILE *error_file;

static void check(const field *f, bool twice, const labelled_corpus *corpus,
                  const gaz_name_sources *sources, const char *what) {
  tally t = {0};
  for (size_t a = 0; a < corpus->count; a++) {
    const labelled_article *article = &corpus->articles[a];
    uint8_t *labels = calloc(article->tokens.token_count + 1, 1),
            *again = calloc(article->tokens.token_count + 1, 1);
    predict(f, article, sources, NULL, labels);
    if (twice) predict(f, article, sources, labels, again);
    count_names(twice ? again : labels, article->labels, article->tokens.token_count, &t);
    if (error_file) print_errors(article, twice ? again : labels, error_file);
    free(labels), free(again);
  }
  report(what, &t);
}

/* One line an error, for reading: what was found, what is right, and the words. */
static void print_errors(const labelled_article *article, const uint8_t *labels, FILE *file) {
  size_t count = article->tokens.token_count;
  labelled_name *a = malloc((count + 1) * sizeof *a), *b = malloc((count + 1) * sizeof *b);
  size_t na = names_of_labels(labels, count, a), nb = names_of_labels(article->labels, count, b);
  for (size_t i = 0, j = 0; i < na || j < nb;) {
    const labelled_name *x = i < na ? &a[i] : NULL, *y = j < nb ? &b[j] : NULL;
    if (x && y && x->first == y->first && x->last == y->last && x->class == y->class) {
      i++, j++;
      continue;
    }
    bool overlap = x && y && x->first <= y->last && y->first <= x->last;
    if (!overlap && x && y) {
      if (x->first < y->first)
        y = NULL;
      else
        x = NULL;
    }
    size_t first = x && y ? (x->first < y->first ? x->first : y->first) : x ? x->first : y->first;
    size_t last = x && y ? (x->last > y->last ? x->last : y->last) : x ? x->last : y->last;
    const gaz_token *t = article->tokens.tokens;
    size_t from = first > 4 ? first - 4 : 0, to = last + 4 < count ? last + 4 : count - 1;
    fprintf(file, "%s>%s\t", y ? class_names[y->class] : "-", x ? class_names[x->class] : "-");
    for (size_t k = from; k <= to; k++) {
      if (y && k == y->first) fprintf(file, "[");
      if (x && k == x->first) fprintf(file, "{");
      fprintf(file, "%.*s", (int)(t[k].end - t[k].start), article->text.data + t[k].start);
      if (x && k == x->last) fprintf(file, "}");
      if (y && k == y->last) fprintf(file, "]");
      fprintf(file, " ");
    }
    fprintf(file, "\n");
    i += x != NULL, j += y != NULL;
  }
  free(a), free(b);
}

static double learn_epoch(field *f, const extracted *data, const uint32_t *numbers, uint32_t *order,
                          size_t count, uint8_t *easy, int epoch, int epochs,
                          const labelled_corpus *corpus, const options *o) {
  options now = *o;
  double loss = 0;
  for (size_t i = count; i > 1; i--) {
    size_t j = next_random() % i;
    uint32_t swap = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swap;
  }
  now.rate = o->rate * (epoch < epochs / 2 ? 1.0f : epoch < epochs * 3 / 4 ? 0.5f : 0.25f);
  for (size_t i = 0; i < count; i++) {
    /* A sentence that was no trouble the last time is looked at every fourth time. */
    if (epoch && easy[order[i]] && next_random() % 4) continue;
    /* The last round is for the articles as they were written. */
    if (epoch + 1 == epochs && data->sentences[order[i]].article >= corpus->written) continue;
    double one = learn_sentence(f, data, numbers, order[i], &now);
    easy[order[i]] = one < 0.05;
    loss += one;
  }
  gaz_name_transitions_arrange(&f->transitions);
  return loss;
}

static void train(field *f, const extracted *data, const uint8_t *use, const options *o, int epochs,
                  int members, const labelled_corpus *corpus, const labelled_corpus *dev,
                  const gaz_name_sources *sources) {
  number_features(f, data, (uint32_t)o->minimum, use);
  f->keep = 1 - o->drop;
  uint32_t *numbers = malloc((data->rows[data->tokens] + 1) * sizeof *numbers);
  for (size_t i = 0; i < data->rows[data->tokens]; i++) numbers[i] = number_of(f, data->hashes[i]);
  uint32_t *order = malloc((data->sentence_count + 1) * sizeof *order);
  size_t count = 0;
  for (size_t s = 0; s < data->sentence_count; s++)
    if (!use || use[s]) order[count++] = (uint32_t)s;
  size_t size = (f->features + 1) * GAZ_NAME_STRIDE;
  float *sum = calloc(size, sizeof *sum);
  gaz_name_transitions transition_sum = {0};
  int summed = 0;
  uint8_t *easy = malloc(data->sentence_count + 1);
  /* The mean over the last epochs of several fields, learnt in different orders, wanders less. */
  for (int member = 0; member < members; member++) {
    memset(f->weights, 0, size * sizeof *f->weights);
    memset(f->squares, 0, size * sizeof *f->squares);
    f->transitions = f->transition_squares = (gaz_name_transitions){0};
    memset(easy, 0, data->sentence_count);
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

/* ---- Writing ------------------------------------------------------------------------------------ */

/* The label names are those of BILOU tags, "B-Person", so that a model says what it knows. */
/* A feature costs about 7 bytes and a weight 2: features whose largest weight is below `prune` go as a
 * whole, and of the others the weights below a third of it. */
typedef struct entry_list {
  gaz_model_entry *entries;
  size_t count, weights;
} entry_list;

static void add_entry(entry_list *list, uint64_t hash, const float *row, float keep, float prune,
                      float unit) {
  float largest = 0;
  for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) largest = fmaxf(largest, fabsf(row[l]) * keep);
  if (largest < prune) return;
  uint8_t which[GAZ_NAME_LABELS];
  int8_t steps[GAZ_NAME_LABELS];
  uint32_t n = 0;
  for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) {
    float value = row[l] * keep;
    if (fabsf(value) < prune / 3) continue;
    float scaled = roundf(value / unit);
    steps[n] = (int8_t)fmaxf(-127, fminf(127, scaled));
    which[n] = (uint8_t)l;
    n += steps[n] != 0;
  }
  if (!n) return;
  uint8_t *copy = malloc(2 * n);
  memcpy(copy, which, n);
  memcpy(copy + n, steps, n);
  list->entries[list->count++] = (gaz_model_entry){hash, copy, (const int8_t *)(copy + n), n};
  list->weights += n;
}

static void add_field(entry_list *list, const field *f, float prune, float unit) {
  for (size_t i = 0; i <= f->index.mask; i++)
    if (f->index.keys[i] && f->index.numbers[i])
      add_entry(list, f->index.keys[i], f->weights + (size_t)f->index.numbers[i] * GAZ_NAME_STRIDE,
                f->keep, prune, unit);
}

static void save(const field *f, const char *path, float prune, const options *o) {
  char names[GAZ_NAME_LABELS][32];
  const char *labels[GAZ_NAME_LABELS];
  for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) {
    if (l)
      snprintf(names[l], sizeof names[l], "%c-%s", "BILU"[(l - 1) % 4], class_names[(l - 1) / 4]);
    else
      strcpy(names[l], "O");
    labels[l] = names[l];
  }
  size_t capacity = f->features + GAZ_NAME_LABELS;
  entry_list list = {.entries = calloc(capacity, sizeof *list.entries)};
  float unit = o->clip / 127;
  add_field(&list, f, prune, unit);
  for (unsigned before = 0; before < GAZ_NAME_LABELS; before++) {
    float transition[GAZ_NAME_LABELS];
    for (unsigned l = 0; l < GAZ_NAME_LABELS; l++) transition[l] = f->transitions.score[l][before];
    add_entry(&list, gaz_name_transition_feature(before), transition, 1, prune, unit);
  }
  gaz_error error;
  if (gaz_model_write(path, labels, GAZ_NAME_LABELS, unit, list.entries, list.count, &error)) {
    fprintf(stderr, "%s: %s\n", path, error.message);
    exit(3);
  }
  fprintf(stderr, "%s: %zu features, %zu weights\n", path, list.count, list.weights);
}

static int fold_of(const labelled_article *article, int folds) {
  const char *name = strrchr(article->name, '/') ? strrchr(article->name, '/') + 1 : article->name;
  size_t size = strcspn(name, "."); /* "x.txt" and "x.txt.tsv" */
  return (int)(gaz_hash(name, size, 1) % (uint64_t)folds);
}

/* First-pass labels for every training article, each from a field that has not seen it. Copies of an
 * article in another case or by other tokens are of the same fold: folds go by name. The folds learn
 * side by side, each in a process of its own that leaves its labels in shared memory. */
static void start_folds(const labelled_corpus *corpus, const extracted *data, const options *o,
                        const gaz_name_sources *sources, uint8_t **guessed) {
  uint8_t *use = calloc(data->sentence_count + 1, 1);
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
    random_state += (uint64_t)fold + 1;
    for (size_t s = 0; s < data->sentence_count; s++)
      use[s] = fold_of(&corpus->articles[data->sentences[s].article], o->folds) != fold;
    train(&f, data, use, o, o->fold_epochs, 1, corpus, NULL, sources);
    for (size_t a = 0; a < corpus->count; a++)
      if (fold_of(&corpus->articles[a], o->folds) == fold)
        predict(&f, &corpus->articles[a], sources, NULL, guessed[a]);
    _exit(0);
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
               .rate = 0.1f,
               .decay = 1e-4f,
               .drop = 0.3f,
               .clip = 4,
               .alone = 0.5f,
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
      o.alone = (float)atof(argv[++i]);
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
      o.rate = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--decay") == 0)
      o.decay = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--blind") == 0)
      o.blind = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--average") == 0)
      o.average = atoi(argv[++i]);
    else if (strcmp(argv[i], "--seed") == 0)
      random_state ^= (uint64_t)atoi(argv[++i]) * 0x9e3779b97f4a7c15u;
    else if (strcmp(argv[i], "--sparse") == 0)
      o.sparse = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--clip") == 0)
      o.clip = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--prune") == 0)
      o.prune = (float)atof(argv[++i]);
    else if (strcmp(argv[i], "--templates") == 0)
      o.templates = argv[++i];
    else if (strcmp(argv[i], "--times") == 0)
      o.times = atoi(argv[++i]);
    else if (strcmp(argv[i], "--open") == 0)
      o.open = argv[++i];
    else if (strcmp(argv[i], "--raw") == 0)
      o.raw = atoi(argv[++i]);
    else if (strcmp(argv[i], "--drop") == 0)
      o.drop = (float)atof(argv[++i]);
    else if (path_count < 3)
      paths[path_count++] = argv[i];
  }
  if (path_count < 2) {
    fprintf(stderr, "usage: train_names [options] WORLDWIDE DATA_ENGLISH MODEL\n");
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
  if (gaz_name_lists_open(paths[1], &lists, &error) || gaz_clusters_open(path, &clusters, &error)) {
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
  snprintf(path, sizeof path, "%s/train", paths[0]);
  if (o.lower) read_labelled_folder(path, CASE_ALL_LOWER, o.lower, 0, &corpus);
  if (o.upper) read_labelled_folder(path, CASE_ALL_UPPER, o.upper, 1, &corpus);
  if (o.raw) {
    gaz_tokenizer *tokenizer;
    char data_dir[4096];
    snprintf(data_dir, sizeof data_dir, "%s/..", paths[1]);
    if (gaz_tokenizer_load(data_dir, &tokenizer, &error)) return 3;
    read_raw_folder(path, tokenizer, CASE_AS_WRITTEN, o.raw, &corpus);
  }
  fprintf(stderr, "%zu articles, %zu tokens\n", corpus.count, corpus.tokens);
  extracted data;
  clock_t start = clock();
  extract(&corpus, sources, NULL, &data);
  fprintf(stderr, "%zu tokens, %.1f features each, extracted in %.1fs\n", data.tokens,
          (double)data.rows[data.tokens] / (double)data.tokens,
          (double)(clock() - start) / CLOCKS_PER_SEC);
  static field learnt;
  uint8_t **guessed = calloc(corpus.count + 1, sizeof *guessed);
  if (o.folds) {
    start_folds(&corpus, &data, &o, sources, guessed);
    wait_for_folds(o.folds);
    free_extracted(&data);
    extract(&corpus, sources, guessed, &data);
  }
  train(&learnt, &data, NULL, &o, o.epochs, o.members, &corpus, &dev, sources);
  if (getenv("ERRORS")) error_file = fopen(getenv("ERRORS"), "w");
  if (o.folds) check(&learnt, true, &dev, sources, "  dev, both passes");
  free_extracted(&data);
  if (paths[2]) save(&learnt, paths[2], o.prune, &o);
  return 0;
}
