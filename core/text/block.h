/* text/block.h - which parts of a text are what.
 *
 * An article's text is kept whole (for .txt and .md it is the file itself, so offsets are offsets
 * into the file); blocks say which ranges of it are prose and of which kind. Everything after the
 * reader works on blocks: a sentence, a mention, a quote never crosses from one kind to another.
 */
#ifndef GAZ_TEXT_BLOCK_H
#define GAZ_TEXT_BLOCK_H

#include "base/base.h"

typedef enum gaz_block_kind {
  GAZ_BLOCK_BODY = 0,      /* a paragraph, list item or block quotation */
  GAZ_BLOCK_TITLE = 1,     /* the headline */
  GAZ_BLOCK_HEADING = 2,   /* a heading inside the body; kicker or standfirst */
  GAZ_BLOCK_CAPTION = 3,   /* of a photograph or graphic */
  GAZ_BLOCK_BYLINE = 4,    /* author, agency, date line printed on its own */
  GAZ_BLOCK_FURNITURE = 5, /* not the article: never analysed */
} gaz_block_kind;

/* One paragraph. Blocks are in text order and do not overlap. */
typedef struct gaz_block {
  uint32_t start, end;
  gaz_block_kind kind;
} gaz_block;

#endif
