/* The table keeps a 64-bit hash in place of each word: 24,000 words are told apart by it surely
 * enough, and a wrong class for one unknown word in 10^14 costs nothing. Reading the text file
 * takes about 2 ms, so there is no compiled form of it. */
#include "english/clusters.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { WORD_MAX = 64, SEED = 0xc1 };

typedef struct entry {
  uint64_t hash; /* 0 marks a free slot */
  uint16_t classes[GAZ_CLUSTER_LEVELS];
} entry;

struct gaz_clusters {
  entry *table;
  size_t mask;
};

static uint64_t hash_of(const char *word, size_t size) {
  uint64_t hash = gaz_hash(word, size, SEED);
  return hash ? hash : 1;
}

/* The slot of `hash`, or the free one where it belongs. */
static entry *slot_of(const gaz_clusters *clusters, uint64_t hash) {
  size_t at = (size_t)hash & clusters->mask;
  while (clusters->table[at].hash && clusters->table[at].hash != hash)
    at = (at + 1) & clusters->mask;
  return &clusters->table[at];
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
      entry *slot = slot_of(clusters, hash_of(at, (size_t)(tab - at)));
      for (int level = 0; level < GAZ_CLUSTER_LEVELS; level++)
        if (!read_class(&tab, stop, &slot->classes[level]))
          return gaz_fail(error, GAZ_ERROR_FORMAT, path, line,
                          "not a word and its classes; run `make models` or re-install");
      slot->hash = hash_of(at, (size_t)((const char *)memchr(at, '\t', (size_t)(stop - at)) - at));
    }
    at = stop + (stop < end);
  }
  return GAZ_OK;
}

gaz_status gaz_clusters_open(const char *path, gaz_clusters **out, gaz_error *error) {
  gaz_mapping file;
  *out = NULL;
  gaz_status status = gaz_map_file(path, &file, error);
  if (status) return status;
  size_t lines = 1, capacity = 1024;
  for (size_t i = 0; i < file.size; i++) lines += file.data[i] == '\n';
  while (capacity < lines * 2) capacity *= 2;
  gaz_clusters *clusters = calloc(1, sizeof *clusters);
  if (clusters) clusters->table = calloc(capacity, sizeof *clusters->table);
  if (!clusters || !clusters->table) {
    status = gaz_fail(error, GAZ_ERROR_MEMORY, path, 0, "not enough memory for the word clusters");
  } else {
    clusters->mask = capacity - 1;
    status = fill(clusters, path, &file, error);
  }
  gaz_unmap_file(&file);
  if (status) {
    gaz_clusters_free(clusters);
    return status;
  }
  *out = clusters;
  return GAZ_OK;
}

void gaz_clusters_free(gaz_clusters *clusters) {
  if (!clusters) return;
  free(clusters->table);
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
  const entry *found = slot_of(clusters, hash_of(copy, size));
  if (!found->hash && upper) {
    for (size_t i = 0; i < size; i++) copy[i] = is_upper(copy[i]) ? (char)(copy[i] + 32) : copy[i];
    found = slot_of(clusters, hash_of(copy, size));
  }
  if (!found->hash && is_lower(copy[0])) {
    copy[0] = (char)(copy[0] - 32);
    found = slot_of(clusters, hash_of(copy, size));
  }
  return found->hash ? found->classes : NULL;
}
