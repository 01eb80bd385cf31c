/* english/model_layout.h - how weights lie in a model file, shared by those who read and write it.
 *
 * A file is a header, the names of the labels, and from the next multiple of 64 bytes on a table of
 * buckets. The upper half of a feature names its bucket, its lowest 16 bits are its fingerprint there (a
 * free place has 0, and nothing that counts). All fingerprints of a bucket are compared at once, and a
 * bucket never crosses a line of the processor's cache. With the bucket two features are taken for one
 * about once in 2^32; a bucket that would hold more than its places loses the features with the least
 * weight, a percent or so of all.
 *
 * One or two labels ("pairs"): a bucket is 32 bytes, eight fingerprints (u16) and eight times two weights.
 * A look-up is one access to memory, no branch, and the sum of many look-ups stays in vectors.
 *
 * Three or four ("quads"): a bucket is 64 bytes, ten fingerprints (u16), ten times four weights (i8) and four
 * zeros, which are the weights of a feature that is not there. A look-up is one access and no branch too.
 *
 * More labels ("lists"): a bucket is 64 bytes: sixteen fingerprints (u16), where its weights begin (u32, in
 * weights), and seventeen places among them (u8): those of the first feature, from the first to the second
 * of these numbers, and so on. A bucket holds no more than 255 weights. Behind the buckets stand the
 * weights: (u8 label, i8 weight).
 *
 * In a model of GAZ_ROW_LABELS_MIN to GAZ_ROW_LABELS_MAX labels a feature that would take as much room or
 * more has a row instead: a weight (i8) for each label, with zeros up to a multiple of eight. Its length in
 * weights, GAZ_ROW_LABELS / 2, says so: no list there is as long. Rows are added in vectors.
 *
 * Lists are laid anew in memory when a model is opened (gaz_list_bucket, model_rows.c): every list of some length and
 * more becomes a row of whole lines of the cache, so that a look-up asks for a bucket and for a row or a list of a few
 * weights, and adding has no branch that depends on which of them it found.
 *
 * A model of "keys" has one label for each feature and no weights: a bucket is 64 bytes, sixteen fingerprints (u16),
 * as many checks (u8, the next bits of the feature) and labels (u8), 255 where a place is free. A look-up is one
 * access. Most features asked for are not there, and a label is taken at its word: hence the check.
 *
 * All integers are little-endian. At byte 0 of the header magic, 8 checksum (u64, of all from byte 16), then
 * u32s: 16 version, 20 labels, 24 buckets, 28 size of the names, 32 weights (lists; else 0), 36 scale
 * (float), 40 two if of keys, else zero, 44 zero. */
#ifndef GAZ_ENGLISH_MODEL_LAYOUT_H
#define GAZ_ENGLISH_MODEL_LAYOUT_H

#include "english/model.h"

enum {
  GAZ_MODEL_HEADER = 48,
  GAZ_MODEL_ALIGN = 64,
  GAZ_PAIR_LABELS = 2, /* models of at most so many labels are pairs */
  GAZ_PAIR_PLACES = 8,
  GAZ_PAIR_BUCKET = 32, /* bytes */
  GAZ_QUAD_LABELS = 4,  /* and of at most so many quads */
  GAZ_QUAD_PLACES = 10,
  GAZ_QUAD_WEIGHTS = 20, /* where in a bucket they begin */
  GAZ_QUAD_BUCKET = 64,
  GAZ_KEY_PLACES = 16,
  GAZ_KEY_CHECKS = 32, /* where in a bucket they begin */
  GAZ_KEY_LABELS = 48, /* and the labels */
  GAZ_KEY_NONE = 255,  /* no label: the place is free */
  GAZ_KEY_BUCKET = 64,
  GAZ_LIST_PLACES = 16,
  GAZ_LIST_START = 32, /* where in a bucket the u32 stands */
  GAZ_LIST_ENDS = 36,  /* and the seventeen numbers */
  GAZ_LIST_WEIGHTS = 255,
  GAZ_LIST_BUCKET = 64, /* bytes */
  GAZ_ROW_LABELS_MIN = 32,
  GAZ_ROW_LABELS_MAX = 48,
};

static const char gaz_model_magic[8] = {'G', 'A', 'Z', 'M', 'O', 'D', 'E', 'L'};

typedef enum gaz_model_layout {
  GAZ_MODEL_PAIRS,
  GAZ_MODEL_QUADS,
  GAZ_MODEL_LISTS,
  GAZ_MODEL_KEYS, /* whatever the labels: the file says so */
} gaz_model_layout;

static inline gaz_model_layout gaz_model_layout_for(uint32_t labels) {
  return labels <= GAZ_PAIR_LABELS   ? GAZ_MODEL_PAIRS
         : labels <= GAZ_QUAD_LABELS ? GAZ_MODEL_QUADS
                                     : GAZ_MODEL_LISTS;
}
static inline size_t gaz_model_bucket_size(gaz_model_layout layout) {
  return layout == GAZ_MODEL_PAIRS   ? GAZ_PAIR_BUCKET
         : layout == GAZ_MODEL_QUADS ? GAZ_QUAD_BUCKET
         : layout == GAZ_MODEL_LISTS ? GAZ_LIST_BUCKET
                                     : GAZ_KEY_BUCKET;
}
static inline uint32_t gaz_model_bucket(uint64_t feature, uint32_t buckets) {
  return (uint32_t)((feature >> 32) * buckets >> 32);
}
static inline uint16_t gaz_model_fingerprint(uint64_t feature) { return (uint16_t)feature; }
static inline uint8_t gaz_model_check(uint64_t feature) { return (uint8_t)(feature >> 16); }
/* A bucket of lists as it is laid in memory. The rows of its places stand one behind the other, and so do its lists. */
typedef struct gaz_list_bucket {
  uint16_t prints[GAZ_LIST_PLACES];
  uint32_t rows, lists; /* numbers of the first of them */
  uint8_t starts[GAZ_LIST_PLACES +
                 1]; /* what a place has and which of the bucket's; the last of what is not there */
  uint8_t unused[7];
} gaz_list_bucket;
/* In `starts`, above the number. */
enum { GAZ_START_ROW = 16, GAZ_START_LIST = 32, GAZ_START_SINGLE = 64 /* a list of one weight */ };

/* How many bytes a row and a list have in memory. What is longer than a list's room is a row: adding the list would cost
 * as much, and it hardly takes less room in the cache. What is shorter is filled up with weights of nothing. */
enum { GAZ_LINE = 64 };
static inline uint32_t gaz_model_row_size(uint32_t labels) {
  return (labels + GAZ_LINE - 1) / GAZ_LINE * GAZ_LINE;
}
static inline uint32_t gaz_model_list_size(uint32_t row_size) { return row_size / 8; }

/* How long a row of a file is, in weights of two bytes; more than any list when the model has no rows. */
static inline uint32_t gaz_model_row(uint32_t labels) {
  return labels >= GAZ_ROW_LABELS_MIN && labels <= GAZ_ROW_LABELS_MAX ? (labels + 7) / 8 * 4 : 256;
}
/* Where the buckets begin. */
static inline size_t gaz_model_body(size_t names) {
  return (GAZ_MODEL_HEADER + names + GAZ_MODEL_ALIGN - 1) / GAZ_MODEL_ALIGN * GAZ_MODEL_ALIGN;
}

#endif
