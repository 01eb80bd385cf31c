/* The second look at names: the forest's file, what there is to choose from, and the choice. */
#include "english/names_review.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"

static char path[256];

/* ---- The forest ---- */

/* Number 0 below 5: 0.25, else number 2 in {1, 63}: -0.5 or 0; and a tree of one leaf. */
static void write_forest(void) {
  gaz_forest_node nodes[] = {
      {.left = 31, .right = 2, .number = 0},
      {.value = 0.25f},
      {.left = (uint64_t)1 << 63 | 2, .right = 2, .number = 2},
      {.value = -0.45f},
      {.value = 0},
      {.value = 0.125f},
  };
  uint32_t trees[] = {0, 5};
  const gaz_forest forest = {nodes, trees, 2, 6, 3, 2};
  gaz_error error;
  REQUIRE(!gaz_forest_write(path, &forest, &error));
}

static void test_forest(void) {
  static const uint8_t rows[][3] = {{4, 0, 1}, {5, 0, 1}, {5, 0, 63}, {5, 0, 2}, {255, 0, 255}};
  static const double sums[] = {0.375, -0.325, -0.325, 0.125,
                                -0.325}; /* beyond 63 is no reading outside */
  gaz_forest *forest;
  gaz_error error;
  write_forest();
  REQUIRE(!gaz_forest_open(path, &forest, &error));
  CHECK_INT(forest->numbers, ==, 3);
  CHECK_INT(forest->depth, ==, 2);
  for (size_t i = 0; i < GAZ_COUNT(sums); i++)
    CHECK_REAL(fabs((double)gaz_forest_sum(forest, rows[i]) - sums[i]), <, 0.003);
  gaz_forest_close(forest);
  CHECK_INT(gaz_forest_open("/nonexistent/x.model", &forest, &error), ==, GAZ_ERROR_NOT_FOUND);
  CHECK(forest == NULL);
}

/* Cut off anywhere it is refused; a byte changed, it is refused or read without harm. */
static void test_damage(void) {
  gaz_string file;
  gaz_forest *forest;
  gaz_error error;
  size_t refused = 0;
  REQUIRE(!gaz_read_file(path, 1 << 20, &file, NULL));
  for (size_t size = 0; size < file.size; size++) {
    CHECK_INT(gaz_forest_read(file.data, size, "test", &forest, &error), ==, GAZ_ERROR_CORRUPT);
    CHECK(forest == NULL);
  }
  for (size_t at = 0; at < file.size; at++)
    for (int value = 0; value < 256; value += 5) {
      char was = file.data[at];
      file.data[at] = (char)value;
      uint8_t row[GAZ_FOREST_NUMBERS] = {7, 200, 63};
      if (gaz_forest_read(file.data, file.size, "test", &forest, &error))
        refused++;
      else
        CHECK(isfinite(gaz_forest_sum(forest, row)));
      gaz_forest_close(forest);
      file.data[at] = was;
    }
  CHECK_INT(refused, >, 16 * 50); /* the header at least */
  gaz_string_free(&file);
}

/* ---- Doubts ---- */

enum { STRIDE = GAZ_NAME_STRIDE };

static unsigned label(unsigned class, unsigned part) { return gaz_name_label(class, part); }

/* Four tokens: outside, two of a person or of an organization, a place for sure. */
static void test_doubts(void) {
  static float scores[4 * STRIDE], forward[4 * STRIDE], backward[4 * STRIDE], likely[4 * STRIDE];
  static gaz_name_transitions transitions, exps;
  const unsigned person = GAZ_NAME_CLASS_PERSON, group = GAZ_NAME_CLASS_ORGANIZATION;
  scores[0] = 9;
  scores[STRIDE + label(person, GAZ_NAME_BEGIN)] = 5;
  scores[STRIDE + label(group, GAZ_NAME_BEGIN)] = 5;
  scores[2 * STRIDE + label(person, GAZ_NAME_LAST)] = 5;
  scores[2 * STRIDE + label(group, GAZ_NAME_LAST)] = 6;
  scores[3 * STRIDE + label(GAZ_NAME_CLASS_LOCATION, GAZ_NAME_UNIT)] = 12;
  gaz_name_transitions_arrange(&transitions);
  gaz_name_transitions_exp(&transitions, &exps);
  gaz_name_marginals(scores, 4, &exps, forward, backward, likely);
  const gaz_name_stretch stretch = {.sentence = 3, .first = 10, .count = 4};
  gaz_arena arena = {0};
  gaz_name_doubts doubts = {0};
  REQUIRE(!gaz_name_doubts_find(&stretch, scores, likely, &transitions, &arena, &doubts));
  REQUIRE(doubts.count == 1);
  const gaz_name_doubt *doubt = &doubts.list[0];
  CHECK_INT(doubt->sentence, ==, 3);
  CHECK_INT(doubt->first, ==, 11);
  CHECK_INT(doubt->count, ==, 2);
  REQUIRE(doubt->path_count == 2);
  CHECK_INT(doubt->paths[0].labels[1], ==, label(group, GAZ_NAME_LAST));
  CHECK_INT(doubt->paths[1].labels[1], ==, label(person, GAZ_NAME_LAST));
  CHECK_REAL(fabs((double)doubt->paths[0].share - 1 / (1 + exp(-1))), <, 1e-3);
  gaz_arena_free(&arena);
}

/* ---- The choice ---- */

static gaz_name_options two_paths(uint8_t class) {
  gaz_name_options options = {.count = 2, .path_count = 3, .path_names = {1, 1, 0}};
  options.list[0] = (gaz_name_option){.first = 4, .last = 5, .class = class};
  options.list[1] = (gaz_name_option){.first = 5, .last = 5, .class = GAZ_NAME_CLASS_PERSON};
  options.of_path[1][0] = 1;
  return options;
}

static void test_choice(void) {
  gaz_name_options options = two_paths(GAZ_NAME_CLASS_ORGANIZATION);
  CHECK_INT(gaz_name_best_path(&options, (float[]){0.6f, 0.5f}), ==, 0);
  CHECK_INT(gaz_name_best_path(&options, (float[]){0.4f, 0.5f}), ==, 1);
  CHECK_INT(gaz_name_best_path(&options, (float[]){0.1f, 0.1f}), ==, 2); /* no name at all */
  options = two_paths(GAZ_NAME_CLASS_PRODUCT);
  CHECK_INT(gaz_name_best_path(&options, (float[]){0.1f, 0.5f}), ==, 0); /* too rare to judge */
}

int main(void) {
  snprintf(path, sizeof path, "%s/test_names_review.%d", GAZ_TEST_BINARY_DIR, (int)getpid());
  test_forest();
  test_damage();
  unlink(path);
  test_doubts();
  test_choice();
  return check_report();
}
