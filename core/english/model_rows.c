/* Long lists become rows in memory: a weight for each label, added in vectors, where a list would be walked label by
 * label. Models of so many labels have them in lists because a file of rows would be several times as large; most
 * lists are short, but the features asked for most have the longest. */
#include <string.h>

#include "base/endian.h"
#include "base/pages.h"
#include "english/model_layout.h"
#include "english/model_score.h"

enum {
  LABELS_MIN = 64, /* with fewer the lists are short */
  LONG = 10, /* weights of a list that takes longer than a row, and hardly less room in the cache */
};

static uint32_t count_at(const unsigned char *bucket, unsigned place) {
  const unsigned char *ends = bucket + GAZ_LIST_ENDS + place;
  return (uint32_t)(ends[1] - ends[0]);
}

/* Which lists of a bucket become rows: all that are as long as one, lest they be taken for it, and the longest of the
 * others while the bucket can count its weights. A bit for each place. */
static uint32_t choose_rows(const unsigned char *bucket, uint32_t row) {
  uint32_t rows = 0, total = bucket[GAZ_LIST_ENDS + GAZ_LIST_PLACES];
  uint8_t longs[GAZ_LIST_PLACES];
  unsigned count = 0;
  for (unsigned place = 0; place < GAZ_LIST_PLACES; place++)
    if (count_at(bucket, place) >= LONG) longs[count++] = (uint8_t)place;
  for (unsigned i = 1; i < count; i++) /* the longest first */
    for (unsigned k = i; k && count_at(bucket, longs[k]) > count_at(bucket, longs[k - 1]); k--) {
      uint8_t place = longs[k];
      longs[k] = longs[k - 1];
      longs[k - 1] = place;
    }
  for (unsigned i = 0; i < count; i++) {
    uint32_t size = count_at(bucket, longs[i]);
    if (size < row && total + row - size > GAZ_LIST_WEIGHTS) break;
    total += row - size;
    rows |= 1u << longs[i];
  }
  return rows;
}

/* Copies a bucket, and its lists to `weights`, which are zeros and stand at number `start`. Returns how many weights
 * it has then. */
static uint32_t copy_bucket(const gaz_model *model, const unsigned char *from, uint32_t row,
                            unsigned char *to, unsigned char *weights, uint32_t start) {
  const unsigned char *lists = model->weights + 2 * (size_t)gaz_read_u32(from + GAZ_LIST_START);
  const unsigned char *ends = from + GAZ_LIST_ENDS;
  uint32_t longer =
      0; /* by how much than in the file, after some rows; less is a number around 2^32 */
  unsigned done = 0;
  memcpy(to, from, GAZ_LIST_BUCKET);
  for (int i = 0; i < 4; i++) to[GAZ_LIST_START + i] = (unsigned char)(start >> 8 * i);
  for (uint32_t rows = choose_rows(from, row);; rows &= rows - 1) {
    unsigned place = rows ? (unsigned)__builtin_ctz(rows) : GAZ_LIST_PLACES;
    memcpy(weights + 2 * (ends[done] + longer), lists + 2 * ends[done],
           2 * (size_t)(ends[place] - ends[done])); /* the lists before it stay what they are */
    for (unsigned i = done; longer && i <= place; i++)
      to[GAZ_LIST_ENDS + i] = (unsigned char)(ends[i] + longer);
    if (!rows) return ends[GAZ_LIST_PLACES] + longer;
    for (const unsigned char *at = lists + 2 * ends[place]; at < lists + 2 * ends[place + 1];
         at += 2)
      weights[2 * (ends[place] + longer) + at[0]] = at[1];
    longer += row - count_at(from, place);
    done = place + 1;
  }
}

bool gaz_model_lay_rows(gaz_model *model) {
  if (model->layout != GAZ_MODEL_LISTS || model->label_count < LABELS_MIN) return true;
  uint32_t row = (model->label_count + 7) / 8 * 4, start = 0; /* in weights of two bytes */
  size_t index = (size_t)model->bucket_count * GAZ_LIST_BUCKET;
  size_t most = (size_t)model->bucket_count * GAZ_LIST_WEIGHTS * 2;
  if (most > UINT32_MAX) return false;
  unsigned char *memory = gaz_pages_new(index + most + 1, &model->laid_size);
  if (!memory) return false;
  for (uint32_t b = 0; b < model->bucket_count; b++) {
    size_t bucket = (size_t)b * GAZ_LIST_BUCKET;
    start += copy_bucket(model, model->buckets + bucket, row, memory + bucket,
                         memory + index + 2 * (size_t)start, start);
  }
  model->laid = memory; /* what lies behind the last weight has never been touched */
  model->buckets = memory;
  model->weights = memory + index;
  model->weight_count = start;
  model->row = row;
  return true;
}
