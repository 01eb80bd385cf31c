/* Tokens and sentences of any bytes: in order, inside the text, none empty, none overlapping. */
#include <stdlib.h>

#include "text/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static gaz_tokenizer *tokenizer;
  gaz_error error;
  const char *dir = getenv("GAZETTE_DATA");
  if (!tokenizer && gaz_tokenizer_load(dir ? dir : "data", &tokenizer, &error)) abort();
  gaz_arena arena = {0};
  gaz_tokens tokens;
  if (gaz_tokenize(tokenizer, (const char *)data, size, NULL, 0, NULL, &arena, &tokens)) abort();
  uint32_t at = 0;
  size_t counted = 0;
  for (size_t i = 0; i < tokens.token_count; i++) {
    const gaz_token *token = &tokens.tokens[i];
    if (token->start < at || token->end <= token->start || token->end > size) abort();
    if (token->sentence >= tokens.sentence_count) abort();
    at = token->end;
  }
  for (size_t i = 0; i < tokens.sentence_count; i++) {
    const gaz_sentence *s = &tokens.sentences[i];
    if (s->first != counted || !s->count || s->count > GAZ_SENTENCE_MAX) abort();
    counted += s->count;
  }
  if (counted != tokens.token_count) abort();
  gaz_arena_free(&arena);
  return 0;
}
