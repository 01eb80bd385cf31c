/* Matching names in units.
 *
 * A unit is matched in a window: its own text, then up to GAZ_LOOKAHEAD bytes of what follows, so
 * that a name may cross the end of the line (but not an empty line). In the window, what is not
 * prose is painted over: markup inside prose with spaces, everything else with a control character
 * that no name contains. A match belongs to the unit it starts in. Where the last one reaches into
 * the next unit, that unit is matched from there on (`carry`): the result is what one scan from the
 * beginning would find, whatever was edited in between.
 */
#include <stdlib.h>
#include <string.h>

#include "annotate/calendar.h"
#include "annotate/document.h"
#include "annotate/neighbours.h"
#include "text/utf8.h"

#define WALL '\x01'

static bool blank(const gaz_unit *unit) {
  for (uint32_t i = 0; i < unit->size; i++)
    if (unit->text[i] != ' ' && unit->text[i] != '\t' && unit->text[i] != '\r') return false;
  return true;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* Letters, digits and every byte beyond ASCII. */
static bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (unsigned char)c >= 0x80;
}

/* ---- The window -------------------------------------------------------------------------------- */

static void paint(char *window, size_t base, const gaz_unit *unit, size_t size) {
  if (unit->outside) {
    memset(window + base, WALL, size);
    return;
  }
  for (uint32_t i = 0; i < unit->hole_count; i++) {
    const gaz_hole *hole = &unit->holes[i];
    if (hole->start >= size) break;
    size_t end = hole->end < size ? hole->end : size;
    /* A gap at the start of a line is its prefix (list marker, "> "): names cross it. */
    bool space = hole->kind == GAZ_HOLE_SPACE || (hole->kind == GAZ_HOLE_GAP && !hole->start);
    if (hole->kind != GAZ_HOLE_GAP || space) {
      memset(window + base + hole->start, space ? ' ' : WALL, end - hole->start);
      continue;
    }
    for (size_t at = hole->start; at < end;
         at++) /* white space between two pieces of prose is one */
      if (!is_space(window[base + at])) window[base + at] = WALL;
  }
}

static bool address_byte(char c) {
  return is_word(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

static bool ends_url(char c) {
  return (unsigned char)c <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == '{' ||
         c == '}' || c == '|' || c == '\\' || c == '^';
}

static void paint_url(char *window, size_t start, size_t size) {
  size_t end = start;
  while (end < size && !ends_url(window[end])) end++;
  memset(window + start, WALL, end - start);
}

/* URLs ("scheme://...", "www....") and e-mail addresses are no prose in any language. */
static void paint_addresses(char *window, size_t size) {
  for (char *at = window; (at = memchr(at, ':', size - (size_t)(at - window))); at++) {
    size_t p = (size_t)(at - window);
    bool scheme = size - p > 2 && at[1] == '/' && at[2] == '/';
    if (!scheme && !(p >= 6 && memcmp(at - 6, "mailto", 6) == 0)) continue;
    while (p && (is_word(window[p - 1]) || window[p - 1] == '+')) p--;
    paint_url(window, p, size);
  }
  for (char *at = window; (at = memchr(at, '@', size - (size_t)(at - window))); at++) {
    size_t start = (size_t)(at - window), end = start + 1;
    while (start && address_byte(window[start - 1])) start--;
    while (end < size && address_byte(window[end])) end++;
    size_t p = (size_t)(at - window);
    if (start < p && end > p + 1 && memchr(window + p, '.', end - p))
      memset(window + start, WALL, end - start);
  }
  for (size_t p = 0; p + 4 < size; p++) {
    const char *dot = memchr(window + p + 3, '.', size - p - 3);
    if (!dot) break;
    p = (size_t)(dot - window) - 3;
    bool www =
        (window[p] | 32) == 'w' && (window[p + 1] | 32) == 'w' && (window[p + 2] | 32) == 'w';
    if (www && is_word(window[p + 4]) && (!p || !is_word(window[p - 1])))
      paint_url(window, p, size);
  }
}

static bool reserve_scratch(gaz_document *document, size_t size) {
  if (document->scratch_capacity >= size) return true;
  char *grown = realloc(document->scratch, size + size / 2);
  if (!grown) return false;
  document->scratch = grown;
  document->scratch_capacity = size + size / 2;
  return true;
}

/* Copies what follows the unit behind it in the window, as far as a name may go. */
static size_t look_ahead(gaz_document *document, gaz_unit_place place, size_t size) {
  size_t base = size;
  for (int i = 0; i < GAZ_LOOKAHEAD_UNITS; i++) {
    if (!gaz_units_next(&document->units, &place)) break;
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    if (unit->absent || (blank(unit) && unit->newline)) break;
    size_t room = GAZ_LOOKAHEAD - (size - base), take = unit->size;
    bool cut = take > room;
    if (cut) { /* never inside a word */
      take = room;
      while (take && !is_space(unit->text[take - 1])) take--;
    }
    if (take) memcpy(document->scratch + size, unit->text, take);
    paint(document->scratch, size, unit, take);
    size += take;
    if (cut) break;
    if (unit->newline) document->scratch[size++] = '\n';
    if (size - base >= GAZ_LOOKAHEAD) break;
  }
  return size;
}

/* ---- Matching ---------------------------------------------------------------------------------- */

static size_t find_matches(gaz_document *document, size_t from, size_t size) {
  for (;;) {
    if (!document->match_capacity) {
      document->matches = malloc(64 * sizeof *document->matches);
      if (!document->matches) return SIZE_MAX;
      document->match_capacity = 64;
    }
    size_t resume = size;
    size_t count = gaz_lexicon_scan(document->lexicon, document->scratch + from, size - from,
                                    document->matches, document->match_capacity, &resume);
    if (count < document->match_capacity) return count;
    size_t capacity = document->match_capacity * 2;
    gaz_match *grown = realloc(document->matches, capacity * sizeof *grown);
    if (!grown) return SIZE_MAX;
    document->matches = grown;
    document->match_capacity = capacity;
  }
}

static uint8_t word_count(const char *text, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (is_space(text[i])) return 2;
  return 1;
}

/* Whether the unit's start (its end) is a cut inside a word that is endless. */
static bool cut_inside_word(const gaz_document *document, gaz_unit_place place, bool at_end) {
  if (at_end ? gaz_units_at(&document->units, place)->newline
             : !gaz_units_previous(&document->units, &place))
    return false;
  const gaz_unit *before = gaz_units_at(&document->units, place);
  if (before->newline || !before->size || !is_word(before->text[before->size - 1])) return false;
  return gaz_units_next(&document->units, &place);
}

static uint32_t last_word(const char *text, size_t size) {
  size_t start = size;
  uint32_t hash = 2166136261u;
  while (start && !is_space(text[start - 1])) start--;
  for (size_t i = start; i < size; i++) hash = (hash ^ (unsigned char)text[i]) * 16777619u;
  return hash ? hash : 1;
}

static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/* Whether the word before `at` (behind it, for `step` 1) is all in capitals, and is no initial. */
static bool capitals_beside(const char *window, size_t size, size_t at, int step) {
  size_t count = 0;
  for (; at < size && at != (size_t)-1 && window[at] == ' '; at += (size_t)step) {
  }
  for (; at < size && is_word(window[at]); at += (size_t)step, count++)
    if (!is_capital(window[at])) return false;
  return count > 1;
}

/* Among words that are all in capitals the capitals of a name say nothing: "WHO IS HE". */
static bool shouted(const char *window, size_t size, uint32_t start, uint32_t end) {
  for (uint32_t i = start; i < end; i++)
    if (!is_capital(window[i])) return false;
  return gaz_is_common_word(window + start, end - start) &&
         (capitals_beside(window, size, (size_t)start - 1, -1) ||
          capitals_beside(window, size, end, 1));
}

/* Where the word starts that a hyphen ties to the word before byte `at`, if it has a capital: 0 where
 * there is none. Two people ("Brandt–Holm") are joined by a dash. */
static size_t tied_capital(const char *window, size_t size, size_t at) {
  enum { HYPHEN = 0x2010, UNBROKEN_HYPHEN = 0x2011 };
  size_t length;
  if (at >= size) return 0;
  uint32_t code = gaz_utf8_decode(window + at, size - at, &length);
  if (code != '-' && code != HYPHEN && code != UNBROKEN_HYPHEN) return 0;
  at += length;
  if (at >= size) return 0;
  bool capital = gaz_char_traits(gaz_utf8_decode(window + at, size - at, &length)) & GAZ_CHAR_UPPER;
  return capital ? at : 0;
}

/* "Nadia Ferreira" in "Nadia Ferreira-Lund" is somebody else, and so is "Lund". "Brandt-Holm" may be
 * two people, if both are known. `all`: matches of the window, those of the look-ahead too. */
static bool part_of_double_name(const gaz_document *document, size_t from, size_t size, size_t i,
                                size_t all, bool before_was) {
  const char *window = document->scratch + from;
  const gaz_match *match = &document->matches[i];
  gaz_candidate candidate = {0};
  gaz_lexicon_candidates(document->lexicon, match->name, &candidate, 1);
  if (candidate.type != GAZ_TYPE_PERSON) return false;
  bool word = word_count(window + match->start, match->end - match->start) == 1;
  if (before_was && word && i && tied_capital(window, size - from, match[-1].end) == match->start)
    return true;
  size_t tied = tied_capital(window, size - from, match->end);
  if (!tied) return false;
  if (i + 1 == all || match[1].start != tied) return true;
  return !word && word_count(window + tied, match[1].end - tied) == 1;
}

static uint8_t type_of(const gaz_document *document, const gaz_match *match) {
  gaz_candidate candidate = {0};
  gaz_lexicon_candidates(document->lexicon, match->name, &candidate, 1);
  return candidate.type;
}

static bool is_of_place(uint8_t type) { return type == GAZ_TYPE_GPE || type == GAZ_TYPE_NORP; }

/* Whether the match is but a part of a name that the archive does not have (neighbours.h). Two of its names may stand
 * side by side: a state before what it made or whom it sent ("a Russian Su-24"). `titled`: whether the line is a
 * headline, -1 before it has been looked at. */
static bool is_part_of_name(const gaz_document *document, const gaz_unit *unit, size_t from,
                            size_t size, size_t i, size_t all, const gaz_mark *mark, int *titled) {
  const gaz_match *match = &document->matches[i];
  const gaz_beside name = {.text = document->scratch,
                           .size = size,
                           .start = mark->start,
                           .end = mark->end,
                           .tail = unit->tail_in,
                           .person = mark->type == GAZ_TYPE_PERSON,
                           .word = mark->words == 1};
  unsigned sides = gaz_name_goes_on(&name);
  if (sides & GAZ_BESIDE_LEFT && (mark->type == GAZ_TYPE_PRODUCT || name.person)) {
    bool named = i && match[-1].end + 1 == match->start;
    uint8_t before = named         ? type_of(document, &match[-1])
                     : mark->start ? GAZ_TYPE_NONE
                                   : (uint8_t)(unit->tail_in - 1);
    if (is_of_place(before)) sides &= ~(unsigned)GAZ_BESIDE_LEFT;
  }
  if (sides & GAZ_BESIDE_RIGHT && is_of_place(mark->type) && i + 1 < all &&
      match[1].start == match->end + 1) {
    uint8_t behind = type_of(document, &match[1]);
    bool full =
        word_count(document->scratch + from + match[1].start, match[1].end - match[1].start) > 1;
    if (behind == GAZ_TYPE_PRODUCT || (behind == GAZ_TYPE_PERSON && full))
      sides &= ~(unsigned)GAZ_BESIDE_RIGHT;
  }
  if (sides && *titled < 0) *titled = unit->newline && gaz_is_titled(document->scratch, unit->size);
  return sides && !*titled;
}

static gaz_status keep_marks(gaz_document *document, gaz_unit *unit, size_t from, size_t count,
                             uint32_t *carry, size_t size, bool cut_before, bool cut_after) {
  uint32_t length = gaz_unit_length(unit);
  const gaz_match *matches = document->matches;
  size_t all = count;
  bool doubled = false; /* the match before is the first part of a double name */
  int titled = -1;      /* not looked at yet */
  while (count && matches[count - 1].start + from >= length) count--;
  gaz_mark *marks = count ? malloc(count * sizeof *marks) : NULL;
  if (count && !marks) return GAZ_ERROR_MEMORY;
  uint32_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    gaz_candidate candidate = {0};
    gaz_mark *mark = &marks[kept];
    mark->start = matches[i].start + (uint32_t)from;
    mark->end = matches[i].end + (uint32_t)from;
    doubled = part_of_double_name(document, from, size, i, all, doubled);
    if (doubled || (!mark->start && cut_before)) continue;
    if (mark->end == unit->size && cut_after) continue;
    size_t candidates = gaz_lexicon_candidates(document->lexicon, matches[i].name, &candidate, 1);
    mark->name = matches[i].name;
    mark->id = candidates ? candidate.id : matches[i].id;
    mark->type = candidate.type;
    mark->candidates = candidates > 255 ? 255 : (uint8_t)candidates;
    mark->first = 0;
    mark->words = word_count(document->scratch + mark->start, mark->end - mark->start);
    mark->last = last_word(document->scratch + mark->start, mark->end - mark->start);
    if (mark->words == 1 &&
        (gaz_reads_as_date(document->scratch, size, mark->start, mark->end) ||
         shouted(document->scratch, size, mark->start, mark->end) ||
         gaz_is_opening_word(document->scratch + mark->start, mark->end - mark->start)))
      continue;
    if (is_part_of_name(document, unit, from, size, i, all, mark, &titled)) continue;
    kept++;
  }
  *carry = kept && marks[kept - 1].end > length ? marks[kept - 1].end - length : 0;
  bool same = kept == unit->mark_count;
  for (uint32_t i = 0; same && i < kept; i++)
    same = marks[i].start == unit->marks[i].start && marks[i].end == unit->marks[i].end &&
           marks[i].name == unit->marks[i].name;
  gaz_document_count_marks(document, unit, -1);
  free(unit->marks);
  unit->marks = marks;
  unit->mark_count = kept;
  gaz_document_count_marks(document, unit, 1);
  return same ? GAZ_OK : 1; /* 1: they differ */
}

uint32_t gaz_document_carry(const gaz_document *document, gaz_unit_place place) {
  if (!gaz_units_previous(&document->units, &place)) return 0;
  const gaz_unit *before = gaz_units_at(&document->units, place);
  return before->scanned && !before->absent ? before->carry_out : 0;
}

/* How the piece of a line before this unit ends (gaz_unit.tail_in). */
static uint8_t tail_before(const gaz_document *document, gaz_unit_place place) {
  if (!gaz_units_previous(&document->units, &place)) return 0;
  const gaz_unit *before = gaz_units_at(&document->units, place);
  return before->scanned ? before->tail_out : 0;
}

bool gaz_document_is_scanned(const gaz_document *document, gaz_unit_place place) {
  const gaz_unit *unit = gaz_units_at(&document->units, place);
  return unit->scanned && unit->carry_in == gaz_document_carry(document, place) &&
         unit->tail_in == tail_before(document, place);
}

void gaz_document_note_reached(gaz_document *document, gaz_unit_place place) {
  for (int i = 0; i < GAZ_LOOKAHEAD_UNITS && gaz_units_next(&document->units, &place); i++)
    gaz_document_note_redo(document, place);
}

gaz_status gaz_document_scan(gaz_document *document, gaz_unit_place place) {
  gaz_unit *unit = gaz_units_at(&document->units, place);
  uint32_t length = gaz_unit_length(unit), carry = gaz_document_carry(document, place), out = 0;
  if (!reserve_scratch(document, (size_t)length + 2 * GAZ_LOOKAHEAD)) return GAZ_ERROR_MEMORY;
  size_t count = 0, from = carry, size = 0;
  uint8_t tail = 0;
  unit->tail_in = tail_before(document, place);
  if (carry >= length && length) {
    out = carry - length;
  } else if (document->lexicon && document->scopes_known && !unit->outside && unit->size &&
             !blank(unit)) {
    memcpy(document->scratch, unit->text, unit->size);
    paint(document->scratch, 0, unit, unit->size);
    size = unit->size;
    if (unit->newline) document->scratch[size++] = '\n';
    size = look_ahead(document, place, size);
    paint_addresses(document->scratch, size);
    count = find_matches(document, from, size);
    if (count == SIZE_MAX) return GAZ_ERROR_MEMORY;
  }
  if (size && !unit->newline && gaz_ends_in_name(document->scratch, unit->size)) {
    tail = 1;
    for (size_t i = 0; i < count; i++)
      if (document->matches[i].end + from + 1 == unit->size)
        tail = (uint8_t)(1 + type_of(document, &document->matches[i]));
  }
  bool cut_before = count && cut_inside_word(document, place, false);
  bool cut_after = count && cut_inside_word(document, place, true);
  int differs = keep_marks(document, unit, from, count, count ? &out : &(uint32_t){0}, size,
                           cut_before, cut_after);
  if (differs < 0) return (gaz_status)differs;
  if (out != unit->carry_out || (differs && out) || tail != unit->tail_out)
    gaz_document_note_reached(document, place);
  unit->carry_in = carry;
  unit->carry_out = out;
  unit->tail_out = tail;
  if (differs && unit->seen) gaz_document_note_changed(document, place);
  if (differs) document->firsts_stale = true;
  unit->scanned = unit->seen = true;
  return GAZ_OK;
}

/* Whether no name goes from this unit into the next. */
static bool ends_names(const gaz_unit *unit) {
  return unit->absent || (unit->newline && blank(unit));
}

gaz_unit_place gaz_document_scan_start(const gaz_document *document, gaz_unit_place place) {
  gaz_unit_place from = place, before = place;
  for (int scanned = 0; gaz_units_previous(&document->units, &before);) {
    const gaz_unit *unit = gaz_units_at(&document->units, before);
    if (ends_names(unit)) break;
    if (!unit->scanned) {
      from = before;
      scanned = 0;
    } else if (++scanned >= GAZ_LOOKAHEAD_UNITS) {
      break;
    }
  }
  return from;
}

gaz_status gaz_document_ensure(gaz_document *document, gaz_unit_place place) {
  const gaz_unit *unit = gaz_units_at(&document->units, place);
  if (unit->absent) return GAZ_OK;
  gaz_unit_place from = gaz_document_scan_start(document, place);
  bool reached = from.chunk == place.chunk && from.unit == place.unit;
  if (reached && unit->scanned) return GAZ_OK;
  for (;;) {
    if (!gaz_document_is_scanned(document, from)) {
      gaz_status status = gaz_document_scan(document, from);
      if (status) return status;
    } else if (reached) {
      return GAZ_OK;
    }
    reached = reached || (from.chunk == place.chunk && from.unit == place.unit);
    if (!gaz_units_next(&document->units, &from)) return GAZ_OK;
    const gaz_unit *next = gaz_units_at(&document->units, from);
    if (reached && (!next->scanned || next->absent)) return GAZ_OK;
  }
}

/* A unit whose window ends before byte `from` (after the last white space in the look-ahead, so one
 * byte more counts) was matched without it. */
gaz_unit_place gaz_document_invalidate(gaz_document *document, gaz_unit_place place,
                                       uint32_t from) {
  gaz_unit_place before = place, first = place;
  size_t distance = from;
  for (int i = 0; i < GAZ_LOOKAHEAD_UNITS && distance <= GAZ_LOOKAHEAD; i++) {
    if (!gaz_units_previous(&document->units, &before)) break;
    gaz_unit *unit = gaz_units_at(&document->units, before);
    if (unit->absent) break;
    if (unit->scanned) {
      first = before;
      unit->scanned = false;
      gaz_document_note_redo(document, before);
    }
    distance += gaz_unit_length(unit);
  }
  return first;
}

void gaz_document_note_changed(gaz_document *document, gaz_unit_place place) {
  size_t line;
  gaz_document_note_redo(document, place);
  gaz_units_offset(&document->units, place, &line);
  if (line < document->changed_first) document->changed_first = line;
  if (line + 1 > document->changed_end) document->changed_end = line + 1;
}
