// The check macros themselves: a failed check must be counted, or every other test means nothing.
#include "check.h"

static int calls = 0;

static int next_call(void) { return ++calls; }

// Runs failing checks with their messages thrown away, and says how many were counted.
static long failures_counted(void) {
  FILE *shown = tmpfile();
  if (!shown) return -1;
  FILE *real = stderr;
  stderr = shown;
  CHECK(1 == 2);
  CHECK_INT(1, >, 2);
  CHECK_REAL(0.5, ==, 0.25);
  CHECK_STR("a", "b");
  CHECK_STR(NULL, "b");
  CHECK_MEM("abc", 2, "abc");
  CHECK_OK(-3);
  int ends_with = check_report();
  stderr = real;
  fclose(shown);
  long counted = check_failed;
  check_failed = 0;
  return ends_with == 1 ? counted : -1;
}

int main(void) {
  long counted = failures_counted();
  CHECK_INT(counted, ==, 7);
  CHECK_INT(next_call(), ==, 1);
  CHECK_INT(calls, ==, 1);  // evaluated once
  CHECK_STR(NULL, NULL);
  CHECK_MEM("abc", 2, "ab");
  CHECK_OK(0);
  return check_report();
}
