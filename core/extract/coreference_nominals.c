/* Nouns that refer back: "the president" to who holds that office, "the company" to the only one
 * spoken of, "the visit" to a visit. Only phrases that say they refer back (the, this, his) do. */
#include <string.h>

#include "english/labels.h"
#include "extract/coreference_internal.h"

enum {
  ROLES_BACK = 40,     /* roles looked at for an office */
  MENTIONS_BACK = 120, /* mentions looked at for a noun */
  SENTENCES_BACK = 3,  /* for a kind of thing */
  WORDS_BACK = 60,     /* sentences for the same noun */
  SAME_BACK = 12,      /* mentions with the same noun */
  BARE_BACK = 40,      /* sentences for the same bare phrase */
};

static const gaz_mention *mention_at(const gaz_coreference *c, uint32_t mention) {
  return &c->facts->mentions[mention];
}

/* ---- Offices ---- */

static size_t fold_phrase(const gaz_coreference *c, uint32_t start, uint32_t end, char *out,
                          size_t most) {
  size_t size = 0;
  for (uint32_t i = start; i < end && size < most; i++) {
    char letter = c->analysis->text[i];
    bool space = letter == ' ' || letter == '\n' || letter == '\t';
    if (space && (!size || out[size - 1] == ' ')) continue;
    out[size++] = space ? ' ' : letter >= 'A' && letter <= 'Z' ? (char)(letter + 32) : letter;
  }
  return size;
}

typedef struct office {
  uint32_t key;  /* of the whole title */
  uint32_t last; /* of its last word: "minister" */
  uint32_t words;
  bool lesser; /* "vice president": only its whole name names it */
} office;

static office office_of(const gaz_coreference *c, uint32_t start, uint32_t end) {
  char phrase[96] = "";
  size_t size = fold_phrase(c, start, end, phrase, sizeof phrase);
  office out = {.key = gaz_office_key(c->tables, phrase, size), .words = 1};
  size_t last = 0, first = size;
  for (size_t i = 0; i < size; i++) {
    if (phrase[i] != ' ' && phrase[i] != '-') continue;
    if (!last) first = i;
    last = i + 1;
    out.words++;
  }
  uint8_t gender;
  out.last = gaz_office_key(c->tables, phrase + last, size - last);
  out.lesser = out.words > 1 &&
               gaz_title_find(c->tables, (gaz_slice){phrase, first}, &gender) == GAZ_TITLE_LESSER;
  return out;
}

/* The words of the office a noun phrase names: from after its article, its "former" and the name it
 * belongs to, up to its head. */
static office office_of_nominal(const gaz_coreference *c, uint32_t mention, uint32_t *of,
                                bool *former) {
  const gaz_mention *m = mention_at(c, mention);
  uint32_t first = m->head;
  *of = GAZ_NONE;
  *former = false;
  while (first > m->first && m->head - first < 6) {
    const gaz_token *t = gaz_coreference_token(c, first - 1);
    uint8_t gender;
    gaz_slice word = gaz_slice_of(c->analysis->text, t->start, t->end);
    uint32_t name = c->mention_of_head[first - 1];
    if (name != GAZ_NONE && mention_at(c, name)->kind == GAZ_MENTION_NAME) {
      *of = name;
      break;
    }
    if (t->xpos == GAZ_XPOS_POS && first >= 2) {
      name = c->mention_of_head[first - 2];
      if (name != GAZ_NONE && mention_at(c, name)->kind == GAZ_MENTION_NAME) *of = name;
      break;
    }
    *former = gaz_title_find(c->tables, word, &gender) == GAZ_TITLE_FORMER;
    if (t->upos == GAZ_UPOS_DET || t->upos == GAZ_UPOS_PRON || *former) break;
    /* "the new minister", "the embattled president": what is no noun is no part of the title
     * unless the title is known with it; "prime", "foreign" are such words and come back below. */
    first--;
  }
  for (uint32_t t = m->head + 1; *of == GAZ_NONE && t < m->first + m->count; t++) {
    uint32_t name = c->mention_of_head[t];
    if (name != GAZ_NONE && mention_at(c, name)->kind == GAZ_MENTION_NAME) *of = name;
  }
  return office_of(c, gaz_coreference_token(c, first)->start,
                   gaz_coreference_token(c, m->head)->end);
}

/* Whether a noun's office is the one a role names. "The minister" is any minister; "the president"
 * is no vice president. */
static bool same_office(const office *role, const office *noun) {
  if (role->key == noun->key) return true;
  if (role->last != noun->last) return false;
  if (noun->words == 1) return !role->lesser;
  return role->words == 1 && !noun->lesser; /* "the new minister", "the Lumbian president" */
}

static bool same_entity(gaz_coreference *c, uint32_t a, uint32_t b) {
  return gaz_coreference_root(c, a) == gaz_coreference_root(c, b);
}

/* "the Lumbian president": not who is told to be president of another place, though called just "President" since. */
static bool holds_of_another(gaz_coreference *c, size_t roles_before, uint32_t holder,
                             uint32_t of) {
  for (size_t i = roles_before, steps = 0; i-- > 0 && steps < ROLES_BACK; steps++) {
    const gaz_role *role = &c->facts->roles[i];
    if (role->of != GAZ_NONE && same_entity(c, role->chain, holder) &&
        !same_entity(c, role->of, of))
      return true;
  }
  return false;
}

/* The holder of the office, when exactly one of those spoken of lately may be meant. */
static uint32_t holder_of(gaz_coreference *c, uint32_t mention, size_t roles_before) {
  uint32_t of, best = GAZ_NONE;
  bool best_whole = false, former;
  office noun = office_of_nominal(c, mention, &of, &former);
  for (size_t i = roles_before, steps = 0; i-- > 0 && steps < ROLES_BACK; steps++) {
    const gaz_role *role = &c->facts->roles[i];
    if (role->former && !former) continue; /* "the governor" is who is it now */
    office held = office_of(c, role->start, role->end);
    if (!same_office(&held, &noun)) continue;
    if (of != GAZ_NONE && role->of != GAZ_NONE && !same_entity(c, of, role->of)) continue;
    if (!gaz_coreference_agree(c, role->chain, mention)) continue;
    if (of != GAZ_NONE && role->of == GAZ_NONE &&
        holds_of_another(c, roles_before, role->chain, of))
      continue;
    bool whole = held.key == noun.key;
    if (best == GAZ_NONE || (whole && !best_whole)) {
      best = role->chain;
      best_whole = whole;
      continue;
    }
    if (same_entity(c, best, role->chain) || (best_whole && !whole)) continue;
    /* Two hold it: the one spoken of in this or the last sentence, if the other was not. */
    uint32_t here = c->infos[mention].sentence;
    uint32_t a = c->infos[best].sentence, b = c->infos[role->chain].sentence;
    if (of == GAZ_NONE && a + 1 >= here && b + 1 >= here) return GAZ_NONE;
  }
  return best;
}

/* ---- Kinds of things ---- */

/* The noun that a name is made with: the last word of "Ostrava Bank", the first of "Bank of Ostrava". */
static uint32_t noun_of_name(const gaz_coreference *c, uint32_t name, gaz_role_noun *noun) {
  const gaz_mention *m = mention_at(c, name);
  uint32_t last = m->first + m->count - 1;
  bool of = m->count > 2 && gaz_coreference_token(c, m->first + 1)->upos == GAZ_UPOS_ADP;
  uint32_t word = of ? m->first : last;
  return m->count > 1 && gaz_role_noun_of(c->words[word]->role, noun) ? word : GAZ_NONE;
}

/* Whether what is named so may be called by the noun: "the company" is no ministry, "the police" only one in whose name
 * the word is, and "the nation" no town. */
static bool may_be_called(const gaz_coreference *c, uint32_t name, uint32_t mention) {
  gaz_role_noun noun = {0}, own = {0};
  uint32_t head = mention_at(c, mention)->head;
  if (!gaz_role_noun_of(c->words[head]->role, &noun)) return true;
  gaz_slice text =
      gaz_slice_of(c->analysis->text, mention_at(c, name)->start, mention_at(c, name)->end);
  bool state = gaz_state_of(c->tables, text) != 0;
  if (noun.state && !state && gaz_is_place(c->tables, text)) return false;
  if (noun.town && state && !gaz_is_demonym(c->tables, text)) return false;
  if (noun.type != GAZ_TYPE_ORG) return true;
  uint32_t word = noun_of_name(c, name, &own);
  if (word == GAZ_NONE || own.type != GAZ_TYPE_ORG) return !noun.named;
  return c->words[word]->lemma_key == c->words[head]->lemma_key || noun.general || own.general ||
         (noun.business && own.business);
}

/* The only named entity of the noun's type in the last sentences; the subject of the last one where
 * there are several. */
static uint32_t only_one_of_kind(gaz_coreference *c, uint32_t mention) {
  const gaz_mention_info *info = &c->infos[mention];
  uint8_t type = mention_at(c, mention)->type;
  uint32_t found = GAZ_NONE, subject = GAZ_NONE;
  bool several = false;
  for (uint32_t i = mention, steps = 0; i-- > 0 && steps < MENTIONS_BACK; steps++) {
    const gaz_mention_info *other = &c->infos[i];
    if (other->sentence + SENTENCES_BACK < info->sentence) break;
    const gaz_mention *m = mention_at(c, i);
    if (m->kind != GAZ_MENTION_NAME || m->type != type || info->inside == i) continue;
    if (m->first && gaz_coreference_token(c, m->first - 1)->xpos == GAZ_XPOS_LRB)
      continue; /* an agency, "(AP)", or a name in short */
    if (!may_be_called(c, i, mention) || !gaz_coreference_agree(c, i, mention)) continue;
    if (other->subject && other->sentence < info->sentence && subject == GAZ_NONE) subject = i;
    if (found == GAZ_NONE)
      found = i;
    else if (!same_entity(c, found, i))
      several = true;
  }
  return several ? subject : found;
}

static bool names_a_kind(uint8_t type) {
  return type == GAZ_TYPE_ORG || type == GAZ_TYPE_GPE || type == GAZ_TYPE_PRODUCT ||
         type == GAZ_TYPE_FAC;
}

/* ---- The same noun ---- */

/* Words of the phrase between its article and its head, as a set of at most eight hashes. */
static unsigned modifiers(const gaz_coreference *c, uint32_t mention, uint32_t *out) {
  const gaz_mention *m = mention_at(c, mention);
  unsigned count = 0;
  for (uint32_t t = m->first; t < m->head && count < 8; t++) {
    const gaz_token *token = gaz_coreference_token(c, t);
    if (token->upos == GAZ_UPOS_DET || token->upos == GAZ_UPOS_PUNCT) continue;
    out[count++] = gaz_coreference_hash(c, t);
  }
  return count;
}

/* Whether everything the noun says of itself was said of the earlier one. */
static bool says_no_more(const gaz_coreference *c, uint32_t earlier, uint32_t mention) {
  uint32_t a[8], b[8];
  unsigned a_count = modifiers(c, earlier, a), b_count = modifiers(c, mention, b);
  for (unsigned i = 0; i < b_count; i++) {
    bool there = false;
    for (unsigned k = 0; k < a_count; k++) there |= a[k] == b[i];
    if (!there) return false;
  }
  return true;
}

/* Whether something follows the head: "the leader of the strike". */
static bool goes_on(const gaz_coreference *c, uint32_t mention) {
  const gaz_mention *m = mention_at(c, mention);
  return m->first + m->count > m->head + 1;
}

/* A name may be taken up by its last word: "the Flood Relief Fund ... the fund". */
static bool may_be_taken_up(const gaz_coreference *c, uint32_t earlier) {
  const gaz_mention *m = mention_at(c, earlier);
  if (m->kind == GAZ_MENTION_NAME)
    return c->infos[earlier].word_count > 1 && c->infos[earlier].type != GAZ_TYPE_PERSON;
  return m->kind == GAZ_MENTION_NOMINAL;
}

/* What was last spoken of by the same noun, if it may be meant. Counted in GUM's training portion
 * that is so three times in four where the noun says no more of itself than was said. */
static uint32_t same_noun(gaz_coreference *c, const uint32_t *before, uint32_t mention) {
  const gaz_mention_info *info = &c->infos[mention];
  uint32_t at = before[mention];
  for (unsigned steps = 0; at != GAZ_NONE && steps < SAME_BACK; at = before[at], steps++) {
    const gaz_mention_info *other = &c->infos[at];
    if (other->sentence + WORDS_BACK < info->sentence) break;
    if (!may_be_taken_up(c, at) || other->number != info->number || info->inside == at) continue;
    if (goes_on(c, mention) && other->key != info->key) continue;
    if (says_no_more(c, at, mention) && gaz_coreference_agree(c, at, mention)) return at;
  }
  return GAZ_NONE;
}

/* Links every mention to the one before it whose head is the same word. */
static uint32_t *link_same_heads(gaz_coreference *c) {
  gaz_hash_table heads;
  uint32_t *before = gaz_arena_alloc(c->arena, c->count * sizeof *before);
  if (!before || !gaz_hash_table_make(c->arena, c->count + 1, &heads)) return NULL;
  for (uint32_t i = 0; i < c->count; i++) {
    before[i] = gaz_hash_table_find(&heads, c->infos[i].head);
    gaz_hash_table_set(&heads, c->infos[i].head, i);
  }
  return before;
}

/* "severe eczema ... severe eczema": a bare noun phrase of the same words, which is of the same
 * stuff or kind. */
static gaz_status join_bare(gaz_coreference *c) {
  gaz_hash_table bare;
  if (!gaz_hash_table_make(c->arena, c->count + 1, &bare)) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention_info *info = &c->infos[i];
    const gaz_mention *m = mention_at(c, i);
    if (m->kind != GAZ_MENTION_NOMINAL || info->definite || info->indefinite || !info->key)
      continue;
    uint32_t key = gaz_hash_pair(info->key, m->count);
    uint32_t before = gaz_hash_table_find(&bare, key);
    if (before != GAZ_NONE && c->infos[before].sentence + BARE_BACK >= info->sentence &&
        gaz_coreference_agree(c, before, i))
      gaz_coreference_join(c, before, i);
    gaz_hash_table_set(&bare, key, i);
  }
  return GAZ_OK;
}

/* "her death ... Gloria's death": the same noun of the same owner. After pronouns, which say who
 * owns. */
gaz_status gaz_coreference_possessed(gaz_coreference *c) {
  gaz_hash_table owned;
  if (!gaz_hash_table_make(c->arena, c->count + 1, &owned)) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention_info *info = &c->infos[i];
    const gaz_mention *m = mention_at(c, i);
    uint32_t owner = GAZ_NONE;
    if (m->kind != GAZ_MENTION_NOMINAL || !info->possessed) continue;
    for (uint32_t t = m->first; t < m->head && owner == GAZ_NONE; t++) {
      const gaz_token *token = gaz_coreference_token(c, t);
      if ((uint32_t)token->head == m->head && token->deprel == GAZ_DEPREL_NMOD_POSS)
        owner = c->mention_of_head[t];
    }
    if (owner == GAZ_NONE) continue;
    uint32_t key =
        gaz_hash_pair(gaz_hash_pair(gaz_coreference_root(c, owner), info->head), info->number);
    uint32_t before = gaz_hash_table_find(&owned, key);
    if (before != GAZ_NONE && gaz_coreference_agree(c, before, i))
      gaz_coreference_join(c, before, i);
    gaz_hash_table_set(&owned, key, i);
  }
  return GAZ_OK;
}

gaz_status gaz_coreference_nominals(gaz_coreference *c) {
  size_t roles = 0;
  gaz_status status = join_bare(c);
  uint32_t *before = status ? NULL : link_same_heads(c);
  if (!before) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention *m = mention_at(c, i);
    const gaz_mention_info *info = &c->infos[i];
    while (roles < c->facts->role_count && c->facts->roles[roles].end <= m->start) roles++;
    if (m->kind != GAZ_MENTION_NOMINAL || !info->definite || c->named[gaz_coreference_root(c, i)])
      continue;
    uint32_t antecedent = GAZ_NONE;
    if (info->office && info->number == GAZ_NUMBER_SINGULAR) antecedent = holder_of(c, i, roles);
    if (antecedent == GAZ_NONE) antecedent = same_noun(c, before, i);
    bool bare = m->count == 2 && !info->possessed; /* "the company" */
    if (antecedent == GAZ_NONE && bare && info->number == GAZ_NUMBER_SINGULAR &&
        names_a_kind(m->type))
      antecedent = only_one_of_kind(c, i);
    if (antecedent != GAZ_NONE && gaz_coreference_agree(c, antecedent, i))
      gaz_coreference_join(c, antecedent, i);
  }
  return GAZ_OK;
}
