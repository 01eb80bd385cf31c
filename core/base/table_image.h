/* base/table_image.h - the tables of data/english in one file that is mapped, not read.
 *
 * Reading the tables as text takes longer than analysing an article, and every process holds its own
 * copy. So the build compiles them into `tables.image` beside them. The image is a copy and no source:
 * it says which tables it was made from and what was in them, and where one of them has changed, or the
 * image is damaged or of another version, it is passed over and the tables are read as text. */
#ifndef GAZ_BASE_TABLE_IMAGE_H
#define GAZ_BASE_TABLE_IMAGE_H

#include "base/word_map.h"

typedef struct gaz_table_image gaz_table_image;

/* The image of `data_dir`/english, or NULL where it is absent, damaged or older than a table. */
gaz_table_image *gaz_table_image_open(const char *data_dir);
/* Bytes that outlive it, aligned to 8, whatever tables they were made from; NULL when damaged. */
gaz_table_image *gaz_table_image_read(const void *bytes, size_t size);
void gaz_table_image_close(gaz_table_image *image); /* accepts NULL */

/* The bytes kept under a name (16 aligned), or a map of them. `image` may be NULL: there are none. */
bool gaz_table_image_bytes(const gaz_table_image *image, const char *name, gaz_slice *out);
bool gaz_table_image_map(const gaz_table_image *image, const char *name, gaz_word_map *out);

/* ---- Making one ---- */

/* An image to fill; nothing is found in it. */
gaz_table_image *gaz_table_image_new(void);
/* Keep what a loader has read. Nothing happens when `image` is NULL or one that was opened, so
 * loaders call them always. Maps are packed first. */
gaz_status gaz_table_image_keep_bytes(gaz_table_image *image, const char *name, const void *bytes,
                                      size_t size);
gaz_status gaz_table_image_keep_map(gaz_table_image *image, const char *name, gaz_word_map *map);
/* Writes it for all tables (.tsv) of `data_dir`/english as they are now. */
gaz_status gaz_table_image_write(const gaz_table_image *image, const char *data_dir,
                                 gaz_error *error);

#endif
