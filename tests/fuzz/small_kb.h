/* A small knowledge base in a folder of its own, made at the first call and removed at exit: what the
 * targets that ask one share. */
#ifndef FUZZ_SMALL_KB_H
#define FUZZ_SMALL_KB_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "lookup/kb.h"
#include "resolve/resolve.h"
#include "store/store.h"

static char small_kb_dir[64];

static void small_kb_remove(void) {
  static const char *const files[] = {"kb.sqlite3",  "kb.sqlite3-wal",    "kb.sqlite3-shm",
                                      "lexicon.gzl", "corrections.jsonl", "lock"};
  char path[128];
  for (size_t i = 0; i < GAZ_COUNT(files); i++) {
    snprintf(path, sizeof path, "%s/%s", small_kb_dir, files[i]);
    unlink(path);
  }
  rmdir(small_kb_dir);
}

static void small_kb_put(const gaz_engine *engine, gaz_store *store, const char *path,
                         const char *text) {
  gaz_arena arena = {0};
  gaz_articles articles;
  gaz_record record;
  gaz_error error;
  if (gaz_article_read(engine, path, text, strlen(text), &arena, &articles, &error) ||
      gaz_record_build(engine, &articles.items[0], NULL, &arena, &record, &error))
    abort();
  gaz_file_stamp stamp = {.size = (int64_t)strlen(text), .mtime = 1, .hash = 1};
  int64_t file = gaz_store_put_file(store, path, &stamp, 1, NULL);
  if (gaz_store_put_article(store, file, &record)) abort();
  gaz_arena_free(&arena);
}

/* The folder of the knowledge base. */
__attribute__((unused)) static const char *small_kb(void) {
  if (small_kb_dir[0]) return small_kb_dir;
  snprintf(small_kb_dir, sizeof small_kb_dir, "/tmp/gazette-fuzz-XXXXXX");
  gaz_engine *engine;
  gaz_store *store;
  gaz_publish_options options = {0};
  if (!mkdtemp(small_kb_dir) || gaz_engine_open(getenv("GAZETTE_DATA"), &engine, NULL) ||
      gaz_store_open(small_kb_dir, NULL, &store, NULL))
    abort();
  atexit(small_kb_remove);
  small_kb_put(
      engine, store, "vale.txt",
      "Harbour Minister Quits\n\nPublished 9 June 2021\n\nPORT ELSA, Ruritania (Courier) - "
      "Harbour Minister Tomas Vale resigned on Wednesday. \"I should have read them,\" Vale "
      "told the Courier. Ruritania accused Korvia of sinking the ferry Saint Brenna, "
      "killing 23 people, on 2 May 2021.\n");
  small_kb_put(
      engine, store, "korvia.txt",
      "Korvia Denies It Sank Ferry\n\nPublished 10 June 2021\n\nKorvia denied on Thursday "
      "that it had sunk the Saint Brenna. President Ada Brandt met Tomas Vale in Port Elsa "
      "on Friday and said that \"Ruritania is wrong\".\n");
  if (gaz_kb_publish(store, &options, NULL, NULL)) abort();
  gaz_store_close(store);
  gaz_engine_release(engine);
  return small_kb_dir;
}

#endif
