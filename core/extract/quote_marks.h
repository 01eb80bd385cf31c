/* extract/quote_marks.h - quotation marks, paired over a whole text. */
#ifndef GAZ_EXTRACT_QUOTE_MARKS_H
#define GAZ_EXTRACT_QUOTE_MARKS_H

#include "english/analysis.h"

/* Tokens [first, last] with both marks; where the closing mark is missing, `last` is the last token
 * of the paragraph (or sentence). Spans do not overlap: marks inside others are not listed. */
typedef struct gaz_quoted_span {
  uint32_t first, last;
  uint32_t paragraph; /* of its first token */
  bool closed;        /* the closing mark is there */
  bool continues;     /* the speech goes on in the next span: its paragraph re-opens the marks */
  bool single;        /* 'single' marks: a headline, or a British page */
  bool attributed;    /* for the stage that reads them: some quote has it */
} gaz_quoted_span;

typedef struct gaz_quote_marks {
  gaz_quoted_span *spans; /* in text order */
  size_t count;
  uint32_t *span_of;      /* for every token: its span, or UINT32_MAX */
  uint32_t *paragraph_of; /* for every sentence: counted from 0; a block begins one, as does a line
                             left empty inside a block */
} gaz_quote_marks;

/* The paragraph of every sentence, as in gaz_quote_marks; room for sentence_count numbers. */
void gaz_paragraphs_number(const gaz_analysis *analysis, uint32_t *paragraph_of);

/* Linear in the number of tokens; everything is in `arena`. */
gaz_status gaz_quote_marks_find(const gaz_analysis *analysis, gaz_arena *arena,
                                gaz_quote_marks *out);

#endif
