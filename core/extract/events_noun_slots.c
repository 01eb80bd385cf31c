/* What fills the slots of a trigger that is no verb: what hangs on it or stands behind it, what an adjective is said of,
 * and, for a noun that hangs on a light verb ("carried out strikes on"), the slots of the verb. */
#include <stdio.h>
#include <string.h>

#include "extract/events_internal.h"
#include "extract/word_fields.h"

enum { CONJUNCTS_MAX = 6 };

bool gaz_event_is_light(const gaz_event_view *view, uint32_t verb) {
  const gaz_token *t = &view->tokens[verb];
  char key[64];
  int32_t particle = gaz_event_child(view, verb, GAZ_DEPREL_COMPOUND_PRT);
  if (!t->lemma) return false;
  if (particle >= 0 && view->tokens[particle].lemma) {
    int size = snprintf(key, sizeof key, "%s %s", t->lemma, view->tokens[particle].lemma);
    if (size > 0 && size < (int)sizeof key &&
        gaz_word_map_find(view->tables->light, key, (size_t)size) != GAZ_WORD_UNKNOWN)
      return true;
  }
  return gaz_word_map_find(view->tables->light, t->lemma, strlen(t->lemma)) != GAZ_WORD_UNKNOWN;
}

/* "pay a fine": of some nouns a light verb's subject is whom it befalls. */
static bool is_taken(const gaz_event_view *view, uint32_t verb, uint32_t noun) {
  char key[64];
  const char *light = view->tokens[verb].lemma, *deed = view->tokens[noun].lemma;
  if (gaz_event_functions(view, verb) & GAZ_FUNCTION_TAKER) return true;
  int size = light && deed ? snprintf(key, sizeof key, "%s %s", light, deed) : 0;
  return size > 0 && size < (int)sizeof key &&
         gaz_word_map_find(view->tables->light, key, (size_t)size) != GAZ_WORD_UNKNOWN;
}

/* "the downing of the drone by forces": what the parser hung on the drone. */
static void add_below(const gaz_event_view *view, uint32_t noun, gaz_event_fillers *out) {
  for (int32_t c = view->info[noun].child; c >= 0; c = view->info[c].sibling)
    if (view->tokens[c].deprel == GAZ_DEPREL_NMOD &&
        gaz_event_case(view, (uint32_t)c) == gaz_event_word(view, GAZ_GRAMMAR_DOER))
      gaz_event_fillers_add(view, out, gaz_event_word(view, GAZ_GRAMMAR_DOER), c);
}

static void add_children_of_noun(const gaz_event_view *view, uint32_t noun,
                                 gaz_event_fillers *out) {
  uint32_t between = gaz_event_word(view, GAZ_GRAMMAR_PARTIES);
  for (int32_t c = view->info[noun].child; c >= 0; c = view->info[c].sibling) {
    uint32_t preposition;
    switch (view->tokens[c].deprel) {
      case GAZ_DEPREL_NMOD_POSS: gaz_event_fillers_add(view, out, GAZ_SLOT_POSSESSOR, c); break;
      case GAZ_DEPREL_NMOD:
      case GAZ_DEPREL_OBL:
      case GAZ_DEPREL_OBL_AGENT:
        if (view->info[c].time != GAZ_NONE) break;
        preposition = gaz_event_case(view, (uint32_t)c);
        if (preposition) gaz_event_fillers_add(view, out, preposition, c);
        if (!gaz_event_listed(view, (uint32_t)c) && /* not "a visit upon an invitation by Keller" */
            view->words[c]->noun_first != GAZ_FIELD_NOUN_COMMUNICATION)
          add_below(view, (uint32_t)c, out);
        break;
      case GAZ_DEPREL_COMPOUND: /* "Paris" of "the Paris terror attacks" hangs on "terror" */
        for (int32_t d = view->info[c].child; d >= 0 && d < c; d = view->info[d].sibling)
          if (view->info[d].name && view->tokens[d].deprel == GAZ_DEPREL_COMPOUND &&
              view->info[d].name != view->info[c].name)
            gaz_event_fillers_add(view, out, GAZ_SLOT_MODIFIER, d);
        gaz_event_fillers_add(view, out, GAZ_SLOT_MODIFIER, c);
        break;
      case GAZ_DEPREL_AMOD:
      case GAZ_DEPREL_NMOD_DESC: gaz_event_fillers_add(view, out, GAZ_SLOT_MODIFIER, c); break;
      case GAZ_DEPREL_NUMMOD: gaz_event_fillers_add(view, out, GAZ_SLOT_NUMBER, c); break;
      case GAZ_DEPREL_ACL: gaz_event_fillers_add(view, out, GAZ_SLOT_CLAUSE, c); break;
      case GAZ_DEPREL_CONJ: /* "talks between A and B": the parser may tie B to the talks */
        if (gaz_event_filler_at(out, between) >= 0 && gaz_event_case(view, (uint32_t)c) == 0 &&
            gaz_event_child(view, (uint32_t)gaz_event_filler_at(out, between), GAZ_DEPREL_CONJ) < 0)
          gaz_event_fillers_add(view, out, between, c);
        break;
      case GAZ_DEPREL_NSUBJ: /* "it was an attack": with a copula the noun is a predicate */
      default: break;
    }
  }
}

/* "130 people dead", "left them dead", "the two are dead": what an adjective is said of. */
static void add_described(const gaz_event_view *view, uint32_t token, gaz_event_fillers *out) {
  const gaz_token *t = &view->tokens[token];
  if (t->upos != GAZ_UPOS_ADJ) return;
  gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, gaz_event_child(view, token, GAZ_DEPREL_NSUBJ));
  if (t->head < 0) return;
  if (t->deprel == GAZ_DEPREL_XCOMP)
    gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT,
                          gaz_event_child(view, (uint32_t)t->head, GAZ_DEPREL_OBJ));
  else if (t->deprel == GAZ_DEPREL_AMOD || t->deprel == GAZ_DEPREL_ACL)
    gaz_event_fillers_add(view, out, GAZ_SLOT_OBJECT, t->head);
}

/* The phrases right behind a noun, where the parser hung them on something else: "the downing of
 * the plane by forces". */
static void add_beside(const gaz_event_view *view, uint32_t noun, gaz_event_fillers *out) {
  uint32_t next = noun + 1;
  for (int phrase = 0; phrase < 2 && next + 1 < view->count; phrase++) {
    uint32_t preposition = view->info[next].lemma;
    if (view->tokens[next].sentence != view->tokens[noun].sentence ||
        view->tokens[next].upos != GAZ_UPOS_ADP ||
        (phrase && preposition != gaz_event_word(view, GAZ_GRAMMAR_DOER)))
      return;
    int32_t head = gaz_event_noun_after(view, next);
    if (head < 0) return;
    if (gaz_event_filler_at(out, preposition) < 0)
      gaz_event_fillers_add(view, out, preposition, head);
    next = (uint32_t)head + 1;
  }
}

static void add_light_verb(const gaz_event_view *view, uint32_t noun, gaz_event_fillers *out) {
  const gaz_token *t = &view->tokens[noun];
  uint8_t deprel = t->deprel;
  /* "air strikes and raids": the first of the coordination hangs on the verb. */
  for (int depth = 0; deprel == GAZ_DEPREL_CONJ && t->head >= 0 && depth < CONJUNCTS_MAX; depth++) {
    t = &view->tokens[t->head];
    deprel = t->deprel;
  }
  if (t->head < 0 ||
      (view->tokens[t->head].upos != GAZ_UPOS_VERB && view->tokens[t->head].upos != GAZ_UPOS_AUX))
    return;
  uint32_t verb = (uint32_t)t->head;
  bool subject = deprel == GAZ_DEPREL_NSUBJ_PASS;
  int32_t below = deprel == GAZ_DEPREL_NSUBJ ? gaz_event_child(view, verb, GAZ_DEPREL_XCOMP) : -1;
  if (below > (int32_t)verb && gaz_event_child(view, (uint32_t)below, GAZ_DEPREL_AUX_PASS) >= 0 &&
      gaz_event_child(view, verb, GAZ_DEPREL_OBJ) <
          0) { /* "the raid might have to be carried out" */
    verb = (uint32_t)below;
    subject = true;
  }
  if ((deprel != GAZ_DEPREL_OBJ && !subject) || !gaz_event_is_light(view, verb)) return;
  gaz_event_fillers verbs;
  verbs.count = 0;
  bool passive = gaz_event_passive(view, verb);
  gaz_event_fillers_of_verb(view, verb, passive, &verbs);
  out->light = (int32_t)verb;
  bool taken = is_taken(view, verb, noun);
  uint32_t from = gaz_event_word(view, GAZ_GRAMMAR_ORIGIN);
  for (unsigned i = 0; i < verbs.count; i++) {
    uint32_t slot = verbs.items[i].slot;
    if (verbs.items[i].token == noun || slot == GAZ_SLOT_OBJECT || slot == GAZ_SLOT_CLAUSE)
      continue;
    if (taken && slot == GAZ_SLOT_SUBJECT)
      slot = GAZ_SLOT_OBJECT; /* "the town suffered an attack", "an attack was suffered by it" */
    else if (taken && slot == from)
      slot = GAZ_SLOT_SUBJECT;
    gaz_event_fillers_add(view, out, slot, (int32_t)verbs.items[i].token);
  }
}

void gaz_event_fillers_of_noun(const gaz_event_view *view, uint32_t noun, gaz_event_fillers *out) {
  add_children_of_noun(view, noun, out);
  add_described(view, noun, out);
  add_beside(view, noun, out);
  add_light_verb(view, noun, out);
}
