/* extract/events.h - what happened: triggers, types, participants, figures, modality. */
#ifndef GAZ_EXTRACT_EVENTS_H
#define GAZ_EXTRACT_EVENTS_H

#include "base/table_image.h"
#include "extract/facts.h"

struct gaz_event_tables;
gaz_status gaz_event_tables_load(const char *data_dir, gaz_table_image *image,
                                 struct gaz_event_tables **out, gaz_error *error);
void gaz_event_tables_free(struct gaz_event_tables *tables); /* accepts NULL */

/* Fills facts->events. Last stage: times, mentions, chains, roles and quotes are there. */
gaz_status gaz_extract_events(const gaz_engine *engine, const gaz_analysis *analysis,
                              const char *reference_date, const gaz_cancel *cancel,
                              gaz_arena *arena, gaz_facts *facts);

#endif
