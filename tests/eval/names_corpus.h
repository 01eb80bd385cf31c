/* names_corpus.h - articles with labelled names, for the trainer and the evaluation. */
#ifndef GAZ_NAMES_CORPUS_H
#define GAZ_NAMES_CORPUS_H

#include "english/names_features.h"

typedef struct labelled_article {
  char *name;
  gaz_string text;   /* tokens joined by spaces, or the article as written */
  gaz_tokens tokens; /* in `arena` */
  uint8_t *labels;   /* one a token, as gaz_name_label; GAZ_NAME_OUTSIDE */
  gaz_arena arena;
  float weight; /* how much its sentences count; 0: as usual */
} labelled_article;

typedef struct labelled_corpus {
  labelled_article *articles;
  size_t count, capacity, tokens;
  size_t written; /* so many articles are as written; what follows was made from them */
} labelled_corpus;

typedef enum letter_case { CASE_AS_WRITTEN, CASE_ALL_LOWER, CASE_ALL_UPPER } letter_case;

/* Adds the *.tsv of `folder` (token TAB tag, an empty line after a sentence), one in `every` from
 * `offset` on. Exits on errors. */
void read_labelled_folder(const char *folder, letter_case change, int every, int offset,
                          labelled_corpus *corpus);
/* One in `every` of the same articles as written (the .txt beside each .tsv), split by `tokenizer`, with the labels
 * carried over by position. */
void read_raw_folder(const char *folder, const gaz_tokenizer *tokenizer, letter_case change,
                     int every, labelled_corpus *corpus);

/* Adds the documents of a file in the format of Universal NER: number TAB token TAB tag, "# newdoc" before each. */
void read_documents(const char *path, labelled_corpus *corpus);

/* An empty article at the end of the corpus; it moves when another is added. */
labelled_article *labelled_article_new(labelled_corpus *corpus, const char *name);

/* Which of some parts an article belongs to, by its name: a copy in another case, too. */
int part_of_article(const labelled_article *article, int parts);

/* The class of a name's type as the recogniser has it. */
unsigned class_of_type(uint8_t type);

extern const char *const class_names[GAZ_NAME_CLASS_COUNT]; /* "Person" ... */

/* A name is tokens [first, last] of one class. Calls `visit` for each in the labels. */
typedef struct labelled_name {
  size_t first, last;
  unsigned class;
} labelled_name;
/* Fills `names` (room for `count` of them) and returns how many. */
size_t names_of_labels(const uint8_t *labels, size_t count, labelled_name *names);

#endif
