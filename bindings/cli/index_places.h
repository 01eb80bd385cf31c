/* index_places.h - what `gazette index PATH...` is about. */
#ifndef GAZETTE_INDEX_PLACES_H
#define GAZETTE_INDEX_PLACES_H

#include <limits.h>

#include "base/base.h"

enum { INDEX_DIR_BYTES = 4096 };

/* One PATH: absolute; a folder or a file, perhaps gone. */
typedef struct index_scope {
  char path[PATH_MAX];
} index_scope;

typedef struct index_places {
  char dir[INDEX_DIR_BYTES]; /* the KB */
  char root[PATH_MAX];       /* of the archive; names of files are relative to it */
  size_t root_size;
  index_scope *scopes; /* inside the root; to be freed */
  size_t scope_count;
} index_places;

/* Finds them; GO_ON, or the status to end with, which was told. `kb_dir` may be NULL. */
int find_places(index_places *all, const char *kb_dir, int count, char **paths);

/* Whether there is no KB yet, and nothing but files of no format that is read: none is to be made. */
bool nothing_to_read(const index_places *all);

#endif
