/* english/names_features.h - what the name recogniser and its trainer see of an article. */
#ifndef GAZ_ENGLISH_NAMES_FEATURES_H
#define GAZ_ENGLISH_NAMES_FEATURES_H

#include "base/arena.h"
#include "english/clusters.h"
#include "english/model.h"
#include "english/names_lists.h"
#include "english/word_classes.h"
#include "text/token.h"

/* The training scheme's classes; the labels of a token are outside, or (begin, inside, last, unit)
 * of one class. */
typedef enum gaz_name_class {
  GAZ_NAME_CLASS_PERSON,
  GAZ_NAME_CLASS_LOCATION,
  GAZ_NAME_CLASS_ORGANIZATION,
  GAZ_NAME_CLASS_NORP,
  GAZ_NAME_CLASS_FACILITY,
  GAZ_NAME_CLASS_PRODUCT,
  GAZ_NAME_CLASS_MISC,
  GAZ_NAME_CLASS_DATE,
  GAZ_NAME_CLASS_MONEY,
  GAZ_NAME_CLASS_COUNT
} gaz_name_class;

enum {
  GAZ_NAME_OUTSIDE = 0,
  GAZ_NAME_BEGIN = 0,
  GAZ_NAME_INSIDE = 1,
  GAZ_NAME_LAST = 2,
  GAZ_NAME_UNIT = 3,
  GAZ_NAME_LABELS = 1 + 4 * GAZ_NAME_CLASS_COUNT,
  GAZ_NAME_STRIDE = 40, /* scores of one token: GAZ_NAME_LABELS and padding */
};
static inline unsigned gaz_name_label(unsigned class, unsigned part) {
  return 1 + 4 * class + part;
}

/* Features are hashes for english/model.h; a token has at most this many. */
enum { GAZ_NAME_FEATURES_MAX = 128 };

typedef struct gaz_name_word gaz_name_word; /* one written form in the article */

/* What is known of words beforehand. */
typedef struct gaz_name_sources {
  const gaz_name_lists *lists;
  const gaz_clusters *clusters;
  const gaz_word_classes *classes;
  /* Words of earlier texts, GAZ_NAME_MEMORIES places (but for their `key`); NULL does without. */
  gaz_name_word *memories;
  /* What is mostly written small, for headlines; NULL leaves those as they stand. */
  const struct gaz_word_lexicons *words;
} gaz_name_sources;

enum { GAZ_NAME_MEMORIES = 16384, GAZ_NAME_SUMS = 65536 };

/* What a model makes of a group of features that look at one word alone; `key` says of which word, in
 * which place, for which model. All zeros is a free place. */
typedef struct gaz_name_sum {
  uint64_t key;
  int16_t scores[GAZ_NAME_STRIDE];
} gaz_name_sum;

/* What is kept from one text to the next, all zeros before the first. */
typedef struct gaz_name_memory {
  gaz_name_word *words; /* GAZ_NAME_MEMORIES */
  gaz_name_sum *sums;   /* GAZ_NAME_SUMS */
} gaz_name_memory;

/* One article prepared for feature extraction; lives in the arena. */
typedef struct gaz_name_article {
  const char *text;
  const gaz_tokens *tokens;
  gaz_name_word *words; /* distinct written forms */
  size_t word_count, key_count;
  uint32_t *word_of;         /* of each token */
  struct gaz_name_key *keys; /* distinct forms without case */
  uint64_t *spans[4];        /* classes of the lists that begin, go on, end, or are whole here */
  uint32_t *run_first, *run_last; /* the run of capitalised words around each token, or itself */
  uint8_t *sentence_case;         /* of each sentence */
  /* Of each token, whether it may be part of a name at all. In a sentence of ordinary case most words
   * in lower case never are; they are "outside" unseen. */
  uint8_t *open;
  /* Later passes: what the one before found, NULL during the first; and the names it found, by their
   * words, in a table of a power of two places. */
  const uint8_t *labels;
  struct gaz_name_votes *names;
  size_t names_mask;
} gaz_name_article;

/* Reads the article once. What `sources` holds must outlive the result. */
gaz_status gaz_name_article_prepare(const char *text, const gaz_tokens *tokens,
                                    const gaz_name_sources *sources, gaz_arena *arena,
                                    gaz_name_article *out);

/* Counts the labels of the pass before over the whole article, for gaz_name_revision_features.
 * `labels` has one entry a token and must stay. */
gaz_status gaz_name_article_revise(gaz_name_article *article, const uint8_t *labels,
                                   gaz_arena *arena);

/* Features of one token of a sentence; `features` has room for GAZ_NAME_FEATURES_MAX. The first
 * *identity of them name the word itself. */
size_t gaz_name_features(const gaz_name_article *article, size_t sentence_index, size_t token,
                         uint64_t *features, size_t *identity);

/* Tokens [first, first + count) of one sentence. */
typedef struct gaz_name_stretch {
  uint32_t sentence, first, count;
  uint32_t row;  /* how many tokens the stretches before have */
  uint8_t again; /* the recogniser's: whether it looks at it after the first pass */
} gaz_name_stretch;

/* What scores; `seed` tells the models apart that share the same sums. */
typedef struct gaz_name_scorer {
  const gaz_model *model;
  uint64_t seed;
  gaz_name_sum *sums;
} gaz_name_scorer;

/* Sums the weights of all these features for the tokens of some stretches: GAZ_NAME_STRIDE scores a token, one
 * token after the other. */
void gaz_name_score(const gaz_name_article *article, const gaz_name_scorer *scorer,
                    const gaz_name_stretch *stretches, size_t count, int16_t *rows);

/* The further features of a later pass, once gaz_name_article_revise has been called: what the one before
 * said elsewhere in the article of the same word and of the same sequence of words. */
size_t gaz_name_revision_features(const gaz_name_article *article, size_t sentence_index,
                                  size_t token, uint64_t *features);

/* Classes of the lists that tokens [first, last] are exactly; of one token by itself, in any case. */
uint64_t gaz_name_article_whole(const gaz_name_article *article, size_t first, size_t last);
uint64_t gaz_name_article_alone(const gaz_name_article *article, size_t token);

#endif
