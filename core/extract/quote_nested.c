/* Words inside of words: what an outlet or a paper only carries, what somebody is quoted with in another's report, and
 * where a report ends and the writer goes on. */
#include <string.h>

#include "base/search.h"
#include "english/labels.h"
#include "extract/quote_internal.h"

enum {
  NEIGHBOURS = 24,
  CUE_REACH = 12,
  SPAN_LEAST = 4,
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
    if (f->view.tokens[t].medium & GAZ_MEDIUM_CARRIER) return true;
  }
  return false;
}

/* ---- Words in marks inside of another's report ---- */

static bool is_claimed(const gaz_quote_finder *f, size_t near, uint32_t token) {
  size_t from = near > NEIGHBOURS ? near - NEIGHBOURS : 0;
  for (size_t i = from; i < f->count && i < near + NEIGHBOURS; i++)
    if (i != near && gaz_quote_covers(&f->found[i], token)) return true;
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
    if (!f->view.tokens[t].listed || subject < 0 || !gaz_quote_covers(outer, (uint32_t)subject) ||
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
             gaz_quote_covers(outer, span->last) && !in_marks(f, outer->pieces[0].first);
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

bool gaz_quote_is_voice(const gaz_quote_finder *f, uint32_t token) {
  return gaz_quote_token_at(f, token)->xpos == GAZ_XPOS_VBG && token && !in_marks(f, token) &&
         gaz_quote_token_at(f, token - 1)->xpos == GAZ_XPOS_COMMA &&
         f->view.tokens[token].medium & GAZ_MEDIUM_VOICE && f->view.tokens[token].subject < 0;
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
  if (class & GAZ_MEDIUM_ASIDE) return true;
  if (!(class & GAZ_MEDIUM_MANNER) || first + 1 > last) return false;
  uint8_t cue = f->view.tokens[first + 1].listed;
  return gaz_quote_token_at(f, first + 1)->xpos == GAZ_XPOS_VBN && cue >= GAZ_CUE_SAY &&
         cue <= GAZ_CUE_REPORT;
}

/* "said Tuesday the bridge ...": when it was said is no part of what was. */
static void drop_time(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a) {
  gaz_token_run *piece = &a->pieces[0];
  if (piece->first != a->cue.last + 1 || in_marks(f, piece->first)) return;
  uint32_t start = gaz_quote_token_at(f, piece->first)->start;
  size_t i = GAZ_FIRST_FROM(facts->times, facts->time_count, start, start);
  if (i == facts->time_count || facts->times[i].start != start) return;
  if (strstr(facts->times[i].value, "_REF")) return; /* "said the current state of the road" */
  uint32_t next = piece->first;
  while (next <= piece->last && gaz_quote_token_at(f, next)->start < facts->times[i].end) next++;
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

/* Whether a clause of its own begins at a token: a verb, or a noun phrase and its verb before the next comma. */
static bool begins_clause(const gaz_quote_finder *f, uint32_t token, uint32_t last, bool subject) {
  while (!subject && token < last && gaz_quote_token_at(f, token)->upos == GAZ_UPOS_ADV) token++;
  if (!subject) return gaz_quote_is_finite(gaz_quote_token_at(f, token));
  uint8_t upos = gaz_quote_token_at(f, token)->upos;
  if (upos != GAZ_UPOS_PRON && upos != GAZ_UPOS_DET && upos != GAZ_UPOS_PROPN &&
      upos != GAZ_UPOS_NOUN && upos != GAZ_UPOS_ADJ)
    return false;
  for (uint32_t t = token + 1; t <= last && t < token + NAME_MOST; t++) {
    if (gaz_quote_token_at(f, t)->xpos == GAZ_XPOS_COMMA) return false;
    if (gaz_quote_is_finite(gaz_quote_token_at(f, t))) return true;
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
    if (gaz_quote_token_at(f, t)->head == root && gaz_quote_is_finite(gaz_quote_token_at(f, t)))
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
