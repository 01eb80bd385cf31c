/* Operations for durations ("three weeks", "the past five years") and sets ("every Friday"). */
#include <stdio.h>

#include "extract/time_operations.h"

enum { COUNT_MAX = 1000000 };

/* "P5Y", "PT2H", "PXD"; half units as decimals of the next smaller where there is one. */
static bool put_length(value_t *out, int unit, int count, int tenths) {
  static const struct {
    const char *prefix;
    char letter;
    int factor;
  } units[GAZ_UNIT_COUNT] = {
      [GAZ_UNIT_SECOND] = {"PT", 'S', 1},      [GAZ_UNIT_MINUTE] = {"PT", 'M', 1},
      [GAZ_UNIT_HOUR] = {"PT", 'H', 1},        [GAZ_UNIT_DAY] = {"P", 'D', 1},
      [GAZ_UNIT_WEEK] = {"P", 'W', 1},         [GAZ_UNIT_WEEKEND] = {"P", 'W', 1},
      [GAZ_UNIT_MONTH] = {"P", 'M', 1},        [GAZ_UNIT_QUARTER] = {"P", 'M', 3},
      [GAZ_UNIT_YEAR] = {"P", 'Y', 1},         [GAZ_UNIT_DECADE] = {"P", 'Y', 10},
      [GAZ_UNIT_CENTURY] = {"P", 'Y', 100},    [GAZ_UNIT_FORTNIGHT] = {"P", 'W', 2},
      [GAZ_UNIT_MILLENNIUM] = {"P", 'Y', 1000}};
  if (unit < 0 || unit >= GAZ_UNIT_COUNT || count > COUNT_MAX) return false;
  if (unit == GAZ_UNIT_WEEKEND && count > 0) {
    snprintf(out->value, sizeof out->value, "P%dWE", count);
    return true;
  }
  const char *prefix = units[unit].prefix;
  char letter = units[unit].letter;
  if (count <= 0 && tenths <= 0) {
    if (unit == GAZ_UNIT_DECADE || unit == GAZ_UNIT_CENTURY)
      letter = unit == GAZ_UNIT_DECADE ? 'E' : 'C';
    snprintf(out->value, sizeof out->value, "%sX%c", prefix, letter);
  } else if (tenths == 5 &&
             (unit == GAZ_UNIT_YEAR || unit == GAZ_UNIT_HOUR || unit == GAZ_UNIT_MINUTE)) {
    const char *half = unit == GAZ_UNIT_YEAR ? "6M" : unit == GAZ_UNIT_HOUR ? "30M" : "30S";
    snprintf(out->value, sizeof out->value, "%s%d%c%s", prefix, count, letter, half);
  } else if (tenths > 0) {
    snprintf(out->value, sizeof out->value, "%s%d.%d%c", prefix, count * units[unit].factor, tenths,
             letter);
  } else {
    snprintf(out->value, sizeof out->value, "%s%d%c", prefix, count * units[unit].factor, letter);
  }
  return true;
}

static bool op_length(match_t *m, context_t *c, value_t *out) {
  (void)c;
  int count = m->argument != GAZ_TIME_ABSENT ? m->argument : count_of(m);
  if (has(m, GAZ_TC_QUANT) && !(has(m, GAZ_TC_NUMBER) && m->first[GAZ_TC_NUMBER] > 1)) count = 0;
  return put_length(out, unit_of(m), count, get(m, GAZ_TC_FRACTION, 0));
}

static bool op_span(match_t *m, context_t *c, value_t *out) {
  if (!op_length(m, c, out)) return false;
  int count = count_of(m), unit = unit_of(m), direction = get(m, GAZ_TC_DIR, -1);
  if (!c->has_reference || has(m, GAZ_TC_QUANT) || count <= 0 || count > 400 || direction == 0 ||
      unit < GAZ_UNIT_DAY) {
    return true;
  }
  int32_t other = gaz_time_move(c->reference, unit, direction * count);
  gaz_day a = gaz_day_of_number(direction < 0 ? other : c->reference);
  gaz_day b = gaz_day_of_number(direction < 0 ? c->reference : other);
  gaz_time_put_span(out, a, b);
  return true;
}

/* "one hour and 30 minutes": both parts, when the second is the smaller unit. */
static bool op_compound(match_t *m, context_t *c, value_t *out) {
  (void)c;
  int large =
      m->first[GAZ_TC_UNIT] != GAZ_TIME_ABSENT ? m->first[GAZ_TC_UNIT] : m->first[GAZ_TC_UNITS];
  int small = get(m, GAZ_TC_UNITS, get(m, GAZ_TC_UNIT, -1));
  value_t a = {0}, b = {0};
  if (small >= large || !put_length(&a, large, m->first[GAZ_TC_NUMBER], 0) ||
      !put_length(&b, small, m->values[GAZ_TC_NUMBER], 0)) {
    return false;
  }
  bool both_clock = a.value[1] == 'T';
  snprintf(out->value, sizeof out->value, "%.18s%.18s", a.value, b.value + (both_clock ? 2 : 1));
  return true;
}

static bool op_half_unit(match_t *m, context_t *c, value_t *out) {
  (void)c;
  switch (unit_of(m)) {
    case GAZ_UNIT_MINUTE: gaz_time_put_text(out, "PT30S"); return true;
    case GAZ_UNIT_HOUR: gaz_time_put_text(out, "PT30M"); return true;
    case GAZ_UNIT_DAY: gaz_time_put_text(out, "PT12H"); return true;
    case GAZ_UNIT_YEAR: gaz_time_put_text(out, "P6M"); return true;
    case GAZ_UNIT_DECADE: gaz_time_put_text(out, "P5Y"); return true;
    case GAZ_UNIT_CENTURY: gaz_time_put_text(out, "P50Y"); return true;
    default: return false;
  }
}

static bool op_vague_length(match_t *m, context_t *c, value_t *out) {
  (void)c;
  return put_length(out, unit_of(m), 0, 0);
}

static bool op_every(match_t *m, context_t *c, value_t *out) {
  (void)c;
  int unit = has(m, GAZ_TC_FREQ) ? m->values[GAZ_TC_FREQ] : unit_of(m);
  if (has(m, GAZ_TC_FREQ) && unit == GAZ_UNIT_QUARTER) return put_length(out, GAZ_UNIT_MONTH, 3, 0);
  int count = m->argument != GAZ_TIME_ABSENT ? m->argument : get(m, GAZ_TC_NUMBER, 1);
  if (unit == GAZ_UNIT_WEEKEND && count == 1) {
    gaz_time_put_text(out, "XXXX-WXX-WE");
    return true;
  }
  return put_length(out, unit, count, 0);
}

static bool op_every_weekday(match_t *m, context_t *c, value_t *out) {
  (void)c;
  int day = get(m, GAZ_TC_WEEKDAYS, get(m, GAZ_TC_WEEKDAY, 0));
  int part = get(m, GAZ_TC_PARTS, get(m, GAZ_TC_PART, 0));
  snprintf(out->value, sizeof out->value, "XXXX-WXX-%d%s", day, gaz_time_part_name(part));
  return true;
}

static bool op_every_month(match_t *m, context_t *c, value_t *out) {
  (void)c;
  snprintf(out->value, sizeof out->value, "XXXX-%02d", get(m, GAZ_TC_MONTH, 0));
  return true;
}

static bool op_every_part(match_t *m, context_t *c, value_t *out) {
  (void)c;
  snprintf(out->value, sizeof out->value, "XXXX-XX-XX%s",
           gaz_time_part_name(get(m, GAZ_TC_PART, 0)));
  return true;
}

static bool op_every_season(match_t *m, context_t *c, value_t *out) {
  static const char *const names[5] = {"", "SP", "SU", "FA", "WI"};
  (void)c;
  snprintf(out->value, sizeof out->value, "XXXX-%s", names[get(m, GAZ_TC_SEASON, 0)]);
  return true;
}

const gaz_time_operation_row gaz_time_length_operations[] = {
    {"compound", op_compound},
    {"length", op_length},
    {"span", op_span},
    {"half-unit", op_half_unit},
    {"vague-length", op_vague_length},
    {"every", op_every},
    {"every-weekday", op_every_weekday},
    {"every-month", op_every_month},
    {"every-part", op_every_part},
    {"every-season", op_every_season},
    {NULL, NULL},
};
