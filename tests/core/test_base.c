/* What every module stands on: arena, buffer, files, hash, vocabulary. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/search.h"
#include "check.h"

#define FOLDER GAZ_TEST_BINARY_DIR "/test_base"

static void arena_keeps_what_it_gave(void) {
  gaz_arena arena = {0};
  enum { COUNT = 2000 };
  unsigned char *blocks[COUNT];
  for (size_t i = 0; i < COUNT; i++) {
    blocks[i] = gaz_arena_alloc(&arena, i);
    REQUIRE(blocks[i] != NULL);
    if ((uintptr_t)blocks[i] % 16) CHECK(!"aligned to 16 bytes");
    memset(blocks[i], (int)(i % 251), i);
  }
  long wrong = 0;
  for (size_t i = 0; i < COUNT; i++) {
    for (size_t j = 0; j < i; j++) wrong += blocks[i][j] != i % 251;
  }
  CHECK_INT(wrong, ==, 0);
  CHECK(gaz_arena_alloc(&arena, SIZE_MAX) == NULL);
  CHECK(gaz_arena_zeroed(&arena, SIZE_MAX / 2, 16) == NULL);
  CHECK_STR(gaz_arena_copy(&arena, "Ada Lovelace", 3), "Ada");

  /* After a reset the same work fits into what is held. */
  gaz_arena_reset(&arena);
  size_t held = arena.total;
  CHECK(gaz_arena_alloc(&arena, 1000) != NULL);
  CHECK_INT(arena.total, ==, held);
  gaz_arena_free(&arena);
}

static void arrays_grow_in_place_and_elsewhere(void) {
  for (int between = 0; between < 2; between++) {
    check_case = between ? "other allocations in between" : "nothing in between";
    gaz_arena arena = {0};
    int *numbers = NULL;
    size_t count = 0, capacity = 0;
    for (; count < 100000; count++) {
      numbers = gaz_arena_grow(&arena, numbers, count, &capacity, sizeof *numbers);
      REQUIRE(numbers != NULL);
      numbers[count] = (int)count;
      if (between && count % 1000 == 0) memset(gaz_arena_alloc(&arena, 24), 0xff, 24);
    }
    long wrong = 0;
    for (size_t i = 0; i < count; i++) wrong += numbers[i] != (int)i;
    CHECK_INT(wrong, ==, 0);
    gaz_arena_free(&arena);
  }
  check_case = NULL;
}

static void json_strings(void) {
  static const struct {
    const char *text;
    size_t size;
    const char *expected;
  } cases[] = {
      {"", 0, "\"\""},
      {"a \"b\" \\", 7, "\"a \\\"b\\\" \\\\\""},
      {"a\nb\tc\x01", 6, "\"a\\nb\\tc\\u0001\""},
      {"a\0b", 3, "\"a\\u0000b\""},
      {"Z\xC3\xBCrich", 7, "\"Z\xC3\xBCrich\""},
      {"\xF0\x9F\x98\x80", 4, "\"\xF0\x9F\x98\x80\""},
      {"\xF0\x9F\x98", 3, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, /* cut short */
      {"\xED\xA0\x80", 3, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, /* a surrogate */
      {"\xC0\xAF", 2, "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},                 /* overlong */
      {"\xF4\x90\x80\x80x", 5, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx\""},
  };
  for (size_t i = 0; i < GAZ_COUNT(cases); i++) {
    gaz_buffer buffer = {0};
    gaz_string string;
    gaz_buffer_json(&buffer, cases[i].text, cases[i].size);
    CHECK_OK(gaz_buffer_take(&buffer, &string));
    CHECK_MEM(string.data, string.size, cases[i].expected);
    CHECK_INT(string.data[string.size], ==, 0);
    gaz_string_free(&string);
    CHECK(string.data == NULL);
  }
}

static void printf_of_any_length(void) {
  gaz_buffer buffer = {0};
  size_t expected = 0;
  for (int width = 1; width < 3000; width += 37) {
    gaz_buffer_printf(&buffer, "%*d", width, 7);
    expected += (size_t)width;
    if (buffer.data[buffer.size - 1] != '7') CHECK(!"ends with the number");
  }
  CHECK_INT(buffer.size, ==, expected);
  CHECK(!gaz_buffer_reserve(&buffer, SIZE_MAX / 2 + 1));
  gaz_buffer_string(&buffer, "more");
  CHECK_INT(buffer.size, ==, expected); /* a failed buffer takes nothing more, and says so once */
  gaz_string string;
  CHECK_INT(gaz_buffer_take(&buffer, &string), ==, GAZ_ERROR_MEMORY);
  CHECK(string.data == NULL);
}

static void files(void) {
  mkdir(FOLDER, 0755);
  gaz_error error = {0};
  gaz_string text;
  CHECK_OK(gaz_replace_file(FOLDER "/a", "first", 5, &error));
  CHECK_OK(gaz_read_file(FOLDER "/a", 100, &text, &error));
  CHECK_MEM(text.data, text.size, "first");
  gaz_string_free(&text);

  gaz_mapping mapping, later;
  CHECK_OK(gaz_map_file(FOLDER "/a", &mapping, &error));
  CHECK_OK(gaz_replace_file(FOLDER "/a", "second one", 10, &error));
  CHECK_OK(gaz_map_file(FOLDER "/a", &later, &error));
  CHECK_MEM((const char *)mapping.data, mapping.size, "first"); /* a reader keeps what it mapped */
  CHECK_MEM((const char *)later.data, later.size, "second one");
  gaz_unmap_file(&mapping);
  gaz_unmap_file(&later);

  CHECK_OK(gaz_replace_file(FOLDER "/empty", NULL, 0, &error));
  CHECK_OK(gaz_map_file(FOLDER "/empty", &mapping, &error));
  CHECK_INT(mapping.size, ==, 0);
  gaz_unmap_file(&mapping);

  CHECK_INT(gaz_read_file(FOLDER "/a", 9, &text, &error), ==, GAZ_ERROR_TOO_LARGE);
  CHECK_STR(error.path, FOLDER "/a");
  CHECK(text.data == NULL);
  CHECK_INT(gaz_read_file(FOLDER "/none", 9, &text, &error), !=, GAZ_OK);
  CHECK_INT(gaz_read_file(FOLDER, 9, &text, &error), !=, GAZ_OK);
  CHECK_INT(gaz_map_file(FOLDER "/none", &mapping, NULL), !=, GAZ_OK);
  CHECK_INT(gaz_replace_file(FOLDER "/none/a", "x", 1, &error), !=, GAZ_OK);

  /* A FIFO nobody writes to must not stop the reader. */
  CHECK(mkfifo(FOLDER "/fifo", 0644) == 0 || errno == EEXIST);
  CHECK_INT(gaz_read_file(FOLDER "/fifo", 9, &text, &error), !=, GAZ_OK);
}

/* Stored in files: the values may never change, and every byte must count. */
static void hash_is_fixed(void) {
  char text[64];
  for (size_t i = 0; i < sizeof text; i++) text[i] = (char)(i * 7);
  uint64_t seen[3 * 65];
  size_t count = 0;
  for (size_t size = 0; size <= sizeof text; size++) {
    seen[count++] = gaz_hash(text, size, 0);
    seen[count++] = gaz_hash(text, size, UINT64_C(0x5bd1e995) << 20);
    if (size) {
      text[size - 1] ^= 1;
      seen[count++] = gaz_hash(text, size, 0);
      text[size - 1] ^= 1;
    }
  }
  long same = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < i; j++) same += seen[i] == seen[j];
  }
  CHECK_INT(same, ==, 0);
  char unaligned[16] = "?gazetteer";
  CHECK(gaz_hash(unaligned + 1, 9, 7) == gaz_hash("gazetteer", 9, 7));
}

static void vocabulary(void) {
  for (int type = GAZ_TYPE_NONE + 1; type < GAZ_TYPE_COUNT; type++) {
    const char *name = gaz_entity_type_name((gaz_entity_type)type);
    CHECK(*name != '\0');
    CHECK_INT(gaz_entity_type_parse(name, strlen(name)), ==, type);
  }
  CHECK_STR(gaz_entity_type_name(GAZ_TYPE_NONE), "");
  CHECK_STR(gaz_entity_type_name((gaz_entity_type)99), "");
  CHECK_INT(gaz_entity_type_parse("person", 6), ==, GAZ_TYPE_NONE);
  CHECK_INT(gaz_entity_type_parse("PERSONS", 7), ==, GAZ_TYPE_NONE);
  CHECK_STR(gaz_layer_name(GAZ_LAYER_CHECK), "check");
  CHECK_STR(gaz_layer_name(GAZ_LAYER_COUNT), "");
  CHECK_STR(gaz_status_name(GAZ_ERROR_BUSY), "GAZ_ERROR_BUSY");
  CHECK_STR(gaz_version(), GAZ_VERSION);
}

static void errors_and_cancelling(void) {
  gaz_error error = {0};
  CHECK_INT(gaz_fail(NULL, GAZ_ERROR_IO, NULL, 0, "x"), ==, GAZ_ERROR_IO);
  CHECK_INT(gaz_fail(&error, GAZ_ERROR_FORMAT, "a.txt", 3, "bad %s", "row"), ==, GAZ_ERROR_FORMAT);
  CHECK_INT(error.line, ==, 3);
  CHECK_STR(error.path, "a.txt");
  CHECK_STR(error.message, "bad row");
  gaz_fail(&error, GAZ_ERROR_FORMAT, NULL, 0, "%2000d", 1); /* cut, not overrun */
  CHECK_INT(strlen(error.message), ==, sizeof error.message - 1);

  gaz_cancel *cancel;
  CHECK(!gaz_cancelled(NULL));
  CHECK_OK(gaz_cancel_new(&cancel));
  CHECK(!gaz_cancelled(cancel));
  gaz_cancel_release(gaz_cancel_retain(cancel));
  gaz_cancel_set(cancel);
  CHECK(gaz_cancelled(cancel));
  gaz_cancel_release(cancel);
  gaz_cancel_release(NULL);
}

static void sorted_arrays(void) {
  static const struct item {
    char name;
    uint32_t at;
  } items[] = {{'a', 2}, {'b', 2}, {'c', 5}, {'d', 9}, {'e', UINT32_MAX}};
  for (uint32_t least = 0; least < 12; least++)
    for (size_t count = 0; count <= 5; count++) {
      size_t first = 0;
      while (first < count && items[first].at < least) first++;
      CHECK_INT(GAZ_FIRST_FROM(items, count, at, least), ==, first);
    }
  CHECK_INT(GAZ_FIRST_FROM(items, 5, at, UINT32_MAX), ==, 4);
  CHECK_INT(GAZ_FIRST_FROM((const struct item *)NULL, 0, at, 1), ==, 0);
}

int main(void) {
  arena_keeps_what_it_gave();
  arrays_grow_in_place_and_elsewhere();
  json_strings();
  printf_of_any_length();
  files();
  hash_is_fixed();
  sorted_arrays();
  vocabulary();
  errors_and_cancelling();
  return check_report();
}
