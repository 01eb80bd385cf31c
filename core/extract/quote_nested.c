/* Words inside of words: what an outlet or a paper only carries, what somebody is quoted with in another's report, and
 * where a report ends and the writer goes on. */
#include <string.h>

#include "english/labels.h"
#include "extract/quote_internal.h"

enum {
  NEIGHBOURS = 24,
  CUE_REACH = 12,
  SPAN_LEAST = 4,
  THAT_MOST = 14, /* tokens between a cue and "that" */
  NAME_MOST = 8,
  REPORT_TAIL = 6,
  CLIMB_MAX = 12
};

static bool in_marks(const gaz_quote_finder *f, uint32_t token) {
  return f->view.marks.span_of[token] != UINT32_MAX;
}

/* ---- Who only carries the words ---- */

bool gaz_quote_is_carrier(const gaz_quote_finder *f, const gaz_token_run *source) {
  for (uint32_t t = source->first; t <= source->last && t < source->first + NAME_MOST; t++) {
    const gaz_token *token = gaz_quote_token_at(f, t);
    if (token->upos == GAZ_UPOS_ADP || token->upos == GAZ_UPOS_VERB) return false;
    if (f->view.tokens[t].medium == GAZ_MEDIUM_CARRIER) return true;
  }
  return false;
}

/* ---- Words in marks inside of another's report ---- */

static bool covers(const gaz_attribution *a, uint32_t token) {
  for (uint32_t p = 0; p < a->piece_count; p++)
    if (a->pieces[p].first <= token && token <= a->pieces[p].last) return true;
  return false;
}

static bool is_claimed(const gaz_quote_finder *f, size_t near, uint32_t token) {
  size_t from = near > NEIGHBOURS ? near - NEIGHBOURS : 0;
  for (size_t i = from; i < f->count && i < near + NEIGHBOURS; i++)
    if (i != near && covers(&f->found[i], token)) return true;
  return false;
}

/* The subject of a verb, or the noun that a participle describes: "with Keller calling it". */
static int32_t subject_of(const gaz_quote_finder *f, uint32_t verb) {
  const gaz_token *t = gaz_quote_token_at(f, verb);
  int32_t subject = f->view.tokens[verb].subject;
  if (subject < 0 && t->deprel == GAZ_DEPREL_ACL && t->xpos == GAZ_XPOS_VBG &&
      t->head < (int32_t)verb)
    subject = t->head;
  return subject;
}

/* "with Keller calling it "a disgrace"": the verb before the marks, if somebody is its subject. */
static bool cue_before(const gaz_quote_finder *f, const gaz_attribution *outer,
                       const gaz_quoted_span *span, gaz_attribution *out) {
  for (uint32_t t = span->first; t-- > outer->pieces[0].first && t + CUE_REACH > span->first;) {
    if (in_marks(f, t)) return false;
    const gaz_token *token = gaz_quote_token_at(f, t);
    if (token->upos != GAZ_UPOS_VERB) continue;
    int32_t subject = subject_of(f, t);
    if (!f->view.tokens[t].listed || subject < 0 || !covers(outer, (uint32_t)subject) ||
        f->view.tokens[subject].entity != GAZ_TYPE_PERSON || in_marks(f, (uint32_t)subject))
      return false;
    uint32_t last = (uint32_t)subject;
    while (last + 1 < t && gaz_quote_token_at(f, last + 1)->deprel == GAZ_DEPREL_FLAT) last++;
    *out = (gaz_attribution){.head = t,
                             .cue = {t, t},
                             .source = {(uint32_t)subject, last},
                             .has_source = true,
                             .kept = true,
                             .piece_count = 1};
    return true;
  }
  return false;
}

/* Whether a piece is nothing but words in marks that stand in plain words of another's report. */
static bool quotes_inside(const gaz_quote_finder *f, const gaz_attribution *a) {
  const gaz_attribution *outer = &f->found[a->outer];
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++) {
      if (!in_marks(f, t)) continue;
      const gaz_quoted_span *span = &f->view.marks.spans[f->view.marks.span_of[t]];
      return span->last - span->first >= SPAN_LEAST && span->first > outer->pieces[0].first &&
             covers(outer, span->last) && !in_marks(f, outer->pieces[0].first);
    }
  return false;
}

/* What the model found inside of a report, and what it passed over. */
static void keep_nested(gaz_quote_finder *f) {
  for (size_t i = 0; i < f->count; i++) {
    gaz_attribution *a = &f->found[i];
    if (a->outer == UINT32_MAX || a->kept || !f->found[a->outer].piece_count ||
        in_marks(f, a->head) || !quotes_inside(f, a))
      continue;
    int32_t subject = subject_of(f, a->head);
    if (subject < 0 || f->view.tokens[subject].entity != GAZ_TYPE_PERSON) continue;
    if (!a->has_source) {
      a->source = (gaz_token_run){(uint32_t)subject, (uint32_t)subject};
      a->has_source = true;
    }
    gaz_quote_drop_plain_pieces(f, a);
    a->kept = true;
  }
}

gaz_status gaz_quote_add_nested(gaz_quote_finder *f) {
  size_t count = f->count;
  keep_nested(f);
  for (size_t i = 0; i < count; i++)
    for (uint32_t p = 0; p < f->found[i].piece_count; p++) {
      const gaz_token_run piece = f->found[i].pieces[p];
      if (f->found[i].outer != UINT32_MAX || in_marks(f, piece.first)) continue;
      for (uint32_t t = piece.first + 1; t <= piece.last; t++) {
        if (!in_marks(f, t)) continue;
        const gaz_quoted_span *span = &f->view.marks.spans[f->view.marks.span_of[t]];
        gaz_attribution a;
        t = span->last;
        if (span->last > piece.last || span->last - span->first < SPAN_LEAST ||
            is_claimed(f, i, span->first) || !cue_before(f, &f->found[i], span, &a))
          continue;
        a.outer = (uint32_t)i;
        a.pieces = gaz_arena_alloc(f->arena, sizeof *a.pieces);
        f->found = gaz_arena_grow(f->arena, f->found, f->count, &f->capacity, sizeof *f->found);
        if (!f->found || !a.pieces) return GAZ_ERROR_MEMORY;
        a.pieces[0] = (gaz_token_run){span->first, span->last};
        f->found[f->count++] = a;
      }
    }
  return GAZ_OK;
}

/* "discuss it with Keller, who told the crew to act "as pirates"": what another relative clause quotes is no part of
 * the report before it. */
void gaz_quote_part_relatives(gaz_quote_finder *f) {
  for (size_t i = 0; i < f->count; i++) {
    const gaz_attribution *inner = &f->found[i];
    uint32_t who = inner->source.first;
    if (!inner->has_source || inner->source.last != who || who < 2 ||
        gaz_quote_token_at(f, who)->xpos != GAZ_XPOS_WP ||
        gaz_quote_token_at(f, who - 1)->xpos != GAZ_XPOS_COMMA || in_marks(f, who))
      continue;
    size_t from = i > NEIGHBOURS ? i - NEIGHBOURS : 0;
    for (size_t j = from; j < f->count && j < i + NEIGHBOURS; j++) {
      gaz_attribution *outer = &f->found[j];
      gaz_token_run *piece = outer->piece_count ? &outer->pieces[outer->piece_count - 1] : NULL;
      if (j == i || !piece || piece->first + 1 >= who || piece->last + 2 < who ||
          outer->head > who || outer->head < inner->head - (inner->head < 60 ? inner->head : 60))
        continue;
      piece->last = who - 2;
      outer->parted = true;
    }
  }
}

/* "called it a betrayal — suggesting that ...": behind the dash another cue begins. */
void gaz_quote_part_dashes(gaz_quote_finder *f) {
  for (size_t i = 0; i < f->count; i++) {
    const gaz_attribution *inner = &f->found[i];
    uint32_t cue = inner->cue.first;
    if (cue < 2 || gaz_quote_token_at(f, inner->head)->xpos != GAZ_XPOS_VBG || in_marks(f, cue) ||
        f->view.tokens[cue - 1].listed != GAZ_CUE_MARK || !inner->piece_count)
      continue;
    size_t from = i > NEIGHBOURS ? i - NEIGHBOURS : 0;
    for (size_t j = from; j < f->count && j < i + NEIGHBOURS; j++) {
      gaz_attribution *outer = &f->found[j];
      gaz_token_run *piece = outer->piece_count ? &outer->pieces[outer->piece_count - 1] : NULL;
      if (j == i || !piece || outer->head > inner->head || piece->first + 2 >= cue ||
          piece->last < cue)
        continue;
      piece->last = cue - 2;
      outer->parted = true;
    }
  }
}

/* ---- Where the writer goes on ---- */

/* ", the radio reported on Monday": from a subject right behind the comma to the end of the piece. */
static bool is_report_tail(const gaz_quote_finder *f, uint32_t first, uint32_t last) {
  for (uint32_t t = first + 1; t <= last && t < first + NAME_MOST; t++) {
    const gaz_token *token = gaz_quote_token_at(f, t);
    uint8_t class = f->view.tokens[t].listed;
    if (token->upos == GAZ_UPOS_ADP || token->upos == GAZ_UPOS_PUNCT ||
        token->upos == GAZ_UPOS_PRON)
      return false;
    if (token->upos != GAZ_UPOS_VERB) continue;
    if ((class != GAZ_CUE_REPORT && class != GAZ_CUE_WRITE) || token->xpos != GAZ_XPOS_VBD ||
        last > t + REPORT_TAIL || gaz_quote_token_at(f, t - 1)->upos == GAZ_UPOS_AUX)
      return false;
    for (uint32_t k = t + 1; k <= last; k++)
      if (gaz_quote_token_at(f, k)->upos == GAZ_UPOS_VERB) return false;
    return true;
  }
  return false;
}

/* ", following a vote", ", as reported by the radio" */
static bool is_aside(const gaz_quote_finder *f, uint32_t first, uint32_t last) {
  uint32_t class = f->view.tokens[first].medium;
  if (class == GAZ_MEDIUM_ASIDE) return true;
  const gaz_token *t = gaz_quote_token_at(f, first);
  bool as = t->end - t->start == 2 && !memcmp(f->view.analysis->text + t->start, "as", 2);
  if (!as || first + 1 > last) return false;
  uint8_t cue = f->view.tokens[first + 1].listed;
  return gaz_quote_token_at(f, first + 1)->xpos == GAZ_XPOS_VBN && cue >= GAZ_CUE_SAY &&
         cue <= GAZ_CUE_REPORT;
}

/* "said Tuesday the bridge ...": when it was said is no part of what was. */
static void drop_time(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a) {
  gaz_token_run *piece = &a->pieces[0];
  if (piece->first != a->cue.last + 1 || in_marks(f, piece->first)) return;
  uint32_t start = gaz_quote_token_at(f, piece->first)->start;
  size_t low = 0, high = facts->time_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (facts->times[middle].start < start)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == facts->time_count || facts->times[low].start != start) return;
  uint32_t next = piece->first;
  while (next <= piece->last && gaz_quote_token_at(f, next)->start < facts->times[low].end) next++;
  if (next > piece->last) return;
  uint8_t upos = gaz_quote_token_at(f, next)->upos;
  if (upos == GAZ_UPOS_DET || upos == GAZ_UPOS_PRON || upos == GAZ_UPOS_PROPN ||
      upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_SCONJ || upos == GAZ_UPOS_ADJ)
    piece->first = next;
}

/* "according to the network, | which gives advice": what is told of the source. "Remarking upon the loss, | Keller
 * said "We stay"": when it was said. */
static void drop_beside(const gaz_quote_finder *f, gaz_attribution *a) {
  uint32_t last = a->piece_count - 1;
  if (a->piece_count < 2) return;
  const gaz_token *behind = gaz_quote_token_at(f, a->pieces[last].first);
  if (f->view.tokens[a->head].listed == GAZ_CUE_PREPOSITION && a->has_source &&
      a->pieces[last].first > a->source.last && !in_marks(f, a->pieces[last].first) &&
      (behind->xpos == GAZ_XPOS_WDT || behind->xpos == GAZ_XPOS_WP)) {
    a->piece_count--;
    return;
  }
  const gaz_token *first = gaz_quote_token_at(f, a->pieces[0].first);
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, a->head)->sentence];
  if (a->pieces[0].first != s->first || first->xpos != GAZ_XPOS_VBG || in_marks(f, s->first) ||
      a->pieces[0].last > a->cue.first || !in_marks(f, a->pieces[1].first) ||
      a->pieces[1].first < a->cue.last)
    return;
  a->piece_count--;
  memmove(a->pieces, a->pieces + 1, a->piece_count * sizeof *a->pieces);
}

void gaz_quote_drop_asides(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a) {
  if (!a->piece_count) return;
  drop_beside(f, a);
  drop_time(f, facts, a);
  const gaz_attribution *outer = a->outer == UINT32_MAX ? NULL : &f->found[a->outer];
  gaz_token_run *piece = &a->pieces[a->piece_count - 1];
  if (piece->first < a->head) return; /* before the cue it is told with the rest */
  if (outer && a->kept &&
      !in_marks(f, piece->last)) { /* of another's report: only up to the marks */
    uint32_t t = piece->last;
    while (t > piece->first && !in_marks(f, t)) t--;
    if (t > piece->first) piece->last = t;
  }
  for (uint32_t t = piece->first + 2; t <= piece->last; t++) {
    bool comma = gaz_quote_token_at(f, t - 1)->xpos == GAZ_XPOS_COMMA && !in_marks(f, t - 1);
    bool closed = in_marks(f, t - 1);
    if (in_marks(f, t) || (!comma && !closed)) continue;
    if (comma && outer && outer->cue.first == t && outer->head > a->head) { /* ", according to" */
      piece->last = t - 2;
      return;
    }
    if (!is_aside(f, t, piece->last) && !(comma && is_report_tail(f, t, piece->last))) continue;
    piece->last = comma ? t - 2 : t - 1;
    return;
  }
}

/* The root of the sentence, where it is a verb behind the cue that the cue's clause is only beside of, or -1. */
static int32_t main_verb(const gaz_quote_finder *f, const gaz_attribution *a,
                         const gaz_sentence *s) {
  uint32_t at = a->head;
  bool aside = false;
  for (int step = 0; step < CLIMB_MAX; step++) {
    const gaz_token *t = gaz_quote_token_at(f, at);
    if (t->head < 0) break;
    aside |= t->deprel == GAZ_DEPREL_ADVCL || t->deprel == GAZ_DEPREL_ACL_RELCL;
    at = (uint32_t)t->head;
  }
  const gaz_token *root = gaz_quote_token_at(f, at);
  return aside && root->head < 0 && at > a->cue.last && at < s->first + s->count ? (int32_t)at : -1;
}

static bool is_finite(const gaz_token *t) {
  return t->xpos == GAZ_XPOS_VBD || t->xpos == GAZ_XPOS_VBZ || t->xpos == GAZ_XPOS_VBP ||
         t->xpos == GAZ_XPOS_MD;
}

/* Whether a clause of its own begins at a token: a verb, or a noun phrase and its verb before the next comma. */
static bool begins_clause(const gaz_quote_finder *f, uint32_t token, uint32_t last, bool subject) {
  while (!subject && token < last && gaz_quote_token_at(f, token)->upos == GAZ_UPOS_ADV) token++;
  if (!subject) return is_finite(gaz_quote_token_at(f, token));
  uint8_t upos = gaz_quote_token_at(f, token)->upos;
  if (upos != GAZ_UPOS_PRON && upos != GAZ_UPOS_DET && upos != GAZ_UPOS_PROPN &&
      upos != GAZ_UPOS_NOUN && upos != GAZ_UPOS_ADJ)
    return false;
  for (uint32_t t = token + 1; t <= last && t < token + NAME_MOST; t++) {
    if (gaz_quote_token_at(f, t)->xpos == GAZ_XPOS_COMMA) return false;
    if (is_finite(gaz_quote_token_at(f, t))) return true;
  }
  return false;
}

/* Whether a subordinator stands before the cue's own clause: "While Keller said". */
static bool is_subordinate(const gaz_quote_finder *f, uint32_t cue, uint32_t first) {
  for (uint32_t t = first; t < cue && t < first + 2; t++) {
    const gaz_token *token = gaz_quote_token_at(f, t);
    if (token->upos == GAZ_UPOS_SCONJ && token->deprel == GAZ_DEPREL_MARK &&
        token->head == (int32_t)cue)
      return true;
  }
  return false;
}

/* "who left early and said": whether the subject of a cue, its own or shared, is a relative pronoun. */
static bool in_relative(const gaz_quote_finder *f, uint32_t cue) {
  for (int step = 0; step < CLIMB_MAX; step++) {
    int32_t subject = f->view.tokens[cue].subject;
    const gaz_token *t = gaz_quote_token_at(f, cue);
    if (subject >= 0) {
      uint8_t xpos = gaz_quote_token_at(f, (uint32_t)subject)->xpos;
      return xpos == GAZ_XPOS_WP || xpos == GAZ_XPOS_WDT;
    }
    if (t->deprel != GAZ_DEPREL_CONJ || t->head < 0) return false;
    cue = (uint32_t)t->head;
  }
  return false;
}

/* The last token of a piece before the comma behind which the main clause begins; 0 if there is no telling. */
static uint32_t end_before_main(const gaz_quote_finder *f, const gaz_attribution *a,
                                const gaz_token_run *piece, const gaz_sentence *s) {
  uint32_t end = s->first + s->count, next = piece->last + 1;
  int32_t root = main_verb(f, a, s);
  bool relative = in_relative(f, a->head);
  if (a->has_source && !relative) {
    uint8_t xpos = gaz_quote_token_at(f, a->source.first)->xpos;
    relative = xpos == GAZ_XPOS_WP || xpos == GAZ_XPOS_WDT;
  }
  bool subordinate = is_subordinate(f, a->head, s->first);
  bool known = root > (int32_t)piece->first && (uint32_t)root <= piece->last;
  if (!known && !relative && !subordinate) return 0;
  if (next + 1 < end && gaz_quote_token_at(f, next)->xpos == GAZ_XPOS_COMMA &&
      begins_clause(f, next + 1, end - 1, !relative))
    return piece->last;
  uint32_t limit = known ? (uint32_t)root : piece->last;
  for (uint32_t t = limit; t > piece->first + 1; t--)
    if (gaz_quote_token_at(f, t)->xpos == GAZ_XPOS_COMMA && !in_marks(f, t) && t < piece->last &&
        begins_clause(f, t + 1, piece->last, !relative))
      return t - 1;
  for (uint32_t t = piece->first + 2; known && relative && t <= limit; t++)
    if (gaz_quote_token_at(f, t)->head == root && is_finite(gaz_quote_token_at(f, t)))
      return t - 1; /* "who said he was ill | was found" */
  return 0;
}

void gaz_quote_leave_main_clause(const gaz_quote_finder *f, gaz_attribution *a) {
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, a->head)->sentence];
  gaz_token_run *piece = a->piece_count ? &a->pieces[a->piece_count - 1] : NULL;
  if (!piece || piece->first < a->head || in_marks(f, piece->first) ||
      piece->last >= s->first + s->count)
    return;
  uint32_t last = end_before_main(f, a, piece, s);
  if (last < piece->first + 1) return;
  piece->last = last;
  a->parted = true;
}

/* ---- The source behind the cue ---- */

/* ""It may take years," commented the official": a noun phrase that fills the rest of the sentence. */
void gaz_quote_take_inverted(const gaz_quote_finder *f, gaz_attribution *a) {
  uint32_t first = a->cue.last + 1, kept = a->piece_count;
  if (a->has_source || kept < 2 || !a->cue.first || !in_marks(f, a->cue.first - 1)) return;
  gaz_token_run run = a->pieces[kept - 1];
  if (run.first != first || run.last > first + NAME_MOST || in_marks(f, first)) return;
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, a->head)->sentence];
  bool noun = false;
  for (uint32_t t = run.first; t <= run.last; t++) {
    uint8_t upos = gaz_quote_token_at(f, t)->upos;
    if (in_marks(f, t) || upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_AUX || upos == GAZ_UPOS_SCONJ)
      return;
    noun |= upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN || upos == GAZ_UPOS_PRON;
  }
  if (!noun || run.last + 2 < s->first + s->count) return;
  a->source = run;
  a->has_source = true;
  a->piece_count--;
}

/* "suspended a pilot for suggesting that": who is suspended suggested it. */
bool gaz_quote_is_of_object(const gaz_quote_view *view, uint32_t cue) {
  const gaz_token *t = &view->analysis->tokens.tokens[cue];
  int32_t marker = view->tokens[cue].marker;
  return t->xpos == GAZ_XPOS_VBG && t->deprel == GAZ_DEPREL_ADVCL && t->head >= 0 && marker >= 0 &&
         marker < (int32_t)cue && view->tokens[t->head].object > t->head &&
         view->tokens[t->head].object + 1 == marker;
}

/* "Keller was accused of": the one accused says nothing. */
static bool is_spoken_to(const gaz_quote_finder *f, const gaz_attribution *a) {
  const gaz_quote_token *cue = &f->view.tokens[a->head];
  int32_t above = gaz_quote_token_at(f, a->head)->head;
  if (gaz_quote_is_of_object(&f->view, a->head) &&
      (int32_t)a->source.last < above) /* the subject of the verb above */
    return true;
  bool told =
      cue->listed == GAZ_CUE_JUDGE || cue->listed == GAZ_CUE_TELL || cue->listed == GAZ_CUE_ASK;
  if (!told || gaz_quote_token_at(f, a->head)->xpos != GAZ_XPOS_VBN || cue->subject < 0 ||
      (uint32_t)cue->subject < a->source.first || (uint32_t)cue->subject > a->source.last)
    return false;
  for (uint32_t t = (uint32_t)cue->subject; t < a->head; t++)
    if (gaz_quote_token_at(f, t)->head == (int32_t)a->head &&
        gaz_quote_token_at(f, t)->deprel == GAZ_DEPREL_AUX_PASS)
      return true;
  return false;
}

/* "The complaint, which was filed on Monday, alleged": the subject of the cue's own, with the words right
 * before it, where the labels found nobody. */
static void take_subject(const gaz_quote_finder *f, gaz_attribution *a) {
  int32_t subject = f->view.tokens[a->head].subject;
  const gaz_token *cue = gaz_quote_token_at(f, a->head);
  uint8_t class = f->view.tokens[a->head].listed;
  bool says = class >= GAZ_CUE_SAY && class <= GAZ_CUE_REPORT;
  if (!says || subject < 0 || cue->upos != GAZ_UPOS_VERB || cue->xpos == GAZ_XPOS_VBN ||
      covers(a, (uint32_t)subject) || in_marks(f, (uint32_t)subject) ||
      (uint32_t)subject > a->head ||
      gaz_quote_token_at(f, (uint32_t)subject)->sentence != cue->sentence)
    return;
  gaz_token_run run = {(uint32_t)subject, (uint32_t)subject};
  while (run.first && run.last - run.first < NAME_MOST && !covers(a, run.first - 1) &&
         gaz_quote_token_at(f, run.first - 1)->sentence == cue->sentence &&
         gaz_quote_token_at(f, run.first - 1)->head == subject &&
         gaz_quote_token_at(f, run.first - 1)->upos != GAZ_UPOS_PUNCT)
    run.first--;
  while (run.last + 1 < a->cue.first &&
         gaz_quote_token_at(f, run.last + 1)->deprel == GAZ_DEPREL_FLAT)
    run.last++;
  a->source = run;
  a->has_source = true;
}

static bool touches(const gaz_quote_finder *f, uint32_t token) { /* the one before it */
  return token && token < f->view.analysis->tokens.token_count &&
         gaz_quote_token_at(f, token)->start == gaz_quote_token_at(f, token - 1)->end;
}

/* "Keller" of "Keller-Brandt", "PD" of "PD(U)": the labels may end inside of what is written as one word. */
static void complete_word(const gaz_quote_finder *f, gaz_attribution *a) {
  uint32_t last = a->source.last;
  while (touches(f, last + 1) && touches(f, last + 2) && !in_marks(f, last + 1)) {
    uint8_t xpos = gaz_quote_token_at(f, last + 1)->xpos;
    bool bracket = xpos == GAZ_XPOS_LRB && touches(f, last + 3) &&
                   gaz_quote_token_at(f, last + 3)->xpos == GAZ_XPOS_RRB;
    if (xpos != GAZ_XPOS_HYPH && !bracket) break;
    last += bracket ? 3 : 2;
  }
  if (touches(f, last + 1) && gaz_quote_token_at(f, last + 1)->xpos == GAZ_XPOS_RRB && last &&
      gaz_quote_token_at(f, last - 1)->xpos == GAZ_XPOS_LRB && touches(f, last))
    last++; /* "PD(U" */
  if (last == a->source.last || (a->cue.first > a->source.last && a->cue.first <= last)) return;
  a->source.last = last;
  for (uint32_t p = 0; p < a->piece_count; p++) {
    gaz_token_run *piece = &a->pieces[p];
    if (piece->first > last || piece->last <= last) continue;
    piece->first = last + 1;
    if (gaz_quote_token_at(f, piece->first)->xpos == GAZ_XPOS_COMMA && piece->first < piece->last)
      piece->first++;
  }
}

/* The time expression that ends with a token, or NULL. */
static const gaz_time *time_ending(const gaz_facts *facts, uint32_t byte) {
  size_t low = 0, high = facts->time_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (facts->times[middle].end < byte)
      low = middle + 1;
    else
      high = middle;
  }
  return low < facts->time_count && facts->times[low].end == byte ? &facts->times[low] : NULL;
}

/* "The High Court yesterday", "the agency on Monday", "Keller further": when and how it was said is not who. */
static void trim_source(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a) {
  uint32_t last = a->source.last;
  const gaz_token *t = gaz_quote_token_at(f, last);
  const gaz_time *time = time_ending(facts, t->end);
  if (time) {
    while (last > a->source.first && gaz_quote_token_at(f, last)->start >= time->start) last--;
    if (gaz_quote_token_at(f, last)->upos == GAZ_UPOS_ADP && last > a->source.first) last--;
  } else if (t->upos == GAZ_UPOS_ADV && last > a->source.first && t->head == (int32_t)a->head) {
    last--;
  }
  const gaz_time *before = time_ending(facts, gaz_quote_token_at(f, a->source.first)->end);
  for (uint32_t i = a->source.first + 1; !before && i < last && i < a->source.first + 3; i++)
    before = time_ending(facts, gaz_quote_token_at(f, i)->end);
  uint32_t after = a->source.first;
  while (before && after < last && gaz_quote_token_at(f, after)->start < before->end) after++;
  if (before && before->start == gaz_quote_token_at(f, a->source.first)->start &&
      gaz_quote_token_at(f, after)->xpos != GAZ_XPOS_POS) /* "yesterday's report" */
    while (a->source.first < last &&                      /* "Last year the minister said" */
           gaz_quote_token_at(f, a->source.first)->start < before->end)
      a->source.first++;
  t = gaz_quote_token_at(f, last);
  if (t->upos == GAZ_UPOS_NOUN || t->upos == GAZ_UPOS_PROPN || t->upos == GAZ_UPOS_PRON)
    a->source.last = last;
}

/* "said Friday at the end of the meeting | that he": where and when it was said is none of it. */
void gaz_quote_begin_at_that(const gaz_quote_finder *f, gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++) {
    gaz_token_run *piece = &a->pieces[p];
    bool behind = gaz_quote_token_at(f, piece->first)->upos == GAZ_UPOS_ADP ||
                  (piece->first == a->cue.last + 1 && a->cue.last > a->head &&
                   gaz_quote_token_at(f, a->cue.last)->upos == GAZ_UPOS_ADP);
    if (piece->first <= a->cue.last || !behind || in_marks(f, piece->first)) continue;
    for (uint32_t t = piece->first; t < piece->last && t < piece->first + THAT_MOST; t++) {
      const gaz_token *token = gaz_quote_token_at(f, t);
      if (token->upos == GAZ_UPOS_VERB || token->upos == GAZ_UPOS_AUX || in_marks(f, t)) break;
      if (token->upos != GAZ_UPOS_SCONJ || !token->lemma || strcmp(token->lemma, "that") != 0)
        continue;
      piece->first = t;
      break;
    }
    return;
  }
}

/* "When asked whether he would go, | Keller said, "..."": the question is none of the answer. */
void gaz_quote_drop_question(const gaz_quote_finder *f, gaz_attribution *a) {
  if (a->piece_count < 2 || !a->has_source || in_marks(f, a->pieces[0].first) ||
      a->pieces[0].last >= a->source.first || a->pieces[0].last >= a->cue.first ||
      !in_marks(f, a->pieces[1].first) || a->pieces[1].first < a->cue.first)
    return;
  const gaz_token *first = gaz_quote_token_at(f, a->pieces[0].first);
  if (first->xpos != GAZ_XPOS_WRB && first->xpos != GAZ_XPOS_VBN &&
      !(first->xpos == GAZ_XPOS_IN && first->upos == GAZ_UPOS_SCONJ))
    return;
  for (uint32_t p = 1; p < a->piece_count; p++) a->pieces[p - 1] = a->pieces[p];
  a->piece_count--;
}

/* "U.S. and French leaders": the labels may begin in the middle. */
void gaz_quote_mend_source(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a) {
  if (!a->has_source) take_subject(f, a);
  if (!a->has_source) return;
  complete_word(f, a);
  trim_source(f, facts, a);
  uint32_t first = a->source.first;
  if (is_spoken_to(f, a)) {
    a->has_source = false;
    a->source = (gaz_token_run){0, 0};
  } else if (first >= 2 && gaz_quote_token_at(f, first - 1)->upos == GAZ_UPOS_CCONJ &&
             f->view.tokens[first].entity && f->view.tokens[first - 2].entity &&
             !covers(a, first - 2) && !in_marks(f, first - 2) &&
             gaz_quote_token_at(f, first - 2)->sentence == gaz_quote_token_at(f, first)->sentence) {
    for (first -= 2; first && f->view.tokens[first - 1].entity == f->view.tokens[first].entity &&
                     gaz_quote_token_at(f, first - 1)->sentence ==
                         gaz_quote_token_at(f, a->source.first)->sentence &&
                     !covers(a, first - 1);)
      first--;
    a->source.first = first;
  }
}

/* The noun that "who", the source of a quote, stands for, or -1. */
int32_t gaz_quote_antecedent(const gaz_quote_view *view, const gaz_token_run *source,
                             uint32_t cue) {
  const gaz_token *tokens = view->analysis->tokens.tokens;
  uint8_t xpos = tokens[source->first].xpos;
  if (source->first != source->last || (xpos != GAZ_XPOS_WP && xpos != GAZ_XPOS_WDT)) return -1;
  for (int step = 0; step < CLIMB_MAX && tokens[cue].head >= 0; step++) {
    if (tokens[cue].deprel == GAZ_DEPREL_ACL_RELCL) return tokens[cue].head;
    cue = (uint32_t)tokens[cue].head;
  }
  /* "Keller, who said": the person named right before, whatever the tree makes of it. */
  uint32_t at = source->first;
  if (at && tokens[at - 1].xpos == GAZ_XPOS_COMMA) at--;
  bool person = at && xpos == GAZ_XPOS_WP && view->tokens[at - 1].entity == GAZ_TYPE_PERSON &&
                tokens[at - 1].sentence == tokens[source->first].sentence;
  return person ? (int32_t)at - 1 : -1;
}
