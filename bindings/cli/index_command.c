/* gazette index: the archive on disk and the knowledge base brought together.
 *
 * One thread, the loop's, walks, compares and writes; libuv's workers read and analyse. As many files
 * are under way as there are workers and one more, so neither side waits for the other and memory does
 * not grow with the archive. What is kept for each file is its hash in `seen`, eight bytes, to find
 * what is gone. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <uv.h>

#include "cli.h"
#include "english/engine.h"
#include "index_places.h"
#include "job.h"
#include "progress.h"
#include "resolve/resolve.h"
#include "resolve/table.h"
#include "walk.h"
#include "watch.h"

enum {
  JOBS_MAX = 64,
  PATH_BYTES = 4096,
  TRUSTED_AGE = 2, /* s; a file changed so recently may change again within the clock's grain */
  WAIT_SECONDS = 60,
};

typedef struct indexer {
  uv_loop_t loop;
  uv_signal_t interrupt, terminate;
  gaz_store *store;
  gaz_engine *engine;
  gaz_cancel *cancel;
  index_places where;
  job *jobs;
  size_t job_count, in_flight, considered;
  gaz_table seen;
  gaz_table standing; /* keys of paragraphs that stand in many articles */
  bool scanning;      /* this walk only reads those keys */
  progress progress;
  watch *watch;
  int64_t digest; /* of what the engine was made from */
  bool force, first_pass, failed;
} indexer;

/* ---- one file ------------------------------------------------------------------------------------------- */

static const char *name_of(const indexer *all, const char *path) {
  const char *name = path + all->where.root_size;
  while (*name == '/') name++;
  return name;
}

static bool stamp_of(const char *path, gaz_file_stamp *stamp) {
  uv_fs_t request;
  bool found = uv_fs_stat(NULL, &request, path, NULL) == 0;
  const uv_stat_t *info = &request.statbuf;
  int64_t seconds = (int64_t)info->st_mtim.tv_sec;
  *stamp = (gaz_file_stamp){.size = (int64_t)info->st_size,
                            .mtime = seconds * 1000000000 + info->st_mtim.tv_nsec};
  if (time(NULL) - seconds < TRUSTED_AGE) stamp->mtime = -1;
  uv_fs_req_cleanup(&request);
  return found;
}

static void write_records(indexer *all, const job *one) {
  for (size_t i = 0; i < one->record_count; i++) {
    gaz_store_put_article(all->store, one->file, &one->records[i]);
    const gaz_tokens *tokens = &one->records[i].facts.analysis->tokens;
    for (size_t k = 0; k < tokens->token_count; k++)
      all->progress.words += !(tokens->tokens[k].shape & GAZ_SHAPE_PUNCT);
  }
  all->progress.articles += one->record_count;
}

static void write_result(indexer *all, job *one) {
  progress *shown = &all->progress;
  switch (one->outcome) {
    case JOB_SAME:
      gaz_store_touch(all->store, one->known_row, &one->stamp);
      shown->unchanged++;
      break;
    case JOB_REFUSED:
      progress_refused(shown, one->name, one->error.message);
      gaz_store_put_file(all->store, one->name, &one->stamp, 0, one->error.message);
      gaz_store_is_fresh(all->store, one->name);
      break;
    case JOB_PART:
    case JOB_READY:
      if (!one->file) one->file = gaz_store_begin_file(all->store, one->name);
      write_records(all, one);
      if (one->outcome == JOB_PART || !one->path) break;
      gaz_store_finish_file(all->store, one->file, &one->stamp, one->articles.count, NULL);
      gaz_store_is_fresh(all->store, one->name);
      shown->read++;
      break;
    case JOB_CANCELLED: break;
    case JOB_FAILED:
      all->failed = true;
      warn("%s: out of memory; close other programs or use fewer --jobs", one->name);
      break;
  }
  gaz_store_commit(all->store, false);
  if (all->store->db.failure.status != GAZ_OK) all->failed = true;
  if (all->failed) gaz_cancel_set(all->cancel);
  if (one->outcome != JOB_PART && one->path) progress_step(shown);
}

/* What a scan found. That a file is not changed, or is refused, the walk that follows says. */
static void write_scan(indexer *all, const job *one) {
  if (one->outcome == JOB_READY)
    gaz_store_put_paragraphs(all->store, one->name, one->keys, one->key_count);
  if (one->outcome == JOB_REFUSED) gaz_store_put_paragraphs(all->store, one->name, NULL, 0);
  if (one->outcome == JOB_FAILED) {
    all->failed = true;
    warn("%s: out of memory; close other programs or use fewer --jobs", one->name);
  }
  if (all->store->db.failure.status != GAZ_OK) all->failed = true;
  if (all->failed) gaz_cancel_set(all->cancel);
}

static bool stopped(const indexer *all) { return all->failed || gaz_cancelled(all->cancel); }

/* A loop without work does not look: what waits for signals does not keep it alive. */
static void look_for_signals(indexer *all) {
  uv_ref((uv_handle_t *)&all->interrupt);
  uv_run(&all->loop, UV_RUN_NOWAIT);
  uv_unref((uv_handle_t *)&all->interrupt);
}

static void work(uv_work_t *request) { job_run(request->data); }

static void queue(indexer *all, job *one);

static void after_work(uv_work_t *request, int status) {
  (void)status;
  job *one = request->data;
  indexer *all = one->owner;
  all->in_flight--;
  if (!all->failed && one->scan)
    write_scan(all, one);
  else if (!all->failed)
    write_result(all, one);
  if (one->outcome == JOB_PART && !stopped(all)) {
    queue(all, one);
  } else {
    job_reset(one);
  }
}

static void queue(indexer *all, job *one) {
  one->busy = true;
  one->request.data = one;
  all->in_flight++;
  uv_queue_work(&all->loop, &one->request, work, after_work);
}

static job *free_job(indexer *all) {
  while (all->in_flight == all->job_count) uv_run(&all->loop, UV_RUN_ONCE);
  for (size_t i = 0; i < all->job_count; i++) {
    if (!all->jobs[i].busy) return &all->jobs[i];
  }
  return NULL;
}

static void drain(indexer *all) {
  while (all->in_flight) uv_run(&all->loop, UV_RUN_ONCE);
}

/* ---- a file of lines ------------------------------------------------------------------------------------ */

typedef struct bad_lines {
  indexer *all;
  const char *name;
} bad_lines;

static void note_bad_line(void *context, uint32_t line, const char *message) {
  const bad_lines *to = context;
  char place[PATH_BYTES + 16];
  snprintf(place, sizeof place, "%s:%u", to->name, line);
  progress_refused(&to->all->progress, place, message);
}

/* Gives the lines to the workers, some at a time. Returns once all are written. */
static gaz_status read_lines(indexer *all, job_lines *from, int64_t file, gaz_error *error) {
  gaz_status status = GAZ_OK;
  bool found = true;
  while (status == GAZ_OK && found) {
    job *one = free_job(all);
    if (stopped(all) || !one) break;
    status = job_take_lines(one, from, &found, error);
    one->file = file;
    if (status == GAZ_OK && found) {
      queue(all, one);
      uv_run(&all->loop, UV_RUN_NOWAIT);
    } else {
      job_reset(one);
    }
  }
  drain(all);
  return status;
}

/* The whole file is one in the KB: until its last line is written it does not count, and what was
 * written of it is dropped when it is read again. */
static void index_lines(indexer *all, job_lines *from, gaz_file_stamp *stamp) {
  gaz_error error = {0};
  char reason[sizeof from->first_bad + 64] = "holds no article";
  int64_t file = gaz_store_begin_file(all->store, from->name);
  gaz_status status = read_lines(all, from, file, &error);
  if (stopped(all)) return;
  bool refused = status != GAZ_OK || from->bad_count || !from->article_count;
  if (status == GAZ_ERROR_MEMORY) {
    all->failed = true;
    warn("%s: out of memory; close other programs", from->name);
    return;
  }
  if (status != GAZ_OK) {
    snprintf(reason, sizeof reason, "%s", error.message);
  } else if (from->bad_count) {
    snprintf(reason, sizeof reason, "%zu lines are refused, the first of them %s", from->bad_count,
             from->first_bad);
  }
  if (refused && !from->bad_count) progress_refused(&all->progress, from->name, reason);
  gaz_store_finish_file(all->store, file, stamp, from->article_count, refused ? reason : NULL);
  all->progress.read += from->article_count > 0;
  gaz_store_commit(all->store, false);
}

/* Whether the file is one of lines, and was read. Text of two bytes a character has no lines to see. */
static bool consider_lines(indexer *all, const char *path, const char *name,
                           const gaz_file_state *state, gaz_file_stamp stamp) {
  unsigned char mark[2] = {0, 0};
  bad_lines bad = {all, name};
  job_lines from = {.name = name, .engine = all->engine, .bad = note_bad_line, .context = &bad};
  if (!job_is_lines(path) || lines_open(&from.from, path, GAZ_ARTICLE_FILE_MAX, NULL) != GAZ_OK)
    return false;
  stamp.hash = (int64_t)(lines_hash(&from.from) >> 1);
  bool ours = stamp.hash && pread(from.from.file, mark, 2, 0) >= 0 &&
              !(mark[0] == 0xFE && mark[1] == 0xFF) && !(mark[0] == 0xFF && mark[1] == 0xFE);
  if (ours && state->known && !all->force && state->hash == stamp.hash) {
    gaz_store_touch(all->store, state->row, &stamp);
    all->progress.unchanged++;
    if (state->refused[0] && all->first_pass)
      progress_refused(&all->progress, name, state->refused);
  } else if (ours) {
    index_lines(all, &from, &stamp);
  }
  lines_close(&from.from);
  if (ours) progress_step(&all->progress);
  return ours;
}

/* `anew`: although it has not changed. */
static void consider(indexer *all, const char *path, bool anew) {
  const char *name = name_of(all, path);
  if (++all->considered % 256 == 0) look_for_signals(all); /* between files that are unchanged */
  if (!job_readable(path)) return;
  if (!gaz_table_put(&all->seen, gaz_hash(name, strlen(name), 29) | 1, 0)) all->failed = true;
  gaz_file_stamp stamp;
  if (!stamp_of(path, &stamp)) return; /* gone since: found to be gone the next time */
  gaz_file_state state = gaz_store_state(all->store, name, &stamp);
  anew |= all->force;
  if (state.unchanged && !anew && all->scanning) return;
  if (state.unchanged && !anew) {
    all->progress.unchanged++;
    if (state.refused[0] && all->first_pass) progress_refused(&all->progress, name, state.refused);
    progress_step(&all->progress);
    return;
  }
  if (all->scanning ? job_is_lines(path) : consider_lines(all, path, name, &state, stamp)) return;
  job *one = free_job(all);
  if (stopped(all) || !one) return;
  one->path = strdup(path);
  one->name = strdup(name);
  one->stamp = stamp;
  one->known_hash = state.known && !state.refused[0] && !anew ? state.hash : 0;
  one->scan = all->scanning;
  one->standing = &all->standing;
  one->known_row = state.row;
  if (!one->path || !one->name) {
    all->failed = true;
    return;
  }
  queue(all, one);
  uv_run(&all->loop, UV_RUN_NOWAIT);
}

/* ---- one pass ---------------------------------------------------------------------------------------------- */

static void note_folder(void *context, const char *path) {
  indexer *all = context;
  if (all->watch) watch_add(all->watch, path);
}

static void note_failure(void *context, const char *path, const char *reason) {
  indexer *all = context;
  progress_refused(&all->progress, name_of(all, path), reason);
}

static uint64_t count_files(const indexer *all) {
  uint64_t total = 0;
  for (size_t i = 0; i < all->where.scope_count; i++) {
    struct stat info;
    if (stat(all->where.scopes[i].path, &info) != 0) continue;
    if (!S_ISDIR(info.st_mode)) {
      total++;
      continue;
    }
    walker *walk = walk_begin(all->where.scopes[i].path, &(walk_options){0});
    for (const char *path; walk && (path = walk_next(walk));) total += job_readable(path);
    walk_end(walk);
  }
  return total;
}

static bool in_scope(const char *name, const char *prefix, bool folder) {
  size_t size = strlen(prefix);
  if (!size) return true;
  return strncmp(name, prefix, size) == 0 && (name[size] == '\0' || (folder && name[size] == '/'));
}

/* Files the KB has inside the scope that were not seen. */
static void leave_unseen(indexer *all, const char *prefix) {
  gaz_db *db = &all->store->db;
  gaz_buffer gone = {0};
  sqlite3_stmt *rows = gaz_db_query(db, "SELECT DISTINCT path FROM file ORDER BY path", "");
  while (gaz_db_next(db, rows)) {
    gaz_slice name = gaz_db_text(rows, 0);
    if (!in_scope(name.data, prefix, true)) continue;
    if (gaz_table_find(&all->seen, gaz_hash(name.data, name.size, 29) | 1) != GAZ_TABLE_NONE)
      continue;
    gaz_buffer_append(&gone, name.data, name.size + 1);
  }
  for (size_t at = 0; at < gone.size; at += strlen(gone.data + at) + 1) {
    gaz_store_leave(all->store, gone.data + at);
    all->progress.removed++;
  }
  if (gone.failed) all->failed = true;
  gaz_buffer_free(&gone);
}

/* Scanned files inside the scope that were not seen have no paragraphs any more. */
static void forget_unseen(indexer *all, const char *prefix) {
  gaz_buffer gone = {0};
  sqlite3_stmt *rows = gaz_db_query(&all->store->db, "SELECT path FROM scanned ORDER BY path", "");
  while (gaz_db_next(&all->store->db, rows)) {
    gaz_slice name = gaz_db_text(rows, 0);
    if (in_scope(name.data, prefix, true) &&
        gaz_table_find(&all->seen, gaz_hash(name.data, name.size, 29) | 1) == GAZ_TABLE_NONE)
      gaz_buffer_append(&gone, name.data, name.size + 1);
  }
  for (size_t at = 0; at < gone.size; at += strlen(gone.data + at) + 1)
    gaz_store_put_paragraphs(all->store, gone.data + at, NULL, 0);
  if (gone.failed) all->failed = true;
  gaz_buffer_free(&gone);
}

static void scan_scope(indexer *all, const index_scope *one) {
  struct stat info;
  bool there = stat(one->path, &info) == 0;
  walker *walk = NULL;
  if (there && !S_ISDIR(info.st_mode)) consider(all, one->path, false);
  if (there && S_ISDIR(info.st_mode)) walk = walk_begin(one->path, &(walk_options){0});
  for (const char *path; walk && !stopped(all) && (path = walk_next(walk));)
    consider(all, path, false);
  walk_end(walk);
  drain(all);
  if (!stopped(all)) forget_unseen(all, name_of(all, one->path));
}

static void keep_standing(void *context, int64_t key) {
  indexer *all = context;
  if (!gaz_table_put(&all->standing, (uint64_t)key, 0)) all->failed = true;
}

/* Before anything is analysed: what stands in many articles of the archive as it is now. */
static void scan(indexer *all) {
  all->scanning = true;
  for (size_t i = 0; i < all->where.scope_count && !stopped(all); i++)
    scan_scope(all, &all->where.scopes[i]);
  all->scanning = false;
  gaz_table_free(&all->seen);
  gaz_table_free(&all->standing);
  if (!stopped(all)) gaz_store_settle_paragraphs(all->store, keep_standing, all);
}

/* Files that have not changed, but whose furniture is not what it was. */
static void pass_stale(indexer *all) {
  gaz_buffer stale = {0};
  char path[PATH_MAX];
  gaz_store_stale_files(all->store, &stale);
  for (size_t at = 0; at < stale.size && !stopped(all); at += strlen(stale.data + at) + 1) {
    int size = snprintf(path, sizeof path, "%s/%s", all->where.root, stale.data + at);
    if (size > 0 && (size_t)size < sizeof path) consider(all, path, true);
  }
  if (stale.failed) all->failed = true;
  gaz_buffer_free(&stale);
  drain(all);
}

static void refuse_format(indexer *all, const char *path) {
  progress_refused(&all->progress, path, "not a format that is read; convert it to text");
}

static void pass_scope(indexer *all, const index_scope *one) {
  struct stat info;
  const char *name = name_of(all, one->path);
  if (stat(one->path, &info) != 0) {
    uint64_t before = all->progress.removed;
    leave_unseen(all, name);
    if (all->progress.removed == before && all->first_pass)
      progress_refused(&all->progress, one->path, "no such file or folder; correct the path");
    return;
  }
  if (!S_ISDIR(info.st_mode)) {
    if (job_readable(one->path)) {
      consider(all, one->path, false);
    } else if (all->first_pass) {
      refuse_format(all, one->path);
    }
    return;
  }
  walker *walk = walk_begin(one->path, &(walk_options){note_folder, note_failure, all});
  for (const char *path; walk && !stopped(all) && (path = walk_next(walk));)
    consider(all, path, false);
  walk_end(walk);
  drain(all);
  if (!stopped(all)) leave_unseen(all, name);
}

static void report_correction(void *context, const gaz_error *error) {
  (void)context;
  print_error(error);
}

static void say_waiting(void *context, const char *holder, bool first) {
  indexer *all = context;
  if (first) warn("%s: %s is writing; waiting for it", all->where.dir, holder);
  look_for_signals(all);
}

/* A digest of the language data: what another engine read is read again. */
static int64_t engine_digest(const gaz_engine *engine) {
  char folder[PATH_BYTES + 16];
  snprintf(folder, sizeof folder, "%s/english", engine->data_dir);
  return (int64_t)(walk_digest(folder, gaz_hash(GAZ_VERSION, sizeof GAZ_VERSION, 31)) >> 1);
}

/* The root as the KB keeps it: relative for the usual .gazette inside the archive, so that the two
 * can be moved together. */
static void keep_root(indexer *all) {
  char inside[PATH_MAX + 16], real[PATH_MAX];
  snprintf(inside, sizeof inside, "%s/.gazette", all->where.root);
  bool usual = realpath(all->where.dir, real) && strcmp(real, inside) == 0;
  gaz_store_set_text(all->store, "root", usual ? ".." : all->where.root);
}

static gaz_status open_store(indexer *all, gaz_error *error) {
  gaz_store_waiting waiting = {WAIT_SECONDS, all->cancel, say_waiting, all};
  if (all->store) return gaz_store_lock(all->store, &waiting, error);
  gaz_status status = gaz_store_open(all->where.dir, &waiting, &all->store, error);
  if (status == GAZ_OK) keep_root(all);
  return status;
}

/* Brings the KB up to date once. */
static int run_pass(indexer *all) {
  gaz_error error = {0};
  if (open_store(all, &error) != GAZ_OK) return print_error(&error);
  /* Once: a watcher keeps the engine it has. */
  if (!all->digest) all->digest = engine_digest(all->engine);
  int64_t digest = all->digest;
  bool forced = all->force;
  if (gaz_store_number(all->store, "engine") != digest) all->force = true;
  progress_begin(&all->progress, all->progress.form == PROGRESS_NONE ? 0 : count_files(all));
  gaz_table_free(&all->seen);
  scan(all);
  for (size_t i = 0; i < all->where.scope_count && !stopped(all); i++)
    pass_scope(all, &all->where.scopes[i]);
  drain(all);
  if (!stopped(all)) pass_stale(all);
  all->force = forced;
  bool interrupted = gaz_cancelled(all->cancel) && !all->failed;
  gaz_status status = gaz_db_status(&all->store->db, &error);
  bool published = false;
  if (status == GAZ_OK && !all->failed && !interrupted) {
    if (gaz_store_number(all->store, "engine") != digest)
      gaz_store_set_number(all->store, "engine", digest);
    progress_phase(&all->progress, "resolving");
    gaz_publish_options options = {
        .force = all->force, .cancel = all->cancel, .report = {report_correction, NULL}};
    status = gaz_kb_publish(all->store, &options, &published, &error);
  } else if (status == GAZ_OK) {
    gaz_store_commit(all->store, true); /* what was read is not read again */
  }
  uint64_t generation = status == GAZ_OK ? (uint64_t)gaz_store_number(all->store, "generation") : 0;
  gaz_store_unlock(all->store);
  progress_end(&all->progress, published, generation, all->where.dir);
  if (interrupted) {
    warn("interrupted; what was read is kept, run it again to go on");
    return CANNOT;
  }
  if (status != GAZ_OK) return print_error(&error);
  all->first_pass = false;
  return all->failed ? CANNOT : all->progress.refused ? FINDINGS : DONE;
}

/* ---- running ---------------------------------------------------------------------------------------------------- */

static void on_signal(uv_signal_t *handle, int number) {
  (void)number;
  indexer *all = handle->data;
  gaz_cancel_set(all->cancel);
  if (all->watch) watch_stop(all->watch);
}

static void on_change(void *context) { run_pass(context); }

static bool start(indexer *all, long jobs) {
  char threads[16];
  snprintf(threads, sizeof threads, "%ld", jobs);
  setenv("UV_THREADPOOL_SIZE", threads, 1); /* read when the pool starts, at the first work */
  all->job_count = (size_t)jobs + 1;
  all->jobs = calloc(all->job_count, sizeof *all->jobs);
  if (!all->jobs || gaz_cancel_new(&all->cancel) != GAZ_OK || uv_loop_init(&all->loop) != 0)
    return false;
  for (size_t i = 0; i < all->job_count; i++) {
    all->jobs[i].owner = all;
    all->jobs[i].engine = all->engine;
    all->jobs[i].cancel = all->cancel;
  }
  uv_signal_init(&all->loop, &all->interrupt);
  uv_signal_init(&all->loop, &all->terminate);
  all->interrupt.data = all->terminate.data = all;
  uv_signal_start(&all->interrupt, on_signal, SIGINT);
  uv_signal_start(&all->terminate, on_signal, SIGTERM);
  uv_unref((uv_handle_t *)&all->interrupt);
  uv_unref((uv_handle_t *)&all->terminate);
  return true;
}

static void stop(indexer *all) {
  if (all->jobs) {
    uv_close((uv_handle_t *)&all->interrupt, NULL);
    uv_close((uv_handle_t *)&all->terminate, NULL);
    watch_free(all->watch);
    uv_run(&all->loop, UV_RUN_DEFAULT);
    uv_loop_close(&all->loop);
    for (size_t i = 0; i < all->job_count; i++) job_free(&all->jobs[i]);
  }
  free(all->jobs);
  free(all->where.scopes);
  gaz_table_free(&all->seen);
  gaz_table_free(&all->standing);
  gaz_store_close(all->store);
  gaz_cancel_release(all->cancel);
  gaz_engine_release(all->engine);
  free(all);
}

int run_index(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL, *jobs_text = NULL, *progress_form = NULL;
  bool force = false, watching = false;
  const option options[] = {
      {"jobs", "N", "workers (as many as there are processors)", NULL, &jobs_text},
      {"watch", NULL, "stay, and follow what changes", &watching, NULL},
      {"force", NULL, "read everything again", &force, NULL},
      {"progress", "FORM", "auto (a bar on a terminal), none, jsonl", NULL, &progress_form},
      {"kb", "DIR", "the knowledge base; else .gazette in or above the first PATH", NULL, &kb_dir}};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  long jobs = processor_count();
  if (status == GO_ON) status = read_number("jobs", jobs_text, JOBS_MAX, &jobs);
  if (status != GO_ON) return status;
  static const char *const forms[] = {"auto", "none", "jsonl", NULL};
  int form = read_choice("progress", progress_form, forms);
  if (form < 0) return USAGE;
  if (!count) return usage_error(self, "index needs a folder or files");
  indexer *all = calloc(1, sizeof *all);
  if (!all) return CANNOT;
  all->force = force;
  all->first_pass = true;
  progress_open(&all->progress, forms[form]);
  gaz_error error = {0};
  status = find_places(&all->where, kb_dir, count, argv);
  if (status == GO_ON && nothing_to_read(&all->where)) {
    for (size_t i = 0; i < all->where.scope_count; i++)
      refuse_format(all, all->where.scopes[i].path);
    status = FINDINGS;
  }
  if (status == GO_ON && gaz_engine_open(NULL, &all->engine, &error) != GAZ_OK)
    status = print_error(&error);
  if (status == GO_ON && !start(all, jobs)) status = CANNOT;
  if (status == GO_ON) {
    if (watching) all->watch = watch_new(&all->loop, on_change, all);
    status = run_pass(all);
    all->force = false;
    if (watching && status != CANNOT) {
      watch_run(all->watch);
      status = DONE;
    }
  }
  stop(all);
  return end_output(status);
}
