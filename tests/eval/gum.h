// Reader of GUM: documents with tags, trees and coreferent mentions.
#ifndef GAZ_EVAL_GUM_H
#define GAZ_EVAL_GUM_H

#include "english/analysis.h"

typedef struct gum_mention {
  uint32_t first, last;  // tokens of the document
  uint32_t chain;
  char type[16];  // "person" ...
  bool name;      // has a proper noun that is its head
} gum_mention;

typedef struct gum_document {
  char name[64];
  char *text;
  size_t size;
  gaz_tokens tokens;  // with gold tags and trees
  gum_mention *mentions;
  size_t mention_count;
} gum_document;

typedef struct gum {
  gum_document *documents;
  size_t count;
} gum;

// Reads the documents of a folder whose file name contains `only`.
bool gum_read(const char *dir, const char *only, gaz_arena *arena, gum *out);

#endif
