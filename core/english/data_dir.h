/* english/data_dir.h - where the folder with english/ is. */
#ifndef GAZ_ENGLISH_DATA_DIR_H
#define GAZ_ENGLISH_DATA_DIR_H

#include "base/base.h"

enum { GAZ_DATA_DIR_MAX = 4096 };

/* Writes the path of the folder that holds english/ into `path` (GAZ_DATA_DIR_MAX bytes,
 * NUL-terminated). `data_dir` is the caller's choice and then the only one tried; with NULL it is
 * searched for as gaz_engine_open promises. GAZ_ERROR_NOT_FOUND when there is none. */
gaz_status gaz_data_dir_find(const char *data_dir, char *path, gaz_error *error);

#endif
