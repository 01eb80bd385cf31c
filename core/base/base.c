/* Errors, cancel flags, hashing: the few functions that have no room of their own. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *gaz_status_name(gaz_status status) {
  switch (status) {
    case GAZ_OK: return "GAZ_OK";
    case GAZ_ERROR_MEMORY: return "GAZ_ERROR_MEMORY";
    case GAZ_ERROR_ARGUMENT: return "GAZ_ERROR_ARGUMENT";
    case GAZ_ERROR_IO: return "GAZ_ERROR_IO";
    case GAZ_ERROR_FORMAT: return "GAZ_ERROR_FORMAT";
    case GAZ_ERROR_TOO_LARGE: return "GAZ_ERROR_TOO_LARGE";
    case GAZ_ERROR_NOT_FOUND: return "GAZ_ERROR_NOT_FOUND";
    case GAZ_ERROR_BUSY: return "GAZ_ERROR_BUSY";
    case GAZ_ERROR_CANCELLED: return "GAZ_ERROR_CANCELLED";
    case GAZ_ERROR_CORRUPT: return "GAZ_ERROR_CORRUPT";
  }
  return "GAZ_ERROR_UNKNOWN";
}

const char *gaz_version(void) { return GAZ_VERSION; }

gaz_status gaz_fail(gaz_error *error, gaz_status status, const char *path, uint32_t line,
                    const char *format, ...) {
  if (!error) return status;
  error->status = status;
  error->line = line;
  snprintf(error->path, sizeof error->path, "%s", path ? path : "");
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  return status;
}

void gaz_string_free(gaz_string *string) {
  if (!string) return;
  free(string->data);
  *string = (gaz_string){0};
}

gaz_status gaz_cancel_new(gaz_cancel **out) {
  *out = NULL;
  gaz_cancel *cancel = malloc(sizeof *cancel);
  if (!cancel) return GAZ_ERROR_MEMORY;
  atomic_init(&cancel->references, 1);
  atomic_init(&cancel->set, false);
  *out = cancel;
  return GAZ_OK;
}

void gaz_cancel_set(gaz_cancel *cancel) {
  if (cancel) atomic_store_explicit(&cancel->set, true, memory_order_relaxed);
}

gaz_cancel *gaz_cancel_retain(gaz_cancel *cancel) {
  if (cancel) atomic_fetch_add_explicit(&cancel->references, 1, memory_order_relaxed);
  return cancel;
}

void gaz_cancel_release(gaz_cancel *cancel) {
  if (cancel && atomic_fetch_sub_explicit(&cancel->references, 1, memory_order_acq_rel) == 1) {
    free(cancel);
  }
}

uint64_t gaz_hash(const void *data, size_t size, uint64_t seed) {
  const unsigned char *bytes = data;
  uint64_t hash = seed ^ (size * 0x9e3779b97f4a7c15u);
  while (size >= 8) {
    hash = gaz_mix(hash ^ gaz_read_u64(bytes));
    bytes += 8;
    size -= 8;
  }
  return gaz_mix(hash ^ gaz_read_tail(bytes, size) ^ ((uint64_t)size << 56));
}

uint64_t gaz_hash_folded(const void *data, size_t size, uint64_t seed) {
  const unsigned char *bytes = data;
  uint64_t hash = seed ^ (size * 0x9e3779b97f4a7c15u);
  for (; size >= 8; bytes += 8, size -= 8)
    hash = gaz_mix(hash ^ gaz_fold_bytes(gaz_read_u64(bytes)));
  return gaz_mix(hash ^ gaz_fold_bytes(gaz_read_tail(bytes, size)) ^ ((uint64_t)size << 56));
}

uint64_t gaz_hash_file(const void *data, size_t size, uint64_t seed) {
  enum { LANES = 4, STEP = 8 * LANES };
  const unsigned char *bytes = data;
  uint64_t lanes[LANES] = {seed, seed + 1, seed + 2, seed + 3};
  size_t at = 0;
  for (; size - at >= STEP; at += STEP)
    for (int i = 0; i < LANES; i++) {
      uint64_t lane = (lanes[i] ^ gaz_read_u64(bytes + at + 8 * i)) * 0x9e3779b97f4a7c15u;
      lanes[i] = lane ^ lane >> 32;
    }
  return gaz_hash(lanes, sizeof lanes, gaz_hash(bytes + at, size - at, size));
}

static const char *const type_names[GAZ_TYPE_COUNT] = {
    "",    "PERSON",  "NORP",  "FAC",         "ORG", "GPE",
    "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "MISC",
};

const char *gaz_entity_type_name(gaz_entity_type type) {
  return (unsigned)type < GAZ_TYPE_COUNT ? type_names[type] : "";
}

gaz_entity_type gaz_entity_type_parse(const char *name, size_t size) {
  for (int type = 1; type < GAZ_TYPE_COUNT; type++) {
    if (strlen(type_names[type]) == size && memcmp(type_names[type], name, size) == 0) {
      return (gaz_entity_type)type;
    }
  }
  return GAZ_TYPE_NONE;
}

const char *gaz_layer_name(gaz_layer layer) {
  static const char *const names[GAZ_LAYER_COUNT] = {"entity", "event", "quote", "time", "check"};
  return (unsigned)layer < GAZ_LAYER_COUNT ? names[layer] : "";
}
