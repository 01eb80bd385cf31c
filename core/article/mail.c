/* Saved mail (RFC 5322, MIME): headers give title and date, the first text/plain part the text, a
 * text/html part when there is no plain one. */
#include <string.h>
#include <strings.h>

#include "article/decode.h"
#include "article/read.h"
#include "base/buffer.h"

enum { MAX_PARTS_DEPTH = 8 };

typedef struct part {
  const char *headers, *body;
  size_t header_size, size;
} part;

/* Splits at the first empty line. */
static part split_headers(const char *data, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (data[i] != '\n') continue;
    size_t next = i + 1;
    if (next < size && data[next] == '\r') next++;
    if (next < size && data[next] == '\n') {
      return (part){data, data + next + 1, i + 1, size - next - 1};
    }
  }
  return (part){data, data + size, size, 0};
}

/* The unfolded value of a header, in the arena; NULL when it is not there. */
static const char *header(gaz_reading *reading, const part *p, const char *name) {
  size_t length = strlen(name), at = 0;
  while (at < p->header_size) {
    const char *line = p->headers + at;
    const char *newline = memchr(line, '\n', p->header_size - at);
    size_t end = newline ? (size_t)(newline - p->headers) : p->header_size;
    size_t next = end + 1;
    while (next < p->header_size && (p->headers[next] == ' ' || p->headers[next] == '\t')) {
      newline = memchr(p->headers + next, '\n', p->header_size - next);
      end = newline ? (size_t)(newline - p->headers) : p->header_size;
      next = end + 1;
    }
    if (end - at > length && line[length] == ':' && strncasecmp(line, name, length) == 0) {
      return gaz_reading_tidy(reading, line + length + 1, end - at - length - 1);
    }
    at = next;
  }
  return NULL;
}

/* A parameter of a header value: charset="utf-8"; copied into `out`. */
static bool parameter(const char *value, const char *name, char *out, size_t capacity) {
  size_t length = strlen(name);
  for (const char *at = value; at && *at; at++) {
    if (strncasecmp(at, name, length) != 0 || at[length] != '=') continue;
    if (at != value && at[-1] != ' ' && at[-1] != ';') continue;
    at += length + 1;
    const char *stops = *at == '"' ? "\"" : "; \t";
    if (*at == '"') at++;
    size_t size = strcspn(at, stops);
    if (size == 0 || size >= capacity) return false;
    memcpy(out, at, size);
    out[size] = '\0';
    return true;
  }
  return false;
}

static int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

static void decode_quoted_printable(gaz_buffer *out, const char *text, size_t size, bool header) {
  for (size_t i = 0; i < size; i++) {
    if (header && text[i] == '_') {
      gaz_buffer_byte(out, ' ');
    } else if (text[i] == '=' && i + 2 < size && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
      gaz_buffer_byte(out, (char)(hex(text[i + 1]) * 16 + hex(text[i + 2])));
      i += 2;
    } else if (text[i] == '=' && i + 1 < size && (text[i + 1] == '\n' || text[i + 1] == '\r')) {
      i += text[i + 1] == '\r' && i + 2 < size && text[i + 2] == '\n' ? 2 : 1; /* soft break */
    } else {
      gaz_buffer_byte(out, text[i]);
    }
  }
}

static void decode_base64(gaz_buffer *out, const char *text, size_t size) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  uint32_t bits = 0;
  int count = 0;
  for (size_t i = 0; i < size; i++) {
    const char *at = text[i] ? memchr(digits, text[i], 64) : NULL;
    if (!at) continue;
    bits = bits << 6 | (uint32_t)(at - digits);
    if (++count == 4) {
      char bytes[3] = {(char)(bits >> 16), (char)(bits >> 8), (char)bits};
      gaz_buffer_append(out, bytes, 3);
      bits = 0;
      count = 0;
    }
  }
  if (count >= 2) gaz_buffer_byte(out, (char)(bits >> (count == 3 ? 10 : 4)));
  if (count == 3) gaz_buffer_byte(out, (char)(bits >> 2));
}

/* Decoded bytes to UTF-8 in the arena. */
static gaz_status to_text(gaz_reading *reading, gaz_buffer *bytes, const char *charset,
                          gaz_decoded *out) {
  if (bytes->failed) return GAZ_ERROR_MEMORY;
  char *copy = gaz_arena_copy(reading->arena, bytes->data ? bytes->data : "", bytes->size);
  if (!copy) return GAZ_ERROR_MEMORY;
  return gaz_decode(reading->path, copy, bytes->size, charset, reading->arena, out, reading->error);
}

/* RFC 2047 encoded words: =?utf-8?Q?...?= */
static const char *decode_words(gaz_reading *reading, const char *value) {
  if (!value || !strstr(value, "=?")) return value;
  gaz_buffer result = {0};
  const char *at = value;
  bool after_word = false;
  while (*at) {
    const char *word = strstr(at, "=?");
    const char *charset_end = word ? strchr(word + 2, '?') : NULL;
    const char *end = charset_end && charset_end[1] && charset_end[2] == '?'
                          ? strstr(charset_end + 3, "?=")
                          : NULL;
    if (!end || (size_t)(charset_end - word - 2) >= 32) break;
    if (!(after_word && strspn(at, " ") == (size_t)(word - at))) {
      gaz_buffer_append(&result, at, (size_t)(word - at));
    }
    char charset[32] = {0};
    memcpy(charset, word + 2, (size_t)(charset_end - word - 2));
    gaz_buffer bytes = {0};
    size_t size = (size_t)(end - charset_end - 3);
    if (charset_end[1] == 'B' || charset_end[1] == 'b') {
      decode_base64(&bytes, charset_end + 3, size);
    } else {
      decode_quoted_printable(&bytes, charset_end + 3, size, true);
    }
    gaz_decoded decoded;
    if (to_text(reading, &bytes, charset, &decoded) == GAZ_OK) {
      gaz_buffer_append(&result, decoded.text, decoded.size);
    }
    gaz_buffer_free(&bytes);
    at = end + 2;
    after_word = true;
  }
  gaz_buffer_string(&result, at);
  const char *tidy = result.failed ? NULL : gaz_reading_tidy(reading, result.data, result.size);
  gaz_buffer_free(&result);
  return tidy ? tidy : value;
}

typedef struct choice {
  part plain, html;
  bool has_plain, has_html;
} choice;

static void find_parts(gaz_reading *reading, part p, int depth, choice *out) {
  const char *type = header(reading, &p, "Content-Type");
  char boundary[128];
  if (type && strncasecmp(type, "multipart/", 10) == 0 && depth < MAX_PARTS_DEPTH &&
      parameter(type, "boundary", boundary, sizeof boundary)) {
    size_t length = strlen(boundary);
    const char *open = NULL, *end = p.body + p.size;
    for (const char *at = p.body; at && at < end;) {
      const char *newline = memchr(at, '\n', (size_t)(end - at));
      const char *next = newline ? newline + 1 : end;
      if ((size_t)(next - at) >= length + 2 && at[0] == '-' && at[1] == '-' &&
          memcmp(at + 2, boundary, length) == 0) {
        if (open) find_parts(reading, split_headers(open, (size_t)(at - open)), depth + 1, out);
        open = next;
      }
      at = next;
    }
    return;
  }
  if (!type || strncasecmp(type, "text/plain", 10) == 0) {
    if (!out->has_plain) out->plain = p;
    out->has_plain = true;
  } else if (strncasecmp(type, "text/html", 9) == 0) {
    if (!out->has_html) out->html = p;
    out->has_html = true;
  }
}

static gaz_status decode_part(gaz_reading *reading, const part *p, gaz_decoded *out) {
  const char *encoding = header(reading, p, "Content-Transfer-Encoding");
  const char *type = header(reading, p, "Content-Type");
  char charset[32] = "";
  if (type) parameter(type, "charset", charset, sizeof charset);
  gaz_buffer bytes = {0};
  if (encoding && strcasecmp(encoding, "base64") == 0) {
    decode_base64(&bytes, p->body, p->size);
  } else if (encoding && strcasecmp(encoding, "quoted-printable") == 0) {
    decode_quoted_printable(&bytes, p->body, p->size, false);
  } else {
    gaz_buffer_append(&bytes, p->body, p->size);
  }
  gaz_status status = to_text(reading, &bytes, charset[0] ? charset : NULL, out);
  gaz_buffer_free(&bytes);
  return status;
}

/* "Ann Example <ann@example.org>": the name, or nothing when there is only the address. */
static const char *display_name(gaz_reading *reading, const char *from) {
  const char *bracket = from ? strchr(from, '<') : NULL;
  if (!bracket || bracket == from) return NULL;
  size_t start = from[0] == '"', end = (size_t)(bracket - from);
  while (end > start && (from[end - 1] == ' ' || from[end - 1] == '"')) end--;
  return gaz_reading_tidy(reading, from + start, end - start);
}

gaz_status gaz_read_mail(gaz_reading *reading, const char *data, size_t size) {
  part whole = split_headers(data, size);
  choice parts = {0};
  find_parts(reading, whole, 0, &parts);
  if (!parts.has_plain && !parts.has_html) {
    return gaz_fail(reading->error, GAZ_ERROR_FORMAT, reading->path, 0,
                    "a mail without a text part; save its text");
  }
  gaz_decoded decoded;
  gaz_status status = decode_part(reading, parts.has_plain ? &parts.plain : &parts.html, &decoded);
  if (status != GAZ_OK) return status;
  gaz_article *article = gaz_reading_add(reading);
  if (!article) return GAZ_ERROR_MEMORY;
  article->title = decode_words(reading, header(reading, &whole, "Subject"));
  article->outlet = display_name(reading, decode_words(reading, header(reading, &whole, "From")));
  const char *date = header(reading, &whole, "Date");
  if (date) gaz_reading_date(reading, article, date, strlen(date));
  return parts.has_plain ? gaz_read_plain(reading, article, decoded.text, decoded.size)
                         : gaz_read_html_into(reading, article, decoded.text, decoded.size);
}
