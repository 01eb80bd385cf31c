/* gazette analyze: the language engine over files, lines or given tokens, several at a time, answers
 * in the order of the questions. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "cli.h"
#include "extract/facts_json.h"

enum { PIECES_MAX = 64, SENTENCES_PER_PIECE = 2000, LINE_MAX_BYTES = 64 << 20 };

typedef enum input_form { INPUT_TEXT, INPUT_JSONL, INPUT_CONLL } input_form;

/* One question: a text, a line of JSON, or sentences of tokens. */
typedef struct piece {
  uv_work_t request;
  struct analyzer *owner;
  gaz_string input;
  const char *path;
  uint32_t line;
  gaz_buffer output;
  gaz_error error;
  gaz_arena arena;
  bool done, used;
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

/* ---- one piece, in a worker ------------------------------------------------------------------------------ */

static gaz_status print_facts(piece *one, const gaz_analysis *analysis, const char *date,
                              const char *id) {
  if (one->owner->conll) {
    gaz_analysis_print_conll(&one->output, analysis);
    return GAZ_OK;
  }
  gaz_facts facts;
  gaz_status status = gaz_extract(one->owner->engine, analysis, date, NULL, &one->arena, &facts);
  if (status != GAZ_OK) return status;
  gaz_facts_print_json(&one->output, one->owner->engine, &facts, id, id ? strlen(id) : 0);
  gaz_buffer_byte(&one->output, '\n');
  return GAZ_OK;
}

static gaz_status analyze_text(piece *one, const char *text, size_t size, const char *date,
                               const char *id) {
  gaz_analysis analysis;
  gaz_status status = gaz_english_analyze(one->owner->engine, text, size, NULL, 0, GAZ_STAGE_ALL,
                                          NULL, &one->arena, &analysis);
  return status == GAZ_OK ? print_facts(one, &analysis, date, id) : status;
}

static bool is_day(const char *date) {
  static const char form[] = "dddd-dd-dd";
  for (size_t i = 0; i < sizeof form; i++) {
    if (form[i] == 'd' ? date[i] < '0' || date[i] > '9' : date[i] != form[i]) return false;
  }
  return true;
}

static gaz_status analyze_line(piece *one) {
  json_error_t where;
  json_t *line = json_loadb(one->input.data, one->input.size, JSON_ALLOW_NUL, &where);
  const json_t *text = json_object_get(line, "text"), *date = json_object_get(line, "date"),
               *id = json_object_get(line, "id");
  gaz_status status = GAZ_OK;
  if (!json_is_string(text)) {
    status = gaz_fail(
        &one->error, GAZ_ERROR_FORMAT, one->path, one->line,
        line ? "no \"text\"; give {\"text\":...} a line" : "not JSON: %.200s; correct the line",
        where.text);
  } else if (json_is_string(date) && !is_day(json_string_value(date))) {
    status = gaz_fail(&one->error, GAZ_ERROR_FORMAT, one->path, one->line,
                      "\"date\" must be YYYY-MM-DD; correct the line");
  } else {
    char *id_text = id ? json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    const char *day = json_is_string(date) ? json_string_value(date) : one->owner->date;
    status = analyze_text(one, json_string_value(text), json_string_length(text), day, id_text);
    free(id_text);
  }
  json_decref(line);
  return status;
}

/* Tokens as given: the text is their forms with a space between. */
typedef struct given_tokens {
  gaz_buffer text;
  gaz_token *tokens;
  gaz_sentence *sentences;
  size_t token_count, token_capacity, sentence_count, sentence_capacity;
} given_tokens;

static bool end_sentence(given_tokens *all, gaz_arena *arena, size_t first) {
  if (first == all->token_count) return true;
  all->sentences = gaz_arena_grow(arena, all->sentences, all->sentence_count,
                                  &all->sentence_capacity, sizeof *all->sentences);
  if (!all->sentences) return false;
  all->sentences[all->sentence_count++] =
      (gaz_sentence){.start = all->tokens[first].start,
                     .end = all->tokens[all->token_count - 1].end,
                     .first = (uint32_t)first,
                     .count = (uint32_t)(all->token_count - first)};
  return true;
}

static bool read_tokens(piece *one, given_tokens *all) {
  size_t first = 0;
  for (size_t at = 0; at < one->input.size;) {
    const char *line = one->input.data + at, *newline = memchr(line, '\n', one->input.size - at);
    size_t size = newline ? (size_t)(newline - line) : one->input.size - at;
    at += size + 1;
    if (size && line[size - 1] == '\r') size--;
    if (!size) {
      if (!end_sentence(all, &one->arena, first)) return false;
      first = all->token_count;
      continue;
    }
    const char *tab = memchr(line, '\t', size);
    if (tab) size = (size_t)(tab - line);
    all->tokens = gaz_arena_grow(&one->arena, all->tokens, all->token_count, &all->token_capacity,
                                 sizeof *all->tokens);
    if (!all->tokens) return false;
    if (all->text.size) gaz_buffer_byte(&all->text, first == all->token_count ? '\n' : ' ');
    uint32_t start = (uint32_t)all->text.size;
    gaz_buffer_append(&all->text, line, size);
    all->tokens[all->token_count++] = (gaz_token){.start = start,
                                                  .end = (uint32_t)all->text.size,
                                                  .sentence = (uint32_t)all->sentence_count,
                                                  .head = -1};
  }
  return end_sentence(all, &one->arena, first) && !all->text.failed;
}

static gaz_status analyze_tokens(piece *one) {
  given_tokens given = {0};
  gaz_status status = GAZ_ERROR_MEMORY;
  if (read_tokens(one, &given)) {
    gaz_block whole = {0, (uint32_t)given.text.size, GAZ_BLOCK_BODY};
    gaz_tokens tokens = {
        given.tokens, given.token_count, given.sentences, given.sentence_count, &whole, 1};
    gaz_analysis analysis;
    status = gaz_english_analyze_tokens(one->owner->engine, given.text.data ? given.text.data : "",
                                        given.text.size, &tokens, GAZ_STAGE_ALL, NULL, &one->arena,
                                        &analysis);
    if (status == GAZ_OK) status = print_facts(one, &analysis, one->owner->date, NULL);
  }
  gaz_buffer_free(&given.text);
  return status;
}

static gaz_status analyze_whole(piece *one) {
  if (!one->path || strcmp(one->path, "-") == 0)
    return analyze_text(one, one->input.data, one->input.size, one->owner->date, NULL);
  gaz_buffer id = {0};
  gaz_buffer_json(&id, one->path, strlen(one->path));
  gaz_buffer_byte(&id, '\0');
  gaz_status status =
      id.failed ? GAZ_ERROR_MEMORY
                : analyze_text(one, one->input.data, one->input.size, one->owner->date, id.data);
  gaz_buffer_free(&id);
  return status;
}

static void work(uv_work_t *request) {
  piece *one = request->data;
  gaz_status status = one->owner->input == INPUT_JSONL   ? analyze_line(one)
                      : one->owner->input == INPUT_CONLL ? analyze_tokens(one)
                                                         : analyze_whole(one);
  if (status != GAZ_OK && one->error.status == GAZ_OK) {
    gaz_fail(&one->error, status, one->path, one->line,
             status == GAZ_ERROR_MEMORY ? "out of memory; close other programs"
                                        : "cannot be analysed (%s); please report it",
             gaz_status_name(status));
  }
}

/* ---- the ring ------------------------------------------------------------------------------------------------- */

static void after_work(uv_work_t *request, int status) {
  (void)status;
  ((piece *)request->data)->done = true;
}

static void print_oldest(analyzer *all) {
  piece *one = &all->pieces[all->oldest];
  while (!one->done) uv_run(&all->loop, UV_RUN_ONCE);
  if (one->error.status != GAZ_OK) {
    print_error(&one->error);
    all->refused = true;
  } else if (!all->stopped && one->output.size) {
    all->stopped = one->output.failed || !write_output(one->output.data, one->output.size);
  }
  gaz_string_free(&one->input);
  one->output.size = 0;
  one->error = (gaz_error){0};
  one->done = one->used = false;
  gaz_arena_reset(&one->arena);
  all->oldest = (all->oldest + 1) % all->piece_count;
  all->under_way--;
}

/* Takes over `input`. */
static void ask(analyzer *all, gaz_string input, const char *path, uint32_t line) {
  if (all->under_way == all->piece_count) print_oldest(all);
  piece *one = &all->pieces[(all->oldest + all->under_way) % all->piece_count];
  one->input = input;
  one->path = path;
  one->line = line;
  one->used = true;
  one->request.data = one;
  all->under_way++;
  uv_queue_work(&all->loop, &one->request, work, after_work);
}

/* ---- reading ------------------------------------------------------------------------------------------------------ */

static bool is_blank(const char *line, ssize_t size) {
  for (ssize_t i = 0; i < size; i++) {
    if ((unsigned char)line[i] > ' ') return false;
  }
  return true;
}

static void read_lines(analyzer *all, FILE *file, const char *path) {
  char *line = NULL;
  size_t capacity = 0;
  ssize_t size;
  for (uint32_t number = 1; !all->stopped && (size = getline(&line, &capacity, file)) >= 0;
       number++) {
    if (is_blank(line, size)) continue;
    char *copy = malloc((size_t)size + 1);
    if (!copy) break;
    memcpy(copy, line, (size_t)size + 1);
    ask(all, (gaz_string){copy, (size_t)size}, path, number);
  }
  free(line);
}

/* Documents end at "# newdoc", and at any sentence after so many. Comments are passed over. */
static void read_sentences(analyzer *all, FILE *file, const char *path) {
  gaz_buffer gathered = {0};
  char *line = NULL;
  size_t capacity = 0, sentences = 0;
  ssize_t size;
  uint32_t number = 0, begun = 1;
  do {
    size = all->stopped ? -1 : getline(&line, &capacity, file);
    number++;
    /* No token holds a space; "#" by itself is one. */
    bool comment = size > 1 && memcmp(line, "# ", 2) == 0 && !memchr(line, '\t', (size_t)size);
    bool blank = size >= 0 && is_blank(line, size),
         newdoc = comment && strncmp(line, "# newdoc", 8) == 0;
    if (blank) sentences++;
    if (size >= 0 && !comment)
      gaz_buffer_append(&gathered, blank ? "\n" : line, blank ? 1 : (size_t)size);
    if (gathered.size && (size < 0 || newdoc || (blank && sentences >= SENTENCES_PER_PIECE))) {
      gaz_string text;
      if (gaz_buffer_take(&gathered, &text) != GAZ_OK) break;
      ask(all, text, path, begun);
      sentences = 0;
      begun = number + 1;
    }
  } while (size >= 0);
  gaz_buffer_free(&gathered);
  free(line);
}

static void read_one(analyzer *all, const char *path) {
  gaz_error error = {0};
  bool standard = strcmp(path, "-") == 0;
  if (all->input == INPUT_TEXT) {
    gaz_string text;
    if (read_input(path, GAZ_TEXT_MAX, &text, &error) == GAZ_OK) {
      ask(all, text, path, 0);
    } else {
      print_error(&error);
      all->refused = true;
    }
    return;
  }
  FILE *file = standard ? stdin : fopen(path, "r");
  if (!file) {
    warn("%s: cannot be opened; correct the path", path);
    all->refused = true;
    return;
  }
  if (all->input == INPUT_JSONL) read_lines(all, file, path);
  if (all->input == INPUT_CONLL) read_sentences(all, file, path);
  if (!standard) fclose(file);
}

static int run_all(analyzer *all, int count, char **paths) {
  char threads[16];
  long workers = processor_count();
  snprintf(threads, sizeof threads, "%ld", workers);
  setenv("UV_THREADPOOL_SIZE", threads, 1);
  all->piece_count = (size_t)workers * 4 < PIECES_MAX ? (size_t)workers * 4 : PIECES_MAX;
  all->pieces = calloc(all->piece_count, sizeof *all->pieces);
  if (!all->pieces || uv_loop_init(&all->loop) != 0) return CANNOT;
  for (size_t i = 0; i < all->piece_count; i++) all->pieces[i].owner = all;
  if (!count) read_one(all, "-");
  for (int i = 0; i < count && !all->stopped; i++) read_one(all, paths[i]);
  while (all->under_way) print_oldest(all);
  for (size_t i = 0; i < all->piece_count; i++) {
    gaz_buffer_free(&all->pieces[i].output);
    gaz_arena_free(&all->pieces[i].arena);
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
  if (date && !is_day(date)) return usage_error(self, "--date must be YYYY-MM-DD");
  analyzer all = {.input = (input_form)input_chosen, .conll = format_chosen == 1, .date = date};
  gaz_error error = {0};
  if (gaz_engine_open(NULL, &all.engine, &error) != GAZ_OK) return print_error(&error);
  status = run_all(&all, count, argv);
  gaz_engine_release(all.engine);
  return end_output(status);
}
