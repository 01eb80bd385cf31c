/* Every table becomes one word map with packed values. */
#include "extract/reference_tables.h"

#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "english/engine.h"
#include "english/names_lists.h"
#include "extract/fact_words.h"
#include "extract/facts.h"
#include "extract/mentions.h"
#include "extract/tables_internal.h"

static gaz_status set(gaz_word_map *map, const char *word, uint32_t value) {
  return gaz_word_map_set(map, word, strlen(word), value);
}

static gaz_status set_folded(gaz_word_map *map, const char *word, uint32_t value) {
  char folded[128];
  size_t size = strlen(word);
  if (size >= sizeof folded) return GAZ_OK; /* no word of a text is that long */
  for (size_t i = 0; i <= size; i++)
    folded[i] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] + 32) : word[i];
  return gaz_word_map_set(map, folded, size, value);
}

static uint8_t gender_of(const char *cell) {
  return *cell == 'm'   ? GAZ_GENDER_MALE
         : *cell == 'f' ? GAZ_GENDER_FEMALE
         : *cell == 'n' ? GAZ_GENDER_NEUTER
                        : GAZ_GENDER_UNKNOWN;
}

static gaz_status add_pronoun(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                              gaz_error *error) {
  static const char *const kinds[] = {"personal", "reflexive", "demonstrative"};
  uint32_t person = (uint32_t)(*gaz_tsv_cell(table, row, 1) - '0'), kind = 0;
  char number = *gaz_tsv_cell(table, row, 2);
  while (kind < GAZ_COUNT(kinds) && strcmp(kinds[kind], gaz_tsv_cell(table, row, 4))) kind++;
  if (kind == GAZ_COUNT(kinds) || person < 1 || person > 3)
    return gaz_tsv_bad_row(table, row, "no such person or kind of pronoun", error);
  uint32_t count = number == 's' ? GAZ_NUMBER_SINGULAR : number == 'p' ? GAZ_NUMBER_PLURAL : 0;
  return set_folded(
      tables->pronouns, gaz_tsv_cell(table, row, 0),
      person | count << 4 | (uint32_t)gender_of(gaz_tsv_cell(table, row, 3)) << 8 | kind << 12);
}

static gaz_status add_noun(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                           gaz_error *error) {
  const char *name = gaz_tsv_cell(table, row, 1);
  uint32_t type = gaz_entity_type_parse(name, strlen(name));
  if (type == GAZ_TYPE_NONE) return gaz_tsv_bad_row(table, row, "no such entity type", error);
  static const char *const words[] = {"office",   "kind",  "leads", "named", "general",
                                      "business", "state", "town",  "part"};
  uint32_t bits = 0;
  for (const char *at = gaz_tsv_cell(table, row, 3); *at;) {
    size_t size = strcspn(at, " ");
    for (uint32_t i = 0; i < GAZ_COUNT(words); i++)
      if (strlen(words[i]) == size && !memcmp(words[i], at, size)) bits |= 1u << i;
    at += size + strspn(at + size, " ");
  }
  if (bits >> 2 & 1) bits |= 1u << 1; /* what leads is of a kind */
  return set_folded(tables->nouns, gaz_tsv_cell(table, row, 0),
                    type | (uint32_t)gender_of(gaz_tsv_cell(table, row, 2)) << 8 | bits << 12);
}

static gaz_status add_title(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                            gaz_error *error) {
  static const char *const kinds[] = {"",      "address", "former", "lesser", "particle", "passing",
                                      "after", "place",   "party",  "post",   "alias",    "form"};
  uint32_t kind = 1;
  while (kind < GAZ_COUNT(kinds) && strcmp(kinds[kind], gaz_tsv_cell(table, row, 1))) kind++;
  if (kind == GAZ_COUNT(kinds)) return gaz_tsv_bad_row(table, row, "no such kind of title", error);
  return set_folded(tables->titles, gaz_tsv_cell(table, row, 0),
                    kind | (uint32_t)gender_of(gaz_tsv_cell(table, row, 2)) << 8);
}

/* A hash that is never 0 nor GAZ_WORD_UNKNOWN. */
static uint32_t phrase_hash(const char *phrase, size_t size) {
  return ((uint32_t)gaz_hash(phrase, size, 7) & 0x7fffffffu) | 1u;
}

static gaz_status add_office(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                             gaz_error *error) {
  (void)error;
  const char *canonical = gaz_tsv_cell(table, row, 1);
  return set_folded(tables->offices, gaz_tsv_cell(table, row, 0),
                    phrase_hash(canonical, strlen(canonical)));
}

static gaz_status add_alias(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                            gaz_error *error) {
  const char *name = gaz_tsv_cell(table, row, 0);
  uint32_t type = gaz_entity_type_parse(name, strlen(name));
  if (type == GAZ_TYPE_NONE) return gaz_tsv_bad_row(table, row, "no such entity type", error);
  gaz_status status = GAZ_OK;
  for (unsigned c = 1; !status && c < table->columns; c++)
    if (*gaz_tsv_cell(table, row, c))
      status = set(tables->aliases, gaz_tsv_cell(table, row, c), ((uint32_t)row + 1) | type << 24);
  return status;
}

/* names_people.tsv and names_places.tsv have the columns class, name, value. */
static gaz_status add_given(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                            gaz_error *error) {
  (void)error;
  if (strcmp(gaz_tsv_cell(table, row, 0), "given")) return GAZ_OK;
  uint8_t gender = gender_of(gaz_tsv_cell(table, row, 2));
  return gender ? set(tables->given, gaz_tsv_cell(table, row, 1), gender) : GAZ_OK;
}

/* given_names.tsv says it for names that the list above leaves open. */
static gaz_status add_plain_given(struct gaz_reference_tables *tables, const gaz_tsv *table,
                                  size_t row, gaz_error *error) {
  uint8_t gender = gender_of(gaz_tsv_cell(table, row, 1));
  if (!gender) return gaz_tsv_bad_row(table, row, "a given name is m or f", error);
  return set(tables->given, gaz_tsv_cell(table, row, 0), gender);
}

/* A state is its code, and whether the word is a demonym of it ("French", "Briton"). */
enum {
  STATE_DEMONYM = 1 << 16,
  STATE_NONE = 1 << 17, /* a place that is no state */
  STATE_AREA = 1 << 18, /* an area or a landscape, whose name other things have too */
};

static uint32_t state_value(const char *code, bool demonym) {
  return (uint32_t)code[0] << 8 | (uint32_t)(unsigned char)code[1] | (demonym ? STATE_DEMONYM : 0);
}

static gaz_status add_state_name(struct gaz_reference_tables *tables, const gaz_tsv *table,
                                 size_t row, gaz_error *error) {
  const char *code = gaz_tsv_cell(table, row, 1);
  if (strlen(code) != 2)
    return gaz_tsv_bad_row(table, row, "a state's code has two letters", error);
  return set(tables->states, gaz_tsv_cell(table, row, 0),
             state_value(code, !strcmp(gaz_tsv_cell(table, row, 2), "demonym")));
}

static gaz_status add_state(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                            gaz_error *error) {
  (void)error;
  const char *class = gaz_tsv_cell(table, row, 0), *code = gaz_tsv_cell(table, row, 2);
  const char *name = gaz_tsv_cell(table, row, 1);
  bool place = !strcmp(class, "capital") || !strcmp(class, "city1") || !strcmp(class, "city2") ||
               !strcmp(class, "region");
  bool area = !strcmp(class, "area") || !strcmp(class, "nature");
  uint32_t known = gaz_word_map_find(tables->states, name, strlen(name));
  if (place && (known == GAZ_WORD_UNKNOWN || known == STATE_AREA))
    return set(tables->states, name, STATE_NONE);
  if (area && known == GAZ_WORD_UNKNOWN) return set(tables->states, name, STATE_AREA);
  if (strcmp(class, "country") && strcmp(class, "demonym")) return GAZ_OK;
  if (strlen(code) != 2) return GAZ_OK;
  /* A demonym of two states, or a name, keeps its first. */
  if (known != GAZ_WORD_UNKNOWN && known != STATE_NONE && known != STATE_AREA) return GAZ_OK;
  return set(tables->states, name, state_value(code, !strcmp(class, "demonym")));
}

static const struct {
  const char *file;
  unsigned least, columns;
  gaz_status (*add)(struct gaz_reference_tables *tables, const gaz_tsv *table, size_t row,
                    gaz_error *error);
} sources[] = {
    {"pronouns.tsv", 5, 5, add_pronoun},
    {"role_nouns.tsv", 4, 4, add_noun},
    {"titles.tsv", 2, 3, add_title},
    {"office_synonyms.tsv", 2, 2, add_office},
    {"name_aliases.tsv", 3, 16, add_alias},
    {"names_people.tsv", 2, 3, add_given},
    {"state_names.tsv", 2, 3, add_state_name},
    {"names_places.tsv", 2, 3, add_state},
    {"given_names.tsv", 2, 2, add_plain_given},
};

static gaz_status load(const char *data_dir, struct gaz_reference_tables *tables,
                       gaz_error *error) {
  for (size_t i = 0; i < GAZ_COUNT(sources); i++) {
    gaz_tsv table;
    gaz_status status = gaz_tsv_load(data_dir, sources[i].file, sources[i].least,
                                     sources[i].columns, &table, error);
    /* The long lists are generated; without them genders and states are not known. */
    if (status == GAZ_ERROR_NOT_FOUND && !strncmp(sources[i].file, "names_", 6)) status = GAZ_OK;
    for (size_t row = 0; !status && row < table.row_count; row++) {
      status = sources[i].add(tables, &table, row, error);
      if (status == GAZ_ERROR_MEMORY) gaz_fail(error, status, NULL, 0, "out of memory");
    }
    gaz_tsv_free(&table);
    if (status) return status;
  }
  return GAZ_OK;
}

static gaz_word_map *map_at(const struct gaz_reference_tables *tables, size_t i,
                            const char **name) {
  static const char *const names[] = {"pronouns", "role_nouns", "titles", "offices",
                                      "aliases",  "given",      "states"};
  gaz_word_map *const maps[] = {tables->pronouns, tables->nouns, tables->titles, tables->offices,
                                tables->aliases,  tables->given, tables->states};
  if (i >= GAZ_COUNT(maps)) return NULL;
  *name = names[i];
  return maps[i];
}

static bool take_image(const struct gaz_reference_tables *tables, const gaz_table_image *image) {
  const char *name;
  gaz_word_map *map;
  for (size_t i = 0; (map = map_at(tables, i, &name)); i++)
    if (!gaz_table_image_map(image, name, map)) return false;
  return true;
}

static gaz_status keep_in_image(const struct gaz_reference_tables *tables, gaz_table_image *image) {
  const char *name;
  gaz_word_map *map;
  gaz_status status = GAZ_OK;
  for (size_t i = 0; !status && (map = map_at(tables, i, &name)); i++)
    status = gaz_table_image_keep_map(image, name, map);
  return status;
}

gaz_status gaz_reference_tables_load(const char *data_dir, gaz_table_image *image,
                                     struct gaz_reference_tables **out, gaz_error *error) {
  *out = NULL;
  struct gaz_reference_tables *tables = calloc(1, sizeof *tables);
  if (!tables || gaz_word_map_new(&tables->pronouns) || gaz_word_map_new(&tables->nouns) ||
      gaz_word_map_new(&tables->titles) || gaz_word_map_new(&tables->offices) ||
      gaz_word_map_new(&tables->aliases) || gaz_word_map_new(&tables->given) ||
      gaz_word_map_new(&tables->states)) {
    gaz_reference_tables_free(tables);
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  }
  gaz_status status = GAZ_OK;
  if (!take_image(tables, image)) {
    status = load(data_dir, tables, error);
    if (!status) status = keep_in_image(tables, image);
  }
  if (status)
    gaz_reference_tables_free(tables);
  else
    *out = tables;
  return status;
}

void gaz_reference_tables_free(struct gaz_reference_tables *tables) {
  if (!tables) return;
  gaz_word_map_free(tables->pronouns);
  gaz_word_map_free(tables->nouns);
  gaz_word_map_free(tables->titles);
  gaz_word_map_free(tables->offices);
  gaz_word_map_free(tables->aliases);
  gaz_word_map_free(tables->given);
  gaz_word_map_free(tables->states);
  free(tables);
}

bool gaz_pronoun_of(uint32_t value, gaz_pronoun *out) {
  if (value == GAZ_WORD_UNKNOWN) return false;
  *out = (gaz_pronoun){value & 15, value >> 4 & 15, value >> 8 & 15, value >> 12 & 15};
  return true;
}

bool gaz_role_noun_of(uint32_t value, gaz_role_noun *out) {
  if (value == GAZ_WORD_UNKNOWN || (value & 255) >= GAZ_TYPE_COUNT) return false;
  *out = (gaz_role_noun){.type = value & 255,
                         .gender = value >> 8 & 15,
                         .office = value >> 12 & 1,
                         .kind = value >> 13 & 1,
                         .leads = value >> 14 & 1,
                         .named = value >> 15 & 1,
                         .general = value >> 16 & 1,
                         .business = value >> 17 & 1,
                         .state = value >> 18 & 1,
                         .town = value >> 19 & 1,
                         .part = value >> 20 & 1};
  return true;
}

gaz_title_kind gaz_title_of(uint32_t value, uint8_t *gender) {
  if (value == GAZ_WORD_UNKNOWN) return GAZ_TITLE_NONE;
  *gender = value >> 8 & 15;
  return value & 15;
}

bool gaz_pronoun_find(const struct gaz_reference_tables *tables, gaz_slice word, gaz_pronoun *out) {
  return gaz_pronoun_of(gaz_word_map_find_folded(tables->pronouns, word.data, word.size), out);
}

bool gaz_role_noun_find(const struct gaz_reference_tables *tables, gaz_slice lemma,
                        gaz_role_noun *out) {
  return gaz_role_noun_of(gaz_word_map_find_folded(tables->nouns, lemma.data, lemma.size), out);
}

gaz_title_kind gaz_title_find(const struct gaz_reference_tables *tables, gaz_slice word,
                              uint8_t *gender) {
  return gaz_title_of(gaz_word_map_find_folded(tables->titles, word.data, word.size), gender);
}

uint32_t gaz_reference_hash(gaz_slice word) {
  char folded[64];
  size_t size = gaz_name_fold(word.data, word.size, folded, sizeof folded);
  uint32_t hash = (uint32_t)gaz_hash(folded, size, 3);
  return hash ? hash : 1;
}

void gaz_reference_word_learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma,
                              gaz_fact_word *out) {
  const struct gaz_reference_tables *tables = engine->extract->references;
  if (!lemma.size) lemma = word;
  out->word_key = gaz_reference_hash(word);
  out->lemma_key = gaz_reference_hash(lemma);
  out->lemma_exact = (uint32_t)gaz_hash(lemma.data, lemma.size, 5);
  if (!tables) return;
  out->pronoun = gaz_word_map_find_folded(tables->pronouns, word.data, word.size);
  out->title = gaz_word_map_find_folded(tables->titles, word.data, word.size);
  out->role = gaz_word_map_find_folded(tables->nouns, lemma.data, lemma.size);
}

bool gaz_leads_to_place(const struct gaz_reference_tables *tables, gaz_slice word) {
  uint8_t gender;
  return gaz_title_find(tables, word, &gender) == GAZ_TITLE_PLACE;
}

uint8_t gaz_given_name_gender(const struct gaz_reference_tables *tables, gaz_slice name) {
  uint32_t value = gaz_word_map_find(tables->given, name.data, name.size);
  return value == GAZ_WORD_UNKNOWN ? GAZ_GENDER_UNKNOWN : (uint8_t)value;
}

/* The row and type of an alias; of two with a stroke between ("ISIS/ISIL") where they are one. */
static uint32_t alias_value(const struct gaz_reference_tables *tables, gaz_slice name) {
  uint32_t value = gaz_word_map_find(tables->aliases, name.data, name.size);
  const char *stroke = memchr(name.data, '/', name.size);
  if (value != GAZ_WORD_UNKNOWN || !stroke) return value;
  size_t first = (size_t)(stroke - name.data);
  value = gaz_word_map_find(tables->aliases, name.data, first);
  return value == gaz_word_map_find(tables->aliases, stroke + 1, name.size - first - 1)
             ? value
             : GAZ_WORD_UNKNOWN;
}

uint32_t gaz_alias_group(const struct gaz_reference_tables *tables, gaz_slice name) {
  uint32_t value = alias_value(tables, name);
  return value == GAZ_WORD_UNKNOWN ? 0 : value & 0xffffff;
}

uint8_t gaz_alias_type(const struct gaz_reference_tables *tables, gaz_slice name) {
  uint32_t value = alias_value(tables, name);
  return value >> 24 < GAZ_TYPE_COUNT ? (uint8_t)(value >> 24) : GAZ_TYPE_NONE;
}

uint32_t gaz_state_of(const struct gaz_reference_tables *tables, gaz_slice name) {
  uint32_t value = gaz_word_map_find(tables->states, name.data, name.size);
  return value == GAZ_WORD_UNKNOWN ? 0 : value & 0xffffu;
}

bool gaz_is_place(const struct gaz_reference_tables *tables, gaz_slice name) {
  uint32_t value = gaz_word_map_find(tables->states, name.data, name.size);
  return value != GAZ_WORD_UNKNOWN && !(value & (STATE_DEMONYM | STATE_AREA));
}

bool gaz_is_area(const struct gaz_reference_tables *tables, gaz_slice name) {
  return gaz_word_map_find(tables->states, name.data, name.size) == STATE_AREA;
}

bool gaz_is_demonym(const struct gaz_reference_tables *tables, gaz_slice name) {
  uint32_t value = gaz_word_map_find(tables->states, name.data, name.size);
  return value != GAZ_WORD_UNKNOWN && (value & STATE_DEMONYM);
}

uint32_t gaz_office_key(const struct gaz_reference_tables *tables, const char *phrase,
                        size_t size) {
  uint32_t value = gaz_word_map_find(tables->offices, phrase, size);
  return value == GAZ_WORD_UNKNOWN ? phrase_hash(phrase, size) : value;
}
