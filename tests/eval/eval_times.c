/* Time expressions: TimeBank by the measures of TempEval-3 (strict and relaxed spans, value on
 * relaxed matches), and the date recogniser's cases as far as news needs them. */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "eval.h"
#include "extract/facts.h"
#include "extract/times.h"

typedef struct gold {
  uint32_t start, end;
  char type[12], value[48];
} gold;

typedef struct timeml {
  gaz_buffer text;
  gold *times;
  size_t count;
  char date[40];
} timeml;

static void attribute(const char *tag, size_t size, const char *name, char *out, size_t capacity) {
  char key[40];
  int length = snprintf(key, sizeof key, " %s=\"", name);
  *out = '\0';
  const char *at = memmem(tag, size, key, (size_t)length);
  if (!at) return;
  at += length;
  const char *end = memchr(at, '"', size - (size_t)(at - tag));
  if (end && (size_t)(end - at) < capacity) {
    memcpy(out, at, (size_t)(end - at));
    out[end - at] = '\0';
  }
}

static void append_entity(gaz_buffer *text, const char **at) {
  static const struct {
    const char *name;
    char c;
  } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  for (size_t i = 0; i < GAZ_COUNT(entities); i++) {
    size_t size = strlen(entities[i].name);
    if (strncmp(*at, entities[i].name, size) == 0) {
      gaz_buffer_byte(text, entities[i].c);
      *at += size;
      return;
    }
  }
  gaz_buffer_byte(text, *(*at)++);
}

/* The text of <TEXT> without tags, and the TIMEX3 in it. */
static void read_timeml(const char *xml, timeml *out) {
  const char *creation = strstr(xml, "CREATION_TIME");
  if (creation) {
    const char *tag = creation;
    while (tag > xml && *tag != '<') tag--;
    attribute(tag, strcspn(tag, ">"), "value", out->date, sizeof out->date);
    out->date[10] = '\0';
  }
  const char *at = strstr(xml, "<TEXT>"), *end = strstr(xml, "</TEXT>");
  if (!at || !end) return;
  at += 6;
  out->times = calloc(4096, sizeof *out->times);
  gold *open = NULL;
  while (at < end) {
    if (*at == '<') {
      size_t size = strcspn(at, ">");
      if (strncmp(at, "<TIMEX3 ", 8) == 0 && out->count < 4096) {
        open = &out->times[out->count++];
        open->start = (uint32_t)out->text.size;
        attribute(at, size, "type", open->type, sizeof open->type);
        attribute(at, size, "value", open->value, sizeof open->value);
      } else if (strncmp(at, "</TIMEX3", 8) == 0 && open) {
        open->end = (uint32_t)out->text.size;
        open = NULL;
      }
      at += size + 1;
    } else if (*at == '&') {
      append_entity(&out->text, &at);
    } else {
      gaz_buffer_byte(&out->text, *at++);
    }
  }
}

typedef struct counts {
  size_t gold, found, strict, relaxed, value, type;
} counts;

static bool overlap(const gold *g, const gaz_time *t) {
  return t->start < g->end && g->start < t->end;
}

static void compare(const eval *context, const char *name, const timeml *doc,
                    const gaz_facts *facts, counts *sum) {
  sum->gold += doc->count;
  sum->found += facts->time_count;
  bool *used = calloc(facts->time_count + 1, 1);
  for (size_t i = 0; i < doc->count; i++) {
    const gold *g = &doc->times[i];
    const gaz_time *match = NULL;
    for (size_t k = 0; k < facts->time_count; k++) {
      if (used[k] || !overlap(g, &facts->times[k])) continue;
      match = &facts->times[k];
      used[k] = true;
      break;
    }
    const char *text = doc->text.data;
    int size = (int)(g->end - g->start);
    if (!match) {
      if (context->verbose)
        printf("MISS %s\t%.*s\t%s %s\n", name, size, text + g->start, g->type, g->value);
      continue;
    }
    bool strict = match->start == g->start && match->end == g->end;
    bool value = strcmp(match->value, g->value) == 0;
    sum->relaxed++;
    sum->strict += strict;
    sum->value += value;
    sum->type += strcmp(gaz_time_type_name(match->type), g->type) == 0;
    if (context->verbose && (!strict || !value)) {
      printf("%s %s\t%.*s\t%s %s | %.*s %s %s (%s)\n", value ? "SPAN" : "VALUE", name, size,
             text + g->start, g->type, g->value, (int)(match->end - match->start),
             text + match->start, gaz_time_type_name(match->type), match->value, doc->date);
    }
  }
  for (size_t k = 0; context->verbose && k < facts->time_count; k++) {
    const gaz_time *t = &facts->times[k];
    if (!used[k]) {
      printf("EXTRA %s\t%.*s\t%s\n", name, (int)(t->end - t->start), doc->text.data + t->start,
             t->value);
    }
  }
  free(used);
}

static double f1(size_t right, size_t found, size_t wanted) {
  return found + wanted ? 200.0 * (double)right / (double)(found + wanted) : 0;
}

static gaz_status times_of(const eval *context, const char *text, size_t size, const char *date,
                           gaz_arena *arena, gaz_facts *facts) {
  gaz_analysis *analysis = gaz_arena_zeroed(arena, 1, sizeof *analysis);
  gaz_status status = gaz_english_analyze(context->engine, text, size, NULL, 0, GAZ_STAGE_ALL, NULL,
                                          arena, analysis);
  *facts = (gaz_facts){.analysis = analysis};
  if (!status) status = gaz_extract_times(context->engine, analysis, date, NULL, arena, facts);
  return status;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static void eval_timebank(const eval *context) {
  char folder[1024];
  snprintf(folder, sizeof folder, "%s/timebank", context->corpora);
  struct dirent **names;
  int count = scandir(folder, &names, NULL, by_name);
  if (count < 0) return;
  /* Halves: the odd ones are looked at while developing, the even ones only counted. */
  counts sums[2] = {{0}};
  gaz_arena arena = {0};
  for (int i = 0, number = 0; i < count; i++) {
    char path[2048];
    snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
    gaz_string file;
    size_t length = strlen(names[i]->d_name);
    bool is_timeml = length > 4 && strcmp(names[i]->d_name + length - 4, ".tml") == 0;
    if (is_timeml && gaz_read_file(path, 1 << 24, &file, NULL) == GAZ_OK) {
      timeml doc = {0};
      read_timeml(file.data, &doc);
      gaz_facts facts;
      eval quiet = *context;
      if (number % 2 == 0) quiet.verbose = false;
      if (times_of(context, doc.text.data, doc.text.size, doc.date, &arena, &facts) == GAZ_OK) {
        compare(&quiet, names[i]->d_name, &doc, &facts, &sums[number % 2]);
      }
      number++;
      free(doc.times);
      gaz_buffer_free(&doc.text);
      gaz_string_free(&file);
      gaz_arena_reset(&arena);
    }
    free(names[i]);
  }
  free(names);
  gaz_arena_free(&arena);
  static const char *const data[2] = {"TimeBank, unseen half", "TimeBank, other half"};
  for (int half = 0; half < 2; half++) {
    const counts *c = &sums[half];
    eval_row("times", data[half], "relaxed F1", f1(c->relaxed, c->found, c->gold), 90);
    eval_row("times", data[half], "strict F1", f1(c->strict, c->found, c->gold), 82);
    eval_row("times", data[half], "value F1", f1(c->value, c->found, c->gold), 76);
  }
}

/* ---- The date recogniser's cases ---------------------------------------------------------------- */

/* Why a result is nothing that news prints, or NULL when it is in scope. */
static const char *out_of_scope(const char *input, const json_t *result) {
  static const struct {
    const char *type, *why;
  } types[] = {{"timezone", "time zone"},
               {"datetimerange", "range of times of day"},
               {"timerange", "range of times of day"},
               {"timealt", "alternatives to choose from"},
               {"datetimealt", "alternatives to choose from"},
               {".datetime", "time of day to the minute"},
               {".time", "time of day to the minute"}};
  static const struct {
    const char *words, *why;
  } inputs[] = {{"eod", "calendar shorthand"},
                {"eoy", "calendar shorthand"},
                {" sy1", "calendar shorthand"},
                {" cy1", "calendar shorthand"},
                {"w/c", "calendar shorthand"},
                {"fiscal year", "fiscal and school years"},
                {"school year", "fiscal and school years"},
                {"tmrw", "calendar shorthand"},
                {" q1", "calendar shorthand"},
                {"otd.", "calendar shorthand"},
                {"business day", "working days"},
                {"workweek", "working days"},
                {"weekday", "working days"},
                {"week 1", "numbered weeks"},
                {"week 3", "numbered weeks"},
                {"www.", "addresses and numbers"},
                {"Tel:", "addresses and numbers"},
                {"code of", "addresses and numbers"},
                {"-2020070", "addresses and numbers"}};
  const char *type = json_string_value(json_object_get(result, "TypeName"));
  for (size_t i = 0; type && i < GAZ_COUNT(types); i++) {
    if (strstr(type, types[i].type)) return types[i].why;
  }
  for (size_t i = 0; i < GAZ_COUNT(inputs); i++) {
    if (strcasestr(input, inputs[i].words)) return inputs[i].why;
  }
  /* "5/12" and "Oct/2" without a year: news never prints them. */
  for (const char *at = input; *at; at++) {
    bool slash = at > input && (*at == '/' || *at == '.') && at[1] >= '0' && at[1] <= '9' &&
                 ((at[-1] >= '0' && at[-1] <= '9') || (*at == '/' && at[-1] >= 'a'));
    if (!slash) continue;
    size_t digits = strspn(at + 1, "0123456789");
    if (digits <= 2 && at[1 + digits] != '/' && at[1 + digits] != '.') {
      if (at == input || !memchr(input, '/', (size_t)(at - input)))
        return "day and month in figures, no year";
    }
  }
  return NULL;
}

/* Right when the span overlaps and the calendar days or the TIMEX agree with any reading given. */
static bool case_matches(const json_t *result, const char *text, const gaz_time *t) {
  (void)text;
  const json_t *values = json_object_get(json_object_get(result, "Resolution"), "values");
  size_t i;
  json_t *value;
  json_array_foreach(values, i, value) {
    const char *timex = json_string_value(json_object_get(value, "timex"));
    const char *day = json_string_value(json_object_get(value, "value"));
    const char *start = json_string_value(json_object_get(value, "start"));
    const char *end = json_string_value(json_object_get(value, "end"));
    if (timex && strcmp(timex, t->value) == 0) return true;
    if (timex && strncmp(timex, "XXXX-", 5) == 0 && strlen(timex) == 7 && strlen(t->value) == 7 &&
        strcmp(timex + 5, t->value + 5) == 0) {
      return true;
    }
    const char *length = timex && timex[0] == '(' ? strstr(timex, ",P") : NULL;
    if (length && strlen(length + 1) == strlen(t->value) + 1 &&
        strncmp(length + 1, t->value, strlen(t->value)) == 0) {
      return true; /* "(start,end,P5Y)" */
    }
    if (day && t->edtf && strlen(day) == 10 && strcmp(day, t->edtf) == 0 && !strchr(t->value, 'T'))
      return true;
    const char *clock = strchr(t->value, 'T');
    if (day && strlen(day) == 8 && clock && strlen(clock) == 6 && strncmp(day, clock + 1, 5) == 0)
      return true;
    if (day && strlen(day) == 19 && strlen(t->value) == 16) {
      if (strncmp(day, t->value, 10) == 0 && strncmp(day + 11, t->value + 11, 5) == 0) return true;
    }
    if (start && end && t->edtf) {
      /* Their ranges end before `end`, ours with the last day. */
      char ours[64];
      snprintf(ours, sizeof ours, "%s", t->edtf);
      if (strncmp(ours, start, strcspn(ours, "/~")) == 0) return true;
    }
  }
  return false;
}

static void eval_cases(const eval *context) {
  char path[1024];
  snprintf(path, sizeof path, "%s/datetime_specs/DateTimeModel.json", context->corpora);
  gaz_string file;
  if (gaz_read_file(path, 1 << 26, &file, NULL)) return;
  const char *data = file.data;
  size_t size = file.size;
  if (size > 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0) data += 3, size -= 3;
  json_t *cases = json_loadb(data, size, 0, NULL), *item;
  size_t index, in_scope = 0, right = 0;
  gaz_arena arena = {0};
  json_array_foreach(cases, index, item) {
    const char *input = json_string_value(json_object_get(item, "Input"));
    const char *reference =
        json_string_value(json_object_get(json_object_get(item, "Context"), "ReferenceDateTime"));
    const json_t *results = json_object_get(item, "Results");
    if (!input || !reference) continue;
    bool scope = true;
    size_t i;
    json_t *result;
    const char *why = NULL;
    if (json_array_size(results) == 0) why = out_of_scope(input, NULL);
    json_array_foreach(results, i, result) {
      if (!why) why = out_of_scope(input, result);
    }
    scope = !why;
    if (!scope && context->verbose) printf("SCOPE %s\t%s\n", why, input);
    if (!scope) continue;
    in_scope++;
    char date[12];
    snprintf(date, sizeof date, "%.10s", reference);
    gaz_facts facts;
    bool all = times_of(context, input, strlen(input), date, &arena, &facts) == GAZ_OK;
    json_array_foreach(results, i, result) {
      bool found = false;
      /* A day the calendar does not have: theirs is "not resolved", ours no time. */
      const json_t *values = json_object_get(json_object_get(result, "Resolution"), "values");
      const char *value = json_string_value(json_object_get(json_array_get(values, 0), "value"));
      const char *type = json_string_value(json_object_get(result, "TypeName"));
      found = value && type && strstr(type, ".date") && !strcmp(value, "not resolved") &&
              !facts.time_count;
      for (size_t k = 0; k < facts.time_count; k++)
        found |= case_matches(result, input, &facts.times[k]);
      all &= found;
    }
    if (json_array_size(results) == 0) all &= facts.time_count == 0;
    right += all;
    if (!all && context->verbose) {
      printf("CASE %s | %s |", input, date);
      json_array_foreach(results, i, result) {
        char *shown = json_dumps(json_object_get(json_object_get(result, "Resolution"), "values"),
                                 JSON_COMPACT);
        printf(" <%s> %s", json_string_value(json_object_get(result, "Text")), shown);
        free(shown);
      }
      printf(" || ");
      for (size_t k = 0; k < facts.time_count; k++) {
        const gaz_time *t = &facts.times[k];
        printf(" <%.*s> %s (%s)", (int)(t->end - t->start), input + t->start, t->value,
               t->edtf ? t->edtf : "");
      }
      printf("\n");
    }
    gaz_arena_reset(&arena);
  }
  gaz_arena_free(&arena);
  json_decref(cases);
  gaz_string_free(&file);
  char name[64];
  snprintf(name, sizeof name, "datetime_specs, %zu in scope", in_scope);
  eval_row("times", name, "cases right %", in_scope ? 100.0 * (double)right / (double)in_scope : 0,
           75);
}

void eval_time_expressions(const eval *context) {
  eval_timebank(context);
  eval_cases(context);
}
