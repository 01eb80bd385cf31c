/* Which part a filler takes in an event. The frame of the event says it by the slot; what is said here is where the filler
 * itself, or what stands in other slots, makes something else of it, or nothing. */
#include "extract/events_internal.h"
#include "extract/reference_tables.h"
#include "extract/word_fields.h"

bool gaz_event_is_actor(const gaz_event_view *view, uint32_t token) {
  uint8_t type = view->info[token].name;
  return type == GAZ_TYPE_NORP || type == GAZ_TYPE_GPE || type == GAZ_TYPE_ORG ||
         type == GAZ_TYPE_PERSON;
}

int gaz_event_role_in(const gaz_event_frame *frame, uint32_t slot) {
  for (uint8_t i = 0; i < frame->count; i++)
    if (frame->slots[i] == slot) return frame->roles[i];
  return -1;
}

/* "Paris" of "the Paris attacks", but not "U.S." of "U.S. strikes". */
static bool names_site(const gaz_event_view *view, uint32_t token) {
  uint8_t type = view->info[token].name;
  return (type == GAZ_TYPE_GPE || type == GAZ_TYPE_LOC || type == GAZ_TYPE_FAC) &&
         view->tokens[token].upos == GAZ_UPOS_PROPN &&
         !(view->tokens[token].shape & GAZ_SHAPE_UPPER);
}

/* "Doha" of "the Doha talks", but not "Iran" of "Iran talks". */
static bool names_town(const gaz_event_view *view, uint32_t token) {
  uint32_t mention = view->info[token].mention;
  if (!names_site(view, token) || mention == GAZ_NONE) return false;
  const gaz_mention *m = &view->facts->mentions[mention];
  gaz_slice name = gaz_slice_of(view->analysis->text, m->start, m->end);
  return m->kind == GAZ_MENTION_NAME && !gaz_state_of(view->references, name);
}

/* "met with Keller, with trade topping the agenda": behind a comma, after another one of its kind. */
static bool is_circumstance(const gaz_event_view *view, const gaz_event_fillers *fillers,
                            unsigned which) {
  const gaz_event_filler *filler = &fillers->items[which];
  int32_t marker = gaz_event_child(view, filler->token, GAZ_DEPREL_CASE);
  if (filler->slot < GAZ_SLOT_COUNT || marker <= 0 || view->info[filler->token].name ||
      view->tokens[marker - 1].xpos != GAZ_XPOS_COMMA)
    return false;
  for (unsigned i = 0; i < which; i++)
    if (fillers->items[i].slot == filler->slot) return true;
  return false;
}

/* What something may be done with: "a knife", "a MiG-29", "bullets". */
static bool is_tool(const gaz_event_view *view, uint32_t noun) {
  if (view->info[noun].name) return view->info[noun].name == GAZ_TYPE_PRODUCT;
  switch (view->words[noun]->noun_first) {
    case GAZ_FIELD_NOUN_ARTIFACT:
    case GAZ_FIELD_NOUN_BODY:
    case GAZ_FIELD_NOUN_OBJECT:
    case GAZ_FIELD_NOUN_SUBSTANCE: return true;
    default: return view->tokens[noun].upos == GAZ_UPOS_NOUN && !view->words[noun]->noun_first;
  }
}

int gaz_event_role_of_modifier(const gaz_event_view *view, const gaz_event_frame *frame,
                               const gaz_event_fillers *fillers, uint32_t token, int role) {
  int site = gaz_event_role_in(frame, GAZ_SLOT_SITE);
  uint32_t doer = gaz_event_word(view, GAZ_GRAMMAR_DOER);
  bool owned = (gaz_event_filler_at(fillers, GAZ_SLOT_POSSESSOR) >= 0 ||
                gaz_event_filler_at(fillers, doer) >= 0) &&
               (view->info[token].name == GAZ_TYPE_GPE || view->info[token].name == GAZ_TYPE_LOC ||
                view->info[token].name == GAZ_TYPE_NORP); /* "his Valdian visit" */
  int town = names_town(view, token) ? gaz_event_role_in(frame, GAZ_SLOT_TOWN) : -1;
  if (town >= 0) return town;
  if (site >= 0 && (owned || names_site(view, token))) return site;
  if (owned && role == GAZ_ROLE_AGENT) return -1; /* "Keller's China tariffs": Keller did it */
  return gaz_event_is_actor(view, token) ? role : -1;
}

int gaz_event_role_of(const gaz_event_view *view, const gaz_event_frame *frame,
                      const gaz_event_fillers *fillers, unsigned which, const gaz_event *event,
                      int role) {
  const gaz_event_filler *filler = &fillers->items[which];
  bool verb = view->tokens[event->head].upos == GAZ_UPOS_VERB;
  uint32_t of = gaz_event_word(view, GAZ_GRAMMAR_BELONGING),
           with = gaz_event_word(view, GAZ_GRAMMAR_COMPANY),
           purpose = gaz_event_word(view, GAZ_GRAMMAR_PURPOSE);
  int32_t kept = gaz_event_filler_at(fillers, GAZ_SLOT_INDIRECT);
  if (kept < (int32_t)event->head || gaz_event_role_in(frame, GAZ_SLOT_INDIRECT) < 0) kept = -1;
  bool passive = verb && kept >= 0 && gaz_event_passive(view, event->head);
  if (role == GAZ_ROLE_RECIPIENT && filler->slot >= GAZ_SLOT_COUNT &&
      (view->tokens[filler->token].upos == GAZ_UPOS_NUM ||
       view->tokens[filler->token].upos == GAZ_UPOS_SYM ||
       gaz_event_child(view, filler->token, GAZ_DEPREL_NUMMOD) >= 0) &&
      !gaz_event_is_group(view, filler->token))
    role = -1; /* "reduced what it had paid to 2bn euros" */
  if (role == GAZ_ROLE_PLACE && view->info[filler->token].name == GAZ_TYPE_ORG &&
      filler->slot == gaz_event_word(view, GAZ_GRAMMAR_ORIGIN))
    role = -1; /* "expelled from the Labour Party" */
  /* "In the wake of the raids, Keller called": what stands in front says when or where. */
  if (role >= 0 && role != GAZ_ROLE_PLACE && verb && filler->slot >= GAZ_SLOT_COUNT &&
      filler->token < event->head && view->tokens[event->head].deprel != GAZ_DEPREL_ACL_RELCL)
    role = -1;
  if (role >= 0 && verb && filler->slot == of) { /* frames mean the "of" of nouns */
    if (role == GAZ_ROLE_AGENT)
      role = -1;
    else if (role == GAZ_ROLE_PATIENT &&
             (gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT) >= 0 ||
              gaz_event_role_in(frame, GAZ_SLOT_SUBJECT) == GAZ_ROLE_PATIENT))
      role = GAZ_ROLE_TOPIC; /* "died of cholera" */
  }
  /* "Keller's appointment of Brandt": of two, the owner did it. */
  if (role == GAZ_ROLE_PATIENT && filler->slot == GAZ_SLOT_POSSESSOR &&
      gaz_event_role_in(frame, of) == GAZ_ROLE_PATIENT && gaz_event_filler_at(fillers, of) >= 0)
    role = GAZ_ROLE_AGENT;
  /* "Valdia's elections": there, and not to it. */
  uint8_t named = view->info[filler->token].name;
  if (role == GAZ_ROLE_PATIENT && !verb && (named == GAZ_TYPE_GPE || named == GAZ_TYPE_LOC) &&
      gaz_event_refused(view, event->type, event->head, GAZ_ROLE_PATIENT, filler->token))
    role = GAZ_ROLE_PLACE;
  /* "workers were paid their wages": what is kept behind a passive is what was given. */
  if (passive && kept >= 0 && role == GAZ_ROLE_PATIENT && filler->slot == GAZ_SLOT_OBJECT)
    role = gaz_event_role_in(frame, GAZ_SLOT_INDIRECT);
  else if (passive && kept >= 0 && filler->slot == GAZ_SLOT_INDIRECT)
    role = GAZ_ROLE_PATIENT;
  /* "appointed her an honorary citizen": whom, and as what. */
  if (verb && gaz_event_is_of_office(view, event->type) && !gaz_event_passive(view, event->head) &&
      gaz_event_filler_at(fillers, GAZ_SLOT_INDIRECT) > (int32_t)event->head &&
      gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT) >= 0) {
    if (filler->slot == GAZ_SLOT_INDIRECT) role = GAZ_ROLE_PATIENT;
    if (filler->slot == GAZ_SLOT_OBJECT) role = GAZ_ROLE_TOPIC;
  }
  /* "backed two captains with mixed results", "thanked them for the help": the object is all it was done to. */
  if (role == GAZ_ROLE_PATIENT && verb && (filler->slot == with || filler->slot == purpose) &&
      gaz_event_role_in(frame, GAZ_SLOT_OBJECT) == GAZ_ROLE_PATIENT &&
      gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT) >= 0 &&
      !gaz_event_is_actor(view, filler->token) &&
      (view->info[filler->token].name || view->tokens[filler->token].upos == GAZ_UPOS_NOUN) &&
      !gaz_event_is_group(view, filler->token))
    role = -1;
  /* "stopped on the road": what is only a place is where, not whom. */
  if (role == GAZ_ROLE_PATIENT && filler->slot >= GAZ_SLOT_COUNT && verb &&
      !view->info[filler->token].name && view->tokens[filler->token].upos == GAZ_UPOS_NOUN &&
      gaz_event_says_where(view, filler->token) && gaz_event_is_place(view, filler->token))
    role = GAZ_ROLE_PLACE;
  /* "injured four people on the ground", with an object before it. */
  if (role == GAZ_ROLE_PATIENT && filler->slot >= GAZ_SLOT_COUNT && verb &&
      !view->info[filler->token].name && gaz_event_says_where(view, filler->token) &&
      gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT) >= 0 &&
      gaz_event_role_in(frame, GAZ_SLOT_OBJECT) == GAZ_ROLE_PATIENT)
    role = -1;
  /* "died following clashes", "suffered injuries": of two to whom it was done the subject is the one. */
  if (role == GAZ_ROLE_PATIENT && verb && filler->slot == GAZ_SLOT_OBJECT &&
      gaz_event_role_in(frame, GAZ_SLOT_SUBJECT) == GAZ_ROLE_PATIENT &&
      gaz_event_filler_at(fillers, GAZ_SLOT_SUBJECT) >= 0)
    role = -1;
  /* "their eviction from the grazing sites": whence, and nobody. */
  if (role == GAZ_ROLE_RECIPIENT && filler->slot == gaz_event_word(view, GAZ_GRAMMAR_ORIGIN) &&
      !view->info[filler->token].name && view->tokens[filler->token].upos == GAZ_UPOS_NOUN &&
      !gaz_event_is_group(view, filler->token))
    role = gaz_event_is_place(view, filler->token) ? GAZ_ROLE_PLACE : -1;
  if ((role == GAZ_ROLE_PATIENT || role == GAZ_ROLE_RECIPIENT) &&
      view->tokens[filler->token].xpos == GAZ_XPOS_NNS && gaz_event_is_period(view, filler->token))
    role = -1; /* "apologised several times", but "asked for more time" */
  if (role == GAZ_ROLE_INSTRUMENT && filler->slot == with && !is_tool(view, filler->token))
    role = -1; /* "shot with his brother", "the murder with its plot" */
  return role >= 0 && verb && is_circumstance(view, fillers, which) ? GAZ_ROLE_COUNT : role;
}
