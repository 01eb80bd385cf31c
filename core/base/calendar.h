/* base/calendar.h - days of the proleptic Gregorian calendar, 1583 to 9999. */
#ifndef GAZ_BASE_CALENDAR_H
#define GAZ_BASE_CALENDAR_H

#include "base/base.h"

typedef struct gaz_day {
  int year, month, day; /* month and day 1-based */
} gaz_day;

/* Days in a month; 0 for a month that is none. */
int gaz_days_in_month(int year, int month);

/* Whether the text is a day written YYYY-MM-DD. */
bool gaz_is_day(const char *text);

/* Days since 1970-01-01, and back. */
int32_t gaz_day_number(gaz_day day);
gaz_day gaz_day_of_number(int32_t number);

/* 1 Monday ... 7 Sunday. */
int gaz_weekday(int32_t number);

/* ISO 8601 week and the year it belongs to. */
int gaz_iso_week(int32_t number, int *year);

/* Adds months, keeping the day where the month has it, else its last. */
gaz_day gaz_add_months(gaz_day day, int months);

#endif
