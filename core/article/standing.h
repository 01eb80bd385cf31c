/* article/standing.h - paragraphs that stand in many articles of one outlet.
 *
 * A line printed under every article of a newspaper is its furniture, whatever it says. One article
 * cannot show that; the archive can. So articles tell the keys of their paragraphs, who counts them
 * says which stand in many, and those are set aside. */
#ifndef GAZ_ARTICLE_STANDING_H
#define GAZ_ARTICLE_STANDING_H

#include "article/article.h"

/* Keys of the paragraphs that would be furniture if they stood in many articles of this outlet, each
 * once; at most `capacity`. A key is of the paragraph's words but numbers, and of the outlet. Plain
 * prose and what is quoted has none: news is repeated too. */
size_t gaz_article_standing_keys(const gaz_article *article, int64_t *keys, size_t capacity);

/* In how many articles a paragraph of this key must stand to be furniture. */
int64_t gaz_article_standing_least(int64_t key);

/* Makes furniture of the paragraphs whose key `stands` knows. */
void gaz_article_set_aside(gaz_article *article, bool (*stands)(const void *context, int64_t key),
                           const void *context);

#endif
