/* question.h - one question to the language engine, and its answer: what a worker of `gazette analyze`
 * does. Knows nothing of files and threads. */
#ifndef GAZETTE_QUESTION_H
#define GAZETTE_QUESTION_H

#include "base/arena.h"
#include "base/buffer.h"

typedef struct question {
  const gaz_engine *engine;
  bool conll;       /* the form of the answer; else a line of JSON */
  const char *date; /* the day texts without one are from, or NULL */
  const char *path; /* where the question came from, for messages; "-" or NULL: standard input */
  uint32_t line;    /* the same; 0 where there is none */
  gaz_string input; /* belongs to who asks */
  gaz_buffer output;
  gaz_error error;
  gaz_arena arena; /* all that lives as long as the answer is worked out */
} question;

/* Answer into `output`, which is as it was after a failure. A failure that is the input's fault is
 * described in `error`; any other is the status alone. */
gaz_status question_text(question *one); /* the input is a text; the path becomes its "id" */
gaz_status question_line(question *one); /* {"id":..,"text":..,"date":..} */
gaz_status question_tokens(
    question *one); /* the first column of each line; a blank line ends a sentence */

#endif
