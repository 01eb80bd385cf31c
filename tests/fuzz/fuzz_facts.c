/* The whole path from a file's bytes to the facts that are stored: reading, analysis, times, mentions,
 * coreference, quotes, events, names, dates. The first byte chooses the format, as in fuzz_article.
 *
 * No text may take memory or time out of proportion to its size: a stage that is quadratic in some
 * kind of text goes over these limits long before a newsroom's file would show it. Memory is counted
 * in the arena, time in this thread's own processor time, with room for sanitizers. */
#include <stdio.h>
#include <time.h>

#include "facts_check.h"
#include "store/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BYTES_PER_BYTE = 8000, LEAST_BYTES = 16 << 20, US_PER_BYTE = 150, LEAST_US = 1000000 };

static int64_t processor_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void check_cost(const gaz_arena *arena, int64_t begun, size_t size) {
  int64_t us = processor_us() - begun;
  if (arena->total > LEAST_BYTES + size * BYTES_PER_BYTE ||
      us > LEAST_US + (int64_t)size * US_PER_BYTE) {
    fprintf(stderr, "%zu bytes of text took %zu bytes and %lld us\n", size, arena->total,
            (long long)us);
    abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const paths[] = {"a.txt",   "a.md",  "a.html", "a.json",
                                      "a.jsonl", "a.eml", "a.xml"};
  if (size < 1) return 0;
  const gaz_engine *engine = fuzz_engine();
  gaz_arena arena = {0};
  gaz_articles articles;
  gaz_error error = {0};
  const char *path = paths[data[0] % GAZ_COUNT(paths)];
  int64_t begun = processor_us();
  gaz_article_read(engine, path, (const char *)data + 1, size - 1, &arena, &articles, &error);
  for (size_t i = 0; i < articles.count; i++) {
    gaz_record record;
    fuzz_expect(!gaz_record_build(engine, &articles.items[i], NULL, &arena, &record, &error));
    fuzz_check_facts(&record.facts);
    fuzz_check_json(engine, &record.facts);
  }
  check_cost(&arena, begun, size);
  gaz_arena_free(&arena);
  return 0;
}
