/* Options, errors and output of the program. */
#include "cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

static void print_help(const command *self, const option *options, size_t count) {
  printf("usage: gazette %s%s%s\n\n%s\n", self->name, *self->arguments ? " " : "", self->arguments,
         self->summary);
  if (self->text) printf("\n%s", self->text);
  printf("\noptions:\n");
  for (size_t i = 0; i < count; i++) {
    char left[64];
    snprintf(left, sizeof left, "--%s%s%s", options[i].name, options[i].value ? " " : "",
             options[i].value ? options[i].value : "");
    printf("  %-24s %s\n", left, options[i].help);
  }
  printf("  %-24s %s\n", "--help", "this text");
  printf("\nexit status: 0 done, 1 findings or some inputs refused, 2 wrong usage, 3 cannot\n");
}

static const option *find_option(const char *name, size_t size, const option *options,
                                 size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (strlen(options[i].name) == size && memcmp(options[i].name, name, size) == 0)
      return &options[i];
  }
  return NULL;
}

int read_options(const command *self, int argc, char **argv, const option *options,
                 size_t option_count, int *count) {
  bool ended = false;
  *count = 0;
  for (int i = 0; i < argc; i++) {
    const char *argument = argv[i];
    if (ended || argument[0] != '-' || argument[1] == '\0') {
      argv[(*count)++] = argv[i];
      continue;
    }
    if (strcmp(argument, "--") == 0) {
      ended = true;
      continue;
    }
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
      print_help(self, options, option_count);
      return end_output(DONE);
    }
    const char *name = argument + 2, *equals = strchr(argument, '=');
    size_t size = equals ? (size_t)(equals - name) : strlen(argument) - 2;
    const option *found =
        argument[1] == '-' ? find_option(name, size, options, option_count) : NULL;
    if (!found) return usage_error(self, "no option %s", argument);
    if (found->flag) {
      if (equals) return usage_error(self, "--%s takes no value", found->name);
      *found->flag = true;
    } else if (equals) {
      *found->text = equals + 1;
    } else if (i + 1 < argc) {
      *found->text = argv[++i];
    } else {
      return usage_error(self, "--%s needs %s", found->name, found->value);
    }
  }
  return GO_ON;
}

int read_number(const char *name, const char *text, long most, long *out) {
  if (!text) return GO_ON;
  char *end = NULL;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno || end == text || *end || value < 1 || value > most) {
    warn("--%s must be a number from 1 to %ld", name, most);
    return USAGE;
  }
  *out = value;
  return GO_ON;
}

int read_choice(const char *name, const char *text, const char *const *names) {
  if (!text) return 0;
  for (int i = 0; names[i]; i++) {
    if (strcmp(names[i], text) == 0) return i;
  }
  gaz_buffer list = {0};
  for (int i = 0; names[i]; i++) gaz_buffer_printf(&list, i ? ", %s" : "%s", names[i]);
  gaz_buffer_byte(&list, '\0');
  warn("--%s must be one of %s", name, list.failed ? "?" : list.data);
  gaz_buffer_free(&list);
  return -1;
}

/* ---- errors -------------------------------------------------------------------------------------------- */

static void make_harmless(char *text) {
  for (char *at = text; *at; at++) {
    unsigned char c = (unsigned char)*at;
    if (c < ' ' || c == 127 ||
        (c == 0xC2 && (unsigned char)at[1] >= 0x80 && (unsigned char)at[1] < 0xA0))
      *at = '?';
  }
}

int print_error(const gaz_error *error) {
  char text[1200];
  if (error->path[0] && error->line) {
    snprintf(text, sizeof text, "%s:%u: %s", error->path, error->line, error->message);
  } else if (error->path[0]) {
    snprintf(text, sizeof text, "%s: %s", error->path, error->message);
  } else {
    snprintf(text, sizeof text, "%s", error->message);
  }
  make_harmless(text);
  fprintf(stderr, "gazette: %s\n", text);
  return error->status == GAZ_ERROR_ARGUMENT ? USAGE : CANNOT;
}

void warn(const char *format, ...) {
  char text[1200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  make_harmless(text);
  fprintf(stderr, "gazette: %s\n", text);
}

int usage_error(const command *self, const char *format, ...) {
  char text[1000];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  make_harmless(text);
  fprintf(stderr, "gazette: %s; see `gazette %s --help`\n", text, self->name);
  return USAGE;
}

/* ---- output -------------------------------------------------------------------------------------------- */

static int output_fault; /* errno of the first write that failed: later calls have their own */

static bool note_fault(bool written) {
  if (!written && !output_fault) output_fault = errno;
  return written;
}

bool write_as_is(const char *data, size_t size) {
  return note_fault(fwrite(data, 1, size, stdout) == size);
}

bool write_output(const char *data, size_t size) {
  static int terminal = -1;
  if (terminal < 0) terminal = isatty(STDOUT_FILENO);
  if (!terminal) return write_as_is(data, size);
  for (size_t i = 0; i < size; i++) {
    unsigned char c = (unsigned char)data[i];
    bool c1 = c == 0xC2 && i + 1 < size && (unsigned char)data[i + 1] >= 0x80 &&
              (unsigned char)data[i + 1] < 0xA0;
    bool harmless = c == '\n' || c == '\t' || (c >= ' ' && c != 127 && !c1);
    if (putchar(harmless ? c : '?') == EOF) return note_fault(false);
    i += c1;
  }
  return true;
}

void flush_output(void) { note_fault(fflush(stdout) == 0); }

int end_output(int status) {
  flush_output();
  if (!output_fault && !ferror(stdout)) return status;
  bool full = output_fault == ENOSPC || output_fault == EDQUOT || output_fault == EFBIG;
  if (output_fault != EPIPE) /* whoever read has enough */
    warn("standard output: %s; %s", strerror(output_fault ? output_fault : EIO),
         full ? "free space and try again" : "give another place to write to");
  return CANNOT;
}

/* ---- input ----------------------------------------------------------------------------------------------- */

gaz_status read_input(const char *path, size_t limit, gaz_string *out, gaz_error *error) {
  bool standard = strcmp(path, "-") == 0;
  FILE *file = standard ? stdin : fopen(path, "r"); /* a pipe too: `gazette analyze <(command)` */
  if (!file) return gaz_fail(error, GAZ_ERROR_IO, path, 0, "%s; correct the path", strerror(errno));
  gaz_buffer buffer = {0};
  char chunk[65536];
  size_t size;
  while ((size = fread(chunk, 1, sizeof chunk, file)) > 0 && buffer.size <= limit)
    gaz_buffer_append(&buffer, chunk, size);
  const char *name = standard ? "standard input" : path;
  gaz_status status = GAZ_OK;
  if (ferror(file))
    status = gaz_fail(error, GAZ_ERROR_IO, name, 0, "%s; correct the path", strerror(errno));
  if (buffer.size > limit)
    status = gaz_fail(error, GAZ_ERROR_TOO_LARGE, name, 0, "larger than %zu MiB; give it in pieces",
                      limit >> 20);
  if (!standard) fclose(file);
  if (status != GAZ_OK) {
    gaz_buffer_free(&buffer);
    return status;
  }
  status = gaz_buffer_take(&buffer, out);
  return status == GAZ_OK ? status
                          : gaz_fail(error, status, name, 0, "out of memory; close other programs");
}

gaz_status find_kb(const char *given, const char *near, gaz_string *dir, gaz_error *error) {
  if (!given) return gaz_kb_find(near ? near : ".", dir, error);
  dir->data = strdup(given);
  dir->size = strlen(given);
  return dir->data
             ? GAZ_OK
             : gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory; close other programs");
}

gaz_status open_kb(const char *given, const char *near, gaz_kb **out, gaz_error *error) {
  *out = NULL;
  gaz_string dir = {0};
  gaz_status status = find_kb(given, near, &dir, error);
  if (status == GAZ_OK) status = gaz_kb_open(dir.data, out, error);
  gaz_string_free(&dir);
  return status;
}

long processor_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count < 1 ? 1 : count > 256 ? 256 : count;
}
