/* Howard Hinnant's civil-day algorithms ("chrono-Compatible Low-Level Date Algorithms"). */
#include "base/calendar.h"

int gaz_days_in_month(int year, int month) {
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return 0;
  bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

bool gaz_is_day(const char *text) {
  static const char form[] = "dddd-dd-dd";
  int numbers[3] = {0}, field = 0;
  for (size_t i = 0; i < sizeof form; i++) { /* its NUL too: both end there */
    if (form[i] != 'd' && text[i] != form[i]) return false;
    if (form[i] == 'd' && (text[i] < '0' || text[i] > '9')) return false;
    if (form[i] == 'd') numbers[field] = numbers[field] * 10 + text[i] - '0';
    field += form[i] == '-';
  }
  return numbers[2] >= 1 && numbers[2] <= gaz_days_in_month(numbers[0], numbers[1]);
}

int32_t gaz_day_number(gaz_day day) {
  int y = day.year - (day.month <= 2);
  int era = y / 400;
  int yoe = y - era * 400;
  int doy = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.day - 1;
  int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

gaz_day gaz_day_of_number(int32_t number) {
  int z = number + 719468;
  int era = z / 146097;
  int doe = z - era * 146097;
  int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  int mp = (5 * doy + 2) / 153;
  gaz_day day = {.day = doy - (153 * mp + 2) / 5 + 1, .month = mp < 10 ? mp + 3 : mp - 9};
  day.year = yoe + era * 400 + (day.month <= 2);
  return day;
}

int gaz_weekday(int32_t number) { return ((number + 3) % 7 + 7) % 7 + 1; }

int gaz_iso_week(int32_t number, int *year) {
  int32_t thursday = number + 4 - gaz_weekday(number);
  *year = gaz_day_of_number(thursday).year;
  int32_t first = gaz_day_number((gaz_day){*year, 1, 1});
  return (thursday - first) / 7 + 1;
}

gaz_day gaz_add_months(gaz_day day, int months) {
  int total = day.year * 12 + day.month - 1 + months;
  day.year = total / 12;
  day.month = total % 12 + 1;
  int last = gaz_days_in_month(day.year, day.month);
  if (day.day > last) day.day = last;
  return day;
}
