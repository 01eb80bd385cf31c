#include "english/lexicon.h"

#include <string.h>

#include "base/tsv.h"

static gaz_status add_row(gaz_word_map *words, const gaz_tsv *table, size_t row, gaz_error *error) {
  static const char letters[] = "NSVZGDJCRPp";
  const char *word = gaz_tsv_cell(table, row, 0);
  uint32_t kind = 0;
  bool sound = *word != '\0';
  for (const char *at = gaz_tsv_cell(table, row, 1); *at; at++) {
    const char *letter = strchr(letters, *at);
    if (letter)
      kind |= 1u << (letter - letters);
    else
      sound = false;
  }
  if (!sound)
    return gaz_tsv_bad_row(table, row, "expected: word TAB letters of kinds [TAB parts of speech]",
                           error);
  for (const char *at = gaz_tsv_cell(table, row, 2); *at;) {
    size_t size = strcspn(at, ",");
    kind |= 1u << (GAZ_KIND_UPOS_SHIFT + gaz_upos_parse(at, size));
    at += size + (at[size] == ',');
  }
  return gaz_word_map_add(words, word, strlen(word), kind);
}

gaz_status gaz_kinds_load(const char *data_dir, gaz_table_image *image, gaz_word_map *words,
                          gaz_error *error) {
  if (gaz_table_image_map(image, "kinds", words)) return GAZ_OK;
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "lexicon.tsv", 2, 3, &table, error);
  for (size_t row = 0; !status && row < table.row_count; row++)
    status = add_row(words, &table, row, error);
  gaz_tsv_free(&table);
  return status ? status : gaz_table_image_keep_map(image, "kinds", words);
}

static gaz_status add_casing(gaz_word_map *words, const gaz_tsv *table, size_t row,
                             gaz_error *error) {
  static const char *const names[] = {"", "small", "capital", "capitals"};
  const char *word = gaz_tsv_cell(table, row, 0), *how = gaz_tsv_cell(table, row, 1);
  uint32_t casing = GAZ_CASING_CAPITALS;
  while (casing && strcmp(how, names[casing]) != 0) casing--;
  if (!*word || !casing)
    return gaz_tsv_bad_row(table, row, "expected: word TAB small, capital or capitals", error);
  return gaz_word_map_add(words, word, strlen(word), casing);
}

gaz_status gaz_casing_load(const char *data_dir, gaz_table_image *image, gaz_word_map *words,
                           gaz_error *error) {
  if (gaz_table_image_map(image, "casing", words)) return GAZ_OK;
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "casing.tsv", 2, 2, &table, error);
  for (size_t row = 0; !status && row < table.row_count; row++)
    status = add_casing(words, &table, row, error);
  gaz_tsv_free(&table);
  return status ? status : gaz_table_image_keep_map(image, "casing", words);
}

gaz_casing gaz_usual_casing(const gaz_word_map *casing, uint32_t kinds, const char *lower,
                            size_t size) {
  enum {
    NAMES = GAZ_KIND_NAME | GAZ_KIND_NAME_PART,
    ORDINARY = GAZ_KIND_NAME - 1,
  };
  uint32_t named = NAMES | 1u << (GAZ_KIND_UPOS_SHIFT + GAZ_UPOS_PROPN);
  uint32_t ordinary = ORDINARY | (UINT32_MAX << GAZ_KIND_UPOS_SHIFT & ~named);
  uint64_t listed = gaz_word_map_bits(casing, lower, size);
  if (listed) return (gaz_casing)listed;
  return kinds & ordinary && !(kinds & named) ? GAZ_CASING_SMALL : GAZ_CASING_CAPITAL;
}
