#include "text/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static uint32_t class_bit(gaz_slice name) {
  for (size_t i = 0; i < GAZ_COUNT(classes); i++)
    if (strlen(classes[i].name) == name.size && !memcmp(classes[i].name, name.data, name.size))
      return classes[i].bit;
  return 0;
}

static gaz_status add_row(void *context, const gaz_slice *fields, size_t count,
                          const char **reason) {
  gaz_tokenizer *tokenizer = context;
  uint32_t value = count == 2 ? class_bit(fields[1]) : 0;
  char word[WORD_MAX];
  size_t size = 0;
  *reason = "expected: word TAB class, the word of at most 15 bytes";
  if (!value || !fields[0].size || fields[0].size >= WORD_MAX) return GAZ_ERROR_CORRUPT;
  for (size_t i = 0; i < fields[0].size; i++) {
    if (value == GAZ_WORD_CONTRACTION && fields[0].data[i] == '|')
      value |= (uint32_t)i << GAZ_WORD_SPLIT_SHIFT;
    else
      word[size++] = fields[0].data[i];
  }
  if (value == GAZ_WORD_CONTRACTION) return GAZ_ERROR_CORRUPT;
  return gaz_words_add(&tokenizer->words, word, size, value);
}

gaz_status gaz_tokenizer_load(const char *data_dir, gaz_tokenizer **out, gaz_error *error) {
  *out = NULL;
  size_t room = strlen(data_dir) + 32;
  gaz_tokenizer *tokenizer = calloc(1, sizeof *tokenizer);
  char *path = malloc(room);
  gaz_status status = tokenizer && path ? GAZ_OK : GAZ_ERROR_MEMORY;
  if (status) {
    gaz_fail(error, status, NULL, 0, "out of memory");
  } else {
    snprintf(path, room, "%s/english/tokens.tsv", data_dir);
    status = gaz_table_read(path, add_row, tokenizer, error);
  }
  free(path);
  if (status)
    gaz_tokenizer_free(tokenizer);
  else
    *out = tokenizer;
  return status;
}

void gaz_tokenizer_free(gaz_tokenizer *tokenizer) {
  if (!tokenizer) return;
  gaz_words_free(&tokenizer->words);
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
  return gaz_words_find(&tokenizer->words, folded, size);
}
