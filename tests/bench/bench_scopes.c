/* Scopes of a long Markdown document: read at once, read again after a keystroke, cancelled. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "annotate/scope.h"

enum { SIZE = 1 << 20, EDITS = 20, CANCELS = 20 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int compare(const void *left, const void *right) {
  double a = *(const double *)left, b = *(const double *)right;
  return a < b ? -1 : a > b;
}

/* Sets the flag after a while, and notes when. */
typedef struct alarm {
  gaz_cancel *cancel;
  long wait;
  double rung;
} alarm_clock;

static void *ring(void *argument) {
  alarm_clock *clock = argument;
  struct timespec wait = {.tv_nsec = clock->wait};
  nanosleep(&wait, NULL);
  clock->rung = now();
  gaz_cancel_set(clock->cancel);
  return NULL;
}

static gaz_scopes *make(void) {
  gaz_scopes *scopes = NULL;
  gaz_scope_source source = {.language = "markdown"};
  if (gaz_scopes_new(&source, &scopes, NULL)) exit(1);
  return scopes;
}

static void cancels(const char *text) {
  double late[CANCELS];
  size_t count = 0;
  for (int i = 0; i < CANCELS; i++) {
    gaz_scopes *scopes = make();
    gaz_scope_change change;
    alarm_clock clock = {.wait = 1000000L + 10000000L * i};
    pthread_t thread;
    if (gaz_cancel_new(&clock.cancel)) exit(1);
    pthread_create(&thread, NULL, ring, &clock);
    gaz_status status =
        gaz_scopes_update(scopes, 0, 0, text, SIZE, true, clock.cancel, &change, NULL);
    double returned = now();
    pthread_join(thread, NULL);
    if (status == GAZ_ERROR_CANCELLED) late[count++] = returned - clock.rung;
    free(change.holes);
    gaz_scopes_release(scopes);
    gaz_cancel_release(clock.cancel);
  }
  qsort(late, count, sizeof *late, compare);
  if (count)
    printf("  cancelled after (%zu)                p50 %.3f ms, p90 %.3f ms, most %.3f ms\n", count,
           late[count / 2], late[count * 9 / 10], late[count - 1]);
}

int main(void) {
  char *text = malloc(SIZE + 128);
  size_t size = 0;
  while (text && size < SIZE)
    size += (size_t)sprintf(text + size,
                            "A paragraph of prose with `code`, *stress* and [a](link).\n"
                            "It has another line.\n\n");
  gaz_scopes *scopes = make();
  gaz_scope_change change;
  double start = now(), times[EDITS];
  if (gaz_scopes_update(scopes, 0, 0, text, SIZE, true, NULL, &change, NULL)) return 1;
  printf("\nScopes of %d MB of Markdown\n  read at once                        %.1f MB/s\n",
         SIZE >> 20, SIZE / 1e3 / (now() - start));
  free(change.holes);
  for (uint32_t i = 0; i < EDITS; i++) {
    uint32_t at = SIZE / 82 / EDITS * i * 82 + 3;
    start = now();
    gaz_scopes_update(scopes, at, at, "x", 1, true, NULL, &change, NULL);
    times[i] = now() - start;
    free(change.holes);
  }
  qsort(times, EDITS, sizeof *times, compare);
  printf("  after a keystroke, in a worker      p50 %.1f ms, most %.1f ms\n", times[EDITS / 2],
         times[EDITS - 1]);
  gaz_scopes_release(scopes);
  cancels(text);
  free(text);
  return 0;
}
