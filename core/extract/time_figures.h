/* extract/time_figures.h - what numbers may be in a time expression, and the readings of a word.
 * Internal to the time rules. */
#ifndef GAZ_EXTRACT_TIME_FIGURES_H
#define GAZ_EXTRACT_TIME_FIGURES_H

#include "extract/time_rules.h"

/* Adds a reading to a set kept in class order; false when the set is full. */
bool gaz_time_reading_add(uint64_t *classes, int32_t *values, gaz_time_class c, int32_t value);
void gaz_time_word_add(gaz_time_word *word, gaz_time_class c, int32_t value);
/* Adds what a word that begins with a digit may be, or with an apostrophe before two ('98). False: it is
 * no such word. */
bool gaz_time_figures(gaz_time_word *word, const char *text, size_t size);
/* "1830" before "GMT" is half past six in the evening, and no year. */
void gaz_time_clock_of_zone(gaz_time_word *word, const char *text);
/* Two number words that make one: twenty four, two hundred. Folds the second into the first. */
bool gaz_time_numbers_merge(gaz_time_word *first, const gaz_time_word *second, const char *text);

#endif
