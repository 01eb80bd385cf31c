/* Which encoding a file is in is decided by evidence, strongest first: byte order mark, zero bytes
 * at every other place (UTF-16 without a mark), a declared charset, validity as UTF-8, and last
 * Windows-1252, which is what news texts that are not Unicode nearly always are. Conversion itself
 * is the C library's iconv. */
#include "article/decode.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

#include "utf8proc.h"

/* How the bytes of a text are spread; enough to tell text from binary data. */
typedef struct byte_census {
  size_t zero_even, zero_odd; /* NUL bytes at even and odd offsets */
  size_t control;             /* control characters no text has */
  size_t multibyte, invalid;  /* UTF-8 sequences of 2 and more bytes; bytes that fit none */
  size_t undefined_1252;      /* bytes Windows-1252 gives no meaning */
} byte_census;

static byte_census take_census(const unsigned char *data, size_t size) {
  byte_census census = {0};
  for (size_t i = 0; i < size;) {
    const uint64_t every = 0x8080808080808080u;
    if (i + 8 <= size && gaz_bytes_within(gaz_read_u64(data + i), 0x20, 0x7F) == every) {
      i += 8; /* nothing to count */
      continue;
    }
    unsigned char c = data[i];
    if (c == 0) {
      if (i & 1)
        census.zero_odd++;
      else
        census.zero_even++;
    } else if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' &&
               c != 0x1B) {
      census.control++;
    }
    if (c < 0x80) {
      i++;
      continue;
    }
    if (c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D) census.undefined_1252++;
    utf8proc_int32_t code_point;
    utf8proc_ssize_t length = utf8proc_iterate(data + i, (utf8proc_ssize_t)(size - i), &code_point);
    if (length > 0) {
      census.multibyte++;
      for (utf8proc_ssize_t k = 1; k < length; k++) {
        unsigned char d = data[i + (size_t)k];
        if (d == 0x81 || d == 0x8D || d == 0x8F || d == 0x90 || d == 0x9D) census.undefined_1252++;
      }
      i += (size_t)length;
    } else {
      census.invalid++;
      i++;
    }
  }
  return census;
}

gaz_status gaz_decode_charset(const char *data, size_t size, const char *charset, gaz_arena *arena,
                              gaz_decoded *out) {
  *out = (gaz_decoded){0};
  iconv_t converter = iconv_open("UTF-8", charset);
  if (converter == (iconv_t)-1) return GAZ_ERROR_FORMAT;
  size_t capacity = size + size / 2 + 64;
  char *result = gaz_arena_alloc(arena, capacity);
  gaz_status status = result ? GAZ_OK : GAZ_ERROR_MEMORY;
  char *in = (char *)data, *at = result;
  size_t in_left = size, left = capacity;
  while (status == GAZ_OK && in_left) {
    if (iconv(converter, &in, &in_left, &at, &left) != (size_t)-1) break;
    if (errno == E2BIG) {
      size_t used = (size_t)(at - result);
      char *bigger = gaz_arena_alloc(arena, capacity * 2);
      if (!bigger) {
        status = GAZ_ERROR_MEMORY;
        break;
      }
      memcpy(bigger, result, used);
      result = bigger;
      capacity *= 2;
      at = result + used;
      left = capacity - used;
    } else if (errno == EINVAL) {
      break; /* a truncated last character: keep what came before */
    } else {
      status = GAZ_ERROR_FORMAT;
    }
  }
  iconv_close(converter);
  if (status != GAZ_OK) return status;
  size_t length = (size_t)(at - result);
  if (length >= 3 && memcmp(result, "\xEF\xBB\xBF", 3) == 0) { /* a converted mark is no text */
    result += 3;
    length -= 3;
  }
  *out = (gaz_decoded){result, length, false};
  return GAZ_OK;
}

/* The charset that the first bytes or the zero pattern give away, or NULL. */
static const char *charset_by_evidence(const unsigned char *data, size_t size,
                                       const byte_census *census) {
  if (size >= 4 && memcmp(data, "\xFF\xFE\0\0", 4) == 0) return "UTF-32LE";
  if (size >= 4 && memcmp(data, "\0\0\xFE\xFF", 4) == 0) return "UTF-32BE";
  if (size >= 2 && data[0] == 0xFF && data[1] == 0xFE) return "UTF-16LE";
  if (size >= 2 && data[0] == 0xFE && data[1] == 0xFF) return "UTF-16BE";
  size_t half = size / 2;
  if (size % 2 == 0 && half >= 8) {
    if (census->zero_odd > half * 6 / 10 && census->zero_even < half / 50) return "UTF-16LE";
    if (census->zero_even > half * 6 / 10 && census->zero_odd < half / 50) return "UTF-16BE";
  }
  return NULL;
}

gaz_status gaz_decode(const char *path, const char *data, size_t size, const char *charset,
                      gaz_arena *arena, gaz_decoded *out, gaz_error *error) {
  *out = (gaz_decoded){0};
  const unsigned char *bytes = (const unsigned char *)data;
  byte_census census = take_census(bytes, size);
  const char *evident = charset_by_evidence(bytes, size, &census);
  if (evident) {
    gaz_status status = gaz_decode_charset(data, size, evident, arena, out);
    if (status == GAZ_ERROR_FORMAT) {
      gaz_fail(error, status, path, 0, "not valid %s; convert it to UTF-8", evident);
    }
    return status;
  }
  if (census.zero_even + census.zero_odd || census.control > size / 200 + 1) {
    return gaz_fail(error, GAZ_ERROR_FORMAT, path, 0,
                    "looks like binary data, not text; give the text of the article");
  }
  bool unicode = census.invalid == 0 || census.multibyte > census.invalid * 100;
  if (charset && !(unicode && census.multibyte) && strcasecmp(charset, "utf-8") != 0 &&
      strcasecmp(charset, "utf8") != 0) {
    /* Web pages that say ISO-8859-1 mean Windows-1252 (WHATWG Encoding Standard). */
    if (strcasecmp(charset, "iso-8859-1") == 0 || strcasecmp(charset, "latin1") == 0 ||
        strcasecmp(charset, "us-ascii") == 0) {
      charset = "WINDOWS-1252";
    }
    gaz_status status = gaz_decode_charset(data, size, charset, arena, out);
    if (status != GAZ_ERROR_FORMAT) return status;
  }
  if (unicode) {
    *out = (gaz_decoded){data, size, true};
    return GAZ_OK;
  }
  if (census.undefined_1252 == 0) {
    gaz_status status = gaz_decode_charset(data, size, "WINDOWS-1252", arena, out);
    if (status != GAZ_ERROR_FORMAT) return status;
  }
  return gaz_fail(error, GAZ_ERROR_FORMAT, path, 0,
                  "neither UTF-8, UTF-16 nor Windows-1252; convert it to UTF-8");
}
