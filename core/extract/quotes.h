/* extract/quotes.h - who says what. */
#ifndef GAZ_EXTRACT_QUOTES_H
#define GAZ_EXTRACT_QUOTES_H

#include "extract/facts.h"
#include "base/word_map.h"

struct gaz_quote_tables;
gaz_status gaz_quote_tables_load(const char *data_dir, struct gaz_quote_tables **out,
                                 gaz_error *error);
void gaz_quote_tables_free(struct gaz_quote_tables *tables); /* accepts NULL */

/* The words of reporting_cues.tsv with the number of their class, from 1, in the low byte. */
const gaz_word_map *gaz_quote_cues(const gaz_engine *engine);

/* Those of speech_media.tsv with what they are, GAZ_MEDIUM_*. */
const gaz_word_map *gaz_quote_media(const gaz_engine *engine);

/* Fills facts->quotes, in order of their first content. Times, mentions and chains are there. */
gaz_status gaz_extract_quotes(const gaz_engine *engine, const gaz_analysis *analysis,
                              const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts);

#endif
