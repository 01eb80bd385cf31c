/* Any bytes read as any format: no crash, blocks in order and inside the text, strings NUL-ended. The
 * first byte chooses the format. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "article/cues.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const gaz_article *article) {
  uint32_t last = 0;
  if (!article->path || (!article->text && article->size)) abort();
  for (size_t i = 0; i < article->block_count; i++) {
    const gaz_block *block = &article->blocks[i];
    if (block->start < last || block->end <= block->start || block->end > article->size) abort();
    last = block->end;
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char *const paths[] = {"a.txt",   "a.md",  "a.html", "a.json",
                                      "a.jsonl", "a.eml", "a.xml"};
  static gaz_engine engine; /* the cues only; loaded once */
  if (!engine.article) {
    const char *folder = getenv("GAZETTE_DATA");
    if (gaz_article_cues_load(folder ? folder : "data", &engine.article, NULL)) abort();
  }
  if (size < 1) return 0;
  gaz_arena arena = {0};
  gaz_articles articles;
  gaz_error error = {0};
  const char *path = paths[data[0] % GAZ_COUNT(paths)];
  gaz_status status =
      gaz_article_read(&engine, path, (const char *)data + 1, size - 1, &arena, &articles, &error);
  if (status && (articles.count || !error.message[0])) abort();
  for (size_t i = 0; i < articles.count; i++) check(&articles.items[i]);
  gaz_arena_free(&arena);
  return 0;
}
