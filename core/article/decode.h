/* article/decode.h - bytes of a file become UTF-8. */
#ifndef GAZ_ARTICLE_DECODE_H
#define GAZ_ARTICLE_DECODE_H

#include "base/arena.h"

typedef struct gaz_decoded {
  const char *text;
  size_t size;
  bool as_is; /* text is the input itself, byte for byte */
} gaz_decoded;

/* Decodes by byte order mark, else by `charset` (a declared name, may be NULL), else as UTF-8, else
 * as Windows-1252. Binary data and bytes that are none of these are GAZ_ERROR_FORMAT. A UTF-8 byte
 * order mark stays in the text when it is returned as is (offsets are file offsets). */
gaz_status gaz_decode(const char *path, const char *data, size_t size, const char *charset,
                      gaz_arena *arena, gaz_decoded *out, gaz_error *error);

/* Converts from a named charset; GAZ_ERROR_FORMAT when it is unknown or bytes do not fit. */
gaz_status gaz_decode_charset(const char *data, size_t size, const char *charset, gaz_arena *arena,
                              gaz_decoded *out);

#endif
