/* What a worker does with one file. */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"

extern char **environ;

static bool is_pdf(const char *path) {
  size_t size = strlen(path);
  return size > 4 && strcasecmp(path + size - 4, ".pdf") == 0;
}

bool job_readable(const char *path) { return is_pdf(path) || gaz_article_readable(path); }

/* Reads everything pdftotext says about the file, up to the limit of any article. */
static gaz_status read_pipe(int pipe_end, const char *path, gaz_string *out, gaz_error *error) {
  gaz_buffer text = {0};
  char chunk[65536];
  ssize_t size;
  while ((size = read(pipe_end, chunk, sizeof chunk)) > 0 || (size < 0 && errno == EINTR)) {
    if (size > 0) gaz_buffer_append(&text, chunk, (size_t)size);
    if (text.size > GAZ_ARTICLE_FILE_MAX) break;
  }
  if (text.size > GAZ_ARTICLE_FILE_MAX) {
    gaz_buffer_free(&text);
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, path, 0,
                    "its text is larger than the limit of %zu MiB; split it",
                    GAZ_ARTICLE_FILE_MAX >> 20);
  }
  return gaz_buffer_take(&text, out);
}

static gaz_status read_pdf(const char *path, gaz_string *out, gaz_error *error) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return gaz_fail(error, GAZ_ERROR_IO, path, 0, "%s", strerror(errno));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  char *arguments[] = {"pdftotext", "-q", "-enc", "UTF-8", (char *)path, "-", NULL};
  pid_t child;
  int code = posix_spawnp(&child, "pdftotext", &actions, NULL, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (code != 0) {
    close(ends[0]);
    return gaz_fail(error, GAZ_ERROR_IO, path, 0,
                    "pdftotext cannot be run (%s); install poppler-utils", strerror(code));
  }
  gaz_status status = read_pipe(ends[0], path, out, error);
  close(ends[0]);
  int exit_status = 0;
  while (waitpid(child, &exit_status, 0) < 0 && errno == EINTR) {
  }
  if (status == GAZ_OK && (!WIFEXITED(exit_status) || WEXITSTATUS(exit_status) != 0)) {
    gaz_string_free(out);
    return gaz_fail(error, GAZ_ERROR_FORMAT, path, 0, "pdftotext cannot read it; repair the file");
  }
  return status;
}

/* "a.pdf" is read as "a.pdf.txt" and keeps its own name. */
static gaz_status read_articles(job *one, gaz_articles *articles) {
  if (!is_pdf(one->path)) {
    return gaz_article_read(one->engine, one->name, one->data.data, one->data.size, &one->arena,
                            articles, &one->error);
  }
  gaz_buffer name = {0};
  gaz_buffer_printf(&name, "%s.txt", one->name);
  gaz_buffer_byte(&name, '\0');
  gaz_status status = name.failed
                          ? GAZ_ERROR_MEMORY
                          : gaz_article_read(one->engine, name.data, one->data.data, one->data.size,
                                             &one->arena, articles, &one->error);
  gaz_buffer_free(&name);
  for (size_t i = 0; status == GAZ_OK && i < articles->count; i++) {
    articles->items[i].path = one->name;
    articles->items[i].text_is_file = false;
  }
  return status;
}

static job_outcome outcome_of(gaz_status status) {
  switch (status) {
    case GAZ_ERROR_CANCELLED: return JOB_CANCELLED;
    case GAZ_ERROR_MEMORY: return JOB_FAILED;
    default: return JOB_REFUSED;
  }
}

static gaz_status build_records(job *one, const gaz_articles *articles) {
  one->records = gaz_arena_zeroed(&one->arena, articles->count + 1, sizeof *one->records);
  if (!one->records) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < articles->count; i++) {
    gaz_status status = gaz_record_build(one->engine, &articles->items[i], one->cancel, &one->arena,
                                         &one->records[i], &one->error);
    if (status != GAZ_OK) return status;
    one->record_count++;
  }
  return GAZ_OK;
}

void job_run(job *one) {
  gaz_articles articles = {0};
  gaz_status status = is_pdf(one->path)
                          ? read_pdf(one->path, &one->data, &one->error)
                          : gaz_read_file(one->path, GAZ_ARTICLE_FILE_MAX, &one->data, &one->error);
  if (status == GAZ_OK) {
    one->stamp.hash = (int64_t)(gaz_hash(one->data.data, one->data.size, 23) >> 1) | 1;
    if (one->known_hash == one->stamp.hash) {
      one->outcome = JOB_SAME;
      return;
    }
    status = read_articles(one, &articles);
  }
  if (status == GAZ_OK && !articles.count) {
    status = gaz_fail(&one->error, GAZ_ERROR_FORMAT, one->name, 0, "holds no article");
  }
  if (status == GAZ_OK) status = build_records(one, &articles);
  one->outcome = status == GAZ_OK ? JOB_READY : outcome_of(status);
}

void job_reset(job *one) {
  free(one->path);
  free(one->name);
  gaz_string_free(&one->data);
  gaz_arena_reset(&one->arena);
  gaz_arena arena = one->arena;
  *one = (job){.owner = one->owner, .engine = one->engine, .cancel = one->cancel, .arena = arena};
}

void job_free(job *one) {
  job_reset(one);
  gaz_arena_free(&one->arena);
}
