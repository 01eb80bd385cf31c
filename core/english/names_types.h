/* english/names_types.h - from the training scheme's classes to entity types. */
#ifndef GAZ_ENGLISH_NAMES_TYPES_H
#define GAZ_ENGLISH_NAMES_TYPES_H

#include "english/names_features.h"

/* The gaz_entity_type (or GAZ_NAME_DATE, GAZ_NAME_MONEY) of tokens [first, first + count), which are
 * a name of `class`: a location is a GPE unless the lists or its head make it landscape; of the
 * miscellaneous, events, works and laws are told apart where a list or head says so. */
uint8_t gaz_name_type(const gaz_name_article *article, size_t first, size_t count, unsigned class);

#endif
