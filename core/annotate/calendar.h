/* annotate/calendar.h - names that are also words, above all of the calendar. */
#ifndef GAZ_ANNOTATE_CALENDAR_H
#define GAZ_ANNOTATE_CALENDAR_H

#include "base/base.h"

/* Whether the single word text[start, end) is a day of the week, or a month that stands where a month
 * does: after one of data/english/calendar_cues.tsv or another month, or beside a number. The words
 * are those of data/english/time_words.tsv. */
bool gaz_reads_as_date(const char *text, size_t size, size_t start, size_t end);

/* Whether the word is a day of the week or a month, wherever it stands. */
bool gaz_is_day_or_month(const char *text, size_t size);

/* Whether it is one of data/english/capital_words.tsv, in any case. */
bool gaz_is_common_word(const char *text, size_t size);

/* Made by CMake from the tables: words in lower case, sorted as they come, ended by NULL. */
extern const char *const gaz_calendar_days[];
extern const char *const gaz_calendar_months[];
extern const char *const gaz_calendar_cues[];
extern const char *const gaz_capital_words[];

#endif
