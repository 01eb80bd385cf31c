/* Writing of model files; see model_layout.h. */
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "english/model.h"
#include "english/model_layout.h"

enum {
  PAIRS_FILLED =
      6, /* places of a bucket that are taken, on average: ten buckets in a hundred overflow */
  QUADS_FILLED = 7,
  KEYS_FILLED = 13,
  LISTS_FILLED = 12,
};

static int by_feature(const void *a, const void *b) {
  uint64_t x = ((const gaz_model_entry *)a)->feature, y = ((const gaz_model_entry *)b)->feature;
  return x < y ? -1 : x > y;
}

static uint32_t weight_of(const gaz_model_entry *entry) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < entry->count; i++) sum += (uint32_t)abs(entry->weights[i]);
  return sum;
}

static int by_weight(const void *a, const void *b) {
  const gaz_model_entry *x = a, *y = b;
  uint32_t p = weight_of(x), q = weight_of(y);
  if (p != q) return p > q ? -1 : 1;
  return by_feature(a, b);
}

static void put_u16(unsigned char *at, uint32_t value) {
  at[0] = (unsigned char)value;
  at[1] = (unsigned char)(value >> 8);
}

static void put_u32(unsigned char *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (unsigned char)(value >> 8 * i);
}

static void put_pairs(unsigned char *bucket, const gaz_model_entry *entries, size_t count) {
  for (size_t place = 0; place < count; place++) {
    const gaz_model_entry *entry = &entries[place];
    put_u16(bucket + 2 * place, gaz_model_fingerprint(entry->feature));
    for (uint32_t k = 0; k < entry->count; k++)
      bucket[2 * GAZ_PAIR_PLACES + 2 * place + entry->labels[k]] = (unsigned char)entry->weights[k];
  }
}

static void put_quads(unsigned char *bucket, const gaz_model_entry *entries, size_t count) {
  for (size_t place = 0; place < count; place++) {
    const gaz_model_entry *entry = &entries[place];
    put_u16(bucket + 2 * place, gaz_model_fingerprint(entry->feature));
    for (uint32_t k = 0; k < entry->count; k++)
      bucket[GAZ_QUAD_WEIGHTS + 4 * place + entry->labels[k]] = (unsigned char)entry->weights[k];
  }
}

static void put_keys(unsigned char *bucket, const gaz_model_entry *entries, size_t count) {
  for (size_t place = 0; place < count; place++) {
    put_u16(bucket + 2 * place, gaz_model_fingerprint(entries[place].feature));
    bucket[GAZ_KEY_CHECKS + place] = gaz_model_check(entries[place].feature);
    bucket[GAZ_KEY_LABELS + place] = entries[place].labels[0];
  }
}

/* How many weights an entry takes the room of. */
static uint32_t room_of(const gaz_model_entry *entry, uint32_t row) {
  return entry->count < row ? entry->count : row;
}

/* Returns how many weights now stand in all. `row`: gaz_model_row. */
static uint32_t put_lists(unsigned char *bucket, const gaz_model_entry *entries, size_t count,
                          uint32_t row, unsigned char *weights, uint32_t used) {
  uint32_t start = used, place = 0;
  put_u32(bucket + GAZ_LIST_START, start);
  for (size_t i = 0; i < count; i++) {
    const gaz_model_entry *entry = &entries[i];
    if (used - start + room_of(entry, row) > GAZ_LIST_WEIGHTS) continue;
    put_u16(bucket + 2 * place, gaz_model_fingerprint(entry->feature));
    unsigned char *at = weights + 2 * (size_t)used;
    for (uint32_t k = 0; k < entry->count && entry->count >= row; k++)
      at[entry->labels[k]] = (unsigned char)entry->weights[k];
    for (uint32_t k = 0; k < entry->count && entry->count < row; k++) {
      at[2 * k] = entry->labels[k];
      at[2 * k + 1] = (unsigned char)entry->weights[k];
    }
    used += room_of(entry, row);
    bucket[GAZ_LIST_ENDS + ++place] = (unsigned char)(used - start);
  }
  while (place < GAZ_LIST_PLACES) bucket[GAZ_LIST_ENDS + ++place] = (unsigned char)(used - start);
  return used;
}

/* `entries` are sorted by feature, so those of one bucket stand together. */
static uint32_t put_buckets(unsigned char *body, gaz_model_layout layout, uint32_t row,
                            uint32_t buckets, gaz_model_entry *entries, size_t count) {
  static const size_t all_places[] = {GAZ_PAIR_PLACES, GAZ_QUAD_PLACES,
                                      GAZ_LIST_PLACES, [GAZ_MODEL_KEYS] = GAZ_KEY_PLACES};
  size_t size = gaz_model_bucket_size(layout), places = all_places[layout];
  unsigned char *weights = body + buckets * size;
  uint32_t used = 0;
  for (uint32_t b = 0; b < buckets && layout == GAZ_MODEL_KEYS; b++)
    memset(body + b * size + GAZ_KEY_LABELS, GAZ_KEY_NONE, GAZ_KEY_PLACES);
  for (size_t i = 0; i < count;) {
    uint32_t bucket = gaz_model_bucket(entries[i].feature, buckets);
    size_t end = i;
    while (end < count && gaz_model_bucket(entries[end].feature, buckets) == bucket) end++;
    qsort(entries + i, end - i, sizeof *entries, by_weight);
    size_t kept = end - i < places ? end - i : places;
    if (layout == GAZ_MODEL_PAIRS)
      put_pairs(body + bucket * size, entries + i, kept);
    else if (layout == GAZ_MODEL_QUADS)
      put_quads(body + bucket * size, entries + i, kept);
    else if (layout == GAZ_MODEL_KEYS)
      put_keys(body + bucket * size, entries + i, kept);
    else
      used = put_lists(body + bucket * size, entries + i, kept, row, weights, used);
    i = end;
  }
  return used;
}

/* Fills the header. */
static void seal(unsigned char *file, size_t size, uint32_t labels, uint32_t buckets,
                 uint32_t names, uint32_t weights, float scale, uint32_t kind) {
  uint32_t scale_bits;
  memcpy(&scale_bits, &scale, sizeof scale);
  memcpy(file, gaz_model_magic, sizeof gaz_model_magic);
  put_u32(file + 16, GAZ_MODEL_VERSION);
  put_u32(file + 20, labels);
  put_u32(file + 24, buckets);
  put_u32(file + 28, names);
  put_u32(file + 32, weights);
  put_u32(file + 36, scale_bits);
  put_u32(file + 40, kind);
  uint64_t checksum = gaz_hash_file(file + 16, size - 16, GAZ_MODEL_VERSION);
  put_u32(file + 8, (uint32_t)checksum);
  put_u32(file + 12, (uint32_t)(checksum >> 32));
}

static gaz_status write_buckets(const char *path, gaz_model_layout layout,
                                const char *const *labels, uint32_t label_count, float scale,
                                gaz_model_entry *entries, size_t count, gaz_error *error) {
  if (!label_count || label_count > GAZ_MODEL_LABELS_MAX)
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, path, 0, "between 1 and 255 labels are needed");
  static const size_t filled[] = {PAIRS_FILLED, QUADS_FILLED,
                                  LISTS_FILLED, [GAZ_MODEL_KEYS] = KEYS_FILLED};
  uint64_t buckets = count / filled[layout] + 1;
  uint32_t row = gaz_model_row(label_count);
  size_t names = 0, weights = 0;
  for (uint32_t i = 0; i < label_count; i++) names += strlen(labels[i]) + 1;
  for (size_t i = 0; i < count && layout == GAZ_MODEL_LISTS; i++)
    weights += room_of(&entries[i], row);
  size_t body = gaz_model_body(names);
  size_t room = body + buckets * gaz_model_bucket_size(layout) + 2 * weights;
  if (buckets > UINT32_MAX / 2 || weights > UINT32_MAX / 2)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, path, 0, "too many weights");
  unsigned char *file = calloc(1, room);
  if (!file) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  qsort(entries, count, sizeof *entries, by_feature);
  char *name = (char *)file + GAZ_MODEL_HEADER;
  for (uint32_t i = 0; i < label_count; i++) name = stpcpy(name, labels[i]) + 1;
  uint32_t used = put_buckets(file + body, layout, row, (uint32_t)buckets, entries, count);
  size_t size = room - 2 * (weights - used); /* without what did not fit */
  seal(file, size, label_count, (uint32_t)buckets, (uint32_t)names, used, scale,
       layout == GAZ_MODEL_KEYS ? 2 : 0);
  gaz_status status = gaz_replace_file(path, file, size, error);
  free(file);
  return status;
}

gaz_status gaz_model_write(const char *path, const char *const *labels, uint32_t label_count,
                           float scale, gaz_model_entry *entries, size_t count, gaz_error *error) {
  return write_buckets(path, gaz_model_layout_for(label_count), labels, label_count, scale, entries,
                       count, error);
}

gaz_status gaz_model_write_keys(const char *path, const char *const *labels, uint32_t label_count,
                                gaz_model_entry *entries, size_t count, gaz_error *error) {
  return write_buckets(path, GAZ_MODEL_KEYS, labels, label_count, 1, entries, count, error);
}
