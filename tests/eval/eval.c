/* eval - accuracy of the engine on development data, as one table.
 *
 *   eval [--verbose] [--only TOPIC] CORPORA
 *
 * CORPORA is the folder described in its own README; nothing of it is copied. `--only samples` needs
 * none. */
#include "eval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
  const char *name;
  void (*run)(const eval *context);
} topics[] = {
    {"text", eval_text},
    {"english", eval_english},
    {"names", eval_newswire_names},
    {"samples", eval_samples},
    {"marks", eval_marks},
    {"quotes", eval_polnear},
    {"coreference", eval_coreference},
    {"archive", eval_archive},
    {"times", eval_time_expressions},
    {"events", eval_events},
};

void eval_row(const char *task, const char *data, const char *metric, double value, double target) {
  if (target > 0)
    printf("| %-14s | %-22s | %-24s | %6.2f | %6.2f | %s |\n", task, data, metric, value, target,
           value >= target ? "yes" : "no ");
  else
    printf("| %-14s | %-22s | %-24s | %6.2f |        |     |\n", task, data, metric, value);
  fflush(stdout);
}

int main(int argc, char **argv) {
  eval context = {0};
  const char *only = NULL;
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--verbose"))
      context.verbose = true;
    else if (!strcmp(argv[i], "--only") && i + 1 < argc)
      only = argv[++i];
    else
      context.corpora = argv[i];
  }
  if (!context.corpora && !(only && (!strcmp(only, "samples") || !strcmp(only, "marks")))) {
    fprintf(stderr, "usage: eval [--verbose] [--only TOPIC] CORPORA\n");
    return 2;
  }
  gaz_engine *engine;
  gaz_error error;
  if (gaz_engine_open(NULL, &engine, &error)) {
    fprintf(stderr, "eval: %s: %s\n", error.path, error.message);
    return 3;
  }
  context.engine = engine;
  printf(
      "| task           | data                   | figure                   |  value | target | met |\n");
  printf(
      "|----------------|------------------------|--------------------------|-------:|-------:|-----|\n");
  for (size_t i = 0; i < GAZ_COUNT(topics); i++)
    if (!only || !strcmp(only, topics[i].name)) topics[i].run(&context);
  gaz_engine_release(engine);
  return 0;
}
