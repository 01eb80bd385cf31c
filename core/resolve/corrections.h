/* resolve/corrections.h - what people decided about the facts: `corrections.jsonl`.
 *
 * One JSON object a line, in the order of the decisions. Entities are meant by name and type, and
 * where that is not enough by articles, so a line outlives every re-index:
 *
 *   {"do":"merge","entity":E,"other":E}     the two are one; it keeps the name of "entity"
 *   {"do":"split","entity":E,"articles":[PATH,...],"name":NAME}
 *                                           who is meant there is another one ("name" optional)
 *   {"do":"rename","entity":E,"to":NAME}
 *   {"do":"retype","entity":E,"to":TYPE}
 *   {"do":"alias","entity":E,"alias":NAME}  is called so too
 *   {"do":"ignore","entity":E}              no entity at all
 *   {"do":"role","entity":E,"title":TITLE,"of":NAME|null,"from":EDTF|null,"to":EDTF|null}
 *
 * with E = {"name":NAME,"type":TYPE,"articles":[PATH,...]}; "type" and "articles" may be missing.
 * Members that are not known ("at", "by", "note") are kept and not looked at. */
#ifndef GAZ_RESOLVE_CORRECTIONS_H
#define GAZ_RESOLVE_CORRECTIONS_H

#include "base/arena.h"

typedef enum gaz_correction_kind {
  GAZ_CORRECT_MERGE = 0,
  GAZ_CORRECT_SPLIT,
  GAZ_CORRECT_RENAME,
  GAZ_CORRECT_RETYPE,
  GAZ_CORRECT_ALIAS,
  GAZ_CORRECT_IGNORE,
  GAZ_CORRECT_ROLE,
  GAZ_CORRECT_COUNT
} gaz_correction_kind;

/* Which entity is meant. */
typedef struct gaz_selector {
  const char *name;
  gaz_entity_type type; /* GAZ_TYPE_NONE: any */
  const char **articles;
  size_t article_count;
} gaz_selector;

typedef struct gaz_correction {
  gaz_correction_kind kind;
  uint32_t line;
  gaz_selector entity;
  gaz_selector other;    /* merge */
  const char **articles; /* split */
  size_t article_count;
  const char *text;     /* rename, alias: the name; split: the new name or NULL; role: the title */
  gaz_entity_type type; /* retype */
  const char *of, *from, *to; /* role; NULL where unknown */
} gaz_correction;

typedef struct gaz_corrections {
  gaz_correction *items;
  size_t count;
  int64_t hash; /* of the file's bytes; 0 when there is no file */
} gaz_corrections;

typedef struct gaz_report {
  void (*report)(void *context, const gaz_error *error); /* may be NULL */
  void *context;
} gaz_report;

/* Reads `path`; a missing file is no corrections. A line that cannot be read is reported with its
 * number and passed over. */
gaz_status gaz_corrections_read(const char *path, gaz_arena *arena, const gaz_report *report,
                                gaz_corrections *out, gaz_error *error);

/* One line, for checking before it is appended. */
gaz_status gaz_correction_parse(const char *json, size_t size, gaz_arena *arena,
                                gaz_correction *out, gaz_error *error);

/* Appends one line (without its end) and waits until it is on the disk. A last line that somebody
 * left without an end is ended first; nothing that is there is changed. */
gaz_status gaz_corrections_append(const char *path, const char *json, size_t size,
                                  gaz_error *error);

#endif
