/* EDTF to day numbers. */
#include "base/edtf.h"

#include <string.h>

#include "base/calendar.h"

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
  int length = gaz_days_in_month(year, month);
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

static int32_t serial_of(int32_t number) {
  int month = number / 100 % 100, day = number % 100;
  return gaz_day_number((gaz_day){number / 10000, month < 1 ? 1 : month, day < 1 ? 1 : day});
}

int32_t gaz_days_between(int32_t a, int32_t b) { return serial_of(b) - serial_of(a); }

int32_t gaz_day_add(int32_t day, int32_t days) {
  gaz_day d = gaz_day_of_number(serial_of(day) + days);
  return d.year < 0 ? 0 : d.year * 10000 + d.month * 100 + d.day;
}
