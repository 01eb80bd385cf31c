/* What a mention's own words say: number, gender, kind of article, the hashes names are compared
 * by. Computed once for all mentions, in one walk over the text. */
#include <string.h>

#include "english/labels.h"
#include "extract/coreference_internal.h"
#include "extract/quote_internal.h"

static const gaz_token *token_at(const gaz_coreference *c, uint32_t token) {
  return gaz_coreference_token(c, token);
}

static gaz_slice word_of(const gaz_coreference *c, uint32_t token) {
  const gaz_token *t = token_at(c, token);
  return gaz_slice_of(c->analysis->text, t->start, t->end);
}

uint32_t gaz_coreference_hash(const gaz_coreference *c, uint32_t token) {
  return c->words[token]->word_key;
}

static gaz_title_kind title_of(const gaz_coreference *c, uint32_t token, uint8_t *gender) {
  return gaz_title_of(c->words[token]->title, gender);
}

/* "al-Assad" and "Assad" are one family. */
static uint32_t surname_hash(const gaz_coreference *c, uint32_t token) {
  gaz_slice word = word_of(c, token);
  const char *hyphen = memchr(word.data, '-', word.size < 4 ? word.size : 4);
  size_t particle = hyphen ? (size_t)(hyphen - word.data) : 0;
  uint8_t gender;
  if (particle && particle + 2 < word.size &&
      gaz_title_find(c->tables, (gaz_slice){word.data, particle}, &gender) == GAZ_TITLE_PARTICLE)
    word = (gaz_slice){hyphen + 1, word.size - particle - 1};
  return gaz_reference_hash(word);
}

/* "Chong Suk-fan": two syllables that are a given name, behind the family's. */
static bool ends_in_given(const gaz_coreference *c, uint32_t first, uint32_t end) {
  if (end - first != 5 || token_at(c, end - 2)->xpos != GAZ_XPOS_HYPH) return false;
  const gaz_token *t = token_at(c, end - 1);
  return !(t->shape & GAZ_SHAPE_CAPITAL) && t->start == token_at(c, end - 2)->end;
}

/* "O'Hanlon-Reyes" behind a given name or by itself: two words that are one surname. */
static bool ends_in_double_surname(const gaz_coreference *c, uint32_t first, uint32_t end) {
  if (end - first < 3) return false;
  const gaz_token *x = token_at(c, end - 3), *hyphen = token_at(c, end - 2),
                  *y = token_at(c, end - 1);
  uint8_t gender;
  if (c->analysis->text[hyphen->start] != '-') return false; /* the tagger may take it for a dash */
  if (title_of(c, end - 3, &gender) == GAZ_TITLE_PARTICLE) return false; /* "al-Assad" */
  return x->end == hyphen->start && hyphen->end == y->start &&
         x->shape & y->shape & GAZ_SHAPE_CAPITAL;
}

static bool is_the(const gaz_coreference *c, uint32_t token) {
  gaz_slice w = word_of(c, token);
  return w.size == 3 && (w.data[0] | 32) == 't' && (w.data[1] | 32) == 'h' &&
         (w.data[2] | 32) == 'e';
}

/* Without "Ltd" and its like, but not from "Weld & Co". */
static uint32_t without_form(const gaz_coreference *c, uint32_t first, uint32_t end) {
  uint8_t gender;
  while (end > first + 1 && title_of(c, end - 1, &gender) == GAZ_TITLE_FORM) {
    uint32_t before = end - 2;
    if (token_at(c, before)->upos == GAZ_UPOS_CCONJ || word_of(c, before).data[0] == '&') break;
    end = before + 1;
    if (end > first + 1 && token_at(c, before)->upos == GAZ_UPOS_PUNCT) end--;
  }
  return end;
}

static void fill_name(gaz_coreference *c, const gaz_mention *m, gaz_mention_info *info) {
  uint32_t first = m->first, end = m->first + m->count;
  char initials[8];
  size_t initial_count = 0;
  if (m->count > 1 && is_the(c, first)) first++;
  uint32_t last = end; /* with the form, whose letter an acronym may have ("... Corporation") */
  if (m->type == GAZ_TYPE_ORG) end = without_form(c, first, end);
  uint8_t gender;
  /* A title that the recogniser took into the name is none of its words. */
  while (m->type == GAZ_TYPE_PERSON && first + 1 < end) {
    gaz_role_noun noun = {0};
    bool address = title_of(c, first, &gender) == GAZ_TITLE_ADDRESS;
    if (!address && !(gaz_role_noun_find(c->tables, word_of(c, first), &noun) && noun.office))
      break;
    if (!address) gender = noun.gender;
    if (gender) info->title_gender = gender;
    first++;
  }
  info->first_word = gaz_coreference_hash(c, first);
  info->last_word =
      m->type == GAZ_TYPE_PERSON ? surname_hash(c, end - 1) : gaz_coreference_hash(c, end - 1);
  if (m->type == GAZ_TYPE_PERSON && ends_in_given(c, first, end))
    info->last_word = surname_hash(c, first + 1); /* "Sophia Chong Suk-fan" */
  info->surname_only = m->type == GAZ_TYPE_PERSON && end - first > 1 && end - first < 5;
  for (uint32_t t = first; t + 1 < end; t++) /* "Le Drian", "El-Amin" */
    info->surname_only &= title_of(c, t, &gender) == GAZ_TITLE_PARTICLE ||
                          (t > first && token_at(c, t)->xpos == GAZ_XPOS_HYPH);
  if (m->type == GAZ_TYPE_PERSON && ends_in_double_surname(c, first, end)) {
    info->last_word = gaz_hash_pair(gaz_coreference_hash(c, end - 3), info->last_word);
    info->surname_only |= end - first == 3;
  }
  for (uint32_t t = first; t < last && t < first + 12; t++) {
    gaz_slice word = word_of(c, t);
    if (token_at(c, t)->upos == GAZ_UPOS_PUNCT) continue;
    if (t < end) info->key = gaz_hash_pair(info->key, gaz_coreference_hash(c, t));
    info->word_count += t < end;
    if (word.data[0] >= 'A' && word.data[0] <= 'Z' && initial_count < sizeof initials)
      initials[initial_count++] = word.data[0];
  }
  if (initial_count > 1 && info->word_count > 1)
    info->initials = gaz_reference_hash((gaz_slice){initials, initial_count});
  info->number = GAZ_NUMBER_SINGULAR;
  if (m->type == GAZ_TYPE_NORP) {
    uint8_t xpos = token_at(c, m->head)->xpos;
    info->number =
        xpos == GAZ_XPOS_NNPS || xpos == GAZ_XPOS_NNS ? GAZ_NUMBER_PLURAL : GAZ_NUMBER_UNKNOWN;
  } else if (m->type == GAZ_TYPE_PERSON) {
    info->gender = gaz_given_name_gender(c->tables, word_of(c, first));
    if (first + 1 == end || info->surname_only) /* it may be a family name */
      info->gender = GAZ_GENDER_UNKNOWN;
    if (first > 0 && !info->title_gender && title_of(c, first - 1, &gender) == GAZ_TITLE_ADDRESS)
      info->title_gender = gender;
    gaz_role_noun noun;
    if (first > 0 && !info->title_gender && gaz_role_noun_of(c->words[first - 1]->role, &noun) &&
        noun.type == GAZ_TYPE_PERSON)
      info->title_gender = noun.gender;
    if (info->title_gender) info->gender = info->title_gender;
  } else {
    info->gender = GAZ_GENDER_NEUTER;
  }
}

static void fill_nominal(gaz_coreference *c, const gaz_mention *m, gaz_mention_info *info) {
  const gaz_token *head = token_at(c, m->head);
  uint32_t first = m->first;
  gaz_role_noun noun = {0};
  for (uint32_t t = m->first; t < m->head; t++) {
    const gaz_token *token = token_at(c, t);
    if ((uint32_t)token->head != m->head) continue;
    gaz_slice word = word_of(c, t);
    if (token->deprel == GAZ_DEPREL_DET) {
      bool the = is_the(c, t);
      bool that = word.size >= 4 && (word.data[0] | 32) == 't' && (word.data[1] | 32) == 'h';
      info->definite |= the || that;
      info->demonstrative |= that && !the;
      info->indefinite |= !the && !that;
      if (t == first) first++;
    } else if (token->deprel == GAZ_DEPREL_NMOD_POSS) {
      info->possessed = info->definite = true;
    } else if (token->deprel == GAZ_DEPREL_NUMMOD) {
      info->number = GAZ_NUMBER_PLURAL;
    }
  }
  for (uint32_t t = first; t < m->first + m->count && t < first + 12; t++)
    info->key = gaz_hash_pair(info->key, gaz_coreference_hash(c, t));
  bool plural = head->xpos == GAZ_XPOS_NNS || head->xpos == GAZ_XPOS_NNPS;
  info->number = plural ? GAZ_NUMBER_PLURAL : GAZ_NUMBER_SINGULAR;
  if (gaz_role_noun_of(c->words[m->head]->role, &noun)) {
    info->gender = noun.gender;
    info->office = noun.office;
  }
  if (m->type != GAZ_TYPE_PERSON && m->type != GAZ_TYPE_NONE) info->gender = GAZ_GENDER_NEUTER;
}

static void fill_pronoun(gaz_coreference *c, const gaz_mention *m, gaz_mention_info *info) {
  gaz_pronoun pronoun = {0};
  gaz_pronoun_of(c->words[m->first]->pronoun, &pronoun);
  info->person = pronoun.person;
  info->number = pronoun.number;
  info->gender = pronoun.gender;
  info->reflexive = pronoun.kind == GAZ_PRONOUN_REFLEXIVE;
  info->demonstrative = pronoun.kind == GAZ_PRONOUN_DEMONSTRATIVE;
  info->key = gaz_coreference_hash(c, m->first);
}

static bool is_subject(uint8_t deprel) {
  return deprel == GAZ_DEPREL_NSUBJ || deprel == GAZ_DEPREL_NSUBJ_PASS ||
         deprel == GAZ_DEPREL_NSUBJ_OUTER;
}

/* Whether it is the subject of a verb that says, tells, asks or writes; "he was quoted as saying". */
static bool is_speaking(const gaz_coreference *c, const gaz_token *head) {
  if (!is_subject(head->deprel) || head->head < 0) return false;
  uint8_t class = c->words[head->head]->cue;
  return token_at(c, (uint32_t)head->head)->upos == GAZ_UPOS_VERB && class &&
         (class <= GAZ_CUE_WRITE || class == GAZ_CUE_RELAY);
}

gaz_status gaz_mention_infos_make(gaz_coreference *c) {
  uint32_t open[16]; /* mentions around the present one, outermost first */
  unsigned depth = 0;
  c->infos = gaz_arena_zeroed(c->arena, c->count, sizeof *c->infos);
  if (!c->infos) return GAZ_ERROR_MEMORY;
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention *m = &c->facts->mentions[i];
    gaz_mention_info *info = &c->infos[i];
    const gaz_token *head = token_at(c, m->head);
    while (depth &&
           c->facts->mentions[open[depth - 1]].first + c->facts->mentions[open[depth - 1]].count <=
               m->first)
      depth--;
    info->inside = depth ? open[depth - 1] : GAZ_NONE;
    if (depth < GAZ_COUNT(open)) open[depth++] = i;
    info->sentence = head->sentence;
    info->paragraph = c->marks.paragraph_of[head->sentence];
    info->span = c->marks.span_of[m->head];
    info->type = m->type;
    info->subject = is_subject(head->deprel);
    info->speaking = is_speaking(c, head);
    info->head = c->words[m->head]->lemma_key;
    if (m->kind == GAZ_MENTION_NAME)
      fill_name(c, m, info);
    else if (m->kind == GAZ_MENTION_NOMINAL)
      fill_nominal(c, m, info);
    else
      fill_pronoun(c, m, info);
  }
  return GAZ_OK;
}
