/* lookup/kb.h - inside a knowledge base that is being read. Internal to core/lookup and the program.
 *
 * A gaz_kb stands on one snapshot of the database from opening to refreshing. Its functions take its
 * mutex, so threads may share one. */
#ifndef GAZ_LOOKUP_KB_H
#define GAZ_LOOKUP_KB_H

#include <pthread.h>

#include "base/buffer.h"
#include "store/database.h"

struct gaz_kb {
  atomic_int references;
  pthread_mutex_t mutex;
  gaz_db db;
  uint64_t file[2]; /* device and inode: which file kb.sqlite3 was when it was opened */
  char *dir;        /* the folder with kb.sqlite3 */
  char *root;       /* of the archive, absolute where it can be known */
  uint64_t generation;
  gaz_lexicon *lexicon;
  /* The last source file opened for finding lines in formats whose text is not the file. */
  char *source_path;
  gaz_string source;
};

/* Takes the mutex and forgets an earlier failure of a query. */
void gaz_kb_enter(gaz_kb *kb);
/* Gives it back: the status of what was done, or of the buffer, which is handed to `out` (both may
 * be NULL). */
gaz_status gaz_kb_leave(gaz_kb *kb, gaz_buffer *buffer, gaz_string *out, gaz_error *error);

/* ---- places ------------------------------------------------------------------------------------ */

/* A range of an article, for people: where to jump and what is said there. */
typedef struct gaz_place {
  int64_t article; /* row */
  uint32_t start, end;
  uint32_t line, column; /* 1-based, in bytes; of the source file as well as can be known */
  uint32_t sentence_start, sentence_end;
} gaz_place;

/* One article's head and text, for placing several ranges. */
typedef struct gaz_opened {
  int64_t row, id;
  char *path, *title, *outlet, *published; /* title, outlet, published may be NULL */
  char *text;
  size_t size;
  bool is_file;
  uint32_t line; /* of the file, where the article begins */
  int64_t first_sentence, sentences;
} gaz_opened;

bool gaz_kb_open_article(gaz_kb *kb, int64_t row, gaz_opened *out);
/* For a walk through evidence in the order of articles: closes `opened`, which is zero at first, and
 * opens the other one, unless it is open already. False: nothing is open. */
bool gaz_kb_turn_to(gaz_kb *kb, gaz_opened *opened, int64_t row);
void gaz_kb_close_article(gaz_opened *opened);
gaz_place gaz_kb_place(gaz_kb *kb, const gaz_opened *opened, uint32_t start, uint32_t end);
/* The sentence of a place on one line, as a JSON string or plain (control characters removed). */
void gaz_kb_print_sentence(gaz_buffer *out, const gaz_opened *opened, const gaz_place *place,
                           bool json);

/* Text of the archive on one line without control characters, for people. */
void gaz_print_plain(gaz_buffer *out, const char *text, size_t size);
/* Begins a line about an event: its time; where the text gives none, "by" the day the article that
 * reports it was published. Either may be NULL. */
void gaz_print_when(gaz_buffer *out, bool markdown, const char *time, const char *published);
/* A JSON string or null. */
void gaz_print_json(gaz_buffer *out, const char *text);
/* The same with white space runs as one space. */
void gaz_print_json_line(gaz_buffer *out, const char *text, size_t size);
/* Text for Markdown: as plain, with what Markdown would read escaped. */
void gaz_print_markdown(gaz_buffer *out, const char *text, size_t size);

/* ---- entities ------------------------------------------------------------------------------------ */

/* The entities that a name or (all digits) an id may mean, the one most often meant first: who bears
 * the name is meant by it as often as it was, who has it as the main name as often as it is mentioned
 * at all. Where nobody bears it, those with such words in their names. */
size_t gaz_kb_find_entities(gaz_kb *kb, const char *query, size_t size, int64_t *ids, size_t limit);
/* The first of them, 0 when there is none. */
int64_t gaz_kb_find_entity(gaz_kb *kb, const char *query, size_t size);
/* GAZ_ERROR_NOT_FOUND, and why: nobody is called so, or nothing is published yet. */
gaz_status gaz_kb_nobody(const gaz_kb *kb, const char *query, size_t size, gaz_error *error);

/* Pieces of an entity shared by dossier and export: `"names":[...]`, `"roles":[...]`. */
void gaz_kb_print_names(gaz_kb *kb, gaz_buffer *out, int64_t entity, int64_t limit);
void gaz_kb_print_roles(gaz_kb *kb, gaz_buffer *out, int64_t entity, bool with_names);
/* The content of a quote: its pieces, joined by " ... ". Not on one line. */
void gaz_kb_quote_content(gaz_buffer *out, const char *text, size_t size, const char *pieces);

/* ---- for the program ------------------------------------------------------------------------------- */

typedef struct gaz_sink {
  bool (*write)(void *context, const char *data, size_t size); /* false stops */
  void *context;
} gaz_sink;

/* Everything, in the order of kinds and ids. JSONL, CSV or FTM. */
gaz_status gaz_kb_export(gaz_kb *kb, gaz_format format, const gaz_sink *sink, gaz_error *error);

/* Checks the file, that every piece of evidence lies inside its article and names read back as they
 * were stored, that nothing points nowhere, and the lexicon. Every fault is given to `fault`.
 * GAZ_ERROR_CORRUPT when there was one. */
gaz_status gaz_kb_verify(gaz_kb *kb, void (*fault)(void *context, const char *what), void *context,
                         gaz_error *error);

/* gaz_kb_correct, which may wait for another writer, until it is cancelled. What was written down by then
 * is applied when the archive is next indexed or corrected. */
gaz_status gaz_kb_correct_until(gaz_kb *kb, const char *json, size_t size, const gaz_cancel *cancel,
                                gaz_error *error);

#endif
