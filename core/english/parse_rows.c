#include "english/parse_rows.h"

_Static_assert((int)GAZ_PARSE_LOOKS <= UINT8_MAX + 1, "a node keeps its look in a byte");
_Static_assert(GAZ_WORD_CLASS_LEVELS == 4, "alike() has six values");

/* In eight classes. */
static uint32_t distance(int32_t from, int32_t to) {
  static const uint8_t classes[15] = {0, 1, 2, 3, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7};
  int32_t d = to - from;
  return classes[d < 14 ? d : 14];
}

/* Of two counts that run on through a sentence, and round again in one of more than they can hold. */
static uint32_t at_most_three(uint16_t from, uint16_t to) {
  uint16_t count = (uint16_t)(to - from);
  return count > 3 ? 3 : count;
}

/* How many levels of classes two words have in common, and one more if their tags are the same. Each class lies within
 * one of the level before. */
static uint32_t alike(const gaz_parse_node *a, const gaz_parse_node *b) {
  uint32_t levels = 0;
  while (levels < GAZ_WORD_CLASS_LEVELS && a->classes[levels] == b->classes[levels]) levels++;
  return levels + (a->tag == b->tag);
}

size_t gaz_parse_word_rows(const gaz_parse_node *n, uint32_t rows[GAZ_PARSE_WORD_ROWS_MAX]) {
  uint32_t *r = rows;
  *r++ = GAZ_ROW_TAG + GAZ_PARSE_PLACES * n->tag;
  if (n->number) {
    *r++ = GAZ_ROW_WORD + GAZ_PARSE_PLACES * n->number;
  } else {
    *r++ = GAZ_ROW_CLASS + GAZ_PARSE_PLACES * n->classes[2];
    *r++ = GAZ_ROW_CLUSTER + GAZ_PARSE_PLACES * n->cluster;
    *r++ = gaz_parse_kind_row(n->kinds);
  }
  if (n->second) *r++ = GAZ_ROW_SECOND + GAZ_PARSE_PLACES * n->second;
  return (size_t)(r - rows);
}

void gaz_parse_places(const gaz_parse_state *s, int32_t nodes[GAZ_PARSE_PLACES]) {
  int32_t null = (int32_t)s->count + 1, b = (int32_t)s->next;
  nodes[0] = s->depth > 0 ? s->stack[s->depth - 1] : null;
  nodes[1] = s->depth > 1 ? s->stack[s->depth - 2] : null;
  nodes[2] = b < null ? b : null;
  nodes[3] = b + 1 < null ? b + 1 : null;
}

/* The nearest noun or pronoun below the two words on top of the stack: if a clause has begun since, it may be waiting
 * for its verb. */
static int32_t waiting_subject(const gaz_parse_state *s, int32_t null) {
  for (size_t i = 2; i < s->depth && i < 6; i++) {
    int32_t at = s->stack[s->depth - 1 - i];
    uint32_t upos = s->nodes[at].upos;
    if (upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN || upos == GAZ_UPOS_PRON) return at;
  }
  return null;
}

/* Commas and verbs between two words. */
static uint32_t between(const gaz_parse_node *from, const gaz_parse_node *to) {
  return at_most_three(from->commas, to->commas) * 4 + at_most_three(from->verbs, to->verbs);
}

/* Each of some small numbers has rows of its own, one for each value. */
#define NUMBER(values, value) (*r++ = base + (uint32_t)(value), base += (values))

/* A side has rows for its look and, if it hangs on one of the four words, its relation. Without branches: which sides are
 * there the processor would guess wrong. */
#define SIDE(k, side)                                                      \
  do {                                                                     \
    const int32_t of = (side);                                             \
    uint32_t there = of != null;                                           \
    *r = GAZ_ROW_SIDE + (k)*GAZ_PARSE_LOOKS + n[of].look, r += there;      \
    if ((k) < GAZ_PARSE_LABELLED)                                          \
      *r = GAZ_ROW_LABEL + (k)*GAZ_DEPREL_COUNT + n[of].label, r += there; \
  } while (0)

size_t gaz_parse_state_rows(const gaz_parse_state *s, const int32_t at[GAZ_PARSE_PLACES],
                            uint32_t rows[GAZ_NET_ROWS_MAX]) {
  const gaz_parse_node *n = s->nodes;
  int32_t null = (int32_t)s->count + 1, i0 = at[0], i1 = at[1], b = at[2];
  const gaz_parse_node *s0 = &n[i0], *s1 = &n[i1], *b0 = &n[b], *ahead = &n[b0->ahead];
  const uint32_t tags = GAZ_PARSE_TAGS;
  bool one = i0 < null, two = i1 < null;
  uint32_t *r = rows, base = GAZ_ROW_NUMBER;
  *r++ = GAZ_ROW_PAIR + s0->tag * tags + b0->tag;
  *r++ = GAZ_ROW_PAIR + tags * tags + s1->tag * tags + s0->tag;
  *r++ = GAZ_ROW_PAIR + 2 * tags * tags + b0->tag * tags + n[at[3]].tag;
  SIDE(0, s0->left);
  SIDE(1, s0->right);
  SIDE(2, s1->left);
  SIDE(3, s1->right);
  SIDE(4, b0->left);
  SIDE(5, s0->left2);
  SIDE(6, s0->right2);
  SIDE(7, s1->right2);
  SIDE(8, b0->left2);
  SIDE(9, s->depth > 2 ? s->stack[s->depth - 3] : null);
  SIDE(10, b + 2 < null ? b + 2 : null);
  SIDE(11, one && i0 > 0 ? i0 - 1 : null);
  SIDE(12, i0 + 1 < null ? i0 + 1 : null);
  SIDE(13, b0->ahead);
  SIDE(14, b0->finite);
  SIDE(15, s->count ? null - 2 : null); /* the last word */
  SIDE(16, waiting_subject(s, null));
  NUMBER(8, one ? distance(i0, b) : 0);
  NUMBER(16, one ? between(s0, b0) : 0);
  NUMBER(8, two ? distance(i1, i0) : 0);
  NUMBER(16, two ? between(s1, s0) : 0);
  NUMBER(9, b0->finite < null ? distance(b, b0->finite) : 8);
  NUMBER(8, distance(b, null));
  NUMBER(36, alike(s0, ahead) * 6 + alike(s1, ahead));
  NUMBER(7, s->depth < 6 ? s->depth : 6);
  NUMBER(64, s0->left_count * 8u + s0->right_count);
  NUMBER(8, b0->left_count);
  NUMBER(8, s1->right_count);
  return (size_t)(r - rows);
}
