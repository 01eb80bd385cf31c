/* Where, beyond the slots of the trigger. A place said once holds for what happens together: for the
 * verbs that a clause coordinates ("In Orsa, crowds gathered and burned flags"), for the deaths that
 * an attack brings, for the noun that a light or eventive verb tells of. The dateline is the place
 * of a report's first happening only where a reporter would have been there. */
#include <string.h>

#include "english/labels.h"
#include "english/engine.h"
#include "extract/events_internal.h"
#include "extract/tables_internal.h"

enum { CLIMB_MAX = 4, DATELINE_TOKENS = 16, LOUD_LEAST = 4, CAUSE_WINDOW = 12 };

typedef gaz_event_stage stage;

static const gaz_argument *place_of(const gaz_event *event) {
  for (uint32_t i = 0; i < event->argument_count; i++)
    if (event->arguments[i].role == GAZ_ROLE_PLACE) return &event->arguments[i];
  return NULL;
}

static gaz_status give_place(stage *s, gaz_event *event, gaz_argument place) {
  gaz_argument *arguments =
      gaz_arena_alloc(s->arena, (event->argument_count + 1) * sizeof *arguments);
  if (!arguments) return GAZ_ERROR_MEMORY;
  if (event->argument_count)
    memcpy(arguments, event->arguments, event->argument_count * sizeof *arguments);
  place.role = GAZ_ROLE_PLACE;
  arguments[event->argument_count++] = place;
  event->arguments = arguments;
  return GAZ_OK;
}

/* Whether somebody already takes part who would be the place too: nobody is where he is. */
static bool takes_part(const gaz_event *event, const gaz_argument *place) {
  for (uint32_t i = 0; i < event->argument_count; i++)
    if ((event->arguments[i].chain != GAZ_NONE && event->arguments[i].chain == place->chain) ||
        (event->arguments[i].start <= place->start && place->end <= event->arguments[i].end))
      return true;
  return false;
}

/* ---- In the sentence ---- */

/* A place before the first verb of a clause, set off or not: "In Orsa, crowds gathered"; or on either side. */
static int32_t place_of_verb(const gaz_event_view *view, uint32_t verb, bool behind) {
  for (int32_t c = view->info[verb].child; c >= 0 && (behind || (uint32_t)c < verb);
       c = view->info[c].sibling) {
    int32_t marker = gaz_event_child(view, (uint32_t)c, GAZ_DEPREL_CASE);
    if (view->tokens[c].deprel != GAZ_DEPREL_OBL || marker < 0 || marker > c ||
        !(gaz_event_functions(view, (uint32_t)marker) & GAZ_FUNCTION_WHERE) ||
        !gaz_event_is_place(view, (uint32_t)c))
      continue;
    if (view->info[c].mention != GAZ_NONE) return c;
  }
  return -1;
}

static bool place_beside(const stage *s, uint32_t verb, bool behind, gaz_argument *out) {
  const gaz_event_view *view = &s->view;
  int32_t place = place_of_verb(view, verb, behind);
  if (place < 0) return false;
  const gaz_mention *m = &view->facts->mentions[view->info[place].mention];
  uint32_t named = gaz_event_place_named(view, (uint32_t)place);
  *out = (gaz_argument){GAZ_ROLE_PLACE, m->start, m->end,
                        m->kind == GAZ_MENTION_NAME || named == GAZ_NONE ? m->chain : named};
  return true;
}

/* "Talks ended in Orsa": the verb says only that it took place, or ended. */
static bool is_told_of(const gaz_event_view *view, uint32_t noun) {
  const gaz_token *t = &view->tokens[noun];
  if ((t->deprel != GAZ_DEPREL_NSUBJ && t->deprel != GAZ_DEPREL_NSUBJ_PASS) || t->head < 0)
    return false;
  const char *lemma = view->tokens[t->head].lemma;
  return gaz_event_functions(view, (uint32_t)t->head) & GAZ_FUNCTION_HAPPEN ||
         (lemma &&
          gaz_word_map_find(view->tables->light, lemma, strlen(lemma)) != GAZ_WORD_UNKNOWN);
}

int32_t gaz_event_verb_place(const gaz_event_view *view, uint32_t noun) {
  if (view->tokens[noun].upos != GAZ_UPOS_NOUN || !is_told_of(view, noun)) return -1;
  return place_of_verb(view, (uint32_t)view->tokens[noun].head, true);
}

/* What an event shares its place with: the verb it is coordinated with, the noun it belongs to. */
static bool place_above(const stage *s, const gaz_event *event, gaz_argument *out) {
  uint32_t at = event->head;
  for (int depth = 0; depth < CLIMB_MAX; depth++) {
    const gaz_token *t = &s->view.tokens[at];
    if (t->head < 0) return false;
    bool conjunct =
        t->deprel == GAZ_DEPREL_CONJ && gaz_event_child(&s->view, at, GAZ_DEPREL_NSUBJ) < 0;
    bool result = t->deprel == GAZ_DEPREL_ADVCL && t->xpos == GAZ_XPOS_VBG &&
                  gaz_event_child(&s->view, at, GAZ_DEPREL_MARK) < 0;
    bool object = depth == 0 && t->upos == GAZ_UPOS_NOUN && t->deprel == GAZ_DEPREL_OBJ;
    bool subject = depth == 0 && t->upos == GAZ_UPOS_NOUN && is_told_of(&s->view, event->head);
    if (!conjunct && !result && !object && !subject) return false;
    at = (uint32_t)t->head;
    if (conjunct && place_beside(s, at, false, out)) return true;
    if (subject) return place_beside(s, at, true, out);
    uint32_t above = s->event_of[at];
    const gaz_argument *place = above == GAZ_NONE ? NULL : place_of(&s->events[above]);
    if (place && (result || (conjunct && place->start < s->view.tokens[at].start))) {
      *out = *place;
      return true;
    }
  }
  return false;
}

static bool same_paragraph(const stage *s, const gaz_event *a, const gaz_event *b) {
  const gaz_tokens *tokens = &s->view.analysis->tokens;
  return a->sentence == b->sentence ||
         tokens->sentences[a->sentence].block == tokens->sentences[b->sentence].block;
}

/* Those who die or are hurt do so where the attack before, in the sentence or the one before it,
 * was. */
static bool place_of_cause(const stage *s, size_t index, gaz_argument *out) {
  const gaz_event *event = &s->events[index];
  if (event->type != s->view.tables->die && event->type != s->view.tables->injure) return false;
  const gaz_event *before = gaz_event_cause(s, index);
  if (before && place_of(before)) {
    *out = *place_of(before);
    return true;
  }
  for (size_t i = index; i-- > 0 && index - i <= CAUSE_WINDOW;) {
    const gaz_event *cause = &s->events[i];
    if (cause->sentence + 1 < event->sentence || !same_paragraph(s, cause, event)) return false;
    const gaz_argument *place = place_of(cause);
    if (cause->modality != GAZ_MODALITY_ASSERTED || !cause->type || !place ||
        (cause->type != s->view.tables->assault && cause->type != s->view.tables->die &&
         cause->type != s->view.tables->injure))
      continue;
    if (cause->edtf && event->edtf && strcmp(cause->edtf, event->edtf) != 0) return false;
    *out = *place;
    return true;
  }
  return false;
}

/* ---- The dateline ---- */

bool gaz_event_is_agency(const gaz_event_view *view, uint32_t chain) {
  const gaz_mention *m = view->dateline == GAZ_NONE ? NULL : &view->facts->mentions[view->dateline];
  return m && m->type == GAZ_TYPE_ORG && chain != GAZ_NONE && m->chain == chain;
}

static bool is_dash(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  const char *text = view->analysis->text + t->start;
  uint32_t size = t->end - t->start;
  if (size == 3)
    return !memcmp(text, "\xe2\x80\x93", 3) || !memcmp(text, "\xe2\x80\x94", 3) ||
           !memcmp(text, "\xe2\x80\x95", 3); /* also a horizontal bar */
  return t->shape & GAZ_SHAPE_SPACE_BEFORE &&
         ((size == 1 && *text == '-') || (size == 2 && !memcmp(text, "--", 2)));
}

static bool is_colon(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  return t->end - t->start == 1 && view->analysis->text[t->start] == ':';
}

/* "TESHK, Velmara, June 3 (Agency) -", "TESHK:", "Orsa News, 27 January -": the first words of the body, up to a
 * dash, are names, times and an agency in brackets. The first name is the place, or the agency before a date. */
static bool dateline_at(gaz_event_view *view, uint32_t sentence, bool later) {
  uint32_t start = view->analysis->tokens.sentences[sentence].first;
  uint32_t mention = view->info[start].mention;
  if (mention == GAZ_NONE) return false;
  const gaz_mention *m = &view->facts->mentions[mention];
  bool agency = m->type == GAZ_TYPE_ORG, dated = false;
  bool loud = view->tokens[start].shape & GAZ_SHAPE_UPPER && m->end - m->start >= LOUD_LEAST;
  if (m->kind != GAZ_MENTION_NAME ||
      (m->type != GAZ_TYPE_GPE && m->type != GAZ_TYPE_LOC && !agency))
    return false;
  for (uint32_t t = start; t < view->count && t < start + DATELINE_TOKENS; t++) {
    const gaz_token *token = &view->tokens[t];
    dated |= view->info[t].time != GAZ_NONE;
    if (is_dash(view, t) || is_colon(view, t)) {
      if (!dated && (agency || (later && !loud))) return false;
      view->dateline = mention;
      view->dateline_first = start;
      view->dateline_end = t + 1;
      return true;
    }
    bool name = agency && t < m->first + m->count; /* "orsa News" */
    if (!(token->shape & (GAZ_SHAPE_CAPITAL | GAZ_SHAPE_DIGIT)) && token->upos != GAZ_UPOS_PUNCT &&
        view->info[t].time == GAZ_NONE && !name)
      return false;
  }
  return false;
}

static bool begins_line(const gaz_event_view *view, uint32_t sentence) {
  const gaz_sentence *s = &view->analysis->tokens.sentences[sentence];
  return sentence && memchr(view->analysis->text + s[-1].end, '\n', s->start - s[-1].end);
}

/* The first words of the body; or those of a paragraph soon behind, with a date, where a line of the heading or a summary
 * was taken for the body. */
void gaz_event_dateline_find(gaz_event_view *view) {
  enum { LINES_TRIED = 4 };
  const gaz_tokens *tokens = &view->analysis->tokens;
  view->dateline = GAZ_NONE;
  for (uint32_t s = 0, tried = 0; s < tokens->sentence_count && tried < LINES_TRIED; s++) {
    bool body =
        !tokens->block_count || tokens->blocks[tokens->sentences[s].block].kind == GAZ_BLOCK_BODY;
    if (body && tokens->sentences[s].count && (!tried || begins_line(view, s)) &&
        dateline_at(view, s, tried++ > 0))
      return;
  }
}

static bool is_attended(const stage *s, const gaz_event *event) {
  return event->modality == GAZ_MODALITY_ASSERTED &&
         s->view.tables->types[event->type].functions & GAZ_FUNCTION_DATELINE;
}

/* The clause of the sentence's root, or one that it is coordinated with. */
static bool is_main(const gaz_event_view *view, uint32_t token) {
  for (int depth = 0; depth < CLIMB_MAX; depth++) {
    const gaz_token *t = &view->tokens[token];
    if (t->head < 0) return true;
    bool light = t->deprel == GAZ_DEPREL_OBJ && depth == 0;
    if (t->deprel != GAZ_DEPREL_CONJ && !light) return false;
    token = (uint32_t)t->head;
  }
  return false;
}

gaz_status gaz_event_places_share(gaz_event_stage *s) {
  gaz_argument place = {0};
  const gaz_event_view *view = &s->view;
  uint32_t lead = GAZ_NONE;
  if (view->dateline != GAZ_NONE && view->dateline_end < view->count &&
      view->facts->mentions[view->dateline].type != GAZ_TYPE_ORG)
    lead = view->tokens[view->dateline_end].sentence;
  for (size_t e = 0; e < s->count; e++) s->event_of[s->events[e].head] = (uint32_t)e;
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    if (event->type == GAZ_EVENT_OTHER || event->type == s->view.tables->statement ||
        place_of(event))
      continue;
    bool found = place_above(s, event, &place) || place_of_cause(s, e, &place);
    if (!found && event->sentence == lead && is_attended(s, event) && is_main(view, event->head)) {
      const gaz_mention *m = &view->facts->mentions[view->dateline];
      place = (gaz_argument){GAZ_ROLE_PLACE, m->start, m->end, m->chain};
      found = true;
    }
    if (!found || takes_part(event, &place)) continue;
    gaz_status status = give_place(s, event, place);
    if (status) return status;
  }
  return GAZ_OK;
}
