/* train_breaks CORPORA DATA OUTPUT - learns which places of a text are ends of sentences that the rules of
 * core/text/sentences.c do not see, or no ends though they do, from the raw text of the train portions of EWT and GUM;
 * and, from articles of Worldwide newswire, that in edited news there are hardly any. A logistic regression by AdaGrad;
 * the weights are means over all rounds but the first, and over several that learnt from other features at a time. */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "conllu.h"
#include "text/tokenizer.h"
#include "trainer.h"

enum {
  MEMBERS = 3,
  ROUNDS = 12,
  PARAGRAPHS_APART = 2 /* newlines */,
  NEWS_SHARE = 4 /* one article in so many a round */
};
static const double rate = 0.1, hidden = 0.2, patience = 0.5;

typedef struct weights {
  double now[GAZ_BREAK_BUCKETS], squares[GAZ_BREAK_BUCKETS], sum[GAZ_BREAK_BUCKETS];
  uint32_t since[GAZ_BREAK_BUCKETS], time;
  uint64_t random;
} weights;

typedef struct corpus {
  conllu_raw raw;
  gaz_tokens tokens;
  bool *gold; /* whether a sentence ends after a token; NULL: where the rules say so */
} corpus;

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("train_breaks: out of memory\n", stderr);
  exit(3);
}

static void read_corpus(corpus *c, const char *corpora, const char *path,
                        const gaz_tokenizer *rules, gaz_arena *arena) {
  char full[4096];
  static conllu bank;
  bank = (conllu){0};
  snprintf(full, sizeof full, "%s/%s", corpora, path);
  conllu_read(&bank, full, NULL, "reddit");
  conllu_raw_text(&bank, arena, &c->raw);
  if (gaz_tokenize(rules, c->raw.text, c->raw.size, NULL, 0, NULL, arena, &c->tokens)) exit(3);
  c->gold = checked(calloc(c->tokens.token_count + 1, sizeof *c->gold));
  for (size_t i = 0, s = 0; i < c->tokens.token_count; i++) {
    while (s < c->raw.sentence_count && c->raw.sentences[s].end < c->tokens.tokens[i].end) s++;
    c->gold[i] = s < c->raw.sentence_count && c->raw.sentences[s].end == c->tokens.tokens[i].end;
  }
}

static corpus *read_news(const char *corpora, const gaz_tokenizer *rules, gaz_arena *arena,
                         size_t *count) {
  char path[4096];
  struct dirent **entries;
  gaz_error error;
  snprintf(path, sizeof path, "%s/worldwide_ner/train", corpora);
  int found = scandir(path, &entries, NULL, alphasort);
  corpus *news = checked(calloc((size_t)(found < 0 ? 0 : found) + 1, sizeof *news));
  *count = 0;
  for (int i = 0; i < found; i++) {
    const char *name = entries[i]->d_name, *dot = strrchr(name, '.');
    gaz_string text;
    snprintf(path, sizeof path, "%s/worldwide_ner/train/%s", corpora, name);
    if (!dot || strcmp(dot, ".txt") || gaz_read_file(path, GAZ_TEXT_MAX, &text, &error)) continue;
    corpus *c = &news[(*count)++];
    c->raw.text = text.data, c->raw.size = text.size;
    if (gaz_tokenize(rules, text.data, text.size, NULL, 0, NULL, arena, &c->tokens)) exit(3);
  }
  return news;
}

static void learn_place(weights *w, uint16_t *features, size_t count, bool gold) {
  double score = 0;
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if ((double)(trainer_random(&w->random) >> 40) / (double)(1 << 24) >= hidden)
      features[kept++] = features[i];
  for (size_t i = 0; i < kept; i++) score += w->now[features[i]];
  double slope = 1 / (1 + exp(-score)) - gold;
  w->time++;
  for (size_t i = 0; i < kept; i++) {
    uint16_t at = features[i];
    w->sum[at] += w->now[at] * (w->time - w->since[at]);
    w->since[at] = w->time;
    w->squares[at] += slope * slope;
    w->now[at] -= rate * slope / sqrt(w->squares[at] + patience);
  }
}

/* The end of the paragraph tokens[first] is in. */
static size_t paragraph_end(const corpus *c, size_t first) {
  const gaz_token *tokens = c->tokens.tokens;
  for (size_t at = first + 1; at < c->tokens.token_count; at++) {
    int lines = 0;
    for (uint32_t i = tokens[at - 1].end; i < tokens[at].start; i++)
      lines += c->raw.text[i] == '\n';
    if (lines >= PARAGRAPHS_APART) return at;
  }
  return c->tokens.token_count;
}

static bool is_ruled(const corpus *c, size_t at) {
  const gaz_token *tokens = c->tokens.tokens;
  return at + 1 == c->tokens.token_count || tokens[at + 1].sentence != tokens[at].sentence;
}

static bool is_gold(const corpus *c, size_t at) { return c->gold ? c->gold[at] : is_ruled(c, at); }

/* As add_paragraph of sentences.c reads it, with the ends people found. */
static void learn_paragraph(weights *w, const corpus *c, size_t first, size_t last) {
  gaz_break_reader reader = {c->raw.text, c->tokens.tokens, first, last, first, false, 0, 0};
  for (size_t at = first; at + 1 < last; at++) {
    bool ruled = is_ruled(c, at);
    gaz_break_read(&reader, at, at == first || is_gold(c, at - 1));
    if (!gaz_break_is_asked(&reader, at, ruled)) continue;
    if (reader.end < at + 2)
      for (reader.end = at + 2; !is_ruled(c, reader.end - 1);) reader.end++;
    uint16_t features[GAZ_BREAK_FEATURES];
    size_t count = gaz_break_features(&reader, at, ruled, features);
    learn_place(w, features, count, is_gold(c, at));
  }
}

/* Lines of a paragraph may be sentences of their own, which the rules would not see. */
static bool has_lines(const corpus *c, size_t first, size_t last) {
  uint32_t start = c->tokens.tokens[first].start;
  return memchr(c->raw.text + start, '\n', c->tokens.tokens[last - 1].end - start) != NULL;
}

static void learn(weights *w, const corpus *c) {
  for (size_t first = 0, last; first < c->tokens.token_count; first = last) {
    last = paragraph_end(c, first);
    if (c->gold || !has_lines(c, first, last)) learn_paragraph(w, c, first, last);
  }
}

/* Learns anew, and adds its share to the means. */
static void add_member(size_t member, const corpus *corpora, size_t count, const corpus *news,
                       size_t news_count, double means[GAZ_BREAK_BUCKETS]) {
  weights *w = checked(calloc(1, sizeof *w));
  w->random = 88172645463325252u + member;
  for (size_t round = 0; round < ROUNDS; round++) {
    if (round == 1) {
      memset(w->sum, 0, sizeof w->sum);
      memset(w->since, 0, sizeof w->since);
      w->time = 0;
    }
    for (size_t i = (round + member) % NEWS_SHARE; i < news_count; i += NEWS_SHARE)
      learn(w, &news[i]);
    for (size_t i = 0; i < count; i++) learn(w, &corpora[i]);
  }
  for (size_t i = 0; i < GAZ_BREAK_BUCKETS; i++)
    means[i] += (w->sum[i] + w->now[i] * (w->time - w->since[i])) / w->time / MEMBERS;
  free(w);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: train_breaks CORPORA DATA OUTPUT\n");
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
  gaz_arena arena = {0};
  corpus corpora[2];
  read_corpus(&corpora[0], argv[1], "ewt/en_ewt-ud-train.conllu", rules, &arena);
  read_corpus(&corpora[1], argv[1], "gum/train", rules, &arena);
  size_t news_count;
  const corpus *news = read_news(argv[1], rules, &arena, &news_count);
  static double means[GAZ_BREAK_BUCKETS];
  for (size_t member = 0; member < MEMBERS; member++)
    add_member(member, corpora, GAZ_COUNT(corpora), news, news_count, means);
  static int8_t steps[GAZ_BREAK_BUCKETS];
  for (size_t i = 0; i < GAZ_BREAK_BUCKETS; i++)
    steps[i] = (int8_t)lround(fmax(-127, fmin(127, means[i] / GAZ_BREAK_STEP)));
  if (gaz_breaks_write(argv[3], steps, &error)) {
    fprintf(stderr, "%s: %s\n", error.path, error.message);
    return 3;
  }
  return 0;
}
