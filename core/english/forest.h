/* english/forest.h - sums of small decision trees over a row of small numbers. They see what a sum of weights cannot:
 * that one number counts only where another is high. A hundred trees are 15 kB. */
#ifndef GAZ_ENGLISH_FOREST_H
#define GAZ_ENGLISH_FOREST_H

#include "base/base.h"

enum {
  GAZ_FOREST_NUMBERS = 255, /* in a row at most */
  GAZ_FOREST_VALUES = 64,   /* each is below this */
  GAZ_FOREST_DEPTH = 8,     /* steps from a tree's first node to its leaves at most */
};

/* The nodes of a tree stand one after the other: a node, all on its left, all on its right. */
typedef struct gaz_forest_node {
  uint64_t left;  /* the values, as bits, with which one goes left; none in a leaf */
  float value;    /* of a leaf */
  uint16_t right; /* so many nodes on is the first on the right; 0 in a leaf, where one stays */
  uint8_t number; /* which of the row; 0 in a leaf */
} gaz_forest_node;

typedef struct gaz_forest {
  gaz_forest_node *nodes;
  uint32_t *trees; /* the first node of each */
  uint32_t tree_count, node_count;
  uint32_t numbers; /* in a row, one at least */
  uint32_t depth;   /* no leaf is more steps away */
} gaz_forest;

/* Reads a file of gaz_forest_write. Damaged or foreign: GAZ_ERROR_CORRUPT. */
gaz_status gaz_forest_open(const char *path, gaz_forest **out, gaz_error *error);
/* The same for bytes in memory, which are not kept. `path` is for messages. */
gaz_status gaz_forest_read(const void *data, size_t size, const char *path, gaz_forest **out,
                           gaz_error *error);
void gaz_forest_close(gaz_forest *forest);

/* The sum of all trees for a row of forest->numbers numbers. */
float gaz_forest_sum(const gaz_forest *forest, const uint8_t *row);

/* Values are written in steps of 1/256, up to a half. The same forest gives the same bytes. */
gaz_status gaz_forest_write(const char *path, const gaz_forest *forest, gaz_error *error);

#endif
