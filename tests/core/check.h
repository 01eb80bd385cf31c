// Checks for tests. Never assert(): NDEBUG removes it, and a Release test run would test nothing.
//
//   int main(void)
//   {
//     CHECK(ready);                          a condition
//     CHECK_INT(count, ==, 3);               two integers (widened to 64 bits), any comparison
//     CHECK_REAL(score, >, 0.5);             two floating-point numbers
//     CHECK_STR(name, "Ada");                two C strings, NULL allowed
//     CHECK_MEM(text, size, "Ada");          bytes and a length against a C string
//     CHECK_OK(gaz_open(&handle));           a status that must be 0
//     return check_report();
//   }
//
// Arguments are evaluated once. A failure prints file:line, the expression and both values, is
// counted, and the test goes on; REQUIRE(x) leaves the program instead, for what everything after
// it depends on. check_report() ends with 1 where something failed or where nothing was checked.
#ifndef GAZ_TEST_CHECK_H
#define GAZ_TEST_CHECK_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Shown before each failure; for tests that loop over a table of cases.
__attribute__((unused)) static const char *check_case = NULL;
static long check_passed = 0;
static long check_failed = 0;

enum { CHECK_MAX_SHOWN = 50 };  // a broken loop must not fill the disk with the same message

__attribute__((unused)) static bool check_start_failure(const char *file, int line,
                                                        const char *expression) {
  check_failed++;
  if (check_failed > CHECK_MAX_SHOWN) return false;
  fprintf(stderr, "%s:%d: failed: %s\n", file, line, expression);
  if (check_case) fprintf(stderr, "  case:     %s\n", check_case);
  return true;
}

__attribute__((unused)) static void check_show_text(const char *label, const char *text,
                                                    size_t size) {
  fprintf(stderr, "  %s ", label);
  if (!text) {
    fputs("NULL\n", stderr);
    return;
  }
  fputc('"', stderr);
  for (size_t i = 0; i < size && i < 400; i++) {
    unsigned char c = (unsigned char)text[i];
    if (c == '\n')
      fputs("\\n", stderr);
    else if (c < 0x20 || c == 0x7f)
      fprintf(stderr, "\\x%02x", c);
    else
      fputc(c, stderr);
  }
  fprintf(stderr, "\"%s (%zu bytes)\n", size > 400 ? "..." : "", size);
}

__attribute__((unused)) static bool check_text(const char *file, int line, const char *expression,
                                               const char *got, size_t got_size,
                                               const char *expected, size_t expected_size) {
  bool same = (!got || !expected)
                  ? got == expected
                  : got_size == expected_size && memcmp(got, expected, got_size) == 0;
  if (same) {
    check_passed++;
    return true;
  }
  if (check_start_failure(file, line, expression)) {
    check_show_text("got:     ", got, got_size);
    check_show_text("expected:", expected, expected_size);
  }
  return false;
}

__attribute__((unused)) static int check_report(void) {
  if (check_failed > CHECK_MAX_SHOWN)
    fprintf(stderr, "(%ld more failures not shown)\n", check_failed - CHECK_MAX_SHOWN);
  if (check_passed + check_failed == 0) fprintf(stderr, "nothing was checked\n");
  fprintf(stderr, "%ld checks passed, %ld failed\n", check_passed, check_failed);
  return check_failed || !check_passed ? 1 : 0;
}

#define CHECK(condition) check_condition(__FILE__, __LINE__, #condition, (condition) ? true : false)

__attribute__((unused)) static bool check_condition(const char *file, int line,
                                                    const char *expression, bool holds) {
  if (holds)
    check_passed++;
  else
    check_start_failure(file, line, expression);
  return holds;
}

#define REQUIRE(condition)                       \
  do {                                           \
    if (!CHECK(condition)) exit(check_report()); \
  } while (0)

#define CHECK_COMPARE(type, format, a, operator, b)                                             \
  do {                                                                                          \
    type check_a = (type)(a), check_b = (type)(b);                                              \
    if (check_a operator check_b)                                                               \
      check_passed++;                                                                           \
    else if (check_start_failure(__FILE__, __LINE__, #a " " #operator" " #b))                   \
      fprintf(stderr, "  got:      " format "\n  expected: " #operator" " format "\n", check_a, \
              check_b);                                                                         \
  } while (0)

#define CHECK_INT(a, operator, b) CHECK_COMPARE(long long, "%lld", a, operator, b)
#define CHECK_REAL(a, operator, b) CHECK_COMPARE(double, "%.17g", a, operator, b)
#define CHECK_OK(status) CHECK_COMPARE(int, "%d", status, ==, 0)

#define CHECK_STR(got, expected)                                                                  \
  do {                                                                                            \
    const char *check_a = (got), *check_b = (expected);                                           \
    check_text(__FILE__, __LINE__, #got " is " #expected, check_a, check_a ? strlen(check_a) : 0, \
               check_b, check_b ? strlen(check_b) : 0);                                           \
  } while (0)

#define CHECK_MEM(got, size, expected)                                                      \
  do {                                                                                      \
    const char *check_a = (got), *check_b = (expected);                                     \
    check_text(__FILE__, __LINE__, #got " is " #expected, check_a, (size_t)(size), check_b, \
               check_b ? strlen(check_b) : 0);                                              \
  } while (0)

#endif
