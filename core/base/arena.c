/* An arena is a list of blocks, newest first; allocation bumps a pointer. Nothing is freed before
 * the whole, which is what makes a token cost nothing to allocate. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, FIRST_BLOCK = 64 << 10, LARGEST_STEP = 16 << 20 };

struct gaz_arena_block {
  gaz_arena_block *older;
  size_t size; /* of data */
  alignas(ALIGNMENT) char data[];
};

static bool add_block(gaz_arena *arena, size_t need) {
  size_t size = arena->block ? arena->block->size * 2 : FIRST_BLOCK;
  if (size > LARGEST_STEP) size = LARGEST_STEP;
  if (size < need) size = need;
  gaz_arena_block *block = malloc(sizeof *block + size);
  if (!block) return false;
  block->older = arena->block;
  block->size = size;
  arena->block = block;
  arena->at = block->data;
  arena->end = block->data + size;
  arena->total += size;
  return true;
}

void *gaz_arena_alloc(gaz_arena *arena, size_t size) {
  if (size > SIZE_MAX / 2) return NULL;
  size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (!arena->block || (size_t)(arena->end - arena->at) < size) {
    if (!add_block(arena, size)) return NULL;
  }
  void *result = arena->at;
  arena->at += size;
  return result;
}

void *gaz_arena_zeroed(gaz_arena *arena, size_t count, size_t size) {
  if (size && count > SIZE_MAX / 2 / size) return NULL;
  void *result = gaz_arena_alloc(arena, count * size);
  if (result) memset(result, 0, count * size);
  return result;
}

char *gaz_arena_copy(gaz_arena *arena, const char *data, size_t size) {
  char *copy = gaz_arena_alloc(arena, size + 1);
  if (!copy) return NULL;
  if (size) memcpy(copy, data, size);
  copy[size] = '\0';
  return copy;
}

void *gaz_arena_enlarge(gaz_arena *arena, void *array, size_t count, size_t *capacity,
                        size_t size) {
  size_t wanted = *capacity ? *capacity * 2 : 16;
  if (wanted > SIZE_MAX / 4 / size) return NULL;
  size_t held = (*capacity * size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (array && (char *)array + held == arena->at &&
      (size_t)(arena->end - arena->at) > wanted * size) {
    /* The array is the newest allocation: extend it in place. */
    arena->at = (char *)array + ((wanted * size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1));
    *capacity = wanted;
    return array;
  }
  void *bigger = gaz_arena_alloc(arena, wanted * size);
  if (!bigger) return NULL;
  if (array) memcpy(bigger, array, count * size);
  *capacity = wanted;
  return bigger;
}

static void free_blocks(gaz_arena_block *block) {
  while (block) {
    gaz_arena_block *older = block->older;
    free(block);
    block = older;
  }
}

void gaz_arena_reset(gaz_arena *arena) {
  if (!arena->block) return;
  gaz_arena_block *keep = arena->block; /* newest is the largest unless one was oversized */
  free_blocks(keep->older);
  keep->older = NULL;
  arena->total = keep->size;
  arena->at = keep->data;
  arena->end = keep->data + keep->size;
}

void gaz_arena_free(gaz_arena *arena) {
  free_blocks(arena->block);
  *arena = (gaz_arena){0};
}
