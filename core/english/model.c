/* Reading; the layout of a file is told in model_layout.h, scoring is in model_score.h. */
#include "english/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"
#include "base/pages.h"
#include "english/model_layout.h"
#include "english/model_score.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static gaz_status refuse(const char *path, const char *what, gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the model %s; install it again", what);
}

static bool read_labels(gaz_model *model, const unsigned char *names, size_t size) {
  size_t list = (model->label_count + 1) * sizeof *model->labels; /* the names stand behind it */
  model->labels = calloc(1, list + size);
  if (!model->labels) return false;
  const char *at = (const char *)model->labels + list, *end = at + size;
  memcpy((char *)model->labels + list, names, size);
  for (uint32_t i = 0; i < model->label_count; i++) {
    const char *stop = memchr(at, '\0', (size_t)(end - at));
    if (!stop) return false;
    model->labels[i] = at;
    at = stop + 1;
  }
  return at == end;
}

/* The length of the longest list of a bucket, or 256 when they overlap. */
static uint32_t longest_list(const unsigned char *ends) {
#if defined(__SSE2__)
  __m128i from = _mm_loadu_si128((const __m128i *)ends);
  __m128i to = _mm_loadu_si128((const __m128i *)(ends + 1)), size = _mm_sub_epi8(to, from);
  if (_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_max_epu8(from, to), to)) != 0xffff) return 256;
  size = _mm_max_epu8(size, _mm_srli_si128(size, 8));
  size = _mm_max_epu8(size, _mm_srli_si128(size, 4));
  size = _mm_max_epu8(size, _mm_srli_si128(size, 2));
  return (uint32_t)_mm_cvtsi128_si32(_mm_max_epu8(size, _mm_srli_si128(size, 1))) & 0xff;
#else
  uint32_t longest = 0;
  for (int i = 0; i < GAZ_LIST_PLACES; i++) {
    if (ends[i] > ends[i + 1]) return 256;
    if ((uint32_t)(ends[i + 1] - ends[i]) > longest) longest = (uint32_t)(ends[i + 1] - ends[i]);
  }
  return longest;
#endif
}

/* Whether all labels of a list are below `labels`: four at a time, by whether a carry leaves their byte. */
static bool labels_are_sound(const unsigned char *list, uint32_t count, uint32_t labels) {
  const uint64_t every = 0x0001000100010001u;
  uint64_t carries = 0;
  uint32_t k = 0;
  for (; k + 4 <= count; k += 4)
    carries |= (gaz_read_u64(list + 2 * k) & every * 0xff) + every * (256 - labels);
  for (; k < count; k++) carries |= list[2 * k] + 256u - labels;
  return !(carries & every << 8);
}

static bool keys_are_sound(const gaz_model *model) {
  for (uint32_t b = 0; b < model->bucket_count; b++) {
    const unsigned char *labels = model->buckets + (size_t)b * GAZ_KEY_BUCKET + GAZ_KEY_LABELS;
    for (int place = 0; place < GAZ_KEY_PLACES; place++)
      if (labels[place] >= model->label_count && labels[place] != GAZ_KEY_NONE) return false;
  }
  return true;
}

/* Walks all lists once, so that scoring need not check anything. */
static bool lists_are_sound(const gaz_model *model, uint32_t weights) {
  if (model->layout == GAZ_MODEL_KEYS) return keys_are_sound(model);
  if (model->layout != GAZ_MODEL_LISTS) return true;
  uint32_t row = gaz_model_row(model->label_count);
  bool has_rows = row <= GAZ_LIST_WEIGHTS; /* they hold no labels */
  if (!has_rows && !labels_are_sound(model->weights, weights, model->label_count)) return false;
  for (uint32_t b = 0; b < model->bucket_count; b++) {
    const unsigned char *bucket = model->buckets + (size_t)b * GAZ_LIST_BUCKET;
    const unsigned char *ends = bucket + GAZ_LIST_ENDS;
    uint32_t start = gaz_read_u32(bucket + GAZ_LIST_START), longest = longest_list(ends);
    if (longest > 255 || (uint64_t)start + ends[GAZ_LIST_PLACES] > weights) return false;
    if (!has_rows) continue;
    const unsigned char *list = model->weights + 2 * (size_t)start;
    if (longest < row && !labels_are_sound(list, ends[GAZ_LIST_PLACES], model->label_count))
      return false;
    for (uint32_t i = 0; longest >= row && i < GAZ_LIST_PLACES; i++) {
      uint32_t size = ends[i + 1] - ends[i];
      if (size < row && !labels_are_sound(list + 2 * ends[i], size, model->label_count))
        return false;
    }
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
  uint64_t checksum = gaz_read_u64(bytes + 8);
  if (checksum != gaz_hash_file(bytes + 16, size - 16, version) &&
      checksum !=
          gaz_hash(bytes + 16, size - 16, version)) /* as the first of this version have it */
    return refuse(path, "is damaged", error);
  uint32_t labels = gaz_read_u32(bytes + 20), buckets = gaz_read_u32(bytes + 24);
  uint32_t names = gaz_read_u32(bytes + 28), weights = gaz_read_u32(bytes + 32);
  gaz_model_layout layout = gaz_model_layout_for(labels);
  if (!labels || labels > GAZ_MODEL_LABELS_MAX) return refuse(path, "has a damaged header", error);
  gaz_model *model = calloc(1, sizeof *model);
  if (!model) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  uint32_t scale = gaz_read_u32(bytes + 36);
  memcpy(&model->scale, &scale, sizeof scale);
  if (!(model->scale > 1e-6f && model->scale < 1e6f)) { /* who divides by it has an int left */
    gaz_model_close(model);
    return refuse(path, "has a damaged header", error);
  }
  model->label_count = labels;
  uint32_t kind = gaz_read_u32(bytes + 40);
  if (kind) layout = GAZ_MODEL_KEYS;
  uint64_t body = gaz_model_body(names), index = gaz_model_bucket_size(layout);
  index *= buckets;
  bool sound = buckets && (!kind || kind == 2) && (layout == GAZ_MODEL_LISTS || !weights) &&
               body + index + 2 * (uint64_t)weights == size;
  if (sound) {
    model->layout = (uint8_t)layout;
    model->bucket_count = buckets;
    model->buckets = bytes + body;
    model->weights = model->buckets + index;
    gaz_model_choose_functions(model);
    sound = lists_are_sound(model, weights);
  }
  if (!sound || !read_labels(model, bytes + GAZ_MODEL_HEADER, names)) {
    gaz_model_close(model);
    return refuse(path, "has damaged contents", error);
  }
  if (!gaz_model_lay_lists(model)) {
    gaz_model_close(model);
    return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  }
  *out = model;
  return GAZ_OK;
}

gaz_status gaz_model_open(const char *path, gaz_model **out, gaz_error *error) {
  gaz_mapping file;
  *out = NULL;
  gaz_status status = gaz_load_file(path, &file, error);
  if (status) return status;
  status = gaz_model_read(file.data, file.size, path, out, error);
  if (status || (*out)->laid)
    gaz_unmap_file(&file);
  else
    (*out)->file = file;
  return status;
}

gaz_status gaz_model_open_first(const char *data_dir, const char *name, gaz_model **out,
                                gaz_error *error) {
  char path[4200];
  snprintf(path, sizeof path, "%s/english/%s.model", data_dir, name);
  gaz_status status = gaz_model_open(path, out, error);
  return status == GAZ_ERROR_NOT_FOUND ? GAZ_OK : status;
}

void gaz_model_close(gaz_model *model) {
  if (!model) return;
  gaz_unmap_file(&model->file);
  gaz_pages_free(model->laid, model->laid_size);
  free(model->labels);
  free(model);
}

int gaz_model_label(const gaz_model *model, const char *name) {
  for (uint32_t i = 0; i < model->label_count; i++)
    if (strcmp(model->labels[i], name) == 0) return (int)i;
  return -1;
}
