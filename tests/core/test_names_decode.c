/* The linear chain against trying everything: best path, probabilities, which labels may follow. */
#include "english/names_decode.h"

#include <math.h>
#include <string.h>

#include "check.h"

enum { LENGTH = 3, STRIDE = GAZ_NAME_STRIDE };

static uint32_t state = 12345;
static float random_score(void) {
  state = state * 1664525u + 1013904223u;
  return (float)(state >> 8) / 8388608.0f - 1;
}

static bool legal(const uint8_t *labels, size_t count) {
  unsigned before = GAZ_NAME_OUTSIDE;
  for (size_t i = 0; i < count; i++) {
    if (!gaz_name_may_follow(before, labels[i])) return false;
    before = labels[i];
  }
  return gaz_name_may_follow(before, GAZ_NAME_OUTSIDE);
}

static void test_follow(void) {
  unsigned begin = gaz_name_label(GAZ_NAME_CLASS_ORGANIZATION, GAZ_NAME_BEGIN);
  unsigned last = gaz_name_label(GAZ_NAME_CLASS_ORGANIZATION, GAZ_NAME_LAST);
  unsigned other = gaz_name_label(GAZ_NAME_CLASS_PERSON, GAZ_NAME_LAST);
  CHECK(gaz_name_may_follow(GAZ_NAME_OUTSIDE, begin));
  CHECK(gaz_name_may_follow(begin, last));
  CHECK(!gaz_name_may_follow(begin, other));
  CHECK(!gaz_name_may_follow(begin, GAZ_NAME_OUTSIDE));
  CHECK(!gaz_name_may_follow(GAZ_NAME_OUTSIDE, last));
  CHECK(gaz_name_may_follow(last, begin));
}

static void test_against_everything(void) {
  static float scores[LENGTH * STRIDE], forward[LENGTH * STRIDE], backward[LENGTH * STRIDE];
  static float found[LENGTH * STRIDE];
  static double expected[LENGTH][GAZ_NAME_LABELS];
  static gaz_name_transitions transitions, exps;
  static float paths[LENGTH * STRIDE];
  memset(expected, 0, sizeof expected);
  for (size_t i = 0; i < LENGTH; i++)
    for (size_t l = 0; l < GAZ_NAME_LABELS; l++) scores[i * STRIDE + l] = 3 * random_score();
  for (size_t a = 0; a < GAZ_NAME_LABELS; a++)
    for (size_t b = 0; b < GAZ_NAME_LABELS; b++) transitions.score[a][b] = random_score();
  double best = -1e9, total = 0;
  uint8_t path[LENGTH], best_path[LENGTH] = {0}, labels[LENGTH];
  for (unsigned n = 0; n < GAZ_NAME_LABELS * GAZ_NAME_LABELS * GAZ_NAME_LABELS; n++) {
    path[0] = (uint8_t)(n % GAZ_NAME_LABELS);
    path[1] = (uint8_t)(n / GAZ_NAME_LABELS % GAZ_NAME_LABELS);
    path[2] = (uint8_t)(n / GAZ_NAME_LABELS / GAZ_NAME_LABELS);
    if (!legal(path, LENGTH)) continue;
    double score = 0;
    for (size_t i = 0; i < LENGTH; i++) {
      score += scores[i * STRIDE + path[i]];
      if (i) score += transitions.score[path[i]][path[i - 1]];
    }
    if (score > best) {
      best = score;
      memcpy(best_path, path, sizeof path);
    }
    total += exp(score);
    for (size_t i = 0; i < LENGTH; i++) expected[i][path[i]] += exp(score);
  }
  gaz_name_transitions_arrange(&transitions);
  gaz_name_best(scores, LENGTH, &transitions, paths, labels);
  CHECK(memcmp(labels, best_path, LENGTH) == 0);
  gaz_name_transitions_exp(&transitions, &exps);
  double log_total = gaz_name_marginals(scores, LENGTH, &exps, forward, backward, found);
  CHECK_REAL(fabs(log_total - log(total)), <, 1e-3);
  double worst = 0;
  for (size_t i = 0; i < LENGTH; i++)
    for (size_t l = 0; l < GAZ_NAME_LABELS; l++)
      worst = fmax(worst, fabs(expected[i][l] / total - found[i * STRIDE + l]));
  CHECK_REAL(worst, <, 1e-4);
}

/* ---- Names that are sure enough ---- */

enum { LONG = 4, NAMES = LONG * LONG * GAZ_NAME_CLASS_COUNT };

/* The number of the name that a path has from `at` on; *next is the token after it. */
static size_t name_at(const uint8_t *path, size_t at, size_t *next) {
  size_t last = at;
  while ((path[last] - 1u) % 4 != GAZ_NAME_LAST && (path[last] - 1u) % 4 != GAZ_NAME_UNIT) last++;
  *next = last + 1;
  return (at * LONG + last) * GAZ_NAME_CLASS_COUNT + (path[at] - 1u) / 4;
}

/* Adds the weight of every path that goes on from the first `done` labels to that of each of its names. */
static void follow(const float *scores, const gaz_name_transitions *transitions, uint8_t *path,
                   size_t done, double score, double *names, double *total) {
  unsigned before = done ? path[done - 1] : GAZ_NAME_OUTSIDE;
  if (done == LONG) {
    if (!gaz_name_may_follow(before, GAZ_NAME_OUTSIDE)) return;
    *total += exp(score);
    for (size_t i = 0, next; i < LONG; i = next) {
      next = i + 1;
      if (path[i]) names[name_at(path, i, &next)] += exp(score);
    }
    return;
  }
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
    double step = done ? (double)transitions->score[label][before] : 0;
    if (!gaz_name_may_follow(before, label)) continue;
    path[done] = (uint8_t)label;
    follow(scores, transitions, path, done + 1,
           score + step + (double)scores[done * STRIDE + label], names, total);
  }
}

static void test_choice(float spread, float least) {
  static float scores[LONG * STRIDE], forward[LONG * STRIDE], backward[LONG * STRIDE];
  static float found[LONG * STRIDE];
  static gaz_name_transitions transitions, exps;
  double names[NAMES] = {0}, total = 0;
  uint8_t path[LONG], labels[LONG];
  float sure[LONG];
  for (size_t i = 0; i < LONG; i++)
    for (size_t l = 0; l < GAZ_NAME_LABELS; l++) scores[i * STRIDE + l] = spread * random_score();
  for (size_t a = 0; a < GAZ_NAME_LABELS; a++)
    for (size_t b = 0; b < GAZ_NAME_LABELS; b++) transitions.score[a][b] = random_score();
  gaz_name_transitions_arrange(&transitions);
  gaz_name_transitions_exp(&transitions, &exps);
  follow(scores, &transitions, path, 0, 0, names, &total);
  gaz_name_marginals(scores, LONG, &exps, forward, backward, found);
  gaz_name_choose(found, forward, LONG, &exps, &(gaz_name_stakes){least, 0, 0.15f}, labels, sure);
  CHECK(legal(labels, LONG));
  for (size_t i = 0, next; i < LONG; i = next) {
    next = i + 1;
    if (!labels[i]) {
      CHECK_REAL((double)sure[i], ==, 0);
      continue;
    }
    CHECK_REAL(fabs(names[name_at(labels, i, &next)] / total - (double)sure[i]), <, 1e-4);
  }
  /* What is sure enough stands, or a surer name has its place; no name stands that could not be worth it. */
  for (size_t span = 0; span < LONG * LONG; span++) {
    double top = 0, all = 0, surest = 0;
    for (size_t class = 0; class < GAZ_NAME_CLASS_COUNT; class ++) {
      double share = names[span * GAZ_NAME_CLASS_COUNT + class] / total;
      all += share;
      top = fmax(top, share);
    }
    for (size_t i = span / LONG; i <= span % LONG; i++) surest = fmax(surest, (double)sure[i]);
    if (top > (double)least + 1e-4) CHECK_REAL(surest, >, top - 1e-4);
    bool stands = span / LONG <= span % LONG && labels[span / LONG] && sure[span / LONG] > 0 &&
                  fabs((double)sure[span / LONG] - top) < 1e-6;
    if (stands) CHECK_REAL(all, >, (double)least - 1e-4);
  }
}

/* Two classes share what is surely one name: it stands, though neither is sure enough by itself. */
static void test_doubtful_class(void) {
  static float scores[3 * STRIDE], forward[3 * STRIDE], backward[3 * STRIDE], found[3 * STRIDE];
  static gaz_name_transitions transitions, exps;
  uint8_t labels[3];
  float sure[3];
  memset(scores, 0, sizeof scores);
  for (size_t i = 0; i < 3; i++) scores[i * STRIDE + GAZ_NAME_OUTSIDE] = 12;
  scores[STRIDE + gaz_name_label(GAZ_NAME_CLASS_PERSON, GAZ_NAME_UNIT)] = 20.1f;
  scores[STRIDE + gaz_name_label(GAZ_NAME_CLASS_LOCATION, GAZ_NAME_UNIT)] = 20;
  memset(&transitions, 0, sizeof transitions);
  gaz_name_transitions_arrange(&transitions);
  gaz_name_transitions_exp(&transitions, &exps);
  gaz_name_marginals(scores, 3, &exps, forward, backward, found);
  gaz_name_stakes stakes = {.least = 0.6f, .other_class = 0.3f};
  gaz_name_choose(found, forward, 3, &exps, &stakes, labels, sure);
  CHECK_INT(labels[1], ==, gaz_name_label(GAZ_NAME_CLASS_PERSON, GAZ_NAME_UNIT));
  CHECK_REAL((double)sure[1], <, 0.55);
  stakes.other_class = 0;
  gaz_name_choose(found, forward, 3, &exps, &stakes, labels, sure);
  CHECK_INT(labels[1], ==, GAZ_NAME_OUTSIDE);
}

int main(void) {
  test_follow();
  for (int i = 0; i < 3; i++) test_against_everything();
  test_doubtful_class();
  for (int i = 0; i < 8; i++) test_choice(i < 4 ? 4 : 12, i % 2 ? 0.05f : 0.4f);
  return check_report();
}
