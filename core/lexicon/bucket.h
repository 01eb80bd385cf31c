/* lexicon/bucket.h - reading the names of one bucket of an image that nobody has checked. */
#ifndef GAZ_LEXICON_BUCKET_H
#define GAZ_LEXICON_BUCKET_H

#include <string.h>

#include "lexicon/image.h"
#include "lexicon/list.h"

/* A bucket's arrays, checked to lie inside the image. */
typedef struct gaz_bucket {
  const unsigned char *tags, *lengths, *forms, *ids, *weights, *texts, *end;
  unsigned count;
} gaz_bucket;

/* False when the image is damaged there. `bucket` must be below bucket_count. */
static inline bool gaz_bucket_read(const gaz_lexicon *lexicon, uint64_t bucket, gaz_bucket *out) {
  uint64_t bounds = gaz_bucket_bounds(lexicon, (uint32_t)bucket);
  uint32_t start = (uint32_t)bounds, end = (uint32_t)(bounds >> 32);
  if (start >= end || end > lexicon->blocks_size) return false;
  const unsigned char *at = lexicon->blocks + start;
  unsigned count = *at++;
  size_t each = 3u + lexicon->id_width + lexicon->weight_width;
  if (count * each > (size_t)(end - start) - 1) return false;
  out->count = count;
  out->tags = at;
  out->lengths = at + count;
  out->forms = at + 2 * count;
  out->ids = at + 3 * count;
  out->weights = out->ids + (size_t)count * lexicon->id_width;
  out->texts = out->weights + (size_t)count * lexicon->weight_width;
  out->end = lexicon->blocks + end;
  return true;
}

/* Which of eight names from `position` on have that tag: the high bit of a byte each. */
static inline uint64_t gaz_bucket_find(const gaz_lexicon *lexicon, const gaz_bucket *bucket,
                                       unsigned position, uint8_t tag) {
  const unsigned char *tags = bucket->tags + position;
  const uint64_t low = 0x7F7F7F7F7F7F7F7Fu;
  unsigned count = bucket->count - position;
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
static inline const unsigned char *gaz_bucket_codes(const gaz_lexicon *lexicon,
                                                    const gaz_bucket *bucket, unsigned position,
                                                    size_t *size) {
  size_t before = 0;
  const unsigned char *lengths = bucket->lengths;
  if (position < 8 && lexicon->map.data + lexicon->map.size - lengths >= 8) {
    /* The sum of the first bytes: in pairs, then all four pairs at once. */
    uint64_t x = gaz_read_u64(lengths) & ((UINT64_C(1) << (8 * position)) - 1);
    x = (x & 0x00FF00FF00FF00FFu) + (x >> 8 & 0x00FF00FF00FF00FFu);
    before = (size_t)((x * 0x0001000100010001u) >> 48);
  } else {
    for (unsigned i = 0; i < position; i++) before += lengths[i];
  }
  *size = lengths[position];
  if (before + *size > (size_t)(bucket->end - bucket->texts)) return NULL;
  return bucket->texts + before;
}

/* Writes the text of one name, at most GAZ_NAME_BYTES_MAX bytes; returns its size, 0 when the image
 * is damaged there. `out` has room for GAZ_UNSQUEEZED_MAX bytes. */
static inline size_t gaz_bucket_text(const gaz_lexicon *lexicon, const gaz_bucket *bucket,
                                     unsigned position, char *out) {
  size_t size;
  const unsigned char *codes = gaz_bucket_codes(lexicon, bucket, position, &size);
  if (!codes) return 0;
  if (bucket->forms[position] & GAZ_FORM_RAW) {
    memcpy(out, codes, size);
    return size;
  }
  size = gaz_unsqueeze(&lexicon->symbols, codes, size, out);
  return size <= GAZ_NAME_BYTES_MAX ? size : 0;
}

/* Whether the text of one name is just text[0, size), at a quick look: false means look closely.
 * 8 bytes behind the text are readable. */
static inline bool gaz_bucket_equals(const gaz_lexicon *lexicon, const gaz_bucket *bucket,
                                     unsigned position, const char *text, size_t size) {
  size_t count;
  const unsigned char *codes = gaz_bucket_codes(lexicon, bucket, position, &count);
  return codes && (size_t)(lexicon->map.data + lexicon->map.size - codes) >= size &&
         !(bucket->forms[position] & GAZ_FORM_RAW) &&
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
static inline uint32_t gaz_bucket_reference(const gaz_lexicon *lexicon, const gaz_bucket *bucket,
                                            unsigned position) {
  return gaz_read_narrow(lexicon, bucket->ids + (size_t)position * lexicon->id_width,
                         lexicon->id_width);
}

static inline gaz_list gaz_bucket_list(const gaz_lexicon *lexicon, const gaz_bucket *bucket,
                                       unsigned position) {
  return gaz_list_open(lexicon->lists, lexicon->lists_size,
                       gaz_bucket_reference(lexicon, bucket, position));
}

/* The most likely id of one name. */
static inline uint32_t gaz_bucket_id(const gaz_lexicon *lexicon, const gaz_bucket *bucket,
                                     unsigned position) {
  if (!(bucket->forms[position] & GAZ_FORM_LIST)) {
    return gaz_bucket_reference(lexicon, bucket, position);
  }
  gaz_list list = gaz_bucket_list(lexicon, bucket, position);
  gaz_candidate one;
  return gaz_list_next(&list, &one) ? one.id : 0;
}

#endif
