/* annotate/scope_language.h - grammars: those compiled in, and those in a shared library. */
#ifndef GAZ_ANNOTATE_SCOPE_LANGUAGE_H
#define GAZ_ANNOTATE_SCOPE_LANGUAGE_H

#include <tree_sitter/api.h>

#include "annotate/scope.h"

typedef struct gaz_grammar {
  const TSLanguage *language;
  const char *query;
  size_t query_size;
} gaz_grammar;

/* The core's own, or false. */
bool gaz_grammar_own(const char *name, gaz_grammar *out);
/* The one of `source`. */
gaz_status gaz_grammar_find(const gaz_scope_source *source, gaz_grammar *out, gaz_error *error);

#endif
