/* Whether it happened. Three things speak: what modifies the trigger itself ("not", "will",
 * "allegedly", "alleged"), the clause word before it ("if"), and the words above it, up to the root
 * of the sentence ("denied that", "agreed to", "an attempt to"). The nearest wins, but a denial
 * further out still denies what was only planned. */
#include "extract/events_internal.h"

#include <stdio.h>
#include <string.h>

#include "english/engine.h"

enum { CLIMB_MAX = 6, DENIALS_MAX = 3, NOTHING = GAZ_MODALITY_COUNT };

/* The value of "go on", "call off": a verb with its particle behind it is another verb. */
static uint32_t value_with_particle(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  char key[64];
  if (t->upos != GAZ_UPOS_VERB || token + 1 >= view->count || t[1].deprel == GAZ_DEPREL_CASE ||
      !t->lemma || !t[1].lemma)
    return GAZ_WORD_UNKNOWN;
  int size = snprintf(key, sizeof key, "%s %s", t->lemma, t[1].lemma);
  return size > 0 && size < (int)sizeof key
             ? gaz_word_map_find(view->tables->moods, key, (size_t)size)
             : GAZ_WORD_UNKNOWN;
}

/* "no longer", read from its second word; "not only", from its first. */
static uint32_t value_of_pair(const gaz_event_view *view, uint32_t token) {
  enum { PAIR_MOST = 24 };
  const gaz_token *t = &view->tokens[token];
  const char *text = view->analysis->text;
  uint32_t value = GAZ_WORD_UNKNOWN;
  if (t->upos == GAZ_UPOS_ADV && token && t[-1].sentence == t->sentence &&
      t->end - t[-1].start <= PAIR_MOST)
    value = gaz_word_map_find_folded(view->tables->moods, text + t[-1].start, t->end - t[-1].start);
  if (value == GAZ_WORD_UNKNOWN && (t->upos == GAZ_UPOS_PART || t->upos == GAZ_UPOS_ADV) &&
      token + 1 < view->count && t[1].sentence == t->sentence && t[1].upos == GAZ_UPOS_ADV &&
      t[1].end - t->start <= PAIR_MOST)
    value = gaz_word_map_find_folded(view->tables->moods, text + t->start, t[1].end - t->start);
  return value;
}

static bool mood_of(const gaz_event_view *view, uint32_t token, gaz_event_mood *out) {
  uint32_t value = value_with_particle(view, token);
  if (value == GAZ_WORD_UNKNOWN) value = value_of_pair(view, token);
  if (value == GAZ_WORD_UNKNOWN) value = view->words[token]->mood;
  if (value == GAZ_WORD_UNKNOWN) return false;
  *out = (gaz_event_mood){.modality = (uint8_t)value, .reach = (uint16_t)(value >> 8)};
  return true;
}

bool gaz_event_alleges(const gaz_event_view *view, uint32_t token) {
  gaz_event_mood mood;
  return mood_of(view, token, &mood) && mood.modality == GAZ_MODALITY_ALLEGED &&
         mood.reach & GAZ_REACH_CLAUSE;
}

static uint8_t reach_of_relation(uint8_t deprel) {
  switch (deprel) {
    case GAZ_DEPREL_AUX: return GAZ_REACH_AUXILIARY;
    case GAZ_DEPREL_MARK: return GAZ_REACH_MARKER;
    case GAZ_DEPREL_ADVMOD:
    case GAZ_DEPREL_AMOD:
    case GAZ_DEPREL_DET:
    case GAZ_DEPREL_CC:
    case GAZ_DEPREL_CC_PRECONJ:
    case GAZ_DEPREL_CASE:
    case GAZ_DEPREL_COMPOUND: return GAZ_REACH_MODIFIED;
    default: return 0;
  }
}

/* "the meeting scheduled for Tuesday": a participle right behind the noun is as good as one before it. */
static uint8_t reach_of_child(const gaz_event_view *view, uint32_t token, uint32_t child) {
  const gaz_token *c = &view->tokens[child];
  bool behind = c->deprel == GAZ_DEPREL_ACL && c->xpos == GAZ_XPOS_VBN && child == token + 1;
  return behind ? GAZ_REACH_MODIFIED : reach_of_relation(c->deprel);
}

/* "said it would march": what was said in the past. */
static bool is_reported(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  for (int depth = 0; t->deprel == GAZ_DEPREL_CONJ && t->head >= 0 && depth < CLIMB_MAX; depth++)
    t = &view->tokens[t->head];
  return t->deprel == GAZ_DEPREL_CCOMP && t->head >= 0 &&
         view->tokens[t->head].xpos == GAZ_XPOS_VBD;
}

/* "before leaving", "before being moved": no tense of its own. */
static bool is_tenseless(const gaz_event_view *view, uint32_t token) {
  int32_t being = gaz_event_child(view, token, GAZ_DEPREL_AUX_PASS);
  return view->tokens[token].xpos == GAZ_XPOS_VBG ||
         (being >= 0 && view->tokens[being].xpos == GAZ_XPOS_VBG);
}

/* "until it was annexed in 1975", "spoke before leaving": told in the past, with no "would" in the clause above. */
static bool is_told(const gaz_event_view *view, uint32_t token, uint32_t marker) {
  bool past = view->tokens[token].xpos == GAZ_XPOS_VBD, open = false;
  if (gaz_event_functions(view, marker) & GAZ_FUNCTION_GIVEN) past |= is_tenseless(view, token);
  for (int32_t c = view->info[token].child; c >= 0 && (uint32_t)c < token;
       c = view->info[c].sibling) {
    past |= view->tokens[c].xpos == GAZ_XPOS_VBD;
    open |= view->tokens[c].xpos == GAZ_XPOS_MD;
    if (view->tokens[c].xpos == GAZ_XPOS_VBD && view->tokens[c].deprel == GAZ_DEPREL_AUX &&
        view->info[c].lemma == gaz_event_word(view, GAZ_GRAMMAR_HAVING))
      return true; /* "before he had left", whatever stands above */
  }
  int32_t above = view->tokens[token].head;
  for (int32_t c = above >= 0 ? view->info[above].child : -1; c >= 0; c = view->info[c].sibling)
    open |= view->tokens[c].xpos == GAZ_XPOS_MD || view->tokens[c].xpos == GAZ_XPOS_TO;
  return past && !open;
}

/* "Valdia will come if it is asked, Keller said": whether a word stands in what another one says, so that it
 * says nothing of that. */
static bool is_said_by(const gaz_event_view *view, uint32_t word, uint32_t cue) {
  uint32_t quote = view->info[word].quote;
  if (quote == GAZ_NONE || quote == view->info[cue].quote) return false;
  gaz_range range = view->facts->quotes[quote].cue;
  return range.start <= view->tokens[cue].start && view->tokens[cue].end <= range.end;
}

/* "did not land until noon": it did, then. */
static bool is_only_later(const gaz_event_view *view, uint32_t verb) {
  bool past = false;
  for (int32_t c = view->info[verb].child; c >= 0; c = view->info[c].sibling) {
    past |= (uint32_t)c < verb && view->tokens[c].xpos == GAZ_XPOS_VBD;
    int32_t mark = gaz_event_child(view, (uint32_t)c, GAZ_DEPREL_MARK);
    if (mark < 0) mark = gaz_event_child(view, (uint32_t)c, GAZ_DEPREL_CASE);
    if ((uint32_t)c > verb && mark >= 0 && past &&
        view->info[mark].lemma == gaz_event_word(view, GAZ_GRAMMAR_LIMIT))
      return true;
  }
  return false;
}

/* What the dependants of a word say of it. Denial is stronger than the rest. */
static uint8_t from_children(const gaz_event_view *view, uint32_t token) {
  uint8_t found = NOTHING;
  gaz_event_mood mood;
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling) {
    uint8_t reach = reach_of_child(view, token, (uint32_t)c);
    if ((reach == GAZ_REACH_MARKER || view->tokens[c].deprel == GAZ_DEPREL_CC ||
         view->tokens[c].deprel == GAZ_DEPREL_CASE) &&
        gaz_event_functions(view, (uint32_t)c) & GAZ_FUNCTION_CONTRAST)
      return GAZ_MODALITY_DENIED; /* "rather than talking" */
    if (!reach || !mood_of(view, (uint32_t)c, &mood) || !(mood.reach & reach) ||
        is_said_by(view, (uint32_t)c, token))
      continue;
    if (mood.reach & GAZ_REACH_AHEAD && is_told(view, token, (uint32_t)c)) continue;
    if (mood.modality == GAZ_MODALITY_ASSERTED) continue; /* "not only would it" */
    if (mood.modality == GAZ_MODALITY_DENIED) {
      bool whereabouts = view->tokens[c].deprel == GAZ_DEPREL_ADVMOD &&
                         gaz_event_child(view, token, GAZ_DEPREL_COP) >= 0 &&
                         gaz_event_child(view, token, GAZ_DEPREL_CASE) >= 0;
      if (whereabouts || is_only_later(view, token))
        continue; /* "was not at the meeting": there was one */
      return mood.modality;
    }
    if (mood.reach & GAZ_REACH_REPORTED && is_reported(view, token))
      mood.modality = GAZ_MODALITY_PLANNED;
    if (found == NOTHING || reach == GAZ_REACH_MARKER) found = mood.modality;
  }
  return found;
}

static uint8_t reach_up(uint8_t deprel, bool verb) {
  switch (deprel) {
    case GAZ_DEPREL_XCOMP:
    case GAZ_DEPREL_CCOMP:
    case GAZ_DEPREL_CSUBJ:
    case GAZ_DEPREL_CSUBJ_PASS: return GAZ_REACH_CLAUSE;
    case GAZ_DEPREL_ADVCL: return verb ? GAZ_REACH_CLAUSE : 0;
    case GAZ_DEPREL_ACL: return GAZ_REACH_NOUN;
    case GAZ_DEPREL_OBJ:
    case GAZ_DEPREL_NSUBJ_PASS:
    case GAZ_DEPREL_OBL: return GAZ_REACH_OBJECT;
    case GAZ_DEPREL_NMOD: return GAZ_REACH_NOUN;
    case GAZ_DEPREL_COMPOUND: return GAZ_REACH_NOUN;
    default: return 0;
  }
}

/* An adverbial clause is governed only where a verb asks for it ("accused of bombing", "ready to"),
 * which the parser may call advcl: with a word like "of" or "that" before it. */
static bool governed(const gaz_event_view *view, uint32_t token) {
  if (view->tokens[token].deprel != GAZ_DEPREL_ADVCL) return true;
  int32_t mark = gaz_event_child(view, token, GAZ_DEPREL_MARK);
  if (mark < 0) return false;
  return gaz_event_functions(view, (uint32_t)mark) & GAZ_FUNCTION_COMPLEMENT;
}

static bool nominal(uint8_t deprel) {
  return deprel == GAZ_DEPREL_OBJ || deprel == GAZ_DEPREL_NSUBJ_PASS || deprel == GAZ_DEPREL_OBL ||
         deprel == GAZ_DEPREL_NMOD || deprel == GAZ_DEPREL_COMPOUND;
}

/* "warned Valdia at the talks": what is only when or where it is said is not what is warned of. */
static bool is_occasion(const gaz_event_view *view, uint32_t token) {
  uint8_t deprel = view->tokens[token].deprel;
  if (deprel != GAZ_DEPREL_OBL && deprel != GAZ_DEPREL_NMOD) return false;
  int32_t marker = gaz_event_child(view, token, GAZ_DEPREL_CASE);
  return marker >= 0 && gaz_event_functions(view, (uint32_t)marker) &
                            (GAZ_FUNCTION_DURING | GAZ_FUNCTION_CLAUSE | GAZ_FUNCTION_GIVEN);
}

/* "to close the border": nothing says that it was done. Verbs after which it was ("managed to") are
 * listed as asserted. */
static bool is_infinitive(const gaz_event_view *view, uint32_t token) {
  uint8_t xpos = view->tokens[token].xpos;          /* a participle in "to be succeeded" */
  for (int depth = 0; depth < CLIMB_MAX; depth++) { /* "to turn back and kill": one "to" for both */
    const gaz_token *t = &view->tokens[token];
    if (t->deprel != GAZ_DEPREL_CONJ || t->head < 0 || view->tokens[t->head].xpos != xpos ||
        gaz_event_child(view, token, GAZ_DEPREL_MARK) >= 0 ||
        gaz_event_child(view, token, GAZ_DEPREL_NSUBJ) >= 0 ||
        gaz_event_child(view, token, GAZ_DEPREL_AUX) >= 0)
      break;
    token = (uint32_t)t->head;
  }
  int32_t mark = gaz_event_child(view, token, GAZ_DEPREL_MARK);
  return (xpos == GAZ_XPOS_VB || xpos == GAZ_XPOS_VBN) && mark >= 0 &&
         view->tokens[mark].xpos == GAZ_XPOS_TO;
}

/* "The council is to convene", "he is to be succeeded": a finite "be" before the infinitive. */
static bool is_to(const gaz_event_view *view, uint32_t token) {
  uint32_t be = gaz_event_word(view, GAZ_GRAMMAR_BEING);
  for (int32_t c = view->info[token].child; c >= 0 && (uint32_t)c < token;
       c = view->info[c].sibling)
    if (view->info[c].lemma == be && view->tokens[c].xpos != GAZ_XPOS_VB) return true;
  return false;
}

/* "Lumbian ministers to meet in Orsa": nothing else is said in the sentence. */
static bool is_headline(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (t->head < 0) return gaz_event_child(view, token, GAZ_DEPREL_NSUBJ) >= 0;
  const gaz_token *noun = &view->tokens[t->head];
  return t->deprel == GAZ_DEPREL_ACL && noun->head < 0 && token == (uint32_t)t->head + 2 &&
         (view->info[t->head].name || gaz_event_is_group(view, (uint32_t)t->head)) &&
         gaz_event_child(view, (uint32_t)t->head, GAZ_DEPREL_DET) < 0 &&
         gaz_event_child(view, (uint32_t)t->head, GAZ_DEPREL_COP) < 0;
}

/* "Stop the raids!", "Let's go, he said": nobody says that it was done. */
static bool is_command(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  bool whole = t->head < 0 || (t->deprel == GAZ_DEPREL_CCOMP && t->head > (int32_t)token);
  return t->xpos == GAZ_XPOS_VB && whole && !is_infinitive(view, token) &&
         gaz_event_child(view, token, GAZ_DEPREL_NSUBJ) < 0 &&
         gaz_event_child(view, token, GAZ_DEPREL_AUX) < 0;
}

static uint8_t modality_of(const gaz_event_view *view, const gaz_event_fillers *fillers,
                           uint32_t token, int depth);

/* What a word denies is denied only if the denying is a fact: who "called on X to stop firing", or "did
 * not deny" it, leaves open whether there was any. */
static uint8_t denied_by(const gaz_event_view *view, uint32_t head, int depth) {
  static const gaz_event_fillers nothing = {.light = -1};
  if (depth >= DENIALS_MAX) return GAZ_MODALITY_HYPOTHETICAL;
  uint8_t denying = is_command(view, head) ? (uint8_t)GAZ_MODALITY_HYPOTHETICAL
                                           : modality_of(view, &nothing, head, depth + 1);
  return denying == GAZ_MODALITY_ASSERTED || denying == GAZ_MODALITY_ALLEGED
             ? GAZ_MODALITY_DENIED
             : GAZ_MODALITY_HYPOTHETICAL;
}

/* "no charges be brought", "arrested no one": to nobody, or by nobody. */
static bool is_of_none(const gaz_event_view *view, const gaz_event_fillers *fillers) {
  static const uint32_t slots[] = {GAZ_SLOT_OBJECT, GAZ_SLOT_SUBJECT};
  for (unsigned i = 0; i < GAZ_COUNT(slots); i++) {
    int32_t noun = gaz_event_filler_at(fillers, slots[i]);
    int32_t determiner = noun < 0 ? -1 : gaz_event_child(view, (uint32_t)noun, GAZ_DEPREL_DET);
    uint32_t mood = determiner >= 0 ? view->words[determiner]->mood
                    : noun >= 0 && view->tokens[noun].upos != GAZ_UPOS_VERB
                        ? view->words[noun]->mood
                        : GAZ_WORD_UNKNOWN;
    if (mood != GAZ_WORD_UNKNOWN && (mood & 0xff) == GAZ_MODALITY_DENIED &&
        mood >> 8 & GAZ_REACH_MODIFIED) /* but "lifted its ban" */
      return true;
  }
  return false;
}

/* "disputed accusations by Keller": denied or not, it was uttered. */
static bool is_uttered(const gaz_event_view *view, uint32_t noun, uint16_t type) {
  const gaz_token *t = &view->tokens[noun];
  gaz_event_mood mood;
  return view->tables->types[type].type.nature & GAZ_NATURE_UTTERED && t->upos == GAZ_UPOS_NOUN &&
         nominal(t->deprel) && t->head >= 0 && mood_of(view, (uint32_t)t->head, &mood) &&
         mood.modality == GAZ_MODALITY_DENIED && mood.reach & GAZ_REACH_OBJECT &&
         !(mood.reach & GAZ_REACH_NOUN) && from_children(view, noun) == NOTHING;
}

uint8_t gaz_event_modality(const gaz_event_view *view, const gaz_event_fillers *fillers,
                           uint16_t type, uint32_t token) {
  if (is_uttered(view, token, type)) return GAZ_MODALITY_ASSERTED;
  uint8_t modality = modality_of(view, fillers, token, 0);
  return modality <= GAZ_MODALITY_PLANNED && is_of_none(view, fillers) ? GAZ_MODALITY_DENIED
                                                                       : modality;
}

/* "will not lift the sanctions": they are there, whatever is done about them. */
static bool in_force(const gaz_event_view *view, const gaz_event_fillers *fillers, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  int32_t verb = fillers->light >= 0 ? fillers->light
                 : t->deprel == GAZ_DEPREL_OBJ || t->deprel == GAZ_DEPREL_NSUBJ_PASS ? t->head
                                                                                     : -1;
  gaz_event_mood mood;
  return verb >= 0 && t->upos == GAZ_UPOS_NOUN && mood_of(view, (uint32_t)verb, &mood) &&
         mood.modality == GAZ_MODALITY_ASSERTED && mood.reach & GAZ_REACH_OBJECT &&
         from_children(view, token) == NOTHING;
}

/* "would be fragile, given that one of them shot": what is given holds, whatever would be. */
static bool is_reason(const gaz_event_view *view, uint32_t token) {
  return view->tokens[token].xpos == GAZ_XPOS_VBN && token + 1 < view->count &&
         gaz_event_functions(view, token) & GAZ_FUNCTION_GIVEN &&
         view->info[token + 1].lemma == gaz_event_word(view, GAZ_GRAMMAR_CLAUSE);
}

/* The same where the tree hung the clause on a word before "given". */
static bool reason_between(const gaz_event_view *view, uint32_t head, uint32_t token) {
  for (uint32_t t = head + 1; t + 1 < token; t++)
    if (is_reason(view, t) && view->tokens[t - 1].xpos == GAZ_XPOS_COMMA) return true;
  return false;
}

/* "Did the army shell the town?": asked, in the clause that the question begins with. */
static bool is_asked(const gaz_event_view *view, uint32_t token) {
  const gaz_sentence *s = &view->analysis->tokens.sentences[view->tokens[token].sentence];
  const char *text = view->analysis->text;
  uint32_t last = s->first + s->count - 1, mark = last;
  while (mark > token && view->tokens[mark].shape & GAZ_SHAPE_QUOTE) mark--;
  if (text[view->tokens[mark].start] != '?') return false;
  for (int step = 0; step < CLIMB_MAX; step++) {
    for (int32_t c = view->info[token].child; c >= 0 && (uint32_t)c < token;
         c = view->info[c].sibling) {
      bool auxiliary =
          view->tokens[c].deprel == GAZ_DEPREL_AUX || view->tokens[c].deprel == GAZ_DEPREL_AUX_PASS;
      bool first = (uint32_t)c == s->first || (view->tokens[c - 1].upos == GAZ_UPOS_PUNCT &&
                                               view->tokens[c - 1].xpos != GAZ_XPOS_COMMA);
      if (auxiliary && first) return true;
    }
    int32_t head = view->tokens[token].head;
    if (head < 0 || view->tokens[token].deprel == GAZ_DEPREL_ADVCL) return false;
    token = (uint32_t)head;
  }
  return false;
}

/* "the proposal that the union endorse her": a bare verb behind a singular subject. */
static bool is_subjunctive(const gaz_event_view *view, uint32_t token) {
  int32_t subject = gaz_event_child(view, token, GAZ_DEPREL_NSUBJ);
  if (view->tokens[token].xpos != GAZ_XPOS_VB || subject < 0 ||
      gaz_event_child(view, token, GAZ_DEPREL_AUX) >= 0)
    return false;
  uint8_t xpos = view->tokens[subject].xpos;
  int32_t mark = gaz_event_child(view, token, GAZ_DEPREL_MARK);
  return (xpos == GAZ_XPOS_NN || xpos == GAZ_XPOS_NNP) && mark >= 0 &&
         view->tokens[mark].xpos == GAZ_XPOS_IN &&
         gaz_event_child(view, (uint32_t)subject, GAZ_DEPREL_CONJ) < 0;
}

/* "he will go when the council meets": what is to come is told in the present. */
static uint8_t of_what_is_to_come(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (t->deprel != GAZ_DEPREL_ADVCL || t->head < 0 ||
      (t->xpos != GAZ_XPOS_VBZ && t->xpos != GAZ_XPOS_VBP))
    return NOTHING;
  for (int32_t c = view->info[token].child; c >= 0 && (uint32_t)c < token;
       c = view->info[c].sibling)
    if (view->tokens[c].xpos == GAZ_XPOS_WDT || view->tokens[c].xpos == GAZ_XPOS_WP)
      return NOTHING; /* "would see cuts, which they deny" */
  uint8_t above = from_children(view, (uint32_t)t->head);
  return above == GAZ_MODALITY_PLANNED || above == GAZ_MODALITY_HYPOTHETICAL ? above
                                                                             : (uint8_t)NOTHING;
}

/* "an investigation into the attack", "advice on the legality of the war": what something else is about, and is
 * spoken of as known, is there whatever is asked for or feared about that. */
static bool is_definite(const gaz_event_view *view, uint32_t noun) {
  int32_t determiner = gaz_event_child(view, noun, GAZ_DEPREL_DET);
  return gaz_event_child(view, noun, GAZ_DEPREL_NMOD_POSS) >= 0 ||
         (determiner >= 0 &&
          view->info[determiner].lemma == gaz_event_word(view, GAZ_GRAMMAR_DEFINITE));
}

static bool is_about(const gaz_event_view *view, uint32_t noun) {
  int32_t marker = gaz_event_child(view, noun, GAZ_DEPREL_CASE);
  return marker >= 0 && gaz_event_functions(view, (uint32_t)marker) & GAZ_FUNCTION_MATTER;
}

/* "the first member to endorse him", "was the first to go": of those who did. */
static bool is_first(const gaz_event_view *view, uint32_t noun) {
  gaz_event_mood mood;
  bool people = view->info[noun].name == GAZ_TYPE_NORP; /* "the first Valdian to" */
  if (view->tokens[noun].upos == GAZ_UPOS_ADJ && !people)
    return mood_of(view, noun, &mood) && mood.modality == GAZ_MODALITY_ASSERTED &&
           mood.reach & GAZ_REACH_NOUN;
  if (!gaz_event_is_group(view, noun) && !people) return false; /* "the only way to stop them" */
  for (int32_t c = view->info[noun].child; c >= 0 && (uint32_t)c < noun; c = view->info[c].sibling)
    if (view->tokens[c].deprel == GAZ_DEPREL_AMOD && is_first(view, (uint32_t)c)) return true;
  return false;
}

/* The noun is above the infinitive, or right before it where the tree hung that on a verb that asks for nothing. */
static bool is_of_first(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (!is_infinitive(view, token) || token < 2) return false;
  if (t->deprel == GAZ_DEPREL_ACL || view->tokens[t->head].upos == GAZ_UPOS_ADJ)
    return is_first(view, (uint32_t)t->head);
  gaz_event_mood mood;
  return (t->deprel == GAZ_DEPREL_XCOMP || t->deprel == GAZ_DEPREL_ADVCL) &&
         view->tokens[token - 1].xpos == GAZ_XPOS_TO && !mood_of(view, (uint32_t)t->head, &mood) &&
         is_first(view, token - 2);
}

/* "is not going to win", "did not agree to leave": not even planned; "do not believe that he left", "was not willing
 * to": not so. But who has not asked for it says nothing of it, nor who is not accused of it. */
static bool is_not_so(const gaz_event_view *view, uint32_t verb, uint32_t clause,
                      const gaz_event_mood *mood) {
  if (from_children(view, verb) != GAZ_MODALITY_DENIED) return false;
  uint8_t deprel = view->tokens[clause].deprel;
  switch (mood->modality) {
    case GAZ_MODALITY_PLANNED: return true;
    case GAZ_MODALITY_ALLEGED: return deprel == GAZ_DEPREL_CCOMP || deprel == GAZ_DEPREL_XCOMP;
    case GAZ_MODALITY_HYPOTHETICAL: /* "not likely to" leaves it open */
      return view->tokens[verb].upos == GAZ_UPOS_ADJ && !(mood->reach & GAZ_REACH_MODIFIED);
    default: return false;
  }
}

/* "did not unveil plans to pay": of what is planned nothing is known. */
static bool is_unplanned(const gaz_event_view *view, uint32_t noun) {
  const gaz_token *t = &view->tokens[noun];
  return t->upos == GAZ_UPOS_NOUN && t->deprel == GAZ_DEPREL_OBJ && t->head >= 0 &&
         from_children(view, (uint32_t)t->head) == GAZ_MODALITY_DENIED;
}

/* "wants the ban lifted": nothing but the participle behind what somebody wants done. */
static bool is_wanted(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (t->deprel != GAZ_DEPREL_ACL || t->xpos != GAZ_XPOS_VBN || view->info[token].child >= 0 ||
      t->head != (int32_t)token - 1)
    return false;
  const gaz_token *noun = &view->tokens[t->head];
  gaz_event_mood mood;
  return noun->deprel == GAZ_DEPREL_OBJ && noun->head >= 0 &&
         mood_of(view, (uint32_t)noun->head, &mood) && mood.modality == GAZ_MODALITY_HYPOTHETICAL &&
         mood.reach & GAZ_REACH_CLAUSE && mood.reach & GAZ_REACH_OBJECT;
}

/* "a plan rejected on Monday": a participle tells of the noun and is not what that plans or fears. */
static bool is_told_of(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  return t->deprel == GAZ_DEPREL_ACL && t->xpos == GAZ_XPOS_VBN && !is_infinitive(view, token) &&
         gaz_event_child(view, token, GAZ_DEPREL_AUX_PASS) <
             0; /* "any chance of it being rejected" */
}

/* "would have been longer had he denied it": what stands before the subject makes a condition of the clause. */
static bool is_supposed(const gaz_event_view *view, uint32_t verb) {
  int32_t subject = gaz_event_child(view, verb, GAZ_DEPREL_NSUBJ);
  if (subject < 0) subject = gaz_event_child(view, verb, GAZ_DEPREL_NSUBJ_PASS);
  uint8_t xpos = view->tokens[verb].xpos;
  if (subject < 1 || (uint32_t)subject > verb || (xpos != GAZ_XPOS_VBN && xpos != GAZ_XPOS_VBD))
    return false;
  uint32_t first = (uint32_t)subject;
  while (first && view->tokens[first - 1].head >= (int32_t)first &&
         view->tokens[first - 1].head <= subject &&
         view->info[first - 1].lemma != gaz_event_word(view, GAZ_GRAMMAR_HAVING))
    first--;
  if (!first || view->info[first - 1].lemma != gaz_event_word(view, GAZ_GRAMMAR_HAVING) ||
      view->tokens[first - 1].xpos != GAZ_XPOS_VBD ||
      view->tokens[first - 1].sentence != view->tokens[verb].sentence)
    return false;
  const gaz_sentence *s = &view->analysis->tokens.sentences[view->tokens[verb].sentence];
  bool negated = first > s->first + 1 && view->words[first - 2]->mood != GAZ_WORD_UNKNOWN &&
                 (view->words[first - 2]->mood & 0xff) == GAZ_MODALITY_DENIED; /* "nor had he" */
  return !negated && view->analysis->text[view->tokens[s->first + s->count - 1].start] != '?';
}

/* "The wedding will take place in May": what is said of it is said of its taking place. */
static uint8_t of_taking_place(const gaz_event_view *view, uint32_t noun) {
  const gaz_token *t = &view->tokens[noun];
  gaz_event_mood mood;
  bool takes_place = t->upos == GAZ_UPOS_NOUN && t->deprel == GAZ_DEPREL_NSUBJ && t->head >= 0 &&
                     mood_of(view, (uint32_t)t->head, &mood) && mood.reach & GAZ_REACH_SUBJECT;
  return takes_place ? from_children(view, (uint32_t)t->head) : (uint8_t)NOTHING;
}

/* "any role in the attack", "access to the trial": of what is spoken of as known there is only something else, which
 * says nothing of it. */
static bool is_known_beside(const gaz_event_view *view, uint32_t noun) {
  const gaz_token *t = &view->tokens[noun];
  gaz_event_mood mood;
  if (t->deprel != GAZ_DEPREL_NMOD || t->head < 0 || !is_definite(view, noun)) return false;
  return is_about(view, noun) ||
         (view->tokens[t->head].upos == GAZ_UPOS_NOUN &&
          !(mood_of(view, (uint32_t)t->head, &mood) && mood.reach & GAZ_REACH_NOUN) &&
          gaz_event_case(view, noun) != gaz_event_word(view, GAZ_GRAMMAR_BELONGING) &&
          gaz_event_case(view, noun) != gaz_event_word(view, GAZ_GRAMMAR_PURPOSE));
}

static uint8_t modality_of(const gaz_event_view *view, const gaz_event_fillers *fillers,
                           uint32_t token, int depth) {
  uint8_t found = from_children(view, token);
  if (found == NOTHING) found = of_taking_place(view, token);
  if (in_force(view, fillers, token)) return GAZ_MODALITY_ASSERTED;
  if (found == NOTHING && is_wanted(view, token)) return GAZ_MODALITY_HYPOTHETICAL;
  if (found == NOTHING && fillers->light >= 0)
    found = from_children(view, (uint32_t)fillers->light);
  uint32_t at = fillers->light >= 0 ? (uint32_t)fillers->light : token;
  gaz_event_mood mood;
  bool kept = false; /* "continued to": as certain as what stands above it */
  for (int step = 0; step < CLIMB_MAX && found != GAZ_MODALITY_DENIED; step++) {
    const gaz_token *t = &view->tokens[at];
    if (t->head < 0) break;
    uint32_t head = (uint32_t)t->head;
    bool verb = view->tokens[at].upos == GAZ_UPOS_VERB || view->tokens[at].upos == GAZ_UPOS_AUX;
    if (is_reason(view, head) || is_said_by(view, head, at) || reason_between(view, head, at))
      break;
    if (t->deprel == GAZ_DEPREL_CONJ) {
      /* A shared auxiliary: "will meet and sign". */
      if (found == NOTHING && gaz_event_child(view, at, GAZ_DEPREL_NSUBJ) < 0 &&
          gaz_event_child(view, at, GAZ_DEPREL_NSUBJ_PASS) < 0 &&
          gaz_event_child(view, at, GAZ_DEPREL_AUX) < 0 &&
          view->tokens[at].xpos == view->tokens[head].xpos)
        found = from_children(view, head);
      at = gaz_event_beside(view, at);
      continue;
    }
    uint8_t reach = reach_up(t->deprel, verb);
    if (t->deprel == GAZ_DEPREL_OBL &&
        gaz_event_case(view, at) == gaz_event_word(view, GAZ_GRAMMAR_PURPOSE))
      reach |= GAZ_REACH_CLAUSE; /* "called for his resignation": as "called on him to resign" */
    if (!reach || is_occasion(view, at) || is_told_of(view, at)) break;
    bool open = governed(view, at), known = mood_of(view, head, &mood) && mood.reach & reach;
    if (found == NOTHING && is_of_first(view, at)) {
      found =
          from_children(view, head); /* "will be the first woman to", "is not the only one to" */
      if (found == GAZ_MODALITY_DENIED && gaz_event_child(view, head, GAZ_DEPREL_AUX) < 0)
        found = GAZ_MODALITY_ASSERTED;
      kept = true;
    }
    if (open && known && found == NOTHING && mood.modality == GAZ_MODALITY_ASSERTED && verb) {
      found = is_command(view, head) /* "let's apologise" */
                  ? (uint8_t)GAZ_MODALITY_HYPOTHETICAL
                  : from_children(view, head); /* "will continue to", "did not begin to" */
      kept = true;
    } else if (open && known && (found == NOTHING || mood.modality == GAZ_MODALITY_DENIED)) {
      found = mood.modality;
      if (found == GAZ_MODALITY_DENIED) return denied_by(view, head, depth);
      if (verb && is_not_so(view, head, at, &mood)) return GAZ_MODALITY_DENIED;
      bool not_set = nominal(t->deprel) && from_children(view, head) == GAZ_MODALITY_DENIED;
      if (found == GAZ_MODALITY_PLANNED && (not_set || is_unplanned(view, head)))
        return GAZ_MODALITY_HYPOTHETICAL; /* "did not order the raid" */
    } else if (open && found == NOTHING && reach & GAZ_REACH_CLAUSE &&
               view->tokens[at].deprel == GAZ_DEPREL_XCOMP) {
      found = from_children(view, head); /* "will try to attack", "did not begin to" */
    }
    if (t->deprel == GAZ_DEPREL_ACL && view->tokens[at].xpos != GAZ_XPOS_VB)
      break; /* "those arrested" */
    if (at == token
            ? is_known_beside(view, at)
            : t->deprel == GAZ_DEPREL_NMOD && is_about(view, at) && is_definite(view, token))
      break;
    if (nominal(t->deprel) && view->tokens[head].upos != GAZ_UPOS_NOUN) break;
    if (t->deprel == GAZ_DEPREL_ADVCL && !open) break;
    at = head;
  }
  if (found != NOTHING) return found;
  if (kept) return GAZ_MODALITY_ASSERTED;
  if (is_supposed(view, token)) return GAZ_MODALITY_HYPOTHETICAL;
  if (depth == 0 && is_asked(view, token)) return GAZ_MODALITY_HYPOTHETICAL;
  if (is_subjunctive(view, token)) return GAZ_MODALITY_HYPOTHETICAL;
  found = of_what_is_to_come(view, token);
  if (found != NOTHING) return found;
  bool lent = fillers->light >= 0 && !is_definite(view, token); /* "to pay the fine": it is there */
  uint32_t verb = lent ? (uint32_t)fillers->light : token;
  if (!is_infinitive(view, verb)) return GAZ_MODALITY_ASSERTED;
  bool set = view->tokens[verb].deprel == GAZ_DEPREL_ACL &&
             gaz_event_child(view, verb, GAZ_DEPREL_AUX_PASS) >= 0; /* "a summit to be held" */
  set = set || gaz_event_set_for(view, verb) >= 0;
  return set || is_to(view, verb) || is_headline(view, verb) ? GAZ_MODALITY_PLANNED
                                                             : GAZ_MODALITY_HYPOTHETICAL;
}

/* Present tense, an indefinite plural subject and no name, time or number in sight. */
bool gaz_event_generic(const gaz_event_view *view, const gaz_event_fillers *fillers,
                       const gaz_event *event) {
  const gaz_token *t = &view->tokens[event->head];
  if (t->xpos != GAZ_XPOS_VBP && t->xpos != GAZ_XPOS_VBZ) return false;
  if (event->time != GAZ_NONE || event->figure_count || fillers->count == 0) return false;
  for (unsigned i = 0; i < fillers->count; i++) {
    uint32_t token = fillers->items[i].token, mention = view->info[token].mention;
    const gaz_token *filler = &view->tokens[token];
    if (fillers->items[i].slot == GAZ_SLOT_CLAUSE) return false;
    if (view->info[token].name || filler->upos != GAZ_UPOS_NOUN) return false;
    if (gaz_event_child(view, token, GAZ_DEPREL_DET) >= 0 ||
        gaz_event_child(view, token, GAZ_DEPREL_NMOD_POSS) >= 0 ||
        gaz_event_child(view, token, GAZ_DEPREL_NUMMOD) >= 0)
      return false;
    if (mention != GAZ_NONE && view->facts->mentions[mention].chain < view->facts->chain_count &&
        view->facts->chains[view->facts->mentions[mention].chain].named)
      return false;
  }
  return true;
}
