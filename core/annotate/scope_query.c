/* Compiling queries. Grammars rename their nodes now and then, and which version of one is on a
 * person's runtimepath is not known here: tree-sitter refuses a query as a whole for one unknown
 * node, so the pattern it complains of is blanked and the rest compiled again. */
#include "annotate/scope_query.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct gaz_scope_query {
  atomic_int references;
  const TSLanguage *language;
  TSQuery *compiled;
  uint8_t kinds[64]; /* by capture index */
  uint32_t kind_count;
};

static uint8_t kind_of(const char *name, uint32_t size) {
  static const char *const names[] = {"gazette.skip", "gazette.space", "gazette.prose",
                                      "gazette.inline"};
  for (int kind = 0; kind < GAZ_CAPTURE_KINDS; kind++)
    if (strlen(names[kind]) == size && memcmp(names[kind], name, size) == 0) return (uint8_t)kind;
  return GAZ_CAPTURE_KINDS;
}

/* The end of the token at `at`: a string, a comment, or one character. */
static size_t token_end(const char *text, size_t size, size_t at) {
  char first = text[at++];
  if (first == ';') {
    while (at < size && text[at] != '\n') at++;
  } else if (first == '"') {
    while (at < size && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
    at++;
  }
  return at < size ? at : size;
}

/* Blanks the element of the query that holds `offset`: one of the alternatives of a list at the
 * outermost level, else the whole pattern. False where there is none. */
static bool blank_pattern(char *text, size_t size, size_t offset) {
  size_t start[2] = {0, 0};
  int depth = 0, kept = -1;
  bool list = false;
  for (size_t at = 0; at < size; at = token_end(text, size, at)) {
    char c = text[at];
    if (c == '(' || c == '[') {
      if (depth < 2) start[depth] = at;
      if (depth == 0) list = c == '[';
      depth++;
    } else if ((c == ')' || c == ']') && depth) {
      depth--;
      if (kept < 0 && at >= offset && depth <= 1 && (depth == 0 || list)) kept = depth;
      if (kept < 0 || depth != kept) continue;
      if (start[depth] > offset) return false;
      memset(text + start[depth], ' ', at + 1 - start[depth]);
      if (depth) return true;
      /* The captures behind it go too. */
      for (at++; at < size && text[at] != '(' && strchr("[;\"", text[at]) == NULL; at++)
        text[at] = ' ';
      return true;
    }
  }
  return false;
}

static TSQuery *compile(const gaz_grammar *grammar, char *text, uint32_t *offset,
                        TSQueryError *problem) {
  uint32_t size = (uint32_t)grammar->query_size;
  for (bool blanked = false;; blanked = true) {
    TSQuery *query = ts_query_new(grammar->language, text, size, offset, problem);
    bool unknown = *problem == TSQueryErrorNodeType || *problem == TSQueryErrorField ||
                   *problem == TSQueryErrorStructure;
    if (blanked && *problem == TSQueryErrorSyntax) unknown = true; /* a list with nothing in it */
    if (query || !unknown || !blank_pattern(text, size, *offset)) return query;
  }
}

static bool has_prose(const gaz_scope_query *query) {
  for (uint32_t i = 0; i < query->kind_count; i++)
    if (query->kinds[i] == GAZ_CAPTURE_PROSE || query->kinds[i] == GAZ_CAPTURE_INLINE) return true;
  return false;
}

static void read_kinds(gaz_scope_query *query) {
  query->kind_count = ts_query_capture_count(query->compiled);
  if (query->kind_count > sizeof query->kinds) query->kind_count = sizeof query->kinds;
  for (uint32_t i = 0; i < query->kind_count; i++) {
    uint32_t size;
    const char *capture = ts_query_capture_name_for_id(query->compiled, i, &size);
    query->kinds[i] = kind_of(capture, size);
  }
}

gaz_status gaz_scope_query_new(const gaz_grammar *grammar, const char *name, gaz_scope_query **out,
                               gaz_error *error) {
  *out = NULL;
  gaz_scope_query *query = calloc(1, sizeof *query);
  char *text = malloc(grammar->query_size + 1);
  if (!query || !text) {
    free(query);
    free(text);
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory for a query");
  }
  memcpy(text, grammar->query, grammar->query_size);
  uint32_t offset = 0;
  TSQueryError problem = TSQueryErrorNone;
  query->compiled = compile(grammar, text, &offset, &problem);
  free(text);
  if (query->compiled) read_kinds(query);
  if (!has_prose(query)) {
    uint32_t line = 1;
    for (uint32_t i = 0; i < offset && i < grammar->query_size; i++)
      line += grammar->query[i] == '\n';
    if (query->compiled) ts_query_delete(query->compiled);
    free(query);
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, line,
                    "the query of \"%s\" does not fit its grammar (tree-sitter error %d)", name,
                    (int)problem);
  }
  atomic_init(&query->references, 1);
  query->language = grammar->language;
  *out = query;
  return GAZ_OK;
}

gaz_scope_query *gaz_scope_query_retain(gaz_scope_query *query) {
  atomic_fetch_add(&query->references, 1);
  return query;
}

void gaz_scope_query_release(gaz_scope_query *query) {
  if (!query || atomic_fetch_sub(&query->references, 1) != 1) return;
  ts_query_delete(query->compiled);
  free(query);
}

const TSLanguage *gaz_scope_query_language(const gaz_scope_query *query) { return query->language; }

const TSQuery *gaz_scope_query_compiled(const gaz_scope_query *query) { return query->compiled; }

gaz_capture_kind gaz_scope_query_kind(const gaz_scope_query *query, uint32_t capture) {
  return capture < query->kind_count ? (gaz_capture_kind)query->kinds[capture] : GAZ_CAPTURE_KINDS;
}
