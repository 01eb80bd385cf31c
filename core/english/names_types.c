/* Which list or head decides is a table, in order of precedence: the first row that applies gives
 * the type. A whole match weighs more than a head, and what is both a town and a river is a town
 * only when the town is large. */
#include "english/names_types.h"

#include "english/analysis.h"

typedef struct rule {
  uint8_t class; /* gaz_name_class */
  bool whole;    /* the whole name is in one of the lists; else one of its end words is */
  uint64_t lists;
  uint8_t type;
} rule;

#define LIST(class) GAZ_LIST_BIT(GAZ_LIST_##class)

static const rule rules[] = {
    {GAZ_NAME_CLASS_LOCATION, true, LIST(FACILITY), GAZ_TYPE_FAC},
    {GAZ_NAME_CLASS_LOCATION, true, LIST(COUNTRY) | LIST(CAPITAL) | LIST(CITY1), GAZ_TYPE_GPE},
    {GAZ_NAME_CLASS_LOCATION, true, LIST(NATURE) | LIST(AREA), GAZ_TYPE_LOC},
    {GAZ_NAME_CLASS_LOCATION, true, LIST(REGION) | LIST(CITY2) | LIST(CITY3) | LIST(TOWN),
     GAZ_TYPE_GPE},
    {GAZ_NAME_CLASS_LOCATION, false, LIST(REGION_HEAD), GAZ_TYPE_GPE},
    {GAZ_NAME_CLASS_LOCATION, false, LIST(NATURE_HEAD), GAZ_TYPE_LOC},
    {GAZ_NAME_CLASS_MISC, true, LIST(EVENT) | LIST(HOLIDAY), GAZ_TYPE_EVENT},
    {GAZ_NAME_CLASS_MISC, true, LIST(LAW), GAZ_TYPE_LAW},
    {GAZ_NAME_CLASS_MISC, true, LIST(WORK), GAZ_TYPE_WORK_OF_ART},
    {GAZ_NAME_CLASS_MISC, false, LIST(LAW_HEAD), GAZ_TYPE_LAW},
    {GAZ_NAME_CLASS_MISC, false, LIST(EVENT_HEAD), GAZ_TYPE_EVENT},
    {GAZ_NAME_CLASS_MISC, false, LIST(WORK_HEAD), GAZ_TYPE_WORK_OF_ART},
};

static const uint8_t types[GAZ_NAME_CLASS_COUNT] = {
    GAZ_TYPE_PERSON,  GAZ_TYPE_GPE,  GAZ_TYPE_ORG,  GAZ_TYPE_NORP,  GAZ_TYPE_FAC,
    GAZ_TYPE_PRODUCT, GAZ_TYPE_MISC, GAZ_NAME_DATE, GAZ_NAME_MONEY,
};

uint8_t gaz_name_type(const gaz_name_article *article, size_t first, size_t count, unsigned class) {
  size_t last = first + count - 1;
  uint64_t whole = gaz_name_article_whole(article, first, last);
  /* A head stands first ("Mount X", "Battle of X") or last; one word alone is no head. */
  uint64_t ends = count < 2 ? 0 : gaz_name_article_alone(article, last);
  if (count > 1) ends |= gaz_name_article_alone(article, first);
  for (size_t i = 0; i < GAZ_COUNT(rules); i++)
    if (rules[i].class == class && (rules[i].whole ? whole : ends) & rules[i].lists)
      return rules[i].type;
  return types[class];
}
