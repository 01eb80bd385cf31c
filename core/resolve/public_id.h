/* resolve/public_id.h - the integers people and programs know things by.
 *
 * An id is a function of the set of keys alone: the upper 31 bits of a 63-bit key, or the next free
 * number where an earlier key has it, taken in the order of keys. So the same archive gives the same
 * ids whatever the order in which its files came, and adding an article changes no other's id but in
 * the rare collision. */
#ifndef GAZ_RESOLVE_PUBLIC_ID_H
#define GAZ_RESOLVE_PUBLIC_ID_H

#include "store/database.h"

/* The id after `last` (0 at the beginning) for the next key in ascending order. */
static inline int64_t gaz_public_id_next(int64_t key, int64_t last) {
  int64_t wanted = key >> 32;
  return wanted > last ? wanted : last + 1;
}

typedef enum gaz_public_table {
  GAZ_PUBLIC_ARTICLES = 0,
  GAZ_PUBLIC_QUOTES = 1,
  GAZ_PUBLIC_EVENTS = 2,
} gaz_public_table;

/* Sets the ids of new rows, and of others that are wrong now. New are those without an id of touched
 * articles, and all events of touched stories, which are written with the id their key wishes for; the
 * keys of rows that went are in the temporary table touched_key, with the number of the table. */
gaz_status gaz_public_ids_assign(gaz_db *db, gaz_public_table table);

#endif
