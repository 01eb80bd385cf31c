/* The reader of the tables' image on any bytes, with the checksum put right first; then look-ups in every
 * part it has, as a map and as the lemmatizer's bytes. */
#include <stdlib.h>
#include <string.h>

#include "base/table_image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const words[] = {"", "ship", "harbour", "quay", "\xff\xff"};
  uint8_t *copy = malloc(size + 1);
  if (!copy) return 0;
  memcpy(copy, data, size);
  if (size > 32) {
    uint64_t checksum = gaz_hash_file(copy + 16, size - 16, copy[16]); /* the version is its seed */
    memcpy(copy + 8, &checksum, sizeof checksum);
  }
  gaz_table_image *image = gaz_table_image_read(copy, size);
  static const char *const parts[] = {"", "words", "notes", "kinds"};
  unsigned sum = 0;
  for (size_t p = 0; image && p < GAZ_COUNT(parts); p++) {
    gaz_slice bytes;
    gaz_word_map map;
    if (gaz_table_image_bytes(image, parts[p], &bytes))
      for (size_t i = 0; i < bytes.size; i++) sum += (unsigned char)bytes.data[i];
    if (!gaz_table_image_map(image, parts[p], &map)) continue;
    for (size_t i = 0; i < GAZ_COUNT(words); i++)
      sum += gaz_word_map_find(&map, words[i], strlen(words[i]));
    sum += gaz_word_map_at(&map, 0) != NULL;
  }
  gaz_table_image_close(image);
  free(copy);
  static volatile unsigned result; /* so that the sums are made */
  result = sum;
  (void)result;
  return 0;
}
