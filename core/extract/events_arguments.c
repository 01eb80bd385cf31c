/* Slots become participants. Which slot is which role is the frame's to say; what remains is to find
 * the words of each phrase, the coordinated phrases beside it, its chain, and the places. */
#include "extract/events_internal.h"
#include "extract/reference_tables.h"

#include <string.h>

#include "english/engine.h"
#include "extract/word_fields.h"

enum {
  ARGUMENTS_MAX = 16,
  CONJUNCTS_MAX = 8,
  ACTOR_DEPTH = 3,
  COMPANY_REACH = 24,
  LIST_REACH = 30, /* tokens of a list of names at the head of a sentence */
  LIST_MAX = 6,
  DEED_SHARE = 6, /* of its uses, in tenths, that a noun is a deed */
};

typedef struct builder {
  const gaz_event_view *view;
  uint32_t event; /* token */
  uint16_t type;
  bool violent; /* see gaz_event_referents_find */
  gaz_argument items[ARGUMENTS_MAX];
  uint32_t heads[ARGUMENTS_MAX];
  unsigned count;
} builder;

/* What happens inside somebody's words has no participants outside of them. */
static bool outside_of_words(const gaz_event_view *view, uint32_t event, uint32_t token) {
  uint32_t quote = view->info[event].quote;
  return quote != GAZ_NONE && view->facts->quotes[quote].form == GAZ_QUOTE_DIRECT &&
         view->info[token].quote == GAZ_NONE;
}

static bool is_named(const gaz_event_view *view, uint32_t chain) {
  return chain != GAZ_NONE && chain < view->facts->chain_count && view->facts->chains[chain].named;
}

/* The last argument names nobody: it is given to whom it stands for, once for each. */
static void add_referents(builder *b, uint32_t token) {
  gaz_argument *argument = &b->items[b->count - 1];
  gaz_event_referents who;
  gaz_event_referents_find(b->view, argument->role, b->violent, token, &who);
  if (who.name != GAZ_NONE) {
    argument->start = b->view->facts->mentions[who.name].start;
    argument->end = b->view->facts->mentions[who.name].end;
  }
  for (unsigned i = 0; i < who.count && b->count + i <= ARGUMENTS_MAX; i++) {
    if (i) {
      b->items[b->count] = *argument;
      b->heads[b->count++] = token;
    }
    b->items[b->count - 1].chain = who.chains[i];
  }
}

static bool is_inside(const gaz_mention *m, uint32_t token) {
  return m->kind == GAZ_MENTION_NAME && m->first <= token && token < m->first + m->count;
}

/* "Anna Keller (D-Orsa) called": what stands in brackets behind a person is no one else. */
static uint32_t before_brackets(const gaz_event_view *view, uint32_t token) {
  uint32_t at = token;
  while (at && token - at < 4 && view->tokens[at - 1].xpos != GAZ_XPOS_LRB) at--;
  if (at < 2 || view->tokens[at - 1].xpos != GAZ_XPOS_LRB ||
      view->info[at - 2].name != GAZ_TYPE_PERSON || view->info[at - 2].mention == GAZ_NONE ||
      view->tokens[at - 2].sentence != view->tokens[token].sentence)
    return token;
  return view->facts->mentions[view->info[at - 2].mention].head;
}

/* The mention that a word is, and not one whose clause it only stands in ("the first leader to call for peace"). */
static uint32_t mention_of(const gaz_event_view *view, uint32_t token) {
  uint32_t mention = view->info[token].mention;
  if (mention == GAZ_NONE || view->facts->mentions[mention].kind != GAZ_MENTION_NOMINAL)
    return mention;
  return view->facts->mentions[mention].head == token ? mention : GAZ_NONE;
}

/* "an Israeli", "one Valdian": a person, and not the state. */
static bool is_citizen(const gaz_event_view *view, uint32_t token) {
  int32_t determiner = gaz_event_child(view, token, GAZ_DEPREL_DET);
  uint32_t lemma = determiner < 0 ? 0 : view->info[determiner].lemma;
  return view->info[token].name == GAZ_TYPE_NORP && view->tokens[token].xpos != GAZ_XPOS_NNPS &&
         determiner >= 0 && lemma != gaz_event_word(view, GAZ_GRAMMAR_DEFINITE);
}

static void add_argument(builder *b, uint8_t role, uint32_t token) {
  if (role != GAZ_ROLE_PLACE) token = before_brackets(b->view, gaz_event_titled(b->view, token));
  if (role == GAZ_ROLE_PLACE && b->view->info[token].name == GAZ_TYPE_PERSON) return;
  if (b->count == ARGUMENTS_MAX || !gaz_event_may_refer(b->view, token) ||
      outside_of_words(b->view, b->event, token) ||
      gaz_event_refused(b->view, b->type, b->event, role, token))
    return;
  for (unsigned i = 0; i < b->count; i++)
    if (b->heads[i] == token) return;
  uint32_t first = token, last = token, mention = mention_of(b->view, token);
  if (mention != GAZ_NONE && is_inside(&b->view->facts->mentions[mention], b->event))
    return; /* "the battle of Orsa" takes no part in the battle */
  gaz_event_widen(b->view, token, 0, &first, &last);
  gaz_argument *argument = &b->items[b->count];
  *argument = (gaz_argument){.role = role, .chain = GAZ_NONE};
  if (mention != GAZ_NONE) {
    const gaz_mention *m = &b->view->facts->mentions[mention];
    argument->chain = gaz_event_is_sure(b->view, mention) ? m->chain : GAZ_NONE;
    if (m->kind == GAZ_MENTION_NOMINAL && gaz_event_is_agency(b->view, m->chain))
      argument->chain = GAZ_NONE; /* "the opposition" is not who reports on it */
    uint32_t quote = b->view->info[token].quote;
    if (gaz_event_is_first_person(b->view, token) && quote != GAZ_NONE &&
        b->view->facts->quotes[quote].form == GAZ_QUOTE_DIRECT)
      argument->chain = b->view->facts->quotes[quote].speaker;
    if (((b->violent && role == GAZ_ROLE_PATIENT) ||
         gaz_event_child(b->view, token, GAZ_DEPREL_NUMMOD) >= 0 ||
         gaz_event_child(b->view, token, GAZ_DEPREL_AMOD) >= 0) &&
        b->view->info[token].name == GAZ_TYPE_NORP && b->view->tokens[token].xpos == GAZ_XPOS_NNPS)
      argument->chain = GAZ_NONE; /* "killed Valdians", "most Valdians": not the state */
    if (is_citizen(b->view, token)) argument->chain = GAZ_NONE;
    if (role == GAZ_ROLE_TOPIC && m->kind == GAZ_MENTION_NOMINAL &&
        gaz_event_is_of_office(b->view, b->type))
      argument->chain =
          GAZ_NONE; /* "appointed Keller as the prime minister": not the one before her */
    /* A name is kept whole; a long mention with its clauses says no more than its core. */
    if (m->kind == GAZ_MENTION_NAME) {
      if (m->first < first) first = m->first;
      if (m->first + m->count - 1 > last) last = m->first + m->count - 1;
    }
  }
  for (uint32_t t = token; t-- > first;) /* "the president] Anna Keller" */
    if (b->view->tokens[t].xpos == GAZ_XPOS_RRB) first = t + 1;
  for (uint32_t t = token + 1; t <= last; t++) /* "Keller," Brandt said: of other words */
    if (b->view->tokens[t].shape & GAZ_SHAPE_QUOTE &&
        b->view->info[t].quote != b->view->info[last].quote)
      last = t - 1;
  if (last > token && b->view->tokens[last].upos == GAZ_UPOS_PUNCT) last--;
  argument->start = b->view->tokens[first].start;
  argument->end = b->view->tokens[last].end;
  for (unsigned i = 0; i < b->count; i++) /* two words of one name */
    if (b->items[i].start == argument->start && b->items[i].end == argument->end) return;
  b->heads[b->count++] = token;
  if (!is_named(b->view, argument->chain)) {
    uint32_t name = gaz_event_apposed(b->view, token);
    if (name == GAZ_NONE) name = gaz_event_model(b->view, token);
    if (name != GAZ_NONE) argument->chain = name;
  }
  if (is_named(b->view, argument->chain)) return;
  if (role == GAZ_ROLE_PLACE) {
    uint32_t place = gaz_event_place_named(b->view, token);
    if (place != GAZ_NONE) argument->chain = place;
  } else {
    add_referents(b, token);
  }
}

/* "mishandled the killing of a soldier and the release of two": of people and a deed, the deed belongs to the first deed. */
static bool is_deed_beside(const gaz_event_view *view, uint32_t token, uint32_t other) {
  bool people = view->info[token].name || gaz_event_is_group(view, token);
  const gaz_fact_word *word = view->words[other];
  return people && view->tokens[other].upos == GAZ_UPOS_NOUN && !view->info[other].name &&
         gaz_event_listed(view, other) && word->noun_first == GAZ_FIELD_NOUN_ACT &&
         word->noun_second != GAZ_FIELD_NOUN_GROUP && word->noun_second != GAZ_FIELD_NOUN_PERSON &&
         word->noun_share >= DEED_SHARE;
}

static void add_with_conjuncts(builder *b, uint8_t role, uint32_t token) {
  add_argument(b, role, token);
  unsigned found = 0;
  for (int32_t c = b->view->info[token].child; c >= 0 && found < CONJUNCTS_MAX;
       c = b->view->info[c].sibling)
    if (gaz_event_coordinated(b->view, token, (uint32_t)c) &&
        !is_deed_beside(b->view, token, (uint32_t)c)) {
      uint8_t upos = b->view->tokens[c].upos;
      if (upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN || upos == GAZ_UPOS_PRON) {
        add_argument(b, role, (uint32_t)c);
        found++;
      }
    }
}

bool gaz_event_is_place(const gaz_event_view *view, uint32_t token) {
  uint8_t type = view->info[token].name, upos = view->tokens[token].upos;
  uint32_t mention = view->info[token].mention;
  if (upos != GAZ_UPOS_NOUN && upos != GAZ_UPOS_PROPN) return false;
  if (view->info[token].time != GAZ_NONE) return false;
  if (gaz_event_functions(view, token) & GAZ_FUNCTION_PLACE) return true; /* "Orsa Valley" too */
  if (!type && mention != GAZ_NONE && view->facts->mentions[mention].kind == GAZ_MENTION_NAME)
    type = view->facts->mentions[mention].type;
  if (type) return type == GAZ_TYPE_GPE || type == GAZ_TYPE_LOC || type == GAZ_TYPE_FAC;
  return upos == GAZ_UPOS_PROPN;
}

static void add_place(builder *b, uint32_t token) {
  bool topic = b->view->info[token].name == GAZ_TYPE_GPE &&
               gaz_event_case(b->view, token) == gaz_event_word(b->view, GAZ_GRAMMAR_TARGET);
  if (gaz_event_says_where(b->view, token) && gaz_event_is_place(b->view, token) && !topic)
    add_argument(b, GAZ_ROLE_PLACE, token); /* not "support for the government on Valdia" */
}

/* "killed 11 people in Drahovo": the place may hang on what was killed; or on whose name stands beside that. */
static void add_places_below(builder *b, const gaz_event_frame *frame, uint32_t token) {
  for (int32_t c = b->view->info[token].child; c >= 0; c = b->view->info[c].sibling) {
    if (b->view->tokens[c].deprel == GAZ_DEPREL_APPOS && c == (int32_t)token + 1 &&
        b->view->info[c].name == GAZ_TYPE_PERSON)
      add_places_below(b, frame, (uint32_t)c);
    if (b->view->tokens[c].deprel != GAZ_DEPREL_NMOD) continue;
    add_place(b, (uint32_t)c);
    if (gaz_event_role_in(frame, gaz_event_case(b->view, (uint32_t)c)) == GAZ_ROLE_PLACE &&
        gaz_event_is_place(b->view, (uint32_t)c))
      add_argument(b, GAZ_ROLE_PLACE, (uint32_t)c); /* "moved two batteries to the coast" */
  }
}

/* "said that Mordor was": what is spoken of; "vowed to punish those": whom it is about. */
static void add_of_clause(builder *b, uint8_t role, uint32_t clause) {
  static const uint8_t wanted[] = {GAZ_DEPREL_NSUBJ, GAZ_DEPREL_NSUBJ_PASS, GAZ_DEPREL_OBJ};
  bool infinitive = b->view->tokens[clause].xpos == GAZ_XPOS_VB &&
                    gaz_event_child(b->view, clause, GAZ_DEPREL_NSUBJ) < 0 &&
                    gaz_event_child(b->view, clause, GAZ_DEPREL_NSUBJ_PASS) < 0;
  for (unsigned i = infinitive ? 2 : 0; i < GAZ_COUNT(wanted); i++) {
    int32_t token = gaz_event_child(b->view, clause, wanted[i]);
    if (token < 0 || (!infinitive && i == 2)) continue;
    if (b->view->tokens[token].upos != GAZ_UPOS_PRON) add_with_conjuncts(b, role, (uint32_t)token);
    return;
  }
}

/* "welcomed a resumption of ties between A and B": the actors that an object without a name is about. */
static void add_actors_below(builder *b, uint8_t role, uint32_t token, int depth) {
  if (depth == ACTOR_DEPTH) return;
  int32_t owner = gaz_event_child(b->view, token, GAZ_DEPREL_NMOD_POSS);
  for (int32_t c = b->view->info[token].child; c >= 0; c = b->view->info[c].sibling) {
    uint8_t deprel = b->view->tokens[c].deprel;
    if (deprel != GAZ_DEPREL_NMOD && deprel != GAZ_DEPREL_NMOD_POSS) continue;
    int32_t marker = gaz_event_child(b->view, (uint32_t)c, GAZ_DEPREL_CASE);
    if (deprel == GAZ_DEPREL_NMOD && marker >= 0 &&
        !(gaz_event_functions(b->view, (uint32_t)marker) & GAZ_FUNCTION_ACTOR))
      continue; /* not "strikes against A", "the situation in B" */
    if (deprel == GAZ_DEPREL_NMOD && owner >= 0 && gaz_event_is_actor(b->view, (uint32_t)owner))
      continue; /* "condemned Valdia's invasion of Lumbia": the one who did it, not whom it befell */
    bool led = deprel == GAZ_DEPREL_NMOD_POSS && b->view->info[c].name == GAZ_TYPE_PERSON &&
               gaz_event_functions(b->view, token) & GAZ_FUNCTION_ORGAN;
    if (led) continue; /* "Keller's government" is not Keller */
    if (gaz_event_is_actor(b->view, (uint32_t)c))
      add_with_conjuncts(b, role, (uint32_t)c);
    else
      add_actors_below(b, role, (uint32_t)c, depth + 1);
  }
}

/* "honoured Valdia's oldest studio": what is made, and never happens as a launch does, is not whose it is. */
static bool is_thing(const gaz_event_view *view, uint32_t noun) {
  return view->tokens[noun].upos == GAZ_UPOS_NOUN && !view->words[noun]->noun_share &&
         view->words[noun]->noun_first == GAZ_FIELD_NOUN_ARTIFACT;
}

/* The same read off the words behind the object, where the tree hung them on something else. */
static void add_actors_behind(builder *b, uint8_t role, uint32_t token) {
  const gaz_event_view *view = b->view;
  uint32_t last = token;
  for (int phrase = 0; phrase < ACTOR_DEPTH && last + 2 < view->count; phrase++) {
    if (view->tokens[last + 1].upos != GAZ_UPOS_ADP ||
        view->tokens[last + 1].sentence != view->tokens[token].sentence)
      return;
    int32_t head = gaz_event_noun_after(view, last + 1);
    if (head < 0 || !(gaz_event_functions(view, last + 1) & GAZ_FUNCTION_ACTOR)) return;
    last = (uint32_t)head;
    if (!gaz_event_is_actor(view, last)) continue;
    add_argument(b, role, last);
    if (last + 2 < view->count && view->tokens[last + 1].upos == GAZ_UPOS_CCONJ &&
        gaz_event_is_actor(view, last + 2)) {
      int32_t other = gaz_event_noun_after(view, last + 1);
      if (other >= 0) add_argument(b, role, (uint32_t)other);
    }
    return;
  }
}

/* "discuss the budget with A and B": with whom, where the tree hung them on what is discussed. */
static void add_company(builder *b, const gaz_event_frame *frame, uint32_t particle,
                        const gaz_event_fillers *fillers) {
  const gaz_event_view *view = b->view;
  uint32_t with = gaz_event_word(view, GAZ_GRAMMAR_COMPANY);
  int role = gaz_event_role_in(frame, with);
  int32_t object = gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT);
  if (role < 0 || role == GAZ_ROLE_INSTRUMENT || object < 0 || (uint32_t)object < b->event ||
      gaz_event_filler_at(fillers, with) >= 0 || view->tokens[b->event].upos != GAZ_UPOS_VERB)
    return;
  for (uint32_t t = (uint32_t)object + 1; t < view->count && t < b->event + COMPANY_REACH; t++) {
    const gaz_token *word = &view->tokens[t];
    if (word->sentence != view->tokens[b->event].sentence || word->upos == GAZ_UPOS_VERB) return;
    if (view->info[t].lemma != with || word->upos != GAZ_UPOS_ADP) continue;
    int32_t company = word->head;
    bool remark = t + 1 < view->count && view->tokens[t + 1].xpos == GAZ_XPOS_LRB;
    if (remark || company < (int32_t)t || view->info[company].time != GAZ_NONE)
      company = gaz_event_noun_after(view, t);
    while (company > (int32_t)t && view->tokens[company].deprel == GAZ_DEPREL_FLAT &&
           view->tokens[company].head > (int32_t)t && view->tokens[company].head < company)
      company = view->tokens[company].head;
    bool idiom = particle && view->info[object].lemma == particle; /* "joined forces with rebels" */
    if (company < 0 ||
        (!idiom && !gaz_event_is_actor(view, gaz_event_titled(view, (uint32_t)company))))
      continue;
    for (unsigned i = 0; i < b->count; i++) /* what is spoken about */
      if (b->heads[i] == (uint32_t)object && b->items[i].role == role)
        b->items[i].role = GAZ_ROLE_TOPIC;
    add_with_conjuncts(b, (uint8_t)role, (uint32_t)company);
  }
}

/* "Speaking after talks with B, A said": who speaks held them. */
static void add_holder(builder *b, const gaz_event_frame *frame, const gaz_event *event) {
  const gaz_event_view *view = b->view;
  const gaz_token *t = &view->tokens[b->event];
  uint32_t functions = view->tables->types[event->type].functions;
  if (t->upos != GAZ_UPOS_NOUN || !(functions & GAZ_FUNCTION_WITH) || t->deprel != GAZ_DEPREL_OBL ||
      t->head < 0 || gaz_event_role_in(frame, GAZ_SLOT_SUBJECT) < 0)
    return;
  bool company = false;
  for (unsigned i = 0; i < b->count; i++) {
    if (b->items[i].role == GAZ_ROLE_AGENT) return;
    company |= b->items[i].role == GAZ_ROLE_PATIENT;
  }
  int32_t marker = gaz_event_child(view, b->event, GAZ_DEPREL_CASE);
  if (!company || marker < 0 || !(gaz_event_functions(view, (uint32_t)marker) & GAZ_FUNCTION_AFTER))
    return;
  int32_t subject = gaz_event_subject(view, (uint32_t)t->head);
  bool vague = subject >= 0 && gaz_event_functions(view, (uint32_t)subject) & GAZ_FUNCTION_VAGUE;
  if (subject >= 0 && !vague) /* "it became apparent during talks with her" */
    add_argument(b, GAZ_ROLE_AGENT, (uint32_t)subject);
}

/* "Two pilots killed as a plane crashes", "the man appointed as its head": what counts its victims, or is always done to
 * somebody, and has no object is passive. */
static void turn_headline(builder *b, const gaz_event *event, const gaz_event_fillers *fillers) {
  const gaz_event_view *view = b->view;
  const gaz_token *t = &view->tokens[b->event];
  const gaz_event_type_row *type = &view->tables->types[event->type];
  bool past = t->xpos == GAZ_XPOS_VBN || t->xpos == GAZ_XPOS_VBD;
  bool befalls = *type->figure || type->type.nature & GAZ_NATURE_DONE;
  if (t->upos != GAZ_UPOS_VERB || !past || !befalls ||
      gaz_event_child(view, b->event, GAZ_DEPREL_XCOMP) >= 0 ||
      gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT) >= 0)
    return;
  for (unsigned i = 0; i < b->count; i++)
    if (b->items[i].role == GAZ_ROLE_PATIENT) return;
  for (unsigned i = 0; i < b->count; i++)
    if (b->items[i].role == GAZ_ROLE_AGENT && b->heads[i] < b->event &&
        gaz_event_is_people(view, b->heads[i]))
      b->items[i].role = GAZ_ROLE_PATIENT;
}

static bool is_reflexive(const gaz_event_view *view, uint32_t token) {
  gaz_pronoun pronoun;
  return gaz_pronoun_of(view->words[token]->pronoun, &pronoun) &&
         pronoun.kind == GAZ_PRONOUN_REFLEXIVE;
}

/* "Valdia threatened to sue it": nobody does it to himself but with a reflexive. */
static void part_from_itself(builder *b) {
  const gaz_event_view *view = b->view;
  for (unsigned i = 0; i < b->count; i++) {
    gaz_argument *to = &b->items[i];
    uint8_t upos = view->tokens[b->heads[i]].upos;
    bool pronoun = view->tokens[b->heads[i]].xpos == GAZ_XPOS_PRP;
    bool unnamed =
        upos == GAZ_UPOS_PRON || (upos == GAZ_UPOS_NOUN && !view->info[b->heads[i]].name);
    for (unsigned k = 0; unnamed && to->role == GAZ_ROLE_AGENT && k < b->count; k++)
      if (b->items[k].role == GAZ_ROLE_PATIENT && b->items[k].chain == to->chain &&
          (view->tokens[b->heads[k]].upos == GAZ_UPOS_PROPN || view->info[b->heads[k]].name)) {
        to->chain = GAZ_NONE; /* "when it bought Orsa Rail", "the firm's takeover of" */
        break;
      }
    if ((to->role != GAZ_ROLE_PATIENT && to->role != GAZ_ROLE_RECIPIENT) || !pronoun ||
        to->chain == GAZ_NONE || is_reflexive(view, b->heads[i]))
      continue;
    for (unsigned k = 0; k < b->count; k++)
      if (b->items[k].role == GAZ_ROLE_AGENT && b->items[k].chain == to->chain) {
        to->chain = GAZ_NONE;
        break;
      }
  }
}

/* "Minister Anna Keller, Piet Brandt and Chief of Staff Ona Lund attend": the persons of a list that begins
 * the sentence, where the tree ties only the last one to the verb. */
static void add_listed(builder *b) {
  const gaz_event_view *view = b->view;
  const gaz_sentence *s = &view->analysis->tokens.sentences[view->tokens[b->event].sentence];
  uint32_t at = 0;
  unsigned agents = 0;
  for (unsigned i = 0; i < b->count; i++)
    if (b->items[i].role == GAZ_ROLE_AGENT) {
      agents++;
      at = b->heads[i];
    }
  bool beside = b->event > s->first && view->tokens[b->event].upos == GAZ_UPOS_VERB &&
                view->info[b->event - 1].name == GAZ_TYPE_PERSON &&
                view->info[b->event - 1].mention != GAZ_NONE && !gaz_event_passive(view, b->event);
  if (beside) at = view->facts->mentions[view->info[b->event - 1].mention].head;
  if ((agents != 1 && !beside) || at > b->event || view->info[at].name != GAZ_TYPE_PERSON ||
      at > s->first + LIST_REACH)
    return;
  uint32_t found[LIST_MAX];
  unsigned count = 0;
  bool joined = false;
  for (uint32_t t = at; t-- > s->first;) {
    const gaz_token *word = &view->tokens[t];
    if (view->info[t].name == GAZ_TYPE_PERSON) {
      uint32_t mention = view->info[t].mention;
      if (mention == GAZ_NONE || view->facts->mentions[mention].kind != GAZ_MENTION_NAME) return;
      const gaz_mention *m = &view->facts->mentions[mention];
      if (m->first <= at && at < m->first + m->count) continue;
      if (count == LIST_MAX || view->tokens[m->first + m->count].upos == GAZ_UPOS_PART) return;
      if (!count || view->facts->mentions[view->info[found[count - 1]].mention].first != m->first)
        found[count++] = m->head;
      continue;
    }
    joined |= word->upos == GAZ_UPOS_CCONJ;
    bool title = word->upos == GAZ_UPOS_NOUN || word->upos == GAZ_UPOS_PROPN ||
                 word->upos == GAZ_UPOS_ADJ || word->upos == GAZ_UPOS_CCONJ ||
                 word->xpos == GAZ_XPOS_COMMA ||
                 view->info[t].lemma == gaz_event_word(view, GAZ_GRAMMAR_BELONGING);
    if (!title) return;
  }
  for (unsigned i = count; joined && i-- > 0;) add_argument(b, GAZ_ROLE_AGENT, found[i]);
  if (joined && count && beside) add_argument(b, GAZ_ROLE_AGENT, at);
}

/* "fired a shell at the town": who is fired at, where the tree hung them on the shell. */
static void add_targets(builder *b, const gaz_event_frame *frame, uint32_t weapon) {
  for (int32_t c = b->view->info[weapon].child; c >= 0; c = b->view->info[c].sibling)
    if (b->view->tokens[c].deprel == GAZ_DEPREL_NMOD && b->view->info[c].time == GAZ_NONE &&
        gaz_event_role_in(frame, gaz_event_case(b->view, (uint32_t)c)) == GAZ_ROLE_PATIENT)
      add_with_conjuncts(b, GAZ_ROLE_PATIENT, (uint32_t)c);
}

/* "gave his shares to Keller": to whom, where the tree hung them on what was given. */
static void add_receivers(builder *b, const gaz_event_frame *frame,
                          const gaz_event_fillers *fillers) {
  const gaz_event_view *view = b->view;
  uint32_t to = gaz_event_word(view, GAZ_GRAMMAR_GOAL);
  int32_t object = gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT);
  if (gaz_event_role_in(frame, to) != GAZ_ROLE_RECIPIENT || object < (int32_t)b->event ||
      gaz_event_filler_at(fillers, to) >= 0 || view->tokens[object].upos != GAZ_UPOS_NOUN)
    return;
  for (int32_t c = view->info[object].child; c >= 0; c = view->info[c].sibling)
    if (view->tokens[c].deprel == GAZ_DEPREL_NMOD && gaz_event_case(view, (uint32_t)c) == to &&
        gaz_event_is_actor(view, gaz_event_titled(view, (uint32_t)c)))
      add_with_conjuncts(b, GAZ_ROLE_RECIPIENT, (uint32_t)c);
}

/* "calls on Valdia (...) to": the noun behind the second word, where the tree has nobody. */
static void add_behind_particle(builder *b, const gaz_event_frame *frame, uint32_t particle) {
  const gaz_event_view *view = b->view;
  uint32_t at = b->event + 1;
  int role = gaz_event_role_in(frame, particle);
  if (view->tokens[b->event].upos != GAZ_UPOS_VERB || at >= view->count ||
      view->info[at].lemma != particle || role < 0)
    return;
  for (unsigned i = 0; i < b->count; i++)
    if (b->items[i].role == role) return;
  int32_t noun = gaz_event_noun_after(view, at);
  if (noun >= 0) add_argument(b, (uint8_t)role, (uint32_t)noun);
}

/* "attended a meeting on the raids in Syria": the place is that of what is spoken about. */
static bool stands_behind_topic(const builder *b, const gaz_event_frame *frame, uint32_t place) {
  for (uint32_t t = b->event + 1; t + 1 < place; t++)
    if (b->view->tokens[t].upos == GAZ_UPOS_ADP && b->view->info[t + 1].time == GAZ_NONE &&
        gaz_event_role_in(frame, b->view->info[t].lemma) == GAZ_ROLE_TOPIC)
      return true;
  return false;
}

/* "ordered his navy in the Orsa Sea": the navy is there, who orders it need not be. */
bool gaz_event_done_in_words(const gaz_event_view *view, uint16_t type) {
  return view->tables->types[type].functions & GAZ_FUNCTION_WORDS;
}

/* Between those who are told and what they are told to do. */
static bool is_seat(const gaz_event_view *view, const gaz_event_fillers *fillers, uint32_t place) {
  int32_t told = gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT);
  int32_t clause = gaz_event_filler_at(fillers, GAZ_SLOT_CLAUSE);
  bool before = clause > (int32_t)place ||
                (place + 1 < view->count && view->tokens[place + 1].xpos == GAZ_XPOS_TO);
  return told >= 0 && (uint32_t)told < place && before;
}

/* "took responsibility for the raids in Orsa", but not "told a conference in Orsa": what another happening that is
 * only spoken of has for its place. */
static bool is_of_another(const gaz_event_view *view, uint32_t event, uint32_t place) {
  int32_t head = view->tokens[place].head;
  for (int depth = 0; depth < ACTOR_DEPTH && head >= 0 && head != (int32_t)event; depth++) {
    if (gaz_event_listed(view, (uint32_t)head) && gaz_event_case(view, (uint32_t)head)) return true;
    head = view->tokens[head].head;
  }
  return false;
}

/* What happens to an army or a ministry in these is no doing to its state. */
static bool is_violent(const gaz_event_view *view, uint16_t type) {
  return type == view->tables->assault || strchr(view->tables->types[type].type.name, '.');
}

gaz_status gaz_event_arguments(const gaz_event_view *view, const gaz_event_frame *frame,
                               uint32_t particle, const gaz_event_fillers *fillers,
                               gaz_arena *arena, gaz_event *event) {
  builder b; /* the items need no zeros */
  b.view = view;
  b.event = event->head;
  b.type = event->type;
  b.violent = is_violent(view, event->type);
  b.count = 0;
  bool verb = view->tokens[event->head].upos == GAZ_UPOS_VERB;
  bool words = gaz_event_done_in_words(view, event->type);
  for (unsigned i = 0; i < fillers->count; i++) {
    const gaz_event_filler *filler = &fillers->items[i];
    int role = gaz_event_role_in(frame, filler->slot);
    if (role < 0 && particle && filler->slot == particle)
      role = gaz_event_role_in(frame, GAZ_SLOT_OBJECT);
    if (filler->slot == GAZ_SLOT_CLAUSE) { /* "became president": the office */
      bool office = gaz_event_is_of_office(view, event->type) && verb &&
                    view->tokens[filler->token].upos == GAZ_UPOS_NOUN;
      if (office) add_argument(&b, GAZ_ROLE_TOPIC, filler->token);
      if (role >= 0 &&
          (role != GAZ_ROLE_PATIENT || gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT) < 0))
        add_of_clause(&b, (uint8_t)role, filler->token);
      continue;
    }
    if (filler->slot == GAZ_SLOT_MODIFIER) {
      int32_t owner = gaz_event_child(view, filler->token, GAZ_DEPREL_NMOD_POSS);
      if (owner >= 0 && role >= 0 && view->info[owner].name == GAZ_TYPE_PERSON) {
        add_argument(&b, (uint8_t)role, (uint32_t)owner); /* "Keller's Gazette attacks" */
        continue;
      }
      role = gaz_event_role_of_modifier(view, frame, fillers, filler->token, role);
    }
    role = gaz_event_role_of(view, frame, fillers, i, event, role);
    if (role == GAZ_ROLE_COUNT) continue;
    if (role == GAZ_ROLE_INSTRUMENT && filler->slot == GAZ_SLOT_OBJECT)
      add_targets(&b, frame, filler->token);
    if (role >= 0)
      add_with_conjuncts(&b, (uint8_t)role, filler->token);
    else if (filler->slot >= GAZ_SLOT_COUNT && !(words && is_seat(view, fillers, filler->token)))
      add_place(&b, filler->token);
  }
  if (particle) add_behind_particle(&b, frame, particle);
  add_listed(&b);
  turn_headline(&b, event, fillers);
  add_company(&b, frame, particle, fillers);
  if (verb) add_receivers(&b, frame, fillers);
  add_holder(&b, frame, event);
  unsigned participants = b.count;
  for (unsigned i = 0; i < participants && !words; i++)
    if (b.items[i].role != GAZ_ROLE_PLACE &&
        b.items[i].role != GAZ_ROLE_TOPIC && /* "talks on the war in Syria" are not held there */
        (b.heads[i] > event->head ||
         (b.items[i].role == GAZ_ROLE_PATIENT && !view->info[b.heads[i]].name)))
      add_places_below(&b, frame, b.heads[i]);
  int below = gaz_event_role_in(frame, GAZ_SLOT_BELOW);
  for (unsigned i = 0; below >= 0 && i < participants; i++) {
    bool object = b.items[i].role == GAZ_ROLE_TOPIC && gaz_event_role_in(frame, GAZ_SLOT_OBJECT) ==
                                                           GAZ_ROLE_TOPIC; /* "express thanks" */
    if (b.items[i].role != GAZ_ROLE_PATIENT && !object) continue;
    if (view->info[b.heads[i]].name) break; /* "accused Keller, a former member of the party" */
    if (!is_thing(view, b.heads[i]) && !gaz_event_is_person(view, b.heads[i])) {
      unsigned before = b.count;
      add_actors_below(&b, (uint8_t)below, b.heads[i], 0);
      if (b.count == before && b.heads[i] > event->head)
        add_actors_behind(&b, (uint8_t)below, b.heads[i]);
    }
  }
  bool placed = false;
  for (unsigned i = 0; i < b.count; i++) placed |= b.items[i].role == GAZ_ROLE_PLACE;
  int32_t beside =
      placed || event->type == GAZ_EVENT_OTHER ? -1 : gaz_event_place_after(view, event->head);
  if (beside >= 0 && stands_behind_topic(&b, frame, (uint32_t)beside))
    beside = gaz_event_seat_behind(view, (uint32_t)beside);
  if (beside >= 0 && words &&
      (is_of_another(view, event->head, (uint32_t)beside) ||
       is_seat(view, fillers, (uint32_t)beside)))
    beside = -1;
  if (beside >= 0) add_argument(&b, GAZ_ROLE_PLACE, (uint32_t)beside);
  part_from_itself(&b);
  if (!b.count) return GAZ_OK;
  event->arguments = gaz_arena_alloc(arena, b.count * sizeof *event->arguments);
  if (!event->arguments) return GAZ_ERROR_MEMORY;
  memcpy(event->arguments, b.items, b.count * sizeof *event->arguments);
  event->argument_count = b.count;
  return GAZ_OK;
}
