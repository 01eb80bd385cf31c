/* extract/mentions.h - what refers: names, noun phrases, pronouns. */
#ifndef GAZ_EXTRACT_MENTIONS_H
#define GAZ_EXTRACT_MENTIONS_H

#include "extract/facts.h"

struct gaz_reference_tables;
gaz_status gaz_reference_tables_load(const char *data_dir, struct gaz_reference_tables **out,
                                     gaz_error *error);
void gaz_reference_tables_free(struct gaz_reference_tables *tables); /* accepts NULL */

/* Fills facts->mentions, in text order (a longer one before those inside it); every chain is
 * GAZ_NONE yet. */
gaz_status gaz_extract_mentions(const gaz_engine *engine, const gaz_analysis *analysis,
                                const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts);

#endif
