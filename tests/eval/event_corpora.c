/* ECB+ comes as tokens with mentions that list tokens; TimeBank as text with tags inside. Both are
 * regular enough to be read without an XML parser. */
#include "event_corpora.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

static void stop(const char *path, const char *message) {
  fprintf(stderr, "eval: %s: %s\n", path, message);
  exit(3);
}

static char *read_text(const char *path, gaz_arena *arena, size_t *size) {
  gaz_string file;
  gaz_error error = {0};
  if (gaz_read_file(path, (size_t)16 << 20, &file, &error)) stop(path, error.message);
  char *text = gaz_arena_copy(arena, file.data, file.size);
  *size = file.size;
  gaz_string_free(&file);
  if (!text) stop(path, "out of memory");
  return text;
}

bool ecb_is_dev(int topic) {
  static const int dev[] = {2, 5, 12, 18, 21, 23, 34, 35};
  for (size_t i = 0; i < GAZ_COUNT(dev); i++)
    if (dev[i] == topic) return true;
  return false;
}

static int by_name(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t list_folder(const char *path, gaz_arena *arena, char ***names) {
  size_t count = 0, capacity = 0;
  DIR *folder = opendir(path);
  if (!folder) stop(path, "cannot be read");
  *names = NULL;
  for (struct dirent *entry; (entry = readdir(folder));)
    if (entry->d_name[0] != '.') {
      *names = gaz_arena_grow(arena, *names, count, &capacity, sizeof **names);
      (*names)[count++] = gaz_arena_copy(arena, entry->d_name, strlen(entry->d_name));
    }
  closedir(folder);
  if (count) qsort(*names, count, sizeof **names, by_name);
  return count;
}

static event_document *add_document(event_corpus *corpus, const char *name) {
  corpus->documents = gaz_arena_grow(&corpus->arena, corpus->documents, corpus->count,
                                     &corpus->capacity, sizeof *corpus->documents);
  event_document *document = &corpus->documents[corpus->count++];
  *document = (event_document){.name = name};
  return document;
}

static void extract(const gaz_engine *engine, event_document *document, const char *date,
                    gaz_arena *arena) {
  if (gaz_extract(engine, &document->analysis, date, NULL, arena, &document->facts))
    stop(document->name, "cannot be analysed");
}

/* Replaces the five entities of XML in place; returns the new size. */
static size_t unescape(char *text, size_t size) {
  static const struct {
    const char *name;
    char byte;
  } entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  size_t out = 0;
  for (size_t i = 0; i < size;) {
    size_t length = 1;
    char byte = text[i];
    for (size_t e = 0; byte == '&' && e < GAZ_COUNT(entities); e++)
      if (size - i >= strlen(entities[e].name) &&
          !memcmp(text + i, entities[e].name, strlen(entities[e].name))) {
        length = strlen(entities[e].name);
        byte = entities[e].byte;
        break;
      }
    text[out++] = byte;
    i += length;
  }
  return out;
}

/* ---- ECB+ ---- */

typedef struct listed_set {
  char *text;
  size_t size;
} listed_set;

/* "1,10ecbplus,3" */
static bool is_listed(const listed_set *set, int topic, const char *file, int sentence) {
  char row[64];
  snprintf(row, sizeof row, "\n%d,%.*s,%d", topic, (int)strcspn(file, "."), file, sentence);
  for (const char *at = set->text; (at = strstr(at, row)); at++) {
    char after = at[strlen(row)];
    if (after == '\n' || after == '\r' || !after) return true;
  }
  return false;
}

static int attribute(const char *tag, const char *name) {
  const char *at = strstr(tag, name);
  return at ? atoi(at + strlen(name)) : -1;
}

enum { TOKENS_MAX = 20000 };

static void read_ecb(event_corpus *corpus, const gaz_engine *engine, const char *path,
                     const char *file, int topic, const listed_set *listed) {
  gaz_arena *arena = &corpus->arena;
  size_t size;
  char *xml = read_text(path, arena, &size);
  char *text = gaz_arena_alloc(arena, size + 1);
  gaz_tokens tokens = {.tokens = gaz_arena_zeroed(arena, TOKENS_MAX, sizeof(gaz_token)),
                       .sentences = gaz_arena_zeroed(arena, TOKENS_MAX, sizeof(gaz_sentence))};
  static uint32_t token_of[TOKENS_MAX];
  size_t used = 0;
  int previous = -1;
  event_document *document = add_document(corpus, gaz_arena_copy(arena, file, strlen(file)));
  document->topic = topic;
  document->listed = gaz_arena_zeroed(arena, TOKENS_MAX, sizeof(bool));
  for (char *at = xml; (at = strstr(at, "<token "));) {
    int id = attribute(at, "t_id=\""), sentence = attribute(at, "sentence=\"");
    char *from = strchr(at, '>') + 1, *to = strstr(from, "</token>");
    if (!to || id < 0 || id >= TOKENS_MAX || tokens.token_count + 1 >= TOKENS_MAX) break;
    if (sentence != previous) {
      if (used) text[used++] = '\n';
      document->listed[tokens.sentence_count] = is_listed(listed, topic, file, sentence);
      tokens.sentences[tokens.sentence_count++] =
          (gaz_sentence){.start = (uint32_t)used, .first = (uint32_t)tokens.token_count};
      previous = sentence;
    } else {
      text[used++] = ' ';
    }
    memcpy(text + used, from, (size_t)(to - from));
    size_t length = unescape(text + used, (size_t)(to - from));
    gaz_sentence *s = &tokens.sentences[tokens.sentence_count - 1];
    tokens.tokens[tokens.token_count] =
        (gaz_token){.start = (uint32_t)used,
                    .end = (uint32_t)(used + length),
                    .sentence = (uint32_t)(tokens.sentence_count - 1),
                    .head = -1};
    token_of[id] = (uint32_t)tokens.token_count++;
    used += length;
    s->count++;
    s->end = (uint32_t)used;
    at = to;
  }
  text[used] = '\0';
  if (gaz_english_analyze_tokens(engine, text, used, &tokens, GAZ_STAGE_ALL, NULL, arena,
                                 &document->analysis))
    stop(path, "cannot be analysed");
  extract(engine, document, NULL, arena);
  document->gold = gaz_arena_zeroed(arena, tokens.token_count + 1, sizeof *document->gold);
  for (char *at = strstr(xml, "<Markables>"); at && (at = strchr(at, '<')); at++) {
    if (!strncmp(at, "</Markables", 11)) break;
    if (strncmp(at, "<ACTION", 7) && strncmp(at, "<NEG_ACTION", 11)) continue;
    char *end = strstr(at, "</");
    if (!end) break;
    if (!memchr(at, '\n', (size_t)(strchr(at, '>') + 2 - at)) && strchr(at, '>')[-1] == '/')
      continue;
    uint32_t mention = 0;
    for (char *t = at; (t = strstr(t, "t_id=\"")) && t < end; t++) {
      int id = atoi(t + 6);
      if (id < 0 || id >= TOKENS_MAX) continue;
      if (!mention) mention = ++document->gold_count;
      if (!document->gold[token_of[id]]) document->gold[token_of[id]] = mention;
    }
    at = end;
  }
}

void event_corpus_add_ecb(event_corpus *corpus, const gaz_engine *engine, const char *corpora,
                          bool dev) {
  char path[4096];
  listed_set listed;
  snprintf(path, sizeof path, "%s/ecbplus/ECBplus_coreference_sentences.csv", corpora);
  listed.text = read_text(path, &corpus->arena, &listed.size);
  for (int topic = 1; topic <= 35; topic++) {
    if (ecb_is_dev(topic) != dev) continue;
    snprintf(path, sizeof path, "%s/ecbplus/ECB+/%d", corpora, topic);
    DIR *there = opendir(path);
    if (!there) continue;
    closedir(there);
    char **names, folder[4096];
    snprintf(folder, sizeof folder, "%s", path);
    size_t count = list_folder(folder, &corpus->arena, &names);
    for (size_t i = 0; i < count; i++) {
      char file[4352], *underscore = strchr(names[i], '_');
      if (!underscore) continue;
      snprintf(file, sizeof file, "%s/%s", folder, names[i]);
      read_ecb(corpus, engine, file, underscore + 1, topic, &listed);
    }
  }
}

/* ---- TimeBank ---- */

typedef struct span {
  uint32_t start, end;
} span;

static void read_timebank(event_corpus *corpus, const gaz_engine *engine, const char *path,
                          const char *name) {
  gaz_arena *arena = &corpus->arena;
  size_t size, used = 0, span_count = 0, capacity = 0;
  char *xml = read_text(path, arena, &size), *text = gaz_arena_alloc(arena, size + 1);
  char *at = strstr(xml, "<TEXT>"), *end = strstr(xml, "</TEXT>"), date[11] = "";
  span *spans = NULL;
  uint32_t open = UINT32_MAX;
  if (!at || !end) return;
  char *dct = strstr(xml, "functionInDocument=\"CREATION_TIME\"");
  char *value = strstr(xml, "<DCT>");
  if (dct && value && (value = strstr(value, "value=\""))) memcpy(date, value + 7, 10);
  for (at += 6; at < end; at++) {
    if (*at != '<') {
      text[used++] = *at;
      continue;
    }
    if (!strncmp(at, "<EVENT", 6)) open = (uint32_t)used;
    if (!strncmp(at, "</EVENT", 7) && open != UINT32_MAX) {
      spans = gaz_arena_grow(arena, spans, span_count, &capacity, sizeof *spans);
      spans[span_count++] = (span){open, (uint32_t)used};
      open = UINT32_MAX;
    }
    at = strchr(at, '>');
    if (!at) return;
  }
  text[used] = '\0';
  event_document *document = add_document(corpus, name);
  if (gaz_english_analyze(engine, text, used, NULL, 0, GAZ_STAGE_ALL, NULL, arena,
                          &document->analysis))
    stop(path, "cannot be analysed");
  extract(engine, document, date[0] ? gaz_arena_copy(arena, date, 10) : NULL, arena);
  const gaz_tokens *tokens = &document->analysis.tokens;
  document->gold = gaz_arena_zeroed(arena, tokens->token_count + 1, sizeof *document->gold);
  document->listed = gaz_arena_zeroed(arena, tokens->sentence_count + 1, sizeof(bool));
  memset(document->listed, 1, tokens->sentence_count);
  size_t s = 0;
  for (size_t t = 0; t < tokens->token_count && s < span_count;) {
    if (tokens->tokens[t].start >= spans[s].end)
      s++;
    else {
      if (tokens->tokens[t].end > spans[s].start) document->gold[t] = (uint32_t)s + 1;
      t++;
    }
  }
  document->gold_count = (uint32_t)span_count;
}

void event_corpus_add_timebank(event_corpus *corpus, const gaz_engine *engine,
                               const char *corpora) {
  char folder[4096], **names;
  snprintf(folder, sizeof folder, "%s/timebank", corpora);
  size_t count = list_folder(folder, &corpus->arena, &names);
  for (size_t i = 0; i < count; i++) {
    char path[4352];
    if (!strstr(names[i], ".tml")) continue;
    snprintf(path, sizeof path, "%s/%s", folder, names[i]);
    read_timebank(corpus, engine, path, names[i]);
  }
}

uint32_t event_gold_head(const event_document *document, uint32_t mention) {
  const gaz_tokens *tokens = &document->analysis.tokens;
  uint32_t best = UINT32_MAX;
  int best_score = -1;
  for (uint32_t t = 0; t < tokens->token_count; t++) {
    if (document->gold[t] != mention) continue;
    const gaz_token *token = &tokens->tokens[t];
    bool outside = token->head < 0 || document->gold[token->head] != mention;
    int score = outside * 4 + (token->upos == GAZ_UPOS_VERB) * 3 +
                (token->upos == GAZ_UPOS_NOUN || token->upos == GAZ_UPOS_PROPN) * 2;
    if (score >= best_score) {
      best_score = score;
      best = t;
    }
  }
  return best;
}
