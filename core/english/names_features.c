/* A word of an article is looked at once: its folded form, shape, affixes, classes and list matches
 * are kept for each written form, and what the whole article says about a word whatever its case
 * (how often it stands in lower case, after which words, as the end of which names) for each key.
 * A token's features are then hashes over its own word and its neighbours'.
 *
 * Case is kept apart from identity: identity features are of lower-cased words, and shape features
 * name the case of the whole sentence (ordinary, capitals, lower, title), so that a headline in
 * capitals is not taken for one long name. */
#include "english/names_features.h"

#include <string.h>

#include "english/model.h"

enum { FOLD_MAX = 64, PIECES_MAX = 4, AFFIXES = 7, RUN_MAX = 24, MATCH_MAX = 12 };

/* Case of a sentence. */
enum { CASE_ORDINARY, CASE_CAPITALS, CASE_LOWER, CASE_TITLE };

/* Bits of gaz_name_word.form */
enum {
  FORM_CAPITAL = 1, FORM_UPPER = 2, FORM_MIXED = 4, FORM_DIGIT = 8, FORM_LETTER = 16,
  FORM_LOWER = 32, /* begins with a lower-case letter */
  FORM_PUNCT = 64, FORM_HYPHEN = 128,
};

struct gaz_name_word {
  uint64_t hash; /* of the written form */
  uint32_t lower, exact, shape, key;
  uint32_t affix[AFFIXES]; /* prefixes of 2 to 4, suffixes of 1 to 4 bytes */
  uint16_t classes[GAZ_CLUSTER_LEVELS]; /* UINT16_MAX when unknown */
  uint8_t form, length;
  uint8_t piece_count;
  uint64_t pieces[PIECES_MAX];
  uint64_t alone; /* classes of the lists for the word by itself */
};

/* What the article says about a word, whatever its case. */
struct gaz_name_key {
  uint64_t hash;
  uint32_t total, lower, capital; /* capital: inside a sentence of ordinary case, not first */
  uint32_t seen;                  /* SEEN_* */
  uint32_t expansion;             /* hash of the last word of the name it abbreviates, 0 none */
  uint16_t votes[GAZ_NAME_CLASS_COUNT + 1]; /* first pass: last is outside */
};

enum {
  SEEN_AFTER_TITLE = 1 << 0, SEEN_AFTER_GIVEN = 1 << 1, SEEN_AFTER_IN = 1 << 2,
  SEEN_AFTER_THE = 1 << 3, SEEN_BEFORE_SAYING = 1 << 4, SEEN_BEFORE_POSSESSIVE = 1 << 5,
  SEEN_IN_BRACKETS = 1 << 6, SEEN_RUN_FIRST = 1 << 7, SEEN_RUN_LAST = 1 << 8,
  SEEN_RUN_MIDDLE = 1 << 9, SEEN_RUN_LAST_GIVEN = 1 << 10, SEEN_RUN_HEAD = 1 << 11,
  SEEN_BEFORE_SUFFIX = 1 << 12, SEEN_RUN_ALONE = 1 << 13, SEEN_BEFORE_COMMA_AREA = 1 << 14,
};
enum { SEEN_COUNT = 15 };

static inline uint32_t mix(uint32_t id, uint32_t a, uint32_t b) {
  uint64_t h = ((uint64_t)a << 32 | b) * 0x9e3779b97f4a7c15u;
  h ^= h >> 29;
  h = (h + id * 0xbf58476d1ce4e5b9u) * 0x94d049bb133111ebu;
  return (uint32_t)(h >> 32);
}

static inline uint32_t fold_hash(const char *data, size_t size) {
  return (uint32_t)gaz_hash(data, size, 0x7e);
}

/* ---- Words -------------------------------------------------------------------------------------- */

/* Class of a byte for shapes: letters beyond ASCII count as lower case unless they are capitals of
 * Latin-1, Latin Extended-A, Greek or Cyrillic. */
static char shape_at(const char *text, size_t at, size_t size, size_t *width) {
  unsigned char c = (unsigned char)text[at];
  unsigned char d = at + 1 < size ? (unsigned char)text[at + 1] : 0;
  *width = 1;
  if (c < 0x80)
    return c >= 'A' && c <= 'Z' ? 'X' : c >= 'a' && c <= 'z' ? 'x' : c >= '0' && c <= '9' ? 'd' : (char)c;
  while (at + *width < size && ((unsigned char)text[at + *width] & 0xc0) == 0x80)
    ++*width;
  if (c == 0xc3)
    return d < 0x9f ? 'X' : 'x';
  if (c == 0xc4 || c == 0xc5) {
    bool odd_upper = (c == 0xc4 && d >= 0xb9) || (c == 0xc5 && (d <= 0x88 || d >= 0xb9));
    return (d & 1) == (odd_upper ? 1 : 0) ? 'X' : 'x';
  }
  if (c == 0xce || c == 0xd0)
    return d < 0xb0 ? 'X' : 'x';
  if (c == 0xe2 || c == 0xc2)
    return '-';
  return 'x';
}

static void describe(gaz_name_word *word, const char *text, size_t size,
                     const gaz_clusters *clusters) {
  char folded[FOLD_MAX], shape[32];
  size_t used = 0, letters = 0, upper = 0, digits = 0;
  bool lower_seen = false;
  word->form = 0;
  for (size_t at = 0, width; at < size; at += width) {
    char c = shape_at(text, at, size, &width);
    if (c == 'X' || c == 'x') {
      if (!letters)
        word->form |= c == 'X' ? FORM_CAPITAL : FORM_LOWER;
      letters++;
      upper += c == 'X';
      if (c == 'X' && lower_seen)
        word->form |= FORM_MIXED;
      lower_seen |= c == 'x';
    }
    digits += c == 'd';
    if (c == '-' && at && at + width < size)
      word->form |= FORM_HYPHEN;
    /* A run of one class is written at most twice. */
    if (used < sizeof shape && !(used > 1 && shape[used - 1] == c && shape[used - 2] == c))
      shape[used++] = c;
  }
  if (letters && upper == letters)
    word->form |= FORM_UPPER;
  if (letters)
    word->form |= FORM_LETTER;
  if (digits)
    word->form |= FORM_DIGIT;
  if (!letters && !digits)
    word->form |= FORM_PUNCT;
  word->shape = fold_hash(shape, used);
  word->length = (uint8_t)(size > 20 ? 20 : size);

  size_t folded_size = gaz_name_fold(text, size, folded, sizeof folded);
  word->lower = fold_hash(folded, folded_size);
  word->exact = (uint32_t)gaz_hash(text, size, 0x3c);
  size_t n = 0;
  for (size_t length = 2; length <= 4; length++, n++)
    word->affix[n] = folded_size > length ? mix(1, (uint32_t)length, fold_hash(folded, length)) : 0;
  for (size_t length = 1; length <= 4; length++, n++)
    word->affix[n] = folded_size > length
                         ? mix(2, (uint32_t)length, fold_hash(folded + folded_size - length, length))
                         : 0;
  word->piece_count = (uint8_t)gaz_name_pieces(folded, folded_size, word->pieces, PIECES_MAX);
  const uint16_t *classes = gaz_clusters_find(clusters, text, size);
  for (int level = 0; level < GAZ_CLUSTER_LEVELS; level++)
    word->classes[level] = classes ? classes[level] : UINT16_MAX;
}

static uint64_t look_up_alone(const gaz_name_word *word, const gaz_name_lists *lists) {
  uint64_t found = 0;
  for (int upper = 0; upper <= (word->form & FORM_UPPER ? 1 : 0); upper++) {
    uint64_t state = upper ? GAZ_LIST_START_UPPER : GAZ_LIST_START, classes = 0;
    size_t i = 0;
    for (; i < word->piece_count && state; i++)
      state = gaz_name_lists_step(lists, state, word->pieces[i], &classes);
    if (i && i == word->piece_count)
      found |= classes;
  }
  return found;
}

/* Gives every token its word and every word its key. Both tables are as large as the token count
 * at most, so this is linear. */
static bool intern(gaz_name_article *article, const gaz_name_lists *lists,
                   const gaz_clusters *clusters, gaz_arena *arena) {
  const gaz_tokens *tokens = article->tokens;
  size_t count = tokens->token_count, capacity = 64;
  while (capacity < count * 2)
    capacity *= 2;
  uint32_t *table = gaz_arena_zeroed(arena, capacity, sizeof *table);
  uint32_t *key_table = gaz_arena_zeroed(arena, capacity, sizeof *key_table);
  size_t word_room = 0, key_room = 0;
  article->word_of = gaz_arena_alloc(arena, count * sizeof *article->word_of);
  if (!table || !key_table || !article->word_of)
    return false;
  for (size_t i = 0; i < count; i++) {
    const gaz_token *token = &tokens->tokens[i];
    const char *text = article->text + token->start;
    size_t size = token->end - token->start;
    uint64_t hash = gaz_hash(text, size, 0xa5);
    size_t at = (size_t)hash & (capacity - 1);
    while (table[at] && article->words[table[at] - 1].hash != hash)
      at = (at + 1) & (capacity - 1);
    if (!table[at]) {
      article->words = gaz_arena_grow(arena, article->words, article->word_count, &word_room,
                                      sizeof *article->words);
      if (!article->words)
        return false;
      gaz_name_word *word = &article->words[article->word_count++];
      word->hash = hash;
      describe(word, text, size, clusters);
      word->alone = look_up_alone(word, lists);
      table[at] = (uint32_t)article->word_count;
      uint64_t key_hash = gaz_mix(word->lower);
      size_t slot = (size_t)key_hash & (capacity - 1);
      while (key_table[slot] && article->keys[key_table[slot] - 1].hash != key_hash)
        slot = (slot + 1) & (capacity - 1);
      if (!key_table[slot]) {
        article->keys = gaz_arena_grow(arena, article->keys, article->key_count, &key_room,
                                       sizeof *article->keys);
        if (!article->keys)
          return false;
        article->keys[article->key_count++] = (struct gaz_name_key){.hash = key_hash};
        key_table[slot] = (uint32_t)article->key_count;
      }
      word->key = key_table[slot] - 1;
    }
    article->word_of[i] = table[at] - 1;
  }
  return true;
}

static inline const gaz_name_word *word_at(const gaz_name_article *article, size_t token) {
  return &article->words[article->word_of[token]];
}

/* ---- Sentences, list matches, runs --------------------------------------------------------------- */

static uint8_t case_of(const gaz_name_article *article, const gaz_sentence *sentence) {
  size_t words = 0, upper = 0, capital = 0, lower = 0, long_lower = 0;
  for (uint32_t i = 0; i < sentence->count; i++) {
    const gaz_name_word *word = word_at(article, sentence->first + i);
    if (!(word->form & FORM_LETTER))
      continue;
    words++;
    upper += (word->form & FORM_UPPER) != 0 && word->length > 1;
    capital += (word->form & FORM_CAPITAL) != 0;
    lower += (word->form & FORM_LOWER) != 0;
    long_lower += (word->form & FORM_LOWER) && word->length > 4;
  }
  if (upper * 10 >= words * 7 && words >= 3)
    return CASE_CAPITALS;
  if (lower == words && words >= 3)
    return CASE_LOWER;
  if (words >= 4 && long_lower == 0 && capital * 10 >= words * 6)
    return CASE_TITLE;
  return CASE_ORDINARY;
}

static inline bool is_separator(const gaz_name_word *word) {
  return word->piece_count == 0 && (word->form & FORM_PUNCT) && word->length <= 3;
}

/* Marks the classes of one match; a class that a longer match already covers stays as it is. */
static void mark(gaz_name_article *article, size_t first, size_t last, uint64_t classes) {
  uint64_t **spans = article->spans;
  classes &= ~(spans[GAZ_NAME_INSIDE][first] | spans[GAZ_NAME_LAST][first] | spans[GAZ_NAME_BEGIN][first]);
  if (first == last) {
    spans[GAZ_NAME_UNIT][first] |= classes;
    return;
  }
  spans[GAZ_NAME_BEGIN][first] |= classes;
  for (size_t i = first + 1; i < last; i++)
    spans[GAZ_NAME_INSIDE][i] |= classes;
  spans[GAZ_NAME_LAST][last] |= classes;
}

/* All names of the lists that start at `first`, the longest first. */
static void match_from(gaz_name_article *article, const gaz_name_lists *lists, size_t first,
                       size_t end, uint64_t start, bool ordinary) {
  struct { size_t last; uint64_t classes; } found[MATCH_MAX];
  size_t count = 0;
  uint64_t state = start, classes = 0;
  bool capital = !(word_at(article, first)->form & FORM_LOWER);
  for (size_t i = first; i < end && state && i < first + MATCH_MAX * 2 && count < MATCH_MAX; i++) {
    const gaz_name_word *word = word_at(article, i);
    if (!word->piece_count) {
      if (i == first || !is_separator(word))
        return;
      continue;
    }
    size_t piece = 0;
    classes = 0;
    for (; piece < word->piece_count && state; piece++)
      state = gaz_name_lists_step(lists, state, word->pieces[piece], &classes);
    if (piece < word->piece_count)
      break;
    if (ordinary && !capital)
      classes &= ~gaz_name_lists_proper();
    if (classes) {
      found[count].last = i;
      found[count++].classes = classes;
    }
  }
  while (count) {
    count--;
    mark(article, first, found[count].last, found[count].classes);
  }
}

static void match_lists(gaz_name_article *article, const gaz_name_lists *lists) {
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    bool ordinary = article->sentence_case[s] == CASE_ORDINARY;
    size_t end = sentence->first + sentence->count;
    for (size_t i = sentence->first; i < end; i++) {
      const gaz_name_word *word = word_at(article, i);
      if (word->form & FORM_UPPER)
        match_from(article, lists, i, end, GAZ_LIST_START_UPPER, ordinary);
      match_from(article, lists, i, end, GAZ_LIST_START, ordinary);
    }
  }
}

/* First byte of a token; tokens from outside may be empty. */
static inline char byte_at(const gaz_name_article *article, size_t token) {
  const gaz_token *at = &article->tokens->tokens[token];
  return at->start < at->end ? article->text[at->start] : '\0';
}

/* Whether punctuation of this first byte stands inside names: hyphens, dashes, "&", "/", "'". */
static inline bool joins(char c) {
  return c == '-' || c == '&' || c == '/' || c == '\'' || c == (char)0xe2;
}

static bool is_capital(const gaz_name_word *word) {
  return (word->form & FORM_CAPITAL) || ((word->form & FORM_DIGIT) && (word->form & FORM_LETTER)) ||
         (word->form & FORM_MIXED);
}

/* Runs of capitalised words, with links ("of", "the", "-") between them when a capital follows. */
static void find_runs(gaz_name_article *article) {
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    size_t end = sentence->first + sentence->count;
    bool usable = article->sentence_case[s] == CASE_ORDINARY;
    for (size_t i = sentence->first; i < end;) {
      article->run_first[i] = article->run_last[i] = (uint32_t)i;
      if (!usable || !is_capital(word_at(article, i))) {
        i++;
        continue;
      }
      size_t last = i, at = i + 1, links = 0;
      for (; at < end && at < i + RUN_MAX && links < 3; at++) {
        const gaz_name_word *word = word_at(article, at);
        if (is_capital(word)) {
          last = at;
          links = 0;
        } else if (word->alone & GAZ_LIST_BIT(GAZ_LIST_LINK) || word->alone & GAZ_LIST_BIT(GAZ_LIST_PARTICLE) ||
                   ((word->form & FORM_PUNCT) && word->length <= 3 && joins(byte_at(article, at)))) {
          links++;
        } else {
          break;
        }
      }
      for (at = i; at <= last; at++) {
        article->run_first[at] = (uint32_t)i;
        article->run_last[at] = (uint32_t)last;
      }
      i = last + 1;
    }
  }
}

/* ---- What the article says ----------------------------------------------------------------------- */

static void note_context(gaz_name_article *article, size_t i, size_t first, size_t end) {
  const gaz_name_word *word = word_at(article, i);
  struct gaz_name_key *key = &article->keys[word->key];
  uint32_t seen = 0;
  if (i > first) {
    const gaz_name_word *before = word_at(article, i - 1);
    uint64_t lists = before->alone;
    size_t back = i - 1;
    if (byte_at(article, back) == '.' && back > first)
      lists = word_at(article, back - 1)->alone; /* "Mr ." */
    if (lists & (GAZ_LIST_BIT(GAZ_LIST_TITLE) | GAZ_LIST_BIT(GAZ_LIST_PROFESSION)))
      seen |= SEEN_AFTER_TITLE;
    if (before->alone & GAZ_LIST_BIT(GAZ_LIST_GIVEN) && is_capital(before))
      seen |= SEEN_AFTER_GIVEN;
    gaz_token previous = article->tokens->tokens[i - 1];
    const char *text = article->text + previous.start;
    size_t size = previous.end - previous.start;
    if ((size == 2 && (memcmp(text, "in", 2) == 0 || memcmp(text, "at", 2) == 0)) ||
        (size == 4 && (memcmp(text, "from", 4) == 0 || memcmp(text, "near", 4) == 0)))
      seen |= SEEN_AFTER_IN;
    if (size == 3 && (text[0] | 32) == 't' && memcmp(text + 1, "he", 2) == 0)
      seen |= SEEN_AFTER_THE;
    if (byte_at(article, i - 1) == '(' && i + 1 < end && byte_at(article, i + 1) == ')')
      seen |= SEEN_IN_BRACKETS;
  }
  if (i + 1 < end) {
    const gaz_name_word *after = word_at(article, i + 1);
    if (after->alone & GAZ_LIST_BIT(GAZ_LIST_SAYING))
      seen |= SEEN_BEFORE_SAYING;
    if (after->alone & GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX) && is_capital(after))
      seen |= SEEN_BEFORE_SUFFIX;
    char c = byte_at(article, i + 1);
    if (c == '\'' || (unsigned char)c == 0xe2)
      seen |= SEEN_BEFORE_POSSESSIVE;
    if (c == ',' && i + 2 < end &&
        word_at(article, i + 2)->alone & (GAZ_LIST_BIT(GAZ_LIST_COUNTRY) | GAZ_LIST_BIT(GAZ_LIST_REGION)))
      seen |= SEEN_BEFORE_COMMA_AREA;
  }
  if (is_capital(word)) {
    size_t a = article->run_first[i], b = article->run_last[i];
    if (a == b) {
      if (i != first)
        seen |= SEEN_RUN_ALONE;
    } else {
      uint64_t heads = GAZ_LIST_BIT(GAZ_LIST_ORG_HEAD) | GAZ_LIST_BIT(GAZ_LIST_FACILITY_HEAD) |
                       GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX);
      if (i == a)
        seen |= SEEN_RUN_FIRST;
      else if (i == b)
        seen |= SEEN_RUN_LAST;
      else
        seen |= SEEN_RUN_MIDDLE;
      if (i == b && word_at(article, a)->alone & GAZ_LIST_BIT(GAZ_LIST_GIVEN))
        seen |= SEEN_RUN_LAST_GIVEN;
      if ((word_at(article, a)->alone | word_at(article, b)->alone) & heads)
        seen |= SEEN_RUN_HEAD;
    }
  }
  key->seen |= seen;
}

/* "World Health Organization (WHO)": the short form learns the last word of the long one. */
static void note_acronym(gaz_name_article *article, size_t i, size_t first) {
  const gaz_token *tokens = article->tokens->tokens;
  size_t size = tokens[i].end - tokens[i].start;
  if (!(word_at(article, i)->form & FORM_UPPER) || size < 2 || size > 8 || i < first + 3 ||
      byte_at(article, i - 1) != '(')
    return;
  const char *text = article->text + tokens[i].start;
  size_t letter = size, at = i - 1;
  uint32_t last = word_at(article, i - 2)->lower;
  for (size_t back = 0; at > first && letter && back < 16; back++) {
    at--;
    const gaz_name_word *word = word_at(article, at);
    if (is_capital(word)) {
      if ((byte_at(article, at) | 32) != (text[letter - 1] | 32))
        break;
      letter--;
    } else if (!(word->alone & GAZ_LIST_BIT(GAZ_LIST_LINK)) && !(word->form & FORM_PUNCT)) {
      break;
    }
  }
  if (letter * 3 <= size)
    article->keys[word_at(article, i)->key].expansion = last ? last : 1;
}

static void note_article(gaz_name_article *article) {
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    size_t first = sentence->first, end = first + sentence->count;
    bool ordinary = article->sentence_case[s] == CASE_ORDINARY;
    for (size_t i = first; i < end; i++) {
      const gaz_name_word *word = word_at(article, i);
      struct gaz_name_key *key = &article->keys[word->key];
      key->total++;
      if (!ordinary)
        continue;
      if (word->form & FORM_LOWER)
        key->lower++;
      else if (word->form & FORM_CAPITAL && i > first)
        key->capital++;
      if (is_capital(word)) {
        note_context(article, i, first, end);
        note_acronym(article, i, first);
      }
    }
  }
}

gaz_status gaz_name_article_prepare(const char *text, const gaz_tokens *tokens,
                                    const gaz_name_lists *lists, const gaz_clusters *clusters,
                                    gaz_arena *arena, gaz_name_article *out) {
  size_t count = tokens->token_count;
  *out = (gaz_name_article){.text = text, .tokens = tokens};
  bool held = intern(out, lists, clusters, arena);
  for (int part = 0; part < 4; part++)
    held = (out->spans[part] = gaz_arena_zeroed(arena, count + 1, sizeof **out->spans)) && held;
  held = (out->run_first = gaz_arena_alloc(arena, (count + 1) * sizeof *out->run_first)) && held;
  held = (out->run_last = gaz_arena_alloc(arena, (count + 1) * sizeof *out->run_last)) && held;
  held = (out->sentence_case = gaz_arena_alloc(arena, tokens->sentence_count + 1)) && held;
  if (!held)
    return GAZ_ERROR_MEMORY;
  for (size_t s = 0; s < tokens->sentence_count; s++)
    out->sentence_case[s] = case_of(out, &tokens->sentences[s]);
  match_lists(out, lists);
  find_runs(out);
  note_article(out);
  return GAZ_OK;
}

void gaz_name_article_revise(gaz_name_article *article, const uint8_t *labels) {
  article->labels = labels;
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    bool ordinary = article->sentence_case[s] == CASE_ORDINARY;
    for (size_t i = sentence->first; i < sentence->first + sentence->count; i++) {
      const gaz_name_word *word = word_at(article, i);
      struct gaz_name_key *key = &article->keys[word->key];
      if (word->form & FORM_LOWER && ordinary)
        continue; /* says nothing about the capitalised word */
      unsigned class = labels[i] ? (labels[i] - 1u) / 4 : GAZ_NAME_CLASS_COUNT;
      if (key->votes[class] < UINT16_MAX)
        key->votes[class]++;
    }
  }
}

uint64_t gaz_name_article_whole(const gaz_name_article *article, size_t first, size_t last) {
  if (first == last)
    return article->spans[GAZ_NAME_UNIT][first];
  uint64_t classes = article->spans[GAZ_NAME_BEGIN][first] & article->spans[GAZ_NAME_LAST][last];
  for (size_t i = first + 1; i < last; i++)
    classes &= article->spans[GAZ_NAME_INSIDE][i];
  return classes;
}

uint64_t gaz_name_article_alone(const gaz_name_article *article, size_t token) {
  return word_at(article, token)->alone;
}

/* ---- Features ------------------------------------------------------------------------------------- */

typedef struct output {
  uint64_t *at;
  size_t count;
} output;

static inline void emit(output *out, uint32_t id, uint32_t a, uint32_t b) {
  if (out->count < GAZ_NAME_FEATURES_MAX)
    out->at[out->count++] = gaz_feature2(id, a, b);
}

/* A number for each feature template. */
enum {
  F_BIAS = 16, F_WORD, F_EXACT, F_WORD_PAIR, F_CLUSTER, F_CLUSTER_PAIR, F_AFFIX, F_AFFIX_NEAR,
  F_SHAPE, F_SHAPE_TRIPLE, F_FORM, F_LIST, F_LIST_NEAR, F_LIST_SIGNATURE, F_LIST_PAIR,
  F_RUN_FIRST, F_RUN_LAST, F_RUN_PLACE, F_RUN_BEFORE, F_RUN_AFTER, F_RUN_AROUND, F_RUN_HEADS,
  F_RUN_LAST_CLUSTER, F_COUNTS, F_SEEN, F_EXPANSION, F_WORD_CLUSTER, F_VOTE, F_VOTE_WORD,
  F_LABEL, F_LABEL_NEAR, F_LABEL_PAIR, F_RUN_WORDS, F_RUN_BEFORE_CLUSTER, F_RUN_AFTER_CLUSTER, F_LENGTH,
  F_VOTE_RUN,
};

enum { OUTSIDE_SENTENCE = 0xedfe };

static unsigned bucket(uint32_t n) {
  return n > 8 ? 5 : n > 3 ? 4 : n > 2 ? 3 : n;
}

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
  if (any)
    emit(out, F_LIST_SIGNATURE, (uint32_t)signature, sentence_case);
  for (int d = -1; d <= 1; d += 2) {
    if ((d < 0 && i == first) || (d > 0 && i + 1 >= end))
      continue;
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
  const gaz_name_word *head = word_at(article, a), *tail = word_at(article, b);
  unsigned place = a == b ? 0 : i == a ? 1 : i == b ? 2 : 3;
  uint32_t length = (uint32_t)(b - a > 6 ? 6 : b - a);
  emit(out, F_RUN_PLACE, place, length);
  emit(out, F_RUN_FIRST, place, head->lower);
  emit(out, F_RUN_LAST, place, tail->lower);
  emit(out, F_RUN_LAST_CLUSTER, place, tail->classes[1]);
  uint64_t heads = 0;
  for (size_t j = a; j <= b; j++)
    heads |= word_at(article, j)->alone;
  heads &= GAZ_LIST_BIT(GAZ_LIST_ORG_HEAD) | GAZ_LIST_BIT(GAZ_LIST_FACILITY_HEAD) |
           GAZ_LIST_BIT(GAZ_LIST_EVENT_HEAD) | GAZ_LIST_BIT(GAZ_LIST_LAW_HEAD) |
           GAZ_LIST_BIT(GAZ_LIST_WORK_HEAD) | GAZ_LIST_BIT(GAZ_LIST_PRODUCT_HEAD) |
           GAZ_LIST_BIT(GAZ_LIST_NATURE_HEAD) | GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX) |
           GAZ_LIST_BIT(GAZ_LIST_MAKER) | GAZ_LIST_BIT(GAZ_LIST_GIVEN) | GAZ_LIST_BIT(GAZ_LIST_TITLE);
  emit(out, F_RUN_HEADS, place, (uint32_t)gaz_mix(heads));
  uint64_t words = 0;
  if (b - a < 5)
    for (size_t j = a; j <= b; j++)
      words = gaz_mix(words ^ word_at(article, j)->lower);
  emit(out, F_RUN_WORDS, place, (uint32_t)words);
  uint32_t before = a > first ? word_at(article, a - 1)->lower : OUTSIDE_SENTENCE;
  uint32_t after = b + 1 < end ? word_at(article, b + 1)->lower : OUTSIDE_SENTENCE;
  emit(out, F_RUN_BEFORE, place, before);
  emit(out, F_RUN_AFTER, place, after);
  emit(out, F_RUN_AROUND, before, after);
  if (a > first)
    emit(out, F_RUN_BEFORE_CLUSTER, place, word_at(article, a - 1)->classes[1]);
  if (b + 1 < end)
    emit(out, F_RUN_AFTER_CLUSTER, place, word_at(article, b + 1)->classes[1]);
}

static void article_features(const gaz_name_article *article, size_t i, unsigned sentence_case,
                             output *out) {
  const gaz_name_word *word = word_at(article, i);
  const struct gaz_name_key *key = &article->keys[word->key];
  unsigned counts = bucket(key->lower) * 6 + bucket(key->capital);
  emit(out, F_COUNTS, counts, (sentence_case << 8) | word->form);
  if (word->form & FORM_LOWER && sentence_case == CASE_ORDINARY)
    return;
  for (unsigned bit = 0; bit < SEEN_COUNT; bit++)
    if (key->seen >> bit & 1)
      emit(out, F_SEEN, bit, sentence_case != CASE_ORDINARY);
  if (key->expansion)
    emit(out, F_EXPANSION, key->expansion, 0), emit(out, F_EXPANSION, 0, 1);
}

/* The second pass: what the first said here and nearby, and of the same word in the article. */
static void label_features(const gaz_name_article *article, size_t i, size_t first, size_t end,
                           unsigned sentence_case, output *out) {
  const uint8_t *labels = article->labels;
  const gaz_name_word *word = word_at(article, i);
  emit(out, F_LABEL, labels[i], 0);
  uint32_t before = i > first ? labels[i - 1] : 99, after = i + 1 < end ? labels[i + 1] : 99;
  emit(out, F_LABEL_NEAR, before, 0);
  emit(out, F_LABEL_NEAR, after, 1);
  emit(out, F_LABEL_PAIR, before, labels[i]);
  emit(out, F_LABEL_PAIR, after, 1000u + labels[i]);
  if (word->form & FORM_LOWER && sentence_case == CASE_ORDINARY)
    return;
  const struct gaz_name_key *key = &article->keys[word->key];
  unsigned own = labels[i] ? (labels[i] - 1u) / 4 : GAZ_NAME_CLASS_COUNT;
  unsigned best = GAZ_NAME_CLASS_COUNT, total = 0, most = 0;
  for (unsigned class = 0; class <= GAZ_NAME_CLASS_COUNT; class++) {
    unsigned votes = key->votes[class] - (class == own && key->votes[class]); /* elsewhere */
    total += votes;
    if (votes > most) {
      most = votes;
      best = class;
    }
  }
  if (!total)
    return;
  unsigned share = most == total ? 2 : most * 3 >= total * 2;
  emit(out, F_VOTE, best * 4 + share, bucket(total));
  emit(out, F_VOTE_WORD, best * 4 + share, labels[i]);
  emit(out, F_VOTE_RUN, best * 4 + share, article->run_first[i] == article->run_last[i]);
}

size_t gaz_name_features(const gaz_name_article *article, size_t sentence_index, size_t token,
                         uint64_t *features) {
  const gaz_sentence *sentence = &article->tokens->sentences[sentence_index];
  size_t first = sentence->first, end = first + sentence->count, i = token;
  unsigned sentence_case = article->sentence_case[sentence_index];
  struct output written = {features, 0}, *out = &written;
  const gaz_name_word *near[5]; /* the words from two before to two after */
  for (int d = -2; d <= 2; d++)
    near[d + 2] = (d < 0 && i < first + (size_t)-d) || (d > 0 && i + (size_t)d >= end)
                      ? NULL
                      : word_at(article, (size_t)((ptrdiff_t)i + d));
  const gaz_name_word *word = near[2];

  emit(out, F_BIAS, sentence_case, 0);
  uint32_t lower[5];
  for (int d = 0; d < 5; d++) {
    lower[d] = near[d] ? near[d]->lower : OUTSIDE_SENTENCE;
    emit(out, F_WORD, (uint32_t)d, lower[d]);
  }
  emit(out, F_WORD_PAIR, lower[1], lower[2]);
  emit(out, F_WORD_PAIR + 1000, lower[2], lower[3]);
  if (sentence_case == CASE_ORDINARY)
    emit(out, F_EXACT, word->exact, i == first);

  for (int d = 0; d < 5; d++) {
    if (!near[d] || near[d]->classes[0] == UINT16_MAX)
      continue;
    if (d == 2)
      emit(out, F_CLUSTER, 100, near[d]->classes[2]);
    if (d != 0 && d != 4)
      emit(out, F_CLUSTER, 200 + (uint32_t)d, near[d]->classes[1]);
    emit(out, F_CLUSTER, (uint32_t)d, near[d]->classes[0]);
  }
  uint32_t middle[3];
  for (int d = 0; d < 3; d++)
    middle[d] = near[d + 1] ? near[d + 1]->classes[1] : OUTSIDE_SENTENCE;
  emit(out, F_CLUSTER_PAIR, middle[0], middle[1]);
  emit(out, F_CLUSTER_PAIR + 1000, middle[1], middle[2]);
  emit(out, F_CLUSTER_PAIR + 2000, middle[0], middle[2]);

  for (int n = 0; n < AFFIXES; n++)
    if (word->affix[n])
      emit(out, F_AFFIX, word->affix[n], (uint32_t)n);
  for (int d = 1; d <= 3; d += 2)
    if (near[d] && near[d]->affix[5])
      emit(out, F_AFFIX_NEAR, near[d]->affix[5], (uint32_t)d);

  uint32_t forms[3];
  for (int d = 0; d < 3; d++)
    forms[d] = near[d + 1] ? near[d + 1]->form : 0xffffu;
  bool at_start = i == first || (i == first + 1 && near[1] && near[1]->form & FORM_PUNCT);
  emit(out, F_SHAPE, word->shape, sentence_case);
  emit(out, F_SHAPE + 1000, word->shape, near[1] ? near[1]->shape : 0);
  emit(out, F_SHAPE + 2000, word->shape, near[3] ? near[3]->shape : 0);
  emit(out, F_SHAPE_TRIPLE, forms[0] << 16 | forms[1], forms[2]);
  emit(out, F_FORM, forms[1] << 1 | at_start, sentence_case);
  emit(out, F_WORD_CLUSTER, forms[1] << 16 | middle[1], (sentence_case << 1) | at_start);
  emit(out, F_LENGTH, word->length, sentence_case);

  list_features(article, i, first, end, sentence_case, out);
  if (sentence_case == CASE_ORDINARY && (is_capital(word) || article->run_first[i] != article->run_last[i]))
    run_features(article, i, first, end, out);
  article_features(article, i, sentence_case, out);
  if (article->labels)
    label_features(article, i, first, end, sentence_case, out);
  return out->count;
}
