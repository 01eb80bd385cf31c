/* text/enumeration.h - lists set in one run of text: "1) the first item 2) the second item". */
#ifndef GAZ_TEXT_ENUMERATION_H
#define GAZ_TEXT_ENUMERATION_H

#include "text/token.h"

/* A paragraph's inline list, read forwards. All zero: none. */
typedef struct gaz_enumeration {
  size_t mark, mark_end; /* tokens of the mark that comes next or that the reader is in */
  uint32_t value;        /* its number; a letter counts from 1 */
  uint8_t style;
} gaz_enumeration;

/* Opens the list of the paragraph tokens[first, last): none unless it begins with a mark and the next mark
 * of the same style follows. Linear in the paragraph, a few comparisons where it begins with no mark. */
gaz_enumeration gaz_enumeration_open(const char *text, const gaz_token *tokens, size_t first,
                                     size_t last);

/* Whether a sentence ends after tokens[at]: 1 yes (a mark follows), 0 no (inside a mark), -1 the list does
 * not say. To be asked for every token of the paragraph in order. */
int gaz_enumeration_ends(gaz_enumeration *list, const char *text, const gaz_token *tokens,
                         size_t at, size_t last);

#endif
