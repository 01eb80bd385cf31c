/* Model files: what was written is what scores; what is damaged is refused. */
#include <unistd.h>

#include "base/weights.h"
#include "check.h"
#include "english/model_layout.h"

static char path[256];

/* One or two labels are kept in pairs, three or four in quads, more in lists. */
static void write_model(uint32_t label_count) {
  static const char *const labels[] = {"red", "green", "blue", "white", "black", "grey"};
  const uint8_t first[] = {0, (uint8_t)(label_count - 1)}, second[] = {1};
  static const int8_t first_weights[] = {5, -7}, second_weights[] = {127};
  gaz_model_entry entries[] = {
      {gaz_feature_mix(gaz_feature(1, 42)), first, first_weights, 2},
      {gaz_feature_mix(gaz_feature2(2, 7, 9)), second, second_weights, 1},
      {0, second, first_weights, 1},
  };
  gaz_error error;
  REQUIRE(!gaz_model_write(path, labels, label_count, 0.25f, entries, 3, &error));
}

static int only_label(const gaz_model *model, uint64_t feature) {
  return gaz_model_only_label(model, &feature, 1);
}

static void check_scores(uint32_t label_count) {
  gaz_model *model;
  gaz_error error;
  REQUIRE(!gaz_model_open(path, &model, &error));
  CHECK_INT(model->label_count, ==, label_count);
  CHECK_STR(model->labels[1], "green");
  CHECK_INT(gaz_model_label(model, "green"), ==, 1);
  CHECK_INT(gaz_model_label(model, "pink"), ==, -1);
  CHECK_REAL(model->scale, ==, 0.25);
  uint64_t features[] = {gaz_feature(1, 42), gaz_feature2(2, 7, 9), 0, gaz_feature(1, 43)};
  int16_t scores[8] = {0};
  gaz_model_score(model, features, 4, scores);
  CHECK_INT(scores[0], ==, 5);
  CHECK_INT(scores[1], ==, label_count > 2 ? 132 : 125);
  for (uint32_t i = 2; i < 8; i++) CHECK_INT(scores[i], ==, i == label_count - 1 ? -7 : 0);
  CHECK_INT(only_label(model, gaz_feature2(2, 7, 9)), ==, label_count > 4 ? 1 : -1);
  CHECK_INT(only_label(model, gaz_feature(1, 42)), ==, -1);
  gaz_model_close(model);
}

/* Features in pairs, known and unknown ones in turn: as many as are asked for, also when that is done in two steps. */
static void check_pairs(void) {
  enum { KNOWN = GAZ_PAIR_PLACES, ASKED = 10 * KNOWN };
  static const char *const labels[] = {"left", "right"};
  static const uint8_t both[] = {0, 1};
  static int8_t weights[KNOWN][2];
  gaz_model_entry entries[KNOWN];
  uint64_t features[ASKED];
  gaz_error error;
  gaz_model *model;
  for (uint64_t i = 0; i < ASKED; i++) features[i] = gaz_feature(1, i % (2 * KNOWN));
  for (int i = 0; i < KNOWN; i++) {
    weights[i][0] = (int8_t)(i % 2 ? -128 : 127 - i);
    weights[i][1] = (int8_t)(30 * i - 110);
    entries[i] = (gaz_model_entry){gaz_feature_mix(features[2 * i]), both, weights[i], 2};
  }
  REQUIRE(!gaz_model_write(path, labels, 2, 1, entries, KNOWN, &error));
  REQUIRE(!gaz_model_open(path, &model, &error));
  int left = 0, right = 0;
  for (int count = 1; count <= ASKED; count++) {
    int16_t scores[2] = {0, 1000}, added[2] = {0, 1000};
    gaz_model_places places;
    int last = (count - 1) / 2 % KNOWN;
    if (count % 2) left += weights[last][0], right += weights[last][1];
    gaz_model_score(model, features, (size_t)count, scores);
    CHECK_INT(scores[0], ==, left);
    CHECK_INT(scores[1], ==, 1000 + right);
    places.count = 0;
    gaz_model_locate(model, features, (size_t)count / 3, &places);
    gaz_model_locate(model, features + count / 3, (size_t)(count - count / 3), &places);
    gaz_model_add(model, &places, added);
    CHECK_INT(added[0], ==, left);
    CHECK_INT(added[1], ==, 1000 + right);
    CHECK_INT(places.count, ==, 0);
  }
  gaz_model_close(model);
}

/* A model with rows: as many weights as labels, as many as a row has room for, one fewer, and one. */
static void write_rows(void) {
  const char *labels[37];
  uint8_t which[37];
  int8_t weights[37];
  for (int i = 0; i < 37; i++) {
    labels[i] = "label";
    which[i] = (uint8_t)i;
    weights[i] = (int8_t)(i % 2 ? -i : i - 128);
  }
  gaz_model_entry entries[] = {{gaz_feature_mix(gaz_feature(1, 1)), which, weights, 37},
                               {gaz_feature_mix(gaz_feature(1, 2)), which + 17, weights + 17, 20},
                               {gaz_feature_mix(gaz_feature(1, 3)), which, weights, 19},
                               {gaz_feature_mix(gaz_feature(1, 4)), which + 36, weights + 36, 1}};
  gaz_error error;
  REQUIRE(!gaz_model_write(path, labels, 37, 1, entries, 4, &error));
}

static void check_rows(void) {
  gaz_model *model;
  gaz_error error;
  REQUIRE(!gaz_model_open(path, &model, &error));
  uint64_t features[] = {gaz_feature(1, 1), gaz_feature(1, 2), gaz_feature(1, 3), gaz_feature(1, 4),
                         gaz_feature(1, 5)};
  int16_t scores[40] = {0};
  gaz_model_score(model, features, 5, scores);
  for (int i = 0; i < 37; i++)
    CHECK_INT(scores[i], ==, (i % 2 ? -i : i - 128) * (1 + (i >= 17) + (i < 19) + (i == 36)));
  CHECK_INT(only_label(model, gaz_feature(1, 4)), ==, 36);
  CHECK_INT(only_label(model, gaz_feature(1, 1)), ==, -1);
  gaz_model_close(model);
}

/* Thirty keys, more than a bucket has places. */
static void write_keys(void) {
  static const char *const labels[] = {"red", "green", "blue"};
  static const uint8_t which[] = {0, 1, 2};
  static const int8_t one = 1;
  gaz_model_entry entries[30];
  for (uint32_t i = 0; i < 30; i++)
    entries[i] = (gaz_model_entry){gaz_feature_mix(gaz_feature(i, 7)), &which[i % 3], &one, 1};
  gaz_error error;
  REQUIRE(!gaz_model_write_keys(path, labels, 3, entries, 30, &error));
}

static void check_keys(void) {
  gaz_model *model;
  gaz_error error;
  REQUIRE(!gaz_model_open(path, &model, &error));
  CHECK_INT(model->layout, ==, GAZ_MODEL_KEYS);
  for (uint32_t i = 0; i < 30; i++)
    CHECK_INT(only_label(model, gaz_feature(i, 7)), ==, (int)(i % 3));
  for (uint32_t i = 30; i < 200; i++) CHECK_INT(only_label(model, gaz_feature(i, 7)), ==, -1);
  uint64_t several[] = {gaz_feature(40, 7), gaz_feature(5, 7), gaz_feature(4, 7)};
  CHECK_INT(gaz_model_only_label(model, several, 3), ==, 2);
  CHECK_INT(gaz_model_only_label(model, several, 1), ==, -1);
  int16_t scores[8] = {0};
  gaz_model_score(model, several, 3, scores);
  for (int i = 0; i < 8; i++) CHECK_INT(scores[i], ==, 0);
  CHECK_INT(only_label(model, 0), ==, -1); /* as a free place */
  gaz_model_close(model);
}

/* A model of so many labels that its long lists become rows when it is opened: as many of a bucket as it can count. */
static void check_long_lists(const uint32_t *sizes, size_t count) {
  enum { LABELS = 117, LISTS = 6 };
  const char *labels[LABELS];
  uint8_t which[LABELS];
  int8_t weights[LABELS];
  gaz_model_entry entries[LISTS];
  gaz_error error;
  for (int i = 0; i < LABELS; i++) {
    labels[i] = "label";
    which[i] = (uint8_t)i;
    weights[i] = (int8_t)(i % 2 ? -i : i - 128);
  }
  for (uint32_t i = 0; i < count; i++) /* the last labels of all */
    entries[i] = (gaz_model_entry){gaz_feature_mix(gaz_feature(1, i)), which + LABELS - sizes[i],
                                   weights + LABELS - sizes[i], sizes[i]};
  REQUIRE(!gaz_model_write(path, labels, LABELS, 1, entries, count, &error));
  gaz_model *model;
  REQUIRE(!gaz_model_open(path, &model, &error));
  CHECK_STR(model->labels[LABELS - 1], "label");
  uint64_t features[LISTS];
  int16_t all[GAZ_MODEL_SCORES] = {0}, expected[LABELS] = {0};
  for (uint32_t f = 0; f < count; f++) {
    int16_t scores[GAZ_MODEL_SCORES] = {0};
    features[f] = gaz_feature(1, f);
    gaz_model_score(model, features + f, 1, scores);
    for (uint32_t i = 0; i < LABELS; i++) {
      int weight = i >= LABELS - sizes[f] ? weights[i] : 0;
      CHECK_INT(scores[i], ==, weight);
      expected[i] = (int16_t)(expected[i] + weight);
    }
    CHECK_INT(only_label(model, features[f]), ==, sizes[f] == 1 ? LABELS - 1 : -1);
  }
  gaz_model_score(model, features, count, all);
  for (uint32_t i = 0; i < LABELS; i++) CHECK_INT(all[i], ==, expected[i]);
  gaz_model_close(model);
}

/* Every byte changed in turn, and every length. */
static void check_damage(void) {
  gaz_string file;
  gaz_error error;
  REQUIRE(!gaz_read_file(path, 1 << 20, &file, &error));
  gaz_model *model;
  REQUIRE(!gaz_model_read(file.data, file.size, "x", &model, &error));
  gaz_model_close(model);
  long refused = 0, accepted = 0;
  for (size_t i = 0; i < file.size; i++) {
    file.data[i] ^= 0x41;
    gaz_status status = gaz_model_read(file.data, file.size, "x", &model, &error);
    refused += status == GAZ_ERROR_CORRUPT && model == NULL;
    accepted += !status;
    gaz_model_close(model);
    file.data[i] ^= 0x41;
  }
  CHECK_INT(refused, ==, file.size);
  CHECK_INT(accepted, ==, 0);
  for (size_t size = 0; size < file.size; size++)
    if (gaz_model_read(file.data, size, "x", &model, &error) != GAZ_ERROR_CORRUPT) accepted++;
  CHECK_INT(accepted, ==, 0);
  gaz_string_free(&file);
}

/* A table of weights: what was written is there; any other byte, length, name or version is refused. */
static void check_weights(void) {
  enum { COUNT = 64 };
  int8_t written[COUNT];
  gaz_error error;
  gaz_string file;
  gaz_weights weights;
  for (int i = 0; i < COUNT; i++) written[i] = (int8_t)(i * 5 - 128);
  REQUIRE(!gaz_weights_write(path, "GAZTESTS", written, COUNT, &error));
  REQUIRE(!gaz_read_file(path, 1 << 20, &file, &error));
  REQUIRE(!gaz_weights_read(file.data, file.size, path, "GAZTESTS", COUNT, &weights, &error));
  CHECK(memcmp(weights.at, written, COUNT) == 0);
  CHECK(gaz_weights_read(file.data, file.size, path, "GAZOTHER", COUNT, &weights, &error) ==
        GAZ_ERROR_CORRUPT);
  CHECK(gaz_weights_read(file.data, file.size, path, "GAZTESTS", COUNT - 1, &weights, &error) ==
        GAZ_ERROR_CORRUPT);
  for (size_t size = 0; size < file.size; size++)
    CHECK(gaz_weights_read(file.data, size, path, "GAZTESTS", COUNT, &weights, &error) ==
          GAZ_ERROR_CORRUPT);
  for (size_t i = 0; i < file.size; i++) {
    file.data[i] ^= 4;
    CHECK(gaz_weights_read(file.data, file.size, path, "GAZTESTS", COUNT, &weights, &error) ==
          GAZ_ERROR_CORRUPT);
    CHECK(weights.at == NULL);
    file.data[i] ^= 4;
  }
  gaz_string_free(&file);
  CHECK_OK(gaz_weights_open("/nonexistent", "tests", "GAZTESTS", COUNT, &weights, NULL));
  CHECK(weights.at == NULL);
}

int main(void) {
  snprintf(path, sizeof path, "%s/test_model.%d", GAZ_TEST_BINARY_DIR, (int)getpid());
  for (uint32_t labels = 2; labels <= 6; labels++) {
    write_model(labels);
    check_scores(labels);
    check_damage();
  }
  check_pairs();
  write_rows();
  check_rows();
  check_damage();
  check_long_lists((const uint32_t[]){1, 9, 117, 10, 20, 60}, 6);
  check_damage();
  check_long_lists((const uint32_t[]){10, 20, 40, 117, 30}, 5);
  write_keys();
  check_keys();
  check_damage();
  check_damage();
  check_weights();
  unlink(path);
  gaz_error error;
  gaz_model *model;
  CHECK_INT(gaz_model_open("/nonexistent/x.model", &model, &error), <, 0);
  CHECK(model == NULL);
  return check_report();
}
