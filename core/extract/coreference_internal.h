/* extract/coreference_internal.h - what the passes of coreference share. */
#ifndef GAZ_EXTRACT_COREFERENCE_INTERNAL_H
#define GAZ_EXTRACT_COREFERENCE_INTERNAL_H

#include "extract/fact_words.h"
#include "extract/facts.h"
#include "extract/quote_marks.h"
#include "extract/reference_tables.h"

/* What a mention's own words say about it. Hashes stand for folded words; 0 is "none". */
typedef struct gaz_mention_info {
  uint32_t key;        /* of the whole name or phrase, without an article */
  uint32_t first_word; /* of a name */
  uint32_t last_word;
  uint32_t head;     /* the head's lemma */
  uint32_t initials; /* of a name of several words: "FSB" */
  uint32_t word_count;
  uint32_t sentence, paragraph;
  uint32_t span;   /* quotation it is in, or UINT32_MAX */
  uint32_t inside; /* mention whose phrase it is in, or GAZ_NONE */
  uint8_t person, number, gender, type;
  uint8_t title_gender; /* of "Mr", "Mrs" before a name */
  bool surname_only;    /* of a person: "van der Meulen", "Le Drian" */
  bool reflexive, demonstrative, definite, indefinite, possessed, subject, office;
  bool speaking; /* the subject of a reporting word */
} gaz_mention_info;

/* The state of the passes: a forest over mentions (parent), with what is known of each tree at its
 * root. */
typedef struct gaz_coreference {
  const struct gaz_reference_tables *tables;
  gaz_fact_word *const *words; /* one a token */
  const gaz_analysis *analysis;
  gaz_facts *facts;
  gaz_arena *arena;
  gaz_quote_marks marks;
  gaz_mention_info *infos;
  uint32_t *parent;
  uint32_t *latest; /* at a root: its mention that was joined last */
  uint8_t *gender, *number, *type;
  uint32_t *first_name; /* at a root: hash of the given name of a person, 0 unknown */
  bool *named;
  bool names_done;           /* names have been joined with names */
  uint32_t *mention_of_head; /* token -> mention whose head it is, or GAZ_NONE */
  size_t count;
} gaz_coreference;

uint32_t gaz_coreference_root(gaz_coreference *c, uint32_t mention);
/* Makes two mentions one entity. Their roots must not be at odds; see gaz_coreference_agree. */
void gaz_coreference_join(gaz_coreference *c, uint32_t antecedent, uint32_t mention);
/* Whether gender, number and type of two trees allow them to be one. */
bool gaz_coreference_agree(gaz_coreference *c, uint32_t a, uint32_t b);

gaz_status gaz_mention_infos_make(gaz_coreference *c);

/* The passes, in this order. Each only joins. */
gaz_status gaz_coreference_names(gaz_coreference *c);
void gaz_coreference_phrases(gaz_coreference *c);     /* appositions, "the newspaper X" */
gaz_status gaz_coreference_roles(gaz_coreference *c); /* fills facts->roles by mention, not chain */
gaz_status gaz_coreference_nominals(gaz_coreference *c);
void gaz_coreference_pronouns(gaz_coreference *c);
gaz_status gaz_coreference_possessed(gaz_coreference *c);

/* Helpers on tokens. */
static inline const gaz_token *gaz_coreference_token(const gaz_coreference *c, uint32_t token) {
  return &c->analysis->tokens.tokens[token];
}
uint32_t gaz_coreference_hash(const gaz_coreference *c, uint32_t token); /* of its folded form */

/* A map from hashes to mentions, for one document. */
typedef struct gaz_hash_table {
  uint32_t *keys, *values;
  size_t mask;
} gaz_hash_table;
bool gaz_hash_table_make(gaz_arena *arena, size_t most, gaz_hash_table *out);
void gaz_hash_table_set(gaz_hash_table *table, uint32_t key, uint32_t value);
uint32_t gaz_hash_table_find(const gaz_hash_table *table, uint32_t key); /* or GAZ_NONE */

static inline uint32_t gaz_hash_pair(uint32_t a, uint32_t b) {
  uint32_t hash = (uint32_t)gaz_mix((uint64_t)a << 32 | b);
  return hash ? hash : 1;
}

#endif
