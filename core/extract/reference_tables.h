/* extract/reference_tables.h - what words tell about who is meant: pronouns, role nouns, titles,
 * aliases, given names, states. From the tables of data/english with those names. */
#ifndef GAZ_EXTRACT_REFERENCE_TABLES_H
#define GAZ_EXTRACT_REFERENCE_TABLES_H

#include "base/word_map.h"

typedef enum gaz_pronoun_kind {
  GAZ_PRONOUN_PERSONAL = 0, /* possessives too */
  GAZ_PRONOUN_REFLEXIVE = 1,
  GAZ_PRONOUN_DEMONSTRATIVE = 2,
} gaz_pronoun_kind;

typedef struct gaz_pronoun {
  uint8_t person, number, gender, kind;
} gaz_pronoun;

typedef struct gaz_role_noun {
  uint8_t type, gender;
  bool office;   /* a title one may hold: "minister" */
  bool kind;     /* stands beside the name of one: "the newspaper X", "the X group" */
  bool named;    /* only of what has the word in its name: "the police" */
  bool general;  /* of any organisation: "the group" */
  bool business; /* of companies: one may be called by another such word */
  bool state, town;
  /* A name that ends so is of a part of what the words before name: "the Senate committee" is not the Senate. */
  bool part;
  /* Of a kind, but behind a name only with a word that makes it one: "the X news agency". */
  bool leads;
} gaz_role_noun;

typedef enum gaz_title_kind {
  GAZ_TITLE_NONE = 0,
  GAZ_TITLE_ADDRESS = 1,  /* "Mr" */
  GAZ_TITLE_FORMER = 2,   /* "former" */
  GAZ_TITLE_LESSER = 3,   /* "vice" */
  GAZ_TITLE_PARTICLE = 4, /* "van", "al": of a family name */
  GAZ_TITLE_PASSING = 5,  /* "new": said beside an office, no part of it */
  GAZ_TITLE_AFTER = 6,    /* "QC": behind a name */
  GAZ_TITLE_PLACE = 7,    /* "near": before a place's name */
  GAZ_TITLE_PARTY = 8,    /* "Republican": of whom it stands before, no part of the name */
  GAZ_TITLE_ALIAS = 10,   /* "known": leads from a name to another of the same */
  GAZ_TITLE_POST = 9,     /* "to": between an office and where it is held */
  GAZ_TITLE_FORM = 11,    /* "Ltd": the legal form of a company, behind its name */
} gaz_title_kind;

struct gaz_reference_tables {
  gaz_word_map *pronouns, *nouns, *titles, *offices, *aliases, *given, *states;
};

/* Each takes a word as printed and says false where the table has it not. */
bool gaz_pronoun_find(const struct gaz_reference_tables *tables, gaz_slice word, gaz_pronoun *out);
/* `lemma` in lower case. */
bool gaz_role_noun_find(const struct gaz_reference_tables *tables, gaz_slice lemma,
                        gaz_role_noun *out);
gaz_title_kind gaz_title_find(const struct gaz_reference_tables *tables, gaz_slice word,
                              uint8_t *gender);

/* The same for the table's value of a word, which gaz_fact_word keeps. */
bool gaz_pronoun_of(uint32_t value, gaz_pronoun *out);
bool gaz_role_noun_of(uint32_t value, gaz_role_noun *out);
gaz_title_kind gaz_title_of(uint32_t value, uint8_t *gender);

/* A hash of the word without case and diacritics (gaz_name_fold), never 0. */
uint32_t gaz_reference_hash(gaz_slice word);

/* Whether names that stand behind the word are nearly always those of places: "near". */
bool gaz_leads_to_place(const struct gaz_reference_tables *tables, gaz_slice word);

/* The gender of a given name, or GAZ_GENDER_UNKNOWN. */
uint8_t gaz_given_name_gender(const struct gaz_reference_tables *tables, gaz_slice name);

/* A number for everything a name is another name of, or 0. */
uint32_t gaz_alias_group(const struct gaz_reference_tables *tables, gaz_slice name);
/* The type of such a name, or GAZ_TYPE_NONE. */
uint8_t gaz_alias_type(const struct gaz_reference_tables *tables, gaz_slice name);
/* A number for the state of a country's name or a demonym, or 0. */
uint32_t gaz_state_of(const struct gaz_reference_tables *tables, gaz_slice name);
/* Whether it is a state, region or larger city of the lists. */
bool gaz_is_place(const struct gaz_reference_tables *tables, gaz_slice name);
/* Whether it is an area or a piece of landscape of the lists ("Kashmir"), and nothing above. */
bool gaz_is_area(const struct gaz_reference_tables *tables, gaz_slice name);
/* Whether the name is a state's only by calling people or things its own: "French", "Briton". */
bool gaz_is_demonym(const struct gaz_reference_tables *tables, gaz_slice name);

/* The hash by which offices are compared: of the canonical name of a lower-case phrase. */
uint32_t gaz_office_key(const struct gaz_reference_tables *tables, const char *phrase, size_t size);

#endif
