/* annotate/link.h - what the knowledge base knows about the facts of a text. */
#ifndef GAZ_ANNOTATE_LINK_H
#define GAZ_ANNOTATE_LINK_H

#include "base/arena.h"
#include "extract/facts.h"
#include "resolve/table.h"

/* The entity's name in the knowledge base, in the arena; NULL when it has none. */
const char *gaz_link_entity_name(gaz_kb *kb, uint32_t id, gaz_arena *arena);

/* The event of the knowledge base that `event` tells of: the same kind of happening with the same
 * people and places in it, at a time that does not contradict. `entities` gives the entity of each
 * chain (0: unknown), `lexicon` is that of the knowledge base and may be NULL. `own` is empty for the
 * first event of a text: which articles were found to be that text or not. 0 when none is near enough;
 * `*label` is then NULL. */
uint32_t gaz_link_event(gaz_kb *kb, const gaz_lexicon *lexicon, const gaz_engine *engine,
                        const gaz_facts *facts, const gaz_event *event, const uint32_t *entities,
                        gaz_table *own, gaz_arena *arena, const char **label, float *confidence);

/* What the archive says of an event: {"root","label","type","modality","time","mentions":[{"path","line",
 * "column","start","end","text","sentence"}]}, the mentions in the order of publication, at most `limit`.
 * GAZ_ERROR_NOT_FOUND when there is no such event. */
gaz_status gaz_link_event_json(gaz_kb *kb, uint32_t id, size_t limit, gaz_string *json,
                               gaz_error *error);

#endif
