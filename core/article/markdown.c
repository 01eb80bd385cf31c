/* Markdown articles: front matter gives the metadata, headings the title, and the rest is prose but
 * for code and rules. The text stays the file itself, so offsets are offsets into the file; markup
 * inside a paragraph is left to the tokenizer. Block structure is all that is needed here, and it
 * is decided line by line. */
#include <string.h>
#include <strings.h>

#include "article/paragraph.h"
#include "article/read.h"

typedef struct line {
  uint32_t start, end; /* without the line break and surrounding white space */
  uint32_t next;
} line;

static line line_at(const char *text, size_t size, uint32_t at) {
  const char *newline = memchr(text + at, '\n', size - at);
  line l = {at, newline ? (uint32_t)(newline - text) : (uint32_t)size, 0};
  l.next = newline ? l.end + 1 : (uint32_t)size;
  while (l.start < l.end && (text[l.start] == ' ' || text[l.start] == '\t')) l.start++;
  while (l.end > l.start && (unsigned char)text[l.end - 1] <= ' ') l.end--;
  return l;
}

static bool line_is(const char *text, line l, const char *marker) {
  return l.end - l.start == strlen(marker) && memcmp(text + l.start, marker, l.end - l.start) == 0;
}

/* One "key: value" of the front matter; values may be quoted. */
static void front_matter_field(gaz_reading *reading, gaz_article *article, const char *text,
                               line l) {
  const char *colon = memchr(text + l.start, ':', l.end - l.start);
  if (!colon) return;
  size_t key = (size_t)(colon - (text + l.start));
  uint32_t start = (uint32_t)(colon - text) + 1, end = l.end;
  while (start < end && (unsigned char)text[start] <= ' ') start++;
  while (end > start && (unsigned char)text[end - 1] <= ' ') end--;
  if (end - start >= 2 && (text[start] == '"' || text[start] == '\'') &&
      text[end - 1] == text[start]) {
    start++;
    end--;
  }
  gaz_article_field(reading, article, text + l.start, key, text + start, end - start);
}

/* Where the text begins: after the front matter, if there is one. */
static uint32_t front_matter_end(const char *text, size_t size) {
  uint32_t at = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  line first = line_at(text, size, at);
  bool yaml = line_is(text, first, "---"), toml = line_is(text, first, "+++");
  if (!yaml && !toml) return at;
  for (uint32_t next = first.next; next < size;) {
    line l = line_at(text, size, next);
    next = l.next;
    if (line_is(text, l, yaml ? "---" : "+++") || (yaml && line_is(text, l, "..."))) return next;
  }
  return at; /* never closed: not front matter */
}

static void read_front_matter_fields(gaz_reading *reading, gaz_article *article, const char *text,
                                     size_t size, uint32_t body) {
  uint32_t at = 0;
  while (at < body) {
    line l = line_at(text, size, at);
    /* TOML separates by '=', YAML by ':'; nested keys are not ours. */
    const char *equals = memchr(text + l.start, '=', l.end - l.start);
    const char *colon = memchr(text + l.start, ':', l.end - l.start);
    if (l.start == at && equals && (!colon || equals < colon)) {
      uint32_t start = (uint32_t)(equals - text) + 1, end = l.end;
      size_t key = (size_t)(equals - (text + l.start));
      while (key && text[l.start + key - 1] == ' ') key--;
      while (start < end && (text[start] == ' ' || text[start] == '"')) start++;
      while (end > start && text[end - 1] == '"') end--;
      gaz_article_field(reading, article, text + l.start, key, text + start, end - start);
    } else if (l.start == at) {
      front_matter_field(reading, article, text, l);
    }
    at = l.next;
  }
}

/* Skips quote marks and list bullets at the start of a line of prose. */
static uint32_t skip_markers(const char *text, uint32_t start, uint32_t end) {
  for (;;) {
    if (start < end && text[start] == '>') {
      start++;
    } else if (end - start > 1 && strchr("-*+", text[start]) && text[start + 1] == ' ') {
      start += 2;
    } else {
      uint32_t digit = start;
      while (digit < end && text[digit] >= '0' && text[digit] <= '9') digit++;
      if (digit == start || digit - start > 3 || end - digit < 2 || text[digit] != '.' ||
          text[digit + 1] != ' ') {
        return start;
      }
      start = digit + 2;
    }
    while (start < end && (text[start] == ' ' || text[start] == '\t')) start++;
  }
}

static bool is_rule(const char *text, line l) {
  if (l.end - l.start < 3) return false;
  char mark = text[l.start];
  if (!strchr("-*_=", mark)) return false;
  for (uint32_t i = l.start; i < l.end; i++) {
    if (text[i] != mark && text[i] != ' ') return false;
  }
  return true;
}

typedef struct markdown {
  gaz_reading *reading;
  const char *text;
  size_t size;
  gaz_paragraphs paragraphs;
  uint32_t open; /* start of the paragraph being gathered, or UINT32_MAX */
  uint32_t last; /* its end so far */
  bool title_seen;
} markdown;

static bool add(markdown *md, uint32_t start, uint32_t end, gaz_block_kind kind) {
  return start >= end || gaz_paragraphs_add(&md->paragraphs, md->reading->arena, start, end, kind);
}

static bool close_paragraph(markdown *md) {
  bool done = md->open == UINT32_MAX || add(md, md->open, md->last, GAZ_BLOCK_BODY);
  md->open = UINT32_MAX;
  return done;
}

static bool add_heading(markdown *md, line l) {
  uint32_t level = 0, start = l.start, end = l.end;
  while (start < end && md->text[start] == '#') {
    start++;
    level++;
  }
  while (start < end && md->text[start] == ' ') start++;
  while (end > start && (md->text[end - 1] == '#' || md->text[end - 1] == ' ')) end--;
  bool title = level == 1 && !md->title_seen;
  md->title_seen |= title;
  return add(md, start, end, title ? GAZ_BLOCK_TITLE : GAZ_BLOCK_HEADING);
}

static bool add_line(markdown *md, line l) {
  const char *text = md->text;
  uint32_t start = skip_markers(text, l.start, l.end);
  bool item = start != l.start && text[l.start] != '>';
  if (text[l.start] == '#' ||
      (is_rule(text, l) && !(md->open != UINT32_MAX && text[l.start] == '='))) {
    if (!close_paragraph(md)) return false;
    return is_rule(text, l) || add_heading(md, l);
  }
  if (is_rule(text, l)) { /* underlined: what was open is a heading */
    uint32_t open = md->open;
    md->open = UINT32_MAX;
    bool title = !md->title_seen;
    md->title_seen = true;
    return add(md, open, md->last, title ? GAZ_BLOCK_TITLE : GAZ_BLOCK_HEADING);
  }
  if (item && !close_paragraph(md)) return false;
  if (start < l.end) {
    if (md->open == UINT32_MAX) md->open = start;
    md->last = l.end;
  }
  return true;
}

gaz_status gaz_read_markdown(gaz_reading *reading, const char *data, size_t size) {
  if (size > GAZ_TEXT_MAX) return GAZ_ERROR_TOO_LARGE;
  gaz_article *article = gaz_reading_add(reading);
  if (!article) return GAZ_ERROR_MEMORY;
  uint32_t body = front_matter_end(data, size);
  read_front_matter_fields(reading, article, data, size, body);
  markdown md = {.reading = reading, .text = data, .size = size, .open = UINT32_MAX};
  bool fenced = false;
  for (uint32_t at = body; at < size;) {
    line l = line_at(data, size, at);
    at = l.next;
    bool fence = l.end - l.start >= 3 &&
                 (memcmp(data + l.start, "```", 3) == 0 || memcmp(data + l.start, "~~~", 3) == 0);
    if (fence) fenced = !fenced;
    if (fence || fenced || l.start == l.end || data[l.start] == '<') {
      if (!close_paragraph(&md)) return GAZ_ERROR_MEMORY;
      if (fence || l.start == l.end || fenced || data[l.start] == '<') continue;
    }
    if (!add_line(&md, l)) return GAZ_ERROR_MEMORY;
  }
  if (!close_paragraph(&md)) return GAZ_ERROR_MEMORY;
  return gaz_read_blocks(reading, article, data, size, md.paragraphs.blocks, md.paragraphs.count);
}
