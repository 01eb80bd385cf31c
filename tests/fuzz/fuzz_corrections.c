/* corrections.jsonl, which people and programs edit: what is taken is whole, what is not is reported. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "resolve/corrections.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const gaz_correction *one) {
  bool wants_text = one->kind == GAZ_CORRECT_RENAME || one->kind == GAZ_CORRECT_ALIAS ||
                    one->kind == GAZ_CORRECT_ROLE;
  if (one->kind >= GAZ_CORRECT_COUNT || !one->entity.name || !one->entity.name[0] || !one->line ||
      (one->kind == GAZ_CORRECT_MERGE && !one->other.name) || (wants_text && !one->text) ||
      (one->kind == GAZ_CORRECT_SPLIT && !one->article_count) ||
      (one->kind == GAZ_CORRECT_RETYPE && one->type == GAZ_TYPE_NONE))
    abort();
}

static void count_report(void *context, const gaz_error *error) {
  if (error->status != GAZ_ERROR_FORMAT || !error->line || !error->message[0]) abort();
  ++*(size_t *)context;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char path[64];
  int file = memfd_create("corrections", MFD_CLOEXEC);
  if (file < 0 || write(file, data, size) != (ssize_t)size) abort();
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  gaz_arena arena = {0};
  gaz_corrections all;
  gaz_error error;
  size_t reported = 0, lines = 1;
  gaz_report report = {count_report, &reported};
  if (gaz_corrections_read(path, &arena, &report, &all, &error)) abort();
  for (size_t i = 0; i < size; i++) lines += data[i] == '\n';
  if (all.count + reported > lines) abort();
  for (size_t i = 0; i < all.count; i++) check(&all.items[i]);
  gaz_arena_free(&arena);
  close(file);
  return 0;
}
