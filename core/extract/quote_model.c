/* The file: the magic, five little-endian numbers, the weights, and a hash of all before it. */
#include "extract/quote_model.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/endian.h"
#include "base/file.h"

static const char magic[8] = "GZQUOTE2";
enum {
  HEADER = 8 + 5 * 4,
  TRANSITIONS = GAZ_BOUNDARY_COUNT * GAZ_LABEL_COUNT * GAZ_LABEL_COUNT,
  FILE_MAX = 64 << 20,
};

static gaz_status corrupt(const char *path, gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "no quote model; re-install the data");
}

gaz_status gaz_quote_model_load(const char *path, gaz_quote_model *out, gaz_error *error) {
  *out = (gaz_quote_model){0};
  gaz_string bytes;
  gaz_status status = gaz_read_file(path, FILE_MAX, &bytes, error);
  if (status) return status;
  out->bytes = bytes;
  if (bytes.size < HEADER + 8 || memcmp(bytes.data, magic, 8) ||
      gaz_hash(bytes.data, bytes.size - 8, 0) != gaz_read_u64(bytes.data + bytes.size - 8))
    return corrupt(path, error);
  out->cue_bits = gaz_read_u32(bytes.data + 8);
  out->unit_bits = gaz_read_u32(bytes.data + 12);
  out->threshold = (int32_t)gaz_read_u32(bytes.data + 16);
  if (gaz_read_u32(bytes.data + 20) != GAZ_LABEL_COUNT ||
      gaz_read_u32(bytes.data + 24) != GAZ_BOUNDARY_COUNT || out->cue_bits > 23 ||
      out->unit_bits > 23 || !out->cue_bits || !out->unit_bits)
    return corrupt(path, error);
  size_t cues = ((size_t)1 << out->cue_bits) * sizeof(gaz_cue_row);
  size_t units = ((size_t)1 << out->unit_bits) * sizeof(gaz_unit_row);
  if (bytes.size != HEADER + cues + units + 2 * TRANSITIONS + 8) return corrupt(path, error);
  const unsigned char *at = (const unsigned char *)bytes.data + HEADER;
  out->cues = (const gaz_cue_row *)(const void *)at;
  out->units = (const gaz_unit_row *)(const void *)(at + cues);
  at += cues + units;
  int16_t *transitions = &out->transitions[0][0][0];
  for (size_t i = 0; i < TRANSITIONS; i++)
    transitions[i] = (int16_t)(uint16_t)(at[2 * i] | at[2 * i + 1] << 8);
  return GAZ_OK;
}

void gaz_quote_model_free(gaz_quote_model *model) {
  if (model) gaz_string_free(&model->bytes);
}

static void append_u32(gaz_buffer *buffer, uint32_t value) {
  unsigned char bytes[4] = {(unsigned char)value, (unsigned char)(value >> 8),
                            (unsigned char)(value >> 16), (unsigned char)(value >> 24)};
  gaz_buffer_append(buffer, bytes, sizeof bytes);
}

gaz_status gaz_quote_model_save(const gaz_quote_model *model, const char *path, gaz_error *error) {
  gaz_buffer buffer = {0};
  gaz_buffer_append(&buffer, magic, sizeof magic);
  append_u32(&buffer, model->cue_bits);
  append_u32(&buffer, model->unit_bits);
  append_u32(&buffer, (uint32_t)model->threshold);
  append_u32(&buffer, GAZ_LABEL_COUNT);
  append_u32(&buffer, GAZ_BOUNDARY_COUNT);
  gaz_buffer_append(&buffer, model->cues, sizeof *model->cues << model->cue_bits);
  gaz_buffer_append(&buffer, model->units, sizeof *model->units << model->unit_bits);
  const int16_t *transitions = &model->transitions[0][0][0];
  for (size_t i = 0; i < TRANSITIONS; i++) {
    gaz_buffer_byte(&buffer, (char)(transitions[i] & 255));
    gaz_buffer_byte(&buffer, (char)(transitions[i] >> 8 & 255));
  }
  uint64_t hash = buffer.failed ? 0 : gaz_hash(buffer.data, buffer.size, 0);
  append_u32(&buffer, (uint32_t)hash);
  append_u32(&buffer, (uint32_t)(hash >> 32));
  gaz_status status = buffer.failed ? gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory")
                                    : gaz_replace_file(path, buffer.data, buffer.size, error);
  gaz_buffer_free(&buffer);
  return status;
}

int32_t gaz_quote_model_cue(const gaz_quote_model *model, const gaz_quote_view *view,
                            uint32_t token) {
  uint32_t features[GAZ_CUE_FEATURES_MAX], mask = (1u << model->cue_bits) - 1;
  unsigned count = gaz_quote_cue_features(view, token, features);
  int32_t score = 0;
  for (unsigned i = 0; i < count; i++) {
    uint32_t row = features[i] & mask;
    uint8_t tag = gaz_quote_tag(features[i]);
    if (model->cues[row].tag == tag)
      score += model->cues[row].weight;
    else if (model->cues[row ^ 1].tag == tag)
      score += model->cues[row ^ 1].weight;
  }
  return score;
}

static void emissions(const gaz_quote_model *model, const gaz_cue_frame *frame, unsigned unit,
                      int32_t *scores) {
  uint32_t features[GAZ_UNIT_FEATURES_MAX], mask = (1u << model->unit_bits) - 1;
  unsigned count = gaz_quote_unit_features(frame, unit, features);
  memset(scores, 0, GAZ_LABEL_COUNT * sizeof *scores);
  for (unsigned i = 0; i < count; i++) {
    const gaz_unit_row *row = &model->units[features[i] & mask];
    uint8_t tag = gaz_quote_tag(features[i]);
    if (row->tag != tag) row = &model->units[(features[i] & mask) ^ 1];
    if (row->tag != tag) continue;
    for (unsigned l = 0; l < GAZ_LABEL_COUNT; l++) scores[l] += row->weights[l];
  }
}

void gaz_quote_model_label(const gaz_quote_model *model, const gaz_cue_frame *frame,
                           uint8_t *labels) {
  uint8_t back[GAZ_WINDOW_MAX][GAZ_LABEL_COUNT];
  int32_t best[GAZ_LABEL_COUNT] = {0}, here[GAZ_LABEL_COUNT];
  for (unsigned u = 0; u < frame->count; u++) {
    int32_t next[GAZ_LABEL_COUNT];
    unsigned boundary = gaz_quote_boundary(frame, u);
    emissions(model, frame, u, here);
    for (unsigned to = 0; to < GAZ_LABEL_COUNT; to++) {
      int32_t top = INT32_MIN;
      for (unsigned from = 0; from < GAZ_LABEL_COUNT; from++) {
        int32_t score = best[from] + (u ? model->transitions[boundary][from][to] : 0);
        if (score <= top) continue;
        top = score;
        back[u][to] = (uint8_t)from;
      }
      next[to] = top + here[to];
      /* The head of the cue is a cue, and nothing else can start the search over. */
      if (u == frame->at && to != GAZ_LABEL_CUE) next[to] = INT32_MIN / 2;
    }
    memcpy(best, next, sizeof best);
  }
  unsigned label = 0;
  for (unsigned l = 1; l < GAZ_LABEL_COUNT; l++)
    if (best[l] > best[label]) label = l;
  for (unsigned u = frame->count; u-- > 0;) {
    labels[u] = (uint8_t)label;
    label = back[u][label];
  }
}
