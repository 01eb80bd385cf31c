/* Where the field was not sure: runs of tokens between others whose label is nearly certain, and the few best ways to
 * label them. */
#include <math.h>
#include <string.h>

#include "english/names_review.h"

enum { ACTIVE_MAX = 6, BEAM = 16 };
/* Labels less likely than LEAST are not thought of, nor paths whose score is farther behind the best. */
static const float LEAST = 0.03f, FARTHEST = 3;

typedef struct partial {
  uint8_t labels[GAZ_DOUBT_TOKENS];
  float score;
} partial;

static bool is_closed(unsigned label) {
  return !label || (label - 1) % 4 == GAZ_NAME_LAST || (label - 1) % 4 == GAZ_NAME_UNIT;
}

static bool may_begin(unsigned label) {
  return !label || (label - 1) % 4 == GAZ_NAME_BEGIN || (label - 1) % 4 == GAZ_NAME_UNIT;
}

static unsigned best_label(const float *row) {
  unsigned best = 0;
  for (unsigned label = 1; label < GAZ_NAME_LABELS; label++)
    if (row[label] > row[best]) best = label;
  return best;
}

/* The likelier labels of a token. */
static size_t active_labels(const float *row, uint8_t out[ACTIVE_MAX]) {
  size_t count = 0;
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++) {
    if (row[label] < LEAST) continue;
    size_t at = count < ACTIVE_MAX ? count++ : ACTIVE_MAX;
    for (; at > 0 && row[out[at - 1]] < row[label]; at--)
      if (at < ACTIVE_MAX) out[at] = out[at - 1];
    if (at < ACTIVE_MAX) out[at] = (uint8_t)label;
  }
  return count;
}

static void insert(partial *beam, size_t *count, const partial *from, size_t length, unsigned label,
                   float score) {
  size_t at = *count;
  if (at == BEAM && beam[at - 1].score >= score) return;
  if (at < BEAM) ++*count;
  if (at == BEAM) at--;
  for (; at > 0 && beam[at - 1].score < score; at--) beam[at] = beam[at - 1];
  if (length) memcpy(beam[at].labels, from->labels, length);
  beam[at].labels[length] = (uint8_t)label;
  beam[at].score = score;
}

/* Tokens [from, to) of the stretch; `before` and `after` are the labels around them. */
static gaz_status add_doubt(const gaz_name_stretch *stretch, size_t from, size_t to,
                            const float *scores, const float *probabilities,
                            const gaz_name_transitions *transitions, unsigned before,
                            unsigned after, gaz_arena *arena, gaz_name_doubts *out) {
  partial beams[2][BEAM];
  size_t counts[2] = {0, 0}, now = 0;
  for (size_t t = from; t < to; t++) {
    uint8_t active[ACTIVE_MAX];
    size_t actives = active_labels(probabilities + t * GAZ_NAME_STRIDE, active);
    const partial *old = beams[now];
    now = 1 - now;
    counts[now] = 0;
    size_t olds = t == from ? 1 : counts[1 - now];
    for (size_t k = 0; k < olds; k++)
      for (size_t a = 0; a < actives; a++) {
        unsigned label = active[a], last = t == from ? before : old[k].labels[t - from - 1];
        if (!gaz_name_may_follow(last, label) || (t + 1 == to && !is_closed(label))) continue;
        float score = (t == from ? 0 : old[k].score) + scores[t * GAZ_NAME_STRIDE + label];
        if (t) score += transitions->score[label][last];
        if (t + 1 == to && t + 1 < stretch->count) score += transitions->score[after][label];
        insert(beams[now], &counts[now], &old[k], t - from, label, score);
      }
  }
  size_t count = 0;
  while (count < counts[now] && count < GAZ_DOUBT_PATHS &&
         beams[now][count].score >= beams[now][0].score - FARTHEST)
    count++;
  if (count < 2) return GAZ_OK;
  out->list = gaz_arena_grow(arena, out->list, out->count, &out->capacity, sizeof *out->list);
  if (!out->list) return GAZ_ERROR_MEMORY;
  gaz_name_doubt *doubt = &out->list[out->count++];
  *doubt = (gaz_name_doubt){stretch->sentence,
                            stretch->first + (uint32_t)from,
                            (uint32_t)(to - from),
                            (uint32_t)count,
                            {{{0}, 0}}};
  float sum = 0;
  for (size_t k = 0; k < count; k++) {
    gaz_name_path *path = &doubt->paths[k];
    memcpy(path->labels, beams[now][k].labels, to - from);
    sum += path->share = expf(beams[now][k].score - beams[now][0].score);
  }
  for (size_t k = 0; k < count; k++) doubt->paths[k].share /= sum;
  return GAZ_OK;
}

gaz_status gaz_name_doubts_find(const gaz_name_stretch *stretch, const float *scores,
                                const float *probabilities, const gaz_name_transitions *transitions,
                                gaz_arena *arena, gaz_name_doubts *out) {
  unsigned before = GAZ_NAME_OUTSIDE; /* the certain label of the token before */
  size_t from = 0;
  bool doubtful = false;
  for (size_t t = 0; t < stretch->count; t++) {
    const float *row = probabilities + t * GAZ_NAME_STRIDE;
    unsigned best = best_label(row);
    bool certain = row[best] >= GAZ_NAME_CERTAIN;
    bool starts = certain && may_begin(best), ends = certain && is_closed(best);
    if (starts && from < t) { /* a name begins here for sure: what was before is over */
      gaz_status status = GAZ_OK;
      if (doubtful && t - from <= GAZ_DOUBT_TOKENS)
        status = add_doubt(stretch, from, t, scores, probabilities, transitions, before, best,
                           arena, out);
      if (status) return status;
      from = t;
      /* What the one before ends with is not known: nearly all that can is as likely to be followed by this. */
      before = GAZ_NAME_OUTSIDE;
      doubtful = false;
    }
    doubtful |= !certain;
    if (!ends && t + 1 < stretch->count) continue;
    unsigned after = GAZ_NAME_OUTSIDE;
    if (t + 1 < stretch->count) {
      after = best_label(row + GAZ_NAME_STRIDE);
      if (!may_begin(after)) after = GAZ_NAME_OUTSIDE;
    }
    if (doubtful && t + 1 - from <= GAZ_DOUBT_TOKENS) {
      gaz_status status = add_doubt(stretch, from, t + 1, scores, probabilities, transitions,
                                    before, after, arena, out);
      if (status) return status;
    }
    from = t + 1;
    before = ends ? best : GAZ_NAME_OUTSIDE;
    doubtful = false;
  }
  return GAZ_OK;
}
