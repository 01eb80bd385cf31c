/* A recogniser learns where annotators drew the line, and they drew it around whole phrases. Who is
 * named in them is decided here, once for the article: spans are cut at commas between places and
 * behind owners that are names by themselves, and lose the words that only describe.
 *
 * An owner counts as a name of its own when it is a state or the recogniser marked the same words
 * elsewhere in the article; "St Brannoc's Hospital" stays whole. */
#include "extract/name_spans.h"

#include <string.h>

#include "english/labels.h"
#include "extract/coreference_internal.h"

enum { PARTS_MAX = 4, WORDS_MAX = 24 };

typedef struct spans {
  const struct gaz_reference_tables *tables;
  const gaz_analysis *analysis;
  gaz_hash_table whole; /* hash of a span's words -> its index in analysis->names */
  gaz_name *items;
  size_t count;
} spans;

static const gaz_token *token_at(const spans *s, uint32_t token) {
  return &s->analysis->tokens.tokens[token];
}

static gaz_slice word_of(const spans *s, uint32_t token) {
  const gaz_token *t = token_at(s, token);
  return gaz_slice_of(s->analysis->text, t->start, t->end);
}

static gaz_slice words_of(const spans *s, uint32_t first, uint32_t count) {
  return gaz_slice_of(s->analysis->text, token_at(s, first)->start,
                      token_at(s, first + count - 1)->end);
}

static bool is_place(uint8_t type) { return type == GAZ_TYPE_GPE || type == GAZ_TYPE_LOC; }

static bool is_comma(const spans *s, uint32_t token) {
  gaz_slice word = word_of(s, token);
  return word.size == 1 && word.data[0] == ',';
}

static bool has_capital(gaz_slice word) {
  for (size_t i = 0; i < word.size; i++)
    if ((word.data[i] >= 'A' && word.data[i] <= 'Z') || (unsigned char)word.data[i] >= 0x80 ||
        (word.data[i] >= '0' && word.data[i] <= '9'))
      return true;
  return false;
}

/* ---- What a span loses ---- */

/* "northern Lumbia", "compatriot Keller": words in lower case before the name, but not the particles
 * of a family name, whose like may begin one. */
static bool is_small(const spans *s, uint32_t token) {
  gaz_slice word = word_of(s, token);
  uint8_t gender;
  return !has_capital(word) && gaz_title_find(s->tables, word, &gender) != GAZ_TITLE_PARTICLE;
}

static bool is_given(const spans *s, uint32_t token) {
  gaz_slice word = word_of(s, token);
  return gaz_given_name_gender(s->tables, word) != GAZ_GENDER_UNKNOWN;
}

static bool is_short_title(const spans *s, uint32_t token) {
  gaz_slice word = word_of(s, token);
  uint8_t gender;
  return word.size > 1 && word.data[word.size - 1] == '.' &&
         gaz_title_find(s->tables, word, &gender) == GAZ_TITLE_ADDRESS;
}

/* "Col.", "Commodore" and "Republican" before a name; before two words "Star" and "Lumbian" too. */
static bool describes(const spans *s, uint32_t token, uint32_t left) {
  gaz_role_noun noun = {0};
  uint8_t gender;
  if (gaz_title_find(s->tables, word_of(s, token), &gender) == GAZ_TITLE_PARTY) return true;
  if (is_short_title(s, token)) return true;
  if (is_given(s, token)) return false;
  const char *lemma = token_at(s, token)->lemma;
  gaz_slice word = lemma ? (gaz_slice){lemma, strlen(lemma)} : word_of(s, token);
  if (gaz_role_noun_find(s->tables, word, &noun) && noun.type == GAZ_TYPE_PERSON)
    return noun.office || left > 2;
  return left > 2 && gaz_is_demonym(s->tables, word_of(s, token));
}

static void trim(const spans *s, gaz_name *name) {
  bool person = name->type == GAZ_TYPE_PERSON;
  uint8_t gender;
  if (!person && !is_place(name->type)) return;
  while (name->count > 1 &&
         (is_small(s, name->first) || (person && describes(s, name->first, name->count)))) {
    name->first++;
    name->count--;
  }
  while (person && name->count > 2 &&
         (gaz_title_find(s->tables, word_of(s, name->first + name->count - 1), &gender) ==
              GAZ_TITLE_AFTER ||
          is_comma(s, name->first + name->count - 1)))
    name->count--;
}

/* ---- Where a span is cut ---- */

static uint32_t hash_words(const spans *s, uint32_t first, uint32_t count) {
  gaz_slice words = words_of(s, first, count);
  uint32_t hash = (uint32_t)gaz_hash(words.data, words.size, 29);
  return hash ? hash : 1;
}

/* The type of an owner that is a name by itself, or GAZ_TYPE_NONE. */
static uint8_t owner_type(const spans *s, uint32_t first, uint32_t count) {
  if (gaz_is_place(s->tables, words_of(s, first, count))) return GAZ_TYPE_GPE;
  uint32_t known = gaz_hash_table_find(&s->whole, hash_words(s, first, count));
  return known == GAZ_NONE ? GAZ_TYPE_NONE : s->analysis->names[known].type;
}

/* "Harrab Peninsula" is a landscape; "Harrab Bay" may be a city, and is where the lists say so. */
static bool is_landscape(const spans *s, const gaz_name *name) {
  gaz_role_noun noun = {0};
  return name->type == GAZ_TYPE_GPE && name->count > 1 &&
         gaz_role_noun_find(s->tables, word_of(s, name->first + name->count - 1), &noun) &&
         noun.type == GAZ_TYPE_LOC &&
         !gaz_is_place(s->tables, words_of(s, name->first, name->count));
}

static bool is_kind_of_place(const spans *s, uint32_t token) {
  gaz_role_noun noun = {0};
  return gaz_role_noun_find(s->tables, word_of(s, token), &noun) && is_place(noun.type);
}

/* "the Coastal Waters Act of 1988": how many words after the name of a law are of it. */
static uint32_t year_of_law(const spans *s, uint32_t end) {
  const gaz_tokens *tokens = &s->analysis->tokens;
  if (end + 1 >= tokens->token_count ||
      token_at(s, end + 1)->sentence != token_at(s, end - 1)->sentence)
    return 0;
  gaz_slice of = word_of(s, end), year = word_of(s, end + 1);
  if (of.size != 2 || memcmp(of.data, "of", 2) != 0 || year.size != 4) return 0;
  for (size_t i = 0; i < year.size; i++)
    if (year.data[i] < '0' || year.data[i] > '9') return 0;
  return year.data[0] == '1' || year.data[0] == '2' ? 2 : 0;
}

static void keep(spans *s, const gaz_name *from, uint32_t first, uint32_t count, uint8_t type) {
  gaz_name *name = &s->items[s->count++];
  *name = *from;
  name->first = first;
  name->count = count;
  name->type = type;
  if (type == GAZ_TYPE_LAW) name->count += year_of_law(s, first + count);
  trim(s, name);
  if (is_landscape(s, name)) name->type = GAZ_TYPE_LOC;
  name->start = token_at(s, name->first)->start;
  name->end = token_at(s, name->first + name->count - 1)->end;
}

static bool is_known_person(const spans *s, uint32_t first, uint32_t count) {
  uint32_t known = gaz_hash_table_find(&s->whole, hash_words(s, first, count));
  return known != GAZ_NONE && s->analysis->names[known].type == GAZ_TYPE_PERSON;
}

/* "Anna Keller Slams Piet Brandt", a headline that was taken for one name: two persons whom the article names. */
static bool cut_headline(spans *s, const gaz_name *name) {
  enum { PERSON_LEAST = 2, PERSON_MOST = 3 };
  if (name->count <= 2 * PERSON_LEAST || name->count > WORDS_MAX) return false;
  for (uint32_t head = PERSON_LEAST; head <= PERSON_MOST && head + 1 < name->count; head++) {
    if (!is_known_person(s, name->first, head)) continue;
    for (uint32_t tail = PERSON_LEAST; tail <= PERSON_MOST && head + tail < name->count; tail++) {
      uint32_t first = name->first + name->count - tail;
      if (!is_known_person(s, first, tail)) continue;
      keep(s, name, name->first, head, GAZ_TYPE_PERSON);
      keep(s, name, first, tail, GAZ_TYPE_PERSON);
      return true;
    }
  }
  return false;
}

static void cut(spans *s, const gaz_name *name) {
  if (cut_headline(s, name)) return;
  uint32_t first = name->first, end = name->first + name->count;
  unsigned parts = 1;
  for (uint32_t t = first + 1; t + 1 < end && t < first + WORDS_MAX && parts < PARTS_MAX; t++) {
    bool within =
        is_place(name->type) && token_at(s, t)->upos == GAZ_UPOS_ADP &&
        gaz_leads_to_place(s->tables, word_of(s, t)) &&
        (gaz_is_place(s->tables, words_of(s, t + 1, end - t - 1)) || /* "the West in Syria" */
         is_kind_of_place(s, end - 1));                              /* "Orsa in Kald province" */
    if (within || (is_place(name->type) && is_comma(s, t))) {
      keep(s, name, first, t - first, name->type);
    } else if (token_at(s, t)->xpos == GAZ_XPOS_POS && has_capital(word_of(s, t + 1))) {
      uint8_t type = owner_type(s, first, t - first);
      if (type == GAZ_TYPE_NONE) continue;
      keep(s, name, first, t - first, type);
    } else {
      continue;
    }
    parts++;
    first = t + 1;
  }
  keep(s, name, first, end - first, name->type);
}

/* "(R-Wis.)", "D-Texas": a letter for a party and a state, taken for somebody; "T-Mobile" is none. */
static bool is_seat(const spans *s, const gaz_name *name) {
  gaz_slice text = words_of(s, name->first, name->count);
  if ((name->type != GAZ_TYPE_PERSON && name->type != GAZ_TYPE_ORG) || text.size < 4 ||
      text.data[0] < 'A' || text.data[0] > 'Z' || text.data[1] != '-')
    return false;
  gaz_slice state = {text.data + 2, text.size - 2};
  if (memchr(state.data, ' ', state.size)) return false;
  return state.data[state.size - 1] == '.' ||
         (name->type == GAZ_TYPE_PERSON && gaz_is_place(s->tables, state));
}

gaz_status gaz_name_spans(const struct gaz_reference_tables *tables, const gaz_analysis *analysis,
                          gaz_arena *arena, gaz_name **out, size_t *count) {
  spans s = {.tables = tables, .analysis = analysis};
  size_t names = analysis->name_count;
  s.items = gaz_arena_alloc(arena, (names * PARTS_MAX + 1) * sizeof *s.items);
  if (!s.items || !gaz_hash_table_make(arena, names + 1, &s.whole)) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < names; i++) {
    const gaz_name *name = &analysis->names[i];
    if (name->count && name->type < GAZ_TYPE_COUNT)
      gaz_hash_table_set(&s.whole, hash_words(&s, name->first, name->count), (uint32_t)i);
  }
  for (size_t i = 0; i < names; i++)
    if (analysis->names[i].count && !is_seat(&s, &analysis->names[i])) cut(&s, &analysis->names[i]);
  *out = s.items;
  *count = s.count;
  return GAZ_OK;
}
