/* A model file is a header, the names of the labels, an index of buckets and the entries. The upper
 * bits of a feature name its bucket, and a bucket holds its features one after the other:
 *
 *   u16 the feature's lower bits   u8 count   count times (u8 label, i8 weight)
 *
 * so a look-up touches two places in memory, the index and one short run of bytes, and a feature costs
 * 3 bytes and 2 a weight: a third of what an open-addressed table of rows would take. With some 17 bits
 * of bucket and 16 of fingerprint two features are taken for one about once in 2^33.
 *
 * A model of no more than three labels is a table of slots instead: buckets of 64 bytes, one line of a
 * processor's cache, each with twelve fingerprints (u16) and then twelve times three weights. A look-up is
 * one access and one comparison of all twelve at once. A bucket that would hold more loses the features
 * with the least weight, a percent or so of all.
 *
 * All integers are little-endian. The checksum covers everything behind it. */
#include "english/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/endian.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum {
  HEADER_SIZE = 48,
  MIN_BUCKET_BITS = 4,
  MAX_BUCKET_BITS = 22,
  SLOT_BUCKET = 64,  /* bytes */
  SLOTS = 12,        /* in a bucket */
  SLOTS_FILLED = 10, /* on average */
};

static const char magic[8] = {'G', 'A', 'Z', 'M', 'O', 'D', 'E', 'L'};

/* At byte 0 magic, 8 checksum (u64, of all from byte 16), then u32s: 16 version, 20 label_count,
 * 24 bucket_bits (0: slots), 28 size of the names, 32 size of the entries, 36 scale (float), 40 zero, 44 zero. */

static uint32_t read_u16(const unsigned char *at) { return (uint32_t)(at[0] | at[1] << 8); }

static gaz_status refuse(const char *path, const char *what, gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the model %s; install it again", what);
}

static bool read_labels(gaz_model *model, const unsigned char *names, size_t size) {
  model->labels = calloc(model->label_count + 1, sizeof *model->labels);
  if (!model->labels) return false;
  const char *at = (const char *)names, *end = at + size;
  for (uint32_t i = 0; i < model->label_count; i++) {
    const char *stop = memchr(at, '\0', (size_t)(end - at));
    if (!stop) return false;
    model->labels[i] = at;
    at = stop + 1;
  }
  return at == end;
}

/* Walks every entry once, so that scoring need not check anything. */
static bool buckets_are_sound(const gaz_model *model, uint32_t buckets, uint32_t size) {
  uint32_t at = 0;
  if (gaz_read_u32(model->offsets) != 0) return false;
  for (uint32_t b = 0; b < buckets; b++) {
    uint32_t end = gaz_read_u32(model->offsets + 4 * (size_t)(b + 1));
    if (end < at || end > size) return false;
    while (at < end) {
      if (end - at < 3) return false;
      uint32_t count = model->entries[at + 2];
      if (end - at < 3 + 2 * count) return false;
      for (uint32_t i = 0; i < count; i++)
        if (model->entries[at + 3 + 2 * i] >= model->label_count) return false;
      at += 3 + 2 * count;
    }
  }
  return at == size;
}

gaz_status gaz_model_read(const void *data, size_t size, const char *path, gaz_model **out,
                          gaz_error *error) {
  *out = NULL;
  const unsigned char *bytes = data;
  if (size < HEADER_SIZE || memcmp(bytes, magic, sizeof magic) != 0)
    return refuse(path, "is not one", error);
  if (gaz_read_u32(bytes + 16) != GAZ_MODEL_VERSION)
    return refuse(path, "is of another version", error);
  if (gaz_read_u64(bytes + 8) != gaz_hash(bytes + 16, size - 16, GAZ_MODEL_VERSION))
    return refuse(path, "is damaged", error);
  uint32_t labels = gaz_read_u32(bytes + 20), bits = gaz_read_u32(bytes + 24);
  uint32_t names = gaz_read_u32(bytes + 28), entries = gaz_read_u32(bytes + 32);
  bool slots = bits == 0;
  if (!labels || labels > (slots ? GAZ_MODEL_SLOT_LABELS : GAZ_MODEL_LABELS_MAX) ||
      (!slots && (bits < MIN_BUCKET_BITS || bits > MAX_BUCKET_BITS)))
    return refuse(path, "has a damaged header", error);
  uint64_t index = slots ? 0 : 4 * (((uint64_t)1 << bits) + 1);
  if ((uint64_t)HEADER_SIZE + names + index + entries != size ||
      (slots && (!entries || entries % SLOT_BUCKET)))
    return refuse(path, "is truncated", error);
  gaz_model *model = calloc(1, sizeof *model);
  if (!model) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  model->label_count = labels;
  if (slots) {
    model->slots = bytes + HEADER_SIZE + names;
    model->bucket_count = entries / SLOT_BUCKET;
  } else {
    model->bucket_count = (uint32_t)1 << bits;
    model->bucket_shift = 64 - bits;
    model->offsets = bytes + HEADER_SIZE + names;
    model->entries = model->offsets + index;
  }
  uint32_t scale = gaz_read_u32(bytes + 36);
  memcpy(&model->scale, &scale, sizeof scale);
  if (!read_labels(model, bytes + HEADER_SIZE, names) ||
      (!slots && !buckets_are_sound(model, model->bucket_count, entries))) {
    gaz_model_close(model);
    return refuse(path, "has damaged contents", error);
  }
  *out = model;
  return GAZ_OK;
}

gaz_status gaz_model_open(const char *path, gaz_model **out, gaz_error *error) {
  gaz_mapping file;
  *out = NULL;
  gaz_status status = gaz_map_file(path, &file, error);
  if (status) return status;
  status = gaz_model_read(file.data, file.size, path, out, error);
  if (status)
    gaz_unmap_file(&file);
  else
    (*out)->file = file;
  return status;
}

void gaz_model_close(gaz_model *model) {
  if (!model) return;
  gaz_unmap_file(&model->file);
  free(model->labels);
  free(model);
}

static void add_weights(const unsigned char *at, const unsigned char *end, uint32_t fingerprint,
                        int32_t *scores) {
  while (at < end) {
    uint32_t count = at[2];
    const unsigned char *next = at + 3 + 2 * count;
    if (read_u16(at) == fingerprint) {
      for (at += 3; at < next; at += 2) scores[at[0]] += (int8_t)at[1];
      return;
    }
    at = next;
  }
}

static const unsigned char *slot_bucket(const gaz_model *model, uint64_t feature) {
  return model->slots + (feature >> 32) * model->bucket_count / ((uint64_t)1 << 32) * SLOT_BUCKET;
}

/* The weights of a fingerprint in a bucket, or NULL. The fingerprint 0 means a free slot. */
static const int8_t *find_slot(const unsigned char *bucket, uint16_t fingerprint) {
#if defined(__SSE2__)
  __m128i wanted = _mm_set1_epi16((short)fingerprint);
  __m128i low = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)bucket), wanted);
  __m128i high = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(bucket + 16)), wanted);
  uint32_t mask = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high)) & ((1u << SLOTS) - 1);
  if (!mask) return NULL;
  return (const int8_t *)bucket + 2 * SLOTS + 3 * __builtin_ctz(mask);
#else
  for (uint32_t i = 0; i < SLOTS; i++)
    if (read_u16(bucket + 2 * i) == fingerprint) return (const int8_t *)bucket + 2 * SLOTS + 3 * i;
  return NULL;
#endif
}

static uint16_t slot_fingerprint(uint64_t feature) {
  uint16_t fingerprint = (uint16_t)feature;
  return fingerprint ? fingerprint : 1;
}

static void score_slots(const gaz_model *model, const uint64_t *features, size_t count,
                        int32_t *scores) {
  const unsigned char *buckets[GAZ_MODEL_FEATURES_MAX];
  int32_t sums[GAZ_MODEL_SLOT_LABELS] = {0};
  for (size_t i = 0; i < count; i++) {
    buckets[i] = slot_bucket(model, features[i]);
    __builtin_prefetch(buckets[i]);
  }
  for (size_t i = 0; i < count; i++) {
    const int8_t *weights = find_slot(buckets[i], slot_fingerprint(features[i]));
    if (!weights) continue;
    sums[0] += weights[0];
    sums[1] += weights[1];
    sums[2] += weights[2];
  }
  for (uint32_t i = 0; i < model->label_count; i++) scores[i] += sums[i];
}

void gaz_model_score(const gaz_model *model, const uint64_t *features, size_t count,
                     int32_t *scores) {
  const unsigned char *from[GAZ_MODEL_FEATURES_MAX], *to[GAZ_MODEL_FEATURES_MAX];
  if (count > GAZ_MODEL_FEATURES_MAX) count = GAZ_MODEL_FEATURES_MAX;
  if (model->slots) {
    score_slots(model, features, count, scores);
    return;
  }
  /* Three passes, so that the memory of all features is fetched at once and not one after another. */
  for (size_t i = 0; i < count; i++) {
    from[i] = model->offsets + 4 * (features[i] >> model->bucket_shift);
    __builtin_prefetch(from[i]);
  }
  for (size_t i = 0; i < count; i++) {
    const unsigned char *offset = from[i];
    from[i] = model->entries + gaz_read_u32(offset);
    to[i] = model->entries + gaz_read_u32(offset + 4);
    __builtin_prefetch(from[i]);
  }
  for (size_t i = 0; i < count; i++)
    add_weights(from[i], to[i], (uint32_t)(features[i] & 0xffff), scores);
}

int gaz_model_only_label(const gaz_model *model, uint64_t feature) {
  if (model->slots) return -1;
  const unsigned char *offset = model->offsets + 4 * (feature >> model->bucket_shift);
  const unsigned char *at = model->entries + gaz_read_u32(offset);
  const unsigned char *end = model->entries + gaz_read_u32(offset + 4);
  for (; at < end; at += 3 + 2 * at[2])
    if (read_u16(at) == (feature & 0xffff)) return at[2] == 1 ? at[3] : -1;
  return -1;
}

int gaz_model_label(const gaz_model *model, const char *name) {
  for (uint32_t i = 0; i < model->label_count; i++)
    if (strcmp(model->labels[i], name) == 0) return (int)i;
  return -1;
}

/* ---- Writing ---- */

static int by_feature(const void *a, const void *b) {
  uint64_t x = ((const gaz_model_entry *)a)->feature, y = ((const gaz_model_entry *)b)->feature;
  return x < y ? -1 : x > y;
}

static void put_u32(unsigned char *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (unsigned char)(value >> 8 * i);
}

static void put_entry(unsigned char *at, const gaz_model_entry *entry) {
  at[0] = (unsigned char)entry->feature;
  at[1] = (unsigned char)(entry->feature >> 8);
  at[2] = (unsigned char)entry->count;
  for (uint32_t i = 0; i < entry->count; i++) {
    at[3 + 2 * i] = entry->labels[i];
    at[4 + 2 * i] = (unsigned char)entry->weights[i];
  }
}

/* Three or four features a bucket: more would be scanned too long, fewer would waste the index. */
static uint32_t bucket_bits(size_t count) {
  uint32_t bits = MIN_BUCKET_BITS;
  while (bits < MAX_BUCKET_BITS && ((size_t)4 << bits) < count) bits++;
  return bits;
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

static uint32_t slot_bucket_count(size_t count) { return (uint32_t)(count / SLOTS_FILLED + 1); }

/* `entries` are sorted by feature, so those of one bucket stand together. */
static void put_slots(unsigned char *body, gaz_model_entry *entries, size_t count) {
  gaz_model layout = {.slots = body, .bucket_count = slot_bucket_count(count)};
  for (size_t i = 0; i < count;) {
    const unsigned char *bucket = slot_bucket(&layout, entries[i].feature);
    size_t end = i;
    while (end < count && slot_bucket(&layout, entries[end].feature) == bucket) end++;
    qsort(entries + i, end - i, sizeof *entries, by_weight);
    unsigned char *at = body + (bucket - body);
    for (size_t slot = 0; slot < SLOTS && i + slot < end; slot++) {
      const gaz_model_entry *entry = &entries[i + slot];
      uint16_t fingerprint = slot_fingerprint(entry->feature);
      at[2 * slot] = (unsigned char)fingerprint;
      at[2 * slot + 1] = (unsigned char)(fingerprint >> 8);
      for (uint32_t k = 0; k < entry->count; k++)
        at[2 * SLOTS + 3 * slot + entry->labels[k]] = (unsigned char)entry->weights[k];
    }
    i = end;
  }
}

static void put_buckets(unsigned char *offsets, const gaz_model_entry *entries, size_t count,
                        uint32_t bits) {
  uint32_t buckets = (uint32_t)1 << bits, at = 0;
  unsigned char *body = offsets + 4 * ((size_t)buckets + 1);
  size_t entry = 0;
  for (uint32_t b = 0; b < buckets; b++) {
    for (; entry < count && entries[entry].feature >> (64 - bits) == b; entry++) {
      put_entry(body + at, &entries[entry]);
      at += 3 + 2 * entries[entry].count;
    }
    put_u32(offsets + 4 * ((size_t)b + 1), at);
  }
}

gaz_status gaz_model_write(const char *path, const char *const *labels, uint32_t label_count,
                           float scale, gaz_model_entry *entries, size_t count, gaz_error *error) {
  bool slots = label_count <= GAZ_MODEL_SLOT_LABELS;
  uint32_t bits = slots ? 0 : bucket_bits(count);
  size_t names = 0, bytes = 0;
  if (!label_count || label_count > GAZ_MODEL_LABELS_MAX)
    return gaz_fail(error, GAZ_ERROR_ARGUMENT, path, 0, "between 1 and 255 labels are needed");
  for (uint32_t i = 0; i < label_count; i++) names += strlen(labels[i]) + 1;
  for (size_t i = 0; i < count; i++) bytes += 3 + 2 * (size_t)entries[i].count;
  if (slots) bytes = (size_t)slot_bucket_count(count) * SLOT_BUCKET;
  size_t index = slots ? 0 : 4 * (((size_t)1 << bits) + 1),
         size = HEADER_SIZE + names + index + bytes;
  if (bytes > UINT32_MAX) return gaz_fail(error, GAZ_ERROR_TOO_LARGE, path, 0, "too many weights");
  unsigned char *file = calloc(1, size);
  if (!file) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  qsort(entries, count, sizeof *entries, by_feature);
  memcpy(file, magic, sizeof magic);
  put_u32(file + 16, GAZ_MODEL_VERSION);
  put_u32(file + 20, label_count);
  put_u32(file + 24, bits);
  put_u32(file + 28, (uint32_t)names);
  put_u32(file + 32, (uint32_t)bytes);
  uint32_t scale_bits;
  memcpy(&scale_bits, &scale, sizeof scale);
  put_u32(file + 36, scale_bits);
  char *name = (char *)file + HEADER_SIZE;
  for (uint32_t i = 0; i < label_count; i++) name = stpcpy(name, labels[i]) + 1;
  unsigned char *body = file + HEADER_SIZE + names;
  if (slots)
    put_slots(body, entries, count);
  else
    put_buckets(body, entries, count, bits);
  uint64_t checksum = gaz_hash(file + 16, size - 16, GAZ_MODEL_VERSION);
  put_u32(file + 8, (uint32_t)checksum);
  put_u32(file + 12, (uint32_t)(checksum >> 32));
  gaz_status status = gaz_replace_file(path, file, size, error);
  free(file);
  return status;
}
