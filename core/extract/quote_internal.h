/* extract/quote_internal.h - what the files of quote extraction share. */
#ifndef GAZ_EXTRACT_QUOTE_INTERNAL_H
#define GAZ_EXTRACT_QUOTE_INTERNAL_H

#include "extract/quote_model.h"

struct gaz_quote_tables {
  gaz_word_map *cues;  /* reporting_cues.tsv: lemma to class */
  gaz_word_map *media; /* speech_media.tsv: GAZ_MEDIUM_* */
  gaz_quote_model model;
};

/* What a word of speech_media.tsv is. */
enum { GAZ_MEDIUM_NOUN = 1, GAZ_MEDIUM_PREPOSITION = 2 };

/* Classes of reporting_cues.tsv that the code speaks of; the others are for the model only. */
enum {
  GAZ_CUE_SAY = 1,
  GAZ_CUE_TELL = 2,
  GAZ_CUE_ASK = 3,
  GAZ_CUE_WRITE = 4,
  GAZ_CUE_REPORT = 5,
  GAZ_CUE_SHOW = 6,
  GAZ_CUE_JUDGE = 9,
  GAZ_CUE_PREPOSITION = 12,
  GAZ_CUE_MARK = 13,
  GAZ_CUE_RELAY = 14,
  GAZ_CUE_COMMIT = 15
};

typedef struct gaz_token_run {
  uint32_t first, last;
} gaz_token_run;

/* One attribution as the model sees it, in tokens. */
typedef struct gaz_attribution {
  uint32_t head; /* of the cue */
  int32_t score;
  gaz_token_run cue, source;
  bool has_source;
  bool double_of;        /* another cue claims the same words with more right */
  bool kept;             /* inside a report of an outlet, and the quote all the same */
  bool replaced;         /* the outlet's report that such a one stands for */
  gaz_token_run *pieces; /* of content, in text order */
  uint32_t piece_count;
  uint32_t outer; /* the attribution whose content it is in, or UINT32_MAX */
} gaz_attribution;

/* Fills speaker, addressee, time, medium, reported_by and confidence of a quote whose spans are
 * set. `outer` is the report it is part of, or NULL. */
void gaz_quote_resolve(const struct gaz_quote_tables *tables, const gaz_quote_view *view,
                       const gaz_facts *facts, const gaz_attribution *attribution,
                       const gaz_attribution *outer, gaz_quote *quote);

/* Whether a source is the name of an organisation: one that may carry the words of others. */
bool gaz_quote_is_outlet(const gaz_quote_view *view, const gaz_facts *facts,
                         const gaz_token_run *source);

#endif
