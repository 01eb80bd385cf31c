/* annotate/annotate.h - gaz_annotate for a text whose scopes are known already. */
#ifndef GAZ_ANNOTATE_ANNOTATE_H
#define GAZ_ANNOTATE_ANNOTATE_H

#include "annotate/units.h"
#include "gazette.h"

/* `holes` are what of the text is not prose, sorted and disjoint. */
gaz_status gaz_annotate_prose(const gaz_engine *engine, gaz_kb *kb, const char *text, size_t size,
                              const gaz_hole *holes, size_t hole_count, const gaz_cancel *cancel,
                              gaz_string *jsonl, gaz_error *error);

#endif
