/* Reading annotations out of a document. */
#include <stdlib.h>
#include <string.h>

#include "annotate/document.h"
#include "annotate/scope.h"

/* Collects annotations; counts on past its capacity. */
typedef struct annotation_sink {
  gaz_annotation *items;
  size_t capacity, count;
} annotation_sink;

static void put(annotation_sink *sink, const gaz_annotation *annotation) {
  if (sink->count < sink->capacity) sink->items[sink->count] = *annotation;
  sink->count++;
}

/* The annotations that start in the unit and overlap [from, to) of the text, in order. */
static void put_unit(const gaz_document *document, gaz_unit_place place, size_t base, size_t from,
                     size_t to, annotation_sink *sink) {
  const gaz_unit *unit = gaz_units_at(&document->units, place);
  uint32_t m = 0, x = 0;
  while (m < unit->mark_count || x < unit->extra_count) {
    gaz_annotation annotation;
    bool mark = m < unit->mark_count &&
                (x >= unit->extra_count || unit->marks[m].start <= unit->extras[x].start);
    uint32_t start = mark ? unit->marks[m].start : unit->extras[x].start;
    uint32_t end = mark ? unit->marks[m].end : unit->extras[x].end;
    if (base + start >= to) return;
    bool wanted = base + end > from;
    if (wanted && mark)
      gaz_document_choose(document, place, &unit->marks[m], &annotation);
    else if (wanted)
      annotation = unit->extras[x].annotation;
    mark ? m++ : x++;
    if (!wanted || annotation.confidence < document->threshold) continue;
    annotation.start = (uint32_t)(base + start);
    annotation.end = (uint32_t)(base + end);
    put(sink, &annotation);
  }
}

/* The first unit whose annotations may reach into `place`, and where it starts. */
static gaz_unit_place reaching_from(const gaz_document *document, gaz_unit_place place,
                                    size_t *base) {
  size_t distance = 0;
  for (int i = 0; i < GAZ_LOOKAHEAD_UNITS && distance < GAZ_LOOKAHEAD; i++) {
    gaz_unit_place before = place;
    if (!gaz_units_previous(&document->units, &before)) break;
    place = before;
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    *base -= gaz_unit_length(unit);
    distance += gaz_unit_length(unit);
  }
  return place;
}

void gaz_document_number_firsts(gaz_document *document) {
  gaz_counts seen = {0};
  gaz_unit_place place = gaz_units_first();
  do {
    gaz_unit *unit = gaz_units_at(&document->units, place);
    for (uint32_t i = 0; i < unit->mark_count; i++) {
      gaz_annotation annotation;
      gaz_document_choose(document, place, &unit->marks[i], &annotation);
      bool shown = annotation.confidence >= document->threshold;
      bool first = shown && !gaz_counts_get(&seen, annotation.id);
      if (first) gaz_counts_add(&seen, annotation.id, 1);
      if (first != unit->marks[i].first && unit->seen) gaz_document_note_changed(document, place);
      unit->marks[i].first = first;
    }
  } while (gaz_units_next(&document->units, &place));
  gaz_counts_free(&seen);
  document->firsts_stale = false;
}

/* A document of its own (not an editor's): scopes and marks are made when they are asked for. */
static void bring_up_to_date(gaz_document *document) {
  if (document->scopes_stale && gaz_scope_compute_own(document) == GAZ_OK)
    document->scopes_stale = false;
  gaz_unit_place place = gaz_units_first();
  do {
    gaz_document_ensure(document, place);
  } while (gaz_units_next(&document->units, &place));
  if (document->firsts_stale) gaz_document_number_firsts(document);
}

static size_t put_range(gaz_document *document, uint32_t start, uint32_t end,
                        gaz_annotation *annotations, size_t capacity) {
  annotation_sink sink = {annotations, annotations ? capacity : 0, 0};
  size_t base;
  gaz_unit_place place = gaz_units_find(&document->units, start, &base);
  place = reaching_from(document, place, &base);
  while (base < end) {
    gaz_document_ensure(document, place);
    put_unit(document, place, base, start, end, &sink);
    base += gaz_unit_length(gaz_units_at(&document->units, place));
    if (!gaz_units_next(&document->units, &place)) break;
  }
  return sink.count;
}

size_t gaz_document_annotations(gaz_document *document, uint32_t start, uint32_t end,
                                gaz_annotation *annotations, size_t capacity) {
  if (start >= end) return 0;
  if (document->scopes_stale || document->firsts_stale) bring_up_to_date(document);
  return put_range(document, start, end, annotations, capacity);
}

size_t gaz_document_covering(gaz_document *document, uint32_t at, gaz_annotation *annotations,
                             size_t capacity) {
  return at < UINT32_MAX ? put_range(document, at, at + 1, annotations, capacity) : 0;
}

size_t gaz_document_reasons(gaz_document *document, uint32_t at, gaz_reason *reasons,
                            size_t capacity) {
  size_t base;
  gaz_unit_place place = gaz_units_find(&document->units, at, &base), last = place;
  gaz_document_ensure(document, place);
  place = reaching_from(document, place, &base);
  for (;;) {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    for (uint32_t i = 0; i < unit->mark_count; i++)
      if (base + unit->marks[i].start <= at && at < base + unit->marks[i].end)
        return gaz_document_weigh(document, place, &unit->marks[i], reasons, capacity);
    if (place.chunk == last.chunk && place.unit == last.unit) return 0;
    base += gaz_unit_length(unit);
    if (!gaz_units_next(&document->units, &place)) return 0;
  }
}

void gaz_document_refresh(gaz_document *document, size_t first, size_t end) {
  gaz_document_to_look_at(document, &first, &end);
  if (first >= end) return;
  size_t start, line = first;
  gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
  for (bool follows = false; line < end; follows = true) {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    /* What comes before the others has just been looked at. */
    if (!follows || !(unit->scanned || unit->absent)) gaz_document_ensure(document, place);
    line += unit->newline;
    if (!gaz_units_next(&document->units, &place)) break;
  }
}

/* Takes the unit's holes out of items[at], pieces going to the end of the list: "> " at the start
 * of a line or "**" inside a name is no part of it to look at. Positions are columns; the unit
 * starts at `column`. Returns the new count. */
static size_t cut_holes(const gaz_unit *unit, uint32_t column, gaz_annotation *items, size_t at,
                        size_t count, size_t capacity) {
  for (uint32_t h = 0; h < unit->hole_count; h++) {
    uint32_t from = column + unit->holes[h].start, to = column + unit->holes[h].end;
    gaz_annotation *item = &items[at];
    if (to <= item->start || from >= item->end) continue;
    if (from <= item->start) {
      item->start = to < item->end ? to : item->end;
      continue;
    }
    if (to < item->end && count < capacity) {
      items[count] = *item;
      items[count++].start = to;
    }
    item->end = from;
  }
  return count;
}

/* The same for all of a line's annotations; empty ones are dropped. */
static size_t spare_markup(const gaz_document *document, gaz_unit_place first, gaz_unit_place last,
                           gaz_annotation *items, size_t count, size_t capacity) {
  uint32_t column = 0;
  for (gaz_unit_place place = first;;) {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    for (size_t i = 0; unit->hole_count && i < count; i++)
      count = cut_holes(unit, column, items, i, count, capacity);
    column += unit->size;
    if ((place.chunk == last.chunk && place.unit == last.unit) ||
        !gaz_units_next(&document->units, &place))
      break;
  }
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (items[i].start < items[i].end) items[kept++] = items[i];
  return kept;
}

size_t gaz_document_line_annotations(gaz_document *document, size_t line,
                                     gaz_annotation *annotations, size_t capacity) {
  annotation_sink sink = {annotations, capacity, 0};
  size_t start, end;
  gaz_unit_place first = gaz_units_find_line(&document->units, line, &start), last = first;
  end = start;
  for (;;) {
    gaz_document_ensure(document, last);
    const gaz_unit *unit = gaz_units_at(&document->units, last);
    end += unit->size;
    if (unit->newline || !gaz_units_next(&document->units, &last)) break;
  }
  size_t base = start;
  gaz_unit_place place = first;
  if (gaz_units_at(&document->units, first)->carry_in)
    place = reaching_from(document, first, &base);
  for (;;) {
    put_unit(document, place, base, start, end, &sink);
    if (place.chunk == last.chunk && place.unit == last.unit) break;
    base += gaz_unit_length(gaz_units_at(&document->units, place));
    if (!gaz_units_next(&document->units, &place)) break;
  }
  size_t count = sink.count < capacity ? sink.count : capacity;
  for (size_t i = 0; i < count; i++) {
    gaz_annotation *item = &annotations[i];
    item->start = item->start > start ? item->start - (uint32_t)start : 0;
    item->end = (uint32_t)((item->end < end ? item->end : end) - start);
  }
  return spare_markup(document, first, last, annotations, count, capacity);
}
