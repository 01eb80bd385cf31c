/* The loader of word classes on any bytes, with the checksum put right first; then look-ups in what it
 * took. */
#include "english/word_classes.h"
#include "repair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  gaz_error error;
  gaz_word_classes *classes;
  uint8_t *copy = fuzz_copy(data, size);
  if (!copy) return 0;
  if (size > 20)
    fuzz_put_u64(copy + 8, gaz_hash(copy + 16, size - 16, copy[16])); /* the version is its seed */
  if (!gaz_word_classes_read(copy, size, "fuzz", &classes, &error)) {
    static const char *const words[] = {"ship", "a-b", "\xc3\x89tat", "\xff\xff", "The"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
      const uint8_t *codes;
      uint16_t class = gaz_word_classes_find_codes(classes, words[i], strlen(words[i]), &codes);
      if (codes && memchr(codes, 0, GAZ_WORD_CODES) && class == GAZ_WORD_CLASS_NONE) abort();
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
