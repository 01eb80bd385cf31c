// The program's entry: picks the command and hands it its arguments.
#include <stdio.h>

int main(int argc, char **argv) {
  (void)argc;
  fprintf(stderr, "usage: %s COMMAND [ARGUMENT...]\n", argv[0]);
  return 2;
}
