/* base/arena.h - memory for one article or one document, freed at once. */
#ifndef GAZ_BASE_ARENA_H
#define GAZ_BASE_ARENA_H

#include "base/base.h"

/* Blocks grow geometrically; gaz_arena_reset keeps the largest so that a worker that goes through
 * many articles stops allocating. Zero-initialise, no constructor needed. Not thread-safe. */
typedef struct gaz_arena_block gaz_arena_block;
typedef struct gaz_arena {
  gaz_arena_block *block; /* current, newest; links to older ones */
  char *at, *end;         /* free space in the current block */
  size_t total;           /* bytes held from malloc */
} gaz_arena;

/* `size` bytes aligned to 16, uninitialised; NULL when memory is out. size 0 gives a valid
 * pointer. */
void *gaz_arena_alloc(gaz_arena *arena, size_t size);
/* The same, zeroed, for `count` elements of `size` bytes; NULL on overflow too. */
void *gaz_arena_zeroed(gaz_arena *arena, size_t count, size_t size);
/* A NUL-terminated copy; NULL when memory is out. */
char *gaz_arena_copy(gaz_arena *arena, const char *data, size_t size);
/* Forgets everything, keeps the largest block. */
void gaz_arena_reset(gaz_arena *arena);
void gaz_arena_free(gaz_arena *arena);

/* Grows a plain array that lives in the arena: returns the array (moved when it had to grow) with
 * room for at least count + 1 elements and updates *capacity; NULL when memory is out. gaz_arena_enlarge is for one
 * that is full. */
void *gaz_arena_enlarge(gaz_arena *arena, void *array, size_t count, size_t *capacity, size_t size);
static inline void *gaz_arena_grow(gaz_arena *arena, void *array, size_t count, size_t *capacity,
                                   size_t size) {
  return count < *capacity ? array : gaz_arena_enlarge(arena, array, count, capacity, size);
}

#endif
