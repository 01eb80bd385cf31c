/* Whom a phrase stands for that names nobody: "whose army", "Valdian forces", "his country", "the two
 * countries", and "we" in somebody's own words. What acts for a state is that state; two of a kind are the two
 * that were spoken of last, when there are exactly two. Where several may be meant nobody is. */
#include "extract/events_internal.h"

#include "english/engine.h"
#include "extract/reference_tables.h"

enum {
  MENTIONS_BACK = 60,
  SENTENCES_BACK = 3,
  ROLES_MAX = 400,
  CLIMB_MAX = 12,
  PRONOUN_REACH = 40,
};

typedef struct finding {
  gaz_event_referents *out;
  bool several; /* more than there is room for, or than were asked for */
} finding;

static bool is_named(const gaz_event_view *view, uint32_t chain) {
  return chain != GAZ_NONE && chain < view->facts->chain_count && view->facts->chains[chain].named;
}

static bool is_polity(uint8_t type) { return type == GAZ_TYPE_GPE || type == GAZ_TYPE_NORP; }

static void add(finding *f, uint32_t chain) {
  gaz_event_referents *out = f->out;
  for (unsigned i = 0; i < out->count; i++)
    if (out->chains[i] == chain) return;
  if (out->count == GAZ_REFERENTS_MAX)
    f->several = true;
  else
    out->chains[out->count++] = chain;
}

/* The chain of a state named by a token of a phrase, or GAZ_NONE. */
static uint32_t state_named(const gaz_event_view *view, uint32_t token) {
  uint32_t mention = view->info[token].mention;
  if (mention == GAZ_NONE || view->facts->mentions[mention].kind != GAZ_MENTION_NAME)
    return GAZ_NONE;
  const gaz_mention *m = &view->facts->mentions[mention];
  return is_polity(m->type) && is_named(view, m->chain) ? m->chain : GAZ_NONE;
}

/* The state a person holds office in, when the text says one only. */
static uint32_t state_of_person(const gaz_event_view *view, uint32_t chain) {
  const gaz_facts *facts = view->facts;
  uint32_t state = GAZ_NONE;
  for (size_t i = 0; i < facts->role_count && i < ROLES_MAX; i++) {
    const gaz_role *role = &facts->roles[i];
    if (role->chain != chain || role->former || !is_named(view, role->of) ||
        !is_polity(facts->chains[role->of].type))
      continue;
    if (state != GAZ_NONE && state != role->of) return GAZ_NONE;
    state = role->of;
  }
  return state;
}

/* The noun that the relative clause a token stands in is about, or -1. */
static int32_t antecedent_of(const gaz_event_view *view, uint32_t token) {
  for (int step = 0; step < CLIMB_MAX; step++) {
    const gaz_token *t = &view->tokens[token];
    if (t->head < 0) return -1;
    if (t->deprel == GAZ_DEPREL_ACL_RELCL) return t->head;
    token = (uint32_t)t->head;
  }
  return -1;
}

/* The state of whoever "his", "its" or "whose" is. */
static uint32_t state_of_owner(const gaz_event_view *view, uint32_t pronoun,
                               gaz_event_referents *out);

/* The state that a phrase says of itself: "the Valdian army", "Valdia's president", "the army of Valdia". */
static uint32_t state_of_phrase(const gaz_event_view *view, uint32_t token,
                                gaz_event_referents *out) {
  uint32_t of = gaz_event_word(view, GAZ_GRAMMAR_BELONGING), state = GAZ_NONE;
  for (int32_t c = view->info[token].child; c >= 0; c = view->info[c].sibling) {
    const gaz_token *child = &view->tokens[c];
    uint32_t found = GAZ_NONE;
    bool pronoun = child->xpos == GAZ_XPOS_PRP_S || child->xpos == GAZ_XPOS_WP_S;
    switch (child->deprel) {
      case GAZ_DEPREL_NMOD_POSS:
        found = pronoun ? state_of_owner(view, (uint32_t)c, out) : state_named(view, (uint32_t)c);
        break;
      case GAZ_DEPREL_AMOD:
      case GAZ_DEPREL_COMPOUND:
      case GAZ_DEPREL_NMOD_DESC: found = state_named(view, (uint32_t)c); break;
      case GAZ_DEPREL_NMOD:
        if (gaz_event_case(view, (uint32_t)c) == of) found = state_named(view, (uint32_t)c);
        break;
      default: break;
    }
    if (found == GAZ_NONE) continue;
    if (state != GAZ_NONE && state != found) return GAZ_NONE; /* "Russian and Syrian forces" */
    state = found;
  }
  return state;
}

/* Who speaks in the words a token stands in, if nobody else is named in them before it. */
static uint32_t speaker_of(const gaz_event_view *view, uint32_t token) {
  const gaz_facts *facts = view->facts;
  uint32_t quote = view->info[token].quote, mention = view->info[token].mention;
  if (quote == GAZ_NONE || !is_named(view, facts->quotes[quote].speaker)) return GAZ_NONE;
  const gaz_quote *q = &facts->quotes[quote];
  for (uint32_t i = mention == GAZ_NONE ? 0 : mention; i-- > 0;) {
    const gaz_mention *m = &facts->mentions[i];
    if (m->start < q->content[0].start) break;
    if (m->kind == GAZ_MENTION_NAME && m->type == GAZ_TYPE_PERSON && m->chain != q->speaker)
      return GAZ_NONE;
  }
  return q->speaker;
}

/* The chain of the subject of the verb that tells the clause a token stands in: "Keller said that his country". */
static uint32_t teller_of(const gaz_event_view *view, uint32_t token) {
  for (int step = 0; step < CLIMB_MAX; step++) {
    const gaz_token *t = &view->tokens[token];
    if (t->head < 0) return GAZ_NONE;
    token = (uint32_t)t->head;
    if (t->deprel == GAZ_DEPREL_ACL_RELCL) { /* "Keller, who ordered his navy" */
      uint32_t who = view->info[token].mention;
      return who != GAZ_NONE && view->info[token].name == GAZ_TYPE_PERSON
                 ? view->facts->mentions[who].chain
                 : GAZ_NONE;
    }
    if (t->deprel != GAZ_DEPREL_CCOMP) continue;
    int32_t subject = gaz_event_subject(view, token);
    uint32_t mention = subject < 0 ? GAZ_NONE : view->info[subject].mention;
    return mention == GAZ_NONE ? GAZ_NONE : view->facts->mentions[mention].chain;
  }
  return GAZ_NONE;
}

static uint32_t state_of_chain(const gaz_event_view *view, uint32_t chain) {
  if (chain == GAZ_NONE || chain >= view->facts->chain_count) return GAZ_NONE;
  const gaz_chain *of = &view->facts->chains[chain];
  if (of->named && is_polity(of->type)) return chain;
  uint32_t state = of->named ? state_of_person(view, chain) : GAZ_NONE;
  if (state != GAZ_NONE || of->representative >= view->facts->mention_count) return state;
  const gaz_mention *m = &view->facts->mentions[of->representative];
  gaz_event_referents none = {.name = GAZ_NONE};
  return m->kind == GAZ_MENTION_NOMINAL ? state_of_phrase(view, m->head, &none) : GAZ_NONE;
}

static uint32_t state_of_owner(const gaz_event_view *view, uint32_t pronoun,
                               gaz_event_referents *out) {
  if (view->tokens[pronoun].xpos == GAZ_XPOS_WP_S) {
    int32_t noun = antecedent_of(view, pronoun);
    uint32_t state = noun < 0 ? GAZ_NONE : state_named(view, (uint32_t)noun);
    if (state == GAZ_NONE && pronoun > 1 && view->tokens[pronoun - 1].xpos == GAZ_XPOS_COMMA) {
      noun = (int32_t)pronoun - 2; /* "Valdia, whose army": whatever the tree hung it on */
      state = state_named(view, pronoun - 2);
    }
    if (state != GAZ_NONE) out->name = view->info[noun].mention;
    return state;
  }
  uint32_t mention = view->info[pronoun].mention, quote = view->info[pronoun].quote;
  if (mention == GAZ_NONE || view->facts->mentions[mention].kind != GAZ_MENTION_PRONOUN)
    return GAZ_NONE;
  uint32_t chain = view->facts->mentions[mention].chain;
  uint32_t speaker = speaker_of(view, pronoun);
  bool direct = quote != GAZ_NONE && view->facts->quotes[quote].form == GAZ_QUOTE_DIRECT;
  if (direct) return GAZ_NONE;
  int32_t about = antecedent_of(view, pronoun);
  bool inside = about >= 0 && view->info[about].name == GAZ_TYPE_PERSON;
  if (!inside && speaker != GAZ_NONE && (speaker == chain || !gaz_event_is_sure(view, mention)))
    return state_of_chain(view, speaker);
  bool sure =
      gaz_event_is_sure(view, mention) || (chain != GAZ_NONE && teller_of(view, pronoun) == chain);
  return sure ? state_of_chain(view, chain) : GAZ_NONE;
}

/* ---- Two of a kind ---- */

/* Whether a mention may be one of a group of the kinds that the noun's functions say, and which. */
static uint32_t member_of(const gaz_event_view *view, const gaz_mention *m, uint32_t kinds) {
  const struct gaz_reference_tables *tables = view->references;
  gaz_slice name = gaz_slice_of(view->analysis->text, m->start, m->end);
  if (m->kind != GAZ_MENTION_NAME || !is_named(view, m->chain)) return GAZ_NONE;
  if (m->type == GAZ_TYPE_PERSON) {
    if (kinds & GAZ_FUNCTION_PEOPLE) return m->chain;
    return kinds & GAZ_FUNCTION_STATES ? state_of_person(view, m->chain) : GAZ_NONE;
  }
  if (m->type == GAZ_TYPE_ORG) return kinds & GAZ_FUNCTION_BODIES ? m->chain : GAZ_NONE;
  if (!is_polity(m->type) || !(kinds & GAZ_FUNCTION_STATES)) return GAZ_NONE;
  int32_t marker = gaz_event_child(view, m->head, GAZ_DEPREL_CASE);
  if (marker >= 0 && (uint32_t)marker < m->head &&
      gaz_event_functions(view, (uint32_t)marker) & GAZ_FUNCTION_WHERE)
    return GAZ_NONE; /* where they met */
  int32_t above = view->tokens[m->head].head;
  if (above >= 0 && marker >= 0 && gaz_event_functions(view, (uint32_t)above) & GAZ_FUNCTION_PLACE)
    return GAZ_NONE; /* "the village of Harim" */
  return gaz_is_place(tables, name) && !gaz_state_of(tables, name) ? GAZ_NONE : m->chain;
}

static void find_pair(const gaz_event_view *view, uint32_t token, uint32_t kinds,
                      gaz_event_referents *out) {
  const gaz_facts *facts = view->facts;
  finding f = {.out = out};
  uint32_t sentence = view->tokens[token].sentence, last = sentence, steps = 0;
  size_t behind =
      GAZ_FIRST_FROM(facts->mentions, facts->mention_count, start, view->tokens[token].start);
  for (size_t i = behind; i-- > 0 && steps < MENTIONS_BACK; steps++) {
    const gaz_mention *m = &facts->mentions[i];
    uint32_t here = view->tokens[m->head].sentence;
    if (here + SENTENCES_BACK < sentence || (here != last && out->count >= 2)) break;
    last = here;
    uint32_t member = member_of(view, m, kinds);
    if (member != GAZ_NONE) add(&f, member);
  }
  if (f.several || out->count != 2) out->count = 0;
}

/* "the two", "both", or nothing but the article before a noun of sides. */
static bool says_two(const gaz_event_view *view, uint32_t token) {
  uint32_t two = gaz_event_word(view, GAZ_GRAMMAR_TWO),
           both = gaz_event_word(view, GAZ_GRAMMAR_BOTH);
  bool the = false, pair = false;
  for (int32_t c = view->info[token].child; c >= 0 && (uint32_t)c < token;
       c = view->info[c].sibling) {
    if (view->info[c].lemma == both) return true;
    if (view->tokens[c].deprel == GAZ_DEPREL_AMOD) return false; /* "the two other countries" */
    pair |= view->info[c].lemma == two;
    the |=
        view->tokens[c].deprel == GAZ_DEPREL_DET || view->tokens[c].deprel == GAZ_DEPREL_NMOD_POSS;
  }
  return the && pair;
}

/* "a Valdian diplomat" is not Valdia; "Valdian diplomats" are as good as. */
static bool is_person(const gaz_event_view *view, uint32_t token) {
  uint32_t mention = view->info[token].mention;
  return view->tokens[token].xpos != GAZ_XPOS_NNS && mention != GAZ_NONE &&
         view->facts->mentions[mention].type == GAZ_TYPE_PERSON;
}

/* The state for which acts the noun that a pronoun takes up. */
static uint32_t state_of_noun(const gaz_event_view *view, uint32_t pronoun) {
  uint32_t mention = view->info[pronoun].mention;
  if (mention == GAZ_NONE || view->facts->mentions[mention].chain >= view->facts->chain_count)
    return GAZ_NONE;
  const gaz_chain *chain = &view->facts->chains[view->facts->mentions[mention].chain];
  if (chain->named || chain->representative >= view->facts->mention_count) return GAZ_NONE;
  const gaz_mention *m = &view->facts->mentions[chain->representative];
  gaz_event_referents none = {.name = GAZ_NONE};
  return m->kind == GAZ_MENTION_NOMINAL &&
                 gaz_event_functions(view, m->head) & GAZ_FUNCTION_ORGAN &&
                 !is_person(view, m->head)
             ? state_of_phrase(view, m->head, &none)
             : GAZ_NONE;
}

/* ---- Pronouns ---- */

/* The subject of the nearest clause above a token that has one beside the token itself, or -1. */
static int32_t subject_above(const gaz_event_view *view, uint32_t token) {
  uint32_t from = token;
  for (int step = 0; step < CLIMB_MAX; step++) {
    int32_t head = view->tokens[from].head;
    if (head < 0) return -1;
    int32_t subject = gaz_event_child(view, (uint32_t)head, GAZ_DEPREL_NSUBJ);
    if (subject < 0) subject = gaz_event_child(view, (uint32_t)head, GAZ_DEPREL_NSUBJ_PASS);
    if (subject >= 0 && (uint32_t)subject != from && (uint32_t)subject < token) return subject;
    from = (uint32_t)head;
  }
  return -1;
}

/* "Valdia withdrew its troops": the pronoun is of the chain of the subject above it, and nobody else
 * whom it could be is spoken of between the two. */
static bool goes_back_to_subject(const gaz_event_view *view, uint32_t mention) {
  const gaz_facts *facts = view->facts;
  const gaz_mention *pronoun = &facts->mentions[mention];
  bool person = facts->chains[pronoun->chain].type == GAZ_TYPE_PERSON;
  int32_t subject = subject_above(view, pronoun->head);
  uint32_t found = subject < 0 ? GAZ_NONE : view->info[subject].mention;
  int32_t owner = subject < 0 ? -1 : gaz_event_child(view, (uint32_t)subject, GAZ_DEPREL_NMOD_POSS);
  if (owner >= 0 && view->info[owner].mention != GAZ_NONE &&
      facts->mentions[view->info[owner].mention].chain == pronoun->chain)
    return true; /* "Valdia's quarrel should not mar its relations" */
  if (found == GAZ_NONE || facts->mentions[found].chain != pronoun->chain) return false;
  for (uint32_t i = mention; i-- > 0 && facts->mentions[i].first > (uint32_t)subject;) {
    const gaz_mention *m = &facts->mentions[i];
    if (m->kind != GAZ_MENTION_PRONOUN && m->chain != pronoun->chain && m->type &&
        (m->type == GAZ_TYPE_PERSON) == person)
      return false;
  }
  return true;
}

/* "If he loses," the candidate said: who speaks is not known, and may be whom the pronoun was taken for, which is
 * the one whom it cannot be; unless the words themselves name him. */
static bool in_unknown_words(const gaz_event_view *view, uint32_t mention) {
  const gaz_facts *facts = view->facts;
  const gaz_mention *pronoun = &facts->mentions[mention];
  uint32_t quote = view->info[pronoun->head].quote;
  if (quote == GAZ_NONE || facts->quotes[quote].form != GAZ_QUOTE_DIRECT ||
      facts->quotes[quote].speaker != GAZ_NONE ||
      facts->chains[pronoun->chain].type != GAZ_TYPE_PERSON)
    return false;
  for (uint32_t i = mention, steps = 0; i-- > 0 && steps < PRONOUN_REACH; steps++) {
    const gaz_mention *m = &facts->mentions[i];
    if (view->info[m->head].quote != quote) break;
    if (m->kind == GAZ_MENTION_NAME && m->chain == pronoun->chain) return false;
  }
  return true;
}

/* A wrong participant is worse than none. "it" and "they" stand for many things: their chain is sure
 * when it is the only one of its kind that the sentence names before the pronoun, or, where that
 * names none, the only one that the sentence before names. "his" and "her" need not go back to the
 * subject as "he" does: no other person may be named in either sentence. */
bool gaz_event_is_sure(const gaz_event_view *view, uint32_t mention) {
  const gaz_facts *facts = view->facts;
  const gaz_mention *pronoun = &facts->mentions[mention];
  const gaz_token *word = &view->tokens[pronoun->head];
  if (pronoun->chain == GAZ_NONE || !facts->chains[pronoun->chain].named) return true;
  if (pronoun->kind == GAZ_MENTION_NOMINAL) /* "the government" is no office of it */
    return facts->chains[pronoun->chain].type != GAZ_TYPE_ORG ||
           !(gaz_event_functions(view, pronoun->head) & GAZ_FUNCTION_STATES);
  if (pronoun->kind != GAZ_MENTION_PRONOUN) return true;
  if (in_unknown_words(view, mention)) return false;
  bool person =
      word->xpos == GAZ_XPOS_PRP_S && facts->chains[pronoun->chain].type == GAZ_TYPE_PERSON;
  if (!person && !(gaz_event_functions(view, pronoun->head) & GAZ_FUNCTION_VAGUE)) return true;
  if (goes_back_to_subject(view, mention)) return true;
  uint32_t only = GAZ_NONE;
  for (uint32_t i = mention, steps = 0; i-- > 0 && steps < PRONOUN_REACH; steps++) {
    const gaz_mention *m = &facts->mentions[i];
    uint32_t sentence = view->tokens[m->head].sentence;
    if (sentence + 1 < word->sentence) break;
    if (sentence < word->sentence && only != GAZ_NONE && !person) break;
    if (m->kind != GAZ_MENTION_NAME || m->chain == GAZ_NONE ||
        (m->type == GAZ_TYPE_PERSON) != person)
      continue;
    if (only != GAZ_NONE && only != m->chain) return false;
    only = m->chain;
  }
  return only == pronoun->chain || (person && only == GAZ_NONE);
}

bool gaz_event_is_first_person(const gaz_event_view *view, uint32_t token) {
  gaz_pronoun pronoun;
  return gaz_pronoun_of(view->words[token]->pronoun, &pronoun) && pronoun.person == 1 &&
         pronoun.number == GAZ_NUMBER_SINGULAR;
}

/* "they", "their" */
static bool is_plural(const gaz_event_view *view, uint32_t token) {
  gaz_pronoun pronoun;
  gaz_slice word =
      gaz_slice_of(view->analysis->text, view->tokens[token].start, view->tokens[token].end);
  return gaz_pronoun_find(view->references, word, &pronoun) && pronoun.number == GAZ_NUMBER_PLURAL;
}

/* "Valdia and Lumbia step up their cooperation": all that the subject coordinates, if all have names. */
static void find_coordinated(const gaz_event_view *view, uint32_t pronoun,
                             gaz_event_referents *out) {
  int32_t subject = subject_above(view, pronoun);
  if (subject < 0) return;
  finding f = {.out = out};
  for (int32_t c = subject; c >= 0;) {
    uint32_t mention = view->info[c].mention;
    if (mention == GAZ_NONE || !is_named(view, view->facts->mentions[mention].chain)) {
      out->count = 0;
      return;
    }
    add(&f, view->facts->mentions[mention].chain);
    c = c == subject ? view->info[subject].child : view->info[c].sibling;
    while (c >= 0 && view->tokens[c].deprel != GAZ_DEPREL_CONJ) c = view->info[c].sibling;
  }
  if (f.several || out->count < 2) out->count = 0;
}

/* ---- All ---- */

void gaz_event_referents_find(const gaz_event_view *view, uint8_t role, bool violent,
                              uint32_t token, gaz_event_referents *out) {
  *out = (gaz_event_referents){.name = GAZ_NONE};
  const gaz_token *t = &view->tokens[token];
  uint32_t functions = gaz_event_functions(view, token), quote = view->info[token].quote;
  uint32_t kinds = functions & (GAZ_FUNCTION_STATES | GAZ_FUNCTION_PEOPLE | GAZ_FUNCTION_BODIES);
  bool direct = quote != GAZ_NONE && view->facts->quotes[quote].form == GAZ_QUOTE_DIRECT;
  uint32_t chain = GAZ_NONE;
  if (t->upos == GAZ_UPOS_PRON && functions & GAZ_FUNCTION_VAGUE && is_plural(view, token)) {
    find_coordinated(view, token, out);
    if (out->count) return;
  }
  if (direct && role == GAZ_ROLE_AGENT && functions & GAZ_FUNCTION_SPEAKERS) {
    chain = view->facts->quotes[quote].speaker;
  } else if (kinds && t->xpos == GAZ_XPOS_NNS && says_two(view, token)) {
    find_pair(view, token, kinds, out);
    return;
  } else if (t->upos == GAZ_UPOS_PRON && role == GAZ_ROLE_AGENT && !direct) {
    chain = state_of_noun(view, token); /* "Valdia's army said it had bombed" */
  } else if (functions & GAZ_FUNCTION_ORGAN && (role == GAZ_ROLE_AGENT || !violent) &&
             !is_person(view, token)) {
    bool whose = token && view->tokens[token - 1].xpos == GAZ_XPOS_WP_S;
    chain = whose ? state_of_owner(view, token - 1, out) : state_of_phrase(view, token, out);
  } else if (functions & GAZ_FUNCTION_STATES && t->xpos == GAZ_XPOS_NN) {
    int32_t owner = gaz_event_child(view, token, GAZ_DEPREL_NMOD_POSS); /* "his country" */
    if (owner >= 0 && view->tokens[owner].xpos == GAZ_XPOS_PRP_S)
      chain = state_of_owner(view, (uint32_t)owner, out);
  }
  if (is_named(view, chain)) out->chains[out->count++] = chain;
}
