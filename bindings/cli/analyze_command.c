/* gazette analyze: the language engine over files, lines or given tokens, several at a time, answers
 * in the order of the questions. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/calendar.h"
#include "cli.h"
#include "lines.h"
#include "question.h"

enum { PIECES_MAX = 64, SENTENCES_PER_PIECE = 2000 };

typedef enum input_form { INPUT_TEXT, INPUT_JSONL, INPUT_CONLL } input_form;

/* A question under way in a worker. */
typedef struct piece {
  question question; /* first, so that a piece is one */
  uv_work_t request;
  struct analyzer *owner;
  bool done;
} piece;

typedef struct analyzer {
  uv_loop_t loop;
  gaz_engine *engine;
  input_form input;
  bool conll;
  const char *date;
  piece *pieces; /* a ring: the oldest is printed first */
  size_t piece_count, oldest, under_way;
  bool refused, stopped;
} analyzer;

/* ---- one piece, in a worker -------------------------------------------------------------------------------- */

static gaz_status answer(input_form form, question *one) {
  switch (form) {
    case INPUT_JSONL: return question_line(one);
    case INPUT_CONLL: return question_tokens(one);
    default: return question_text(one);
  }
}

static void work(uv_work_t *request) {
  piece *one = request->data;
  question *asked = &one->question;
  gaz_status status = answer(one->owner->input, asked);
  if (status == GAZ_OK || asked->error.status != GAZ_OK) return;
  const char *path = !asked->path || strcmp(asked->path, "-") ? asked->path : "standard input";
  gaz_fail(&asked->error, status, path, asked->line,
           status == GAZ_ERROR_MEMORY      ? "out of memory; close other programs"
           : status == GAZ_ERROR_TOO_LARGE ? "over 64 MiB; give it in pieces"
                                           : "cannot be analysed (%s); please report it",
           gaz_status_name(status));
}

/* ---- the ring ------------------------------------------------------------------------------------------------- */

static void after_work(uv_work_t *request, int status) {
  (void)status;
  ((piece *)request->data)->done = true;
}

static void print_oldest(analyzer *all) {
  piece *one = &all->pieces[all->oldest];
  question *asked = &one->question;
  while (!one->done) uv_run(&all->loop, UV_RUN_ONCE);
  if (asked->error.status != GAZ_OK) {
    print_error(&asked->error);
    all->refused = true;
  } else if (!all->stopped && asked->output.size) {
    all->stopped = !write_output(asked->output.data, asked->output.size);
  }
  gaz_string_free(&asked->input);
  asked->output.size = 0;
  asked->error = (gaz_error){0};
  one->done = false;
  gaz_arena_reset(&asked->arena);
  if (++all->oldest == all->piece_count) all->oldest = 0;
  all->under_way--;
}

/* Takes over `input`. */
static void ask(analyzer *all, gaz_string input, const char *path, uint32_t line) {
  if (all->under_way == all->piece_count) print_oldest(all);
  size_t at = all->oldest + all->under_way;
  piece *one = &all->pieces[at < all->piece_count ? at : at - all->piece_count];
  one->question.input = input;
  one->question.path = path;
  one->question.line = line;
  one->request.data = one;
  all->under_way++;
  uv_queue_work(&all->loop, &one->request, work, after_work);
}

/* ---- reading ------------------------------------------------------------------------------------------------------ */

static void refuse(analyzer *all, const gaz_error *error) {
  print_error(error);
  all->refused = true;
}

static bool is_blank(gaz_slice line) {
  for (size_t i = 0; i < line.size; i++) {
    if ((unsigned char)line.data[i] > ' ') return false;
  }
  return true;
}

/* The next line; one that is too long is refused and passed over. */
static bool next_line(analyzer *all, lines *from, const char *path, gaz_slice *line) {
  gaz_error error = {0};
  while (!all->stopped) {
    switch (lines_next(from, line)) {
      case LINES_LINE: return true;
      case LINES_END: return false;
      case LINES_TOO_LONG:
        gaz_fail(&error, GAZ_ERROR_TOO_LARGE, path, from->number, "over 64 MiB; give it in pieces");
        refuse(all, &error);
        break;
      case LINES_FAILED:
        gaz_fail(&error, GAZ_ERROR_IO, path, 0, "%s; correct the path", strerror(errno));
        refuse(all, &error);
        return false;
    }
  }
  return false;
}

static void read_lines(analyzer *all, lines *from, const char *path) {
  gaz_slice line;
  while (next_line(all, from, path, &line)) {
    if (is_blank(line)) continue;
    gaz_buffer copy = {0};
    gaz_string text;
    gaz_buffer_append(&copy, line.data, line.size);
    if (gaz_buffer_take(&copy, &text) != GAZ_OK) break;
    ask(all, text, path, from->number);
  }
}

/* Documents end at "# newdoc", and at any sentence after so many. Comments are passed over. Of a piece
 * that is too large only as much is kept as shows that it is. */
static void read_sentences(analyzer *all, lines *from, const char *path) {
  gaz_buffer gathered = {0};
  gaz_slice line = {0};
  size_t sentences = 0;
  uint32_t begun = 1;
  bool more;
  do {
    more = next_line(all, from, path, &line);
    /* No token holds a space; "#" by itself is one. */
    bool comment = more && line.size >= 2 && memcmp(line.data, "# ", 2) == 0 &&
                   !memchr(line.data, '\t', line.size);
    bool blank = more && is_blank(line),
         newdoc = comment && line.size >= 8 && memcmp(line.data, "# newdoc", 8) == 0;
    if (blank) sentences++;
    if (more && !comment && gathered.size <= GAZ_TEXT_MAX) {
      if (!blank) gaz_buffer_append(&gathered, line.data, line.size);
      gaz_buffer_byte(&gathered, '\n');
    }
    if (gathered.size && (!more || newdoc || (blank && sentences >= SENTENCES_PER_PIECE))) {
      gaz_string text;
      if (gaz_buffer_take(&gathered, &text) != GAZ_OK) break;
      ask(all, text, path, begun);
      sentences = 0;
      begun = from->number + 1;
    }
  } while (more);
  gaz_buffer_free(&gathered);
}

static void read_one(analyzer *all, const char *path) {
  gaz_error error = {0};
  gaz_string text;
  lines from = {.file = -1};
  bool whole = all->input == INPUT_TEXT;
  gaz_status status = whole ? read_input(path, GAZ_TEXT_MAX, &text, &error)
                            : lines_open(&from, path, GAZ_TEXT_MAX, &error);
  if (status != GAZ_OK) {
    refuse(all, &error);
    return;
  }
  if (whole) ask(all, text, path, 0);
  if (all->input == INPUT_JSONL) read_lines(all, &from, path);
  if (all->input == INPUT_CONLL) read_sentences(all, &from, path);
  lines_close(&from);
}

static int run_all(analyzer *all, int count, char **paths) {
  char threads[16];
  long workers = processor_count();
  snprintf(threads, sizeof threads, "%ld", workers);
  setenv("UV_THREADPOOL_SIZE", threads, 1);
  all->piece_count = workers > 0 && workers < PIECES_MAX / 4 ? (size_t)workers * 4 : PIECES_MAX;
  all->pieces = calloc(all->piece_count, sizeof *all->pieces);
  if (!all->pieces || uv_loop_init(&all->loop) != 0) return CANNOT;
  for (size_t i = 0; i < all->piece_count; i++) {
    all->pieces[i].owner = all;
    all->pieces[i].question =
        (question){.engine = all->engine, .conll = all->conll, .date = all->date};
  }
  if (!count) read_one(all, "-");
  for (int i = 0; i < count && !all->stopped; i++) read_one(all, paths[i]);
  while (all->under_way) print_oldest(all);
  for (size_t i = 0; i < all->piece_count; i++) {
    gaz_buffer_free(&all->pieces[i].question.output);
    gaz_arena_free(&all->pieces[i].question.arena);
  }
  free(all->pieces);
  uv_loop_close(&all->loop);
  return all->stopped ? CANNOT : all->refused ? FINDINGS : DONE;
}

int run_analyze(const command *self, int argc, char **argv) {
  const char *input = NULL, *format = NULL, *date = NULL;
  const option options[] = {
      {"input", "FORM", "text (a file is a text), jsonl or conll", NULL, &input},
      {"format", "FORM", "jsonl or conll", NULL, &format},
      {"date", "D", "the day the texts are from, YYYY-MM-DD", NULL, &date}};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  static const char *const inputs[] = {"text", "jsonl", "conll", NULL}, *const formats[] = {
                                                                            "jsonl", "conll", NULL};
  int input_chosen = read_choice("input", input, inputs),
      format_chosen = read_choice("format", format, formats);
  if (input_chosen < 0 || format_chosen < 0) return USAGE;
  if (date && !gaz_is_day(date)) return usage_error(self, "--date must be a day, YYYY-MM-DD");
  analyzer all = {.input = (input_form)input_chosen, .conll = format_chosen == 1, .date = date};
  gaz_error error = {0};
  if (gaz_engine_open(NULL, &all.engine, &error) != GAZ_OK) return print_error(&error);
  status = run_all(&all, count, argv);
  gaz_engine_release(all.engine);
  return end_output(status);
}
