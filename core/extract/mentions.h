/* extract/mentions.h - what refers: names, noun phrases, pronouns. */
#ifndef GAZ_EXTRACT_MENTIONS_H
#define GAZ_EXTRACT_MENTIONS_H

#include "base/table_image.h"
#include "extract/facts.h"

struct gaz_reference_tables;
gaz_status gaz_reference_tables_load(const char *data_dir, gaz_table_image *image,
                                     struct gaz_reference_tables **out, gaz_error *error);
void gaz_reference_tables_free(struct gaz_reference_tables *tables); /* accepts NULL */

/* Fills facts->mentions, in text order (a longer one before those inside it); every chain is
 * GAZ_NONE yet. A name's mention is the name itself, a noun's its phrase with what follows it
 * without a comma; every noun phrase is one, so that later stages may ask what a word belongs to.
 * Nouns need the tree: on unparsed text only names and pronouns are found. */
gaz_status gaz_extract_mentions(const gaz_engine *engine, const gaz_analysis *analysis,
                                const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts);

/* The whole noun phrase of a mention, titles and descriptions included: tokens [first, last]. */
void gaz_mention_phrase(const gaz_analysis *analysis, const gaz_mention *mention, uint32_t *first,
                        uint32_t *last);

#endif
