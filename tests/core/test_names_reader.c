/* The second reader of names: what it is told, of any text; what it adds; a net that is missing, damaged or another one. */
#include "english/names_reader.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "english/names.h"
#include "english/names_article.h"
#include "english/word_info.h"
#include "engine_help.h"
#include "text/tokenizer.h"

static const char folder[] = GAZ_TEST_BINARY_DIR "/names-reader-data";

/* ---- Rows ---- */

/* Returns how many of the rows say codes. */
static size_t check_rows(const char *text, size_t size) {
  const uint32_t wide = gaz_name_reader_shape.wide;
  size_t codes = 0;
  gaz_arena arena = {0};
  gaz_tokens tokens;
  gaz_name_article article;
  gaz_name_lists *lists;
  char path[4300];
  snprintf(path, sizeof path, "%s/english", engine->data_dir);
  REQUIRE(gaz_name_lists_open(path, engine->image, &lists, NULL) == GAZ_OK);
  gaz_name_sources sources = {lists, engine->words->clusters, engine->words->classes, NULL,
                              engine->words};
  REQUIRE(gaz_tokenize(engine->tokenizer, text, size, NULL, 0, NULL, &arena, &tokens) == GAZ_OK);
  REQUIRE(gaz_name_article_prepare(text, &tokens, &sources, &arena, &article) == GAZ_OK);
  uint8_t *labels = gaz_arena_zeroed(&arena, tokens.token_count + 1, 1);
  /* Of all kinds, some that cannot stand together. */
  for (size_t i = 0; i < tokens.token_count; i++) labels[i] = (uint8_t)(i * 7 % GAZ_NAME_LABELS);
  REQUIRE(gaz_name_article_revise(&article, labels, &arena) == GAZ_OK);
  for (size_t s = 0; s < tokens.sentence_count; s++)
    for (uint32_t i = 0; i < tokens.sentences[s].count; i++) {
      uint32_t rows[GAZ_NET_ROWS_MAX];
      size_t identity;
      size_t n = gaz_name_reader_rows(&article, s, tokens.sentences[s].first + i, rows, &identity);
      CHECK(n > 10 && n <= GAZ_NET_ROWS_MAX && identity < n);
      for (size_t k = 0; k < n; k++) {
        unsigned place, code, value;
        CHECK(rows[k] < gaz_name_reader_shape.wide + gaz_name_reader_shape.narrow);
        if (k) CHECK(rows[k] >= wide || rows[k - 1] < wide); /* codes come first */
        CHECK(gaz_name_reader_code(rows[k], &place, &code, &value) == (rows[k] < wide));
        if (rows[k] >= wide) continue;
        uint32_t token = tokens.sentences[s].first + i + place - GAZ_NAME_READER_PLACES / 2;
        const gaz_name_word *word = gaz_name_word_at(&article, token);
        REQUIRE(place < GAZ_NAME_READER_PLACES && code < GAZ_WORD_CODES && word->codes);
        CHECK_INT(value, ==, word->codes[code]);
        codes++;
      }
    }
  gaz_name_lists_free(lists);
  gaz_arena_free(&arena);
  return codes;
}

static void test_rows(void) {
  static char text[30000];
  const char *news =
      "Anna Haddad met Bo Lind in Port Said. \"Lind,\" said Haddad, \"left the UN.\"";
  CHECK(check_rows(news, strlen(news)) > 400);
  check_rows("A", 1);
  memset(text, 'A', sizeof text); /* one long word */
  CHECK_INT(check_rows(text, sizeof text), ==, 0);
  for (size_t i = 0; i < sizeof text; i++) text[i] = i % 2 ? ' ' : 'A';
  check_rows(text, sizeof text);
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * 7919 % 255 + 1);
  check_rows(text, sizeof text);
}

/* ---- Scores ---- */

/* The field's scores and the net's, that are sums of weights here; and the steps of both. */
static void test_add(void) {
  enum { H = GAZ_NET_HIDDEN };
  const gaz_net_shape shape = gaz_name_reader_shape;
  const uint32_t rows[] = {3, 500, shape.wide + shape.narrow - 1};
  const float nats = 1.0f / 64, share = GAZ_NAME_READER_SHARE;
  gaz_net_weights weights = {.shape = shape, .nats = nats};
  int8_t *table = calloc((size_t)shape.wide + shape.narrow, H), *outputs = calloc(shape.outputs, H);
  uint8_t *powers = calloc(shape.wide, 1);
  float *numbers = calloc(shape.numbers, sizeof *numbers);
  static gaz_name_transitions field, both;
  int16_t bias[H] = {1};
  int32_t output_bias[GAZ_NAME_STRIDE] = {0};
  char path[4300];
  gaz_net *net;
  float scores[GAZ_NAME_STRIDE];
  REQUIRE(table && outputs && powers && numbers && shape.outputs == GAZ_NAME_STRIDE);
  REQUIRE(rows[1] < shape.wide && shape.numbers == GAZ_NAME_LABELS * GAZ_NAME_LABELS);
  for (int i = 0; i < 3; i++) table[(size_t)rows[i] * H] = 2;
  for (int label = 0; label < GAZ_NAME_STRIDE; label++) {
    outputs[(size_t)label * H] = (int8_t)label;
    output_bias[label] = -label;
    scores[label] = 1;
  }
  weights.rows = table, weights.outputs = outputs, weights.bias = bias;
  weights.output_bias = output_bias, weights.powers = powers, weights.numbers = numbers;
  numbers[2 * GAZ_NAME_LABELS + 1] = 3; /* of 2 after 1 */
  field.score[2][1] = 1;
  snprintf(path, sizeof path, "%s/names-reader-test.model", GAZ_TEST_BINARY_DIR);
  CHECK_OK(gaz_net_write(path, &weights, NULL));
  REQUIRE(gaz_net_open(path, &shape, &net, NULL) == GAZ_OK);
  gaz_name_reader_add(net, rows, 3, scores);
  for (int label = 0; label < GAZ_NAME_LABELS; label++) /* the first unit gives 1 + 3 * 2 */
    CHECK(fabsf(scores[label] - share - share * nats * (float)(7 * label - label)) < 1e-5f);
  gaz_name_reader_steps(net, &field, &both);
  CHECK(fabsf(both.score[2][1] - share - share * 3) < 1e-6f);
  CHECK(both.score[1][2] == 0);
  gaz_net_close(net);
  free(table), free(outputs), free(powers), free(numbers);
}

/* ---- Names ---- */

static void recognise(const char *reader, gaz_arena *arena, gaz_name_list *out) {
  static const char text[] =
      "Musa Bello of the Kano Traders' Union met Anna Lind. \"Bello left,\" Lind said.";
  char model[4300];
  gaz_recogniser *recogniser;
  gaz_tokens tokens;
  gaz_arena scratch = {0};
  gaz_name_memory memory = {calloc(GAZ_NAME_MEMORIES, sizeof *memory.words),
                            calloc(GAZ_NAME_SUMS, sizeof *memory.sums)};
  snprintf(model, sizeof model, "%s/english/names.model", engine->data_dir);
  REQUIRE(memory.words && memory.sums);
  REQUIRE(gaz_tokenize(engine->tokenizer, text, sizeof text - 1, NULL, 0, NULL, arena, &tokens) ==
          GAZ_OK);
  REQUIRE(gaz_recogniser_open_field(engine->data_dir, model, reader, engine->words, NULL,
                                    &recogniser, NULL) == GAZ_OK);
  CHECK_OK(gaz_recognise(recogniser, text, &tokens, 0, &memory, NULL, &scratch, arena, out));
  gaz_recogniser_close(recogniser);
  gaz_arena_free(&scratch);
  free(memory.words), free(memory.sums);
}

/* The field alone and with the second reader: names of both, not equally sure. */
static void test_names(void) {
  gaz_arena arena = {0};
  gaz_name_list alone = {0}, both = {0};
  char path[4300];
  snprintf(path, sizeof path, "%s/english/names_reader.model", engine->data_dir);
  recognise(NULL, &arena, &alone);
  recognise(path, &arena, &both);
  CHECK(alone.count > 2 && both.count > 2);
  bool differs = alone.count != both.count;
  for (size_t i = 0; i < both.count; i++) {
    CHECK(both.names[i].confidence > 0 && both.names[i].confidence <= 1);
    differs |=
        i < alone.count && fabsf(both.names[i].confidence - alone.names[i].confidence) > 1e-4f;
  }
  CHECK(differs);
  gaz_arena_free(&arena);
}

/* ---- Files ---- */

/* A data folder like the engine's in which names_reader.model is `size` bytes of `data`, or missing. */
static gaz_status open_with(const void *data, size_t size, gaz_error *error) {
  char path[4400];
  gaz_recogniser *recogniser = NULL;
  snprintf(path, sizeof path, "%s/english/names_reader.model", folder);
  unlink(path);
  if (data) CHECK_OK(gaz_replace_file(path, data, size, NULL));
  gaz_status status = gaz_recogniser_open(folder, engine->image, engine->words, &recogniser, error);
  CHECK((recogniser != NULL) == (status == GAZ_OK));
  gaz_recogniser_close(recogniser);
  return status;
}

static void make_folder(void) {
  char path[4400], target[4400];
  snprintf(path, sizeof path, "%s/english", folder);
  mkdir(folder, 0777), mkdir(path, 0777);
  snprintf(path, sizeof path, "%s/english", engine->data_dir);
  DIR *from = opendir(path);
  REQUIRE(from);
  for (struct dirent *entry; (entry = readdir(from));) {
    if (entry->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "%s/english/%s", folder, entry->d_name);
    snprintf(target, sizeof target, "%s/english/%s", engine->data_dir, entry->d_name);
    char *real = realpath(target, NULL);
    unlink(path);
    REQUIRE(real && symlink(real, path) == 0);
    free(real);
  }
  closedir(from);
}

static void test_files(void) {
  char path[4300];
  gaz_string file;
  gaz_error error = {0};
  make_folder();
  snprintf(path, sizeof path, "%s/english/names_reader.model", engine->data_dir);
  REQUIRE(gaz_read_file(path, 1 << 26, &file, NULL) == GAZ_OK);
  CHECK_OK(open_with(file.data, file.size, &error));
  CHECK_INT(open_with(NULL, 0, &error), !=, GAZ_OK);
  CHECK(strstr(error.path, "names_reader.model"));
  CHECK_INT(open_with(file.data, file.size - 1, &error), ==, GAZ_ERROR_CORRUPT);
  CHECK_INT(open_with("", 0, &error), !=, GAZ_OK);
  file.data[file.size / 2] ^= 1; /* a weight */
  CHECK_INT(open_with(file.data, file.size, &error), ==, GAZ_ERROR_CORRUPT);
  CHECK(strstr(error.path, "names_reader.model") && strstr(error.message, "damaged"));
  file.data[file.size / 2] ^= 1;
  file.data[16]++; /* the version */
  CHECK_INT(open_with(file.data, file.size, &error), ==, GAZ_ERROR_CORRUPT);
  gaz_string_free(&file);
  /* A net for something else. */
  snprintf(path, sizeof path, "%s/english/parser.model", engine->data_dir);
  REQUIRE(gaz_read_file(path, 1 << 26, &file, NULL) == GAZ_OK);
  CHECK_INT(open_with(file.data, file.size, &error), ==, GAZ_ERROR_CORRUPT);
  gaz_string_free(&file);
}

int main(void) {
  static void (*const tests[])(void) = {test_rows, test_add, test_names, test_files};
  return run_with_engine(tests, GAZ_COUNT(tests));
}
