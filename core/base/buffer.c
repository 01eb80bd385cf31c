/* Growable bytes: one allocation that doubles; errors are remembered, not returned each time. */
#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool gaz_buffer_reserve(gaz_buffer *buffer, size_t more) {
  if (buffer->failed) return false;
  if (buffer->capacity - buffer->size > more) return true; /* one spare byte for the NUL */
  size_t wanted = buffer->capacity ? buffer->capacity : 256;
  while (wanted - buffer->size <= more) {
    if (wanted > SIZE_MAX / 2) {
      buffer->failed = true;
      return false;
    }
    wanted *= 2;
  }
  char *data = realloc(buffer->data, wanted);
  if (!data) {
    buffer->failed = true;
    return false;
  }
  buffer->data = data;
  buffer->capacity = wanted;
  return true;
}

void gaz_buffer_number(gaz_buffer *buffer, uint64_t number) {
  char digits[20];
  size_t at = sizeof digits;
  do digits[--at] = (char)('0' + number % 10);
  while (number /= 10);
  gaz_buffer_append(buffer, digits + at, sizeof digits - at);
}

void gaz_buffer_printf(gaz_buffer *buffer, const char *format, ...) {
  char local[512];
  va_list arguments, again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int size = vsnprintf(local, sizeof local, format, arguments);
  va_end(arguments);
  if (size >= 0 && (size_t)size < sizeof local) {
    gaz_buffer_append(buffer, local, (size_t)size);
  } else if (size >= 0 && gaz_buffer_reserve(buffer, (size_t)size + 1)) {
    vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, again);
    buffer->size += (size_t)size;
  } else {
    buffer->failed = true;
  }
  va_end(again);
}

/* Length of the valid UTF-8 sequence at `at`, or 0. */
static size_t sequence_length(const unsigned char *at, size_t left) {
  unsigned char c = at[0];
  if (c < 0x80) return 1;
  size_t need = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  if (c < 0xC2 || c > 0xF4 || need > left) return 0;
  for (size_t i = 1; i < need; i++) {
    if ((at[i] & 0xC0) != 0x80) return 0;
  }
  if ((c == 0xE0 && at[1] < 0xA0) || (c == 0xED && at[1] > 0x9F) || (c == 0xF0 && at[1] < 0x90) ||
      (c == 0xF4 && at[1] > 0x8F)) {
    return 0;
  }
  return need;
}

void gaz_buffer_json(gaz_buffer *buffer, const char *text, size_t size) {
  gaz_buffer_byte(buffer, '"');
  size_t plain = 0; /* start of the run not yet copied */
  for (size_t i = 0; i < size;) {
    unsigned char c = (unsigned char)text[i];
    if ((c >= 'a' && c <= 'z') || (c >= 0x20 && c < 0x7F && c != '"' && c != '\\')) {
      i++;
      continue;
    }
    size_t length = sequence_length((const unsigned char *)text + i, size - i);
    if (length > 1) {
      i += length;
      continue;
    }
    gaz_buffer_append(buffer, text + plain, i - plain);
    if (length == 0) {
      gaz_buffer_string(buffer, "\xEF\xBF\xBD");
    } else if (c == '"' || c == '\\') {
      gaz_buffer_byte(buffer, '\\');
      gaz_buffer_byte(buffer, (char)c);
    } else if (c == '\n') {
      gaz_buffer_string(buffer, "\\n");
    } else if (c == '\t') {
      gaz_buffer_string(buffer, "\\t");
    } else {
      gaz_buffer_printf(buffer, "\\u%04x", c);
    }
    plain = ++i;
  }
  gaz_buffer_append(buffer, text + plain, size - plain);
  gaz_buffer_byte(buffer, '"');
}

void gaz_buffer_free(gaz_buffer *buffer) {
  free(buffer->data);
  *buffer = (gaz_buffer){0};
}

gaz_status gaz_buffer_take(gaz_buffer *buffer, gaz_string *out) {
  *out = (gaz_string){0};
  if (!gaz_buffer_reserve(buffer, 1)) {
    gaz_buffer_free(buffer);
    return GAZ_ERROR_MEMORY;
  }
  buffer->data[buffer->size] = '\0';
  *out = (gaz_string){buffer->data, buffer->size};
  *buffer = (gaz_buffer){0};
  return GAZ_OK;
}
