/* bench_facts [--once] FILE|FOLDER... - how fast raw text becomes facts: words a second on one core, no JSON, and
 * what each stage takes of it; before that, how long opening the engine takes. Files (.txt) are read one by
 * one, as articles are. Processor time; the best of several passes counts, since other programs can only make a pass slower.
 * --once takes the whole path twice and times nothing: for a profiler. */

#include "article/article.h"
#include "extract/coreference.h"
#include "extract/events.h"
#include "extract/fact_words.h"
#include "extract/mentions.h"
#include "extract/quotes.h"
#include "extract/times.h"
#include "text_files.h"

enum { PASSES = 7 };

typedef enum stage {
  STAGE_READ,
  STAGE_TOKENS,
  STAGE_TAGS,
  STAGE_PARSE,
  STAGE_NAMES,
  STAGE_TIMES,
  STAGE_MENTIONS,
  STAGE_COREFERENCE,
  STAGE_QUOTES,
  STAGE_EVENTS,
  STAGE_COUNT
} stage;
static const char *const stage_names[STAGE_COUNT] = {
    "article and blocks", "tokens",   "tags, lemmas", "dependencies", "names",
    "words, times",       "mentions", "coreference",  "quotes",       "events"};

static size_t word_count;

static size_t count_words(const char *text, size_t size) {
  size_t words = 0;
  for (size_t i = 0; i < size; i++)
    words += (unsigned char)text[i] > ' ' && (!i || (unsigned char)text[i - 1] <= ' ');
  return words;
}

static void must(gaz_status status) {
  if (!status) return;
  fprintf(stderr, "bench_facts: %s\n", gaz_status_name(status));
  exit(3);
}

/* ---- Opening ---- */

static double time_of_opening(void) {
  double best = 1e9;
  for (int i = 0; i < 15; i++) {
    gaz_engine *engine;
    double start = now();
    must(gaz_engine_open(NULL, &engine, NULL));
    double seconds = now() - start;
    if (seconds < best) best = seconds;
    gaz_engine_release(engine);
  }
  return best;
}

/* ---- From text to facts ---- */

/* The stages are timed one by one within the article, so that each finds what the one before left in
 * the processor's caches. The engine's own stages are told apart by leaving out the later ones. */
static void time_article(const gaz_engine *engine, size_t file, gaz_arena *arena, double *seconds) {
  static const unsigned stages[] = {GAZ_STAGE_TOKENS, GAZ_STAGE_TAGS,
                                    GAZ_STAGE_TAGS | GAZ_STAGE_PARSE, GAZ_STAGE_ALL};
  gaz_articles articles;
  gaz_analysis analysis;
  gaz_arena_reset(arena);
  double start = now(), before = 0;
  if (gaz_article_read(engine, paths[file], files[file].data, files[file].size, arena, &articles,
                       NULL))
    return; /* refused files cost nothing */
  seconds[STAGE_READ] += now() - start;
  for (size_t a = 0; a < articles.count; a++) {
    const gaz_article *article = &articles.items[a];
    before = 0;
    for (size_t i = 0; i < GAZ_COUNT(stages); i++) {
      start = now();
      must(gaz_english_analyze(engine, article->text, article->size, article->blocks,
                               article->block_count, stages[i], NULL, arena, &analysis));
      double taken = now() - start;
      seconds[STAGE_TOKENS + i] += taken - before;
      before = taken;
    }
    const char *date = article->published;
    gaz_facts facts = {.analysis = &analysis, .reference_date = date};
    start = now();
    must(gaz_fact_words_begin(engine, &analysis, arena, &facts));
    must(gaz_extract_times(engine, &analysis, date, NULL, arena, &facts));
    double at = now();
    seconds[STAGE_TIMES] += at - start;
    must(gaz_extract_mentions(engine, &analysis, NULL, arena, &facts));
    seconds[STAGE_MENTIONS] += (start = now()) - at;
    must(gaz_extract_coreference(engine, &analysis, NULL, arena, &facts));
    seconds[STAGE_COREFERENCE] += (at = now()) - start;
    must(gaz_extract_quotes(engine, &analysis, NULL, arena, &facts));
    seconds[STAGE_QUOTES] += (start = now()) - at;
    must(gaz_extract_events(engine, &analysis, date, NULL, arena, &facts));
    gaz_fact_words_end(engine, &facts);
    seconds[STAGE_EVENTS] += now() - start;
  }
}

/* The whole path, untouched by timers. */
static double time_pass(const gaz_engine *engine, gaz_arena *arena) {
  double start = now();
  for (size_t i = 0; i < file_count; i++) {
    gaz_articles articles;
    gaz_arena_reset(arena);
    if (gaz_article_read(engine, paths[i], files[i].data, files[i].size, arena, &articles, NULL))
      continue;
    for (size_t a = 0; a < articles.count; a++) {
      const gaz_article *article = &articles.items[a];
      gaz_analysis analysis;
      gaz_facts facts;
      must(gaz_english_analyze(engine, article->text, article->size, article->blocks,
                               article->block_count, GAZ_STAGE_ALL, NULL, arena, &analysis));
      must(gaz_extract(engine, &analysis, article->published, NULL, arena, &facts));
    }
  }
  return now() - start;
}

static void bench_path(const gaz_engine *engine) {
  gaz_arena arena = {0};
  double best = 1e9, stages[STAGE_COUNT], sum = 0;
  for (int s = 0; s < STAGE_COUNT; s++) stages[s] = 1e9;
  for (int i = 0; i < PASSES; i++) {
    double seconds = time_pass(engine, &arena), one[STAGE_COUNT] = {0};
    if (seconds < best) best = seconds;
    for (size_t f = 0; f < file_count; f++) time_article(engine, f, &arena, one);
    for (int s = 0; s < STAGE_COUNT; s++)
      if (one[s] < stages[s]) stages[s] = one[s];
  }
  for (int s = 0; s < STAGE_COUNT; s++) sum += stages[s];
  printf("%-20s %12s %10s\n", "stage", "ns a word", "share");
  for (int s = 0; s < STAGE_COUNT; s++)
    printf("%-20s %12.0f %9.1f%%\n", stage_names[s], stages[s] * 1e9 / (double)word_count,
           100 * stages[s] / sum);
  printf("%-20s %12.0f %10.0f words/s\n", "raw text to facts", best * 1e9 / (double)word_count,
         (double)word_count / best);
  gaz_arena_free(&arena);
}

int main(int argc, char **argv) {
  gaz_engine *engine;
  bool once = argc > 1 && !strcmp(argv[1], "--once");
  for (int i = 1 + once; i < argc; i++) add(argv[i]);
  for (size_t i = 0; i < file_count; i++) word_count += count_words(files[i].data, files[i].size);
  if (!file_count) {
    fprintf(stderr, "usage: bench_facts FILE|FOLDER... (.txt)\n");
    return 2;
  }
  printf("%zu files, %zu words\n", file_count, word_count);
  must(gaz_engine_open(NULL, &engine, NULL));
  if (!once)
    printf("opening the engine: %.1f ms%s\n", time_of_opening() * 1e3,
           engine->image ? "" : " (its tables are read as text: no image, or an old one)");
  if (once) {
    gaz_arena arena = {0};
    time_pass(engine, &arena);
    time_pass(engine, &arena);
    gaz_arena_free(&arena);
  } else {
    bench_path(engine);
  }
  gaz_engine_release(engine);
  for (size_t i = 0; i < file_count; i++) {
    gaz_string_free(&files[i]);
    free(paths[i]);
  }
  return 0;
}
