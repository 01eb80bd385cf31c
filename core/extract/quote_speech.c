/* What is a quotation. The model finds every attribution, of wishes, opinions and deeds too; the knowledge
 * base keeps those that give somebody's words or judgement. */
#include <string.h>

#include "english/labels.h"
#include "extract/quote_internal.h"

enum { NEGATION_REACH = 6 };

typedef gaz_quote_finder finder;

uint32_t gaz_quote_content_tokens(const gaz_attribution *a) {
  uint32_t count = 0;
  for (uint32_t p = 0; p < a->piece_count; p++) count += a->pieces[p].last - a->pieces[p].first + 1;
  return count;
}

static bool in_title(const finder *f, uint32_t token) {
  const gaz_tokens *tokens = &f->view.analysis->tokens;
  if (!tokens->block_count) return false;
  return tokens->blocks[tokens->sentences[tokens->tokens[token].sentence].block].kind ==
         GAZ_BLOCK_TITLE;
}

/* "echoed his statement", "claimed responsibility" say that something was said, not what. */
static bool has_verb(const finder *f, const gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++)
      if ((gaz_quote_token_at(f, t)->upos == GAZ_UPOS_VERB ||
           gaz_quote_token_at(f, t)->upos == GAZ_UPOS_AUX) &&
          /* "said that Valdia backed it": of a clause, whatever the tree takes "that" for */
          (gaz_quote_token_at(f, a->pieces[p].first)->xpos == GAZ_XPOS_WDT ||
           (gaz_quote_token_at(f, t)->deprel != GAZ_DEPREL_ACL &&
            gaz_quote_token_at(f, t)->deprel != GAZ_DEPREL_ACL_RELCL &&
            gaz_quote_token_at(f, t)->deprel != GAZ_DEPREL_AMOD)))
        if (gaz_quote_token_at(f, t)->xpos != GAZ_XPOS_VBG ||
            gaz_quote_token_at(f, t)->deprel !=
                GAZ_DEPREL_ADVCL) /* not "disclosed it while talking" */
          return true;            /* nor "a call made by the king" */
  return false;
}

/* "pledged as he left": a clause beside what was said. */
static bool is_beside(const finder *f, uint32_t marker) {
  int32_t head = gaz_quote_token_at(f, marker)->head;
  return head >= 0 && !(f->view.tokens[marker].medium & GAZ_MEDIUM_CLAUSE) &&
         gaz_quote_token_at(f, (uint32_t)head)->deprel == GAZ_DEPREL_ADVCL;
}

/* "offered to help", "shows that prices rose": what is offered or shown is a clause, no thing. */
static bool has_clause(const finder *f, const gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++) {
    const gaz_token *first = gaz_quote_token_at(f, a->pieces[p].first);
    if (first->xpos == GAZ_XPOS_TO ||
        (first->xpos == GAZ_XPOS_IN && first->upos == GAZ_UPOS_SCONJ &&
         !is_beside(f, a->pieces[p].first)))
      return true;
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++) {
      const gaz_token *token = gaz_quote_token_at(f, t);
      if (token->head == (int32_t)a->head &&
          (token->deprel == GAZ_DEPREL_CCOMP || token->deprel == GAZ_DEPREL_XCOMP))
        return true;
    }
  }
  return false;
}

/* "called the tax a betrayal": a noun phrase right behind another says what that is. */
static bool has_predicate(const finder *f, const gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t t = a->pieces[p].first + 1; t < a->pieces[p].last; t++) {
      uint8_t before = gaz_quote_token_at(f, t - 1)->upos;
      if (gaz_quote_token_at(f, t)->xpos == GAZ_XPOS_DT && t > a->head + 1 &&
          (before == GAZ_UPOS_NOUN || before == GAZ_UPOS_PROPN))
        return true;
    }
  return false;
}

/* "called for", "points to": whom or what the words are for stands behind the verb's second word; not so in
 * "called off", nor where the verb has an object first. */
static bool has_particle(const finder *f, const gaz_attribution *a) {
  for (uint32_t t = a->head + 1; t < a->cue.last; t++)
    if (gaz_quote_token_at(f, t)->head == (int32_t)a->head &&
        gaz_quote_token_at(f, t)->deprel == GAZ_DEPREL_OBJ)
      return false;
  return a->cue.last > a->head && gaz_quote_token_at(f, a->cue.last)->upos == GAZ_UPOS_ADP &&
         gaz_quote_token_at(f, a->cue.last)->xpos != GAZ_XPOS_RP &&
         gaz_quote_token_at(f, a->cue.last)->deprel != GAZ_DEPREL_COMPOUND_PRT;
}

/* "added prices had risen": a finite verb before the next comma or subordinate clause, whatever the tree makes of it. */
static bool begins_finite(const finder *f, const gaz_attribution *a, uint32_t piece) {
  uint32_t first = a->pieces[piece].first;
  if (first <= a->cue.last || first > a->cue.last + 2) return false;
  for (uint32_t t = first + 1; t <= a->pieces[piece].last; t++) {
    const gaz_token *token = gaz_quote_token_at(f, t);
    if (gaz_quote_is_finite(token)) return true;
    if (token->xpos == GAZ_XPOS_COMMA || token->xpos == GAZ_XPOS_LRB ||
        token->upos == GAZ_UPOS_SCONJ || token->xpos == GAZ_XPOS_WDT ||
        token->xpos == GAZ_XPOS_WP || token->xpos == GAZ_XPOS_WRB || token->xpos == GAZ_XPOS_TO)
      return false;
    if ((token->upos == GAZ_UPOS_PRON || token->upos == GAZ_UPOS_PROPN) &&
        gaz_quote_token_at(f, t - 1)->upos == GAZ_UPOS_NOUN)
      return false; /* "recalled the time he came" */
  }
  return false;
}

/* "he continued that", "..., he continued, ...": what is said is a clause with a verb of its own. */
static bool has_finite_clause(const finder *f, const gaz_attribution *a) {
  int32_t clause = f->view.tokens[a->head].clause;
  const gaz_token *cue = gaz_quote_token_at(f, a->head);
  if (cue->deprel == GAZ_DEPREL_PARATAXIS) return has_verb(f, a);
  if (clause < 0 || gaz_quote_token_at(f, (uint32_t)clause)->deprel != GAZ_DEPREL_CCOMP)
    clause = -1;
  for (uint32_t p = 0; p < a->piece_count; p++) {
    const gaz_token *first = gaz_quote_token_at(f, a->pieces[p].first);
    bool opens = (first->upos == GAZ_UPOS_SCONJ && !is_beside(f, a->pieces[p].first)) ||
                 first->xpos == GAZ_XPOS_WDT || first->xpos == GAZ_XPOS_WRB ||
                 first->xpos == GAZ_XPOS_WP;
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++) {
      const gaz_token *token = gaz_quote_token_at(f, t);
      bool own = clause >= 0 && (t == (uint32_t)clause || token->head == clause);
      if (gaz_quote_is_finite(token) && (opens || own || a->pieces[p].first < a->cue.first))
        return true;
    }
    if (f->view.tokens[a->head].listed != GAZ_CUE_JUDGE && begins_finite(f, a, p)) return true;
  }
  return false;
}

/* "praised him for his courage", "dismissed it as talk", "accused them of stealing": a judgement says what
 * it is. */
static bool has_ground(const finder *f, const gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++) {
      const gaz_token *token = gaz_quote_token_at(f, t);
      if ((token->upos != GAZ_UPOS_ADP && token->upos != GAZ_UPOS_SCONJ) || token->head < 0)
        continue;
      const gaz_token *head = gaz_quote_token_at(f, (uint32_t)token->head);
      int32_t judged = f->view.tokens[a->head].object;
      bool named =
          judged >= 0 && head->head == judged && f->view.tokens[judged].entity &&
          t == (uint32_t)judged + 1; /* hung on whom it is said of: "praised Orsa for what" */
      if ((head->head == (int32_t)a->head || head->xpos == GAZ_XPOS_VBG || named) &&
          f->view.tokens[t].medium & GAZ_MEDIUM_GROUND)
        return true;
    }
  return false;
}

/* Whether the words in marks say something: "chanted "We stay!"", not "coined "time-shifting"". */
static bool marks_have_verb(const finder *f, const gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++) {
      uint8_t upos = gaz_quote_token_at(f, t)->upos;
      if (f->view.marks.span_of[t] != UINT32_MAX && (upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_AUX))
        return true;
    }
  return false;
}

/* "a question that asked", "nothing that suggests": who speaks is some thing that nobody named. */
static bool is_by_relative(const finder *f, const gaz_attribution *a, const gaz_quote *quote) {
  return quote->speaker == GAZ_NONE && a->has_source && a->source.first == a->source.last &&
         gaz_quote_token_at(f, a->source.first)->xpos == GAZ_XPOS_WDT;
}

/* "did not say", "nor did they note": what was not said. */
static bool is_negated(const finder *f, uint32_t cue) {
  const gaz_sentence *s = &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, cue)->sentence];
  for (uint32_t t = cue; t-- > s->first && cue - t < NEGATION_REACH;)
    if (gaz_quote_token_at(f, t)->head == (int32_t)cue &&
        f->view.tokens[t].medium & GAZ_MEDIUM_NEGATION)
      return true;
  return false;
}

/* "a boat called Nadia": a name for something, told by nobody. */
static bool is_naming(const finder *f, const gaz_attribution *a) {
  const gaz_token *t = gaz_quote_token_at(f, a->head);
  if (t->xpos != GAZ_XPOS_VBN || t->deprel != GAZ_DEPREL_ACL ||
      f->view.tokens[a->head].listed != GAZ_CUE_COMMIT)
    return false;
  return !a->has_source ||
         (t->head >= (int32_t)a->source.first && t->head <= (int32_t)a->source.last);
}

bool gaz_quote_needs_clause(const finder *f, uint32_t cue) {
  const gaz_token *t = gaz_quote_token_at(f, cue);
  if (!t->lemma) return false;
  uint32_t value = gaz_word_map_find_folded(f->tables->cues, t->lemma, strlen(t->lemma));
  return value != GAZ_WORD_UNKNOWN && (value & GAZ_CUE_NEEDS_CLAUSE);
}

/* "Keller: No ferry this year": a person or a body that speaks, and a clause; not the dateline "MUSCAT: The
 * minister ...", nor "Orsa Rovers: Brandt, Prat, Sobol". */
static bool is_headed(const finder *f, const gaz_attribution *a, const gaz_quote *quote) {
  if (!a->has_source || quote->speaker == GAZ_NONE) return false;
  uint8_t type = f->view.tokens[a->source.last].entity;
  if (type != GAZ_TYPE_PERSON && type != GAZ_TYPE_ORG && type != GAZ_TYPE_NORP) return false;
  return quote->form == GAZ_QUOTE_MIXED || has_verb(f, a);
}

/* Whether somebody's words are given. The model finds every attribution, of wishes and opinions too
 * ("is seeking to", "was expected to"); those are no quotations unless words of theirs stand in marks. */
bool gaz_quote_is_speech(const finder *f, const gaz_attribution *a, const gaz_quote *quote) {
  uint8_t class = f->view.tokens[a->head].listed;
  if (in_title(f, a->head) || (!class && !marks_have_verb(f, a))) return false;
  if (is_negated(f, a->head) || is_naming(f, a)) return false;
  if (quote->form == GAZ_QUOTE_DIRECT) return gaz_cue_is_speech(class) || marks_have_verb(f, a);
  if (quote->form == GAZ_QUOTE_INDIRECT &&
      (is_by_relative(f, a, quote) ||
       (gaz_quote_needs_clause(f, a->head) && !has_finite_clause(f, a))))
    return false;
  bool named =
      a->has_source || quote->speaker != GAZ_NONE || quote->source.end > quote->source.start;
  switch (class) {
    case GAZ_CUE_SAY:
    case GAZ_CUE_TELL:
    case GAZ_CUE_ASK:
    case GAZ_CUE_WRITE:
    case GAZ_CUE_REPORT:
    case GAZ_CUE_RELAY:
    case GAZ_CUE_PREPOSITION: return (named && has_verb(f, a)) || quote->form == GAZ_QUOTE_MIXED;
    case GAZ_CUE_COMMIT:
      return a->has_source && (has_clause(f, a) || has_particle(f, a) || has_predicate(f, a) ||
                               quote->form == GAZ_QUOTE_MIXED);
    case GAZ_CUE_JUDGE: /* "praised Keller" gives no words */
      if (quote->form == GAZ_QUOTE_MIXED || !a->has_source) return a->has_source;
      return has_ground(f, a) || has_finite_clause(f, a) || (has_particle(f, a) && has_verb(f, a));
    case GAZ_CUE_SHOW: return a->has_source && (has_clause(f, a) || quote->form == GAZ_QUOTE_MIXED);
    case GAZ_CUE_MARK: return is_headed(f, a, quote);
    default: return quote->form == GAZ_QUOTE_MIXED && named;
  }
}
