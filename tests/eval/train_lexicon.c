/* train_lexicon CORPORA WORDNET OUTPUT - makes data/english/lexicon.tsv: what kinds of word a spelling
 * can be. From WordNet and the regular forms of its words; for words seen often in the train portions
 * of the treebanks, the parts of speech they had there. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conllu.h"
#include "english/lexicon.h"

enum { SEEN_OFTEN = 8, WORD_MAX = 24 };

static gaz_word_map kinds;
static char **spellings; /* all of them */
static size_t word_count, word_capacity;

static void add(const char *word, uint32_t kind) {
  size_t size = strlen(word);
  if (size > WORD_MAX) return;
  if (!gaz_word_map_bits(&kinds, word, size)) {
    if (word_count == word_capacity) {
      word_capacity = word_capacity ? word_capacity * 2 : 4096;
      spellings = realloc(spellings, word_capacity * sizeof *spellings);
    }
    if (!spellings || !(spellings[word_count++] = strdup(word))) exit(3);
  }
  if (gaz_word_map_add(&kinds, word, size, kind)) exit(3);
}

static bool is_plain(const char *word) {
  if (!islower((unsigned char)*word)) return false;
  for (; *word; word++)
    if (!islower((unsigned char)*word) && *word != '-' && *word != '\'') return false;
  return true;
}

static bool is_vowel(char c) { return strchr("aeiou", c) != NULL; }

static void add_forms(const char *word, char pos) {
  size_t size = strlen(word);
  char form[64], last = word[size - 1], before = size > 1 ? word[size - 2] : 'x';
  if (size < 2 || size > WORD_MAX) return;
  bool consonant_y = last == 'y' && !is_vowel(before);
  bool hisses = strchr("sxz", last) || (last == 'h' && strchr("sc", before));
  bool doubles = size > 2 && !is_vowel(last) && is_vowel(before) && !is_vowel(word[size - 3]) &&
                 !strchr("wxy", last);
  int stem = (int)(consonant_y || last == 'e' ? size - 1 : size);
  if (pos == 'n' || pos == 'v') {
    snprintf(form, sizeof form, "%.*s%s", (int)(consonant_y ? size - 1 : size), word,
             consonant_y ? "ies"
             : hisses    ? "es"
                         : "s");
    add(form, pos == 'n' ? GAZ_KIND_NOUNS : GAZ_KIND_VERB_S);
  }
  for (int twice = 0; twice <= doubles && pos == 'v'; twice++) {
    const char *more = twice ? word + size - 1 : "";
    snprintf(form, sizeof form, "%.*s%sing", (int)(last == 'e' && before != 'e' ? size - 1 : size),
             word, more);
    add(form, GAZ_KIND_VERB_ING);
    snprintf(form, sizeof form, "%.*s%s%s", stem, word, more, consonant_y ? "ied" : "ed");
    add(form, GAZ_KIND_VERB_ED);
  }
  for (int twice = 0; twice <= doubles && pos == 'a' && size < 8; twice++) {
    const char *more = twice ? word + size - 1 : "";
    snprintf(form, sizeof form, "%.*s%s%s", stem, word, more, consonant_y ? "ier" : "er");
    add(form, GAZ_KIND_COMPARED);
    snprintf(form, sizeof form, "%.*s%s%s", stem, word, more, consonant_y ? "iest" : "est");
    add(form, GAZ_KIND_COMPARED);
  }
}

static FILE *open_in(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "r");
  if (!file) {
    perror(path);
    exit(2);
  }
  return file;
}

/* Words that WordNet only knows with a capital are names, not nouns. */
static void read_names(const char *folder) {
  FILE *file = open_in(folder, "data.noun");
  static char line[1 << 16];
  while (fgets(line, sizeof line, file)) {
    unsigned words;
    int used;
    if (*line == ' ' || sscanf(line, "%*s %*s %*s %x%n", &words, &used) != 1) continue;
    const char *at = line + used;
    for (unsigned i = 0; i < words; i++) {
      char entry[512];
      if (sscanf(at, " %511s %*s%n", entry, &used) != 1) break;
      at += used;
      bool single = !strchr(entry, '_');
      for (char *part = strtok(entry, "_"); part; part = strtok(NULL, "_")) {
        bool capital = isupper((unsigned char)*part);
        for (char *c = part; *c; c++) *c = (char)tolower((unsigned char)*c);
        if (!is_plain(part) || strlen(part) < 2) continue;
        if (capital) {
          add(part, single ? GAZ_KIND_NAME : GAZ_KIND_NAME_PART);
        } else if (single) {
          add(part, GAZ_KIND_NOUN);
          add_forms(part, 'n');
        }
      }
    }
  }
  fclose(file);
}

static void read_index(const char *folder, const char *name, uint32_t kind, char pos) {
  FILE *file = open_in(folder, name);
  static char line[1 << 16];
  char word[512];
  while (fgets(line, sizeof line, file)) {
    if (sscanf(line, "%511s", word) != 1 || !is_plain(word)) continue;
    add(word, kind);
    add_forms(word, pos);
  }
  fclose(file);
}

static void read_exceptions(const char *folder, const char *name, uint32_t kind) {
  FILE *file = open_in(folder, name);
  char word[256], line[512];
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "%255s", word) == 1 && is_plain(word)) {
      size_t size = strlen(word);
      bool ing = kind == GAZ_KIND_VERB_ED && size > 4 && !strcmp(word + size - 3, "ing");
      bool s = kind == GAZ_KIND_VERB_ED && word[size - 1] == 's';
      add(word, ing ? GAZ_KIND_VERB_ING : s ? GAZ_KIND_VERB_S : kind);
    }
  fclose(file);
}

/* Parts of speech of frequent words, those with at least one use in 30. */
static void read_treebank(const conllu *corpus) {
  gaz_word_map seen = {0};
  size_t capacity = 1 << 17, count = 0;
  uint32_t(*uses)[GAZ_UPOS_COUNT + 1] = calloc(capacity, sizeof *uses);
  char(*texts)[WORD_MAX + 1] = calloc(capacity, sizeof *texts);
  if (!uses || !texts) exit(3);
  char word[WORD_MAX + 1];
  for (size_t s = 0; s < corpus->count; s++)
    for (size_t w = 0; w < corpus->sentences[s].count; w++) {
      const conllu_word *item = &corpus->sentences[s].words[w];
      size_t size = strlen(item->form);
      if (size > WORD_MAX) continue;
      for (size_t i = 0; i <= size; i++) word[i] = (char)tolower((unsigned char)item->form[i]);
      uint32_t id = (uint32_t)gaz_word_map_bits(&seen, word, size);
      if (!id) {
        id = (uint32_t)++count;
        if (count >= capacity || gaz_word_map_add(&seen, word, size, id)) exit(3);
        memcpy(texts[id], word, size);
      }
      uses[id][item->upos]++;
      uses[id][GAZ_UPOS_COUNT]++;
    }
  for (size_t id = 1; id <= count; id++) {
    const char *text = texts[id];
    uint32_t total = uses[id][GAZ_UPOS_COUNT];
    if (total < SEEN_OFTEN || strchr(text, '\t')) continue;
    for (uint32_t upos = 0; upos < GAZ_UPOS_COUNT; upos++)
      if (uses[id][upos] * 30 >= total) add(text, 1u << (GAZ_KIND_UPOS_SHIFT + upos));
  }
  gaz_word_map_clear(&seen);
  free(uses);
  free(texts);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: train_lexicon CORPORA WORDNET OUTPUT\n");
    return 2;
  }
  conllu corpus = {0};
  char path[4096];
  snprintf(path, sizeof path, "%s/ewt/en_ewt-ud-train.conllu", argv[1]);
  conllu_read(&corpus, path, NULL, NULL);
  snprintf(path, sizeof path, "%s/gum/train", argv[1]);
  conllu_read(&corpus, path, NULL, "reddit");
  read_names(argv[2]);
  read_index(argv[2], "index.verb", GAZ_KIND_VERB, 'v');
  read_index(argv[2], "index.adj", GAZ_KIND_ADJECTIVE, 'a');
  read_index(argv[2], "index.adv", GAZ_KIND_ADVERB, 'r');
  read_exceptions(argv[2], "noun.exc", GAZ_KIND_NOUNS);
  read_exceptions(argv[2], "verb.exc", GAZ_KIND_VERB_ED);
  read_exceptions(argv[2], "adj.exc", GAZ_KIND_COMPARED);
  read_treebank(&corpus);
  qsort(spellings, word_count, sizeof *spellings, by_text);
  FILE *out = fopen(argv[3], "w");
  if (!out) {
    perror(argv[3]);
    return 3;
  }
  fputs(
      "# What kinds of word a spelling can be, made by tests/eval/train_lexicon.c (see MODELS.md): word,\n"
      "# kinds from WordNet (N noun, S plural, V verb, Z -s, G -ing, D -ed, J adjective, C compared,\n"
      "# R adverb, P name, p part of a name), parts of speech of words frequent in the treebanks.\n",
      out);
  static const char letters[] = "NSVZGDJCRPp";
  for (size_t i = 0; i < word_count; i++) {
    uint32_t kind = (uint32_t)gaz_word_map_bits(&kinds, spellings[i], strlen(spellings[i]));
    fprintf(out, "%s\t", spellings[i]);
    for (uint32_t k = 0; k < sizeof letters - 1; k++)
      if (kind >> k & 1) fputc(letters[k], out);
    bool more = false;
    for (uint32_t upos = 0; upos < GAZ_UPOS_COUNT; upos++)
      if (kind >> (GAZ_KIND_UPOS_SHIFT + upos) & 1) {
        fprintf(out, "%c%s", more ? ',' : '\t', gaz_upos_name((uint8_t)upos));
        more = true;
      }
    fputc('\n', out);
  }
  fclose(out);
  fprintf(stderr, "%s: %zu words\n", argv[3], word_count);
  return 0;
}
