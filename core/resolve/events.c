/* Events: which occurrences in the articles of a story are one happening.
 *
 * Inside an article extraction has said so. Across the articles of a story two occurrences are one
 * when their type is the same, their times can be the same, somebody takes part in both, nobody
 * contradicts (two different agents, two different patients, kinds of the patient that differ where neither
 * is dated), and enough agrees: those who take part, the deed, the day, the patient's kind. Where not both are dated,
 * something must tell them from others of the kind: a person, a toll, what it was done to, articles of one day. What
 * is only planned or denied is what happened when both are dated. What people say is an event of its own each time. */
#include "resolve/events.h"

#include <stdio.h>

enum {
  CLUSTERS_COMPARED = 512, /* newest of the same type */
  DAYS_ABOUT = 4,          /* a report without a day is seldom later than that */
  MANY = 20,               /* dead: two happenings of one story seldom have the same number */
};

static uint64_t hash_of(const char *text) {
  return text ? gaz_hash(text, strlen(text), 19) | 1 : 1;
}

/* Whether nobody is known to have done it, nor to whom: a happening known by its place. */
static bool is_bare(const gaz_occurrence *one) {
  return !gaz_first_part(one, GAZ_ROLE_AGENT) && !gaz_first_part(one, GAZ_ROLE_PATIENT);
}

/* How many take part in both in the same role, places aside; -1 when who did it or to whom contradicts. */
static int shared_participants(const gaz_participants *a, const gaz_participants *b) {
  int shared = 0;
  for (int role = 0; role < GAZ_ROLE_COUNT; role++) {
    int same = 0;
    for (int i = 0; i < a->count[role]; i++)
      same += gaz_participants_have(b, role, a->entity[role][i]);
    if (!same && a->count[role] && b->count[role] &&
        (role == GAZ_ROLE_AGENT || role == GAZ_ROLE_PATIENT))
      return -1;
    if (role != GAZ_ROLE_PLACE) shared += same;
  }
  return shared;
}

static bool share_patient(const gaz_participants *a, const gaz_participants *b) {
  for (int i = 0; i < a->count[GAZ_ROLE_PATIENT]; i++)
    if (gaz_participants_have(b, GAZ_ROLE_PATIENT, a->entity[GAZ_ROLE_PATIENT][i])) return true;
  return false;
}

static bool share_place(const gaz_participants *a, const gaz_participants *b) {
  for (int i = 0; i < a->count[GAZ_ROLE_PLACE]; i++)
    if (gaz_participants_have(b, GAZ_ROLE_PLACE, a->entity[GAZ_ROLE_PLACE][i])) return true;
  return false;
}

/* That it happened, whether or not the teller vouches for it. */
static bool is_told(uint8_t modality) {
  return modality == GAZ_MODALITY_ASSERTED || modality == GAZ_MODALITY_ALLEGED;
}

/* A day or month of no known year: "XXXX-11-13". */
static bool is_yearless(const gaz_occurrence *one) {
  return !one->dated && one->time && one->time[0] == 'X';
}

static bool same_day_of_year(const gaz_occurrence *yearless, const gaz_occurrence *dated) {
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

/* "2021-03-14~": about the day its article appeared, as nothing was said; it may have been days before. */
static bool is_about(const gaz_occurrence *one) {
  return one->time && strchr(one->time, '~') != NULL;
}

static bool within(const gaz_occurrence *a, const gaz_occurrence *b, int days) {
  return a->days.first <= gaz_day_add(b->days.last, days) &&
         b->days.first <= gaz_day_add(a->days.last, days);
}

/* Both say when, and the same. */
static bool times_match(const gaz_occurrence *a, const gaz_occurrence *b) {
  if (is_yearless(a) && is_yearless(b)) return strcmp(a->time, b->time) == 0;
  if (is_yearless(a) && b->dated) return same_day_of_year(a, b);
  if (is_yearless(b) && a->dated) return same_day_of_year(b, a);
  return a->dated && b->dated && within(a, b, 1);
}

static bool times_agree(const gaz_occurrence *a, const gaz_occurrence *b) {
  if ((is_yearless(a) && (b->dated || is_yearless(b))) || (is_yearless(b) && a->dated))
    return times_match(a, b);
  if (!a->dated || !b->dated) return true;
  /* "Late on Monday" here is Tuesday there. */
  return within(a, b, is_about(a) || is_about(b) ? DAYS_ABOUT : 1);
}

static bool read_arguments(gaz_story *all, gaz_occurrence *one) {
  size_t capacity = 0;
  sqlite3_stmt *rows = gaz_db_query(
      all->db,
      "SELECT a.role, c.entity, a.start, a.stop, c.n, c.type FROM argument a LEFT JOIN chain c ON "
      "c.article = a.article AND c.n = a.chain WHERE a.article = ? AND a.occurrence = ? "
      "ORDER BY a.n",
      "ii", one->article, one->n);
  while (gaz_db_next(all->db, rows)) {
    gaz_part *bigger =
        gaz_arena_grow(&all->arena, one->arguments, one->argument_count, &capacity, sizeof *bigger);
    if (!bigger) {
      gaz_db_end(rows);
      return false;
    }
    one->arguments = bigger;
    gaz_part *fresh = &bigger[one->argument_count];
    *fresh = (gaz_part){
        .role = (uint8_t)sqlite3_column_int(rows, 0),
        .entity = sqlite3_column_int64(rows, 1),
        .start = (uint32_t)sqlite3_column_int64(rows, 2),
        .stop = (uint32_t)sqlite3_column_int64(rows, 3),
        .chain = sqlite3_column_type(rows, 4) == SQLITE_NULL ? -1 : sqlite3_column_int64(rows, 4),
        .type = (uint8_t)sqlite3_column_int(rows, 5)};
    if (fresh->role >= GAZ_ROLE_COUNT) continue;
    one->argument_count++;
    gaz_participants_add(&one->who, fresh->role, fresh->entity);
  }
  return true;
}

static uint64_t place_of(int64_t article, int64_t n) {
  return gaz_mix((uint64_t)article * 0x9e3779b97f4a7c15u + (uint64_t)n) | 1;
}

/* 2 where what it was done to is of one kind, 1 where that may be ("plane", "plane/war"), else 0. */
static int same_kind(const char *a, const char *b) {
  size_t i = 0;
  if (!a || !b) return 0;
  while (a[i] && a[i] == b[i]) i++;
  if (!a[i] && !b[i]) return 2;
  return i && ((!a[i] && b[i] == '/') || (!b[i] && a[i] == '/'));
}

/* Widens a leader's time, participants and kind of patient by those of a member. */
static void absorb(gaz_occurrence *leader, const gaz_occurrence *member) {
  for (int role = 0; role < GAZ_ROLE_COUNT; role++) {
    for (int i = 0; i < member->who.count[role]; i++)
      gaz_participants_add(&leader->who, role, member->who.entity[role][i]);
  }
  if (!leader->toll) leader->toll = member->toll;
  if (!leader->patient || (member->patient && same_kind(leader->patient, member->patient) == 1 &&
                           strlen(member->patient) > strlen(leader->patient)))
    leader->patient = member->patient;
  if (!leader->dated && member->dated) {
    leader->dated = true;
    leader->days = member->days;
  } else if (!leader->dated && !leader->time) {
    leader->time = member->time;
  }
}

static bool share_agent(const gaz_participants *a, const gaz_participants *b) {
  for (int i = 0; i < a->count[GAZ_ROLE_AGENT]; i++)
    if (gaz_participants_have(b, GAZ_ROLE_AGENT, a->entity[GAZ_ROLE_AGENT][i])) return true;
  return false;
}

/* Whether the same person died, was named, arrested or met in both. States, forces and companies do the same things to
 * one another again and again, and so do people in words; these happen to one, in one story, mostly once. */
static bool share_person(const gaz_occurrence *leader, const gaz_occurrence *one) {
  if (!(one->nature & GAZ_NATURE_ONCE)) return false;
  for (uint32_t i = 0; i < one->argument_count; i++) {
    const gaz_part *part = &one->arguments[i];
    if (part->role == GAZ_ROLE_PATIENT && part->type == GAZ_TYPE_PERSON && part->entity &&
        gaz_participants_have(&leader->who, part->role, part->entity))
      return true;
  }
  return false;
}

/* Whether the two were told within a day, as far as that is known. */
static bool told_together(const gaz_occurrence *a, const gaz_occurrence *b) {
  if (!a->day || !b->day) return false;
  int32_t first = (int32_t)(a->day < b->day ? a->day : b->day);
  return (a->day > b->day ? a->day : b->day) <= gaz_day_add(first, 1);
}

/* Whether what it was done to is a thing that such a happening is seldom done to again: a plane, a bridge, but no "people"
 * (the table marks these with "~"), and none of those that act themselves. */
static bool is_telling(const gaz_occurrence *one) {
  const gaz_part *patient = gaz_first_part(one, GAZ_ROLE_PATIENT);
  if (!one->patient || one->patient[0] == '~' || !patient) return false;
  if (!patient->entity && one->nature & GAZ_NATURE_WARES) return false;
  return !patient->entity || patient->type == GAZ_TYPE_PRODUCT || patient->type == GAZ_TYPE_FAC;
}

/* What tells a happening from others like it, where not both say when it was: two bombings by the same people in the
 * same town are two. */
static bool is_told_apart(const gaz_occurrence *leader, const gaz_occurrence *one, int kind) {
  bool counted = leader->toll > 1 && one->toll > 1;
  if (counted && leader->toll != one->toll) return false;
  bool known = share_agent(&leader->who, &one->who) || share_patient(&leader->who, &one->who) ||
               share_place(&leader->who, &one->who);
  return told_together(leader, one) || share_person(leader, one) ||
         (counted && one->toll >= MANY) ||
         (kind && known && leader->deed == one->deed && is_telling(leader) && is_telling(one));
}

/* How much speaks for one happening; 0 when too little does. */
static int agreement(const gaz_occurrence *leader, const gaz_occurrence *one) {
  int shared = shared_participants(&leader->who, &one->who);
  bool dated = times_match(leader, one), same_deed = leader->deed == one->deed;
  bool placed = share_place(&leader->who, &one->who), bare = is_bare(leader) && is_bare(one);
  bool patients = leader->patient && one->patient;
  int kind = same_kind(leader->patient, one->patient);
  int toll = leader->toll > 1 && leader->toll == one->toll ? 1 + (one->toll >= MANY) : 0;
  bool same_word = kind == 2;
  bool near = kind == 1 && same_deed && (placed || share_agent(&leader->who, &one->who));
  if (shared < 0 || (!shared && !(placed && (bare || dated || same_word || near || toll))))
    return 0;
  if (leader->modality != one->modality &&
      (!is_told(leader->modality) || !is_told(one->modality)) && !dated)
    return 0;
  if (patients && !same_word && !near && !dated && !toll && !share_patient(&leader->who, &one->who))
    return 0;
  if (!dated && !is_told_apart(leader, one, kind)) return 0;
  int enough = shared + same_deed + dated + same_word + near + toll + placed + (bare && placed) +
               share_person(leader, one);
  return enough < 3 ? 0 : 1 + 2 * shared + same_deed + dated;
}

static uint32_t find_event(gaz_story *all, const gaz_occurrence *one) {
  static const uint32_t nobody = GAZ_TABLE_NONE;
  if (one->type == hash_of("STATEMENT")) return nobody;
  uint32_t best = nobody;
  int best_score = 0, compared = 0;
  for (uint32_t at = gaz_table_find(&all->newest, one->type);
       at != nobody && compared < CLUSTERS_COMPARED; at = all->items[at].older, compared++) {
    const gaz_occurrence *leader = &all->items[at];
    if (leader->article == one->article || !times_agree(leader, one)) continue;
    int score = agreement(leader, one);
    if (score && score >= best_score) { /* the oldest among equals: the list goes backwards */
      best = at;
      best_score = score;
    }
  }
  return best;
}

static void place(gaz_story *all, uint32_t at, int64_t same_as) {
  gaz_occurrence *one = &all->items[at];
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

/* The last day on which an article may have appeared: what it tells of had happened by then. 0 where nothing is known. */
static int64_t known_by(const char *published) {
  gaz_days days;
  if (!gaz_edtf_days(published, &days)) return 0;
  return days.last != GAZ_DAY_MAX ? days.last : days.first;
}

static bool read_story(gaz_story *all, int64_t id) {
  gaz_db *db = all->db;
  int64_t article = 0, same = 0;
  gaz_table repeated = {0}; /* type, lemma -> how often in this article */
  sqlite3_stmt *rows = gaz_db_query(
      db,
      "SELECT o.article, o.n, o.type, o.lemma, o.time, o.same_as, a.path, o.cameo, o.start, o.stop, o.modality, a.published, o.deed, o.patient, "
      "(SELECT f.low FROM figure f WHERE f.article = o.article AND f.occurrence = o.n AND f.unit IS NULL AND f.high <= f.low LIMIT 1), o.nature FROM article a JOIN occurrence o ON "
      "o.article = a.row WHERE a.story = ? ORDER BY a.day = 0, a.day, a.path, o.n",
      "i", id);
  bool ok = true;
  while (ok && gaz_db_next(db, rows)) {
    gaz_occurrence *items =
        gaz_arena_grow(&all->arena, all->items, all->count, &all->capacity, sizeof *items);
    if (!items) {
      ok = false;
      break;
    }
    all->items = items;
    gaz_occurrence *one = &items[all->count];
    *one = (gaz_occurrence){.article = sqlite3_column_int64(rows, 0),
                            .n = sqlite3_column_int64(rows, 1),
                            .type = hash_of(gaz_db_string(rows, 2)),
                            .deed = hash_of(gaz_db_string(rows, gaz_db_string(rows, 12) ? 12 : 3)),
                            .toll = sqlite3_column_double(rows, 14),
                            .older = GAZ_TABLE_NONE,
                            .next = GAZ_TABLE_NONE,
                            .day = known_by(gaz_db_string(rows, 11)),
                            .start = (uint32_t)sqlite3_column_int64(rows, 8),
                            .stop = (uint32_t)sqlite3_column_int64(rows, 9),
                            .modality = (uint8_t)sqlite3_column_int(rows, 10),
                            .nature = (uint8_t)sqlite3_column_int(rows, 15)};
    one->type_name = copy_column(&all->arena, rows, 2);
    one->cameo = copy_column(&all->arena, rows, 7);
    one->time = copy_column(&all->arena, rows, 4);
    one->patient = copy_column(&all->arena, rows, 13);
    one->dated = gaz_edtf_days(gaz_db_string(rows, 4), &one->days);
    same = sqlite3_column_type(rows, 5) == SQLITE_NULL ? -1 : sqlite3_column_int64(rows, 5);
    if (one->article != article) gaz_table_free(&repeated);
    article = one->article;
    uint64_t kind = gaz_mix(one->type ^ gaz_mix(hash_of(gaz_db_string(rows, 3)))) | 1;
    uint32_t *times = gaz_table_put(&repeated, kind, 0);
    uint32_t *known =
        gaz_table_put(&all->by_place, place_of(one->article, one->n), (uint32_t)all->count);
    ok = times && known && one->type_name && one->cameo;
    if (!ok) break;
    uint64_t path = hash_of(gaz_db_string(rows, 6));
    one->key = (int64_t)(gaz_mix(path ^ gaz_mix(kind + ++*times)) >> 1) | 1;
    ok = read_arguments(all, one);
    place(all, (uint32_t)all->count++, same);
  }
  gaz_db_end(rows);
  gaz_table_free(&repeated);
  return ok;
}

static void resolve_story(gaz_db *db, gaz_story *all, int64_t id) {
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
    if (all->items[i].cluster == i) gaz_event_write(all, id, &all->items[i]);
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
  gaz_story all = {.db = db};
  sqlite3_stmt *touched = gaz_db_query(db, "SELECT story FROM touched_story ORDER BY story", "");
  while (gaz_db_next(db, touched)) resolve_story(db, &all, sqlite3_column_int64(touched, 0));
  for (unsigned i = 0; i < GAZ_TEXTS_KEPT; i++) free(all.texts[i].data);
  gaz_arena_free(&all.arena);
  gaz_table_free(&all.newest);
  gaz_table_free(&all.by_place);
  return db->failure.status;
}
