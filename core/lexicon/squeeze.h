/* lexicon/squeeze.h - short texts made shorter: a table of 255 symbols of 1 to 8 bytes, made from a
 * sample; a code is one byte, and 255 announces a literal byte. Each text is decoded by itself.
 * (Boncz, Neumann, Leis: FSST, VLDB 2020.) */
#ifndef GAZ_LEXICON_SQUEEZE_H
#define GAZ_LEXICON_SQUEEZE_H

#include "base/base.h"

typedef struct gaz_squeezer gaz_squeezer;

/* Learns from `count` texts (a sample will do). NULL when memory is out. */
gaz_squeezer *gaz_squeezer_new(const gaz_slice *texts, size_t count);
void gaz_squeezer_free(gaz_squeezer *squeezer);
/* The table as stored: 255 symbols of 8 bytes, then 255 lengths less one. */
void gaz_squeezer_table(const gaz_squeezer *squeezer, unsigned char table[255 * 9]);

/* `text` must be readable for 8 bytes past `size`. Writes at most 2 * size bytes. */
size_t gaz_squeeze(const gaz_squeezer *squeezer, const char *text, size_t size, unsigned char *out);

/* A table read from a file, ready for decoding whatever the file says. 255 is no symbol: it has
 * bytes that are in no text. */
typedef struct gaz_symbols {
  uint64_t bytes[256]; /* in order of text */
  uint64_t mask[256];  /* the bytes that are the symbol's */
  uint8_t length[256]; /* 1 to 8 */
} gaz_symbols;
void gaz_symbols_read(gaz_symbols *symbols, const unsigned char table[255 * 9]);

enum { GAZ_UNSQUEEZED_MAX = 255 * 8 + 8 };

/* Decodes at most 255 codes; `out` has room for GAZ_UNSQUEEZED_MAX bytes. */
static inline size_t gaz_unsqueeze(const gaz_symbols *symbols, const unsigned char *codes,
                                   size_t count, char *out) {
  size_t written = 0;
  for (const unsigned char *end = codes + count; codes < end; codes++) {
    if (*codes == 255) {
      if (++codes == end) break;
      out[written++] = (char)*codes;
      continue;
    }
    __builtin_memcpy(out + written, &symbols->bytes[*codes], 8);
    written += symbols->length[*codes];
  }
  return written;
}

/* Whether the codes stand for just text[0, size), all of them symbols. False does not mean that
 * they do not: there may be literal bytes among them. `size` is not 0; as many bytes must be readable
 * at `codes`, and 8 behind the text. */
static inline bool gaz_unsqueezed_equals(const gaz_symbols *symbols, const unsigned char *codes,
                                         size_t count, const char *text, size_t size) {
  const char *stop = text + size;
  const unsigned char *end = codes + count;
  do { /* no further than the text, and so bounded whatever the codes are */
    size_t code = *codes++;
    uint64_t here;
    __builtin_memcpy(&here, text, 8);
    if ((here ^ symbols->bytes[code]) & symbols->mask[code]) return false;
    text += symbols->length[code];
  } while (text < stop);
  return text == stop && codes == end;
}

#endif
