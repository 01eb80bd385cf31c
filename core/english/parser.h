/* english/parser.h - dependencies. */
#ifndef GAZ_ENGLISH_PARSER_H
#define GAZ_ENGLISH_PARSER_H

#include "base/arena.h"
#include "english/labels.h"
#include "english/model.h"
#include "english/word_info.h"

typedef struct gaz_parser gaz_parser;

/* Maps `data_dir`/english/parser.model. */
gaz_status gaz_parser_open(const char *data_dir, gaz_parser **out, gaz_error *error);
void gaz_parser_close(gaz_parser *parser);

/* Scratch memory for sentences of up to `longest` tokens; NULL when memory is out. */
struct gaz_parse_state *gaz_parse_state_new(size_t longest, gaz_arena *arena);

/* Sets head and deprel of the tagged tokens of one sentence. `base` is the index of the first token in
 * the text, which heads count from. */
void gaz_parse_sentence(const gaz_parser *parser, const char *text, const gaz_word_info *infos,
                        gaz_token *tokens, size_t count, uint32_t base,
                        struct gaz_parse_state *state);

#endif
