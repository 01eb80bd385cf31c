/* Rules are rows (tag, ending, bytes to strip, what to append); the longest ending that a tag has a row
 * for wins, a whole word ("^went") before any ending. Words that no row speaks of are their own lemma,
 * in lower case unless they are names. */
#include "english/lemmatizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/words.h"

enum {
  ENDING_MAX = 6,
  WORD_MAX = 30, /* longer words have no rows of their own */
  APPEND_MAX = 16,
};

struct gaz_lemmatizer {
  gaz_words rules; /* tag byte, '^' for whole words, ending -> strip | (append offset + 1) << 8 */
  char *appends;   /* NUL-terminated, one after another */
  size_t appends_used, appends_capacity;
  bool has_rules[256]; /* by tag */
};

static bool parse_number(gaz_slice field, uint32_t *out) {
  *out = 0;
  for (size_t i = 0; i < field.size; i++) {
    if (field.data[i] < '0' || field.data[i] > '9' || i > 2) return false;
    *out = *out * 10 + (uint32_t)(field.data[i] - '0');
  }
  return field.size > 0 && *out < 256;
}

static gaz_status add_append(gaz_lemmatizer *lemmatizer, gaz_slice append, uint32_t *offset) {
  for (size_t at = 0; at < lemmatizer->appends_used;) { /* there are few: most rows share theirs */
    size_t size = strlen(lemmatizer->appends + at);
    if (size == append.size && !memcmp(lemmatizer->appends + at, append.data, size)) {
      *offset = (uint32_t)at;
      return GAZ_OK;
    }
    at += size + 1;
  }
  if (lemmatizer->appends_capacity - lemmatizer->appends_used < append.size + 1) {
    size_t capacity = lemmatizer->appends_capacity * 2 + 4096;
    char *grown = realloc(lemmatizer->appends, capacity);
    if (!grown) return GAZ_ERROR_MEMORY;
    lemmatizer->appends = grown;
    lemmatizer->appends_capacity = capacity;
  }
  *offset = (uint32_t)lemmatizer->appends_used;
  memcpy(lemmatizer->appends + *offset, append.data, append.size);
  lemmatizer->appends[*offset + append.size] = '\0';
  lemmatizer->appends_used += append.size + 1;
  return GAZ_OK;
}

static gaz_status add_row(void *context, const gaz_slice *fields, size_t count,
                          const char **reason) {
  gaz_lemmatizer *lemmatizer = context;
  uint32_t strip, offset;
  *reason = "expected: tag TAB ending TAB bytes to strip TAB what to append";
  if (count != 4 || fields[1].size > WORD_MAX || fields[3].size > APPEND_MAX ||
      !parse_number(fields[2], &strip))
    return GAZ_ERROR_CORRUPT;
  uint8_t tag = gaz_xpos_parse(fields[0].data, fields[0].size);
  if (!tag || strip > fields[1].size) return GAZ_ERROR_CORRUPT;
  gaz_status status = add_append(lemmatizer, fields[3], &offset);
  if (status) return status;
  char key[WORD_MAX + 2] = {(char)tag};
  memcpy(key + 1, fields[1].data, fields[1].size);
  lemmatizer->has_rules[tag] = true;
  return gaz_words_add(&lemmatizer->rules, key, fields[1].size + 1, strip | (offset + 1) << 8);
}

gaz_status gaz_lemmatizer_load(const char *data_dir, gaz_lemmatizer **out, gaz_error *error) {
  char path[4200];
  *out = NULL;
  snprintf(path, sizeof path, "%s/english/lemmas.tsv", data_dir);
  gaz_lemmatizer *lemmatizer = calloc(1, sizeof *lemmatizer);
  if (!lemmatizer) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = gaz_table_read(path, add_row, lemmatizer, error);
  if (status)
    gaz_lemmatizer_free(lemmatizer);
  else
    *out = lemmatizer;
  return status;
}

void gaz_lemmatizer_free(gaz_lemmatizer *lemmatizer) {
  if (!lemmatizer) return;
  gaz_words_free(&lemmatizer->rules);
  free(lemmatizer->appends);
  free(lemmatizer);
}

static uint32_t find_rule(const gaz_lemmatizer *lemmatizer, uint8_t tag, const char *word,
                          size_t size) {
  char key[WORD_MAX + 2] = {(char)tag, '^'};
  if (size && size < WORD_MAX) {
    memcpy(key + 2, word, size);
    uint32_t rule = gaz_words_find(&lemmatizer->rules, key, size + 2);
    if (rule) return rule;
  }
  for (size_t n = size < ENDING_MAX ? size : ENDING_MAX;; n--) {
    memcpy(key + 1, word + size - n, n);
    uint32_t rule = gaz_words_find(&lemmatizer->rules, key, n + 1);
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
      lemmatizer->has_rules[token->xpos] ? find_rule(lemmatizer, token->xpos, out, size) : 0;
  if (kind & KEEPS_CASE && size == token->end - token->start)
    memcpy(out, text + token->start, size);
  if (rule) {
    const char *append = lemmatizer->appends + (rule >> 8) - 1;
    size_t strip = rule & 255, length = strlen(append);
    size -= strip < size ? strip : size;
    memcpy(out + size, append, length);
    size += length;
  }
  out[size] = '\0';
  return size;
}
