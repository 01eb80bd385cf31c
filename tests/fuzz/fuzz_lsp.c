/* Requests of an editor, over a small knowledge base: any bytes are answered with a JSON-RPC response,
 * or with nothing when they are a notification. */
#include <jansson.h>

#include "../../bindings/lsp/gaz_lsp.h"
#include "small_kb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static gaz_kb *kb;
  if (!kb && gaz_kb_open(small_kb(), &kb, NULL)) abort();
  gaz_string reply;
  gaz_error error;
  if (gaz_lsp_request(kb, (const char *)data, size, NULL, &reply, &error)) abort();
  if (reply.size) {
    json_t *json = json_loadb(reply.data, reply.size, JSON_ALLOW_NUL, NULL);
    if (!json_object_get(json, "id")) abort();
    if (!json_object_get(json, "result") == !json_object_get(json, "error")) abort();
    json_decref(json);
  }
  gaz_string_free(&reply);
  return 0;
}
