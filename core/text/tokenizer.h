/* text/tokenizer.h - the word lists behind gaz_tokenize, and what tokens.c and sentences.c share. */
#ifndef GAZ_TEXT_TOKENIZER_H
#define GAZ_TEXT_TOKENIZER_H

#include "base/word_map.h"
#include "text/breaks.h"
#include "text/token.h"

/* Classes of data/english/tokens.tsv. */
enum {
  GAZ_WORD_TITLE = 1u << 0,
  GAZ_WORD_NUMBER = 1u << 1,
  GAZ_WORD_DATE = 1u << 2,
  GAZ_WORD_COMPANY = 1u << 3,
  GAZ_WORD_NAME = 1u << 4,
  GAZ_WORD_PLACE = 1u << 5,
  GAZ_WORD_NEVER = 1u << 6,
  GAZ_WORD_OTHER = 1u << 7,
  GAZ_WORD_STARTER = 1u << 8,
  GAZ_WORD_PREFIX = 1u << 9,
  GAZ_WORD_APOSTROPHE = 1u << 10,
  GAZ_WORD_CALENDAR = 1u << 11,
  GAZ_WORD_CONTRACTION =
      1u << 12, /* with the length of its first part above GAZ_WORD_SPLIT_SHIFT */
  GAZ_WORD_SPLIT_SHIFT = 16,
  GAZ_WORD_ABBREVIATION = GAZ_WORD_TITLE | GAZ_WORD_NUMBER | GAZ_WORD_DATE | GAZ_WORD_COMPANY |
                          GAZ_WORD_NAME | GAZ_WORD_PLACE | GAZ_WORD_NEVER | GAZ_WORD_OTHER,
};

struct gaz_tokenizer {
  gaz_word_map words;
  gaz_breaks *breaks;        /* or NULL */
  uint32_t contractions[16]; /* by length, the first letters (byte % 32) of those there are */
};

/* Reads `data_dir`/english/tokens.tsv and breaks.model. */
gaz_status gaz_tokenizer_load(const char *data_dir, gaz_tokenizer **out, gaz_error *error);
void gaz_tokenizer_free(gaz_tokenizer *tokenizer);

/* Classes of a word whatever its case; 0 for unknown and for words longer than any in the list. */
uint32_t gaz_tokenizer_classes(const gaz_tokenizer *tokenizer, const char *word, size_t size);

/* Bytes of the first part of a word that is two tokens ("can|not"), 0 for all others. */
uint32_t gaz_tokenizer_split(const gaz_tokenizer *tokenizer, const char *word, size_t size);

/* Tokens grow in the arena while a text is read. */
typedef struct gaz_token_list {
  gaz_token *items;
  size_t count, capacity;
  gaz_arena *arena;
} gaz_token_list;

/* A token longer than this is cut, so that everything after may copy and hash it freely. */
enum { GAZ_TOKEN_MAX = 1024 };
/* A sentence longer than this many tokens is cut at its last comma or semicolon, else here: the
 * parser's memory and time stay linear whatever the text. */
enum { GAZ_SENTENCE_MAX = 300 };

/* Appends the tokens of text[start, end). */
gaz_status gaz_split_tokens(const gaz_tokenizer *tokenizer, const char *text, uint32_t start,
                            uint32_t end, const gaz_cancel *cancel, gaz_token_list *list);

/* Whether a sentence ends after tokens[at]; `last` is one past the paragraph's last token. */
bool gaz_sentence_ends(const gaz_tokenizer *tokenizer, const char *text, const gaz_token *tokens,
                       size_t first, size_t at, size_t last);

#endif
