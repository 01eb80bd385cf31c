/* Names against the Worldwide newswire development articles: exact span and type over its nine
 * classes, on the given tokens as written, all in lower case and all in capitals, and on raw text;
 * then which class was taken for which, and how often a confidence is right; and persons, places and organisations of
 * another corpus. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "eval.h"
#include "names_corpus.h"

enum { CLASSES = GAZ_NAME_CLASS_COUNT, NONE = CLASSES, BINS = 5 };

typedef struct tally {
  size_t right[CLASSES + 1], found[CLASSES + 1], gold[CLASSES + 1]; /* the last is all */
  size_t confusion[CLASSES + 1][CLASSES + 1]; /* [right][found]; names that overlap count as met */
  size_t boundary[CLASSES];                   /* right class, other span */
  size_t bin_right[BINS], bin_all[BINS];      /* by confidence */
  double bin_sum[BINS];
} tally;

static void print_name(const labelled_article *article, size_t first, size_t last,
                       const char *what) {
  const gaz_token *tokens = article->tokens.tokens;
  printf("%s\t%.*s\n", what, (int)(tokens[last].end - tokens[first].start),
         article->text.data + tokens[first].start);
}

static void compare(const eval *context, const labelled_article *article, const gaz_analysis *found,
                    tally *t) {
  labelled_name *gold = malloc((article->tokens.token_count + 1) * sizeof *gold);
  size_t count = names_of_labels(article->labels, article->tokens.token_count, gold), j = 0;
  for (size_t g = 0; g < count; g++) t->gold[gold[g].class]++, t->gold[NONE]++;
  bool *met = calloc(count + 1, 1);
  for (size_t i = 0; i < found->name_count; i++) {
    const gaz_name *name = &found->names[i];
    unsigned class = class_of_type(name->type);
    size_t first = name->first, last = first + name->count - 1;
    t->found[class]++, t->found[NONE]++;
    while (j < count && gold[j].last < first) j++;
    bool overlaps = j < count && gold[j].first <= last;
    bool same = overlaps && gold[j].first == first && gold[j].last == last;
    bool right = same && gold[j].class == class;
    unsigned bin = (unsigned)(name->confidence * BINS);
    bin = bin < BINS ? bin : BINS - 1;
    t->bin_all[bin]++, t->bin_right[bin] += right, t->bin_sum[bin] += name->confidence;
    if (right)
      t->right[class]++, t->right[NONE]++;
    else if (overlaps && gold[j].class == class)
      t->boundary[class]++;
    if (!overlaps)
      t->confusion[NONE][class]++;
    else if (!met[j])
      t->confusion[gold[j].class][class]++;
    if (overlaps) met[j] = true;
    if (context->verbose && !right) {
      char what[64];
      snprintf(what, sizeof what, "NAME %s as %s", overlaps ? class_names[gold[j].class] : "-",
               class_names[class]);
      print_name(article, first, last, what);
    }
  }
  for (size_t g = 0; g < count; g++)
    if (!met[g]) {
      t->confusion[gold[g].class][NONE]++;
      char what[64];
      snprintf(what, sizeof what, "NAME %s as -", class_names[gold[g].class]);
      if (context->verbose) print_name(article, gold[g].first, gold[g].last, what);
    }
  free(gold), free(met);
}

static void analyse(const eval *context, labelled_article *article, gaz_arena *arena,
                    gaz_analysis *found) {
  gaz_arena_reset(arena);
  if (gaz_english_analyze_tokens(context->engine, article->text.data, article->text.size,
                                 &article->tokens, GAZ_STAGE_TAGS | GAZ_STAGE_NAMES, NULL, arena,
                                 found))
    exit(3);
}

static tally run(const eval *context, labelled_corpus *corpus) {
  tally t = {0};
  gaz_arena arena = {0};
  for (size_t a = 0; a < corpus->count; a++) {
    gaz_analysis found;
    analyse(context, &corpus->articles[a], &arena, &found);
    compare(context, &corpus->articles[a], &found, &t);
  }
  gaz_arena_free(&arena);
  return t;
}

static double f1(const tally *t, unsigned class) {
  size_t all = t->found[class] + t->gold[class];
  return all ? 200.0 * (double)t->right[class] / (double)all : 0;
}

static double percent(size_t part, size_t whole) {
  return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void print_confusion(const tally *t) {
  printf(
      "\nNames, Worldwide dev, gold tokens: right class (rows) taken for (columns); names that overlap\n"
      "count as met, `span` are those of the right class with another span.\n\n| %-12s |",
      "");
  for (unsigned b = 0; b <= CLASSES; b++) printf(" %6.6s |", b < CLASSES ? class_names[b] : "none");
  printf("   span |\n|--------------|");
  for (unsigned b = 0; b <= CLASSES + 1; b++) printf("-------:|");
  printf("\n");
  for (unsigned a = 0; a <= CLASSES; a++) {
    printf("| %-12s |", a < CLASSES ? class_names[a] : "none");
    for (unsigned b = 0; b <= CLASSES; b++) printf(" %6zu |", t->confusion[a][b]);
    if (a < CLASSES)
      printf(" %6zu |\n", t->boundary[a]);
    else
      printf("        |\n");
  }
  printf("\nConfidence against how often it is right:");
  for (unsigned bin = 0; bin < BINS; bin++)
    if (t->bin_all[bin])
      printf(" %.2f: %.2f of %zu;", t->bin_sum[bin] / (double)t->bin_all[bin],
             (double)t->bin_right[bin] / (double)t->bin_all[bin], t->bin_all[bin]);
  printf("\n\n");
}

/* Of the classes that other corpora have too: a facility is a place. */
static unsigned coarse(unsigned class) {
  return class == GAZ_NAME_CLASS_FACILITY ? GAZ_NAME_CLASS_LOCATION : class;
}

static bool is_common(unsigned class) {
  return class == GAZ_NAME_CLASS_PERSON || class == GAZ_NAME_CLASS_LOCATION ||
         class == GAZ_NAME_CLASS_ORGANIZATION;
}

static void compare_common(const labelled_article *article, const gaz_analysis *found, tally *t) {
  labelled_name *gold = malloc((article->tokens.token_count + 1) * sizeof *gold);
  size_t count = names_of_labels(article->labels, article->tokens.token_count, gold), j = 0;
  for (size_t g = 0; g < count; g++) t->gold[gold[g].class]++, t->gold[NONE]++;
  for (size_t i = 0; i < found->name_count; i++) {
    const gaz_name *name = &found->names[i];
    unsigned class = coarse(class_of_type(name->type));
    if (!is_common(class)) continue;
    t->found[class]++, t->found[NONE]++;
    while (j < count && gold[j].first < name->first) j++;
    if (j < count && gold[j].first == name->first &&
        gold[j].last == (size_t)name->first + name->count - 1 && gold[j].class == class)
      t->right[class]++, t->right[NONE]++;
  }
  free(gold);
}

/* Persons, places and organisations of web text, which no part of the recogniser has learnt from. */
static void eval_web_names(const eval *context) {
  static const unsigned classes[] = {GAZ_NAME_CLASS_PERSON, GAZ_NAME_CLASS_LOCATION,
                                     GAZ_NAME_CLASS_ORGANIZATION};
  labelled_corpus corpus = {0};
  gaz_arena arena = {0};
  tally t = {0};
  char path[4096];
  snprintf(path, sizeof path, "%s/ewt/uner/en_ewt-ud-dev.iob2", context->corpora);
  read_documents(path, &corpus);
  for (size_t a = 0; a < corpus.count; a++) {
    gaz_analysis found;
    analyse(context, &corpus.articles[a], &arena, &found);
    compare_common(&corpus.articles[a], &found, &t);
  }
  gaz_arena_free(&arena);
  eval_row("names", "EWT dev, UNER", "F1", f1(&t, NONE), 0);
  for (size_t i = 0; i < GAZ_COUNT(classes); i++) {
    char figure[64];
    snprintf(figure, sizeof figure, "F1 %s", class_names[classes[i]]);
    eval_row("names", "EWT dev, UNER", figure, f1(&t, classes[i]), 0);
  }
}

void eval_newswire_names(const eval *context) {
  static const struct {
    const char *name;
    letter_case change;
  } given[] = {{"Worldwide dev, gold t.", CASE_AS_WRITTEN},
               {"the same, lower case", CASE_ALL_LOWER},
               {"the same, upper case", CASE_ALL_UPPER}};
  static const double targets[CLASSES] = {[GAZ_NAME_CLASS_ORGANIZATION] = 76,
                                          [GAZ_NAME_CLASS_FACILITY] = 45,
                                          [GAZ_NAME_CLASS_PRODUCT] = 45};
  char folder[4096];
  snprintf(folder, sizeof folder, "%s/worldwide_ner/dev", context->corpora);
  tally as_written = {0};
  for (size_t i = 0; i < GAZ_COUNT(given); i++) {
    labelled_corpus corpus = {0};
    read_labelled_folder(folder, given[i].change, 1, 0, &corpus);
    tally t = run(context, &corpus);
    eval_row("names", given[i].name, "F1", f1(&t, NONE), i ? 0 : 85);
    if (i) continue;
    as_written = t;
    eval_row("names", given[i].name, "precision", percent(t.right[NONE], t.found[NONE]), 0);
    eval_row("names", given[i].name, "recall", percent(t.right[NONE], t.gold[NONE]), 0);
    for (unsigned class = 0; class < CLASSES; class ++) {
      char metric[32];
      snprintf(metric, sizeof metric, "F1 %s", class_names[class]);
      eval_row("names", given[i].name, metric, f1(&t, class), targets[class]);
    }
  }
  labelled_corpus raw = {0};
  read_raw_folder(folder, context->engine->tokenizer, CASE_AS_WRITTEN, 1, &raw);
  tally t = run(context, &raw);
  eval_row("names", "the same, raw text", "F1", f1(&t, NONE), 0);
  eval_web_names(context);
  print_confusion(&as_written);
}
