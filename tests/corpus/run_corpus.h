// What the two files of the corpus runner share: a case under test, and the expectations.
#ifndef GAZ_RUN_CORPUS_H
#define GAZ_RUN_CORPUS_H

#include "english/engine.h"
#include "extract/facts.h"

typedef struct corpus_case {
  const char *script, *name, *date;  // date may be NULL
  const char *text;                  // NUL-terminated
  const char *line;                  // the expectation being checked
  bool quiet;                        // print no failures
  const gaz_engine *engine;
  gaz_analysis analysis;
  gaz_facts facts;
} corpus_case;

// One piece of an expectation: "words"#number, or a bare value.
typedef struct piece {
  char *text;
  int number;
  bool quoted;
} piece;

// The number-th occurrence of words as whole words.
bool corpus_find(const corpus_case *c, const char *words, int number, gaz_range *out);

// Prints why the current expectation does not hold; returns false.
bool corpus_failed(corpus_case *c, const char *format, ...) GAZ_PRINTF(2, 3);

bool check_entity(corpus_case *c, const piece *pieces, unsigned count);
bool check_not_entity(corpus_case *c, const piece *pieces, unsigned count);
bool check_distinct(corpus_case *c, const piece *pieces, unsigned count);
bool check_role(corpus_case *c, const piece *pieces, unsigned count);
bool check_roleless(corpus_case *c, const piece *pieces, unsigned count);
bool check_time(corpus_case *c, const piece *pieces, unsigned count);
bool check_not_time(corpus_case *c, const piece *pieces, unsigned count);
bool check_quote(corpus_case *c, const piece *pieces, unsigned count);
bool check_not_quote(corpus_case *c, const piece *pieces, unsigned count);
bool check_event(corpus_case *c, const piece *pieces, unsigned count);
bool check_not_event(corpus_case *c, const piece *pieces, unsigned count);
bool check_sentences(corpus_case *c, const piece *pieces, unsigned count);
bool check_sentence(corpus_case *c, const piece *pieces, unsigned count);
bool check_token(corpus_case *c, const piece *pieces, unsigned count);

#endif
