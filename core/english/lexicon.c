#include "english/lexicon.h"

#include <stdio.h>
#include <string.h>

static gaz_status add_row(void *context, const gaz_slice *fields, size_t count,
                          const char **reason) {
  static const char letters[] = "NSVZGDJCRPp";
  uint32_t kind = 0;
  *reason = "expected: word TAB letters of kinds [TAB parts of speech]";
  if (count < 2 || !fields[0].size) return GAZ_ERROR_CORRUPT;
  for (size_t i = 0; i < fields[1].size; i++) {
    const char *letter = memchr(letters, fields[1].data[i], sizeof letters - 1);
    if (!letter) return GAZ_ERROR_CORRUPT;
    kind |= 1u << (letter - letters);
  }
  const char *at = count > 2 ? fields[2].data : NULL, *end = at ? at + fields[2].size : NULL;
  while (at && at < end) {
    const char *comma = memchr(at, ',', (size_t)(end - at)), *stop = comma ? comma : end;
    kind |= 1u << (GAZ_KIND_UPOS_SHIFT + gaz_upos_parse(at, (size_t)(stop - at)));
    at = stop + 1;
  }
  return gaz_words_add(context, fields[0].data, fields[0].size, kind);
}

gaz_status gaz_kinds_load(const char *data_dir, gaz_words *words, gaz_error *error) {
  char path[4200];
  snprintf(path, sizeof path, "%s/english/lexicon.tsv", data_dir);
  return gaz_table_read(path, add_row, words, error);
}
