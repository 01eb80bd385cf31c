/* english/tag_review.h - a second look at doubtful tags, once the tree is known. */
#ifndef GAZ_ENGLISH_TAG_REVIEW_H
#define GAZ_ENGLISH_TAG_REVIEW_H

#include "english/tagger.h"

typedef struct gaz_tag_review gaz_tag_review;

/* Maps `data_dir`/english/tag_review.model. Where there is none *out is NULL: tags stay as they are. */
gaz_status gaz_tag_review_open(const char *data_dir, const gaz_tagger *tagger, gaz_tag_review **out,
                               gaz_error *error);
void gaz_tag_review_close(gaz_tag_review *review);

/* Takes the other tag of those tokens of a parsed sentence that it fits better. `base` is the index of the first
 * token in the text, which heads count from. */
void gaz_review_tags(const gaz_tag_review *review, const gaz_word_info *infos, gaz_token *tokens,
                     size_t count, uint32_t base);

/* ---- Shared with the trainer ---- */

enum { GAZ_REVIEW_FEATURES = GAZ_MODEL_FEATURES_MAX, GAZ_REVIEW_BUCKETS = 1 << 17 };
#define GAZ_REVIEW_WEIGHT (1.0 / 32) /* of a step of a weight, in units of log odds */

/* Where the weights of a feature stand: with the word's own tag, which speaks against a change, with the other tag,
 * and with the change of the one part of speech to the other. */
typedef struct gaz_review_feature {
  uint32_t own, other, both;
} gaz_review_feature;

/* The features of tokens[at], which has another tag (UPOS and XPOS) that was nearly chosen. */
size_t gaz_review_features(const gaz_word_info *infos, const gaz_token *tokens, size_t count,
                           uint32_t base, size_t at, uint8_t upos, uint8_t xpos,
                           gaz_review_feature features[GAZ_REVIEW_FEATURES]);
gaz_status gaz_tag_review_write(const char *path, const int8_t weights[GAZ_REVIEW_BUCKETS],
                                gaz_error *error);

#endif
