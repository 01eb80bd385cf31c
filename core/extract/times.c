/* Nothing is found yet: this stage awaits its first version. */
#include "extract/times.h"

gaz_status gaz_time_tables_load(const char *data_dir, struct gaz_time_tables **out,
                               gaz_error *error) {
  (void)data_dir, (void)error;
  *out = NULL;
  return GAZ_OK;
}

void gaz_time_tables_free(struct gaz_time_tables *tables) { (void)tables; }

gaz_status gaz_extract_times(const gaz_engine *engine, const gaz_analysis *analysis,
                          const char *reference_date,  const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts) {
  (void)engine, (void)analysis, (void)reference_date, (void)cancel, (void)arena, (void)facts;
  return GAZ_OK;
}
