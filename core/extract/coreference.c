/* Coreference as a row of passes, the surest first: names, appositions and titles, role nouns, then
 * pronouns. Each pass sees the entities earlier ones made and only joins, and none joins what is at
 * odds in number, gender or type: two entities for one person do less harm than one for two.
 *
 * Mentions form a forest; the root of a tree holds what is known of the entity. Every look backwards
 * is bounded or through a hash table, so an article costs linear time. */
#include "extract/coreference.h"

#include "english/engine.h"
#include "extract/coreference_internal.h"
#include "extract/quotes.h"
#include "extract/tables_internal.h"

/* ---- Hash tables ---- */

bool gaz_hash_table_make(gaz_arena *arena, size_t most, gaz_hash_table *out) {
  size_t size = 64;
  while (size < most * 2) size *= 2;
  out->keys = gaz_arena_zeroed(arena, size, sizeof *out->keys);
  out->values = gaz_arena_alloc(arena, size * sizeof *out->values);
  out->mask = size - 1;
  return out->keys && out->values;
}

static size_t place_of(const gaz_hash_table *table, uint32_t key) {
  size_t at = gaz_mix(key) & table->mask;
  while (table->keys[at] && table->keys[at] != key) at = (at + 1) & table->mask;
  return at;
}

void gaz_hash_table_set(gaz_hash_table *table, uint32_t key, uint32_t value) {
  size_t at = place_of(table, key);
  table->keys[at] = key;
  table->values[at] = value;
}

uint32_t gaz_hash_table_find(const gaz_hash_table *table, uint32_t key) {
  size_t at = place_of(table, key);
  return table->keys[at] ? table->values[at] : GAZ_NONE;
}

/* ---- The forest ---- */

uint32_t gaz_coreference_root(gaz_coreference *c, uint32_t mention) {
  while (c->parent[mention] != mention) {
    c->parent[mention] = c->parent[c->parent[mention]];
    mention = c->parent[mention];
  }
  return mention;
}

static bool types_agree(uint8_t a, uint8_t b) {
  if (a == b || a == GAZ_TYPE_NONE || b == GAZ_TYPE_NONE) return true;
  bool person_a = a == GAZ_TYPE_PERSON, person_b = b == GAZ_TYPE_PERSON;
  if (person_a || person_b) return false;
  /* Recognisers and writers pass between these: a country acts, a ministry is a building. */
  return a == GAZ_TYPE_MISC || b == GAZ_TYPE_MISC ||
         ((a == GAZ_TYPE_GPE || a == GAZ_TYPE_ORG || a == GAZ_TYPE_LOC || a == GAZ_TYPE_FAC ||
           a == GAZ_TYPE_NORP) &&
          (b == GAZ_TYPE_GPE || b == GAZ_TYPE_ORG || b == GAZ_TYPE_LOC || b == GAZ_TYPE_FAC ||
           b == GAZ_TYPE_NORP));
}

bool gaz_coreference_agree(gaz_coreference *c, uint32_t a, uint32_t b) {
  uint32_t x = gaz_coreference_root(c, a), y = gaz_coreference_root(c, b);
  if (x == y) return true;
  if (c->gender[x] && c->gender[y] && c->gender[x] != c->gender[y]) return false;
  if (c->number[x] && c->number[y] && c->number[x] != c->number[y]) return false;
  if (c->first_name[x] && c->first_name[y] && c->first_name[x] != c->first_name[y]) return false;
  /* Names were compared with names: no noun or pronoun makes one of two ("the UNHCR, the UN refugee agency"). */
  if (c->names_done && c->named[x] && c->named[y]) return false;
  return types_agree(c->type[x], c->type[y]);
}

void gaz_coreference_join(gaz_coreference *c, uint32_t antecedent, uint32_t mention) {
  uint32_t x = gaz_coreference_root(c, antecedent), y = gaz_coreference_root(c, mention);
  if (x == y) return;
  if (y <
      x) { /* the earliest mention is the root, so results do not depend on the order of joins */
    uint32_t other = x;
    x = y;
    y = other;
  }
  c->parent[y] = x;
  if (!c->gender[x]) c->gender[x] = c->gender[y];
  if (!c->number[x]) c->number[x] = c->number[y];
  if (!c->first_name[x]) c->first_name[x] = c->first_name[y];
  if (c->type[x] == GAZ_TYPE_NONE || (!c->named[x] && c->named[y])) c->type[x] = c->type[y];
  c->named[x] |= c->named[y];
  if (c->latest[y] > c->latest[x]) c->latest[x] = c->latest[y];
}

static gaz_status plant(gaz_coreference *c) {
  size_t n = c->count, tokens = c->analysis->tokens.token_count;
  c->parent = gaz_arena_alloc(c->arena, n * sizeof *c->parent);
  c->latest = gaz_arena_alloc(c->arena, n * sizeof *c->latest);
  c->gender = gaz_arena_zeroed(c->arena, n, 1);
  c->number = gaz_arena_zeroed(c->arena, n, 1);
  c->type = gaz_arena_zeroed(c->arena, n, 1);
  c->first_name = gaz_arena_zeroed(c->arena, n, sizeof *c->first_name);
  c->named = gaz_arena_zeroed(c->arena, n, sizeof *c->named);
  c->mention_of_head = gaz_arena_alloc(c->arena, tokens * sizeof *c->mention_of_head);
  if (!c->parent || !c->latest || !c->gender || !c->number || !c->type || !c->first_name ||
      !c->named || !c->mention_of_head)
    return GAZ_ERROR_MEMORY;
  for (size_t t = 0; t < tokens; t++) c->mention_of_head[t] = GAZ_NONE;
  for (uint32_t i = 0; i < n; i++) {
    const gaz_mention *m = &c->facts->mentions[i];
    const gaz_mention_info *info = &c->infos[i];
    c->parent[i] = c->latest[i] = i;
    c->gender[i] = info->gender;
    c->number[i] = info->number;
    c->type[i] = info->type;
    c->named[i] = m->kind == GAZ_MENTION_NAME;
    if (m->kind == GAZ_MENTION_NAME && m->type == GAZ_TYPE_PERSON && info->word_count > 1 &&
        !info->surname_only)
      c->first_name[i] = info->first_word;
    if (c->mention_of_head[m->head] == GAZ_NONE || m->kind == GAZ_MENTION_NAME)
      c->mention_of_head[m->head] = i;
  }
  return GAZ_OK;
}

/* ---- Chains ---- */

/* Whether a mention tells more of its entity than the one chosen so far. */
static bool is_fuller(const gaz_facts *facts, uint32_t candidate, uint32_t chosen) {
  const gaz_mention *a = &facts->mentions[candidate], *b = &facts->mentions[chosen];
  if (a->kind != b->kind) return a->kind < b->kind;
  bool demonym_a = a->type == GAZ_TYPE_NORP, demonym_b = b->type == GAZ_TYPE_NORP;
  if (demonym_a != demonym_b) return demonym_b;
  return a->count > b->count || (a->count == b->count && a->end - a->start > b->end - b->start);
}

static gaz_status make_chains(gaz_coreference *c) {
  gaz_facts *facts = c->facts;
  facts->chains = gaz_arena_zeroed(c->arena, c->count, sizeof *facts->chains);
  if (!facts->chains) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < c->count; i++) {
    uint32_t root = gaz_coreference_root(c, i);
    if (root == i) {
      facts->mentions[i].chain = (uint32_t)facts->chain_count;
      facts->chains[facts->chain_count++] = (gaz_chain){.representative = i,
                                                        .type = c->type[i],
                                                        .gender = c->gender[i],
                                                        .number = c->number[i],
                                                        .named = c->named[i]};
    }
    uint32_t chain = facts->mentions[root].chain; /* the root is the earliest, so it has one */
    facts->mentions[i].chain = chain;
    gaz_chain *out = &facts->chains[chain];
    out->mention_count++;
    if (is_fuller(facts, i, out->representative)) out->representative = i;
  }
  for (size_t i = 0; i < facts->chain_count; i++) {
    gaz_chain *chain = &facts->chains[i];
    if (chain->named) chain->type = facts->mentions[chain->representative].type;
  }
  for (size_t i = 0; i < facts->role_count; i++) { /* they were kept by mention */
    gaz_role *role = &facts->roles[i];
    role->chain = facts->mentions[role->chain].chain;
    if (role->of != GAZ_NONE) role->of = facts->mentions[role->of].chain;
  }
  return GAZ_OK;
}

gaz_status gaz_extract_coreference(const gaz_engine *engine, const gaz_analysis *analysis,
                                   const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts) {
  if (!engine->extract || !engine->extract->references) return GAZ_OK;
  gaz_coreference c = {.tables = engine->extract->references,
                       .words = gaz_fact_words_of(engine, analysis, arena, facts),
                       .analysis = analysis,
                       .facts = facts,
                       .arena = arena,
                       .count = facts->mention_count};
  if (!c.words) return GAZ_ERROR_MEMORY;
  gaz_status status = gaz_quote_marks_find(analysis, arena, &c.marks);
  if (!status) status = gaz_mention_infos_make(&c);
  if (!status) status = plant(&c);
  if (!status) status = gaz_coreference_names(&c);
  c.names_done = true;
  if (!status && gaz_cancelled(cancel)) status = GAZ_ERROR_CANCELLED;
  if (!status) gaz_coreference_phrases(&c);
  if (!status) status = gaz_coreference_roles(&c);
  if (!status) status = gaz_coreference_nominals(&c);
  if (!status && gaz_cancelled(cancel)) status = GAZ_ERROR_CANCELLED;
  if (!status) gaz_coreference_pronouns(&c);
  if (!status) status = gaz_coreference_possessed(&c);
  return status ? status : make_chains(&c);
}
