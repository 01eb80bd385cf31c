#include "quote_examples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/engine.h"
#include "english/labels.h"
#include "english/model.h"
#include "extract/quote_internal.h"
#include "extract/quotes.h"

enum { HELD_OUT = 8 };

bool quote_held_out(uint32_t article) { return article % HELD_OUT == 3; }

static void *keep(gaz_arena *arena, const void *data, size_t size) {
  return memcpy(gaz_arena_alloc(arena, size), data, size);
}

// ---- Features ----

static uint32_t *slot_of(const quote_feature_list *l, uint64_t feature) {
  uint32_t at = (uint32_t)(feature >> 32) & (l->slot_count - 1);
  while (l->slots[at] && l->features[l->slots[at] - 1] != feature)
    at = (at + 1) & (l->slot_count - 1);
  return &l->slots[at];
}

static void grow(quote_feature_list *l) {
  l->slot_count = l->slot_count ? 2 * l->slot_count : 1u << 20;
  free(l->slots);
  l->slots = calloc(l->slot_count, sizeof *l->slots);
  l->features = realloc(l->features, l->slot_count / 2 * sizeof *l->features);
  l->uses = realloc(l->uses, l->slot_count / 2 * sizeof *l->uses);
  for (uint32_t i = 0; i < l->count; i++) *slot_of(l, l->features[i]) = i + 1;
}

static uint32_t feature_number(quote_feature_list *l, uint64_t feature) {
  if (l->count == l->slot_count / 2) grow(l);
  uint32_t *slot = slot_of(l, feature);
  if (!*slot) {
    l->features[l->count] = feature;
    l->uses[l->count++] = 0;
    *slot = l->count;
  }
  l->uses[*slot - 1]++;
  return *slot - 1;
}

// ---- Examples from annotations ----

// For every token: 1 + its attribution and its kind, or 0.
typedef struct gold {
  uint32_t *attribution;
  uint8_t *kind;
} gold;

static gold gold_labels(const gaz_tokens *tokens, const polnear_article *article,
                        gaz_arena *arena) {
  gold g = {gaz_arena_zeroed(arena, tokens->token_count, sizeof *g.attribution),
            gaz_arena_zeroed(arena, tokens->token_count, sizeof *g.kind)};
  for (uint32_t a = 0; a < article->attribution_count; a++)
    for (int k = 0; k < POLNEAR_KINDS; k++) {
      const polnear_spans *spans = &article->attributions[a].spans[k];
      for (uint32_t s = 0; s < spans->count; s++) {
        // The first token that ends after the span's start.
        size_t low = 0, high = tokens->token_count;
        while (low < high) {
          size_t middle = (low + high) / 2;
          if (tokens->tokens[middle].end <= spans->ranges[s].start)
            low = middle + 1;
          else
            high = middle;
        }
        for (; low < tokens->token_count && tokens->tokens[low].start < spans->ranges[s].end;
             low++) {
          if (g.attribution[low]) continue;
          g.attribution[low] = a + 1;
          g.kind[low] = (uint8_t)k;
        }
      }
    }
  return g;
}

static bool in_cue(const gold *g, int64_t token, uint32_t attribution) {
  return token >= 0 && g->attribution[token] == attribution && g->kind[token] == POLNEAR_CUE;
}

// The head of a cue: the candidate with the best claim to it.
static int64_t cue_head(const gaz_quote_view *view, const gold *g, uint32_t first,
                        uint32_t attribution) {
  const gaz_tokens *tokens = &view->analysis->tokens;
  int64_t best = -1;
  int best_score = -1;
  for (uint32_t t = first; t < tokens->token_count && t < first + 30; t++) {
    if (!in_cue(g, t, attribution) || !gaz_quote_cue_candidate(view, t)) continue;
    const gaz_token *token = &tokens->tokens[t];
    int score = (token->upos == GAZ_UPOS_VERB) * 2 + (view->tokens[t].listed > 0) * 2 +
                (!in_cue(g, token->head, attribution)) * 3;
    if (score > best_score) {
      best_score = score;
      best = t;
    }
  }
  return best;
}

static void add_window(quote_corpus *c, uint32_t article, const gaz_quote_view *view, const gold *g,
                       uint32_t cue, uint32_t attribution) {
  static const uint8_t label_of[] = {GAZ_LABEL_SOURCE, GAZ_LABEL_CUE, GAZ_LABEL_CONTENT};
  gaz_quote_unit units[GAZ_WINDOW_MAX];
  static gaz_cue_frame frame;
  uint64_t features[GAZ_UNIT_FEATURES_MAX];
  uint32_t starts[GAZ_WINDOW_MAX + 1];
  static uint32_t all[GAZ_WINDOW_MAX * GAZ_UNIT_FEATURES_MAX];
  uint8_t labels[GAZ_WINDOW_MAX], boundaries[GAZ_WINDOW_MAX];
  unsigned at, count = gaz_quote_window(view, cue, units, &at);
  gaz_cue_frame_make(view, cue, units, count, at, &frame);
  uint32_t used = 0;
  for (unsigned u = 0; u < count; u++) {
    uint32_t token =
        units[u].quoted && units[u].first < units[u].last ? units[u].first + 1 : units[u].token;
    labels[u] = g->attribution[token] == attribution ? label_of[g->kind[token]] : GAZ_LABEL_NONE;
    boundaries[u] = (uint8_t)gaz_quote_boundary(&frame, u);
    starts[u] = used;
    unsigned n = gaz_quote_unit_features(&frame, u, features);
    for (unsigned i = 0; i < n; i++)
      all[used++] = feature_number(&c->unit_features, gaz_feature_mix(features[i]));
  }
  starts[count] = used;
  labels[at] = GAZ_LABEL_CUE;
  c->windows = gaz_arena_grow(&c->arena, c->windows, c->window_count, &c->window_capacity,
                              sizeof *c->windows);
  c->windows[c->window_count++] =
      (quote_window){.article = article,
                     .count = count,
                     .at = at,
                     .labels = keep(&c->arena, labels, count),
                     .boundaries = keep(&c->arena, boundaries, count),
                     .starts = keep(&c->arena, starts, (count + 1) * sizeof *starts),
                     .features = keep(&c->arena, all, used * sizeof *all)};
}

static void add_article(quote_corpus *c, uint32_t index, const gaz_quote_view *view, const gold *g,
                        uint32_t attributions, gaz_arena *scratch) {
  const gaz_tokens *tokens = &view->analysis->tokens;
  bool *is_head = gaz_arena_zeroed(scratch, tokens->token_count, sizeof *is_head);
  bool *seen = gaz_arena_zeroed(scratch, attributions + 1, sizeof *seen);
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    uint32_t a = g->attribution[t];
    if (!a || g->kind[t] != POLNEAR_CUE || seen[a]) continue;
    seen[a] = true;
    c->gold_cues++;
    int64_t head = cue_head(view, g, t, a);
    if (head < 0) {
      c->missed_cues++;
      continue;
    }
    is_head[head] = true;
    add_window(c, index, view, g, (uint32_t)head, a);
  }
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    if (!gaz_quote_cue_candidate(view, t)) continue;
    // A word of a cue that is not its head is neither an example nor a counter-example.
    if (g->attribution[t] && g->kind[t] == POLNEAR_CUE && !is_head[t]) continue;
    uint64_t features[GAZ_CUE_FEATURES_MAX];
    uint32_t numbers[GAZ_CUE_FEATURES_MAX];
    unsigned count = gaz_quote_cue_features(view, t, features);
    for (unsigned i = 0; i < count; i++)
      numbers[i] = feature_number(&c->cue_features, gaz_feature_mix(features[i]));
    c->cues = gaz_arena_grow(&c->arena, c->cues, c->cue_count, &c->cue_capacity, sizeof *c->cues);
    c->cues[c->cue_count++] =
        (quote_cue){.article = index,
                    .is_cue = is_head[t],
                    .count = count,
                    .features = keep(&c->arena, numbers, count * sizeof *numbers)};
  }
}

void quote_corpus_filter(quote_corpus *c) {
  for (size_t i = 0; i < c->cue_count; i++) {
    quote_cue *e = &c->cues[i];
    uint32_t kept = 0;
    for (uint32_t f = 0; f < e->count; f++)
      if (c->cue_features.uses[e->features[f]] >= QUOTE_LEAST_USES)
        e->features[kept++] = e->features[f];
    e->count = kept;
  }
  for (size_t i = 0; i < c->window_count; i++) {
    quote_window *w = &c->windows[i];
    uint32_t kept = 0;
    for (uint32_t u = 0, f = 0; u < w->count; u++) {
      uint32_t end = w->starts[u + 1];
      w->starts[u] = kept;
      for (; f < end; f++)
        if (c->unit_features.uses[w->features[f]] >= QUOTE_LEAST_USES)
          w->features[kept++] = w->features[f];
    }
    w->starts[w->count] = kept;
  }
}

bool quote_corpus_read(const gaz_engine *engine, const polnear *articles, quote_corpus *c) {
  gaz_arena arena = {0};
  for (uint32_t i = 0; i < articles->count; i++) {
    const polnear_article *article = &articles->articles[i];
    gaz_analysis analysis;
    gaz_facts facts;
    gaz_quote_view view;
    if (gaz_english_analyze(engine, article->text, article->size, NULL, 0, GAZ_STAGE_ALL, NULL,
                            &arena, &analysis) ||
        gaz_extract(engine, &analysis, NULL, NULL, &arena, &facts) ||
        gaz_quote_view_make(engine, &analysis, &facts, &arena, &view)) {
      fprintf(stderr, "%s: cannot be analysed\n", article->name);
      return false;
    }
    gold g = gold_labels(&analysis.tokens, article, &arena);
    add_article(c, i, &view, &g, (uint32_t)article->attribution_count, &arena);
    gaz_arena_reset(&arena);
  }
  gaz_arena_free(&arena);
  quote_corpus_filter(c);
  return true;
}
