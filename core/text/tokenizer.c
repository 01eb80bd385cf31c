#include "text/tokenizer.h"

#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"

/* Longest word in the list that matters; longer ones are not looked up. */
enum { WORD_MAX = 16 };

static const struct {
  const char *name;
  uint32_t bit;
} classes[] = {
    {"title", GAZ_WORD_TITLE},
    {"number", GAZ_WORD_NUMBER},
    {"date", GAZ_WORD_DATE},
    {"company", GAZ_WORD_COMPANY},
    {"name", GAZ_WORD_NAME},
    {"place", GAZ_WORD_PLACE},
    {"never", GAZ_WORD_NEVER},
    {"other", GAZ_WORD_OTHER},
    {"starter", GAZ_WORD_STARTER},
    {"prefix", GAZ_WORD_PREFIX},
    {"apostrophe", GAZ_WORD_APOSTROPHE},
    {"calendar", GAZ_WORD_CALENDAR},
    {"contraction", GAZ_WORD_CONTRACTION},
};

static uint32_t class_bit(const char *name) {
  for (size_t i = 0; i < GAZ_COUNT(classes); i++)
    if (!strcmp(classes[i].name, name)) return classes[i].bit;
  return 0;
}

static gaz_status add_row(gaz_tokenizer *tokenizer, const gaz_tsv *table, size_t row,
                          gaz_error *error) {
  const char *cell = gaz_tsv_cell(table, row, 0);
  uint32_t value = class_bit(gaz_tsv_cell(table, row, 1));
  char word[WORD_MAX] = "";
  size_t size = 0;
  bool sound = value && *cell && strlen(cell) < WORD_MAX;
  for (size_t i = 0; sound && cell[i]; i++) {
    if (value == GAZ_WORD_CONTRACTION && cell[i] == '|')
      value |= (uint32_t)i << GAZ_WORD_SPLIT_SHIFT;
    else
      word[size++] = cell[i];
  }
  if (!sound || value == GAZ_WORD_CONTRACTION)
    return gaz_tsv_bad_row(table, row, "expected: word TAB class, the word of at most 15 bytes",
                           error);
  if (value & GAZ_WORD_CONTRACTION) tokenizer->contractions[size] |= 1u << (word[0] & 31);
  return gaz_word_map_add(&tokenizer->words, word, size, value);
}

gaz_status gaz_tokenizer_load(const char *data_dir, gaz_tokenizer **out, gaz_error *error) {
  *out = NULL;
  gaz_tokenizer *tokenizer = calloc(1, sizeof *tokenizer);
  if (!tokenizer) return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "tokens.tsv", 2, 2, &table, error);
  for (size_t row = 0; !status && row < table.row_count; row++)
    status = add_row(tokenizer, &table, row, error);
  gaz_tsv_free(&table);
  if (!status) status = gaz_breaks_open(data_dir, &tokenizer->breaks, error);
  if (status)
    gaz_tokenizer_free(tokenizer);
  else
    *out = tokenizer;
  return status;
}

void gaz_tokenizer_free(gaz_tokenizer *tokenizer) {
  if (!tokenizer) return;
  gaz_word_map_clear(&tokenizer->words);
  gaz_breaks_close(tokenizer->breaks);
  free(tokenizer);
}

uint32_t gaz_tokenizer_classes(const gaz_tokenizer *tokenizer, const char *word, size_t size) {
  char folded[WORD_MAX];
  if (!size || size >= WORD_MAX) return 0;
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)word[i];
    if (c == 0xe2 && i + 2 < size && !memcmp(word + i, "\xe2\x80\x99", 3)) return 0;
    folded[i] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
  }
  return (uint32_t)gaz_word_map_bits(&tokenizer->words, folded, size);
}

uint32_t gaz_tokenizer_split(const gaz_tokenizer *tokenizer, const char *word, size_t size) {
  if (!size || size >= WORD_MAX || !(tokenizer->contractions[size] >> (word[0] & 31) & 1)) return 0;
  uint32_t found = gaz_tokenizer_classes(tokenizer, word, size);
  return found & GAZ_WORD_CONTRACTION ? found >> GAZ_WORD_SPLIT_SHIFT : 0;
}
