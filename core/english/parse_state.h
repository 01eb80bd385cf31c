/* english/parse_state.h - a sentence half parsed, shared by the parser and its trainer.
 *
 * The arc-hybrid system with the root at the end: words wait in a buffer, go to a stack (shift), and leave
 * the stack when their head is found, which is either the next word of the buffer (left) or the word
 * below on the stack (right). Every word is shifted and taken off once, so a sentence of n words takes 2n
 * steps. */
#ifndef GAZ_ENGLISH_PARSE_STATE_H
#define GAZ_ENGLISH_PARSE_STATE_H

#include "base/arena.h"
#include "english/labels.h"
#include "english/net.h"
#include "english/word_info.h"

enum { GAZ_PARSE_SHIFT = 0, GAZ_PARSE_LEFT = 1, GAZ_PARSE_RIGHT = 2 };

typedef struct gaz_parse_node {
  uint8_t tag, upos;
  uint8_t second; /* the tag that is nearly as likely, or 0 */
  uint8_t label;  /* gaz_deprel */
  uint8_t look;   /* see parse_rows.h */
  uint8_t left_count, right_count;
  uint16_t commas, verbs; /* in the sentence before this word */
  uint16_t number;        /* of a frequent word, 0 any other */
  uint16_t cluster;       /* own word class, see clusters.h */
  uint16_t classes[GAZ_WORD_CLASS_LEVELS];
  uint32_t kinds;
  int32_t head; /* node, or -1 */
  /* Outermost and second outermost dependants on each side, or the null node. */
  int32_t left, left2, right, right2;
  int32_t depth, paired; /* see punctuation.c */
  /* The head, by the looks of the tags, of the phrase that begins here or, at a word that opens one (a preposition, a
   * conjunction), behind it; or the null node. */
  int32_t ahead;
  int32_t finite; /* the next finite verb from here on, or the null node */
} gaz_parse_node;

/* A step of a derivation. Costs are in 1/256 of the natural logarithm of a probability. */
typedef struct gaz_parse_step {
  uint8_t action, second; /* what was done, and what was the next best thing to do */
  uint8_t label;          /* gaz_deprel */
  bool tried;             /* the second was, too */
  int32_t margin;         /* by how much the action was likelier */
  int32_t cost;           /* how unlikely action and label are */
  uint64_t situation;     /* before it, see gaz_parse_situation */
} gaz_parse_step;

typedef struct gaz_parse_state {
  gaz_parse_node *nodes; /* the words, then the root (index count), then the null node */
  int32_t *stack;
  uint64_t *hashes;          /* of the lowest 0, 1, 2 ... words on the stack */
  gaz_parse_step *steps;     /* the derivation, two for each word */
  gaz_parse_step *others;    /* room for another one */
  int16_t *sums;             /* what the net is told of each word at each place, added up */
  size_t count, depth, next; /* words, stack height, first of the buffer */
} gaz_parse_state;

/* Prepares `state` for a tagged sentence; words have the numbers that `net` knows them by, or none if it is NULL. */
void gaz_parse_start(gaz_parse_state *state, const gaz_net *net, const gaz_word_info *infos,
                     const gaz_token *tokens, size_t count);
/* A hash of what the steps to come depend on most: the stack, and what hangs on its top and on the next word. */
uint64_t gaz_parse_situation(const gaz_parse_state *state);
/* Goes back to the start of the same sentence. */
void gaz_parse_restart(gaz_parse_state *state);
static inline bool gaz_parse_done(const gaz_parse_state *s) {
  return s->next == s->count && !s->depth;
}
bool gaz_parse_allowed(const gaz_parse_state *state, int action);
void gaz_parse_apply(gaz_parse_state *state, int action, uint8_t label);
/* The node that `action` (not shift) would take off the stack, and its head. */
void gaz_parse_arc(const gaz_parse_state *state, int action, int32_t *head, int32_t *dependant);
/* Whether all words hang on the root, and none on itself by way of others. */
bool gaz_parse_is_tree(gaz_parse_state *state);
/* Puts right what a finished tree shows to be wrong (tree_repair.c), among it a tag. */
void gaz_repair_tree(gaz_parse_state *state, gaz_token *tokens);
/* The part of it that is about relative clauses (tree_relatives.c). */
void gaz_repair_relatives(gaz_parse_state *state, gaz_token *tokens);
/* Hangs the punctuation of a parsed sentence where the tree of its words says. */
void gaz_attach_punctuation(gaz_parse_state *state, const char *text, const gaz_token *tokens);

#endif
