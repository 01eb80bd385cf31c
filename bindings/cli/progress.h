/* progress.h - saying how far indexing is: a bar on a terminal, lines of JSON for programs. */
#ifndef GAZETTE_PROGRESS_H
#define GAZETTE_PROGRESS_H

#include "base/base.h"

typedef struct progress {
  enum { PROGRESS_NONE, PROGRESS_BAR, PROGRESS_JSONL } form;
  uint64_t begun, shown; /* ns */
  uint64_t total, done;  /* files */
  uint64_t articles, words, read, refused, unchanged, removed;
} progress;

/* `form` is "auto", "none" or "jsonl" as given on the command line. */
void progress_open(progress *to, const char *form);
/* A pass over the archive begins; the bar needs the number of files. */
void progress_begin(progress *to, uint64_t total);
void progress_step(progress *to);
void progress_refused(progress *to, const char *path, const char *reason);
/* What is going on after the files: "resolving". */
void progress_phase(progress *to, const char *phase);
/* The pass is over. */
void progress_end(progress *to, bool published, uint64_t generation, const char *kb_dir);

#endif
