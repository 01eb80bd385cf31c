/* store/packed_names.h - the keys of an article's names in one blob.
 *
 * Resolving looks at every name of the archive several times over; a row of SQLite costs more than the
 * looking. What people read of a name (its text, how often) stays in the table `name`. */
#ifndef GAZ_STORE_PACKED_NAMES_H
#define GAZ_STORE_PACKED_NAMES_H

#include "store/record.h"

typedef struct gaz_packed_name {
  int64_t key, other, surname, tail, alias; /* as in gaz_record_name */
  uint32_t chain;
  bool strong, person, human, demonym, place;
} gaz_packed_name;

/* The names of a record, in their order (by chain). The bytes are in `arena`; data NULL when memory is
 * out. */
gaz_slice gaz_names_pack(const gaz_record *record, gaz_arena *arena);

/* Reads the name at the beginning of `data`. Returns how many bytes it took; 0 at the end, and where
 * the bytes are none of ours. */
size_t gaz_names_unpack(const char *data, size_t size, gaz_packed_name *out);

#endif
