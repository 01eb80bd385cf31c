/* store/name_key.h - when two spellings are one name.
 *
 * A name's fold is its words in lower case without diacritics, possessive, periods and a leading
 * article, so that "Şahin", "Sahin's" and "SAHIN" are one. Its key is a hash of the fold and of
 * whether it names a person: "Jordan" the player and Jordan the country never meet by name alone,
 * while a recogniser's doubt between ORG and GPE does not tear an entity in two. */
#ifndef GAZ_STORE_NAME_KEY_H
#define GAZ_STORE_NAME_KEY_H

#include "base/base.h"

enum { GAZ_NAME_FOLD_MAX = 256 };

typedef struct gaz_name_fold {
  char text[GAZ_NAME_FOLD_MAX]; /* NUL-terminated, words separated by one space; "" for none */
  uint32_t size;
  uint32_t words;
} gaz_name_fold;

/* Folds a name. One that does not fit is cut at a character. */
void gaz_name_fold_text(const char *text, size_t size, gaz_name_fold *out);

/* Positive, never 0 for a fold that is not empty. Persons' names that differ as writers of English differ in spelling
 * foreign names ("Sergey", "Sergei") have one key. */
int64_t gaz_name_key(uint8_t type, const char *fold, size_t size);

struct gaz_reference_tables;

/* Whether a name identifies by itself. A person's single word ("Putin"), also with the particles that
 * `tables` (or NULL) knows or an initial ("V. Putin"), and an acronym ("IS") do not: they are settled by the company
 * they keep. */
bool gaz_name_is_strong(const struct gaz_reference_tables *tables, uint8_t type, const char *text,
                        size_t size, const gaz_name_fold *fold);

/* A person's last word, by which others may be called; empty when there is only one. Particles of
 * a family name ("van", "al") are not looked into. */
gaz_slice gaz_name_surname(const gaz_name_fold *fold);

#endif
