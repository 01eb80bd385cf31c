/* What is marked in the sample drafts, against samples/marks.tsv: every name of the drafts that the
 * archive knows, written down by a reader. A mark is right when its place and the entity are. And in
 * news over an archive of other news: how many marks are all of a name. The archives are indexed with
 * the program into knowledge bases of their own. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "annotate/document.h"
#include "base/file.h"
#include "eval.h"

enum { MAX_MARKS = 512 };

typedef struct expected_mark {
  char draft[64], text[128], name[128];
  uint32_t line, column, start, end, id;
  bool found;
} expected_mark;

typedef struct draft {
  const char *name, *language;
} draft;

static const draft drafts[] = {{"draft.md", "markdown"},
                               {"draft.html", "html"},
                               {"draft.txt", "text"},
                               {"draft.tex", "latex"},
                               {"names.md", "markdown"}};

static size_t read_expected(expected_mark *marks) {
  size_t count = 0;
  char line[512];
  FILE *file = fopen(GAZ_EVAL_SAMPLES "/marks.tsv", "r");
  while (file && count < MAX_MARKS && fgets(line, sizeof line, file)) {
    expected_mark *mark = &marks[count];
    if (line[0] != '#' && sscanf(line, "%63[^\t]\t%u:%u\t%127[^\t]\t%127[^\n]", mark->draft,
                                 &mark->line, &mark->column, mark->text, mark->name) == 5)
      count++;
  }
  if (file) fclose(file);
  return count;
}

/* The id of the name's entity, as the knowledge base gives it out; 0 when it has none. */
static uint32_t id_of(gaz_kb *kb, const char *name) {
  gaz_string json = {0};
  uint32_t id = 0;
  if (gaz_kb_lookup(kb, name, strlen(name), GAZ_FORMAT_JSON, &json, NULL) == GAZ_OK) {
    const char *at = strstr(json.data, "\"id\":");
    if (at) id = (uint32_t)strtoul(at + 5, NULL, 10);
  }
  gaz_string_free(&json);
  return id;
}

/* Finds each mark's place; white space in it is any, and the text has to be what is written there. */
static void place(expected_mark *marks, size_t count, const char *name, const char *text,
                  size_t size) {
  uint32_t line = 1, at = 0;
  for (size_t i = 0; i < count; i++) {
    expected_mark *mark = &marks[i];
    if (strcmp(mark->draft, name) != 0) continue;
    for (; line < mark->line && at < size; at++) line += text[at] == '\n';
    mark->start = mark->end = at + mark->column - 1;
    for (const char *c = mark->text; *c && mark->end < size; c++, mark->end++)
      if (text[mark->end] != *c && !(*c == ' ' && text[mark->end] == '\n')) {
        printf("no \"%s\" in %s:%u:%u\n", mark->text, name, mark->line, mark->column);
        break;
      }
  }
}

static void compare(const eval *context, const draft *one, gaz_kb *kb, expected_mark *marks,
                    size_t count, size_t *printed, size_t *right) {
  char path[512];
  gaz_string text = {0};
  snprintf(path, sizeof path, "%s/drafts/%s", GAZ_EVAL_SAMPLES, one->name);
  if (gaz_read_file(path, GAZ_TEXT_MAX, &text, NULL) != GAZ_OK) return;
  place(marks, count, one->name, text.data, text.size);
  gaz_document *document = NULL;
  gaz_annotation found[MAX_MARKS];
  gaz_lexicon *lexicon = gaz_kb_lexicon(kb);
  gaz_document_new(one->language, text.data, text.size, &document, NULL);
  gaz_document_set_lexicon(document, lexicon);
  size_t n = gaz_document_annotations(document, 0, (uint32_t)text.size, found, MAX_MARKS);
  for (size_t a = 0; a < n; a++) {
    bool known = false;
    for (size_t i = 0; i < count && !known; i++) {
      expected_mark *mark = &marks[i];
      if (strcmp(mark->draft, one->name) != 0 || mark->start != found[a].start) continue;
      known = mark->end == found[a].end && mark->id && mark->id == found[a].id;
      mark->found = mark->found || known;
    }
    *printed += 1;
    *right += known;
    if (!known && context->verbose)
      printf("MARK %s: \"%.*s\" at byte %u is %u, which is wrong\n", one->name,
             (int)(found[a].end - found[a].start), text.data + found[a].start, found[a].start,
             found[a].id);
  }
  gaz_document_release(document);
  gaz_lexicon_release(lexicon);
  gaz_string_free(&text);
}

/* ---- News ---- */

enum { MAX_NAMES = 4096 };

/* What is marked in news that is not in the archive, against the names that annotators found in it. */
typedef struct news_marks {
  size_t all, whole, persons, whole_persons;
} news_marks;

typedef struct span {
  uint32_t start, end;
} span;

/* The names of the article, from lines of a token, TAB and B-Type, I-Type, ... or O; returns how many. A token stands
 * a little behind the one before it. */
static size_t read_gold(const char *path, const gaz_string *text, span *names) {
  enum { BETWEEN_MAX = 64 };
  char line[1024];
  size_t count = 0, at = 0;
  bool inside = false;
  FILE *file = fopen(path, "r");
  while (file && fgets(line, sizeof line, file)) {
    char *tab = strchr(line, '\t');
    size_t size = tab ? (size_t)(tab - line) : 0, from = at;
    if (!size) continue;
    while (from + size <= text->size && from - at < BETWEEN_MAX &&
           memcmp(text->data + from, line, size) != 0)
      from++;
    if (from + size > text->size || from - at >= BETWEEN_MAX) continue;
    at = from + size;
    char part = tab[1];
    if (part == 'O') {
      inside = false;
    } else if (inside && part != 'B' && part != 'S') {
      names[count - 1].end = (uint32_t)at;
    } else if (count < MAX_NAMES) {
      names[count++] = (span){(uint32_t)from, (uint32_t)at};
      inside = true;
    }
  }
  if (file) fclose(file);
  return count;
}

/* Whether a mark is all of a name, but for an article or title before it and a possessive. */
static bool is_whole(const gaz_annotation *mark, const char *text, const span *names,
                     size_t count) {
  static const char *const before[] = {"", "the ", "The ", "Mr ", "President "};
  for (size_t i = 0; i < count; i++) {
    uint32_t first = mark->start, second = names[i].start;
    if (names[i].start >= mark->end || mark->start >= names[i].end) continue;
    uint32_t end = mark->end > names[i].end ? mark->end - names[i].end : names[i].end - mark->end;
    uint32_t from = first < second ? first : second,
             size = first < second ? second - first : first - second;
    for (size_t k = 0; k < GAZ_COUNT(before) && end <= 2; k++)
      if (strlen(before[k]) == size && memcmp(text + from, before[k], size) == 0) return true;
  }
  return false;
}

static void mark_news(const eval *context, const char *path, gaz_kb *kb, news_marks *sums) {
  static gaz_annotation found[MAX_NAMES];
  static span names[MAX_NAMES];
  char gold[1040];
  gaz_string text = {0};
  snprintf(gold, sizeof gold, "%s.tsv", path);
  if (gaz_read_file(path, GAZ_TEXT_MAX, &text, NULL) != GAZ_OK) return;
  size_t name_count = read_gold(gold, &text, names);
  gaz_document *document = NULL;
  gaz_lexicon *lexicon = gaz_kb_lexicon(kb);
  if (gaz_document_new("text", text.data, text.size, &document, NULL) == GAZ_OK) {
    gaz_document_set_lexicon(document, lexicon);
    size_t n = gaz_document_annotations(document, 0, (uint32_t)text.size, found, MAX_NAMES);
    for (size_t a = 0; a < n && a < MAX_NAMES; a++) {
      bool whole = is_whole(&found[a], text.data, names, name_count);
      bool person = found[a].type == GAZ_TYPE_PERSON;
      sums->all++;
      sums->whole += whole;
      sums->persons += person;
      sums->whole_persons += whole && person;
      if (!whole && context->verbose)
        printf("MARK %s: \"%.*s\" at byte %u is no whole name\n", path,
               (int)(found[a].end - found[a].start), text.data + found[a].start, found[a].start);
    }
    gaz_document_release(document);
  }
  gaz_lexicon_release(lexicon);
  gaz_string_free(&text);
}

static double percent(size_t part, size_t all) {
  return all ? 100.0 * (double)part / (double)all : 0;
}

/* The train part of Worldwide is the archive, the articles of dev are what somebody writes. */
static void eval_news(const eval *context, const char *program) {
  char folder[] = "/tmp/gazette-marks-XXXXXX", path[1024], command[4096], data[64];
  gaz_kb *kb = NULL;
  snprintf(path, sizeof path, "%s/worldwide_ner/dev", context->corpora);
  DIR *articles = opendir(path);
  if (!articles || !mkdtemp(folder)) {
    if (articles) closedir(articles);
    return;
  }
  snprintf(command, sizeof command, "'%s' index --kb '%s' '%s/worldwide_ner/train' >/dev/null 2>&1",
           program, folder, context->corpora);
  news_marks sums = {0};
  if (system(command) == 0 && gaz_kb_open(folder, &kb, NULL) == GAZ_OK) {
    for (struct dirent *entry; (entry = readdir(articles));) {
      size_t size = strlen(entry->d_name);
      if (size < 5 || strcmp(entry->d_name + size - 4, ".txt") != 0) continue;
      snprintf(path, sizeof path, "%s/worldwide_ner/dev/%s", context->corpora, entry->d_name);
      mark_news(context, path, kb, &sums);
    }
    snprintf(data, sizeof data, "Worldwide dev (%zu)", sums.all);
    eval_row("marks", data, "are whole names", percent(sums.whole, sums.all), 0);
    snprintf(data, sizeof data, "Worldwide dev (%zu)", sums.persons);
    eval_row("marks", data, "persons: whole names", percent(sums.whole_persons, sums.persons), 0);
  }
  closedir(articles);
  gaz_kb_release(kb);
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  if (system(command)) printf("%s is left\n", folder);
}

/* ---- The samples ---- */

void eval_marks(const eval *context) {
  static expected_mark marks[MAX_MARKS];
  const char *program = getenv("GAZETTE_PROGRAM");
  char folder[] = "/tmp/gazette-marks-XXXXXX", command[2048], data[64];
  if (!program) program = GAZ_EVAL_PROGRAM;
  eval_news(context, program);
  if (!mkdtemp(folder)) return;
  snprintf(command, sizeof command, "'%s' index --kb '%s' '%s/archive' >/dev/null 2>&1", program,
           folder, GAZ_EVAL_SAMPLES);
  gaz_kb *kb = NULL;
  int status = system(command);
  if (status == -1 || gaz_kb_open(folder, &kb, NULL) != GAZ_OK) {
    printf("the archive of the samples cannot be indexed: %s\n", command);
  } else {
    size_t count = read_expected(marks), printed = 0, right = 0, found = 0;
    for (size_t i = 0; i < count; i++) marks[i].id = id_of(kb, marks[i].name);
    for (size_t d = 0; d < GAZ_COUNT(drafts); d++)
      compare(context, &drafts[d], kb, marks, count, &printed, &right);
    for (size_t i = 0; i < count; i++) {
      found += marks[i].found;
      if (!marks[i].found && context->verbose)
        printf("MARK %s:%u: \"%s\", %s, is not marked so\n", marks[i].draft, marks[i].line,
               marks[i].text, marks[i].name);
    }
    snprintf(data, sizeof data, "sample drafts (%zu)", printed);
    eval_row("marks", data, "precision", printed ? 100.0 * (double)right / (double)printed : 0, 97);
    snprintf(data, sizeof data, "sample drafts (%zu)", count);
    eval_row("marks", data, "recall", count ? 100.0 * (double)found / (double)count : 0, 0);
  }
  gaz_kb_release(kb);
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  if (system(command)) printf("%s is left\n", folder);
}
