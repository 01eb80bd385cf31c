/* A paragraph's key is a hash; its lowest bit says that the paragraph reads like news, if short ("The
 * minister declined to comment."), and must stand in more articles before it is believed to be none. */
#include "article/standing.h"

#include <string.h>

#include "article/paragraph.h"

enum { STANDS_IN = 4, NEWS_STANDS_IN = 8, BYTES_MAX = 1000 };

static bool has(uint32_t looks, unsigned look) { return looks >> look & 1; }

/* The key of a block, or 0. */
static int64_t key_of(const gaz_article *article, const gaz_block *block, uint64_t outlet) {
  const char *text = article->text + block->start;
  size_t size = block->end - block->start;
  if ((block->kind != GAZ_BLOCK_BODY && block->kind != GAZ_BLOCK_HEADING) || size > BYTES_MAX)
    return 0;
  uint32_t looks = gaz_paragraph_looks(text, size);
  bool appeals = has(looks, GAZ_LOOK_YOU) || has(looks, GAZ_LOOK_WE) ||
                 has(looks, GAZ_LOOK_ADDRESS) || has(looks, GAZ_LOOK_BARS);
  bool sentence = has(looks, GAZ_LOOK_SENTENCE);
  if (has(looks, GAZ_LOOK_QUOTATION) || (sentence && has(looks, GAZ_LOOK_LONG) && !appeals))
    return 0;
  uint64_t words = gaz_paragraph_words(text, size);
  if (!words) return 0;
  int64_t key = (int64_t)(gaz_mix(words ^ outlet) >> 1) & ~(int64_t)1;
  return key | (sentence && !appeals);
}

static uint64_t outlet_of(const gaz_article *article) {
  return article->outlet ? gaz_paragraph_words(article->outlet, strlen(article->outlet)) : 0;
}

size_t gaz_article_standing_keys(const gaz_article *article, int64_t *keys, size_t capacity) {
  uint64_t outlet = outlet_of(article);
  size_t count = 0;
  for (size_t i = 0; i < article->block_count && count < capacity; i++) {
    int64_t key = key_of(article, &article->blocks[i], outlet);
    size_t k = 0;
    while (k < count && keys[k] != key) k++;
    if (key && k == count) keys[count++] = key;
  }
  return count;
}

int64_t gaz_article_standing_least(int64_t key) { return key & 1 ? NEWS_STANDS_IN : STANDS_IN; }

void gaz_article_set_aside(gaz_article *article, bool (*stands)(const void *context, int64_t key),
                           const void *context) {
  uint64_t outlet = outlet_of(article);
  for (size_t i = 0; i < article->block_count; i++) {
    int64_t key = key_of(article, &article->blocks[i], outlet);
    if (key && stands(context, key)) article->blocks[i].kind = GAZ_BLOCK_FURNITURE;
  }
}
