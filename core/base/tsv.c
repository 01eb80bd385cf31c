/* A table is read whole and cut in place: cells point into the file's bytes. Long tables are read from
 * their image (base/table_image.h), so nothing here is about speed; it is about saying which line is
 * wrong. */
#include "base/tsv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { TABLE_MAX = 16 << 20 };

static size_t count_lines(const gaz_string *bytes) {
  size_t lines = 1;
  for (size_t i = 0; i < bytes->size; i++) lines += bytes->data[i] == '\n';
  return lines;
}

/* Cuts one line into its cells. Returns how many it has, or columns + 1 when there are more. */
static unsigned cut_cells(char *line, const char **cells, unsigned columns) {
  unsigned count = 0;
  for (;;) {
    char *tab = strchr(line, '\t');
    if (count == columns) return columns + 1;
    cells[count++] = line;
    if (!tab) break;
    *tab = '\0';
    line = tab + 1;
  }
  for (unsigned i = count; i < columns; i++) cells[i] = "";
  return count;
}

static gaz_status cut_rows(gaz_tsv *table, unsigned least, gaz_error *error) {
  uint32_t number = 0;
  char *line = table->bytes.data, *end = line + table->bytes.size;
  while (line < end) {
    char *next = memchr(line, '\n', (size_t)(end - line));
    if (!next) next = end; /* the byte beyond is the string's NUL */
    number++;
    *next = '\0';
    if (next > line && next[-1] == '\r') next[-1] = '\0';
    if (*line && *line != '#') {
      const char **cells = table->cells + table->row_count * table->columns;
      unsigned count = cut_cells(line, cells, table->columns);
      if (count < least || count > table->columns)
        return gaz_fail(error, GAZ_ERROR_CORRUPT, table->path, number,
                        "a row of this table has %u to %u columns; re-install the data", least,
                        table->columns);
      table->lines[table->row_count++] = number;
    }
    line = next + 1;
  }
  return GAZ_OK;
}

gaz_status gaz_tsv_load(const char *data_dir, const char *name, unsigned least, unsigned columns,
                        gaz_tsv *out, gaz_error *error) {
  *out = (gaz_tsv){.columns = columns};
  size_t size = strlen(data_dir) + strlen(name) + sizeof "/english/";
  out->path = malloc(size);
  if (!out->path) return gaz_fail(error, GAZ_ERROR_MEMORY, name, 0, "out of memory");
  snprintf(out->path, size, "%s/english/%s", data_dir, name);
  gaz_status status = gaz_read_file(out->path, TABLE_MAX, &out->bytes, error);
  if (status) return status;
  size_t lines = count_lines(&out->bytes);
  out->cells = calloc(lines * columns, sizeof *out->cells);
  out->lines = calloc(lines, sizeof *out->lines);
  if (!out->cells || !out->lines)
    return gaz_fail(error, GAZ_ERROR_MEMORY, name, 0, "out of memory");
  return cut_rows(out, least, error);
}

void gaz_tsv_free(gaz_tsv *table) {
  if (!table) return;
  gaz_string_free(&table->bytes);
  free(table->cells);
  free(table->lines);
  free(table->path);
  *table = (gaz_tsv){0};
}

gaz_status gaz_tsv_bad_row(const gaz_tsv *table, size_t row, const char *message,
                           gaz_error *error) {
  return gaz_fail(error, GAZ_ERROR_CORRUPT, table->path, table->lines[row],
                  "%s; correct the row or re-install the data", message);
}
