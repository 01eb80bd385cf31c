/* Pairing quotation marks.
 *
 * Curly marks say which side they are; straight ones are told by the white space around them, and
 * where that says nothing by whether a quotation is open. Pages mix them: “ may be closed by ", so a
 * quotation closes with any mark of its kind (double or single) that is not an opening one.
 *
 * A paragraph that leaves its quotation open goes on if the next paragraph opens one (the printers'
 * custom for long speech); else the mark was forgotten, and the quotation ends with the sentence
 * that opened it: claiming less is better than swallowing the page. */
#include "extract/quote_marks.h"

#include <string.h>

typedef enum mark_kind {
  MARK_NONE,
  MARK_DOUBLE_OPEN,
  MARK_DOUBLE_CLOSE,
  MARK_DOUBLE, /* straight */
  MARK_SINGLE_OPEN,
  MARK_SINGLE_CLOSE, /* or an apostrophe */
  MARK_SINGLE,       /* straight, or an apostrophe */
} mark_kind;

static const struct {
  const char *text;
  mark_kind kind;
} marks[] = {
    {"\"", MARK_DOUBLE},      {"“", MARK_DOUBLE_OPEN},   {"”", MARK_DOUBLE_CLOSE},
    {"„", MARK_DOUBLE_OPEN},  {"‟", MARK_DOUBLE_OPEN},   {"«", MARK_DOUBLE_OPEN},
    {"»", MARK_DOUBLE_CLOSE}, {"``", MARK_DOUBLE_OPEN},  {"''", MARK_DOUBLE},
    {"‘‘", MARK_DOUBLE_OPEN}, {"’’", MARK_DOUBLE_CLOSE}, {"‘", MARK_SINGLE_OPEN},
    {"’", MARK_SINGLE_CLOSE}, {"'", MARK_SINGLE},        {"`", MARK_SINGLE_OPEN},
    {"‹", MARK_SINGLE_OPEN},  {"›", MARK_SINGLE_CLOSE},  {"‛", MARK_SINGLE_OPEN},
};

static mark_kind kind_of(const gaz_analysis *analysis, const gaz_token *token) {
  if (!(token->shape & GAZ_SHAPE_QUOTE)) return MARK_NONE;
  size_t size = token->end - token->start;
  for (size_t i = 0; i < GAZ_COUNT(marks); i++)
    if (strlen(marks[i].text) == size &&
        !memcmp(marks[i].text, analysis->text + token->start, size))
      return marks[i].kind;
  return MARK_NONE;
}

typedef struct pairing {
  const gaz_analysis *analysis;
  gaz_quote_marks *out;
  uint32_t open;    /* token of the open mark, or UINT32_MAX */
  bool open_single; /* its kind */
  unsigned nested;  /* opening marks of the same kind inside it */
} pairing;

static bool space_before(const pairing *p, uint32_t token, uint32_t first) {
  return token == first || (p->analysis->tokens.tokens[token].shape & GAZ_SHAPE_SPACE_BEFORE);
}

static bool space_after(const pairing *p, uint32_t token, uint32_t end) {
  return token + 1 == end || (p->analysis->tokens.tokens[token + 1].shape & GAZ_SHAPE_SPACE_BEFORE);
}

/* Whether a straight mark at `token` opens: decided by the white space beside it. */
static bool straight_opens(const pairing *p, uint32_t token, uint32_t first, uint32_t end) {
  bool before = space_before(p, token, first), after = space_after(p, token, end);
  if (before != after) return before;
  if (!before && token > first) { /* ("word, —"word, "'word */
    char last = p->analysis->text[p->analysis->tokens.tokens[token].start - 1];
    if (last == '(' || last == '[') return true;
    if (last == '.' || last == ',' || last == '!' || last == '?') return false;
  }
  return p->open == UINT32_MAX;
}

static void add_span(pairing *p, uint32_t last, bool closed) {
  const gaz_tokens *tokens = &p->analysis->tokens;
  gaz_quote_marks *out = p->out;
  out->spans[out->count] =
      (gaz_quoted_span){.first = p->open,
                        .last = last,
                        .closed = closed,
                        .single = p->open_single,
                        .paragraph = out->paragraph_of[tokens->tokens[p->open].sentence]};
  for (uint32_t i = p->open; i <= last; i++) out->span_of[i] = (uint32_t)out->count;
  out->count++;
  p->open = UINT32_MAX;
  p->nested = 0;
}

static void open_span(pairing *p, uint32_t token, bool single) {
  p->open = token;
  p->open_single = single;
  p->nested = 0;
}

/* A quotation that two single marks beside each other close: "..., ’’ he said". */
static bool closes_in_two(const pairing *p, mark_kind kind, uint32_t token, uint32_t end) {
  const gaz_token *t = &p->analysis->tokens.tokens[token];
  return (kind == MARK_SINGLE_CLOSE || kind == MARK_SINGLE) && p->open != UINT32_MAX &&
         !p->open_single && token + 1 < end && t[1].start == t->end &&
         kind_of(p->analysis, t + 1) == kind;
}

/* One mark, in order. */
static void take_mark(pairing *p, mark_kind kind, uint32_t token, uint32_t first, uint32_t end) {
  bool single = kind >= MARK_SINGLE_OPEN;
  bool opens = kind == MARK_DOUBLE_OPEN || kind == MARK_SINGLE_OPEN;
  if (kind == MARK_DOUBLE || kind == MARK_SINGLE) opens = straight_opens(p, token, first, end);
  /* ”So it is,“ she said: marks that look the wrong way are told by the white space too. */
  if (kind == MARK_DOUBLE_CLOSE && p->open == UINT32_MAX)
    opens = space_before(p, token, first) && !space_after(p, token, end);
  if (kind == MARK_DOUBLE_OPEN && p->open != UINT32_MAX && !p->open_single)
    opens = space_before(p, token, first) ||
            (!space_after(p, token, end) && /* "... wisdom“." is closed */
             p->analysis->tokens.tokens[token + 1].upos != GAZ_UPOS_PUNCT);
  if (p->open == UINT32_MAX) {
    if (opens && !(single && !space_before(p, token, first))) open_span(p, token, single);
    return;
  }
  if (single != p->open_single) {
    /* Double marks inside single ones: the single mark was an apostrophe after all. */
    if (p->open_single && opens) open_span(p, token, false);
    return;
  }
  if (!opens) {
    if (p->nested) {
      p->nested--;
      return;
    }
    /* The apostrophe of "the boys' house" has a word after it as a closing mark does; it is taken
     * for the mark only where no later one can be. */
    add_span(p, token, true);
    return;
  }
  if (kind == MARK_DOUBLE_OPEN && !p->nested &&
      p->analysis->tokens.tokens[token].sentence == p->analysis->tokens.tokens[p->open].sentence) {
    p->nested++;
    return;
  }
  /* A new quotation though the last one is open: its closing mark was forgotten. */
  const gaz_tokens *tokens = &p->analysis->tokens;
  const gaz_sentence *sentence = &tokens->sentences[tokens->tokens[p->open].sentence];
  uint32_t last = sentence->first + sentence->count - 1;
  if (!p->open_single) add_span(p, last < token ? last : token - 1, false);
  open_span(p, token, single);
}

/* Whether the next mark is a closing one: the quotation goes on though no mark opens the next paragraph. */
static bool closed_behind(const pairing *p, uint32_t token) {
  enum { PARAGRAPH_MOST = 200 };
  const gaz_tokens *tokens = &p->analysis->tokens;
  for (uint32_t t = token; t < tokens->token_count && t < token + PARAGRAPH_MOST; t++) {
    mark_kind kind = kind_of(p->analysis, &tokens->tokens[t]);
    if (kind == MARK_DOUBLE_CLOSE) return true;
    if (kind == MARK_DOUBLE_OPEN || kind == MARK_DOUBLE) return false;
  }
  return false;
}

/* The paragraph [first, end) is over with a quotation open. */
static void end_paragraph(pairing *p, uint32_t end) {
  const gaz_tokens *tokens = &p->analysis->tokens;
  if (p->open == UINT32_MAX) return;
  if (p->open_single) { /* a lone single mark is an apostrophe: 'twas */
    p->open = UINT32_MAX;
    return;
  }
  bool reopens = false;
  if (end < tokens->token_count) {
    mark_kind next = kind_of(p->analysis, &tokens->tokens[end]);
    reopens = next == MARK_DOUBLE_OPEN || next == MARK_DOUBLE;
  }
  const gaz_sentence *sentence = &tokens->sentences[tokens->tokens[p->open].sentence];
  bool whole = reopens || closed_behind(p, end);
  add_span(p, whole ? end - 1 : sentence->first + sentence->count - 1, false);
  p->out->spans[p->out->count - 1].continues = reopens;
}

/* Whether an empty line stands in text[start, end). */
static bool has_empty_line(const char *text, uint32_t start, uint32_t end) {
  unsigned lines = 0;
  for (uint32_t i = start; i < end; i++) lines += text[i] == '\n';
  return lines > 1;
}

void gaz_paragraphs_number(const gaz_analysis *analysis, uint32_t *paragraph_of) {
  const gaz_sentence *sentences = analysis->tokens.sentences;
  uint32_t paragraph = 0;
  for (size_t s = 0; s < analysis->tokens.sentence_count; s++) {
    if (s && (sentences[s].block != sentences[s - 1].block ||
              has_empty_line(analysis->text, sentences[s - 1].end, sentences[s].start)))
      paragraph++;
    paragraph_of[s] = paragraph;
  }
}

gaz_status gaz_quote_marks_find(const gaz_analysis *analysis, gaz_arena *arena,
                                gaz_quote_marks *out) {
  const gaz_tokens *tokens = &analysis->tokens;
  size_t most = 0;
  *out = (gaz_quote_marks){0};
  out->span_of = gaz_arena_alloc(arena, tokens->token_count * sizeof *out->span_of);
  out->paragraph_of = gaz_arena_alloc(arena, tokens->sentence_count * sizeof *out->paragraph_of);
  if (!out->span_of || !out->paragraph_of) return GAZ_ERROR_MEMORY;
  gaz_paragraphs_number(analysis, out->paragraph_of);
  for (size_t i = 0; i < tokens->token_count; i++) {
    out->span_of[i] = UINT32_MAX;
    most += (tokens->tokens[i].shape & GAZ_SHAPE_QUOTE) != 0;
  }
  out->spans = gaz_arena_zeroed(arena, most, sizeof *out->spans);
  if (!out->spans) return GAZ_ERROR_MEMORY;
  pairing p = {.analysis = analysis, .out = out, .open = UINT32_MAX};
  for (size_t s = 0; most && s < tokens->sentence_count;) {
    size_t next = s + 1;
    while (next < tokens->sentence_count && out->paragraph_of[next] == out->paragraph_of[s]) next++;
    uint32_t first = tokens->sentences[s].first;
    uint32_t end = tokens->sentences[next - 1].first + tokens->sentences[next - 1].count;
    for (uint32_t t = first; t < end; t++) {
      mark_kind kind = kind_of(analysis, &tokens->tokens[t]);
      if (closes_in_two(&p, kind, t, end)) {
        kind = MARK_DOUBLE_CLOSE;
        t++;
      }
      if (kind != MARK_NONE) take_mark(&p, kind, t, first, end);
    }
    end_paragraph(&p, end);
    s = next;
  }
  return GAZ_OK;
}
