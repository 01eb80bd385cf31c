#include "english/clusters.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { WORD_MAX = 64, SEED = 0xc1 };

struct gaz_clusters {
  gaz_word_map words; /* the parts of a value are the classes */
};

static uint64_t hash_of(const char *word, size_t size) {
  uint64_t hash = gaz_hash(word, size, SEED);
  return hash ? hash : 1;
}

/* Reads "TAB number" at *at; false when the line has another form. */
static bool read_class(const char **at, const char *end, uint16_t *out) {
  const char *p = *at;
  uint32_t value = 0;
  if (p == end || *p++ != '\t' || p == end || *p < '0' || *p > '9') return false;
  for (; p < end && *p >= '0' && *p <= '9' && value < UINT16_MAX; p++)
    value = value * 10 + (uint32_t)(*p - '0');
  *at = p;
  *out = (uint16_t)value;
  return value <= UINT16_MAX;
}

static gaz_status fill(gaz_clusters *clusters, const char *path, const gaz_mapping *file,
                       gaz_error *error) {
  const char *at = (const char *)file->data, *end = at + file->size;
  for (uint32_t line = 1; at < end; line++) {
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    stop = stop ? stop : end;
    const char *tab = memchr(at, '\t', (size_t)(stop - at));
    if (*at != '#' && tab) {
      gaz_word_entry *entry;
      if (gaz_word_map_put(&clusters->words, hash_of(at, (size_t)(tab - at)), &entry))
        return gaz_fail(error, GAZ_ERROR_MEMORY, path, line, "out of memory");
      for (int level = 0; level < GAZ_CLUSTER_LEVELS; level++)
        if (!read_class(&tab, stop, &entry->parts[level]))
          return gaz_fail(error, GAZ_ERROR_FORMAT, path, line,
                          "not a word and its classes; run `make models` or re-install");
    }
    at = stop + (stop < end);
  }
  return GAZ_OK;
}

static gaz_status read_table(gaz_clusters *clusters, const char *path, gaz_error *error) {
  gaz_mapping file;
  gaz_status status = gaz_map_file(path, &file, error);
  if (!status) status = fill(clusters, path, &file, error);
  gaz_unmap_file(&file);
  return status;
}

gaz_status gaz_clusters_open(const char *path, gaz_table_image *image, gaz_clusters **out,
                             gaz_error *error) {
  *out = NULL;
  gaz_clusters *clusters = calloc(1, sizeof *clusters);
  if (!clusters) return gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "out of memory");
  gaz_status status = GAZ_OK;
  if (!gaz_table_image_map(image, "clusters", &clusters->words)) {
    status = read_table(clusters, path, error);
    if (!status) status = gaz_table_image_keep_map(image, "clusters", &clusters->words);
  }
  if (status)
    gaz_clusters_free(clusters);
  else
    *out = clusters;
  return status;
}

void gaz_clusters_free(gaz_clusters *clusters) {
  if (!clusters) return;
  gaz_word_map_clear(&clusters->words);
  free(clusters);
}

static inline bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

static inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

const uint16_t *gaz_clusters_find(const gaz_clusters *clusters, const char *word, size_t size) {
  char copy[WORD_MAX];
  bool upper = false;
  if (!size || size >= WORD_MAX) return NULL;
  for (size_t i = 0; i < size; i++) {
    copy[i] = word[i] >= '0' && word[i] <= '9' ? '0' : word[i];
    upper |= is_upper(word[i]);
  }
  const gaz_word_entry *found = gaz_word_map_at(&clusters->words, hash_of(copy, size));
  if (!found && upper) {
    for (size_t i = 0; i < size; i++) copy[i] = is_upper(copy[i]) ? (char)(copy[i] + 32) : copy[i];
    found = gaz_word_map_at(&clusters->words, hash_of(copy, size));
  }
  if (!found && is_lower(copy[0])) {
    copy[0] = (char)(copy[0] - 32);
    found = gaz_word_map_at(&clusters->words, hash_of(copy, size));
  }
  return found ? found->parts : NULL;
}
