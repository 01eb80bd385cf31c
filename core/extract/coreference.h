/* extract/coreference.h - which mentions are one entity, and what office it holds. */
#ifndef GAZ_EXTRACT_COREFERENCE_H
#define GAZ_EXTRACT_COREFERENCE_H

#include "extract/facts.h"

/* Fills facts->chains and facts->roles and sets the chain of every mention. */
gaz_status gaz_extract_coreference(const gaz_engine *engine, const gaz_analysis *analysis,
                                   const gaz_cancel *cancel, gaz_arena *arena, gaz_facts *facts);

#endif
