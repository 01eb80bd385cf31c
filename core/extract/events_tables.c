/* The tables of data/english/event_*.tsv. Rows are small and read once, so everything is checked
 * here, with the line that is wrong; what the other files see needs no checks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "english/engine.h"
#include "extract/events_internal.h"
#include "extract/tables_internal.h"

enum { STRINGS_MAX = 64 << 10, NAMES_MAX = 384 };

/* ---- Strings that outlive their table ---- */

typedef struct loader {
  struct gaz_event_tables *tables;
  gaz_word_map *type_rows, *frame_rows;
  size_t value_capacity, string_size, figure_count;
  gaz_error *error;
} loader;

static const char *keep(loader *l, const char *text) {
  size_t size = strlen(text) + 1;
  if (l->string_size + size > STRINGS_MAX) return NULL;
  char *copy = memcpy(l->tables->strings + l->string_size, text, size);
  l->string_size += size;
  return copy;
}

static uint32_t find(const gaz_word_map *map, const char *word) {
  return gaz_word_map_find(map, word, strlen(word));
}

static gaz_status set(gaz_word_map *map, const char *word, uint32_t value) {
  return gaz_word_map_set(map, word, strlen(word), value);
}

static gaz_status no_memory(const loader *l) {
  return gaz_fail(l->error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
}

/* ---- Frames ---- */

static uint32_t slot_of(const char *name, size_t size) {
  static const char *const names[] = {"",       "subj", "obj",   "iobj",   "poss", "mod",
                                      "clause", "num",  "site",  "below",  "town", "self",
                                      "case",   "near", "agent", "patient"};
  for (uint32_t i = 1; i < GAZ_COUNT(names); i++)
    if (strlen(names[i]) == size && !memcmp(names[i], name, size)) return i;
  return gaz_event_hash(name, size);
}

static int role_of(const char *name, size_t size) {
  for (int i = 0; i < GAZ_ROLE_COUNT; i++) {
    const char *role = gaz_role_name((uint8_t)i);
    if (strlen(role) == size && !memcmp(role, name, size)) return i;
  }
  return -1;
}

/* "subj=agent obj=patient against=patient" */
static const char *read_frame(const char *slots, gaz_event_frame *frame) {
  for (const char *at = slots; *at;) {
    size_t size = strcspn(at, " ");
    const char *equals = memchr(at, '=', size);
    if (!equals) return "a slot of a frame is written SLOT=ROLE";
    int role = role_of(equals + 1, (size_t)(at + size - equals - 1));
    if (role < 0) return "no such role";
    if (frame->count == GAZ_SLOTS_MAX) return "too many slots";
    frame->slots[frame->count] = slot_of(at, (size_t)(equals - at));
    frame->roles[frame->count++] = (uint8_t)role;
    at += size + strspn(at + size, " ");
  }
  return NULL;
}

static gaz_status load_frames(loader *l, const char *data_dir) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "event_frames.tsv", 2, 2, &table, l->error);
  if (!status) {
    l->tables->frames = calloc(table.row_count + 1, sizeof *l->tables->frames);
    if (!l->tables->frames) status = no_memory(l);
  }
  for (size_t row = 0; !status && row < table.row_count; row++) {
    gaz_event_frame *frame = &l->tables->frames[l->tables->frame_count];
    frame->name = keep(l, gaz_tsv_cell(&table, row, 0));
    const char *wrong = read_frame(gaz_tsv_cell(&table, row, 1), frame);
    if (!frame->name) wrong = "the tables are too large";
    status = wrong ? gaz_tsv_bad_row(&table, row, wrong, l->error)
                   : set(l->frame_rows, frame->name, (uint32_t)l->tables->frame_count++);
  }
  gaz_tsv_free(&table);
  return status;
}

/* ---- Types ---- */

/* "once done" */
static const char *read_nature(const char *words, uint8_t *out) {
  static const char *const natures[] = {"once", "wares", "done", "uttered"};
  if (!strcmp(words, "-")) return NULL;
  for (const char *at = words; *at;) {
    size_t size = strcspn(at, " ");
    unsigned i = 0;
    while (i < GAZ_COUNT(natures) && (strlen(natures[i]) != size || memcmp(natures[i], at, size)))
      i++;
    if (i == GAZ_COUNT(natures)) return "no such nature of events";
    *out |= (uint8_t)(1u << i);
    at += size + strspn(at + size, " ");
  }
  return NULL;
}

static gaz_status load_types(loader *l, const char *data_dir) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "event_types.tsv", 6, 6, &table, l->error);
  if (!status && (!table.row_count || table.row_count > UINT16_MAX))
    status = gaz_fail(l->error, GAZ_ERROR_CORRUPT, table.path, 0, "the table needs its first row");
  if (!status) {
    l->tables->types = calloc(table.row_count + 1, sizeof *l->tables->types);
    if (!l->tables->types) status = no_memory(l);
  }
  for (size_t row = 0; !status && row < table.row_count; row++) {
    const char *name = gaz_tsv_cell(&table, row, 0), *cameo = gaz_tsv_cell(&table, row, 1);
    const char *figure = gaz_tsv_cell(&table, row, 3);
    uint32_t frame = find(l->frame_rows, gaz_tsv_cell(&table, row, 2));
    gaz_event_type_row *type = &l->tables->types[row];
    type->type.name = keep(l, name);
    type->type.cameo = keep(l, strcmp(cameo, "-") ? cameo : "");
    type->type.gloss = keep(l, gaz_tsv_cell(&table, row, 5));
    const char *wrong = read_nature(gaz_tsv_cell(&table, row, 4), &type->type.nature);
    type->figure = keep(l, strcmp(figure, "-") ? figure : "");
    type->frame = (uint16_t)frame;
    if (frame == GAZ_WORD_UNKNOWN) wrong = "no such frame in event_frames.tsv";
    if (!type->figure) wrong = "the tables are too large";
    if (wrong)
      status = gaz_tsv_bad_row(&table, row, wrong, l->error);
    else
      status = set(l->type_rows, name, (uint32_t)row);
    if (!strcmp(name, "STATEMENT")) l->tables->statement = (uint16_t)row;
    if (!strcmp(name, "Life.Die")) l->tables->die = (uint16_t)row;
    if (!strcmp(name, "Life.Injure")) l->tables->injure = (uint16_t)row;
    if (!strcmp(name, "ASSAULT")) l->tables->assault = (uint16_t)row;
    if (!status) l->tables->type_count++;
  }
  gaz_tsv_free(&table);
  return status;
}

/* ---- Triggers ---- */

static bool is_named(const char *name, const char *word, size_t size) {
  return strlen(name) == size && !memcmp(name, word, size);
}

/* A field of nouns, without its "@", by the names of WordNet's lexicographer files; or -1. */
static int field_of(const char *word, size_t size) {
  static const char *const names[] = {
      "tops",          "act",    "animal",     "artifact",  "attribute",  "body",     "cognition",
      "communication", "event",  "feeling",    "food",      "group",      "location", "motive",
      "object",        "person", "phenomenon", "plant",     "possession", "process",  "quantity",
      "relation",      "shape",  "state",      "substance", "time"};
  for (int i = 0; i < (int)GAZ_COUNT(names); i++)
    if (is_named(names[i], word, size)) return i;
  return -1;
}

/* Adds a kind to a condition; false if the word is no kind but a lemma. */
static bool read_kind(const char *word, size_t size, gaz_event_condition *condition,
                      const char **wrong) {
  static const struct {
    const char *name;
    uint32_t kind, function;
  } kinds[] = {{"SOMEBODY", GAZ_KIND_SOMEBODY, 0},     {"ABSTRACT", GAZ_KIND_ABSTRACT, 0},
               {"INFINITIVE", GAZ_KIND_INFINITIVE, 0}, {"THING", GAZ_KIND_THING, 0},
               {"PLURAL", GAZ_KIND_PLURAL, 0},         {"SPORT", 0, GAZ_FUNCTION_SPORT},
               {"POLL", 0, GAZ_FUNCTION_POLL},         {"STAGE", 0, GAZ_FUNCTION_STAGE},
               {"ARMS", 0, GAZ_FUNCTION_ARMS},         {"COURT", 0, GAZ_FUNCTION_COURT}};
  for (size_t i = 0; i < GAZ_COUNT(kinds); i++)
    if (is_named(kinds[i].name, word, size)) {
      condition->kinds |= kinds[i].kind;
      condition->functions |= kinds[i].function;
      return true;
    }
  if (*word == '@') {
    int field = field_of(word + 1, size - 1);
    if (field < 0) *wrong = "no such field of meaning";
    condition->fields |= field < 0 ? 0 : 1u << field;
    return true;
  }
  gaz_entity_type type = gaz_entity_type_parse(word, size);
  condition->kinds |= type == GAZ_TYPE_NONE ? 0 : 1u << type;
  return type != GAZ_TYPE_NONE;
}

static bool add_value(loader *l, uint32_t value) {
  struct gaz_event_tables *t = l->tables;
  if (t->value_count == l->value_capacity) {
    size_t wanted = l->value_capacity ? 2 * l->value_capacity : 256;
    uint32_t *values = realloc(t->values, wanted * sizeof *values);
    if (!values) return false;
    t->values = values;
    l->value_capacity = wanted;
  }
  t->values[t->value_count++] = value;
  return true;
}

/* "obj=deal|accord", "obj!=PERSON", "on=*" */
static const char *read_condition(loader *l, const char *at, size_t size,
                                  gaz_event_condition *condition) {
  const char *equals = memchr(at, '=', size);
  if (!equals || equals == at) return "a condition is written SLOT=WORD|WORD";
  condition->negated = equals[-1] == '!';
  condition->slot = slot_of(at, (size_t)(equals - at) - condition->negated);
  condition->first = (uint32_t)l->tables->value_count;
  const char *end = at + size;
  bool any = end - equals == 2 && equals[1] == '*';
  for (const char *word = equals + 1; !any && word < end;) {
    const char *stop = memchr(word, '|', (size_t)(end - word));
    if (!stop) stop = end;
    const char *wrong = NULL;
    bool kind = read_kind(word, (size_t)(stop - word), condition, &wrong);
    if (wrong) return wrong;
    if (!kind) {
      if (++condition->count > GAZ_VALUES_MAX) return "a condition has too many words";
      if (!add_value(l, gaz_event_hash(word, (size_t)(stop - word)))) return "out of memory";
    }
    word = stop + 1;
  }
  return NULL;
}

static const char *read_trigger(loader *l, const gaz_tsv *table, size_t row,
                                gaz_event_trigger *out) {
  const char *words = gaz_tsv_cell(table, row, 0), *frame = gaz_tsv_cell(table, row, 4);
  uint32_t type = find(l->type_rows, gaz_tsv_cell(table, row, 2));
  if (type == GAZ_WORD_UNKNOWN) return "no such type in event_types.tsv";
  const char *space = strchr(words, ' ');
  out->type = (uint16_t)type;
  out->particle = space ? gaz_event_hash(space + 1, strlen(space + 1)) : 0;
  out->frame = l->tables->types[type].frame;
  out->next = UINT32_MAX;
  if (*frame) {
    uint32_t own = find(l->frame_rows, frame);
    if (own == GAZ_WORD_UNKNOWN) return "no such frame in event_frames.tsv";
    out->frame = (uint16_t)own;
  }
  for (const char *at = gaz_tsv_cell(table, row, 3); *at;) {
    size_t size = strcspn(at, " ");
    if (out->condition_count == GAZ_CONDITIONS_MAX) return "too many conditions";
    const char *wrong = read_condition(l, at, size, &out->conditions[out->condition_count++]);
    if (wrong) return wrong;
    at += size + strspn(at + size, " ");
  }
  return NULL;
}

/* The narrower a row, the earlier it is tried: first those that ask for a word, then those that only
 * refuse some, then those without conditions; in the order of the file among equals. */
static int breadth(const gaz_event_trigger *trigger) {
  bool asks = trigger->particle != 0;
  for (uint8_t i = 0; i < trigger->condition_count; i++) asks |= !trigger->conditions[i].negated;
  return asks ? 0 : trigger->condition_count ? 1 : 2;
}

static gaz_status chain_trigger(loader *l, const char *pos, const char *words, uint32_t row) {
  char key[72];
  int size = snprintf(key, sizeof key, "%s %.*s", pos, (int)strcspn(words, " "), words);
  if (size < 0 || size >= (int)sizeof key) return GAZ_ERROR_TOO_LARGE;
  gaz_event_trigger *triggers = l->tables->triggers;
  uint32_t first = find(l->tables->trigger_rows, key);
  if (first == GAZ_WORD_UNKNOWN || breadth(&triggers[first]) > breadth(&triggers[row])) {
    triggers[row].next = first == GAZ_WORD_UNKNOWN ? UINT32_MAX : first;
    return set(l->tables->trigger_rows, key, row);
  }
  while (triggers[first].next != UINT32_MAX &&
         breadth(&triggers[triggers[first].next]) <= breadth(&triggers[row]))
    first = triggers[first].next;
  triggers[row].next = triggers[first].next;
  triggers[first].next = row;
  return GAZ_OK;
}

static gaz_status load_triggers(loader *l, const char *data_dir) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "event_triggers.tsv", 3, 5, &table, l->error);
  if (!status) {
    l->tables->triggers = calloc(table.row_count + 1, sizeof *l->tables->triggers);
    if (!l->tables->triggers) status = no_memory(l);
  }
  for (size_t row = 0; !status && row < table.row_count; row++) {
    const char *pos = gaz_tsv_cell(&table, row, 1);
    const char *wrong = strcmp(pos, "v") && strcmp(pos, "n") && strcmp(pos, "a")
                            ? "the part of speech is v, n or a"
                            : read_trigger(l, &table, row, &l->tables->triggers[row]);
    if (wrong)
      status = gaz_tsv_bad_row(&table, row, wrong, l->error);
    else if (!strcmp(gaz_tsv_cell(&table, row, 0), "*")) /* of all verbs of the type */
      l->tables->types[l->tables->triggers[row].type].refused = (uint32_t)row + 1;
    else
      status = chain_trigger(l, pos, gaz_tsv_cell(&table, row, 0), (uint32_t)row);
    l->tables->trigger_count++;
  }
  gaz_tsv_free(&table);
  return status;
}

/* ---- Moods and other words ---- */

static const char *read_mood(const char *modality, const char *reach, uint32_t *out) {
  static const char *const reaches[] = {"clause", "object",   "modified", "auxiliary", "marker",
                                        "noun",   "reported", "ahead",    "subject"};
  uint32_t value = 0;
  while (value < GAZ_MODALITY_COUNT && strcmp(gaz_modality_name((uint8_t)value), modality)) value++;
  if (value == GAZ_MODALITY_COUNT) return "no such modality";
  for (const char *at = reach; *at;) {
    size_t size = strcspn(at, " ");
    unsigned i = 0;
    while (i < GAZ_COUNT(reaches) && (strlen(reaches[i]) != size || memcmp(reaches[i], at, size)))
      i++;
    if (i == GAZ_COUNT(reaches)) return "no such reach";
    value |= 1u << (8 + i);
    at += size + strspn(at + size, " ");
  }
  *out = value;
  return NULL;
}

static gaz_status load_moods(loader *l, const char *data_dir) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "event_moods.tsv", 3, 3, &table, l->error);
  for (size_t row = 0; !status && row < table.row_count; row++) {
    uint32_t value = 0;
    const char *wrong =
        read_mood(gaz_tsv_cell(&table, row, 1), gaz_tsv_cell(&table, row, 2), &value);
    status = wrong ? gaz_tsv_bad_row(&table, row, wrong, l->error)
                   : set(l->tables->moods, gaz_tsv_cell(&table, row, 0), value);
  }
  gaz_tsv_free(&table);
  return status;
}

/* In the order of gaz_event_grammar. */
static const char *const grammar_names[GAZ_GRAMMAR_COUNT] = {
    "belonging",  "doer",    "company", "purpose", "target", "goal",      "seat",
    "origin",     "parties", "clause",  "being",   "having", "following", "definite",
    "indefinite", "one",     "two",     "both",    "manner", "promising", "limit"};

static gaz_status add_grammar(loader *l, const gaz_tsv *table, size_t row) {
  const char *word = gaz_tsv_cell(table, row, 0);
  for (int i = 0; i < GAZ_GRAMMAR_COUNT; i++)
    if (!strcmp(grammar_names[i], gaz_tsv_cell(table, row, 2))) {
      l->tables->grammar[i] = gaz_event_hash(word, strlen(word));
      return GAZ_OK;
    }
  return gaz_tsv_bad_row(table, row, "no such word of grammar", l->error);
}

/* Each has its word. */
static gaz_status check_grammar(const loader *l, const char *data_dir) {
  for (int i = 0; i < GAZ_GRAMMAR_COUNT; i++)
    if (!l->tables->grammar[i])
      return gaz_fail(
          l->error, GAZ_ERROR_CORRUPT, data_dir, 0,
          "english/event_words.tsv has no word of grammar for \"%s\"; re-install the data",
          grammar_names[i]);
  return GAZ_OK;
}

static gaz_status add_word(loader *l, const gaz_tsv *table, size_t row) {
  const char *word = gaz_tsv_cell(table, row, 0), *class = gaz_tsv_cell(table, row, 1);
  const char *value = gaz_tsv_cell(table, row, 2);
  struct gaz_event_tables *t = l->tables;
  if (!strcmp(class, "light")) return set(t->light, word, 1);
  if (!strcmp(class, "grammar")) return add_grammar(l, table, row);
  static const char *const functions[] = {
      "place", "where", "clause", "complement", "happen", "during",   "dateline",  "vague",
      "actor", "organ", "states", "people",     "bodies", "speakers", "contrast",  "with",
      "after", "span",  "taker",  "hands",      "given",  "sport",    "poll",      "stage",
      "arms",  "court", "words",  "count",      "matter", "occasion", "announced", "appointed"};
  for (uint32_t i = 0; i < GAZ_COUNT(functions); i++)
    if (!strcmp(class, functions[i])) {
      uint32_t before = find(t->functions, word);
      return set(t->functions, word, (before == GAZ_WORD_UNKNOWN ? 0 : before) | 1u << i);
    }
  if (!strcmp(class, "number")) return set(t->numbers, word, (uint32_t)strtoul(value, NULL, 10));
  if (!strcmp(class, "least")) return set(t->numbers, word, GAZ_NUMBER_LEAST);
  if (!strcmp(class, "most")) return set(t->numbers, word, GAZ_NUMBER_MOST);
  bool money = !strcmp(class, "money"), kind = !strcmp(class, "kind");
  if (money || kind || !strcmp(class, "figure")) {
    const char *name = keep(l, value);
    if (!name || l->figure_count == NAMES_MAX)
      return gaz_tsv_bad_row(table, row, "the tables are too large", l->error);
    t->value_names[l->figure_count] = name;
    uint32_t index = (uint32_t)l->figure_count++;
    if (kind) return set(t->kinds, word, index);
    return money ? set(t->numbers, word, GAZ_NUMBER_MONEY | index) : set(t->figures, word, index);
  }
  return gaz_tsv_bad_row(table, row, "no such class of word", l->error);
}

static gaz_status load_words(loader *l, const char *data_dir) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "event_words.tsv", 2, 3, &table, l->error);
  l->tables->value_names = calloc(NAMES_MAX, sizeof *l->tables->value_names);
  if (!status && !l->tables->value_names) status = no_memory(l);
  for (size_t row = 0; !status && row < table.row_count; row++) status = add_word(l, &table, row);
  gaz_tsv_free(&table);
  return status ? status : check_grammar(l, data_dir);
}

/* first | second << 6 | share << 12 | hash of the verb << 32 */
static gaz_status load_nouns(loader *l, const char *data_dir, gaz_table_image *image) {
  if (gaz_table_image_map(image, "event_nouns", l->tables->nouns)) return GAZ_OK;
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "event_nouns.tsv", 5, 5, &table, l->error);
  for (size_t row = 0; !status && row < table.row_count; row++) {
    const char *verb = gaz_tsv_cell(&table, row, 4);
    unsigned long first = strtoul(gaz_tsv_cell(&table, row, 1), NULL, 10);
    unsigned long second = strtoul(gaz_tsv_cell(&table, row, 2), NULL, 10);
    unsigned long share = strtoul(gaz_tsv_cell(&table, row, 3), NULL, 10);
    if (first > 63 || second > 63 || share > 9) {
      status = gaz_tsv_bad_row(&table, row, "a number is out of range", l->error);
      break;
    }
    uint64_t hash = strcmp(verb, "-") ? gaz_event_hash(verb, strlen(verb)) : 0;
    const char *noun = gaz_tsv_cell(&table, row, 0);
    status = gaz_word_map_set(l->tables->nouns, noun, strlen(noun),
                              (uint64_t)(first | second << 6 | share << 12) | hash << 32);
  }
  gaz_tsv_free(&table);
  return status ? status : gaz_table_image_keep_map(image, "event_nouns", l->tables->nouns);
}

bool gaz_event_noun_find(const struct gaz_event_tables *tables, const char *lemma, size_t size,
                         gaz_event_noun *out) {
  uint64_t value;
  *out = (gaz_event_noun){0};
  if (!gaz_word_map_get_folded(tables->nouns, lemma, size, &value)) return false;
  *out = (gaz_event_noun){.first = value & 63,
                          .second = value >> 6 & 63,
                          .share = value >> 12 & 15,
                          .verb = (uint32_t)(value >> 32)};
  return true;
}

/* ---- All ---- */

static gaz_status load_models(loader *l, const char *data_dir) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/english/events.model", data_dir) >= (int)sizeof path)
    return gaz_fail(l->error, GAZ_ERROR_TOO_LARGE, data_dir, 0, "the path is too long");
  gaz_status status = gaz_model_open(path, &l->tables->model, l->error);
  if (!status && l->tables->model->label_count != 1)
    status = gaz_fail(l->error, GAZ_ERROR_CORRUPT, path, 0, "no model of events; install it again");
  return status;
}

static gaz_status load_all(loader *l, const char *data_dir, gaz_table_image *image) {
  struct gaz_event_tables *t = l->tables;
  gaz_word_map **maps[] = {&t->trigger_rows, &t->light, &t->moods,   &t->nouns,     &t->functions,
                           &t->figures,      &t->kinds, &t->numbers, &l->type_rows, &l->frame_rows};
  for (size_t i = 0; i < GAZ_COUNT(maps); i++)
    if (gaz_word_map_new(maps[i])) return no_memory(l);
  t->strings = calloc(1, STRINGS_MAX);
  if (!t->strings) return no_memory(l);
  gaz_status status = load_frames(l, data_dir);
  if (!status) status = load_types(l, data_dir);
  if (!status) status = load_triggers(l, data_dir);
  if (!status) status = load_moods(l, data_dir);
  if (!status) status = load_words(l, data_dir);
  for (size_t i = 0; !status && i < t->type_count; i++) {
    const char *name = t->types[i].type.name;
    uint32_t functions = gaz_word_map_find_folded(t->functions, name, strlen(name));
    t->types[i].functions = functions == GAZ_WORD_UNKNOWN ? 0 : functions;
  }
  if (!status) status = load_nouns(l, data_dir, image);
  if (!status) status = load_models(l, data_dir);
  return status;
}

gaz_status gaz_event_tables_load(const char *data_dir, gaz_table_image *image,
                                 struct gaz_event_tables **out, gaz_error *error) {
  *out = NULL;
  loader l = {.tables = calloc(1, sizeof *l.tables), .error = error};
  if (!l.tables) return no_memory(&l);
  gaz_status status = load_all(&l, data_dir, image);
  gaz_word_map_free(l.type_rows);
  gaz_word_map_free(l.frame_rows);
  if (status)
    gaz_event_tables_free(l.tables);
  else
    *out = l.tables;
  return status;
}

void gaz_event_tables_free(struct gaz_event_tables *tables) {
  if (!tables) return;
  gaz_word_map *maps[] = {tables->trigger_rows, tables->light,   tables->moods,   tables->nouns,
                          tables->functions,    tables->figures, tables->numbers, tables->kinds};
  for (size_t i = 0; i < GAZ_COUNT(maps); i++) gaz_word_map_free(maps[i]);
  free(tables->types);
  free(tables->frames);
  free(tables->triggers);
  free(tables->values);
  free(tables->value_names);
  free(tables->strings);
  gaz_model_close(tables->model);
  free(tables);
}

static const struct gaz_event_tables *tables_of(const gaz_engine *engine) {
  return engine && engine->extract ? engine->extract->events : NULL;
}

const gaz_event_type *gaz_event_type_at(const gaz_engine *engine, uint16_t type) {
  static const gaz_event_type none = {"", "", "", 0};
  const struct gaz_event_tables *tables = tables_of(engine);
  return tables && type < tables->type_count ? &tables->types[type].type : &none;
}

size_t gaz_event_type_count(const gaz_engine *engine) {
  const struct gaz_event_tables *tables = tables_of(engine);
  return tables ? tables->type_count : 0;
}
