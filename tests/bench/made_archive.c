/* Making articles: templates with their words exchanged. A word's substitute is a hash of the word and
 * of the story or the beat, so nothing is kept from one story to the next. */
#include "made_archive.h"

#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "base/buffer.h"
#include "base/calendar.h"
#include "base/file.h"
#include "base/tsv.h"
#include "resolve/table.h"

enum {
  TEMPLATES_MAX = 64,
  STORIES_MAX = 8,
  WORDS_KEPT = 1 << 16,
  ARTICLES_PER_BEAT = 60,
  FIRST_DAY = 12784, /* since 1970: 2005-01-01 */
  DAYS = 15 * 365,
};

/* What a word of the templates is exchanged for; 0 is nothing. */
typedef enum kind { KEEP, GIVEN, FAMILY, PLACE, NOUN, PLURAL, ADJECTIVE, KIND_COUNT } kind;

typedef struct word_list {
  const char **items;
  uint32_t count;
} word_list;

typedef struct template {
  const char *text; /* title first, then body blocks, each ended by a newline */
  uint32_t story;
}
template;

struct made_archive {
  gaz_engine *engine;
  gaz_arena arena;
  gaz_tsv people, places, words;
  word_list lists[KIND_COUNT];
  gaz_table kinds; /* hash of a template's word -> kind */
  template templates[TEMPLATES_MAX];
  uint32_t template_count, story_first[STORIES_MAX + 1], story_count;
  uint32_t articles, made, beats;
  /* The story being told. */
  uint64_t story, beat;
  uint32_t source, left, next;
  int32_t day;
  gaz_buffer out;
  char path[64], date[16], title[512], outlet[32];
  made_article article;
};

static uint64_t hash_of(const char *word, size_t size) { return gaz_hash(word, size, 43) | 1; }

static bool is_capitalised(const char *word) { return word[0] >= 'A' && word[0] <= 'Z'; }

/* A name the lists may give: one plain capitalised word. */
static bool is_plain(const char *word) {
  for (size_t i = 0; word[i]; i++) {
    if (!isalpha((unsigned char)word[i])) return false;
  }
  return word[0] && word[1] && word[2];
}

static bool fill(made_archive *all, kind to, const gaz_tsv *table, const char *class,
                 bool capital) {
  word_list *list = &all->lists[to];
  list->items = malloc(WORDS_KEPT * sizeof *list->items);
  unsigned named = capital ? 1 : 0, classed = capital ? 0 : 1;
  for (size_t i = 0; list->items && i < table->row_count && list->count < WORDS_KEPT; i++) {
    const char *word = gaz_tsv_cell(table, i, named);
    if (strncmp(gaz_tsv_cell(table, i, classed), class, strlen(class)) != 0) continue;
    if (!capital && strcmp(gaz_tsv_cell(table, i, classed), class) != 0) continue;
    if (is_plain(word) && is_capitalised(word) == capital) list->items[list->count++] = word;
  }
  return list->count > 0;
}

static void note_word(made_archive *all, const char *word, size_t size, kind what) {
  gaz_table_put(&all->kinds, hash_of(word, size), what);
}

/* The words of an entity's names, by its type. */
static void note_names(made_archive *all, const char *type, const json_t *names) {
  size_t i;
  json_t *name;
  json_array_foreach(names, i, name) {
    const char *text = json_string_value(name);
    size_t words = 0;
    while (text && *text) {
      size_t size = strcspn(text, " ");
      bool last = !text[size];
      kind what = strcmp(type, "PERSON") == 0 ? (words || last ? FAMILY : GIVEN) : PLACE;
      bool foreign = gaz_table_find(&all->kinds, hash_of(text, size)) == GAZ_TABLE_NONE;
      if (foreign && is_capitalised(text) && size > 3 &&
          (what != PLACE || strcmp(type, "GPE") == 0 || strcmp(type, "LOC") == 0))
        note_word(all, text, size, what);
      words++;
      text += last ? size : size + 1;
    }
  }
}

static bool add_template(made_archive *all, const char *samples, const char *name) {
  char path[1024], file[256];
  gaz_string data;
  gaz_articles articles;
  gaz_error error;
  snprintf(file, sizeof file, "%s", name);
  char *hash = strchr(file, '#');
  size_t nth = hash ? (size_t)atoi(hash + 1) - 1 : 0;
  if (hash) *hash = '\0';
  snprintf(path, sizeof path, "%s/archive/%s", samples, file);
  if (gaz_read_file(path, 1 << 22, &data, &error) != GAZ_OK ||
      gaz_article_read(all->engine, file, data.data, data.size, &all->arena, &articles, &error) !=
          GAZ_OK ||
      nth >= articles.count) {
    fprintf(stderr, "%s: cannot be read\n", path);
    return false;
  }
  const gaz_article *article = &articles.items[nth];
  gaz_buffer text = {0};
  gaz_buffer_printf(&text, "%s\n", article->title ? article->title : "Untitled");
  for (size_t i = 0; i < article->block_count; i++) {
    const gaz_block *block = &article->blocks[i];
    if (block->kind != GAZ_BLOCK_BODY) continue;
    size_t begun = text.size;
    gaz_buffer_append(&text, article->text + block->start, block->end - block->start);
    for (size_t k = begun; k < text.size; k++) {
      if (text.data[k] == '\n') text.data[k] = ' ';
    }
    gaz_buffer_byte(&text, '\n');
  }
  const char *copy = text.failed ? NULL : gaz_arena_copy(&all->arena, text.data, text.size);
  gaz_buffer_free(&text);
  if (!copy || all->template_count == TEMPLATES_MAX) return false;
  all->templates[all->template_count++] = (template){copy, all->story_count};
  return true; /* `data` stays: articles point into it */
}

static bool read_line(made_archive *all, const char *samples, const json_t *line) {
  const char *what = json_string_value(json_object_get(line, "kind"));
  if (what && strcmp(what, "entity") == 0) {
    const char *type = json_string_value(json_object_get(line, "type"));
    note_names(all, type ? type : "", json_object_get(line, "names"));
  }
  if (!what || strcmp(what, "story") != 0 || all->story_count == STORIES_MAX) return true;
  size_t i;
  json_t *name;
  json_array_foreach(json_object_get(line, "articles"), i, name) {
    if (!add_template(all, samples, json_string_value(name))) return false;
  }
  all->story_first[++all->story_count] = all->template_count;
  return true;
}

static bool read_samples(made_archive *all, const char *samples) {
  char path[1024];
  snprintf(path, sizeof path, "%s/expected.jsonl", samples);
  FILE *file = fopen(path, "r");
  if (!file) return false;
  json_t *line;
  bool ok = true;
  while (ok && (line = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL))) {
    ok = read_line(all, samples, line);
    json_decref(line);
  }
  fclose(file);
  return ok && all->story_count;
}

made_archive *made_archive_open(const char *samples, uint32_t articles) {
  made_archive *all = calloc(1, sizeof *all);
  gaz_error error = {0};
  if (!all) return NULL;
  all->articles = articles;
  all->beats = articles / ARTICLES_PER_BEAT + 1;
  bool ok = gaz_engine_open(NULL, &all->engine, &error) == GAZ_OK &&
            gaz_tsv_load(all->engine->data_dir, "names_people.tsv", 2, 3, &all->people, &error) ==
                GAZ_OK &&
            gaz_tsv_load(all->engine->data_dir, "names_places.tsv", 2, 3, &all->places, &error) ==
                GAZ_OK &&
            gaz_tsv_load(all->engine->data_dir, "lexicon.tsv", 1, 3, &all->words, &error) == GAZ_OK;
  ok = ok && fill(all, GIVEN, &all->people, "given", true) &&
       fill(all, FAMILY, &all->people, "family", true) &&
       fill(all, PLACE, &all->places, "city", true) && fill(all, NOUN, &all->words, "N", false) &&
       fill(all, PLURAL, &all->words, "S", false) && fill(all, ADJECTIVE, &all->words, "J", false);
  for (size_t i = 0; ok && i < all->words.row_count; i++) {
    const char *word = gaz_tsv_cell(&all->words, i, 0), *what = gaz_tsv_cell(&all->words, i, 1);
    if (is_capitalised(word) || strlen(word) < 4) continue;
    const char *used = gaz_tsv_cell(&all->words, i, 2); /* as in treebanks; "" for rare words */
    bool noun = used[0] ? strncmp(used, "NOUN", 4) == 0 && !strstr(used, "VERB") : !what[1];
    if (noun && what[0] == 'N') note_word(all, word, strlen(word), NOUN);
    if (noun && what[0] == 'S') note_word(all, word, strlen(word), PLURAL);
    if (strcmp(what, "J") == 0) note_word(all, word, strlen(word), ADJECTIVE);
  }
  ok = ok && read_samples(all, samples);
  if (ok) return all;
  fprintf(stderr, "made_archive: %s\n", error.message[0] ? error.message : "samples are missing");
  made_archive_close(all);
  return NULL;
}

void made_archive_close(made_archive *all) {
  if (!all) return;
  for (int i = 0; i < KIND_COUNT; i++) free(all->lists[i].items);
  gaz_tsv_free(&all->people);
  gaz_tsv_free(&all->places);
  gaz_tsv_free(&all->words);
  gaz_table_free(&all->kinds);
  gaz_engine_release(all->engine);
  gaz_buffer_free(&all->out);
  gaz_arena_free(&all->arena);
  free(all);
}

/* ---- telling ----------------------------------------------------------------------------------------- */

/* An index below `most`, small ones often: about one in r. */
static uint32_t zipf(uint64_t random, uint32_t most) {
  uint32_t bound = 4;
  while (bound < most && (random & 7)) {
    bound *= 4;
    random = gaz_mix(random + 1);
  }
  return (uint32_t)((random >> 20) % (bound < most ? bound : most));
}

/* Half of the names of a story are its beat's, and so are met again. */
static const char *substitute(const made_archive *all, kind what, const char *word, size_t size) {
  uint64_t of = hash_of(word, size);
  bool noun = what >= NOUN;
  if (noun && gaz_mix(of ^ all->story) % 6 == 0) return NULL;
  uint64_t whose = !noun && (of >> 1) % 2 ? all->beat : all->story,
           random = gaz_mix(of ^ gaz_mix(whose));
  const word_list *list = &all->lists[what];
  /* Lists are in alphabetical order: scattered, so that frequent words begin with any letter. */
  uint64_t at = noun ? gaz_mix(zipf(random, list->count) + 7u) : random;
  return list->items[at % list->count];
}

/* Whether a mark of quotation opens or closes at `text`. */
static bool turns_quotation(const char *text, size_t left, bool *quoted) {
  bool opens = left >= 3 && memcmp(text, "“", 3) == 0,
       closes = left >= 3 && memcmp(text, "”", 3) == 0;
  if (*text != '"' && !opens && !closes) return false;
  *quoted = opens || (!closes && !*quoted);
  return true;
}

/* Words are exchanged by kind; of what is quoted every other longer word by any noun: people do not say
 * the same again and again. */
static void tell(made_archive *all, gaz_buffer *out, const char *text, size_t size) {
  bool quoted = false;
  for (size_t i = 0; i < size;) {
    size_t end = i;
    while (end < size && (isalpha((unsigned char)text[end]) || (unsigned char)text[end] >= 0xC3))
      end++;
    if (turns_quotation(text + i, size - i, &quoted)) end = i;
    if (end == i) {
      gaz_buffer_byte(out, text[i++]);
      continue;
    }
    size_t known = end - i; /* "Velmaran" is of Velmara */
    uint32_t what = gaz_table_find(&all->kinds, hash_of(text + i, known));
    if (what == GAZ_TABLE_NONE && known > 4 && is_capitalised(text + i))
      what = gaz_table_find(&all->kinds, hash_of(text + i, --known));
    if (quoted && end - i > 3 && what == GAZ_TABLE_NONE && islower((unsigned char)text[i]) &&
        islower((unsigned char)text[end - 1]) &&
        gaz_mix(hash_of(text + i, end - i) ^ all->story) % 2) {
      what = NOUN;
      known = end - i;
    }
    const char *word = what == GAZ_TABLE_NONE || what == KEEP
                           ? NULL
                           : substitute(all, (kind)what, text + i, known);
    if (word) {
      gaz_buffer_string(out, word);
      gaz_buffer_append(out, text + i + known, end - i - known);
    } else {
      gaz_buffer_append(out, text + i, end - i);
    }
    i = end;
  }
}

static void begin_story(made_archive *all) {
  all->story = gaz_mix(all->made * 2654435761u + 99);
  all->beat = gaz_mix(zipf(all->story >> 7, all->beats) + 1000003u);
  all->source = (uint32_t)(all->story >> 3) % all->story_count;
  uint32_t length = 1 + (uint32_t)(all->story >> 40) % 8;
  uint32_t first = all->story_first[all->source], count = all->story_first[all->source + 1] - first;
  all->left = length < count ? length : count;
  all->next = first + (uint32_t)(all->story >> 50) % (count - all->left + 1);
  all->day = FIRST_DAY + (int32_t)((all->story >> 16) % DAYS);
}

const made_article *made_archive_next(made_archive *all) {
  static const char *const endings[] = {"txt", "txt", "md", "html", "json"};
  static const char *const outlets[] = {"The Harbour Post", "Northern Wire", "The Daily Ledger",
                                        "Island Herald", "Morning Star"};
  if (all->made == all->articles) return NULL;
  if (!all->left) begin_story(all);
  const char *text = all->templates[all->next].text, *newline = strchr(text, '\n');
  all->out.size = 0;
  tell(all, &all->out, text, (size_t)(newline - text));
  snprintf(all->title, sizeof all->title, "%.*s", (int)all->out.size, all->out.data);
  all->out.size = 0;
  for (uint32_t paragraph = 0; *(text = newline + 1); paragraph++) {
    newline = strchr(text, '\n');
    if (paragraph > 1 && gaz_mix(all->story ^ gaz_mix(all->made + paragraph * 64u)) % 6 == 0)
      continue;
    tell(all, &all->out, text, (size_t)(newline - text));
    gaz_buffer_string(&all->out, "\n\n");
  }
  gaz_buffer_byte(&all->out, '\0');
  uint64_t look = gaz_mix(all->story + all->made);
  gaz_day day = gaz_day_of_number(all->day);
  snprintf(all->date, sizeof all->date, "%04d-%02d-%02d", day.year, day.month, day.day);
  snprintf(all->path, sizeof all->path, "%02u/%06u.%s", day.year % 100 * 12u + day.month - 60u,
           all->made, endings[look % 5]);
  snprintf(all->outlet, sizeof all->outlet, "%s", outlets[(look >> 8) % 5]);
  all->article = (made_article){all->path, all->date, all->title, all->outlet, all->out.data};
  all->made++;
  all->left--;
  all->next++;
  all->day += (int32_t)(look >> 20) % 5;
  return all->out.failed ? NULL : &all->article;
}
