/* walk.h - the files of a folder, in the order of their paths. */
#ifndef GAZETTE_WALK_H
#define GAZETTE_WALK_H

#include "base/base.h"

typedef struct walker walker;

/* Called for each folder that is entered; may be NULL. */
typedef void (*walk_folder)(void *context, const char *path);
/* Called for a folder that cannot be read. */
typedef void (*walk_failure)(void *context, const char *path, const char *reason);

typedef struct walk_options {
  walk_folder folder;
  walk_failure failure;
  void *context;
} walk_options;

/* Walks `path` (absolute). Hidden entries are passed over, links to folders are not followed. Holds
 * the names of the folders on the way down only. NULL when memory is out. */
walker *walk_begin(const char *path, const walk_options *options);
/* The next regular file's path, valid until the next call; NULL at the end. */
const char *walk_next(walker *walk);
void walk_end(walker *walk);

/* A digest of all files of a folder, their names and bytes; files that cannot be read do not count. */
uint64_t walk_digest(const char *root, uint64_t seed);

#endif
