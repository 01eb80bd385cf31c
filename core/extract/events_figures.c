/* Numbers: how many people, how much money. "More than 300" has no upper bound, "up to 300" no
 * lower; "a dozen" and "two million" are read from the table of numbers. */
#include "extract/events_internal.h"

#include <stdlib.h>
#include <string.h>

#include "english/engine.h"

enum { FIGURES_MAX = 4, REACH = 5 };

typedef struct builder {
  const gaz_event_view *view;
  gaz_figure items[FIGURES_MAX];
  unsigned count;
} builder;

static uint32_t number_entry(const gaz_event_view *view, uint32_t token) {
  return view->words[token]->number;
}

/* Digits with separators; returns false for dates, ranges and what else has other bytes. */
static bool digits_value(const char *text, size_t size, double *out) {
  char plain[32];
  size_t length = 0;
  for (size_t i = 0; i < size; i++) {
    if (text[i] == ',') continue;
    if ((text[i] < '0' || text[i] > '9') && text[i] != '.') return false;
    if (length + 1 == sizeof plain) return false;
    plain[length++] = text[i];
  }
  if (!length) return false;
  plain[length] = '\0';
  *out = strtod(plain, NULL);
  return true;
}

/* A run of number words: "1,200", "two hundred", "4.5 million". *next is behind it. */
static bool read_number(const gaz_event_view *view, uint32_t token, uint32_t *next, double *out) {
  double total = 0, part = 0;
  bool any = false;
  uint32_t at = token, sentence = view->tokens[token].sentence;
  for (; at < view->count && view->tokens[at].sentence == sentence && at < token + 6; at++) {
    const gaz_token *t = &view->tokens[at];
    double value;
    uint32_t entry = number_entry(view, at);
    if (entry < GAZ_NUMBER_MONEY) { /* a word that is none is above all */
      value = entry;
      if (value >= 1000) {
        total += (part > 0 ? part : 1) * value;
        part = 0;
      } else if (value >= 12 && any && (entry == 100 || entry == 12)) {
        part = (part > 0 ? part : 1) * value;
      } else {
        part += value;
      }
    } else if (!any && digits_value(view->analysis->text + t->start, t->end - t->start, &value)) {
      part = value;
    } else {
      break;
    }
    any = true;
  }
  *next = at;
  *out = total + part;
  return any && *out < GAZ_NO_MAX;
}

/* "at least", "more than", "up to" before a number. */
static void set_bounds(const gaz_event_view *view, uint32_t number, double value,
                       gaz_figure *figure) {
  figure->low = figure->high = value;
  const gaz_sentence *s = &view->analysis->tokens.sentences[view->tokens[number].sentence];
  for (uint32_t back = 1; back <= 3 && number >= s->first + back; back++) {
    uint32_t entry = number_entry(view, number - back);
    if (entry == GAZ_NUMBER_LEAST)
      figure->high = GAZ_NO_MAX;
    else if (entry == GAZ_NUMBER_MOST)
      figure->low = 0;
    else if (view->tokens[number - back].upos == GAZ_UPOS_VERB ||
             view->tokens[number - back].upos == GAZ_UPOS_PUNCT)
      break;
    else
      continue;
    break;
  }
}

static void add_figure(builder *b, const char *what, const char *unit, uint32_t from, uint32_t next,
                       uint32_t number, double value) {
  if (b->count == FIGURES_MAX || next == from) return;
  for (unsigned i = 0; i < b->count; i++)
    if (b->items[i].start == b->view->tokens[from].start) return;
  gaz_figure *figure = &b->items[b->count++];
  *figure = (gaz_figure){.what = what,
                         .unit = unit,
                         .start = b->view->tokens[from].start,
                         .end = b->view->tokens[next - 1].end};
  set_bounds(b->view, number, value, figure);
}

/* The number that counts a noun: its nummod, or itself. A year or a day counts nothing. */
static bool counted(builder *b, const char *what, uint32_t token) {
  const gaz_event_view *view = b->view;
  int32_t number = gaz_event_child(view, token, GAZ_DEPREL_NUMMOD);
  if (number < 0 && view->tokens[token].upos == GAZ_UPOS_NUM) number = (int32_t)token;
  if (number < 0) { /* "a dozen people", "hundreds of people" have a noun for a number */
    uint32_t entry = number_entry(view, token);
    if (entry >= GAZ_NUMBER_MONEY) return false;
    number = (int32_t)token;
  }
  if (view->info[number].time != GAZ_NONE) return false;
  uint32_t first = (uint32_t)number;
  /* A run of number words has its head at the end. */
  while (first > 0 && view->tokens[first - 1].sentence == view->tokens[first].sentence &&
         (view->tokens[first - 1].upos == GAZ_UPOS_NUM ||
          (number_entry(view, first - 1) < GAZ_NUMBER_MONEY &&
           view->tokens[first - 1].upos != GAZ_UPOS_DET)))
    first--;
  double value;
  uint32_t next;
  if (!read_number(view, first, &next, &value)) return false;
  add_figure(b, what, NULL, first, next, first, value);
  return true;
}

/* "over 360 injured", "130 people dead": the parser need not see it, the words are enough. */
static void counted_before(builder *b, const char *what, uint32_t token) {
  const gaz_event_view *view = b->view;
  const gaz_sentence *s = &view->analysis->tokens.sentences[view->tokens[token].sentence];
  for (uint32_t back = 1; back <= REACH && token >= s->first + back; back++) {
    uint32_t at = token - back;
    uint8_t upos = view->tokens[at].upos;
    if (upos == GAZ_UPOS_NUM && view->info[at].time == GAZ_NONE) {
      counted(b, what, at);
      return;
    }
    if (upos == GAZ_UPOS_PUNCT || upos == GAZ_UPOS_CCONJ || upos == GAZ_UPOS_ADP ||
        (upos == GAZ_UPOS_VERB && back > 1))
      return;
  }
}

/* "$4.5 million", "300 euros" in the words of a filler. */
static void money_at(builder *b, uint32_t token) {
  const gaz_event_view *view = b->view;
  const gaz_sentence *s = &view->analysis->tokens.sentences[view->tokens[token].sentence];
  uint32_t from = token >= s->first + 3 ? token - 3 : s->first;
  uint32_t end = s->first + s->count < token + 4 ? s->first + s->count : token + 4;
  for (uint32_t at = from; at < end; at++) {
    uint32_t entry = number_entry(view, at), next;
    double value;
    if (entry == GAZ_WORD_UNKNOWN || entry < GAZ_NUMBER_MONEY || entry >= GAZ_NUMBER_LEAST ||
        view->info[at].name) /* "Million Dollar Harbour" */
      continue;
    const char *unit = view->tables->value_names[entry - GAZ_NUMBER_MONEY];
    if (at + 1 < end && read_number(view, at + 1, &next, &value)) {
      add_figure(b, "amount", unit, at, next, at, value);
      return;
    }
    for (uint32_t first = at >= from + 4 ? at - 4 : from; first < at; first++)
      if (read_number(view, first, &next, &value) && next == at) {
        add_figure(b, "amount", unit, first, at + 1, first, value);
        return;
      }
  }
}

/* "The toll has risen to 38": the number stands with the verb. */
static void risen_to(builder *b, const char *what, uint32_t noun) {
  const gaz_event_view *view = b->view;
  const gaz_token *t = &view->tokens[noun];
  if (t->upos != GAZ_UPOS_NOUN || t->deprel != GAZ_DEPREL_NSUBJ || t->head < 0) return;
  for (int32_t c = view->info[t->head].child; c >= 0; c = view->info[c].sibling) {
    uint8_t deprel = view->tokens[c].deprel;
    if (c < t->head || view->tokens[c].upos != GAZ_UPOS_NUM ||
        (deprel != GAZ_DEPREL_OBL && deprel != GAZ_DEPREL_OBJ))
      continue;
    if (counted(b, what, (uint32_t)c)) return;
  }
}

static void count_people(builder *b, const char *what, const gaz_event_fillers *fillers,
                         const gaz_event *event) {
  static const uint32_t slots[] = {GAZ_SLOT_NUMBER, GAZ_SLOT_OBJECT};
  for (unsigned s = 0; s < GAZ_COUNT(slots); s++) {
    int32_t token = gaz_event_filler_at(fillers, slots[s]);
    if (token >= 0 && counted(b, what, (uint32_t)token)) return;
  }
  int32_t of = gaz_event_filler_at(fillers, gaz_event_word(b->view, GAZ_GRAMMAR_BELONGING));
  if (of >= 0 && counted(b, what, (uint32_t)of)) return;
  /* Who dies is a subject. */
  int32_t subject = gaz_event_filler_at(fillers, GAZ_SLOT_SUBJECT);
  if (subject >= 0 && gaz_event_filler_at(fillers, GAZ_SLOT_OBJECT) < 0 &&
      counted(b, what, (uint32_t)subject))
    return;
  if (b->count == 0) risen_to(b, what, event->head);
  if (subject < 0 && b->count == 0) counted_before(b, what, event->head);
}

gaz_status gaz_event_figures(const gaz_event_view *view, const gaz_event_type_row *type,
                             const gaz_event_fillers *fillers, gaz_arena *arena, gaz_event *event) {
  builder b = {.view = view};
  if (*type->figure && strcmp(type->figure, "amount") != 0)
    count_people(&b, type->figure, fillers, event);
  for (unsigned i = 0; i < fillers->count; i++)
    if (fillers->items[i].slot != GAZ_SLOT_CLAUSE) money_at(&b, fillers->items[i].token);
  if (!b.count) return GAZ_OK;
  event->figures = gaz_arena_alloc(arena, b.count * sizeof *event->figures);
  if (!event->figures) return GAZ_ERROR_MEMORY;
  memcpy(event->figures, b.items, b.count * sizeof *event->figures);
  event->figure_count = b.count;
  return GAZ_OK;
}
