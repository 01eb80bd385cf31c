/* What the lexicon's tests share: building from a short list, and a scan written as one line. */
#ifndef LEXICON_HELP_H
#define LEXICON_HELP_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "gazette.h"

#define IMAGE GAZ_TEST_BINARY_DIR "/" LEXICON_TEST ".gzl"

typedef struct test_name {
  const char *text;
  uint32_t id;
  unsigned rules;
  uint32_t weight;
} test_name;

__attribute__((unused)) static gaz_lexicon *lexicon_of(const test_name *names, size_t count) {
  static gaz_name_entry entries[4096];
  for (size_t i = 0; i < count; i++) {
    entries[i] = (gaz_name_entry){names[i].text,   (uint32_t)strlen(names[i].text),
                                  names[i].id,     names[i].weight,
                                  GAZ_TYPE_PERSON, (uint8_t)names[i].rules};
  }
  gaz_error error = {0};
  gaz_lexicon *lexicon = NULL;
  gaz_status status = gaz_lexicon_build(IMAGE, entries, count, 7, &error);
  if (status != GAZ_OK) fprintf(stderr, "build: %s\n", error.message);
  REQUIRE(status == GAZ_OK);
  status = gaz_lexicon_open(IMAGE, &lexicon, &error);
  if (status != GAZ_OK) fprintf(stderr, "open: %s\n", error.message);
  REQUIRE(status == GAZ_OK);
  return lexicon;
}

/* "1[Ada Lovelace] 2[Paris]": id and matched text of every match. */
__attribute__((unused)) static const char *scan_line(const gaz_lexicon *lexicon, const char *text,
                                                     size_t size) {
  static char line[8192];
  static gaz_match matches[512];
  size_t resume = 0, used = 0;
  size_t count = gaz_lexicon_scan(lexicon, text, size, matches, 512, &resume);
  line[0] = '\0';
  for (size_t i = 0; i < count && used < sizeof line - 512; i++) {
    used += (size_t)snprintf(line + used, sizeof line - used, "%s%u[%.*s]", i ? " " : "",
                             (unsigned)matches[i].id, (int)(matches[i].end - matches[i].start),
                             text + matches[i].start);
  }
  CHECK_INT(resume, ==, size);
  return line;
}

#define CHECK_SCAN(lexicon, text, expected)                      \
  do {                                                           \
    check_case = (text);                                         \
    CHECK_STR(scan_line(lexicon, text, strlen(text)), expected); \
    check_case = NULL;                                           \
  } while (0)

#endif
