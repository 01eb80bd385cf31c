/* Where the source stands and where the words begin: a source behind its cue, one that is spoken to, one that the
 * labels cut in the middle; when, where and upon what it was said is none of the words. */
#include "base/search.h"
#include "english/labels.h"
#include "extract/quote_internal.h"

enum {
  THAT_MOST = 14, /* tokens between a cue and "that" */
  NAME_MOST = 8,
  CLIMB_MAX = 12,
};

static bool in_marks(const gaz_quote_finder *f, uint32_t token) {
  return f->view.marks.span_of[token] != UINT32_MAX;
}

static bool is_in_phrase(const gaz_token *t) {
  return t->upos == GAZ_UPOS_NOUN || t->upos == GAZ_UPOS_PROPN || t->upos == GAZ_UPOS_PRON ||
         t->upos == GAZ_UPOS_ADJ || t->upos == GAZ_UPOS_DET || t->upos == GAZ_UPOS_NUM ||
         t->xpos == GAZ_XPOS_POS || t->xpos == GAZ_XPOS_HYPH;
}

/* ""It may take years," commented the official to cheers", "explained a digger, Anna Keller": the noun phrase behind
 * the cue, with the name that is set off behind it; no verb tells of it. */
void gaz_quote_take_inverted(const gaz_quote_finder *f, gaz_attribution *a) {
  uint32_t first = a->cue.last + 1, kept = a->piece_count;
  uint32_t mark = a->cue.first;
  if (mark && gaz_quote_token_at(f, mark - 1)->xpos == GAZ_XPOS_COMMA) mark--;
  if (a->has_source || kept < 2 || !mark || !in_marks(f, mark - 1)) return;
  gaz_token_run run = a->pieces[kept - 1];
  if (run.first != first || in_marks(f, first)) return;
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, a->head)->sentence];
  uint32_t end = s->first + s->count, last = first;
  while (last < end && last < first + NAME_MOST && is_in_phrase(gaz_quote_token_at(f, last)))
    last++;
  if (last == first) return;
  uint8_t head = gaz_quote_token_at(f, last - 1)->upos;
  if (head != GAZ_UPOS_NOUN && head != GAZ_UPOS_PROPN && head != GAZ_UPOS_PRON) return;
  if (last < end) { /* not "said he would go" */
    uint8_t behind = gaz_quote_token_at(f, last)->upos;
    if (behind == GAZ_UPOS_VERB || behind == GAZ_UPOS_AUX || behind == GAZ_UPOS_SCONJ ||
        in_marks(f, last))
      return;
  }
  uint32_t name = last + 1;
  while (last + 1 < end && gaz_quote_token_at(f, last)->xpos == GAZ_XPOS_COMMA && name < end &&
         gaz_quote_token_at(f, name)->upos == GAZ_UPOS_PROPN)
    name++;
  if (name > last + 1 && f->view.tokens[name - 1].entity == GAZ_TYPE_PERSON) last = name;
  a->source = (gaz_token_run){first, last - 1};
  a->has_source = true;
  a->piece_count--;
}

/* "The claim that money was paid is untrue, says former mayor Anna Keller.": whatever the tree makes of it, a clause
 * that ends in a comma, then said, and a name that ends the sentence. */
void gaz_quote_take_said_by(const gaz_quote_finder *f, gaz_attribution *a) {
  enum { SOURCE_MOST = 10 };
  const gaz_token *cue = gaz_quote_token_at(f, a->head);
  const gaz_sentence *s = &f->view.analysis->tokens.sentences[cue->sentence];
  uint32_t end = s->first + s->count, last = end - 1;
  if (f->view.tokens[a->head].listed != GAZ_CUE_SAY || !gaz_quote_is_finite(cue) ||
      a->head < s->first + 4 || a->head + 2 > last || last > a->head + SOURCE_MOST ||
      gaz_quote_token_at(f, a->head - 1)->xpos != GAZ_XPOS_COMMA ||
      (a->has_source && a->source.first > a->head))
    return;
  if (gaz_quote_token_at(f, last)->upos == GAZ_UPOS_PUNCT) last--;
  if (f->view.tokens[last].entity != GAZ_TYPE_PERSON) return;
  for (uint32_t t = a->head + 1; t <= last; t++) {
    uint8_t upos = gaz_quote_token_at(f, t)->upos;
    if (upos != GAZ_UPOS_NOUN && upos != GAZ_UPOS_PROPN && upos != GAZ_UPOS_ADJ &&
        upos != GAZ_UPOS_DET && gaz_quote_token_at(f, t)->xpos != GAZ_XPOS_POS)
      return;
  }
  bool finite = false;
  for (uint32_t t = s->first; t + 1 < a->head; t++) {
    if (f->view.marks.span_of[t] != UINT32_MAX) return;
    finite |= gaz_quote_is_finite(gaz_quote_token_at(f, t));
  }
  if (!finite) return;
  a->cue = (gaz_token_run){a->head, a->head};
  a->source = (gaz_token_run){a->head + 1, last};
  a->has_source = true;
  a->pieces[0] = (gaz_token_run){s->first, a->head - 2};
  a->piece_count = 1;
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
static void take_subject(const gaz_quote_finder *f, gaz_attribution *a, int32_t subject) {
  const gaz_token *cue = gaz_quote_token_at(f, a->head);
  uint8_t class = f->view.tokens[a->head].listed;
  bool says = class >= GAZ_CUE_SAY && class <= GAZ_CUE_REPORT;
  if (!says || subject < 0 || cue->upos != GAZ_UPOS_VERB || cue->xpos == GAZ_XPOS_VBN ||
      gaz_quote_covers(a, (uint32_t)subject) || in_marks(f, (uint32_t)subject) ||
      (uint32_t)subject > a->head ||
      gaz_quote_token_at(f, (uint32_t)subject)->sentence != cue->sentence)
    return;
  gaz_token_run run = {(uint32_t)subject, (uint32_t)subject};
  while (run.first && run.last - run.first < NAME_MOST && !gaz_quote_covers(a, run.first - 1) &&
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

/* "Keller thanked the strikers as they left, stressing that": who stresses it is the subject of the main clause. */
static void leave_subordinate(const gaz_quote_finder *f, gaz_attribution *a) {
  int32_t above = gaz_quote_token_at(f, a->head)->head, subject = -1;
  if (!gaz_quote_is_voice(f, a->head)) return;
  for (int step = 0; step < CLIMB_MAX && above >= 0; step++) {
    const gaz_token *t = gaz_quote_token_at(f, (uint32_t)above);
    int32_t marker = f->view.tokens[above].marker;
    if (t->deprel != GAZ_DEPREL_ADVCL || marker < 0 || marker > above || t->head < 0) break;
    above = t->head;
    subject = f->view.tokens[above].subject;
  }
  if (subject >= 0) take_subject(f, a, subject);
}

bool gaz_quote_is_of_another(const gaz_quote_finder *f, const gaz_attribution *a) {
  uint32_t first = a->piece_count ? a->pieces[0].first : 0;
  if (first < a->cue.last + 2 || in_marks(f, first) || a->source.first > a->head ||
      !(f->view.tokens[first].medium & GAZ_MEDIUM_CLAUSE) || !gaz_quote_needs_clause(f, a->head))
    return false;
  int32_t verb = gaz_quote_token_at(f, first)->head;
  int32_t noun = verb < 0 ? -1 : gaz_quote_token_at(f, (uint32_t)verb)->head;
  return noun > (int32_t)a->head && noun < (int32_t)first &&
         gaz_quote_token_at(f, (uint32_t)noun)->upos == GAZ_UPOS_NOUN &&
         gaz_quote_token_at(f, (uint32_t)noun)->deprel == GAZ_DEPREL_OBL;
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
  size_t i = GAZ_FIRST_FROM(facts->times, facts->time_count, end, byte);
  return i < facts->time_count && facts->times[i].end == byte ? &facts->times[i] : NULL;
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
      uint8_t entity = t > piece->first ? f->view.tokens[t - 1].entity : GAZ_TYPE_NONE;
      bool named = entity && entity != GAZ_TYPE_PERSON; /* "wrote in The Times that" */
      if ((token->upos != GAZ_UPOS_SCONJ && !named) ||
          !(f->view.tokens[t].medium & GAZ_MEDIUM_CLAUSE))
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

/* "Anna Keller, | head of the port, said": the name that the sentence begins with, which the labels left out. */
static void take_name_before(const gaz_quote_finder *f, gaz_attribution *a) {
  enum { TITLE_MOST = 10 };
  uint32_t first = a->source.first;
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, a->head)->sentence];
  if (first == a->source.last || first < s->first + 3 || first > s->first + TITLE_MOST ||
      first > a->cue.first || gaz_quote_token_at(f, first - 1)->xpos != GAZ_XPOS_COMMA ||
      f->view.tokens[first - 2].entity != GAZ_TYPE_PERSON ||
      f->view.tokens[first].entity == GAZ_TYPE_PERSON)
    return;
  for (uint32_t t = s->first; t + 1 < first; t++) {
    const gaz_token *token = gaz_quote_token_at(f, t);
    bool title = token->upos == GAZ_UPOS_PROPN ||
                 (token->upos == GAZ_UPOS_ADJ && token->shape & GAZ_SHAPE_CAPITAL);
    if ((f->view.tokens[t].entity != GAZ_TYPE_PERSON && !title) || gaz_quote_covers(a, t)) return;
  }
  a->source.first = s->first;
}

/* Whether a word belongs to a noun of the source: "French" of "French leaders", and "Valdian and" before that. */
static bool modifies_source(const gaz_quote_finder *f, const gaz_attribution *a, uint32_t token) {
  static const uint8_t relations[] = {GAZ_DEPREL_AMOD, GAZ_DEPREL_COMPOUND,  GAZ_DEPREL_NUMMOD,
                                      GAZ_DEPREL_DET,  GAZ_DEPREL_NMOD_DESC, GAZ_DEPREL_CONJ,
                                      GAZ_DEPREL_CC};
  for (int depth = 0; depth < CLIMB_MAX; depth++) {
    const gaz_token *t = gaz_quote_token_at(f, token);
    if (t->head < 0 || !memchr(relations, t->deprel, sizeof relations)) return false;
    token = (uint32_t)t->head;
    if (token >= a->source.first) return token <= a->source.last;
  }
  return false;
}

/* "French | leaders": words right before the source that belong to it. */
static void take_modifiers(const gaz_quote_finder *f, gaz_attribution *a) {
  uint32_t sentence = gaz_quote_token_at(f, a->source.first)->sentence;
  while (a->source.first > 0) {
    uint32_t before = a->source.first - 1;
    if (gaz_quote_token_at(f, before)->sentence != sentence || gaz_quote_covers(a, before) ||
        in_marks(f, before) || !modifies_source(f, a, before))
      return;
    a->source.first = before;
  }
}

/* "U.S. and French leaders": the labels may begin in the middle. */
void gaz_quote_mend_source(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a) {
  if (!a->has_source) take_subject(f, a, f->view.tokens[a->head].subject);
  leave_subordinate(f, a);
  bool adverb = gaz_quote_token_at(f, a->head)->upos == GAZ_UPOS_ADV; /* "Keller reportedly fled" */
  if (adverb) a->has_source = false;
  if (!a->has_source) return;
  complete_word(f, a);
  trim_source(f, facts, a);
  take_name_before(f, a);
  take_modifiers(f, a);
  uint32_t first = a->source.first;
  if (is_spoken_to(f, a)) {
    a->has_source = false;
    a->source = (gaz_token_run){0, 0};
  } else if (first >= 2 && gaz_quote_token_at(f, first - 1)->upos == GAZ_UPOS_CCONJ &&
             f->view.tokens[first].entity && f->view.tokens[first - 2].entity &&
             !gaz_quote_covers(a, first - 2) && !in_marks(f, first - 2) &&
             gaz_quote_token_at(f, first - 2)->sentence == gaz_quote_token_at(f, first)->sentence) {
    for (first -= 2; first && f->view.tokens[first - 1].entity == f->view.tokens[first].entity &&
                     gaz_quote_token_at(f, first - 1)->sentence ==
                         gaz_quote_token_at(f, a->source.first)->sentence &&
                     !gaz_quote_covers(a, first - 1);)
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
