/* english/parse_rows.h - what the parser's net (net.h) is told of a state.
 *
 * Four words are told by everything known of them: the two on top of the stack (s0, s1) and the next two of the buffer
 * (b0, b1). What that comes to does not depend on the state, so it is added up once a sentence. Other words, the sides,
 * are told by their look, which is their tag or, for the most frequent words with a tag, the word itself, and by their
 * relation if they hang on one of the four. */
#ifndef GAZ_ENGLISH_PARSE_ROWS_H
#define GAZ_ENGLISH_PARSE_ROWS_H

#include "english/net.h"
#include "english/parse_state.h"

enum {
  GAZ_PARSE_PLACES = 4, /* s0, s1, b0, b1 */
  GAZ_PARSE_SIDES = 17,
  GAZ_PARSE_LABELLED = 9, /* the first of the sides hang on one of the four */
  GAZ_PARSE_WORDS = 2047, /* the net knows: the most frequent of the texts it learnt from */
  GAZ_PARSE_TAGS = GAZ_XPOS_COUNT + 2, /* and root and null */
  GAZ_PARSE_HELPERS = 200,             /* words with a tag that are looks of their own */
  GAZ_PARSE_LOOKS = GAZ_PARSE_TAGS + GAZ_PARSE_HELPERS,
  GAZ_PARSE_KINDS = 256,
  GAZ_PARSE_PAIRS = 3, /* of tags */
  /* Where the rows of each thing begin; of a word's things those of the four places stand together. */
  GAZ_ROW_WORD = 0,
  GAZ_ROW_CLASS = GAZ_ROW_WORD + GAZ_PARSE_PLACES * (GAZ_PARSE_WORDS + 1),
  GAZ_ROW_CLUSTER = GAZ_ROW_CLASS + GAZ_PARSE_PLACES * (GAZ_WORD_CLASSES_FINE + 1),
  GAZ_ROW_TAG = GAZ_ROW_CLUSTER + GAZ_PARSE_PLACES * (GAZ_CLUSTERS_FINE + 1),
  GAZ_ROW_KIND = GAZ_ROW_TAG + GAZ_PARSE_PLACES * GAZ_PARSE_TAGS,
  GAZ_ROW_SECOND = GAZ_ROW_KIND + GAZ_PARSE_PLACES * GAZ_PARSE_KINDS,
  GAZ_PARSE_WIDE = GAZ_ROW_SECOND + GAZ_PARSE_PLACES * GAZ_PARSE_TAGS, /* rows of words */
  GAZ_ROW_PAIR = GAZ_PARSE_WIDE,
  GAZ_ROW_SIDE = GAZ_ROW_PAIR + GAZ_PARSE_PAIRS * GAZ_PARSE_TAGS * GAZ_PARSE_TAGS,
  GAZ_ROW_LABEL = GAZ_ROW_SIDE + GAZ_PARSE_SIDES * GAZ_PARSE_LOOKS,
  GAZ_ROW_NUMBER = GAZ_ROW_LABEL + GAZ_PARSE_LABELLED * GAZ_DEPREL_COUNT,
  GAZ_PARSE_ROWS = GAZ_ROW_NUMBER + 192,
  /* Outputs: the actions, then the relations of an arc to the left and of one to the right. */
  GAZ_PARSE_RELATIONS =
      (GAZ_DEPREL_COUNT + GAZ_NET_OUTPUTS - 1) / GAZ_NET_OUTPUTS * GAZ_NET_OUTPUTS,
  GAZ_PARSE_OUTPUTS = GAZ_NET_OUTPUTS + 2 * GAZ_PARSE_RELATIONS,
  GAZ_PARSE_WORD_ROWS_MAX = 8,
};

static const gaz_net_shape gaz_parse_shape = {GAZ_PARSE_WIDE, GAZ_PARSE_ROWS - GAZ_PARSE_WIDE,
                                              GAZ_PARSE_OUTPUTS,
                                              GAZ_PARSE_WORDS + GAZ_PARSE_HELPERS, 0};

/* The net knows helpers as words, behind all others. */
static inline uint64_t gaz_parse_helper_hash(uint64_t word, uint32_t tag) {
  return gaz_feature_mix(gaz_feature2(1, word, tag));
}

/* Where the scores of relations begin; that of a relation is at its number. */
static inline uint32_t gaz_parse_relations_of(int action) {
  return (uint32_t)(GAZ_NET_OUTPUTS + (action == GAZ_PARSE_RIGHT) * GAZ_PARSE_RELATIONS);
}

/* The words at the places, the null node where there is none. */
void gaz_parse_places(const gaz_parse_state *state, int32_t nodes[GAZ_PARSE_PLACES]);
/* The rows of a word at the first place; those at the others follow each of them. What kind of word a frequent one is its
 * own row says too. Returns how many. */
size_t gaz_parse_word_rows(const gaz_parse_node *node, uint32_t rows[GAZ_PARSE_WORD_ROWS_MAX]);
/* The row of a set of kinds at the first place. */
static inline uint32_t gaz_parse_kind_row(uint32_t kinds) {
  return GAZ_ROW_KIND + GAZ_PARSE_PLACES * (kinds * 0x9e3779b1u >> 24);
}
/* The other rows of a state with those words at its places; returns how many. */
size_t gaz_parse_state_rows(const gaz_parse_state *state, const int32_t at[GAZ_PARSE_PLACES],
                            uint32_t rows[GAZ_NET_ROWS_MAX]);

#endif
