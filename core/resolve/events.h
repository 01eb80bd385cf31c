/* resolve/events.h - what the two halves of resolving events share: which occurrences are one
 * happening (events.c), and the rows that are written of it (events_write.c). Internal to
 * core/resolve. */
#ifndef GAZ_RESOLVE_EVENTS_H
#define GAZ_RESOLVE_EVENTS_H

#include "base/edtf.h"
#include "extract/tables.h"
#include "resolve/resolve.h"
#include "resolve/table.h"

enum {
  GAZ_ENTITIES_MAX = 12, /* of a cluster, in each role */
};

typedef struct gaz_participants {
  int64_t entity[GAZ_ROLE_COUNT][GAZ_ENTITIES_MAX];
  uint8_t count[GAZ_ROLE_COUNT];
} gaz_participants;

typedef struct gaz_part {
  int64_t entity; /* 0: none */
  int64_t chain;  /* of the article, or -1 */
  uint32_t start, stop;
  uint8_t role;
  uint8_t type; /* of the chain: gaz_entity_type */
} gaz_part;

typedef struct gaz_occurrence {
  int64_t article, n;
  int64_t key;                          /* of the event it would begin */
  int64_t day;                          /* the last on which the article may have appeared */
  const char *type_name, *cameo, *time; /* time may be NULL */
  uint32_t start, stop;
  gaz_part *arguments;
  uint32_t argument_count;
  uint32_t next; /* in the same event, or GAZ_TABLE_NONE */
  uint32_t last; /* leaders: end of that list */
  uint8_t modality;
  uint8_t nature;      /* GAZ_NATURE_* */
  uint64_t type, deed; /* hashes; what was done, see gaz_event */
  double toll;         /* people killed or hurt in it, or 0 */
  const char *patient; /* the kind of what it was done to ("plane/war"), or NULL */
  gaz_days days;
  bool dated;
  uint32_t cluster;     /* index of the occurrence that leads its event */
  uint32_t older;       /* leaders only: the one before of the same type, or GAZ_TABLE_NONE */
  gaz_participants who; /* leaders: of the whole event */
} gaz_occurrence;

/* Texts of the articles last looked at: an event quotes mostly one. */
enum { GAZ_TEXTS_KEPT = 8 };
typedef struct gaz_kept_text {
  int64_t article;
  char *data;
  size_t size, capacity;
} gaz_kept_text;

typedef struct gaz_story {
  gaz_db *db;
  gaz_arena arena;
  gaz_kept_text texts[GAZ_TEXTS_KEPT];
  unsigned next_text;
  gaz_occurrence *items;
  size_t count, capacity;
  gaz_table newest;   /* type -> newest leader */
  gaz_table by_place; /* article and n -> occurrence */
} gaz_story;

void gaz_participants_add(gaz_participants *who, int role, int64_t entity);
bool gaz_participants_have(const gaz_participants *who, int role, int64_t entity);
/* The text of an article, empty where it cannot be read; good until the next ones are asked for. */
const gaz_kept_text *gaz_story_text(gaz_story *all, int64_t article);
const gaz_part *gaz_first_part(const gaz_occurrence *one, int role); /* or NULL */
/* Writes the event that an occurrence leads, with its participants. */
void gaz_event_write(gaz_story *all, int64_t story_id, const gaz_occurrence *leader);

#endif
