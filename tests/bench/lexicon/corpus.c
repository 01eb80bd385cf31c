#include "corpus.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const function_words[] = {
    "the",     "of",         "to",      "and",       "a",        "in",      "that",     "is",
    "was",     "for",        "on",      "with",      "as",       "it",      "at",       "by",
    "from",    "be",         "has",     "have",      "are",      "he",      "his",      "said",
    "an",      "not",        "this",    "but",       "they",     "which",   "had",      "will",
    "were",    "their",      "its",     "would",     "been",     "who",     "after",    "or",
    "more",    "she",        "her",     "about",     "one",      "we",      "there",    "than",
    "when",    "also",       "up",      "out",       "over",     "new",     "two",      "could",
    "year",    "into",       "some",    "other",     "them",     "people",  "years",    "last",
    "what",    "time",       "if",      "can",       "no",       "so",      "all",      "do",
    "before",  "while",      "three",   "since",     "against",  "under",   "told",     "made",
    "between", "where",      "because", "state",     "how",      "country", "may",      "most",
    "such",    "only",       "percent", "week",      "now",      "like",    "first",    "many",
    "city",    "government", "says",    "police",    "back",     "during",  "still",    "even",
    "through", "those",      "down",    "should",    "any",      "police",  "official", "officials",
    "early",   "Monday",     "Tuesday", "Wednesday", "Thursday", "Friday",
};
enum { FUNCTION_WORDS = sizeof function_words / sizeof *function_words };
enum { VOCABULARY = 40000, FIRST_NAMES = 4000, LAST_NAMES = 120000, PLACES = 60000 };

static uint64_t mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

typedef struct dice {
  uint64_t state;
} dice;

static uint64_t roll(dice *from) { return mix(from->state += 0x9e3779b97f4a7c15u); }
static size_t below(dice *from, size_t bound) { return (size_t)(roll(from) % bound); }
/* Rank r with a probability of about 1/r. */
static size_t zipf(dice *from, size_t bound) {
  double u = (double)(roll(from) >> 11) * 0x1p-53;
  size_t rank = (size_t)pow((double)bound + 1, u) - 1;
  return rank < bound ? rank : bound - 1;
}

/* The word of a number: each number has its own word. Frequent (small) numbers get short words. */
static size_t make_word(uint64_t kind, size_t number, char *out) {
  static const char *const onsets[] = {"b",  "c",  "d",  "f",  "g",  "h",  "j",  "k", "l",
                                       "m",  "n",  "p",  "r",  "s",  "t",  "v",  "w", "st",
                                       "tr", "ch", "sh", "br", "gr", "pl", "cr", "th"};
  static const char *const vowels[] = {"a", "e", "i", "o", "u", "ai", "ou", "ea"};
  static const char *const codas[] = {"", "", "", "n", "r", "l", "s", "t", "nd", "ck", "rt", "ll"};
  dice own = {mix(kind * 1000003u + number)};
  size_t syllables = number < 200 ? 1 : number < 4000 ? 2 : 2 + below(&own, 2), size = 0;
  for (size_t i = 0; i < syllables; i++) {
    const char *parts[] = {onsets[below(&own, 26)], vowels[below(&own, 8)], codas[below(&own, 12)]};
    for (size_t k = 0; k < 3; k++) {
      memcpy(out + size, parts[k], strlen(parts[k]));
      size += strlen(parts[k]);
    }
  }
  return size;
}

static size_t make_capitalised(uint64_t kind, size_t number, char *out) {
  size_t size = make_word(kind, number, out);
  out[0] = (char)(out[0] - 32);
  return size;
}

enum { WORD = 1, FIRST, LAST, PLACE, UNKNOWN };

static size_t person(dice *from, char *out) {
  size_t size = make_capitalised(FIRST, zipf(from, FIRST_NAMES), out);
  out[size++] = ' ';
  if (below(from, 12) == 0) {
    out[size++] = (char)('A' + below(from, 26));
    out[size++] = '.';
    out[size++] = ' ';
  }
  return size + make_capitalised(LAST, below(from, LAST_NAMES), out + size);
}

static size_t organisation(dice *from, char *out) {
  static const char *const forms[] = {
      "%s Corp",   "%s Group",       "Bank of %s", "University of %s", "%s Times",
      "%s United", "Ministry of %s", "%s & Sons",  "%s Party",         "National %s Council"};
  char first[64], second[64], both[130];
  first[make_capitalised(LAST, below(from, LAST_NAMES), first)] = '\0';
  second[make_capitalised(PLACE, below(from, PLACES), second)] = '\0';
  if (below(from, 2))
    snprintf(both, sizeof both, "%s", first);
  else
    snprintf(both, sizeof both, "%s %s", first, second);
  return (size_t)sprintf(out, forms[below(from, 10)], both);
}

static size_t place(dice *from, char *out) {
  static const char *const forms[] = {"%s", "%s", "%s", "New %s", "North %s", "%s City", "San %s"};
  char word[64];
  word[make_capitalised(PLACE, below(from, PLACES), word)] = '\0';
  return (size_t)sprintf(out, forms[below(from, 7)], word);
}

static size_t product(dice *from, char *out) {
  char word[64];
  word[make_capitalised(LAST, below(from, LAST_NAMES), word)] = '\0';
  return (size_t)sprintf(out, "%s-%u", word, (unsigned)below(from, 400));
}

static size_t surname(dice *from, char *out) {
  return make_capitalised(LAST, below(from, LAST_NAMES), out);
}

static size_t make_name(dice *from, char *out) {
  size_t kind = below(from, 100);
  if (kind < 60) return person(from, out);
  if (kind < 78) return organisation(from, out);
  if (kind < 90) return place(from, out);
  if (kind < 95) return surname(from, out);
  return product(from, out);
}

corpus *corpus_new(size_t count) {
  corpus *list = calloc(1, sizeof *list);
  size_t slots = 1, used = 0, tries = 0;
  while (slots < 2 * count) slots *= 2;
  uint64_t *seen = calloc(slots, 8);
  list->names = malloc(count * 24 + 256);
  list->starts = malloc((count + 1) * sizeof *list->starts);
  size_t capacity = count * 24;
  dice own = {20260101};
  while (list->name_count < count && used < capacity && tries < count * 50) {
    char name[256];
    size_t size = make_name(&own, name);
    tries++;
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < size; i++) hash = (hash ^ (unsigned char)name[i]) * 1099511628211u;
    hash = mix(hash) | 1;
    size_t at = hash & (slots - 1);
    while (seen[at] && seen[at] != hash) at = (at + 1) & (slots - 1);
    if (seen[at]) continue;
    seen[at] = hash;
    list->starts[list->name_count++] = (uint32_t)used;
    memcpy(list->names + used, name, size);
    used += size;
  }
  list->starts[list->name_count] = (uint32_t)used;
  free(seen);
  return list;
}

void corpus_free(corpus *list) {
  free(list->names);
  free(list->starts);
  free(list);
}

typedef struct text {
  char *data;
  size_t size;
} text;

static void add(text *out, const char *string, size_t size) {
  memcpy(out->data + out->size, string, size);
  out->size += size;
}

static void add_string(text *out, const char *string) { add(out, string, strlen(string)); }

static void add_sentence(text *out, const corpus *list, size_t among, dice *from) {
  size_t words = 12 + below(from, 20), start = out->size, quote = below(from, 5);
  if (quote == 0) add_string(out, "“");
  size_t first = out->size;
  for (size_t i = 0; i < words; i++) {
    if (i > 0) {
      size_t what = below(from, 60);
      add_string(out, what < 4 ? ", " : what == 4 ? " — " : what == 5 ? "\n" : " ");
    }
    size_t what = below(from, 90);
    char word[64];
    if (what < 10) { /* a listed name */
      size_t name = zipf(from, among);
      add(out, list->names + list->starts[name], list->starts[name + 1] - list->starts[name]);
      if (below(from, 10) == 0) add_string(out, below(from, 2) ? "’s" : "'s");
    } else if (what < 13) { /* a name nobody listed */
      add(out, word, make_capitalised(UNKNOWN, below(from, 200000), word));
    } else if (what < 15) {
      add(out, word, (size_t)sprintf(word, "%u", (unsigned)zipf(from, 3000)));
    } else if (what < 55) {
      add_string(out, function_words[zipf(from, FUNCTION_WORDS)]);
    } else {
      add(out, word, make_word(WORD, zipf(from, VOCABULARY), word));
    }
  }
  if (out->data[first] >= 'a' && out->data[first] <= 'z') out->data[first] -= 32;
  add_string(out, ".");
  if (quote == 0) add_string(out, "”");
  if (out->size - start > 0) add_string(out, below(from, 4) == 0 ? "\n\n" : " ");
}

char *corpus_text(const corpus *list, size_t among, size_t size, size_t *out_size) {
  text out = {malloc(size + 8192), 0};
  dice own = {7};
  while (out.size < size) add_sentence(&out, list, among, &own);
  *out_size = out.size;
  return out.data;
}
