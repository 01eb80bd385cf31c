#include "english/parse_state.h"

#include "english/model.h"
#include "english/parse_rows.h"
#include "english/parser.h"

gaz_parse_state *gaz_parse_state_new(size_t longest, gaz_arena *arena) {
  gaz_parse_state *state = gaz_arena_zeroed(arena, 1, sizeof *state);
  if (!state) return NULL;
  size_t sums = GAZ_PARSE_PLACES * GAZ_NET_HIDDEN * sizeof *state->sums;
  state->nodes = gaz_arena_alloc(arena, (longest + 2) * sizeof *state->nodes);
  state->stack = gaz_arena_alloc(arena, (longest + 1) * sizeof *state->stack);
  state->hashes = gaz_arena_alloc(arena, (longest + 2) * sizeof *state->hashes);
  state->steps = gaz_arena_alloc(arena, (2 * longest + 1) * sizeof *state->steps);
  state->others = gaz_arena_alloc(arena, (2 * longest + 1) * sizeof *state->others);
  state->sums = gaz_arena_alloc(arena, (longest + 1) * sums);
  bool all = state->nodes && state->stack && state->hashes && state->steps && state->others;
  if (!all || !state->sums) return NULL;
  state->hashes[0] = 0;
  return state;
}

/* The head of a phrase that begins with word `i`, given that of the one that begins with the next. */
static int32_t phrase_head(const gaz_parse_node *nodes, int32_t i, int32_t next, int32_t null) {
  switch (nodes[i].upos) {
    case GAZ_UPOS_NOUN:
    case GAZ_UPOS_PROPN: {
      uint32_t upos = nodes[i + 1].upos;
      bool more =
          upos == GAZ_UPOS_NOUN || upos == GAZ_UPOS_PROPN || nodes[i + 1].tag == GAZ_XPOS_POS;
      return more && next != null ? next : i;
    }
    case GAZ_UPOS_DET:
    case GAZ_UPOS_ADJ:
    case GAZ_UPOS_NUM:
    case GAZ_UPOS_ADV:
    case GAZ_UPOS_SYM:
    case GAZ_UPOS_PART: return next != null ? next : i;
    case GAZ_UPOS_PRON: return nodes[i].tag == GAZ_XPOS_PRP_S && next != null ? next : i;
    case GAZ_UPOS_VERB:
    case GAZ_UPOS_AUX: return i;
    default: return null;
  }
}

static bool is_finite(uint32_t tag) {
  return tag == GAZ_XPOS_VBD || tag == GAZ_XPOS_VBZ || tag == GAZ_XPOS_VBP || tag == GAZ_XPOS_MD;
}

/* What a reader sees coming, from the end to the beginning. */
static void look_ahead(gaz_parse_state *state) {
  gaz_parse_node *nodes = state->nodes;
  int32_t count = (int32_t)state->count, null = count + 1, head = null, finite = null;
  nodes[count].ahead = nodes[count].finite = nodes[null].ahead = nodes[null].finite = null;
  for (int32_t i = count - 1; i >= 0; i--) {
    int32_t own = phrase_head(nodes, i, head, null);
    if (is_finite(nodes[i].tag)) finite = i;
    nodes[i].ahead = own == null ? head : own;
    nodes[i].finite = finite;
    head = own;
  }
}

/* What the net knows a tagged word by. */
static void name_word(const gaz_net *net, uint64_t word, gaz_parse_node *node) {
  uint32_t number = gaz_net_word(net, word);
  if (number > GAZ_PARSE_WORDS) number = 0; /* a helper's hash by chance */
  node->number = (uint16_t)number;
  if (!number) return; /* helpers are frequent words */
  uint32_t helper = gaz_net_word(net, gaz_parse_helper_hash(word, node->tag));
  if (helper > GAZ_PARSE_WORDS)
    node->look = (uint8_t)(GAZ_PARSE_TAGS + helper - GAZ_PARSE_WORDS - 1);
}

/* A class + 1; one that the net has no row for, of a table that is not the one it learnt with, is unknown. */
static uint16_t row_of(uint16_t class, uint32_t most) { return class > most ? 0 : class; }

void gaz_parse_start(gaz_parse_state *state, const gaz_net *net, const gaz_word_info *infos,
                     const gaz_token *tokens, size_t count) {
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
      node->tag = i == count ? GAZ_XPOS_COUNT : GAZ_XPOS_COUNT + 1;
      node->upos = i == count ? GAZ_UPOS_COUNT : GAZ_UPOS_COUNT + 1;
      node->look = node->tag;
      continue;
    }
    node->tag = node->look = tokens[i].xpos;
    if (net) name_word(net, infos[i].lower, node);
    node->upos = tokens[i].upos;
    node->second = tokens[i].second;
    node->kinds = infos[i].kinds;
    node->cluster = row_of(infos[i].cluster[2], GAZ_CLUSTERS_FINE);
    for (int level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
      node->classes[level] = infos[i].classes[level];
    node->classes[2] = row_of(node->classes[2], GAZ_WORD_CLASSES_FINE);
    commas += node->tag == GAZ_XPOS_COMMA || node->tag == GAZ_XPOS_COLON;
    verbs += node->upos == GAZ_UPOS_VERB || node->upos == GAZ_UPOS_AUX;
  }
  look_ahead(state);
}

void gaz_parse_restart(gaz_parse_state *state) {
  int32_t null = (int32_t)state->count + 1;
  state->depth = state->next = 0;
  for (size_t i = 0; i < state->count + 2; i++) {
    gaz_parse_node *node = &state->nodes[i];
    node->head = -1;
    node->left = node->left2 = node->right = node->right2 = null;
    node->label = node->left_count = node->right_count = 0;
  }
}

uint64_t gaz_parse_situation(const gaz_parse_state *s) {
  uint64_t hash = s->hashes[s->depth];
  if (s->depth) {
    const gaz_parse_node *top = &s->nodes[s->stack[s->depth - 1]];
    uint64_t counts = (uint64_t)top->left_count << 8 | top->right_count;
    hash += gaz_feature3(1, (uint64_t)top->left, (uint64_t)top->right, counts);
  }
  if (s->next < s->count) {
    const gaz_parse_node *next = &s->nodes[s->next];
    hash += gaz_feature2(2, (uint64_t)next->left, next->left_count);
  }
  return hash;
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
    s->hashes[s->depth + 1] = gaz_feature_mix(s->hashes[s->depth] + s->next + 1);
    s->stack[s->depth++] = (int32_t)s->next++;
    return;
  }
  int32_t head, dependant;
  gaz_parse_arc(s, action, &head, &dependant);
  s->depth--;
  attach(s, head, dependant, label);
}

bool gaz_parse_is_tree(gaz_parse_state *s) {
  int32_t root = (int32_t)s->count;
  for (int32_t i = 0; i < root; i++) s->nodes[i].depth = 0;
  for (int32_t i = 0; i < root; i++) {
    int32_t at = i;
    for (; at != root && !s->nodes[at].depth; at = s->nodes[at].head) {
      if (s->nodes[at].head < 0) return false;
      s->nodes[at].depth = i + 1; /* met on the way up from i */
    }
    if (at != root && s->nodes[at].depth == i + 1) return false;
  }
  return true;
}
