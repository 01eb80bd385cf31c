/* resolve/resolve.h - many articles become one knowledge base.
 *
 * Resolving is a function of the live articles and the corrections: the order in which files came,
 * and how often, leave no trace. Each stage works out the whole answer for what could have changed
 * and writes only rows that differ; what changed is handed on in the temporary tables touched_story,
 * touched_entity, touched_article and touched_day. */
#ifndef GAZ_RESOLVE_H
#define GAZ_RESOLVE_H

#include "resolve/corrections.h"
#include "store/store.h"

/* The version of the rules below; a KB resolved by another is resolved anew. */
enum { GAZ_RESOLVE_VERSION = 5 };

/* The stages, in this order, inside one transaction. Failures are in db. */
gaz_status gaz_resolve_stories(gaz_db *db, size_t block_articles); /* 0: as usual */
gaz_status gaz_resolve_entities(gaz_db *db, const gaz_corrections *corrections);
gaz_status gaz_resolve_dossiers(gaz_db *db, const gaz_corrections *corrections);
gaz_status gaz_resolve_quotes(gaz_db *db);
gaz_status gaz_resolve_events(gaz_db *db);

typedef struct gaz_publish_options {
  bool force; /* even when nothing changed */
  size_t
      block_articles; /* articles of a block of stories; fewer than twice as many are one; 0: as usual */
  const gaz_cancel *cancel;
  gaz_report report; /* bad lines of corrections.jsonl */
} gaz_publish_options;

/* Ends a run of indexing: makes the next generation out of what was written and publishes it with
 * its lexicon, or changes nothing. `published` (may be NULL) says which. */
gaz_status gaz_kb_publish(gaz_store *store, const gaz_publish_options *options, bool *published,
                          gaz_error *error);

#endif
