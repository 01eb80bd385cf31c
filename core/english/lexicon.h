/* english/lexicon.h - what kinds of word a spelling can be (data/english/lexicon.tsv). */
#ifndef GAZ_ENGLISH_LEXICON_H
#define GAZ_ENGLISH_LEXICON_H

#include "base/table_image.h"
#include "english/labels.h"

/* Bits, in the order of the letters NSVZGDJCRPp of the file. */
enum {
  GAZ_KIND_NOUN = 1u << 0,
  GAZ_KIND_NOUNS = 1u << 1, /* plural */
  GAZ_KIND_VERB = 1u << 2,
  GAZ_KIND_VERB_S = 1u << 3,
  GAZ_KIND_VERB_ING = 1u << 4,
  GAZ_KIND_VERB_ED = 1u << 5,
  GAZ_KIND_ADJECTIVE = 1u << 6,
  GAZ_KIND_COMPARED = 1u << 7,
  GAZ_KIND_ADVERB = 1u << 8,
  GAZ_KIND_NAME = 1u << 9,
  GAZ_KIND_NAME_PART = 1u << 10,
  GAZ_KIND_UPOS_SHIFT = 11, /* above it a bit for each gaz_upos seen in the treebanks */
};

/* Reads `data_dir`/english/lexicon.tsv, or its part of the image (may be NULL), into `words`, which
 * gaz_word_map_clear empties. */
gaz_status gaz_kinds_load(const char *data_dir, gaz_table_image *image, gaz_word_map *words,
                          gaz_error *error);

/* How a word is mostly written inside a sentence. */
typedef enum gaz_casing {
  GAZ_CASING_SMALL = 1,
  GAZ_CASING_CAPITAL = 2,  /* its first letter */
  GAZ_CASING_CAPITALS = 3, /* all of them */
} gaz_casing;

/* The same of casing.tsv: words with a gaz_casing each. */
gaz_status gaz_casing_load(const char *data_dir, gaz_table_image *image, gaz_word_map *words,
                           gaz_error *error);

/* How a word, spelt in lower case here, is mostly written; with its GAZ_KIND_*. What neither table knows as an ordinary
 * word has a capital. */
gaz_casing gaz_usual_casing(const gaz_word_map *casing, uint32_t kinds, const char *lower,
                            size_t size);

#endif
