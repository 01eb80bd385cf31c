/* article/cues.h - the words by which furniture, captions, bylines and headings give themselves
 * away: data/english/article_cues.tsv. */
#ifndef GAZ_ARTICLE_CUES_H
#define GAZ_ARTICLE_CUES_H

#include "base/base.h"

typedef struct gaz_article_cues gaz_article_cues;

/* Loads the table. Rows: kind TAB where TAB text TAB weight; see the file's own head. A bad row is
 * GAZ_ERROR_CORRUPT with its line. */
gaz_status gaz_article_cues_load(const char *data_dir, gaz_article_cues **out, gaz_error *error);
void gaz_article_cues_free(gaz_article_cues *cues);

/* The kinds a paragraph is scored for. Titles are found among the headings afterwards. */
enum {
  GAZ_CUE_BODY,
  GAZ_CUE_FURNITURE,
  GAZ_CUE_HEADING,
  GAZ_CUE_CAPTION,
  GAZ_CUE_BYLINE,
  GAZ_CUE_KINDS
};

/* Facts about the look of a paragraph that rows of kind `feature` may weigh. */
enum {
  GAZ_LOOK_TINY,
  GAZ_LOOK_SHORT,
  GAZ_LOOK_LONG,
  GAZ_LOOK_SENTENCE,
  GAZ_LOOK_NO_END,
  GAZ_LOOK_EXCLAMATION,
  GAZ_LOOK_QUESTION,
  GAZ_LOOK_YOU,
  GAZ_LOOK_WE,
  GAZ_LOOK_QUOTATION,
  GAZ_LOOK_DATE,
  GAZ_LOOK_ADDRESS,
  GAZ_LOOK_CAPITALS,
  GAZ_LOOK_BARS,
  GAZ_LOOK_FIRST,
  GAZ_LOOK_BEFORE_BODY,
  GAZ_LOOK_AFTER_BODY,
  GAZ_LOOK_NO_LETTER,
  GAZ_LOOK_REPEATED,
  GAZ_LOOK_END_DATE,
  GAZ_LOOK_DATE_LINE,
  GAZ_LOOK_COUNT
};

/* Adds up the weights of every cue found in the paragraph and of every look in `looks` (bits).
 * `cues` may be NULL: all zero. Linear in the size. */
void gaz_article_cues_score(const gaz_article_cues *cues, const char *text, size_t size,
                            uint32_t looks, float scores[GAZ_CUE_KINDS]);

/* Finds the outlet's name in a piece of furniture: the capitalised words after a cue of kind
 * `outlet` ("a message from The Example Times"). False when there is none. */
bool gaz_article_cues_outlet(const gaz_article_cues *cues, const char *text, size_t size,
                             gaz_range *name);

/* Whether the class, id or role of an HTML element says that it is furniture. */
bool gaz_article_cues_element(const gaz_article_cues *cues, const char *name, size_t size);

/* Whether a line is a newspaper's own name: up to five capitalised words, one of them a cue of kind
 * `masthead` ("The Example Courier"). */
bool gaz_article_cues_masthead(const gaz_article_cues *cues, const char *text, size_t size);

#endif
