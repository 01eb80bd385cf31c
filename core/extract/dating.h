/* extract/dating.h - when an undated article was published, as far as its text tells. */
#ifndef GAZ_EXTRACT_DATING_H
#define GAZ_EXTRACT_DATING_H

#include "extract/facts.h"

/* Infers the publication from the times of an article that was extracted without a reference date.
 *
 * News names its days: "on Tuesday" is a day of the last week. So an explicit date whose weekday is
 * also named bare pins the publication to the week after it, and the latest weekday spoken of in the
 * past is its earliest day; a day that stands beside "today" is the day itself. Where no weekday agrees only a
 * lower bound is known, the latest day told in the past tense ("2015-11-17/..").
 * A month and day without a year count when their weekday stands beside them and the year is bounded
 * from below by another explicit date. Times in captions count, those in furniture were never read.
 *
 * Returns an EDTF range in `arena`, or NULL when the text says nothing or memory is out. */
const char *gaz_infer_published(const gaz_facts *facts, gaz_arena *arena);

#endif
