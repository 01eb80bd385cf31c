/* Names that are one: the same words, other names the tables know, a surname after the full name,
 * an acronym and what it stands for.
 *
 * A name is looked up under the hash of each thing it may share with an earlier one; the kind of
 * sharing is part of the hash. Persons and all else never meet. */
#include <string.h>

#include "english/labels.h"
#include "extract/coreference_internal.h"

enum sharing {
  SAME_WORDS = 1,
  FAMILY_NAME,
  ALIAS,
  STATE,
  SURNAME,
  GIVEN,
  INITIALS,
  ONE_WORD_PERSON,
  FIRST_TWO,
  SHORT_NAME
};

typedef struct names {
  gaz_coreference *c;
  gaz_hash_table known; /* hash of (sharing, value) -> mention, the latest */
} names;

static uint32_t find(const names *n, enum sharing sharing, uint32_t value) {
  return value ? gaz_hash_table_find(&n->known, gaz_hash_pair(sharing, value)) : GAZ_NONE;
}

static void keep(names *n, enum sharing sharing, uint32_t value, uint32_t mention) {
  if (value) gaz_hash_table_set(&n->known, gaz_hash_pair(sharing, value), mention);
}

static gaz_slice text_of(const gaz_coreference *c, uint32_t mention) {
  const gaz_mention *m = &c->facts->mentions[mention];
  gaz_slice text = gaz_slice_of(c->analysis->text, m->start, m->end);
  if (text.size > 4 && (!memcmp(text.data, "the ", 4) || !memcmp(text.data, "The ", 4)))
    text = (gaz_slice){text.data + 4, text.size - 4};
  return text;
}

static gaz_slice first_word_of(const gaz_coreference *c, uint32_t mention) {
  gaz_slice text = text_of(c, mention);
  const char *space = memchr(text.data, ' ', text.size);
  return space ? (gaz_slice){text.data, (size_t)(space - text.data)} : text;
}

static bool join_if_agreed(names *n, uint32_t antecedent, uint32_t mention) {
  if (antecedent == GAZ_NONE || !gaz_coreference_agree(n->c, antecedent, mention)) return false;
  gaz_coreference_join(n->c, antecedent, mention);
  return true;
}

/* ---- Persons ---- */

/* The surname alone after a full name, or before it in a headline; "Mrs." decides between two of
 * one surname, and where nothing decides there is no answer. Full names of one surname are kept as a
 * chain of at most FAMILY_MAX by (SURNAME, hash + k). */
enum { FAMILY_MAX = 4 };

/* In place of a mention: several have this given name. */
#define CLASH (GAZ_NONE - 1)

static uint32_t family_key(uint32_t surname, uint32_t k) { return gaz_hash_pair(surname, k); }

static uint32_t find_by_surname(names *n, uint32_t mention) {
  gaz_coreference *c = n->c;
  uint32_t found = GAZ_NONE, roots[FAMILY_MAX], count = 0;
  for (uint32_t k = 0; k < FAMILY_MAX; k++) {
    uint32_t one = find(n, SURNAME, family_key(c->infos[mention].last_word, k));
    if (one == GAZ_NONE) break;
    if (!gaz_coreference_agree(c, one, mention)) continue;
    uint32_t root = gaz_coreference_root(c, one);
    bool seen = false;
    for (uint32_t i = 0; i < count; i++) seen |= roots[i] == root;
    if (!seen) roots[count++] = root;
    found = one;
  }
  return count == 1 ? found : GAZ_NONE;
}

static void keep_full_name(names *n, uint32_t mention) {
  uint32_t surname = n->c->infos[mention].last_word;
  for (uint32_t k = 0; k < FAMILY_MAX; k++) {
    uint32_t one = find(n, SURNAME, family_key(surname, k));
    if (one != GAZ_NONE && gaz_coreference_root(n->c, one) != gaz_coreference_root(n->c, mention))
      continue;
    keep(n, SURNAME, family_key(surname, k), mention);
    return;
  }
}

/* "Le Drian" after "Jean-Yves Le Drian": the last two words of a longer name. */
static uint32_t family_name_key(const gaz_coreference *c, uint32_t mention) {
  const gaz_mention *m = &c->facts->mentions[mention];
  uint32_t last = m->first + m->count - 1;
  return gaz_hash_pair(gaz_hash_pair(0, gaz_coreference_hash(c, last - 1)),
                       gaz_coreference_hash(c, last));
}

/* "Ana Duarte" beside "Ana Duarte Lopes": the first two words of a name of three. */
static uint32_t first_two_key(const gaz_coreference *c, uint32_t mention) {
  uint32_t first = c->facts->mentions[mention].first;
  return gaz_hash_pair(gaz_coreference_hash(c, first), gaz_coreference_hash(c, first + 1));
}

static bool join_first_two(names *n, uint32_t mention) {
  const gaz_mention_info *info = &n->c->infos[mention];
  const gaz_mention *m = &n->c->facts->mentions[mention];
  if (m->count != info->word_count) return false; /* a title is in the name */
  if (info->word_count == 3)
    return join_if_agreed(n, find(n, ONE_WORD_PERSON, first_two_key(n->c, mention)), mention);
  return info->word_count == 2 &&
         join_if_agreed(n, find(n, FIRST_TWO, first_two_key(n->c, mention)), mention);
}

/* "Ken Keller" beside "Kenneth Keller": a given name that the other's begins with, of one family. */
static bool join_short_given(names *n, uint32_t mention) {
  enum { SHORT_LEAST = 3 };
  gaz_coreference *c = n->c;
  gaz_slice given = first_word_of(c, mention);
  for (uint32_t k = 0; k < FAMILY_MAX; k++) {
    uint32_t one = find(n, SURNAME, family_key(c->infos[mention].last_word, k));
    if (one == GAZ_NONE) return false;
    gaz_slice other = first_word_of(c, one);
    size_t shorter = given.size < other.size ? given.size : other.size;
    uint32_t x = gaz_coreference_root(c, one);
    if (shorter < SHORT_LEAST || given.size == other.size ||
        memcmp(given.data, other.data, shorter) != 0 || c->infos[one].word_count > 3 ||
        c->facts->mentions[mention].count != c->infos[mention].word_count)
      continue;
    uint32_t own = c->first_name[mention];
    c->first_name[mention] = c->first_name[x];
    if (join_if_agreed(n, one, mention)) return true;
    c->first_name[mention] = own;
  }
  return false;
}

/* "Li Wen, better known as Ada Li,": the two names beside such a word are one person's. */
static bool join_alias(names *n, uint32_t mention) {
  enum { APART_MOST = 8 };
  gaz_coreference *c = n->c;
  uint32_t at = c->facts->mentions[mention].first, steps = 0;
  uint8_t gender;
  bool leads = false;
  while (at-- > 0 && steps++ < APART_MOST) {
    uint32_t before = c->mention_of_head[at];
    const gaz_token *t = gaz_coreference_token(c, at);
    if (c->infos[mention].sentence != t->sentence) return false;
    if (gaz_title_of(c->words[at]->title, &gender) == GAZ_TITLE_ALIAS) {
      leads = true;
    } else if (leads && before != GAZ_NONE && c->facts->mentions[before].kind == GAZ_MENTION_NAME) {
      if (c->facts->mentions[before].type != GAZ_TYPE_PERSON || before >= mention) return false;
      gaz_coreference_join(c, before, mention);
      return true;
    } else if (t->upos != GAZ_UPOS_PUNCT && t->upos != GAZ_UPOS_ADV &&
               !(leads && t->upos == GAZ_UPOS_PROPN) && (leads || t->upos != GAZ_UPOS_ADP)) {
      return false;
    }
  }
  return false;
}

static bool join_family_name(names *n, uint32_t mention) {
  gaz_coreference *c = n->c;
  uint32_t longer = find(n, FAMILY_NAME, c->infos[mention].key);
  if (longer == GAZ_NONE || c->infos[mention].word_count != 2) return false;
  c->first_name[mention] = 0; /* what looked like a given name was none, nor was its gender */
  c->gender[mention] = c->infos[mention].title_gender;
  return join_if_agreed(n, longer, mention);
}

/* A single word that the recogniser takes for a person here and for something else before: it is
 * what it was, unless a title says it is a person. */
static bool join_as_before(names *n, uint32_t mention) {
  gaz_coreference *c = n->c;
  gaz_mention *m = &c->facts->mentions[mention];
  uint32_t before = find(n, SAME_WORDS, c->infos[mention].key);
  if (before == GAZ_NONE || c->infos[mention].title_gender ||
      c->facts->mentions[before].type == GAZ_TYPE_PERSON)
    return false;
  m->type = c->type[mention] = c->infos[mention].type = c->facts->mentions[before].type;
  c->gender[mention] = GAZ_GENDER_NEUTER;
  return join_if_agreed(n, before, mention);
}

/* The letters of the words between the first and the last of a person's name (titles are before the first), at most `room`,
 * "HW" of "H.W." too; *whole when one is written out. */
static uint32_t middle_letters(const gaz_coreference *c, uint32_t mention, char *letters,
                               uint32_t room, bool *whole) {
  const gaz_mention *m = &c->facts->mentions[mention];
  uint32_t count = 0, first = m->first, end = m->first + m->count;
  *whole = false;
  while (first + 1 < end && gaz_coreference_hash(c, first) != c->infos[mention].first_word) first++;
  for (uint32_t t = first + 1; t + 1 < end; t++) {
    const gaz_token *token = gaz_coreference_token(c, t);
    if (token->upos == GAZ_UPOS_PUNCT) continue;
    gaz_slice word = gaz_slice_of(c->analysis->text, token->start, token->end);
    bool initials = word.size <= 4;
    for (size_t i = 0; i < word.size; i++)
      initials &= word.data[i] == '.' || (word.data[i] >= 'A' && word.data[i] <= 'Z');
    *whole |= !initials;
    for (size_t i = 0; i < (initials ? word.size : 1) && count < room; i++)
      if (word.data[i] != '.') letters[count++] = word.data[i];
  }
  return count;
}

/* "George W. Bush" and "George H. W. Bush" are two; so are names whose middle ones have no letter in common. */
static bool are_two(const gaz_coreference *c, uint32_t a, uint32_t b) {
  char x[8], y[8];
  bool x_whole, y_whole;
  uint32_t x_count = middle_letters(c, a, x, sizeof x, &x_whole),
           y_count = middle_letters(c, b, y, sizeof y, &y_whole);
  if (!x_count || !y_count) return false;
  if (!x_whole && !y_whole) return x_count != y_count || memcmp(x, y, x_count) != 0;
  for (uint32_t i = 0; i < x_count; i++)
    if (memchr(y, x[i], y_count)) return false;
  return true;
}

static void take_person(names *n, uint32_t mention) {
  gaz_coreference *c = n->c;
  const gaz_mention_info *info = &c->infos[mention];
  bool full = info->word_count > 1 && !info->surname_only;
  bool joined = full && join_if_agreed(n, find(n, SAME_WORDS, info->key), mention);
  if (full && !joined) joined = join_family_name(n, mention);
  if (full) {
    uint32_t ends = /* "Vladimir V. Putin": first and last */
        find(n, ONE_WORD_PERSON, gaz_hash_pair(info->first_word, info->last_word));
    if (!joined && ends != GAZ_NONE && !are_two(c, ends, mention))
      joined = join_if_agreed(n, ends, mention);
    if (!joined)
      joined = join_first_two(n, mention) || join_short_given(n, mention) || join_alias(n, mention);
    if (!joined) join_if_agreed(n, find(n, ONE_WORD_PERSON, info->last_word), mention);
    keep(n, SAME_WORDS, info->key, mention);
    if (info->word_count > 2) keep(n, FAMILY_NAME, family_name_key(c, mention), mention);
    if (info->word_count == 3) keep(n, FIRST_TWO, first_two_key(c, mention), mention);
    keep(n, ONE_WORD_PERSON, gaz_hash_pair(info->first_word, info->last_word), mention);
    keep_full_name(n, mention);
    /* Two of one given name: the given name alone says nothing. */
    uint32_t other = find(n, GIVEN, info->first_word);
    bool clash = other == CLASH || (other != GAZ_NONE && gaz_coreference_root(c, other) !=
                                                             gaz_coreference_root(c, mention));
    keep(n, GIVEN, info->first_word, clash ? CLASH : mention);
    return;
  }
  uint32_t antecedent = find_by_surname(n, mention);
  if (antecedent == GAZ_NONE) antecedent = find(n, GIVEN, info->last_word);
  if (antecedent == CLASH) return;
  if (antecedent == GAZ_NONE || !gaz_coreference_agree(c, antecedent, mention))
    antecedent = find(n, ONE_WORD_PERSON, info->last_word);
  if (!join_if_agreed(n, antecedent, mention) && join_as_before(n, mention)) return;
  keep(n, ONE_WORD_PERSON, info->last_word, mention);
}

/* ---- All else ---- */

/* "French troops" speak of France; "the French", "two Frenchmen" and a book "in French and German" do not. */
static bool stands_for_state(const gaz_coreference *c, uint32_t mention) {
  enum { CONJUNCTS_MAX = 4 };
  const gaz_mention *m = &c->facts->mentions[mention];
  if (m->type == GAZ_TYPE_GPE || m->type == GAZ_TYPE_LOC) return true;
  const gaz_token *head = gaz_coreference_token(c, m->head), *first = head;
  for (int step = 0; step < CONJUNCTS_MAX && first->deprel == GAZ_DEPREL_CONJ && first->head >= 0;
       step++)
    first = gaz_coreference_token(c, (uint32_t)first->head);
  bool language = first->deprel == GAZ_DEPREL_OBL || first->deprel == GAZ_DEPREL_OBJ;
  return m->type == GAZ_TYPE_NORP &&
         (head->deprel == GAZ_DEPREL_AMOD || head->deprel == GAZ_DEPREL_COMPOUND ||
          (head->xpos == GAZ_XPOS_JJ && !language));
}

static bool is_acronym(gaz_slice text) {
  if (text.size < 2 || text.size > 8) return false;
  for (size_t i = 0; i < text.size; i++)
    if ((text.data[i] < 'A' || text.data[i] > 'Z') && text.data[i] != '.') return false;
  return true;
}

/* ---- Short names ---- */

/* "Northgate" beside "Northgate Shipping": the first word of one organisation's name and of no other's, and
 * not a place, a people or a state that many names begin with. */

static bool is_a_name_by_itself(const gaz_coreference *c, gaz_slice word) {
  return gaz_is_place(c->tables, word) || gaz_is_demonym(c->tables, word) ||
         gaz_state_of(c->tables, word) || gaz_alias_group(c->tables, word);
}

/* "Senate Intelligence Committee", "House Democrats": a part of what it begins with, or its people. */
static bool is_part(const gaz_coreference *c, uint32_t mention) {
  const gaz_mention *m = &c->facts->mentions[mention];
  const gaz_fact_word *last = c->words[m->first + m->count - 1];
  gaz_role_noun noun;
  uint8_t gender;
  if (gaz_role_noun_of(last->role, &noun) && noun.part) return true;
  const gaz_token *token = gaz_coreference_token(c, m->first + m->count - 1);
  gaz_slice people = gaz_slice_of(c->analysis->text, token->start, token->end);
  if (people.size < 2 || people.data[people.size - 1] != 's') return false;
  people.size--;
  return gaz_title_find(c->tables, people, &gender) == GAZ_TITLE_PARTY;
}

/* All organisations of the article first: a headline has the short name before the full one. */
static void keep_short_names(names *n) {
  const gaz_coreference *c = n->c;
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention *m = &c->facts->mentions[i];
    const gaz_mention_info *info = &c->infos[i];
    if (m->kind != GAZ_MENTION_NAME || m->type != GAZ_TYPE_ORG || info->word_count < 2) continue;
    if (gaz_coreference_token(c, m->first)->upos != GAZ_UPOS_PROPN ||
        is_a_name_by_itself(c, first_word_of(c, i)) || is_part(c, i))
      continue;
    uint32_t other = find(n, SHORT_NAME, info->first_word);
    bool clash = other == CLASH || (other != GAZ_NONE && c->infos[other].key != info->key);
    keep(n, SHORT_NAME, info->first_word, clash ? CLASH : i);
  }
}

/* "fled Kashmir", "in Northgate": a place, whatever organisations are called after it. */
static bool is_a_place_here(const gaz_coreference *c, uint32_t mention) {
  const gaz_mention *m = &c->facts->mentions[mention];
  if (m->type != GAZ_TYPE_GPE && m->type != GAZ_TYPE_LOC) return false;
  if (gaz_is_area(c->tables, text_of(c, mention))) return true;
  uint8_t gender;
  return m->first && gaz_title_of(c->words[m->first - 1]->title, &gender) == GAZ_TITLE_PLACE;
}

/* The recogniser has less to go by where the name is short: the type is that of the full name. */
static bool join_short_name(names *n, uint32_t mention) {
  gaz_coreference *c = n->c;
  gaz_mention *m = &c->facts->mentions[mention];
  bool may_be = m->type == GAZ_TYPE_ORG || m->type == GAZ_TYPE_GPE || m->type == GAZ_TYPE_LOC ||
                m->type == GAZ_TYPE_FAC || m->type == GAZ_TYPE_MISC;
  if (c->infos[mention].word_count != 1 || !may_be || is_a_place_here(c, mention)) return false;
  uint32_t full = find(n, SHORT_NAME, c->infos[mention].first_word);
  if (full == GAZ_NONE || full == CLASH) return false;
  m->type = c->type[mention] = c->infos[mention].type = GAZ_TYPE_ORG;
  return join_if_agreed(n, full, mention);
}

/* "Marlow" behind "Tadeo Marlow": by itself it looks like a place, and is none that anybody knows. */
static bool join_surname(names *n, uint32_t mention) {
  gaz_coreference *c = n->c;
  gaz_mention *m = &c->facts->mentions[mention];
  uint8_t type = m->type;
  if (c->infos[mention].word_count != 1 || type == GAZ_TYPE_NORP || is_a_place_here(c, mention) ||
      is_a_name_by_itself(c, text_of(c, mention)) ||
      find(n, SHORT_NAME, c->infos[mention].first_word) != GAZ_NONE ||
      find(n, SAME_WORDS, c->infos[mention].key) != GAZ_NONE)
    return false;
  uint8_t gender = c->gender[mention];
  c->type[mention] = GAZ_TYPE_PERSON;
  c->gender[mention] = GAZ_GENDER_UNKNOWN;
  uint32_t full = find_by_surname(n, mention);
  if (full == GAZ_NONE) {
    c->type[mention] = type;
    c->gender[mention] = gender;
    return false;
  }
  m->type = c->infos[mention].type = GAZ_TYPE_PERSON;
  gaz_coreference_join(c, full, mention);
  return true;
}

static void take_other(names *n, uint32_t mention) {
  gaz_coreference *c = n->c;
  const gaz_mention_info *info = &c->infos[mention];
  gaz_slice text = text_of(c, mention);
  uint32_t alias = gaz_alias_group(c->tables, text);
  uint32_t state = stands_for_state(c, mention) ? gaz_state_of(c->tables, text) : 0;
  /* "Americans" and "American" are not the same words as the country's. */
  uint32_t words =
      c->facts->mentions[mention].type == GAZ_TYPE_NORP ? gaz_hash_pair(info->key, 5) : info->key;
  if (join_surname(n, mention)) return;
  join_short_name(n, mention);
  join_if_agreed(n, find(n, SAME_WORDS, words), mention);
  join_if_agreed(n, find(n, ALIAS, alias), mention);
  join_if_agreed(n, find(n, STATE, state), mention);
  if (is_acronym(text) && text.size > 2)
    join_if_agreed(n, find(n, INITIALS, info->last_word), mention);
  keep(n, SAME_WORDS, words, mention);
  keep(n, ALIAS, alias, mention);
  keep(n, STATE, state, mention);
  keep(n, INITIALS, info->initials, mention);
}

/* ---- Brackets ---- */

static bool is_bracket(const gaz_coreference *c, uint32_t token, char mark) {
  const gaz_token *t = gaz_coreference_token(c, token);
  return t->end - t->start == 1 && c->analysis->text[t->start] == mark;
}

/* Whether the letters of an acronym begin words of the name, in order, and its first is the first. */
static bool abbreviates(gaz_slice acronym, gaz_slice name) {
  size_t a = 0;
  bool word_start = true;
  for (size_t i = 0; i < name.size && a < acronym.size; i++) {
    while (a < acronym.size && acronym.data[a] == '.') a++;
    char letter = name.data[i];
    if (word_start && a < acronym.size && (letter & ~32) == acronym.data[a])
      a++;
    else if (word_start && a == 0)
      return false;
    word_start = letter == ' ' || letter == '-' || letter == '\n';
  }
  while (a < acronym.size && acronym.data[a] == '.') a++;
  return a == acronym.size;
}

/* "Federal Security Service (FSB)" and "FSB (Federal Security Service)". */
static void join_bracketed(gaz_coreference *c, uint32_t before, uint32_t mention) {
  const gaz_mention *a = &c->facts->mentions[before], *b = &c->facts->mentions[mention];
  uint32_t gap = a->first + a->count, end = b->first + b->count;
  if (b->kind != GAZ_MENTION_NAME || a->kind != GAZ_MENTION_NAME || b->first != gap + 1 ||
      !is_bracket(c, gap, '(') || end >= c->analysis->tokens.token_count)
    return;
  gaz_slice x = text_of(c, before), y = text_of(c, mention);
  bool stands = (is_acronym(y) && abbreviates(y, x)) || (is_acronym(x) && abbreviates(x, y));
  if (!stands || a->type == GAZ_TYPE_PERSON || b->type == GAZ_TYPE_PERSON) return;
  /* The recogniser's types of an acronym are guesses; the text's equation is not. */
  gaz_coreference_join(c, before, mention);
}

gaz_status gaz_coreference_names(gaz_coreference *c) {
  names n = {.c = c};
  if (!gaz_hash_table_make(c->arena, c->count * 6 + 8, &n.known)) return GAZ_ERROR_MEMORY;
  uint32_t before = GAZ_NONE;
  keep_short_names(&n);
  for (uint32_t i = 0; i < c->count; i++) {
    const gaz_mention *m = &c->facts->mentions[i];
    if (m->kind != GAZ_MENTION_NAME) continue;
    if (before != GAZ_NONE) join_bracketed(c, before, i);
    if (m->type == GAZ_TYPE_PERSON)
      take_person(&n, i);
    else
      take_other(&n, i);
    before = i;
  }
  return GAZ_OK;
}
