/* When. Times are handed out from the times' side: each goes to the nearest event above it in the
 * tree, so that a date after "in Paris" reaches the attack and not the verb of the sentence. Events
 * of the sentence that happen together share it: a conjunct, a result, the subject of a death. What
 * is left may go on with what was told and dated before: at once in the same paragraph, as a range up
 * to the publication where it is about the same people as the lead. Each event says what its time
 * rests on; where nothing is sure there is none. */
#include <stdio.h>
#include <string.h>

#include "base/edtf.h"
#include "english/engine.h"
#include "english/labels.h"
#include "extract/events_internal.h"
#include "extract/quote_marks.h"

enum {
  TIME_REACH = 14, /* tokens back from a time to its event */
  TIME_CLIMB = 7,  /* from a time up to its event */
  RESULT_WINDOW = 48,
  INHERIT_DEPTH = 4,
  LEAD_SENTENCES = 3,  /* of the body: where the news is told */
  LEAD_PARAGRAPHS = 4, /* after which what is told need not be the news any more */
  NEWS_DAYS = 7,       /* a running time is no longer than this, and no older at publication */
};

typedef gaz_event_stage stage;

/* ---- In the sentence ---- */

static void set_time(const stage *s, gaz_event *event, uint32_t time, uint8_t basis) {
  event->time = time;
  event->edtf = s->view.facts->times[time].edtf;
  event->time_basis = basis;
}

/* "Tuesday" of an undated article has no date and is a time all the same; "now" is none, though it is the day of
 * publication. */
static bool tells_when(const gaz_time *time) {
  if (time->type != GAZ_TIME_DATE && time->type != GAZ_TIME_TIME) return false;
  return (*time->value >= '0' && *time->value <= '9') || *time->value == 'X';
}

/* "since 1999", "prior to May 3": it happened at no one time. */
static bool bounds_span(const gaz_event_view *view, uint32_t time) {
  if (!time) return false;
  uint32_t before = time - 1;
  if (before && view->info[before].lemma == gaz_event_word(view, GAZ_GRAMMAR_GOAL)) before--;
  return gaz_event_functions(view, before) & GAZ_FUNCTION_SPAN;
}

/* A time inside of a clause is no time of the clause around it: "Keller, who was a member from 1987 to 1990, was
 * sentenced". */
static bool ends_clause(const gaz_event_view *view, uint32_t token) {
  switch (view->tokens[token].deprel) {
    case GAZ_DEPREL_APPOS: /* "Keller, a member in the 1960s, resigned" */
    case GAZ_DEPREL_ACL_RELCL: return true;
    default: return false;
  }
}

/* The verb right before a time, with nothing but its own phrases between; else a listed noun with
 * nothing but prepositions and nouns between. */
static uint32_t event_before(const stage *s, uint32_t token) {
  const gaz_event_view *view = &s->view;
  uint32_t first = view->analysis->tokens.sentences[view->tokens[token].sentence].first,
           noun = GAZ_NONE;
  for (uint32_t at = token; at-- > first && token - at <= TIME_REACH;) {
    uint8_t upos = view->tokens[at].upos;
    uint32_t event = s->event_of[at];
    if (upos == GAZ_UPOS_ADP && token - at > 2 &&
        gaz_event_functions(view, at) & GAZ_FUNCTION_CLAUSE)
      break; /* "elected after the defeat of 1999" */
    if (upos == GAZ_UPOS_VERB) return event != GAZ_NONE && noun == GAZ_NONE ? event : noun;
    if (noun == GAZ_NONE && event != GAZ_NONE && s->events[event].head == at &&
        upos == GAZ_UPOS_NOUN && s->events[event].type != GAZ_EVENT_OTHER &&
        s->events[event].type != view->tables->statement)
      noun = event;
    if (upos == GAZ_UPOS_PUNCT || upos == GAZ_UPOS_SCONJ || upos == GAZ_UPOS_CCONJ ||
        upos == GAZ_UPOS_AUX)
      break;
  }
  return noun;
}

/* "following this week's talks": what stands before the time is said of the talks. */
static bool owns(const stage *s, uint32_t token) {
  uint32_t time = s->view.info[token].time;
  while (token < s->view.count && s->view.info[token].time == time) token++;
  return token < s->view.count && s->view.tokens[token].xpos == GAZ_XPOS_POS;
}

/* "their June wages", "the 2014 law": the time of a thing that does not happen. */
static bool dates_thing(const stage *s, uint32_t at) {
  const gaz_token *t = &s->view.tokens[at];
  if (t->deprel == GAZ_DEPREL_CONJ && t->head >= 0)
    t = &s->view.tokens[t->head]; /* "June and July" */
  if ((t->deprel != GAZ_DEPREL_COMPOUND && t->deprel != GAZ_DEPREL_NUMMOD) ||
      t->head <= (int32_t)at)
    return false;
  return s->view.tokens[t->head].upos == GAZ_UPOS_NOUN && s->event_of[t->head] == GAZ_NONE &&
         s->view.info[t->head].time == GAZ_NONE;
}

/* "2015-11-24", "XXXX-WXX-2" */
static bool is_day(const gaz_time *time) {
  return time->edtf ? strlen(time->edtf) == 10 : strlen(time->value) == 10;
}

/* "Ministers attend a talk on the activity of banks, Selin, Nov. 17, 2015.": what a caption tells in the present is of
 * the day at its end, whatever noun stands nearer. Returns that event, or GAZ_NONE. */
static uint32_t captioned(const stage *s, uint32_t token, const gaz_time *time) {
  const gaz_event_view *view = &s->view;
  const gaz_sentence *sentence = &view->analysis->tokens.sentences[view->tokens[token].sentence];
  uint32_t end = sentence->first + sentence->count, behind = token;
  if (!is_day(time) || token == sentence->first || view->tokens[token - 1].upos != GAZ_UPOS_PUNCT)
    return GAZ_NONE;
  while (behind < end && view->info[behind].time == view->info[token].time) behind++;
  while (behind < end && view->tokens[behind].upos == GAZ_UPOS_PUNCT) behind++;
  if (behind < end) return GAZ_NONE;
  for (uint32_t at = sentence->first; at < token; at++) {
    const gaz_token *word = &view->tokens[at];
    if (word->head >= 0) continue;
    bool present = word->xpos == GAZ_XPOS_VBZ || word->xpos == GAZ_XPOS_VBP ||
                   word->xpos == GAZ_XPOS_VB; /* as the tagger may have it far from its subject */
    return present ? s->event_of[at] : GAZ_NONE;
  }
  return GAZ_NONE;
}

/* "is next week to visit Lumbia" */
static uint32_t set_for(const stage *s, uint32_t day) {
  for (int32_t c = s->view.info[day].child; c >= 0; c = s->view.info[c].sibling)
    if (gaz_event_set_for(&s->view, (uint32_t)c) >= 0) return s->event_of[c];
  return GAZ_NONE;
}

static void hand_out_times(stage *s) {
  uint32_t previous = GAZ_NONE;
  for (uint32_t t = 0; t < s->view.count; t++) {
    uint32_t time = s->view.info[t].time;
    if (time == GAZ_NONE || time == previous || gaz_event_in_dateline(&s->view, t)) continue;
    const gaz_time *found = &s->view.facts->times[time];
    if (!tells_when(found)) continue;
    if (bounds_span(&s->view, t) && !owns(s, t)) {
      previous = time;
      continue;
    }
    /* The head of the expression is the word whose own head is outside it. */
    int32_t at = (int32_t)t, last = at;
    for (int i = 0; i < TIME_CLIMB && at >= 0 && s->view.info[at].time == time; i++) {
      last = at;
      at = s->view.tokens[at].head;
    }
    previous = time;
    if (dates_thing(s, (uint32_t)last)) continue;
    uint32_t beside = owns(s, t) ? GAZ_NONE : event_before(s, t), above = GAZ_NONE;
    for (int i = 0; i < TIME_CLIMB && at >= 0; i++, at = s->view.tokens[at].head) {
      above = s->event_of[at];
      if (above != GAZ_NONE || ends_clause(&s->view, (uint32_t)at)) break;
    }
    /* The tree may be wrong over a distance; the words beside are not. A noun beside gives way to
     * the verb that the tree names, if that is an event of a type. */
    bool noun = beside != GAZ_NONE && s->view.tokens[s->events[beside].head].upos != GAZ_UPOS_VERB;
    uint32_t event = beside;
    if (beside == GAZ_NONE ||
        (noun && above != GAZ_NONE && s->events[above].type != GAZ_EVENT_OTHER &&
         s->view.tokens[s->events[above].head].upos == GAZ_UPOS_VERB))
      event = above;
    if (event == GAZ_NONE) event = set_for(s, (uint32_t)last);
    uint32_t shown = captioned(s, t, found);
    if (shown != GAZ_NONE) event = shown;
    if (event != GAZ_NONE && s->events[event].time == GAZ_NONE)
      set_time(s, &s->events[event], time, GAZ_BASIS_STATED);
  }
}

/* A conjunct, a clause of result ("killing 224 people") and a relative clause happen when what they
 * hang on does, if they say nothing else. */
static void inherit_times(stage *s) {
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    uint32_t at = event->head;
    for (int depth = 0; event->time == GAZ_NONE && depth < INHERIT_DEPTH; depth++) {
      const gaz_token *t = &s->view.tokens[at];
      if (t->head < 0) break;
      bool result = t->deprel == GAZ_DEPREL_ADVCL && t->xpos == GAZ_XPOS_VBG &&
                    gaz_event_child(&s->view, at, GAZ_DEPREL_MARK) < 0;
      bool conjunct =
          t->deprel == GAZ_DEPREL_CONJ && gaz_event_child(&s->view, at, GAZ_DEPREL_NSUBJ) < 0;
      bool raised = t->deprel == GAZ_DEPREL_XCOMP && t->upos != GAZ_UPOS_VERB;
      bool relative =
          t->deprel == GAZ_DEPREL_ACL_RELCL && s->view.tokens[t->head].upos != GAZ_UPOS_VERB;
      if (!result && !conjunct && !raised && !relative) break;
      uint32_t above = s->event_of[t->head];
      at = (uint32_t)t->head;
      if (above == GAZ_NONE || s->events[above].time == GAZ_NONE) continue;
      /* "was charged in 2018 and convicted": each its own; a shared year stands first. A day said
       * behind the first verb is the day of both: "left on Monday and met ...". */
      const gaz_time *time = &s->view.facts->times[s->events[above].time];
      if (conjunct && time->start > s->view.tokens[at].start && !is_day(time)) break;
      set_time(s, event, s->events[above].time, GAZ_BASIS_SHARED);
    }
  }
}

static bool is_finite(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  return t->upos == GAZ_UPOS_VERB &&
         (t->xpos == GAZ_XPOS_VBD || t->xpos == GAZ_XPOS_VBZ || gaz_event_passive(view, token));
}

/* "killing 224 people" after a comma is the result of the happening right before it, whatever verb of
 * the sentence the parser tied it to: one of a type, else the last verb that tells of something. */
const gaz_event *gaz_event_cause(const gaz_event_stage *s, size_t index) {
  const gaz_event *event = &s->events[index], *cause = NULL;
  const gaz_token *t = &s->view.tokens[event->head];
  if (t->xpos != GAZ_XPOS_VBG || !*s->view.tables->types[event->type].figure || !event->head ||
      s->view.tokens[event->head - 1].xpos != GAZ_XPOS_COMMA)
    return NULL;
  bool typed = false;
  for (size_t i = index > RESULT_WINDOW ? index - RESULT_WINDOW : 0;
       i < s->count && i <= index + RESULT_WINDOW; i++) {
    const gaz_event *other = &s->events[i];
    if (other->sentence != event->sentence || other->head >= event->head ||
        other->type == s->view.tables->statement)
      continue;
    bool listed = other->type != GAZ_EVENT_OTHER;
    if ((!listed && (typed || !is_finite(&s->view, other->head))) ||
        (cause && listed == typed && other->head < cause->head))
      continue;
    cause = other;
    typed = listed;
  }
  return cause;
}

static void tie_results(stage *s) {
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    const gaz_event *cause = gaz_event_cause(s, e);
    int32_t head = s->view.tokens[event->head].head;
    if (!cause || (head >= 0 && s->event_of[head] == (uint32_t)(cause - s->events) &&
                   cause->type != GAZ_EVENT_OTHER))
      continue;
    event->time = cause->time;
    event->edtf = cause->edtf;
    event->time_basis = cause->time == GAZ_NONE ? GAZ_BASIS_NONE : GAZ_BASIS_SHARED;
    uint32_t kept = 0;
    for (uint32_t a = 0; a < event->argument_count; a++)
      if (event->arguments[a].role != GAZ_ROLE_AGENT || cause->type == GAZ_EVENT_OTHER)
        event->arguments[kept++] = event->arguments[a];
    event->argument_count = kept;
  }
}

/* A verb and the happening that is its subject, or in which somebody dies: "the blast killed nine on
 * Monday", "was wounded in Monday's blast", "the talks began on Monday". */
static void share(stage *s, gaz_event *a, gaz_event *b) {
  if (a->time == GAZ_NONE && b->time != GAZ_NONE) set_time(s, a, b->time, GAZ_BASIS_SHARED);
  if (b->time == GAZ_NONE && a->time != GAZ_NONE) set_time(s, b, a->time, GAZ_BASIS_SHARED);
}

static bool counts_people(const stage *s, const gaz_event *event) {
  uint32_t die = s->view.tables->die, injure = s->view.tables->injure;
  return event->type && (event->type == die || event->type == injure);
}

static void share_with_nouns(stage *s) {
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *noun = &s->events[e];
    const gaz_token *t = &s->view.tokens[noun->head];
    if (t->upos != GAZ_UPOS_NOUN || t->head < 0) continue;
    uint32_t at = s->event_of[t->head];
    if (at == GAZ_NONE || at == e) continue;
    gaz_event *verb = &s->events[at];
    if (s->view.tokens[verb->head].upos != GAZ_UPOS_VERB) continue;
    uint32_t functions = 0;
    int32_t marker = gaz_event_child(&s->view, noun->head, GAZ_DEPREL_CASE);
    if (marker >= 0) functions = gaz_event_functions(&s->view, (uint32_t)marker);
    bool together = false;
    switch (t->deprel) {
      case GAZ_DEPREL_NSUBJ_PASS:
        together = gaz_event_functions(&s->view, verb->head) & GAZ_FUNCTION_HAPPEN;
        break;
      case GAZ_DEPREL_NSUBJ:
        together = counts_people(s, verb) ||
                   gaz_event_functions(&s->view, verb->head) & GAZ_FUNCTION_HAPPEN;
        break;
      case GAZ_DEPREL_OBL:
      case GAZ_DEPREL_OBL_AGENT:
      case GAZ_DEPREL_NMOD:
        together = counts_people(s, verb) || functions & GAZ_FUNCTION_DURING;
        break;
      default: break;
    }
    if (together) share(s, verb, noun);
  }
}

/* "attacks on Nov. 13, which left 130 people dead": those who die do so when the attack before them in the
 * sentence was. */
static void share_with_attacks(stage *s) {
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    const gaz_event *attack = NULL;
    if (!counts_people(s, event) || event->time != GAZ_NONE ||
        event->modality != GAZ_MODALITY_ASSERTED)
      continue;
    for (size_t i = e > RESULT_WINDOW ? e - RESULT_WINDOW : 0;
         i < s->count && i <= e + RESULT_WINDOW; i++) {
      const gaz_event *other = &s->events[i];
      if (other->sentence == event->sentence && other->head < event->head &&
          other->type == s->view.tables->assault && other->modality == event->modality &&
          (!attack || other->head > attack->head))
        attack = other;
    }
    if (attack && attack->time != GAZ_NONE &&
        s->view.facts->times[attack->time].end <= event->start)
      set_time(s, event, attack->time, GAZ_BASIS_SHARED);
  }
}

void gaz_event_times_share(gaz_event_stage *s) {
  hand_out_times(s);
  inherit_times(s);
  share_with_nouns(s);
  inherit_times(s); /* what hangs on a verb that got its time from its noun */
  tie_results(s);
  share_with_attacks(s);
}

/* ---- In the article ---- */

typedef struct running_time {
  uint32_t time; /* index, or GAZ_NONE: nothing told and dated yet */
  gaz_days days;
  uint32_t sentence, paragraph;
} running_time;

typedef struct narrative {
  stage *s;
  const uint32_t *paragraph_of;
  uint8_t *timed; /* of every sentence: it says some time */
  gaz_days published;
  bool dated;
  running_time now, lead;
  uint32_t first_body, body_count; /* sentences of the body, so far */
} narrative;

static bool in_body(const narrative *n, uint32_t sentence) {
  const gaz_tokens *tokens = &n->s->view.analysis->tokens;
  return !tokens->block_count ||
         tokens->blocks[tokens->sentences[sentence].block].kind == GAZ_BLOCK_BODY;
}

/* "was shot", "shot", in the plain past: what the story tells, not what it looks back on ("had shot")
 * or sums up ("has shot"). */
static bool is_told(const gaz_event_view *view, const gaz_event *event) {
  const gaz_token *t = &view->tokens[event->head];
  if (t->upos != GAZ_UPOS_VERB || event->modality != GAZ_MODALITY_ASSERTED || event->generic)
    return false;
  if (view->info[event->head].quote != GAZ_NONE &&
      view->facts->quotes[view->info[event->head].quote].form == GAZ_QUOTE_DIRECT)
    return false;
  uint32_t have = gaz_event_word(view, GAZ_GRAMMAR_HAVING);
  int32_t auxiliary = -1;
  for (int32_t c = view->info[event->head].child; c >= 0; c = view->info[c].sibling) {
    uint8_t deprel = view->tokens[c].deprel;
    if (deprel != GAZ_DEPREL_AUX && deprel != GAZ_DEPREL_AUX_PASS) continue;
    if (view->info[c].lemma == have || view->tokens[c].xpos == GAZ_XPOS_MD) return false;
    auxiliary = c;
  }
  if (auxiliary >= 0) return view->tokens[auxiliary].xpos == GAZ_XPOS_VBD;
  return t->xpos == GAZ_XPOS_VBD;
}

static bool of_a_type(const stage *s, const gaz_event *event) {
  return event->type != GAZ_EVENT_OTHER && event->type != s->view.tables->statement;
}

static bool shares_chain(const gaz_event *a, const gaz_event *b) {
  for (uint32_t i = 0; i < a->argument_count; i++)
    for (uint32_t k = 0; k < b->argument_count; k++)
      if (a->arguments[i].chain != GAZ_NONE && a->arguments[i].chain == b->arguments[k].chain)
        return true;
  return false;
}

/* Whether an event is of the lead's news: a deed of states and offices, which a report near its lead
 * tells as the news it is, a death, or something of those the lead is about. */
static bool about_the_lead(const narrative *n, size_t index) {
  const stage *s = n->s;
  const gaz_event *event = &s->events[index];
  if (counts_people(s, event) || s->view.tables->types[event->type].type.cameo) return true;
  for (size_t i = index; i-- > 0 && index - i <= RESULT_WINDOW;) {
    uint32_t sentence = s->events[i].sentence;
    if (sentence == n->lead.sentence && shares_chain(&s->events[i], event)) return true;
    if (sentence < n->lead.sentence) break;
  }
  return false;
}

/* Whether a word is told on the line of the story: the root, what is coordinated with it, and what
 * somebody says; a relative or adverbial clause looks aside. */
static bool on_the_line(const gaz_event_view *view, uint32_t token) {
  for (int depth = 0; depth < TIME_CLIMB; depth++) {
    const gaz_token *t = &view->tokens[token];
    int32_t subject = gaz_event_child(view, token, GAZ_DEPREL_NSUBJ);
    if (subject >= 0 &&
        (view->tokens[subject].xpos == GAZ_XPOS_WP || view->tokens[subject].xpos == GAZ_XPOS_WDT))
      return false; /* "who became", whatever the parser made of it */
    if (t->head < 0) return true;
    if (t->deprel != GAZ_DEPREL_CONJ && t->deprel != GAZ_DEPREL_CCOMP &&
        t->deprel != GAZ_DEPREL_PARATAXIS && t->deprel != GAZ_DEPREL_XCOMP)
      return false;
    token = (uint32_t)t->head;
  }
  return false;
}

/* A stated day of what is told becomes the time that the paragraph goes on in. */
static void take_time(narrative *n, const gaz_event *event) {
  running_time next = {.time = event->time, .sentence = event->sentence};
  if (event->time == GAZ_NONE || event->time_basis == GAZ_BASIS_NARRATIVE || !event->edtf ||
      !is_told(&n->s->view, event) || !on_the_line(&n->s->view, event->head) ||
      event->type == n->s->view.tables->statement || !gaz_edtf_days(event->edtf, &next.days) ||
      next.days.first == 0 || next.days.last == GAZ_DAY_MAX ||
      gaz_days_between(next.days.first, next.days.last) >= NEWS_DAYS)
    return;
  next.paragraph = n->paragraph_of[event->sentence];
  n->now = next;
  bool recent = !n->dated || gaz_days_between(next.days.last, n->published.last) <= NEWS_DAYS;
  if (n->lead.time == GAZ_NONE && n->body_count <= LEAD_SENTENCES && recent &&
      of_a_type(n->s, event))
    n->lead = next;
}

/* "2015-11-24/2015-11-26": from the day of the lead's happening to the day it was printed; about that day where
 * they are one, for nothing says that it was on the day itself. */
static const char *range_to_publication(const narrative *n) {
  int32_t first = n->lead.days.first, last = n->published.last;
  char text[32];
  int size =
      snprintf(text, sizeof text, "%04d-%02d-%02d", first / 10000, first / 100 % 100, first % 100);
  if (last > first)
    size += snprintf(text + size, sizeof text - (size_t)size, "/%04d-%02d-%02d", last / 10000,
                     last / 100 % 100, last % 100);
  else
    text[size++] = '~';
  return gaz_arena_copy(n->s->arena, text, (size_t)size);
}

static const char *about_publication(const narrative *n) {
  char text[16];
  int32_t day = n->published.last;
  int size =
      snprintf(text, sizeof text, "%04d-%02d-%02d~", day / 10000, day / 100 % 100, day % 100);
  return gaz_arena_copy(n->s->arena, text, (size_t)size);
}

/* "was later overturned": not when what was told before it happened. */
static bool is_later(const gaz_event_view *view, uint32_t token) {
  int32_t adverb = gaz_event_child(view, token, GAZ_DEPREL_ADVMOD);
  return adverb >= 0 && view->tokens[adverb].xpos == GAZ_XPOS_RBR;
}

static void narrate(narrative *n, size_t index) {
  gaz_event *event = &n->s->events[index];
  if (!of_a_type(n->s, event) || n->timed[event->sentence] || !is_told(&n->s->view, event) ||
      !on_the_line(&n->s->view, event->head) || is_later(&n->s->view, event->head))
    return;
  uint32_t paragraph = n->paragraph_of[event->sentence];
  if (n->now.time != GAZ_NONE && n->now.paragraph == paragraph &&
      n->now.sentence < event->sentence) {
    set_time(n->s, event, n->now.time, GAZ_BASIS_NARRATIVE);
    return;
  }
  if (!n->dated) return;
  if (n->lead.time != GAZ_NONE && n->lead.time == n->now.time &&
      paragraph <= n->lead.paragraph + LEAD_PARAGRAPHS && n->lead.days.first <= n->published.last &&
      (counts_people(n->s, event) || about_the_lead(n, index))) {
    event->edtf = range_to_publication(n);
    event->time_basis = GAZ_BASIS_NARRATIVE;
  } else if (event->sentence == n->first_body && n->lead.time == GAZ_NONE &&
             n->s->view.tokens[event->head].head < 0 && n->published.first == n->published.last) {
    event->edtf = about_publication(n);
    event->time_basis = GAZ_BASIS_PUBLICATION;
  }
}

gaz_status gaz_event_times_narrate(gaz_event_stage *s, const char *reference_date) {
  const gaz_tokens *tokens = &s->view.analysis->tokens;
  narrative n = {.s = s, .first_body = GAZ_NONE};
  n.now.time = n.lead.time = GAZ_NONE;
  n.dated = reference_date && gaz_edtf_days(reference_date, &n.published) && n.published.first &&
            n.published.last != GAZ_DAY_MAX &&
            gaz_days_between(n.published.first, n.published.last) < NEWS_DAYS;
  uint32_t *paragraph_of = gaz_arena_alloc(s->arena, tokens->sentence_count * sizeof *paragraph_of);
  n.timed = gaz_arena_zeroed(s->arena, tokens->sentence_count, sizeof *n.timed);
  if (!paragraph_of || !n.timed) return GAZ_ERROR_MEMORY;
  gaz_paragraphs_number(s->view.analysis, paragraph_of);
  n.paragraph_of = paragraph_of;
  for (uint32_t t = 0; t < s->view.count; t++)
    if (s->view.info[t].time != GAZ_NONE && !gaz_event_in_dateline(&s->view, t))
      n.timed[s->view.tokens[t].sentence] = 1;
  uint32_t sentence = GAZ_NONE;
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    if (!in_body(&n, event->sentence)) continue;
    if (event->sentence != sentence) {
      sentence = event->sentence;
      if (n.first_body == GAZ_NONE) n.first_body = sentence;
      n.body_count++;
    }
    if (event->time == GAZ_NONE) narrate(&n, e);
    take_time(&n, event);
  }
  return GAZ_OK;
}

/* The words of the time are an argument like others. */
gaz_status gaz_event_times_add(gaz_event_stage *s) {
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    if (event->time == GAZ_NONE) continue;
    const gaz_time *time = &s->view.facts->times[event->time];
    size_t size = event->argument_count * sizeof *event->arguments;
    gaz_argument *arguments = gaz_arena_alloc(s->arena, size + sizeof *arguments);
    if (!arguments) return GAZ_ERROR_MEMORY;
    if (size) memcpy(arguments, event->arguments, size);
    arguments[event->argument_count++] = (gaz_argument){
        .role = GAZ_ROLE_TIME, .start = time->start, .end = time->end, .chain = GAZ_NONE};
    event->arguments = arguments;
  }
  return GAZ_OK;
}
