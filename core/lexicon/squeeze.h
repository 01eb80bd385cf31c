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
size_t gaz_squeeze(const gaz_squeezer *squeezer, const char *text, size_t size,
                   unsigned char *out);

/* Decodes at most `capacity` bytes; `out` has room for 8 more. Returns the size, or 0 when the
 * bytes are damaged. */
static inline size_t gaz_unsqueeze(const unsigned char *table, const unsigned char *codes,
                                   size_t count, char *out, size_t capacity) {
  size_t written = 0;
  for (size_t i = 0; i < count; i++) {
    if (written >= capacity) return 0;
    if (codes[i] == 255) {
      if (++i == count) return 0;
      out[written++] = (char)codes[i];
    } else {
      __builtin_memcpy(out + written, table + 8u * codes[i], 8);
      written += (table[255u * 8 + codes[i]] & 7u) + 1;
    }
  }
  return written <= capacity ? written : 0;
}

#endif
