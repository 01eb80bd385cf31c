/* The stages of the engine in order, sentence by sentence over one text. */
#include "english/analysis.h"

#include <string.h>

#include "english/engine.h"
#include "english/lemmatizer.h"
#include "english/names.h"
#include "english/parser.h"
#include "english/pieces.h"
#include "english/tag_review.h"
#include "english/tagger.h"
#include "english/workspace.h"

/* The longest sentence of tokens given from outside sets the size of the scratch arrays. */
static size_t longest_sentence(const gaz_tokens *tokens) {
  size_t longest = 0;
  for (size_t i = 0; i < tokens->sentence_count; i++)
    if (tokens->sentences[i].count > longest) longest = tokens->sentences[i].count;
  return longest;
}

/* Lemmas stand one after the other in pieces of the arena. */
typedef struct lemma_writer {
  const gaz_lemmatizer *lemmatizer;
  const char *text;
  gaz_word_memory *memories;
  gaz_arena *arena;
  char *at, *end;
} lemma_writer;

static bool has_room(lemma_writer *w, size_t size) {
  enum { PIECE = 4096 };
  if ((size_t)(w->end - w->at) >= size) return true;
  size_t room = size > PIECE ? size : PIECE;
  w->at = gaz_arena_alloc(w->arena, room);
  w->end = w->at ? w->at + room : NULL;
  return w->at != NULL;
}

/* Of those remembered, or NULL. */
static const char *kept_lemma(const gaz_word_memory *memory, uint32_t kind, size_t *length) {
  for (int i = 0; i < GAZ_LEMMAS_KEPT; i++)
    if (memory->lemma_kind[i] == kind && (*length = memory->lemma_length[i]))
      return memory->lemma[i];
  return NULL;
}

static void keep_lemma(gaz_word_memory *memory, uint32_t kind, const char *lemma, size_t length) {
  memory->lemma_kind[1] = memory->lemma_kind[0];
  memory->lemma_length[1] = memory->lemma_length[0];
  memcpy(memory->lemma[1], memory->lemma[0], GAZ_LEMMA_KEPT);
  memory->lemma_kind[0] = (uint16_t)kind;
  memory->lemma_length[0] = (uint8_t)length;
  memcpy(memory->lemma[0], lemma, length);
}

static bool write_lemma(lemma_writer *w, gaz_token *token, uint64_t key, bool first) {
  gaz_word_memory *memory = gaz_word_place(w->memories, key);
  uint32_t kind = gaz_lemma_kind(token, first);
  size_t size = token->end - token->start, length;
  bool known = memory->key == key;
  if (!has_room(w, gaz_lemma_room(size < GAZ_LEMMA_KEPT ? GAZ_LEMMA_KEPT : size))) return false;
  token->lemma = w->at;
  const char *kept = known ? kept_lemma(memory, kind, &length) : NULL;
  if (kept) {
    memcpy(w->at, kept, GAZ_LEMMA_KEPT); /* a fixed size is copied at once */
    w->at += length;
    return true;
  }
  length = gaz_lemma_write(w->lemmatizer, w->text, token, kind, w->at) + 1;
  if (known && length <= GAZ_LEMMA_KEPT) keep_lemma(memory, kind, w->at, length);
  w->at += length;
  return true;
}

static bool write_lemmas(lemma_writer *w, const gaz_word_info *infos, gaz_token *tokens,
                         size_t count) {
  bool first = true;
  for (size_t i = 0; i < count; i++) {
    if (!write_lemma(w, &tokens[i], infos[i].key, first)) return false;
    if (tokens[i].shape & GAZ_SHAPE_LETTER) first = false;
  }
  return true;
}

static gaz_status tag_all(const gaz_engine *engine, const char *text, gaz_tokens *tokens,
                          unsigned stages, gaz_workspace *workspace, const gaz_cancel *cancel,
                          gaz_arena *arena) {
  size_t longest = longest_sentence(tokens);
  gaz_word_info *infos = gaz_arena_alloc(&workspace->scratch, longest * sizeof *infos);
  lemma_writer lemmas = {engine->lemmatizer, text, workspace->words, arena, NULL, NULL};
  struct gaz_parse_state *parse = gaz_parse_state_new(longest, &workspace->scratch);
  if (!infos || !parse) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < tokens->sentence_count; i++) {
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    const gaz_sentence *sentence = &tokens->sentences[i];
    gaz_token *first = &tokens->tokens[sentence->first];
    gaz_word_info_fill(engine->words, text, first, sentence->count, workspace->words, infos);
    gaz_tag_sentence(engine->tagger, infos, first, sentence->count);
    if (stages & (GAZ_STAGE_PARSE | GAZ_STAGE_NAMES)) {
      gaz_parse_sentence(engine->parser, text, infos, first, sentence->count, sentence->first,
                         parse);
      if (engine->tag_review)
        gaz_review_tags(engine->tag_review, infos, first, sentence->count, sentence->first);
    }
    if (!write_lemmas(&lemmas, infos, first, sentence->count)) return GAZ_ERROR_MEMORY;
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

/* Long texts piece by piece, so that what is needed at work stays bounded; a piece is an article of its own. */
static gaz_status find_names(const gaz_engine *engine, const char *text, const gaz_tokens *tokens,
                             gaz_workspace *workspace, const gaz_cancel *cancel, gaz_arena *arena,
                             gaz_name_list *names) {
  gaz_name_memory memory = {workspace->name_words, workspace->name_sums};
  gaz_pieces pieces = {text, tokens, 0, 0};
  for (;;) {
    bool found;
    gaz_tokens piece;
    uint32_t first;
    gaz_workspace_clear(workspace);
    gaz_status status = gaz_piece_next(&pieces, &workspace->scratch, &found, &piece, &first);
    if (status || !found) return status;
    status = gaz_recognise(engine->recogniser, text, &piece, first, &memory, cancel,
                           &workspace->scratch, arena, names);
    if (status) return status;
  }
}

static gaz_status run(const gaz_engine *engine, const char *text, size_t size, gaz_tokens *tokens,
                      unsigned stages, const gaz_cancel *cancel, gaz_arena *arena,
                      gaz_analysis *out) {
  gaz_status status = GAZ_OK;
  gaz_name_list names = {0};
  if (stages) {
    gaz_workspace *workspace = gaz_workspace_take(engine->workspaces);
    if (!workspace) return GAZ_ERROR_MEMORY;
    status = tag_all(engine, text, tokens, stages, workspace, cancel, arena);
    if (!status && stages & GAZ_STAGE_NAMES)
      status = find_names(engine, text, tokens, workspace, cancel, arena, &names);
    gaz_workspace_give(engine->workspaces, workspace);
  }
  if (!status)
    *out = (gaz_analysis){.text = text,
                          .size = size,
                          .tokens = *tokens,
                          .names = names.names,
                          .name_count = names.count};
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
