/* Trains the second reader of names (english/names_reader.h): a net that learns the labels of words.
 *
 *   train_reader [options] WORLDWIDE DATA FIELDS PARTS MEANS OUTPUT
 *   train_reader [options] WORLDWIDE DATA FIELDS PARTS MEANS --held-out
 *
 * FIELDS.0 to FIELDS.n-1 are fields that have not seen the articles of their part (train_names --apart): what they say of
 * those is what a field says of an article nobody has labelled. With --held-out nets learn without one part after the other
 * and are tried on that. Deterministic. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "failure.h"
#include "names_marked.h"
#include "names_sights.h"
#include "names_templates.h"
#include "net_learner.h"

typedef struct options {
  int rounds, tested, times;
  int last;         /* rounds at the end, that are for the corpus alone */
  int seed;         /* of the order of the stretches, and of what is left out */
  float rate;       /* see net_learner.h */
  float drop, mask; /* which part of the rows, of the hidden units is left out while learning */
  float blind;      /* how often a token's own word is not looked at */
  float rare;       /* how much what holds a facility or a product counts */
  float scale;      /* of the rows that are written */
  float length;     /* of words' vectors */
  float marked_weight;
  const char *templates, *marked; /* more to learn from; may be NULL */
} options;

enum { ALL = GAZ_NAME_CLASS_COUNT };

/* ---- Words' vectors ---- */

/* The codes of words (english/word_classes.h) stand for parts of vectors. The net learns weights of the vectors' dimensions,
 * by the place of the word, in rows behind the others; what these make of the parts become the rows of the codes. */
enum { DIMENSIONS = 100, VALUES = GAZ_NAME_READER_PLACES * DIMENSIONS };

#define ROWS (gaz_name_reader_shape.wide + gaz_name_reader_shape.narrow)

static float means[GAZ_WORD_CODES][GAZ_WORD_CODE_VALUES][DIMENSIONS];

static void read_means(const char *path, float length) {
  FILE *file = fopen(path, "rb");
  if (!file || fread(means, sizeof means, 1, file) != 1) {
    fprintf(stderr, "train_reader: %s: not the means that train_word_classes writes\n", path);
    exit(3);
  }
  fclose(file);
  for (float *at = **means; at < **means + sizeof means / sizeof(float); at++) *at *= length;
}

/* Adds what the row says of the vector of a word around; false when it says something else. */
static bool add_code(uint32_t row, const bool hide[GAZ_NAME_READER_PLACES], float values[VALUES]) {
  unsigned place, code, value;
  if (!gaz_name_reader_code(row, &place, &code, &value)) return false;
  if (hide[place]) return true;
  for (int d = 0; d < DIMENSIONS; d++)
    values[place * DIMENSIONS + (unsigned)d] += means[code][value][d];
  return true;
}

/* Gives the rows of codes what has been learnt of dimensions. */
static void compose_codes(net_learner *net) {
  for (uint32_t row = 0; row < ROWS; row++) {
    unsigned place, code, value;
    if (gaz_name_reader_code(row, &place, &code, &value))
      net_learner_compose(net, row, ROWS + place * DIMENSIONS, means[code][value], DIMENSIONS);
  }
}

static uint64_t random_state;
static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return (uint32_t)(random_state >> 32);
}
static bool by_chance(float part) { return (double)next_random() < (double)part * 4294967296.0; }

/* ---- Steps from label to label ---- */

/* Of the net: its numbers, in order of what follows and then of the label. */
static sight_transitions own;

static void take_steps(const float *numbers) {
  memcpy(own.score.score, numbers, sizeof own.score.score);
  gaz_name_transitions_arrange(&own.score);
  gaz_name_transitions_exp(&own.score, &own.exp);
}

/* The field's and `share` of the net's. */
static void mix_steps(const sight_transitions *field, float share, sight_transitions *out) {
  for (unsigned next = 0; next < GAZ_NAME_LABELS; next++)
    for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
      out->score.score[next][label] =
          (1 - share) * field->score.score[next][label] + share * own.score.score[next][label];
  gaz_name_transitions_arrange(&out->score);
  gaz_name_transitions_exp(&out->score, &out->exp);
}

/* ---- Scores of a stretch ---- */

static float scores[SIGHT_MAX * GAZ_NAME_STRIDE], likely[SIGHT_MAX * GAZ_NAME_STRIDE],
    forward[SIGHT_MAX * GAZ_NAME_STRIDE], backward[SIGHT_MAX * GAZ_NAME_STRIDE];

/* The steps into and out of it, as in names.c. */
static void bound(const sight *at, const gaz_name_transitions *steps) {
  float *last = scores + (size_t)(at->count - 1) * GAZ_NAME_STRIDE;
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
    scores[label] += steps->from_outside[label];
    last[label] += steps->score[GAZ_NAME_OUTSIDE][label];
  }
}

/* Those of the field alone, or `share` of the net's and the rest of the field's. */
static void add_up(const sights *s, const sight *at, net_learner *net, float share,
                   const gaz_name_transitions *steps) {
  for (uint32_t t = 0; t < at->count; t++) {
    size_t token = at->at + t, first = s->rows_at[token];
    float *all = scores + t * GAZ_NAME_STRIDE, found[GAZ_NAME_STRIDE] = {0};
    memcpy(all, s->scores + token * GAZ_NAME_STRIDE, sizeof found);
    if (!net) continue;
    net_learner_begin(net, s->rows + first, s->rows_at[token + 1] - first, false);
    net_learner_scores(net, 0, GAZ_NAME_LABELS, found);
    for (unsigned label = 0; label < GAZ_NAME_STRIDE; label++)
      all[label] = (1 - share) * all[label] + share * found[label];
  }
  bound(at, steps);
}

/* ---- Learning ---- */

/* What is looked at this time of each token. */
static uint32_t kept[SIGHT_MAX][GAZ_NET_ROWS_MAX];
static size_t kept_count[SIGHT_MAX];
static uint8_t hidden[SIGHT_MAX][GAZ_NET_HIDDEN];
static float vectors[SIGHT_MAX][VALUES];

static void draw(const sights *s, const sight *at, const options *o) {
  for (uint32_t t = 0; t < at->count; t++) {
    size_t from = s->rows_at[at->at + t], to = s->rows_at[at->at + t + 1];
    kept_count[t] = 0;
    for (int k = 0; k < GAZ_NET_HIDDEN; k++) hidden[t][k] = by_chance(o->mask);
    bool hide[GAZ_NAME_READER_PLACES];
    for (int i = 0; i < GAZ_NAME_READER_PLACES; i++) hide[i] = by_chance(o->blind);
    size_t identity = hide[GAZ_NAME_READER_PLACES / 2] ? s->identity[at->at + t] : 0;
    memset(vectors[t], 0, sizeof vectors[t]);
    for (size_t i = from; i < to; i++) {
      if (add_code(s->rows[i], hide, vectors[t])) continue;
      if (identity)
        identity--;
      else if (!by_chance(o->drop))
        kept[t][kept_count[t]++] = s->rows[i];
    }
  }
}

static void begin(net_learner *net, uint32_t t, const options *o) {
  net_learner_begin(net, kept[t], kept_count[t], true);
  net_learner_blend(net, ROWS, vectors[t], VALUES);
  net_learner_mask(net, hidden[t], o->mask);
}

static float weight_of(const labelled_corpus *corpus, const sights *s, const sight *at,
                       const options *o) {
  if (corpus->articles[at->article].weight > 0) return corpus->articles[at->article].weight;
  for (uint32_t t = 0; t < at->count; t++) {
    unsigned label = s->labels[at->at + t], class = (label - 1u) / 4;
    if (label && (class == GAZ_NAME_CLASS_FACILITY || class == GAZ_NAME_CLASS_PRODUCT))
      return o->rare;
  }
  return 1;
}

/* Of the loss by each score of a token; returns the largest. */
static float slope_of(const sights *s, size_t token, float weight, float *slope) {
  float most = 0;
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
    slope[label] = weight * (slope[label] - (float)(label == s->labels[token]));
    most = fmaxf(most, fabsf(slope[label]));
  }
  return most;
}

/* Of the loss by each step, from what is likely: a label's share of what follows is as those of the paths that lead there. */
static void step_slopes(const sights *s, const sight *at, float weight, float *slopes) {
  const float *last = likely + (size_t)(at->count - 1) * GAZ_NAME_STRIDE;
  unsigned before = GAZ_NAME_OUTSIDE;
  for (uint32_t t = 0; t < at->count; t++) {
    unsigned right = s->labels[at->at + t];
    slopes[right * GAZ_NAME_LABELS + before] -= weight;
    before = right;
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++) {
      float part[GAZ_NAME_LABELS], sum = 0, all = likely[t * GAZ_NAME_STRIDE + next];
      if (all < 1e-6f) continue;
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
        float come = t ? forward[(t - 1) * GAZ_NAME_STRIDE + gaz_name_place(label)]
                       : label == GAZ_NAME_OUTSIDE;
        part[label] = gaz_name_may_follow(label, next) ? come * own.exp.score[next][label] : 0;
        sum += part[label];
      }
      if (!(sum > 0)) continue;
      for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
        slopes[next * GAZ_NAME_LABELS + label] += weight * all * part[label] / sum;
    }
  }
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
    slopes[GAZ_NAME_OUTSIDE * GAZ_NAME_LABELS + label] +=
        weight * (last[label] - (float)(label == before));
}

static double learn_stretch(net_learner *net, const labelled_corpus *corpus, const sights *s,
                            const sight *at, const options *o) {
  const float negligible = 2e-3f;
  float weight = weight_of(corpus, s, at, o);
  double loss = 0;
  draw(s, at, o);
  memset(scores, 0, at->count * GAZ_NAME_STRIDE * sizeof *scores);
  for (uint32_t t = 0; t < at->count; t++) {
    begin(net, t, o);
    net_learner_scores(net, 0, GAZ_NAME_LABELS, scores + t * GAZ_NAME_STRIDE);
  }
  bound(at, &own.score);
  gaz_name_marginals(scores, at->count, &own.exp, forward, backward, likely);
  step_slopes(s, at, weight, net_learner_number_slopes(net));
  for (uint32_t t = 0; t < at->count; t++) {
    float *slope = likely + t * GAZ_NAME_STRIDE;
    loss -= log((double)slope[s->labels[at->at + t]] + 1e-9);
    if (slope_of(s, at->at + t, weight, slope) < negligible) continue;
    begin(net, t, o);
    net_learner_gradient(net, 0, GAZ_NAME_LABELS, slope);
    net_learner_step(net);
  }
  return loss;
}

/* The stretches a net learns from, in a random order, all or those of articles as `written`; returns how many. */
static size_t plan(const labelled_corpus *corpus, const sights *s, bool written, int part,
                   int parts, uint32_t *order) {
  size_t count = 0;
  for (size_t i = 0; i < s->count; i++) {
    size_t article = s->list[i].article;
    if (written && article >= corpus->written) continue;
    if (part < 0 || part_of_article(&corpus->articles[article], parts) != part)
      order[count++] = (uint32_t)i;
  }
  for (size_t i = count; i > 1; i--) {
    size_t j = next_random() % i;
    uint32_t swap = order[i - 1];
    order[i - 1] = order[j];
    order[j] = swap;
  }
  return count;
}

/* Without the articles of a part; -1: from all. */
static net_learner *learn(const labelled_corpus *corpus, const sights *s, const options *o,
                          int part, int parts) {
  enum { BATCH = 16 };
  net_learner *net =
      net_learner_new(&(net_learner_options){.rows = ROWS + VALUES,
                                             .numbers = gaz_name_reader_shape.numbers,
                                             .batches = true,
                                             .outputs = gaz_name_reader_shape.outputs,
                                             .rate = o->rate,
                                             .spread = 0.1f,
                                             .gain = 1 / (1 - o->drop)});
  uint32_t *order = checked(malloc((s->count + 1) * sizeof *order));
  random_state = 88172645463325252u + (uint64_t)o->seed * 2654435761u;
  take_steps(net_learner_numbers(net));
  for (int round = 0; round < o->rounds; round++) {
    bool written = round >= o->rounds - o->last;
    size_t count = plan(corpus, s, written, part, parts, order);
    double loss = 0;
    for (size_t i = 0; i < count; i++) {
      loss += learn_stretch(net, corpus, s, &s->list[order[i]], o);
      if (i % BATCH != BATCH - 1 && i + 1 != count) continue;
      float done = ((float)round + (float)i / (float)count) / (float)o->rounds;
      net_learner_update(net, 1 - 0.9f * done);
      take_steps(net_learner_numbers(net));
    }
    fprintf(stderr, "round %d: loss %.0f\n", round + 1, loss);
  }
  net_learner_take_mean(net);
  take_steps(net_learner_numbers(net));
  compose_codes(net);
  free(order);
  return net;
}

/* ---- Trying ---- */

typedef struct tally {
  size_t right[ALL + 1], found[ALL + 1], gold[ALL + 1];
  double loss;
} tally;

static void count_names(const uint8_t *labels, const labelled_article *article, tally *t) {
  size_t count = article->tokens.token_count, i = 0, j = 0;
  labelled_name *a = checked(malloc((count + 1) * sizeof *a));
  labelled_name *b = checked(malloc((count + 1) * sizeof *b));
  size_t found = names_of_labels(labels, count, a),
         gold = names_of_labels(article->labels, count, b);
  for (size_t k = 0; k < found; k++) t->found[a[k].class]++, t->found[ALL]++;
  for (size_t k = 0; k < gold; k++) t->gold[b[k].class]++, t->gold[ALL]++;
  while (i < found && j < gold) {
    if (a[i].first == b[j].first && a[i].last == b[j].last && a[i].class == b[j].class)
      t->right[a[i].class]++, t->right[ALL]++;
    if (a[i].first <= b[j].first)
      i++;
    else
      j++;
  }
  free(a), free(b);
}

static double percent(size_t part, size_t whole) {
  return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void report(const char *what, const tally *t) {
  printf("%-12s loss %.0f P %.2f R %.2f F1 %.2f |", what, t->loss,
         percent(t->right[ALL], t->found[ALL]), percent(t->right[ALL], t->gold[ALL]),
         percent(2 * t->right[ALL], t->found[ALL] + t->gold[ALL]));
  for (int class = 0; class < ALL; class ++)
    printf(" %.4s %.1f", class_names[class],
           percent(2 * t->right[class], t->found[class] + t->gold[class]));
  printf("\n");
}

static uint8_t **labels_of(const labelled_corpus *corpus, int part, int parts) {
  uint8_t **labels = checked(calloc(corpus->count + 1, sizeof *labels));
  for (size_t a = 0; a < corpus->count; a++)
    if (part_of_article(&corpus->articles[a], parts) == part)
      labels[a] = checked(calloc(corpus->articles[a].tokens.token_count + 1, 1));
  return labels;
}

static void count_all(const labelled_corpus *corpus, uint8_t **labels, tally *t) {
  for (size_t a = 0; a < corpus->count; a++) {
    if (labels[a] && a < corpus->written) count_names(labels[a], &corpus->articles[a], t);
    free(labels[a]);
  }
  free(labels);
}

/* Names of the articles of a part as they were written, by the field and some nets. */
static void try(const labelled_corpus *corpus, const sights *s, net_learner *net, float share,
                int part, int parts, tally *t) {
  uint8_t **labels = labels_of(corpus, part, parts);
  const sight_transitions *field = NULL;
  sight_transitions steps;
  for (size_t i = 0; i < s->count; i++) {
    const sight *at = &s->list[i];
    if (!labels[at->article]) continue;
    if (field != at->transitions) mix_steps(field = at->transitions, share, &steps);
    add_up(s, at, net, share, &steps.score);
    gaz_name_best(scores, at->count, &steps.score, forward, labels[at->article] + at->first);
    gaz_name_marginals(scores, at->count, &steps.exp, forward, backward, likely);
    for (uint32_t k = 0; k < at->count; k++)
      t->loss -= log((double)likely[k * GAZ_NAME_STRIDE + s->labels[at->at + k]] + 1e-9);
  }
  count_all(corpus, labels, t);
}

/* The same by the recogniser itself, with the net as it is written to a file for a moment. */
static void try_written(const labelled_corpus *corpus, net_learner *net, const char *data_dir,
                        const char *field, int part, int parts, tally *t) {
  uint8_t **labels = labels_of(corpus, part, parts);
  char path[] = "/tmp/reader-XXXXXX";
  int file = mkstemp(path);
  if (file < 0) exit(3);
  close(file);
  net_learner_save(net, &gaz_name_reader_shape, NULL, path);
  name_articles(corpus, data_dir, field, path, part, parts, labels);
  unlink(path);
  count_all(corpus, labels, t);
}

/* ---- */

typedef struct school {
  labelled_corpus corpus;
  sights seen, lessons;
  const char *data_dir, *fields;
  int parts;
  options o;
} school;

static void hold_out(const school *s) {
  tally field = {0}, alone = {0}, both = {0}, written = {0};
  for (int part = 0; part < s->parts && part < s->o.tested; part++) {
    char path[4096];
    snprintf(path, sizeof path, "%s.%d", s->fields, part);
    net_learner *net = learn(&s->corpus, &s->lessons, &s->o, part, s->parts);
    try(&s->corpus, &s->seen, NULL, 0, part, s->parts, &field);
    try(&s->corpus, &s->seen, net, 1, part, s->parts, &alone);
    try(&s->corpus, &s->seen, net, 0.5f, part, s->parts, &both);
    net_learner_narrow(net, gaz_name_reader_shape.wide, s->o.scale);
    try_written(&s->corpus, net, s->data_dir, path, part, s->parts, &written);
    net_learner_free(net);
  }
  report("field", &field);
  report("net alone", &alone);
  report("both", &both);
  report("as written", &written);
}

static void read_options(int argc, char **argv, options *o, const char *paths[6]) {
  struct {
    const char *name;
    int *whole;
    float *number;
    const char **word;
  } known[] = {{"--rounds", &o->rounds, NULL, NULL},
               {"--tested", &o->tested, NULL, NULL},
               {"--times", &o->times, NULL, NULL},
               {"--rate", NULL, &o->rate, NULL},
               {"--last", &o->last, NULL, NULL},
               {"--seed", &o->seed, NULL, NULL},
               {"--marked-weight", NULL, &o->marked_weight, NULL},
               {"--drop", NULL, &o->drop, NULL},
               {"--mask", NULL, &o->mask, NULL},
               {"--blind", NULL, &o->blind, NULL},
               {"--rare", NULL, &o->rare, NULL},
               {"--length", NULL, &o->length, NULL},
               {"--scale", NULL, &o->scale, NULL},
               {"--templates", NULL, NULL, &o->templates},
               {"--marked", NULL, NULL, &o->marked}};
  int count = 0;
  for (int i = 1; i < argc; i++) {
    size_t k = 0;
    while (k < GAZ_COUNT(known) && strcmp(argv[i], known[k].name) != 0) k++;
    if (k == GAZ_COUNT(known)) {
      if (count < 6) paths[count++] = argv[i];
      continue;
    }
    if (++i == argc) break;
    if (known[k].whole) *known[k].whole = atoi(argv[i]);
    if (known[k].number) *known[k].number = (float)atof(argv[i]);
    if (known[k].word) *known[k].word = argv[i];
  }
}

int main(int argc, char **argv) {
  static school s = {.o = {.rounds = 8,
                           .last = 2,
                           .marked_weight = 0.5f,
                           .tested = 99,
                           .times = 8,
                           .rate = 0.002f,
                           .drop = 0.3f,
                           .mask = 0.3f,
                           .blind = 0.4f,
                           .rare = 3,
                           .length = 10,
                           .scale = 1}};
  const char *paths[6] = {0};
  char path[4096];
  read_options(argc, argv, &s.o, paths);
  if (!paths[5]) {
    fprintf(stderr,
            "usage: train_reader [options] WORLDWIDE DATA FIELDS PARTS MEANS OUTPUT|--held-out\n");
    return 2;
  }
  s.data_dir = paths[1];
  s.fields = paths[2];
  s.parts = atoi(paths[3]);
  read_means(paths[4], s.o.length);
  snprintf(path, sizeof path, "%s/train", paths[0]);
  read_labelled_folder(path, CASE_AS_WRITTEN, 1, 0, &s.corpus);
  s.corpus.written = s.corpus.count;
  snprintf(path, sizeof path, "%s/english", paths[1]);
  if (s.o.marked) read_marked_folder(s.o.marked, s.o.marked_weight, NULL, 0, &s.corpus);
  if (s.o.templates) read_templates(s.o.templates, path, s.o.times, &s.corpus);
  for (int part = 0; part < s.parts; part++) {
    snprintf(path, sizeof path, "%s.%d", paths[2], part);
    look_at(&s.corpus, paths[1], path, part, s.parts, &s.seen, &s.lessons);
  }
  fprintf(stderr, "%zu tokens, %.1f rows each of %u\n", s.lessons.tokens,
          (double)s.lessons.row_count / (double)s.lessons.tokens, ROWS);
  if (strcmp(paths[5], "--held-out") == 0) {
    hold_out(&s);
    return 0;
  }
  net_learner *net = learn(&s.corpus, &s.lessons, &s.o, -1, s.parts);
  net_learner_narrow(net, gaz_name_reader_shape.wide, s.o.scale);
  net_learner_save(net, &gaz_name_reader_shape, NULL, paths[5]);
  return 0;
}
