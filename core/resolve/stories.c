/* Stories: articles about the same happenings.
 *
 * Each article is a vector of its most telling terms (content words and names, weighted by how rare
 * they are in the archive; of those that no other article has only the length is kept). Articles are
 * taken by date; each joins the story whose sum of vectors is nearest, if it is near enough, or begins
 * one. How near is enough grows with the days between, since what returns after a year must share
 * more than what returns the next day.
 *
 * An archive of many articles is taken in blocks of whole months. In a block, terms are weighed by the
 * articles of this block and the one before, and only stories that had an article in one of the two go
 * on, with the vectors of these articles. So a block depends on nothing but itself and the articles and
 * stories of the one before: when articles change, their blocks are done again and the one after each,
 * and further ones only as long as stories come out differently. A small archive is one block.
 *
 * Which stories are looked at: for every term there is a list of the stories that some article entered
 * under it, being among that article's most telling. What the lists give already is the likeness but
 * for the less telling terms, so only the best few are compared in full. Nothing is ever sorted:
 * vectors are compared through `dense`, one weight for every term of the archive, that holds the
 * article at hand. Orders come from the articles alone (terms by hash, stories by when they began),
 * never from rows or from numbers of terms: the same archive gives the same stories. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "resolve/resolve.h"
#include "resolve/table.h"
#include "base/edtf.h"

enum {
  TERMS_KEPT = 200,       /* of an article */
  TERMS_LISTED = 40,      /* of these, the most telling, by which a story is found again */
  STORY_TERMS_KEPT = 400, /* of a story */
  MANY_ARTICLES = 20000,  /* of two blocks; beyond, fewer terms tell as much: memory is bounded */
  TERMS_KEPT_OF_MANY = 64,
  LIST_MAX = 1024,     /* stories a term leads to; a term in more tells nothing */
  LIST_LOOKED_AT = 16, /* newest entries among which a story is not entered twice */
  COMPARED = 24,       /* stories compared in full */
  BLOCK_ARTICLES =
      1000, /* of a block, or up to twice as many; an archive of no more is one block */
  UNDATED =
      INT32_MAX, /* the block of articles without a date, the last; a small archive's only one */
  PRIOR_ARTICLES = 50, /* makes rarity meaningful in an archive of five */
  TIMES_MAX = 16,
};

/* Chosen on ECB+ (training topics) and the sample archive: B-cubed F1 0.88 and 1.00. */
static const double near_enough = 0.17;
static const float least_shared = 0.01F;
static const double per_year_apart = 0.06, most_apart = 0.12;

typedef struct weighted {
  uint32_t term; /* index in stories.terms */
  float weight;
} weighted;

typedef struct listed {
  uint32_t story; /* index in stories.items */
  float weight;   /* sum of what its articles have */
} listed;

typedef struct term {
  uint32_t frequency; /* articles */
  float rare;
  listed *list;
  uint32_t count, capacity; /* of the list; count LIST_MAX and no list: it was given up */
} term;

typedef struct story {
  int64_t id;          /* public id of its first article */
  int32_t first, last; /* days; 0 where unknown */
  weighted *terms;     /* in the order in which they came */
  uint32_t count, capacity;
  float length; /* of the vector, with what only one article has */
  float alone;  /* the square of the latter */
} story;

typedef struct stories {
  gaz_db *db;
  int64_t months;    /* of a block; 0: there is only one */
  gaz_table by_id;   /* story -> index */
  gaz_table by_hash; /* term -> index */
  term *terms;
  size_t term_count, term_capacity;
  float *dense;
  double total;
  float times[TIMES_MAX]; /* what so many occurrences weigh */
  story *items;
  size_t count, capacity;
  float *score; /* a story, while one article is placed */
  uint32_t *seen;
  size_t seen_count;
  weighted *vector; /* of the article at hand */
  float *weights;   /* scratch of choosing */
  size_t vector_capacity;
  bool differs; /* some article of the block is in another story than before */
  bool failed;
} stories;

/* An article's vector: `count` shared terms in the order of their hashes. */
typedef struct article {
  weighted *terms;
  size_t count;
  float listed; /* weight from which on a term is among the most telling */
  float alone;  /* square of what only this article has */
} article;

static void *grown(void *array, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return array;
  size_t wanted = *capacity ? *capacity * 2 : 1024;
  void *bigger = realloc(array, wanted * size);
  if (bigger) *capacity = wanted;
  return bigger;
}

static void count_term(stories *all, uint32_t packed) {
  uint32_t *index =
      gaz_table_put(&all->by_hash, (uint64_t)(packed & ~15u) | 1u, (uint32_t)all->term_count);
  if (index && *index == all->term_count) {
    term *bigger = grown(all->terms, all->term_count, &all->term_capacity, sizeof *bigger);
    if (bigger) {
      all->terms = bigger;
      bigger[all->term_count++] = (term){0};
    } else {
      index = NULL;
    }
  }
  if (index) all->terms[*index].frequency++;
  all->failed |= !index;
}

static void count_terms(stories *all) {
  size_t most = 0;
  sqlite3_stmt *rows = gaz_db_query(
      all->db, "SELECT t.terms FROM story_order o JOIN terms t ON t.article = o.article", "");
  while (!all->failed && gaz_db_next(all->db, rows)) {
    const char *blob = sqlite3_column_blob(rows, 0);
    size_t count = (size_t)sqlite3_column_bytes(rows, 0) / 4;
    if (count > most) most = count;
    all->total++;
    for (size_t i = 0; i < count && !all->failed; i++) {
      uint32_t packed;
      memcpy(&packed, blob + i * 4, 4);
      count_term(all, packed);
    }
  }
  gaz_db_end(rows);
  for (size_t i = 0; i < all->term_count; i++)
    all->terms[i].rare = (float)log((all->total + PRIOR_ARTICLES) / all->terms[i].frequency);
  for (int i = 0; i < TIMES_MAX; i++) all->times[i] = (float)(1 + log(i ? i : 1));
  all->vector_capacity = most;
  all->dense = calloc(all->term_count + 1, sizeof *all->dense);
  all->vector = malloc((most + 1) * sizeof *all->vector);
  all->weights = malloc((most + STORY_TERMS_KEPT + TERMS_KEPT + 1) * sizeof *all->weights);
  all->failed |= !all->dense || !all->vector || !all->weights;
}

/* The n-th largest of the weights (from 1), which are reordered. */
static float nth_largest(float *weights, size_t count, size_t n) {
  size_t low = 0, high = count - 1, wanted = n - 1;
  while (low < high) {
    float pivot = weights[low + (high - low) / 2];
    size_t i = low, k = high;
    for (;;) {
      while (weights[i] > pivot) i++;
      while (pivot > weights[k]) k--;
      if (i >= k) break;
      float kept = weights[i];
      weights[i++] = weights[k];
      weights[k--] = kept;
    }
    if (wanted <= k) {
      high = k;
    } else {
      low = k + 1;
    }
  }
  return weights[wanted];
}

/* Keeps the `most` heaviest in their order, the first among equals. Returns how many are left. */
static size_t keep_heaviest(stories *all, weighted *items, size_t count, size_t most) {
  if (count <= most) return count;
  for (size_t i = 0; i < count; i++) all->weights[i] = items[i].weight;
  float least = nth_largest(all->weights, count, most);
  size_t heavier = 0, kept = 0;
  for (size_t i = 0; i < count; i++) heavier += items[i].weight > least;
  size_t equals = most - heavier;
  for (size_t i = 0; i < count; i++) {
    bool equal = items[i].weight == least;
    if (items[i].weight < least || (equal && !equals)) continue;
    equals -= equal;
    items[kept++] = items[i];
  }
  return kept;
}

static article weigh(stories *all, const char *blob, size_t count) {
  article one = {.terms = all->vector};
  size_t used = 0;
  if (count > all->vector_capacity) count = all->vector_capacity;
  for (size_t i = 0; i < count; i++) {
    uint32_t packed;
    memcpy(&packed, blob + i * 4, 4);
    uint32_t index = gaz_table_find(&all->by_hash, (uint64_t)(packed & ~15u) | 1u);
    if (index == GAZ_TABLE_NONE) continue;
    one.terms[used++] = (weighted){index, all->times[packed & 15u] * all->terms[index].rare};
  }
  used = keep_heaviest(all, one.terms, used, TERMS_KEPT);
  double sum = 0;
  for (size_t i = 0; i < used; i++) sum += (double)one.terms[i].weight * one.terms[i].weight;
  float scale = sum > 0 ? (float)(1 / sqrt(sum)) : 0;
  for (size_t i = 0; i < used; i++) {
    weighted scaled = {one.terms[i].term, one.terms[i].weight * scale};
    if (all->terms[scaled.term].frequency < 2) {
      one.alone += scaled.weight * scaled.weight;
    } else {
      one.terms[one.count++] = scaled;
    }
  }
  if (all->total > MANY_ARTICLES)
    one.count = keep_heaviest(all, one.terms, one.count, TERMS_KEPT_OF_MANY);
  if (one.count > TERMS_LISTED) {
    for (size_t i = 0; i < one.count; i++) all->weights[i] = one.terms[i].weight;
    one.listed = nth_largest(all->weights, one.count, TERMS_LISTED);
  }
  return one;
}

/* ---- lists --------------------------------------------------------------------------------------------- */

static void enlist(stories *all, uint32_t index, uint32_t story_index, float weight) {
  term *to = &all->terms[index];
  if (to->count == LIST_MAX) return;
  for (uint32_t back = 1; back <= to->count && back <= LIST_LOOKED_AT; back++) {
    listed *known = &to->list[to->count - back];
    if (known->story != story_index) continue;
    known->weight += weight;
    return;
  }
  if (to->count == to->capacity) {
    uint32_t capacity = to->capacity ? to->capacity * 2 : 2;
    listed *bigger = realloc(to->list, capacity * sizeof *bigger);
    if (!bigger) {
      all->failed = true;
      return;
    }
    to->list = bigger;
    to->capacity = capacity;
  }
  to->list[to->count++] = (listed){story_index, weight};
  if (to->count < LIST_MAX) return;
  free(to->list);
  to->list = NULL;
  to->capacity = 0;
}

/* What the lists know of the article's terms: the stories in `seen` with their scores. */
static void look_up(stories *all, const article *one) {
  all->seen_count = 0;
  for (size_t i = 0; i < one->count; i++) {
    const term *of = &all->terms[one->terms[i].term];
    for (uint32_t k = 0; of->list && k < of->count; k++) {
      uint32_t at = of->list[k].story;
      if (all->score[at] == 0) all->seen[all->seen_count++] = at;
      all->score[at] += one->terms[i].weight * of->list[k].weight;
    }
  }
}

/* The best of them, at most COMPARED, the better and then the older first; scores are cleared. */
static size_t best_seen(stories *all, weighted best[COMPARED]) {
  size_t count = 0;
  for (size_t i = 0; i < all->seen_count; i++) {
    uint32_t at = all->seen[i];
    float likeness = all->score[at] / all->items[at].length;
    all->score[at] = 0;
    if (likeness < least_shared) continue;
    size_t place = count;
    while (place && (best[place - 1].weight < likeness ||
                     (best[place - 1].weight == likeness && best[place - 1].term > at)))
      place--;
    if (place == COMPARED) continue;
    if (count < COMPARED) count++;
    memmove(best + place + 1, best + place, (count - 1 - place) * sizeof *best);
    best[place] = (weighted){at, likeness};
  }
  return count;
}

static double days_apart(const story *other, int32_t day) {
  if (!day || !other->last) return 0;
  if (day >= other->first && day <= other->last) return 0;
  return day > other->last ? gaz_days_between(other->last, day)
                           : gaz_days_between(day, other->first);
}

/* The nearest story that is near enough, or NULL. The article is in `dense`. */
static story *find_story(stories *all, const article *one, int32_t day) {
  weighted candidates[COMPARED];
  look_up(all, one);
  size_t count = best_seen(all, candidates);
  story *best = NULL;
  double best_margin = 0;
  for (size_t i = 0; i < count; i++) {
    story *other = &all->items[candidates[i].term];
    double dot = 0;
    for (uint32_t k = 0; k < other->count; k++)
      dot += (double)all->dense[other->terms[k].term] * other->terms[k].weight;
    double years = days_apart(other, day) / 365.0;
    double apart = years * per_year_apart < most_apart ? years * per_year_apart : most_apart;
    double margin = dot / other->length - near_enough - apart;
    if (margin >= 0 &&
        (!best || margin > best_margin || (margin == best_margin && other->id < best->id))) {
      best = other;
      best_margin = margin;
    }
  }
  return best;
}

static story *new_story(stories *all, int64_t id) {
  if (all->count == all->capacity) {
    size_t capacity = all->capacity ? all->capacity * 2 : 256;
    story *items = realloc(all->items, capacity * sizeof *items);
    if (items) all->items = items;
    float *score = realloc(all->score, capacity * sizeof *score);
    if (score) all->score = score;
    uint32_t *seen = realloc(all->seen, capacity * sizeof *seen);
    if (seen) all->seen = seen;
    if (!items || !score || !seen) return NULL;
    memset(score + all->capacity, 0, (capacity - all->capacity) * sizeof *score);
    all->capacity = capacity;
  }
  if (!gaz_table_put(&all->by_id, (uint64_t)id, (uint32_t)all->count)) return NULL;
  story *fresh = &all->items[all->count++];
  *fresh = (story){.id = id};
  return fresh;
}

/* Adds the article, which is in `dense`, to a story's vector; leaves `dense` empty. */
static void add_vector(stories *all, story *into, const article *one) {
  size_t capacity = into->count + one->count;
  if (capacity > into->capacity) {
    weighted *bigger = realloc(into->terms, capacity * sizeof *bigger);
    if (!bigger) {
      all->failed = true;
      return;
    }
    into->terms = bigger;
    into->capacity = (uint32_t)capacity;
  }
  for (uint32_t i = 0; i < into->count; i++) {
    into->terms[i].weight += all->dense[into->terms[i].term];
    all->dense[into->terms[i].term] = 0;
  }
  for (size_t i = 0; i < one->count; i++) {
    if (all->dense[one->terms[i].term] != 0) into->terms[into->count++] = one->terms[i];
    all->dense[one->terms[i].term] = 0;
  }
  into->count = (uint32_t)keep_heaviest(
      all, into->terms, into->count,
      all->total > MANY_ARTICLES ? TERMS_KEPT_OF_MANY * 2 : STORY_TERMS_KEPT);
  into->alone += one->alone;
  double sum = into->alone;
  for (uint32_t i = 0; i < into->count; i++)
    sum += (double)into->terms[i].weight * into->terms[i].weight;
  into->length = sum > 0 ? (float)sqrt(sum) : 1;
}

/* Adds an article to its story and enters the story under the article's most telling terms. */
static void join(stories *all, story *into, const article *one, int32_t day) {
  add_vector(all, into, one);
  for (size_t i = 0; i < one->count; i++) {
    if (one->terms[i].weight >= one->listed)
      enlist(all, one->terms[i].term, (uint32_t)(into - all->items), one->terms[i].weight);
  }
  if (day && (!into->first || day < into->first)) into->first = day;
  if (day > into->last) into->last = day;
}

/* One article of the block before, whose story is known, or of the block itself. */
static void place(stories *all, sqlite3_stmt *row) {
  int64_t article_row = sqlite3_column_int64(row, 0), id = sqlite3_column_int64(row, 1),
          old_story = sqlite3_column_int64(row, 2);
  int32_t day = sqlite3_column_int(row, 3);
  bool known = sqlite3_column_int(row, 4) != 0;
  article one = weigh(all, sqlite3_column_blob(row, 5), (size_t)sqlite3_column_bytes(row, 5) / 4);
  for (size_t i = 0; i < one.count; i++) all->dense[one.terms[i].term] = one.terms[i].weight;
  story *found = NULL;
  if (known) {
    uint32_t at = gaz_table_find(&all->by_id, (uint64_t)old_story);
    if (at != GAZ_TABLE_NONE) found = &all->items[at];
  } else {
    found = find_story(all, &one, day);
  }
  if (!found) found = new_story(all, known ? old_story : id);
  if (!found) {
    all->failed = true;
    return;
  }
  join(all, found, &one, day);
  if (found->id == old_story) return;
  all->differs = true;
  gaz_db_run(all->db, "UPDATE article SET story = ? WHERE row = ?", "ii", found->id, article_row);
  gaz_db_run(all->db, "INSERT OR IGNORE INTO touched_article VALUES(?)", "i", article_row);
  if (old_story)
    gaz_db_run(all->db, "INSERT OR IGNORE INTO touched_story VALUES(?)", "i", old_story);
}

static void release(stories *all) {
  for (size_t i = 0; i < all->count; i++) free(all->items[i].terms);
  for (size_t i = 0; i < all->term_count; i++) free(all->terms[i].list);
  free(all->items);
  free(all->terms);
  free(all->dense);
  free(all->score);
  free(all->seen);
  free(all->vector);
  free(all->weights);
  gaz_table_free(&all->by_hash);
  gaz_table_free(&all->by_id);
}

/* ---- blocks -------------------------------------------------------------------------------------------- */

static int64_t block_of(int64_t months, int64_t day) {
  if (!months || !day) return UNDATED;
  return (day / 10000 * 12 + day / 100 % 100 - 1) / months;
}

/* The first day of a block; of the undated one 0, which is every such article's. */
static int64_t first_day(int64_t months, int64_t block) {
  int64_t month = block * months;
  return block == UNDATED ? 0 : month / 12 * 10000 + (month % 12 + 1) * 100;
}

static void list_block(gaz_db *db, int64_t months, int64_t block, bool known) {
  /* Dated articles first: an undated one can only join what is there. */
  static const char everything[] =
      "INSERT INTO story_order(article, id, story, day, known) SELECT row, id, story, day, ?1 "
      "FROM article ORDER BY day = 0, day, path";
  static const char days[] =
      "INSERT INTO story_order(article, id, story, day, known) SELECT row, id, story, day, ?1 "
      "FROM article WHERE day >= ?2 AND day < ?3 ORDER BY day, path";
  if (!months) {
    gaz_db_run(db, everything, "i", (int64_t)known);
  } else {
    int64_t first = first_day(months, block);
    gaz_db_run(db, days, "iii", (int64_t)known, first,
               block == UNDATED ? 1 : first_day(months, block + 1));
  }
}

/* Does a block again. Returns whether some story came out differently. */
static bool do_block(gaz_db *db, int64_t months, int64_t before, int64_t block) {
  stories all = {.db = db};
  gaz_db_script(db, "DELETE FROM story_order");
  if (before >= 0) list_block(db, months, before, true);
  list_block(db, months, block, false);
  count_terms(&all);
  sqlite3_stmt *rows =
      gaz_db_query(db,
                   "SELECT o.article, o.id, o.story, o.day, o.known, t.terms FROM story_order o "
                   "JOIN terms t ON t.article = o.article ORDER BY o.n",
                   "");
  while (!all.failed && gaz_db_next(db, rows)) place(&all, rows);
  gaz_db_end(rows);
  if (all.failed) gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  release(&all);
  return all.differs;
}

/* How many months make a block: a power of two, so that it changes seldom as an archive grows. */
static int64_t choose_months(gaz_db *db, size_t block_articles) {
  int64_t articles = gaz_db_integer(db, "SELECT count(*) FROM article", 0, ""), months = 1;
  if (articles <= 2 * (int64_t)block_articles) return 0;
  int64_t used =
      gaz_db_integer(db, "SELECT count(DISTINCT day / 100) FROM article WHERE day > 0", 0, "");
  while (used && months < 1024 && articles / used * months < (int64_t)block_articles) months *= 2;
  return months;
}

/* Whether an article came, changed or went in a block or in the one before. */
static bool is_touched(gaz_db *db, int64_t months, int64_t before, int64_t block) {
  return gaz_db_integer(db,
                        "SELECT EXISTS(SELECT 1 FROM touched_day WHERE day >= ?1 AND day < ?2) "
                        "OR (?3 AND EXISTS(SELECT 1 FROM touched_day WHERE day = 0))",
                        0, "iii", before < 0 ? (int64_t)1 : first_day(months, before),
                        block == UNDATED ? (int64_t)UNDATED : first_day(months, block + 1),
                        (int64_t)(block == UNDATED)) != 0;
}

gaz_status gaz_resolve_stories(gaz_db *db, size_t block_articles) {
  int64_t months = choose_months(db, block_articles ? block_articles : BLOCK_ARTICLES);
  bool everything =
      gaz_db_integer(db, "SELECT value FROM meta WHERE key = 'story_months'", -1, "") != months;
  gaz_db_run(db, "INSERT OR REPLACE INTO meta VALUES('story_months', ?)", "i", months);
  gaz_db_script(db,
                "CREATE TEMP TABLE story_order(n INTEGER PRIMARY KEY, article INTEGER, id INTEGER, "
                "story INTEGER, day INTEGER, known INTEGER)");
  int64_t before = -1;
  bool differs = false;
  sqlite3_stmt *days = gaz_db_query(
      db, "SELECT DISTINCT day / 100 * 100 FROM article ORDER BY day = 0, day / 100", "");
  while (gaz_db_next(db, days)) {
    int64_t block = block_of(months, sqlite3_column_int64(days, 0));
    if (block == before) continue;
    differs = (everything || differs || is_touched(db, months, before, block)) &&
              do_block(db, months, before, block);
    before = block;
  }
  gaz_db_script(db, "DROP TABLE story_order");
  return db->failure.status;
}
