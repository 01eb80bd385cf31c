/* extract/name_spans.h - from the spans the recogniser marks to the names they hold. */
#ifndef GAZ_EXTRACT_NAME_SPANS_H
#define GAZ_EXTRACT_NAME_SPANS_H

#include "english/analysis.h"
#include "extract/reference_tables.h"

/* The names of an article, in text order, from those of its analysis: "Kaldi, Lumbia" and "Lumbia's
 * Orsa Valley" are two, "northern Lumbia" is Lumbia, "Commodore Anna Keller" and "Lumbian Anna Keller"
 * are Anna Keller. `*out` is in the arena. Linear in the text. */
gaz_status gaz_name_spans(const struct gaz_reference_tables *tables, const gaz_analysis *analysis,
                          gaz_arena *arena, gaz_name **out, size_t *count);

#endif
