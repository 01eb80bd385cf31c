/* How fast the lexicon is built, opened and scanned, against hashing every word of the text.
 *
 *   bench_lexicon FOLDER [NAMES]      measure; leaves names.txt, text.txt and the image in FOLDER
 *   bench_lexicon scan IMAGE TEXT [PATH [TIMES]]    scan on one path, for counting instructions
 *   bench_lexicon build IMAGE NAMES [TIMES]         build, for the same
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "corpus.h"
#include "hash_only.h"
#include "lexicon/scan.h"
#include "lexicon/words.h"

enum { TEXT_BYTES = 16 << 20, ROUNDS = 21, BUILDS = 5, OPENS = 501, MATCHES = 1 << 16 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(const double *values, size_t count) {
  double sorted[OPENS];
  memcpy(sorted, values, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_value);
  return sorted[count / 2];
}

static double best(const double *values, size_t count) {
  double least = values[0];
  for (size_t i = 1; i < count; i++) least = values[i] < least ? values[i] : least;
  return least;
}

/* Ratios of what was measured side by side, in order. */
static void side_by_side(const double *of, const double *to, double ratios[ROUNDS]) {
  for (int i = 0; i < ROUNDS; i++) ratios[i] = of[i] / to[i];
  qsort(ratios, ROUNDS, sizeof *ratios, by_value);
}

static double median_ratio(const double *of, const double *to) {
  double ratios[ROUNDS];
  side_by_side(of, to, ratios);
  return ratios[ROUNDS / 2];
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

static gaz_name_entry *entries_of(const corpus *list, size_t count) {
  gaz_name_entry *entries = calloc(count, sizeof *entries);
  for (size_t i = 0; i < count; i++) {
    uint32_t size = list->starts[i + 1] - list->starts[i];
    entries[i] = (gaz_name_entry){list->names + list->starts[i], size, (uint32_t)i + 1, 0, 0, 0};
  }
  return entries;
}

static double time_build(const char *path, const gaz_name_entry *entries, size_t count) {
  gaz_error error;
  double start = now();
  if (gaz_lexicon_build(path, entries, count, 1, &error) != GAZ_OK) fail("build", &error);
  return now() - start;
}

/* Builds an image of the first `count` names and says how it went. */
static gaz_lexicon *build(const corpus *list, size_t count, const char *path) {
  gaz_name_entry *entries = entries_of(list, count);
  size_t bytes = list->starts[count];
  gaz_error error;
  double times[BUILDS], opens[OPENS];
  for (int i = 0; i < BUILDS; i++) times[i] = time_build(path, entries, count);
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
      (double)count / median(times, BUILDS) * 1e-6, median(opens, OPENS) * 1e6);
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

static int scan_once(const char *image, const char *path, const char *wanted, int times) {
  gaz_error error;
  gaz_lexicon *lexicon = NULL;
  gaz_mapping text;
  if (gaz_lexicon_open(image, &lexicon, &error) != GAZ_OK) fail("open", &error);
  if (gaz_map_file(path, &text, &error) != GAZ_OK) fail("open", &error);
  gaz_match *matches = malloc(MATCHES * sizeof *matches);
  gaz_scan_path paths[8];
  size_t count = gaz_scan_paths(paths), at = 0, found = 0;
  while (wanted && at < count && strcmp(paths[at].name, wanted) != 0) at++;
  if (at == count) {
    fprintf(stderr, "bench_lexicon: no path %s on this machine\n", wanted);
    return 2;
  }
  lexicon->scan = paths[at].function;
  for (int i = 0; i < times; i++) {
    found = scan_all(lexicon, (const char *)text.data, text.size, matches);
  }
  printf("%s: %zu matches in %zu bytes\n", paths[at].name, found, text.size);
  return 0;
}

static int build_only(const char *image, size_t count, int times) {
  corpus *list = corpus_new(count);
  if (count > list->name_count) count = list->name_count;
  gaz_name_entry *entries = entries_of(list, count);
  for (int i = 0; i < times; i++) {
    double seconds = time_build(image, entries, count);
    printf("%zu names: %.2f M names/s\n", count, (double)count / seconds * 1e-6);
  }
  free(entries);
  corpus_free(list);
  return 0;
}

int main(int argc, char **argv) {
  if (argc >= 4 && !strcmp(argv[1], "build")) {
    return build_only(argv[2], strtoul(argv[3], NULL, 10), argc > 4 ? atoi(argv[4]) : 1);
  }
  if (argc >= 4 && !strcmp(argv[1], "scan")) {
    return scan_once(argv[2], argv[3], argc > 4 ? argv[4] : NULL, argc > 5 ? atoi(argv[5]) : 1);
  }
  if (argc < 2) {
    fprintf(stderr,
            "usage: bench_lexicon FOLDER [NAMES] | scan IMAGE TEXT [PATH [TIMES]] |\n"
            "       build IMAGE NAMES [TIMES]\n");
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
  double times[8][ROUNDS], big_times[8][ROUNDS], hash_times[8][ROUNDS];
  size_t found[8] = {0}, big_found[8] = {0}, words = 0;
  gaz_scan_path paths[8];
  size_t path_count = gaz_scan_paths(paths);
  uint64_t sum = 0;
  for (int round = 0; round < ROUNDS; round++) {
    double start;
    for (size_t p = 0; p < path_count; p++) {
      start = now();
      size_t seen = hash_only(paths[p].name, &lexicon->keys, text, size, &sum);
      hash_times[p][round] = now() - start;
      if (p == 0) words = seen;
      lexicon->scan = paths[p].function;
      start = now();
      found[p] = scan_all(lexicon, text, size, matches);
      times[p][round] = now() - start;
      if (!big) continue;
      big->scan = paths[p].function;
      start = now();
      big_found[p] = scan_all(big, text, size, matches);
      big_times[p][round] = now() - start;
    }
  }
  double megabytes = (double)size * 1e-6;
  printf("text: %.1f MB, %.2f bytes a word, a match every %.1f words\n", megabytes,
         (double)size / (double)words, (double)words / (double)found[0]);
  /* Hashing every word goes by the same instructions; there is none word by word. */
  for (size_t p = 0; p < path_count; p++) {
    double ratio = median_ratio(hash_times[p], times[p]);
    double speed = megabytes / median(times[p], ROUNDS);
    printf("  gazette %-7s %9zu names %8.0f MB/s  %zu matches", paths[p].name, small, speed,
           found[p]);
    if (strcmp(paths[p].name, "scalar") != 0) {
      double hashing = megabytes / median(hash_times[p], ROUNDS);
      printf("; hashing every word %.0f MB/s: %.2f of it", hashing, ratio);
    }
    printf("\n");
  }
  for (size_t p = 0; big && p < path_count; p++) {
    double ratios[ROUNDS], speed = megabytes / median(big_times[p], ROUNDS);
    side_by_side(times[p], big_times[p], ratios);
    printf(
        "  gazette %-7s %9zu names %8.0f MB/s  %zu matches: %.3f of the speed with %zu, "
        "half of %d turns %.3f to %.3f; by the best turns %.3f\n",
        paths[p].name, large, speed, big_found[p], ratios[ROUNDS / 2], small, ROUNDS,
        ratios[ROUNDS / 4], ratios[3 * ROUNDS / 4],
        best(times[p], ROUNDS) / best(big_times[p], ROUNDS));
  }
  return sum == 1; /* the sum must be used */
}
