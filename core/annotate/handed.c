/* What others say of a document: which of it is prose (scopes), and marks that matching does not make
 * (extras: events, unknown names). Both are kept with the units they fall in, and move with them. */
#include "annotate/document.h"

#include <stdlib.h>
#include <string.h>

/* The holes of the unit that covers [start, start + length) out of the sorted list, from *at on. */
static bool scope_unit(gaz_unit *unit, size_t start, const gaz_hole *holes, size_t count,
                       size_t *at, bool *changed) {
  size_t end = start + unit->size, n = 0;
  while (*at < count && holes[*at].end <= start) ++*at;
  while (*at + n < count && holes[*at + n].start < end) n++;
  const gaz_hole *here = holes + *at;
  bool whole = n == 1 && here->start <= start && here->end >= end;
  bool outside = whole && here->kind == GAZ_HOLE_SKIP;
  if (!unit->size) /* an empty line inside a block that is not prose */
    outside =
        *at < count && here->start <= start && here->end > start && here->kind == GAZ_HOLE_SKIP;
  gaz_unit fresh = {.size = unit->size};
  if (!outside && n) {
    fresh.holes = malloc(n * sizeof *fresh.holes);
    if (!fresh.holes) return false;
    for (size_t i = 0; i < n; i++) {
      size_t from = here[i].start > start ? here[i].start - start : 0;
      size_t to = here[i].end < end ? here[i].end - start : unit->size;
      fresh.holes[fresh.hole_count++] = (gaz_hole){(uint32_t)from, (uint32_t)to, here[i].kind};
    }
  }
  *changed = outside != unit->outside || fresh.hole_count != unit->hole_count ||
             (fresh.hole_count &&
              memcmp(fresh.holes, unit->holes, fresh.hole_count * sizeof *fresh.holes) != 0);
  if (!*changed) {
    free(fresh.holes);
    return true;
  }
  free(unit->holes);
  unit->holes = fresh.holes;
  unit->hole_count = fresh.hole_count;
  unit->outside = outside;
  return true;
}

gaz_status gaz_document_set_scopes(gaz_document *document, const gaz_scope_change *change) {
  bool newly = !document->scopes_known;
  document->scopes_known = true;
  document->firsts_stale = true;
  size_t start = 0, at = 0;
  gaz_unit_place place = gaz_units_first();
  if (!newly) place = gaz_units_find(&document->units, change->start, &start);
  do {
    gaz_unit *unit = gaz_units_at(&document->units, place);
    if (start >= change->end && start < document->units.bytes && !newly) break;
    bool changed = false;
    if (!scope_unit(unit, start, change->holes, change->count, &at, &changed))
      return GAZ_ERROR_MEMORY;
    start += gaz_unit_length(unit);
    if (!changed && !newly) continue;
    gaz_document_note_changed(document, place);
    gaz_document_invalidate(document, place, 0);
    unit->scanned = false; /* noted already */
  } while (gaz_units_next(&document->units, &place));
  return GAZ_OK;
}

/* Adds a hole that begins behind the start of the last one; returns how many there are. */
static size_t add_hole(gaz_hole *holes, size_t count, gaz_hole hole) {
  gaz_hole *last = count ? &holes[count - 1] : NULL;
  if (last && hole.start < last->end) {
    if (hole.kind != last->kind)
      hole.start = last->end;
    else if (hole.end > last->end)
      last->end = hole.end;
    if (hole.kind == last->kind) return count;
  }
  if (hole.start < hole.end) holes[count++] = hole;
  return count;
}

gaz_status gaz_document_scopes(const gaz_document *document, gaz_hole **out, size_t *count) {
  size_t capacity = 0, start = 0;
  gaz_hole *holes = NULL;
  *out = NULL;
  *count = 0;
  if (!document->scopes_known) return GAZ_ERROR_NOT_FOUND;
  gaz_unit_place place = gaz_units_first();
  do {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    size_t length = gaz_unit_length(unit), n = unit->outside ? length > 0 : unit->hole_count;
    if (*count + n > capacity) {
      capacity = 2 * capacity + n + 64;
      gaz_hole *grown = realloc(holes, capacity * sizeof *holes);
      if (!grown) {
        free(holes);
        *count = 0;
        return GAZ_ERROR_MEMORY;
      }
      holes = grown;
    }
    for (size_t i = 0; i < n; i++) {
      gaz_hole hole =
          unit->outside ? (gaz_hole){0, (uint32_t)length, GAZ_HOLE_SKIP} : unit->holes[i];
      hole.start += (uint32_t)start;
      hole.end += (uint32_t)start;
      if (hole.start == hole.end) { /* an empty line: the hole is the line breaks around it */
        hole.start -= hole.start > 0;
        hole.end = (uint32_t)(start + length);
      }
      *count = add_hole(holes, *count, hole);
    }
    start += length;
  } while (gaz_units_next(&document->units, &place));
  *out = holes;
  return GAZ_OK;
}

gaz_status gaz_document_set_extras(gaz_document *document, size_t first, size_t end,
                                   const gaz_annotation *extras, size_t count) {
  size_t start, line = first, at = 0;
  gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
  while (line < end) {
    gaz_unit *unit = gaz_units_at(&document->units, place);
    size_t stop = start + gaz_unit_length(unit);
    size_t n = 0;
    while (at < count && extras[at].start < start) at++;
    while (at + n < count && extras[at + n].start < stop) n++;
    if (n || unit->extra_count) gaz_document_note_changed(document, place);
    free(unit->extras);
    unit->extras = NULL;
    unit->extra_count = 0;
    if (n) {
      unit->extras = malloc(n * sizeof *unit->extras);
      if (!unit->extras) return GAZ_ERROR_MEMORY;
      for (size_t i = 0; i < n; i++) {
        gaz_extra *extra = &unit->extras[unit->extra_count++];
        extra->annotation = extras[at + i];
        extra->start = (uint32_t)(extras[at + i].start - start);
        extra->end = (uint32_t)(extras[at + i].end - start);
      }
      at += n;
    }
    line += unit->newline;
    start = stop;
    if (!gaz_units_next(&document->units, &place)) break;
  }
  return GAZ_OK;
}
