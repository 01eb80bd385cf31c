/* An archive from files to answers: bench_archive [--keep] [--make] [--jsonl] [--jobs N] [ARTICLES [DIR]]
 * (2000, DIR below the build). Makes the archive (made_archive.h), then times the program on it as a
 * person would run it, with processor time and peak memory of each run, and asks the KB in this
 * process as an editor would. With --keep the files and the KB stay and are used again; --make only makes the files. */
#include <dirent.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "lookup/kb.h"
#include "made_archive.h"

extern char **environ;

enum { ASKED = 200 };

typedef struct bench {
  char archive[512], kb[544];
  const char *program, *jobs;
  char changed[600]; /* a file that is changed and deleted */
  double words;
} bench;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- files -------------------------------------------------------------------------------------------- */

static void print_article(FILE *file, const made_article *article, const char *ending) {
  if (strcmp(ending, "md") == 0) {
    fprintf(file, "---\ntitle: \"%s\"\noutlet: %s\ndate: %s\n---\n\n%s", article->title,
            article->outlet, article->date, article->text);
  } else if (strcmp(ending, "html") == 0) {
    fprintf(
        file,
        "<!DOCTYPE html>\n<html><head><title>%s</title>\n<meta property=\"og:site_name\" content=\"%s\">\n"
        "<meta property=\"article:published_time\" content=\"%s\"></head>\n<body><article>\n<h1>%s</h1>\n",
        article->title, article->outlet, article->date, article->title);
    for (const char *at = article->text; *at;) {
      size_t size = strcspn(at, "\n");
      fprintf(file, "<p>%.*s</p>\n", (int)size, at);
      at += size + strspn(at + size, "\n");
    }
    fputs("</article></body></html>\n", file);
  } else if (strcmp(ending, "json") == 0) {
    gaz_buffer line = {0};
    gaz_buffer_string(&line, "{\"title\":");
    gaz_buffer_json(&line, article->title, strlen(article->title));
    gaz_buffer_printf(&line, ",\"outlet\":\"%s\",\"date\":\"%s\",\"body\":", article->outlet,
                      article->date);
    gaz_buffer_json(&line, article->text, strlen(article->text));
    gaz_buffer_string(&line, "}\n");
    fwrite(line.data, 1, line.size, file);
    gaz_buffer_free(&line);
  } else {
    fprintf(file, "%s\n\n%s\n\nPublished: %s\n\n%s", article->title, article->outlet, article->date,
            article->text);
  }
}

/* A hidden file of the archive: what is measured with, made with it. */
static FILE *open_hidden(const bench *all, const char *name, const char *mode) {
  char path[600];
  snprintf(path, sizeof path, "%s/.%s", all->archive, name);
  return fopen(path, mode);
}

static void keep_first(const bench *all, const made_article *first) {
  FILE *draft = open_hidden(all, "draft.txt", "w"), *path = open_hidden(all, "first", "w");
  if (draft && path) {
    fputs(first->text, draft);
    fputs(first->path, path);
  }
  if (draft) fclose(draft);
  if (path) fclose(path);
}

static bool make_files(bench *all, uint32_t articles, bool jsonl) {
  char path[600];
  uint64_t bytes = 0;
  double begun = now();
  made_archive *made = made_archive_open("samples", articles);
  if (!made) return false;
  mkdir(all->archive, 0755);
  snprintf(path, sizeof path, "%s/all.jsonl", all->archive);
  FILE *lines = jsonl ? fopen(path, "w") : NULL;
  for (const made_article *article; (article = made_archive_next(made));) {
    if (!bytes) keep_first(all, article);
    snprintf(path, sizeof path, "%s/%s", all->archive, article->path);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (!lines) mkdir(path, 0755);
    *slash = '/';
    FILE *file = lines ? lines : fopen(path, "w");
    if (!file) return false;
    print_article(file, article, lines ? "json" : strrchr(path, '.') + 1);
    bytes += strlen(article->text);
    if (!lines) fclose(file);
  }
  if (lines) fclose(lines);
  made_archive_close(made);
  printf("%u articles, %.1f MB of text, made in %.1f s\n", articles, (double)bytes / 1e6,
         now() - begun);
  return true;
}

/* In a process of its own: what a program inherits counts as its peak memory. */
static bool make_files_apart(bench *all, uint32_t articles, bool jsonl) {
  int status = 1;
  fflush(stdout);
  pid_t child = fork();
  if (child == 0) exit(!make_files(all, articles, jsonl));
  return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static double size_of(const char *path) {
  struct stat info;
  return stat(path, &info) == 0 ? (double)info.st_size / 1e6 : 0;
}

/* ---- the program -------------------------------------------------------------------------------------- */

typedef struct run {
  double wall, user, system;
  long peak; /* MiB */
  int status;
} run;

static run spawn(const char *out, char *const arguments[]) {
  run result = {.status = -1};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out, O_WRONLY | O_CREAT | O_TRUNC,
                                   0644);
  struct rusage usage = {0};
  double begun = now();
  pid_t child;
  if (posix_spawn(&child, arguments[0], &actions, NULL, arguments, environ) == 0)
    wait4(child, &result.status, 0, &usage);
  posix_spawn_file_actions_destroy(&actions);
  result.wall = now() - begun;
  result.user = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
  result.system = (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
  result.peak = usage.ru_maxrss / 1024;
  return result;
}

static run show(const char *what, run result) {
  printf("%-34s %8.2f s  user %8.2f  system %6.2f  peak %5ld MiB%s\n", what, result.wall,
         result.user, result.system, result.peak, result.status ? "  FAILED" : "");
  fflush(stdout);
  return result;
}

#define RUN(all, what, ...) \
  show(what, spawn("/dev/null", (char *const[]){(char *)(all)->program, __VA_ARGS__, NULL}))

static void find_changed(bench *all) {
  char path[64] = "";
  FILE *file = open_hidden(all, "first", "r");
  if (file && fscanf(file, "%63s", path) == 1)
    snprintf(all->changed, sizeof all->changed, "%s/%s", all->archive, path);
  if (file) fclose(file);
}

static void time_program(bench *all, bool jsonl) {
  struct stat info;
  char db[600], lexicon[600], draft[600];
  snprintf(db, sizeof db, "%s/kb.sqlite3", all->kb);
  snprintf(lexicon, sizeof lexicon, "%s/lexicon.gzl", all->kb);
  snprintf(draft, sizeof draft, "%s/.draft.txt", all->archive);
  if (stat(db, &info) != 0)
    RUN(all, "index", "index", "--jobs", (char *)all->jobs, "--kb", all->kb, all->archive);
  printf("%-34s %8.1f MB, lexicon %.1f MB\n", "on disk", size_of(db), size_of(lexicon));
  RUN(all, "index, nothing changed", "index", "--kb", all->kb, all->archive);
  gaz_string text;
  if (!jsonl && gaz_read_file(all->changed, 1 << 20, &text, NULL) == GAZ_OK) {
    FILE *file = fopen(all->changed, "a");
    fputs("\n\nSenator Ulla Brandt met Kofi Mensah in Geneva on Friday.\n", file);
    fclose(file);
    RUN(all, "index, one article changed", "index", "--kb", all->kb, all->archive);
    unlink(all->changed);
    RUN(all, "index, one article deleted", "index", "--kb", all->kb, all->archive);
    file = fopen(all->changed, "w");
    fwrite(text.data, 1, text.size, file);
    fclose(file);
    RUN(all, "index, one article added", "index", "--kb", all->kb, all->archive);
    gaz_string_free(&text);
  }
  RUN(all, "lookup", "lookup", "--kb", all->kb, "London");
  RUN(all, "timeline --entity", "timeline", "--kb", all->kb, "--entity", "London");
  RUN(all, "search", "search", "--kb", all->kb, "foreign minister");
  RUN(all, "annotate", "annotate", "--kb", all->kb, draft);
  RUN(all, "stats", "stats", "--kb", all->kb);
  RUN(all, "verify", "verify", "--kb", all->kb);
  RUN(all, "export", "export", "--kb", all->kb);
}

/* ---- an editor ------------------------------------------------------------------------------------------ */

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

typedef gaz_status (*question)(gaz_kb *kb, size_t i, int64_t entity, gaz_string *out);

static gaz_status ask_dossier(gaz_kb *kb, size_t i, int64_t entity, gaz_string *out) {
  char id[24];
  (void)i;
  snprintf(id, sizeof id, "%lld", (long long)entity);
  return gaz_kb_lookup(kb, id, strlen(id), GAZ_FORMAT_MARKDOWN, out, NULL);
}

static gaz_status ask_mentions(gaz_kb *kb, size_t i, int64_t entity, gaz_string *out) {
  (void)i;
  return gaz_kb_mentions(kb, (uint32_t)entity, 100, out, NULL);
}

static gaz_status ask_completion(gaz_kb *kb, size_t i, int64_t entity, gaz_string *out) {
  char prefix[64];
  sqlite3_stmt *row =
      gaz_db_query(&kb->db, "SELECT fold FROM entity_name WHERE entity = ? LIMIT 1", "i", entity);
  gaz_slice fold = gaz_db_next(&kb->db, row) ? gaz_db_text(row, 0) : (gaz_slice){"a", 1};
  snprintf(prefix, sizeof prefix, "%.*s", (int)(1 + i % 4), fold.data);
  gaz_db_end(row);
  return gaz_kb_complete(kb, prefix, 20, out, NULL);
}

static gaz_status ask_timeline(gaz_kb *kb, size_t i, int64_t entity, gaz_string *out) {
  char id[24];
  (void)i;
  snprintf(id, sizeof id, "%lld", (long long)entity);
  return gaz_kb_timeline(kb, id, NULL, NULL, GAZ_FORMAT_JSONL, out, NULL);
}

static gaz_status ask_search(gaz_kb *kb, size_t i, int64_t entity, gaz_string *out) {
  static const char *const queries[] = {"minister resigned",
                                        "election",
                                        "ferry sank",
                                        "\"said on\"",
                                        "the president of the country",
                                        "court"};
  (void)entity;
  return gaz_kb_search(kb, queries[i % GAZ_COUNT(queries)], 20, GAZ_FORMAT_JSONL, out, NULL);
}

static void ask(gaz_kb *kb, const char *what, question how) {
  double times[ASKED];
  int64_t known = gaz_db_integer(&kb->db, "SELECT count(*) FROM entity", 0, "");
  for (size_t i = 0; i < ASKED; i++) {
    /* The most mentioned, then ever rarer ones. */
    int64_t rank = i < 20 ? (int64_t)i : (int64_t)(i * i) % (known ? known : 1);
    int64_t entity = gaz_db_integer(
        &kb->db, "SELECT id FROM entity ORDER BY mentions DESC LIMIT 1 OFFSET ?", 0, "i", rank);
    gaz_string out = {0};
    double begun = now();
    gaz_status status = how(kb, i, entity, &out);
    times[i] = now() - begun;
    gaz_string_free(&out);
    if (status != GAZ_OK && status != GAZ_ERROR_NOT_FOUND)
      printf("%s: %s\n", what, gaz_status_name(status));
  }
  qsort(times, ASKED, sizeof *times, by_value);
  printf("%-34s p50 %8.3f ms   p95 %8.3f ms   max %8.3f ms\n", what, times[ASKED / 2] * 1e3,
         times[ASKED * 95 / 100] * 1e3, times[ASKED - 1] * 1e3);
}

static void ask_kb(bench *all) {
  gaz_kb *kb;
  double begun = now();
  if (gaz_kb_open(all->kb, &kb, NULL) != GAZ_OK) return;
  printf("%-34s %.3f ms\n", "opened", (now() - begun) * 1e3);
  static const char *const counts[] = {
      "SELECT count(*) FROM article", "SELECT count(DISTINCT story) FROM article",
      "SELECT count(*) FROM entity",  "SELECT count(*) FROM event",
      "SELECT count(*) FROM quote",   "SELECT sum(words) FROM article"};
  long long found[GAZ_COUNT(counts)];
  for (size_t i = 0; i < GAZ_COUNT(counts); i++)
    found[i] = (long long)gaz_db_integer(&kb->db, counts[i], 0, "");
  printf("%lld articles in %lld stories, %lld entities, %lld events, %lld quotes, %lld words\n",
         found[0], found[1], found[2], found[3], found[4], found[5]);
  ask(kb, "dossier", ask_dossier);
  ask(kb, "100 mentions with sentences", ask_mentions);
  ask(kb, "completion", ask_completion);
  ask(kb, "timeline of one entity", ask_timeline);
  ask(kb, "search", ask_search);
  gaz_kb_release(kb);
}

static void remove_all(const char *path) {
  char *arguments[] = {"/bin/rm", "-rf", "--", (char *)path, NULL};
  spawn("/dev/null", arguments);
}

int main(int argc, char **argv) {
  bench all = {.program = getenv("GAZETTE_PROGRAM"), .jobs = "1"};
  bool keep = false, make = false, jsonl = false;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; at++) {
    keep |= strcmp(argv[at], "--keep") == 0;
    make |= strcmp(argv[at], "--make") == 0;
    jsonl |= strcmp(argv[at], "--jsonl") == 0;
    if (strcmp(argv[at], "--jobs") == 0 && at + 1 < argc) all.jobs = argv[++at];
  }
  uint32_t articles = at < argc ? (uint32_t)atol(argv[at]) : 2000;
  snprintf(all.archive, sizeof all.archive, "%s",
           at + 1 < argc ? argv[at + 1] : GAZ_BENCH_DIR "/made_archive");
  snprintf(all.kb, sizeof all.kb, "%s/.gazette", all.archive);
  if (!all.program) all.program = GAZ_BENCH_PROGRAM;
  struct stat info;
  if (!keep) remove_all(all.archive);
  if (stat(all.archive, &info) != 0 && !make_files_apart(&all, articles, jsonl)) return 1;
  if (make) return 0;
  find_changed(&all);
  time_program(&all, jsonl);
  ask_kb(&all);
  if (!keep) remove_all(all.archive);
  return 0;
}
