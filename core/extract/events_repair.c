/* Noun phrases beside a verb, read off the tags alone. A greedy parser that goes wrong early in a long
 * sentence leaves later verbs without their subject or object; the words right before and right after
 * them are still there. Used only where the tree has nothing. */
#include "extract/events_internal.h"

enum { PHRASE_MAX = 12, PLACE_REACH = 14, BRACKETS_MAX = 10 };

static const gaz_sentence *sentence_of(const gaz_event_view *view, uint32_t token) {
  return &view->analysis->tokens.sentences[view->tokens[token].sentence];
}

static bool is_noun(const gaz_token *t) {
  return t->upos == GAZ_UPOS_NOUN || t->upos == GAZ_UPOS_PROPN ||
         (t->upos == GAZ_UPOS_PRON && (t->xpos == GAZ_XPOS_PRP || t->xpos == GAZ_XPOS_DT));
}

static bool in_phrase(const gaz_event_view *view, uint32_t token) {
  const gaz_token *t = &view->tokens[token];
  if (view->info[token].time != GAZ_NONE) return false;
  return is_noun(t) || t->upos == GAZ_UPOS_ADJ || t->upos == GAZ_UPOS_DET ||
         t->upos == GAZ_UPOS_NUM || t->upos == GAZ_UPOS_SYM || t->xpos == GAZ_XPOS_PRP_S ||
         t->xpos == GAZ_XPOS_WP_S || t->xpos == GAZ_XPOS_POS || t->xpos == GAZ_XPOS_HYPH;
}

static bool is_finite(const gaz_token *t) {
  return t->xpos == GAZ_XPOS_VBD || t->xpos == GAZ_XPOS_VBZ || t->xpos == GAZ_XPOS_VBP ||
         t->xpos == GAZ_XPOS_MD;
}

/* "with [the president] Anna Keller", "the Harbour Front (HF) camps": the token behind a remark in brackets
 * that begins at `token`, or `token`. */
static uint32_t behind_brackets(const gaz_event_view *view, uint32_t token, uint32_t end) {
  if (token >= end || view->tokens[token].xpos != GAZ_XPOS_LRB) return token;
  for (uint32_t t = token + 1; t < end && t < token + BRACKETS_MAX; t++)
    if (view->tokens[t].xpos == GAZ_XPOS_RRB) return t + 1;
  return token;
}

int32_t gaz_event_noun_after(const gaz_event_view *view, uint32_t verb) {
  const gaz_sentence *s = sentence_of(view, verb);
  uint32_t end = s->first + s->count, at = verb + 1;
  int32_t head = -1;
  if (at < end && view->tokens[at].xpos == GAZ_XPOS_RP) at++;
  at = behind_brackets(view, at, end);
  for (uint32_t from = at; at < end && at < from + PHRASE_MAX && in_phrase(view, at); at++) {
    if (head >= 0 && view->tokens[at].upos == GAZ_UPOS_DET) break; /* "the plane a betrayal" */
    if (is_noun(&view->tokens[at])) head = (int32_t)at;
    if (view->tokens[at].xpos == GAZ_XPOS_PRP && at == from) return head;
  }
  if (head < 0 || (at < end && is_finite(&view->tokens[at])))
    return -1; /* the subject of another */
  return head;
}

/* The first token of the run of a noun phrase that ends at `last`; *head is its last noun. */
static uint32_t run_back(const gaz_event_view *view, uint32_t last, uint32_t first, int32_t *head) {
  uint32_t at = last;
  *head = -1;
  for (;; at--) {
    if (!in_phrase(view, at)) return at + 1;
    if (*head < 0 && is_noun(&view->tokens[at]) && view->tokens[at].xpos != GAZ_XPOS_PRP_S)
      *head = (int32_t)at;
    /* "whose military": what the tagger takes for an adjective */
    if (*head < 0 && at < last &&
        (view->tokens[at].xpos == GAZ_XPOS_WP_S || view->tokens[at].xpos == GAZ_XPOS_DT))
      *head = (int32_t)last;
    if (at == first || last - at > PHRASE_MAX) return at;
  }
}

int32_t gaz_event_noun_before(const gaz_event_view *view, uint32_t verb) {
  const gaz_sentence *s = sentence_of(view, verb);
  uint32_t at = verb, first = s->first;
  while (at > first &&
         (view->tokens[at - 1].upos == GAZ_UPOS_AUX || view->tokens[at - 1].upos == GAZ_UPOS_ADV ||
          view->tokens[at - 1].upos == GAZ_UPOS_PART))
    at--;
  if (at == first) return -1;
  bool apposed = view->tokens[at - 1].xpos == GAZ_XPOS_COMMA;
  if (apposed && --at == first) return -1;
  int32_t head;
  uint32_t start = run_back(view, at - 1, first, &head);
  if (start == at || head < 0) return -1;
  if (apposed) /* "one of them, Turkey, shot": set off on both sides */
    return start > first && view->tokens[start - 1].xpos == GAZ_XPOS_COMMA ? head : -1;
  uint32_t of = gaz_event_word(view, GAZ_GRAMMAR_BELONGING);
  for (int depth = 0; depth < 3 && start > first + 1 && view->info[start - 1].lemma == of;
       depth++) {
    int32_t outer;
    uint32_t before = run_back(view, start - 2, first, &outer);
    if (outer < 0) return -1;
    head = outer;
    start = before;
  }
  if (start > first && view->tokens[start - 1].upos == GAZ_UPOS_ADP &&
      !(gaz_event_functions(view, start - 1) & GAZ_FUNCTION_CLAUSE))
    return -1;
  return head;
}

/* "over the disputed Orsa Valley", before the next verb or comma. */
int32_t gaz_event_place_after(const gaz_event_view *view, uint32_t token) {
  const gaz_sentence *s = sentence_of(view, token);
  uint32_t end = s->first + s->count;
  for (uint32_t at = token + 1; at < end && at <= token + PLACE_REACH; at++) {
    at = behind_brackets(view, at, end);
    if (at >= end) return -1;
    uint8_t upos = view->tokens[at].upos;
    if (upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_AUX || upos == GAZ_UPOS_SCONJ ||
        (upos == GAZ_UPOS_PUNCT && view->tokens[at].xpos != GAZ_XPOS_HYPH))
      return -1;
    if (upos != GAZ_UPOS_ADP || !(gaz_event_functions(view, at) & GAZ_FUNCTION_WHERE)) continue;
    int32_t head = gaz_event_noun_after(view, at);
    if (head < 0 || !gaz_event_is_place(view, (uint32_t)head)) continue;
    /* "the exchange of data between Orsa and Valdia": they take part, and are not where */
    bool parties =
        gaz_event_functions(view, at) & GAZ_FUNCTION_ACTOR && view->info[head].name == GAZ_TYPE_GPE;
    if (!parties) return head;
  }
  return -1;
}

/* "a meeting on the raids in Syria at the command centre in Orsa": where it is held stands behind what it is about,
 * after "at"; or -1. */
int32_t gaz_event_seat_behind(const gaz_event_view *view, uint32_t topic) {
  enum { SEAT_REACH = 8 };
  uint32_t place = gaz_event_word(view, GAZ_GRAMMAR_SEAT);
  if (topic + 2 >= view->count || view->info[topic + 1].lemma != place ||
      view->tokens[topic + 1].upos != GAZ_UPOS_ADP ||
      view->tokens[topic + 1].sentence != view->tokens[topic].sentence)
    return -1;
  int32_t noun = gaz_event_noun_after(view, topic + 1);
  if (noun < 0 || (uint32_t)noun > topic + SEAT_REACH) return -1;
  int32_t named = gaz_event_place_after(view, (uint32_t)noun);
  return named >= 0 && named <= noun + 3            ? named
         : gaz_event_is_place(view, (uint32_t)noun) ? noun
                                                    : -1;
}
