/* store/schema.h - the tables of kb.sqlite3. */
#ifndef GAZ_STORE_SCHEMA_H
#define GAZ_STORE_SCHEMA_H

#include "base/buffer.h"
#include "store/database.h"

enum {
  GAZ_SCHEMA_VERSION = 11,
  GAZ_APPLICATION_ID = 0x47415a54, /* "GAZT", shown by file(1) */
};

/* Creates the tables of an empty database, or checks that the version is ours. An older version is
 * dropped and made anew when `writable` (everything in it can be derived again): *rebuilt says so.
 * A newer one, or another program's file, is GAZ_ERROR_CORRUPT. */
gaz_status gaz_schema_prepare(gaz_db *db, bool writable, bool *rebuilt);

/* Drops the indices over names, words and participants that only readers use, and appends to `sql` what makes them
 * again: filling empty tables is quicker without. */
gaz_status gaz_schema_lift_indices(gaz_db *db, gaz_buffer *sql);

#endif
