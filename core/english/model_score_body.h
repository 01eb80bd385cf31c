/* english/model_score_body.h - the functions of model_score.h, for the instructions the including file is
 * compiled for. The layout of buckets, lists and rows is told in model_layout.h. */
#include <string.h>

#include "base/endian.h"
#include "english/model_layout.h"
#include "english/model_score.h"

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Mixes the features, writes from number `from` on where they are, and asks for the memory of all their buckets at once.
 * `bits`: of the size of a bucket. */
static inline void locate_from(const gaz_model *model, const uint64_t *features, size_t count,
                               int bits, size_t from, gaz_model_places *places) {
  uint64_t *bucket = places->bucket + from, *fingerprint = places->fingerprint + from;
  size_t i = 0;
#if defined(__AVX2__)
  const __m256i low = _mm256_set1_epi64x(0x6659fd93), high = _mm256_set1_epi64x(0xd6e8feb8);
  const __m256i buckets = _mm256_set1_epi64x(model->bucket_count);
  for (; i + 4 <= count; i += 4) { /* gaz_feature_mix */
    __m256i x = _mm256_loadu_si256((const __m256i *)(features + i));
    __m256i upper = _mm256_srli_epi64(x, 32);
    x = _mm256_xor_si256(x, upper);
    __m256i cross = _mm256_add_epi64(_mm256_mul_epu32(upper, low), _mm256_mul_epu32(x, high));
    x = _mm256_add_epi64(_mm256_mul_epu32(x, low), _mm256_slli_epi64(cross, 32));
    x = _mm256_xor_si256(x, _mm256_srli_epi64(x, 29));
    _mm256_storeu_si256((__m256i *)(fingerprint + i), x);
    x = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), buckets);
    x = _mm256_slli_epi64(_mm256_srli_epi64(x, 32), bits);
    _mm256_storeu_si256((__m256i *)(bucket + i), x);
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) __builtin_prefetch(model->buckets + bucket[i + (size_t)k]);
  }
#endif
  for (; i < count; i++) {
    fingerprint[i] = gaz_feature_mix(features[i]);
    bucket[i] = (uint64_t)gaz_model_bucket(fingerprint[i], model->bucket_count) << bits;
    __builtin_prefetch(model->buckets + bucket[i]);
  }
}

static inline void locate(const gaz_model *model, const uint64_t *features, size_t count, int bits,
                          gaz_model_places *places) {
  locate_from(model, features, count, bits, 0, places);
}

/* ---- Pairs ---- */

#if defined(__SSE2__)
static inline int sum_of(__m128i eight) {
  __m128i sums = _mm_madd_epi16(eight, _mm_set1_epi16(1));
  sums = _mm_add_epi32(sums, _mm_srli_si128(sums, 8));
  return _mm_cvtsi128_si32(_mm_add_epi32(sums, _mm_srli_si128(sums, 4)));
}
#endif

#if defined(__AVX2__)
/* Two pieces of 16 bytes. */
static inline __m256i load_two(const unsigned char *low, const unsigned char *high) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)low)),
                                 _mm_loadu_si128((const __m128i *)high), 1);
}
#endif

/* Sums each place of the buckets for itself, and in the end all eight. */
static inline void add_pairs(const gaz_model *model, const gaz_model_places *at, size_t count,
                             int16_t *scores) {
  const unsigned char *table = model->buckets;
  int first = 0, second = 0;
  size_t i = 0;
#if defined(__SSE2__)
  __m128i first_sums, second_sums;
#if defined(__AVX2__)
  /* Two features at a time. A vector of four fingerprints gives eight times that of its first and third, or of its
   * second and fourth. */
  const __m256i odd = _mm256_set1_epi16(0x0100), even = _mm256_set1_epi16(0x0908);
  const __m256i one = _mm256_set1_epi16(1), other = _mm256_set1_epi16(0x100);
  __m256i firsts = _mm256_setzero_si256(), seconds = _mm256_setzero_si256();
  for (; i + 4 <= count; i += 4) {
    __m256i prints = _mm256_loadu_si256((const __m256i *)(at->fingerprint + i));
#pragma GCC unroll 2
    for (int k = 0; k < 2; k++) {
      const unsigned char *low = table + at->bucket[i + (size_t)k];
      const unsigned char *high = table + at->bucket[i + 2 + (size_t)k];
      __m256i found =
          _mm256_cmpeq_epi16(load_two(low, high), _mm256_shuffle_epi8(prints, k ? even : odd));
      __m256i weights = _mm256_and_si256(load_two(low + 16, high + 16), found);
      firsts = _mm256_add_epi16(firsts, _mm256_maddubs_epi16(one, weights));
      seconds = _mm256_add_epi16(seconds, _mm256_maddubs_epi16(other, weights));
    }
  }
  first_sums = _mm_add_epi16(_mm256_castsi256_si128(firsts), _mm256_extracti128_si256(firsts, 1));
  second_sums =
      _mm_add_epi16(_mm256_castsi256_si128(seconds), _mm256_extracti128_si256(seconds, 1));
#else
  first_sums = second_sums = _mm_setzero_si128();
#endif
  for (; i < count; i++) {
    const __m128i *bucket = (const __m128i *)(table + at->bucket[i]);
    __m128i wanted = _mm_set1_epi16((short)at->fingerprint[i]);
    __m128i weights = _mm_and_si128(_mm_loadu_si128(bucket + 1),
                                    _mm_cmpeq_epi16(_mm_loadu_si128(bucket), wanted));
    first_sums = _mm_add_epi16(first_sums, _mm_srai_epi16(_mm_slli_epi16(weights, 8), 8));
    second_sums = _mm_add_epi16(second_sums, _mm_srai_epi16(weights, 8));
  }
  first = sum_of(first_sums);
  second = sum_of(second_sums);
#endif
  for (; i < count; i++) {
    const unsigned char *bucket = table + at->bucket[i];
    for (int place = 0; place < GAZ_PAIR_PLACES; place++) {
      const unsigned char *print = bucket + 2 * place, *weights = print + 2 * GAZ_PAIR_PLACES;
      if ((print[0] | print[1] << 8) != (uint16_t)at->fingerprint[i]) continue;
      first += (int8_t)weights[0];
      second += (int8_t)weights[1];
    }
  }
  scores[0] = (int16_t)(scores[0] + first);
  if (model->label_count > 1) scores[1] = (int16_t)(scores[1] + second);
}

static void score_pairs(const gaz_model *model, const uint64_t *features, size_t count,
                        int16_t *scores) {
  gaz_model_places at;
  locate(model, features, count, 5, &at);
  add_pairs(model, &at, count, scores);
}

/* ---- Quads ---- */

/* The place of a fingerprint in a bucket, or GAZ_QUAD_PLACES. */
static inline uint32_t find_quad(const unsigned char *bucket, uint64_t fingerprint) {
#if defined(__AVX2__)
  __m256i here = _mm256_cmpeq_epi16(_mm256_loadu_si256((const __m256i *)bucket),
                                    _mm256_set1_epi16((short)fingerprint));
  return _tzcnt_u32((uint32_t)_mm256_movemask_epi8(here) | 1u << 2 * GAZ_QUAD_PLACES) / 2;
#else
  uint32_t place = 0;
  while (place < GAZ_QUAD_PLACES &&
         (bucket[2 * place] | bucket[2 * place + 1] << 8) != (uint16_t)fingerprint)
    place++;
  return place;
#endif
}

static inline void add_quads(const gaz_model *model, const gaz_model_places *at, size_t count,
                             int16_t *scores) {
#if defined(__SSE2__)
  __m128i sums = _mm_loadl_epi64((const __m128i *)scores);
#endif
#pragma GCC unroll 4
  for (size_t i = 0; i < count; i++) {
    const unsigned char *bucket = model->buckets + at->bucket[i];
    const unsigned char *weights =
        bucket + GAZ_QUAD_WEIGHTS + 4 * find_quad(bucket, at->fingerprint[i]);
#if defined(__SSE2__)
    __m128i bytes = _mm_cvtsi32_si128((int)gaz_read_u32(weights));
    sums = _mm_add_epi16(sums, _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8));
#else
    for (int label = 0; label < GAZ_QUAD_LABELS; label++)
      scores[label] = (int16_t)(scores[label] + (int8_t)weights[label]);
#endif
  }
#if defined(__SSE2__)
  _mm_storel_epi64((__m128i *)scores, sums);
#endif
}

static void score_quads(const gaz_model *model, const uint64_t *features, size_t count,
                        int16_t *scores) {
  gaz_model_places at;
  locate(model, features, count, 6, &at);
  add_quads(model, &at, count, scores);
}

/* ---- Keys ---- */

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

int LABEL_OF_KEY(const gaz_model *model, const uint64_t *features, size_t count) {
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

/* ---- Lists and rows ---- */

/* The place of a fingerprint in a bucket, or GAZ_LIST_PLACES. */
static inline uint32_t find_place(const uint16_t *prints, uint64_t fingerprint) {
#if defined(__AVX2__)
  __m256i here = _mm256_cmpeq_epi16(_mm256_loadu_si256((const __m256i *)prints),
                                    _mm256_set1_epi16((short)fingerprint));
  return _tzcnt_u32((uint32_t)_mm256_movemask_epi8(here)) / 2;
#elif defined(__SSE2__)
  __m128i wanted = _mm_set1_epi16((short)fingerprint);
  __m128i low = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)prints), wanted);
  __m128i high = _mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(prints + 8)), wanted);
  uint32_t mask = (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
  return (uint32_t)__builtin_ctz(mask | 1u << GAZ_LIST_PLACES);
#else
  uint32_t place = 0;
  while (place < GAZ_LIST_PLACES && prints[place] != (uint16_t)fingerprint) place++;
  return place;
#endif
}

static inline const gaz_list_bucket *bucket_at(const gaz_model *model, uint64_t place) {
  return (const gaz_list_bucket *)(const void *)(model->buckets + place);
}

/* The list of a place with this start; anywhere when it has none. */
static inline const unsigned char *list_at(const gaz_model *model, const gaz_list_bucket *bucket,
                                           uint32_t start, size_t row_size) {
  return model->weights + (size_t)(bucket->lists + start % GAZ_LIST_PLACES) *
                              gaz_model_list_size((uint32_t)row_size);
}

/* What was found: rows, and lists. Where there is none of the one, the next of the other takes its place. */
typedef struct finds {
  const unsigned char *rows[GAZ_MODEL_FEATURES_MAX + 1];
  size_t row_count;
  const unsigned char *lists[GAZ_MODEL_FEATURES_MAX + 1];
  size_t list_count;
} finds;

/* Always inline, for a `row_size` that the compiler knows. No branch depends on what is found: the processor would guess
 * wrong. */
static inline __attribute__((always_inline)) void find_lists(const gaz_model *model,
                                                             const gaz_model_places *at,
                                                             size_t count, size_t row_size,
                                                             finds *out) {
  size_t row_count = 0, list_count = 0;
  for (size_t i = 0; i < count; i++) {
    const gaz_list_bucket *bucket = bucket_at(model, at->bucket[i]);
    uint32_t start = bucket->starts[find_place(bucket->prints, at->fingerprint[i])];
    uintptr_t has_row = start / GAZ_START_ROW & 1, has_list = start / GAZ_START_LIST & 1;
    const unsigned char *row =
        model->rows + (size_t)(bucket->rows + start % GAZ_LIST_PLACES) * row_size;
    const unsigned char *list = list_at(model, bucket, start, row_size);
    uintptr_t asked = ((uintptr_t)row & -has_row) | ((uintptr_t)list & -has_list);
    __builtin_prefetch((const void *)asked);
    for (size_t line = GAZ_LINE; line < row_size; line += GAZ_LINE)
      __builtin_prefetch((const void *)(asked + (line & -has_row)));
    out->rows[row_count] = row;
    row_count += has_row;
    out->lists[list_count] = list;
    list_count += has_list;
  }
  out->row_count = row_count;
  out->list_count = list_count;
}

/* Sums of as many labels as a row has weights. Those of lists are added to two of them in turns: the same labels come
 * again and again, and a sum waits for the one before. */
typedef struct label_sums {
  int16_t even[GAZ_MODEL_SCORES], odd[GAZ_MODEL_SCORES];
} label_sums;

static inline __attribute__((always_inline)) void add_lists(const finds *found, size_t list_size,
                                                            label_sums *sums) {
  for (size_t i = 0; i < found->list_count; i++) {
    const unsigned char *list = found->lists[i];
#pragma GCC unroll 4
    for (size_t at = 0; at < list_size; at += 4) {
      const unsigned char *two = list + at;
      sums->even[two[0]] = (int16_t)(sums->even[two[0]] + (int8_t)two[1]);
      sums->odd[two[2]] = (int16_t)(sums->odd[two[2]] + (int8_t)two[3]);
    }
  }
}

/* Adds odd sums and rows to the even sums of a line's labels from `at` on; they stay in registers. */
static inline void add_line(const finds *found, size_t at, label_sums *sums) {
#if defined(__AVX2__)
  __m256i *even = (__m256i *)(sums->even + at), *odd = (__m256i *)(sums->odd + at), total[4];
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++)
    total[k] = _mm256_add_epi16(_mm256_loadu_si256(even + k), _mm256_loadu_si256(odd + k));
  for (size_t i = 0; i < found->row_count; i++) {
    const __m128i *row = (const __m128i *)(found->rows[i] + at);
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++)
      total[k] = _mm256_add_epi16(total[k], _mm256_cvtepi8_epi16(_mm_load_si128(row + k)));
  }
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) _mm256_storeu_si256(even + k, total[k]);
#else
  for (size_t k = at; k < at + GAZ_LINE; k++)
    sums->even[k] = (int16_t)(sums->even[k] + sums->odd[k]);
  for (size_t i = 0; i < found->row_count; i++) {
    const int8_t *row = (const int8_t *)found->rows[i];
    for (size_t k = at; k < at + GAZ_LINE; k++) sums->even[k] = (int16_t)(sums->even[k] + row[k]);
  }
#endif
}

static inline void clear_line(int16_t *sums) {
#if defined(__AVX2__)
#pragma GCC unroll 4
  for (int k = 0; k < 4; k++) _mm256_storeu_si256((__m256i *)sums + k, _mm256_setzero_si256());
#else
  memset(sums, 0, GAZ_LINE * sizeof *sums);
#endif
}

static inline __attribute__((always_inline)) void sum_lists(const gaz_model *model,
                                                            const gaz_model_places *at,
                                                            size_t count, size_t row_size,
                                                            label_sums *sums) {
  finds found;
  find_lists(model, at, count, row_size, &found);
  for (size_t line = 0; line < row_size; line += GAZ_LINE) {
    clear_line(sums->even + line);
    clear_line(sums->odd + line);
  }
  add_lists(&found, gaz_model_list_size((uint32_t)row_size), sums);
  for (size_t line = 0; line < row_size; line += GAZ_LINE) add_line(&found, line, sums);
}

static void add_lists_at(const gaz_model *model, const gaz_model_places *at, size_t count,
                         int16_t *scores) {
  label_sums sums;
  size_t row_size = gaz_model_row_size(model->label_count);
  if (row_size == GAZ_LINE)
    sum_lists(model, at, count, GAZ_LINE, &sums);
  else if (row_size == 2 * GAZ_LINE)
    sum_lists(model, at, count, 2 * GAZ_LINE, &sums);
  else
    sum_lists(model, at, count, row_size, &sums);
  size_t room = (model->label_count + 7) / 8 * 8;
  for (size_t label = 0; label < room; label += 8) {
#if defined(__SSE2__)
    __m128i *eight = (__m128i *)(scores + label);
    _mm_storeu_si128(eight, _mm_add_epi16(_mm_loadu_si128(eight),
                                          _mm_loadu_si128((const __m128i *)(sums.even + label))));
#else
    for (size_t k = label; k < label + 8; k++) scores[k] = (int16_t)(scores[k] + sums.even[k]);
#endif
  }
}

static void score_lists(const gaz_model *model, const uint64_t *features, size_t count,
                        int16_t *scores) {
  gaz_model_places at;
  locate(model, features, count, 6, &at);
  add_lists_at(model, &at, count, scores);
}

void SCORE(const gaz_model *model, const uint64_t *features, size_t count, int16_t *scores) {
  if (count > GAZ_MODEL_FEATURES_MAX) count = GAZ_MODEL_FEATURES_MAX;
  switch (model->layout) {
    case GAZ_MODEL_PAIRS: score_pairs(model, features, count, scores); break;
    case GAZ_MODEL_QUADS: score_quads(model, features, count, scores); break;
    case GAZ_MODEL_LISTS: score_lists(model, features, count, scores); break;
    default: break; /* keys have no weights */
  }
}

void LOCATE(const gaz_model *model, const uint64_t *features, size_t count,
            gaz_model_places *places) {
  size_t room = GAZ_MODEL_FEATURES_MAX - places->count;
  if (count > room) count = room;
  switch (model->layout) {
    case GAZ_MODEL_PAIRS: locate_from(model, features, count, 5, places->count, places); break;
    case GAZ_MODEL_QUADS:
    case GAZ_MODEL_LISTS: locate_from(model, features, count, 6, places->count, places); break;
    default: return;
  }
  places->count += count;
}

void ADD(const gaz_model *model, gaz_model_places *places, int16_t *scores) {
  switch (model->layout) {
    case GAZ_MODEL_PAIRS: add_pairs(model, places, places->count, scores); break;
    case GAZ_MODEL_QUADS: add_quads(model, places, places->count, scores); break;
    case GAZ_MODEL_LISTS: add_lists_at(model, places, places->count, scores); break;
    default: break;
  }
  places->count = 0;
}

/* ---- The best ---- */

#if defined(__SSE2__)

static inline int highest_of(__m128i eight) {
  eight = _mm_max_epi16(eight, _mm_srli_si128(eight, 8));
  eight = _mm_max_epi16(eight, _mm_srli_si128(eight, 4));
  eight = _mm_max_epi16(eight, _mm_srli_si128(eight, 2));
  return (int16_t)_mm_extract_epi16(eight, 0);
}

static inline __m128i choose(__m128i which, __m128i yes, __m128i no) {
  return _mm_or_si128(_mm_and_si128(which, yes), _mm_andnot_si128(which, no));
}

/* The highest and the second highest score of each eighth label, then those of all. */
uint32_t BEST(const int16_t *scores, uint32_t labels, int32_t *margin) {
  const __m128i lowest = _mm_set1_epi16(INT16_MIN);
  uint32_t start = 0;
#if defined(__AVX2__)
  __m256i firsts = _mm256_set1_epi16(INT16_MIN), seconds = firsts;
  for (; start + 16 <= labels; start += 16) {
    __m256i some = _mm256_loadu_si256((const __m256i *)(scores + start));
    seconds = _mm256_max_epi16(seconds, _mm256_min_epi16(firsts, some));
    firsts = _mm256_max_epi16(firsts, some);
  }
  __m128i low = _mm256_castsi256_si128(firsts), high_half = _mm256_extracti128_si256(firsts, 1);
  __m128i first = _mm_max_epi16(low, high_half);
  __m128i second = _mm_max_epi16(
      _mm_min_epi16(low, high_half),
      _mm_max_epi16(_mm256_castsi256_si128(seconds), _mm256_extracti128_si256(seconds, 1)));
#else
  __m128i first = lowest, second = lowest;
#endif
  for (uint32_t at = start; at < labels; at += 8) {
    __m128i eight = _mm_loadu_si128((const __m128i *)(scores + at));
    if (labels - at < 8) { /* behind the last label stands nothing */
      const __m128i steps = _mm_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7);
      eight = choose(_mm_cmplt_epi16(steps, _mm_set1_epi16((short)(labels - at))), eight, lowest);
    }
    second = _mm_max_epi16(second, _mm_min_epi16(first, eight));
    first = _mm_max_epi16(first, eight);
  }
  int high = highest_of(first);
  __m128i all_high = _mm_set1_epi16((short)high), is_high = _mm_cmpeq_epi16(first, all_high);
  uint32_t which = (uint32_t)_mm_movemask_epi8(is_high); /* two bits for each */
  which &= which - 1;
  which &= which - 1; /* those after the first */
  *margin = which ? 0 : high - highest_of(choose(is_high, second, first));
  uint32_t from = 0;
#if defined(__AVX2__)
  for (__m256i wanted = _mm256_set1_epi16((short)high); from + 16 <= labels; from += 16) {
    __m256i some = _mm256_loadu_si256((const __m256i *)(scores + from));
    which = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi16(some, wanted));
    if (which) return from + (uint32_t)__builtin_ctz(which) / 2;
  }
#endif
  for (uint32_t at = from;; at += 8) {
    __m128i eight = _mm_loadu_si128((const __m128i *)(scores + at));
    which = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi16(eight, all_high));
    if (which) return at + (uint32_t)__builtin_ctz(which) / 2;
  }
}

#else

uint32_t BEST(const int16_t *scores, uint32_t labels, int32_t *margin) {
  uint32_t best = 0;
  int second = INT16_MIN;
  for (uint32_t i = 1; i < labels; i++) {
    if (scores[i] > scores[best]) {
      second = scores[best];
      best = i;
    } else if (scores[i] > second) {
      second = scores[i];
    }
  }
  *margin = scores[best] - second;
  return best;
}

#endif
