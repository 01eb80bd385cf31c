/* Finding mentions.
 *
 * Names come from the recogniser, pronouns from a table. A noun phrase is the run of words around a
 * noun that hang on it: to the left its determiners, adjectives and compounds, to the right its
 * prepositional phrases and restrictive clauses, up to the first comma. Runs are looked for word by
 * word from the noun outwards and are bounded, so a text costs linear time whatever its trees. */
#include "extract/mentions.h"

#include <stdlib.h>
#include <string.h>

#include "english/engine.h"
#include "english/labels.h"
#include "extract/reference_tables.h"
#include "extract/tables_internal.h"

enum {
  PHRASE_MAX = 40, /* words on either side of a head */
  CLIMB_MAX = 12,  /* steps from a word to the head of its phrase */
};

static const gaz_token *token_at(const gaz_analysis *analysis, uint32_t token) {
  return &analysis->tokens.tokens[token];
}

static bool before_noun(uint8_t deprel) {
  switch (deprel) {
    case GAZ_DEPREL_DET:
    case GAZ_DEPREL_DET_PREDET:
    case GAZ_DEPREL_AMOD:
    case GAZ_DEPREL_COMPOUND:
    case GAZ_DEPREL_NUMMOD:
    case GAZ_DEPREL_NMOD_POSS:
    case GAZ_DEPREL_NMOD_DESC:
    case GAZ_DEPREL_NMOD_UNMARKED:
    case GAZ_DEPREL_FLAT:
    case GAZ_DEPREL_ADVMOD:
    case GAZ_DEPREL_NMOD: return true;
    default: return false;
  }
}

static bool after_noun(uint8_t deprel) {
  switch (deprel) {
    case GAZ_DEPREL_NMOD:
    case GAZ_DEPREL_NMOD_UNMARKED:
    case GAZ_DEPREL_NMOD_DESC:
    case GAZ_DEPREL_ACL:
    case GAZ_DEPREL_ACL_RELCL:
    case GAZ_DEPREL_FLAT:
    case GAZ_DEPREL_NUMMOD:
    case GAZ_DEPREL_COMPOUND:
    case GAZ_DEPREL_AMOD:
    case GAZ_DEPREL_FIXED:
    case GAZ_DEPREL_GOESWITH: return true;
    default: return false;
  }
}

/* The relation by which `token` or what it hangs on is a dependant of `head`; 0 when it is none. */
static uint8_t relation_to(const gaz_analysis *analysis, uint32_t token, uint32_t head) {
  for (unsigned step = 0; step < CLIMB_MAX; step++) {
    const gaz_token *t = token_at(analysis, token);
    if (t->head < 0) return 0;
    if ((uint32_t)t->head == head) return t->deprel;
    token = (uint32_t)t->head;
  }
  return 0;
}

static void phrase_of(const gaz_analysis *analysis, uint32_t head, uint32_t first, uint32_t last,
                      uint32_t *out_first, uint32_t *out_last) {
  const gaz_sentence *s = &analysis->tokens.sentences[token_at(analysis, head)->sentence];
  uint32_t end = s->first + s->count;
  uint32_t left = first, right = last;
  while (left > s->first && first - left < PHRASE_MAX) {
    const gaz_token *t = token_at(analysis, left - 1);
    uint8_t relation = relation_to(analysis, left - 1, head);
    bool quote = t->upos == GAZ_UPOS_PUNCT && relation == GAZ_DEPREL_PUNCT;
    if (!before_noun(relation) && !quote) break;
    left--;
  }
  while (left < first && token_at(analysis, left)->upos == GAZ_UPOS_PUNCT) left++;
  for (uint32_t t = last + 1; t < end && t - last < PHRASE_MAX; t++) {
    uint8_t relation = relation_to(analysis, t, head);
    const gaz_token *token = token_at(analysis, t);
    if ((uint32_t)token->head == head && token->deprel == GAZ_DEPREL_PUNCT) break;
    if (!after_noun(relation)) break;
    if (token->upos != GAZ_UPOS_PUNCT) right = t;
  }
  *out_first = left;
  *out_last = right;
}

void gaz_mention_phrase(const gaz_analysis *analysis, const gaz_mention *mention, uint32_t *first,
                        uint32_t *last) {
  *first = mention->first;
  *last = mention->first + mention->count - 1;
  if (mention->kind == GAZ_MENTION_NAME)
    phrase_of(analysis, mention->head, *first, *last, first, last);
}

/* The word of a run that the others hang on. */
static uint32_t head_of(const gaz_analysis *analysis, uint32_t first, uint32_t count) {
  for (uint32_t t = first; t < first + count && t < first + PHRASE_MAX; t++) {
    int32_t head = token_at(analysis, t)->head;
    if (token_at(analysis, t)->deprel == GAZ_DEPREL_NONE) break; /* not parsed */
    if (token_at(analysis, t)->upos == GAZ_UPOS_PUNCT) continue;
    if (head < (int32_t)first || head >= (int32_t)(first + count)) return t;
  }
  return first + count - 1;
}

typedef struct finder {
  const struct gaz_reference_tables *tables;
  const gaz_analysis *analysis;
  gaz_arena *arena;
  gaz_mention *mentions;
  size_t count, capacity;
} finder;

static bool add(finder *f, uint32_t first, uint32_t last, uint32_t head, uint8_t kind,
                uint8_t type, float confidence) {
  f->mentions = gaz_arena_grow(f->arena, f->mentions, f->count, &f->capacity, sizeof *f->mentions);
  if (!f->mentions) return false;
  f->mentions[f->count++] = (gaz_mention){
      .start = token_at(f->analysis, first)->start, .end = token_at(f->analysis, last)->end,
      .first = first, .count = last - first + 1, .head = head, .chain = GAZ_NONE, .kind = kind,
      .type = type, .confidence = confidence};
  return true;
}

static gaz_slice word_of(const finder *f, uint32_t token) {
  const gaz_token *t = token_at(f->analysis, token);
  return gaz_slice_of(f->analysis->text, t->start, t->end);
}

static gaz_slice lemma_of(const finder *f, uint32_t token) {
  const gaz_token *t = token_at(f->analysis, token);
  if (t->lemma && *t->lemma) return (gaz_slice){t->lemma, strlen(t->lemma)};
  return word_of(f, token);
}

static bool is_phrase_head(const gaz_token *t) {
  if (t->upos != GAZ_UPOS_NOUN) return false;
  switch (t->deprel) {
    case GAZ_DEPREL_NONE:
    case GAZ_DEPREL_COMPOUND:
    case GAZ_DEPREL_FIXED:
    case GAZ_DEPREL_FLAT:
    case GAZ_DEPREL_GOESWITH:
    case GAZ_DEPREL_NMOD_DESC:
    case GAZ_DEPREL_CASE:
    case GAZ_DEPREL_ADVMOD: return false;
    default: return true;
  }
}

static bool in_time(const gaz_facts *facts, const gaz_token *token, size_t *at) {
  while (*at < facts->time_count && facts->times[*at].end <= token->start) ++*at;
  return *at < facts->time_count && facts->times[*at].start < token->end;
}

static bool add_pronoun(finder *f, uint32_t token) {
  gaz_pronoun pronoun;
  const gaz_token *t = token_at(f->analysis, token);
  if (t->upos != GAZ_UPOS_PRON || !gaz_pronoun_find(f->tables, word_of(f, token), &pronoun))
    return true;
  if (pronoun.kind == GAZ_PRONOUN_DEMONSTRATIVE &&
      (t->deprel == GAZ_DEPREL_DET || t->deprel == GAZ_DEPREL_MARK || t->xpos == GAZ_XPOS_WDT))
    return true;
  if (t->deprel == GAZ_DEPREL_EXPL) return true; /* "it seems" */
  return add(f, token, token, token, GAZ_MENTION_PRONOUN, GAZ_TYPE_NONE, 1);
}

static bool add_noun(finder *f, uint32_t token) {
  uint32_t first, last;
  gaz_role_noun noun = {0};
  phrase_of(f->analysis, token, token, token, &first, &last);
  gaz_role_noun_find(f->tables, lemma_of(f, token), &noun);
  return add(f, first, last, token, GAZ_MENTION_NOMINAL, noun.type, 1);
}

static int in_text_order(const void *a, const void *b) {
  const gaz_mention *x = a, *y = b;
  if (x->first != y->first) return x->first < y->first ? -1 : 1;
  if (x->count != y->count) return x->count > y->count ? -1 : 1;
  return (int)x->kind - (int)y->kind;
}

/* Of two mentions with the same words the name stays. */
static size_t without_doubles(gaz_mention *mentions, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (!kept || mentions[i].first != mentions[kept - 1].first ||
        mentions[i].count != mentions[kept - 1].count)
      mentions[kept++] = mentions[i];
  return kept;
}

gaz_status gaz_extract_mentions(const gaz_engine *engine, const gaz_analysis *analysis,
                                const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts) {
  if (!engine->extract || !engine->extract->references) return GAZ_OK;
  finder f = {.tables = engine->extract->references, .analysis = analysis, .arena = arena};
  size_t name = 0, time = 0;
  for (uint32_t t = 0; t < analysis->tokens.token_count; t++) {
    const gaz_token *token = token_at(analysis, t);
    bool fine = true;
    if ((t & 1023) == 0 && gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    while (name < analysis->name_count &&
           analysis->names[name].first + analysis->names[name].count <= t)
      name++;
    const gaz_name *n = name < analysis->name_count ? &analysis->names[name] : NULL;
    bool in_name = n && n->first <= t;
    if (in_name && n->first == t && n->type < GAZ_TYPE_COUNT)
      fine = add(&f, t, t + n->count - 1, head_of(analysis, t, n->count), GAZ_MENTION_NAME, n->type,
                 n->confidence);
    else if (!in_name && is_phrase_head(token) && !in_time(facts, token, &time))
      fine = add_noun(&f, t);
    else if (!in_name)
      fine = add_pronoun(&f, t);
    if (!fine) return GAZ_ERROR_MEMORY;
  }
  qsort(f.mentions, f.count, sizeof *f.mentions, in_text_order);
  facts->mentions = f.mentions;
  facts->mention_count = without_doubles(f.mentions, f.count);
  return GAZ_OK;
}
