/* Which vector instructions this machine has. */
#include "lexicon/words.h"

size_t gaz_words_paths(gaz_words_path paths[8]) {
  size_t count = 0;
  paths[count++] = (gaz_words_path){"scalar", gaz_words_scalar};
  return count;
}
