/* Where punctuation hangs follows from the tree of the words (Universal Dependencies, "punct"): a pair of
 * brackets or quotes belongs to the head of what it encloses, a mark between two units to the dependent
 * one, the last mark to the root. The parser attaches marks in passing, which it must do before it has
 * seen all of the tree; here they are put right. */
#include <string.h>

#include "english/parse_state.h"

enum {
  SENTENCE_MAX =
      2000, /* tokens given from outside may be longer; those keep what the parser said */
  OPEN_MAX = 32,
};

typedef struct pairing {
  int32_t at;
  uint8_t kind; /* index into pairs */
} pairing;

static const char *const pairs[][2] = {
    {"(", ")"},
    {"[", "]"},
    {"{", "}"},
    {"<", ">"},
    {"<<", ">>"},
    {"``", "''"},
    {"-LRB-", "-RRB-"},
    {"\xe2\x80\x9c", "\xe2\x80\x9d"},
    {"\xe2\x80\x98", "\xe2\x80\x99"},
    {"\xc2\xab", "\xc2\xbb"},
    {"\"", "\""},
    {"'", "'"},
};

static bool is_text(const char *text, const gaz_token *token, const char *wanted) {
  size_t size = strlen(wanted);
  return token->end - token->start == size && memcmp(text + token->start, wanted, size) == 0;
}

/* Marks with words hanging on them are left alone: the words' heads would be lost. */
static bool is_mark(const gaz_parse_state *s, int32_t i) {
  const gaz_parse_node *node = &s->nodes[i];
  return node->label == GAZ_DEPREL_PUNCT && !node->left_count && !node->right_count;
}

static void fill_depths(gaz_parse_state *s) {
  int32_t root = (int32_t)s->count;
  for (size_t i = 0; i < s->count; i++) s->nodes[i].depth = 0;
  for (int32_t i = 0; i < root; i++) {
    int32_t steps = 0, at = i;
    while (at != root && !s->nodes[at].depth) at = s->nodes[at].head, steps++;
    int32_t depth = steps + (at == root ? 0 : s->nodes[at].depth);
    for (at = i; at != root && !s->nodes[at].depth; at = s->nodes[at].head)
      s->nodes[at].depth = depth--;
  }
}

/* The head of what stands between two marks, or -1 when nothing there hangs on something outside. */
static int32_t inner_head(const gaz_parse_state *s, int32_t from, int32_t to) {
  int32_t best = -1;
  for (int32_t i = from + 1; i < to; i++) {
    int32_t head = s->nodes[i].head;
    if (is_mark(s, i) || (head >= from && head <= to)) continue;
    if (best < 0 || s->nodes[i].depth < s->nodes[best].depth) best = i;
  }
  return best;
}

static void attach_pairs(gaz_parse_state *s, const char *text, const gaz_token *tokens) {
  pairing open[OPEN_MAX];
  size_t depth = 0;
  for (int32_t i = 0; i < (int32_t)s->count; i++) {
    if (!is_mark(s, i)) continue;
    for (unsigned k = 0; k < GAZ_COUNT(pairs); k++) {
      size_t match = depth;
      if (is_text(text, &tokens[i], pairs[k][1]))
        while (match > 0 && open[match - 1].kind != k) match--;
      else
        match = 0;
      if (match > 0) {
        int32_t from = open[match - 1].at, head = inner_head(s, from, i);
        if (head >= 0) s->nodes[from].paired = s->nodes[i].paired = head;
        depth = match - 1;
        break;
      }
      if (is_text(text, &tokens[i], pairs[k][0])) {
        if (depth < OPEN_MAX) open[depth++] = (pairing){i, k};
        break;
      }
    }
  }
}

/* The unit a mark between words `left` and `right` belongs to: climb from both to where they meet. */
static int32_t unit_between(const gaz_parse_state *s, int32_t mark, int32_t left, int32_t right) {
  int32_t a = left, b = right, below_a = -1, below_b = -1;
  while (a != b) {
    int32_t depth_a = a == (int32_t)s->count ? 0 : s->nodes[a].depth;
    int32_t depth_b = b == (int32_t)s->count ? 0 : s->nodes[b].depth;
    if (depth_a >= depth_b)
      below_a = a, a = s->nodes[a].head;
    else
      below_b = b, b = s->nodes[b].head;
  }
  if (below_a < 0) return below_b;
  if (below_b < 0) return below_a;
  return a < mark ? below_b : below_a;
}

void gaz_attach_punctuation(gaz_parse_state *s, const char *text, const gaz_token *tokens) {
  int32_t count = (int32_t)s->count, root = -1, left = -1;
  if (s->count > SENTENCE_MAX) return;
  for (int32_t i = 0; i < count; i++) {
    s->nodes[i].paired = -1;
    if (s->nodes[i].head == count) root = i;
  }
  if (root < 0 || s->nodes[root].label == GAZ_DEPREL_PUNCT) return;
  fill_depths(s);
  attach_pairs(s, text, tokens);
  for (int32_t i = 0; i < count; i++) {
    if (!is_mark(s, i)) {
      left = i;
      continue;
    }
    int32_t right = i + 1, head = s->nodes[i].paired;
    while (right < count && is_mark(s, right)) right++;
    if (head < 0) head = left < 0 || right == count ? root : unit_between(s, i, left, right);
    s->nodes[i].head = head;
  }
}
