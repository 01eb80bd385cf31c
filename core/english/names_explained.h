/* english/names_explained.h - names that the text explains. */
#ifndef GAZ_ENGLISH_NAMES_EXPLAINED_H
#define GAZ_ENGLISH_NAMES_EXPLAINED_H

#include "english/names_article.h"

/* "the League for Clean Harbours (LCH)": where the letters in brackets begin the words before them, and one of the two was
 * labelled as a name, both are, of one class, and so is the short form wherever else it stands; persons and dates are left
 * alone. "Washington, 54, teaches": what has an age is a person, unless it is a country. "2 million US homes": a state, and
 * no money. `labels` and `sure` hold one of each token, as gaz_name_choose leaves them. Linear in the article. */
void gaz_name_explained(const gaz_name_article *article, uint8_t *labels, float *sure);

#endif
