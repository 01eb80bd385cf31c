/* english/engine.h - the loaded data: models, lexicons, tables. Owned by gaz_engine, immutable. */
#ifndef GAZ_ENGLISH_ENGINE_H
#define GAZ_ENGLISH_ENGINE_H

#include "base/table_image.h"
#include "english/analysis.h"

/* Each member belongs to the module that defines its type; gaz_engine_open loads them in order and
 * gaz_engine_release frees them. A new table means one member, one load, one free. Opaque members
 * of modules further down the house (extract) are loaded through the hooks below, so that english
 * includes nothing from below. */
typedef struct gaz_tagger gaz_tagger;
typedef struct gaz_parser gaz_parser;
typedef struct gaz_lemmatizer gaz_lemmatizer;
typedef struct gaz_recogniser gaz_recogniser; /* names */

struct gaz_engine {
  atomic_int references;
  char *data_dir;         /* folder that holds english/ */
  gaz_table_image *image; /* of the tables, or NULL; what follows looks into it */
  gaz_tokenizer *tokenizer;
  struct gaz_word_lexicons *words; /* english/word_info.h */
  gaz_tagger *tagger;
  gaz_parser *parser;
  struct gaz_tag_review *tag_review; /* english/tag_review.h; or NULL */
  gaz_lemmatizer *lemmatizer;
  gaz_recogniser *recogniser;
  struct gaz_workspaces *workspaces; /* english/workspace.h: what is not immutable, one a thread */
  struct gaz_article_cues *article;  /* article/cues.h: what tells furniture from prose */
  void (*free_article)(struct gaz_article_cues *cues);
  struct gaz_extract_tables *extract; /* extract/tables.h: event types, cues, titles, times */
  void (*free_extract)(struct gaz_extract_tables *tables);
};

/* Defined by extract/: loads its tables into a new engine and sets free_extract. Called by
 * gaz_engine_open when the program was linked with it. */
gaz_status gaz_extract_attach(gaz_engine *engine, gaz_error *error);

/* Reads the tables as text and writes their image beside them. */
gaz_status gaz_engine_compile(const char *data_dir, gaz_error *error);

#endif
