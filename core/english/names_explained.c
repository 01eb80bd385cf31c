/* Where the training articles of Worldwide newswire mark an acronym in brackets or the words whose letters it has, they mark
 * both, and alike, in 298 places of 311; who has an age between commas is a person in all 58. */
#include "english/names_explained.h"

/* ELSEWHERE_MAX: so many short forms of an article are looked for in all of it, which is one walk each. */
enum { LETTERS_MIN = 2, LETTERS_MAX = 8, WORDS_BACK_MAX = 20, ELSEWHERE_MAX = 64 };

static unsigned class_of(uint8_t label) { return (label - 1u) / 4; }
static unsigned part_of(uint8_t label) { return (label - 1u) % 4; }

static bool is_explained(unsigned class) {
  return class != GAZ_NAME_CLASS_PERSON && class != GAZ_NAME_CLASS_DATE &&
         class != GAZ_NAME_CLASS_MONEY;
}

static void set_name(uint8_t *labels, float *sure, size_t first, size_t end, unsigned class,
                     float how_sure) {
  for (size_t i = first; i < end; i++) {
    unsigned part = end - first == 1 ? GAZ_NAME_UNIT
                    : i == first     ? GAZ_NAME_BEGIN
                    : i + 1 == end   ? GAZ_NAME_LAST
                                     : GAZ_NAME_INSIDE;
    labels[i] = (uint8_t)gaz_name_label(class, part);
    sure[i] = how_sure;
  }
}

/* Two to eight capitals, and nothing else; 0 otherwise. */
static size_t letters_of(const gaz_name_article *article, size_t token) {
  const gaz_token *at = &article->tokens->tokens[token];
  size_t size = at->end - at->start;
  if (size < LETTERS_MIN || size > LETTERS_MAX) return 0;
  for (size_t i = 0; i < size; i++)
    if (article->text[at->start + i] < 'A' || article->text[at->start + i] > 'Z') return 0;
  return size;
}

/* Where the words before `end` begin that the letters of token `acronym` stand for, each for one with a capital; `end` when
 * they stand for none. */
static size_t find_long_form(const gaz_name_article *article, size_t first, size_t end,
                             size_t acronym, size_t letters) {
  const char *letter = article->text + article->tokens->tokens[acronym].start;
  for (size_t i = end; i > first && end - i < WORDS_BACK_MAX;) {
    const gaz_name_word *word = gaz_name_word_at(article, --i);
    char c = gaz_name_byte_at(article, i);
    if (c >= 'A' && c <= 'Z') {
      if (c != letter[letters - 1]) return end;
      if (--letters == 0) return i;
    } else if (!(word->alone & GAZ_LIST_BIT(GAZ_LIST_LINK)) &&
               !(word->form & GAZ_FORM_PUNCT && joins(c))) {
      return end;
    }
  }
  return end;
}

/* What the labels of [first, end) are: of one name that ends there, of nothing, or of something else. */
typedef enum { NOTHING, ONE_NAME, OTHER } content;

static content content_of(const uint8_t *labels, size_t first, size_t end, unsigned *class) {
  bool any = false;
  for (size_t i = first; i < end; i++) any |= labels[i] != GAZ_NAME_OUTSIDE;
  if (!any) return NOTHING;
  *class = labels[end - 1] ? class_of(labels[end - 1]) : 0;
  if (!labels[end - 1] || part_of(labels[end - 1]) % 3 != GAZ_NAME_LAST) return OTHER;
  for (size_t i = end - 1; i > first; i--)
    if (!labels[i] || part_of(labels[i]) == GAZ_NAME_BEGIN || part_of(labels[i]) == GAZ_NAME_UNIT)
      return OTHER;
  return labels[first] ? ONE_NAME : OTHER;
}

/* Labels both; the class they have, or GAZ_NAME_CLASS_COUNT when they are left as they are. */
static unsigned equate(uint8_t *labels, float *sure, size_t first, size_t end, size_t acronym) {
  const unsigned none = GAZ_NAME_CLASS_COUNT;
  unsigned class = none;
  content before = content_of(labels, first, end, &class);
  if (labels[end] || (labels[acronym] && part_of(labels[acronym]) != GAZ_NAME_UNIT)) return none;
  if (!labels[acronym]) {
    if (before != ONE_NAME || !is_explained(class)) return none;
    set_name(labels, sure, acronym, acronym + 1, class, sure[end - 1]);
    return class;
  }
  unsigned of_acronym = class_of(labels[acronym]);
  if (before == ONE_NAME) return class == of_acronym && is_explained(class) ? class : none;
  /* A part of it is marked, or none. A name that begins before it is another matter. */
  bool goes_on_before = labels[first] && part_of(labels[first]) != GAZ_NAME_BEGIN &&
                        part_of(labels[first]) != GAZ_NAME_UNIT;
  if (goes_on_before || !is_explained(of_acronym)) return none;
  set_name(labels, sure, first, end, of_acronym, sure[acronym]);
  return of_acronym;
}

static void label_elsewhere(const gaz_name_article *article, size_t acronym, uint8_t *labels,
                            float *sure) {
  const gaz_name_word *word = gaz_name_word_at(article, acronym);
  for (size_t i = 0; i < article->tokens->token_count; i++)
    if (!labels[i] && gaz_name_word_at(article, i) == word)
      set_name(labels, sure, i, i + 1, class_of(labels[acronym]), sure[acronym]);
}

static void find_acronyms(const gaz_name_article *article, const gaz_sentence *sentence,
                          uint8_t *labels, float *sure, unsigned *looked_for) {
  size_t first = sentence->first, end = first + sentence->count;
  for (size_t i = first + LETTERS_MIN + 1; i + 1 < end; i++) {
    if (gaz_name_byte_at(article, i - 1) != '(' || gaz_name_byte_at(article, i + 1) != ')')
      continue;
    size_t letters = letters_of(article, i);
    size_t from = letters ? find_long_form(article, first, i - 1, i, letters) : i - 1;
    if (from == i - 1) continue;
    bool new = !labels[i];
    unsigned class = equate(labels, sure, from, i - 1, i);
    if (class != GAZ_NAME_CLASS_COUNT && new && (*looked_for)++ < ELSEWHERE_MAX)
      label_elsewhere(article, i, labels, sure);
  }
}

/* Two digits, or three from 100 to 119. */
static bool is_age(const gaz_name_article *article, size_t token) {
  const gaz_token *at = &article->tokens->tokens[token];
  const char *text = article->text + at->start;
  size_t size = at->end - at->start;
  for (size_t i = 0; i < size; i++)
    if (text[i] < '0' || text[i] > '9') return false;
  return size == 2 ? text[0] > '0' : size == 3 && text[0] == '1' && text[1] <= '1';
}

/* Not in a table: "Lumbia, 23, Valdia, 21,". */
static void find_ages(const gaz_name_article *article, const gaz_sentence *sentence,
                      uint8_t *labels, float *sure) {
  size_t end = sentence->first + sentence->count;
  for (size_t i = sentence->first; i + 4 < end; i++) {
    if (!labels[i] || part_of(labels[i]) != GAZ_NAME_UNIT || !is_explained(class_of(labels[i])))
      continue;
    const gaz_name_word *word = gaz_name_word_at(article, i);
    if (word->alone & (GAZ_LIST_BIT(GAZ_LIST_COUNTRY) | GAZ_LIST_BIT(GAZ_LIST_DEMONYM)) ||
        gaz_name_byte_at(article, i + 1) != ',' || !is_age(article, i + 2) ||
        gaz_name_byte_at(article, i + 3) != ',' ||
        !(gaz_name_word_at(article, i + 4)->form & GAZ_FORM_LOWER))
      continue;
    set_name(labels, sure, i, i + 1, GAZ_NAME_CLASS_PERSON, sure[i]);
  }
}

/* "2 million US homes" is no money: it ends with a country that no currency follows. */
static void find_states(const gaz_name_article *article, const gaz_sentence *sentence,
                        uint8_t *labels, float *sure) {
  const unsigned last = gaz_name_label(GAZ_NAME_CLASS_MONEY, GAZ_NAME_LAST);
  size_t first = sentence->first, end = first + sentence->count;
  for (size_t i = first + 1; i + 1 < end; i++) {
    if (labels[i] != last ||
        !(gaz_name_word_at(article, i)->alone & GAZ_LIST_BIT(GAZ_LIST_COUNTRY)) ||
        !(gaz_name_word_at(article, i + 1)->form & GAZ_FORM_LOWER) ||
        gaz_name_word_at(article, i + 1)->alone & GAZ_LIST_BIT(GAZ_LIST_CURRENCY))
      continue;
    set_name(labels, sure, i, i + 1, GAZ_NAME_CLASS_LOCATION, sure[i]);
    for (size_t back = i;
         back-- > first && labels[back] && class_of(labels[back]) == GAZ_NAME_CLASS_MONEY;) {
      bool begin = part_of(labels[back]) == GAZ_NAME_BEGIN;
      labels[back] = GAZ_NAME_OUTSIDE;
      if (begin) break;
    }
  }
}

void gaz_name_explained(const gaz_name_article *article, uint8_t *labels, float *sure) {
  unsigned looked_for = 0;
  for (size_t s = 0; s < article->tokens->sentence_count; s++) {
    const gaz_sentence *sentence = &article->tokens->sentences[s];
    if (article->sentence_case[s] == GAZ_NAME_CASE_CAPITALS) continue;
    find_acronyms(article, sentence, labels, sure, &looked_for);
    find_ages(article, sentence, labels, sure);
    find_states(article, sentence, labels, sure);
  }
}
