/* The commands that ask the knowledge base: lookup, timeline, search, export, stats, verify. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "cli.h"
#include "lookup/kb.h"

#define KB_OPTION \
  { "kb", "DIR", "the knowledge base; else .gazette here or above", NULL, &kb_dir }

static int finish(gaz_kb *kb, gaz_status status, gaz_string *out, const gaz_error *error) {
  gaz_kb_release(kb);
  if (status != GAZ_OK) {
    print_error(error);
    return status == GAZ_ERROR_NOT_FOUND ? FINDINGS : status == GAZ_ERROR_ARGUMENT ? USAGE : CANNOT;
  }
  bool written = write_output(out->data, out->size);
  gaz_string_free(out);
  return end_output(written ? DONE : CANNOT);
}

/* The words of the command line as one query. */
static char *join_words(int count, char **words) {
  gaz_buffer text = {0};
  for (int i = 0; i < count; i++) gaz_buffer_printf(&text, i ? " %s" : "%s", words[i]);
  gaz_buffer_byte(&text, '\0');
  return text.failed ? NULL : text.data;
}

int run_lookup(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL, *format = NULL;
  const option options[] = {{"format", "F", "text, markdown or json", NULL, &format}, KB_OPTION};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  static const char *const names[] = {"text", "markdown", "json", NULL};
  static const gaz_format formats[] = {GAZ_FORMAT_TEXT, GAZ_FORMAT_MARKDOWN, GAZ_FORMAT_JSON};
  int chosen = read_choice("format", format, names);
  if (chosen < 0) return USAGE;
  if (count < 1) return usage_error(self, "lookup needs a name or an id");
  gaz_error error = {0};
  gaz_kb *kb;
  if (open_kb(kb_dir, NULL, &kb, &error) != GAZ_OK) return print_error(&error);
  char *query = join_words(count, argv);
  gaz_string out = {0};
  gaz_status result = gaz_kb_lookup(kb, query ? query : "", query ? strlen(query) : 0,
                                    formats[chosen], &out, &error);
  free(query);
  return finish(kb, result, &out, &error);
}

static const char *const list_formats[] = {"text", "markdown", "jsonl", "json", NULL};
static const gaz_format list_values[] = {GAZ_FORMAT_TEXT, GAZ_FORMAT_MARKDOWN, GAZ_FORMAT_JSONL,
                                         GAZ_FORMAT_JSON};

int run_timeline(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL, *format = NULL, *entity = NULL, *from = NULL, *to = NULL;
  const option options[] = {{"entity", "NAME", "only what this one takes part in", NULL, &entity},
                            {"from", "D", "not before", NULL, &from},
                            {"to", "D", "not after", NULL, &to},
                            {"format", "F", "text, markdown, jsonl or json", NULL, &format},
                            KB_OPTION};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  int chosen = read_choice("format", format, list_formats);
  if (chosen < 0) return USAGE;
  if (count > 0)
    return usage_error(self, "\"%s\" is too much; name an entity with --entity", argv[0]);
  gaz_error error = {0};
  gaz_kb *kb;
  if (open_kb(kb_dir, NULL, &kb, &error) != GAZ_OK) return print_error(&error);
  gaz_string out = {0};
  gaz_status result = gaz_kb_timeline(kb, entity, from, to, list_values[chosen], &out, &error);
  return finish(kb, result, &out, &error);
}

int run_search(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL, *format = NULL, *limit_text = NULL;
  long limit = 20;
  const option options[] = {{"limit", "N", "how many sentences at most (20)", NULL, &limit_text},
                            {"format", "F", "text, markdown, jsonl or json", NULL, &format},
                            KB_OPTION};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status == GO_ON) status = read_number("limit", limit_text, 10000, &limit);
  if (status != GO_ON) return status;
  int chosen = read_choice("format", format, list_formats);
  if (chosen < 0) return USAGE;
  if (count < 1) return usage_error(self, "search needs words");
  bool words = false;
  for (int i = 0; i < count; i++)
    for (const char *at = argv[i]; *at; at++)
      words |= isalnum((unsigned char)*at) || (unsigned char)*at >= 0x80;
  if (!words) return usage_error(self, "there is no word to search for");
  gaz_error error = {0};
  gaz_kb *kb;
  if (open_kb(kb_dir, NULL, &kb, &error) != GAZ_OK) return print_error(&error);
  char *query = join_words(count, argv);
  gaz_string out = {0};
  gaz_status result =
      gaz_kb_search(kb, query ? query : "", (size_t)limit, list_values[chosen], &out, &error);
  free(query);
  return finish(kb, result, &out, &error);
}

static bool sink_output(void *context, const char *data, size_t size) {
  (void)context;
  return write_output(data, size);
}

int run_export(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL, *format = NULL;
  const option options[] = {{"format", "F", "jsonl, csv or ftm", NULL, &format}, KB_OPTION};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  static const char *const names[] = {"jsonl", "csv", "ftm", NULL};
  static const gaz_format formats[] = {GAZ_FORMAT_JSONL, GAZ_FORMAT_CSV, GAZ_FORMAT_FTM};
  int chosen = read_choice("format", format, names);
  if (chosen < 0) return USAGE;
  if (count > 0) return usage_error(self, "\"%s\" is too much", argv[0]);
  gaz_error error = {0};
  gaz_kb *kb;
  if (open_kb(kb_dir, NULL, &kb, &error) != GAZ_OK) return print_error(&error);
  gaz_status result = gaz_kb_export(kb, formats[chosen], &(gaz_sink){sink_output, NULL}, &error);
  gaz_kb_release(kb);
  return end_output(result == GAZ_OK ? DONE : print_error(&error));
}

static void print_stats(const json_t *stats) {
  const char *name;
  json_t *value;
  json_object_foreach((json_t *)stats, name, value) {
    if (json_is_object(value)) {
      const char *type;
      json_t *number;
      json_object_foreach(value, type, number)
          printf("  %-22s %lld\n", type, (long long)json_integer_value(number));
    } else if (json_is_integer(value)) {
      printf("%-24s %lld\n", name, (long long)json_integer_value(value));
    } else if (json_is_string(value)) {
      gaz_buffer line = {0};
      gaz_print_plain(&line, json_string_value(value), strlen(json_string_value(value)));
      printf("%-24s %.*s\n", name, (int)line.size, line.data ? line.data : "");
      gaz_buffer_free(&line);
    }
  }
}

int run_stats(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL, *format = NULL;
  const option options[] = {{"format", "F", "text or json", NULL, &format}, KB_OPTION};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  static const char *const names[] = {"text", "json", NULL};
  int chosen = read_choice("format", format, names);
  if (chosen < 0) return USAGE;
  if (count > 0) return usage_error(self, "\"%s\" is too much", argv[0]);
  gaz_error error = {0};
  gaz_kb *kb;
  if (open_kb(kb_dir, NULL, &kb, &error) != GAZ_OK) return print_error(&error);
  gaz_string out = {0};
  gaz_status result = gaz_kb_stats(kb, &out, &error);
  if (result != GAZ_OK || chosen == 1) return finish(kb, result, &out, &error);
  gaz_kb_release(kb);
  json_t *stats = json_loadb(out.data, out.size, 0, NULL);
  print_stats(stats);
  json_decref(stats);
  gaz_string_free(&out);
  return end_output(DONE);
}

static void print_fault(void *context, const char *what) {
  warn("%s: %s", (const char *)context, what);
}

int run_verify(const command *self, int argc, char **argv) {
  const char *kb_dir = NULL;
  const option options[] = {KB_OPTION};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  if (count > 0) return usage_error(self, "\"%s\" is too much", argv[0]);
  gaz_error error = {0};
  gaz_kb *kb;
  if (open_kb(kb_dir, NULL, &kb, &error) != GAZ_OK) return print_error(&error);
  gaz_status result = gaz_kb_verify(kb, print_fault, kb->dir, &error);
  gaz_kb_release(kb);
  if (result != GAZ_OK) return print_error(&error);
  printf("sound\n");
  return end_output(DONE);
}
