/* Which lists or heads decide is a table, in order of precedence: the first row that applies gives
 * the type. */
#include "english/names_types.h"

#include "english/analysis.h"
#include "english/names_article.h"

typedef struct rule {
  uint8_t class;  /* gaz_name_class */
  uint64_t whole; /* the whole name is in one of these lists; 0: whatever it is */
  uint64_t too;   /* and in one of these; 0: no matter */
  uint64_t ends;  /* and one of its end words is in one of these; 0: no matter */
  uint8_t type;
} rule;

#define LIST(class) GAZ_LIST_BIT(GAZ_LIST_##class)
#define TOWNS (LIST(CITY2) | LIST(CITY3) | LIST(TOWN))

/* WordNet's areas are of all kinds, states and towns among them; its landscape has the rivers that states and towns are named
 * after, or that are named like a town far away: of these a state is meant when it is an area too, a town when it is large. */
static const rule rules[] = {
    {GAZ_NAME_CLASS_LOCATION, LIST(FACILITY), 0, 0, GAZ_TYPE_FAC},
    {GAZ_NAME_CLASS_LOCATION, LIST(COUNTRY) | LIST(CAPITAL) | LIST(CITY1), 0, 0, GAZ_TYPE_GPE},
    {GAZ_NAME_CLASS_LOCATION, LIST(NATURE) | LIST(AREA), 0, LIST(NATURE_HEAD), GAZ_TYPE_LOC},
    {GAZ_NAME_CLASS_LOCATION, LIST(REGION) | LIST(CITY2), LIST(AREA), 0, GAZ_TYPE_GPE},
    {GAZ_NAME_CLASS_LOCATION, LIST(NATURE), 0, 0, GAZ_TYPE_LOC},
    {GAZ_NAME_CLASS_LOCATION, LIST(REGION) | TOWNS, 0, 0, GAZ_TYPE_GPE},
    {GAZ_NAME_CLASS_LOCATION, LIST(AREA), 0, 0, GAZ_TYPE_LOC},
    {GAZ_NAME_CLASS_LOCATION, 0, 0, LIST(REGION_HEAD), GAZ_TYPE_GPE},
    {GAZ_NAME_CLASS_LOCATION, 0, 0, LIST(NATURE_HEAD), GAZ_TYPE_LOC},
    {GAZ_NAME_CLASS_MISC, LIST(EVENT) | LIST(HOLIDAY), 0, 0, GAZ_TYPE_EVENT},
    {GAZ_NAME_CLASS_MISC, LIST(LAW), 0, 0, GAZ_TYPE_LAW},
    {GAZ_NAME_CLASS_MISC, LIST(WORK), 0, 0, GAZ_TYPE_WORK_OF_ART},
    {GAZ_NAME_CLASS_MISC, 0, 0, LIST(LAW_HEAD), GAZ_TYPE_LAW},
    {GAZ_NAME_CLASS_MISC, 0, 0, LIST(EVENT_HEAD), GAZ_TYPE_EVENT},
    {GAZ_NAME_CLASS_MISC, 0, 0, LIST(WORK_HEAD), GAZ_TYPE_WORK_OF_ART},
};

static const uint8_t types[GAZ_NAME_CLASS_COUNT] = {
    GAZ_TYPE_PERSON,  GAZ_TYPE_GPE,  GAZ_TYPE_ORG,  GAZ_TYPE_NORP,  GAZ_TYPE_FAC,
    GAZ_TYPE_PRODUCT, GAZ_TYPE_MISC, GAZ_NAME_DATE, GAZ_NAME_MONEY,
};

static bool applies(const rule *r, unsigned class, uint64_t whole, uint64_t ends) {
  return r->class == class && (!r->whole || r->whole & whole) && (!r->too || r->too & whole) &&
         (!r->ends || r->ends & ends);
}

/* Behind the head of a law: "Fisheries Act of 1988", "Land Act, 1962". */
static bool is_of_year(const gaz_name_article *article, size_t token) {
  const gaz_name_word *word = gaz_name_word_at(article, token);
  bool figure = (word->form & GAZ_FORM_DIGIT) && !(word->form & GAZ_FORM_LETTER);
  return figure || (word->form & GAZ_FORM_PUNCT) || (word->alone & LIST(LINK));
}

uint8_t gaz_name_type(const gaz_name_article *article, size_t first, size_t count, unsigned class) {
  size_t last = first + count - 1;
  uint64_t whole = gaz_name_article_whole(article, first, last), ends = 0;
  if (count == 1) {
    /* What is part of a longer entry of the lists ("Serbia and Montenegro") is one by itself here; of heads only those of
     * landscape stand alone ("the Gulf"). */
    whole |= gaz_name_article_alone(article, first);
    ends = whole & LIST(NATURE_HEAD);
  } else {
    /* A head stands first ("Mount X", "Battle of X") or last. */
    size_t head = last;
    while (head > first && is_of_year(article, head)) head--;
    ends = gaz_name_article_alone(article, first) | gaz_name_article_alone(article, head);
  }
  for (size_t i = 0; i < GAZ_COUNT(rules); i++)
    if (applies(&rules[i], class, whole, ends)) return rules[i].type;
  return types[class];
}
