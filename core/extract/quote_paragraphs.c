/* Quotations over paragraphs: long speech whose paragraphs each re-open the marks, and paragraphs that
 * are nothing but somebody's words, without a word of who says so. These are of whoever spoke last in
 * the paragraph before: an article that changes the speaker says so. */
#include <string.h>

#include "english/labels.h"
#include "extract/quote_internal.h"

enum { PARAGRAPHS_MOST = 32, WORDS_LEAST = 5, NEIGHBOURS = 24 };

/* Whether another cue has the words of a quotation. */
static bool is_claimed(const gaz_quote_finder *f, const gaz_attribution *a, uint32_t span) {
  size_t index = (size_t)(a - f->found), from = index > NEIGHBOURS ? index - NEIGHBOURS : 0;
  for (size_t i = from; i < f->count && i < index + NEIGHBOURS; i++)
    for (uint32_t p = 0; i != index && p < f->found[i].piece_count; p++)
      if (f->view.marks.span_of[f->found[i].pieces[p].first] == span) return true;
  return false;
}

/* A long speech whose paragraphs each re-open the marks belongs together. */
gaz_status gaz_quote_add_paragraphs(gaz_quote_finder *f, gaz_attribution *a) {
  const gaz_quote_marks *marks = &f->view.marks;
  uint32_t first = marks->span_of[a->pieces[0].first];
  uint32_t last = marks->span_of[a->pieces[a->piece_count - 1].last];
  uint32_t before = 0, after = 0;
  while (first != UINT32_MAX && first > before && marks->spans[first - before - 1].continues &&
         !marks->spans[first - before - 1].attributed && before < PARAGRAPHS_MOST &&
         !is_claimed(f, a, first - before - 1))
    before++;
  while (last != UINT32_MAX && last + after + 1 < marks->count &&
         marks->spans[last + after].continues && after < PARAGRAPHS_MOST &&
         !is_claimed(f, a, last + after + 1))
    after++;
  if (!before && !after) return GAZ_OK;
  gaz_token_run *pieces =
      gaz_arena_alloc(f->arena, (a->piece_count + before + after) * sizeof *pieces);
  if (!pieces) return GAZ_ERROR_MEMORY;
  uint32_t count = 0;
  for (uint32_t i = before; i > 0; i--)
    pieces[count++] = (gaz_token_run){marks->spans[first - i].first, marks->spans[first - i].last};
  memcpy(pieces + count, a->pieces, a->piece_count * sizeof *pieces);
  count += a->piece_count;
  for (uint32_t i = 1; i <= after; i++) {
    marks->spans[last + i].attributed = true;
    pieces[count++] = (gaz_token_run){marks->spans[last + i].first, marks->spans[last + i].last};
  }
  a->pieces = pieces;
  a->piece_count = count;
  return GAZ_OK;
}

/* Whether a quotation fills its paragraph of the body. */
static bool fills_paragraph(const gaz_quote_finder *f, const gaz_quoted_span *span) {
  const gaz_tokens *tokens = &f->view.analysis->tokens;
  const uint32_t *paragraph_of = f->view.marks.paragraph_of;
  uint32_t first = gaz_quote_token_at(f, span->first)->sentence,
           last = gaz_quote_token_at(f, span->last)->sentence;
  if (span->single || span->last - span->first < WORDS_LEAST ||
      tokens->sentences[first].first != span->first ||
      tokens->sentences[last].first + tokens->sentences[last].count - 1 != span->last)
    return false;
  if ((first && paragraph_of[first - 1] == paragraph_of[first]) ||
      (last + 1 < tokens->sentence_count && paragraph_of[last + 1] == paragraph_of[last]))
    return false;
  return !tokens->block_count ||
         tokens->blocks[tokens->sentences[first].block].kind == GAZ_BLOCK_BODY;
}

static gaz_status write_unattributed(gaz_quote_finder *f, uint32_t span, const gaz_quote *before,
                                     uint8_t *covered, gaz_facts *facts) {
  const gaz_quote_marks *marks = &f->view.marks;
  uint32_t last = span;
  while (last + 1 < marks->count && marks->spans[last].continues && !covered[last + 1] &&
         last - span < PARAGRAPHS_MOST)
    last++;
  gaz_quote *quote = &facts->quotes[facts->quote_count];
  *quote = (gaz_quote){.form = GAZ_QUOTE_DIRECT,
                       .speaker = before->speaker,
                       .addressee = GAZ_NONE,
                       .time = GAZ_NONE,
                       .confidence = before->confidence * 0.8f};
  memcpy(quote->reported_by, before->reported_by, sizeof quote->reported_by);
  quote->content = gaz_arena_alloc(f->arena, (last - span + 1) * sizeof *quote->content);
  if (!quote->content) return GAZ_ERROR_MEMORY;
  for (uint32_t i = span; i <= last; i++) {
    covered[i] = true;
    quote->content[quote->content_count++] =
        (gaz_range){gaz_quote_token_at(f, marks->spans[i].first)->start,
                    gaz_quote_token_at(f, marks->spans[i].last)->end};
  }
  facts->quote_count++;
  return GAZ_OK;
}

gaz_status gaz_quote_add_unattributed(gaz_quote_finder *f, gaz_facts *facts) {
  const gaz_quote_marks *marks = &f->view.marks;
  size_t sentences = f->view.analysis->tokens.sentence_count, written = facts->quote_count;
  if (!marks->count || !written) return GAZ_OK;
  uint8_t *covered = gaz_arena_zeroed(f->arena, marks->count, sizeof *covered);
  /* The quote whose cue is the last one of each paragraph; paragraphs are no more than sentences. */
  uint32_t *spoken = gaz_arena_alloc(f->arena, sentences * sizeof *spoken);
  if (!covered || !spoken) return GAZ_ERROR_MEMORY;
  memset(spoken, 0xff, sentences * sizeof *spoken);
  for (size_t i = 0; i < f->count; i++) {
    const gaz_attribution *a = &f->found[i];
    for (uint32_t p = 0; p < a->piece_count; p++)
      for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++)
        if (marks->span_of[t] != UINT32_MAX) covered[marks->span_of[t]] = true;
    if (a->written && !facts->quotes[a->quote].unspoken)
      spoken[marks->paragraph_of[gaz_quote_token_at(f, a->head)->sentence]] = a->quote;
  }
  for (uint32_t i = 0; i < marks->count; i++) {
    uint32_t paragraph = marks->spans[i].paragraph;
    if (covered[i] || !paragraph || spoken[paragraph - 1] == UINT32_MAX ||
        !fills_paragraph(f, &marks->spans[i]))
      continue;
    gaz_status status =
        write_unattributed(f, i, &facts->quotes[spoken[paragraph - 1]], covered, facts);
    if (status) return status;
    const gaz_quoted_span *end = &marks->spans[i];
    while (end->continues && end + 1 < marks->spans + marks->count &&
           covered[end + 1 - marks->spans])
      end++;
    spoken[end->paragraph] = (uint32_t)facts->quote_count - 1;
  }
  return GAZ_OK;
}
