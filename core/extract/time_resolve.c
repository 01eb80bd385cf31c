/* One small function an operation of time_rules.tsv. Each reads what the match captured, computes a
 * calendar value from the reference date (the publication), or the anchor (the day the story last
 * spoke of), and writes it through the few `put_` functions, which know TIMEX3 and EDTF. What cannot
 * be known stays open: XXXX for an unknown year, no EDTF. A vague date stays a range. */
#include "extract/time_operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Choosing the year or week that is meant ----------------------------------------------------- */

static bool exists(int year, int month, int day) {
  return year >= 1583 && year < 10000 && month >= 1 && month <= 12 && day >= 1 &&
         day <= gaz_days_in_month(year, month);
}

static bool in_calendar(int32_t number) {
  gaz_day day = gaz_day_of_number(number);
  return exists(day.year, day.month, day.day);
}

/* Days that a date may be farther away and still be preferred for agreeing with the tense: verbs
 * near a date are not always its own ("the board approved a dividend, payable Dec. 15"). */
enum { AGAINST_TENSE = 150, MONTH_AGAINST_TENSE = 300 };

/* The year in which month and day (0: the month) are meant: the last one for the past, the next for
 * the future, the nearest when the clause does not say. */
static int nearest_year(context_t *c, int month, int day) {
  int this_year = reference(c).year, best = this_year;
  int32_t best_distance = INT32_MAX;
  for (int year = this_year - 1; year <= this_year + 1; year++) {
    int in_month = day ? day : 15;
    if (!exists(year, month, in_month)) continue;
    int32_t distance = gaz_day_number((gaz_day){year, month, in_month}) - c->reference;
    int32_t slack = day ? 1 : 20; /* a month that has begun, a day that a time zone moves */
    int32_t against = day ? AGAINST_TENSE : MONTH_AGAINST_TENSE;
    if (c->tense > 0 && distance < -slack) distance -= against;
    if (c->tense < 0 && distance > slack) distance += against;
    if (abs(distance) < best_distance) {
      best_distance = abs(distance);
      best = year;
    }
  }
  return best;
}

static int32_t weekday_near(int32_t from, int weekday, int direction) {
  int back = (gaz_weekday(from) - weekday + 7) % 7;
  if (direction < 0) return from - (back ? back : 7);
  if (direction > 0) return from + (7 - back);
  return from - back;
}

/* ---- Operations ------------------------------------------------------------------------------------ */

static bool put_packed(value_t *out, int32_t packed) {
  int year = packed / 10000, month = packed / 100 % 100, day = packed % 100;
  if (!exists(year, month, day)) return false;
  gaz_time_put_day(out, gaz_day_number((gaz_day){year, month, day}), 0);
  return true;
}

static bool op_iso(match_t *m, context_t *c, value_t *out) {
  (void)c;
  return put_packed(out, get(m, GAZ_TC_ISO, 0));
}

static bool op_slash(match_t *m, context_t *c, value_t *out) {
  (void)c;
  return put_packed(out, get(m, GAZ_TC_SLASH, 0));
}

static bool op_date(match_t *m, context_t *c, value_t *out) {
  int year = year_of(m), month = get(m, GAZ_TC_MONTH, 0);
  int day = get(m, GAZ_TC_DAY, get(m, GAZ_TC_ORDINAL, 0)), part = get(m, GAZ_TC_PART, 0);
  int mod = get(m, GAZ_TC_MOD, m->argument == GAZ_TIME_ABSENT ? 0 : m->argument);
  if (!month) {
    if (!year) return false;
    gaz_time_put_year(out, year, mod);
    return true;
  }
  if (day > 31) return false;
  if (!year && c->has_reference) year = nearest_year(c, month, day);
  if (!year) {
    if (day)
      snprintf(out->value, sizeof out->value, "XXXX-%02d-%02d%s", month, day,
               gaz_time_part_name(part));
    else
      snprintf(out->value, sizeof out->value, "XXXX-%02d", month);
    return true;
  }
  if (!day) {
    gaz_time_put_month(out, year, month, mod);
    return true;
  }
  if (!exists(year, month, day)) return false;
  gaz_time_put_day(out, gaz_day_number((gaz_day){year, month, day}), part);
  return true;
}

static bool op_weekday(match_t *m, context_t *c, value_t *out) {
  int weekday = get(m, GAZ_TC_WEEKDAY, 0), part = get(m, GAZ_TC_PART, 0);
  if (!weekday) return false;
  if (!c->has_reference) {
    snprintf(out->value, sizeof out->value, "XXXX-WXX-%d%s", weekday, gaz_time_part_name(part));
    return true;
  }
  int direction = get(m, GAZ_TC_DIR, 0);
  int32_t monday = c->reference - gaz_weekday(c->reference) + 1;
  int32_t day;
  if (m->argument == 1)
    day = monday + 7 * direction + weekday - 1; /* Tuesday of last week */
  else if (m->argument > 1)
    day = weekday_near(c->reference, weekday, m->argument == 2 ? -1 : 1);
  else if (has(m, GAZ_TC_DIR) && direction == 0)
    day = monday + weekday - 1;
  else if (has(m, GAZ_TC_DIR))
    day = monday + 7 * direction + weekday - 1; /* of last week, of next week */
  else
    day = weekday_near(c->reference, weekday, c->tense > 0 ? 1 : 0);
  if (!has(m, GAZ_TC_DIR) && c->tense > 0 && gaz_weekday(c->reference) == weekday) {
    day = c->reference; /* "will meet on Thursday", printed that Thursday */
  }
  gaz_time_put_day(out, day, part);
  return true;
}

static bool op_month_of(match_t *m, context_t *c, value_t *out) {
  int month = get(m, GAZ_TC_MONTH, 0), direction = get(m, GAZ_TC_DIR, 0);
  if (!month) return false;
  if (!c->has_reference) {
    snprintf(out->value, sizeof out->value, "XXXX-%02d", month);
    return true;
  }
  gaz_day now = reference(c);
  int year = now.year;
  if (m->argument == 1)
    year += direction;
  else if (direction < 0 && month >= now.month)
    year--;
  else if (direction > 0 && month <= now.month)
    year++;
  gaz_time_put_month(out, year, month, get(m, GAZ_TC_MOD, 0));
  return true;
}

/* The year of a quarter or half that stands without one: the last that has begun. */
static int year_of_period(match_t *m, context_t *c, int first_month) {
  if (year_of(m)) return year_of(m);
  if (!c->has_reference) return 0;
  gaz_day now = reference(c);
  if (has(m, GAZ_TC_DIR)) return now.year + get(m, GAZ_TC_DIR, 0);
  if (c->tense > 0 && first_month + 2 < now.month) {
    bool long_past =
        now.month - first_month > 6; /* results of the quarter just ended are no plan */
    return now.year + long_past;
  }
  return now.year - (first_month > now.month);
}

static bool op_quarter(match_t *m, context_t *c, value_t *out) {
  int quarter = get(m, GAZ_TC_ORDINAL, m->argument); /* the argument: "Q3" */
  if (quarter < 1 || quarter > 4) return false;
  int year = year_of_period(m, c, quarter * 3 - 2);
  if (!year) {
    snprintf(out->value, sizeof out->value, "XXXX-Q%d", quarter);
    return true;
  }
  gaz_time_put_quarter(out, year, quarter);
  out->is_quarter = true;
  out->day = gaz_day_number((gaz_day){year, quarter * 3 - 1, 15});
  return true;
}

static bool op_half(match_t *m, context_t *c, value_t *out) {
  int half = get(m, GAZ_TC_ORDINAL, 0);
  if (half < 1 || half > 2) return false;
  int year = year_of_period(m, c, half * 6 - 5);
  if (!year) return false;
  snprintf(out->value, sizeof out->value, "%04d-H%d", year, half);
  gaz_time_put_months(out, year, half * 6 - 5, year, half * 6);
  return true;
}

static bool op_season(match_t *m, context_t *c, value_t *out) {
  static const char *const names[5] = {"", "SP", "SU", "FA", "WI"};
  int season = get(m, GAZ_TC_SEASON, 0), year = year_of(m);
  if (!year && !c->has_reference) {
    snprintf(out->value, sizeof out->value, "XXXX-%s", names[season]);
    return true;
  }
  if (!year) {
    gaz_day now = reference(c);
    int direction = has(m, GAZ_TC_DIR) ? get(m, GAZ_TC_DIR, 0) : c->tense;
    year = now.year;
    if (direction < 0 && season * 3 + 2 >= now.month) year--;
    if (direction > 0 && season * 3 <= now.month) year++;
  }
  gaz_time_put_season(out, year, season);
  return true;
}

static bool op_century(match_t *m, context_t *c, value_t *out) {
  (void)c;
  int century = get(m, GAZ_TC_ORDINAL, 0);
  if (century < 5 || century > 22) return false;
  snprintf(out->value, sizeof out->value, "%02d", century - 1);
  snprintf(out->edtf, sizeof out->edtf, "%04d/%04d", century * 100 - 99, century * 100);
  return true;
}

static bool op_decade(match_t *m, context_t *c, value_t *out) {
  (void)c;
  int decade = get(m, GAZ_TC_DECADE, 0);
  if (decade < 100) decade += 1900;
  if (decade < 1583) return false;
  return gaz_time_put_unit(out, gaz_day_number((gaz_day){decade, 6, 1}), GAZ_UNIT_DECADE, 0);
}

static bool op_deictic(match_t *m, context_t *c, value_t *out) {
  int offset = get(m, GAZ_TC_DEICTIC, 0), part = get(m, GAZ_TC_PART, 0);
  if (!has(m, GAZ_TC_DEICTIC) && m->argument == GAZ_PART_NIGHT)
    part = GAZ_PART_NIGHT; /* tonight */
  else if (m->argument != GAZ_TIME_ABSENT)
    offset = m->argument;
  if (c->has_reference)
    gaz_time_put_day(out, c->reference + offset, part);
  else
    snprintf(out->value, sizeof out->value, "XXXX-XX-XX%s", gaz_time_part_name(part));
  return true;
}

static bool op_part(match_t *m, context_t *c, value_t *out) {
  int part = get(m, GAZ_TC_PART, 0), direction = get(m, GAZ_TC_DIR, 0);
  if (!part && m->count == 1) part = GAZ_PART_NIGHT;
  if (c->has_reference)
    gaz_time_put_day(out, c->reference + direction, part);
  else
    snprintf(out->value, sizeof out->value, "XXXX-XX-XX%s", gaz_time_part_name(part));
  return true;
}

static bool open_unit(value_t *out, int unit) {
  static const char *const open[GAZ_UNIT_COUNT] = {
      [GAZ_UNIT_DAY] = "XXXX-XX-XX",      [GAZ_UNIT_WEEK] = "XXXX-WXX",
      [GAZ_UNIT_WEEKEND] = "XXXX-WXX-WE", [GAZ_UNIT_MONTH] = "XXXX-XX",
      [GAZ_UNIT_QUARTER] = "XXXX-QX",     [GAZ_UNIT_YEAR] = "XXXX",
      [GAZ_UNIT_DECADE] = "XXX",          [GAZ_UNIT_CENTURY] = "XX"};
  if (unit < 0 || unit >= GAZ_UNIT_COUNT || !open[unit]) return false;
  gaz_time_put_text(out, open[unit]);
  return true;
}

static bool op_shift(match_t *m, context_t *c, value_t *out) {
  int unit = unit_of(m);
  int count = m->argument != GAZ_TIME_ABSENT ? m->argument : get(m, GAZ_TC_DIR, 0);
  if (count >= 100) { /* "the year": the unit is a word of the rule */
    unit = count - 100;
    count = 0;
  }
  if (!c->has_reference) return open_unit(out, unit);
  return gaz_time_put_unit(out, gaz_time_move(c->reference, unit, count), unit,
                           get(m, GAZ_TC_MOD, 0));
}

static bool shifted(match_t *m, context_t *c, int32_t from, bool known, int sign, value_t *out) {
  int unit = unit_of(m), count = count_of(m);
  if (!known || count == 0 || count > 5000 || unit <= GAZ_UNIT_HOUR) {
    if (known && unit >= 0 && unit <= GAZ_UNIT_HOUR && count && c->has_reference) {
      gaz_time_put_day(out, from, 0); /* hours ago: the same day, as near as can be said */
      return true;
    }
    gaz_time_put_ref(out, sign < 0 ? 1 : 2);
    return true;
  }
  int32_t day = gaz_time_move(from, unit, sign * count);
  if (unit >= GAZ_UNIT_YEAR && !in_calendar(day)) {
    gaz_time_put_ref(out, sign < 0 ? 1 : 2);
    return true;
  }
  return gaz_time_put_unit(out, day, unit, 0);
}

/* The quarter that reports speak of: the one named last, else the last that is complete. */
static int32_t quarter_spoken_of(context_t *c) {
  if (c->has_quarter) return c->quarter;
  return gaz_time_move(c->reference, GAZ_UNIT_QUARTER, -1);
}

static bool op_last_quarter(match_t *m, context_t *c, value_t *out) {
  (void)m;
  if (!c->has_reference && !c->has_quarter) return open_unit(out, GAZ_UNIT_QUARTER);
  return gaz_time_put_unit(out, quarter_spoken_of(c), GAZ_UNIT_QUARTER, 0);
}

/* "the year-ago quarter": as far back as the first unit, as wide as the last. */
static bool op_ago_unit(match_t *m, context_t *c, value_t *out) {
  int far = m->first[GAZ_TC_UNIT], wide = m->values[GAZ_TC_UNIT];
  if (!c->has_reference && !c->has_quarter) return open_unit(out, wide);
  bool quarter = (wide == GAZ_UNIT_QUARTER || (wide == far && c->has_quarter));
  int32_t from = quarter ? quarter_spoken_of(c) : c->reference;
  return gaz_time_put_unit(out, gaz_time_move(from, far, -1), quarter ? GAZ_UNIT_QUARTER : wide, 0);
}

/* "a year ago", said of a quarter, is that quarter of the year before. */
static bool year_before_quarter(match_t *m, context_t *c, value_t *out) {
  if (!c->has_quarter || unit_of(m) != GAZ_UNIT_YEAR || count_of(m) != 1) return false;
  return gaz_time_put_unit(out, gaz_time_move(c->quarter, GAZ_UNIT_YEAR, -1), GAZ_UNIT_QUARTER, 0);
}

static bool op_hence_if_future(match_t *m, context_t *c, value_t *out) {
  return c->tense > 0 && shifted(m, c, c->reference, c->has_reference, 1, out);
}

/* ---- Ranges: "Nov. 18-20, 2015" ------------------------------------------------------------------ */

static bool op_days(match_t *m, context_t *c, value_t *out) {
  int months[2] = {m->first[GAZ_TC_MONTH], m->values[GAZ_TC_MONTH]}, days[2];
  gaz_time_class figures = has(m, GAZ_TC_DAY) ? GAZ_TC_DAY : GAZ_TC_ORDINAL;
  days[0] = m->first[figures];
  days[1] = m->values[figures];
  if (!has(m, figures) || days[0] > 31 || days[1] > 31) return false;
  if (months[0] == months[1] && days[1] <= days[0]) return false;
  int year = year_of(m);
  if (!year && c->has_reference) year = nearest_year(c, months[0], days[0]);
  if (!year) return false;
  gaz_day from = {year - (months[0] > months[1]), months[0], days[0]},
          to = {year, months[1], days[1]};
  if (!year_of(m) && months[0] > months[1]) from.year = year, to.year = year + 1;
  if (!exists(from.year, from.month, from.day) || !exists(to.year, to.month, to.day)) return false;
  gaz_time_put_span(out, from, to);
  memcpy(out->value, out->edtf, sizeof out->value);
  return true;
}

static bool op_months(match_t *m, context_t *c, value_t *out) {
  int from = m->first[GAZ_TC_MONTH], to = m->values[GAZ_TC_MONTH], year = year_of(m);
  if (!year && !c->has_reference) return false;
  if (!year) year = nearest_year(c, from, 0) + (from > to);
  gaz_time_put_months(out, year - (from > to), from, year, to);
  memcpy(out->value, out->edtf, sizeof out->value);
  return true;
}

/* "the week of April 10": the calendar week of that day. */
static bool op_week_of(match_t *m, context_t *c, value_t *out) {
  value_t day = {0};
  if (!op_date(m, c, &day)) return false;
  if (day.is_day)
    gaz_time_put_week(out, day.day, m->argument == 1);
  else
    *out = day;
  return true;
}

/* "Tuesday the 11th": the nearest day that is both. */
static bool op_weekday_day(match_t *m, context_t *c, value_t *out) {
  int weekday = get(m, GAZ_TC_WEEKDAY, 0), wanted = get(m, GAZ_TC_ORDINAL, get(m, GAZ_TC_DAY, 0));
  if (!c->has_reference || wanted < 1 || wanted > 31) return false;
  for (int distance = 0; distance < 400; distance++) {
    for (int side = -1; side <= 1; side += 2) {
      int32_t day = c->reference + distance * (c->tense > 0 ? -side : side);
      if (gaz_weekday(day) != weekday || gaz_day_of_number(day).day != wanted) continue;
      gaz_time_put_day(out, day, 0);
      return true;
    }
  }
  return false;
}

/* "the 15th of next month": the day in the month that the direction names. */
static bool op_day_of(match_t *m, context_t *c, value_t *out) {
  int wanted = get(m, GAZ_TC_ORDINAL, 0);
  if (!c->has_reference || unit_of(m) != GAZ_UNIT_MONTH) return false;
  gaz_day month =
      gaz_day_of_number(gaz_time_move(c->reference, GAZ_UNIT_MONTH, get(m, GAZ_TC_DIR, 0)));
  if (!exists(month.year, month.month, wanted)) return false;
  gaz_time_put_day(out, gaz_day_number((gaz_day){month.year, month.month, wanted}), 0);
  return true;
}

static bool op_holiday(match_t *m, context_t *c, value_t *out);

/* "two weeks before Christmas", "three days after Nov. 13": counted from that day. */
static bool op_offset(match_t *m, context_t *c, value_t *out) {
  value_t base = {0};
  gaz_time_match plain = *m;
  plain.argument = GAZ_TIME_ABSENT;
  bool known = has(m, GAZ_TC_HOLIDAY)   ? op_holiday(&plain, c, &base)
               : has(m, GAZ_TC_DEICTIC) ? op_deictic(&plain, c, &base)
                                        : op_date(&plain, c, &base);
  int unit = unit_of(m), count = count_of(m);
  if (!known || !base.is_day || unit < GAZ_UNIT_DAY || count > 5000) return false;
  int32_t day = gaz_time_move(base.day, unit, m->argument * count);
  if (!in_calendar(day)) return false;
  gaz_time_put_day(out, day, 0);
  return true;
}

static bool op_years(match_t *m, context_t *c, value_t *out) {
  (void)c;
  int from = m->first[GAZ_TC_YEAR], to = m->values[GAZ_TC_YEAR];
  if (from >= to || from < 1500) return false;
  snprintf(out->edtf, sizeof out->edtf, "%04d/%04d", from, to);
  memcpy(out->value, out->edtf, sizeof out->value);
  return true;
}

static bool op_ago(match_t *m, context_t *c, value_t *out) {
  if (year_before_quarter(m, c, out)) return true;
  return shifted(m, c, c->reference, c->has_reference, -1, out);
}

static bool op_hence(match_t *m, context_t *c, value_t *out) {
  return shifted(m, c, c->reference, c->has_reference, 1, out);
}

/* "In 1985 ... Three years later": after the year that was spoken of last; and where nothing was, nobody knows after
 * what: an article does not count from the day it appears. */
static bool op_later(match_t *m, context_t *c, value_t *out) {
  int count = count_of(m);
  if (c->year && unit_of(m) == GAZ_UNIT_YEAR && count > 0 && c->year + count < 2200) {
    snprintf(out->edtf, sizeof out->edtf, "%04d", c->year + count);
    memcpy(out->value, out->edtf, sizeof out->value);
    return true;
  }
  return shifted(m, c, anchor(c), c->has_anchor, 1, out);
}

static bool op_earlier(match_t *m, context_t *c, value_t *out) {
  if (year_before_quarter(m, c, out)) return true;
  return shifted(m, c, anchor(c), c->has_anchor || c->has_reference, -1, out);
}

static bool op_narrative(match_t *m, context_t *c, value_t *out) {
  int unit = unit_of(m), part = get(m, GAZ_TC_PART, 0);
  int count = m->argument != GAZ_TIME_ABSENT ? m->argument : get(m, GAZ_TC_NARRATIVE, 0);
  if (unit < 0) unit = GAZ_UNIT_DAY;
  if (!c->has_anchor && !c->has_reference) return open_unit(out, unit);
  int32_t number = gaz_time_move(anchor(c), unit, count);
  if (unit == GAZ_UNIT_DAY) {
    gaz_time_put_day(out, number, part);
    return true;
  }
  return gaz_time_put_unit(out, number, unit, 0);
}

static bool op_narrative_weekday(match_t *m, context_t *c, value_t *out) {
  int weekday = get(m, GAZ_TC_WEEKDAY, 0);
  if (!c->has_anchor && !c->has_reference) {
    snprintf(out->value, sizeof out->value, "XXXX-WXX-%d", weekday);
    return true;
  }
  int32_t monday = anchor(c) - gaz_weekday(anchor(c)) + 1;
  int direction = get(m, GAZ_TC_NARRATIVE, 1);
  gaz_time_put_day(out,
                   c->has_anchor ? weekday_near(anchor(c), weekday, direction)
                                 : monday + 7 * direction + weekday - 1,
                   0);
  return true;
}

static bool op_clock(match_t *m, context_t *c, value_t *out) {
  int minutes = get(m, GAZ_TC_CLOCK, get(m, GAZ_TC_HOUR, 0) * 60);
  if (has(m, GAZ_TC_AMPM)) {
    if (minutes >= 13 * 60) return false;
    minutes = minutes % 720 + get(m, GAZ_TC_AMPM, 0) * 60;
  } else if (get(m, GAZ_TC_PART, 0) >= GAZ_PART_AFTERNOON && minutes < 720) {
    minutes += 720; /* nine in the evening */
  }
  value_t day = {0};
  if (has(m, GAZ_TC_WEEKDAY))
    op_weekday(m, c, &day);
  else if (has(m, GAZ_TC_MONTH))
    op_date(m, c, &day);
  else
    op_deictic(m, c, &day);
  char date[24];
  snprintf(date, sizeof date, "%.10s", day.value);
  *out = day;
  snprintf(out->value, sizeof out->value, "%sT%02d:%02d", date, minutes / 60, minutes % 60);
  return true;
}

static bool put_holiday(match_t *m, context_t *c, int code, int offset, value_t *out) {
  int year = year_of(m);
  int32_t day;
  if (!year && !c->has_reference) {
    if (code > 1231) return false;
    snprintf(out->value, sizeof out->value, "XXXX-%02d-%02d", code / 100, code % 100);
    return true;
  }
  if (!year) {
    if (!gaz_time_holiday(code, reference(c).year, &day)) return false;
    gaz_day d = gaz_day_of_number(day);
    year = nearest_year(c, d.month, d.day > 28 ? 28 : d.day);
    if (has(m, GAZ_TC_DIR) || has(m, GAZ_TC_NARRATIVE)) {
      int direction = get(m, GAZ_TC_DIR, get(m, GAZ_TC_NARRATIVE, 0));
      year = reference(c).year;
      if (direction < 0 && day >= c->reference) year--;
      if (direction > 0 && day <= c->reference) year++;
    }
  }
  if (!gaz_time_holiday(code, year, &day)) return false;
  gaz_time_put_day(out, day + offset, 0);
  return true;
}

static bool op_holiday(match_t *m, context_t *c, value_t *out) {
  int offset = m->argument == GAZ_TIME_ABSENT ? 0 : m->argument;
  return put_holiday(m, c, get(m, GAZ_TC_HOLIDAY, 0), offset, out);
}

static bool op_fixed_holiday(match_t *m, context_t *c, value_t *out) {
  return put_holiday(m, c, m->argument, 0, out);
}

static bool op_ref(match_t *m, context_t *c, value_t *out) {
  int ref = m->argument != GAZ_TIME_ABSENT ? m->argument : get(m, GAZ_TC_REF, 0);
  gaz_time_put_ref(out, ref);
  if (ref == 0 && c->has_reference) {
    gaz_day d = reference(c);
    snprintf(out->edtf, sizeof out->edtf, "%04d-%02d-%02d", d.year, d.month, d.day);
  }
  return true;
}

static const gaz_time_operation_row operations[] = {
    {"iso", op_iso},
    {"slash", op_slash},
    {"date", op_date},
    {"weekday", op_weekday},
    {"month-of", op_month_of},
    {"quarter", op_quarter},
    {"half", op_half},
    {"season", op_season},
    {"century", op_century},
    {"decade", op_decade},
    {"deictic", op_deictic},
    {"part", op_part},
    {"shift", op_shift},
    {"ago", op_ago},
    {"hence", op_hence},
    {"later", op_later},
    {"earlier", op_earlier},
    {"narrative", op_narrative},
    {"narrative-weekday", op_narrative_weekday},
    {"clock", op_clock},
    {"holiday", op_holiday},
    {"fixed-holiday", op_fixed_holiday},
    {"ref", op_ref},
    {"last-quarter", op_last_quarter},
    {"ago-unit", op_ago_unit},
    {"hence-if-future", op_hence_if_future},
    {"days", op_days},
    {"months", op_months},
    {"years", op_years},
    {"week-of", op_week_of},
    {"day-of", op_day_of},
    {"weekday-day", op_weekday_day},
    {"offset", op_offset},
};

/* The tables in the order that numbers run through them. */
static const gaz_time_operation_row *operation_at(size_t at) {
  if (at < GAZ_COUNT(operations)) return &operations[at];
  at -= GAZ_COUNT(operations);
  const gaz_time_operation_row *row = gaz_time_length_operations;
  for (; at && row->name; at--) row++;
  if (row->name) return row;
  for (row = gaz_time_combined_operations; at && row->name; at--) row++;
  return row->name ? row : NULL;
}

int gaz_time_operation(const char *name) {
  const gaz_time_operation_row *row;
  for (int i = 0; (row = operation_at((size_t)i)); i++)
    if (strcmp(row->name, name) == 0) return i;
  return -1;
}

bool gaz_time_resolve(const gaz_time_match *match, const gaz_time_context *context,
                      gaz_time_value *out) {
  *out = (gaz_time_value){0};
  const gaz_time_operation_row *row = operation_at((size_t)match->operation);
  return row && row->resolve(match, context, out) && out->value[0];
}
