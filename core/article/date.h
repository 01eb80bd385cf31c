/* article/date.h - dates as metadata and bylines print them, to EDTF. */
#ifndef GAZ_ARTICLE_DATE_H
#define GAZ_ARTICLE_DATE_H

#include "base/base.h"

enum { GAZ_EDTF_SIZE = 24 };

/* Parses a string that is a date: ISO 8601, RFC 5322, "November 26, 2015", "26 Nov 2015",
 * "Nov. 2015"; a weekday before it and a time of day or zone after it are read over. Writes
 * "2015-11-26" or "2015-11". False when it is no date, does not exist in the calendar, is outside
 * 1600..2100, or is ambiguous ("03/04/2015"). */
bool gaz_date_parse(const char *text, size_t size, char edtf[GAZ_EDTF_SIZE]);

/* Finds the first full date (day, month, year) printed inside a text; false when there is none.
 * `range` (may be NULL) gets where it stands. */
bool gaz_date_find(const char *text, size_t size, char edtf[GAZ_EDTF_SIZE], gaz_range *range);

/* The day, or month, that the name of a file or an address tells: "2015-11-26-port-closed.txt", "news/2015/11/26/port.html",
 * "20151126_port.md", ".../2015/11/port". A year within 1900..2099 begins it. False when there is none, or several differ;
 * what stands in brackets is when somebody saved it. */
bool gaz_date_in_path(const char *path, size_t size, char edtf[GAZ_EDTF_SIZE]);

/* Month 1..12 of an English month name or its abbreviation (with or without period), 0 if none. */
int gaz_month_of(const char *word, size_t size);

#endif
