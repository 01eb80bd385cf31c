/* Plain text, and what every format becomes in the end: paragraphs with kinds, and what the text
 * itself says of its title, date, author and outlet. */
#include <string.h>

#include "article/date.h"
#include "article/paragraph.h"
#include "article/read.h"

static const char *block_text(const gaz_article *article, const gaz_block *block, size_t *size) {
  *size = block->end - block->start;
  return article->text + block->start;
}

/* "By Ann Example, Staff Writer | May 4, 2016": the words after "By" up to a separator. */
static const char *author_of(gaz_reading *reading, const char *text, size_t size) {
  if (size < 4 || (text[0] != 'B' && text[0] != 'b') || (text[1] != 'y' && text[1] != 'Y') ||
      text[2] != ' ') {
    return NULL;
  }
  size_t end = 3;
  while (end < size && !strchr("|,;\n(\xC2\xE2", text[end]) &&
         !(text[end] >= '0' && text[end] <= '9')) {
    end++;
  }
  /* "By Ann Example in Paris": the place is not the name. */
  for (size_t i = 4; i + 4 < end; i++) {
    bool place = memcmp(text + i, " in ", 4) == 0 || memcmp(text + i, " at ", 4) == 0;
    if (place && text[i + 4] >= 'A' && text[i + 4] <= 'Z') end = i;
  }
  bool capital = text[3] >= 'A' && text[3] <= 'Z';
  return capital && end - 3 <= 60 ? gaz_reading_tidy(reading, text + 3, end - 3) : NULL;
}

/* A line of one or two names and nothing else, where a byline stands: under the headline. */
static bool is_name_line(const gaz_reading *reading, const char *text, size_t size) {
  size_t words = 0, joined = 0;
  if (size > 60 || gaz_article_cues_masthead(reading->cues, text, size)) return false;
  for (size_t i = 0; i < size;) {
    size_t start = i;
    while (i < size && text[i] != ' ') i++;
    bool capital = (text[start] >= 'A' && text[start] <= 'Z') || (unsigned char)text[start] >= 0xC3;
    bool lower_follows =
        i - start > 1 && ((text[start + 1] >= 'a' && text[start + 1] <= 'z') ||
                          (unsigned char)text[start + 1] >= 0x80 || text[start + 1] == '.');
    if (i - start == 3 && memcmp(text + start, "and", 3) == 0 && words >= 2)
      joined++;
    else if (!capital || !lower_follows || memchr(text + start, ',', i - start))
      return false;
    else
      words++;
    i++;
  }
  return words >= 2 + 2 * joined && words <= 3 + 3 * joined && joined <= 1;
}

/* The part of the first paragraph before the dash of a dateline: "MOSCOW, Nov. 26, 2015 (AP) -". */
static size_t dateline_size(const char *text, size_t size) {
  size_t limit = size < 80 ? size : 80;
  if (!limit || text[0] < 'A' || text[0] > 'Z') return 0;
  for (size_t i = 1; i + 2 < limit; i++) {
    bool dash = (unsigned char)text[i] == 0xE2 && (unsigned char)text[i + 1] == 0x80 &&
                ((unsigned char)text[i + 2] == 0x93 || (unsigned char)text[i + 2] == 0x94);
    bool hyphen = text[i] == '-' && text[i - 1] == ' ';
    if (dash || hyphen) return i;
    if (text[i] == '"' || text[i] == '\n') return 0;
  }
  return 0;
}

/* Whether those words are one: the first in capitals, or an agency in brackets at the end. */
static bool is_dateline(const char *text, size_t size) {
  size_t word = 0;
  while (word < size &&
         ((text[word] >= 'A' && text[word] <= 'Z') || (unsigned char)text[word] >= 0x80)) {
    word++;
  }
  while (size && text[size - 1] == ' ') size--;
  return (word >= 3 && (word == size || strchr(" ,/-(", text[word]))) ||
         (size && text[size - 1] == ')' && memchr(text, '(', size));
}

/* Takes the dateline off the first paragraph: "MOSCOW, Nov. 26 (AP) - " is no part of its first
 * sentence. It becomes a block of its own, still read for its place and date. */
static gaz_status split_dateline(gaz_reading *reading, gaz_article *article) {
  size_t at = 0;
  while (at < article->block_count && article->blocks[at].kind != GAZ_BLOCK_BODY) at++;
  if (at == article->block_count) return GAZ_OK;
  gaz_block *lead = &article->blocks[at];
  const char *text = article->text + lead->start;
  size_t size = lead->end - lead->start, dateline = dateline_size(text, size);
  if (!dateline || !is_dateline(text, dateline)) return GAZ_OK;
  size_t body = dateline + ((unsigned char)text[dateline] == 0xE2 ? 3 : 1);
  while (body < size && (text[body] == ' ' || text[body] == '-')) body++;
  while (dateline && text[dateline - 1] == ' ') dateline--;
  if (body >= size) return GAZ_OK;
  gaz_block *blocks = gaz_arena_alloc(reading->arena, (article->block_count + 1) * sizeof *blocks);
  if (!blocks) return GAZ_ERROR_MEMORY;
  memcpy(blocks, article->blocks, (at + 1) * sizeof *blocks);
  memcpy(blocks + at + 1, article->blocks + at, (article->block_count - at) * sizeof *blocks);
  blocks[at] = (gaz_block){lead->start, lead->start + (uint32_t)dateline, GAZ_BLOCK_BYLINE};
  blocks[at + 1].start = lead->start + (uint32_t)body;
  article->blocks = blocks;
  article->block_count++;
  return GAZ_OK;
}

static void note_date(gaz_reading *reading, gaz_article *article, const char *text, size_t size) {
  char edtf[GAZ_EDTF_SIZE];
  if (article->published || !gaz_date_find(text, size, edtf, NULL)) return;
  article->published = gaz_arena_copy(reading->arena, edtf, strlen(edtf));
  if (article->published) article->published_basis = GAZ_DATE_TEXT;
}

/* An agency in brackets inside a dateline. */
static void note_agency(gaz_reading *reading, gaz_article *article, const char *text, size_t size) {
  const char *open = memchr(text, '(', size);
  const char *close = open ? memchr(open, ')', size - (size_t)(open - text)) : NULL;
  if (!close || article->outlet || close - open < 3) return;
  article->outlet = gaz_reading_tidy(reading, open + 1, (size_t)(close - open - 1));
}

/* The host of the article's address, when nothing names the outlet. */
static void note_address(gaz_reading *reading, gaz_article *article) {
  const char *host = article->url ? strstr(article->url, "://") : NULL;
  if (article->outlet || !host) return;
  host += 3;
  if (strncmp(host, "www.", 4) == 0) host += 4;
  article->outlet = gaz_reading_tidy(reading, host, strcspn(host, "/:?#"));
}

static bool is_masthead(const gaz_reading *reading, const gaz_block *block, const char *text,
                        size_t size) {
  return (block->kind == GAZ_BLOCK_HEADING || block->kind == GAZ_BLOCK_FURNITURE ||
          block->kind == GAZ_BLOCK_BYLINE) &&
         gaz_article_cues_masthead(reading->cues, text, size);
}

static void learn_from_blocks(gaz_reading *reading, gaz_article *article) {
  bool lead_seen = false, title_seen = false;
  for (size_t i = 0; i < article->block_count; i++) {
    const gaz_block *block = &article->blocks[i];
    size_t size;
    const char *text = block_text(article, block, &size);
    gaz_range name;
    if (!lead_seen && !article->outlet && is_masthead(reading, block, text, size)) {
      article->outlet = gaz_reading_tidy(reading, text, size);
      article->blocks[i].kind = GAZ_BLOCK_FURNITURE;
    } else if (block->kind == GAZ_BLOCK_TITLE) {
      title_seen = true;
      if (!article->title) article->title = gaz_reading_tidy(reading, text, size);
    } else if (block->kind == GAZ_BLOCK_HEADING && title_seen && !lead_seen &&
               is_name_line(reading, text, size)) {
      article->blocks[i].kind = GAZ_BLOCK_BYLINE;
      if (!article->author) article->author = gaz_reading_tidy(reading, text, size);
    } else if (block->kind == GAZ_BLOCK_BYLINE) {
      if (!article->author) article->author = author_of(reading, text, size);
      if (!lead_seen || i + 3 >= article->block_count) note_date(reading, article, text, size);
    } else if (block->kind == GAZ_BLOCK_BODY && !lead_seen) {
      lead_seen = true;
      size_t dateline = dateline_size(text, size);
      note_date(reading, article, text, dateline);
      note_agency(reading, article, text, dateline);
    } else if (block->kind == GAZ_BLOCK_FURNITURE && !article->outlet &&
               gaz_article_cues_outlet(reading->cues, text, size, &name)) {
      article->outlet = gaz_reading_tidy(reading, text + name.start, name.end - name.start);
    }
  }
  note_address(reading, article);
}

/* Classifies blocks the article has, then learns from them. */
static gaz_status finish(gaz_reading *reading, gaz_article *article) {
  gaz_status status =
      gaz_paragraphs_classify(reading->cues, article->text, article->title, reading->arena,
                              article->blocks, article->block_count);
  if (status == GAZ_OK) learn_from_blocks(reading, article);
  if (status == GAZ_OK) status = split_dateline(reading, article);
  return status;
}

gaz_status gaz_read_blocks(gaz_reading *reading, gaz_article *article, const char *text,
                           size_t size, gaz_block *blocks, size_t count) {
  article->text = text;
  article->size = size;
  article->blocks = blocks;
  article->block_count = count;
  return finish(reading, article);
}

static bool is_address(const char *text, size_t size) {
  return size > 10 && (memcmp(text, "http://", 7) == 0 || memcmp(text, "https://", 8) == 0) &&
         !memchr(text, ' ', size) && memchr(text, '.', size);
}

/* A page saved with its address on a line of its own above or below: it is no title. It may say the day. */
static void take_addresses(gaz_reading *reading, gaz_article *article, const char *text,
                           gaz_paragraphs *paragraphs) {
  for (size_t i = 0; i < paragraphs->count; i++) {
    gaz_block *block = &paragraphs->blocks[i];
    size_t size = block->end - block->start;
    if (!is_address(text + block->start, size)) continue;
    block->kind = GAZ_BLOCK_FURNITURE;
    if (i || article->url) continue;
    article->url = gaz_arena_copy(reading->arena, text + block->start, size);
    note_date(reading, article, text + block->start, size);
  }
}

gaz_status gaz_read_plain(gaz_reading *reading, gaz_article *article, const char *text,
                          size_t size) {
  if (size > GAZ_TEXT_MAX) {
    return gaz_fail(reading->error, GAZ_ERROR_TOO_LARGE, reading->path, 0,
                    "an article longer than %zu MiB; split it", GAZ_TEXT_MAX >> 20);
  }
  uint32_t start = size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  gaz_paragraphs paragraphs = {0};
  gaz_status status =
      gaz_paragraphs_split(text, start, (uint32_t)size, reading->arena, &paragraphs);
  if (status != GAZ_OK) return status;
  take_addresses(reading, article, text, &paragraphs);
  return gaz_read_blocks(reading, article, text, size, paragraphs.blocks, paragraphs.count);
}

gaz_status gaz_read_text(gaz_reading *reading, const char *data, size_t size) {
  gaz_article *article = gaz_reading_add(reading);
  return article ? gaz_read_plain(reading, article, data, size) : GAZ_ERROR_MEMORY;
}
