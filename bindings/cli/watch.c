/* One uv_fs_event a folder: inotify does not look into folders by itself. Any event only starts a
 * timer; the pass that follows compares the whole archive with the KB by size and time, which is cheap
 * and misses nothing, whatever events were lost. */
#include "watch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "resolve/table.h"

enum { SETTLE_MILLISECONDS = 250, POLL_MILLISECONDS = 5000 };

typedef struct watched {
  uv_fs_event_t event; /* first: handles are cast */
  struct watched *next, *previous;
} watched;

struct watch {
  uv_loop_t *loop;
  uv_timer_t settle, poll;
  watched *folders;
  gaz_table known; /* keys of folders; of those gone too, which does no harm */
  void (*changed)(void *context);
  void *context;
  bool due, polling, stopped;
};

/* The loop must not be run from inside one of its callbacks, and a pass runs it. */
static void on_settled(uv_timer_t *timer) { ((watch *)timer->data)->due = true; }

static void on_closed(uv_handle_t *handle) { free(handle); }

static void forget(watch *to, watched *gone) {
  if (gone->next) gone->next->previous = gone->previous;
  *(gone->previous ? &gone->previous->next : &to->folders) = gone->next;
  uv_close((uv_handle_t *)&gone->event, on_closed);
}

static void on_event(uv_fs_event_t *event, const char *name, int events, int status) {
  watch *to = event->data;
  (void)events;
  if (name && name[0] == '.') return; /* hidden: among them our own .gazette */
  if (status < 0) forget(to, (watched *)event);
  uv_timer_start(&to->settle, on_settled, SETTLE_MILLISECONDS, 0);
}

watch *watch_new(uv_loop_t *loop, void (*changed)(void *context), void *context) {
  watch *to = calloc(1, sizeof *to);
  if (!to) return NULL;
  *to = (watch){.loop = loop, .changed = changed, .context = context};
  uv_timer_init(loop, &to->settle);
  uv_timer_init(loop, &to->poll);
  to->settle.data = to->poll.data = to;
  return to;
}

static uint64_t key_of(const char *folder) {
  uv_fs_t request;
  uint64_t key = gaz_hash(folder, strlen(folder), 41);
  if (uv_fs_stat(NULL, &request, folder, NULL) == 0) {
    key = gaz_mix(key ^ gaz_mix(request.statbuf.st_ino ^ gaz_mix(request.statbuf.st_dev)));
  }
  uv_fs_req_cleanup(&request);
  return key | 1;
}

void watch_add(watch *to, const char *folder) {
  uint64_t key = key_of(folder);
  if (gaz_table_find(&to->known, key) != GAZ_TABLE_NONE) return;
  watched *fresh = calloc(1, sizeof *fresh);
  if (!fresh || !gaz_table_put(&to->known, key, 0)) {
    free(fresh);
    return;
  }
  uv_fs_event_init(to->loop, &fresh->event);
  fresh->event.data = to;
  if (uv_fs_event_start(&fresh->event, on_event, folder, 0) != 0) {
    uv_close((uv_handle_t *)&fresh->event, on_closed);
    if (!to->polling) {
      warn("%s: the system watches no more folders; looking every %d s instead", folder,
           POLL_MILLISECONDS / 1000);
      uv_timer_start(&to->poll, on_settled, POLL_MILLISECONDS, POLL_MILLISECONDS);
    }
    to->polling = true;
    return;
  }
  fresh->next = to->folders;
  if (fresh->next) fresh->next->previous = fresh;
  to->folders = fresh;
}

void watch_run(watch *to) {
  while (to && !to->stopped) {
    uv_run(to->loop, UV_RUN_ONCE);
    if (!to->due || to->stopped) continue;
    to->due = false;
    to->changed(to->context);
  }
}

void watch_stop(watch *to) { to->stopped = true; }

static void on_watch_closed(uv_handle_t *handle) { free(handle->data); }

void watch_free(watch *to) {
  if (!to) return;
  while (to->folders) forget(to, to->folders);
  gaz_table_free(&to->known);
  uv_close((uv_handle_t *)&to->settle, NULL);
  uv_close((uv_handle_t *)&to->poll, on_watch_closed);
}
