/* extract/word_fields.h - fields of meaning of verbs and nouns (data/english/word_fields.tsv): by
 * the numbers of WordNet's lexicographer files, 3..28 for nouns, 29..43 for verbs. */
#ifndef GAZ_EXTRACT_WORD_FIELDS_H
#define GAZ_EXTRACT_WORD_FIELDS_H

#include "base/table_image.h"

enum {
  GAZ_FIELD_NOUN_ACT = 4,
  GAZ_FIELD_NOUN_ARTIFACT = 6,
  GAZ_FIELD_NOUN_ATTRIBUTE = 7,
  GAZ_FIELD_NOUN_BODY = 8,
  GAZ_FIELD_NOUN_COGNITION = 9,
  GAZ_FIELD_NOUN_COMMUNICATION = 10,
  GAZ_FIELD_NOUN_EVENT = 11,
  GAZ_FIELD_NOUN_FEELING = 12,
  GAZ_FIELD_NOUN_GROUP = 14,
  GAZ_FIELD_NOUN_LOCATION = 15,
  GAZ_FIELD_NOUN_OBJECT = 17,
  GAZ_FIELD_NOUN_PERSON = 18,
  GAZ_FIELD_NOUN_QUANTITY = 23,
  GAZ_FIELD_NOUN_STATE = 26,
  GAZ_FIELD_NOUN_SUBSTANCE = 27,
  GAZ_FIELD_NOUN_TIME = 28,
  GAZ_FIELD_VERB_COGNITION = 31,
  GAZ_FIELD_VERB_COMMUNICATION = 32,
  GAZ_FIELD_VERB_EMOTION = 37,
};

struct gaz_word_fields;
gaz_status gaz_word_fields_load(const char *data_dir, gaz_table_image *image,
                                struct gaz_word_fields **out, gaz_error *error);
void gaz_word_fields_free(struct gaz_word_fields *fields); /* accepts NULL */

/* The fields of a lemma as a verb or a noun: the first sense's number in the lowest 6 bits, the
 * second's in the next 6, and from bit 12 one bit for each of up to 20 numbers (a verb's minus 29,
 * a noun's minus 3). 0 when the word is not known. */
uint32_t gaz_verb_fields(const struct gaz_word_fields *fields, const char *lemma, size_t size);
uint32_t gaz_noun_fields(const struct gaz_word_fields *fields, const char *lemma, size_t size);

#endif
