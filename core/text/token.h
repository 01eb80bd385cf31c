/* text/token.h - tokens and sentences of a text. */
#ifndef GAZ_TEXT_TOKEN_H
#define GAZ_TEXT_TOKEN_H

#include "base/arena.h"
#include "text/block.h"

/* What a token looks like; bits of gaz_token.shape. */
enum {
  GAZ_SHAPE_CAPITAL = 1u << 0, /* first letter is upper case */
  GAZ_SHAPE_UPPER = 1u << 1,   /* every letter is upper case (and there is one) */
  GAZ_SHAPE_MIXED = 1u << 2,   /* an upper-case letter after a lower-case one: McDonald, iPhone */
  GAZ_SHAPE_DIGIT = 1u << 3,   /* has a digit */
  GAZ_SHAPE_NUMBER = 1u << 4,  /* digits with separators only: 1,200  3.5  9-11 */
  GAZ_SHAPE_HYPHEN = 1u << 5,  /* has an inner hyphen or dash */
  GAZ_SHAPE_PERIOD = 1u << 6,  /* has a period: U.S.  Mr. */
  GAZ_SHAPE_PUNCT = 1u << 7,   /* punctuation or symbols only */
  GAZ_SHAPE_QUOTE = 1u << 8,   /* a quotation mark of any kind */
  GAZ_SHAPE_SPACE_BEFORE = 1u << 9, /* white space stands before it in the text */
  GAZ_SHAPE_NON_ASCII = 1u << 10,
  GAZ_SHAPE_LETTER = 1u << 11, /* has a letter */
};

/* One token. English clitics are tokens of their own as in UD ("do|n't", "Putin|'s", "he|'ll");
 * hyphenated words and names are one token unless the treebanks split them ("Su-24" one). */
typedef struct gaz_token {
  uint32_t start, end; /* bytes in the text */
  uint32_t sentence;   /* index of its sentence */
  uint16_t shape;      /* GAZ_SHAPE_* */
  uint8_t upos;        /* gaz_upos, set by the tagger */
  uint8_t xpos;        /* gaz_xpos, set by the tagger */
  uint8_t deprel;      /* gaz_deprel, set by the parser */
  uint8_t second;      /* gaz_xpos that is nearly as likely, set by the tagger; 0 none */
  uint8_t other,
      lead; /* the tagger's next label where a second look is due, 0 none; how far it was behind */
  int32_t head;      /* index of the head token in the whole text, -1 for a root */
  const char *lemma; /* NUL-terminated, lower case except proper nouns; in the arena or engine */
} gaz_token;

typedef struct gaz_sentence {
  uint32_t start, end;   /* bytes, without surrounding white space */
  uint32_t first, count; /* tokens */
  uint32_t block;        /* index of its block */
} gaz_sentence;

typedef struct gaz_tokens {
  gaz_token *tokens;
  size_t token_count;
  gaz_sentence *sentences;
  size_t sentence_count;
  const gaz_block *blocks; /* those given */
  size_t block_count;
  /* Hashes of each token's word as it is written, and of that and its lemma: NULL before the engine made them, 0 of a
   * token in no sentence. */
  const uint64_t *word_keys, *lemma_keys;
} gaz_tokens;

/* GAZ_SHAPE_* of text[start, end) but SPACE_BEFORE, for tokens that did not come from gaz_tokenize. */
uint16_t gaz_token_shape(const char *text, uint32_t start, uint32_t end);

/* Word lists the splitter needs (abbreviations...), from data/english; see engine. */
typedef struct gaz_tokenizer gaz_tokenizer;

/* Splits the blocks of a text (furniture excepted) into sentences and tokens, in linear time. With
 * block_count 0 the whole text is split into paragraphs at blank lines. Everything is allocated
 * in `arena`. GAZ_ERROR_MEMORY, _CANCELLED or _TOO_LARGE. */
gaz_status gaz_tokenize(const gaz_tokenizer *tokenizer, const char *text, size_t size,
                        const gaz_block *blocks, size_t block_count, const gaz_cancel *cancel,
                        gaz_arena *arena, gaz_tokens *out);

#endif
