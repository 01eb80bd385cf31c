/* Who says what.
 *
 * The model proposes: every token that looks like the head of a cue becomes a candidate, and its
 * window is labelled into source, cue and content. What follows is bookkeeping between candidates:
 * one inside another's content is that speaker's own report and not a quote of the article, except
 * where the outer one is an outlet that reports ("..., Obama said, CNN reported"): then the inner
 * one is the quote and the outlet is who reported it. Speakers are resolved in quote_speakers.c. */
#include "extract/quotes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tsv.h"
#include "english/engine.h"
#include "english/labels.h"
#include "extract/quote_internal.h"
#include "extract/tables_internal.h"

enum {
  CUES_PER_SENTENCE = 16, /* the best of a longer list: no sentence of news has more */
  SURE_MARGIN = 144,      /* of a cue's score, in units of the model */
  REPORT_MAX = 200,       /* tokens of a sentence searched for who an outlet reports on */
};

/* ---- Tables ---- */

static const char *const class_names[] = {
    "",     "say",   "tell", "ask",       "write",       "report", "show",  "think",
    "want", "judge", "noun", "adjective", "preposition", "mark",   "relay", "commit"};

static gaz_status load_cues(const char *data_dir, struct gaz_quote_tables *tables,
                            gaz_error *error) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "reporting_cues.tsv", 2, 3, &table, error);
  for (size_t row = 0; !status && row < table.row_count; row++) {
    const char *word = gaz_tsv_cell(&table, row, 0), *name = gaz_tsv_cell(&table, row, 1);
    const char *needs = gaz_tsv_cell(&table, row, 2);
    uint32_t class = 1;
    while (class < GAZ_COUNT(class_names) && strcmp(class_names[class], name)) class ++;
    if (class == GAZ_COUNT(class_names) || (*needs && strcmp(needs, "clause") != 0))
      status = gaz_tsv_bad_row(&table, row, "no such class of cue", error);
    else
      status = gaz_word_map_set(tables->cues, word, strlen(word),
                                class | (*needs ? GAZ_CUE_NEEDS_CLAUSE : 0));
  }
  gaz_tsv_free(&table);
  return status;
}

/* Bit by bit of GAZ_MEDIUM_*. */
static const char *const medium_names[] = {
    "",         "preposition", "carrier", "aside",  "ground",     "negation", "clause",
    "question", "contrast",    "bearer",  "manner", "complement", "voice"};

static gaz_status load_media(const char *data_dir, struct gaz_quote_tables *tables,
                             gaz_error *error) {
  gaz_tsv table;
  gaz_status status = gaz_tsv_load(data_dir, "speech_media.tsv", 1, 2, &table, error);
  for (size_t row = 0; !status && row < table.row_count; row++) {
    const char *word = gaz_tsv_cell(&table, row, 0);
    uint32_t i = 0;
    while (i < GAZ_COUNT(medium_names) && strcmp(medium_names[i], gaz_tsv_cell(&table, row, 1)))
      i++;
    if (i == GAZ_COUNT(medium_names))
      status = gaz_tsv_bad_row(&table, row, "no such class of medium", error);
    else
      status = gaz_word_map_add(tables->media, word, strlen(word), 1u << i);
  }
  gaz_tsv_free(&table);
  return status;
}

static gaz_status load_model(const char *data_dir, struct gaz_quote_tables *tables,
                             gaz_error *error) {
  char path[4096];
  if (snprintf(path, sizeof path, "%s/english", data_dir) >= (int)sizeof path)
    return gaz_fail(error, GAZ_ERROR_TOO_LARGE, data_dir, 0, "the path is too long");
  return gaz_quote_model_load(path, &tables->model, error);
}

gaz_status gaz_quote_tables_load(const char *data_dir, struct gaz_quote_tables **out,
                                 gaz_error *error) {
  *out = NULL;
  struct gaz_quote_tables *tables = calloc(1, sizeof *tables);
  if (!tables || gaz_word_map_new(&tables->cues) || gaz_word_map_new(&tables->media)) {
    gaz_quote_tables_free(tables);
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  }
  gaz_status status = load_cues(data_dir, tables, error);
  if (!status) status = load_media(data_dir, tables, error);
  if (!status) status = load_model(data_dir, tables, error);
  if (status)
    gaz_quote_tables_free(tables);
  else
    *out = tables;
  return status;
}

void gaz_quote_tables_free(struct gaz_quote_tables *tables) {
  if (!tables) return;
  gaz_word_map_free(tables->cues);
  gaz_word_map_free(tables->media);
  gaz_quote_model_free(&tables->model);
  free(tables);
}

const gaz_word_map *gaz_quote_cues(const gaz_engine *engine) {
  return engine->extract && engine->extract->quotes ? engine->extract->quotes->cues : NULL;
}

const gaz_word_map *gaz_quote_media(const gaz_engine *engine) {
  return engine->extract && engine->extract->quotes ? engine->extract->quotes->media : NULL;
}

/* ---- Candidates ---- */

typedef gaz_quote_finder finder;

/* "Support the paper!": an appeal to the reader says nobody's words. */
static bool is_appeal(const finder *f, const gaz_attribution *a) {
  const gaz_token *head = gaz_quote_token_at(f, a->head);
  const gaz_sentence *s = &f->view.analysis->tokens.sentences[head->sentence];
  return !a->has_source && (head->xpos == GAZ_XPOS_VB || head->xpos == GAZ_XPOS_VBP) &&
         a->head <= s->first + 1 && f->view.tokens[a->head].subject < 0;
}

static gaz_status add_candidate(finder *f, uint32_t token, int32_t score) {
  gaz_quote_unit units[GAZ_WINDOW_MAX];
  uint8_t labels[GAZ_WINDOW_MAX];
  gaz_cue_frame frame;
  unsigned at, count = gaz_quote_window(&f->view, token, units, &at);
  gaz_cue_frame_make(&f->view, token, units, count, at, &frame);
  gaz_quote_model_label(&f->tables->model, &frame, labels);
  gaz_attribution a = {.head = token, .score = score, .cue = {token, token}, .outer = UINT32_MAX};
  gaz_quote_read_labels(f, units, labels, count, &a);
  if (!a.pieces) return GAZ_ERROR_MEMORY;
  gaz_quote_take_quoted_subject(f, &a);
  gaz_quote_take_quoted_object(f, &a);
  gaz_quote_take_said_by(f, &a);
  gaz_quote_take_clause(f, &a);
  if (!a.piece_count || is_appeal(f, &a)) return GAZ_OK; /* a cue of nothing */
  f->found = gaz_arena_grow(f->arena, f->found, f->count, &f->capacity, sizeof *f->found);
  if (!f->found) return GAZ_ERROR_MEMORY;
  f->found[f->count++] = a;
  return GAZ_OK;
}

/* Whether a line or a paragraph ends before `token`, or the text before it. */
static bool line_ends_before(const finder *f, uint32_t token) {
  if (token >= f->view.analysis->tokens.token_count) return true;
  const char *text = f->view.analysis->text;
  uint32_t from = gaz_quote_token_at(f, token - 1)->end, to = gaz_quote_token_at(f, token)->start;
  return memchr(text + from, '\n', to - from) != NULL ||
         gaz_quote_token_at(f, token)->sentence != gaz_quote_token_at(f, token - 1)->sentence;
}

/* "We are ready." - Anna Keller: after a quotation a dash, a name, and the end of the line.
 * Writes the last token of the name. */
static bool is_signature(const finder *f, uint32_t dash, uint32_t *last) {
  const gaz_tokens *tokens = &f->view.analysis->tokens;
  uint32_t end = dash + 1;
  if (dash == 0 || end >= tokens->token_count || f->view.marks.span_of[dash - 1] == UINT32_MAX ||
      f->view.tokens[dash].listed != GAZ_CUE_MARK || line_ends_before(f, end) ||
      !(gaz_quote_token_at(f, end)->shape & GAZ_SHAPE_CAPITAL))
    return false;
  /* The recogniser need not know the name: two words in capitals will do. */
  do end++;
  while (end < dash + 7 && !line_ends_before(f, end) && f->view.marks.span_of[end] == UINT32_MAX &&
         (f->view.tokens[end].entity == GAZ_TYPE_PERSON ||
          (gaz_quote_token_at(f, end)->shape & GAZ_SHAPE_CAPITAL)));
  if (end < dash + 3 && f->view.tokens[dash + 1].entity != GAZ_TYPE_PERSON) return false;
  *last = end - 1;
  while (end < dash + 14 && !line_ends_before(f, end) && f->view.marks.span_of[end] == UINT32_MAX &&
         gaz_quote_token_at(f, end)->upos != GAZ_UPOS_VERB)
    end++;
  return line_ends_before(f, end) || f->view.marks.span_of[end] != UINT32_MAX;
}

static gaz_status add_signature(finder *f, uint32_t dash) {
  const gaz_quoted_span *span = &f->view.marks.spans[f->view.marks.span_of[dash - 1]];
  gaz_attribution a = {.head = dash,
                       .score = INT32_MAX,
                       .cue = {dash, dash},
                       .source = {dash + 1, dash + 1},
                       .has_source = true,
                       .piece_count = 1,
                       .outer = UINT32_MAX};
  if (!is_signature(f, dash, &a.source.last)) return GAZ_OK;
  a.pieces = gaz_arena_alloc(f->arena, sizeof *a.pieces);
  f->found = gaz_arena_grow(f->arena, f->found, f->count, &f->capacity, sizeof *f->found);
  if (!f->found || !a.pieces) return GAZ_ERROR_MEMORY;
  a.pieces[0] = (gaz_token_run){span->first, span->last};
  f->found[f->count++] = a;
  return GAZ_OK;
}

/* "According to the ministry" is a cue wherever a source and a content are found beside it. */
static bool is_according_to(const finder *f, uint32_t token) {
  if (f->view.tokens[token].listed != GAZ_CUE_PREPOSITION ||
      token + 1 >= f->view.analysis->tokens.token_count)
    return false;
  return f->view.tokens[token + 1].medium & GAZ_MEDIUM_COMPLEMENT;
}

typedef struct scored {
  uint32_t token;
  int32_t score;
} scored;

/* The best candidates of one sentence, in text order. */
static gaz_status find_in_sentence(finder *f, const gaz_sentence *sentence) {
  scored best[CUES_PER_SENTENCE];
  unsigned count = 0;
  for (uint32_t t = sentence->first; t < sentence->first + sentence->count; t++) {
    if (!gaz_quote_cue_candidate(&f->view, t)) continue;
    uint32_t last;
    int32_t score =
        is_signature(f, t, &last) ? INT32_MAX : gaz_quote_model_cue(&f->tables->model, &f->view, t);
    if (score <= f->tables->model.threshold - (is_according_to(f, t) ? SURE_MARGIN : 0) &&
        !gaz_quote_is_plain_report(f, sentence, t) && !gaz_quote_is_tag(f, sentence, t, &last))
      continue;
    if (count < CUES_PER_SENTENCE) {
      best[count++] = (scored){t, score};
      continue;
    }
    unsigned worst = 0;
    for (unsigned i = 1; i < count; i++)
      if (best[i].score < best[worst].score) worst = i;
    if (best[worst].score >= score) continue;
    memmove(best + worst, best + worst + 1, (count - worst - 1) * sizeof *best);
    best[count - 1] = (scored){t, score};
  }
  for (unsigned i = 0; i < count; i++) {
    gaz_status status = best[i].score == INT32_MAX ? add_signature(f, best[i].token)
                                                   : add_candidate(f, best[i].token, best[i].score);
    if (status) return status;
  }
  return GAZ_OK;
}

/* ---- Between candidates ---- */

/* Candidates are in text order and windows are local, so only near ones can cover each other. */
enum { NEIGHBOURS = 24 };

static void nest(finder *f) {
  for (size_t i = 0; i < f->count; i++) {
    gaz_attribution *inner = &f->found[i];
    size_t from = i > NEIGHBOURS ? i - NEIGHBOURS : 0;
    size_t to = i + NEIGHBOURS < f->count ? i + NEIGHBOURS : f->count;
    for (size_t j = from; j < to; j++) {
      const gaz_attribution *outer = &f->found[j];
      if (j == i || !gaz_quote_covers(outer, inner->head)) continue;
      if (gaz_quote_covers(inner, outer->head) && inner->score >= outer->score) continue;
      inner->outer = (uint32_t)j;
      uint32_t span;
      const gaz_sentence *s =
          &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, inner->head)->sentence];
      if (!gaz_quote_covers(outer, inner->pieces[0].first) &&
          gaz_quote_is_tag(f, s, inner->head, &span))
        inner->kept = f->found[j].replaced =
            true; /* ""...?" Keller said, according to the radio" */
      break;
    }
  }
}

/* Whether the inner one is the quote and the outer one only the outlet that carried it. */
static bool only_reports(const finder *f, const gaz_attribution *outer, const gaz_facts *facts) {
  uint8_t class = f->view.tokens[outer->head].listed;
  if (outer->outer != UINT32_MAX || !outer->has_source) return false;
  if (class == GAZ_CUE_PREPOSITION) return gaz_quote_is_carrier(f, &outer->source);
  return (class == GAZ_CUE_WRITE || class == GAZ_CUE_REPORT) &&
         (gaz_quote_is_outlet(&f->view, facts, &outer->source) ||
          gaz_quote_is_carrier(f, &outer->source));
}

static uint32_t common_tokens(const gaz_attribution *a, const gaz_attribution *b) {
  uint32_t count = 0;
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t q = 0; q < b->piece_count; q++) {
      uint32_t first =
          a->pieces[p].first > b->pieces[q].first ? a->pieces[p].first : b->pieces[q].first;
      uint32_t last = a->pieces[p].last < b->pieces[q].last ? a->pieces[p].last : b->pieces[q].last;
      if (first <= last) count += last - first + 1;
    }
  return count;
}

static bool is_candidate(const finder *f, size_t near, uint32_t head) {
  size_t from = near > NEIGHBOURS ? near - NEIGHBOURS : 0;
  for (size_t i = from; i < f->count && i < near + NEIGHBOURS; i++)
    if (f->found[i].head == head) return true;
  return false;
}

/* "..., Keller said, the radio reported": the model, which was taught that the outermost report is
 * all there is, may pass over who said it. Every saying of a person in such a sentence is looked at;
 * those that say something take the report's place. */
static gaz_status add_reported(finder *f, const gaz_facts *facts) {
  size_t count = f->count;
  for (size_t i = 0; i < count; i++) {
    if (!only_reports(f, &f->found[i], facts)) continue;
    const gaz_sentence *s =
        &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, f->found[i].head)->sentence];
    uint32_t end = s->first + (s->count < REPORT_MAX ? s->count : REPORT_MAX);
    for (uint32_t t = s->first; t < end; t++) {
      const gaz_quote_token *token = &f->view.tokens[t];
      if (token->listed != GAZ_CUE_SAY && token->listed != GAZ_CUE_TELL) continue;
      if (gaz_quote_token_at(f, t)->upos != GAZ_UPOS_VERB || token->subject < 0 ||
          f->view.marks.span_of[t] != UINT32_MAX || is_candidate(f, i, t))
        continue;
      uint8_t subject = f->view.tokens[token->subject].entity;
      if (subject != GAZ_TYPE_PERSON &&
          gaz_quote_token_at(f, (uint32_t)token->subject)->upos != GAZ_UPOS_PRON)
        continue;
      size_t before = f->count;
      gaz_status status = add_candidate(f, t, f->tables->model.threshold);
      if (status) return status;
      if (f->count == before) continue;
      gaz_quote_drop_plain_pieces(f, &f->found[before]);
      if (f->view.tokens[f->found[i].head].listed == GAZ_CUE_PREPOSITION &&
          gaz_quote_content_tokens(&f->found[before]) * 2 <
              gaz_quote_content_tokens(&f->found[i])) {
        f->count = before;
        continue;
      }
      f->found[before].outer = (uint32_t)i;
      f->found[before].kept = f->found[before].has_source;
      f->found[i].replaced |= f->found[before].kept;
    }
  }
  return GAZ_OK;
}

/* "said Valdia is committed, stressing the need": who said the one stresses the other, unless the clause between
 * tells of words itself. */
static gaz_status part_voices(finder *f) {
  size_t count = f->count;
  for (size_t i = 0; i < count; i++) {
    const gaz_attribution *a = &f->found[i];
    uint8_t class = f->view.tokens[a->head].listed;
    gaz_token_run *piece = a->piece_count ? &a->pieces[a->piece_count - 1] : NULL;
    if (!piece || !a->has_source || piece->first < a->head ||
        (class != GAZ_CUE_SAY && class != GAZ_CUE_TELL && class != GAZ_CUE_WRITE))
      continue;
    for (uint32_t t = piece->first + 3; t <= piece->last; t++) {
      if (!gaz_quote_is_voice(f, t)) continue;
      int32_t above = gaz_quote_token_at(f, t)->head;
      uint8_t told = above >= (int32_t)piece->first ? f->view.tokens[above].listed : 0;
      if ((told >= GAZ_CUE_SAY && told <= GAZ_CUE_SHOW) || told == GAZ_CUE_JUDGE) break;
      piece->last = t - 2;
      f->found[i].parted = true;
      gaz_token_run source = a->source;
      if (!is_candidate(f, i, t)) {
        gaz_status status = add_candidate(f, t, f->tables->model.threshold);
        if (status) return status;
      }
      for (size_t k = f->count; k-- > 0;)
        if (f->found[k].head == t && f->found[k].piece_count) {
          f->found[k].source = source;
          f->found[k].has_source = true;
        }
      break;
    }
  }
  return GAZ_OK;
}

/* "Keller said that ..., a paper reported on Monday": the report ends the sentence behind what Keller said. */
static bool ends_report(const finder *f, const gaz_attribution *said,
                        const gaz_attribution *report) {
  const gaz_sentence *s =
      &f->view.analysis->tokens.sentences[gaz_quote_token_at(f, report->head)->sentence];
  if (!said->has_source || said->head > report->source.first || said->source.last > said->head ||
      !said->piece_count || said->pieces[said->piece_count - 1].first < said->head ||
      report->source.first < s->first + 1 || report->source.last > report->head ||
      gaz_quote_token_at(f, report->source.first - 1)->xpos != GAZ_XPOS_COMMA)
    return false;
  for (uint32_t p = 0; p < report->piece_count; p++)
    if (report->pieces[p].first > report->head || report->pieces[p].first < said->head)
      return false;
  for (uint32_t t = report->cue.last + 1; t < s->first + s->count; t++)
    if (gaz_quote_token_at(f, t)->upos == GAZ_UPOS_VERB) return false;
  return true;
}

/* Two cues of one sentence for the same words ("said" and its colon): the likelier one stays. */
static void drop_doubles(finder *f, const gaz_facts *facts) {
  for (size_t i = 0; i < f->count; i++) {
    gaz_attribution *a = &f->found[i];
    for (size_t j = i + 1; j < f->count && j < i + NEIGHBOURS; j++) {
      gaz_attribution *b = &f->found[j];
      if (gaz_quote_token_at(f, a->head)->sentence != gaz_quote_token_at(f, b->head)->sentence)
        break;
      if (a->outer != UINT32_MAX || b->outer != UINT32_MAX || a->double_of || b->double_of)
        continue;
      uint32_t small = gaz_quote_content_tokens(a) < gaz_quote_content_tokens(b)
                           ? gaz_quote_content_tokens(a)
                           : gaz_quote_content_tokens(b);
      bool report_a = only_reports(f, a, facts), report_b = only_reports(f, b, facts);
      if (common_tokens(a, b) * 2 <= small && !(report_b && !report_a && ends_report(f, a, b)))
        continue;
      if (report_a && !report_b && b->has_source) {
        b->outer = (uint32_t)i;
        b->kept = a->replaced = true;
      } else if (report_b && !report_a && a->has_source) {
        a->outer = (uint32_t)j;
        a->kept = b->replaced = true;
      } else if (a->score < b->score) {
        a->double_of = true;
      } else {
        b->double_of = true;
      }
    }
  }
}

/* Takes from `a` the pieces that another cue in the piece's own sentence claims too: "A," said X.
 * "B," said Y. */
static void release_pieces(finder *f, size_t index) {
  gaz_attribution *a = &f->found[index];
  uint32_t kept = 0;
  for (uint32_t p = 0; p < a->piece_count; p++) {
    bool taken = false;
    uint32_t first = gaz_quote_token_at(f, a->pieces[p].first)->sentence;
    uint32_t last = gaz_quote_token_at(f, a->pieces[p].last)->sentence;
    uint32_t own = gaz_quote_token_at(f, a->head)->sentence;
    size_t from = index > NEIGHBOURS ? index - NEIGHBOURS : 0;
    for (size_t j = from; j < f->count && j < index + NEIGHBOURS && !taken; j++) {
      const gaz_attribution *other = &f->found[j];
      uint32_t sentence = gaz_quote_token_at(f, other->head)->sentence;
      if (j == index || other->outer != UINT32_MAX || own == first || own == last) continue;
      taken =
          (sentence == first || sentence == last) && gaz_quote_covers(other, a->pieces[p].first);
    }
    if (!taken) a->pieces[kept++] = a->pieces[p];
  }
  a->piece_count = kept;
}

/* ---- Facts ---- */

static gaz_range range_of(const finder *f, gaz_token_run run) {
  return (gaz_range){gaz_quote_token_at(f, run.first)->start, gaz_quote_token_at(f, run.last)->end};
}

static uint8_t form_of(const finder *f, const gaz_attribution *a) {
  bool quoted = false, plain = false;
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last;) {
      uint32_t span = f->view.marks.span_of[t];
      if (span == UINT32_MAX) {
        plain |= gaz_quote_token_at(f, t)->upos != GAZ_UPOS_PUNCT;
        t++;
      } else {
        quoted = true;
        t = f->view.marks.spans[span].last + 1;
      }
    }
  return !quoted ? GAZ_QUOTE_INDIRECT : plain ? GAZ_QUOTE_MIXED : GAZ_QUOTE_DIRECT;
}

/* "ordered the fleet to act "as allies"": of what is no speech only the words in marks are words of
 * anybody. */
static bool only_marks(const finder *f, const gaz_attribution *a) {
  return !gaz_cue_is_speech(f->view.tokens[a->head].listed);
}

/* Cuts each piece of a quote down to its first words in marks. */
static void keep_marks(const finder *f, const gaz_attribution *a, gaz_quote *quote) {
  uint32_t kept = 0;
  for (uint32_t p = 0; p < a->piece_count; p++)
    for (uint32_t t = a->pieces[p].first; t <= a->pieces[p].last; t++) {
      uint32_t span = f->view.marks.span_of[t];
      if (span == UINT32_MAX) continue;
      const gaz_quoted_span *marks = &f->view.marks.spans[span];
      quote->content[kept++] = range_of(f, (gaz_token_run){marks->first, marks->last});
      break;
    }
  quote->content_count = kept;
}

static gaz_status write_quote(finder *f, const gaz_attribution *a, gaz_facts *facts) {
  gaz_quote *quote = &facts->quotes[facts->quote_count++];
  *quote = (gaz_quote){.form = form_of(f, a),
                       .cue = range_of(f, a->cue),
                       .speaker = GAZ_NONE,
                       .addressee = GAZ_NONE,
                       .time = GAZ_NONE,
                       .content_count = a->piece_count};
  for (unsigned i = 0; i < GAZ_COUNT(quote->reported_by); i++) quote->reported_by[i] = GAZ_NONE;
  if (a->has_source) quote->source = range_of(f, a->source);
  quote->content = gaz_arena_alloc(f->arena, a->piece_count * sizeof *quote->content);
  if (!quote->content) return GAZ_ERROR_MEMORY;
  for (uint32_t p = 0; p < a->piece_count; p++) quote->content[p] = range_of(f, a->pieces[p]);
  const gaz_attribution *outer = a->outer == UINT32_MAX ? NULL : &f->found[a->outer];
  gaz_quote_resolve(&f->view, facts, a, outer, quote);
  quote->unspoken = !gaz_quote_is_speech(f, a, quote);
  if (quote->form == GAZ_QUOTE_MIXED && only_marks(f, a)) keep_marks(f, a, quote);
  return GAZ_OK;
}

static int in_text_order(const void *a, const void *b) {
  const gaz_quote *x = a, *y = b;
  if (x->content[0].start != y->content[0].start)
    return x->content[0].start < y->content[0].start ? -1 : 1;
  return (x->cue.start > y->cue.start) - (x->cue.start < y->cue.start);
}

static gaz_status write_quotes(finder *f, gaz_facts *facts) {
  for (size_t i = 0; i < f->count; i++) {
    gaz_attribution *a = &f->found[i];
    if (a->outer == UINT32_MAX || a->kept) continue;
    gaz_attribution *outer = &f->found[a->outer];
    uint8_t class = f->view.tokens[a->head].listed;
    a->kept = a->has_source && (class == GAZ_CUE_SAY || class == GAZ_CUE_TELL) &&
              gaz_quote_content_tokens(a) * 2 >= gaz_quote_content_tokens(outer) &&
              only_reports(f, outer, facts);
    outer->replaced |= a->kept;
  }
  gaz_status nested = gaz_quote_add_nested(f);
  if (nested) return nested;
  facts->quotes = gaz_arena_zeroed(f->arena, f->count + f->view.marks.count, sizeof *facts->quotes);
  if (!facts->quotes) return GAZ_ERROR_MEMORY;
  for (size_t i = 0; i < f->count; i++) {
    gaz_attribution *a = &f->found[i];
    if (a->replaced || a->double_of || (a->outer != UINT32_MAX && !a->kept)) continue;
    if (a->kept)
      gaz_quote_drop_plain_pieces(f, a); /* the labels were those of the outlet's sentence */
    release_pieces(f, i);
    if (!a->piece_count) continue;
    gaz_quote_take_inverted(f, a);
    gaz_quote_mend_source(f, facts, a);
    gaz_quote_drop_addressee(f, a);
    gaz_quote_begin_at_that(f, a);
    if (gaz_quote_is_of_another(f, a)) a->has_source = false;
    gaz_quote_drop_question(f, a);
    gaz_quote_leave_main_clause(f, a);
    gaz_quote_complete_pieces(f, a);
    gaz_quote_drop_asides(f, facts, a);
    gaz_status status = gaz_quote_add_paragraphs(f, a);
    if (!status) status = write_quote(f, a, facts);
    if (!status) {
      a->written = true;
      a->quote = (uint32_t)facts->quote_count - 1;
    }
    if (status) return status;
  }
  gaz_status status = gaz_quote_add_unattributed(f, facts);
  if (status) return status;
  if (facts->quote_count)
    qsort(facts->quotes, facts->quote_count, sizeof *facts->quotes, in_text_order);
  return GAZ_OK;
}

gaz_status gaz_extract_quotes(const gaz_engine *engine, const gaz_analysis *analysis,
                              const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts) {
  if (!engine->extract || !engine->extract->quotes) return GAZ_OK;
  finder f = {.tables = engine->extract->quotes, .arena = arena};
  gaz_status status = gaz_quote_view_make(engine, analysis, facts, arena, &f.view);
  for (size_t s = 0; !status && s < analysis->tokens.sentence_count; s++) {
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    status = find_in_sentence(&f, &analysis->tokens.sentences[s]);
  }
  if (status) return status;
  gaz_quote_part_relatives(&f);
  gaz_quote_part_dashes(&f);
  status = part_voices(&f);
  if (status) return status;
  nest(&f);
  drop_doubles(&f, facts);
  status = add_reported(&f, facts);
  if (status) return status;
  return write_quotes(&f, facts);
}
