/* Features of a token: hashes over its own word and its neighbours', the lists, the run of capitals it
 * stands in, what the article says of the word and, in the second pass, what the first found.
 *
 * Case is kept apart from identity: identity features are of lower-cased words, and shape features
 * name the case of the whole sentence (ordinary, capitals, lower, title), so that a headline in
 * capitals is not taken for one long name. */
#include <string.h>

#include "english/model.h"
#include "english/names_article.h"

typedef struct output {
  uint64_t *at;
  size_t count;
} output;

static inline void emit(output *out, uint32_t id, uint32_t a, uint32_t b) {
  if (out->count < GAZ_NAME_FEATURES_MAX) out->at[out->count++] = gaz_feature2(id, a, b);
}

/* A number for each feature template. */
enum {
  F_BIAS = 16,
  F_WORD,
  F_EXACT,
  F_WORD_PAIR,
  F_CLUSTER,
  F_CLUSTER_PAIR,
  F_AFFIX,
  F_AFFIX_NEAR,
  F_SHAPE,
  F_SHAPE_TRIPLE,
  F_FORM,
  F_LIST,
  F_LIST_NEAR,
  F_LIST_SIGNATURE,
  F_LIST_PAIR,
  F_RUN_FIRST,
  F_RUN_LAST,
  F_RUN_PLACE,
  F_RUN_BEFORE,
  F_RUN_AFTER,
  F_RUN_AROUND,
  F_RUN_HEADS,
  F_RUN_LAST_CLUSTER,
  F_COUNTS,
  F_SEEN,
  F_EXPANSION,
  F_WORD_CLUSTER,
  F_VOTE,
  F_VOTE_WORD,
  F_RUN_WORDS,
  F_RUN_BEFORE_CLUSTER,
  F_RUN_AFTER_CLUSTER,
  F_LENGTH,
  F_VOTE_RUN,
  F_VOTE_NAME,
  F_WIDE,
  F_WIDE_PAIR,
  F_WIDE_FORM,
  F_WIDE_RUN,
  F_WIDE_AROUND,
  F_BAG,
  F_RUN_LISTS,
  F_BESIDE,
  F_BESIDE_VOTE,
};

enum { OUTSIDE_SENTENCE = 0xedfe };

static unsigned bucket(uint32_t n) { return n > 8 ? 5 : n > 3 ? 4 : n > 2 ? 3 : n; }

static void list_features(const gaz_name_article *article, size_t i, size_t first, size_t end,
                          unsigned sentence_case, output *out) {
  uint64_t any = 0, signature = 0;
  for (int part = 0; part < 4; part++) {
    uint64_t classes = article->spans[part][i];
    any |= classes;
    signature = gaz_mix(signature ^ classes);
    for (; classes; classes &= classes - 1)
      emit(out, F_LIST, (uint32_t)part, (uint32_t)__builtin_ctzll(classes));
  }
  if (any) emit(out, F_LIST_SIGNATURE, (uint32_t)signature, sentence_case);
  for (int d = -1; d <= 1; d += 2) {
    if ((d < 0 && i == first) || (d > 0 && i + 1 >= end)) continue;
    size_t j = d < 0 ? i - 1 : i + 1;
    uint64_t classes = article->spans[GAZ_NAME_UNIT][j] |
                       article->spans[d < 0 ? GAZ_NAME_LAST : GAZ_NAME_BEGIN][j];
    for (uint64_t c = classes; c; c &= c - 1)
      emit(out, F_LIST_NEAR, (uint32_t)(d + 1), (uint32_t)__builtin_ctzll(c));
  }
}

static void run_features(const gaz_name_article *article, size_t i, size_t first, size_t end,
                         output *out) {
  size_t a = article->run_first[i], b = article->run_last[i];
  const gaz_name_word *head = gaz_name_word_at(article, a), *tail = gaz_name_word_at(article, b);
  unsigned place = a == b ? 0 : i == a ? 1 : i == b ? 2 : 3;
  uint32_t length = (uint32_t)(b - a > 6 ? 6 : b - a);
  emit(out, F_RUN_PLACE, place, length);
  if (a != i) emit(out, F_RUN_FIRST, place, head->lower);
  if (b != i) emit(out, F_RUN_LAST, place, tail->lower);
  emit(out, F_RUN_LAST_CLUSTER, place, tail->classes[1]);
  uint64_t heads = 0;
  for (size_t j = a; j <= b; j++) heads |= gaz_name_word_at(article, j)->alone;
  heads &= GAZ_LIST_BIT(GAZ_LIST_ORG_HEAD) | GAZ_LIST_BIT(GAZ_LIST_FACILITY_HEAD) |
           GAZ_LIST_BIT(GAZ_LIST_EVENT_HEAD) | GAZ_LIST_BIT(GAZ_LIST_LAW_HEAD) |
           GAZ_LIST_BIT(GAZ_LIST_WORK_HEAD) | GAZ_LIST_BIT(GAZ_LIST_PRODUCT_HEAD) |
           GAZ_LIST_BIT(GAZ_LIST_NATURE_HEAD) | GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX) |
           GAZ_LIST_BIT(GAZ_LIST_MAKER) | GAZ_LIST_BIT(GAZ_LIST_GIVEN) |
           GAZ_LIST_BIT(GAZ_LIST_TITLE);
  emit(out, F_RUN_HEADS, place, (uint32_t)gaz_mix(heads));
  uint32_t before = a > first ? gaz_name_word_at(article, a - 1)->lower : OUTSIDE_SENTENCE;
  uint32_t after = b + 1 < end ? gaz_name_word_at(article, b + 1)->lower : OUTSIDE_SENTENCE;
  emit(out, F_RUN_BEFORE, place, before);
  emit(out, F_RUN_AFTER, place, after);
  emit(out, F_RUN_AROUND, before, after);
  if (a > first)
    emit(out, F_RUN_BEFORE_CLUSTER, place, gaz_name_word_at(article, a - 1)->classes[1]);
  if (b + 1 < end)
    emit(out, F_RUN_AFTER_CLUSTER, place, gaz_name_word_at(article, b + 1)->classes[1]);
}

static void article_features(const gaz_name_article *article, size_t i, unsigned sentence_case,
                             output *out) {
  const gaz_name_word *word = gaz_name_word_at(article, i);
  const struct gaz_name_key *key = &article->keys[word->key];
  unsigned counts = bucket(key->lower) * 6 + bucket(key->capital);
  emit(out, F_COUNTS, counts, (sentence_case << 8) | word->form);
  if (word->form & GAZ_FORM_LOWER && sentence_case == GAZ_NAME_CASE_ORDINARY) return;
  for (unsigned bit = 0; bit < GAZ_SEEN_COUNT; bit++)
    if (key->seen >> bit & 1) emit(out, F_SEEN, bit, sentence_case != GAZ_NAME_CASE_ORDINARY);
  if (key->expansion) emit(out, F_EXPANSION, key->expansion, 0), emit(out, F_EXPANSION, 0, 1);
}

/* The token at the near end of the name that is listed beside the run of token i, "A, B and C", before it or
 * after it; SIZE_MAX when there is none. */
static size_t listed_beside(const gaz_name_article *article, size_t i, size_t first, size_t end,
                            bool after) {
  size_t a = article->run_first[i], b = article->run_last[i];
  if (after ? b + 2 >= end : a < first + 2) return SIZE_MAX;
  size_t between = after ? b + 1 : a - 1, other = after ? b + 2 : a - 2;
  const gaz_token *token = &article->tokens->tokens[between];
  size_t size = token->end - token->start;
  char c = gaz_name_byte_at(article, between);
  bool listed = (size == 1 && (c == ',' || c == '&' || c == '/')) ||
                (size == 3 && memcmp(article->text + token->start, "and", 3) == 0) ||
                (size == 2 && memcmp(article->text + token->start, "or", 2) == 0);
  return listed && gaz_name_is_capital(gaz_name_word_at(article, other)) ? other : SIZE_MAX;
}

/* What the lists and the word classes say of the names beside. */
static void beside_features(const gaz_name_article *article, size_t i, size_t first, size_t end,
                            output *out) {
  for (unsigned after = 0; after < 2; after++) {
    size_t other = listed_beside(article, i, first, end, after);
    if (other == SIZE_MAX) continue;
    const gaz_name_word *word = gaz_name_word_at(article, other);
    emit(out, F_BESIDE, after, 0x10000u | word->wide[1]);
    uint64_t lists = article->spans[GAZ_NAME_UNIT][other] |
                     article->spans[after ? GAZ_NAME_BEGIN : GAZ_NAME_LAST][other];
    for (; lists; lists &= lists - 1) emit(out, F_BESIDE, after, (uint32_t)__builtin_ctzll(lists));
  }
}

/* The second pass: what the first said elsewhere of the same word and of the same sequence of words, and
 * whether it said so here too. */
static void label_features(const gaz_name_article *article, size_t i, size_t first, size_t end,
                           unsigned sentence_case, output *out) {
  const uint8_t *labels = article->labels;
  const gaz_name_word *word = gaz_name_word_at(article, i);
  if (word->form & GAZ_FORM_LOWER && sentence_case == GAZ_NAME_CASE_ORDINARY && !labels[i]) return;
  gaz_name_opinion said;
  unsigned part;
  for (unsigned after = 0; after < 2 && sentence_case == GAZ_NAME_CASE_ORDINARY; after++) {
    size_t other = listed_beside(article, i, first, end, after);
    if (other != SIZE_MAX)
      emit(out, F_BESIDE_VOTE, after, labels[other] ? (labels[other] + 3) / 4 : 0);
  }
  if (gaz_name_word_opinion(article, i, &said)) {
    uint32_t vote = said.class * 4 + said.share;
    emit(out, F_VOTE, vote, bucket(said.total));
    emit(out, F_VOTE_WORD, vote, labels[i]);
    emit(out, F_VOTE_RUN, vote, article->run_first[i] == article->run_last[i]);
  }
  if (gaz_name_sequence_opinion(article, i, first, end, &said, &part)) {
    emit(out, F_VOTE_NAME, said.class * 4 + said.share, part);
    emit(out, F_VOTE_NAME, said.class * 4 + said.share, 1000u + labels[i]);
    emit(out, F_VOTE_NAME, 1000u + said.class * 4 + part, bucket(said.total));
  }
}

static inline bool in_run(const gaz_name_article *article, size_t i) {
  return gaz_name_is_capital(gaz_name_word_at(article, i)) ||
         article->run_first[i] != article->run_last[i];
}

/* What says which word this is, so that the trainer can look away from it. */
static void identity_features(const gaz_name_article *article, size_t i, size_t first,
                              const uint32_t *lower, unsigned sentence_case, output *out) {
  const gaz_name_word *word = gaz_name_word_at(article, i);
  emit(out, F_WORD, 2, lower[2]);
  emit(out, F_WORD_PAIR, lower[1], lower[2]);
  emit(out, F_WORD_PAIR + 1000, lower[2], lower[3]);
  if (word->affix[2]) emit(out, F_AFFIX, word->affix[2], 2);
  if (word->affix[6]) emit(out, F_AFFIX, word->affix[6], 6);
  if (sentence_case != GAZ_NAME_CASE_ORDINARY) return;
  emit(out, F_EXACT, word->exact, i == first);
  if (!in_run(article, i)) return;
  size_t a = article->run_first[i], b = article->run_last[i];
  unsigned place = a == b ? 0 : i == a ? 1 : i == b ? 2 : 3;
  if (a == i) emit(out, F_RUN_FIRST, place, word->lower);
  if (b == i) emit(out, F_RUN_LAST, place, word->lower);
  if (a != b && b - a < 5) {
    uint64_t words = 0;
    for (size_t j = a; j <= b; j++) words = gaz_mix(words ^ gaz_name_word_at(article, j)->lower);
    emit(out, F_RUN_WORDS, place, (uint32_t)words);
  }
}

static inline uint32_t wide_and_case(const gaz_name_word *word, int level) {
  return word ? (uint32_t)word->wide[level] | (word->form & 7u) << 16 : OUTSIDE_SENTENCE;
}

/* Classes of the words from two before to two after, alone and in pairs. */
static void wide_features(const gaz_name_word *const *near, unsigned sentence_case, output *out) {
  for (uint32_t d = 0; d < 5; d++) {
    if (!near[d] || near[d]->wide[0] == GAZ_WORD_CLASS_NONE) continue;
    uint32_t capital = near[d]->form & GAZ_FORM_CAPITAL;
    if (d != 2) emit(out, F_WIDE, d << 1 | capital, near[d]->wide[1]);
    if (d == 1 || d == 3) emit(out, F_WIDE, 40 + (d << 1 | capital), near[d]->wide[2]);
  }
  for (uint32_t level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
    emit(out, F_WIDE, (100 + level) << 2 | sentence_case, near[2]->wide[level]);
  uint32_t before = wide_and_case(near[1], 1), here = wide_and_case(near[2], 1),
           after = wide_and_case(near[3], 1);
  emit(out, F_WIDE_PAIR, before, here);
  emit(out, F_WIDE_PAIR + 1000, here, after);
  emit(out, F_WIDE_PAIR + 2000, before, after);
  uint64_t outer = (uint64_t)wide_and_case(near[1], 0) << 32 | wide_and_case(near[3], 0);
  emit(out, F_WIDE_PAIR + 3000, (uint32_t)gaz_mix(outer), wide_and_case(near[2], 0));
  emit(out, F_WIDE_FORM, near[2]->form, near[2]->wide[2]);
}

static uint32_t wide_at(const gaz_name_article *article, size_t i, int level) {
  return gaz_name_word_at(article, i)->wide[level];
}

/* Classes of the run's words and of those about it. */
static void wide_run_features(const gaz_name_article *article, size_t i, size_t first, size_t end,
                              output *out) {
  size_t a = article->run_first[i], b = article->run_last[i];
  unsigned place = a == b ? 0 : i == a ? 1 : i == b ? 2 : 3;
  const gaz_name_word *head = gaz_name_word_at(article, a), *tail = gaz_name_word_at(article, b);
  uint32_t before = a > first ? wide_at(article, a - 1, 1) : OUTSIDE_SENTENCE;
  uint32_t after = b + 1 < end ? wide_at(article, b + 1, 1) : OUTSIDE_SENTENCE;
  emit(out, F_WIDE_AROUND, place << 16 | before, tail->wide[1]);
  emit(out, F_WIDE_AROUND + 1000, place << 16 | after, tail->wide[1]);
  emit(out, F_WIDE_AROUND + 2000, place << 16 | before, after);
  if (a > first)
    emit(out, F_WIDE_AROUND + 3000, gaz_name_word_at(article, a - 1)->lower,
         place << 16 | tail->wide[0]);
  if (b + 1 < end)
    emit(out, F_WIDE_AROUND + 4000, gaz_name_word_at(article, b + 1)->lower,
         place << 16 | tail->wide[0]);
  for (size_t k = 2; k <= 5; k++) {
    if (a >= first + k) emit(out, F_BAG, 0, wide_at(article, a - k, 1));
    if (b + k < end) emit(out, F_BAG, 1, wide_at(article, b + k, 1));
  }
  if (a == b) return;
  emit(out, F_WIDE_RUN, place, head->wide[2]);
  emit(out, F_WIDE_RUN + 1000, place, tail->wide[2]);
  emit(out, F_WIDE_RUN + 2000, place, (uint32_t)head->wide[1] << 16 | tail->wide[1]);
  uint64_t words = 0, lists = 0;
  for (size_t j = a; j <= b; j++) {
    words = gaz_mix(words ^ gaz_name_word_at(article, j)->wide[0]);
    for (int part = 0; part < 4; part++) lists |= article->spans[part][j];
  }
  emit(out, F_WIDE_RUN + 3000, (uint32_t)(i - a), (uint32_t)words);
  for (; lists; lists &= lists - 1) emit(out, F_RUN_LISTS, place, (uint32_t)__builtin_ctzll(lists));
}

size_t gaz_name_features(const gaz_name_article *article, size_t sentence_index, size_t token,
                         uint64_t *features, size_t *identity) {
  const gaz_sentence *sentence = &article->tokens->sentences[sentence_index];
  size_t first = sentence->first, end = first + sentence->count, i = token;
  unsigned sentence_case = article->sentence_case[sentence_index];
  struct output written = {features, 0}, *out = &written;
  const gaz_name_word *near[5]; /* the words from two before to two after */
  for (int d = -2; d <= 2; d++)
    near[d + 2] = (d < 0 && i < first + (size_t)-d) || (d > 0 && i + (size_t)d >= end)
                      ? NULL
                      : gaz_name_word_at(article, (size_t)((ptrdiff_t)i + d));
  const gaz_name_word *word = near[2];

  uint32_t lower[5];
  for (int d = 0; d < 5; d++) lower[d] = near[d] ? near[d]->lower : OUTSIDE_SENTENCE;
  identity_features(article, i, first, lower, sentence_case, out);
  *identity = out->count;

  emit(out, F_BIAS, sentence_case, 0);
  for (int d = 0; d < 5; d++)
    if (d != 2) emit(out, F_WORD, (uint32_t)d, lower[d]);

  for (int d = 0; d < 5; d++) {
    if (!near[d] || near[d]->classes[0] == UINT16_MAX) continue;
    if (d == 2) emit(out, F_CLUSTER, 100, near[d]->classes[2]);
    if (d != 0 && d != 4) emit(out, F_CLUSTER, 200 + (uint32_t)d, near[d]->classes[1]);
    emit(out, F_CLUSTER, (uint32_t)d, near[d]->classes[0]);
  }
  uint32_t middle[3];
  for (int d = 0; d < 3; d++) middle[d] = near[d + 1] ? near[d + 1]->classes[1] : OUTSIDE_SENTENCE;
  emit(out, F_CLUSTER_PAIR, middle[0], middle[1]);
  emit(out, F_CLUSTER_PAIR + 1000, middle[1], middle[2]);
  emit(out, F_CLUSTER_PAIR + 2000, middle[0], middle[2]);

  for (int n = 0; n < GAZ_NAME_AFFIXES; n++)
    if (word->affix[n] && n != 2 && n != 6) emit(out, F_AFFIX, word->affix[n], (uint32_t)n);
  for (int d = 1; d <= 3; d += 2)
    if (near[d] && near[d]->affix[5]) emit(out, F_AFFIX_NEAR, near[d]->affix[5], (uint32_t)d);

  uint32_t forms[3];
  for (int d = 0; d < 3; d++) forms[d] = near[d + 1] ? near[d + 1]->form : 0xffffu;
  bool at_start = i == first || (i == first + 1 && near[1] && near[1]->form & GAZ_FORM_PUNCT);
  emit(out, F_SHAPE, word->shape, sentence_case);
  emit(out, F_SHAPE + 1000, word->shape, near[1] ? near[1]->shape : 0);
  emit(out, F_SHAPE + 2000, word->shape, near[3] ? near[3]->shape : 0);
  emit(out, F_SHAPE_TRIPLE, forms[0] << 16 | forms[1], forms[2]);
  emit(out, F_FORM, forms[1] << 1 | at_start, sentence_case);
  emit(out, F_WORD_CLUSTER, forms[1] << 16 | middle[1], (sentence_case << 1) | at_start);
  emit(out, F_LENGTH, word->length, sentence_case);

  wide_features(near, sentence_case, out);
  list_features(article, i, first, end, sentence_case, out);
  if (sentence_case == GAZ_NAME_CASE_ORDINARY && in_run(article, i))
    run_features(article, i, first, end, out), wide_run_features(article, i, first, end, out),
        beside_features(article, i, first, end, out);
  article_features(article, i, sentence_case, out);
  return out->count;
}

size_t gaz_name_revision_features(const gaz_name_article *article, size_t sentence_index,
                                  size_t token, uint64_t *features) {
  const gaz_sentence *sentence = &article->tokens->sentences[sentence_index];
  struct output written = {features, 0};
  label_features(article, token, sentence->first, sentence->first + sentence->count,
                 article->sentence_case[sentence_index], &written);
  return written.count;
}
