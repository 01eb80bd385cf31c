/* gazette lexicon: the matcher as a tool of its own, for any list of names. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sys/stat.h>

#include "cli.h"
#include "lexicon/image.h"
#include "text/utf8.h"

enum { MATCHES = 1 << 14, WARNINGS_MAX = 20, REPEAT_MAX = 100000, COLUMNS = 4 };
#define LIST_MAX ((size_t)8 << 30)
#define SCAN_MAX ((size_t)1 << 30) /* the most that is read of a text */

static double seconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- build ------------------------------------------------------------------------------------------------ */

typedef struct name_list {
  gaz_name_entry *entries;
  size_t count, capacity, refused;
} name_list;

/* A decimal number that fills the whole column. */
static bool read_column(const char *text, size_t size, uint32_t *out) {
  uint64_t value = 0;
  for (size_t i = 0; i < size; i++) {
    if (text[i] < '0' || text[i] > '9' || i == 10) return false;
    value = value * 10 + (uint64_t)(text[i] - '0');
  }
  *out = (uint32_t)value;
  return size > 0 && value <= UINT32_MAX;
}

static void refuse(name_list *list, const char *path, size_t line, const char *what) {
  if (list->refused++ < WARNINGS_MAX) warn("%s:%zu: %s", path, line, what);
}

/* What keeps a name from ever being found; NULL when nothing does. */
static const char *fault_of(const char *name, size_t size) {
  if (size > GAZ_NAME_MAX) return "longer than 255 bytes; left out";
  if (!gaz_utf8_valid(name, size)) return "not UTF-8; left out";
  size_t words = 0;
  bool inside = false;
  for (size_t at = 0, length; at < size; at += length) {
    unsigned traits = gaz_char_traits(gaz_utf8_decode(name + at, size - at, &length));
    bool letter = traits & (GAZ_CHAR_LETTER | GAZ_CHAR_DIGIT);
    words += letter && !inside;
    inside = letter || (inside && traits & (GAZ_CHAR_MARK | GAZ_CHAR_IGNORABLE));
  }
  if (!words) return "a name needs a letter or a digit; left out";
  return words > GAZ_NAME_WORDS_MAX ? "more than 32 words; left out" : NULL;
}

static bool is_blank(const char *text, size_t size) {
  while (size && strchr(" \t\r", text[size - 1]) && text[size - 1]) size--;
  return !size;
}

/* NAME [TAB ID [TAB WEIGHT [TAB TYPE]]]; the id of a name without one is its line number. */
static bool read_name_line(name_list *list, const char *path, size_t line, const char *text,
                           size_t size, uint8_t rules) {
  if (is_blank(text, size)) return true;
  const char *end = text + size;
  if (end[-1] == '\r') end--;
  const char *columns[COLUMNS] = {text}, *ends[COLUMNS] = {end};
  size_t count = 1;
  for (const char *tab;
       (tab = memchr(columns[count - 1], '\t', (size_t)(end - columns[count - 1]))); count++) {
    ends[count - 1] = tab;
    if (count == COLUMNS) break; /* what a spreadsheet has further on */
    columns[count] = tab + 1;
    ends[count] = end;
  }
  size_t name_size = (size_t)(ends[0] - text);
  const char *fault =
      is_blank(text, name_size) ? "no name before the tab; left out" : fault_of(text, name_size);
  if (fault) {
    refuse(list, path, line, fault);
    return true;
  }
  gaz_name_entry entry = {text, (uint32_t)name_size, (uint32_t)line, 0, 0, rules};
  if ((count > 1 && !read_column(columns[1], (size_t)(ends[1] - columns[1]), &entry.id)) ||
      (count > 2 && !read_column(columns[2], (size_t)(ends[2] - columns[2]), &entry.weight))) {
    refuse(list, path, line, "id and weight must be numbers below 4294967296; left out");
    return true;
  }
  if (count > 3) {
    entry.type = (uint8_t)gaz_entity_type_parse(columns[3], (size_t)(ends[3] - columns[3]));
    if (!entry.type && ends[3] > columns[3]) {
      refuse(list, path, line,
             "no such type; give one of PERSON, ORG, GPE ... or nothing; left out");
      return true;
    }
  }
  if (list->count == list->capacity) {
    size_t capacity = list->capacity ? list->capacity * 2 : 4096;
    gaz_name_entry *grown = realloc(list->entries, capacity * sizeof *grown);
    if (!grown) return false;
    list->entries = grown;
    list->capacity = capacity;
  }
  list->entries[list->count++] = entry;
  return true;
}

static bool read_names(name_list *list, const char *path, const gaz_string *text, uint8_t rules) {
  const char *at = text->data, *end = text->data + text->size;
  if (text->size >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0) at += 3;
  for (size_t line = 1; at < end; line++) {
    const char *newline = memchr(at, '\n', (size_t)(end - at)), *stop = newline ? newline : end;
    if (!read_name_line(list, path, line, at, (size_t)(stop - at), rules)) return false;
    at = newline ? newline + 1 : end;
  }
  return true;
}

/* Whether an image may be written there: over nothing, or over an image. A list of names, or a text,
 * that was named by mistake is not lost. */
static bool may_write(const char *path) {
  struct stat info;
  char start[sizeof GAZ_IMAGE_MAGIC - 1];
  if (stat(path, &info) != 0) return true; /* writing says what is wrong, if anything */
  if (S_ISREG(info.st_mode)) {
    FILE *file = fopen(path, "rb");
    size_t size = file ? fread(start, 1, sizeof start, file) : 0;
    if (file) fclose(file);
    if (info.st_size == 0 || (size == sizeof start && !memcmp(start, GAZ_IMAGE_MAGIC, size))) {
      return true;
    }
  }
  warn("%s: is there and is no lexicon image; give IMAGE another name", path);
  return false;
}

static int build(const char *names_path, const char *image_path, uint8_t rules) {
  gaz_error error = {0};
  gaz_string text = {0};
  if (!may_write(image_path)) return CANNOT;
  if (read_input(names_path, LIST_MAX, &text, &error) != GAZ_OK) return print_error(&error);
  name_list list = {0};
  int status = DONE;
  gaz_lexicon *lexicon = NULL;
  if (!read_names(&list, names_path, &text, rules)) {
    gaz_fail(&error, GAZ_ERROR_MEMORY, names_path, 0, "out of memory; split the list");
    status = print_error(&error);
  } else {
    if (list.refused > WARNINGS_MAX)
      warn("%s: %zu lines in all are left out", names_path, list.refused);
    double start = seconds_now();
    gaz_status built = gaz_lexicon_build(image_path, list.entries, list.count, 0, &error);
    double seconds = seconds_now() - start;
    if (built == GAZ_OK) built = gaz_lexicon_open(image_path, &lexicon, &error);
    if (built != GAZ_OK) {
      status = print_error(&error);
    } else {
      printf("{\"lines\":%zu,\"refused\":%zu,\"names\":%zu,\"seconds\":%.6f}\n",
             list.count + list.refused, list.refused, gaz_lexicon_count(lexicon), seconds);
      status = list.refused ? FINDINGS : DONE;
    }
  }
  gaz_lexicon_release(lexicon);
  free(list.entries);
  gaz_string_free(&text);
  return end_output(status);
}

/* ---- scan ------------------------------------------------------------------------------------------------- */

/* The matched text in one line: any run of white space and controls is one space. */
static void append_matched(gaz_buffer *out, const char *text, size_t size) {
  bool space = false;
  for (size_t i = 0; i < size; i++) {
    if ((unsigned char)text[i] <= ' ') {
      space = true;
      continue;
    }
    if (space) gaz_buffer_byte(out, ' ');
    space = false;
    gaz_buffer_byte(out, text[i]);
  }
}

static bool print_matches(const gaz_match *matches, size_t count, const char *text, size_t offset) {
  gaz_buffer out = {0};
  for (size_t i = 0; i < count; i++) {
    const gaz_match *match = &matches[i];
    gaz_buffer_printf(&out, "%zu\t%zu\t%u\t", offset + match->start, offset + match->end,
                      (unsigned)match->id);
    append_matched(&out, text + match->start, match->end - match->start);
    gaz_buffer_byte(&out, '\n');
  }
  bool written = !out.failed && write_output(out.data ? out.data : "", out.size);
  gaz_buffer_free(&out);
  return written;
}

/* Every match of a text; `print` or only counted. */
static size_t scan_text(const gaz_lexicon *lexicon, const gaz_string *text, gaz_match *matches,
                        bool print) {
  size_t total = 0, at = 0;
  while (at < text->size) {
    size_t resume;
    size_t count =
        gaz_lexicon_scan(lexicon, text->data + at, text->size - at, matches, MATCHES, &resume);
    total += count;
    if (print && !print_matches(matches, count, text->data + at, at)) break;
    at += resume;
  }
  return total;
}

static int by_value(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return (a > b) - (a < b);
}

static int count_matches(const gaz_lexicon *lexicon, const gaz_string *text, gaz_match *matches,
                         long repeat) {
  double *times = malloc((size_t)repeat * sizeof *times);
  if (!times) {
    warn("out of memory; repeat less often");
    return CANNOT;
  }
  size_t total = 0;
  for (long i = 0; i < repeat; i++) {
    double start = seconds_now();
    total = scan_text(lexicon, text, matches, false);
    times[i] = seconds_now() - start;
  }
  qsort(times, (size_t)repeat, sizeof *times, by_value);
  double median = times[repeat / 2];
  printf("{\"bytes\":%zu,\"matches\":%zu,\"seconds\":%.9f,\"mb_per_s\":%.1f}\n", text->size, total,
         median, median > 0 ? (double)text->size / median * 1e-6 : 0.0);
  free(times);
  return DONE;
}

static int scan(const char *image_path, const char *text_path, bool count, long repeat) {
  gaz_error error = {0};
  gaz_lexicon *lexicon = NULL;
  gaz_string text = {0};
  if (gaz_lexicon_open(image_path, &lexicon, &error) != GAZ_OK) return print_error(&error);
  gaz_match *matches = malloc(MATCHES * sizeof *matches);
  int status = DONE;
  if (!matches) {
    warn("out of memory; close other programs");
    status = CANNOT;
  } else if (read_input(text_path, SCAN_MAX, &text, &error) != GAZ_OK) {
    status = print_error(&error);
  } else if (count) {
    status = count_matches(lexicon, &text, matches, repeat);
  } else {
    scan_text(lexicon, &text, matches, true);
  }
  free(matches);
  gaz_string_free(&text);
  gaz_lexicon_release(lexicon);
  return end_output(status);
}

int run_lexicon(const command *self, int argc, char **argv) {
  bool only_count = false;
  const char *repeat_text = NULL, *case_text = NULL;
  const option options[] = {
      {"count", NULL, "scan: one line of JSON with bytes, matches, seconds and MB/s", &only_count,
       NULL},
      {"repeat", "N", "scan --count: scan N times; the median is given", NULL, &repeat_text},
      {"case", "RULE", "build: auto, exact, capital or any", NULL, &case_text},
  };
  static const char *const cases[] = {"auto", "exact", "capital", "any", NULL};
  static const uint8_t rules[] = {0, GAZ_NAME_EXACT_CASE, GAZ_NAME_CAPITAL_REQUIRED,
                                  GAZ_NAME_ANY_CASE};
  int count, status = read_options(self, argc, argv, options, GAZ_COUNT(options), &count);
  if (status != GO_ON) return status;
  long repeat = 1;
  int rule = read_choice("case", case_text, cases);
  if (rule < 0 || read_number("repeat", repeat_text, REPEAT_MAX, &repeat) != GO_ON) return USAGE;
  if (count != 3) return usage_error(self, "give build NAMES IMAGE or scan IMAGE FILE");
  if (strcmp(argv[0], "build") == 0) return build(argv[1], argv[2], rules[rule]);
  if (strcmp(argv[0], "scan") == 0)
    return scan(argv[1], argv[2], only_count || repeat_text, repeat);
  return usage_error(self, "lexicon does build or scan, not \"%s\"", argv[0]);
}
