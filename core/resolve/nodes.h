/* resolve/nodes.h - names that stand for one another: the graph under the entities. Internal to
 * core/resolve. */
#ifndef GAZ_RESOLVE_NODES_H
#define GAZ_RESOLVE_NODES_H

#include "resolve/resolve.h"
#include "resolve/table.h"
#include "store/packed_names.h"

/* One name of the archive (store/name_key.h). */
typedef struct gaz_node {
  int64_t key;
  int64_t other;     /* key of the same words as a person's name, or as none */
  int64_t link;      /* a person's: key of its tail; another's: of its group of aliases; or 0 */
  int64_t first;     /* no person's, of several words: key of the first; or 0 */
  uint32_t parent;   /* union-find; itself for a root */
  uint32_t articles; /* with a chain that has this name; at a root, the best node's */
  uint32_t places;   /* with a chain in which it is a place's */
  uint32_t demonym;  /* with a chain in which it is one: "Korlandan" */
  uint32_t human;    /* with a chain in which a person is meant for certain: behind titles */
  uint32_t led;      /* with a chain in which it is the first word of a longer name */
  uint32_t best;     /* at a root: the node that gives the component its identity */
  uint32_t seen;     /* scratch: the last article counted, 1-based ordinal */
  bool strong;
  bool orphan; /* weak, and some chain has nothing better */
  bool person;
  bool twin;   /* there is a node of the same words that is (or is not) a person's */
  bool shared; /* weak, being the first word of several names that are called so ("Deutsche") */
  bool forced; /* weak, but a correction says it always means its component */
} gaz_node;

typedef struct gaz_nodes {
  gaz_node *items;
  size_t count, capacity;
  gaz_table by_key;
} gaz_nodes;

/* Goes through the chains of the archive, in order of article and number. */
enum {
  GAZ_NAMES_PER_CHAIN = 24
}; /* the most frequent ones, strong before weak; others are passed over */

typedef struct gaz_chain_cursor {
  gaz_db *db;
  sqlite3_stmt *rows;
  const char *packed; /* what is left of the article */
  size_t size;
  gaz_packed_name next; /* the first name of the next chain */
  size_t next_size;     /* of it; 0 at the end of the article */
  int64_t article, chain;
  uint32_t ordinal; /* of the article, from 1 */
  size_t count;
  gaz_packed_name names[GAZ_NAMES_PER_CHAIN];
} gaz_chain_cursor;

void gaz_chain_cursor_open(gaz_chain_cursor *cursor, gaz_db *db);
bool gaz_chain_cursor_next(gaz_chain_cursor *cursor);
void gaz_chain_cursor_close(gaz_chain_cursor *cursor);

/* Reads every name of the archive and joins strong names that articles equate. */
gaz_status gaz_nodes_build(gaz_db *db, gaz_nodes *nodes);
void gaz_nodes_free(gaz_nodes *nodes);

uint32_t gaz_nodes_find(const gaz_nodes *nodes, int64_t key); /* or GAZ_TABLE_NONE */
/* The node of a key, made when missing; GAZ_TABLE_NONE when memory is out. */
uint32_t gaz_nodes_put(gaz_nodes *nodes, int64_t key);
uint32_t gaz_nodes_root(gaz_nodes *nodes, uint32_t node);
void gaz_nodes_join(gaz_nodes *nodes, uint32_t a, uint32_t b);

#endif
