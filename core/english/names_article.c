/* What is known of an article before any label: the case of its sentences, the names of the lists in
 * it, the runs of capitalised words, and what it says about each word (how often it stands in lower
 * case, after which words, as the end of which names). */
#include <string.h>

#include "english/labels.h"
#include "english/names_article.h"

enum { RUN_MAX = 24, MATCH_MAX = 12 };

/* ---- Sentences, list matches, runs --------------------------------------------------------------- */

/* A headline that Has Its Words with Capitals has its verb so; "Capt. Ruiz met Lt. Ola Brandt" is none. */
static uint8_t case_of(const gaz_name_article *article, const gaz_sentence *sentence) {
  size_t words = 0, upper = 0, capital = 0, lower = 0, long_lower = 0, lower_verbs = 0;
  for (uint32_t i = 0; i < sentence->count; i++) {
    const gaz_token *token = &article->tokens->tokens[sentence->first + i];
    const gaz_name_word *word = gaz_name_word_at(article, sentence->first + i);
    if (!(word->form & GAZ_FORM_LETTER)) continue;
    words++;
    upper += (word->form & GAZ_FORM_UPPER) != 0 && word->length > 1;
    capital += (word->form & GAZ_FORM_CAPITAL) != 0;
    lower += (word->form & GAZ_FORM_LOWER) != 0;
    long_lower += (word->form & GAZ_FORM_LOWER) && word->length > 4;
    lower_verbs += (word->form & GAZ_FORM_LOWER) && token->upos == GAZ_UPOS_VERB;
  }
  if (upper * 10 >= words * 7 && words >= 3) return GAZ_NAME_CASE_CAPITALS;
  if (lower == words && words >= 3) return GAZ_NAME_CASE_LOWER;
  if (words >= 4 && !long_lower && !lower_verbs && capital * 10 >= words * 6)
    return GAZ_NAME_CASE_TITLE;
  return GAZ_NAME_CASE_ORDINARY;
}

static inline bool is_separator(const gaz_name_word *word) {
  return word->piece_count == 0 && (word->form & GAZ_FORM_PUNCT) && word->length <= 3;
}

/* Marks the classes of one match; a class that a longer match already covers stays as it is. */
static void mark(gaz_name_article *article, size_t first, size_t last, uint64_t classes) {
  uint64_t **spans = article->spans;
  classes &=
      ~(spans[GAZ_NAME_INSIDE][first] | spans[GAZ_NAME_LAST][first] | spans[GAZ_NAME_BEGIN][first]);
  if (first == last) {
    spans[GAZ_NAME_UNIT][first] |= classes;
    return;
  }
  spans[GAZ_NAME_BEGIN][first] |= classes;
  for (size_t i = first + 1; i < last; i++) spans[GAZ_NAME_INSIDE][i] |= classes;
  spans[GAZ_NAME_LAST][last] |= classes;
}

/* Whether any name of the lists begins with the word. */
static inline bool starts_name(const gaz_name_word *word, bool upper) {
  return (word->starts[upper].state | word->starts[upper].classes) != 0;
}

/* All names of the lists that start at `first`, the longest first. `upper`: those written in capitals. */
static void match_from(gaz_name_article *article, const gaz_name_lists *lists, size_t first,
                       size_t end, bool upper, bool ordinary) {
  struct {
    size_t last;
    uint64_t classes;
  } found[MATCH_MAX];
  const gaz_name_word *word = gaz_name_word_at(article, first);
  uint64_t state = word->starts[upper].state, classes = word->starts[upper].classes;
  size_t count = 0, limit = end - first < MATCH_MAX * 2 ? end : first + MATCH_MAX * 2;
  bool capital =
      !(word->form & GAZ_FORM_LOWER); /* in any word so far: "al-Qaida" begins without one */
  for (size_t i = first;;) {
    classes &= ~GAZ_LIST_OPEN;
    if (ordinary && !capital) classes &= ~gaz_name_lists_proper();
    if (classes) {
      found[count].last = i;
      found[count++].classes = classes;
    }
    if (!state || count == MATCH_MAX) break;
    while (++i < limit && !gaz_name_word_at(article, i)->piece_count)
      if (!is_separator(gaz_name_word_at(article, i))) return;
    if (i >= limit) break;
    word = gaz_name_word_at(article, i);
    capital |= !(word->form & GAZ_FORM_LOWER);
    size_t piece = 0;
    for (; piece < word->piece_count && state; piece++)
      state = gaz_name_lists_step(lists, state, word->pieces[piece], &classes);
    if (piece < word->piece_count) break;
  }
  while (count) {
    count--;
    mark(article, first, found[count].last, found[count].classes);
  }
}

/* Asks for what a name that begins at `first` needs with its second word. */
static inline void fetch_from(const gaz_name_article *article, const gaz_name_lists *lists,
                              size_t first, size_t end) {
  if (first + 1 >= end) return;
  uint64_t state = gaz_name_word_at(article, first)->starts[0].state;
  if (!state) return;
  const gaz_name_word *next = gaz_name_word_at(article, first + 1);
  if (next->piece_count) gaz_name_lists_fetch(lists, state, next->pieces[0]);
}

static void match_lists(gaz_name_article *article, const gaz_name_lists *lists) {
  enum { AHEAD = 6 };
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    bool ordinary = article->sentence_case[s] == GAZ_NAME_CASE_ORDINARY;
    size_t end = sentence->first + sentence->count;
    for (size_t i = sentence->first; i < sentence->first + AHEAD; i++)
      fetch_from(article, lists, i, end);
    for (size_t i = sentence->first; i < end; i++) {
      fetch_from(article, lists, i + AHEAD, end);
      const gaz_name_word *word = gaz_name_word_at(article, i);
      if (starts_name(word, true)) match_from(article, lists, i, end, true, ordinary);
      if (starts_name(word, false)) match_from(article, lists, i, end, false, ordinary);
    }
  }
}

/* Runs of capitalised words, with links ("of", "the", "-") between them when a capital follows. */
static void find_runs(gaz_name_article *article) {
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    size_t end = sentence->first + sentence->count;
    bool usable = article->sentence_case[s] == GAZ_NAME_CASE_ORDINARY;
    for (size_t i = sentence->first; i < end;) {
      article->run_first[i] = article->run_last[i] = (uint32_t)i;
      if (!usable || !gaz_name_is_capital(gaz_name_word_at(article, i))) {
        i++;
        continue;
      }
      size_t last = i, at = i + 1, links = 0;
      for (; at < end && at < i + RUN_MAX && links < 3; at++) {
        const gaz_name_word *word = gaz_name_word_at(article, at);
        if (gaz_name_is_capital(word)) {
          last = at;
          links = 0;
        } else if (word->alone & GAZ_LIST_BIT(GAZ_LIST_LINK) ||
                   word->alone & GAZ_LIST_BIT(GAZ_LIST_PARTICLE) ||
                   ((word->form & GAZ_FORM_PUNCT) && word->length <= 3 &&
                    joins(gaz_name_byte_at(article, at)))) {
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
  const gaz_name_word *word = gaz_name_word_at(article, i);
  struct gaz_name_key *key = &article->keys[word->key];
  uint32_t seen = 0;
  if (i > first) {
    const gaz_name_word *before = gaz_name_word_at(article, i - 1);
    uint64_t lists = before->alone;
    size_t back = i - 1;
    if (gaz_name_byte_at(article, back) == '.' && back > first)
      lists = gaz_name_word_at(article, back - 1)->alone; /* "Mr ." */
    if (lists & (GAZ_LIST_BIT(GAZ_LIST_TITLE) | GAZ_LIST_BIT(GAZ_LIST_PROFESSION)))
      seen |= GAZ_SEEN_AFTER_TITLE;
    if (before->alone & GAZ_LIST_BIT(GAZ_LIST_GIVEN) && gaz_name_is_capital(before))
      seen |= GAZ_SEEN_AFTER_GIVEN;
    gaz_token previous = article->tokens->tokens[i - 1];
    const char *text = article->text + previous.start;
    size_t size = previous.end - previous.start;
    if ((size == 2 && (memcmp(text, "in", 2) == 0 || memcmp(text, "at", 2) == 0)) ||
        (size == 4 && (memcmp(text, "from", 4) == 0 || memcmp(text, "near", 4) == 0)))
      seen |= GAZ_SEEN_AFTER_IN;
    if (size == 3 && (text[0] | 32) == 't' && memcmp(text + 1, "he", 2) == 0)
      seen |= GAZ_SEEN_AFTER_THE;
    if (gaz_name_byte_at(article, i - 1) == '(' && i + 1 < end &&
        gaz_name_byte_at(article, i + 1) == ')')
      seen |= GAZ_SEEN_IN_BRACKETS;
  }
  if (i + 1 < end) {
    const gaz_name_word *after = gaz_name_word_at(article, i + 1);
    if (after->alone & GAZ_LIST_BIT(GAZ_LIST_SAYING)) seen |= GAZ_SEEN_BEFORE_SAYING;
    if (after->alone & GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX) && gaz_name_is_capital(after))
      seen |= GAZ_SEEN_BEFORE_SUFFIX;
    char c = gaz_name_byte_at(article, i + 1);
    if (c == '\'' || (unsigned char)c == 0xe2) seen |= GAZ_SEEN_BEFORE_POSSESSIVE;
    if (c == ',' && i + 2 < end &&
        gaz_name_word_at(article, i + 2)->alone &
            (GAZ_LIST_BIT(GAZ_LIST_COUNTRY) | GAZ_LIST_BIT(GAZ_LIST_REGION)))
      seen |= GAZ_SEEN_BEFORE_COMMA_AREA;
  }
  if (gaz_name_is_capital(word)) {
    size_t a = article->run_first[i], b = article->run_last[i];
    if (a == b) {
      if (i != first) seen |= GAZ_SEEN_RUN_ALONE;
    } else {
      uint64_t heads = GAZ_LIST_BIT(GAZ_LIST_ORG_HEAD) | GAZ_LIST_BIT(GAZ_LIST_FACILITY_HEAD) |
                       GAZ_LIST_BIT(GAZ_LIST_ORG_SUFFIX);
      if (i == a)
        seen |= GAZ_SEEN_RUN_FIRST;
      else if (i == b)
        seen |= GAZ_SEEN_RUN_LAST;
      else
        seen |= GAZ_SEEN_RUN_MIDDLE;
      if (i == b && gaz_name_word_at(article, a)->alone & GAZ_LIST_BIT(GAZ_LIST_GIVEN))
        seen |= GAZ_SEEN_RUN_LAST_GIVEN;
      if ((gaz_name_word_at(article, a)->alone | gaz_name_word_at(article, b)->alone) & heads)
        seen |= GAZ_SEEN_RUN_HEAD;
    }
  }
  key->seen |= seen;
}

/* "World Health Organization (WHO)": the short form learns the last word of the long one. */
static void note_acronym(gaz_name_article *article, size_t i, size_t first) {
  const gaz_token *tokens = article->tokens->tokens;
  size_t size = tokens[i].end - tokens[i].start;
  if (!(gaz_name_word_at(article, i)->form & GAZ_FORM_UPPER) || size < 2 || size > 8 ||
      i < first + 3 || gaz_name_byte_at(article, i - 1) != '(')
    return;
  const char *text = article->text + tokens[i].start;
  size_t letter = size, at = i - 1;
  uint32_t last = gaz_name_word_at(article, i - 2)->lower;
  for (size_t back = 0; at > first && letter && back < 16; back++) {
    at--;
    const gaz_name_word *word = gaz_name_word_at(article, at);
    if (gaz_name_is_capital(word)) {
      if ((gaz_name_byte_at(article, at) | 32) != (text[letter - 1] | 32)) break;
      letter--;
    } else if (!(word->alone & GAZ_LIST_BIT(GAZ_LIST_LINK)) && !(word->form & GAZ_FORM_PUNCT)) {
      break;
    }
  }
  if (letter * 3 <= size)
    article->keys[gaz_name_word_at(article, i)->key].expansion = last ? last : 1;
}

static void note_article(gaz_name_article *article) {
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    size_t first = sentence->first, end = first + sentence->count;
    bool ordinary = article->sentence_case[s] == GAZ_NAME_CASE_ORDINARY;
    for (size_t i = first; i < end; i++) {
      const gaz_name_word *word = gaz_name_word_at(article, i);
      struct gaz_name_key *key = &article->keys[word->key];
      key->total++;
      if (!ordinary) continue;
      if (word->form & GAZ_FORM_LOWER)
        key->lower++;
      else if (word->form & GAZ_FORM_CAPITAL && i > first)
        key->capital++;
      if (gaz_name_is_capital(word)) {
        note_context(article, i, first, end);
        note_acronym(article, i, first);
      }
    }
  }
}

/* ---- Words that cannot be part of a name --------------------------------------------------------- */

enum { OPEN = 1, MAY_GO_ON = 2 };

/* "$", a sign of Latin-1 such as the pound's, or one of U+20A0 to U+20BF. */
static bool is_currency_sign(const gaz_name_article *article, size_t token) {
  const gaz_token *at = &article->tokens->tokens[token];
  const char *text = article->text + at->start;
  size_t size = at->end - at->start;
  return (size == 1 && text[0] == '$') ||
         (size == 2 && text[0] == '\xc2' && (unsigned char)(text[1] - '\xa2') <= 3) ||
         (size == 3 && memcmp(text, "\xe2\x82", 2) == 0);
}

static inline bool is_small(const gaz_name_word *word) {
  return (word->form & (GAZ_FORM_LOWER | GAZ_FORM_DIGIT | GAZ_FORM_MIXED)) == GAZ_FORM_LOWER;
}

/* "gul" in "Hong Sung - gul", where the text is given in tokens. */
static bool ends_hyphened(const gaz_name_article *article, const gaz_sentence *sentence, size_t i) {
  return i >= 2 && gaz_name_byte_at(article, sentence->first + i - 1) == '-' &&
         gaz_name_is_capital(gaz_name_word_at(article, sentence->first + i - 2));
}

/* Right to left: what may come after the beginning of a name; left to right: what goes on with one. */
static void find_open(gaz_name_article *article, const gaz_sentence *sentence) {
  const uint64_t inside = GAZ_LIST_BIT(GAZ_LIST_OPEN_INSIDE) | GAZ_LIST_BIT(GAZ_LIST_PARTICLE);
  uint8_t *open = article->open + sentence->first;
  bool next = false;
  for (size_t i = sentence->count; i-- > 0;) {
    const gaz_name_word *word = gaz_name_word_at(article, sentence->first + i);
    if (word->form & GAZ_FORM_PUNCT) {
      open[i] = is_currency_sign(article, sentence->first + i) ? OPEN | MAY_GO_ON
                : next                                         ? MAY_GO_ON
                                                               : 0;
    } else if (!is_small(word) || word->alone & GAZ_LIST_BIT(GAZ_LIST_OPEN_ALONE) ||
               (next && word->alone & GAZ_LIST_BIT(GAZ_LIST_OPEN_FIRST))) {
      open[i] = OPEN | MAY_GO_ON;
    } else {
      open[i] = word->alone & inside || ends_hyphened(article, sentence, i) ? MAY_GO_ON : 0;
    }
    next = open[i] & MAY_GO_ON;
  }
  for (size_t i = 0; i < sentence->count; i++) {
    const gaz_name_word *word = gaz_name_word_at(article, sentence->first + i);
    bool goes_on = open[i] & MAY_GO_ON;
    if (word->form & GAZ_FORM_PUNCT) {
      char c = gaz_name_byte_at(article, sentence->first + i);
      bool ends = c == ';' || c == ':' || c == '?' || c == '!';
      goes_on = c == ',' ? goes_on : !ends;
    }
    open[i] = open[i] & OPEN || (goes_on && i && open[i - 1]);
  }
}

gaz_status gaz_name_article_prepare(const char *text, const gaz_tokens *tokens,
                                    const gaz_name_sources *sources, gaz_arena *arena,
                                    gaz_name_article *out) {
  size_t count = tokens->token_count;
  *out = (gaz_name_article){.text = text, .tokens = tokens};
  bool held = gaz_name_words_intern(out, sources, arena);
  for (int part = 0; part < 4; part++)
    held = (out->spans[part] = gaz_arena_zeroed(arena, count + 1, sizeof **out->spans)) && held;
  held = (out->run_first = gaz_arena_alloc(arena, (count + 1) * sizeof *out->run_first)) && held;
  held = (out->run_last = gaz_arena_alloc(arena, (count + 1) * sizeof *out->run_last)) && held;
  held = (out->sentence_case = gaz_arena_alloc(arena, tokens->sentence_count + 1)) && held;
  held = (out->open = gaz_arena_zeroed(arena, count + 1, 1)) && held;
  if (!held) return GAZ_ERROR_MEMORY;
  for (size_t s = 0; s < tokens->sentence_count; s++)
    out->sentence_case[s] = case_of(out, &tokens->sentences[s]);
  if (!gaz_name_words_settle(out, sources, arena)) return GAZ_ERROR_MEMORY;
  match_lists(out, sources->lists);
  find_runs(out);
  note_article(out);
  for (size_t s = 0; s < tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &tokens->sentences[s];
    if (out->sentence_case[s] == GAZ_NAME_CASE_ORDINARY)
      find_open(out, sentence);
    else
      memset(out->open + sentence->first, 1, sentence->count);
  }
  return GAZ_OK;
}

uint64_t gaz_name_article_whole(const gaz_name_article *article, size_t first, size_t last) {
  if (first == last) return article->spans[GAZ_NAME_UNIT][first];
  uint64_t classes = article->spans[GAZ_NAME_BEGIN][first] & article->spans[GAZ_NAME_LAST][last];
  for (size_t i = first + 1; i < last; i++) classes &= article->spans[GAZ_NAME_INSIDE][i];
  return classes;
}

uint64_t gaz_name_article_alone(const gaz_name_article *article, size_t token) {
  return gaz_name_word_at(article, token)->alone;
}
