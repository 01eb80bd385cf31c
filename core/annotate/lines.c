/* The document as an editor's lines: which of them are known, and their annotations. */
#include <stdlib.h>
#include <string.h>

#include "annotate/document.h"

size_t gaz_document_line_count(const gaz_document *document) { return document->units.lines; }

size_t gaz_document_line_offset(const gaz_document *document, size_t line) {
  size_t start;
  gaz_units_find_line(&document->units, line, &start);
  return start;
}

/* Units of lines [first, first + lines) from `place` on. */
static size_t units_of_lines(const gaz_document *document, gaz_unit_place place, size_t lines) {
  size_t count = 0;
  while (lines) {
    lines -= gaz_units_at(&document->units, place)->newline;
    count++;
    if (!gaz_units_next(&document->units, &place)) break;
  }
  return count;
}

static gaz_status remove_lines(gaz_document *document, size_t first, size_t lines) {
  size_t start;
  gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
  size_t count = units_of_lines(document, place, lines);
  gaz_unit_place at = place;
  size_t bytes = 0;
  for (size_t i = 0; i < count; i++) {
    gaz_unit *unit = gaz_units_at(&document->units, at);
    gaz_document_count_marks(document, unit, -1);
    unit->mark_count = 0;
    bytes += gaz_unit_length(unit);
    gaz_units_next(&document->units, &at);
  }
  gaz_document_invalidate(document, place, 0);
  gaz_status status = gaz_units_replace(&document->units, &place, count, NULL, 0);
  if (!status) gaz_document_note_edit(document, start, start + bytes, start);
  if (status) return status;
  gaz_units_at(&document->units, place)->scanned = false;
  gaz_document_note_redo(document, place);
  gaz_document_note_reached(document, place);
  return GAZ_OK;
}

static gaz_status add_lines(gaz_document *document, size_t first, size_t lines) {
  size_t start;
  gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
  gaz_document_invalidate(document, place, 0);
  gaz_document_note_redo(document, place);
  gaz_document_note_reached(document, place);
  gaz_unit_place before = place;
  /* In the middle of a block that is not prose; after one, what is typed is prose. */
  bool outside = gaz_units_at(&document->units, place)->outside &&
                 gaz_units_previous(&document->units, &before) &&
                 gaz_units_at(&document->units, before)->outside;
  /* In portions, so that a large file costs one array of a fixed size. */
  enum { PORTION = 4096 };
  size_t portion = lines < PORTION ? lines : PORTION;
  gaz_unit *added = calloc(portion, sizeof *added);
  if (!added) return GAZ_ERROR_MEMORY;
  gaz_status status = GAZ_OK;
  while (lines && !status) {
    size_t count = lines < portion ? lines : portion;
    for (size_t i = 0; i < count; i++) {
      added[i] = (gaz_unit){.newline = true, .absent = true, .outside = outside};
      gaz_document_note_moved(document, &added[i], true);
    }
    status = gaz_units_replace(&document->units, &place, 0, added, count);
    if (!status) gaz_document_note_edit(document, start, start, start + count);
    lines -= count;
  }
  free(added);
  return status;
}

/* Keeps the bounds of what is absent or stale, so that asking what is missing of a long document
 * costs nothing when nothing is. */
static void note_unfetched(gaz_document *document, size_t first, size_t old_count,
                           size_t new_count) {
  size_t *from = &document->unfetched_first, *to = &document->unfetched_end;
  if (*from >= *to) {
    *from = first;
    *to = first + new_count;
    return;
  }
  size_t end = first + old_count > *to ? first + old_count : *to;
  *to = end - old_count + new_count;
  if (first < *from) *from = first;
}

gaz_status gaz_document_lines_changed(gaz_document *document, size_t first, size_t old_count,
                                      size_t new_count) {
  size_t have = document->units.lines;
  if (first > have) first = have;
  if (old_count > have - first) old_count = have - first;
  document->version++;
  document->firsts_stale = true;
  note_unfetched(document, first, old_count, new_count);
  gaz_document_note_lines(document, first, old_count, new_count);
  size_t common = old_count < new_count ? old_count : new_count;
  bool across = old_count != 1 || new_count != 1;
  if (common) {
    size_t start;
    gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
    for (size_t n = units_of_lines(document, place, common); n; n--) {
      gaz_unit *unit = gaz_units_at(&document->units, place);
      if (!unit->absent) unit->stale = true;
      gaz_document_note_moved(document, unit, across);
      gaz_units_next(&document->units, &place);
    }
  }
  if (old_count > common) return remove_lines(document, first + common, old_count - common);
  if (new_count > common) return add_lines(document, first + common, new_count - common);
  return GAZ_OK;
}

bool gaz_document_missing(gaz_document *document, size_t first, size_t end, size_t *from,
                          size_t *to) {
  bool found = false;
  if (end > document->units.lines) end = document->units.lines;
  if (first < document->unfetched_first) first = document->unfetched_first;
  if (end > document->unfetched_end) end = document->unfetched_end;
  if (first >= end) return false;
  size_t start, line = first;
  gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
  while (line < end) {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    if (unit->absent || unit->stale) {
      if (!found) *from = line;
      *to = line + 1;
      found = true;
    }
    line += unit->newline;
    if (!gaz_units_next(&document->units, &place)) break;
  }
  /* What was looked through at either end of the bounds need not be again. */
  if (first == document->unfetched_first)
    document->unfetched_first = found ? *from : end;
  else if (end == document->unfetched_end)
    document->unfetched_end = found ? *to : first;
  return found;
}

/* How many bytes of `text` the line of units from `place` on starts with (or, from the back, ends
 * with). */
static size_t common_prefix(const gaz_document *document, gaz_unit_place place, const char *text,
                            size_t size) {
  size_t same = 0;
  for (;;) {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    size_t n = unit->size < size - same ? unit->size : size - same;
    size_t i = 0;
    if (n && memcmp(unit->text, text + same, n) == 0)
      i = n;
    else
      while (i < n && unit->text[i] == text[same + i]) i++;
    same += i;
    if (i < unit->size || unit->newline || !gaz_units_next(&document->units, &place)) return same;
  }
}

static size_t common_suffix(const gaz_document *document, gaz_unit_place last, size_t units,
                            const char *text, size_t size) {
  size_t same = 0;
  for (; units; units--) {
    const gaz_unit *unit = gaz_units_at(&document->units, last);
    size_t i = 0;
    while (i < unit->size && same < size &&
           unit->text[unit->size - 1 - i] == text[size - 1 - same]) {
      i++;
      same++;
    }
    if (i < unit->size || !gaz_units_previous(&document->units, &last)) break;
  }
  return same;
}

gaz_status gaz_document_set_line(gaz_document *document, size_t line, const char *text,
                                 size_t size) {
  if (line >= document->units.lines) return GAZ_ERROR_ARGUMENT;
  if (size > GAZ_TEXT_MAX) return GAZ_ERROR_TOO_LARGE;
  char *clean = NULL;
  if (size && memchr(text, '\n', size)) { /* how an editor's line spells a NUL byte */
    clean = malloc(size);
    if (!clean) return GAZ_ERROR_MEMORY;
    for (size_t i = 0; i < size; i++) clean[i] = text[i] == '\n' ? '\0' : text[i];
    text = clean;
  }
  size_t start, old_size = 0, units = 0;
  gaz_unit_place place = gaz_units_find_line(&document->units, line, &start), last;
  bool absent = gaz_units_at(&document->units, place)->absent;
  for (gaz_unit_place at = place;; gaz_units_next(&document->units, &at)) {
    gaz_unit *unit = gaz_units_at(&document->units, at);
    unit->stale = unit->absent = false;
    old_size += unit->size;
    units++;
    last = at;
    if (unit->newline) break;
  }
  size_t prefix = common_prefix(document, place, text, size);
  size_t limit = (old_size < size ? old_size : size) - prefix;
  size_t suffix = common_suffix(document, last, units, text, size);
  if (suffix > limit) suffix = limit;
  gaz_status status = GAZ_OK;
  if (absent || prefix < size || prefix < old_size) {
    uint64_t version = document->version;
    status = gaz_document_edit(document, (uint32_t)(start + prefix),
                               (uint32_t)(start + old_size - suffix), text + prefix,
                               size - prefix - suffix, NULL);
    document->version = version; /* the line changed when the editor said so */
  }
  free(clean);
  return status;
}

bool gaz_document_take_changed(gaz_document *document, size_t *first, size_t *end) {
  bool any = document->changed_first != SIZE_MAX;
  *first = any ? document->changed_first : 0;
  *end = any ? document->changed_end : 0;
  document->changed_first = SIZE_MAX;
  document->changed_end = 0;
  return any;
}
