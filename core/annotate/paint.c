/* What an editor shows of a document, so that it is told only what changed.
 *
 * An editor may keep the marks of a line where it put them and have them move along with edits. For
 * each line that it was told of, the line's first unit has a digest of what was told. A line is
 * looked at again when one of its units was touched or an annotation of it may have changed, and is
 * told again when the digest differs, or when the line itself was edited: then what is shown of it
 * may stand elsewhere than it was put.
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

void gaz_document_compare_shown(gaz_document *document) { document->round++; }

void gaz_document_nothing_shown(gaz_document *document) {
  document->cleared = ++document->round;
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
  size_t start;
  gaz_unit_place place = gaz_units_find_line(&document->units, first, &start);
  for (size_t at = first; at < end; at++) {
    gaz_unit *head = gaz_units_at(&document->units, place);
    bool edited, compare = look_at_line(document, &place, &edited);
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
