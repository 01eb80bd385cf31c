#include "english/parse_rows.h"

static uint32_t distance(int32_t from, int32_t to) {
  int32_t d = to - from;
  return d < 5 ? (uint32_t)d : d < 8 ? 5 : d < 14 ? 6 : 7;
}

static uint32_t at_most_three(int count) { return count > 3 ? 3 : (uint32_t)count; }

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

/* Each of a row of small numbers has rows of its own, one for each value. */
#define NUMBER(values, value) (*r++ = base + (uint32_t)(value), base += (values))

size_t gaz_parse_state_rows(const gaz_parse_state *s, uint32_t rows[GAZ_NET_ROWS_MAX]) {
  const gaz_parse_node *n = s->nodes;
  int32_t null = (int32_t)s->count + 1, at[GAZ_PARSE_PLACES];
  gaz_parse_places(s, at);
  int32_t i0 = at[0], i1 = at[1], b = at[2];
  const gaz_parse_node *s0 = &n[i0], *s1 = &n[i1], *b0 = &n[b];
  const int32_t sides[GAZ_PARSE_SIDES] = {
      s0->left,
      s0->right,
      s1->left,
      s1->right,
      b0->left,
      s0->left2,
      s0->right2,
      s1->right2,
      b0->left2,
      s->depth > 2 ? s->stack[s->depth - 3] : null,
      b + 2 < null ? b + 2 : null,
      i0 < null && i0 > 0 ? i0 - 1 : null,
      i0 + 1 < null ? i0 + 1 : null,
      b0->ahead,
      b0->finite,
      s->count ? (int32_t)s->count - 1 : null,
      waiting_subject(s, null),
  };
  const uint32_t tags = GAZ_PARSE_TAGS;
  uint32_t *r = rows, base = GAZ_ROW_NUMBER;
  *r++ = GAZ_ROW_PAIR + s0->tag * tags + b0->tag;
  *r++ = GAZ_ROW_PAIR + tags * tags + s1->tag * tags + s0->tag;
  *r++ = GAZ_ROW_PAIR + 2 * tags * tags + b0->tag * tags + n[at[3]].tag;
  /* Without branches: which of them are there the processor would guess wrong. */
#pragma GCC unroll 17
  for (uint32_t k = 0; k < GAZ_PARSE_SIDES; k++) {
    const gaz_parse_node *side = &n[sides[k]];
    uint32_t there = sides[k] != null;
    *r = GAZ_ROW_SIDE + k * GAZ_PARSE_LOOKS + side->look, r += there;
    if (k < GAZ_PARSE_LABELLED) *r = GAZ_ROW_LABEL + k * GAZ_DEPREL_COUNT + side->label, r += there;
  }
  bool one = i0 < null, two = i1 < null;
  const gaz_parse_node *ahead = &n[b0->ahead];
  NUMBER(8, one ? distance(i0, b) : 0);
  NUMBER(16, one ? at_most_three(b0->commas - s0->commas) * 4 + at_most_three(b0->verbs - s0->verbs)
                 : 0);
  NUMBER(8, two ? distance(i1, i0) : 0);
  NUMBER(16, two ? at_most_three(s0->commas - s1->commas) * 4 + at_most_three(s0->verbs - s1->verbs)
                 : 0);
  NUMBER(9, b0->finite < null ? distance(b, b0->finite) : 8);
  NUMBER(8, distance(b, null));
  NUMBER(36, alike(s0, ahead) * 6 + alike(s1, ahead));
  NUMBER(7, s->depth < 6 ? s->depth : 6);
  NUMBER(64, s0->left_count * 8u + s0->right_count);
  NUMBER(8, b0->left_count);
  NUMBER(8, s1->right_count);
  return (size_t)(r - rows);
}
