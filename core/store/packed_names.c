/* A name is: flags, chain, then the keys that are not 0, in little-endian. */
#include "store/packed_names.h"

#include "base/endian.h"

enum {
  STRONG = 1,
  PERSON = 2,
  HUMAN = 4,
  DEMONYM = 8,
  FIRST_KEY = 16, /* of surname, tail, alias; key and other are never 0 */
  OPTIONAL_KEYS = 3,
  PLACE = FIRST_KEY << OPTIONAL_KEYS,
  HEAD_BYTES = 1 + 4 + 8 + 8,
  NAME_BYTES_MAX = HEAD_BYTES + 8 * OPTIONAL_KEYS,
};

static char *put_number(char *out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; i++) *out++ = (char)(value >> (8 * i));
  return out;
}

gaz_slice gaz_names_pack(const gaz_record *record, gaz_arena *arena) {
  char *data = gaz_arena_alloc(arena, record->name_count * NAME_BYTES_MAX + 1), *out = data;
  for (size_t i = 0; data && i < record->name_count; i++) {
    const gaz_record_name *name = &record->names[i];
    const int64_t keys[OPTIONAL_KEYS] = {name->surname, name->tail, name->alias};
    bool person = record->facts.chains[name->chain].type == GAZ_TYPE_PERSON;
    unsigned flags = (name->strong ? STRONG : 0) | (person ? PERSON : 0) |
                     (name->human ? HUMAN : 0) | (name->demonym ? DEMONYM : 0) |
                     (name->place ? PLACE : 0);
    for (int k = 0; k < OPTIONAL_KEYS; k++) flags |= keys[k] ? FIRST_KEY << k : 0;
    *out++ = (char)flags;
    out = put_number(out, name->chain, 4);
    out = put_number(out, (uint64_t)name->key, 8);
    out = put_number(out, (uint64_t)name->other, 8);
    for (int k = 0; k < OPTIONAL_KEYS; k++) {
      if (keys[k]) out = put_number(out, (uint64_t)keys[k], 8);
    }
  }
  return (gaz_slice){data, (size_t)(out - data)};
}

size_t gaz_names_unpack(const char *data, size_t size, gaz_packed_name *out) {
  if (size < HEAD_BYTES) return 0;
  unsigned flags = (unsigned char)data[0];
  *out = (gaz_packed_name){.chain = gaz_read_u32(data + 1),
                           .key = (int64_t)gaz_read_u64(data + 5),
                           .other = (int64_t)gaz_read_u64(data + 13),
                           .strong = flags & STRONG,
                           .person = flags & PERSON,
                           .human = flags & HUMAN,
                           .demonym = flags & DEMONYM,
                           .place = flags & PLACE};
  int64_t *const keys[OPTIONAL_KEYS] = {&out->surname, &out->tail, &out->alias};
  size_t used = HEAD_BYTES;
  for (int k = 0; k < OPTIONAL_KEYS; k++) {
    if (!(flags & FIRST_KEY << k)) continue;
    if (size - used < 8) return 0;
    *keys[k] = (int64_t)gaz_read_u64(data + used);
    used += 8;
  }
  return used;
}
