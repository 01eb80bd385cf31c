/* english/names_article.h - an article as the name recogniser's features see it; shared by the files
 * that prepare it (names_words.c, names_article.c, names_votes.c) and that read it
 * (names_features.c). */
#ifndef GAZ_ENGLISH_NAMES_ARTICLE_H
#define GAZ_ENGLISH_NAMES_ARTICLE_H

#include "english/names_features.h"

enum { GAZ_NAME_PIECES = 4, GAZ_NAME_AFFIXES = 7 };

/* Case of a sentence. */
enum { GAZ_NAME_CASE_ORDINARY, GAZ_NAME_CASE_CAPITALS, GAZ_NAME_CASE_LOWER, GAZ_NAME_CASE_TITLE };

/* Bits of gaz_name_word.form */
enum {
  GAZ_FORM_CAPITAL = 1,
  GAZ_FORM_UPPER = 2,
  GAZ_FORM_MIXED = 4,
  GAZ_FORM_DIGIT = 8,
  GAZ_FORM_LETTER = 16,
  GAZ_FORM_LOWER = 32, /* begins with a lower-case letter */
  GAZ_FORM_PUNCT = 64,
  GAZ_FORM_HYPHEN = 128,
};

struct gaz_name_word {
  /* First, in 64 bytes, what is read of every word of an article. */
  uint64_t hash;  /* gaz_word_key of the written form */
  uint64_t alone; /* classes of the lists for the word by itself */
  /* Where the lists stand after the word, from GAZ_LIST_START and, if it is in capitals, from
   * GAZ_LIST_START_UPPER; and the classes that end there. */
  struct gaz_name_start {
    uint64_t state, classes;
  } starts[2];
  uint32_t key, lower, shape;
  uint8_t form, length;
  uint8_t piece_count;
  uint64_t pieces[GAZ_NAME_PIECES];
  uint32_t exact;
  uint32_t affix[GAZ_NAME_AFFIXES];     /* prefixes of 2 to 4, suffixes of 1 to 4 bytes */
  uint16_t classes[GAZ_CLUSTER_LEVELS]; /* UINT16_MAX when unknown */
  uint16_t wide[GAZ_WORD_CLASS_LEVELS]; /* of the word classes, GAZ_WORD_CLASS_NONE when unknown */
  const uint8_t *codes;                 /* theirs, or NULL */
};

/* What the article says about a word, whatever its case. */
struct gaz_name_key {
  uint64_t hash;
  uint32_t total, lower, capital; /* capital: inside a sentence of ordinary case, not first */
  uint32_t seen;                  /* SEEN_* */
  uint32_t news;      /* the recogniser's: the revision before which its label changed */
  uint32_t expansion; /* hash of the last word of the name it abbreviates, 0 none */
  uint16_t votes[GAZ_NAME_CLASS_COUNT + 1]; /* first pass: last is outside */
};

enum {
  GAZ_SEEN_AFTER_TITLE = 1 << 0,
  GAZ_SEEN_AFTER_GIVEN = 1 << 1,
  GAZ_SEEN_AFTER_IN = 1 << 2,
  GAZ_SEEN_AFTER_THE = 1 << 3,
  GAZ_SEEN_BEFORE_SAYING = 1 << 4,
  GAZ_SEEN_BEFORE_POSSESSIVE = 1 << 5,
  GAZ_SEEN_IN_BRACKETS = 1 << 6,
  GAZ_SEEN_RUN_FIRST = 1 << 7,
  GAZ_SEEN_RUN_LAST = 1 << 8,
  GAZ_SEEN_RUN_MIDDLE = 1 << 9,
  GAZ_SEEN_RUN_LAST_GIVEN = 1 << 10,
  GAZ_SEEN_RUN_HEAD = 1 << 11,
  GAZ_SEEN_BEFORE_SUFFIX = 1 << 12,
  GAZ_SEEN_RUN_ALONE = 1 << 13,
  GAZ_SEEN_BEFORE_COMMA_AREA = 1 << 14,
};
enum { GAZ_SEEN_COUNT = 15 };

/* Distinct written forms and keys of the article, and the word of every token. */
bool gaz_name_words_intern(gaz_name_article *article, const gaz_name_sources *sources,
                           gaz_arena *arena);

/* Headlines that Have Their Words with Capitals, or IN CAPITALS, and a verb among them, become ordinary sentences: each
 * word counts as written as it is elsewhere in the article or else mostly is. Needs `sentence_case`; false when memory
 * is out. */
bool gaz_name_words_settle(gaz_name_article *article, const gaz_name_sources *sources,
                           gaz_arena *arena);

static inline const gaz_name_word *gaz_name_word_at(const gaz_name_article *article, size_t token) {
  return &article->words[article->word_of[token]];
}

/* First byte of a token; tokens from outside may be empty. */
static inline char gaz_name_byte_at(const gaz_name_article *article, size_t token) {
  const gaz_token *at = &article->tokens->tokens[token];
  return at->start < at->end ? article->text[at->start] : '\0';
}

/* Whether punctuation of this first byte stands inside names: hyphens, dashes, "&", "/", "'". */
static inline bool joins(char c) {
  return c == '-' || c == '&' || c == '/' || c == '\'' || c == (char)0xe2;
}

static inline bool gaz_name_is_capital(const gaz_name_word *word) {
  return (word->form & GAZ_FORM_CAPITAL) ||
         ((word->form & GAZ_FORM_DIGIT) && (word->form & GAZ_FORM_LETTER)) ||
         (word->form & GAZ_FORM_MIXED);
}

/* ---- The first pass's names, once gaz_name_article_revise has been called ---- */

/* The classes the first pass gave to one sequence of words. */
struct gaz_name_votes {
  uint64_t hash; /* 0 marks a free place */
  uint16_t votes[GAZ_NAME_CLASS_COUNT];
};

enum { GAZ_NAME_WORDS_MAX = 12 }; /* longer names are not looked for elsewhere */

/* The class most votes are for, its share (0 below two thirds, 1, 2 all) and their number. */
typedef struct gaz_name_opinion {
  unsigned class, share, total;
} gaz_name_opinion;

/* What the article says of the word of token i, or of the sequence of words that the first pass (or
 * the run of capitals) put around it, apart from this place itself; false when nothing.
 * *part is the token's place in the sequence, 0 to 3 as in labels. */
bool gaz_name_word_opinion(const gaz_name_article *article, size_t i, gaz_name_opinion *out);
bool gaz_name_sequence_opinion(const gaz_name_article *article, size_t i, size_t first, size_t end,
                               gaz_name_opinion *out, unsigned *part);

#endif
