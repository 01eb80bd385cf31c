/* What a pass found, counted over the article for the next, and the features of that. */
#include <string.h>

#include "english/names_feature_ids.h"

static uint64_t words_hash(const gaz_name_article *article, size_t first, size_t last) {
  uint64_t hash = 1;
  for (size_t i = first; i <= last; i++)
    hash = gaz_mix(hash * 31 ^ gaz_name_word_at(article, i)->lower);
  return hash ? hash : 1;
}

static struct gaz_name_votes *votes_of(const gaz_name_article *article, uint64_t hash) {
  size_t at = (size_t)hash & article->names_mask;
  while (article->names[at].hash && article->names[at].hash != hash)
    at = (at + 1) & article->names_mask;
  return &article->names[at];
}

static unsigned class_of_label(unsigned label) {
  return label ? (label - 1u) / 4 : GAZ_NAME_CLASS_COUNT;
}

/* The last token of the name that begins at `first`. */
static size_t name_end(const uint8_t *labels, size_t first, size_t end) {
  size_t last = first;
  if (!labels[first] || (labels[first] - 1u) % 4 == GAZ_NAME_UNIT) return first;
  while (last + 1 < end && labels[last + 1] && (labels[last] - 1u) % 4 != GAZ_NAME_LAST) last++;
  return last;
}

static void count_votes(gaz_name_article *article, size_t s) {
  const gaz_sentence *sentence = &article->tokens->sentences[s];
  bool ordinary = article->sentence_case[s] == GAZ_NAME_CASE_ORDINARY;
  size_t end = sentence->first + sentence->count;
  const uint8_t *labels = article->labels;
  for (size_t i = sentence->first; i < end; i++) {
    const gaz_name_word *word = gaz_name_word_at(article, i);
    struct gaz_name_key *key = &article->keys[word->key];
    unsigned class = class_of_label(labels[i]);
    /* A word in lower case says nothing about the capitalised one. */
    if (!(word->form & GAZ_FORM_LOWER && ordinary) && key->votes[class] < UINT16_MAX)
      key->votes[class]++;
    if (!labels[i] || (labels[i] - 1u) % 4 % 3) continue;
    size_t last = name_end(labels, i, end);
    if (last - i >= GAZ_NAME_WORDS_MAX) continue;
    struct gaz_name_votes *votes = votes_of(article, words_hash(article, i, last));
    votes->hash = words_hash(article, i, last);
    if (votes->votes[class] < UINT16_MAX) votes->votes[class]++;
  }
}

gaz_status gaz_name_article_revise(gaz_name_article *article, const uint8_t *labels,
                                   gaz_arena *arena) {
  size_t names = 0, capacity = 16;
  for (size_t k = 0; k < article->key_count; k++)
    memset(article->keys[k].votes, 0, sizeof article->keys[k].votes);
  for (size_t i = 0; i < article->tokens->token_count; i++)
    names += labels[i] && (labels[i] - 1u) % 4 % 3 == 0;
  /* Overlapping sentences, which only a caller's own tokens can have, would meet names again, but
   * never new ones. */
  while (capacity < names * 2 + 2) capacity *= 2;
  article->labels = labels;
  article->names = gaz_arena_zeroed(arena, capacity, sizeof *article->names);
  article->names_mask = capacity - 1;
  if (!article->names) return GAZ_ERROR_MEMORY;
  for (size_t s = 0; s < article->tokens->sentence_count; s++) count_votes(article, s);
  return GAZ_OK;
}

/* The class most votes are for, but for one of class `own`, which is this place's. */
static bool opinion_of(const uint16_t *votes, unsigned classes, unsigned own,
                       gaz_name_opinion *out) {
  unsigned most = 0;
  *out = (gaz_name_opinion){0};
  for (unsigned class = 0; class < classes; class ++) {
    unsigned n = votes[class] - (unsigned)(class == own && votes[class]);
    out->total += n;
    if (n > most) {
      most = n;
      out->class = class;
    }
  }
  out->share = most == out->total ? 2 : most * 3 >= out->total * 2;
  return out->total > 0;
}

/* The name the first pass put over token i, or the run of capitals when it found none. */
static void name_around(const gaz_name_article *article, size_t i, size_t first, size_t end,
                        size_t *from, size_t *to) {
  const uint8_t *labels = article->labels;
  if (!labels[i]) {
    *from = article->run_first[i];
    *to = article->run_last[i];
    return;
  }
  size_t at = i;
  while (at > first && i - at < GAZ_NAME_WORDS_MAX && (labels[at] - 1u) % 4 % 3 != 0 &&
         labels[at - 1])
    at--;
  *from = at;
  *to = name_end(labels, at, end);
}

bool gaz_name_word_opinion(const gaz_name_article *article, size_t i, gaz_name_opinion *out) {
  return opinion_of(article->keys[gaz_name_word_at(article, i)->key].votes,
                    GAZ_NAME_CLASS_COUNT + 1, class_of_label(article->labels[i]), out);
}

bool gaz_name_sequence_opinion(const gaz_name_article *article, size_t i, size_t first, size_t end,
                               gaz_name_opinion *out, unsigned *part) {
  size_t from, to;
  name_around(article, i, first, end, &from, &to);
  if (to - from >= GAZ_NAME_WORDS_MAX) return false;
  const struct gaz_name_votes *votes = votes_of(article, words_hash(article, from, to));
  *part = from == to  ? GAZ_NAME_UNIT
          : i == from ? GAZ_NAME_BEGIN
          : i == to   ? GAZ_NAME_LAST
                      : GAZ_NAME_INSIDE;
  return votes->hash &&
         opinion_of(votes->votes, GAZ_NAME_CLASS_COUNT, class_of_label(article->labels[i]), out);
}

/* ---- Features ---- */

/* The second pass: what the first said elsewhere of the same word and of the same sequence of words, and
 * whether it said so here too. */
static void label_features(const gaz_name_article *article, size_t i, size_t first, size_t end,
                           unsigned sentence_case, gaz_name_output *out) {
  const uint8_t *labels = article->labels;
  const gaz_name_word *word = gaz_name_word_at(article, i);
  if (word->form & GAZ_FORM_LOWER && sentence_case == GAZ_NAME_CASE_ORDINARY && !labels[i]) return;
  gaz_name_opinion said;
  unsigned part;
  for (unsigned after = 0; after < 2 && sentence_case == GAZ_NAME_CASE_ORDINARY; after++) {
    size_t other = gaz_name_listed_beside(article, i, first, end, after);
    if (other != SIZE_MAX)
      gaz_name_emit(out, F_BESIDE_VOTE, after, labels[other] ? (labels[other] + 3) / 4 : 0);
  }
  if (gaz_name_word_opinion(article, i, &said)) {
    uint32_t vote = said.class * 4 + said.share;
    gaz_name_emit(out, F_VOTE, vote, gaz_name_bucket(said.total));
    gaz_name_emit(out, F_VOTE_WORD, vote, labels[i]);
    gaz_name_emit(out, F_VOTE_RUN, vote, article->run_first[i] == article->run_last[i]);
  }
  if (gaz_name_sequence_opinion(article, i, first, end, &said, &part)) {
    gaz_name_emit(out, F_VOTE_NAME, said.class * 4 + said.share, part);
    gaz_name_emit(out, F_VOTE_NAME, said.class * 4 + said.share, 1000u + labels[i]);
    gaz_name_emit(out, F_VOTE_NAME, 1000u + said.class * 4 + part, gaz_name_bucket(said.total));
  }
}

size_t gaz_name_revision_features(const gaz_name_article *article, size_t sentence_index,
                                  size_t token, uint64_t *features) {
  const gaz_sentence *sentence = &article->tokens->sentences[sentence_index];
  gaz_name_output written = {features, 0, GAZ_NAME_FEATURES_MAX};
  label_features(article, token, sentence->first, sentence->first + sentence->count,
                 article->sentence_case[sentence_index], &written);
  return written.count;
}
