/* english/names_acronyms.h - names that the article explains. */
#ifndef GAZ_ENGLISH_NAMES_ACRONYMS_H
#define GAZ_ENGLISH_NAMES_ACRONYMS_H

#include "english/names_article.h"

/* "the League for Clean Harbours (LCH)": where the letters in brackets begin the words before them, and one of the two was
 * labelled as a name, both are, of one class, and so is the short form wherever else it stands. `labels` and `sure` hold one
 * of each token, as gaz_name_choose leaves them. Persons and dates are left alone. */
void gaz_name_acronyms(const gaz_name_article *article, uint8_t *labels, float *sure);

#endif
