#include "annotate/neighbours.h"

#include <string.h>
#include <strings.h>

#include "annotate/calendar.h"
#include "text/utf8.h"

static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (unsigned char)c >= 0x80;
}

static bool is_space(char c) { return (unsigned char)c <= ' '; }

static bool has_capital(const char *text, size_t size) {
  size_t length;
  return size && gaz_char_traits(gaz_utf8_decode(text, size, &length)) & GAZ_CHAR_UPPER;
}

static bool is_listed(const char *const *words, size_t count, const char *word, size_t size) {
  size_t low = 0;
  while (low < count) {
    size_t middle = (low + count) / 2;
    int order = strncasecmp(words[middle], word, size);
    if (!order) order = words[middle][size] != '\0';
    if (!order) return true;
    if (order < 0)
      low = middle + 1;
    else
      count = middle;
  }
  return false;
}

static bool is_title(const char *word, size_t size) {
  return is_listed(gaz_title_words, gaz_title_word_count, word, size);
}

static bool opens(const char *word, size_t size) {
  return is_listed(gaz_opening_words, gaz_opening_word_count, word, size);
}

bool gaz_is_opening_word(const char *word, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (word[i] >= 'a' && word[i] <= 'z') return opens(word, size);
  return false;
}

static bool is_possessive(const char *word, size_t size) {
  return (size > 2 && memcmp(word + size - 2, "'s", 2) == 0) ||
         (size > 4 && memcmp(word + size - 4, "\xE2\x80\x99s", 4) == 0);
}

/* The word that ends at byte `end`: what comes before its first letter (a quote, a bracket) is left out. */
static bool name_word_before(const char *text, size_t end) {
  size_t start = end;
  while (start && !is_space(text[start - 1])) start--;
  while (start < end && !is_word(text[start])) start++;
  const char *word = text + start;
  size_t size = end - start;
  return has_capital(word, size) && is_word(word[size - 1]) && !is_possessive(word, size) &&
         !is_title(word, size) && !opens(word, size) && !gaz_is_day_or_month(word, size);
}

static bool name_word_behind(const char *text, size_t size, size_t start, bool person) {
  size_t end = start;
  while (end < size && (is_word(text[end]) || text[end] == '-')) end++;
  const char *word = text + start;
  size_t length = end - start;
  return has_capital(word, length) && !opens(word, length) && !gaz_is_day_or_month(word, length) &&
         (person || !is_title(word, length));
}

bool gaz_ends_in_name(const char *text, size_t size) {
  return size > 1 && text[size - 1] == ' ' && !is_space(text[size - 2]) &&
         name_word_before(text, size - 1);
}

/* Where a person's name begins whose last word starts at byte `start`: "al-" and "de" belong to it, and an initial. */
static uint32_t with_particles(const char *text, uint32_t start) {
  enum { PARTICLES = 3 };
  for (int i = 0; i < PARTICLES; i++) {
    uint32_t end = start, at;
    if (end > 1 && (text[end - 1] == ' ' || text[end - 1] == '-')) end--;
    if (end == start) break;
    for (at = end; at && !is_space(text[at - 1]) && text[at - 1] != '-';) at--;
    bool initial = end - at == 2 && text[at] >= 'A' && text[at] <= 'Z' && text[at + 1] == '.';
    bool particle = text[at] >= 'a' && text[at] <= 'z' &&
                    is_listed(gaz_particle_words, gaz_particle_word_count, text + at, end - at);
    if (!(initial && text[end] == ' ') && !particle) break;
    start = at;
  }
  return start;
}

unsigned gaz_name_goes_on(const gaz_beside *name) {
  const char *text = name->text;
  if (name->person && !name->word) return 0;
  if (!has_capital(text + name->start, name->end - name->start)) return 0;
  uint32_t start = name->person ? with_particles(text, name->start) : name->start;
  unsigned sides = (start ? gaz_ends_in_name(text, start) : name->tail) ? GAZ_BESIDE_LEFT : 0;
  if (name->end + 1 >= name->size) return sides;
  bool money = text[name->end] == '$'; /* "US$5" */
  bool right = text[name->end] == ' ' &&
               !is_possessive(text + name->start, name->end - name->start) &&
               name_word_behind(text, name->size, name->end + 1, name->person);
  return money || right ? sides | GAZ_BESIDE_RIGHT : sides;
}

bool gaz_is_titled(const char *line, size_t size) {
  enum { LONGER = 4, WORDS_MIN = 5 };
  size_t words = 0;
  for (size_t at = 0, end; at < size; at = end + 1) {
    for (end = at; end < size && is_word(line[end]);) end++;
    if (end < size && (line[end] == ',' || line[end] == '(')) return false; /* a list of names */
    if (end - at < LONGER) continue;
    if (line[at] >= 'a' && line[at] <= 'z') return false;
    words++;
  }
  return words >= WORDS_MIN;
}
