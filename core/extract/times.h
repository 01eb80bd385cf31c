/* extract/times.h - time expressions: found, normalised, resolved. */
#ifndef GAZ_EXTRACT_TIMES_H
#define GAZ_EXTRACT_TIMES_H

#include "extract/facts.h"

struct gaz_time_tables;
gaz_status gaz_time_tables_load(const char *data_dir, struct gaz_time_tables **out,
                                gaz_error *error);
void gaz_time_tables_free(struct gaz_time_tables *tables); /* accepts NULL */

/* Fills facts->times, in text order. First stage: nothing else is there yet. `reference_date` is an
 * EDTF date or range, or NULL. */
gaz_status gaz_extract_times(const gaz_engine *engine, const gaz_analysis *analysis,
                             const char *reference_date, const gaz_cancel *cancel, gaz_arena *arena,
                             gaz_facts *facts);

#endif
