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

/* Which of those remembered is of that kind, or -1. */
static int kept_lemma(const gaz_word_memory *memory, uint32_t kind) {
  for (int i = 0; i < GAZ_LEMMAS_KEPT; i++)
    if (memory->lemma_kind[i] == kind && memory->lemma_length[i]) return i;
  return -1;
}

static void keep_lemma(gaz_word_memory *memory, uint32_t kind, const char *lemma, size_t length,
                       uint64_t key) {
  memory->lemma_kind[1] = memory->lemma_kind[0];
  memory->lemma_length[1] = memory->lemma_length[0];
  memory->lemma_key[1] = memory->lemma_key[0];
  memcpy(memory->lemma[1], memory->lemma[0], GAZ_LEMMA_KEPT);
  memory->lemma_kind[0] = (uint16_t)kind;
  memory->lemma_length[0] = (uint8_t)length;
  memory->lemma_key[0] = key;
  memcpy(memory->lemma[0], lemma, length);
}

/* The hash of the word that `key` is of and its lemma; 0 when memory is out. */
static uint64_t write_lemma(lemma_writer *w, gaz_token *token, uint64_t key, bool first) {
  gaz_word_memory *memory = gaz_word_place(w->memories, key);
  uint32_t kind = gaz_lemma_kind(token, first);
  size_t size = token->end - token->start;
  bool known = memory->key == key;
  if (!has_room(w, gaz_lemma_room(size < GAZ_LEMMA_KEPT ? GAZ_LEMMA_KEPT : size))) return 0;
  token->lemma = w->at;
  int kept = known ? kept_lemma(memory, kind) : -1;
  if (kept >= 0) {
    memcpy(w->at, memory->lemma[kept], GAZ_LEMMA_KEPT); /* a fixed size is copied at once */
    w->at += memory->lemma_length[kept];
    return memory->lemma_key[kept];
  }
  size_t length = gaz_lemma_write(w->lemmatizer, w->text, token, kind, w->at) + 1;
  uint64_t both = gaz_lemma_key(key, w->at, length - 1);
  if (known && length <= GAZ_LEMMA_KEPT) keep_lemma(memory, kind, w->at, length, both);
  w->at += length;
  return both;
}

/* The sentences of a round go through one stage, all of them, before any of them goes through the next: each stage has
 * models of its own, and finds in the cache what the sentence before it needed of them. */
typedef struct round {
  const gaz_engine *engine;
  const char *text;
  gaz_tokens *tokens;
  gaz_workspace *workspace;
  gaz_word_info *infos; /* of the tokens of all its sentences */
  struct gaz_parse_state *parse;
  size_t first, end;                /* sentences */
  uint64_t *word_keys, *lemma_keys; /* of all tokens */
} round;

/* So many tokens have what is known of them in a small part of the cache. */
enum { ROUND_TOKENS = 512 };

/* "Police Arrest Three", "POLICE ARREST THREE": a headline by its capitals, and by its verb, is tagged as if it were a sentence. "Bank of
 * Valdia" is no headline: it is left as it was, and false is returned. */
static bool tag_headline(const round *r, gaz_token *tokens, size_t count, gaz_word_info *infos) {
  const gaz_engine *engine = r->engine;
  if (!gaz_word_info_headline(engine->words, r->text, tokens, count, infos)) return false;
  gaz_tag_sentence(engine->tagger, infos, tokens, count);
  for (size_t i = 0; i < count; i++)
    if (tokens[i].upos == GAZ_UPOS_VERB || tokens[i].upos == GAZ_UPOS_AUX) return true;
  gaz_word_info_fill(engine->words, r->text, tokens, count, r->workspace->words, infos);
  return false;
}

static void tag_sentences(const round *r) {
  gaz_word_info *infos = r->infos;
  for (size_t i = r->first; i < r->end; i++) {
    const gaz_sentence *sentence = &r->tokens->sentences[i];
    gaz_token *tokens = &r->tokens->tokens[sentence->first];
    gaz_word_info_fill(r->engine->words, r->text, tokens, sentence->count, r->workspace->words,
                       infos);
    if (!tag_headline(r, tokens, sentence->count, infos))
      gaz_tag_sentence(r->engine->tagger, infos, tokens, sentence->count);
    infos += sentence->count;
  }
}

static gaz_status parse_sentences(const round *r, const gaz_cancel *cancel) {
  gaz_word_info *infos = r->infos;
  for (size_t i = r->first; i < r->end; i++) {
    const gaz_sentence *sentence = &r->tokens->sentences[i];
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    gaz_parse_sentence(r->engine->parser, r->text, infos, &r->tokens->tokens[sentence->first],
                       sentence->count, sentence->first, r->parse);
    infos += sentence->count;
  }
  return GAZ_OK;
}

static void review_sentences(const round *r) {
  gaz_word_info *infos = r->infos;
  for (size_t i = r->first; i < r->end && r->engine->tag_review; i++) {
    const gaz_sentence *sentence = &r->tokens->sentences[i];
    gaz_review_tags(r->engine->tag_review, infos, &r->tokens->tokens[sentence->first],
                    sentence->count, sentence->first);
    infos += sentence->count;
  }
}

static bool lemmatise_sentence(const round *r, lemma_writer *writer, const gaz_word_info *infos,
                               const gaz_sentence *sentence) {
  bool first = true; /* until a word has been seen */
  for (uint32_t i = 0; i < sentence->count; i++) {
    uint32_t at = sentence->first + i;
    gaz_token *token = &r->tokens->tokens[at];
    r->word_keys[at] = infos[i].key;
    if (!(r->lemma_keys[at] = write_lemma(writer, token, infos[i].key, first))) return false;
    if (token->shape & GAZ_SHAPE_LETTER) first = false;
  }
  return true;
}

static bool lemmatise_sentences(const round *r, lemma_writer *writer) {
  gaz_word_info *infos = r->infos;
  for (size_t i = r->first; i < r->end; i++) {
    const gaz_sentence *sentence = &r->tokens->sentences[i];
    if (!lemmatise_sentence(r, writer, infos, sentence)) return false;
    infos += sentence->count;
  }
  return true;
}

/* As many sentences as a round has tokens for, and one at least. */
static size_t round_end(const gaz_tokens *tokens, size_t first) {
  size_t end = first + 1, count = tokens->sentences[first].count;
  while (end < tokens->sentence_count && count + tokens->sentences[end].count <= ROUND_TOKENS)
    count += tokens->sentences[end++].count;
  return end;
}

static gaz_status tag_all(const gaz_engine *engine, const char *text, gaz_tokens *tokens,
                          unsigned stages, gaz_workspace *workspace, const gaz_cancel *cancel,
                          gaz_arena *arena) {
  size_t longest = longest_sentence(tokens);
  size_t room = longest > ROUND_TOKENS ? longest : ROUND_TOKENS;
  round r = {engine, text, tokens, workspace};
  lemma_writer lemmas = {engine->lemmatizer, text, workspace->words, arena, NULL, NULL};
  r.infos = gaz_arena_alloc(&workspace->scratch, room * sizeof *r.infos);
  r.parse = gaz_parse_state_new(longest, &workspace->scratch);
  r.word_keys = gaz_arena_zeroed(arena, tokens->token_count + 1, sizeof *r.word_keys);
  r.lemma_keys = gaz_arena_zeroed(arena, tokens->token_count + 1, sizeof *r.lemma_keys);
  if (!r.infos || !r.parse || !r.word_keys || !r.lemma_keys) return GAZ_ERROR_MEMORY;
  for (; r.first < tokens->sentence_count; r.first = r.end) {
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    r.end = round_end(tokens, r.first);
    tag_sentences(&r);
    if (stages & (GAZ_STAGE_PARSE | GAZ_STAGE_NAMES)) {
      gaz_status status = parse_sentences(&r, cancel);
      if (status) return status;
      review_sentences(&r);
    }
    if (!lemmatise_sentences(&r, &lemmas)) return GAZ_ERROR_MEMORY;
  }
  tokens->word_keys = r.word_keys;
  tokens->lemma_keys = r.lemma_keys;
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
