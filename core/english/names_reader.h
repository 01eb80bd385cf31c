/* english/names_reader.h - the second reader of names: a net (net.h) that reads an article after the field of names.c.
 *
 * The field adds up what each thing it knows of a word says by itself, or with one more thing. The net's hidden units stand
 * for things that are true together, and it errs elsewhere: the mean of what both say of each label is more often right than
 * either. It is told of the word and those around it by their codes (word_classes.h), classes, forms, affixes and lists, of
 * the run of capitals, and of what the field made of the same word elsewhere in the article; not of what the field says
 * here. */
#ifndef GAZ_ENGLISH_NAMES_READER_H
#define GAZ_ENGLISH_NAMES_READER_H

#include "english/names_decode.h"
#include "english/names_features.h"
#include "english/net.h"

/* What is true of a token of an article that was revised with the field's last labels (gaz_name_article_revise). The rows of
 * codes come first, and then *identity others that say which word it is. Returns how many, at most GAZ_NET_ROWS_MAX. */
size_t gaz_name_reader_rows(const gaz_name_article *article, size_t sentence, size_t token,
                            uint32_t rows[GAZ_NET_ROWS_MAX], size_t *identity);

/* Whether a row says a code of a word (word_classes.h): *place is that of the word, 0 two before to 4 two after; *code which
 * of its codes it is, *value what it says. For the trainer, who learns weights of vectors. */
enum { GAZ_NAME_READER_PLACES = 5 };
bool gaz_name_reader_code(uint32_t row, unsigned *place, unsigned *code, unsigned *value);

/* Outputs are the labels of names_features.h; its numbers the net's own scores of one label after another, as in
 * gaz_name_transitions.score. */
extern const gaz_net_shape gaz_name_reader_shape;

/* What the opinions of the field and of the net count, the same. Less than one together: where they agree, and they mostly do,
 * their mean would be surer than it is right. With this, names are as likely right as they are said to be, on articles that
 * neither has learnt from (MODELS.md). */
#define GAZ_NAME_READER_SHARE 0.33f

/* The sum of these shares of the field's scores of a token and the net's, in place of the first. */
void gaz_name_reader_add(const gaz_net *net, const uint32_t *rows, size_t count, float *scores);
/* The same of steps from label to label. */
void gaz_name_reader_steps(const gaz_net *net, const gaz_name_transitions *field,
                           gaz_name_transitions *out);

#endif
