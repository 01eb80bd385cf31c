/* job.h - one file on its way through a worker: read, analysed, its facts extracted. */
#ifndef GAZETTE_JOB_H
#define GAZETTE_JOB_H

#include <uv.h>

#include "store/store.h"

typedef enum job_outcome {
  JOB_READY,   /* records are to be written */
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

  char *path; /* absolute */
  char *name; /* relative to the archive */
  gaz_file_stamp stamp;
  int64_t known_hash; /* 0: read in any case */
  int64_t known_row;

  job_outcome outcome;
  gaz_error error;
  gaz_string data;
  gaz_arena arena;
  gaz_record *records;
  size_t record_count;
} job;

/* Whether a file of this name is read at all. */
bool job_readable(const char *path);
/* The work, in any thread. Fills outcome and the members after it. */
void job_run(job *one);
/* Empties it for the next file; keeps the arena's memory. */
void job_reset(job *one);
void job_free(job *one);

#endif
