/* extract/facts.h - the facts of one article.
 *
 * Extraction turns an analysed article into arrays of mentions, chains, times, quotes and events.
 * They refer to each other by index (GAZ_NONE where there is none) and to the text by byte range,
 * so they can be stored, printed and compared without pointers. Everything is in one arena.
 */
#ifndef GAZ_EXTRACT_FACTS_H
#define GAZ_EXTRACT_FACTS_H

#include "article/article.h"
#include "english/analysis.h"

#define GAZ_NONE UINT32_MAX

typedef enum gaz_mention_kind {
  GAZ_MENTION_NAME = 0,    /* "Vladimir Putin" */
  GAZ_MENTION_NOMINAL = 1, /* "the president" */
  GAZ_MENTION_PRONOUN = 2, /* "he" */
} gaz_mention_kind;

typedef struct gaz_mention {
  uint32_t start, end;
  uint32_t first, count; /* tokens */
  uint32_t head;         /* token */
  uint32_t chain;
  uint8_t kind;
  uint8_t type; /* gaz_entity_type */
  float confidence;
} gaz_mention;

enum { GAZ_GENDER_UNKNOWN = 0, GAZ_GENDER_MALE, GAZ_GENDER_FEMALE, GAZ_GENDER_NEUTER };
enum { GAZ_NUMBER_UNKNOWN = 0, GAZ_NUMBER_SINGULAR, GAZ_NUMBER_PLURAL };

/* One entity inside the article. A chain without a name mention is kept only where an event or
 * quote needs it; it never becomes a KB entity by itself. */
typedef struct gaz_chain {
  uint32_t representative; /* mention: the fullest name, else the fullest nominal */
  uint32_t mention_count;
  uint8_t type;
  uint8_t gender, number;
  bool named;
} gaz_chain;

/* "Foreign Minister" of `of` held by `chain`, as the text says it. */
typedef struct gaz_role {
  uint32_t chain;
  uint32_t start, end; /* the title's words */
  uint32_t of;         /* chain of the state or organisation, or GAZ_NONE */
  bool former;         /* "former", "ex-", "late", "then" */
} gaz_role;

/* "the IS (Islamic State)": two names the text itself equates need no structure of their own; they
 * are mentions of one chain. */

typedef enum gaz_time_type {
  GAZ_TIME_DATE = 0,
  GAZ_TIME_TIME = 1,
  GAZ_TIME_DURATION = 2,
  GAZ_TIME_SET = 3,
} gaz_time_type;

typedef struct gaz_time {
  uint32_t start, end;
  uint8_t type;      /* gaz_time_type */
  const char *value; /* TIMEX3 value: "2015-11-24", "2015-W47", "P2D", "PRESENT_REF", "XXXX-11" */
  const char *edtf;  /* the calendar date or range it denotes, or NULL: "2015-11-16/2015-11-22" */
  int8_t tense;      /* of its clause: -1 past, 0 not known, 1 future */
  bool named_by;     /* stands behind "of" or "since": a day by which something is known */
  bool today;        /* the day of the article itself, in a word */
} gaz_time;

typedef enum gaz_quote_form {
  GAZ_QUOTE_DIRECT = 0,
  GAZ_QUOTE_INDIRECT = 1,
  GAZ_QUOTE_MIXED = 2,
} gaz_quote_form;

typedef struct gaz_quote {
  uint8_t form;
  gaz_range source;   /* the words that name the source; empty range when there are none */
  gaz_range cue;      /* "said", "according to"; empty when there is none */
  gaz_range *content; /* pieces, in text order */
  uint32_t content_count;
  uint32_t speaker;        /* chain, or GAZ_NONE when unnamed or not certain */
  uint32_t addressee;      /* chain, or GAZ_NONE: "told CNN" */
  uint32_t time;           /* when it was said: index of a time, or GAZ_NONE */
  gaz_range medium;        /* "at a press conference", "in an interview with TF1"; empty if none */
  uint32_t reported_by[4]; /* chains of outlets, outermost last; GAZ_NONE fills */
  float confidence;        /* of the speaker */
  bool unspoken;           /* no words or judgement of somebody, only what he wants, thinks or
                              expects, or a headline's summary: not kept in the knowledge base */
} gaz_quote;

typedef enum gaz_modality {
  GAZ_MODALITY_ASSERTED = 0,
  GAZ_MODALITY_PLANNED = 1,
  GAZ_MODALITY_ALLEGED = 2,
  GAZ_MODALITY_DENIED = 3,
  GAZ_MODALITY_HYPOTHETICAL = 4,
  GAZ_MODALITY_COUNT
} gaz_modality;

/* Participant roles of an event; the name in outputs is gaz_role_name's. */
typedef enum gaz_argument_role {
  GAZ_ROLE_AGENT = 0,
  GAZ_ROLE_PATIENT = 1,
  GAZ_ROLE_RECIPIENT = 2,
  GAZ_ROLE_PLACE = 3,
  GAZ_ROLE_TIME = 4,
  GAZ_ROLE_INSTRUMENT = 5,
  GAZ_ROLE_TOPIC = 6,
  GAZ_ROLE_COUNT
} gaz_argument_role;

typedef struct gaz_argument {
  uint8_t role;
  uint32_t start, end; /* the phrase */
  uint32_t chain;      /* or GAZ_NONE: a phrase that is no entity */
} gaz_argument;

/* A number the text gives for an event: {"killed", 224, 224}; "more than 300" is 300..GAZ_NO_MAX. */
#define GAZ_NO_MAX 1e300
typedef struct gaz_figure {
  const char *what; /* "killed" "injured" "arrested" "missing" "displaced" "amount" ... */
  double low, high;
  const char *unit; /* "USD", NULL for people */
  uint32_t start, end;
} gaz_figure;

/* What the time of an event rests on, the surest first. */
typedef enum gaz_time_basis {
  GAZ_BASIS_NONE = 0,    /* no time */
  GAZ_BASIS_STATED,      /* an expression of its own clause */
  GAZ_BASIS_SHARED,      /* that of an event of the sentence which it happens with */
  GAZ_BASIS_SAME,        /* said where the article speaks of the same happening */
  GAZ_BASIS_NARRATIVE,   /* goes on with what the paragraph, or the lead, told and dated */
  GAZ_BASIS_PUBLICATION, /* the news of the day: about when the article was published */
  GAZ_BASIS_COUNT
} gaz_time_basis;

typedef struct gaz_event {
  uint32_t start, end; /* trigger */
  uint32_t head;       /* trigger's head token */
  uint32_t sentence;
  uint16_t type;    /* row of the event-type table, see extract/tables.h */
  uint8_t modality; /* gaz_modality */
  bool generic;     /* habitual or general, not one happening */
  gaz_argument *arguments;
  uint32_t argument_count;
  uint32_t time;      /* index of a time, or GAZ_NONE */
  const char *edtf;   /* when it happened, or NULL */
  uint8_t time_basis; /* gaz_time_basis */
  gaz_figure *figures;
  uint32_t figure_count;
  uint32_t reported_by[4]; /* chains: who says so, innermost first; GAZ_NONE fills */
  uint32_t same_as;        /* earlier event of this article that is the same happening, or NONE */
  float confidence;
  /* What was done and to what kind of thing, by lemma or by the kind that several words share ("plane/war");
   * NULL where there is none, or no type. */
  const char *deed, *patient;
} gaz_event;

typedef struct gaz_facts {
  const gaz_analysis *analysis;
  /* While the facts are extracted: what is known of each token's word, and whose it is; see fact_words.h. */
  struct gaz_fact_word *const *words;
  struct gaz_fact_memory *memory;
  const char *reference_date; /* EDTF the times were resolved against, or NULL */
  gaz_mention *mentions;      /* in text order */
  size_t mention_count;
  gaz_chain *chains;
  size_t chain_count;
  gaz_role *roles;
  size_t role_count;
  gaz_time *times;
  size_t time_count;
  gaz_quote *quotes;
  size_t quote_count;
  gaz_event *events;
  size_t event_count;
} gaz_facts;

/* Extracts the facts of an analysed text. `reference_date` is an EDTF date (range allowed) or NULL.
 * Stages run in this order, each in its own file of extract/: times, mentions and chains, quotes,
 * events. */
gaz_status gaz_extract(const gaz_engine *engine, const gaz_analysis *analysis,
                       const char *reference_date, const gaz_cancel *cancel, gaz_arena *arena,
                       gaz_facts *out);

const char *gaz_modality_name(uint8_t modality); /* "asserted" */
const char *gaz_role_name(uint8_t role);         /* "agent" */
const char *gaz_quote_form_name(uint8_t form);   /* "direct" */
const char *gaz_time_type_name(uint8_t type);    /* "DATE" */

#endif
