/* The graph of names.
 *
 * Two strong names are one entity's when articles that have both put them into one chain at least
 * half of the time: one article's mistake does not join two names that many others keep apart; nor does a short name
 * that several are called by. Weak names (a surname, an acronym) never join anything by themselves; entities.c attaches them one article at a time.
 * Memory is one small struct a distinct name, not a mention. */
#include "resolve/nodes.h"

typedef struct pair {
  uint32_t a, b;     /* a < b */
  uint32_t equated;  /* articles with a chain that has both */
  uint32_t together; /* articles that have both */
  uint32_t seen;     /* last article counted in `together` */
  uint32_t seen_equated;
} pair;

typedef struct pairs {
  pair *items;
  size_t count, capacity;
  gaz_table by_nodes;
  uint8_t *in_pair; /* a node */
} pairs;

uint32_t gaz_nodes_find(const gaz_nodes *nodes, int64_t key) {
  return gaz_table_find(&nodes->by_key, (uint64_t)key);
}

uint32_t gaz_nodes_put(gaz_nodes *nodes, int64_t key) {
  uint32_t *found = gaz_table_put(&nodes->by_key, (uint64_t)key, (uint32_t)nodes->count);
  if (!found) return GAZ_TABLE_NONE;
  uint32_t at = *found;
  if (at < nodes->count) return at;
  if (nodes->count == nodes->capacity) {
    size_t capacity = nodes->capacity ? nodes->capacity * 2 : 1024;
    gaz_node *bigger = realloc(nodes->items, capacity * sizeof *bigger);
    if (!bigger) return GAZ_TABLE_NONE;
    nodes->items = bigger;
    nodes->capacity = capacity;
  }
  nodes->items[nodes->count++] = (gaz_node){.key = key, .parent = at, .best = at};
  return at;
}

uint32_t gaz_nodes_root(gaz_nodes *nodes, uint32_t node) {
  while (nodes->items[node].parent != node) {
    nodes->items[node].parent = nodes->items[nodes->items[node].parent].parent;
    node = nodes->items[node].parent;
  }
  return node;
}

static bool is_demonym(const gaz_node *node) { return node->demonym * 2 > node->articles; }

/* The name by which a component is known: a place's before its people's, the one in most articles,
 * the smaller key among equals. */
static bool better(const gaz_node *a, const gaz_node *b) {
  if (a->strong != b->strong) return a->strong;
  if (is_demonym(a) != is_demonym(b)) return is_demonym(b);
  if (a->articles != b->articles) return a->articles > b->articles;
  return a->key < b->key;
}

void gaz_nodes_join(gaz_nodes *nodes, uint32_t a, uint32_t b) {
  a = gaz_nodes_root(nodes, a);
  b = gaz_nodes_root(nodes, b);
  if (a == b) return;
  uint32_t best_a = nodes->items[a].best, best_b = nodes->items[b].best;
  if (better(&nodes->items[best_b], &nodes->items[best_a])) {
    nodes->items[a].best = best_b;
  }
  nodes->items[b].parent = a;
}

static pair *find_pair(pairs *all, uint32_t a, uint32_t b, bool make) {
  if (a > b) {
    uint32_t other = a;
    a = b;
    b = other;
  }
  uint64_t key = ((uint64_t)a << 32 | b) + 1;
  if (!make) {
    uint32_t at = gaz_table_find(&all->by_nodes, key);
    return at == GAZ_TABLE_NONE ? NULL : &all->items[at];
  }
  uint32_t *found = gaz_table_put(&all->by_nodes, key, (uint32_t)all->count);
  if (!found) return NULL;
  if (*found < all->count) return &all->items[*found];
  if (all->count == all->capacity) {
    size_t capacity = all->capacity ? all->capacity * 2 : 256;
    pair *bigger = realloc(all->items, capacity * sizeof *bigger);
    if (!bigger) return NULL;
    all->items = bigger;
    all->capacity = capacity;
  }
  all->items[all->count] = (pair){.a = a, .b = b};
  return &all->items[all->count++];
}

/* Moves to the next article that has names. */
static void next_article(gaz_chain_cursor *cursor) {
  cursor->next_size = 0;
  while (!cursor->next_size && gaz_db_next(cursor->db, cursor->rows)) {
    cursor->article = sqlite3_column_int64(cursor->rows, 0);
    cursor->packed = sqlite3_column_blob(cursor->rows, 1);
    cursor->size = (size_t)sqlite3_column_bytes(cursor->rows, 1);
    cursor->next_size = gaz_names_unpack(cursor->packed, cursor->size, &cursor->next);
  }
  cursor->ordinal++;
}

void gaz_chain_cursor_open(gaz_chain_cursor *cursor, gaz_db *db) {
  *cursor = (gaz_chain_cursor){.db = db};
  cursor->rows = gaz_db_query(db, "SELECT article, packed FROM names ORDER BY article", "");
}

bool gaz_chain_cursor_next(gaz_chain_cursor *cursor) {
  if (!cursor->next_size) next_article(cursor);
  if (!cursor->next_size) return false;
  cursor->chain = cursor->next.chain;
  cursor->count = 0;
  while (cursor->next_size && cursor->next.chain == cursor->chain) {
    if (cursor->count < GAZ_NAMES_PER_CHAIN) cursor->names[cursor->count++] = cursor->next;
    cursor->packed += cursor->next_size;
    cursor->size -= cursor->next_size;
    cursor->next_size = gaz_names_unpack(cursor->packed, cursor->size, &cursor->next);
  }
  return true;
}

void gaz_chain_cursor_close(gaz_chain_cursor *cursor) { gaz_db_end(cursor->rows); }

static bool leads(const gaz_chain_cursor *chain, size_t name) {
  for (size_t i = 0; i < chain->count; i++)
    if (!chain->names[i].person && chain->names[i].surname == chain->names[name].key) return true;
  return false;
}

/* Notes one chain: its names as nodes, and the strong ones as equated with the first of them. */
static bool note_chain(const gaz_chain_cursor *chain, gaz_nodes *nodes, pairs *all) {
  uint32_t first = GAZ_TABLE_NONE;
  for (size_t i = 0; i < chain->count; i++) {
    uint32_t at = gaz_nodes_put(nodes, chain->names[i].key);
    if (at == GAZ_TABLE_NONE) return false;
    gaz_node *node = &nodes->items[at];
    node->strong |= chain->names[i].strong;
    node->human += chain->names[i].human && node->seen != chain->ordinal;
    node->person = chain->names[i].person;
    node->articles += node->seen != chain->ordinal;
    node->places += chain->names[i].place && node->seen != chain->ordinal;
    node->demonym += chain->names[i].demonym && node->seen != chain->ordinal;
    node->led += node->seen != chain->ordinal && leads(chain, i);
    node->seen = chain->ordinal;
    node->other = chain->names[i].other;
    int64_t link = node->person ? chain->names[i].tail : chain->names[i].alias;
    if (link > node->link) node->link = link; /* of its spellings, whatever their order */
    if (!node->person) node->first = chain->names[i].surname;
    if (!chain->names[i].strong) {
      node->orphan |= i == 0;
    } else if (first == GAZ_TABLE_NONE) {
      first = at;
    } else if (first != at) {
      pair *found = find_pair(all, first, at, true);
      if (!found) return false;
      found->equated += found->seen_equated != chain->ordinal;
      found->seen_equated = chain->ordinal;
    }
  }
  return true;
}

/* First pass: nodes, and the pairs that some chain equates. */
static bool read_names(gaz_db *db, gaz_nodes *nodes, pairs *all) {
  gaz_chain_cursor cursor;
  gaz_chain_cursor_open(&cursor, db);
  bool ok = true;
  while (ok && gaz_chain_cursor_next(&cursor)) ok = note_chain(&cursor, nodes, all);
  gaz_chain_cursor_close(&cursor);
  return ok;
}

/* Counts, for the names of one article that are in pairs, which stand together. */
static void count_together(pairs *all, const uint32_t *present, size_t count, uint32_t ordinal) {
  for (size_t i = 0; i < count; i++) {
    for (size_t k = i + 1; k < count; k++) {
      pair *found = present[i] == present[k] ? NULL : find_pair(all, present[i], present[k], false);
      if (found && found->seen != ordinal) {
        found->together++;
        found->seen = ordinal;
      }
    }
  }
}

/* Second pass: how often the names of a pair stand in one article at all. */
static bool read_company(gaz_db *db, gaz_nodes *nodes, pairs *all) {
  enum { PRESENT_MAX = 512 }; /* names of one article that are in pairs; more are not counted */
  all->in_pair = calloc(nodes->count + 1, 1);
  if (!all->in_pair) return false;
  for (size_t i = 0; i < all->count; i++)
    all->in_pair[all->items[i].a] = all->in_pair[all->items[i].b] = 1;
  uint32_t present[PRESENT_MAX], ordinal = 0;
  size_t count = 0;
  gaz_chain_cursor cursor;
  gaz_chain_cursor_open(&cursor, db);
  while (gaz_chain_cursor_next(&cursor)) {
    if (cursor.ordinal != ordinal) {
      count_together(all, present, count, ordinal);
      count = 0;
      ordinal = cursor.ordinal;
    }
    for (size_t i = 0; i < cursor.count; i++) {
      uint32_t at = gaz_nodes_find(nodes, cursor.names[i].key);
      if (at != GAZ_TABLE_NONE && all->in_pair[at] && count < PRESENT_MAX) present[count++] = at;
    }
  }
  count_together(all, present, count, ordinal);
  gaz_chain_cursor_close(&cursor);
  return true;
}

/* Names that a table says are one: "the UN", "United Nations". */
static bool join_aliases(gaz_nodes *nodes) {
  for (size_t i = 0, count = nodes->count; i < count; i++) {
    if (nodes->items[i].person || !nodes->items[i].link) continue;
    uint32_t group =
        gaz_nodes_put(nodes, nodes->items[i].link); /* a node in no article: never the best */
    if (group == GAZ_TABLE_NONE) return false;
    nodes->items[i].strong = true;
    gaz_nodes_join(nodes, (uint32_t)i, group);
  }
  return true;
}

/* Whose end a person's name is. */
typedef struct tail_of {
  uint32_t whose;    /* a root; GAZ_TABLE_NONE nobody's */
  uint32_t articles; /* with a name that ends so, each counted */
  bool several;
} tail_of;

static void list_tails(gaz_nodes *nodes, tail_of *tails) {
  for (size_t i = 0; i < nodes->count; i++) tails[i] = (tail_of){.whose = GAZ_TABLE_NONE};
  for (size_t i = 0; i < nodes->count; i++) {
    uint32_t tail = nodes->items[i].person && nodes->items[i].link
                        ? gaz_nodes_find(nodes, nodes->items[i].link)
                        : GAZ_TABLE_NONE;
    if (tail == GAZ_TABLE_NONE || !nodes->items[tail].strong) continue;
    tails[tail].articles += nodes->items[i].articles;
    uint32_t root = gaz_nodes_root(nodes, (uint32_t)i);
    if (root == gaz_nodes_root(nodes, tail)) continue;
    tails[tail].several |= tails[tail].whose != GAZ_TABLE_NONE && tails[tail].whose != root;
    tails[tail].whose = root;
  }
}

/* "van der Berg" is the end of one person's name only, and then his; the end of several, and then it
 * is weak like any surname. What mostly stands by itself is a name, whatever is at times taken to belong before it ("Billionaire
 * Ada Brown", "Governor Ada Brown"). */
static bool join_tails(gaz_nodes *nodes) {
  tail_of *tails = malloc((nodes->count + 1) * sizeof *tails);
  if (!tails) return false;
  list_tails(nodes, tails);
  for (size_t i = 0; i < nodes->count; i++) {
    gaz_node *node = &nodes->items[i];
    if (tails[i].whose == GAZ_TABLE_NONE) continue;
    if (!tails[i].several) {
      gaz_nodes_join(nodes, (uint32_t)i, tails[i].whose);
    } else if (node->articles < tails[i].articles * 2 && node->parent == i && node->best == i) {
      node->strong = false;
      node->orphan = true;
    }
  }
  free(tails);
  return true;
}

/* The same words as a person's name and as another's: of two words and more, they are one where one of
 * the two readings is rare, or hardly ever a person is meant for certain: a mistake of the recogniser. */
static void join_twins(gaz_nodes *nodes) {
  for (size_t i = 0; i < nodes->count; i++) {
    gaz_node *one = &nodes->items[i];
    uint32_t at = one->person ? gaz_nodes_find(nodes, one->other) : GAZ_TABLE_NONE;
    if (at == GAZ_TABLE_NONE) continue;
    gaz_node *other = &nodes->items[at];
    one->twin = other->twin = true;
    uint32_t less = one->articles < other->articles ? one->articles : other->articles;
    uint32_t more = one->articles + other->articles - less;
    if (one->strong && other->strong &&
        (less * 3 <= more || less + more <= 3 || one->human * 4 < one->articles))
      gaz_nodes_join(nodes, (uint32_t)i, at);
  }
}

/* One name is a place's, mostly, and the other hardly ever. */
static bool is_place_and_other(const gaz_node *a, const gaz_node *b) {
  return a->places * 2 >= a->articles && b->places * 4 <= b->articles && !is_demonym(a) &&
         !is_demonym(b);
}

/* Whether the articles that have both names say often enough that they are one. Of a place and what is called after it
 * ("Kashmir", "Kashmir News Service") that must be nearly always so, wherever either is spoken of. */
static bool are_one(const gaz_nodes *nodes, const pair *names) {
  enum { ARTICLES_TO_TRUST = 2 };
  const gaz_node *a = &nodes->items[names->a], *b = &nodes->items[names->b];
  if (!is_place_and_other(a, b) && !is_place_and_other(b, a))
    return names->equated * 2 >= names->together;
  uint32_t more = a->articles > b->articles ? a->articles : b->articles;
  return names->equated >= ARTICLES_TO_TRUST && names->equated * 2 > more;
}

/* ---- short names ---- */

/* A name, and a longer one that begins with it and is called so. */
typedef struct short_name {
  uint32_t name, longer; /* a root */
  uint32_t equated;      /* articles */
} short_name;

/* Which of the pair begins the other, GAZ_TABLE_NONE for neither. */
static uint32_t short_of(const gaz_nodes *nodes, const pair *names) {
  const gaz_node *a = &nodes->items[names->a], *b = &nodes->items[names->b];
  if (a->first && a->first == b->key) return names->b;
  return b->first && b->first == a->key ? names->a : GAZ_TABLE_NONE;
}

static int by_short_name(const void *left, const void *right) {
  const short_name *a = left, *b = right;
  if (a->name != b->name) return a->name < b->name ? -1 : 1;
  return (a->longer > b->longer) - (a->longer < b->longer);
}

/* Those that articles equate, a longer name once, in the order of the short ones. */
static size_t list_short_names(gaz_nodes *nodes, const pairs *all, short_name *list) {
  size_t count = 0, kept = 0;
  for (size_t i = 0; i < all->count; i++) {
    const pair *names = &all->items[i];
    uint32_t name = short_of(nodes, names);
    if (name == GAZ_TABLE_NONE || !are_one(nodes, names)) continue;
    uint32_t longer = gaz_nodes_root(nodes, names->a == name ? names->b : names->a);
    list[count++] = (short_name){name, longer, names->equated};
  }
  if (count) qsort(list, count, sizeof *list, by_short_name);
  for (size_t i = 0; i < count; i++) {
    if (kept && by_short_name(&list[kept - 1], &list[i]) == 0)
      list[kept - 1].equated += list[i].equated;
    else
      list[kept++] = list[i];
  }
  return kept;
}

/* The one of several longer names that nearly all articles mean by the short one; NULL for none. */
static const short_name *usual(gaz_nodes *nodes, const short_name *list, size_t count,
                               uint32_t total) {
  const short_name *found = NULL;
  for (size_t i = 0; i < count; i++) {
    if (gaz_nodes_root(nodes, list[i].name) == list[i].longer) return &list[i];
    if ((uint64_t)list[i].equated * 4 >= (uint64_t)total * 3) found = &list[i];
  }
  return found;
}

/* What one longer name only is called by is the same. What several are called by is what it usually is; else, where it
 * hardly stands without them ("Deutsche" of a bank and of an exchange), it means in each article what that says, as a surname
 * does; and where it is known by itself ("Senate", of whose committees some article speaks), it is itself. */
static bool join_short_names(gaz_nodes *nodes, const pairs *all) {
  short_name *list = malloc((all->count + 1) * sizeof *list);
  if (!list) return false;
  size_t count = list_short_names(nodes, all, list);
  for (size_t i = 0, end; i < count; i = end) {
    gaz_node *name = &nodes->items[list[i].name];
    uint32_t total = 0;
    for (end = i; end < count && list[end].name == list[i].name; end++) total += list[end].equated;
    const short_name *one = usual(nodes, &list[i], end - i, total);
    if (one) {
      gaz_nodes_join(nodes, one->name, one->longer);
    } else if ((uint64_t)total * 2 >= name->articles) {
      name->shared = name->orphan = true;
      name->strong = false;
    }
  }
  free(list);
  return true;
}

gaz_status gaz_nodes_build(gaz_db *db, gaz_nodes *nodes) {
  pairs all = {0};
  bool ok = read_names(db, nodes, &all);
  if (ok && all.count) ok = read_company(db, nodes, &all);
  for (size_t i = 0; ok && i < all.count; i++) {
    const pair *names = &all.items[i];
    if (short_of(nodes, names) == GAZ_TABLE_NONE && are_one(nodes, names))
      gaz_nodes_join(nodes, names->a, names->b);
  }
  ok = ok && join_aliases(nodes) && join_short_names(nodes, &all) && join_tails(nodes);
  if (ok) join_twins(nodes);
  free(all.items);
  free(all.in_pair);
  gaz_table_free(&all.by_nodes);
  if (!ok) gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  return db->failure.status;
}

void gaz_nodes_free(gaz_nodes *nodes) {
  free(nodes->items);
  gaz_table_free(&nodes->by_key);
  *nodes = (gaz_nodes){0};
}
