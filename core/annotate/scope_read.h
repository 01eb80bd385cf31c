/* annotate/scope_read.h - one grammar at work: a text is parsed, its tree asked for captures. */
#ifndef GAZ_ANNOTATE_SCOPE_READ_H
#define GAZ_ANNOTATE_SCOPE_READ_H

#include "annotate/scope_query.h"

typedef struct gaz_capture {
  uint32_t start, end;
  uint32_t kind;
} gaz_capture;

/* Sorted by start, end, kind once gaz_captures_sort has been called. */
typedef struct gaz_captures {
  gaz_capture *items;
  size_t count, capacity;
} gaz_captures;

bool gaz_captures_add(gaz_captures *captures, gaz_capture capture);
int gaz_capture_compare(const gaz_capture *left, const gaz_capture *right);
/* Merge sort; captures come nearly sorted. False when memory is out; stops early on `cancel`. */
bool gaz_captures_sort(gaz_captures *captures, const gaz_cancel *cancel);
void gaz_captures_free(gaz_captures *captures);

/* Nodes for another grammar. */
typedef struct gaz_nodes {
  TSNode *items;
  size_t count, capacity;
} gaz_nodes;

typedef struct gaz_scope_text {
  const char *data;
  uint32_t size;
} gaz_scope_text;

typedef struct gaz_scope_reader {
  TSParser *parser;
  gaz_scope_query *query; /* shared */
  TSQueryCursor *cursor;
} gaz_scope_reader;

/* Keeps a reference to the query. */
gaz_status gaz_scope_reader_open(gaz_scope_reader *reader, gaz_scope_query *query, const char *name,
                                 gaz_error *error);
void gaz_scope_reader_close(gaz_scope_reader *reader); /* a zeroed one does nothing */

/* NULL when cancelled. `old` is the tree of the text before, edited, or NULL. */
TSTree *gaz_scope_reader_parse(const gaz_scope_reader *reader, const TSTree *old,
                               const gaz_scope_text *text, const gaz_cancel *cancel);
/* Restricts parsing to a node of another tree, without the markers of the blocks around it. */
bool gaz_scope_reader_limit(const gaz_scope_reader *reader, TSNode node);
/* Adds what the query captures in matches that overlap [start, end); nodes that are to be read
 * further go to `inlines` too, unless it is NULL. False when memory is out; on `cancel` what was
 * captured until then is there. */
bool gaz_scope_reader_capture(const gaz_scope_reader *reader, TSNode root, uint32_t start,
                              uint32_t end, const gaz_scope_text *text, const gaz_cancel *cancel,
                              gaz_captures *captures, gaz_nodes *inlines);

#endif
