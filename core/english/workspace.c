/* A pool is a row of places that hold a workspace or nothing, taken and filled by exchange: no locks, and
 * nobody waits. */
#include "english/workspace.h"

#include <stdlib.h>

enum { KEPT = 16 }; /* workspaces that come back when so many wait are freed */

struct gaz_workspaces {
  _Atomic(gaz_workspace *) idle[KEPT];
};

gaz_workspaces *gaz_workspaces_new(void) {
  gaz_workspaces *pool = malloc(sizeof *pool);
  for (int i = 0; pool && i < KEPT; i++) atomic_init(&pool->idle[i], NULL);
  return pool;
}

void gaz_workspaces_free(gaz_workspaces *pool) {
  for (int i = 0; pool && i < KEPT; i++) free(atomic_load(&pool->idle[i]));
  free(pool);
}

gaz_workspace *gaz_workspace_take(gaz_workspaces *pool) {
  for (int i = 0; i < KEPT; i++) {
    gaz_workspace *workspace = atomic_exchange(&pool->idle[i], NULL);
    if (workspace) return workspace;
  }
  return calloc(1, sizeof(gaz_workspace));
}

void gaz_workspace_give(gaz_workspaces *pool, gaz_workspace *workspace) {
  for (int i = 0; workspace && i < KEPT; i++) {
    gaz_workspace *nothing = NULL;
    if (atomic_compare_exchange_strong(&pool->idle[i], &nothing, workspace)) return;
  }
  free(workspace);
}
