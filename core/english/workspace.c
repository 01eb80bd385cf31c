/* A pool is a row of places that hold a workspace or nothing, taken and filled by exchange: no locks, and
 * nobody waits. */
#include "english/workspace.h"

#include <stdlib.h>

#include "base/pages.h"

enum {
  KEPT = 16,             /* workspaces that come back when so many wait are freed */
  SCRATCH_MAX = 2 << 20, /* so much working memory waits for the next text */
};

struct gaz_workspaces {
  _Atomic(gaz_workspace *) idle[KEPT];
};

gaz_workspaces *gaz_workspaces_new(void) {
  gaz_workspaces *pool = malloc(sizeof *pool);
  for (int i = 0; pool && i < KEPT; i++) atomic_init(&pool->idle[i], NULL);
  return pool;
}

static gaz_workspace *new_workspace(void) {
  size_t held;
  gaz_workspace *workspace = gaz_pages_new(sizeof *workspace, &held);
  if (workspace) workspace->held = held;
  return workspace;
}

static void free_workspace(gaz_workspace *workspace) {
  if (!workspace) return;
  gaz_arena_free(&workspace->scratch);
  gaz_pages_free(workspace, workspace->held);
}

void gaz_workspaces_free(gaz_workspaces *pool) {
  for (int i = 0; pool && i < KEPT; i++) free_workspace(atomic_load(&pool->idle[i]));
  free(pool);
}

gaz_workspace *gaz_workspace_take(gaz_workspaces *pool) {
  for (int i = 0; i < KEPT; i++) {
    gaz_workspace *workspace = atomic_exchange(&pool->idle[i], NULL);
    if (workspace) return workspace;
  }
  return new_workspace();
}

void gaz_workspace_clear(gaz_workspace *workspace) {
  size_t used = workspace->scratch.total - (size_t)(workspace->scratch.end - workspace->scratch.at);
  if (used > workspace->most) workspace->most = used;
  gaz_arena_reset(&workspace->scratch);
}

void gaz_workspace_give(gaz_workspaces *pool, gaz_workspace *workspace) {
  if (!workspace) return;
  gaz_workspace_clear(workspace);
  if (workspace->scratch.total > SCRATCH_MAX) gaz_arena_free(&workspace->scratch);
  for (int i = 0; i < KEPT; i++) {
    gaz_workspace *nothing = NULL;
    if (atomic_compare_exchange_strong(&pool->idle[i], &nothing, workspace)) return;
  }
  free_workspace(workspace);
}

size_t gaz_workspaces_most(const gaz_workspaces *pool) {
  size_t most = 0;
  for (int i = 0; i < KEPT; i++) {
    const gaz_workspace *workspace = atomic_load(&pool->idle[i]);
    if (workspace && workspace->most > most) most = workspace->most;
  }
  return most;
}
