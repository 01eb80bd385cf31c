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

/* Grafts. A clause behind the subject ("the man who shot the mayor was ...") is rare in the treebanks, though not in
 * news: where one stands it mostly stands at the end. So clauses found anywhere are also hung on subjects of
 * other sentences that have none, on a noun of the same kind as the one they were taken from. */
typedef struct graft {
  uint32_t sentence;    /* of the clause, or of the subject */
  uint32_t first, last; /* words of the clause with the commas around it; of the subject's phrase */
  uint32_t noun;        /* the clause's, or the subject */
  uint32_t kind;
} graft;

typedef struct grafts {
  graft *clauses, *subjects;
  size_t clause_count, clause_capacity, subject_count, subject_capacity;
} grafts;

enum { CLAUSE_WORDS_MAX = 14, GRAFTED_WORDS_MAX = 45, CLAUSES_TRIED = 400 };

/* The words below `top`; false when they are not next to each other. */
static bool span_of(const conllu_sentence *s, uint32_t top, uint32_t *first, uint32_t *last) {
  uint32_t count = 0;
  *first = *last = top;
  for (uint32_t i = 0; i < s->count; i++) {
    int32_t at = (int32_t)i;
    for (size_t steps = 0; at >= 0 && at != (int32_t)top && steps <= s->count; steps++)
      at = s->words[at].head;
    if (at != (int32_t)top) continue;
    count++;
    if (i < *first) *first = i;
    if (i > *last) *last = i;
  }
  return count == *last - *first + 1;
}

static bool is_noun(const conllu_word *w) {
  return w->upos == GAZ_UPOS_NOUN || w->upos == GAZ_UPOS_PROPN || w->upos == GAZ_UPOS_PRON;
}

static bool is_comma(const conllu_word *w) { return !strcmp(w->form, ","); }

static void look_for_grafts(treebank *bank, const uint32_t *kinds, uint32_t k, grafts *g) {
  const conllu_sentence *s = &bank->corpus.sentences[k];
  for (uint32_t i = 0; i < s->count; i++) {
    const conllu_word *w = &s->words[i];
    graft found = {.sentence = k};
    if (w->head < 0 || !span_of(s, i, &found.first, &found.last)) continue;
    bool clause = w->deprel == GAZ_DEPREL_ACL_RELCL || w->deprel == GAZ_DEPREL_ACL;
    bool subject = w->deprel == GAZ_DEPREL_NSUBJ || w->deprel == GAZ_DEPREL_NSUBJ_PASS;
    if (clause && is_noun(&s->words[w->head]) && found.first == (uint32_t)w->head + 1 &&
        found.last > found.first && found.last - found.first < CLAUSE_WORDS_MAX) {
      found.noun = (uint32_t)w->head;
      found.kind = kinds[found.noun];
      g->clauses = checked(gaz_arena_grow(&bank->corpus.arena, g->clauses, g->clause_count,
                                          &g->clause_capacity, sizeof *g->clauses));
      g->clauses[g->clause_count++] = found;
    } else if (subject && w->xpos != GAZ_XPOS_PRP && is_noun(w) && w->head > (int32_t)found.last &&
               found.last - i < 3 && !is_comma(&s->words[found.last])) {
      found.noun = i;
      found.kind = kinds[i];
      g->subjects = checked(gaz_arena_grow(&bank->corpus.arena, g->subjects, g->subject_count,
                                           &g->subject_capacity, sizeof *g->subjects));
      g->subjects[g->subject_count++] = found;
    }
  }
}

/* Appends the sentence of a subject with a clause behind it, and where its words come from. */
static void add_graft(treebank *bank, const uint32_t *starts, const graft *subject,
                      const graft *clause, uint32_t *sources) {
  conllu *corpus = &bank->corpus;
  const conllu_sentence *host = &corpus->sentences[subject->sentence];
  const conllu_sentence *donor = &corpus->sentences[clause->sentence];
  uint32_t length = clause->last - clause->first + 1, at = subject->last + 1;
  /* A clause that begins with a comma ends with one. */
  bool close = is_comma(&donor->words[clause->first]) && !is_comma(&donor->words[clause->last]);
  size_t grown = length + close, count = host->count + grown;
  conllu_word *words = checked(gaz_arena_zeroed(&corpus->arena, count, sizeof *words));
  for (uint32_t i = 0; i < count; i++) {
    bool own = i < at || i >= at + grown, closing = close && i == at + length;
    uint32_t from = own       ? (i < at ? i : i - (uint32_t)grown)
                    : closing ? clause->first
                              : clause->first + i - at;
    words[i] = own ? host->words[from] : donor->words[from];
    sources[i] = starts[own ? subject->sentence : clause->sentence] + from;
    int32_t head = words[i].head;
    if (own)
      words[i].head = head >= (int32_t)at ? head + (int32_t)grown : head;
    else if (head == (int32_t)clause->noun)
      words[i].head = (int32_t)subject->noun;
    else
      words[i].head = head - (int32_t)clause->first + (int32_t)at;
  }
  corpus->sentences = checked(gaz_arena_grow(&corpus->arena, corpus->sentences, corpus->count,
                                             &corpus->capacity, sizeof *corpus->sentences));
  corpus->sentences[corpus->count++] = (conllu_sentence){words, count, false, ""};
  corpus->word_count += count;
}

/* The kind of a noun by which one may stand for another: its tag and one of 64 classes of words. */
static uint32_t *kinds_of(const treebank *bank) {
  uint32_t *kinds = checked(malloc((bank->tokens.token_count + 1) * sizeof *kinds));
  for (size_t i = 0; i < bank->tokens.token_count; i++)
    kinds[i] = (uint32_t)bank->tokens.tokens[i].upos << 16 | bank->infos[i].classes[0];
  return kinds;
}

static uint32_t *graft_all(treebank *bank, size_t count, const gaz_word_lexicons *lexicons) {
  treebank gold = *bank; /* the words' classes are needed to choose */
  fill_words(&gold, lexicons);
  uint32_t *kinds = kinds_of(&gold), *starts = checked(malloc((bank->gold + 1) * sizeof *starts));
  grafts g = {0};
  for (size_t k = 0; k < bank->gold; k++) {
    starts[k] = gold.tokens.sentences[k].first;
    look_for_grafts(bank, kinds + starts[k], (uint32_t)k, &g);
  }
  uint32_t *sources = checked(malloc(count * (GRAFTED_WORDS_MAX + 1) * sizeof *sources));
  size_t made = 0, used = 0;
  uint64_t random = 88172645463325252u;
  for (size_t tries = 0; made < count && tries < 20 * count && g.clause_count && g.subject_count;
       tries++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const graft *subject = &g.subjects[(random >> 33) % g.subject_count];
    for (size_t step = 0; step < CLAUSES_TRIED; step++) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      const graft *clause = &g.clauses[(random >> 33) % g.clause_count];
      if (clause->kind != subject->kind || clause->sentence == subject->sentence) continue;
      size_t size =
          bank->corpus.sentences[subject->sentence].count + clause->last - clause->first + 2;
      if (size > GRAFTED_WORDS_MAX) break;
      add_graft(bank, starts, subject, clause, sources + used);
      used += bank->corpus.sentences[bank->corpus.count - 1].count;
      made++;
      break;
    }
  }
  fprintf(stderr, "%zu clauses, %zu subjects, %zu grafts of %zu words\n", g.clause_count,
          g.subject_count, made, used);
  free(kinds), free(starts), free(gold.infos);
  return sources;
}

void treebank_read(treebank *bank, const char *corpora, const char *tags, const char *silver,
                   size_t grafted, const gaz_tagger *tagger, const gaz_word_lexicons *lexicons) {
  char path[4096], upos[32], xpos[32], second[32];
  *bank = (treebank){0};
  snprintf(path, sizeof path, "%s/ewt/en_ewt-ud-train.conllu", corpora);
  conllu_read(&bank->corpus, path, NULL, NULL);
  snprintf(path, sizeof path, "%s/gum/train", corpora);
  conllu_read(&bank->corpus, path, NULL, "reddit");
  size_t people = bank->gold = bank->corpus.count;
  uint32_t *sources = grafted ? graft_all(bank, grafted, lexicons) : NULL;
  bank->gold = bank->corpus.count;
  if (silver) conllu_read(&bank->corpus, silver, NULL, NULL);
  fill_words(bank, lexicons);
  for (size_t k = bank->gold; k < bank->corpus.count; k++) tag(bank, k, tagger);
  FILE *file = open_or_stop(tags, "r");
  size_t end =
      people ? bank->tokens.sentences[people - 1].first + bank->tokens.sentences[people - 1].count
             : 0;
  for (size_t i = 0; i < end; i++) {
    char line[128];
    if (!fgets(line, sizeof line, file) ||
        sscanf(line, "%31s %31s %31s", upos, xpos, second) != 3) {
      fprintf(stderr, "%s: not the tags of these words\n", tags);
      exit(2);
    }
    bank->tokens.tokens[i].upos = gaz_upos_parse(upos, strlen(upos));
    bank->tokens.tokens[i].xpos = gaz_xpos_parse(xpos, strlen(xpos));
    bank->tokens.tokens[i].second = gaz_xpos_parse(second, strlen(second)); /* 0 for "-" */
  }
  fclose(file);
  for (size_t k = people, i = 0; k < bank->gold; k++)
    for (uint32_t w = 0; w < bank->tokens.sentences[k].count; w++, i++) {
      gaz_token *token = &bank->tokens.tokens[bank->tokens.sentences[k].first + w];
      const gaz_token *source = &bank->tokens.tokens[sources[i]];
      token->upos = source->upos, token->xpos = source->xpos, token->second = source->second;
    }
  free(sources);
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
