// Runs corpus tests: small texts and what must be found in them (README.md has the language).
//
//   run_corpus [--list] [--known FILE] SCRIPT...
//
// Exit status 1 when a case fails that KNOWN does not list; 2 when a script cannot be read. KNOWN has
// one `script: case` a line: what is not reached yet. A listed case that passes is named, so that it
// can be taken off the list; it fails nothing. --list prints the cases that fail, as such lines.
#include "run_corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

// ---- Finding the words of an expectation in the text ----

static bool is_word(unsigned char c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

// General punctuation: the curly marks and dashes, U+2000 to U+207F.
static bool is_punctuation(const char *at) {
  return (unsigned char)at[0] == 0xe2 &&
         ((unsigned char)at[1] == 0x80 || (unsigned char)at[1] == 0x81);
}

static bool ends_word(const corpus_case *c, const char *at) {
  if (at == c->text) return false;
  if (at - c->text >= 3 && is_punctuation(at - 3)) return false;
  return is_word((unsigned char)at[-1]);
}

bool corpus_find(const corpus_case *c, const char *words, int number, gaz_range *out) {
  size_t size = strlen(words);
  for (const char *at = c->text; (at = strstr(at, words)) != NULL; at++) {
    bool before = !ends_word(c, at) || !is_word((unsigned char)*words);
    bool after = !is_word((unsigned char)at[size]) || is_punctuation(at + size) ||
                 !is_word((unsigned char)words[size - 1]);
    if (!before || !after || --number > 0) continue;
    *out = (gaz_range){(uint32_t)(at - c->text), (uint32_t)(at - c->text + (ptrdiff_t)size)};
    return true;
  }
  return false;
}

// ---- Reading an expectation line ----

// Cuts the next piece of a line: "words", "words"#2 or a bare value.
static bool next_piece(char **line, piece *out) {
  char *at = *line;
  while (*at == ' ') at++;
  *out = (piece){.number = 1};
  if (!*at) return false;
  if (*at == '"') {
    char *to = ++at;
    out->text = to;
    out->quoted = true;
    for (; *at && *at != '"'; at++) {
      if (*at == '\\' && at[1]) {
        at++;
        *to++ = *at == 'n' ? '\n' : *at;
      } else {
        *to++ = *at;
      }
    }
    if (*at) at++;
    if (*at == '#') out->number = (int)strtol(at + 1, &at, 10);
    *to = '\0';
  } else {
    out->text = at;
    while (*at && *at != ' ') at++;
    if (*at) *at++ = '\0';
  }
  *line = at;
  return true;
}

bool corpus_failed(corpus_case *c, const char *format, ...) {
  va_list arguments;
  if (!c->quiet) {
    printf("%s: %s\n    %s\n    ", c->script, c->name, c->line);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
  }
  return false;
}

static bool check_line(corpus_case *c, const char *line) {
  static const struct {
    const char *name;
    bool (*check)(corpus_case *c, const piece *pieces, unsigned count);
  } checks[] = {
      {"?entity", check_entity},       {"?not-entity", check_not_entity},
      {"?distinct", check_distinct},   {"?role", check_role},
      {"?roleless", check_roleless},   {"?time", check_time},
      {"?not-time", check_not_time},   {"?quote", check_quote},
      {"?not-quote", check_not_quote}, {"?event", check_event},
      {"?not-event", check_not_event}, {"?sentences", check_sentences},
      {"?sentence", check_sentence},   {"?token", check_token},
  };
  piece pieces[32];
  unsigned count = 0;
  char *copy = strdup(line), *at = copy;
  piece name;
  bool holds = false, known = false;
  c->line = line;
  next_piece(&at, &name);
  while (count < GAZ_COUNT(pieces) && next_piece(&at, &pieces[count])) count++;
  for (size_t i = 0; i < GAZ_COUNT(checks); i++)
    if (!strcmp(checks[i].name, name.text)) {
      holds = checks[i].check(c, pieces, count);
      known = true;
    }
  if (!known) corpus_failed(c, "there is no such expectation");
  free(copy);
  return holds;
}

// ---- Cases ----

typedef struct run {
  const gaz_engine *engine;
  char *known;
  bool list;
  unsigned long cases, passed, lines, lines_held, unlisted, now_pass;
} run;

static bool is_known(const run *r, const char *script, const char *name) {
  char line[512];
  snprintf(line, sizeof line, "%s: %s\n", script, name);
  for (const char *at = r->known; at && (at = strstr(at, line)) != NULL; at++)
    if (at == r->known || at[-1] == '\n') return true;
  return false;
}

static bool run_case(run *r, corpus_case *c, char **expectations, unsigned count) {
  gaz_arena arena = {0};
  bool all = true;
  if (gaz_english_analyze(r->engine, c->text, strlen(c->text), NULL, 0, GAZ_STAGE_ALL, NULL, &arena,
                          &c->analysis) ||
      gaz_extract(r->engine, &c->analysis, c->date, NULL, &arena, &c->facts))
    return false;
  c->engine = r->engine;
  bool known = is_known(r, c->script, c->name);
  c->quiet = known || r->list;
  for (unsigned i = 0; i < count; i++) {
    bool holds = check_line(c, expectations[i]);
    r->lines++;
    r->lines_held += holds;
    all &= holds;
  }
  gaz_arena_free(&arena);
  r->cases++;
  r->passed += all;
  if (r->list && !all) printf("%s: %s\n", c->script, c->name);
  if (!all && !known) r->unlisted++;
  if (all && known) {
    r->now_pass++;
    if (!r->list) printf("%s: %s: passes now; take it off the list\n", c->script, c->name);
  }
  return all;
}

static char *next_line(char **at) {
  char *line = *at;
  if (!line || !*line) return NULL;
  char *end = strchr(line, '\n');
  *at = end ? end + 1 : NULL;
  if (end) *end = '\0';
  return line;
}

static void read_header(char *line, corpus_case *c) {
  char *bar = strstr(line, " | ");
  c->name = line + 3;
  c->date = bar ? bar + 3 : NULL;
  if (bar) *bar = '\0';
}

static bool run_script(run *r, const char *path) {
  gaz_string script;
  gaz_error error;
  if (gaz_read_file(path, 1 << 24, &script, &error)) {
    fprintf(stderr, "%s: %s\n", path, error.message);
    return false;
  }
  const char *name = strrchr(path, '/');
  char *at = script.data, *line = next_line(&at);
  while (line) {
    corpus_case c = {.script = name ? name + 1 : path};
    char text[8192], *expectations[64];
    size_t size = 0;
    unsigned count = 0;
    if (strncmp(line, "== ", 3)) {
      line = next_line(&at);
      continue;
    }
    read_header(line, &c);
    line = next_line(&at);
    for (; line && *line != '?'; line = next_line(&at)) {
      size_t length = strlen(line);
      if (size + length + 2 > sizeof text) break;
      memcpy(text + size, line, length);
      size += length;
      text[size++] = '\n';
    }
    while (size && text[size - 1] == '\n') size--;
    text[size] = '\0';
    for (; line && strncmp(line, "== ", 3); line = next_line(&at))
      if (*line == '?' && count < GAZ_COUNT(expectations)) expectations[count++] = line;
    c.text = text;
    run_case(r, &c, expectations, count);
  }
  gaz_string_free(&script);
  return true;
}

int main(int argc, char **argv) {
  gaz_engine *engine;
  gaz_error error;
  gaz_string known = {0};
  run r = {0};
  if (gaz_engine_open(NULL, &engine, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 2;
  }
  r.engine = engine;
  bool fine = true;
  for (int i = 1; fine && i < argc; i++) {
    if (!strcmp(argv[i], "--list"))
      r.list = true;
    else if (!strcmp(argv[i], "--known") && i + 1 < argc)
      fine = !gaz_read_file(argv[++i], 1 << 24, &known, &error);
    else {
      r.known = known.data;
      fine = run_script(&r, argv[i]);
    }
  }
  fprintf(
      r.list ? stderr : stdout,
      "%lu of %lu cases, %lu of %lu expectations; %lu failures not listed, %lu listed cases pass\n",
      r.passed, r.cases, r.lines_held, r.lines, r.unlisted, r.now_pass);
  gaz_string_free(&known);
  gaz_engine_release(engine);
  return !fine ? 2 : r.unlisted && !r.list ? 1 : !r.cases;
}
