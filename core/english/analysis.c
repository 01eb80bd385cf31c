/* The stages of the engine in order, sentence by sentence over one text. */
#include "english/analysis.h"

#include "english/engine.h"
#include "english/lemmatizer.h"
#include "english/names.h"
#include "english/parser.h"
#include "english/tagger.h"

/* The longest sentence of tokens given from outside sets the size of the scratch arrays. */
static size_t longest_sentence(const gaz_tokens *tokens) {
  size_t longest = 0;
  for (size_t i = 0; i < tokens->sentence_count; i++)
    if (tokens->sentences[i].count > longest) longest = tokens->sentences[i].count;
  return longest;
}

/* All lemmas of a text share one allocation. */
static char *lemma_room(const gaz_tokens *tokens, gaz_arena *arena) {
  size_t room = 1;
  for (size_t i = 0; i < tokens->token_count; i++)
    room += gaz_lemma_room(tokens->tokens[i].end - tokens->tokens[i].start);
  return gaz_arena_alloc(arena, room);
}

static char *write_lemmas(const gaz_engine *engine, const char *text, gaz_token *tokens,
                          size_t count, gaz_word_memory *memories, char *at) {
  bool first = true;
  for (size_t i = 0; i < count; i++) {
    uint64_t key = gaz_word_key(text, &tokens[i]);
    gaz_word_memory *memory = gaz_word_place(memories, key);
    uint32_t kind = gaz_lemma_kind(&tokens[i], first);
    if (memory->key == key && memory->lemma && memory->lemma_kind == kind) {
      tokens[i].lemma = memory->lemma;
    } else {
      tokens[i].lemma = at;
      at += gaz_lemma_write(engine->lemmatizer, text, &tokens[i], kind, at) + 1;
      if (memory->key == key) memory->lemma = tokens[i].lemma, memory->lemma_kind = kind;
    }
    if (tokens[i].shape & GAZ_SHAPE_LETTER) first = false;
  }
  return at;
}

static gaz_status tag_all(const gaz_engine *engine, const char *text, gaz_tokens *tokens,
                          unsigned stages, const gaz_cancel *cancel, gaz_arena *arena) {
  size_t longest = longest_sentence(tokens);
  gaz_word_info *infos = gaz_arena_alloc(arena, longest * sizeof *infos);
  gaz_word_memory *memories = gaz_arena_zeroed(arena, GAZ_WORD_MEMORIES, sizeof *memories);
  char *lemmas = lemma_room(tokens, arena);
  struct gaz_parse_state *parse = gaz_parse_state_new(longest, arena);
  if (!infos || !memories || !lemmas || !parse) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < tokens->sentence_count; i++) {
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    const gaz_sentence *sentence = &tokens->sentences[i];
    gaz_token *first = &tokens->tokens[sentence->first];
    gaz_word_info_fill(engine->words, text, first, sentence->count, memories, infos);
    gaz_tag_sentence(engine->tagger, infos, first, sentence->count);
    lemmas = write_lemmas(engine, text, first, sentence->count, memories, lemmas);
    if (stages & (GAZ_STAGE_PARSE | GAZ_STAGE_NAMES))
      gaz_parse_sentence(engine->parser, text, infos, first, sentence->count, sentence->first,
                         parse);
  }
  return GAZ_OK;
}

/* Shapes are part of gaz_tokenize's work; tokens made by others come without. */
static void shape_all(const char *text, gaz_tokens *tokens) {
  for (size_t i = 0; i < tokens->token_count; i++) {
    gaz_token *token = &tokens->tokens[i];
    bool space = i == 0 || tokens->tokens[i - 1].end < token->start;
    token->shape = (uint16_t)(gaz_token_shape(text, token->start, token->end) |
                              (space ? GAZ_SHAPE_SPACE_BEFORE : 0));
    token->head = -1;
    token->lemma = "";
  }
}

static gaz_status run(const gaz_engine *engine, const char *text, size_t size, gaz_tokens *tokens,
                      unsigned stages, const gaz_cancel *cancel, gaz_arena *arena,
                      gaz_analysis *out) {
  gaz_status status = GAZ_OK;
  if (stages) status = tag_all(engine, text, tokens, stages, cancel, arena);
  gaz_name *names = NULL;
  size_t name_count = 0;
  if (!status && stages & GAZ_STAGE_NAMES)
    status = gaz_recognise(engine->recogniser, text, tokens, cancel, arena, &names, &name_count);
  if (!status)
    *out = (gaz_analysis){
        .text = text, .size = size, .tokens = *tokens, .names = names, .name_count = name_count};
  return status;
}

gaz_status gaz_english_analyze_tokens(const gaz_engine *engine, const char *text, size_t size,
                                      gaz_tokens *tokens, unsigned stages, const gaz_cancel *cancel,
                                      gaz_arena *arena, gaz_analysis *out) {
  *out = (gaz_analysis){0};
  for (size_t i = 0; i < tokens->token_count; i++)
    if (tokens->tokens[i].start > tokens->tokens[i].end || tokens->tokens[i].end > size)
      return GAZ_ERROR_ARGUMENT;
  for (size_t i = 0; i < tokens->sentence_count; i++)
    if (tokens->sentences[i].first > tokens->token_count ||
        tokens->sentences[i].count > tokens->token_count - tokens->sentences[i].first)
      return GAZ_ERROR_ARGUMENT;
  shape_all(text, tokens);
  return run(engine, text, size, tokens, stages, cancel, arena, out);
}

gaz_status gaz_english_analyze(const gaz_engine *engine, const char *text, size_t size,
                               const gaz_block *blocks, size_t block_count, unsigned stages,
                               const gaz_cancel *cancel, gaz_arena *arena, gaz_analysis *out) {
  gaz_tokens tokens;
  *out = (gaz_analysis){0};
  gaz_status status =
      gaz_tokenize(engine->tokenizer, text, size, blocks, block_count, cancel, arena, &tokens);
  if (status) return status;
  return run(engine, text, size, &tokens, stages, cancel, arena, out);
}
