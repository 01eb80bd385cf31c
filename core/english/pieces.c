#include "english/pieces.h"

static uint32_t end_of(const gaz_sentence *sentence) { return sentence->first + sentence->count; }

static bool in_order(const gaz_tokens *tokens) {
  for (size_t s = 1; s < tokens->sentence_count; s++)
    if (tokens->sentences[s].first < end_of(&tokens->sentences[s - 1])) return false;
  return true;
}

/* Whether a paragraph ends with a sentence that is not the last: a blank line follows. */
static bool ends_paragraph(const gaz_pieces *pieces, size_t sentence) {
  const gaz_sentence *here = &pieces->tokens->sentences[sentence], *next = here + 1;
  uint32_t lines = 0;
  if (here->block != next->block) return true;
  for (uint32_t at = here->end; at < next->start && lines < 2; at++)
    lines += pieces->text[at] == '\n';
  return lines == 2;
}

/* One past the last sentence of a piece that begins with token `first`; the sentence itself when not even one
 * fits. */
static size_t last_of(const gaz_pieces *pieces, uint32_t first) {
  const gaz_tokens *tokens = pieces->tokens;
  const gaz_sentence *sentences = tokens->sentences;
  size_t from = pieces->sentence, last = from;
  while (last < tokens->sentence_count && end_of(&sentences[last]) - first <= GAZ_PIECE_MAX) last++;
  if (last == tokens->sentence_count) return last;
  for (size_t end = last; end > from; end--) {
    if (end_of(&sentences[end - 1]) - first < GAZ_PIECE_MAX / 4 * 3) break;
    if (ends_paragraph(pieces, end - 1)) return end;
  }
  return last;
}

gaz_status gaz_piece_next(gaz_pieces *pieces, gaz_arena *arena, bool *found, gaz_tokens *piece,
                          uint32_t *first) {
  const gaz_tokens *tokens = pieces->tokens;
  size_t from = pieces->sentence;
  *first = 0;
  *piece = *tokens;
  *found = from < tokens->sentence_count;
  if (!*found) return GAZ_OK;
  if (from == 0 && !pieces->skipped &&
      (tokens->token_count <= GAZ_PIECE_MAX || !in_order(tokens))) {
    pieces->sentence = tokens->sentence_count;
    return GAZ_OK;
  }
  *first = tokens->sentences[from].first + pieces->skipped;
  size_t last = last_of(pieces, *first), count = last > from ? last - from : 1;
  gaz_sentence *sentences = gaz_arena_alloc(arena, count * sizeof *sentences);
  if (!sentences) return GAZ_ERROR_MEMORY;
  for (size_t s = 0; s < count; s++) {
    sentences[s] = tokens->sentences[from + s];
    sentences[s].first -= s ? *first : sentences[s].first;
  }
  sentences[0].count -= pieces->skipped;
  if (last > from) {
    pieces->skipped = 0;
  } else { /* a sentence too long for a piece */
    sentences[0].count = GAZ_PIECE_MAX;
    pieces->skipped += GAZ_PIECE_MAX;
  }
  pieces->sentence = last;
  piece->tokens = tokens->tokens + *first;
  if (tokens->word_keys) piece->word_keys = tokens->word_keys + *first;
  if (tokens->lemma_keys) piece->lemma_keys = tokens->lemma_keys + *first;
  piece->token_count = end_of(&sentences[count - 1]);
  piece->sentences = sentences;
  piece->sentence_count = count;
  return GAZ_OK;
}
