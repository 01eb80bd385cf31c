/* Quotes on PolNeAR: exact spans of source and cue, token overlap of content, and the speakers of
 * quotations in marks. Spans are compared by bytes, after white space at their ends is cut. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "extract/facts.h"
#include "polnear.h"

typedef struct counts {
  unsigned long right, found, there;
} counts;

static double f1(const counts *c) {
  return c->found + c->there ? 200.0 * (double)c->right / (double)(c->found + c->there) : 0;
}

typedef struct totals {
  counts exact[POLNEAR_KINDS], tokens[POLNEAR_KINDS];
  unsigned long direct, direct_right, direct_wrong; /* the rest is unknown or not found */
} totals;

/* A set of spans of one kind and the tokens they cover. */
typedef struct side {
  polnear_spans spans[POLNEAR_KINDS];
  uint8_t *covered[POLNEAR_KINDS];
} side;

static gaz_range trimmed(const char *text, gaz_range r) {
  while (r.start < r.end && (unsigned char)text[r.start] <= ' ') r.start++;
  while (r.start < r.end && (unsigned char)text[r.end - 1] <= ' ') r.end--;
  return r;
}

static void add(side *s, int kind, const gaz_analysis *analysis, gaz_range range) {
  range = trimmed(analysis->text, range);
  if (range.start == range.end) return;
  s->spans[kind].ranges[s->spans[kind].count++] = range;
  const gaz_tokens *tokens = &analysis->tokens;
  size_t low = 0, high = tokens->token_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (tokens->tokens[middle].end <= range.start)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < tokens->token_count && tokens->tokens[low].start < range.end; low++)
    s->covered[kind][low] = 1;
}

static side new_side(size_t tokens, size_t most, gaz_arena *arena) {
  side s = {0};
  for (int k = 0; k < POLNEAR_KINDS; k++) {
    s.spans[k].ranges = gaz_arena_zeroed(arena, most + 1, sizeof(gaz_range));
    s.covered[k] = gaz_arena_zeroed(arena, tokens + 1, 1);
  }
  return s;
}

static int by_start(const void *a, const void *b) {
  const gaz_range *x = a, *y = b;
  return x->start != y->start ? (x->start < y->start ? -1 : 1)
                              : (x->end > y->end) - (x->end < y->end);
}

static void sort_unique(polnear_spans *spans) {
  uint32_t kept = 0;
  qsort(spans->ranges, spans->count, sizeof *spans->ranges, by_start);
  for (uint32_t i = 0; i < spans->count; i++)
    if (!kept || by_start(&spans->ranges[kept - 1], &spans->ranges[i]))
      spans->ranges[kept++] = spans->ranges[i];
  spans->count = kept;
}

static void compare(side *gold, side *found, size_t tokens, totals *sums) {
  for (int k = 0; k < POLNEAR_KINDS; k++) {
    sort_unique(&gold->spans[k]);
    sort_unique(&found->spans[k]);
    uint32_t g = 0, f = 0;
    while (g < gold->spans[k].count && f < found->spans[k].count) {
      int order = by_start(&gold->spans[k].ranges[g], &found->spans[k].ranges[f]);
      sums->exact[k].right += !order;
      g += order <= 0;
      f += order >= 0;
    }
    sums->exact[k].there += gold->spans[k].count;
    sums->exact[k].found += found->spans[k].count;
    for (size_t t = 0; t < tokens; t++) {
      sums->tokens[k].there += gold->covered[k][t];
      sums->tokens[k].found += found->covered[k][t];
      sums->tokens[k].right += gold->covered[k][t] & found->covered[k][t];
    }
  }
}

static bool overlap(gaz_range a, gaz_range b) { return a.start < b.end && b.start < a.end; }

static bool starts_with_mark(const char *text, gaz_range r) {
  r = trimmed(text, r);
  return r.end - r.start > 20 &&
         (text[r.start] == '"' || !memcmp(text + r.start, "\xe2\x80\x9c", 3));
}

/* Annotated quotations in marks with a source: is it the words we name? */
static void compare_direct(const eval *context, const polnear_article *article,
                           const gaz_facts *facts, totals *sums) {
  for (size_t a = 0; a < article->attribution_count; a++) {
    const polnear_spans *spans = article->attributions[a].spans;
    if (!spans[POLNEAR_SOURCE].count || !spans[POLNEAR_CONTENT].count ||
        !starts_with_mark(article->text, spans[POLNEAR_CONTENT].ranges[0]))
      continue;
    sums->direct++;
    bool right = false, wrong = false;
    gaz_range named = {0};
    for (size_t q = 0; q < facts->quote_count; q++) {
      const gaz_quote *quote = &facts->quotes[q];
      bool same = false;
      for (uint32_t c = 0; c < quote->content_count; c++)
        same |= overlap(quote->content[c], spans[POLNEAR_CONTENT].ranges[0]);
      if (!same || quote->source.start == quote->source.end) continue;
      named = quote->source;
      if (overlap(quote->source, spans[POLNEAR_SOURCE].ranges[0]))
        right = true;
      else
        wrong = true;
    }
    sums->direct_right += right;
    sums->direct_wrong += !right && wrong;
    if (context->verbose && !right)
      printf("  direct: %s: \"%.*s\" is by \"%.*s\", not \"%.*s\"\n", article->name, 60,
             article->text + spans[POLNEAR_CONTENT].ranges[0].start,
             (int)(spans[POLNEAR_SOURCE].ranges[0].end - spans[POLNEAR_SOURCE].ranges[0].start),
             article->text + spans[POLNEAR_SOURCE].ranges[0].start, (int)(named.end - named.start),
             article->text + named.start);
  }
}

/* One line of text: line breaks become spaces. */
static void print_flat(const char *text, uint32_t start, uint32_t end) {
  for (uint32_t i = start; i < end; i++) putchar((unsigned char)text[i] < ' ' ? ' ' : text[i]);
}

/* Spans of `a` that are not in `b`, each with its surroundings and what of `b` overlaps it. */
static void show(const char *text, const char *what, const polnear_spans *a,
                 const polnear_spans *b) {
  for (uint32_t i = 0; i < a->count; i++) {
    gaz_range r = a->ranges[i];
    bool same = false;
    for (uint32_t j = 0; j < b->count && !same; j++) same = !by_start(&r, &b->ranges[j]);
    if (same) continue;
    printf("  %s: ", what);
    print_flat(text, r.start > 60 ? r.start - 60 : 0, r.start);
    printf("[");
    print_flat(text, r.start, r.end);
    printf("]");
    print_flat(text, r.end, r.end + (uint32_t)strnlen(text + r.end, 50));
    for (uint32_t j = 0; j < b->count; j++) {
      if (!overlap(r, b->ranges[j])) continue;
      printf(" <> ");
      print_flat(text, b->ranges[j].start, b->ranges[j].end);
    }
    putchar('\n');
  }
}

static bool score_article(const eval *context, const polnear_article *article, gaz_arena *arena,
                          totals *sums) {
  gaz_analysis analysis;
  gaz_facts facts;
  if (gaz_english_analyze(context->engine, article->text, article->size, NULL, 0, GAZ_STAGE_ALL,
                          NULL, arena, &analysis) ||
      gaz_extract(context->engine, &analysis, NULL, NULL, arena, &facts))
    return false;
  size_t tokens = analysis.tokens.token_count, most = 0;
  for (size_t a = 0; a < article->attribution_count; a++)
    for (int k = 0; k < POLNEAR_KINDS; k++) most += article->attributions[a].spans[k].count;
  side gold = new_side(tokens, most, arena);
  for (size_t a = 0; a < article->attribution_count; a++)
    for (int k = 0; k < POLNEAR_KINDS; k++)
      for (uint32_t i = 0; i < article->attributions[a].spans[k].count; i++)
        add(&gold, k, &analysis, article->attributions[a].spans[k].ranges[i]);
  most = 0;
  for (size_t q = 0; q < facts.quote_count; q++) most += 2 + facts.quotes[q].content_count;
  side found = new_side(tokens, most, arena);
  for (size_t q = 0; q < facts.quote_count; q++) {
    add(&found, POLNEAR_SOURCE, &analysis, facts.quotes[q].source);
    add(&found, POLNEAR_CUE, &analysis, facts.quotes[q].cue);
    for (uint32_t c = 0; c < facts.quotes[q].content_count; c++)
      add(&found, POLNEAR_CONTENT, &analysis, facts.quotes[q].content[c]);
  }
  compare(&gold, &found, tokens, sums);
  compare_direct(context, article, &facts, sums);
  if (context->verbose)
    for (int k = 0; k < POLNEAR_CONTENT; k++) {
      show(article->text, k ? "cue missed" : "source missed", &gold.spans[k], &found.spans[k]);
      show(article->text, k ? "cue false" : "source false", &found.spans[k], &gold.spans[k]);
    }
  return true;
}

void eval_polnear(const eval *context) {
  static const char *const names[] = {"source", "cue", "content"};
  char path[4096], label[64];
  gaz_arena corpus = {0}, arena = {0};
  polnear articles;
  totals sums = {0};
  snprintf(path, sizeof path, "%s/polnear/dev", context->corpora);
  if (!polnear_read(path, &corpus, &articles)) return;
  for (size_t i = 0; i < articles.count; i++) {
    if (!score_article(context, &articles.articles[i], &arena, &sums)) return;
    gaz_arena_reset(&arena);
  }
  for (int k = 0; k < POLNEAR_KINDS; k++) {
    snprintf(label, sizeof label, "%s exact F1", names[k]);
    eval_row("quotes", "PolNeAR dev", label, f1(&sums.exact[k]), k == POLNEAR_CONTENT ? 0 : 70);
    snprintf(label, sizeof label, "%s token F1", names[k]);
    eval_row("quotes", "PolNeAR dev", label, f1(&sums.tokens[k]), k == POLNEAR_CONTENT ? 85 : 0);
  }
  for (int k = 0; k < POLNEAR_CONTENT; k++) {
    snprintf(label, sizeof label, "%s precision", names[k]);
    eval_row(
        "quotes", "PolNeAR dev", label,
        100.0 * (double)sums.exact[k].right / (double)(sums.exact[k].found + !sums.exact[k].found),
        0);
    snprintf(label, sizeof label, "%s recall", names[k]);
    eval_row(
        "quotes", "PolNeAR dev", label,
        100.0 * (double)sums.exact[k].right / (double)(sums.exact[k].there + !sums.exact[k].there),
        0);
  }
  double direct = (double)(sums.direct + !sums.direct);
  eval_row("quotes", "PolNeAR dev", "direct: right speaker %",
           100.0 * (double)sums.direct_right / direct, 90);
  eval_row("quotes", "PolNeAR dev", "direct: wrong speaker %",
           100.0 * (double)sums.direct_wrong / direct, 0);
  gaz_arena_free(&corpus);
  gaz_arena_free(&arena);
}
