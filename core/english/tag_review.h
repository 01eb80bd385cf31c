/* english/tag_review.h - a second look at doubtful tags, once the tags on both sides and the tree are known. */
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

/* Hidden units; the rows of the table, and how many at most are true of a word. */
enum { GAZ_REVIEW_HIDDEN = 48, GAZ_REVIEW_TABLE = 11675, GAZ_REVIEW_ROWS = 240 };
/* What is in the file: weights of the rows and of each label of the tagger, and the labels' biases. */
enum {
  GAZ_REVIEW_LABELS = 128,
  GAZ_REVIEW_OUTPUTS = GAZ_REVIEW_TABLE * GAZ_REVIEW_HIDDEN,
  GAZ_REVIEW_BIASES = GAZ_REVIEW_OUTPUTS + GAZ_REVIEW_LABELS * GAZ_REVIEW_HIDDEN,
  GAZ_REVIEW_WEIGHTS = GAZ_REVIEW_BIASES + GAZ_REVIEW_LABELS,
};
#define GAZ_REVIEW_WEIGHT (1.0f / 32) /* of a step of a weight */
#define GAZ_REVIEW_BIAS (1.0f / 8)    /* of a step of a bias */
/* By how much, in natural logarithms of odds, the other tag must fit better: so much, and more the further the tagger
 * had it behind. What the net and the tagger say are two opinions of the same, weighed on held-out sentences. */
#define GAZ_REVIEW_LEAD_COST 0.28f
#define GAZ_REVIEW_LEAST 0.1f

/* What is true of tokens[at], whose own tag is not looked at: rows of the table, the first is true of all words. Returns
 * how many. */
size_t gaz_review_rows(const gaz_word_info *infos, const gaz_token *tokens, size_t count,
                       uint32_t base, size_t at, uint16_t rows[GAZ_REVIEW_ROWS]);
gaz_status gaz_tag_review_write(const char *path, const int8_t weights[GAZ_REVIEW_WEIGHTS],
                                gaz_error *error);

#endif
