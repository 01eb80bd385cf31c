/* Rules are rows (tag, ending, bytes to strip, what to append); the longest ending that a tag has a row
 * for wins, a whole word ("^went") before any ending. Words that no row speaks of are their own lemma,
 * in lower case unless they are names. */
#include "english/lemmatizer.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/tsv.h"

enum {
  ENDING_MAX = 6,
  WORD_MAX = 30, /* longer words have no rows of their own */
  APPEND_MAX = 16,
};

struct gaz_lemmatizer {
  gaz_word_map rules; /* tag byte, '^' for whole words, ending -> strip | append's offset << 8 */
  gaz_slice
      appends; /* NUL-terminated, one after another; before them a byte for each tag: whether it has
                         rules */
  gaz_buffer read; /* the same, where it was read from the table */
};

enum { TAGS = 256 };

static bool parse_number(const char *cell, uint32_t *out) {
  size_t digits = 0;
  for (*out = 0; cell[digits] >= '0' && cell[digits] <= '9' && digits < 4; digits++)
    *out = *out * 10 + (uint32_t)(cell[digits] - '0');
  return digits && !cell[digits] && *out < 256;
}

/* The offset of an ending; there are few, for most rows share theirs. */
static uint32_t offset_of(gaz_buffer *appends, const char *append, size_t size) {
  for (size_t at = TAGS; at < appends->size; at += strlen(appends->data + at) + 1)
    if (!strcmp(appends->data + at, append)) return (uint32_t)at;
  uint32_t offset = (uint32_t)appends->size;
  gaz_buffer_append(appends, append, size + 1);
  return offset;
}

static gaz_status add_row(gaz_lemmatizer *lemmatizer, const gaz_tsv *table, size_t row,
                          gaz_error *error) {
  const char *name = gaz_tsv_cell(table, row, 0), *ending = gaz_tsv_cell(table, row, 1);
  const char *append = gaz_tsv_cell(table, row, 3);
  size_t size = strlen(ending), append_size = strlen(append);
  uint32_t strip;
  uint8_t tag = gaz_xpos_parse(name, strlen(name));
  if (!tag || size > WORD_MAX || append_size > APPEND_MAX ||
      !parse_number(gaz_tsv_cell(table, row, 2), &strip) || strip > size)
    return gaz_tsv_bad_row(table, row,
                           "expected: tag TAB ending TAB bytes to strip TAB what to append", error);
  uint32_t offset = offset_of(&lemmatizer->read, append, append_size);
  if (lemmatizer->read.failed) return GAZ_ERROR_MEMORY;
  char key[WORD_MAX + 2] = {(char)tag};
  memcpy(key + 1, ending, size);
  lemmatizer->read.data[tag] = 1;
  return gaz_word_map_add(&lemmatizer->rules, key, size + 1, strip | offset << 8);
}

static bool take_image(gaz_lemmatizer *lemmatizer, const gaz_table_image *image) {
  gaz_slice *appends = &lemmatizer->appends;
  return gaz_table_image_bytes(image, "lemma_appends", appends) && appends->size > TAGS &&
         !appends->data[appends->size - 1] &&
         gaz_table_image_map(image, "lemmas", &lemmatizer->rules);
}

static gaz_status read_table(gaz_lemmatizer *lemmatizer, const char *data_dir,
                             gaz_table_image *image, gaz_error *error) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "lemmas.tsv", 4, 4, &table, error);
  static const char no_rules[TAGS] = {0};
  gaz_buffer_append(&lemmatizer->read, no_rules, sizeof no_rules);
  for (size_t row = 0; !status && row < table.row_count; row++)
    status = add_row(lemmatizer, &table, row, error);
  gaz_tsv_free(&table);
  if (!status && lemmatizer->read.failed) status = GAZ_ERROR_MEMORY;
  lemmatizer->appends = (gaz_slice){lemmatizer->read.data, lemmatizer->read.size};
  if (!status) status = gaz_table_image_keep_map(image, "lemmas", &lemmatizer->rules);
  if (!status)
    status = gaz_table_image_keep_bytes(image, "lemma_appends", lemmatizer->appends.data,
                                        lemmatizer->appends.size);
  return status == GAZ_ERROR_MEMORY ? gaz_fail(error, status, NULL, 0, "out of memory") : status;
}

gaz_status gaz_lemmatizer_load(const char *data_dir, gaz_table_image *image, gaz_lemmatizer **out,
                               gaz_error *error) {
  *out = NULL;
  gaz_lemmatizer *lemmatizer = calloc(1, sizeof *lemmatizer);
  if (!lemmatizer) return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  gaz_status status =
      take_image(lemmatizer, image) ? GAZ_OK : read_table(lemmatizer, data_dir, image, error);
  if (status)
    gaz_lemmatizer_free(lemmatizer);
  else
    *out = lemmatizer;
  return status;
}

void gaz_lemmatizer_free(gaz_lemmatizer *lemmatizer) {
  if (!lemmatizer) return;
  gaz_word_map_clear(&lemmatizer->rules);
  gaz_buffer_free(&lemmatizer->read);
  free(lemmatizer);
}

static uint32_t find_rule(const gaz_lemmatizer *lemmatizer, uint8_t tag, const char *word,
                          size_t size) {
  char key[WORD_MAX + 2] = {(char)tag, '^'};
  if (size && size < WORD_MAX) {
    memcpy(key + 2, word, size);
    uint32_t rule = (uint32_t)gaz_word_map_bits(&lemmatizer->rules, key, size + 2);
    if (rule) return rule;
  }
  for (size_t n = size < ENDING_MAX ? size : ENDING_MAX;; n--) {
    memcpy(key + 1, word + size - n, n);
    uint32_t rule = (uint32_t)gaz_word_map_bits(&lemmatizer->rules, key, n + 1);
    if (rule || n == 0) return rule;
  }
}

/* Whether the word keeps its capitals: names, and adjectives made of names inside a sentence. */
static bool keeps_case(const gaz_token *token, bool first) {
  if (token->upos == GAZ_UPOS_PROPN) return true;
  return token->xpos == GAZ_XPOS_JJ && !first && token->shape & GAZ_SHAPE_CAPITAL &&
         !(token->shape & GAZ_SHAPE_UPPER);
}

enum { KEEPS_CASE = 256 };

uint32_t gaz_lemma_kind(const gaz_token *token, bool first) {
  return token->xpos | (keeps_case(token, first) ? KEEPS_CASE : 0);
}

size_t gaz_lemma_write(const gaz_lemmatizer *lemmatizer, const char *text, const gaz_token *token,
                       uint32_t kind, char *out) {
  size_t size = 0;
  for (uint32_t i = token->start; i < token->end; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == 0xe2 && i + 2 < token->end && (unsigned char)text[i + 1] == 0x80 &&
        (unsigned char)text[i + 2] == 0x99) {
      c = '\'';
      i += 2;
    }
    out[size++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c ? c : ' ');
  }
  uint32_t rule =
      lemmatizer->appends.data[token->xpos] ? find_rule(lemmatizer, token->xpos, out, size) : 0;
  if (kind & KEEPS_CASE && size == token->end - token->start)
    memcpy(out, text + token->start, size);
  if (rule && rule >> 8 < lemmatizer->appends.size) {
    const char *append = lemmatizer->appends.data + (rule >> 8);
    size_t strip = rule & 255, length = strnlen(append, APPEND_MAX);
    size -= strip < size ? strip : size;
    memcpy(out + size, append, length);
    size += length;
  }
  out[size] = '\0';
  return size;
}
