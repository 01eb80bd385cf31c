/* Scores with what every machine of the architecture has, and which way of scoring this machine takes. */
#define SCORE gaz_model_score_plain
#define LOCATE gaz_model_locate_plain
#define ADD gaz_model_add_plain
#define LABEL_OF_KEY gaz_model_label_of_key_plain
#define BEST gaz_model_best_plain
#include "english/model_score_body.h"

static bool has_avx2(void) {
#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
#else
  return false;
#endif
}

void gaz_model_choose_functions(gaz_model *model) {
  model->score = gaz_model_score_plain;
  model->locate = gaz_model_locate_plain;
  model->add = gaz_model_add_plain;
  model->label_of_key = gaz_model_label_of_key_plain;
#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
  if (!has_avx2()) return;
  model->score = gaz_model_score_avx2;
  model->locate = gaz_model_locate_avx2;
  model->add = gaz_model_add_avx2;
  model->label_of_key = gaz_model_label_of_key_avx2;
#endif
}

int gaz_model_only_label(const gaz_model *model, const uint64_t *features, size_t count) {
  gaz_model_places at;
  if (count > GAZ_MODEL_FEATURES_MAX) return -1;
  if (model->layout == GAZ_MODEL_KEYS) return model->label_of_key(model, features, count);
  if (model->layout != GAZ_MODEL_LISTS) return -1;
  locate(model, features, count, 6, &at);
  for (size_t i = 0; i < count; i++) {
    const gaz_list_bucket *bucket = bucket_at(model, at.bucket[i]);
    uint32_t start = bucket->starts[find_place(bucket->prints, at.fingerprint[i])];
    if (start & GAZ_START_SINGLE)
      return list_at(model, bucket, start, gaz_model_row_size(model->label_count))[0];
  }
  return -1;
}

uint32_t gaz_model_best(const int16_t *scores, uint32_t labels, int32_t *margin) {
#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
    return gaz_model_best_avx2(scores, labels, margin);
#endif
  return gaz_model_best_plain(scores, labels, margin);
}
