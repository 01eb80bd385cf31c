/* Tags, lemmas and dependencies on gold tokens: every word as the treebank splits it, everything else
 * predicted. LAS as the CoNLL 2018 shared task counts it looks at universal relations only ("acl:relcl" is "acl"); the
 * strict figure beside it wants the subtype too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "english/labels.h"
#include "eval.h"

typedef struct counts {
  size_t words, upos, xpos, lemma, head, labelled, strict;
} counts;

static double percent(size_t part, size_t whole) {
  return whole ? 100.0 * (double)part / (double)whole : 0;
}

static bool same_relation(uint8_t a, uint8_t b) {
  const char *x = gaz_deprel_name(a), *y = gaz_deprel_name(b);
  size_t size = strcspn(x, ":");
  return size == strcspn(y, ":") && !memcmp(x, y, size);
}

static void eval_gold(const eval *context, const char *name, const char *path, const char *only,
                      double upos, double las, double uas) {
  conllu corpus = {0};
  char full[4096];
  snprintf(full, sizeof full, "%s/%s", context->corpora, path);
  conllu_read(&corpus, full, only, "reddit");
  gaz_arena arena = {0};
  gaz_tokens tokens;
  gaz_analysis analysis;
  size_t size;
  char *text = conllu_given_tokens(&corpus, 0, corpus.count, &arena, &tokens, &size);
  if (gaz_english_analyze_tokens(context->engine, text, size, &tokens,
                                 GAZ_STAGE_TAGS | GAZ_STAGE_PARSE, NULL, &arena, &analysis))
    exit(3);
  counts n = {0};
  static size_t confusion[GAZ_UPOS_COUNT][GAZ_UPOS_COUNT];
  memset(confusion, 0, sizeof confusion);
  static size_t wrong[GAZ_DEPREL_COUNT], all[GAZ_DEPREL_COUNT];
  memset(wrong, 0, sizeof wrong);
  memset(all, 0, sizeof all);
  for (size_t s = 0; s < corpus.count; s++) {
    uint32_t first = tokens.sentences[s].first;
    for (size_t w = 0; w < corpus.sentences[s].count; w++) {
      const conllu_word *gold = &corpus.sentences[s].words[w];
      const gaz_token *token = &analysis.tokens.tokens[first + w];
      int32_t head = token->head < 0 ? -1 : token->head - (int32_t)first;
      n.words++;
      n.upos += token->upos == gold->upos;
      n.xpos += token->xpos == gold->xpos;
      n.lemma += !strcmp(token->lemma, gold->lemma);
      n.head += head == gold->head;
      n.labelled += head == gold->head && same_relation(token->deprel, gold->deprel);
      n.strict += head == gold->head && token->deprel == gold->deprel;
      confusion[gold->upos][token->upos]++;
      all[gold->deprel]++;
      wrong[gold->deprel] += !(head == gold->head && token->deprel == gold->deprel);
      if (context->verbose && token->upos != gold->upos)
        printf("UPOS %s %s -> %s (%s)\n", gold->form, gaz_upos_name(gold->upos),
               gaz_upos_name(token->upos), w ? corpus.sentences[s].words[w - 1].form : "");
      if (context->verbose && strcmp(token->lemma, gold->lemma))
        printf("LEMMA %s/%s %s -> %s\n", gold->form, gaz_xpos_name(token->xpos), gold->lemma,
               token->lemma);
    }
  }
  eval_row("tags", name, "UPOS accuracy", percent(n.upos, n.words), upos);
  eval_row("tags", name, "XPOS accuracy", percent(n.xpos, n.words), 0);
  eval_row("lemmas", name, "accuracy", percent(n.lemma, n.words), 0);
  eval_row("dependencies", name, "UAS", percent(n.head, n.words), uas);
  eval_row("dependencies", name, "LAS", percent(n.labelled, n.words), las);
  eval_row("dependencies", name, "LAS with subtypes", percent(n.strict, n.words), 0);
  if (context->verbose) {
    for (int a = 0; a < GAZ_UPOS_COUNT; a++)
      for (int b = 0; b < GAZ_UPOS_COUNT; b++)
        if (a != b && confusion[a][b] * 2000 > n.words)
          printf("TAG %s as %s: %zu\n", gaz_upos_name((uint8_t)a), gaz_upos_name((uint8_t)b),
                 confusion[a][b]);
    for (int a = 0; a < GAZ_DEPREL_COUNT; a++)
      if (wrong[a] > 20)
        printf("ARC %s: %zu of %zu wrong\n", gaz_deprel_name((uint8_t)a), wrong[a], all[a]);
  }
  gaz_arena_free(&arena);
  gaz_arena_free(&corpus.arena);
}

void eval_english(const eval *context) {
  eval_gold(context, "EWT dev, gold tokens", "ewt/en_ewt-ud-dev.conllu", NULL, 96, 82.5, 86);
  eval_gold(context, "GUM dev, gold tokens", "gum/dev", NULL, 0, 0, 0);
  eval_gold(context, "GUM dev news, gold t.", "gum/dev", "_news_", 0, 80.5, 84);
}
