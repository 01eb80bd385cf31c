/* A knowledge base whose database is damaged: every question is answered or refused, and none reads
 * what is not there. An input is a list of patches to a sound database: four bytes of where (little
 * endian, taken modulo its size), one of how many bytes (its low six bits), and these. */
#include "small_kb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gaz_string sound; /* the database as it was made */

static void read_sound(void) {
  char path[128];
  snprintf(path, sizeof path, "%s/kb.sqlite3", small_kb());
  if (gaz_read_file(path, 64 << 20, &sound, NULL)) abort();
  /* A reader of another generation would wait for its lexicon. */
  snprintf(path, sizeof path, "%s/lexicon.gzl", small_kb());
  unlink(path);
}

static void write_patched(const uint8_t *data, size_t size) {
  char path[128];
  char *copy = malloc(sound.size);
  if (!copy) abort();
  memcpy(copy, sound.data, sound.size);
  for (size_t at = 0; at + 5 <= size;) {
    size_t where = gaz_read_u32(data + at) % sound.size, count = data[at + 4] & 63;
    at += 5;
    if (count > size - at) count = size - at;
    if (count > sound.size - where) count = sound.size - where;
    memcpy(copy + where, data + at, count);
    at += count;
  }
  snprintf(path, sizeof path, "%s/kb.sqlite3", small_kb());
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(copy, 1, sound.size, file) != sound.size || fclose(file)) abort();
  free(copy);
}

static void end(gaz_string *out, gaz_status status, const gaz_error *error) {
  if (status && (out->data || !error->message[0])) abort();
  gaz_string_free(out);
}

static bool pass_over(void *context, const char *data, size_t size) {
  *(size_t *)context += size + (data ? 0 : 1);
  return true;
}

static void count_fault(void *context, const char *what) { *(size_t *)context += what[0] != '\0'; }

static void ask_everything(gaz_kb *kb) {
  static const gaz_format formats[] = {GAZ_FORMAT_TEXT, GAZ_FORMAT_MARKDOWN, GAZ_FORMAT_JSON,
                                       GAZ_FORMAT_JSONL};
  static const char *const names[] = {"Vale", "1", "2", "3", "Korvia"};
  gaz_error error = {0};
  gaz_string out = {0};
  for (size_t i = 0; i < GAZ_COUNT(names); i++) {
    size_t size = strlen(names[i]);
    gaz_format format = formats[i % 3];
    end(&out, gaz_kb_lookup(kb, names[i], size, format, &out, &error), &error);
    format = formats[i % GAZ_COUNT(formats)];
    end(&out, gaz_kb_timeline(kb, names[i], NULL, NULL, format, &out, &error), &error);
    end(&out, gaz_kb_mentions(kb, (uint32_t)i, 10, &out, &error), &error);
  }
  end(&out, gaz_kb_search(kb, "vale said", 10, GAZ_FORMAT_JSONL, &out, &error), &error);
  end(&out, gaz_kb_complete(kb, "Va", 10, &out, &error), &error);
  end(&out, gaz_kb_stats(kb, &out, &error), &error);
  size_t bytes = 0, faults = 0;
  static const gaz_format exports[] = {GAZ_FORMAT_JSONL, GAZ_FORMAT_CSV, GAZ_FORMAT_FTM};
  for (size_t i = 0; i < GAZ_COUNT(exports); i++)
    gaz_kb_export(kb, exports[i], &(gaz_sink){pass_over, &bytes}, &error);
  if (gaz_kb_verify(kb, count_fault, &faults, &error) == GAZ_OK && faults) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  gaz_kb *kb;
  gaz_error error;
  if (!sound.data) read_sound();
  write_patched(data, size);
  if (gaz_kb_open(small_kb(), &kb, &error) == GAZ_OK) ask_everything(kb);
  gaz_kb_release(kb);
  return 0;
}
