/* How fast the lexicon is built, opened and scanned, against hashing every word of the text.
 *
 *   bench_lexicon FOLDER [NAMES]      measure; leaves names.txt, text.txt and the image in FOLDER
 *   bench_lexicon scan IMAGE TEXT     scan once, for counting instructions
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "corpus.h"
#include "hash_only.h"
#include "lexicon/scan.h"
#include "lexicon/words.h"

enum { TEXT_BYTES = 16 << 20, ROUNDS = 9, OPENS = 501, MATCHES = 1 << 16 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, size_t count) {
  qsort(values, count, sizeof *values, by_value);
  return values[count / 2];
}

static size_t scan_all(const gaz_lexicon *lexicon, const char *text, size_t size,
                       gaz_match *matches) {
  size_t total = 0, at = 0, resume;
  do {
    total += gaz_lexicon_scan(lexicon, text + at, size - at, matches, MATCHES, &resume);
    at += resume;
  } while (at < size);
  return total;
}

static void fail(const char *what, const gaz_error *error) {
  fprintf(stderr, "bench_lexicon: %s: %s\n", what, error->message);
  exit(1);
}

/* Builds an image of the first `count` names and says how it went. */
static gaz_lexicon *build(const corpus *list, size_t count, const char *path) {
  gaz_name_entry *entries = calloc(count, sizeof *entries);
  size_t bytes = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t size = list->starts[i + 1] - list->starts[i];
    entries[i] = (gaz_name_entry){list->names + list->starts[i], size, (uint32_t)i + 1, 0, 0, 0};
    bytes += size;
  }
  gaz_error error;
  double times[3], opens[OPENS];
  for (int i = 0; i < 3; i++) {
    double start = now();
    if (gaz_lexicon_build(path, entries, count, 1, &error) != GAZ_OK) fail("build", &error);
    times[i] = now() - start;
  }
  free(entries);
  gaz_lexicon *lexicon = NULL;
  for (int i = 0; i < OPENS; i++) {
    gaz_lexicon_release(lexicon);
    double start = now();
    if (gaz_lexicon_open(path, &lexicon, &error) != GAZ_OK) fail("open", &error);
    opens[i] = now() - start;
  }
  printf(
      "%9zu names  %5.2f bytes a name in, %5.2f in the image  built at %.2f M names/s  "
      "opened in %.1f us\n",
      count, (double)bytes / (double)count,
      (double)lexicon->map.size / (double)gaz_lexicon_count(lexicon),
      (double)count / median(times, 3) * 1e-6, median(opens, OPENS) * 1e6);
  return lexicon;
}

static void save(const char *path, const char *data, size_t size) {
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0) {
    perror(path);
    exit(1);
  }
}

static void save_names(const char *path, const corpus *list, size_t count) {
  FILE *file = fopen(path, "wb");
  for (size_t i = 0; file && i < count; i++) {
    fwrite(list->names + list->starts[i], 1, list->starts[i + 1] - list->starts[i], file);
    fputc('\n', file);
  }
  if (!file || fclose(file) != 0) {
    perror(path);
    exit(1);
  }
}

static int scan_once(const char *image, const char *path) {
  gaz_error error;
  gaz_lexicon *lexicon = NULL;
  gaz_mapping text;
  if (gaz_lexicon_open(image, &lexicon, &error) != GAZ_OK) fail("open", &error);
  if (gaz_map_file(path, &text, &error) != GAZ_OK) fail("open", &error);
  gaz_match *matches = malloc(MATCHES * sizeof *matches);
  gaz_scan_path paths[8];
  gaz_scan_paths(paths);
  size_t count = scan_all(lexicon, (const char *)text.data, text.size, matches);
  printf("%s: %zu matches in %zu bytes\n", paths[0].name, count, text.size);
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 4 && !strcmp(argv[1], "scan")) return scan_once(argv[2], argv[3]);
  if (argc < 2) {
    fprintf(stderr, "usage: bench_lexicon FOLDER [NAMES] | scan IMAGE TEXT\n");
    return 2;
  }
  size_t small = 1000000, large = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000000;
  char path[4096];
  corpus *list = corpus_new(large);
  if (list->name_count < large) large = list->name_count;
  if (small > large) small = large;
  size_t size;
  char *text = corpus_text(list, small, TEXT_BYTES, &size);
  snprintf(path, sizeof path, "%s/text.txt", argv[1]);
  save(path, text, size);
  snprintf(path, sizeof path, "%s/names.txt", argv[1]);
  save_names(path, list, small);

  snprintf(path, sizeof path, "%s/small.gzl", argv[1]);
  gaz_lexicon *lexicon = build(list, small, path);
  gaz_lexicon *big = NULL;
  if (large > small) {
    snprintf(path, sizeof path, "%s/large.gzl", argv[1]);
    big = build(list, large, path);
  }
  corpus_free(list);

  /* Alternating, so that a disturbance meets all alike. */
  gaz_match *matches = malloc(MATCHES * sizeof *matches);
  double times[8][ROUNDS], big_times[ROUNDS], hash_times[ROUNDS];
  size_t found[8] = {0}, big_found = 0, words = 0;
  gaz_scan_path paths[8];
  size_t path_count = gaz_scan_paths(paths);
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS; round++) {
    double start = now();
    words = hash_only(paths[0].name, &lexicon->keys, text, size, &sum);
    hash_times[round] = now() - start;
    for (size_t p = 0; p < path_count; p++) {
      lexicon->scan = paths[p].function;
      start = now();
      found[p] = scan_all(lexicon, text, size, matches);
      times[p][round] = now() - start;
    }
    if (big) {
      start = now();
      big_found = scan_all(big, text, size, matches);
      big_times[round] = now() - start;
    }
  }
  double megabytes = (double)size * 1e-6, hash = megabytes / median(hash_times, ROUNDS);
  double best = megabytes / median(times[0], ROUNDS);
  printf("text: %.1f MB, %.2f bytes a word, a match every %.1f words\n", megabytes,
         (double)size / (double)words, (double)words / (double)found[0]);
  printf("  %-28s %8.0f MB/s\n", "hashing every word", hash);
  for (size_t p = 0; p < path_count; p++) {
    double speed = megabytes / median(times[p], ROUNDS);
    printf("  gazette %-7s %9zu names %8.0f MB/s  %zu matches\n", paths[p].name, small, speed,
           found[p]);
  }
  printf("  of hashing only: %.2f\n", best / hash);
  if (big) {
    double speed = megabytes / median(big_times, ROUNDS);
    printf("  gazette %-7s %9zu names %8.0f MB/s  %zu matches: %.2f of the speed with %zu\n",
           paths[0].name, large, speed, big_found, speed / best, small);
  }
  return sum == 1; /* the sum must be used */
}
