/* Tokens of the newswire corpus: a run of letters, a number with the marks inside it, any other mark by itself ("al - Qaida",
 * "30 s", "U . S ."). Some articles have the engine's own instead, as its users' texts do. */
#include "names_marked.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "text/tokenizer.h"

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
  unsigned number, every;    /* of articles, in all files; see `tokenizer` */
  labelled_article *article; /* NULL between articles */
  gaz_buffer text;
  gaz_tokenizer *tokenizer; /* of one article in `every`; NULL: of none */
  struct mark {
    uint32_t start, end; /* in `text` */
    unsigned class;
  } * marks;
  size_t mark_count, mark_room;
} reader;

static bool is_raw(const reader *r) { return r->tokenizer && r->number % r->every == 0; }

static labelled_article *new_article(labelled_corpus *corpus, reader *r) {
  const char *file = strrchr(r->path, '/') ? strrchr(r->path, '/') + 1 : r->path;
  char name[256];
  snprintf(name, sizeof name, "%.*s-%u", (int)strcspn(file, "."), file, r->line);
  labelled_article *article = labelled_article_new(corpus, name);
  article->labels = calloc(TOKENS_MAX, 1);
  article->weight = r->weight;
  r->number++;
  r->mark_count = 0;
  if (is_raw(r)) return article;
  article->tokens.tokens = calloc(TOKENS_MAX, sizeof(gaz_token));
  article->tokens.sentences = calloc(SENTENCES_MAX, sizeof(gaz_sentence));
  return article;
}

static void label_name(uint8_t *labels, size_t first, size_t count, unsigned class) {
  for (size_t i = 0; i < count; i++)
    labels[first + i] = (uint8_t)gaz_name_label(class, count == 1       ? GAZ_NAME_UNIT
                                                       : i == 0         ? GAZ_NAME_BEGIN
                                                       : i + 1 == count ? GAZ_NAME_LAST
                                                                        : GAZ_NAME_INSIDE);
}

static void add_token(reader *r, const char *at, size_t size) {
  gaz_tokens *tokens = &r->article->tokens;
  if (tokens->token_count == TOKENS_MAX) die(r->path, r->line, "the article is too long");
  gaz_token *token = &tokens->tokens[tokens->token_count++];
  token->start = (uint32_t)r->text.size;
  gaz_buffer_append(&r->text, at, size);
  token->end = (uint32_t)r->text.size;
  token->sentence = (uint32_t)tokens->sentence_count;
  gaz_buffer_byte(&r->text, ' ');
}

static void add_raw(reader *r, const char *at, const char *end, unsigned class) {
  if (class != NO_CLASS) at += *at == ' ';
  if (class != NO_CLASS && r->mark_count == r->mark_room) {
    r->mark_room = r->mark_room ? 2 * r->mark_room : 256;
    r->marks = realloc(r->marks, r->mark_room * sizeof *r->marks);
  }
  struct mark mark = {(uint32_t)r->text.size, 0, class};
  gaz_buffer_append(&r->text, at, (size_t)(end - at));
  mark.end = (uint32_t)r->text.size;
  if (class != NO_CLASS) r->marks[r->mark_count++] = mark;
}

/* What stands from `at` to `end`, all of one name or of none. */
static void add_stretch(reader *r, const char *at, const char *end, unsigned class) {
  if (is_raw(r)) {
    add_raw(r, at, end, class);
    return;
  }
  size_t first = r->article->tokens.token_count;
  for (size_t size; at < end; at += size) {
    size = token_at(at);
    if (isspace((unsigned char)*at)) continue;
    add_token(r, at, size);
  }
  if (class != NO_CLASS)
    label_name(r->article->labels, first, r->article->tokens.token_count - first, class);
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
  if (is_raw(r)) gaz_buffer_string(&r->text, "\n\n");
  if (tokens->token_count == first) return;
  tokens->sentences[tokens->sentence_count++] =
      (gaz_sentence){.start = tokens->tokens[first].start,
                     .end = (uint32_t)r->text.size,
                     .first = (uint32_t)first,
                     .count = (uint32_t)(tokens->token_count - first)};
}

/* The tokens that begin in a mark are its name, within one sentence. */
static void split_raw(reader *r) {
  labelled_article *article = r->article;
  if (gaz_tokenize(r->tokenizer, article->text.data, article->text.size, NULL, 0, NULL,
                   &article->arena, &article->tokens))
    die(r->path, r->line, "cannot split");
  const gaz_tokens *tokens = &article->tokens;
  if (tokens->token_count > TOKENS_MAX) die(r->path, r->line, "the article is too long");
  size_t at = 0;
  for (size_t m = 0; m < r->mark_count; m++) {
    const struct mark *mark = &r->marks[m];
    while (at < tokens->token_count && tokens->tokens[at].start < mark->start) at++;
    size_t first = at;
    while (at < tokens->token_count && tokens->tokens[at].start < mark->end &&
           tokens->tokens[at].sentence == tokens->tokens[first].sentence)
      at++;
    label_name(article->labels, first, at - first, mark->class);
  }
}

static void end_article(reader *r, labelled_corpus *corpus) {
  if (!r->article) return;
  gaz_buffer_take(&r->text, &r->article->text);
  r->text = (gaz_buffer){0};
  if (is_raw(r)) split_raw(r);
  corpus->tokens += r->article->tokens.token_count;
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

void read_marked_folder(const char *folder, float weight, const char *data_dir, int every,
                        labelled_corpus *corpus) {
  reader r = {.weight = weight, .every = (unsigned)every};
  gaz_error error;
  if (every && gaz_tokenizer_load(data_dir, &r.tokenizer, &error)) die(error.message, 0, "");
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
  free(r.marks);
  if (r.tokenizer) gaz_tokenizer_free(r.tokenizer);
}
