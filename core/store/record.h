/* store/record.h - one article ready to be written: its facts and what the store derives from them.
 *
 * Made by worker threads; the single writer then only binds and steps. */
#ifndef GAZ_STORE_RECORD_H
#define GAZ_STORE_RECORD_H

#include "extract/facts.h"
#include "extract/tables.h"

/* One spelling of a chain's name. */
typedef struct gaz_record_name {
  uint32_t chain;
  uint32_t count;
  int64_t key;   /* store/name_key.h; a person's without the title before it */
  int64_t other; /* the key were it a person's name, or were it none */
  /* By which it may be called: of a strong person's name the key of the last word, of another's of several words that of the
   * first; else 0. */
  int64_t surname;
  int64_t tail;   /* of a person's name of three words and more: key without the first; else 0 */
  int64_t alias;  /* key of all names that the tables say are one: a state's, or of a row of
                      aliases; of an unknown demonym the key of the place it may be made of; of a strong
                      person's name the key of its first letter and last word ("G Henson"); 0 */
  gaz_slice text; /* white space runs as one space, no possessive */
  bool strong;
  bool demonym;    /* "French": names a state or place by its people */
  bool place;      /* taken for a place wherever it stands */
  uint32_t placed; /* times it stands where places do: "in Korlanda" */
  uint32_t human;  /* times it must be a person's: behind a title */
} gaz_record_name;

/* What finds a quote again elsewhere. */
typedef struct gaz_record_quote {
  int64_t key;
  uint32_t words;
  int64_t sketch[2]; /* min-hashes of its word triples; 0 for one too short to compare */
} gaz_record_quote;

typedef struct gaz_record {
  gaz_article article; /* `published` may have been inferred */
  gaz_facts facts;
  int32_t day;            /* first day of `published`, 0 when unknown */
  uint32_t line;          /* of the file, where the article begins; 1 when not known better */
  gaz_record_name *names; /* by chain, the most frequent first */
  size_t name_count;
  gaz_slice packed_names;             /* store/packed_names.h */
  gaz_record_quote *quotes;           /* beside facts.quotes */
  const gaz_event_type **event_types; /* beside facts.events */
  uint32_t *terms; /* sorted hashes of content words, count (at most 15) in the low 4 bits */
  size_t term_count;
} gaz_record;

/* Analyses an article and extracts its facts. Everything lives in `arena` and points into the
 * article and the engine. An article without a date gets a range from the dates it speaks of. */
gaz_status gaz_record_build(const gaz_engine *engine, const gaz_article *article,
                            const gaz_cancel *cancel, gaz_arena *arena, gaz_record *out,
                            gaz_error *error);

/* The last step of building: fills what follows from `article` and `facts`. Without an engine (NULL)
 * no titles and aliases are known. */
gaz_status gaz_record_derive(const gaz_engine *engine, gaz_arena *arena, gaz_record *record);

/* The quoted words of a text, folded, for comparing: hashes of at most `capacity` words, without
 * what stands in square brackets. Returns how many were written. */
size_t gaz_quote_words(const char *text, const gaz_range *pieces, size_t count, uint64_t *words,
                       size_t capacity);

#endif
