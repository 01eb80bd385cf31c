/* text_files.h - what the benches of the language engine read and how they take the time. Each is one file of C. */
#ifndef GAZ_BENCH_TEXT_FILES_H
#define GAZ_BENCH_TEXT_FILES_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"

enum { FILES_MAX = 4096 };

static gaz_string files[FILES_MAX];
static char *paths[FILES_MAX];
static size_t file_count;

/* Processor time, in seconds. */
static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Reads a file (.txt), or all of a folder in alphabetical order. */
static void add(const char *path) {
  struct stat status;
  if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
      char full[4096];
      snprintf(full, sizeof full, "%s/%s", path, entries[i]->d_name);
      if (*entries[i]->d_name != '.') add(full);
      free(entries[i]);
    }
    if (count >= 0) free(entries);
    return;
  }
  size_t size = strlen(path);
  if (file_count < FILES_MAX && size > 4 && !strcmp(path + size - 4, ".txt") &&
      !gaz_read_file(path, 1 << 24, &files[file_count], NULL))
    paths[file_count++] = strdup(path);
}

#endif
