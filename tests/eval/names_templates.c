/* A slot is filled with a name of its class, in an order that is the same in every run. */
#include "names_templates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"

enum { LISTS_MAX = 64, ARTICLE_SENTENCES = 12, TOKENS_MAX = 4096 };

typedef struct list {
  char class[32];
  char **names;
  size_t count, capacity;
} list;

static list lists[LISTS_MAX];
static size_t list_count;
static uint64_t state = 0x2545f4914f6cdd1du;

static size_t pick(size_t count) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (size_t)((state >> 33) % count);
}

static list *list_of(const char *class, size_t size) {
  for (size_t i = 0; i < list_count; i++)
    if (strlen(lists[i].class) == size && memcmp(lists[i].class, class, size) == 0)
      return &lists[i];
  list *new = &lists[list_count++];
  snprintf(new->class, sizeof new->class, "%.*s", (int)size, class);
  return new;
}

static char *read_text(const char *path) {
  gaz_string file;
  gaz_error error;
  if (gaz_read_file(path, 1 << 26, &file, &error)) {
    fprintf(stderr, "%s: %s\n", path, error.message);
    exit(3);
  }
  return file.data;
}

static void read_lists(const char *folder) {
  static const char *const files[] = {"places", "people", "groups", "words", "world", "more"};
  for (size_t i = 0; i < GAZ_COUNT(files); i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/names_%s.tsv", folder, files[i]);
    for (char *line = strtok(read_text(path), "\n"); line; line = strtok(NULL, "\n")) {
      char *tab = strchr(line, '\t');
      if (*line == '#' || !tab) continue;
      list *into = list_of(line, (size_t)(tab - line));
      if (into->count == into->capacity) {
        into->capacity = into->capacity ? into->capacity * 2 : 64;
        into->names = realloc(into->names, into->capacity * sizeof *into->names);
      }
      tab[1 + strcspn(tab + 1, "\t")] = '\0';
      into->names[into->count++] = tab + 1;
    }
  }
}

static void fill(const char *template, gaz_buffer *out) {
  for (const char *at = template; *at; at++) {
    const char *stop = *at == '{' ? strchr(at, '}') : NULL;
    if (!stop) {
      gaz_buffer_byte(out, *at);
      continue;
    }
    list *from = list_of(at + 1, (size_t)(stop - at - 1));
    if (!from->count) {
      fprintf(stderr, "no names for %.*s\n", (int)(stop - at + 1), at);
      exit(3);
    }
    gaz_buffer_string(out, from->names[pick(from->count)]);
    at = stop;
  }
  gaz_buffer_byte(out, '\0');
}

static unsigned class_named(const char *name, size_t size) {
  for (unsigned class = 0; class < GAZ_NAME_CLASS_COUNT; class ++)
    if (strlen(class_names[class]) == size && memcmp(class_names[class], name, size) == 0)
      return class;
  fprintf(stderr, "no class %.*s\n", (int)size, name);
  exit(3);
}

/* One sentence into the article under way. */
static void add_sentence(labelled_article *article, gaz_buffer *text, const char *filled) {
  gaz_tokens *tokens = &article->tokens;
  size_t first = tokens->token_count, begin = SIZE_MAX;
  unsigned class = 0;
  for (const char *at = filled; *at;) {
    size_t size = strcspn(at, " ");
    if (*at == '[') {
      class = class_named(at + 1, size - 1);
      begin = tokens->token_count;
    } else if (tokens->token_count < TOKENS_MAX) {
      bool last = at[size - 1] == ']';
      gaz_token *token = &tokens->tokens[tokens->token_count];
      token->start = (uint32_t)text->size;
      gaz_buffer_append(text, at, size - last);
      token->end = (uint32_t)text->size;
      token->sentence = (uint32_t)tokens->sentence_count;
      gaz_buffer_byte(text, ' ');
      size_t i = tokens->token_count++;
      if (begin != SIZE_MAX)
        article->labels[i] =
            (uint8_t)gaz_name_label(class, i == begin ? (last ? GAZ_NAME_UNIT : GAZ_NAME_BEGIN)
                                           : last     ? GAZ_NAME_LAST
                                                      : GAZ_NAME_INSIDE);
      if (last) begin = SIZE_MAX;
    }
    at += size + (at[size] == ' ');
  }
  tokens->sentences[tokens->sentence_count++] =
      (gaz_sentence){.start = tokens->tokens[first].start,
                     .end = (uint32_t)text->size,
                     .first = (uint32_t)first,
                     .count = (uint32_t)(tokens->token_count - first)};
}

static labelled_article *new_article(labelled_corpus *corpus) {
  char name[32];
  snprintf(name, sizeof name, "template%zu", corpus->count);
  labelled_article *article = labelled_article_new(corpus, name);
  article->labels = calloc(TOKENS_MAX, 1);
  article->tokens.tokens = calloc(TOKENS_MAX, sizeof(gaz_token));
  article->tokens.sentences = calloc(ARTICLE_SENTENCES, sizeof(gaz_sentence));
  return article;
}

static void finish(labelled_corpus *corpus, labelled_article *article, gaz_buffer *text) {
  corpus->tokens += article->tokens.token_count;
  gaz_buffer_take(text, &article->text);
}

void read_templates(const char *path, const char *folder, int times, labelled_corpus *corpus) {
  char *templates[512];
  size_t count = 0;
  read_lists(folder);
  for (char *line = strtok(read_text(path), "\n"); line && count < 512; line = strtok(NULL, "\n"))
    if (*line != '#') templates[count++] = line;
  labelled_article *article = NULL;
  gaz_buffer text = {0}, filled = {0};
  for (size_t i = 0; i < count * (size_t)times; i++) {
    if (!article) article = new_article(corpus);
    filled.size = 0;
    fill(templates[i < count ? i : pick(count)], &filled);
    add_sentence(article, &text, filled.data);
    if (article->tokens.sentence_count == ARTICLE_SENTENCES) {
      finish(corpus, article, &text);
      text = (gaz_buffer){0};
      article = NULL;
    }
  }
  if (article) finish(corpus, article, &text);
  gaz_buffer_free(&filled);
}
