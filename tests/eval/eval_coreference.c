/* Coreference on the news of GUM: CoNLL F1 with mentions we found, on given tokens.
 *
 * GUM marks every noun phrase, so the score is printed with and without chains of one mention, and
 * for names alone. Our mentions of names are the name itself; GUM's are the whole noun phrase with
 * its titles and descriptions. A mention is therefore compared by its phrase (gaz_mention_phrase).
 * GUM's mentions of times are our time expressions; two of one value are one.
 * The rows "given trees" use GUM's own tags, trees and names: what is left is coreference proper. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/labels.h"
#include "eval.h"
#include "extract/mentions.h"
#include "gum.h"
#include "coreference_scores.h"

static uint8_t type_of(const char *type) {
  static const struct {
    const char *name;
    uint8_t type;
  } types[] = {{"person", GAZ_TYPE_PERSON},  {"organization", GAZ_TYPE_ORG},
               {"place", GAZ_TYPE_GPE},      {"event", GAZ_TYPE_EVENT},
               {"object", GAZ_TYPE_PRODUCT}, {"time", GAZ_NAME_DATE}};
  for (size_t i = 0; i < GAZ_COUNT(types); i++)
    if (!strcmp(types[i].name, type)) return types[i].type;
  return GAZ_TYPE_MISC;
}

static int by_first(const void *a, const void *b) {
  const gaz_name *x = a, *y = b;
  return x->first != y->first ? (x->first < y->first ? -1 : 1) : 0;
}

static bool in_name(const gum_document *d, uint32_t token) {
  const gaz_token *t = &d->tokens.tokens[token];
  bool capital = d->text[t->start] >= 'A' && d->text[t->start] <= 'Z';
  return t->upos == GAZ_UPOS_PROPN || (capital && t->upos == GAZ_UPOS_ADJ);
}

/* Names as the recogniser would give them: the proper nouns of annotated phrases. */
static void given_names(const gum_document *d, gaz_arena *arena, gaz_analysis *analysis) {
  gaz_name *names = gaz_arena_zeroed(arena, d->mention_count + 1, sizeof *names);
  size_t count = 0;
  for (size_t m = 0; m < d->mention_count; m++) {
    const gum_mention *g = &d->mentions[m];
    if (!g->name) continue;
    uint32_t head = g->first;
    for (uint32_t t = g->first; t <= g->last; t++) {
      int32_t up = d->tokens.tokens[t].head;
      if (up < (int32_t)g->first || up > (int32_t)g->last) head = t;
    }
    uint32_t first = head, last = head;
    while (first > g->first && in_name(d, first - 1)) first--;
    while (last < g->last && in_name(d, last + 1)) last++;
    names[count++] = (gaz_name){d->tokens.tokens[first].start,
                                d->tokens.tokens[last].end,
                                first,
                                last - first + 1,
                                type_of(g->type),
                                1};
  }
  qsort(names, count, sizeof *names, by_first);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (!kept || names[i].first >= names[kept - 1].first + names[kept - 1].count)
      names[kept++] = names[i];
  analysis->names = names;
  analysis->name_count = kept;
}

typedef struct totals {
  coreference_scores all, chains, names;
} totals;

static uint32_t token_from(const gaz_analysis *analysis, uint32_t start) {
  size_t low = 0, high = analysis->tokens.token_count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (analysis->tokens.tokens[middle].end <= start)
      low = middle + 1;
    else
      high = middle;
  }
  return (uint32_t)low;
}

/* Whether the words are spoken of by themselves: "now" and the "1969" of "the 1969 film" are not. */
static bool is_spoken_of(const gaz_analysis *analysis, uint32_t first, uint32_t last) {
  for (uint32_t t = first; t <= last; t++) {
    const gaz_token *token = &analysis->tokens.tokens[t];
    if (token->head >= (int32_t)first && token->head <= (int32_t)last) continue;
    if (token->upos == GAZ_UPOS_PUNCT) continue;
    return token->upos != GAZ_UPOS_ADV && token->upos != GAZ_UPOS_ADP &&
           token->deprel != GAZ_DEPREL_AMOD && token->deprel != GAZ_DEPREL_NUMMOD &&
           !(token->deprel == GAZ_DEPREL_COMPOUND && token->upos != GAZ_UPOS_PROPN);
  }
  return true;
}

/* Time expressions as mentions. In GUM a weekday before a date is a mention beside it, and a year at
 * the end of a date one inside it. */
static size_t add_times(const gaz_facts *facts, scored_mention *found, size_t count) {
  const gaz_token *tokens = facts->analysis->tokens.tokens;
  for (size_t i = 0; i < facts->time_count; i++) {
    const gaz_time *time = &facts->times[i];
    uint32_t first = token_from(facts->analysis, time->start);
    uint32_t last = token_from(facts->analysis, time->end - 1), chain = (uint32_t)i;
    for (size_t k = 0; k < i && time->value; k++)
      if (facts->times[k].value && !strcmp(facts->times[k].value, time->value)) {
        chain = (uint32_t)k;
        break;
      }
    if (first > last || !is_spoken_of(facts->analysis, first, last)) continue;
    if (last > first + 2 && tokens[first + 1].xpos == GAZ_XPOS_COMMA) {
      found[count++] = (scored_mention){first, first, 0x40000000u + chain};
      first += 2;
    }
    if (last > first + 1 && tokens[last].upos == GAZ_UPOS_NUM &&
        tokens[last].end - tokens[last].start == 4) {
      uint32_t year = (uint32_t)strtoul(facts->analysis->text + tokens[last].start, NULL, 10);
      found[count++] = (scored_mention){last, last, 0x50000000u + year};
    }
    if (first > 0) { /* "the night of Friday": an article belongs to it */
      const gaz_token *before = &tokens[first - 1], *at = &tokens[first];
      if (before->upos == GAZ_UPOS_DET && before->sentence == at->sentence) first--;
    }
    found[count++] = (scored_mention){first, last, 0x40000000u + chain};
  }
  return count;
}

static void score(const gum_document *d, const gaz_facts *facts, gaz_arena *arena, totals *sums,
                  bool given, bool verbose) {
  scored_mention *gold = gaz_arena_zeroed(arena, d->mention_count + 1, sizeof *gold);
  scored_mention *found =
      gaz_arena_zeroed(arena, facts->mention_count + facts->time_count * 3 + 1, sizeof *found);
  scored_mention *gold_names = gaz_arena_zeroed(arena, d->mention_count + 1, sizeof *gold);
  scored_mention *found_names = gaz_arena_zeroed(arena, facts->mention_count + 1, sizeof *found);
  size_t gold_count = 0, found_count = 0, all = 0;
  for (size_t i = 0; i < d->mention_count; i++) {
    gold[i] = (scored_mention){d->mentions[i].first, d->mentions[i].last, d->mentions[i].chain};
    /* A possessive 's is no part of our mentions. */
    if (gold[i].end > gold[i].start && d->tokens.tokens[gold[i].end].xpos == GAZ_XPOS_POS)
      gold[i].end--;
    if (d->mentions[i].name) gold_names[gold_count++] = gold[i];
  }
  for (size_t i = 0; i < facts->mention_count; i++) {
    const gaz_mention *m = &facts->mentions[i];
    uint32_t first, last;
    if (m->kind == GAZ_MENTION_NAME && m->type == GAZ_TYPE_NORP &&
        facts->analysis->tokens.tokens[m->head].upos == GAZ_UPOS_ADJ)
      continue; /* "Korvian troops": no mention in GUM */
    gaz_mention_phrase(facts->analysis, m, &first, &last);
    scored_mention one = {first, last, m->chain};
    if (m->kind == GAZ_MENTION_NAME) found_names[found_count++] = one;
    bool there = false; /* "coach Jana Keller" is the coach and Jana Keller */
    for (size_t k = all; k-- > 0 && all - k <= 8;)
      there |= found[k].start == first && found[k].end == last;
    if (!there) found[all++] = one;
  }
  all = add_times(facts, found, all);
  coreference_add(&sums->all, gold, d->mention_count, found, all, 1);
  coreference_add(&sums->chains, gold, d->mention_count, found, all, 0);
  coreference_add(&sums->names, gold_names, gold_count, found_names, found_count, 1);
  if (!verbose) return;
  printf("  %s%s\n", d->name, given ? " given trees, names" : "");
  for (size_t i = 0; i < d->mention_count; i++) {
    uint32_t chain = GAZ_NONE;
    for (size_t k = 0; k < all; k++)
      if (found[k].start == gold[i].start && found[k].end == gold[i].end) chain = found[k].chain;
    uint32_t start = d->tokens.tokens[gold[i].start].start, end = d->tokens.tokens[gold[i].end].end;
    printf("    gold %3u ours %3d at %u-%u %s [%.*s]\n", gold[i].chain, (int)chain, gold[i].start,
           gold[i].end, d->mentions[i].type, (int)(end - start), d->text + start);
  }
  for (size_t k = 0; k < all; k++) {
    bool there = false;
    for (size_t i = 0; i < d->mention_count; i++)
      there |= found[k].start == gold[i].start && found[k].end == gold[i].end;
    uint32_t start = d->tokens.tokens[found[k].start].start,
             end = d->tokens.tokens[found[k].end].end;
    if (!there)
      printf("    extra    ours %3d at %u-%u [%.*s]\n", (int)found[k].chain, found[k].start,
             found[k].end, (int)(end - start), d->text + start);
  }
}

static void rows(const char *data, const totals *sums, double target) {
  eval_row("coreference", data, "CoNLL, all mentions", coreference_conll(&sums->all), target);
  eval_row("coreference", data, "mentions F1",
           ratio_f1(sums->all.mention_recall, sums->all.mention_precision), 0);
  eval_row("coreference", data, "CoNLL, no singletons", coreference_conll(&sums->chains), 0);
  eval_row("coreference", data, "  MUC F1",
           ratio_f1(sums->chains.muc_recall, sums->chains.muc_precision), 0);
  eval_row("coreference", data, "  B-cubed F1",
           ratio_f1(sums->chains.cubed_recall, sums->chains.cubed_precision), 0);
  eval_row("coreference", data, "  CEAF-e F1",
           ratio_f1(sums->chains.ceaf_recall, sums->chains.ceaf_precision), 0);
  eval_row("coreference", data, "CoNLL, names only", coreference_conll(&sums->names), 0);
}

static void score_part(const eval *context, const char *part, const char *label, bool given,
                       double target) {
  char path[4096];
  gaz_arena corpus = {0}, arena = {0};
  gum documents;
  totals sums = {0};
  snprintf(path, sizeof path, "%s/gum/%s", context->corpora, part);
  if (!gum_read(path, "GUM_news", &corpus, &documents)) return;
  for (size_t i = 0; i < documents.count; i++) {
    gum_document *d = &documents.documents[i];
    gaz_analysis analysis = {.text = d->text, .size = d->size, .tokens = d->tokens};
    gaz_facts facts;
    if (given) {
      given_names(d, &arena, &analysis);
    } else {
      gaz_tokens tokens = d->tokens;
      tokens.tokens = gaz_arena_alloc(&arena, tokens.token_count * sizeof *tokens.tokens);
      for (size_t t = 0; t < tokens.token_count; t++)
        tokens.tokens[t] = (gaz_token){.start = d->tokens.tokens[t].start,
                                       .end = d->tokens.tokens[t].end,
                                       .sentence = d->tokens.tokens[t].sentence,
                                       .head = -1};
      if (gaz_english_analyze_tokens(context->engine, d->text, d->size, &tokens, GAZ_STAGE_ALL,
                                     NULL, &arena, &analysis))
        return;
    }
    if (gaz_extract(context->engine, &analysis, NULL, NULL, &arena, &facts)) return;
    score(d, &facts, &arena, &sums, given, context->verbose);
    gaz_arena_reset(&arena);
  }
  rows(label, &sums, target);
  gaz_arena_free(&corpus);
  gaz_arena_free(&arena);
}

void eval_coreference(const eval *context) {
  score_part(context, "dev", "GUM dev news", false, 55);
  score_part(context, "dev", "  given trees, names", true, 0);
  score_part(context, "train", "GUM train news", false, 0);
  score_part(context, "train", "  given trees, names", true, 0);
}
