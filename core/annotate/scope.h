/* annotate/scope.h - which parts of a text are prose.
 *
 * A language has a grammar and a query, queries/<language>/gazette.scm, whose captures are
 *
 *   @gazette.prose   prose; what no capture names is not
 *   @gazette.skip    inside prose, but not prose: a wall that no name crosses
 *   @gazette.space   markup inside prose that names cross as they cross a space
 *   @gazette.inline  prose that <language>_inline reads further (Markdown's two grammars)
 *
 * The predicates understood are #eq? #not-eq? #any-of? #not-any-of? between captures and strings.
 * Where captures overlap the smaller node wins; of equal ones the later pattern.
 */
#ifndef GAZ_ANNOTATE_SCOPE_H
#define GAZ_ANNOTATE_SCOPE_H

#include "annotate/document.h"

/* Whether the core itself can read the language: it has a grammar and a query of it, or (LaTeX and
 * mail) reads as much as is needed without one. Thread-safe. */
bool gaz_scope_known(const char *language);
bool gaz_scope_by_grammar(const char *language);

/* A grammar from outside. `parser` is a shared library with tree_sitter_<language>, `query` the
 * text of its gazette.scm; NULL for both takes the core's own. */
typedef struct gaz_scope_source {
  const char *language;
  const char *parser;
  const char *query;
  size_t query_size;
} gaz_scope_source;

/* Reads a text in one go: what is not prose comes out sorted and disjoint in *holes, which the
 * caller frees. Stops early when `cancel` is set. Thread-safe. GAZ_ERROR_NOT_FOUND without a
 * grammar, GAZ_ERROR_FORMAT when the query does not fit it. */
gaz_status gaz_scope_compute(const gaz_scope_source *source, const char *text, size_t size,
                             const gaz_cancel *cancel, gaz_hole **holes, size_t *count,
                             gaz_error *error);

/* A text that is read again after every edit, for the price of what the edit changed: it keeps the
 * text, its tree and what the query captured. Counted; may go from thread to thread, but is used by
 * one at a time. */
typedef struct gaz_scopes gaz_scopes;
gaz_status gaz_scopes_new(const gaz_scope_source *source, gaz_scopes **out, gaz_error *error);
/* One for another text of the same language, without compiling the queries again. `like` may be in
 * use elsewhere at the same time. */
gaz_status gaz_scopes_new_like(const gaz_scopes *like, gaz_scopes **out, gaz_error *error);
gaz_scopes *gaz_scopes_retain(gaz_scopes *scopes);
void gaz_scopes_release(gaz_scopes *scopes);

/* Replaces [start, old_end) of the text, which is empty at first, and says what is not prose now in
 * the part of the text where that may have changed: at least since the last call, and if that one's
 * answer was not `taken` over, since the one before. The caller frees change->holes. After
 * GAZ_ERROR_CANCELLED and any other failure all that can be done is to release it. */
gaz_status gaz_scopes_update(gaz_scopes *scopes, uint32_t start, uint32_t old_end, const char *text,
                             size_t size, bool taken, const gaz_cancel *cancel,
                             gaz_scope_change *change, gaz_error *error);

/* For a document made with gaz_document_new. */
gaz_status gaz_scope_compute_own(gaz_document *document);

#endif
