/* base/edtf.h - the days an EDTF date or range covers. */
#ifndef GAZ_BASE_EDTF_H
#define GAZ_BASE_EDTF_H

#include "base/base.h"

/* First and last day as numbers yyyymmdd, so that days compare as integers. An open side is 0 or
 * GAZ_DAY_MAX. */
typedef struct gaz_days {
  int32_t first, last;
} gaz_days;

enum { GAZ_DAY_MAX = 99991231 };

/* Reads `2015`, `2015-11`, `2015-11-24`, `2015-XX`, a time of day after `T` (ignored), `~ ? %` after
 * any of them, and two of them around `/`, each side possibly `..` or empty. False when the text is
 * NULL or something else; `days` covers everything then. */
bool gaz_edtf_days(const char *text, gaz_days *days);

/* Days between two day numbers, b - a, on the proleptic Gregorian calendar. */
int32_t gaz_days_between(int32_t a, int32_t b);
/* The day number `days` after `day`. */
int32_t gaz_day_add(int32_t day, int32_t days);

#endif
