/* annotate/scope_lines.h - languages the core reads without a grammar: LaTeX and mail.
 *
 * Both are opened by default and hardly anybody has a parser of them. What is read is only what
 * decides where prose is, in one pass from the beginning. */
#ifndef GAZ_ANNOTATE_SCOPE_LINES_H
#define GAZ_ANNOTATE_SCOPE_LINES_H

#include "annotate/scope_read.h"

/* Adds the captures of a whole text; false when memory is out. Stops early on `cancel`. */
typedef bool gaz_scope_lines(const gaz_scope_text *text, const gaz_cancel *cancel,
                             gaz_captures *captures);

/* NULL where there is none. */
gaz_scope_lines *gaz_scope_lines_of(const char *language);

#endif
