/* Features of a token: hashes over its own word and its neighbours', the lists, the run of capitals it
 * stands in, what the article says of the word; names_votes.c has those of a second pass.
 *
 * Case is kept apart from identity: identity features are of lower-cased words, and shape features
 * name the case of the whole sentence (ordinary, capitals, lower, title), so that a headline in
 * capitals is not taken for one long name.
 *
 * Most features look at one word alone, from its own place or from one near it. They make up groups, and
 * the scores of a group are the same wherever the word stands in that place: the recogniser keeps their
 * sums from one text to the next (gaz_name_score) and looks only the others up. */
#include <string.h>

#include "english/names_feature_ids.h"

enum { OUTSIDE_SENTENCE = 0xedfe };

/* ---- A token and what is about it ------------------------------------------------------------------ */

/* Where a token stands in its run: the run's only word, its first, its last, or between. */
enum { PLACE_ONLY, PLACE_FIRST, PLACE_LAST, PLACE_BETWEEN };
/* Whether the sentence begins with it, but for a punctuation mark. */
enum { START_NOT, START_FIRST, START_AFTER_MARK };

typedef struct view {
  const gaz_name_article *article;
  size_t i, first, end; /* the token, and its sentence */
  unsigned sentence_case, start;
  const gaz_name_word
      *near[5]; /* the words from two before to two after, NULL outside of the sentence */
  const gaz_name_word *word; /* near[2] */
  bool in_run;
  unsigned place;
  size_t a, b; /* the first and last token of the run, or i */
  /* Words before and after the run, or NULL; its first and its last. */
  const gaz_name_word *before, *after, *head, *tail;
} view;

static view view_of(const gaz_name_article *article, size_t sentence_index, size_t i) {
  const gaz_sentence *sentence = &article->tokens->sentences[sentence_index];
  size_t first = sentence->first, end = first + sentence->count;
  view v = {.article = article, .i = i, .first = first, .end = end};
  v.sentence_case = article->sentence_case[sentence_index];
  for (int d = -2; d <= 2; d++)
    v.near[d + 2] = (d < 0 && i < first + (size_t)-d) || (d > 0 && i + (size_t)d >= end)
                        ? NULL
                        : gaz_name_word_at(article, (size_t)((ptrdiff_t)i + d));
  v.word = v.near[2];
  v.start = i == first                                                        ? START_FIRST
            : i == first + 1 && v.near[1] && v.near[1]->form & GAZ_FORM_PUNCT ? START_AFTER_MARK
                                                                              : START_NOT;
  v.a = article->run_first[i];
  v.b = article->run_last[i];
  v.place = v.a == v.b ? PLACE_ONLY
            : i == v.a ? PLACE_FIRST
            : i == v.b ? PLACE_LAST
                       : PLACE_BETWEEN;
  v.in_run =
      v.sentence_case == GAZ_NAME_CASE_ORDINARY && (v.a != v.b || gaz_name_is_capital(v.word));
  if (!v.in_run) return v;
  v.before = v.a > first ? gaz_name_word_at(article, v.a - 1) : NULL;
  v.after = v.b + 1 < end ? gaz_name_word_at(article, v.b + 1) : NULL;
  v.head = gaz_name_word_at(article, v.a);
  v.tail = gaz_name_word_at(article, v.b);
  return v;
}

static inline uint32_t lower_of(const gaz_name_word *word) {
  return word ? word->lower : OUTSIDE_SENTENCE;
}

static const uint64_t run_heads =
    GAZ_LIST_BIT(GAZ_LIST_ORG_HEAD) | GAZ_LIST_BIT(GAZ_LIST_FACILITY_HEAD) |
    GAZ_LIST_BIT(GAZ_LIST_EVENT_HEAD) | GAZ_LIST_BIT(GAZ_LIST_LAW_HEAD) |
    GAZ_LIST_BIT(GAZ_LIST_WORK_HEAD) | GAZ_LIST_BIT(GAZ_LIST_PRODUCT_HEAD) |
    GAZ_LIST_BIT(GAZ_LIST_NATURE_HEAD) | GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX) |
    GAZ_LIST_BIT(GAZ_LIST_MAKER) | GAZ_LIST_BIT(GAZ_LIST_GIVEN) | GAZ_LIST_BIT(GAZ_LIST_TITLE);

/* ---- Groups: features of one word alone ------------------------------------------------------------ */

/* What says which word this is. */
static void word_identity(const view *v, gaz_name_output *out) {
  const gaz_name_word *word = v->word;
  gaz_name_emit(out, F_WORD, 2, word->lower);
  if (word->affix[2]) gaz_name_emit(out, F_AFFIX, word->affix[2], 2);
  if (word->affix[6]) gaz_name_emit(out, F_AFFIX, word->affix[6], 6);
  if (v->sentence_case != GAZ_NAME_CASE_ORDINARY) return;
  gaz_name_emit(out, F_EXACT, word->exact, v->start == START_FIRST);
  if (!v->in_run) return;
  if (v->a == v->i) gaz_name_emit(out, F_RUN_FIRST, v->place, word->lower);
  if (v->b == v->i) gaz_name_emit(out, F_RUN_LAST, v->place, word->lower);
}

static void word_features(const view *v, gaz_name_output *out) {
  const gaz_name_word *word = v->word;
  uint32_t at_start = v->start != START_NOT, sentence_case = v->sentence_case;
  gaz_name_emit(out, F_BIAS, sentence_case, 0);
  if (word->classes[0] != UINT16_MAX) {
    gaz_name_emit(out, F_CLUSTER, 100, word->classes[2]);
    gaz_name_emit(out, F_CLUSTER, 202, word->classes[1]);
    gaz_name_emit(out, F_CLUSTER, 2, word->classes[0]);
  }
  for (uint32_t n = 0; n < GAZ_NAME_AFFIXES; n++)
    if (word->affix[n] && n != 2 && n != 6) gaz_name_emit(out, F_AFFIX, word->affix[n], n);
  gaz_name_emit(out, F_SHAPE, word->shape, sentence_case);
  gaz_name_emit(out, F_FORM, (uint32_t)word->form << 1 | at_start, sentence_case);
  gaz_name_emit(out, F_WORD_CLUSTER, (uint32_t)word->form << 16 | word->classes[1],
                (sentence_case << 1) | at_start);
  gaz_name_emit(out, F_LENGTH, word->length, sentence_case);
  for (uint32_t level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
    gaz_name_emit(out, F_WIDE, (100 + level) << 2 | sentence_case, word->wide[level]);
  gaz_name_emit(out, F_WIDE_FORM, word->form, word->wide[2]);
  if (!v->in_run) return;
  if (v->b == v->i) gaz_name_emit(out, F_RUN_LAST_CLUSTER, v->place, word->classes[1]);
  if (v->place == PLACE_ONLY) {
    gaz_name_emit(out, F_RUN_PLACE, PLACE_ONLY, 0);
    gaz_name_emit(out, F_RUN_HEADS, PLACE_ONLY, (uint32_t)gaz_mix(word->alone & run_heads));
    return;
  }
  if (v->a == v->i) gaz_name_emit(out, F_WIDE_RUN, v->place, word->wide[2]);
  if (v->b == v->i) gaz_name_emit(out, F_WIDE_RUN + 1000, v->place, word->wide[2]);
}

/* The word at distance d - 2. */
static void near_features(const gaz_name_word *word, uint32_t d, gaz_name_output *out) {
  gaz_name_emit(out, F_WORD, d, lower_of(word));
  if (!word) return;
  if (word->classes[0] != UINT16_MAX) {
    if (d == 1 || d == 3) gaz_name_emit(out, F_CLUSTER, 200 + d, word->classes[1]);
    gaz_name_emit(out, F_CLUSTER, d, word->classes[0]);
  }
  if ((d == 1 || d == 3) && word->affix[5]) gaz_name_emit(out, F_AFFIX_NEAR, word->affix[5], d);
  if (word->wide[0] == GAZ_WORD_CLASS_NONE) return;
  uint32_t capital = word->form & GAZ_FORM_CAPITAL;
  gaz_name_emit(out, F_WIDE, d << 1 | capital, word->wide[1]);
  if (d == 1 || d == 3) gaz_name_emit(out, F_WIDE, 40 + (d << 1 | capital), word->wide[2]);
}

static inline uint32_t form_of(const gaz_name_word *word) { return word ? word->form : 0xffffu; }

static void shape_features(const view *v, gaz_name_output *out) {
  const gaz_name_word *before = v->near[1], *after = v->near[3];
  gaz_name_emit(out, F_SHAPE + 1000, v->word->shape, before ? before->shape : 0);
  gaz_name_emit(out, F_SHAPE + 2000, v->word->shape, after ? after->shape : 0);
  gaz_name_emit(out, F_SHAPE_TRIPLE, form_of(before) << 16 | v->word->form, form_of(after));
}

/* The classes of the lists that begin, go on, end or are whole at the token. */
static uint64_t list_signature(const view *v) {
  uint64_t any = 0, signature = 0;
  for (int part = 0; part < 4; part++) {
    uint64_t classes = v->article->spans[part][v->i];
    any |= classes;
    signature = gaz_mix(signature ^ classes);
  }
  return any ? signature : 0;
}

static void list_features(const view *v, uint64_t signature, gaz_name_output *out) {
  for (uint32_t part = 0; part < 4; part++)
    for (uint64_t c = v->article->spans[part][v->i]; c; c &= c - 1)
      gaz_name_emit(out, F_LIST, part, (uint32_t)__builtin_ctzll(c));
  gaz_name_emit(out, F_LIST_SIGNATURE, (uint32_t)signature, v->sentence_case);
}

static uint64_t lists_before(const view *v) {
  const gaz_name_article *article = v->article;
  if (v->i == v->first) return 0;
  return article->spans[GAZ_NAME_UNIT][v->i - 1] | article->spans[GAZ_NAME_LAST][v->i - 1];
}

static uint64_t lists_after(const view *v) {
  const gaz_name_article *article = v->article;
  if (v->i + 1 >= v->end) return 0;
  return article->spans[GAZ_NAME_UNIT][v->i + 1] | article->spans[GAZ_NAME_BEGIN][v->i + 1];
}

static void each_list(uint32_t id, uint32_t a, uint64_t lists, gaz_name_output *out) {
  for (; lists; lists &= lists - 1) gaz_name_emit(out, id, a, (uint32_t)__builtin_ctzll(lists));
}

/* What the article says of the word, in a number: how often it stands in lower case and with a capital, its
 * case here, and the GAZ_SEEN_* that count. */
static uint64_t said_of(const view *v) {
  const struct gaz_name_key *key = &v->article->keys[v->word->key];
  unsigned counts = gaz_name_bucket(key->lower) * 6 + gaz_name_bucket(key->capital);
  bool plain = v->word->form & GAZ_FORM_LOWER && v->sentence_case == GAZ_NAME_CASE_ORDINARY;
  return (uint64_t)(plain ? 0 : key->seen) << 32 | counts << 16 | v->sentence_case << 8 |
         v->word->form;
}

static void said_features(const view *v, uint64_t said, gaz_name_output *out) {
  gaz_name_emit(out, F_COUNTS, said >> 16 & 0xffff, said & 0xffff);
  for (uint64_t seen = said >> 32; seen; seen &= seen - 1)
    gaz_name_emit(out, F_SEEN, (uint32_t)__builtin_ctzll(seen),
                  v->sentence_case != GAZ_NAME_CASE_ORDINARY);
}

static void run_before_features(const view *v, gaz_name_output *out) {
  gaz_name_emit(out, F_RUN_BEFORE, v->place, lower_of(v->before));
  if (v->before) gaz_name_emit(out, F_RUN_BEFORE_CLUSTER, v->place, v->before->classes[1]);
}

static void run_after_features(const view *v, gaz_name_output *out) {
  gaz_name_emit(out, F_RUN_AFTER, v->place, lower_of(v->after));
  if (v->after) gaz_name_emit(out, F_RUN_AFTER_CLUSTER, v->place, v->after->classes[1]);
}

static void run_head_features(const view *v, gaz_name_output *out) {
  gaz_name_emit(out, F_RUN_FIRST, v->place, v->head->lower);
  gaz_name_emit(out, F_WIDE_RUN, v->place, v->head->wide[2]);
}

static void run_tail_features(const view *v, gaz_name_output *out) {
  gaz_name_emit(out, F_RUN_LAST, v->place, v->tail->lower);
  gaz_name_emit(out, F_RUN_LAST_CLUSTER, v->place, v->tail->classes[1]);
  gaz_name_emit(out, F_WIDE_RUN + 1000, v->place, v->tail->wide[2]);
}

typedef enum group_kind {
  GROUP_WORD,
  GROUP_NEAR, /* and three more */
  GROUP_SHAPES = GROUP_NEAR + 5,
  GROUP_LISTS,
  GROUP_LISTS_BEFORE,
  GROUP_LISTS_AFTER,
  GROUP_SAID,
  GROUP_RUN_BEFORE,
  GROUP_RUN_AFTER,
  GROUP_RUN_HEAD,
  GROUP_RUN_TAIL,
  GROUP_RUN_LISTS,
  GROUP_BAG_BEFORE,
  GROUP_BAG_AFTER,
} group_kind;

enum { GROUPS_MAX = 32, OTHERS_MAX = 96, BAG_NEAREST = 2, BAG_FARTHEST = 5 };

/* The key tells apart what a group's features can depend on. */
typedef struct group {
  uint64_t key, value;
  group_kind kind;
} group;

typedef struct groups {
  group list[GROUPS_MAX];
  size_t count;
  uint64_t seed;
} groups;

static inline void add_group(groups *out, group_kind kind, uint64_t value, uint64_t depends) {
  out->list[out->count++] =
      (group){gaz_feature_mix(gaz_feature3(kind, value, depends, out->seed)), value, kind};
}

static inline uint64_t hash_of(const gaz_name_word *word) { return word ? word->hash : 0; }

static void add_run_groups(const view *v, groups *out) {
  const gaz_name_article *article = v->article;
  add_group(out, GROUP_RUN_BEFORE, hash_of(v->before), v->place);
  add_group(out, GROUP_RUN_AFTER, hash_of(v->after), v->place);
  for (size_t k = BAG_NEAREST; k <= BAG_FARTHEST; k++) {
    if (v->a >= v->first + k)
      add_group(out, GROUP_BAG_BEFORE, gaz_name_word_at(article, v->a - k)->wide[1], 0);
    if (v->b + k < v->end)
      add_group(out, GROUP_BAG_AFTER, gaz_name_word_at(article, v->b + k)->wide[1], 0);
  }
  if (v->place == PLACE_ONLY) return;
  if (v->a != v->i) add_group(out, GROUP_RUN_HEAD, hash_of(v->head), v->place);
  if (v->b != v->i) add_group(out, GROUP_RUN_TAIL, hash_of(v->tail), v->place);
  uint64_t lists = 0;
  for (size_t j = v->a; j <= v->b; j++)
    for (int part = 0; part < 4; part++) lists |= article->spans[part][j];
  if (lists) add_group(out, GROUP_RUN_LISTS, lists, v->place);
}

static void add_groups(const view *v, groups *out) {
  const gaz_name_word *before = v->near[1], *after = v->near[3];
  add_group(out, GROUP_WORD, v->word->hash,
            v->sentence_case << 8 | v->start << 4 | (v->in_run ? 1 + v->place : 0));
  for (unsigned d = 0; d < 5; d++)
    if (d != 2) add_group(out, GROUP_NEAR + d, hash_of(v->near[d]), 0);
  add_group(out, GROUP_SHAPES, (uint64_t)v->word->shape << 32 | (before ? before->shape : 0),
            gaz_feature2(v->word->form, after ? after->shape : 0,
                         form_of(before) << 16 | form_of(after)));
  uint64_t signature = list_signature(v), left = lists_before(v), right = lists_after(v);
  if (signature) add_group(out, GROUP_LISTS, signature, v->sentence_case);
  if (left) add_group(out, GROUP_LISTS_BEFORE, left, 0);
  if (right) add_group(out, GROUP_LISTS_AFTER, right, 0);
  add_group(out, GROUP_SAID, said_of(v), 0);
  if (v->in_run) add_run_groups(v, out);
}

/* All features of a group but the word's identity. */
static void group_features(const view *v, const group *g, gaz_name_output *out) {
  switch (g->kind) {
    case GROUP_WORD: word_features(v, out); break;
    case GROUP_SHAPES: shape_features(v, out); break;
    case GROUP_LISTS: list_features(v, g->value, out); break;
    case GROUP_LISTS_BEFORE: each_list(F_LIST_NEAR, 0, g->value, out); break;
    case GROUP_LISTS_AFTER: each_list(F_LIST_NEAR, 2, g->value, out); break;
    case GROUP_SAID: said_features(v, g->value, out); break;
    case GROUP_RUN_BEFORE: run_before_features(v, out); break;
    case GROUP_RUN_AFTER: run_after_features(v, out); break;
    case GROUP_RUN_HEAD: run_head_features(v, out); break;
    case GROUP_RUN_TAIL: run_tail_features(v, out); break;
    case GROUP_RUN_LISTS: each_list(F_RUN_LISTS, v->place, g->value, out); break;
    case GROUP_BAG_BEFORE: gaz_name_emit(out, F_BAG, 0, (uint32_t)g->value); break;
    case GROUP_BAG_AFTER: gaz_name_emit(out, F_BAG, 1, (uint32_t)g->value); break;
    default: near_features(v->near[g->kind - GROUP_NEAR], g->kind - GROUP_NEAR, out);
  }
}

/* ---- Features of several words --------------------------------------------------------------------- */

/* What says which words these are. */
static void pair_identity(const view *v, gaz_name_output *out) {
  gaz_name_emit(out, F_WORD_PAIR, lower_of(v->near[1]), v->word->lower);
  gaz_name_emit(out, F_WORD_PAIR + 1000, v->word->lower, lower_of(v->near[3]));
  if (!v->in_run || v->a == v->b || v->b - v->a >= 5) return;
  uint64_t words = 0;
  for (size_t j = v->a; j <= v->b; j++)
    words = gaz_mix(words ^ gaz_name_word_at(v->article, j)->lower);
  gaz_name_emit(out, F_RUN_WORDS, v->place, (uint32_t)words);
}

static inline uint32_t cluster_of(const gaz_name_word *word) {
  return word ? word->classes[1] : OUTSIDE_SENTENCE;
}

static inline uint32_t wide_and_case(const gaz_name_word *word, int level) {
  return word ? (uint32_t)word->wide[level] | (word->form & 7u) << 16 : OUTSIDE_SENTENCE;
}

/* Classes of the word and of those beside it. */
static void pair_features(const view *v, gaz_name_output *out) {
  const gaz_name_word *left = v->near[1], *word = v->word, *right = v->near[3];
  gaz_name_emit(out, F_CLUSTER_PAIR, cluster_of(left), cluster_of(word));
  gaz_name_emit(out, F_CLUSTER_PAIR + 1000, cluster_of(word), cluster_of(right));
  gaz_name_emit(out, F_CLUSTER_PAIR + 2000, cluster_of(left), cluster_of(right));
  uint32_t before = wide_and_case(left, 1), here = wide_and_case(word, 1),
           after = wide_and_case(right, 1);
  gaz_name_emit(out, F_WIDE_PAIR, before, here);
  gaz_name_emit(out, F_WIDE_PAIR + 1000, here, after);
  gaz_name_emit(out, F_WIDE_PAIR + 2000, before, after);
  uint64_t outer = (uint64_t)wide_and_case(left, 0) << 32 | wide_and_case(right, 0);
  gaz_name_emit(out, F_WIDE_PAIR + 3000, (uint32_t)gaz_mix(outer), wide_and_case(word, 0));
}

/* The words around the run, with its last; and all of the run's. */
static void run_features(const view *v, gaz_name_output *out) {
  const gaz_name_article *article = v->article;
  uint32_t place = v->place << 16;
  uint32_t before = v->before ? v->before->wide[1] : OUTSIDE_SENTENCE;
  uint32_t after = v->after ? v->after->wide[1] : OUTSIDE_SENTENCE;
  gaz_name_emit(out, F_RUN_AROUND, lower_of(v->before), lower_of(v->after));
  gaz_name_emit(out, F_WIDE_AROUND, place | before, v->tail->wide[1]);
  gaz_name_emit(out, F_WIDE_AROUND + 1000, place | after, v->tail->wide[1]);
  gaz_name_emit(out, F_WIDE_AROUND + 2000, place | before, after);
  if (v->before)
    gaz_name_emit(out, F_WIDE_AROUND + 3000, v->before->lower, place | v->tail->wide[0]);
  if (v->after) gaz_name_emit(out, F_WIDE_AROUND + 4000, v->after->lower, place | v->tail->wide[0]);
  if (v->place == PLACE_ONLY) return;
  uint64_t heads = 0, words = 0;
  for (size_t j = v->a; j <= v->b; j++) {
    const gaz_name_word *word = gaz_name_word_at(article, j);
    heads |= word->alone;
    words = gaz_mix(words ^ word->wide[0]);
  }
  gaz_name_emit(out, F_RUN_PLACE, v->place, (uint32_t)(v->b - v->a > 6 ? 6 : v->b - v->a));
  gaz_name_emit(out, F_RUN_HEADS, v->place, (uint32_t)gaz_mix(heads & run_heads));
  gaz_name_emit(out, F_WIDE_RUN + 2000, v->place,
                (uint32_t)v->head->wide[1] << 16 | v->tail->wide[1]);
  gaz_name_emit(out, F_WIDE_RUN + 3000, (uint32_t)(v->i - v->a), (uint32_t)words);
}

size_t gaz_name_listed_beside(const gaz_name_article *article, size_t i, size_t first, size_t end,
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
static void beside_features(const view *v, gaz_name_output *out) {
  const gaz_name_article *article = v->article;
  for (unsigned after = 0; after < 2; after++) {
    size_t other = gaz_name_listed_beside(article, v->i, v->first, v->end, after);
    if (other == SIZE_MAX) continue;
    gaz_name_emit(out, F_BESIDE, after, 0x10000u | gaz_name_word_at(article, other)->wide[1]);
    each_list(F_BESIDE, after,
              article->spans[GAZ_NAME_UNIT][other] |
                  article->spans[after ? GAZ_NAME_BEGIN : GAZ_NAME_LAST][other],
              out);
  }
}

static void expansion_features(const view *v, gaz_name_output *out) {
  const struct gaz_name_key *key = &v->article->keys[v->word->key];
  if (!key->expansion) return;
  if (v->word->form & GAZ_FORM_LOWER && v->sentence_case == GAZ_NAME_CASE_ORDINARY) return;
  gaz_name_emit(out, F_EXPANSION, key->expansion, 0);
  gaz_name_emit(out, F_EXPANSION, 0, 1);
}

static void other_features(const view *v, gaz_name_output *out) {
  pair_features(v, out);
  expansion_features(v, out);
  if (!v->in_run) return;
  run_features(v, out);
  beside_features(v, out);
}

/* ---- Altogether ------------------------------------------------------------------------------------ */

size_t gaz_name_features(const gaz_name_article *article, size_t sentence, size_t token,
                         uint64_t *features, size_t *identity) {
  view v = view_of(article, sentence, token);
  gaz_name_output written = {features, 0, GAZ_NAME_FEATURES_MAX};
  groups kept = {.count = 0};
  word_identity(&v, &written);
  pair_identity(&v, &written);
  *identity = written.count;
  add_groups(&v, &kept);
  for (size_t g = 0; g < kept.count; g++) group_features(&v, &kept.list[g], &written);
  other_features(&v, &written);
  return written.count;
}

/* A token on its way to be scored: what memory its scores stand in has been asked for. */
typedef struct asked {
  view v;
  groups kept;
  gaz_model_places others; /* those of several words */
} asked;

static gaz_name_sum *place_of(const gaz_name_scorer *scorer, const group *g) {
  return &scorer->sums[g->key >> 32 & (GAZ_NAME_SUMS - 1)];
}

static void ask(const gaz_name_article *article, const gaz_name_scorer *scorer, size_t sentence,
                size_t token, asked *out) {
  uint64_t features[OTHERS_MAX];
  gaz_name_output written = {features, 0, OTHERS_MAX};
  out->v = view_of(article, sentence, token);
  out->kept.count = 0;
  out->kept.seed = scorer->seed;
  add_groups(&out->v, &out->kept);
  for (size_t g = 0; g < out->kept.count; g++) {
    const gaz_name_sum *place = place_of(scorer, &out->kept.list[g]);
    __builtin_prefetch(place);
    __builtin_prefetch((const char *)place + sizeof *place - 1);
  }
  pair_identity(&out->v, &written);
  other_features(&out->v, &written);
  out->others.count = 0;
  gaz_model_locate(scorer->model, features, written.count, &out->others);
}

static void sum_group(const view *v, const group *g, const gaz_model *model, gaz_name_sum *out) {
  uint64_t features[GAZ_NAME_FEATURES_MAX];
  gaz_name_output written = {features, 0, GAZ_NAME_FEATURES_MAX};
  if (g->kind == GROUP_WORD) word_identity(v, &written);
  group_features(v, g, &written);
  *out = (gaz_name_sum){.key = g->key};
  gaz_model_score(model, features, written.count, out->scores);
}

/* Adds the sums of some groups; they stay in registers until the end. */
static void add_sums(const gaz_name_sum *const *sums, size_t count, int16_t *scores) {
  typedef int16_t eight __attribute__((vector_size(16), aligned(2), may_alias));
  eight total[GAZ_NAME_STRIDE / 8];
  memcpy(total, scores, sizeof total);
  for (size_t i = 0; i < count; i++) {
    const eight *sum = (const eight *)sums[i]->scores;
#pragma GCC unroll 5
    for (size_t k = 0; k < GAZ_COUNT(total); k++) total[k] += sum[k];
  }
  memcpy(scores, total, sizeof total);
}

static void score(asked *a, const gaz_name_scorer *scorer, int16_t *scores) {
  const gaz_name_sum *sums[GROUPS_MAX];
  size_t count = 0;
  memset(scores, 0, GAZ_NAME_STRIDE * sizeof *scores);
  for (size_t i = 0; i < a->kept.count; i++) {
    const group *g = &a->kept.list[i];
    gaz_name_sum *place = place_of(scorer, g);
    if (place->key != g->key) { /* one of those before may stand in its place */
      add_sums(sums, count, scores);
      count = 0;
      sum_group(&a->v, g, scorer->model, place);
    }
    sums[count++] = place;
  }
  add_sums(sums, count, scores);
  gaz_model_add(scorer->model, &a->others, scores);
}

void gaz_name_score(const gaz_name_article *article, const gaz_name_scorer *scorer,
                    const gaz_name_stretch *stretches, size_t count, int16_t *rows) {
  enum { AHEAD = 4 };
  asked ring[AHEAD];
  size_t next = 0, done = 0; /* tokens asked for, and scored */
  for (size_t s = 0; s < count; s++) {
    for (uint32_t i = 0; i < stretches[s].count; i++) {
      ask(article, scorer, stretches[s].sentence, stretches[s].first + i, &ring[next++ % AHEAD]);
      if (next - done < AHEAD) continue;
      score(&ring[done % AHEAD], scorer, rows + done * GAZ_NAME_STRIDE);
      done++;
    }
  }
  for (; done < next; done++) score(&ring[done % AHEAD], scorer, rows + done * GAZ_NAME_STRIDE);
}
