/* extract/tables.h - the tables of data/english that extraction reads: event types, reporting cues,
 * titles, time words. Loaded once into the engine. */
#ifndef GAZ_EXTRACT_TABLES_H
#define GAZ_EXTRACT_TABLES_H

#include "base/table_image.h"

/* Row 0 of event_types.tsv: something happens that has no row of its own. */
enum { GAZ_EVENT_TYPE_OTHER = 0 };

/* One row of data/english/event_types.tsv. Row 0 is OTHER: words that are events and have no type;
 * `analyze` prints them, the knowledge base does not keep them. */
typedef struct gaz_event_type {
  const char *name;  /* "ASSAULT", "STATEMENT", "Life.Die"... (PLOVER and ACE 2005 names) */
  const char *cameo; /* root code "19" or "" */
  const char *gloss; /* for people */
  uint8_t nature;    /* GAZ_NATURE_* */
} gaz_event_type;

/* What the happenings of a type are like, to tell one from another. */
enum {
  GAZ_NATURE_ONCE = 1, /* in one story it befalls the same person mostly once */
  /* A thing without a name is no sign of one happening: cars are sold every day. */
  GAZ_NATURE_WARES = 2,
  GAZ_NATURE_UTTERED = 8, /* is there when it is denied: an accusation */
  GAZ_NATURE_DONE = 4,    /* always done to somebody: with no object a past form is passive */
};

typedef struct gaz_extract_tables gaz_extract_tables;

/* Loads every table from `data_dir`/english. A bad row is GAZ_ERROR_CORRUPT with path and line. */
gaz_status gaz_extract_tables_load(const char *data_dir, gaz_table_image *image,
                                   gaz_extract_tables **out, gaz_error *error);
void gaz_extract_tables_free(gaz_extract_tables *tables);

/* Row `type`, or a row with empty strings when out of range. */
const gaz_event_type *gaz_event_type_at(const gaz_engine *engine, uint16_t type);
size_t gaz_event_type_count(const gaz_engine *engine);

#endif
