// A main for fuzz targets where there is no libFuzzer: replays every file of a corpus folder, then
// feeds mutations of those files for a number of seconds. The mutations are simple (flip, insert,
// delete, repeat, splice) and seeded from a constant, so a failure is found again by the next run.
//
//   fuzz_TOPIC [--seconds N] [--seed S] FOLDER|FILE...
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LONGEST_INPUT = 1 << 16 };

typedef struct {
  uint8_t *data;
  size_t size;
} input;

static struct {
  input *items;
  size_t count, capacity;
} corpus;

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t random_next(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

static size_t random_below(size_t bound) { return bound ? (size_t)(random_next() % bound) : 0; }

static void out_of_memory(void) {
  fputs("fuzz: out of memory\n", stderr);
  exit(2);
}

static void read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    perror(path);
    exit(2);
  }
  uint8_t *data = malloc(LONGEST_INPUT);
  if (!data) out_of_memory();
  size_t size = fread(data, 1, LONGEST_INPUT, file);
  fclose(file);
  if (corpus.count == corpus.capacity) {
    corpus.capacity = corpus.capacity ? corpus.capacity * 2 : 64;
    corpus.items = realloc(corpus.items, corpus.capacity * sizeof *corpus.items);
    if (!corpus.items) out_of_memory();
  }
  corpus.items[corpus.count++] = (input){data, size};
}

// In order of name: readdir's order differs between machines, and the mutations follow from it.
static void read_folder(const char *path) {
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    char name[4096];
    snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
    struct stat status;
    if (stat(name, &status) == 0 && S_ISREG(status.st_mode)) read_file(name);
    free(entries[i]);
  }
  if (count >= 0) free(entries);
}

// Each input in a block of exactly its size, so that AddressSanitizer sees a read past the end.
static void run_one(const uint8_t *data, size_t size) {
  uint8_t *exact = malloc(size ? size : 1);
  if (!exact) out_of_memory();
  memcpy(exact, data, size);
  LLVMFuzzerTestOneInput(exact, size);
  free(exact);
}

static size_t mutate_once(uint8_t *data, size_t size) {
  static const uint8_t interesting[] = {0,   1,    '\n', '"',  '<',  '>',  '&', '{',
                                        '[', '\\', 0x7f, 0x80, 0xc2, 0xe2, 0xff};
  size_t at = random_below(size + 1), length = 1 + random_below(16);
  switch (random_below(6)) {
    case 0:  // flip a bit
      if (at < size) data[at] ^= (uint8_t)(1u << random_below(8));
      return size;
    case 1:  // a byte that parsers treat specially
      if (at < size) data[at] = interesting[random_below(sizeof interesting)];
      return size;
    case 2:  // delete
      if (length > size - at) length = size - at;
      memmove(data + at, data + at + length, size - at - length);
      return size - length;
    case 3:  // repeat a stretch
      if (length > size - at) length = size - at;
      if (size + length > LONGEST_INPUT) return size;
      memmove(data + at + length, data + at, size - at);
      return size + length;
    case 4:  // cut short
      return at;
    default: {  // splice a stretch of another input
      const input *other = &corpus.items[random_below(corpus.count)];
      size_t from = random_below(other->size + 1);
      length = random_below(other->size - from + 1);
      if (length > LONGEST_INPUT - at) length = LONGEST_INPUT - at;
      memcpy(data + at, other->data + from, length);
      return at + length > size ? at + length : size;
    }
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static long mutate_for(double seconds) {
  static uint8_t data[LONGEST_INPUT];
  long runs = 0;
  for (double end = now() + seconds; now() < end; runs++) {
    const input *from = &corpus.items[random_below(corpus.count)];
    size_t size = from->size;
    memcpy(data, from->data, size);
    for (size_t i = 1 + random_below(8); i > 0; i--) size = mutate_once(data, size);
    run_one(data, size);
  }
  return runs;
}

int main(int argc, char **argv) {
  double seconds = 0;
  for (int i = 1; i < argc; i++) {
    struct stat status;
    if (!strcmp(argv[i], "--seconds") && i + 1 < argc)
      seconds = atof(argv[++i]);
    else if (!strcmp(argv[i], "--seed") && i + 1 < argc)
      random_state ^= strtoull(argv[++i], NULL, 0);
    else if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode))
      read_folder(argv[i]);
    else
      read_file(argv[i]);
  }
  if (!corpus.count) {
    fprintf(stderr, "%s: no inputs; give a corpus folder\n", argv[0]);
    return 2;
  }
  for (size_t i = 0; i < corpus.count; i++) run_one(corpus.items[i].data, corpus.items[i].size);
  run_one((const uint8_t *)"", 0);
  printf("%zu inputs replayed, %ld mutations run\n", corpus.count,
         seconds > 0 ? mutate_for(seconds) : 0L);
  for (size_t i = 0; i < corpus.count; i++) free(corpus.items[i].data);
  free(corpus.items);
  return 0;
}
