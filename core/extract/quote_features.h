/* extract/quote_features.h - what the quote model looks at; shared by the stage and its trainer. */
#ifndef GAZ_EXTRACT_QUOTE_FEATURES_H
#define GAZ_EXTRACT_QUOTE_FEATURES_H

#include "extract/facts.h"
#include "extract/quote_marks.h"
#include "base/word_map.h"

enum {
  GAZ_CUE_BIASES =
      4, /* that are always there: together they hold more than the byte of one weight */
  GAZ_CUE_FEATURES_MAX = 120, /* of them at most 52 for bits that a word may have */
  GAZ_UNIT_FEATURES_MAX = 32,
  GAZ_WINDOW_EDGE = 2,  /* units on either side of one that its features look at */
  GAZ_WINDOW_MAX = 240, /* units looked at for one cue; what is further away is not its content */
};

/* What features need of a token, computed once. Hashes stand for strings. */
typedef struct gaz_quote_token {
  uint32_t form, lemma;
  uint32_t children;   /* bit (deprel mod 32) for every dependant */
  int32_t subject;     /* a dependant of an nsubj kind, or -1 */
  int32_t object;      /* obj or iobj, or -1 */
  int32_t clause;      /* ccomp or xcomp, or -1 */
  int32_t marker;      /* mark ("that") or -1 */
  uint8_t entity;      /* type of the name it is in, or 0 */
  uint8_t listed;      /* class of the word in reporting_cues.tsv, or 0 */
  uint16_t cluster;    /* middle class of the word + 1, 0 unknown; candidates only */
  uint16_t classes[3]; /* of english/word_classes.h, finest first, + 1; 0 unknown */
  uint16_t medium;     /* what the word is of speech_media.tsv: GAZ_MEDIUM_* */
  uint32_t fields;     /* of meaning, see extract/word_fields.h; candidates only */
} gaz_quote_token;

typedef struct gaz_quote_view {
  const gaz_analysis *analysis;
  gaz_quote_marks marks;
  gaz_quote_token *tokens;
  const struct gaz_reference_tables *references; /* or NULL */
} gaz_quote_view;

gaz_status gaz_quote_view_make(const gaz_engine *engine, const gaz_analysis *analysis,
                               const gaz_facts *facts, gaz_arena *arena, gaz_quote_view *out);

/* Whether a token may be the head of a cue at all: cheap, and generous. */
bool gaz_quote_cue_candidate(const gaz_quote_view *view, uint32_t token);

/* Writes at most GAZ_CUE_FEATURES_MAX hashes, returns how many. */
unsigned gaz_quote_cue_features(const gaz_quote_view *view, uint32_t token, uint64_t *features);

/* A piece of text that is labelled as one: a token, or a whole quotation with its marks. */
typedef struct gaz_quote_unit {
  uint32_t first, last; /* tokens */
  uint32_t token;       /* that stands for it */
  bool quoted;
} gaz_quote_unit;

/* The units that may belong to the cue at token `cue`: its sentence, quotations that reach into it,
 * and the quotations right before and after. Returns how many; *at is the cue's own. */
unsigned gaz_quote_window(const gaz_quote_view *view, uint32_t cue, gaz_quote_unit *units,
                          unsigned *at);

enum { GAZ_LABEL_NONE = 0, GAZ_LABEL_SOURCE, GAZ_LABEL_CUE, GAZ_LABEL_CONTENT, GAZ_LABEL_COUNT };

/* Features that are the same for all units of one cue, prepared once. */
typedef struct gaz_cue_frame {
  const gaz_quote_view *view;
  const gaz_quote_unit *units;
  unsigned count, at;
  uint32_t cue; /* token */
  uint32_t lemma;
  uint32_t ancestors[8];
  unsigned ancestor_count;
  uint64_t ancestor_bits; /* bit (token mod 64) of each: most tokens are none of them */
  unsigned quoted_left, quoted_right;
  int segment[GAZ_WINDOW_MAX];     /* commas and the like between unit and cue, signed */
  uint32_t attach[GAZ_WINDOW_MAX]; /* how the unit hangs on the cue: a hash of relations */
  uint8_t depth[GAZ_WINDOW_MAX];
  /* The hash of the form and the tag of each unit, a constant for a quotation, others before and after all. */
  uint32_t forms[GAZ_WINDOW_MAX + 2 * GAZ_WINDOW_EDGE], tags[GAZ_WINDOW_MAX + 2 * GAZ_WINDOW_EDGE];
} gaz_cue_frame;

void gaz_cue_frame_make(const gaz_quote_view *view, uint32_t cue, const gaz_quote_unit *units,
                        unsigned count, unsigned at, gaz_cue_frame *out);

/* Writes at most GAZ_UNIT_FEATURES_MAX hashes, returns how many. */
unsigned gaz_quote_unit_features(const gaz_cue_frame *frame, unsigned unit, uint64_t *features);

/* What stands between unit - 1 and unit, for the transition weights. */
enum { GAZ_BOUNDARY_COUNT = 8 };
unsigned gaz_quote_boundary(const gaz_cue_frame *frame, unsigned unit);

#endif
