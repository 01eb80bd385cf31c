/* store/store.h - the one writer of a knowledge base.
 *
 * A run of indexing: gaz_store_open; for every file gaz_store_state, and where it is new or changed
 * gaz_store_put_file and gaz_store_put_article for each of its articles; gaz_store_leave for every
 * file that is gone; gaz_kb_publish (core/resolve). Failures of the database are remembered in
 * store->db; nothing is published after one. */
#ifndef GAZ_STORE_H
#define GAZ_STORE_H

#include "base/buffer.h"
#include "store/database.h"
#include "store/record.h"

typedef struct gaz_store {
  gaz_db db;
  char *dir;      /* the folder with kb.sqlite3 */
  int lock;       /* descriptor of the lock file, -1 when not held */
  bool in_batch;  /* a transaction is open */
  size_t batched; /* bytes of articles in it */
  bool rebuilt;   /* the database was of an older version and started anew */
} gaz_store;

/* Called again and again while another writer holds the KB and we wait; `holder` is "process 12 on
 * host". */
typedef struct gaz_store_waiting {
  int seconds;              /* how long to wait at most; 0 not at all */
  const gaz_cancel *cancel; /* NULL: nobody ends the waiting */
  void (*waiting)(void *context, const char *holder, bool first);
  void *context;
} gaz_store_waiting;

/* Takes the writer's lock of `dir` (made when missing) and opens or creates the KB in it.
 * GAZ_ERROR_BUSY, naming the holder, when another writer does not finish in time or the waiting is
 * cancelled. */
gaz_status gaz_store_open(const char *dir, const gaz_store_waiting *waiting, gaz_store **out,
                          gaz_error *error);
/* Closes, dropping what was not committed, and gives up the lock. Accepts NULL. */
void gaz_store_close(gaz_store *store);

/* The lock alone, for a writer that stays (`index --watch`) and lets others write in between. */
gaz_status gaz_store_lock(gaz_store *store, const gaz_store_waiting *waiting, gaz_error *error);
void gaz_store_unlock(gaz_store *store);

/* Values kept beside the facts: "root", "engine", "corrections", "generation". */
int64_t gaz_store_number(gaz_store *store, const char *key);
void gaz_store_set_number(gaz_store *store, const char *key, int64_t value);
void gaz_store_set_text(gaz_store *store, const char *key, const char *value);

typedef struct gaz_file_stamp {
  int64_t size, mtime; /* mtime in ns; -1 when too fresh to be trusted next time */
  int64_t hash;        /* of the content; 0 where not read yet */
} gaz_file_stamp;

typedef struct gaz_file_state {
  bool known;     /* there is a row, live or pending */
  bool unchanged; /* size and mtime are the row's */
  int64_t row;
  int64_t hash;
  char refused[512]; /* why it was refused, "" when it was not */
} gaz_file_state;

gaz_file_state gaz_store_state(gaz_store *store, const char *path, const gaz_file_stamp *stamp);
/* The content is what it was: remembers the new stamp. */
void gaz_store_touch(gaz_store *store, int64_t row, const gaz_file_stamp *stamp);
/* Starts the pending version of a file, replacing an earlier pending one. `refused` is NULL or the
 * reason. Returns its row, 0 after a failure. */
int64_t gaz_store_put_file(gaz_store *store, const char *path, const gaz_file_stamp *stamp,
                           size_t articles, const char *refused);
/* The same in two steps, for a file whose articles come in parts, over several commits. Until it is
 * finished its pending version does not count: publishing drops it, and the file is known, but has
 * changed. Returns the row, 0 after a failure. */
int64_t gaz_store_begin_file(gaz_store *store, const char *path);
void gaz_store_finish_file(gaz_store *store, int64_t file, const gaz_file_stamp *stamp,
                           size_t articles, const char *refused);
gaz_status gaz_store_put_article(gaz_store *store, int64_t file, const gaz_record *record);
/* The file (live or pending) is gone. */
void gaz_store_leave(gaz_store *store, const char *path);
/* The paragraphs of a file's articles, by their keys (article/standing.h), one after another; none
 * when the file is gone or refused. */
void gaz_store_put_paragraphs(gaz_store *store, const char *path, const int64_t *keys,
                              size_t count);
/* Once the paragraphs of every file that changed are put: calls `stands` with the key of each that
 * stands in many articles. Files analysed when it were others are stale from now on. */
gaz_status gaz_store_settle_paragraphs(gaz_store *store, void (*stands)(void *context, int64_t key),
                                       void *context);
/* Appends the paths of the stale files, each with its NUL. */
void gaz_store_stale_files(gaz_store *store, gaz_buffer *paths);
/* The file is analysed with what was settled last. */
void gaz_store_is_fresh(gaz_store *store, const char *path);

/* Begins a batch unless one is open. */
void gaz_store_begin(gaz_store *store);
/* Commits the open batch when it is large, or in any case. */
gaz_status gaz_store_commit(gaz_store *store, bool in_any_case);

/* Inside the publishing transaction: removes everything of the ground floor that belongs to files
 * that left or were replaced and turns pending files live. Their articles' stories, entities,
 * days and sketches of quotes are collected in the temporary tables `touched_story`,
 * `touched_entity`, `touched_day` and `touched_sketch`, the new articles in `touched_article`. */
void gaz_store_replace_generation(gaz_store *store);
/* Whether there is anything to publish. */
bool gaz_store_has_changes(gaz_store *store);

#endif
