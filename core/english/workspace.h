/* english/workspace.h - what the engine remembers of words from one text to the next, and its working memory.
 *
 * Most words of an article stood in the one before. What the lexicons and lists say of a word depends on its
 * spelling alone, so it is kept, in tables of a fixed size in which the latest word for a place takes it.
 * Nothing here changes a result: what is not remembered is found out again. */
#ifndef GAZ_ENGLISH_WORKSPACE_H
#define GAZ_ENGLISH_WORKSPACE_H

#include "base/arena.h"
#include "english/names_article.h"
#include "english/word_info.h"

/* Used by one analysis at a time. */
typedef struct gaz_workspace {
  gaz_word_memory words[GAZ_WORD_MEMORIES];
  gaz_name_word name_words[GAZ_NAME_MEMORIES];
  gaz_name_sum name_sums[GAZ_NAME_SUMS];
  gaz_arena scratch; /* empty between texts */
  size_t held;       /* bytes of all this, see base/pages.h */
  size_t most;       /* bytes that `scratch` has held at once */
} gaz_workspace;

/* Those nobody uses at present: few, as many as a program has threads that analyse. */
typedef struct gaz_workspaces gaz_workspaces;

/* NULL when memory is out. Freed with all it holds; accepts NULL. */
gaz_workspaces *gaz_workspaces_new(void);
void gaz_workspaces_free(gaz_workspaces *pool);

/* One for the caller alone, NULL when memory is out; given back when the text is read. Any thread. */
gaz_workspace *gaz_workspace_take(gaz_workspaces *pool);
void gaz_workspace_give(gaz_workspaces *pool, gaz_workspace *workspace);

/* Forgets what is in `scratch`, between parts of a text. */
void gaz_workspace_clear(gaz_workspace *workspace);

/* The most that a workspace in the pool has held in `scratch`; for measurements, while nobody analyses. */
size_t gaz_workspaces_most(const gaz_workspaces *pool);

#endif
