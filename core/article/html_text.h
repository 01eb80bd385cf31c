/* article/html_text.h - the story's text out of a parsed page. */
#ifndef GAZ_ARTICLE_HTML_TEXT_H
#define GAZ_ARTICLE_HTML_TEXT_H

#include <libxml/tree.h>

#include "article/read.h"

typedef struct gaz_html_text {
  const xmlNode *story; /* the element that holds it */
  const char *title;    /* text of its h1, or NULL */
  char *text;           /* blocks with a blank line between them */
  size_t size;
  gaz_block *blocks;
  size_t block_count;
} gaz_html_text;

gaz_status gaz_html_extract(gaz_reading *reading, const xmlNode *root, gaz_html_text *out);

#endif
