/* Paragraphs, and where sentences end inside them.
 *
 * A sentence may end after a period, question or exclamation mark, ellipsis, or an abbreviation that
 * keeps its period; closing quotes and brackets that touch it belong to it. Whether it does is decided
 * by the word before (its class in tokens.tsv) and the first word after, never by searching further. */
#include <string.h>

#include "text/character.h"
#include "text/enumeration.h"
#include "text/tokenizer.h"

typedef struct view {
  const gaz_tokenizer *tokenizer;
  const char *text;
  const gaz_token *tokens;
  size_t first, last;
} view;

static bool is_text(const view *v, size_t at, const char *text) {
  const gaz_token *token = &v->tokens[at];
  size_t size = strlen(text);
  return token->end - token->start == size && memcmp(v->text + token->start, text, size) == 0;
}

static bool space_before(const view *v, size_t at) {
  return (v->tokens[at].shape & GAZ_SHAPE_SPACE_BEFORE) != 0;
}

static uint32_t classes_of(const view *v, size_t at, uint32_t less) {
  const gaz_token *token = &v->tokens[at];
  return gaz_tokenizer_classes(v->tokenizer, v->text + token->start,
                               token->end - token->start - less);
}

/* A mark that ends sentences: only periods, question and exclamation marks, or an ellipsis. */
static bool is_terminator(const view *v, size_t at) {
  const gaz_token *token = &v->tokens[at];
  if (!(token->shape & GAZ_SHAPE_PUNCT)) return false;
  for (uint32_t i = token->start; i < token->end; i++) {
    char c = v->text[i];
    if (c == '.' || c == '!' || c == '?') continue;
    return token->end - i >= 3 && memcmp(v->text + i, "\xe2\x80\xa6", 3) == 0;
  }
  return true;
}

static bool is_closer(const view *v, size_t at) {
  if (space_before(v, at)) return false;
  const gaz_token *token = &v->tokens[at];
  char c = v->text[token->start];
  if (c == ')' || c == ']' || c == '}') return true;
  if (!(token->shape & GAZ_SHAPE_QUOTE)) return false;
  if (token->end - token->start == 3) /* curly: only those that close */
    return is_text(v, at, "\xe2\x80\x9d") || is_text(v, at, "\xe2\x80\x99");
  return true;
}

static bool is_opener(const view *v, size_t at) {
  const gaz_token *token = &v->tokens[at];
  char c = v->text[token->start];
  return c == '(' || c == '[' || (token->shape & GAZ_SHAPE_QUOTE);
}

static bool is_closing_quote(const view *v, size_t at) {
  return (v->tokens[at].shape & GAZ_SHAPE_QUOTE) != 0;
}

static bool newline_before(const view *v, size_t at) {
  for (uint32_t i = v->tokens[at].start; i > 0; i--) {
    unsigned char c = (unsigned char)v->text[i - 1];
    if (c == '\n' || c == '\r') return true;
    if (c > ' ') return false;
  }
  return false;
}

/* A list mark at the start of a line: a bullet, "ii)" or "(B)". */
static bool is_list_mark(const view *v, size_t at) {
  if (!newline_before(v, at)) return false;
  if (is_text(v, at, "\xe2\x80\xa2") || is_text(v, at, "*") || is_text(v, at, "-") ||
      is_text(v, at, "\xe2\x80\x93"))
    return true;
  size_t word = at + (v->text[v->tokens[at].start] == '(');
  if (word + 1 >= v->last) return false;
  const gaz_token *token = &v->tokens[word];
  return token->end - token->start <= 4 && is_text(v, word + 1, ")") && !space_before(v, word + 1);
}

/* The word the next sentence would begin with, past opening quotes and brackets. */
static size_t first_word(const view *v, size_t at) {
  size_t word = at;
  while (word < v->last && word - at < 3 && is_opener(v, word)) word++;
  return word < v->last ? word : at;
}

/* After an abbreviation: the next word must be one that seldom follows a name. */
static bool abbreviation_ends(const view *v, size_t abbreviation, size_t next) {
  uint32_t classes = classes_of(v, abbreviation, 1);
  const gaz_token *token = &v->tokens[abbreviation];
  const gaz_token *word = &v->tokens[next];
  if (classes & (GAZ_WORD_TITLE | GAZ_WORD_NEVER)) return false;
  if (!(word->shape & GAZ_SHAPE_CAPITAL)) return false;
  bool starter = (classes_of(v, next, 0) & GAZ_WORD_STARTER) != 0 &&
                 (!(word->shape & GAZ_SHAPE_UPPER) || word->end - word->start == 1 ||
                  (v->tokens[abbreviation].shape & GAZ_SHAPE_UPPER) == 0);
  uint32_t letters = token->end - token->start - 1;
  bool initial = letters == 1 && (token->shape & GAZ_SHAPE_CAPITAL);
  if (initial) return starter && !(word->end - word->start == 1);
  /* "At 5 a.m. Mr. Moss left": hardly a sentence yet. */
  if (classes & GAZ_WORD_OTHER && abbreviation < v->first + 4) return starter;
  if (classes & GAZ_WORD_OTHER)
    return starter || !(classes_of(v, next, 0) & (GAZ_WORD_DATE | GAZ_WORD_CALENDAR) ||
                        word->shape & GAZ_SHAPE_UPPER);
  return starter;
}

/* Writers who never use capitals: a mark right after an ordinary word, and one period only. */
static bool follows_plain_word(const view *v, size_t mark) {
  if (mark == v->first || space_before(v, mark)) return false;
  const gaz_token *token = &v->tokens[mark], *word = &v->tokens[mark - 1];
  char c = v->text[token->start];
  if (c == '.' && token->end - token->start != 1) return false;
  return word->end - word->start > 1 && word->shape & GAZ_SHAPE_LETTER &&
         !(word->shape & (GAZ_SHAPE_CAPITAL | GAZ_SHAPE_DIGIT | GAZ_SHAPE_PERIOD));
}

static bool is_dash(const view *v, size_t at) {
  return is_text(v, at, "-") || is_text(v, at, "--") || is_text(v, at, "\xe2\x80\x93") ||
         is_text(v, at, "\xe2\x80\x94");
}

static bool is_dot(const view *v, size_t at) { return at < v->last && is_text(v, at, "."); }

/* An ellipsis set with spaces, ". . .", of which the mark at `at` is part. Three dots are an omission
 * inside a sentence; with a fourth one the sentence ends there, at the first where that touches the word. */
static bool spaced_dots(const view *v, size_t at, bool *ends) {
  size_t from = at, to = at;
  *ends = false;
  if (!is_dot(v, at)) return false;
  while (from > v->first && at - from < 5 && is_dot(v, from - 1) && space_before(v, from)) from--;
  while (to - at < 5 && is_dot(v, to + 1) && space_before(v, to + 1)) to++;
  if (to == from) return false;
  bool capital = to + 1 < v->last && (v->tokens[to + 1].shape & GAZ_SHAPE_CAPITAL);
  if (to - from >= 3 && capital) *ends = space_before(v, from) ? at == to : at == from;
  return true;
}

static bool is_link(const view *v, size_t at) {
  static const char *const starts[] = {"http://", "https://", "www.", "ftp://"};
  const gaz_token *token = &v->tokens[at];
  uint32_t size = token->end - token->start;
  char first = v->text[token->start];
  if (first != 'h' && first != 'w' && first != 'f') return false;
  for (size_t i = 0; i < GAZ_COUNT(starts); i++) {
    size_t length = strlen(starts[i]);
    if (size > length && memcmp(v->text + token->start, starts[i], length) == 0) return true;
  }
  return false;
}

/* A line drawn with one character, "--------": between two texts, part of neither. */
static bool is_drawn_line(const view *v, size_t at) {
  enum { LENGTH = 8 };
  const gaz_token *token = &v->tokens[at];
  if (!(token->shape & GAZ_SHAPE_PUNCT) || token->end - token->start < LENGTH) return false;
  const char *text = v->text + token->start;
  return *text != '.' && *text != '?' && *text != '!' &&
         memcmp(text, text + 1, token->end - token->start - 1) == 0;
}

/* "end. [17] Next": the number of a note at tokens[at], which belongs to the sentence before it. */
static bool is_note(const view *v, size_t at) {
  return at + 2 < v->last && is_text(v, at, "[") && is_text(v, at + 2, "]") &&
         v->tokens[at + 1].shape & GAZ_SHAPE_NUMBER && !space_before(v, at + 1);
}

/* Whether tokens[at] is the last of such a note. */
static bool ends_note(const view *v, size_t at) {
  if (at < v->first + 4 || !is_note(v, at - 2)) return false;
  return is_terminator(v, at - 3) || (is_closer(v, at - 3) && is_terminator(v, at - 4));
}

static bool is_digits_with(const view *v, size_t at, char separator) {
  const gaz_token *token = &v->tokens[at];
  if (token->shape & GAZ_SHAPE_LETTER || !(token->shape & GAZ_SHAPE_DIGIT)) return false;
  return memchr(v->text + token->start, separator, token->end - token->start) != NULL;
}

static bool is_half_day(const view *v, size_t at) {
  return is_text(v, at, "AM") || is_text(v, at, "PM");
}

/* "08/16/2000 12:05 PM" at the head of a letter that is passed on: no sentence goes on after it, but for a
 * time zone. */
static bool ends_stamp(const view *v, size_t at) {
  size_t clock = at > v->first && is_half_day(v, at) ? at - 1 : at;
  if (clock == v->first || !is_digits_with(v, clock, ':') || !is_digits_with(v, clock - 1, '/'))
    return false;
  return v->tokens[at + 1].shape & GAZ_SHAPE_CAPITAL && !is_half_day(v, at + 1) &&
         !(classes_of(v, at + 1, 0) & GAZ_WORD_CALENDAR);
}

/* A word that can be no mark, note, abbreviation or time. */
static bool is_plain(const gaz_token *token) {
  return !(token->shape & (GAZ_SHAPE_PUNCT | GAZ_SHAPE_PERIOD | GAZ_SHAPE_DIGIT | GAZ_SHAPE_UPPER));
}

/* Two such words with one space between them, the second of which begins no address. */
static bool is_plain_pair(const char *text, const gaz_token *token) {
  char first = text[token[1].start];
  return token->end > token->start && is_plain(token) && !(token[1].shape & GAZ_SHAPE_PUNCT) &&
         token[1].start == token->end + 1 && text[token->end] == ' ' &&
         (unsigned char)text[token->end - 1] > ' ' && first != 'h' && first != 'w' && first != 'f';
}

bool gaz_sentence_ends(const gaz_tokenizer *tokenizer, const char *text, const gaz_token *tokens,
                       size_t first, size_t at, size_t last) {
  view v = {tokenizer, text, tokens, first, last};
  const gaz_token *token = &tokens[at];
  if (at + 1 >= last) return true;
  if (is_plain_pair(text, token)) return false;
  if (is_plain(token) && !(tokens[at + 1].shape & GAZ_SHAPE_PUNCT)) /* nearly all */
    return is_list_mark(&v, at + 1) || (is_link(&v, at + 1) && is_link(&v, at));
  if (is_list_mark(&v, at + 1)) return true;
  if (is_drawn_line(&v, at) || is_drawn_line(&v, at + 1)) return true;
  if (ends_note(&v, at) || ends_stamp(&v, at)) return true;
  if (is_link(&v, at + 1) && (is_link(&v, at) || (is_terminator(&v, at) && at > first)))
    return true;
  if (!(token->shape & (GAZ_SHAPE_PUNCT | GAZ_SHAPE_PERIOD))) return false;
  bool ends;
  if (spaced_dots(&v, at, &ends)) return ends;
  size_t end = at; /* the terminator, before closers */
  bool quoted = false;
  while (end > first && end + 4 > at && is_closer(&v, end)) {
    quoted |= is_closing_quote(&v, end);
    end--;
  }
  bool abbreviation = end == at && (tokens[end].shape & GAZ_SHAPE_PERIOD) &&
                      (tokens[end].shape & GAZ_SHAPE_LETTER) && text[tokens[end].end - 1] == '.';
  if (!abbreviation && !is_terminator(&v, end)) return false;
  if (is_closer(&v, at + 1)) return false; /* decided after it */
  if (is_terminator(&v, at + 1)) return false;
  if (is_note(&v, at + 1)) return false;
  if (end == first) return false; /* nothing said yet: ". . ." or "1." */
  size_t next = first_word(&v, at + 1);
  const gaz_token *word = &tokens[next];
  if (abbreviation) return abbreviation_ends(&v, end, next);
  if (!space_before(&v, at + 1) && !(word->shape & GAZ_SHAPE_CAPITAL)) return false;
  if (word->shape & GAZ_SHAPE_LETTER && !(word->shape & GAZ_SHAPE_CAPITAL)) {
    gaz_character c = gaz_character_at(text, word->start, word->end);
    if (c.class == GAZ_CHARACTER_LETTER) return true; /* scripts without case */
    return end == at && next == at + 1 && follows_plain_word(&v, end);
  }
  /* "1. The first item": a number alone before the period is a list mark. */
  if (end == first + 1 && (tokens[first].shape & GAZ_SHAPE_NUMBER) && is_text(&v, end, "."))
    return false;
  if (is_dash(&v, next) && next + 1 < last) /* "-- voila! -- you have it" goes on */
    return (tokens[next + 1].shape & GAZ_SHAPE_CAPITAL) != 0;
  /* "N°. 12": a sign for "number" the tokenizer knows as no abbreviation */
  if (word->shape & GAZ_SHAPE_NUMBER && end == at && classes_of(&v, end - 1, 0) & GAZ_WORD_NUMBER &&
      !(tokens[end - 1].shape & GAZ_SHAPE_LETTER))
    return false;
  if (word->shape & GAZ_SHAPE_PUNCT)
    return !is_text(&v, next, ",") && !is_text(&v, next, ";") && !is_text(&v, next, ":") && !quoted;
  return true;
}

/* ---- Blocks ---- */

/* The last comma or semicolon in the later half of an overlong sentence, else its last token. */
static size_t cut_of(const char *text, const gaz_token *tokens, size_t first, size_t at) {
  for (size_t i = at; i > first + GAZ_SENTENCE_MAX / 2; i--) {
    char c = text[tokens[i].start];
    if (c == ';' || c == ',') return i;
  }
  return at;
}

typedef struct sentence_list {
  gaz_sentence *items;
  size_t count, capacity;
} sentence_list;

static bool add_sentence(sentence_list *list, gaz_token_list *tokens, size_t first, size_t last,
                         uint32_t block) {
  gaz_sentence *items =
      gaz_arena_grow(tokens->arena, list->items, list->count, &list->capacity, sizeof *items);
  if (!items) return false;
  list->items = items;
  for (size_t i = first; i < last; i++) tokens->items[i].sentence = (uint32_t)list->count;
  items[list->count++] = (gaz_sentence){tokens->items[first].start, tokens->items[last - 1].end,
                                        (uint32_t)first, (uint32_t)(last - first), block};
  return true;
}

/* What `sentence` of a token says for the time being: whether the rules end a sentence behind it, and whether they are sure,
 * as inside a list. */
enum { RULED = 1, SURE = 2 };

/* Marks the tokens of a paragraph. */
static void mark_ends(const gaz_tokenizer *tokenizer, const char *text, gaz_token *tokens,
                      size_t first, size_t last) {
  gaz_enumeration marks = gaz_enumeration_open(text, tokens, first, last);
  for (size_t at = first; at < last; at++) {
    bool plain = !marks.value && at + 1 < last && is_plain_pair(text, &tokens[at]); /* nearly all */
    int listed = plain ? 0 : gaz_enumeration_ends(&marks, text, tokens, at, last);
    uint32_t sure = listed >= 0 && !plain ? SURE : 0;
    if (listed < 0) listed = gaz_sentence_ends(tokenizer, text, tokens, first, at, last);
    tokens[at].sentence = (listed ? RULED : 0) | sure;
    if (!listed && at - first + 1 >= GAZ_SENTENCE_MAX) {
      size_t end = cut_of(text, tokens, first, at);
      tokens[end].sentence = RULED;
      first = end + 1;
    } else if (listed) {
      first = at + 1;
    }
  }
}

/* One past the end the rules found at or behind tokens[at]. */
static size_t ruled_end(const gaz_token *tokens, size_t at, size_t last) {
  while (at < last && !(tokens[at].sentence & RULED)) at++;
  return at < last ? at + 1 : last;
}

static bool add_paragraph(const gaz_tokenizer *tokenizer, const char *text, gaz_token_list *tokens,
                          size_t first, sentence_list *list, uint32_t block) {
  const gaz_token *items = tokens->items;
  size_t last = tokens->count;
  mark_ends(tokenizer, text, tokens->items, first, last);
  gaz_break_reader reader = gaz_break_open(text, items, first, last);
  bool ended = true, ruled_before = true;
  for (size_t at = first; at < last; at++) {
    bool ruled = items[at].sentence & RULED, sure = items[at].sentence & SURE;
    bool ends = ruled || at + 1 == last;
    gaz_break_read(&reader, at, ended, ruled_before);
    if (tokenizer->breaks && !sure && gaz_break_is_asked(&reader, at, ruled)) {
      if (reader.end < at + 2) reader.end = ruled_end(items, at + 1, last);
      ends = gaz_break_ends(tokenizer->breaks, &reader, at, ruled) ||
             (ruled && reader.end - reader.first > GAZ_SENTENCE_MAX);
    }
    if (ends && !add_sentence(list, tokens, reader.first, at + 1, block)) return false;
    ended = ends;
    ruled_before = ruled;
  }
  return true;
}

/* The end of the paragraph at `at`: before a blank line, or `end`. */
static uint32_t paragraph_end(const char *text, uint32_t at, uint32_t end) {
  while (at < end) {
    const char *newline = memchr(text + at, '\n', end - at);
    if (!newline) return end;
    uint32_t stop = (uint32_t)(newline - text);
    at = stop + 1;
    while (at < end && (text[at] == ' ' || text[at] == '\t' || text[at] == '\r')) at++;
    if (at < end && text[at] == '\n') return stop;
  }
  return end;
}

static gaz_status add_range(const gaz_tokenizer *tokenizer, const char *text, uint32_t start,
                            uint32_t end, uint32_t block, const gaz_cancel *cancel,
                            gaz_token_list *tokens, sentence_list *sentences) {
  while (start < end) {
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    uint32_t stop = paragraph_end(text, start, end);
    size_t first = tokens->count;
    gaz_status status = gaz_split_tokens(tokenizer, text, start, stop, cancel, tokens);
    if (status) return status;
    if (!add_paragraph(tokenizer, text, tokens, first, sentences, block)) return GAZ_ERROR_MEMORY;
    start = stop + 1;
  }
  return GAZ_OK;
}

gaz_status gaz_tokenize(const gaz_tokenizer *tokenizer, const char *text, size_t size,
                        const gaz_block *blocks, size_t block_count, const gaz_cancel *cancel,
                        gaz_arena *arena, gaz_tokens *out) {
  *out = (gaz_tokens){0};
  if (size > GAZ_TEXT_MAX) return GAZ_ERROR_TOO_LARGE;
  if (!block_count) {
    gaz_block *whole = gaz_arena_zeroed(arena, 1, sizeof *whole);
    if (!whole) return GAZ_ERROR_MEMORY;
    whole->end = (uint32_t)size;
    blocks = whole;
    block_count = 1;
  }
  gaz_token_list tokens = {.arena = arena, .capacity = size / 5 + 16};
  sentence_list sentences = {.capacity = size / 100 + 4};
  tokens.items = gaz_arena_alloc(arena, tokens.capacity * sizeof *tokens.items);
  sentences.items = gaz_arena_alloc(arena, sentences.capacity * sizeof *sentences.items);
  if (!tokens.items || !sentences.items) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < block_count; i++) {
    if (blocks[i].kind == GAZ_BLOCK_FURNITURE) continue;
    if (blocks[i].start > blocks[i].end || blocks[i].end > size) return GAZ_ERROR_ARGUMENT;
    gaz_status status = add_range(tokenizer, text, blocks[i].start, blocks[i].end, (uint32_t)i,
                                  cancel, &tokens, &sentences);
    if (status) return status;
  }
  *out = (gaz_tokens){tokens.items,    tokens.count, sentences.items,
                      sentences.count, blocks,       block_count};
  return GAZ_OK;
}
