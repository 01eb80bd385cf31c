/* failure.h - how trainers end when they cannot go on. */
#ifndef GAZ_EVAL_FAILURE_H
#define GAZ_EVAL_FAILURE_H

#include <stdio.h>
#include <stdlib.h>

#include "gazette.h"

/* `memory`, which was just allocated; ends the program when there is none. */
static inline void *checked(void *memory) {
  if (memory) return memory;
  fputs("out of memory\n", stderr);
  exit(3);
}

/* Says what the core could not do, and ends the program. */
static inline _Noreturn void stop(const gaz_error *error) {
  fprintf(stderr, "%s: %s\n", error->path, error->message);
  exit(3);
}

#endif
