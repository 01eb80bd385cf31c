/* extract/tables_internal.h - what gaz_extract_tables holds: one member a stage. Each stage
 * defines its own struct in its own file, with a load and a free function of the form below. */
#ifndef GAZ_EXTRACT_TABLES_INTERNAL_H
#define GAZ_EXTRACT_TABLES_INTERNAL_H

#include "extract/tables.h"

struct gaz_extract_tables {
  struct gaz_fact_memories *memories;      /* extract/fact_words.h: all that is not immutable */
  struct gaz_word_fields *fields;          /* extract/word_fields.h: for all stages */
  struct gaz_time_tables *times;           /* extract/times.h */
  struct gaz_reference_tables *references; /* extract/mentions.h: titles, role nouns, pronouns */
  struct gaz_quote_tables *quotes;         /* extract/quotes.h: reporting verbs, the quote model */
  struct gaz_event_tables *events;         /* extract/events.h: event types, frames */
};

#endif
