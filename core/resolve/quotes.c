/* Who said it, and which quotes are one utterance printed several times.
 *
 * Quotes whose min-hashes meet are compared word by word. Two are the same when nearly all words of
 * the shorter are the longer's, in order, and no two different people are named as saying them.
 *
 * Quotes that share a sketch, and those that share one with these, and so on, are settled together and
 * independently of all others: only what hangs together with a touched article is settled anew. */
#include "resolve/resolve.h"
#include "resolve/table.h"
#include "base/edtf.h"

enum { WORDS_COMPARED = 200, GROUP_LEADERS = 32, PIECES_MAX = 64 };
static const double same_share = 0.8, same_length = 0.5;

typedef struct quote {
  int64_t row, key, article, speaker, sketch;
  int64_t order; /* day, unknown last; then key decides */
  uint32_t parent;
} quote;

typedef struct quotes {
  gaz_db *db;
  quote *items; /* those whose sketch somebody shares, each once */
  size_t count, capacity;
  gaz_table by_row;
  struct leader *leaders; /* GROUP_LEADERS of the group at hand, and the quote compared with them */
} quotes;

static size_t read_words(gaz_db *db, int64_t row, uint64_t *words) {
  size_t count = 0;
  sqlite3_stmt *found = gaz_db_query(
      db,
      "SELECT q.pieces, b.text FROM quote q JOIN body b ON b.article = q.article WHERE q.row = ?",
      "i", row);
  if (!gaz_db_next(db, found)) return 0;
  const char *pieces = gaz_db_string(found, 0), *text = sqlite3_column_blob(found, 1);
  unsigned long size = (unsigned long)sqlite3_column_bytes(found, 1);
  gaz_range ranges[PIECES_MAX];
  size_t used = 0;
  while (pieces && *pieces && used < PIECES_MAX) {
    char *end = NULL;
    unsigned long start = strtoul(pieces, &end, 10),
                  stop = *end == '-' ? strtoul(end + 1, &end, 10) : 0;
    if (start < stop && stop <= size) ranges[used++] = (gaz_range){(uint32_t)start, (uint32_t)stop};
    if (end == pieces) break;
    pieces = *end == ' ' ? end + 1 : end;
  }
  count = gaz_quote_words(text, ranges, used, words, WORDS_COMPARED);
  gaz_db_end(found);
  return count;
}

/* Length of the longest common subsequence. */
static size_t common_words(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
  uint16_t row[WORDS_COMPARED + 1] = {0};
  for (size_t i = 0; i < a_count; i++) {
    uint16_t diagonal = 0;
    for (size_t k = 0; k < b_count; k++) {
      uint16_t above = row[k + 1];
      if (a[i] == b[k]) {
        row[k + 1] = (uint16_t)(diagonal + 1);
      } else if (row[k] > above) {
        row[k + 1] = row[k];
      }
      diagonal = above;
    }
  }
  return row[b_count];
}

/* A quote that later ones are compared with, and its words. */
typedef struct leader {
  uint32_t at;
  size_t count;
  uint64_t words[WORDS_COMPARED];
} leader;

static bool same_words(const leader *a, const leader *b) {
  size_t shorter = a->count < b->count ? a->count : b->count,
         longer = a->count + b->count - shorter;
  if (!shorter || (double)shorter < same_length * (double)longer) return false;
  return (double)common_words(a->words, a->count, b->words, b->count) >=
         same_share * (double)shorter;
}

static uint32_t root_of(quotes *all, uint32_t at) {
  while (all->items[at].parent != at)
    at = all->items[at].parent = all->items[all->items[at].parent].parent;
  return at;
}

static bool before(const quote *a, const quote *b) {
  if (a->order != b->order) return a->order < b->order;
  return a->key < b->key;
}

/* The earlier becomes the leader, and passes on a speaker only it or the other knows. */
static void join(quotes *all, uint32_t a, uint32_t b) {
  a = root_of(all, a);
  b = root_of(all, b);
  if (a == b) return;
  if (all->items[a].speaker && all->items[b].speaker &&
      all->items[a].speaker != all->items[b].speaker)
    return;
  uint32_t first = before(&all->items[a], &all->items[b]) ? a : b, other = first == a ? b : a;
  if (!all->items[first].speaker) all->items[first].speaker = all->items[other].speaker;
  all->items[other].parent = first;
}

static uint32_t put(quotes *all, const quote *one) {
  uint32_t *found = gaz_table_put(&all->by_row, (uint64_t)one->row, (uint32_t)all->count);
  if (!found) return GAZ_TABLE_NONE;
  if (*found < all->count) return *found;
  if (all->count == all->capacity) {
    size_t capacity = all->capacity ? all->capacity * 2 : 256;
    quote *bigger = realloc(all->items, capacity * sizeof *bigger);
    if (!bigger) return GAZ_TABLE_NONE;
    all->items = bigger;
    all->capacity = capacity;
  }
  all->items[all->count] = *one;
  all->items[all->count].parent = (uint32_t)all->count;
  return (uint32_t)all->count++;
}

static quote read_quote(sqlite3_stmt *row) {
  int64_t day = sqlite3_column_int64(row, 5);
  return (quote){.row = sqlite3_column_int64(row, 0),
                 .key = sqlite3_column_int64(row, 1),
                 .article = sqlite3_column_int64(row, 2),
                 .speaker = sqlite3_column_int64(row, 3),
                 .sketch = sqlite3_column_int64(row, 4),
                 .order = day ? day : GAZ_DAY_MAX};
}

/* Puts a quote behind the leaders of its group. */
static bool add_leader(quotes *all, const quote *one, size_t *count) {
  leader *last = &all->leaders[(*count)++];
  last->at = put(all, one);
  last->count = read_words(all->db, one->row, last->words);
  return last->at != GAZ_TABLE_NONE;
}

/* Rows come by sketch, then day and key: each is compared with the leaders of its group so far. One
 * that shares its sketch with nobody is kept only when it was the same as another before. */
static bool group(quotes *all, sqlite3_stmt *rows) {
  size_t leader_count = 0;
  quote first = {0};
  while (gaz_db_next(all->db, rows)) {
    quote one = read_quote(rows);
    if (one.sketch != first.sketch) {
      first = one;
      leader_count = 0;
      if (sqlite3_column_type(rows, 6) == SQLITE_NULL) continue;
    }
    if (!leader_count && !add_leader(all, &first, &leader_count)) return false;
    if (one.row == first.row) continue;
    if (!add_leader(all, &one, &leader_count)) return false;
    const leader *last = &all->leaders[leader_count - 1];
    bool joined = false;
    for (size_t i = 0; i + 1 < leader_count && !joined; i++) {
      joined = same_words(&all->leaders[i], last);
      if (joined) join(all, all->leaders[i].at, last->at);
    }
    leader_count -= joined || leader_count > GROUP_LEADERS;
  }
  return true;
}

static void write(quotes *all) {
  for (size_t i = 0; i < all->count; i++) {
    int64_t first = all->items[root_of(all, (uint32_t)i)].key;
    gaz_db_run(all->db,
               "UPDATE quote SET same_as = nullif(?1, key) WHERE row = ?2 AND same_as IS NOT "
               "nullif(?1, key)",
               "ii", first, all->items[i].row);
  }
}

/* From the sketches of the touched articles to all that hang together with them. */
static void reach(gaz_db *db) {
  gaz_db_script(
      db,
      "INSERT OR IGNORE INTO touched_sketch SELECT 1, q.sketch1 FROM touched_article t CROSS JOIN quote q ON "
      "q.article = t.article WHERE q.sketch1 IS NOT NULL;"
      "INSERT OR IGNORE INTO touched_sketch SELECT 2, q.sketch2 FROM touched_article t CROSS JOIN quote q ON "
      "q.article = t.article WHERE q.sketch2 IS NOT NULL");
  /* Nothing is left to be reached where every article is touched. */
  if (!gaz_db_integer(db,
                      "SELECT 1 FROM article a WHERE a.row NOT IN (SELECT article FROM "
                      "touched_article) LIMIT 1",
                      0, ""))
    return;
  gaz_db_script(
      db,
      "INSERT OR IGNORE INTO touched_sketch "
      "WITH RECURSIVE reached(which, sketch) AS (SELECT which, sketch FROM touched_sketch "
      "UNION SELECT 2, q.sketch2 FROM reached r CROSS JOIN quote q ON r.which = 1 AND q.sketch1 = r.sketch "
      "WHERE q.sketch2 IS NOT NULL "
      "UNION SELECT 1, q.sketch1 FROM reached r CROSS JOIN quote q ON r.which = 2 AND q.sketch2 = r.sketch "
      "WHERE q.sketch1 IS NOT NULL) SELECT which, sketch FROM reached");
}

gaz_status gaz_resolve_quotes(gaz_db *db) {
  gaz_db_script(
      db,
      "UPDATE quote SET speaker = (SELECT c.entity FROM chain c WHERE c.article = quote.article AND "
      "c.n = quote.speaker_chain) WHERE article IN (SELECT article FROM touched_article)");
  reach(db);
  quotes all = {.db = db, .leaders = malloc((GROUP_LEADERS + 1) * sizeof *all.leaders)};
  bool ok = all.leaders &&
            group(&all, gaz_db_query(db,
                                     "SELECT q.row, q.key, q.article, q.speaker, q.sketch1, q.day, "
                                     "q.same_as FROM touched_sketch t CROSS JOIN quote q ON "
                                     "q.sketch1 = t.sketch WHERE t.which = 1 "
                                     "ORDER BY t.sketch, q.day = 0, q.day, q.key",
                                     ""));
  ok =
      ok && group(&all, gaz_db_query(db,
                                     "SELECT q.row, q.key, q.article, q.speaker, q.sketch2, q.day, "
                                     "q.same_as FROM touched_sketch t CROSS JOIN quote q ON "
                                     "q.sketch2 = t.sketch WHERE t.which = 2 "
                                     "ORDER BY t.sketch, q.day = 0, q.day, q.key",
                                     ""));
  if (!ok) gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  write(&all);
  free(all.items);
  free(all.leaders);
  gaz_table_free(&all.by_row);
  return db->failure.status;
}
