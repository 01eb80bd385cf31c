/* english/analysis.h - what the language engine says about one text. */
#ifndef GAZ_ENGLISH_ANALYSIS_H
#define GAZ_ENGLISH_ANALYSIS_H

#include "text/token.h"

/* Universal part-of-speech tags; gaz_upos_name gives "ADJ"... */
typedef enum gaz_upos {
  GAZ_UPOS_X = 0,
  GAZ_UPOS_ADJ,
  GAZ_UPOS_ADP,
  GAZ_UPOS_ADV,
  GAZ_UPOS_AUX,
  GAZ_UPOS_CCONJ,
  GAZ_UPOS_DET,
  GAZ_UPOS_INTJ,
  GAZ_UPOS_NOUN,
  GAZ_UPOS_NUM,
  GAZ_UPOS_PART,
  GAZ_UPOS_PRON,
  GAZ_UPOS_PROPN,
  GAZ_UPOS_PUNCT,
  GAZ_UPOS_SCONJ,
  GAZ_UPOS_SYM,
  GAZ_UPOS_VERB,
  GAZ_UPOS_COUNT
} gaz_upos;

/* Universal dependency relations with the English subtypes of EWT ("nsubj:pass", "acl:relcl"); the
 * closed list is in english/labels.h as an enum GAZ_DEPREL_* (':' written as '_'). */

/* A name as the recogniser found it. Names do not overlap; nested ones are left to extraction. */
typedef struct gaz_name {
  uint32_t start, end;   /* bytes */
  uint32_t first, count; /* tokens */
  uint8_t type;          /* gaz_entity_type, or GAZ_NAME_DATE / GAZ_NAME_MONEY */
  float confidence;      /* 0..1: how likely it is exactly this name */
} gaz_name;

/* Two classes of the training scheme that are not entity types; only `analyze` prints them. */
enum { GAZ_NAME_DATE = 64, GAZ_NAME_MONEY = 65 };

typedef struct gaz_analysis {
  const char *text;
  size_t size;
  gaz_tokens tokens; /* tagged, lemmatised and parsed */
  gaz_name *names;
  size_t name_count;
} gaz_analysis;

/* Which stages to run; later ones imply the earlier. */
enum {
  GAZ_STAGE_TOKENS = 0,
  GAZ_STAGE_TAGS = 1u << 0,
  GAZ_STAGE_PARSE = 1u << 1,
  GAZ_STAGE_NAMES = 1u << 2,
  GAZ_STAGE_ALL = GAZ_STAGE_TAGS | GAZ_STAGE_PARSE | GAZ_STAGE_NAMES,
};

/* Runs the engine over a text. `blocks` as for gaz_tokenize. The result lives in `arena` and points
 * into `text` and `engine`. */
gaz_status gaz_english_analyze(const gaz_engine *engine, const char *text, size_t size,
                               const gaz_block *blocks, size_t block_count, unsigned stages,
                               const gaz_cancel *cancel, gaz_arena *arena, gaz_analysis *out);

/* The same for tokens somebody else made (`analyze --input conll`, evaluation on gold tokens):
 * tokens need start, end and sentence, sentences first and count. */
gaz_status gaz_english_analyze_tokens(const gaz_engine *engine, const char *text, size_t size,
                                      gaz_tokens *tokens, unsigned stages, const gaz_cancel *cancel,
                                      gaz_arena *arena, gaz_analysis *out);

const char *gaz_upos_name(uint8_t upos);
const char *gaz_xpos_name(uint8_t xpos);     /* "NNP" */
const char *gaz_deprel_name(uint8_t deprel); /* "nsubj:pass" */

#endif
