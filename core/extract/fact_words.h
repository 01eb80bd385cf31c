/* extract/fact_words.h - what the tables of extraction say of a word.
 *
 * Nearly all of it depends on the spelling and the lemma alone, and most words of an article stood in the one
 * before. So it is looked up once for each pair of them and remembered from text to text, in memories that
 * the tables own and lend; the tokens of a text point at their words. Nothing here changes a result. */
#ifndef GAZ_EXTRACT_FACT_WORDS_H
#define GAZ_EXTRACT_FACT_WORDS_H

#include "base/arena.h"
#include "english/clusters.h"
#include "extract/facts.h"

enum { GAZ_FACT_CLASSES = 3 };

/* Two lines of the processor's cache: the first for times and references, the second for quotes and events. */
typedef struct gaz_fact_word {
  /* Times: the word as the rules see it, see gaz_time_word. */
  uint64_t time_classes;
  uint32_t time_literal;
  int32_t time_values[4];
  bool time_telling; /* see gaz_time_may_be_in */
  uint8_t cue;       /* quotes: class of reporting_cues.tsv, or 0 */
  uint16_t medium;   /* quotes: GAZ_MEDIUM_* of speech_media.tsv for the word */
  /* References: of the word and of its lemma, in lower case (of the first 64 bytes), and of the lemma as it is. */
  uint32_t word_key, lemma_key, lemma_exact;
  /* Values of those tables for the word, the word and the lemma, or GAZ_WORD_UNKNOWN; see reference_tables.h. */
  uint32_t pronoun, title, role;
  /* Quotes. Hashes are of the word in lower case with all digits '0'. */
  uint32_t form, lemma;

  uint32_t verb_fields, noun_fields;  /* of meaning, see extract/word_fields.h */
  uint16_t classes[GAZ_FACT_CLASSES]; /* of english/word_classes.h, finest first, + 1; 0 unknown */
  uint16_t clusters[GAZ_CLUSTER_LEVELS]; /* + 1; 0 unknown */
  /* Events. */
  uint32_t event_lemma;                        /* gaz_event_hash of the lemma in lower case */
  uint32_t noun_verb;                          /* and these of gaz_event_noun */
  uint8_t noun_first, noun_second, noun_share; /* see there */
  uint32_t trigger_rows[3]; /* the first as a verb, a noun and an adjective, or UINT32_MAX */
  uint32_t functions;       /* GAZ_FUNCTION_* */
  uint32_t mood, number;    /* values of the tables of those names, or GAZ_WORD_UNKNOWN */
  uint16_t scored_tags;     /* XPOS << 8 | UPOS that event_score is for; 0 for none yet */
  int16_t event_score;      /* of the model of events, by the features of the word alone */
} gaz_fact_word;

/* What is remembered from text to text; those that nobody uses. NULL when memory is out; free accepts NULL. */
typedef struct gaz_fact_memories gaz_fact_memories;
gaz_fact_memories *gaz_fact_memories_new(void);
void gaz_fact_memories_free(gaz_fact_memories *memories);

/* Sets facts->words, one for each token of the analysis, until gaz_fact_words_end. Any thread. */
gaz_status gaz_fact_words_begin(const gaz_engine *engine, const gaz_analysis *analysis,
                                gaz_arena *arena, gaz_facts *facts);
void gaz_fact_words_end(const gaz_engine *engine, gaz_facts *facts);

/* facts->words; where nobody began, words of their own in the arena. NULL when memory is out. */
gaz_fact_word *const *gaz_fact_words_of(const gaz_engine *engine, const gaz_analysis *analysis,
                                        gaz_arena *arena, const gaz_facts *facts);

/* Each stage looks up its own. `lemma` is that of a token: empty or with no data where there is none. */
void gaz_time_word_learn(const gaz_engine *engine, gaz_slice word, gaz_fact_word *out);
void gaz_reference_word_learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma,
                              gaz_fact_word *out);
void gaz_quote_word_learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma,
                          gaz_fact_word *out);
void gaz_event_word_learn(const gaz_engine *engine, gaz_slice word, gaz_slice lemma,
                          gaz_fact_word *out);

#endif
