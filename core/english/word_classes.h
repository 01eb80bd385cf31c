/* english/word_classes.h - classes of words of like meaning and use, and codes of frequent ones, made from word vectors.
 *
 * Where clusters.h knows the 27,000 words of a few million running words, this knows some 340,000, most
 * of them names, from vectors learnt on six thousand million words of news and encyclopedia text. Case
 * is not told apart. Sources and making: data/english/MODELS.md. */
#ifndef GAZ_ENGLISH_WORD_CLASSES_H
#define GAZ_ENGLISH_WORD_CLASSES_H

#include "base/base.h"

/* From coarse (64 classes) by 256 and 1024 to finest (4096); a class lies wholly within one of the level
 * before it. */
enum {
  GAZ_WORD_CLASS_LEVELS = 4,
  GAZ_WORD_CLASSES_FINE = 1024, /* of the level before the finest */
  GAZ_WORD_CLASSES_MAX = 4096,
  GAZ_WORD_CLASS_NONE = 0xffff,
  /* The vector of a frequent word is near the sum of so many means, each one of 256 (residual quantisation). A code says
   * which; the means themselves are known to trainers only, who turn them into weights. */
  GAZ_WORD_CODES = 10,
  GAZ_WORD_CODE_VALUES = 256,
};

typedef struct gaz_word_classes gaz_word_classes;

/* Maps the table at `path` (data/english/word_classes.model). Damaged, truncated, foreign or of another
 * version: GAZ_ERROR_CORRUPT. Closed with gaz_word_classes_close, which accepts NULL; immutable in
 * between, threads share it. */
gaz_status gaz_word_classes_open(const char *path, gaz_word_classes **out, gaz_error *error);
void gaz_word_classes_close(gaz_word_classes *classes);

/* The same for bytes in memory that outlive the table (tests, fuzzing). `path` is for messages. */
gaz_status gaz_word_classes_read(const void *data, size_t size, const char *path,
                                 gaz_word_classes **out, gaz_error *error);

/* The finest class of a word in any case, GAZ_WORD_CLASS_NONE when it is not known; of a word with a
 * hyphen that is not known, that of its last part. About one unknown word in 400 is taken for a
 * known one. Linear in `size`. */
uint16_t gaz_word_classes_find(const gaz_word_classes *classes, const char *word, size_t size);

/* The same; *codes is NULL or the word's GAZ_WORD_CODES codes, as long as the table is open. */
uint16_t gaz_word_classes_find_codes(const gaz_word_classes *classes, const char *word, size_t size,
                                     const uint8_t **codes);

/* The class at `level` (0 coarsest) that holds the finest class `class`; NONE gives NONE. */
uint16_t gaz_word_classes_level(const gaz_word_classes *classes, uint16_t class, int level);

/* One word of the table to be written, spelt in lower case. */
typedef struct gaz_word_class_entry {
  const char *word;
  uint16_t class;       /* at the finest level */
  const uint8_t *codes; /* or NULL */
} gaz_word_class_entry;

/* Writes a table (used by its trainer). parents[level][class] is the class at `level` of each finest
 * class; `entries` are sorted. The same entries give the same bytes. */
gaz_status gaz_word_classes_write(const char *path, uint32_t class_count,
                                  uint16_t *const parents[GAZ_WORD_CLASS_LEVELS - 1],
                                  gaz_word_class_entry *entries, size_t count, gaz_error *error);

#endif
