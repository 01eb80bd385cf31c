#include "english/labels.h"

#include <string.h>

#define NAME(id, name) name,
static const char *const upos_names[] = {"X",     "ADJ",   "ADP",   "ADV", "AUX",  "CCONJ",
                                         "DET",   "INTJ",  "NOUN",  "NUM", "PART", "PRON",
                                         "PROPN", "PUNCT", "SCONJ", "SYM", "VERB"};
static const char *const xpos_names[] = {"_", GAZ_XPOS_LIST(NAME)};
static const char *const deprel_names[] = {"_", GAZ_DEPREL_LIST(NAME)};

_Static_assert(GAZ_COUNT(upos_names) == GAZ_UPOS_COUNT, "one name a tag");

const char *gaz_upos_name(uint8_t upos) { return upos_names[upos < GAZ_UPOS_COUNT ? upos : 0]; }
const char *gaz_xpos_name(uint8_t xpos) { return xpos_names[xpos < GAZ_XPOS_COUNT ? xpos : 0]; }
const char *gaz_deprel_name(uint8_t deprel) {
  return deprel_names[deprel < GAZ_DEPREL_COUNT ? deprel : 0];
}

static uint8_t parse(const char *const *names, size_t count, const char *name, size_t size) {
  for (size_t i = 0; i < count; i++)
    if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) return (uint8_t)i;
  return 0;
}

uint8_t gaz_upos_parse(const char *name, size_t size) {
  return parse(upos_names, GAZ_COUNT(upos_names), name, size);
}
uint8_t gaz_xpos_parse(const char *name, size_t size) {
  return parse(xpos_names, GAZ_COUNT(xpos_names), name, size);
}
uint8_t gaz_deprel_parse(const char *name, size_t size) {
  return parse(deprel_names, GAZ_COUNT(deprel_names), name, size);
}
