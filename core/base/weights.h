/* base/weights.h - a model of one question: a table of small weights, a bucket a feature, in a file.
 *
 * Who has more labels than yes and no takes english/model.h. The file is 8 bytes of name ("GAZBREAK"), checksum (u64, of
 * all from byte 16), u32 version, u32 count, then `count` signed bytes; integers are little-endian. */
#ifndef GAZ_BASE_WEIGHTS_H
#define GAZ_BASE_WEIGHTS_H

#include "base/file.h"

/* Immutable; threads share it. */
typedef struct gaz_weights {
  gaz_mapping file;
  const int8_t *at; /* NULL where there is no file */
} gaz_weights;

/* Maps `data_dir`/english/`model`.model, a table called `name` (8 letters) of `count` weights. Where there is none
 * out->at is NULL. Damaged, truncated, of another version or foreign: GAZ_ERROR_CORRUPT. */
gaz_status gaz_weights_open(const char *data_dir, const char *model, const char *name,
                            uint32_t count, gaz_weights *out, gaz_error *error);
void gaz_weights_close(gaz_weights *weights);

/* The same from bytes in memory that outlive it. `path` is for messages. */
gaz_status gaz_weights_read(const void *data, size_t size, const char *path, const char *name,
                            uint32_t count, gaz_weights *out, gaz_error *error);

/* Writes such a file (used by trainers). The same weights give the same bytes. */
gaz_status gaz_weights_write(const char *path, const char *name, const int8_t *weights,
                             uint32_t count, gaz_error *error);

#endif
