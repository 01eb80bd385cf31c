/* Which entity a name means, and how sure that is.
 *
 * The lexicon gives a name's candidates with weights (how often the archive means each of them by
 * this name). The document speaks too: an entity that is named without doubt elsewhere in it, above
 * all in the same paragraph, is the likelier one. What stays below the threshold is not marked.
 */
#include "annotate/document.h"

enum {
  MAX_CANDIDATES = 16,
  PARAGRAPH_UNITS = 8, /* how far the paragraph is looked through, each way */
  DOCUMENT_FACTOR = 3, /* a mention elsewhere in the document counts the weight this often more */
  PARAGRAPH_FACTOR = 12,
  MENTIONS_COUNTED = 4, /* further mentions add nothing */
};

static bool blank_line(const gaz_unit *unit) { return unit->newline && !unit->size; }

static uint32_t mentions_in_unit(const gaz_unit *unit, uint32_t id) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < unit->mark_count; i++)
    count += unit->marks[i].candidates == 1 && unit->marks[i].id == id;
  return count;
}

static uint32_t mentions_in_paragraph(const gaz_document *document, gaz_unit_place place,
                                      uint32_t id) {
  uint32_t count = mentions_in_unit(gaz_units_at(&document->units, place), id);
  gaz_unit_place at = place;
  for (int i = 0; i < PARAGRAPH_UNITS && gaz_units_previous(&document->units, &at); i++) {
    const gaz_unit *unit = gaz_units_at(&document->units, at);
    if (blank_line(unit)) break;
    count += mentions_in_unit(unit, id);
  }
  at = place;
  for (int i = 0; i < PARAGRAPH_UNITS && gaz_units_next(&document->units, &at); i++) {
    const gaz_unit *unit = gaz_units_at(&document->units, at);
    if (blank_line(unit)) break;
    count += mentions_in_unit(unit, id);
  }
  return count;
}

static double at_most(uint32_t count, uint32_t limit) { return count < limit ? count : limit; }

/* A name of several words is hardly ever something else; one word may be. */
static double certainty(const gaz_mark *mark) { return mark->words > 1 ? 0.99 : 0.96; }

size_t gaz_document_weigh(const gaz_document *document, gaz_unit_place place, const gaz_mark *mark,
                          gaz_reason *reasons, size_t capacity) {
  gaz_candidate candidates[MAX_CANDIDATES];
  size_t count = gaz_lexicon_candidates(document->lexicon, mark->name, candidates, MAX_CANDIDATES);
  if (count > MAX_CANDIDATES) count = MAX_CANDIDATES;
  if (count > capacity) count = capacity;
  double total = 0;
  for (size_t i = 0; i < count; i++) {
    gaz_reason *reason = &reasons[i];
    *reason = (gaz_reason){
        .id = candidates[i].id, .type = candidates[i].type, .weight = candidates[i].weight};
    reason->document = gaz_counts_get(&document->counts, reason->id);
    reason->paragraph = mentions_in_paragraph(document, place, reason->id);
    reason->share = (candidates[i].weight + 1.0) *
                    (1 + DOCUMENT_FACTOR * at_most(reason->document, MENTIONS_COUNTED) +
                     PARAGRAPH_FACTOR * at_most(reason->paragraph, MENTIONS_COUNTED));
    total += reason->share;
  }
  for (size_t i = 0; i < count; i++) reasons[i].share *= certainty(mark) / total;
  return count;
}

void gaz_document_choose(const gaz_document *document, gaz_unit_place place, const gaz_mark *mark,
                         gaz_annotation *out) {
  *out = (gaz_annotation){
      .id = mark->id, .layer = GAZ_LAYER_ENTITY, .type = mark->type, .first = mark->first};
  if (mark->candidates <= 1) {
    out->confidence = (float)certainty(mark);
    return;
  }
  gaz_reason reasons[MAX_CANDIDATES];
  size_t count = gaz_document_weigh(document, place, mark, reasons, MAX_CANDIDATES);
  double best = -1;
  for (size_t i = 0; i < count; i++) {
    if (reasons[i].share <= best) continue;
    best = reasons[i].share;
    out->id = reasons[i].id;
    out->type = reasons[i].type;
  }
  out->confidence = (float)(best > 0 ? best : 0);
}

void gaz_document_count_marks(gaz_document *document, const gaz_unit *unit, int sign) {
  for (uint32_t i = 0; i < unit->mark_count; i++)
    if (unit->marks[i].candidates == 1) gaz_counts_add(&document->counts, unit->marks[i].id, sign);
}
