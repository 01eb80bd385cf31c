/* The table reader and the word map: what all stages of extraction read their knowledge with. */
#include <sys/stat.h>

#include "check.h"
#include "base/tsv.h"
#include "base/word_map.h"

#define FAKE GAZ_TEST_BINARY_DIR "/test_tables"

static void write_table(const char *name, const char *content) {
  char path[4096];
  snprintf(path, sizeof path, FAKE "/english/%s", name);
  FILE *file = fopen(path, "wb");
  REQUIRE(file != NULL);
  fputs(content, file);
  fclose(file);
}

static void test_tsv(void) {
  gaz_tsv table;
  gaz_error error;
  write_table("good.tsv", "# note\n\none\ttwo\tthree\r\nfour\n\nfive\t\tsix");
  CHECK_OK(gaz_tsv_load(FAKE, "good.tsv", 1, 3, &table, &error));
  CHECK_INT(table.row_count, ==, 3);
  CHECK_STR(gaz_tsv_cell(&table, 0, 2), "three");
  CHECK_STR(gaz_tsv_cell(&table, 1, 0), "four");
  CHECK_STR(gaz_tsv_cell(&table, 1, 2), "");
  CHECK_STR(gaz_tsv_cell(&table, 2, 1), "");
  CHECK_STR(gaz_tsv_cell(&table, 2, 2), "six");
  CHECK_INT(table.lines[2], ==, 6);
  gaz_tsv_bad_row(&table, 1, "no such thing", &error);
  CHECK_INT(error.line, ==, 4);
  gaz_tsv_free(&table);

  write_table("short.tsv", "a\tb\nc\n");
  CHECK_INT(gaz_tsv_load(FAKE, "short.tsv", 2, 3, &table, &error), ==, GAZ_ERROR_CORRUPT);
  CHECK_INT(error.line, ==, 2);
  gaz_tsv_free(&table);
  write_table("long.tsv", "a\tb\tc\n");
  CHECK_INT(gaz_tsv_load(FAKE, "long.tsv", 1, 2, &table, &error), ==, GAZ_ERROR_CORRUPT);
  gaz_tsv_free(&table);
  CHECK_INT(gaz_tsv_load(FAKE, "none.tsv", 1, 2, &table, &error), !=, GAZ_OK);
  gaz_tsv_free(&table);
  write_table("empty.tsv", "");
  CHECK_OK(gaz_tsv_load(FAKE, "empty.tsv", 1, 2, &table, &error));
  CHECK_INT(table.row_count, ==, 0);
  gaz_tsv_free(&table);
}

static void test_word_map(void) {
  gaz_word_map *map;
  CHECK_INT(gaz_word_map_find(NULL, "a", 1), ==, GAZ_WORD_UNKNOWN);
  REQUIRE(gaz_word_map_new(&map) == GAZ_OK);
  CHECK_INT(gaz_word_map_find(map, "a", 1), ==, GAZ_WORD_UNKNOWN);
  char word[16];
  for (unsigned i = 0; i < 5000; i++) {
    int size = snprintf(word, sizeof word, "w%u", i);
    CHECK_OK(gaz_word_map_set(map, word, (size_t)size, i));
  }
  CHECK_OK(gaz_word_map_set(map, "w7", 2, 70000));
  CHECK_INT(gaz_word_map_find(map, "w7", 2), ==, 70000);
  CHECK_INT(gaz_word_map_find(map, "w4999", 5), ==, 4999);
  CHECK_INT(gaz_word_map_find(map, "w5000", 5), ==, GAZ_WORD_UNKNOWN);
  CHECK_INT(gaz_word_map_find_folded(map, "W12", 3), ==, 12);
  CHECK_INT(gaz_word_map_find(map, "W12", 3), ==, GAZ_WORD_UNKNOWN);
  gaz_word_map_free(map);
}

int main(void) {
  mkdir(FAKE, 0755);
  mkdir(FAKE "/english", 0755);
  test_tsv();
  test_word_map();
  return check_report();
}
