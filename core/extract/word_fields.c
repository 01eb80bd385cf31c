/* Two word maps with packed values. */
#include "extract/word_fields.h"

#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"

struct gaz_word_fields {
  gaz_word_map *verbs, *nouns;
};

static uint32_t pack(const char *list, unsigned lowest) {
  uint32_t packed = 0;
  for (unsigned i = 0; *list; i++) {
    char *end;
    unsigned long field = strtoul(list, &end, 10);
    if (end == list) break;
    if (i < 2) packed |= (uint32_t)(field & 63) << (6 * i);
    if (field >= lowest && field - lowest < 20) packed |= 1u << (12 + (field - lowest));
    list = *end ? end + 1 : end;
  }
  return packed;
}

gaz_status gaz_word_fields_load(const char *data_dir, gaz_table_image *image,
                                struct gaz_word_fields **out, gaz_error *error) {
  *out = NULL;
  struct gaz_word_fields *fields = calloc(1, sizeof *fields);
  if (!fields || gaz_word_map_new(&fields->verbs) || gaz_word_map_new(&fields->nouns)) {
    gaz_word_fields_free(fields);
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  }
  if (gaz_table_image_map(image, "verb_fields", fields->verbs) &&
      gaz_table_image_map(image, "noun_fields", fields->nouns)) {
    *out = fields;
    return GAZ_OK;
  }
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "word_fields.tsv", 3, 3, &table, error);
  for (size_t row = 0; !status && row < table.row_count; row++) {
    const char *lemma = gaz_tsv_cell(&table, row, 0), *list = gaz_tsv_cell(&table, row, 2);
    bool verb = *gaz_tsv_cell(&table, row, 1) == 'v';
    status = gaz_word_map_set(verb ? fields->verbs : fields->nouns, lemma, strlen(lemma),
                              pack(list, verb ? 29 : 3));
  }
  gaz_tsv_free(&table);
  if (!status) status = gaz_table_image_keep_map(image, "verb_fields", fields->verbs);
  if (!status) status = gaz_table_image_keep_map(image, "noun_fields", fields->nouns);
  if (status)
    gaz_word_fields_free(fields);
  else
    *out = fields;
  return status;
}

void gaz_word_fields_free(struct gaz_word_fields *fields) {
  if (!fields) return;
  gaz_word_map_free(fields->verbs);
  gaz_word_map_free(fields->nouns);
  free(fields);
}

static uint32_t find(const gaz_word_map *map, const char *lemma, size_t size) {
  uint32_t value = gaz_word_map_find_folded(map, lemma, size);
  return value == GAZ_WORD_UNKNOWN ? 0 : value;
}

uint32_t gaz_verb_fields(const struct gaz_word_fields *fields, const char *lemma, size_t size) {
  return fields ? find(fields->verbs, lemma, size) : 0;
}

uint32_t gaz_noun_fields(const struct gaz_word_fields *fields, const char *lemma, size_t size) {
  return fields ? find(fields->nouns, lemma, size) : 0;
}
