/* Nets: sums and scores against sums made one by one, in this machine's way and in the plain one; words by number; files
 * written and read back, damaged ones. */
#include "english/net.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "check.h"
#include "english/net_layout.h"

enum { H = GAZ_NET_HIDDEN, WIDE = 100, ROWS = 300, OUTPUTS = 24, WORDS = 50, NUMBERS = 3 };
static const gaz_net_shape shape = {WIDE, ROWS - WIDE, OUTPUTS, WORDS, NUMBERS};
static const char path[] = GAZ_TEST_BINARY_DIR "/net-test.model";

static int8_t rows[ROWS][H], outputs[OUTPUTS][H];
static uint8_t powers[WIDE];
static int16_t bias[H];
static int32_t output_bias[OUTPUTS];
static uint64_t words[WORDS];
static const float numbers[NUMBERS] = {0.5f, -999, 0};
static uint64_t seed = 88172645463325252u;

static uint32_t next_random(void) {
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return (uint32_t)(seed >> 32);
}

static void write_net(void) {
  for (int i = 0; i < WIDE; i++) powers[i] = (uint8_t)(next_random() % (GAZ_NET_POWER + 1));
  for (int i = 0; i < ROWS; i++)
    for (int k = 0; k < H; k++) rows[i][k] = (int8_t)(next_random() % 15) - GAZ_NET_NARROW;
  for (int k = 0; k < H; k++) { /* the extremes */
    rows[0][k] = -GAZ_NET_NARROW, rows[1][k] = GAZ_NET_NARROW;
    rows[WIDE][k] = -GAZ_NET_NARROW, rows[WIDE + 1][k] = GAZ_NET_NARROW;
  }
  powers[0] = powers[1] = GAZ_NET_POWER;
  for (int i = 0; i < OUTPUTS; i++)
    for (int k = 0; k < H; k++) outputs[i][k] = (int8_t)(next_random() % 255 - 127);
  for (int k = 0; k < H; k++) outputs[0][k] = -128, outputs[1][k] = 127;
  for (int k = 0; k < H; k++) bias[k] = (int16_t)(next_random() % 400 - 200);
  for (int i = 0; i < OUTPUTS; i++) output_bias[i] = (int32_t)(next_random() % 4000) - 2000;
  for (int i = 0; i < WORDS; i++) words[i] = (uint64_t)next_random() << 32 | next_random();
  words[7] = (words[6] & UINT32_MAX) | (words[7] >> 32 << 32); /* the same place */
  gaz_net_weights weights = {shape,       rows[0], powers,  outputs[0], bias,
                             output_bias, words,   numbers, 1.0f / 4096};
  CHECK_OK(gaz_net_write(path, &weights, NULL));
}

static gaz_net *open_net(void) {
  gaz_net *net;
  CHECK_OK(gaz_net_open(path, &shape, &net, NULL));
  return net;
}

/* What net.h says, word for word. */
static void expected(const uint32_t *chosen, size_t count, int32_t *scores) {
  for (int i = 0; i < OUTPUTS; i++) scores[i] = output_bias[i];
  for (int k = 0; k < H; k++) {
    int sum = bias[k];
    for (size_t i = 0; i < count; i++)
      sum += rows[chosen[i]][k] * (chosen[i] < WIDE ? 1 << powers[chosen[i]] : 1);
    int unit = sum < 0 ? 0 : sum > 127 ? 127 : sum;
    for (int i = 0; i < OUTPUTS; i++) scores[i] += unit * outputs[i][k];
  }
}

static void check_scores(const gaz_net *net, const uint32_t *chosen, size_t count, size_t split) {
  int16_t first[H], second[H];
  const int16_t *const sums[] = {first, second};
  uint8_t hidden[H];
  int32_t wanted[OUTPUTS], scores[OUTPUTS], margin, next = INT32_MIN;
  expected(chosen, count, wanted);
  gaz_net_add(net, chosen, split / 2, first);
  gaz_net_add(net, chosen + split / 2, split - split / 2, second);
  gaz_net_look(net, sums, 2, chosen + split, count - split, hidden);
  gaz_net_score(net, hidden, 0, OUTPUTS, scores);
  for (int i = 0; i < OUTPUTS; i++) CHECK_INT(scores[i], ==, wanted[i]);
  uint32_t best = gaz_net_best(net, scores, OUTPUTS, &margin);
  for (uint32_t i = 0; i < OUTPUTS; i++)
    if (i != best && wanted[i] > next) next = wanted[i];
  CHECK_INT(margin, ==, wanted[best] - next);
  CHECK(margin > 0 || (margin == 0 && wanted[best] == next));
  gaz_net_score(net, hidden, 8, 16, scores);
  for (int i = 0; i < 16; i++) CHECK_INT(scores[i], ==, wanted[8 + i]);
}

static void check_best(const gaz_net *net) {
  int32_t scores[16], margin;
  for (int i = 0; i < 16; i++) scores[i] = -5;
  CHECK_INT(gaz_net_best(net, scores, 16, &margin), ==, 0); /* the first of equals */
  CHECK_INT(margin, ==, 0);
  scores[11] = 3, scores[4] = 3;
  CHECK_INT(gaz_net_best(net, scores, 16, &margin), ==, 4);
  CHECK_INT(margin, ==, 0);
  scores[3] = 4;
  CHECK_INT(gaz_net_best(net, scores, 16, &margin), ==, 3);
  CHECK_INT(margin, ==, 1);
}

static void test_scores(void) {
  gaz_net *net = open_net();
  REQUIRE(net);
  for (size_t way = 0; gaz_net_path_of(way, &net->path); way++) {
    uint32_t chosen[GAZ_NET_ROWS_MAX] = {0};
    for (int turn = 0; turn < 200; turn++) {
      size_t count = next_random() % (GAZ_NET_ROWS_MAX + 1);
      size_t wide = count ? next_random() % count : 0;
      for (size_t i = 0; i < count; i++)
        chosen[i] = i < wide ? next_random() % WIDE : WIDE + next_random() % (ROWS - WIDE);
      check_scores(net, chosen, count, wide);
    }
    for (uint32_t extreme = 0; extreme < 2; extreme++) {
      for (size_t i = 0; i < GAZ_NET_ROWS_MAX; i++) chosen[i] = extreme + (i < 80 ? 0 : WIDE);
      check_scores(net, chosen, GAZ_NET_ROWS_MAX, 80);
    }
    check_best(net);
  }
  gaz_net_close(net);
  gaz_net_close(NULL);
}

static void test_words(void) {
  gaz_net *net = open_net();
  REQUIRE(net);
  for (uint32_t i = 0; i < WORDS; i++) CHECK_INT(gaz_net_word(net, words[i]), ==, i + 1);
  CHECK_INT(gaz_net_word(net, ~words[3]), ==, 0);
  CHECK_INT(gaz_net_word(net, 0), ==, 0);
  gaz_net_close(net);
}

static void refused(const gaz_mapping *file, size_t size, size_t flipped) {
  unsigned char *copy = malloc(file->size);
  gaz_error error;
  gaz_net *net;
  REQUIRE(copy);
  memcpy(copy, file->data, file->size);
  if (flipped < file->size) copy[flipped] ^= 1;
  CHECK_INT(gaz_net_read(copy, size, "x", &shape, &net, &error), ==, GAZ_ERROR_CORRUPT);
  CHECK(net == NULL);
  free(copy);
}

/* With another byte and a checksum that is right. */
static void refused_with(const gaz_mapping *file, size_t at, unsigned char byte) {
  unsigned char *copy = malloc(file->size);
  REQUIRE(copy);
  memcpy(copy, file->data, file->size);
  CHECK_INT(copy[at], !=, byte);
  copy[at] = byte;
  uint64_t sum = gaz_hash(copy + 16, file->size - 16, GAZ_NET_VERSION);
  for (int i = 0; i < 8; i++) copy[8 + i] = (unsigned char)(sum >> 8 * i);
  refused(&(gaz_mapping){.data = copy, .size = file->size}, file->size, file->size);
  free(copy);
}

static void test_damage(void) {
  const size_t output_bias_at = 64 + ROWS * H / 2 + WIDE + OUTPUTS * H + 2 * H;
  gaz_mapping file;
  gaz_error error;
  gaz_net *net;
  CHECK_OK(gaz_map_file(path, &file, NULL));
  for (size_t at = 0; at < 70; at++)
    if (at < 36 || at > 63) refused(&file, file.size, at);
  refused(&file, file.size, file.size / 2);
  refused(&file, file.size, file.size - 1);
  static const size_t sizes[] = {0, 1, 8, 63, 64, 65, 1000};
  for (size_t i = 0; i < GAZ_COUNT(sizes); i++) refused(&file, sizes[i], file.size);
  refused(&file, file.size - 1, file.size);
  const gaz_net_shape others[] = {{WIDE + 1, ROWS - WIDE - 1, OUTPUTS, WORDS, NUMBERS},
                                  {WIDE, ROWS - WIDE + 1, OUTPUTS, WORDS, NUMBERS},
                                  {WIDE, ROWS - WIDE, OUTPUTS + 8, WORDS, NUMBERS},
                                  {WIDE, ROWS - WIDE, OUTPUTS, WORDS - 1, NUMBERS},
                                  {WIDE, ROWS - WIDE, OUTPUTS, WORDS, NUMBERS - 1}};
  for (size_t i = 0; i < GAZ_COUNT(others); i++)
    CHECK_INT(gaz_net_read(file.data, file.size, "x", &others[i], &net, &error), ==,
              GAZ_ERROR_CORRUPT);
  refused_with(&file, 64 + 1, 15);            /* a weight that is none */
  refused_with(&file, 39, 0x3f);              /* more nats than a score is worth */
  refused_with(&file, output_bias_at + 3, 8); /* sums that do not fit */
  refused_with(&file, file.size - 1, 0x7f);   /* a number that is too large */
  gaz_unmap_file(&file);
  CHECK_INT(gaz_net_open(GAZ_TEST_BINARY_DIR "/no-such.model", &shape, &net, &error), ==,
            GAZ_ERROR_NOT_FOUND);
}

static void test_numbers(void) {
  gaz_net *net = open_net();
  for (int i = 0; i < NUMBERS; i++) CHECK(gaz_net_numbers(net)[i] == numbers[i]);
  gaz_net_close(net);
}

int main(void) {
  write_net();
  test_scores();
  test_words();
  test_numbers();
  test_damage();
  return check_report();
}
