/* Scores with what every machine of the architecture has, and which way of scoring this machine takes. */
#define SCORE gaz_model_score_plain
#define LOCATE gaz_model_locate_plain
#define ADD gaz_model_add_plain
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
#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
  if (!has_avx2()) return;
  model->score = gaz_model_score_avx2;
  model->locate = gaz_model_locate_avx2;
  model->add = gaz_model_add_avx2;
#endif
}

/* The place of a feature in a bucket of keys, or GAZ_KEY_PLACES. */
static inline uint32_t find_key(const unsigned char *bucket, uint64_t feature) {
#if defined(__SSE2__)
  const __m128i *at = (const __m128i *)bucket;
  __m128i wanted = _mm_set1_epi16((short)feature);
  __m128i low = _mm_cmpeq_epi16(_mm_loadu_si128(at), wanted);
  __m128i high = _mm_cmpeq_epi16(_mm_loadu_si128(at + 1), wanted);
  __m128i checks =
      _mm_cmpeq_epi8(_mm_loadu_si128(at + 2), _mm_set1_epi8((char)gaz_model_check(feature)));
  uint32_t mask = (uint32_t)_mm_movemask_epi8(_mm_and_si128(_mm_packs_epi16(low, high), checks));
  return (uint32_t)__builtin_ctz(mask | 1u << GAZ_KEY_PLACES);
#else
  uint32_t place = 0;
  while (place < GAZ_KEY_PLACES &&
         ((bucket[2 * place] | bucket[2 * place + 1] << 8) != (uint16_t)feature ||
          bucket[GAZ_KEY_CHECKS + place] != gaz_model_check(feature)))
    place++;
  return place;
#endif
}

static int label_of_key(const gaz_model *model, const uint64_t *features, size_t count) {
  gaz_model_places at;
  locate(model, features, count, 6, &at);
  for (size_t i = 0; i < count; i++) {
    const unsigned char *bucket = model->buckets + at.bucket[i];
    uint32_t place = find_key(bucket, at.fingerprint[i]);
    if (place == GAZ_KEY_PLACES) continue;
    uint8_t label = bucket[GAZ_KEY_LABELS + place];
    if (label != GAZ_KEY_NONE) return label;
  }
  return -1;
}

int gaz_model_only_label(const gaz_model *model, const uint64_t *features, size_t count) {
  gaz_model_places at;
  if (count > GAZ_MODEL_FEATURES_MAX) return -1;
  if (model->layout == GAZ_MODEL_KEYS) return label_of_key(model, features, count);
  if (model->layout != GAZ_MODEL_LISTS) return -1;
  locate(model, features, count, 6, &at);
  for (size_t i = 0; i < count; i++) {
    const gaz_list_bucket *bucket = bucket_at(model, at.bucket[i]);
    uint32_t place = find_place(bucket->prints, at.fingerprint[i]);
    list found = list_at(model, bucket, place);
    if (found.count == 1) return found.weights[0];
  }
  return -1;
}

uint32_t gaz_model_direct_bucket(uint64_t feature, uint32_t buckets) {
  return gaz_model_bucket(gaz_feature_mix(feature), buckets);
}

uint32_t gaz_model_best(const int16_t *scores, uint32_t labels, int32_t *margin) {
#if defined(__x86_64__) && defined(GAZ_HAVE_AVX2)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi"))
    return gaz_model_best_avx2(scores, labels, margin);
#endif
  return gaz_model_best_plain(scores, labels, margin);
}
