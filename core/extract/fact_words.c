/* A memory is a hash table of words in an arena of its own: words never move, so tokens can point at them. When
 * it has grown large it is emptied between two texts. */
#include "extract/fact_words.h"

#include <stdlib.h>
#include <string.h>

#include "english/engine.h"
#include "extract/tables_internal.h"

enum {
  IDLE_MAX = 16,         /* memories that are kept while nobody uses them */
  SLOTS_MIN = 1 << 10,   /* a power of two, at least half of them free */
  REMEMBERED = 12 << 10, /* words that a text may find there; more and it begins anew */
};

typedef struct slot {
  uint64_t key; /* of spelling and lemma; 0 is free */
  gaz_fact_word *word;
} slot;

typedef struct gaz_fact_memory {
  gaz_arena arena;
  slot *slots;
  size_t capacity, count;
} gaz_fact_memory;

struct gaz_fact_memories {
  _Atomic(gaz_fact_memory *) idle[IDLE_MAX];
};

/* ---- Lending ---- */

gaz_fact_memories *gaz_fact_memories_new(void) {
  gaz_fact_memories *memories = malloc(sizeof *memories);
  for (int i = 0; memories && i < IDLE_MAX; i++) atomic_init(&memories->idle[i], NULL);
  return memories;
}

static void clear(gaz_fact_memory *memory) {
  gaz_arena_free(&memory->arena);
  free(memory->slots);
  *memory = (gaz_fact_memory){0};
}

static void free_memory(gaz_fact_memory *memory) {
  if (memory) clear(memory);
  free(memory);
}

void gaz_fact_memories_free(gaz_fact_memories *memories) {
  for (int i = 0; memories && i < IDLE_MAX; i++) free_memory(atomic_load(&memories->idle[i]));
  free(memories);
}

static gaz_fact_memory *take(gaz_fact_memories *memories) {
  for (int i = 0; i < IDLE_MAX; i++) {
    gaz_fact_memory *memory = atomic_exchange(&memories->idle[i], NULL);
    if (memory) return memory;
  }
  return calloc(1, sizeof(gaz_fact_memory));
}

static void give(gaz_fact_memories *memories, gaz_fact_memory *memory) {
  if (memory->count > REMEMBERED) clear(memory);
  for (int i = 0; i < IDLE_MAX; i++) {
    gaz_fact_memory *nothing = NULL;
    if (atomic_compare_exchange_strong(&memories->idle[i], &nothing, memory)) return;
  }
  free_memory(memory);
}

/* ---- Words ---- */

static slot *place_of(const gaz_fact_memory *memory, uint64_t key) {
  size_t mask = memory->capacity - 1, at = (size_t)(key >> 32) & mask;
  while (memory->slots[at].key && memory->slots[at].key != key) at = (at + 1) & mask;
  return &memory->slots[at];
}

static bool grow(gaz_fact_memory *memory) {
  gaz_fact_memory grown = *memory;
  grown.capacity = memory->capacity ? memory->capacity * 2 : SLOTS_MIN;
  grown.slots = calloc(grown.capacity, sizeof *grown.slots);
  if (!grown.slots) return false;
  for (size_t i = 0; i < memory->capacity; i++)
    if (memory->slots[i].key) *place_of(&grown, memory->slots[i].key) = memory->slots[i];
  free(memory->slots);
  *memory = grown;
  return true;
}

static gaz_fact_word *learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma,
                            gaz_arena *arena) {
  gaz_fact_word *out = gaz_arena_zeroed(arena, 1, sizeof *out);
  if (!out) return NULL;
  gaz_time_word_learn(engine, word, out);
  gaz_reference_word_learn(engine, word, lemma, out);
  gaz_quote_word_learn(engine, word, lemma, out);
  gaz_event_word_learn(engine, word, lemma, out);
  return out;
}

static gaz_fact_word *word_of(const gaz_engine *engine, const char *text, const gaz_token *token,
                              gaz_fact_memory *memory, gaz_arena *arena) {
  gaz_slice word = gaz_slice_of(text, token->start, token->end);
  gaz_slice lemma = {token->lemma, token->lemma ? strlen(token->lemma) : 0};
  uint64_t key = gaz_hash(word.data, word.size, 1);
  key = gaz_hash(lemma.data, lemma.size, lemma.data ? key : ~key) | 1;
  if (memory->count * 2 >= memory->capacity && !grow(memory)) return NULL;
  slot *place = place_of(memory, key);
  if (place->key) return place->word;
  place->word = learn(engine, word, lemma, arena);
  if (!place->word) return NULL;
  place->key = key;
  memory->count++;
  return place->word;
}

static gaz_fact_word *const *words_of(const gaz_engine *engine, const gaz_analysis *analysis,
                                      gaz_fact_memory *memory, gaz_arena *words_arena,
                                      gaz_arena *arena) {
  size_t count = analysis->tokens.token_count;
  gaz_fact_word **words = gaz_arena_alloc(arena, (count + 1) * sizeof *words);
  for (size_t i = 0; words && i < count; i++) {
    words[i] = word_of(engine, analysis->text, &analysis->tokens.tokens[i], memory, words_arena);
    if (!words[i]) return NULL;
  }
  return words;
}

gaz_status gaz_fact_words_begin(const gaz_engine *engine, const gaz_analysis *analysis,
                                gaz_arena *arena, gaz_facts *facts) {
  if (!engine->extract) return GAZ_OK;
  facts->memory = take(engine->extract->memories);
  if (!facts->memory) return GAZ_ERROR_MEMORY;
  facts->words = words_of(engine, analysis, facts->memory, &facts->memory->arena, arena);
  if (facts->words) return GAZ_OK;
  gaz_fact_words_end(engine, facts);
  return GAZ_ERROR_MEMORY;
}

void gaz_fact_words_end(const gaz_engine *engine, gaz_facts *facts) {
  if (facts->memory) give(engine->extract->memories, facts->memory);
  facts->memory = NULL;
  facts->words = NULL;
}

gaz_fact_word *const *gaz_fact_words_of(const gaz_engine *engine, const gaz_analysis *analysis,
                                        gaz_arena *arena, const gaz_facts *facts) {
  if (facts->words) return facts->words;
  gaz_fact_memory memory = {0};
  gaz_fact_word *const *words = words_of(engine, analysis, &memory, arena, arena);
  free(memory.slots);
  return words;
}
