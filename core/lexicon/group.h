/* lexicon/group.h - names of the same words: which of them are one name, and whose candidates. */
#ifndef GAZ_LEXICON_GROUP_H
#define GAZ_LEXICON_GROUP_H

#include "base/base.h"

/* A name read from the list, before it has a place in the image. */
typedef struct gaz_named {
  uint64_t hash;  /* of all its words */
  uint32_t entry; /* index of the gaz_name_entry; what is needed of that follows */
  uint32_t id, weight;
  uint8_t type;
  uint8_t rule; /* GAZ_FORM_ rule */
  bool raw;     /* its text did not become shorter when it was squeezed */
  uint8_t size; /* of its squeezed text */
} gaz_named;

typedef struct gaz_group_name {
  uint32_t entry; /* whose text it keeps */
  uint8_t rule;
  size_t first, count; /* its candidates */
} gaz_group_name;

typedef struct gaz_group {
  gaz_group_name *names; /* the narrower rule before the wider one */
  size_t count;
  gaz_candidate *candidates;
} gaz_group;

enum {
  GAZ_GROUP_MAX = 128,    /* different names of the same words */
  GAZ_INHERITED_MAX = 64, /* candidates taken over from a wider rule */
};

/* Merges the names of one hash. GAZ_ERROR_TOO_LARGE when more than GAZ_GROUP_MAX are left. */
gaz_status gaz_group_make(const gaz_name_entry *entries, const gaz_named *names, size_t count,
                          gaz_group *out, gaz_error *error);
void gaz_group_free(gaz_group *group);

/* An entry's text without white space around it. */
gaz_slice gaz_entry_text(const gaz_name_entry *entry);

#endif
