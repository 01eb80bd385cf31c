/* annotate/document.h - a document from the inside: what an editor needs beyond gazette.h.
 *
 * An editor owns its text and hands over lines, not bytes: gaz_document_new_lines makes a document
 * of absent lines at once, whatever its length; gaz_document_lines_changed says which lines an edit
 * touched; gaz_document_missing says which must be fetched before a part can be drawn, and
 * gaz_document_set_line fetches one. Text and annotations of lines never looked at are never held.
 */
#ifndef GAZ_ANNOTATE_DOCUMENT_H
#define GAZ_ANNOTATE_DOCUMENT_H

#include "annotate/counts.h"
#include "annotate/units.h"

enum {
  GAZ_LOOKAHEAD = 128, /* bytes after a unit that a name starting in it may reach into */
  GAZ_LOOKAHEAD_UNITS = 4,
  GAZ_LANGUAGE_MAX = 32,
};

/* What is not prose in [start, end) of a text: sorted, disjoint, clipped to it. */
typedef struct gaz_scope_change {
  uint32_t start, end;
  gaz_hole *holes;
  size_t count;
} gaz_scope_change;

/* Everything that changed since it was last asked for, as one edit: [start, old_end) of the text as
 * it was then has become [start, new_end) of the text as it is. */
typedef struct gaz_delta {
  uint32_t start, old_end, new_end;
} gaz_delta;

struct gaz_document {
  gaz_units units;
  char language[GAZ_LANGUAGE_MAX];
  gaz_lexicon *lexicon;
  gaz_counts counts; /* how often each entity is named without doubt */
  /* People named in full, by the last word of the name: how many mentions end in the word, and how
   * many of them mean one entity (by word and id). */
  gaz_counts surnames, bearers;
  uint64_t version;          /* goes up with every change of text */
  bool scopes_known;         /* until then nothing is prose */
  bool scopes_stale;         /* text changed since */
  bool scopes_own;           /* computed here (gaz_document_new), not handed in */
  struct gaz_scopes *scopes; /* then: the text as it was last read */
  gaz_delta delta;
  size_t unfetched_first, unfetched_end; /* every absent or stale line is in these */
  bool firsts_stale;
  float threshold; /* nothing below this confidence is an annotation */
  char *scratch;   /* a unit and its look-ahead, holes painted over */
  size_t scratch_capacity;
  gaz_match *matches;
  size_t match_capacity;
  size_t changed_first, changed_end; /* lines whose marks changed since last taken */
  uint32_t round, cleared; /* paint.c: lines drawn before `round` are to be compared, those before
                            * `cleared` are not shown at all */
  bool shows;              /* the editor shows marks of some line */
  /* Lines that were all compared since `round`, and what of them is to be looked at again: outside
   * of the second range nothing in the first has changed. */
  size_t seen_first, seen_end, look_first, look_end;
};

/* A document of `lines` absent lines. With `scoped` nothing is prose until gaz_document_set_scopes
 * has said what is; without, everything. */
gaz_status gaz_document_new_lines(const char *language, bool scoped, size_t lines,
                                  gaz_document **out, gaz_error *error);
/* Lines, the empty one after the last line feed not counted. */
size_t gaz_document_line_count(const gaz_document *document);

/* An edit replaced lines [first, first + old_count) by `new_count` others, whose text is to be
 * fetched. */
gaz_status gaz_document_lines_changed(gaz_document *document, size_t first, size_t old_count,
                                      size_t new_count);
/* Which of the lines [first, end) has to be fetched: the smallest range that holds them all. */
bool gaz_document_missing(gaz_document *document, size_t first, size_t end, size_t *from,
                          size_t *to);
/* The text of a line, without its line feed. Names in and around it are matched anew. */
gaz_status gaz_document_set_line(gaz_document *document, size_t line, const char *text,
                                 size_t size);
/* The lines whose annotations changed since this was last called; false when none. */
bool gaz_document_take_changed(gaz_document *document, size_t *first, size_t *end);

/* Annotations of one line, at columns in bytes; those that reach in from the line before start at
 * column 0, those that reach out end at the line's end, and markup inside one is spared: it comes
 * in pieces. Returns how many were written. */
size_t gaz_document_line_annotations(gaz_document *document, size_t line,
                                     gaz_annotation *annotations, size_t capacity);

/* For an editor that keeps what it was told of a line until it is told again. The first of the lines
 * [first, end) whose annotations it may show otherwise than they are: its annotations are put as by
 * gaz_document_line_annotations, and count as shown from now on. `*clear`: it may show some of the
 * line now, which have to go first. False when there is no such line. */
bool gaz_document_repaint(gaz_document *document, size_t first, size_t end, size_t *line,
                          gaz_annotation *annotations, size_t capacity, size_t *count, bool *clear);
/* The editor has taken everything away. */
void gaz_document_nothing_shown(gaz_document *document);
/* Which entity is meant may have been decided anew anywhere: every line is to be compared. */
void gaz_document_compare_shown(gaz_document *document);
/* Of a unit that an edit makes or touches, `across` lines or within one. */
void gaz_document_note_moved(const gaz_document *document, gaz_unit *unit, bool across);
/* The annotations of the unit may differ from what is shown: its line is to be looked at. */
void gaz_document_note_redo(gaz_document *document, gaz_unit_place place);
/* The same of lines [first, end). */
void gaz_document_note_look(gaz_document *document, size_t first, size_t end);
/* Lines [first, first + old_count) became `new_count` others. */
void gaz_document_note_lines(gaz_document *document, size_t first, size_t old_count,
                             size_t new_count);
/* Which of the lines [first, end), unless all, anything can have changed in since they were seen. */
void gaz_document_to_look_at(const gaz_document *document, size_t *first, size_t *end);

/* Makes the marks of the lines [first, end) current. */
void gaz_document_refresh(gaz_document *document, size_t first, size_t end);
/* Annotations that cover byte `at`, as gaz_document_annotations but without a look at the rest of
 * the document. */
size_t gaz_document_covering(gaz_document *document, uint32_t at, gaz_annotation *annotations,
                             size_t capacity);

/* Sets gaz_mark.first throughout: one pass over all marks. */
void gaz_document_number_firsts(gaz_document *document);

/* The whole text; absent lines are empty. */
gaz_status gaz_document_text(const gaz_document *document, gaz_string *out);
size_t gaz_document_size(const gaz_document *document);
size_t gaz_document_line_offset(const gaz_document *document, size_t line);

/* What is not prose in a part of the text as it is now, which begins and ends with lines. */
gaz_status gaz_document_set_scopes(gaz_document *document, const gaz_scope_change *change);
/* The holes of the whole text, which the caller frees. GAZ_ERROR_NOT_FOUND while nothing is known. */
gaz_status gaz_document_scopes(const gaz_document *document, gaz_hole **out, size_t *count);
/* What changed since the last call, at first everything; the caller frees *text, the new part. */
gaz_status gaz_document_take_delta(gaz_document *document, uint32_t *start, uint32_t *old_end,
                                   gaz_string *text);
/* The next delta is the whole text, in place of nothing. */
void gaz_document_forget_delta(gaz_document *document);
/* Every change of text is told here. */
void gaz_document_note_edit(gaz_document *document, size_t start, size_t old_end, size_t new_end);
/* Drops all extras of lines [first, end), then adds these; a later edit of a unit drops its. */
gaz_status gaz_document_set_extras(gaz_document *document, size_t first, size_t end,
                                   const gaz_annotation *extras, size_t count);

/* scan.c: matches the unit, which must be present, anew. */
gaz_status gaz_document_scan(gaz_document *document, gaz_unit_place place);
/* scan.c: makes the marks of the unit current, and of those before and after it as far as needed. */
gaz_status gaz_document_ensure(gaz_document *document, gaz_unit_place place);
/* scan.c: the first unit that has to be matched before this one can be: `place`, or one before it. */
gaz_unit_place gaz_document_scan_start(const gaz_document *document, gaz_unit_place place);
/* scan.c: how far a name from the unit before reaches into this one. */
uint32_t gaz_document_carry(const gaz_document *document, gaz_unit_place place);
/* Whether the unit's marks are those of its text and of what stands before it. */
bool gaz_document_is_scanned(const gaz_document *document, gaz_unit_place place);
/* scan.c: forgets that the units before `place` whose names may reach as far as byte `from` of it are
 * current. Returns the first of them, or `place`. */
gaz_unit_place gaz_document_invalidate(gaz_document *document, gaz_unit_place place, uint32_t from);
/* scan.c: a name from `place` reaches into the units after it, or did: they show a piece of it. */
void gaz_document_note_reached(gaz_document *document, gaz_unit_place place);
/* scan.c: remembers the unit's line for gaz_document_take_changed. */
void gaz_document_note_changed(gaz_document *document, gaz_unit_place place);
/* choose.c: which entity is meant, and how sure that is. */
void gaz_document_choose(const gaz_document *document, gaz_unit_place place, const gaz_mark *mark,
                         gaz_annotation *out);
/* choose.c: the candidates of a name, and what speaks for each. */
typedef struct gaz_reason {
  uint32_t id;
  uint8_t type;
  uint32_t weight;    /* how often the archive means it by this name */
  uint32_t document;  /* mentions without doubt in the document */
  uint32_t paragraph; /* ... and near by */
  double share;       /* confidence it comes to */
} gaz_reason;
size_t gaz_document_weigh(const gaz_document *document, gaz_unit_place place, const gaz_mark *mark,
                          gaz_reason *reasons, size_t capacity);
/* query.c: the same for the name at byte `at`, marked or not; 0 where there is none. */
size_t gaz_document_reasons(gaz_document *document, uint32_t at, gaz_reason *reasons,
                            size_t capacity);
/* choose.c: adds the unit's marks to the counts (sign 1) or takes them out (-1). */
void gaz_document_count_marks(gaz_document *document, const gaz_unit *unit, int sign);

#endif
