/* A word is looked at once for each written form in the article: its folded form, shape, affixes,
 * classes and list matches; its key is the folded form, by which the article's statements about the
 * word are collected whatever its case. */
#include <string.h>

#include "english/names_article.h"
#include "english/word_info.h"

enum { FOLD_MAX = 64 };

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
    return c >= 'A' && c <= 'Z'   ? 'X'
           : c >= 'a' && c <= 'z' ? 'x'
           : c >= '0' && c <= '9' ? 'd'
                                  : (char)c;
  while (at + *width < size && ((unsigned char)text[at + *width] & 0xc0) == 0x80) ++*width;
  if (c == 0xc3) return d < 0x9f ? 'X' : 'x';
  if (c == 0xc4 || c == 0xc5) {
    bool odd_upper = (c == 0xc4 && d >= 0xb9) || (c == 0xc5 && (d <= 0x88 || d >= 0xb9));
    return (d & 1) == (odd_upper ? 1 : 0) ? 'X' : 'x';
  }
  if (c == 0xce || c == 0xd0) return d < 0xb0 ? 'X' : 'x';
  if (c == 0xe2 || c == 0xc2) return '-';
  return 'x';
}

static void describe(gaz_name_word *word, const char *text, size_t size,
                     const gaz_name_sources *sources) {
  char folded[FOLD_MAX], shape[32];
  size_t used = 0, letters = 0, upper = 0, digits = 0;
  bool lower_seen = false;
  word->form = 0;
  for (size_t at = 0, width; at < size; at += width) {
    char c = shape_at(text, at, size, &width);
    if (c == 'X' || c == 'x') {
      if (!letters) word->form |= c == 'X' ? GAZ_FORM_CAPITAL : GAZ_FORM_LOWER;
      letters++;
      upper += c == 'X';
      if (c == 'X' && lower_seen) word->form |= GAZ_FORM_MIXED;
      lower_seen |= c == 'x';
    }
    digits += c == 'd';
    if (c == '-' && at && at + width < size) word->form |= GAZ_FORM_HYPHEN;
    /* A run of one class is written at most twice. */
    if (used < sizeof shape && !(used > 1 && shape[used - 1] == c && shape[used - 2] == c))
      shape[used++] = c;
  }
  if (letters && upper == letters) word->form |= GAZ_FORM_UPPER;
  if (letters) word->form |= GAZ_FORM_LETTER;
  if (digits) word->form |= GAZ_FORM_DIGIT;
  if (!letters && !digits) word->form |= GAZ_FORM_PUNCT;
  word->shape = fold_hash(shape, used);
  word->length = (uint8_t)(size > 20 ? 20 : size);

  size_t folded_size = gaz_name_fold(text, size, folded, sizeof folded);
  word->lower = fold_hash(folded, folded_size);
  word->exact = (uint32_t)gaz_hash(text, size, 0x3c);
  size_t n = 0;
  for (size_t length = 2; length <= 4; length++, n++)
    word->affix[n] = folded_size > length ? mix(1, (uint32_t)length, fold_hash(folded, length)) : 0;
  for (size_t length = 1; length <= 4; length++, n++)
    word->affix[n] = folded_size > length ? mix(2, (uint32_t)length,
                                                fold_hash(folded + folded_size - length, length))
                                          : 0;
  word->piece_count = (uint8_t)gaz_name_pieces(folded, folded_size, word->pieces, GAZ_NAME_PIECES);
  const uint16_t *classes = gaz_clusters_find(sources->clusters, text, size);
  for (int level = 0; level < GAZ_CLUSTER_LEVELS; level++)
    word->classes[level] = classes ? classes[level] : UINT16_MAX;
  uint16_t wide = gaz_word_classes_find_codes(sources->classes, text, size, &word->codes);
  if (wide == GAZ_WORD_CLASS_NONE)
    wide = gaz_word_classes_find_codes(sources->classes, folded, folded_size, &word->codes);
  for (int level = 0; level < GAZ_WORD_CLASS_LEVELS; level++)
    word->wide[level] = gaz_word_classes_level(sources->classes, wide, level);
}

static void look_up(gaz_name_word *word, const gaz_name_lists *lists) {
  word->alone = 0;
  for (int upper = 0; upper < 2; upper++) {
    uint64_t state = upper ? GAZ_LIST_START_UPPER : GAZ_LIST_START, classes = 0;
    size_t i = 0;
    word->starts[upper] = (struct gaz_name_start){0, 0};
    if (upper && !(word->form & GAZ_FORM_UPPER)) break;
    for (; i < word->piece_count && state; i++)
      state = gaz_name_lists_step(lists, state, word->pieces[i], &classes);
    if (!i || i < word->piece_count) continue;
    word->starts[upper] = (struct gaz_name_start){state, classes};
    word->alone |= classes;
  }
}

/* The place of a word in the memory, or NULL. */
static inline gaz_name_word *memory_of(const gaz_name_sources *sources, uint64_t hash) {
  return sources->memories ? &sources->memories[hash >> 32 & (GAZ_NAME_MEMORIES - 1)] : NULL;
}

/* The word as an earlier text had it, or made anew. */
static void recall(gaz_name_word *word, const char *text, size_t size, uint64_t hash,
                   const gaz_name_sources *sources) {
  gaz_name_word *memory = memory_of(sources, hash);
  if (memory && hash && memory->hash == hash) {
    *word = *memory;
    return;
  }
  word->hash = hash;
  describe(word, text, size, sources);
  look_up(word, sources->lists);
  if (memory) *memory = *word;
}

/* The hash of a token's word, with its memory asked for. */
static uint64_t hash_ahead(const gaz_name_article *article, size_t token,
                           const gaz_name_sources *sources) {
  const gaz_tokens *tokens = article->tokens;
  uint64_t hash = tokens->word_keys ? tokens->word_keys[token] : 0;
  if (!hash) hash = gaz_word_key(article->text, &tokens->tokens[token]);
  const char *memory = (const char *)memory_of(sources, hash);
  for (size_t line = 0; memory && line < sizeof(gaz_name_word); line += 64)
    __builtin_prefetch(memory + line);
  return hash;
}

/* What is filled while the words of an article are told apart: tables of a power of two places with 1 + the number of a
 * word or key, and how many of these there is room for. */
typedef struct interning {
  gaz_name_article *article;
  gaz_arena *arena;
  uint32_t *words, *keys;
  size_t mask, word_room, key_room;
} interning;

/* The number of the key of a word's folded form; UINT32_MAX when memory is out. */
static uint32_t key_of(interning *t, const gaz_name_word *word) {
  gaz_name_article *article = t->article;
  uint64_t hash = gaz_mix(word->lower);
  size_t at = (size_t)hash & t->mask;
  while (t->keys[at] && article->keys[t->keys[at] - 1].hash != hash) at = (at + 1) & t->mask;
  if (t->keys[at]) return t->keys[at] - 1;
  article->keys = gaz_arena_grow(t->arena, article->keys, article->key_count, &t->key_room,
                                 sizeof *article->keys);
  if (!article->keys) return UINT32_MAX;
  article->keys[article->key_count++] = (struct gaz_name_key){.hash = hash};
  t->keys[at] = (uint32_t)article->key_count;
  return t->keys[at] - 1;
}

static bool add_word(interning *t, gaz_slice form, uint64_t hash, const gaz_name_sources *sources) {
  gaz_name_article *article = t->article;
  article->words = gaz_arena_grow(t->arena, article->words, article->word_count, &t->word_room,
                                  sizeof *article->words);
  if (!article->words) return false;
  gaz_name_word *word = &article->words[article->word_count++];
  recall(word, form.data, form.size, hash, sources);
  word->key = key_of(t, word);
  return word->key != UINT32_MAX;
}

/* Room for all words of most articles: arrays that grow in turns would be copied each time. */
static bool make_room(interning *t, size_t count) {
  enum { WORDS_FIRST = 1024 };
  gaz_name_article *article = t->article;
  size_t capacity = 64, room = count < WORDS_FIRST ? count : WORDS_FIRST;
  while (capacity < count * 2) capacity *= 2;
  t->mask = capacity - 1;
  t->word_room = t->key_room = room;
  t->words = gaz_arena_zeroed(t->arena, capacity, sizeof *t->words);
  t->keys = gaz_arena_zeroed(t->arena, capacity, sizeof *t->keys);
  article->words = gaz_arena_alloc(t->arena, room * sizeof *article->words);
  article->keys = gaz_arena_alloc(t->arena, room * sizeof *article->keys);
  article->word_of = gaz_arena_alloc(t->arena, count * sizeof *article->word_of);
  return t->words && t->keys && article->words && article->keys && article->word_of;
}

/* Gives every token its word and every word its key. Both tables are as large as the token count
 * at most, so this is linear. */
bool gaz_name_words_intern(gaz_name_article *article, const gaz_name_sources *sources,
                           gaz_arena *arena) {
  enum { AHEAD = 8 };
  const gaz_tokens *tokens = article->tokens;
  size_t count = tokens->token_count;
  interning t = {.article = article, .arena = arena};
  uint64_t hashes[AHEAD];
  if (!make_room(&t, count)) return false;
  for (size_t i = 0; i < count && i < AHEAD; i++) hashes[i] = hash_ahead(article, i, sources);
  for (size_t i = 0; i < count; i++) {
    const gaz_token *token = &tokens->tokens[i];
    uint64_t hash = hashes[i % AHEAD];
    if (i + AHEAD < count) hashes[i % AHEAD] = hash_ahead(article, i + AHEAD, sources);
    size_t at = (size_t)(hash >> 8) & t.mask;
    while (t.words[at] && article->words[t.words[at] - 1].hash != hash) at = (at + 1) & t.mask;
    if (!t.words[at]) {
      gaz_slice form = gaz_slice_of(article->text, token->start, token->end);
      if (!add_word(&t, form, hash, sources)) return false;
      t.words[at] = (uint32_t)article->word_count;
    }
    article->word_of[i] = t.words[at] - 1;
  }
  return true;
}

/* ---- Headlines ---------------------------------------------------------------------------------- */

/* How often the ordinary sentences of the article have a word small, with a capital and in capitals, but first. */
typedef struct habit {
  uint32_t small, capital, upper;
} habit;

static habit *habits_of(const gaz_name_article *article, gaz_arena *arena) {
  habit *habits = gaz_arena_zeroed(arena, article->key_count + 1, sizeof *habits);
  for (size_t s = 0; habits && s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    if (article->sentence_case[s] != GAZ_NAME_CASE_ORDINARY) continue;
    for (uint32_t i = 1; i < sentence->count; i++) {
      const gaz_name_word *word = gaz_name_word_at(article, sentence->first + i);
      habits[word->key].small += (word->form & GAZ_FORM_LOWER) != 0;
      bool upper = word->form & GAZ_FORM_UPPER && word->length > 1;
      habits[word->key].upper += upper;
      habits[word->key].capital += word->form & GAZ_FORM_CAPITAL && !upper;
    }
  }
  return habits;
}

/* "Police Arrest Three", but not "Bank of Valdia". Tokens without tags have no verb. */
static bool has_verb(const gaz_token *tokens, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (tokens[i].upos == GAZ_UPOS_VERB || tokens[i].upos == GAZ_UPOS_AUX) return true;
  return false;
}

static gaz_casing casing_of(const habit *here, const gaz_word_lexicons *words, const char *lower,
                            size_t size) {
  uint32_t kinds = (uint32_t)gaz_word_map_bits(&words->kinds, lower, size);
  if (here->small > here->capital + here->upper) return GAZ_CASING_SMALL;
  if (here->upper > here->capital) return GAZ_CASING_CAPITALS;
  if (here->capital) return GAZ_CASING_CAPITAL;
  return gaz_usual_casing(&words->casing, kinds, lower, size);
}

/* Writes the word as it stands in ordinary sentences; its size, or 0 where it is written so. */
static size_t usual_form(const gaz_name_article *article, size_t token, bool first,
                         const habit *habits, const gaz_word_lexicons *words, char out[FOLD_MAX]) {
  const gaz_name_word *word = gaz_name_word_at(article, token);
  const gaz_token *at = &article->tokens->tokens[token];
  size_t size = at->end - at->start;
  bool upper = word->form & GAZ_FORM_UPPER && word->length > 1;
  if (!(word->form & GAZ_FORM_CAPITAL) || word->form & (GAZ_FORM_MIXED | GAZ_FORM_DIGIT) || !size ||
      size >= FOLD_MAX)
    return 0;
  for (size_t i = 0; i < size; i++) {
    char c = article->text[at->start + i];
    out[i] = c >= 'A' && c <= 'Z' ? (char)(c | 32) : c;
  }
  gaz_casing usual = casing_of(&habits[word->key], words, out, size);
  if (upper ? usual == GAZ_CASING_CAPITALS : usual != GAZ_CASING_SMALL || first) return 0;
  if ((first || usual != GAZ_CASING_SMALL) && out[0] >= 'a' && out[0] <= 'z') out[0] -= 32;
  return size;
}

/* Whether most of the article is in ordinary sentences: one that is in capitals throughout says nothing of its words. */
static bool is_mostly_ordinary(const gaz_name_article *article) {
  size_t ordinary = 0;
  for (size_t s = 0; s < article->tokens->sentence_count; s++)
    if (article->sentence_case[s] == GAZ_NAME_CASE_ORDINARY)
      ordinary += article->tokens->sentences[s].count;
  return ordinary * 2 > article->tokens->token_count;
}

bool gaz_name_words_settle(gaz_name_article *article, const gaz_name_sources *sources,
                           gaz_arena *arena) {
  const uint8_t *cases = article->sentence_case;
  habit *habits = NULL;
  bool ordinary = is_mostly_ordinary(article);
  size_t room = article->word_count;
  char form[FOLD_MAX];
  for (size_t s = 0; sources->words && s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    if ((cases[s] != GAZ_NAME_CASE_TITLE && cases[s] != GAZ_NAME_CASE_CAPITALS) ||
        !has_verb(&article->tokens->tokens[sentence->first], sentence->count) ||
        (cases[s] == GAZ_NAME_CASE_CAPITALS && !ordinary))
      continue;
    if (!habits && !(habits = habits_of(article, arena))) return false;
    for (uint32_t i = 0; i < sentence->count; i++) {
      size_t token = sentence->first + i;
      size_t size = usual_form(article, token, !i, habits, sources->words, form);
      if (!size) continue;
      article->words =
          gaz_arena_grow(arena, article->words, article->word_count, &room, sizeof *article->words);
      if (!article->words) return false;
      gaz_name_word *word = &article->words[article->word_count];
      uint32_t key = article->words[article->word_of[token]].key;
      recall(word, form, size, gaz_hash(form, size, 1) | 1, sources);
      word->key = key;
      article->word_of[token] = (uint32_t)article->word_count++;
    }
    article->sentence_case[s] = GAZ_NAME_CASE_ORDINARY;
  }
  return true;
}
