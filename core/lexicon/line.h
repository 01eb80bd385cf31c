/* lexicon/line.h - reading the names of one line of an image that nobody has checked. */
#ifndef GAZ_LEXICON_LINE_H
#define GAZ_LEXICON_LINE_H

#include <string.h>

#include "lexicon/image.h"
#include "lexicon/list.h"

/* Names one after the other, here or in the rest: arrays checked to lie inside the image. */
typedef struct gaz_run {
  const unsigned char *tags, *lengths, *forms, *ids, *weights, *texts, *end;
  unsigned count;
} gaz_run;

static inline bool gaz_run_read(const gaz_lexicon *lexicon, const unsigned char *tags,
                                const unsigned char *lengths, unsigned count,
                                const unsigned char *end, gaz_run *out) {
  out->tags = tags;
  out->count = count;
  out->lengths = lengths;
  if (lengths > end || (size_t)(end - lengths) < (size_t)count * lexicon->name_width) return false;
  out->forms = lengths + count;
  out->ids = lengths + 2 * count;
  out->weights = out->ids + (size_t)count * lexicon->id_width;
  out->texts = out->weights + (size_t)count * lexicon->weight_width;
  out->end = end;
  return true;
}

/* The names that stand in a line; false when there are none, or the image is damaged there. `place` is
 * from 0 to line_count, as in all that follows. */
static inline bool gaz_line_read(const gaz_lexicon *lexicon, uint32_t place, gaz_run *out) {
  const unsigned char *line = gaz_line(lexicon, place);
  unsigned count = *line & 15, tags = *line >> 4;
  if (!count || count > tags) return false;
  const unsigned char *end = line + (tags > count ? GAZ_LINE_REST : GAZ_LINE_SIZE);
  const unsigned char *at = line + GAZ_LINE_TAGS;
  return gaz_run_read(lexicon, at, at + tags, count, end, out);
}

/* Those of a line that are in the rest. */
static inline bool gaz_rest_read(const gaz_lexicon *lexicon, uint32_t place, gaz_run *out) {
  const unsigned char *line = gaz_line(lexicon, place);
  const unsigned char *end = lexicon->rest + lexicon->rest_size;
  if (*line != GAZ_LINE_CROWDED && (*line & 15) >= *line >> 4) return false;
  uint32_t from = gaz_read_u32(line + GAZ_LINE_REST);
  if (from >= lexicon->rest_size) return false;
  const unsigned char *at = lexicon->rest + from;
  unsigned count = *at++;
  if (count > (size_t)(end - at)) return false;
  return gaz_run_read(lexicon, at, at + count, count, end, out);
}

/* Whether the rest may have names of that tag. */
static inline bool gaz_rest_may_have(const unsigned char *line, uint8_t tag) {
  if (*line == GAZ_LINE_CROWDED) return true;
  for (unsigned i = *line & 15; i < *line >> 4; i++) {
    if (line[GAZ_LINE_TAGS + i] == tag) return true;
  }
  return false;
}

/* Which of eight names from `position` on have that tag: the high bit of a byte each. */
static inline uint64_t gaz_run_find(const gaz_lexicon *lexicon, const gaz_run *run,
                                    unsigned position, uint8_t tag) {
  const unsigned char *tags = run->tags + position;
  const uint64_t low = 0x7F7F7F7F7F7F7F7Fu;
  unsigned count = run->count - position;
  uint64_t x = 0;
  if (lexicon->map.data + lexicon->map.size - tags >= 8) {
    x = gaz_read_u64(tags);
  } else {
    for (unsigned i = 0; i < count && i < 8; i++) x |= (uint64_t)tags[i] << (8 * i);
  }
  x ^= 0x0101010101010101u * tag;
  x = ~(((x & low) + low) | x | low); /* exactly the zero bytes */
  return count < 8 ? x & ((UINT64_C(1) << (8 * count)) - 1) : x;
}

/* The stored text of one name and its size; NULL when the image is damaged there. */
static inline const unsigned char *gaz_run_codes(const gaz_lexicon *lexicon, const gaz_run *run,
                                                 unsigned position, size_t *size) {
  size_t before = 0;
  const unsigned char *lengths = run->lengths;
  if (position < 8 && lexicon->map.data + lexicon->map.size - lengths >= 8) {
    /* The sum of the first bytes: in pairs, then all four pairs at once. */
    uint64_t x = gaz_read_u64(lengths) & ((UINT64_C(1) << (8 * position)) - 1);
    x = (x & 0x00FF00FF00FF00FFu) + (x >> 8 & 0x00FF00FF00FF00FFu);
    before = (size_t)((x * 0x0001000100010001u) >> 48);
  } else {
    for (unsigned i = 0; i < position; i++) before += lengths[i];
  }
  *size = lengths[position];
  if (before + *size > (size_t)(run->end - run->texts)) return NULL;
  return run->texts + before;
}

/* Writes the text of one name, at most GAZ_NAME_BYTES_MAX bytes; returns its size, 0 when the image
 * is damaged there. `out` has room for GAZ_UNSQUEEZED_MAX bytes. */
static inline size_t gaz_run_text(const gaz_lexicon *lexicon, const gaz_run *run, unsigned position,
                                  char *out) {
  size_t size;
  const unsigned char *codes = gaz_run_codes(lexicon, run, position, &size);
  if (!codes) return 0;
  if (run->forms[position] & GAZ_FORM_RAW) {
    memcpy(out, codes, size);
    return size;
  }
  size = gaz_unsqueeze(&lexicon->symbols, codes, size, out);
  return size <= GAZ_NAME_BYTES_MAX ? size : 0;
}

/* Whether the text of one name is just text[0, size), at a quick look: false means look closely.
 * 8 bytes behind the text are readable. */
static inline bool gaz_run_equals(const gaz_lexicon *lexicon, const gaz_run *run, unsigned position,
                                  const char *text, size_t size) {
  size_t count;
  const unsigned char *codes = gaz_run_codes(lexicon, run, position, &count);
  return codes && (size_t)(lexicon->map.data + lexicon->map.size - codes) >= size &&
         !(run->forms[position] & GAZ_FORM_RAW) &&
         gaz_unsqueezed_equals(&lexicon->symbols, codes, count, text, size);
}

/* A number of 0 to 4 bytes. */
static inline uint32_t gaz_read_narrow(const gaz_lexicon *lexicon, const unsigned char *at,
                                       unsigned width) {
  if (lexicon->map.data + lexicon->map.size - at >= 4) {
    return (uint32_t)(gaz_read_u32(at) & ((UINT64_C(1) << (8 * width)) - 1));
  }
  uint32_t value = 0;
  for (unsigned i = 0; i < width; i++) value |= (uint32_t)at[i] << (8 * i);
  return value;
}

/* The id of a single candidate, or where the list of several begins. */
static inline uint32_t gaz_run_reference(const gaz_lexicon *lexicon, const gaz_run *run,
                                         unsigned position) {
  return gaz_read_narrow(lexicon, run->ids + (size_t)position * lexicon->id_width,
                         lexicon->id_width);
}

static inline gaz_list gaz_run_list(const gaz_lexicon *lexicon, const gaz_run *run,
                                    unsigned position) {
  return gaz_list_open(lexicon->lists, lexicon->lists_size,
                       gaz_run_reference(lexicon, run, position));
}

/* The most likely id of one name. */
static inline uint32_t gaz_run_id(const gaz_lexicon *lexicon, const gaz_run *run,
                                  unsigned position) {
  if (!(run->forms[position] & GAZ_FORM_LIST)) {
    return gaz_run_reference(lexicon, run, position);
  }
  gaz_list list = gaz_run_list(lexicon, run, position);
  gaz_candidate one;
  return gaz_list_next(&list, &one) ? one.id : 0;
}

#endif
