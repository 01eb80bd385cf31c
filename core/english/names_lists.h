/* english/names_lists.h - the name lists (data/english/names_*.tsv) as one matcher over tokens. */
#ifndef GAZ_ENGLISH_NAMES_LISTS_H
#define GAZ_ENGLISH_NAMES_LISTS_H

#include "base/table_image.h"

/* The classes of the lists, in the order of their names in names_lists.c. A line of a list names
 * its class by that name; a class is a bit of a match. */
typedef enum gaz_list_class {
  GAZ_LIST_COUNTRY,
  GAZ_LIST_DEMONYM,
  GAZ_LIST_CAPITAL,
  GAZ_LIST_CITY1,
  GAZ_LIST_CITY2,
  GAZ_LIST_CITY3,
  GAZ_LIST_TOWN,
  GAZ_LIST_REGION,
  GAZ_LIST_AREA,
  GAZ_LIST_NATURE,
  GAZ_LIST_GIVEN,
  GAZ_LIST_FAMILY,
  GAZ_LIST_PERSON,
  GAZ_LIST_PROFESSION,
  GAZ_LIST_TITLE,
  GAZ_LIST_PARTICLE,
  GAZ_LIST_SUFFIX,
  GAZ_LIST_ORG,
  GAZ_LIST_ARMED,
  GAZ_LIST_PARTY,
  GAZ_LIST_PEOPLE,
  GAZ_LIST_LANGUAGE,
  GAZ_LIST_EVENT,
  GAZ_LIST_HOLIDAY,
  GAZ_LIST_LAW,
  GAZ_LIST_WORK,
  GAZ_LIST_PRODUCT,
  GAZ_LIST_FACILITY,
  GAZ_LIST_MEDIA,
  GAZ_LIST_ORG_HEAD,
  GAZ_LIST_ORG_SUFFIX,
  GAZ_LIST_FACILITY_HEAD,
  GAZ_LIST_EVENT_HEAD,
  GAZ_LIST_LAW_HEAD,
  GAZ_LIST_WORK_HEAD,
  GAZ_LIST_PRODUCT_HEAD,
  GAZ_LIST_MAKER,
  GAZ_LIST_NATURE_HEAD,
  GAZ_LIST_REGION_HEAD,
  GAZ_LIST_MONTH,
  GAZ_LIST_WEEKDAY,
  GAZ_LIST_TIME_UNIT,
  GAZ_LIST_CURRENCY,
  GAZ_LIST_NUMBER,
  GAZ_LIST_LINK,
  GAZ_LIST_SAYING,
  GAZ_LIST_VILLAGE,
  GAZ_LIST_SCHOOL,
  GAZ_LIST_AIRPORT,
  GAZ_LIST_FIRM,
  GAZ_LIST_BRAND,
  GAZ_LIST_HUMAN,
  GAZ_LIST_APP,
  GAZ_LIST_CLUB,
  GAZ_LIST_OPEN_ALONE,
  GAZ_LIST_OPEN_FIRST,
  GAZ_LIST_OPEN_INSIDE,
  GAZ_LIST_COUNT
} gaz_list_class;

#define GAZ_LIST_BIT(class) ((uint64_t)1 << (class))

typedef struct gaz_name_lists gaz_name_lists;

/* Lower-case words that were a whole name ("today"), began one or went on with one in the training
 * articles (names_open.tsv): no classes of names, but which words are looked at (names_article.c). */
#define GAZ_LIST_OPEN                                                      \
  (GAZ_LIST_BIT(GAZ_LIST_OPEN_ALONE) | GAZ_LIST_BIT(GAZ_LIST_OPEN_FIRST) | \
   GAZ_LIST_BIT(GAZ_LIST_OPEN_INSIDE))

/* Reads names_places.tsv, names_people.tsv, names_groups.tsv, names_words.tsv, names_world.tsv,
 * names_more.tsv and names_open.tsv of `folder`, or their part of the image (may be NULL), which must outlive the lists. */
gaz_status gaz_name_lists_open(const char *folder, gaz_table_image *image, gaz_name_lists **out,
                               gaz_error *error);
void gaz_name_lists_free(gaz_name_lists *lists);

/* Matching goes word by word: a state starts at GAZ_LIST_START (or _START_UPPER, which knows only
 * names written in capitals, such as US and WHO), each word's folded hash leads on. 0 is the end. */
#define GAZ_LIST_START ((uint64_t)0x9d3f)
#define GAZ_LIST_START_UPPER ((uint64_t)0x51c7)
uint64_t gaz_name_lists_step(const gaz_name_lists *lists, uint64_t state, uint64_t word,
                             uint64_t *classes);

/* Asks for the memory of a step that is soon to be taken. */
void gaz_name_lists_fetch(const gaz_name_lists *lists, uint64_t state, uint64_t word);

/* Classes whose names are written with a capital: a match in lower case means nothing in a text
 * that uses capitals. */
uint64_t gaz_name_lists_proper(void);

/* Folds a word for comparison: lower case, Latin letters without their marks, typographic
 * apostrophes and dashes plain. Writes at most `capacity` bytes and returns how many. */
size_t gaz_name_fold(const char *word, size_t size, char *out, size_t capacity);

/* Calls `piece` with the hash of every run of letters or digits of a folded word, so that
 * "Su-24", "Su - 24" and "su24-" meet where it matters. Returns the number of pieces, at most
 * `capacity`. */
size_t gaz_name_pieces(const char *folded, size_t size, uint64_t *hashes, size_t capacity);

#endif
