/* Newswire tokens: a run of letters, a number with the marks inside it, any other mark by itself ("al - Qaida", "30 s",
 * "U . S ."). */
#include "names_marked.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"

enum { SENTENCES_MAX = 256, TOKENS_MAX = 16384, NO_CLASS = GAZ_NAME_CLASS_COUNT };

static void die(const char *path, unsigned line, const char *what) {
  fprintf(stderr, "%s:%u: %s\n", path, line, what);
  exit(3);
}

/* ---- Tokens ---- */

static size_t width_of(const char *at) {
  unsigned char c = (unsigned char)*at;
  size_t width = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
  return strnlen(at, width);
}

/* A letter that is no ASCII mark: of what is not ASCII, all but typographic marks and the signs of Latin-1. */
static bool is_letter(const char *at) {
  unsigned char c = (unsigned char)*at, d = c ? (unsigned char)at[1] : 0;
  return isalpha(c) || (c >= 0xc3 && c != 0xe2 && !(c == 0xc3 && (d == 0x97 || d == 0xb7)) &&
                        !(c == 0xef && d == 0xbc));
}

static size_t letters_at(const char *at) {
  size_t size = 0;
  while (is_letter(at + size)) size += width_of(at + size);
  return size;
}

static size_t number_at(const char *at) {
  size_t size = 0;
  while (isdigit((unsigned char)at[size]) ||
         (size && at[size] && strchr(".,:/-", at[size]) && isdigit((unsigned char)at[size + 1])))
    size++;
  return size;
}

static bool is_ordinal(const char *ending, size_t size) {
  static const char endings[][3] = {"st", "nd", "rd", "th"};
  for (size_t i = 0; i < GAZ_COUNT(endings); i++)
    if (size == 2 && memcmp(ending, endings[i], 2) == 0) return true;
  return false;
}

static size_t token_at(const char *at) {
  size_t size = number_at(at);
  if (!size) return is_letter(at) ? letters_at(at) : width_of(at);
  size_t ending = letters_at(at + size);
  return is_ordinal(at + size, ending) ? size + ending : size;
}

/* ---- Articles ---- */

typedef struct reader {
  const char *path;
  unsigned line;
  float weight;
  labelled_article *article; /* NULL between articles */
  gaz_buffer text;
} reader;

static labelled_article *new_article(labelled_corpus *corpus, const reader *r) {
  const char *file = strrchr(r->path, '/') ? strrchr(r->path, '/') + 1 : r->path;
  char name[256];
  snprintf(name, sizeof name, "%.*s-%u", (int)strcspn(file, "."), file, r->line);
  labelled_article *article = labelled_article_new(corpus, name);
  article->labels = calloc(TOKENS_MAX, 1);
  article->weight = r->weight;
  article->tokens.tokens = calloc(TOKENS_MAX, sizeof(gaz_token));
  article->tokens.sentences = calloc(SENTENCES_MAX, sizeof(gaz_sentence));
  return article;
}

static void add_token(reader *r, const char *at, size_t size, uint8_t label) {
  gaz_tokens *tokens = &r->article->tokens;
  if (tokens->token_count == TOKENS_MAX) die(r->path, r->line, "the article is too long");
  r->article->labels[tokens->token_count] = label;
  gaz_token *token = &tokens->tokens[tokens->token_count++];
  token->start = (uint32_t)r->text.size;
  gaz_buffer_append(&r->text, at, size);
  token->end = (uint32_t)r->text.size;
  token->sentence = (uint32_t)tokens->sentence_count;
  gaz_buffer_byte(&r->text, ' ');
}

/* Tokens from `at` to `end`, all of one name or of none. */
static void add_stretch(reader *r, const char *at, const char *end, unsigned class) {
  size_t first = r->article->tokens.token_count;
  for (size_t size; at < end; at += size) {
    size = token_at(at);
    if (isspace((unsigned char)*at)) continue;
    add_token(
        r, at, size,
        class == NO_CLASS ? GAZ_NAME_OUTSIDE : (uint8_t)gaz_name_label(class, GAZ_NAME_INSIDE));
  }
  size_t count = r->article->tokens.token_count - first;
  if (class == NO_CLASS || !count) return;
  uint8_t *labels = r->article->labels + first;
  labels[0] = (uint8_t)gaz_name_label(class, count == 1 ? GAZ_NAME_UNIT : GAZ_NAME_BEGIN);
  if (count > 1) labels[count - 1] = (uint8_t)gaz_name_label(class, GAZ_NAME_LAST);
}

static unsigned class_at(const char *at, size_t *size) {
  for (unsigned class = 0; class < GAZ_NAME_CLASS_COUNT; class ++) {
    *size = strlen(class_names[class]);
    if (strncmp(at, class_names[class], *size) == 0 && at[*size] == ' ') return class;
  }
  return NO_CLASS;
}

static void add_sentence(reader *r, const char *line, const char *end) {
  gaz_tokens *tokens = &r->article->tokens;
  if (tokens->sentence_count == SENTENCES_MAX) die(r->path, r->line, "the article is too long");
  size_t first = tokens->token_count;
  for (const char *at = line, *stop; at < end; at = stop) {
    size_t size = 0;
    unsigned class = *at == '[' ? class_at(at + 1, &size) : NO_CLASS;
    if (class == NO_CLASS) {
      const char *next = memchr(at + 1, '[', (size_t)(end - at - 1));
      stop = next ? next : end;
      add_stretch(r, at, stop, NO_CLASS);
      continue;
    }
    const char *close = memchr(at, ']', (size_t)(end - at));
    const char *nested = close ? memchr(at + 1, '[', (size_t)(close - at - 1)) : NULL;
    if (!close || nested) die(r->path, r->line, "a mark is not closed, or in another");
    add_stretch(r, at + 1 + size, close, class);
    stop = close + 1;
  }
  if (tokens->token_count == first) return;
  tokens->sentences[tokens->sentence_count++] =
      (gaz_sentence){.start = tokens->tokens[first].start,
                     .end = (uint32_t)r->text.size,
                     .first = (uint32_t)first,
                     .count = (uint32_t)(tokens->token_count - first)};
}

static void end_article(reader *r, labelled_corpus *corpus) {
  if (!r->article) return;
  corpus->tokens += r->article->tokens.token_count;
  gaz_buffer_take(&r->text, &r->article->text);
  r->text = (gaz_buffer){0};
  r->article = NULL;
}

static void read_marked(reader *r, labelled_corpus *corpus) {
  gaz_string file;
  if (gaz_read_file(r->path, 1 << 26, &file, NULL)) die(r->path, 0, "cannot read");
  r->line = 0;
  for (const char *at = file.data, *stop; *at; at = stop + (*stop == '\n')) {
    stop = at + strcspn(at, "\n");
    r->line++;
    if (*at == '#') continue;
    if (stop == at) {
      end_article(r, corpus);
      continue;
    }
    if (!r->article) r->article = new_article(corpus, r);
    add_sentence(r, at, stop);
  }
  end_article(r, corpus);
  gaz_string_free(&file);
}

static int is_text(const struct dirent *entry) {
  size_t size = strlen(entry->d_name);
  return size > 4 && strcmp(entry->d_name + size - 4, ".txt") == 0;
}

void read_marked_folder(const char *folder, float weight, labelled_corpus *corpus) {
  reader r = {.weight = weight};
  struct dirent **entries;
  int count = scandir(folder, &entries, is_text, alphasort);
  if (count < 0) die(folder, 0, "cannot list");
  for (int n = 0; n < count; n++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, entries[n]->d_name);
    r.path = path;
    read_marked(&r, corpus);
    free(entries[n]);
  }
  free(entries);
}
