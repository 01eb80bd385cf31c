/* Numbers in time expressions: what figures may be ("2015", "24/11/2015", "7:15", "'98"), and numbers
 * of several words ("two thousand and fifteen"). */
#include "extract/time_figures.h"

#include <string.h>

static int popcount_below(uint64_t classes, int c) {
  return __builtin_popcountll(classes & (((uint64_t)1 << c) - 1));
}

bool gaz_time_reading_add(uint64_t *classes, int32_t *values, gaz_time_class c, int32_t value) {
  if (*classes >> c & 1) return true;
  int count = __builtin_popcountll(*classes), at = popcount_below(*classes, (int)c);
  if (count >= GAZ_TIME_READINGS) return false;
  for (int i = count; i > at; i--) values[i] = values[i - 1];
  values[at] = value;
  *classes |= (uint64_t)1 << c;
  return true;
}

int32_t gaz_time_word_value(const gaz_time_word *word, gaz_time_class c) {
  return word->classes >> c & 1 ? word->values[popcount_below(word->classes, (int)c)]
                                : GAZ_TIME_ABSENT;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

void gaz_time_word_add(gaz_time_word *word, gaz_time_class c, int32_t value) {
  gaz_time_reading_add(&word->classes, word->values, c, value);
}

static bool ends_with(const char *text, size_t size, const char *suffix) {
  size_t length = strlen(suffix);
  return size >= length && memcmp(text + size - length, suffix, length) == 0;
}

/* Larger numbers are not multiplied further: nobody counts time in them. */
enum { MULTIPLIED_MAX = 1000000 };

/* Reads up to `limit` digits; returns how many. */
static size_t read_number(const char *text, size_t size, size_t limit, int32_t *value) {
  size_t i = 0;
  *value = 0;
  while (i < size && i < limit && is_digit(text[i])) *value = *value * 10 + (text[i++] - '0');
  return i;
}

/* 24/11/2015, 2015-11-24, 24.11.2015: three numbers with one kind of separator. */
static void classify_date_figures(gaz_time_word *word, const char *text, size_t size) {
  int32_t numbers[3];
  size_t digits[3], at = 0;
  char separator = 0;
  for (int i = 0; i < 3; i++) {
    digits[i] = read_number(text + at, size - at, 4, &numbers[i]);
    at += digits[i];
    if (!digits[i] || (i < 2 && (at >= size || !strchr("/-.", text[at])))) return;
    if (i == 1 && text[at] != separator) return;
    if (i < 2) separator = text[at++];
  }
  if (at != size && !(text[at] == 'T' && separator == '-')) return;
  if (digits[0] == 4 && digits[1] <= 2 && digits[2] <= 2 && numbers[1] >= 1 && numbers[1] <= 12 &&
      numbers[2] >= 1 && numbers[2] <= 31) {
    gaz_time_word_add(word, GAZ_TC_ISO, numbers[0] * 10000 + numbers[1] * 100 + numbers[2]);
  } else if (digits[0] <= 2 && digits[1] <= 2 && (digits[2] == 4 || digits[2] == 2)) {
    int32_t year = digits[2] == 4 ? numbers[2] : numbers[2] + (numbers[2] < 50 ? 2000 : 1900);
    if (separator == '.' && digits[2] == 2) return; /* a version or section number */
    int32_t month = numbers[0], day = numbers[1];
    if (month > 12 || separator == '.') {
      month = numbers[1];
      day = numbers[0];
    }
    if (month >= 1 && month <= 12 && day >= 1 && day <= 31 && year >= 1000) {
      gaz_time_word_add(word, GAZ_TC_SLASH, year * 10000 + month * 100 + day);
    }
  }
}

static void classify_figures(gaz_time_word *word, const char *text, size_t size) {
  int32_t value, minutes;
  size_t digits = read_number(text, size, 9, &value);
  if (digits == size) {
    gaz_time_word_add(word, GAZ_TC_NUMBER, value);
    if (digits <= 2 && value >= 1 && value <= 31) gaz_time_word_add(word, GAZ_TC_DAY, value);
    if (digits <= 2 && value <= 24) gaz_time_word_add(word, GAZ_TC_HOUR, value);
    if (digits == 4 && value >= 1000 && value < 2200) gaz_time_word_add(word, GAZ_TC_YEAR, value);
    return;
  }
  const char *rest = text + digits;
  size_t left = size - digits;
  if (digits <= 2 && left == 5 && rest[0] == ':' && read_number(rest + 1, 2, 2, &minutes) == 2 &&
      minutes < 60 && value >= 1 && value <= 12 && (rest[3] == 'a' || rest[3] == 'p') &&
      rest[4] == 'm') {
    gaz_time_word_add(word, GAZ_TC_CLOCK,
                      (value % 12 + (rest[3] == 'p' ? 12 : 0)) * 60 + minutes); /* 8:00am */
    return;
  }
  if (digits <= 2 && left == 3 && (rest[0] == ':' || rest[0] == '.') &&
      read_number(rest + 1, 2, 2, &minutes) == 2 && value <= 24 && minutes < 60) {
    if (rest[0] == ':') gaz_time_word_add(word, GAZ_TC_CLOCK, value * 60 + minutes);
    return;
  }
  if (left == 2 && digits <= 2 &&
      (ends_with(text, size, "st") || ends_with(text, size, "nd") || ends_with(text, size, "rd") ||
       ends_with(text, size, "th"))) {
    gaz_time_word_add(word, GAZ_TC_ORDINAL, value);
    return;
  }
  if (rest[0] == 's' && left == 1 && value % 10 == 0) {
    if (digits == 4 && value >= 1000 && value < 2200) gaz_time_word_add(word, GAZ_TC_DECADE, value);
    if (digits == 2) gaz_time_word_add(word, GAZ_TC_DECADE, value);
    return;
  }
  if (digits == 4 && left == 2 && rest[0] == '\'' && rest[1] == 's' && value % 10 == 0) {
    gaz_time_word_add(word, GAZ_TC_DECADE, value);
    return;
  }
  if (left == 2 && digits <= 2 && (rest[0] == 'a' || rest[0] == 'p') && rest[1] == 'm' &&
      value >= 1 && value <= 12) {
    gaz_time_word_add(word, GAZ_TC_CLOCK, (value % 12 + (rest[0] == 'p' ? 12 : 0)) * 60);
    return;
  }
  if (rest[0] == '/' && digits == 1 && left == 2 && is_digit(rest[1]) && rest[1] > '0') {
    gaz_time_word_add(word, GAZ_TC_FRACTION, value * 10 / (rest[1] - '0'));
    return;
  }
  int32_t thousands;
  if (left == 4 && rest[0] == ',' && value < MULTIPLIED_MAX &&
      read_number(rest + 1, 3, 3, &thousands) == 3) {
    gaz_time_word_add(word, GAZ_TC_NUMBER, value * 1000 + thousands);
    return;
  }
  classify_date_figures(word, text, size);
}

/* '98, '90s */
static bool classify_short_year(gaz_time_word *word, const char *text, size_t size) {
  int32_t value;
  bool apostrophe =
      *text == '\'' || (unsigned char)*text == 0x99; /* the last byte of a curly one */
  if (!apostrophe || size < 3 || read_number(text + 1, size - 1, 2, &value) != 2) return false;
  if (size == 3) gaz_time_word_add(word, GAZ_TC_SHORTYEAR, value + (value < 50 ? 2000 : 1900));
  if (size == 4 && text[3] == 's' && value % 10 == 0) gaz_time_word_add(word, GAZ_TC_DECADE, value);
  return true;
}

bool gaz_time_figures(gaz_time_word *word, const char *text, size_t size) {
  if (!is_digit(*text)) return classify_short_year(word, text, size);
  classify_figures(word, text, size);
  return true;
}

/* Makes a word of two, which is that number. */
static void become(gaz_time_word *first, const gaz_time_word *second, gaz_time_class c,
                   int32_t value) {
  first->end = second->end;
  first->literal = 0;
  first->classes = 0;
  gaz_time_word_add(first, c, value);
}

bool gaz_time_numbers_merge(gaz_time_word *first, const gaz_time_word *second, const char *text) {
  int32_t a = gaz_time_word_value(first, GAZ_TC_NUMBER);
  int32_t b = gaz_time_word_value(second, GAZ_TC_NUMBER);
  int32_t ordinal = gaz_time_word_value(second, GAZ_TC_ORDINAL);
  bool figures = is_digit(text[first->start]) || is_digit(text[second->start]);
  bool tens = a >= 20 && a % 10 == 0, ones = b > 0 && b < 10;
  if (a == GAZ_TIME_ABSENT || a > MULTIPLIED_MAX || figures) return false;
  if (tens && a <= 30 && ordinal >= 1 && ordinal <= 9) { /* twenty | third */
    become(first, second, GAZ_TC_ORDINAL, a + ordinal);
    return true;
  }
  bool year_words = a >= 11 && a <= 20 && b >= 10 && b < 100 && first->end - first->start > 2;
  bool more_of_year =
      a >= 1100 && a < 2100 && tens && a % 100 && ones && first->classes >> GAZ_TC_YEAR & 1;
  if (year_words || more_of_year || (a == 2000 && b > 0 && b < 100)) {
    int32_t year = year_words ? a * 100 + b : a + b; /* nineteen | eighty, two thousand | fifteen */
    become(first, second, GAZ_TC_NUMBER, year);
    gaz_time_word_add(first, GAZ_TC_YEAR, year);
    return true;
  }
  int32_t times = gaz_time_word_value(second, GAZ_TC_MULTIPLE);
  int32_t number = times != GAZ_TIME_ABSENT ? a * times : tens && ones ? a + b : 0;
  if (!number) return false;
  become(first, second, GAZ_TC_NUMBER, number);
  if (number == 2000 || number == 1000)
    gaz_time_word_add(first, GAZ_TC_YEAR, number); /* October two thousand */
  return true;
}

void gaz_time_clock_of_zone(gaz_time_word *word, const char *text) {
  int32_t value;
  size_t size = word->end - word->start;
  if (size != 4 || read_number(text + word->start, size, 4, &value) != 4) return;
  if (value / 100 >= 24 || value % 100 >= 60) return;
  word->literal = 0;
  word->classes = 0;
  gaz_time_word_add(word, GAZ_TC_CLOCK, value / 100 * 60 + value % 100);
}
