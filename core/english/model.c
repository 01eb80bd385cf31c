/* Reading and scoring; the layout of a file is told in model_layout.h. A score is three short passes over
 * the features: where their buckets are, which place in it, what weights. So the memory of all of them is
 * fetched at once and not one after another. */
#include "english/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "english/model_layout.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

/* Walks all lists once, so that scoring need not check anything. */
static bool lists_are_sound(const gaz_model *model, uint32_t weights) {
  if (model->pairs) return true;
  for (uint32_t b = 0; b < model->bucket_count; b++) {
    const unsigned char *bucket = model->buckets + (size_t)b * GAZ_LIST_BUCKET;
    const unsigned char *ends = bucket + GAZ_LIST_ENDS;
    for (int i = 0; i < GAZ_LIST_PLACES; i++)
      if (ends[i] > ends[i + 1]) return false;
    if ((uint64_t)gaz_read_u32(bucket + GAZ_LIST_START) + ends[GAZ_LIST_PLACES] > weights)
      return false;
  }
  uint32_t row = gaz_model_row(model->label_count);
  for (uint32_t b = 0; b < model->bucket_count; b++) {
    const unsigned char *bucket = model->buckets + (size_t)b * GAZ_LIST_BUCKET;
    const unsigned char *ends = bucket + GAZ_LIST_ENDS;
    const unsigned char *list = model->weights + 2 * (size_t)gaz_read_u32(bucket + GAZ_LIST_START);
    for (int i = 0; i < GAZ_LIST_PLACES; i++)
      for (uint32_t k = ends[i]; k < ends[i + 1] && (uint32_t)(ends[i + 1] - ends[i]) < row; k++)
        if (list[2 * k] >= model->label_count) return false;
  }
  return true;
}

gaz_status gaz_model_read(const void *data, size_t size, const char *path, gaz_model **out,
                          gaz_error *error) {
  *out = NULL;
  const unsigned char *bytes = data;
  if (size < GAZ_MODEL_HEADER || memcmp(bytes, gaz_model_magic, sizeof gaz_model_magic) != 0)
    return refuse(path, "is not one", error);
  uint32_t version = gaz_read_u32(bytes + 16);
  if (version != GAZ_MODEL_VERSION) return refuse(path, "is of another version", error);
  if (gaz_read_u64(bytes + 8) != gaz_hash(bytes + 16, size - 16, version))
    return refuse(path, "is damaged", error);
  uint32_t labels = gaz_read_u32(bytes + 20), buckets = gaz_read_u32(bytes + 24);
  uint32_t names = gaz_read_u32(bytes + 28), weights = gaz_read_u32(bytes + 32);
  bool pairs = labels <= GAZ_PAIR_LABELS;
  if (!labels || labels > GAZ_MODEL_LABELS_MAX) return refuse(path, "has a damaged header", error);
  gaz_model *model = calloc(1, sizeof *model);
  if (!model) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  uint32_t scale = gaz_read_u32(bytes + 36);
  memcpy(&model->scale, &scale, sizeof scale);
  if (!(model->scale > 1e-9f && model->scale < 1e9f)) {
    gaz_model_close(model);
    return refuse(path, "has a damaged header", error);
  }
  model->label_count = labels;
  uint64_t body = gaz_model_body(names), index = pairs ? GAZ_PAIR_BUCKET : GAZ_LIST_BUCKET;
  index *= buckets;
  bool sound = buckets && !(pairs && weights) && body + index + 2 * (uint64_t)weights == size;
  if (sound) {
    model->pairs = pairs;
    model->bucket_count = buckets;
    model->buckets = bytes + body;
    model->weights = model->buckets + index;
    sound = lists_are_sound(model, weights);
  }
  if (!sound || !read_labels(model, bytes + GAZ_MODEL_HEADER, names)) {
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

/* ---- Pairs ---- */

static void score_pairs(const gaz_model *model, const uint64_t *features, size_t count,
                        int32_t *scores) {
  const unsigned char *buckets[GAZ_MODEL_FEATURES_MAX];
  int16_t first[8] = {0}, second[8] = {0}; /* 128 features of a byte each cannot overflow */
  for (size_t i = 0; i < count; i++) {
    buckets[i] = model->buckets +
                 (size_t)gaz_model_bucket(features[i], model->bucket_count) * GAZ_PAIR_BUCKET;
    __builtin_prefetch(buckets[i]);
  }
#if defined(__SSE2__)
  __m128i first_sums = _mm_setzero_si128(), second_sums = _mm_setzero_si128();
#pragma GCC unroll 4
  for (size_t i = 0; i < count; i++) {
    __m128i wanted = _mm_set1_epi16((short)gaz_model_fingerprint(features[i]));
    __m128i here = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)buckets[i]), wanted);
    __m128i weights =
        _mm_and_si128(_mm_loadu_si128((const __m128i *)(buckets[i] + 2 * GAZ_PAIR_PLACES)), here);
    first_sums = _mm_add_epi16(first_sums, _mm_srai_epi16(_mm_slli_epi16(weights, 8), 8));
    second_sums = _mm_add_epi16(second_sums, _mm_srai_epi16(weights, 8));
  }
  _mm_storeu_si128((__m128i *)first, first_sums);
  _mm_storeu_si128((__m128i *)second, second_sums);
#else
  for (size_t i = 0; i < count; i++) {
    uint16_t wanted = gaz_model_fingerprint(features[i]);
    for (int place = 0; place < GAZ_PAIR_PLACES; place++) {
      const unsigned char *at = buckets[i] + 2 * place, *weights = at + 2 * GAZ_PAIR_PLACES;
      if ((uint16_t)(at[0] | at[1] << 8) != wanted) continue;
      first[place] = (int16_t)(first[place] + (int8_t)weights[0]);
      second[place] = (int16_t)(second[place] + (int8_t)weights[1]);
    }
  }
#endif
  int32_t sums[2] = {0};
  for (int place = 0; place < GAZ_PAIR_PLACES; place++) {
    sums[0] += first[place];
    sums[1] += second[place];
  }
  scores[0] += sums[0];
  if (model->label_count > 1) scores[1] += sums[1];
}

/* ---- Lists ---- */

/* The place of a fingerprint in a bucket, or GAZ_LIST_PLACES. */
static inline uint32_t find_place(const unsigned char *bucket, uint16_t fingerprint) {
#if defined(__SSE2__)
  __m128i wanted = _mm_set1_epi16((short)fingerprint);
  __m128i low = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)bucket), wanted);
  __m128i high = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(bucket + 16)), wanted);
  uint32_t mask = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
  return (uint32_t)__builtin_ctz(mask | 1u << GAZ_LIST_PLACES);
#else
  uint32_t place = 0;
  while (place < GAZ_LIST_PLACES && (bucket[2 * place] | bucket[2 * place + 1] << 8) != fingerprint)
    place++;
  return place;
#endif
}

typedef struct list {
  const unsigned char *weights, *end;
} list;

/* The list of a feature at `*out`; returns 1 when there is one, else 0 (and *out is of no use). */
static inline size_t find_list(const gaz_model *model, const unsigned char *bucket,
                               uint64_t feature, list *out) {
  size_t place = find_place(bucket, gaz_model_fingerprint(feature));
  size_t found = place / GAZ_LIST_PLACES ^ 1;
  const unsigned char *ends = bucket + GAZ_LIST_ENDS + place % GAZ_LIST_PLACES;
  const unsigned char *weights = model->weights + 2 * (size_t)gaz_read_u32(bucket + GAZ_LIST_START);
  out->weights = weights + 2 * (size_t)ends[0];
  out->end = weights + 2 * (size_t)ends[1];
  return found;
}

static const unsigned char *list_bucket(const gaz_model *model, uint64_t feature) {
  return model->buckets + (size_t)gaz_model_bucket(feature, model->bucket_count) * GAZ_LIST_BUCKET;
}

/* Adds a row to sums of 16 bits, which GAZ_MODEL_FEATURES_MAX of them cannot overflow. */
static inline void add_row(const unsigned char *row, uint32_t size, int16_t *sums) {
#if defined(__SSE2__)
  for (uint32_t i = 0; i < size; i += 8) {
    __m128i bytes = _mm_loadl_epi64((const __m128i *)(row + i));
    __m128i weights = _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8);
    __m128i *sum = (__m128i *)(sums + i);
    _mm_store_si128(sum, _mm_add_epi16(_mm_load_si128(sum), weights));
  }
#else
  for (uint32_t i = 0; i < size; i++) sums[i] = (int16_t)(sums[i] + (int8_t)row[i]);
#endif
}

static void add_rows_and_lists(const gaz_model *model, const list *lists, size_t count,
                               int32_t *scores) {
  _Alignas(16) int16_t sums[GAZ_ROW_LABELS_MAX] = {0};
  ptrdiff_t row = 2 * (ptrdiff_t)gaz_model_row(model->label_count);
  for (size_t i = 0; i < count; i++) {
    /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): find_list has filled each that counts */
    const unsigned char *at = lists[i].weights, *end = lists[i].end;
    if (end - at >= row)
      add_row(at, (uint32_t)row, sums);
    else
      for (; at < end; at += 2) scores[at[0]] += (int8_t)at[1];
  }
  for (uint32_t label = 0; label < model->label_count; label++) scores[label] += sums[label];
}

static void score_lists(const gaz_model *model, const uint64_t *features, size_t count,
                        int32_t *scores) {
  const unsigned char *buckets[GAZ_MODEL_FEATURES_MAX];
  list lists[GAZ_MODEL_FEATURES_MAX + 1];
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    buckets[i] = list_bucket(model, features[i]);
    __builtin_prefetch(buckets[i]);
  }
  for (size_t i = 0; i < count; i++) {
    size_t is = find_list(model, buckets[i], features[i], &lists[found]);
    __builtin_prefetch(lists[found].weights);
    found += is;
  }
  if (gaz_model_row(model->label_count) <= GAZ_LIST_WEIGHTS) {
    add_rows_and_lists(model, lists, found, scores);
    return;
  }
  for (size_t i = 0; i < found; i++) {
    /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): the same */
    for (const unsigned char *at = lists[i].weights, *end = lists[i].end; at < end; at += 2)
      scores[at[0]] += (int8_t)at[1];
  }
}

void gaz_model_score(const gaz_model *model, const uint64_t *features, size_t count,
                     int32_t *scores) {
  if (count > GAZ_MODEL_FEATURES_MAX) count = GAZ_MODEL_FEATURES_MAX;
  if (model->pairs)
    score_pairs(model, features, count, scores);
  else
    score_lists(model, features, count, scores);
}

int gaz_model_only_label(const gaz_model *model, uint64_t feature) {
  list found;
  if (model->pairs || !find_list(model, list_bucket(model, feature), feature, &found)) return -1;
  return found.end - found.weights == 2 ? found.weights[0] : -1;
}

int gaz_model_label(const gaz_model *model, const char *name) {
  for (uint32_t i = 0; i < model->label_count; i++)
    if (strcmp(model->labels[i], name) == 0) return (int)i;
  return -1;
}
