/* What happened. Every candidate word is scored; those that are events get their slots, and from
 * these a type, participants, place, figures and modality. Times are then handed out from the
 * times' side: each goes to the nearest event above it in the tree, so that a date after "in Paris"
 * reaches the attack and not the verb of the sentence. Last, triggers that speak of one happening
 * are tied together. */
#include "extract/events.h"

#include <stdlib.h>
#include <string.h>

#include "english/engine.h"
#include "extract/events_internal.h"
#include "extract/quote_internal.h"
#include "extract/quotes.h"
#include "extract/tables_internal.h"

enum {
  SAME_WINDOW = 48, /* earlier events of a type that are compared */
  GIVEN_DEPTH = 4,
};

/* In units of the model (log odds): the best F1 on text held out of training. */
static const float threshold = -0.25f, threshold_listed = -2;

typedef gaz_event_stage stage;

/* ---- Which words ---- */

/* GAZ_CUE_*, or 0. */
static uint32_t class_of_cue(const stage *s, const gaz_word_map *cues, uint32_t token) {
  const char *lemma = s->view.tokens[token].lemma;
  return (lemma ? gaz_word_map_find_folded(cues, lemma, strlen(lemma)) : 0) & 0xff;
}

static void mark_cues(stage *s, const gaz_word_map *cues) {
  const gaz_facts *facts = s->view.facts;
  for (size_t q = 0; q < facts->quote_count; q++) {
    gaz_range cue = facts->quotes[q].cue;
    if (cue.start >= cue.end) continue;
    uint32_t low = gaz_event_token_from(&s->view, cue.start), head = GAZ_NONE;
    for (; low < s->view.count && s->view.tokens[low].start < cue.end; low++) {
      bool verb = s->view.tokens[low].upos == GAZ_UPOS_VERB;
      if (head == GAZ_NONE || (verb && s->view.tokens[head].upos != GAZ_UPOS_VERB)) head = low;
    }
    if (head == GAZ_NONE) continue;
    uint32_t class = class_of_cue(s, cues, head);
    s->cue[head] = class >= GAZ_CUE_SAY && class <= GAZ_CUE_REPORT;
    s->said[head] = (uint32_t)q;
    s->claims[q] = gaz_event_alleges(&s->view, head);
    s->wants[q] = class == GAZ_CUE_WANT;
  }
}

/* "no-fly zone", "best-selling", but not "Valdia-backed rebels". */
static bool in_compound(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (token + 1 < view->count && t[1].xpos == GAZ_XPOS_HYPH && t[1].start == t->end) return true;
  return token > 1 && t[-1].xpos == GAZ_XPOS_HYPH && t[-1].end == t->start &&
         !view->info[token - 2].name;
}

static bool next_is_noun(const gaz_event_view *view, uint32_t token) {
  uint8_t next = token + 1 < view->count ? view->tokens[token + 1].upos : GAZ_UPOS_X;
  return next == GAZ_UPOS_NOUN || next == GAZ_UPOS_PROPN || next == GAZ_UPOS_ADJ;
}

/* A noun that only names the kind of another ("attack helicopter") is no event of the table. */
static bool only_modifies(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  uint8_t name = view->info[token].name;
  if (t->upos != GAZ_UPOS_VERB && token + 1 < view->count && t[1].xpos == GAZ_XPOS_HYPH &&
      t[1].start == t->end)
    return true; /* "an execution-style killing", "Mar-a-Lago" */
  if (t->upos == GAZ_UPOS_VERB && t->xpos == GAZ_XPOS_VBN && token && !next_is_noun(view, token) &&
      view->info[token - 1].lemma == gaz_event_word(view, GAZ_GRAMMAR_DEFINITE))
    return true;                /* "moved the wounded to" */
  if (t->upos == GAZ_UPOS_VERB) /* "supporting actor", "best-selling", "Coordinating Council" */
    return t->deprel == GAZ_DEPREL_AMOD || in_compound(view, token) ||
           (name && t->xpos == GAZ_XPOS_VBG);
  if (name && name != GAZ_TYPE_EVENT) return true; /* "Movement for the Liberation of ..." */
  /* A parser may tie a noun to one behind the next preposition: the next word must belong to it. */
  uint8_t next = token + 1 < view->count && view->info[token + 1].time == GAZ_NONE
                     ? view->tokens[token + 1].upos
                     : GAZ_UPOS_X;
  if (next != GAZ_UPOS_NOUN && next != GAZ_UPOS_PROPN && next != GAZ_UPOS_ADJ) return false;
  if (t->deprel == GAZ_DEPREL_AMOD) return t->head > (int32_t)token; /* not "130 people dead" */
  return t->deprel == GAZ_DEPREL_COMPOUND || t->deprel == GAZ_DEPREL_NMOD_DESC ||
         t->deprel == GAZ_DEPREL_FLAT;
}

/* What the word itself scores, remembered with it. */
static int16_t word_score(const gaz_event_view *view, uint32_t token) {
  gaz_fact_word *word = view->words[token];
  uint16_t tags = (uint16_t)(view->tokens[token].xpos << 8 | view->tokens[token].upos);
  if (word->scored_tags != tags) {
    uint64_t features[GAZ_EVENT_FEATURES_MAX];
    size_t count = gaz_event_word_features(view, token, features);
    word->event_score = 0;
    gaz_model_score(view->tables->model, features, count, &word->event_score);
    word->scored_tags = tags;
  }
  return word->event_score;
}

/* A candidate whose score was asked for, and comes while the features of the next are made. */
typedef struct candidate {
  uint32_t token;
  int16_t score; /* of the word itself */
  gaz_model_places places;
} candidate;

static void ask(const gaz_event_view *view, uint32_t token, candidate *out) {
  uint64_t features[GAZ_EVENT_FEATURES_MAX];
  out->token = token;
  out->score = word_score(view, token);
  out->places.count = 0;
  size_t count = gaz_event_place_features(view, token, features);
  gaz_model_locate(view->tables->model, features, count, &out->places);
}

static float answer(const gaz_event_view *view, candidate *asked) {
  gaz_model_add(view->tables->model, &asked->places, &asked->score);
  return (float)asked->score * view->tables->model->scale;
}

static const gaz_event_frame *frame_of(const stage *s, const gaz_event_trigger *trigger,
                                       uint16_t type) {
  const struct gaz_event_tables *tables = s->view.tables;
  return &tables->frames[trigger ? trigger->frame : tables->types[type].frame];
}

/* "believes that life is better since he was elected": what a claim takes for granted. */
static bool is_given(const gaz_event_view *view, uint32_t token) {
  for (int depth = 0; depth < GIVEN_DEPTH; depth++) {
    const gaz_token *t = &view->tokens[token];
    if (t->deprel == GAZ_DEPREL_ADVCL && t->xpos != GAZ_XPOS_VB) {
      int32_t marker = gaz_event_child(view, token, GAZ_DEPREL_MARK);
      if (marker < 0) marker = gaz_event_child(view, token, GAZ_DEPREL_ADVMOD);
      if (marker >= 0 && gaz_event_functions(view, (uint32_t)marker) & GAZ_FUNCTION_GIVEN)
        return true;
    }
    if (t->head < 0 || t->deprel == GAZ_DEPREL_CCOMP) return false;
    token = (uint32_t)t->head;
  }
  return false;
}

/* Whether a word stands in what somebody alleges or claims, however far from the cue. */
static bool in_claim(const stage *s, uint32_t token) {
  uint32_t quote = s->view.info[token].quote;
  return quote != GAZ_NONE && s->claims && s->claims[quote] && !is_given(&s->view, token);
}

static bool in_content(const gaz_quote *quote, uint32_t place) {
  for (uint32_t i = 0; i < quote->content_count; i++)
    if (quote->content[i].start <= place && place < quote->content[i].end) return true;
  return false;
}

static const gaz_argument *argument_of(const gaz_event *event, uint8_t role) {
  for (uint32_t i = 0; i < event->argument_count; i++)
    if (event->arguments[i].role == role) return &event->arguments[i];
  return NULL;
}

static bool overlaps(const gaz_argument *a, gaz_range range) {
  return a->start < range.end && a->end > range.start;
}

/* "Keller said, the Gazette reported": of what Keller says the reporter is no part. */
static bool only_reports(const gaz_quote *quote, const gaz_argument *a) {
  bool reports = false;
  for (unsigned i = 0; i < GAZ_COUNT(quote->reported_by); i++)
    reports |= a->chain != GAZ_NONE && quote->reported_by[i] == a->chain;
  return reports && a->chain != quote->speaker && !in_content(quote, a->start);
}

/* "said Valdia is committed, | stressing the need": behind the words of somebody he goes on, and not whom he spoke
 * of. */
static void leave_words(const stage *s, gaz_event *event) {
  const gaz_event_view *view = &s->view;
  if (view->tokens[event->head].xpos != GAZ_XPOS_VBG ||
      gaz_event_child(view, event->head, GAZ_DEPREL_NSUBJ) >= 0)
    return;
  for (uint32_t i = 0; i < event->argument_count; i++) {
    gaz_argument *a = &event->arguments[i];
    uint32_t inside = view->info[gaz_event_token_from(view, a->start)].quote;
    if (a->role != GAZ_ROLE_AGENT || a->start > event->start || inside == GAZ_NONE ||
        inside == view->info[event->head].quote)
      continue;
    const gaz_quote *quote = &view->facts->quotes[inside];
    if (quote->form != GAZ_QUOTE_DIRECT && quote->source.start < quote->source.end &&
        quote->cue.start < a->start && quote->content_count == 1 &&
        quote->content[0].end < event->start)
      *a = (gaz_argument){GAZ_ROLE_AGENT, quote->source.start, quote->source.end, quote->speaker};
  }
}

/* "said on the radio", "Keller said it was over, the radio reported": the radio is not what was spoken of. */
static void drop_topic(gaz_event *event, gaz_range range) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < event->argument_count; i++) {
    const gaz_argument *a = &event->arguments[i];
    if (a->role != GAZ_ROLE_TOPIC || !overlaps(a, range)) event->arguments[kept++] = *a;
  }
  event->argument_count = kept;
}

/* Nobody is found who says what is said: the source of the quotation does. */
static gaz_status add_speaker(stage *s, gaz_event *event, const gaz_quote *quote) {
  gaz_argument *all = gaz_arena_alloc(s->arena, (event->argument_count + 1) * sizeof *all);
  if (!all) return GAZ_ERROR_MEMORY;
  if (event->argument_count) memcpy(all, event->arguments, event->argument_count * sizeof *all);
  all[event->argument_count++] =
      (gaz_argument){GAZ_ROLE_AGENT, quote->source.start, quote->source.end, quote->speaker};
  event->arguments = all;
  return GAZ_OK;
}

/* Who says a quotation is who says it. Of the words beside a cue that the tree takes for its subject, those that
 * are no part of the quotation's source say nothing ("Keller said Brandt "lost""), and where it takes none of the
 * source for that, the source takes the place of what it does ("... the battlefield," explained Keller). */
static gaz_status take_speaker(stage *s, gaz_event *event) {
  uint32_t said = s->said[event->head];
  if (event->type != s->view.tables->statement) return GAZ_OK;
  leave_words(s, event);
  uint32_t around = s->view.info[event->head].quote;
  if (around != GAZ_NONE) drop_topic(event, s->view.facts->quotes[around].source);
  if (said == GAZ_NONE) return GAZ_OK;
  const gaz_quote *quote = &s->view.facts->quotes[said];
  drop_topic(event, quote->medium);
  uint32_t inside = 0, speakers = 0, kept = 0;
  gaz_argument *turned = NULL;
  for (uint32_t i = 0; i < event->argument_count; i++) {
    gaz_argument *a = &event->arguments[i];
    bool agent = a->role == GAZ_ROLE_AGENT, source = overlaps(a, quote->source);
    inside += agent && source;
    speakers += agent && quote->speaker != GAZ_NONE && a->chain == quote->speaker;
    if ((agent && in_content(quote, a->start)) || (!turned && source)) turned = a;
  }
  if (!inside && !speakers) {
    bool passive =
        gaz_event_passive(&s->view, event->head); /* "Keller was quoted by the Gazette" */
    bool voice = s->view.tokens[event->head].xpos == GAZ_XPOS_VBG &&
                 gaz_event_child(&s->view, event->head, GAZ_DEPREL_NSUBJ) < 0;
    for (uint32_t i = 0; voice && !turned && i < event->argument_count; i++)
      if (event->arguments[i].role == GAZ_ROLE_AGENT) turned = &event->arguments[i];
    if (passive || quote->source.start >= quote->source.end) return GAZ_OK;
    if (!turned) return argument_of(event, GAZ_ROLE_AGENT) ? GAZ_OK : add_speaker(s, event, quote);
    *turned =
        (gaz_argument){GAZ_ROLE_AGENT, quote->source.start, quote->source.end, quote->speaker};
    speakers = quote->speaker != GAZ_NONE;
  }
  for (uint32_t i = 0; i < event->argument_count; i++) {
    const gaz_argument *a = &event->arguments[i];
    bool speaks = speakers ? a->chain == quote->speaker : overlaps(a, quote->source);
    bool kept_out = a->role == GAZ_ROLE_AGENT
                        ? !speaks
                        : only_reports(quote, a) || (speaks && overlaps(a, quote->source));
    if (!kept_out) event->arguments[kept++] = *a;
  }
  event->argument_count = kept;
  return GAZ_OK;
}

static gaz_status add_event(stage *s, uint32_t token, float strength) {
  const gaz_event_view *view = &s->view;
  gaz_event_fillers fillers;
  if (strength <= (gaz_event_listed(view, token) ? threshold_listed : threshold)) return GAZ_OK;
  gaz_event_fillers_find(view, token, &fillers);
  uint32_t last;
  const gaz_event_trigger *trigger =
      only_modifies(view, token) ? NULL : gaz_event_trigger_find(view, token, &fillers, &last);
  if (!trigger)
    last = token;
  else if (trigger->particle && view->tokens[token].upos == GAZ_UPOS_NOUN)
    gaz_event_fillers_mistagged(view, token, &fillers);
  bool listed = trigger && trigger->type != GAZ_EVENT_OTHER;
  uint32_t noun = s->event_of[token];
  if (noun != GAZ_NONE && (!listed || trigger->type == s->view.tables->statement)) return GAZ_OK;
  if (strength <= threshold && !(listed && strength > threshold_listed)) return GAZ_OK;
  gaz_event *events = gaz_arena_grow(s->arena, s->events, s->count, &s->capacity, sizeof *events);
  if (!events) return GAZ_ERROR_MEMORY;
  s->events = events;
  gaz_event *event = &events[s->count];
  const gaz_token *t = &view->tokens[token];
  *event = (gaz_event){.start = t->start,
                       .end = view->tokens[last].end,
                       .head = token,
                       .sentence = t->sentence,
                       .type = trigger ? trigger->type : GAZ_EVENT_OTHER,
                       .time = GAZ_NONE,
                       .same_as = GAZ_NONE};
  for (unsigned i = 0; i < GAZ_COUNT(event->reported_by); i++) event->reported_by[i] = GAZ_NONE;
  /* A word that the table says is something else still says what a quotation has. */
  bool says = s->cue[token] && (!trigger || (trigger->type == GAZ_EVENT_OTHER &&
                                             !view->facts->quotes[s->said[token]].unspoken));
  if (says && view->tables->statement) event->type = view->tables->statement;
  gaz_status status =
      gaz_event_arguments(view, frame_of(s, trigger, event->type), trigger ? trigger->particle : 0,
                          &fillers, s->arena, event);
  if (!status)
    status = gaz_event_figures(view, &view->tables->types[event->type], &fillers, s->arena, event);
  if (status) return status;
  status = take_speaker(s, event);
  if (status) return status;
  event->modality = gaz_event_modality(view, &fillers, event->type, token);
  if (event->modality == GAZ_MODALITY_ASSERTED && in_claim(s, token))
    event->modality = GAZ_MODALITY_ALLEGED;
  if (event->modality == GAZ_MODALITY_DENIED) event->figure_count = 0; /* "no one was arrested" */
  event->generic = gaz_event_generic(view, &fillers, event);
  if (event->generic) event->type = GAZ_EVENT_OTHER; /* no happening of that type */
  event->confidence = gaz_event_confidence(strength, listed);
  /* "carried" of "carried out strikes" is no event of its own; "signed" of "signed an accord" is, and
   * is the same. */
  s->event_of[token] = (uint32_t)s->count;
  if (fillers.light >= 0) s->event_of[fillers.light] = (uint32_t)s->count;
  s->count++;
  return GAZ_OK;
}

/* The first candidate from a token on that is a verb or is none, or `end`. */
static uint32_t next_candidate(const gaz_event_view *view, uint32_t token, uint32_t end,
                               bool verb) {
  while (token < end &&
         ((view->tokens[token].upos == GAZ_UPOS_VERB) != verb || !gaz_event_candidate(view, token)))
    token++;
  return token;
}

static gaz_status find_some(stage *s, uint32_t first, uint32_t end, bool verbs) {
  candidate asked[2];
  uint32_t at = next_candidate(&s->view, first, end, verbs);
  if (at < end) ask(&s->view, at, &asked[0]);
  for (unsigned k = 0; at < end; k ^= 1) {
    at = next_candidate(&s->view, at + 1, end, verbs);
    if (at < end) ask(&s->view, at, &asked[k ^ 1]);
    gaz_status status = add_event(s, asked[k].token, answer(&s->view, &asked[k]));
    if (status) return status;
  }
  return GAZ_OK;
}

/* Nouns first: a light verb belongs to its noun. */
static gaz_status find_events(stage *s, const gaz_sentence *sentence) {
  uint32_t first = sentence->first, end = first + sentence->count;
  gaz_status status = find_some(s, first, end, false);
  return status ? status : find_some(s, first, end, true);
}

/* ---- Who says so ---- */

static void add_reporter(gaz_event *event, uint32_t chain) {
  if (chain == GAZ_NONE) return;
  for (unsigned i = 0; i < GAZ_COUNT(event->reported_by); i++) {
    if (event->reported_by[i] == chain) return;
    if (event->reported_by[i] != GAZ_NONE) continue;
    event->reported_by[i] = chain;
    return;
  }
}

static void set_reporters(stage *s) {
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    uint32_t quote = s->view.info[event->head].quote;
    if (quote == GAZ_NONE) continue;
    const gaz_quote *q = &s->view.facts->quotes[quote];
    if (s->wants[quote] && q->unspoken)
      continue; /* "sought to gain from the raid" reports no raid */
    add_reporter(event, q->speaker);
    for (unsigned i = 0; i < GAZ_COUNT(q->reported_by); i++) add_reporter(event, q->reported_by[i]);
  }
}

/* ---- One happening ---- */

static uint32_t last_word(const stage *s, const gaz_argument *argument) {
  uint32_t end = argument->end, start = end;
  const char *text = s->view.analysis->text;
  while (start > argument->start && text[start - 1] != ' ') start--;
  return gaz_event_hash(text + start, end - start);
}

/* "at least 44 people", "54 people": maybe the same, but nothing says so. */
static bool counts_differ(const gaz_event *a, const gaz_event *b) {
  return a->figure_count && b->figure_count && !strcmp(a->figures[0].what, b->figures[0].what) &&
         (a->figures[0].low < b->figures[0].low || a->figures[0].low > b->figures[0].low);
}

/* "a plane", told of after another plane, may be one more; "how many people" need not be the nine people before. */
static bool is_new(const stage *s, const gaz_event *earlier, const gaz_event *event,
                   const gaz_argument *later) {
  const char *text = s->view.analysis->text + later->start;
  uint32_t size = later->end - later->start;
  const gaz_token *first = &s->view.tokens[gaz_event_token_from(&s->view, later->start)];
  bool bare = first->upos != GAZ_UPOS_DET && first->upos != GAZ_UPOS_PRON;
  if (bare && earlier->figure_count && !event->figure_count) return true;
  if (bare && counts_differ(earlier, event)) return true;
  return size > 3 && (text[0] | 32) == 'a' &&
         (text[1] == ' ' || (text[1] == 'n' && text[2] == ' '));
}

/* 1 the same, -1 different, 0 unknown. `b` is told of later. */
static int compare_role(const stage *s, const gaz_event *a, const gaz_event *b, uint8_t role) {
  const gaz_argument *x = argument_of(a, role), *y = argument_of(b, role);
  if (!x || !y) return 0;
  if (x->chain != GAZ_NONE && x->chain == y->chain) return 1;
  if (x->chain != GAZ_NONE && y->chain != GAZ_NONE && x->chain < s->view.facts->chain_count &&
      y->chain < s->view.facts->chain_count && s->view.facts->chains[x->chain].named &&
      s->view.facts->chains[y->chain].named)
    return -1;
  if (last_word(s, x) != last_word(s, y)) return -1;
  return is_new(s, a, b, y) ? 0 : 1;
}

/* Nine dead are not thirty-one, and what is said of "some of them" is no more the same. */
static bool figures_differ(const gaz_event *a, const gaz_event *b) {
  for (uint32_t i = 0; i < a->figure_count; i++)
    for (uint32_t k = 0; k < b->figure_count; k++) {
      const gaz_figure *x = &a->figures[i], *y = &b->figures[k];
      if (!strcmp(x->what, y->what) && (x->low > y->high || y->low > x->high)) return true;
    }
  return false;
}

/* "the criticism", "his pledge": a noun that takes up what has been told, and not "a pledge", "criticism". */
static bool takes_up(const stage *s, const gaz_event *event) {
  int32_t determiner = gaz_event_child(&s->view, event->head, GAZ_DEPREL_DET);
  return s->view.tokens[event->head].upos == GAZ_UPOS_NOUN &&
         (gaz_event_child(&s->view, event->head, GAZ_DEPREL_NMOD_POSS) >= 0 ||
          (determiner >= 0 &&
           s->view.info[determiner].lemma != gaz_event_word(&s->view, GAZ_GRAMMAR_INDEFINITE)));
}

/* Somebody proposes and promises many things: told of again with a verb, it is the same only where what it was done to is. */
static bool may_be_one_more(const stage *s, const gaz_event *b, int patient) {
  return patient == 0 && !takes_up(s, b) && gaz_event_done_in_words(&s->view, b->type);
}

static bool same_happening(const stage *s, const gaz_event *a, const gaz_event *b) {
  if (a->modality != b->modality || figures_differ(a, b)) return false;
  bool lemma = s->view.info[a->head].lemma == s->view.info[b->head].lemma;
  if (a->edtf && b->edtf && strcmp(a->edtf, b->edtf) != 0) return false;
  int agent = compare_role(s, a, b, GAZ_ROLE_AGENT),
      patient = compare_role(s, a, b, GAZ_ROLE_PATIENT);
  if (agent < 0 || patient < 0) return false;
  if (!agent && gaz_event_done_in_words(&s->view, a->type) &&
      (argument_of(a, GAZ_ROLE_AGENT) || argument_of(b, GAZ_ROLE_AGENT) || !takes_up(s, b)))
    return false; /* many praise the same speech */
  int place = compare_role(s, a, b, GAZ_ROLE_PLACE);
  if (place < 0) return false;
  bool talks = s->view.tables->types[a->type].functions & GAZ_FUNCTION_WITH;
  if (!talks && compare_role(s, a, b, GAZ_ROLE_TOPIC) < 0)
    return false; /* "became president", "appointed prime minister" */
  if (may_be_one_more(s, b, patient)) return false;
  int evidence = agent + 2 * patient + place + (a->edtf && b->edtf) + lemma;
  return evidence >= (lemma || patient > 0 ? 2 : 3);
}

static void take_time(gaz_event *event, const gaz_event *same) {
  if (same->time == GAZ_NONE) return;
  event->time = same->time;
  event->edtf = same->edtf;
  event->time_basis = GAZ_BASIS_SAME;
}

/* "signed a ceasefire": the verb and its noun. */
static void tie_light(stage *s) {
  for (size_t e = 0; e < s->count; e++) s->event_of[s->events[e].head] = (uint32_t)e;
  for (uint32_t e = 0; e < s->count; e++) {
    const gaz_token *t = &s->view.tokens[s->events[e].head];
    if (t->head < 0 || (t->deprel != GAZ_DEPREL_OBJ && t->deprel != GAZ_DEPREL_NSUBJ_PASS))
      continue;
    uint32_t verb = s->event_of[t->head];
    if (verb == GAZ_NONE || verb >= s->count || s->events[verb].head != (uint32_t)t->head ||
        s->events[verb].type != s->events[e].type || s->events[e].type == GAZ_EVENT_OTHER ||
        s->events[e].type == s->view.tables->statement) /* "noted Keller's comments" */
      continue;
    gaz_event *early = &s->events[verb < e ? verb : e], *late = &s->events[verb < e ? e : verb];
    late->same_as = verb < e ? verb : e;
    if (s->events[e].modality == GAZ_MODALITY_ASSERTED) /* "will send aid" */
      s->events[e].modality = s->events[verb].modality;
    if (early->time == GAZ_NONE)
      take_time(early, late);
    else if (late->time == GAZ_NONE)
      take_time(late, early);
  }
}

static void tie_same(stage *s) {
  const struct gaz_event_tables *tables = s->view.tables;
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    if (event->type == GAZ_EVENT_OTHER || event->type == tables->statement) continue;
    if (event->same_as != GAZ_NONE) continue;
    unsigned compared = 0;
    for (size_t i = e; i-- > 0 && compared < SAME_WINDOW;) {
      if (s->events[i].type != event->type) continue;
      compared++;
      if (!same_happening(s, &s->events[i], event)) continue;
      event->same_as = s->events[i].same_as != GAZ_NONE ? s->events[i].same_as : (uint32_t)i;
      gaz_event *first = &s->events[event->same_as];
      if (event->time == GAZ_NONE)
        take_time(event, first);
      else if (first->time == GAZ_NONE)
        take_time(first, event);
      break;
    }
  }
}

/* ---- The stage ---- */

static int by_place(const void *a, const void *b) {
  const gaz_event *x = a, *y = b;
  return x->start < y->start ? -1 : x->start > y->start;
}

gaz_status gaz_extract_events(const gaz_engine *engine, const gaz_analysis *analysis,
                              const char *reference_date, const gaz_cancel *cancel,
                              gaz_arena *arena, gaz_facts *facts) {
  const struct gaz_event_tables *tables = engine->extract ? engine->extract->events : NULL;
  if (!tables || !analysis->tokens.token_count) return GAZ_OK;
  stage s = {.arena = arena};
  gaz_status status = gaz_event_view_make(engine, analysis, facts, arena, &s.view);
  if (status) return status;
  s.event_of = gaz_arena_alloc(arena, s.view.count * sizeof *s.event_of);
  s.cue = gaz_arena_zeroed(arena, s.view.count, sizeof *s.cue);
  s.said = gaz_arena_alloc(arena, s.view.count * sizeof *s.said);
  s.claims = gaz_arena_zeroed(arena, facts->quote_count + 1, sizeof *s.claims);
  s.wants = gaz_arena_zeroed(arena, facts->quote_count + 1, sizeof *s.wants);
  if (!s.event_of || !s.cue || !s.said || !s.claims || !s.wants) return GAZ_ERROR_MEMORY;
  memset(s.said, 0xff, s.view.count * sizeof *s.said);
  memset(s.event_of, 0xff, s.view.count * sizeof *s.event_of);
  mark_cues(&s, gaz_quote_cues(engine));
  for (size_t i = 0; !status && i < analysis->tokens.sentence_count; i++) {
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    status = find_events(&s, &analysis->tokens.sentences[i]);
  }
  if (status) return status;
  gaz_event_times_share(&s);
  set_reporters(&s);
  if (s.count) qsort(s.events, s.count, sizeof *s.events, by_place); /* nouns came before verbs */
  tie_light(&s);
  gaz_event_announced_mark(&s, reference_date);
  tie_same(&s);
  status = gaz_event_places_share(&s);
  if (!status) status = gaz_event_times_narrate(&s, reference_date);
  gaz_event_kinds_set(&s);
  if (!status) status = gaz_event_times_add(&s);
  if (status) return status;
  facts->events = s.events;
  facts->event_count = s.count;
  return GAZ_OK;
}
