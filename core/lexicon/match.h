/* lexicon/match.h - names at a place of the text, one place at a time: what every path falls back
 * on, and all that the scalar path does. */
#ifndef GAZ_LEXICON_MATCH_H
#define GAZ_LEXICON_MATCH_H

#include "lexicon/words.h"

/* A scan under way. */
typedef struct gaz_name_scan {
  const gaz_lexicon *lexicon;
  const char *text;
  size_t size;
  size_t floor; /* where the last match ended */
  gaz_match *matches;
  size_t count, capacity;
} gaz_name_scan;

/* Matches of names whose first word starts in text[from, to); `from` is not inside a word. Returns
 * where the words end that were looked at, at least `to`; anywhere once `matches` is full. */
size_t gaz_match_exact(gaz_name_scan *scan, size_t from, size_t to);

/* The best match of the names in one bucket whose words are text[start, end). */
bool gaz_match_bucket(const gaz_name_scan *scan, uint64_t hash, uint32_t start, uint32_t end,
                      gaz_match *match);

/* Whether punctuation before a name could belong to it: only then may a match start before its
 * first word. */
static inline bool gaz_may_lead(const gaz_name_scan *scan, size_t start) {
  return (scan->lexicon->flags & GAZ_IMAGE_HAS_LEADING) && start > scan->floor &&
         scan->text[start - 1] != ' ' && scan->text[start - 1] != '\n';
}

static inline void gaz_add_match(gaz_name_scan *scan, gaz_match match) {
  scan->matches[scan->count++] = match;
  scan->floor = match.end;
}

#endif
