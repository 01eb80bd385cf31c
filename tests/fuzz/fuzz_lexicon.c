// A lexicon image from anybody: opened, scanned by every path, asked about its names. The input is
//   uint16 (little-endian) size of a text, the text, then the image.
// An image's header carries hashes that mutation breaks and that would hide everything behind them;
// so they are made right again before it is opened.
#include "lexicon/scan.h"
#include "repair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int holds) {
  if (!holds) abort();
}

static void use(gaz_lexicon *lexicon, const char *text, size_t size) {
  gaz_scan_path paths[8];
  size_t count = gaz_scan_paths(paths);
  static gaz_match first[1024], matches[1024];
  size_t found = 0;
  for (size_t p = 0; p < count; p++) {
    size_t resume;
    lexicon->scan = paths[p].function;
    size_t here = gaz_lexicon_scan(lexicon, text, size, matches, 1024, &resume);
    if (p == 0) {
      found = here;
      memcpy(first, matches, here * sizeof *matches);
    }
    // Whatever the image says: every path says the same.
    check(here == found && memcmp(first, matches, here * sizeof *matches) == 0 && resume <= size);
  }
  for (size_t i = 0; i < found; i++) {
    gaz_candidate candidates[4];
    char name[GAZ_NAME_MAX];
    check(first[i].start < first[i].end && first[i].end <= size);
    gaz_lexicon_candidates(lexicon, first[i].name, candidates, 4);
    gaz_lexicon_name(lexicon, first[i].name, name, sizeof name);
  }
  gaz_lexicon_check(lexicon, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 2) return 0;
  size_t text_size = (size_t)(data[0] | data[1] << 8), image_size;
  if (text_size > size - 2) text_size = size - 2;
  char *text = (char *)fuzz_copy(data + 2, text_size);
  image_size = size - 2 - text_size;
  uint8_t *image = fuzz_copy(data + 2 + text_size, image_size);
  for (int repaired = 0; repaired < 2; repaired++) {
    if (repaired && image_size >= GAZ_IMAGE_HEADER) {
      memcpy(image, GAZ_IMAGE_MAGIC, 8);
      fuzz_put_u64(image + GAZ_AT_VERSION, GAZ_IMAGE_VERSION | (uint64_t)GAZ_IMAGE_HEADER << 32);
      fuzz_put_u64(image + GAZ_AT_FILE_SIZE, image_size);
      fuzz_put_u64(image + GAZ_AT_PAYLOAD_HASH,
                   gaz_hash(image + GAZ_IMAGE_HEADER, image_size - GAZ_IMAGE_HEADER, 0));
      fuzz_put_u64(image + GAZ_AT_HEADER_HASH, gaz_hash(image, GAZ_AT_HEADER_HASH, 0));
    }
    gaz_lexicon *lexicon = NULL;
    if (gaz_lexicon_open_memory(image, image_size, &lexicon, NULL) == GAZ_OK)
      use(lexicon, text, text_size);
    gaz_lexicon_release(lexicon);
  }
  free(image);
  free(text);
  return 0;
}
