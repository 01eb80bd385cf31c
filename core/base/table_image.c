/* The file, in the integers of the machine that made it:
 *
 *   0 magic   8 checksum (of all from byte 16)   16 version   20 byte order   24 sources   28 parts
 *   32 a record for each source: its name, its size, its hash
 *      a record for each part: its name, its size, where it begins
 *      the parts, each at a multiple of 16
 *
 * The version covers what the loaders put into their parts too: raise it when one packs differently. */
#include "base/table_image.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"

enum {
  VERSION = 3,
  BYTE_ORDER_MARK = 0x01020304,
  NAME_MAX_BYTES = 48,
  RECORDS_MAX = 256,
  ALIGN = 16
};

static const char magic[8] = {'G', 'A', 'Z', 'T', 'A', 'B', 'L', 'E'};

typedef struct header {
  char magic[8];
  uint64_t checksum;
  uint32_t version, order, sources, parts;
} header;

typedef struct record {
  char name[NAME_MAX_BYTES]; /* NUL-terminated */
  uint64_t size;
  uint64_t value; /* the hash of a source, the offset of a part */
} record;

struct gaz_table_image {
  gaz_mapping file;
  const unsigned char *bytes; /* NULL while it is being made */
  const record *sources, *parts;
  uint32_t source_count, part_count;
  gaz_buffer made; /* the parts */
  record *made_parts;
};

/* ---- Reading ---- */

static bool records_are_sound(const gaz_table_image *image, size_t size) {
  for (uint32_t i = 0; i < image->source_count + image->part_count; i++) {
    const record *r = &image->sources[i]; /* parts follow sources */
    if (!memchr(r->name, '\0', sizeof r->name) || strchr(r->name, '/')) return false;
    if (i >= image->source_count &&
        (r->value % ALIGN || r->value > size || r->size > size - r->value))
      return false;
  }
  return true;
}

gaz_table_image *gaz_table_image_read(const void *bytes, size_t size) {
  const header *head = bytes;
  if (size < sizeof *head || memcmp(head->magic, magic, sizeof magic) != 0 ||
      head->version != VERSION || head->order != BYTE_ORDER_MARK || head->sources > RECORDS_MAX ||
      head->parts > RECORDS_MAX ||
      size - sizeof *head < (head->sources + head->parts) * sizeof(record) ||
      head->checksum != gaz_hash_file((const char *)bytes + 16, size - 16, VERSION))
    return NULL;
  gaz_table_image *image = calloc(1, sizeof *image);
  if (!image) return NULL;
  image->bytes = bytes;
  image->sources = (const record *)(head + 1);
  image->source_count = head->sources;
  image->parts = image->sources + head->sources;
  image->part_count = head->parts;
  if (records_are_sound(image, size)) return image;
  free(image);
  return NULL;
}

static bool make_path(char path[4200], const char *data_dir, const char *name) {
  return snprintf(path, 4200, "%s/english/%s", data_dir, name) < 4200;
}

/* Fills in size and hash of a source. */
static gaz_status measure(const char *data_dir, record *source, gaz_error *error) {
  char path[4200];
  gaz_mapping file;
  if (!make_path(path, data_dir, source->name))
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, data_dir, 0, "the path is too long");
  gaz_status status = gaz_map_file(path, &file, error);
  if (status) return status;
  source->size = file.size;
  source->value = gaz_hash_file(file.data, file.size, VERSION);
  gaz_unmap_file(&file);
  return GAZ_OK;
}

static bool is_fresh(const gaz_table_image *image, const char *data_dir) {
  for (uint32_t i = 0; i < image->source_count; i++) {
    record now = image->sources[i];
    if (measure(data_dir, &now, NULL) || now.size != image->sources[i].size ||
        now.value != image->sources[i].value)
      return false;
  }
  return true;
}

gaz_table_image *gaz_table_image_open(const char *data_dir) {
  char path[4200];
  gaz_mapping file;
  if (!make_path(path, data_dir, "tables.image") || gaz_load_file(path, &file, NULL)) return NULL;
  gaz_table_image *image = gaz_table_image_read(file.data, file.size);
  if (!image) {
    gaz_unmap_file(&file);
    return NULL;
  }
  image->file = file;
  if (is_fresh(image, data_dir)) return image;
  gaz_table_image_close(image);
  return NULL;
}

void gaz_table_image_close(gaz_table_image *image) {
  if (!image) return;
  gaz_unmap_file(&image->file);
  gaz_buffer_free(&image->made);
  free(image->made_parts);
  free(image);
}

bool gaz_table_image_bytes(const gaz_table_image *image, const char *name, gaz_slice *out) {
  for (uint32_t i = 0; image && image->bytes && i < image->part_count; i++) {
    if (strcmp(image->parts[i].name, name)) continue;
    *out = (gaz_slice){(const char *)image->bytes + image->parts[i].value, image->parts[i].size};
    return true;
  }
  return false;
}

bool gaz_table_image_map(const gaz_table_image *image, const char *name, gaz_word_map *out) {
  gaz_slice bytes;
  return gaz_table_image_bytes(image, name, &bytes) && gaz_word_map_view(bytes, out);
}

/* ---- Making ---- */

gaz_table_image *gaz_table_image_new(void) {
  gaz_table_image *image = calloc(1, sizeof *image);
  if (image) image->made_parts = calloc(RECORDS_MAX, sizeof *image->made_parts);
  if (image && image->made_parts) return image;
  free(image);
  return NULL;
}

gaz_status gaz_table_image_keep_bytes(gaz_table_image *image, const char *name, const void *bytes,
                                      size_t size) {
  if (!image || image->bytes) return GAZ_OK;
  if (image->part_count == RECORDS_MAX || strlen(name) >= NAME_MAX_BYTES)
    return GAZ_ERROR_TOO_LARGE;
  record *part = &image->made_parts[image->part_count++];
  memcpy(part->name, name, strlen(name));
  part->size = size;
  part->value = image->made.size;
  gaz_buffer_append(&image->made, bytes, size);
  while (!image->made.failed && image->made.size % ALIGN) gaz_buffer_byte(&image->made, '\0');
  return image->made.failed ? GAZ_ERROR_MEMORY : GAZ_OK;
}

gaz_status gaz_table_image_keep_map(gaz_table_image *image, const char *name, gaz_word_map *map) {
  if (!image || image->bytes) return GAZ_OK;
  gaz_status status = gaz_word_map_pack(map);
  if (status) return status;
  return gaz_table_image_keep_bytes(image, name, map->entries,
                                    map->capacity * sizeof *map->entries);
}

static int is_table(const struct dirent *entry) {
  size_t size = strlen(entry->d_name);
  return *entry->d_name != '.' && size > 4 && size < NAME_MAX_BYTES &&
         !strcmp(entry->d_name + size - 4, ".tsv");
}

static gaz_status find_sources(const char *data_dir, record *sources, uint32_t *count,
                               gaz_error *error) {
  char path[4200];
  struct dirent **names = NULL;
  int found = make_path(path, data_dir, "") ? scandir(path, &names, is_table, alphasort) : -1;
  gaz_status status = GAZ_OK;
  *count = 0;
  if (found < 0 || found > RECORDS_MAX)
    status = gaz_fail(error, GAZ_ERROR_IO, path, 0, "the tables cannot be listed");
  for (int i = 0; i < found; i++) {
    if (!status) {
      record *source = &sources[(*count)++];
      memcpy(source->name, names[i]->d_name, strlen(names[i]->d_name));
      status = measure(data_dir, source, error);
    }
    free(names[i]);
  }
  free(names);
  return status;
}

gaz_status gaz_table_image_write(const gaz_table_image *image, const char *data_dir,
                                 gaz_error *error) {
  char path[4200];
  if (!make_path(path, data_dir, "tables.image"))
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, data_dir, 0, "the path is too long");
  record *records = calloc(2 * RECORDS_MAX, sizeof *records);
  header head = {.version = VERSION, .order = BYTE_ORDER_MARK, .parts = image->part_count};
  memcpy(head.magic, magic, sizeof magic);
  gaz_status status = records ? find_sources(data_dir, records, &head.sources, error)
                              : gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_buffer file = {0};
  if (!status) {
    uint32_t count = head.sources + head.parts;
    size_t start = sizeof head + count * sizeof *records; /* a multiple of ALIGN */
    for (uint32_t i = 0; i < head.parts; i++) {
      records[head.sources + i] = image->made_parts[i];
      records[head.sources + i].value += start;
    }
    gaz_buffer_append(&file, &head, sizeof head);
    gaz_buffer_append(&file, records, count * sizeof *records);
    gaz_buffer_append(&file, image->made.data, image->made.size);
    if (file.failed) status = gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  }
  if (!status) {
    uint64_t checksum = gaz_hash_file(file.data + 16, file.size - 16, VERSION);
    memcpy(file.data + offsetof(header, checksum), &checksum, sizeof checksum);
    status = gaz_replace_file(path, file.data, file.size, error);
  }
  gaz_buffer_free(&file);
  free(records);
  return status;
}
