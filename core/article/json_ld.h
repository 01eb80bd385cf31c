/* article/json_ld.h - metadata fields of a JSON object, for JSON files and JSON-LD in pages. */
#ifndef GAZ_ARTICLE_JSON_LD_H
#define GAZ_ARTICLE_JSON_LD_H

#include <jansson.h>

#include "article/read.h"

/* Takes every known field of the object, nested names included. */
void gaz_json_fields(gaz_reading *reading, gaz_article *article, const json_t *object);

#endif
