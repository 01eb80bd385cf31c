/* extract/quote_internal.h - what the files of quote extraction share. */
#ifndef GAZ_EXTRACT_QUOTE_INTERNAL_H
#define GAZ_EXTRACT_QUOTE_INTERNAL_H

#include "english/labels.h"
#include "extract/quote_model.h"
#include "extract/quotes.h"

struct gaz_quote_tables {
  gaz_word_map *cues;  /* reporting_cues.tsv: lemma to class */
  gaz_word_map *media; /* speech_media.tsv: GAZ_MEDIUM_* */
  gaz_quote_model model;
};

/* Classes of reporting_cues.tsv that the code speaks of; the others are for the model only. */
enum {
  GAZ_CUE_SAY = 1,
  GAZ_CUE_TELL = 2,
  GAZ_CUE_ASK = 3,
  GAZ_CUE_WRITE = 4,
  GAZ_CUE_REPORT = 5,
  GAZ_CUE_SHOW = 6,
  GAZ_CUE_WANT = 8,
  GAZ_CUE_JUDGE = 9,
  GAZ_CUE_PREPOSITION = 12,
  GAZ_CUE_MARK = 13,
  GAZ_CUE_RELAY = 14,
  GAZ_CUE_COMMIT = 15
};

/* Whether a class tells of words or of a judgement, and not of a wish or a thought. */
static inline bool gaz_cue_is_speech(uint32_t class) {
  return (class >= GAZ_CUE_SAY && class <= GAZ_CUE_SHOW) || class == GAZ_CUE_JUDGE ||
         class >= GAZ_CUE_PREPOSITION;
}

/* Beside the class in the map of cues: the word says something only with a clause of its own ("he continued
 * that", not "he continued to run"). Token tables hold the class alone. */
enum { GAZ_CUE_NEEDS_CLAUSE = 256 };

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
  bool parted;           /* ends before a clause that quotes somebody else */
  bool carried;          /* "the radio quoted Keller as saying": */
  gaz_token_run carrier; /* who quoted */
  bool written;          /* it is a quote of the facts: */
  uint32_t quote;        /* which */
  gaz_token_run *pieces; /* of content, in text order */
  uint32_t piece_count;
  uint32_t outer; /* the attribution whose content it is in, or UINT32_MAX */
} gaz_attribution;

/* The stage at work. */
typedef struct gaz_quote_finder {
  const struct gaz_quote_tables *tables;
  gaz_quote_view view;
  gaz_arena *arena;
  gaz_attribution *found;
  size_t count, capacity;
} gaz_quote_finder;

static inline const gaz_token *gaz_quote_token_at(const gaz_quote_finder *f, uint32_t token) {
  return &f->view.analysis->tokens.tokens[token];
}

static inline bool gaz_quote_is_finite(const gaz_token *t) {
  return t->xpos == GAZ_XPOS_VBD || t->xpos == GAZ_XPOS_VBZ || t->xpos == GAZ_XPOS_VBP ||
         t->xpos == GAZ_XPOS_MD;
}

/* Whether a token stands in the content. */
static inline bool gaz_quote_covers(const gaz_attribution *a, uint32_t token) {
  for (uint32_t p = 0; p < a->piece_count; p++)
    if (a->pieces[p].first <= token && token <= a->pieces[p].last) return true;
  return false;
}

/* Reads the labels of a window into the attribution. Of several sources the nearest is kept. pieces
 * is NULL when memory is out. */
void gaz_quote_read_labels(const gaz_quote_finder *f, const gaz_quote_unit *units,
                           const uint8_t *labels, unsigned count, gaz_attribution *a);
/* Where there are marks, the words beside the cue ("as saying by the agency") are no content. */
void gaz_quote_drop_plain_pieces(const gaz_quote_finder *f, gaz_attribution *a);
/* "Keller was quoted as saying": who is quoted is the source. */
void gaz_quote_take_quoted_subject(const gaz_quote_finder *f, gaz_attribution *a);
/* "The radio quoted Keller as saying": the object is the source, the subject only carries it. */
void gaz_quote_take_quoted_object(const gaz_quote_finder *f, gaz_attribution *a);
/* What of the reported clause the labels left out at either end of a piece belongs to it. */
void gaz_quote_complete_pieces(const gaz_quote_finder *f, gaz_attribution *a);

/* "..., Minister Keller said Thursday": whether at the end of a sentence, behind a clause and a comma, stands who,
 * said, and nothing more but when. */
bool gaz_quote_is_plain_report(const gaz_quote_finder *f, const gaz_sentence *s, uint32_t token);
/* "The claim is untrue, says former mayor Anna Keller.", where the labels have no source behind the cue. */
void gaz_quote_take_said_by(const gaz_quote_finder *f, gaz_attribution *a);
/* ""..." Keller said on Monday.": whether the sentence begins with who and said, right behind words in marks. */
bool gaz_quote_is_tag(const gaz_quote_finder *f, const gaz_sentence *s, uint32_t token,
                      uint32_t *span);
/* A cue of saying that the labels found nothing for says the clause that hangs on it. */
void gaz_quote_take_clause(const gaz_quote_finder *f, gaz_attribution *a);
/* "...," Keller told parliament: whom it is said to is none of the words, before or behind them. */
void gaz_quote_drop_addressee(const gaz_quote_finder *f, gaz_attribution *a);
/* The other paragraphs of a long speech, each of which re-opens the marks. */
gaz_status gaz_quote_add_paragraphs(gaz_quote_finder *f, gaz_attribution *a);
/* Paragraphs that are one quotation and name nobody: words of who spoke in the paragraph before. */
gaz_status gaz_quote_add_unattributed(gaz_quote_finder *f, gaz_facts *facts);

/* "While Keller said that ..., | he seems": where the cue is not of the main clause, the words end before it. */
void gaz_quote_leave_main_clause(const gaz_quote_finder *f, gaz_attribution *a);
/* Cuts off where the writer goes on: ", referring to ...", ", the radio reported". */
void gaz_quote_drop_asides(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a);
/* ""...," commented the official": the labels may take the source for content. */
void gaz_quote_take_inverted(const gaz_quote_finder *f, gaz_attribution *a);
/* Drops a source that is spoken to, and widens one that begins in the middle of a list. */
void gaz_quote_mend_source(const gaz_quote_finder *f, const gaz_facts *facts, gaz_attribution *a);
/* Whether a participle behind "for" or "of" and an object is what the object did. */
bool gaz_quote_is_of_object(const gaz_quote_view *view, uint32_t cue);
/* Whether an attribution, written as `quote`, gives somebody's words. */
bool gaz_quote_is_speech(const gaz_quote_finder *f, const gaz_attribution *a,
                         const gaz_quote *quote);
uint32_t gaz_quote_content_tokens(const gaz_attribution *a);
/* Drops a clause of asking before who answers. */
void gaz_quote_drop_question(const gaz_quote_finder *f, gaz_attribution *a);
/* Leaves out what stands between the cue and "that". */
void gaz_quote_begin_at_that(const gaz_quote_finder *f, gaz_attribution *a);
/* Whether a source is a paper, a recording or the like that has the words of another. */
bool gaz_quote_is_carrier(const gaz_quote_finder *f, const gaz_token_run *source);
/* Ends reports before a relative clause that quotes somebody else. Before nesting. */
void gaz_quote_part_relatives(gaz_quote_finder *f);
/* The same before a participle of saying behind a dash. */
void gaz_quote_part_dashes(gaz_quote_finder *f);
/* Whether a cue says something only with a clause of its own, as reporting_cues.tsv has it. */
bool gaz_quote_needs_clause(const gaz_quote_finder *f, uint32_t cue);
/* "was responding to reports that dozens had fled": whether the words are those of the reports. */
bool gaz_quote_is_of_another(const gaz_quote_finder *f, const gaz_attribution *a);
/* "said Valdia is committed, | stressing the need": whether a token is such a participle. */
bool gaz_quote_is_voice(const gaz_quote_finder *f, uint32_t token);
/* Adds the words in marks that a report quotes of somebody with a verb of its own. After nesting. */
gaz_status gaz_quote_add_nested(gaz_quote_finder *f);
/* The noun that "who", the source of a quote, stands for, or -1. */
int32_t gaz_quote_antecedent(const gaz_quote_view *view, const gaz_token_run *source, uint32_t cue);

/* Fills speaker, addressee, time, medium, reported_by and confidence of a quote whose spans are
 * set. `outer` is the report it is part of, or NULL. */
void gaz_quote_resolve(const gaz_quote_view *view, const gaz_facts *facts,
                       const gaz_attribution *attribution, const gaz_attribution *outer,
                       gaz_quote *quote);

/* Whether a source is the name of an organisation: one that may carry the words of others. */
bool gaz_quote_is_outlet(const gaz_quote_view *view, const gaz_facts *facts,
                         const gaz_token_run *source);

#endif
