/* train_lemmas CORPORA WORDNET OUTPUT - learns the rules of data/english/lemmas.tsv from the lemmas of
 * the treebanks' train portions, the exception lists of WordNet, and the regular forms of WordNet's
 * verbs and nouns (which show where an "e" was dropped or a consonant doubled). WORDNET is the folder
 * with verb.exc and index.verb. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/word_map.h"
#include "conllu.h"
#include "english/labels.h"

/* What a regular form weighs against one use in the treebanks, where a lemma may be a slip: "freed" once
 * was "fre". */
static const double REGULAR = 0.3, REGULAR_WHOLE = 1.5; /* the latter of verbs */

enum { ENDING_MAX = 6, WORD_MAX = 29, CHOICES = 24 };

/* One edit and how often an ending wanted it. */
typedef struct edit {
  uint32_t strip;
  char append[20];
  double count;
} edit;

typedef struct ending {
  uint8_t tag;
  char text[WORD_MAX + 2];
  edit edits[CHOICES];
  uint32_t edit_count;
  int best; /* -1 when the shorter ending says the same */
} ending;

static gaz_word_map index_of_endings;
static ending *endings;
static size_t ending_count, ending_capacity;

static ending *ending_at(uint8_t tag, const char *text, size_t size, bool create) {
  char key[WORD_MAX + 3] = {(char)tag};
  memcpy(key + 1, text, size);
  uint32_t found = (uint32_t)gaz_word_map_bits(&index_of_endings, key, size + 1);
  if (found || !create) return found ? &endings[found - 1] : NULL;
  if (ending_count == ending_capacity) {
    ending_capacity = ending_capacity ? ending_capacity * 2 : 4096;
    endings = realloc(endings, ending_capacity * sizeof *endings);
    if (!endings) exit(3);
  }
  ending *e = &endings[ending_count++];
  memset(e, 0, sizeof *e);
  e->tag = tag;
  memcpy(e->text, text, size);
  if (gaz_word_map_add(&index_of_endings, key, size + 1, (uint32_t)ending_count)) exit(3);
  return e;
}

static void vote(ending *e, uint32_t strip, const char *append, double weight) {
  for (uint32_t i = 0; i < e->edit_count; i++)
    if (e->edits[i].strip == strip && !strcmp(e->edits[i].append, append)) {
      e->edits[i].count += weight;
      return;
    }
  if (e->edit_count == CHOICES) return;
  edit *new = &e->edits[e->edit_count++];
  *new = (edit){.strip = strip, .count = weight};
  strcpy(new->append, append);
}

/* `word` in lower case. `weight` counts for its endings, `whole` for the word itself. */
static void learn(uint8_t tag, const char *word, const char *lemma, double weight,
                  double whole_weight) {
  size_t size = strlen(word), lemma_size = strlen(lemma), common = 0;
  while (common < size && common < lemma_size && word[common] == lemma[common]) common++;
  if (!size || size > WORD_MAX - 1 || lemma_size - common > 16 || size - common > WORD_MAX) return;
  uint32_t strip = (uint32_t)(size - common);
  const char *append = lemma + common;
  char whole[WORD_MAX + 2] = "^";
  strcat(whole, word);
  vote(ending_at(tag, whole, size + 1, true), strip, append, whole_weight);
  for (size_t n = strip; n <= ENDING_MAX && n <= size; n++)
    vote(ending_at(tag, word + size - n, n, true), strip, append, weight > 2 ? 2 : weight);
}

static void lower(const char *word, char *out) {
  for (; *word; word++) *out++ = (char)(*word >= 'A' && *word <= 'Z' ? *word | 32 : *word);
  *out = '\0';
}

static bool is_plain(const char *word) {
  for (; *word; word++)
    if (*word < 'a' || *word > 'z') return false;
  return true;
}

static void learn_treebank(const conllu *corpus) {
  for (size_t s = 0; s < corpus->count; s++)
    for (size_t w = 0; w < corpus->sentences[s].count; w++) {
      const conllu_word *word = &corpus->sentences[s].words[w];
      if (strlen(word->form) >= WORD_MAX || strlen(word->lemma) >= WORD_MAX || !word->xpos)
        continue;
      if (strchr(word->form, '\xe2') || word->xpos == GAZ_XPOS_ADD || word->xpos == GAZ_XPOS_GW)
        continue;
      char form[64], lemma[64];
      lower(word->form, form);
      /* The lemmatizer keeps the case of names by itself; here only their endings matter. */
      if (word->upos == GAZ_UPOS_PROPN)
        lower(word->lemma, lemma);
      else
        strcpy(lemma, word->lemma);
      learn(word->xpos, form, lemma, 1, 1);
    }
}

static void learn_exceptions(const char *folder, const char *name, const uint8_t *tags) {
  char path[4096], word[256], lemma[256], line[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(2);
  }
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "%255s %255s", word, lemma) == 2 && is_plain(word) && is_plain(lemma) &&
        strlen(word) < WORD_MAX - 2)
      for (const uint8_t *tag = tags; *tag; tag++) {
        char whole[WORD_MAX + 2] = "^";
        strcat(whole, word);
        ending *e = ending_at(*tag, whole, strlen(whole), false);
        if (!e) learn(*tag, word, lemma, 0.01, 0.01);
      }
  fclose(file);
}

static bool is_vowel(char c) { return strchr("aeiou", c) != NULL; }

/* "stop" doubles its last letter, "visit" and "look" do not. */
static bool doubles(const char *verb, size_t size) {
  size_t vowels = 0;
  for (size_t i = 0; i < size; i++) vowels += is_vowel(verb[i]);
  return size > 2 && vowels == 1 && !is_vowel(verb[size - 1]) && is_vowel(verb[size - 2]) &&
         !strchr("wxy", verb[size - 1]);
}

static void learn_regular(const char *folder, const char *name, bool verbs) {
  char path[4096], lemma[256], form[300], line[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(2);
  }
  while (fgets(line, sizeof line, file)) {
    if (sscanf(line, "%255s", lemma) != 1 || !is_plain(lemma)) continue;
    size_t size = strlen(lemma);
    if (size < 3 || size > 20) continue;
    char last = lemma[size - 1];
    bool consonant_y = last == 'y' && !is_vowel(lemma[size - 2]);
    bool hisses =
        strchr("sxz", last) || !strcmp(lemma + size - 2, "sh") || !strcmp(lemma + size - 2, "ch");
    snprintf(form, sizeof form, "%.*s%s", (int)(consonant_y ? size - 1 : size), lemma,
             consonant_y ? "ies"
             : hisses    ? "es"
                         : "s");
    learn(verbs ? GAZ_XPOS_VBZ : GAZ_XPOS_NNS, form, lemma, REGULAR,
          verbs ? REGULAR_WHOLE : REGULAR);
    if (!verbs) continue;
    bool drops = last == 'e' && lemma[size - 2] != 'e' && lemma[size - 2] != 'y';
    const char *twice = doubles(lemma, size) ? lemma + size - 1 : "";
    snprintf(form, sizeof form, "%.*s%sing", (int)(drops ? size - 1 : size), lemma, twice);
    learn(GAZ_XPOS_VBG, form, lemma, REGULAR, REGULAR_WHOLE);
    snprintf(form, sizeof form, "%.*s%s%s", (int)(consonant_y ? size - 1 : size), lemma, twice,
             consonant_y   ? "ied"
             : last == 'e' ? "d"
                           : "ed");
    learn(GAZ_XPOS_VBD, form, lemma, REGULAR, REGULAR_WHOLE);
    learn(GAZ_XPOS_VBN, form, lemma, REGULAR, REGULAR_WHOLE);
  }
  fclose(file);
}

static int best_edit(const ending *e) {
  int best = 0;
  for (uint32_t i = 1; i < e->edit_count; i++)
    if (e->edits[i].count > e->edits[best].count) best = (int)i;
  return best;
}

/* The edit the lemmatizer would use for text[from..] without rows longer than `longest`. */
static bool shorter_says(const ending *e, const char *text, size_t size, size_t longest,
                         const edit *wanted) {
  for (size_t n = longest < size ? longest : size;; n--) {
    const ending *s = ending_at(e->tag, text + size - n, n, false);
    if (s && s->best >= 0) {
      const edit *said = &s->edits[s->best];
      return said->strip == wanted->strip && !strcmp(said->append, wanted->append);
    }
    if (n == 0) return wanted->strip == 0 && !*wanted->append;
  }
}

static size_t length_of(const ending *e) { return *e->text == '^' ? 100 : strlen(e->text); }

static int by_length(const void *a, const void *b) {
  const ending *x = a, *y = b;
  if (length_of(x) != length_of(y)) return length_of(x) < length_of(y) ? -1 : 1;
  if (x->tag != y->tag) return x->tag - y->tag;
  return strcmp(x->text, y->text);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: train_lemmas CORPORA WORDNET OUTPUT\n");
    return 2;
  }
  conllu corpus = {0};
  char path[4096];
  snprintf(path, sizeof path, "%s/ewt/en_ewt-ud-train.conllu", argv[1]);
  conllu_read(&corpus, path, NULL, NULL);
  snprintf(path, sizeof path, "%s/gum/train", argv[1]);
  conllu_read(&corpus, path, NULL, "reddit");
  learn_treebank(&corpus);
  learn_exceptions(argv[2], "verb.exc",
                   (const uint8_t[]){GAZ_XPOS_VBD, GAZ_XPOS_VBN, GAZ_XPOS_VBG, GAZ_XPOS_VBZ, 0});
  learn_exceptions(argv[2], "noun.exc", (const uint8_t[]){GAZ_XPOS_NNS, 0});
  learn_exceptions(argv[2], "adj.exc", (const uint8_t[]){GAZ_XPOS_JJR, GAZ_XPOS_JJS, 0});
  learn_regular(argv[2], "index.verb", true);
  learn_regular(argv[2], "index.noun", false);
  /* From short to long: an ending is kept where it changes what shorter ones say. */
  qsort(endings, ending_count, sizeof *endings, by_length);
  gaz_word_map_clear(&index_of_endings);
  for (size_t i = 0; i < ending_count; i++) {
    char key[WORD_MAX + 3] = {(char)endings[i].tag};
    strcpy(key + 1, endings[i].text);
    if (gaz_word_map_add(&index_of_endings, key, strlen(endings[i].text) + 1, (uint32_t)i + 1))
      return 3;
    endings[i].best = -1;
  }
  FILE *out = fopen(argv[3], "w");
  if (!out) {
    perror(argv[3]);
    return 3;
  }
  fputs(
      "# Lemma rules, made by tests/eval/train_lemmas.c (see MODELS.md): tag, ending (^ before a whole\n"
      "# word), bytes to strip, what to append. The longest ending wins; no row means no change.\n",
      out);
  size_t rows = 0;
  for (size_t i = 0; i < ending_count; i++) {
    ending *e = &endings[i];
    bool whole = *e->text == '^';
    const char *text = e->text + whole;
    size_t size = strlen(text);
    const edit *wanted = &e->edits[best_edit(e)];
    double support = 0;
    for (uint32_t k = 0; k < e->edit_count; k++) support += e->edits[k].count;
    if (!whole && support < 1.5) continue;
    if (size ? shorter_says(e, text, size, whole ? ENDING_MAX : size - 1, wanted)
             : !wanted->strip && !*wanted->append)
      continue;
    e->best = (int)(wanted - e->edits);
    fprintf(out, "%s\t%s\t%u\t%s\n", gaz_xpos_name(e->tag), e->text, wanted->strip, wanted->append);
    rows++;
  }
  fclose(out);
  fprintf(stderr, "%s: %zu rows\n", argv[3], rows);
  return 0;
}
