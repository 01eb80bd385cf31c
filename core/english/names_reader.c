/* What the second reader is told of a token: rows of its net. */
#include "english/names_reader.h"

#include "english/names_article.h"

/* How many rows each kind of thing has. Spellings share rows as they fall; classes have one more for words without. */
enum {
  FINE = 1025, /* classes of word_classes.h */
  COARSE = 257,
  CLUSTER = 1001, /* of clusters.h */
  CLUSTER_COARSE = 321,
  WORD = 2048, /* the word itself */
  NEXT_WORD = 512,
  FAR_WORD = 512,
  ENDING = 512,
  NEXT_ENDING = 256,
  SHAPE = 256,
  FORM = 257,
  LENGTH = 21,
  LISTS = GAZ_LIST_COUNT,
  CLASSES = GAZ_NAME_CLASS_COUNT + 1,
  NEAR = 2, /* words on each side that are told by all that is known of them */
  FAR = 6,  /* on each side that are told by their class */
  /* How many codes tell a word (word_classes.h): the word itself, those beside it, and the next. */
  OWN_CODES = GAZ_WORD_CODES,
  NEXT_CODES = 8,
  FAR_CODES = 6,
  CODE_KINDS = OWN_CODES + 2 * NEXT_CODES + 2 * FAR_CODES,
  CODE_VALUES = GAZ_WORD_CODE_VALUES,
};

/* All kinds of rows and how many they are. The codes come first: their weights vary most, they are wide rows (net.h). */
#define KINDS(X)                        \
  X(CODES, CODE_KINDS *CODE_VALUES)     \
  X(OWN_WORD, WORD)                     \
  X(OWN_ENDING4, ENDING)                \
  X(OWN_BEGINNING4, ENDING)             \
  X(OWN_FINE, FINE)                     \
  X(OWN_COARSE, COARSE)                 \
  X(OWN_CLUSTER, CLUSTER)               \
  X(OWN_CLUSTER_COARSE, CLUSTER_COARSE) \
  X(OWN_ENDING3, ENDING)                \
  X(OWN_ENDING2, NEXT_ENDING)           \
  X(OWN_BEGINNING3, ENDING)             \
  X(OWN_SHAPE, SHAPE)                   \
  X(OWN_LENGTH, LENGTH)                 \
  X(OWN_START, 3 * 4)                   \
  X(OWN_LISTS, 4 * LISTS)               \
  X(LISTS_BEFORE, LISTS)                \
  X(LISTS_AFTER, LISTS)                 \
  X(FORMS, 5 * FORM)                    \
  X(NEXT_COARSE, 4 * COARSE)            \
  X(NEXT_CLUSTER, 2 * CLUSTER_COARSE)   \
  X(NEXT_WORDS, 2 * NEXT_WORD)          \
  X(FAR_WORDS, 2 * FAR_WORD)            \
  X(NEXT_ENDINGS, 2 * NEXT_ENDING)      \
  X(BAG, 2 * COARSE)                    \
  X(RUN_PLACE, 4 * 8)                   \
  X(RUN_BEFORE, COARSE)                 \
  X(RUN_BEFORE_WORD, FAR_WORD)          \
  X(RUN_AFTER, COARSE)                  \
  X(RUN_AFTER_WORD, FAR_WORD)           \
  X(RUN_HEAD, COARSE)                   \
  X(RUN_TAIL, COARSE)                   \
  X(RUN_LISTS, LISTS)                   \
  X(COUNTS, 6 * 6)                      \
  X(SEEN, GAZ_SEEN_COUNT)               \
  X(EXPANSION, 128)                     \
  X(VOTES, CLASSES * 3 * 6)             \
  X(SHARES, CLASSES * 6)

/* Where the rows of each kind begin and end. */
enum {
#define PLACES(name, size) name##_AT, name##_END = name##_AT + (size)-1,
  KINDS(PLACES)
#undef PLACES
      ROWS
};

const gaz_net_shape gaz_name_reader_shape = {CODES_END + 1, ROWS - CODES_END - 1, GAZ_NAME_STRIDE,
                                             0, GAZ_NAME_LABELS *GAZ_NAME_LABELS};
_Static_assert((int)GAZ_NAME_STRIDE % (int)GAZ_NET_OUTPUTS == 0, "outputs come in groups");

/* ---- Rows ---- */

typedef struct view {
  const gaz_name_article *article;
  size_t i, first, end; /* the token, and its sentence */
  unsigned sentence_case;
  const gaz_name_word *word;
} view;

typedef struct writer {
  uint32_t *rows;
  size_t count;
} writer;

static inline void put(writer *w, uint32_t base, uint32_t number) {
  if (w->count < GAZ_NET_ROWS_MAX) w->rows[w->count++] = base + number;
}

static inline void put_class(writer *w, uint32_t base, uint32_t classes, uint16_t class) {
  put(w, base, class < classes - 1 ? class : classes - 1);
}

static inline void put_hash(writer *w, uint32_t base, uint32_t size, uint32_t hash) {
  put(w, base, (uint32_t)((uint64_t)(hash * 0x9e3779b1u) * size >> 32));
}

static void put_lists(writer *w, uint32_t base, uint64_t lists) {
  for (; lists; lists &= lists - 1) put(w, base, (uint32_t)__builtin_ctzll(lists));
}

/* The word `d` tokens on; NULL beyond the sentence. */
static const gaz_name_word *word_at(const view *v, ptrdiff_t d) {
  ptrdiff_t at = (ptrdiff_t)v->i + d;
  if (at < (ptrdiff_t)v->first || at >= (ptrdiff_t)v->end) return NULL;
  return gaz_name_word_at(v->article, (size_t)at);
}

/* Where the codes of words around begin, from two before to two after; each has those before the next begins. */
static const uint8_t code_kinds[2 * NEAR + 2] = {
    0,
    FAR_CODES,
    FAR_CODES + NEXT_CODES,
    FAR_CODES + NEXT_CODES + OWN_CODES,
    FAR_CODES + 2 * NEXT_CODES + OWN_CODES,
    CODE_KINDS,
};

static void put_codes(const view *v, writer *w, int d) {
  const gaz_name_word *word = word_at(v, d);
  if (!word || !word->codes) return;
  const uint8_t *kinds = code_kinds + d + NEAR;
  for (uint32_t i = kinds[0]; i < kinds[1]; i++)
    put(w, CODES_AT + i * CODE_VALUES, word->codes[i - kinds[0]]);
}

bool gaz_name_reader_code(uint32_t row, unsigned *place, unsigned *code, unsigned *value) {
  if (row > CODES_END) return false; /* they are the first */
  unsigned kind = (row - CODES_AT) / CODE_VALUES;
  for (*place = 0; kind >= code_kinds[*place + 1];) ++*place;
  *code = kind - code_kinds[*place];
  *value = (row - CODES_AT) % CODE_VALUES;
  return true;
}

static void put_identity(const view *v, writer *w) {
  put_hash(w, OWN_WORD_AT, WORD, v->word->lower);
  if (v->word->affix[6]) put_hash(w, OWN_ENDING4_AT, ENDING, v->word->affix[6]);
  if (v->word->affix[2]) put_hash(w, OWN_BEGINNING4_AT, ENDING, v->word->affix[2]);
}

static void put_own(const view *v, writer *w) {
  const gaz_name_word *word = v->word;
  put_class(w, OWN_FINE_AT, FINE, word->wide[2]);
  put_class(w, OWN_COARSE_AT, COARSE, word->wide[1]);
  put_class(w, OWN_CLUSTER_AT, CLUSTER, word->classes[2]);
  put_class(w, OWN_CLUSTER_COARSE_AT, CLUSTER_COARSE, word->classes[1]);
  if (word->affix[5]) put_hash(w, OWN_ENDING3_AT, ENDING, word->affix[5]);
  if (word->affix[4]) put_hash(w, OWN_ENDING2_AT, NEXT_ENDING, word->affix[4]);
  if (word->affix[1]) put_hash(w, OWN_BEGINNING3_AT, ENDING, word->affix[1]);
  put_hash(w, OWN_SHAPE_AT, SHAPE, word->shape);
  put(w, OWN_LENGTH_AT, word->length);
  const gaz_name_word *before = word_at(v, -1);
  unsigned start = v->i == v->first                                        ? 1
                   : v->i == v->first + 1 && before->form & GAZ_FORM_PUNCT ? 2
                                                                           : 0;
  put(w, OWN_START_AT, start * 4 + v->sentence_case);
  uint64_t *const *spans = v->article->spans;
  for (uint32_t part = 0; part < 4; part++)
    put_lists(w, OWN_LISTS_AT + part * LISTS, spans[part][v->i]);
  if (before)
    put_lists(w, LISTS_BEFORE_AT, spans[GAZ_NAME_UNIT][v->i - 1] | spans[GAZ_NAME_LAST][v->i - 1]);
  if (v->i + 1 < v->end)
    put_lists(w, LISTS_AFTER_AT, spans[GAZ_NAME_UNIT][v->i + 1] | spans[GAZ_NAME_BEGIN][v->i + 1]);
}

/* The words around, each in its place. */
static void put_near(const view *v, writer *w) {
  for (int d = -NEAR; d <= NEAR; d++) {
    const gaz_name_word *word = word_at(v, d);
    uint32_t place = (uint32_t)(d + NEAR), side = d > 0, next = d == -1 || d == 1;
    put(w, FORMS_AT + place * FORM, word ? word->form : FORM - 1);
    if (!d || !word) continue;
    put_class(w, NEXT_COARSE_AT + (place - side) * COARSE, COARSE, word->wide[1]);
    if (!next) {
      put_hash(w, FAR_WORDS_AT + side * FAR_WORD, FAR_WORD, word->lower);
      continue;
    }
    put_class(w, NEXT_CLUSTER_AT + side * CLUSTER_COARSE, CLUSTER_COARSE, word->classes[1]);
    put_hash(w, NEXT_WORDS_AT + side * NEXT_WORD, NEXT_WORD, word->lower);
    if (word->affix[5])
      put_hash(w, NEXT_ENDINGS_AT + side * NEXT_ENDING, NEXT_ENDING, word->affix[5]);
  }
  for (int d = NEAR + 1; d <= FAR; d++) {
    const gaz_name_word *before = word_at(v, -d), *after = word_at(v, d);
    if (before) put_class(w, BAG_AT, COARSE, before->wide[1]);
    if (after) put_class(w, BAG_AT + COARSE, COARSE, after->wide[1]);
  }
}

static uint32_t at_most(size_t count, uint32_t most) {
  return count < most ? (uint32_t)count : most;
}

/* The run of capitalised words it stands in. */
static void put_run(const view *v, writer *w) {
  const gaz_name_article *article = v->article;
  size_t a = article->run_first[v->i], b = article->run_last[v->i];
  if (v->sentence_case != GAZ_NAME_CASE_ORDINARY || (a == b && !gaz_name_is_capital(v->word)))
    return;
  uint32_t place = a == b ? 0 : v->i == a ? 1 : v->i == b ? 2 : 3;
  put(w, RUN_PLACE_AT, place * 8 + at_most(b - a, 7));
  if (a > v->first) {
    const gaz_name_word *before = gaz_name_word_at(article, a - 1);
    put_class(w, RUN_BEFORE_AT, COARSE, before->wide[1]);
    put_hash(w, RUN_BEFORE_WORD_AT, FAR_WORD, before->lower);
  }
  if (b + 1 < v->end) {
    const gaz_name_word *after = gaz_name_word_at(article, b + 1);
    put_class(w, RUN_AFTER_AT, COARSE, after->wide[1]);
    put_hash(w, RUN_AFTER_WORD_AT, FAR_WORD, after->lower);
  }
  if (a == b) return;
  put_class(w, RUN_HEAD_AT, COARSE, gaz_name_word_at(article, a)->wide[1]);
  put_class(w, RUN_TAIL_AT, COARSE, gaz_name_word_at(article, b)->wide[1]);
  uint64_t lists = 0;
  for (size_t j = a; j <= b; j++) lists |= gaz_name_word_at(article, j)->alone;
  put_lists(w, RUN_LISTS_AT, lists);
}

static unsigned bucket(uint32_t n) { return n > 8 ? 5 : n > 3 ? 4 : n > 2 ? 3 : n; }

/* What the article says of the word. */
static void put_article(const view *v, writer *w) {
  const struct gaz_name_key *key = &v->article->keys[v->word->key];
  put(w, COUNTS_AT, bucket(key->lower) * 6 + bucket(key->capital));
  if (v->word->form & GAZ_FORM_LOWER && v->sentence_case == GAZ_NAME_CASE_ORDINARY) return;
  for (uint32_t seen = key->seen; seen; seen &= seen - 1)
    put(w, SEEN_AT, (uint32_t)__builtin_ctz(seen));
  if (key->expansion) put_hash(w, EXPANSION_AT, 128, key->expansion);
}

/* What the field made of the same word elsewhere. */
static void put_votes(const view *v, writer *w) {
  gaz_name_opinion said;
  if (!gaz_name_word_opinion(v->article, v->i, &said)) return;
  uint8_t label = v->article->labels[v->i];
  unsigned own = label ? (label - 1u) / 4 : CLASSES - 1;
  const uint16_t *votes = v->article->keys[v->word->key].votes;
  put(w, VOTES_AT, (said.class * 3 + said.share) * 6 + bucket(said.total));
  for (unsigned class = 0; class < CLASSES; class ++) {
    unsigned n = votes[class] - (unsigned)(class == own && votes[class]);
    if (n) put(w, SHARES_AT, class * 6 + n * 5 / said.total);
  }
}

size_t gaz_name_reader_rows(const gaz_name_article *article, size_t sentence_index, size_t token,
                            uint32_t rows[GAZ_NET_ROWS_MAX], size_t *identity) {
  const gaz_sentence *sentence = &article->tokens->sentences[sentence_index];
  view v = {article,
            token,
            sentence->first,
            sentence->first + sentence->count,
            article->sentence_case[sentence_index],
            gaz_name_word_at(article, token)};
  writer w = {rows, 0};
  for (int d = -NEAR; d <= NEAR; d++) put_codes(&v, &w, d);
  size_t codes = w.count;
  put_identity(&v, &w);
  *identity = w.count - codes;
  put_own(&v, &w);
  put_near(&v, &w);
  put_run(&v, &w);
  put_article(&v, &w);
  put_votes(&v, &w);
  return w.count;
}

void gaz_name_reader_add(const gaz_net *net, const uint32_t *rows, size_t count, float *scores) {
  uint8_t hidden[GAZ_NET_HIDDEN];
  int16_t sums[GAZ_NET_HIDDEN];
  const int16_t *const wide = sums;
  int32_t found[GAZ_NAME_STRIDE];
  size_t codes = 0;
  float nats = gaz_net_nats(net) * GAZ_NAME_READER_SHARE;
  while (codes < count && rows[codes] <= CODES_END) codes++;
  gaz_net_add(net, rows, codes, sums);
  gaz_net_look(net, &wide, 1, rows + codes, count - codes, hidden);
  gaz_net_score(net, hidden, 0, GAZ_NAME_STRIDE, found);
  for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
    scores[label] = scores[label] * GAZ_NAME_READER_SHARE + (float)found[label] * nats;
}

void gaz_name_reader_steps(const gaz_net *net, const gaz_name_transitions *field,
                           gaz_name_transitions *out) {
  const float *own = gaz_net_numbers(net);
  for (unsigned next = 0; next < GAZ_NAME_LABELS; next++)
    for (unsigned label = 0; label < GAZ_NAME_LABELS; label++)
      out->score[next][label] =
          GAZ_NAME_READER_SHARE * (field->score[next][label] + own[next * GAZ_NAME_LABELS + label]);
  gaz_name_transitions_arrange(out);
}
