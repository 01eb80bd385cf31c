/* conllu.h - treebanks in CoNLL-U, for training and evaluation. */
#ifndef GAZ_EVAL_CONLLU_H
#define GAZ_EVAL_CONLLU_H

#include "text/token.h"

/* One syntactic word. */
typedef struct conllu_word {
  const char *form, *lemma;
  uint8_t upos, xpos, deprel;
  int32_t head; /* index in the sentence, -1 for the root */
  bool unsure;  /* whether the head is right: parsers voted for it, half of them or fewer */
  bool space_after;
  /* Words of a contraction whose forms do not spell it ("wanna" as "wan na" does, "don't" too) are
   * one piece of the raw text: only the first has text_size > 0. */
  bool surface_start;
  const char *surface; /* of the raw text; "" for the later words of such a contraction */
} conllu_word;

typedef struct conllu_sentence {
  conllu_word *words;
  size_t count;
  bool paragraph; /* begins one */
  const char *file;
  bool document; /* begins one */
} conllu_sentence;

typedef struct conllu {
  conllu_sentence *sentences;
  size_t count, capacity;
  size_t word_count;
  gaz_arena arena;
} conllu;

/* Appends a file, or every .conllu of a folder in order of name. Files whose name contains `skip`
 * (may be NULL) are left out; with `only`, those that do not contain it. Exits on failure: this is
 * for programs run by hand. */
void conllu_read(conllu *corpus, const char *path, const char *only, const char *skip);

/* The corpus as one text of given tokens (every word spelled as in its form), ready for
 * gaz_english_analyze_tokens; tokens carry no tags. `from` and `to` are sentences. */
char *conllu_given_tokens(const conllu *corpus, size_t from, size_t to, gaz_arena *arena,
                          gaz_tokens *tokens, size_t *size);

/* A span of the raw text. */
typedef struct conllu_span {
  uint32_t start, end;
} conllu_span;

/* The raw text as it was before anybody split it: paragraphs apart by a blank line. */
typedef struct conllu_raw {
  char *text;
  size_t size;
  conllu_span *tokens, *sentences;
  size_t token_count, sentence_count;
} conllu_raw;
void conllu_raw_text(const conllu *corpus, gaz_arena *arena, conllu_raw *out);

#endif
