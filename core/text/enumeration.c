/* Marks of inline lists. A mark is a number or one small letter, then ".", ")" or ".)", perhaps after a
 * bullet. A letter before a period may be an initial and a number before one an ordinal ("2. Bundesliga"),
 * so a list must begin the paragraph, with the first number or letter unless bullets set it off, and go on
 * with the very next one in the same style. */
#include "text/enumeration.h"

#include <string.h>

enum {
  STYLE_LETTER = 1 << 0,
  STYLE_PERIOD = 1 << 1,
  STYLE_BRACKET = 1 << 2,
  STYLE_BULLET = 1 << 3,
};

enum { VALUE_MAX = 999 };

static bool is_bullet(const char *text, const gaz_token *token) {
  return token->end - token->start == 3 && (memcmp(text + token->start, "\xe2\x80\xa2", 3) == 0 ||
                                            memcmp(text + token->start, "\xe2\x81\x83", 3) == 0);
}

/* Reads a mark at tokens[at]; its value is 0 where there is none. */
static gaz_enumeration read_mark(const char *text, const gaz_token *tokens, size_t at,
                                 size_t last) {
  gaz_enumeration none = {0}, list = {.mark = at};
  if (is_bullet(text, &tokens[at])) {
    list.style |= STYLE_BULLET;
    if (++at == last) return none;
  }
  uint32_t i = tokens[at].start, end = tokens[last - 1].end;
  if (text[i] >= 'a' && text[i] <= 'z') {
    list.style |= STYLE_LETTER;
    list.value = (uint32_t)(text[i++] - 'a' + 1);
  } else {
    for (; i < end && text[i] >= '0' && text[i] <= '9' && list.value <= VALUE_MAX; i++)
      list.value = 10 * list.value + (uint32_t)(text[i] - '0');
  }
  if (i < end && text[i] == '.') list.style |= STYLE_PERIOD, i++;
  if (i < end && text[i] == ')') list.style |= STYLE_BRACKET, i++;
  if (!list.value || list.value > VALUE_MAX || !(list.style & (STYLE_PERIOD | STYLE_BRACKET)))
    return none;
  size_t begin = at;
  while (at < last && tokens[at].end <= i) at++;
  /* The mark ends where a token does, and the item stands apart from it. */
  if (at == last || at == begin || tokens[at - 1].end != i || tokens[at].start == i) return none;
  list.mark_end = at;
  return list;
}

/* Moves to the mark after `list`; false where the paragraph has none. */
static bool next_mark(gaz_enumeration *list, const char *text, const gaz_token *tokens,
                      size_t last) {
  for (size_t at = list->mark_end + 1; at < last; at++) {
    if (!(tokens[at].shape & GAZ_SHAPE_SPACE_BEFORE)) continue;
    gaz_enumeration next = read_mark(text, tokens, at, last);
    if (next.style == list->style && next.value == list->value + 1) {
      *list = next;
      return true;
    }
  }
  return false;
}

gaz_enumeration gaz_enumeration_open(const char *text, const gaz_token *tokens, size_t first,
                                     size_t last) {
  gaz_enumeration none = {0}, list = {0};
  if (first < last) list = read_mark(text, tokens, first, last);
  if (!list.value || (list.value != 1 && !(list.style & STYLE_BULLET))) return none;
  gaz_enumeration second = list;
  return next_mark(&second, text, tokens, last) ? list : none;
}

int gaz_enumeration_ends(gaz_enumeration *list, const char *text, const gaz_token *tokens,
                         size_t at, size_t last) {
  if (!list->value) return -1;
  if (at >= list->mark_end && !next_mark(list, text, tokens, last)) list->value = 0;
  if (!list->value) return -1;
  if (at + 1 == list->mark) return 1;
  return at >= list->mark && at < list->mark_end ? 0 : -1;
}
