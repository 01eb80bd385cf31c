/* job.h - articles on their way through a worker: read, analysed, their facts extracted.
 *
 * A job is a file, or some lines of one (.jsonl). A file of many articles is analysed in parts: the same
 * job runs again while its outcome is JOB_PART, so that memory does not grow with files. */
#ifndef GAZETTE_JOB_H
#define GAZETTE_JOB_H

#include <uv.h>

#include "lines.h"
#include "resolve/table.h"
#include "store/store.h"

typedef enum job_outcome {
  JOB_PART,    /* records are to be written, and there are more */
  JOB_READY,   /* these are the last */
  JOB_SAME,    /* the content is what it was */
  JOB_REFUSED, /* error says why */
  JOB_CANCELLED,
  JOB_FAILED, /* no fault of the file: out of memory */
} job_outcome;

typedef struct job {
  uv_work_t request;
  void *owner;
  const gaz_engine *engine;
  const gaz_cancel *cancel;
  bool busy;
  bool scan;                 /* only the keys of its paragraphs are wanted (article/standing.h) */
  const gaz_table *standing; /* those that are furniture by repetition; immutable meanwhile */

  char *path;   /* absolute; NULL for lines, which are read already */
  char *name;   /* relative to the archive */
  int64_t file; /* row of the store, once there is one */
  gaz_file_stamp stamp;
  int64_t known_hash; /* 0: read in any case */
  int64_t known_row;

  job_outcome outcome;
  gaz_error error;
  gaz_string data;
  gaz_arena arena; /* of the articles */
  gaz_articles articles;
  uint32_t *line_numbers; /* beside them, of lines; else NULL */
  size_t articles_done;   /* of them, in this part and earlier ones */
  bool begun;

  int64_t *keys; /* of a scan, in `part` */
  size_t key_count;

  gaz_arena part; /* of the records */
  gaz_record *records;
  size_t record_count;
} job;

/* A file that is read by lines, each one or several articles. */
typedef struct job_lines {
  lines from;
  const char *name;
  const gaz_engine *engine;
  size_t article_count, bad_count; /* so far */
  char first_bad[sizeof((gaz_error *)0)->message + 32];
  void (*bad)(void *context, uint32_t line, const char *message); /* a line that is refused */
  void *context;
} job_lines;

/* Whether a file of this name is read at all. */
bool job_readable(const char *path);
bool job_is_lines(const char *path);
/* Makes the next lines with articles an empty job. *found is false at the end of the file. */
gaz_status job_take_lines(job *one, job_lines *source, bool *found, gaz_error *error);
/* The work, in any thread: the first or the next part. Fills outcome, error and records. */
void job_run(job *one);
/* Empties it for the next file; keeps the arenas' memory. */
void job_reset(job *one);
void job_free(job *one);

#endif
