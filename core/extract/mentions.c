/* Finding mentions.
 *
 * Names come from the recogniser, pronouns from a table. A noun phrase is the run of words around a
 * noun that hang on it: to the left its determiners, adjectives and compounds, to the right its
 * prepositional phrases and restrictive clauses, up to the first comma. Runs are looked for word by
 * word from the noun outwards and are bounded, so a text costs linear time whatever its trees. */
#include "extract/mentions.h"

#include <string.h>

#include "base/search.h"
#include "english/engine.h"
#include "english/labels.h"
#include "extract/coreference_internal.h"
#include "extract/name_spans.h"
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

/* Words that begin another phrase, whatever the parser hangs them on. */
static bool never_before_noun(const gaz_token *t) {
  switch (t->upos) {
    case GAZ_UPOS_ADP:
    case GAZ_UPOS_AUX:
    case GAZ_UPOS_SCONJ: return true;
    case GAZ_UPOS_VERB: return t->deprel != GAZ_DEPREL_AMOD && t->deprel != GAZ_DEPREL_COMPOUND;
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

/* What a clause or list adds to a noun inside a phrase: after a mark it is no part of the phrase. */
static bool adds_more(uint8_t deprel) {
  switch (deprel) {
    case GAZ_DEPREL_APPOS:
    case GAZ_DEPREL_CONJ:
    case GAZ_DEPREL_CC:
    case GAZ_DEPREL_PARATAXIS:
    case GAZ_DEPREL_DEP:
    case GAZ_DEPREL_LIST:
    case GAZ_DEPREL_ORPHAN:
    case GAZ_DEPREL_DISCOURSE:
    case GAZ_DEPREL_ADVCL:
    case GAZ_DEPREL_OBL: return true;
    default: return false;
  }
}

static bool is_nominal(const gaz_token *t) {
  return t->upos == GAZ_UPOS_NOUN || t->upos == GAZ_UPOS_PROPN || t->upos == GAZ_UPOS_PRON ||
         t->upos == GAZ_UPOS_NUM;
}

/* Whether the word after the phrase [first, last] of `head` goes on with it. `mark`: punctuation
 * stands between. The words of what begins at `token` hang on each other from right to left until
 * one hangs on the phrase. */
static bool goes_on(const gaz_analysis *analysis, uint32_t token, uint32_t head, uint32_t first,
                    bool mark, bool whole, bool bare) {
  uint32_t top = token;
  for (unsigned step = 0; step < CLIMB_MAX; step++) {
    int32_t up = token_at(analysis, top)->head;
    if (up < (int32_t)first) return false;
    if ((uint32_t)up < token) break;
    top = (uint32_t)up;
  }
  const gaz_token *t = token_at(analysis, top);
  if (t->head < (int32_t)first || (uint32_t)t->head >= token) return false;
  if (mark && !whole && t->deprel == GAZ_DEPREL_ACL_RELCL) return false; /* ", which lost money" */
  if ((uint32_t)t->head == head) {
    if (t->deprel == GAZ_DEPREL_APPOS) return bare && token == head + 1; /* "coach Keller" */
    return after_noun(t->deprel);
  }
  return !mark || !adds_more(t->deprel) || !is_nominal(token_at(analysis, (uint32_t)t->head));
}

static bool is_mark(const gaz_analysis *analysis, uint32_t token, char mark) {
  const gaz_token *t = token_at(analysis, token);
  return t->end == t->start + 1 && analysis->text[t->start] == mark;
}

/* A bracket that was opened in the phrase is closed in it. */
static uint32_t with_bracket(const gaz_analysis *analysis, uint32_t first, uint32_t last,
                             uint32_t end) {
  if (last + 1 >= end || !is_mark(analysis, last + 1, ')')) return last;
  for (uint32_t t = last; t > first && last - t < PHRASE_MAX; t--) {
    if (is_mark(analysis, t, ')')) return last;
    if (is_mark(analysis, t, '(')) return last + 1;
  }
  return last;
}

/* Whether the noun has neither an article nor an owner. */
static bool is_bare(const gaz_analysis *analysis, uint32_t head, uint32_t left) {
  for (uint32_t t = left; t < head; t++) {
    const gaz_token *token = token_at(analysis, t);
    if ((uint32_t)token->head == head &&
        (token->deprel == GAZ_DEPREL_DET || token->deprel == GAZ_DEPREL_NMOD_POSS))
      return false;
  }
  return true;
}

/* The phrase around the words [first, last], whose head is `head`; `whole` with clauses that only
 * add something. */
static void phrase_of(const gaz_analysis *analysis, uint32_t head, uint32_t first, uint32_t last,
                      bool whole, uint32_t *out_first, uint32_t *out_last) {
  const gaz_sentence *s = &analysis->tokens.sentences[token_at(analysis, head)->sentence];
  uint32_t end = s->first + s->count;
  uint32_t left = first, right = last;
  while (left > s->first && first - left < PHRASE_MAX) {
    const gaz_token *t = token_at(analysis, left - 1);
    uint8_t relation = relation_to(analysis, left - 1, head);
    bool quote = t->upos == GAZ_UPOS_PUNCT && relation == GAZ_DEPREL_PUNCT;
    if ((!before_noun(relation) && !quote) || never_before_noun(t)) break;
    left--;
  }
  /* "also a record", and marks that open nothing */
  while (left < first && (token_at(analysis, left)->upos == GAZ_UPOS_PUNCT ||
                          (token_at(analysis, left)->upos == GAZ_UPOS_ADV && left + 1 <= last &&
                           token_at(analysis, left + 1)->upos == GAZ_UPOS_DET)))
    left++;
  bool bare = is_bare(analysis, head, left);
  for (uint32_t t = last + 1; t < end && t - last < PHRASE_MAX; t++) {
    if (token_at(analysis, t)->upos == GAZ_UPOS_PUNCT) continue;
    if (!goes_on(analysis, t, head, left, right + 1 < t, whole, bare)) break;
    right = t;
  }
  *out_first = left;
  *out_last = with_bracket(analysis, left, right, end);
}

void gaz_mention_phrase(const gaz_analysis *analysis, const gaz_mention *mention, uint32_t *first,
                        uint32_t *last) {
  *first = mention->first;
  *last = mention->first + mention->count - 1;
  if (mention->kind == GAZ_MENTION_PRONOUN) return;
  uint32_t name_last = *last;
  const gaz_token *head = token_at(analysis, mention->head);
  /* "coach Jana Keller": the noun right before a name heads the phrase of both. */
  if (mention->kind == GAZ_MENTION_NAME && head->head >= 0 &&
      (uint32_t)head->head + 1 == mention->first &&
      token_at(analysis, (uint32_t)head->head)->upos == GAZ_UPOS_NOUN) {
    uint32_t noun = (uint32_t)head->head;
    phrase_of(analysis, noun, noun, noun, true, first, last);
    if (*last >= name_last) return;
    *first = mention->first;
    *last = name_last;
  }
  phrase_of(analysis, mention->head, *first, *last, true, first, last);
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
  gaz_fact_word *const *words; /* one a token */
  gaz_arena *arena;
  gaz_mention *mentions;
  size_t count, capacity;
  gaz_hash_table heads; /* hash of a lemma -> a token */
} finder;

static bool add(finder *f, uint32_t first, uint32_t last, uint32_t head, uint8_t kind, uint8_t type,
                float confidence) {
  f->mentions = gaz_arena_grow(f->arena, f->mentions, f->count, &f->capacity, sizeof *f->mentions);
  if (!f->mentions) return false;
  f->mentions[f->count++] = (gaz_mention){.start = token_at(f->analysis, first)->start,
                                          .end = token_at(f->analysis, last)->end,
                                          .first = first,
                                          .count = last - first + 1,
                                          .head = head,
                                          .chain = GAZ_NONE,
                                          .kind = kind,
                                          .type = type,
                                          .confidence = confidence};
  return true;
}

static gaz_slice word_of(const finder *f, uint32_t token) {
  const gaz_token *t = token_at(f->analysis, token);
  return gaz_slice_of(f->analysis->text, t->start, t->end);
}

/* Proper nouns too: what the recogniser passed over is still spoken of. */
static bool is_phrase_head(const gaz_analysis *analysis, const gaz_token *t) {
  bool number = t->upos == GAZ_UPOS_NUM;
  if (t->upos != GAZ_UPOS_NOUN && t->upos != GAZ_UPOS_PROPN && !number) return false;
  switch (t->deprel) {
    case GAZ_DEPREL_NUMMOD:
    case GAZ_DEPREL_AMOD:
    case GAZ_DEPREL_DEP:
    case GAZ_DEPREL_LIST:
    case GAZ_DEPREL_ROOT: return !number;
    case GAZ_DEPREL_COMPOUND: /* "the Harrab talks" */
      return t->upos == GAZ_UPOS_PROPN && t->head >= 0 &&
             token_at(analysis, (uint32_t)t->head)->upos == GAZ_UPOS_NOUN;
    case GAZ_DEPREL_NONE:
    case GAZ_DEPREL_FIXED:
    case GAZ_DEPREL_FLAT:
    case GAZ_DEPREL_GOESWITH:
    case GAZ_DEPREL_NMOD_DESC:
    case GAZ_DEPREL_CASE:
    case GAZ_DEPREL_ADVMOD: return false;
    default: return true;
  }
}

static uint32_t lemma_hash(const finder *f, uint32_t token) {
  uint32_t hash = f->words[token]->lemma_exact;
  return hash ? hash : 1;
}

/* The nouns that head a phrase somewhere: what is spoken of by itself is spoken of inside a compound
 * too ("the bridge ... the bridge repairs"). */
static bool find_heads(finder *f) {
  const gaz_tokens *tokens = &f->analysis->tokens;
  if (!gaz_hash_table_make(f->arena, tokens->token_count + 1, &f->heads)) return false;
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    const gaz_token *token = token_at(f->analysis, t);
    if (token->upos == GAZ_UPOS_NOUN && is_phrase_head(f->analysis, token))
      gaz_hash_table_set(&f->heads, lemma_hash(f, t), t);
  }
  return true;
}

static bool in_compound(const finder *f, uint32_t token) {
  const gaz_token *t = token_at(f->analysis, token);
  return t->upos == GAZ_UPOS_NOUN && t->deprel == GAZ_DEPREL_COMPOUND && t->head >= 0 &&
         token_at(f->analysis, (uint32_t)t->head)->upos == GAZ_UPOS_NOUN &&
         gaz_hash_table_find(&f->heads, lemma_hash(f, token)) != GAZ_NONE;
}

static bool in_time(const gaz_facts *facts, const gaz_token *token, size_t *at) {
  while (*at < facts->time_count && facts->times[*at].end <= token->start) ++*at;
  return *at < facts->time_count && facts->times[*at].start < token->end;
}

static bool add_pronoun(finder *f, uint32_t token) {
  gaz_pronoun pronoun;
  const gaz_token *t = token_at(f->analysis, token);
  if (t->upos != GAZ_UPOS_PRON || !gaz_pronoun_of(f->words[token]->pronoun, &pronoun)) return true;
  if (pronoun.kind == GAZ_PRONOUN_DEMONSTRATIVE &&
      (t->deprel == GAZ_DEPREL_DET || t->deprel == GAZ_DEPREL_MARK || t->xpos == GAZ_XPOS_WDT))
    return true;
  if (t->deprel == GAZ_DEPREL_EXPL) return true; /* "it seems" */
  return add(f, token, token, token, GAZ_MENTION_PRONOUN, GAZ_TYPE_NONE, 1);
}

static bool is_address(const finder *f, uint32_t token) {
  uint8_t gender;
  return gaz_title_of(f->words[token]->title, &gender) == GAZ_TITLE_ADDRESS;
}

/* "Col.", of "Col. Ada Brandt", and both words of "Brig. Gen." and "Rear Adm.": a title right before the name of a person. */
static bool is_title_of(const finder *f, uint32_t token, const gaz_name *name) {
  enum { TITLE_WORDS_MOST = 3 };
  if (!name || name->type != GAZ_TYPE_PERSON || token >= name->first ||
      name->first - token > TITLE_WORDS_MOST ||
      token_at(f->analysis, token)->sentence != token_at(f->analysis, name->first)->sentence)
    return false;
  for (uint32_t t = token + 1; t < name->first; t++)
    if (!is_address(f, t)) return false;
  return is_address(f, token) ||
         (token + 1 < name->first && token_at(f->analysis, token)->upos == GAZ_UPOS_PROPN);
}

/* The word of a name that the rest of the sentence hangs on: where the parser took a title for that, the title. */
static uint32_t head_of_name(const finder *f, const gaz_name *name) {
  uint32_t head = head_of(f->analysis, name->first, name->count);
  int32_t governor = token_at(f->analysis, head)->head;
  bool title = governor >= 0 && is_title_of(f, (uint32_t)governor, name);
  return title ? (uint32_t)governor : head;
}

static bool add_noun(finder *f, uint32_t token) {
  uint32_t first, last;
  gaz_role_noun noun = {0};
  phrase_of(f->analysis, token, token, token, false, &first, &last);
  gaz_role_noun_of(f->words[token]->role, &noun);
  return add(f, first, last, token, GAZ_MENTION_NOMINAL, noun.type, 1);
}

/* A name of the table of aliases that the recogniser passed over: "IS", "ISIL". Capitals only: in a
 * headline all in capitals "IS" is a verb, and so it is where its neighbours are in capitals. */
static bool add_known_name(finder *f, uint32_t token, bool *added) {
  const gaz_token *t = token_at(f->analysis, token);
  gaz_slice word = word_of(f, token);
  *added = false;
  if (!(t->shape & GAZ_SHAPE_UPPER) || word.size < 2) return true;
  uint8_t type = gaz_alias_type(f->tables, word);
  if (type == GAZ_TYPE_NONE) return true;
  for (int side = -1; side <= 1; side += 2) {
    int64_t near = (int64_t)token + side;
    if (near < 0 || near >= (int64_t)f->analysis->tokens.token_count) continue;
    const gaz_token *other = token_at(f->analysis, (uint32_t)near);
    if (other->sentence == t->sentence && (other->shape & GAZ_SHAPE_UPPER) &&
        other->end - other->start > 1)
      return true;
  }
  *added = true;
  return add(f, token, token, token, GAZ_MENTION_NAME, type, 0.8f);
}

/* A name that is a time: the recogniser takes "Thursday" for one now and then. */
static bool is_time(const gaz_facts *facts, const gaz_name *name) {
  size_t i = GAZ_FIRST_FROM(facts->times, facts->time_count, end, name->start + 1);
  return i < facts->time_count && facts->times[i].start <= name->start &&
         facts->times[i].end >= name->end;
}

/* "US$", of "US$ 50": of money, and nobody's name. */
static bool is_currency(const gaz_analysis *analysis, const gaz_name *name) {
  return name->end > name->start && analysis->text[name->end - 1] == '$';
}

/* The recogniser's type, but where the table knows the name by itself. */
static uint8_t type_of_name(const finder *f, const gaz_name *name) {
  uint8_t known =
      gaz_alias_type(f->tables, gaz_slice_of(f->analysis->text, name->start, name->end));
  return known != GAZ_TYPE_NONE && name->type != GAZ_TYPE_PERSON ? known : name->type;
}

static bool comes_before(const gaz_mention *x, const gaz_mention *y) {
  if (x->first != y->first) return x->first < y->first;
  if (x->count != y->count) return x->count > y->count;
  return x->kind < y->kind;
}

/* They were found in the order of their heads, and a phrase reaches no more than PHRASE_MAX tokens to the left
 * of its head: each has few to pass. */
static void sort(gaz_mention *mentions, size_t count) {
  for (size_t i = 1; i < count; i++) {
    if (!comes_before(&mentions[i], &mentions[i - 1])) continue;
    gaz_mention mention = mentions[i];
    size_t at = i;
    for (; at > 0 && comes_before(&mention, &mentions[at - 1]); at--)
      mentions[at] = mentions[at - 1];
    mentions[at] = mention;
  }
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
  gaz_name *names;
  size_t name_count, name = 0, time = 0;
  f.words = gaz_fact_words_of(engine, analysis, arena, facts);
  if (!f.words) return GAZ_ERROR_MEMORY;
  if (gaz_name_spans(f.tables, analysis, arena, &names, &name_count)) return GAZ_ERROR_MEMORY;
  if (!find_heads(&f)) return GAZ_ERROR_MEMORY;
  for (uint32_t t = 0; t < analysis->tokens.token_count; t++) {
    const gaz_token *token = token_at(analysis, t);
    bool fine = true;
    if ((t & 1023) == 0 && gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    while (name < name_count && names[name].first + names[name].count <= t) name++;
    const gaz_name *n = name < name_count ? &names[name] : NULL;
    bool in_name = n && n->first <= t, known = false;
    if (!in_name) fine = add_known_name(&f, t, &known);
    if (!fine || known)
      ; /* done, or out of memory */
    else if (in_name && n->first == t && n->type < GAZ_TYPE_COUNT && !is_time(facts, n) &&
             !is_currency(analysis, n))
      fine = add(&f, t, t + n->count - 1, head_of_name(&f, n), GAZ_MENTION_NAME,
                 type_of_name(&f, n), n->confidence);
    else if (!in_name && (is_phrase_head(analysis, token) || in_compound(&f, t)) &&
             !is_title_of(&f, t, n) && !in_time(facts, token, &time))
      fine = add_noun(&f, t);
    else if (!in_name)
      fine = add_pronoun(&f, t);
    if (!fine) return GAZ_ERROR_MEMORY;
  }
  if (!f.count) return GAZ_OK;
  sort(f.mentions, f.count);
  facts->mentions = f.mentions;
  facts->mention_count = without_doubles(f.mentions, f.count);
  return GAZ_OK;
}
