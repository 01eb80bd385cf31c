/* Reading the Worldwide newswire format. A tag is O, B-X or I-X (sometimes several columns: the
 * first counts); labels are made from the spans, so that a stray I- begins a name. */
#include "names_corpus.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/file.h"
#include "english/analysis.h"

const char *const class_names[GAZ_NAME_CLASS_COUNT] = {
    "Person", "Location", "Organization", "NORP", "Facility", "Product", "Misc", "Date", "Money",
};

static void die(const char *what, const char *path) {
  fprintf(stderr, "%s: %s\n", path, what);
  exit(3);
}

static void change_case(char *text, size_t size, letter_case change) {
  for (size_t i = 0; i < size; i++) {
    if (change == CASE_ALL_LOWER && text[i] >= 'A' && text[i] <= 'Z')
      text[i] = (char)(text[i] + 32);
    else if (change == CASE_ALL_UPPER && text[i] >= 'a' && text[i] <= 'z')
      text[i] = (char)(text[i] - 32);
  }
}

typedef struct parsed {
  gaz_buffer text;
  gaz_token *tokens;
  gaz_sentence *sentences;
  int8_t *tags; /* -1 outside, class * 2 + (1 for inside) */
  size_t token_count, sentence_count, capacity;
} parsed;

static int tag_of(const char *tag, size_t size) {
  if (size < 3 || (tag[0] != 'B' && tag[0] != 'I' && tag[0] != 'E' && tag[0] != 'S')) return -1;
  for (int class = 0; class < GAZ_NAME_CLASS_COUNT; class ++)
    if (strncasecmp(tag + 2, class_names[class], size - 2 < 3 ? size - 2 : 3) == 0)
      return class * 2 + (tag[0] == 'I' || tag[0] == 'E');
  return -1;
}

static void end_sentence(parsed *p, size_t first) {
  if (p->token_count == first) return;
  p->sentences[p->sentence_count++] = (gaz_sentence){.start = p->tokens[first].start,
                                                     .end = (uint32_t)p->text.size,
                                                     .first = (uint32_t)first,
                                                     .count = (uint32_t)(p->token_count - first)};
  gaz_buffer_byte(&p->text, '\n');
}

/* Tokens stand in the column of that number from 0, tags in the next. */
static parsed parse(char *text, int column) {
  size_t lines = 2;
  for (const char *at = text; *at; at++) lines += *at == '\n';
  parsed p = {.tokens = calloc(lines, sizeof *p.tokens),
              .sentences = calloc(lines, sizeof *p.sentences),
              .tags = calloc(lines, 1)};
  size_t first = 0;
  for (char *at = text, *stop; *at; at = stop + (*stop == '\n')) {
    stop = at + strcspn(at, "\n");
    if (column && *at == '#') continue;
    for (int i = 0; i < column && memchr(at, '\t', (size_t)(stop - at)); i++)
      at += strcspn(at, "\t") + 1;
    size_t size = (size_t)(stop - at);
    if (size && at[size - 1] == '\r') size--;
    char *tab = memchr(at, '\t', size);
    if (!tab || tab == at) {
      end_sentence(&p, first);
      first = p.token_count;
      continue;
    }
    if (p.token_count > first) gaz_buffer_byte(&p.text, ' ');
    gaz_token *token = &p.tokens[p.token_count];
    token->start = (uint32_t)p.text.size;
    gaz_buffer_append(&p.text, at, (size_t)(tab - at));
    token->end = (uint32_t)p.text.size;
    token->sentence = (uint32_t)p.sentence_count;
    p.tags[p.token_count++] = (int8_t)tag_of(tab + 1, strcspn(tab + 1, "\t\r\n"));
  }
  end_sentence(&p, first);
  return p;
}

static gaz_string read_whole(const char *path) {
  gaz_string file;
  if (gaz_read_file(path, 1 << 26, &file, NULL)) die("cannot read", path);
  return file;
}

/* Spans of the tags as BILOU labels. */
static void label(const int8_t *tags, const gaz_tokens *tokens, uint8_t *labels) {
  for (size_t s = 0; s < tokens->sentence_count; s++) {
    size_t end = tokens->sentences[s].first + tokens->sentences[s].count;
    for (size_t i = tokens->sentences[s].first, last; i < end; i = last + 1) {
      last = i;
      if (tags[i] < 0) {
        labels[i] = GAZ_NAME_OUTSIDE;
        continue;
      }
      unsigned class = (unsigned)tags[i] / 2;
      while (last + 1 < end && tags[last + 1] == (int)class * 2 + 1) last++;
      for (size_t j = i; j <= last; j++)
        labels[j] = (uint8_t)gaz_name_label(class, i == last   ? GAZ_NAME_UNIT
                                                   : j == i    ? GAZ_NAME_BEGIN
                                                   : j == last ? GAZ_NAME_LAST
                                                               : GAZ_NAME_INSIDE);
    }
  }
}

labelled_article *labelled_article_new(labelled_corpus *corpus, const char *name) {
  if (corpus->count == corpus->capacity) {
    corpus->capacity = corpus->capacity ? corpus->capacity * 2 : 256;
    corpus->articles = realloc(corpus->articles, corpus->capacity * sizeof *corpus->articles);
  }
  labelled_article *article = &corpus->articles[corpus->count++];
  *article = (labelled_article){.name = strdup(name)};
  return article;
}

/* Takes what `p` holds. */
static void add_article(labelled_corpus *corpus, const char *name, parsed *p, letter_case change) {
  labelled_article *article = labelled_article_new(corpus, name);
  article->tokens = (gaz_tokens){.tokens = p->tokens,
                                 .token_count = p->token_count,
                                 .sentences = p->sentences,
                                 .sentence_count = p->sentence_count};
  if (gaz_buffer_take(&p->text, &article->text)) die("not enough memory", name);
  change_case(article->text.data, article->text.size, change);
  article->labels = calloc(p->token_count + 1, 1);
  label(p->tags, &article->tokens, article->labels);
  corpus->tokens += p->token_count;
  free(p->tags);
}

static int is_tsv(const struct dirent *entry) {
  size_t size = strlen(entry->d_name);
  return size > 4 && strcmp(entry->d_name + size - 4, ".tsv") == 0;
}

void read_labelled_folder(const char *folder, letter_case change, int every, int offset,
                          labelled_corpus *corpus) {
  struct dirent **entries;
  int count = scandir(folder, &entries, is_tsv, alphasort);
  if (count < 0) die("cannot list", folder);
  for (int n = 0; n < count; n++) {
    char path[4096];
    if (n % every != offset % every) {
      free(entries[n]);
      continue;
    }
    snprintf(path, sizeof path, "%s/%s", folder, entries[n]->d_name);
    gaz_string file = read_whole(path);
    parsed p = parse(file.data, 0);
    add_article(corpus, entries[n]->d_name, &p, change);
    gaz_string_free(&file);
    free(entries[n]);
  }
  free(entries);
}

void read_raw_folder(const char *folder, const gaz_tokenizer *tokenizer, letter_case change,
                     int every, labelled_corpus *corpus) {
  struct dirent **entries;
  int count = scandir(folder, &entries, is_tsv, alphasort);
  if (count < 0) die("cannot list", folder);
  for (int n = 0; n < count; n++) {
    char path[4096];
    if (n % every) {
      free(entries[n]);
      continue;
    }
    snprintf(path, sizeof path, "%s/%s", folder, entries[n]->d_name);
    gaz_string file = read_whole(path);
    parsed p = parse(file.data, 0);
    gaz_string_free(&file);
    path[strlen(path) - 4] = '\0';
    labelled_article *article = labelled_article_new(corpus, path);
    if (gaz_read_file(path, 1 << 26, &article->text, NULL)) die("cannot read", path);
    /* Where each given token stands in the article. */
    uint32_t *starts = calloc(p.token_count + 1, sizeof *starts);
    size_t at = 0, lost = 0;
    for (size_t i = 0; i < p.token_count; i++) {
      size_t size = p.tokens[i].end - p.tokens[i].start;
      size_t limit = at + size + 60 < article->text.size ? at + size + 60 : article->text.size;
      const char *found = at < limit ? memmem(article->text.data + at, limit - at,
                                              p.text.data + p.tokens[i].start, size)
                                     : NULL;
      lost += !found;
      starts[i] = found ? (uint32_t)(found - article->text.data) : (uint32_t)at;
      at = starts[i] + (found ? size : 0);
    }
    starts[p.token_count] = (uint32_t)article->text.size;
    change_case(article->text.data, article->text.size, change);
    if (gaz_tokenize(tokenizer, article->text.data, article->text.size, NULL, 0, NULL,
                     &article->arena, &article->tokens))
      die("cannot split", path);
    int8_t *tags = malloc(article->tokens.token_count + 1);
    article->labels = calloc(article->tokens.token_count + 1, 1);
    /* A token takes the tag of the given token that holds its first byte. */
    size_t given = 0, previous = SIZE_MAX;
    for (size_t i = 0; i < article->tokens.token_count; i++) {
      while (given + 1 < p.token_count && starts[given + 1] <= article->tokens.tokens[i].start)
        given++;
      tags[i] = p.tags[given];
      if (given == previous && tags[i] >= 0) tags[i] |= 1;
      previous = given;
    }
    label(tags, &article->tokens, article->labels);
    if (lost > 5) { /* the two do not agree well enough to learn from */
      article->tokens.sentence_count = 0;
      article->tokens.token_count = 0;
    }
    corpus->tokens += article->tokens.token_count;
    free(tags), free(starts), free(p.tags), free(p.tokens), free(p.sentences);
    gaz_buffer_free(&p.text);
    free(entries[n]);
  }
  free(entries);
}

size_t names_of_labels(const uint8_t *labels, size_t count, labelled_name *names) {
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    if (!labels[i]) continue;
    unsigned class = (labels[i] - 1u) / 4, part = (labels[i] - 1u) % 4;
    if (part == GAZ_NAME_BEGIN || part == GAZ_NAME_UNIT)
      names[found++] = (labelled_name){i, i, class};
    else if (found)
      names[found - 1].last = i;
  }
  return found;
}

int part_of_article(const labelled_article *article, int parts) {
  const char *name = strrchr(article->name, '/') ? strrchr(article->name, '/') + 1 : article->name;
  size_t size = strcspn(name, "."); /* "x.txt" and "x.txt.tsv" */
  return (int)(gaz_hash(name, size, 1) % (uint64_t)parts);
}

unsigned class_of_type(uint8_t type) {
  switch (type) {
    case GAZ_TYPE_PERSON: return GAZ_NAME_CLASS_PERSON;
    case GAZ_TYPE_NORP: return GAZ_NAME_CLASS_NORP;
    case GAZ_TYPE_FAC: return GAZ_NAME_CLASS_FACILITY;
    case GAZ_TYPE_ORG: return GAZ_NAME_CLASS_ORGANIZATION;
    case GAZ_TYPE_GPE:
    case GAZ_TYPE_LOC: return GAZ_NAME_CLASS_LOCATION;
    case GAZ_TYPE_PRODUCT: return GAZ_NAME_CLASS_PRODUCT;
    case GAZ_NAME_DATE: return GAZ_NAME_CLASS_DATE;
    case GAZ_NAME_MONEY: return GAZ_NAME_CLASS_MONEY;
    default: return GAZ_NAME_CLASS_MISC;
  }
}

void read_documents(const char *path, labelled_corpus *corpus) {
  static const char begin[] = "# newdoc";
  gaz_string file = read_whole(path);
  for (char *at = strstr(file.data, begin), *next; at; at = next) {
    next = strstr(at + 1, begin);
    if (next) next[-1] = '\0';
    parsed p = parse(at, 1);
    add_article(corpus, path, &p, CASE_AS_WRITTEN);
  }
  gaz_string_free(&file);
}
