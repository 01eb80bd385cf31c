/* Word lists are read once and looked up for every token, so a look-up is one hash, mostly one
 * probe, and no pointer to follow before the hashes agree. */
#include "text/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct gaz_word {
  uint32_t hash;  /* 0 marks a free slot */
  uint32_t start; /* in bytes */
  uint32_t size;
  uint32_t value;
};

enum { TABLE_FILE_MAX = 64 << 20 };

static uint32_t hash_of(const char *key, size_t size) {
  uint32_t hash = (uint32_t)gaz_hash(key, size, 1);
  return hash ? hash : 1;
}

static struct gaz_word *slot_of(const gaz_words *words, const char *key, size_t size,
                                uint32_t hash) {
  size_t mask = words->capacity - 1;
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    struct gaz_word *slot = &words->slots[at];
    if (!slot->hash) return slot;
    if (slot->hash == hash && slot->size == size &&
        memcmp(words->bytes + slot->start, key, size) == 0)
      return slot;
  }
}

static bool grow_slots(gaz_words *words) {
  size_t capacity = words->capacity ? words->capacity * 2 : 64;
  struct gaz_word *slots = calloc(capacity, sizeof *slots);
  if (!slots) return false;
  for (size_t i = 0; i < words->capacity; i++) {
    if (!words->slots[i].hash) continue;
    size_t at = words->slots[i].hash & (capacity - 1);
    while (slots[at].hash) at = (at + 1) & (capacity - 1);
    slots[at] = words->slots[i];
  }
  free(words->slots);
  words->slots = slots;
  words->capacity = capacity;
  return true;
}

static bool grow_bytes(gaz_words *words, size_t more) {
  if (words->bytes_capacity - words->bytes_used >= more) return true;
  size_t capacity = words->bytes_capacity ? words->bytes_capacity * 2 : 1024;
  while (capacity - words->bytes_used < more) capacity *= 2;
  if (capacity > UINT32_MAX) return false;
  char *bytes = realloc(words->bytes, capacity);
  if (!bytes) return false;
  words->bytes = bytes;
  words->bytes_capacity = capacity;
  return true;
}

gaz_status gaz_words_add(gaz_words *words, const char *key, size_t size, uint32_t value) {
  if (words->count * 2 >= words->capacity && !grow_slots(words)) return GAZ_ERROR_MEMORY;
  uint32_t hash = hash_of(key, size);
  struct gaz_word *slot = slot_of(words, key, size, hash);
  if (slot->hash) {
    slot->value |= value;
    return GAZ_OK;
  }
  if (!grow_bytes(words, size + 1)) return GAZ_ERROR_MEMORY;
  *slot = (struct gaz_word){hash, (uint32_t)words->bytes_used, (uint32_t)size, value};
  memcpy(words->bytes + words->bytes_used, key, size);
  words->bytes[words->bytes_used + size] = '\0';
  words->bytes_used += size + 1;
  words->count++;
  return GAZ_OK;
}

uint32_t gaz_words_find(const gaz_words *words, const char *key, size_t size) {
  if (!words->count) return 0;
  return slot_of(words, key, size, hash_of(key, size))->value;
}

bool gaz_words_at(const gaz_words *words, size_t at, const char **key, uint32_t *value) {
  if (!words->slots[at].hash) return false;
  *key = words->bytes + words->slots[at].start;
  *value = words->slots[at].value;
  return true;
}

void gaz_words_free(gaz_words *words) {
  free(words->slots);
  free(words->bytes);
  *words = (gaz_words){0};
}

static size_t split_fields(const char *line, size_t size, gaz_slice *fields) {
  size_t count = 0;
  const char *end = line + size;
  for (;;) {
    const char *tab = memchr(line, '\t', (size_t)(end - line));
    const char *stop = tab ? tab : end;
    fields[count++] = (gaz_slice){line, (size_t)(stop - line)};
    if (!tab || count == GAZ_TABLE_FIELDS) return count;
    line = tab + 1;
  }
}

gaz_status gaz_table_read(const char *path, gaz_table_row row, void *context, gaz_error *error) {
  gaz_string file = {0};
  gaz_status status = gaz_read_file(path, TABLE_FILE_MAX, &file, error);
  if (status) return status;
  const char *at = file.data, *end = file.data + file.size;
  for (uint32_t number = 1; at < end && !status; number++) {
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    const char *stop = newline ? newline : end;
    size_t size = (size_t)(stop - at);
    if (size && at[size - 1] == '\r') size--;
    if (size && *at != '#') {
      gaz_slice fields[GAZ_TABLE_FIELDS];
      const char *reason = NULL;
      size_t count = split_fields(at, size, fields);
      status = row(context, fields, count, &reason);
      if (status)
        gaz_fail(error, status, path, number, "%s",
                 reason ? reason : "a bad row; restore the file");
    }
    at = stop + 1;
  }
  gaz_string_free(&file);
  return status;
}
