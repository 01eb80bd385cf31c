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

/* What a word of speech_media.tsv is: the bits of its classes, in the order of their names in quotes.c. */
enum {
  GAZ_MEDIUM_NOUN = 1,        /* an occasion or a medium: "interview" */
  GAZ_MEDIUM_PREPOSITION = 2, /* puts a quote there: "in" */
  GAZ_MEDIUM_CARRIER = 4,     /* a source that has the words of another: "a transcript" */
  GAZ_MEDIUM_ASIDE = 8,       /* behind a comma the writer goes on with it: "referring" */
  GAZ_MEDIUM_GROUND = 16,     /* begins what a judgement is: "praised him for", "blamed them as" */
  GAZ_MEDIUM_NEGATION = 32,
  GAZ_MEDIUM_CLAUSE = 64,       /* "that": begins a clause that is said, */
  GAZ_MEDIUM_QUESTION = 128,    /* "whether": one that is asked */
  GAZ_MEDIUM_CONTRAST = 256,    /* "but": between what is not and what is */
  GAZ_MEDIUM_BEARER = 512,      /* "by": before who has the words of another */
  GAZ_MEDIUM_MANNER = 1024,     /* "as": before the participle of how it was said: "as reported" */
  GAZ_MEDIUM_COMPLEMENT = 2048, /* "to": the second word of a preposition of speech */
  GAZ_MEDIUM_VOICE = 4096,      /* ", stressing": behind a comma who spoke goes on with it */
};

/* Those of speech_media.tsv with what they are, GAZ_MEDIUM_*. */
const gaz_word_map *gaz_quote_media(const gaz_engine *engine);

/* Fills facts->quotes, in order of their first content. Times, mentions and chains are there. */
gaz_status gaz_extract_quotes(const gaz_engine *engine, const gaz_analysis *analysis,
                              const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts);

#endif
