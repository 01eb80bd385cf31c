/* names_templates.h - training sentences made from templates and the name lists. */
#ifndef GAZ_NAMES_TEMPLATES_H
#define GAZ_NAMES_TEMPLATES_H

#include "names_corpus.h"

/* Adds articles of filled templates, each template `times` times; `folder` holds names_*.tsv. */
void read_templates(const char *path, const char *folder, int times, labelled_corpus *corpus);

#endif
