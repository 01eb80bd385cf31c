// Reader of the PolNeAR corpus: articles with their attributions (who says what), as byte ranges.
#ifndef GAZ_EVAL_POLNEAR_H
#define GAZ_EVAL_POLNEAR_H

#include "base/arena.h"
#include "gazette.h"

enum { POLNEAR_SOURCE, POLNEAR_CUE, POLNEAR_CONTENT, POLNEAR_KINDS };

typedef struct polnear_spans {
  gaz_range *ranges;
  uint32_t count;
} polnear_spans;

typedef struct polnear_attribution {
  polnear_spans spans[POLNEAR_KINDS];
} polnear_attribution;

typedef struct polnear_article {
  const char *name;
  const char *text;
  size_t size;
  polnear_attribution *attributions;
  size_t attribution_count;
} polnear_article;

typedef struct polnear {
  polnear_article *articles;
  size_t count;
} polnear;

// Reads DIR/text/*.txt and of each DIR/attributions/NAME_*.ann the first by name. Says on stderr what
// it cannot read and returns false.
bool polnear_read(const char *dir, gaz_arena *arena, polnear *out);

#endif
