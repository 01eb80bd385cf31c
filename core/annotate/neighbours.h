/* annotate/neighbours.h - what the words beside a name say of it.
 *
 * The archive knows a Nicolas; the text is about a Nicolas whom it does not know: his surname stands right behind. A
 * name whose neighbour has a capital is part of a longer name that the archive does not have, and what it means there
 * nobody knows. Titles ("President"), words that open sentences, days and months are no such neighbours, and where
 * every word has a capital a capital says nothing. */
#ifndef GAZ_ANNOTATE_NEIGHBOURS_H
#define GAZ_ANNOTATE_NEIGHBOURS_H

#include "base/base.h"

/* A name in a text, on one line. */
typedef struct gaz_beside {
  const char *text;
  size_t size;
  uint32_t start, end; /* of the name */
  bool tail;           /* what stands before the text ends as gaz_ends_in_name says */
  bool person, word;   /* a person's; a single word */
} gaz_beside;

enum { GAZ_BESIDE_LEFT = 1, GAZ_BESIDE_RIGHT = 2 };

/* On which sides the name reads as a part of a longer one. */
unsigned gaz_name_goes_on(const gaz_beside *name);

/* Whether the text ends in a word with a capital that may be part of a name, and one space. */
bool gaz_ends_in_name(const char *text, size_t size);

/* Whether every longer word of a line has a capital: a headline. */
bool gaz_is_titled(const char *line, size_t size);

/* Whether a word only opens sentences (data/english/opening_words.tsv), and is not written in capitals. */
bool gaz_is_opening_word(const char *word, size_t size);

/* Made by CMake from the tables: words in lower case, sorted. */
extern const char *const gaz_title_words[], *const gaz_opening_words[], *const gaz_particle_words[];
extern const size_t gaz_title_word_count, gaz_opening_word_count, gaz_particle_word_count;

#endif
