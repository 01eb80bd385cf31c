/* resolve/called.h - who is called what: weak names ("Smith", "the IS") and the components that have them, in each story and in
 * the whole archive. Internal to core/resolve. */
#ifndef GAZ_RESOLVE_CALLED_H
#define GAZ_RESOLVE_CALLED_H

#include "resolve/nodes.h"

/* In a story, a component is called by a weak name. */
typedef struct gaz_called_entry {
  uint32_t weak, component; /* nodes; a root */
  int64_t story;
  uint32_t times; /* chains that do call it so; others might, having a name that ends so */
} gaz_called_entry;

typedef struct gaz_called {
  gaz_nodes *nodes;
  gaz_called_entry *items; /* by weak name, story, component */
  size_t count, capacity;
  gaz_table anywhere; /* weak node + 1 -> the only or usual component called so in the archive */
} gaz_called;

typedef enum gaz_called_answer {
  GAZ_CALLED_NOBODY,
  GAZ_CALLED_ONE,
  GAZ_CALLED_SEVERAL,
} gaz_called_answer;

/* Reads the chains of the archive; `nodes` are joined by then, and must outlive the result. False when memory is out. */
bool gaz_called_build(gaz_db *db, gaz_nodes *nodes, gaz_called *out);
void gaz_called_free(gaz_called *called);

/* Who is called so in one story, or in the archive: the only one, or the one whom nearly all articles call so. */
gaz_called_answer gaz_called_in(const gaz_called *called, uint32_t weak, int64_t story,
                                uint32_t *component);
gaz_called_answer gaz_called_anywhere(const gaz_called *called, uint32_t weak, uint32_t *component);
/* Whether a component is called so in the story far more often than all others of whom it speaks. */
bool gaz_called_mostly(const gaz_called *called, uint32_t weak, int64_t story, uint32_t component);

/* The node that stands for a chain: its first strong one, or that of the short name it is called by here, where more
 * articles have that ("Senate" beside "Senate GOP"); else its first. */
uint32_t gaz_chain_node(const gaz_nodes *nodes, const gaz_chain_cursor *chain);

int64_t gaz_story_of(gaz_db *db, int64_t article);

#endif
