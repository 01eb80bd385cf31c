/* A memory is a hash table of words in an arena of its own: words never move, so tokens can point at them. There
 * are two of them. What a text needs and the young one has not is copied from the old one; when the young one
 * has grown large, the old one is emptied between two texts and they change places. So what is common is never
 * learnt again. */
#include "extract/fact_words.h"

#include <stdlib.h>
#include <string.h>

#include "english/engine.h"
#include "english/word_info.h"
#include "extract/tables_internal.h"

enum {
  IDLE_MAX = 16,        /* memories that are kept while nobody uses them */
  SLOTS_MIN = 1 << 10,  /* a power of two, at least half of them free */
  REMEMBERED = 8 << 10, /* words of a text that the young of two tables may hold */
  PIECE = 64,           /* words that are allocated together */
  LINE = 64,            /* bytes of the processor's cache */
  AHEAD = 16,           /* words that are looked for together */
};
_Static_assert(sizeof(gaz_fact_word) == 2 * LINE, "no line is shared by two words");

typedef struct slot {
  uint64_t key; /* of spelling and lemma; 0 is free */
  gaz_fact_word *word;
} slot;

typedef struct table {
  gaz_arena arena;
  gaz_arena *lent;     /* used instead where there is one */
  gaz_fact_word *free; /* of the latest piece */
  size_t left;         /* words that are free there */
  slot *slots;
  size_t capacity, count;
} table;

typedef struct gaz_fact_memory {
  table young, old;
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

static void clear(table *words) {
  gaz_arena_free(&words->arena);
  free(words->slots);
  *words = (table){0};
}

static void free_memory(gaz_fact_memory *memory) {
  if (!memory) return;
  clear(&memory->young);
  clear(&memory->old);
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
  if (memory->young.count > REMEMBERED) {
    clear(&memory->old);
    memory->old = memory->young;
    memory->young = (table){0};
  }
  for (int i = 0; i < IDLE_MAX; i++) {
    gaz_fact_memory *nothing = NULL;
    if (atomic_compare_exchange_strong(&memories->idle[i], &nothing, memory)) return;
  }
  free_memory(memory);
}

/* ---- Words ---- */

static slot *place_of(const table *words, uint64_t key) {
  size_t mask = words->capacity - 1, at = (size_t)(key >> 32) & mask;
  while (words->slots[at].key && words->slots[at].key != key) at = (at + 1) & mask;
  return &words->slots[at];
}

/* Makes room for more words. */
static bool grow(table *words, size_t more) {
  table grown = *words;
  if (!grown.capacity) grown.capacity = SLOTS_MIN;
  while ((words->count + more) * 2 > grown.capacity) grown.capacity *= 2;
  if (grown.capacity == words->capacity) return true;
  grown.slots = calloc(grown.capacity, sizeof *grown.slots);
  if (!grown.slots) return false;
  for (size_t i = 0; i < words->capacity; i++)
    if (words->slots[i].key) *place_of(&grown, words->slots[i].key) = words->slots[i];
  free(words->slots);
  *words = grown;
  return true;
}

static gaz_fact_word *new_word(table *words) {
  if (!words->left) {
    gaz_arena *arena = words->lent ? words->lent : &words->arena;
    char *piece = gaz_arena_alloc(arena, PIECE * sizeof(gaz_fact_word) + LINE);
    if (!piece) return NULL;
    words->free = (gaz_fact_word *)(void *)(piece + (-(uintptr_t)piece & (LINE - 1)));
    words->left = PIECE;
  }
  words->left--;
  return words->free++;
}

static void learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma, gaz_fact_word *out) {
  *out = (gaz_fact_word){0};
  gaz_time_word_learn(engine, word, out);
  gaz_reference_word_learn(engine, word, lemma, out);
  gaz_quote_word_learn(engine, word, lemma, out);
  gaz_event_word_learn(engine, word, lemma, out);
}

static gaz_slice lemma_of(const gaz_token *token) {
  return (gaz_slice){token->lemma, token->lemma ? strlen(token->lemma) : 0};
}

static uint64_t key_of(const gaz_analysis *analysis, size_t at) {
  const gaz_tokens *tokens = &analysis->tokens;
  if (tokens->lemma_keys && tokens->lemma_keys[at]) return tokens->lemma_keys[at];
  gaz_slice lemma = lemma_of(&tokens->tokens[at]);
  uint64_t key = gaz_word_key(analysis->text, &tokens->tokens[at]);
  return gaz_lemma_key(lemma.data ? key : ~key, lemma.data, lemma.size);
}

static gaz_fact_word *word_of(const gaz_engine *engine, const char *text, const gaz_token *token,
                              uint64_t key, gaz_fact_memory *memory) {
  slot *place = place_of(&memory->young, key);
  if (place->key) return place->word;
  gaz_fact_word *word = new_word(&memory->young);
  if (!word) return NULL;
  const slot *older = memory->old.capacity ? place_of(&memory->old, key) : NULL;
  if (older && older->key)
    *word = *older->word;
  else
    learn(engine, gaz_slice_of(text, token->start, token->end), lemma_of(token), word);
  *place = (slot){key, word};
  memory->young.count++;
  return word;
}

static gaz_fact_word *const *words_of(const gaz_engine *engine, const gaz_analysis *analysis,
                                      gaz_fact_memory *memory, gaz_arena *arena) {
  size_t count = analysis->tokens.token_count;
  const gaz_token *tokens = analysis->tokens.tokens;
  gaz_fact_word **words = gaz_arena_alloc(arena, (count + 1) * sizeof *words);
  for (size_t first = 0; words && first < count; first += AHEAD) {
    uint64_t keys[AHEAD];
    size_t more = count - first < AHEAD ? count - first : AHEAD;
    if (!grow(&memory->young, more)) return NULL;
    for (size_t i = 0; i < more; i++) {
      keys[i] = key_of(analysis, first + i);
      __builtin_prefetch(
          &memory->young.slots[(size_t)(keys[i] >> 32) & (memory->young.capacity - 1)]);
    }
    for (size_t i = 0; i < more; i++) {
      gaz_fact_word *word = word_of(engine, analysis->text, &tokens[first + i], keys[i], memory);
      if (!(words[first + i] = word)) return NULL;
      __builtin_prefetch(word);
    }
  }
  return words;
}

gaz_status gaz_fact_words_begin(const gaz_engine *engine, const gaz_analysis *analysis,
                                gaz_arena *arena, gaz_facts *facts) {
  if (!engine->extract) return GAZ_OK;
  facts->memory = take(engine->extract->memories);
  if (!facts->memory) return GAZ_ERROR_MEMORY;
  facts->words = words_of(engine, analysis, facts->memory, arena);
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
  gaz_fact_memory memory = {.young = {.lent = arena}};
  gaz_fact_word *const *words = words_of(engine, analysis, &memory, arena);
  free(memory.young.slots);
  return words;
}
