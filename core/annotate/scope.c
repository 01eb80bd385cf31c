/* From a text to what of it is not prose, and after an edit to what of that has changed.
 *
 * The query's captures are kept as sorted ranges. An edit makes a new tree out of the old one;
 * tree-sitter says where the two differ. The matches of the query that overlap that part are asked
 * for in the old tree with the old text and in the new tree with the new text: the first are taken
 * out of the list, the second put in, and what lies behind is shifted. A match that overlaps neither
 * the edit nor a difference of the trees is the same in both. Nodes that a second grammar reads
 * (Markdown's paragraphs) are trees of their own and are read again as a whole when they are in the
 * part.
 *
 * One sweep over the captures, with a counter a kind, says for every stretch what covers it.
 */
#include "annotate/scope.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "annotate/scope_lines.h"
#include "annotate/scope_read.h"

enum { POLL_EVERY = 4096, COPY_PORTION = 1 << 20 };

struct gaz_scopes {
  atomic_int references;
  bool broken; /* cancelled or out of memory half way */
  bool inner_known;
  char language[GAZ_LANGUAGE_MAX];
  gaz_scope_lines *lines; /* reads the text in place of the grammars */
  gaz_scope_reader outer;
  gaz_scope_reader inner; /* <language>_inline; without a parser where there is none */
  gaz_scope_text text;
  TSTree *tree;
  gaz_captures captures; /* of `outer` */
  gaz_captures inlines;  /* of `inner` */
  /* Where an answer was not taken over yet. */
  bool pending;
  uint32_t pending_start, pending_end;
};

/* An edit, in bytes. */
typedef struct scope_edit {
  uint32_t start, old_end, new_end;
} scope_edit;

/* A part of the text. */
typedef struct scope_part {
  uint32_t start, end;
} scope_part;

static void part_add(scope_part *part, uint32_t start, uint32_t end) {
  if (start < part->start) part->start = start;
  if (end > part->end) part->end = end;
}

static uint32_t shift(const scope_edit *edit, uint32_t at, bool end) {
  if (at >= edit->old_end && (end ? at > edit->start : true))
    return at - edit->old_end + edit->new_end;
  if (at <= edit->start) return at;
  return end ? edit->start : edit->new_end; /* inside of what was taken out */
}

static gaz_capture shift_capture(const scope_edit *edit, gaz_capture capture) {
  capture.start = shift(edit, capture.start, false);
  capture.end = shift(edit, capture.end, true);
  return capture;
}

/* ---- Making and releasing ------------------------------------------------------------------------ */

static gaz_status open_reader(gaz_scope_reader *reader, const gaz_grammar *grammar,
                              const char *name, gaz_error *error) {
  gaz_scope_query *query;
  gaz_status status = gaz_scope_query_new(grammar, name, &query, error);
  if (status) return status;
  status = gaz_scope_reader_open(reader, query, name, error);
  gaz_scope_query_release(query);
  return status;
}

static gaz_status open_readers(gaz_scopes *scopes, const gaz_scope_source *source,
                               gaz_error *error) {
  gaz_grammar grammar;
  if (!source->parser && (scopes->lines = gaz_scope_lines_of(source->language))) return GAZ_OK;
  gaz_status status = gaz_grammar_find(source, &grammar, error);
  if (!status) status = open_reader(&scopes->outer, &grammar, scopes->language, error);
  if (status) return status;
  char name[GAZ_LANGUAGE_MAX + 8];
  snprintf(name, sizeof name, "%.31s_inline", scopes->language);
  scopes->inner_known = gaz_grammar_own(name, &grammar);
  return scopes->inner_known ? open_reader(&scopes->inner, &grammar, name, error) : GAZ_OK;
}

/* The same readers, with the queries that `like` has compiled. */
static gaz_status open_alike(gaz_scopes *scopes, const gaz_scopes *like, gaz_error *error) {
  scopes->lines = like->lines;
  scopes->inner_known = like->inner_known;
  if (scopes->lines) return GAZ_OK;
  gaz_status status =
      gaz_scope_reader_open(&scopes->outer, like->outer.query, like->language, error);
  if (!status && like->inner_known)
    status = gaz_scope_reader_open(&scopes->inner, like->inner.query, like->language, error);
  return status;
}

static gaz_status scopes_new(const gaz_scope_source *source, const gaz_scopes *like,
                             gaz_scopes **out, gaz_error *error) {
  *out = NULL;
  const char *language = like ? like->language : source->language;
  gaz_scopes *scopes = calloc(1, sizeof *scopes);
  if (!scopes) return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory for scopes");
  atomic_init(&scopes->references, 1);
  snprintf(scopes->language, sizeof scopes->language, "%s", language ? language : "");
  gaz_status status = like ? open_alike(scopes, like, error) : open_readers(scopes, source, error);
  if (status) {
    gaz_scopes_release(scopes);
    return status;
  }
  *out = scopes;
  return GAZ_OK;
}

gaz_status gaz_scopes_new(const gaz_scope_source *source, gaz_scopes **out, gaz_error *error) {
  return scopes_new(source, NULL, out, error);
}

gaz_status gaz_scopes_new_like(const gaz_scopes *like, gaz_scopes **out, gaz_error *error) {
  return scopes_new(NULL, like, out, error);
}

gaz_scopes *gaz_scopes_retain(gaz_scopes *scopes) {
  atomic_fetch_add(&scopes->references, 1);
  return scopes;
}

void gaz_scopes_release(gaz_scopes *scopes) {
  if (!scopes || atomic_fetch_sub(&scopes->references, 1) != 1) return;
  gaz_scope_reader_close(&scopes->outer);
  gaz_scope_reader_close(&scopes->inner);
  if (scopes->tree) ts_tree_delete(scopes->tree);
  free((char *)(uintptr_t)scopes->text.data);
  gaz_captures_free(&scopes->captures);
  gaz_captures_free(&scopes->inlines);
  free(scopes);
}

/* ---- One update ----------------------------------------------------------------------------------- */

/* What an update works on; the parts of `scopes` are replaced once all of it has succeeded. */
typedef struct scope_job {
  gaz_scopes *scopes;
  const gaz_cancel *cancel;
  scope_edit edit;
  gaz_scope_text text; /* as it is now */
  TSTree *tree;
  scope_part old_part, new_part;    /* where the trees differ */
  gaz_captures removed, added;      /* of the outer grammar */
  gaz_captures removed_inner, more; /* of the inner one */
  gaz_nodes nodes;
  scope_part dirty; /* where the holes may differ */
} scope_job;

static bool copy_some(char *to, const char *from, size_t size, const gaz_cancel *cancel) {
  for (size_t at = 0; at < size; at += COPY_PORTION) {
    if (gaz_cancelled(cancel)) return false;
    memcpy(to + at, from + at, size - at < COPY_PORTION ? size - at : COPY_PORTION);
  }
  return true;
}

static gaz_status make_text(scope_job *job, const char *text, size_t size) {
  const gaz_scope_text *old = &job->scopes->text;
  const scope_edit *edit = &job->edit;
  size_t rest = old->size - edit->old_end;
  char *data = malloc(edit->start + size + rest + 1);
  if (!data) return GAZ_ERROR_MEMORY;
  job->text = (gaz_scope_text){data, (uint32_t)(edit->start + size + rest)};
  bool whole = copy_some(data, old->data, edit->start, job->cancel) &&
               copy_some(data + edit->start, text, size, job->cancel) &&
               copy_some(data + edit->start + size, old->data + edit->old_end, rest, job->cancel);
  return whole ? GAZ_OK : GAZ_ERROR_CANCELLED;
}

static TSPoint point_from(TSPoint point, const char *text, uint32_t from, uint32_t to) {
  while (from < to) {
    const char *feed = memchr(text + from, '\n', to - from);
    if (!feed) {
      point.column += to - from;
      break;
    }
    point.row++;
    point.column = 0;
    from = (uint32_t)(feed - text) + 1;
  }
  return point;
}

/* The tree of the text as it is now, and where it differs from the old one. */
static gaz_status parse_text(scope_job *job) {
  gaz_scopes *scopes = job->scopes;
  const scope_edit *edit = &job->edit;
  if (!scopes->tree) {
    job->tree = gaz_scope_reader_parse(&scopes->outer, NULL, &job->text, job->cancel);
    job->new_part = (scope_part){0, job->text.size};
    return job->tree ? GAZ_OK : GAZ_ERROR_CANCELLED;
  }
  TSPoint start = point_from((TSPoint){0, 0}, job->text.data, 0, edit->start);
  TSInputEdit input = {
      .start_byte = edit->start,
      .old_end_byte = edit->old_end,
      .new_end_byte = edit->new_end,
      .start_point = start,
      .old_end_point = point_from(start, scopes->text.data, edit->start, edit->old_end),
      .new_end_point = point_from(start, job->text.data, edit->start, edit->new_end)};
  TSTree *edited = ts_tree_copy(scopes->tree);
  ts_tree_edit(edited, &input);
  job->tree = gaz_scope_reader_parse(&scopes->outer, edited, &job->text, job->cancel);
  job->new_part = (scope_part){edit->start, edit->new_end};
  if (job->tree) {
    uint32_t count;
    TSRange *ranges = ts_tree_get_changed_ranges(edited, job->tree, &count);
    for (uint32_t i = 0; i < count; i++)
      part_add(&job->new_part, ranges[i].start_byte, ranges[i].end_byte);
    free(ranges);
  }
  ts_tree_delete(edited);
  /* A byte more on either side: nodes that only touch the part may have ended otherwise. */
  if (job->new_part.start) job->new_part.start--;
  if (job->new_part.end < job->text.size) job->new_part.end++;
  if (job->new_part.end > job->text.size) job->new_part.end = job->text.size;
  job->old_part = job->new_part;
  job->old_part.end = job->new_part.end - edit->new_end + edit->old_end;
  return job->tree ? GAZ_OK : GAZ_ERROR_CANCELLED;
}

static bool read_inlines(scope_job *job) {
  const gaz_scopes *scopes = job->scopes;
  for (size_t i = 0; i < job->nodes.count && !gaz_cancelled(job->cancel); i++) {
    TSNode node = job->nodes.items[i];
    uint32_t start = ts_node_start_byte(node), end = ts_node_end_byte(node);
    if (!scopes->inner_known) { /* no second grammar: prose as it stands */
      if (!gaz_captures_add(&job->more, (gaz_capture){start, end, GAZ_CAPTURE_PROSE})) return false;
      continue;
    }
    if (!gaz_scope_reader_limit(&scopes->inner, node)) continue;
    TSTree *tree = gaz_scope_reader_parse(&scopes->inner, NULL, &job->text, job->cancel);
    if (!tree) return true; /* cancelled */
    bool captured = gaz_scope_reader_capture(&scopes->inner, ts_tree_root_node(tree), 0, UINT32_MAX,
                                             &job->text, job->cancel, &job->more, NULL);
    ts_tree_delete(tree);
    if (!captured) return false;
  }
  return true;
}

/* Takes the inner captures out that lie in nodes which were read before. */
static bool remove_inlines(scope_job *job) {
  gaz_captures *inlines = &job->scopes->inlines;
  size_t node = 0, kept = 0;
  for (size_t i = 0; i < inlines->count; i++) {
    gaz_capture item = inlines->items[i];
    const gaz_captures *nodes = &job->removed;
    while (node < nodes->count &&
           (nodes->items[node].kind != GAZ_CAPTURE_INLINE || nodes->items[node].end <= item.start))
      node++;
    if (node < nodes->count && nodes->items[node].start <= item.start) {
      if (!gaz_captures_add(&job->removed_inner, item)) return false;
    } else {
      inlines->items[kept++] = item;
    }
  }
  inlines->count = kept;
  return true;
}

/* Without a grammar: everything is read, and compared with what it was. */
static gaz_status capture_lines(scope_job *job) {
  const gaz_captures *old = &job->scopes->captures;
  for (size_t i = 0; i < old->count; i++)
    if (!gaz_captures_add(&job->removed, old->items[i])) return GAZ_ERROR_MEMORY;
  if (!job->scopes->lines(&job->text, job->cancel, &job->added) ||
      !gaz_captures_sort(&job->added, job->cancel))
    return GAZ_ERROR_MEMORY;
  return gaz_cancelled(job->cancel) ? GAZ_ERROR_CANCELLED : GAZ_OK;
}

static gaz_status capture(scope_job *job) {
  gaz_scopes *scopes = job->scopes;
  const gaz_cancel *cancel = job->cancel;
  bool fine = true;
  if (scopes->tree && job->old_part.start < job->old_part.end)
    fine = gaz_scope_reader_capture(&scopes->outer, ts_tree_root_node(scopes->tree),
                                    job->old_part.start, job->old_part.end, &scopes->text, cancel,
                                    &job->removed, NULL) &&
           gaz_captures_sort(&job->removed, cancel) && remove_inlines(job);
  if (fine && job->new_part.start < job->new_part.end)
    fine =
        gaz_scope_reader_capture(&scopes->outer, ts_tree_root_node(job->tree), job->new_part.start,
                                 job->new_part.end, &job->text, cancel, &job->added, &job->nodes) &&
        gaz_captures_sort(&job->added, cancel) && read_inlines(job) &&
        gaz_captures_sort(&job->more, cancel);
  if (!fine) return GAZ_ERROR_MEMORY;
  return gaz_cancelled(cancel) ? GAZ_ERROR_CANCELLED : GAZ_OK;
}

/* Where captures of one list, shifted, are not those of the other, holes may differ. */
static void note_differences(scope_job *job, const gaz_captures *removed,
                             const gaz_captures *added) {
  size_t a = 0, b = 0;
  while (a < removed->count || b < added->count) {
    gaz_capture old = {0};
    if (a < removed->count) old = shift_capture(&job->edit, removed->items[a]);
    int order = a >= removed->count ? 1
                : b >= added->count ? -1
                                    : gaz_capture_compare(&old, &added->items[b]);
    if (order < 0) part_add(&job->dirty, old.start, old.end);
    if (order > 0) part_add(&job->dirty, added->items[b].start, added->items[b].end);
    a += order <= 0;
    b += order >= 0;
  }
}

/* list - removed, shifted, + added. All are sorted, and stay so. */
static bool replace_captures(gaz_captures *list, const gaz_captures *removed,
                             const gaz_captures *added, const scope_edit *edit) {
  gaz_captures out = {0};
  out.capacity = list->count + added->count + 1;
  out.items = malloc(out.capacity * sizeof *out.items);
  if (!out.items) return false;
  size_t r = 0, b = 0;
  for (size_t a = 0; a < list->count; a++) {
    const gaz_capture *item = &list->items[a];
    while (r < removed->count && gaz_capture_compare(&removed->items[r], item) < 0) r++;
    if (r < removed->count && gaz_capture_compare(&removed->items[r], item) == 0) {
      r++;
      continue;
    }
    gaz_capture shifted = shift_capture(edit, *item);
    while (b < added->count && gaz_capture_compare(&added->items[b], &shifted) <= 0)
      out.items[out.count++] = added->items[b++];
    out.items[out.count++] = shifted;
  }
  while (b < added->count) out.items[out.count++] = added->items[b++];
  free(list->items);
  *list = out;
  return true;
}

/* ---- The sweep -------------------------------------------------------------------------------------- */

/* The captures that cover the place of the sweep, the one that ends first at the root of a heap. */
typedef struct sweep_heap {
  gaz_capture *items;
  size_t count, capacity;
} sweep_heap;

static bool heap_push(sweep_heap *heap, gaz_capture capture) {
  gaz_captures list = {heap->items, heap->count, heap->capacity};
  bool added = gaz_captures_add(&list, capture);
  heap->items = list.items;
  heap->capacity = list.capacity;
  if (!added) return false;
  size_t at = heap->count++;
  for (; at && heap->items[(at - 1) / 2].end > capture.end; at = (at - 1) / 2)
    heap->items[at] = heap->items[(at - 1) / 2];
  heap->items[at] = capture;
  return true;
}

static gaz_capture heap_pop(sweep_heap *heap) {
  gaz_capture top = heap->items[0], last = heap->items[--heap->count];
  size_t at = 0;
  for (;;) {
    size_t child = 2 * at + 1;
    if (child + 1 < heap->count && heap->items[child + 1].end < heap->items[child].end) child++;
    if (child >= heap->count || heap->items[child].end >= last.end) break;
    heap->items[at] = heap->items[child];
    at = child;
  }
  if (heap->count) heap->items[at] = last;
  return top;
}

typedef struct scope_sweep {
  const gaz_captures *lists[2];
  size_t next[2];
  int depth[GAZ_CAPTURE_KINDS];
  sweep_heap heap;
  gaz_hole *holes;
  size_t count, capacity;
  size_t steps;
} scope_sweep;

/* Opens what starts at or before `position`. */
static bool sweep_open(scope_sweep *sweep, uint32_t position) {
  for (int list = 0; list < 2; list++) {
    const gaz_captures *captures = sweep->lists[list];
    size_t *next = &sweep->next[list];
    for (; *next < captures->count && captures->items[*next].start <= position; ++*next) {
      gaz_capture capture = captures->items[*next];
      sweep->steps++;
      if (capture.end <= position || capture.kind == GAZ_CAPTURE_INLINE) continue;
      if (!heap_push(&sweep->heap, capture)) return false;
      sweep->depth[capture.kind]++;
    }
  }
  return true;
}

static bool sweep_hole(scope_sweep *sweep, uint32_t start, uint32_t end) {
  const int *depth = sweep->depth;
  if (!depth[GAZ_CAPTURE_SKIP] && !depth[GAZ_CAPTURE_SPACE] && depth[GAZ_CAPTURE_PROSE])
    return true;
  uint32_t kind = depth[GAZ_CAPTURE_SKIP]    ? GAZ_HOLE_SKIP
                  : depth[GAZ_CAPTURE_SPACE] ? GAZ_HOLE_SPACE
                                             : GAZ_HOLE_GAP;
  gaz_hole *last = sweep->count ? &sweep->holes[sweep->count - 1] : NULL;
  if (last && last->end == start && last->kind == kind) {
    last->end = end;
    return true;
  }
  if (sweep->count == sweep->capacity) {
    size_t capacity = sweep->capacity ? sweep->capacity * 2 : 64;
    gaz_hole *grown = realloc(sweep->holes, capacity * sizeof *grown);
    if (!grown) return false;
    sweep->holes = grown;
    sweep->capacity = capacity;
  }
  sweep->holes[sweep->count++] = (gaz_hole){start, end, kind};
  return true;
}

/* The holes of [change->start, change->end). */
static gaz_status sweep_part(const gaz_scopes *scopes, const gaz_cancel *cancel,
                             gaz_scope_change *change) {
  scope_sweep sweep = {.lists = {&scopes->captures, &scopes->inlines}};
  uint32_t position = change->start;
  bool fine = true;
  while (fine && position < change->end) {
    if (++sweep.steps >= POLL_EVERY) {
      if (gaz_cancelled(cancel)) break;
      sweep.steps = 0;
    }
    while (sweep.heap.count && sweep.heap.items[0].end <= position)
      sweep.depth[heap_pop(&sweep.heap).kind]--;
    fine = sweep_open(&sweep, position);
    uint32_t next = change->end;
    if (sweep.heap.count && sweep.heap.items[0].end < next) next = sweep.heap.items[0].end;
    for (int list = 0; list < 2; list++) {
      const gaz_captures *captures = sweep.lists[list];
      size_t at = sweep.next[list];
      if (at < captures->count && captures->items[at].start < next)
        next = captures->items[at].start;
    }
    fine = fine && sweep_hole(&sweep, position, next);
    position = next;
  }
  free(sweep.heap.items);
  if (fine && position >= change->end) {
    change->holes = sweep.holes;
    change->count = sweep.count;
    return GAZ_OK;
  }
  free(sweep.holes);
  return fine ? GAZ_ERROR_CANCELLED : GAZ_ERROR_MEMORY;
}

/* ---- All of it -------------------------------------------------------------------------------------- */

/* Widens the part to whole lines: that is how it is applied. */
static void whole_lines(const gaz_scope_text *text, scope_part *part) {
  if (part->end > text->size) part->end = text->size;
  if (part->start > part->end) part->start = part->end;
  while (part->start && text->data[part->start - 1] != '\n') part->start--;
  const char *feed =
      part->end < text->size ? memchr(text->data + part->end, '\n', text->size - part->end) : NULL;
  part->end = feed ? (uint32_t)(feed - text->data) + 1 : text->size;
}

static gaz_status take_over(scope_job *job, bool taken, gaz_scope_change *change) {
  gaz_scopes *scopes = job->scopes;
  const gaz_captures none = {0};
  job->dirty = (scope_part){job->edit.start, job->edit.new_end};
  if (!scopes->tree && !scopes->lines) job->dirty = (scope_part){0, job->text.size};
  note_differences(job, &job->removed, &job->added);
  note_differences(job, &job->removed_inner, &job->more);
  if (!replace_captures(&scopes->captures, &job->removed, &job->added, &job->edit) ||
      !replace_captures(&scopes->inlines, &none, &job->more, &job->edit))
    return GAZ_ERROR_MEMORY;
  if (scopes->pending && !taken)
    part_add(&job->dirty, shift(&job->edit, scopes->pending_start, false),
             shift(&job->edit, scopes->pending_end, true));
  scopes->pending = true;
  whole_lines(&job->text, &job->dirty);
  scopes->pending_start = job->dirty.start;
  scopes->pending_end = job->dirty.end;
  change->start = job->dirty.start;
  change->end = job->dirty.end;
  return sweep_part(scopes, job->cancel, change);
}

static void job_end(scope_job *job) {
  gaz_scopes *scopes = job->scopes;
  if (job->text.data) {
    free((char *)(uintptr_t)scopes->text.data);
    scopes->text = job->text;
  }
  if (job->tree) {
    if (scopes->tree) ts_tree_delete(scopes->tree);
    scopes->tree = job->tree;
  }
  gaz_captures_free(&job->removed);
  gaz_captures_free(&job->added);
  gaz_captures_free(&job->removed_inner);
  gaz_captures_free(&job->more);
  free(job->nodes.items);
}

gaz_status gaz_scopes_update(gaz_scopes *scopes, uint32_t start, uint32_t old_end, const char *text,
                             size_t size, bool taken, const gaz_cancel *cancel,
                             gaz_scope_change *change, gaz_error *error) {
  memset(change, 0, sizeof *change);
  if (start > old_end || old_end > scopes->text.size || (size && !text))
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "edit %u..%u is outside the text", start,
                    old_end);
  if (size > GAZ_TEXT_MAX || scopes->text.size - (old_end - start) + size > GAZ_TEXT_MAX)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, NULL, 0, "the text is over the limit of 64 MiB");
  scope_job job = {
      .scopes = scopes, .cancel = cancel, .edit = {start, old_end, start + (uint32_t)size}};
  gaz_status status = scopes->broken ? GAZ_ERROR_CANCELLED : make_text(&job, text, size);
  if (!status && !scopes->lines) status = parse_text(&job);
  if (!status) status = scopes->lines ? capture_lines(&job) : capture(&job);
  if (!status) status = take_over(&job, taken, change);
  if (status) scopes->broken = true;
  job_end(&job);
  if (status == GAZ_ERROR_MEMORY)
    return gaz_fail(error, status, NULL, 0, "out of memory while reading scopes");
  return status ? gaz_fail(error, status, NULL, 0, "cancelled") : GAZ_OK;
}

gaz_status gaz_scope_compute(const gaz_scope_source *source, const char *text, size_t size,
                             const gaz_cancel *cancel, gaz_hole **holes, size_t *count,
                             gaz_error *error) {
  gaz_scopes *scopes;
  gaz_scope_change change = {0};
  *holes = NULL;
  *count = 0;
  gaz_status status = gaz_scopes_new(source, &scopes, error);
  if (status) return status;
  status = gaz_scopes_update(scopes, 0, 0, text, size, true, cancel, &change, error);
  gaz_scopes_release(scopes);
  *holes = change.holes;
  *count = change.count;
  return status;
}

gaz_status gaz_scope_compute_own(gaz_document *document) {
  gaz_scope_source source = {.language = document->language};
  gaz_status status = GAZ_OK;
  if (!document->scopes) status = gaz_scopes_new(&source, &document->scopes, NULL);
  uint32_t start, old_end;
  gaz_string text = {0};
  if (!status) status = gaz_document_take_delta(document, &start, &old_end, &text);
  if (status) return status;
  gaz_scope_change change;
  status = gaz_scopes_update(document->scopes, start, old_end, text.data, text.size, true, NULL,
                             &change, NULL);
  if (!status) status = gaz_document_set_scopes(document, &change);
  free(change.holes);
  gaz_string_free(&text);
  if (status) { /* out of memory: the next time everything is read anew */
    gaz_scopes_release(document->scopes);
    document->scopes = NULL;
    gaz_document_forget_delta(document);
  }
  return status;
}
