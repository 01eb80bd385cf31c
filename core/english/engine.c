/* Opening and sharing the engine. Everything it holds is loaded before anybody else sees it and never changes
 * after, but for the workspaces, of which each analysis takes one for itself: no lock is needed. */
#include "english/engine.h"

#include <stdlib.h>
#include <string.h>

#include "english/data_dir.h"
#include "english/lemmatizer.h"
#include "english/names.h"
#include "english/parser.h"
#include "english/tag_review.h"
#include "english/tagger.h"
#include "english/word_info.h"
#include "english/workspace.h"
#include "text/tokenizer.h"

static gaz_status load(gaz_engine *engine, gaz_error *error) {
  gaz_status status = gaz_tokenizer_load(engine->data_dir, &engine->tokenizer, error);
  if (!status)
    status = gaz_word_lexicons_load(engine->data_dir, engine->image, &engine->words, error);
  if (!status) status = gaz_tagger_open(engine->data_dir, &engine->tagger, error);
  if (!status) engine->words->first = gaz_tagger_first(engine->tagger);
  if (!status) status = gaz_parser_open(engine->data_dir, &engine->parser, error);
  if (!status)
    status = gaz_tag_review_open(engine->data_dir, engine->tagger, &engine->tag_review, error);
  if (!status)
    status = gaz_lemmatizer_load(engine->data_dir, engine->image, &engine->lemmatizer, error);
  if (!status)
    status = gaz_recogniser_open(engine->data_dir, engine->image, engine->words,
                                 &engine->recogniser, error);
  if (!status) status = gaz_extract_attach(engine, error);
  return status;
}

/* Takes over `image`. */
static gaz_status open_with(const char *path, gaz_table_image *image, gaz_engine **out,
                            gaz_error *error) {
  *out = NULL;
  gaz_engine *engine = calloc(1, sizeof *engine);
  if (engine) {
    atomic_init(&engine->references, 1);
    engine->data_dir = strdup(path);
    engine->workspaces = gaz_workspaces_new();
  }
  if (!engine || !engine->data_dir || !engine->workspaces) {
    gaz_engine_release(engine);
    gaz_table_image_close(image);
    return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  }
  engine->image = image;
  gaz_status status = load(engine, error);
  if (status)
    gaz_engine_release(engine);
  else
    *out = engine;
  return status;
}

gaz_status gaz_engine_open(const char *data_dir, gaz_engine **out, gaz_error *error) {
  char path[GAZ_DATA_DIR_MAX];
  *out = NULL;
  gaz_status status = gaz_data_dir_find(data_dir, path, error);
  return status ? status : open_with(path, gaz_table_image_open(path), out, error);
}

gaz_status gaz_engine_compile(const char *data_dir, gaz_error *error) {
  gaz_engine *engine;
  gaz_table_image *image = gaz_table_image_new();
  if (!image) return gaz_fail(error, GAZ_ERROR_MEMORY, NULL, 0, "out of memory");
  gaz_status status = open_with(data_dir, image, &engine, error);
  if (status) return status;
  status = gaz_table_image_write(image, data_dir, error);
  gaz_engine_release(engine);
  return status;
}

gaz_engine *gaz_engine_retain(gaz_engine *engine) {
  if (engine) atomic_fetch_add_explicit(&engine->references, 1, memory_order_relaxed);
  return engine;
}

void gaz_engine_release(gaz_engine *engine) {
  if (!engine || atomic_fetch_sub_explicit(&engine->references, 1, memory_order_acq_rel) != 1)
    return;
  if (engine->free_article) engine->free_article(engine->article);
  if (engine->free_extract) engine->free_extract(engine->extract);
  gaz_recogniser_close(engine->recogniser);
  gaz_lemmatizer_free(engine->lemmatizer);
  gaz_parser_close(engine->parser);
  gaz_tag_review_close(engine->tag_review);
  gaz_tagger_close(engine->tagger);
  gaz_word_lexicons_free(engine->words);
  gaz_tokenizer_free(engine->tokenizer);
  gaz_table_image_close(engine->image);
  gaz_workspaces_free(engine->workspaces);
  free(engine->data_dir);
  free(engine);
}
