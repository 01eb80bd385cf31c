/* samples.h - the project's own archive, read and analysed, beside what samples/expected.jsonl says. */
#ifndef GAZ_EVAL_SAMPLES_H
#define GAZ_EVAL_SAMPLES_H

#include <jansson.h>

#include "article/article.h"
#include "extract/facts.h"

typedef struct sample {
  const char *path; /* as in expected.jsonl */
  gaz_article article;
  gaz_analysis analysis;
  gaz_facts facts;
} sample;

typedef struct samples {
  gaz_arena arena; /* everything below */
  json_t *lines;   /* expected.jsonl as one array */
  sample *items;
  size_t count;
} samples;

/* Reads `folder`/expected.jsonl and every article it names. Leaves the program where that cannot be
 * done: there is nothing to measure. */
void samples_load(samples *set, const gaz_engine *engine, const char *folder);
void samples_free(samples *set);
sample *samples_find(const samples *set, const char *path); /* NULL: not read */

/* The next place at or after `from` where `words` stand as whole words; a space stands for any run
 * of white space and no-break spaces, letters match exactly. False when there is none. */
bool samples_find_words(const char *text, size_t size, size_t from, const char *words,
                        gaz_range *out);

/* A line's member as a string, "" where it is missing or null. */
const char *samples_string(const json_t *line, const char *member);

#endif
