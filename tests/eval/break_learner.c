#include "break_learner.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trainer.h"

enum { UNITS = BREAK_MEMBER_UNITS };

/* How a table learns: the first step, and how long later ones stay as long. */
typedef struct pace {
  float rate, patience;
} pace;
static const pace added_pace = {0.1f, 0.5f}, row_pace = {0.05f, 0.1f}, unit_pace = {0.05f, 1};
static const float hidden_part = 0.2f;

typedef struct tables {
  float first[GAZ_BREAK_FIRST], added[GAZ_BREAK_BUCKETS], rows[GAZ_BREAK_ROWS][UNITS], units[UNITS];
} tables;

struct break_learner {
  tables now, squares, sums;
  float made[2], made_squares[2]; /* by whether the rules end a sentence there */
  float ticks;
  uint64_t random;
};

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("break_learner: out of memory\n", stderr);
  exit(3);
}

/* From 0 up to 1. */
static float draw(break_learner *l) {
  return (float)(trainer_random(&l->random) >> 40) / (float)(1 << 24);
}

break_learner *break_learner_new(uint64_t seed) {
  break_learner *l = checked(calloc(1, sizeof *l));
  l->random = 88172645463325252u + seed;
  for (size_t row = 0; row < GAZ_BREAK_ROWS; row++)
    for (size_t u = 0; u < UNITS; u++) l->now.rows[row][u] = (draw(l) - 0.5f) * 0.1f;
  for (size_t u = 0; u < UNITS; u++) l->now.units[u] = (u & 1 ? 0.3f : -0.3f) * (0.5f + draw(l));
  return l;
}

void break_learner_free(break_learner *l) { free(l); }

static void move(float *weight, float *squares, float gradient, pace p) {
  *squares += gradient * gradient;
  *weight -= p.rate * gradient / sqrtf(*squares + p.patience);
}

static float slope_of(float score, bool ends) { return 1 / (1 + expf(-score)) - (ends ? 1 : 0); }

static void see_first(break_learner *l, const gaz_break_features *f, bool ends) {
  float score = 0;
  for (uint32_t i = 0; i < f->first_count; i++) score += l->now.first[f->first[i]];
  float slope = slope_of(score, ends);
  for (uint32_t i = 0; i < f->first_count; i++)
    move(&l->now.first[f->first[i]], &l->squares.first[f->first[i]], slope, added_pace);
}

static uint32_t keep_some(break_learner *l, const uint16_t *from, uint32_t count, uint16_t *to) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++)
    if (draw(l) >= hidden_part) to[kept++] = from[i];
  return kept;
}

static void step_units(break_learner *l, const uint16_t *rows, uint32_t count, const float *sums,
                       float slope) {
  float gradient[UNITS];
  for (size_t u = 0; u < UNITS; u++) {
    bool lit = sums[u] > 0;
    gradient[u] = lit ? slope * l->now.units[u] : 0;
    move(&l->now.units[u], &l->squares.units[u], lit ? slope * sums[u] : 0, unit_pace);
  }
  for (uint32_t i = 0; i < count; i++)
    for (size_t u = 0; u < UNITS; u++)
      move(&l->now.rows[rows[i]][u], &l->squares.rows[rows[i]][u], gradient[u], row_pace);
}

void break_learner_see(break_learner *l, const gaz_break_features *f, bool made, bool ruled,
                       bool ends) {
  uint16_t added[GAZ_BREAK_WEIGHT_COUNT], rows[GAZ_BREAK_ROW_COUNT];
  float sums[UNITS] = {0}, score = 0;
  bool told = made && draw(l) >= hidden_part;
  if (told) score += l->made[ruled];
  if (!made) see_first(l, f, ends);
  uint32_t added_count = keep_some(l, f->weights, f->weight_count, added);
  uint32_t row_count = keep_some(l, f->rows, f->row_count, rows);
  for (uint32_t i = 0; i < added_count; i++) score += l->now.added[added[i]];
  for (uint32_t i = 0; i < row_count; i++)
    for (size_t u = 0; u < UNITS; u++) sums[u] += l->now.rows[rows[i]][u];
  for (size_t u = 0; u < UNITS; u++) score += l->now.units[u] * (sums[u] > 0 ? sums[u] : 0);
  float slope = slope_of(score, ends);
  if (told) move(&l->made[ruled], &l->made_squares[ruled], slope, added_pace);
  for (uint32_t i = 0; i < added_count; i++)
    move(&l->now.added[added[i]], &l->squares.added[added[i]], slope, added_pace);
  step_units(l, rows, row_count, sums, slope);
}

void break_learner_tick(break_learner *l) {
  const float *now = (const float *)&l->now;
  float *sums = (float *)&l->sums;
  for (size_t i = 0; i < sizeof(tables) / sizeof *sums; i++) sums[i] += now[i];
  l->ticks++;
}

void break_learner_add(const break_learner *l, size_t member, float sums[GAZ_BREAK_WEIGHTS]) {
  float *at = sums, share = 1 / l->ticks / BREAK_MEMBERS;
  for (size_t i = 0; i < GAZ_BREAK_FIRST; i++) *at++ += l->sums.first[i] * share;
  for (size_t i = 0; i < GAZ_BREAK_BUCKETS; i++) *at++ += l->sums.added[i] * share;
  for (size_t row = 0; row < GAZ_BREAK_ROWS; row++, at += GAZ_BREAK_UNITS)
    for (size_t u = 0; u < UNITS; u++) at[member * UNITS + u] = l->sums.rows[row][u] / l->ticks;
  for (size_t u = 0; u < UNITS; u++) at[member * UNITS + u] = l->sums.units[u] * share;
}

void break_learner_round(const float sums[GAZ_BREAK_WEIGHTS], int8_t weights[GAZ_BREAK_WEIGHTS]) {
  for (size_t i = 0; i < GAZ_BREAK_WEIGHTS; i++) {
    float scale = i < GAZ_BREAK_FIRST + GAZ_BREAK_BUCKETS ? GAZ_BREAK_SCALE : GAZ_BREAK_ROW_SCALE;
    weights[i] = (int8_t)lroundf(fmaxf(-127, fminf(127, sums[i] * scale)));
  }
}
