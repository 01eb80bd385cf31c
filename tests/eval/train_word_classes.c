/* Learns word classes from word vectors: k-means by the angle between them, coarser classes from the
 * means of the finer ones.
 *
 *   train_word_classes [--words 120000] [--rounds 15] [--coded 80000] VECTORS data/english/word_classes.model MEANS
 *   train_word_classes --keep [--coded 80000] VECTORS TABLE MEANS    codes only, the classes stay
 *   train_word_classes --print VECTORS TABLE        the words of each class, for reading
 *
 * The most frequent `coded` words get codes, by residual quantisation: each code says which of 256 means is nearest to what
 * the means before leave of the vector. MEANS is written for trainers: GAZ_WORD_CODES times 256 means of 100 32-bit floats.
 *
 * VECTORS comes from scripts/word-vectors.mjs. The mean and the two main directions are taken out of the
 * vectors first: they tell how frequent a word is, not what it means (Mu and Viswanath 2018). The means
 * are learnt on the most frequent `words`, all others join the nearest. Nothing is random. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/word_classes.h"

enum { DIMENSIONS = 100, TILE = 64, DIRECTIONS = 2, WORD_MAX = 41 };

static const uint32_t class_counts[GAZ_WORD_CLASS_LEVELS] = {64, 256, 1024, 4096};

typedef struct vectors {
  size_t count;
  float *rows; /* count rows of DIMENSIONS, of length 1 once prepared */
  char (*words)[WORD_MAX];
} vectors;

static bool read_vectors(const char *path, vectors *out) {
  FILE *file = fopen(path, "rb");
  int dimensions = 0;
  if (!file || fscanf(file, "%zu %d", &out->count, &dimensions) != 2 || dimensions != DIMENSIONS ||
      out->count > 10000000 || fgetc(file) != '\n')
    return false;
  out->rows = malloc(out->count * DIMENSIONS * sizeof *out->rows);
  out->words = calloc(out->count, sizeof *out->words);
  if (!out->rows || !out->words) return false;
  for (size_t i = 0; i < out->count; i++) {
    int c;
    for (size_t n = 0; (c = fgetc(file)) != '\n'; n++) {
      if (c == EOF || n + 1 == WORD_MAX) return false;
      out->words[i][n] = (char)c;
    }
    if (fread(out->rows + i * DIMENSIONS, sizeof(float), DIMENSIONS, file) != DIMENSIONS)
      return false;
  }
  fclose(file);
  return true;
}

static double dot(const float *a, const float *b) {
  double sum = 0;
  for (int d = 0; d < DIMENSIONS; d++) sum += (double)a[d] * b[d];
  return sum;
}

static void normalise(float *row) {
  double length = sqrt(dot(row, row));
  for (int d = 0; d < DIMENSIONS; d++) row[d] = length > 0 ? (float)(row[d] / length) : 0;
}

/* Takes the mean of the rows out of each, or their part along the main direction. */
static void take_out_mean(vectors *v) {
  double mean[DIMENSIONS] = {0};
  for (size_t i = 0; i < v->count; i++)
    for (int d = 0; d < DIMENSIONS; d++) mean[d] += v->rows[i * DIMENSIONS + d];
  for (size_t i = 0; i < v->count; i++)
    for (int d = 0; d < DIMENSIONS; d++)
      v->rows[i * DIMENSIONS + d] -= (float)(mean[d] / (double)v->count);
}

static void take_out_direction(vectors *v) {
  float direction[DIMENSIONS];
  for (int d = 0; d < DIMENSIONS; d++) direction[d] = d % 3 ? 1.0f : -0.5f;
  normalise(direction);
  for (int round = 0; round < 12; round++) {
    double next[DIMENSIONS] = {0};
    for (size_t i = 0; i < v->count; i++) {
      double along = dot(v->rows + i * DIMENSIONS, direction);
      for (int d = 0; d < DIMENSIONS; d++) next[d] += along * v->rows[i * DIMENSIONS + d];
    }
    double length = 0;
    for (int d = 0; d < DIMENSIONS; d++) length += next[d] * next[d];
    for (int d = 0; d < DIMENSIONS; d++) direction[d] = (float)(next[d] / sqrt(length));
  }
  for (size_t i = 0; i < v->count; i++) {
    double along = dot(v->rows + i * DIMENSIONS, direction);
    for (int d = 0; d < DIMENSIONS; d++) v->rows[i * DIMENSIONS + d] -= (float)along * direction[d];
  }
}

/* The nearest of `k` means (a multiple of TILE) for each row. `tiles` holds the means by tile, then
 * dimension, then mean, so that the innermost loop runs over neighbours in memory. */
__attribute__((target_clones("default", "arch=haswell"))) static void assign(
    const float *rows, size_t count, const float *tiles, uint32_t k, uint16_t *classes) {
  enum { BLOCK = 4 };
  for (size_t i = 0; i < count; i += BLOCK) {
    size_t block = count - i < BLOCK ? count - i : BLOCK;
    float best[BLOCK];
    for (size_t b = 0; b < block; b++) best[b] = -2;
    for (uint32_t tile = 0; tile < k / TILE; tile++)
      for (size_t b = 0; b < block; b++) {
        float sums[TILE] = {0};
        const float *row = rows + (i + b) * DIMENSIONS;
        const float *mean = tiles + (size_t)tile * DIMENSIONS * TILE;
        for (int d = 0; d < DIMENSIONS; d++)
          for (int t = 0; t < TILE; t++) sums[t] += row[d] * mean[d * TILE + t];
        for (int t = 0; t < TILE; t++)
          if (sums[t] > best[b]) {
            best[b] = sums[t];
            classes[i + b] = (uint16_t)(tile * TILE + (uint32_t)t);
          }
      }
  }
}

static void tile(const float *means, uint32_t k, float *tiles) {
  for (uint32_t m = 0; m < k; m++)
    for (int d = 0; d < DIMENSIONS; d++)
      tiles[((size_t)(m / TILE) * DIMENSIONS + (size_t)d) * TILE + m % TILE] =
          means[(size_t)m * DIMENSIONS + (size_t)d];
}

/* k-means of `rows` with `weights` (NULL: all alike) into means and classes; starts from rows at equal
 * distances. A mean that loses all its rows keeps its place. */
static bool cluster(const float *rows, const double *weights, size_t count, uint32_t k, int rounds,
                    float *means, uint16_t *classes) {
  float *tiles = malloc((size_t)k * DIMENSIONS * sizeof *tiles);
  double *sums = malloc((size_t)k * DIMENSIONS * sizeof *sums);
  if (!tiles || !sums) return false;
  for (uint32_t m = 0; m < k; m++)
    memcpy(means + (size_t)m * DIMENSIONS, rows + (size_t)m * (count / k) * DIMENSIONS,
           DIMENSIONS * sizeof *means);
  for (int round = 0; round < rounds; round++) {
    tile(means, k, tiles);
    assign(rows, count, tiles, k, classes);
    if (round + 1 == rounds) break;
    memset(sums, 0, (size_t)k * DIMENSIONS * sizeof *sums);
    for (size_t i = 0; i < count; i++)
      for (int d = 0; d < DIMENSIONS; d++)
        sums[(size_t)classes[i] * DIMENSIONS + (size_t)d] +=
            (weights ? weights[i] : 1) * (double)rows[i * DIMENSIONS + (size_t)d];
    for (uint32_t m = 0; m < k; m++) {
      float next[DIMENSIONS];
      for (int d = 0; d < DIMENSIONS; d++)
        next[d] = (float)sums[(size_t)m * DIMENSIONS + (size_t)d];
      normalise(next);
      if (dot(next, next) > 0.5) memcpy(means + (size_t)m * DIMENSIONS, next, sizeof next);
    }
    fprintf(stderr, "%u classes, round %d\n", k, round + 1);
  }
  free(tiles);
  free(sums);
  return true;
}

/* ---- Codes ---- */

/* The nearest of 256 means for each row: that with the largest product less half its square. */
__attribute__((target_clones("default", "arch=haswell"))) static void code_rows(
    const float *rows, size_t count, const float *tiles, const float *halves, uint8_t *codes) {
  for (size_t i = 0; i < count; i++) {
    const float *row = rows + i * DIMENSIONS;
    float sums[GAZ_WORD_CODE_VALUES], best = -INFINITY;
    for (int m = 0; m < GAZ_WORD_CODE_VALUES; m++) sums[m] = -halves[m];
    for (int d = 0; d < DIMENSIONS; d++)
      for (int m = 0; m < GAZ_WORD_CODE_VALUES; m++)
        sums[m] += row[d] * tiles[d * GAZ_WORD_CODE_VALUES + m];
    for (int m = 0; m < GAZ_WORD_CODE_VALUES; m++)
      if (sums[m] > best) {
        best = sums[m];
        codes[i] = (uint8_t)m;
      }
  }
}

static void arrange(const float *means, float *tiles, float *halves) {
  for (int m = 0; m < GAZ_WORD_CODE_VALUES; m++) {
    const float *mean = means + (size_t)m * DIMENSIONS;
    halves[m] = (float)dot(mean, mean) / 2;
    for (int d = 0; d < DIMENSIONS; d++) tiles[d * GAZ_WORD_CODE_VALUES + m] = mean[d];
  }
}

/* One code of each row, which is left with the rest; the means start from rows at equal distances. */
static void quantise(float *rows, size_t count, int rounds, float *means, uint8_t *codes) {
  enum { K = GAZ_WORD_CODE_VALUES };
  static float tiles[DIMENSIONS * K], halves[K];
  static double sums[K * DIMENSIONS];
  for (size_t m = 0; m < K; m++)
    memcpy(means + m * DIMENSIONS, rows + m * (count / K) * DIMENSIONS, DIMENSIONS * sizeof *means);
  for (int round = 0;; round++) {
    size_t members[K] = {0};
    arrange(means, tiles, halves);
    code_rows(rows, count, tiles, halves, codes);
    if (round == rounds) break;
    memset(sums, 0, sizeof sums);
    for (size_t i = 0; i < count; i++) {
      members[codes[i]]++;
      for (size_t d = 0; d < DIMENSIONS; d++)
        sums[codes[i] * (size_t)DIMENSIONS + d] += (double)rows[i * DIMENSIONS + d];
    }
    for (size_t i = 0; i < K * DIMENSIONS; i++)
      if (members[i / DIMENSIONS]) means[i] = (float)(sums[i] / (double)members[i / DIMENSIONS]);
  }
  for (size_t i = 0; i < count; i++)
    for (size_t d = 0; d < DIMENSIONS; d++)
      rows[i * DIMENSIONS + d] -= means[codes[i] * (size_t)DIMENSIONS + d];
}

/* The codes of the first `count` words, which lose their vectors; the means go to a file. */
static uint8_t *code_words(const vectors *v, size_t count, int rounds, const char *path) {
  enum { MEANS = GAZ_WORD_CODE_VALUES * DIMENSIONS };
  uint8_t *codes = malloc(count * GAZ_WORD_CODES + 1), *column = malloc(count + 1);
  float *means = malloc(MEANS * sizeof *means);
  FILE *file = fopen(path, "wb");
  if (!codes || !column || !means || !file) return NULL;
  for (int stage = 0; stage < GAZ_WORD_CODES; stage++) {
    double left = 0;
    quantise(v->rows, count, rounds, means, column);
    for (size_t i = 0; i < count; i++) {
      codes[i * GAZ_WORD_CODES + (size_t)stage] = column[i];
      left += dot(v->rows + i * DIMENSIONS, v->rows + i * DIMENSIONS);
    }
    fprintf(stderr, "code %d: %.3f of the squares left\n", stage + 1, left / (double)count);
    if (fwrite(means, sizeof *means, MEANS, file) != MEANS) return NULL;
  }
  free(column);
  free(means);
  return fclose(file) ? NULL : codes;
}

/* ---- */

static int print_table(const vectors *v, const char *path) {
  gaz_error error;
  gaz_word_classes *table;
  if (gaz_word_classes_open(path, &table, &error)) {
    fprintf(stderr, "train_word_classes: %s: %s\n", path, error.message);
    return 1;
  }
  for (size_t i = 0; i < v->count; i++) {
    uint16_t class = gaz_word_classes_find(table, v->words[i], strlen(v->words[i]));
    for (int level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
      printf("%u\t", gaz_word_classes_level(table, class, level));
    printf("%s\n", v->words[i]);
  }
  gaz_word_classes_close(table);
  return 0;
}

typedef struct classes {
  uint16_t *parents[GAZ_WORD_CLASS_LEVELS - 1], *finest;
} classes;

static bool learn_classes(const vectors *v, size_t learnt, int rounds, classes *out) {
  enum { FINEST = GAZ_WORD_CLASS_LEVELS - 1 };
  uint32_t finest = class_counts[FINEST];
  float *means[GAZ_WORD_CLASS_LEVELS], *tiles = malloc((size_t)finest * DIMENSIONS * sizeof *tiles);
  double *weights = calloc(finest, sizeof *weights);
  for (int level = 0; level <= FINEST; level++)
    means[level] = malloc((size_t)class_counts[level] * DIMENSIONS * sizeof(float));
  if (!cluster(v->rows, NULL, learnt, finest, rounds, means[FINEST], out->finest)) return false;
  tile(means[FINEST], finest, tiles);
  assign(v->rows, v->count, tiles, finest, out->finest);
  for (size_t i = 0; i < learnt; i++) weights[out->finest[i]]++;

  uint16_t *up = malloc(finest * sizeof *up); /* from a class of one level to that of the next */
  for (int level = FINEST - 1; level >= 0; level--) {
    uint32_t from = class_counts[level + 1], to = class_counts[level];
    if (!cluster(means[level + 1], weights, from, to, 4 * rounds, means[level], up)) return false;
    for (uint32_t class = 0; class < finest; class ++)
      out->parents[level][class] = up[level == FINEST - 1 ? class : out->parents[level + 1][class]];
    double *sums = calloc(to, sizeof *sums);
    for (uint32_t class = 0; class < from; class ++) sums[up[class]] += weights[class];
    free(weights);
    weights = sums;
  }
  return true;
}

/* Those of a table that is there. */
static bool keep_classes(const vectors *v, const char *path, classes *out) {
  gaz_word_classes *table;
  if (gaz_word_classes_open(path, &table, NULL)) return false;
  for (size_t i = 0; i < v->count; i++)
    out->finest[i] = gaz_word_classes_find(table, v->words[i], strlen(v->words[i]));
  for (uint16_t class = 0; class < class_counts[GAZ_WORD_CLASS_LEVELS - 1]; class ++)
    for (int level = 0; level < GAZ_WORD_CLASS_LEVELS - 1; level++)
      out->parents[level][class] = gaz_word_classes_level(table, class, level);
  gaz_word_classes_close(table);
  return true;
}

int main(int argc, char **argv) {
  size_t learnt = 120000, coded = 80000;
  int rounds = 15, at = 1;
  bool print = false, keep = false;
  for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
    if (strcmp(argv[at], "--print") == 0)
      print = true;
    else if (strcmp(argv[at], "--keep") == 0)
      keep = true;
    else if (at + 1 < argc && strcmp(argv[at], "--words") == 0)
      learnt = strtoul(argv[++at], NULL, 10);
    else if (at + 1 < argc && strcmp(argv[at], "--coded") == 0)
      coded = strtoul(argv[++at], NULL, 10);
    else if (at + 1 < argc && strcmp(argv[at], "--rounds") == 0)
      rounds = atoi(argv[++at]);
  }
  vectors v;
  if (argc - at != (print ? 2 : 3) || rounds < 1) {
    fprintf(stderr,
            "usage: train_word_classes [--words N] [--rounds N] [--coded N] VECTORS TABLE MEANS\n");
    return 2;
  }
  if (!read_vectors(argv[at], &v) || v.count < class_counts[GAZ_WORD_CLASS_LEVELS - 1]) {
    fprintf(stderr, "train_word_classes: %s: not vectors as scripts/word-vectors.mjs writes them\n",
            argv[at]);
    return 1;
  }
  if (print) return print_table(&v, argv[at + 1]);
  if (learnt > v.count) learnt = v.count;
  if (coded > v.count) coded = v.count;
  take_out_mean(&v);
  for (int i = 0; i < DIRECTIONS; i++) take_out_direction(&v);
  for (size_t i = 0; i < v.count; i++) normalise(v.rows + i * DIMENSIONS);

  uint32_t finest = class_counts[GAZ_WORD_CLASS_LEVELS - 1];
  classes found = {.finest = calloc(v.count, sizeof *found.finest)};
  for (int level = 0; level < GAZ_WORD_CLASS_LEVELS - 1; level++)
    found.parents[level] = malloc(finest * sizeof **found.parents);
  if (keep ? !keep_classes(&v, argv[at + 1], &found) : !learn_classes(&v, learnt, rounds, &found)) {
    fprintf(stderr, "train_word_classes: %s: no classes\n", argv[at + 1]);
    return 1;
  }
  uint8_t *codes = code_words(&v, coded, rounds, argv[at + 2]);
  if (!codes) {
    fprintf(stderr, "train_word_classes: %s: cannot be written\n", argv[at + 2]);
    return 1;
  }
  gaz_word_class_entry *entries = malloc(v.count * sizeof *entries);
  for (size_t i = 0; i < v.count; i++)
    entries[i] = (gaz_word_class_entry){v.words[i], found.finest[i],
                                        i < coded ? codes + i * GAZ_WORD_CODES : NULL};
  gaz_error error;
  if (gaz_word_classes_write(argv[at + 1], finest, found.parents, entries, v.count, &error)) {
    fprintf(stderr, "train_word_classes: %s: %s\n", argv[at + 1], error.message);
    return 1;
  }
  return 0;
}
