/* Linking the events of a text to those of the knowledge base.
 *
 * Candidates are events in which an entity of the text's event takes part, and events of the same
 * kind in articles that name it: a participant is as often "a Velmaran transport plane" as it is a
 * name, so the names inside of phrases count as well, on both sides. Each candidate is scored for
 * what it shares: the type of event (or its CAMEO root), the verb, who takes part and in which role,
 * the place, words of the phrases, the day. Somebody else in the same role, another place and
 * another day speak against. The best is taken when it is good enough by itself.
 */
#include "annotate/link.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "extract/tables.h"
#include "lookup/kb.h"

enum { CANDIDATES_LOOKED_AT = 400, ARTICLES_LOOKED_AT = 60, MAX_PARTIES = 24, TAKEN_AT = 50 };

enum { /* in tenths */
       SAME_TYPE = 20,
       SAME_ROOT = 10,
       SAME_VERB = 15,
       SHARED_ENTITY = 15,
       SHARED_INSIDE = 10, /* an entity named inside of a phrase */
       SHARED_ROLE = 7,
       SHARED_WORD = 10,
       SHARED_PLACE = 15,
       ONLY_ONE = 5, /* no other event of this kind has the entity in this role */
       SAME_DAY = 20,
       OTHER_DAY = -35,
       OTHER_PARTY = -25,
       OTHER_PLACE = -15,
};

/* Who takes part: an entity, by itself or named inside of a phrase. */
typedef struct link_party {
  uint32_t entity;
  uint8_t role;
  bool inside;
} link_party;

typedef struct link_parties {
  link_party items[MAX_PARTIES];
  size_t count;
} link_parties;

static void add_party(link_parties *parties, uint32_t entity, int role, bool inside) {
  for (size_t i = 0; i < parties->count; i++)
    if (parties->items[i].entity == entity && parties->items[i].role == role) return;
  if (entity && parties->count < MAX_PARTIES)
    parties->items[parties->count++] = (link_party){entity, (uint8_t)role, inside};
}

/* Adds the entities that a phrase names. */
static void add_phrase(link_parties *parties, const gaz_lexicon *lexicon, const char *text,
                       size_t size, int role) {
  gaz_match matches[8];
  size_t count = lexicon ? gaz_lexicon_scan(lexicon, text, size, matches, 8, NULL) : 0;
  for (size_t i = 0; i < count && i < 8; i++) add_party(parties, matches[i].id, role, true);
}

const char *gaz_link_entity_name(gaz_kb *kb, uint32_t id, gaz_arena *arena) {
  char *name = NULL;
  gaz_kb_enter(kb);
  sqlite3_stmt *rows =
      gaz_db_query(&kb->db, "SELECT name FROM entity WHERE id = ?", "i", (int64_t)id);
  if (gaz_db_next(&kb->db, rows)) {
    gaz_slice text = gaz_db_text(rows, 0);
    name = gaz_arena_copy(arena, text.data ? text.data : "", text.size);
  }
  gaz_db_end(rows);
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return name;
}

/* "2015-11-24" as 20151124; 0 where it is no single day. */
static int64_t day_of(const char *edtf) {
  if (!edtf || strlen(edtf) != 10) return 0;
  return atoll(edtf) * 10000 + atoll(edtf + 5) * 100 + atoll(edtf + 8);
}

/* Whether a word of four letters or more of `phrase` is a word of the text's argument. */
static bool shares_word(const gaz_facts *facts, const gaz_argument *argument, const char *phrase) {
  const char *text = facts->analysis->text;
  for (uint32_t at = argument->start; at < argument->end;) {
    uint32_t end = at;
    while (end < argument->end && text[end] != ' ' && text[end] != '\n') end++;
    uint32_t size = end - at;
    if (size >= 4 && (text[at] | 32) >= 'a' && (text[at] | 32) <= 'z') {
      char word[64];
      if (size >= sizeof word) size = sizeof word - 1;
      memcpy(word, text + at, size);
      word[size] = '\0';
      const char *found = strcasestr(phrase, word);
      if (found && (found == phrase || found[-1] == ' ') &&
          (!found[size] || strchr(" ,'-", found[size])))
        return true;
    }
    at = end + 1;
  }
  return false;
}

typedef struct link_candidate {
  int64_t key, id;
  int64_t day, place, mentions;
  int score;
  bool same_part; /* the same type, with the same entity in the same role */
} link_candidate;

/* One event of the text on its way to one of the knowledge base. */
typedef struct link_search {
  gaz_kb *kb;
  const gaz_lexicon *lexicon;
  const gaz_facts *facts;
  gaz_table *own; /* row of an article -> whether it is this text */
  const gaz_event *event;
  const gaz_event_type *type;
  const char *lemma;
  int64_t day;
  link_parties parties;
  int64_t keys[CANDIDATES_LOOKED_AT];
  size_t key_count;
  link_candidate best;
  size_t same_parts;
} link_search;

static void find_parties(link_search *search, const uint32_t *entities) {
  const gaz_facts *facts = search->facts;
  for (uint32_t i = 0; i < search->event->argument_count; i++) {
    const gaz_argument *argument = &search->event->arguments[i];
    if (argument->chain != GAZ_NONE)
      add_party(&search->parties, entities[argument->chain], argument->role, false);
    add_phrase(&search->parties, search->lexicon, facts->analysis->text + argument->start,
               argument->end - argument->start, argument->role);
  }
}

static void add_keys(link_search *search, sqlite3_stmt *rows) {
  while (search->key_count < CANDIDATES_LOOKED_AT && gaz_db_next(&search->kb->db, rows)) {
    int64_t key = sqlite3_column_int64(rows, 0);
    size_t i = 0;
    while (i < search->key_count && search->keys[i] != key) i++;
    if (i == search->key_count) search->keys[search->key_count++] = key;
  }
  gaz_db_end(rows);
}

static void find_candidates(link_search *search) {
  gaz_db *db = &search->kb->db;
  for (size_t i = 0; i < search->parties.count; i++) {
    int64_t entity = search->parties.items[i].entity;
    add_keys(
        search,
        gaz_db_query(
            db, "SELECT DISTINCT event FROM participant WHERE entity = ? ORDER BY day DESC LIMIT ?",
            "ii", entity, (int64_t)CANDIDATES_LOOKED_AT / 2));
    add_keys(search, gaz_db_query(
                         db,
                         "SELECT DISTINCT o.event FROM (SELECT DISTINCT article FROM chain WHERE "
                         "entity = ? ORDER BY day DESC LIMIT ?) c JOIN occurrence o ON o.article = "
                         "c.article WHERE o.event IS NOT NULL AND (o.type = ? OR (o.cameo = ? AND "
                         "o.cameo <> ''))",
                         "iitt", entity, (int64_t)ARTICLES_LOOKED_AT, search->type->name,
                         search->type->cameo));
  }
}

/* What two lists of parties share, and what speaks against in the two roles that make an event what
 * it is. */
static int score_parties(const link_search *search, const link_parties *theirs, bool *same_part) {
  const link_parties *ours = &search->parties;
  int score = 0;
  bool shared[2] = {false}, we[2] = {false}, they[2] = {false};
  for (size_t i = 0; i < ours->count; i++) {
    const link_party *our = &ours->items[i];
    int best = 0;
    bool main = our->role == GAZ_ROLE_AGENT || our->role == GAZ_ROLE_PATIENT;
    int slot = our->role == GAZ_ROLE_PATIENT;
    if (main) we[slot] = true;
    for (size_t k = 0; k < theirs->count; k++) {
      const link_party *their = &theirs->items[k];
      if (their->entity != our->entity) continue;
      int one = our->inside || their->inside ? SHARED_INSIDE : SHARED_ENTITY;
      if (our->role == their->role) {
        one += SHARED_ROLE;
        if (main) shared[slot] = true;
        *same_part = *same_part || (main && !our->inside && !their->inside);
      }
      if (one > best) best = one;
    }
    score += best;
  }
  for (size_t k = 0; k < theirs->count; k++) {
    they[0] = they[0] || theirs->items[k].role == GAZ_ROLE_AGENT;
    they[1] = they[1] || theirs->items[k].role == GAZ_ROLE_PATIENT;
  }
  for (int slot = 0; slot < 2; slot++)
    if (we[slot] && they[slot] && !shared[slot]) score += OTHER_PARTY;
  return score;
}

static int score_participants(link_search *search, link_candidate *candidate) {
  link_parties theirs = {.count = 0};
  int score = 0;
  bool word = false;
  sqlite3_stmt *rows = gaz_db_query(
      &search->kb->db, "SELECT role, entity, text FROM participant WHERE event = ? LIMIT 64", "i",
      candidate->key);
  while (gaz_db_next(&search->kb->db, rows)) {
    int role = sqlite3_column_int(rows, 0);
    const char *phrase = gaz_db_string(rows, 2);
    add_party(&theirs, (uint32_t)sqlite3_column_int64(rows, 1), role, false);
    if (!phrase) continue;
    add_phrase(&theirs, search->lexicon, phrase, strlen(phrase), role);
    for (uint32_t i = 0; i < search->event->argument_count && !word; i++) {
      const gaz_argument *argument = &search->event->arguments[i];
      word = argument->role == role && shares_word(search->facts, argument, phrase);
    }
  }
  gaz_db_end(rows);
  if (word) score += SHARED_WORD;
  return score + score_parties(search, &theirs, &candidate->same_part);
}

static int score_place(const link_search *search, const link_candidate *candidate) {
  bool named = false;
  for (size_t i = 0; candidate->place && i < search->parties.count; i++) {
    const link_party *party = &search->parties.items[i];
    if (party->role != GAZ_ROLE_PLACE) continue;
    named = true;
    if (party->entity == candidate->place) return SHARED_PLACE;
  }
  return named ? OTHER_PLACE : 0;
}

static int score_kind(gaz_kb *kb, const gaz_event_type *type, const char *lemma,
                      const char *other_type, const char *other_cameo, int64_t key) {
  int score = 0;
  if (strcmp(type->name, other_type) == 0)
    score += SAME_TYPE;
  else if (type->cameo[0] && strcmp(type->cameo, other_cameo) == 0)
    score += SAME_ROOT;
  if (lemma &&
      gaz_db_integer(&kb->db, "SELECT 1 FROM occurrence WHERE event = ? AND lemma = ? LIMIT 1", 0,
                     "it", key, lemma))
    score += SAME_VERB;
  return score;
}

/* ---- A text that is in the archive itself ---- */

enum { WINDOWS = 4, WINDOW_SIZE = 48, OWN_WINDOWS = 3, SOURCES_LOOKED_AT = 4 };

static bool text_has(const gaz_facts *facts, const char *piece, size_t size) {
  const char *text = facts->analysis->text;
  return memmem(text, facts->analysis->size, piece, size) != NULL;
}

/* Whether an article is this text, or an earlier state of it: most of four pieces of it stand here. */
static bool is_this_text(const gaz_facts *facts, const char *article, size_t size) {
  unsigned found = 0;
  if (size < 2 * WINDOW_SIZE) return size && text_has(facts, article, size);
  for (unsigned i = 0; i < WINDOWS; i++) {
    size_t at = (size - WINDOW_SIZE) * (2 * i + 1) / (2 * WINDOWS), end = at + WINDOW_SIZE;
    for (size_t k = at; k < end; k++) /* paragraphs may be parted otherwise than in the file */
      if (article[k] == '\n') {
        if (k - at > end - k - 1)
          end = k;
        else
          at = k + 1;
        break;
      }
    found += end - at >= WINDOW_SIZE / 3 && text_has(facts, article + at, end - at);
  }
  return found >= OWN_WINDOWS;
}

/* The same, looked up only once an article: in a long text there are many events to ask for. */
static bool is_own(const link_search *search, int64_t article) {
  uint32_t known = gaz_table_find(search->own, (uint64_t)article);
  if (known != GAZ_TABLE_NONE) return known;
  gaz_db *db = &search->kb->db;
  sqlite3_stmt *row = gaz_db_query(db, "SELECT text FROM body WHERE article = ?", "i", article);
  gaz_slice text = {NULL, 0};
  if (gaz_db_next(db, row)) text = gaz_db_text(row, 0);
  bool own = text.data && is_this_text(search->facts, text.data, text.size);
  gaz_db_end(row);
  gaz_table_put(search->own, (uint64_t)article,
                own); /* where memory is short, it is looked up again */
  return own;
}

/* A draft kept in the archive's folder is indexed like any article: what only it tells is no news to who writes
 * it. */
static bool is_told_elsewhere(const link_search *search, int64_t key) {
  int64_t articles[SOURCES_LOOKED_AT];
  size_t count = 0;
  sqlite3_stmt *rows = gaz_db_query(
      &search->kb->db, "SELECT DISTINCT article FROM occurrence WHERE event = ? LIMIT ?", "ii", key,
      (int64_t)SOURCES_LOOKED_AT);
  while (count < SOURCES_LOOKED_AT && gaz_db_next(&search->kb->db, rows))
    articles[count++] = sqlite3_column_int64(rows, 0);
  gaz_db_end(rows);
  for (size_t i = 0; i < count; i++)
    if (!is_own(search, articles[i])) return true;
  return !count;
}

static void look_at(link_search *search, int64_t key) {
  gaz_kb *kb = search->kb;
  link_candidate one = {.key = key};
  char type[64] = "", cameo[16] = "";
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db, "SELECT id, type, cameo, day, place, mentions FROM event WHERE key = ?", "i", key);
  bool found = gaz_db_next(&kb->db, rows);
  if (found) {
    one.id = sqlite3_column_int64(rows, 0);
    one.day = sqlite3_column_int64(rows, 3);
    one.place = sqlite3_column_int64(rows, 4);
    one.mentions = sqlite3_column_int64(rows, 5);
    const char *name = gaz_db_string(rows, 1), *root = gaz_db_string(rows, 2);
    snprintf(type, sizeof type, "%s", name ? name : "");
    snprintf(cameo, sizeof cameo, "%s", root ? root : "");
  }
  gaz_db_end(rows);
  int kind = found ? score_kind(kb, search->type, search->lemma, type, cameo, key) : 0;
  if (kind < SAME_ROOT) return;
  one.score = kind + score_participants(search, &one) + score_place(search, &one);
  if (search->day && one.day) one.score += search->day == one.day ? SAME_DAY : OTHER_DAY;
  if (one.score + ONLY_ONE >= TAKEN_AT && !is_told_elsewhere(search, key)) return;
  one.same_part = one.same_part && kind >= SAME_TYPE;
  search->same_parts += one.same_part;
  const link_candidate *best = &search->best;
  if (one.score > best->score || (one.score == best->score && one.mentions > best->mentions))
    search->best = one;
}

uint32_t gaz_link_event(gaz_kb *kb, const gaz_lexicon *lexicon, const gaz_engine *engine,
                        const gaz_facts *facts, const gaz_event *event, const uint32_t *entities,
                        gaz_table *own, gaz_arena *arena, const char **label, float *confidence) {
  link_search search = {.kb = kb,
                        .lexicon = lexicon,
                        .facts = facts,
                        .own = own,
                        .event = event,
                        .type = gaz_event_type_at(engine, event->type),
                        .lemma = facts->analysis->tokens.tokens[event->head].lemma,
                        .day = day_of(event->edtf)};
  link_candidate *best = &search.best;
  *label = NULL;
  *confidence = 0;
  find_parties(&search, entities);
  gaz_kb_enter(kb);
  find_candidates(&search);
  for (size_t i = 0; i < search.key_count; i++) look_at(&search, search.keys[i]);
  if (best->same_part && search.same_parts == 1) best->score += ONLY_ONE;
  if (best->score >= TAKEN_AT) {
    sqlite3_stmt *rows =
        gaz_db_query(&kb->db, "SELECT label FROM event WHERE key = ?", "i", best->key);
    if (gaz_db_next(&kb->db, rows)) {
      gaz_slice text = gaz_db_text(rows, 0);
      *label = gaz_arena_copy(arena, text.data ? text.data : "", text.size);
    }
    gaz_db_end(rows);
    *confidence = best->score >= 90 ? 0.95f : 0.5f + (float)(best->score - TAKEN_AT) / 100;
  }
  gaz_kb_leave(kb, NULL, NULL, NULL);
  return best->score >= TAKEN_AT ? (uint32_t)best->id : 0;
}

static void print_occurrence(gaz_kb *kb, gaz_buffer *out, const gaz_opened *opened, uint32_t start,
                             uint32_t end) {
  gaz_place place = gaz_kb_place(kb, opened, start, end);
  if (out->data[out->size - 1] == '}') gaz_buffer_byte(out, ',');
  gaz_buffer_string(out, "{\"path\":");
  gaz_print_json(out, opened->path);
  gaz_buffer_printf(out, ",\"line\":%u,\"column\":%u,\"start\":%u,\"end\":%u,\"text\":", place.line,
                    place.column, place.start, place.end);
  gaz_print_json_line(out, opened->text + place.start, place.end - place.start);
  gaz_buffer_string(out, ",\"sentence\":");
  gaz_kb_print_sentence(out, opened, &place, true);
  gaz_buffer_byte(out, '}');
}

gaz_status gaz_link_event_json(gaz_kb *kb, uint32_t id, size_t limit, gaz_string *json,
                               gaz_error *error) {
  *json = (gaz_string){0};
  gaz_buffer out = {0};
  gaz_opened opened = {0};
  gaz_kb_enter(kb);
  sqlite3_stmt *rows = gaz_db_query(
      &kb->db, "SELECT key, label, type, modality, time FROM event WHERE id = ?", "i", (int64_t)id);
  bool found = gaz_db_next(&kb->db, rows);
  int64_t key = found ? sqlite3_column_int64(rows, 0) : 0;
  gaz_buffer_string(&out, "{\"root\":");
  gaz_print_json(&out, kb->root);
  gaz_buffer_string(&out, ",\"label\":");
  gaz_print_json(&out, found ? gaz_db_string(rows, 1) : NULL);
  gaz_buffer_string(&out, ",\"type\":");
  gaz_print_json(&out, found ? gaz_db_string(rows, 2) : NULL);
  gaz_buffer_printf(&out, ",\"modality\":\"%s\",\"time\":",
                    gaz_modality_name(found ? (uint8_t)sqlite3_column_int(rows, 3) : 0));
  gaz_print_json(&out, found ? gaz_db_string(rows, 4) : NULL);
  gaz_db_end(rows);
  gaz_buffer_string(&out, ",\"mentions\":[");
  rows = gaz_db_query(
      &kb->db,
      "SELECT o.article, o.start, o.stop FROM occurrence o JOIN article a ON a.row = o.article "
      "WHERE o.event = ? ORDER BY a.day = 0, a.day, a.path, o.start LIMIT ?",
      "ii", key, (int64_t)limit);
  while (found && gaz_db_next(&kb->db, rows)) {
    if (!gaz_kb_turn_to(kb, &opened, sqlite3_column_int64(rows, 0))) break;
    print_occurrence(kb, &out, &opened, (uint32_t)sqlite3_column_int64(rows, 1),
                     (uint32_t)sqlite3_column_int64(rows, 2));
  }
  gaz_db_end(rows);
  gaz_kb_close_article(&opened);
  gaz_buffer_string(&out, "]}");
  gaz_status status = gaz_kb_leave(kb, &out, json, error);
  if (status || found) return status;
  gaz_string_free(json);
  return gaz_fail(error, GAZ_ERROR_NOT_FOUND, NULL, 0, "no event %u", id);
}
