/* Finding the language data: the caller's choice, the environment, the places nearby. */
#include <stdlib.h>
#include <sys/stat.h>

#include "check.h"
#include "english/data_dir.h"

#define FAKE GAZ_TEST_BINARY_DIR "/test_data_dir"

int main(void) {
  char path[GAZ_DATA_DIR_MAX];
  gaz_error error;
  mkdir(FAKE, 0755);
  mkdir(FAKE "/english", 0755);

  unsetenv("GAZETTE_DATA");
  CHECK_OK(gaz_data_dir_find(FAKE, path, NULL));
  CHECK_STR(path, FAKE);
  CHECK_INT(gaz_data_dir_find(FAKE "/nowhere", path, &error), ==, GAZ_ERROR_NOT_FOUND);
  CHECK_STR(error.path, FAKE "/nowhere");

  setenv("GAZETTE_DATA", FAKE, 1);
  CHECK_OK(gaz_data_dir_find(NULL, path, NULL));
  CHECK_STR(path, FAKE);
  /* A wrong setting is reported, not passed over in silence for something else nearby. */
  setenv("GAZETTE_DATA", FAKE "/nowhere", 1);
  CHECK_INT(gaz_data_dir_find(NULL, path, &error), ==, GAZ_ERROR_NOT_FOUND);
  CHECK_STR(error.path, FAKE "/nowhere");
  return check_report();
}
