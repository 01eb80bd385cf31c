/* watch.h - being told when something in the archive's folders changes. */
#ifndef GAZETTE_WATCH_H
#define GAZETTE_WATCH_H

#include <uv.h>

typedef struct watch watch;

/* `changed` is called on the loop's thread, a moment after the last of a burst of changes. */
watch *watch_new(uv_loop_t *loop, void (*changed)(void *context), void *context);
/* Watches one more folder; one that is watched already is passed over. Where the system cannot watch
 * (any more), `changed` is called every few seconds instead. */
void watch_add(watch *to, const char *folder);
/* Runs the loop until watch_stop. */
void watch_run(watch *to);
void watch_stop(watch *to);
/* Closes the handles; the loop must run once more. */
void watch_free(watch *to);

#endif
