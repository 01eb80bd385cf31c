/* english/tagger.h - parts of speech. */
#ifndef GAZ_ENGLISH_TAGGER_H
#define GAZ_ENGLISH_TAGGER_H

#include "english/labels.h"
#include "english/model.h"
#include "english/word_info.h"

typedef struct gaz_tagger gaz_tagger;

/* Maps `data_dir`/english/tagger.model. */
gaz_status gaz_tagger_open(const char *data_dir, gaz_tagger **out, gaz_error *error);
void gaz_tagger_close(gaz_tagger *tagger);

/* The small model that is asked before the large one, or NULL; for gaz_word_lexicons. */
const gaz_model *gaz_tagger_first(const gaz_tagger *tagger);

/* Sets upos, xpos, second, other and lead of the tokens of one sentence. */
void gaz_tag_sentence(const gaz_tagger *tagger, const gaz_word_info *infos, gaz_token *tokens,
                      size_t count);

/* The tags of gaz_token.other: those of label other - 1. */
void gaz_tagger_tags(const gaz_tagger *tagger, uint8_t other, uint8_t *upos, uint8_t *xpos);
uint32_t gaz_tagger_label_count(const gaz_tagger *tagger);

/* ---- Shared with the trainer ---- */

enum { GAZ_TAGGER_FEATURES = 96 };

/* The model is a sum of so many taggers; by how much, for one of them, a tag must be ahead of all others for the
 * next best not to be mentioned. */
enum { GAZ_TAGGER_MEMBERS = 3, GAZ_TAGGER_DOUBT = 30 };
/* Within how much a second look is due (no less than the other), and the steps of gaz_token.lead. */
#define GAZ_REVIEW_DOUBT 25.0f
#define GAZ_REVIEW_STEP 2.5f

/* What a tag may always go with: the first of these that first_tags.model knows answers. `previous` is the token
 * before, NULL at the start of the sentence. */
enum { GAZ_TAGGER_KEYS = 6 };
void gaz_tagger_keys(const gaz_word_info *infos, size_t count, size_t at, const gaz_token *previous,
                     uint64_t keys[GAZ_TAGGER_KEYS]);
/* The feature under which the model keeps the one tag of a word that always has the same. */
uint64_t gaz_tagger_certain(const gaz_word_info *info);
/* The features of word `at` after words with the labels `before_previous` and `previous` (-1 before the
 * sentence): those of one part, in part 0 what decides most, or of all. Returns how many. */
enum { GAZ_TAGGER_PARTS = 3, GAZ_TAGGER_ALL = -1 };
size_t gaz_tagger_features(const gaz_word_info *infos, size_t count, size_t at, int previous,
                           int before_previous, int part, uint64_t *features);

#endif
