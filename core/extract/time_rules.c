/* A rule is a short list of elements; an element is a set of classes and literals, optional or not.
 * Which rules a word may begin, and in which it may stand at all, are sets of bits for each class and
 * literal: those that the word begins and its neighbour stands in are tried, which for nearly all
 * words of a text are none. Matching one rule is a small backtracking search over its optional
 * elements, bounded by the rule's length. */
#include "extract/time_rules.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/tsv.h"
#include "english/engine.h"
#include "extract/fact_words.h"
#include "extract/tables_internal.h"
#include "extract/time_figures.h"
#include "extract/times.h"
#include "base/word_map.h"

enum { MAX_ELEMENTS = 12, MAX_LITERALS = 8, RULE_WORDS = 8 };

/* A set of rules: bit r % 64 of word r / 64. */
typedef struct rule_set {
  uint64_t bits[RULE_WORDS];
} rule_set;

typedef struct element {
  uint64_t classes;
  uint16_t literals[MAX_LITERALS];
  uint8_t literal_count;
  bool optional;
} element;

typedef struct rule {
  element elements[MAX_ELEMENTS];
  uint8_t count, type;
  int operation, argument;
} rule;

/* The readings of one word of time_words.tsv. */
typedef struct entry {
  uint64_t classes;
  int32_t values[GAZ_TIME_READINGS];
  bool capital; /* only when written with a capital */
} entry;

struct gaz_time_tables {
  gaz_word_map
      *words; /* folded word -> its entry in the lower half, its literal id in the upper; 0 none */
  entry *entries; /* the first is of no word */
  size_t entry_count, literal_count;
  rule *rules;
  size_t rule_count;
  rule_set class_begins[GAZ_TC_COUNT], class_in[GAZ_TC_COUNT];
  rule_set *literal_begins, *literal_in; /* by id; literal_count + 1 each */
  rule_set alone;                        /* rules that one word may fulfil */
  /* Every rule has an element that only words of these classes and literals fit: where none of them stands
   * there is no time. */
  uint64_t telling_classes;
  bool *telling_literals; /* by id */
};

static const char *const class_names[GAZ_TC_COUNT] = {
    "",          "MONTH",  "WEEKDAY",  "WEEKDAYS", "UNIT",      "UNITS",    "PART",    "PARTS",
    "SEASON",    "NUMBER", "FRACTION", "QUANT",    "ORDINAL",   "DAY",      "YEAR",    "SHORTYEAR",
    "DECADE",    "CLOCK",  "HOUR",     "AMPM",     "ISO",       "SLASH",    "DEICTIC", "DIR",
    "NARRATIVE", "MOD",    "ABOUT",    "HOLIDAY",  "REF",       "FREQ",     "EVERY",   "ZONE",
    "THE",       "FUTURE", "NAMED",    "BEFORE",   "UNPLANNED", "MULTIPLE", "SHARE"};

static int class_of(const char *name, size_t size) {
  for (int c = 1; c < GAZ_TC_COUNT; c++) {
    if (strlen(class_names[c]) == size && memcmp(class_names[c], name, size) == 0) return c;
  }
  return 0;
}

/* ---- Loading ---------------------------------------------------------------------------------- */

static void fold(char *out, const char *word, size_t size) {
  for (size_t i = 0; i < size; i++) {
    out[i] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] + 32) : word[i];
  }
}

static gaz_status load_words(struct gaz_time_tables *tables, const char *data_dir,
                             gaz_error *error) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "time_words.tsv", 3, 3, &table, error);
  if (!status) tables->entries = calloc(table.row_count + 1, sizeof *tables->entries);
  if (!status && !tables->entries) status = GAZ_ERROR_MEMORY;
  for (size_t row = 0; !status && row < table.row_count; row++) {
    const char *word = gaz_tsv_cell(&table, row, 0), *name = gaz_tsv_cell(&table, row, 1);
    size_t size = strlen(word);
    int c = class_of(name, strlen(name));
    char folded[64];
    if (!c || !size || size > sizeof folded) {
      status = gaz_tsv_bad_row(&table, row, "needs a word of at most 64 bytes and a class", error);
      break;
    }
    fold(folded, word, size);
    uint32_t index = (uint32_t)gaz_word_map_bits(tables->words, folded, size);
    if (!index) {
      index = (uint32_t)++tables->entry_count;
      tables->entries[index].capital = word[0] >= 'A' && word[0] <= 'Z';
      status = gaz_word_map_add(tables->words, folded, size, index);
    }
    entry *e = &tables->entries[index];
    if (!status && !gaz_time_reading_add(&e->classes, e->values, (gaz_time_class)c,
                                         atoi(gaz_tsv_cell(&table, row, 2)))) {
      status = gaz_tsv_bad_row(&table, row, "the word has more than four readings", error);
    }
  }
  gaz_tsv_free(&table);
  return status;
}

static gaz_status literal_id(struct gaz_time_tables *tables, const char *word, size_t size,
                             uint16_t *out) {
  uint32_t id = (uint32_t)(gaz_word_map_bits(tables->words, word, size) >> 32);
  if (!id) {
    id = (uint32_t)++tables->literal_count;
    gaz_status status = gaz_word_map_add(tables->words, word, size, (uint64_t)id << 32);
    if (status) return status;
  }
  *out = (uint16_t)id;
  return GAZ_OK;
}

/* One element: alternatives between '|', an optional mark at the end. */
static gaz_status read_element(struct gaz_time_tables *tables, const char *text, size_t size,
                               element *out) {
  if (size > 1 && text[size - 1] == '?') {
    out->optional = true;
    size--;
  }
  for (size_t at = 0; at <= size;) {
    const char *bar = at < size ? memchr(text + at, '|', size - at) : NULL;
    size_t end = bar ? (size_t)(bar - text) : size;
    int c = class_of(text + at, end - at);
    if (c) {
      out->classes |= (uint64_t)1 << c;
    } else {
      char folded[64];
      if (end == at || end - at > sizeof folded || out->literal_count == MAX_LITERALS) {
        return GAZ_ERROR_CORRUPT;
      }
      fold(folded, text + at, end - at);
      gaz_status status =
          literal_id(tables, folded, end - at, &out->literals[out->literal_count++]);
      if (status) return status;
    }
    at = end + 1;
  }
  return GAZ_OK;
}

static gaz_status read_pattern(struct gaz_time_tables *tables, const char *text, rule *out) {
  while (*text) {
    size_t size = strcspn(text, " ");
    if (out->count == MAX_ELEMENTS) return GAZ_ERROR_CORRUPT;
    gaz_status status = read_element(tables, text, size, &out->elements[out->count++]);
    if (status) return status;
    text += size;
    while (*text == ' ') text++;
  }
  return out->count ? GAZ_OK : GAZ_ERROR_CORRUPT;
}

static int type_of(const char *name) {
  for (int type = 0; type <= GAZ_TIME_SET; type++) {
    if (strcmp(gaz_time_type_name((uint8_t)type), name) == 0) return type;
  }
  return -1;
}

static gaz_status load_rules(struct gaz_time_tables *tables, const char *data_dir,
                             gaz_error *error) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "time_rules.tsv", 3, 4, &table, error);
  if (!status) tables->rules = calloc(table.row_count + 1, sizeof *tables->rules);
  if (!status && !tables->rules) status = GAZ_ERROR_MEMORY;
  for (size_t row = 0; !status && row < table.row_count; row++) {
    rule *r = &tables->rules[tables->rule_count++];
    int type = type_of(gaz_tsv_cell(&table, row, 1));
    const char *argument = gaz_tsv_cell(&table, row, 3);
    r->operation = gaz_time_operation(gaz_tsv_cell(&table, row, 2));
    r->argument = *argument ? atoi(argument) : GAZ_TIME_ABSENT;
    r->type = (uint8_t)type;
    status = read_pattern(tables, gaz_tsv_cell(&table, row, 0), r);
    if (status == GAZ_ERROR_CORRUPT || type < 0 || r->operation < 0) {
      status = gaz_tsv_bad_row(&table, row, "not a pattern, a type and an operation", error);
    } else if (tables->rule_count > 64 * RULE_WORDS) {
      status = gaz_tsv_bad_row(&table, row, "more rules than there is room for", error);
    }
  }
  gaz_tsv_free(&table);
  return status;
}

static void put_rule(rule_set *set, size_t at) { set->bits[at / 64] |= (uint64_t)1 << (at % 64); }

/* An element begins its rule when all before it are optional. */
static gaz_status index_rules(struct gaz_time_tables *tables) {
  tables->literal_begins = calloc(tables->literal_count + 1, sizeof *tables->literal_begins);
  tables->literal_in = calloc(tables->literal_count + 1, sizeof *tables->literal_in);
  if (!tables->literal_begins || !tables->literal_in) return GAZ_ERROR_MEMORY;
  for (size_t r = 0; r < tables->rule_count; r++) {
    const rule *now = &tables->rules[r];
    unsigned needed = 0;
    bool begins = true;
    for (int e = 0; e < now->count; e++) {
      const element *part = &now->elements[e];
      needed += !part->optional;
      for (int c = 1; c < GAZ_TC_COUNT; c++) {
        if (!(part->classes >> c & 1)) continue;
        put_rule(&tables->class_in[c], r);
        if (begins) put_rule(&tables->class_begins[c], r);
      }
      for (int i = 0; i < part->literal_count; i++) {
        put_rule(&tables->literal_in[part->literals[i]], r);
        if (begins) put_rule(&tables->literal_begins[part->literals[i]], r);
      }
      begins &= part->optional;
    }
    if (needed <= 1) put_rule(&tables->alone, r);
  }
  return GAZ_OK;
}

/* Classes of words that say nothing of times by themselves. */
static const uint64_t common_classes =
    (uint64_t)1 << GAZ_TC_NUMBER | (uint64_t)1 << GAZ_TC_QUANT | (uint64_t)1 << GAZ_TC_ORDINAL |
    (uint64_t)1 << GAZ_TC_DAY | (uint64_t)1 << GAZ_TC_HOUR | (uint64_t)1 << GAZ_TC_DIR |
    (uint64_t)1 << GAZ_TC_MOD | (uint64_t)1 << GAZ_TC_ABOUT | (uint64_t)1 << GAZ_TC_THE |
    (uint64_t)1 << GAZ_TC_EVERY | (uint64_t)1 << GAZ_TC_REF | (uint64_t)1 << GAZ_TC_NARRATIVE;

static bool is_telling(const struct gaz_time_tables *tables, const element *e) {
  if (e->optional || e->classes & ~tables->telling_classes) return false;
  for (int i = 0; i < e->literal_count; i++)
    if (!tables->telling_literals[e->literals[i]]) return false;
  return true;
}

/* Words that are only looked at beside a time tell of none: no rule has their classes. Of a rule of common words alone
 * the last that it cannot do without is made a telling one: "at dawn". */
static gaz_status find_telling(struct gaz_time_tables *tables) {
  for (size_t r = 0; r < tables->rule_count; r++)
    for (int e = 0; e < tables->rules[r].count; e++)
      tables->telling_classes |= tables->rules[r].elements[e].classes;
  tables->telling_classes &= ~common_classes;
  tables->telling_literals = calloc(tables->literal_count + 1, 1);
  if (!tables->telling_literals) return GAZ_ERROR_MEMORY;
  for (size_t r = 0; r < tables->rule_count; r++) {
    const rule *now = &tables->rules[r];
    const element *last = NULL;
    bool found = false;
    for (int e = 0; e < now->count && !found; e++) {
      const element *part = &now->elements[e];
      found = is_telling(tables, part);
      if (!part->optional) last = part;
    }
    if (found || !last) continue;
    tables->telling_classes |= last->classes;
    for (int i = 0; i < last->literal_count; i++)
      tables->telling_literals[last->literals[i]] = true;
  }
  return GAZ_OK;
}

gaz_status gaz_time_tables_load(const char *data_dir, struct gaz_time_tables **out,
                                gaz_error *error) {
  *out = NULL;
  struct gaz_time_tables *tables = calloc(1, sizeof *tables);
  gaz_status status = tables ? GAZ_OK : GAZ_ERROR_MEMORY;
  if (!status) status = gaz_word_map_new(&tables->words);
  if (!status) status = load_words(tables, data_dir, error);
  if (!status) status = load_rules(tables, data_dir, error);
  if (!status) status = index_rules(tables);
  if (!status) status = find_telling(tables);
  if (status) {
    gaz_time_tables_free(tables);
    if (status == GAZ_ERROR_MEMORY) gaz_fail(error, status, data_dir, 0, "out of memory");
    return status;
  }
  *out = tables;
  return GAZ_OK;
}

void gaz_time_tables_free(struct gaz_time_tables *tables) {
  if (!tables) return;
  gaz_word_map_free(tables->words);
  free(tables->entries);
  free(tables->rules);
  free(tables->literal_begins);
  free(tables->literal_in);
  free(tables->telling_literals);
  free(tables);
}

/* ---- Words -------------------------------------------------------------------------------------- */

/* A curly one by its last byte. */
static bool is_apostrophe(char c) { return c == '\'' || (unsigned char)c == 0x99; }

static void classify_word(const struct gaz_time_tables *tables, gaz_time_word *word,
                          const char *text) {
  const char *at = text + word->start;
  size_t size = word->end - word->start;
  if (size >= 3 && memcmp(at, "\xE2\x80\x99", 3) == 0) { /* ’98, ’s */
    at += 2; /* the last byte stands in for the apostrophe below */
    size -= 2;
  }
  if (gaz_time_figures(word, at, size)) return;
  if (size > 24) return;
  char folded[32];
  fold(folded, at, size);
  if (is_apostrophe(*at)) folded[0] = '\'';
  uint64_t known = gaz_word_map_bits(tables->words, folded, size);
  word->literal = (uint32_t)(known >> 32);
  uint32_t index = (uint32_t)known;
  if (!index) return;
  const entry *e = &tables->entries[index];
  if (e->capital && !(*at >= 'A' && *at <= 'Z')) return;
  word->classes = e->classes;
  memcpy(word->values, e->values, sizeof word->values);
  if (word->classes >> GAZ_TC_NUMBER & 1 && size > 2) {
    int32_t number = gaz_time_word_value(word, GAZ_TC_NUMBER);
    if (number <= 12) gaz_time_word_add(word, GAZ_TC_HOUR, number);
  }
}

void gaz_time_word_learn(const gaz_engine *engine, gaz_slice word, gaz_fact_word *out) {
  gaz_time_word seen = {.end = (uint32_t)word.size};
  if (!word.size) return;
  classify_word(engine->extract->times, &seen, word.data);
  out->time_classes = seen.classes;
  out->time_literal = seen.literal;
  memcpy(out->time_values, seen.values, sizeof out->time_values);
  const struct gaz_time_tables *tables = engine->extract->times;
  out->time_telling =
      seen.classes & tables->telling_classes || tables->telling_literals[seen.literal];
}

bool gaz_time_may_be_in(const gaz_token *tokens, gaz_fact_word *const *known, size_t first,
                        size_t count) {
  const uint64_t counts = (uint64_t)1 << GAZ_TC_NUMBER | (uint64_t)1 << GAZ_TC_ORDINAL;
  for (size_t i = first; i < first + count; i++) {
    if (known[i]->time_telling) return true;
    if (!known[i]->time_classes && tokens[i].shape & GAZ_SHAPE_HYPHEN) return true; /* in pieces */
    if (known[i]->time_classes & counts && i > first &&
        (known[i - 1]->time_classes & counts || known[i - 1]->time_literal))
      return true; /* "nineteen eighty", "two thousand and one": years */
  }
  return false;
}

static gaz_time_word *push(gaz_arena *arena, gaz_time_word *words, size_t *count, size_t *capacity,
                           gaz_time_word word) {
  words = gaz_arena_grow(arena, words, *count, capacity, sizeof *words);
  if (words) words[(*count)++] = word;
  return words;
}

gaz_time_word *gaz_time_words_of(const struct gaz_time_tables *tables, const char *text,
                                 const gaz_token *tokens, gaz_fact_word *const *known, size_t first,
                                 size_t count, gaz_arena *arena, size_t *out_count) {
  size_t used = 0, capacity = count + 8;
  gaz_time_word *words = gaz_arena_alloc(arena, capacity * sizeof *words);
  if (!words) return NULL;
  for (size_t i = first; i < first + count; i++) {
    const gaz_token *token = &tokens[i];
    gaz_time_word whole = {.start = token->start,
                           .end = token->end,
                           .token = (uint32_t)i,
                           .literal = known[i]->time_literal,
                           .classes = known[i]->time_classes};
    memcpy(whole.values, known[i]->time_values, sizeof whole.values);
    bool pieces =
        !whole.classes && (token->shape & GAZ_SHAPE_HYPHEN) && token->end - token->start < 64;
    if (!pieces) {
      bool joined = used >= 2 && words[used - 1].end - words[used - 1].start == 3 &&
                    strncasecmp(text + words[used - 1].start, "and", 3) == 0 &&
                    gaz_time_word_value(&words[used - 2], GAZ_TC_NUMBER) == 2000;
      if (joined &&
          gaz_time_numbers_merge(&words[used - 2], &whole, text)) { /* two thousand and fifteen */
        used--;
        continue;
      }
      if (used && gaz_time_numbers_merge(&words[used - 1], &whole, text)) continue;
      if (used && gaz_time_word_value(&whole, GAZ_TC_ZONE) != GAZ_TIME_ABSENT)
        gaz_time_clock_of_zone(&words[used - 1], text);
      if (!(words = push(arena, words, &used, &capacity, whole))) return NULL;
      continue;
    }
    for (uint32_t at = token->start; at < token->end;) {
      uint32_t end = at;
      while (end < token->end && text[end] != '-') end++;
      gaz_time_word piece = {.start = at, .end = end, .token = (uint32_t)i};
      if (end > at) {
        classify_word(tables, &piece, text);
        if (!(words = push(arena, words, &used, &capacity, piece))) return NULL;
      }
      if (end < token->end) {
        gaz_time_word hyphen = {.start = end, .end = end + 1, .token = (uint32_t)i};
        classify_word(tables, &hyphen, text);
        if (!(words = push(arena, words, &used, &capacity, hyphen))) return NULL;
      }
      at = end + 1;
    }
  }
  *out_count = used;
  return words;
}

/* ---- Matching ------------------------------------------------------------------------------------ */

static bool element_fits(const element *e, const gaz_time_word *word) {
  if (e->classes & word->classes) return true;
  if (!word->literal) return false;
  for (int i = 0; i < e->literal_count; i++) {
    if (e->literals[i] == word->literal) return true;
  }
  return false;
}

/* Longest way to fit elements [e, count) to words from `at`; writes which word each element took
 * (or SIZE_MAX) into `taken`. Returns the end, or 0 when it does not fit. */
static size_t fit(const rule *r, int e, const gaz_time_word *words, size_t count, size_t at,
                  size_t *taken) {
  if (e == r->count) return at;
  const element *now = &r->elements[e];
  size_t best = 0, without[MAX_ELEMENTS];
  if (at < count && element_fits(now, &words[at])) {
    taken[e] = at;
    best = fit(r, e + 1, words, count, at + 1, taken);
  }
  if (now->optional && !best) {
    memcpy(without, taken, sizeof without);
    without[e] = SIZE_MAX;
    best = fit(r, e + 1, words, count, at, without);
    if (best) memcpy(taken, without, sizeof without);
  }
  return best;
}

static void capture(const rule *r, const size_t *taken, const gaz_time_word *words,
                    gaz_time_match *out) {
  for (int c = 0; c < GAZ_TC_COUNT; c++) out->values[c] = out->first[c] = GAZ_TIME_ABSENT;
  for (int e = 0; e < r->count; e++) {
    if (taken[e] == SIZE_MAX) continue;
    const gaz_time_word *word = &words[taken[e]];
    uint64_t shared = r->elements[e].classes & word->classes;
    for (int c = 1; c < GAZ_TC_COUNT; c++) {
      if (!(shared >> c & 1)) continue;
      out->values[c] = gaz_time_word_value(word, (gaz_time_class)c);
      if (out->first[c] == GAZ_TIME_ABSENT) out->first[c] = out->values[c];
    }
  }
}

static void add_rules(rule_set *set, const gaz_time_word *word, const rule_set *by_class,
                      const rule_set *by_literal) {
  for (uint64_t classes = word->classes; classes; classes &= classes - 1) {
    const rule_set *more = &by_class[__builtin_ctzll(classes)];
    for (int i = 0; i < RULE_WORDS; i++) set->bits[i] |= more->bits[i];
  }
  for (int i = 0; word->literal && i < RULE_WORDS; i++)
    set->bits[i] |= by_literal[word->literal].bits[i];
}

bool gaz_time_match_at(const struct gaz_time_tables *tables, const gaz_time_word *words,
                       size_t count, size_t at, gaz_time_match *out) {
  if (!tables || (!words[at].classes && !words[at].literal)) return false;
  size_t best = 0, best_taken[MAX_ELEMENTS];
  const rule *winner = NULL;
  rule_set begins = {0}, next = tables->alone;
  add_rules(&begins, &words[at], tables->class_begins, tables->literal_begins);
  if (at + 1 < count) add_rules(&next, &words[at + 1], tables->class_in, tables->literal_in);
  for (int i = 0; i < RULE_WORDS; i++)
    for (uint64_t left = begins.bits[i] & next.bits[i]; left; left &= left - 1) {
      const rule *r = &tables->rules[i * 64 + __builtin_ctzll(left)];
      size_t taken[MAX_ELEMENTS];
      size_t end = fit(r, 0, words, count, at, taken);
      if (end > at && end > best) {
        best = end;
        winner = r;
        memcpy(best_taken, taken, sizeof taken);
      }
    }
  if (!winner) return false;
  *out = (gaz_time_match){.first_word = at,
                          .count = best - at,
                          .operation = winner->operation,
                          .argument = winner->argument,
                          .type = winner->type};
  capture(winner, best_taken, words, out);
  return true;
}
