/* Events: which occurrences in the articles of a story are one happening.
 *
 * Inside an article extraction has said so. Across the articles of a story two occurrences are one
 * when their type is the same, their times can be the same, somebody takes part in both, nobody
 * contradicts (two different agents, two different patients, words for the patient that differ where neither
 * is dated), and enough agrees: those who take part, the verb, the day, the patient's word. What is only planned
 * or denied is what happened when both are dated. What people say is an event of its own each time. */
#include "resolve/resolve.h"

#include <stdio.h>

#include "resolve/table.h"
#include "base/edtf.h"

enum {
  ENTITIES_MAX = 12,       /* of a cluster, in each role */
  CLUSTERS_COMPARED = 512, /* newest of the same type */
  LABEL_MAX = 160,
  PHRASE_MAX = 200,
};

typedef struct participants {
  int64_t entity[GAZ_ROLE_COUNT][ENTITIES_MAX];
  uint8_t count[GAZ_ROLE_COUNT];
} participants;

typedef struct argument {
  int64_t entity; /* 0: none */
  int64_t chain;  /* of the article, or -1 */
  uint32_t start, stop;
  uint8_t role;
} argument;

typedef struct occurrence {
  int64_t article, n;
  int64_t key;                          /* of the event it would begin */
  int64_t day;                          /* of the article */
  const char *type_name, *cameo, *time; /* time may be NULL */
  uint32_t start, stop;
  argument *arguments;
  uint32_t argument_count;
  uint32_t next; /* in the same event, or GAZ_TABLE_NONE */
  uint32_t last; /* leaders: end of that list */
  uint8_t modality;
  uint64_t type, lemma; /* hashes */
  uint64_t patient;     /* of the last word of whom it was done to, or 0 */
  gaz_days days;
  bool dated;
  uint32_t cluster; /* index of the occurrence that leads its event */
  uint32_t older;   /* leaders only: the one before of the same type, or GAZ_TABLE_NONE */
  participants who; /* leaders: of the whole event */
} occurrence;

/* Texts of the articles last looked at: an event quotes mostly one. */
enum { TEXTS_KEPT = 8 };
typedef struct kept_text {
  int64_t article;
  char *data;
  size_t size, capacity;
} kept_text;

typedef struct story {
  gaz_db *db;
  gaz_arena arena;
  kept_text texts[TEXTS_KEPT];
  unsigned next_text;
  occurrence *items;
  size_t count, capacity;
  gaz_table newest;   /* type -> newest leader */
  gaz_table by_place; /* article and n -> occurrence */
} story;

static uint64_t hash_of(const char *text) {
  return text ? gaz_hash(text, strlen(text), 19) | 1 : 1;
}

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
    if (!same && a->count[role] && b->count[role] &&
        (role == GAZ_ROLE_AGENT || role == GAZ_ROLE_PATIENT))
      return -1;
    shared += same;
  }
  return shared;
}

static bool share_patient(const participants *a, const participants *b) {
  for (int i = 0; i < a->count[GAZ_ROLE_PATIENT]; i++)
    if (takes_part(b, GAZ_ROLE_PATIENT, a->entity[GAZ_ROLE_PATIENT][i])) return true;
  return false;
}

static bool share_place(const participants *a, const participants *b) {
  for (int i = 0; i < a->count[GAZ_ROLE_PLACE]; i++)
    if (takes_part(b, GAZ_ROLE_PLACE, a->entity[GAZ_ROLE_PLACE][i])) return true;
  return false;
}

/* That it happened, whether or not the teller vouches for it. */
static bool is_told(uint8_t modality) {
  return modality == GAZ_MODALITY_ASSERTED || modality == GAZ_MODALITY_ALLEGED;
}

/* A day or month of no known year: "XXXX-11-13". */
static bool is_yearless(const occurrence *one) {
  return !one->dated && one->time && one->time[0] == 'X';
}

static bool same_day_of_year(const occurrence *yearless, const occurrence *dated) {
  char text[16];
  for (int year = dated->days.first / 10000;
       year <= dated->days.last / 10000 && year <= dated->days.first / 10000 + 1; year++) {
    gaz_days days;
    snprintf(text, sizeof text, "%04d%s", year % 10000, yearless->time + 4);
    if (gaz_edtf_days(text, &days) && days.first <= gaz_day_add(dated->days.last, 1) &&
        dated->days.first <= gaz_day_add(days.last, 1))
      return true;
  }
  return false;
}

/* Both say when, and the same. */
static bool times_match(const occurrence *a, const occurrence *b) {
  if (is_yearless(a) && is_yearless(b)) return strcmp(a->time, b->time) == 0;
  if (is_yearless(a) && b->dated) return same_day_of_year(a, b);
  if (is_yearless(b) && a->dated) return same_day_of_year(b, a);
  return a->dated && b->dated;
}

static bool times_agree(const occurrence *a, const occurrence *b) {
  if ((is_yearless(a) && (b->dated || is_yearless(b))) || (is_yearless(b) && a->dated))
    return times_match(a, b);
  if (!a->dated || !b->dated) return true;
  /* "Late on Monday" here is Tuesday there. */
  return a->days.first <= gaz_day_add(b->days.last, 1) &&
         b->days.first <= gaz_day_add(a->days.last, 1);
}

static bool read_arguments(story *all, occurrence *one) {
  size_t capacity = 0;
  sqlite3_stmt *rows = gaz_db_query(
      all->db,
      "SELECT a.role, c.entity, a.start, a.stop, c.n FROM argument a LEFT JOIN chain c ON "
      "c.article = a.article AND c.n = a.chain WHERE a.article = ? AND a.occurrence = ? "
      "ORDER BY a.n",
      "ii", one->article, one->n);
  while (gaz_db_next(all->db, rows)) {
    argument *bigger =
        gaz_arena_grow(&all->arena, one->arguments, one->argument_count, &capacity, sizeof *bigger);
    if (!bigger) {
      gaz_db_end(rows);
      return false;
    }
    one->arguments = bigger;
    argument *fresh = &bigger[one->argument_count];
    *fresh = (argument){
        .role = (uint8_t)sqlite3_column_int(rows, 0),
        .entity = sqlite3_column_int64(rows, 1),
        .start = (uint32_t)sqlite3_column_int64(rows, 2),
        .stop = (uint32_t)sqlite3_column_int64(rows, 3),
        .chain = sqlite3_column_type(rows, 4) == SQLITE_NULL ? -1 : sqlite3_column_int64(rows, 4)};
    if (fresh->role >= GAZ_ROLE_COUNT) continue;
    one->argument_count++;
    add_participant(&one->who, fresh->role, fresh->entity);
  }
  return true;
}

static uint64_t place_of(int64_t article, int64_t n) {
  return gaz_mix((uint64_t)article * 0x9e3779b97f4a7c15u + (uint64_t)n) | 1;
}

/* Widens a leader's time and participants by those of a member. */
static void absorb(occurrence *leader, const occurrence *member) {
  for (int role = 0; role < GAZ_ROLE_COUNT; role++) {
    for (int i = 0; i < member->who.count[role]; i++)
      add_participant(&leader->who, role, member->who.entity[role][i]);
  }
  if (!leader->dated && member->dated) {
    leader->dated = true;
    leader->days = member->days;
  } else if (!leader->dated && !leader->time) {
    leader->time = member->time;
  }
}

/* How much speaks for one happening; 0 when too little does. */
static int agreement(const occurrence *leader, const occurrence *one) {
  int shared = shared_participants(&leader->who, &one->who);
  bool dated = times_match(leader, one), same_verb = leader->lemma == one->lemma;
  if (shared < 1 || (leader->modality != one->modality &&
                     (!is_told(leader->modality) || !is_told(one->modality)) && !dated))
    return 0;
  bool patients = leader->patient && one->patient;
  bool same_word = patients && leader->patient == one->patient;
  if (patients && !same_word && !dated && !share_patient(&leader->who, &one->who)) return 0;
  int enough = shared + same_verb + dated + same_word + share_place(&leader->who, &one->who);
  return enough < 3 ? 0 : 2 * shared + same_verb + dated;
}

static uint32_t find_event(story *all, const occurrence *one) {
  static const uint32_t nobody = GAZ_TABLE_NONE;
  if (one->type == hash_of("STATEMENT")) return nobody;
  uint32_t best = nobody;
  int best_score = 0, compared = 0;
  for (uint32_t at = gaz_table_find(&all->newest, one->type);
       at != nobody && compared < CLUSTERS_COMPARED; at = all->items[at].older, compared++) {
    const occurrence *leader = &all->items[at];
    if (leader->article == one->article || !times_agree(leader, one)) continue;
    int score = agreement(leader, one);
    if (score && score >= best_score) { /* the oldest among equals: the list goes backwards */
      best = at;
      best_score = score;
    }
  }
  return best;
}

static void place(story *all, uint32_t at, int64_t same_as) {
  occurrence *one = &all->items[at];
  uint32_t earlier = same_as < 0 ? GAZ_TABLE_NONE
                                 : gaz_table_find(&all->by_place, place_of(one->article, same_as));
  uint32_t leader = earlier == GAZ_TABLE_NONE ? find_event(all, one) : all->items[earlier].cluster;
  if (leader != GAZ_TABLE_NONE) {
    one->cluster = leader;
    all->items[all->items[leader].last].next = at;
    all->items[leader].last = at;
    absorb(&all->items[leader], one);
    return;
  }
  one->cluster = one->last = at;
  uint32_t *newest = gaz_table_put(&all->newest, one->type, GAZ_TABLE_NONE);
  if (!newest) return;
  one->older = *newest;
  *newest = at;
}

static const char *copy_column(gaz_arena *arena, sqlite3_stmt *row, int i) {
  gaz_slice text = gaz_db_text(row, i);
  return text.data ? gaz_arena_copy(arena, text.data, text.size) : NULL;
}

static const kept_text *text_of(story *all, int64_t article) {
  for (unsigned i = 0; i < TEXTS_KEPT; i++) {
    if (all->texts[i].article == article) return &all->texts[i];
  }
  kept_text *kept = &all->texts[all->next_text++ % TEXTS_KEPT];
  kept->article = article;
  kept->size = 0;
  sqlite3_stmt *row =
      gaz_db_query(all->db, "SELECT text FROM body WHERE article = ?", "i", article);
  if (!gaz_db_next(all->db, row)) return kept;
  size_t size = (size_t)sqlite3_column_bytes(row, 0);
  const void *data = sqlite3_column_blob(row, 0);
  char *room = size > kept->capacity ? realloc(kept->data, size) : kept->data;
  if (room) {
    kept->data = room;
    if (size > kept->capacity) kept->capacity = size;
    if (size) memcpy(room, data, size);
    kept->size = size;
  }
  gaz_db_end(row);
  return kept;
}

static const argument *first_argument(const occurrence *one, int role) {
  for (uint32_t i = 0; i < one->argument_count; i++) {
    if (one->arguments[i].role == role) return &one->arguments[i];
  }
  return NULL;
}

/* The last word of whom it was done to, without regard to case. */
static uint64_t patient_word(story *all, const occurrence *one) {
  char word[64];
  size_t size = 0;
  const argument *patient = first_argument(one, GAZ_ROLE_PATIENT);
  const kept_text *text = patient ? text_of(all, one->article) : NULL;
  if (!patient || patient->stop > text->size || patient->start >= patient->stop) return 0;
  uint32_t start = patient->stop;
  while (start > patient->start && (unsigned char)text->data[start - 1] > ' ') start--;
  for (uint32_t i = start; i < patient->stop && size + 1 < sizeof word; i++)
    word[size++] =
        text->data[i] >= 'A' && text->data[i] <= 'Z' ? (char)(text->data[i] + 32) : text->data[i];
  word[size] = '\0';
  return hash_of(word);
}

static bool read_story(story *all, int64_t id) {
  gaz_db *db = all->db;
  int64_t article = 0, same = 0;
  gaz_table repeated = {0}; /* type, lemma -> how often in this article */
  sqlite3_stmt *rows = gaz_db_query(
      db,
      "SELECT o.article, o.n, o.type, o.lemma, o.time, o.same_as, a.path, o.cameo, o.start, o.stop, o.modality, a.day FROM article a JOIN occurrence o ON "
      "o.article = a.row WHERE a.story = ? ORDER BY a.day = 0, a.day, a.path, o.n",
      "i", id);
  bool ok = true;
  while (ok && gaz_db_next(db, rows)) {
    occurrence *items =
        gaz_arena_grow(&all->arena, all->items, all->count, &all->capacity, sizeof *items);
    if (!items) {
      ok = false;
      break;
    }
    all->items = items;
    occurrence *one = &items[all->count];
    *one = (occurrence){.article = sqlite3_column_int64(rows, 0),
                        .n = sqlite3_column_int64(rows, 1),
                        .type = hash_of(gaz_db_string(rows, 2)),
                        .lemma = hash_of(gaz_db_string(rows, 3)),
                        .older = GAZ_TABLE_NONE,
                        .next = GAZ_TABLE_NONE,
                        .day = sqlite3_column_int64(rows, 11),
                        .start = (uint32_t)sqlite3_column_int64(rows, 8),
                        .stop = (uint32_t)sqlite3_column_int64(rows, 9),
                        .modality = (uint8_t)sqlite3_column_int(rows, 10)};
    one->type_name = copy_column(&all->arena, rows, 2);
    one->cameo = copy_column(&all->arena, rows, 7);
    one->time = copy_column(&all->arena, rows, 4);
    one->dated = gaz_edtf_days(gaz_db_string(rows, 4), &one->days);
    same = sqlite3_column_type(rows, 5) == SQLITE_NULL ? -1 : sqlite3_column_int64(rows, 5);
    if (one->article != article) gaz_table_free(&repeated);
    article = one->article;
    uint64_t kind = gaz_mix(one->type ^ gaz_mix(one->lemma)) | 1;
    uint32_t *times = gaz_table_put(&repeated, kind, 0);
    uint32_t *known =
        gaz_table_put(&all->by_place, place_of(one->article, one->n), (uint32_t)all->count);
    ok = times && known && one->type_name && one->cameo;
    if (!ok) break;
    uint64_t path = hash_of(gaz_db_string(rows, 6));
    one->key = (int64_t)(gaz_mix(path ^ gaz_mix(kind + ++*times)) >> 1) | 1;
    ok = read_arguments(all, one);
    if (ok) one->patient = patient_word(all, one);
    place(all, (uint32_t)all->count++, same);
  }
  gaz_db_end(rows);
  gaz_table_free(&repeated);
  return ok;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

/* White space runs as one space, cut at a character. */
static void append_phrase(char *out, size_t capacity, const char *text, int64_t size, int64_t start,
                          int64_t stop) {
  size_t used = strlen(out);
  if (start < 0 || stop > size || start >= stop) return;
  if (used && used + 1 < capacity) out[used++] = ' ';
  size_t begun = used;
  for (int64_t i = start; i < stop && used + 1 < capacity; i++) {
    bool space = (unsigned char)text[i] <= ' ';
    if (space && used && out[used - 1] == ' ') continue;
    out[used++] = space ? ' ' : text[i];
  }
  while (used > begun && ((unsigned char)out[used - 1] & 0xC0) == 0x80 && used + 1 >= capacity)
    used--;
  if (used + 1 >= capacity && used > begun && (unsigned char)out[used - 1] >= 0xC0) used--;
  out[used] = '\0';
}

static bool has_capital(const char *text) {
  for (; *text; text++) {
    if ((*text >= 'A' && *text <= 'Z' &&
         !(text[0] == 'I' && (text[1] == '\0' || text[1] == ' '))) ||
        (unsigned char)*text >= 0xC3) {
      return true;
    }
  }
  return false;
}

/* "he", "the general", "it": the fullest name the article has says more. A phrase for something else than
 * a person ("the company's lawyers") may say more than its name and stays. */
static void name_instead(gaz_db *db, char *phrase, int64_t article, int64_t chain) {
  enum { PRONOUN_MAX = 5 };
  if (chain < 0 || (has_capital(phrase) && strlen(phrase) >= PRONOUN_MAX)) return;
  sqlite3_stmt *names = gaz_db_query(
      db,
      "SELECT n.text FROM name n JOIN chain c ON c.article = n.article AND c.n = n.chain "
      "WHERE n.article = ? AND n.chain = ? AND (c.type = ? OR ?) "
      "ORDER BY length(n.text) DESC, n.text LIMIT 1",
      "iiii", article, chain, (int64_t)GAZ_TYPE_PERSON, (int64_t)(strlen(phrase) < PRONOUN_MAX));
  if (gaz_db_next(db, names)) {
    gaz_slice name = gaz_db_text(names, 0);
    phrase[0] = '\0';
    append_phrase(phrase, LABEL_MAX, name.data, (int64_t)name.size, 0, (int64_t)name.size);
  }
  gaz_db_end(names);
}

static void append_argument(story *all, char label[LABEL_MAX], const occurrence *one,
                            const argument *part) {
  if (!part) return;
  char phrase[LABEL_MAX] = "";
  const kept_text *text = text_of(all, one->article);
  append_phrase(phrase, LABEL_MAX, text->data, (int64_t)text->size, part->start, part->stop);
  name_instead(all->db, phrase, one->article, part->chain);
  append_phrase(label, LABEL_MAX, phrase, (int64_t)strlen(phrase), 0, (int64_t)strlen(phrase));
}

/* The one in a role whom the knowledge base knows, else the first. */
static const argument *main_argument(const occurrence *one, int role) {
  for (uint32_t i = 0; i < one->argument_count; i++) {
    if (one->arguments[i].role == role && one->arguments[i].entity) return &one->arguments[i];
  }
  return first_argument(one, role);
}

/* "Turkey shot down a Russian Su-24": the words of the first occurrence, who did it before, whom it
 * was done to after; where nobody did it "a Russian Su-24 shot down". */
static void make_label(story *all, const occurrence *one, char label[LABEL_MAX]) {
  const argument *agent = main_argument(one, GAZ_ROLE_AGENT),
                 *patient = first_argument(one, GAZ_ROLE_PATIENT);
  label[0] = '\0';
  append_argument(all, label, one, agent ? agent : patient);
  const kept_text *text = text_of(all, one->article);
  append_phrase(label, LABEL_MAX, text->data, (int64_t)text->size, one->start, one->stop);
  if (agent) append_argument(all, label, one, patient);
}

/* Goes through an event's occurrences, the earliest first. */
#define EACH(all, leader, one)            \
  (const occurrence *one = (leader); one; \
   one = one->next == GAZ_TABLE_NONE ? NULL : &(all)->items[one->next])

static size_t count_times(const story *all, const occurrence *leader, const char *time) {
  size_t count = 0;
  for
    EACH(all, leader, one) count += one->time && strcmp(one->time, time) == 0;
  return count;
}

/* The time most occurrences give; the narrower, then the earlier in writing among equals. */
static const char *choose_time(const story *all, const occurrence *leader, int64_t *day) {
  const char *best = NULL, *yearless = NULL;
  size_t best_count = 0;
  gaz_days best_days = {0, 0};
  enum { TIMES_COMPARED = 64 };
  int compared = 0;
  for
    EACH(all, leader, one) {
      gaz_days days;
      if (!one->time || compared == TIMES_COMPARED) continue;
      if (!gaz_edtf_days(one->time, &days)) {
        if (one->time[0] == 'X' && !yearless) yearless = one->time;
        continue;
      }
      compared++;
      size_t count = count_times(all, leader, one->time);
      int32_t width = days.last - days.first, best_width = best_days.last - best_days.first;
      if (best &&
          (count < best_count ||
           (count == best_count &&
            (width > best_width || (width == best_width && strcmp(one->time, best) >= 0))))) {
        continue;
      }
      best = one->time;
      best_count = count;
      best_days = days;
    }
  *day = best_days.first ? best_days.first : best_days.last;
  return best ? best : yearless;
}

/* Asserted by anybody is asserted; else what most say. */
static int64_t choose_modality(const story *all, const occurrence *leader) {
  size_t counts[GAZ_MODALITY_COUNT] = {0};
  for
    EACH(all, leader, one) counts[one->modality < GAZ_MODALITY_COUNT ? one->modality : 0]++;
  if (counts[GAZ_MODALITY_ASSERTED]) return GAZ_MODALITY_ASSERTED;
  int64_t best = leader->modality;
  for (int i = 0; i < GAZ_MODALITY_COUNT; i++) {
    if (counts[i] > counts[best]) best = i;
  }
  return best;
}

/* The place most occurrences give. */
static int64_t choose_place(const story *all, const occurrence *leader) {
  int64_t ids[ENTITIES_MAX], best = 0;
  size_t counts[ENTITIES_MAX] = {0}, count = 0, best_count = 0;
  for
    EACH(all, leader, one) {
      for (uint32_t i = 0; i < one->argument_count; i++) {
        int64_t id = one->arguments[i].role == GAZ_ROLE_PLACE ? one->arguments[i].entity : 0;
        size_t at = 0;
        while (at < count && ids[at] != id) at++;
        if (!id || at == ENTITIES_MAX) continue;
        if (at == count) ids[count++] = id;
        counts[at]++;
      }
    }
  for (size_t i = 0; i < count; i++) {
    if (counts[i] > best_count) { /* the first told among equals */
      best = ids[i];
      best_count = counts[i];
    }
  }
  return best;
}

static bool is_disputed(gaz_db *db, int64_t key) {
  return gaz_db_integer(
             db,
             "SELECT count(*) FROM (SELECT f.what FROM occurrence o JOIN figure f ON f.article = o.article AND "
             "f.occurrence = o.n WHERE o.event = ? GROUP BY f.what, f.unit HAVING count(DISTINCT o.article) > 1 "
             "AND count(DISTINCT f.low) > 1)",
             0, "i", key) > 0;
}

static void write_participant(story *all, const occurrence *leader, const occurrence *one,
                              const argument *part, int64_t n, int64_t day) {
  char phrase[PHRASE_MAX] = "";
  const kept_text *text = text_of(all, one->article);
  append_phrase(phrase, sizeof phrase, text->data, (int64_t)text->size, part->start, part->stop);
  gaz_db_run(all->db, "INSERT INTO participant VALUES(?, ?, ?, nullif(?, 0), ?, ?)", "iiiiti",
             leader->key, (int64_t)part->role, n, part->entity, phrase, day);
}

/* Each entity once in each role, in the words of the earliest article; phrases that are no entity
 * only from the first occurrence, where the role is still empty. */
static void write_participants(story *all, const occurrence *leader, int64_t day) {
  participants written = {0};
  int64_t n = 0;
  for
    EACH(all, leader, one) {
      for (uint32_t i = 0; i < one->argument_count; i++) {
        const argument *part = &one->arguments[i];
        if (!part->entity || part->role == GAZ_ROLE_TIME ||
            takes_part(&written, part->role, part->entity))
          continue;
        add_participant(&written, part->role, part->entity);
        write_participant(all, leader, one, part, n++, day);
      }
    }
  for (uint32_t i = 0; i < leader->argument_count; i++) {
    const argument *part = &leader->arguments[i];
    if (!part->entity && part->role != GAZ_ROLE_TIME && !written.count[part->role])
      write_participant(all, leader, leader, part, n++, day);
  }
}

static void write_event(story *all, int64_t story_id, const occurrence *leader) {
  char label[LABEL_MAX];
  int64_t day, mentions = 0, articles = 0, article = 0;
  make_label(all, leader, label);
  const char *time = choose_time(all, leader, &day);
  if (!day) day = leader->day;
  for
    EACH(all, leader, one) { /* members of one article follow each other */
      mentions++;
      articles += one->article != article;
      article = one->article;
    }
  int64_t disputed = articles > 1 && is_disputed(all->db, leader->key);
  gaz_db_run(
      all->db,
      "INSERT INTO event(key, story, type, cameo, label, modality, time, day, place, mentions, articles, disputed, article, n) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?, ?)",
      "iitttitiiiiiii", leader->key, story_id, leader->type_name, leader->cameo, label,
      choose_modality(all, leader), time, day, choose_place(all, leader), mentions, articles,
      disputed, leader->article, leader->n);
  write_participants(all, leader, day);
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
    gaz_db_run(
        db, "UPDATE occurrence SET event = ?1 WHERE article = ?2 AND n = ?3 AND event IS NOT ?1",
        "iii", all->items[all->items[i].cluster].key, all->items[i].article, all->items[i].n);
  }
  for (size_t i = 0; i < all->count; i++) {
    if (all->items[i].cluster == i) write_event(all, id, &all->items[i]);
  }
}

gaz_status gaz_resolve_events(gaz_db *db) {
  gaz_db_script(
      db,
      "INSERT OR IGNORE INTO touched_story SELECT a.story FROM touched_article t CROSS JOIN article a ON "
      "a.row = t.article WHERE a.story IS NOT NULL");
  /* All first: an event may have moved from one touched story to another. */
  gaz_db_script(
      db,
      "INSERT OR IGNORE INTO touched_key SELECT 2, e.key FROM touched_story t CROSS JOIN event e ON e.story = t.story;"
      "DELETE FROM participant WHERE event IN (SELECT e.key FROM touched_story t CROSS JOIN event e ON e.story = t.story);"
      "DELETE FROM event WHERE story IN (SELECT story FROM touched_story)");
  story all = {.db = db};
  sqlite3_stmt *touched = gaz_db_query(db, "SELECT story FROM touched_story ORDER BY story", "");
  while (gaz_db_next(db, touched)) resolve_story(db, &all, sqlite3_column_int64(touched, 0));
  for (unsigned i = 0; i < TEXTS_KEPT; i++) free(all.texts[i].data);
  gaz_arena_free(&all.arena);
  gaz_table_free(&all.newest);
  gaz_table_free(&all.by_place);
  return db->failure.status;
}
