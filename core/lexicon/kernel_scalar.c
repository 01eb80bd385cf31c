/* Any machine. */
#include "lexicon/words.h"

static void kernel_words(const gaz_lexicon *lexicon, const char *text, size_t size,
                         gaz_word_batch *batch) {
  size_t until = size - batch->at > GAZ_CHUNK ? batch->at + GAZ_CHUNK : size;
  gaz_words_append(lexicon, text, size, until, batch);
}

#define SCAN_NAME gaz_scan_scalar
#include "lexicon/scan_body.h"
