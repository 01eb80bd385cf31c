/* The image of the tables: what it gives back, when it is passed over, and that an engine with it says
 * the same as one without. */
#include "base/table_image.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "english/engine.h"

#define FAKE GAZ_TEST_BINARY_DIR "/image-data"
#define COPY GAZ_TEST_BINARY_DIR "/image-copy"
#define IMAGE FAKE "/english/tables.image"

static void write_file(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  REQUIRE(file);
  REQUIRE(fwrite(bytes, 1, size, file) == size);
  fclose(file);
}

static void write_image(void) {
  gaz_word_map map = {0};
  gaz_table_image *image = gaz_table_image_new();
  REQUIRE(image);
  CHECK_OK(gaz_word_map_set(&map, "harbour", 7, 5));
  CHECK_OK(gaz_word_map_set(&map, "quay", 4, (uint64_t)9 << 32 | 6));
  CHECK_OK(gaz_table_image_keep_bytes(image, "notes", "three", 5));
  CHECK_OK(gaz_table_image_keep_map(image, "words", &map));
  CHECK_OK(gaz_table_image_write(image, FAKE, NULL));
  gaz_table_image_close(image);
  gaz_word_map_clear(&map);
}

static void test_round_trip(void) {
  gaz_word_map map;
  gaz_slice bytes;
  uint64_t value;
  CHECK(!gaz_table_image_map(NULL, "words", &map));
  write_image();
  gaz_table_image *image = gaz_table_image_open(FAKE);
  REQUIRE(image);
  REQUIRE(gaz_table_image_map(image, "words", &map));
  CHECK_INT(gaz_word_map_find(&map, "harbour", 7), ==, 5);
  CHECK_INT(gaz_word_map_find(&map, "quay", 4), ==, 6);
  CHECK(gaz_word_map_get_folded(&map, "QUAY", 4, &value) && value >> 32 == 9);
  CHECK_INT(gaz_word_map_find(&map, "jetty", 5), ==, GAZ_WORD_UNKNOWN);
  CHECK(gaz_table_image_bytes(image, "notes", &bytes));
  CHECK_MEM(bytes.data, bytes.size, "three");
  CHECK(!gaz_table_image_map(image, "others", &map));
  CHECK_OK(
      gaz_table_image_keep_bytes(image, "late", "x", 1)); /* no image to fill: nothing happens */
  CHECK(!gaz_table_image_bytes(image, "late", &bytes));
  gaz_table_image_close(image);
}

static bool opens(void) {
  gaz_table_image *image = gaz_table_image_open(FAKE);
  gaz_table_image_close(image);
  return image != NULL;
}

static void test_stale(void) {
  write_image();
  CHECK(opens());
  write_file(FAKE "/english/one.tsv", "c\td\n", 4); /* the same size */
  CHECK(!opens());
  write_file(FAKE "/english/one.tsv", "a\tb\n", 4);
  CHECK(opens());
  unlink(FAKE "/english/two.tsv");
  CHECK(!opens());
  write_file(FAKE "/english/two.tsv", "", 0);
  CHECK(opens());
}

static void test_damaged(void) {
  gaz_string good;
  write_image();
  REQUIRE(!gaz_read_file(IMAGE, 1 << 20, &good, NULL));
  for (size_t i = 0; i < good.size; i += 7) { /* any byte */
    good.data[i] ^= 1;
    write_file(IMAGE, good.data, good.size);
    CHECK(!opens());
    good.data[i] ^= 1;
  }
  for (size_t size = 0; size < good.size; size += 11) {
    write_file(IMAGE, good.data, size);
    CHECK(!opens());
  }
  write_file(IMAGE, good.data, good.size);
  CHECK(opens());
  unlink(IMAGE);
  CHECK(!opens());
  gaz_string_free(&good);
}

/* Entries of a mapped file may be anything: full, without a place that is free. */
static void test_full_map(void) {
  gaz_word_entry entries[5];
  for (size_t i = 0; i < GAZ_COUNT(entries); i++) entries[i] = (gaz_word_entry){i + 1, {i}};
  gaz_word_map map;
  CHECK(!gaz_word_map_view((gaz_slice){(const char *)entries, 20}, &map));
  REQUIRE(gaz_word_map_view((gaz_slice){(const char *)entries, sizeof entries}, &map));
  CHECK_INT(gaz_word_map_find(&map, "harbour", 7), ==, GAZ_WORD_UNKNOWN);
  CHECK_OK(gaz_word_map_set(&map, "harbour", 7, 3)); /* a view is given up, not written to */
  CHECK_INT(gaz_word_map_find(&map, "harbour", 7), ==, 3);
  CHECK_INT(map.count, ==, 1);
  gaz_word_map_clear(&map);
}

/* ---- With an engine ---- */

/* A folder like data/ whose tables may be changed. */
static void copy_data(void) {
  DIR *folder = opendir(GAZ_TEST_SOURCE_DIR "/data/english");
  REQUIRE(folder);
  mkdir(COPY, 0755);
  mkdir(COPY "/english", 0755);
  for (struct dirent *entry; (entry = readdir(folder));) {
    char from[4096], to[4096];
    snprintf(from, sizeof from, "%s/%s", GAZ_TEST_SOURCE_DIR "/data/english", entry->d_name);
    snprintf(to, sizeof to, "%s/%s", COPY "/english", entry->d_name);
    if (*entry->d_name == '.') continue;
    unlink(to);
    if (strncmp(entry->d_name, "tables.image", 12)) CHECK(symlink(from, to) == 0);
  }
  closedir(folder);
}

static gaz_string analyze(bool with_image) {
  static const char text[] =
      "PORT TALMAR - Two snorfs hit the harbour on Tuesday, Interior Minister Anna Lindqvist said. "
      "\"We know who gave the order,\" she told reporters in France.";
  gaz_engine *engine;
  gaz_string json = {0};
  REQUIRE(gaz_engine_open(COPY, &engine, NULL) == GAZ_OK);
  CHECK_INT(engine->image != NULL, ==, with_image);
  CHECK_OK(gaz_analyze(engine, text, sizeof text - 1, "2019-05-02", NULL, &json, NULL));
  gaz_engine_release(engine);
  REQUIRE(json.data);
  return json;
}

static void test_engine(void) {
  copy_data();
  gaz_string text = analyze(false);
  CHECK(strstr(text.data, "\"lemma\":\"snorf\"") && !strstr(text.data, "\"lemma\":\"snort\""));
  CHECK_OK(gaz_engine_compile(COPY, NULL));
  gaz_string image = analyze(true);
  CHECK_STR(image.data, text.data);
  gaz_string lemmas;
  REQUIRE(!gaz_read_file(COPY "/english/lemmas.tsv", 1 << 24, &lemmas, NULL));
  unlink(COPY "/english/lemmas.tsv");
  FILE *file = fopen(COPY "/english/lemmas.tsv", "wb");
  REQUIRE(file);
  fwrite(lemmas.data, 1, lemmas.size, file);
  fputs("\nNNS\t^snorfs\t2\tt\n", file);
  fclose(file);
  gaz_string edited = analyze(false); /* who edits a table is obeyed */
  CHECK(strstr(edited.data, "\"lemma\":\"snort\""));
  gaz_string_free(&lemmas);
  gaz_string_free(&edited);
  gaz_string_free(&image);
  gaz_string_free(&text);
}

int main(void) {
  mkdir(FAKE, 0755);
  mkdir(FAKE "/english", 0755);
  write_file(FAKE "/english/one.tsv", "a\tb\n", 4);
  write_file(FAKE "/english/two.tsv", "", 0);
  test_round_trip();
  test_stale();
  test_damaged();
  test_full_map();
  test_engine();
  return check_report();
}
