/* extract/time_rules.h - words and rules of time expressions, and the matcher over them.
 *
 * data/english/time_words.tsv gives words classes and values ("november" MONTH 11); time_rules.tsv
 * lists patterns of classes with the operation that reads them ("MONTH DAY ,? YEAR" date). Adding a
 * holiday, a way to write a date or a vague adverb changes no C.
 */
#ifndef GAZ_EXTRACT_TIME_RULES_H
#define GAZ_EXTRACT_TIME_RULES_H

#include "extract/fact_words.h"

/* What a word may be in a time expression. Words written in lower case in a rule are themselves. */
typedef enum gaz_time_class {
  GAZ_TC_LITERAL = 0,
  GAZ_TC_MONTH,     /* 1..12 */
  GAZ_TC_WEEKDAY,   /* 1 Monday .. 7 Sunday */
  GAZ_TC_WEEKDAYS,  /* plural */
  GAZ_TC_UNIT,      /* gaz_time_unit, singular */
  GAZ_TC_UNITS,     /* plural */
  GAZ_TC_PART,      /* gaz_day_part */
  GAZ_TC_PARTS,     /* plural */
  GAZ_TC_SEASON,    /* 1 spring .. 4 winter */
  GAZ_TC_NUMBER,    /* cardinal, in words or figures */
  GAZ_TC_FRACTION,  /* "1/2", "half": tenths */
  GAZ_TC_QUANT,     /* an indefinite number: few, several */
  GAZ_TC_ORDINAL,   /* first .. thirty-first, 1st .. */
  GAZ_TC_DAY,       /* figures 1..31 */
  GAZ_TC_YEAR,      /* figures 1000..2199 */
  GAZ_TC_SHORTYEAR, /* '98: the year */
  GAZ_TC_DECADE,    /* 1990s, '90s: the first year; below 100 the century is open */
  GAZ_TC_CLOCK,     /* 7:15: minutes since midnight */
  GAZ_TC_HOUR,      /* figures or words 1..12, 13..24 */
  GAZ_TC_AMPM,      /* 0 a.m., 12 p.m. */
  GAZ_TC_ISO,       /* 2015-11-24: packed y * 10000 + m * 100 + d */
  GAZ_TC_SLASH,     /* 24/11/2015: packed, order decided by the figures */
  GAZ_TC_DEICTIC,   /* today 0, yesterday -1 */
  GAZ_TC_DIR,       /* last -1, this 0, next 1: from the reference date */
  GAZ_TC_NARRATIVE, /* the same 0, following 1, previous -1: from the date last spoken of */
  GAZ_TC_MOD,       /* gaz_time_mod: early, late, mid */
  GAZ_TC_ABOUT,     /* about, nearly, more than */
  GAZ_TC_HOLIDAY,   /* month * 100 + day, or a code over 10000: see gaz_time_holiday */
  GAZ_TC_REF,       /* 0 present, 1 past, 2 future */
  GAZ_TC_FREQ,      /* daily ...: gaz_time_unit */
  GAZ_TC_EVERY,     /* every, each */
  GAZ_TC_ZONE,      /* GMT, EST */
  GAZ_TC_THE,       /* the, a, an, this */
  GAZ_TC_FUTURE,    /* a word that makes what follows the future: will, scheduled */
  GAZ_TC_NAMED,     /* before a time by which something is known: of, since */
  GAZ_TC_BEFORE,    /* stands before a time: in, since, every; May behind it is the month */
  GAZ_TC_UNPLANNED, /* a verb whose present is no timetable's: is, says */
  GAZ_TC_MULTIPLE,  /* hundred, thousand: of the number before it */
  GAZ_TC_SHARE,     /* behind what is counted, no year: percent */
  GAZ_TC_COUNT
} gaz_time_class;

typedef enum gaz_time_unit {
  GAZ_UNIT_SECOND,
  GAZ_UNIT_MINUTE,
  GAZ_UNIT_HOUR,
  GAZ_UNIT_DAY,
  GAZ_UNIT_WEEK,
  GAZ_UNIT_WEEKEND,
  GAZ_UNIT_MONTH,
  GAZ_UNIT_QUARTER,
  GAZ_UNIT_YEAR,
  GAZ_UNIT_DECADE,
  GAZ_UNIT_CENTURY,
  GAZ_UNIT_FORTNIGHT,
  GAZ_UNIT_MILLENNIUM,
  GAZ_UNIT_COUNT
} gaz_time_unit;

typedef enum gaz_day_part {
  GAZ_PART_NONE,
  GAZ_PART_MORNING,
  GAZ_PART_NOON,
  GAZ_PART_AFTERNOON,
  GAZ_PART_EVENING,
  GAZ_PART_NIGHT,
  GAZ_PART_MIDNIGHT,
  GAZ_PART_DAYTIME,
  GAZ_PART_COUNT
} gaz_day_part;

typedef enum gaz_time_mod {
  GAZ_MOD_NONE,
  GAZ_MOD_START,
  GAZ_MOD_MID,
  GAZ_MOD_END,
  GAZ_MOD_APPROX,
  GAZ_MOD_LESS,
  GAZ_MOD_MORE
} gaz_time_mod;

/* One word as the rules see it: a token, or a piece of a hyphenated one. */
enum { GAZ_TIME_READINGS = 4 }; /* of a word, at most */

typedef struct gaz_time_word {
  uint32_t start, end;
  uint32_t token;
  uint32_t literal;                  /* id of the word among those rules name, or 0 */
  uint64_t classes;                  /* 1 << gaz_time_class */
  int32_t values[GAZ_TIME_READINGS]; /* of the first classes set, in class order */
} gaz_time_word;

/* What a match captured: the value of each class, -1000 where it was not there. A class that stands
 * twice keeps the last in `values` and the first in `first`. */
enum { GAZ_TIME_ABSENT = -1000000 };
typedef struct gaz_time_match {
  size_t first_word, count;
  int operation; /* index into the table of operations in time_resolve.c */
  int argument;  /* the rule's third column, or GAZ_TIME_ABSENT */
  uint8_t type;  /* gaz_time_type */
  int32_t values[GAZ_TC_COUNT], first[GAZ_TC_COUNT];
} gaz_time_match;

struct gaz_time_tables;

/* Value of one class of a word. */
int32_t gaz_time_word_value(const gaz_time_word *word, gaz_time_class c);

/* Cuts tokens [first, first + count) into words with their classes. The array is in `arena`;
 * *out_count words. `known` are those of the tokens (fact_words.h). NULL when memory is out. */
gaz_time_word *gaz_time_words_of(const struct gaz_time_tables *tables, const char *text,
                                 const gaz_token *tokens, gaz_fact_word *const *known, size_t first,
                                 size_t count, gaz_arena *arena, size_t *out_count);

/* Whether a sentence has a word without which no rule matches: most have none. */
bool gaz_time_may_be_in(const gaz_token *tokens, gaz_fact_word *const *known, size_t first,
                        size_t count);

/* The longest match of any rule that starts at words[at]; false when there is none. */
bool gaz_time_match_at(const struct gaz_time_tables *tables, const gaz_time_word *words,
                       size_t count, size_t at, gaz_time_match *out);

/* Index of an operation by name, -1 when there is none (time_resolve.c). */
int gaz_time_operation(const char *name);

#endif
