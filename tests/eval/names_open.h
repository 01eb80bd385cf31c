/* names_open.h - which lower-case words were part of a name in the training articles. */
#ifndef GAZ_NAMES_OPEN_H
#define GAZ_NAMES_OPEN_H

#include "names_corpus.h"

/* Writes names_open.tsv: the recogniser looks at no other words in lower case. */
void write_open_words(const labelled_corpus *corpus, const char *path);

#endif
