/* What the tests of the language share: an engine, opened once. */
#ifndef ENGINE_HELP_H
#define ENGINE_HELP_H

#include <stdio.h>

#include "check.h"
#include "english/engine.h"

static const gaz_engine *engine;

/* The whole of a test's main. */
static int run_with_engine(void (*const tests[])(void), size_t count) {
  gaz_engine *opened;
  gaz_error error;
  if (gaz_engine_open(NULL, &opened, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 1;
  }
  engine = opened;
  for (size_t i = 0; i < count; i++) tests[i]();
  gaz_engine_release(opened);
  return check_report();
}

#endif
