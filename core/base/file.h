/* base/file.h - files: mapped for reading, replaced atomically. */
#ifndef GAZ_BASE_FILE_H
#define GAZ_BASE_FILE_H

#include "base/base.h"

/* A read-only mapping. An empty file maps to size 0 and data NULL. */
typedef struct gaz_mapping {
  const unsigned char *data;
  size_t size;
  size_t held; /* bytes mapped, when more than `size` */
} gaz_mapping;

gaz_status gaz_map_file(const char *path, gaz_mapping *out, gaz_error *error);
/* The same for files in which much is looked up at random: a copy in large pages, where the system has
 * them, for a processor remembers the places of few small ones. The file may change meanwhile. */
gaz_status gaz_load_file(const char *path, gaz_mapping *out, gaz_error *error);
void gaz_unmap_file(gaz_mapping *mapping);

/* Reads a whole file of at most `limit` bytes into malloc'ed memory (for files others may truncate
 * while we read: a mapping would fault). The string belongs to the caller. */
gaz_status gaz_read_file(const char *path, size_t limit, gaz_string *out, gaz_error *error);

/* Writes `size` bytes to a temporary file beside `path`, fsyncs it, renames it over `path` and
 * fsyncs the folder: after a crash the old content or the new one is there, whole. */
gaz_status gaz_replace_file(const char *path, const void *data, size_t size, gaz_error *error);

#endif
