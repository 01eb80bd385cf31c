/* From a text to what of it is not prose.
 *
 * Captures of the query are collected as (position, kind, +1 or -1) and sorted; one sweep over them
 * with a counter a kind says for every stretch what covers it. Linear but for the sort, whatever
 * the nesting.
 */
#include "annotate/scope.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "annotate/scope_language.h"

enum { KIND_SKIP, KIND_SPACE, KIND_PROSE, KIND_INLINE, KIND_COUNT, KIND_NONE = KIND_COUNT };

typedef struct scope_edge {
  uint32_t at;
  int16_t step; /* +1 opens, -1 closes */
  uint16_t kind;
} scope_edge;

/* One grammar in use. */
typedef struct scope_reader {
  TSParser *parser;
  TSQuery *query;
  TSQueryCursor *cursor;
  uint8_t kinds[64]; /* by capture index */
  uint32_t kind_count;
} scope_reader;

typedef struct scope_sweep {
  const char *text;
  uint32_t size;
  const gaz_cancel *cancel;
  scope_edge *edges;
  size_t count, capacity;
  TSNode *inlines; /* nodes another grammar reads further */
  size_t inline_count, inline_capacity;
  bool failed;
} scope_sweep;

/* ---- Grammar, query, parse --------------------------------------------------------------------- */

static uint8_t kind_of(const char *name, uint32_t size) {
  static const char *const names[] = {"gazette.skip", "gazette.space", "gazette.prose",
                                      "gazette.inline"};
  for (uint8_t kind = 0; kind < KIND_COUNT; kind++)
    if (strlen(names[kind]) == size && memcmp(names[kind], name, size) == 0) return kind;
  return KIND_NONE; /* "@_name": for predicates only */
}

static void reader_close(scope_reader *reader) {
  if (reader->cursor) ts_query_cursor_delete(reader->cursor);
  if (reader->query) ts_query_delete(reader->query);
  if (reader->parser) ts_parser_delete(reader->parser);
  memset(reader, 0, sizeof *reader);
}

static gaz_status reader_open(scope_reader *reader, const gaz_grammar *grammar, const char *name,
                              gaz_error *error) {
  memset(reader, 0, sizeof *reader);
  reader->parser = ts_parser_new();
  if (!ts_parser_set_language(reader->parser, grammar->language)) {
    reader_close(reader);
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0,
                    "the parser of \"%s\" has an ABI this tree-sitter does not read", name);
  }
  uint32_t offset;
  TSQueryError problem;
  reader->query = ts_query_new(grammar->language, grammar->query, (uint32_t)grammar->query_size,
                               &offset, &problem);
  if (!reader->query) {
    uint32_t line = 1;
    for (uint32_t i = 0; i < offset && i < grammar->query_size; i++)
      line += grammar->query[i] == '\n';
    reader_close(reader);
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, line,
                    "the query of \"%s\" does not fit its grammar (tree-sitter error %d)", name,
                    (int)problem);
  }
  reader->cursor = ts_query_cursor_new();
  reader->kind_count = ts_query_capture_count(reader->query);
  if (reader->kind_count > sizeof reader->kinds) reader->kind_count = sizeof reader->kinds;
  for (uint32_t i = 0; i < reader->kind_count; i++) {
    uint32_t size;
    const char *capture = ts_query_capture_name_for_id(reader->query, i, &size);
    reader->kinds[i] = kind_of(capture, size);
  }
  return GAZ_OK;
}

static const char *read_text(void *payload, uint32_t at, TSPoint point, uint32_t *size) {
  const scope_sweep *sweep = payload;
  (void)point;
  *size = at < sweep->size ? sweep->size - at : 0;
  return *size ? sweep->text + at : "";
}

static bool parse_cancelled(TSParseState *state) { return gaz_cancelled(state->payload); }

static TSTree *parse(const scope_reader *reader, scope_sweep *sweep) {
  TSInput input = {.payload = sweep, .read = read_text, .encoding = TSInputEncodingUTF8};
  TSParseOptions options = {.payload = (void *)(uintptr_t)sweep->cancel,
                            .progress_callback = sweep->cancel ? parse_cancelled : NULL};
  return ts_parser_parse_with_options(reader->parser, NULL, input, options);
}

/* ---- Predicates -------------------------------------------------------------------------------- */

static gaz_slice node_text(const TSQueryMatch *match, uint32_t capture, const scope_sweep *sweep) {
  for (uint16_t i = 0; i < match->capture_count; i++) {
    if (match->captures[i].index != capture) continue;
    uint32_t start = ts_node_start_byte(match->captures[i].node);
    uint32_t end = ts_node_end_byte(match->captures[i].node);
    if (end > sweep->size || start > end) break;
    return gaz_slice_of(sweep->text, start, end);
  }
  return (gaz_slice){NULL, 0};
}

static gaz_slice step_text(const scope_reader *reader, const TSQueryPredicateStep *step,
                           const TSQueryMatch *match, const scope_sweep *sweep) {
  if (step->type == TSQueryPredicateStepTypeCapture) return node_text(match, step->value_id, sweep);
  uint32_t size;
  const char *text = ts_query_string_value_for_id(reader->query, step->value_id, &size);
  return (gaz_slice){text, size};
}

/* steps[0, count): name, capture, values... An unknown predicate (#set!) says nothing. */
static bool predicate_holds(const scope_reader *reader, const TSQueryPredicateStep *steps,
                            uint32_t count, const TSQueryMatch *match, const scope_sweep *sweep) {
  uint32_t size;
  const char *name = ts_query_string_value_for_id(reader->query, steps[0].value_id, &size);
  bool negated = size > 4 && memcmp(name, "not-", 4) == 0;
  const char *plain = negated ? name + 4 : name;
  if (strcmp(plain, "eq?") != 0 && strcmp(plain, "any-of?") != 0) return true;
  if (count < 3) return true;
  gaz_slice left = step_text(reader, &steps[1], match, sweep);
  bool found = false;
  for (uint32_t i = 2; i < count && !found; i++) {
    gaz_slice right = step_text(reader, &steps[i], match, sweep);
    found =
        left.size == right.size && (!left.size || memcmp(left.data, right.data, left.size) == 0);
  }
  return found != negated;
}

static bool match_holds(const scope_reader *reader, const TSQueryMatch *match,
                        const scope_sweep *sweep) {
  uint32_t count, from = 0;
  const TSQueryPredicateStep *steps =
      ts_query_predicates_for_pattern(reader->query, match->pattern_index, &count);
  for (uint32_t i = 0; i < count; i++) {
    if (steps[i].type != TSQueryPredicateStepTypeDone) continue;
    if (i > from && !predicate_holds(reader, steps + from, i - from, match, sweep)) return false;
    from = i + 1;
  }
  return true;
}

/* ---- Collecting -------------------------------------------------------------------------------- */

static bool grow(void **array, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return true;
  size_t wanted = *capacity ? *capacity * 2 : 256;
  void *grown = realloc(*array, wanted * size);
  if (!grown) return false;
  *array = grown;
  *capacity = wanted;
  return true;
}

static void add_range(scope_sweep *sweep, uint32_t start, uint32_t end, uint8_t kind) {
  if (end > sweep->size) end = sweep->size;
  if (start >= end) return;
  if (!grow((void **)&sweep->edges, sweep->count + 1, &sweep->capacity, sizeof *sweep->edges)) {
    sweep->failed = true;
    return;
  }
  sweep->edges[sweep->count++] = (scope_edge){start, 1, kind};
  sweep->edges[sweep->count++] = (scope_edge){end, -1, kind};
}

static void add_node(scope_sweep *sweep, TSNode node, uint8_t kind) {
  if (kind != KIND_INLINE) {
    add_range(sweep, ts_node_start_byte(node), ts_node_end_byte(node), kind);
    return;
  }
  if (!grow((void **)&sweep->inlines, sweep->inline_count, &sweep->inline_capacity,
            sizeof *sweep->inlines)) {
    sweep->failed = true;
    return;
  }
  sweep->inlines[sweep->inline_count++] = node;
}

static void run_query(const scope_reader *reader, TSNode root, scope_sweep *sweep) {
  TSQueryMatch match;
  uint32_t seen = 0;
  ts_query_cursor_exec(reader->cursor, reader->query, root);
  while (!sweep->failed && ts_query_cursor_next_match(reader->cursor, &match)) {
    if ((++seen & 1023) == 0 && gaz_cancelled(sweep->cancel)) return;
    if (!match_holds(reader, &match, sweep)) continue;
    for (uint16_t i = 0; i < match.capture_count; i++) {
      uint32_t capture = match.captures[i].index;
      uint8_t kind = capture < reader->kind_count ? reader->kinds[capture] : KIND_NONE;
      if (kind != KIND_NONE) add_node(sweep, match.captures[i].node, kind);
    }
  }
}

/* The ranges of an inline node without its children (continuation markers of the block around). */
static bool set_inline_ranges(const scope_reader *reader, TSNode node) {
  enum { MAX_RANGES = 512 };
  TSRange ranges[MAX_RANGES];
  uint32_t count = 0, children = ts_node_child_count(node);
  TSPoint point = ts_node_start_point(node);
  uint32_t byte = ts_node_start_byte(node);
  for (uint32_t i = 0; i < children && count < MAX_RANGES - 1; i++) {
    TSNode child = ts_node_child(node, i);
    if (strcmp(ts_node_type(child), "block_continuation") != 0) continue;
    if (ts_node_start_byte(child) > byte)
      ranges[count++] =
          (TSRange){point, ts_node_start_point(child), byte, ts_node_start_byte(child)};
    point = ts_node_end_point(child);
    byte = ts_node_end_byte(child);
  }
  if (ts_node_end_byte(node) > byte)
    ranges[count++] = (TSRange){point, ts_node_end_point(node), byte, ts_node_end_byte(node)};
  return count && ts_parser_set_included_ranges(reader->parser, ranges, count);
}

static gaz_status read_inlines(scope_sweep *sweep, const char *language, gaz_error *error) {
  char name[GAZ_LANGUAGE_MAX + 8];
  gaz_grammar grammar;
  scope_reader reader;
  snprintf(name, sizeof name, "%.31s_inline", language);
  if (!gaz_grammar_own(name, &grammar)) { /* no second grammar: prose as it stands */
    for (size_t i = 0; i < sweep->inline_count; i++) add_node(sweep, sweep->inlines[i], KIND_PROSE);
    return GAZ_OK;
  }
  gaz_status status = reader_open(&reader, &grammar, name, error);
  if (status) return status;
  for (size_t i = 0; i < sweep->inline_count && !sweep->failed; i++) {
    if (gaz_cancelled(sweep->cancel)) break;
    if (!set_inline_ranges(&reader, sweep->inlines[i])) continue;
    TSTree *tree = parse(&reader, sweep);
    if (!tree) break;
    run_query(&reader, ts_tree_root_node(tree), sweep);
    ts_tree_delete(tree);
  }
  reader_close(&reader);
  return GAZ_OK;
}

/* ---- The sweep --------------------------------------------------------------------------------- */

static int compare_edges(const void *left, const void *right) {
  const scope_edge *a = left, *b = right;
  return a->at < b->at ? -1 : a->at > b->at;
}

static gaz_status sweep_holes(scope_sweep *sweep, gaz_hole **out, size_t *count) {
  gaz_hole *holes = NULL;
  size_t used = 0, capacity = 0, at = 0;
  int depth[KIND_COUNT] = {0};
  if (sweep->count) qsort(sweep->edges, sweep->count, sizeof *sweep->edges, compare_edges);
  uint32_t position = 0;
  while (position < sweep->size) {
    while (at < sweep->count && sweep->edges[at].at <= position) {
      depth[sweep->edges[at].kind] += sweep->edges[at].step;
      at++;
    }
    uint32_t next = at < sweep->count ? sweep->edges[at].at : sweep->size;
    uint32_t kind = depth[KIND_SKIP]    ? GAZ_HOLE_SKIP
                    : depth[KIND_SPACE] ? GAZ_HOLE_SPACE
                                        : GAZ_HOLE_GAP;
    bool hole = depth[KIND_SKIP] || depth[KIND_SPACE] || !depth[KIND_PROSE];
    if (hole && used && holes[used - 1].end == position && holes[used - 1].kind == kind) {
      holes[used - 1].end = next;
    } else if (hole) {
      if (!grow((void **)&holes, used, &capacity, sizeof *holes)) {
        free(holes);
        return GAZ_ERROR_MEMORY;
      }
      holes[used++] = (gaz_hole){position, next, kind};
    }
    position = next;
  }
  *out = holes;
  *count = used;
  return GAZ_OK;
}

gaz_status gaz_scope_compute(const gaz_scope_source *source, const char *text, size_t size,
                             const gaz_cancel *cancel, gaz_hole **holes, size_t *count,
                             gaz_error *error) {
  gaz_grammar grammar;
  scope_reader reader;
  *holes = NULL;
  *count = 0;
  if (size > GAZ_TEXT_MAX)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0, "the text is over the limit of 64 MiB");
  gaz_status status = gaz_grammar_find(source, &grammar, error);
  if (!status) status = reader_open(&reader, &grammar, source->language, error);
  if (status) return status;
  scope_sweep sweep = {.text = text, .size = (uint32_t)size, .cancel = cancel};
  TSTree *tree = parse(&reader, &sweep);
  if (tree) {
    run_query(&reader, ts_tree_root_node(tree), &sweep);
    if (sweep.inline_count) status = read_inlines(&sweep, source->language, error);
  }
  if (!tree || gaz_cancelled(cancel))
    status = gaz_fail(error, GAZ_ERROR_CANCELLED, NULL, 0, "cancelled");
  else if (!status && !sweep.failed)
    status = sweep_holes(&sweep, holes, count);
  if (sweep.failed)
    status = gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory while reading scopes");
  if (tree) ts_tree_delete(tree);
  reader_close(&reader);
  free(sweep.inlines);
  free(sweep.edges);
  return status;
}

gaz_status gaz_scope_compute_own(gaz_document *document) {
  gaz_string text;
  gaz_hole *holes;
  size_t count;
  gaz_scope_source source = {.language = document->language};
  gaz_status status = gaz_document_text(document, &text);
  if (status) return status;
  status = gaz_scope_compute(&source, text.data, text.size, NULL, &holes, &count, NULL);
  if (!status) status = gaz_document_set_scopes(document, holes, count);
  free(holes);
  gaz_string_free(&text);
  return status;
}
