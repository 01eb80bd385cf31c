/* lines.h - the lines of a file of any size, one at a time. */
#ifndef GAZETTE_LINES_H
#define GAZETTE_LINES_H

#include "base/base.h"

typedef enum lines_found { LINES_END = 0, LINES_LINE, LINES_TOO_LONG, LINES_FAILED } lines_found;

/* Memory is the longest line met, at most `longest`. */
typedef struct lines {
  int file; /* -1: not open */
  char *buffer;
  size_t start, end, capacity; /* what was read and not given yet */
  size_t longest;
  uint32_t number; /* of the line given last, from 1 */
  bool over;       /* the file has no more */
} lines;

/* Opens `path`; "-" is standard input. GAZ_ERROR_IO when it cannot be read. */
gaz_status lines_open(lines *from, const char *path, size_t longest, gaz_error *error);
/* The next line without its end, valid until the next call. One that is too long is passed over, and
 * counted. LINES_FAILED: reading failed, or memory is out. */
lines_found lines_next(lines *from, gaz_slice *line);
/* A hash of the whole file, which is then at its beginning again; 0 when it cannot be read. */
uint64_t lines_hash(lines *from);
/* Accepts one that was never opened, when it is zero but for `file`. */
void lines_close(lines *from);

#endif
