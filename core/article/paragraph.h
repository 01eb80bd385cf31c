/* article/paragraph.h - the paragraphs of a plain text and what each of them is. */
#ifndef GAZ_ARTICLE_PARAGRAPH_H
#define GAZ_ARTICLE_PARAGRAPH_H

#include "article/article.h"
#include "article/cues.h"

typedef struct gaz_paragraphs {
  gaz_block *blocks;
  size_t count, capacity;
} gaz_paragraphs;

/* Appends one block; false when memory is out. */
bool gaz_paragraphs_add(gaz_paragraphs *paragraphs, gaz_arena *arena, uint32_t start, uint32_t end,
                        gaz_block_kind kind);

/* Splits text[start, end) into paragraphs at blank lines; inside a run without blank lines every
 * line is one, unless the lines look hard-wrapped. All are GAZ_BLOCK_BODY. */
gaz_status gaz_paragraphs_split(const char *text, uint32_t start, uint32_t end, gaz_arena *arena,
                                gaz_paragraphs *out);

/* Decides the kind of each paragraph that is GAZ_BLOCK_BODY so far; others stay as the markup said.
 * `title` (may be NULL) is the known headline: a paragraph with those words is the title. A
 * paragraph printed twice is kept once, where it belongs in the flow. */
gaz_status gaz_paragraphs_classify(const gaz_article_cues *cues, const char *text,
                                   const char *title, gaz_arena *arena, gaz_block *blocks,
                                   size_t count);

/* What the paragraph looks like: bits of GAZ_LOOK_..., but those of its place among others. */
uint32_t gaz_paragraph_looks(const char *text, size_t size);
/* A hash of its words in any case, numbers left out; 0 when there is none. */
uint64_t gaz_paragraph_words(const char *text, size_t size);

#endif
