/* gaz_analyze: the language engine and extraction over one text, as JSON. */
#include "base/buffer.h"
#include "base/calendar.h"
#include "extract/facts_json.h"

static gaz_status analyze(const gaz_engine *engine, const char *text, size_t size, const char *date,
                          const gaz_cancel *cancel, gaz_arena *arena, gaz_buffer *json) {
  gaz_analysis analysis;
  gaz_facts facts;
  gaz_status status =
      gaz_english_analyze(engine, text, size, NULL, 0, GAZ_STAGE_ALL, cancel, arena, &analysis);
  if (!status) status = gaz_extract(engine, &analysis, date, cancel, arena, &facts);
  if (!status) gaz_facts_print_json(json, engine, &facts, NULL, 0);
  return status;
}

gaz_status gaz_analyze(const gaz_engine *engine, const char *text, size_t size, const char *date,
                       const gaz_cancel *cancel, gaz_string *json, gaz_error *error) {
  *json = (gaz_string){0};
  if (!engine || (!text && size))
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "no engine or no text; give both");
  if (date && !gaz_is_day(date))
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "'%.32s' is no date; write YYYY-MM-DD",
                    date);
  if (size > GAZ_TEXT_MAX)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0,
                    "the text is over %zu MiB; analyse it in pieces", GAZ_TEXT_MAX >> 20);
  gaz_arena arena = {0};
  gaz_buffer buffer = {0};
  gaz_status status = analyze(engine, text, size, date, cancel, &arena, &buffer);
  if (!status) status = gaz_buffer_take(&buffer, json);
  gaz_buffer_free(&buffer);
  gaz_arena_free(&arena);
  if (status == GAZ_ERROR_MEMORY) return gaz_fail(error, status, NULL, 0, "out of memory");
  if (status)
    return gaz_fail(error, status, NULL, 0, "the analysis stopped: %s", gaz_status_name(status));
  return GAZ_OK;
}
