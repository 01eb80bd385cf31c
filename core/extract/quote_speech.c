/* What is a quotation. The model finds every attribution, of wishes, opinions and deeds too; the knowledge
 * base keeps those that give somebody's words or judgement. */
#include "english/labels.h"
#include "extract/quote_internal.h"

enum { NAME_MOST = 4 }; /* tokens of whom a judgement is about */

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

/* "offered to help", "shows that prices rose": what is offered or shown is a clause, no thing. */
static bool has_clause(const finder *f, const gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++) {
    const gaz_token *first = gaz_quote_token_at(f, a->pieces[p].first);
    if (first->xpos == GAZ_XPOS_TO || (first->xpos == GAZ_XPOS_IN && first->upos == GAZ_UPOS_SCONJ))
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

/* "called for", "points to": whom or what the words are for stands behind the verb's second word. */
static bool has_particle(const finder *f, const gaz_attribution *a) {
  return a->cue.last > a->head && gaz_quote_token_at(f, a->cue.last)->upos == GAZ_UPOS_ADP;
}

/* "MUSCAT: The minister ...": a dateline, nobody who speaks. */
static bool is_dateline(const finder *f, const gaz_attribution *a) {
  if (!a->has_source) return false;
  uint8_t type = f->view.tokens[a->source.last].entity;
  return type == GAZ_TYPE_GPE || type == GAZ_TYPE_LOC || type == GAZ_TYPE_FAC;
}

/* Whether somebody's words are given. The model finds every attribution, of wishes and opinions too
 * ("is seeking to", "was expected to"); those are no quotations unless words of theirs stand in marks. */
bool gaz_quote_is_speech(const finder *f, const gaz_attribution *a, const gaz_quote *quote) {
  if (in_title(f, a->head)) return false;
  if (quote->form == GAZ_QUOTE_DIRECT) return true;
  bool named =
      a->has_source || quote->speaker != GAZ_NONE || quote->source.end > quote->source.start;
  switch (f->view.tokens[a->head].listed) {
    case GAZ_CUE_SAY:
    case GAZ_CUE_TELL:
    case GAZ_CUE_ASK:
    case GAZ_CUE_WRITE:
    case GAZ_CUE_REPORT:
    case GAZ_CUE_RELAY:
    case GAZ_CUE_PREPOSITION: return (named && has_verb(f, a)) || quote->form == GAZ_QUOTE_MIXED;
    case GAZ_CUE_COMMIT:
      return a->has_source &&
             (has_clause(f, a) || has_particle(f, a) || quote->form == GAZ_QUOTE_MIXED);
    case GAZ_CUE_JUDGE: /* "praised Keller" gives no words */
      return a->has_source && (has_verb(f, a) || quote->form == GAZ_QUOTE_MIXED ||
                               gaz_quote_content_tokens(a) > NAME_MOST);
    case GAZ_CUE_SHOW: return a->has_source && (has_clause(f, a) || quote->form == GAZ_QUOTE_MIXED);
    case GAZ_CUE_MARK: return a->has_source && !is_dateline(f, a);
    default: return quote->form == GAZ_QUOTE_MIXED && named;
  }
}
