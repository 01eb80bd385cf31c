/* In what words several tellers may speak of one happening: "a bomber was downed", "shot down their
 * warplane". A listed deed or thing is given by its kind, "plane/war" under "plane"; any other by its
 * lemma. What is done with them is the resolver's to say. */
#include "extract/events_internal.h"

#include <string.h>

enum { WORD_MAX = 64 };

static const char *kind_of(const struct gaz_event_tables *tables, const char *word, size_t size) {
  uint32_t index = gaz_word_map_find_folded(tables->kinds, word, size);
  return index == GAZ_WORD_UNKNOWN ? NULL : tables->value_names[index];
}

static const char *lemma_of(const gaz_event_view *view, uint32_t token) {
  const char *lemma = view->tokens[token].lemma;
  return lemma ? lemma : "";
}

static const char *kind_of_pair(const gaz_event_view *view, uint32_t first) {
  char pair[2 * WORD_MAX + 1];
  const char *one = lemma_of(view, first), *other = lemma_of(view, first + 1);
  size_t size = strlen(one), more = strlen(other);
  if (size > WORD_MAX || more > WORD_MAX) return NULL;
  memcpy(pair, one, size);
  pair[size++] = ' ';
  memcpy(pair + size, other, more);
  return kind_of(view->tables, pair, size + more);
}

/* Of two words that stand together ("fighter jet", "shoot down"), else of the one that is the head. */
static const char *kind_at(const gaz_event_view *view, uint32_t first, uint32_t head) {
  const gaz_token *t = &view->tokens[first];
  bool beside = first + 1 < view->count && t[1].sentence == t->sentence;
  const char *kind = beside ? kind_of_pair(view, first) : NULL, *lemma = lemma_of(view, head);
  if (!kind) kind = kind_of(view->tables, lemma, strlen(lemma));
  return kind ? kind : lemma;
}

static const char *kind_of_patient(const gaz_event_view *view, const gaz_event *event) {
  const gaz_argument *patient = NULL;
  for (uint32_t i = 0; i < event->argument_count && !patient; i++)
    if (event->arguments[i].role == GAZ_ROLE_PATIENT) patient = &event->arguments[i];
  if (!patient || patient->end <= patient->start) return NULL;
  uint32_t end = (uint32_t)GAZ_FIRST_FROM(view->tokens, view->count, start, patient->end);
  if (!end) return NULL;
  uint32_t last = end - 1;
  bool before = last && view->tokens[last - 1].start >= patient->start;
  return kind_at(view, before ? last - 1 : last, last);
}

void gaz_event_kinds_set(gaz_event_stage *s) {
  for (size_t e = 0; e < s->count; e++) {
    gaz_event *event = &s->events[e];
    if (event->type == GAZ_EVENT_OTHER) continue;
    event->deed = kind_at(&s->view, event->head, event->head);
    event->patient = kind_of_patient(&s->view, event);
  }
}
