// Whole-word search with Vectorscan (or Hyperscan): vectorscan NAMES TEXT ROUNDS
// Literals, case-sensitive; whole words are picked out in the callback. Every occurrence is
// reported, so overlapping names count more than once.
#include <hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *text;
static size_t text_size, matches;
static size_t *lengths;

static int is_word(unsigned char c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static int on_match(unsigned int id, unsigned long long from, unsigned long long to,
                    unsigned int flags, void *context) {
  (void)from, (void)flags, (void)context;
  size_t start = to - lengths[id];
  matches += (start == 0 || !is_word(text[start - 1])) &&
             (to == text_size || !is_word(text[to]) || !is_word(text[to - 1]));
  return 0;
}

static char *read_all(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(1);
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  char *data = malloc(*size + 1);
  if (fread(data, 1, *size, file) != *size) exit(1);
  data[*size] = 0;
  fclose(file);
  return data;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  (void)argc;
  size_t list_size, count = 0;
  char *list = read_all(argv[1], &list_size);
  text = read_all(argv[2], &text_size);
  int rounds = atoi(argv[3]);
  size_t most = 1;
  for (size_t i = 0; i < list_size; i++) most += list[i] == '\n';
  const char **names = malloc(most * sizeof *names);
  unsigned *flags = calloc(most, sizeof *flags), *ids = malloc(most * sizeof *ids);
  lengths = malloc(most * sizeof *lengths);
  for (char *at = list, *end; (end = strchr(at, '\n')); at = end + 1) {
    names[count] = at;
    lengths[count] = (size_t)(end - at);
    ids[count] = (unsigned)count;
    count++;
  }
  hs_database_t *database;
  hs_compile_error_t *error;
  if (hs_compile_lit_multi(names, flags, ids, lengths, (unsigned)count, HS_MODE_BLOCK, NULL,
                           &database, &error) != HS_SUCCESS) {
    fprintf(stderr, "vectorscan: %s\n", error->message);
    return 1;
  }
  hs_scratch_t *scratch = NULL;
  hs_alloc_scratch(database, &scratch);
  double *times = malloc((size_t)rounds * sizeof *times);
  for (int i = 0; i < rounds; i++) {
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    matches = 0;
    hs_scan(database, text, (unsigned)text_size, 0, scratch, on_match, NULL);
    clock_gettime(CLOCK_MONOTONIC, &end);
    times[i] = (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
  }
  qsort(times, (size_t)rounds, sizeof *times, by_value);
  printf("%zu %zu %.6f\n", text_size, matches, times[rounds / 2]);
  return 0;
}
