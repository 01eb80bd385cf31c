/* Reading lines with a buffer that grows to the longest of them. */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_CAPACITY = 1 << 18 };

gaz_status lines_open(lines *from, const char *path, size_t longest, gaz_error *error) {
  bool standard = strcmp(path, "-") == 0;
  *from = (lines){.file = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC),
                  .longest = longest};
  if (from->file < 0)
    return gaz_fail(error, GAZ_ERROR_IO, path, 0, "%s; check the file", strerror(errno));
  from->buffer = malloc(FIRST_CAPACITY);
  from->capacity = FIRST_CAPACITY;
  if (from->buffer) return GAZ_OK;
  lines_close(from);
  return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory; close other programs");
}

static bool read_more(lines *from) {
  ssize_t size;
  do {
    size = read(from->file, from->buffer + from->end, from->capacity - from->end);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return false;
  from->over = size == 0;
  from->end += (size_t)size;
  return true;
}

/* Makes room behind what is kept. */
static bool make_room(lines *from) {
  if (from->start) {
    memmove(from->buffer, from->buffer + from->start, from->end - from->start);
    from->end -= from->start;
    from->start = 0;
  }
  if (from->end < from->capacity) return true;
  size_t capacity = from->capacity ? from->capacity * 2 : FIRST_CAPACITY;
  char *bigger = realloc(from->buffer, capacity);
  if (!bigger) return false;
  from->buffer = bigger;
  from->capacity = capacity;
  return true;
}

lines_found lines_next(lines *from, gaz_slice *line) {
  bool too_long = false;
  size_t looked_at = from->start;
  for (;;) {
    char *newline = memchr(from->buffer + looked_at, '\n', from->end - looked_at);
    if (newline || (from->over && (from->end > from->start || too_long))) {
      size_t end = newline ? (size_t)(newline - from->buffer) : from->end;
      *line = (gaz_slice){from->buffer + from->start, end - from->start};
      too_long |= line->size > from->longest;
      from->start = newline ? end + 1 : end;
      from->number++;
      return too_long ? LINES_TOO_LONG : LINES_LINE;
    }
    if (from->over) return LINES_END;
    if (from->end - from->start > from->longest) {
      from->start = from->end; /* its beginning is not needed any more */
      too_long = true;
    }
    looked_at = from->end - from->start;
    if (!make_room(from) || !read_more(from)) return LINES_FAILED;
  }
}

uint64_t lines_hash(lines *from) {
  uint64_t hash = 1;
  from->start = from->end = 0;
  do {
    from->end = 0;
    /* Whole buffers, whatever a read gives at once: the same bytes, the same hash. */
    while (!from->over && from->end < from->capacity) {
      if (!read_more(from)) return 0;
    }
    hash = gaz_mix(hash ^ gaz_hash(from->buffer, from->end, 23));
  } while (!from->over);
  from->end = 0;
  from->over = false;
  return lseek(from->file, 0, SEEK_SET) == 0 ? hash | 1 : 0;
}

void lines_close(lines *from) {
  if (from->file >= 0) close(from->file);
  free(from->buffer);
  *from = (lines){.file = -1};
}
