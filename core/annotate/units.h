/* annotate/units.h - the text of a document as a sequence of units.
 *
 * A unit is one line, or, where a line is longer than UNIT_MAX, a piece of it that ends after white
 * space. Everything known about the text (scopes, matches) is kept in the unit it belongs to, at
 * offsets from the unit's start: an edit changes the units it touches and nothing after them has
 * to be shifted. Units stand in chunks that keep sums of bytes and lines, so a position is found by
 * adding up a few hundred numbers even in a text of 100,000 lines.
 */
#ifndef GAZ_ANNOTATE_UNITS_H
#define GAZ_ANNOTATE_UNITS_H

#include "base/base.h"

enum {
  GAZ_UNIT_MAX = 4096,      /* a longer line is cut after white space near here */
  GAZ_UNIT_HARD = 1u << 16, /* ... and without any white space here, inside a word */
  GAZ_CHUNK_UNITS = 64,
};

/* What a stretch of a unit that is not prose does to names. */
typedef enum gaz_hole_kind {
  GAZ_HOLE_SKIP = 0,  /* a wall: no name starts, ends or goes on inside or across it */
  GAZ_HOLE_SPACE = 1, /* markup inside prose ("**"): names cross it as they cross a space */
  GAZ_HOLE_GAP = 2,   /* between two pieces of prose; as SKIP, but an empty line in it is prose */
} gaz_hole_kind;

typedef struct gaz_hole {
  uint32_t start, end;
  uint32_t kind;
} gaz_hole;

/* One match of a name, as the matcher found it. Which of its candidates is meant is decided when
 * it is asked for, because that depends on the rest of the document. */
typedef struct gaz_mark {
  uint32_t start, end; /* from the unit's start; `end` may lie in a later unit */
  uint32_t name;       /* in the lexicon */
  uint32_t id;         /* of the first candidate */
  uint8_t type;        /* of the first candidate */
  uint8_t candidates;  /* how many, at most 255 */
  uint8_t first;       /* first mention of its entity, as of the last numbering */
  uint8_t words;       /* 1 for a single word, else 2 */
  uint32_t last;       /* hash of its last word, never 0: surnames are known by it */
} gaz_mark;

/* An annotation made by analysis, handed in from outside (an event, a quote). */
typedef struct gaz_extra {
  uint32_t start, end;
  gaz_annotation annotation;
} gaz_extra;

typedef struct gaz_unit {
  char *text; /* without the line feed; NULL when empty or absent */
  uint32_t size;
  uint32_t capacity;
  uint32_t carry_in;  /* bytes at the start that a name from before reaches into */
  uint32_t carry_out; /* the same for what follows, counted from the end of this unit */
  uint32_t mark_count, hole_count, extra_count;
  gaz_mark *marks;
  gaz_hole *holes; /* sorted, disjoint */
  gaz_extra *extras;
  uint32_t drawn, shown; /* of a line's first unit: what an editor shows of it (paint.c) */
  bool newline;          /* a line feed follows */
  bool outside;          /* no part is prose, nor is what is typed into it (code, front matter) */
  /* How the piece of the line before it ends, and this one: 0, or 1 and the type the archive knows of it where it ends
   * in a word with a capital, behind which a name may go on (neighbours.h). */
  uint8_t tail_in, tail_out;
  bool scanned; /* marks, carries and tails are those of the text as it is */
  bool seen;    /* was matched before: a difference is news to the editor */
  bool absent;  /* an editor's line whose text has not been fetched */
  bool stale;   /* an editor's line whose text has changed since it was fetched */
  bool redo;    /* its annotations may differ from what the editor shows */
  bool moved;   /* edited since: what the editor shows is not where it was put */
} gaz_unit;

typedef struct gaz_chunk {
  gaz_unit units[GAZ_CHUNK_UNITS];
  uint32_t count;
  uint32_t lines; /* units with `newline` */
  size_t bytes;   /* line feeds included */
} gaz_chunk;

/* Where the last search ended: the next one is nearly always close by. */
typedef struct gaz_finger {
  size_t chunk;
  uint32_t unit;
  size_t bytes, lines; /* before that unit */
} gaz_finger;

typedef struct gaz_units {
  gaz_chunk **chunks;
  size_t count, capacity;
  size_t bytes, lines;
  gaz_finger *finger; /* moved by searches, which leave the units alone */
} gaz_units;

/* A place in the sequence. Valid until the next change of the sequence. */
typedef struct gaz_unit_place {
  size_t chunk;
  uint32_t unit;
} gaz_unit_place;

static inline uint32_t gaz_unit_length(const gaz_unit *unit) {
  return unit->size + (unit->newline ? 1u : 0u);
}

static inline gaz_unit *gaz_units_at(const gaz_units *units, gaz_unit_place place) {
  return &units->chunks[place.chunk]->units[place.unit];
}

/* Starts with one empty unit without line feed, which is always the last. */
gaz_status gaz_units_init(gaz_units *units);
void gaz_units_free(gaz_units *units);

gaz_unit_place gaz_units_first(void);
bool gaz_units_next(const gaz_units *units,
                    gaz_unit_place *place); /* false, unmoved, at the last */
bool gaz_units_previous(const gaz_units *units,
                        gaz_unit_place *place); /* false, unmoved, at the first */

/* The unit that holds byte `at` (the last one for at >= bytes) and the offset where it starts. */
gaz_unit_place gaz_units_find(const gaz_units *units, size_t at, size_t *start);
/* The first unit of line `line` (0-based; the last line for more) and the offset where it starts. */
gaz_unit_place gaz_units_find_line(const gaz_units *units, size_t line, size_t *start);
/* Where the unit starts, and its line. */
size_t gaz_units_offset(const gaz_units *units, gaz_unit_place place, size_t *line);

/* Replaces `old_count` units from `place` on by `count` new ones, which are moved from `added`
 * (ownership passes on success). `place` then is the first of the new ones (or what follows). */
gaz_status gaz_units_replace(gaz_units *units, gaz_unit_place *place, size_t old_count,
                             const gaz_unit *added, size_t count);
/* Tells the sums that a unit's length or line feed changes from `old` to what it is now. */
void gaz_units_resized(gaz_units *units, gaz_unit_place place, uint32_t old_length,
                       bool old_newline);

void gaz_unit_clear(gaz_unit *unit); /* frees what it holds, zeroes it */

#endif
