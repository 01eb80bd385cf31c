/* annotate/findings.h - what is found in a text annotated in one go. */
#ifndef GAZ_ANNOTATE_FINDINGS_H
#define GAZ_ANNOTATE_FINDINGS_H

#include "base/arena.h"
#include "base/buffer.h"

/* One finding. Strings live in the arena or in the engine. */
typedef struct gaz_finding {
  uint32_t start, end;
  uint32_t id; /* 0: not in the knowledge base */
  gaz_layer layer;
  const char *type; /* "PERSON", "ASSAULT", "direct", "DATE" */
  const char *
      name; /* of the entity, label of the event, speaker of the quote, value of the time; may be NULL */
  float confidence;
} gaz_finding;

typedef struct gaz_findings {
  gaz_finding *items; /* by start, then the longer first */
  size_t count, capacity;
  gaz_arena *arena;
} gaz_findings;

/* Adds one; false when memory is out. */
bool gaz_findings_add(gaz_findings *findings, gaz_finding finding);

/* findings.c: prints findings over their text, one JSON object a line. */
void gaz_findings_print(gaz_buffer *buffer, const gaz_findings *findings, const char *text);

#endif
