#include "names_sights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/names.h"
#include "english/names_article.h"
#include "english/word_info.h"
#include "failure.h"

/* ---- Sights ---- */

typedef struct watch {
  const labelled_corpus *corpus;
  uint32_t article; /* that is being looked at */
  sight_transitions *transitions;
  sights *out, *lessons;
  uint32_t taken; /* one more than the article whose sentences were taken last */
} watch;

static void make_room(sights *s, size_t tokens, size_t rows) {
  if (s->count == s->capacity) {
    s->capacity = 2 * s->capacity + (1 << 12);
    s->list = checked(realloc(s->list, s->capacity * sizeof *s->list));
  }
  if (s->tokens + tokens > s->token_room) {
    s->token_room = 2 * (s->tokens + tokens);
    s->scores = checked(realloc(s->scores, s->token_room * GAZ_NAME_STRIDE * sizeof *s->scores));
    s->labels = checked(realloc(s->labels, s->token_room));
    s->rows_at = checked(realloc(s->rows_at, (s->token_room + 1) * sizeof *s->rows_at));
    s->identity = checked(realloc(s->identity, s->token_room * sizeof *s->identity));
  }
  if (s->row_count + rows > s->row_room) {
    s->row_room = 2 * (s->row_count + rows);
    s->rows = checked(realloc(s->rows, s->row_room * sizeof *s->rows));
  }
}

static void take(watch *w, sights *s, const gaz_name_article *article, const gaz_name_stretch *at,
                 const float *scores) {
  make_room(s, at->count, (size_t)at->count * GAZ_NET_ROWS_MAX);
  s->list[s->count++] = (sight){w->article, at->first, at->count, s->tokens, w->transitions};
  if (scores)
    memcpy(s->scores + s->tokens * GAZ_NAME_STRIDE, scores,
           at->count * GAZ_NAME_STRIDE * sizeof *scores);
  memcpy(s->labels + s->tokens, w->corpus->articles[w->article].labels + at->first, at->count);
  for (uint32_t i = 0; i < at->count; i++) {
    s->rows_at[s->tokens] = s->row_count;
    s->row_count += gaz_name_reader_rows(article, at->sentence, at->first + i,
                                         s->rows + s->row_count, &s->identity[s->tokens]);
    s->tokens++;
  }
  s->rows_at[s->tokens] = s->row_count;
}

/* Every sentence of an article. */
static void take_sentences(watch *w, const gaz_name_article *article) {
  const gaz_tokens *tokens = article->tokens;
  for (uint32_t i = 0; i < tokens->sentence_count; i++) {
    const gaz_sentence *sentence = &tokens->sentences[i];
    gaz_name_stretch at = {i, sentence->first, sentence->count, 0, false};
    if (at.count && at.count <= SIGHT_MAX) take(w, w->lessons, article, &at, NULL);
  }
}

static void see(void *context, const gaz_name_sight *seen) {
  watch *w = context;
  w->transitions->score = *seen->transitions;
  take(w, w->out, seen->article, seen->stretch, seen->scores);
  if (w->lessons && w->taken != w->article + 1) {
    take_sentences(w, seen->article);
    w->taken = w->article + 1;
  }
}

static void take_name(const gaz_name *name, uint8_t *labels) {
  unsigned class = class_of_type(name->type);
  for (uint32_t i = 0; i < name->count; i++)
    labels[name->first + i] =
        (uint8_t)gaz_name_label(class, name->count == 1       ? GAZ_NAME_UNIT
                                       : i == 0               ? GAZ_NAME_BEGIN
                                       : i + 1 == name->count ? GAZ_NAME_LAST
                                                              : GAZ_NAME_INSIDE);
}

/* Has articles of a part recognised; *article is the one at work, and `labels` of each are set unless it is NULL. */
static void recognise(const labelled_corpus *corpus, const char *data_dir, const char *model,
                      const char *reader, const gaz_name_witness *witness, int part, int parts,
                      uint32_t *article, uint8_t *const *labels) {
  static gaz_word_lexicons *words;
  gaz_recogniser *recogniser;
  gaz_error error;
  gaz_name_memory memory = {checked(calloc(GAZ_NAME_MEMORIES, sizeof *memory.words)),
                            checked(calloc(GAZ_NAME_SUMS, sizeof *memory.sums))};
  gaz_arena scratch = {0}, arena = {0};
  if (!words && gaz_word_lexicons_load(data_dir, NULL, &words, &error)) stop(&error);
  if (gaz_recogniser_open_field(data_dir, model, reader, words, witness, &recogniser, &error))
    stop(&error);
  for (size_t a = 0; a < corpus->count; a++) {
    const labelled_article *at = &corpus->articles[a];
    gaz_name_list names = {0};
    if (parts > 1 && part_of_article(at, parts) != part) continue;
    gaz_arena_reset(&scratch);
    gaz_arena_reset(&arena);
    *article = (uint32_t)a;
    if (gaz_recognise(recogniser, at->text.data, &at->tokens, 0, &memory, NULL, &scratch, &arena,
                      &names))
      exit(3);
    for (size_t i = 0; labels && i < names.count; i++) take_name(&names.names[i], labels[a]);
  }
  gaz_recogniser_close(recogniser);
  gaz_arena_free(&scratch);
  gaz_arena_free(&arena);
  free(memory.words), free(memory.sums);
}

void look_at(const labelled_corpus *corpus, const char *data_dir, const char *model, int part,
             int parts, sights *out, sights *lessons) {
  watch w = {corpus, 0, checked(calloc(1, sizeof *w.transitions)), out, lessons, 0};
  gaz_name_witness witness = {see, &w};
  recognise(corpus, data_dir, model, NULL, &witness, part, parts, &w.article, NULL);
  gaz_name_transitions_exp(&w.transitions->score, &w.transitions->exp);
}

void name_articles(const labelled_corpus *corpus, const char *data_dir, const char *model,
                   const char *reader, int part, int parts, uint8_t *const *labels) {
  uint32_t article;
  recognise(corpus, data_dir, model, reader, NULL, part, parts, &article, labels);
}
