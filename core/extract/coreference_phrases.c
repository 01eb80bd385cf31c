/* Mentions that grammar makes one: "Keller, the mayor", "the newspaper Kystposten", "the Interfax
 * news agency", "Keller is the mayor". And the offices that names are given with. */
#include "english/labels.h"
#include "extract/coreference_internal.h"
#include "extract/quotes.h"

static const gaz_token *token_at(const gaz_coreference *c, uint32_t token) {
  return gaz_coreference_token(c, token);
}

static const gaz_mention *mention_at(const gaz_coreference *c, uint32_t mention) {
  return &c->facts->mentions[mention];
}

/* ---- Joining ---- */

static bool is_nominal(const gaz_coreference *c, uint32_t mention) {
  return mention_at(c, mention)->kind == GAZ_MENTION_NOMINAL;
}

/* Whether a noun phrase has a person's name in it that is not just whose it is: then the noun belongs
 * to that name, whatever the parser hangs it on. */
static bool holds_person(const gaz_coreference *c, uint32_t nominal, uint32_t but) {
  const gaz_mention *m = mention_at(c, nominal);
  uint32_t end = m->first + m->count;
  for (uint32_t t = m->head + 1; t < end && t < m->head + 12; t++) {
    uint32_t inner = c->mention_of_head[t];
    if (inner == GAZ_NONE || inner == but || mention_at(c, inner)->kind != GAZ_MENTION_NAME ||
        mention_at(c, inner)->type != GAZ_TYPE_PERSON)
      continue;
    if (t + 1 >= end || token_at(c, t + 1)->xpos != GAZ_XPOS_POS) return true;
  }
  return false;
}

/* Two names in apposition are a list or an address more often than one entity. */
static void join_apposition(gaz_coreference *c, uint32_t a, uint32_t b) {
  if (a == GAZ_NONE || b == GAZ_NONE || a == b) return;
  const gaz_mention *x = mention_at(c, a), *y = mention_at(c, b);
  if (x->kind == GAZ_MENTION_PRONOUN || y->kind == GAZ_MENTION_PRONOUN) return;
  if (x->kind == GAZ_MENTION_NAME && y->kind == GAZ_MENTION_NAME) return;
  /* A figure or a bracket beside a name describes something else than itself. */
  const gaz_mention_info *info = &c->infos[x->kind == GAZ_MENTION_NOMINAL ? a : b];
  if (info->number == GAZ_NUMBER_PLURAL) return;
  uint32_t nominal = x->kind == GAZ_MENTION_NOMINAL ? a : b;
  if (holds_person(c, nominal, nominal == a ? b : a)) return;
  if (gaz_coreference_agree(c, a, b)) gaz_coreference_join(c, a, b);
}

static bool is_kind(const gaz_coreference *c, uint32_t token) {
  gaz_role_noun noun = {0};
  return gaz_role_noun_of(c->words[token]->role, &noun) && noun.kind;
}

/* Whether the nouns [first, last] behind a name say what kind of thing it is: "the Islamic State group", "the Interfax
 * news agency", but not "the UN refugee agency", which is one of the UN's. */
static bool is_kind_behind(const gaz_coreference *c, uint32_t first, uint32_t last) {
  gaz_role_noun noun = {0};
  if (!gaz_role_noun_of(c->words[last]->role, &noun) || !noun.kind) return false;
  if (!noun.leads) return true;
  gaz_slice phrase =
      gaz_slice_of(c->analysis->text, token_at(c, last - 1)->start, token_at(c, last)->end);
  return last > first && gaz_role_noun_find(c->tables, phrase, &noun) && noun.kind;
}

/* "the newspaper Kystposten", "the Islamic State group": a noun of a kind and the name of one. */
static void join_kind_and_name(gaz_coreference *c, uint32_t name) {
  const gaz_mention *n = mention_at(c, name);
  const gaz_token *head = token_at(c, n->head);
  if (n->kind != GAZ_MENTION_NAME || head->head < 0) return;
  uint32_t after = n->first + n->count;
  /* The noun is the next after the name, or what the name hangs on. */
  uint32_t end = after;
  while (end < c->analysis->tokens.token_count && end < after + 4 &&
         token_at(c, end)->upos == GAZ_UPOS_NOUN && token_at(c, end)->sentence == head->sentence)
    end++;
  bool before = end > after; /* the name stands before the noun */
  uint32_t nominal = c->mention_of_head[before ? end - 1 : (uint32_t)head->head];
  bool beside =
      !before && n->first && c->mention_of_head[n->first - 1] != GAZ_NONE &&
      is_kind(c, n->first - 1); /* "the newspaper Kystposten", wherever the tree hangs the name */
  if (beside) nominal = c->mention_of_head[n->first - 1];
  if (nominal == GAZ_NONE || !is_nominal(c, nominal)) return;
  const gaz_mention_info *info = &c->infos[nominal];
  const gaz_mention *m = mention_at(c, nominal);
  uint8_t kind = m->type;
  if (info->number == GAZ_NUMBER_PLURAL || info->indefinite || kind == GAZ_TYPE_NONE) return;
  if (before) {
    bool nameable = kind == GAZ_TYPE_ORG && (n->type == GAZ_TYPE_ORG || n->type == GAZ_TYPE_MISC ||
                                             n->type == GAZ_TYPE_WORK_OF_ART);
    if (!nameable || m->first > n->first || !is_kind_behind(c, after, m->head)) return;
  } else {
    bool direct = beside || head->deprel == GAZ_DEPREL_APPOS || head->deprel == GAZ_DEPREL_FLAT ||
                  head->deprel == GAZ_DEPREL_COMPOUND || head->deprel == GAZ_DEPREL_NMOD_DESC ||
                  head->deprel == GAZ_DEPREL_NMOD_UNMARKED;
    if (!direct || n->first > m->head + 3 || n->first < m->head) return;
  }
  if (gaz_coreference_agree(c, nominal, name)) gaz_coreference_join(c, nominal, name);
}

/* "Keller is the mayor": the noun is the root, with a copula and the name as its subject. */
static void join_copula(gaz_coreference *c, uint32_t subject) {
  const gaz_token *head = token_at(c, mention_at(c, subject)->head);
  if (!c->infos[subject].subject || head->head < 0) return;
  uint32_t nominal = c->mention_of_head[head->head];
  if (nominal == GAZ_NONE || nominal == subject || !is_nominal(c, nominal)) return;
  const gaz_mention_info *info = &c->infos[nominal];
  if (!info->definite || info->demonstrative) return;
  for (uint32_t t = mention_at(c, subject)->head; t < mention_at(c, nominal)->head; t++)
    if (c->words[t]->medium & GAZ_MEDIUM_NEGATION) return; /* "is not", "was never" */
  if (gaz_coreference_agree(c, subject, nominal)) gaz_coreference_join(c, subject, nominal);
}

/* "The mayor of Port Elin, Tomas Falk, resigned": an office between the beginning of its clause and a comma, and a
 * full name set off behind it, whatever the parser hung that on. */
static void join_set_off(gaz_coreference *c, uint32_t name) {
  enum { PHRASE_MOST = 12 };
  const gaz_mention *n = mention_at(c, name);
  uint32_t after = n->first + n->count;
  if (n->kind != GAZ_MENTION_NAME || n->type != GAZ_TYPE_PERSON || n->count < 2 || n->first < 3 ||
      token_at(c, n->first - 1)->xpos != GAZ_XPOS_COMMA ||
      after >= c->analysis->tokens.token_count ||
      token_at(c, after)->sentence != token_at(c, n->first)->sentence ||
      (token_at(c, after)->xpos != GAZ_XPOS_COMMA && token_at(c, after)->upos != GAZ_UPOS_VERB))
    return;
  if (token_at(c, after)->xpos == GAZ_XPOS_COMMA && after + 1 < c->analysis->tokens.token_count &&
      token_at(c, after + 1)->upos == GAZ_UPOS_CCONJ)
    return; /* a list */
  uint32_t office = GAZ_NONE;
  for (uint32_t t = n->first - 1; t-- > 0 && t + PHRASE_MOST > n->first;) {
    const gaz_token *word = token_at(c, t);
    bool phrase = word->upos == GAZ_UPOS_NOUN || word->upos == GAZ_UPOS_PROPN ||
                  word->upos == GAZ_UPOS_ADJ || word->upos == GAZ_UPOS_DET ||
                  word->upos == GAZ_UPOS_ADP || word->xpos == GAZ_XPOS_PRP_S ||
                  word->xpos == GAZ_XPOS_POS || word->xpos == GAZ_XPOS_HYPH;
    if (word->sentence != token_at(c, n->first)->sentence || !phrase) break;
    uint32_t mention = c->mention_of_head[t];
    if (mention == GAZ_NONE || !is_nominal(c, mention)) continue;
    const gaz_mention *m = mention_at(c, mention);
    if (m->type == GAZ_TYPE_PERSON && c->infos[mention].number != GAZ_NUMBER_PLURAL &&
        c->infos[mention].office && !c->infos[mention].indefinite)
      office = mention; /* the outermost */
  }
  if (office == GAZ_NONE) return;
  for (uint32_t t = mention_at(c, office)->head + 1; t < n->first; t++) {
    uint32_t inner =
        c->mention_of_head[t]; /* "the lawyer of Anna Keller, Piet Brandt," is left alone */
    if (inner != GAZ_NONE && mention_at(c, inner)->type == GAZ_TYPE_PERSON) return;
  }
  if (gaz_coreference_agree(c, office, name)) gaz_coreference_join(c, office, name);
}

void gaz_coreference_phrases(gaz_coreference *c) {
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention *m = mention_at(c, i);
    const gaz_token *head = token_at(c, m->head);
    if (head->deprel == GAZ_DEPREL_APPOS && head->head >= 0)
      join_apposition(c, c->mention_of_head[head->head], i);
    join_kind_and_name(c, i);
    join_set_off(c, i);
    join_copula(c, i);
  }
}

/* ---- Roles ---- */

typedef struct role_list {
  gaz_role *items;
  size_t count, capacity;
} role_list;

static bool is_office_word(const gaz_coreference *c, uint32_t token) {
  gaz_role_noun noun;
  uint8_t upos = token_at(c, token)->upos;
  return gaz_role_noun_of(c->words[token]->role, &noun) && noun.office &&
         (upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN); /* "starring Ada Brown" */
}

/* A name whose words end right before `token`, or a possessive 's after it; GAZ_NONE when none. */
static uint32_t name_ending_before(const gaz_coreference *c, uint32_t token) {
  for (unsigned back = 1; back <= 2 && token >= back; back++) {
    uint32_t t = token - back;
    if (back == 1 && token_at(c, t)->xpos == GAZ_XPOS_POS) continue;
    for (uint32_t at = t + 1;
         at-- > 0 && t - at < 3;) { /* "Port Elin", whose head is its first word */
      uint32_t mention = c->mention_of_head[at];
      if (mention != GAZ_NONE && mention_at(c, mention)->kind == GAZ_MENTION_NAME &&
          mention_at(c, mention)->first + mention_at(c, mention)->count == t + 1)
        return mention;
    }
    if (back == 1) break;
  }
  return GAZ_NONE;
}

/* "minister of Lumbia", "chief of the Red Cross": the first name after the noun in its phrase. */
static uint32_t name_of_after(const gaz_coreference *c, uint32_t head, uint32_t end) {
  uint8_t gender;
  for (uint32_t t = head + 1; t < end && t < head + 14; t++) {
    uint32_t mention = c->mention_of_head[t];
    const gaz_token *word = token_at(c, t);
    /* "ambassador to Lumbia", "a writer whose love of Lumbia": not of it */
    if (word->xpos == GAZ_XPOS_TO || word->upos == GAZ_UPOS_VERB || word->xpos == GAZ_XPOS_WDT ||
        word->xpos == GAZ_XPOS_WP || word->xpos == GAZ_XPOS_WP_S ||
        gaz_title_of(c->words[t]->title, &gender) == GAZ_TITLE_POST)
      return GAZ_NONE;
    if (mention == GAZ_NONE || mention_at(c, mention)->kind != GAZ_MENTION_NAME) continue;
    uint8_t type = mention_at(c, mention)->type;
    return type == GAZ_TYPE_GPE || type == GAZ_TYPE_ORG || type == GAZ_TYPE_LOC ||
                   type == GAZ_TYPE_NORP || type == GAZ_TYPE_FAC || type == GAZ_TYPE_MISC
               ? mention
               : GAZ_NONE;
  }
  return GAZ_NONE;
}

/* Whether a word before an office is one of its words: part of the phrase that ends with token `last`, and no date. */
static bool may_be_in_title(const gaz_coreference *c, uint32_t token, uint32_t last) {
  const gaz_token *t = token_at(c, token);
  uint8_t gender;
  if (gaz_title_of(c->words[token]->title, &gender) == GAZ_TITLE_LESSER)
    return t->upos != GAZ_UPOS_ADP; /* "under President Prat" */
  if (t->head <= (int32_t)token || t->head > (int32_t)last)
    return false;                                  /* "to defeat President Prat" */
  if (c->words[token]->time_telling) return false; /* "Tuesday" */
  gaz_role_noun noun;
  if (gaz_role_noun_of(c->words[token]->role, &noun) && noun.type == GAZ_TYPE_PERSON &&
      !noun.office)
    return false; /* "its ally President Keller" */
  return t->upos == GAZ_UPOS_ADJ || t->upos == GAZ_UPOS_NOUN || t->upos == GAZ_UPOS_PROPN ||
         (t->shape & GAZ_SHAPE_HYPHEN);
}

static bool is_of(const gaz_coreference *c, uint32_t token) {
  const gaz_token *t = token_at(c, token);
  return t->end - t->start == 2 && t->upos == GAZ_UPOS_ADP &&
         (c->analysis->text[t->start] | 32) == 'o' && (c->analysis->text[t->start + 1] | 32) == 'f';
}

/* "Dr", "General": what a name may have besides an office. */
static bool is_rank(const gaz_coreference *c, uint32_t token) {
  uint8_t gender;
  return is_office_word(c, token) ||
         gaz_title_of(c->words[token]->title, &gender) == GAZ_TITLE_ADDRESS;
}

static bool is_in_name(const gaz_coreference *c, uint32_t token, uint32_t limit) {
  for (uint32_t t = token; t <= limit && t < token + 6; t++) {
    uint32_t mention = c->mention_of_head[t];
    if (mention != GAZ_NONE && mention_at(c, mention)->kind == GAZ_MENTION_NAME &&
        mention_at(c, mention)->first <= token)
      return true;
  }
  return false;
}

enum { OFFICE_WORDS_MOST = 5 }; /* behind "of" */

/* The last word of an office, at most `limit`: "secretary of state", "minister of water and irrigation", but not "minister of
 * Lumbia", "director of rights group Valda" or "owner of two mills". */
static uint32_t end_of_office(const gaz_coreference *c, uint32_t office, uint32_t limit) {
  if (office + 2 > limit || !is_of(c, office + 1)) return office;
  uint32_t last = office; /* a noun */
  for (uint32_t t = office + 2; t <= limit && t < office + 2 + OFFICE_WORDS_MOST; t++) {
    uint8_t upos = token_at(c, t)->upos;
    if (is_in_name(c, t, limit)) return last + 1 < t ? last : office;
    if (t > office + 2 && is_rank(c, t)) break;
    if (upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN)
      last = t;
    else if (upos != GAZ_UPOS_ADJ && (upos != GAZ_UPOS_CCONJ || last == office))
      break;
  }
  return last;
}

/* "Secretary of State Ada Brown": the office whose last word is `last`; GAZ_NONE for none. */
static uint32_t office_ending(const gaz_coreference *c, uint32_t last, uint32_t limit) {
  for (uint32_t t = last; t > limit && last - t <= OFFICE_WORDS_MOST; t--)
    if (is_of(c, t))
      return is_office_word(c, t - 1) && end_of_office(c, t - 1, last) == last ? t - 1 : GAZ_NONE;
  return GAZ_NONE;
}

/* The office that stands before "of" and a name; GAZ_NONE for none. */
static uint32_t office_of(const gaz_coreference *c, uint32_t name, uint32_t limit) {
  uint32_t at = mention_at(c, name)->first;
  if (mention_at(c, name)->type == GAZ_TYPE_PERSON) return GAZ_NONE;
  if (at > limit && token_at(c, at - 1)->upos == GAZ_UPOS_DET) at--;
  return at > limit + 1 && is_of(c, at - 1) && is_office_word(c, at - 2) ? at - 2 : GAZ_NONE;
}

/* The words of the office whose noun is `last`, in a phrase that ends with `end`: leftwards to a name, an article or a
 * "former", and what belongs to it behind. */
static bool add_role(gaz_coreference *c, role_list *list, uint32_t person, uint32_t last,
                     uint32_t limit, uint32_t end, uint32_t of) {
  uint32_t first = last;
  bool former = false;
  while (first > limit && last - first < 6) {
    uint8_t gender;
    uint32_t before = first - 1;
    if (token_at(c, before)->xpos == GAZ_XPOS_HYPH && before > limit) {
      first = before - 1; /* "two-term", "hip-hop" */
      continue;
    }
    gaz_title_kind kind = gaz_title_of(c->words[before]->title, &gender);
    former = kind == GAZ_TITLE_FORMER;
    if (former || kind == GAZ_TITLE_PASSING) break;
    uint32_t name = name_ending_before(c, first);
    if (name != GAZ_NONE) {
      if (of == GAZ_NONE && name != person) of = name;
      break;
    }
    if (!may_be_in_title(c, before, end)) break;
    first--;
  }
  while (first < last && token_at(c, first)->upos == GAZ_UPOS_ADJ &&
         !(token_at(c, first)->shape & GAZ_SHAPE_CAPITAL) &&
         token_at(c, last)->shape & GAZ_SHAPE_CAPITAL)
    first++; /* "energetic Communications Director": what somebody thinks of him */
  if (!former && first > limit) { /* "former French president" */
    uint8_t gender;
    for (uint32_t t = first; t > limit && first - t < 4 && !former; t--)
      former = gaz_title_of(c->words[t - 1]->title, &gender) == GAZ_TITLE_FORMER;
  }
  uint32_t start = token_at(c, first)->start, stop = token_at(c, end_of_office(c, last, end))->end;
  if (stop - start > 4 && (c->analysis->text[start] | 32) == 'e' &&
      (c->analysis->text[start + 1] | 32) == 'x' && c->analysis->text[start + 2] == '-') {
    former = true; /* "ex-mayor" */
    start += 3;
  }
  list->items =
      gaz_arena_grow(c->arena, list->items, list->count, &list->capacity, sizeof *list->items);
  if (!list->items) return false;
  list->items[list->count++] =
      (gaz_role){.chain = person, .start = start, .end = stop, .of = of, .former = former};
  return true;
}

/* "Lumbian President Osvaldo Prat": the office right before the name, or taken into the name. */
static bool roles_of_name(gaz_coreference *c, role_list *list, uint32_t person) {
  const gaz_mention *m = mention_at(c, person);
  const gaz_sentence *s = &c->analysis->tokens.sentences[token_at(c, m->head)->sentence];
  if (m->first == s->first) return true;
  uint32_t last = m->first - 1, end = last;
  while (end > s->first && is_rank(c, end)) end--; /* "Chief of Staff Gen. Ada Brown" */
  uint32_t office = office_ending(c, end, s->first);
  if (office != GAZ_NONE) return add_role(c, list, person, office, s->first, end, GAZ_NONE);
  uint32_t of = name_ending_before(c, m->first); /* "President of Lumbia Osvaldo Prat" */
  office = of == GAZ_NONE ? GAZ_NONE : office_of(c, of, s->first);
  if (office != GAZ_NONE) return add_role(c, list, person, office, s->first, office, of);
  if (!is_office_word(c, last)) {
    uint8_t gender; /* "Gen.", "Col." stand for offices too; "Mr." does not */
    if (gaz_title_of(c->words[last]->title, &gender) != GAZ_TITLE_ADDRESS || gender) return true;
  }
  return add_role(c, list, person, last, s->first, m->first + m->count - 1, GAZ_NONE);
}

/* "Keller, the mayor of Kaldi": a noun of office joined to a name by grammar. */
static bool roles_of_noun(gaz_coreference *c, role_list *list, uint32_t nominal) {
  const gaz_mention *m = mention_at(c, nominal);
  uint32_t root = gaz_coreference_root(c, nominal);
  if (!c->infos[nominal].office || !c->named[root]) return true;
  uint32_t of = name_of_after(c, m->head, m->first + m->count);
  return add_role(c, list, root, m->head, m->first, m->first + m->count - 1, of);
}

gaz_status gaz_coreference_roles(gaz_coreference *c) {
  role_list list = {0};
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention *m = mention_at(c, i);
    bool fine = true;
    if (m->kind == GAZ_MENTION_NAME && m->type == GAZ_TYPE_PERSON)
      fine = roles_of_name(c, &list, i);
    else if (m->kind == GAZ_MENTION_NOMINAL)
      fine = roles_of_noun(c, &list, i);
    if (!fine) return GAZ_ERROR_MEMORY;
  }
  c->facts->roles = list.items;
  c->facts->role_count = list.count;
  return GAZ_OK;
}
