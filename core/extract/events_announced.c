/* What is still to come though nothing beside it says so. "Confirmed the visit", "talks were announced", "the summit on
 * Friday" in Monday's paper: such nouns stand for what will be. And who promises an attack "at a rally in Orsa" says
 * where he promises it, not where the attack will be. */
#include <string.h>

#include "base/edtf.h"
#include "extract/events_internal.h"

enum { CLIMB_MAX = 3, VISITS_COMPARED = 48 };

typedef gaz_event_stage stage;

static bool is_appointed(const stage *s, const gaz_event *event) {
  return s->view.tables->types[event->type].functions & GAZ_FUNCTION_APPOINTED;
}

/* Only nouns, and verbs in the present: a past tense tells of what was. */
static bool may_be_to_come(const gaz_event_view *view, const gaz_event *event) {
  const gaz_token *t = &view->tokens[event->head];
  return event->modality == GAZ_MODALITY_ASSERTED &&
         (t->upos == GAZ_UPOS_NOUN || t->xpos == GAZ_XPOS_VBZ || t->xpos == GAZ_XPOS_VBP);
}

/* "announced a visit", "the announcement of talks", "elections were confirmed" */
static bool is_announced(const stage *s, const gaz_event *event) {
  const gaz_event_view *view = &s->view;
  uint32_t at = event->head;
  for (int depth = 0; depth < CLIMB_MAX && view->tokens[at].deprel == GAZ_DEPREL_CONJ &&
                      view->tokens[at].head >= 0;
       depth++)
    at = (uint32_t)view->tokens[at].head;
  const gaz_token *t = &view->tokens[at];
  if (t->upos != GAZ_UPOS_NOUN || t->head < 0) return false;
  bool told = t->deprel == GAZ_DEPREL_OBJ || t->deprel == GAZ_DEPREL_NSUBJ_PASS ||
              (t->deprel == GAZ_DEPREL_NMOD &&
               gaz_event_case(view, at) == gaz_event_word(view, GAZ_GRAMMAR_BELONGING));
  return told && gaz_event_functions(view, (uint32_t)t->head) & GAZ_FUNCTION_ANNOUNCED;
}

/* Its day is behind that of the article. */
static bool is_dated_ahead(const gaz_event *event, const gaz_days *published) {
  gaz_days days;
  return event->time != GAZ_NONE && event->edtf && gaz_edtf_days(event->edtf, &days) &&
         days.first > published->last;
}

static const gaz_argument *agent_of(const gaz_event *event) {
  for (uint32_t i = 0; i < event->argument_count; i++)
    if (event->arguments[i].role == GAZ_ROLE_AGENT && event->arguments[i].chain != GAZ_NONE)
      return &event->arguments[i];
  return NULL;
}

/* "Keller will visit Orsa ... her visit": whoever does it again and again in an article says so with a verb. */
static bool is_told_as_planned(const stage *s, size_t index) {
  const gaz_event *event = &s->events[index];
  const gaz_argument *agent = agent_of(event);
  bool planned = false;
  if (!agent || s->view.tokens[event->head].upos != GAZ_UPOS_NOUN) return false;
  size_t first = index > VISITS_COMPARED ? index - VISITS_COMPARED : 0;
  for (size_t i = first; i < s->count && i < index + VISITS_COMPARED; i++) {
    const gaz_event *other = &s->events[i];
    const gaz_argument *also = agent_of(other);
    if (i == index || other->type != event->type || !also || also->chain != agent->chain ||
        s->view.info[other->head].lemma != s->view.info[event->head].lemma)
      continue;
    if (other->modality == GAZ_MODALITY_ASSERTED &&
        s->view.tokens[other->head].upos == GAZ_UPOS_VERB)
      return false;
    planned |= other->modality == GAZ_MODALITY_PLANNED;
  }
  return planned;
}

/* Whether a word is said in telling of it: the object of "announced", what is vowed or promised. */
static bool is_told_of(const stage *s, const gaz_event *event) {
  if (event->modality == GAZ_MODALITY_PLANNED || event->modality == GAZ_MODALITY_HYPOTHETICAL)
    return true;
  return is_announced(s, event);
}

/* The noun of an occasion ("at a rally in Orsa") that a place behind it belongs to. */
static bool is_of_occasion(const gaz_event_view *view, const gaz_event *event, uint32_t place) {
  for (uint32_t t = event->head + 1; t < place; t++)
    if (view->tokens[t].upos == GAZ_UPOS_NOUN &&
        gaz_event_functions(view, t) & GAZ_FUNCTION_OCCASION && gaz_event_case(view, t) &&
        view->tokens[t].sentence == view->tokens[place].sentence)
      return true;
  return false;
}

static void drop_places_of_telling(const stage *s, gaz_event *event) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < event->argument_count; i++) {
    const gaz_argument *a = &event->arguments[i];
    bool behind = a->role == GAZ_ROLE_PLACE && a->start > event->end;
    if (!behind || !is_of_occasion(&s->view, event, gaz_event_token_from(&s->view, a->start)))
      event->arguments[kept++] = *a;
  }
  event->argument_count = kept;
}

void gaz_event_announced_mark(gaz_event_stage *s, const char *reference_date) {
  gaz_days published;
  bool dated =
      reference_date && gaz_edtf_days(reference_date, &published) && published.last != GAZ_DAY_MAX;
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    if (event->type == GAZ_EVENT_OTHER || event->type == s->view.tables->statement) continue;
    if (is_told_of(s, event)) drop_places_of_telling(s, event);
    if (!may_be_to_come(&s->view, event)) continue;
    if ((dated && is_dated_ahead(event, &published)) ||
        (is_appointed(s, event) && is_announced(s, event)))
      event->modality = GAZ_MODALITY_PLANNED;
  }
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    if (event->type != GAZ_EVENT_OTHER && is_appointed(s, event) &&
        may_be_to_come(&s->view, event) && is_told_as_planned(s, e))
      event->modality = GAZ_MODALITY_PLANNED;
  }
}
