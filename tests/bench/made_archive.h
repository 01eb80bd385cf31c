/* made_archive.h - an archive of any size for measuring, made from the sample archive.
 *
 * The articles of the samples' running stories are told again and again, each time about other people
 * and places and with other nouns: stories of one to eight articles over fifteen years, told by a
 * few hundred beats whose people return, so that names are as unevenly spread as they are in
 * newspapers. A function of the number of articles alone. */
#ifndef GAZ_BENCH_MADE_ARCHIVE_H
#define GAZ_BENCH_MADE_ARCHIVE_H

#include <stdint.h>
#include <stdio.h>

typedef struct made_archive made_archive;

typedef struct made_article {
  const char *path; /* "12/000345-2.txt" */
  const char *date; /* 2012-04-30 */
  const char *title, *outlet;
  const char *text; /* paragraphs with an empty line between; without the title */
} made_article;

/* `samples` is the folder with archive/ and expected.jsonl; the lists of names come from the data
 * folder that the engine finds. NULL, with a message on stderr, when something is missing. */
made_archive *made_archive_open(const char *samples, uint32_t articles);
/* The next article, or NULL after the last. What it points to is valid until the next call. */
const made_article *made_archive_next(made_archive *archive);
void made_archive_close(made_archive *archive);

#endif
