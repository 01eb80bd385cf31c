/* Any machine: word by word. */
#include "lexicon/match.h"
#include "lexicon/scan.h"

size_t gaz_scan_scalar(const gaz_lexicon *lexicon, const char *text, size_t size,
                       gaz_match *matches, size_t capacity, size_t *resume) {
  gaz_name_scan scan = {lexicon, text, size, 0, matches, 0, capacity};
  gaz_match_exact(&scan, 0, size);
  *resume = scan.count == capacity ? gaz_resume_after(text, size, scan.floor) : size;
  return scan.count;
}
