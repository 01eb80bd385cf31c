/* extract/facts_json.h - facts and analyses as text: the forms of `gazette analyze`. */
#ifndef GAZ_EXTRACT_FACTS_JSON_H
#define GAZ_EXTRACT_FACTS_JSON_H

#include "base/buffer.h"
#include "extract/facts.h"

/* One JSON object on one line, without a line end. `id` is copied as it is and must be JSON (a
 * string with its quotes, a number); NULL leaves the member out. */
void gaz_facts_print_json(gaz_buffer *buffer, const gaz_engine *engine, const gaz_facts *facts,
                          const char *id, size_t id_size);

/* `form xpos upos lemma head deprel name`, TAB-separated, one token a line, an empty line after a
 * sentence; heads are counted from 1 inside the sentence, 0 is the root; names are BIO tags. White
 * space inside a form is printed as one space. */
void gaz_analysis_print_conll(gaz_buffer *buffer, const gaz_analysis *analysis);

#endif
