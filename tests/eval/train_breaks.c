/* train_breaks CORPORA DATA OUTPUT | --held-out - learns which places of a text are ends of sentences that the rules of
 * core/text/sentences.c do not see, or no ends though they do, from the raw text of the train portions of EWT and GUM; from
 * the same texts with paragraphs joined, as where lines are lost: their ends are known; and, from articles of Worldwide
 * newswire, that in edited news the rules are nearly always right. `--held-out` writes nothing: it learns from four fifths
 * of the texts, five times, and prints how the ends of the other fifth come out. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "break_learner.h"
#include "conllu.h"
#include "text/tokenizer.h"
#include "trainer.h"

enum {
  ROUNDS = 8,
  COUNTED_FROM = 2, /* rounds */
  PARAGRAPHS_A_TICK = 4000,
  PARAGRAPHS_APART = 2, /* newlines */
  NEWS_SHARE = 4,       /* one article in so many a round */
  JOINED = 2,           /* copies of a text with paragraphs joined */
  FOLDS = 5,
  NO_FOLD = -1
};

typedef enum source { EWT, GUM, NEWS, SOURCES } source;

typedef struct document {
  source source;
  int fold;
  bool made; /* with paragraphs joined */
  conllu_raw raw;
  gaz_tokens tokens;
  bool *gold; /* whether a sentence ends after a token; NULL: where the rules say so */
} document;

typedef struct documents {
  document *items;
  size_t count, capacity;
  const gaz_tokenizer *rules;
  gaz_arena arena;
  uint64_t random;
} documents;

/* A part of a document. */
typedef struct paragraph {
  const document *document;
  size_t first, last;
} paragraph;

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("train_breaks: out of memory\n", stderr);
  exit(3);
}

static document *add_document(documents *all, document new) {
  all->items = checked(
      gaz_arena_grow(&all->arena, all->items, all->count, &all->capacity, sizeof *all->items));
  document *d = &all->items[all->count++];
  *d = new;
  if (gaz_tokenize(all->rules, d->raw.text, d->raw.size, NULL, 0, NULL, &all->arena, &d->tokens))
    exit(3);
  return d;
}

static void add_annotated(documents *all, const conllu *text, document new) {
  conllu_raw_text(text, &all->arena, &new.raw);
  document *d = add_document(all, new);
  const conllu_raw *raw = &d->raw;
  d->gold = checked(calloc(d->tokens.token_count + 1, sizeof *d->gold));
  for (size_t i = 0, s = 0; i < d->tokens.token_count; i++) {
    while (s < raw->sentence_count && raw->sentences[s].end < d->tokens.tokens[i].end) s++;
    d->gold[i] = s < raw->sentence_count && raw->sentences[s].end == d->tokens.tokens[i].end;
  }
}

/* The same, every other paragraph at random joined to the one before it. */
static void add_joined(documents *all, const conllu *text, document new) {
  conllu copy = *text;
  bool joined = false;
  copy.sentences = checked(gaz_arena_alloc(&all->arena, text->count * sizeof *copy.sentences));
  memcpy(copy.sentences, text->sentences, text->count * sizeof *copy.sentences);
  for (size_t i = 1; i < copy.count; i++) {
    bool joins = copy.sentences[i].paragraph && trainer_random(&all->random) >> 63;
    copy.sentences[i].paragraph &= !joins;
    joined |= joins;
  }
  new.made = true;
  if (joined) add_annotated(all, &copy, new);
}

static void read_treebank(documents *all, source from, const char *corpora, const char *path) {
  char full[4096];
  conllu bank = {0};
  snprintf(full, sizeof full, "%s/%s", corpora, path);
  conllu_read(&bank, full, NULL, "reddit");
  int fold = 0;
  for (size_t first = 0, end; first < bank.count; first = end) {
    for (end = first + 1; end < bank.count && !bank.sentences[end].document;) end++;
    conllu text = {.sentences = bank.sentences + first, .count = end - first};
    for (size_t i = first; i < end; i++) text.word_count += bank.sentences[i].count;
    document new = {.source = from, .fold = fold++ % FOLDS};
    add_annotated(all, &text, new);
    for (int i = 0; i < JOINED; i++) add_joined(all, &text, new);
  }
  gaz_arena_free(&bank.arena);
}

static void read_news(documents *all, const char *corpora) {
  char path[4096];
  struct dirent **entries;
  gaz_error error;
  int fold = 0;
  snprintf(path, sizeof path, "%s/worldwide_ner/train", corpora);
  int found = scandir(path, &entries, NULL, alphasort);
  for (int i = 0; i < found; i++) {
    const char *name = entries[i]->d_name, *dot = strrchr(name, '.');
    gaz_string text;
    snprintf(path, sizeof path, "%s/worldwide_ner/train/%s", corpora, name);
    if (!dot || strcmp(dot, ".txt") || gaz_read_file(path, GAZ_TEXT_MAX, &text, &error)) continue;
    document new = {.source = NEWS, .fold = fold++ % FOLDS};
    new.raw.text = text.data, new.raw.size = text.size;
    add_document(all, new);
  }
}

/* The end of the paragraph tokens[first] is in. */
static size_t paragraph_end(const document *d, size_t first) {
  const gaz_token *tokens = d->tokens.tokens;
  for (size_t at = first + 1; at < d->tokens.token_count; at++) {
    int lines = 0;
    for (uint32_t i = tokens[at - 1].end; i < tokens[at].start; i++)
      lines += d->raw.text[i] == '\n';
    if (lines >= PARAGRAPHS_APART) return at;
  }
  return d->tokens.token_count;
}

static bool is_ruled(const document *d, size_t at) {
  const gaz_token *tokens = d->tokens.tokens;
  return at + 1 == d->tokens.token_count || tokens[at + 1].sentence != tokens[at].sentence;
}

static bool is_gold(const document *d, size_t at) {
  return d->gold ? d->gold[at] : is_ruled(d, at);
}

/* As add_paragraph of sentences.c reads it, with the ends people found. */
static void learn_paragraph(break_learner *l, const paragraph *p) {
  const document *d = p->document;
  gaz_break_reader reader = gaz_break_open(d->raw.text, d->tokens.tokens, p->first, p->last);
  for (size_t at = p->first; at + 1 < p->last; at++) {
    bool ruled = is_ruled(d, at), later = at > p->first;
    gaz_break_read(&reader, at, !later || is_gold(d, at - 1), !later || is_ruled(d, at - 1));
    if (!gaz_break_is_asked(&reader, at, ruled)) continue;
    if (reader.end < at + 2)
      for (reader.end = at + 2; !is_ruled(d, reader.end - 1);) reader.end++;
    gaz_break_features features;
    gaz_break_look_first(&reader, at, ruled, &features);
    gaz_break_look_again(&reader, at, ruled, &features);
    break_learner_see(l, &features, d->made, ruled, is_gold(d, at));
  }
}

/* Lines of a paragraph may be sentences of their own, which the rules would not see. */
static bool has_lines(const document *d, size_t first, size_t last) {
  uint32_t start = d->tokens.tokens[first].start;
  return memchr(d->raw.text + start, '\n', d->tokens.tokens[last - 1].end - start) != NULL;
}

static size_t add_paragraphs(const document *d, paragraph *out) {
  size_t count = 0;
  for (size_t first = 0, last; first < d->tokens.token_count; first = last) {
    last = paragraph_end(d, first);
    if (d->gold || !has_lines(d, first, last)) out[count++] = (paragraph){d, first, last};
  }
  return count;
}

static void learn_round(break_learner *l, const documents *all, int without, size_t round,
                        size_t member) {
  size_t tokens = 0, count = 0, article = 0;
  for (size_t i = 0; i < all->count; i++) tokens += all->items[i].tokens.token_count;
  paragraph *paragraphs = checked(calloc(tokens, sizeof *paragraphs));
  for (size_t i = 0; i < all->count; i++) {
    const document *d = &all->items[i];
    if (d->fold == without) continue;
    if (d->source == NEWS && (article++ + round + member) % NEWS_SHARE) continue;
    count += add_paragraphs(d, paragraphs + count);
  }
  uint32_t *order = checked(calloc(count, sizeof *order));
  for (size_t i = 0; i < count; i++) order[i] = (uint32_t)i;
  trainer_shuffle(order, count, 1 + round * BREAK_MEMBERS + member);
  for (size_t i = 0; i < count; i++) {
    learn_paragraph(l, &paragraphs[order[i]]);
    if (round >= COUNTED_FROM && (i + 1 == count || (i + 1) % PARAGRAPHS_A_TICK == 0))
      break_learner_tick(l);
  }
  free(order);
  free(paragraphs);
}

/* Learns from all documents but those of a fold. */
static void learn(const documents *all, int without, int8_t weights[GAZ_BREAK_WEIGHTS]) {
  float *sums = checked(calloc(GAZ_BREAK_WEIGHTS, sizeof *sums));
  for (size_t member = 0; member < BREAK_MEMBERS; member++) {
    break_learner *l = break_learner_new(member);
    for (size_t round = 0; round < ROUNDS; round++) learn_round(l, all, without, round, member);
    break_learner_add(l, member, sums);
    break_learner_free(l);
  }
  break_learner_round(sums, weights);
  free(sums);
}

/* ---- Held-out texts ---- */

typedef struct score {
  size_t right, found, wanted;
} score;

/* Adds the ends of a document as `tokenizer` finds them. */
static void compare(const gaz_tokenizer *tokenizer, const document *d, score *s) {
  gaz_arena arena = {0};
  gaz_tokens tokens;
  if (gaz_tokenize(tokenizer, d->raw.text, d->raw.size, NULL, 0, NULL, &arena, &tokens)) exit(3);
  s->found += tokens.sentence_count;
  s->wanted += d->gold ? d->raw.sentence_count : d->tokens.sentence_count;
  for (size_t i = 0; i < tokens.sentence_count; i++)
    s->right += is_gold(d, tokens.sentences[i].first + tokens.sentences[i].count - 1);
  gaz_arena_free(&arena);
}

static void print_score(const char *name, const score *s) {
  printf("%-5s %6.2f F1, %zu missed, %zu false of %zu\n", name,
         200.0 * (double)s->right / (double)(s->found + s->wanted), s->wanted - s->right,
         s->found - s->right, s->wanted);
}

static void hold_out(documents *all, gaz_tokenizer *tokenizer) {
  static const char *const names[] = {"EWT", "GUM", "news"};
  static int8_t weights[GAZ_BREAK_WEIGHTS];
  score scores[SOURCES] = {0};
  for (int fold = 0; fold < FOLDS; fold++) {
    learn(all, fold, weights);
    tokenizer->breaks = checked(gaz_breaks_of(weights));
    for (size_t i = 0; i < all->count; i++) {
      const document *d = &all->items[i];
      if (d->fold == fold && !d->made) compare(tokenizer, d, &scores[d->source]);
    }
    gaz_breaks_close(tokenizer->breaks);
    tokenizer->breaks = NULL;
  }
  for (int i = 0; i < SOURCES; i++) print_score(names[i], &scores[i]);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: train_breaks CORPORA DATA OUTPUT | --held-out\n");
    return 2;
  }
  gaz_tokenizer *rules;
  gaz_error error;
  if (gaz_tokenizer_load(argv[2], &rules, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  gaz_breaks_close(rules->breaks);
  rules->breaks = NULL;
  documents all = {.rules = rules, .random = 88172645463325252u};
  read_treebank(&all, EWT, argv[1], "ewt/en_ewt-ud-train.conllu");
  read_treebank(&all, GUM, argv[1], "gum/train");
  read_news(&all, argv[1]);
  if (!strcmp(argv[3], "--held-out")) {
    hold_out(&all, rules);
    return 0;
  }
  static int8_t weights[GAZ_BREAK_WEIGHTS];
  learn(&all, NO_FOLD, weights);
  if (gaz_breaks_write(argv[3], weights, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  return 0;
}
