/* lexicon/list.h - several candidates of one name, as LEB128 numbers: how many, then id, weight and
 * type of each, most likely first. */
#ifndef GAZ_LEXICON_LIST_H
#define GAZ_LEXICON_LIST_H

#include "base/base.h"

typedef struct gaz_list {
  const unsigned char *at, *end;
  uint32_t left; /* candidates not yet read; never more than the bytes can hold */
} gaz_list;

static inline bool gaz_list_number(gaz_list *list, uint32_t *out) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    if (list->at == list->end) return false;
    unsigned char byte = *list->at++;
    value |= (uint64_t)(byte & 0x7F) << shift;
    if (!(byte & 0x80)) {
      *out = (uint32_t)value;
      return value <= UINT32_MAX;
    }
  }
  return false;
}

/* An empty list when there is none at `offset`. */
static inline gaz_list gaz_list_open(const unsigned char *lists, uint64_t size, uint64_t offset) {
  if (offset >= size) return (gaz_list){lists, lists, 0};
  gaz_list list = {lists + offset, lists + size, 0};
  if (!gaz_list_number(&list, &list.left) || list.left > (uint64_t)(list.end - list.at) / 3) {
    list.left = 0;
  }
  return list;
}

static inline bool gaz_list_next(gaz_list *list, gaz_candidate *out) {
  uint32_t type;
  if (!list->left) return false;
  list->left--;
  if (!gaz_list_number(list, &out->id) || !gaz_list_number(list, &out->weight) ||
      !gaz_list_number(list, &type)) {
    list->left = 0;
    return false;
  }
  out->type = (uint8_t)type;
  return true;
}

#endif
