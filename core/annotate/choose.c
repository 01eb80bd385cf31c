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
  BEARER_FACTOR = 9,    /* how much likelier he is who is named in full */
  RIVAL_DIVISOR = 3,    /* ... and how much less when others are as well */
};

static bool blank_line(const gaz_unit *unit) { return unit->newline && !unit->size; }

/* What is counted in a paragraph: mentions of `id`, or with a word of people named in full by a name
 * that ends in it. */
typedef struct mention_of {
  uint32_t id, word;
} mention_of;

static uint32_t mentions_in_unit(const gaz_unit *unit, mention_of of) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < unit->mark_count; i++) {
    const gaz_mark *mark = &unit->marks[i];
    count += mark->candidates == 1 && mark->id == of.id &&
             (!of.word || (mark->words > 1 && mark->last == of.word));
  }
  return count;
}

static uint32_t mentions_in_paragraph(const gaz_document *document, gaz_unit_place place,
                                      mention_of of) {
  uint32_t count = mentions_in_unit(gaz_units_at(&document->units, place), of);
  gaz_unit_place at = place;
  for (int i = 0; i < PARAGRAPH_UNITS && gaz_units_previous(&document->units, &at); i++) {
    const gaz_unit *unit = gaz_units_at(&document->units, at);
    if (blank_line(unit)) break;
    count += mentions_in_unit(unit, of);
  }
  at = place;
  for (int i = 0; i < PARAGRAPH_UNITS && gaz_units_next(&document->units, &at); i++) {
    const gaz_unit *unit = gaz_units_at(&document->units, at);
    if (blank_line(unit)) break;
    count += mentions_in_unit(unit, of);
  }
  return count;
}

static double at_most(uint32_t count, uint32_t limit) { return count < limit ? count : limit; }

/* A name of several words is hardly ever something else; one word may be. */
static double certainty(const gaz_mark *mark) { return mark->words > 1 ? 0.99 : 0.96; }

static uint32_t bearer_key(uint32_t word, uint32_t id) {
  return (uint32_t)gaz_mix(((uint64_t)word << 32) | id) | 1;
}

/* The first in the document who is named in full by a name that ends in the word and is none of
 * `others`. Only asked where there is one. */
static uint32_t first_bearer(const gaz_document *document, uint32_t word, const gaz_reason *others,
                             size_t count) {
  gaz_unit_place place = gaz_units_first();
  do {
    const gaz_unit *unit = gaz_units_at(&document->units, place);
    for (uint32_t m = 0; m < unit->mark_count; m++) {
      const gaz_mark *mark = &unit->marks[m];
      if (mark->last != word || mark->words == 1 || mark->candidates != 1 ||
          mark->type != GAZ_TYPE_PERSON)
        continue;
      size_t i = 0;
      while (i < count && others[i].id != mark->id) i++;
      if (i == count) return mark->id;
    }
  } while (gaz_units_next(&document->units, &place));
  return 0;
}

/* Whether somebody is named in full in the document whose name ends in this word, and whom the
 * archive does not know by the word alone: "Larisa May" is there, and the archive has an April May.
 * Who is named in full is meant; where both are, the paragraph decides, and in the end whom the
 * archive means by the word alone is the likelier one. `total` is what speaks for the others. */
static bool bearer_of_surname(const gaz_document *document, gaz_unit_place place,
                              const gaz_mark *mark, const gaz_reason *others, size_t count,
                              double total, gaz_reason *out) {
  uint32_t named = gaz_counts_get(&document->surnames, mark->last), known = 0, near_by = 0;
  if (mark->words > 1 || mark->type != GAZ_TYPE_PERSON || !named) return false;
  for (size_t i = 0; i < count; i++) {
    known += gaz_counts_get(&document->bearers, bearer_key(mark->last, others[i].id));
    near_by += mentions_in_paragraph(document, place, (mention_of){others[i].id, mark->last});
  }
  if (known >= named) return false;
  uint32_t id = first_bearer(document, mark->last, others, count);
  uint32_t paragraph = mentions_in_paragraph(document, place, (mention_of){id, mark->last});
  *out = (gaz_reason){
      .id = id, .type = GAZ_TYPE_PERSON, .document = named - known, .paragraph = paragraph};
  if (!known || (paragraph && !near_by))
    out->share = total * BEARER_FACTOR;
  else
    out->share = near_by && !paragraph ? total / BEARER_FACTOR : total / RIVAL_DIVISOR;
  return true;
}

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
    reason->paragraph = mentions_in_paragraph(document, place, (mention_of){reason->id, 0});
    reason->share = (candidates[i].weight + 1.0) *
                    (1 + DOCUMENT_FACTOR * at_most(reason->document, MENTIONS_COUNTED) +
                     PARAGRAPH_FACTOR * at_most(reason->paragraph, MENTIONS_COUNTED));
    total += reason->share;
  }
  if (count < capacity &&
      bearer_of_surname(document, place, mark, reasons, count, total, &reasons[count]))
    total += reasons[count++].share;
  for (size_t i = 0; i < count; i++) reasons[i].share *= certainty(mark) / total;
  return count;
}

void gaz_document_choose(const gaz_document *document, gaz_unit_place place, const gaz_mark *mark,
                         gaz_annotation *out) {
  *out = (gaz_annotation){
      .id = mark->id, .layer = GAZ_LAYER_ENTITY, .type = mark->type, .first = mark->first};
  if (mark->candidates <= 1 && !(mark->words == 1 && mark->type == GAZ_TYPE_PERSON &&
                                 gaz_counts_get(&document->surnames, mark->last))) {
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
  for (uint32_t i = 0; i < unit->mark_count; i++) {
    const gaz_mark *mark = &unit->marks[i];
    if (mark->candidates != 1) continue;
    gaz_counts_add(&document->counts, mark->id, sign);
    if (mark->words == 1 || mark->type != GAZ_TYPE_PERSON) continue;
    gaz_counts_add(&document->surnames, mark->last, sign);
    gaz_counts_add(&document->bearers, bearer_key(mark->last, mark->id), sign);
  }
}
