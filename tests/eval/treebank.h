/* treebank.h - sentences as the trainer of the parser sees them: words, predicted tags and the heads to learn. */
#ifndef GAZ_EVAL_TREEBANK_H
#define GAZ_EVAL_TREEBANK_H

#include "conllu.h"
#include "english/tagger.h"

typedef struct treebank {
  conllu corpus;
  gaz_tokens tokens; /* of all sentences, with predicted tags */
  gaz_word_info *infos;
  size_t
      gold; /* so many sentences are annotated by people; the heads of the others were voted for */
  size_t longest; /* words of a sentence */
} treebank;

/* The train portions of EWT and GUM, with the tags that `train_tagger --folds` wrote to `tags`; and, unless
 * NULL, the sentences of the CoNLL-U file `silver`, tagged by `tagger`. `grafted` more annotated sentences are made
 * of two: a clause that one of them has behind a noun also stands behind the other's subject, a phrase behind a verb also
 * between the other's verb and what it tells. All exit on failure. */
void treebank_read(treebank *bank, const char *corpora, const char *tags, const char *silver,
                   size_t grafted, const gaz_tagger *tagger, const gaz_word_lexicons *lexicons);
/* Sentences without trees: one a line, words apart by spaces. Very short and very long ones are left
 * out. */
void treebank_read_text(treebank *bank, const char *path, const gaz_tagger *tagger,
                        const gaz_word_lexicons *lexicons);
/* Annotated sentences of a CoNLL-U file or folder with the tags of `tagger`. */
void treebank_read_tagged(treebank *bank, const char *path, const gaz_tagger *tagger,
                          const gaz_word_lexicons *lexicons);
/* Turns every sentence round, last word first. Twice is as before. */
void treebank_mirror(treebank *bank);

/* Trees of the same sentences by several parsers, a head a token (an index in the sentence, -1 the root) and a relation.
 * The head most of them name, or where that is no tree the whole of the one they agree with most, is written to `path`
 * as CoNLL-U, with the relation that more than half of them name, if any. */
void treebank_vote(const treebank *bank, int16_t *const *heads, uint8_t *const *relations,
                   size_t parsers, const char *path);

#endif
