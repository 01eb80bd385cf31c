/* english/pieces.h - a long text in pieces of bounded size, for what needs memory for all that it reads at
 * once. */
#ifndef GAZ_ENGLISH_PIECES_H
#define GAZ_ENGLISH_PIECES_H

#include "text/token.h"

/* So many tokens are a piece at most. An article is one piece; a text of more ends its pieces where a
 * paragraph ends, else a sentence, else anywhere. */
enum { GAZ_PIECE_MAX = 32768 };

/* Starts as {text, tokens}. */
typedef struct gaz_pieces {
  const char *text;
  const gaz_tokens *tokens;
  size_t sentence;  /* the next piece begins with this one */
  uint32_t skipped; /* so many of its tokens were in the piece before */
} gaz_pieces;

/* The next piece, as a text of its own whose first token is tokens[*first] of the whole; its sentences are in
 * `arena`. *found is false after the last. Sentences that overlap, which only others can make, are one piece
 * whatever their size. GAZ_ERROR_MEMORY. */
gaz_status gaz_piece_next(gaz_pieces *pieces, gaz_arena *arena, bool *found, gaz_tokens *piece,
                          uint32_t *first);

#endif
