/* extract/time_resolve.h - what a matched time expression denotes. */
#ifndef GAZ_EXTRACT_TIME_RESOLVE_H
#define GAZ_EXTRACT_TIME_RESOLVE_H

#include "base/calendar.h"
#include "extract/time_rules.h"

typedef struct gaz_time_context {
  bool has_reference;
  int32_t reference; /* day number of the publication */
  bool has_anchor;
  int32_t anchor;   /* day number the narrative last spoke of */
  int year;         /* that it last spoke of, since the anchor; or 0 */
  bool has_quarter; /* the last period named was a quarter */
  int32_t quarter;  /* a day in it */
  int tense;        /* -1 past, 0 not known, 1 future: of the clause it stands in */
} gaz_time_context;

/* A TIMEX3 value and, where it denotes calendar days, the same in EDTF ("" otherwise). */
typedef struct gaz_time_value {
  char value[40], edtf[40];
  bool is_day;     /* one known day: becomes the anchor of what follows */
  bool is_quarter; /* likewise for "a year earlier" in reports of results */
  int32_t day;     /* of either */
} gaz_time_value;

/* False when the words turn out not to be a time ("the fifth quarter"). */
bool gaz_time_resolve(const gaz_time_match *match, const gaz_time_context *context,
                      gaz_time_value *out);

#endif
