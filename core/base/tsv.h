/* base/tsv.h - readable tables of data/english: rows of TAB-separated cells. */
#ifndef GAZ_BASE_TSV_H
#define GAZ_BASE_TSV_H

#include "base/base.h"

/* One table in memory. Cells are NUL-terminated and belong to the table. Lines that are empty or
 * start with '#' are left out; rows[i] is line lines[i] of the file, for messages. */
typedef struct gaz_tsv {
  gaz_string bytes;
  const char **cells; /* row-major, `columns` a row; "" where a row is shorter */
  uint32_t *lines;
  char *path;
  size_t row_count;
  unsigned columns;
} gaz_tsv;

/* Reads `data_dir`/english/`name`. Every row must have between `least` and `columns` cells; else
 * GAZ_ERROR_CORRUPT with path and line. Free with gaz_tsv_free, whatever the status. */
gaz_status gaz_tsv_load(const char *data_dir, const char *name, unsigned least, unsigned columns,
                        gaz_tsv *out, gaz_error *error);
void gaz_tsv_free(gaz_tsv *table);

static inline const char *gaz_tsv_cell(const gaz_tsv *table, size_t row, unsigned column) {
  return table->cells[row * table->columns + column];
}

/* GAZ_ERROR_CORRUPT for row `row`, with its path and line, for readers that check cells. */
gaz_status gaz_tsv_bad_row(const gaz_tsv *table, size_t row, const char *message, gaz_error *error);

#endif
