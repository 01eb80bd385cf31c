/* annotate/scope_query.h - a query, compiled for a grammar: 20 ms for Markdown's two, so it is done
 * once and shared. Immutable and counted: any number of threads may use it at once. */
#ifndef GAZ_ANNOTATE_SCOPE_QUERY_H
#define GAZ_ANNOTATE_SCOPE_QUERY_H

#include "annotate/scope_language.h"

typedef enum gaz_capture_kind {
  GAZ_CAPTURE_SKIP,
  GAZ_CAPTURE_SPACE,
  GAZ_CAPTURE_PROSE,
  GAZ_CAPTURE_INLINE, /* read further by another grammar; covers nothing itself */
  GAZ_CAPTURE_KINDS,  /* "@_name": for predicates only */
} gaz_capture_kind;

typedef struct gaz_scope_query gaz_scope_query;

/* GAZ_ERROR_FORMAT where the query does not fit; `name` is the grammar's, for the message. A pattern
 * with a node that this version of the grammar does not know is left out; one that captures prose must fit. */
gaz_status gaz_scope_query_new(const gaz_grammar *grammar, const char *name, gaz_scope_query **out,
                               gaz_error *error);
gaz_scope_query *gaz_scope_query_retain(gaz_scope_query *query);
void gaz_scope_query_release(gaz_scope_query *query); /* NULL does nothing */

const TSLanguage *gaz_scope_query_language(const gaz_scope_query *query);
const TSQuery *gaz_scope_query_compiled(const gaz_scope_query *query);
gaz_capture_kind gaz_scope_query_kind(const gaz_scope_query *query, uint32_t capture);

#endif
