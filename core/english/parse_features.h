/* english/parse_features.h - what decides the next action of the parser, and which relation a new arc is. */
#ifndef GAZ_ENGLISH_PARSE_FEATURES_H
#define GAZ_ENGLISH_PARSE_FEATURES_H

#include "english/parse_state.h"

/* The words a state is about: the top of the stack (s0, s1, s2), the next of the buffer (b0, b1, b2) and
 * their outermost dependants so far (l, r, and l2, r2 inside those). */
typedef struct gaz_parse_view {
  const gaz_parse_node *s0, *s1, *s2, *b0, *b1, *b2;
  const gaz_parse_node *s0l, *s0l2, *s0r, *s0r2, *s1l, *s1r, *s1r2, *b0l, *b0l2;
  uint32_t near, far; /* steps from s0 to b0, from s1 to s0, in eight classes */
  uint32_t commas, verbs, commas1, verbs1;     /* between s0 and b0, between s1 and s0 */
  const gaz_parse_node *ahead, *finite, *last; /* of b0; the last word */
  const gaz_parse_node *waiting; /* a noun under s1 that may be a subject without its verb */
  uint32_t to_finite, left, alike0, alike1, depth;
  uint64_t tags3, s0b0, s1s0;
} gaz_parse_view;

/* An arc about to be made, from head to dependant. */
typedef struct gaz_relation_view {
  const gaz_parse_node *h, *d, *before, *after, *dl, *dl2, *dr, *hl, *hl2, *hr, *hr2;
  uint64_t tags, h_tag, d_tag;
  uint32_t side, far;
} gaz_relation_view;

/* Fills what part 0 of the features looks at; then the rest. */
void gaz_parse_view_begin(const gaz_parse_state *state, gaz_parse_view *view);
void gaz_parse_view_complete(const gaz_parse_state *state, gaz_parse_view *view);
static inline void gaz_parse_view_fill(const gaz_parse_state *state, gaz_parse_view *view) {
  gaz_parse_view_begin(state, view);
  gaz_parse_view_complete(state, view);
}
void gaz_relation_view_fill(const gaz_parse_state *state, int32_t head, int32_t dependant,
                            gaz_relation_view *view);

/* The features of an action, those that decide most (part 0), the next (part 1), the others (part 2) or all, and of a
 * relation; they return how many. */
enum { GAZ_PARTS = 3, GAZ_PARTS_ALL = -1 };
size_t gaz_parse_features(const gaz_parse_view *view, int part, uint64_t *features);
size_t gaz_relation_features(const gaz_relation_view *view, uint64_t *features);

/* What a relation may always go with: the first of these that first_relations.model knows answers. */
enum { GAZ_RELATION_KEYS = 4 };
void gaz_relation_keys(const gaz_relation_view *view, uint64_t keys[GAZ_RELATION_KEYS]);

/* What an action may always go with, likewise, of plain_actions.model. `allowed` has a bit for each action. */
enum { GAZ_ACTION_KEYS = 4 };
void gaz_action_keys(const gaz_parse_state *state, uint32_t allowed,
                     uint64_t keys[GAZ_ACTION_KEYS]);

#endif
