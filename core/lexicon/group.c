/* Names of the same words. Those whose canonical form and rule agree match the same stretches of
 * text, so they are one name with the candidates of all. Where rules differ, a text that fits the
 * narrower rule also fits the wider one: the narrower name takes over the candidates of the wider,
 * so that one look-up gives all that a stretch of text may mean. */
#include "lexicon/group.h"

#include <stdlib.h>
#include <string.h>

#include "lexicon/canonical.h"
#include "lexicon/image.h"

/* A name with its canonical form. `any` is the form without case; `exact` keeps the case, and is
 * compared for names that do. */
typedef struct member {
  gaz_slice any, exact;
  const gaz_name_entry *entry;
  uint32_t index;
  uint8_t rule;
} member;

static gaz_slice canonical_text(gaz_slice text, unsigned fold) {
  gaz_name_parts parts = gaz_name_parts_of(text.data, text.size);
  gaz_canonical canonical =
      gaz_canonical_of(text.data + parts.lead_start, parts.tail_end - parts.lead_start, fold);
  char *out = malloc(4 * GAZ_FOLD_MAX * text.size + 4);
  size_t size = 0;
  if (!out) return (gaz_slice){NULL, 0};
  for (uint32_t code; (code = gaz_canonical_next(&canonical)) != GAZ_CANONICAL_END;) {
    size += gaz_utf8_encode(code, out + size);
  }
  return (gaz_slice){out, size};
}

static int compare_slices(gaz_slice a, gaz_slice b) {
  int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
  return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* Members of one name, best first, stand together; names of one form too, narrow rules first. */
static int by_name(const void *left, const void *right) {
  const member *a = left, *b = right;
  int order = compare_slices(a->any, b->any);
  if (!order) order = (a->rule > b->rule) - (a->rule < b->rule);
  if (!order && a->rule == GAZ_FORM_EXACT) order = compare_slices(a->exact, b->exact);
  if (!order) order = (a->entry->weight < b->entry->weight) - (a->entry->weight > b->entry->weight);
  return order ? order : (a->index > b->index) - (a->index < b->index);
}

static bool same_name(const member *a, const member *b) {
  return a->rule == b->rule && compare_slices(a->any, b->any) == 0 &&
         (a->rule != GAZ_FORM_EXACT || compare_slices(a->exact, b->exact) == 0);
}

static int by_id(const void *left, const void *right) {
  const gaz_candidate *a = left, *b = right;
  if (a->id != b->id) return a->id < b->id ? -1 : 1;
  return (a->weight < b->weight) - (a->weight > b->weight);
}

static int by_weight(const void *left, const void *right) {
  const gaz_candidate *a = left, *b = right;
  if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
  return (a->id > b->id) - (a->id < b->id);
}

/* One candidate an id, the heaviest; most likely first. */
static size_t order_candidates(gaz_candidate *candidates, size_t count) {
  qsort(candidates, count, sizeof *candidates, by_id);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (!kept || candidates[kept - 1].id != candidates[i].id) candidates[kept++] = candidates[i];
  }
  qsort(candidates, kept, sizeof *candidates, by_weight);
  return kept;
}

/* Whether a text written like this member, which keeps its case, has the capital that the wider
 * rule asks for. */
static bool has_capital(gaz_slice text) {
  for (size_t at = 0, length; at < text.size; at += length) {
    unsigned traits = gaz_char_traits(gaz_utf8_decode(text.data + at, text.size - at, &length));
    if (traits & GAZ_CHAR_LETTER) return !(traits & GAZ_CHAR_LOWER);
  }
  return true;
}

static gaz_status make_names(const member *members, size_t count, gaz_group *out) {
  size_t names = 0;
  for (size_t i = 0; i < count; i++) names += !i || !same_name(&members[i - 1], &members[i]);
  if (names > GAZ_GROUP_MAX) return GAZ_ERROR_TOO_LARGE;
  out->names = calloc(names, sizeof *out->names);
  out->candidates = malloc((count + 2 * names * GAZ_INHERITED_MAX) * sizeof *out->candidates);
  if (!out->names || !out->candidates) return GAZ_ERROR_MEMORY;
  size_t used = 0;
  /* From the end, so that the wider rule's candidates are there when the narrower asks. */
  size_t wide[3] = {0}, place = names;
  for (size_t end = count, start; end > 0; end = start) {
    const member *last = &members[end - 1];
    for (start = end - 1; start > 0 && same_name(&members[start - 1], last); start--) {
    }
    if (end == count || compare_slices(last->any, members[end].any) != 0) {
      wide[GAZ_FORM_CAPITAL] = wide[GAZ_FORM_ANY] = names;
    }
    gaz_group_name *name = &out->names[--place];
    *name = (gaz_group_name){members[start].index, last->rule, used, 0};
    for (size_t i = start; i < end; i++) {
      const gaz_name_entry *entry = members[i].entry;
      out->candidates[used++] = (gaz_candidate){entry->id, entry->weight, entry->type};
    }
    for (unsigned rule = last->rule + 1u; rule <= GAZ_FORM_ANY; rule++) {
      if (wide[rule] == names || (rule == GAZ_FORM_CAPITAL && !has_capital(last->exact))) continue;
      const gaz_group_name *wider = &out->names[wide[rule]];
      for (size_t i = 0; i < wider->count && i < GAZ_INHERITED_MAX; i++) {
        out->candidates[used++] = out->candidates[wider->first + i];
      }
    }
    name->count = order_candidates(out->candidates + name->first, used - name->first);
    used = name->first + name->count;
    if (last->rule != GAZ_FORM_EXACT) wide[last->rule] = place;
  }
  out->count = names;
  return GAZ_OK;
}

gaz_status gaz_group_make(const gaz_name_entry *entries, const gaz_named *names, size_t count,
                          gaz_group *out, gaz_error *error) {
  *out = (gaz_group){0};
  gaz_status status = GAZ_OK;
  member *members = calloc(count, sizeof *members);
  for (size_t i = 0; members && i < count && status == GAZ_OK; i++) {
    gaz_slice text = gaz_entry_text(&entries[names[i].entry]);
    members[i].entry = &entries[names[i].entry];
    members[i].index = names[i].entry;
    members[i].rule = names[i].rule;
    members[i].any = canonical_text(text, GAZ_FOLD_CASE | GAZ_FOLD_DIACRITICS);
    members[i].exact = canonical_text(text, GAZ_FOLD_DIACRITICS);
    if (!members[i].any.data || !members[i].exact.data) status = GAZ_ERROR_MEMORY;
  }
  if (!members) status = GAZ_ERROR_MEMORY;
  if (status == GAZ_OK) {
    qsort(members, count, sizeof *members, by_name);
    status = make_names(members, count, out);
  }
  for (size_t i = 0; members && i < count; i++) {
    free((void *)members[i].any.data);
    free((void *)members[i].exact.data);
  }
  free(members);
  if (status == GAZ_OK) return GAZ_OK;
  gaz_group_free(out);
  gaz_slice text = gaz_entry_text(&entries[names[0].entry]);
  if (status == GAZ_ERROR_MEMORY) return gaz_fail(error, status, NULL, 0, "out of memory");
  return gaz_fail(error, status, NULL, 0,
                  "more than %d names that differ from \"%.*s\" only in case or punctuation; "
                  "leave some out",
                  GAZ_GROUP_MAX, (int)text.size, text.data);
}

void gaz_group_free(gaz_group *group) {
  free(group->names);
  free(group->candidates);
  *group = (gaz_group){0};
}
