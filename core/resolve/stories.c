/* Stories: articles about the same happenings.
 *
 * Each article is a vector of its most telling terms (content words and names, weighted by how rare
 * they are in the archive; of those that no other article has only the length is kept). Articles are taken by date; each joins the story whose sum of vectors is
 * nearest, if it is near enough, or begins one. How near is enough grows with the days between, since
 * what returns after a year must share more than what returns the next day. Only stories that share
 * a term are looked at, through lists of the stories a term occurs in. */
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
  MANY_ARTICLES =
      20000, /* beyond, rare terms are rarer: fewer tell as much, and memory is bounded */
  TERMS_KEPT_OF_MANY = 64,
  LIST_MAX = 4096,     /* stories a term leads to; a term in more tells nothing */
  PRIOR_ARTICLES = 50, /* makes rarity meaningful in an archive of five */
};

/* Chosen on ECB+ (training topics) and the sample archive: B-cubed F1 0.88 and 1.00. */
static const double near_enough = 0.17, least_shared = 0.05;
static const double per_year_apart = 0.06, most_apart = 0.12;

typedef struct weighted {
  uint32_t term;
  float weight;
} weighted;

typedef struct story {
  int64_t id;          /* public id of its first article */
  int32_t first, last; /* days; 0 where unknown */
  weighted *terms;     /* sorted by term */
  uint32_t count;
  uint32_t index; /* in stories.items */
  float alone;    /* sum of squares of terms that only one article has */
} story;

typedef struct stories {
  gaz_db *db;
  gaz_table frequency; /* term -> articles */
  double total;
  story **items;
  size_t count, capacity;
  gaz_table lists; /* term -> index of its list */
  struct list {
    uint32_t *stories;
    uint32_t count, capacity;
  } * list;
  size_t list_count, list_capacity;
  float *score; /* a story, while one article is placed */
  uint32_t *seen;
  size_t seen_count;
  bool failed;
} stories;

static void count_terms(stories *all) {
  sqlite3_stmt *rows = gaz_db_query(all->db, "SELECT terms FROM body", "");
  while (gaz_db_next(all->db, rows)) {
    const char *blob = sqlite3_column_blob(rows, 0);
    size_t count = (size_t)sqlite3_column_bytes(rows, 0) / 4;
    all->total++;
    for (size_t i = 0; i < count && !all->failed; i++) {
      uint32_t term;
      memcpy(&term, blob + i * 4, 4);
      uint32_t *frequency = gaz_table_put(&all->frequency, (uint64_t)(term & ~15u) | 1u, 0);
      if (frequency) ++*frequency;
      all->failed |= !frequency;
    }
  }
}

static int by_weight(const void *left, const void *right) {
  const weighted *a = left, *b = right;
  if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
  return (a->term > b->term) - (a->term < b->term);
}

static int by_term(const void *left, const void *right) {
  const weighted *a = left, *b = right;
  return (a->term > b->term) - (a->term < b->term);
}

static void normalise(weighted *terms, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += (double)terms[i].weight * terms[i].weight;
  float scale = sum > 0 ? (float)(1 / sqrt(sum)) : 0;
  for (size_t i = 0; i < count; i++) terms[i].weight *= scale;
}

/* The article's vector in `out` (room for every term of the blob), sorted by term. `*listed` is the
 * weight from which on a term is among the most telling, `*alone` the square of what only this
 * article has. */
static size_t weigh(const stories *all, const char *blob, size_t count, weighted *out,
                    float *listed, float *alone) {
  size_t used = 0, most = all->total > MANY_ARTICLES ? TERMS_KEPT_OF_MANY : TERMS_KEPT;
  for (size_t i = 0; i < count; i++) {
    uint32_t packed;
    memcpy(&packed, blob + i * 4, 4);
    uint32_t frequency = gaz_table_find(&all->frequency, (uint64_t)(packed & ~15u) | 1u),
             times = packed & 15u;
    if (frequency == GAZ_TABLE_NONE) frequency = 1;
    double rare = log((all->total + PRIOR_ARTICLES) / frequency);
    /* The lowest bit marks a term of one article only. */
    out[i] =
        (weighted){(packed & ~15u) | (frequency < 2), (float)((1 + log(times ? times : 1)) * rare)};
  }
  qsort(out, count, sizeof *out, by_weight);
  if (count > TERMS_KEPT) count = TERMS_KEPT;
  normalise(out, count);
  *alone = 0;
  for (size_t i = 0; i < count; i++) {
    if (out[i].term & 1) {
      *alone += out[i].weight * out[i].weight;
    } else if (used < most) {
      out[used++] = out[i];
    }
  }
  *listed = used > TERMS_LISTED ? out[TERMS_LISTED - 1].weight : 0;
  qsort(out, used, sizeof *out, by_term);
  return used;
}

static struct list *list_of(stories *all, uint32_t term, bool make) {
  if (!make) {
    uint32_t at = gaz_table_find(&all->lists, (uint64_t)term | 1u);
    return at == GAZ_TABLE_NONE ? NULL : &all->list[at];
  }
  uint32_t *at = gaz_table_put(&all->lists, (uint64_t)term | 1u, (uint32_t)all->list_count);
  if (!at) return NULL;
  if (*at == all->list_count) {
    if (all->list_count == all->list_capacity) {
      size_t capacity = all->list_capacity ? all->list_capacity * 2 : 1024;
      struct list *bigger = realloc(all->list, capacity * sizeof *bigger);
      if (!bigger) return NULL;
      all->list = bigger;
      all->list_capacity = capacity;
    }
    all->list[all->list_count++] = (struct list){0};
  }
  return &all->list[*at];
}

static void enlist(stories *all, uint32_t term, uint32_t story_index) {
  struct list *list = list_of(all, term, true);
  if (!list) {
    all->failed = true;
    return;
  }
  if (list->count >= LIST_MAX || (list->count && list->stories[list->count - 1] == story_index))
    return;
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity ? list->capacity * 2 : 4;
    uint32_t *bigger = realloc(list->stories, capacity * sizeof *bigger);
    if (!bigger) {
      all->failed = true;
      return;
    }
    list->stories = bigger;
    list->capacity = capacity;
  }
  list->stories[list->count++] = story_index;
}

static double likeness(const weighted *terms, size_t count, const story *other) {
  double dot = 0, norm = other->alone;
  for (size_t i = 0, k = 0; k < other->count; k++) {
    while (i < count && terms[i].term < other->terms[k].term) i++;
    if (i < count && terms[i].term == other->terms[k].term)
      dot += (double)terms[i].weight * other->terms[k].weight;
    norm += (double)other->terms[k].weight * other->terms[k].weight;
  }
  return norm > 0 ? dot / sqrt(norm) : 0;
}

static int32_t days_apart(const story *other, int32_t day) {
  if (!day || !other->last) return 0;
  if (day >= other->first && day <= other->last) return 0;
  int32_t apart =
      day > other->last ? gaz_days_between(other->last, day) : gaz_days_between(day, other->first);
  return apart;
}

/* The nearest story that is near enough, or NULL. */
static story *find_story(stories *all, const weighted *terms, size_t count, int32_t day) {
  all->seen_count = 0;
  for (size_t i = 0; i < count; i++) {
    const struct list *list = list_of(all, terms[i].term, false);
    for (uint32_t k = 0; list && list->count < LIST_MAX && k < list->count; k++) {
      uint32_t at = list->stories[k];
      if (all->score[at] == 0) all->seen[all->seen_count++] = at;
      all->score[at] += terms[i].weight;
    }
  }
  story *best = NULL;
  double best_margin = 0;
  for (size_t i = 0; i < all->seen_count; i++) {
    story *other = all->items[all->seen[i]];
    double shared = all->score[all->seen[i]];
    all->score[all->seen[i]] = 0;
    if (shared < least_shared) continue;
    double years = days_apart(other, day) / 365.0;
    double apart = years * per_year_apart < most_apart ? years * per_year_apart : most_apart;
    double margin = likeness(terms, count, other) - near_enough - apart;
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
    story **items = realloc(all->items, capacity * sizeof *items);
    if (items) all->items = items;
    float *score = realloc(all->score, capacity * sizeof *score);
    if (score) all->score = score;
    uint32_t *seen = realloc(all->seen, capacity * sizeof *seen);
    if (seen) all->seen = seen;
    if (!items || !score || !seen) return NULL;
    memset(score + all->capacity, 0, (capacity - all->capacity) * sizeof *score);
    all->capacity = capacity;
  }
  story *fresh = calloc(1, sizeof *fresh);
  if (!fresh) return NULL;
  fresh->id = id;
  fresh->index = (uint32_t)all->count;
  all->items[all->count++] = fresh;
  return fresh;
}

/* Adds an article's vector to its story and lists the story under the article's terms. */
static void join(stories *all, story *into, const weighted *terms, size_t count, float listed,
                 int32_t day) {
  weighted merged[STORY_TERMS_KEPT + TERMS_KEPT];
  size_t used = 0, i = 0, k = 0,
         most = all->total > MANY_ARTICLES ? TERMS_KEPT_OF_MANY * 2 : STORY_TERMS_KEPT;
  while (i < count || k < into->count) {
    if (k == into->count || (i < count && terms[i].term < into->terms[k].term)) {
      merged[used++] = terms[i++];
    } else if (i == count || into->terms[k].term < terms[i].term) {
      merged[used++] = into->terms[k++];
    } else {
      merged[used] = into->terms[k++];
      merged[used++].weight += terms[i++].weight;
    }
  }
  if (used > most) {
    qsort(merged, used, sizeof *merged, by_weight);
    used = most;
    qsort(merged, used, sizeof *merged, by_term);
  }
  weighted *kept = used > into->count ? realloc(into->terms, used * sizeof *kept) : into->terms;
  if (!kept && used) {
    all->failed = true;
    return;
  }
  into->terms = kept;
  if (used) memcpy(kept, merged, used * sizeof *merged);
  into->count = (uint32_t)used;
  for (size_t t = 0; t < count; t++) {
    if (terms[t].weight >= listed) enlist(all, terms[t].term, into->index);
  }
  if (day && (!into->first || day < into->first)) into->first = day;
  if (day > into->last) into->last = day;
}

static void place(stories *all, int64_t article, int64_t id, int64_t old_story, int32_t day,
                  const char *blob, size_t count) {
  weighted *terms = malloc((count + 1) * sizeof *terms);
  if (!terms) {
    all->failed = true;
    return;
  }
  float listed;
  float alone;
  count = weigh(all, blob, count, terms, &listed, &alone);
  story *found = find_story(all, terms, count, day);
  if (!found) found = new_story(all, id);
  if (!found) {
    all->failed = true;
  } else {
    join(all, found, terms, count, listed, day);
    found->alone += alone;
    if (found->id != old_story) {
      gaz_db_run(all->db, "UPDATE article SET story = ? WHERE row = ?", "ii", found->id, article);
      gaz_db_run(all->db, "INSERT OR IGNORE INTO touched_article VALUES(?)", "i", article);
      if (old_story)
        gaz_db_run(all->db, "INSERT OR IGNORE INTO touched_story VALUES(?)", "i", old_story);
    }
  }
  free(terms);
}

static void release(stories *all) {
  for (size_t i = 0; i < all->count; i++) {
    free(all->items[i]->terms);
    free(all->items[i]);
  }
  for (size_t i = 0; i < all->list_count; i++) free(all->list[i].stories);
  free(all->items);
  free(all->list);
  free(all->score);
  free(all->seen);
  gaz_table_free(&all->frequency);
  gaz_table_free(&all->lists);
}

gaz_status gaz_resolve_stories(gaz_db *db) {
  stories all = {.db = db};
  count_terms(&all);
  /* Dated articles first: an undated one can only join what is there. */
  gaz_db_script(db,
                "CREATE TEMP TABLE story_order AS SELECT row, id, story, day FROM article "
                "ORDER BY day = 0, day, path");
  sqlite3_stmt *rows =
      gaz_db_query(db,
                   "SELECT o.row, o.id, o.story, o.day, b.terms FROM story_order o "
                   "JOIN body b ON b.article = o.row ORDER BY o.rowid",
                   "");
  while (!all.failed && gaz_db_next(db, rows)) {
    place(&all, sqlite3_column_int64(rows, 0), sqlite3_column_int64(rows, 1),
          sqlite3_column_int64(rows, 2), sqlite3_column_int(rows, 3), sqlite3_column_blob(rows, 4),
          (size_t)sqlite3_column_bytes(rows, 4) / 4);
  }
  gaz_db_end(rows);
  gaz_db_script(db, "DROP TABLE story_order");
  if (all.failed) gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  release(&all);
  return db->failure.status;
}
