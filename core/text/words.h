/* text/words.h - a table of words: byte strings to 32-bit values, read from a .tsv. */
#ifndef GAZ_TEXT_WORDS_H
#define GAZ_TEXT_WORDS_H

#include "base/base.h"

/* Open addressing over one block of text. Immutable once filled, so threads may share it. */
typedef struct gaz_words {
  struct gaz_word *slots;
  size_t capacity, count; /* capacity is a power of two */
  char *bytes;            /* the keys, each NUL-terminated */
  size_t bytes_used, bytes_capacity;
} gaz_words;

/* Sets bits: the value of `key` becomes (old | value), 0 where it was absent. */
gaz_status gaz_words_add(gaz_words *words, const char *key, size_t size, uint32_t value);
/* The value of `key`, 0 where it is absent. */
uint32_t gaz_words_find(const gaz_words *words, const char *key, size_t size);
/* Goes through the table: false where slot `at` (below capacity) is free. */
bool gaz_words_at(const gaz_words *words, size_t at, const char **key, uint32_t *value);
void gaz_words_free(gaz_words *words);

/* Reads a tab-separated file: '#' begins a comment line, empty lines are skipped. `row` is called
 * with the fields of each line (views, at most 8) and its number; a status other than GAZ_OK ends
 * the reading and is returned with path and line, and `*reason` as message when set. */
enum { GAZ_TABLE_FIELDS = 8 };
typedef gaz_status (*gaz_table_row)(void *context, const gaz_slice *fields, size_t count,
                                    const char **reason);
gaz_status gaz_table_read(const char *path, gaz_table_row row, void *context, gaz_error *error);

#endif
