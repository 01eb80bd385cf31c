/* Parsing a text and running a query over its tree. */
#include "annotate/scope_read.h"

#include <stdlib.h>
#include <string.h>

enum { POLL_EVERY = 4096 };

/* ---- Lists of captures -------------------------------------------------------------------------- */

static bool grow(void **array, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return true;
  size_t wanted = *capacity ? *capacity * 2 : 64;
  void *grown = realloc(*array, wanted * size);
  if (!grown) return false;
  *array = grown;
  *capacity = wanted;
  return true;
}

bool gaz_captures_add(gaz_captures *captures, gaz_capture capture) {
  if (!grow((void **)&captures->items, captures->count, &captures->capacity, sizeof capture))
    return false;
  captures->items[captures->count++] = capture;
  return true;
}

void gaz_captures_free(gaz_captures *captures) {
  free(captures->items);
  memset(captures, 0, sizeof *captures);
}

int gaz_capture_compare(const gaz_capture *left, const gaz_capture *right) {
  if (left->start != right->start) return left->start < right->start ? -1 : 1;
  if (left->end != right->end) return left->end < right->end ? -1 : 1;
  return (int)left->kind - (int)right->kind;
}

static bool is_sorted(const gaz_captures *captures) {
  for (size_t i = 1; i < captures->count; i++)
    if (gaz_capture_compare(&captures->items[i - 1], &captures->items[i]) > 0) return false;
  return true;
}

static void merge(const gaz_capture *from, size_t start, size_t middle, size_t end,
                  gaz_capture *to) {
  size_t a = start, b = middle;
  for (size_t at = start; at < end; at++) {
    bool left = a < middle && (b >= end || gaz_capture_compare(&from[a], &from[b]) <= 0);
    to[at] = from[left ? a++ : b++];
  }
}

bool gaz_captures_sort(gaz_captures *captures, const gaz_cancel *cancel) {
  if (is_sorted(captures)) return true;
  gaz_capture *from = captures->items, *to = malloc(captures->capacity * sizeof *to);
  if (!to) return false;
  for (size_t width = 1; width < captures->count && !gaz_cancelled(cancel); width *= 2) {
    for (size_t start = 0; start < captures->count; start += 2 * width) {
      size_t middle = start + width < captures->count ? start + width : captures->count;
      size_t end = middle + width < captures->count ? middle + width : captures->count;
      merge(from, start, middle, end, to);
    }
    gaz_capture *swap = from;
    from = to;
    to = swap;
  }
  captures->items = from;
  free(to);
  return true;
}

/* ---- One grammar -------------------------------------------------------------------------------- */

void gaz_scope_reader_close(gaz_scope_reader *reader) {
  if (reader->cursor) ts_query_cursor_delete(reader->cursor);
  gaz_scope_query_release(reader->query);
  if (reader->parser) ts_parser_delete(reader->parser);
  memset(reader, 0, sizeof *reader);
}

gaz_status gaz_scope_reader_open(gaz_scope_reader *reader, gaz_scope_query *query, const char *name,
                                 gaz_error *error) {
  memset(reader, 0, sizeof *reader);
  reader->parser = ts_parser_new();
  if (!ts_parser_set_language(reader->parser, gaz_scope_query_language(query))) {
    gaz_scope_reader_close(reader);
    return gaz_fail(error, GAZ_ERROR_FORMAT, NULL, 0,
                    "the parser of \"%s\" has an ABI this tree-sitter does not read", name);
  }
  reader->cursor = ts_query_cursor_new();
  reader->query = gaz_scope_query_retain(query);
  return GAZ_OK;
}

/* ---- Parsing ------------------------------------------------------------------------------------- */

static const char *read_text(void *payload, uint32_t at, TSPoint point, uint32_t *size) {
  const gaz_scope_text *text = payload;
  (void)point;
  *size = at < text->size ? text->size - at : 0;
  return *size ? text->data + at : "";
}

static bool parse_cancelled(TSParseState *state) { return gaz_cancelled(state->payload); }
static bool query_cancelled(TSQueryCursorState *state) { return gaz_cancelled(state->payload); }

TSTree *gaz_scope_reader_parse(const gaz_scope_reader *reader, const TSTree *old,
                               const gaz_scope_text *text, const gaz_cancel *cancel) {
  TSInput input = {
      .payload = (void *)(uintptr_t)text, .read = read_text, .encoding = TSInputEncodingUTF8};
  TSParseOptions options = {.payload = (void *)(uintptr_t)cancel,
                            .progress_callback = cancel ? parse_cancelled : NULL};
  return ts_parser_parse_with_options(reader->parser, old, input, options);
}

bool gaz_scope_reader_limit(const gaz_scope_reader *reader, TSNode node) {
  uint32_t count = 0, children = ts_node_child_count(node);
  TSRange few[64], *ranges = few;
  if (children >= GAZ_COUNT(few) && !(ranges = malloc((children + 1) * sizeof *ranges)))
    return false;
  TSPoint point = ts_node_start_point(node);
  uint32_t byte = ts_node_start_byte(node);
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  bool more = ts_tree_cursor_goto_first_child(&cursor);
  for (uint32_t i = 0; more && i < children; i++) {
    TSNode child = ts_tree_cursor_current_node(&cursor);
    more = ts_tree_cursor_goto_next_sibling(&cursor);
    if (strcmp(ts_node_type(child), "block_continuation") != 0) continue;
    if (ts_node_start_byte(child) > byte)
      ranges[count++] =
          (TSRange){point, ts_node_start_point(child), byte, ts_node_start_byte(child)};
    point = ts_node_end_point(child);
    byte = ts_node_end_byte(child);
  }
  ts_tree_cursor_delete(&cursor);
  if (ts_node_end_byte(node) > byte)
    ranges[count++] = (TSRange){point, ts_node_end_point(node), byte, ts_node_end_byte(node)};
  bool limited = count && ts_parser_set_included_ranges(reader->parser, ranges, count);
  if (ranges != few) free(ranges);
  return limited;
}

static const TSQuery *query_of(const gaz_scope_reader *reader) {
  return gaz_scope_query_compiled(reader->query);
}

/* ---- Predicates ---------------------------------------------------------------------------------- */

static gaz_slice node_text(const TSQueryMatch *match, uint32_t capture,
                           const gaz_scope_text *text) {
  for (uint16_t i = 0; i < match->capture_count; i++) {
    if (match->captures[i].index != capture) continue;
    uint32_t start = ts_node_start_byte(match->captures[i].node);
    uint32_t end = ts_node_end_byte(match->captures[i].node);
    if (end > text->size || start > end) break;
    return gaz_slice_of(text->data, start, end);
  }
  return (gaz_slice){NULL, 0};
}

static gaz_slice step_text(const gaz_scope_reader *reader, const TSQueryPredicateStep *step,
                           const TSQueryMatch *match, const gaz_scope_text *text) {
  if (step->type == TSQueryPredicateStepTypeCapture) return node_text(match, step->value_id, text);
  uint32_t size;
  const char *string = ts_query_string_value_for_id(query_of(reader), step->value_id, &size);
  return (gaz_slice){string, size};
}

/* steps[0, count): name, capture, values... An unknown predicate (#set!) says nothing. */
static bool predicate_holds(const gaz_scope_reader *reader, const TSQueryPredicateStep *steps,
                            uint32_t count, const TSQueryMatch *match, const gaz_scope_text *text) {
  uint32_t size;
  const char *name = ts_query_string_value_for_id(query_of(reader), steps[0].value_id, &size);
  bool negated = size > 4 && memcmp(name, "not-", 4) == 0;
  const char *plain = negated ? name + 4 : name;
  if (strcmp(plain, "eq?") != 0 && strcmp(plain, "any-of?") != 0) return true;
  if (count < 3) return true;
  gaz_slice left = step_text(reader, &steps[1], match, text);
  bool found = false;
  for (uint32_t i = 2; i < count && !found; i++) {
    gaz_slice right = step_text(reader, &steps[i], match, text);
    found =
        left.size == right.size && (!left.size || memcmp(left.data, right.data, left.size) == 0);
  }
  return found != negated;
}

static bool match_holds(const gaz_scope_reader *reader, const TSQueryMatch *match,
                        const gaz_scope_text *text) {
  uint32_t count, from = 0;
  const TSQueryPredicateStep *steps =
      ts_query_predicates_for_pattern(query_of(reader), match->pattern_index, &count);
  for (uint32_t i = 0; i < count; i++) {
    if (steps[i].type != TSQueryPredicateStepTypeDone) continue;
    if (i > from && !predicate_holds(reader, steps + from, i - from, match, text)) return false;
    from = i + 1;
  }
  return true;
}

/* What (#characters! @capture "...") names: only these characters of the node are captured. */
static gaz_slice characters_of(const gaz_scope_reader *reader, const TSQueryMatch *match) {
  uint32_t count, size;
  const TSQueryPredicateStep *steps =
      ts_query_predicates_for_pattern(query_of(reader), match->pattern_index, &count);
  for (uint32_t i = 0; i + 2 < count; i++) {
    if (steps[i].type != TSQueryPredicateStepTypeString) continue;
    const char *name = ts_query_string_value_for_id(query_of(reader), steps[i].value_id, &size);
    if (strcmp(name, "characters!") != 0 || steps[i + 2].type != TSQueryPredicateStepTypeString)
      continue;
    const char *wanted =
        ts_query_string_value_for_id(query_of(reader), steps[i + 2].value_id, &size);
    return (gaz_slice){wanted, size};
  }
  return (gaz_slice){NULL, 0};
}

/* ---- Captures ------------------------------------------------------------------------------------- */

static bool add_node(TSNode node, uint32_t kind, uint32_t size, gaz_captures *captures,
                     gaz_nodes *inlines) {
  uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
  if (end > size) end = size;
  if (start >= end) return true;
  if (kind == GAZ_CAPTURE_INLINE && inlines) {
    if (!grow((void **)&inlines->items, inlines->count, &inlines->capacity, sizeof node))
      return false;
    inlines->items[inlines->count++] = node;
  }
  return gaz_captures_add(captures, (gaz_capture){start, end, kind});
}

static bool add_characters(TSNode node, uint32_t kind, gaz_slice wanted, const gaz_scope_text *text,
                           gaz_captures *captures) {
  uint32_t end = ts_node_end_byte(node);
  if (end > text->size) end = text->size;
  for (uint32_t at = ts_node_start_byte(node); at < end; at++)
    if (memchr(wanted.data, text->data[at], wanted.size) &&
        !gaz_captures_add(captures, (gaz_capture){at, at + 1, kind}))
      return false;
  return true;
}

bool gaz_scope_reader_capture(const gaz_scope_reader *reader, TSNode root, uint32_t start,
                              uint32_t end, const gaz_scope_text *text, const gaz_cancel *cancel,
                              gaz_captures *captures, gaz_nodes *inlines) {
  TSQueryMatch match;
  TSQueryCursorOptions options = {.payload = (void *)(uintptr_t)cancel,
                                  .progress_callback = query_cancelled};
  ts_query_cursor_set_byte_range(reader->cursor, start, end);
  if (cancel)
    ts_query_cursor_exec_with_options(reader->cursor, query_of(reader), root, &options);
  else
    ts_query_cursor_exec(reader->cursor, query_of(reader), root);
  for (uint32_t seen = 1; ts_query_cursor_next_match(reader->cursor, &match); seen++) {
    if (seen % POLL_EVERY == 0 && gaz_cancelled(cancel)) return true;
    if (!match_holds(reader, &match, text)) continue;
    gaz_slice wanted = characters_of(reader, &match);
    for (uint16_t i = 0; i < match.capture_count; i++) {
      uint32_t capture = match.captures[i].index;
      gaz_capture_kind kind = gaz_scope_query_kind(reader->query, capture);
      TSNode node = match.captures[i].node;
      if (kind != GAZ_CAPTURE_KINDS &&
          !(wanted.data ? add_characters(node, kind, wanted, text, captures)
                        : add_node(node, kind, text->size, captures, inlines)))
        return false;
    }
  }
  return true;
}
