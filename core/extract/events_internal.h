/* extract/events_internal.h - what the files of event extraction share.
 *
 * CODE-MAP
 *   events_tables.c     data/english/event_*.tsv become structures
 *   events_view.c       dependencies as lists of children; which mention, name, time covers a token
 *   events_triggers.c   which words are events: a linear model, and the rows of the trigger table
 *   events_slots.c      what fills the slots of a trigger: subject, object, prepositions
 *   events_noun_slots.c the same of nouns and adjectives
 *   events_repair.c     noun phrases beside a verb, where the tree has none
 *   events_phrases.c    the words of a participant, who is named beside it, what is coordinated with it
 *   events_arguments.c  slots become participants, place and time
 *   events_referents.c  whom a phrase stands for that names nobody
 *   events_figures.c    numbers of people and amounts of money
 *   events_modality.c   whether it happened
 *   events_times.c      when: the words of the sentence, what it shares, the paragraph's running time
 *   events_announced.c  what is to come though nothing beside it says so
 *   events_kinds.c      in what words others may speak of it
 *   events_places.c     where, beyond the slots: the clause, the result's cause, the dateline
 *   events.c            the stage: all of the above in order, and which triggers are one happening
 */
#ifndef GAZ_EXTRACT_EVENTS_INTERNAL_H
#define GAZ_EXTRACT_EVENTS_INTERNAL_H

#include "english/engine.h"
#include "english/labels.h"
#include "english/model.h"
#include "english/word_info.h"
#include "extract/events.h"
#include "extract/fact_words.h"
#include "extract/tables.h"
#include "base/search.h"
#include "base/word_map.h"

/* ---- Tables ---- */

/* What the map of numbers says of a word that is no number. */
enum {
  GAZ_NUMBER_MONEY = 1 << 30,               /* a currency; its code is a row of value_names */
  GAZ_NUMBER_LEAST = (1 << 30) + (1 << 29), /* "more than" */
  GAZ_NUMBER_MOST,                          /* "up to" */
};

enum {
  GAZ_EVENT_OTHER = 0, /* row 0 of the type table: an event of no listed type */
  GAZ_SLOTS_MAX = 16,  /* of one frame */
  GAZ_CONDITIONS_MAX = 6,
  GAZ_VALUES_MAX = 64, /* words of one condition */
};

/* Where a filler stands. A preposition is a slot too, named by its hash. */
enum {
  GAZ_SLOT_SUBJECT = 1,
  GAZ_SLOT_OBJECT,
  GAZ_SLOT_INDIRECT,
  GAZ_SLOT_POSSESSOR,
  GAZ_SLOT_MODIFIER, /* compound or adjective: "air" and "Russian" of "Russian air strikes" */
  GAZ_SLOT_CLAUSE,   /* xcomp, ccomp */
  GAZ_SLOT_NUMBER,
  GAZ_SLOT_SITE,  /* a modifier that names a place: "the Paris attacks" */
  GAZ_SLOT_BELOW, /* actors named inside of an object: "welcomed a treaty between A and B" */
  GAZ_SLOT_TOWN,  /* a modifier that names a place which is no state: "the Orsa talks" */
  /* For conditions only: */
  GAZ_SLOT_SELF, /* the trigger */
  GAZ_SLOT_CASE, /* the preposition of a noun that is a trigger: "on" of "on charges of" */
  GAZ_SLOT_NEAR, /* any word of the text around it: what the text is about */
  /* For rows of "*": whatever the slot; who is refused takes no part, and the event stays. */
  GAZ_SLOT_AGENT,
  GAZ_SLOT_PATIENT,
  GAZ_SLOT_COUNT
};

static inline uint32_t gaz_event_hash(const char *word, size_t size) {
  uint32_t hash = (uint32_t)gaz_hash(word, size, 7);
  return hash < 64 ? hash + 64 : hash; /* small numbers are slots */
}

typedef struct gaz_event_frame {
  const char *name;
  uint32_t slots[GAZ_SLOTS_MAX];
  uint8_t roles[GAZ_SLOTS_MAX];
  uint8_t count;
} gaz_event_frame;

/* "obj=deal|accord": a filler of the slot is one of these words, or of a kind: an entity of a type, a
 * noun of a field of meaning (@animal), a word of a class of event_words.tsv (SPORT). An absent slot
 * satisfies only the negated form. */
typedef struct gaz_event_condition {
  uint32_t slot;
  uint32_t first, count; /* of tables->values; no word and no kind: any filler will do */
  uint32_t kinds;        /* bit a gaz_entity_type; GAZ_KIND_* */
  uint32_t fields;       /* bit a field of nouns minus 3: the first or the second of the noun's */
  uint32_t functions;    /* GAZ_FUNCTION_* */
  bool negated;
} gaz_event_condition;

enum {
  GAZ_KIND_SOMEBODY = 1 << 20, /* a person of a name: "Keller", "he" who is Keller, no "gunman" */
  GAZ_KIND_ABSTRACT = 1 << 21, /* a noun whose every sense is an idea, a deed or a state */
  GAZ_KIND_THING = 1 << 22,    /* a noun that means first neither people, places nor what is said */
  GAZ_KIND_PLURAL = 1 << 23,   /* "talks" */
  GAZ_KIND_INFINITIVE = 1 << 24, /* "to leave" */
};

typedef struct gaz_event_trigger {
  uint32_t particle; /* hash of the second word, or 0 */
  uint32_t next;     /* row of the same lemma that is tried after this, or UINT32_MAX */
  uint16_t type, frame;
  uint8_t condition_count;
  gaz_event_condition conditions[GAZ_CONDITIONS_MAX];
} gaz_event_trigger;

typedef struct gaz_event_type_row {
  gaz_event_type type;
  const char *figure; /* what a counted patient is: "killed"; "" none */
  uint32_t functions; /* GAZ_FUNCTION_* of the type itself */
  uint16_t frame;
  uint32_t
      refused; /* 1 + row of the trigger table with what every verb of the type asks for, or 0 */
} gaz_event_type_row;

/* Words of grammar that the rules of trees speak of, one of each (class "grammar" of event_words.tsv), by what they are
 * there for. Slots are named by the hashes of such words too. */
typedef enum gaz_event_grammar {
  GAZ_GRAMMAR_BELONGING,  /* of */
  GAZ_GRAMMAR_DOER,       /* by */
  GAZ_GRAMMAR_COMPANY,    /* with */
  GAZ_GRAMMAR_PURPOSE,    /* for */
  GAZ_GRAMMAR_TARGET,     /* on */
  GAZ_GRAMMAR_GOAL,       /* to */
  GAZ_GRAMMAR_SEAT,       /* at */
  GAZ_GRAMMAR_ORIGIN,     /* from */
  GAZ_GRAMMAR_PARTIES,    /* between */
  GAZ_GRAMMAR_CLAUSE,     /* that */
  GAZ_GRAMMAR_BEING,      /* be */
  GAZ_GRAMMAR_HAVING,     /* have */
  GAZ_GRAMMAR_FOLLOWING,  /* replace */
  GAZ_GRAMMAR_DEFINITE,   /* the */
  GAZ_GRAMMAR_INDEFINITE, /* a */
  GAZ_GRAMMAR_ONE,
  GAZ_GRAMMAR_TWO,
  GAZ_GRAMMAR_BOTH,
  GAZ_GRAMMAR_MANNER,    /* as */
  GAZ_GRAMMAR_PROMISING, /* promise */
  GAZ_GRAMMAR_LIMIT,     /* until */
  GAZ_GRAMMAR_COUNT
} gaz_event_grammar;

/* What a word does to the events it governs or modifies. */
typedef struct gaz_event_mood {
  uint8_t modality; /* gaz_modality */
  uint16_t reach;   /* GAZ_REACH_* bits */
} gaz_event_mood;
enum {
  GAZ_REACH_CLAUSE = 1,   /* complement clauses: "agreed to withdraw", "denied that" */
  GAZ_REACH_OBJECT = 2,   /* nominal objects: "called for strikes", "foiled an attack" */
  GAZ_REACH_MODIFIED = 4, /* the word it modifies: "alleged attack", "allegedly" */
  GAZ_REACH_AUXILIARY = 8,
  GAZ_REACH_MARKER = 16,   /* subordinators: "if", "unless" */
  GAZ_REACH_NOUN = 32,     /* what depends on this noun: "plan to", "attempt to" */
  GAZ_REACH_REPORTED = 64, /* in a reported clause it is the past of "will": planned */
  GAZ_REACH_SUBJECT = 256, /* its subject is as certain as it is: "the talks will take place" */
  GAZ_REACH_AHEAD = 128, /* "until": only of what is to come, not before what is told in the past */
};

struct gaz_event_tables {
  gaz_event_type_row *types;
  size_t type_count;
  gaz_event_frame *frames;
  size_t frame_count;
  gaz_event_trigger *triggers;
  size_t trigger_count;
  gaz_word_map *trigger_rows; /* "v shoot" -> first row */
  uint32_t *values;
  size_t value_count;
  gaz_word_map *light;      /* "carry out", "launch": 1 */
  gaz_word_map *moods;      /* word -> modality | reach << 8 */
  gaz_word_map *nouns;      /* event_nouns.tsv: packed, see gaz_event_noun_find */
  gaz_word_map *functions;  /* GAZ_FUNCTION_* bits */
  gaz_word_map *figures;    /* event_figures.tsv: word -> row of value_names */
  gaz_word_map *kinds;      /* "fighter jet" -> row of value_names */
  const char **value_names; /* "killed", "USD", "plane/war" */
  gaz_word_map *numbers;    /* "dozen" 12, "million" 1000000; or GAZ_NUMBER_* */
  char *strings;            /* of the names above */
  /* Rows that the code speaks of by name, or GAZ_EVENT_OTHER. */
  uint32_t grammar[GAZ_GRAMMAR_COUNT]; /* hashes of lemmas */
  uint16_t statement, die, injure, assault;
  gaz_model *model;
};

enum {
  GAZ_FUNCTION_PLACE = 1,      /* a noun that can be where something happens: "village" */
  GAZ_FUNCTION_WHERE = 2,      /* a preposition that says where */
  GAZ_FUNCTION_CLAUSE = 4,     /* may stand before the subject of a clause */
  GAZ_FUNCTION_COMPLEMENT = 8, /* before a clause that its verb asks for */
  GAZ_FUNCTION_HAPPEN = 16,    /* a verb that says of a happening that it takes place */
  GAZ_FUNCTION_DURING = 32,    /* a preposition before what happens at the same time */
  GAZ_FUNCTION_VAGUE = 128,    /* a pronoun that stands for things, groups and states alike */
  GAZ_FUNCTION_ACTOR = 256,    /* a preposition before whom a thing is with, of or for */
  GAZ_FUNCTION_DATELINE = 64, /* a type of event that a reporter attends: the dateline says where */
  GAZ_FUNCTION_ORGAN = 512,   /* acts for the state it belongs to: "army" */
  GAZ_FUNCTION_STATES = 1024, /* a noun for states: "country"; */
  GAZ_FUNCTION_PEOPLE = 2048, /* for persons, */
  GAZ_FUNCTION_BODIES = 4096, /* for organisations: what "the two" of it may be */
  GAZ_FUNCTION_SPEAKERS = 8192,    /* a pronoun for who speaks and his: "we" */
  GAZ_FUNCTION_CONTRAST = 1 << 14, /* what stands behind it is what was not: "rather" than */
  GAZ_FUNCTION_WITH = 1 << 15,     /* before whom a thing is done together with */
  GAZ_FUNCTION_SPAN = 1 << 17,     /* before when a span begins or ends: "since" */
  GAZ_FUNCTION_TAKER = 1 << 18,    /* a light verb whose subject it is done to: "receive" praise */
  GAZ_FUNCTION_HANDS = 1 << 19,    /* "at the hands of": of what comes behind, who did it */
  GAZ_FUNCTION_GIVEN = 1 << 20,    /* before a clause that is taken for granted: "since" */
  GAZ_FUNCTION_AFTER = 1 << 16,    /* before a meeting that somebody comes from or goes to */
  /* Words that say what a text is about, for conditions: */
  GAZ_FUNCTION_SPORT = 1 << 21, /* "striker" */
  GAZ_FUNCTION_POLL = 1 << 22,  /* "candidate": of elections and parties */
  GAZ_FUNCTION_STAGE = 1 << 23, /* "film", "album" */
  GAZ_FUNCTION_ARMS = 1 << 24,  /* "gunman", "wounded": of force */
  GAZ_FUNCTION_COURT = 1 << 25, /* "lawsuit" */
  GAZ_FUNCTION_WORDS =
      1 << 26, /* a type of event that is done in words: where those are is not where it was */
  GAZ_FUNCTION_COUNT = 1 << 27,     /* says how many of what stands behind "of": "a number of" */
  GAZ_FUNCTION_MATTER = 1 << 28,    /* before what a thing is about: "an inquiry into" */
  GAZ_FUNCTION_OCCASION = 1 << 29,  /* where things are said: "rally" */
  GAZ_FUNCTION_ANNOUNCED = 1 << 30, /* tells of what is to come: "announce" */
};

/* A type of event that such words tell of beforehand. */
static const uint32_t GAZ_FUNCTION_APPOINTED = 1u << 31;

typedef struct gaz_event_noun {
  uint8_t first, second; /* WordNet's lexicographer files */
  uint8_t share;         /* 0..9 */
  uint32_t verb;         /* hash of the verb it is derived with, or 0 */
} gaz_event_noun;
bool gaz_event_noun_find(const struct gaz_event_tables *tables, const char *lemma, size_t size,
                         gaz_event_noun *out);

/* ---- View ---- */

typedef struct gaz_event_token {
  uint32_t lemma;     /* hash of the lemma in lower case */
  uint32_t relations; /* bit (deprel mod 32) of each child */
  int32_t child;      /* first of its dependants, in text order, or -1 */
  int32_t sibling;    /* next dependant of its head, or -1 */
  uint32_t mention;   /* that has this head, else the shortest that covers it, or GAZ_NONE */
  uint32_t time;      /* time expression it is in, or GAZ_NONE */
  uint32_t quote;     /* innermost quote whose content it is in, or GAZ_NONE */
  uint8_t name;       /* entity type of the name it is in, or 0 */
} gaz_event_token;

typedef struct gaz_event_view {
  const struct gaz_event_tables *tables;
  gaz_fact_word *const *words; /* one a token */
  const struct gaz_reference_tables *references;
  const struct gaz_word_fields *fields;
  const gaz_analysis *analysis;
  const gaz_facts *facts;
  const gaz_token *tokens; /* analysis->tokens.tokens */
  gaz_event_token *info;
  uint32_t count;
  bool parsed; /* some token has a head */
  /* The mention that a report's dateline begins with, or GAZ_NONE, and the dateline's tokens: what
   * stands in it takes no part in what the sentence tells. */
  uint32_t dateline, dateline_first, dateline_end;
} gaz_event_view;

static inline bool gaz_event_in_dateline(const gaz_event_view *view, uint32_t token) {
  return view->dateline != GAZ_NONE && token >= view->dateline_first && token < view->dateline_end;
}

/* The hash of a word of grammar, as of lemmas and slots. */
static inline uint32_t gaz_event_word(const gaz_event_view *view, gaz_event_grammar word) {
  return view->tables->grammar[word];
}

/* The first token that ends behind a byte. */
static inline uint32_t gaz_event_token_from(const gaz_event_view *view, uint32_t byte) {
  return (uint32_t)GAZ_FIRST_FROM(view->tokens, view->count, end, byte + 1);
}

/* GAZ_FUNCTION_* of a token's lemma. */
static inline uint32_t gaz_event_functions(const gaz_event_view *view, uint32_t token) {
  return view->words[token]->functions;
}

/* `engine` has its tables loaded. */
gaz_status gaz_event_view_make(const gaz_engine *engine, const gaz_analysis *analysis,
                               const gaz_facts *facts, gaz_arena *arena, gaz_event_view *out);

/* Fills in the dateline of a view, part of making it. */
void gaz_event_dateline_find(gaz_event_view *view);

static inline const gaz_token *gaz_event_token_at(const gaz_event_view *view, int32_t token) {
  return &view->tokens[token];
}

static inline bool gaz_event_is_verb(const gaz_event_view *view, uint32_t token) {
  uint8_t upos = view->tokens[token].upos;
  return upos == GAZ_UPOS_VERB || upos == GAZ_UPOS_AUX;
}

/* Whether a token is the head of a state's, town's or landscape's name. */
static inline bool gaz_event_names_place(const gaz_event_view *view, uint32_t token) {
  return view->info[token].name == GAZ_TYPE_GPE || view->info[token].name == GAZ_TYPE_LOC;
}

/* The first child of a relation, or -1. Most tokens have none: gaz_event_child_there is for those that may. */
int32_t gaz_event_child_there(const gaz_event_view *view, uint32_t token, uint8_t deprel);
static inline int32_t gaz_event_child(const gaz_event_view *view, uint32_t token, uint8_t deprel) {
  return view->info[token].relations >> deprel % 32 & 1 ? gaz_event_child_there(view, token, deprel)
                                                        : -1;
}
/* The preposition of a nominal ("by" of "by the army"), hashed, or 0. */
uint32_t gaz_event_case(const gaz_event_view *view, uint32_t token);
/* "called | on Keller": a verb of the table before the preposition that is its second word, and a noun. */
bool gaz_event_takes_particle(const gaz_event_view *view, uint32_t verb);
/* Whether a verb is passive, its conjuncts' shared auxiliary included. */
bool gaz_event_passive(const gaz_event_view *view, uint32_t token);

/* ---- Slots ---- */

/* "carry" with "out" beside it, or "launch": whether a verb lends its slots to its object. */
bool gaz_event_is_light(const gaz_event_view *view, uint32_t verb);

typedef struct gaz_event_filler {
  uint32_t slot;  /* GAZ_SLOT_* or a preposition's hash */
  uint32_t token; /* head of the filler */
} gaz_event_filler;
enum { GAZ_FILLERS_MAX = 24 };

typedef struct gaz_event_fillers {
  gaz_event_filler items[GAZ_FILLERS_MAX];
  unsigned count;
  int32_t light; /* the light verb a noun hangs on, or -1 */
} gaz_event_fillers;

/* The head of the noun phrase that stands right before (after) a verb and is no part of another
 * clause, or -1. */
int32_t gaz_event_noun_before(const gaz_event_view *view, uint32_t verb);
int32_t gaz_event_noun_after(const gaz_event_view *view, uint32_t verb);

/* A place behind a word, with no verb and no comma between, or -1. */
int32_t gaz_event_place_after(const gaz_event_view *view, uint32_t token);

/* The place after "at" behind what a meeting is about, or -1. */
int32_t gaz_event_seat_behind(const gaz_event_view *view, uint32_t topic);

/* Whether a noun is a person or a group of persons by its first sense. */
bool gaz_event_is_group(const gaz_event_view *view, uint32_t noun);

/* "pilots", "a pilot", "Anna Keller", but not "Valdia" or "the army". */
bool gaz_event_is_people(const gaz_event_view *view, uint32_t token);

/* Whether a chain is that of the agency whose name and date the report begins with. */
bool gaz_event_is_agency(const gaz_event_view *view, uint32_t chain);

/* "year", "three times": says when or how often. */
bool gaz_event_is_period(const gaz_event_view *view, uint32_t token);
/* Whether a type of event is about an office: its topic is the office, and nobody who holds it. */
bool gaz_event_is_of_office(const gaz_event_view *view, uint16_t type);

/* "I", "my" */
bool gaz_event_is_first_person(const gaz_event_view *view, uint32_t token);

/* Whether a common noun's first sense is a person. */
uint32_t gaz_event_beside(const gaz_event_view *view,
                          uint32_t verb); /* what a conjunct is beside */
int32_t gaz_event_set_for(const gaz_event_view *view,
                          uint32_t verb); /* who is next week to do it */
bool gaz_event_is_person(const gaz_event_view *view, uint32_t noun);

void gaz_event_fillers_find(const gaz_event_view *view, uint32_t token, gaz_event_fillers *out);
/* The subject of a verb, its own or shared, with a relative pronoun resolved; or -1. */
int32_t gaz_event_subject(const gaz_event_view *view, uint32_t verb);
/* The subject a verb without one takes from the clause above it, or -1. */
int32_t gaz_event_shared_subject(const gaz_event_view *view, uint32_t verb);
/* What "who", "which" or "that" of a verb's relative clause stands for, or the filler itself. */
int32_t gaz_event_resolved(const gaz_event_view *view, uint32_t verb, int32_t filler);
/* Adds what stands on both sides of a verb that was tagged as a noun: "Turkey, shot down their plane". */
void gaz_event_fillers_mistagged(const gaz_event_view *view, uint32_t token,
                                 gaz_event_fillers *out);
int32_t gaz_event_filler_at(const gaz_event_fillers *fillers, uint32_t slot); /* token or -1 */
/* Parts of gaz_event_fillers_find. _add leaves out a token below 0, one that fills a slot already, and what says how. */
void gaz_event_fillers_add(const gaz_event_view *view, gaz_event_fillers *fillers, uint32_t slot,
                           int32_t token);
void gaz_event_fillers_of_verb(const gaz_event_view *view, uint32_t verb, bool passive,
                               gaz_event_fillers *out);
void gaz_event_fillers_of_noun(const gaz_event_view *view, uint32_t noun, gaz_event_fillers *out);

/* ---- Triggers ---- */

enum { GAZ_EVENT_FEATURES_MAX = 64 }; /* of both kinds */

bool gaz_event_candidate(const gaz_event_view *view, uint32_t token);
/* Whether the table has a row for the word, its conditions aside. */
bool gaz_event_listed(const gaz_event_view *view, uint32_t token);
/* Features of a candidate: of the word and its tags alone, and of where it stands. Each writes and returns its
 * own. */
size_t gaz_event_word_features(const gaz_event_view *view, uint32_t token, uint64_t *features);
size_t gaz_event_place_features(const gaz_event_view *view, uint32_t token, uint64_t *features);
/* The row of the table that fits a token with these fillers, or NULL. *last is the last token of
 * the trigger's words when they stand together. */
const gaz_event_trigger *gaz_event_trigger_find(const gaz_event_view *view, uint32_t token,
                                                const gaz_event_fillers *fillers, uint32_t *last);

/* Whether what a type asks for says that this is nobody who does it ("no decision") or to whom it is done ("sentenced
 * the guidelines"; "Valdia's elections" elect no Valdia). `event` is the trigger. */
bool gaz_event_refused(const gaz_event_view *view, uint16_t type, uint32_t event, uint8_t role,
                       uint32_t token);

/* ---- Arguments, figures, modality ---- */

/* Whether a pronoun's chain is certain enough to take part in something. */
bool gaz_event_is_sure(const gaz_event_view *view, uint32_t mention);

enum { GAZ_REFERENTS_MAX = 4 };
typedef struct gaz_event_referents {
  uint32_t chains[GAZ_REFERENTS_MAX];
  unsigned count;
  uint32_t name; /* mention whose words say more than the phrase ("whose army"), or GAZ_NONE */
} gaz_event_referents;

/* Whom the phrase headed by `token`, of no named chain itself, stands for in a role of an event.
 * `violent`: the event does something to bodies and things, not to states. */
void gaz_event_referents_find(const gaz_event_view *view, uint8_t role, bool violent,
                              uint32_t token, gaz_event_referents *out);

/* Whether a type is one of what is done in words: "praised", not "shot". */
bool gaz_event_done_in_words(const gaz_event_view *view, uint16_t type);

/* events_phrases.c: whether a word can be a participant; the words of its phrase, without clauses; whether a
 * preposition of place is before it; who is named behind a title ("Army Chief Daniel Moro"), the chain of the name
 * beside a noun or GAZ_NONE, that of the model a thing is of; what is coordinated with it. */
bool gaz_event_may_refer(const gaz_event_view *view, uint32_t token);
void gaz_event_widen(const gaz_event_view *view, uint32_t token, int depth, uint32_t *first,
                     uint32_t *last);
bool gaz_event_says_where(const gaz_event_view *view, uint32_t token);
uint32_t gaz_event_titled(const gaz_event_view *view, uint32_t token);
uint32_t gaz_event_apposed(const gaz_event_view *view, uint32_t token);
uint32_t gaz_event_model(const gaz_event_view *view, uint32_t token);
bool gaz_event_coordinated(const gaz_event_view *view, uint32_t head, uint32_t child);

/* `particle` is the second word of the trigger, or 0. */
/* Whether a word names somebody who may act. */
bool gaz_event_is_actor(const gaz_event_view *view, uint32_t token);
/* What a frame says of a slot, or -1. */
int gaz_event_role_in(const gaz_event_frame *frame, uint32_t slot);
/* The same for a modifier that is a name, where it may be a place. */
int gaz_event_role_of_modifier(const gaz_event_view *view, const gaz_event_frame *frame,
                               const gaz_event_fillers *fillers, uint32_t token, int role);
/* What a filler is after all, when its frame says `role`: that, another, -1 for none but perhaps the place, or GAZ_ROLE_COUNT
 * for none at all. */
int gaz_event_role_of(const gaz_event_view *view, const gaz_event_frame *frame,
                      const gaz_event_fillers *fillers, unsigned which, const gaz_event *event,
                      int role);
gaz_status gaz_event_arguments(const gaz_event_view *view, const gaz_event_frame *frame,
                               uint32_t particle, const gaz_event_fillers *fillers,
                               gaz_arena *arena, gaz_event *event);
gaz_status gaz_event_figures(const gaz_event_view *view, const gaz_event_type_row *type,
                             const gaz_event_fillers *fillers, gaz_arena *arena, gaz_event *event);
uint8_t gaz_event_modality(const gaz_event_view *view, const gaz_event_fillers *fillers,
                           uint16_t type, uint32_t token);
/* Whether a word makes what it reports alleged: "claimed that". */
bool gaz_event_alleges(const gaz_event_view *view, uint32_t token);
/* 0..1, from the model's score; the table's word counts for something too. */
float gaz_event_confidence(float score, bool listed);
/* Whether a phrase names a place. */
bool gaz_event_is_place(const gaz_event_view *view, uint32_t token);
/* "Talks ended in Orsa": the place behind the verb that tells of a noun, or -1. */
int32_t gaz_event_verb_place(const gaz_event_view *view, uint32_t noun);
/* The chain of the place named in a phrase that is none: "the village of Harim", or GAZ_NONE. */
uint32_t gaz_event_place_named(const gaz_event_view *view, uint32_t token);
/* ---- The stage ---- */

typedef struct gaz_event_stage {
  gaz_event_view view;
  gaz_arena *arena;
  gaz_event *events;
  size_t count, capacity;
  uint32_t *event_of; /* token -> event whose trigger (or light verb) it is, or GAZ_NONE */
  bool *cue;          /* token is the head of a quote's cue */
  uint32_t *said;     /* token -> quote whose cue it is the head of, or GAZ_NONE */
  bool *claims;       /* of every quote: what it says is alleged by its cue */
  bool *wants;        /* of every quote: it is what somebody wants */
} gaz_event_stage;

/* What a participle of result ("killing 224 people") behind a comma is the result of, or NULL. */
const gaz_event *gaz_event_cause(const gaz_event_stage *stage, size_t index);

/* Gives each time of a sentence to its event, and lets events share it that happen together. Before
 * the events are brought into the order of the text. */
void gaz_event_times_share(gaz_event_stage *stage);
/* What has no time still may take that of the happening it goes on telling of. `reference_date` as
 * for gaz_extract; events are in text order, and one happening is one. */
gaz_status gaz_event_times_narrate(gaz_event_stage *stage, const char *reference_date);
/* The words of the time become an argument like others. */
gaz_status gaz_event_times_add(gaz_event_stage *stage);

/* Marks as planned what is only announced, and takes from what is promised the place where it is. Events are in text
 * order and have their times. */
void gaz_event_announced_mark(gaz_event_stage *stage, const char *reference_date);

/* Fills in places that no slot had. Events are in text order. */
gaz_status gaz_event_places_share(gaz_event_stage *stage);

/* Sets deed and patient of the events of a type. */
void gaz_event_kinds_set(gaz_event_stage *stage);

/* Whether a clause speaks of no one happening: "wolves attack sheep". */
bool gaz_event_generic(const gaz_event_view *view, const gaz_event_fillers *fillers,
                       const gaz_event *event);

#endif
