/* Boundaries of tokens and sentences on raw text: treebank text with paragraphs apart and every other
 * trace of its annotation removed. F1 of exact spans for tokens, of end positions for sentences. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "eval.h"

typedef struct score {
  size_t right, found, wanted;
} score;

static double f1(score s) {
  return s.found + s.wanted ? 200.0 * (double)s.right / (double)(s.found + s.wanted) : 0;
}

static void show(const char *kind, const char *text, size_t size, uint32_t at, uint32_t end) {
  uint32_t from = at > 30 ? at - 30 : 0, to = end + 30 < size ? end + 30 : (uint32_t)size;
  printf("%s %.*s[[%.*s]]%.*s\n", kind, (int)(at - from), text + from, (int)(end - at), text + at,
         (int)(to - end), text + end);
}

/* Returns the score of sentence ends. */
static score eval_raw(const eval *context, const char *name, const char *path, const char *only,
                      double target) {
  conllu corpus = {0};
  char full[4096];
  snprintf(full, sizeof full, "%s/%s", context->corpora, path);
  conllu_read(&corpus, full, only, "reddit"); /* GUM ships its Reddit texts without the words */
  gaz_arena arena = {0};
  conllu_raw raw;
  conllu_raw_text(&corpus, &arena, &raw);
  gaz_analysis analysis;
  if (gaz_english_analyze(context->engine, raw.text, raw.size, NULL, 0, GAZ_STAGE_TOKENS, NULL,
                          &arena, &analysis)) {
    fprintf(stderr, "eval: %s failed\n", name);
    exit(3);
  }
  const gaz_tokens *tokens = &analysis.tokens;
  score words = {0, tokens->token_count, raw.token_count};
  for (size_t i = 0, j = 0; i < tokens->token_count && j < raw.token_count;) {
    uint32_t a = tokens->tokens[i].start, b = raw.tokens[j].start;
    bool same = a == b && tokens->tokens[i].end == raw.tokens[j].end;
    words.right += same;
    if (context->verbose && !same && a >= b)
      show("TOKEN", raw.text, raw.size, raw.tokens[j].start, raw.tokens[j].end);
    i += a <= b;
    j += b <= a;
  }
  score ends = {0, tokens->sentence_count, raw.sentence_count};
  for (size_t i = 0, j = 0; i < tokens->sentence_count || j < raw.sentence_count;) {
    uint32_t a = i < tokens->sentence_count ? tokens->sentences[i].end : UINT32_MAX;
    uint32_t b = j < raw.sentence_count ? raw.sentences[j].end : UINT32_MAX;
    ends.right += a == b;
    if (context->verbose && a < b) show("EXTRA END", raw.text, raw.size, a - 1, a);
    if (context->verbose && b < a) show("MISSED END", raw.text, raw.size, b - 1, b);
    i += a <= b;
    j += b <= a;
  }
  eval_row("tokens", name, "F1 of spans", f1(words), target);
  eval_row("sentences", name, "F1 of ends", f1(ends), target);
  gaz_arena_free(&arena);
  gaz_arena_free(&corpus.arena);
  return ends;
}

static bool same_but_space(const char *a, size_t size, const char *b) {
  size_t i = 0;
  for (;;) {
    while (i < size && strchr(" \n\t\r", a[i])) i++;
    while (*b && strchr(" \n\t\r", *b)) b++;
    if (i == size || !*b) return i == size && !*b;
    if (a[i++] != *b++) return false;
  }
}

static void eval_golden(const eval *context) {
  char path[4096];
  snprintf(path, sizeof path, "%s/golden_rules/english.json", context->corpora);
  json_t *cases = json_load_file(path, 0, NULL), *item;
  size_t index, right = 0;
  json_array_foreach(cases, index, item) {
    const char *text = json_string_value(json_object_get(item, "text"));
    json_t *wanted = json_object_get(item, "sents");
    gaz_arena arena = {0};
    gaz_analysis analysis;
    if (gaz_english_analyze(context->engine, text, strlen(text), NULL, 0, GAZ_STAGE_TOKENS, NULL,
                            &arena, &analysis))
      exit(3);
    bool same = analysis.tokens.sentence_count == json_array_size(wanted);
    for (size_t i = 0; same && i < analysis.tokens.sentence_count; i++) {
      const gaz_sentence *s = &analysis.tokens.sentences[i];
      same = same_but_space(text + s->start, s->end - s->start,
                            json_string_value(json_array_get(wanted, i)));
    }
    right += same;
    if (!same && context->verbose) {
      printf("GOLDEN %s\n", json_string_value(json_object_get(item, "name")));
      for (size_t i = 0; i < analysis.tokens.sentence_count; i++) {
        const gaz_sentence *s = &analysis.tokens.sentences[i];
        printf("    [%.*s]\n", (int)(s->end - s->start), text + s->start);
      }
    }
    gaz_arena_free(&arena);
  }
  char metric[64];
  snprintf(metric, sizeof metric, "%zu of %zu rules, %%", right, json_array_size(cases));
  eval_row("sentences", "golden_rules", metric,
           100.0 * (double)right / (double)json_array_size(cases), 0);
  json_decref(cases);
}

void eval_text(const eval *context) {
  score ewt = eval_raw(context, "EWT dev, raw", "ewt/en_ewt-ud-dev.conllu", NULL, 97);
  score gum = eval_raw(context, "GUM dev, raw", "gum/dev", NULL, 97);
  score both = {ewt.right + gum.right, ewt.found + gum.found, ewt.wanted + gum.wanted};
  eval_row("sentences", "EWT and GUM dev, raw", "F1 of ends", f1(both), 97);
  eval_raw(context, "GUM dev news, raw", "gum/dev", "_news_", 97);
  eval_golden(context);
}
