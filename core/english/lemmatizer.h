/* english/lemmatizer.h - the dictionary form of a word with a known tag. */
#ifndef GAZ_ENGLISH_LEMMATIZER_H
#define GAZ_ENGLISH_LEMMATIZER_H

#include "base/table_image.h"
#include "english/labels.h"

typedef struct gaz_lemmatizer gaz_lemmatizer;

/* Reads `data_dir`/english/lemmas.tsv, or its parts of the image (may be NULL), which must outlive the
 * lemmatizer. */
gaz_status gaz_lemmatizer_load(const char *data_dir, gaz_table_image *image, gaz_lemmatizer **out,
                               gaz_error *error);
void gaz_lemmatizer_free(gaz_lemmatizer *lemmatizer);

/* Bytes that gaz_lemma_write may need for a word of `size` bytes, with the NUL. */
enum { GAZ_LEMMA_EXTRA = 24 };
static inline size_t gaz_lemma_room(size_t size) { return size + GAZ_LEMMA_EXTRA; }

/* What besides its spelling decides the lemma of a tagged token: equal words of one kind have one lemma.
 * `first` says that the word stands where every word has a capital. */
uint32_t gaz_lemma_kind(const gaz_token *token, bool first);

/* Writes the lemma of a token of that kind, NUL-terminated; returns its length. */
size_t gaz_lemma_write(const gaz_lemmatizer *lemmatizer, const char *text, const gaz_token *token,
                       uint32_t kind, char *out);

#endif
