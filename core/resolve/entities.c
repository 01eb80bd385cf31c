/* Who each chain is.
 *
 * A chain with a strong name belongs to that name's component (nodes.c). A chain that has only weak
 * names ("Smith said", "the IS") goes to the one component that is called so in its story; else to
 * the only one in the archive that is called so, or whom nearly all articles call so, when at least two speak of it; else it is
 * an entity of its own: one for the whole archive where nobody else has the name or it is an acronym,
 * one a story where several people have the surname. Unknown beats wrong. What is taken for a person's
 * single name but is never a person's surname, and elsewhere names a thing or place, is that; and the
 * other way round.
 *
 * Corrections act on components before chains are assigned. What they say about names, types and
 * roles goes into the table `decision` for dossiers.c. */
#include "base/buffer.h"
#include "resolve/called.h"
#include "resolve/nodes.h"
#include "resolve/public_id.h"
#include "store/name_key.h"

enum { NO_SPLIT = -1, ARTICLES_TO_TRUST_A_SURNAME = 2 };

/* Whom a correction means. */
typedef struct target {
  uint32_t node; /* GAZ_TABLE_NONE: nobody in this archive */
  int32_t split; /* index in splits, or NO_SPLIT */
} target;

typedef struct split {
  target from;
  const gaz_correction *correction;
  gaz_table articles; /* rows */
} split;

/* A name given by a correction, by which later corrections may mean the entity. */
typedef struct given_name {
  int64_t key[2]; /* as a person's and as another's */
  target to;
} given_name;

/* An entity that some chain belongs to. */
typedef struct entity {
  int64_t key;
  uint32_t node;
  int32_t split;
  int64_t id; /* 0: ignored */
} entity;

typedef struct resolver {
  gaz_db *db;
  const gaz_corrections *corrections;
  gaz_nodes nodes;
  target *targets; /* a correction */
  split *splits;
  size_t split_count;
  given_name *given;
  size_t given_count;
  gaz_called called;
  entity *entities;
  size_t entity_count, entity_capacity;
  gaz_table by_key;   /* entity key -> index */
  uint32_t *assigned; /* entity index a chain, in the cursor's order */
  size_t assigned_count, assigned_capacity;
  bool failed;
} resolver;

static bool grow(void **array, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return true;
  size_t wanted = *capacity ? *capacity * 2 : 256;
  void *bigger = realloc(*array, wanted * size);
  if (!bigger) return false;
  *array = bigger;
  *capacity = wanted;
  return true;
}

/* ---- corrections ------------------------------------------------------------------------------------ */

static void keys_of(const char *name, int64_t keys[2]) {
  gaz_name_fold fold;
  gaz_name_fold_text(name, strlen(name), &fold);
  keys[0] = gaz_name_key(GAZ_TYPE_PERSON, fold.text, fold.size);
  keys[1] = gaz_name_key(GAZ_TYPE_MISC, fold.text, fold.size);
}

static target find_target(resolver *all, const gaz_selector *selector) {
  target nobody = {GAZ_TABLE_NONE, NO_SPLIT};
  if (!selector->name) return nobody;
  int64_t keys[2];
  keys_of(selector->name, keys);
  int first = selector->type && selector->type != GAZ_TYPE_PERSON ? 1 : 0;
  for (size_t i = all->given_count; i > 0; i--) {
    if (all->given[i - 1].key[first] == keys[first]) return all->given[i - 1].to;
  }
  uint32_t found[2] = {gaz_nodes_find(&all->nodes, keys[first]),
                       gaz_nodes_find(&all->nodes, keys[1 - first])};
  if (found[0] == GAZ_TABLE_NONE && found[1] == GAZ_TABLE_NONE) {
    /* A spelling whose key is not its own fold's: "Lord Ashby" is kept as Ashby. */
    found[0] = gaz_nodes_find(
        &all->nodes,
        gaz_db_integer(all->db,
                       "SELECT key FROM name WHERE text = ? GROUP BY key ORDER BY count(*) DESC, "
                       "key LIMIT 1",
                       0, "t", selector->name));
  }
  bool other = found[0] == GAZ_TABLE_NONE;
  if (!selector->type && !other && found[1] != GAZ_TABLE_NONE) {
    other = all->nodes.items[found[1]].articles > all->nodes.items[found[0]].articles;
  }
  return (target){found[other], NO_SPLIT};
}

static void give_name(resolver *all, const char *name, target to) {
  if (!name || to.node == GAZ_TABLE_NONE) return;
  given_name *given = &all->given[all->given_count++];
  keys_of(name, given->key);
  given->to = to;
}

static void force(resolver *all, uint32_t node) {
  if (!all->nodes.items[node].strong) all->nodes.items[node].forced = true;
}

/* Joins two components; the result keeps the identity of the first. */
static void merge(resolver *all, target into, target other) {
  if (into.node == GAZ_TABLE_NONE || other.node == GAZ_TABLE_NONE) return;
  gaz_nodes *nodes = &all->nodes;
  uint32_t best = nodes->items[gaz_nodes_root(nodes, into.node)].best;
  force(all, into.node);
  force(all, other.node);
  gaz_nodes_join(nodes, into.node, other.node);
  nodes->items[gaz_nodes_root(nodes, into.node)].best = best;
}

static void begin_split(resolver *all, const gaz_correction *correction, target from) {
  split *fresh = &all->splits[all->split_count];
  *fresh = (split){.from = from, .correction = correction};
  for (size_t i = 0; i < correction->article_count; i++) {
    int64_t row = gaz_db_integer(all->db, "SELECT row FROM article WHERE path = ?", 0, "t",
                                 correction->articles[i]);
    if (row && !gaz_table_put(&fresh->articles, (uint64_t)row, 0)) all->failed = true;
  }
  give_name(all, correction->text, (target){from.node, (int32_t)all->split_count});
  all->split_count++;
}

/* An alias is a node like any name: where it stands alone it means this entity. */
static void add_alias(resolver *all, const char *alias, target to) {
  int64_t keys[2];
  keys_of(alias, keys);
  for (int i = 0; i < 2; i++) {
    uint32_t node = gaz_nodes_find(&all->nodes, keys[i]);
    if (node != GAZ_TABLE_NONE) merge(all, to, (target){node, NO_SPLIT});
  }
}

static void apply_corrections(resolver *all) {
  size_t count = all->corrections->count;
  all->targets = calloc(count + 1, sizeof *all->targets);
  all->splits = calloc(count + 1, sizeof *all->splits);
  all->given = calloc(count + 1, sizeof *all->given);
  if (!all->targets || !all->splits || !all->given) {
    all->failed = true;
    return;
  }
  for (size_t i = 0; i < count; i++) {
    const gaz_correction *correction = &all->corrections->items[i];
    target to = all->targets[i] = find_target(all, &correction->entity);
    if (to.node == GAZ_TABLE_NONE) continue; /* not in the archive any more, or not yet again */
    switch (correction->kind) {
      case GAZ_CORRECT_MERGE: merge(all, to, find_target(all, &correction->other)); break;
      case GAZ_CORRECT_ALIAS: add_alias(all, correction->text, to); break;
      case GAZ_CORRECT_SPLIT: begin_split(all, correction, to); break;
      case GAZ_CORRECT_RENAME: give_name(all, correction->text, to); break;
      default: break;
    }
  }
}

/* ---- assignment --------------------------------------------------------------------------------------- */

static uint32_t entity_at(resolver *all, int64_t key, uint32_t node, int32_t split_index) {
  if (key <= 0) key = 1;
  uint32_t *found = gaz_table_put(&all->by_key, (uint64_t)key, (uint32_t)all->entity_count);
  if (!found || !grow((void **)&all->entities, all->entity_count, &all->entity_capacity,
                      sizeof *all->entities)) {
    all->failed = true;
    return 0;
  }
  if (*found == all->entity_count)
    all->entities[all->entity_count++] = (entity){key, node, split_index, 0};
  return *found;
}

static int64_t mixed(int64_t key, uint64_t with) {
  return (int64_t)(gaz_mix((uint64_t)key ^ gaz_mix(with)) >> 1);
}

static uint32_t entity_of_component(resolver *all, uint32_t node, int64_t article) {
  gaz_nodes *nodes = &all->nodes;
  uint32_t root = gaz_nodes_root(nodes, node);
  int64_t key = nodes->items[nodes->items[root].best].key;
  for (size_t i = all->split_count; i > 0; i--) {
    split *one = &all->splits[i - 1];
    if (gaz_nodes_root(nodes, one->from.node) != root) continue;
    if (gaz_table_find(&one->articles, (uint64_t)article) == GAZ_TABLE_NONE) continue;
    const char *name = one->correction->text ? one->correction->text : one->correction->articles[0];
    return entity_at(all, mixed(key, gaz_hash(name, strlen(name), 17)), root, (int32_t)(i - 1));
  }
  return entity_at(all, key, root, NO_SPLIT);
}

/* A thing's single name that in this story is a person's surname, and hardly ever anything else. */
static bool is_really_person(resolver *all, const gaz_node *thing, int64_t story,
                             uint32_t *component) {
  uint32_t twin =
      thing->person || !thing->twin ? GAZ_TABLE_NONE : gaz_nodes_find(&all->nodes, thing->other);
  if (twin == GAZ_TABLE_NONE ||
      gaz_called_in(&all->called, twin, story, component) != GAZ_CALLED_ONE)
    return false;
  return thing->articles * 4 <=
         all->nodes.items[all->nodes.items[gaz_nodes_root(&all->nodes, *component)].best].articles;
}

static uint32_t entity_of_weak(resolver *all, uint32_t node, int64_t article, int64_t story) {
  const gaz_node *found = &all->nodes.items[node];
  uint32_t component = 0;
  gaz_called_answer here = gaz_called_in(&all->called, node, story, &component);
  if (here == GAZ_CALLED_ONE) return entity_of_component(all, component, article);
  gaz_called_answer anywhere = gaz_called_anywhere(&all->called, node, &component);
  if (anywhere == GAZ_CALLED_ONE &&
      (here == GAZ_CALLED_NOBODY || gaz_called_mostly(&all->called, node, story, component))) {
    uint32_t best = all->nodes.items[gaz_nodes_root(&all->nodes, component)].best;
    if (all->nodes.items[best].articles >= ARTICLES_TO_TRUST_A_SURNAME) {
      return entity_of_component(all, component, article);
    }
  }
  if (anywhere != GAZ_CALLED_NOBODY) {
    /* Who writes "the BTU" and no more means what all call so; a surname alone may be anybody's. */
    uint64_t place = found->person ? (uint64_t)story : 0;
    return entity_at(all, mixed(found->key, place), node, NO_SPLIT);
  }
  uint32_t twin = found->person && found->twin && found->human * 2 < found->articles
                      ? gaz_nodes_find(&all->nodes, found->other)
                      : GAZ_TABLE_NONE;
  if (twin == GAZ_TABLE_NONE || all->nodes.items[twin].person)
    return entity_of_component(all, node, article);
  if (all->nodes.items[twin].strong || all->nodes.items[twin].forced)
    return entity_of_component(all, twin, article);
  return entity_of_weak(all, twin, article, story); /* no person's: this goes no deeper */
}

static uint32_t entity_of(resolver *all, const gaz_chain_cursor *chain, int64_t story) {
  uint32_t node = gaz_chain_node(&all->nodes, chain), person = 0;
  const gaz_node *found = &all->nodes.items[node];
  if (found->forced) return entity_of_component(all, node, chain->article);
  if (!found->person && is_really_person(all, found, story, &person))
    return entity_of_component(all, person, chain->article);
  if (found->strong) return entity_of_component(all, node, chain->article);
  return entity_of_weak(all, node, chain->article, story);
}

static void assign(resolver *all) {
  gaz_chain_cursor chain;
  gaz_chain_cursor_open(&chain, all->db);
  int64_t article = 0, story = 0;
  while (!all->failed && gaz_chain_cursor_next(&chain)) {
    if (chain.article != article) story = gaz_story_of(all->db, article = chain.article);
    if (!grow((void **)&all->assigned, all->assigned_count, &all->assigned_capacity,
              sizeof *all->assigned)) {
      all->failed = true;
      break;
    }
    all->assigned[all->assigned_count++] = entity_of(all, &chain, story);
  }
  gaz_chain_cursor_close(&chain);
}

static bool is_meant(resolver *all, const target *to, const entity *one) {
  return to->node != GAZ_TABLE_NONE && to->split == one->split &&
         gaz_nodes_root(&all->nodes, to->node) == gaz_nodes_root(&all->nodes, one->node);
}

static int by_entity_key(const void *left, const void *right) {
  const entity *a = *(entity *const *)left, *b = *(entity *const *)right;
  return (a->key > b->key) - (a->key < b->key);
}

/* Ids in the order of keys; an ignored entity keeps its number from others but has none. */
static void number_entities(resolver *all) {
  entity **sorted = malloc((all->entity_count + 1) * sizeof *sorted);
  if (!sorted) {
    all->failed = true;
    return;
  }
  for (size_t i = 0; i < all->entity_count; i++) sorted[i] = &all->entities[i];
  qsort(sorted, all->entity_count, sizeof *sorted, by_entity_key);
  int64_t last = 0;
  for (size_t i = 0; i < all->entity_count; i++)
    sorted[i]->id = last = gaz_public_id_next(sorted[i]->key, last);
  free(sorted);
  for (size_t c = 0; c < all->corrections->count; c++) {
    if (all->corrections->items[c].kind != GAZ_CORRECT_IGNORE) continue;
    for (size_t i = 0; i < all->entity_count; i++) {
      if (is_meant(all, &all->targets[c], &all->entities[i])) all->entities[i].id = 0;
    }
  }
}

static void change_chain(gaz_db *db, int64_t article, int64_t chain, int64_t from, int64_t to) {
  gaz_db_run(db, "UPDATE chain SET entity = nullif(?, 0) WHERE article = ? AND n = ?", "iii", to,
             article, chain);
  if (from) gaz_db_run(db, "INSERT OR IGNORE INTO touched_entity VALUES(?)", "i", from);
  if (to) gaz_db_run(db, "INSERT OR IGNORE INTO touched_entity VALUES(?)", "i", to);
}

/* Which entities the chains of an article were, as far as it was asked before. */
static gaz_slice assigned_before(gaz_db *db, int64_t article, gaz_buffer *kept) {
  kept->size = 0;
  sqlite3_stmt *row =
      gaz_db_query(db, "SELECT entities FROM assigned WHERE article = ?", "i", article);
  if (gaz_db_next(db, row)) {
    gaz_buffer_append(kept, sqlite3_column_blob(row, 0), (size_t)sqlite3_column_bytes(row, 0));
    gaz_db_end(row);
  }
  return (gaz_slice){kept->data, kept->size};
}

typedef struct article_chains {
  int64_t article;
  gaz_buffer chains, entities, before; /* numbers of 64 bits */
} article_chains;

static void write_article(resolver *all, article_chains *one) {
  gaz_db *db = all->db;
  size_t size = one->entities.size;
  all->failed |= one->chains.failed || one->entities.failed || one->before.failed;
  if (!size || all->failed) return;
  gaz_slice before = assigned_before(db, one->article, &one->before);
  if (before.size == size && memcmp(before.data, one->entities.data, size) == 0) return;
  bool changed = false;
  for (size_t at = 0; at < size; at += sizeof(int64_t)) {
    int64_t chain, to, from = 0;
    memcpy(&chain, one->chains.data + at, sizeof chain);
    memcpy(&to, one->entities.data + at, sizeof to);
    if (at < before.size) memcpy(&from, before.data + at, sizeof from);
    if (from != to) change_chain(db, one->article, chain, from, to);
    changed |= from != to;
  }
  if (changed) gaz_db_run(db, "INSERT OR IGNORE INTO touched_article VALUES(?)", "i", one->article);
  gaz_db_run(db, "INSERT OR REPLACE INTO assigned VALUES(?, ?)", "ib", one->article,
             one->entities.data, size);
}

static void write_chains(resolver *all) {
  article_chains one = {0};
  gaz_chain_cursor chain;
  gaz_chain_cursor_open(&chain, all->db);
  for (size_t i = 0; i < all->assigned_count && gaz_chain_cursor_next(&chain); i++) {
    if (chain.article != one.article) {
      write_article(all, &one);
      one.article = chain.article;
      one.chains.size = one.entities.size = 0;
    }
    int64_t to = all->entities[all->assigned[i]].id;
    gaz_buffer_append(&one.chains, &chain.chain, sizeof chain.chain);
    gaz_buffer_append(&one.entities, &to, sizeof to);
  }
  write_article(all, &one);
  gaz_chain_cursor_close(&chain);
  gaz_buffer_free(&one.chains);
  gaz_buffer_free(&one.entities);
  gaz_buffer_free(&one.before);
}

/* By which names the entities are known that dossiers.c writes: it shows the usual spelling of that
 * one. */
static void write_identities(resolver *all) {
  gaz_db *db = all->db;
  gaz_table by_id = {0};
  for (size_t i = 0; i < all->entity_count && !all->failed; i++) {
    if (all->entities[i].id)
      all->failed = !gaz_table_put(&by_id, (uint64_t)all->entities[i].id, (uint32_t)i);
  }
  gaz_db_script(
      db,
      "DELETE FROM identity;"
      "INSERT OR IGNORE INTO touched_entity SELECT c.entity FROM touched_article t CROSS JOIN chain c ON "
      "c.article = t.article WHERE c.entity IS NOT NULL");
  sqlite3_stmt *touched = gaz_db_query(db, "SELECT entity FROM touched_entity", "");
  while (gaz_db_next(db, touched)) {
    int64_t id = sqlite3_column_int64(touched, 0);
    uint32_t at = gaz_table_find(&by_id, (uint64_t)id);
    if (at == GAZ_TABLE_NONE) continue;
    const entity *one = &all->entities[at];
    const gaz_node *node = &all->nodes.items[one->node];
    uint32_t root = gaz_nodes_root(&all->nodes, one->node);
    if (root == one->node || one->split != NO_SPLIT)
      node = &all->nodes.items[all->nodes.items[root].best];
    gaz_db_run(db, "INSERT INTO identity VALUES(?, ?)", "ii", id, node->key);
  }
  gaz_table_free(&by_id);
}

/* ---- decisions ------------------------------------------------------------------------------------------ */

static bool has_article(gaz_db *db, const gaz_selector *selector, int64_t id) {
  if (!selector->article_count) return true;
  for (size_t i = 0; i < selector->article_count; i++) {
    if (gaz_db_integer(
            db,
            "SELECT 1 FROM chain c JOIN article a ON a.row = c.article WHERE c.entity = ? AND a.path = ?",
            0, "it", id, selector->articles[i])) {
      return true;
    }
  }
  return false;
}

static int64_t entity_id_of(resolver *all, target to) {
  for (size_t i = 0; to.node != GAZ_TABLE_NONE && i < all->entity_count; i++) {
    if (is_meant(all, &to, &all->entities[i])) return all->entities[i].id;
  }
  return 0;
}

static void decide(resolver *all, size_t c, int64_t id) {
  const gaz_correction *correction = &all->corrections->items[c];
  int64_t of = 0;
  if (correction->kind == GAZ_CORRECT_ROLE && correction->of) {
    of = entity_id_of(all, find_target(all, &(gaz_selector){.name = correction->of}));
  }
  gaz_db_run(all->db, "INSERT OR REPLACE INTO new_decision VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
             "iiitiitt", id, (int64_t)c, (int64_t)correction->kind, correction->text,
             (int64_t)correction->type, of, correction->from, correction->to);
}

static void write_decisions(resolver *all) {
  gaz_db *db = all->db;
  gaz_db_script(db,
                "CREATE TEMP TABLE new_decision AS SELECT * FROM decision WHERE 0;"
                "CREATE UNIQUE INDEX new_decision_key ON new_decision(entity, n)");
  for (size_t c = 0; c < all->corrections->count; c++) {
    gaz_correction_kind kind = all->corrections->items[c].kind;
    for (size_t i = 0; i < all->entity_count; i++) {
      const entity *one = &all->entities[i];
      target to = all->targets[c];
      if (kind == GAZ_CORRECT_SPLIT) {
        if (one->split == NO_SPLIT ||
            all->splits[one->split].correction != &all->corrections->items[c])
          continue;
        if (!all->corrections->items[c].text) continue;
      } else if (kind == GAZ_CORRECT_MERGE || kind == GAZ_CORRECT_IGNORE ||
                 !is_meant(all, &to, one)) {
        continue;
      }
      if (one->id && has_article(db, &all->corrections->items[c].entity, one->id))
        decide(all, c, one->id);
    }
  }
  gaz_db_script(
      db,
      "INSERT OR IGNORE INTO touched_entity SELECT entity FROM (SELECT * FROM decision EXCEPT SELECT * FROM "
      "new_decision UNION SELECT * FROM (SELECT * FROM new_decision EXCEPT SELECT * FROM decision));"
      "DELETE FROM decision; INSERT INTO decision SELECT * FROM new_decision; DROP TABLE new_decision");
}

static void release(resolver *all) {
  for (size_t i = 0; i < all->split_count; i++) gaz_table_free(&all->splits[i].articles);
  gaz_nodes_free(&all->nodes);
  gaz_table_free(&all->by_key);
  gaz_called_free(&all->called);
  free(all->targets);
  free(all->splits);
  free(all->given);
  free(all->entities);
  free(all->assigned);
}

gaz_status gaz_resolve_entities(gaz_db *db, const gaz_corrections *corrections) {
  resolver all = {.db = db, .corrections = corrections};
  gaz_nodes_build(db, &all.nodes);
  if (db->failure.status == GAZ_OK) apply_corrections(&all);
  if (db->failure.status == GAZ_OK && !all.failed)
    all.failed = !gaz_called_build(db, &all.nodes, &all.called);
  if (db->failure.status == GAZ_OK && !all.failed) assign(&all);
  if (db->failure.status == GAZ_OK && !all.failed) number_entities(&all);
  if (db->failure.status == GAZ_OK && !all.failed) write_chains(&all);
  if (db->failure.status == GAZ_OK && !all.failed) write_decisions(&all);
  if (db->failure.status == GAZ_OK && !all.failed) write_identities(&all);
  if (all.failed) gaz_db_fail(db, GAZ_ERROR_MEMORY, "out of memory; close other programs");
  release(&all);
  return db->failure.status;
}
