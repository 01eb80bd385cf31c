#include "annotate/calendar.h"

#include <string.h>
#include <strings.h>

static bool listed(const char *const *words, const char *text, size_t size) {
  for (; *words; words++)
    if (strncasecmp(*words, text, size) == 0 && !(*words)[size]) return true;
  return false;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

bool gaz_reads_as_date(const char *text, size_t size, size_t start, size_t end) {
  size_t length = end - start;
  if (listed(gaz_calendar_days, text + start, length)) return true;
  if (!listed(gaz_calendar_months, text + start, length)) return false;
  size_t next = end, last = start;
  while (next < size && is_space(text[next])) next++;
  if (next < size && is_digit(text[next])) return true;
  while (last && is_space(text[last - 1])) last--;
  if (last && is_digit(text[last - 1])) return true;
  size_t first = last;
  while (first && is_letter(text[first - 1])) first--;
  return first < last && (listed(gaz_calendar_cues, text + first, last - first) ||
                          listed(gaz_calendar_months, text + first, last - first));
}

bool gaz_is_day_or_month(const char *text, size_t size) {
  return listed(gaz_calendar_days, text, size) || listed(gaz_calendar_months, text, size);
}

bool gaz_is_common_word(const char *text, size_t size) {
  return listed(gaz_capital_words, text, size);
}
