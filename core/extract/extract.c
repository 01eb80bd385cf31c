/* One article becomes facts: the stages in order, each in its own file. A stage reads what earlier
 * ones left in gaz_facts and adds its own arrays; none changes another's, but coreference sets the
 * chains of the mentions. */
#include "article/cues.h"
#include "english/engine.h"
#include "extract/coreference.h"
#include "extract/events.h"
#include "extract/fact_words.h"
#include "extract/mentions.h"
#include "extract/quotes.h"
#include "extract/tables.h"
#include "extract/times.h"

gaz_status gaz_extract(const gaz_engine *engine, const gaz_analysis *analysis,
                       const char *reference_date, const gaz_cancel *cancel, gaz_arena *arena,
                       gaz_facts *out) {
  *out = (gaz_facts){.analysis = analysis, .reference_date = reference_date};
  gaz_facts facts = *out;
  gaz_status status = gaz_fact_words_begin(engine, analysis, arena, &facts);
  if (!status) status = gaz_extract_times(engine, analysis, reference_date, cancel, arena, &facts);
  if (!status) status = gaz_extract_mentions(engine, analysis, cancel, arena, &facts);
  if (!status) status = gaz_extract_coreference(engine, analysis, cancel, arena, &facts);
  if (!status) status = gaz_extract_quotes(engine, analysis, cancel, arena, &facts);
  if (!status) status = gaz_extract_events(engine, analysis, reference_date, cancel, arena, &facts);
  gaz_fact_words_end(engine, &facts);
  if (!status && gaz_cancelled(cancel)) status = GAZ_ERROR_CANCELLED;
  if (!status) *out = facts;
  return status;
}

gaz_status gaz_extract_attach(gaz_engine *engine, gaz_error *error) {
  gaz_status status = gaz_article_cues_load(engine->data_dir, &engine->article, error);
  if (status) return status;
  engine->free_article = gaz_article_cues_free;
  status = gaz_extract_tables_load(engine->data_dir, engine->image, &engine->extract, error);
  if (!status) engine->free_extract = gaz_extract_tables_free;
  return status;
}

const char *gaz_modality_name(uint8_t modality) {
  static const char *const names[] = {"asserted", "planned", "alleged", "denied", "hypothetical"};
  return modality < GAZ_COUNT(names) ? names[modality] : "";
}

const char *gaz_role_name(uint8_t role) {
  static const char *const names[] = {"agent", "patient",    "recipient", "place",
                                      "time",  "instrument", "topic"};
  return role < GAZ_COUNT(names) ? names[role] : "";
}

const char *gaz_quote_form_name(uint8_t form) {
  static const char *const names[] = {"direct", "indirect", "mixed"};
  return form < GAZ_COUNT(names) ? names[form] : "";
}

const char *gaz_time_type_name(uint8_t type) {
  static const char *const names[] = {"DATE", "TIME", "DURATION", "SET"};
  return type < GAZ_COUNT(names) ? names[type] : "";
}
