/* Word classes: look-ups in the shipped table, the levels, tables written and read back, damaged ones. */
#include "english/word_classes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "check.h"

static const char shipped[] = GAZ_TEST_SOURCE_DIR "/data/english/word_classes.model";
static const char written[] = GAZ_TEST_BINARY_DIR "/word-classes-test.model";

static uint16_t find(const gaz_word_classes *classes, const char *word) {
  return gaz_word_classes_find(classes, word, strlen(word));
}

static void test_shipped_table(void) {
  gaz_word_classes *classes;
  CHECK_OK(gaz_word_classes_open(shipped, &classes, NULL));
  REQUIRE(classes);
  uint16_t mosul = find(classes, "Mosul");
  CHECK_INT(mosul, !=, GAZ_WORD_CLASS_NONE);
  CHECK_INT(mosul, ==, find(classes, "MOSUL"));
  CHECK_INT(mosul, ==, find(classes, "baghdad"));
  CHECK_INT(mosul, !=, find(classes, "Nokia"));
  CHECK_INT(find(classes, "xyzzyx"), ==, GAZ_WORD_CLASS_NONE);
  CHECK_INT(find(classes, "xyzzyx-hospital"), ==, find(classes, "hospital"));
  CHECK_INT(find(classes,
                 "É"
                 "TAT"),
            ==,
            find(classes,
                 "é"
                 "tat"));
  CHECK_INT(find(classes, ""), ==, GAZ_WORD_CLASS_NONE);
  CHECK_INT(find(classes, "-"), ==, GAZ_WORD_CLASS_NONE);
  CHECK_INT(find(classes, "a\xff\xfe"), ==, GAZ_WORD_CLASS_NONE);
  char longest[300];
  memset(longest, 'a', sizeof longest);
  CHECK_INT(gaz_word_classes_find(classes, longest, sizeof longest), ==, GAZ_WORD_CLASS_NONE);
  /* A class of one level lies within one of the level before. */
  static const char *const words[] = {"Mosul", "minister", "jets", "Wednesday", "hospital"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    uint16_t class = find(classes, words[i]);
    static const uint32_t counts[] = {64, 256, 1024, 4096};
    for (int level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
      CHECK_INT(gaz_word_classes_level(classes, class, level), <, counts[level]);
    CHECK_INT(gaz_word_classes_level(classes, class, GAZ_WORD_CLASS_LEVELS - 1), ==, class);
  }
  CHECK_INT(gaz_word_classes_level(classes, GAZ_WORD_CLASS_NONE, 0), ==, GAZ_WORD_CLASS_NONE);
  gaz_word_classes_close(classes);
  gaz_word_classes_close(NULL);
}

static void write_table(void) {
  uint16_t coarse[] = {0, 0, 1}, middle[] = {0, 1, 2}, fine[] = {0, 1, 2};
  uint16_t *const parents[] = {coarse, middle, fine};
  static const uint8_t red[GAZ_WORD_CODES] = {1, 255}, ship[GAZ_WORD_CODES] = {7};
  gaz_word_class_entry entries[] = {
      {"ship", 2, ship}, {"boat", 2, NULL}, {"red", 0, red}, {"blue", 1, NULL}};
  CHECK_OK(gaz_word_classes_write(written, 3, parents, entries, 4, NULL));
}

static void test_write_and_read(void) {
  gaz_word_classes *classes;
  write_table();
  CHECK_OK(gaz_word_classes_open(written, &classes, NULL));
  REQUIRE(classes);
  CHECK_INT(find(classes, "ship"), ==, 2);
  CHECK_INT(find(classes, "Blue"), ==, 1);
  CHECK_INT(find(classes, "green"), ==, GAZ_WORD_CLASS_NONE);
  const uint8_t *codes;
  CHECK_INT(gaz_word_classes_find_codes(classes, "Red", 3, &codes), ==, 0);
  REQUIRE(codes);
  CHECK_INT(codes[0], ==, 1);
  CHECK_INT(codes[1], ==, 255);
  CHECK_INT(gaz_word_classes_find_codes(classes, "war-ship", 8, &codes), ==, 2);
  REQUIRE(codes);
  CHECK_INT(codes[0], ==, 7);
  CHECK_INT(gaz_word_classes_find_codes(classes, "boat", 4, &codes), ==, 2);
  CHECK(!codes);
  CHECK_INT(gaz_word_classes_find_codes(classes, "green", 5, &codes), ==, GAZ_WORD_CLASS_NONE);
  CHECK(!codes);
  CHECK_INT(gaz_word_classes_level(classes, 1, 0), ==, 0);
  CHECK_INT(gaz_word_classes_level(classes, 2, 0), ==, 1);
  gaz_word_classes_close(classes);
}

/* No cut and no changed byte is accepted: the checksum covers everything. */
static void test_damaged(void) {
  gaz_mapping file;
  gaz_word_classes *classes;
  gaz_error error;
  write_table();
  CHECK_OK(gaz_map_file(written, &file, NULL));
  unsigned char *copy = malloc(file.size);
  REQUIRE(copy);
  for (size_t size = 0; size < file.size; size++) {
    memcpy(copy, file.data, file.size);
    CHECK_INT(gaz_word_classes_read(copy, size, "cut", &classes, &error), ==, GAZ_ERROR_CORRUPT);
    copy[size] ^= 0x41;
    CHECK_INT(gaz_word_classes_read(copy, file.size, "changed", &classes, &error), ==,
              GAZ_ERROR_CORRUPT);
    CHECK(classes == NULL);
  }
  free(copy);
  gaz_unmap_file(&file);
  CHECK_INT(gaz_word_classes_open("/nonexistent/classes.model", &classes, &error), !=, GAZ_OK);
}

int main(void) {
  test_shipped_table();
  test_write_and_read();
  test_damaged();
  return check_report();
}
