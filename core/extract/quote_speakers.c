/* Whom a quote belongs to, whom it was said to, when, where, and who carried it.
 *
 * The source is words; the speaker is an entity. They are one only where the source's own head is a
 * mention of a named chain: "a White House official" has a name in it and is nobody, "Putin's
 * spokesman" is not Putin. Unknown is the answer wherever that does not hold. */
#include <string.h>

#include "base/search.h"
#include "english/labels.h"
#include "extract/quote_internal.h"
#include "extract/reference_tables.h"

static const gaz_token *token_at(const gaz_quote_view *view, uint32_t token) {
  return &view->analysis->tokens.tokens[token];
}

static bool inside(const gaz_mention *mention, const gaz_token_run *run) {
  return mention->first >= run->first && mention->first + mention->count - 1 <= run->last;
}

/* The first mention that starts at `token` or after. */
static size_t mention_from(const gaz_facts *facts, uint32_t token) {
  return GAZ_FIRST_FROM(facts->mentions, facts->mention_count, first, token);
}

/* The token of a run that its other words hang on. */
static uint32_t head_of(const gaz_quote_view *view, const gaz_token_run *run) {
  uint32_t last = run->first + 100 < run->last ? run->first + 100 : run->last;
  for (uint32_t t = run->first; t <= last; t++) {
    const gaz_token *token = token_at(view, t);
    if (token->upos == GAZ_UPOS_PUNCT || token->deprel == GAZ_DEPREL_CASE ||
        (t < last && (token->deprel == GAZ_DEPREL_DET || token->deprel == GAZ_DEPREL_AMOD ||
                      token->deprel == GAZ_DEPREL_COMPOUND)))
      continue; /* "The Keller campaign" hung on a verb taken for a noun: no determiner speaks */
    if (token->head < (int32_t)run->first || token->head > (int32_t)run->last) return t;
  }
  return run->last;
}

static bool is_office(const gaz_quote_view *view, uint32_t token) {
  const gaz_token *t = token_at(view, token);
  gaz_role_noun role;
  return t->lemma && view->references &&
         gaz_role_noun_find(view->references, gaz_slice_of(t->lemma, 0, strlen(t->lemma)), &role) &&
         role.type == GAZ_TYPE_PERSON && role.office;
}

static bool is_role(const gaz_quote_view *view, uint32_t token) {
  uint8_t upos = token_at(view, token)->upos;
  return (upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_ADJ) && is_office(view, token);
}

/* "a senior Valdian Bank official": the words behind a name end in what somebody is, and name nobody. */
static bool is_holder(const gaz_quote_view *view, uint32_t after, uint32_t last) {
  uint32_t end = after;
  while (end <= last && end < after + 4 && !view->tokens[end].entity &&
         (token_at(view, end)->upos == GAZ_UPOS_NOUN || token_at(view, end)->upos == GAZ_UPOS_ADJ))
    end++;
  return end > after && is_role(view, end - 1) &&
         (end > last || token_at(view, end)->upos != GAZ_UPOS_PROPN);
}

/* "the Board of Trade chairman Anna Keller": a full name at the end of the run, right behind what somebody
 * is, is who speaks; not so in "a spokesman for chairman Anna Keller", and so again in "the minister for
 * women Anna Keller". */
static bool is_name_behind(const gaz_quote_view *view, const gaz_mention *mention,
                           const gaz_token_run *run) {
  if (mention->type != GAZ_TYPE_PERSON || mention->kind != GAZ_MENTION_NAME || mention->count < 2 ||
      mention->first < run->first + 2 || mention->first + mention->count - 1 != run->last)
    return false;
  uint32_t before = mention->first - 1;
  bool headline = token_at(view, before)->upos == GAZ_UPOS_PROPN && !view->tokens[before].entity;
  if (token_at(view, before)->upos != GAZ_UPOS_NOUN && !headline) return false;
  bool plain = !is_role(view, before) && !(token_at(view, before)->shape & GAZ_SHAPE_CAPITAL);
  for (uint32_t t = run->first + 1; t < before; t++)
    if (token_at(view, t)->upos == GAZ_UPOS_ADP && is_role(view, t - 1)) return plain;
  return !plain;
}

/* "Anna Keller, from Valdia Bank": what stands behind the comma says more of her. */
static bool is_name_before(const gaz_quote_view *view, const gaz_mention *mention,
                           const gaz_token_run *run) {
  uint32_t after = mention->first + mention->count;
  return mention->type == GAZ_TYPE_PERSON && mention->kind == GAZ_MENTION_NAME &&
         mention->count > 1 && mention->first == run->first && after < run->last &&
         token_at(view, after)->xpos == GAZ_XPOS_COMMA &&
         (token_at(view, after + 1)->upos != GAZ_UPOS_PROPN || is_office(view, after + 1));
}

/* Whether a name in the run only helps to say who is meant: "Putin's spokesman", "spokesman for
 * Putin". */
static bool only_qualifies(const gaz_quote_view *view, const gaz_mention *mention,
                           const gaz_token_run *run) {
  uint32_t after = mention->first + mention->count;
  if (after <= run->last && token_at(view, after)->xpos == GAZ_XPOS_POS) return true;
  if (mention->type != GAZ_TYPE_PERSON && is_holder(view, after, run->last)) return true;
  if (is_name_behind(view, mention, run)) return false;
  for (uint32_t t = mention->first; t > run->first; t--) {
    const gaz_token *before = token_at(view, t - 1);
    if (before->upos == GAZ_UPOS_ADP && t - 1 > run->first) return true;
    if (before->xpos == GAZ_XPOS_WRB || before->xpos == GAZ_XPOS_WDT)
      return true; /* "where Keller lives" */
    if (before->upos == GAZ_UPOS_PUNCT) break;
  }
  return false;
}

static bool is_plural(const gaz_quote_view *view, uint32_t token) {
  return token_at(view, token)->xpos == GAZ_XPOS_NNS ||
         token_at(view, token)->xpos == GAZ_XPOS_NNPS;
}

/* "Keller advisers", "a Keller campaign official": the noun behind the name, with no comma between, is who
 * speaks. */
static bool is_named_after(const gaz_quote_view *view, const gaz_mention *person,
                           const gaz_token_run *run, uint32_t head) {
  uint32_t after = person->first + person->count;
  if (head < after || token_at(view, head)->upos != GAZ_UPOS_NOUN) return false;
  for (uint32_t t = after; t < head; t++)
    if (token_at(view, t)->upos != GAZ_UPOS_NOUN && token_at(view, t)->upos != GAZ_UPOS_ADJ)
      return false;
  return head <= run->last;
}

/* The mention a source is, or NULL. */
static const gaz_mention *source_mention(const gaz_quote_view *view, const gaz_facts *facts,
                                         const gaz_token_run *run) {
  uint32_t head = head_of(view, run);
  const gaz_mention *person = NULL, *at_head = NULL;
  unsigned persons = 0;
  for (size_t m = mention_from(facts, run->first); m < facts->mention_count; m++) {
    const gaz_mention *mention = &facts->mentions[m];
    if (mention->first > run->last) break;
    if (!inside(mention, run) || only_qualifies(view, mention, run)) continue;
    if (mention->first > run->first && token_at(view, mention->first - 1)->xpos == GAZ_XPOS_LRB)
      continue; /* "Anna Keller (D-Orsa)" */
    if (is_name_behind(view, mention, run) || is_name_before(view, mention, run)) return mention;
    bool has_head = mention->first <= head && head < mention->first + mention->count;
    if (has_head && mention->type == GAZ_TYPE_NORP && mention->kind == GAZ_MENTION_NAME &&
        mention->first > run->first &&
        (!is_plural(view, head) || facts->chains[mention->chain].type == GAZ_TYPE_GPE ||
         token_at(view, mention->first - 1)->upos == GAZ_UPOS_ADJ))
      continue; /* "the Valdian said": one of them; "many Valdians": not Valdia */
    if (has_head && (mention->kind == GAZ_MENTION_NAME || mention->head == head) &&
        (!at_head || mention->kind < at_head->kind))
      at_head = mention;
    if (mention->kind == GAZ_MENTION_NAME && mention->type == GAZ_TYPE_PERSON) {
      person = mention;
      persons++;
    }
  }
  /* "Foreign Minister Anna Keller": the parser may hang the name on the title or the other way. */
  bool demonym = at_head && at_head->type == GAZ_TYPE_NORP;    /* "Valdian President Anna Keller" */
  if (at_head && person && at_head->type != GAZ_TYPE_PERSON) { /* "Valdia Gov. Anna Keller" */
    uint32_t after = at_head->first + at_head->count, end = person->first;
    demonym |= after < end && end <= after + 4;
    for (uint32_t t = after; t < end; t++) { /* "“Late Hour” host Anna Keller" */
      const gaz_token *token = token_at(view, t);
      bool title = token->shape & GAZ_SHAPE_CAPITAL || is_role(view, t);
      demonym &= token->shape & GAZ_SHAPE_QUOTE || (title && token->upos != GAZ_UPOS_PUNCT);
    }
  }
  if (person && is_named_after(view, person, run, head)) return at_head;
  if (persons == 1 && (!at_head || demonym || at_head->kind != GAZ_MENTION_NAME)) return person;
  return persons > 1 && at_head != NULL && at_head->kind != GAZ_MENTION_NAME ? NULL : at_head;
}

static uint32_t named_chain(const gaz_facts *facts, const gaz_mention *mention) {
  if (!mention || mention->chain == GAZ_NONE) return GAZ_NONE;
  const gaz_chain *chain = &facts->chains[mention->chain];
  return chain->named ? mention->chain : GAZ_NONE;
}

/* "Keller and Brandt said": two speakers are not one. Without a word between, what a comma sets off says more of
 * the same. */
static bool is_several(const gaz_quote_view *view, const gaz_token_run *run) {
  uint32_t head = head_of(view, run);
  for (uint32_t t = run->first; t <= run->last && t < run->first + 100; t++) {
    const gaz_token *word = token_at(view, t);
    if (word->upos != GAZ_UPOS_CCONJ || word->head < (int32_t)t) continue;
    const gaz_token *other = token_at(view, (uint32_t)word->head);
    if (other->deprel == GAZ_DEPREL_CONJ && other->head == (int32_t)head) return true;
  }
  return false;
}

/* "Radio contributor and historian Anna Keller": offices are coordinated, and one is named behind them. */
static bool ends_in_name(const gaz_quote_view *view, const gaz_facts *facts,
                         const gaz_token_run *run) {
  unsigned persons = 0;
  bool behind = false;
  for (size_t m = mention_from(facts, run->first); m < facts->mention_count; m++) {
    const gaz_mention *mention = &facts->mentions[m];
    if (mention->first > run->last) break;
    if (mention->kind != GAZ_MENTION_NAME || mention->type != GAZ_TYPE_PERSON) continue;
    persons++;
    behind = is_name_behind(view, mention, run) && is_role(view, mention->first - 1);
  }
  return persons == 1 && behind && token_at(view, run->first)->upos != GAZ_UPOS_DET;
}

/* "Anna Keller, head of the Museum of Arts and Crafts": one name at the head of the run, and nobody behind an
 * ", and". */
static bool begins_with_name(const gaz_quote_view *view, const gaz_facts *facts,
                             const gaz_token_run *run) {
  size_t m = mention_from(facts, run->first);
  while (m < facts->mention_count && facts->mentions[m].first == run->first &&
         !is_name_before(view, &facts->mentions[m], run))
    m++;
  if (m == facts->mention_count || facts->mentions[m].first != run->first) return false;
  for (uint32_t t = run->first + 1; t <= run->last && t < run->first + 100; t++)
    if (token_at(view, t)->upos == GAZ_UPOS_CCONJ && token_at(view, t - 1)->xpos == GAZ_XPOS_COMMA)
      return false;
  for (m++; m < facts->mention_count && facts->mentions[m].first <= run->last; m++)
    if (facts->mentions[m].kind == GAZ_MENTION_NAME && facts->mentions[m].type == GAZ_TYPE_PERSON)
      return false;
  return true;
}

bool gaz_quote_is_outlet(const gaz_quote_view *view, const gaz_facts *facts,
                         const gaz_token_run *source) {
  const gaz_mention *mention = source_mention(view, facts, source);
  if (named_chain(facts, mention) == GAZ_NONE) return false;
  uint8_t type = facts->chains[mention->chain].type;
  return type == GAZ_TYPE_ORG || type == GAZ_TYPE_WORK_OF_ART || type == GAZ_TYPE_PRODUCT ||
         type == GAZ_TYPE_MISC;
}

/* ---- Around the cue ---- */

static bool in_source(const gaz_attribution *a, uint32_t token) {
  return a->has_source && a->source.first <= token && token <= a->source.last;
}

typedef struct surroundings {
  uint32_t first, end; /* tokens of the cue's sentence that may speak of it */
} surroundings;

enum { REACH = 40 }; /* tokens around a cue */

static surroundings around(const gaz_quote_view *view, const gaz_attribution *a) {
  const gaz_tokens *tokens = &view->analysis->tokens;
  const gaz_sentence *s = &tokens->sentences[tokens->tokens[a->head].sentence];
  surroundings out = {s->first, s->first + s->count};
  if (out.first + REACH < a->head) out.first = a->head - REACH;
  if (out.end > a->cue.last + REACH) out.end = a->cue.last + REACH;
  return out;
}

/* "after the death of the pilot in August 2020": nobody says a thing for a month or a year, unless the verb has it. */
static bool is_long(const gaz_time *time) {
  size_t size = strlen(time->edtf ? time->edtf : time->value);
  return size == sizeof "2020" - 1 || size == sizeof "2020-08" - 1;
}

/* Whether a time is when it was said: it stands right beside the cue, or hangs on it, on its nouns, or on
 * a participle of it ("speaking on Monday"); where another verb stands between it is that verb's. */
static bool is_said_then(const gaz_quote_view *view, const gaz_attribution *a, const gaz_time *time,
                         uint32_t first) {
  uint32_t t = first;
  while (token_at(view, t)->end <= time->start) t++;
  uint32_t last = t;
  while (last + 1 < view->analysis->tokens.token_count &&
         token_at(view, last + 1)->start < time->end)
    last++;
  if (is_long(time) && t > a->cue.last)
    for (uint32_t i = a->cue.last + 1; i < t; i++)
      if (token_at(view, i)->xpos == GAZ_XPOS_COMMA) return false; /* "she said, from 5% in 2003" */
  if ((last < a->cue.first && last + 1 >= a->cue.first) ||
      (t > a->cue.last && t <= a->cue.last + 1))
    return true;
  for (int step = 0, at = (int)t; step < 8 && at >= 0; step++) {
    const gaz_token *token = token_at(view, (uint32_t)at);
    if ((uint32_t)at >= a->cue.first && (uint32_t)at <= a->cue.last) return true;
    bool verb = token->upos == GAZ_UPOS_VERB || token->upos == GAZ_UPOS_AUX;
    uint8_t class = view->tokens[at].listed;
    if (verb && (class == GAZ_CUE_WRITE || class == GAZ_CUE_REPORT)) return true;
    if (verb && token->xpos != GAZ_XPOS_VBG) return false;
    if (token->head < 0 || gaz_quote_covers(a, (uint32_t)at)) break;
    at = token->head;
    if (step && token->upos == GAZ_UPOS_NOUN && is_long(time)) return false;
  }
  uint32_t from = t < a->head ? last + 1 : a->cue.last + 1, to = t < a->head ? a->cue.first : t;
  for (uint32_t i = from; i < to; i++) {
    uint8_t upos = token_at(view, i)->upos;
    if (gaz_quote_covers(a, i) || in_source(a, i)) continue;
    if (upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_AUX || upos == GAZ_UPOS_CCONJ) return false;
  }
  return true;
}

static void find_time(const gaz_quote_view *view, const gaz_facts *facts, const gaz_attribution *a,
                      gaz_quote *quote) {
  surroundings reach = around(view, a);
  if (reach.first >= reach.end) return;
  uint32_t start = token_at(view, reach.first)->start, end = token_at(view, reach.end - 1)->end;
  uint32_t cue = token_at(view, a->head)->start, nearest = UINT32_MAX;
  for (size_t i = GAZ_FIRST_FROM(facts->times, facts->time_count, start, start);
       i < facts->time_count && facts->times[i].start < end; i++) {
    const gaz_time *time = &facts->times[i];
    bool content = time->type == GAZ_TIME_DURATION || time->type == GAZ_TIME_SET;
    for (uint32_t p = 0; p < quote->content_count; p++)
      content |= time->start >= quote->content[p].start && time->start < quote->content[p].end;
    content |= time->start >= quote->source.start && time->start < quote->source.end;
    uint32_t distance = time->start > cue ? time->start - cue : cue - time->start;
    if (content || distance >= nearest || !is_said_then(view, a, time, reach.first)) continue;
    nearest = distance;
    quote->time = (uint32_t)i;
  }
}

/* Whether a token hangs, by however many words between, on `noun` or what follows it. */
static bool hangs_on(const gaz_quote_view *view, uint32_t token, uint32_t noun) {
  for (unsigned step = 0; step < 6; step++) {
    const gaz_token *t = token_at(view, token);
    if (t->head < 0 || t->upos == GAZ_UPOS_VERB) return false;
    if ((uint32_t)t->head == noun) return true;
    token = (uint32_t)t->head;
  }
  return false;
}

/* Whether a noun hangs on a cue, or on a participle of it ("speaking in an interview"); what hangs on another verb
 * is not how this was said. */
static bool hangs_on_cue(const gaz_quote_view *view, const gaz_attribution *a, uint32_t noun) {
  for (int step = 0, at = (int)noun; step < 8 && at >= 0; step++) {
    const gaz_token *t = token_at(view, (uint32_t)at);
    if ((uint32_t)at >= a->cue.first && (uint32_t)at <= a->cue.last) return true;
    if (t->upos == GAZ_UPOS_VERB && t->xpos != GAZ_XPOS_VBG) return t->head == (int32_t)a->head;
    if (gaz_quote_covers(a, (uint32_t)at)) return false;
    at = t->head;
  }
  return false;
}

/* "in an interview with the radio": from the preposition to the end of the noun's own words. */
static void find_medium(const gaz_quote_view *view, const gaz_attribution *a, gaz_quote *quote) {
  surroundings reach = around(view, a);
  for (uint32_t t = reach.first; t < reach.end; t++) {
    if (!(view->tokens[t].medium & GAZ_MEDIUM_PREPOSITION) || gaz_quote_covers(a, t) ||
        in_source(a, t))
      continue;
    for (uint32_t n = t + 1; n < reach.end && n < t + 8 && !gaz_quote_covers(a, n); n++) {
      uint8_t upos = token_at(view, n)->upos;
      if (upos == GAZ_UPOS_ADP || upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_PUNCT) break;
      if (!(view->tokens[n].medium & GAZ_MEDIUM_NOUN)) continue;
      if (!hangs_on_cue(view, a, n)) break;
      while (n + 1 < reach.end && token_at(view, n + 1)->upos == GAZ_UPOS_NOUN) n++;
      uint32_t last = n;
      while (last + 1 < reach.end && last < n + 16 && !gaz_quote_covers(a, last + 1) &&
             !in_source(a, last + 1) &&
             (token_at(view, last + 1)->upos != GAZ_UPOS_PUNCT ||
              token_at(view, last + 1)->xpos == GAZ_XPOS_HYPH) &&
             hangs_on(view, last + 1, n))
        last++;
      quote->medium = (gaz_range){token_at(view, t)->start, token_at(view, last)->end};
      return;
    }
  }
}

static uint32_t chain_at(const gaz_quote_view *view, const gaz_facts *facts, uint32_t first,
                         uint32_t end) {
  gaz_token_run run = {first, first};
  while (run.last + 1 < end && token_at(view, run.last + 1)->upos != GAZ_UPOS_PUNCT &&
         token_at(view, run.last + 1)->upos != GAZ_UPOS_VERB &&
         token_at(view, run.last + 1)->upos != GAZ_UPOS_ADP &&
         token_at(view, run.last + 1)->upos != GAZ_UPOS_SCONJ && run.last < first + 12)
    run.last++;
  return named_chain(facts, source_mention(view, facts, &run));
}

/* "told the radio": the words right after a cue of telling. */
static void find_addressee(const gaz_quote_view *view, const gaz_facts *facts,
                           const gaz_attribution *a, gaz_quote *quote) {
  if (view->tokens[a->head].listed != GAZ_CUE_TELL) return;
  surroundings reach = around(view, a);
  uint32_t t = a->cue.last + 1;
  if (t >= reach.end || gaz_quote_covers(a, t) || in_source(a, t)) return;
  quote->addressee = chain_at(view, facts, t, reach.end);
  if (quote->addressee == quote->speaker) quote->addressee = GAZ_NONE;
}

static void add_reporter(gaz_quote *quote, uint32_t chain) {
  if (chain == GAZ_NONE || chain == quote->speaker) return;
  for (unsigned i = 0; i < GAZ_COUNT(quote->reported_by); i++) {
    if (quote->reported_by[i] == chain) return;
    if (quote->reported_by[i] != GAZ_NONE) continue;
    quote->reported_by[i] = chain;
    return;
  }
}

/* "was quoted as saying by the agency": who it was carried by. */
static void find_carrier(const gaz_quote_view *view, const gaz_facts *facts,
                         const gaz_attribution *a, gaz_quote *quote) {
  surroundings reach = around(view, a);
  bool passive = false;
  for (uint32_t t = a->cue.first; t <= a->cue.last; t++)
    passive |= token_at(view, t)->xpos == GAZ_XPOS_VBN;
  if (!passive) return;
  for (uint32_t t = a->cue.first; t + 1 < reach.end && t < a->cue.last + 12; t++) {
    if (!(view->tokens[t].medium & GAZ_MEDIUM_BEARER) || gaz_quote_covers(a, t)) continue;
    uint32_t chain = chain_at(view, facts, t + 1, reach.end);
    if (chain != GAZ_NONE && chain != quote->speaker) quote->reported_by[0] = chain;
    return;
  }
}

static bool is_in_phrase(const gaz_token *t) {
  switch (t->upos) {
    case GAZ_UPOS_NOUN:
    case GAZ_UPOS_PROPN:
    case GAZ_UPOS_ADJ:
    case GAZ_UPOS_DET:
    case GAZ_UPOS_NUM: return true;
    default: return t->xpos == GAZ_XPOS_POS || t->xpos == GAZ_XPOS_PRP_S;
  }
}

/* "Keller, who promised to ...": whom a relative pronoun stands for. */
static void take_antecedent(const gaz_quote_view *view, const gaz_facts *facts,
                            const gaz_token_run *source, uint32_t cue, gaz_quote *quote) {
  int32_t noun = gaz_quote_antecedent(view, source, cue);
  if (noun < 0 || quote->speaker != GAZ_NONE) return;
  gaz_token_run run = {(uint32_t)noun, (uint32_t)noun};
  while (run.last + 1 < source->first && token_at(view, run.last + 1)->deprel == GAZ_DEPREL_FLAT &&
         token_at(view, run.last + 1)->head == noun)
    run.last++;
  while (run.first && view->tokens[noun].entity == GAZ_TYPE_PERSON &&
         view->tokens[run.first - 1].entity == GAZ_TYPE_PERSON &&
         token_at(view, run.first - 1)->sentence == token_at(view, run.last)->sentence)
    run.first--;
  quote->speaker = named_chain(facts, source_mention(view, facts, &run));
  quote->confidence = 0.7f;
}

/* "The boat sank, said Keller, adding": of a verb of saying between the two it is told by who said that. */
static int32_t said_before(const gaz_quote_view *view, const gaz_attribution *a, int32_t above) {
  if (token_at(view, a->head)->xpos != GAZ_XPOS_VBG) return above;
  for (uint32_t t = a->head; t-- > 0 && (int32_t)t > above && t + REACH > a->head;) {
    const gaz_token *token = token_at(view, t);
    bool finite = token->xpos == GAZ_XPOS_VBD || token->xpos == GAZ_XPOS_VBZ;
    if (token->sentence != token_at(view, a->head)->sentence) break;
    if (finite && view->tokens[t].listed == GAZ_CUE_SAY && view->tokens[t].subject >= 0 &&
        view->marks.span_of[t] == UINT32_MAX && !gaz_quote_covers(a, t))
      return (int32_t)t;
  }
  return above;
}

/* "Keller resigned, saying ...", "met mayors and promised ...": the verb that the cue shares its subject with, or -1. */
static int32_t sharing_verb(const gaz_quote_view *view, const gaz_attribution *a) {
  const gaz_token *cue = token_at(view, a->head);
  int32_t above = cue->head;
  bool apart =
      cue->xpos == GAZ_XPOS_VBG && a->head && token_at(view, a->head - 1)->upos == GAZ_UPOS_PUNCT;
  bool shares = cue->deprel == GAZ_DEPREL_CONJ ||
                (cue->deprel == GAZ_DEPREL_ADVCL && cue->xpos == GAZ_XPOS_VBG);
  if (cue->deprel == GAZ_DEPREL_ACL && apart) { /* ", saying" on the noun before it */
    for (int step = 0;
         step < 6 && above >= 0 && token_at(view, (uint32_t)above)->upos != GAZ_UPOS_VERB; step++)
      above = token_at(view, (uint32_t)above)->head;
    shares = true;
  }
  if (!shares || above < 0 || view->tokens[a->head].subject >= 0) return -1;
  above = said_before(view, a, above);
  /* "Keller said Brandt would have to choose, adding": who adds is who said it. */
  for (int step = 0; step < 4 && cue->xpos == GAZ_XPOS_VBG; step++) {
    const gaz_token *verb = token_at(view, (uint32_t)above);
    if (view->tokens[above].listed == GAZ_CUE_SAY && view->tokens[above].subject >= 0) break;
    bool reported = verb->deprel == GAZ_DEPREL_CCOMP && verb->head >= 0 && verb->head < above;
    bool carried = reported || verb->deprel == GAZ_DEPREL_CONJ || verb->deprel == GAZ_DEPREL_XCOMP;
    if (!carried || verb->head < 0) break;
    uint8_t class = view->tokens[verb->head].listed;
    above = verb->head;
    if (reported && (class == GAZ_CUE_SAY || class == GAZ_CUE_TELL)) break;
  }
  return above;
}

/* The words of a subject before the cue, which is none of the content. */
static gaz_range words_of(const gaz_quote_view *view, const gaz_attribution *a, uint32_t subject) {
  enum { BEFORE_MOST = 12 };
  uint32_t first = subject, last = subject;
  while (first && first + BEFORE_MOST > subject && !gaz_quote_covers(a, first - 1) &&
         is_in_phrase(token_at(view, first - 1)) &&
         token_at(view, first - 1)->sentence == token_at(view, a->head)->sentence)
    first--;
  while (last + 1 < a->head && token_at(view, last + 1)->upos == GAZ_UPOS_PROPN &&
         !gaz_quote_covers(a, last + 1))
    last++;
  return (gaz_range){token_at(view, first)->start, token_at(view, last)->end};
}

/* The source has no words of its own; the speaker is known all the same. */
static void find_shared_subject(const gaz_quote_view *view, const gaz_facts *facts,
                                const gaz_attribution *a, gaz_quote *quote) {
  int32_t above = sharing_verb(view, a);
  int32_t subject = above < 0 ? -1 : view->tokens[above].subject;
  if (subject < 0 || token_at(view, (uint32_t)above)->xpos == GAZ_XPOS_VBN ||
      gaz_quote_covers(a, (uint32_t)subject) || gaz_quote_is_of_object(view, a->head))
    return;
  const gaz_token_run pronoun = {(uint32_t)subject, (uint32_t)subject};
  take_antecedent(view, facts, &pronoun, (uint32_t)above, quote);
  for (size_t m = mention_from(facts, (uint32_t)subject > 20 ? (uint32_t)subject - 20 : 0);
       m < facts->mention_count && facts->mentions[m].first <= (uint32_t)subject; m++) {
    const gaz_mention *mention = &facts->mentions[m];
    if (mention->head != (uint32_t)subject) continue;
    quote->speaker = named_chain(facts, mention);
    quote->confidence = 0.6f;
  }
  if (quote->source.end <= quote->source.start)
    quote->source = words_of(view, a, (uint32_t)subject);
}

/* "..., Keller said, the radio reported on Monday": a second report in the sentence, whose subject is
 * an outlet and which stands outside of the content. */
static void find_second_report(const gaz_quote_view *view, const gaz_facts *facts,
                               const gaz_attribution *a, gaz_quote *quote) {
  surroundings reach = around(view, a);
  for (uint32_t t = a->cue.last + 1; t < reach.end; t++) {
    const gaz_quote_token *token = &view->tokens[t];
    if (token->listed != GAZ_CUE_WRITE && token->listed != GAZ_CUE_REPORT) continue;
    if (token_at(view, t)->upos != GAZ_UPOS_VERB || gaz_quote_covers(a, t) || in_source(a, t))
      continue;
    if (token->subject <= (int32_t)a->cue.last || gaz_quote_covers(a, (uint32_t)token->subject))
      continue;
    gaz_token_run source = {(uint32_t)token->subject, (uint32_t)token->subject};
    while (source.first > a->cue.last + 1 &&
           token_at(view, source.first - 1)->upos != GAZ_UPOS_PUNCT &&
           !gaz_quote_covers(a, source.first - 1))
      source.first--;
    if (gaz_quote_is_outlet(view, facts, &source))
      add_reporter(quote, named_chain(facts, source_mention(view, facts, &source)));
  }
}

void gaz_quote_resolve(const gaz_quote_view *view, const gaz_facts *facts,
                       const gaz_attribution *attribution, const gaz_attribution *outer,
                       gaz_quote *quote) {
  if (attribution->has_source &&
      (!is_several(view, &attribution->source) || ends_in_name(view, facts, &attribution->source) ||
       begins_with_name(view, facts, &attribution->source))) {
    const gaz_mention *mention = source_mention(view, facts, &attribution->source);
    quote->speaker = named_chain(facts, mention);
    if (quote->speaker != GAZ_NONE)
      quote->confidence = mention->kind == GAZ_MENTION_NAME      ? 0.95f
                          : mention->kind == GAZ_MENTION_PRONOUN ? 0.8f
                                                                 : 0.75f;
  }
  if (attribution->has_source)
    take_antecedent(view, facts, &attribution->source, attribution->head, quote);
  if (!attribution->has_source) find_shared_subject(view, facts, attribution, quote);
  find_time(view, facts, attribution, quote);
  find_medium(view, attribution, quote);
  find_addressee(view, facts, attribution, quote);
  if (attribution->carried)
    add_reporter(quote, named_chain(facts, source_mention(view, facts, &attribution->carrier)));
  find_carrier(view, facts, attribution, quote);
  find_second_report(view, facts, attribution, quote);
  if (!outer || !outer->has_source) return;
  uint32_t carrier = named_chain(facts, source_mention(view, facts, &outer->source));
  /* "a transcript released by the ministry" */
  for (uint32_t t = outer->source.first + 1;
       carrier == GAZ_NONE && t < outer->source.last && t < outer->source.first + 16; t++)
    if (view->tokens[t].medium & GAZ_MEDIUM_BEARER)
      carrier = chain_at(view, facts, t + 1, outer->source.last + 1);
  add_reporter(quote, carrier);
  if (quote->time == GAZ_NONE) find_time(view, facts, outer, quote);
}
