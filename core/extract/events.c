/* Nothing is found yet: this stage awaits its first version. */
#include "extract/events.h"
#include "extract/tables.h"

gaz_status gaz_event_tables_load(const char *data_dir, struct gaz_event_tables **out,
                               gaz_error *error) {
  (void)data_dir, (void)error;
  *out = NULL;
  return GAZ_OK;
}

void gaz_event_tables_free(struct gaz_event_tables *tables) { (void)tables; }

gaz_status gaz_extract_events(const gaz_engine *engine, const gaz_analysis *analysis,
                          const char *reference_date,  const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts) {
  (void)engine, (void)analysis, (void)reference_date, (void)cancel, (void)arena, (void)facts;
  return GAZ_OK;
}

const gaz_event_type *gaz_event_type_at(const gaz_engine *engine, uint16_t type) {
  static const gaz_event_type none = {"", "", ""};
  (void)engine, (void)type;
  return &none;
}

size_t gaz_event_type_count(const gaz_engine *engine) {
  (void)engine;
  return 0;
}
