/* A date is read as a few fields: numbers with their digit counts, month names, weekday names and
 * separators. The order of the fields says which is which; what stays ambiguous is refused. */
#include "article/date.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

enum { MAX_FIELDS = 6 };

typedef enum field_kind { FIELD_NUMBER, FIELD_MONTH, FIELD_WEEKDAY, FIELD_WORD } field_kind;

typedef struct field {
  field_kind kind;
  int value;   /* number or month */
  int digits;  /* of a number */
  char before; /* the last separator before it, 0 at the start */
  size_t end;  /* offset just after it */
} field;

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
static bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static const char *const names[] = {"january",  "february", "march",    "april",     "may",
                                    "june",     "july",     "august",   "september", "october",
                                    "november", "december", "monday",   "tuesday",   "wednesday",
                                    "thursday", "friday",   "saturday", "sunday"};
enum { MONTHS = 12 };

/* One more than the place among `names` of the only one that begins so, 0 where none does. */
static int name_with(char a, char b, char c) {
#define LETTERS(a, b, c) \
  ((uint32_t)(unsigned char)(a) << 16 | (uint32_t)(unsigned char)(b) << 8 | (unsigned char)(c))
  switch (LETTERS(lower(a), lower(b), lower(c))) {
    case LETTERS('j', 'a', 'n'): return 1;
    case LETTERS('f', 'e', 'b'): return 2;
    case LETTERS('m', 'a', 'r'): return 3;
    case LETTERS('a', 'p', 'r'): return 4;
    case LETTERS('m', 'a', 'y'): return 5;
    case LETTERS('j', 'u', 'n'): return 6;
    case LETTERS('j', 'u', 'l'): return 7;
    case LETTERS('a', 'u', 'g'): return 8;
    case LETTERS('s', 'e', 'p'): return 9;
    case LETTERS('o', 'c', 't'): return 10;
    case LETTERS('n', 'o', 'v'): return 11;
    case LETTERS('d', 'e', 'c'): return 12;
    case LETTERS('m', 'o', 'n'): return 13;
    case LETTERS('t', 'u', 'e'): return 14;
    case LETTERS('w', 'e', 'd'): return 15;
    case LETTERS('t', 'h', 'u'): return 16;
    case LETTERS('f', 'r', 'i'): return 17;
    case LETTERS('s', 'a', 't'): return 18;
    case LETTERS('s', 'u', 'n'): return 19;
    default: return 0;
  }
#undef LETTERS
}

/* One more than the place among `names` of a name, or of what three or four letters begin; else 0. */
static int name_of(const char *word, size_t size) {
  int name = size >= 3 ? name_with(word[0], word[1], word[2]) : 0;
  if (!name || size > strlen(names[name - 1])) return 0;
  for (size_t i = 3; i < size; i++)
    if (lower(word[i]) != names[name - 1][i]) return 0;
  return size <= 4 || !names[name - 1][size] ? name : 0;
}

int gaz_month_of(const char *word, size_t size) {
  if (size && word[size - 1] == '.') size--;
  int name = name_of(word, size);
  return name <= MONTHS ? name : 0;
}

/* 1 Monday .. 7 Sunday, 0 when it is none. */
static int weekday_of(const char *word, size_t size) {
  if (size == 5 && lower(word[4]) == 's' && lower(word[3]) == 'r') size--; /* "Thurs" */
  int name = name_of(word, size);
  return name > MONTHS ? name - MONTHS : 0;
}

/* Splits into at most `most` fields. */
static int read_fields(const char *text, size_t size, int most, field *fields) {
  int count = 0;
  char before = 0;
  for (size_t i = 0; i < size && count < most;) {
    size_t start = i;
    if (is_digit(text[i])) {
      int value = 0;
      while (i < size && is_digit(text[i]) && i - start < 9) value = value * 10 + (text[i++] - '0');
      int digits = (int)(i - start);
      if (i + 1 < size && digits <= 2 && is_letter(text[i]) && is_letter(text[i + 1]) &&
          (i + 2 == size || !is_letter(text[i + 2]))) {
        char a = lower(text[i]), b = lower(text[i + 1]);
        if ((a == 's' && b == 't') || (a == 'n' && b == 'd') || (a == 'r' && b == 'd') ||
            (a == 't' && b == 'h')) {
          i += 2; /* 26th */
        }
      }
      fields[count++] = (field){FIELD_NUMBER, value, digits, before, i};
    } else if (is_letter(text[i])) {
      while (i < size && is_letter(text[i])) i++;
      int month = gaz_month_of(text + start, i - start);
      int weekday = weekday_of(text + start, i - start);
      field_kind kind = month ? FIELD_MONTH : weekday ? FIELD_WEEKDAY : FIELD_WORD;
      fields[count++] = (field){kind, month ? month : weekday, 0, before, i};
    } else {
      before = text[i++];
      continue;
    }
    before = 0;
  }
  return count;
}

static bool write_date(int year, int month, int day, char edtf[GAZ_EDTF_SIZE]) {
  if (year < 1600 || year > 2100 || month < 1 || month > 12) return false;
  if (day == 0) {
    snprintf(edtf, GAZ_EDTF_SIZE, "%04d-%02d", year, month);
    return true;
  }
  if (day < 1 || day > gaz_days_in_month(year, month)) return false;
  snprintf(edtf, GAZ_EDTF_SIZE, "%04d-%02d-%02d", year, month, day);
  return true;
}

static bool is_day(const field *f) { return f->kind == FIELD_NUMBER && f->digits <= 2; }
static bool is_year(const field *f) { return f->kind == FIELD_NUMBER && f->digits == 4; }

/* Reads a date from the first of `count` fields; sets how many it used. */
static bool date_from_fields(const field *f, int count, char edtf[GAZ_EDTF_SIZE], int *used) {
  if (count >= 3 && is_year(f) && is_day(f + 1) && is_day(f + 2) && f[1].before == f[2].before &&
      (f[1].before == '-' || f[1].before == '/' || f[1].before == '.')) {
    *used = 3;
    return write_date(f[0].value, f[1].value, f[2].value, edtf);
  }
  if (count >= 1 && f[0].kind == FIELD_NUMBER && f[0].digits == 8) {
    *used = 1;
    return write_date(f[0].value / 10000, f[0].value / 100 % 100, f[0].value % 100, edtf);
  }
  if (count >= 3 && f[0].kind == FIELD_MONTH && is_day(f + 1) && is_year(f + 2)) {
    *used = 3;
    return write_date(f[2].value, f[0].value, f[1].value, edtf);
  }
  if (count >= 3 && is_day(f) && f[1].kind == FIELD_MONTH && is_year(f + 2)) {
    *used = 3;
    return write_date(f[2].value, f[1].value, f[0].value, edtf);
  }
  if (count >= 3 && is_year(f) && f[1].kind == FIELD_MONTH && is_day(f + 2)) {
    *used = 3;
    return write_date(f[0].value, f[1].value, f[2].value, edtf);
  }
  if (count >= 3 && is_day(f) && is_day(f + 1) && is_year(f + 2) && f[1].before == f[2].before &&
      (f[1].before == '/' || f[1].before == '.' || f[1].before == '-')) {
    *used = 3;
    int a = f[0].value, b = f[1].value;
    if (a > 12 || a == b || f[1].before == '.') return write_date(f[2].value, b, a, edtf);
    if (b > 12) return write_date(f[2].value, a, b, edtf);
    return false; /* 03/04/2015 is April here and March there */
  }
  return false;
}

/* "Fri 14.06.24": two-digit years are read only where the weekday before them agrees. */
static bool short_date(int weekday, const field *f, int count, char edtf[GAZ_EDTF_SIZE]) {
  if (count < 3 || !is_day(f) || !is_day(f + 1) || !is_day(f + 2) || f[1].before != f[2].before) {
    return false;
  }
  for (int order = 0; order < 2; order++) {
    gaz_day day = {f[2].value + (f[2].value < 70 ? 2000 : 1900), f[1 - order].value,
                   f[order].value};
    if (day.day < 1 || day.day > gaz_days_in_month(day.year, day.month)) continue;
    if (gaz_weekday(gaz_day_number(day)) == weekday)
      return write_date(day.year, day.month, day.day, edtf);
  }
  return false;
}

bool gaz_date_parse(const char *text, size_t size, char edtf[GAZ_EDTF_SIZE]) {
  field fields[MAX_FIELDS];
  if (size > 128) return false;
  int count = read_fields(text, size, MAX_FIELDS, fields), used = 0;
  int first = 0;
  while (first < count && fields[first].kind == FIELD_WEEKDAY) first++;
  if (date_from_fields(fields + first, count - first, edtf, &used)) return true;
  if (first && short_date(fields[first - 1].value, fields + first, count - first, edtf))
    return true;
  const field *f = fields + first;
  if (count - first == 2 && f[0].kind == FIELD_MONTH && is_year(f + 1)) {
    return write_date(f[1].value, f[0].value, 0, edtf);
  }
  if (count - first == 2 && is_year(f) && is_day(f + 1) && f[1].before == '-') {
    return write_date(f[0].value, f[1].value, 0, edtf);
  }
  return false;
}

/* Where the first digit at or after `at` stands, or `size`. */
static size_t next_digit(const char *text, size_t size, size_t at) {
  for (; at + 8 <= size; at += 8) {
    uint64_t digits = gaz_bytes_within(gaz_read_u64(text + at), '0', '9');
    if (digits) return at + (size_t)__builtin_ctzll(digits) / 8;
  }
  while (at < size && !is_digit(text[at])) at++;
  return at;
}

bool gaz_date_find(const char *text, size_t size, char edtf[GAZ_EDTF_SIZE], gaz_range *range) {
  enum { WINDOW = 40 }; /* the longest date */
  size_t digit = 0;
  for (size_t i = 0, run; i < size; i += run + !run) {
    if (digit < i || !i) digit = next_digit(text, size, i);
    if (digit == size) return false; /* no date is without one */
    if (digit - i >= WINDOW) {       /* on to the first word from which it can be reached */
      i = digit - WINDOW + 1;
      i += is_letter(text[i - 1]) || is_digit(text[i - 1]) ? gaz_word_run(text + i, size - i) : 0;
      if (i == size) return false;
    }
    run = text[i] == ' ' ? 0 : gaz_word_run(text + i, size - i);
    bool named = run >= 3 && name_with(text[i], text[i + 1], text[i + 2]);
    if (!run || (is_letter(text[i]) && !named)) continue; /* no date begins with another word */
    field fields[MAX_FIELDS];
    size_t window = size - i < WINDOW ? size - i : WINDOW;
    int used = 0, count = read_fields(text + i, window, MAX_FIELDS, fields);
    if (!count || fields[0].kind == FIELD_WORD) continue;
    if (count > 3 && fields[0].kind == FIELD_WEEKDAY && fields[1].kind == FIELD_NUMBER &&
        short_date(fields[0].value, fields + 1, count - 1, edtf)) {
      if (range) *range = (gaz_range){(uint32_t)i, (uint32_t)(i + fields[3].end)};
      return true;
    }
    bool starts = fields[0].kind == FIELD_MONTH || fields[0].kind == FIELD_NUMBER;
    if (starts && date_from_fields(fields, count, edtf, &used)) {
      if (range) *range = (gaz_range){(uint32_t)i, (uint32_t)(i + fields[used - 1].end)};
      return true;
    }
  }
  return false;
}

/* ---- In names of files and addresses ---- */

/* The number in text[at, at + digits) if these are digits and no more follow; -1 otherwise. */
static int number_at(const char *text, size_t size, size_t at, size_t digits) {
  int value = 0;
  if (at + digits > size || (at + digits < size && is_digit(text[at + digits]))) return -1;
  for (size_t i = at; i < at + digits; i++) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/* "-11-26", "/11/26" behind a year, or "/11/" alone; a number of one digit only between slashes. Sets the day to 0 for the
 * last. */
static bool month_and_day(const char *text, size_t size, size_t at, int *month, int *day) {
  char mark = at < size ? text[at] : '\0';
  if (mark != '-' && mark != '/' && mark != '_' && mark != '.') return false;
  size_t digits = mark == '/' && number_at(text, size, at + 1, 1) >= 0 ? 1 : 2;
  size_t next = at + 1 + digits;
  *month = number_at(text, size, at + 1, digits);
  *day = 0;
  if (*month < 1 || *month > 12 || next >= size || text[next] != mark) return false;
  digits = mark == '/' && number_at(text, size, next + 1, 1) >= 0 ? 1 : 2;
  int found = number_at(text, size, next + 1, digits);
  if (found > 0) *day = found;
  return found > 0 || mark == '/';
}

/* The date that begins at `at`, where no digit or letter goes before. */
static bool path_date_at(const char *text, size_t size, size_t at, char edtf[GAZ_EDTF_SIZE]) {
  int month, day, year = number_at(text, size, at, 4), all = number_at(text, size, at, 8);
  if (all >= 0) {
    year = all / 10000;
    month = all / 100 % 100;
    day = all % 100;
    if (!day) return false;
  } else if (year < 0 || !month_and_day(text, size, at + 4, &month, &day)) {
    return false;
  }
  if (year < 1900 || year > 2099) return false;
  char written[32];
  int length =
      snprintf(written, sizeof written, day ? "%04d-%02d-%02d" : "%04d-%02d", year, month, day);
  return gaz_date_parse(written, (size_t)length, edtf);
}

bool gaz_date_in_path(const char *path, size_t size, char edtf[GAZ_EDTF_SIZE]) {
  char one[GAZ_EDTF_SIZE];
  edtf[0] = '\0';
  for (size_t at = 0, depth = 0; at < size; at++) {
    char before = at ? path[at - 1] : '/';
    depth += path[at] == '(' || path[at] == '[';
    depth -= depth && (path[at] == ')' || path[at] == ']');
    if (depth || is_digit(before) || is_letter(before) || !path_date_at(path, size, at, one))
      continue;
    size_t shorter = strlen(one) < strlen(edtf) ? strlen(one) : strlen(edtf);
    if (edtf[0] && strncmp(one, edtf, shorter) != 0) return false;
    if (strlen(one) > strlen(edtf)) memcpy(edtf, one, sizeof one);
  }
  return edtf[0] != '\0';
}
