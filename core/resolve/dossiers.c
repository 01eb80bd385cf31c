/* What is known of each entity that was touched: type, names, roles, and the words completion finds
 * it by. */
#include "resolve/resolve.h"
#include "resolve/table.h"
#include "base/edtf.h"
#include "store/name_key.h"

enum {
  NAMES_MAX = 256, /* spellings kept of one entity */
  ROLES_MAX = 64,
  WORDS_MAX = 8, /* words of a name from which it can be completed */
  TEXT_MAX = 240,
  PLACED_LEAST = 2,
  TYPES_MAX = 32, /* a power of two above every gaz_entity_type */
};

typedef struct spelling {
  char text[TEXT_MAX];
  int64_t count;
  bool strong;
  bool demonym; /* whenever it is used */
  bool peopled; /* a demonym of the entity is made of it */
} spelling;

typedef struct held {
  char title[TEXT_MAX];
  char fold[GAZ_NAME_FOLD_MAX];
  int64_t of, count, title_count;
  int64_t article, articles; /* the last that tells it, and how many do */
  bool decided;              /* by a person */
  int32_t first_day, last_day, former_day;
  char since[64], until[64], former[64];
} held;

typedef struct dossier {
  int64_t id;
  uint8_t type;
  int64_t mentions, articles;
  int64_t placed, human; /* mentions that stand where places do, and that are certainly persons */
  char name[TEXT_MAX];
  spelling *names;
  size_t name_count;
  held *roles;
  size_t role_count;
} dossier;

/* Copies and cuts at a character. */
static void copy_text(char *out, size_t capacity, gaz_slice text) {
  size_t size = text.size < capacity ? text.size : capacity - 1;
  while (size < text.size && size && ((unsigned char)text.data[size] & 0xC0) == 0x80) size--;
  if (size) memcpy(out, text.data, size);
  out[size] = '\0';
}

static void copy_string(char *out, size_t capacity, const char *text) {
  copy_text(out, capacity, (gaz_slice){text, text ? strlen(text) : 0});
}

/* Whether one spelling is the other with the ending of a people: "Korlandan" of "Korlanda". */
static bool is_made_of(const char *people, const char *place) {
  static const char *const endings[] = {"n", "an", "ian", "ns", "ans", "ians", "ese", "i", "is"};
  size_t size = strlen(place);
  if (size < 4 || strncmp(people, place, size) != 0) return false;
  for (size_t i = 0; i < GAZ_COUNT(endings); i++)
    if (strcmp(people + size, endings[i]) == 0) return true;
  return false;
}

/* The recogniser takes a people's name it does not know for the place now and then. */
static void mark_demonyms(dossier *entity) {
  for (size_t i = 0; i < entity->name_count; i++) {
    spelling *name = &entity->names[i];
    for (size_t k = 0; k < entity->name_count && !name->demonym; k++)
      name->demonym = !entity->names[k].demonym && is_made_of(name->text, entity->names[k].text);
    for (size_t k = 0; k < entity->name_count && name->demonym; k++)
      entity->names[k].peopled |= is_made_of(name->text, entity->names[k].text);
  }
}

static void read_names(gaz_db *db, dossier *entity) {
  entity->name_count = 0;
  entity->placed = entity->human = 0;
  sqlite3_stmt *rows = gaz_db_query(
      db,
      "SELECT n.text, sum(n.count) AS total, max(n.strong), min(n.demonym), sum(n.placed), "
      "sum(n.human) FROM chain c JOIN name n ON n.article = c.article AND "
      "n.chain = c.n WHERE c.entity = ? GROUP BY n.text ORDER BY total DESC, n.text LIMIT 256",
      "i", entity->id);
  while (gaz_db_next(db, rows)) {
    entity->placed += sqlite3_column_int64(rows, 4);
    entity->human += sqlite3_column_int64(rows, 5);
    if (entity->name_count == NAMES_MAX) continue;
    spelling *name = &entity->names[entity->name_count++];
    copy_text(name->text, sizeof name->text, gaz_db_text(rows, 0));
    name->count = sqlite3_column_int64(rows, 1);
    name->strong = sqlite3_column_int(rows, 2) != 0;
    name->peopled = false;
    name->demonym = sqlite3_column_int(rows, 3) != 0;
  }
  mark_demonyms(entity);
}

/* The type most mentions have, the first among equals; a people's only where there is nothing else,
 * if the entity has another name too. */
static uint8_t commonest_type(const int64_t totals[TYPES_MAX], bool named) {
  uint8_t best = GAZ_TYPE_NONE;
  for (int type = 0; type < TYPES_MAX; type++) {
    if (!totals[type] || (named && type == GAZ_TYPE_NORP)) continue;
    if (!best || totals[type] > totals[best]) best = (uint8_t)type;
  }
  return !best && totals[GAZ_TYPE_NORP] ? GAZ_TYPE_NORP : best;
}

/* The type most mentions have. What people are called by is no reason against the place they are
 * of; and a single word that has a demonym or stands where places do, and never where only persons
 * do, is a place's whatever the recogniser took it for. */
static void read_counts(gaz_db *db, dossier *entity) {
  entity->mentions = entity->articles = 0;
  bool named = false, peopled = false, words = false; /* by one of several words */
  for (size_t i = 0; i < entity->name_count; i++) {
    named |= !entity->names[i].demonym;
    peopled |= entity->names[i].peopled;
    words |= strchr(entity->names[i].text, ' ') != NULL;
  }
  int64_t totals[TYPES_MAX] = {0}, article = 0;
  sqlite3_stmt *rows =
      gaz_db_query(db,
                   "SELECT article, type, mentions FROM chain WHERE entity = ? "
                   "ORDER BY day, article", /* as the index has it: nothing is sorted */
                   "i", entity->id);
  while (gaz_db_next(db, rows)) {
    entity->articles += sqlite3_column_int64(rows, 0) != article;
    article = sqlite3_column_int64(rows, 0);
    int64_t mentions = sqlite3_column_int64(rows, 2);
    totals[sqlite3_column_int(rows, 1) & (TYPES_MAX - 1)] += mentions;
    entity->mentions += mentions;
  }
  entity->type = commonest_type(totals, named);
  bool placed = entity->placed >= PLACED_LEAST && entity->placed * 3 >= entity->mentions;
  bool place = entity->type == GAZ_TYPE_GPE || entity->type == GAZ_TYPE_LOC;
  bool misread = entity->type == GAZ_TYPE_PERSON ? peopled || placed : peopled && !place;
  if (named && !words && !entity->human && misread) entity->type = GAZ_TYPE_GPE;
}

static bool has_lower_case(const char *text) {
  for (; *text; text++) {
    if ((*text >= 'a' && *text <= 'z') || (unsigned char)*text >= 0x80) return true;
  }
  return false;
}

/* Letters beyond ASCII; typographic apostrophes and dashes (E2 80 ..) are none. */
static bool has_diacritics(const char *text) {
  for (; *text; text++) {
    if ((unsigned char)*text >= 0xC3 && (unsigned char)*text != 0xE2) return true;
  }
  return false;
}

static bool same_letters(const char *a, const char *b) {
  for (; *a && *b; a++, b++)
    if ((*a | 32) != (*b | 32)) return false;
  return *a == *b;
}

/* Whether another way to write the same letters is at least three times as frequent ("Uk" beside
 * "UK"), or less shouted and a third as frequent ("LONDON" in headlines). */
static bool is_odd_case(const dossier *entity, const spelling *name) {
  for (size_t i = 0; i < entity->name_count; i++) {
    const spelling *other = &entity->names[i];
    if (other == name || !same_letters(other->text, name->text)) continue;
    bool calmer = has_lower_case(other->text) && !has_lower_case(name->text);
    if (other->count >= name->count * 3 || (calmer && other->count * 3 > name->count)) return true;
  }
  return false;
}

/* An acronym is shown in full where the full name is not too rare. */
static const spelling *in_full(const dossier *entity, const spelling *best) {
  if (!best || best->strong || entity->type == GAZ_TYPE_PERSON) return best;
  for (size_t i = 0; i < entity->name_count; i++) { /* most frequent first */
    const spelling *name = &entity->names[i];
    if (name->strong && !name->demonym && name->count * 10 >= best->count &&
        has_lower_case(name->text) && strlen(name->text) > strlen(best->text) &&
        !is_odd_case(entity, name))
      return name;
  }
  return best;
}

/* Among the spellings of the name the entity is known by, the most frequent: a demonym only where
 * there is nothing else, in capitals only where everybody writes so, with diacritics where a good
 * part does (most agencies drop them). */
static void choose_name(gaz_db *db, dossier *entity) {
  const spelling *best = NULL;
  int best_rank = -1;
  int64_t key = gaz_db_integer(db, "SELECT key FROM identity WHERE entity = ?", 0, "i", entity->id);
  for (size_t i = 0; i < entity->name_count; i++) { /* most frequent first */
    const spelling *name = &entity->names[i];
    gaz_name_fold fold;
    gaz_name_fold_text(name->text, strlen(name->text), &fold);
    bool known = gaz_name_key(GAZ_TYPE_PERSON, fold.text, fold.size) == key ||
                 gaz_name_key(GAZ_TYPE_MISC, fold.text, fold.size) == key;
    int rank = 16 * !name->demonym + 8 * !is_odd_case(entity, name) + 4 * known + 2 * name->strong +
               has_lower_case(name->text);
    bool fuller = best && rank == best_rank && !has_diacritics(best->text) &&
                  has_diacritics(name->text) && name->count * 3 >= best->count;
    if (rank > best_rank || fuller) {
      best = name;
      best_rank = rank;
    }
  }
  best = in_full(entity, best);
  copy_string(entity->name, sizeof entity->name, best ? best->text : "");
}

/* Whether one is the plural of the other: "candidates Ada Brown and ..." */
static bool is_plural(const char *many, const char *one) {
  size_t size = strlen(one);
  return strlen(many) == size + 1 && many[size] == 's' && memcmp(many, one, size) == 0;
}

static held *role_of(dossier *entity, const char *fold, int64_t of) {
  for (size_t i = 0; i < entity->role_count; i++) {
    held *role = &entity->roles[i];
    if (role->of != of) continue;
    if (strcmp(role->fold, fold) == 0 || is_plural(fold, role->fold)) return role;
    if (!is_plural(role->fold, fold)) continue;
    copy_string(role->fold, sizeof role->fold, fold);
    role->title[0] = '\0'; /* the singular is shown */
    return role;
  }
  if (entity->role_count == ROLES_MAX) return NULL;
  held *fresh = &entity->roles[entity->role_count++];
  *fresh = (held){.of = of};
  copy_string(fresh->fold, sizeof fresh->fold, fold);
  return fresh;
}

/* A role lasts from the first report that gives it to the last; a "former" one ended before. */
static void note_role(dossier *entity, gaz_slice title, int64_t of, bool former,
                      const char *published, int64_t article) {
  gaz_name_fold fold;
  gaz_name_fold_text(title.data, title.size, &fold);
  held *role = fold.size ? role_of(entity, fold.text, of) : NULL;
  if (!role) return;
  if (!role->title[0]) copy_text(role->title, sizeof role->title, title);
  role->count++;
  role->articles += role->article != article;
  role->article = article;
  gaz_days days;
  if (!gaz_edtf_days(published, &days)) return;
  if (former) {
    if (!role->former_day || days.first < role->former_day) {
      role->former_day = days.first;
      copy_string(role->former, sizeof role->former, published);
    }
    return;
  }
  if (!role->first_day || days.first < role->first_day) {
    role->first_day = days.first;
    copy_string(role->since, sizeof role->since, published);
  }
  if (days.last > role->last_day) {
    role->last_day = days.last;
    copy_string(role->until, sizeof role->until, published);
  }
}

static void read_roles(gaz_db *db, dossier *entity) {
  /* The most frequent spelling of a title comes first and is the one shown. */
  sqlite3_stmt *rows = gaz_db_query(
      db,
      "SELECT r.title, coalesce(o.entity, 0) AS of, r.former, a.published, count(*) OVER (PARTITION BY r.title) AS often, r.article "
      "FROM chain c JOIN role r ON r.article = c.article AND r.chain = c.n "
      "LEFT JOIN chain o ON o.article = r.article AND o.n = r.of JOIN article a ON a.row = c.article "
      "WHERE c.entity = ? ORDER BY often DESC, r.title, a.day, a.path, r.start",
      "i", entity->id);
  while (gaz_db_next(db, rows)) {
    note_role(entity, gaz_db_text(rows, 0), sqlite3_column_int64(rows, 1),
              sqlite3_column_int(rows, 2) != 0, gaz_db_string(rows, 3),
              sqlite3_column_int64(rows, 5));
  }
}

static void add_name(dossier *entity, const char *text) {
  for (size_t i = 0; i < entity->name_count; i++) {
    if (strcmp(entity->names[i].text, text) == 0) return;
  }
  if (entity->name_count == NAMES_MAX) entity->name_count--;
  spelling *name = &entity->names[entity->name_count++];
  *name = (spelling){.count = 0, .strong = true};
  copy_string(name->text, sizeof name->text, text);
}

static void apply_decisions(gaz_db *db, dossier *entity) {
  sqlite3_stmt *rows = gaz_db_query(
      db, "SELECT kind, text, type, of, since, until FROM decision WHERE entity = ? ORDER BY n",
      "i", entity->id);
  while (gaz_db_next(db, rows)) {
    const char *text = gaz_db_string(rows, 1);
    switch (sqlite3_column_int(rows, 0)) {
      case GAZ_CORRECT_RENAME:
      case GAZ_CORRECT_SPLIT:
        copy_string(entity->name, sizeof entity->name, text);
        add_name(entity, entity->name);
        break;
      case GAZ_CORRECT_ALIAS: add_name(entity, text ? text : ""); break;
      case GAZ_CORRECT_RETYPE: entity->type = (uint8_t)sqlite3_column_int(rows, 2); break;
      case GAZ_CORRECT_ROLE: {
        gaz_name_fold fold;
        gaz_name_fold_text(text ? text : "", text ? strlen(text) : 0, &fold);
        held *role = role_of(entity, fold.text, sqlite3_column_int64(rows, 3));
        if (!role) break;
        *role = (held){
            .of = role->of, .count = role->count, .first_day = 1, .last_day = 1, .decided = true};
        copy_string(role->fold, sizeof role->fold, fold.text);
        copy_string(role->title, sizeof role->title, text);
        copy_string(role->since, sizeof role->since, gaz_db_string(rows, 4));
        copy_string(role->until, sizeof role->until, gaz_db_string(rows, 5));
        break;
      }
      default: break;
    }
  }
}

static void forget(gaz_db *db, int64_t id) {
  gaz_db_run(db, "DELETE FROM entity WHERE id = ?", "i", id);
  gaz_db_run(db, "DELETE FROM entity_name WHERE entity = ?", "i", id);
  gaz_db_run(db, "DELETE FROM entity_word WHERE entity = ?", "i", id);
  gaz_db_run(db, "DELETE FROM entity_role WHERE entity = ?", "i", id);
}

static void write_words(gaz_db *db, const dossier *entity, const gaz_name_fold *fold) {
  uint32_t words = 0;
  for (uint32_t i = 0; i < fold->size && words < WORDS_MAX; i++) {
    if (i && fold->text[i - 1] != ' ') continue;
    words++;
    gaz_db_run(db, "INSERT OR IGNORE INTO entity_word VALUES(?, ?, ?)", "sii", fold->text + i,
               (size_t)(fold->size - i), entity->id, entity->mentions);
  }
}

/* Of somebody of whom so many articles speak, what a single one says he is is mostly an opinion or a slip ("backseat driver"). */
static bool is_passing(const dossier *entity, const held *role) {
  enum { MANY = 20 };
  return entity->articles >= MANY && role->articles < 2;
}

/* "Foreign Minister" beside "Foreign Minister of Valdia": the second says more. What a person decided stays. */
static bool is_said_better(const dossier *entity, const held *role) {
  for (size_t i = 0; !role->of && !role->former_day && i < entity->role_count; i++) {
    const held *other = &entity->roles[i];
    if (other->of && strcmp(other->fold, role->fold) == 0 &&
        (other->first_day || !other->former_day))
      return true;
  }
  return false;
}

static void write(gaz_db *db, const dossier *entity) {
  gaz_db_run(db, "INSERT INTO entity VALUES(?, ?, ?, ?, ?)", "iitii", entity->id,
             (int64_t)entity->type, entity->name, entity->mentions, entity->articles);
  for (size_t i = 0; i < entity->name_count; i++) {
    gaz_name_fold fold;
    gaz_name_fold_text(entity->names[i].text, strlen(entity->names[i].text), &fold);
    gaz_db_run(db, "INSERT OR IGNORE INTO entity_name VALUES(?, ?, ?, ?)", "itti", entity->id,
               entity->names[i].text, fold.text, entity->names[i].count);
    write_words(db, entity, &fold);
  }
  for (size_t i = 0; i < entity->role_count; i++) {
    const held *role = &entity->roles[i];
    if (!role->decided && (is_said_better(entity, role) || is_passing(entity, role))) continue;
    const char *since = role->since[0] ? role->since : NULL,
               *until = role->until[0] ? role->until : NULL;
    if (!role->first_day && role->former_day)
      until = role->former; /* known to have ended by then */
    gaz_db_run(db, "INSERT OR REPLACE INTO entity_role VALUES(?, ?, ?, ?, ?, ?)", "ititti",
               entity->id, role->title, role->of, since, until, role->count);
  }
}

gaz_status gaz_resolve_dossiers(gaz_db *db, const gaz_corrections *corrections) {
  (void)corrections; /* through the table `decision` */
  dossier entity = {.names = calloc(NAMES_MAX, sizeof *entity.names),
                    .roles = calloc(ROLES_MAX, sizeof *entity.roles)};
  if (!entity.names || !entity.roles)
    gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  /* Most have no role, no decision, and on the first run no old rows: that is asked for all of them at once. */
  sqlite3_stmt *touched = gaz_db_query(
      db,
      "SELECT t.entity, EXISTS(SELECT 1 FROM entity e WHERE e.id = t.entity), "
      "EXISTS(SELECT 1 FROM chain c CROSS JOIN role r ON r.article = c.article AND r.chain = c.n "
      "WHERE c.entity = t.entity), EXISTS(SELECT 1 FROM decision d WHERE d.entity = t.entity) "
      "FROM touched_entity t ORDER BY t.entity",
      "");
  while (gaz_db_next(db, touched)) {
    entity.id = sqlite3_column_int64(touched, 0);
    bool known = sqlite3_column_int(touched, 1), holds = sqlite3_column_int(touched, 2),
         decided = sqlite3_column_int(touched, 3);
    if (known) forget(db, entity.id);
    read_names(db, &entity);
    read_counts(db, &entity);
    if (!entity.articles) continue;
    choose_name(db, &entity);
    entity.role_count = 0;
    if (holds) read_roles(db, &entity);
    if (entity.type == GAZ_TYPE_MISC && entity.role_count) entity.type = GAZ_TYPE_PERSON;
    if (decided) apply_decisions(db, &entity);
    write(db, &entity);
  }
  free(entity.names);
  free(entity.roles);
  return db->failure.status;
}
