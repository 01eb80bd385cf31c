/* english/names_feature_ids.h - what the files that write features of names share. */
#ifndef GAZ_ENGLISH_NAMES_FEATURE_IDS_H
#define GAZ_ENGLISH_NAMES_FEATURE_IDS_H

#include "english/names_article.h"

/* Where features go. */
typedef struct gaz_name_output {
  uint64_t *at;
  size_t count, room;
} gaz_name_output;

static inline void gaz_name_emit(gaz_name_output *out, uint32_t id, uint32_t a, uint32_t b) {
  if (out->count < out->room) out->at[out->count++] = gaz_feature2(id, a, b);
}

/* A number for each feature template. */
enum {
  F_BIAS = 16,
  F_WORD,
  F_EXACT,
  F_WORD_PAIR,
  F_CLUSTER,
  F_CLUSTER_PAIR,
  F_AFFIX,
  F_AFFIX_NEAR,
  F_SHAPE,
  F_SHAPE_TRIPLE,
  F_FORM,
  F_LIST,
  F_LIST_NEAR,
  F_LIST_SIGNATURE,
  F_LIST_PAIR,
  F_RUN_FIRST,
  F_RUN_LAST,
  F_RUN_PLACE,
  F_RUN_BEFORE,
  F_RUN_AFTER,
  F_RUN_AROUND,
  F_RUN_HEADS,
  F_RUN_LAST_CLUSTER,
  F_COUNTS,
  F_SEEN,
  F_EXPANSION,
  F_WORD_CLUSTER,
  F_VOTE,
  F_VOTE_WORD,
  F_RUN_WORDS,
  F_RUN_BEFORE_CLUSTER,
  F_RUN_AFTER_CLUSTER,
  F_LENGTH,
  F_VOTE_RUN,
  F_VOTE_NAME,
  F_WIDE,
  F_WIDE_PAIR,
  F_WIDE_FORM,
  F_WIDE_RUN,
  F_WIDE_AROUND,
  F_BAG,
  F_RUN_LISTS,
  F_BESIDE,
  F_BESIDE_VOTE,
};

/* A count in six steps. */
static inline unsigned gaz_name_bucket(uint32_t n) { return n > 8 ? 5 : n > 3 ? 4 : n > 2 ? 3 : n; }

/* The token at the near end of the name that is listed beside the run of token i, "A, B and C", before it or
 * after it; SIZE_MAX when there is none. */
size_t gaz_name_listed_beside(const gaz_name_article *article, size_t i, size_t first, size_t end,
                              bool after);

#endif
