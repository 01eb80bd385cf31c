/* extract/time_operations.h - what the operations of time_rules.tsv share: reading a match, writing
 * TIMEX3 values and EDTF. */
#ifndef GAZ_EXTRACT_TIME_OPERATIONS_H
#define GAZ_EXTRACT_TIME_OPERATIONS_H

#include "extract/time_resolve.h"

typedef const gaz_time_match match_t;
typedef const gaz_time_context context_t;
typedef gaz_time_value value_t;

/* An operation reads the match and writes the value; false when the words are no time after all. */
typedef struct gaz_time_operation_row {
  const char *name;
  bool (*resolve)(match_t *m, context_t *c, value_t *out);
} gaz_time_operation_row;

/* Durations and sets (time_lengths.c); ends with a row whose name is NULL. */
extern const gaz_time_operation_row gaz_time_length_operations[];
/* Expressions made of two (time_combined.c); likewise. */
extern const gaz_time_operation_row gaz_time_combined_operations[];

static inline bool has(match_t *m, gaz_time_class c) { return m->values[c] != GAZ_TIME_ABSENT; }

static inline int32_t get(match_t *m, gaz_time_class c, int32_t otherwise) {
  return has(m, c) ? m->values[c] : otherwise;
}

static inline int unit_of(match_t *m) { return get(m, GAZ_TC_UNITS, get(m, GAZ_TC_UNIT, -1)); }

static inline int year_of(match_t *m) { return get(m, GAZ_TC_YEAR, get(m, GAZ_TC_SHORTYEAR, 0)); }

static inline gaz_day reference(context_t *c) { return gaz_day_of_number(c->reference); }

static inline int32_t anchor(context_t *c) { return c->has_anchor ? c->anchor : c->reference; }

/* How many units; 0 for an indefinite number. */
static inline int count_of(match_t *m) {
  if (has(m, GAZ_TC_NUMBER)) return m->values[GAZ_TC_NUMBER];
  return has(m, GAZ_TC_QUANT) || has(m, GAZ_TC_UNITS) ? 0 : 1;
}

/* Writing values. `part` is a gaz_day_part or 0, `mod` a gaz_time_mod; days are day numbers. put_unit
 * is false for units shorter than a day. */
const char *gaz_time_part_name(int part);
void gaz_time_put_day(value_t *out, int32_t number, int part);
void gaz_time_put_span(value_t *out, gaz_day from, gaz_day to);
void gaz_time_put_months(value_t *out, int from_year, int from_month, int to_year, int to_month);
void gaz_time_put_mod(value_t *out, int mod);
void gaz_time_put_month(value_t *out, int year, int month, int mod);
void gaz_time_put_year(value_t *out, int year, int mod);
void gaz_time_put_week(value_t *out, int32_t number, bool weekend);
void gaz_time_put_quarter(value_t *out, int year, int quarter);
void gaz_time_put_season(value_t *out, int year, int season);
void gaz_time_put_text(value_t *out, const char *text);
void gaz_time_put_ref(value_t *out, int ref);
bool gaz_time_put_unit(value_t *out, int32_t number, int unit, int mod);

/* The day `count` units away; hours and less stay on their day. */
int32_t gaz_time_move(int32_t number, int unit, int count);

/* The day of a holiday of time_words.tsv in a year: month * 100 + day, or a code over 10000 of one that moves with the
 * year; false for feasts of other calendars. */
bool gaz_time_holiday(int code, int year, int32_t *out);

#endif
