/* Models of version 1: lists whose features stand one after the other in a bucket, or slots of up to three
 * labels. Read until the last of them is trained again. */
#include "english/model_old.h"

#include <string.h>

#include "base/endian.h"

enum {
  HEADER_SIZE = 48,
  MIN_BUCKET_BITS = 4,
  MAX_BUCKET_BITS = 22,
  SLOT_LABELS = 3,
  SLOT_BUCKET = 64,
  SLOTS = 12,
};

static uint32_t read_u16(const unsigned char *at) { return (uint32_t)(at[0] | at[1] << 8); }

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

bool gaz_model_read_old(gaz_model *model, const unsigned char *bytes, size_t size) {
  uint32_t bits = gaz_read_u32(bytes + 24), names = gaz_read_u32(bytes + 28);
  uint32_t entries = gaz_read_u32(bytes + 32);
  bool slots = bits == 0;
  if (slots ? model->label_count > SLOT_LABELS : bits < MIN_BUCKET_BITS || bits > MAX_BUCKET_BITS)
    return false;
  uint64_t index = slots ? 0 : 4 * (((uint64_t)1 << bits) + 1);
  if ((uint64_t)HEADER_SIZE + names + index + entries != size ||
      (slots && (!entries || entries % SLOT_BUCKET)))
    return false;
  model->old = true;
  if (slots) {
    model->slots = bytes + HEADER_SIZE + names;
    model->bucket_count = entries / SLOT_BUCKET;
    return true;
  }
  model->bucket_count = (uint32_t)1 << bits;
  model->bucket_shift = 64 - bits;
  model->offsets = bytes + HEADER_SIZE + names;
  model->entries = model->offsets + index;
  return buckets_are_sound(model, model->bucket_count, entries);
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

static const int8_t *find_slot(const unsigned char *bucket, uint16_t fingerprint) {
  for (uint32_t i = 0; i < SLOTS; i++)
    if (read_u16(bucket + 2 * i) == fingerprint) return (const int8_t *)bucket + 2 * SLOTS + 3 * i;
  return NULL;
}

static uint16_t slot_fingerprint(uint64_t feature) {
  uint16_t fingerprint = (uint16_t)feature;
  return fingerprint ? fingerprint : 1;
}

static void score_slots(const gaz_model *model, const uint64_t *features, size_t count,
                        int32_t *scores) {
  const unsigned char *buckets[GAZ_MODEL_FEATURES_MAX];
  int32_t sums[SLOT_LABELS] = {0};
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

void gaz_model_score_old(const gaz_model *model, const uint64_t *features, size_t count,
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

int gaz_model_only_label_old(const gaz_model *model, uint64_t feature) {
  if (model->slots) return -1;
  const unsigned char *offset = model->offsets + 4 * (feature >> model->bucket_shift);
  const unsigned char *at = model->entries + gaz_read_u32(offset);
  const unsigned char *end = model->entries + gaz_read_u32(offset + 4);
  for (; at < end; at += 3 + 2 * at[2])
    if (read_u16(at) == (feature & 0xffff)) return at[2] == 1 ? at[3] : -1;
  return -1;
}
