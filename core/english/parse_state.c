#include "english/parse_state.h"

#include "english/model.h"
#include "english/parser.h"

gaz_parse_state *gaz_parse_state_new(size_t longest, gaz_arena *arena) {
  gaz_parse_state *state = gaz_arena_zeroed(arena, 1, sizeof *state);
  if (!state) return NULL;
  state->nodes = gaz_arena_zeroed(arena, longest + 2, sizeof *state->nodes);
  state->stack = gaz_arena_zeroed(arena, longest + 1, sizeof *state->stack);
  return state->nodes && state->stack ? state : NULL;
}

void gaz_parse_start(gaz_parse_state *state, const gaz_word_info *infos, const gaz_token *tokens,
                     size_t count) {
  state->count = count;
  state->depth = state->next = 0;
  int32_t null = (int32_t)count + 1;
  uint16_t commas = 0, verbs = 0;
  for (size_t i = 0; i < count + 2; i++) {
    gaz_parse_node *node = &state->nodes[i];
    *node = (gaz_parse_node){.head = -1,
                             .left = null,
                             .left2 = null,
                             .right = null,
                             .right2 = null,
                             .commas = commas,
                             .verbs = verbs};
    if (i >= count) {
      node->word = i; /* a value no hash takes, for root and null */
      node->word = node->word_tag = i == count ? 2 : 1;
      node->tag = i == count ? GAZ_XPOS_COUNT : GAZ_XPOS_COUNT + 1;
      node->upos = i == count ? GAZ_UPOS_COUNT : GAZ_UPOS_COUNT + 1;
      continue;
    }
    node->word = infos[i].lower;
    node->tag = tokens[i].xpos;
    node->upos = tokens[i].upos;
    node->word_tag = gaz_feature2(200, node->word, node->tag);
    node->cluster = infos[i].cluster[1];
    node->fine = infos[i].cluster[2];
    commas += node->tag == GAZ_XPOS_COMMA || node->tag == GAZ_XPOS_COLON;
    verbs += node->upos == GAZ_UPOS_VERB || node->upos == GAZ_UPOS_AUX;
  }
}

bool gaz_parse_allowed(const gaz_parse_state *s, int action) {
  switch (action) {
    case GAZ_PARSE_SHIFT: return s->next < s->count;
    case GAZ_PARSE_LEFT: return s->depth > 0 && (s->next < s->count || s->depth == 1);
    default: return s->depth > 1;
  }
}

static void attach(gaz_parse_state *s, int32_t head, int32_t dependant, uint8_t label) {
  gaz_parse_node *h = &s->nodes[head], *d = &s->nodes[dependant];
  d->head = head;
  d->label = label;
  if (dependant < head) {
    h->left2 = h->left;
    h->left = dependant;
    if (h->left_count < 7) h->left_count++;
  } else {
    h->right2 = h->right;
    h->right = dependant;
    if (h->right_count < 7) h->right_count++;
  }
}

void gaz_parse_arc(const gaz_parse_state *s, int action, int32_t *head, int32_t *dependant) {
  *dependant = s->stack[s->depth - 1];
  *head = action == GAZ_PARSE_LEFT ? (int32_t)s->next : s->stack[s->depth - 2];
}

void gaz_parse_apply(gaz_parse_state *s, int action, uint8_t label) {
  if (action == GAZ_PARSE_SHIFT) {
    s->stack[s->depth++] = (int32_t)s->next++;
    return;
  }
  int32_t head, dependant;
  gaz_parse_arc(s, action, &head, &dependant);
  s->depth--;
  attach(s, head, dependant, label);
}

static uint32_t distance(int32_t from, int32_t to) {
  int32_t d = to - from;
  return d < 5 ? (uint32_t)d : d < 8 ? 5 : d < 14 ? 6 : 7;
}

size_t gaz_parse_features(const gaz_parse_state *s, uint64_t *features) {
  const gaz_parse_node *n = s->nodes;
  int32_t null = (int32_t)s->count + 1, b = (int32_t)s->next;
  int32_t i0 = s->depth > 0 ? s->stack[s->depth - 1] : null;
  int32_t i1 = s->depth > 1 ? s->stack[s->depth - 2] : null;
  int32_t i2 = s->depth > 2 ? s->stack[s->depth - 3] : null;
  const gaz_parse_node *s0 = &n[i0], *s1 = &n[i1], *s2 = &n[i2];
  const gaz_parse_node *b0 = &n[b < null ? b : null], *b1 = &n[b + 1 < null ? b + 1 : null],
                       *b2 = &n[b + 2 < null ? b + 2 : null];
  const gaz_parse_node *s0l = &n[s0->left], *s0r = &n[s0->right], *s1r = &n[s1->right],
                       *b0l = &n[b0->left], *s0l2 = &n[s0->left2], *s0r2 = &n[s0->right2],
                       *s1r2 = &n[s1->right2], *b0l2 = &n[b0->left2];
  uint32_t near = i0 < null ? distance(i0, b) : 0, far = i1 < null ? distance(i1, i0) : 0;
  uint32_t commas = i0 < null ? (uint32_t)(b0->commas - s0->commas) : 0;
  uint32_t verbs = i0 < null ? (uint32_t)(b0->verbs - s0->verbs) : 0;
  uint32_t commas1 = i1 < null && i0 < null ? (uint32_t)(s0->commas - s1->commas) : 0;
  uint32_t verbs1 = i1 < null && i0 < null ? (uint32_t)(s0->verbs - s1->verbs) : 0;
  commas = commas > 3 ? 3 : commas, verbs = verbs > 3 ? 3 : verbs;
  commas1 = commas1 > 3 ? 3 : commas1, verbs1 = verbs1 > 3 ? 3 : verbs1;
  uint64_t tags3 = (uint64_t)s0->tag << 16 | (uint64_t)b0->tag << 8 | s1->tag;
  uint64_t s0b0 = (uint64_t)s0->tag << 8 | b0->tag, s1s0 = (uint64_t)s1->tag << 8 | s0->tag;
  uint64_t *f = features;
  *f++ = gaz_feature(0, 0);
  /* single words */
  *f++ = gaz_feature(1, s0->word_tag);
  *f++ = gaz_feature(3, s0->tag);
  *f++ = gaz_feature(4, s1->word_tag);
  *f++ = gaz_feature(6, s1->tag);
  *f++ = gaz_feature(7, b0->word_tag);
  *f++ = gaz_feature(9, b0->tag);
  *f++ = gaz_feature(10, b1->word_tag);
  *f++ = gaz_feature(11, b1->tag);
  *f++ = gaz_feature(12, b2->tag);
  *f++ = gaz_feature(2, s0->word);
  *f++ = gaz_feature(8, b0->word);
  *f++ = gaz_feature(13, s2->tag);
  *f++ = gaz_feature2(30, s2->word, s0->tag);
  *f++ = gaz_feature2(25, s1->word, b0->word);
  /* pairs */
  *f++ = gaz_feature2(14, s0->word_tag, b0->word_tag);
  *f++ = gaz_feature2(15, s0->word_tag, b0->tag);
  *f++ = gaz_feature2(16, s0->tag, b0->word_tag);
  *f++ = gaz_feature2(17, s0->word, b0->word);
  *f++ = gaz_feature(18, s0b0);
  *f++ = gaz_feature2(19, s1->word_tag, s0->word_tag);
  *f++ = gaz_feature2(20, s1->word_tag, s0->tag);
  *f++ = gaz_feature2(21, s1->tag, s0->word_tag);
  *f++ = gaz_feature2(22, s1->word, s0->word);
  *f++ = gaz_feature(23, s1s0);
  *f++ = gaz_feature2(24, b0->tag, b1->tag);
  *f++ = gaz_feature2(26, s1->tag, b0->tag);
  /* triples of tags, with dependants */
  *f++ = gaz_feature(27, tags3);
  *f++ = gaz_feature2(28, s0b0, b1->tag);
  *f++ = gaz_feature2(29, s1s0, s2->tag);
  *f++ = gaz_feature2(31, tags3, b1->tag);
  *f++ = gaz_feature2(32, s0b0, s0l->tag);
  *f++ = gaz_feature2(33, s0b0, s0r->tag);
  *f++ = gaz_feature2(34, s0b0, b0l->tag);
  *f++ = gaz_feature2(35, s1s0, s1r->tag);
  *f++ = gaz_feature2(37, s1s0, s0l->tag);
  *f++ = gaz_feature2(38, s1s0, s0r->tag);
  *f++ = gaz_feature2(36, s1s0, n[s1->left].tag);
  *f++ = gaz_feature3(39, s0b0, s0l->tag, s0l2->tag);
  *f++ = gaz_feature3(41, s1s0, s1r->tag, s1r2->tag);
  /* labels of dependants */
  *f++ = gaz_feature3(43, s0->word_tag, s0l->label, s0r->label);
  *f++ = gaz_feature3(44, s0->tag, s0l->label, s0l2->label);
  *f++ = gaz_feature3(45, s0->tag, s0r->label, s0r2->label);
  *f++ = gaz_feature3(46, s1->tag, s1r->label, s1r2->label);
  *f++ = gaz_feature3(48, b0->tag, b0l->label, b0l2->label);
  *f++ = gaz_feature3(49, s1->word_tag, s1r->label, s0->tag);
  *f++ = gaz_feature3(50, s0->word_tag, s0l->label, s1->tag);
  *f++ = gaz_feature3(51, s0b0, s0l->label, s0r->label);
  *f++ = gaz_feature3(52, s0b0, b0l->label, s0l->label);
  *f++ = gaz_feature3(53, s1s0, s1r->label, s0l->label);
  /* valency and distance */
  *f++ = gaz_feature3(54, s0->word_tag, s0->left_count, s0->right_count);
  *f++ = gaz_feature3(56, s1->tag, s1->left_count, s1->right_count);
  *f++ = gaz_feature2(57, b0->tag, b0->left_count);
  *f++ = gaz_feature2(58, s1->word_tag, s1->right_count);
  *f++ = gaz_feature2(59, s0b0, near);
  *f++ = gaz_feature2(60, s1s0, far);
  *f++ = gaz_feature2(61, s0->word_tag, near);
  *f++ = gaz_feature2(62, b0->word_tag, near);
  *f++ = gaz_feature2(63, s1->word_tag, far);
  *f++ = gaz_feature3(64, s0b0, commas, verbs);
  *f++ = gaz_feature3(65, s1s0, commas1, verbs1);
  /* words of dependants: a preposition decides with its noun */
  *f++ = gaz_feature3(67, s1->word, s0->tag, s0l->word);
  *f++ = gaz_feature3(68, s1->tag, s0->word, s0l->word);
  *f++ = gaz_feature3(69, s0->word, b0->tag, b0l->word);
  *f++ = gaz_feature3(70, s1->word, s1r->word, s0->tag);
  *f++ = gaz_feature3(71, s1s0, s0l->word, b0->tag);
  *f++ = gaz_feature2(72, s0->word_tag, b1->tag);
  /* word classes */
  *f++ = gaz_feature2(73, s0->cluster, b0->cluster);
  *f++ = gaz_feature2(74, s1->cluster, s0->cluster);
  *f++ = gaz_feature3(75, s1->cluster, s0->tag, b0->tag);
  *f++ = gaz_feature3(76, s0->cluster, s1->tag, b0->tag);
  *f++ = gaz_feature3(77, b0->cluster, s0->tag, s1->tag);
  *f++ = gaz_feature2(78, s0->fine, b0->tag);
  *f++ = gaz_feature2(79, s1->fine, s0->tag);
  *f++ = gaz_feature2(80, b0->fine, s0->tag);
  *f++ = gaz_feature3(81, s1->cluster, s0->cluster, s0l->word);
  return (size_t)(f - features);
}

size_t gaz_relation_features(const gaz_parse_state *s, int32_t head, int32_t dependant,
                             uint64_t *features) {
  const gaz_parse_node *n = s->nodes, *h = &n[head], *d = &n[dependant];
  int32_t null = (int32_t)s->count + 1;
  const gaz_parse_node *before = &n[dependant > 0 ? dependant - 1 : null],
                       *after = &n[dependant + 1 < null ? dependant + 1 : null];
  const gaz_parse_node *dl = &n[d->left], *dr = &n[d->right], *dl2 = &n[d->left2];
  const gaz_parse_node *hl = &n[h->left], *hr = &n[h->right], *hl2 = &n[h->left2],
                       *hr2 = &n[h->right2];
  uint32_t side = head < dependant;
  uint32_t far = side ? distance(head, dependant) : distance(dependant, head);
  uint64_t tags = ((uint64_t)h->tag << 8 | d->tag) << 1 | side;
  uint64_t h_tag = (uint64_t)h->tag << 1 | side, d_tag = (uint64_t)d->tag << 1 | side;
  uint64_t *f = features;
  *f++ = gaz_feature(100, side);
  *f++ = gaz_feature(101, tags);
  *f++ = gaz_feature2(102, d->word_tag, side);
  *f++ = gaz_feature2(103, h->word_tag, side);
  *f++ = gaz_feature2(104, d->word_tag, h_tag);
  *f++ = gaz_feature2(105, h->word_tag, d_tag);
  *f++ = gaz_feature3(106, h->word_tag, d->word_tag, side);
  *f++ = gaz_feature2(107, tags, far);
  *f++ = gaz_feature2(108, tags, before->tag);
  *f++ = gaz_feature2(109, tags, after->tag);
  *f++ = gaz_feature2(110, tags, dl->word);
  *f++ = gaz_feature3(111, h->word, dl->word, d_tag);
  *f++ = gaz_feature2(112, dl->word_tag, d->word);
  *f++ = gaz_feature3(113, tags, dl->label, dr->label);
  *f++ = gaz_feature3(114, d_tag, dl->label, dl2->label);
  *f++ = gaz_feature3(115, tags, hl->label, hl2->label);
  *f++ = gaz_feature3(116, tags, hr->label, hr2->label);
  *f++ = gaz_feature3(117, h->word_tag, d_tag, side ? hr->label : hl->label);
  *f++ = gaz_feature3(118, d->cluster, h_tag, 0);
  *f++ = gaz_feature3(119, h->cluster, d_tag, 0);
  *f++ = gaz_feature3(120, h->cluster, d->cluster, side);
  *f++ = gaz_feature2(121, d->fine, tags);
  *f++ = gaz_feature2(122, h->fine, tags);
  *f++ = gaz_feature3(123, tags, d->left_count, d->right_count);
  *f++ = gaz_feature3(124, h->fine, dl->word, d_tag);
  *f++ = gaz_feature3(125, d->word, before->word, side);
  *f++ = gaz_feature3(126, tags, before->word, 0);
  *f++ = gaz_feature3(127, tags, after->word, 0);
  *f++ = gaz_feature3(128, tags, dl->label, d->cluster);
  *f++ = gaz_feature3(129, tags, dr->tag, dl->tag);
  *f++ = gaz_feature3(130, d->fine, dl->word, side);
  return (size_t)(f - features);
}
