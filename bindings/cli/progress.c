/* A bar on stderr when it is a terminal, lines of JSON on stdout when asked for, nothing else. */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/buffer.h"
#include "cli.h"

enum { SHOWN_EVERY = 100 * 1000 * 1000, BAR_WIDTH = 30 };

void progress_open(progress *to, const char *form) {
  *to = (progress){.form = PROGRESS_NONE};
  if (strcmp(form, "jsonl") == 0) {
    to->form = PROGRESS_JSONL;
  } else if (strcmp(form, "none") != 0 && isatty(STDERR_FILENO)) {
    to->form = PROGRESS_BAR;
  }
}

static void print_line(gaz_buffer *line) {
  gaz_buffer_byte(line, '\n');
  if (line->failed) return;
  write_as_is(line->data, line->size);
  flush_output();
}

static void print_numbers(gaz_buffer *line, const progress *to) {
  gaz_buffer_printf(line,
                    "\"done\":%" PRIu64 ",\"total\":%" PRIu64 ",\"read\":%" PRIu64
                    ",\"unchanged\":%" PRIu64 ",\"removed\":%" PRIu64 ",\"refused\":%" PRIu64
                    ",\"articles\":%" PRIu64 ",\"words\":%" PRIu64 ",\"seconds\":%.3f",
                    to->done, to->total, to->read, to->unchanged, to->removed, to->refused,
                    to->articles, to->words, (double)(uv_hrtime() - to->begun) / 1e9);
}

void progress_begin(progress *to, uint64_t total) {
  int form = to->form;
  *to = (progress){.begun = uv_hrtime(), .total = total};
  to->form = form;
  if (to->form != PROGRESS_JSONL) return;
  gaz_buffer line = {0};
  gaz_buffer_printf(&line, "{\"event\":\"begin\",\"total\":%" PRIu64 "}", total);
  print_line(&line);
  gaz_buffer_free(&line);
}

static void draw(const progress *to) {
  char bar[BAR_WIDTH + 1];
  uint64_t filled = to->total ? to->done * BAR_WIDTH / to->total : 0;
  for (uint64_t i = 0; i < BAR_WIDTH; i++) bar[i] = i < filled ? '#' : '.';
  bar[BAR_WIDTH] = '\0';
  double seconds = (double)(uv_hrtime() - to->begun) / 1e9;
  fprintf(stderr, "\r\x1b[K[%s] %" PRIu64 "/%" PRIu64 " files, %" PRIu64 " articles, %.0f words/s",
          bar, to->done, to->total, to->articles, seconds > 0 ? (double)to->words / seconds : 0);
  fflush(stderr);
}

void progress_step(progress *to) {
  to->done++;
  uint64_t now = uv_hrtime();
  if (to->form == PROGRESS_NONE || now - to->shown < SHOWN_EVERY) return;
  to->shown = now;
  if (to->form == PROGRESS_BAR) {
    draw(to);
    return;
  }
  gaz_buffer line = {0};
  gaz_buffer_string(&line, "{\"event\":\"progress\",");
  print_numbers(&line, to);
  gaz_buffer_byte(&line, '}');
  print_line(&line);
  gaz_buffer_free(&line);
}

void progress_refused(progress *to, const char *path, const char *reason) {
  to->refused++;
  if (to->form == PROGRESS_BAR) fputs("\r\x1b[K", stderr);
  warn("%s: %s", path, reason);
  if (to->form != PROGRESS_JSONL) return;
  gaz_buffer line = {0};
  gaz_buffer_string(&line, "{\"event\":\"refused\",\"path\":");
  gaz_buffer_json(&line, path, strlen(path));
  gaz_buffer_string(&line, ",\"reason\":");
  gaz_buffer_json(&line, reason, strlen(reason));
  gaz_buffer_byte(&line, '}');
  print_line(&line);
  gaz_buffer_free(&line);
}

void progress_phase(progress *to, const char *phase) {
  if (to->form == PROGRESS_BAR) {
    draw(to);
    fprintf(stderr, ", %s", phase);
    fflush(stderr);
  } else if (to->form == PROGRESS_JSONL) {
    gaz_buffer line = {0};
    gaz_buffer_printf(&line, "{\"event\":\"phase\",\"phase\":\"%s\"}", phase);
    print_line(&line);
    gaz_buffer_free(&line);
  }
}

void progress_end(progress *to, bool published, uint64_t generation, const char *kb_dir) {
  if (to->form == PROGRESS_BAR) {
    double seconds = (double)(uv_hrtime() - to->begun) / 1e9;
    fprintf(stderr,
            "\r\x1b[K%" PRIu64 " files read, %" PRIu64 " unchanged, %" PRIu64 " removed, %" PRIu64
            " refused; %" PRIu64 " articles, %" PRIu64 " words in %.1f s\n",
            to->read, to->unchanged, to->removed, to->refused, to->articles, to->words, seconds);
  } else if (to->form == PROGRESS_JSONL) {
    gaz_buffer line = {0};
    gaz_buffer_string(&line, "{\"event\":\"end\",");
    print_numbers(&line, to);
    gaz_buffer_printf(&line, ",\"published\":%s,\"generation\":%" PRIu64 ",\"kb\":",
                      published ? "true" : "false", generation);
    gaz_buffer_json(&line, kb_dir, strlen(kb_dir));
    gaz_buffer_byte(&line, '}');
    print_line(&line);
    gaz_buffer_free(&line);
  }
}
