/* Which archive is meant by the paths of the command line, and where its KB is. */
#include "index_places.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"
#include "job.h"
#include "store/database.h"

/* Makes a path absolute even where its last parts do not exist (any more). */
static bool absolute(const char *path, char out[PATH_MAX]) {
  if (realpath(path, out)) return true;
  char copy[INDEX_DIR_BYTES], parent[PATH_MAX];
  snprintf(copy, sizeof copy, "%s", path);
  size_t size = strlen(copy);
  while (size > 1 && copy[size - 1] == '/') copy[--size] = '\0';
  char *slash = strrchr(copy, '/');
  const char *last = slash ? slash + 1 : copy;
  if (slash) *slash = '\0';
  if (!*last || strcmp(last, "..") == 0) return false;
  if (!absolute(!slash ? "." : slash == copy ? "/" : copy, parent)) return false;
  int written = snprintf(out, PATH_MAX, "%s/%s", strcmp(parent, "/") == 0 ? "" : parent, last);
  return written > 0 && written < PATH_MAX;
}

static void parent_of(char *path) {
  char *slash = strrchr(path, '/');
  if (slash) *(slash == path ? slash + 1 : slash) = '\0';
}

static bool inside(const char *path, const char *root) {
  size_t size = strlen(root);
  if (strcmp(root, "/") == 0) return true;
  return strncmp(path, root, size) == 0 && (path[size] == '\0' || path[size] == '/');
}

/* The root an existing KB was made for. */
static bool root_of_kb(const char *dir, char root[PATH_MAX]) {
  char file[INDEX_DIR_BYTES + 16];
  snprintf(file, sizeof file, "%s/kb.sqlite3", dir);
  gaz_db db;
  if (access(file, R_OK) != 0 || gaz_db_open(&db, file, SQLITE_OPEN_READONLY, NULL) != GAZ_OK)
    return false;
  sqlite3_stmt *row = gaz_db_query(&db, "SELECT value FROM meta WHERE key = 'root'", "");
  const char *kept = gaz_db_next(&db, row) ? gaz_db_string(row, 0) : NULL;
  char path[INDEX_DIR_BYTES * 2 + 8] = "";
  if (kept) snprintf(path, sizeof path, kept[0] == '/' ? "%s" : "%2$s/%1$s", kept, dir);
  bool found = path[0] && realpath(path, root);
  gaz_db_end(row);
  gaz_db_close(&db);
  return found;
}

/* A KB called .gazette is that of the folder it is in. */
static bool root_of_name(const index_places *all, const char *dir, char root[PATH_MAX]) {
  char path[PATH_MAX];
  const char *last = strrchr(dir, '/');
  if (strcmp(last ? last + 1 : dir, ".gazette") != 0 || !absolute(dir, path)) return false;
  parent_of(path);
  for (size_t i = 0; i < all->scope_count; i++) {
    if (!inside(all->scopes[i].path, path)) return false;
  }
  memcpy(root, path, PATH_MAX);
  return true;
}

/* The folder of the first path. */
static void first_root(index_places *all) {
  struct stat info;
  snprintf(all->root, sizeof all->root, "%s", all->scopes[0].path);
  if (stat(all->root, &info) == 0 && !S_ISDIR(info.st_mode)) parent_of(all->root);
}

/* What all paths have in common: --kb says where to write. */
static void common_root(index_places *all) {
  first_root(all);
  for (size_t i = 1; i < all->scope_count; i++) {
    while (!inside(all->scopes[i].path, all->root)) parent_of(all->root);
  }
}

int find_places(index_places *all, const char *kb_dir, int count, char **paths) {
  all->scopes = calloc((size_t)count, sizeof *all->scopes);
  all->scope_count = (size_t)count;
  if (!all->scopes) return CANNOT;
  for (int i = 0; i < count; i++) {
    if (!absolute(paths[i], all->scopes[i].path)) {
      warn("%s: %s; correct the path", paths[i], strerror(errno ? errno : ENOENT));
      return CANNOT;
    }
  }
  if (kb_dir) {
    snprintf(all->dir, sizeof all->dir, "%s", kb_dir);
    if (!root_of_kb(kb_dir, all->root) && !root_of_name(all, kb_dir, all->root)) common_root(all);
  } else {
    /* Upward from the first path, but never the personal default: indexing makes a KB where the
     * articles are. Nor above what was named: of two folders that have nothing but / in common no
     * archive is to be made in /. */
    first_root(all);
    char at[PATH_MAX];
    snprintf(at, sizeof at, "%s", all->root);
    snprintf(all->dir, sizeof all->dir, "%.4080s/.gazette", all->root);
    for (;;) {
      char try[PATH_MAX + 32];
      struct stat info;
      snprintf(try, sizeof try, "%s/.gazette", strcmp(at, "/") == 0 ? "" : at);
      if (stat(try, &info) == 0 && S_ISDIR(info.st_mode)) {
        snprintf(all->dir, sizeof all->dir, "%.4095s", try);
        if (!root_of_kb(all->dir, all->root)) snprintf(all->root, sizeof all->root, "%s", at);
        break;
      }
      if (strcmp(at, "/") == 0) {
        /* A new KB: never in a folder that a slip of the finger would make. */
        if (stat(all->scopes[0].path, &info) == 0) break;
        warn("%s: %s; correct the path", paths[0], strerror(errno));
        return CANNOT;
      }
      parent_of(at);
    }
  }
  all->root_size = strlen(all->root);
  for (size_t i = 0; i < all->scope_count; i++) {
    if (!inside(all->scopes[i].path, all->root)) {
      warn("%s: outside the archive %s; give another knowledge base with --kb", all->scopes[i].path,
           all->root);
      return USAGE;
    }
  }
  return GO_ON;
}

bool nothing_to_read(const index_places *all) {
  char path[PATH_MAX + 16];
  struct stat info;
  snprintf(path, sizeof path, "%s/kb.sqlite3", all->dir);
  if (stat(path, &info) == 0) return false;
  for (size_t i = 0; i < all->scope_count; i++) {
    const char *one = all->scopes[i].path;
    if (stat(one, &info) != 0 || S_ISDIR(info.st_mode) || job_readable(one)) return false;
  }
  return true;
}
