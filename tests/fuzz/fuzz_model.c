/* The model loader on any bytes. The checksum is put right first, or no mutation would get past it. */
#include "english/model.h"
#include "repair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  gaz_error error;
  gaz_model *model;
  uint8_t *copy = fuzz_copy(data, size);
  if (!copy) return 0;
  if (size > 48) fuzz_put_u64(copy + 8, gaz_hash(copy + 16, size - 16, GAZ_MODEL_VERSION));
  if (!gaz_model_read(copy, size, "fuzz", &model, &error)) {
    int16_t scores[GAZ_MODEL_SCORES] = {0};
    uint64_t features[64];
    for (uint64_t i = 0; i < 64; i++)
      features[i] = gaz_feature((uint32_t)i, i) & (i & 1 ? ~(uint64_t)0 : 0xffff);
    gaz_model_score(model, features, 64, scores);
    if (gaz_model_only_label(model, features, 64) >= (int)model->label_count) abort();
    if (gaz_model_label(model, model->labels[0]) < 0) abort();
    gaz_model_close(model);
  } else if (model) {
    abort();
  }
  free(copy);
  return 0;
}
