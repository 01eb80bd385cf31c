/* Depth first, each folder sorted: libuv reads a folder at once, so what is held is the names of the
 * folders between the root and here. */
#include "walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include "base/file.h"

enum { PATH_BYTES = 4096, DEPTH_MAX = 64 };

typedef struct entry {
  char *name;
  uv_dirent_type_t type;
} entry;

typedef struct folder {
  entry *entries;
  size_t count, next;
  size_t path_size; /* of the walker's path while in it */
} folder;

struct walker {
  walk_options options;
  folder folders[DEPTH_MAX];
  size_t depth;
  char path[PATH_BYTES];
};

static int by_name(const void *left, const void *right) {
  return strcmp(((const entry *)left)->name, ((const entry *)right)->name);
}

static void fail(walker *walk, const char *reason) {
  if (walk->options.failure) walk->options.failure(walk->options.context, walk->path, reason);
}

static void enter(walker *walk) {
  if (walk->depth == DEPTH_MAX) {
    fail(walk, "folders are nested too deeply");
    return;
  }
  uv_fs_t request;
  int count = uv_fs_scandir(NULL, &request, walk->path, 0, NULL);
  if (count < 0) {
    fail(walk, uv_strerror(count));
    uv_fs_req_cleanup(&request);
    return;
  }
  if (walk->options.folder) walk->options.folder(walk->options.context, walk->path);
  folder *into = &walk->folders[walk->depth];
  *into = (folder){.entries = malloc(((size_t)count + 1) * sizeof *into->entries),
                   .path_size = strlen(walk->path)};
  uv_dirent_t found;
  while (into->entries && uv_fs_scandir_next(&request, &found) != UV_EOF) {
    if (found.name[0] == '.') continue;
    char *name = strdup(found.name);
    if (name) into->entries[into->count++] = (entry){name, found.type};
  }
  uv_fs_req_cleanup(&request);
  if (into->entries) qsort(into->entries, into->count, sizeof *into->entries, by_name);
  walk->depth++;
}

static void leave(walker *walk) {
  folder *from = &walk->folders[--walk->depth];
  for (size_t i = 0; i < from->count; i++) free(from->entries[i].name);
  free(from->entries);
}

walker *walk_begin(const char *path, const walk_options *options) {
  walker *walk = calloc(1, sizeof *walk);
  if (!walk) return NULL;
  walk->options = *options;
  snprintf(walk->path, sizeof walk->path, "%s", path);
  enter(walk);
  return walk;
}

/* A link, or a file system that does not tell types. */
static uv_dirent_type_t type_of(const char *path, bool is_link) {
  uv_fs_t request;
  uv_dirent_type_t type = UV_DIRENT_UNKNOWN;
  if (uv_fs_stat(NULL, &request, path, NULL) == 0) {
    uint64_t kind = request.statbuf.st_mode & S_IFMT;
    type = kind == S_IFREG               ? UV_DIRENT_FILE
           : kind == S_IFDIR && !is_link ? UV_DIRENT_DIR
                                         : UV_DIRENT_UNKNOWN;
  }
  uv_fs_req_cleanup(&request);
  return type;
}

const char *walk_next(walker *walk) {
  while (walk->depth) {
    folder *in = &walk->folders[walk->depth - 1];
    if (in->next == in->count) {
      leave(walk);
      continue;
    }
    const entry *one = &in->entries[in->next++];
    bool slash = in->path_size && walk->path[in->path_size - 1] == '/';
    int size = snprintf(walk->path + in->path_size, sizeof walk->path - in->path_size,
                        slash ? "%s" : "/%s", one->name);
    if (size < 0 || (size_t)size >= sizeof walk->path - in->path_size) {
      fail(walk, "the path is too long");
      continue;
    }
    uv_dirent_type_t type = one->type;
    if (type == UV_DIRENT_LINK || type == UV_DIRENT_UNKNOWN)
      type = type_of(walk->path, type == UV_DIRENT_LINK);
    if (type == UV_DIRENT_DIR) enter(walk);
    if (type == UV_DIRENT_FILE) return walk->path;
  }
  return NULL;
}

void walk_end(walker *walk) {
  if (!walk) return;
  while (walk->depth) leave(walk);
  free(walk);
}

uint64_t walk_digest(const char *root, uint64_t seed) {
  uint64_t digest = seed;
  walker *walk = walk_begin(root, &(walk_options){0});
  for (const char *path; walk && (path = walk_next(walk));) {
    gaz_mapping file;
    if (gaz_map_file(path, &file, NULL) != GAZ_OK) continue;
    digest = gaz_mix(digest ^ gaz_hash(path + strlen(root), strlen(path) - strlen(root), 37));
    digest = gaz_mix(digest ^ gaz_hash(file.data, file.size, 37));
    gaz_unmap_file(&file);
  }
  walk_end(walk);
  return digest;
}
