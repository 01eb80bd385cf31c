#include "treebank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/labels.h"

enum { WORDS_MIN = 4, WORDS_MAX = 80 };

static void *checked(void *memory) {
  if (memory) return memory;
  fputs("treebank: out of memory\n", stderr);
  exit(3);
}

static FILE *open_or_stop(const char *path, const char *mode) {
  FILE *file = fopen(path, mode);
  if (file) return file;
  perror(path);
  exit(3);
}

static void fill_words(treebank *bank, const gaz_word_lexicons *lexicons) {
  size_t size;
  char *text = conllu_given_tokens(&bank->corpus, 0, bank->corpus.count, &bank->corpus.arena,
                                   &bank->tokens, &size);
  bank->infos = checked(malloc((bank->tokens.token_count + 1) * sizeof *bank->infos));
  for (size_t k = 0; k < bank->corpus.count; k++) {
    const gaz_sentence *sentence = &bank->tokens.sentences[k];
    gaz_token *first = bank->tokens.tokens + sentence->first;
    if (sentence->count > bank->longest) bank->longest = sentence->count;
    for (uint32_t w = 0; w < sentence->count; w++)
      first[w].shape = gaz_token_shape(text, first[w].start, first[w].end);
    gaz_word_info_fill(lexicons, text, first, sentence->count, NULL, bank->infos + sentence->first);
  }
}

static void tag(treebank *bank, size_t k, const gaz_tagger *tagger) {
  const gaz_sentence *s = &bank->tokens.sentences[k];
  gaz_tag_sentence(tagger, bank->infos + s->first, bank->tokens.tokens + s->first, s->count);
}

void treebank_read(treebank *bank, const char *corpora, const char *tags, const char *silver,
                   const gaz_tagger *tagger, const gaz_word_lexicons *lexicons) {
  char path[4096], upos[32], xpos[32], second[32];
  *bank = (treebank){0};
  snprintf(path, sizeof path, "%s/ewt/en_ewt-ud-train.conllu", corpora);
  conllu_read(&bank->corpus, path, NULL, NULL);
  snprintf(path, sizeof path, "%s/gum/train", corpora);
  conllu_read(&bank->corpus, path, NULL, "reddit");
  bank->gold = bank->corpus.count;
  if (silver) conllu_read(&bank->corpus, silver, NULL, NULL);
  fill_words(bank, lexicons);
  for (size_t k = bank->gold; k < bank->corpus.count; k++) tag(bank, k, tagger);
  FILE *file = open_or_stop(tags, "r");
  size_t end = bank->gold ? bank->tokens.sentences[bank->gold - 1].first +
                                bank->tokens.sentences[bank->gold - 1].count
                          : 0;
  for (size_t i = 0; i < end; i++) {
    if (fscanf(file, "%31s %31s %31s", upos, xpos, second) != 3) {
      fprintf(stderr, "%s: not the tags of these words\n", tags);
      exit(2);
    }
    bank->tokens.tokens[i].upos = gaz_upos_parse(upos, strlen(upos));
    bank->tokens.tokens[i].xpos = gaz_xpos_parse(xpos, strlen(xpos));
    bank->tokens.tokens[i].second = gaz_xpos_parse(second, strlen(second)); /* 0 for "-" */
  }
  fclose(file);
}

static void add_sentence(conllu *corpus, char *line) {
  conllu_word words[WORDS_MAX];
  size_t count = 0;
  for (char *form = strtok(line, " \n"); form; form = strtok(NULL, " \n")) {
    if (count == WORDS_MAX) return;
    form = checked(gaz_arena_copy(&corpus->arena, form, strlen(form)));
    words[count++] = (conllu_word){.form = form,
                                   .lemma = "",
                                   .head = -1,
                                   .space_after = true,
                                   .surface_start = true,
                                   .surface = form};
  }
  if (count < WORDS_MIN) return;
  conllu_word *kept = checked(gaz_arena_zeroed(&corpus->arena, count, sizeof *kept));
  memcpy(kept, words, count * sizeof *kept);
  corpus->sentences = checked(gaz_arena_grow(&corpus->arena, corpus->sentences, corpus->count,
                                             &corpus->capacity, sizeof *corpus->sentences));
  corpus->sentences[corpus->count++] = (conllu_sentence){kept, count, false, ""};
  corpus->word_count += count;
}

void treebank_read_text(treebank *bank, const char *path, const gaz_tagger *tagger,
                        const gaz_word_lexicons *lexicons) {
  static char line[1 << 16];
  *bank = (treebank){0};
  FILE *file = open_or_stop(path, "r");
  while (fgets(line, sizeof line, file)) add_sentence(&bank->corpus, line);
  fclose(file);
  fill_words(bank, lexicons);
  for (size_t k = 0; k < bank->corpus.count; k++) tag(bank, k, tagger);
}

#define SWAP(type, a, b)   \
  do {                     \
    type kept = (a);       \
    (a) = (b), (b) = kept; \
  } while (0)

void treebank_mirror(treebank *bank) {
  for (size_t k = 0; k < bank->corpus.count; k++) {
    conllu_sentence *s = &bank->corpus.sentences[k];
    gaz_token *tokens = bank->tokens.tokens + bank->tokens.sentences[k].first;
    gaz_word_info *infos = bank->infos + bank->tokens.sentences[k].first;
    for (size_t i = 0; i < s->count; i++)
      if (s->words[i].head >= 0) s->words[i].head = (int32_t)s->count - 1 - s->words[i].head;
    for (size_t i = 0, j = s->count; i + 1 < j; i++) {
      j--;
      SWAP(conllu_word, s->words[i], s->words[j]);
      SWAP(gaz_token, tokens[i], tokens[j]);
      SWAP(gaz_word_info, infos[i], infos[j]);
    }
  }
}

static bool is_tree(const int16_t *heads, size_t count) {
  size_t roots = 0;
  for (size_t i = 0; i < count; i++) {
    size_t steps = 0;
    roots += heads[i] < 0;
    for (int16_t at = (int16_t)i; at >= 0 && steps <= count; at = heads[at]) steps++;
    if (steps > count) return false;
  }
  return roots == 1;
}

/* How many parsers say what `said` says, of all words. */
static size_t agreement(int16_t *const *heads, size_t parsers, size_t first, size_t count,
                        const int16_t *said) {
  size_t sum = 0;
  for (size_t p = 0; p < parsers; p++)
    for (size_t i = 0; i < count; i++) sum += heads[p][first + i] == said[i];
  return sum;
}

static void vote(int16_t *const *heads, size_t parsers, size_t first, size_t count, int16_t *out) {
  for (size_t i = 0; i < count; i++) {
    size_t most = 0;
    for (size_t p = 0; p < parsers; p++) {
      size_t votes = 0;
      for (size_t q = 0; q < parsers; q++) votes += heads[q][first + i] == heads[p][first + i];
      if (votes > most) most = votes, out[i] = heads[p][first + i];
    }
  }
  if (is_tree(out, count)) return;
  size_t most = 0, best = 0;
  for (size_t p = 0; p < parsers; p++) {
    size_t sum = agreement(heads, parsers, first, count, heads[p] + first);
    if (sum > most) most = sum, best = p;
  }
  memcpy(out, heads[best] + first, count * sizeof *out);
}

static void write_trees(const treebank *bank, const int16_t *heads, int16_t *const *all,
                        size_t parsers, const char *path) {
  FILE *out = open_or_stop(path, "w");
  for (size_t k = 0; k < bank->corpus.count; k++) {
    const gaz_sentence *s = &bank->tokens.sentences[k];
    for (uint32_t i = 0; i < s->count; i++) {
      const gaz_token *token = &bank->tokens.tokens[s->first + i];
      size_t votes = 0;
      for (size_t p = 0; p < parsers; p++) votes += all[p][s->first + i] == heads[s->first + i];
      fprintf(out, "%u\t%s\t_\t%s\t%s\t_\t%d\tdep\t_\t%s\n", i + 1,
              bank->corpus.sentences[k].words[i].form, gaz_upos_name(token->upos),
              gaz_xpos_name(token->xpos), heads[s->first + i] + 1,
              votes * 2 > parsers ? "_" : "Unsure=Yes");
    }
    fputc('\n', out);
  }
  if (fclose(out)) exit(3);
}

void treebank_vote(const treebank *bank, int16_t *const *heads, size_t parsers, const char *path) {
  size_t agreed = 0;
  int16_t *best = checked(calloc(bank->tokens.token_count, sizeof *best));
  for (size_t k = 0; k < bank->corpus.count; k++) {
    const gaz_sentence *s = &bank->tokens.sentences[k];
    vote(heads, parsers, s->first, s->count, best + s->first);
    agreed += agreement(heads, parsers, s->first, s->count, best + s->first);
  }
  write_trees(bank, best, heads, parsers, path);
  free(best);
  fprintf(stderr, "%s: %zu sentences, %.1f %% agreement\n", path, bank->corpus.count,
          100.0 * (double)agreed / (double)(parsers * bank->corpus.word_count));
}
