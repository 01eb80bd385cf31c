/* Any bytes written as a JSON string must be read back by a strict JSON parser, as valid UTF-8. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  gaz_buffer buffer = {0};
  gaz_buffer_json(&buffer, (const char *)data, size);
  json_t *value = json_loadb(buffer.data, buffer.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  if (!json_is_string(value)) abort();
  json_decref(value);
  gaz_buffer_free(&buffer);
  return 0;
}
