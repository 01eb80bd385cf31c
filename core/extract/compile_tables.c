/* compile_tables DATA - writes DATA/english/tables.image (base/table_image.h), as a step of the build.
 * The engine does without, so whatever is wrong with the tables is said and stops nothing. */
#include <stdio.h>

#include "english/engine.h"

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: compile_tables DATA\n");
    return 2;
  }
  gaz_error error;
  if (gaz_engine_compile(argv[1], &error))
    fprintf(stderr, "compile_tables: %s:%u: %s (the tables will be read as text)\n", error.path,
            error.line, error.message);
  return 0;
}
