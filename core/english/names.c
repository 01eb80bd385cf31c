/* The recogniser labels each sentence by a linear-chain model (names_decode.h)
 * over the features of names_features.h, and turns the training scheme's classes into entity types.
 *
 * Most words of a text are in lower case and no part of any name: these are outside unread
 * (gaz_name_article.open), and what remains are stretches of a few tokens each with an outside token at
 * either end. Each stretch is labelled by itself. Then the stretches where a name was found, or not for
 * sure none, are labelled again, with the same scores and those of what the pass before made of the same
 * words elsewhere in the article, so that a clear case decides a doubtful one; and again those with a
 * word that the article now says something else of. At last a net reads these stretches too
 * (names_reader.h). Passes tell each other the best path; what stays are the names that are sure enough.
 * Articles all in lower case or all in capitals have a model of their own and no net. */
#include "english/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/names_article.h"
#include "english/names_decode.h"
#include "english/names_explained.h"
#include "english/names_reader.h"
#include "english/names_types.h"

typedef struct pass {
  gaz_model *model;
  uint64_t seed; /* of the keys of its sums */
  gaz_name_transitions transitions, transitions_exp;
  gaz_name_stakes stakes;
} pass;

struct gaz_recogniser {
  pass ordinary;
  pass caseless;   /* for articles all in lower case or all in capitals */
  gaz_net *reader; /* of ordinary articles */
  gaz_name_transitions reader_transitions, reader_transitions_exp; /* its and the field's */
  gaz_name_witness witness;                                        /* instead of it */
  gaz_name_lists *lists;
  gaz_name_sources sources; /* the lists, and tables of the engine */
};

/* What a name must be worth to stay; `shown`: of those that the trainer of the second reader is told the field found elsewhere
 * in the article. */
static const gaz_name_stakes ordinary_stakes = {0.50f, 0.3f, 0.1f},
                             caseless_stakes = {0.36f, 0.3f, 0.1f},
                             shown_stakes = {0.42f, 0, 0.15f};

static void read_transitions(pass *p) {
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
    int16_t scores[GAZ_MODEL_SCORES] = {0};
    uint64_t feature = gaz_name_transition_feature(label);
    gaz_model_score(p->model, &feature, 1, scores);
    for (unsigned next = 0; next < GAZ_NAME_LABELS; next++)
      p->transitions.score[next][label] = (float)scores[next] * p->model->scale;
  }
  gaz_name_transitions_arrange(&p->transitions);
  gaz_name_transitions_exp(&p->transitions, &p->transitions_exp);
}

static gaz_status open_pass(const char *path, uint64_t seed, const gaz_name_stakes *stakes, pass *p,
                            gaz_error *error) {
  p->seed = seed;
  p->stakes = *stakes;
  gaz_status status = gaz_model_open(path, &p->model, error);
  if (!status && p->model->label_count != GAZ_NAME_LABELS)
    status =
        gaz_fail(error, GAZ_ERROR_CORRUPT, path, 0, "the model has other labels; install it again");
  if (!status) read_transitions(p);
  return status;
}

static gaz_status open_fields(const char *data_dir, const char *ordinary, gaz_table_image *image,
                              const gaz_word_lexicons *words, gaz_recogniser **out,
                              gaz_error *error) {
  char path[4096 + 64];
  *out = NULL;
  gaz_recogniser *recogniser = calloc(1, sizeof *recogniser);
  if (!recogniser)
    return gaz_fail(error, GAZ_ERROR_MEMORY, data_dir, 0, "not enough memory for the recogniser");
  gaz_status status = open_pass(ordinary, 1, &ordinary_stakes, &recogniser->ordinary, error);
  snprintf(path, sizeof path, "%s/english/names_caseless.model", data_dir);
  if (!status) status = open_pass(path, 2, &caseless_stakes, &recogniser->caseless, error);
  if (!status) {
    snprintf(path, sizeof path, "%s/english", data_dir);
    status = gaz_name_lists_open(path, image, &recogniser->lists, error);
  }
  if (status) {
    gaz_recogniser_close(recogniser);
    return status;
  }
  recogniser->sources =
      (gaz_name_sources){recogniser->lists, words->clusters, words->classes, NULL, words};
  *out = recogniser;
  return GAZ_OK;
}

/* Closes the recogniser when it cannot. */
static gaz_status open_reader(const char *path, gaz_recogniser **out, gaz_error *error) {
  gaz_status status = gaz_net_open(path, &gaz_name_reader_shape, &(*out)->reader, error);
  if (!status) {
    gaz_name_reader_steps((*out)->reader, &(*out)->ordinary.transitions,
                          &(*out)->reader_transitions);
    gaz_name_transitions_exp(&(*out)->reader_transitions, &(*out)->reader_transitions_exp);
    return GAZ_OK;
  }
  gaz_recogniser_close(*out);
  *out = NULL;
  return status;
}

gaz_status gaz_recogniser_open(const char *data_dir, gaz_table_image *image,
                               const gaz_word_lexicons *words, gaz_recogniser **out,
                               gaz_error *error) {
  char path[4096 + 64];
  snprintf(path, sizeof path, "%s/english/names.model", data_dir);
  gaz_status status = open_fields(data_dir, path, image, words, out, error);
  if (status) return status;
  snprintf(path, sizeof path, "%s/english/names_reader.model", data_dir);
  return open_reader(path, out, error);
}

gaz_status gaz_recogniser_open_field(const char *data_dir, const char *model, const char *reader,
                                     const gaz_word_lexicons *words,
                                     const gaz_name_witness *witness, gaz_recogniser **out,
                                     gaz_error *error) {
  gaz_status status = open_fields(data_dir, model, NULL, words, out, error);
  if (!status && witness) {
    (*out)->witness = *witness;
    (*out)->ordinary.stakes = shown_stakes;
  }
  if (status || !reader) return status;
  return open_reader(reader, out, error);
}

void gaz_recogniser_close(gaz_recogniser *recogniser) {
  if (!recogniser) return;
  gaz_net_close(recogniser->reader);
  gaz_model_close(recogniser->ordinary.model);
  gaz_model_close(recogniser->caseless.model);
  gaz_name_lists_free(recogniser->lists);
  free(recogniser);
}

/* ---- Sentences ----------------------------------------------------------------------------------- */

/* A stretch longer than this is labelled in pieces: memory stays bounded whatever the text. */
enum { PIECE_MAX = 256 };
/* Passes after the first. Hardly anything changes after the third of them. */
enum { REVISIONS_MAX = 3 };
/* A token is plain, outside for sure, when the first pass scores every other label so far behind: more
 * than what is learnt of other places can make up for. */
static const float PLAIN_MARGIN = 4;

typedef struct work {
  float scores[PIECE_MAX * GAZ_NAME_STRIDE];
  float forward[PIECE_MAX * GAZ_NAME_STRIDE], backward[PIECE_MAX * GAZ_NAME_STRIDE];
  float probabilities[PIECE_MAX * GAZ_NAME_STRIDE];
  uint8_t labels[PIECE_MAX];
} work;

/* One article on its way through both passes. */
typedef struct reading {
  const pass *pass;
  const gaz_net *reader; /* the second reader, when it is its turn */
  const gaz_name_transitions *transitions, *transitions_exp; /* of those who read */
  bool last;                                                 /* whether these labels are to stay */
  gaz_name_scorer scorer;
  gaz_name_article article;
  gaz_name_stretch *stretches; /* the open tokens */
  size_t count;
  int16_t *rows;   /* GAZ_NAME_STRIDE an open token: the scores of the first pass */
  uint8_t *guess;  /* of each token, by the pass before */
  uint8_t *labels; /* by this one */
  uint32_t revision;
  float *sure; /* probability of that label */
  work w;
} reading;

static gaz_status find_stretches(reading *r, gaz_arena *arena) {
  const gaz_tokens *tokens = r->article.tokens;
  size_t room = 0;
  uint32_t rows = 0;
  for (size_t s = 0; s < tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &tokens->sentences[s];
    uint32_t end = sentence->first + sentence->count;
    for (uint32_t i = sentence->first, to; i < end; i = to) {
      to = i + 1;
      if (!r->article.open[i]) continue;
      while (to < end && r->article.open[to] && to - i < PIECE_MAX) to++;
      r->stretches = gaz_arena_grow(arena, r->stretches, r->count, &room, sizeof *r->stretches);
      if (!r->stretches) return GAZ_ERROR_MEMORY;
      r->stretches[r->count++] = (gaz_name_stretch){(uint32_t)s, i, to - i, rows, false};
      rows += to - i;
    }
  }
  r->rows = gaz_arena_alloc(arena, ((size_t)rows * GAZ_NAME_STRIDE + 1) * sizeof *r->rows);
  return r->rows ? GAZ_OK : GAZ_ERROR_MEMORY;
}

static bool is_plain(const int16_t *row, float scale) {
  int16_t other = row[1];
  for (unsigned label = 2; label < GAZ_NAME_LABELS; label++)
    other = row[label] > other ? row[label] : other;
  return (float)row[GAZ_NAME_OUTSIDE] * scale > (float)other * scale + PLAIN_MARGIN;
}

/* The stretch's scores of a token, from its row. */
static void set_scores(const reading *r, const int16_t *row, float *scores) {
  float scale = r->pass->model->scale;
  for (unsigned label = 0; label < GAZ_NAME_STRIDE; label++)
    scores[label] = (float)row[label] * scale;
}

/* The steps into and out of a stretch, between tokens that are outside, are added to its ends. */
static void bound(float *scores, uint32_t count, const gaz_name_transitions *transitions) {
  float *last = scores + (size_t)(count - 1) * GAZ_NAME_STRIDE;
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
    scores[label] += transitions->from_outside[label];
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
    last[label] += transitions->score[GAZ_NAME_OUTSIDE][label];
}

static void guess_stretch(reading *r, gaz_name_stretch *at) {
  work *w = &r->w;
  for (uint32_t i = 0; i < at->count; i++) {
    const int16_t *row = r->rows + (size_t)(at->row + i) * GAZ_NAME_STRIDE;
    at->again = at->again || !is_plain(row, r->pass->model->scale);
    set_scores(r, row, w->scores + i * GAZ_NAME_STRIDE);
  }
  if (!at->again) return;
  bound(w->scores, at->count, r->transitions);
  gaz_name_best(w->scores, at->count, r->transitions, w->forward, w->labels);
  memcpy(r->guess + at->first, w->labels, at->count);
}

/* Whether a word of the stretch got another label somewhere in the article, the last time. */
static bool has_news(const reading *r, const gaz_name_stretch *at) {
  for (uint32_t i = at->first; i < at->first + at->count; i++)
    if (r->article.keys[gaz_name_word_at(&r->article, i)->key].news == r->revision) return true;
  return false;
}

/* The names of a stretch that are to stay, and how sure they are. */
static void choose(reading *r, const gaz_name_stretch *at) {
  work *w = &r->w;
  gaz_name_marginals(w->scores, at->count, r->transitions_exp, w->forward, w->backward,
                     w->probabilities);
  gaz_name_choose(w->probabilities, w->forward, at->count, r->transitions_exp, &r->pass->stakes,
                  w->labels, r->sure + at->first);
}

/* The scores of a stretch by the field, with what the article says; returns whether it says anything. */
static bool score_stretch(reading *r, const gaz_name_stretch *at) {
  uint64_t features[GAZ_NAME_FEATURES_MAX];
  bool told = false;
  for (uint32_t i = 0; i < at->count; i++) {
    size_t n = gaz_name_revision_features(&r->article, at->sentence, at->first + i, features);
    int16_t row[GAZ_NAME_STRIDE];
    memcpy(row, r->rows + (size_t)(at->row + i) * GAZ_NAME_STRIDE, sizeof row);
    told |= n > 0;
    if (n) gaz_model_score(r->pass->model, features, n, row);
    set_scores(r, row, r->w.scores + i * GAZ_NAME_STRIDE);
  }
  return told;
}

/* Adds what the second reader says. The rows of a token are on their way while those of the next are found. */
static void read_stretch(reading *r, const gaz_name_stretch *at) {
  uint32_t rows[2][GAZ_NET_ROWS_MAX];
  size_t identity, counts[2] = {0};
  for (uint32_t i = 0; i <= at->count; i++) {
    if (i < at->count) {
      counts[i & 1] =
          gaz_name_reader_rows(&r->article, at->sentence, at->first + i, rows[i & 1], &identity);
      gaz_net_fetch(r->reader, rows[i & 1], counts[i & 1], 0);
    }
    if (i)
      gaz_name_reader_add(r->reader, rows[~i & 1], counts[~i & 1],
                          r->w.scores + (i - 1) * GAZ_NAME_STRIDE);
  }
}

static void label_stretch(reading *r, const gaz_name_stretch *at) {
  work *w = &r->w;
  bool told = score_stretch(r, at);
  if (r->reader) read_stretch(r, at);
  bound(w->scores, at->count, r->transitions);
  if (r->last)
    choose(r, at);
  else if (told || r->reader)
    gaz_name_best(w->scores, at->count, r->transitions, w->forward, w->labels);
  else
    memcpy(w->labels, r->guess + at->first, at->count); /* the article says no more */
  memcpy(r->labels + at->first, w->labels, at->count);
}

enum { AT_ONCE = 64 }; /* stretches between two questions whether to go on */

static gaz_status guess_article(reading *r, const gaz_cancel *cancel) {
  for (size_t i = 0; i < r->count; i += AT_ONCE) {
    size_t some = r->count - i < AT_ONCE ? r->count - i : AT_ONCE;
    gaz_name_stretch *at = r->stretches + i;
    if (gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    gaz_name_score(&r->article, &r->scorer, at, some, r->rows + (size_t)at->row * GAZ_NAME_STRIDE);
    for (size_t k = 0; k < some; k++) guess_stretch(r, at + k);
  }
  return GAZ_OK;
}

/* All stretches in question, or those with news. */
static gaz_status label_article(reading *r, bool all, const gaz_cancel *cancel) {
  for (size_t i = 0; i < r->count; i++) {
    const gaz_name_stretch *at = &r->stretches[i];
    if (i % AT_ONCE == 0 && gaz_cancelled(cancel)) return GAZ_ERROR_CANCELLED;
    if (at->again && (all || has_news(r, at))) label_stretch(r, at);
  }
  return GAZ_OK;
}

/* Takes the labels for the next guess and notes whose words they are new to; false when none are. */
static bool take_labels(reading *r) {
  bool any = false;
  for (uint32_t i = 0; i < r->article.tokens->token_count; i++) {
    if (r->guess[i] == r->labels[i]) continue;
    r->guess[i] = r->labels[i];
    r->article.keys[gaz_name_word_at(&r->article, i)->key].news = r->revision + 1;
    any = true;
  }
  return any;
}

/* Labels the article with what the pass before made of it, until nothing changes any more. */
static gaz_status revise_article(reading *r, uint32_t most, const gaz_cancel *cancel,
                                 gaz_arena *arena) {
  gaz_status status = GAZ_OK;
  bool changed = true;
  for (uint32_t n = 0; !status && changed && n < most; n++, r->revision++) {
    status = gaz_name_article_revise(&r->article, r->guess, arena);
    if (!status) status = label_article(r, n == 0, cancel);
    changed = take_labels(r);
  }
  return status;
}

/* Shows the trainer of the second reader what that would see. */
static gaz_status show_article(reading *r, const gaz_name_witness *witness, gaz_arena *arena) {
  gaz_status status = gaz_name_article_revise(&r->article, r->guess, arena);
  for (size_t i = 0; !status && i < r->count; i++) {
    gaz_name_sight sight = {&r->article, &r->stretches[i], r->w.scores, &r->pass->transitions};
    if (!r->stretches[i].again) continue;
    score_stretch(r, &r->stretches[i]);
    witness->see(witness->context, &sight);
  }
  return status;
}

/* By the field, then also by the second reader where there is one for such an article. */
static gaz_status read_article(reading *r, const gaz_recogniser *recogniser,
                               const gaz_cancel *cancel, gaz_arena *arena) {
  bool ordinary = r->pass == &recogniser->ordinary;
  r->last = !ordinary || !recogniser->reader;
  gaz_status status = guess_article(r, cancel);
  if (!status) status = revise_article(r, REVISIONS_MAX, cancel, arena);
  if (status || !ordinary) return status;
  if (recogniser->witness.see) return show_article(r, &recogniser->witness, arena);
  r->reader = recogniser->reader;
  r->transitions = &recogniser->reader_transitions;
  r->transitions_exp = &recogniser->reader_transitions_exp;
  r->last = true;
  /* Once: reading again what a changed label is news to finds hardly anything. */
  return r->reader ? revise_article(r, 1, cancel, arena) : GAZ_OK;
}

/* Whether most of the article stands in sentences without a difference of case. */
static bool is_caseless(const gaz_name_article *article) {
  size_t all = 0, without = 0;
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    uint32_t count = article->tokens->sentences[s].count;
    all += count;
    if (article->sentence_case[s] == GAZ_NAME_CASE_LOWER ||
        article->sentence_case[s] == GAZ_NAME_CASE_CAPITALS)
      without += count;
  }
  return without > 20 && without * 3 > all * 2;
}

/* ---- Names --------------------------------------------------------------------------------------- */

/* `first`: number of the article's first token in the text. */
static gaz_status collect(const gaz_name_article *article, const uint8_t *labels, const float *sure,
                          uint32_t first, gaz_arena *arena, gaz_name_list *out) {
  const gaz_tokens *tokens = article->tokens;
  gaz_name *name = NULL;
  for (uint32_t i = 0; i < tokens->token_count; i++) {
    /* Sentences made by others may overlap and cut a name's beginning off. */
    if (!labels[i] || (!name && (labels[i] - 1u) % 4 % 3)) continue;
    unsigned class = (labels[i] - 1u) / 4, part = (labels[i] - 1u) % 4;
    if (part == GAZ_NAME_BEGIN || part == GAZ_NAME_UNIT) {
      out->names =
          gaz_arena_grow(arena, out->names, out->count, &out->capacity, sizeof *out->names);
      if (!out->names) return GAZ_ERROR_MEMORY;
      name = &out->names[out->count++];
      *name = (gaz_name){.start = tokens->tokens[i].start,
                         .first = first + i,
                         .confidence = 1,
                         .type = (uint8_t) class};
    }
    name->end = tokens->tokens[i].end;
    name->count = first + i - name->first + 1;
    name->confidence = sure[i] < name->confidence ? sure[i] : name->confidence;
  }
  return GAZ_OK;
}

gaz_status gaz_recognise(const gaz_recogniser *recogniser, const char *text,
                         const gaz_tokens *tokens, uint32_t first, const gaz_name_memory *memory,
                         const gaz_cancel *cancel, gaz_arena *scratch, gaz_arena *arena,
                         gaz_name_list *out) {
  size_t before = out->count;
  if (!tokens->token_count) return GAZ_OK;
  reading *r = gaz_arena_alloc(scratch, sizeof *r);
  if (!r) return GAZ_ERROR_MEMORY;
  r->stretches = NULL;
  r->reader = NULL;
  r->revision = 0;
  r->count = 0;
  r->guess = gaz_arena_zeroed(scratch, tokens->token_count, 1);
  r->labels = gaz_arena_zeroed(scratch, tokens->token_count, 1);
  r->sure = gaz_arena_zeroed(scratch, tokens->token_count, sizeof *r->sure);
  if (!r->guess || !r->labels || !r->sure) return GAZ_ERROR_MEMORY;
  gaz_name_sources sources = recogniser->sources;
  sources.memories = memory->words;
  gaz_status status = gaz_name_article_prepare(text, tokens, &sources, scratch, &r->article);
  if (!status) {
    r->pass = is_caseless(&r->article) ? &recogniser->caseless : &recogniser->ordinary;
    r->transitions = &r->pass->transitions;
    r->transitions_exp = &r->pass->transitions_exp;
    r->scorer = (gaz_name_scorer){r->pass->model, r->pass->seed, memory->sums};
    status = find_stretches(r, scratch);
  }
  if (!status) status = read_article(r, recogniser, cancel, scratch);
  if (!status && r->last) gaz_name_explained(&r->article, r->labels, r->sure);
  if (!status) status = collect(&r->article, r->labels, r->sure, first, arena, out);
  for (size_t i = before; !status && i < out->count; i++) {
    gaz_name *name = &out->names[i];
    name->type = gaz_name_type(&r->article, name->first - first, name->count, name->type);
  }
  return status;
}
