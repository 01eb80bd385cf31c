/* How lists lie in memory. A file keeps them short: most features have a weight for a few labels only. But those asked
 * for most have the longest lists, and walking one label by label, each sum waiting for the one before, takes longer
 * than adding a weight for every label in vectors. So the longer ones become rows here, each in lines of the cache of
 * its own. */
#include <string.h>

#include "base/endian.h"
#include "base/pages.h"
#include "english/model_layout.h"
#include "english/model_score.h"

_Static_assert(sizeof(gaz_list_bucket) == GAZ_LIST_BUCKET,
               "buckets are found by the size of the file's");

/* What is laid, and how far. */
typedef struct laying {
  const gaz_model *from; /* as in the file */
  uint32_t file_row, row_size, list_size;
  gaz_list_bucket *buckets;
  unsigned char *rows, *lists;
  uint32_t row_count, list_count;
} laying;

static inline uint32_t count_at(const unsigned char *bucket, unsigned place) {
  const unsigned char *ends = bucket + GAZ_LIST_ENDS + place;
  return (uint32_t)(ends[1] - ends[0]);
}

static inline bool is_row(const laying *l, uint32_t count) {
  return 2 * count > l->list_size || count >= l->file_row;
}

static void count_all(laying *l) {
  for (uint32_t b = 0; b < l->from->bucket_count; b++) {
    const unsigned char *bucket = l->from->buckets + (size_t)b * GAZ_LIST_BUCKET;
    for (unsigned place = 0; place < GAZ_LIST_PLACES; place++) {
      uint32_t count = count_at(bucket, place);
      bool row = is_row(l, count);
      l->row_count += row;
      l->list_count += count && !row;
    }
  }
}

static void lay_row(laying *l, const unsigned char *list, uint32_t count) {
  unsigned char *row = l->rows + (size_t)l->row_count++ * l->row_size;
  if (count >= l->file_row)
    memcpy(row, list, 2 * (size_t)l->file_row);
  else
    for (uint32_t i = 0; i < count; i++) row[list[2 * i]] = list[2 * i + 1];
}

/* The weights of nothing are for many labels, so that few sums wait for each other. */
static void lay_list(laying *l, const unsigned char *list, uint32_t count) {
  uint32_t number = l->list_count++, room = l->list_size / 2;
  unsigned char *to = l->lists + (size_t)number * l->list_size;
  memcpy(to, list, 2 * (size_t)count);
  for (uint32_t i = count; i < room; i++) to[2 * i] = (uint8_t)((number * room + i) % l->row_size);
}

static void lay_bucket(laying *l, const unsigned char *from, gaz_list_bucket *to) {
  const unsigned char *lists = l->from->weights + 2 * (size_t)gaz_read_u32(from + GAZ_LIST_START);
  to->rows = l->row_count;
  to->lists = l->list_count;
  for (unsigned place = 0; place < GAZ_LIST_PLACES; place++) {
    const unsigned char *list = lists + 2 * (size_t)from[GAZ_LIST_ENDS + place];
    uint32_t count = count_at(from, place);
    to->prints[place] = (uint16_t)(from[2 * place] | from[2 * place + 1] << 8);
    if (is_row(l, count)) {
      to->starts[place] = (uint8_t)(GAZ_START_ROW | (l->row_count - to->rows));
      lay_row(l, list, count);
    } else if (count) {
      to->starts[place] = (uint8_t)(GAZ_START_LIST | (count == 1 ? GAZ_START_SINGLE : 0) |
                                    (l->list_count - to->lists));
      lay_list(l, list, count);
    }
  }
}

bool gaz_model_lay_lists(gaz_model *model) {
  laying l = {.from = model,
              .file_row = gaz_model_row(model->label_count),
              .row_size = gaz_model_row_size(model->label_count)};
  l.list_size = gaz_model_list_size(l.row_size);
  if (model->layout != GAZ_MODEL_LISTS) return true;
  if (model->bucket_count > UINT32_MAX / GAZ_LIST_PLACES)
    return false; /* more than can be counted */
  count_all(&l);
  size_t index = (size_t)model->bucket_count * sizeof *l.buckets;
  size_t rows = (size_t)l.row_count * l.row_size, lists = (size_t)l.list_count * l.list_size;
  unsigned char *memory = gaz_pages_new(index + rows + lists, &model->laid_size);
  if (!memory) return false;
  l.buckets = (gaz_list_bucket *)memory;
  l.rows = memory + index;
  l.lists = l.rows + rows;
  l.row_count = l.list_count = 0;
  for (uint32_t b = 0; b < model->bucket_count; b++)
    lay_bucket(&l, model->buckets + (size_t)b * GAZ_LIST_BUCKET, &l.buckets[b]);
  model->laid = memory;
  model->buckets = memory;
  model->rows = l.rows;
  model->weights = l.lists;
  return true;
}
