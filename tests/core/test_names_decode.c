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

int main(void) {
  test_follow();
  for (int i = 0; i < 3; i++) test_against_everything();
  return check_report();
}
