/* The loader of word classes on any bytes, with the checksum put right first; then look-ups in what it
 * took. */
#include <stdlib.h>
#include <string.h>

#include "english/word_classes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  gaz_error error;
  gaz_word_classes *classes;
  uint8_t *copy = malloc(size ? size : 1);
  if (!copy) return 0;
  memcpy(copy, data, size);
  if (size > 20) {
    uint64_t checksum = gaz_hash(copy + 16, size - 16, copy[16]); /* the version is its seed */
    for (int i = 0; i < 8; i++) copy[8 + i] = (uint8_t)(checksum >> 8 * i);
  }
  if (!gaz_word_classes_read(copy, size, "fuzz", &classes, &error)) {
    static const char *const words[] = {"ship", "a-b", "\xc3\x89tat", "\xff\xff", "The"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
      uint16_t class = gaz_word_classes_find(classes, words[i], strlen(words[i]));
      for (int level = 0; level < GAZ_WORD_CLASS_LEVELS; level++) {
        uint16_t above = gaz_word_classes_level(classes, class, level);
        if ((above == GAZ_WORD_CLASS_NONE) != (class == GAZ_WORD_CLASS_NONE)) abort();
      }
    }
    gaz_word_classes_close(classes);
  } else if (classes) {
    abort();
  }
  free(copy);
  return 0;
}
