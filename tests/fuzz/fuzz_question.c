/* The questions of `gazette analyze`: a line of JSON, or tokens in columns. The first byte chooses one,
 * and the form of the answer. */
#include "../../bindings/cli/question.h"

#include "facts_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  question one = {.engine = fuzz_engine(),
                  .conll = data[0] & 2,
                  .date = data[0] & 4 ? "2021-06-09" : NULL,
                  .input = {(char *)data + 1, size - 1}};
  gaz_status status = data[0] & 1 ? question_tokens(&one) : question_line(&one);
  fuzz_expect(status != GAZ_ERROR_MEMORY && status != GAZ_ERROR_ARGUMENT);
  fuzz_expect(status ? !one.output.size : one.conll || one.output.size);
  if (!status && !one.conll) {
    json_t *json = json_loadb(one.output.data, one.output.size, JSON_ALLOW_NUL, NULL);
    fuzz_expect(json_is_object(json));
    json_decref(json);
  }
  gaz_buffer_free(&one.output);
  gaz_arena_free(&one.arena);
  return 0;
}
