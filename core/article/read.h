/* article/read.h - one function a format; gaz_article_read chooses. */
#ifndef GAZ_ARTICLE_READ_H
#define GAZ_ARTICLE_READ_H

#include "article/article.h"
#include "article/cues.h"

/* What the readers share while they work on one file. */
typedef struct gaz_reading {
  const gaz_article_cues *cues; /* or NULL */
  const char *path;
  gaz_arena *arena;
  gaz_error *error;
  gaz_articles *out;
  size_t capacity; /* of out->items */
} gaz_reading;

/* Appends an empty article and gives it the path, with "#n" once a file has more than one. NULL
 * when memory is out. The pointer is good until the next call. */
gaz_article *gaz_reading_add(gaz_reading *reading);

/* Text that is already UTF-8: splits and classifies it; fills in what the text itself says of its
 * title, date, author and outlet where they are not known yet. */
gaz_status gaz_read_plain(gaz_reading *reading, gaz_article *article, const char *text,
                          size_t size);

/* The same for text whose blocks a markup language gave: those that are GAZ_BLOCK_BODY are classified
 * by their words, the others stay. */
gaz_status gaz_read_blocks(gaz_reading *reading, gaz_article *article, const char *text,
                           size_t size, gaz_block *blocks, size_t count);

/* Each adds the articles it finds. `data` is UTF-8 for text formats, raw bytes for the others. */
gaz_status gaz_read_text(gaz_reading *reading, const char *data, size_t size);
gaz_status gaz_read_markdown(gaz_reading *reading, const char *data, size_t size);
gaz_status gaz_read_html(gaz_reading *reading, const char *data, size_t size);
gaz_status gaz_read_json(gaz_reading *reading, const char *data, size_t size);
gaz_status gaz_read_jsonl(gaz_reading *reading, const char *data, size_t size);
gaz_status gaz_read_mail(gaz_reading *reading, const char *data, size_t size);
gaz_status gaz_read_xml(gaz_reading *reading, const char *data, size_t size);

/* A page that is a field of something else (JSON "content" with tags, an HTML mail, RSS
 * description): fills `article` from UTF-8 HTML. Known fields stay. */
gaz_status gaz_read_html_into(gaz_reading *reading, gaz_article *article, const char *html,
                              size_t size);

/* Copies a string with runs of white space made one space and the ends trimmed; NULL when nothing
 * is left or memory is out. */
const char *gaz_reading_tidy(gaz_reading *reading, const char *text, size_t size);

/* Takes one metadata field by whatever of its usual names it goes by ("headline", "byline",
 * "pubDate"...: the table is in fields.c). Unknown keys are ignored, known fields stay. */
void gaz_article_field(gaz_reading *reading, gaz_article *article, const char *key, size_t key_size,
                       const char *value, size_t size);

/* Sets the published date from a metadata string, if it is one and none is known. */
void gaz_reading_date(gaz_reading *reading, gaz_article *article, const char *text, size_t size);

#endif
