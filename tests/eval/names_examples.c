#include "names_examples.h"

#include <stdlib.h>

#include "english/model.h"

static void extract_token(const gaz_name_article *article, size_t s, size_t i, unsigned label,
                          examples *out) {
  size_t used = out->rows[out->tokens], identity = 0, revision = 0;
  if (used + 2 * GAZ_NAME_FEATURES_MAX > out->room) {
    out->room = out->room ? out->room * 2 : 1 << 22;
    out->hashes = realloc(out->hashes, out->room * sizeof *out->hashes);
  }
  /* A name that the recogniser does not look at is still one. */
  if (article->open[i] || label) {
    used += gaz_name_features(article, s, i, out->hashes + used, &identity);
    if (article->labels) revision = gaz_name_revision_features(article, s, i, out->hashes + used);
  }
  for (size_t j = out->rows[out->tokens]; j < used + revision; j++)
    out->hashes[j] = gaz_feature_mix(out->hashes[j]);
  out->labels[out->tokens] = (uint8_t)label;
  out->identity[out->tokens] = (uint8_t)identity;
  out->revision[out->tokens++] = (uint8_t)revision;
  out->rows[out->tokens] = used + revision;
}

void examples_extract(const labelled_corpus *corpus, const gaz_name_sources *sources,
                      uint8_t *const *first_pass, examples *out) {
  size_t room = corpus->tokens * 2 + 2;
  *out = (examples){.rows = malloc((room + 1) * sizeof *out->rows),
                    .list = malloc(room * sizeof *out->list),
                    .labels = malloc(room),
                    .identity = malloc(room),
                    .revision = malloc(room)};
  out->rows[0] = 0;
  for (size_t a = 0; a < corpus->count; a++) {
    const labelled_article *article = &corpus->articles[a];
    gaz_arena arena = {0};
    gaz_name_article prepared;
    if (gaz_name_article_prepare(article->text.data, &article->tokens, sources, &arena, &prepared))
      exit(3);
    if (first_pass && gaz_name_article_revise(&prepared, first_pass[a], &arena)) exit(3);
    for (size_t s = 0; s < article->tokens.sentence_count; s++) {
      const gaz_sentence *sentence = &article->tokens.sentences[s];
      uint32_t end = sentence->first + sentence->count;
      for (uint32_t i = sentence->first, to; i < end; i = to) {
        to = i + 1;
        if (!prepared.open[i] && !article->labels[i]) continue;
        while (to < end && (prepared.open[to] || article->labels[to])) to++;
        example *stretch = &out->list[out->count++];
        *stretch = (example){(uint32_t)out->tokens, to - i + 2, (uint32_t)a};
        for (uint32_t k = 0; k < stretch->count; k++) {
          if (k && k + 1 < stretch->count) {
            extract_token(&prepared, s, i + k - 1, article->labels[i + k - 1], out);
            continue;
          }
          out->labels[out->tokens] = GAZ_NAME_OUTSIDE;
          out->identity[out->tokens] = out->revision[out->tokens] = 0;
          out->tokens++;
          out->rows[out->tokens] = out->rows[out->tokens - 1];
        }
      }
    }
    gaz_arena_free(&arena);
  }
}

void examples_free(examples *data) {
  free(data->hashes), free(data->rows), free(data->list), free(data->labels), free(data->identity),
      free(data->revision);
}
