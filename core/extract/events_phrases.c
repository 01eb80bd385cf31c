/* What a participant is written as: which words may be one, how far its phrase goes, who is named beside a
 * title or a noun, and what is coordinated with it. */
#include "extract/events_internal.h"
#include "extract/word_fields.h"

#include <string.h>

enum { PHRASE_DEPTH = 6, TITLE_MAX = 6 };

bool gaz_event_may_refer(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (view->info[token].time != GAZ_NONE) return false;
  switch (t->upos) {
    case GAZ_UPOS_NOUN:
    case GAZ_UPOS_PROPN:
    case GAZ_UPOS_NUM:
    case GAZ_UPOS_SYM: return true;
    case GAZ_UPOS_PRON:
      return t->xpos != GAZ_XPOS_EX && t->xpos != GAZ_XPOS_WP && t->xpos != GAZ_XPOS_WDT;
    case GAZ_UPOS_ADJ: return view->info[token].name != 0 || t->xpos == GAZ_XPOS_JJ;
    case GAZ_UPOS_DET: /* "those who", "some", not "the" */
      return view->info[token].lemma != gaz_event_word(view, GAZ_GRAMMAR_DEFINITE) &&
             view->info[token].lemma != gaz_event_word(view, GAZ_GRAMMAR_INDEFINITE);
    default: return false;
  }
}

/* The words of a phrase without clauses, appositions and coordination. */
void gaz_event_widen(const gaz_event_view *view, uint32_t token, int depth, uint32_t *first,
                     uint32_t *last) {
  if (token < *first) *first = token;
  if (token > *last) *last = token;
  if (depth == PHRASE_DEPTH) return;
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling) {
    if (view->info[c].time != GAZ_NONE) continue; /* "Thursday his country" */
    switch (view->tokens[c].deprel) {
      case GAZ_DEPREL_DET:
      case GAZ_DEPREL_DET_PREDET:
      case GAZ_DEPREL_AMOD:
      case GAZ_DEPREL_COMPOUND:
      case GAZ_DEPREL_NUMMOD:
      case GAZ_DEPREL_FLAT:
      case GAZ_DEPREL_FIXED:
      case GAZ_DEPREL_GOESWITH:
      case GAZ_DEPREL_NMOD_DESC:
      case GAZ_DEPREL_NMOD_POSS: gaz_event_widen(view, (uint32_t)c, depth + 1, first, last); break;
      case GAZ_DEPREL_ADVMOD:
        if ((uint32_t)c < token && view->tokens[token].upos == GAZ_UPOS_NUM)
          gaz_event_widen(view, (uint32_t)c, depth + 1, first, last);
        break;
      case GAZ_DEPREL_CASE: /* the 's of an owner, not the preposition before a phrase */
        if (depth && (uint32_t)c > token)
          gaz_event_widen(view, (uint32_t)c, depth + 1, first, last);
        break;
      case GAZ_DEPREL_NMOD:
        if (gaz_event_case(view, (uint32_t)c) == gaz_event_word(view, GAZ_GRAMMAR_BELONGING))
          gaz_event_widen(view, (uint32_t)c, depth + 1, first, last);
        break;
      default: break;
    }
  }
}

bool gaz_event_says_where(const gaz_event_view *view, uint32_t token) {
  int32_t marker = gaz_event_child(view, token, GAZ_DEPREL_CASE);
  return marker >= 0 && gaz_event_functions(view, (uint32_t)marker) & GAZ_FUNCTION_WHERE;
}

/* "Army Chief Daniel Moro", where the parser stopped at the title: the person named behind it. */
uint32_t gaz_event_titled(const gaz_event_view *view, uint32_t token) {
  uint8_t type = view->info[token].name; /* "Valdia Gov. Anna Keller" too */
  bool place = (type == GAZ_TYPE_GPE || type == GAZ_TYPE_NORP) && token + 2 < view->count &&
               (!view->info[token + 1].name || /* "the Valdian Anna Keller" */
                (type == GAZ_TYPE_NORP && view->info[token + 1].name == GAZ_TYPE_PERSON)) &&
               view->tokens[token + 1].shape & GAZ_SHAPE_CAPITAL;
  bool body =
      type == GAZ_TYPE_ORG && token + 2 < view->count && !view->info[token + 1].name &&
      !(view->tokens[token + 1].shape & GAZ_SHAPE_CAPITAL); /* "PDU founding chairman Keller" */
  if ((type && !place && !body) || !(view->tokens[token].shape & GAZ_SHAPE_CAPITAL)) return token;
  for (uint32_t t = token + 1; t < view->count && t < token + TITLE_MAX; t++) {
    const gaz_token *word = &view->tokens[t];
    bool kind = body && t == token + 1 && word->xpos == GAZ_XPOS_VBG &&
                view->tokens[t + 1].upos == GAZ_UPOS_NOUN;
    if (word->sentence != view->tokens[token].sentence ||
        (word->upos != GAZ_UPOS_PROPN && word->upos != GAZ_UPOS_NOUN &&
         word->upos != GAZ_UPOS_ADJ && !kind))
      return token;
    if (view->info[t].name != GAZ_TYPE_PERSON) continue;
    uint32_t mention = view->info[t].mention;
    return mention == GAZ_NONE ? token : view->facts->mentions[mention].head;
  }
  return token;
}

/* "his rival, Eva Brandt": the chain of the name beside a noun, or GAZ_NONE. */
/* "one of the members, Valdia, shot": the name hangs on the last of the phrases behind "one", or -1. */
static int32_t apposed_to_one(const gaz_event_view *view, uint32_t token) {
  enum { PHRASES = 3 };
  if (view->info[token].lemma != gaz_event_word(view, GAZ_GRAMMAR_ONE)) return -1;
  for (int depth = 0; depth < PHRASES; depth++) {
    int32_t name = gaz_event_child(view, token, GAZ_DEPREL_APPOS);
    int32_t below = gaz_event_child(view, token, GAZ_DEPREL_NMOD);
    if (name > 0 && view->tokens[name - 1].xpos == GAZ_XPOS_COMMA) return name;
    if (below < (int32_t)token) return -1;
    token = (uint32_t)below;
  }
  return -1;
}

uint32_t gaz_event_apposed(const gaz_event_view *view, uint32_t token) {
  int32_t c = gaz_event_child(view, token, GAZ_DEPREL_APPOS);
  if (c < 0) c = apposed_to_one(view, token);
  bool comma = token + 2 < view->count && view->tokens[token + 1].xpos == GAZ_XPOS_COMMA &&
               view->tokens[token + 2].sentence == view->tokens[token].sentence;
  if (c < 0 && comma && view->info[token + 2].name == GAZ_TYPE_PERSON) c = (int32_t)token + 2;
  uint32_t mention = c < (int32_t)token ? GAZ_NONE : view->info[c].mention;
  if (mention == GAZ_NONE || view->facts->mentions[mention].kind != GAZ_MENTION_NAME ||
      (view->tokens[token].xpos != GAZ_XPOS_NN && view->tokens[token].xpos != GAZ_XPOS_CD) ||
      gaz_event_case(view, (uint32_t)c))
    return GAZ_NONE;
  const gaz_mention *m = &view->facts->mentions[mention];
  if (m->type == GAZ_TYPE_PERSON && view->tokens[token].xpos == GAZ_XPOS_NN &&
      !gaz_event_is_group(view, token))
    return GAZ_NONE;                     /* "Welcoming the ruling, Eva Brandt, head of ..." */
  uint32_t after = m->first + m->count;  /* "his rival, Eva Brandt said" is none */
  bool beside = c == (int32_t)token + 1; /* "their ally Eva Brandt" */
  if (!beside && after < view->count && view->tokens[after].upos != GAZ_UPOS_PUNCT) return GAZ_NONE;
  return m->chain;
}

/* "twelve F-16 jets", "a MiG-29 fighter jet": the chain of the product that stands before the noun for its kind, or
 * GAZ_NONE. */
uint32_t gaz_event_model(const gaz_event_view *view, uint32_t token) {
  enum { MODEL_REACH = 3 };
  if (view->tokens[token].upos != GAZ_UPOS_NOUN) return GAZ_NONE;
  for (uint32_t t = token; t-- > 0 && token - t <= MODEL_REACH;) {
    const gaz_token *word = &view->tokens[t];
    uint32_t mention = view->info[t].mention;
    if (word->sentence != view->tokens[token].sentence ||
        (word->upos != GAZ_UPOS_NOUN && word->upos != GAZ_UPOS_PROPN &&
         word->upos != GAZ_UPOS_ADJ && word->upos != GAZ_UPOS_NUM))
      return GAZ_NONE;
    if (view->info[t].name == GAZ_TYPE_PRODUCT)
      return mention != GAZ_NONE && view->facts->mentions[mention].kind == GAZ_MENTION_NAME
                 ? view->facts->mentions[mention].chain
                 : GAZ_NONE;
  }
  return GAZ_NONE;
}

/* "the village of Harim", "a base near Aden": the place that is named. */
uint32_t gaz_event_place_named(const gaz_event_view *view, uint32_t token) {
  uint32_t of = gaz_event_word(view, GAZ_GRAMMAR_BELONGING);
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling) {
    uint32_t mention = view->info[c].mention;
    uint8_t deprel = view->tokens[c].deprel;
    if (mention == GAZ_NONE || view->facts->mentions[mention].kind != GAZ_MENTION_NAME) continue;
    const gaz_mention *m = &view->facts->mentions[mention];
    bool inside = deprel == GAZ_DEPREL_NMOD && (gaz_event_case(view, (uint32_t)c) == of ||
                                                gaz_event_says_where(view, (uint32_t)c));
    if ((inside || deprel == GAZ_DEPREL_COMPOUND || deprel == GAZ_DEPREL_NMOD_POSS) &&
        (m->type == GAZ_TYPE_GPE || m->type == GAZ_TYPE_LOC || m->type == GAZ_TYPE_FAC ||
         (inside && gaz_event_functions(view, token) & GAZ_FUNCTION_PLACE &&
          gaz_event_case(view, (uint32_t)c) == of))) /* whatever the recogniser takes Harim for */
      return m->chain;
  }
  return GAZ_NONE;
}

/* "should deport Keller, and Brandt later said": the subject of the next clause is no second object. */
static bool begins_clause(const gaz_event_view *view, uint32_t noun) {
  uint32_t next = noun + 1, before = noun;
  while (before && view->tokens[before - 1].upos == GAZ_UPOS_PROPN) before--;
  if (before && view->tokens[before - 1].xpos == GAZ_XPOS_COMMA && next + 1 < view->count &&
      view->tokens[next].xpos == GAZ_XPOS_VBD && view->tokens[next + 1].upos == GAZ_UPOS_PUNCT &&
      !(view->tokens[next].shape & GAZ_SHAPE_QUOTE))
    return true; /* "during his visit to Orsa, Keller added." */
  int32_t and = gaz_event_child(view, noun, GAZ_DEPREL_CC);
  if (and < 0 && noun > 1 && view->tokens[noun - 1].upos == GAZ_UPOS_CCONJ) and = (int32_t)noun - 1;
  if (and < 1 || (uint32_t) and > noun || view->tokens[and-1].xpos != GAZ_XPOS_COMMA) return false;
  while (next < view->count && view->tokens[next].upos == GAZ_UPOS_ADV) next++;
  if (next >= view->count || view->tokens[next].sentence != view->tokens[noun].sentence)
    return false;
  uint8_t xpos = view->tokens[next].xpos;
  return xpos == GAZ_XPOS_VBD || xpos == GAZ_XPOS_VBZ || xpos == GAZ_XPOS_MD;
}

/* Beside conj what a parser may make of "A, B and C": a list, or a subject of a noun. */
bool gaz_event_coordinated(const gaz_event_view *view, uint32_t head, uint32_t child) {
  int32_t and = gaz_event_child(view, child, GAZ_DEPREL_CC);
  if (and >= 0 && gaz_event_functions(view, (uint32_t) and) & GAZ_FUNCTION_CONTRAST)
    return false; /* "the rebels rather than the army" */
  uint8_t deprel = view->tokens[child].deprel;
  if (child > head + 1 && view->tokens[child - 1].xpos == GAZ_XPOS_LRB)
    return false; /* "Anna Keller (Valdia)" */
  if (child > head && begins_clause(view, child)) return false;
  if (deprel == GAZ_DEPREL_CONJ || deprel == GAZ_DEPREL_LIST) return true;
  return deprel == GAZ_DEPREL_NSUBJ && child < head &&
         gaz_event_child(view, head, GAZ_DEPREL_CC) >= 0 &&
         gaz_event_child(view, head, GAZ_DEPREL_COP) < 0;
}

/* "pilots", "a pilot", "Anna Keller", but not "Valdia" or "the army". */
bool gaz_event_is_people(const gaz_event_view *view, uint32_t token) {
  if (view->info[token].name) return view->info[token].name == GAZ_TYPE_PERSON;
  return view->tokens[token].xpos == GAZ_XPOS_NNS || gaz_event_is_person(view, token);
}

bool gaz_event_is_period(const gaz_event_view *view, uint32_t token) {
  const gaz_fact_word *word = view->words[token];
  if (view->tokens[token].upos != GAZ_UPOS_NOUN) return false;
  if (word->noun_first == GAZ_FIELD_NOUN_EVENT) return word->noun_second == GAZ_FIELD_NOUN_TIME;
  return word->noun_first == GAZ_FIELD_NOUN_TIME &&
         (word->noun_second == GAZ_FIELD_NOUN_TIME || word->noun_second == GAZ_FIELD_NOUN_QUANTITY);
}

bool gaz_event_is_of_office(const gaz_event_view *view, uint16_t type) {
  static const char personnel[] = "Personnel.";
  return !strncmp(view->tables->types[type].type.name, personnel, sizeof personnel - 1);
}
