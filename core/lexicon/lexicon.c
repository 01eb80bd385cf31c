/* The handle: opening, checking, and reading single names and their candidates. */
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "lexicon/line.h"
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
      read_section(map, GAZ_AT_LINES, GAZ_LINE_SIZE, GAZ_LINES_MAX + 1, &lexicon->lines, &lines) &&
      read_section(map, GAZ_AT_REST, 1, UINT32_MAX, &lexicon->rest, &lexicon->rest_size) &&
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
  const unsigned char *end = map->data + map->size;
  lexicon->has_slack = end - (lexicon->rest + lexicon->rest_size) >= GAZ_REST_SLACK &&
                       end - (lexicon->lines + GAZ_LINE_SIZE * lines) >= GAZ_REST_SLACK;
  lexicon->name_width = (uint8_t)(2 + lexicon->id_width + lexicon->weight_width);
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

/* Where the name is that a handle speaks of; false for a handle of nothing. */
static bool find_name(const gaz_lexicon *lexicon, uint32_t name, gaz_run *run, unsigned *position) {
  uint32_t place = name >> 8;
  if (!lexicon || place > lexicon->line_count) return false;
  *position = name & 0xFF;
  if (*position < GAZ_REST_POSITION) {
    return gaz_line_read(lexicon, place, run) && *position < run->count;
  }
  *position -= GAZ_REST_POSITION;
  return gaz_rest_read(lexicon, place, run) && *position < run->count;
}

size_t gaz_lexicon_name(const gaz_lexicon *lexicon, uint32_t name, char *buffer, size_t capacity) {
  gaz_run run;
  unsigned position;
  char text[GAZ_UNSQUEEZED_MAX];
  if (!find_name(lexicon, name, &run, &position)) return 0;
  size_t size = gaz_run_text(lexicon, &run, position, text);
  if (capacity) memcpy(buffer, text, size < capacity ? size : capacity);
  return size;
}

static gaz_candidate single_candidate(const gaz_lexicon *lexicon, const gaz_run *run,
                                      unsigned position) {
  gaz_candidate one = {0};
  one.id = gaz_run_reference(lexicon, run, position);
  one.weight = gaz_read_narrow(lexicon, run->weights + (size_t)position * lexicon->weight_width,
                               lexicon->weight_width);
  one.type = run->forms[position] >> GAZ_FORM_TYPE_SHIFT;
  return one;
}

size_t gaz_lexicon_candidates(const gaz_lexicon *lexicon, uint32_t name, gaz_candidate *candidates,
                              size_t capacity) {
  gaz_run run;
  unsigned position;
  if (!find_name(lexicon, name, &run, &position)) return 0;
  if (!(run.forms[position] & GAZ_FORM_LIST)) {
    if (capacity) candidates[0] = single_candidate(lexicon, &run, position);
    return 1;
  }
  gaz_list list = gaz_run_list(lexicon, &run, position);
  size_t count = 0;
  for (; count < capacity && gaz_list_next(&list, &candidates[count]); count++) {
  }
  return count < capacity ? count : count + list.left;
}

/* Whether all names of a run can be read, the first of which is called `first`. */
static bool check_run(const gaz_lexicon *lexicon, const gaz_run *run, uint32_t first) {
  for (unsigned i = 0; i < run->count; i++) {
    char text[GAZ_UNSQUEEZED_MAX];
    gaz_candidate one;
    if (!gaz_run_text(lexicon, run, i, text) ||
        !gaz_lexicon_candidates(lexicon, first + i, &one, 1)) {
      return false;
    }
  }
  return true;
}

gaz_status gaz_lexicon_check(const gaz_lexicon *lexicon, gaz_error *error) {
  const gaz_mapping *map = &lexicon->map;
  uint64_t hash = gaz_hash(map->data + GAZ_IMAGE_HEADER, map->size - GAZ_IMAGE_HEADER, 0);
  if (hash != gaz_read_u64(map->data + GAZ_AT_PAYLOAD_HASH)) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, NULL, 0, "the image is damaged; build it anew");
  }
  uint64_t names = 0;
  for (uint32_t place = 0; place <= lexicon->line_count; place++) {
    gaz_run here = {0}, rest = {0};
    unsigned in_line = *gaz_line(lexicon, place);
    bool has_rest = in_line == GAZ_LINE_CROWDED || (in_line & 15) < in_line >> 4;
    if ((in_line & 15 && in_line != GAZ_LINE_CROWDED && !gaz_line_read(lexicon, place, &here)) ||
        (has_rest && !gaz_rest_read(lexicon, place, &rest)) ||
        !check_run(lexicon, &here, place << 8) ||
        !check_run(lexicon, &rest, place << 8 | GAZ_REST_POSITION)) {
      return gaz_fail(error, GAZ_ERROR_CORRUPT, NULL, 0, "a name is damaged; build it anew");
    }
    names += here.count + rest.count;
  }
  if (names != lexicon->count) {
    return gaz_fail(error, GAZ_ERROR_CORRUPT, NULL, 0, "names are missing; build it anew");
  }
  return GAZ_OK;
}
