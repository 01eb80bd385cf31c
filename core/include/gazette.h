/* gazette.h - the public interface of libgazette.
 *
 * Gazette reads an archive of news articles into a knowledge base (KB) of entities, events and
 * quotes, and marks them in the text a person is writing. This header is the whole interface; it
 * reads like a manual.
 *
 * Conventions
 *
 *   Text       is `(const char *, size_t)`, UTF-8, not NUL-terminated; NULL is allowed only with
 *              size 0. Invalid UTF-8 is never an error in a text: bad bytes are separators.
 *   Positions  are byte offsets; ranges are half-open, [start, end). A text is at most
 *              GAZ_TEXT_MAX bytes.
 *   Results    Functions return a gaz_status: 0 or a negative code. Objects come back through
 *              out-parameters, which are NULL after a failure. `error` may be NULL; when given it
 *              is filled on failure only.
 *   Ownership  Every object named here is reference counted: `..._retain` adds an owner,
 *              `..._release` drops one and accepts NULL. A gaz_string belongs to the caller and is
 *              freed with gaz_string_free.
 *   Threads    gaz_engine and gaz_lexicon are immutable: share them freely. gaz_kb may be shared
 *              (it serialises its own readers), gaz_document belongs to one thread at a time. Long
 *              calls take a gaz_cancel that any thread may set.
 *   Failure    The library never prints, exits, aborts or longjmps, and keeps no global state.
 */
#ifndef GAZETTE_H
#define GAZETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define GAZ_API
#else
#define GAZ_API __attribute__((visibility("default")))
#endif

#define GAZ_VERSION_MAJOR 0
#define GAZ_VERSION_MINOR 1
#define GAZ_VERSION_PATCH 0
#define GAZ_VERSION "0.1.0"

/* The longest text analysed or annotated as one piece: 64 MiB. Longer input is refused by name. */
#define GAZ_TEXT_MAX ((size_t)64 << 20)

/* ---- Status and errors --------------------------------------------------------------------- */

typedef enum gaz_status {
  GAZ_OK = 0,
  GAZ_ERROR_MEMORY = -1,    /* an allocation failed; nothing changed */
  GAZ_ERROR_ARGUMENT = -2,  /* the caller broke a rule of this header */
  GAZ_ERROR_IO = -3,        /* the operating system said no; the message has its words */
  GAZ_ERROR_FORMAT = -4,    /* the input is not what it should be (damaged image, bad JSON) */
  GAZ_ERROR_TOO_LARGE = -5, /* over a stated limit */
  GAZ_ERROR_NOT_FOUND = -6, /* no such file, entity or KB */
  GAZ_ERROR_BUSY = -7,      /* another writer holds the KB; the message says who */
  GAZ_ERROR_CANCELLED = -8, /* the gaz_cancel was set */
  GAZ_ERROR_CORRUPT = -9,   /* the KB or a model is damaged; re-index or re-install */
} gaz_status;

/* Filled on failure. `message` is one line "what is wrong; what to do" without a trailing newline.
 * `path` is the file it speaks of or "", `line` is 1-based or 0 where there is none. */
typedef struct gaz_error {
  gaz_status status;
  uint32_t line;
  char path[512];
  char message[512];
} gaz_error;

/* The name of a status, for logs ("GAZ_ERROR_IO"). Never NULL. */
GAZ_API const char *gaz_status_name(gaz_status status);

/* GAZ_VERSION of the library that is loaded. */
GAZ_API const char *gaz_version(void);

/* A string that belongs to the caller. `data` is NUL-terminated beyond `size`. */
typedef struct gaz_string {
  char *data;
  size_t size;
} gaz_string;

/* Frees the bytes and zeroes the struct; accepts a zeroed one. */
GAZ_API void gaz_string_free(gaz_string *string);

/* A flag that any thread may set to make a long call return GAZ_ERROR_CANCELLED within 1 ms. */
typedef struct gaz_cancel gaz_cancel;
GAZ_API gaz_status gaz_cancel_new(gaz_cancel **out);
GAZ_API void gaz_cancel_set(gaz_cancel *cancel);
GAZ_API gaz_cancel *gaz_cancel_retain(gaz_cancel *cancel);
GAZ_API void gaz_cancel_release(gaz_cancel *cancel);

/* ---- Vocabulary (DESIGN section 1) ---------------------------------------------------------- */

/* Entity types, by their OntoNotes 5 names. The values are stored in files: append only. */
typedef enum gaz_entity_type {
  GAZ_TYPE_NONE = 0,
  GAZ_TYPE_PERSON = 1,
  GAZ_TYPE_NORP = 2, /* nationalities, religious and political groups */
  GAZ_TYPE_FAC = 3,
  GAZ_TYPE_ORG = 4,
  GAZ_TYPE_GPE = 5,
  GAZ_TYPE_LOC = 6,
  GAZ_TYPE_PRODUCT = 7, /* weapons, vehicles, aircraft and ships too */
  GAZ_TYPE_EVENT = 8,
  GAZ_TYPE_WORK_OF_ART = 9,
  GAZ_TYPE_LAW = 10,
  GAZ_TYPE_MISC = 11,
  GAZ_TYPE_COUNT
} gaz_entity_type;

/* "PERSON" ...; "" for GAZ_TYPE_NONE and values out of range. */
GAZ_API const char *gaz_entity_type_name(gaz_entity_type type);
/* The type of that name, exact case, or GAZ_TYPE_NONE. */
GAZ_API gaz_entity_type gaz_entity_type_parse(const char *name, size_t size);

typedef enum gaz_layer {
  GAZ_LAYER_ENTITY = 0,
  GAZ_LAYER_EVENT = 1,
  GAZ_LAYER_QUOTE = 2,
  GAZ_LAYER_TIME = 3,
  GAZ_LAYER_CHECK = 4, /* disagreements with the archive; none are made yet */
  GAZ_LAYER_COUNT
} gaz_layer;
GAZ_API const char *gaz_layer_name(gaz_layer layer); /* "entity" ... */

/* ---- The language engine -------------------------------------------------------------------- */

/* Models, word lists and tables of data/english, loaded once. Immutable after opening. */
typedef struct gaz_engine gaz_engine;

/* Opens the engine. `data_dir` is the folder that holds english/, or NULL to search:
 * $GAZETTE_DATA, then beside the loaded library or program (../share/gazette, ../../data, ...),
 * then the folder of the source tree it was built from. */
GAZ_API gaz_status gaz_engine_open(const char *data_dir, gaz_engine **out, gaz_error *error);
GAZ_API gaz_engine *gaz_engine_retain(gaz_engine *engine);
GAZ_API void gaz_engine_release(gaz_engine *engine);

/* Analyses one text by itself, without any KB: sentences, tokens, mentions, times, events and
 * quotes as one JSON object (the form is that of `gazette analyze`, without "id").
 * `date` is the day relative times refer to, "YYYY-MM-DD", or NULL when unknown. */
GAZ_API gaz_status gaz_analyze(const gaz_engine *engine, const char *text, size_t size,
                               const char *date, const gaz_cancel *cancel, gaz_string *json,
                               gaz_error *error);

/* ---- Lexicon: a list of names as a matcher --------------------------------------------------- */

/* A compiled, memory-mapped image of names. Immutable; opening costs the same whatever its size. */
typedef struct gaz_lexicon gaz_lexicon;

/* How one name matches. */
enum {
  GAZ_NAME_EXACT_CASE = 1u << 0,       /* "IS", "US": only as written */
  GAZ_NAME_CAPITAL_REQUIRED = 1u << 1, /* "Turkey": any case but the first letter is a capital */
  GAZ_NAME_ANY_CASE = 1u << 2,         /* fully case-insensitive */
};

/* One name to compile. Several names may share an id, and one name may have several ids
 * (`weight` orders them: the more likely first). */
typedef struct gaz_name_entry {
  const char *text;
  uint32_t size;
  uint32_t id;
  uint32_t weight;
  uint8_t type;  /* gaz_entity_type */
  uint8_t rules; /* GAZ_NAME_*, 0 means GAZ_NAME_CAPITAL_REQUIRED for a capitalised name and
                    GAZ_NAME_ANY_CASE else */
} gaz_name_entry;

/* Compiles `count` names and publishes the image at `path`: written beside it, fsynced and renamed,
 * so a reader sees the old image or the new one. `generation` is kept in the header.
 *
 * Names that read alike under the same rule ("François" and "FRANCOIS") become one name with the
 * candidates of all; a narrower rule also gets the candidates of the wider ones ("IS" those of
 * "is"). Names that could never match are left out: without a letter or digit, not UTF-8, longer
 * than 255 bytes or 32 words. More than 128 different names of the same words (differing in case rules and
 * punctuation only) are GAZ_ERROR_TOO_LARGE. */
GAZ_API gaz_status gaz_lexicon_build(const char *path, const gaz_name_entry *names, size_t count,
                                     uint64_t generation, gaz_error *error);

/* Maps an image. A damaged, truncated or foreign file is GAZ_ERROR_CORRUPT. */
GAZ_API gaz_status gaz_lexicon_open(const char *path, gaz_lexicon **out, gaz_error *error);
GAZ_API gaz_lexicon *gaz_lexicon_retain(gaz_lexicon *lexicon);
GAZ_API void gaz_lexicon_release(gaz_lexicon *lexicon);
GAZ_API uint64_t gaz_lexicon_generation(const gaz_lexicon *lexicon);
GAZ_API size_t gaz_lexicon_count(const gaz_lexicon *lexicon); /* different names */

/* One match: text[start, end) is name `name`; its candidates are read with gaz_lexicon_candidates.
 * A possessive 's is not part of the match. */
typedef struct gaz_match {
  uint32_t start, end;
  uint32_t name; /* the name in this image, for the functions below; not an index from 0 */
  uint32_t id;   /* id of the most likely candidate */
} gaz_match;

/* One entity a name may stand for. */
typedef struct gaz_candidate {
  uint32_t id;
  uint32_t weight;
  uint8_t type;
} gaz_candidate;

/* Finds names in text[0, size): whole words, leftmost-longest, tolerant of line breaks and any run
 * of white space, apostrophe and quote variants, NFC/NFD. Writes at most `capacity` matches in
 * order and returns how many; `*resume` (may be NULL) is where to go on when it was not enough,
 * or `size`. Linear in `size`; allocates nothing. */
GAZ_API size_t gaz_lexicon_scan(const gaz_lexicon *lexicon, const char *text, size_t size,
                                gaz_match *matches, size_t capacity, size_t *resume);

/* Candidates of a name, most likely first. Writes at most `capacity`, returns how many there are. */
GAZ_API size_t gaz_lexicon_candidates(const gaz_lexicon *lexicon, uint32_t name,
                                      gaz_candidate *candidates, size_t capacity);

/* Copies the name's text as it was given (of several spellings, that of the largest weight) into
 * `buffer`, at most `capacity` bytes without a NUL; returns its size, which is at most
 * GAZ_NAME_MAX, or 0 when there is no such name. */
#define GAZ_NAME_MAX 255
GAZ_API size_t gaz_lexicon_name(const gaz_lexicon *lexicon, uint32_t name, char *buffer,
                                size_t capacity);

/* ---- Knowledge base -------------------------------------------------------------------------- */

typedef struct gaz_kb gaz_kb;

/* Finds the KB for a file or folder: looks upward from `path` for `.gazette/`, else
 * $XDG_DATA_HOME/gazette/default. GAZ_ERROR_NOT_FOUND when neither exists. */
GAZ_API gaz_status gaz_kb_find(const char *path, gaz_string *dir, gaz_error *error);

/* Opens an existing KB for reading. `dir` is the folder with kb.sqlite3. */
GAZ_API gaz_status gaz_kb_open(const char *dir, gaz_kb **out, gaz_error *error);
GAZ_API gaz_kb *gaz_kb_retain(gaz_kb *kb);
GAZ_API void gaz_kb_release(gaz_kb *kb);

/* The generation being read, and whether another one was published since (moves to it): a newer one,
 * or that of a KB which was put in this one's place. */
GAZ_API uint64_t gaz_kb_generation(gaz_kb *kb);
GAZ_API bool gaz_kb_refresh(gaz_kb *kb);

/* The lexicon of this generation; NULL when there is none. The caller releases it. */
GAZ_API gaz_lexicon *gaz_kb_lexicon(gaz_kb *kb);

typedef enum gaz_format {
  GAZ_FORMAT_JSON = 0,
  GAZ_FORMAT_JSONL = 1,
  GAZ_FORMAT_TEXT = 2,
  GAZ_FORMAT_MARKDOWN = 3,
  GAZ_FORMAT_CSV = 4,
  GAZ_FORMAT_FTM = 5, /* FollowTheMoney */
} gaz_format;

/* Questions. Each answers with one string in the asked form (the JSON is that of the program's
 * command of the same name). `query` is a name or, when all digits, an entity id. */
GAZ_API gaz_status gaz_kb_lookup(gaz_kb *kb, const char *query, size_t size, gaz_format format,
                                 gaz_string *out, gaz_error *error);
/* `entity` may be empty: all; `from` and `to` are EDTF dates or NULL. */
GAZ_API gaz_status gaz_kb_timeline(gaz_kb *kb, const char *entity, const char *from, const char *to,
                                   gaz_format format, gaz_string *out, gaz_error *error);
GAZ_API gaz_status gaz_kb_search(gaz_kb *kb, const char *query, size_t limit, gaz_format format,
                                 gaz_string *out, gaz_error *error);
/* All mentions of an entity: article path, offsets, line, sentence. */
GAZ_API gaz_status gaz_kb_mentions(gaz_kb *kb, uint32_t entity, size_t limit, gaz_string *json,
                                   gaz_error *error);
/* Entities whose names start with or contain `prefix`, most mentioned first. */
GAZ_API gaz_status gaz_kb_complete(gaz_kb *kb, const char *prefix, size_t limit, gaz_string *json,
                                   gaz_error *error);
GAZ_API gaz_status gaz_kb_stats(gaz_kb *kb, gaz_string *json, gaz_error *error);

/* Appends one correction (a JSON object as in corrections.jsonl, see :help gazette-corrections) and
 * applies it. Never rewrites what is there. */
GAZ_API gaz_status gaz_kb_correct(gaz_kb *kb, const char *json, size_t size, gaz_error *error);

/* ---- Documents under edit --------------------------------------------------------------------- */

/* A text open in an editor, with its scopes and annotations. One thread at a time. */
typedef struct gaz_document gaz_document;

typedef struct gaz_range {
  uint32_t start, end;
} gaz_range;

typedef struct gaz_annotation {
  uint32_t start, end;
  uint32_t id;      /* entity, event or quote id in the KB; 0 when it has none */
  uint8_t layer;    /* gaz_layer */
  uint8_t type;     /* gaz_entity_type for entities, row of the event table for events */
  uint8_t modality; /* events: see gaz_modality in the manual; else 0 */
  uint8_t first;    /* 1 for the first mention of its entity in the document */
  float confidence; /* 0..1 */
} gaz_annotation;

/* `language` names a folder of queries/ ("markdown", "html", "text"); an unknown one is plain
 * text. `lexicon` and `engine` may be NULL: without the engine only names are annotated. The
 * document keeps its own references and its own copy of the text. */
GAZ_API gaz_status gaz_document_new(const char *language, const char *text, size_t size,
                                    gaz_document **out, gaz_error *error);
GAZ_API void gaz_document_release(gaz_document *document);

/* Replaces [start, old_end) by `size` bytes. Annotations and scopes after it shift; those it
 * touches are computed anew when next asked for. */
GAZ_API gaz_status gaz_document_edit(gaz_document *document, uint32_t start, uint32_t old_end,
                                     const char *text, size_t size, gaz_error *error);

/* Exchanges the lexicon (a new generation); NULL removes it. */
GAZ_API void gaz_document_set_lexicon(gaz_document *document, gaz_lexicon *lexicon);

/* Name annotations overlapping [start, end), in order. Writes at most `capacity`, returns how many
 * there are. Cost depends on the lines touched since last asked, not on the document. */
GAZ_API size_t gaz_document_annotations(gaz_document *document, uint32_t start, uint32_t end,
                                        gaz_annotation *annotations, size_t capacity);

/* Annotates a text in one go, with everything the engine and KB (each may be NULL) know, in the
 * form asked for (`gazette annotate`): GAZ_FORMAT_JSONL. */
GAZ_API gaz_status gaz_annotate(const gaz_engine *engine, gaz_kb *kb, const char *language,
                                const char *text, size_t size, const gaz_cancel *cancel,
                                gaz_string *jsonl, gaz_error *error);

#ifdef __cplusplus
}
#endif
#endif
