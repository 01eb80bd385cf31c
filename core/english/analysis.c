/* The stages of the engine in order, over one text. */
#include "english/analysis.h"

#include "english/engine.h"
#include "english/labels.h"

gaz_status gaz_english_analyze_tokens(const gaz_engine *engine, const char *text, size_t size,
                                      gaz_tokens *tokens, unsigned stages,
                                      const gaz_cancel *cancel, gaz_arena *arena,
                                      gaz_analysis *out) {
  (void)engine;
  (void)stages;
  (void)arena;
  *out = (gaz_analysis){.text = text, .size = size, .tokens = *tokens};
  return gaz_cancelled(cancel) ? GAZ_ERROR_CANCELLED : GAZ_OK;
}

gaz_status gaz_english_analyze(const gaz_engine *engine, const char *text, size_t size,
                               const gaz_block *blocks, size_t block_count, unsigned stages,
                               const gaz_cancel *cancel, gaz_arena *arena, gaz_analysis *out) {
  gaz_tokens tokens;
  *out = (gaz_analysis){0};
  gaz_status status =
      gaz_tokenize(engine->tokenizer, text, size, blocks, block_count, cancel, arena, &tokens);
  if (status) return status;
  return gaz_english_analyze_tokens(engine, text, size, &tokens, stages, cancel, arena, out);
}
