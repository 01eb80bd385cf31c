/* From labels to the spans of an attribution: runs of units with one label, without the commas at
 * their edges; what the labels cut off of a clause; what they took for a source and is none. */
#include <string.h>

#include "english/labels.h"
#include "extract/quote_internal.h"

enum { PIECES_MAX = 12 };

static bool trimmed_at_edges(const gaz_quote_finder *f, uint32_t token) {
  if (f->view.marks.span_of[token] != UINT32_MAX) return false;
  const gaz_token *t = gaz_quote_token_at(f, token);
  return t->upos == GAZ_UPOS_PUNCT && !(t->shape & GAZ_SHAPE_QUOTE);
}

/* "Rep. Anna Keller (D-Ohio)": a bracket that was opened inside is closed inside. */
static bool closes_bracket(const gaz_quote_finder *f, uint32_t first, uint32_t last) {
  enum { BRACKETS_MOST = 60 };
  const char *text = f->view.analysis->text;
  if (gaz_quote_token_at(f, last)->xpos != GAZ_XPOS_RRB) return false;
  for (uint32_t t = last; t-- > first && last - t < BRACKETS_MOST;)
    if (gaz_quote_token_at(f, t)->xpos == GAZ_XPOS_LRB &&
        text[gaz_quote_token_at(f, t)->start] == '(')
      return true;
  return false;
}

/* A run of units with one label becomes a run of tokens without commas at its edges. */
static bool trimmed_run(const gaz_quote_finder *f, const gaz_quote_unit *units, unsigned from,
                        unsigned to, gaz_token_run *out) {
  while (from < to && !units[from].quoted && trimmed_at_edges(f, units[from].first)) from++;
  while (from < to && !units[to - 1].quoted && trimmed_at_edges(f, units[to - 1].first) &&
         !closes_bracket(f, units[from].first, units[to - 1].first))
    to--;
  if (from == to) return false;
  *out = (gaz_token_run){units[from].first, units[to - 1].last};
  return true;
}

/* "GENEVA, Oct. 4 (Agency) - President Keller": the report's own dateline names no source. */
static void drop_dateline(const gaz_quote_finder *f, gaz_token_run *run) {
  enum { DATELINE_TOKENS = 16 };
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, run->first)->sentence];
  if (run->first != s->first || !(gaz_quote_token_at(f, run->first)->shape & GAZ_SHAPE_CAPITAL))
    return;
  /* In capitals, or with the agency in brackets: "GENEVA -", "Geneva (Agency) -". */
  bool sure = gaz_quote_token_at(f, run->first)->shape & GAZ_SHAPE_UPPER;
  for (uint32_t t = run->first + 1; t < run->last && t < run->first + DATELINE_TOKENS; t++) {
    const gaz_token *token = gaz_quote_token_at(f, t);
    sure |= token->xpos == GAZ_XPOS_RRB;
    if (sure && f->view.tokens[t].listed == GAZ_CUE_MARK &&
        f->view.analysis->text[token->start] != ':') {
      run->first = t + 1;
      return;
    }
    if (token->upos != GAZ_UPOS_PUNCT && !(token->shape & (GAZ_SHAPE_CAPITAL | GAZ_SHAPE_DIGIT)))
      return;
  }
}

static uint32_t gap(uint32_t cue, const gaz_token_run *run) {
  return run->first > cue ? run->first - cue : cue - run->last;
}

/* Reads the labels of a window into the attribution. Of several sources the nearest is kept. */
void gaz_quote_read_labels(const gaz_quote_finder *f, const gaz_quote_unit *units,
                           const uint8_t *labels, unsigned count, gaz_attribution *a) {
  gaz_token_run pieces[PIECES_MAX];
  for (unsigned from = 0; from < count;) {
    unsigned to = from + 1;
    gaz_token_run run;
    while (to < count && labels[to] == labels[from]) to++;
    if (labels[from] != GAZ_LABEL_NONE && trimmed_run(f, units, from, to, &run)) {
      if (labels[from] == GAZ_LABEL_CUE && run.first <= a->head && a->head <= run.last)
        a->cue = run;
      if (labels[from] == GAZ_LABEL_CONTENT && a->piece_count < PIECES_MAX)
        pieces[a->piece_count++] = run;
      if (labels[from] == GAZ_LABEL_SOURCE) drop_dateline(f, &run);
      if (labels[from] == GAZ_LABEL_CONTENT && a->piece_count == 1) drop_dateline(f, &pieces[0]);
      if (labels[from] == GAZ_LABEL_SOURCE &&
          (!a->has_source || gap(a->head, &run) < gap(a->head, &a->source))) {
        a->source = run;
        a->has_source = true;
      }
    }
    from = to;
  }
  a->pieces = gaz_arena_alloc(f->arena, (a->piece_count + 1) * sizeof *a->pieces);
  if (a->pieces) memcpy(a->pieces, pieces, a->piece_count * sizeof *pieces);
}

/* Where there are marks, the words beside the cue ("as saying by the agency") are no content. */
void gaz_quote_drop_plain_pieces(const gaz_quote_finder *f, gaz_attribution *a) {
  uint32_t kept = 0, quoted = 0;
  for (uint32_t p = 0; p < a->piece_count; p++)
    quoted += f->view.marks.span_of[a->pieces[p].first] != UINT32_MAX;
  for (uint32_t p = 0; quoted && p < a->piece_count; p++)
    if (f->view.marks.span_of[a->pieces[p].first] != UINT32_MAX) a->pieces[kept++] = a->pieces[p];
  if (quoted) a->piece_count = kept;
}

/* "Keller was quoted as saying": who is quoted is the source, and none of the content, whatever the
 * model makes of a name between the marks and the cue. */
void gaz_quote_take_quoted_subject(const gaz_quote_finder *f, gaz_attribution *a) {
  int32_t subject = f->view.tokens[a->head].subject;
  if (f->view.tokens[a->head].listed != GAZ_CUE_RELAY || subject < 0 ||
      gaz_quote_token_at(f, a->head)->xpos != GAZ_XPOS_VBN ||
      f->view.marks.span_of[subject] != UINT32_MAX)
    return;
  gaz_token_run run = {(uint32_t)subject, (uint32_t)subject};
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, a->head)->sentence];
  while (run.first > s->first && f->view.marks.span_of[run.first - 1] == UINT32_MAX &&
         gaz_quote_token_at(f, run.first - 1)->upos != GAZ_UPOS_PUNCT && run.last - run.first < 12)
    run.first--;
  while (run.last + 1 < s->first + s->count &&
         gaz_quote_token_at(f, run.last + 1)->head == subject &&
         gaz_quote_token_at(f, run.last + 1)->deprel == GAZ_DEPREL_FLAT)
    run.last++;
  for (uint32_t p = 0; p < a->piece_count; p++) {
    gaz_token_run *piece = &a->pieces[p];
    if (piece->first < run.first && piece->last >= run.first)
      piece->last = run.first - 1;
    else if (piece->first >= run.first && piece->first <= run.last && piece->last > run.last)
      piece->first = run.last + 1;
  }
  a->source = run;
  a->has_source = true;
  gaz_quote_drop_plain_pieces(f, a);
}

void gaz_quote_take_quoted_object(const gaz_quote_finder *f, gaz_attribution *a) {
  enum { OBJECT_MOST = 16 };
  const gaz_token *cue = gaz_quote_token_at(f, a->head);
  if (f->view.tokens[a->head].listed != GAZ_CUE_RELAY || cue->upos != GAZ_UPOS_VERB ||
      cue->xpos == GAZ_XPOS_VBN || !a->has_source || a->source.first > a->head || !a->piece_count)
    return;
  gaz_token_run *piece = &a->pieces[a->piece_count - 1];
  for (uint32_t t = a->head + 2; t + 2 < piece->last && t < a->head + OBJECT_MOST; t++) {
    if (!(f->view.tokens[t].medium & GAZ_MEDIUM_MANNER) ||
        gaz_quote_token_at(f, t + 1)->xpos != GAZ_XPOS_VBG)
      continue;
    a->carried = true;
    a->carrier = a->source;
    a->source = (gaz_token_run){a->head + 1, t - 1};
    if (piece->first < t + 2) piece->first = t + 2;
    return;
  }
}

/* ---- Whole clauses ---- */

enum { CLAUSE_TOKENS = 120, CLIMB_MAX = 40 };

/* The clause that a cue reports: its complement, or the one it is put beside ("..., Keller said"). */
static int32_t reported_clause(const gaz_quote_finder *f, uint32_t cue) {
  const gaz_token *t = gaz_quote_token_at(f, cue);
  int32_t clause = f->view.tokens[cue].clause;
  if (clause >= 0 && gaz_quote_token_at(f, (uint32_t)clause)->deprel == GAZ_DEPREL_CCOMP)
    return clause;
  return t->deprel == GAZ_DEPREL_PARATAXIS ? t->head : -1;
}

static bool is_below(const gaz_quote_finder *f, uint32_t token, uint32_t above, uint32_t cue) {
  for (int step = 0; step < CLIMB_MAX; step++) {
    if (token == cue) return false;
    if (token == above) return true;
    int32_t head = gaz_quote_token_at(f, token)->head;
    if (head < 0) return false;
    token = (uint32_t)head;
  }
  return false;
}

static bool is_source_or_cue(const gaz_attribution *a, uint32_t token) {
  return (a->cue.first <= token && token <= a->cue.last) ||
         (a->has_source && a->source.first <= token && token <= a->source.last);
}

static bool takes_no_part(const gaz_quote_finder *f, const gaz_attribution *a, uint32_t token) {
  return is_source_or_cue(a, token) || f->view.marks.span_of[token] != UINT32_MAX;
}

static bool is_saying(const gaz_quote_finder *f, uint32_t cue) {
  uint8_t class = f->view.tokens[cue].listed;
  return class == GAZ_CUE_SAY || class == GAZ_CUE_TELL || class == GAZ_CUE_WRITE ||
         class == GAZ_CUE_REPORT;
}

/* The words that hang on a token, as far as they stand together with it. */
static gaz_token_run run_below(const gaz_quote_finder *f, uint32_t head, uint32_t cue,
                               const gaz_sentence *s) {
  gaz_token_run run = {head, head};
  while (run.first > s->first && is_below(f, run.first - 1, head, cue)) run.first--;
  while (run.last + 1 < s->first + s->count && is_below(f, run.last + 1, head, cue)) run.last++;
  return run;
}

static bool has_verb_in(const gaz_quote_finder *f, uint32_t first, uint32_t last) {
  for (uint32_t t = first; t <= last; t++)
    if (gaz_quote_token_at(f, t)->upos == GAZ_UPOS_VERB ||
        gaz_quote_token_at(f, t)->upos == GAZ_UPOS_AUX)
      return true;
  return false;
}

/* "The toll has risen to 38, the coast guard said on Monday", "Despite the row, ferries run, the board wrote": whatever the tree makes of it, a clause that
 * ends in a comma, then who and said, and no other clause behind. */
static void take_before(const gaz_quote_finder *f, gaz_attribution *a, const gaz_sentence *s,
                        uint32_t subject) {
  enum { SOURCE_MOST = 14, TAIL_MOST = 24 };
  uint32_t end = s->first + s->count, comma = a->cue.first;
  bool finite = false, behind = false;
  if (subject > a->head || gaz_quote_token_at(f, a->head)->xpos != GAZ_XPOS_VBD ||
      end > a->cue.last + TAIL_MOST)
    return;
  while (comma > s->first && a->cue.first - comma < SOURCE_MOST &&
         gaz_quote_token_at(f, comma)->xpos != GAZ_XPOS_COMMA)
    comma--;
  if (comma <= s->first + 3 || subject < comma ||
      gaz_quote_token_at(f, comma)->xpos != GAZ_XPOS_COMMA ||
      has_verb_in(f, comma + 1, a->cue.first - 1))
    return;
  if (a->has_source && a->source.first < comma && a->source.last > comma)
    a->source.first = comma + 1; /* the labels ran over the comma */
  if (f->view.marks.span_of[s->first] != UINT32_MAX ||
      f->view.marks.span_of[comma - 1] != UINT32_MAX)
    return; /* other words in marks are those of somebody whom the source speaks of */
  uint32_t main = s->first; /* where what is said begins behind "Despite the row," */
  for (uint32_t t = s->first; t < comma; t++) {
    if (is_source_or_cue(a, t) || (f->view.tokens[t].listed == GAZ_CUE_SAY &&
                                   gaz_quote_token_at(f, t)->upos == GAZ_UPOS_VERB))
      return;
    uint8_t xpos = gaz_quote_token_at(f, t)->xpos;
    if (main == s->first && xpos == GAZ_XPOS_COMMA) main = t;
    bool here = gaz_quote_is_finite(gaz_quote_token_at(f, t));
    finite |= here;
    behind |= here && main > s->first && f->view.marks.span_of[t] == UINT32_MAX;
  }
  uint8_t first = gaz_quote_token_at(f, s->first)->upos;
  bool aside = first == GAZ_UPOS_SCONJ || /* "As the sun set, Keller said" */
               (first == GAZ_UPOS_ADP && !behind);
  for (uint32_t t = a->cue.last + 1; t < end && finite; t++)
    finite = !gaz_quote_is_finite(gaz_quote_token_at(f, t));
  if (!finite || aside) return;
  a->pieces[a->piece_count++] = (gaz_token_run){s->first, comma - 1};
  a->source = (gaz_token_run){comma + 1, a->cue.first - 1};
  a->has_source = true;
}

bool gaz_quote_is_plain_report(const gaz_quote_finder *f, const gaz_sentence *s, uint32_t token) {
  enum { TAIL_MOST = 4, SOURCE_MOST = 12 };
  const gaz_token *t = gaz_quote_token_at(f, token);
  uint32_t end = s->first + s->count, comma = token;
  if (f->view.tokens[token].listed != GAZ_CUE_SAY || t->xpos != GAZ_XPOS_VBD ||
      f->view.marks.span_of[token] != UINT32_MAX || token + TAIL_MOST < end - 1 ||
      f->view.tokens[token].subject < 0 || (uint32_t)f->view.tokens[token].subject > token)
    return false;
  for (uint32_t i = token + 1; i < end; i++)
    if (gaz_quote_token_at(f, i)->upos == GAZ_UPOS_VERB) return false;
  bool person = false;
  while (comma > s->first && token - comma < SOURCE_MOST &&
         gaz_quote_token_at(f, comma)->xpos != GAZ_XPOS_COMMA) {
    uint8_t upos = gaz_quote_token_at(f, --comma)->upos;
    if (upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_AUX) return false;
    person |= f->view.tokens[comma].entity == GAZ_TYPE_PERSON;
  }
  return person && comma > s->first + 3 && f->view.tokens[token].subject > (int32_t)comma &&
         gaz_quote_token_at(f, comma)->xpos == GAZ_XPOS_COMMA;
}

/* ""Is it so?" | Keller said at a rally, according to the radio": a sentence that begins with who and said, right
 * behind words in marks. Writes their span. */
bool gaz_quote_is_tag(const gaz_quote_finder *f, const gaz_sentence *s, uint32_t token,
                      uint32_t *span) {
  enum { SOURCE_MOST = 8 };
  const gaz_token *t = gaz_quote_token_at(f, token);
  int32_t subject = f->view.tokens[token].subject;
  if (!s->first || token > s->first + SOURCE_MOST || f->view.tokens[token].listed != GAZ_CUE_SAY ||
      (t->xpos != GAZ_XPOS_VBD && t->xpos != GAZ_XPOS_VBZ) || subject < (int32_t)s->first ||
      subject > (int32_t)token || f->view.marks.span_of[token] != UINT32_MAX)
    return false;
  *span = f->view.marks.span_of[s->first - 1];
  if (*span == UINT32_MAX || !f->view.marks.spans[*span].closed ||
      f->view.marks.spans[*span].last != s->first - 1 ||
      f->view.marks.paragraph_of[gaz_quote_token_at(f, s->first - 1)->sentence] !=
          f->view.marks.paragraph_of[t->sentence])
    return false;
  for (uint32_t i = s->first; i < token; i++)
    if (gaz_quote_token_at(f, i)->upos == GAZ_UPOS_VERB ||
        gaz_quote_token_at(f, i)->upos == GAZ_UPOS_PUNCT)
      return false;
  uint8_t behind = token + 1 < s->first + s->count ? gaz_quote_token_at(f, token + 1)->upos
                                                   : (uint8_t)GAZ_UPOS_PUNCT;
  return behind == GAZ_UPOS_PUNCT || behind == GAZ_UPOS_ADP;
}

static bool take_marks_before(const gaz_quote_finder *f, gaz_attribution *a,
                              const gaz_sentence *s) {
  uint32_t span;
  if (!gaz_quote_is_tag(f, s, a->head, &span)) return false;
  const gaz_quoted_span *marks = &f->view.marks.spans[span];
  a->pieces[a->piece_count++] = (gaz_token_run){marks->first, marks->last};
  if (!a->has_source) a->source = (gaz_token_run){s->first, a->head - 1};
  a->has_source = true;
  return true;
}

void gaz_quote_take_clause(const gaz_quote_finder *f, gaz_attribution *a) {
  int32_t clause = reported_clause(f, a->head), subject = f->view.tokens[a->head].subject;
  const gaz_token *cue = gaz_quote_token_at(f, a->head);
  const gaz_sentence *s = &f->view.analysis->tokens.sentences[cue->sentence];
  if (a->piece_count || subject < 0 || cue->upos != GAZ_UPOS_VERB || !is_saying(f, a->head) ||
      s->count > CLAUSE_TOKENS || f->view.marks.span_of[a->head] != UINT32_MAX)
    return;
  if (take_marks_before(f, a, s)) return;
  if (clause < 0) {
    take_before(f, a, s, (uint32_t)subject);
    return;
  }
  gaz_token_run run = run_below(f, (uint32_t)clause, a->head, s);
  while (run.first < run.last && trimmed_at_edges(f, run.first)) run.first++;
  while (run.last > run.first && trimmed_at_edges(f, run.last)) run.last--;
  if (run.last < run.first + 2 || ((uint32_t)subject >= run.first && (uint32_t)subject <= run.last))
    return;
  a->pieces[a->piece_count++] = run;
  if (a->has_source) return;
  a->source = run_below(f, (uint32_t)subject, a->head, s);
  while (a->source.last > a->source.first && trimmed_at_edges(f, a->source.last)) a->source.last--;
  a->has_source = a->source.last < a->cue.first || a->source.first > a->cue.last;
}

/* "told | investigators that they believed": who is told stands before the clause that is. */
static void drop_told(const gaz_quote_finder *f, const gaz_attribution *a, gaz_token_run *piece,
                      const gaz_sentence *s) {
  int32_t clause = f->view.tokens[a->head].clause;
  int32_t marker = clause < 0 ? -1 : f->view.tokens[clause].marker;
  if (marker >= 0 && gaz_quote_token_at(f, (uint32_t)marker)->xpos == GAZ_XPOS_TO)
    return; /* "asked the states to wait": who is to do it */
  for (uint32_t t = piece->first; (int32_t)t < clause && t < piece->last; t++) {
    const gaz_token *token = gaz_quote_token_at(f, t);
    if (f->view.marks.span_of[t] != UINT32_MAX) return;
    if (token->head != (int32_t)a->head ||
        (token->deprel != GAZ_DEPREL_IOBJ && token->deprel != GAZ_DEPREL_OBJ))
      continue;
    gaz_token_run run = run_below(f, t, a->head, s);
    if (run.first <= piece->first && (int32_t)run.last < clause && run.last < piece->last &&
        !has_verb_in(f, run.first, run.last))
      piece->first = run.last + 1;
    return;
  }
}

void gaz_quote_drop_addressee(const gaz_quote_finder *f, gaz_attribution *a) {
  enum { ADDRESSEE_MOST = 14 };
  if (f->view.tokens[a->head].listed != GAZ_CUE_TELL) return;
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, a->head)->sentence];
  for (uint32_t p = 0; p < a->piece_count; p++) {
    gaz_token_run *piece = &a->pieces[p];
    if (piece->first <= a->cue.last || piece->first > a->cue.last + ADDRESSEE_MOST ||
        f->view.marks.span_of[piece->first] != UINT32_MAX)
      continue;
    if (piece->first == a->cue.last + 1) drop_told(f, a, piece, s);
    /* told the radio's programme: "..." */
    for (uint32_t t = piece->first; t < piece->last && t < piece->first + ADDRESSEE_MOST; t++)
      if (f->view.analysis->text[gaz_quote_token_at(f, t)->start] == ':' &&
          f->view.marks.span_of[t + 1] != UINT32_MAX && !has_verb_in(f, piece->first, t)) {
        piece->first = t + 1;
        return;
      }
    bool rest = piece->first == a->cue.last + 1 && piece->last + 2 >= s->first + s->count &&
                piece->last < piece->first + ADDRESSEE_MOST && p &&
                f->view.marks.span_of[a->pieces[p - 1].last] != UINT32_MAX &&
                !has_verb_in(f, piece->first, piece->last);
    if (!rest) continue;
    for (uint32_t k = p + 1; k < a->piece_count; k++) a->pieces[k - 1] = a->pieces[k];
    a->piece_count--;
    return;
  }
}

/* "that the raids in the north, where rebels are, | were not aimed at them": the words so far are a subject with
 * a clause of its own, and behind the comma stands their verb. */
static bool lacks_verb(const gaz_quote_finder *f, uint32_t first, uint32_t last, uint32_t comma) {
  uint32_t t = first;
  while (t <= last && gaz_quote_token_at(f, t)->xpos != GAZ_XPOS_COMMA) {
    if (gaz_quote_is_finite(gaz_quote_token_at(f, t))) return false;
    t++;
  }
  if (t >= last || gaz_quote_token_at(f, comma)->xpos != GAZ_XPOS_COMMA) return false;
  uint8_t xpos = gaz_quote_token_at(f, t + 1)->xpos;
  return (xpos == GAZ_XPOS_WDT || xpos == GAZ_XPOS_WP || xpos == GAZ_XPOS_WRB) &&
         gaz_quote_is_finite(gaz_quote_token_at(f, comma + 1));
}

/* "not aimed at them | but at others": the second half of what was denied. */
static bool is_second_half(const gaz_quote_finder *f, const gaz_token_run *piece, uint32_t but) {
  uint8_t behind = gaz_quote_token_at(f, but + 1)->upos;
  if (gaz_quote_token_at(f, but)->upos != GAZ_UPOS_CCONJ ||
      !(f->view.tokens[but].medium & GAZ_MEDIUM_CONTRAST) ||
      (behind != GAZ_UPOS_ADP && behind != GAZ_UPOS_PART && behind != GAZ_UPOS_VERB))
    return false;
  for (uint32_t at = piece->first; at <= piece->last; at++)
    if (f->view.tokens[at].medium & GAZ_MEDIUM_NEGATION) return true;
  return false;
}

/* The token behind a remark in brackets that begins at `token`, or `token`. */
static uint32_t behind_brackets(const gaz_quote_finder *f, uint32_t token, uint32_t end) {
  enum { BRACKETS_MAX = 12 };
  if (gaz_quote_token_at(f, token)->xpos != GAZ_XPOS_LRB) return token;
  for (uint32_t t = token + 1; t + 1 < end && t < token + BRACKETS_MAX; t++)
    if (gaz_quote_token_at(f, t)->xpos == GAZ_XPOS_RRB) return t + 1;
  return token;
}

/* "said if the ferries stopped, | the island would be cut off": a condition is half of a clause. */
static bool is_condition(const gaz_quote_finder *f, const gaz_token_run *piece, uint32_t comma,
                         uint32_t end) {
  if (gaz_quote_token_at(f, piece->first)->upos != GAZ_UPOS_SCONJ ||
      gaz_quote_token_at(f, comma)->xpos != GAZ_XPOS_COMMA || comma + 2 >= end ||
      !has_verb_in(f, piece->first, piece->last))
    return false;
  uint8_t upos = gaz_quote_token_at(f, comma + 1)->upos;
  if (f->view.tokens[piece->first].medium & (GAZ_MEDIUM_CLAUSE | GAZ_MEDIUM_QUESTION) ||
      upos == GAZ_UPOS_CCONJ || upos == GAZ_UPOS_ADP || upos == GAZ_UPOS_VERB)
    return false;
  for (uint32_t t = comma + 1; t < end; t++) {
    if (f->view.marks.span_of[t] != UINT32_MAX) return false;
    if (gaz_quote_is_finite(gaz_quote_token_at(f, t))) return true;
    if (gaz_quote_token_at(f, t)->upos == GAZ_UPOS_PUNCT) return false;
  }
  return false;
}

/* "said | the dam had broken": words of a noun phrase that the labels left out between the cue and its only piece. */
static void take_words_between(const gaz_quote_finder *f, const gaz_attribution *a,
                               gaz_token_run *piece) {
  enum { GAP_MOST = 3 };
  uint32_t first = a->cue.last + 1;
  bool open = a->piece_count == 1 && f->view.tokens[a->head].listed != GAZ_CUE_TELL &&
              piece->first > first && piece->first <= first + GAP_MOST &&
              gaz_quote_token_at(f, piece->first)->upos != GAZ_UPOS_SCONJ &&
              !(f->view.tokens[piece->first].medium & GAZ_MEDIUM_CLAUSE);
  for (uint32_t t = first; open && t < piece->first; t++) {
    uint8_t upos = gaz_quote_token_at(f, t)->upos;
    open = !takes_no_part(f, a, t) &&
           (upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN || upos == GAZ_UPOS_ADJ ||
            upos == GAZ_UPOS_DET || upos == GAZ_UPOS_NUM || upos == GAZ_UPOS_PRON);
  }
  if (open) piece->first = first;
}

/* "said the dam had | broken", "... were not aimed | at them": what goes on behind the labels. */
static void take_words_behind(const gaz_quote_finder *f, const gaz_attribution *a,
                              gaz_token_run *piece, uint32_t end) {
  uint32_t next = piece->last + 1;
  if (next < end) next = behind_brackets(f, next, end);
  bool remark =
      next > piece->last + 1; /* between "is willing to help" and "but does not believe" */
  if (next + 1 >= end || takes_no_part(f, a, next)) return;
  uint8_t upos = gaz_quote_token_at(f, next)->upos;
  const gaz_token *behind = gaz_quote_token_at(f, next + 1);
  bool goes_on = !remark && (upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_AUX);
  /* "said it is ready but does not believe": of another tense than the cue, so of the words */
  bool comma = gaz_quote_token_at(f, next)->xpos == GAZ_XPOS_COMMA && next + 2 < end &&
               behind->upos == GAZ_UPOS_CCONJ;
  if (comma) behind = gaz_quote_token_at(f, next + 2);
  if ((upos == GAZ_UPOS_CCONJ || comma) && gaz_quote_token_at(f, a->head)->xpos == GAZ_XPOS_VBD) {
    goes_on =
        behind->xpos == GAZ_XPOS_VBZ || behind->xpos == GAZ_XPOS_VBP || behind->xpos == GAZ_XPOS_MD;
  }
  if (next + comma + 1 < end && is_second_half(f, piece, next + comma)) goes_on = true;
  if (goes_on && comma) piece->last = next++;
  if (upos == GAZ_UPOS_PUNCT &&
      (lacks_verb(f, piece->first, piece->last, next) || is_condition(f, piece, next, end))) {
    piece->last = end - 1;
    while (piece->last > next && trimmed_at_edges(f, piece->last)) piece->last--;
    return;
  }
  if (!goes_on) return;
  while (next < end && !takes_no_part(f, a, next) &&
         gaz_quote_token_at(f, next)->upos != GAZ_UPOS_PUNCT)
    piece->last = next++;
}

/* Where the tree does not help: what the labels left out on either side of the words is of them. */
static void close_gaps(const gaz_quote_finder *f, gaz_attribution *a, const gaz_sentence *s) {
  if (!is_saying(f, a->head) || !a->piece_count) return;
  gaz_token_run *piece = &a->pieces[a->piece_count - 1];
  if (piece->first <= a->cue.last || f->view.marks.span_of[piece->first] != UINT32_MAX ||
      gaz_quote_token_at(f, piece->last)->sentence != gaz_quote_token_at(f, a->head)->sentence)
    return;
  take_words_between(f, a, piece);
  if (!a->parted) take_words_behind(f, a, piece, s->first + s->count);
}

/* Words in marks are given whole: "... reasons. | The interest was paramount", she explained. */
static void take_whole_marks(const gaz_quote_finder *f, gaz_attribution *a) {
  for (uint32_t p = 0; p < a->piece_count; p++) {
    gaz_token_run *piece = &a->pieces[p];
    uint32_t at = f->view.marks.span_of[piece->first];
    if (at == UINT32_MAX || f->view.marks.span_of[piece->last] != at ||
        f->view.marks.span_of[a->head] == at)
      continue;
    const gaz_quoted_span *span = &f->view.marks.spans[at];
    bool alone = span->closed && (!p || a->pieces[p - 1].last < span->first) &&
                 (p + 1 == a->piece_count || a->pieces[p + 1].first > span->last);
    if (alone) *piece = (gaz_token_run){span->first, span->last};
  }
}

/* "According to the Harbour Board (| HB), ferries stopped": what stands in brackets behind the source is none of
 * the words. */
static void leave_brackets(const gaz_quote_finder *f, gaz_token_run *piece) {
  enum { ACRONYM_MOST = 4 };
  if (!piece->first || gaz_quote_token_at(f, piece->first - 1)->xpos != GAZ_XPOS_LRB) return;
  for (uint32_t t = piece->first; t + 2 < piece->last && t < piece->first + ACRONYM_MOST; t++) {
    if (gaz_quote_token_at(f, t)->xpos != GAZ_XPOS_RRB) continue;
    piece->first = t + 1;
    if (trimmed_at_edges(f, piece->first)) piece->first++;
    return;
  }
}

/* "told Al-|Rai that the port is closed": the name of who was told is none of the words. */
static void leave_name(const gaz_quote_finder *f, const gaz_attribution *a, gaz_token_run *piece) {
  enum { ADDRESSEE_MOST = 8 };
  const gaz_analysis *analysis = f->view.analysis;
  if (f->view.tokens[a->head].listed != GAZ_CUE_TELL || piece->first <= a->cue.last ||
      piece->first > a->cue.last + ADDRESSEE_MOST ||
      f->view.marks.span_of[piece->first] != UINT32_MAX)
    return;
  size_t low = 0, high = analysis->name_count;
  while (low < high) { /* the first that ends behind the first token */
    size_t middle = (low + high) / 2;
    if (analysis->names[middle].first + analysis->names[middle].count <= piece->first)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == analysis->name_count || analysis->names[low].first >= piece->first) return;
  uint32_t end = analysis->names[low].first + analysis->names[low].count;
  if (end < piece->last) piece->first = end;
}

/* "warned them | the toll would rise": whom it was said to. */
static void leave_pronoun(const gaz_quote_finder *f, const gaz_attribution *a,
                          gaz_token_run *piece) {
  uint8_t class = f->view.tokens[a->head].listed;
  uint32_t first = piece->first;
  const gaz_token *t = gaz_quote_token_at(f, first);
  if (first != a->cue.last + 1 || first + 2 > piece->last || t->xpos != GAZ_XPOS_PRP ||
      (class != GAZ_CUE_SAY && class != GAZ_CUE_TELL) || t->head != (int32_t)a->head ||
      (t->deprel != GAZ_DEPREL_IOBJ && t->deprel != GAZ_DEPREL_OBJ) ||
      !has_verb_in(f, first + 1, piece->last) || f->view.marks.span_of[first] != UINT32_MAX)
    return;
  uint8_t upos = gaz_quote_token_at(f, first + 1)->upos;
  if (upos == GAZ_UPOS_DET || upos == GAZ_UPOS_PRON || upos == GAZ_UPOS_PROPN ||
      upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_SCONJ || upos == GAZ_UPOS_ADJ)
    piece->first++;
}

/* What of the reported clause the labels left out at either end of a piece belongs to it: nobody is
 * quoted with half a clause. Grows up to the cue, the source, and words in marks. */
void gaz_quote_complete_pieces(const gaz_quote_finder *f, gaz_attribution *a) {
  int32_t clause = reported_clause(f, a->head);
  const gaz_token *cue = gaz_quote_token_at(f, a->head);
  const gaz_sentence *s = &f->view.analysis->tokens.sentences[cue->sentence];
  if (a->piece_count) {
    leave_brackets(f, &a->pieces[0]);
    leave_pronoun(f, a, &a->pieces[0]);
    leave_name(f, a, &a->pieces[0]);
  }
  close_gaps(f, a, s);
  take_whole_marks(f, a);
  if (clause < 0 || s->count > CLAUSE_TOKENS) return;
  for (uint32_t p = 0; p < a->piece_count; p++) {
    gaz_token_run *piece = &a->pieces[p];
    if (gaz_quote_token_at(f, piece->first)->sentence != cue->sentence ||
        gaz_quote_token_at(f, piece->last)->sentence != cue->sentence)
      continue;
    uint32_t floor = p ? a->pieces[p - 1].last + 1 : s->first;
    uint32_t ceiling = p + 1 < a->piece_count ? a->pieces[p + 1].first : s->first + s->count;
    bool inside = false;
    for (uint32_t t = piece->first; t <= piece->last && !inside; t++)
      inside = is_below(f, t, (uint32_t)clause, a->head);
    if (!inside) continue;
    bool opened =
        piece->first > a->cue.last && f->view.tokens[piece->first].medium & GAZ_MEDIUM_CLAUSE;
    for (uint32_t t = piece->first; !opened && t-- > floor && !takes_no_part(f, a, t);)
      if (is_below(f, t, (uint32_t)clause, a->head) && !trimmed_at_edges(f, t)) piece->first = t;
    for (uint32_t t = piece->last + 1; !a->parted && t < ceiling && !takes_no_part(f, a, t); t++)
      if (is_below(f, t, (uint32_t)clause, a->head) && !trimmed_at_edges(f, t)) piece->last = t;
  }
  if (a->piece_count) drop_dateline(f, &a->pieces[0]); /* which the tree hangs on the clause */
}
