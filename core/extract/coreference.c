/* First version: every mention is an entity of its own. */
#include "extract/coreference.h"

gaz_status gaz_extract_coreference(const gaz_engine *engine, const gaz_analysis *analysis,
                                   const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts) {
  (void)engine, (void)analysis, (void)cancel;
  facts->chains = gaz_arena_zeroed(arena, facts->mention_count, sizeof *facts->chains);
  if (!facts->chains) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < facts->mention_count; i++) {
    gaz_mention *mention = &facts->mentions[i];
    mention->chain = (uint32_t)facts->chain_count;
    facts->chains[facts->chain_count++] = (gaz_chain){
        .representative = i, .mention_count = 1, .type = mention->type,
        .named = mention->kind == GAZ_MENTION_NAME};
  }
  return GAZ_OK;
}
