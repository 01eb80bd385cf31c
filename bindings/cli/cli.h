/* cli.h - what the commands of the program share: options, errors, output. */
#ifndef GAZETTE_CLI_H
#define GAZETTE_CLI_H

#include <stdio.h>

#include "base/buffer.h"

/* Exit statuses. */
enum { DONE = 0, FINDINGS = 1, USAGE = 2, CANNOT = 3 };

/* One command. A new one is a file with its function and one line in main.c. */
typedef struct command {
  const char *name;
  int (*run)(const struct command *command, int argc, char **argv); /* argv after the name */
  const char *arguments;                                            /* for the usage line */
  const char *summary;                                              /* one line */
  const char *text; /* the rest of --help, may be NULL */
} command;

int run_index(const command *self, int argc, char **argv);
int run_annotate(const command *self, int argc, char **argv);
int run_lookup(const command *self, int argc, char **argv);
int run_timeline(const command *self, int argc, char **argv);
int run_search(const command *self, int argc, char **argv);
int run_correct(const command *self, int argc, char **argv);
int run_export(const command *self, int argc, char **argv);
int run_analyze(const command *self, int argc, char **argv);
int run_lexicon(const command *self, int argc, char **argv);
int run_stats(const command *self, int argc, char **argv);
int run_verify(const command *self, int argc, char **argv);

/* An option: `--name` (flag) or `--name VALUE` / `--name=VALUE` (text). */
typedef struct option {
  const char *name;  /* without the dashes */
  const char *value; /* what the help calls the value; NULL for a flag */
  const char *help;
  bool *flag;
  const char **text;
} option;

enum { GO_ON = -1 };

/* Takes options out of argv; what is left (also everything after `--`) moves to its front and is
 * counted in *count. Returns GO_ON, or the status to exit with after --help or a mistake. */
int read_options(const command *self, int argc, char **argv, const option *options,
                 size_t option_count, int *count);

/* A number from 1 to `most`; GO_ON, or USAGE after saying what is wrong. NULL leaves *out. */
int read_number(const char *name, const char *text, long most, long *out);
/* Which of `names` (NULL-terminated) the text is; -1 after saying what is wrong. NULL is the first. */
int read_choice(const char *name, const char *text, const char *const *names);

/* `gazette: PATH:LINE: what; what to do` on stderr. The text may be anybody's: control characters
 * are shown as `?`. Returns the exit status that fits. */
int print_error(const gaz_error *error);
int usage_error(const command *self, const char *format, ...) GAZ_PRINTF(2, 3);
void warn(const char *format, ...) GAZ_PRINTF(1, 2);

/* Writes to stdout; on a terminal control characters but line ends are replaced. False when nobody
 * reads any more. */
bool write_output(const char *data, size_t size);
/* The same for text that is harmless, or has colours of ours. */
bool write_as_is(const char *data, size_t size);
void flush_output(void);
/* Ends the output: a full disk or a closed pipe is an error. Returns `status` or CANNOT. */
int end_output(int status);

/* Reads a file or, for "-", stdin, up to `limit` bytes. */
gaz_status read_input(const char *path, size_t limit, gaz_string *out, gaz_error *error);

/* The folder with the KB: --kb, or found from `near` upward. */
gaz_status find_kb(const char *given, const char *near, gaz_string *dir, gaz_error *error);
gaz_status open_kb(const char *given, const char *near, gaz_kb **out, gaz_error *error);

/* How many processors may be used, at least 1. */
long processor_count(void);

#endif
