/* EDTF to day numbers. */
#include "store/edtf.h"

#include <string.h>

static bool two_digits(const char *at, const char *end, int *out, bool *unknown) {
  if (end - at < 2) return false;
  if (at[0] == 'X' && at[1] == 'X') {
    *unknown = true;
    return true;
  }
  if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9') return false;
  *out = (at[0] - '0') * 10 + (at[1] - '0');
  return true;
}

static int month_length(int year, int month) {
  static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) return 29;
  return lengths[month - 1];
}

/* One side of a range. */
static bool read_one(const char *at, const char *end, gaz_days *days) {
  const char *time = memchr(at, 'T', (size_t)(end - at));
  if (time) end = time;
  while (end > at && strchr("~?%", end[-1])) end--;
  if (end - at < 4) return false;
  int year = 0, month = 0, day = 0;
  for (int i = 0; i < 4; i++) {
    if (at[i] < '0' || at[i] > '9') return false;
    year = year * 10 + (at[i] - '0');
  }
  bool no_month = end - at == 4, no_day = end - at == 7 || no_month;
  if (!no_month && (at[4] != '-' || !two_digits(at + 5, end, &month, &no_month))) return false;
  if (!no_month && (month < 1 || month > 12)) return false;
  if (no_month) {
    *days = (gaz_days){year * 10000 + 101, year * 10000 + 1231};
    return true;
  }
  if (!no_day && (end - at != 10 || at[7] != '-' || !two_digits(at + 8, end, &day, &no_day))) {
    return false;
  }
  int length = month_length(year, month);
  if (!no_day && (day < 1 || day > length)) return false;
  int base = year * 10000 + month * 100;
  *days = no_day ? (gaz_days){base + 1, base + length} : (gaz_days){base + day, base + day};
  return true;
}

bool gaz_edtf_days(const char *text, gaz_days *days) {
  *days = (gaz_days){0, GAZ_DAY_MAX};
  if (!text) return false;
  const char *end = text + strlen(text), *slash = strchr(text, '/');
  if (!slash) return read_one(text, end, days);
  gaz_days first = {0, GAZ_DAY_MAX}, last = first;
  bool open_first = slash == text || (slash - text == 2 && memcmp(text, "..", 2) == 0);
  bool open_last = slash + 1 == end || strcmp(slash + 1, "..") == 0;
  if ((!open_first && !read_one(text, slash, &first)) ||
      (!open_last && !read_one(slash + 1, end, &last))) {
    return false;
  }
  if (first.first > last.last) return false;
  *days = (gaz_days){first.first, last.last};
  return true;
}

/* Days since 0000-03-01, after Howard Hinnant's civil calendar. */
static int32_t serial_of(int32_t number) {
  int32_t year = number / 10000, month = number / 100 % 100, day = number % 100;
  if (month < 1) month = 1;
  if (day < 1) day = 1;
  year -= month <= 2;
  int32_t era = year / 400, of_era = year - era * 400;
  int32_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
}

static int32_t number_of(int32_t serial) {
  int32_t era = serial / 146097, of_era = serial - era * 146097;
  int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
  int32_t shifted = (5 * of_year + 2) / 153;
  int32_t day = of_year - (153 * shifted + 2) / 5 + 1;
  int32_t month = shifted + (shifted < 10 ? 3 : -9);
  return (year + era * 400 + (month <= 2)) * 10000 + month * 100 + day;
}

int32_t gaz_days_between(int32_t a, int32_t b) { return serial_of(b) - serial_of(a); }

int32_t gaz_day_add(int32_t day, int32_t days) {
  int32_t serial = serial_of(day) + days;
  return serial < 0 ? 0 : number_of(serial);
}
