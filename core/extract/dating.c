/* Evidence is gathered in one pass over the times: the latest explicit day that is not ahead, the
 * bare weekdays spoken of in the past, and dates with a weekday but no year. See dating.h for why
 * they bound the publication. */
#include "extract/dating.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"

enum {
  LATEST_YEAR = 2100,
  EARLIEST_YEAR = 1800,
  YEARS_AHEAD = 6,
  NEAR_DAYS = 200, /* a day of the same year that is spoken of before the latest one */
};

typedef struct evidence {
  int32_t latest;     /* latest explicit day not in the future tense, or INT32_MIN */
  int32_t past;       /* latest in the past tense: "due June 30" is not told from what has been */
  int32_t today;      /* the day that the text calls today, or INT32_MIN */
  unsigned past_days; /* bit n: weekday n is named bare, not in the future tense */
  unsigned future_days;
  bool dated_by_weekday; /* `latest` stood with its weekday */
  int year;              /* latest year spoken of in the past, or 0 */
  int near_year;         /* the same, of those that are not in the future tense */
} evidence;

static bool is_form(const char *value, const char *form) {
  for (; *form; form++, value++) {
    bool fits = *form == 'd' ? *value >= '0' && *value <= '9' : *value == *form;
    if (!fits) return false;
  }
  return true;
}

/* Weekday named inside a time expression: "Thursday, March 11"; 0 when there is none. */
static int weekday_in(const char *text, const gaz_time *t) {
  static const char *const names[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  char folded[4] = {0};
  if (t->end - t->start < 4) return 0;
  for (int i = 0; i < 3; i++) {
    char c = text[t->start + (uint32_t)i];
    folded[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
  }
  for (int day = 0; day < 7; day++) {
    if (strcmp(folded, names[day]) == 0) return day + 1;
  }
  return 0;
}

static bool explicit_day(const gaz_time *t, int32_t *day) {
  if (!is_form(t->value, "dddd-dd-dd")) return false;
  gaz_day d = {atoi(t->value), atoi(t->value + 5), atoi(t->value + 8)};
  if (d.year < EARLIEST_YEAR || d.year > LATEST_YEAR) return false;
  *day = gaz_day_number(d);
  return true;
}

/* "today, Friday, July 22, 2022": the day that stands beside the word. */
static bool is_today(const gaz_facts *facts, size_t index) {
  enum { APART_MOST = 2 };
  if (!index) return false;
  const gaz_time *t = &facts->times[index], *before = t - 1;
  return before->today && t->start <= before->end + APART_MOST;
}

static void gather(const gaz_facts *facts, evidence *out) {
  *out = (evidence){.latest = INT32_MIN, .past = INT32_MIN, .today = INT32_MIN};
  for (size_t i = 0; i < facts->time_count; i++) {
    const gaz_time *t = &facts->times[i];
    int32_t day;
    int year = is_form(t->value, "dddd") ? atoi(t->value) : 0;
    if (year <= LATEST_YEAR && year > out->year && t->tense < 0) out->year = year;
    if (year <= LATEST_YEAR && year > out->near_year && t->tense <= 0) out->near_year = year;
    if (explicit_day(t, &day)) {
      if (t->named_by) continue; /* "the attacks of Sept. 11, 2001" */
      if (is_today(facts, i) && out->today == INT32_MIN) out->today = day;
      if (t->tense <= 0 && day > out->latest) out->latest = day;
      if (t->tense < 0 && day > out->past) out->past = day;
    } else if (is_form(t->value, "XXXX-WXX-d")) {
      unsigned bit = 1u << (t->value[9] - '0');
      if (t->tense > 0)
        out->future_days |= bit;
      else
        out->past_days |= bit;
    }
  }
}

/* "Thursday, March 11" names its year once another date says about when: the first year from there
 * on in which the weekday agrees. */
static void date_by_weekday(const gaz_facts *facts, evidence *e) {
  if (e->latest == INT32_MIN) return;
  int from = gaz_day_of_number(e->latest).year;
  int32_t bound = e->latest;
  for (size_t i = 0; i < facts->time_count; i++) {
    const gaz_time *t = &facts->times[i];
    int weekday = weekday_in(facts->analysis->text, t);
    if (!weekday || t->tense > 0 || !is_form(t->value, "XXXX-dd-dd")) continue;
    int month = atoi(t->value + 5), day_of_month = atoi(t->value + 8);
    if (day_of_month <= gaz_days_in_month(from, month)) {
      /* "Thursday, June 6, 2019 ... on Monday, June 3" is of the same year, and no later. */
      int32_t same = gaz_day_number((gaz_day){from, month, day_of_month});
      if (same <= bound && bound - same < NEAR_DAYS && gaz_weekday(same) == weekday) continue;
    }
    for (int year = from; year <= from + YEARS_AHEAD; year++) {
      if (day_of_month > gaz_days_in_month(year, month)) continue;
      int32_t day = gaz_day_number((gaz_day){year, month, day_of_month});
      if (day < bound || gaz_weekday(day) != weekday) continue;
      if (day > e->latest) {
        e->latest = day;
        e->dated_by_weekday = true;
      }
      break;
    }
  }
}

static const char *print(gaz_arena *arena, int32_t first, const int32_t *last) {
  char text[32];
  gaz_day a = gaz_day_of_number(first);
  int size = snprintf(text, sizeof text, "%04d-%02d-%02d", a.year, a.month, a.day);
  if (!last) {
    size += snprintf(text + size, sizeof text - (size_t)size, "/..");
  } else if (*last > first) {
    gaz_day b = gaz_day_of_number(*last);
    size += snprintf(text + size, sizeof text - (size_t)size, "/%04d-%02d-%02d", b.year, b.month,
                     b.day);
  }
  return gaz_arena_copy(arena, text, (size_t)size);
}

const char *gaz_infer_published(const gaz_facts *facts, gaz_arena *arena) {
  evidence e;
  gather(facts, &e);
  if (e.today != INT32_MIN) return print(arena, e.today, &e.today);
  date_by_weekday(facts, &e);
  if (e.latest == INT32_MIN) return NULL;
  int weekday = gaz_weekday(e.latest), latest_year = gaz_day_of_number(e.latest).year;
  bool together = e.dated_by_weekday;
  for (size_t i = 0; i < facts->time_count && !together; i++) {
    int32_t day; /* "Tuesday, Nov. 17, 2015": the weekday stands with the date itself */
    const gaz_time *t = &facts->times[i];
    together =
        explicit_day(t, &day) && day == e.latest && weekday_in(facts->analysis->text, t) == weekday;
  }
  /* "Ten years later": a day of 2012 and a bare weekday say nothing of when an article appeared that looks back
   * on 2022. */
  bool later = e.year > latest_year || e.near_year > latest_year + 1;
  if (!together && (later || !(e.past_days >> weekday & 1)))
    return e.past == INT32_MIN ? NULL : print(arena, e.past, NULL);
  int32_t first = e.latest, last = e.latest + 6;
  for (int ahead = 1; ahead <= 6; ahead++) {
    int day = (weekday - 1 + ahead) % 7 + 1;
    /* A weekday before the dated one in the calendar week may be meant before it. */
    if (e.past_days >> day & 1 && !(e.future_days >> day & 1) && day > weekday)
      first = e.latest + ahead;
  }
  return print(arena, first, &last);
}
