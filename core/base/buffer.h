/* base/buffer.h - growable bytes for building output. */
#ifndef GAZ_BASE_BUFFER_H
#define GAZ_BASE_BUFFER_H

#include <string.h>

#include "base/base.h"

/* Zero-initialise. After a failed allocation `failed` stays set and further appends do nothing, so
 * a writer checks once at the end (gaz_buffer_take does). */
typedef struct gaz_buffer {
  char *data;
  size_t size, capacity;
  bool failed;
} gaz_buffer;

bool gaz_buffer_reserve(gaz_buffer *buffer, size_t more);
static inline void gaz_buffer_append(gaz_buffer *buffer, const void *data, size_t size) {
  if (!size || (buffer->capacity - buffer->size <= size && !gaz_buffer_reserve(buffer, size)) ||
      buffer->failed)
    return;
  memcpy(buffer->data + buffer->size, data, size);
  buffer->size += size;
}
static inline void gaz_buffer_string(gaz_buffer *buffer, const char *string) {
  gaz_buffer_append(buffer, string, strlen(string));
}
static inline void gaz_buffer_byte(gaz_buffer *buffer, char byte) {
  gaz_buffer_append(buffer, &byte, 1);
}
void gaz_buffer_number(gaz_buffer *buffer, uint64_t number); /* decimal */
void gaz_buffer_printf(gaz_buffer *buffer, const char *format, ...) GAZ_PRINTF(2, 3);
/* A JSON string with its quotes; invalid UTF-8 becomes U+FFFD, control characters are escaped. */
void gaz_buffer_json(gaz_buffer *buffer, const char *text, size_t size);
void gaz_buffer_free(gaz_buffer *buffer);
/* Hands the bytes to the caller; GAZ_ERROR_MEMORY when an append failed. */
gaz_status gaz_buffer_take(gaz_buffer *buffer, gaz_string *out);

#endif
