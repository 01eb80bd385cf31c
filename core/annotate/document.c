/* A document under edit: text in units, and what an edit does to them.
 *
 * Every change of text comes down to one step: the units from the first to the last one touched are
 * replaced by new units made of what is left of them and what was put in. What was known about the
 * rest of the text stays where it is. Then `repair` matches names anew from the first unit whose
 * names may reach into the change, and goes on for as long as the state handed from one unit to the
 * next differs from before; in practice that is one or two lines.
 */
#include "annotate/document.h"

#include <stdlib.h>
#include <string.h>

#include "annotate/scope.h"

/* ---- Making and releasing --------------------------------------------------------------------- */

static gaz_status document_new(const char *language, gaz_document **out, gaz_error *error) {
  *out = NULL;
  gaz_document *document = calloc(1, sizeof *document);
  if (!document || gaz_units_init(&document->units)) {
    free(document);
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory for a document");
  }
  size_t size = language ? strlen(language) : 0;
  if (size >= GAZ_LANGUAGE_MAX) size = 0; /* unknown: plain text */
  if (size) memcpy(document->language, language, size);
  document->threshold = 0.5f;
  document->scopes_known = true;
  document->changed_first = SIZE_MAX;
  document->delta.start = UINT32_MAX;
  document->round = document->cleared = 1;
  *out = document;
  return GAZ_OK;
}

gaz_status gaz_document_new(const char *language, const char *text, size_t size, gaz_document **out,
                            gaz_error *error) {
  *out = NULL;
  if (size > GAZ_TEXT_MAX)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0,
                    "a document of %zu bytes is over the limit of 64 MiB; split it", size);
  if (size && !text) return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "text is NULL");
  gaz_document *document;
  gaz_status status = document_new(language, &document, error);
  if (status) return status;
  if (size) status = gaz_document_edit(document, 0, 0, text, size, error);
  document->scopes_own = gaz_scope_known(document->language);
  document->scopes_stale = document->scopes_own;
  if (status) {
    gaz_document_release(document);
    return status;
  }
  *out = document;
  return GAZ_OK;
}

gaz_status gaz_document_new_lines(const char *language, bool scoped, size_t lines,
                                  gaz_document **out, gaz_error *error) {
  gaz_status status = document_new(language, out, error);
  if (status) return status;
  (*out)->scopes_known = !scoped;
  status = gaz_document_lines_changed(*out, 0, 0, lines);
  if (status) {
    gaz_document_release(*out);
    *out = NULL;
    return gaz_fail(error, status, NULL, 0, "out of memory for a document");
  }
  return GAZ_OK;
}

void gaz_document_release(gaz_document *document) {
  if (!document) return;
  gaz_units_free(&document->units);
  gaz_counts_free(&document->counts);
  gaz_counts_free(&document->surnames);
  gaz_counts_free(&document->bearers);
  gaz_lexicon_release(document->lexicon);
  gaz_scopes_release(document->scopes);
  free(document->scratch);
  free(document->matches);
  free(document);
}

void gaz_document_set_lexicon(gaz_document *document, gaz_lexicon *lexicon) {
  gaz_lexicon *old = document->lexicon;
  document->lexicon = lexicon ? gaz_lexicon_retain(lexicon) : NULL;
  gaz_lexicon_release(old);
  gaz_counts_clear(&document->counts);
  gaz_counts_clear(&document->surnames);
  gaz_counts_clear(&document->bearers);
  gaz_unit_place place = gaz_units_first();
  do {
    gaz_unit *unit = gaz_units_at(&document->units, place);
    free(unit->marks);
    unit->marks = NULL;
    unit->mark_count = 0;
    unit->carry_in = unit->carry_out = 0;
    unit->tail_in = unit->tail_out = 0;
    unit->scanned = false;
  } while (gaz_units_next(&document->units, &place));
  document->firsts_stale = true;
  gaz_document_compare_shown(document);
}

/* ---- Cutting text into units ------------------------------------------------------------------ */

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* Where a piece that starts at `text` ends: at the line's end, else after white space near
 * GAZ_UNIT_MAX, else at a character boundary near GAZ_UNIT_HARD. `size` is the line's. */
static size_t piece_size(const char *text, size_t size) {
  if (size <= GAZ_UNIT_MAX) return size;
  for (size_t at = GAZ_UNIT_MAX; at > GAZ_UNIT_MAX / 2; at--)
    if (is_space(text[at - 1])) return at;
  size_t limit = size < GAZ_UNIT_HARD ? size : GAZ_UNIT_HARD;
  for (size_t at = GAZ_UNIT_MAX; at < limit; at++)
    if (is_space(text[at])) return at + 1;
  while (limit < size && limit > GAZ_UNIT_MAX && ((unsigned char)text[limit] & 0xC0) == 0x80)
    limit--;
  return limit;
}

typedef struct unit_list {
  gaz_unit *units;
  size_t count, capacity;
} unit_list;

static void list_free(unit_list *list) {
  for (size_t i = 0; i < list->count; i++) gaz_unit_clear(&list->units[i]);
  free(list->units);
}

static gaz_unit *list_add(unit_list *list) {
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? list->capacity * 2 : 8;
    gaz_unit *units = realloc(list->units, capacity * sizeof *units);
    if (!units) return NULL;
    list->units = units;
    list->capacity = capacity;
  }
  gaz_unit *unit = &list->units[list->count++];
  memset(unit, 0, sizeof *unit);
  return unit;
}

static bool set_text(gaz_unit *unit, const char *text, size_t size) {
  if (size > unit->capacity || !unit->text) {
    size_t capacity = size + size / 4 + 8;
    char *grown = realloc(unit->text, capacity);
    if (!grown) return false;
    unit->text = grown;
    unit->capacity = (uint32_t)capacity;
  }
  memcpy(unit->text, text, size);
  unit->size = (uint32_t)size;
  return true;
}

/* Cuts text[0, size) into units; the last one gets `newline`. */
static bool cut(const char *text, size_t size, bool newline, unit_list *list) {
  size_t at = 0;
  for (;;) {
    const char *feed = memchr(text + at, '\n', size - at);
    size_t end = feed ? (size_t)(feed - text) : size;
    do {
      size_t piece = piece_size(text + at, end - at);
      gaz_unit *unit = list_add(list);
      if (!unit || !set_text(unit, text + at, piece)) return false;
      at += piece;
    } while (at < end);
    list->units[list->count - 1].newline = feed ? true : newline;
    if (!feed) return true;
    at = end + 1;
  }
}

/* ---- Holes and extras under an edit ------------------------------------------------------------ */

/* Moves [*start, *end) as text[from, to) becomes `size` bytes; false when nothing is left of it. */
static bool shift_range(uint32_t *start, uint32_t *end, uint32_t from, uint32_t to, uint32_t size) {
  uint32_t s = *start, e = *end;
  if (s >= to)
    s = s - (to - from) + size;
  else if (s > from)
    s = from + size;
  if (e >= to && e > from)
    e = e - (to - from) + size;
  else if (e > from)
    e = from;
  *start = s;
  *end = e;
  return s < e;
}

static void shift_contents(gaz_unit *unit, uint32_t from, uint32_t to, uint32_t size) {
  uint32_t kept = 0;
  bool to_end =
      unit->hole_count && unit->holes[unit->hole_count - 1].end == unit->size && from == unit->size;
  for (uint32_t i = 0; i < unit->hole_count; i++) {
    gaz_hole hole = unit->holes[i];
    if (to_end && i + 1 == unit->hole_count && hole.kind == GAZ_HOLE_SKIP)
      hole.end += size; /* typing at the end of a line of code goes on being code */
    else if (!shift_range(&hole.start, &hole.end, from, to, size))
      continue;
    unit->holes[kept++] = hole;
  }
  unit->hole_count = kept;
  kept = 0;
  for (uint32_t i = 0; i < unit->extra_count; i++) {
    gaz_extra extra = unit->extras[i];
    if (extra.start <= to && extra.end >= from) continue; /* touched: no longer what was analysed */
    if (shift_range(&extra.start, &extra.end, from, to, size)) unit->extras[kept++] = extra;
  }
  unit->extra_count = kept;
}

/* Adds to `unit`, which covers [start, end) of the joined text, the holes given in its terms. */
static bool take_holes(gaz_unit *unit, size_t start, const gaz_hole *holes, size_t count) {
  size_t end = start + unit->size, n = 0;
  for (size_t i = 0; i < count; i++) n += holes[i].start < end && holes[i].end > start;
  if (!n) return true;
  unit->holes = malloc(n * sizeof *unit->holes);
  if (!unit->holes) return false;
  for (size_t i = 0; i < count; i++) {
    if (holes[i].start >= end || holes[i].end <= start) continue;
    gaz_hole hole = holes[i];
    hole.start = hole.start > start ? hole.start - (uint32_t)start : 0;
    hole.end = hole.end < end ? hole.end - (uint32_t)start : unit->size;
    unit->holes[unit->hole_count++] = hole;
  }
  return true;
}

/* ---- Editing ---------------------------------------------------------------------------------- */

/* Matches anew from `from` on: `minimum` units, then as long as what is handed on from one unit to
 * the next is not what the next was matched with. */
static gaz_status repair(gaz_document *document, gaz_unit_place from, size_t minimum) {
  if (!document->lexicon || !document->scopes_known) return GAZ_OK;
  gaz_unit_place place = from;
  for (size_t i = 0;; i++) {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    bool current = gaz_document_is_scanned(document, place);
    if (i >= minimum && (current || !unit->scanned)) return GAZ_OK;
    if (!current && !unit->absent) {
      gaz_status status = gaz_document_scan(document, place);
      if (status) return status;
    }
    if (!gaz_units_next(&document->units, &place)) return GAZ_OK;
  }
}

/* The edit lies within one unit and leaves it a unit. */
static bool edit_in_place(gaz_document *document, gaz_unit_place place, uint32_t from, uint32_t to,
                          const char *text, uint32_t size, gaz_status *status) {
  gaz_unit *unit = gaz_units_at(&document->units, place);
  if (to > unit->size) return false;
  uint32_t length = unit->size - (to - from) + size;
  if (length > GAZ_UNIT_MAX || (size && memchr(text, '\n', size))) return false;
  if (!unit->newline && to == unit->size) {
    gaz_unit_place next = place;
    if (gaz_units_next(&document->units, &next)) return false; /* its cut may move */
  }
  if (length > unit->capacity || !unit->text) {
    char *grown = realloc(unit->text, length + 32);
    if (!grown) {
      *status = GAZ_ERROR_MEMORY;
      return true;
    }
    unit->text = grown;
    unit->capacity = length + 32;
  }
  uint32_t old_length = gaz_unit_length(unit);
  gaz_document_count_marks(document, unit, -1);
  unit->mark_count = 0;
  shift_contents(unit, from, to, size);
  memmove(unit->text + from + size, unit->text + to, unit->size - to);
  if (size) memcpy(unit->text + from, text, size);
  unit->size = length;
  unit->scanned = unit->seen = unit->absent = unit->stale = false;
  gaz_document_note_redo(document, place);
  gaz_units_resized(&document->units, place, old_length, unit->newline);
  *status = GAZ_OK;
  return true;
}

/* The units from `first` to `last` become what is left of them with `text` in between. */
static gaz_status edit_across(gaz_document *document, gaz_unit_place *first, uint32_t from,
                              gaz_unit_place last, uint32_t to, const char *text, size_t size,
                              size_t *made) {
  gaz_units *units = &document->units;
  unit_list list = {0};
  gaz_hole *holes = NULL;
  char *joined = NULL;
  gaz_status status = GAZ_ERROR_MEMORY;
  gaz_unit *head = gaz_units_at(units, *first), *tail = gaz_units_at(units, last);
  size_t old_count = 1;
  for (gaz_unit_place at = *first; at.chunk != last.chunk || at.unit != last.unit; old_count++)
    gaz_units_next(units, &at);
  bool newline = tail->newline;
  uint32_t taken = to > tail->size ? tail->size : to; /* `to` may lie after the line feed */
  gaz_unit *more = NULL;
  gaz_unit_place after = last;
  if (!newline && gaz_units_next(units, &after)) { /* a cut that may move: take the next piece in */
    more = gaz_units_at(units, after);
    newline = more->newline;
    old_count++;
  }
  size_t rest = tail->size - taken, more_size = more ? more->size : 0;
  size_t total = from + size + rest + more_size;
  size_t hole_count = 0;
  joined = malloc(total + 1);
  holes = malloc((head->hole_count + tail->hole_count + (more ? more->hole_count : 0) + 1) *
                 sizeof *holes);
  if (!joined || !holes) goto done;
  if (from) memcpy(joined, head->text, from);
  if (size) memcpy(joined + from, text, size);
  if (rest) memcpy(joined + from + size, tail->text + taken, rest);
  if (more_size) memcpy(joined + from + size + rest, more->text, more_size);
  for (uint32_t i = 0; i < head->hole_count; i++) {
    gaz_hole hole = head->holes[i];
    if (hole.end > from) hole.end = from;
    if (hole.start < hole.end) holes[hole_count++] = hole;
  }
  for (uint32_t i = 0; i < tail->hole_count; i++) {
    gaz_hole hole = tail->holes[i];
    if (hole.end <= taken) continue;
    hole.start = (hole.start > taken ? hole.start - taken : 0) + from + (uint32_t)size;
    hole.end = hole.end - taken + from + (uint32_t)size;
    holes[hole_count++] = hole;
  }
  for (uint32_t i = 0; more && i < more->hole_count; i++) {
    gaz_hole hole = more->holes[i];
    hole.start += (uint32_t)(from + size + rest);
    hole.end += (uint32_t)(from + size + rest);
    holes[hole_count++] = hole;
  }
  if (!cut(joined, total, newline, &list)) goto done;
  size_t offset = 0;
  for (size_t i = 0; i < list.count; i++) {
    if (!take_holes(&list.units[i], offset, holes, hole_count)) goto done;
    list.units[i].outside = i + 1 == list.count && rest ? tail->outside : head->outside;
    gaz_document_note_moved(document, &list.units[i], true);
    offset += gaz_unit_length(&list.units[i]);
  }
  gaz_unit_place at = *first;
  for (size_t i = 0; i < old_count; i++) {
    gaz_document_count_marks(document, gaz_units_at(units, at), -1);
    gaz_units_at(units, at)->mark_count = 0;
    gaz_units_next(units, &at);
  }
  status = gaz_units_replace(units, first, old_count, list.units, list.count);
  *made = list.count;
  if (!status) { /* they belong to the document now */
    list.count = 0;
    document->seen_end = 0; /* lines may have come or gone */
  }
done:
  list_free(&list);
  free(holes);
  free(joined);
  return status;
}

gaz_status gaz_document_edit(gaz_document *document, uint32_t start, uint32_t old_end,
                             const char *text, size_t size, gaz_error *error) {
  size_t total = document->units.bytes;
  if (start > old_end || old_end > total || (size && !text))
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "edit %u..%u is outside the text", start,
                    old_end);
  if (size > GAZ_TEXT_MAX || total - (old_end - start) + size > GAZ_TEXT_MAX)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0,
                    "the document would be over the limit of 64 MiB; split it");
  size_t first_start, last_start, made = 1;
  gaz_unit_place first = gaz_units_find(&document->units, start, &first_start);
  gaz_unit_place last = gaz_units_find(&document->units, old_end, &last_start);
  uint32_t from = (uint32_t)(start - first_start), to = (uint32_t)(old_end - last_start);
  gaz_status status = GAZ_OK;
  bool in_place = first.chunk == last.chunk && first.unit == last.unit &&
                  edit_in_place(document, first, from, to, text, (uint32_t)size, &status);
  if (!in_place) status = edit_across(document, &first, from, last, to, text, size, &made);
  if (!status) {
    gaz_document_note_edit(document, start, old_end, start + size);
    document->version++;
    document->scopes_stale = document->scopes_own;
    document->firsts_stale = true;
    gaz_unit_place begin = gaz_document_invalidate(document, first, from);
    size_t back = 0;
    bool invalidated = begin.chunk != first.chunk || begin.unit != first.unit;
    begin = gaz_document_scan_start(document, begin);
    for (gaz_unit_place at = begin; at.chunk != first.chunk || at.unit != first.unit; back++)
      gaz_units_next(&document->units, &at);
    /* A document that nobody has asked yet is matched when it is. */
    gaz_unit_place before = begin, behind = first;
    for (size_t i = 1; i < made; i++) gaz_units_next(&document->units, &behind);
    if (!in_place) gaz_document_note_reached(document, behind);
    bool asked = (gaz_units_previous(&document->units, &before) &&
                  gaz_units_at(&document->units, before)->scanned) ||
                 (gaz_units_next(&document->units, &behind) &&
                  gaz_units_at(&document->units, behind)->scanned) ||
                 invalidated;
    if (asked) status = repair(document, begin, back + made);
  }
  if (status) return gaz_fail(error, status, NULL, 0, "out of memory in an edit");
  return GAZ_OK;
}

/* ---- Whole text -------------------------------------------------------------------------------- */

size_t gaz_document_size(const gaz_document *document) { return document->units.bytes; }

/* Copies [start, end) of the text. */
static gaz_status copy_text(const gaz_document *document, size_t start, size_t end,
                            gaz_string *out) {
  memset(out, 0, sizeof *out);
  char *data = malloc(end - start + 1);
  if (!data) return GAZ_ERROR_MEMORY;
  size_t base, size = 0;
  gaz_unit_place place = gaz_units_find(&document->units, start, &base);
  do {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    size_t from = start > base ? start - base : 0, to = end - base;
    if (to > unit->size) to = unit->size;
    if (from < to) memcpy(data + size, unit->text + from, to - from);
    if (from < to) size += to - from;
    base += unit->size;
    if (unit->newline && base >= start && base < end) data[size++] = '\n';
    base += unit->newline;
  } while (base < end && gaz_units_next(&document->units, &place));
  data[size] = '\0';
  out->data = data;
  out->size = size;
  return GAZ_OK;
}

gaz_status gaz_document_text(const gaz_document *document, gaz_string *out) {
  return copy_text(document, 0, document->units.bytes, out);
}

/* ---- What changed ------------------------------------------------------------------------------ */

void gaz_document_note_edit(gaz_document *document, size_t start, size_t old_end, size_t new_end) {
  gaz_delta *delta = &document->delta;
  if (delta->start == UINT32_MAX) {
    *delta = (gaz_delta){(uint32_t)start, (uint32_t)old_end, (uint32_t)new_end};
    return;
  }
  /* Up to where the text in between was touched, by either edit. */
  uint32_t middle = delta->new_end > old_end ? delta->new_end : (uint32_t)old_end;
  if (start < delta->start) delta->start = (uint32_t)start;
  delta->old_end = middle - delta->new_end + delta->old_end;
  delta->new_end = middle - (uint32_t)old_end + (uint32_t)new_end;
}

void gaz_document_forget_delta(gaz_document *document) {
  document->delta = (gaz_delta){0, 0, (uint32_t)document->units.bytes};
}

gaz_status gaz_document_take_delta(gaz_document *document, uint32_t *start, uint32_t *old_end,
                                   gaz_string *text) {
  gaz_delta delta = document->delta;
  if (delta.start == UINT32_MAX) delta = (gaz_delta){0, 0, 0};
  *start = delta.start;
  *old_end = delta.old_end;
  gaz_status status = copy_text(document, delta.start, delta.new_end, text);
  if (!status) document->delta.start = UINT32_MAX;
  return status;
}
