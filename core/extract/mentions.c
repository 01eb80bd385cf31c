/* First version: every name the recogniser found is a mention. */
#include "extract/mentions.h"

gaz_status gaz_reference_tables_load(const char *data_dir, struct gaz_reference_tables **out,
                                     gaz_error *error) {
  (void)data_dir, (void)error;
  *out = NULL;
  return GAZ_OK;
}

void gaz_reference_tables_free(struct gaz_reference_tables *tables) { (void)tables; }

gaz_status gaz_extract_mentions(const gaz_engine *engine, const gaz_analysis *analysis,
                                const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts) {
  (void)engine, (void)cancel;
  facts->mentions = gaz_arena_zeroed(arena, analysis->name_count, sizeof *facts->mentions);
  if (!facts->mentions) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < analysis->name_count; i++) {
    const gaz_name *name = &analysis->names[i];
    if (name->type >= GAZ_TYPE_COUNT || !name->count) continue;
    facts->mentions[facts->mention_count++] = (gaz_mention){
        .start = name->start, .end = name->end, .first = name->first, .count = name->count,
        .head = name->first + name->count - 1, .chain = GAZ_NONE, .kind = GAZ_MENTION_NAME,
        .type = name->type, .confidence = name->confidence};
  }
  return GAZ_OK;
}
