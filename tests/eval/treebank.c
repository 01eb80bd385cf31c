#include "treebank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "english/labels.h"
#include "failure.h"

enum { WORDS_MIN = 4, WORDS_MAX = 80 };

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

/* Grafts. Some ways to say things are rare in the treebanks, though not in news. A clause behind the subject ("the man who
 * shot the mayor was ..."): where one stands it mostly stands at the end. So clauses found anywhere are also hung on
 * subjects of other sentences that have none, on a noun of the same kind as the one they were taken from. And a phrase
 * between a verb and what it tells ("said in a statement that ..."): phrases that follow other verbs are put there. */
typedef struct graft {
  uint32_t sentence; /* of what is grafted, the scion, or of where it goes, the stock */
  uint32_t first,
      last; /* words of the scion with the commas around it; of the stock's phrase, behind which it goes */
  uint32_t head; /* what the scion hangs on; what it is to hang on */
  uint32_t kind; /* of that */
} graft;

typedef struct grafts {
  graft *scions, *stocks;
  size_t scion_count, scion_capacity, stock_count, stock_capacity;
} grafts;

enum { CLAUSE_WORDS_MAX = 14, PHRASE_WORDS_MAX = 5, GRAFTED_WORDS_MAX = 45, SCIONS_TRIED = 400 };
enum { KIND_OF_VERB = UINT16_MAX }; /* no noun is of it */

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

static void add_scion(treebank *bank, const graft *found, grafts *g) {
  g->scions = checked(gaz_arena_grow(&bank->corpus.arena, g->scions, g->scion_count,
                                     &g->scion_capacity, sizeof *g->scions));
  g->scions[g->scion_count++] = *found;
}

static void add_stock(treebank *bank, const graft *found, grafts *g) {
  g->stocks = checked(gaz_arena_grow(&bank->corpus.arena, g->stocks, g->stock_count,
                                     &g->stock_capacity, sizeof *g->stocks));
  g->stocks[g->stock_count++] = *found;
}

static void look_for_grafts(treebank *bank, const uint32_t *kinds, uint32_t k, grafts *g) {
  const conllu_sentence *s = &bank->corpus.sentences[k];
  for (uint32_t i = 0; i < s->count; i++) {
    const conllu_word *w = &s->words[i];
    graft found = {.sentence = k};
    if (w->head < 0 || !span_of(s, i, &found.first, &found.last)) continue;
    uint32_t head = (uint32_t)w->head, words = found.last - found.first + 1;
    bool clause = w->deprel == GAZ_DEPREL_ACL_RELCL || w->deprel == GAZ_DEPREL_ACL;
    bool subject = w->deprel == GAZ_DEPREL_NSUBJ || w->deprel == GAZ_DEPREL_NSUBJ_PASS;
    bool behind = found.first == head + 1,
         behind_verb = behind && s->words[head].upos == GAZ_UPOS_VERB;
    if (clause && is_noun(&s->words[head]) && behind && words > 1 && words <= CLAUSE_WORDS_MAX) {
      found.head = head;
      found.kind = kinds[head];
      add_scion(bank, &found, g);
    } else if (subject && w->xpos != GAZ_XPOS_PRP && is_noun(w) && w->head > (int32_t)found.last &&
               found.last - i < 3 && !is_comma(&s->words[found.last])) {
      found.head = i;
      found.kind = kinds[i];
      add_stock(bank, &found, g);
    } else if (w->deprel == GAZ_DEPREL_OBL && behind_verb && words > 1 &&
               words <= PHRASE_WORDS_MAX && s->words[found.first].upos == GAZ_UPOS_ADP) {
      found.head = head;
      found.kind = KIND_OF_VERB;
      add_scion(bank, &found, g);
    } else if (w->deprel == GAZ_DEPREL_CCOMP && behind_verb &&
               s->words[found.first].deprel == GAZ_DEPREL_MARK) {
      found.first = found.last = found.head = head;
      found.kind = KIND_OF_VERB;
      add_stock(bank, &found, g);
    }
  }
}

/* Appends the sentence of a stock with a scion in it, and where its words come from. */
static void add_graft(treebank *bank, const uint32_t *starts, const graft *stock,
                      const graft *scion, uint32_t *sources) {
  conllu *corpus = &bank->corpus;
  const conllu_sentence *host = &corpus->sentences[stock->sentence];
  const conllu_sentence *donor = &corpus->sentences[scion->sentence];
  uint32_t length = scion->last - scion->first + 1, at = stock->last + 1;
  /* A scion that begins with a comma ends with one. */
  bool close = is_comma(&donor->words[scion->first]) && !is_comma(&donor->words[scion->last]);
  size_t grown = length + close, count = host->count + grown;
  conllu_word *words = checked(gaz_arena_zeroed(&corpus->arena, count, sizeof *words));
  for (uint32_t i = 0; i < count; i++) {
    bool own = i < at || i >= at + grown, closing = close && i == at + length;
    uint32_t from = own       ? (i < at ? i : i - (uint32_t)grown)
                    : closing ? scion->first
                              : scion->first + i - at;
    words[i] = own ? host->words[from] : donor->words[from];
    sources[i] = starts[own ? stock->sentence : scion->sentence] + from;
    int32_t head = words[i].head;
    if (own)
      words[i].head = head >= (int32_t)at ? head + (int32_t)grown : head;
    else if (head == (int32_t)scion->head)
      words[i].head = (int32_t)stock->head;
    else
      words[i].head = head - (int32_t)scion->first + (int32_t)at;
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
  uint32_t *sources = checked(calloc(count * (GRAFTED_WORDS_MAX + 1), sizeof *sources));
  size_t made = 0, used = 0;
  uint64_t random = 88172645463325252u;
  for (size_t tries = 0; made < count && tries < 20 * count && g.scion_count && g.stock_count;
       tries++) {
    random = random * 6364136223846793005u + 1442695040888963407u;
    const graft *stock = &g.stocks[(random >> 33) % g.stock_count];
    for (size_t step = 0; step < SCIONS_TRIED; step++) {
      random = random * 6364136223846793005u + 1442695040888963407u;
      const graft *scion = &g.scions[(random >> 33) % g.scion_count];
      if (scion->kind != stock->kind || scion->sentence == stock->sentence) continue;
      size_t size = bank->corpus.sentences[stock->sentence].count + scion->last - scion->first + 2;
      if (size > GRAFTED_WORDS_MAX) break;
      add_graft(bank, starts, stock, scion, sources + used);
      used += bank->corpus.sentences[bank->corpus.count - 1].count;
      made++;
      break;
    }
  }
  fprintf(stderr, "%zu scions, %zu stocks, %zu grafts of %zu words\n", g.scion_count, g.stock_count,
          made, used);
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

void treebank_read_tagged(treebank *bank, const char *path, const gaz_tagger *tagger,
                          const gaz_word_lexicons *lexicons) {
  *bank = (treebank){0};
  conllu_read(&bank->corpus, path, NULL, "reddit");
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

/* The relation that more than half of the parsers give a word with its head, or 0. */
static uint8_t vote_relation(int16_t *const *heads, uint8_t *const *relations, size_t parsers,
                             size_t at, int16_t head) {
  for (size_t p = 0; p < parsers; p++) {
    size_t votes = 0;
    for (size_t q = 0; q < parsers; q++)
      votes += heads[q][at] == head && relations[q][at] == relations[p][at];
    if (votes * 2 > parsers) return relations[p][at];
  }
  return 0;
}

static void write_trees(const treebank *bank, const int16_t *best, int16_t *const *heads,
                        uint8_t *const *relations, size_t parsers, const char *path) {
  FILE *out = open_or_stop(path, "w");
  for (size_t k = 0; k < bank->corpus.count; k++) {
    const gaz_sentence *s = &bank->tokens.sentences[k];
    for (uint32_t i = 0; i < s->count; i++) {
      size_t at = s->first + i, votes = 0;
      const gaz_token *token = &bank->tokens.tokens[at];
      for (size_t p = 0; p < parsers; p++) votes += heads[p][at] == best[at];
      uint8_t relation = vote_relation(heads, relations, parsers, at, best[at]);
      fprintf(out, "%u\t%s\t_\t%s\t%s\t_\t%d\t%s\t_\t%s\n", i + 1,
              bank->corpus.sentences[k].words[i].form, gaz_upos_name(token->upos),
              gaz_xpos_name(token->xpos), best[at] + 1, relation ? gaz_deprel_name(relation) : "_",
              votes * 2 > parsers ? "_" : "Unsure=Yes");
    }
    fputc('\n', out);
  }
  if (fclose(out)) exit(3);
}

void treebank_vote(const treebank *bank, int16_t *const *heads, uint8_t *const *relations,
                   size_t parsers, const char *path) {
  size_t agreed = 0;
  int16_t *best = checked(calloc(bank->tokens.token_count, sizeof *best));
  for (size_t k = 0; k < bank->corpus.count; k++) {
    const gaz_sentence *s = &bank->tokens.sentences[k];
    vote(heads, parsers, s->first, s->count, best + s->first);
    agreed += agreement(heads, parsers, s->first, s->count, best + s->first);
  }
  write_trees(bank, best, heads, relations, parsers, path);
  free(best);
  fprintf(stderr, "%s: %zu sentences, %.1f %% agreement\n", path, bank->corpus.count,
          100.0 * (double)agreed / (double)(parsers * bank->corpus.word_count));
}
