/* Holidays of a year: those that move with it, and fixed ones. */
#include "extract/time_operations.h"

static int32_t nth_weekday(int year, int month, int weekday, int nth) {
  int32_t first = gaz_day_number((gaz_day){year, month, 1});
  return first + (weekday - gaz_weekday(first) + 7) % 7 + 7 * (nth - 1);
}

/* Western Easter (anonymous Gregorian algorithm). */
static int32_t easter(int year) {
  int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
  int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
  int l = (32 + 2 * e + 2 * i - h - k) % 7, n = (a + 11 * h + 22 * l) / 451;
  int month = (h + l - 7 * n + 114) / 31, day = (h + l - 7 * n + 114) % 31 + 1;
  return gaz_day_number((gaz_day){year, month, day});
}

bool gaz_time_holiday(int code, int year, int32_t *out) {
  switch (code) {
    case 10001: *out = nth_weekday(year, 11, 4, 4); return true; /* Thanksgiving, US */
    case 10002: *out = easter(year); return true;
    case 10003: *out = nth_weekday(year, 9, 1, 1); return true; /* Labor Day, US */
    case 10004:                                                 /* Memorial Day, US */
      *out = nth_weekday(year, 5, 1, 5);
      if (gaz_day_of_number(*out).month != 5) *out -= 7;
      return true;
    default:
      if (code > 1231) return false;
      *out = gaz_day_number((gaz_day){year, code / 100, code % 100});
      return true;
  }
}
