/* Events: which occurrences in the articles of a story are one happening.
 *
 * Inside an article extraction has said so. Across the articles of a story two occurrences are one
 * when their type is the same, their times can be the same, somebody takes part in both, nobody
 * contradicts (two different agents, two different patients), and the verb is the same or two take
 * part in both. What people say is an event of its own each time. */
#include "resolve/resolve.h"

#include <stdio.h>

#include "resolve/table.h"
#include "base/edtf.h"

enum {
  ENTITIES_MAX = 12,      /* of a cluster, in each role */
  CLUSTERS_COMPARED = 512, /* newest of the same type */
  LABEL_MAX = 160,
  PHRASE_MAX = 200,
};

typedef struct participants {
  int64_t entity[GAZ_ROLE_COUNT][ENTITIES_MAX];
  uint8_t count[GAZ_ROLE_COUNT];
} participants;

typedef struct occurrence {
  int64_t article, n;
  int64_t key;          /* of the event it would begin */
  uint64_t type, lemma; /* hashes */
  gaz_days days;
  bool dated;
  uint32_t cluster;     /* index of the occurrence that leads its event */
  uint32_t older;       /* leaders only: the one before of the same type, or GAZ_TABLE_NONE */
  participants who;     /* leaders: of the whole event */
} occurrence;

typedef struct story {
  gaz_db *db;
  gaz_arena arena;
  occurrence *items;
  size_t count, capacity;
  gaz_table newest;     /* type -> newest leader */
  gaz_table by_place;   /* article and n -> occurrence */
} story;

static uint64_t hash_of(const char *text) { return text ? gaz_hash(text, strlen(text), 19) | 1 : 1; }

static void add_participant(participants *who, int role, int64_t entity) {
  if (!entity || role < 0 || role >= GAZ_ROLE_COUNT || role == GAZ_ROLE_TIME) return;
  for (int i = 0; i < who->count[role]; i++) {
    if (who->entity[role][i] == entity) return;
  }
  if (who->count[role] < ENTITIES_MAX) who->entity[role][who->count[role]++] = entity;
}

static bool takes_part(const participants *who, int role, int64_t entity) {
  for (int i = 0; i < who->count[role]; i++) {
    if (who->entity[role][i] == entity) return true;
  }
  return false;
}

/* How many take part in both in the same role; -1 when who did it or to whom contradicts. */
static int shared_participants(const participants *a, const participants *b) {
  int shared = 0;
  for (int role = 0; role < GAZ_ROLE_COUNT; role++) {
    int same = 0;
    for (int i = 0; i < a->count[role]; i++) same += takes_part(b, role, a->entity[role][i]);
    if (!same && a->count[role] && b->count[role] && (role == GAZ_ROLE_AGENT || role == GAZ_ROLE_PATIENT)) return -1;
    shared += same;
  }
  return shared;
}

static bool times_agree(const occurrence *a, const occurrence *b) {
  if (!a->dated || !b->dated) return true;
  /* "Late on Monday" here is Tuesday there. */
  return a->days.first <= gaz_day_add(b->days.last, 1) && b->days.first <= gaz_day_add(a->days.last, 1);
}

static void read_participants(gaz_db *db, occurrence *one) {
  sqlite3_stmt *rows = gaz_db_query(db, "SELECT a.role, c.entity FROM argument a JOIN chain c ON c.article = a.article AND "
                                        "c.n = a.chain WHERE a.article = ? AND a.occurrence = ?", "ii", one->article, one->n);
  while (gaz_db_next(db, rows)) {
    add_participant(&one->who, sqlite3_column_int(rows, 0), sqlite3_column_int64(rows, 1));
  }
}

static uint64_t place_of(int64_t article, int64_t n) { return gaz_mix((uint64_t)article * 0x9e3779b97f4a7c15u + (uint64_t)n) | 1; }

/* Widens a leader's time and participants by those of a member. */
static void absorb(occurrence *leader, const occurrence *member) {
  for (int role = 0; role < GAZ_ROLE_COUNT; role++) {
    for (int i = 0; i < member->who.count[role]; i++) add_participant(&leader->who, role, member->who.entity[role][i]);
  }
  if (!leader->dated && member->dated) {
    leader->dated = true;
    leader->days = member->days;
  }
}

static uint32_t find_event(story *all, const occurrence *one) {
  static const uint32_t nobody = GAZ_TABLE_NONE;
  if (one->type == hash_of("STATEMENT")) return nobody;
  uint32_t best = nobody;
  int best_score = 0, compared = 0;
  for (uint32_t at = gaz_table_find(&all->newest, one->type); at != nobody && compared < CLUSTERS_COMPARED;
       at = all->items[at].older, compared++) {
    const occurrence *leader = &all->items[at];
    if (leader->article == one->article || !times_agree(leader, one)) continue;
    int shared = shared_participants(&leader->who, &one->who);
    bool same_verb = leader->lemma == one->lemma;
    if (shared < (same_verb ? 1 : 2)) continue;
    int score = 2 * shared + same_verb + (leader->dated && one->dated);
    if (score >= best_score) { /* the oldest among equals: the list goes backwards */
      best = at;
      best_score = score;
    }
  }
  return best;
}

static void place(story *all, uint32_t at, int64_t same_as) {
  occurrence *one = &all->items[at];
  uint32_t earlier = same_as < 0 ? GAZ_TABLE_NONE : gaz_table_find(&all->by_place, place_of(one->article, same_as));
  uint32_t leader = earlier == GAZ_TABLE_NONE ? find_event(all, one) : all->items[earlier].cluster;
  if (leader != GAZ_TABLE_NONE) {
    one->cluster = leader;
    absorb(&all->items[leader], one);
    return;
  }
  one->cluster = at;
  uint32_t *newest = gaz_table_put(&all->newest, one->type, GAZ_TABLE_NONE);
  if (!newest) return;
  one->older = *newest;
  *newest = at;
}

static bool read_story(story *all, int64_t id) {
  gaz_db *db = all->db;
  int64_t article = 0, same = 0;
  gaz_table repeated = {0}; /* type, lemma -> how often in this article */
  sqlite3_stmt *rows = gaz_db_query(
      db, "SELECT o.article, o.n, o.type, o.lemma, o.time, o.same_as, a.path FROM article a JOIN occurrence o ON "
          "o.article = a.row WHERE a.story = ? ORDER BY a.day = 0, a.day, a.path, o.n", "i", id);
  bool ok = true;
  while (ok && gaz_db_next(db, rows)) {
    occurrence *items = gaz_arena_grow(&all->arena, all->items, all->count, &all->capacity, sizeof *items);
    if (!items) {
      ok = false;
      break;
    }
    all->items = items;
    occurrence *one = &items[all->count];
    *one = (occurrence){.article = sqlite3_column_int64(rows, 0), .n = sqlite3_column_int64(rows, 1),
                        .type = hash_of(gaz_db_string(rows, 2)), .lemma = hash_of(gaz_db_string(rows, 3)),
                        .older = GAZ_TABLE_NONE};
    one->dated = gaz_edtf_days(gaz_db_string(rows, 4), &one->days);
    same = sqlite3_column_type(rows, 5) == SQLITE_NULL ? -1 : sqlite3_column_int64(rows, 5);
    if (one->article != article) gaz_table_free(&repeated);
    article = one->article;
    uint64_t kind = gaz_mix(one->type ^ gaz_mix(one->lemma)) | 1;
    uint32_t *times = gaz_table_put(&repeated, kind, 0);
    uint32_t *known = gaz_table_put(&all->by_place, place_of(one->article, one->n), (uint32_t)all->count);
    ok = times && known;
    if (!ok) break;
    uint64_t path = hash_of(gaz_db_string(rows, 6));
    one->key = (int64_t)(gaz_mix(path ^ gaz_mix(kind + ++*times)) >> 1) | 1;
    read_participants(db, one);
    place(all, (uint32_t)all->count++, same);
  }
  gaz_db_end(rows);
  gaz_table_free(&repeated);
  return ok;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

/* White space runs as one space, cut at a character. */
static void append_phrase(char *out, size_t capacity, const char *text, int64_t size, int64_t start, int64_t stop) {
  size_t used = strlen(out);
  if (start < 0 || stop > size || start >= stop) return;
  if (used && used + 1 < capacity) out[used++] = ' ';
  size_t begun = used;
  for (int64_t i = start; i < stop && used + 1 < capacity; i++) {
    bool space = (unsigned char)text[i] <= ' ';
    if (space && used && out[used - 1] == ' ') continue;
    out[used++] = space ? ' ' : text[i];
  }
  while (used > begun && ((unsigned char)out[used - 1] & 0xC0) == 0x80 && used + 1 >= capacity) used--;
  if (used + 1 >= capacity && used > begun && (unsigned char)out[used - 1] >= 0xC0) used--;
  out[used] = '\0';
}

static bool has_capital(const char *text) {
  for (; *text; text++) {
    if ((*text >= 'A' && *text <= 'Z' && !(text[0] == 'I' && (text[1] == '\0' || text[1] == ' '))) ||
        (unsigned char)*text >= 0xC3) {
      return true;
    }
  }
  return false;
}

/* "he", "the general": the fullest name the article has for the person says more. What "it" means is
 * too often uncertain. */
static void name_instead(gaz_db *db, char *phrase, int64_t article, sqlite3_stmt *row) {
  if (sqlite3_column_type(row, 6) == SQLITE_NULL || (has_capital(phrase) && strlen(phrase) > 4)) return;
  sqlite3_stmt *names = gaz_db_query(db, "SELECT n.text FROM name n JOIN chain c ON c.article = n.article AND c.n = n.chain "
                                         "WHERE n.article = ? AND n.chain = ? AND c.type = ? "
                                         "ORDER BY length(n.text) DESC, n.text LIMIT 1", "iii", article,
                                     sqlite3_column_int64(row, 6), (int64_t)GAZ_TYPE_PERSON);
  if (gaz_db_next(db, names)) {
    gaz_slice name = gaz_db_text(names, 0);
    phrase[0] = '\0';
    append_phrase(phrase, LABEL_MAX, name.data, (int64_t)name.size, 0, (int64_t)name.size);
  }
  gaz_db_end(names);
}

/* "Turkey shot down a Russian Su-24": the words of the first occurrence, who did it before, whom it
 * was done to after; where nobody did it "a Russian Su-24 shot down". */
static void make_label(gaz_db *db, const occurrence *one, char label[LABEL_MAX]) {
  char agent[LABEL_MAX] = "", trigger[LABEL_MAX] = "", patient[LABEL_MAX] = "";
  sqlite3_stmt *rows = gaz_db_query(
      db, "SELECT b.text, o.start, o.stop, a.role, a.start, a.stop, a.chain FROM occurrence o JOIN body b ON b.article = o.article "
          "LEFT JOIN argument a ON a.article = o.article AND a.occurrence = o.n AND a.role IN (0, 1) "
          "WHERE o.article = ? AND o.n = ? ORDER BY a.n", "ii", one->article, one->n);
  while (gaz_db_next(db, rows)) {
    const char *text = sqlite3_column_blob(rows, 0);
    int64_t size = sqlite3_column_bytes(rows, 0);
    if (!trigger[0]) append_phrase(trigger, LABEL_MAX, text, size, sqlite3_column_int64(rows, 1), sqlite3_column_int64(rows, 2));
    if (sqlite3_column_type(rows, 3) == SQLITE_NULL) continue;
    char *into = sqlite3_column_int(rows, 3) == GAZ_ROLE_AGENT ? agent : patient;
    if (into[0]) continue;
    append_phrase(into, LABEL_MAX, text, size, sqlite3_column_int64(rows, 4), sqlite3_column_int64(rows, 5));
    name_instead(db, into, one->article, rows);
  }
  gaz_db_end(rows);
  const char *parts[3] = {agent, trigger, patient};
  if (!agent[0]) {
    parts[0] = patient;
    parts[2] = "";
  }
  label[0] = '\0';
  for (int i = 0; i < 3; i++) append_phrase(label, LABEL_MAX, parts[i], (int64_t)strlen(parts[i]), 0, (int64_t)strlen(parts[i]));
}

/* The time most occurrences give; the narrower, then the earlier among equals. */
static bool choose_time(gaz_db *db, int64_t key, char time[64], int32_t *day) {
  time[0] = '\0';
  *day = 0;
  int64_t best = 0;
  int32_t best_width = 0;
  sqlite3_stmt *rows = gaz_db_query(db, "SELECT time, count(*) FROM occurrence WHERE event = ? AND time IS NOT NULL GROUP BY time "
                                        "ORDER BY time", "i", key);
  while (gaz_db_next(db, rows)) {
    gaz_days days;
    if (!gaz_edtf_days(gaz_db_string(rows, 0), &days)) continue;
    int64_t count = sqlite3_column_int64(rows, 1);
    int32_t width = days.last - days.first;
    if (time[0] && (count < best || (count == best && width >= best_width))) continue;
    snprintf(time, 64, "%s", gaz_db_string(rows, 0));
    *day = days.first ? days.first : days.last;
    best = count;
    best_width = width;
  }
  return time[0] != '\0';
}

/* Asserted by anybody is asserted; else what most say. */
static int64_t choose_modality(gaz_db *db, int64_t key) {
  return gaz_db_integer(db, "SELECT modality FROM occurrence WHERE event = ? GROUP BY modality "
                            "ORDER BY modality <> 0, count(*) DESC, modality LIMIT 1", 0, "i", key);
}

static int64_t choose_place(gaz_db *db, int64_t key) {
  return gaz_db_integer(db, "SELECT c.entity FROM occurrence o JOIN argument a ON a.article = o.article AND a.occurrence = o.n "
                            "JOIN chain c ON c.article = a.article AND c.n = a.chain WHERE o.event = ? AND a.role = 3 AND "
                            "c.entity IS NOT NULL GROUP BY c.entity ORDER BY count(*) DESC, c.entity LIMIT 1", 0, "i", key);
}

static bool is_disputed(gaz_db *db, int64_t key) {
  return gaz_db_integer(db, "SELECT count(*) FROM (SELECT f.what FROM occurrence o JOIN figure f ON f.article = o.article AND "
                            "f.occurrence = o.n WHERE o.event = ? GROUP BY f.what, f.unit HAVING count(DISTINCT o.article) > 1 "
                            "AND count(DISTINCT f.low) > 1)", 0, "i", key) > 0;
}

/* Each entity once in each role, in the words of the earliest article; phrases that are no entity
 * only from the first occurrence, where the role is still empty. */
static void write_participants(gaz_db *db, const occurrence *leader, int32_t day) {
  participants written = {0};
  int n = 0;
  sqlite3_stmt *rows = gaz_db_query(
      db, "SELECT a.role, c.entity, a.start, a.stop, b.text, a.article = ?2 AND a.occurrence = ?3 FROM occurrence o "
          "JOIN article r ON r.row = o.article JOIN body b ON b.article = o.article "
          "JOIN argument a ON a.article = o.article AND a.occurrence = o.n "
          "LEFT JOIN chain c ON c.article = a.article AND c.n = a.chain WHERE o.event = ?1 AND a.role <> 4 "
          "ORDER BY c.entity IS NULL, r.day = 0, r.day, r.path, a.occurrence, a.n", "iii", leader->key, leader->article,
      leader->n);
  while (gaz_db_next(db, rows)) {
    int role = sqlite3_column_int(rows, 0);
    int64_t entity = sqlite3_column_int64(rows, 1);
    if (role < 0 || role >= GAZ_ROLE_COUNT) continue;
    if (entity ? takes_part(&written, role, entity) : (written.count[role] || !sqlite3_column_int(rows, 5))) continue;
    char phrase[PHRASE_MAX] = "";
    append_phrase(phrase, sizeof phrase, sqlite3_column_blob(rows, 4), sqlite3_column_bytes(rows, 4),
                  sqlite3_column_int64(rows, 2), sqlite3_column_int64(rows, 3));
    if (entity) add_participant(&written, role, entity);
    gaz_db_run(db, "INSERT INTO participant VALUES(?, ?, ?, nullif(?, 0), ?, ?)", "iiiiti", leader->key, (int64_t)role,
               (int64_t)n++, entity, phrase, (int64_t)day);
  }
}

static void write_event(gaz_db *db, int64_t story_id, const occurrence *leader) {
  char label[LABEL_MAX], time[64];
  int32_t day;
  make_label(db, leader, label);
  bool dated = choose_time(db, leader->key, time, &day);
  if (!day) day = (int32_t)gaz_db_integer(db, "SELECT day FROM article WHERE row = ?", 0, "i", leader->article);
  gaz_db_run(db,
             "INSERT INTO event(key, story, type, cameo, label, modality, time, day, place, mentions, articles, disputed, article, n) "
             "SELECT ?1, ?2, type, cameo, ?3, ?4, ?5, ?6, nullif(?7, 0), (SELECT count(*) FROM occurrence WHERE event = ?1), "
             "(SELECT count(DISTINCT article) FROM occurrence WHERE event = ?1), ?8, ?9, ?10 FROM occurrence WHERE article = ?9 AND n = ?10",
             "iititiiiii", leader->key, story_id, label, choose_modality(db, leader->key), dated ? time : NULL, (int64_t)day,
             choose_place(db, leader->key), (int64_t)is_disputed(db, leader->key), leader->article, leader->n);
  write_participants(db, leader, day);
}

static void resolve_story(gaz_db *db, story *all, int64_t id) {
  gaz_arena_reset(&all->arena);
  gaz_table_free(&all->newest);
  gaz_table_free(&all->by_place);
  all->items = NULL;
  all->count = all->capacity = 0;
  if (!read_story(all, id)) {
    gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
    return;
  }
  for (size_t i = 0; i < all->count; i++) {
    gaz_db_run(db, "UPDATE occurrence SET event = ?1 WHERE article = ?2 AND n = ?3 AND event IS NOT ?1", "iii",
               all->items[all->items[i].cluster].key, all->items[i].article, all->items[i].n);
  }
  for (size_t i = 0; i < all->count; i++) {
    if (all->items[i].cluster == i) write_event(db, id, &all->items[i]);
  }
}

gaz_status gaz_resolve_events(gaz_db *db) {
  gaz_db_script(db, "INSERT OR IGNORE INTO touched_story SELECT a.story FROM touched_article t JOIN article a ON "
                    "a.row = t.article WHERE a.story IS NOT NULL");
  /* All first: an event may have moved from one touched story to another. */
  gaz_db_script(db, "DELETE FROM participant WHERE event IN (SELECT e.key FROM touched_story t JOIN event e ON e.story = t.story);"
                    "DELETE FROM event WHERE story IN (SELECT story FROM touched_story)");
  story all = {.db = db};
  sqlite3_stmt *touched = gaz_db_query(db, "SELECT story FROM touched_story ORDER BY story", "");
  while (gaz_db_next(db, touched)) resolve_story(db, &all, sqlite3_column_int64(touched, 0));
  gaz_arena_free(&all.arena);
  gaz_table_free(&all.newest);
  gaz_table_free(&all.by_place);
  return db->failure.status;
}
