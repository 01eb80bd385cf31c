#include "gum.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "english/labels.h"

enum { MENTIONS_MAX = 8000, OPEN_MAX = 64, TOKENS_MAX = 20000, SENTENCES_MAX = 4000 };

typedef struct reader {
  gum_document *document;
  gaz_arena *arena;
  gaz_buffer text;
  uint32_t open[OPEN_MAX];  // mentions
  unsigned open_count;
  uint32_t sentence_first;
  bool space;
} reader;

static void open_mention(reader *r, const char *at, uint32_t token) {
  gum_document *d = r->document;
  if (d->mention_count == MENTIONS_MAX || r->open_count == OPEN_MAX) return;
  gum_mention *m = &d->mentions[d->mention_count];
  char *end;
  m->chain = (uint32_t)strtoul(at, &end, 10);
  size_t size = strcspn(*end ? end + 1 : end, "-");
  snprintf(m->type, sizeof m->type, "%.*s", (int)size, *end ? end + 1 : end);
  m->first = m->last = token;
  r->open[r->open_count++] = (uint32_t)d->mention_count++;
}

// Closes the innermost open mention of a chain, or with chain UINT32_MAX the innermost.
static void close_mention(reader *r, uint32_t chain, uint32_t token) {
  for (unsigned i = r->open_count; i-- > 0;) {
    gum_mention *m = &r->document->mentions[r->open[i]];
    if (chain != UINT32_MAX && m->chain != chain) continue;
    m->last = token;
    memmove(r->open + i, r->open + i + 1, (r->open_count - i - 1) * sizeof *r->open);
    r->open_count--;
    return;
  }
}

// "(7-person-...(8-place-...)7)": opening, opening and closing, closing.
static void read_entities(reader *r, const char *at, size_t size, uint32_t token) {
  const char *end = at + size;
  while (at < end) {
    if (*at == '(') {
      open_mention(r, at + 1, token);
      at++;
      while (at < end && *at != '(' && *at != ')') at++;
      if (at < end && *at == ')') {
        close_mention(r, UINT32_MAX, token);
        at++;
      }
    } else if (*at >= '0' && *at <= '9') {
      char *after;
      close_mention(r, (uint32_t)strtoul(at, &after, 10), token);
      at = after < end && *after == ')' ? after + 1 : after;
    } else {
      at++;
    }
  }
}

static void read_token(reader *r, char *line) {
  char *column[10] = {line};
  for (int i = 1; i < 10; i++) {
    char *tab = strchr(column[i - 1], '\t');
    if (!tab) return;
    *tab = '\0';
    column[i] = tab + 1;
  }
  gaz_tokens *tokens = &r->document->tokens;
  if (strpbrk(column[0], "-.") || tokens->token_count == TOKENS_MAX)
    return;  // a contraction, or a word that is not in the text
  if (r->space) gaz_buffer_byte(&r->text, ' ');
  gaz_token *t = &tokens->tokens[tokens->token_count];
  *t = (gaz_token){.start = (uint32_t)r->text.size, .sentence = (uint32_t)tokens->sentence_count};
  gaz_buffer_string(&r->text, column[1]);
  t->end = (uint32_t)r->text.size;
  t->lemma = gaz_arena_copy(r->arena, column[2], strlen(column[2]));
  t->upos = gaz_upos_parse(column[3], strlen(column[3]));
  t->xpos = gaz_xpos_parse(column[4], strlen(column[4]));
  t->deprel = gaz_deprel_parse(column[7], strlen(column[7]));
  int head = atoi(column[6]);
  t->head = head ? (int32_t)r->sentence_first + head - 1 : -1;
  char *entity = strstr(column[9], "Entity=");
  if (entity)
    read_entities(r, entity + 7, strcspn(entity + 7, "|\n\r"), (uint32_t)tokens->token_count);
  tokens->token_count++;
  r->space = true;  // given tokens: always apart, so that shapes do not differ from training
}

static void end_sentence(reader *r) {
  gaz_tokens *tokens = &r->document->tokens;
  if (tokens->token_count == r->sentence_first || tokens->sentence_count == SENTENCES_MAX) return;
  gaz_sentence *s = &tokens->sentences[tokens->sentence_count++];
  *s = (gaz_sentence){.first = r->sentence_first,
                      .count = (uint32_t)tokens->token_count - r->sentence_first};
  s->start = tokens->tokens[s->first].start;
  s->end = tokens->tokens[tokens->token_count - 1].end;
  r->sentence_first = (uint32_t)tokens->token_count;
}

static bool read_document(const char *path, const char *name, gaz_arena *arena, gum_document *d) {
  gaz_string file;
  gaz_error error;
  reader r = {.document = d, .arena = arena};
  if (gaz_read_file(path, 1 << 26, &file, &error)) {
    fprintf(stderr, "%s: %s\n", path, error.message);
    return false;
  }
  snprintf(d->name, sizeof d->name, "%.63s", name);
  d->mentions = gaz_arena_zeroed(arena, MENTIONS_MAX, sizeof *d->mentions);
  d->tokens.tokens = gaz_arena_zeroed(arena, TOKENS_MAX, sizeof *d->tokens.tokens);
  d->tokens.sentences = gaz_arena_zeroed(arena, SENTENCES_MAX, sizeof *d->tokens.sentences);
  for (char *line = file.data; *line;) {
    char *end = strchr(line, '\n');
    if (end) *end = '\0';
    if (!strncmp(line, "# newpar", 8) && line[8] != '_' && r.text.size) {
      gaz_buffer_string(&r.text, "\n\n");
      r.space = false;
    } else if (*line >= '0' && *line <= '9') {
      read_token(&r, line);
    } else if (!*line) {
      end_sentence(&r);
    }
    if (!end) break;
    line = end + 1;
  }
  end_sentence(&r);
  for (size_t m = 0; m < d->mention_count; m++)
    for (uint32_t t = d->mentions[m].first; t <= d->mentions[m].last; t++) {
      const gaz_token *token = &d->tokens.tokens[t];
      if (token->head < (int32_t)d->mentions[m].first || token->head > (int32_t)d->mentions[m].last)
        d->mentions[m].name |= token->upos == GAZ_UPOS_PROPN;
    }
  d->text = gaz_arena_copy(arena, r.text.data, r.text.size);
  d->size = r.text.size;
  gaz_buffer_free(&r.text);
  gaz_string_free(&file);
  return true;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

bool gum_read(const char *dir, const char *only, gaz_arena *arena, gum *out) {
  struct dirent **files;
  int count = scandir(dir, &files, NULL, by_name);
  *out = (gum){0};
  if (count < 0) {
    perror(dir);
    return false;
  }
  out->documents = gaz_arena_zeroed(arena, (size_t)count, sizeof *out->documents);
  bool fine = true;
  for (int i = 0; i < count; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, files[i]->d_name);
    if (fine && strstr(files[i]->d_name, only) && strstr(files[i]->d_name, ".conllu"))
      fine = read_document(path, files[i]->d_name, arena, &out->documents[out->count++]);
    free(files[i]);
  }
  free(files);
  return fine && out->count;
}
