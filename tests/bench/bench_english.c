/* bench_english [--peers MODULES] FILE|FOLDER... - how fast the language engine reads plain text: tokens a
 * second of each stage from raw bytes on one core, and the time of one paragraph of about 120 tokens.
 * With --peers also wink-nlp and compromise from the node_modules folder MODULES, on the same text, timed
 * the same way (processor time, which leaves out what other programs take).
 * Files are analysed one by one, as articles are; the best of several passes counts, since other
 * programs can only make a pass slower. */
#include <sys/wait.h>
#include <unistd.h>

#include "english/engine.h"
#include "english/workspace.h"
#include "text_files.h"

enum { PASSES = 5 };

static size_t byte_count;

/* One pass over all files; returns seconds, and tokens in *tokens. */
static double pass(const gaz_engine *engine, unsigned stages, gaz_arena *arena, size_t *tokens) {
  double start = now();
  *tokens = 0;
  for (size_t i = 0; i < file_count; i++) {
    gaz_analysis analysis;
    gaz_arena_reset(arena);
    if (gaz_english_analyze(engine, files[i].data, files[i].size, NULL, 0, stages, NULL, arena,
                            &analysis))
      exit(3);
    *tokens += analysis.tokens.token_count;
  }
  return now() - start;
}

static void bench_stages(const gaz_engine *engine) {
  static const struct {
    const char *name, *produces;
    unsigned stages;
  } rows[] = {
      {"gazette: tokens", "tokens, sentences, paragraphs", GAZ_STAGE_TOKENS},
      {"+ tags, lemmas", "and UPOS, XPOS, lemmas", GAZ_STAGE_TAGS},
      {"+ dependencies", "and heads, relations", GAZ_STAGE_TAGS | GAZ_STAGE_PARSE},
      {"+ names (all)", "and names of eleven types, dates, money", GAZ_STAGE_ALL},
  };
  gaz_arena arena = {0};
  printf("%-20s %14s %10s   %s\n", "stages", "tokens/s", "MB/s", "produces");
  for (size_t r = 0; r < GAZ_COUNT(rows); r++) {
    double best = 1e9;
    size_t tokens = 0;
    for (int i = 0; i < PASSES; i++) {
      double seconds = pass(engine, rows[r].stages, &arena, &tokens);
      if (seconds < best) best = seconds;
    }
    printf("%-20s %14.0f %10.2f   %s\n", rows[r].name, (double)tokens / best,
           (double)byte_count / best / 1e6, rows[r].produces);
  }
  gaz_arena_free(&arena);
}

/* What one article takes: the answers, which are the caller's, and what the engine needs meanwhile. */
static void bench_memory(const gaz_engine *engine) {
  size_t largest = 0;
  for (size_t i = 1; i < file_count; i++)
    if (files[i].size > files[largest].size) largest = i;
  gaz_arena arena = {0};
  gaz_analysis analysis;
  if (gaz_english_analyze(engine, files[largest].data, files[largest].size, NULL, 0, GAZ_STAGE_ALL,
                          NULL, &arena, &analysis))
    exit(3);
  double tokens = (double)analysis.tokens.token_count;
  double results = (double)(arena.total - (size_t)(arena.end - arena.at));
  double working = (double)gaz_workspaces_most(engine->workspaces);
  printf(
      "memory of the largest article, %.0f tokens: results %.2f MB (%.0f bytes a token), besides "
      "%.2f MB (%.0f bytes a token) at work and %.1f MB of remembered words\n",
      tokens, results / 1e6, results / tokens, working / 1e6, working / tokens,
      (double)sizeof(gaz_workspace) / 1e6);
  gaz_arena_free(&arena);
}

static void bench_paragraph(const gaz_engine *engine) {
  static const char text[] =
      "The interior minister told reporters on Tuesday that 14 people were arrested after the attack in "
      "Port Talmar, and that three of them, among them a former police officer, would be charged with "
      "planning it. \"We know who gave the order,\" Anna Lindqvist said at a news conference in the "
      "capital, adding that the government had asked the United Nations for help. A spokesman for the "
      "Northern Front, which has fought the army since 2009, denied that the group was involved; the "
      "Talmar Herald, quoting an unnamed official, reported that two Su-24 aircraft had struck a camp near "
      "the border hours later, killing at least 20 fighters.";
  gaz_arena arena = {0};
  double best = 1e9;
  size_t tokens = 0;
  for (int i = 0; i < 200; i++) {
    gaz_analysis analysis;
    gaz_arena_reset(&arena);
    double start = now();
    if (gaz_english_analyze(engine, text, sizeof text - 1, NULL, 0, GAZ_STAGE_ALL, NULL, &arena,
                            &analysis))
      exit(3);
    double seconds = now() - start;
    tokens = analysis.tokens.token_count;
    if (seconds < best) best = seconds;
  }
  printf("one paragraph of %zu tokens: %.3f ms\n", tokens, best * 1e3);
  gaz_arena_free(&arena);
}

/* Runs english_peers.mjs with the same files; what it prints goes below our rows. */
static void bench_peers(const char *modules) {
  char **arguments = calloc(file_count + 5, sizeof *arguments);
  size_t count = 0;
  if (!arguments || access(modules, R_OK)) {
    printf(
        "(no peers in %s: npm install --prefix build/peers wink-nlp@2.4.0 "
        "wink-eng-lite-web-model@1.8.1 compromise@14.17.0)\n",
        modules);
    free(arguments);
    return;
  }
  arguments[count++] = "node";
  arguments[count++] = "tests/bench/english_peers.mjs";
  arguments[count++] = (char *)modules;
  for (size_t i = 0; i < file_count; i++) arguments[count++] = paths[i];
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) {
    execvp("node", arguments);
    _exit(127);
  }
  int status;
  if (child < 0 || waitpid(child, &status, 0) < 0 || status) printf("(the peers failed)\n");
  free(arguments);
}

int main(int argc, char **argv) {
  const char *peers = NULL;
  gaz_engine *engine;
  gaz_error error;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--peers") && i + 1 < argc)
      peers = argv[++i];
    else
      add(argv[i]);
  }
  for (size_t i = 0; i < file_count; i++) byte_count += files[i].size;
  if (!file_count) {
    fprintf(stderr, "usage: bench_english FILE|FOLDER... (.txt)\n");
    return 2;
  }
  if (gaz_engine_open(NULL, &engine, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  printf("%zu files, %.1f MB\n", file_count, (double)byte_count / 1e6);
  bench_stages(engine);
  if (peers) bench_peers(peers);
  bench_memory(engine);
  bench_paragraph(engine);
  for (size_t i = 0; i < file_count; i++) {
    gaz_string_free(&files[i]);
    free(paths[i]);
  }
  gaz_engine_release(engine);
  return 0;
}
