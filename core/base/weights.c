#include "base/weights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endian.h"

enum { VERSION = 1, NAME = 8, CHECKED = 16, HEADER = 24 };

static void put(unsigned char *out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; i++) out[i] = (unsigned char)(value >> 8 * i);
}

gaz_status gaz_weights_read(const void *data, size_t size, const char *path, const char *name,
                            uint32_t count, gaz_weights *out, gaz_error *error) {
  const unsigned char *bytes = data;
  *out = (gaz_weights){0};
  if (size != HEADER + (size_t)count || memcmp(bytes, name, NAME) != 0 ||
      gaz_read_u32(bytes + 16) != VERSION || gaz_read_u32(bytes + 20) != count)
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0,
                    "the model is another one or of another version; install it again");
  if (gaz_read_u64(bytes + NAME) != gaz_hash(bytes + CHECKED, size - CHECKED, VERSION))
    return gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the model is damaged; install it again");
  out->at = (const int8_t *)(bytes + HEADER);
  return GAZ_OK;
}

gaz_status gaz_weights_open(const char *data_dir, const char *model, const char *name,
                            uint32_t count, gaz_weights *out, gaz_error *error) {
  char path[4200];
  gaz_mapping file;
  *out = (gaz_weights){0};
  snprintf(path, sizeof path, "%s/english/%s.model", data_dir, model);
  gaz_status status = gaz_load_file(path, &file, error);
  if (status == GAZ_ERROR_NOT_FOUND) return GAZ_OK;
  if (status) return status;
  status = gaz_weights_read(file.data, file.size, path, name, count, out, error);
  if (status)
    gaz_unmap_file(&file);
  else
    out->file = file;
  return status;
}

void gaz_weights_close(gaz_weights *weights) {
  gaz_unmap_file(&weights->file);
  weights->at = NULL;
}

gaz_status gaz_weights_write(const char *path, const char *name, const int8_t *weights,
                             uint32_t count, gaz_error *error) {
  size_t size = HEADER + (size_t)count;
  unsigned char *file = calloc(1, size);
  if (!file) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  memcpy(file, name, NAME);
  put(file + 16, VERSION, 4);
  put(file + 20, count, 4);
  memcpy(file + HEADER, weights, count);
  put(file + NAME, gaz_hash(file + CHECKED, size - CHECKED, VERSION), 8);
  gaz_status status = gaz_replace_file(path, file, size, error);
  free(file);
  return status;
}
