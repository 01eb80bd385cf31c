/* names_marked.h - articles written for the trainer, with their names marked where they stand. */
#ifndef GAZ_NAMES_MARKED_H
#define GAZ_NAMES_MARKED_H

#include "names_corpus.h"

/* Adds the articles of the *.txt of `folder`: a sentence a line, an empty line after an article, names as "[Class words]",
 * remarks behind a "#" at the start of a line. Tokens are split as those of the newswire corpus are, of one article in
 * `every` (0: of none) as the engine does with the tables of `data_dir`. Each sentence counts as much as `weight` of
 * another. Exits on errors. */
void read_marked_folder(const char *folder, float weight, const char *data_dir, int every,
                        labelled_corpus *corpus);

#endif
