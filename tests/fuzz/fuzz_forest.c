/* The reader of forests on any bytes: what it takes can be asked. */
#include "english/forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  gaz_error error;
  gaz_forest *forest;
  if (!gaz_forest_read(data, size, "fuzz", &forest, &error)) {
    uint8_t row[GAZ_FOREST_NUMBERS];
    for (int value = 0; value < 256; value += 37) {
      memset(row, value, sizeof row);
      if (!isfinite(gaz_forest_sum(forest, row))) abort();
    }
    gaz_forest_close(forest);
  } else if (forest) {
    abort();
  }
  return 0;
}
