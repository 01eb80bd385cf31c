/* extract/word_map.h - from a word or phrase to a number; built once, then immutable. */
#ifndef GAZ_EXTRACT_WORD_MAP_H
#define GAZ_EXTRACT_WORD_MAP_H

#include "base/base.h"

typedef struct gaz_word_map gaz_word_map;

enum { GAZ_WORD_UNKNOWN = UINT32_MAX };

gaz_status gaz_word_map_new(gaz_word_map **out);
void gaz_word_map_free(gaz_word_map *map);

/* Adds or replaces; the key is copied. */
gaz_status gaz_word_map_set(gaz_word_map *map, const char *word, size_t size, uint32_t value);

/* The value, or GAZ_WORD_UNKNOWN. `map` may be NULL: nothing is known. */
uint32_t gaz_word_map_find(const gaz_word_map *map, const char *word, size_t size);

/* The same with ASCII letters of `word` folded to lower case; words over 64 bytes are unknown. */
uint32_t gaz_word_map_find_folded(const gaz_word_map *map, const char *word, size_t size);

#endif
