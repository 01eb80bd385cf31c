/* english/word_info.h - what the models see of a word, computed once for each token. */
#ifndef GAZ_ENGLISH_WORD_INFO_H
#define GAZ_ENGLISH_WORD_INFO_H

#include "english/clusters.h"
#include "english/lexicon.h"
#include "english/model.h"
#include "english/word_classes.h"
#include "text/token.h"

/* What is known of words beforehand. */
typedef struct gaz_word_lexicons {
  gaz_word_map kinds;  /* GAZ_KIND_* */
  gaz_word_map casing; /* GAZ_CASING_* */
  gaz_clusters *clusters;
  gaz_word_classes *classes;
  const gaz_model *first; /* the tagger's small model, or NULL; belongs to it */
} gaz_word_lexicons;

gaz_status gaz_word_lexicons_load(const char *data_dir, gaz_table_image *image,
                                  gaz_word_lexicons **out, gaz_error *error);
void gaz_word_lexicons_free(gaz_word_lexicons *lexicons);

/* Hashes are of the word's spelling after these changes: digits are all '0', curly quotes and
 * apostrophes straight; in all but `form` ASCII letters are lower case. */
typedef struct gaz_word_info {
  uint64_t key; /* gaz_word_key, or 0 where there is no memory */
  uint64_t form, lower;
  uint32_t suffix[5]; /* of the last 1..5 bytes; 0 where the word is no longer than that */
  uint32_t prefix[4]; /* of the first 1..4 */
  uint32_t pattern;   /* shape with runs squeezed: "Xx", "0-x", "X.X." */
  uint32_t kinds;     /* GAZ_KIND_* of the lexicon, 0 unknown */
  uint16_t cluster[GAZ_CLUSTER_LEVELS];    /* class + 1 at each level, 0 unknown */
  uint16_t classes[GAZ_WORD_CLASS_LEVELS]; /* the same of word_classes.h */
  uint8_t
      mode; /* of its sentence: 0 mixed case, 1 no capitals, 2 most words capitalised, 3 all upper */
  int16_t always;     /* the label of the small model that it has wherever it stands, or -1 */
  uint8_t case_class; /* 0 lower, 1 capital, 2 upper, 3 mixed, 4 no letters, 5 capital but first */
} gaz_word_info;

enum { GAZ_WORD_CASES = 6, GAZ_WORD_MEMORIES = 32768, GAZ_LEMMAS_KEPT = 2, GAZ_LEMMA_KEPT = 16 };

/* What was found out about a word: it is looked up in the lexicons and its lemma is made only when it is not
 * remembered. A place is taken by the latest word for it. */
typedef struct gaz_word_memory {
  uint64_t key;       /* hash of the word as written; 0 is free */
  gaz_word_info info; /* as inside a sentence */
  int16_t always;     /* the same of one that begins with it */
  /* Its lemmas with the tags it had last; the latest stands first. */
  uint16_t lemma_kind[GAZ_LEMMAS_KEPT];  /* what each is for, see gaz_lemma_kind */
  uint8_t lemma_length[GAZ_LEMMAS_KEPT]; /* with the NUL; 0 when there is none */
  char lemma[GAZ_LEMMAS_KEPT][GAZ_LEMMA_KEPT];
  uint64_t lemma_key[GAZ_LEMMAS_KEPT]; /* gaz_lemma_key */
} gaz_word_memory;

/* What the small model is asked about a word alone, and of what case class one is that begins a sentence. */
static inline uint64_t gaz_word_alone(const gaz_word_info *info, uint8_t case_class) {
  return gaz_feature2(1, info->lower, case_class);
}
static inline uint8_t gaz_first_case(uint8_t case_class) {
  return case_class == 1 ? 5 : case_class;
}

static inline uint64_t gaz_word_key(const char *text, const gaz_token *token) {
  return gaz_hash(text + token->start, token->end - token->start, 1) | 1;
}
/* Of the word of that key and a lemma. */
static inline uint64_t gaz_lemma_key(uint64_t word_key, const char *lemma, size_t size) {
  return gaz_hash(lemma, size, word_key) | 1;
}
static inline gaz_word_memory *gaz_word_place(gaz_word_memory *memories, uint64_t key) {
  return &memories[key >> 32 & (GAZ_WORD_MEMORIES - 1)];
}

/* Fills infos[0, count) for the tokens of one sentence. `memories` has GAZ_WORD_MEMORIES places, zeroed before
 * the first text; NULL does without. */
void gaz_word_info_fill(const gaz_word_lexicons *lexicons, const char *text,
                        const gaz_token *tokens, size_t count, gaz_word_memory *memories,
                        gaz_word_info *infos);

/* In a sentence that has all but function words with a capital and ends without a full stop, as headlines do, or all in
 * capitals, shows words as if they were written as they mostly are; their keys stay those of the words as they stand.
 * False when it is no such sentence. */
bool gaz_word_info_headline(const gaz_word_lexicons *lexicons, const char *text,
                            const gaz_token *tokens, size_t count, gaz_word_info *infos);

#endif
