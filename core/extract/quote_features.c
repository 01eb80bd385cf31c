/* Features of the quote model.
 *
 * Two questions are asked: is this token the head of a cue, and, given a cue, what is each unit of
 * its surroundings: source, part of the cue, content, or nothing. A quotation in marks is one unit:
 * marks are never split, whatever the parser makes of the words inside, and a long speech costs as
 * much as a word. Everything is hashed; a feature is (number of its kind) mixed with the hashes it
 * joins, so the model needs no dictionary. */
#include "extract/quote_features.h"

#include <string.h>

#include "base/search.h"
#include "english/labels.h"
#include "english/model.h"
#include "extract/word_fields.h"

/* ---- Writing features ---- */

typedef struct writer {
  uint64_t *features;
  unsigned count;
} writer;

/* Always inlined: the numbers of the kinds are known when this is compiled, and products that several features
 * have in common are made once. */
#define INLINED static inline __attribute__((always_inline))

INLINED uint32_t join(uint32_t a, uint32_t b) {
  return (uint32_t)(gaz_feature_mix(gaz_feature2(0, a, b)) >> 16);
}

/* The model mixes them. */
INLINED void add(writer *w, uint32_t kind, uint32_t a) {
  w->features[w->count++] = gaz_feature(kind, a);
}
INLINED void add2(writer *w, uint32_t kind, uint32_t a, uint32_t b) {
  w->features[w->count++] = gaz_feature2(kind, a, b);
}
INLINED void add3(writer *w, uint32_t kind, uint32_t a, uint32_t b, uint32_t c) {
  w->features[w->count++] = gaz_feature3(kind, a, b, c);
}

/* ---- Cues ---- */

static const gaz_token *token_at(const gaz_quote_view *view, uint32_t token) {
  return &view->analysis->tokens.tokens[token];
}

static uint32_t paragraph_of(const gaz_quote_view *view, uint32_t token) {
  return view->marks.paragraph_of[token_at(view, token)->sentence];
}

static const gaz_sentence *sentence_of(const gaz_quote_view *view, uint32_t token) {
  return &view->analysis->tokens.sentences[token_at(view, token)->sentence];
}

/* "KELLER: We are ready." at the head of a paragraph: a transcript, whose paragraphs may all begin
 * with a quotation mark. */
static bool is_transcript_colon(const gaz_quote_view *view, uint32_t token) {
  const gaz_token *t = token_at(view, token);
  const gaz_sentence *s = sentence_of(view, token);
  return t->end - t->start == 1 && view->analysis->text[t->start] == ':' && token > s->first &&
         token - s->first <= 5 && (token_at(view, token - 1)->shape & GAZ_SHAPE_UPPER);
}

bool gaz_quote_cue_candidate(const gaz_quote_view *view, uint32_t token) {
  const gaz_token *t = token_at(view, token);
  uint32_t span = view->marks.span_of[token];
  if (span != UINT32_MAX) {
    const gaz_quoted_span *quoted = &view->marks.spans[span];
    if (quoted->last - quoted->first > 3)
      return is_transcript_colon(view, token); /* speech inside speech */
  }
  /* A mark introduces speech, or a name after speech ("..." - Anna Keller), only beside it. */
  if (t->upos == GAZ_UPOS_PUNCT && view->tokens[token].listed)
    return (t->end - t->start == 1 && view->analysis->text[t->start] == ':') ||
           (token > 0 && view->marks.span_of[token - 1] != UINT32_MAX);
  if (t->upos == GAZ_UPOS_VERB || view->tokens[token].listed) return true;
  /* "the chants of", "a push to": a noun of speech or thought that goes on. */
  if (t->upos != GAZ_UPOS_NOUN || token + 1 >= view->analysis->tokens.token_count) return false;
  uint32_t field = view->tokens[token].fields & 63;
  const gaz_token *next = token_at(view, token + 1);
  bool speech = field == GAZ_FIELD_NOUN_COMMUNICATION || field == GAZ_FIELD_NOUN_COGNITION ||
                field == GAZ_FIELD_NOUN_FEELING;
  return speech && (next->upos == GAZ_UPOS_ADP || next->upos == GAZ_UPOS_SCONJ ||
                    next->upos == GAZ_UPOS_PART);
}

/* The token and its neighbours, three on either side; constants outside the sentence. */
enum { NEAR = 3 };
typedef struct vicinity {
  uint32_t forms[2 * NEAR + 1], tags[2 * NEAR + 1];
} vicinity;

static void look_around(const gaz_quote_view *view, uint32_t token, vicinity *out) {
  const gaz_sentence *s = sentence_of(view, token);
  for (int i = 0; i < 2 * NEAR + 1; i++) {
    int64_t at = (int64_t)token + i - NEAR;
    bool before = at < s->first, after = at >= (int64_t)s->first + s->count;
    out->forms[i] = before ? 1 : after ? 2 : view->tokens[at].form;
    out->tags[i] = before ? 1 : after ? 2 : 3u + token_at(view, (uint32_t)at)->xpos;
  }
}

INLINED uint32_t near_form(const vicinity *around, int offset) {
  return around->forms[NEAR + offset];
}
INLINED uint32_t near_pos(const vicinity *around, int offset) {
  return around->tags[NEAR + offset];
}

/* How many spans begin at or before a token. */
static size_t spans_until(const gaz_quote_marks *marks, uint32_t token) {
  return GAZ_FIRST_FROM(marks->spans, marks->count, first, token + 1);
}

/* Where the closest quotation of more than a word or two is: 0 none in the sentence, else side and
 * nearness. */
static uint32_t quote_nearness(const gaz_quote_view *view, uint32_t token) {
  enum { FARTHEST = 39, BEHIND = 8 };
  const gaz_quote_marks *marks = &view->marks;
  const gaz_sentence *s = sentence_of(view, token);
  uint32_t end = s->first + s->count, left = UINT32_MAX, right = UINT32_MAX;
  size_t at = spans_until(marks, token);
  const gaz_quoted_span *before = at ? &marks->spans[at - 1] : NULL;
  if (before && before->last > token)
    right = 1;
  else if (at < marks->count)
    right = marks->spans[at].first - token;
  if (before && before->first == token) before = at > 1 ? before - 1 : NULL;
  if (before) left = before->last < token ? token - before->last : 1;
  if (left > token - s->first) left = UINT32_MAX;
  if (right >= end - token) right = UINT32_MAX;
  uint32_t distance = left <= right ? left : right;
  if (distance <= FARTHEST) {
    uint32_t bucket = distance <= 2 ? 1 : distance <= 4 ? 2 : distance <= 8 ? 3 : 4;
    return left <= right ? bucket : BEHIND + bucket;
  }
  if (s->first > 0 && marks->span_of[s->first - 1] != UINT32_MAX) return 6;
  if (end < view->analysis->tokens.token_count && marks->span_of[end] != UINT32_MAX) return 14;
  return 0;
}

/* What kind of thing the subject is: a person's name, a pronoun, a plural noun... */
static uint32_t subject_kind(const gaz_quote_view *view, int32_t subject) {
  if (subject < 0) return 0;
  const gaz_quote_token *t = &view->tokens[subject];
  if (t->entity) return 100u + t->entity;
  uint8_t upos = token_at(view, (uint32_t)subject)->upos;
  return upos == GAZ_UPOS_PRON ? t->lemma : 200u + token_at(view, (uint32_t)subject)->xpos;
}

/* Features of the words around the token. */
static void add_context(const gaz_quote_view *view, uint32_t token, const vicinity *around,
                        uint32_t quote, writer *w) {
  const gaz_quote_token *t = &view->tokens[token];
  uint32_t xpos = token_at(view, token)->xpos;
  add(w, 1, t->lemma);
  add2(w, 5, t->listed, xpos);
  for (int offset = -3; offset <= 3; offset++) {
    if (!offset) continue;
    uint32_t kind = 10u + (uint32_t)(offset + 3);
    add(w, kind, near_form(around, offset));
    add2(w, kind + 10, near_pos(around, offset), t->listed);
    if (offset >= -1 && offset <= 2) add2(w, kind + 20, near_form(around, offset), t->lemma);
  }
  add3(w, 40, near_pos(around, -2), near_pos(around, -1), xpos);
  add3(w, 41, near_pos(around, 1), near_pos(around, 2), xpos);
  add3(w, 42, near_pos(around, 1), near_pos(around, 2), t->lemma);
  add3(w, 43, near_form(around, 1), near_form(around, 2), t->listed);
  add2(w, 44, quote, t->listed);
  add2(w, 45, quote, t->lemma);
  add3(w, 46, quote, xpos, near_pos(around, 1));
  const gaz_sentence *s = sentence_of(view, token);
  uint32_t position = token == s->first ? 0 : token - s->first < 4 ? 1 : 2;
  position += token + 2 >= s->first + s->count ? 3 : 0;
  add3(w, 47, position, xpos, t->listed);
  if (t->listed) add2(w, 157, is_transcript_colon(view, token), t->form);
}

/* Features of the tree. Does nothing useful, and no harm, on unparsed text. */
static void add_tree(const gaz_quote_view *view, uint32_t token, uint32_t subject, uint32_t clause,
                     writer *w) {
  const gaz_quote_token *t = &view->tokens[token];
  const gaz_token *self = token_at(view, token);
  uint32_t marker = 0;
  if (t->clause >= 0 && view->tokens[t->clause].marker >= 0)
    marker = view->tokens[view->tokens[t->clause].marker].form;
  add2(w, 50, t->lemma, self->deprel);
  add2(w, 51, t->listed, self->deprel);
  add2(w, 52, subject, t->listed);
  add3(w, 54, subject, clause, marker);
  add2(w, 57, t->children, self->xpos);
  add3(w, 58, t->children, self->deprel, t->listed);
  for (uint32_t bits = t->children; bits; bits &= bits - 1)
    add2(w, 59, (uint32_t)__builtin_ctz(bits), t->lemma);
  if (t->object >= 0) {
    add2(w, 60, view->tokens[t->object].lemma, t->lemma);
    add2(w, 62, view->tokens[t->object].lemma, t->listed);
  }
  if (self->head < 0) {
    add2(w, 64, t->lemma, 0);
    add2(w, 65, t->listed, 0);
    return;
  }
  const gaz_quote_token *head = &view->tokens[self->head];
  uint32_t side = (uint32_t)self->head > token;
  add3(w, 64, head->lemma, self->deprel, side);
  add3(w, 65, head->listed, self->deprel, t->listed);
  add3(w, 66, head->listed, head->subject >= 0, self->deprel);
  const gaz_token *up = token_at(view, (uint32_t)self->head);
  if (up->head >= 0) add3(w, 68, view->tokens[up->head].listed, up->deprel, self->deprel);
}

/* Features of what kind of word it is, for words the training text has not or seldom. */
static void add_meaning(const gaz_quote_view *view, uint32_t token, const vicinity *around,
                        uint32_t quote, uint32_t subject, uint32_t clause, writer *w) {
  const gaz_quote_token *t = &view->tokens[token];
  const gaz_token *self = token_at(view, token);
  uint32_t first = t->fields & 63, both = t->fields & 4095;
  add2(w, 70, first, self->xpos);
  add2(w, 72, t->fields, self->upos);
  add3(w, 73, first, clause, subject);
  add3(w, 74, both, clause, self->deprel);
  add3(w, 75, first, quote, t->listed);
  add3(w, 78, t->cluster, clause, self->deprel);
  add3(w, 80, t->cluster, near_form(around, 1), 0);
  add3(w, 81, first, near_form(around, 1), near_pos(around, 2));
  add3(w, 92, t->classes[1], clause, self->deprel);
  add3(w, 93, t->classes[2], clause, self->deprel);
  add3(w, 96, t->classes[2], near_form(around, 1), clause);
  add3(w, 147, t->classes[1], near_pos(around, 1), near_pos(around, 2));
  add3(w, 148, t->classes[0], near_pos(around, -1), self->deprel);
  for (uint32_t bits = t->fields >> 12; bits; bits &= bits - 1)
    add3(w, 85, 12u + (uint32_t)__builtin_ctz(bits), self->upos, clause);
  if (self->head < 0) return;
  const gaz_quote_token *head = &view->tokens[self->head];
  add3(w, 86, head->fields & 63, self->deprel, first);
  add3(w, 87, head->listed, self->deprel, first);
  add3(w, 149, head->classes[0], self->deprel, t->classes[2]);
  add3(w, 150, head->classes[1], self->deprel, t->lemma);
}

unsigned gaz_quote_cue_features(const gaz_quote_view *view, uint32_t token, uint64_t *features) {
  writer w = {.features = features};
  for (uint32_t i = 0; i < GAZ_CUE_BIASES; i++) add(&w, 0, i);
  uint32_t quote = quote_nearness(view, token);
  vicinity around;
  look_around(view, token, &around);
  add_context(view, token, &around, quote, &w);
  const gaz_quote_token *t = &view->tokens[token];
  uint32_t subject = subject_kind(view, t->subject);
  uint32_t clause = t->clause < 0 ? 0 : token_at(view, (uint32_t)t->clause)->deprel;
  add_tree(view, token, subject, clause, &w);
  add_meaning(view, token, &around, quote, subject, clause, &w);
  return w.count;
}

/* ---- The window of a cue ---- */

/* The token of a quotation that stands for it: in the part of it that is in the cue's sentence (all of
 * it, when none is) the one whose head is outside, else the first word. */
static uint32_t span_token(const gaz_quote_view *view, const gaz_quoted_span *span, uint32_t cue) {
  const gaz_sentence *s = sentence_of(view, cue);
  uint32_t first = span->first, last = span->last;
  if (last >= s->first && first < s->first + s->count) {
    if (first < s->first) first = s->first;
    if (last >= s->first + s->count) last = s->first + s->count - 1;
  }
  uint32_t most = first + 60 < last ? first + 60 : last;
  for (uint32_t t = first; t <= most; t++) {
    const gaz_token *token = token_at(view, t);
    if (token->upos == GAZ_UPOS_PUNCT) continue;
    if (token->head < (int32_t)first || token->head > (int32_t)last) return t;
  }
  return first < last ? first + 1 : first;
}

static gaz_quote_unit unit_at(const gaz_quote_view *view, uint32_t token, uint32_t cue) {
  uint32_t index = view->marks.span_of[token];
  if (index == UINT32_MAX || index == view->marks.span_of[cue])
    return (gaz_quote_unit){token, token, token, false};
  const gaz_quoted_span *span = &view->marks.spans[index];
  return (gaz_quote_unit){span->first, span->last, span_token(view, span, cue), true};
}

/* Where the quotation that begins at token `at` ends its paragraphs: it is all there is in them. */
static bool whole_paragraphs(const gaz_quote_view *view, const gaz_quoted_span *span) {
  const gaz_tokens *tokens = &view->analysis->tokens;
  bool starts = !span->first || paragraph_of(view, span->first - 1) != span->paragraph;
  bool ends = span->last + 1 >= tokens->token_count ||
              paragraph_of(view, span->last + 1) != paragraph_of(view, span->last);
  return starts && ends;
}

unsigned gaz_quote_window(const gaz_quote_view *view, uint32_t cue, gaz_quote_unit *units,
                          unsigned *at) {
  const gaz_sentence *s = sentence_of(view, cue);
  const gaz_tokens *tokens = &view->analysis->tokens;
  gaz_quote_unit left[GAZ_WINDOW_MAX / 2];
  unsigned left_count = 0, count = 0;
  uint32_t first = cue;
  while (first > s->first && left_count + 1 < GAZ_COUNT(left)) {
    left[left_count] = unit_at(view, first - 1, cue);
    first = left[left_count++].first;
    if (first < s->first) break;
  }
  /* A quotation right before the sentence: "Why?" he asked. */
  if (first == s->first && first > 0 && left_count < GAZ_COUNT(left) &&
      view->marks.span_of[first - 1] != UINT32_MAX &&
      paragraph_of(view, first - 1) == paragraph_of(view, cue))
    left[left_count++] = unit_at(view, first - 1, cue);
  while (left_count) units[count++] = left[--left_count];
  *at = count;
  units[count++] = (gaz_quote_unit){cue, cue, cue, false};
  uint32_t next = cue + 1, end = s->first + s->count;
  while (next < end && count < GAZ_WINDOW_MAX - 4) {
    units[count] = unit_at(view, next, cue);
    next = units[count++].last + 1;
  }
  /* Quotations right after: he said. "More." Into another paragraph only when all of it is speech. */
  while (next >= end && next < tokens->token_count && count < GAZ_WINDOW_MAX) {
    uint32_t span = view->marks.span_of[next];
    if (span == UINT32_MAX) break;
    const gaz_quoted_span *quoted = &view->marks.spans[span];
    if (paragraph_of(view, next) != paragraph_of(view, next - 1) && !whole_paragraphs(view, quoted))
      break;
    units[count] = unit_at(view, next, cue);
    next = units[count++].last + 1;
  }
  return count;
}

/* ---- Units ---- */

/* How `token` hangs on the cue: under which dependant of it, or beside which ancestor. */
static uint32_t attachment(const gaz_cue_frame *frame, uint32_t token, uint8_t *depth) {
  const gaz_quote_view *view = frame->view;
  uint32_t at = token, below = GAZ_DEPREL_NONE;
  for (unsigned step = 0; step < 24; step++) {
    unsigned ancestors = frame->ancestor_bits >> at % 64 & 1 ? frame->ancestor_count : 0;
    for (unsigned a = 0; a < ancestors; a++) {
      if (frame->ancestors[a] != at) continue;
      *depth = (uint8_t)step;
      uint32_t above = a ? token_at(view, frame->ancestors[a - 1])->deprel : 0;
      return 1u + a * 4096u + above * 64u + below;
    }
    const gaz_token *t = token_at(view, at);
    if (t->head < 0 || t->sentence != token_at(view, frame->cue)->sentence) break;
    below = t->deprel;
    at = (uint32_t)t->head;
  }
  *depth = 24;
  return 0;
}

static bool separates(const gaz_quote_view *view, const gaz_quote_unit *unit) {
  uint8_t xpos = token_at(view, unit->token)->xpos;
  return unit->quoted || xpos == GAZ_XPOS_COMMA || xpos == GAZ_XPOS_COLON ||
         xpos == GAZ_XPOS_PERIOD || xpos == GAZ_XPOS_LRB || xpos == GAZ_XPOS_RRB;
}

void gaz_cue_frame_make(const gaz_quote_view *view, uint32_t cue, const gaz_quote_unit *units,
                        unsigned count, unsigned at, gaz_cue_frame *out) {
  out->view = view;
  out->units = units;
  out->count = count;
  out->at = at;
  out->cue = cue;
  out->lemma = view->tokens[cue].lemma;
  out->ancestor_count = 0;
  out->ancestor_bits = 0;
  out->quoted_left = out->quoted_right = 0;
  for (int64_t t = cue; t >= 0 && out->ancestor_count < GAZ_COUNT(out->ancestors);
       t = token_at(view, (uint32_t)t)->head) {
    out->ancestors[out->ancestor_count++] = (uint32_t)t;
    out->ancestor_bits |= (uint64_t)1 << t % 64;
  }
  int segment = 0;
  for (unsigned u = at; u-- > 0;) {
    out->segment[u] = segment;
    if (separates(view, &units[u])) segment--;
    out->quoted_left += units[u].quoted;
  }
  segment = 0;
  for (unsigned u = at; u < count; u++) {
    out->segment[u] = segment;
    if (separates(view, &units[u])) segment++;
    out->quoted_right += units[u].quoted;
  }
  for (unsigned u = 0; u < count; u++)
    out->attach[u] = attachment(out, units[u].token, &out->depth[u]);
  for (unsigned i = 0; i < GAZ_WINDOW_EDGE; i++) {
    out->forms[i] = out->tags[i] = 1;
    out->forms[count + GAZ_WINDOW_EDGE + i] = out->tags[count + GAZ_WINDOW_EDGE + i] = 2;
  }
  for (unsigned u = 0; u < count; u++) {
    out->forms[u + GAZ_WINDOW_EDGE] = units[u].quoted ? 3 : view->tokens[units[u].token].form;
    out->tags[u + GAZ_WINDOW_EDGE] =
        units[u].quoted ? 3 : 4u + token_at(view, units[u].token)->xpos;
  }
}

static uint32_t distance_bucket(unsigned distance) {
  return distance < 4 ? distance : distance < 6 ? 4 : distance < 10 ? 5 : distance < 20 ? 6 : 7;
}

INLINED uint32_t unit_form(const gaz_cue_frame *frame, int64_t unit) {
  return frame->forms[unit + GAZ_WINDOW_EDGE];
}
INLINED uint32_t unit_pos(const gaz_cue_frame *frame, int64_t unit) {
  return frame->tags[unit + GAZ_WINDOW_EDGE];
}

unsigned gaz_quote_unit_features(const gaz_cue_frame *frame, unsigned unit, uint64_t *features) {
  writer w = {.features = features};
  const gaz_quote_view *view = frame->view;
  const gaz_quote_token *token = &view->tokens[frame->units[unit].token];
  const gaz_quote_token *cue = &view->tokens[frame->cue];
  int64_t u = unit;
  bool right = unit > frame->at;
  unsigned gap = right ? unit - frame->at : frame->at - unit;
  uint32_t distance = distance_bucket(gap) + (right ? 8 : 0);
  uint32_t side = right ? 2 : unit < frame->at;
  uint32_t form = unit_form(frame, u), pos = unit_pos(frame, u), attach = frame->attach[unit];
  int segment = frame->segment[unit];
  uint32_t part = (uint32_t)(segment < -3 ? -3 : segment > 3 ? 3 : segment) + 8u;
  uint32_t quotes = (frame->quoted_left ? 1 : 0) + (frame->quoted_right ? 2 : 0);
  uint32_t depth = frame->depth[unit] < 3 ? frame->depth[unit] : 3;
  uint32_t same = unit && attach == frame->attach[unit - 1];
  uint32_t sentence =
      token_at(view, frame->units[unit].token)->sentence != token_at(view, frame->cue)->sentence;
  add2(&w, 100, side, sentence);
  add2(&w, 101, attach, side);
  add3(&w, 103, attach, side, depth);
  add3(&w, 104, attach, pos, side);
  add3(&w, 105, attach, part, quotes);
  add3(&w, 108, part, pos, quotes);
  add3(&w, 110, part, quotes, cue->listed);
  add3(&w, 111, form, distance, 0);
  add3(&w, 112, form, frame->lemma, side);
  add2(&w, 113, form, side);
  add3(&w, 114, unit_form(frame, u - 1), form, side);
  add3(&w, 115, form, unit_form(frame, u + 1), side);
  add3(&w, 116, unit_pos(frame, u - 1), pos, side);
  add3(&w, 117, pos, unit_pos(frame, u + 1), side);
  add3(&w, 118, join(unit_pos(frame, u - 2), unit_pos(frame, u - 1)), pos, distance);
  add3(&w, 119, join(unit_pos(frame, u + 2), unit_pos(frame, u + 1)), pos, distance);
  add3(&w, 120, token->entity, distance, part);
  add3(&w, 121, token->entity, attach, side);
  add3(&w, 122, token->lemma, attach, 0);
  add3(&w, 125, same, pos, unit_pos(frame, u - 1));
  add3(&w, 127, unit_form(frame, frame->at + 1), side, part);
  add3(&w, 130, token->listed, side, part);
  add3(&w, 131, cue->subject >= 0, cue->clause >= 0, join(attach, depth));
  add3(&w, 132, join(frame->units[unit].quoted, sentence), distance, part);
  return w.count;
}

unsigned gaz_quote_boundary(const gaz_cue_frame *frame, unsigned unit) {
  if (!unit) return 0;
  if (unit == frame->at) return 1;
  if (unit == frame->at + 1) return 2;
  const gaz_quote_unit *before = &frame->units[unit - 1], *here = &frame->units[unit];
  if (before->quoted || here->quoted) return 3;
  uint8_t left = token_at(frame->view, before->token)->xpos;
  uint8_t now = token_at(frame->view, here->token)->xpos;
  if (left == GAZ_XPOS_COMMA || now == GAZ_XPOS_COMMA) return 4;
  if (token_at(frame->view, before->token)->upos == GAZ_UPOS_PUNCT ||
      token_at(frame->view, here->token)->upos == GAZ_UPOS_PUNCT)
    return 5;
  return frame->attach[unit] == frame->attach[unit - 1] ? 6 : 7;
}
