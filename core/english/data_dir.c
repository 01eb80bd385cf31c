/* Data is found at run time rather than embedded: models are replaced without a compiler, the
 * lexicons stay readable files, and all processes share one mapping of each.
 *
 * The order: the caller's folder, $GAZETTE_DATA, places relative to the file this code was loaded
 * from (so that an installed tree or a plugin checkout may be moved), and last the source tree it
 * was built from. */
#include "english/data_dir.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* From the folder of the library, Lua module or program: bin/, lib/, lib/<triplet>/,
 * lib/lua/<version>/gazette/ and lib/<triplet>/lua/<version>/gazette/ of an installation;
 * lua/gazette/ of a plugin; build/<preset>/, and two folders below it, of a source tree. */
static const char *const relative[] = {
    "../share/gazette",
    "../../share/gazette",
    "../../../../share/gazette",
    "../../../../../share/gazette",
    "../../data",
    "../../../../data",
};

/* Whether `dir`/english is a folder; leaves `dir` in `path`. */
static bool holds_english(const char *dir, char *path) {
  char english[GAZ_DATA_DIR_MAX + 16];
  struct stat status;
  if (snprintf(path, GAZ_DATA_DIR_MAX, "%s", dir) >= GAZ_DATA_DIR_MAX) return false;
  snprintf(english, sizeof english, "%s/english", path);
  return stat(english, &status) == 0 && S_ISDIR(status.st_mode);
}

/* The folder of the file this function was loaded from, without links; false when unknown. */
static bool own_folder(char *folder) {
  Dl_info info;
  /* A pointer to an object: POSIX's dladdr takes one, ISO C converts no function to void *. */
  if (!dladdr(&relative, &info) || !info.dli_fname) return false;
  /* In a program dli_fname is argv[0], which need not be a path. */
  char *real = strchr(info.dli_fname, '/') ? realpath(info.dli_fname, NULL) : NULL;
  if (!real) real = realpath("/proc/self/exe", NULL);
  if (!real) return false;
  char *slash = strrchr(real, '/');
  bool fits = slash && slash - real < GAZ_DATA_DIR_MAX;
  if (fits) {
    memcpy(folder, real, (size_t)(slash - real));
    folder[slash - real] = '\0';
  }
  free(real);
  return fits;
}

static bool beside_own_file(char *path) {
  char folder[GAZ_DATA_DIR_MAX], candidate[GAZ_DATA_DIR_MAX + 64];
  if (!own_folder(folder)) return false;
  for (size_t i = 0; i < GAZ_COUNT(relative); i++) {
    snprintf(candidate, sizeof candidate, "%s/%s", folder, relative[i]);
    if (holds_english(candidate, path)) return true;
  }
  return false;
}

gaz_status gaz_data_dir_find(const char *data_dir, char *path, gaz_error *error) {
  if (data_dir) {
    if (holds_english(data_dir, path)) return GAZ_OK;
    return gaz_fail(error, GAZ_ERROR_NOT_FOUND, data_dir, 0,
                    "no folder english/ here; give the folder that holds it");
  }
  const char *environment = getenv("GAZETTE_DATA");
  if (environment && *environment) {
    if (holds_english(environment, path)) return GAZ_OK;
    return gaz_fail(error, GAZ_ERROR_NOT_FOUND, environment, 0,
                    "no folder english/ here; set GAZETTE_DATA to the folder that holds it");
  }
  if (beside_own_file(path) || holds_english(GAZ_SOURCE_DATA_DIR, path)) return GAZ_OK;
  return gaz_fail(error, GAZ_ERROR_NOT_FOUND, NULL, 0,
                  "the language data is not found; install it or set GAZETTE_DATA");
}
