/* What a worker does with one file, or with some lines of one. */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

#include "article/standing.h"
#include "base/buffer.h"
#include "base/file.h"

extern char **environ;

enum {
  PART_BYTES = 1 << 20, /* of text, and */
  PART_ARTICLES = 64,   /* after which a part ends */
  LINES_BYTES = 1 << 16,
  LINES_ARTICLES = 16, /* the same for lines: every worker should have some */
};

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

/* What somebody is writing is no article yet, and no evidence for itself. */
static void leave_drafts(gaz_articles *articles) {
  size_t kept = 0;
  for (size_t i = 0; i < articles->count; i++)
    if (!articles->items[i].draft) articles->items[kept++] = articles->items[i];
  articles->count = kept;
}

static job_outcome outcome_of(gaz_status status) {
  switch (status) {
    case GAZ_ERROR_CANCELLED: return JOB_CANCELLED;
    case GAZ_ERROR_MEMORY: return JOB_FAILED;
    default: return JOB_REFUSED;
  }
}

static bool is_standing(const void *context, int64_t key) {
  return gaz_table_find(context, (uint64_t)key) != GAZ_TABLE_NONE;
}

/* The keys of all its articles, one after another. */
static gaz_status scan_articles(job *one) {
  enum { KEYS_MAX = 512 }; /* of an article */
  size_t capacity = 0;
  int64_t keys[KEYS_MAX];
  for (size_t i = 0; i < one->articles.count; i++) {
    size_t count = gaz_article_standing_keys(&one->articles.items[i], keys, KEYS_MAX);
    for (size_t k = 0; k < count; k++) {
      one->keys =
          gaz_arena_grow(&one->part, one->keys, one->key_count, &capacity, sizeof *one->keys);
      if (!one->keys) return GAZ_ERROR_MEMORY;
      one->keys[one->key_count++] = keys[k];
    }
  }
  one->articles_done = one->articles.count;
  return GAZ_OK;
}

/* The records of the next articles. */
static gaz_status build_records(job *one) {
  size_t left = one->articles.count - one->articles_done, bytes = 0;
  if (left > PART_ARTICLES) left = PART_ARTICLES;
  one->records = gaz_arena_zeroed(&one->part, left + 1, sizeof *one->records);
  if (!one->records) return GAZ_ERROR_MEMORY;
  while (one->record_count < left && bytes < PART_BYTES) {
    gaz_article *article = &one->articles.items[one->articles_done];
    if (one->standing && !one->line_numbers)
      gaz_article_set_aside(article, is_standing, one->standing);
    gaz_record *record = &one->records[one->record_count];
    gaz_status status =
        gaz_record_build(one->engine, article, one->cancel, &one->part, record, &one->error);
    if (status != GAZ_OK) return status;
    if (one->line_numbers) record->line = one->line_numbers[one->articles_done];
    bytes += article->size;
    one->articles_done++;
    one->record_count++;
  }
  return GAZ_OK;
}

/* Reads the file. *same: it is what it was when it was indexed. */
static gaz_status read_file(job *one, bool *same) {
  gaz_status status = is_pdf(one->path)
                          ? read_pdf(one->path, &one->data, &one->error)
                          : gaz_read_file(one->path, GAZ_ARTICLE_FILE_MAX, &one->data, &one->error);
  if (status != GAZ_OK) return status;
  one->stamp.hash = (int64_t)(gaz_hash(one->data.data, one->data.size, 23) >> 1) | 1;
  *same = one->known_hash == one->stamp.hash;
  if (*same) return GAZ_OK;
  status = read_articles(one, &one->articles);
  if (status == GAZ_OK && !one->articles.count)
    status = gaz_fail(&one->error, GAZ_ERROR_FORMAT, one->name, 0, "holds no article");
  leave_drafts(&one->articles);
  return status;
}

void job_run(job *one) {
  bool same = false;
  gaz_arena_reset(&one->part);
  one->record_count = 0;
  gaz_status status = one->begun || !one->path ? GAZ_OK : read_file(one, &same);
  one->begun = true;
  if (status == GAZ_OK && !same) status = one->scan ? scan_articles(one) : build_records(one);
  bool more = one->articles_done < one->articles.count;
  one->outcome = status != GAZ_OK ? outcome_of(status)
                 : same           ? JOB_SAME
                 : more           ? JOB_PART
                                  : JOB_READY;
}

/* ---- lines ------------------------------------------------------------------------------------------- */

bool job_is_lines(const char *path) {
  const char *dot = strrchr(path, '.');
  return dot && (strcasecmp(dot, ".jsonl") == 0 || strcasecmp(dot, ".ndjson") == 0);
}

/* The n-th article of a file is "FILE#n", its first FILE. */
static bool add_article(job *one, job_lines *source, const gaz_article *article, size_t *capacity) {
  size_t number = ++source->article_count, size = strlen(source->name) + 24;
  gaz_articles *to = &one->articles;
  size_t lines_capacity = *capacity;
  gaz_article *items = gaz_arena_grow(&one->arena, to->items, to->count, capacity, sizeof *items);
  uint32_t *numbers =
      gaz_arena_grow(&one->arena, one->line_numbers, to->count, &lines_capacity, sizeof *numbers);
  char *path = gaz_arena_alloc(&one->arena, size);
  if (!items || !numbers || !path) return false;
  one->line_numbers = numbers;
  numbers[to->count] = source->from.number;
  snprintf(path, size, number == 1 ? "%s" : "%s#%zu", source->name, number);
  to->items = items;
  items[to->count] = *article;
  items[to->count++].path = path;
  return true;
}

static void refuse_line(job_lines *source, const char *message) {
  if (!source->bad_count++)
    snprintf(source->first_bad, sizeof source->first_bad, "line %u: %s", source->from.number,
             message);
  source->bad(source->context, source->from.number, message);
}

/* A line that is no JSON is refused, one that is no article ({"exported": "2015-11-26"}) passed over. */
static gaz_status take_line(job *one, job_lines *source, gaz_slice line, size_t *capacity) {
  gaz_articles found;
  gaz_error error = {0};
  char *copy = gaz_arena_copy(&one->arena, line.data, line.size);
  if (!copy) return GAZ_ERROR_MEMORY;
  gaz_status status =
      gaz_article_read(source->engine, source->name, copy, line.size, &one->arena, &found, &error);
  if (status == GAZ_ERROR_MEMORY) return status;
  if (status != GAZ_OK && status != GAZ_ERROR_NOT_FOUND) refuse_line(source, error.message);
  if (status == GAZ_OK) leave_drafts(&found);
  for (size_t i = 0; status == GAZ_OK && i < found.count; i++) {
    if (!add_article(one, source, &found.items[i], capacity)) return GAZ_ERROR_MEMORY;
  }
  return GAZ_OK;
}

gaz_status job_take_lines(job *one, job_lines *source, bool *found, gaz_error *error) {
  size_t capacity = 0, bytes = 0;
  gaz_slice line;
  gaz_status status = GAZ_OK;
  while (status == GAZ_OK && !gaz_cancelled(one->cancel)) {
    if (!one->articles.count) {
      gaz_arena_reset(&one->arena); /* of lines without articles there may be any number */
      capacity = bytes = 0;
      one->line_numbers = NULL;
      one->articles.items = NULL;
    } else if (one->articles.count >= LINES_ARTICLES || bytes >= LINES_BYTES) {
      break;
    }
    lines_found next = lines_next(&source->from, &line);
    if (next == LINES_END) break;
    if (next == LINES_FAILED) {
      return gaz_fail(error, GAZ_ERROR_IO, source->name, 0, "%s; check the disk", strerror(errno));
    }
    bytes += line.size;
    if (next == LINES_TOO_LONG) {
      refuse_line(source, "longer than 32 MiB; split it");
    } else {
      status = take_line(one, source, line, &capacity);
    }
  }
  *found = one->articles.count > 0;
  return status;
}

void job_reset(job *one) {
  free(one->path);
  free(one->name);
  gaz_string_free(&one->data);
  gaz_arena_reset(&one->arena);
  gaz_arena_reset(&one->part);
  gaz_arena arena = one->arena, part = one->part;
  *one = (job){.owner = one->owner,
               .engine = one->engine,
               .cancel = one->cancel,
               .arena = arena,
               .part = part};
}

void job_free(job *one) {
  job_reset(one);
  gaz_arena_free(&one->arena);
  gaz_arena_free(&one->part);
}
