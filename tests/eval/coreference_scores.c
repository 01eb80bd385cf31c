#include "coreference_scores.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// One side, made dense: chain numbers 0..chains-1, and for each mention its index on the other side.
typedef struct dense {
  scored_mention *mentions;
  size_t count;
  uint32_t *sizes;  // of chains
  size_t chains;
} dense;

static int by_span(const void *a, const void *b) {
  const scored_mention *x = a, *y = b;
  if (x->start != y->start) return x->start < y->start ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end);
}

static int by_chain(const void *a, const void *b) {
  const scored_mention *x = a, *y = b;
  return x->chain != y->chain ? (x->chain < y->chain ? -1 : 1) : by_span(a, b);
}

static dense make_dense(const scored_mention *mentions, size_t count, int singletons) {
  dense d = {malloc((count + 1) * sizeof *d.mentions), 0, calloc(count + 1, sizeof *d.sizes), 0};
  scored_mention *sorted = malloc((count + 1) * sizeof *sorted);
  size_t unique = 0;
  memcpy(sorted, mentions, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, by_span);
  for (size_t i = 0; i < count; i++)
    if (!unique || by_span(&sorted[unique - 1], &sorted[i])) sorted[unique++] = sorted[i];
  qsort(sorted, unique, sizeof *sorted, by_chain);
  for (size_t i = 0; i < unique;) {
    size_t end = i + 1;
    while (end < unique && sorted[end].chain == sorted[i].chain) end++;
    if (singletons || end - i > 1) {
      for (size_t k = i; k < end; k++) {
        d.mentions[d.count] = sorted[k];
        d.mentions[d.count++].chain = (uint32_t)d.chains;
      }
      d.sizes[d.chains++] = (uint32_t)(end - i);
    }
    i = end;
  }
  qsort(d.mentions, d.count, sizeof *d.mentions, by_span);
  free(sorted);
  return d;
}

static void free_dense(dense *d) {
  free(d->mentions);
  free(d->sizes);
}

// common[g * found_chains + f]: mentions that chain g of gold and chain f of found share.
static uint32_t *common_mentions(const dense *gold, const dense *found, size_t *shared) {
  uint32_t *common = calloc(gold->chains * found->chains + 1, sizeof *common);
  size_t g = 0, f = 0;
  *shared = 0;
  while (g < gold->count && f < found->count) {
    int order = by_span(&gold->mentions[g], &found->mentions[f]);
    if (!order) {
      common[gold->mentions[g].chain * found->chains + found->mentions[f].chain]++;
      (*shared)++;
    }
    g += order <= 0;
    f += order >= 0;
  }
  return common;
}

// MUC: links of a chain that survive when the other side cuts it into pieces.
static void add_muc(ratio *r, const dense *side, const uint32_t *common, size_t others,
                    size_t stride, size_t step) {
  for (size_t c = 0; c < side->chains; c++) {
    uint32_t pieces = 0, covered = 0;
    for (size_t o = 0; o < others; o++) {
      uint32_t n = common[c * stride + o * step];
      pieces += n > 0;
      covered += n;
    }
    pieces += side->sizes[c] - covered;  // mentions the other side does not have
    r->above += side->sizes[c] - pieces;
    r->below += side->sizes[c] - 1;
  }
}

static void add_cubed(ratio *r, const dense *side, const uint32_t *common, size_t others,
                      size_t stride, size_t step) {
  for (size_t c = 0; c < side->chains; c++)
    for (size_t o = 0; o < others; o++) {
      double n = common[c * stride + o * step];
      r->above += n * n / side->sizes[c];
    }
  r->below += (double)side->count;
}

// The best one-to-one alignment of chains under phi4, by the Hungarian method on costs -similarity.
static double best_alignment(const dense *gold, const dense *found, const uint32_t *common) {
  bool turned = gold->chains > found->chains;
  size_t rows = turned ? found->chains : gold->chains,
         columns = turned ? gold->chains : found->chains;
  double *u = calloc(rows + 1, sizeof *u), *v = calloc(columns + 1, sizeof *v);
  double *least = calloc(columns + 1, sizeof *least);
  size_t *row_of = calloc(columns + 1, sizeof *row_of), *way = calloc(columns + 1, sizeof *way);
  bool *used = calloc(columns + 1, sizeof *used);
  double total = 0;
#define SIMILARITY(r, c)                                                      \
  (2.0 * common[turned ? (c)*found->chains + (r) : (r)*found->chains + (c)] / \
   (turned ? gold->sizes[c] + found->sizes[r] : gold->sizes[r] + found->sizes[c]))
  for (size_t i = 1; i <= rows; i++) {
    row_of[0] = i;
    size_t column = 0;
    for (size_t j = 0; j <= columns; j++) {
      least[j] = 1e18;
      used[j] = false;
    }
    do {
      used[column] = true;
      size_t row = row_of[column], next = 0;
      double delta = 1e18;
      for (size_t j = 1; j <= columns; j++) {
        if (used[j]) continue;
        double cost = -SIMILARITY(row - 1, j - 1) - u[row] - v[j];
        if (cost < least[j]) {
          least[j] = cost;
          way[j] = column;
        }
        if (least[j] < delta) {
          delta = least[j];
          next = j;
        }
      }
      for (size_t j = 0; j <= columns; j++) {
        if (used[j]) {
          u[row_of[j]] += delta;
          v[j] -= delta;
        } else {
          least[j] -= delta;
        }
      }
      column = next;
    } while (row_of[column]);
    while (column) {
      row_of[column] = row_of[way[column]];
      column = way[column];
    }
  }
  for (size_t j = 1; j <= columns; j++)
    if (row_of[j]) total += SIMILARITY(row_of[j] - 1, j - 1);
#undef SIMILARITY
  free(u);
  free(v);
  free(least);
  free(row_of);
  free(way);
  free(used);
  return total;
}

void coreference_add(coreference_scores *s, const scored_mention *gold_mentions, size_t gold_count,
                     const scored_mention *found_mentions, size_t found_count, int singletons) {
  dense gold = make_dense(gold_mentions, gold_count, singletons);
  dense found = make_dense(found_mentions, found_count, singletons);
  size_t shared;
  uint32_t *common = common_mentions(&gold, &found, &shared);
  add_muc(&s->muc_recall, &gold, common, found.chains, found.chains, 1);
  add_muc(&s->muc_precision, &found, common, gold.chains, 1, found.chains);
  add_cubed(&s->cubed_recall, &gold, common, found.chains, found.chains, 1);
  add_cubed(&s->cubed_precision, &found, common, gold.chains, 1, found.chains);
  double similarity = best_alignment(&gold, &found, common);
  s->ceaf_recall.above += similarity;
  s->ceaf_recall.below += (double)gold.chains;
  s->ceaf_precision.above += similarity;
  s->ceaf_precision.below += (double)found.chains;
  s->mention_recall.above += (double)shared;
  s->mention_recall.below += (double)gold.count;
  s->mention_precision.above += (double)shared;
  s->mention_precision.below += (double)found.count;
  free(common);
  free_dense(&gold);
  free_dense(&found);
}

double ratio_f1(ratio recall, ratio precision) {
  double r = recall.below > 0 ? recall.above / recall.below : 0;
  double p = precision.below > 0 ? precision.above / precision.below : 0;
  return r + p > 0 ? 200 * r * p / (r + p) : 0;
}

double coreference_conll(const coreference_scores *s) {
  return (ratio_f1(s->muc_recall, s->muc_precision) +
          ratio_f1(s->cubed_recall, s->cubed_precision) +
          ratio_f1(s->ceaf_recall, s->ceaf_precision)) /
         3;
}
