/* Calendar values as TIMEX3 writes them, and as EDTF does where they denote days. A vague date stays
 * a range. */
#include <stdio.h>
#include <string.h>

#include "extract/time_operations.h"

const char *gaz_time_part_name(int part) {
  static const char *const names[GAZ_PART_COUNT] = {"",    "TMO", "T12:00", "TAF",
                                                    "TEV", "TNI", "T24:00", "TDT"};
  return part > 0 && part < GAZ_PART_COUNT ? names[part] : "";
}

void gaz_time_put_day(value_t *out, int32_t number, int part) {
  gaz_day d = gaz_day_of_number(number);
  snprintf(out->edtf, sizeof out->edtf, "%04d-%02d-%02d", d.year, d.month, d.day);
  snprintf(out->value, sizeof out->value, "%s%s", out->edtf, gaz_time_part_name(part));
  out->is_day = true;
  out->day = number;
}

void gaz_time_put_span(value_t *out, gaz_day from, gaz_day to) {
  snprintf(out->edtf, sizeof out->edtf, "%04d-%02d-%02d/%04d-%02d-%02d", from.year, from.month,
           from.day, to.year, to.month, to.day);
}

void gaz_time_put_months(value_t *out, int from_year, int from_month, int to_year, int to_month) {
  snprintf(out->edtf, sizeof out->edtf, "%04d-%02d/%04d-%02d", from_year, from_month, to_year,
           to_month);
}

/* "~" says that only a part of it is meant: early, late, mid. */
void gaz_time_put_mod(value_t *out, int mod) {
  size_t size = strlen(out->edtf);
  if (mod > 0 && size && size + 1 < sizeof out->edtf && !strchr(out->edtf, '/')) {
    memcpy(out->edtf + size, "~", 2);
  }
}

void gaz_time_put_month(value_t *out, int year, int month, int mod) {
  snprintf(out->value, sizeof out->value, "%04d-%02d", year, month);
  memcpy(out->edtf, out->value, sizeof out->edtf);
  gaz_time_put_mod(out, mod);
}

void gaz_time_put_year(value_t *out, int year, int mod) {
  snprintf(out->value, sizeof out->value, "%04d", year);
  memcpy(out->edtf, out->value, sizeof out->edtf);
  gaz_time_put_mod(out, mod);
}

void gaz_time_put_week(value_t *out, int32_t number, bool weekend) {
  int year, week = gaz_iso_week(number, &year);
  int32_t monday = number - gaz_weekday(number) + 1;
  snprintf(out->value, sizeof out->value, "%04d-W%02d%s", year, week, weekend ? "-WE" : "");
  gaz_time_put_span(out, gaz_day_of_number(weekend ? monday + 5 : monday),
                    gaz_day_of_number(monday + 6));
}

void gaz_time_put_quarter(value_t *out, int year, int quarter) {
  snprintf(out->value, sizeof out->value, "%04d-Q%d", year, quarter);
  gaz_time_put_months(out, year, quarter * 3 - 2, year, quarter * 3);
}

void gaz_time_put_season(value_t *out, int year, int season) {
  static const char *const names[5] = {"", "SP", "SU", "FA", "WI"};
  snprintf(out->value, sizeof out->value, "%04d-%s", year, names[season]);
  int month = season * 3;
  gaz_time_put_months(out, year, month, month + 2 > 12 ? year + 1 : year, (month + 1) % 12 + 1);
}

void gaz_time_put_text(value_t *out, const char *text) {
  snprintf(out->value, sizeof out->value, "%s", text);
}

void gaz_time_put_ref(value_t *out, int ref) {
  static const char *const names[3] = {"PRESENT_REF", "PAST_REF", "FUTURE_REF"};
  gaz_time_put_text(out, names[ref >= 0 && ref < 3 ? ref : 0]);
}

/* A unit as wide as the expression is exact: "two months ago" is a month, not a day. */
bool gaz_time_put_unit(value_t *out, int32_t number, int unit, int mod) {
  gaz_day d = gaz_day_of_number(number);
  switch (unit) {
    case GAZ_UNIT_DAY: gaz_time_put_day(out, number, 0); return true;
    case GAZ_UNIT_WEEK:
    case GAZ_UNIT_FORTNIGHT: gaz_time_put_week(out, number, false); return true;
    case GAZ_UNIT_WEEKEND: gaz_time_put_week(out, number, true); return true;
    case GAZ_UNIT_MONTH: gaz_time_put_month(out, d.year, d.month, mod); return true;
    case GAZ_UNIT_QUARTER: gaz_time_put_quarter(out, d.year, (d.month + 2) / 3); return true;
    case GAZ_UNIT_YEAR: gaz_time_put_year(out, d.year, mod); return true;
    case GAZ_UNIT_DECADE:
      snprintf(out->value, sizeof out->value, "%03d", d.year / 10);
      snprintf(out->edtf, sizeof out->edtf, "%04d/%04d", d.year / 10 * 10, d.year / 10 * 10 + 9);
      return true;
    case GAZ_UNIT_CENTURY:
      snprintf(out->value, sizeof out->value, "%02d", d.year / 100);
      snprintf(out->edtf, sizeof out->edtf, "%04d/%04d", d.year / 100 * 100 + 1,
               d.year / 100 * 100 + 100);
      return true;
    default: return false;
  }
}

/* The day `count` units away; hours and less stay on their day. */
int32_t gaz_time_move(int32_t number, int unit, int count) {
  gaz_day d = gaz_day_of_number(number);
  switch (unit) {
    case GAZ_UNIT_DAY: return number + count;
    case GAZ_UNIT_WEEK:
    case GAZ_UNIT_WEEKEND: return number + 7 * count;
    case GAZ_UNIT_FORTNIGHT: return number + 14 * count;
    case GAZ_UNIT_MONTH: return gaz_day_number(gaz_add_months(d, count));
    case GAZ_UNIT_QUARTER: return gaz_day_number(gaz_add_months(d, 3 * count));
    case GAZ_UNIT_YEAR: return gaz_day_number(gaz_add_months(d, 12 * count));
    case GAZ_UNIT_DECADE: return gaz_day_number(gaz_add_months(d, 120 * count));
    case GAZ_UNIT_CENTURY: return gaz_day_number(gaz_add_months(d, 1200 * count));
    default: return number;
  }
}
