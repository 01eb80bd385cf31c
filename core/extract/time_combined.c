/* Operations for expressions made of two: ranges of dates in figures, a day counted from a weekday, a
 * weekend named by its holiday, what is done at a clock time each day. */
#include <stdio.h>
#include <string.h>

#include "extract/time_operations.h"

enum { COUNT_MAX = 5000 };

static bool exists(int year, int month, int day) {
  return year >= 1583 && year < 10000 && month >= 1 && month <= 12 && day >= 1 &&
         day <= gaz_days_in_month(year, month);
}

static bool read_packed(int32_t packed, gaz_day *out) {
  *out = (gaz_day){packed / 10000, packed / 100 % 100, packed % 100};
  return exists(out->year, out->month, out->day);
}

/* "10/1/2018 - 10/7/2018" */
static bool op_figures(match_t *m, context_t *c, value_t *out) {
  gaz_time_class class = has(m, GAZ_TC_SLASH) ? GAZ_TC_SLASH : GAZ_TC_ISO;
  gaz_day from, to;
  (void)c;
  if (!has(m, class) || !read_packed(m->first[class], &from) ||
      !read_packed(m->values[class], &to) || gaz_day_number(from) >= gaz_day_number(to))
    return false;
  gaz_time_put_span(out, from, to);
  memcpy(out->value, out->edtf, sizeof out->value);
  return true;
}

/* "the second week of 2019": ISO weeks, the first of which has January 4 in it. */
static bool op_week_of_year(match_t *m, context_t *c, value_t *out) {
  int week = get(m, GAZ_TC_ORDINAL, 0), year = year_of(m);
  (void)c;
  if (week < 1 || week > 53 || year < 1583) return false;
  gaz_time_put_week(out, gaz_day_number((gaz_day){year, 1, 4}) + 7 * (week - 1), false);
  return true;
}

/* "on the 18th": of this month, the next or the last, as the tense says; argument 1: its week. */
static bool op_day_near(match_t *m, context_t *c, value_t *out) {
  int wanted = get(m, GAZ_TC_ORDINAL, 0);
  int32_t best = 0, best_distance = INT32_MAX;
  if (!c->has_reference || wanted < 1 || wanted > 31) return false;
  for (int step = -1; step <= 1; step++) {
    gaz_day month = reference(c);
    month.day = 1;
    month = gaz_add_months(month, step);
    if (!exists(month.year, month.month, wanted)) continue;
    int32_t day = gaz_day_number((gaz_day){month.year, month.month, wanted});
    int32_t distance = day - c->reference;
    if ((c->tense < 0 && distance > 0) || (c->tense > 0 && distance < 0)) distance *= 4;
    if (distance < 0) distance = -distance;
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = day;
  }
  if (best_distance == INT32_MAX) return false;
  if (m->argument == 1)
    gaz_time_put_week(out, best, false);
  else
    gaz_time_put_day(out, best, 0);
  return true;
}

static bool resolve_as(match_t *m, const char *operation, context_t *c, value_t *out) {
  gaz_time_match plain = *m;
  plain.operation = gaz_time_operation(operation);
  plain.argument = GAZ_TIME_ABSENT;
  return gaz_time_resolve(&plain, c, out);
}

/* "two months after next Friday" */
static bool op_offset_weekday(match_t *m, context_t *c, value_t *out) {
  value_t base;
  int unit = unit_of(m), count = count_of(m);
  if (!c->has_reference || unit < GAZ_UNIT_DAY || count > COUNT_MAX ||
      !resolve_as(m, "weekday", c, &base) || !base.is_day)
    return false;
  gaz_time_put_day(out, gaz_time_move(base.day, unit, m->argument * count), 0);
  return true;
}

/* "two weeks and two days ago" */
static bool op_compound_ago(match_t *m, context_t *c, value_t *out) {
  gaz_time_class class = m->first[GAZ_TC_UNITS] != GAZ_TIME_ABSENT ? GAZ_TC_UNITS : GAZ_TC_UNIT;
  int large = m->first[GAZ_TC_UNIT] != GAZ_TIME_ABSENT ? m->first[GAZ_TC_UNIT] : m->first[class];
  int small = get(m, GAZ_TC_UNITS, get(m, GAZ_TC_UNIT, -1));
  int first = m->first[GAZ_TC_NUMBER], second = m->values[GAZ_TC_NUMBER];
  if (!c->has_reference || small < GAZ_UNIT_DAY || small >= large || first < 1 || second < 1 ||
      first > COUNT_MAX || second > COUNT_MAX)
    return false;
  gaz_time_put_day(out, gaz_time_move(gaz_time_move(c->reference, large, -first), small, -second),
                   0);
  return true;
}

/* "every day at 7:15 p.m." */
static bool op_every_clock(match_t *m, context_t *c, value_t *out) {
  int minutes = get(m, GAZ_TC_CLOCK, get(m, GAZ_TC_HOUR, 0) * 60);
  (void)c;
  if (has(m, GAZ_TC_AMPM)) {
    if (minutes >= 13 * 60) return false;
    minutes = minutes % 720 + get(m, GAZ_TC_AMPM, 0) * 60;
  }
  if (minutes >= 24 * 60) return false;
  if (minutes % 60)
    snprintf(out->value, sizeof out->value, "T%02d:%02d", minutes / 60, minutes % 60);
  else
    snprintf(out->value, sizeof out->value, "T%02d", minutes / 60);
  return true;
}

/* "the 19th of every month" */
static bool op_every_day_of(match_t *m, context_t *c, value_t *out) {
  int day = get(m, GAZ_TC_ORDINAL, 0);
  (void)c;
  if (day < 1 || day > 31 || unit_of(m) != GAZ_UNIT_MONTH) return false;
  snprintf(out->value, sizeof out->value, "XXXX-XX-%02d", day);
  return true;
}

/* "Labor Day weekend": the two days before a Monday, else the nearest. */
static bool op_holiday_weekend(match_t *m, context_t *c, value_t *out) {
  gaz_time_match plain = *m;
  value_t day;
  plain.operation = gaz_time_operation(has(m, GAZ_TC_HOLIDAY) ? "holiday" : "fixed-holiday");
  if (!gaz_time_resolve(&plain, c, &day) || !day.is_day) return false;
  int weekday = gaz_weekday(day.day);
  int32_t saturday = day.day - weekday + 6;
  if (weekday <= 2) saturday -= 7;
  gaz_time_put_week(out, saturday, true);
  return true;
}

const gaz_time_operation_row gaz_time_combined_operations[] = {
    {"figures", op_figures},
    {"week-of-year", op_week_of_year},
    {"day-near", op_day_near},
    {"offset-weekday", op_offset_weekday},
    {"compound-ago", op_compound_ago},
    {"every-clock", op_every_clock},
    {"every-day-of", op_every_day_of},
    {"holiday-weekend", op_holiday_weekend},
    {NULL, NULL},
};
