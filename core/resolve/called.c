#include "resolve/called.h"

#define CALLED_SEVERAL (UINT32_MAX - 1) /* in `anywhere` */

static int by_weak(const void *left, const void *right) {
  const gaz_called_entry *a = left, *b = right;
  if (a->weak != b->weak) return a->weak < b->weak ? -1 : 1;
  if (a->story != b->story) return a->story < b->story ? -1 : 1;
  return (a->component > b->component) - (a->component < b->component);
}

static int by_component(const void *left, const void *right) {
  const gaz_called_entry *a = left, *b = right;
  if (a->weak != b->weak) return a->weak < b->weak ? -1 : 1;
  return (a->component > b->component) - (a->component < b->component);
}

/* Sorts, and makes one of equal ones; returns how many are left. */
static size_t unite(gaz_called_entry *items, size_t count,
                    int (*order)(const void *, const void *)) {
  size_t kept = 0;
  if (count) qsort(items, count, sizeof *items, order);
  for (size_t i = 0; i < count; i++) {
    if (!kept || order(&items[kept - 1], &items[i]) != 0)
      items[kept++] = items[i];
    else
      items[kept - 1].times += items[i].times;
  }
  return kept;
}

/* ---- Reading the archive ---- */

int64_t gaz_story_of(gaz_db *db, int64_t article) {
  return gaz_db_integer(db, "SELECT story FROM article WHERE row = ?", 0, "i", article);
}

static bool is_place(const gaz_node *node) { return node->places * 2 >= node->articles; }

uint32_t gaz_chain_node(const gaz_nodes *nodes, const gaz_chain_cursor *chain) {
  uint32_t first = GAZ_TABLE_NONE;
  for (size_t i = 0; i < chain->count; i++) {
    uint32_t node = gaz_nodes_find(nodes, chain->names[i].key);
    if (node == GAZ_TABLE_NONE || !nodes->items[node].strong) continue;
    if (first == GAZ_TABLE_NONE) first = node;
    const gaz_node *longer = &nodes->items[first], *name = &nodes->items[node];
    if (longer->first == name->key && longer->articles < name->articles && !is_place(name))
      return node;
  }
  return first != GAZ_TABLE_NONE ? first : gaz_nodes_find(nodes, chain->names[0].key);
}

/* "AOL" is not what "AOL UK" is called because an article or two equate them: the first word of a thing's name is its short
 * name where that is usual. What is no first word is nothing to ask. */
static bool is_short_name(const gaz_node *weak, const gaz_node *whose) {
  return whose->first != weak->key || weak->shared || weak->led * 3 >= weak->articles;
}

static bool note(gaz_called *called, int64_t weak_key, uint32_t strong, int64_t story, bool said) {
  gaz_node *items = called->nodes->items;
  uint32_t weak = weak_key ? gaz_nodes_find(called->nodes, weak_key) : GAZ_TABLE_NONE;
  if (weak == GAZ_TABLE_NONE || items[weak].strong) return true;
  if (!is_short_name(&items[weak], &items[strong])) return true;
  if (!items[weak].orphan && !items[weak].twin) return true;
  if (called->count == called->capacity) {
    size_t capacity = called->capacity ? called->capacity * 2 : 256;
    gaz_called_entry *bigger = realloc(called->items, capacity * sizeof *bigger);
    if (!bigger) return false;
    called->items = bigger;
    called->capacity = capacity;
  }
  called->items[called->count++] =
      (gaz_called_entry){weak, gaz_nodes_root(called->nodes, strong), story, said};
  return true;
}

static bool note_chain(gaz_called *called, const gaz_chain_cursor *chain, int64_t story) {
  uint32_t node = gaz_chain_node(called->nodes, chain);
  bool ok = true;
  if (!called->nodes->items[node].strong) return true;
  for (size_t i = 0; i < chain->count && ok; i++) {
    const gaz_packed_name *name = &chain->names[i];
    ok = note(called, name->strong ? name->surname : name->key, node, story, !name->strong);
    if (ok && name->tail) ok = note(called, name->tail, node, story, false);
    if (ok && name->person) ok = note(called, name->alias, node, story, false);
  }
  return ok;
}

/* Of those that are called by one weak name: the only one, or the one whom nearly all articles call so, and many do. */
static uint32_t called_so(const gaz_called_entry *list, size_t count) {
  enum { MANY = 60, TIMES_THE_OTHERS = 20 };
  const gaz_called_entry *most = list;
  uint64_t times = 0;
  for (size_t i = 0; i < count; i++) {
    times += list[i].times;
    if (list[i].times > most->times) most = &list[i];
  }
  bool usual = most->times >= MANY && most->times >= TIMES_THE_OTHERS * (times - most->times);
  return count == 1 || usual ? most->component : CALLED_SEVERAL;
}

static bool find_anywhere(gaz_called *called) {
  gaz_called_entry *list = malloc((called->count + 1) * sizeof *list);
  if (!list) return false;
  if (called->count) memcpy(list, called->items, called->count * sizeof *list);
  size_t count = unite(list, called->count, by_component);
  bool ok = true;
  for (size_t i = 0, end; i < count && ok; i = end) {
    for (end = i; end < count && list[end].weak == list[i].weak;) end++;
    ok = gaz_table_put(&called->anywhere, (uint64_t)list[i].weak + 1,
                       called_so(&list[i], end - i)) != NULL;
  }
  free(list);
  return ok;
}

bool gaz_called_build(gaz_db *db, gaz_nodes *nodes, gaz_called *out) {
  gaz_chain_cursor chain;
  int64_t article = 0, story = 0;
  bool ok = true;
  *out = (gaz_called){.nodes = nodes};
  gaz_chain_cursor_open(&chain, db);
  while (ok && gaz_chain_cursor_next(&chain)) {
    if (chain.article != article) story = gaz_story_of(db, article = chain.article);
    ok = note_chain(out, &chain, story);
  }
  gaz_chain_cursor_close(&chain);
  out->count = unite(out->items, out->count, by_weak);
  return ok && find_anywhere(out);
}

void gaz_called_free(gaz_called *called) {
  gaz_table_free(&called->anywhere);
  free(called->items);
  *called = (gaz_called){0};
}

/* ---- Asking ---- */

/* First entry of a weak name that is not before `story`. */
static size_t lower_bound(const gaz_called *called, uint32_t weak, int64_t story) {
  size_t low = 0, high = called->count;
  gaz_called_entry wanted = {.weak = weak, .story = story};
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (by_weak(&called->items[middle], &wanted) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

gaz_called_answer gaz_called_in(const gaz_called *called, uint32_t weak, int64_t story,
                                uint32_t *component) {
  gaz_called_answer found = GAZ_CALLED_NOBODY;
  for (size_t i = lower_bound(called, weak, story); i < called->count; i++) {
    const gaz_called_entry *entry = &called->items[i];
    if (entry->weak != weak || entry->story != story) break;
    if (found == GAZ_CALLED_ONE && entry->component != *component) return GAZ_CALLED_SEVERAL;
    *component = entry->component;
    found = GAZ_CALLED_ONE;
  }
  return found;
}

gaz_called_answer gaz_called_anywhere(const gaz_called *called, uint32_t weak,
                                      uint32_t *component) {
  uint32_t whose = gaz_table_find(&called->anywhere, (uint64_t)weak + 1);
  if (whose == GAZ_TABLE_NONE) return GAZ_CALLED_NOBODY;
  if (whose == CALLED_SEVERAL) return GAZ_CALLED_SEVERAL;
  *component = whose;
  return GAZ_CALLED_ONE;
}

bool gaz_called_mostly(const gaz_called *called, uint32_t weak, int64_t story, uint32_t component) {
  enum { TIMES_THE_OTHERS = 5 };
  uint64_t times = 0, others = 0;
  for (size_t i = lower_bound(called, weak, story); i < called->count; i++) {
    const gaz_called_entry *entry = &called->items[i];
    if (entry->weak != weak || entry->story != story) break;
    if (entry->component == component)
      times += entry->times;
    else
      others += entry->times;
  }
  return times > others * TIMES_THE_OTHERS;
}
