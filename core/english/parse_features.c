/* What the parser's models look at. Half of the actions go with a few keys (plain_actions.model), most of the others
 * are plain to a small model of their own (first_actions.model) that looks at part 0; the large one, which is asked
 * about the rest, looks at part 1 too, and where that does not settle it at part 2. Which features are in part 0 was found
 * by adding, one at a time, what brings the answer of some nearest to that of all; which are in part 1 by taking away
 * what changes the answers least. */
#include "english/parse_features.h"

#include "english/model.h"

static uint32_t distance(int32_t from, int32_t to) {
  int32_t d = to - from;
  return d < 5 ? (uint32_t)d : d < 8 ? 5 : d < 14 ? 6 : 7;
}

static uint32_t at_most_three(int count) { return count > 3 ? 3 : (uint32_t)count; }

static uint32_t alike(const gaz_parse_node *a, const gaz_parse_node *b) {
  uint32_t levels = a->tag == b->tag;
  for (int level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
    levels += a->classes[level] == b->classes[level];
  return levels;
}

void gaz_parse_view_begin(const gaz_parse_state *s, gaz_parse_view *v) {
  const gaz_parse_node *n = s->nodes;
  int32_t null = (int32_t)s->count + 1, b = (int32_t)s->next;
  int32_t i0 = s->depth > 0 ? s->stack[s->depth - 1] : null;
  int32_t i1 = s->depth > 1 ? s->stack[s->depth - 2] : null;
  const gaz_parse_node *s0 = v->s0 = &n[i0], *s1 = v->s1 = &n[i1], *b0 = &n[b < null ? b : null];
  v->b0 = b0;
  v->b1 = &n[b + 1 < null ? b + 1 : null];
  v->s0l = &n[s0->left], v->s0l2 = &n[s0->left2], v->s0r = &n[s0->right], v->s0r2 = &n[s0->right2];
  v->s1r = &n[s1->right];
  v->b0l = &n[b0->left], v->b0l2 = &n[b0->left2];
  bool one = i0 < null;
  v->near = one ? distance(i0, b) : 0;
  v->commas = one ? at_most_three(b0->commas - s0->commas) : 0;
  v->verbs = one ? at_most_three(b0->verbs - s0->verbs) : 0;
  v->tags3 = (uint64_t)s0->tag << 16 | (uint64_t)b0->tag << 8 | s1->tag;
  v->s0b0 = (uint64_t)s0->tag << 8 | b0->tag;
  v->s1s0 = (uint64_t)s1->tag << 8 | s0->tag;
}

/* The nearest noun or pronoun below the two words on top of the stack: if a clause has begun since, it may be waiting
 * for its verb. */
static const gaz_parse_node *waiting_subject(const gaz_parse_state *s, int32_t null) {
  for (size_t i = 2; i < s->depth && i < 6; i++) {
    const gaz_parse_node *node = &s->nodes[s->stack[s->depth - 1 - i]];
    if (node->upos == GAZ_UPOS_NOUN || node->upos == GAZ_UPOS_PROPN || node->upos == GAZ_UPOS_PRON)
      return node;
  }
  return &s->nodes[null];
}

void gaz_parse_view_complete(const gaz_parse_state *s, gaz_parse_view *v) {
  const gaz_parse_node *n = s->nodes, *s0 = v->s0, *s1 = v->s1, *b0 = v->b0;
  int32_t null = (int32_t)s->count + 1, b = (int32_t)s->next;
  bool two = s->depth > 1;
  v->s2 = &n[s->depth > 2 ? s->stack[s->depth - 3] : null];
  v->b2 = &n[b + 2 < null ? b + 2 : null];
  v->s1l = &n[s1->left], v->s1r2 = &n[s1->right2];
  v->far = two ? distance(s->stack[s->depth - 2], s->stack[s->depth - 1]) : 0;
  v->commas1 = two ? at_most_three(s0->commas - s1->commas) : 0;
  v->verbs1 = two ? at_most_three(s0->verbs - s1->verbs) : 0;
  v->ahead = &n[b0->ahead];
  v->finite = &n[b0->finite];
  v->last = &n[s->count ? s->count - 1 : 0];
  v->to_finite = b0->finite < null ? distance(b, b0->finite) : 8;
  v->left = distance(b, null - 1);
  v->alike0 = alike(s0, v->ahead);
  v->alike1 = alike(s1, v->ahead);
  v->waiting = waiting_subject(s, null);
  v->depth = s->depth < 6 ? (uint32_t)s->depth : 6;
}

/* Each line begins with the part its feature belongs to. Their order is that in which the models were learnt:
 * the learner hides features by chance, one after the other. */
#define F(which, value)                                           \
  do {                                                            \
    if (part == (which) || part == GAZ_PARTS_ALL) *f++ = (value); \
  } while (0)

static inline size_t action_features(const gaz_parse_view *v, int part,
                                     uint64_t *restrict features) {
  uint64_t *f = features;
  F(0, gaz_feature(1, v->s0->word_tag));
  F(2, gaz_feature(3, v->s0->tag));
  F(1, gaz_feature(7, v->b0->word_tag));
  F(0, gaz_feature(10, v->b1->word_tag));
  F(1, gaz_feature(11, v->b1->tag));
  F(2, gaz_feature(12, v->b2->tag));
  F(0, gaz_feature(8, v->b0->word));
  F(0, gaz_feature(18, v->s0b0));
  F(0, gaz_feature2(24, v->b0->tag, v->b1->tag));
  F(0, gaz_feature2(26, v->s1->tag, v->b0->tag));
  F(0, gaz_feature2(28, v->s0b0, v->b1->tag));
  F(0, gaz_feature2(32, v->s0b0, v->s0l->tag));
  F(0, gaz_feature2(34, v->s0b0, v->b0l->tag));
  F(2, gaz_feature2(37, v->s1s0, v->s0l->tag));
  F(1, gaz_feature2(38, v->s1s0, v->s0r->tag));
  F(0, gaz_feature3(44, v->s0->tag, v->s0l->label, v->s0l2->label));
  F(0, gaz_feature3(45, v->s0->tag, v->s0r->label, v->s0r2->label));
  F(0, gaz_feature3(48, v->b0->tag, v->b0l->label, v->b0l2->label));
  F(0, gaz_feature3(52, v->s0b0, v->b0l->label, v->s0l->label));
  F(0, gaz_feature3(53, v->s1s0, v->s1r->label, v->s0l->label));
  F(2, gaz_feature2(57, v->b0->tag, v->b0->left_count));
  F(1, gaz_feature2(59, v->s0b0, v->near));
  F(0, gaz_feature2(62, v->b0->word_tag, v->near));
  F(0, gaz_feature3(64, v->s0b0, v->commas, v->verbs));
  F(1, gaz_feature3(65, v->s1s0, v->commas1, v->verbs1));
  F(0, gaz_feature2(72, v->s0->word_tag, v->b1->tag));
  F(1, gaz_feature2(82, v->s0->classes[1], v->b0->classes[1]));
  F(1, gaz_feature2(86, v->s0->classes[3], v->b0->tag));
  F(1, gaz_feature2(88, v->b0->classes[3], v->s0->tag));
  F(2, gaz_feature2(20, v->s1->word_tag, v->s0->tag));
  F(1, gaz_feature2(29, v->s1s0, v->s2->tag));
  F(0, gaz_feature2(31, v->tags3, v->b1->tag));
  F(1, gaz_feature2(35, v->s1s0, v->s1r->tag));
  F(1, gaz_feature2(36, v->s1s0, v->s1l->tag));
  F(0, gaz_feature3(43, v->s0->word_tag, v->s0l->label, v->s0r->label));
  F(1, gaz_feature3(46, v->s1->tag, v->s1r->label, v->s1r2->label));
  F(0, gaz_feature3(51, v->s0b0, v->s0l->label, v->s0r->label));
  F(2, gaz_feature3(54, v->s0->word_tag, v->s0->left_count, v->s0->right_count));
  F(1, gaz_feature2(58, v->s1->word_tag, v->s1->right_count));
  F(1, gaz_feature2(60, v->s1s0, v->far));
  F(1, gaz_feature2(61, v->s0->word_tag, v->near));
  F(1, gaz_feature3(71, v->s1s0, v->s0l->word, v->b0->tag));
  F(0, gaz_feature2(73, v->s0->cluster, v->b0->cluster));
  F(0, gaz_feature2(74, v->s1->cluster, v->s0->cluster));
  F(1, gaz_feature3(75, v->s1->cluster, v->s0->tag, v->b0->tag));
  F(0, gaz_feature2(78, v->s0->fine, v->b0->tag));
  F(1, gaz_feature2(79, v->s1->fine, v->s0->tag));
  F(0, gaz_feature2(80, v->b0->fine, v->s0->tag));
  F(2, gaz_feature2(84, v->s0->classes[2], v->b0->classes[2]));
  F(1, gaz_feature3(91, v->b0->classes[1], v->s0->tag, v->s1->tag));
  F(1, gaz_feature3(93, v->s1->classes[2], v->s0->tag, v->s0l->word));
  F(2, gaz_feature3(140, v->b0->word, v->ahead->classes[1], v->s0->tag));
  F(2, gaz_feature3(143, v->s0->classes[2], v->b0->word, v->ahead->tag));
  F(2, gaz_feature3(146, v->s0b0, v->ahead->tag, v->b1->tag));
  F(1, gaz_feature3(151, v->b0->tag, v->b1->tag, v->b2->tag));
  F(1, gaz_feature2(152, v->b0->word_tag, v->b1->tag));
  F(2, gaz_feature2(156, v->s0->tag, v->b1->word_tag));
  F(1, gaz_feature3(157, v->s0b0, v->finite->tag, v->to_finite));
  F(1, gaz_feature3(158, v->s1s0, v->finite->tag, v->b0->tag));
  F(1, gaz_feature3(159, v->s0->word_tag, v->finite->tag, v->to_finite));
  F(1, gaz_feature2(162, v->s0b0, v->last->word));
  F(1, gaz_feature2(164, v->s0->kinds, v->b0->kinds));
  F(1, gaz_feature2(165, v->s1->kinds, v->s0->kinds));
  F(1, gaz_feature3(166, v->b0->kinds, v->b1->kinds, v->s0->tag));
  F(2, gaz_feature3(167, v->s0->kinds, v->s0b0, v->s1->tag));
  F(1, gaz_feature2(163, v->s1s0, v->depth));
  /* Clauses within clauses: who waits below, and what the clause on top already has. */
  F(2, gaz_feature2(181, v->tags3, v->s1l->word));
  F(2, gaz_feature3(182, v->tags3, v->s1l->label, v->s1r->label));
  F(1, gaz_feature3(183, v->s0b0, v->s0r->label, v->b0l->label));
  F(2, gaz_feature3(187, v->tags3, v->waiting->tag, v->finite->tag));
  F(1, gaz_feature3(189, v->s0b0, v->b0l->word, v->s1->tag));
  if (v->s0->second) { /* a tag in doubt */
    F(0, gaz_feature2(170, v->s0->second, v->s0b0));
    F(0, gaz_feature2(171, v->s0->second, v->s1s0));
    F(0, gaz_feature2(172, v->s0->second, v->s0->word_tag));
  }
  if (v->b0->second) {
    F(0, gaz_feature2(173, v->b0->second, v->s0b0));
    F(0, gaz_feature3(174, v->b0->second, v->b0->tag, v->b1->tag));
    F(0, gaz_feature2(175, v->b0->second, v->b0->word_tag));
  }
  if (v->s1->second) F(0, gaz_feature2(176, v->s1->second, v->s1s0));
  if (v->b1->second) F(0, gaz_feature3(177, v->b1->second, v->b1->tag, v->s0b0));
  return (size_t)(f - features);
}

void gaz_action_keys(const gaz_parse_state *s, uint32_t allowed, uint64_t keys[GAZ_ACTION_KEYS]) {
  const gaz_parse_node *n = s->nodes;
  size_t null = s->count + 1, b = s->next;
  const gaz_parse_node *s0 = &n[s->depth > 0 ? (size_t)s->stack[s->depth - 1] : null];
  const gaz_parse_node *s1 = &n[s->depth > 1 ? (size_t)s->stack[s->depth - 2] : null];
  const gaz_parse_node *b0 = &n[b < null ? b : null], *b1 = &n[b + 1 < null ? b + 1 : null];
  uint64_t two = (uint64_t)n[b0->left].label << 24 | allowed << 16 | s0->tag << 8 | b0->tag;
  keys[0] = gaz_feature2(1, two, s1->tag << 8 | b1->tag);
  keys[1] = gaz_feature2(2, two, s1->tag);
  keys[2] = gaz_feature2(3, two, b0->word);
  keys[3] = gaz_feature3(4, two, (uint64_t)s0->cluster << 16 | b1->tag, n[s0->left].label);
}

size_t gaz_parse_features(const gaz_parse_view *v, int part, uint64_t *features) {
  switch (part) {
    case 0: return action_features(v, 0, features);
    case 1: return action_features(v, 1, features);
    case 2: return action_features(v, 2, features);
    default: return action_features(v, GAZ_PARTS_ALL, features);
  }
}

void gaz_relation_view_fill(const gaz_parse_state *s, int32_t head, int32_t dependant,
                            gaz_relation_view *v) {
  const gaz_parse_node *n = s->nodes, *h = v->h = &n[head], *d = v->d = &n[dependant];
  int32_t null = (int32_t)s->count + 1;
  v->before = &n[dependant > 0 ? dependant - 1 : null];
  v->after = &n[dependant + 1 < null ? dependant + 1 : null];
  v->dl = &n[d->left], v->dr = &n[d->right], v->dl2 = &n[d->left2];
  v->hl = &n[h->left], v->hr = &n[h->right], v->hl2 = &n[h->left2], v->hr2 = &n[h->right2];
  v->side = head < dependant;
  v->far = v->side ? distance(head, dependant) : distance(dependant, head);
  v->tags = ((uint64_t)h->tag << 8 | d->tag) << 1 | v->side;
  v->h_tag = (uint64_t)h->tag << 1 | v->side;
  v->d_tag = (uint64_t)d->tag << 1 | v->side;
}

size_t gaz_relation_features(const gaz_relation_view *v, uint64_t *restrict features) {
  uint64_t *f = features;
  *f++ = gaz_feature(100, v->side);
  *f++ = gaz_feature(101, v->tags);
  *f++ = gaz_feature2(102, v->d->word_tag, v->side);
  *f++ = gaz_feature2(103, v->h->word_tag, v->side);
  *f++ = gaz_feature2(107, v->tags, v->far);
  *f++ = gaz_feature2(108, v->tags, v->before->tag);
  *f++ = gaz_feature2(109, v->tags, v->after->tag);
  *f++ = gaz_feature2(110, v->tags, v->dl->word);
  *f++ = gaz_feature2(112, v->dl->word_tag, v->d->word);
  *f++ = gaz_feature3(113, v->tags, v->dl->label, v->dr->label);
  *f++ = gaz_feature3(114, v->d_tag, v->dl->label, v->dl2->label);
  *f++ = gaz_feature3(115, v->tags, v->hl->label, v->hl2->label);
  *f++ = gaz_feature3(116, v->tags, v->hr->label, v->hr2->label);
  *f++ = gaz_feature3(118, v->d->cluster, v->h_tag, 0);
  *f++ = gaz_feature3(119, v->h->cluster, v->d_tag, 0);
  *f++ = gaz_feature3(129, v->tags, v->dr->tag, v->dl->tag);
  *f++ = gaz_feature3(130, v->d->fine, v->dl->word, v->side);
  *f++ = gaz_feature3(131, v->h->classes[1], v->d->classes[1], v->side);
  *f++ = gaz_feature2(134, v->d->classes[3], v->d_tag);
  *f++ = gaz_feature2(105, v->h->word_tag, v->d_tag);
  *f++ = gaz_feature3(124, v->h->fine, v->dl->word, v->d_tag);
  *f++ = gaz_feature3(127, v->tags, v->after->word, 0);
  *f++ = gaz_feature3(128, v->tags, v->dl->label, v->d->cluster);
  *f++ = gaz_feature2(132, v->d->classes[2], v->tags);
  *f++ = gaz_feature3(135, v->h->classes[2], v->dl->word, v->d_tag);
  if (v->d->second) *f++ = gaz_feature2(178, v->d->second, v->tags);
  if (v->h->second) *f++ = gaz_feature2(179, v->h->second, v->tags);
  return (size_t)(f - features);
}

void gaz_relation_keys(const gaz_relation_view *v, uint64_t keys[GAZ_RELATION_KEYS]) {
  uint64_t end = (uint64_t)v->dl->label << 4 | v->far;
  keys[0] = gaz_feature2(1, v->h_tag, v->d->word);
  keys[1] = gaz_feature3(2, v->tags, end, v->dl->word);
  keys[2] = gaz_feature3(3, v->tags, v->far, (uint64_t)v->before->tag << 8 | v->after->tag);
  keys[3] = gaz_feature3(4, v->d_tag, v->h->word, v->dl->word + v->far);
}
