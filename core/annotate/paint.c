/* What an editor shows of a document, so that it is told only what changed.
 *
 * An editor may keep the marks of a line where it put them and have them move along with edits. For
 * each line that it was told of, the line's first unit has a digest of what was told. A line is
 * looked at again when one of its units was touched or an annotation of it may have changed, and is
 * told again when the digest differs, or when the line itself was edited: then what is shown of it
 * may stand elsewhere than it was put. Of the lines that were all looked at the last time, only
 * those between the first and the last that changed are looked through again.
 */
#include "annotate/document.h"

enum { SHOWS_NOTHING = 0, SHOWS_ANYTHING = 1, FIRST_DIGEST = 2 };

static uint32_t digest(const gaz_annotation *annotations, size_t count) {
  uint64_t hash = count;
  if (!count) return SHOWS_NOTHING;
  for (size_t i = 0; i < count; i++) {
    const gaz_annotation *item = &annotations[i];
    uint64_t kind = ((uint64_t)item->layer << 16) | ((uint64_t)item->type << 8) |
                    (item->first ? 2u : 0u) | (item->id ? 1u : 0u);
    hash = gaz_mix(hash ^ (((uint64_t)item->start << 32) | item->end)) ^ kind;
  }
  hash = gaz_mix(hash);
  uint32_t folded = (uint32_t)(hash ^ (hash >> 32));
  return folded < FIRST_DIGEST ? FIRST_DIGEST : folded;
}

void gaz_document_note_moved(const gaz_document *document, gaz_unit *unit, bool across) {
  unit->redo = true;
  if (!document->shows) return;
  unit->moved = true;
  if (!across) return;
  unit->drawn = document->round;
  unit->shown = SHOWS_ANYTHING; /* marks of other lines may have come along */
}

void gaz_document_note_look(gaz_document *document, size_t first, size_t end) {
  /* A name may come to reach in from just before. */
  if (end <= document->seen_first && end + GAZ_LOOKAHEAD_UNITS >= document->seen_first)
    end = document->seen_first + 1;
  if (first < document->seen_first) first = document->seen_first;
  if (end > document->seen_end) end = document->seen_end;
  if (first >= end) return;
  if (document->look_first >= document->look_end) {
    document->look_first = first;
    document->look_end = end;
  } else {
    if (first < document->look_first) document->look_first = first;
    if (end > document->look_end) document->look_end = end;
  }
}

void gaz_document_note_redo(gaz_document *document, gaz_unit_place place) {
  gaz_units_at(&document->units, place)->redo = true;
  if (document->seen_first >= document->seen_end) return;
  size_t line;
  gaz_units_offset(&document->units, place, &line);
  gaz_document_note_look(document, line, line + 1);
}

/* Where line `at` is when [first, first + old_count) has become `new_count`. */
static size_t shift(size_t at, size_t first, size_t old_count, size_t new_count) {
  if (at >= first + old_count) return at - old_count + new_count;
  return at < first + new_count ? at : first + new_count;
}

void gaz_document_note_lines(gaz_document *document, size_t first, size_t old_count,
                             size_t new_count) {
  if (old_count != new_count) {
    size_t *ends[] = {&document->seen_first, &document->seen_end, &document->look_first,
                      &document->look_end};
    for (size_t i = 0; i < 4; i++) *ends[i] = shift(*ends[i], first, old_count, new_count);
  }
  gaz_document_note_look(document, first ? first - 1 : 0,
                         first + new_count + 1 + GAZ_LOOKAHEAD_UNITS);
}

void gaz_document_to_look_at(const gaz_document *document, size_t *first, size_t *end) {
  if (*first < document->seen_first || *end > document->seen_end) return;
  if (*first < document->look_first) *first = document->look_first;
  if (*end > document->look_end) *end = document->look_end;
}

void gaz_document_compare_shown(gaz_document *document) {
  document->round++;
  document->seen_first = document->seen_end = 0;
}

void gaz_document_nothing_shown(gaz_document *document) {
  gaz_document_compare_shown(document);
  document->cleared = document->round;
  document->shows = false;
}

/* Looks at the units of a line, from *place on, which becomes the last of them: whether the line has
 * to be compared, and whether it was edited. They count as compared from now on. */
static bool look_at_line(const gaz_document *document, gaz_unit_place *place, bool *edited) {
  bool compare = gaz_units_at(&document->units, *place)->drawn != document->round;
  *edited = false;
  for (;;) {
    gaz_unit *unit = gaz_units_at(&document->units, *place);
    compare = compare || unit->redo || unit->moved || !unit->scanned;
    *edited = *edited || unit->moved;
    if (!unit->absent) unit->redo = unit->moved = false;
    if (unit->newline || !gaz_units_next(&document->units, place)) return compare;
  }
}

bool gaz_document_repaint(gaz_document *document, size_t first, size_t end, size_t *line,
                          gaz_annotation *annotations, size_t capacity, size_t *count,
                          bool *clear) {
  if (end > document->units.lines + 1) end = document->units.lines + 1;
  if (first < document->seen_first || end > document->seen_end) {
    document->seen_first = document->look_first = first;
    document->seen_end = document->look_end = end;
  }
  gaz_document_to_look_at(document, &first, &end);
  if (first >= end) return false;
  size_t start;
  gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
  for (size_t at = first; at < end; at++) {
    gaz_unit *head = gaz_units_at(&document->units, place);
    bool edited, compare = look_at_line(document, &place, &edited);
    if (document->look_first == at) document->look_first = at + 1; /* unless it is noted again */
    if (compare && !head->absent) {
      *count = gaz_document_line_annotations(document, at, annotations, capacity);
      uint32_t now = digest(annotations, *count);
      uint32_t shown = head->drawn >= document->cleared ? head->shown : SHOWS_NOTHING;
      head->drawn = document->round;
      head->shown = now;
      if (now != shown || (edited && now)) {
        document->shows = true;
        *line = at;
        *clear = shown != SHOWS_NOTHING;
        return true;
      }
    }
    if (!gaz_units_next(&document->units, &place)) return false;
  }
  return false;
}
