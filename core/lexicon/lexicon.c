/* The handle: opening, checking, and reading single names and their candidates. */
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "lexicon/bucket.h"
#include "lexicon/scan.h"
#include "lexicon/words.h"

/* A section's place, checked to lie inside the file. */
static bool read_section(const gaz_mapping *map, size_t field, size_t each, uint64_t most,
                         const unsigned char **data, uint64_t *count) {
  uint64_t offset = gaz_read_u64(map->data + field);
  *count = gaz_read_u64(map->data + field + 8);
  if (offset > map->size || *count > most || *count > (map->size - offset) / each) return false;
  *data = map->data + offset;
  return true;
}

static gaz_status read_header(gaz_lexicon *lexicon, const char *path, gaz_error *error) {
  const gaz_mapping *map = &lexicon->map;
  const unsigned char *at = map->data;
  if (map->size < GAZ_IMAGE_HEADER || memcmp(at, GAZ_IMAGE_MAGIC, 8) != 0) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "not a lexicon image; build it anew");
  }
  if (gaz_read_u32(at + GAZ_AT_VERSION) != GAZ_IMAGE_VERSION ||
      gaz_read_u32(at + GAZ_AT_HEADER_SIZE) != GAZ_IMAGE_HEADER) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0,
                    "a lexicon image of another version; build it anew");
  }
  if (gaz_read_u64(at + GAZ_AT_HEADER_HASH) != gaz_hash(at, GAZ_AT_HEADER_HASH, 0)) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the header is damaged; build it anew");
  }
  if (gaz_read_u64(at + GAZ_AT_FILE_SIZE) != map->size) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the image is cut short; build it anew");
  }
  lexicon->generation = gaz_read_u64(at + GAZ_AT_GENERATION);
  lexicon->keys = gaz_hash_keys_of(gaz_read_u64(at + GAZ_AT_SEED));
  lexicon->count = gaz_read_u32(at + GAZ_AT_COUNT);
  lexicon->id_width = at[GAZ_AT_ID_WIDTH];
  lexicon->weight_width = at[GAZ_AT_WEIGHT_WIDTH];
  lexicon->max_words = at[GAZ_AT_MAX_WORDS];
  lexicon->flags = at[GAZ_AT_FLAGS];
  uint64_t words = 0, lines = 0, symbols = gaz_read_u64(at + GAZ_AT_SYMBOLS);
  uint64_t small = gaz_read_u32(at + GAZ_AT_SMALL), later = gaz_read_u32(at + GAZ_AT_LATER);
  lexicon->initials = at + GAZ_AT_INITIALS;
  bool sound =
      read_section(map, GAZ_AT_WORDS, 8, UINT32_MAX, &lexicon->words, &words) &&
      read_section(map, GAZ_AT_GUIDE, GAZ_LINE_SIZE, GAZ_LINES_MAX + 1, &lexicon->guide, &lines) &&
      read_section(map, GAZ_AT_BLOCKS, 1, UINT32_MAX, &lexicon->blocks, &lexicon->blocks_size) &&
      read_section(map, GAZ_AT_LISTS, 1, UINT32_MAX, &lexicon->lists, &lexicon->lists_size) &&
      symbols <= map->size && map->size - symbols >= GAZ_SYMBOLS_SIZE && small && later &&
      small + later < words && lines > 1 && lexicon->id_width >= 1 && lexicon->id_width <= 4 &&
      lexicon->weight_width <= 4 && lexicon->max_words <= GAZ_NAME_WORDS_MAX;
  if (!sound) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the header is inconsistent; build it anew");
  }
  lexicon->capital_count = words - small - later;
  lexicon->small_count = small;
  lexicon->later_count = later;
  lexicon->line_count = lines - 1;
  lexicon->bucket_count = lexicon->line_count * GAZ_LINE_BUCKETS;
  const unsigned char *blocks_end = lexicon->blocks + lexicon->blocks_size;
  lexicon->has_slack = map->data + map->size - blocks_end >= GAZ_BLOCKS_SLACK;
  lexicon->name_width = (uint8_t)(3 + lexicon->id_width + lexicon->weight_width);
  lexicon->id_mask = (uint32_t)((UINT64_C(1) << (8 * lexicon->id_width)) - 1);
  gaz_symbols_read(&lexicon->symbols, map->data + symbols);
  return GAZ_OK;
}

/* A handle on nothing yet; NULL when memory is out. */
static gaz_lexicon *new_lexicon(void) {
  gaz_lexicon *lexicon = calloc(1, sizeof *lexicon);
  if (!lexicon) return NULL;
  gaz_scan_path paths[8];
  size_t count = gaz_scan_paths(paths), narrow = 0;
  while (narrow + 1 < count && paths[narrow].wide) narrow++;
  lexicon->scan = paths[0].function;
  lexicon->scan_short = paths[narrow].function;
  atomic_init(&lexicon->references, 1);
  return lexicon;
}

gaz_status gaz_lexicon_open(const char *path, gaz_lexicon **out, gaz_error *error) {
  if (!out) return gaz_fail(error, GAZ_ERROR_ARGUMENT, path, 0, "no place for the lexicon");
  *out = NULL;
  if (!path) return gaz_fail(error, GAZ_ERROR_ARGUMENT, NULL, 0, "no path");
  gaz_lexicon *lexicon = new_lexicon();
  if (!lexicon) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = gaz_map_file(path, &lexicon->map, error);
  if (status == GAZ_OK) status = read_header(lexicon, path, error);
  if (status != GAZ_OK) {
    gaz_lexicon_release(lexicon);
    return status;
  }
  gaz_pages_wish(lexicon->map.data, lexicon->map.size);
  *out = lexicon;
  return GAZ_OK;
}

gaz_status gaz_lexicon_open_memory(const void *data, size_t size, gaz_lexicon **out,
                                   gaz_error *error) {
  *out = NULL;
  gaz_lexicon *lexicon = new_lexicon();
  if (!lexicon) return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  lexicon->map = (gaz_mapping){.data = data, .size = size};
  lexicon->borrowed = true;
  gaz_status status = read_header(lexicon, NULL, error);
  if (status != GAZ_OK) {
    gaz_lexicon_release(lexicon);
    return status;
  }
  *out = lexicon;
  return GAZ_OK;
}

gaz_lexicon *gaz_lexicon_retain(gaz_lexicon *lexicon) {
  if (lexicon) atomic_fetch_add_explicit(&lexicon->references, 1, memory_order_relaxed);
  return lexicon;
}

void gaz_lexicon_release(gaz_lexicon *lexicon) {
  if (!lexicon || atomic_fetch_sub_explicit(&lexicon->references, 1, memory_order_acq_rel) != 1) {
    return;
  }
  if (!lexicon->borrowed) gaz_unmap_file(&lexicon->map);
  free(lexicon);
}

uint64_t gaz_lexicon_generation(const gaz_lexicon *lexicon) {
  return lexicon ? lexicon->generation : 0;
}

size_t gaz_lexicon_count(const gaz_lexicon *lexicon) { return lexicon ? lexicon->count : 0; }

/* The bucket and position a name handle speaks of; false for a handle of nothing. */
static bool find_name(const gaz_lexicon *lexicon, uint32_t name, gaz_bucket *bucket,
                      unsigned *position) {
  *position = name & 0xFF;
  return lexicon && name >> 8 < lexicon->bucket_count &&
         gaz_bucket_read(lexicon, name >> 8, bucket) && *position < bucket->count;
}

size_t gaz_lexicon_name(const gaz_lexicon *lexicon, uint32_t name, char *buffer, size_t capacity) {
  gaz_bucket bucket;
  unsigned position;
  char text[GAZ_UNSQUEEZED_MAX];
  if (!find_name(lexicon, name, &bucket, &position)) return 0;
  size_t size = gaz_bucket_text(lexicon, &bucket, position, text);
  if (capacity) memcpy(buffer, text, size < capacity ? size : capacity);
  return size;
}

static gaz_candidate single_candidate(const gaz_lexicon *lexicon, const gaz_bucket *bucket,
                                      unsigned position) {
  gaz_candidate one = {0};
  one.id = gaz_bucket_reference(lexicon, bucket, position);
  one.weight = gaz_read_narrow(lexicon, bucket->weights + (size_t)position * lexicon->weight_width,
                               lexicon->weight_width);
  one.type = bucket->forms[position] >> GAZ_FORM_TYPE_SHIFT;
  return one;
}

size_t gaz_lexicon_candidates(const gaz_lexicon *lexicon, uint32_t name, gaz_candidate *candidates,
                              size_t capacity) {
  gaz_bucket bucket;
  unsigned position;
  if (!find_name(lexicon, name, &bucket, &position)) return 0;
  if (!(bucket.forms[position] & GAZ_FORM_LIST)) {
    if (capacity) candidates[0] = single_candidate(lexicon, &bucket, position);
    return 1;
  }
  gaz_list list = gaz_bucket_list(lexicon, &bucket, position);
  size_t count = 0;
  for (; count < capacity && gaz_list_next(&list, &candidates[count]); count++) {
  }
  return count < capacity ? count : count + list.left;
}

gaz_status gaz_lexicon_check(const gaz_lexicon *lexicon, gaz_error *error) {
  const gaz_mapping *map = &lexicon->map;
  uint64_t hash = gaz_hash(map->data + GAZ_IMAGE_HEADER, map->size - GAZ_IMAGE_HEADER, 0);
  if (hash != gaz_read_u64(map->data + GAZ_AT_PAYLOAD_HASH)) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, NULL, 0, "the image is damaged; build it anew");
  }
  uint64_t names = 0;
  for (uint64_t at = 0; at < lexicon->bucket_count; at++) {
    gaz_bucket bucket;
    uint64_t bounds = gaz_bucket_bounds(lexicon, (uint32_t)at);
    if ((uint32_t)bounds == bounds >> 32) continue; /* an empty bucket takes no bytes */
    if (!gaz_bucket_read(lexicon, at, &bucket)) {
      return gaz_fail(error, GAZ_ERROR_CORRUPT, NULL, 0, "a bucket is damaged; build it anew");
    }
    for (unsigned i = 0; i < bucket.count; i++, names++) {
      char text[GAZ_UNSQUEEZED_MAX];
      gaz_candidate one;
      if (!gaz_bucket_text(lexicon, &bucket, i, text) ||
          !gaz_lexicon_candidates(lexicon, (uint32_t)(at << 8 | i), &one, 1)) {
        return gaz_fail(error, GAZ_ERROR_CORRUPT, NULL, 0, "a name is damaged; build it anew");
      }
    }
  }
  if (names != lexicon->count) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, NULL, 0, "names are missing; build it anew");
  }
  return GAZ_OK;
}
