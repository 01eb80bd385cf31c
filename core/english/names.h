/* english/names.h - the name recogniser. */
#ifndef GAZ_ENGLISH_NAMES_H
#define GAZ_ENGLISH_NAMES_H

#include "english/analysis.h"
#include "english/clusters.h"
#include "english/engine.h"
#include "english/names_features.h"
#include "english/word_info.h"

/* Loads the models and the name lists of `data_dir`/english. `words` must outlive it. */
gaz_status gaz_recogniser_open(const char *data_dir, gaz_table_image *image,
                               const gaz_word_lexicons *words, gaz_recogniser **out,
                               gaz_error *error);
void gaz_recogniser_close(gaz_recogniser *recogniser);

/* Names in the order of their text. All zeros holds none. */
typedef struct gaz_name_list {
  gaz_name *names;
  size_t count, capacity;
} gaz_name_list;

/* Appends the names of some tokens that have start and end; the sentences have first and count. All of them
 * are one article: what it says of a word in one place helps in another. Linear in the number of tokens; the
 * names live in `arena`, all else in `scratch`. `first` is added to the names' token numbers. `memory`
 * belongs to this recogniser and one text at a time. */
gaz_status gaz_recognise(const gaz_recogniser *recogniser, const char *text,
                         const gaz_tokens *tokens, uint32_t first, const gaz_name_memory *memory,
                         const gaz_cancel *cancel, gaz_arena *scratch, gaz_arena *arena,
                         gaz_name_list *out);

/* ---- For the trainer of the second reader (names_reader.h) ---- */

/* What the second reader would look at: a stretch of tokens with the field's scores, GAZ_NAME_STRIDE a token. */
typedef struct gaz_name_sight {
  const gaz_name_article *article;
  const gaz_name_stretch *stretch;
  const float *scores;
  const struct gaz_name_transitions *transitions;
} gaz_name_sight;

typedef struct gaz_name_witness {
  void (*see)(void *context, const gaz_name_sight *sight);
  void *context;
} gaz_name_witness;

/* A recogniser with the field of `model` and, unless it is NULL, the second reader of that path; without one it shows the
 * witness what that would see. */
gaz_status gaz_recogniser_open_field(const char *data_dir, const char *model, const char *reader,
                                     const gaz_word_lexicons *words,
                                     const gaz_name_witness *witness, gaz_recogniser **out,
                                     gaz_error *error);

#endif
