#include "conllu.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "english/labels.h"

static void stop(const char *what, const char *path) {
  fprintf(stderr, "%s: %s\n", path, what);
  exit(2);
}

typedef struct reader {
  conllu *corpus;
  const char *file;
  conllu_word words[2048];
  size_t count;
  bool paragraph, document, space;
  size_t range_first, range_last; /* words of the contraction being read; 1-based, 0 none */
  const char *range_form;
  bool range_space;
} reader;

static char *copy(conllu *corpus, const char *data, size_t size) {
  char *result = gaz_arena_copy(&corpus->arena, data, size);
  if (!result) stop("out of memory", "");
  return result;
}

static void close_range(reader *r) {
  if (!r->range_first) return;
  char joined[512] = "";
  for (size_t i = r->range_first - 1; i < r->count; i++)
    strncat(joined, r->words[i].form, sizeof joined - strlen(joined) - 1);
  bool spells = strcmp(joined, r->range_form) == 0;
  for (size_t i = r->range_first - 1; i < r->count; i++) {
    bool first = i == r->range_first - 1, last = i + 1 == r->count;
    r->words[i].space_after = last && r->range_space;
    r->words[i].surface = spells ? r->words[i].form : first ? r->range_form : "";
    r->words[i].surface_start = spells || first;
  }
  r->range_first = 0;
}

static void end_sentence(reader *r) {
  close_range(r);
  if (!r->count) return;
  conllu *corpus = r->corpus;
  conllu_sentence *sentences = gaz_arena_grow(&corpus->arena, corpus->sentences, corpus->count,
                                              &corpus->capacity, sizeof *sentences);
  conllu_word *words = gaz_arena_zeroed(&corpus->arena, r->count, sizeof *words);
  if (!sentences || !words) stop("out of memory", r->file);
  memcpy(words, r->words, r->count * sizeof *words);
  corpus->sentences = sentences;
  sentences[corpus->count++] =
      (conllu_sentence){words, r->count, r->paragraph, r->file, r->document};
  corpus->word_count += r->count;
  r->count = 0;
  r->paragraph = r->document = false;
}

static void add_line(reader *r, char *line) {
  char *fields[10];
  size_t count = 0;
  for (char *field = line; field && count < 10; count++) {
    fields[count] = field;
    field = strchr(field, '\t');
    if (field) *field++ = '\0';
  }
  if (count < 10) stop("a line with fewer than ten fields", r->file);
  bool space = strstr(fields[9], "SpaceAfter=No") == NULL;
  if (strchr(fields[0], '.')) return;
  if (strchr(fields[0], '-')) {
    close_range(r);
    sscanf(fields[0], "%zu-%zu", &r->range_first, &r->range_last);
    r->range_form = copy(r->corpus, fields[1], strlen(fields[1]));
    r->range_space = space;
    return;
  }
  if (r->range_first && r->count >= r->range_last) close_range(r);
  if (r->count == GAZ_COUNT(r->words)) stop("a sentence is too long", r->file);
  conllu_word *word = &r->words[r->count++];
  *word = (conllu_word){
      .form = copy(r->corpus, fields[1], strlen(fields[1])),
      .lemma = copy(r->corpus, fields[2], strlen(fields[2])),
      .upos = gaz_upos_parse(fields[3], strlen(fields[3])),
      .xpos = gaz_xpos_parse(fields[4], strlen(fields[4])),
      .deprel = gaz_deprel_parse(fields[7], strlen(fields[7])),
      .head = atoi(fields[6]) - 1,
      .unsure = strstr(fields[9], "Unsure=Yes") != NULL,
      .space_after = space,
      .surface_start = true,
  };
  word->surface = word->form;
}

static void read_file(conllu *corpus, const char *path) {
  gaz_error error;
  gaz_string file;
  if (gaz_read_file(path, (size_t)256 << 20, &file, &error)) stop(error.message, path);
  reader *r = calloc(1, sizeof *r);
  if (!r) stop("out of memory", path);
  r->corpus = corpus;
  r->file = copy(corpus, path, strlen(path));
  r->paragraph = r->document = true;
  for (char *line = file.data; line && *line;) {
    char *newline = strchr(line, '\n');
    if (newline) *newline = '\0';
    if (!*line)
      end_sentence(r);
    else if (*line == '#') {
      r->document |= !strncmp(line, "# newdoc", 8);
      r->paragraph |= r->document || !strncmp(line, "# newpar", 8);
    } else
      add_line(r, line);
    line = newline ? newline + 1 : NULL;
  }
  end_sentence(r);
  free(r);
  gaz_string_free(&file);
}

void conllu_read(conllu *corpus, const char *path, const char *only, const char *skip) {
  struct stat status;
  if (stat(path, &status)) stop("no such file or folder", path);
  if (!S_ISDIR(status.st_mode)) {
    read_file(corpus, path);
    return;
  }
  struct dirent **entries;
  int count = scandir(path, &entries, NULL, alphasort);
  for (int i = 0; i < count; i++) {
    const char *name = entries[i]->d_name;
    char full[4096];
    snprintf(full, sizeof full, "%s/%s", path, name);
    if (strstr(name, ".conllu") && (!only || strstr(name, only)) && (!skip || !strstr(name, skip)))
      read_file(corpus, full);
    free(entries[i]);
  }
  free(entries);
}

char *conllu_given_tokens(const conllu *corpus, size_t from, size_t to, gaz_arena *arena,
                          gaz_tokens *tokens, size_t *size) {
  size_t bytes = 0, words = 0;
  for (size_t s = from; s < to; s++) {
    words += corpus->sentences[s].count;
    for (size_t w = 0; w < corpus->sentences[s].count; w++)
      bytes += strlen(corpus->sentences[s].words[w].form) + 1;
  }
  char *text = gaz_arena_alloc(arena, bytes + 1);
  *tokens = (gaz_tokens){
      .tokens = gaz_arena_zeroed(arena, words + 1, sizeof(gaz_token)),
      .sentences = gaz_arena_zeroed(arena, to - from + 1, sizeof(gaz_sentence)),
      .token_count = words,
      .sentence_count = to - from,
  };
  if (!text || !tokens->tokens || !tokens->sentences) stop("out of memory", "");
  uint32_t at = 0, token = 0;
  for (size_t s = from; s < to; s++) {
    const conllu_sentence *sentence = &corpus->sentences[s];
    tokens->sentences[s - from] =
        (gaz_sentence){.start = at, .first = token, .count = (uint32_t)sentence->count};
    for (size_t w = 0; w < sentence->count; w++) {
      uint32_t length = (uint32_t)strlen(sentence->words[w].form);
      memcpy(text + at, sentence->words[w].form, length);
      tokens->tokens[token++] = (gaz_token){.start = at,
                                            .end = at + length,
                                            .sentence = (uint32_t)(s - from),
                                            .head = -1,
                                            .lemma = ""};
      at += length;
      if (sentence->words[w].space_after || w + 1 == sentence->count) text[at++] = ' ';
    }
    tokens->sentences[s - from].end = at;
  }
  text[at] = '\0';
  *size = at;
  return text;
}

void conllu_raw_text(const conllu *corpus, gaz_arena *arena, conllu_raw *out) {
  size_t bytes = 0;
  for (size_t s = 0; s < corpus->count; s++)
    for (size_t w = 0; w < corpus->sentences[s].count; w++)
      bytes += strlen(corpus->sentences[s].words[w].surface) + 2;
  *out = (conllu_raw){
      .text = gaz_arena_alloc(arena, bytes + 2),
      .tokens = gaz_arena_zeroed(arena, corpus->word_count + 1, sizeof(conllu_span)),
      .sentences = gaz_arena_zeroed(arena, corpus->count + 1, sizeof(conllu_span)),
  };
  if (!out->text || !out->tokens || !out->sentences) stop("out of memory", "");
  uint32_t at = 0;
  for (size_t s = 0; s < corpus->count; s++) {
    const conllu_sentence *sentence = &corpus->sentences[s];
    if (sentence->paragraph && at) {
      while (at && out->text[at - 1] == ' ') at--;
      out->text[at++] = '\n';
      out->text[at++] = '\n';
    }
    conllu_span *span = &out->sentences[out->sentence_count++];
    span->start = at;
    for (size_t w = 0; w < sentence->count; w++) {
      const conllu_word *word = &sentence->words[w];
      uint32_t length = (uint32_t)strlen(word->surface);
      memcpy(out->text + at, word->surface, length);
      if (length) out->tokens[out->token_count++] = (conllu_span){at, at + length};
      at += length;
      span->end = at;
      if (word->space_after) out->text[at++] = ' ';
    }
  }
  out->text[at] = '\0';
  out->size = at;
}
