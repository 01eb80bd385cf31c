/* Articles whose facts are written into their text, so that storing and resolving are tested without
 * depending on what the language engine finds:
 *
 *   [Ada Brown|PERSON:1]          a name of chain 1
 *   [she|PRONOUN:1]               a pronoun of chain 1
 *   <minister|1:2>                a title of chain 1, of chain 2 (0: of nobody); <-minister|1:2> former
 *   (seized|ASSAULT|agent=1 patient=2|2021-03-02|killed=7)    an event; time and figure may be empty;
 *                                 agent=1^ in the words of the mention before it, not in its name;
 *                                 a type with "!" is of what befalls a person once
 *   {words that were said|1}      a direct quote of chain 1 (0: of nobody known)
 *
 * A line is a sentence. */
#ifndef GAZ_TEST_KB_FIXTURE_H
#define GAZ_TEST_KB_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "lookup/kb.h"
#include "resolve/resolve.h"
#include "store/store.h"

enum { FIXTURE_MAX = 512 };

typedef struct fixture {
  gaz_arena *arena;
  gaz_record *record;
  gaz_analysis *analysis;
  char *text;
  size_t size;
} fixture;

static gaz_chain *fixture_chain(fixture *to, unsigned number) {
  gaz_facts *facts = &to->record->facts;
  while (facts->chain_count <= number) {
    facts->chains[facts->chain_count++] = (gaz_chain){.representative = GAZ_NONE};
  }
  return &facts->chains[number];
}

static void fixture_mention(fixture *to, uint32_t start, const char *type, unsigned chain_number) {
  gaz_facts *facts = &to->record->facts;
  gaz_chain *chain = fixture_chain(to, chain_number);
  bool name = strcmp(type, "PRONOUN") != 0;
  gaz_mention *mention = &facts->mentions[facts->mention_count];
  *mention = (gaz_mention){.start = start,
                           .end = (uint32_t)to->size,
                           .chain = chain_number,
                           .kind = name ? GAZ_MENTION_NAME : GAZ_MENTION_PRONOUN};
  if (name) {
    chain->type = mention->type = (uint8_t)gaz_entity_type_parse(type, strlen(type));
    chain->named = true;
    const gaz_mention *best =
        chain->representative == GAZ_NONE ? NULL : &facts->mentions[chain->representative];
    if (!best || mention->end - mention->start > best->end - best->start)
      chain->representative = (uint32_t)facts->mention_count;
  }
  chain->mention_count++;
  facts->mention_count++;
}

static void fixture_event(fixture *to, uint32_t start, const char *fields) {
  char type[32] = "", roles[64] = "", time[32] = "", figure[32] = "";
  const char *at = fields;
  char *const parts[] = {type, roles, time, figure};
  const size_t sizes[] = {sizeof type, sizeof roles, sizeof time, sizeof figure};
  for (int i = 0; i < 4 && at; i++) {
    const char *bar = strchr(at, '|');
    snprintf(parts[i], sizes[i], "%.*s", bar ? (int)(bar - at) : (int)strlen(at), at);
    at = bar ? bar + 1 : NULL;
  }
  gaz_facts *facts = &to->record->facts;
  gaz_event *event = &facts->events[facts->event_count++];
  *event = (gaz_event){.start = start,
                       .type = 1,
                       .end = (uint32_t)to->size,
                       .head = (uint32_t)to->analysis->tokens.token_count,
                       .time = GAZ_NONE,
                       .same_as = GAZ_NONE,
                       .confidence = 1,
                       .reported_by = {GAZ_NONE, GAZ_NONE, GAZ_NONE, GAZ_NONE}};
  gaz_event_type *kind = gaz_arena_zeroed(to->arena, 1, sizeof *kind);
  bool once = type[0] && type[strlen(type) - 1] == '!';
  *kind = (gaz_event_type){gaz_arena_copy(to->arena, type, strlen(type) - once), "19", "",
                           once ? GAZ_NATURE_ONCE : 0};
  to->record->event_types[facts->event_count - 1] = kind;
  event->edtf = time[0] ? gaz_arena_copy(to->arena, time, strlen(time)) : NULL;
  event->arguments = gaz_arena_zeroed(to->arena, 8, sizeof *event->arguments);
  for (char *word = strtok(roles, " "); word; word = strtok(NULL, " ")) {
    char *equals = strchr(word, '=');
    *equals = '\0';
    unsigned chain = (unsigned)atoi(equals + 1);
    fixture_chain(to, chain);
    gaz_argument *argument = &event->arguments[event->argument_count++];
    *argument = (gaz_argument){.chain = chain};
    if (strchr(equals + 1, '^') && facts->mention_count) {
      argument->start = facts->mentions[facts->mention_count - 1].start;
      argument->end = facts->mentions[facts->mention_count - 1].end;
    }
    while (argument->role < GAZ_ROLE_COUNT && strcmp(gaz_role_name(argument->role), word) != 0)
      argument->role++;
  }
  if (figure[0]) {
    char *equals = strchr(figure, '=');
    *equals = '\0';
    event->figures = gaz_arena_zeroed(to->arena, 1, sizeof *event->figures);
    event->figures[0] = (gaz_figure){.what = gaz_arena_copy(to->arena, figure, strlen(figure)),
                                     .low = atof(equals + 1),
                                     .high = atof(equals + 1),
                                     .start = start,
                                     .end = (uint32_t)to->size};
    event->figure_count = 1;
  }
}

static void fixture_quote(fixture *to, uint32_t start, unsigned speaker) {
  gaz_facts *facts = &to->record->facts;
  gaz_quote *quote = &facts->quotes[facts->quote_count++];
  *quote = (gaz_quote){.form = GAZ_QUOTE_DIRECT,
                       .speaker = speaker ? speaker : GAZ_NONE,
                       .addressee = GAZ_NONE,
                       .time = GAZ_NONE,
                       .reported_by = {GAZ_NONE, GAZ_NONE, GAZ_NONE, GAZ_NONE},
                       .content_count = 1,
                       .confidence = 1};
  quote->content = gaz_arena_zeroed(to->arena, 1, sizeof *quote->content);
  quote->content[0] = (gaz_range){start, (uint32_t)to->size};
}

static void fixture_role(fixture *to, uint32_t start, bool former, const char *fields) {
  gaz_facts *facts = &to->record->facts;
  const char *colon = strchr(fields, ':');
  unsigned of = (unsigned)atoi(colon + 1);
  facts->roles[facts->role_count++] = (gaz_role){.chain = (uint32_t)atoi(fields),
                                                 .of = of ? of : GAZ_NONE,
                                                 .start = start,
                                                 .end = (uint32_t)to->size,
                                                 .former = former};
}

static void fixture_tokens(fixture *to) {
  gaz_tokens *tokens = &to->analysis->tokens;
  uint32_t line = 0;
  for (uint32_t at = 0; at < to->size;) {
    while (at < to->size && (unsigned char)to->text[at] <= ' ') line += to->text[at++] == '\n';
    uint32_t start = at;
    while (at < to->size && (unsigned char)to->text[at] > ' ') at++;
    if (at == start) break;
    uint32_t last = (uint32_t)tokens->sentence_count;
    if (!last || tokens->sentences[last - 1].block != line) {
      tokens->sentences[tokens->sentence_count++] =
          (gaz_sentence){.start = start, .first = (uint32_t)tokens->token_count, .block = line};
    }
    gaz_sentence *sentence = &tokens->sentences[tokens->sentence_count - 1];
    sentence->end = at;
    sentence->count++;
    char *lemma = gaz_arena_copy(to->arena, to->text + start, at - start);
    tokens->tokens[tokens->token_count++] =
        (gaz_token){.start = start,
                    .end = at,
                    .upos = GAZ_UPOS_NOUN,
                    .lemma = lemma,
                    .sentence = (uint32_t)tokens->sentence_count - 1,
                    .head = -1};
  }
}

/* The head of an event is the token that begins where its trigger does; its arguments are the fullest
 * names of their chains, which may come later in the text. */
static void fixture_heads(fixture *to) {
  gaz_facts *facts = &to->record->facts;
  for (size_t i = 0; i < facts->event_count; i++) {
    for (size_t k = 0; k < to->analysis->tokens.token_count; k++) {
      if (to->analysis->tokens.tokens[k].start == facts->events[i].start)
        facts->events[i].head = (uint32_t)k;
    }
    for (uint32_t k = 0; k < facts->events[i].argument_count; k++) {
      gaz_argument *argument = &facts->events[i].arguments[k];
      uint32_t name = facts->chains[argument->chain].representative;
      if (argument->end) continue;
      argument->start = name == GAZ_NONE ? facts->events[i].start : facts->mentions[name].start;
      argument->end = name == GAZ_NONE ? facts->events[i].end : facts->mentions[name].end;
    }
  }
}

static void fixture_article(gaz_arena *arena, const char *path, const char *published,
                            const char *marked, gaz_record *out) {
  *out = (gaz_record){.line = 1};
  fixture to = {.arena = arena, .record = out, .text = gaz_arena_alloc(arena, strlen(marked) + 1)};
  to.analysis = gaz_arena_zeroed(arena, 1, sizeof *to.analysis);
  gaz_facts *facts = &out->facts;
  facts->mentions = gaz_arena_zeroed(arena, FIXTURE_MAX, sizeof *facts->mentions);
  facts->chains = gaz_arena_zeroed(arena, FIXTURE_MAX, sizeof *facts->chains);
  facts->roles = gaz_arena_zeroed(arena, FIXTURE_MAX, sizeof *facts->roles);
  facts->quotes = gaz_arena_zeroed(arena, FIXTURE_MAX, sizeof *facts->quotes);
  facts->events = gaz_arena_zeroed(arena, FIXTURE_MAX, sizeof *facts->events);
  out->event_types = gaz_arena_zeroed(arena, FIXTURE_MAX, sizeof *out->event_types);
  to.analysis->tokens.tokens = gaz_arena_zeroed(arena, strlen(marked) + 1, sizeof(gaz_token));
  to.analysis->tokens.sentences = gaz_arena_zeroed(arena, strlen(marked) + 1, sizeof(gaz_sentence));
  for (const char *at = marked; *at; at++) {
    const char *pair = strchr("[]<>(){}", *at);
    if (!pair) {
      to.text[to.size++] = *at;
      continue;
    }
    const char *bar = strchr(at, '|'), *end = strchr(at, pair[1]);
    uint32_t start = (uint32_t)to.size;
    bool former = at[1] == '-';
    const char *words = at + 1 + former;
    memcpy(to.text + to.size, words, (size_t)(bar - words));
    to.size += (size_t)(bar - words);
    char fields[128];
    snprintf(fields, sizeof fields, "%.*s", (int)(end - bar - 1), bar + 1);
    char *colon = strchr(fields, ':');
    switch (*at) {
      case '[':
        *colon = '\0';
        fixture_mention(&to, start, fields, (unsigned)atoi(colon + 1));
        break;
      case '<': fixture_role(&to, start, former, fields); break;
      case '(': fixture_event(&to, start, fields); break;
      default: fixture_quote(&to, start, (unsigned)atoi(fields));
    }
    at = end;
  }
  fixture_tokens(&to);
  fixture_heads(&to);
  to.analysis->text = to.text;
  to.analysis->size = to.size;
  facts->analysis = to.analysis;
  out->article = (gaz_article){
      .path = gaz_arena_copy(arena, path, strlen(path)),
      .title = gaz_arena_copy(arena, path, strlen(path)),
      .text = to.text,
      .size = to.size,
      .text_is_file = true,
      .published_basis = GAZ_DATE_METADATA,
      .published = published ? gaz_arena_copy(arena, published, strlen(published)) : NULL};
  REQUIRE(gaz_record_derive(NULL, arena, out) == GAZ_OK);
}

/* Writes one article as a file of its own. */
static void fixture_put(gaz_store *store, const char *path, const char *published,
                        const char *marked) {
  gaz_arena arena = {0};
  gaz_record record;
  fixture_article(&arena, path, published, marked, &record);
  gaz_file_stamp stamp = {.size = (int64_t)strlen(marked),
                          .mtime = 1,
                          .hash = (int64_t)(gaz_hash(marked, strlen(marked), 1) >> 1)};
  int64_t file = gaz_store_put_file(store, path, &stamp, 1, NULL);
  CHECK_OK(gaz_store_put_article(store, file, &record));
  gaz_arena_free(&arena);
}

static gaz_publish_options fixture_options; /* of the next ones */

static void fixture_publish(gaz_store *store) {
  gaz_error error = {0};
  gaz_status status = gaz_kb_publish(store, &fixture_options, NULL, &error);
  if (status != GAZ_OK) fprintf(stderr, "publish: %s: %s\n", error.path, error.message);
  CHECK_OK(status);
}

static bool fixture_sink(void *context, const char *data, size_t size) {
  gaz_buffer_append(context, data, size);
  return true;
}

/* The export of a KB; the caller frees it. */
__attribute__((unused)) static char *fixture_export(const char *dir) {
  gaz_kb *kb;
  gaz_error error = {0};
  gaz_buffer out = {0};
  gaz_status status = gaz_kb_open(dir, &kb, &error);
  if (status == GAZ_OK)
    status = gaz_kb_export(kb, GAZ_FORMAT_JSONL, &(gaz_sink){fixture_sink, &out}, &error);
  if (status != GAZ_OK) fprintf(stderr, "export: %s: %s\n", error.path, error.message);
  CHECK_OK(status);
  gaz_kb_release(kb);
  gaz_buffer_byte(&out, '\0');
  return out.data;
}

/* An empty folder below the build's. */
__attribute__((unused)) static const char *fixture_folder(const char *name, char path[512]) {
  char command[1200];
  snprintf(path, 512, "%s/%s", GAZ_TEST_BINARY_DIR, name);
  snprintf(command, sizeof command, "rm -rf '%s' && mkdir -p '%s'", path, path);
  REQUIRE(system(command) == 0);
  return path;
}

#endif
