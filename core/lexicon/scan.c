/* The front of the matcher; scan_body.h is what it does. */
#include "lexicon/scan.h"

enum { SHORT_TEXT = 1 << 16 };

#include "lexicon/image.h"
#include "text/utf8.h"

size_t gaz_resume_after(const char *text, size_t size, size_t end) {
  size_t length, at = end;
  unsigned before = gaz_char_traits(gaz_utf8_decode_before(text, end, &length));
  if (!(before & GAZ_CHAR_WORD)) return end;
  while (at < size) {
    unsigned traits = gaz_char_traits(gaz_utf8_decode(text + at, size - at, &length));
    if (traits & GAZ_CHAR_SPACE) break;
    at += length;
    if (traits & GAZ_CHAR_IGNORABLE) continue;
    if (!(traits & GAZ_CHAR_APOSTROPHE)) break;
    size_t word = at;
    for (; at < size; at += length) {
      traits = gaz_char_traits(gaz_utf8_decode(text + at, size - at, &length));
      if (!(traits & (GAZ_CHAR_WORD | GAZ_CHAR_IGNORABLE))) break;
    }
    if (at == word) break;
  }
  return at;
}

size_t gaz_lexicon_scan(const gaz_lexicon *lexicon, const char *text, size_t size,
                        gaz_match *matches, size_t capacity, size_t *resume) {
  size_t ignored;
  if (!resume) resume = &ignored;
  *resume = size;
  if (!lexicon || !text || !lexicon->count || !lexicon->max_words) return 0;
  if (!capacity) {
    *resume = 0;
    return 0;
  }
  if (size > UINT32_MAX / 2) size = UINT32_MAX / 2; /* positions are 32 bits */
  /* A line or an article at a time gains nothing from the widest path, and everything else that the
   * process does is slower for two milliseconds after it: of a keystroke, by a tenth. */
  gaz_scan_function scan = size < SHORT_TEXT ? lexicon->scan_short : lexicon->scan;
  return scan(lexicon, text, size, matches, capacity, resume);
}
