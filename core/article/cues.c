/* Cues are phrases, compared word by word (letters, digits and apostrophes; ASCII case folded, any
 * punctuation between words read over), so that "Sign up!" and "SIGN  UP" are one cue. They are
 * indexed by their first word in a small open-addressing table: a paragraph costs one
 * probe a word, however many cues there are. */
#include "article/cues.h"

#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"

enum {
  MAX_PHRASE = 8,
  WORD_MAX = 32 /* bytes that tell words apart */,
  ANY_NUMBER = 1,
  KIND_OUTLET = GAZ_CUE_KINDS,
  KIND_ELEMENT,
  KIND_MASTHEAD,
  SEEN_BITS = 1 << 14, /* a power of two */
};

typedef enum cue_place { CUE_CONTAINS, CUE_STARTS, CUE_ENDS, CUE_IS } cue_place;

typedef struct cue {
  uint64_t words[MAX_PHRASE]; /* keys; ANY_NUMBER stands for a word of digits ("#") */
  uint8_t count, kind, place;
  float weight;
  uint32_t next; /* next cue with the same first word, plus one */
} cue;

struct gaz_article_cues {
  cue *cues;
  size_t count;
  uint32_t *slots; /* index + 1 of the first cue of a first word; power of two, half empty */
  size_t mask;
  uint64_t seen[SEEN_BITS / 64]; /* of every first word a bit: most words of a text have none */
  float looks[GAZ_LOOK_COUNT][GAZ_CUE_KINDS];
};

static const char *const kind_names[GAZ_CUE_KINDS + 3] = {
    "body", "furniture", "heading", "caption", "byline", "outlet", "element", "masthead"};
static const char *const look_names[GAZ_LOOK_COUNT] = {
    "tiny",  "short",       "long",       "sentence",  "no_end",   "exclamation", "question",
    "you",   "we",          "quotation",  "date",      "address",  "capitals",    "bars",
    "first", "before_body", "after_body", "no_letter", "repeated", "end_date",    "date_line"};

static int index_of(const char *const *names, int count, const char *name) {
  for (int i = 0; i < count; i++) {
    if (strcmp(names[i], name) == 0) return i;
  }
  return -1;
}

/* Folded, so that words are equal in any case. Short ones are told apart by their bytes. */
static inline uint64_t key_of(const char *word, size_t size) {
  if (size > WORD_MAX) size = WORD_MAX;
  uint64_t bytes =
      size == 8 ? gaz_read_u64(word) : gaz_read_tail((const unsigned char *)word, size & 7);
  if (size <= 8) return gaz_fold_bytes(bytes);
  return gaz_hash_folded(word, size, 0) | 1ull << 63;
}

static bool all_digits(const char *word, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (word[i] < '0' || word[i] > '9') return false;
  return true;
}

/* Reads the next word at or after *at; false at the end. */
static bool next_word(const char *text, size_t size, size_t *at, uint64_t *key) {
  size_t i = *at;
  char word[WORD_MAX];
  for (;;) {
    while (i < size && text[i] == ' ') i++;
    if (size - i > 8) { /* a short word in plain letters is read at once, with its end */
      uint64_t bytes = gaz_read_u64(text + i), folded = gaz_fold_bytes(bytes);
      uint64_t letters = gaz_bytes_within(folded, 'a', 'z');
      uint64_t others = ~letters & 0x8080808080808080u;
      size_t run = others ? (size_t)__builtin_ctzll(others) / 8 : 0;
      char next = text[i + run];
      if (run && (unsigned char)next < 0x80 && next != '\'' && next != '#' &&
          !(next >= '0' && next <= '9')) {
        *key = folded & (((uint64_t)1 << 8 * run) - 1);
        *at = i + run;
        return true;
      }
    }
    size_t length = 0, run = gaz_word_run(text + i, size - i);
    bool ends = i + run == size || ((unsigned char)text[i + run] < 0x80 && text[i + run] != '\'' &&
                                    text[i + run] != '#');
    if (run && ends) { /* nearly every word */
      *key = all_digits(text + i, run) ? ANY_NUMBER : key_of(text + i, run);
      *at = i + run;
      return true;
    }
    bool digits = true, any = false;
    while (i < size) {
      unsigned char c = (unsigned char)text[i];
      if (c == 0xE2 && i + 2 < size && (unsigned char)text[i + 1] == 0x80 &&
          ((unsigned char)text[i + 2] == 0x99 || (unsigned char)text[i + 2] == 0x98)) {
        if (!any) break; /* an opening quote, not an apostrophe */
        c = '\'';
        i += 2;
      } else if (c >= 'A' && c <= 'Z') {
        c = (unsigned char)(c + 32);
      }
      bool letter = (c >= 'a' && c <= 'z') || c >= 0x80;
      bool digit = c >= '0' && c <= '9';
      bool inner = any && (c == '\'' || c == '#');
      if (!letter && !digit && !inner && !(c == '#' && !any)) break;
      if (c == 0xE2) break; /* other general punctuation */
      if (!digit) digits = false;
      if (length < sizeof word) word[length++] = (char)c;
      any = true;
      i++;
    }
    if (any) {
      *at = i;
      bool number = digits || (length == 1 && word[0] == '#');
      *key = number ? ANY_NUMBER : key_of(word, length);
      return true;
    }
    if (i >= size) {
      *at = size;
      return false;
    }
    i += (unsigned char)text[i] == 0xE2 && i + 2 < size ? 3 : 1;
  }
}

static bool add_phrase(cue *out, const char *text) {
  size_t at = 0, size = strlen(text);
  uint64_t word;
  while (next_word(text, size, &at, &word)) {
    if (out->count == MAX_PHRASE) return false;
    out->words[out->count++] = word;
  }
  return out->count > 0;
}

/* One row: kind, where, text, weight. Returns what is wrong with it, or NULL. */
static const char *read_row(gaz_article_cues *cues, const gaz_tsv *table, size_t row) {
  static const char *const places[] = {"contains", "starts", "ends", "is"};
  const char *where = gaz_tsv_cell(table, row, 1), *text = gaz_tsv_cell(table, row, 2);
  int kind = index_of(kind_names, GAZ_COUNT(kind_names), gaz_tsv_cell(table, row, 0));
  if (kind < 0) return "the first column is no kind of paragraph";
  char *end;
  float weight = strtof(gaz_tsv_cell(table, row, 3), &end);
  if (end == gaz_tsv_cell(table, row, 3) || *end) return "the weight is no number";
  if (strcmp(where, "look") == 0) {
    int look = index_of(look_names, GAZ_LOOK_COUNT, text);
    if (look < 0 || kind >= GAZ_CUE_KINDS) return "no such look";
    cues->looks[look][kind] += weight;
    return NULL;
  }
  int place = index_of(places, GAZ_COUNT(places), where);
  if (place < 0) return "the second column is no place";
  cue *out = &cues->cues[cues->count];
  *out = (cue){.kind = (uint8_t)kind, .place = (uint8_t)place, .weight = weight};
  if (!add_phrase(out, text)) return "the phrase has no word or more than eight";
  cues->count++;
  return NULL;
}

static size_t slot_of(const gaz_article_cues *cues, uint64_t word) {
  return (size_t)(word * 0x9e3779b97f4a7c15u >> 32) & cues->mask;
}

static size_t seen_bit(uint64_t word) {
  return (size_t)(word * 0x9e3779b97f4a7c15u >> 48) & (SEEN_BITS - 1);
}

static gaz_status index_cues(gaz_article_cues *cues) {
  size_t capacity = 64;
  while (capacity < cues->count * 2) capacity *= 2;
  cues->slots = calloc(capacity, sizeof *cues->slots);
  if (!cues->slots) return GAZ_ERROR_MEMORY;
  cues->mask = capacity - 1;
  for (size_t i = 0; i < cues->count; i++) {
    cue *c = &cues->cues[i];
    size_t slot = slot_of(cues, c->words[0]);
    while (cues->slots[slot] && cues->cues[cues->slots[slot] - 1].words[0] != c->words[0]) {
      slot = (slot + 1) & cues->mask;
    }
    c->next = cues->slots[slot];
    cues->slots[slot] = (uint32_t)i + 1;
    cues->seen[seen_bit(c->words[0]) / 64] |= (uint64_t)1 << seen_bit(c->words[0]) % 64;
  }
  return GAZ_OK;
}

gaz_status gaz_article_cues_load(const char *data_dir, gaz_article_cues **out, gaz_error *error) {
  *out = NULL;
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "article_cues.tsv", 4, 4, &table, error);
  gaz_article_cues *cues = calloc(1, sizeof *cues);
  if (cues) cues->cues = calloc(table.row_count + 1, sizeof *cues->cues);
  if (status == GAZ_OK && (!cues || !cues->cues)) {
    status = gaz_fail(error, GAZ_ERROR_MEMORY, table.path, 0, "out of memory");
  }
  for (size_t row = 0; status == GAZ_OK && row < table.row_count; row++) {
    const char *wrong = read_row(cues, &table, row);
    if (wrong) status = gaz_tsv_bad_row(&table, row, wrong, error);
  }
  if (status == GAZ_OK) status = index_cues(cues);
  gaz_tsv_free(&table);
  if (status != GAZ_OK) {
    gaz_article_cues_free(cues);
    return status;
  }
  *out = cues;
  return GAZ_OK;
}

void gaz_article_cues_free(gaz_article_cues *cues) {
  if (!cues) return;
  free(cues->cues);
  free(cues->slots);
  free(cues);
}

enum { MAX_WORDS = 400 }; /* a paragraph's cues stand in its first words or not at all */

static const cue *cues_of(const gaz_article_cues *cues, uint64_t word) {
  size_t bit = seen_bit(word), slot = slot_of(cues, word);
  if (!(cues->seen[bit / 64] >> bit % 64 & 1)) return NULL;
  while (cues->slots[slot]) {
    const cue *first = &cues->cues[cues->slots[slot] - 1];
    if (first->words[0] == word) return first;
    slot = (slot + 1) & cues->mask;
  }
  return NULL;
}

static inline bool matches(const cue *c, const uint64_t *words, size_t at, size_t count) {
  if (at + c->count > count || (c->count > 1 && c->words[1] != words[at + 1])) return false;
  if ((c->place == CUE_STARTS || c->place == CUE_IS) && at != 0) return false;
  if ((c->place == CUE_ENDS || c->place == CUE_IS) && at + c->count != count) return false;
  return memcmp(c->words, words + at, c->count * sizeof *words) == 0;
}

void gaz_article_cues_score(const gaz_article_cues *cues, const char *text, size_t size,
                            uint32_t looks, float scores[GAZ_CUE_KINDS]) {
  memset(scores, 0, GAZ_CUE_KINDS * sizeof *scores);
  if (!cues) return;
  for (int look = 0; look < GAZ_LOOK_COUNT; look++) {
    if (!(looks >> look & 1)) continue;
    for (int kind = 0; kind < GAZ_CUE_KINDS; kind++) scores[kind] += cues->looks[look][kind];
  }
  uint64_t words[MAX_WORDS];
  size_t count = 0, at = 0;
  while (count < MAX_WORDS && next_word(text, size, &at, &words[count])) count++;
  for (size_t i = 0; i < count; i++) {
    const cue *c = cues_of(cues, words[i]);
    while (c) {
      if (c->kind < GAZ_CUE_KINDS && matches(c, words, i, count)) scores[c->kind] += c->weight;
      c = c->next ? &cues->cues[c->next - 1] : NULL;
    }
  }
}

/* The run of capitalised words (small words allowed inside) that starts right at `at`. */
static gaz_range capitalised_run(const char *text, size_t size, size_t at) {
  while (at < size && (text[at] == ' ' || text[at] == '\n')) at++;
  gaz_range run = {(uint32_t)at, (uint32_t)at};
  for (size_t i = at; i < size;) {
    size_t start = i;
    while (i < size && text[i] != ' ' && text[i] != '\n' && !strchr(",;:!?()|\"", text[i])) {
      if (text[i] == '.' && (i + 1 == size || text[i + 1] == ' ' || text[i + 1] == '\n')) break;
      i++;
    }
    bool capital = i > start && text[start] >= 'A' && text[start] <= 'Z';
    bool small = i - start <= 3 && i > start && text[start] >= 'a' && text[start] <= 'z' &&
                 run.end > run.start;
    if (!capital && !small) break;
    if (capital) run.end = (uint32_t)i;
    if (i >= size || text[i] != ' ') break;
    i++;
  }
  return run;
}

bool gaz_article_cues_outlet(const gaz_article_cues *cues, const char *text, size_t size,
                             gaz_range *name) {
  if (!cues) return false;
  uint64_t words[MAX_WORDS];
  size_t ends[MAX_WORDS], count = 0, at = 0;
  while (count < MAX_WORDS && next_word(text, size, &at, &words[count])) ends[count++] = at;
  for (size_t i = 0; i < count; i++) {
    const cue *c = cues_of(cues, words[i]);
    for (; c; c = c->next ? &cues->cues[c->next - 1] : NULL) {
      if (c->kind != KIND_OUTLET || !matches(c, words, i, count)) continue;
      *name = capitalised_run(text, size, ends[i + c->count - 1]);
      /* One word alone is rather a heading ("Support Us") than a newspaper. */
      if (memchr(text + name->start, ' ', name->end - name->start)) return true;
    }
  }
  return false;
}

bool gaz_article_cues_element(const gaz_article_cues *cues, const char *name, size_t size) {
  if (!cues) return false;
  uint64_t words[MAX_WORDS];
  size_t count = 0, at = 0;
  float score = 0;
  while (count < MAX_WORDS && next_word(name, size, &at, &words[count])) count++;
  for (size_t i = 0; i < count; i++) {
    const cue *c = cues_of(cues, words[i]);
    for (; c; c = c->next ? &cues->cues[c->next - 1] : NULL) {
      if (c->kind == KIND_ELEMENT && matches(c, words, i, count)) score += c->weight;
    }
  }
  return score >= 1;
}

bool gaz_article_cues_masthead(const gaz_article_cues *cues, const char *text, size_t size) {
  if (!cues || size > 60) return false;
  gaz_range run = capitalised_run(text, size, 0);
  if (run.end - run.start != size) return false;
  uint64_t words[MAX_WORDS];
  size_t count = 0, at = 0;
  while (count < MAX_WORDS && next_word(text, size, &at, &words[count])) count++;
  if (count < 2 || count > 5) return false;
  for (size_t i = 0; i < count; i++) {
    const cue *c = cues_of(cues, words[i]);
    for (; c; c = c->next ? &cues->cues[c->next - 1] : NULL) {
      if (c->kind == KIND_MASTHEAD && matches(c, words, i, count)) return true;
    }
  }
  return false;
}
