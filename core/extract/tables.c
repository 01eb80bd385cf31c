/* The tables of all stages, loaded together so that an engine is either whole or not open. */
#include "extract/tables_internal.h"

#include <stdlib.h>

#include "extract/events.h"
#include "extract/fact_words.h"
#include "extract/mentions.h"
#include "extract/quotes.h"
#include "extract/times.h"
#include "extract/word_fields.h"

gaz_status gaz_extract_tables_load(const char *data_dir, gaz_table_image *image,
                                   gaz_extract_tables **out, gaz_error *error) {
  *out = NULL;
  gaz_extract_tables *tables = calloc(1, sizeof *tables);
  if (!tables) return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  gaz_status status = gaz_word_fields_load(data_dir, image, &tables->fields, error);
  if (!status && !(tables->memories = gaz_fact_memories_new()))
    status = gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  if (!status) status = gaz_time_tables_load(data_dir, &tables->times, error);
  if (!status) status = gaz_reference_tables_load(data_dir, image, &tables->references, error);
  if (!status) status = gaz_quote_tables_load(data_dir, &tables->quotes, error);
  if (!status) status = gaz_event_tables_load(data_dir, image, &tables->events, error);
  if (status) {
    gaz_extract_tables_free(tables);
    return status;
  }
  *out = tables;
  return GAZ_OK;
}

void gaz_extract_tables_free(gaz_extract_tables *tables) {
  if (!tables) return;
  gaz_fact_memories_free(tables->memories);
  gaz_word_fields_free(tables->fields);
  gaz_time_tables_free(tables->times);
  gaz_reference_tables_free(tables->references);
  gaz_quote_tables_free(tables->quotes);
  gaz_event_tables_free(tables->events);
  free(tables);
}
